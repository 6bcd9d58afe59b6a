//! `domaincaps`: what an emulator can give one kind of guest.

use std::sync::Arc;

use anyhow::{Context, Result};
use fv_driver_qemu_caps::{Arch as CapsArch, Flag, VirtType, cache_xml};
use fv_driver_qemu_resolve::{CpuContext, DomainCapsInput, HostOffers, domain_capabilities};
use fv_model_capabilities::{CpuModes, DomainCapabilities, DomainFeatures};
use fv_model_domain::VirtKind;
use fv_model_domain::devices::tpm::TpmVersion;
use fv_model_domain::os::Arch;

use super::{fake_cpu, qemu_xmlconf};
use crate::{Case, Corpus, Produced, Suite};

pub(super) fn all() -> Vec<Arc<dyn Suite>> {
    vec![Arc::new(DomainCaps)]
}

struct DomainCaps;

impl Suite for DomainCaps {
    fn name(&self) -> &str {
        "domaincaps"
    }

    fn run(&self, case: &Case, corpus: &Corpus) -> Result<Produced> {
        let xml = match case.param("driver") {
            Some("qemu") => of_qemu(case, corpus)?.to_xml(),
            Some("none") => of_nobody(case)?.to_xml(),
            _ => return Ok(Produced::unserved("no such driver")),
        };
        Ok(Produced::file("xml", xml))
    }
}

/// An emulator of which nothing is known.
fn of_nobody(case: &Case) -> Result<DomainCapabilities> {
    let kind = case.param("virttype").and_then(VirtKind::from_word);
    let arch = case.param("arch").and_then(Arch::from_word);
    Ok(DomainCapabilities {
        path: case.param("emulator").context("no `emulator`")?.to_string(),
        kind: kind.context("no `virttype`")?,
        machine: case.param("machine").map(str::to_string),
        arch: arch.context("no `arch`")?,
        vcpus_max: 0,
        iothreads: None,
        os: None,
        cpu: CpuModes::default(),
        memory_backing: None,
        devices: Vec::new(),
        features: DomainFeatures::default(),
    })
}

fn of_qemu(case: &Case, corpus: &Corpus) -> Result<DomainCapabilities> {
    let text = corpus.text(case.env_path("qemu_caps").context("no `qemu_caps`")?)?;
    let mut caps =
        cache_xml::read(&text).map_err(|error| anyhow::anyhow!("{}", error.message()))?;
    caps.binary = case.param("emulator").context("no `emulator`")?.to_string();
    // The fake host protects guests if the emulator can, and hands out its devices whatever the emulator can.
    caps.kvm_secure_guest = true;
    caps.flags.insert(Flag::DeviceVfioPci);
    let arch = case.param("arch").context("no `arch`")?;
    let (host_arch, arch) = (CapsArch::from_name(arch), Arch::from_word(arch));
    let host_arch = host_arch.context("an unknown architecture")?;
    let kind = case.param("virttype").and_then(VirtType::from_document);
    let kind = kind.context("no `virttype`")?;
    let usual = match caps.supports(VirtType::Kvm) {
        true => VirtType::Kvm,
        false => VirtType::Tcg,
    };
    let machine = match case.param("machine") {
        Some(name) => caps.canonical_machine(usual, name),
        None => caps.preferred_machine(usual).unwrap_or_default(),
    };
    // The emulators of these suites know what they know of the usual host.
    let known = fake_cpu::named(match () {
        () if host_arch.is_x86() => "core2duo",
        () if host_arch.is_ppc64() => "POWER8",
        () => "",
    });
    let models = fake_cpu::models(&caps, kind, host_arch, known.as_ref());
    let versions = case
        .params
        .get("swtpm_versions")
        .and_then(|it| it.as_array());
    let versions = versions.into_iter().flatten();
    let versions = versions.filter_map(|it| TpmVersion::from_word(it.as_str()?));
    let firmware = qemu_xmlconf::firmware(corpus)?;
    Ok(domain_capabilities(&DomainCapsInput {
        caps: &caps,
        kind,
        machine,
        arch: arch.context("an unknown architecture")?,
        cpu: CpuContext {
            host_arch,
            models: models.as_ref(),
        },
        firmware: &firmware.known,
        loaders: vec![
            "/obviously/fake/firmware1.fd".to_string(),
            "/obviously/fake/firmware2.fd".to_string(),
        ],
        host: HostOffers {
            kvm_vcpus_max: i32::MAX.unsigned_abs(),
            rdp: true,
            vfio: true,
            tpm_versions: Some(versions.collect()),
            sev_guests: (59, 450),
        },
    }))
}
