//! The calls of `LxcApi`.
//!
//! Made by `cargo xtask codegen` from `api/src/lxc.rs`; do not edit.

use fv_wire_rpc::*;

use crate::serve::{Answer, Call, serve_descriptors, unserved};

/// Answers a call of this family.
pub(super) fn dispatch(call: &Call<'_>) -> Answer {
    match call.procedure().number {
        1 => serve_descriptors(call, |c, a: LxcDomainOpenNamespaceArgs<'_>| {
            let (driver, dom) = (c.lxc()?, c.on_domain(&a.dom)?);
            driver
                .open_namespace(c.caller(), &dom, a.flags)
                .map(|rest| ((), rest))
        }),
        _ => unserved(call),
    }
}
