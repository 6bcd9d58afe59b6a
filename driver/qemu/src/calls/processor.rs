//! Processors: what guests of an emulator can have, comparing descriptions, reducing them to what they have in common.

use std::sync::Arc;

use fv_api::ConnectCpuModelNames;
use fv_driver_host::sev_guests;
use fv_driver_qemu_caps::{Arch as CapsArch, Caps, VirtType, feature_from_qemu};
use fv_driver_qemu_resolve::machine::Machine;
use fv_driver_qemu_resolve::{
    DomainCapsInput, HostModels, HostOffers, check_processor, domain_capabilities, drop_ignored,
    loader_paths, offers,
};
use fv_error::{Error, ErrorCode, ErrorDomain, Result};
use fv_model_cpu::{self as cpu, Baseline, Compared, Comparison, Kind, Migratable, Processor};
use fv_model_domain::VirtKind;
use fv_model_domain::cpu::{CpuFallback, CpuPolicy, MaxPhysAddr, MaxPhysAddrMode};
use fv_model_domain::os::Arch;
use fv_sys::file;

use crate::driver::Driver;
use crate::{flags, prepare};

/// What names an emulator and a kind of guest in a call.
#[derive(Clone, Copy)]
pub(super) struct Asked<'a> {
    pub(super) emulator: Option<&'a str>,
    pub(super) arch: Option<&'a str>,
    pub(super) machine: Option<&'a str>,
    pub(super) kind: Option<&'a str>,
}

/// The emulator and the kind of guest that were meant.
struct Found {
    caps: Arc<Caps>,
    arch: Arch,
    kind: VirtType,
    /// The word for it, which may be of another hypervisor.
    virt: VirtKind,
    machine: String,
}

/// Describes what a guest can have.
pub(super) fn domain_caps(driver: &Driver, asked: Asked<'_>, flags: u32) -> Result<String> {
    flags::check(
        flags,
        DISABLE_DEPRECATED,
        "qemuConnectGetDomainCapabilities",
    )?;
    let found = find(driver, asked)?;
    check_found(&found)?;
    let emulators = driver.emulators();
    let models = emulators.host_models(&found.caps, found.kind);
    let models = models.as_deref().map(|models| {
        let mut models = models.clone();
        if flags & DISABLE_DEPRECATED != 0 {
            let host = found.caps.accel(found.kind).host_cpu.iter();
            for name in host.flat_map(|host| &host.deprecated) {
                cpu::set_policy(&mut models.reported, name, CpuPolicy::Disable);
            }
        }
        models
    });
    let firmware = prepare::firmware(driver);
    let board = Machine::new(found.arch.as_str(), &found.machine);
    let mut loaders = loader_paths(&firmware.known, board);
    loaders.retain(|path| file::exists(path.as_ref()));
    let described = domain_capabilities(&DomainCapsInput {
        caps: &found.caps,
        kind: found.kind,
        machine: &found.machine,
        arch: found.arch,
        cpu: emulators.cpu_context(models.as_ref()),
        firmware: &firmware.known,
        loaders,
        host: host_offers(found.kind)?,
    });
    Ok(described.to_xml())
}

/// Names the models that documents can name.
pub(super) fn model_names(
    arch: &str,
    need_results: i32,
    flags: u32,
) -> Result<ConnectCpuModelNames> {
    flags::check(flags, 0, "qemuConnectGetCPUModelNames")?;
    let arch =
        Arch::from_word(arch).ok_or_else(|| invalid(format!("cannot find architecture {arch}")))?;
    let names = cpu::model_names(arch)?.unwrap_or_default();
    let ret = i32::try_from(names.len()).unwrap_or(i32::MAX);
    let names = names.iter().filter(|_| need_results != 0);
    Ok(ConnectCpuModelNames {
        models: names.map(|name| (*name).to_string()).collect(),
        ret,
    })
}

/// Compares a description with the host.
pub(super) fn compare(driver: &Driver, xml: &str, flags: u32) -> Result<i32> {
    flags::check(
        flags,
        FAIL_INCOMPATIBLE | VALIDATE_XML,
        "qemuConnectCompareCPU",
    )?;
    let emulators = driver.emulators();
    let other = Processor::parse(xml)?;
    let compared = cpu::compare(emulators.arch(), Some(emulators.processor()), &other)?;
    answer(compared, flags)
}

