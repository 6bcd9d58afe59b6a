//! The procedures of all programs.
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
mod lock;
mod log;
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

use crate::procedure::{Procedure, Program, ProgramName, families, index};

families! {
    Admin, Checkpoint, Connect, Domain, DomainDevice, DomainGuest, DomainSave, DomainTune,
    Event, Interface, Lock, Log, Lxc, Migration, Network, NetworkPort, Node, NodeDevice,
    Nwfilter, Qemu, Secret, Session, Snapshot, StoragePool, StorageVol,
}

static REMOTE_INDEX: [Option<&Procedure>; 453] = index(&[
    checkpoint::TABLE,
    connect::TABLE,
    domain::TABLE,
    domain_device::TABLE,
    domain_guest::TABLE,
    domain_save::TABLE,
    domain_tune::TABLE,
    event::TABLE,
    interface::TABLE,
    migration::TABLE,
    network::TABLE,
    network_port::TABLE,
    node::TABLE,
    node_device::TABLE,
    nwfilter::TABLE,
    secret::TABLE,
    session::TABLE,
    snapshot::TABLE,
    storage_pool::TABLE,
    storage_vol::TABLE,
]);

/// The program `remote`.
pub static REMOTE: Program = Program {
    name: ProgramName::Remote,
    number: 0x20008086,
    version: 1,
    index: &REMOTE_INDEX,
};

static QEMU_INDEX: [Option<&Procedure>; 8] = index(&[qemu::TABLE]);

/// The program `qemu`.
pub static QEMU: Program = Program {
    name: ProgramName::Qemu,
    number: 0x20008087,
    version: 1,
    index: &QEMU_INDEX,
};

static LXC_INDEX: [Option<&Procedure>; 2] = index(&[lxc::TABLE]);

/// The program `lxc`.
pub static LXC: Program = Program {
    name: ProgramName::Lxc,
    number: 0x68000,
    version: 1,
    index: &LXC_INDEX,
};

static ADMIN_INDEX: [Option<&Procedure>; 21] = index(&[admin::TABLE]);

/// The program `admin`.
pub static ADMIN: Program = Program {
    name: ProgramName::Admin,
    number: 0x6900690,
    version: 1,
    index: &ADMIN_INDEX,
};

static LOG_INDEX: [Option<&Procedure>; 5] = index(&[log::TABLE]);

/// The program `log`.
pub static LOG: Program = Program {
    name: ProgramName::Log,
    number: 0x87539319,
    version: 1,
    index: &LOG_INDEX,
};

static LOCK_INDEX: [Option<&Procedure>; 9] = index(&[lock::TABLE]);

/// The program `lock`.
pub static LOCK: Program = Program {
    name: ProgramName::Lock,
    number: 0xea7beef,
    version: 1,
    index: &LOCK_INDEX,
};

static KEEPALIVE_INDEX: [Option<&Procedure>; 0] = index(&[]);

/// The program `keepalive`.
pub static KEEPALIVE: Program = Program {
    name: ProgramName::Keepalive,
    number: 0x6b656570,
    version: 1,
    index: &KEEPALIVE_INDEX,
};

static LXC_MONITOR_INDEX: [Option<&Procedure>; 0] = index(&[]);

/// The program `lxc_monitor`.
pub static LXC_MONITOR: Program = Program {
    name: ProgramName::LxcMonitor,
    number: 0x12341234,
    version: 1,
    index: &LXC_MONITOR_INDEX,
};

/// Every program.
pub static PROGRAMS: [&Program; 8] = [
    &REMOTE,
    &QEMU,
    &LXC,
    &ADMIN,
    &LOG,
    &LOCK,
    &KEEPALIVE,
    &LXC_MONITOR,
];
