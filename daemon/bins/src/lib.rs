//! The daemons' programs: options, configuration, places, sockets, signals, the way to serving.
//!
//! A program's `main` says which back ends it has; everything else is here. This crate knows no
//! hypervisor and answers no call: that is `fv-daemon-core`'s part.
//!
//! Read first: [`run`], [`Config`], [`Places`].

mod activation;
mod config;
mod daemon;
mod environment;
mod logging;
mod options;
mod own_config;
mod places;

pub use activation::Activation;
pub use config::{Config, HostUuidSource};
pub use daemon::{Registered, Reload, Setup, run};
pub use environment::Environment;
pub use options::{Options, Request, USAGE};
pub use own_config::OwnConfig;
pub use places::{Places, SessionFolders, SocketPaths, session_folders};
