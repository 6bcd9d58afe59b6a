//! Starting a program: fork, a few system calls in the child, exec.
//!
//! Everything the child needs is made before the fork, because between fork and exec it may only
//! make system calls: another thread may have held any lock at that moment. The child then
//!
//! ```text
//! [second fork] → session → descriptors → umask, folder, limits → wait for "go" → user → exec
//! ```
//!
//! and writes the step and errno into a pipe when one fails; exec closes that pipe, and the
//! parent knows that all went well. The wait for "go" ([`Held`]) lets the parent note the
//! child's number durably before the program runs: when the parent dies first, the child sees
//! the pipe's end and goes away without having done anything.

mod child;

use std::ffi::{CString, OsStr, OsString};
use std::io;
use std::os::fd::{AsRawFd, OwnedFd, RawFd};
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use rustix::fs::{Mode, OFlags};

use crate::fd::{self, Blocking};
use crate::limits::{self, Limit, Resource};
use crate::process::{self, Waiting};
use crate::{fault, signal};

/// A program to start and all that is special about it.
#[derive(Debug)]
pub struct Spawn {
    /// The file to run.
    pub program: PathBuf,
    /// The arguments, the program's name first.
    pub arguments: Vec<OsString>,
    /// The whole environment, each `NAME=VALUE`.
    pub environment: Vec<OsString>,
    /// The folder to run in; `None` is the parent's.
    pub folder: Option<PathBuf>,
    /// Descriptors and the numbers they get; 0, 1 and 2 are `/dev/null` unless they are here.
    pub fds: Vec<(OwnedFd, RawFd)>,
    /// The user to become.
    pub credentials: Option<Credentials>,
    /// The mode bits that new files do not get; `None` is the parent's.
    pub umask: Option<u32>,
    /// Limits that differ from the parent's.
    pub limits: Vec<(Resource, Limit)>,
    /// Whose child it is.
    pub parentage: Parentage,
    /// The signal it gets when the thread that started it ends; has no meaning for an orphan.
    pub death_signal: Option<signal::Signal>,
}

/// A user to become, with its groups.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credentials {
    /// The user.
    pub uid: u32,
    /// The group.
    pub gid: u32,
    /// All further groups.
    pub groups: Vec<u32>,
}

/// Whose child a program is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Parentage {
    /// This process' child, in its session.
    Child,
    /// This process' child, in a session of its own, so that all it starts can be ended.
    SessionLeader,
    /// Nobody's child, in a session of its own: it outlives this process, whoever ends it.
    Orphan,
}

/// A program that has been started.
#[derive(Debug)]
pub struct Started {
    /// Its number.
    pub pid: i32,
    /// A handle to it.
    pub handle: OwnedFd,
}

/// A child that waits to be told that it may run the program; dropped, it goes away.
#[derive(Debug)]
pub struct Held {
    pid: i32,
    /// What tells the child to go on, and the handle to it; gone when it was told.
    waiting: Option<(OwnedFd, OwnedFd)>,
    report: OwnedFd,
    parentage: Parentage,
}

/// Why a program could not be started.
#[derive(Debug)]
pub struct SpawnError {
    /// The step that failed.
    pub phase: Phase,
    /// How it failed.
    pub source: io::Error,
}

/// The steps of a start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Phase {
    /// Getting ready in the parent.
    Prepare = 1,
    /// Making the process.
    Fork = 2,
    /// Making the session.
    Session = 3,
    /// Putting descriptors in place.
    Descriptors = 4,
    /// Changing to the folder.
    Folder = 5,
    /// Setting limits.
    Limits = 6,
    /// Becoming the user.
    Credentials = 7,
    /// Running the program.
    Exec = 8,
}

impl Spawn {
    /// A start with nothing special: no environment, no descriptors, an ordinary child.
    pub fn new(program: impl Into<PathBuf>) -> Self {
        let program = program.into();
        Self {
            arguments: vec![program.clone().into_os_string()],
            program,
            environment: Vec::new(),
            folder: None,
            fds: Vec::new(),
            credentials: None,
            umask: None,
            limits: Vec::new(),
            parentage: Parentage::Child,
            death_signal: None,
        }
    }

    /// Starts the program and waits until it runs.
    pub fn start(&self) -> Result<Started, SpawnError> {
        self.hold()?.release()
    }

