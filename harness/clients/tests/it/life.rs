//! The life of a guest from definition to undefinition, as `virsh` shows it.
//!
//! The expected output was recorded from libvirt 11.3.0 with the same script (CONTRIBUTING.md says how).

use std::time::Duration;

use fv_harness_clients::guest::LINUX_READY;
use fv_harness_clients::program::until;
use fv_harness_clients::{Host, Script, Terminal, golden};

use crate::events::{SHORT, heard_of, listen};

/// How long a guest may take to boot on a machine that is busy.
const BOOT_TIME_MAX: Duration = Duration::from_secs(90);

fn linux_xml(host: &Host) -> String {
    let guest = host.linux();
    let disk = host.write("life.img", vec![0; 1 << 20]);
    format!(
        "<domain type='qemu'>
  <name>life</name>
  <uuid>6d8f5a10-52d4-4b2c-9d0b-8f7d5d3a1c01</uuid>
  <title>A guest with a life</title>
  <description>It boots, answers and ends.</description>
  <memory unit='MiB'>256</memory>
  <vcpu>1</vcpu>
  <os>
    <type arch='x86_64' machine='pc-q35-10.0'>hvm</type>
    <kernel>{kernel}</kernel>
    <initrd>{initrd}</initrd>
    <cmdline>console=ttyS0 quiet</cmdline>
  </os>
  <features><acpi/><apic/></features>
  <clock offset='utc'/>
  <on_poweroff>destroy</on_poweroff>
  <on_reboot>restart</on_reboot>
  <on_crash>destroy</on_crash>
  <devices>
    <emulator>/usr/bin/qemu-system-x86_64</emulator>
    <disk type='file' device='disk'>
      <driver name='qemu' type='raw'/>
      <source file='{disk}'/>
      <target dev='vda' bus='virtio'/>
    </disk>
    <interface type='user'>
      <mac address='52:54:00:12:34:56'/>
      <model type='virtio'/>
    </interface>
    <serial type='pty'/>
    <console type='pty'/>
    <channel type='unix'>
      <target type='virtio' name='org.qemu.guest_agent.0'/>
    </channel>
    <memballoon model='virtio'/>
  </devices>
</domain>
",
        kernel = guest.kernel.display(),
        initrd = guest.initrd.display(),
    )
}

/// Types into the guest's shell and reads its answers.
fn talk_on_console(host: &Host, script: &mut Script<'_>) {
    let command = format!("virsh -c '{}' console life --force", host.uri());
    let mut console = Terminal::shell(&command).unwrap();
    console.wait_for("Escape character", SHORT).unwrap();
    script.run("resume life");
    console.wait_for(LINUX_READY, BOOT_TIME_MAX).unwrap();
    console.wait_for("guest# ", SHORT).unwrap();
    console.type_in("echo answer-$((6*7))\r").unwrap();
    console.wait_for("answer-42", SHORT).unwrap();
    console
        .type_in("wc -c < /dev/vda; ls /sys/class/net; ls /sys/class/virtio-ports\r")
        .unwrap();
    let shown = console.wait_for("vport", SHORT).unwrap();
    assert!(
        shown.contains("1048576") && shown.contains("eth0"),
        "{shown}"
    );
    // Ctrl-] leaves the console.
    console.type_in("\u{1d}").unwrap();
    assert!(console.ends_within(SHORT), "the console closes");
    script.note("# typed into the console: the guest answered");
}

fn wait_for_state(host: &Host, state: &str) {
    until(state, SHORT, || {
        host.line("domstate life").stdout.trim() == state
    })
    .unwrap();
}

