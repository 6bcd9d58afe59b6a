//! What emulators can do: probing, the cache file, the guests of the host's capabilities.

use std::sync::Arc;

use anyhow::{Context, Result, bail};
use fv_driver_qemu_caps::{cache_xml, probe};
use fv_driver_qemu_monitor::{Command, Reply};
use fv_error::{Error, ErrorDomain};
use serde_json::{Value, json};

use crate::{Case, Corpus, Produced, Suite};

pub(super) fn all() -> Vec<Arc<dyn Suite>> {
    vec![Arc::new(QemuCapabilities)]
}

/// `qemucapabilities`: a recorded conversation becomes a cache file.
struct QemuCapabilities;

impl Suite for QemuCapabilities {
    fn name(&self) -> &str {
        "qemucapabilities"
    }

    fn run(&self, case: &Case, corpus: &Corpus) -> Result<Produced> {
        let text = corpus.text(case.need_input("replies")?)?;
        let mut recording = Recording::new(&text)?;
        let binary = case.param("binary").context("no `binary`")?;
        let hvf = case.param("variant") == Some("+hvf");
        let probed = probe_recorded(&mut recording, binary, probe::HostAccel { hvf }, case);
        let caps = match probed {
            Ok(caps) => caps,
            Err(error) => return Ok(Produced::failed("error", error.message())),
        };
        if recording.next < recording.texts.len() {
            bail!(
                "the probe ended before the recording, at text {}",
                recording.next
            );
        }
        // The contract has it both ways: written, read and written again.
        let written = cache_xml::write(&caps);
        match cache_xml::read(&written) {
            Ok(caps) => Ok(Produced::file("xml", cache_xml::write(&caps))),
            Err(error) => Ok(Produced::failed("error", error.message())),
        }
    }
}

fn probe_recorded(
    recording: &mut Recording,
    binary: &str,
    host: probe::HostAccel,
    case: &Case,
) -> fv_error::Result<fv_driver_qemu_caps::Caps> {
    let mut caps = probe::first(recording, binary, host)?;
    if probe::needs_second(&caps) {
        recording.id = 0;
        probe::second(recording, &mut caps)?;
        let version = case.params.get("fake_microcode_version_if_two_passes");
        let version = version.and_then(Value::as_u64).unwrap_or(0);
        caps.origin.microcode_version = u32::try_from(version).unwrap_or(0);
    }
    Ok(caps)
}

/// A recorded conversation: command, reply, command, reply.
struct Recording {
    texts: Vec<Value>,
    next: usize,
    id: u64,
}

impl Recording {
    fn new(text: &str) -> Result<Self> {
        let texts = text.split("\n\n").filter(|text| !text.trim().is_empty());
        let texts = texts.map(serde_json::from_str).collect::<Result<_, _>>()?;
        Ok(Self {
            texts,
            next: 0,
            id: 0,
        })
    }
}

impl probe::Talk for Recording {
    fn exchange(&mut self, command: &Command) -> fv_error::Result<Reply> {
        self.id += 1;
        let mut sent = command.json();
        sent["id"] = json!(format!("libvirt-{}", self.id));
        let differ = |expected: &Value| {
            let detail = format!("sent {sent}, recorded is {expected}");
            Error::internal(ErrorDomain::Qemu, detail)
        };
        let [expected, reply] = self.texts.get(self.next..self.next + 2).unwrap_or_default() else {
            return Err(differ(&Value::Null));
        };
        if *expected != sent {
            return Err(differ(expected));
        }
        self.next += 2;
        let reply = reply.as_object().ok_or_else(|| differ(expected))?;
        Ok(Reply(reply.clone()))
    }
}
