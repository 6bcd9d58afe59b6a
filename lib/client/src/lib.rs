//! Connections to a daemon, for Rust programs.
//!
//! A [`Remote`] is an open connection. It implements the traits of the declaration, so that
//! what a program does with a driver it can do with a daemon. Calls block. Threads that share a
//! connection take turns at reading: who waits for an answer reads for all, and hands the turn
//! on when its own has come. No environment is read, and events are given out only when they
//! are asked for ([`Remote::next_event`]). The only thread that is ever started is the one that
//! watches a daemon, if that is asked for ([`Remote::keep_alive`]).
//!
//! Which URI is meant, be it given, an alias or the default, a [`Choice`] says.
//!
//! A program that has a driver in itself gives it to those who may only look as [`look_only()`].
//!
//! Read first: [`Remote`], [`Target`], [`RemoteEvent`].

mod choice;
mod event;
mod generated;
mod link;
mod look_only;
mod remote;
mod stream;
mod stubs;
mod target;
mod watch;

pub use choice::Choice;
pub use event::RemoteEvent;
pub use fv_wire_rpc::KeepaliveConfig;
pub use look_only::{LookOnly, look_only};
pub use remote::Remote;
pub use target::{Places, Target};

#[cfg(test)]
mod tests;
