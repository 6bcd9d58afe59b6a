//! Asks an emulator what it can do, command by command in libvirt's order.
//!
//! The order is libvirt's so that recorded conversations prove the result. Two conversations at
//! most: the first with the best accelerator there is, a second one without it, if it made a
//! difference. How the bytes travel is the business of whoever implements [`Talk`].

mod host_cpu;
mod tables;

use std::collections::HashSet;

use fv_driver_qemu_monitor::commands::probe::{self, Machine as QmpMachine};
use fv_driver_qemu_monitor::commands::status;
use fv_driver_qemu_monitor::schema::Schema;
use fv_driver_qemu_monitor::{Call, Command, Fields, Reply};
use fv_error::{Error, ErrorCode, ErrorDomain, Result};

use crate::arch::Arch;
use crate::caps::{Accel, Caps, CpuModelDef, Machine, VirtType};
use crate::features;
use crate::flag::Flag;
use host_cpu::HostModel;

/// The oldest QEMU that is supported.
const VERSION_MIN: (u32, u32, u32) = (6, 2, 0);

/// A conversation with an emulator that has just been started.
///
/// Tests play recorded conversations; [`crate::Prober`] holds real ones.
pub trait Talk {
    /// Sends a command and waits for its reply.
    fn exchange(&mut self, command: &Command) -> Result<Reply>;
}

/// Which accelerators the host has that an emulator cannot tell of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct HostAccel {
    /// macOS's hypervisor.
    pub hvf: bool,
}

/// Learns what an emulator can do from its first conversation.
///
/// The order is part of the contract: later questions depend on flags that earlier answers set, and
/// a question whose flag is missing is not asked at all.
pub fn first(talk: &mut dyn Talk, binary: &str, host: HostAccel) -> Result<Caps> {
    let mut talker = Talker(talk);
    talker.ask(&status::capabilities())?;
    let version = talker.ask(&probe::version())?;
    let found = (version.major, version.minor, version.micro);
    if (found.0, found.1) < (VERSION_MIN.0, VERSION_MIN.1) {
        return Err(too_old(found));
    }
    let arch = talker.ask(&probe::target())?;
    let arch = Arch::from_qemu(&arch)
        .ok_or_else(|| Error::internal(ErrorDomain::Qemu, format!("Unknown QEMU arch {arch}")))?;
    let mut caps = Caps::new(binary, arch);
    caps.version = found.0 * 1_000_000 + found.1 * 1_000 + found.2;
    caps.package = version.package;
    // The schema comes first of all that sets flags, because commands are known from it.
    schema(&mut talker, &mut caps)?;
    let kvm = talker.ask(&probe::kvm())?;
    if kvm.present && kvm.enabled {
        caps.flags.insert(Flag::Kvm);
    }
    if host.hvf {
        caps.flags.insert(Flag::Hvf);
    }
    // Asked before it is known whether TCG is built in: without any accelerator libvirt still
    // asks for the model `host`, and takes the refusal for an answer.
    let virt_type = caps.virt_type().unwrap_or(VirtType::Tcg);
    types(&mut talker, &mut caps)?;
    machines(&mut talker, &mut caps, virt_type)?;
    machine_properties(&mut talker, &mut caps, virt_type)?;
    cpu_models(&mut talker, &mut caps, virt_type)?;
    options(&mut talker, &mut caps)?;
    platform(&mut talker, &mut caps)?;
    derive_flags(&mut caps);
    host_cpu::probe(&mut talker, &mut caps, virt_type, HostModel::Host)?;
    Ok(caps)
}

/// Whether a second conversation, without accelerator, has something to add.
///
/// An emulator that has no TCG would not even start without KVM.
pub fn needs_second(caps: &Caps) -> bool {
    caps.is_accelerated() && caps.has(Flag::Tcg)
}

/// Learns what differs without accelerator from a second conversation.
///
/// Flags are not touched: they are what the emulator can do at its best.
pub fn second(talk: &mut dyn Talk, caps: &mut Caps) -> Result<()> {
    let mut talker = Talker(talk);
    talker.ask(&status::capabilities())?;
    cpu_models(&mut talker, caps, VirtType::Tcg)?;
    host_cpu::probe(&mut talker, caps, VirtType::Tcg, HostModel::Max)?;
    machines(&mut talker, caps, VirtType::Tcg)
}

