//! What becomes of checks that fail, and how blockers are told.

use super::*;

fn failed(text: &str) -> Result<()> {
    Err(Error::internal(ErrorDomain::Qemu, text))
}

#[test]
fn a_start_ends_with_the_first_check_that_fails() {
    let mut findings = Findings::EndAtFirst;
    assert!(matches!(findings.check(Kind::File, Ok(7)), Ok(Some(7))));
    let error = findings.check(Kind::File, failed("no")).expect_err("ended");
    assert_eq!(error.detail(), "no");
}

#[test]
fn what_an_error_has_no_room_for_is_counted() {
    let blocker = |number: usize| Blocker {
        kind: Kind::File,
        error: failed(&format!("{number}{}", "x".repeat(200))).expect_err("made"),
    };
    let blockers: Vec<Blocker> = (0..9).map(blocker).collect();
    let error = listing("g", &blockers);
    assert!(error.message().len() < 1023, "{}", error.message().len());
    assert!(error.message().ends_with("\nand 5 more"), "{error}");
}

#[test]
fn a_preflight_goes_on_and_tells_of_all() {
    let mut findings = Findings::Collect(Vec::new());
    for (kind, text) in [(Kind::File, "one"), (Kind::Memory, "two")] {
        let result = findings.check(kind, failed(text)).expect("goes on");
        assert_eq!(result, None);
    }
    let Findings::Collect(blockers) = findings else {
        panic!("it collects");
    };
    assert_eq!(
        listing("g", &blockers).message(),
        "operation failed: domain 'g' cannot be started\nfile: one\nmemory: two"
    );
}
