//! A network of a test's own: a namespace that is gone after it with all that was made in it.

use std::ffi::OsStr;
use std::process::{self, Command};
use std::sync::atomic::{AtomicU32, Ordering};

use anyhow::Result;

use crate::program::{must, program};

/// A named network namespace.
#[derive(Debug)]
pub(crate) struct Network(String);

impl Network {
    /// Makes an empty one.
    pub(crate) fn make() -> Result<Self> {
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let name = format!("fv-{}-{number}", process::id());
        must(program("ip").args(["netns", "add", &name]))?;
        Ok(Self(name))
    }

    /// Prepares a program to be run in it.
    pub(crate) fn command(&self, program_name: impl AsRef<OsStr>) -> Command {
        let mut command = program("ip");
        command
            .args(["netns", "exec", &self.0])
            .arg(program_name.as_ref());
        command
    }
}

impl Drop for Network {
    fn drop(&mut self) {
        // Nothing can be done about one that stays.
        let _ = program("ip").args(["netns", "delete", &self.0]).status();
    }
}

static NEXT: AtomicU32 = AtomicU32::new(0);
