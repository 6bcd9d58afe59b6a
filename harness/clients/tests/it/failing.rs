//! Devices that fail for real: a disk that answers with errors, a watchdog that bites.
//!
//! The expected output was recorded from libvirt 11.3.0 with the same scripts.

use std::time::Duration;

use fv_harness_clients::emulator::{self, Fault, Order, QEMU};
use fv_harness_clients::nbd::{Failure, NbdDisk};
use fv_harness_clients::program::until;
use fv_harness_clients::{Host, Script, Terminal, golden};

use crate::events::{SHORT, heard_of, listen};
use crate::small;

/// The program that plays an emulator.
pub(crate) const FV_EMULATOR: &str = env!("CARGO_BIN_EXE_fv-emulator");
/// How long QEMU holds back the next event of a failing disk, and a little more.
const QEMU_PAUSE: Duration = Duration::from_millis(1500);

/// The small guest with a second disk that the test can break.
fn with_failing_disk(host: &Host, disk: &NbdDisk, policy: &str) -> String {
    let second = format!(
        "<disk type='network' device='disk'>
      <driver name='qemu' type='raw'{policy}/>
      {}
      <target dev='vda' bus='virtio'/>
      <boot order='2'/>
    </disk>
    <controller type='usb'",
        disk.source()
    );
    // The BIOS knows only disks that it may boot from.
    let first = "<target dev='hda' bus='ide'/>";
    let xml = small::xml("guest", &host.boot_disk("guest"))
        .replacen("<boot dev='hd'/>", "", 1)
        .replacen(first, &format!("{first}<boot order='1'/>"), 1);
    host.write(
        "guest.xml",
        xml.replacen("<controller type='usb'", &second, 1),
    )
}

/// Starts the guest and waits until it runs its own code.
fn run(host: &Host, xml: &str) -> Terminal {
    host.ok(&format!("create {xml} --paused"));
    let mut console = small::console(host, "guest");
    host.ok("resume guest");
    console.wait_for("BOOT-OK\r\n", SHORT).unwrap();
    console
}

/// Returns what the guest's log says of its disks; the reference keeps that elsewhere.
fn log_of_disks(host: &Host) -> String {
    let folder = if host.is_reference() {
        "/".into()
    } else {
        host.root().to_path_buf()
    };
    let log = std::fs::read_to_string(folder.join("var/log/libvirt/qemu/guest.log")).unwrap();
    let lines = log.lines().filter(|line| line.contains("IO error"));
    lines.map(|line| format!("{line}\n")).collect()
}

/// Notes what libvirt keeps about a guest that is unusual.
fn note_messages(host: &Host, script: &mut Script<'_>) {
    let info = host.ok("dominfo guest");
    let from = info.find("Messages:").unwrap_or(info.len());
    script.note(&format!("messages:\n{}", &info[from..]));
}

#[test]
fn disk_that_fails_is_told_with_the_words_of_its_failure() {
    let host = Host::start();
    let disk = NbdDisk::serve(&host.root().join("nbd")).unwrap();
    let mut script = Script::new(&host);
    let mut listener = listen(&host);
    let mut console = run(&host, &with_failing_disk(&host, &disk, ""));
    console.type_in("rw").unwrap();
    console.wait_for("r+w+", SHORT).unwrap();
    note_messages(&host, &mut script);
    disk.answer_with(Failure::Broken);
    console.type_in("r").unwrap();
    console.wait_for("r-", SHORT).unwrap();
    listener.wait_for("report due to message", SHORT).unwrap();
    script.run("domstate guest --reason");
    note_messages(&host, &mut script);
    // QEMU tells of one failure a second; a later one would come after the stop that it caused.
    std::thread::sleep(QEMU_PAUSE);
    disk.answer_with(Failure::Full);
    console.type_in("w").unwrap();
    listener.wait_for("Suspended I/O Error", SHORT).unwrap();
    script.run("domstate guest --reason");
    note_messages(&host, &mut script);
    disk.answer_with(Failure::None);
    script.run("resume guest");
    // QEMU repeats what failed; the guest has noticed nothing.
    console.wait_for("w+", SHORT).unwrap();
    script.run("domstate guest --reason");
    host.ok("destroy guest");
    listener.wait_for("Stopped Destroyed", SHORT).unwrap();
    script.note(&log_of_disks(&host));
    script.note(&heard_of(&listener, "guest"));
    golden::check("failing-disk.txt", script.text());
}

