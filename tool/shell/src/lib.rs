//! The engine of interactive command lines: one table of commands, and all that follows from it.
//!
//! A program declares its commands as data ([`Command`], [`Opt`]): parsing, help, completion and
//! the manual are made from that one table. A command returns a [`Reply`], which is shown as text
//! or, where it holds data, as JSON. The grammar and the messages of the parser are those of
//! libvirt's shells, to the byte. This crate knows no hypervisor, opens no connection and reads
//! no environment.
//!
//! Read first: [`Command`], [`Shell`], [`Reply`].

mod args;
mod complete;
mod escape;
mod failure;
mod generic;
mod help;
mod manual;
mod parse;
mod reply;
mod run;
mod spec;
mod table;
mod terminal;
mod token;

pub use args::{Args, Scale};
pub use complete::{Partial, complete, words};
pub use escape::{shell_quoted, split_commas, xml_escaped};
pub use failure::{Failure, Outcome};
pub use generic::Generic;
pub use help::{command_help, global_help, group_help, help};
pub use manual::manual;
pub use parse::{Invocation, parse_line, parse_words};
pub use reply::{Field, Fields, Reply};
pub use run::{Context, Shell, Timing};
pub use spec::{Command, Complete, Group, Opt, OptKind, Program, Rule, Visibility};
pub use table::{Cell, Charset, Header, Table};
pub use terminal::{Level, Output, Terminal, Verbosity};

#[cfg(test)]
mod tests;
