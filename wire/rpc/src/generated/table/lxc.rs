//! The procedures of `LxcApi`.
//!
//! Made by `cargo xtask codegen` from `api/src/lxc.rs`; do not edit.

use crate::procedure::prelude::*;

procedures! { Lxc Lxc None;
    1 "domain_open_namespace" "virDomainLxcOpenNamespace" Low Disk {
        acl: &[p("domain", "open_namespace")], descriptors: Some(Direction::Out),
    }
}
