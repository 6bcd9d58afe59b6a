//! A file that is put aside when it is full.

use std::io;
use std::os::fd::OwnedFd;
use std::path::{Path, PathBuf};

use fv_sys::fd;
use fv_sys::file::{self, Links};

use crate::Limits;

/// A file to which text is appended, and the full ones before it.
///
/// Others may append to it too, empty it, move or remove it; what comes next goes to where the
/// name leads then.
#[derive(Debug)]
pub struct RolledFile {
    path: PathBuf,
    limits: Limits,
    open: Option<OwnedFd>,
}

/// What becomes of what the files hold when a new writer begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Former {
    /// It stays, and new text comes after it.
    Kept,
    /// It is removed with all that was put aside.
    Removed,
}

impl RolledFile {
    /// A file of this name; it is opened when something is written.
    pub fn new(path: impl Into<PathBuf>, limits: Limits) -> Self {
        Self {
            path: path.into(),
            limits,
            open: None,
        }
    }

    /// Makes the file before anything is written, so that whoever begins learns whether it can be.
    pub fn begin(&mut self, former: Former) -> io::Result<()> {
        if former == Former::Removed {
            self.open = None;
            file::remove(&self.path)?;
            for number in 0..self.limits.backups {
                file::remove(&backup(&self.path, number))?;
            }
        }
        self.ready().map(drop)
    }

    /// Appends bytes; a file ends with a whole line wherever that is possible.
    pub fn write(&mut self, mut bytes: &[u8]) -> io::Result<()> {
        while !bytes.is_empty() {
            let used = self.ready()?;
            let room = match self.limits.size_max {
                0 => u64::MAX,
                size_max => size_max.saturating_sub(used),
            };
            let count = piece(
                bytes,
                usize::try_from(room).unwrap_or(usize::MAX),
                used == 0,
            );
            if count == 0 {
                self.roll()?;
                continue;
            }
            let (now, later) = bytes.split_at(count);
            if let Some(open) = &self.open {
                fd::write_all(open, now)?;
            }
            bytes = later;
        }
        Ok(())
    }

    /// Opens what the name leads to now and returns its size.
    fn ready(&mut self) -> io::Result<u64> {
        if let Some(open) = &self.open {
            let (own, found) = (file::Stat::of(open)?, file::stat(&self.path, Links::Follow));
            if found.is_ok_and(|found| (found.device, found.inode) == (own.device, own.inode)) {
                return Ok(own.size);
            }
        }
        let open = file::open_append_regular(&self.path, MODE)?;
        let size = file::Stat::of(&open)?.size;
        self.open = Some(open);
        Ok(size)
    }

    /// Puts the full file aside, and removes the oldest.
    fn roll(&mut self) -> io::Result<()> {
        self.open = None;
        let Some(last) = self.limits.backups.checked_sub(1) else {
            return file::remove(&self.path);
        };
        for number in (0..last).rev() {
            let from = backup(&self.path, number);
            if file::exists(&from) {
                let _ = file::rename(&from, &backup(&self.path, number + 1));
            }
        }
        // Where nothing can be put aside it is given up: the bound holds in any case.
        file::rename(&self.path, &backup(&self.path, 0))
            .or_else(|_| file::open_truncate(&self.path, MODE).map(drop))
    }
}

/// How many of the bytes go into a file with so much room: whole lines, where there are any.
fn piece(bytes: &[u8], room: usize, is_empty: bool) -> usize {
    if bytes.len() <= room {
        return bytes.len();
    }
    let lines = bytes[..room].iter().rposition(|&byte| byte == b'\n');
    match lines {
        Some(end) => end + 1,
        // A line longer than a file is cut.
        None if is_empty => room,
        None => 0,
    }
}

/// The name of a file that was put aside.
fn backup(path: &Path, number: usize) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(format!(".{number}"));
    PathBuf::from(name)
}

const MODE: u32 = 0o600;
