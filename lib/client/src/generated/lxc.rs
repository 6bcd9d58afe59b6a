//! `LxcApi` over the wire.
//!
//! Made by `cargo xtask codegen` from `api/src/lxc.rs`; do not edit.

use crate::stubs::prelude::*;

stubs! { LxcApi LXC;
    1 open_namespace(dom: &DomainRef, flags: u32) -> Vec<OwnedFd>:
        call_for_descriptors(LxcDomainOpenNamespaceArgs {
            dom: lend(dom), flags,
        }, |(): (), rest| rest);
}
