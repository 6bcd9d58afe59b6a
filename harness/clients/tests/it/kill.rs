//! The daemon is killed at random moments; what it acknowledged is there afterwards, and no guest is lost.

use std::collections::BTreeMap;
use std::thread;
use std::time::Duration;

use fv_harness_clients::program::{Ended, count, now, until};
use fv_harness_clients::{Dice, Host, processes};

use crate::small;

/// Kills in CI; soak has ten times as many.
const KILLS: usize = 30;
/// How soon a daemon answers after it was killed; a busy machine may hold up some of many.
const READY_TIME_USUAL: Duration = Duration::from_secs(1);
const READY_TIME_MAX: Duration = Duration::from_secs(10);
/// A change takes no longer than this, so later kills hit nothing.
const CHANGE_MS_MAX: u64 = 350;
/// The guests that are changed.
const GUESTS: [&str; 3] = ["one", "two", "three"];
/// The guest that runs through all kills.
const STEADY: &str = "steady";

/// What is known of a guest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Absent,
    Off,
    Running,
}

/// A change, with the state that it leads to.
fn changes(state: State) -> &'static [(&'static str, State)] {
    match state {
        State::Absent => &[("define", State::Off), ("create", State::Running)],
        State::Off => &[
            ("undefine", State::Absent),
            ("start", State::Running),
            ("start", State::Running),
        ],
        State::Running => &[("destroy", State::Off)],
    }
}

fn command(verb: &str, guest: &str, xml: &str) -> String {
    match verb {
        "define" | "create" => format!("{verb} {xml}"),
        _ => format!("{verb} {guest}"),
    }
}

/// Reads what the daemon says about every guest.
fn states(host: &Host) -> BTreeMap<String, State> {
    let mut states: BTreeMap<_, _> = GUESTS
        .iter()
        .map(|name| ((*name).to_owned(), State::Absent))
        .collect();
    for (filter, state) in [("--inactive", State::Off), ("", State::Running)] {
        for name in host.ok(&format!("list --name {filter}")).split_whitespace() {
            states.insert(name.to_owned(), state);
        }
    }
    states.remove(STEADY);
    states
}

/// Every running guest has its emulator, every emulator its guest, and none is there twice.
fn emulators_match(host: &Host) -> bool {
    let mut running: Vec<String> = host
        .ok("list --name")
        .split_whitespace()
        .map(str::to_owned)
        .collect();
    let mut emulated: Vec<String> = host
        .emulators()
        .into_iter()
        .map(|pid| {
            let line = processes::command_line(pid);
            let name = line.split("guest=").nth(1).unwrap_or_default();
            name.split([',', ' ']).next().unwrap_or_default().to_owned()
        })
        .collect();
    running.sort();
    emulated.sort();
    running == emulated
}

/// Starts a change, kills the daemon after a while, and returns what became of the command.
fn killed_during(host: &mut Host, line: &str, after: Duration) -> Ended {
    let mut command = host.virsh_command();
    command.args(line.split_whitespace());
    let client = thread::spawn(move || {
        fv_harness_clients::program::run(&mut command, Duration::from_secs(60)).unwrap()
    });
    thread::sleep(after);
    host.kill_daemon();
    client.join().unwrap()
}

/// Starts the daemon again and returns how long it took until it answered.
fn comes_back(host: &mut Host) -> Duration {
    let started = now();
    host.start_daemon();
    host.ok("list --all");
    let took = started.elapsed();
    assert!(
        took <= READY_TIME_MAX,
        "ready after {took:?}\n{}",
        host.daemon_log()
    );
    until("every guest has its emulator", READY_TIME_MAX, || {
        emulators_match(host)
    })
    .unwrap_or_else(|error| {
        let guests = host.ok("list --all");
        let emulators: Vec<String> = host
            .emulators()
            .into_iter()
            .map(|pid| format!("{pid}: {}", processes::command_line(pid)))
            .collect();
        panic!(
            "{error}: {guests}\n{}\n{}",
            emulators.join("\n"),
            host.daemon_log()
        )
    });
    took
}