    /// Makes the process and stops short of running the program.
    pub fn hold(&self) -> Result<Held, SpawnError> {
        let prepare = |source| SpawnError {
            phase: Phase::Prepare,
            source,
        };
        fault::check("fork", &self.program).map_err(prepare)?;
        let plan = Plan::new(self).map_err(prepare)?;
        let child = plan.fork().map_err(|source| SpawnError {
            phase: Phase::Fork,
            source,
        })?;
        let Plan { report, go, .. } = plan;
        drop((report.writer, go.reader));
        let pid = match self.parentage {
            Parentage::Orphan => grandchild(child, &report.reader)?,
            Parentage::Child | Parentage::SessionLeader => child,
        };
        // It waits for "go", so the number is still its own.
        let handle = process::open(pid).map_err(prepare)?;
        let parentage = self.parentage;
        let waiting = Some((go.writer, handle));
        Ok(Held {
            pid,
            waiting,
            report: report.reader,
            parentage,
        })
    }
}

impl Held {
    /// The number that the program will have.
    pub fn pid(&self) -> i32 {
        self.pid
    }

    /// Lets the program run and waits until it does.
    pub fn release(mut self) -> Result<Started, SpawnError> {
        let prepare = |source| SpawnError {
            phase: Phase::Prepare,
            source,
        };
        fault::check("exec", "").map_err(prepare)?;
        if let Some((go, _)) = &self.waiting {
            // It may be gone already; the report says why.
            let _ = fd::write(go, b"g");
        }
        if read_report(&self.report)?.is_some() {
            return Err(prepare(io::Error::other(
                "the child told what it should not",
            )));
        }
        let handle = self.waiting.take().map(|(_, handle)| handle);
        let handle = handle.ok_or_else(|| prepare(io::Error::other("released before")))?;
        Ok(Started {
            pid: self.pid,
            handle,
        })
    }
}

/// Sends a child away that was not released, or that failed, and takes its exit.
impl Drop for Held {
    fn drop(&mut self) {
        let Some((go, handle)) = self.waiting.take() else {
            return;
        };
        // The end of the pipe is what the child sees.
        drop(go);
        if self.parentage != Parentage::Orphan {
            let _ = process::wait(&handle, Waiting::Block);
        }
    }
}

/// Everything the child needs, in the form that system calls take.
struct Plan {
    program: CString,
    arguments: Vec<CString>,
    environment: Vec<CString>,
    folder: Option<CString>,
    /// Copies with numbers above all targets, and their targets.
    fds: Vec<(OwnedFd, RawFd)>,
    credentials: Option<Credentials>,
    umask: Option<u32>,
    limits: Vec<(libc::c_int, libc::rlimit)>,
    parentage: Parentage,
    death_signal: Option<i32>,
    report: fd::Pipe,
    go: fd::Pipe,
    /// One above the highest target: where the child keeps its two pipes.
    floor: RawFd,
}

impl Plan {
    fn new(spawn: &Spawn) -> io::Result<Self> {
        let highest = spawn
            .fds
            .iter()
            .map(|&(_, target)| target)
            .max()
            .unwrap_or(2)
            .max(2);
        let floor = highest + 1;
        let high_pipe = || -> io::Result<fd::Pipe> {
            let pipe = fd::pipe(Blocking::Yes)?;
            Ok(fd::Pipe {
                reader: fd::duplicate_above(pipe.reader, floor + 2)?,
                writer: fd::duplicate_above(pipe.writer, floor + 2)?,
            })
        };
        Ok(Self {
            program: c_string(spawn.program.as_os_str())?,
            arguments: c_strings(&spawn.arguments)?,
            environment: c_strings(&spawn.environment)?,
            folder: spawn
                .folder
                .as_deref()
                .map(|path| c_string(path.as_os_str()))
                .transpose()?,
            fds: high_copies(&spawn.fds, floor + 2)?,
            credentials: spawn.credentials.clone(),
            umask: spawn.umask,
            limits: raw_limits(&spawn.limits),
            parentage: spawn.parentage,
            death_signal: spawn.death_signal.map(|signal| signal as i32),
            report: high_pipe()?,
            go: high_pipe()?,
            floor,
        })
    }

