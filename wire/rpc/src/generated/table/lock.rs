//! The procedures of `LockApi`.
//!
//! Made by `cargo xtask codegen` from `api/src/lock.rs`; do not edit.

use crate::procedure::prelude::*;

procedures! { Lock Lock Rpc;
    1 "register" "register" Low Disk {}
    2 "restrict" "restrict" Low Disk {}
    3 "new" "new" Low Disk {}
    4 "create_resource" "create_resource" Low Disk {}
    5 "delete_resource" "delete_resource" Low Disk {}
    6 "acquire_resource" "acquire_resource" Low Disk {}
    7 "release_resource" "release_resource" Low Disk {}
    8 "create_lockspace" "create_lockspace" Low Disk {}
}