/// Compares a description with what an emulator makes of the host.
pub(super) fn compare_hypervisor(
    driver: &Driver,
    asked: Asked<'_>,
    xml: &str,
    flags: u32,
) -> Result<i32> {
    flags::check(
        flags,
        FAIL_INCOMPATIBLE | VALIDATE_XML,
        "qemuConnectCompareHypervisorCPU",
    )?;
    let found = find(driver, asked)?;
    let models = driver.emulators().host_models(&found.caps, found.kind);
    let told = models
        .as_deref()
        .filter(|models| models.reported.fallback == CpuFallback::Forbid);
    let Some(models) = told else {
        let (binary, kind) = (&found.caps.binary, found.virt);
        return Err(unsupported(format!(
            "QEMU '{binary}' does not support reporting CPU model for virttype '{kind}'"
        )));
    };
    let other = Processor::parse(xml)?;
    if !found.arch.is_x86() {
        let arch = found.arch;
        return Err(unsupported(format!(
            "comparing with the hypervisor CPU is not supported for arch {arch}"
        )));
    }
    // Here the host is what the emulator makes of it, nothing more.
    let models = HostModels {
        full: None,
        ..models.clone()
    };
    let context = driver.emulators().cpu_context(Some(&models));
    let compared = check_processor(&found.caps, found.kind, &context, &other, found.arch)?;
    answer(compared, flags)
}

/// Reduces hosts to what they have in common.
pub(super) fn baseline(xmls: &[String], flags: u32) -> Result<String> {
    flags::check(
        flags,
        EXPAND_FEATURES | MIGRATABLE_ONLY,
        "qemuConnectBaselineCPU",
    )?;
    let cpus = read_all(xmls, "virConnectBaselineCPU", Processor::parse_host)?;
    let wanted = Baseline {
        migratable: migratable(flags),
        ..Baseline::default()
    };
    let mut made = cpu::baseline(&cpus, wanted)?;
    let arch = cpus.first().and_then(|it| it.arch).unwrap_or(Arch::X86_64);
    if arch.is_x86() {
        drop_ignored(CapsArch::X8664, &mut made);
    }
    if flags & EXPAND_FEATURES != 0 {
        cpu::expand(arch, Kind::Guest, &mut made)?;
    }
    Ok(Processor::from(made).to_xml())
}

/// Reduces descriptions to what they have in common and an emulator can give.
pub(super) fn baseline_hypervisor(
    driver: &Driver,
    asked: Asked<'_>,
    xmls: &[String],
    flags: u32,
) -> Result<String> {
    flags::check(
        flags,
        EXPAND_FEATURES | MIGRATABLE_ONLY,
        "qemuConnectBaselineHypervisorCPU",
    )?;
    let function = "virConnectBaselineHypervisorCPU";
    let cpus = read_all(xmls, function, Processor::parse)?;
    let found = find(driver, asked)?;
    let offered = offers(&found.caps, found.kind).filter(|offers| !offers.is_empty());
    let Some(offered) = offered else {
        let (binary, kind) = (&found.caps.binary, found.virt);
        return Err(unsupported(format!(
            "QEMU '{binary}' does not support any CPU models for virttype '{kind}'"
        )));
    };
    if !found.arch.is_x86() {
        let arch = found.arch;
        return Err(unsupported(format!(
            "computing baseline hypervisor CPU is not supported for arch {arch}"
        )));
    }
    let mut wanted = migratable(flags);
    let features = features(&found, wanted);
    let told = found.caps.accel(found.kind).host_cpu.as_ref();
    if told.is_some_and(|told| told.migratability) {
        // The features are filtered already.
        wanted = Migratable::Any;
    }
    let mut made = cpu::baseline(
        &cpus,
        Baseline {
            arch: Some(found.arch),
            offers: Some(&offered),
            features: features.as_deref(),
            migratable: wanted,
        },
    )?;
    made.fallback = CpuFallback::Forbid;
    if flags & EXPAND_FEATURES != 0 {
        cpu::expand(found.arch, Kind::Guest, &mut made)?;
    }
    made.max_phys_addr = common_address(&cpus);
    Ok(Processor::from(made).to_xml())
}

