//! Storage pools.

use fv_api_attr::api;
use fv_error::Result;
use fv_types::Uuid;

use crate::{Caller, StoragePoolRef, StorageVolRef};

/// Storage pools.
#[api(program = "remote", object = "storage_pool", domain = "Storage")]
pub trait StoragePoolApi: Send + Sync {
    /// Calls `virConnectNumOfStoragePools`.
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

    /// Calls `virConnectListStoragePools`.
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

    /// Calls `virConnectNumOfDefinedStoragePools`.
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

    /// Calls `virConnectListDefinedStoragePools`.
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

    /// Calls `virConnectFindStoragePoolSources`.
    #[call(
        75,
        "connect_find_storage_pool_sources",
        c = "virConnectFindStoragePoolSources",
        acl = "connect:detect_storage_pools",
        waits = "disk",
        by_hand = "client",
        field = "xml"
    )]
    fn find_storage_pool_sources(
        &self,
        caller: &Caller,
        kind: &str,
        src_spec: Option<&str>,
        flags: u32,
    ) -> Result<String>;

    /// Calls `virStoragePoolCreateXML`.
    #[call(
        76,
        "storage_pool_create_xml",
        c = "virStoragePoolCreateXML",
        acl = "storage_pool:start storage_pool:write",
        waits = "long",
        field = "pool"
    )]
    fn create_xml(&self, caller: &Caller, xml: &str, flags: u32) -> Result<StoragePoolRef>;

    /// Calls `virStoragePoolDefineXML`.
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

    /// Calls `virStoragePoolCreate`.
    #[call(
        78,
        "storage_pool_create",
        c = "virStoragePoolCreate",
        acl = "storage_pool:start",
        waits = "long"
    )]
    fn create(&self, caller: &Caller, pool: &StoragePoolRef, flags: u32) -> Result<()>;

    /// Calls `virStoragePoolBuild`.
    #[call(
        79,
        "storage_pool_build",
        c = "virStoragePoolBuild",
        acl = "storage_pool:format",
        waits = "long"
    )]
    fn build(&self, caller: &Caller, pool: &StoragePoolRef, flags: u32) -> Result<()>;

    /// Calls `virStoragePoolDestroy`.
    #[call(
        80,
        "storage_pool_destroy",
        c = "virStoragePoolDestroy",
        acl = "storage_pool:stop",
        waits = "long",
        priority = "high"
    )]
    fn destroy(&self, caller: &Caller, pool: &StoragePoolRef) -> Result<()>;

    /// Calls `virStoragePoolDelete`.
    #[call(
        81,
        "storage_pool_delete",
        c = "virStoragePoolDelete",
        acl = "storage_pool:format",
        waits = "long"
    )]
    fn delete(&self, caller: &Caller, pool: &StoragePoolRef, flags: u32) -> Result<()>;

    /// Calls `virStoragePoolUndefine`.
    #[call(
        82,
        "storage_pool_undefine",
        c = "virStoragePoolUndefine",
        acl = "storage_pool:delete",
        waits = "disk",
        priority = "high"
    )]
    fn undefine(&self, caller: &Caller, pool: &StoragePoolRef) -> Result<()>;

    /// Calls `virStoragePoolRefresh`.
    #[call(
        83,
        "storage_pool_refresh",
        c = "virStoragePoolRefresh",
        acl = "storage_pool:refresh",
        waits = "long"
    )]
    fn refresh(&self, caller: &Caller, pool: &StoragePoolRef, flags: u32) -> Result<()>;

    /// Calls `virStoragePoolLookupByName`.
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

    /// Calls `virStoragePoolLookupByUUID`.
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

    /// Calls `virStoragePoolLookupByVolume`.
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

    /// Calls `virStoragePoolGetInfo`.
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

    /// Calls `virStoragePoolGetXMLDesc`.
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

    /// Calls `virStoragePoolGetAutostart`.
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

    /// Calls `virStoragePoolSetAutostart`.
    #[call(
        90,
        "storage_pool_set_autostart",
        c = "virStoragePoolSetAutostart",
        acl = "storage_pool:write",
        waits = "disk",
        priority = "high"
    )]
    fn set_autostart(&self, caller: &Caller, pool: &StoragePoolRef, autostart: i32) -> Result<()>;

    /// Calls `virStoragePoolNumOfVolumes`.
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

    /// Calls `virStoragePoolListVolumes`.
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

    /// Calls `virStoragePoolIsActive`.
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

    /// Calls `virStoragePoolIsPersistent`.
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

    /// Calls `virConnectListAllStoragePools`.
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

    /// Calls `virStoragePoolListAllVolumes`.
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

    /// Calls `virStoragePoolLookupByTargetPath`.
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

    /// Calls `virConnectGetStoragePoolCapabilities`.
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
    /// The state.
    pub state: u8,
    /// The capacity.
    pub capacity: u64,
    /// The allocation.
    pub allocation: u64,
    /// The available.
    pub available: u64,
}

/// Answer of [`StoragePoolApi::list_all_storage_pools`].
#[api(wire = "remote_connect_list_all_storage_pools_ret")]
#[derive(Clone, Debug, PartialEq)]
pub struct ConnectListAllStoragePools {
    /// The pools.
    #[max(16384)]
    pub pools: Vec<StoragePoolRef>,
    /// The ret.
    pub ret: u32,
}

/// Answer of [`StoragePoolApi::list_all_volumes`].
#[api(wire = "remote_storage_pool_list_all_volumes_ret")]
#[derive(Clone, Debug, PartialEq)]
pub struct StoragePoolListAllVolumes {
    /// The vols.
    #[max(16384)]
    pub vols: Vec<StorageVolRef>,
    /// The ret.
    pub ret: u32,
}
