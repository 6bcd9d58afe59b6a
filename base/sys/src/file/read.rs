//! Reading: whole files within a limit, folders, links, what a file is.

use std::ffi::OsString;
use std::io;
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use rustix::fs::{FileType, Mode, OFlags};

/// What a symbolic link as the last part of a path means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Links {
    /// The file behind it.
    Follow,
    /// A failure.
    Refuse,
}

/// What the kernel knows about a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stat {
    /// What it is.
    pub kind: Kind,
    /// The owner.
    pub uid: u32,
    /// The group.
    pub gid: u32,
    /// The permission bits.
    pub mode: u32,
    /// The size in bytes.
    pub size: u64,
    /// The file system it is on.
    pub device: u64,
    /// Its number there.
    pub inode: u64,
    /// The device number, when it is a device.
    pub special: u64,
    /// When the content changed: seconds and nanoseconds since 1970.
    pub modified: (i64, i64),
    /// When content or attributes changed: seconds and nanoseconds since 1970.
    pub changed: (i64, i64),
    /// How many blocks of 512 bytes it takes on the disk.
    pub blocks: u64,
}

/// What a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A file with content.
    Regular,
    /// A folder.
    Folder,
    /// A symbolic link.
    Link,
    /// A device of blocks.
    Block,
    /// A device of characters.
    Character,
    /// A socket or a pipe, or what is not known.
    Other,
}

/// Reads a regular file of at most `limit` bytes.
///
/// A folder, pipe or device is refused without being waited for; so is a file that is longer.
pub fn read_regular(path: &Path, limit: u64, links: Links) -> io::Result<Vec<u8>> {
    let file = open_regular(path, links)?;
    read_all(&file, limit)
}

/// Reads a regular file of at most `limit` bytes that must be UTF-8.
pub fn read_text(path: &Path, limit: u64, links: Links) -> io::Result<String> {
    let bytes = read_regular(path, limit, links)?;
    String::from_utf8(bytes).map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))
}

/// Reads a file of `/proc` or `/sys`, whose sizes are not told, up to `limit` bytes.
pub fn read_pseudo(path: &Path, limit: u64) -> io::Result<String> {
    let flags = OFlags::RDONLY | OFlags::CLOEXEC | OFlags::NOCTTY | OFlags::NONBLOCK;
    let file = rustix::fs::open(path, flags, Mode::empty())?;
    Ok(String::from_utf8_lossy(&read_all(&file, limit)?).into_owned())
}

/// Opens a regular file for reading; anything else is refused without being waited for.
pub fn open_regular(path: &Path, links: Links) -> io::Result<OwnedFd> {
    let mut flags = OFlags::RDONLY | OFlags::CLOEXEC | OFlags::NOCTTY | OFlags::NONBLOCK;
    flags.set(OFlags::NOFOLLOW, links == Links::Refuse);
    let file = rustix::fs::open(path, flags, Mode::empty())?;
    let mode = rustix::fs::fstat(&file)?.st_mode;
    match FileType::from_raw_mode(mode) {
        FileType::RegularFile => Ok(file),
        FileType::Directory => Err(rustix::io::Errno::ISDIR.into()),
        _ => Err(io::Error::new(
            io::ErrorKind::InvalidInput,
            "not a regular file",
        )),
    }
}

/// Opens a file or a block device for reading, without waiting for it to be ready.
pub fn open_for_reading(path: &Path) -> io::Result<OwnedFd> {
    let flags = OFlags::RDONLY | OFlags::CLOEXEC | OFlags::NOCTTY | OFlags::NONBLOCK;
    Ok(rustix::fs::open(path, flags, Mode::empty())?)
}

/// How many bytes an open file or block device holds; its position moves to the end.
pub fn length(fd: &OwnedFd) -> io::Result<u64> {
    Ok(rustix::fs::seek(fd, rustix::fs::SeekFrom::End(0))?)
}

