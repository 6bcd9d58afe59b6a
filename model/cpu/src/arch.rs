//! What is known of processors other than x86: names, vendors, the numbers by which they are recognized.

use fv_error::{Error, ErrorCode, ErrorDomain, Result};
use fv_model_domain::cpu::{Cpu, CpuPolicy};
use fv_model_domain::os::Arch;

use crate::map::Map;
use crate::table;

/// Architectures that are treated alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Family {
    X86,
    Ppc64,
    S390,
    Arm,
    Riscv,
    Loongarch,
}

/// The family of an architecture; most have none.
pub(crate) fn family(arch: Arch) -> Result<Family> {
    match arch {
        Arch::I686 | Arch::X86_64 => Ok(Family::X86),
        Arch::Ppc64 | Arch::Ppc64le => Ok(Family::Ppc64),
        Arch::S390 | Arch::S390x => Ok(Family::S390),
        Arch::Armv6l | Arch::Armv7b | Arch::Armv7l | Arch::Aarch64 => Ok(Family::Arm),
        Arch::Riscv64 => Ok(Family::Riscv),
        Arch::Loongarch64 => Ok(Family::Loongarch),
        other => Err(no_driver(other.as_str())),
    }
}

pub(crate) fn family_or_none(arch: Option<Arch>) -> Result<(Arch, Family)> {
    let arch = arch.ok_or_else(|| no_driver("none"))?;
    Ok((arch, family(arch)?))
}

fn no_driver(arch: &str) -> Error {
    let detail = format!("'{arch}' architecture is not supported by CPU driver");
    Error::new(ErrorDomain::Cpu, ErrorCode::NoSupport, detail)
}

/// The models of an architecture that documents can name; `None` where the hypervisor alone knows.
pub fn model_names(arch: Arch) -> Result<Option<Vec<&'static str>>> {
    Ok(match family(arch)? {
        Family::X86 => Some(
            table::model_lines()
                .map(|line| line.split(' ').next().unwrap_or_default())
                .collect(),
        ),
        Family::Ppc64 => Some(PPC64.iter().map(|model| model.name).collect()),
        _ => None,
    })
}

/// Who makes processors of a model.
pub fn vendor_of(arch: Arch, model: &str) -> Option<&'static str> {
    match family(arch).ok()? {
        Family::X86 => table::model(model)?.vendor,
        Family::Ppc64 => {
            let found = PPC64.iter().find(|known| known.name == model)?;
            Some(found.vendor)
        }
        Family::S390 => (model.starts_with('z') || model.starts_with("gen")).then_some("IBM"),
        _ => None,
    }
}

/// The other name of a model: the one that the hypervisor gives it.
pub fn canonical_model(arch: Arch, model: &str) -> Option<&'static str> {
    arch.is_x86().then(|| table::canonical(model)).flatten()
}

/// The model of a POWER, by its version register.
pub fn ppc64_model(version: u32) -> Result<(&'static str, &'static str)> {
    let is_it = |model: &&Ppc64Model| {
        let ranges = model.versions.iter();
        ranges.clone().any(|(value, mask)| version & mask == *value)
    };
    let found = PPC64.iter().find(is_it).ok_or_else(|| {
        let detail = format!("Cannot find CPU model with PVR 0x{version:08x}");
        Error::new(ErrorDomain::Cpu, ErrorCode::OperationFailed, detail)
    })?;
    Ok((found.name, found.vendor))
}

/// The model and the vendor of an ARM, by the part and implementer that it tells.
pub fn arm_model(part: u32, implementer: u32) -> Result<(&'static str, Option<&'static str>)> {
    let failed = |detail| Error::new(ErrorDomain::Cpu, ErrorCode::OperationFailed, detail);
    let model = ARM.iter().find(|(_, number)| *number == part);
    let (model, _) = model.ok_or_else(|| {
        failed(format!(
            "Cannot find CPU model with PVR 0x{part:03x}, vendor id 0x{implementer:02x}"
        ))
    })?;
    let vendor = ARM_VENDORS
        .iter()
        .find(|(_, number)| *number == implementer);
    match vendor {
        Some((vendor, _)) => Ok((model, Some(vendor))),
        None if implementer == 0 => Ok((model, None)),
        None => Err(failed(format!(
            "Cannot find CPU vendor with vendor id 0x{implementer:02x}"
        ))),
    }
}

/// Turns names of models that are no longer used into those that are.
pub fn convert_legacy(arch: Arch, cpu: &mut Cpu) {
    const OLD: [&str; 4] = ["POWER7_v2.1", "POWER7_v2.3", "POWER7+_v2.1", "POWER8_v1.0"];
    if let Some(model) = &mut cpu.model
        && matches!(arch, Arch::Ppc64 | Arch::Ppc64le)
        && OLD.contains(&model.as_str())
    {
        model.truncate("POWERx".len());
    }
}

