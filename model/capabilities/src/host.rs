//! The host: processor, power, migration, nodes, caches, security models.

use fv_model_cpu::Processor;
use fv_model_domain::os::Arch;
use fv_model_xml::Token;
use fv_types::{Bitmap, Uuid};

use crate::topology::{Cell, Interconnect};

/// What a host is and can do.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Host {
    /// Its uuid.
    pub uuid: Option<Uuid>,
    /// Its processor's kind.
    pub arch: Option<Arch>,
    /// Features of the processor that are not part of a model.
    pub features: Vec<String>,
    /// Its processor's model, where that is known.
    pub cpu: Option<Processor>,
    /// The sizes of pages, in KiB.
    pub page_sizes_kib: Vec<u32>,
    /// How it can sleep.
    pub power: Vec<PowerTarget>,
    /// Whether it has an IOMMU.
    pub iommu: bool,
    /// What it can do about migration.
    pub migration: Option<MigrationFeatures>,
    /// What names of network devices begin with that are made up.
    pub net_prefix: Option<String>,
    /// Its nodes; none if they are not known.
    pub cells: Option<Vec<Cell>>,
    /// How fast nodes reach each other.
    pub interconnects: Vec<Interconnect>,
    /// Its caches.
    pub caches: Vec<CacheBank>,
    /// How use of caches can be watched.
    pub cache_monitor: Option<ResctrlMonitor>,
    /// Its memory controllers.
    pub memory_bandwidth: Vec<MemoryBandwidth>,
    /// How use of memory can be watched.
    pub memory_monitor: Option<ResctrlMonitor>,
    /// Its security models, the first one being the usual.
    pub security: Vec<SecurityModel>,
}

/// How a host can sleep.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Token)]
pub enum PowerTarget {
    /// With its memory kept.
    #[token("suspend_mem")]
    Memory,
    /// With its memory written to disk.
    #[token("suspend_disk")]
    Disk,
    /// Both.
    #[token("suspend_hybrid")]
    Hybrid,
}

/// What a host can do about migration.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MigrationFeatures {
    /// Whether guests can run on meanwhile.
    pub live: bool,
    /// The schemes of addresses it can migrate to.
    pub transports: Vec<String>,
}

/// A cache.
#[derive(Debug, Clone, PartialEq)]
pub struct CacheBank {
    /// Its number.
    pub id: u32,
    /// Its level.
    pub level: u32,
    /// What is kept in it.
    pub scope: CacheScope,
    /// Its size in bytes.
    pub size: u64,
    /// The processors behind it.
    pub cpus: Bitmap,
    /// How it can be divided.
    pub controls: Vec<CacheControl>,
}

/// What is kept in a cache.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Token)]
pub enum CacheScope {
    /// Code and data.
    Both,
    /// Code.
    Code,
    /// Data.
    Data,
}

/// How a cache can be divided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CacheControl {
    /// The size of a part in bytes.
    pub granularity: u64,
    /// The smallest share in bytes; zero if that is a part.
    pub min: u64,
    /// What it is divided for.
    pub scope: CacheScope,
    /// How many shares there can be.
    pub allocations_max: u32,
}

/// A memory controller and how its bandwidth can be divided.
#[derive(Debug, Clone, PartialEq)]
pub struct MemoryBandwidth {
    /// Its number.
    pub id: u32,
    /// The processors behind it.
    pub cpus: Bitmap,
    /// The step of a share, in percent.
    pub granularity: u32,
    /// The smallest share, in percent.
    pub min: u32,
    /// How many shares there can be.
    pub allocations_max: u32,
}

/// How the use of caches or memory can be watched.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ResctrlMonitor {
    /// Level and threshold of reuse, for caches.
    pub cache: Option<(u32, u32)>,
    /// How many groups can be watched.
    pub monitors_max: u32,
    /// What can be watched.
    pub features: Vec<String>,
}

/// A security model.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SecurityModel {
    /// Its name: `selinux`, `apparmor`, `dac`.
    pub model: String,
    /// The domain its labels are interpreted in.
    pub doi: String,
    /// The labels guests get unless they say otherwise.
    pub labels: Vec<BaseLabel>,
}

/// The label guests of a hypervisor get.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct BaseLabel {
    /// The hypervisor.
    pub kind: String,
    /// The label.
    pub label: String,
}
