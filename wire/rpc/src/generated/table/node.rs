//! The procedures of `NodeApi`.
//!
//! Made by `cargo xtask codegen` from `api/src/node.rs`; do not edit.

use crate::procedure::prelude::*;

procedures! { Remote Node Domain;
    6 "node_get_info" "virNodeGetInfo" High Disk {
        read_only: Allowed, acl: &[p("connect", "read")],
    }
    101 "node_get_cells_free_memory" "virNodeGetCellsFreeMemory" High Disk {
        read_only: Allowed, acl: &[p("connect", "read")],
    }
    102 "node_get_free_memory" "virNodeGetFreeMemory" High Disk {
        read_only: Allowed, acl: &[p("connect", "read")],
    }
    118 "node_device_dettach" "virNodeDeviceDettach" Low Disk { acl: &[p("node_device", "detach")] }
    119 "node_device_re_attach" "virNodeDeviceReAttach" Low Long {
        acl: &[p("node_device", "detach")],
    }
    120 "node_device_reset" "virNodeDeviceReset" Low Disk { acl: &[p("node_device", "detach")] }
    122 "node_get_security_model" "virNodeGetSecurityModel" High Never {
        read_only: Allowed, acl: &[p("connect", "read")],
    }
    227 "node_get_cpu_stats" "virNodeGetCPUStats" High Disk {
        read_only: Allowed, acl: &[p("connect", "read")],
    }
    228 "node_get_memory_stats" "virNodeGetMemoryStats" High Disk {
        read_only: Allowed, acl: &[p("connect", "read")],
    }
    250 "node_suspend_for_duration" "virNodeSuspendForDuration" Low Disk {
        acl: &[p("connect", "pm_control")],
    }
    288 "node_set_memory_parameters" "virNodeSetMemoryParameters" Low Disk {
        acl: &[p("connect", "write")],
    }
    289 "node_get_memory_parameters" "virNodeGetMemoryParameters" Low Disk {
        read_only: Allowed, acl: &[p("connect", "read")],
    }
    293 "node_get_cpu_map" "virNodeGetCPUMap" Low Disk {
        read_only: Allowed, acl: &[p("connect", "read")],
    }
    301 "node_device_detach_flags" "virNodeDeviceDetachFlags" Low Long {
        acl: &[p("node_device", "detach")],
    }
    340 "node_get_free_pages" "virNodeGetFreePages" High Disk {
        read_only: Allowed, acl: &[p("connect", "read")],
    }
    347 "node_alloc_pages" "virNodeAllocPages" Low Disk { acl: &[p("connect", "write")] }
    395 "node_get_sev_info" "virNodeGetSEVInfo" Low Disk { acl: &[p("connect", "read")] }
}
