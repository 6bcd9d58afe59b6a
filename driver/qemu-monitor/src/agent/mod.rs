//! The language of the agent inside a guest: one command at a time, one line each way.
//!
//! The guest is not trusted: its agent may be silent, late, or no agent at all. The protocol
//! core [`AgentTalk`] does no I/O, like [`crate::Qmp`]: it takes bytes and the time, and gives
//! bytes and an outcome, within bounds. The modules below hold the commands, each an
//! [`AgentCall`], which knows how to read its reply.
//!
//! Read first: [`AgentTalk`], [`AgentCall`].

mod call;
pub mod commands;
pub mod disks;
pub mod interfaces;
mod talk;

pub use call::{AgentCall, check};
pub use talk::{AgentTalk, Ends, Patience};
