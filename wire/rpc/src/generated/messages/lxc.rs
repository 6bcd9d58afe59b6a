//! Arguments and results on the wire.
//!
//! Made by `cargo xtask codegen` from `api/src/lxc.rs`; do not edit.

use crate::prelude::*;

xdr_borrowed! { Wire;
    LxcDomainOpenNamespaceArgs<'a> { dom: Cow<'a, DomainRef> as Lent<Wire>, flags: u32 as Plain }
}
