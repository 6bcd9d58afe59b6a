//! The traits of the declaration over the wire.
//!
//! Made by `cargo xtask codegen` from `api/src`; do not edit.

mod admin;
mod checkpoint;
mod connect;
mod domain;
mod domain_device;
mod domain_guest;
mod domain_save;
mod domain_tune;
mod event;
mod interface;
mod lock;
mod log;
mod lxc;
mod migration;
mod network;
mod network_port;
mod node;
mod node_device;
mod nwfilter;
mod qemu;
mod secret;
mod session;
mod snapshot;
mod storage_pool;
mod storage_vol;

use fv_api::{
    AdminApi, CheckpointApi, ConnectApi, DomainApi, DomainDeviceApi, DomainGuestApi, DomainSaveApi,
    DomainTuneApi, EventApi, InterfaceApi, LockApi, LogApi, LxcApi, MigrationApi, NetworkApi,
    NetworkPortApi, NodeApi, NodeDeviceApi, NwfilterApi, QemuApi, SecretApi, SessionApi,
    SnapshotApi, StoragePoolApi, StorageVolApi,
};

impl crate::Remote {
    /// The calls of [`AdminApi`].
    pub fn admin(&self) -> &dyn AdminApi {
        self
    }

    /// The calls of [`CheckpointApi`].
    pub fn checkpoint(&self) -> &dyn CheckpointApi {
        self
    }

    /// The calls of [`ConnectApi`].
    pub fn connect(&self) -> &dyn ConnectApi {
        self
    }

    /// The calls of [`DomainApi`].
    pub fn domain(&self) -> &dyn DomainApi {
        self
    }

    /// The calls of [`DomainDeviceApi`].
    pub fn domain_device(&self) -> &dyn DomainDeviceApi {
        self
    }

    /// The calls of [`DomainGuestApi`].
    pub fn domain_guest(&self) -> &dyn DomainGuestApi {
        self
    }

    /// The calls of [`DomainSaveApi`].
    pub fn domain_save(&self) -> &dyn DomainSaveApi {
        self
    }

    /// The calls of [`DomainTuneApi`].
    pub fn domain_tune(&self) -> &dyn DomainTuneApi {
        self
    }

    /// The calls of [`EventApi`].
    pub fn event(&self) -> &dyn EventApi {
        self
    }

    /// The calls of [`InterfaceApi`].
    pub fn interface(&self) -> &dyn InterfaceApi {
        self
    }

    /// The calls of [`LockApi`].
    pub fn lock(&self) -> &dyn LockApi {
        self
    }

    /// The calls of [`LogApi`].
    pub fn log(&self) -> &dyn LogApi {
        self
    }

    /// The calls of [`LxcApi`].
    pub fn lxc(&self) -> &dyn LxcApi {
        self
    }

    /// The calls of [`MigrationApi`].
    pub fn migration(&self) -> &dyn MigrationApi {
        self
    }

    /// The calls of [`NetworkApi`].
    pub fn network(&self) -> &dyn NetworkApi {
        self
    }

    /// The calls of [`NetworkPortApi`].
    pub fn network_port(&self) -> &dyn NetworkPortApi {
        self
    }

    /// The calls of [`NodeApi`].
    pub fn node(&self) -> &dyn NodeApi {
        self
    }

    /// The calls of [`NodeDeviceApi`].
    pub fn node_device(&self) -> &dyn NodeDeviceApi {
        self
    }

    /// The calls of [`NwfilterApi`].
    pub fn nwfilter(&self) -> &dyn NwfilterApi {
        self
    }

    /// The calls of [`QemuApi`].
    pub fn qemu(&self) -> &dyn QemuApi {
        self
    }

    /// The calls of [`SecretApi`].
    pub fn secret(&self) -> &dyn SecretApi {
        self
    }

    /// The calls of [`SessionApi`].
    pub fn session(&self) -> &dyn SessionApi {
        self
    }

    /// The calls of [`SnapshotApi`].
    pub fn snapshot(&self) -> &dyn SnapshotApi {
        self
    }

    /// The calls of [`StoragePoolApi`].
    pub fn storage_pool(&self) -> &dyn StoragePoolApi {
        self
    }

    /// The calls of [`StorageVolApi`].
    pub fn storage_vol(&self) -> &dyn StorageVolApi {
        self
    }
}