/// The features that an emulator lists for the host's processor.
fn features(found: &Found, wanted: Migratable) -> Option<Vec<String>> {
    let told = found.caps.accel(found.kind).host_cpu.as_ref()?;
    let props = told.props.iter();
    let props = props.filter(|it| wanted == Migratable::Any || it.migratable != Some(false));
    let names = props.map(|it| feature_from_qemu(found.caps.arch, &it.name).to_string());
    Some(names.collect())
}

/// The narrowest limit of addresses; one description without a limit starts anew, as libvirt counts.
fn common_address(cpus: &[Processor]) -> Option<MaxPhysAddr> {
    let mut common = 0;
    for (index, one) in cpus.iter().enumerate() {
        let limit = one.cpu.max_phys_addr.as_ref().map_or(0, |it| it.limit);
        if limit == 0 || index == 0 || limit < common {
            common = limit;
        }
    }
    (common > 0).then_some(MaxPhysAddr {
        mode: MaxPhysAddrMode::Passthrough,
        bits: None,
        limit: common,
    })
}

fn read_all(
    xmls: &[String],
    function: &str,
    read: impl Fn(&str) -> Result<Processor>,
) -> Result<Vec<Processor>> {
    if xmls.is_empty() {
        // No array arrives as none at all.
        let text = format!("xmlCPUs in {function} must not be NULL");
        let domain = ErrorDomain::Domain;
        return Err(Error::invalid_arg(domain, function, "xmlCPUs", text));
    }
    xmls.iter().map(|xml| read(xml)).collect()
}

fn migratable(flags: u32) -> Migratable {
    match flags & MIGRATABLE_ONLY {
        0 => Migratable::Any,
        _ => Migratable::Only,
    }
}

fn answer(compared: Compared, flags: u32) -> Result<i32> {
    if flags & FAIL_INCOMPATIBLE != 0 {
        return compared.or_fail().map(number);
    }
    Ok(number(compared.result))
}

fn number(result: Comparison) -> i32 {
    match result {
        Comparison::Incompatible => 0,
        Comparison::Identical => 1,
        Comparison::Superset => 2,
    }
}

/// Finds the emulator that was meant, and what kind of guest; what is not said is the usual.
fn find(driver: &Driver, asked: Asked<'_>) -> Result<Found> {
    let emulators = driver.emulators();
    let virt = match asked.kind {
        None => None,
        Some(word) => Some(
            VirtKind::from_word(word)
                .ok_or_else(|| invalid(format!("unknown virttype: {word}")))?,
        ),
    };
    let arch = match asked.arch {
        None => emulators.host().arch,
        Some(word) => CapsArch::from_name(word)
            .ok_or_else(|| invalid(format!("unknown architecture: {word}")))?,
    };
    let emulator = asked.emulator.map(str::to_string);
    let emulator = emulator.or_else(|| emulators.default_for(arch));
    let emulator = emulator.ok_or_else(|| {
        let arch = asked.arch.unwrap_or(arch.name());
        Error::new(
            ErrorDomain::Qemu,
            ErrorCode::ConfigUnsupported,
            format!("unable to find any emulator to serve '{arch}' architecture"),
        )
    })?;
    let caps = emulators.caps(&emulator)?;
    if !is_family(caps.arch, arch) {
        let (its, given) = (caps.arch.name(), arch.name());
        return Err(invalid(format!(
            "architecture from emulator '{its}' doesn't match given architecture '{given}'"
        )));
    }
    let usual = caps.virt_type().unwrap_or(VirtType::Tcg);
    let virt = match virt {
        Some(virt) => virt,
        None => VirtKind::from_word(usual.document_name()).unwrap_or_default(),
    };
    // What another hypervisor would execute is looked at as emulation, and refused where it matters.
    let kind = VirtType::from_document(virt.as_str()).unwrap_or(VirtType::Tcg);
    if kind != VirtType::Tcg && usual == VirtType::Tcg {
        return Err(invalid(format!(
            "the accel '{}' is not supported by '{emulator}' on this host",
            kind.accel_name()
        )));
    }
    let machine = match asked.machine {
        None => caps.preferred_machine(kind).unwrap_or_default().to_string(),
        Some(name) => {
            let name = caps.canonical_machine(kind, name);
            if !caps.accel(kind).machines.iter().any(|it| it.name == name) {
                return Err(invalid(format!(
                    "the machine '{name}' is not supported by emulator '{emulator}'"
                )));
            }
            name.to_string()
        }
    };
    Ok(Found {
        arch: Arch::from_word(arch.name()).unwrap_or(Arch::X86_64),
        kind,
        virt,
        machine,
        caps,
    })
}

