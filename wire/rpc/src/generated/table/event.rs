//! The procedures of `EventApi`.
//!
//! Made by `cargo xtask codegen` from `api/src/event.rs`; do not edit.

use crate::procedure::prelude::*;

procedures! { Remote Event Dom;
    105 "connect_domain_event_register" "virConnectDomainEventRegisterAny" High Never {
        read_only: Allowed, acl: &[p("connect", "search_domains")],
        filter: &[p("domain", "getattr")],
    }
    106 "connect_domain_event_deregister" "virConnectDomainEventDeregisterAny" High Never {
        read_only: Allowed, acl: &[p("connect", "read")],
    }
    167 "connect_domain_event_register_any" "virConnectDomainEventRegisterAny" High Never {
        read_only: Allowed, acl: &[p("connect", "search_domains")],
        filter: &[p("domain", "getattr")],
    }
    168 "connect_domain_event_deregister_any" "virConnectDomainEventDeregisterAny" High Never {
        read_only: Allowed, acl: &[p("connect", "read")],
    }
    313 "connect_network_event_register_any" "virConnectNetworkEventRegisterAny" High Never {
        read_only: Allowed, acl: &[p("connect", "search_networks")],
        filter: &[p("network", "getattr")],
    }
    314 "connect_network_event_deregister_any" "virConnectNetworkEventDeregisterAny" High Never {
        read_only: Allowed, acl: &[p("connect", "read")],
    }
    316 "connect_domain_event_callback_register_any" "virConnectDomainEventRegisterAny" High Never {
        read_only: Allowed, acl: &[p("connect", "search_domains")],
        filter: &[p("domain", "getattr")],
    }
    317 "connect_domain_event_callback_deregister_any" "virConnectDomainEventDeregisterAny" High Never {
        read_only: Allowed, acl: &[p("connect", "read")],
    }
    368 "connect_storage_pool_event_register_any" "virConnectStoragePoolEventRegisterAny" High Never {
        read_only: Allowed, acl: &[p("connect", "search_storage_pools")],
        filter: &[p("storage_pool", "getattr")],
    }
    369 "connect_storage_pool_event_deregister_any" "virConnectStoragePoolEventDeregisterAny" High Never {
        read_only: Allowed, acl: &[p("connect", "read")],
    }
    374 "connect_node_device_event_register_any" "virConnectNodeDeviceEventRegisterAny" High Never {
        read_only: Allowed, acl: &[p("connect", "search_node_devices")],
        filter: &[p("node_device", "getattr")],
    }
    375 "connect_node_device_event_deregister_any" "virConnectNodeDeviceEventDeregisterAny" High Never {
        read_only: Allowed, acl: &[p("connect", "read")],
    }
    380 "connect_secret_event_register_any" "virConnectSecretEventRegisterAny" High Never {
        read_only: Allowed, acl: &[p("connect", "search_secrets")],
        filter: &[p("secret", "getattr")],
    }
    381 "connect_secret_event_deregister_any" "virConnectSecretEventDeregisterAny" High Never {
        read_only: Allowed, acl: &[p("connect", "read")],
    }
}
