//! The procedures of `ConnectApi`.
//!
//! Made by `cargo xtask codegen` from `api/src/connect.rs`; do not edit.

use crate::procedure::prelude::*;

procedures! { Remote Connect None;
    3 "connect_get_type" "virConnectGetType" High Never {
        read_only: Allowed, acl: &[p("connect", "getattr")],
    }
    4 "connect_get_version" "virConnectGetVersion" High Disk {
        read_only: Allowed, acl: &[p("connect", "getattr")],
    }
    5 "connect_get_max_vcpus" "virConnectGetMaxVcpus" High Never {
        read_only: Allowed, acl: &[p("connect", "read")],
    }
    7 "connect_get_capabilities" "virConnectGetCapabilities" Low Disk {
        read_only: Allowed, acl: &[p("connect", "read")],
    }
    21 "connect_list_defined_domains" "virConnectListDefinedDomains" High Never {
        read_only: Allowed, acl: &[p("connect", "search_domains")],
        filter: &[p("domain", "getattr")],
    }
    25 "connect_num_of_defined_domains" "virConnectNumOfDefinedDomains" High Never {
        read_only: Allowed, acl: &[p("connect", "search_domains")],
        filter: &[p("domain", "getattr")],
    }
    37 "connect_list_domains" "virConnectListDomains" High Never {
        read_only: Allowed, acl: &[p("connect", "search_domains")],
        filter: &[p("domain", "getattr")],
    }
    51 "connect_num_of_domains" "virConnectNumOfDomains" High Never {
        read_only: Allowed, acl: &[p("connect", "search_domains")],
        filter: &[p("domain", "getattr")],
    }
    59 "connect_get_hostname" "virConnectGetHostname" High Never {
        read_only: Allowed, acl: &[p("connect", "getattr")],
    }
    60 "connect_supports_feature" "virConnectSupportsFeature" High Never {
        read_only: Allowed, phase: Phase::Opening, acl: &[p("connect", "getattr")],
    }
    110 "connect_get_uri" "virConnectGetURI" High Never {
        read_only: Allowed, acl: &[p("connect", "getattr")],
    }
    135 "connect_domain_xml_from_native" "virConnectDomainXMLFromNative" Low Disk {
        acl: &[p("connect", "write")],
    }
    136 "connect_domain_xml_to_native" "virConnectDomainXMLToNative" Low Disk {
        acl: &[p("connect", "write")],
    }
    149 "connect_is_secure" "virConnectIsSecure" High Never { read_only: Allowed }
    157 "connect_get_lib_version" "virConnectGetLibVersion" High Never {
        read_only: Allowed, acl: &[p("connect", "getattr")],
    }
    158 "connect_compare_cpu" "virConnectCompareCPU" High Disk {
        read_only: Allowed, acl: &[p("connect", "read")],
    }
    162 "connect_baseline_cpu" "virConnectBaselineCPU" Low Disk {
        read_only: Allowed, acl: &[p("connect", "read")],
    }
    203 "connect_get_sysinfo" "virConnectGetSysinfo" High Disk {
        read_only: Allowed, acl: &[p("connect", "read")],
    }
    273 "connect_list_all_domains" "virConnectListAllDomains" High Never {
        read_only: Allowed, acl: &[p("connect", "search_domains")],
        filter: &[p("domain", "getattr")],
    }
    312 "connect_get_cpu_model_names" "virConnectGetCPUModelNames" Low Never {
        read_only: Allowed, acl: &[p("connect", "read")],
    }
    342 "connect_get_domain_capabilities" "virConnectGetDomainCapabilities" Low Disk {
        acl: &[p("connect", "write")],
    }
    344 "connect_get_all_domain_stats" "virDomainListGetStats" Low Disk {
        read_only: Allowed, acl: &[p("connect", "search_domains")], filter: &[p("domain", "read")],
    }
    393 "connect_compare_hypervisor_cpu" "virConnectCompareHypervisorCPU" Low Disk {
        acl: &[p("connect", "write")],
    }
    394 "connect_baseline_hypervisor_cpu" "virConnectBaselineHypervisorCPU" Low Disk {
        acl: &[p("connect", "write")],
    }
}
