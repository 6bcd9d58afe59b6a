//! Arguments and results on the wire.
//!
//! Made by `cargo xtask codegen` from `api/src/event.rs`; do not edit.

use crate::prelude::*;

xdr_borrowed! { Wire;
    ConnectNetworkEventRegisterAnyArgs<'a> {
        event_id: i32 as Plain, net: Option<Cow<'a, NetworkRef>> as Maybe<Lent<Wire>>,
    }
    ConnectDomainEventCallbackRegisterAnyArgs<'a> {
        event_id: i32 as Plain, dom: Option<Cow<'a, DomainRef>> as Maybe<Lent<Wire>>,
    }
    ConnectStoragePoolEventRegisterAnyArgs<'a> {
        event_id: i32 as Plain, pool: Option<Cow<'a, StoragePoolRef>> as Maybe<Lent<Wire>>,
    }
    ConnectNodeDeviceEventRegisterAnyArgs<'a> {
        event_id: i32 as Plain, dev: Option<Cow<'a, NodeDeviceRef>> as Maybe<Lent<Wire>>,
    }
    ConnectSecretEventRegisterAnyArgs<'a> {
        event_id: i32 as Plain, secret: Option<Cow<'a, SecretRef>> as Maybe<Lent<Wire>>,
    }
}

xdr_struct! { Wire;
    ConnectDomainEventRegisterRet { cb_registered: i32 as Plain }
    ConnectDomainEventDeregisterRet { cb_registered: i32 as Plain }
    ConnectDomainEventRegisterAnyArgs { event_id: i32 as Plain }
    ConnectDomainEventDeregisterAnyArgs { event_id: i32 as Plain }
    ConnectNetworkEventRegisterAnyRet { callback_id: i32 as Plain }
    ConnectNetworkEventDeregisterAnyArgs { callback_id: i32 as Plain }
    ConnectDomainEventCallbackRegisterAnyRet { callback_id: i32 as Plain }
    ConnectDomainEventCallbackDeregisterAnyArgs { callback_id: i32 as Plain }
    ConnectStoragePoolEventRegisterAnyRet { callback_id: i32 as Plain }
    ConnectStoragePoolEventDeregisterAnyArgs { callback_id: i32 as Plain }
    ConnectNodeDeviceEventRegisterAnyRet { callback_id: i32 as Plain }
    ConnectNodeDeviceEventDeregisterAnyArgs { callback_id: i32 as Plain }
    ConnectSecretEventRegisterAnyRet { callback_id: i32 as Plain }
    ConnectSecretEventDeregisterAnyArgs { callback_id: i32 as Plain }
}

xdr_form! { Wire;
    GraphicsIdentity { kind: String as Text, name: String as Text }
    GraphicsAddress { family: i32 as Plain, node: String as Text, service: String as Text }
}
