//! One guest does not answer: nobody else notices, and who waits for it is told for whom.

use std::process::Child;
use std::time::Duration;

use fv_harness_clients::program::{Ended, count, now, program, quickest, run, until};
use fv_harness_clients::{Host, processes};

use crate::limits::{Crowd, MAIN, NOBODY};
use crate::small;

/// How long an answer may take that needs nothing from the guest, the start of `virsh` included.
const ANSWER_TIME_MAX: Duration = Duration::from_millis(100);
/// How long a stuck guest may take to be destroyed.
const DESTROY_TIME_MAX: Duration = Duration::from_secs(2);
/// Clients of one call each that wait for the guest.
const WAITING: usize = 10;
/// Clients of many calls that wait for the guest.
const CLIENTS: usize = 6;
/// How many calls each of them has under way, which is as many as it may have.
const CALLS: usize = 5;
/// How long reads may take meanwhile, the start of `virsh` included.
const READ_TIME_MAX: Duration = Duration::from_secs(1);
const SHORT: Duration = Duration::from_secs(20);

/// Clients that are ended with the test.
struct Clients(Vec<Child>);

impl Clients {
    fn waiting_for(host: &Host, guest: &str) -> Self {
        let client = |_| {
            let mut command = host.virsh_command();
            command.args(["qemu-monitor-command", guest, "--hmp", "info status"]);
            let file = std::fs::File::options();
            let log = file
                .clone()
                .create(true)
                .append(true)
                .open(host.root().join("waiting.log"));
            command
                .stdout(log.as_ref().unwrap().try_clone().unwrap())
                .stderr(log.unwrap());
            command.spawn().unwrap()
        };
        Self((0..WAITING).map(client).collect())
    }
}

impl Drop for Clients {
    fn drop(&mut self) {
        for client in &mut self.0 {
            let _ = client.kill();
            let _ = client.wait();
        }
    }
}

/// How long a command takes when the machine does not hold it up.
fn time_of(host: &Host, line: &str) -> Duration {
    quickest(20, ANSWER_TIME_MAX, || {
        let ended = host.line(line);
        assert!(ended.is_ok(), "{line}: {}", ended.stderr);
        ended.took
    })
}

fn others_are_served(host: &Host) {
    for line in [
        "list --all",
        "domstate stuck",
        "dominfo stuck",
        "dumpxml stuck",
        "domstate other",
        "dumpxml other",
        "domid stuck",
    ] {
        let took = time_of(host, line);
        assert!(took <= ANSWER_TIME_MAX, "{line} takes {took:?}");
    }
    host.ok("suspend other");
    host.ok("resume other");
    host.ok("desc other --title --config --new-desc changed");
}

#[test]
fn stuck_guest_hinders_nobody_and_waiting_names_who_holds_it() {
    let host = Host::start_alone();
    small::boot(&host, "stuck");
    small::boot(&host, "other");
    let emulator = host.emulator_pid("stuck").unwrap();
    processes::signal(emulator, "STOP");
    let clients = Clients::waiting_for(&host, "stuck");
    until("the clients wait", SHORT, || {
        let clients = processes::mentioning(host.uri()).into_iter();
        let waiting = clients.filter(|pid| processes::command_line(*pid).contains("info status"));
        waiting.count() >= WAITING
    })
    .unwrap();
    others_are_served(&host);
    let refused = host.fails("qemu-monitor-command stuck --hmp info");
    assert!(
        refused.contains(
            "Timed out during operation: cannot acquire state change lock (held by monitor="
        ) || refused.contains("timeout"),
        "{refused}"
    );
    others_are_served(&host);
    processes::signal(emulator, "CONT");
    drop(clients);
    let status = ["qemu-monitor-command", "stuck", "--hmp", "info status"];
    until("the guest answers again", SHORT, || {
        host.virsh(&status).is_ok()
    })
    .unwrap();
    assert_eq!(host.ok("domcontrol stuck"), "ok");
    let log = std::fs::read_to_string(host.root().join("waiting.log")).unwrap();
    assert!(
        log.contains("cannot acquire state change lock (held by "),
        "{log}"
    );
}

