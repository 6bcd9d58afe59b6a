//! Arguments and results on the wire.
//!
//! Made by `cargo xtask codegen` from `api/src/lock.rs`; do not edit.

use crate::prelude::*;

xdr_borrowed! { Wire;
    LockRegisterArgs<'a> { owner: Cow<'a, LockOwner> as Lent<Wire>, flags: u32 as Plain }
    LockNewArgs<'a> { path: &'a str as Text<65536>, flags: u32 as Plain }
    LockCreateResourceArgs<'a> {
        path: &'a str as Text<65536>, name: &'a str as Text<65536>, flags: u32 as Plain,
    }
    LockDeleteResourceArgs<'a> {
        path: &'a str as Text<65536>, name: &'a str as Text<65536>, flags: u32 as Plain,
    }
    LockAcquireResourceArgs<'a> {
        path: &'a str as Text<65536>, name: &'a str as Text<65536>, flags: u32 as Plain,
    }
    LockReleaseResourceArgs<'a> {
        path: &'a str as Text<65536>, name: &'a str as Text<65536>, flags: u32 as Plain,
    }
    LockCreateLockspaceArgs<'a> { path: &'a str as Text<65536> }
}

xdr_struct! { Wire;
    LockRestrictArgs { flags: u32 as Plain }
}

xdr_form! { Wire;
    LockOwner {
        uuid: Uuid as Plain, name: String as Text<65536>, id: u32 as Plain, pid: u32 as Plain,
    }
}
