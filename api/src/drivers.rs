//! Which drivers serve a connection, and where they report to.

use std::fmt;
use std::sync::Arc;

use fv_error::Result;

use crate::{
    Caller, CheckpointApi, ConnectApi, DomainApi, DomainDeviceApi, DomainEvent, DomainGuestApi,
    DomainRef, DomainSaveApi, DomainTuneApi, InterfaceApi, LxcApi, MigrationApi, NetworkApi,
    NetworkEvent, NetworkPortApi, NetworkRef, NodeApi, NodeDeviceApi, NodeDeviceEvent,
    NodeDeviceRef, NwfilterApi, QemuApi, QemuEvent, Resolver, SecretApi, SecretEvent, SecretRef,
    SnapshotApi, StoragePoolApi, StoragePoolEvent, StoragePoolRef, StorageVolApi,
};

/// Receives what drivers report. A call only queues: it never blocks and never calls back.
pub trait EventSink: Send + Sync {
    /// Something happened to a domain.
    fn domain(&self, dom: &DomainRef, event: DomainEvent);
    /// A QEMU monitor said something by itself.
    fn qemu(&self, dom: &DomainRef, event: QemuEvent);
    /// Something happened to a network.
    fn network(&self, net: &NetworkRef, event: NetworkEvent);
    /// Something happened to a storage pool.
    fn storage_pool(&self, pool: &StoragePoolRef, event: StoragePoolEvent);
    /// Something happened to a device of the host.
    fn node_device(&self, dev: &NodeDeviceRef, event: NodeDeviceEvent);
    /// Something happened to a secret.
    fn secret(&self, secret: &SecretRef, event: SecretEvent);
}

/// A hypervisor (with what it lends from its host) that can be connected to by URI.
pub trait Backend: Send + Sync {
    /// The drivers behind `uri`, or `None` if the URI is not this back end's.
    ///
    /// An empty URI asks whether this back end wants to be the default.
    fn open(&self, caller: &Caller, uri: &str) -> Result<Option<Arc<Drivers>>>;
}

/// The drivers of one connection; a family without a driver is not supported there.
#[derive(Clone, Default)]
pub struct Drivers {
    /// The URI the connection has, as `virConnectGetURI` tells it.
    pub uri: String,
    /// Finds objects.
    pub resolver: Option<Arc<dyn Resolver>>,
    /// The hypervisor as a whole.
    pub connect: Option<Arc<dyn ConnectApi>>,
    /// The family of the address, as libvirt numbers it.
    pub node: Option<Arc<dyn NodeApi>>,
    /// Domains.
    pub domain: Option<Arc<dyn DomainApi>>,
    /// Devices of domains.
    pub domain_device: Option<Arc<dyn DomainDeviceApi>>,
    /// What domains may use.
    pub domain_tune: Option<Arc<dyn DomainTuneApi>>,
    /// The systems inside domains.
    pub domain_guest: Option<Arc<dyn DomainGuestApi>>,
    /// Domains in files.
    pub domain_save: Option<Arc<dyn DomainSaveApi>>,
    /// Migration of domains.
    pub migration: Option<Arc<dyn MigrationApi>>,
    /// Snapshots of domains.
    pub snapshot: Option<Arc<dyn SnapshotApi>>,
    /// Checkpoints of domains.
    pub checkpoint: Option<Arc<dyn CheckpointApi>>,
    /// What only QEMU has.
    pub qemu: Option<Arc<dyn QemuApi>>,
    /// What only containers have.
    pub lxc: Option<Arc<dyn LxcApi>>,
    /// Virtual networks.
    pub network: Option<Arc<dyn NetworkApi>>,
    /// Ports of virtual networks.
    pub network_port: Option<Arc<dyn NetworkPortApi>>,
    /// Interfaces of the host.
    pub interface: Option<Arc<dyn InterfaceApi>>,
    /// Storage pools.
    pub storage_pool: Option<Arc<dyn StoragePoolApi>>,
    /// Storage volumes.
    pub storage_vol: Option<Arc<dyn StorageVolApi>>,
    /// Devices of the host.
    pub node_device: Option<Arc<dyn NodeDeviceApi>>,
    /// Network filters.
    pub nwfilter: Option<Arc<dyn NwfilterApi>>,
    /// Secrets.
    pub secret: Option<Arc<dyn SecretApi>>,
}

impl fmt::Debug for Drivers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Drivers")
            .field("uri", &self.uri)
            .finish_non_exhaustive()
    }
}
