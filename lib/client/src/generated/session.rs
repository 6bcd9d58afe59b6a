//! `SessionApi` over the wire.
//!
//! Made by `cargo xtask codegen` from `api/src/session.rs`; do not edit.

use crate::stubs::prelude::*;

stubs! { SessionApi REMOTE;
    1 open(name: Option<&str>, flags: u32) -> (): call(ConnectOpenArgs { name, flags });
    2 close() -> (): call(());
    66 auth_list() -> Vec<AuthKind>: call((), |ret: AuthListRet| ret.types);
    67 auth_sasl_init() -> String: call((), |ret: AuthSaslInitRet| ret.mechlist);
    68 auth_sasl_start(mech: &str, nil: i32, data: &[i8]) -> AuthSaslStart:
        call(AuthSaslStartArgs { mech, nil, data: lend(data) });
    69 auth_sasl_step(nil: i32, data: &[i8]) -> AuthSaslStep:
        call(AuthSaslStepArgs { nil, data: lend(data) });
    70 auth_polkit() -> i32: call((), |ret: AuthPolkitRet| ret.complete);
    360 register_close_callback() -> (): call(());
    361 unregister_close_callback() -> (): call(());
    419 set_identity(params: &[TypedParam], flags: u32) -> ():
        call(ConnectSetIdentityArgs { params: lend(params), flags });
}
