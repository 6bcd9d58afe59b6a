//! The host's own processor, by what its registers and the kernel tell.

use std::path::Path;

use fv_model_cpu::{self as cpu, Bits, Choice, Kind, Map, Offer, Processor, Register, Tsc, Word};
use fv_model_domain::cpu::{Cpu, CpuFeature, CpuPolicy, MaxPhysAddr, MaxPhysAddrMode};
use fv_model_domain::os::Arch;
use fv_model_xml::YesNo;
use fv_sys::cpuid;
use fv_sys::tree::Tree;

/// Describes the processor of this host as what it has; what cannot be found is left out.
///
/// `proc` and `sys` are the kernel's folders.
pub fn host_processor(arch: Arch, proc: &Tree, sys: &Tree) -> Processor {
    let mut found = Processor {
        kind: Kind::Host,
        arch: Some(arch),
        ..Processor::default()
    };
    if !arch.is_x86() {
        if let Some(model) = other_model(arch, proc, sys, None) {
            found.cpu = model;
        }
        return found;
    }
    let map = Map::load();
    let bits = read_bits(&map);
    let choice = Choice {
        kind: Kind::Host,
        ..Choice::default()
    };
    if let Ok(nearest) = cpu::decode(&map, &bits, choice) {
        found.cpu.model = Some(nearest.model);
        found.cpu.vendor = nearest.vendor;
        found.cpu.features = nearest.features;
        found.signature = Some(nearest.signature);
    }
    let cpuinfo = proc.text("cpuinfo").unwrap_or_default();
    found.microcode = microcode(&cpuinfo);
    let invariant = map.feature("invtsc");
    if invariant.is_some_and(|it| bits.contains(&it.bits)) {
        found.tsc = cpuid::tsc(Path::new(KVM)).ok().map(|(khz, scales)| Tsc {
            frequency: u64::from(khz) * 1000,
            scaling: Some(YesNo::from_bool(scales)),
        });
    }
    found.cpu.max_phys_addr = address_bits(arch, &cpuinfo).map(|bits| MaxPhysAddr {
        mode: MaxPhysAddrMode::Emulate,
        bits: Some(bits),
        limit: 0,
    });
    found
}

/// Describes the processor of this host as a guest's, by the models that an emulator has.
pub fn guest_processor(
    arch: Arch,
    offers: Option<&[Offer]>,
    proc: &Tree,
    sys: &Tree,
) -> Option<Cpu> {
    if !arch.is_x86() {
        return other_model(arch, proc, sys, offers);
    }
    let map = Map::load();
    let choice = Choice {
        offers,
        ..Choice::default()
    };
    let nearest = cpu::decode(&map, &read_bits(&map), choice).ok()?;
    Some(Cpu {
        model: Some(nearest.model),
        vendor: nearest.vendor,
        features: nearest.features,
        ..Cpu::default()
    })
}

/// How many bits a physical address has; only x86 tells.
pub fn address_bits(arch: Arch, cpuinfo: &str) -> Option<u32> {
    let line = cpuinfo.lines().filter(|_| arch.is_x86());
    let mut line = line.filter(|line| line.starts_with("address sizes"));
    let (_, sizes) = line.next()?.split_once(':')?;
    sizes.split_ascii_whitespace().next()?.parse().ok()
}

/// How many encrypted guests there can be, and how many of them with encrypted registers.
pub fn sev_guests() -> (u32, u32) {
    let Some([_, _, most, first]) = cpuid::cpuid(0x8000_001f, 0) else {
        return (0, 0);
    };
    let encrypted = first.saturating_sub(1);
    (most.saturating_sub(first).saturating_add(1), encrypted)
}

/// Reads all registers in which there are features.
///
/// Leaves of CPUID that the processor does not have give the content of others, so they are not asked for.
fn read_bits(map: &Map) -> Bits {
    let mut registers = vec![Register::Cpuid(0, 0), Register::Cpuid(1, 0)];
    for (word, _) in map.features.iter().flat_map(|it| it.bits.words()) {
        if !registers.contains(&word.register) {
            registers.push(word.register);
        }
    }
    let mut bits = Bits::default();
    for register in registers {
        let parts = match register {
            Register::Cpuid(leaf, subleaf) if has_leaf(leaf, subleaf) => {
                cpuid::cpuid(leaf, subleaf)
            }
            Register::Cpuid(..) => None,
            // Whoever may not read them knows less of the host.
            Register::Msr(index) => {
                let value = cpuid::register(index, Path::new(MSR), Path::new(KVM));
                value.ok().map(|value| {
                    let low = u32::try_from(value & 0xffff_ffff).unwrap_or_default();
                    [low, 0, 0, u32::try_from(value >> 32).unwrap_or_default()]
                })
            }
        };
        for (part, mask) in (0..).zip(parts.unwrap_or_default()) {
            bits.insert(Word { register, part }, mask);
        }
    }
    bits
}

