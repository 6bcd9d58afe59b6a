//! The procedures of `StorageVolApi`.
//!
//! Made by `cargo xtask codegen` from `api/src/storage_vol.rs`; do not edit.

use crate::procedure::prelude::*;

procedures! { Remote StorageVol Storage;
    93 "storage_vol_create_xml" "virStorageVolCreateXML" Low Long {
        acl: &[p("storage_vol", "create")],
    }
    94 "storage_vol_delete" "virStorageVolDelete" Low Disk { acl: &[p("storage_vol", "delete")] }
    95 "storage_vol_lookup_by_name" "virStorageVolLookupByName" High Disk {
        read_only: Allowed, acl: &[p("storage_vol", "getattr")],
    }
    96 "storage_vol_lookup_by_key" "virStorageVolLookupByKey" High Disk {
        read_only: Allowed, acl: &[p("storage_vol", "getattr")],
    }
    97 "storage_vol_lookup_by_path" "virStorageVolLookupByPath" High Disk {
        read_only: Allowed, acl: &[p("storage_vol", "getattr")],
    }
    98 "storage_vol_get_info" "virStorageVolGetInfo" High Disk {
        read_only: Allowed, acl: &[p("storage_vol", "read")],
    }
    99 "storage_vol_get_xml_desc" "virStorageVolGetXMLDesc" High Disk {
        read_only: Allowed, acl: &[p("storage_vol", "read")],
    }
    100 "storage_vol_get_path" "virStorageVolGetPath" High Disk {
        read_only: Allowed, acl: &[p("storage_vol", "read")],
    }
    125 "storage_vol_create_xml_from" "virStorageVolCreateXMLFrom" Low Long {
        acl: &[p("storage_vol", "create")],
    }
    165 "storage_vol_wipe" "virStorageVolWipe" Low Long { acl: &[p("storage_vol", "format")] }
    208 "storage_vol_upload" "virStorageVolUpload" Low Disk {
        acl: &[p("storage_vol", "data_write")], stream: Some(Direction::In), sparse: 1,
    }
    209 "storage_vol_download" "virStorageVolDownload" Low Disk {
        acl: &[p("storage_vol", "data_read")], stream: Some(Direction::Out), sparse: 1,
    }
    259 "storage_vol_wipe_pattern" "virStorageVolWipePattern" Low Long {
        acl: &[p("storage_vol", "format")],
    }
    260 "storage_vol_resize" "virStorageVolResize" Low Long { acl: &[p("storage_vol", "resize")] }
    378 "storage_vol_get_info_flags" "virStorageVolGetInfoFlags" High Disk {
        read_only: Allowed, acl: &[p("storage_vol", "read")],
    }
}