fn is_usually_quick(mut times: Vec<Duration>) {
    times.sort();
    let usual = times[times.len() / 4];
    assert!(usual <= READY_TIME_USUAL, "usually ready after {usual:?}");
}

/// Everything that is there can be used.
fn can_be_used(host: &Host, states: &BTreeMap<String, State>) {
    for (name, state) in states {
        match state {
            State::Absent => {}
            State::Off => drop(host.ok(&format!("dumpxml {name}"))),
            State::Running => {
                host.ok(&format!("suspend {name}"));
                host.ok(&format!("resume {name}"));
            }
        }
    }
}

#[test]
fn kill_at_random_moments_loses_nothing_that_was_acknowledged() {
    let mut host = Host::start_alone();
    let mut dice = Dice(0x5eed_0001);
    let xml: BTreeMap<&str, String> = GUESTS
        .iter()
        .map(|name| (*name, small::write(&host, name)))
        .collect();
    small::boot(&host, STEADY);
    let steady_pid = host.emulator_pid(STEADY).unwrap();
    let mut counted = small::count(&host, STEADY);
    let mut known = states(&host);
    let mut ready = Vec::new();
    for kill in 0..count("FERROVIRT_KILLS", KILLS) {
        let guest = GUESTS[usize::try_from(dice.below(3)).unwrap()];
        let before = known[guest];
        let possible = changes(before);
        let pick = usize::try_from(dice.below(possible.len() as u64)).unwrap();
        let (verb, after) = possible[pick];
        let moment = Duration::from_millis(dice.below(CHANGE_MS_MAX));
        let line = command(verb, guest, &xml[guest]);
        let ended = killed_during(&mut host, &line, moment);
        ready.push(comes_back(&mut host));
        let now_known = states(&host);
        let told = format!("kill {kill}: {line} after {moment:?}: {ended:?}, was {before:?}");
        // A transient guest that is destroyed, or whose start was cut short, is gone for good.
        let possible_ends = match (ended.is_ok(), verb) {
            (true, "destroy") => vec![State::Off, State::Absent],
            (true, _) => vec![after],
            (false, "destroy") => vec![before, State::Off, State::Absent],
            (false, _) => vec![before, after],
        };
        assert!(
            possible_ends.contains(&now_known[guest]),
            "{told}, is {:?}",
            now_known[guest]
        );
        for other in GUESTS.iter().filter(|other| **other != guest) {
            assert_eq!(now_known[*other], known[*other], "{told}: {other} changed");
        }
        known = now_known;
        can_be_used(&host, &known);
        assert_eq!(host.emulator_pid(STEADY), Some(steady_pid), "{told}");
        if kill % 5 == 4 {
            let next = small::count(&host, STEADY);
            assert_eq!(
                u32::from(next),
                u32::from(counted) + 1,
                "{told}: the guest lost its memory"
            );
            counted = next;
        }
    }
    is_usually_quick(ready);
}

#[test]
fn kill_at_every_step_of_a_start_leaves_a_guest_that_runs_or_does_not() {
    let mut host = Host::start_alone();
    let xml = small::write(&host, "one");
    host.ok(&format!("define {xml}"));
    let steps = count("FERROVIRT_KILLS", KILLS) / 2;
    let mut ready = Vec::new();
    for step in 0..steps {
        let moment = Duration::from_millis(CHANGE_MS_MAX * step as u64 / steps as u64);
        let ended = killed_during(&mut host, "start one", moment);
        ready.push(comes_back(&mut host));
        let state = states(&host)["one"];
        assert!(
            !ended.is_ok() || state == State::Running,
            "after {moment:?}: {ended:?} {state:?}"
        );
        can_be_used(&host, &states(&host));
        if state == State::Running {
            host.ok("destroy one");
        }
        host.ok("start one");
        host.ok("destroy one");
        assert_eq!(host.emulators(), Vec::<u32>::new(), "after {moment:?}");
    }
    is_usually_quick(ready);
}