fn has_leaf(leaf: u32, subleaf: u32) -> bool {
    let part = |leaf, subleaf, part: usize| {
        let parts = cpuid::cpuid(leaf, subleaf).unwrap_or_default();
        parts[part]
    };
    // Others than these two ranges are not looked at.
    let base = leaf & 0x8000_0000;
    let is_there = leaf & 0x4000_0000 == 0 && leaf <= part(base, 0, 0);
    is_there
        && match (leaf, subleaf) {
            (7, _) => subleaf <= part(7, 0, 0),
            (0xf, 1..) => part(0xf, 0, 3) >> (subleaf & 31) & 1 == 1,
            (0x10, 1..) => part(0x10, 0, 1) >> (subleaf & 31) & 1 == 1,
            (0x12, _) => part(7, 0, 1) & SGX != 0,
            (0x14, 1..) => subleaf <= part(0x14, 0, 0),
            _ => true,
        }
}

fn microcode(cpuinfo: &str) -> u32 {
    let mut lines = cpuinfo.lines();
    let line = lines.find(|line| line.starts_with("microcode"));
    let value = line.and_then(|line| line.split_once(':'));
    let value = value.map(|(_, value)| value.trim()).unwrap_or_default();
    match value.strip_prefix("0x") {
        Some(digits) => u32::from_str_radix(digits, 16).unwrap_or_default(),
        None => value.parse().unwrap_or_default(),
    }
}

/// The model of a processor that is known by a number.
fn other_model(arch: Arch, proc: &Tree, sys: &Tree, offers: Option<&[Offer]>) -> Option<Cpu> {
    let cpuinfo = proc.text("cpuinfo")?;
    let found = match arch {
        Arch::Ppc64 | Arch::Ppc64le => power(&cpuinfo)?,
        Arch::Aarch64 => arm(&cpuinfo, sys)?,
        _ => return None,
    };
    let is_offered = |offers: &[Offer]| {
        let mut names = offers.iter();
        names.any(|offer| Some(&offer.name) == found.model.as_ref())
    };
    offers.is_none_or(is_offered).then_some(found)
}

/// The kernel shows the version register of a POWER: `revision : 2.1 (pvr 004b 0201)`.
fn power(cpuinfo: &str) -> Option<Cpu> {
    let (_, version) = cpuinfo.split_once("(pvr ")?;
    let (version, _) = version.split_once(')')?;
    let (high, low) = version.trim().split_once(' ')?;
    let half = |text| u16::from_str_radix(text, 16).ok().map(u32::from);
    let (model, vendor) = cpu::ppc64_model(half(high)? << 16 | half(low)?).ok()?;
    Some(Cpu {
        model: Some(model.to_string()),
        vendor: Some(vendor.to_string()),
        ..Cpu::default()
    })
}

fn arm(cpuinfo: &str, sys: &Tree) -> Option<Cpu> {
    let text = sys.text("devices/system/cpu/cpu0/regs/identification/midr_el1")?;
    let digits = text.strip_prefix("0x").unwrap_or(&text);
    let register = u64::from_str_radix(digits, 16).ok()?;
    let part = |shift: u32, mask| u32::try_from(register >> shift & mask).unwrap_or_default();
    let (model, vendor) = cpu::arm_model(part(4, 0xfff), part(24, 0xff)).ok()?;
    let features = cpuinfo.lines().find(|line| line.starts_with("Features"));
    let features = features.and_then(|line| line.split_once(':'));
    let features = features.map(|(_, names)| names.split_ascii_whitespace());
    let features = features.into_iter().flatten().map(|name| CpuFeature {
        name: name.to_string(),
        policy: CpuPolicy::Require,
    });
    Some(Cpu {
        model: Some(model.to_string()),
        vendor: vendor.map(str::to_string),
        features: features.collect(),
        ..Cpu::default()
    })
}

const KVM: &str = "/dev/kvm";
const MSR: &str = "/dev/cpu/0/msr";
/// Whether the processor can have enclaves, in EBX of leaf 7.
const SGX: u32 = 1 << 2;
