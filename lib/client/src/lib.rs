//! Connections to a daemon, for Rust programs.
//!
//! A [`Remote`] is an open connection. It implements the traits of the declaration, so that
//! what a program does with a driver it can do with a daemon. Calls block. Threads that share a
//! connection take turns at reading: who waits for an answer reads for all, and hands the turn
//! on when its own has come. No thread is started, no environment is read, and events are
//! given out only when they are asked for ([`Remote::next_event`]).
//!
//! Read first: [`Remote`], [`Target`], [`RemoteEvent`].

mod event;
mod generated;
mod link;
mod remote;
mod stream;
mod stubs;
mod target;

pub use event::RemoteEvent;
pub use remote::Remote;
pub use target::{Places, Target};

#[cfg(test)]
mod tests;
