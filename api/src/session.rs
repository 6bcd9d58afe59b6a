//! What the daemon answers itself: authentication, opening and closing.

use fv_api_attr::api;
use fv_error::Result;
use fv_types::TypedParam;

use crate::{AuthKind, Caller};

/// What the daemon answers itself: authentication, opening and closing.
#[api(program = "remote", domain = "Rpc")]
pub trait SessionApi: Send + Sync {
    /// Opens the hypervisor that the URI names; nothing else on the connection works before.
    #[call(
        1,
        "connect_open",
        phase = "open",
        c = "virConnectOpen",
        acl = "connect:getattr",
        waits = "never",
        read_only = "allowed",
        priority = "high",
        by_hand = "server"
    )]
    fn open(&self, caller: &Caller, name: Option<&str>, flags: u32) -> Result<()>;

    /// Ends the connection; the daemon answers and then hangs up.
    #[call(
        2,
        "connect_close",
        c = "virConnectClose",
        phase = "open",
        waits = "never",
        read_only = "allowed",
        priority = "high",
        by_hand = "server"
    )]
    fn close(&self, caller: &Caller) -> Result<()>;

    /// Lists the ways in which the client may prove who it is.
    #[call(
        66,
        "auth_list",
        phase = "auth",
        waits = "never",
        read_only = "allowed",
        priority = "high",
        by_hand = "server",
        field = "types",
        max = 20
    )]
    fn auth_list(&self, caller: &Caller) -> Result<Vec<AuthKind>>;

    /// Lists the SASL mechanisms that the daemon offers.
    #[call(
        67,
        "auth_sasl_init",
        phase = "auth",
        waits = "never",
        read_only = "allowed",
        priority = "high",
        by_hand = "server",
        field = "mechlist"
    )]
    fn auth_sasl_init(&self, caller: &Caller) -> Result<String>;

    /// Begins a SASL exchange with the mechanism that the client chose.
    #[call(
        68,
        "auth_sasl_start",
        phase = "auth",
        waits = "never",
        read_only = "allowed",
        priority = "high",
        by_hand = "server"
    )]
    fn auth_sasl_start(
        &self,
        caller: &Caller,
        mech: &str,
        nil: i32,
        #[max(65536)] data: &[i8],
    ) -> Result<AuthSaslStart>;

    /// Carries a SASL exchange one step further.
    #[call(
        69,
        "auth_sasl_step",
        phase = "auth",
        waits = "never",
        read_only = "allowed",
        priority = "high",
        by_hand = "server"
    )]
    fn auth_sasl_step(
        &self,
        caller: &Caller,
        nil: i32,
        #[max(65536)] data: &[i8],
    ) -> Result<AuthSaslStep>;

    /// Asks polkit whether the process at the other end may come in.
    #[call(
        70,
        "auth_polkit",
        phase = "auth",
        waits = "long",
        read_only = "allowed",
        priority = "high",
        by_hand = "server",
        field = "complete"
    )]
    fn auth_polkit(&self, caller: &Caller) -> Result<i32>;

    /// Asks to be told when the hypervisor behind the daemon goes away.
    #[call(
        360,
        "connect_register_close_callback",
        c = "virConnectRegisterCloseCallback",
        acl = "connect:getattr",
        waits = "never",
        read_only = "allowed",
        priority = "high",
        by_hand = "server"
    )]
    fn register_close_callback(&self, caller: &Caller) -> Result<()>;

    /// Takes back the wish to be told that the hypervisor went away.
    #[call(
        361,
        "connect_unregister_close_callback",
        c = "virConnectUnregisterCloseCallback",
        acl = "connect:getattr",
        waits = "never",
        read_only = "allowed",
        priority = "high",
        by_hand = "server"
    )]
    fn unregister_close_callback(&self, caller: &Caller) -> Result<()>;

    /// Says for whom a trusted daemon in between is calling.
    #[call(
        419,
        "connect_set_identity",
        c = "virConnectSetIdentity",
        acl = "connect:write",
        waits = "never",
        read_only = "allowed",
        by_hand = "server"
    )]
    fn set_identity(
        &self,
        caller: &Caller,
        #[max(20)] params: &[TypedParam],
        flags: u32,
    ) -> Result<()>;
}

/// What the daemon tells about the connection.
#[api(program = "remote")]
#[derive(Clone, Debug, PartialEq)]
pub enum SessionEvent {
    /// The hypervisor behind the daemon went away.
    #[event(call = 362, name = "connect_event_connection_closed")]
    ConnectionClosed {
        /// The reason, as libvirt numbers or names it.
        reason: i32,
    },
}

/// Answer of [`SessionApi::auth_sasl_start`].
#[api(wire = "remote_auth_sasl_start_ret")]
#[derive(Clone, Debug, PartialEq)]
pub struct AuthSaslStart {
    /// Whether all that was asked for is told.
    pub complete: i32,
    /// Nothing; a place that the wire keeps.
    pub nil: i32,
    /// The data.
    #[max(65536)]
    pub data: Vec<i8>,
}

/// Answer of [`SessionApi::auth_sasl_step`].
#[api(wire = "remote_auth_sasl_step_ret")]
#[derive(Clone, Debug, PartialEq)]
pub struct AuthSaslStep {
    /// Whether all that was asked for is told.
    pub complete: i32,
    /// Nothing; a place that the wire keeps.
    pub nil: i32,
    /// The data.
    #[max(65536)]
    pub data: Vec<i8>,
}
