//! From a procedure to the driver that answers it.
//!
//! Made by `cargo xtask codegen` from `api/src`; do not edit.

mod admin;
mod checkpoint;
mod connect;
mod domain;
mod domain_device;
mod domain_guest;
mod domain_save;
mod domain_tune;
mod event;
mod interface;
mod lxc;
mod migration;
mod network;
mod network_port;
mod node;
mod node_device;
mod nwfilter;
mod qemu;
mod secret;
mod session;
mod snapshot;
mod storage_pool;
mod storage_vol;

use fv_wire_rpc::Family;

use crate::serve::{Answer, Call, unserved};

/// Hands a call to its family.
pub(crate) fn dispatch(call: &Call<'_>) -> Answer {
    match call.procedure().family {
        Family::Admin => admin::dispatch(call),
        Family::Checkpoint => checkpoint::dispatch(call),
        Family::Connect => connect::dispatch(call),
        Family::Domain => domain::dispatch(call),
        Family::DomainDevice => domain_device::dispatch(call),
        Family::DomainGuest => domain_guest::dispatch(call),
        Family::DomainSave => domain_save::dispatch(call),
        Family::DomainTune => domain_tune::dispatch(call),
        Family::Event => event::dispatch(call),
        Family::Interface => interface::dispatch(call),
        Family::Lxc => lxc::dispatch(call),
        Family::Migration => migration::dispatch(call),
        Family::Network => network::dispatch(call),
        Family::NetworkPort => network_port::dispatch(call),
        Family::Node => node::dispatch(call),
        Family::NodeDevice => node_device::dispatch(call),
        Family::Nwfilter => nwfilter::dispatch(call),
        Family::Qemu => qemu::dispatch(call),
        Family::Secret => secret::dispatch(call),
        Family::Session => session::dispatch(call),
        Family::Snapshot => snapshot::dispatch(call),
        Family::StoragePool => storage_pool::dispatch(call),
        Family::StorageVol => storage_vol::dispatch(call),
        _ => unserved(call),
    }
}
