//! QMP: the machine that reads lines, and the reading of replies; the cache of what QEMU can do.

use std::time::{Duration, Instant};

use fv_driver_qemu_monitor::commands::{
    block, chardev, cpu, job, memory, object, probe, sev, status,
};
use fv_driver_qemu_monitor::{Call, Command, Incoming, Limits, Qmp, Reply};
use serde_json::Value;

use super::{text_of, text_seeds};
use crate::{Outcome, Target};

pub(super) const TARGETS: &[Target] = &[
    Target {
        name: "qmp",
        run: qmp,
        seeds: || text_seeds(&[CONVERSATION, EVENTS]),
        words: JSON_WORDS,
        length_max: 64 * 1024,
    },
    Target {
        name: "qmp-replies",
        run: replies,
        seeds: reply_seeds,
        words: JSON_WORDS,
        length_max: 16 * 1024,
    },
    Target {
        name: "capability-cache",
        run: cache,
        seeds: || text_seeds(&[CACHE]),
        words: &[
            "<flag name='kvm'/>",
            "<cpu type='kvm' name='a'",
            "/>",
            "</",
            "'",
            "0",
            "-1",
            "<machine type='tcg' name='a'/>",
        ],
        length_max: 32 * 1024,
    },
];

/// The bytes come in two parts, the first byte says where they are cut.
#[expect(
    clippy::disallowed_methods,
    reason = "only differences from this moment matter"
)]
fn qmp(bytes: &[u8]) -> Outcome {
    let Some((&cut, bytes)) = bytes.split_first() else {
        return Outcome(0);
    };
    let start = Instant::now();
    let mut machine = Qmp::new("guest", Limits::default());
    for command in ["qmp_capabilities", "query-status", "query-block"] {
        let _ = machine.send(Command::new(command), Some(start + Duration::from_secs(1)));
    }
    let (first, second) = bytes.split_at(bytes.len() * usize::from(cut) / 256);
    let mut told = Vec::new();
    for (part, millis) in [(first, 10), (second, 2000)] {
        machine.receive(part);
        write_out(&mut machine);
        machine.expire(start + Duration::from_millis(millis));
        write_out(&mut machine);
        while let Some(incoming) = machine.poll() {
            told.push(shape(&incoming));
        }
    }
    machine.finish();
    while let Some(incoming) = machine.poll() {
        told.push(shape(&incoming));
    }
    told.truncate(6);
    let end = machine
        .ended()
        .map(|failure| Outcome::of_text(&failure.to_string()).0);
    Outcome::of(&(told, end))
}

fn write_out(machine: &mut Qmp) {
    while let Some(count) = machine.output().map(|output| output.bytes.len()) {
        machine.wrote(count);
        if count == 0 {
            break;
        }
    }
}

fn shape(incoming: &Incoming) -> u64 {
    let shown = format!("{incoming:?}");
    let kind: String = shown
        .chars()
        .take_while(|c| !c.is_ascii_digit() && *c != '"')
        .collect();
    Outcome::of(&kind).0
}

/// Every query reads the same reply: what is right for one is wrong for the others.
fn replies(bytes: &[u8]) -> Outcome {
    let Ok(Value::Object(reply)) = serde_json::from_slice(bytes) else {
        return Outcome(0);
    };
    let reply = Reply(reply);
    let mut accepted = Vec::new();
    let mut note = |result: Result<(), u64>| accepted.push(result);
    note(read(&block::query(), &reply));
    note(read(&block::query_named_nodes(), &reply));
    note(read(&block::query_stats(), &reply));
    note(read(&block::query_node_stats(), &reply));
    note(read(&chardev::query(), &reply));
    note(read(&cpu::query(), &reply));
    note(read(&cpu::query_hotpluggable(), &reply));
    note(read(&job::query(), &reply));
    note(read(&memory::dump_formats(), &reply));
    note(read(&object::query_iothreads(), &reply));
    note(read(&probe::version(), &reply));
    note(read(&probe::target(), &reply));
    note(read(&probe::kvm(), &reply));
    note(read(&probe::machines(), &reply));
    note(read(&probe::cpu_definitions(), &reply));
    note(read(&probe::commands(), &reply));
    note(read(&probe::object_types(), &reply));
    note(read(&probe::command_line_options(), &reply));
    note(read(&probe::migration_capabilities(), &reply));
    note(read(&probe::tpm_models(), &reply));
    note(read(&probe::gic_capabilities(), &reply));
    note(read(&probe::sev_capabilities(), &reply));
    note(read(&probe::sgx_capabilities(), &reply));
    note(read(&sev::query(), &reply));
    note(read(&status::query(), &reply));
    note(read(&status::query_balloon(), &reply));
    if let Ok(schema) = probe::schema().read(&reply)
        && let Ok(schema) = fv_driver_qemu_monitor::schema::Schema::new(schema)
    {
        let paths = [
            "blockdev-add/arg-type/+file",
            "device_add",
            "query-status/ret-type/status/^running",
        ];
        note(Err(Outcome::of(&paths.map(|path| schema.has(path))).0));
    }
    Outcome::of(&accepted)
}

fn read<R: 'static>(call: &Call<R>, reply: &Reply) -> Result<(), u64> {
    call.read(reply)
        .map(drop)
        .map_err(|error| Outcome::of_error(&error).0)
}

