use std::sync::Arc;
use std::time::{Duration, Instant};

use fv_error::ErrorCode;

use super::{JobGate, JobKind, JobKinds, JobPhase, JobRequest};

#[expect(
    clippy::disallowed_methods,
    reason = "the gate is given the time; any will do here"
)]
fn request(kind: JobKind, owner: &'static str) -> JobRequest {
    JobRequest {
        kind,
        owner,
        now: Instant::now(),
        deadline: None,
    }
}

fn gate() -> Arc<JobGate> {
    JobGate::new(Duration::from_millis(20))
}

#[test]
fn who_waits_too_long_is_told_who_holds_the_job() {
    let gate = gate();
    let _held = gate.begin(request(JobKind::Modify, "qemuDispatchDomainMonitorCommand"));
    let error = gate
        .begin(request(JobKind::Query, "other"))
        .expect_err("the job is held");
    assert_eq!(error.code(), ErrorCode::OperationTimeout);
    assert_eq!(
        error.message(),
        "Timed out during operation: cannot acquire state change lock (held by \
         monitor=qemuDispatchDomainMonitorCommand)"
    );
}

#[test]
fn a_dropped_job_lets_the_next_one_in() {
    let gate = JobGate::new(Duration::from_secs(10));
    let held = gate
        .begin(request(JobKind::Modify, "first"))
        .expect("nobody has it");
    let waiter = {
        let gate = Arc::clone(&gate);
        std::thread::spawn(move || gate.begin(request(JobKind::Modify, "second")).map(drop))
    };
    while gate.waiting() == 0 {
        std::thread::yield_now();
    }
    drop(held);
    waiter.join().expect("no panic").expect("the job was free");
}

#[test]
fn a_job_in_doubt_still_holds_the_object() {
    let gate = gate();
    let mut held = gate
        .begin(request(JobKind::Suspend, "suspend"))
        .expect("nobody has it");
    held.doubt("stop");
    assert_eq!(
        gate.current().expect("held").phase,
        JobPhase::InDoubt("stop".into())
    );
    assert!(gate.try_begin(request(JobKind::Modify, "resume")).is_none());
    drop(held);
    assert!(gate.try_begin(request(JobKind::Modify, "resume")).is_some());
}

#[test]
fn a_long_job_admits_only_the_kinds_of_its_mask() {
    let gate = gate();
    let mask = JobKinds::of(&[JobKind::Query, JobKind::Destroy]);
    let long = gate
        .begin_long(request(JobKind::Modify, "save"), mask)
        .expect("nobody has it");
    drop(
        gate.begin(request(JobKind::Query, "query"))
            .expect("queries are admitted"),
    );
    let error = gate
        .begin(request(JobKind::Modify, "modify"))
        .expect_err("not admitted");
    assert!(
        error.message().ends_with("(held by monitor=save)"),
        "{error}"
    );
    drop(
        gate.begin_nested(&long, request(JobKind::Modify, "save"))
            .expect("its own step"),
    );
    drop(long);
    drop(
        gate.begin(request(JobKind::Modify, "modify"))
            .expect("the long job is over"),
    );
}

#[test]
fn the_helper_is_apart_from_the_jobs_of_the_object() {
    let gate = gate();
    let _helper = gate
        .begin_helper(request(JobKind::Query, "a"))
        .expect("nobody has it");
    drop(
        gate.begin(request(JobKind::Modify, "b"))
            .expect("not in the way"),
    );
    let error = gate
        .begin_helper(request(JobKind::Query, "c"))
        .expect_err("taken");
    assert!(error.message().ends_with("(held by agent=a)"), "{error}");
}
