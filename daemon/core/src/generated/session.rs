//! The calls of `SessionApi`.
//!
//! Made by `cargo xtask codegen` from `api/src/session.rs`; do not edit.

use crate::by_hand;
use crate::serve::{Answer, Call, unserved};

/// Answers a call of this family.
pub(super) fn dispatch(call: &Call<'_>) -> Answer {
    match call.procedure().number {
        1 => by_hand::connect_open(call),
        2 => by_hand::connect_close(call),
        66 => by_hand::auth_list(call),
        67 => by_hand::auth_sasl_init(call),
        68 => by_hand::auth_sasl_start(call),
        69 => by_hand::auth_sasl_step(call),
        70 => by_hand::auth_polkit(call),
        360 => by_hand::connect_register_close_callback(call),
        361 => by_hand::connect_unregister_close_callback(call),
        419 => by_hand::connect_set_identity(call),
        _ => unserved(call),
    }
}
