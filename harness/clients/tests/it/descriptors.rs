//! Descriptors that a client hands to a guest's monitor.

use std::fs;

use fv_harness_clients::Host;
use fv_harness_clients::program::{Ended, program, run};

use crate::small;

/// Runs `virsh qemu-monitor-command` with a file open under numbers of its own.
fn command(host: &Host, file: &str, numbers: &[u32], arguments: &str) -> Ended {
    let opened: Vec<String> = numbers
        .iter()
        .map(|number| format!("{number}<{file}"))
        .collect();
    let line = format!(
        "exec virsh -c '{}' qemu-monitor-command guest {arguments} {}",
        host.uri(),
        opened.join(" ")
    );
    let mut shell = program("bash");
    run(shell.args(["-c", &line]).env("LC_ALL", "C"), small::SHORT).unwrap()
}

#[test]
fn file_that_a_client_has_open_is_passed_to_the_monitor() {
    let host = Host::start();
    small::boot(&host, "guest");
    let file = host.write("passed", "some words");
    let add = "'{\"execute\":\"add-fd\",\"arguments\":{\"fdset-id\":9,\"opaque\":\"given\"}}'";
    let ended = command(&host, &file, &[7], &format!("--pass-fds 7 {add}"));
    assert!(ended.is_ok(), "{}", ended.stderr);
    let number = ended
        .stdout
        .split("\"fd\":")
        .nth(1)
        .and_then(|rest| rest.split(['}', ',']).next());
    let number: u32 = number.unwrap().parse().unwrap();
    // What the emulator has under that number is the file itself.
    let emulator = host.emulator_pid("guest").unwrap();
    let link = fs::read_link(format!("/proc/{emulator}/fd/{number}")).unwrap();
    assert_eq!(link.display().to_string(), file);
    let sets = host.ok("qemu-monitor-command guest {\"execute\":\"query-fdsets\"}");
    assert!(sets.contains("\"opaque\":\"given\""), "{sets}");
    // Without the file QEMU has nothing to take.
    let without = command(&host, &file, &[], add);
    assert!(
        without
            .stdout
            .contains("No file descriptor supplied via SCM_RIGHTS"),
        "{without:?}"
    );
}

#[test]
fn monitor_takes_one_descriptor_and_the_client_sends_only_what_it_has() {
    let host = Host::start();
    small::boot(&host, "guest");
    let file = host.write("passed", "some words");
    let query = "'{\"execute\":\"query-status\"}'";
    let two = command(&host, &file, &[7, 8], &format!("--pass-fds 7,8 {query}"));
    assert_eq!(
        two.stderr.trim_end(),
        "error: invalid argument: at most 1 fd can be passed to qemu along with a command"
    );
    let closed = command(&host, &file, &[], &format!("--pass-fds 99 {query}"));
    assert!(!closed.is_ok(), "{closed:?}");
    host.ok("qemu-monitor-command guest --hmp info");
}
