//! `StoragePoolApi` over the wire.
//!
//! Made by `cargo xtask codegen` from `api/src/storage_pool.rs`; do not edit.

use crate::stubs::prelude::*;

stubs! { StoragePoolApi REMOTE;
    71 num_of_storage_pools() -> i32: call((), |ret: ConnectNumOfStoragePoolsRet| ret.num);
    72 list_storage_pools(maxnames: i32) -> Vec<String>:
        call(ConnectListStoragePoolsArgs { maxnames }, |ret: ConnectListStoragePoolsRet| ret.names);
    73 num_of_defined_storage_pools() -> i32:
        call((), |ret: ConnectNumOfDefinedStoragePoolsRet| ret.num);
    74 list_defined_storage_pools(maxnames: i32) -> Vec<String>:
        call(ConnectListDefinedStoragePoolsArgs {
            maxnames,
        }, |ret: ConnectListDefinedStoragePoolsRet| ret.names);
    75 find_storage_pool_sources(kind: &str, src_spec: Option<&str>, flags: u32) -> String:
        call(ConnectFindStoragePoolSourcesArgs {
            kind, src_spec, flags,
        }, |ret: ConnectFindStoragePoolSourcesRet| ret.xml);
    76 create_xml(xml: &str, flags: u32) -> StoragePoolRef:
        call(StoragePoolCreateXmlArgs { xml, flags }, |ret: StoragePoolCreateXmlRet| ret.pool);
    77 define_xml(xml: &str, flags: u32) -> StoragePoolRef:
        call(StoragePoolDefineXmlArgs { xml, flags }, |ret: StoragePoolDefineXmlRet| ret.pool);
    78 create(pool: &StoragePoolRef, flags: u32) -> ():
        call(StoragePoolCreateArgs { pool: lend(pool), flags });
    79 build(pool: &StoragePoolRef, flags: u32) -> ():
        call(StoragePoolBuildArgs { pool: lend(pool), flags });
    80 destroy(pool: &StoragePoolRef) -> (): call(StoragePoolDestroyArgs { pool: lend(pool) });
    81 delete(pool: &StoragePoolRef, flags: u32) -> ():
        call(StoragePoolDeleteArgs { pool: lend(pool), flags });
    82 undefine(pool: &StoragePoolRef) -> (): call(StoragePoolUndefineArgs { pool: lend(pool) });
    83 refresh(pool: &StoragePoolRef, flags: u32) -> ():
        call(StoragePoolRefreshArgs { pool: lend(pool), flags });
    84 lookup_by_name(name: &str) -> StoragePoolRef:
        call(StoragePoolLookupByNameArgs { name }, |ret: StoragePoolLookupByNameRet| ret.pool);
    85 lookup_by_uuid(uuid: Uuid) -> StoragePoolRef:
        call(StoragePoolLookupByUuidArgs { uuid }, |ret: StoragePoolLookupByUuidRet| ret.pool);
    86 lookup_by_volume(vol: &StorageVolRef) -> StoragePoolRef:
        call(StoragePoolLookupByVolumeArgs {
            vol: lend(vol),
        }, |ret: StoragePoolLookupByVolumeRet| ret.pool);
    87 info(pool: &StoragePoolRef) -> StoragePoolInfo:
        call(StoragePoolGetInfoArgs { pool: lend(pool) });
    88 xml_desc(pool: &StoragePoolRef, flags: u32) -> String:
        call(StoragePoolGetXmlDescArgs {
            pool: lend(pool), flags,
        }, |ret: StoragePoolGetXmlDescRet| ret.xml);
    89 autostart(pool: &StoragePoolRef) -> i32:
        call(StoragePoolGetAutostartArgs {
            pool: lend(pool),
        }, |ret: StoragePoolGetAutostartRet| ret.autostart);
    90 set_autostart(pool: &StoragePoolRef, autostart: i32) -> ():
        call(StoragePoolSetAutostartArgs { pool: lend(pool), autostart });
    91 num_of_volumes(pool: &StoragePoolRef) -> i32:
        call(StoragePoolNumOfVolumesArgs {
            pool: lend(pool),
        }, |ret: StoragePoolNumOfVolumesRet| ret.num);
    92 list_volumes(pool: &StoragePoolRef, maxnames: i32) -> Vec<String>:
        call(StoragePoolListVolumesArgs {
            pool: lend(pool), maxnames,
        }, |ret: StoragePoolListVolumesRet| ret.names);
    154 is_active(pool: &StoragePoolRef) -> i32:
        call(StoragePoolIsActiveArgs {
            pool: lend(pool),
        }, |ret: StoragePoolIsActiveRet| ret.active);
    155 is_persistent(pool: &StoragePoolRef) -> i32:
        call(StoragePoolIsPersistentArgs {
            pool: lend(pool),
        }, |ret: StoragePoolIsPersistentRet| ret.persistent);
    281 list_all_storage_pools(need_results: i32, flags: u32) -> ConnectListAllStoragePools:
        call(ConnectListAllStoragePoolsArgs { need_results, flags });
    282 list_all_volumes(pool: &StoragePoolRef, need_results: i32, flags: u32) -> StoragePoolListAllVolumes:
        call(StoragePoolListAllVolumesArgs { pool: lend(pool), need_results, flags });
    391 lookup_by_target_path(path: &str) -> StoragePoolRef:
        call(StoragePoolLookupByTargetPathArgs {
            path,
        }, |ret: StoragePoolLookupByTargetPathRet| ret.pool);
    403 storage_pool_capabilities(flags: u32) -> String:
        call(ConnectGetStoragePoolCapabilitiesArgs {
            flags,
        }, |ret: ConnectGetStoragePoolCapabilitiesRet| ret.capabilities);
}
