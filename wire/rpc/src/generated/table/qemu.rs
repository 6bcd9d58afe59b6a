//! The procedures of `QemuApi`.
//!
//! Made by `cargo xtask codegen` from `api/src/qemu.rs`; do not edit.

use crate::procedure::prelude::*;

procedures! { Qemu Qemu None;
    1 "domain_monitor_command" "virDomainQemuMonitorCommand" Low Monitor {
        acl: &[p("domain", "write")],
    }
    2 "domain_attach" "virDomainQemuAttach" Low Long {
        acl: &[p("domain", "start"), p("domain", "write")],
    }
    3 "domain_agent_command" "virDomainQemuAgentCommand" Low Monitor {
        acl: &[p("domain", "write")],
    }
    4 "connect_domain_monitor_event_register" "virConnectDomainQemuMonitorEventRegister" High Disk {
        acl: &[p("connect", "search_domains"), p("connect", "write")],
        filter: &[p("domain", "getattr")],
    }
    5 "connect_domain_monitor_event_deregister" "virConnectDomainQemuMonitorEventDeregister" High Disk {
        acl: &[p("connect", "write")],
    }
    7 "domain_monitor_command_with_files" "virDomainQemuMonitorCommandWithFiles" Low Monitor {
        acl: &[p("domain", "write")], descriptors: Some(Direction::Both),
    }
}