#[test]
fn disk_that_is_to_stop_the_guest_does_so_at_every_error() {
    let host = Host::start();
    let disk = NbdDisk::serve(&host.root().join("nbd")).unwrap();
    let mut script = Script::new(&host);
    let mut listener = listen(&host);
    let policy = " error_policy='stop' rerror_policy='stop'";
    let mut console = run(&host, &with_failing_disk(&host, &disk, policy));
    disk.answer_with(Failure::Broken);
    console.type_in("r").unwrap();
    listener.wait_for("Suspended I/O Error", SHORT).unwrap();
    script.run("domstate guest --reason");
    note_messages(&host, &mut script);
    // It is still broken.
    std::thread::sleep(QEMU_PAUSE);
    script.run("resume guest");
    listener.wait_for("Suspended I/O Error", SHORT).unwrap();
    disk.answer_with(Failure::None);
    script.run("resume guest");
    console.wait_for("r+", SHORT).unwrap();
    host.ok("destroy guest");
    listener.wait_for("Stopped Destroyed", SHORT).unwrap();
    script.note(&log_of_disks(&host));
    script.note(&heard_of(&listener, "guest"));
    golden::check("stopping-disk.txt", script.text());
}

#[test]
fn watchdog_that_bites_is_told_and_does_what_it_is_to_do() {
    let host = Host::start();
    let mut script = Script::new(&host);
    let mut listener = listen(&host);
    for action in ["pause", "reset", "none", "shutdown", "poweroff"] {
        let dog =
            format!("<watchdog model='ib700' action='{action}'/>\n    <controller type='usb'");
        let xml = small::xml("guest", &host.boot_disk("guest"));
        let xml = xml.replacen("<controller type='usb'", &dog, 1);
        let xml = host.write("guest.xml", xml);
        script.note(&format!("== {action}"));
        let mut console = run(&host, &xml);
        console.type_in("d").unwrap();
        listener.wait_for("'watchdog' for domain", SHORT).unwrap();
        match action {
            "reset" => console.wait_for("BOOT-OK", SHORT).map(drop).unwrap(),
            "pause" => listener
                .wait_for("Suspended Watchdog", SHORT)
                .map(drop)
                .unwrap(),
            "none" => {
                console.type_in("x").unwrap();
                console.wait_for("x", SHORT).unwrap();
            }
            _ => {}
        }
        if !["shutdown", "poweroff"].contains(&action) {
            script.run("domstate guest --reason");
            host.ok("destroy guest");
        }
        listener.wait_for("Stopped", SHORT).unwrap();
        let heard = heard_of(&listener, "guest");
        let from = heard.rfind("Started Booted").unwrap_or(0);
        script.note(&heard[from..]);
    }
    golden::check("watchdog.txt", script.text());
}

#[test]
fn guest_lives_on_when_its_monitor_fails_and_is_controlled_again() {
    let host = Host::start();
    let emulator = emulator::install(&host, FV_EMULATOR, Fault::Later).unwrap();
    let mut listener = listen(&host);
    let xml = small::xml("guest", &host.boot_disk("guest"));
    let xml = host.write("guest.xml", xml.replace(QEMU, &emulator));
    let mut console = run(&host, &xml);
    assert_eq!(host.ok("domcontrol guest"), "ok");
    let emulators = host.emulators();
    let faults = [Order::Close, Order::Garbage, Order::Deep, Order::Endless];
    for (count, fault) in faults.into_iter().enumerate() {
        emulator::order(&host, fault);
        listener
            .wait_for("'control-error' for domain 'guest'", SHORT)
            .unwrap();
        assert!(host.ok("domcontrol guest").starts_with("error"));
        // Whatever the reason, who asks is told at once.
        let refused = host.fails("qemu-monitor-command guest --hmp info");
        assert!(refused.contains("internal error: "), "{refused}");
        assert_eq!(host.ok("domstate guest"), "running");
        console.type_in("x").unwrap();
        console.wait_for("x", SHORT).unwrap();
        emulator::order(&host, Order::Serve);
        until("the guest is controlled again", SHORT, || {
            host.ok("domcontrol guest") == "ok"
        })
        .unwrap();
        host.ok("suspend guest");
        host.ok("resume guest");
        let told = heard_of(&listener, "guest");
        assert_eq!(told.matches("control-error").count(), count + 1, "{told}");
    }
    assert_eq!(
        host.emulators(),
        emulators,
        "it is the process that it always was"
    );
    host.ok("destroy guest");
    assert_eq!(host.emulators(), Vec::<u32>::new());
}
