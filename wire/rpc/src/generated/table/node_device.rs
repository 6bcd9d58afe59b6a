//! The procedures of `NodeDeviceApi`.
//!
//! Made by `cargo xtask codegen` from `api/src/node_device.rs`; do not edit.

use crate::procedure::prelude::*;

procedures! { Remote NodeDevice Nodedev;
    111 "node_num_of_devices" "virNodeNumOfDevices" High Disk {
        read_only: Allowed, acl: &[p("connect", "search_node_devices")],
        filter: &[p("node_device", "getattr")],
    }
    112 "node_list_devices" "virNodeListDevices" High Disk {
        read_only: Allowed, acl: &[p("connect", "search_node_devices")],
        filter: &[p("node_device", "getattr")],
    }
    113 "node_device_lookup_by_name" "virNodeDeviceLookupByName" High Disk {
        read_only: Allowed, acl: &[p("node_device", "getattr")],
    }
    114 "node_device_get_xml_desc" "virNodeDeviceGetXMLDesc" Low Disk {
        read_only: Allowed, acl: &[p("node_device", "read")],
    }
    115 "node_device_get_parent" "virNodeDeviceLookupByName" High Disk {
        read_only: Allowed, acl: &[p("node_device", "read")],
    }
    116 "node_device_num_of_caps" "virNodeDeviceNumOfCaps" High Disk {
        read_only: Allowed, acl: &[p("node_device", "read")],
    }
    117 "node_device_list_caps" "virNodeDeviceListCaps" High Disk {
        read_only: Allowed, acl: &[p("node_device", "read")],
    }
    123 "node_device_create_xml" "virNodeDeviceCreateXML" Low Long {
        acl: &[p("node_device", "write"), p("node_device", "start")],
    }
    124 "node_device_destroy" "virNodeDeviceDestroy" High Long { acl: &[p("node_device", "stop")] }
    285 "connect_list_all_node_devices" "virConnectListAllNodeDevices" High Never {
        read_only: Allowed, acl: &[p("connect", "search_node_devices")],
        filter: &[p("node_device", "getattr")],
    }
    297 "node_device_lookup_scsi_host_by_wwn" "virNodeDeviceLookupSCSIHostByWWN" High Disk {
        read_only: Allowed, acl: &[p("node_device", "getattr")],
    }
    428 "node_device_define_xml" "virNodeDeviceDefineXML" Low Disk {
        acl: &[p("node_device", "write"), p("node_device", "save")],
    }
    429 "node_device_undefine" "virNodeDeviceUndefine" High Disk {
        acl: &[p("node_device", "delete")],
    }
    430 "node_device_create" "virNodeDeviceCreate" High Long { acl: &[p("node_device", "start")] }
    433 "node_device_get_autostart" "virNodeDeviceGetAutostart" High Disk {
        read_only: Allowed, acl: &[p("node_device", "read")],
    }
    434 "node_device_set_autostart" "virNodeDeviceSetAutostart" High Disk {
        acl: &[p("node_device", "write")],
    }
    435 "node_device_is_persistent" "virNodeDeviceIsPersistent" High Disk {
        read_only: Allowed, acl: &[p("node_device", "read")],
    }
    436 "node_device_is_active" "virNodeDeviceIsActive" High Disk {
        read_only: Allowed, acl: &[p("node_device", "read")],
    }
    447 "node_device_update" "virNodeDeviceUpdate" High Disk {

        acl: &[p("node_device", "write"), p_if("node_device", "save", "!VIR_NODE_DEVICE_UPDATE_AFFECT_CONFIG|VIR_NODE_DEVICE_UPDATE_AFFECT_LIVE"), p_if("node_device", "save", "VIR_NODE_DEVICE_UPDATE_AFFECT_CONFIG")],
    }
}
