//! The calls of `EventApi`.
//!
//! Made by `cargo xtask codegen` from `api/src/event.rs`; do not edit.

use crate::by_hand;
use crate::serve::{Answer, Call, unserved};

/// Answers a call of this family.
pub(super) fn dispatch(call: &Call<'_>) -> Answer {
    match call.procedure().number {
        105 => by_hand::connect_domain_event_register(call),
        106 => by_hand::connect_domain_event_deregister(call),
        167 => by_hand::connect_domain_event_register_any(call),
        168 => by_hand::connect_domain_event_deregister_any(call),
        313 => by_hand::connect_network_event_register_any(call),
        314 => by_hand::connect_network_event_deregister_any(call),
        316 => by_hand::connect_domain_event_callback_register_any(call),
        317 => by_hand::connect_domain_event_callback_deregister_any(call),
        368 => by_hand::connect_storage_pool_event_register_any(call),
        369 => by_hand::connect_storage_pool_event_deregister_any(call),
        374 => by_hand::connect_node_device_event_register_any(call),
        375 => by_hand::connect_node_device_event_deregister_any(call),
        380 => by_hand::connect_secret_event_register_any(call),
        381 => by_hand::connect_secret_event_deregister_any(call),
        _ => unserved(call),
    }
}
