//! Thousands of definitions: the daemon is ready soon, and each of them takes little memory.

use std::fmt::Write as _;
use std::time::Duration;

use fv_harness_clients::program::{count, now};
use fv_harness_clients::{Host, processes};

/// Definitions in CI; soak has as many as a large host.
const DEFINITIONS: usize = 1000;
/// What one may take.
const BYTES_MAX: u64 = 4096;
/// What the threads that load them leave behind, however many there are.
const ONCE_KIB: u64 = 2048;
/// How long the daemon may take for each, in a build that is not optimized and on a busy machine.
const TIME_EACH_MAX: Duration = Duration::from_millis(5);

/// A definition as the daemon writes it after `define` of an ordinary guest: disk, network, screen.
fn definition(number: usize) -> String {
    let mut text = String::from("<!--\nwritten by a daemon\n-->\n\n");
    let _ = write!(
        text,
        "<domain type='qemu'>
  <name>guest-{number:05}</name>
  <uuid>5f3a0b6e-0d7c-4a65-9b7e-{number:012x}</uuid>
  <memory unit='KiB'>2097152</memory>
  <currentMemory unit='KiB'>2097152</currentMemory>
  <vcpu placement='static'>2</vcpu>
  <os>
    <type arch='x86_64' machine='pc-q35-10.0'>hvm</type>
    <boot dev='hd'/>
  </os>
  <features>
    <acpi/>
    <apic/>
  </features>
  <clock offset='utc'/>
  <on_poweroff>destroy</on_poweroff>
  <on_reboot>restart</on_reboot>
  <on_crash>destroy</on_crash>
  <devices>
    <emulator>/usr/bin/qemu-system-x86_64</emulator>
    <disk type='file' device='disk'>
      <driver name='qemu' type='qcow2'/>
      <source file='/var/lib/libvirt/images/guest-{number:05}.qcow2'/>
      <target dev='vda' bus='virtio'/>
      <address type='pci' domain='0x0000' bus='0x03' slot='0x00' function='0x0'/>
    </disk>
    <controller type='usb' index='0' model='qemu-xhci' ports='15'>
      <address type='pci' domain='0x0000' bus='0x02' slot='0x00' function='0x0'/>
    </controller>
    <controller type='pci' index='0' model='pcie-root'/>
    <controller type='pci' index='1' model='pcie-root-port'>
      <model name='pcie-root-port'/>
      <target chassis='1' port='0x8'/>
      <address type='pci' domain='0x0000' bus='0x00' slot='0x01' function='0x0' multifunction='on'/>
    </controller>
    <controller type='pci' index='2' model='pcie-root-port'>
      <model name='pcie-root-port'/>
      <target chassis='2' port='0x9'/>
      <address type='pci' domain='0x0000' bus='0x00' slot='0x01' function='0x1'/>
    </controller>
    <controller type='pci' index='3' model='pcie-root-port'>
      <model name='pcie-root-port'/>
      <target chassis='3' port='0xa'/>
      <address type='pci' domain='0x0000' bus='0x00' slot='0x01' function='0x2'/>
    </controller>
    <controller type='sata' index='0'>
      <address type='pci' domain='0x0000' bus='0x00' slot='0x1f' function='0x2'/>
    </controller>
    <interface type='user'>
      <mac address='52:54:00:{:02x}:{:02x}:01'/>
      <model type='virtio'/>
      <address type='pci' domain='0x0000' bus='0x01' slot='0x00' function='0x0'/>
    </interface>
    <serial type='pty'>
      <target type='isa-serial' port='0'>
        <model name='isa-serial'/>
      </target>
    </serial>
    <console type='pty'>
      <target type='serial' port='0'/>
    </console>
    <input type='mouse' bus='ps2'/>
    <input type='keyboard' bus='ps2'/>
    <audio id='1' type='none'/>
    <watchdog model='itco' action='reset'/>
    <memballoon model='none'/>
  </devices>
</domain>
",
        number >> 8 & 0xff,
        number & 0xff,
    );
    text
}

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
    let begin = now();
    host.start_daemon();
    host.ok("list");
    let ready = begin.elapsed();
    let listed = host.ok("list --all --name");
    assert_eq!(listed.lines().count(), number, "{}", host.daemon_log());
    let full = processes::memory_kib(host.daemon_pid()).0;
    let each = full.saturating_sub(empty + ONCE_KIB) * 1024 / number as u64;
    println!("{number} definitions: ready after {ready:?}, {each} bytes each");
    assert!(each < BYTES_MAX, "{each} bytes each");
    let time_max = TIME_EACH_MAX * u32::try_from(number).unwrap();
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
