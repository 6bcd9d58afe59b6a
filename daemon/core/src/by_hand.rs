//! Calls that the daemon answers itself: authentication, opening, features, events.
//!
//! They are declared like all others, but concern the connection and not the hypervisor: no
//! driver sees them. Registrations for events are kept by the hub of the connection's back end;
//! whether the family exists is asked first, so that the refusal is the driver's.

use std::sync::Arc;

use fv_api::{Access, AuthKind, Identity};
use fv_daemon_events::{Class, Key};
use fv_error::{Error, ErrorCode, ErrorDomain, Result};
use fv_types::{TypedParam, TypedValue};
use fv_wire_rpc::{
    AuthListRet, ConnectDomainEventCallbackDeregisterAnyArgs,
    ConnectDomainEventCallbackRegisterAnyArgs, ConnectDomainEventCallbackRegisterAnyRet,
    ConnectDomainEventDeregisterAnyArgs, ConnectDomainEventDeregisterRet,
    ConnectDomainEventRegisterAnyArgs, ConnectDomainEventRegisterRet,
    ConnectNetworkEventDeregisterAnyArgs, ConnectNetworkEventRegisterAnyArgs,
    ConnectNetworkEventRegisterAnyRet, ConnectNodeDeviceEventDeregisterAnyArgs,
    ConnectNodeDeviceEventRegisterAnyArgs, ConnectNodeDeviceEventRegisterAnyRet, ConnectOpenArgs,
    ConnectSecretEventDeregisterAnyArgs, ConnectSecretEventRegisterAnyArgs,
    ConnectSecretEventRegisterAnyRet, ConnectSetIdentityArgs,
    ConnectStoragePoolEventDeregisterAnyArgs, ConnectStoragePoolEventRegisterAnyArgs,
    ConnectStoragePoolEventRegisterAnyRet, ConnectSupportsFeatureArgs, ConnectSupportsFeatureRet,
    QemuConnectDomainMonitorEventDeregisterArgs, QemuConnectDomainMonitorEventRegisterArgs,
    QemuConnectDomainMonitorEventRegisterRet,
};

use crate::client::Opened;
use crate::serve::{Answer, Call, Context, serve};

/// Tells how to authenticate, which is not at all so far; that settles it.
pub(crate) fn auth_list(call: &Call<'_>) -> Answer {
    serve(call, |c, ()| {
        c.client.update(|session| session.authenticated = true);
        let types = vec![AuthKind::None];
        Ok(AuthListRet { types })
    })
}

/// Refuses a way of authentication that [`auth_list`] does not offer.
macro_rules! not_offered {
    ($($name:ident)*) => {$(
        /// Refuses a step of authentication that is not offered.
        pub(crate) fn $name(call: &Call<'_>) -> Answer {
            serve(call, |_, ()| -> Result<()> {
                let text = "authentication failed";
                Err(Error::new(ErrorDomain::Rpc, ErrorCode::AuthFailed, text))
            })
        }
    )*};
}

not_offered! { auth_sasl_init auth_sasl_start auth_sasl_step }

/// Refuses authentication by polkit, which is not offered, in the reference's words.
pub(crate) fn auth_polkit(call: &Call<'_>) -> Answer {
    serve(call, |_, ()| -> Result<()> {
        let text = "authentication required";
        Err(Error::new(ErrorDomain::Rpc, ErrorCode::Rpc, text))
    })
}

/// Opens the hypervisor that a URI names.
pub(crate) fn connect_open(call: &Call<'_>) -> Answer {
    serve(call, |c, a: ConnectOpenArgs<'_>| {
        if c.client.is_open() {
            return Err(internal("connection already open"));
        }
        let access = match a.flags & FLAG_READ_ONLY {
            0 => c.caller().access,
            _ => Access::ReadOnly,
        };
        let opened = open(c, a.name, access)?;
        // Calls of the same client that run meanwhile keep what they began with.
        c.client.update(|session| {
            session.access = access;
            session.opened = Some(Arc::new(opened));
        });
        Ok(())
    })
}

/// Ends the connection once the reply is written.
pub(crate) fn connect_close(call: &Call<'_>) -> Answer {
    serve(call, |c, ()| {
        c.client.end_after_replies();
        Ok(())
    })
}

/// Tells what server and driver can do.
pub(crate) fn connect_supports_feature(call: &Call<'_>) -> Answer {
    serve(call, |c, a: ConnectSupportsFeatureArgs| {
        if a.feature == FEATURE_KEEPALIVE {
            c.client.update(|session| session.keepalive = true);
            return Ok(ConnectSupportsFeatureRet { supported: 1 });
        }
        c.opened()?;
        let supported = match a.feature {
            FEATURE_DESCRIPTORS | FEATURE_EVENT_CALLBACKS | FEATURE_CLOSE_CALLBACK => 1,
            feature => c.connect()?.supports_feature(c.caller(), feature)?,
        };
        Ok(ConnectSupportsFeatureRet { supported })
    })
}

