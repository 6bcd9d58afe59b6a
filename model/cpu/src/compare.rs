//! Whether a host can be what a description asks for.

use fv_error::{Error, ErrorCode, ErrorDomain, Result};
use fv_model_domain::cpu::{Cpu, CpuMatch, CpuMode, CpuPolicy};
use fv_model_domain::os::Arch;

use crate::arch::{self, Family};
use crate::bits::Bits;
use crate::decode::Kind;
use crate::map::{Map, internal};
use crate::processor::Processor;
use crate::update::expand;

/// How a host compares with a description.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    /// It cannot be that.
    Incompatible,
    /// It is just that.
    Identical,
    /// It is that and more.
    Superset,
}

/// A comparison, and why it failed if it did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Compared {
    /// What came out.
    pub result: Comparison,
    /// Why a host is incompatible.
    pub reason: Option<String>,
}

impl Compared {
    fn is(result: Comparison) -> Self {
        let reason = None;
        Self { result, reason }
    }

    fn fails(reason: String) -> Self {
        Self {
            result: Comparison::Incompatible,
            reason: Some(reason),
        }
    }

    /// Makes an error of an incompatible host.
    pub fn or_fail(self) -> Result<Comparison> {
        match self.result {
            Comparison::Incompatible => {
                let detail = self.reason.unwrap_or_default();
                Err(incompatible(detail))
            }
            result => Ok(result),
        }
    }
}

/// Compares a host, whose processor may not be known, with a description.
pub fn compare(arch: Arch, host: Option<&Processor>, other: &Processor) -> Result<Compared> {
    let family = arch::family(arch)?;
    let host = host.filter(|host| host.cpu.model.is_some());
    let unknown = || Compared::fails("unknown host CPU".to_string());
    match family {
        Family::S390 | Family::Riscv | Family::Loongarch => Ok(Compared::is(Comparison::Identical)),
        Family::Arm if other.kind == Kind::Guest => Ok(Compared::is(Comparison::Identical)),
        Family::Arm => Ok(host.map_or_else(unknown, |host| compare_arm(host, other))),
        Family::X86 => host.map_or_else(|| Ok(unknown()), |host| compare_x86(host, other)),
        Family::Ppc64 => host.map_or_else(|| Ok(unknown()), |host| compare_ppc64(host, other)),
    }
}

/// Compares a host with a description of which the hypervisor says what it cannot do.
///
/// `host` is what the hypervisor makes of the host's own processor, `blockers` what cannot be had of the model.
pub fn compare_unusable(
    host: &Cpu,
    cpu: &Cpu,
    arch: Arch,
    blockers: &[String],
) -> Result<Compared> {
    let policy_of = |cpu: &Cpu, name: &str| {
        let found = cpu.features.iter().find(|it| it.name == name);
        found.map(|it| it.policy)
    };
    let is_left = |name: &&String| policy_of(cpu, name) != Some(CpuPolicy::Disable);
    let mut missing: Vec<&str> = blockers
        .iter()
        .filter(is_left)
        .map(String::as_str)
        .collect();
    let mut expanded = host.clone();
    expand(arch, Kind::Guest, &mut expanded)?;
    let required = cpu.features.iter();
    let required = required.filter(|it| it.policy == CpuPolicy::Require);
    missing.extend(
        required
            .filter(|it| policy_of(&expanded, &it.name) != Some(CpuPolicy::Require))
            .map(|it| it.name.as_str()),
    );
    Ok(match missing.is_empty() {
        true => Compared::is(Comparison::Superset),
        false => Compared::fails(format!(
            "Host CPU does not provide required features: {}",
            missing.join(", ")
        )),
    })
}

/// Refuses a description that forbids what the host has.
pub fn check_forbidden(guest: &Cpu, host: &Cpu) -> Result<()> {
    let forbidden = guest.features.iter();
    for feature in forbidden.filter(|it| it.policy == CpuPolicy::Forbid) {
        let found = host.features.iter().find(|it| it.name == feature.name);
        if found.is_some_and(|it| it.policy != CpuPolicy::Disable) {
            let name = &feature.name;
            return Err(incompatible(format!(
                "Host CPU provides forbidden feature '{name}'"
            )));
        }
    }
    Ok(())
}

