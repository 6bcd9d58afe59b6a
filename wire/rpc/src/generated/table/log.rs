//! The procedures of `LogApi`.
//!
//! Made by `cargo xtask codegen` from `api/src/log.rs`; do not edit.

use crate::procedure::prelude::*;

procedures! { Log Log Rpc;
    1 "domain_open_log_file" "domain_open_log_file" Low Disk { descriptors: Some(Direction::Out) }
    2 "domain_get_log_file_position" "domain_get_log_file_position" Low Disk {}
    3 "domain_read_log_file" "domain_read_log_file" Low Disk {}
    4 "domain_append_log_file" "domain_append_log_file" Low Disk {}
}
