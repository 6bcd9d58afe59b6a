//! QMP, the language of QEMU's monitor: commands, replies and events as types.
//!
//! The protocol core does no I/O: [`Qmp`] takes bytes and the time, and gives bytes, replies and
//! events. [`MonitorHandle`] puts the synchronisation around it that callers on many threads and
//! one reading thread need; the socket comes in as a [`Channel`]. The modules under [`commands`]
//! hold one function for each command; each makes a [`Call`], which knows its command and how to
//! read the reply. This crate opens no socket, starts no thread and knows no domain.
//!
//! Read first: [`Qmp`], [`Call`], [`MonitorHandle`].

pub mod agent;
mod command;
pub mod commands;
mod event;
mod failure;
mod handle;
mod json;
mod machine;
pub mod schema;
mod token;

pub use command::{Call, Command, Reply, Serial};
pub use event::{
    AddressFamily, BlockIoError, DisplayClient, DisplayEnd, DisplayPhase, Event, EventKind,
    IoErrorAction, MemoryFailure, PanicInfo, ShutdownBy, WatchdogAction,
};
pub use failure::{Failure, Refusal};
pub use handle::{Channel, Collect, Doubt, MonitorHandle, Observer, PIECE_MAX, Readiness, Ticket};
pub use json::{Fields, JsonLimits, OBJECT_VALUES};
pub use machine::{Greeting, Incoming, Limits, Output, Qmp};
