//! Volumes of storage pools.

use fv_api_attr::api;
use fv_error::Result;

use crate::{Caller, StoragePoolRef, StorageVolRef, Stream};

/// Volumes of storage pools.
#[api(program = "remote", object = "storage_vol", domain = "Storage")]
pub trait StorageVolApi: Send + Sync {
    /// Makes a volume from XML.
    #[call(
        93,
        "storage_vol_create_xml",
        c = "virStorageVolCreateXML",
        acl = "storage_vol:create",
        waits = "long",
        field = "vol"
    )]
    fn create_xml(
        &self,
        caller: &Caller,
        pool: &StoragePoolRef,
        xml: &str,
        flags: u32,
    ) -> Result<StorageVolRef>;

    /// Deletes a volume.
    #[call(
        94,
        "storage_vol_delete",
        c = "virStorageVolDelete",
        acl = "storage_vol:delete",
        waits = "disk"
    )]
    fn delete(&self, caller: &Caller, vol: &StorageVolRef, flags: u32) -> Result<()>;

    /// Finds a volume of a pool by its name.
    #[call(
        95,
        "storage_vol_lookup_by_name",
        c = "virStorageVolLookupByName",
        acl = "storage_vol:getattr",
        waits = "disk",
        read_only = "allowed",
        priority = "high",
        field = "vol"
    )]
    fn lookup_by_name(
        &self,
        caller: &Caller,
        pool: &StoragePoolRef,
        name: &str,
    ) -> Result<StorageVolRef>;

    /// Finds a volume by its key, unique on the host.
    #[call(
        96,
        "storage_vol_lookup_by_key",
        c = "virStorageVolLookupByKey",
        acl = "storage_vol:getattr",
        waits = "disk",
        read_only = "allowed",
        priority = "high",
        field = "vol"
    )]
    fn lookup_by_key(&self, caller: &Caller, key: &str) -> Result<StorageVolRef>;

    /// Finds a volume by its path.
    #[call(
        97,
        "storage_vol_lookup_by_path",
        c = "virStorageVolLookupByPath",
        acl = "storage_vol:getattr",
        waits = "disk",
        read_only = "allowed",
        priority = "high",
        field = "vol"
    )]
    fn lookup_by_path(&self, caller: &Caller, path: &str) -> Result<StorageVolRef>;

    /// Tells kind, capacity and allocation, in bytes.
    #[call(
        98,
        "storage_vol_get_info",
        c = "virStorageVolGetInfo",
        acl = "storage_vol:read",
        waits = "disk",
        read_only = "allowed",
        priority = "high"
    )]
    fn info(&self, caller: &Caller, vol: &StorageVolRef) -> Result<StorageVolInfo>;

    /// Describes a volume as XML.
    #[call(
        99,
        "storage_vol_get_xml_desc",
        c = "virStorageVolGetXMLDesc",
        acl = "storage_vol:read",
        waits = "disk",
        read_only = "allowed",
        priority = "high",
        field = "xml"
    )]
    fn xml_desc(&self, caller: &Caller, vol: &StorageVolRef, flags: u32) -> Result<String>;

    /// Tells the path of a volume.
    #[call(
        100,
        "storage_vol_get_path",
        c = "virStorageVolGetPath",
        acl = "storage_vol:read",
        waits = "disk",
        read_only = "allowed",
        priority = "high",
        field = "name"
    )]
    fn path(&self, caller: &Caller, vol: &StorageVolRef) -> Result<String>;

    /// Makes a volume from XML with the content of another.
    #[call(
        125,
        "storage_vol_create_xml_from",
        c = "virStorageVolCreateXMLFrom",
        acl = "storage_vol:create",
        waits = "long",
        field = "vol"
    )]
    fn create_xml_from(
        &self,
        caller: &Caller,
        pool: &StoragePoolRef,
        xml: &str,
        clonevol: &StorageVolRef,
        flags: u32,
    ) -> Result<StorageVolRef>;

    /// Overwrites a volume.
    #[call(
        165,
        "storage_vol_wipe",
        c = "virStorageVolWipe",
        acl = "storage_vol:format",
        waits = "long"
    )]
    fn wipe(&self, caller: &Caller, vol: &StorageVolRef, flags: u32) -> Result<()>;

    /// Writes a stream into a volume.
    #[call(
        208,
        "storage_vol_upload",
        c = "virStorageVolUpload",
        acl = "storage_vol:data_write",
        waits = "disk",
        stream = "in",
        sparse = "flags & 1"
    )]
    fn upload(
        &self,
        caller: &Caller,
        vol: &StorageVolRef,
        offset: u64,
        length: u64,
        flags: u32,
    ) -> Result<Box<dyn Stream>>;

    /// Reads a volume into a stream.
    #[call(
        209,
        "storage_vol_download",
        c = "virStorageVolDownload",
        acl = "storage_vol:data_read",
        waits = "disk",
        stream = "out",
        sparse = "flags & 1"
    )]
    fn download(
        &self,
        caller: &Caller,
        vol: &StorageVolRef,
        offset: u64,
        length: u64,
        flags: u32,
    ) -> Result<Box<dyn Stream>>;

    /// Overwrites a volume in a chosen manner.
    #[call(
        259,
        "storage_vol_wipe_pattern",
        c = "virStorageVolWipePattern",
        acl = "storage_vol:format",
        waits = "long"
    )]
    fn wipe_pattern(
        &self,
        caller: &Caller,
        vol: &StorageVolRef,
        algorithm: u32,
        flags: u32,
    ) -> Result<()>;

    /// Changes the capacity of a volume.
    #[call(
        260,
        "storage_vol_resize",
        c = "virStorageVolResize",
        acl = "storage_vol:resize",
        waits = "long"
    )]
    fn resize(&self, caller: &Caller, vol: &StorageVolRef, capacity: u64, flags: u32)
    -> Result<()>;

    /// Tells kind, capacity and allocation or physical size, in bytes.
    #[call(
        378,
        "storage_vol_get_info_flags",
        c = "virStorageVolGetInfoFlags",
        acl = "storage_vol:read",
        waits = "disk",
        read_only = "allowed",
        priority = "high"
    )]
    fn info_flags(
        &self,
        caller: &Caller,
        vol: &StorageVolRef,
        flags: u32,
    ) -> Result<StorageVolInfoFlags>;
}

/// Answer of [`StorageVolApi::info`].
#[api(wire = "remote_storage_vol_get_info_ret")]
#[derive(Clone, Debug, PartialEq)]
pub struct StorageVolInfo {
    /// The kind, as libvirt numbers it.
    pub kind: i8,
    /// The size that is promised, in bytes.
    pub capacity: u64,
    /// The space that is taken, in bytes.
    pub allocation: u64,
}

/// Answer of [`StorageVolApi::info_flags`].
#[api(wire = "remote_storage_vol_get_info_flags_ret")]
#[derive(Clone, Debug, PartialEq)]
pub struct StorageVolInfoFlags {
    /// The kind, as libvirt numbers it.
    pub kind: i8,
    /// The size that is promised, in bytes.
    pub capacity: u64,
    /// The space that is taken, in bytes.
    pub allocation: u64,
}
