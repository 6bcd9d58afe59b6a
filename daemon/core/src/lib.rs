//! The daemon's core: clients, calls, workers, streams, limits.
//!
//! A [`Server`] listens on sockets it is given, speaks libvirt's RPC with whoever connects, and
//! hands calls to the drivers of the [`Backends`] it is given. It names no driver, reads no
//! configuration file, starts no program and stores nothing. Guests are none of its business:
//! when it ends they go on.
//!
//! ```text
//! reactor thread            workers
//! accept, read, frame ────► decode → open? → permitted? → driver → encode
//!    │ bounded calls: same steps, here            │
//!    └──── write what is left ◄── outbox ◄────────┴── events
//! ```
//!
//! Read first: [`Server`], [`Backends`], [`Limits`].

mod access;
mod admin;
mod admission;
mod budget;
mod by_hand;
mod call;
mod client;
mod closer;
mod generated;
mod limits;
mod notice;
mod packet;
mod pool;
mod reactor;
mod roster;
mod serve;
mod server;
mod stream;

pub use fv_wire_rpc::KeepaliveConfig;
pub use limits::Limits;
pub use pool::PoolSize;
pub use server::{Backends, Server, ServiceConfig, Stopper, Verdict, Watcher};
