//! Crowds that take what they can: the operator is served, others are, and the daemon stays small.
//!
//! The crowds run as a user of their own, because the operator's connections are never in the way of the operator.

use std::io::{BufRead, BufReader};
use std::process::{Child, ChildStdout, Stdio};
use std::thread;
use std::time::Duration;

use fv_harness_clients::program::{count, now, program, quickest, until};
use fv_harness_clients::raw::{AUTH_LIST, EVENT_REGISTER, HOSTNAME, REMOTE, RawClient, text};
use fv_harness_clients::{Host, processes, set_mode};

/// Idle connections in CI; soak takes as many as the default limit permits.
const IDLE: usize = 400;
/// Clients that never say who they are.
const SILENT: usize = 60;
/// Clients with half a message each, in CI; soak takes 30.
const HALF: usize = 6;
/// Events that each deaf client leaves unread in CI; soak makes it 40,000.
const EVENTS: usize = 500;
/// Deaf clients.
const DEAF: usize = 4;
/// How long the operator may wait for a connection that is served.
const SERVED_TIME_MAX: Duration = Duration::from_millis(100);
/// How much 30 half messages may take together.
const HALF_KIB_MAX: u64 = 64 << 10;
/// How much unread events may take.
const EVENTS_KIB_MAX: u64 = 32 << 10;
/// The user of the crowds.
pub(crate) const NOBODY: &str = "65534";
const SHORT: Duration = Duration::from_secs(20);
/// Procedures.
const DEFINE: u32 = 11;
const LIST_IDS: u32 = 37;

/// Clients that misbehave together; they end with this.
pub(crate) struct Crowd(Child, BufReader<ChildStdout>);

impl Crowd {
    /// Brings so many clients of a manner as another user; tells how many of them were served.
    pub(crate) fn come(host: &Host, socket: &str, number: usize, manner: &str) -> (Self, usize) {
        let copy = host.root().join("fv-crowd");
        if !copy.exists() {
            std::fs::copy(env!("CARGO_BIN_EXE_fv-crowd"), &copy).unwrap();
            set_mode(&copy, 0o755);
        }
        let user = [format!("--reuid={NOBODY}"), format!("--regid={NOBODY}")];
        let mut child = program("setpriv")
            .args(user)
            .args(["--clear-groups"])
            .arg(&copy)
            .args([&*host.path(socket), &*number.to_string(), manner])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("setpriv is there");
        let mut line = String::new();
        let mut output = BufReader::new(child.stdout.take().expect("it is piped"));
        output.read_line(&mut line).unwrap();
        let served = line
            .trim()
            .strip_prefix("ready ")
            .expect("the crowd is ready");
        (Self(child, output), served.parse().unwrap())
    }

    /// Sends them away; returns their last words.
    pub(crate) fn leave(mut self) -> String {
        drop(self.0.stdin.take());
        let mut line = String::new();
        self.1.read_line(&mut line).unwrap();
        line.trim().to_owned()
    }
}

