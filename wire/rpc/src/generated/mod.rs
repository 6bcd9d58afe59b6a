//! What follows from the declaration.
//!
//! Made by `cargo xtask codegen` from `api/src`; do not edit.

pub(crate) mod catalogue;
mod events;
pub(crate) mod messages;
pub(crate) mod table;
