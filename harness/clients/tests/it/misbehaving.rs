//! Emulators that misbehave: a start and an end come to an end with the cause, others are served, nothing is left.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::thread;
use std::time::Duration;

use fv_harness_clients::emulator::{self, Fault, Order, QEMU};
use fv_harness_clients::program::{Ended, now, until};
use fv_harness_clients::{Host, Terminal, processes, set_mode};

use crate::events::{SHORT, listen};
use crate::failing::FV_EMULATOR;
use crate::small;

/// How long the start or the end of a guest may take, whatever its emulator does.
const TIME_MAX: Duration = Duration::from_secs(10);
/// How long a call of another guest may take meanwhile, on a machine of which every core is busy.
const OTHERS_TIME_MAX: Duration = Duration::from_secs(2);
/// How soon the death of an emulator is told.
const DEATH_TIME_MAX: Duration = Duration::from_millis(100);
/// The most that is kept of what an emulator says.
const LOG_BYTES_MAX: u64 = 10_000_000;
/// The most memory that the daemon may ever hold.
const MEMORY_KIB_MAX: u64 = 96 * 1024;

/// What is on the host of all guests: processes, files, and who owns the disks.
#[derive(Debug, PartialEq, Eq)]
struct Traces {
    processes: BTreeSet<u32>,
    files: BTreeSet<String>,
}

impl Traces {
    fn of(host: &Host) -> Self {
        let root = host.root().display().to_string();
        let mut processes: BTreeSet<u32> = processes::mentioning(&root).into_iter().collect();
        // A client that is about to end, and the daemon, which may be another one by then.
        processes.retain(|pid| !["virsh", "ferrovirtd"].contains(&&*processes::name(*pid)));
        let mut files = BTreeSet::new();
        for folder in ["run/libvirt", "var/lib/libvirt", "etc/libvirt"] {
            collect(&host.root().join(folder), &mut files);
        }
        Self { processes, files }
    }
}

fn collect(folder: &Path, files: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        files.insert(entry.path().display().to_string());
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            collect(&entry.path(), files);
        }
    }
}

/// Defines a small guest with this emulator.
fn define(host: &Host, name: &str, emulator: &str) {
    let xml = small::xml(name, &host.boot_disk(name)).replace(QEMU, emulator);
    let path = host.write(&format!("{name}.xml"), xml);
    host.ok(&format!("define {path}"));
}

/// Writes an emulator that is a script of the shell.
pub(crate) fn script(host: &Host, name: &str, text: &str) -> String {
    let path = host.write(&format!("qemu-{name}"), format!("#!/bin/bash\n{text}\n"));
    set_mode(path.as_ref(), 0o755);
    path
}

/// Uses another guest and the lists of all, and fails when that takes long.
fn others_are_served(host: &Host) {
    for line in [
        "list --all",
        "domstate other",
        "suspend other",
        "resume other",
        "dumpxml other",
    ] {
        let started = now();
        host.ok(line);
        let took = started.elapsed();
        assert!(took <= OTHERS_TIME_MAX, "{line} takes {took:?}");
    }
}

fn memory_is_bounded(host: &Host) {
    let (_, peak) = processes::memory_kib(host.daemon_pid());
    assert!(peak <= MEMORY_KIB_MAX, "the daemon held {peak} KiB");
}

/// Starts guests at the same time and returns how each start ended.
fn start_all(host: &Host, names: &[String]) -> Vec<Ended> {
    thread::scope(|scope| {
        let start = |name| scope.spawn(move || host.virsh(&["start", name]));
        let started: Vec<_> = names.iter().map(|name| start(name.as_str())).collect();
        while !started.iter().all(thread::ScopedJoinHandle::is_finished) {
            others_are_served(host);
            thread::sleep(Duration::from_millis(200));
        }
        started.into_iter().map(|it| it.join().unwrap()).collect()
    })
}

