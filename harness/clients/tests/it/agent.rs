//! A real agent in a guest that boots: Debian's kernel with QEMU's guest agent.

use std::time::Duration;

use fv_harness_clients::Host;
use fv_harness_clients::program::until;

const BOOT_TIME_MAX: Duration = Duration::from_secs(120);
const SHORT: Duration = Duration::from_secs(30);

fn document(host: &Host) -> String {
    let guest = host.linux_with_agent();
    let xml = format!(
        "<domain type='qemu'>
  <name>agent</name>
  <memory unit='MiB'>256</memory>
  <vcpu>2</vcpu>
  <os>
    <type arch='x86_64' machine='pc-q35-10.0'>hvm</type>
    <kernel>{kernel}</kernel>
    <initrd>{initrd}</initrd>
    <cmdline>console=ttyS0 quiet</cmdline>
  </os>
  <features><acpi/><apic/></features>
  <devices>
    <emulator>/usr/bin/qemu-system-x86_64</emulator>
    <interface type='user'>
      <mac address='52:54:00:12:34:58'/>
      <model type='virtio'/>
    </interface>
    <serial type='pty'/>
    <channel type='unix'>
      <target type='virtio' name='org.qemu.guest_agent.0'/>
    </channel>
  </devices>
</domain>
",
        kernel = guest.kernel.display(),
        initrd = guest.initrd.display(),
    );
    host.write("agent.xml", xml)
}

#[test]
fn a_real_agent_answers_survives_a_restart_of_the_daemon_and_shuts_its_guest_down() {
    let mut host = Host::start();
    host.ok(&format!("define {}", document(&host)));
    host.ok("start agent");
    until("the agent answers", BOOT_TIME_MAX, || {
        host.line("domtime agent").is_ok()
    })
    .unwrap();
    assert!(host.ok("dumpxml agent").contains("state='connected'"));
    assert!(host.ok("domtime agent").starts_with("Time: "));
    host.ok("domtime agent --now");
    assert!(
        host.ok("domhostname agent --source agent")
            .contains("(none)")
    );
    let info = host.ok("guestinfo agent");
    for field in ["os.kernel-release ", "timezone.offset", "if.count"] {
        assert!(info.contains(field), "{field}: {info}");
    }
    let addresses = host.ok("domifaddr agent --source agent --full");
    assert!(addresses.contains("127.0.0.1/8"), "{addresses}");
    assert!(addresses.contains("52:54:00:12:34:58"), "{addresses}");
    let cpus = host.ok("guestvcpus agent");
    assert!(cpus.contains("vcpus          : 0-1"), "{cpus}");
    host.ok("setvcpus agent 1 --guest");
    assert_eq!(host.ok("vcpucount agent --guest"), "1");
    host.ok("guestvcpus agent --enable --cpulist 1");
    assert!(host.ok("guestvcpus agent").contains("online         : 0-1"));
    assert_eq!(host.ok("domfsfreeze agent"), "Froze 0 filesystem(s)");
    assert_eq!(host.ok("domfsthaw agent"), "Thawed 0 filesystem(s)");
    let ping = [
        "qemu-agent-command",
        "agent",
        "{\"execute\":\"guest-ping\"}",
    ];
    assert_eq!(host.virsh(&ping).stdout.trim(), "{\"return\":{}}");
    let odd = ["qemu-agent-command", "agent", "{\"execute\":\"guest-odd\"}"];
    let said = host.virsh(&odd).stderr;
    let words = "unable to execute QEMU agent command 'guest-odd'";
    assert!(said.contains(words), "{said}");
    // The next daemon finds the agent as well, whatever was under way.
    host.kill_daemon();
    host.start_daemon();
    until("the agent answers again", SHORT, || {
        host.line("domtime agent").is_ok()
    })
    .unwrap();
    host.ok("shutdown agent --mode agent");
    until("the guest is off", SHORT, || {
        host.line("domstate agent").stdout.trim() == "shut off"
    })
    .unwrap();
}
