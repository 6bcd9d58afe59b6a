//! The procedures of `NetworkPortApi`.
//!
//! Made by `cargo xtask codegen` from `api/src/network_port.rs`; do not edit.

use crate::procedure::prelude::*;

procedures! { Remote NetworkPort Network;
    404 "network_list_all_ports" "virNetworkListAllPorts" High Disk {
        read_only: Allowed, acl: &[p("network", "search_ports")],
        filter: &[p("network_port", "getattr")],
    }
    405 "network_port_lookup_by_uuid" "virNetworkPortLookupByUUID" High Disk {
        read_only: Allowed, acl: &[p("network_port", "getattr")],
    }
    406 "network_port_create_xml" "virNetworkPortCreateXML" Low Long {
        acl: &[p("network_port", "create")],
    }
    407 "network_port_get_parameters" "virNetworkPortGetParameters" Low Disk {
        read_only: Allowed, acl: &[p("network_port", "read")],
    }
    408 "network_port_set_parameters" "virNetworkPortSetParameters" Low Disk {
        acl: &[p("network_port", "write")],
    }
    409 "network_port_get_xml_desc" "virNetworkPortGetXMLDesc" Low Disk {
        read_only: Allowed, acl: &[p("network_port", "read")],
    }
    410 "network_port_delete" "virNetworkPortDelete" Low Disk {
        acl: &[p("network_port", "delete")],
    }
}
