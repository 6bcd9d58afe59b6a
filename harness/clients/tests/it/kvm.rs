//! A guest that the host's own processor runs: the ROM, which needs no BIOS and little of KVM.

use std::fs::File;
use std::time::Duration;

use fv_harness_clients::guest::rom;
use fv_harness_clients::program::until;
use fv_harness_clients::{Host, set_mode};

use crate::small;

/// KVM inside of a virtual machine can be slow.
const PATIENCE: Duration = Duration::from_secs(60);

/// Says whether guests of this kind can run here.
fn has_kvm() -> bool {
    let opened = File::options().read(true).write(true).open("/dev/kvm");
    if let Err(error) = &opened {
        eprintln!("skipped: /dev/kvm cannot be opened: {error}");
    }
    opened.is_ok()
}

fn document(rom: &str) -> String {
    format!(
        "<domain type='kvm'>
  <name>rom</name>
  <memory unit='MiB'>16</memory>
  <vcpu>1</vcpu>
  <os>
    <type arch='x86_64' machine='pc-i440fx-10.0'>hvm</type>
    <loader type='rom'>{rom}</loader>
  </os>
  <features><acpi/></features>
  <devices>
    <emulator>/usr/bin/qemu-system-x86_64</emulator>
    <controller type='usb' model='none'/>
    <serial type='pty'/>
    <memballoon model='none'/>
  </devices>
</domain>
"
    )
}

#[test]
fn guest_on_kvm_runs_and_tells_what_kvm_counts_and_shuts_down() {
    if !has_kvm() {
        return;
    }
    let mut host = Host::prepare();
    host.run_emulators_as("root", "root");
    host.start_daemon();
    let image = host.write("rom.bin", rom());
    set_mode(image.as_ref(), 0o644);
    let path = host.write("rom.xml", document(&image));
    host.ok(&format!("define {path}"));
    host.ok("start rom --paused");
    let mut console = small::console(&host, "rom");
    host.ok("resume rom");
    console.wait_for("BOOT-OK", PATIENCE).unwrap();
    let told = host.ok("domstats rom --vcpu --vm --cpu-total");
    for figure in [
        "vcpu.0.state=1",
        "vcpu.0.exits.sum=",
        "vcpu.0.guest_mode.cur=",
        "vm.pages_4k.cur=",
        "cpu.haltpoll.success.time=",
    ] {
        assert!(told.contains(figure), "{figure} is not in {told}");
    }
    console.type_in("n").unwrap();
    console.wait_for("nA", PATIENCE).unwrap();
    host.ok("shutdown rom");
    until("the guest has shut down", PATIENCE, || {
        host.ok("domstate rom") == "shut off"
    })
    .unwrap();
}
