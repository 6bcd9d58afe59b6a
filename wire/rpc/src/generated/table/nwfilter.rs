//! The procedures of `NwfilterApi`.
//!
//! Made by `cargo xtask codegen` from `api/src/nwfilter.rs`; do not edit.

use crate::procedure::prelude::*;

procedures! { Remote Nwfilter Nwfilter;
    175 "nwfilter_lookup_by_name" "virNWFilterLookupByName" High Disk {
        read_only: Allowed, acl: &[p("nwfilter", "getattr")],
    }
    176 "nwfilter_lookup_by_uuid" "virNWFilterLookupByUUID" High Disk {
        read_only: Allowed, acl: &[p("nwfilter", "getattr")],
    }
    177 "nwfilter_get_xml_desc" "virNWFilterGetXMLDesc" High Disk {
        read_only: Allowed, acl: &[p("nwfilter", "read")],
    }
    178 "connect_num_of_nwfilters" "virConnectNumOfNWFilters" High Never {
        read_only: Allowed, acl: &[p("connect", "search_nwfilters")],
        filter: &[p("nwfilter", "getattr")],
    }
    179 "connect_list_nwfilters" "virConnectListNWFilters" High Never {
        read_only: Allowed, acl: &[p("connect", "search_nwfilters")],
        filter: &[p("nwfilter", "getattr")],
    }
    180 "nwfilter_define_xml" "virNWFilterDefineXML" High Disk {
        acl: &[p("nwfilter", "write"), p("nwfilter", "save")],
    }
    181 "nwfilter_undefine" "virNWFilterUndefine" High Disk { acl: &[p("nwfilter", "delete")] }
    286 "connect_list_all_nwfilters" "virConnectListAllNWFilters" High Never {
        read_only: Allowed, acl: &[p("connect", "search_nwfilters")],
        filter: &[p("nwfilter", "getattr")],
    }
    397 "nwfilter_binding_lookup_by_port_dev" "virNWFilterBindingLookupByPortDev" High Disk {
        read_only: Allowed, acl: &[p("nwfilter_binding", "getattr")],
    }
    398 "nwfilter_binding_get_xml_desc" "virNWFilterBindingGetXMLDesc" High Disk {
        read_only: Allowed, acl: &[p("nwfilter_binding", "read")],
    }
    399 "nwfilter_binding_create_xml" "virNWFilterBindingCreateXML" High Long {
        acl: &[p("nwfilter_binding", "create")],
    }
    400 "nwfilter_binding_delete" "virNWFilterBindingDelete" High Disk {
        acl: &[p("nwfilter_binding", "delete")],
    }
    401 "connect_list_all_nwfilter_bindings" "virConnectListAllNWFilterBindings" High Never {
        read_only: Allowed, acl: &[p("connect", "search_nwfilter_bindings")],
        filter: &[p("nwfilter_binding", "getattr")],
    }
    431 "nwfilter_define_xml_flags" "virNWFilterDefineXMLFlags" High Disk {
        acl: &[p("nwfilter", "write"), p("nwfilter", "save")],
    }
}
