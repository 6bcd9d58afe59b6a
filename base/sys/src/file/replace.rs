//! Replacing a file as a whole: write, fsync, rename, fsync of the folder.
//!
//! The new content is written to `NAME.new` beside the file, so that a crash leaves the old file
//! and at most one leftover, which the next replacement overwrites. Two threads that replace
//! the same file take turns.

use std::ffi::OsString;
use std::io;
use std::os::fd::OwnedFd;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use rustix::fs::{Gid, Mode, OFlags, Uid};

use crate::fault;

/// Replaces the file at `path`; when this returns, the content is on the disk.
///
/// The file gets exactly these mode bits, whatever the umask, and belongs to whom `owner` says
/// (user and group), or to the process.
pub fn replace(
    path: &Path,
    content: &[u8],
    mode: u32,
    owner: Option<(u32, u32)>,
) -> io::Result<()> {
    let _turn = take_turn(path);
    let temporary = temporary_name(path)?;
    let result = write_new(&temporary, content, mode, owner).and_then(|()| {
        fault::check("rename", path)?;
        rustix::fs::rename(&temporary, path)?;
        sync_folder_of(path)
    });
    if result.is_err() {
        // The first failure is what counts; a leftover does no harm.
        let _ = rustix::fs::unlink(&temporary);
    }
    result
}

/// Replaces the file at `path` as [`replace`] does, but does not wait for the disk.
///
/// Whoever reads it, now or after this process was killed, finds the old or the new content. After
/// a crash of the whole host it may be either or empty: for files that say what runs on the host,
/// which mean nothing after that.
pub fn replace_until_reboot(
    path: &Path,
    content: &[u8],
    mode: u32,
    owner: Option<(u32, u32)>,
) -> io::Result<()> {
    let _turn = take_turn(path);
    let temporary = temporary_name(path)?;
    let result = write_file(&temporary, content, mode, owner).and_then(|_| {
        fault::check("rename", path)?;
        Ok(rustix::fs::rename(&temporary, path)?)
    });
    if result.is_err() {
        // The first failure is what counts; a leftover does no harm.
        let _ = rustix::fs::unlink(&temporary);
    }
    result
}

/// Makes a file that must not exist yet, with the same promises as [`replace`].
pub fn create_new(path: &Path, content: &[u8], mode: u32) -> io::Result<()> {
    let result = write_new(path, content, mode, None).and_then(|()| sync_folder_of(path));
    match result {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
            let _ = rustix::fs::unlink(path);
            Err(error)
        }
        other => other,
    }
}

/// Brings the entries of the folder that holds `path` to the disk.
pub fn sync_folder_of(path: &Path) -> io::Result<()> {
    let folder = folder_of(path);
    fault::check("fsync-folder", folder)?;
    let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
    let folder = rustix::fs::open(folder, flags, Mode::empty())?;
    Ok(rustix::fs::fsync(folder)?)
}

fn write_new(path: &Path, content: &[u8], mode: u32, owner: Option<(u32, u32)>) -> io::Result<()> {
    let file = write_file(path, content, mode, owner)?;
    fault::check("fsync", path)?;
    Ok(rustix::fs::fsync(&file)?)
}

fn write_file(
    path: &Path,
    content: &[u8],
    mode: u32,
    owner: Option<(u32, u32)>,
) -> io::Result<OwnedFd> {
    let file = open_new(path)?;
    if let Some((uid, gid)) = owner {
        fault::check("chown", path)?;
        rustix::fs::fchown(&file, Some(Uid::from_raw(uid)), Some(Gid::from_raw(gid)))?;
    }
    // Only now may others see it: it was private until it had its owner.
    rustix::fs::fchmod(&file, Mode::from_raw_mode(mode))?;
    fault::check("write", path)?;
    crate::fd::write_all(&file, content)?;
    Ok(file)
}

fn open_new(path: &Path) -> io::Result<OwnedFd> {
    fault::check("create", path)?;
    let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::CLOEXEC;
    let private = Mode::RUSR | Mode::WUSR;
    match rustix::fs::open(path, flags, private) {
        Err(rustix::io::Errno::EXIST) if path.extension().is_some_and(|end| end == "new") => {
            rustix::fs::unlink(path)?;
            Ok(rustix::fs::open(path, flags, private)?)
        }
        other => Ok(other?),
    }
}

fn temporary_name(path: &Path) -> io::Result<PathBuf> {
    let Some(name) = path.file_name() else {
        return Err(io::Error::new(
            io::ErrorKind::InvalidInput,
            "a path without a file name",
        ));
    };
    let mut name = OsString::from(name);
    name.push(".new");
    Ok(path.with_file_name(name))
}

fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

/// Holds off other threads that replace the same file (and, harmlessly, a few others).
fn take_turn(path: &Path) -> MutexGuard<'static, ()> {
    let bytes = path.as_os_str().as_encoded_bytes();
    let hash = bytes.iter().fold(0usize, |hash, &byte| {
        hash.wrapping_mul(31).wrapping_add(usize::from(byte))
    });
    TURNS[hash % TURNS.len()]
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
}

static TURNS: [Mutex<()>; 32] = [const { Mutex::new(()) }; 32];