/// Refuses features that nobody knows.
pub fn validate_features(arch: Arch, cpu: &Cpu) -> Result<()> {
    let unsupported = |detail| {
        Err(Error::new(
            ErrorDomain::Cpu,
            ErrorCode::ConfigUnsupported,
            detail,
        ))
    };
    let unknown = |name: &str| unsupported(format!("unknown CPU feature: {name}"));
    match family(arch)? {
        Family::X86 if !cpu.features.is_empty() => {
            let map = Map::load();
            let mut names = cpu.features.iter();
            let strange = names.find(|it| map.feature(&it.name).is_none());
            strange.map_or(Ok(()), |it| unknown(&it.name))
        }
        Family::Arm => {
            let mut names = cpu.features.iter();
            let strange = names.find(|it| !ARM_FEATURES.contains(&it.name.as_str()));
            strange.map_or(Ok(()), |it| unknown(&it.name))
        }
        Family::S390 => {
            let mut features = cpu.features.iter();
            let optional = features.find(|it| it.policy == CpuPolicy::Optional);
            optional.map_or(Ok(()), |it| {
                unsupported(format!(
                    "only cpu feature policies 'require' and 'disable' are supported for {}",
                    it.name
                ))
            })
        }
        _ => Ok(()),
    }
}

struct Ppc64Model {
    name: &'static str,
    vendor: &'static str,
    /// What its version register holds, and in which bits.
    versions: &'static [(u32, u32)],
}

const PPC64: &[Ppc64Model] = &[
    Ppc64Model {
        name: "POWER6",
        vendor: "IBM",
        versions: &[(0x003e_0000, 0xffff_0000)],
    },
    Ppc64Model {
        name: "POWER7",
        vendor: "IBM",
        versions: &[(0x003f_0000, 0xffff_0000), (0x004a_0000, 0xffff_0000)],
    },
    Ppc64Model {
        name: "POWER8",
        vendor: "IBM",
        versions: &[
            (0x004b_0000, 0xffff_0000),
            (0x004c_0000, 0xffff_0000),
            (0x004d_0000, 0xffff_0000),
        ],
    },
    Ppc64Model {
        name: "POWER9",
        vendor: "IBM",
        versions: &[(0x004e_0000, 0xffff_0000)],
    },
    Ppc64Model {
        name: "POWER10",
        vendor: "IBM",
        versions: &[(0x0080_0000, 0xffff_0000)],
    },
    Ppc64Model {
        name: "POWERPC_e5500",
        vendor: "Freescale",
        versions: &[(0x8024_0000, 0xffff_0000)],
    },
    Ppc64Model {
        name: "POWERPC_e6500",
        vendor: "Freescale",
        versions: &[(0x8040_0000, 0xffff_0000)],
    },
];

pub(crate) const PPC64_VENDORS: [&str; 2] = ["IBM", "Freescale"];

/// The part numbers of models.
const ARM: &[(&str, u32)] = &[
    ("cortex-a53", 0xd03),
    ("cortex-a57", 0xd07),
    ("cortex-a72", 0xd08),
    ("Neoverse-N1", 0xd0c),
    ("Neoverse-N2", 0xd49),
    ("Neoverse-V1", 0xd40),
    ("Falkor", 0xc00),
    ("ThunderX2 99xx", 0x0af),
    ("a64fx", 0x001),
    ("Kunpeng-920", 0xd01),
    ("FT-2000+", 0x662),
    ("Tengyun-S2500", 0x663),
    ("Ampere-1", 0xac3),
    ("Ampere-1a", 0xac4),
];

/// The numbers of implementers.
const ARM_VENDORS: &[(&str, u32)] = &[
    ("ARM", 0x41),
    ("Broadcom", 0x42),
    ("Cavium", 0x43),
    ("DigitalEquipment", 0x44),
    ("Fujitsu", 0x46),
    ("HiSilicon", 0x48),
    ("Infineon", 0x49),
    ("Freescale", 0x4d),
    ("NVIDIA", 0x4e),
    ("APM", 0x50),
    ("Qualcomm", 0x51),
    ("Marvell", 0x56),
    ("Intel", 0x69),
    ("Phytium", 0x70),
    ("Ampere", 0xc0),
];

const ARM_FEATURES: &[&str] = &[
    "sve", "sve128", "sve256", "sve384", "sve512", "sve640", "sve768", "sve896", "sve1024",
    "sve1152", "sve1280", "sve1408", "sve1536", "sve1664", "sve1792", "sve1920", "sve2048",
    "pauth",
];
