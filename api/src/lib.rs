//! The declaration: what can be called, on what, by whom, and how it may wait.
//!
//! One trait per family of objects. The traits are what drivers implement and what clients
//! call; `xtask codegen` reads these files and writes the codecs, tables, stubs and dispatch
//! that stand between the two. This crate does no I/O and treats XML as text.
//!
//! Notation of `#[call(NUMBER, "procedure", …)]`:
//! * `c`: the C function that messages name;
//! * `acl`, `filter`: permissions, as `object:permission[:condition]`;
//! * `phase`: `auth` (part of authentication) or `open` (before the connection is open);
//! * `waits`: `never` (bounded, answered on the reactor), `disk`, `monitor` or `long`;
//! * `read_only`: `allowed`, or the condition under which a read-only connection is refused
//!   (`unless flags & 9: words`, where the words stand behind the function's name in the
//!   message); without it such a connection is always refused;
//! * `priority`: `high` is libvirt's own mark, a fact of the wire;
//! * `by_hand`: `server` where the daemon has code of its own instead of a generated arm; the
//!   generator counts these, and the count may only fall;
//! * `field`, `max`: name and bound of a single result; `#[max(N)]` bounds an argument;
//! * `stream`, `fds_in`, `fds_out`: what comes along besides arguments;
//! * `sparse`: the flag that asks for holes in the stream.
//!
//! Read first: [`DomainApi`], [`Caller`], [`Drivers`].
#![expect(
    clippy::too_many_arguments,
    reason = "a method has the arguments of its procedure"
)]

mod admin;
mod caller;
mod checkpoint;
mod connect;
mod domain;
mod domain_device;
mod domain_guest;
mod domain_migration;
mod domain_save;
mod domain_tune;
mod drivers;
mod event;
mod extension;
mod interface;
mod keepalive;
mod lock;
mod log;
mod lxc;
mod lxc_monitor;
mod network;
mod network_port;
mod node;
mod node_device;
mod nwfilter;
mod object;
mod qemu;
mod resolve;
mod secret;
mod session;
mod snapshot;
mod storage_pool;
mod storage_vol;
mod stream;

pub use admin::*;
pub use caller::{Access, Caller, CloseHook, Connection, ConnectionId, Identity};
pub use checkpoint::*;
pub use connect::*;
pub use domain::*;
pub use domain_device::*;
pub use domain_guest::*;
pub use domain_migration::*;
pub use domain_save::*;
pub use domain_tune::*;
pub use drivers::{Backend, Drivers, EventSink};
pub use event::*;
pub use extension::*;
pub use interface::*;
pub use keepalive::*;
pub use lock::*;
pub use log::*;
pub use lxc::*;
pub use lxc_monitor::*;
pub use network::*;
pub use network_port::*;
pub use node::*;
pub use node_device::*;
pub use nwfilter::*;
pub use object::*;
pub use qemu::*;
pub use resolve::Resolver;
pub use secret::*;
pub use session::*;
pub use snapshot::*;
pub use storage_pool::*;
pub use storage_vol::*;
pub use stream::{Stream, StreamRead};
