//! The procedures of `StoragePoolApi`.
//!
//! Made by `cargo xtask codegen` from `api/src/storage_pool.rs`; do not edit.

use crate::procedure::prelude::*;

procedures! { Remote StoragePool Storage;
    71 "connect_num_of_storage_pools" "virConnectNumOfStoragePools" High Never {
        read_only: Allowed, acl: &[p("connect", "search_storage_pools")],
        filter: &[p("storage_pool", "getattr")],
    }
    72 "connect_list_storage_pools" "virConnectListStoragePools" High Never {
        read_only: Allowed, acl: &[p("connect", "search_storage_pools")],
        filter: &[p("storage_pool", "getattr")],
    }
    73 "connect_num_of_defined_storage_pools" "virConnectNumOfDefinedStoragePools" High Never {
        read_only: Allowed, acl: &[p("connect", "search_storage_pools")],
        filter: &[p("storage_pool", "getattr")],
    }
    74 "connect_list_defined_storage_pools" "virConnectListDefinedStoragePools" High Never {
        read_only: Allowed, acl: &[p("connect", "search_storage_pools")],
        filter: &[p("storage_pool", "getattr")],
    }
    75 "connect_find_storage_pool_sources" "virConnectFindStoragePoolSources" Low Disk {
        acl: &[p("connect", "detect_storage_pools")],
    }
    76 "storage_pool_create_xml" "virStoragePoolCreateXML" Low Long {
        acl: &[p("storage_pool", "start"), p("storage_pool", "write")],
    }
    77 "storage_pool_define_xml" "virStoragePoolDefineXML" High Disk {
        acl: &[p("storage_pool", "write"), p("storage_pool", "save")],
    }
    78 "storage_pool_create" "virStoragePoolCreate" Low Long { acl: &[p("storage_pool", "start")] }
    79 "storage_pool_build" "virStoragePoolBuild" Low Long { acl: &[p("storage_pool", "format")] }
    80 "storage_pool_destroy" "virStoragePoolDestroy" High Long {
        acl: &[p("storage_pool", "stop")],
    }
    81 "storage_pool_delete" "virStoragePoolDelete" Low Long { acl: &[p("storage_pool", "format")] }
    82 "storage_pool_undefine" "virStoragePoolUndefine" High Disk {
        acl: &[p("storage_pool", "delete")],
    }
    83 "storage_pool_refresh" "virStoragePoolRefresh" Low Long {
        acl: &[p("storage_pool", "refresh")],
    }
    84 "storage_pool_lookup_by_name" "virStoragePoolLookupByName" High Disk {
        read_only: Allowed, acl: &[p("storage_pool", "getattr")],
    }
    85 "storage_pool_lookup_by_uuid" "virStoragePoolLookupByUUID" High Disk {
        read_only: Allowed, acl: &[p("storage_pool", "getattr")],
    }
    86 "storage_pool_lookup_by_volume" "virStoragePoolLookupByVolume" High Disk {
        read_only: Allowed, acl: &[p("storage_pool", "getattr")],
    }
    87 "storage_pool_get_info" "virStoragePoolGetInfo" High Disk {
        read_only: Allowed, acl: &[p("storage_pool", "read")],
    }
    88 "storage_pool_get_xml_desc" "virStoragePoolGetXMLDesc" High Disk {
        read_only: Allowed, acl: &[p("storage_pool", "read")],
    }
    89 "storage_pool_get_autostart" "virStoragePoolGetAutostart" High Disk {
        read_only: Allowed, acl: &[p("storage_pool", "read")],
    }
    90 "storage_pool_set_autostart" "virStoragePoolSetAutostart" High Disk {
        acl: &[p("storage_pool", "write")],
    }
    91 "storage_pool_num_of_volumes" "virStoragePoolNumOfVolumes" High Disk {
        read_only: Allowed, acl: &[p("storage_pool", "search_storage_vols")],
        filter: &[p("storage_vol", "getattr")],
    }
    92 "storage_pool_list_volumes" "virStoragePoolListVolumes" High Disk {
        read_only: Allowed, acl: &[p("storage_pool", "search_storage_vols")],
        filter: &[p("storage_vol", "getattr")],
    }
    154 "storage_pool_is_active" "virStoragePoolIsActive" High Disk {
        read_only: Allowed, acl: &[p("storage_pool", "read")],
    }
    155 "storage_pool_is_persistent" "virStoragePoolIsPersistent" High Disk {
        read_only: Allowed, acl: &[p("storage_pool", "read")],
    }
    281 "connect_list_all_storage_pools" "virConnectListAllStoragePools" High Never {
        read_only: Allowed, acl: &[p("connect", "search_storage_pools")],
        filter: &[p("storage_pool", "getattr")],
    }
    282 "storage_pool_list_all_volumes" "virStoragePoolListAllVolumes" High Disk {
        read_only: Allowed, acl: &[p("storage_pool", "search_storage_vols")],
        filter: &[p("storage_vol", "getattr")],
    }
    391 "storage_pool_lookup_by_target_path" "virStoragePoolLookupByTargetPath" High Disk {
        read_only: Allowed, acl: &[p("storage_pool", "getattr")],
    }
    403 "connect_get_storage_pool_capabilities" "virConnectGetStoragePoolCapabilities" Low Disk {
        read_only: Allowed, acl: &[p("connect", "read")],
    }
}
