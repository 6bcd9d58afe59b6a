//! Locks on files that end with the process: pid files, one daemon per folder.
//!
//! They are the kernel's record locks of open files, which exclude the ones that libvirt takes
//! on the same file, and which a crash cannot leave behind.

use std::io;
use std::os::fd::{AsRawFd, OwnedFd};
use std::path::{Path, PathBuf};

use rustix::fs::{Mode, OFlags};

use crate::{fault, fd};

/// A pid file held by this process; released and removed when dropped.
#[derive(Debug)]
pub struct PidFile {
    path: PathBuf,
    _file: OwnedFd,
}

/// Why a pid file could not be taken.
#[derive(Debug)]
pub enum PidFileError {
    /// Another process holds it.
    Held,
    /// A system call failed.
    System(io::Error),
}

impl PidFile {
    /// Takes the pid file, writes this process' number into it, and holds it.
    pub fn acquire(path: &Path) -> Result<Self, PidFileError> {
        loop {
            let file = open(path)?;
            lock(&file)?;
            // The former owner may have removed the file between open and lock: then this lock
            // is on a file that nobody else will find.
            if !is_same_file(&file, path) {
                continue;
            }
            write_pid(&file, path)?;
            return Ok(Self {
                path: path.into(),
                _file: file,
            });
        }
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for PidFile {
    fn drop(&mut self) {
        let _ = rustix::fs::unlink(&self.path);
    }
}

impl From<io::Error> for PidFileError {
    fn from(error: io::Error) -> Self {
        Self::System(error)
    }
}

/// Takes the lock of an open file without waiting; it lasts as long as the file is open.
pub fn lock(file: &OwnedFd) -> Result<(), PidFileError> {
    let mut lock = whole_file();
    // SAFETY: the descriptor is open and the struct outlives the call, which only reads it.
    let result = unsafe { libc::fcntl(file.as_raw_fd(), libc::F_OFD_SETLK, &raw mut lock) };
    if result == 0 {
        return Ok(());
    }
    let error = io::Error::last_os_error();
    match error.raw_os_error() {
        Some(libc::EAGAIN | libc::EACCES) => Err(PidFileError::Held),
        _ => Err(PidFileError::System(error)),
    }
}

fn open(path: &Path) -> io::Result<OwnedFd> {
    fault::check("open-write", path)?;
    let flags = OFlags::RDWR | OFlags::CREATE | OFlags::CLOEXEC | OFlags::NOFOLLOW;
    Ok(rustix::fs::open(path, flags, Mode::from_raw_mode(0o644))?)
}

fn is_same_file(file: &OwnedFd, path: &Path) -> bool {
    match (rustix::fs::fstat(file), rustix::fs::stat(path)) {
        (Ok(held), Ok(found)) => (held.st_dev, held.st_ino) == (found.st_dev, found.st_ino),
        _ => false,
    }
}

fn write_pid(file: &OwnedFd, path: &Path) -> io::Result<()> {
    fault::check("write", path)?;
    rustix::fs::ftruncate(file, 0)?;
    fd::write_all(file, std::process::id().to_string().as_bytes())
}

fn whole_file() -> libc::flock {
    libc::flock {
        l_type: libc::F_WRLCK as libc::c_short,
        l_whence: libc::SEEK_SET as libc::c_short,
        l_start: 0,
        l_len: 0,
        l_pid: 0,
    }
}

#[cfg(test)]
mod tests;
