//! Guests of QEMU: from a document through defaults and addresses to the command line.

use std::sync::{Arc, OnceLock};

use fv_driver_qemu_caps::{Arch as CapsArch, Caps, Flag};
use fv_driver_qemu_cmdline::{CommandInput, Host, Instance, Settings, build};
use fv_driver_qemu_resolve::{Emulators, PrepareContext, QemuRules, ResolveContext, prepare_start};
use fv_error::Result;
use fv_model_domain::os::Arch;
use fv_model_domain::{Domain, Purpose, Reading, Scope};

use super::model::{DOMAIN, SMALL, XML_WORDS};
use super::{text_of, text_seeds};
use crate::{Outcome, Target};

pub(super) const TARGETS: &[Target] = &[Target {
    name: "guest",
    run: guest,
    seeds: || text_seeds(&[DOMAIN, SMALL]),
    words: XML_WORDS,
    length_max: 32 * 1024,
}];

/// A definition that was accepted is accepted again as it was written, and can be planned or is
/// refused with an error.
fn guest(bytes: &[u8]) -> Outcome {
    let domain = match read(&text_of(bytes)) {
        Ok(domain) => domain,
        Err(error) => return Outcome::of_error(&error),
    };
    let first = domain.to_xml(Scope::SECRET);
    let second = written_again(&first);
    assert_eq!(written_again(&second), second, "written a third time");
    match plan(domain) {
        Ok(options) => Outcome::of(&options),
        Err(error) => Outcome::of_error(&error),
    }
}

#[expect(clippy::panic, reason = "a panic is how a target tells a fault")]
fn written_again(text: &str) -> String {
    match read(text) {
        Ok(domain) => domain.to_xml(Scope::SECRET),
        Err(error) => panic!("what was written is refused: {error}\n{text}"),
    }
}

fn read(text: &str) -> Result<Domain> {
    let context = ResolveContext::new(Arch::X86_64);
    let rules = QemuRules::new(&OneEmulator, &context);
    let mut reading = Reading {
        scope: Scope::NONE,
        purpose: Purpose {
            abi_update: true,
            ..Purpose::default()
        },
        rules: &rules,
        host_arch: Arch::X86_64,
        random: &mut |buffer| buffer.fill(7),
    };
    reading.domain(text)
}

/// The options of the command line, without values.
fn plan(mut domain: Domain) -> Result<Vec<String>> {
    let prepare = PrepareContext::new("/var/lib/domain", "/run/channel");
    prepare_start(&mut domain, &caps(), &prepare)?;
    let plan = build(CommandInput {
        domain: &domain,
        caps: &caps(),
        domain_dir: "/var/lib/domain",
        instance: Instance::System,
        environment: &[],
        settings: &Settings::default(),
        host: &Host {
            arch: "x86_64".into(),
            now_s: 1_700_000_000,
            utc_offset_s: 3600,
            cdroms: Vec::new(),
            scsi_generic: Vec::new(),
            nodes: Vec::new(),
            page_kib: 4,
        },
        incoming: None,
    })?;
    // The guest is live now and shown as such.
    let _ = domain.to_xml(Scope::LIVE | Scope::SECRET | Scope::STATUS);
    let shown = format!("{plan:?}");
    let options = shown.split('"').filter(|text| text.starts_with('-'));
    Ok(options.map(str::to_owned).collect())
}

/// A host whose every emulator can do everything.
struct OneEmulator;

impl Emulators for OneEmulator {
    fn default_path(&self, arch: Arch) -> Option<String> {
        Some(format!("/usr/bin/qemu-system-{}", arch.as_str()))
    }

    fn caps(&self, _: &str) -> Result<Arc<Caps>> {
        Ok(caps())
    }
}

fn caps() -> Arc<Caps> {
    static CAPS: OnceLock<Arc<Caps>> = OnceLock::new();
    let make = || {
        let base = fv_driver_qemu_caps::cache_xml::read(super::monitor::CACHE).ok();
        let mut caps =
            base.unwrap_or_else(|| Caps::new("/usr/bin/qemu-system-x86_64", CapsArch::X8664));
        for &flag in Flag::ALL {
            caps.flags.insert(flag);
        }
        Arc::new(caps)
    };
    Arc::clone(CAPS.get_or_init(make))
}
