//! Arguments and results on the wire.
//!
//! Made by `cargo xtask codegen` from `api/src/storage_pool.rs`; do not edit.

use crate::prelude::*;

xdr_borrowed! { Wire;
    ConnectFindStoragePoolSourcesArgs<'a> {
        kind: &'a str as Text, src_spec: Option<&'a str> as Maybe<Text>, flags: u32 as Plain,
    }
    StoragePoolCreateXmlArgs<'a> { xml: &'a str as Text, flags: u32 as Plain }
    StoragePoolDefineXmlArgs<'a> { xml: &'a str as Text, flags: u32 as Plain }
    StoragePoolCreateArgs<'a> { pool: Cow<'a, StoragePoolRef> as Lent<Wire>, flags: u32 as Plain }
    StoragePoolBuildArgs<'a> { pool: Cow<'a, StoragePoolRef> as Lent<Wire>, flags: u32 as Plain }
    StoragePoolDestroyArgs<'a> { pool: Cow<'a, StoragePoolRef> as Lent<Wire> }
    StoragePoolDeleteArgs<'a> { pool: Cow<'a, StoragePoolRef> as Lent<Wire>, flags: u32 as Plain }
    StoragePoolUndefineArgs<'a> { pool: Cow<'a, StoragePoolRef> as Lent<Wire> }
    StoragePoolRefreshArgs<'a> { pool: Cow<'a, StoragePoolRef> as Lent<Wire>, flags: u32 as Plain }
    StoragePoolLookupByNameArgs<'a> { name: &'a str as Text }
    StoragePoolLookupByVolumeArgs<'a> { vol: Cow<'a, StorageVolRef> as Lent<Wire> }
    StoragePoolGetInfoArgs<'a> { pool: Cow<'a, StoragePoolRef> as Lent<Wire> }
    StoragePoolGetXmlDescArgs<'a> {
        pool: Cow<'a, StoragePoolRef> as Lent<Wire>, flags: u32 as Plain,
    }
    StoragePoolGetAutostartArgs<'a> { pool: Cow<'a, StoragePoolRef> as Lent<Wire> }
    StoragePoolSetAutostartArgs<'a> {
        pool: Cow<'a, StoragePoolRef> as Lent<Wire>, autostart: i32 as Plain,
    }
    StoragePoolNumOfVolumesArgs<'a> { pool: Cow<'a, StoragePoolRef> as Lent<Wire> }
    StoragePoolListVolumesArgs<'a> {
        pool: Cow<'a, StoragePoolRef> as Lent<Wire>, maxnames: i32 as Plain,
    }
    StoragePoolIsActiveArgs<'a> { pool: Cow<'a, StoragePoolRef> as Lent<Wire> }
    StoragePoolIsPersistentArgs<'a> { pool: Cow<'a, StoragePoolRef> as Lent<Wire> }
    StoragePoolListAllVolumesArgs<'a> {
        pool: Cow<'a, StoragePoolRef> as Lent<Wire>, need_results: i32 as Plain,
        flags: u32 as Plain,
    }
    StoragePoolLookupByTargetPathArgs<'a> { path: &'a str as Text }
}

xdr_struct! { Wire;
    ConnectNumOfStoragePoolsRet { num: i32 as Plain }
    ConnectListStoragePoolsArgs { maxnames: i32 as Plain }
    ConnectListStoragePoolsRet { names: Vec<String> as List<Text, 16384> }
    ConnectNumOfDefinedStoragePoolsRet { num: i32 as Plain }
    ConnectListDefinedStoragePoolsArgs { maxnames: i32 as Plain }
    ConnectListDefinedStoragePoolsRet { names: Vec<String> as List<Text, 16384> }
    ConnectFindStoragePoolSourcesRet { xml: String as Text }
    StoragePoolCreateXmlRet { pool: StoragePoolRef as Wire }
    StoragePoolDefineXmlRet { pool: StoragePoolRef as Wire }
    StoragePoolLookupByNameRet { pool: StoragePoolRef as Wire }
    StoragePoolLookupByUuidArgs { uuid: Uuid as Plain }
    StoragePoolLookupByUuidRet { pool: StoragePoolRef as Wire }
    StoragePoolLookupByVolumeRet { pool: StoragePoolRef as Wire }
    StoragePoolGetXmlDescRet { xml: String as Text }
    StoragePoolGetAutostartRet { autostart: i32 as Plain }
    StoragePoolNumOfVolumesRet { num: i32 as Plain }
    StoragePoolListVolumesRet { names: Vec<String> as List<Text, 16384> }
    StoragePoolIsActiveRet { active: i32 as Plain }
    StoragePoolIsPersistentRet { persistent: i32 as Plain }
    ConnectListAllStoragePoolsArgs { need_results: i32 as Plain, flags: u32 as Plain }
    StoragePoolLookupByTargetPathRet { pool: StoragePoolRef as Wire }
    ConnectGetStoragePoolCapabilitiesArgs { flags: u32 as Plain }
    ConnectGetStoragePoolCapabilitiesRet { capabilities: String as Text }
}

xdr_form! { Wire;
    StoragePoolInfo {
        state: u8 as Plain, capacity: u64 as Plain, allocation: u64 as Plain,
        available: u64 as Plain,
    }
    ConnectListAllStoragePools {
        pools: Vec<StoragePoolRef> as List<Wire, 16384>, ret: u32 as Plain,
    }
    StoragePoolListAllVolumes { vols: Vec<StorageVolRef> as List<Wire, 16384>, ret: u32 as Plain }
}
