//! Kinds of guest: processor, emulator, machines.

use fv_model_domain::VirtKind;
use fv_model_domain::os::{Arch, OsKind};
use fv_model_xml::{OnOff, Token, YesNo};

/// A kind of guest.
#[derive(Debug, Clone, PartialEq)]
pub struct Guest {
    /// How it is run.
    pub os: OsKind,
    /// Its processor.
    pub arch: Arch,
    /// The width of a word, in bits.
    pub word_bits: u32,
    /// The emulator all its hypervisors use unless they say otherwise.
    pub info: GuestInfo,
    /// The hypervisors that run it.
    pub domains: Vec<GuestDomain>,
    /// What can be turned on or off.
    pub features: Vec<GuestFeature>,
}

/// An emulator and the machines it can be.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct GuestInfo {
    /// The emulator's path.
    pub emulator: Option<String>,
    /// The firmware loader's path.
    pub loader: Option<String>,
    /// Its machines, in the emulator's order.
    pub machines: Vec<Machine>,
}

/// A machine type.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Machine {
    /// Its name.
    pub name: String,
    /// The name it stands for.
    pub canonical: Option<String>,
    /// How many processors it can have; zero if that is not known.
    pub cpus_max: u32,
    /// Whether it is going away.
    pub deprecated: bool,
}

/// A hypervisor that runs a kind of guest.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct GuestDomain {
    /// The hypervisor.
    pub kind: VirtKind,
    /// Its emulator and machines, where they are its own.
    pub info: GuestInfo,
}

/// What can be turned on or off in a kind of guest.
#[derive(Debug, Clone, PartialEq)]
pub struct GuestFeature {
    /// What it is.
    pub name: GuestFeatureName,
    /// Whether it is on unless the definition says otherwise.
    pub default: Option<OnOff>,
    /// Whether the definition may say otherwise.
    pub toggle: Option<YesNo>,
}

/// The features, in the order they are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Token)]
pub enum GuestFeatureName {
    /// Physical address extension.
    Pae,
    /// No physical address extension.
    Nonpae,
    /// Big-endian Itanium.
    #[token("ia64_be")]
    Ia64Be,
    /// ACPI tables.
    Acpi,
    /// The interrupt controller.
    Apic,
    /// A processor model by name.
    #[token("cpuselection")]
    CpuSelection,
    /// A boot order of devices.
    #[token("deviceboot")]
    DeviceBoot,
    /// Snapshots of disks.
    #[token("disksnapshot")]
    DiskSnapshot,
    /// Hardware-assisted paging.
    Hap,
    /// Snapshots into new images.
    #[token("externalSnapshot")]
    ExternalSnapshot,
}