fn cache(bytes: &[u8]) -> Outcome {
    let text = text_of(bytes);
    match fv_driver_qemu_caps::cache_xml::read(&text) {
        Ok(caps) => {
            let written = fv_driver_qemu_caps::cache_xml::write(&caps);
            let again = fv_driver_qemu_caps::cache_xml::read(&written);
            let again = again.map(|caps| fv_driver_qemu_caps::cache_xml::write(&caps));
            assert_eq!(
                again.ok().as_ref(),
                Some(&written),
                "written and read again"
            );
            Outcome::of_accepted(&written)
        }
        Err(error) => Outcome::of_error(&error),
    }
}

fn reply_seeds() -> Vec<Vec<u8>> {
    text_seeds(&[
        r#"{"return": {"qemu": {"micro": 2, "minor": 0, "major": 10}, "package": "x"}}"#,
        r#"{"return": {"status": "running", "running": true, "enabled": true, "present": true}}"#,
        r#"{"return": [{"name": "pc", "cpu-max": 255, "alias": "x", "is-default": true, "hotpluggable-cpus": true}]}"#,
        r#"{"return": [{"device": "", "qdev": "/machine/peripheral/a", "inserted": {"node-name": "n", "image": {"virtual-size": 1, "filename": "f"}}, "removable": true, "locked": false, "tray_open": false, "io-status": "ok"}]}"#,
        r#"{"return": [{"label": "charserial0", "filename": "pty:/dev/pts/1", "frontend-open": true}]}"#,
        r#"{"return": [{"cpu-index": 0, "qom-path": "/machine/unattached/device[0]", "thread-id": 7, "props": {"core-id": 0, "socket-id": 0}, "target": "x86_64"}]}"#,
        r#"{"return": [{"name": "0", "meta-type": "object", "members": [{"name": "a", "type": "1", "default": null}]}, {"name": "1", "meta-type": "enum", "values": ["x"]}]}"#,
        r#"{"return": [{"id": "j", "type": "commit", "status": "running", "current-progress": 1, "total-progress": 2}]}"#,
        r#"{"error": {"class": "CommandNotFound", "desc": "no"}}"#,
    ])
}

const JSON_WORDS: &[&str] = &[
    "{",
    "}",
    "[",
    "]",
    ":",
    ",",
    "\"",
    "\\u0000",
    "\\ud800",
    "null",
    "true",
    "-1",
    "1e999",
    "18446744073709551616",
    "\"return\"",
    "\"error\"",
    "\"event\"",
    "\"id\"",
    "\"data\"",
    "\"class\"",
    "\"desc\"",
    "\"QMP\"",
    "\r\n",
    "\"libvirt-1\"",
    "\"libvirt-2\"",
    "\"timestamp\"",
    "\"name\"",
    "\"device\"",
    "\"reason\"",
];

const CONVERSATION: &str = "\u{40}{\"QMP\": {\"version\": {\"qemu\": {\"micro\": 2, \"minor\": 0, \"major\": 10}, \"package\": \"Debian\"}, \"capabilities\": [\"oob\"]}}\r\n{\"return\": {}, \"id\": \"libvirt-1\"}\r\n{\"return\": {\"status\": \"running\"}, \"id\": \"libvirt-2\"}\r\n{\"error\": {\"class\": \"GenericError\", \"desc\": \"no\"}, \"id\": \"libvirt-3\"}\r\n";

const EVENTS: &str = "\u{60}{\"QMP\": {\"version\": {\"qemu\": {\"micro\": 2, \"minor\": 0, \"major\": 10}, \"package\": \"\"}, \"capabilities\": []}}\r\n{\"timestamp\": {\"seconds\": 1, \"microseconds\": 2}, \"event\": \"SHUTDOWN\", \"data\": {\"guest\": true, \"reason\": \"guest-shutdown\"}}\r\n{\"timestamp\": {\"seconds\": 1, \"microseconds\": 2}, \"event\": \"BLOCK_IO_ERROR\", \"data\": {\"device\": \"\", \"node-name\": \"n\", \"qom-path\": \"/machine/a\", \"operation\": \"write\", \"action\": \"stop\", \"nospace\": true, \"reason\": \"No space\"}}\r\n{\"timestamp\": {\"seconds\": 1, \"microseconds\": 2}, \"event\": \"VSERPORT_CHANGE\", \"data\": {\"id\": \"c\", \"open\": true}}\r\n{\"timestamp\": {\"seconds\": 1, \"microseconds\": 2}, \"event\": \"RESET\", \"data\": {\"guest\": false}}\r\n{\"timestamp\": {\"seconds\": 1, \"microseconds\": 2}, \"event\": \"WATCHDOG\", \"data\": {\"action\": \"reset\"}}\r\n";

pub(super) const CACHE: &str = "<qemuCaps>
  <emulator>/usr/bin/qemu-system-x86_64</emulator>
  <qemuctime>1</qemuctime>
  <selfctime>2</selfctime>
  <selfvers>11003000</selfvers>
  <flag name='piix3-usb-uhci'/>
  <flag name='kvm'/>
  <version>10000002</version>
  <microcodeVersion>0</microcodeVersion>
  <package>Debian</package>
  <arch>x86_64</arch>
  <cpu type='tcg' name='qemu64' typename='qemu64-x86_64-cpu' usable='yes'/>
  <machine type='tcg' name='pc-q35-10.0' alias='q35' hotplugCpus='yes' maxCpus='4096' default='yes'/>
  <machine type='tcg' name='pc-i440fx-10.0' alias='pc' hotplugCpus='yes' maxCpus='255'/>
  <machine type='tcg' name='microvm' maxCpus='288'/>
  <machine type='kvm' name='pc-q35-10.0' alias='q35' hotplugCpus='yes' maxCpus='4096' default='yes'/>
  <machine type='kvm' name='pc-i440fx-10.0' alias='pc' hotplugCpus='yes' maxCpus='255'/>
</qemuCaps>
";