/// Whether an emulator is of the family of an architecture.
fn is_family(emulator: CapsArch, asked: CapsArch) -> bool {
    let is_ppc = |arch: CapsArch| {
        arch.is_ppc64() || matches!(arch, CapsArch::Ppc | CapsArch::Ppcle | CapsArch::Ppcemb)
    };
    emulator == asked
        || (emulator.is_x86() && asked.is_x86())
        || (is_ppc(emulator) && is_ppc(asked))
        || (emulator.is_arm() && asked.is_arm())
        || (emulator.is_s390() && asked.is_s390())
}

/// Refuses what the emulator cannot run at all.
fn check_found(found: &Found) -> Result<()> {
    let binary = &found.caps.binary;
    let its = found.caps.arch;
    let serves = |arch: CapsArch| {
        its == arch
            || matches!(
                (its, arch),
                (CapsArch::X8664, CapsArch::I686)
                    | (CapsArch::Aarch64, CapsArch::Armv7l)
                    | (CapsArch::Armv7l, CapsArch::Armv6l)
                    | (CapsArch::Ppc64, CapsArch::Ppc64le)
            )
    };
    let arch = found.arch.as_str();
    if !CapsArch::from_name(arch).is_some_and(serves) {
        return Err(invalid(format!(
            "Emulator '{binary}' does not support arch '{arch}'"
        )));
    }
    let is_ours = VirtType::from_document(found.virt.as_str());
    if !is_ours.is_some_and(|kind| found.caps.supports(kind)) {
        let virt = found.virt;
        return Err(invalid(format!(
            "Emulator '{binary}' does not support virt type '{virt}'"
        )));
    }
    let mut machines = found.caps.accel(found.kind).machines.iter();
    if !machines.any(|it| it.name == found.machine) {
        let machine = &found.machine;
        return Err(Error::new(
            ErrorDomain::Qemu,
            ErrorCode::ConfigUnsupported,
            format!("Emulator '{binary}' does not support machine type '{machine}'"),
        ));
    }
    Ok(())
}

/// What of the host matters to a guest; no helpers for screens and TPMs are known yet.
fn host_offers(kind: VirtType) -> Result<HostOffers> {
    let kvm_vcpus_max = match kind {
        VirtType::Kvm => super::connect::kvm_vcpus_max()?,
        _ => 0,
    };
    let has_groups = !file::list_folder("/sys/kernel/iommu_groups".as_ref())
        .unwrap_or_default()
        .is_empty();
    Ok(HostOffers {
        kvm_vcpus_max: u32::try_from(kvm_vcpus_max).unwrap_or(0),
        rdp: false,
        vfio: has_groups && file::exists("/dev/vfio/vfio".as_ref()),
        tpm_versions: None,
        sev_guests: sev_guests(),
    })
}

fn invalid(detail: String) -> Error {
    Error::new(ErrorDomain::Qemu, ErrorCode::InvalidArg, detail)
}

fn unsupported(detail: String) -> Error {
    Error::new(ErrorDomain::Qemu, ErrorCode::OperationUnsupported, detail)
}

/// `VIR_CONNECT_GET_DOMAIN_CAPABILITIES_DISABLE_DEPRECATED_FEATURES`.
const DISABLE_DEPRECATED: u32 = 1;
/// `VIR_CONNECT_COMPARE_CPU_FAIL_INCOMPATIBLE`.
const FAIL_INCOMPATIBLE: u32 = 1;
/// `VIR_CONNECT_COMPARE_CPU_VALIDATE_XML`.
const VALIDATE_XML: u32 = 2;
/// `VIR_CONNECT_BASELINE_CPU_EXPAND_FEATURES`.
const EXPAND_FEATURES: u32 = 1;
/// `VIR_CONNECT_BASELINE_CPU_MIGRATABLE`.
const MIGRATABLE_ONLY: u32 = 2;
