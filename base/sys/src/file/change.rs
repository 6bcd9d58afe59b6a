//! Changing: folders, links, names, owners, modes, removal, opening for writing.

use std::io;
use std::os::fd::{AsFd, OwnedFd};
use std::path::Path;

use rustix::fs::{AtFlags, CWD, Gid, Mode, OFlags, Uid};

use crate::fault;
use crate::fd::{self, Blocking};
use crate::file::{Kind, Links, Stat};

/// Makes a folder with exactly these mode bits; one that exists is left as it is.
pub fn create_folder(path: &Path, mode: u32) -> io::Result<()> {
    fault::check("mkdir", path)?;
    match rustix::fs::mkdir(path, Mode::from_raw_mode(mode)) {
        // The umask took bits away.
        Ok(()) => Ok(rustix::fs::chmod(path, Mode::from_raw_mode(mode))?),
        Err(rustix::io::Errno::EXIST) if path.is_dir() => Ok(()),
        Err(error) => Err(error.into()),
    }
}

/// Makes a folder and those above it that are missing, each with these mode bits.
pub fn create_folders(path: &Path, mode: u32) -> io::Result<()> {
    let missing: Vec<&Path> = path
        .ancestors()
        .take_while(|folder| !folder.as_os_str().is_empty() && !crate::file::exists(folder))
        .collect();
    missing
        .iter()
        .rev()
        .try_for_each(|folder| create_folder(folder, mode))?;
    if path.is_dir() {
        Ok(())
    } else {
        Err(rustix::io::Errno::NOTDIR.into())
    }
}

/// Opens a file for writing at its end; it is made with these mode bits when missing.
pub fn open_append(path: &Path, mode: u32) -> io::Result<OwnedFd> {
    open_write(path, mode, OFlags::APPEND)
}

/// Opens a file for writing at its end as [`open_append`] does; what is no regular file is refused.
pub fn open_append_regular(path: &Path, mode: u32) -> io::Result<OwnedFd> {
    let file = open_append(path, mode)?;
    match Stat::of(&file)?.kind {
        Kind::Regular => Ok(file),
        _ => Err(io::Error::new(
            io::ErrorKind::InvalidInput,
            "not a regular file",
        )),
    }
}

/// Opens a file for writing and empties it; it is made with these mode bits when missing.
pub fn open_truncate(path: &Path, mode: u32) -> io::Result<OwnedFd> {
    open_write(path, mode, OFlags::TRUNC)
}

/// Makes a file that must not exist yet and opens it for reading and writing.
///
/// Nothing is synced: it is for what another process fills and is removed again.
pub fn open_new(path: &Path, mode: u32) -> io::Result<OwnedFd> {
    fault::check("open", path)?;
    let flags = OFlags::RDWR | OFlags::CREATE | OFlags::EXCL | OFlags::CLOEXEC | OFlags::NOFOLLOW;
    Ok(rustix::fs::open(path, flags, Mode::from_raw_mode(mode))?)
}

/// Opens a device's node for reading and writing.
pub fn open_device(path: &Path) -> io::Result<OwnedFd> {
    fault::check("open", path)?;
    let flags = OFlags::RDWR | OFlags::CLOEXEC | OFlags::NOCTTY;
    Ok(rustix::fs::open(path, flags, Mode::empty())?)
}

/// Writes to a file that is a question to the kernel, such as those under `/sys`; it must be there.
pub fn write_pseudo(path: &Path, text: &str) -> io::Result<()> {
    let flags = OFlags::WRONLY | OFlags::CLOEXEC | OFlags::NOCTTY;
    let file = rustix::fs::open(path, flags, Mode::empty())?;
    match rustix::io::write(&file, text.as_bytes())? {
        written if written == text.len() => Ok(()),
        _ => Err(io::ErrorKind::WriteZero.into()),
    }
}

/// Removes a file, socket or link; one that is missing already is no failure.
pub fn remove(path: &Path) -> io::Result<()> {
    fault::check("unlink", path)?;
    absent_is_fine(rustix::fs::unlink(path).map_err(Into::into))
}

/// Removes a folder with everything in it, links not followed; a missing one is no failure.
pub fn remove_tree(path: &Path) -> io::Result<()> {
    fault::check("remove-tree", path)?;
    absent_is_fine(std::fs::remove_dir_all(path))
}

/// Gives a file another name, replacing what has it.
pub fn rename(from: &Path, to: &Path) -> io::Result<()> {
    fault::check("rename", to)?;
    Ok(rustix::fs::rename(from, to)?)
}

/// Makes a symbolic link at `path` that says `target`.
pub fn symlink(target: &Path, path: &Path) -> io::Result<()> {
    fault::check("symlink", path)?;
    Ok(rustix::fs::symlink(target, path)?)
}

/// Sets owner and group; `None` leaves one as it is.
pub fn chown(path: &Path, uid: Option<u32>, gid: Option<u32>, links: Links) -> io::Result<()> {
    fault::check("chown", path)?;
    let flags = match links {
        Links::Follow => AtFlags::empty(),
        Links::Refuse => AtFlags::SYMLINK_NOFOLLOW,
    };
    let uid = uid.map(Uid::from_raw);
    let gid = gid.map(Gid::from_raw);
    Ok(rustix::fs::chownat(CWD, path, uid, gid, flags)?)
}

/// Sets owner and group of an open file; `None` leaves one as it is.
pub fn chown_fd(fd: impl AsFd, uid: Option<u32>, gid: Option<u32>) -> io::Result<()> {
    fault::check("chown", "")?;
    Ok(rustix::fs::fchown(
        fd,
        uid.map(Uid::from_raw),
        gid.map(Gid::from_raw),
    )?)
}

/// Sets the mode bits.
pub fn chmod(path: &Path, mode: u32) -> io::Result<()> {
    fault::check("chmod", path)?;
    Ok(rustix::fs::chmod(path, Mode::from_raw_mode(mode))?)
}

/// Whether this process may write to a file.
pub fn is_writable(path: &Path) -> bool {
    let access = rustix::fs::Access::WRITE_OK;
    rustix::fs::accessat(CWD, path, access, AtFlags::EACCESS).is_ok()
}

/// Whether this process, with its effective ids, may run the file.
pub fn is_executable(path: &Path) -> bool {
    let access = rustix::fs::Access::EXEC_OK;
    path.is_file() && rustix::fs::accessat(CWD, path, access, AtFlags::EACCESS).is_ok()
}

/// Tells why a file that is not executable is not.
pub fn execution_refusal(path: &Path) -> io::Error {
    match path.is_dir() {
        true => rustix::io::Errno::ISDIR.into(),
        false => rustix::io::Errno::ACCESS.into(),
    }
}

fn open_write(path: &Path, mode: u32, extra: OFlags) -> io::Result<OwnedFd> {
    fault::check("open-write", path)?;
    let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::CLOEXEC | OFlags::NOCTTY | extra;
    // A pipe without a reader would be waited for.
    let flags = flags | OFlags::NONBLOCK;
    let file = rustix::fs::open(path, flags, Mode::from_raw_mode(mode))?;
    fd::set_blocking(&file, Blocking::Yes)?;
    Ok(file)
}

fn absent_is_fine(result: io::Result<()>) -> io::Result<()> {
    match result {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        other => other,
    }
}
