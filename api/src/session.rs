//! What the daemon answers itself: authentication, opening and closing.

use fv_api_attr::api;
use fv_error::Result;
use fv_types::TypedParam;

use crate::{AuthKind, Caller};

/// What the daemon answers itself: authentication, opening and closing.
#[api(program = "remote", domain = "Rpc")]
pub trait SessionApi: Send + Sync {
    /// Calls `virConnectGetType`.
    #[call(
        1,
        "connect_open",
        c = "virConnectGetType",
        acl = "connect:getattr",
        waits = "never",
        read_only = "allowed",
        priority = "high",
        by_hand = "server client"
    )]
    fn open(&self, caller: &Caller, name: Option<&str>, flags: u32) -> Result<()>;

    /// Calls `connect_close`.
    #[call(
        2,
        "connect_close",
        waits = "never",
        read_only = "allowed",
        priority = "high",
        by_hand = "server client"
    )]
    fn close(&self, caller: &Caller) -> Result<()>;

    /// Calls `auth_list`.
    #[call(
        66,
        "auth_list",
        waits = "never",
        read_only = "allowed",
        priority = "high",
        by_hand = "server client",
        field = "types",
        max = 20
    )]
    fn auth_list(&self, caller: &Caller) -> Result<Vec<AuthKind>>;

    /// Calls `auth_sasl_init`.
    #[call(
        67,
        "auth_sasl_init",
        waits = "never",
        read_only = "allowed",
        priority = "high",
        by_hand = "server client",
        field = "mechlist"
    )]
    fn auth_sasl_init(&self, caller: &Caller) -> Result<String>;

    /// Calls `auth_sasl_start`.
    #[call(
        68,
        "auth_sasl_start",
        waits = "never",
        read_only = "allowed",
        priority = "high",
        by_hand = "server client"
    )]
    fn auth_sasl_start(
        &self,
        caller: &Caller,
        mech: &str,
        nil: i32,
        #[max(65536)] data: &[i8],
    ) -> Result<AuthSaslStart>;

    /// Calls `auth_sasl_step`.
    #[call(
        69,
        "auth_sasl_step",
        waits = "never",
        read_only = "allowed",
        priority = "high",
        by_hand = "server client"
    )]
    fn auth_sasl_step(
        &self,
        caller: &Caller,
        nil: i32,
        #[max(65536)] data: &[i8],
    ) -> Result<AuthSaslStep>;

    /// Calls `auth_polkit`.
    #[call(
        70,
        "auth_polkit",
        waits = "long",
        read_only = "allowed",
        priority = "high",
        by_hand = "server client",
        field = "complete"
    )]
    fn auth_polkit(&self, caller: &Caller) -> Result<i32>;

    /// Calls `virConnectRegisterCloseCallback`.
    #[call(
        360,
        "connect_register_close_callback",
        c = "virConnectRegisterCloseCallback",
        acl = "connect:getattr",
        waits = "disk",
        read_only = "allowed",
        priority = "high",
        by_hand = "server client"
    )]
    fn register_close_callback(&self, caller: &Caller) -> Result<()>;

    /// Calls `virConnectUnregisterCloseCallback`.
    #[call(
        361,
        "connect_unregister_close_callback",
        c = "virConnectUnregisterCloseCallback",
        acl = "connect:getattr",
        waits = "disk",
        read_only = "allowed",
        priority = "high",
        by_hand = "server client"
    )]
    fn unregister_close_callback(&self, caller: &Caller) -> Result<()>;

    /// Calls `virConnectSetIdentityEnsureACL`.
    #[call(
        419,
        "connect_set_identity",
        c = "virConnectSetIdentityEnsureACL",
        acl = "connect:write",
        waits = "disk",
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
    /// The event ConnectionClosed.
    #[event(call = 362, name = "connect_event_connection_closed")]
    ConnectionClosed {
        /// The reason.
        reason: i32,
    },
}

/// Answer of [`SessionApi::auth_sasl_start`].
#[api(wire = "remote_auth_sasl_start_ret")]
#[derive(Clone, Debug, PartialEq)]
pub struct AuthSaslStart {
    /// The complete.
    pub complete: i32,
    /// The nil.
    pub nil: i32,
    /// The data.
    #[max(65536)]
    pub data: Vec<i8>,
}

/// Answer of [`SessionApi::auth_sasl_step`].
#[api(wire = "remote_auth_sasl_step_ret")]
#[derive(Clone, Debug, PartialEq)]
pub struct AuthSaslStep {
    /// The complete.
    pub complete: i32,
    /// The nil.
    pub nil: i32,
    /// The data.
    #[max(65536)]
    pub data: Vec<i8>,
}
