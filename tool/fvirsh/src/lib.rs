//! fvirsh: the command line for hypervisors, with libvirt's commands and its output to the byte.
//!
//! The commands are a table for the engine ([`fv_tool_shell`]); each file of `commands` holds a
//! group of them. They speak to a [`Link`], which is a set of drivers behind the traits of the
//! declaration: a daemon's, over [`fv_lib_client`], or one in this process. Which kinds of links
//! there are is decided where the program is put together ([`Open`]). This crate reads neither
//! environment nor arguments; `main` does.
//!
//! Read first: [`Session`], [`Link`], [`run`].

mod commands;
mod embed;
mod link;
mod options;
mod prompt;
mod remote;
mod session;
mod start;
mod xpath;

pub use commands::PROGRAM;
pub use embed::EmbedOpen;
pub use link::{Events, Link, Open, Sharing};
pub use options::{Options, OptionsEnd, usage};
pub use remote::{RemoteOpen, remote_link};
pub use session::Session;
pub use start::{Environment, Input, run};

/// The version of libvirt whose commands and output these are.
pub const VERSION: &str = "11.3.0";

#[cfg(test)]
mod tests;
