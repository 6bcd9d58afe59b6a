//! A driver that comes and goes, and guests that outlive each of its visits.

use std::time::Duration;

use fv_api::{DomainEvent, DomainRef};

use crate::kit::{Host, caller, eventually};
use crate::life::{document, nothing_left};

/// `virDomainCreateFlags`: with its processors stopped.
const PAUSED: u32 = 1;

/// A guest that turns its machine off as soon as it runs, held before its first instruction.
fn held(host: &Host) -> DomainRef {
    // mov dx, 0x604; mov ax, 0x2000; out dx, ax; hlt; jmp back
    let mut sector = vec![0xba, 0x04, 0x06, 0xb8, 0x00, 0x20, 0xef, 0xf4, 0xeb, 0xfd];
    sector.resize(510, 0);
    sector.extend([0x55, 0xaa]);
    let image = host.path("off.img");
    std::fs::write(&image, sector).expect("written");
    let disk = format!(
        "<disk type='file'><driver name='qemu' type='raw'/><source file='{}'/>\
         <target dev='hda' bus='ide'/></disk>",
        image.display()
    );
    let dom = host
        .domain()
        .define_xml(&caller(), &document("g", &disk))
        .expect("defined");
    let started = host.domain().create_with_flags(&caller(), &dom, PAUSED);
    started.expect("started")
}

#[test]
fn a_guest_that_turns_off_while_nobody_looks_leaves_no_process() {
    let mut host = Host::new("passing");
    host.passing();
    let dom = held(&host);
    let pid = host.pid_of("g");
    host.domain().resume(&caller(), &dom).expect("resumed");
    host.dropped();
    eventually("QEMU ends", || !fv_sys::process::is_alive(pid));
    host.passing();
    let state = host.domain().state(&caller(), &dom, 0).expect("known");
    assert_eq!(state.state, 5);
    nothing_left(&host, "g");
    let again = host.domain().create_with_flags(&caller(), &dom, PAUSED);
    let again = again.expect("started again");
    assert_eq!(again.id, dom.id + 1, "no visit gives an id twice");
    host.domain().destroy(&caller(), &again).expect("ended");
}

#[test]
fn a_reboot_is_waited_for_and_ends_in_a_reset() {
    let mut host = Host::new("reboots");
    host.passing();
    let dom = held(&host);
    host.domain().reboot(&caller(), &dom, 0).expect("asked");
    host.domain().resume(&caller(), &dom).expect("resumed");
    host.settle_reboots(Duration::from_secs(20));
    let rebooted = |event: &DomainEvent| matches!(event, DomainEvent::Reboot);
    assert!(host.events.of("g").iter().any(rebooted), "it was reset");
    // It turns itself off once more, and is not waited for this time.
    eventually("QEMU ends", || host.processes().is_empty());
    eventually("it is cleaned up after", || {
        host.domain()
            .state(&caller(), &dom, 0)
            .expect("known")
            .state
            == 5
    });
    nothing_left(&host, "g");
}
