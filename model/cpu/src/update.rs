//! What becomes of a description on one host: the host's model, the hypervisor's models, all features by name.

use fv_error::{Error, ErrorCode, ErrorDomain, Result};
use fv_model_domain::cpu::{Cpu, CpuFallback, CpuFeature, CpuMatch, CpuMode, CpuPolicy};
use fv_model_domain::os::Arch;

use crate::arch::{self, Family};
use crate::bits::Signature;
use crate::decode::{Choice, Kind, Offer, decode, not_offered};
use crate::edit::{add_policy, set_policy};
use crate::map::{Map, internal};
use crate::table;

/// Makes a guest's description say what it means on a host.
///
/// `host` is what of the host's processor a guest can have and take along. Features that were removed from a model
/// are said to be `removed` unless the description mentions them.
pub fn update(arch: Arch, guest: &mut Cpu, host: Option<&Cpu>, removed: CpuPolicy) -> Result<()> {
    let family = arch::family(arch)?;
    let is_relative = match guest.mode {
        CpuMode::HostPassthrough | CpuMode::Maximum => return Ok(()),
        CpuMode::HostModel => true,
        CpuMode::Custom => {
            let is_optional = |it: &CpuFeature| it.policy == CpuPolicy::Optional;
            guest.matching == CpuMatch::Minimum || guest.features.iter().any(is_optional)
        }
    };
    match family {
        Family::X86 => update_x86(guest, host, is_relative, removed),
        Family::S390 if is_relative => update_s390(guest, host),
        Family::Arm | Family::Riscv if guest.mode == CpuMode::HostModel => {
            let host = host.ok_or_else(unknown_host)?;
            become_host(guest, host, Vendor::OfHost);
            guest.features = host.features.clone();
            Ok(())
        }
        Family::Ppc64 => {
            if guest.mode == CpuMode::Custom {
                guest.matching = CpuMatch::Exact;
            }
            Ok(())
        }
        _ => Ok(()),
    }
}

/// Replaces a model that the hypervisor does not have by the nearest one that it has.
pub fn translate(arch: Arch, cpu: &mut Cpu, offers: Option<&[Offer]>) -> Result<()> {
    let family = arch::family(arch)?;
    let name = match (&cpu.model, cpu.mode) {
        (Some(name), CpuMode::Custom) => name.clone(),
        _ => return Ok(()),
    };
    let Some(offers) = offers else { return Ok(()) };
    if offers.iter().any(|offer| offer.name == name) {
        return Ok(());
    }
    if cpu.fallback != CpuFallback::Allow {
        return Err(not_offered(&name));
    }
    if family != Family::X86 {
        let detail = format!("cannot translate CPU model {name} to a supported model");
        return Err(Error::new(ErrorDomain::Cpu, ErrorCode::NoSupport, detail));
    }
    let map = Map::load();
    let mut model = map.whole(cpu)?;
    let vendor = map.vendors.iter().find(|it| Some(it.0) == model.vendor);
    if let Some((_, letters)) = vendor {
        model.bits.add(letters);
    }
    if let Some(first) = model.signatures.first() {
        let register = first.first().to_register();
        model.bits.insert(Signature::WORD, register);
    }
    let choice = Choice {
        offers: Some(offers),
        fallback: cpu.fallback,
        ..Choice::default()
    };
    let nearest = decode(&map, &model.bits, choice)?;
    let own = std::mem::replace(&mut cpu.features, nearest.features);
    cpu.model = Some(nearest.model);
    for feature in own {
        set_policy(cpu, &feature.name, feature.policy);
    }
    Ok(())
}

