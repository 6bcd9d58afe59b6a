//! Figures of all guests while one of them does not answer: nobody waits a second for them.

use std::process::Child;
use std::time::Duration;

use fv_harness_clients::program::{now, quickest, until};
use fv_harness_clients::{Host, processes};

use crate::small;

/// How long an answer may take, whoever asks and whatever the guest does.
const ANSWER_TIME_MAX: Duration = Duration::from_secs(1);
/// Clients that wait for the guest, and how many calls each has under way.
const CLIENTS: usize = 6;
const CALLS: usize = 5;

/// Programs that are ended with the test.
struct Waiting(Vec<Child>);

impl Waiting {
    /// Clients with calls that need an answer of the guest: one call of each client waits for the
    /// guest, the others for that call.
    fn for_guest(host: &Host, guest: &str) -> Self {
        let calls = [
            "domblkstat GUEST hda",
            "domblkinfo GUEST hda",
            "qemu-monitor-command GUEST --hmp info",
            "domblkerror GUEST",
            "blkdeviotune GUEST hda",
        ];
        let log = std::fs::File::create(host.root().join("waiting.log")).unwrap();
        let client = |number: usize| {
            let line = calls[number % CALLS].replace("GUEST", guest);
            let mut command = host.virsh_command();
            command.args(line.split_whitespace());
            command
                .stdout(log.try_clone().unwrap())
                .stderr(log.try_clone().unwrap());
            command.spawn().unwrap()
        };
        Self((0..CLIENTS * CALLS).map(client).collect())
    }

    fn still_waiting(&mut self) -> usize {
        let waits = |client: &mut Child| client.try_wait().unwrap().is_none();
        self.0
            .iter_mut()
            .filter_map(|client| waits(client).then_some(()))
            .count()
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        for client in &mut self.0 {
            let _ = client.kill();
            let _ = client.wait();
        }
    }
}

/// Runs a command, which must succeed in time when the machine does not hold it up.
fn at_once(host: &Host, line: &str) -> String {
    at_once_with(host, line, |_| true)
}

/// The same with an answer that is whole: on a busy machine a guest may not answer in the time that it has.
fn at_once_with(host: &Host, line: &str, is_whole: impl Fn(&str) -> bool) -> String {
    let mut text = String::new();
    let took = quickest(10, ANSWER_TIME_MAX, || {
        let started = now();
        text = host.ok(line);
        let took = started.elapsed();
        if is_whole(&text) { took } else { Duration::MAX }
    });
    assert!(took <= ANSWER_TIME_MAX, "{line} takes {took:?}: {text}");
    text
}

/// Says whether the guest that answers has told what its monitor knows.
fn has_answered(all: &str) -> bool {
    let (_, other) = parts(all);
    other.contains("block.0.rd.reqs=") && other.contains("dirtyrate.")
}

#[test]
fn figures_of_all_guests_never_wait_for_one_that_does_not_answer() {
    let host = Host::start_alone();
    small::boot(&host, "stuck");
    small::boot(&host, "other");
    let emulator = host.emulator_pid("stuck").unwrap();
    processes::signal(emulator, "STOP");
    let mut waiting = Waiting::for_guest(&host, "stuck");
    until("the clients wait", Duration::from_secs(10), || {
        processes::mentioning(host.uri()).len() >= CLIENTS * CALLS
    })
    .unwrap();
    for _ in 0..3 {
        let all = at_once_with(&host, "domstats", has_answered);
        let (stuck, _) = parts(&all);
        // What needs no monitor is told of the other one too.
        assert!(
            stuck.contains("cpu.time=") && stuck.contains("vcpu.0.time="),
            "{stuck}"
        );
        assert!(stuck.contains("block.0.name=hda"), "{stuck}");
        assert!(!stuck.contains("block.0.rd.reqs="), "{stuck}");
    }
    everybody_asks_at_once(&host);
    for line in [
        "domstats --nowait",
        "dominfo stuck",
        "domstate stuck",
        "dumpxml stuck",
        "vcpuinfo stuck",
        "vcpupin stuck",
        "domjobinfo stuck",
        "cpu-stats stuck --total",
        "list --all",
        "domblkstat other hda",
    ] {
        at_once(&host, line);
    }
    let took = quickest(10, ANSWER_TIME_MAX, || {
        let refused = host.line("domjobabort stuck");
        assert!(
            refused.stderr.contains("no job is active on the domain"),
            "{}",
            refused.stderr
        );
        refused.took
    });
    assert!(took <= ANSWER_TIME_MAX, "{took:?}");
    assert!(
        waiting.still_waiting() > 0,
        "the clients wait until the end"
    );
    processes::signal(emulator, "CONT");
    until("the guest answers again", Duration::from_secs(10), || {
        host.ok("domstats stuck").contains("block.0.rd.reqs=")
    })
    .unwrap();
    assert_eq!(host.ok("domcontrol stuck"), "ok");
}

/// As many clients as wait ask for all figures at the same time.
fn everybody_asks_at_once(host: &Host) {
    std::thread::scope(|scope| {
        for _ in 0..CLIENTS {
            scope.spawn(|| at_once_with(host, "domstats", has_answered));
        }
    });
}

/// The parts of the stuck guest and of the other one.
fn parts(text: &str) -> (&str, &str) {
    let other = text.find("Domain: 'other'").unwrap();
    let stuck = text.find("Domain: 'stuck'").unwrap();
    if stuck < other {
        (&text[stuck..other], &text[other..])
    } else {
        (&text[stuck..], &text[other..stuck])
    }
}