impl Drop for Crowd {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A host whose main socket is open to everybody, with these lines in the two configuration files.
fn open_host(conf: &str, own: &str) -> Host {
    let mut host = Host::prepare();
    host.write(
        "etc/libvirt/libvirtd.conf",
        format!("unix_sock_rw_perms = \"0777\"\n{conf}"),
    );
    host.write("etc/libvirt/ferrovirtd.conf", own);
    host.start_daemon();
    host
}

/// How long the operator waits for a new connection and an answer at best, for the machine is shared.
fn serving_time(host: &Host) -> Duration {
    quickest(20, SERVED_TIME_MAX / 2, || {
        let begin = now();
        let mut client = RawClient::open(host.path(MAIN)).expect("the operator is served");
        assert!(!client.call(REMOTE, HOSTNAME, &[]).unwrap().is_error);
        begin.elapsed()
    })
}

fn resident_kib(host: &Host) -> u64 {
    processes::memory_kib(host.daemon_pid()).0
}

/// Waits until the daemon's memory is less than so much above what it was.
fn wait_until_small(host: &Host, before: u64, growth_max: u64) {
    let small = || resident_kib(host) < before + growth_max;
    if until("memory is given back", SHORT, small).is_err() {
        panic!("{before} KiB before, {} KiB now", resident_kib(host));
    }
}

pub(crate) const MAIN: &str = "run/libvirt/libvirt-sock";
const READ_ONLY: &str = "run/libvirt/libvirt-sock-ro";

#[test]
fn silent_clients_do_not_keep_the_operator_waiting_and_are_dropped_in_time() {
    let host = open_host("", "authentication_timeout = 2\n");
    for socket in [MAIN, READ_ONLY] {
        let (_crowd, _) = Crowd::come(&host, socket, SILENT, "silent");
        let time = serving_time(&host);
        assert!(time < SERVED_TIME_MAX, "{socket}: {time:?}");
    }
    // The operator's own silence is in nobody's way either.
    let mut own: Vec<RawClient> = (0..SILENT)
        .map(|_| RawClient::connect(host.path(MAIN)).unwrap())
        .collect();
    let time = serving_time(&host);
    assert!(time < SERVED_TIME_MAX, "{time:?}");
    assert!(own.iter_mut().all(|client| client.is_closed_within(SHORT)));
    let log = host.daemon_log();
    assert!(log.contains("it has not authenticated in time"), "{log}");
    host.ok("list");
}

#[test]
fn idle_connections_up_to_the_limit_do_not_keep_the_operator_waiting() {
    let number = count("FERROVIRT_IDLE", IDLE);
    let host = open_host(&format!("max_clients = {number}\n"), "");
    let (_crowd, served) = Crowd::come(&host, MAIN, number, "idle");
    assert_eq!(served, number);
    let time = serving_time(&host);
    assert!(time < SERVED_TIME_MAX, "{time:?}");
    host.ok("list");
}

#[test]
fn a_user_has_so_many_clients_and_no_more() {
    let host = open_host("", "max_user_clients = 3\nmax_user_anonymous_clients = 2\n");
    let (crowd, served) = Crowd::come(&host, MAIN, 3, "idle");
    assert_eq!(served, 3);
    // The next one is not refused, but it is not read either.
    let (mut late, _) = Crowd::come(&host, MAIN, 1, "silent");
    // It can only be let in too early here; nothing tells that it still waits.
    thread::sleep(Duration::from_millis(100));
    let clients_are = |number: usize| {
        let clients = host.admin_ok("client-list libvirtd");
        clients.matches(" unix ").count() == number
    };
    // Who looked whether the daemon is there may not be gone yet.
    until("only three are let in", SHORT, || clients_are(3)).unwrap();
    host.ok("list");
    until("only three are let in", SHORT, || clients_are(3)).unwrap();
    drop(crowd);
    until("the late one is let in", SHORT, || clients_are(1)).unwrap();
    let _ = late.0.kill();
}

#[test]
fn half_messages_are_kept_in_little_memory_and_dropped_in_time() {
    let number = count("FERROVIRT_HALF", HALF);
    let host = open_host("", "message_timeout = 2\n");
    host.ok("list");
    let before = resident_kib(&host);
    let (_crowd, _) = Crowd::come(&host, MAIN, number, "half");
    let time = serving_time(&host);
    assert!(time < SERVED_TIME_MAX * 2, "{time:?}");
    let (_, most) = processes::memory_kib(host.daemon_pid());
    assert!(
        most < before + HALF_KIB_MAX,
        "{before} KiB before, {most} KiB"
    );
    wait_until_small(&host, before, 6 << 10);
    let log = host.daemon_log();
    assert!(
        log.contains("part of a message has come and no more for 2 s"),
        "{log}"
    );
    host.ok("list");
}

#[test]
fn unread_events_are_kept_in_little_memory_and_given_back() {
    let number = count("FERROVIRT_EVENTS", EVENTS);
    let host = open_host("", "");
    let xml = "<domain type='qemu'><name>busy</name><uuid>5f3a0b6e-0d7c-4a65-9b7e-3c1f5e0a1d22</uuid><memory unit='MiB'>16</memory>\
               <os><type arch='x86_64'>hvm</type></os></domain>";
    let mut definer = RawClient::open(host.path(MAIN)).unwrap();
    assert!(!definer.call(REMOTE, DEFINE, &text(xml)).unwrap().is_error);
    let before = resident_kib(&host);
    let (crowd, served) = Crowd::come(&host, READ_ONLY, DEAF, "deaf");
    assert_eq!(served, DEAF);
    // One that reads, to see that the others cost it nothing.
    let mut listener = RawClient::open(host.path(READ_ONLY)).unwrap();
    listener.call(REMOTE, EVENT_REGISTER, &[]).unwrap();
    for _ in 0..number {
        assert!(!definer.call(REMOTE, DEFINE, &text(xml)).unwrap().is_error);
        listener.receive().expect("the event comes");
    }
    let (_, most) = processes::memory_kib(host.daemon_pid());
    assert!(
        most < before + EVENTS_KIB_MAX,
        "{before} KiB before, {most} KiB"
    );
    drop(crowd);
    wait_until_small(&host, before, 6 << 10);
    host.ok("list --all");
}

#[test]
fn answers_longer_than_the_protocol_permits_are_refused_before_they_are_made() {
    let host = Host::start();
    let mut client = RawClient::open(host.path(MAIN)).unwrap();
    let reply = client
        .call(REMOTE, LIST_IDS, &20_000_u32.to_be_bytes())
        .unwrap();
    let message = String::from_utf8_lossy(&reply.payload).into_owned();
    assert!(
        reply.is_error && message.contains("maxids > 16384"),
        "{message}"
    );
    assert!(
        !client
            .call(REMOTE, LIST_IDS, &16_384_u32.to_be_bytes())
            .unwrap()
            .is_error
    );
}

#[test]
fn names_that_are_no_names_are_refused_and_every_error_has_room() {
    let host = Host::start();
    for (name, message) in [
        ("a/b", "error: XML error: name a/b cannot contain '/'"),
        (".", "error: XML error: name . cannot be that of a folder"),
        ("..", "error: XML error: name .. cannot be that of a folder"),
        ("a&#9;b", "error: invalid char in name: \\t"),
        ("a&#127;b", "error: invalid char in name: \\u{7f}"),
        ("a&#10;b", "error: invalid char in name: \n"),
    ] {
        let xml = format!(
            "<domain type='qemu'><name>{name}</name><memory>16384</memory><os><type>hvm</type></os></domain>"
        );
        let path = host.write("odd.xml", xml);
        let said = host.fails(&format!("define {path}"));
        assert!(said.contains(message.trim_end()), "{name}: {said}");
        let said = host.fails(&format!("create {path}"));
        assert!(said.contains(message.trim_end()), "{name}: {said}");
    }
    assert_eq!(host.ok("list --all --name"), "");
    // What a client sent comes back in the message, as far as there is room.
    let long = "é".repeat(100_000);
    let xml = format!("<domain type='{long}'><name>x</name></domain>");
    let said = host.fails(&format!("define {}", host.write("long.xml", xml)));
    assert!(
        said.len() < 1500 && said.contains("ééé"),
        "{} bytes",
        said.len()
    );
    // A client that does not even authenticate gets its answer too.
    let mut client = RawClient::connect(host.path(MAIN)).unwrap();
    assert!(client.call(REMOTE, HOSTNAME, &[]).unwrap().is_error);
    assert!(!client.call(REMOTE, AUTH_LIST, &[]).unwrap().is_error);
}
