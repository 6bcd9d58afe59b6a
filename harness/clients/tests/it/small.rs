//! The guest that most tests use: 16 MiB, a boot sector, a serial port; it runs within a fraction of a second.

use std::time::Duration;

use fv_harness_clients::{Host, Terminal};

pub(crate) const SHORT: Duration = Duration::from_secs(20);

/// Writes the disk and the XML of a small guest and returns the path of the XML.
pub(crate) fn write(host: &Host, name: &str) -> String {
    let disk = host.boot_disk(name);
    host.write(&format!("{name}.xml"), xml(name, &disk))
}

/// Returns the XML of a small guest on this disk.
pub(crate) fn xml(name: &str, disk: &str) -> String {
    format!(
        "<domain type='qemu'>
  <name>{name}</name>
  <memory unit='MiB'>16</memory>
  <vcpu>1</vcpu>
  <os><type arch='x86_64' machine='pc-i440fx-10.0'>hvm</type><boot dev='hd'/></os>
  <features><acpi/></features>
  <devices>
    <emulator>/usr/bin/qemu-system-x86_64</emulator>
    <disk type='file' device='disk'>
      <driver name='qemu' type='raw'/>
      <source file='{disk}'/>
      <target dev='hda' bus='ide'/>
    </disk>
    <controller type='usb' model='none'/>
    <serial type='pty'/>
    <memballoon model='none'/>
  </devices>
</domain>
"
    )
}

/// Opens the console of a guest.
pub(crate) fn console(host: &Host, name: &str) -> Terminal {
    let command = format!("virsh -c '{}' console {name} --force", host.uri());
    let mut console = Terminal::shell(&command).unwrap();
    console.wait_for("Escape character", SHORT).unwrap();
    console
}

/// Defines and starts a small guest and waits until it runs its own code.
pub(crate) fn boot(host: &Host, name: &str) {
    let xml = write(host, name);
    host.ok(&format!("define {xml}"));
    host.ok(&format!("start {name} --paused"));
    let mut console = console(host, name);
    host.ok(&format!("resume {name}"));
    console.wait_for("BOOT-OK", SHORT).unwrap();
}

/// Lets the guest count in its memory and returns the letter that it counted to.
pub(crate) fn count(host: &Host, name: &str) -> char {
    let mut console = console(host, name);
    console.type_in("n").unwrap();
    console.wait_for("n", SHORT).unwrap();
    // The letter follows the echo of what was typed; it may be an `n` as well.
    let letter = console.next_char(SHORT).unwrap();
    console.type_in("\u{1d}").unwrap();
    letter
}