    fn fork(&self) -> io::Result<i32> {
        let arguments = pointers(&self.arguments);
        let environment = pointers(&self.environment);
        child::fork(&child::Orders {
            program: self.program.as_ptr(),
            arguments: arguments.as_ptr(),
            environment: environment.as_ptr(),
            folder: self.folder.as_ref().map(|folder| folder.as_ptr()),
            fds: &self.fds,
            credentials: self.credentials.as_ref(),
            umask: self.umask,
            limits: &self.limits,
            parentage: self.parentage,
            death_signal: self.death_signal,
            report: self.report.writer.as_raw_fd(),
            go: self.go.reader.as_raw_fd(),
            floor: self.floor,
        })
    }
}

/// The limits in the form of the C library, the former number of files first.
fn raw_limits(limits: &[(Resource, Limit)]) -> Vec<(libc::c_int, libc::rlimit)> {
    let files = limits::files_for_programs().map(|limit| (Resource::Files, limit));
    let all = files.into_iter().chain(limits.iter().copied());
    all.map(|(resource, limit)| (resource.to_raw(), limit.to_raw()))
        .collect()
}

/// Copies every descriptor above all targets, so that none is overwritten before its turn; the
/// three standard ones are `/dev/null` when they are not named.
fn high_copies(fds: &[(OwnedFd, RawFd)], min: RawFd) -> io::Result<Vec<(OwnedFd, RawFd)>> {
    let null = rustix::fs::open(
        Path::new("/dev/null"),
        OFlags::RDWR | OFlags::CLOEXEC,
        Mode::empty(),
    )?;
    let unnamed = (0..3).filter(|standard| fds.iter().all(|(_, target)| target != standard));
    let standard = unnamed.map(|target| Ok((fd::duplicate_above(&null, min)?, target)));
    let named = fds
        .iter()
        .map(|(source, target)| Ok((fd::duplicate_above(source, min)?, *target)));
    standard.chain(named).collect()
}

/// The number of the child's child, which it tells before it ends.
fn grandchild(child: i32, report: &OwnedFd) -> Result<i32, SpawnError> {
    let between = process::open(child);
    let told = read_report(report);
    between
        .and_then(|between| process::wait(between, Waiting::Block))
        .map_err(|source| SpawnError {
            phase: Phase::Fork,
            source,
        })?;
    told?.ok_or_else(|| SpawnError {
        phase: Phase::Fork,
        source: io::Error::other("the child told nothing"),
    })
}

/// What the child told: a number, nothing (it runs the program now), or a failed step.
fn read_report(report: &OwnedFd) -> Result<Option<i32>, SpawnError> {
    let mut message = [0; child::MESSAGE];
    let prepare = |source| SpawnError {
        phase: Phase::Prepare,
        source,
    };
    // The pipe writes messages this small as a whole.
    let count = fd::read(report, &mut message).map_err(prepare)?;
    if count == 0 {
        return Ok(None);
    }
    let value = i32::from_ne_bytes([message[1], message[2], message[3], message[4]]);
    match Phase::from_number(message[0]) {
        Some(phase) => Err(SpawnError {
            phase,
            source: io::Error::from_raw_os_error(value),
        }),
        None => Ok(Some(value)),
    }
}

impl Phase {
    fn from_number(number: u8) -> Option<Self> {
        use Phase::{Credentials, Descriptors, Exec, Folder, Fork, Limits, Prepare, Session};
        [
            Prepare,
            Fork,
            Session,
            Descriptors,
            Folder,
            Limits,
            Credentials,
            Exec,
        ]
        .into_iter()
        .find(|&phase| phase as u8 == number)
    }
}

impl std::fmt::Display for SpawnError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?}: {}", self.phase, self.source)
    }
}

impl std::error::Error for SpawnError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.source)
    }
}

fn pointers(strings: &[CString]) -> Vec<*const libc::c_char> {
    let end = std::iter::once(std::ptr::null());
    strings
        .iter()
        .map(|string| string.as_ptr())
        .chain(end)
        .collect()
}

fn c_strings(texts: &[OsString]) -> io::Result<Vec<CString>> {
    texts.iter().map(|text| c_string(text)).collect()
}

fn c_string(text: &OsStr) -> io::Result<CString> {
    CString::new(text.as_bytes())
        .map_err(|error| io::Error::new(io::ErrorKind::InvalidInput, error))
}

#[cfg(test)]
mod tests;
