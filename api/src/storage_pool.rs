//! Storage pools.

use fv_api_attr::api;
use fv_error::Result;
use fv_types::Uuid;

use crate::{Caller, StoragePoolRef, StorageVolRef};

/// Storage pools.
#[api(program = "remote", object = "storage_pool", domain = "Storage")]
pub trait StoragePoolApi: Send + Sync {
    /// Counts the active pools.
    #[call(
        71,
        "connect_num_of_storage_pools",
        c = "virConnectNumOfStoragePools",
        acl = "connect:search_storage_pools",
        filter = "storage_pool:getattr",
        waits = "never",
        read_only = "allowed",
        priority = "high",
        field = "num"
    )]
    fn num_of_storage_pools(&self, caller: &Caller) -> Result<i32>;

    /// Lists the names of active pools.
    #[call(
        72,
        "connect_list_storage_pools",
        c = "virConnectListStoragePools",
        acl = "connect:search_storage_pools",
        filter = "storage_pool:getattr",
        waits = "never",
        read_only = "allowed",
        priority = "high",
        field = "names",
        max = 16384
    )]
    fn list_storage_pools(&self, caller: &Caller, maxnames: i32) -> Result<Vec<String>>;

    /// Counts the pools that are defined and not active.
    #[call(
        73,
        "connect_num_of_defined_storage_pools",
        c = "virConnectNumOfDefinedStoragePools",
        acl = "connect:search_storage_pools",
        filter = "storage_pool:getattr",
        waits = "never",
        read_only = "allowed",
        priority = "high",
        field = "num"
    )]
    fn num_of_defined_storage_pools(&self, caller: &Caller) -> Result<i32>;

    /// Lists the names of pools that are defined and not active.
    #[call(
        74,
        "connect_list_defined_storage_pools",
        c = "virConnectListDefinedStoragePools",
        acl = "connect:search_storage_pools",
        filter = "storage_pool:getattr",
        waits = "never",
        read_only = "allowed",
        priority = "high",
        field = "names",
        max = 16384
    )]
    fn list_defined_storage_pools(&self, caller: &Caller, maxnames: i32) -> Result<Vec<String>>;

    /// Looks for places from which a pool could be made.
    #[call(
        75,
        "connect_find_storage_pool_sources",
        c = "virConnectFindStoragePoolSources",
        acl = "connect:detect_storage_pools",
        waits = "disk",
        field = "xml"
    )]
    fn find_storage_pool_sources(
        &self,
        caller: &Caller,
        kind: &str,
        src_spec: Option<&str>,
        flags: u32,
    ) -> Result<String>;

    /// Starts a pool from XML without defining it.
    #[call(
        76,
        "storage_pool_create_xml",
        c = "virStoragePoolCreateXML",
        acl = "storage_pool:start storage_pool:write",
        waits = "long",
        field = "pool"
    )]
    fn create_xml(&self, caller: &Caller, xml: &str, flags: u32) -> Result<StoragePoolRef>;

    /// Defines a pool, or replaces its definition.
    #[call(
        77,
        "storage_pool_define_xml",
        c = "virStoragePoolDefineXML",
        acl = "storage_pool:write storage_pool:save",
        waits = "disk",
        priority = "high",
        field = "pool"
    )]
    fn define_xml(&self, caller: &Caller, xml: &str, flags: u32) -> Result<StoragePoolRef>;

    /// Starts a defined pool.
    #[call(
        78,
        "storage_pool_create",
        c = "virStoragePoolCreate",
        acl = "storage_pool:start",
        waits = "long"
    )]
    fn create(&self, caller: &Caller, pool: &StoragePoolRef, flags: u32) -> Result<()>;

    /// Makes what lies under a pool.
    #[call(
        79,
        "storage_pool_build",
        c = "virStoragePoolBuild",
        acl = "storage_pool:format",
        waits = "long"
    )]
    fn build(&self, caller: &Caller, pool: &StoragePoolRef, flags: u32) -> Result<()>;

    /// Stops a pool; its volumes stay.
    #[call(
        80,
        "storage_pool_destroy",
        c = "virStoragePoolDestroy",
        acl = "storage_pool:stop",
        waits = "long",
        priority = "high"
    )]
    fn destroy(&self, caller: &Caller, pool: &StoragePoolRef) -> Result<()>;

    /// Deletes what lies under a pool.
    #[call(
        81,
        "storage_pool_delete",
        c = "virStoragePoolDelete",
        acl = "storage_pool:format",
        waits = "long"
    )]
    fn delete(&self, caller: &Caller, pool: &StoragePoolRef, flags: u32) -> Result<()>;

    /// Removes the definition of a pool.
    #[call(
        82,
        "storage_pool_undefine",
        c = "virStoragePoolUndefine",
        acl = "storage_pool:delete",
        waits = "disk",
        priority = "high"
    )]
    fn undefine(&self, caller: &Caller, pool: &StoragePoolRef) -> Result<()>;

    /// Reads the list of volumes anew.
    #[call(
        83,
        "storage_pool_refresh",
        c = "virStoragePoolRefresh",
        acl = "storage_pool:refresh",
        waits = "long"
    )]
    fn refresh(&self, caller: &Caller, pool: &StoragePoolRef, flags: u32) -> Result<()>;

    /// Finds a pool by its name.
    #[call(
        84,
        "storage_pool_lookup_by_name",
        c = "virStoragePoolLookupByName",
        acl = "storage_pool:getattr",
        waits = "disk",
        read_only = "allowed",
        priority = "high",
        field = "pool"
    )]
    fn lookup_by_name(&self, caller: &Caller, name: &str) -> Result<StoragePoolRef>;

    /// Finds a pool by its uuid.
    #[call(
        85,
        "storage_pool_lookup_by_uuid",
        c = "virStoragePoolLookupByUUID",
        acl = "storage_pool:getattr",
        waits = "disk",
        read_only = "allowed",
        priority = "high",
        field = "pool"
    )]
    fn lookup_by_uuid(&self, caller: &Caller, uuid: Uuid) -> Result<StoragePoolRef>;

    /// Finds the pool of a volume.
    #[call(
        86,
        "storage_pool_lookup_by_volume",
        c = "virStoragePoolLookupByVolume",
        acl = "storage_pool:getattr",
        waits = "disk",
        read_only = "allowed",
        priority = "high",
        field = "pool"
    )]
    fn lookup_by_volume(&self, caller: &Caller, vol: &StorageVolRef) -> Result<StoragePoolRef>;

    /// Tells state, capacity, allocation and free space, in bytes.
    #[call(
        87,
        "storage_pool_get_info",
        c = "virStoragePoolGetInfo",
        acl = "storage_pool:read",
        waits = "disk",
        read_only = "allowed",
        priority = "high"
    )]
    fn info(&self, caller: &Caller, pool: &StoragePoolRef) -> Result<StoragePoolInfo>;

    /// Describes a pool as XML.
    #[call(
        88,
        "storage_pool_get_xml_desc",
        c = "virStoragePoolGetXMLDesc",
        acl = "storage_pool:read",
        waits = "disk",
        read_only = "allowed",
        priority = "high",
        field = "xml"
    )]
    fn xml_desc(&self, caller: &Caller, pool: &StoragePoolRef, flags: u32) -> Result<String>;

    /// Tells whether the pool starts with the host.
    #[call(
        89,
        "storage_pool_get_autostart",
        c = "virStoragePoolGetAutostart",
        acl = "storage_pool:read",
        waits = "disk",
        read_only = "allowed",
        priority = "high",
        field = "autostart"
    )]
    fn autostart(&self, caller: &Caller, pool: &StoragePoolRef) -> Result<i32>;

    /// Says whether the pool starts with the host.
    #[call(
        90,
        "storage_pool_set_autostart",
        c = "virStoragePoolSetAutostart",
        acl = "storage_pool:write",
        waits = "disk",
        priority = "high"
    )]
    fn set_autostart(&self, caller: &Caller, pool: &StoragePoolRef, autostart: i32) -> Result<()>;

    /// Counts the volumes of a pool.
    #[call(
        91,
        "storage_pool_num_of_volumes",
        c = "virStoragePoolNumOfVolumes",
        acl = "storage_pool:search_storage_vols",
        filter = "storage_vol:getattr",
        waits = "disk",
        read_only = "allowed",
        priority = "high",
        field = "num"
    )]
    fn num_of_volumes(&self, caller: &Caller, pool: &StoragePoolRef) -> Result<i32>;

    /// Lists the names of a pool's volumes.
    #[call(
        92,
        "storage_pool_list_volumes",
        c = "virStoragePoolListVolumes",
        acl = "storage_pool:search_storage_vols",
        filter = "storage_vol:getattr",
        waits = "disk",
        read_only = "allowed",
        priority = "high",
        field = "names",
        max = 16384
    )]
    fn list_volumes(
        &self,
        caller: &Caller,
        pool: &StoragePoolRef,
        maxnames: i32,
    ) -> Result<Vec<String>>;

    /// Tells whether the pool is active.
    #[call(
        154,
        "storage_pool_is_active",
        c = "virStoragePoolIsActive",
        acl = "storage_pool:read",
        waits = "disk",
        read_only = "allowed",
        priority = "high",
        field = "active"
    )]
    fn is_active(&self, caller: &Caller, pool: &StoragePoolRef) -> Result<i32>;

    /// Tells whether the pool is defined.
    #[call(
        155,
        "storage_pool_is_persistent",
        c = "virStoragePoolIsPersistent",
        acl = "storage_pool:read",
        waits = "disk",
        read_only = "allowed",
        priority = "high",
        field = "persistent"
    )]
    fn is_persistent(&self, caller: &Caller, pool: &StoragePoolRef) -> Result<i32>;

    /// Lists the pools that pass the filters.
    #[call(
        281,
        "connect_list_all_storage_pools",
        c = "virConnectListAllStoragePools",
        acl = "connect:search_storage_pools",
        filter = "storage_pool:getattr",
        waits = "never",
        read_only = "allowed",
        priority = "high"
    )]
    fn list_all_storage_pools(
        &self,
        caller: &Caller,
        need_results: i32,
        flags: u32,
    ) -> Result<ConnectListAllStoragePools>;

    /// Lists the volumes of a pool.
    #[call(
        282,
        "storage_pool_list_all_volumes",
        c = "virStoragePoolListAllVolumes",
        acl = "storage_pool:search_storage_vols",
        filter = "storage_vol:getattr",
        waits = "disk",
        read_only = "allowed",
        priority = "high"
    )]
    fn list_all_volumes(
        &self,
        caller: &Caller,
        pool: &StoragePoolRef,
        need_results: i32,
        flags: u32,
    ) -> Result<StoragePoolListAllVolumes>;

    /// Finds the pool whose target is this path.
    #[call(
        391,
        "storage_pool_lookup_by_target_path",
        c = "virStoragePoolLookupByTargetPath",
        acl = "storage_pool:getattr",
        waits = "disk",
        read_only = "allowed",
        priority = "high",
        field = "pool"
    )]
    fn lookup_by_target_path(&self, caller: &Caller, path: &str) -> Result<StoragePoolRef>;

    /// Describes the kinds of pools that the host can have, as XML.
    #[call(
        403,
        "connect_get_storage_pool_capabilities",
        c = "virConnectGetStoragePoolCapabilities",
        acl = "connect:read",
        waits = "disk",
        read_only = "allowed",
        field = "capabilities"
    )]
    fn storage_pool_capabilities(&self, caller: &Caller, flags: u32) -> Result<String>;
}

