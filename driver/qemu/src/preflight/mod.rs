//! What keeps a guest from being started: the checks of the plan, as a start and as a preflight
//! use them.
//!
//! A start ends with the first check that fails. A preflight goes on and tells of all of them at
//! once; it takes no job, notes nothing and starts nothing. What can only be known by doing it
//! (that QEMU accepts an image, that a file system has room) is not looked at.

mod files;
mod host;

use std::sync::Arc;

use fv_error::{Error, ErrorCode, ErrorDomain, Result};

use crate::driver::Driver;
use crate::start::StartOptions;

pub(crate) use files::check_files;
pub(crate) use host::{check_machine, check_memory, check_ports};

/// What is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// The guest's own state.
    State,
    /// The user of the emulators.
    User,
    /// A file that must be there.
    File,
    /// The way to a file.
    Access,
    /// A port of the host.
    Port,
    /// The memory of the host.
    Memory,
    /// The emulator.
    Emulator,
    /// The machine type and what it is accelerated by.
    Machine,
    /// The definition as a whole.
    Definition,
}

impl Kind {
    /// Its word in front of a line.
    fn word(self) -> &'static str {
        match self {
            Self::State => "state",
            Self::User => "user",
            Self::File => "file",
            Self::Access => "access",
            Self::Port => "port",
            Self::Memory => "memory",
            Self::Emulator => "emulator",
            Self::Machine => "machine",
            Self::Definition => "definition",
        }
    }
}

/// Something that keeps a guest from being started.
#[derive(Debug)]
pub(crate) struct Blocker {
    /// What was looked at.
    pub(crate) kind: Kind,
    /// What a start would fail with.
    pub(crate) error: Error,
}

/// What becomes of a check that fails.
#[derive(Debug)]
pub(crate) enum Findings {
    /// It ends the plan.
    EndAtFirst,
    /// It is noted.
    Collect(Vec<Blocker>),
}

impl Findings {
    /// Takes note of a check; without a result the plan goes on with what does not need it.
    pub(crate) fn check<T>(&mut self, kind: Kind, result: Result<T>) -> Result<Option<T>> {
        match (result, self) {
            (Ok(value), _) => Ok(Some(value)),
            (Err(error), Self::EndAtFirst) => Err(error),
            (Err(error), Self::Collect(blockers)) => {
                blockers.push(Blocker { kind, error });
                Ok(None)
            }
        }
    }
}

impl Driver {
    /// Fails with all that keeps a guest from being started, one line each; touches nothing.
    pub(crate) fn preflight(
        self: &Arc<Self>,
        name: &str,
        options: &StartOptions,
        states: impl IntoIterator<Item = Result<()>>,
    ) -> Result<()> {
        let mut findings = Findings::Collect(Vec::new());
        for state in states {
            findings.check(Kind::State, state)?;
        }
        self.plan(name, self.likely_id(), options, &mut findings)?;
        match findings {
            Findings::Collect(blockers) if !blockers.is_empty() => Err(listing(name, &blockers)),
            _ => Ok(()),
        }
    }
}

/// The error that tells of all blockers.
pub(crate) fn listing(name: &str, blockers: &[Blocker]) -> Error {
    let mut text = format!("domain '{name}' cannot be started");
    for blocker in blockers {
        text += &format!("\n{}: {}", blocker.kind.word(), blocker.error.detail());
    }
    Error::new(ErrorDomain::Qemu, ErrorCode::OperationFailed, text)
}

#[cfg(test)]
mod tests;
