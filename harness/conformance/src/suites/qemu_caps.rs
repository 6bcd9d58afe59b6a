//! What emulators can do: probing, the cache file, the guests of the host's capabilities.

use std::sync::Arc;

use anyhow::{Context, Result, bail};
use fv_driver_qemu_caps::{Arch, Caps, Flag, GuestData, cache_xml, guest_data, probe};
use fv_driver_qemu_monitor::{Command, Reply};
use fv_error::{Error, ErrorDomain};
use fv_model_xml::{Document, Writer};
use serde_json::{Value, json};

use crate::{Case, Corpus, Produced, Suite};

pub(super) fn all() -> Vec<Arc<dyn Suite>> {
    vec![Arc::new(QemuCapabilities), Arc::new(HostCapabilities)]
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
) -> fv_error::Result<Caps> {
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

/// `qemucaps2xml`: the flags of an emulator become a guest of the host's capabilities.
struct HostCapabilities;

impl Suite for HostCapabilities {
    fn name(&self) -> &str {
        "qemucaps2xml"
    }

    fn run(&self, case: &Case, corpus: &Corpus) -> Result<Produced> {
        let text = corpus.text(case.env_path("qemu_caps").context("no `qemu_caps`")?)?;
        let document = Document::parse_root(&text, "qemuCaps")?;
        let arch = case
            .param("arch")
            .and_then(Arch::from_name)
            .context("no `arch`")?;
        let mut caps = Caps::new(case.param("binary").context("no `binary`")?, arch);
        for flag in document.root().children("flag") {
            let name = flag.attr("name").unwrap_or_default();
            caps.flags
                .insert(Flag::from_name(name).with_context(|| format!("flag {name}"))?);
        }
        let guest = guest_data(&caps.binary, &caps, arch);
        Ok(Produced::file("xml", capabilities(arch, &guest)))
    }
}

/// A host of which nothing but the architecture is known, with one kind of guests.
fn capabilities(arch: Arch, guest: &GuestData) -> String {
    let mut writer = Writer::new();
    writer.element("capabilities", |body| {
        body.child("host", |body| {
            body.child("cpu", |body| body.child_text("arch", arch.name()));
            body.child("power_management", |_| {});
            body.child("iommu", |body| body.attr_text("support", "no"));
        });
        guest.write(body);
    });
    // The parts of this document stand apart by empty lines.
    let text = writer.finish();
    let text = text.replace("<capabilities>\n", "<capabilities>\n\n");
    text.replace("\n  </host>\n", "\n  </host>\n\n")
        .replace("\n  </guest>\n", "\n  </guest>\n\n")
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