fn compare_x86(host: &Processor, other: &Processor) -> Result<Compared> {
    if let Some(refusal) = compare_origin(host, other, Arch::is_x86) {
        return Ok(refusal);
    }
    let map = Map::load();
    let cpu = &other.cpu;
    let has = map.whole(&host.cpu)?.bits;
    let part = |policy| match other.kind {
        // All that a host tells is what it has.
        Kind::Host if policy != CpuPolicy::Require => Ok(Bits::default()),
        _ => map.part(cpu, policy),
    };
    let (force, mut required) = (part(CpuPolicy::Force)?, part(CpuPolicy::Require)?);
    let (optional, disabled) = (part(CpuPolicy::Optional)?, part(CpuPolicy::Disable)?);
    let mut forbidden = part(CpuPolicy::Forbid)?;
    forbidden.intersect(&has);
    let names = |bits: &Bits| map.names(bits).join(", ");
    if !forbidden.is_empty() {
        let names = names(&forbidden);
        return Ok(Compared::fails(format!(
            "Host CPU provides forbidden features: {names}"
        )));
    }
    for exception in [&force, &optional, &disabled] {
        required.subtract(exception);
    }
    if !has.contains(&required) {
        required.subtract(&has);
        let names = names(&required);
        return Ok(Compared::fails(format!(
            "Host CPU does not provide required features: {names}"
        )));
    }
    let mut extra = has;
    for known in [&optional, &required, &disabled, &force] {
        extra.subtract(known);
    }
    if extra.is_empty() {
        return Ok(Compared::is(Comparison::Identical));
    }
    if other.kind == Kind::Guest && cpu.matching == CpuMatch::Strict {
        let names = names(&extra);
        return Ok(Compared::fails(format!(
            "Host CPU does not strictly match guest CPU: Extra features: {names}"
        )));
    }
    Ok(Compared::is(Comparison::Superset))
}

/// Compares architecture and vendor.
fn compare_origin(
    host: &Processor,
    other: &Processor,
    is_family: impl Fn(Arch) -> bool,
) -> Option<Compared> {
    if let Some(arch) = other.arch.filter(|arch| !is_family(*arch)) {
        return Some(Compared::fails(format!(
            "CPU arch {arch} does not match host arch"
        )));
    }
    let vendor = other.cpu.vendor.as_ref()?;
    (host.cpu.vendor.as_ref() != Some(vendor)).then(|| {
        Compared::fails(format!(
            "host CPU vendor does not match required CPU vendor {vendor}"
        ))
    })
}

fn compare_arm(host: &Processor, other: &Processor) -> Compared {
    let (ours, theirs) = (&host.cpu, &other.cpu);
    if ours.vendor == theirs.vendor && ours.model == theirs.model {
        return Compared::is(Comparison::Identical);
    }
    let or_none = |text: &Option<String>| text.clone().unwrap_or_else(|| "<null>".to_string());
    Compared::fails(format!(
        "Host CPU model does not match required CPU vendor {} or(and) model {}",
        or_none(&theirs.vendor),
        or_none(&theirs.model)
    ))
}

fn compare_ppc64(host: &Processor, other: &Processor) -> Result<Compared> {
    let mut cpu = other.cpu.clone();
    arch::convert_legacy(Arch::Ppc64, &mut cpu);
    let is_power = |arch| matches!(arch, Arch::Ppc64 | Arch::Ppc64le);
    if let Some(refusal) = compare_origin(host, other, is_power) {
        return Ok(refusal);
    }
    let known = |cpu: &Cpu| -> Result<String> {
        let name = cpu.model.clone().ok_or_else(|| {
            let detail = "no CPU model specified";
            Error::new(ErrorDomain::Cpu, ErrorCode::InvalidArg, detail)
        })?;
        match arch::vendor_of(Arch::Ppc64, &name) {
            Some(_) => Ok(name),
            None => Err(internal(format!("Unknown CPU model {name}"))),
        }
    };
    let ours = known(&host.cpu)?;
    let theirs = match (other.kind, cpu.mode) {
        (Kind::Guest, CpuMode::HostModel) => {
            if !fits_compatibility(&ours, cpu.model.as_deref())? {
                return Ok(Compared::is(Comparison::Incompatible));
            }
            ours.clone()
        }
        (Kind::Guest, CpuMode::HostPassthrough | CpuMode::Maximum) => ours.clone(),
        _ => known(&cpu)?,
    };
    Ok(match theirs == ours {
        true => Compared::is(Comparison::Identical),
        false => Compared::fails(format!(
            "host CPU model does not match required CPU model {theirs}"
        )),
    })
}

/// Whether a POWER can be as old as a guest wants it.
fn fits_compatibility(host: &str, wanted: Option<&str>) -> Result<bool> {
    let Some(wanted) = wanted else {
        return Ok(true);
    };
    let number = |text: &str, prefix: &str| {
        let number: u32 = text.strip_prefix(prefix)?.parse().ok()?;
        (6..=10).contains(&number).then_some(number)
    };
    let host = number(host, "POWER")
        .ok_or_else(|| internal("Host CPU does not support compatibility modes".to_string()))?;
    let wanted = number(wanted, "power")
        .ok_or_else(|| internal(format!("Unknown compatibility mode {wanted}")))?;
    Ok(wanted <= host)
}

pub(crate) fn incompatible(detail: String) -> Error {
    Error::new(ErrorDomain::Cpu, ErrorCode::CpuIncompatible, detail)
}
