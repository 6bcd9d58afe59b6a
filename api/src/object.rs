//! How objects are named on the wire and in calls.

use fv_api_attr::api;
use fv_types::Uuid;

/// A domain, as a client names it or a driver found it.
#[api(wire = "remote_nonnull_domain")]
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct DomainRef {
    /// The name.
    pub name: String,
    /// The uuid.
    pub uuid: Uuid,
    /// The number, -1 when not running.
    pub id: i32,
}

/// A virtual network.
#[api(wire = "remote_nonnull_network")]
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct NetworkRef {
    /// The name.
    pub name: String,
    /// The uuid.
    pub uuid: Uuid,
}

/// A port of a virtual network.
#[api(wire = "remote_nonnull_network_port")]
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct NetworkPortRef {
    /// The network.
    pub net: NetworkRef,
    /// The uuid.
    pub uuid: Uuid,
}

/// A network filter.
#[api(wire = "remote_nonnull_nwfilter")]
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct NwfilterRef {
    /// The name.
    pub name: String,
    /// The uuid.
    pub uuid: Uuid,
}

/// The binding of a filter to a port.
#[api(wire = "remote_nonnull_nwfilter_binding")]
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct NwfilterBindingRef {
    /// The name of the port's device.
    pub portdev: String,
    /// The name of the filter.
    pub filtername: String,
}

/// A network interface of the host.
#[api(wire = "remote_nonnull_interface")]
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct InterfaceRef {
    /// The name.
    pub name: String,
    /// The hardware address.
    pub mac: String,
}

/// A storage pool.
#[api(wire = "remote_nonnull_storage_pool")]
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct StoragePoolRef {
    /// The name.
    pub name: String,
    /// The uuid.
    pub uuid: Uuid,
}

/// A volume in a storage pool.
#[api(wire = "remote_nonnull_storage_vol")]
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct StorageVolRef {
    /// The name of the pool.
    pub pool: String,
    /// The name.
    pub name: String,
    /// The key, unique on the host.
    pub key: String,
}

/// A device of the host.
#[api(wire = "remote_nonnull_node_device")]
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct NodeDeviceRef {
    /// The name.
    pub name: String,
}

/// A secret.
#[api(wire = "remote_nonnull_secret")]
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SecretRef {
    /// The uuid.
    pub uuid: Uuid,
    /// What the secret is for, as libvirt numbers it.
    pub usage_type: i32,
    /// Which of that kind.
    pub usage_id: String,
}

/// A checkpoint of a domain.
#[api(wire = "remote_nonnull_domain_checkpoint")]
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct CheckpointRef {
    /// The name.
    pub name: String,
    /// The domain.
    pub dom: DomainRef,
}

/// A snapshot of a domain.
#[api(wire = "remote_nonnull_domain_snapshot")]
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SnapshotRef {
    /// The name.
    pub name: String,
    /// The domain.
    pub dom: DomainRef,
}

/// A server inside the daemon.
#[api(wire = "admin_nonnull_server")]
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ServerRef {
    /// The name.
    pub name: String,
}

/// A client of one of the daemon's servers.
#[api(wire = "admin_nonnull_client")]
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ClientRef {
    /// The server.
    pub srv: ServerRef,
    /// The number, -1 when not running.
    pub id: u64,
    /// When it connected, in seconds since 1970.
    pub timestamp: i64,
    /// How the client came in, as libvirt numbers it.
    pub transport: u32,
}

/// How a client may prove who it is.
#[api(wire = "remote_auth_type")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(i32)]
pub enum AuthKind {
    /// Nothing is asked.
    None = 0,
    /// A SASL exchange.
    Sasl = 1,
    /// polkit decides by the identity of the peer.
    Polkit = 2,
}
