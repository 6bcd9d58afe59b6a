//! The best processor that several hosts can all be.

use fv_error::{Error, ErrorCode, ErrorDomain, Result};
use fv_model_domain::cpu::{Cpu, CpuFallback};
use fv_model_domain::os::Arch;

use crate::arch::{self, Family};
use crate::bits::Bits;
use crate::decode::{Choice, Offer, decode};
use crate::map::Map;
use crate::processor::Processor;
use crate::update::keep_migratable;

/// What a baseline is computed for.
#[derive(Clone, Copy, Debug, Default)]
pub struct Baseline<'a> {
    /// The architecture; that of the first processor if it is not said.
    pub arch: Option<Arch>,
    /// The models to choose from.
    pub offers: Option<&'a [Offer]>,
    /// The features that the hypervisor has.
    pub features: Option<&'a [String]>,
    /// Whether the guest is to be moved.
    pub migratable: Migratable,
}

/// Whether features are left out that cannot be carried over to another host.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Migratable {
    /// They stay.
    #[default]
    Any,
    /// They are left out.
    Only,
}

/// Computes a description that all the processors can be.
pub fn baseline(cpus: &[Processor], wanted: Baseline<'_>) -> Result<Cpu> {
    let Some(first) = cpus.first() else {
        return Err(invalid("no CPUs given".to_string()));
    };
    if let Some(index) = cpus.iter().position(|it| it.cpu.model.is_none()) {
        return Err(invalid(format!("no CPU model specified at index {index}")));
    }
    let arch = wanted.arch.or(first.arch);
    match arch::family_or_none(arch)? {
        (_, Family::X86) => baseline_x86(cpus, wanted),
        (_, Family::Ppc64) => baseline_ppc64(cpus),
        (_, Family::Arm) => Ok(Cpu {
            model: first.cpu.model.clone(),
            ..Cpu::default()
        }),
        (arch, _) => {
            let detail = format!("cannot compute baseline CPU of {arch} architecture");
            Err(Error::new(ErrorDomain::Cpu, ErrorCode::NoSupport, detail))
        }
    }
}

fn baseline_x86(cpus: &[Processor], wanted: Baseline<'_>) -> Result<Cpu> {
    let map = Map::load();
    let (mut common, mut vendor, mut is_shown) = (None::<Bits>, None::<String>, true);
    let mut models: Vec<String> = Vec::new();
    for (index, one) in cpus.iter().enumerate() {
        let cpu = &one.cpu;
        let model = map.whole(cpu)?;
        if let (Some(ours), Some(its)) = (&cpu.vendor, model.vendor)
            && index > 0
            && ours != its
        {
            let name = model.name;
            return Err(failed(format!(
                "CPU vendor {its} of model {name} differs from vendor {ours}"
            )));
        }
        is_shown &= cpu.vendor.is_some();
        // The first one's model says nothing of the vendor.
        let implied = model.vendor.filter(|_| index > 0).map(str::to_string);
        if let Some(name) = cpu.vendor.clone().or(implied) {
            agree(&map, &mut vendor, name)?;
        }
        models.extend(cpu.model.clone().filter(|name| !models.contains(name)));
        match &mut common {
            None => common = Some(model.bits),
            Some(common) => common.intersect(&model.bits),
        }
    }
    let mut common = common.unwrap_or_default();
    if let Some(names) = wanted.features {
        let mut offered = Bits::default();
        let known = names.iter().filter_map(|name| map.feature(name));
        known.for_each(|feature| offered.add(&feature.bits));
        common.intersect(&offered);
    }
    if common.is_empty() {
        return Err(failed("CPUs are incompatible".to_string()));
    }
    let letters = map
        .vendors
        .iter()
        .find(|it| Some(it.0) == vendor.as_deref());
    if let Some((_, letters)) = letters {
        common.add(letters);
    }
    let choice = Choice {
        offers: wanted.offers,
        preferred: &models,
        ..Choice::default()
    };
    let nearest = decode(&map, &common, choice)?;
    let mut cpu = Cpu {
        vendor: nearest.vendor.filter(|_| is_shown),
        features: nearest.features,
        ..Cpu::default()
    };
    if matches!(&models[..], [only] if *only == nearest.model) {
        cpu.fallback = CpuFallback::Forbid;
    }
    cpu.model = Some(nearest.model);
    if wanted.migratable == Migratable::Only {
        keep_migratable(Arch::X86_64, &mut cpu);
    }
    Ok(cpu)
}

/// All vendors that are named must be one.
fn agree(map: &Map, vendor: &mut Option<String>, name: String) -> Result<()> {
    match vendor {
        Some(known) if *known != name => Err(failed("CPU vendors do not match".to_string())),
        Some(_) => Ok(()),
        None if map.vendors.iter().any(|it| it.0 == name) => {
            *vendor = Some(name);
            Ok(())
        }
        None => Err(failed(format!("Unknown CPU vendor {name}"))),
    }
}

fn baseline_ppc64(cpus: &[Processor]) -> Result<Cpu> {
    let name = cpus.first().and_then(|it| it.cpu.model.clone());
    let name = name.unwrap_or_default();
    let Some(its) = arch::vendor_of(Arch::Ppc64, &name) else {
        return Err(crate::map::internal(format!("Unknown CPU model {name}")));
    };
    for one in cpus {
        if one.cpu.model.as_deref() != Some(&name) {
            return Err(failed("CPUs are incompatible".to_string()));
        }
        let Some(vendor) = &one.cpu.vendor else {
            continue;
        };
        if !arch::PPC64_VENDORS.contains(&vendor.as_str()) {
            return Err(failed(format!("Unknown CPU vendor {vendor}")));
        }
        if vendor != its {
            return Err(failed(format!(
                "CPU vendor {its} of model {name} differs from vendor {vendor}"
            )));
        }
    }
    Ok(Cpu {
        model: Some(name),
        fallback: CpuFallback::Forbid,
        ..Cpu::default()
    })
}

fn failed(detail: String) -> Error {
    Error::new(ErrorDomain::Cpu, ErrorCode::OperationFailed, detail)
}

fn invalid(detail: String) -> Error {
    Error::new(ErrorDomain::Cpu, ErrorCode::InvalidArg, detail)
}