/// Registers for the news that the driver lost its hypervisor; drivers here never do.
pub(crate) fn connect_register_close_callback(call: &Call<'_>) -> Answer {
    serve(call, |_, ()| Ok(()))
}

/// Takes that registration back.
pub(crate) fn connect_unregister_close_callback(call: &Call<'_>) -> Answer {
    serve(call, |_, ()| Ok(()))
}

/// Puts another identity in the place of the peer's, as a proxy asks for its own client.
pub(crate) fn connect_set_identity(call: &Call<'_>) -> Answer {
    serve(call, |c, a: ConnectSetIdentityArgs<'_>| {
        let identity = identity_of(&a.params)?;
        c.client.update(|session| session.identity = identity);
        Ok(())
    })
}

/// Registers for the life cycle of all domains, in the oldest form.
pub(crate) fn connect_domain_event_register(call: &Call<'_>) -> Answer {
    serve(call, |c, ()| {
        register_legacy(c, LIFECYCLE)?;
        // The reference never fills this in.
        Ok(ConnectDomainEventRegisterRet { cb_registered: 0 })
    })
}

/// Takes that back.
pub(crate) fn connect_domain_event_deregister(call: &Call<'_>) -> Answer {
    serve(call, |c, ()| {
        c.opened()?
            .hub
            .deregister_legacy(c.client.connection.id(), LIFECYCLE)?;
        Ok(ConnectDomainEventDeregisterRet { cb_registered: 0 })
    })
}

/// Registers for an event of all domains, in the older form.
pub(crate) fn connect_domain_event_register_any(call: &Call<'_>) -> Answer {
    serve(call, |c, a: ConnectDomainEventRegisterAnyArgs| {
        register_legacy(c, a.event_id)
    })
}

/// Takes that back.
pub(crate) fn connect_domain_event_deregister_any(call: &Call<'_>) -> Answer {
    serve(call, |c, a: ConnectDomainEventDeregisterAnyArgs| {
        let hub = &c.opened()?.hub;
        hub.deregister_legacy(c.client.connection.id(), a.event_id)
    })
}

/// Writes the pair of calls that register for a class of events and take it back.
macro_rules! event_calls {
    ($(
        $class:ident, $supported:expr;
        $register:ident $arguments:ident $object:ident => $key:expr, $result:ident;
        $deregister:ident $back:ident;
    )*) => {$(
        #[doc = concat!("Registers for an event of the class `", stringify!($class), "`.")]
        pub(crate) fn $register(call: &Call<'_>) -> Answer {
            serve(call, |c, a: $arguments<'_>| {
                let supported: fn(&Context<'_>) -> Result<()> = $supported;
                let key = a.$object.as_deref().map($key);
                Class::$class.check_id(a.event_id)?;
                supported(c)?;
                let callback_id = register(c, Class::$class, a.event_id, key)?;
                Ok($result { callback_id })
            })
        }

        #[doc = concat!("Takes back a registration of the class `", stringify!($class), "`.")]
        pub(crate) fn $deregister(call: &Call<'_>) -> Answer {
            serve(call, |c, a: $back| deregister(c, Class::$class, a.callback_id))
        }
    )*};
}

event_calls! {
    Domain, |c| c.domain().map(drop);
    connect_domain_event_callback_register_any ConnectDomainEventCallbackRegisterAnyArgs
        dom => |dom| Key::Uuid(dom.uuid), ConnectDomainEventCallbackRegisterAnyRet;
    connect_domain_event_callback_deregister_any ConnectDomainEventCallbackDeregisterAnyArgs;

    Network, |c| c.network().map(drop);
    connect_network_event_register_any ConnectNetworkEventRegisterAnyArgs
        net => |net| Key::Uuid(net.uuid), ConnectNetworkEventRegisterAnyRet;
    connect_network_event_deregister_any ConnectNetworkEventDeregisterAnyArgs;

    StoragePool, |c| c.storage_pool().map(drop);
    connect_storage_pool_event_register_any ConnectStoragePoolEventRegisterAnyArgs
        pool => |pool| Key::Uuid(pool.uuid), ConnectStoragePoolEventRegisterAnyRet;
    connect_storage_pool_event_deregister_any ConnectStoragePoolEventDeregisterAnyArgs;

    NodeDevice, |c| c.node_device().map(drop);
    connect_node_device_event_register_any ConnectNodeDeviceEventRegisterAnyArgs
        dev => |dev| Key::Name(dev.name.clone()), ConnectNodeDeviceEventRegisterAnyRet;
    connect_node_device_event_deregister_any ConnectNodeDeviceEventDeregisterAnyArgs;

    Secret, |c| c.secret().map(drop);
    connect_secret_event_register_any ConnectSecretEventRegisterAnyArgs
        secret => |secret| Key::Uuid(secret.uuid), ConnectSecretEventRegisterAnyRet;
    connect_secret_event_deregister_any ConnectSecretEventDeregisterAnyArgs;
}