/// What the kernel knows about a file.
pub fn stat(path: &Path, links: Links) -> io::Result<Stat> {
    let metadata = match links {
        Links::Follow => std::fs::metadata(path)?,
        Links::Refuse => std::fs::symlink_metadata(path)?,
    };
    Ok(Stat::new(&metadata))
}

/// Whether something is there; what cannot be looked at counts as absent.
pub fn exists(path: &Path) -> bool {
    rustix::fs::stat(path).is_ok()
}

/// The names in a folder, sorted, so that nothing depends on the file system's order.
pub fn list_folder(path: &Path) -> io::Result<Vec<OsString>> {
    let entries = std::fs::read_dir(path)?;
    let names: io::Result<Vec<_>> = entries
        .map(|entry| entry.map(|entry| entry.file_name()))
        .collect();
    names.map(|mut names| {
        names.sort();
        names
    })
}

/// Where a symbolic link points to, as written.
pub fn read_link(path: &Path) -> io::Result<PathBuf> {
    std::fs::read_link(path)
}

/// The path without links and dots; everything on it must exist.
pub fn canonical(path: &Path) -> io::Result<PathBuf> {
    std::fs::canonicalize(path)
}

/// Reads a piece of a file or block device; less only where it ends.
pub fn read_at(fd: &OwnedFd, offset: u64, length: usize) -> io::Result<Vec<u8>> {
    let mut content = vec![0; length];
    let mut filled = 0;
    while filled < length {
        let count = match rustix::io::pread(fd, &mut content[filled..], offset + filled as u64) {
            Err(rustix::io::Errno::INTR) => continue,
            other => other?,
        };
        if count == 0 {
            break;
        }
        filled += count;
    }
    content.truncate(filled);
    Ok(content)
}

/// The size of an open file in bytes.
pub fn size(fd: &OwnedFd) -> io::Result<u64> {
    Ok(u64::try_from(rustix::fs::fstat(fd)?.st_size).unwrap_or(0))
}

/// Where an open file or block device ends, in bytes.
pub fn end(fd: &OwnedFd) -> io::Result<u64> {
    Ok(rustix::fs::seek(fd, rustix::fs::SeekFrom::End(0))?)
}

/// Reads to the end of a descriptor, but not more than `limit` bytes.
pub fn read_all(fd: &OwnedFd, limit: u64) -> io::Result<Vec<u8>> {
    let mut content = Vec::new();
    let mut buffer = vec![0; CHUNK];
    loop {
        let count = crate::fd::read(fd, &mut buffer)?;
        if count == 0 {
            return Ok(content);
        }
        if content.len() as u64 + count as u64 > limit {
            return Err(rustix::io::Errno::FBIG.into());
        }
        content.extend_from_slice(&buffer[..count]);
    }
}

impl Stat {
    /// What the kernel knows about an open file.
    pub fn of(file: impl AsFd) -> io::Result<Self> {
        let metadata = std::fs::File::from(crate::fd::duplicate(file)?).metadata()?;
        Ok(Self::new(&metadata))
    }

    fn new(metadata: &std::fs::Metadata) -> Self {
        Self {
            kind: kind(metadata.mode()),
            uid: metadata.uid(),
            gid: metadata.gid(),
            mode: metadata.mode() & 0o7777,
            size: metadata.size(),
            device: metadata.dev(),
            inode: metadata.ino(),
            special: metadata.rdev(),
            modified: (metadata.mtime(), metadata.mtime_nsec()),
            changed: (metadata.ctime(), metadata.ctime_nsec()),
            blocks: metadata.blocks(),
        }
    }
}

fn kind(mode: u32) -> Kind {
    match FileType::from_raw_mode(mode) {
        FileType::RegularFile => Kind::Regular,
        FileType::Directory => Kind::Folder,
        FileType::Symlink => Kind::Link,
        FileType::BlockDevice => Kind::Block,
        FileType::CharacterDevice => Kind::Character,
        _ => Kind::Other,
    }
}

const CHUNK: usize = 64 * 1024;