/// Typed questions over a conversation.
struct Talker<'a>(&'a mut dyn Talk);

impl Talker<'_> {
    fn ask<R: 'static>(&mut self, call: &Call<R>) -> Result<R> {
        let reply = self.0.exchange(call.command())?;
        call.read(&reply)
    }
}

fn schema(talker: &mut Talker<'_>, caps: &mut Caps) -> Result<()> {
    let schema = Schema::new(talker.ask(&probe::schema())?)?;
    let paths = tables::SCHEMA.iter().chain(tables::COMMANDS);
    caps.flags = paths
        .filter(|(path, _)| schema.has(path))
        .map(|(_, flag)| *flag)
        .collect();
    let masks = ["block-commit", "block-stream"];
    if masks
        .iter()
        .all(|job| schema.has(&format!("{job}/arg-type/backing-mask-protocol")))
    {
        caps.flags.insert(Flag::BlockjobBackingMaskProtocol);
    }
    Ok(())
}

fn types(talker: &mut Talker<'_>, caps: &mut Caps) -> Result<()> {
    let types = talker.ask(&probe::object_types())?;
    set_named(caps, tables::OBJECT_TYPES, &types);
    for device in tables::DEVICE_PROPS {
        if device.only_with.is_some_and(|flag| !caps.has(flag)) {
            continue;
        }
        let properties = talker.ask(&probe::device_properties(device.name))?;
        for &(name, flag) in device.props {
            let Some(property) = properties.get(name) else {
                continue;
            };
            caps.flags.insert(flag);
            if flag == Flag::VirtioBlkScsi && property.flag("default-value") == Some(false) {
                caps.flags.insert(Flag::VirtioBlkScsiDefaultDisabled);
            }
        }
    }
    for object in tables::OBJECT_PROPS {
        if object.only_with.is_none_or(|flag| caps.has(flag)) {
            let properties = talker.ask(&probe::object_properties(object.name))?;
            set_named(caps, object.props, &properties);
        }
    }
    Ok(())
}

fn machines(talker: &mut Talker<'_>, caps: &mut Caps, virt_type: VirtType) -> Result<()> {
    let found = talker.ask(&probe::machines())?;
    let mut machines: Vec<Machine> = found
        .into_iter()
        .filter(|machine| machine.name != "none")
        .map(machine)
        .collect();
    // libvirt's own choice comes first, so that a change of QEMU's default changes no guest.
    let preferred = caps.arch.preferred_machine();
    let is_preferred = |machine: &Machine| {
        preferred.is_some()
            && (machine.alias.as_deref() == preferred || Some(machine.name.as_str()) == preferred)
    };
    let first = machines
        .iter()
        .rposition(is_preferred)
        .or_else(|| machines.iter().rposition(|machine| machine.qemu_default));
    if let Some(first) = first {
        machines[..=first].rotate_right(1);
    }
    caps.accel_mut(virt_type).machines = machines;
    Ok(())
}

fn machine(machine: QmpMachine) -> Machine {
    Machine {
        name: machine.name,
        alias: machine.alias,
        max_cpus: u32::try_from(machine.cpu_max).unwrap_or(u32::MAX),
        hotplug_cpus: machine.hotpluggable_cpus,
        qemu_default: machine.is_default,
        default_cpu: machine.default_cpu_type,
        numa_mem_supported: machine.numa_mem_supported,
        default_ram_id: machine.default_ram_id,
        deprecated: machine.deprecated,
        acpi: machine.acpi,
    }
}

fn machine_properties(talker: &mut Talker<'_>, caps: &mut Caps, virt_type: VirtType) -> Result<()> {
    for entry in tables::MACHINE_PROPS {
        let name = caps.canonical_machine(virt_type, entry.name).to_string();
        // These two are abstract: no emulator lists them, but their properties can be asked for.
        let abstract_type = name == "none" || (name == "generic-pc" && caps.arch.is_x86());
        let Accel { machines, .. } = caps.accel(virt_type);
        if abstract_type || machines.iter().any(|machine| machine.name == name) {
            let properties = talker.ask(&probe::object_properties(&format!("{name}-machine")))?;
            set_named(caps, entry.props, &properties);
        }
    }
    Ok(())
}

