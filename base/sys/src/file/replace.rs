//! Replacing a file as a whole: write, fsync, rename, fsync of the folder.
//!
//! The new content is written to `NAME.new` beside the file, so that a crash leaves the old file
//! and at most one leftover, which the next replacement overwrites. Two threads that replace
//! the same file take turns.
//!
//! What is refused has not happened: when the disk fails at the very last step, after the new file
//! has its name, the old one, which was kept under the other name until then, is put back.

use std::ffi::OsString;
use std::io;
use std::os::fd::OwnedFd;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use rustix::fs::{CWD, Gid, Mode, OFlags, RenameFlags, Uid};

use crate::fault;
use crate::file::{Kind, Links, stat};

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
    by_way_of(path, |temporary| {
        write_new(temporary, content, mode, owner)?;
        put_in_place(temporary, path)
    })
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
    by_way_of(path, |temporary| {
        write_file(temporary, content, mode, owner)?;
        fault::check("rename", path)?;
        Ok(rustix::fs::rename(temporary, path)?)
    })
}

/// Makes `path` a symbolic link that says `target`, in place of what was there, durably.
pub fn replace_link(target: &Path, path: &Path) -> io::Result<()> {
    by_way_of(path, |temporary| {
        crate::file::remove(temporary)?;
        crate::file::symlink(target, temporary)?;
        put_in_place(temporary, path)
    })
}

/// Removes a file or a link; one that is missing already is no failure. The removal is on the disk
/// then; where it fails, the file is still there.
pub fn remove_durably(path: &Path) -> io::Result<()> {
    let _turn = take_turn(path);
    fault::check("unlink", path)?;
    let kind = match stat(path, Links::Refuse) {
        Ok(stat) => stat.kind,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return sync_folder_of(path),
        Err(error) => return Err(error),
    };
    if kind == Kind::Folder {
        return Err(rustix::io::Errno::ISDIR.into());
    }
    let aside = temporary_name(path)?;
    if rustix::fs::rename(path, &aside).is_err() {
        // Another name may need room on the disk; to remove a file needs none.
        rustix::fs::unlink(path)?;
        return sync_folder_of(path);
    }
    let result = sync_folder_of(path);
    let _ = match &result {
        Ok(()) => rustix::fs::unlink(&aside),
        Err(_) => rustix::fs::rename(&aside, path),
    };
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

/// Replaces what is at `path` by way of a temporary name beside it, which a failure does not leave behind.
fn by_way_of(path: &Path, make: impl FnOnce(&Path) -> io::Result<()>) -> io::Result<()> {
    let _turn = take_turn(path);
    let temporary = temporary_name(path)?;
    let result = make(&temporary);
    if result.is_err() {
        // The first failure is what counts; a leftover does no harm.
        let _ = rustix::fs::unlink(&temporary);
    }
    result
}

/// Gives a new file its name and brings that to the disk, or leaves everything as it was.
fn put_in_place(temporary: &Path, path: &Path) -> io::Result<()> {
    fault::check("rename", path)?;
    let old = stat(path, Links::Refuse).map(|stat| stat.kind);
    if matches!(old, Ok(Kind::Regular | Kind::Link)) && exchange(temporary, path).is_ok() {
        let result = sync_folder_of(path);
        if result.is_err() {
            let _ = exchange(temporary, path);
        }
        // The one of the two that nobody wants; a leftover does no harm.
        let _ = rustix::fs::unlink(temporary);
        return result;
    }
    // Nothing was there, or the file system cannot exchange two names.
    rustix::fs::rename(temporary, path)?;
    let result = sync_folder_of(path);
    if result.is_err() && old.is_err() {
        let _ = rustix::fs::unlink(path);
    }
    result
}

fn exchange(one: &Path, other: &Path) -> rustix::io::Result<()> {
    rustix::fs::renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE)
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
