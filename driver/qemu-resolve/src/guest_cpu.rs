//! What becomes of the processor of a definition when its guest starts.
//!
//! A mode is replaced by a model, a model that the emulator lacks by the nearest one, and what the host does not have
//! is refused by name. From then on the guest's document says which processor it has, wherever it goes.

use fv_driver_qemu_caps::{Arch as CapsArch, Caps, Flag, VirtType};
use fv_error::{Error, ErrorCode, ErrorDomain, Result};
use fv_model_cpu::{self as cpu, Compared, Kind, Processor};
use fv_model_domain::Domain;
use fv_model_domain::cpu::{Cpu, CpuCheck, CpuFallback, CpuMode, CpuPolicy};
use fv_model_domain::os::Arch;
use fv_model_xml::OnOff;

use crate::host_model::{HostModels, document_arch, drop_ignored, offers};
use crate::prepare::Start;
use crate::rules::virt_type;

/// What the processors of guests depend on.
#[derive(Clone, Debug)]
pub struct CpuContext<'a> {
    /// The host's architecture.
    pub host_arch: CapsArch,
    /// What the emulator makes of the host's processor, in the way in which the guest is executed.
    pub models: Option<&'a HostModels>,
}

/// Makes the processor of a definition the one that its guest will have.
pub(crate) fn settle(
    domain: &mut Domain,
    caps: &Caps,
    context: &CpuContext<'_>,
    start: Start,
) -> Result<()> {
    let (Some(kind), Some(guest_arch)) = (virt_type(domain), domain.os.machine.arch) else {
        return Ok(());
    };
    let machine = domain.os.machine.name.clone().unwrap_or_default();
    let domain_kind = domain.kind;
    let Some(cpu) = domain.cpu.as_mut().filter(|cpu| !cpu.is_plain()) else {
        return Ok(());
    };
    // Old documents of guests on their way name the host's model besides the mode.
    if start == Start::Incoming
        && guest_arch.is_x86()
        && cpu.mode == CpuMode::HostModel
        && cpu.model.is_some()
    {
        cpu.mode = CpuMode::Custom;
    }
    let offer = Offer {
        caps,
        kind,
        context,
    };
    if !offer.has_mode(cpu.mode, &machine) {
        let (mode, host) = (cpu.mode, context.host_arch.name());
        return Err(unsupported(format!(
            "CPU mode '{mode}' for {guest_arch} {domain_kind} domain on {host} host is not supported by hypervisor"
        )));
    }
    let host_arch = document_arch(context.host_arch).unwrap_or(guest_arch);
    cpu::convert_legacy(host_arch, cpu);
    if cpu.check.is_some_and(|check| check != CpuCheck::None)
        && let Some(models) = context.models
    {
        cpu::check_forbidden(cpu, models.full())?;
    }
    if matches!(cpu.mode, CpuMode::Custom | CpuMode::HostModel) {
        if cpu.check == Some(CpuCheck::Partial) {
            offer.check(&cpu.clone().into(), host_arch)?.or_fail()?;
        }
        let removed = match start {
            Start::Fresh => CpuPolicy::Disable,
            // What is not said of a guest that ran already was a part of its model then.
            Start::Incoming => CpuPolicy::Require,
        };
        let migratable = context.models.map(|models| &models.migratable);
        cpu::update(guest_arch, cpu, migratable, removed)?;
        cpu::translate(guest_arch, cpu, offers(caps, kind).as_deref())?;
        cpu.fallback = CpuFallback::Forbid;
    }
    drop_ignored(caps.arch, cpu);
    drop_deprecated(cpu, caps, kind)
}

/// Compares a description with what an emulator makes of the host's processor.
pub fn check_processor(
    caps: &Caps,
    kind: VirtType,
    context: &CpuContext<'_>,
    other: &Processor,
    arch: Arch,
) -> Result<Compared> {
    let offer = Offer {
        caps,
        kind,
        context,
    };
    offer.check(other, arch)
}