fn before_the_start(script: &mut Script<'_>) {
    for line in [
        "version",
        "uri",
        "list --all",
        "define ROOT/life.xml",
        "list --all",
        "list --inactive --name",
        "domuuid life",
        "domname 6d8f5a10-52d4-4b2c-9d0b-8f7d5d3a1c01",
        "domid life",
        "domstate life --reason",
        "dominfo life",
        "domcontrol life",
        "dumpxml life",
        "dumpxml life --migratable",
        "desc life",
        "desc life --title",
        "desc life --title --new-desc 'Another title'",
        "desc life --title",
        "metadata life --uri http://example.org/note --key note --set '<page number=\"1\"/>'",
        "metadata life --uri http://example.org/note",
        "metadata life --uri http://example.org/other",
        "autostart life",
        "list --all --autostart",
        "autostart life --disable",
        "list --all --autostart",
        "vcpucount life",
        "domblklist life",
        "domiflist life",
        "suspend life",
        "resume life",
        "shutdown life",
        "destroy life",
        "ttyconsole life",
        "undefine nosuch",
        "start nosuch",
    ] {
        script.run(line);
    }
}

fn while_it_runs(script: &mut Script<'_>) {
    for line in [
        "list",
        "domid life",
        "domname 1",
        "domstate life --reason",
        "dominfo life",
        "domcontrol life",
        "ttyconsole life",
        "dumpxml life",
        "dumpxml life --inactive",
        "dumpxml life --security-info --migratable",
        "vcpucount life",
        "domblklist life --details",
        "domiflist life",
        "start life",
        "define ROOT/life.xml",
        "desc life --title --live --new-desc 'A living title'",
        "desc life --title",
        "desc life --title --config",
        "metadata life --uri http://example.org/note --key note --set '<page number=\"2\"/>' --live",
        "metadata life --uri http://example.org/note --live",
        "metadata life --uri http://example.org/note --remove --live",
        "qemu-monitor-command life --hmp 'info status'",
        "qemu-monitor-command life '{\"execute\":\"query-status\"}'",
        "qemu-monitor-command life '{\"execute\":\"no-such-command\"}'",
        "suspend life",
        "domstate life --reason",
        "suspend life",
        "list --state-paused",
        "resume life",
        "domstate life --reason",
        "resume life",
    ] {
        script.run(line);
    }
}

fn the_end(script: &mut Script<'_>) {
    for line in [
        "domstate life --reason",
        "list --all",
        "start life --paused",
        "domstate life --reason",
        "destroy life --graceful",
        "domstate life --reason",
        "undefine life",
        "list --all",
        "dominfo life",
        "create ROOT/life.xml --paused",
        "list --transient",
        "dominfo life",
        "autostart life",
        "undefine life",
        "destroy life",
        "list --all",
    ] {
        script.run(line);
    }
}

#[test]
fn life_of_a_guest_shows_as_it_does_with_libvirt() {
    let mut host = Host::prepare();
    // As it was when the expected output was recorded; other tests use a user without rights.
    host.run_emulators_as("root", "root");
    host.start_daemon();
    let xml = linux_xml(&host);
    host.write("life.xml", xml);
    let mut events = listen(&host);
    let mut script = Script::new(&host);
    before_the_start(&mut script);
    script.run("start life --paused");
    script.run("domstate life --reason");
    talk_on_console(&host, &mut script);
    while_it_runs(&mut script);
    script.run("reset life");
    script.run("reboot life --mode agent");
    let command = format!("virsh -c '{}' console life", host.uri());
    let mut console = Terminal::shell(&command).unwrap();
    console.wait_for(LINUX_READY, BOOT_TIME_MAX).unwrap();
    console.wait_for("guest# ", SHORT).unwrap();
    script.run("shutdown life");
    console.wait_for("power button", SHORT).unwrap();
    wait_for_state(&host, "shut off");
    the_end(&mut script);
    assert!(script.commands() >= 50, "{} commands", script.commands());
    golden::check("life.txt", script.text());
    // The last run of the guest is that of a transient one.
    events.wait_for("'life': Undefined", SHORT).unwrap();
    events.wait_for("Stopped Destroyed", SHORT).unwrap();
    golden::check("life-events.txt", &heard_of(&events, "life"));
}
