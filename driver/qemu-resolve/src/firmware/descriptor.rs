//! Descriptions of firmware, as QEMU's interoperability documents define them.

use std::collections::BTreeMap;

use fv_driver_qemu_caps::Arch;
use serde_json::Value;

/// One firmware.
#[derive(Clone, Debug, PartialEq)]
pub struct Firmware {
    /// How a guest talks to it.
    pub interfaces: Vec<Interface>,
    /// How it is mapped into the guest.
    pub device: Device,
    /// The machines it is for.
    pub targets: Vec<Target>,
    /// What it can do and what it needs.
    pub features: Vec<Feature>,
}

/// How a guest talks to its firmware.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Interface {
    /// `bios`
    Bios,
    /// `openfirmware`
    OpenFirmware,
    /// `uboot`
    Uboot,
    /// `uefi`
    Uefi,
}

/// How firmware is mapped into a guest.
#[derive(Clone, Debug, PartialEq)]
pub enum Device {
    /// As flash memory.
    Flash(Flash),
    /// As a kernel.
    Kernel(String),
    /// As ROM.
    Memory(String),
}

/// Firmware in flash memory.
#[derive(Clone, Debug, PartialEq)]
pub struct Flash {
    /// Where its variables are.
    pub mode: FlashMode,
    /// The code.
    pub executable: FlashFile,
    /// What the variables are first copied from; with [`FlashMode::Split`] alone.
    pub nvram_template: Option<FlashFile>,
}

/// Where firmware has its variables.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FlashMode {
    /// In a file of their own.
    Split,
    /// In the file of its code.
    Combined,
    /// It has none.
    Stateless,
}

/// A file that is shown as flash memory.
#[derive(Clone, Debug, PartialEq)]
pub struct FlashFile {
    /// Where it is.
    pub filename: String,
    /// Its format.
    pub format: String,
}

/// Machines that firmware is for.
#[derive(Clone, Debug, PartialEq)]
pub struct Target {
    /// Their processor.
    pub arch: Arch,
    /// Patterns of their names.
    pub machines: Vec<String>,
}

/// What firmware can do or needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Feature {
    /// `acpi-s3`
    AcpiS3,
    /// `acpi-s4`
    AcpiS4,
    /// `amd-sev`
    AmdSev,
    /// `amd-sev-es`
    AmdSevEs,
    /// `amd-sev-snp`
    AmdSevSnp,
    /// `enrolled-keys`
    EnrolledKeys,
    /// `requires-smm`
    RequiresSmm,
    /// `secure-boot`
    SecureBoot,
    /// `verbose-dynamic`
    VerboseDynamic,
    /// `verbose-static`
    VerboseStatic,
}

impl Firmware {
    /// Reads a description; none if it is broken or says something unknown that matters.
    pub fn parse(text: &str) -> Option<Self> {
        let document: Value = serde_json::from_str(text).ok()?;
        let interfaces = strings(&document, "interface-types")?;
        let features = strings(&document, "features")?;
        Some(Self {
            interfaces: interfaces
                .into_iter()
                .map(interface)
                .collect::<Option<_>>()?,
            device: device(document.get("mapping")?)?,
            targets: document
                .get("targets")?
                .as_array()?
                .iter()
                .map(target)
                .collect::<Option<_>>()?,
            features: features.into_iter().filter_map(feature).collect(),
        })
    }

    /// Reads the descriptions of several folders, the most general folder first.
    ///
    /// A folder is names and texts. A name in a later folder hides the same name in an earlier
    /// one, and an empty text hides it altogether. The order is that of the names.
    pub fn parse_folders(folders: impl IntoIterator<Item = Vec<(String, String)>>) -> Vec<Self> {
        let files: BTreeMap<String, String> = folders.into_iter().flatten().collect();
        let texts = files.values().filter(|text| !text.is_empty());
        texts.filter_map(|text| Self::parse(text)).collect()
    }

    pub(crate) fn has(&self, feature: Feature) -> bool {
        self.features.contains(&feature)
    }
}

fn strings<'a>(value: &'a Value, name: &str) -> Option<Vec<&'a str>> {
    let list = value.get(name)?.as_array()?;
    list.iter().map(Value::as_str).collect()
}

fn text(value: &Value, name: &str) -> Option<String> {
    Some(value.get(name)?.as_str()?.to_string())
}

fn interface(word: &str) -> Option<Interface> {
    Some(match word {
        "bios" => Interface::Bios,
        "openfirmware" => Interface::OpenFirmware,
        "uboot" => Interface::Uboot,
        "uefi" => Interface::Uefi,
        _ => return None,
    })
}

fn device(mapping: &Value) -> Option<Device> {
    Some(match mapping.get("device")?.as_str()? {
        "flash" => Device::Flash(flash(mapping)?),
        "kernel" => Device::Kernel(text(mapping, "filename")?),
        "memory" => Device::Memory(text(mapping, "filename")?),
        _ => return None,
    })
}

fn flash(mapping: &Value) -> Option<Flash> {
    let mode = match mapping.get("mode") {
        // What it was before there were others.
        None => FlashMode::Split,
        Some(mode) => match mode.as_str()? {
            "split" => FlashMode::Split,
            "combined" => FlashMode::Combined,
            "stateless" => FlashMode::Stateless,
            _ => return None,
        },
    };
    let file = |name: &str| {
        let file = mapping.get(name)?;
        Some(FlashFile {
            filename: text(file, "filename")?,
            format: text(file, "format")?,
        })
    };
    Some(Flash {
        mode,
        executable: file("executable")?,
        nvram_template: match mode {
            FlashMode::Split => Some(file("nvram-template")?),
            _ => None,
        },
    })
}

fn target(target: &Value) -> Option<Target> {
    Some(Target {
        arch: Arch::from_qemu(target.get("architecture")?.as_str()?)?,
        machines: strings(target, "machines")?
            .into_iter()
            .map(str::to_string)
            .collect(),
    })
}

fn feature(word: &str) -> Option<Feature> {
    Some(match word {
        "acpi-s3" => Feature::AcpiS3,
        "acpi-s4" => Feature::AcpiS4,
        "amd-sev" => Feature::AmdSev,
        "amd-sev-es" => Feature::AmdSevEs,
        "amd-sev-snp" => Feature::AmdSevSnp,
        "enrolled-keys" => Feature::EnrolledKeys,
        "requires-smm" => Feature::RequiresSmm,
        "secure-boot" => Feature::SecureBoot,
        "verbose-dynamic" => Feature::VerboseDynamic,
        "verbose-static" => Feature::VerboseStatic,
        _ => return None,
    })
}
