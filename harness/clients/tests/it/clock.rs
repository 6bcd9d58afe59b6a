//! The clock of a guest that keeps what the guest makes of it.

use std::collections::BTreeSet;
use std::os::unix::fs::MetadataExt;
use std::time::Duration;
use std::{fs, thread};

use fv_harness_clients::Host;
use fv_harness_clients::emulator::{self, Fault, Order};
use fv_harness_clients::program::{now, until};

use crate::small;

const FV_EMULATOR: &str = env!("CARGO_BIN_EXE_fv-emulator");
const QEMU: &str = "/usr/bin/qemu-system-x86_64";
const SHORT: Duration = Duration::from_secs(20);
/// How long the emulator is listened to.
const WATCHED: Duration = Duration::from_secs(3);
/// How often the status may be written in that time: once a second, and for what else happens.
const WRITES_MAX: usize = 6;

#[test]
fn clock_that_is_set_without_an_end_is_written_once_a_second_and_its_last_value_is_kept() {
    let mut host = Host::start();
    let emulator = emulator::install(&host, FV_EMULATOR, Fault::Later).unwrap();
    let clock = "<clock offset='variable' adjustment='0'/><devices>";
    let xml = small::xml("guest", &host.boot_disk("guest"));
    let xml = xml.replace(QEMU, &emulator).replace("<devices>", clock);
    let path = host.write("guest.xml", xml);
    host.ok(&format!("define {path}"));
    emulator::order(&host, Order::Serve);
    host.ok("start guest");
    emulator::order(&host, Order::Babble);
    until("the clock is set", SHORT, || {
        !host.ok("dumpxml guest").contains("adjustment='0'")
    })
    .unwrap();
    let status = host.root().join("run/libvirt/qemu/guest.xml");
    let (begin, mut seen) = (now(), BTreeSet::new());
    while begin.elapsed() < WATCHED {
        let written = fs::metadata(&status).map(|it| (it.ino(), it.mtime(), it.mtime_nsec()));
        seen.extend(written);
        thread::sleep(Duration::from_millis(5));
    }
    assert!(
        (2..=WRITES_MAX).contains(&seen.len()),
        "{} writes",
        seen.len()
    );
    emulator::order(&host, Order::Serve);
    // Each turn of babbling ends with this one.
    let last = "adjustment='200'";
    until("the last value is written", SHORT, || {
        fs::read_to_string(&status).is_ok_and(|text| text.contains(last))
    })
    .unwrap();
    assert!(host.ok("dumpxml guest").contains(last));
    host.kill_daemon();
    host.start_daemon();
    assert!(host.ok("dumpxml guest").contains(last));
}
