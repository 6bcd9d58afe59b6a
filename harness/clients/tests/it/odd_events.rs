//! Events that no sound emulator sends, or sends without an end: nothing that is kept grows, nobody else notices.

use std::fs;

use fv_harness_clients::emulator::{self, Fault, Order, QEMU};
use fv_harness_clients::program::until;
use fv_harness_clients::{Host, processes};

use crate::events::SHORT;
use crate::failing::FV_EMULATOR;
use crate::small;

/// How large one file of a log may become here, and how many there are.
const LOG_FILE_MAX: u64 = 64 << 10;
const LOG_FILES: u64 = 3;

/// A host with a guest whose emulator says what a test wants.
fn host_with_guest() -> Host {
    let mut host = Host::prepare();
    let conf = format!(
        "max_size = {LOG_FILE_MAX}\nmax_backups = {}\n",
        LOG_FILES - 1
    );
    host.write("etc/libvirt/virtlogd.conf", conf);
    host.start_daemon();
    let emulator = emulator::install(&host, FV_EMULATOR, Fault::Later).unwrap();
    emulator::order(&host, Order::Serve);
    let xml = small::xml("guest", &host.boot_disk("guest")).replace(QEMU, &emulator);
    let path = host.write("guest.xml", xml);
    host.ok(&format!("define {path}"));
    host.ok("start guest");
    host
}

fn event(name: &str, data: &str) -> String {
    format!(
        "{{\"timestamp\": {{\"seconds\": 1, \"microseconds\": 1}}, \"event\": \"{name}\", \"data\": {data}}}\n"
    )
}

fn io_error(reason: &str) -> String {
    let rest = "\"operation\": \"write\", \"action\": \"report\", \"nospace\": false";
    let node = "\"device\": \"\", \"node-name\": \"libvirt-1-storage\"";
    let path = "\"qom-path\": \"/machine/peripheral/virtio-disk0/virtio-backend\"";
    event(
        "BLOCK_IO_ERROR",
        &format!("{{{node}, {path}, {rest}, \"reason\": \"{reason}\"}}"),
    )
}

/// The bytes of a guest's log with what was put aside of it.
fn log_bytes(host: &Host) -> u64 {
    let folder = fs::read_dir(host.path("var/log/libvirt/qemu")).expect("there are logs");
    let files = folder.filter_map(|file| file.ok()?.metadata().ok());
    files.map(|file| file.len()).sum()
}

#[test]
fn errors_of_a_disk_without_an_end_leave_a_log_of_bounded_size() {
    let host = host_with_guest();
    let long = io_error(&"x".repeat(20_000));
    emulator::say(&host, &(long.repeat(400) + &io_error("the last one")));
    until("the last error is shown", SHORT, || {
        host.ok("dominfo guest").contains("the last one")
    })
    .unwrap();
    let bytes = log_bytes(&host);
    assert!(bytes > LOG_FILE_MAX, "the log has {bytes} bytes");
    assert!(
        bytes <= LOG_FILES * LOG_FILE_MAX,
        "the log has {bytes} bytes"
    );
    emulator::say(&host, &long);
    until("the long one is shown", SHORT, || {
        !host.ok("dominfo guest").contains("the last one")
    })
    .unwrap();
    let shown = host.ok("dominfo guest").len();
    assert!(shown < 4096, "{shown} bytes are shown");
}

#[test]
fn events_with_absurd_fields_leave_guest_and_daemon_as_they_were() {
    let host = host_with_guest();
    let before = host.ok("dumpxml guest");
    let long = "x".repeat(3_000_000);
    let odd = [
        event("NEVER_HEARD_OF", &format!("{{\"a\": \"{long}\"}}")),
        event("RTC_CHANGE", "{\"offset\": 1e300}"),
        event("BALLOON_CHANGE", "{\"actual\": -5}"),
        event("VNC_CONNECTED", &format!("{{\"server\": {{\"host\": \"{long}\"}}, \"client\": []}}")),
        event("DEVICE_DELETED", "{\"device\": \"virtio-disk0x\", \"path\": \"/machine\"}"),
        event("DEVICE_TRAY_MOVED", "{\"device\": 7, \"id\": [], \"tray-open\": \"yes\"}"),
        event("VSERPORT_CHANGE", "{\"id\": \"channel77\", \"open\": true}"),
        event("ACPI_DEVICE_OST", "{\"info\": {\"source\": 99999999999999999999, \"status\": -1}}"),
        event("MEMORY_FAILURE", "{\"recipient\": 1, \"action\": 2, \"flags\": []}"),
        event("JOB_STATUS_CHANGE", "{\"id\": null, \"status\": {}}"),
        event("MIGRATION", "[]"),
        event("NIC_RX_FILTER_CHANGED", &format!("[{}0]", "0,".repeat(100_000))),
        event("DEEP", &format!("{}{}", "[".repeat(90), "]".repeat(90))),
        "{\"event\": \"RESUME\", \"timestamp\": {\"seconds\": -99999999999999999999, \"microseconds\": \"x\"}}\n"
            .to_owned(),
        "\r\n".repeat(10_000),
        io_error("the last one"),
    ];
    emulator::say(&host, &odd.concat());
    until("the last event is heard", SHORT, || {
        host.ok("dominfo guest").contains("the last one")
    })
    .unwrap();
    assert_eq!(host.ok("domstate guest"), "running");
    assert_eq!(host.ok("domcontrol guest"), "ok");
    let after = host.ok("dumpxml guest");
    let clock = |xml: &str| xml.lines().filter(|line| !line.contains("<clock")).count();
    assert_eq!(clock(&after), clock(&before), "{after}");
    host.ok("suspend guest");
    host.ok("resume guest");
    let (_, most_kib) = processes::memory_kib(host.daemon_pid());
    assert!(most_kib <= 128 << 10, "the daemon held {most_kib} KiB");
}