fn cpu_models(talker: &mut Talker<'_>, caps: &mut Caps, virt_type: VirtType) -> Result<()> {
    if !caps.has(Flag::QueryCpuDefinitions) {
        return Ok(());
    }
    let Some(found) = talker.ask(&probe::cpu_definitions())? else {
        return Ok(());
    };
    let arch = caps.arch;
    let models: Vec<CpuModelDef> = found
        .into_iter()
        .map(|model| cpu_model(arch, model))
        .collect();
    if models.iter().any(|model| model.name == "max") {
        caps.flags.insert(Flag::CpuMax);
    }
    caps.accel_mut(virt_type).cpu_models = Some(models);
    Ok(())
}

fn cpu_model(arch: Arch, model: probe::CpuDefinition) -> CpuModelDef {
    let usual = features::PPC64_MODELS.iter().filter(|_| arch.is_ppc64());
    let usual = usual
        .copied()
        .find(|name| name.eq_ignore_ascii_case(&model.name));
    let blockers = model.blockers.as_deref().unwrap_or_default().iter();
    let blockers = blockers.map(|name| features::feature_from_qemu(arch, name).to_string());
    CpuModelDef {
        name: usual.map_or(model.name, str::to_string),
        typename: model.typename,
        usable: model.blockers.as_ref().map(Vec::is_empty),
        blockers: blockers.collect(),
        deprecated: model.deprecated,
    }
}

fn options(talker: &mut Talker<'_>, caps: &mut Caps) -> Result<()> {
    if let Some(models) = talker.ask(&probe::tpm_models())? {
        set_named(caps, tables::TPM_MODELS, &models);
        if let Some(types) = talker.ask(&probe::tpm_types())? {
            set_named(caps, tables::TPM_TYPES, &types);
        }
    }
    let options = talker.ask(&probe::command_line_options())?;
    for &(option, parameter, flag) in tables::COMMAND_LINE {
        let Some(parameters) = options.get(option) else {
            continue;
        };
        let mut parameters = parameters.as_array().into_iter().flatten();
        if parameter.is_none() || parameters.any(|item| item.text("name") == parameter) {
            caps.flags.insert(flag);
        }
    }
    let migration = talker.ask(&probe::migration_capabilities())?;
    set_named(caps, tables::MIGRATION, &migration);
    Ok(())
}

/// What the host's platform offers beyond plain virtualization.
///
/// A type that is built in says nothing about the processor; only these commands do.
fn platform(talker: &mut Talker<'_>, caps: &mut Caps) -> Result<()> {
    if caps.arch.is_arm() {
        caps.gic = talker.ask(&probe::gic_capabilities())?;
    }
    if caps.has(Flag::SevGuest) || caps.has(Flag::SevSnpGuest) {
        caps.sev = talker.ask(&probe::sev_capabilities())?;
        if caps.sev.is_none() {
            // It is built in, but the host has no such processor.
            caps.flags.remove(Flag::SevGuest);
            caps.flags.remove(Flag::SevSnpGuest);
        }
    }
    if caps.has(Flag::SgxEpc) {
        caps.sgx = talker.ask(&probe::sgx_capabilities())?;
        if caps.sgx.is_none() {
            caps.flags.remove(Flag::SgxEpc);
        }
    }
    Ok(())
}

/// Sets what follows from other flags.
fn derive_flags(caps: &mut Caps) {
    if caps.has(Flag::CpuUnavailableFeatures) {
        caps.flags.insert(Flag::CanonicalCpuFeatures);
    }
    // The controller is part of these machines; as a type it exists everywhere.
    if matches!(caps.arch, Arch::Sparc | Arch::M68k | Arch::Mips) {
        caps.flags.insert(Flag::ScsiNcr53c90);
    }
}

fn set_named(caps: &mut Caps, table: &[(&str, Flag)], names: &[String]) {
    let names: HashSet<&str> = names.iter().map(String::as_str).collect();
    for (_, flag) in table.iter().filter(|(name, _)| names.contains(name)) {
        caps.flags.insert(*flag);
    }
}

fn too_old(found: (u32, u32, u32)) -> Error {
    let ((major, minor, micro), wanted) = (found, VERSION_MIN);
    let wanted = format!("{}.{}.{}", wanted.0, wanted.1, wanted.2);
    let detail = format!("QEMU version >= {wanted} is required, but {major}.{minor}.{micro} found");
    Error::new(ErrorDomain::Qemu, ErrorCode::ConfigUnsupported, detail)
}
