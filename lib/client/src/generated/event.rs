//! `EventApi` over the wire.
//!
//! Made by `cargo xtask codegen` from `api/src/event.rs`; do not edit.

use crate::stubs::prelude::*;

stubs! { EventApi REMOTE;
    105 connect_domain_event_register() -> i32:
        call((), |ret: ConnectDomainEventRegisterRet| ret.cb_registered);
    106 connect_domain_event_deregister() -> i32:
        call((), |ret: ConnectDomainEventDeregisterRet| ret.cb_registered);
    167 connect_domain_event_register_any(event_id: i32) -> ():
        call(ConnectDomainEventRegisterAnyArgs { event_id });
    168 connect_domain_event_deregister_any(event_id: i32) -> ():
        call(ConnectDomainEventDeregisterAnyArgs { event_id });
    313 connect_network_event_register_any(event_id: i32, net: Option<&NetworkRef>) -> i32:
        call(ConnectNetworkEventRegisterAnyArgs {
            event_id, net: net.map(lend),
        }, |ret: ConnectNetworkEventRegisterAnyRet| ret.callback_id);
    314 connect_network_event_deregister_any(callback_id: i32) -> ():
        call(ConnectNetworkEventDeregisterAnyArgs { callback_id });
    316 connect_domain_event_callback_register_any(event_id: i32, dom: Option<&DomainRef>) -> i32:
        call(ConnectDomainEventCallbackRegisterAnyArgs {
            event_id, dom: dom.map(lend),
        }, |ret: ConnectDomainEventCallbackRegisterAnyRet| ret.callback_id);
    317 connect_domain_event_callback_deregister_any(callback_id: i32) -> ():
        call(ConnectDomainEventCallbackDeregisterAnyArgs { callback_id });
    368 connect_storage_pool_event_register_any(event_id: i32, pool: Option<&StoragePoolRef>) -> i32:
        call(ConnectStoragePoolEventRegisterAnyArgs {
            event_id, pool: pool.map(lend),
        }, |ret: ConnectStoragePoolEventRegisterAnyRet| ret.callback_id);
    369 connect_storage_pool_event_deregister_any(callback_id: i32) -> ():
        call(ConnectStoragePoolEventDeregisterAnyArgs { callback_id });
    374 connect_node_device_event_register_any(event_id: i32, dev: Option<&NodeDeviceRef>) -> i32:
        call(ConnectNodeDeviceEventRegisterAnyArgs {
            event_id, dev: dev.map(lend),
        }, |ret: ConnectNodeDeviceEventRegisterAnyRet| ret.callback_id);
    375 connect_node_device_event_deregister_any(callback_id: i32) -> ():
        call(ConnectNodeDeviceEventDeregisterAnyArgs { callback_id });
    380 connect_secret_event_register_any(event_id: i32, secret: Option<&SecretRef>) -> i32:
        call(ConnectSecretEventRegisterAnyArgs {
            event_id, secret: secret.map(lend),
        }, |ret: ConnectSecretEventRegisterAnyRet| ret.callback_id);
    381 connect_secret_event_deregister_any(callback_id: i32) -> ():
        call(ConnectSecretEventDeregisterAnyArgs { callback_id });
}
