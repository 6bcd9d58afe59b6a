//! A guest that has all kinds of devices so far: how it is shown, and the calls about its screen, keyboard, disks,
//! sleep and agent.
//!
//! The expected output was recorded from libvirt 11.3.0 with the same scripts.

use std::io::Read;
use std::net::TcpStream;

use fv_harness_clients::program::until;
use fv_harness_clients::{Host, Script, Terminal, golden};

use crate::events::{SHORT, listen};

/// Outside of the ranges that daemons and other tests choose from; the next one is ours too.
const VNC_PORT: u16 = 6387;

fn document(host: &Host, port: u16) -> String {
    let disk = host.boot_disk("all");
    let second = host.write("second.img", vec![0; 1 << 20]);
    let cd = host.write("cd.iso", vec![0; 1 << 20]);
    let xml = format!(
        "<domain type='qemu'>
  <name>all</name>
  <uuid>6d8f5a10-52d4-4b2c-9d0b-8f7d5d3a1c07</uuid>
  <memory unit='MiB'>32</memory>
  <vcpu>1</vcpu>
  <os><type arch='x86_64' machine='pc-q35-10.0'>hvm</type><boot dev='hd'/></os>
  <features><acpi/><apic/></features>
  <clock offset='variable' adjustment='0' basis='utc'/>
  <on_crash>preserve</on_crash>
  <pm><suspend-to-mem enabled='yes'/><suspend-to-disk enabled='no'/></pm>
  <devices>
    <emulator>/usr/bin/qemu-system-x86_64</emulator>
    <disk type='file' device='disk'>
      <driver name='qemu' type='raw'/>
      <source file='{disk}'/>
      <target dev='sda' bus='scsi'/>
    </disk>
    <disk type='file' device='cdrom'>
      <driver name='qemu' type='raw'/>
      <source file='{cd}'/>
      <target dev='sdb' bus='scsi'/>
      <readonly/>
    </disk>
    <disk type='file' device='disk'>
      <driver name='qemu' type='raw'/>
      <source file='{second}'/>
      <target dev='vda' bus='virtio'/>
      <serial>SECOND</serial>
    </disk>
    <controller type='scsi' index='0' model='virtio-scsi'/>
    <interface type='user'>
      <mac address='52:54:00:12:34:57'/>
      <model type='virtio'/>
    </interface>
    <serial type='pty'/>
    <channel type='unix'>
      <target type='virtio' name='org.qemu.guest_agent.0'/>
    </channel>
    <input type='tablet' bus='usb'/>
    <input type='keyboard' bus='virtio'/>
    <input type='mouse' bus='usb'/>
    <graphics type='vnc' port='{port}' autoport='no' listen='127.0.0.1'/>
    <video><model type='vga' vram='16384' heads='1'/></video>
    <watchdog model='i6300esb' action='pause'/>
    <rng model='virtio'><backend model='random'>/dev/urandom</backend></rng>
    <panic model='isa'/>
    <memballoon model='virtio'><stats period='5'/></memballoon>
  </devices>
</domain>
"
    );
    host.write("all.xml", xml)
}

/// Waits until a display listens, and looks at it as a client that goes at once.
fn look_at_display() {
    let mut client = None;
    until("the display listens", SHORT, || {
        client = TcpStream::connect(("127.0.0.1", VNC_PORT)).ok();
        client.is_some()
    })
    .unwrap();
    let mut greeting = [0; 12];
    let mut client = client.unwrap();
    client.read_exact(&mut greeting).unwrap();
    assert!(greeting.starts_with(b"RFB "));
}

/// What was heard of the guest, without the ports of clients.
fn heard(listener: &Terminal) -> String {
    let all = listener.output();
    let lines = all.lines().filter(|line| line.contains("'all'"));
    let without_port = |line: &str| match line.split_once("remote[") {
        Some((before, after)) => {
            let end = after.rfind(']').map_or("", |at| &after[at..]);
            format!("{before}remote[…{end}\n")
        }
        None => format!("{}\n", line.trim_end()),
    };
    lines.map(without_port).collect()
}

/// What the monitor said by itself, without the time.
fn raw_events(listener: &Terminal) -> String {
    let all = listener.output();
    let lines = all.lines().filter(|line| line.starts_with("event "));
    let without_time = |line: &str| {
        let (name, rest) = line.split_once(" at ").unwrap_or((line, ""));
        let rest = rest.split_once(" for ").map_or("", |(_, rest)| rest);
        format!("{name} for {}\n", rest.trim_end())
    };
    lines.map(without_time).collect()
}

