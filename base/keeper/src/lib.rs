//! Keeps what a program writes, in files whose size is bounded.
//!
//! A guest can make its emulator write as much as it likes, so the emulator must not write to a
//! file itself. It writes to a pipe, and a small process of its own, the keeper, moves that into
//! `NAME.log`; a file that is full becomes `NAME.log.0`, that one `NAME.log.1`, and so on up to a
//! number. The same goes for files into which a guest itself writes, such as that of a serial
//! port. One keeper serves one program with all its files and ends with it.
//!
//! Why a process, and not the daemon: the daemon may be killed, or there is none between two
//! calls, and guests go on meanwhile. Then nobody would read the pipe. Without a reader the
//! emulator's words would be lost, the last ones before a crash above all; with a reader that
//! does not read, the emulator would stand still as soon as the pipe is full. A file that the
//! emulator writes to and the daemon cuts now and then has no bound while the daemon is gone, and
//! a poor one while it is busy. The keeper knows neither daemon nor guest, so there is nothing in
//! it that could fail for their sake. One that is killed costs its guest the rest of its log and
//! nothing else: QEMU ignores that its output goes nowhere.
//!
//! What this crate does not do: it starts nothing ([`find`] says where the program is), and knows
//! no format.
//!
//! Read first: [`keep`], [`RolledFile`], [`Limits`].

mod rolled;

use std::io;
use std::os::fd::{AsFd, RawFd};
use std::path::{Path, PathBuf};
use std::time::Duration;

use fv_sys::clock::{self, Instant};
use fv_sys::{fd, file, process};

pub use rolled::{Former, RolledFile};

/// How much is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// How large one file may become, in bytes; 0 is without limit.
    pub size_max: u64,
    /// How many full files are kept beside the one that is written to.
    pub backups: usize,
}

impl Default for Limits {
    /// What libvirt's log daemon does: four files of 2 MiB.
    fn default() -> Self {
        Self {
            size_max: 2 << 20,
            backups: 3,
        }
    }
}

/// Moves everything that comes out of a pipe into files until the pipe ends.
///
/// What cannot be written, because the disk is full, is dropped: who writes into the pipe must not
/// be held up by that.
pub fn keep(source: impl AsFd, mut target: RolledFile) -> io::Result<()> {
    let mut buffer = vec![0; PIECE];
    let mut pace = Pace::new(clock::now());
    loop {
        let count = fd::read(source.as_fd(), &mut buffer)?;
        if count == 0 {
            return Ok(());
        }
        // The next piece may fit again.
        let _ = target.write(&buffer[..count]);
        if let Some(rest) = pace.took(clock::now(), count) {
            clock::sleep(rest);
        }
    }
}

/// The descriptor from which the keeper reads what goes into the file at this place among its
/// arguments: 0, and then from 3 on.
pub fn source_of(place: usize) -> RawFd {
    match RawFd::try_from(place) {
        Ok(0) => 0,
        Ok(place) => place.saturating_add(2),
        Err(_) => RawFd::MAX,
    }
}

/// Finds the program that keeps logs: beside the running program, or where packages put it.
pub fn find() -> Option<PathBuf> {
    let own = process::program(process::own_pid()).ok();
    let beside = own.as_deref().and_then(Path::parent).map(Path::to_path_buf);
    let folders = beside.into_iter().chain(FOLDERS.map(PathBuf::from));
    folders
        .map(|folder| folder.join(PROGRAM))
        .find(|path| file::is_executable(path))
}

/// Slows down a flood, so that it takes neither the disk nor a processor from everybody else.
#[derive(Debug)]
struct Pace {
    began: Instant,
    bytes: usize,
}

impl Pace {
    fn new(now: Instant) -> Self {
        Self {
            began: now,
            bytes: 0,
        }
    }

    /// Notes what was moved; says for how long nothing more is to be moved.
    fn took(&mut self, now: Instant, bytes: usize) -> Option<Duration> {
        self.bytes += bytes;
        if self.bytes < BURST {
            return None;
        }
        let rest = BURST_TIME.checked_sub(now.until(self.began));
        *self = Self::new(now + rest.unwrap_or_default());
        rest
    }
}

/// The name of the program.
pub const PROGRAM: &str = "ferrovirt-log-keeper";
/// Where packages put programs that are not for people.
const FOLDERS: [&str; 2] = ["/usr/libexec", "/usr/lib/ferrovirt"];
/// A pipe's usual room.
const PIECE: usize = 64 * 1024;
/// How much may be moved in [`BURST_TIME`]: 32 MiB a second, more than anybody reads.
const BURST: usize = 1 << 20;
const BURST_TIME: Duration = Duration::from_millis(31);

#[cfg(test)]
mod tests;
