//! What drivers share: object lists, the job gate, state files, folders.
//!
//! A driver keeps its objects in an [`ObjectList`], lets each publish an immutable snapshot
//! through [`Published`], and makes changes while it holds a [`HeldJob`] of the object's
//! [`JobGate`]. What must survive a crash is written with [`mod@file`]. This crate knows no kind of
//! object, reads no clock and talks to no process.
//!
//! Read first: [`JobGate`], [`ObjectList`], [`Dirs`].

mod dirs;
pub mod file;
mod job;
mod list;
mod published;

pub use dirs::{Dirs, DriverDirs, Privilege};
pub use job::{HeldJob, JobGate, JobInfo, JobKind, JobKinds, JobPhase, JobRequest};
pub use list::{Listed, ObjectList, Taken};
pub use published::Published;