/// Leaves out what is going away, where that is asked for.
fn drop_deprecated(cpu: &mut Cpu, caps: &Caps, kind: VirtType) -> Result<()> {
    let Some(wanted) = cpu.deprecated_features else {
        return Ok(());
    };
    if !caps.has(Flag::QueryCpuModelExpansionDeprecatedProps) {
        let detail = "toggling deprecated features for CPU model is unsupported";
        return Err(unsupported(detail.to_string()));
    }
    if wanted == OnOff::Off {
        let host = caps.accel(kind).host_cpu.iter();
        for name in host.flat_map(|host| &host.deprecated) {
            cpu::set_policy(cpu, name, CpuPolicy::Disable);
        }
    }
    Ok(())
}

/// What an emulator offers in one way to execute guests.
pub(crate) struct Offer<'a> {
    pub(crate) caps: &'a Caps,
    pub(crate) kind: VirtType,
    pub(crate) context: &'a CpuContext<'a>,
}

impl Offer<'_> {
    /// Whether there is a mode for a machine.
    pub(crate) fn has_mode(&self, mode: CpuMode, machine: &str) -> bool {
        let is_old = self.caps.arch.is_s390()
            && self.kind == VirtType::Kvm
            && PASSTHROUGH_ONLY.contains(&machine);
        if is_old && mode != CpuMode::HostPassthrough {
            return false;
        }
        match mode {
            CpuMode::HostPassthrough => {
                self.kind != VirtType::Tcg && self.context.host_arch.runs_natively(self.caps.arch)
            }
            CpuMode::HostModel => self.context.models.is_some(),
            CpuMode::Custom => {
                let models = self.caps.accel(self.kind).cpu_models.as_ref();
                models.is_some_and(|models| !models.is_empty())
            }
            CpuMode::Maximum => self.caps.has(Flag::CpuMax),
        }
    }

    /// Whether the host has what a description asks for, as far as that is known before the start.
    pub(crate) fn check(&self, other: &Processor, host_arch: Arch) -> Result<Compared> {
        let cpu = &other.cpu;
        let superset = Compared {
            result: cpu::Comparison::Superset,
            reason: None,
        };
        let known = cpu.model.as_deref();
        let known = known.and_then(|name| self.caps.cpu_model(self.kind, name));
        let only_less = || {
            let mut features = cpu.features.iter();
            features.all(|it| it.policy == CpuPolicy::Disable)
        };
        if known.is_some_and(|known| known.usable == Some(true)) && only_less() {
            return Ok(superset);
        }
        let models = self.context.models;
        let told = models.filter(|models| models.reported.fallback == CpuFallback::Forbid);
        if let (Some(models), Some(known)) = (told, known)
            && !is_compatible(host_arch, &known.name)?
        {
            return cpu::compare_unusable(&models.reported, cpu, host_arch, &known.blockers);
        }
        let host = models.map(|models| host_processor(models.full()));
        cpu::compare(host_arch, host.as_ref(), other)
    }
}

/// Whether a model is compared by what it had at first, not by what the emulator makes of it.
fn is_compatible(arch: Arch, model: &str) -> Result<bool> {
    if !arch.is_x86() {
        return Ok(true);
    }
    let found = cpu::model(model).ok_or_else(|| {
        let detail = format!("unknown CPU model {model}");
        Error::new(ErrorDomain::Cpu, ErrorCode::InvalidArg, detail)
    })?;
    Ok(found.compatible)
}

fn host_processor(cpu: &Cpu) -> Processor {
    Processor {
        kind: Kind::Guest,
        cpu: cpu.clone(),
        ..Processor::default()
    }
}

fn unsupported(detail: String) -> Error {
    Error::new(ErrorDomain::Qemu, ErrorCode::ConfigUnsupported, detail)
}

/// Machines of mainframes that were made before there were models.
const PASSTHROUGH_ONLY: [&str; 4] = [
    "s390-ccw-virtio-2.4",
    "s390-ccw-virtio-2.5",
    "s390-ccw-virtio-2.6",
    "s390-ccw-virtio-2.7",
];

#[cfg(test)]
mod tests;
