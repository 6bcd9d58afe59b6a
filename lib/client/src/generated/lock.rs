//! `LockApi` over the wire.
//!
//! Made by `cargo xtask codegen` from `api/src/lock.rs`; do not edit.

use crate::stubs::prelude::*;

stubs! { LockApi LOCK;
    1 register(owner: &LockOwner, flags: u32) -> ():
        call(LockRegisterArgs { owner: lend(owner), flags });
    2 restrict(flags: u32) -> (): call(LockRestrictArgs { flags });
    3 new(path: &str, flags: u32) -> (): call(LockNewArgs { path, flags });
    4 create_resource(path: &str, name: &str, flags: u32) -> ():
        call(LockCreateResourceArgs { path, name, flags });
    5 delete_resource(path: &str, name: &str, flags: u32) -> ():
        call(LockDeleteResourceArgs { path, name, flags });
    6 acquire_resource(path: &str, name: &str, flags: u32) -> ():
        call(LockAcquireResourceArgs { path, name, flags });
    7 release_resource(path: &str, name: &str, flags: u32) -> ():
        call(LockReleaseResourceArgs { path, name, flags });
    8 create_lockspace(path: &str) -> (): call(LockCreateLockspaceArgs { path });
}
