//! Terminals: the pseudo terminals behind guests' serial ports, and raw mode.

use std::io;
use std::os::fd::{AsFd, OwnedFd};
use std::path::{Path, PathBuf};

use rustix::fs::{Mode, OFlags};
use rustix::pty::OpenptFlags;
use rustix::termios::OptionalActions;

/// Opens a terminal by its path, neither waiting nor making it this process' own.
pub fn open(path: &Path) -> io::Result<OwnedFd> {
    let flags = OFlags::RDWR | OFlags::NOCTTY | OFlags::NONBLOCK | OFlags::CLOEXEC;
    Ok(rustix::fs::open(path, flags, Mode::empty())?)
}

/// Makes a pseudo terminal; returns its controlling end and the path of the other one.
pub fn make() -> io::Result<(OwnedFd, PathBuf)> {
    let flags = OpenptFlags::RDWR | OpenptFlags::NOCTTY | OpenptFlags::CLOEXEC;
    let main = rustix::pty::openpt(flags)?;
    rustix::pty::grantpt(&main)?;
    rustix::pty::unlockpt(&main)?;
    let name = rustix::pty::ptsname(&main, Vec::new())?;
    let path = PathBuf::from(name.to_string_lossy().into_owned());
    Ok((main, path))
}

/// A terminal in raw mode, until this is dropped.
#[derive(Debug)]
pub struct RawTerminal {
    terminal: OwnedFd,
    before: rustix::termios::Termios,
}

impl RawTerminal {
    /// Makes a terminal raw and remembers how it was.
    pub fn new(terminal: impl AsFd) -> io::Result<Self> {
        let before = rustix::termios::tcgetattr(&terminal)?;
        let mut modes = before.clone();
        modes.make_raw();
        rustix::termios::tcsetattr(&terminal, OptionalActions::Flush, &modes)?;
        Ok(Self {
            terminal: crate::fd::duplicate(terminal)?,
            before,
        })
    }
}

impl Drop for RawTerminal {
    fn drop(&mut self) {
        // A terminal that is gone needs no modes.
        let _ = rustix::termios::tcsetattr(&self.terminal, OptionalActions::Flush, &self.before);
    }
}

/// Whether a descriptor is a terminal.
pub fn is_terminal(fd: impl AsFd) -> bool {
    rustix::termios::isatty(fd)
}
