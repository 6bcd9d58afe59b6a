//! Thousands of definitions: the daemon is ready soon, and each of them takes little memory.

use std::time::Duration;

use fv_harness_clients::guest::definition;
use fv_harness_clients::program::{count, now, quickest};
use fv_harness_clients::{Host, processes};

/// Definitions in CI; soak has as many as a large host.
const DEFINITIONS: usize = 1000;
/// What one may take.
const BYTES_MAX: u64 = 4096;
/// What the threads that load them leave behind, however many there are.
const ONCE_KIB: u64 = 2048;
/// How long the daemon may take for each, in a build that is not optimized and on a busy machine.
const TIME_EACH_MAX: Duration = Duration::from_millis(5);

#[test]
fn thousands_of_definitions_are_there_soon_and_take_little() {
    let number = count("FERROVIRT_DEFINITIONS", DEFINITIONS);
    let empty = {
        let host = Host::start();
        host.ok("list --all");
        processes::memory_kib(host.daemon_pid()).0
    };
    let mut host = Host::prepare();
    for one in 0..number {
        let path = format!("etc/libvirt/qemu/guest-{one:05}.xml");
        host.write(&path, definition(one));
    }
    let time_max = TIME_EACH_MAX * u32::try_from(number).unwrap();
    let ready = quickest(3, time_max, || {
        host.kill_daemon();
        let begin = now();
        host.start_daemon();
        host.ok("list");
        begin.elapsed()
    });
    let listed = host.ok("list --all --name");
    assert_eq!(listed.lines().count(), number, "{}", host.daemon_log());
    let full = processes::memory_kib(host.daemon_pid()).0;
    let each = full.saturating_sub(empty + ONCE_KIB) * 1024 / number as u64;
    println!("{number} definitions: ready after {ready:?}, {each} bytes each");
    assert!(each < BYTES_MAX, "{each} bytes each");
    assert!(ready < time_max, "ready after {ready:?}");
    // One that is looked at is what was written, and those not looked at stay small.
    let shown = host.ok("dumpxml guest-00007");
    let written = definition(7);
    let written = written.split_once("-->\n\n").unwrap().1.trim_end();
    assert_eq!(shown, written);
    for one in (0..number).step_by(50) {
        host.ok(&format!("dumpxml guest-{one:05}"));
    }
    let after = processes::memory_kib(host.daemon_pid()).0;
    assert!(after < full + 2048, "{full} KiB before, {after} KiB after");
}
