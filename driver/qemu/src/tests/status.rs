use std::sync::Arc;

use super::{format, parse};
use crate::life::{Life, Paused};

/// The status of a guest as libvirt writes it, shortened.
const LIBVIRTS: &str = "<!--\nWARNING\n-->\n\n<domstatus state='paused' reason='user' pid='4711'>
  <taint flag='custom-monitor'/>
  <monitor path='/var/lib/libvirt/qemu/domain-3-g/monitor.sock' type='unix'/>
  <vcpus>
    <vcpu id='0' pid='4715'/>
  </vcpus>
  <qemuCaps>
    <flag name='blockdev'/>
  </qemuCaps>
  <job type='none' async='none'/>
  <fakereboot/>
  <devices>
    <device alias='serial0'/>
  </devices>
  <libDir path='/var/lib/libvirt/qemu/domain-3-g'/>
  <channelTargetDir path='/run/libvirt/qemu/channel/3-g'/>
  <memoryBackingDir path='/var/lib/libvirt/qemu/ram/3-g'/>
  <cpu mode='custom' match='exact' check='none'>
    <model fallback='allow'>qemu64</model>
  </cpu>
  <chardevStdioLogd/>
  <rememberOwner/>
  <nodename index='2'/>
  <fdset index='0'/>
  <blockjobs active='no'/>
  <agentTimeout>-2</agentTimeout>
  <domain type='qemu' id='3'>
    <name>g</name>
    <uuid>11111111-2222-3333-4444-555555555555</uuid>
    <memory unit='KiB'>65536</memory>
    <vcpu placement='static'>1</vcpu>
    <os>
      <type arch='x86_64' machine='pc'>hvm</type>
    </os>
    <devices>
      <serial type='pty'>
        <source path='/dev/pts/7'/>
        <target type='isa-serial' port='0'/>
        <alias name='serial0'/>
      </serial>
    </devices>
  </domain>
</domstatus>
";

#[test]
fn a_status_of_libvirts_is_understood() {
    let view = parse(LIBVIRTS).expect("understood");
    assert_eq!(view.life, Life::Paused(Paused::User));
    let run = view.run.clone().expect("it runs");
    assert_eq!(
        (run.id, run.pid, run.start_time, run.node_index),
        (3, 4711, 0, 2)
    );
    assert_eq!(run.vcpus.as_slice(), [(0, 4715)]);
    assert!(run.fake_reboot && run.remember_owner && run.labelled && run.outputs_kept);
    assert_eq!(run.devices.as_slice(), ["serial0".to_string()]);
    let asked = run.asked_cpu.as_ref().and_then(|cpu| cpu.model.as_deref());
    assert_eq!(asked, Some("qemu64"));
    let taints: Vec<_> = view.taints.iter().map(|taint| taint.word).collect();
    assert_eq!(taints, ["custom-monitor"]);
    let live = view.live.expect("a definition");
    let console = crate::definition::console(&live, None).expect("a console");
    assert_eq!(console.pty, Some("/dev/pts/7".into()));
}

#[test]
fn what_was_written_is_read_again() {
    let mut view = parse(LIBVIRTS).expect("understood");
    view.with_run(|run| {
        run.start_time = 12345;
        run.labelled = false;
        run.ends_with_client = true;
    });
    view.deprecations = Arc::new(vec!["old".to_string()]);
    let text = format(&view).expect("written");
    let again = parse(&text).expect("read");
    assert_eq!(format(&again).expect("written"), text);
    let run = again.run.expect("it runs");
    assert_eq!(run.start_time, 12345);
    assert!(!run.labelled && run.ends_with_client);
}

#[test]
fn a_status_that_makes_no_sense_is_refused() {
    for (from, to) in [
        ("state='paused'", "state='dancing'"),
        (
            "<monitor path='/var/lib/libvirt/qemu/domain-3-g/monitor.sock' type='unix'/>",
            "",
        ),
        ("<name>g</name>", ""),
    ] {
        let text = LIBVIRTS.replacen(from, to, 1);
        assert!(parse(&text).is_err(), "{from}");
    }
}