/// Answer of [`StoragePoolApi::info`].
#[api(wire = "remote_storage_pool_get_info_ret")]
#[derive(Clone, Debug, PartialEq)]
pub struct StoragePoolInfo {
    /// The state, as libvirt numbers it.
    pub state: u8,
    /// The size that is promised, in bytes.
    pub capacity: u64,
    /// The space that is taken, in bytes.
    pub allocation: u64,
    /// What is free, in bytes.
    pub available: u64,
}

/// Answer of [`StoragePoolApi::list_all_storage_pools`].
#[api(wire = "remote_connect_list_all_storage_pools_ret")]
#[derive(Clone, Debug, PartialEq)]
pub struct ConnectListAllStoragePools {
    /// The pools.
    #[max(16384)]
    pub pools: Vec<StoragePoolRef>,
    /// The count, which may stand alone when no list was asked for.
    pub ret: u32,
}

/// Answer of [`StoragePoolApi::list_all_volumes`].
#[api(wire = "remote_storage_pool_list_all_volumes_ret")]
#[derive(Clone, Debug, PartialEq)]
pub struct StoragePoolListAllVolumes {
    /// The volumes.
    #[max(16384)]
    pub vols: Vec<StorageVolRef>,
    /// The count, which may stand alone when no list was asked for.
    pub ret: u32,
}
