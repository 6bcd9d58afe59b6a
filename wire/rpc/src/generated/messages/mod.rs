//! The messages of all programs, by family.
//!
//! Made by `cargo xtask codegen` from `api/src`; do not edit.

mod admin;
mod checkpoint;
mod connect;
mod domain;
mod domain_device;
mod domain_guest;
mod domain_migration;
mod domain_save;
mod domain_tune;
mod event;
mod interface;
mod lock;
mod log;
mod lxc;
mod network;
mod network_port;
mod node;
mod node_device;
mod nwfilter;
mod object;
mod qemu;
mod secret;
mod session;
mod snapshot;
mod storage_pool;
mod storage_vol;

pub use admin::*;
pub use checkpoint::*;
pub use connect::*;
pub use domain::*;
pub use domain_device::*;
pub use domain_guest::*;
pub use domain_migration::*;
pub use domain_save::*;
pub use domain_tune::*;
pub use event::*;
pub use interface::*;
pub use lock::*;
pub use log::*;
pub use lxc::*;
pub use network::*;
pub use network_port::*;
pub use node::*;
pub use node_device::*;
pub use nwfilter::*;
pub use qemu::*;
pub use secret::*;
pub use session::*;
pub use snapshot::*;
pub use storage_pool::*;
pub use storage_vol::*;
