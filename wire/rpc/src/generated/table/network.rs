//! The procedures of `NetworkApi`.
//!
//! Made by `cargo xtask codegen` from `api/src/network.rs`; do not edit.

use crate::procedure::prelude::*;

procedures! { Remote Network Network;
    36 "connect_list_defined_networks" "virConnectListDefinedNetworks" High Never {
        read_only: Allowed, acl: &[p("connect", "search_networks")],
        filter: &[p("network", "getattr")],
    }
    38 "connect_list_networks" "virConnectListNetworks" High Never {
        read_only: Allowed, acl: &[p("connect", "search_networks")],
        filter: &[p("network", "getattr")],
    }
    39 "network_create" "virNetworkCreate" Low Long { acl: &[p("network", "start")] }
    40 "network_create_xml" "virNetworkCreateXML" Low Long {
        acl: &[p("network", "write"), p("network", "start")],
    }
    41 "network_define_xml" "virNetworkDefineXML" High Disk {
        acl: &[p("network", "write"), p("network", "save")],
    }
    42 "network_destroy" "virNetworkDestroy" High Long { acl: &[p("network", "stop")] }
    43 "network_get_xml_desc" "virNetworkGetXMLDesc" High Never {
        read_only: Allowed, acl: &[p("network", "read")],
    }
    44 "network_get_autostart" "virNetworkGetAutostart" High Never {
        read_only: Allowed, acl: &[p("network", "read")],
    }
    45 "network_get_bridge_name" "virNetworkGetBridgeName" High Never {
        read_only: Allowed, acl: &[p("network", "read")],
    }
    46 "network_lookup_by_name" "virNetworkLookupByName" High Never {
        read_only: Allowed, acl: &[p("network", "getattr")],
    }
    47 "network_lookup_by_uuid" "virNetworkLookupByUUID" High Never {
        read_only: Allowed, acl: &[p("network", "getattr")],
    }
    48 "network_set_autostart" "virNetworkSetAutostart" High Disk { acl: &[p("network", "write")] }
    49 "network_undefine" "virNetworkUndefine" High Disk { acl: &[p("network", "delete")] }
    50 "connect_num_of_defined_networks" "virConnectNumOfDefinedNetworks" High Never {
        read_only: Allowed, acl: &[p("connect", "search_networks")],
        filter: &[p("network", "getattr")],
    }
    52 "connect_num_of_networks" "virConnectNumOfNetworks" High Never {
        read_only: Allowed, acl: &[p("connect", "search_networks")],
        filter: &[p("network", "getattr")],
    }
    152 "network_is_active" "virNetworkIsActive" High Never {
        read_only: Allowed, acl: &[p("network", "read")],
    }
    153 "network_is_persistent" "virNetworkIsPersistent" High Never {
        read_only: Allowed, acl: &[p("network", "read")],
    }
    283 "connect_list_all_networks" "virConnectListAllNetworks" High Never {
        read_only: Allowed, acl: &[p("connect", "search_networks")],
        filter: &[p("network", "getattr")],
    }
    291 "network_update" "virNetworkUpdate" High Disk {

        acl: &[p("network", "write"), p_if("network", "save", "!VIR_NETWORK_UPDATE_AFFECT_CONFIG|VIR_NETWORK_UPDATE_AFFECT_LIVE"), p_if("network", "save", "VIR_NETWORK_UPDATE_AFFECT_CONFIG")],
    }
    341 "network_get_dhcp_leases" "virNetworkGetDHCPLeases" Low Disk {
        read_only: Allowed, acl: &[p("network", "read")],
    }
    432 "network_define_xml_flags" "virNetworkDefineXMLFlags" High Disk {
        acl: &[p("network", "write"), p("network", "save")],
    }
    437 "network_create_xml_flags" "virNetworkCreateXMLFlags" High Long {
        acl: &[p("network", "write"), p("network", "start")],
    }
    444 "network_set_metadata" "virNetworkSetMetadata" Low Disk {

        acl: &[p("network", "write"), p_if("network", "save", "!VIR_NETWORK_UPDATE_AFFECT_CONFIG|VIR_NETWORK_UPDATE_AFFECT_LIVE"), p_if("network", "save", "VIR_NETWORK_UPDATE_AFFECT_CONFIG")],
    }
    445 "network_get_metadata" "virNetworkGetMetadata" Low Never {
        read_only: Allowed, acl: &[p("network", "read")],
    }
}
