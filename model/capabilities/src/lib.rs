//! What host and hypervisor can do, as types, and the document that says so.
//!
//! [`Capabilities::to_xml`] writes `<capabilities>` byte for byte as libvirt does. The values are
//! the caller's: this crate reads no file of the host and asks no emulator. [`DomainCapabilities`] is
//! the other document: what one emulator can give one kind of guest.
//!
//! Read first: [`Capabilities`], [`Host`], [`Guest`].

mod domain;
mod guest;
mod host;
mod topology;
mod write;

pub use domain::{
    CpuModes, DomainCapabilities, DomainFeatures, Group, NamedModel, SevSupport, SgxSupport,
};
pub use guest::{Guest, GuestDomain, GuestFeature, GuestFeatureName, GuestInfo, Machine};
pub use host::{
    BaseLabel, CacheBank, CacheControl, CacheScope, Host, MemoryBandwidth, MigrationFeatures,
    PowerTarget, ResctrlMonitor, SecurityModel,
};
pub use topology::{Cell, CellCpu, Distance, Interconnect, InterconnectKind, NumaCache, Pages};

/// What a host and its hypervisors can do.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Capabilities {
    /// The host.
    pub host: Host,
    /// The kinds of guest it can run.
    pub guests: Vec<Guest>,
    /// The kinds of storage pool it can have.
    pub pools: Vec<String>,
}
