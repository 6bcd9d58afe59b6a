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

pub(crate) use files::{check_files, check_nvram};
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
    /// What a network interface is connected to.
    Network,
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
            Self::Network => "network",
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
        let blockers = self.blockers(name, options, states)?;
        match blockers.is_empty() {
            true => Ok(()),
            false => Err(listing(name, &blockers)),
        }
    }

    /// All that keeps a guest from being started; touches nothing.
    pub(crate) fn blockers(
        self: &Arc<Self>,
        name: &str,
        options: &StartOptions,
        states: impl IntoIterator<Item = Result<()>>,
    ) -> Result<Vec<Blocker>> {
        let mut findings = Findings::Collect(Vec::new());
        for state in states {
            findings.check(Kind::State, state)?;
        }
        self.plan(name, self.likely_id(), options, &mut findings)?;
        Ok(match findings {
            Findings::Collect(blockers) => blockers,
            Findings::EndAtFirst => Vec::new(),
        })
    }
}

impl Blocker {
    /// The line that tells of it.
    pub(crate) fn line(&self) -> String {
        // One line each, whatever QEMU or a file system said.
        let detail = self.error.detail().replace('\n', " ");
        format!("{}: {detail}", self.kind.word())
    }
}

/// The error that tells of all blockers, or of as many as an error has room for.
pub(crate) fn listing(name: &str, blockers: &[Blocker]) -> Error {
    let mut text = format!("domain '{name}' cannot be started");
    for (place, blocker) in blockers.iter().enumerate() {
        let line = blocker.line();
        let left = blockers.len() - place;
        if text.len() + line.len() > LISTING_BYTES_MAX {
            text += &format!("\nand {left} more");
            break;
        }
        text = text + "\n" + &line;
    }
    Error::new(ErrorDomain::Qemu, ErrorCode::OperationFailed, text)
}

/// What an error has room for on the wire, less its frame and a last line.
const LISTING_BYTES_MAX: usize = 960;

#[cfg(test)]
mod tests;
