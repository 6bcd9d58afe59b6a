//! Going into the background: the process the user started waits until the daemon is ready.

use std::io;
use std::os::fd::OwnedFd;
use std::path::Path;

use rustix::fs::{Mode, OFlags};

use crate::fd::{self, Blocking};

/// The daemon's side; the process that the user started waits for its word.
#[derive(Debug)]
#[must_use = "the user's process waits until it is told that the daemon is ready"]
pub struct Background {
    status: OwnedFd,
}

/// Continues in a child without terminal, session or standard descriptors.
///
/// Must be called while the process has one thread. The original process does not return: it
/// ends with 0 when the child calls [`Background::ready`], and with 1 when it ends before.
/// Standard error stays until then, so that what goes wrong at the start is seen.
pub fn enter() -> io::Result<Background> {
    let threads = crate::process::threads(crate::process::own_pid())?.len();
    if threads != 1 {
        return Err(io::Error::other(
            "a process with several threads cannot go into the background",
        ));
    }
    let pipe = fd::pipe(Blocking::Yes)?;
    // SAFETY: the process has one thread, so the child finds everything in order.
    match unsafe { libc::fork() } {
        -1 => Err(io::Error::last_os_error()),
        0 => {
            drop(pipe.reader);
            rustix::process::setsid()?;
            std::env::set_current_dir("/")?;
            Ok(Background {
                status: pipe.writer,
            })
        }
        _ => {
            drop(pipe.writer);
            let told = fd::read(&pipe.reader, &mut [0]).unwrap_or(0);
            std::process::exit(i32::from(told == 0));
        }
    }
}

impl Background {
    /// Tells that the daemon serves, and gives the standard descriptors up.
    pub fn ready(self) -> io::Result<()> {
        let flags = OFlags::RDWR | OFlags::CLOEXEC;
        let null = rustix::fs::open(Path::new("/dev/null"), flags, Mode::empty())?;
        rustix::stdio::dup2_stdin(&null)?;
        rustix::stdio::dup2_stdout(&null)?;
        rustix::stdio::dup2_stderr(&null)?;
        fd::write_all(&self.status, b"r")
    }
}