/// Runs a line as a user who has nothing to do with those who wait.
fn line_as(host: &Host, user: Option<&str>, line: &str) -> Ended {
    let Some(user) = user else {
        return host.line(line);
    };
    let mut command = program("setpriv");
    command
        .args([
            &format!("--reuid={user}"),
            &format!("--regid={user}"),
            "--clear-groups",
        ])
        .args(["virsh", "-c", host.uri()])
        .args(line.split_whitespace())
        .env("LC_ALL", "C")
        .env("HOME", "/nonexistent");
    run(&mut command, SHORT).unwrap()
}

/// Everybody is served within a second, and no read fails.
fn everybody_reads(host: &Host) {
    for line in [
        "list --all",
        "domstate stuck --reason",
        "dominfo stuck",
        "dumpxml stuck",
        "domblklist stuck",
        "domjobinfo stuck",
        "domblkinfo other hda",
        "qemu-monitor-command other --hmp info",
        "domstats",
        "domstats --nowait",
    ] {
        for user in [None, Some(NOBODY)] {
            let took = quickest(3, READ_TIME_MAX, || {
                let ended = line_as(host, user, line);
                assert!(ended.is_ok(), "{line} as {user:?}: {}", ended.stderr);
                ended.took
            });
            assert!(took <= READ_TIME_MAX, "{line} as {user:?} takes {took:?}");
        }
    }
}

/// How many calls have a worker or wait for one.
fn calls_under_way(host: &Host) -> usize {
    let pool = host.admin_ok("server-threadpool-info libvirtd");
    let value = |name: &str| -> usize {
        let line = pool.lines().find(|line| line.starts_with(name));
        let value = line.and_then(|line| line.split_once(':'));
        value
            .and_then(|(_, value)| value.trim().parse().ok())
            .unwrap()
    };
    value("nWorkers") - value("freeWorkers") + value("jobQueueDepth")
}

#[test]
fn six_clients_with_five_calls_each_that_wait_for_a_guest_are_in_nobodys_way() {
    let mut host = Host::prepare_alone();
    host.write(
        "etc/libvirt/libvirtd.conf",
        "unix_sock_rw_perms = \"0777\"\n",
    );
    host.start_daemon();
    small::boot(&host, "stuck");
    small::boot(&host, "other");
    let emulator = host.emulator_pid("stuck").unwrap();
    processes::signal(emulator, "STOP");
    let (crowd, served) = Crowd::come(&host, MAIN, CLIENTS, "waiting");
    assert_eq!(served, CLIENTS);
    until("all calls wait", SHORT, || {
        calls_under_way(&host) >= CLIENTS * CALLS
    })
    .unwrap();
    everybody_reads(&host);
    // The job is that of a call, not one that could be aborted; whoever tries is told so at once.
    let aborted = host.line("domjobabort stuck");
    assert!(
        aborted.stderr.contains("no job is active on the domain") && aborted.took <= READ_TIME_MAX,
        "{aborted:?}"
    );
    processes::signal(emulator, "CONT");
    assert_eq!(crowd.leave(), format!("answered {}", CLIENTS * CALLS));
    assert_eq!(host.ok("domcontrol stuck"), "ok");
}

#[test]
fn stuck_guest_is_destroyed_within_two_seconds() {
    let host = Host::start_alone();
    small::boot(&host, "stuck");
    for _ in 0..count("FERROVIRT_STUCK_ROUNDS", 1) {
        destroy_stuck(&host);
        host.ok("start stuck");
    }
    host.ok("destroy stuck");
}

/// Stops the emulator, lets clients wait for it, and destroys the guest over their heads.
fn destroy_stuck(host: &Host) {
    let emulator = host.emulator_pid("stuck").unwrap();
    processes::signal(emulator, "STOP");
    let clients = Clients::waiting_for(host, "stuck");
    // Nothing tells that they wait; the guest is to be destroyed whether they do or not.
    std::thread::sleep(Duration::from_millis(300));
    let started = now();
    host.ok("destroy stuck");
    let took = started.elapsed();
    assert!(took <= DESTROY_TIME_MAX, "destroying takes {took:?}");
    assert_eq!(host.ok("domstate stuck"), "shut off");
    assert!(!processes::is_alive(emulator));
    drop(clients);
}
