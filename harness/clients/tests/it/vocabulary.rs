//! A guest with one of each device that the vocabulary has so far, on a real QEMU, as `virsh` shows it.
//!
//! The expected output was recorded from libvirt 11.3.0 with the same script (CONTRIBUTING.md says how).

use fv_harness_clients::{Host, Script, golden};

/// The XML of a guest with one of each device; its disks are made too.
pub(crate) fn xml(host: &Host) -> String {
    let disk = |name: &str| host.write(name, vec![0; 1 << 20]);
    let (virtio, scsi, sata) = (disk("virtio.img"), disk("scsi.img"), disk("sata.img"));
    format!(
        "<domain type='qemu'>
  <name>whole</name>
  <uuid>6d8f5a10-52d4-4b2c-9d0b-8f7d5d3a1c03</uuid>
  <memory unit='MiB'>64</memory>
  <currentMemory unit='MiB'>48</currentMemory>
  <vcpu current='1'>2</vcpu>
  <iothreads>1</iothreads>
  <os>
    <type arch='x86_64' machine='pc-q35-10.0'>hvm</type>
    <bootmenu enable='yes' timeout='3000'/>
  </os>
  <features><acpi/><apic/></features>
  <cpu mode='custom' match='exact' check='none'>
    <model fallback='allow'>qemu64</model>
    <topology sockets='2' cores='1' threads='1'/>
  </cpu>
  <clock offset='utc'>
    <timer name='rtc' tickpolicy='catchup'/>
    <timer name='hpet' present='no'/>
  </clock>
  <on_reboot>destroy</on_reboot>
  <pm><suspend-to-mem enabled='yes'/><suspend-to-disk enabled='no'/></pm>
  <devices>
    <emulator>/usr/bin/qemu-system-x86_64</emulator>
    <disk type='file' device='disk'>
      <driver name='qemu' type='raw' cache='none' io='threads' discard='unmap' iothread='1'/>
      <source file='{virtio}'/>
      <target dev='vda' bus='virtio'/>
      <iotune>
        <read_iops_sec>400</read_iops_sec>
        <write_bytes_sec>1000000</write_bytes_sec>
      </iotune>
      <serial>one</serial>
      <boot order='1'/>
    </disk>
    <disk type='file' device='disk'>
      <driver name='qemu' type='raw'/>
      <source file='{scsi}'/>
      <target dev='sda' bus='scsi'/>
      <readonly/>
      <vendor>FERRO</vendor>
      <product>VIRT</product>
    </disk>
    <disk type='file' device='disk'>
      <driver name='qemu' type='raw'/>
      <source file='{sata}'/>
      <target dev='sdb' bus='sata'/>
    </disk>
    <disk type='file' device='cdrom'>
      <target dev='sdc' bus='scsi'/>
    </disk>
    <controller type='scsi' index='0' model='virtio-scsi'>
      <driver queues='2'/>
    </controller>
    <controller type='usb' model='qemu-xhci' ports='8'/>
    <interface type='user'>
      <mac address='52:54:00:12:34:56'/>
      <model type='virtio'/>
      <boot order='2'/>
    </interface>
    <interface type='user'>
      <mac address='52:54:00:12:34:57'/>
      <model type='e1000e'/>
      <link state='down'/>
    </interface>
    <serial type='pty'/>
    <console type='pty'><target type='virtio'/></console>
    <channel type='unix'>
      <target type='virtio' name='org.qemu.guest_agent.0'/>
    </channel>
    <channel type='unix'>
      <target type='virtio' name='org.example.other'/>
    </channel>
    <input type='tablet' bus='usb'/>
    <input type='keyboard' bus='virtio'/>
    <input type='mouse' bus='usb'/>
    <graphics type='vnc' port='-1' autoport='yes' listen='127.0.0.1' passwd='secret'/>
    <sound model='ich9'/>
    <audio id='1' type='none'/>
    <video><model type='vga' vram='16384' heads='1' primary='yes'/></video>
    <watchdog model='i6300esb' action='pause'/>
    <rng model='virtio'>
      <rate bytes='1024' period='1000'/>
      <backend model='random'>/dev/urandom</backend>
    </rng>
    <panic model='pvpanic'/>
    <memballoon model='virtio'><stats period='5'/></memballoon>
  </devices>
</domain>
"
    )
}

const LINES: &[&str] = &[
    "define ROOT/whole.xml",
    "dumpxml whole",
    "dumpxml whole --security-info",
    "dumpxml whole --migratable",
    "domblklist whole --details",
    "domiflist whole",
    "vcpucount whole",
    "domif-getlink whole 52:54:00:12:34:57",
    "blkdeviotune whole vda",
    "start whole --paused",
    "dumpxml whole",
    "dumpxml whole --inactive",
    "dumpxml whole --security-info",
    "dumpxml whole --migratable",
    "domblklist whole --details",
    "domiflist whole",
    "vcpucount whole",
    "domdisplay whole",
    "vncdisplay whole",
    "ttyconsole whole",
    "domif-getlink whole 52:54:00:12:34:57",
    "blkdeviotune whole vda",
    "iothreadinfo whole",
    "destroy whole",
    "dumpxml whole",
    "undefine whole",
];

#[test]
fn guest_with_the_whole_vocabulary_shows_as_it_does_with_libvirt() {
    let mut host = Host::prepare_in_own_network();
    // As it was when the expected output was recorded; other tests use a user without rights.
    host.run_emulators_as("root", "root");
    host.start_daemon();
    let xml = xml(&host);
    host.write("whole.xml", xml);
    let mut script = Script::new(&host);
    for line in LINES {
        script.run(line);
    }
    golden::check("vocabulary.txt", script.text());
}