#[test]
fn start_of_an_emulator_that_misbehaves_ends_in_time_with_the_cause() {
    let host = Host::start_alone();
    small::boot(&host, "other");
    let real = format!("case \"$*\" in *'-machine none'*) exec {QEMU} \"$@\";; esac");
    let mut cases = vec![(
        "stopped".to_owned(),
        script(&host, "stopped", &format!("{real}; kill -STOP $$")),
        "QEMU did not greet within ",
    )];
    for (fault, cause) in [
        (Fault::Silent, "QEMU did not greet within "),
        (
            Fault::Deaf,
            "QEMU did not answer command 'qmp_capabilities' within ",
        ),
        (Fault::Mute, "QEMU did not answer command 'q"),
        (
            Fault::Babbling,
            "QEMU did not answer command 'qmp_capabilities' within ",
        ),
        (
            Fault::Endless,
            "QEMU monitor reply exceeds buffer size (10485760 bytes)",
        ),
        (Fault::Deep, "nesting exceeds 100 levels"),
        (Fault::Garbage, "cannot parse json }{ is no JSON"),
        (
            Fault::WrongTypes,
            "unexpected type returned by QEMU command",
        ),
        (Fault::Dead, "the emulator has no mind to work"),
        (Fault::Dying, "QEMU unexpectedly closed the monitor"),
    ] {
        let emulator = emulator::install(&host, FV_EMULATOR, fault).unwrap();
        cases.push((fault.name(), emulator, cause));
    }
    for (name, emulator, _) in &cases {
        define(&host, name, emulator);
    }
    let before = Traces::of(&host);
    let names: Vec<String> = cases.iter().map(|(name, ..)| name.clone()).collect();
    let ends = start_all(&host, &names);
    for ((name, _, cause), ended) in cases.iter().zip(ends) {
        let said = ended.stderr.trim_end();
        assert!(!ended.is_ok(), "{name} starts");
        assert!(said.contains(cause), "{name}: {said}");
        assert!(
            ended.took <= TIME_MAX,
            "the start of {name} takes {:?}",
            ended.took
        );
        assert_eq!(host.ok(&format!("domstate {name}")), "shut off");
    }
    assert_eq!(Traces::of(&host), before);
    memory_is_bounded(&host);
}

#[test]
fn emulator_that_does_not_answer_what_it_can_do_is_given_up_in_time() {
    let host = Host::start();
    let silent = script(&host, "silent", "exec sleep 1000");
    let xml = small::xml("guest", &host.boot_disk("guest")).replace(QEMU, &silent);
    let path = host.write("guest.xml", xml);
    let before = Traces::of(&host);
    let ended = host.virsh(&["define", &path]);
    assert!(
        ended
            .stderr
            .contains("did nothing for 6000 ms and was killed"),
        "{}",
        ended.stderr
    );
    assert!(ended.took <= TIME_MAX, "the refusal takes {:?}", ended.took);
    assert_eq!(Traces::of(&host), before);
}

#[test]
fn guest_whose_emulator_misbehaves_later_is_ended_in_time_and_hinders_nobody() {
    let host = Host::start_alone();
    small::boot(&host, "other");
    let emulator = emulator::install(&host, FV_EMULATOR, Fault::Later).unwrap();
    define(&host, "guest", &emulator);
    emulator::order(&host, Order::Serve);
    let before = Traces::of(&host);
    for fault in [
        Order::Silence,
        Order::Babble,
        Order::Endless,
        Order::Deep,
        Order::Garbage,
        Order::Close,
    ] {
        emulator::order(&host, Order::Serve);
        host.ok("start guest");
        emulator::order(&host, fault);
        let mut waiting = Terminal::shell(&format!(
            "virsh -c '{}' qemu-monitor-command guest --hmp info",
            host.uri()
        ))
        .unwrap();
        for _ in 0..3 {
            others_are_served(&host);
        }
        let started = now();
        host.ok("destroy guest");
        let took = started.elapsed();
        assert!(
            took <= TIME_MAX,
            "{fault:?}: the end of the guest takes {took:?}"
        );
        assert!(
            waiting.ends_within(SHORT),
            "{fault:?}: who waits for a guest that ended is told"
        );
        until(&format!("nothing is left after {fault:?}"), SHORT, || {
            Traces::of(&host) == before
        })
        .unwrap();
    }
    memory_is_bounded(&host);
}

#[test]
fn death_of_an_emulator_is_told_at_once() {
    let host = Host::start_alone();
    small::boot(&host, "guest");
    let mut listener = listen(&host);
    let mut times = Vec::new();
    for _ in 0..5 {
        let emulator = host.emulator_pid("guest").unwrap();
        let told = told_dead(&listener);
        let started = now();
        processes::signal(emulator, "KILL");
        until("the death is told", SHORT, || told_dead(&listener) > told).unwrap();
        times.push(started.elapsed());
        assert_eq!(host.ok("domstate guest --reason"), "shut off (crashed)");
        host.ok("start guest");
        listener.wait_for("Started Booted", SHORT).unwrap();
    }
    // The middle one: a hiccup of the machine does not count, and starting `kill` is in it, too.
    times.sort();
    assert!(times[2] <= DEATH_TIME_MAX, "{times:?}");
}