#[test]
fn a_guest_with_all_kinds_of_devices_is_shown_and_called() {
    let host = Host::start();
    let mut script = Script::new(&host);
    document(&host, VNC_PORT);
    script.run("define ROOT/all.xml");
    script.run("dumpxml all");
    let mut listener = listen(&host);
    // Nothing tells when this one hears; it has until the tray moves.
    let mut raw = Terminal::shell(&format!(
        "LC_ALL=C exec stdbuf -oL virsh -c '{}' qemu-monitor-event all --event '^device_(tray|del)' \
         --regex --no-case --loop",
        host.uri()
    ))
    .unwrap();
    for line in [
        "screenshot all ROOT/picture",
        "send-key all KEY_A",
        "domtime all",
    ] {
        script.run(line);
    }
    script.run("start all");
    script.run("dumpxml all");
    script.run("dumpxml all --migratable");
    for line in [
        "domdisplay all",
        "domdisplay all --all",
        "vncdisplay all",
        "domblklist all --details",
        "domiflist all",
        "screenshot all ROOT/picture",
        "screenshot all ROOT/picture --screen 1",
        "send-key all KEY_LEFTCTRL KEY_LEFTALT KEY_F1",
        "send-key all --codeset xt --holdtime 10 30 0x1d",
        "send-key all --codeset usb 4",
        "send-key all --codeset win32 VK_RETURN",
        "send-key all --codeset usb 9999",
        "blockresize all vda 3M",
        "blockresize all vda 2097152b",
        "blockresize all sdb 2M",
        "blockresize all vda --capacity",
        "blockresize all nothing 2M",
        "domblkthreshold all vda 4096",
        "domblkthreshold all vda[9] 4096",
        "domblkthreshold all vdz 4096",
        "dompmwakeup all",
    ] {
        script.run(line);
    }
    look_at_display();
    listener.wait_for("disconnect", SHORT).unwrap();
    let qmp = |name: &str, id: &str| {
        let command = format!("{{\"execute\":\"{name}\",\"arguments\":{{\"id\":\"{id}\"}}}}");
        format!("qemu-monitor-command all '{command}'")
    };
    script.run(&qmp("blockdev-open-tray", "scsi0-0-0-1"));
    script.run("domblklist all --details");
    script.run("dumpxml all --xpath //disk[@device='cdrom']");
    script.run(&qmp("blockdev-close-tray", "scsi0-0-0-1"));
    // The tablet is taken away behind the daemon's back.
    script.run(&qmp("device_del", "input0"));
    listener.wait_for("device-removed", SHORT).unwrap();
    script.run("dumpxml all --xpath //input");
    raw.wait_for("DEVICE_DELETED", SHORT).unwrap();
    script.note(&raw_events(&raw));
    script.run("destroy all");
    listener.wait_for("Stopped", SHORT).unwrap();
    script.run("undefine all");
    listener.wait_for("'all': Undefined", SHORT).unwrap();
    script.note(&heard(&listener));
    let picture = std::fs::read(host.root().join("picture")).unwrap();
    assert!(picture.starts_with(b"\x89PNG"), "it is a picture");
    golden::check("all-devices.txt", script.text());
}

#[test]
fn calls_to_an_agent_that_is_not_there_say_so() {
    let host = Host::start();
    let mut script = Script::new(&host);
    document(&host, VNC_PORT + 1);
    script.run("create ROOT/all.xml --paused");
    for line in [
        "domtime all",
        "shutdown all --mode agent",
        "dompmsuspend all mem",
    ] {
        script.run(line);
    }
    script.run("resume all");
    for line in [
        "domtime all",
        "domtime all --now",
        "domhostname all",
        "domhostname all --source lease",
        "domhostname all --source agent",
        "domfsinfo all",
        "domfsfreeze all",
        "domfsthaw all",
        "domfstrim all",
        "domifaddr all",
        "domifaddr all --source agent",
        "domifaddr all --source arp",
        "guestinfo all",
        "guestvcpus all",
        "guestvcpus all --enable --cpulist 0",
        "setvcpus all 1 --guest",
        "vcpucount all --guest",
        "set-user-password all me secret",
        "get-user-sshkeys all me",
        "dompmsuspend all mem",
        "dompmsuspend all disk",
        "shutdown all --mode agent",
        "reboot all --mode agent",
        "guest-agent-timeout all 2",
        "guest-agent-timeout all --timeout -3",
        "qemu-agent-command all '{\"execute\":\"guest-ping\"}'",
        "dommemstat all --period 2",
        "inject-nmi all",
        "destroy all",
    ] {
        script.run(line);
    }
    golden::check("no-agent.txt", script.text());
}