/// Registers for what QEMU monitors say by themselves.
pub(crate) fn connect_domain_monitor_event_register(call: &Call<'_>) -> Answer {
    serve(
        call,
        |c, a: QemuConnectDomainMonitorEventRegisterArgs<'_>| {
            c.qemu()?;
            let key = a.dom.as_deref().map(|dom| Key::Uuid(dom.uuid));
            let hub = Arc::clone(&c.opened()?.hub);
            let callback_id =
                hub.register_monitor(&c.client.subscriber(), key, a.event, a.flags)?;
            end_with_client(c);
            Ok(QemuConnectDomainMonitorEventRegisterRet { callback_id })
        },
    )
}

/// Takes that back.
pub(crate) fn connect_domain_monitor_event_deregister(call: &Call<'_>) -> Answer {
    serve(call, |c, a: QemuConnectDomainMonitorEventDeregisterArgs| {
        deregister(c, Class::QemuMonitor, a.callback_id)
    })
}

/// Asks the back ends for the one that serves this URI, as a caller with that access.
fn open(c: &Context<'_>, name: Option<&str>, access: Access) -> Result<Opened> {
    let Some(uri) = name else {
        return Err(internal("connection not open"));
    };
    if !uri.is_empty() && !uri.contains(':') {
        let text = format!("URI '{uri}' does not include a driver name");
        return Err(no_driver(&text));
    }
    let connection = Arc::clone(&c.caller().connection);
    let caller = fv_api::Caller::new(c.caller().identity.clone(), access, connection);
    c.shared.open(&caller, uri)?.ok_or_else(|| no_driver(uri))
}

/// Registers in the form with callback ids.
fn register(c: &Context<'_>, class: Class, event_id: i32, key: Option<Key>) -> Result<i32> {
    let hub = &c.opened()?.hub;
    let callback_id = hub.register(&c.client.subscriber(), class, event_id, key)?;
    end_with_client(c);
    Ok(callback_id)
}

/// Registers in the older form.
fn register_legacy(c: &Context<'_>, event_id: i32) -> Result<()> {
    c.domain()?;
    let hub = &c.opened()?.hub;
    hub.register_legacy(&c.client.subscriber(), event_id)?;
    end_with_client(c);
    Ok(())
}

/// Takes a registration of this connection back; ids of others are unknown to it.
fn deregister(c: &Context<'_>, class: Class, callback_id: i32) -> Result<()> {
    let hub = &c.opened()?.hub;
    hub.deregister(c.client.connection.id(), class, callback_id)
}

/// Takes registrations back that were made while the client was going.
fn end_with_client(c: &Context<'_>) {
    if c.client.is_gone() {
        c.client.forget_events();
    }
}

/// The identity that a proxy passes on for its own client.
fn identity_of(params: &[TypedParam]) -> Result<Identity> {
    let mut identity = Identity::default();
    for param in params {
        match (param.field.as_str(), &param.value) {
            ("unix-user-id", TypedValue::Ullong(uid)) => identity.uid = u32::try_from(*uid).ok(),
            ("unix-group-id", TypedValue::Ullong(gid)) => identity.gid = u32::try_from(*gid).ok(),
            ("process-id", TypedValue::Llong(pid)) => identity.pid = i32::try_from(*pid).ok(),
            ("process-time", TypedValue::Ullong(time)) => identity.start_time = Some(*time),
            (name, TypedValue::String(_)) if IDENTITY_TEXTS.contains(&name) => {}
            (name, _) if IDENTITY_NUMBERS.contains(&name) || IDENTITY_TEXTS.contains(&name) => {
                let text = format!("invalid type for parameter '{name}'");
                return Err(Error::new(ErrorDomain::None, ErrorCode::InvalidArg, text));
            }
            (name, _) => {
                let text = format!("parameter '{name}' not supported");
                let code = ErrorCode::ArgumentUnsupported;
                return Err(Error::new(ErrorDomain::None, code, text));
            }
        }
    }
    Ok(identity)
}

/// The error for a URI that nobody serves.
fn no_driver(detail: &str) -> Error {
    Error::new(ErrorDomain::None, ErrorCode::NoConnect, detail)
}

/// An internal error of the server.
fn internal(text: &str) -> Error {
    Error::internal(ErrorDomain::Rpc, text)
}

/// `VIR_CONNECT_RO`.
const FLAG_READ_ONLY: u32 = 1;

/// `VIR_DOMAIN_EVENT_ID_LIFECYCLE`.
const LIFECYCLE: i32 = 0;

const FEATURE_DESCRIPTORS: i32 = 8;
const FEATURE_KEEPALIVE: i32 = 10;
const FEATURE_EVENT_CALLBACKS: i32 = 14;
const FEATURE_CLOSE_CALLBACK: i32 = 15;

/// Parts of an identity that are numbers.
const IDENTITY_NUMBERS: [&str; 4] = [
    "unix-user-id",
    "unix-group-id",
    "process-id",
    "process-time",
];

/// Parts of an identity that nothing here asks for yet.
const IDENTITY_TEXTS: [&str; 6] = [
    "user-name",
    "group-name",
    "sasl-user-name",
    "x509-distinguished-name",
    "selinux-context",
    "system.token",
];