#[test]
fn death_of_an_emulator_that_babbles_is_noticed_as_soon() {
    let host = Host::start_alone();
    let emulator = emulator::install(&host, FV_EMULATOR, Fault::Later).unwrap();
    define(&host, "guest", &emulator);
    let mut times = Vec::new();
    for _ in 0..3 {
        emulator::order(&host, Order::Serve);
        host.ok("start guest");
        emulator::order(&host, Order::Babble);
        thread::sleep(Duration::from_millis(500));
        let emulator = host.emulator_pid("guest").unwrap();
        let started = now();
        processes::signal(emulator, "KILL");
        // Its events fill the listener's ears, so the state is asked for.
        until("the death is noticed", SHORT, || {
            host.ok("domstate guest") == "shut off"
        })
        .unwrap();
        times.push(started.elapsed());
    }
    times.sort();
    // Two clients are started in this time.
    assert!(times[1] <= 3 * DEATH_TIME_MAX, "{times:?}");
}

/// Counts how often the listener was told that the guest had died.
fn told_dead(listener: &Terminal) -> usize {
    listener.output().matches("'guest': Stopped Failed").count()
}

/// How much of what an emulator says is on the disk, and the first and the last line of the newest file.
fn log_of(host: &Host, name: &str) -> (u64, String) {
    let folder = host.root().join("var/log/libvirt/qemu");
    let mut size = 0;
    for entry in fs::read_dir(&folder).unwrap().flatten() {
        if entry.file_name().to_string_lossy().starts_with(name) {
            // One that is put aside in this moment counts with the next look.
            size += entry.metadata().map_or(0, |meta| meta.len());
        }
    }
    let newest = fs::read_to_string(folder.join(format!("{name}.log"))).unwrap_or_default();
    let last = newest.lines().last().unwrap_or_default();
    (size, last.to_owned())
}

/// Says how far the flood has come by the newest file.
fn flooded_to(host: &Host) -> u64 {
    log_of(host, "guest").1.parse().unwrap_or(0)
}

fn keepers(host: &Host) -> Vec<u32> {
    let mut all = processes::mentioning(&host.path("var/log"));
    all.retain(|pid| processes::name(*pid) == "ferrovirt-log-keeper");
    all
}

/// An emulator that counts on its standard error as fast as it can, for as long as it lives.
const FLOOD: &str = "(from=1; while [ -e /proc/$$/exe ]; do seq $from $((from + 99999)); \
                     from=$((from + 100000)); done) >&2 & exec";

#[test]
fn log_of_an_emulator_that_floods_it_stays_small_whether_there_is_a_daemon_or_not() {
    let mut host = Host::start_alone();
    small::boot(&host, "other");
    let real = format!("case \"$*\" in *'-machine none'*) exec {QEMU} \"$@\";; esac");
    let emulator = script(&host, "flooding", &format!("{real}\n{FLOOD} {QEMU} \"$@\""));
    define(&host, "guest", &emulator);
    let before = Traces::of(&host);
    let started = now();
    host.ok("start guest");
    assert!(started.elapsed() <= TIME_MAX);
    let oldest = host.root().join("var/log/libvirt/qemu/guest.log.2");
    let stays_small = |host: &Host| {
        for _ in 0..20 {
            let (size, _) = log_of(host, "guest");
            assert!(size <= LOG_BYTES_MAX, "the log has {size} bytes");
            thread::sleep(Duration::from_millis(20));
        }
    };
    until("files are put aside", SHORT, || oldest.exists()).unwrap();
    others_are_served(&host);
    stays_small(&host);
    host.kill_daemon();
    let then = flooded_to(&host);
    until("the newest words are kept", SHORT, || {
        flooded_to(&host) > then + 1_000_000
    })
    .unwrap();
    stays_small(&host);
    host.start_daemon();
    assert_eq!(host.ok("domstate guest"), "running");
    let ended = now();
    host.ok("destroy guest");
    assert!(ended.elapsed() <= TIME_MAX);
    until("nothing is left", SHORT, || Traces::of(&host) == before).unwrap();
    // What the flood still said when its emulator was gone may have put it aside.
    let told = ["", ".0", ".1"].iter().any(|end| {
        let path = format!("var/log/libvirt/qemu/guest.log{end}");
        let log = fs::read_to_string(host.root().join(path)).unwrap_or_default();
        log.contains("shutting down, reason=destroyed")
    });
    assert!(told, "the log says how it ended");
    stays_small(&host);
}

#[test]
fn guest_lives_on_without_the_keeper_of_its_log() {
    let host = Host::start();
    small::boot(&host, "guest");
    let [keeper] = keepers(&host)[..] else {
        panic!("each guest has one keeper");
    };
    processes::signal(keeper, "KILL");
    until("the keeper is gone", SHORT, || keepers(&host).is_empty()).unwrap();
    // QEMU has something to say that nobody reads.
    host.ok("qemu-monitor-command guest --hmp log guest_errors,int");
    small::count(&host, "guest");
    host.ok("suspend guest");
    host.ok("resume guest");
    assert_eq!(host.ok("domstate guest"), "running");
    host.ok("destroy guest");
    host.ok("start guest");
    assert_eq!(keepers(&host).len(), 1);
}
