//! From what a client claims to what the driver knows.

use fv_api_attr::api;
use fv_error::Result;

use crate::{
    CheckpointRef, DomainRef, InterfaceRef, NetworkPortRef, NetworkRef, NodeDeviceRef,
    NwfilterBindingRef, NwfilterRef, SecretRef, SnapshotRef, StoragePoolRef, StorageVolRef,
};

/// Finds the driver's own object behind a name, id or uuid that a client sent.
///
/// Every call on an object goes through here first; permission is then checked on the answer.
#[api(domain = "Domain")]
pub trait Resolver: Send + Sync {
    /// The domain with this uuid.
    #[call(0, "resolve_domain")]
    fn resolve_domain(&self, claimed: &DomainRef) -> Result<DomainRef>;

    /// The snapshot of that name of that domain.
    #[call(0, "resolve_snapshot")]
    fn resolve_snapshot(&self, claimed: &SnapshotRef) -> Result<SnapshotRef>;

    /// The checkpoint of that name of that domain.
    #[call(0, "resolve_checkpoint")]
    fn resolve_checkpoint(&self, claimed: &CheckpointRef) -> Result<CheckpointRef>;

    /// The network with this uuid.
    #[call(0, "resolve_network")]
    fn resolve_network(&self, claimed: &NetworkRef) -> Result<NetworkRef>;

    /// The port with this uuid of that network.
    #[call(0, "resolve_network_port")]
    fn resolve_network_port(&self, claimed: &NetworkPortRef) -> Result<NetworkPortRef>;

    /// The host interface of that name.
    #[call(0, "resolve_interface")]
    fn resolve_interface(&self, claimed: &InterfaceRef) -> Result<InterfaceRef>;

    /// The storage pool with this uuid.
    #[call(0, "resolve_storage_pool")]
    fn resolve_storage_pool(&self, claimed: &StoragePoolRef) -> Result<StoragePoolRef>;

    /// The volume of that name in that pool.
    #[call(0, "resolve_storage_vol")]
    fn resolve_storage_vol(&self, claimed: &StorageVolRef) -> Result<StorageVolRef>;

    /// The device of that name.
    #[call(0, "resolve_node_device")]
    fn resolve_node_device(&self, claimed: &NodeDeviceRef) -> Result<NodeDeviceRef>;

    /// The filter with this uuid.
    #[call(0, "resolve_nwfilter")]
    fn resolve_nwfilter(&self, claimed: &NwfilterRef) -> Result<NwfilterRef>;

    /// The binding of that port.
    #[call(0, "resolve_nwfilter_binding")]
    fn resolve_nwfilter_binding(&self, claimed: &NwfilterBindingRef) -> Result<NwfilterBindingRef>;

    /// The secret with this uuid.
    #[call(0, "resolve_secret")]
    fn resolve_secret(&self, claimed: &SecretRef) -> Result<SecretRef>;
}
