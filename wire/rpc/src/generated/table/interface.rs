//! The procedures of `InterfaceApi`.
//!
//! Made by `cargo xtask codegen` from `api/src/interface.rs`; do not edit.

use crate::procedure::prelude::*;

procedures! { Remote Interface Interface;
    126 "connect_num_of_interfaces" "virConnectNumOfInterfaces" High Disk {
        read_only: Allowed, acl: &[p("connect", "search_interfaces")],
        filter: &[p("interface", "getattr")],
    }
    127 "connect_list_interfaces" "virConnectListInterfaces" High Disk {
        read_only: Allowed, acl: &[p("connect", "search_interfaces")],
        filter: &[p("interface", "getattr")],
    }
    128 "interface_lookup_by_name" "virInterfaceLookupByName" High Disk {
        read_only: Allowed, acl: &[p("interface", "getattr")],
    }
    129 "interface_lookup_by_mac_string" "virInterfaceLookupByMACString" High Disk {
        read_only: Allowed, acl: &[p("interface", "getattr")],
    }
    130 "interface_get_xml_desc" "virInterfaceGetXMLDesc" Low Disk {
        read_only: Allowed, acl: &[p("interface", "read")],
    }
    131 "interface_define_xml" "virInterfaceDefineXML" High Disk {
        acl: &[p("interface", "write"), p("interface", "save")],
    }
    132 "interface_undefine" "virInterfaceUndefine" High Disk { acl: &[p("interface", "delete")] }
    133 "interface_create" "virInterfaceCreate" Low Long { acl: &[p("interface", "start")] }
    134 "interface_destroy" "virInterfaceDestroy" High Long { acl: &[p("interface", "stop")] }
    137 "connect_num_of_defined_interfaces" "virConnectNumOfDefinedInterfaces" High Disk {
        read_only: Allowed, acl: &[p("connect", "search_interfaces")],
        filter: &[p("interface", "getattr")],
    }
    138 "connect_list_defined_interfaces" "virConnectListDefinedInterfaces" High Disk {
        read_only: Allowed, acl: &[p("connect", "search_interfaces")],
        filter: &[p("interface", "getattr")],
    }
    156 "interface_is_active" "virInterfaceIsActive" High Disk {
        read_only: Allowed, acl: &[p("interface", "read")],
    }
    220 "interface_change_begin" "virInterfaceChangeBegin" Low Disk {
        acl: &[p("connect", "interface_transaction")],
    }
    221 "interface_change_commit" "virInterfaceChangeCommit" Low Disk {
        acl: &[p("connect", "interface_transaction")],
    }
    222 "interface_change_rollback" "virInterfaceChangeRollback" Low Disk {
        acl: &[p("connect", "interface_transaction")],
    }
    284 "connect_list_all_interfaces" "virConnectListAllInterfaces" High Disk {
        read_only: Allowed, acl: &[p("connect", "search_interfaces")],
        filter: &[p("interface", "getattr")],
    }
}