/// Names every feature that a description gives, those of its model too, in the order of the alphabet.
pub fn expand(arch: Arch, kind: Kind, cpu: &mut Cpu) -> Result<()> {
    if arch::family(arch)? == Family::X86 {
        let name = cpu.model.clone().unwrap_or_default();
        let map = Map::load();
        let model = map
            .model(&name)
            .ok_or_else(|| internal(format!("unknown CPU model {name}")))?;
        let own = std::mem::take(&mut cpu.features);
        for name in map.take(&mut model.bits.clone()) {
            add_policy(cpu, name, CpuPolicy::Require);
        }
        let counts = |policy| {
            kind == Kind::Host || matches!(policy, CpuPolicy::Require | CpuPolicy::Disable)
        };
        for feature in own.iter().filter(|it| counts(it.policy)) {
            set_policy(cpu, &feature.name, feature.policy);
        }
        if kind == Kind::Guest {
            for name in &model.removed {
                add_policy(cpu, name, CpuPolicy::Disable);
            }
        }
    }
    cpu.features.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(())
}

/// Leaves out the features with which a guest could not go to another host.
pub fn keep_migratable(arch: Arch, cpu: &mut Cpu) {
    if arch.is_x86() {
        let stays = |name: &str| table::feature(name).is_none_or(|it| it.migratable);
        cpu.features.retain(|feature| stays(&feature.name));
    }
}

/// Whether a feature lies in a model-specific register.
pub fn is_in_register(name: &str) -> bool {
    let is_register = |register| matches!(register, crate::bits::Register::Msr(_));
    table::feature(name)
        .is_some_and(|it| it.bits.words().any(|(word, _)| is_register(word.register)))
}

fn update_x86(
    guest: &mut Cpu,
    host: Option<&Cpu>,
    is_relative: bool,
    removed: CpuPolicy,
) -> Result<()> {
    if is_relative {
        let host = host.ok_or_else(unknown_host)?;
        let map = Map::load();
        let has = map.whole(host)?.bits;
        let optional = guest.features.iter_mut();
        for feature in optional.filter(|it| it.policy == CpuPolicy::Optional) {
            let known = map.feature(&feature.name).ok_or_else(|| {
                let name = &feature.name;
                internal(format!("unknown CPU feature {name}"))
            })?;
            feature.policy = match has.contains(&known.bits) {
                true => CpuPolicy::Require,
                false => CpuPolicy::Disable,
            };
        }
        if guest.mode == CpuMode::HostModel || guest.matching == CpuMatch::Minimum {
            let vendor = match guest.mode {
                CpuMode::Custom => Vendor::OfGuest,
                _ => Vendor::OfHost,
            };
            let own = std::mem::take(&mut guest.features);
            become_host(guest, host, vendor);
            for feature in own {
                set_policy(guest, &feature.name, feature.policy);
            }
        }
    }
    let name = guest.model.clone().unwrap_or_default();
    let model = table::model(&name).ok_or_else(|| internal(format!("Unknown CPU model {name}")))?;
    for name in model.removed {
        add_policy(guest, name, removed);
    }
    Ok(())
}

fn update_s390(guest: &mut Cpu, host: Option<&Cpu>) -> Result<()> {
    if guest.mode == CpuMode::Custom {
        let detail = match guest.matching {
            CpuMatch::Minimum => "match mode minimum not supported",
            _ => "optional CPU features are not supported",
        };
        return Err(unsupported(detail));
    }
    let host = host.ok_or_else(unknown_host)?;
    let own = std::mem::take(&mut guest.features);
    become_host(guest, host, Vendor::OfHost);
    for feature in own {
        set_policy(guest, &feature.name, feature.policy);
    }
    Ok(())
}

/// Whose vendor a description keeps.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Vendor {
    OfGuest,
    OfHost,
}

/// Gives a guest the host's model; topology and the like stay its own.
fn become_host(guest: &mut Cpu, host: &Cpu, vendor: Vendor) {
    guest.model.clone_from(&host.model);
    guest.features.clone_from(&host.features);
    if vendor == Vendor::OfHost {
        guest.vendor.clone_from(&host.vendor);
        if guest.vendor_id.is_none() {
            guest.vendor_id.clone_from(&host.vendor_id);
        }
    }
    guest.mode = CpuMode::Custom;
    guest.matching = CpuMatch::Exact;
}

fn unknown_host() -> Error {
    unsupported("unknown host CPU model")
}

fn unsupported(detail: &str) -> Error {
    Error::new(ErrorDomain::Cpu, ErrorCode::ConfigUnsupported, detail)
}
