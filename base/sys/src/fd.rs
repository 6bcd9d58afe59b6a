//! File descriptors: flags, pipes, copies, reading and writing, sets with tags.
//!
//! All that is made here is closed on exec. Reads and writes are repeated when a signal
//! interrupts them.

use std::io;
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, FromRawFd, OwnedFd, RawFd};
use std::time::Duration;

use rustix::event::{PollFd, PollFlags, Timespec};
use rustix::fs::OFlags;
use rustix::io::FdFlags;
use rustix::net::SendFlags;
use rustix::pipe::PipeFlags;

/// Whether reads and writes on a descriptor wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Blocking {
    /// They wait.
    Yes,
    /// They fail with `WouldBlock`.
    No,
}

/// Both ends of a pipe.
#[derive(Debug)]
pub struct Pipe {
    /// Where to read.
    pub reader: OwnedFd,
    /// Where to write.
    pub writer: OwnedFd,
}

/// Makes a pipe.
pub fn pipe(blocking: Blocking) -> io::Result<Pipe> {
    let flags = match blocking {
        Blocking::Yes => PipeFlags::CLOEXEC,
        Blocking::No => PipeFlags::CLOEXEC | PipeFlags::NONBLOCK,
    };
    let (reader, writer) = rustix::pipe::pipe_with(flags)?;
    Ok(Pipe { reader, writer })
}

/// Sets whether reads and writes wait.
pub fn set_blocking(fd: impl AsFd, blocking: Blocking) -> io::Result<()> {
    let mut flags = rustix::fs::fcntl_getfl(&fd)?;
    flags.set(OFlags::NONBLOCK, blocking == Blocking::No);
    Ok(rustix::fs::fcntl_setfl(&fd, flags)?)
}

/// Makes the descriptor vanish on exec.
pub fn set_cloexec(fd: impl AsFd) -> io::Result<()> {
    Ok(rustix::io::fcntl_setfd(fd, FdFlags::CLOEXEC)?)
}

/// Makes a copy that is closed on exec.
pub fn duplicate(fd: impl AsFd) -> io::Result<OwnedFd> {
    Ok(rustix::io::fcntl_dupfd_cloexec(fd, 3)?)
}

/// Makes a copy with a number of at least `min`, closed on exec.
pub fn duplicate_above(fd: impl AsFd, min: RawFd) -> io::Result<OwnedFd> {
    Ok(rustix::io::fcntl_dupfd_cloexec(fd, min)?)
}

/// Takes over a descriptor that another program left open at this number (socket activation).
///
/// Fails when the number is not open. It becomes closed on exec. Each number can be taken once:
/// the second owner would close it under the first, so a program takes them in `main` only.
pub fn adopt(number: RawFd) -> io::Result<OwnedFd> {
    // SAFETY: fcntl on any number is sound; it tells whether the descriptor is open.
    let flags = unsafe { libc::fcntl(number, libc::F_GETFD) };
    if flags < 0 {
        return Err(io::Error::last_os_error());
    }
    // SAFETY: the descriptor is open, and by this function's contract nobody else owns it.
    let fd = unsafe { OwnedFd::from_raw_fd(number) };
    set_cloexec(&fd)?;
    Ok(fd)
}

/// Reads what is there; nothing means the end.
pub fn read(fd: impl AsFd, buffer: &mut [u8]) -> io::Result<usize> {
    Ok(rustix::io::retry_on_intr(|| {
        rustix::io::read(&fd, &mut *buffer)
    })?)
}

/// Writes as much as goes at once.
pub fn write(fd: impl AsFd, bytes: &[u8]) -> io::Result<usize> {
    Ok(rustix::io::retry_on_intr(|| rustix::io::write(&fd, bytes))?)
}

/// Writes everything, waiting as needed.
pub fn write_all(fd: impl AsFd, mut bytes: &[u8]) -> io::Result<()> {
    while !bytes.is_empty() {
        match write(&fd, bytes) {
            Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
            Ok(written) => bytes = &bytes[written..],
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                wait(&fd, Wanted::Write, None)?;
            }
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// Writes as much as goes without waiting for a reader, whether the descriptor blocks or not.
///
/// Nobody else may write to the same pipe meanwhile, or the room that was seen may be gone.
pub fn write_unwaited(fd: impl AsFd, bytes: &[u8]) -> io::Result<usize> {
    let flags = SendFlags::DONTWAIT | SendFlags::NOSIGNAL;
    let sent = rustix::io::retry_on_intr(|| rustix::net::send(&fd, bytes, flags));
    if !matches!(sent, Err(rustix::io::Errno::NOTSOCK)) {
        return Ok(sent?);
    }
    let mut written = 0;
    // A pipe with room has room for that much.
    for piece in bytes.chunks(PIPE_BUF) {
        if !wait(&fd, Wanted::Write, Some(Duration::ZERO))? {
            break;
        }
        written += write(&fd, piece)?;
    }
    Ok(written)
}

/// What to wait for on a descriptor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// Something to read, or the end.
    Read,
    /// Room to write.
    Write,
}

/// Waits for one descriptor; false when the time ran out.
pub fn wait(fd: impl AsFd, wanted: Wanted, time: Option<Duration>) -> io::Result<bool> {
    let flags = match wanted {
        Wanted::Read => PollFlags::IN,
        Wanted::Write => PollFlags::OUT,
    };
    let mut fds = [PollFd::new(&fd, flags)];
    let timeout = time.and_then(|time| Timespec::try_from(time).ok());
    match rustix::event::poll(&mut fds, timeout.as_ref()) {
        Ok(ready) => Ok(ready > 0),
        // Who asked has a deadline of its own and comes again.
        Err(rustix::io::Errno::INTR) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// Descriptors that travel together, each with a tag that says what it is.
#[derive(Debug, Default)]
pub struct TaggedFds(Vec<(String, OwnedFd)>);

impl TaggedFds {
    /// An empty set.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a descriptor.
    pub fn push(&mut self, tag: impl Into<String>, fd: OwnedFd) {
        self.0.push((tag.into(), fd));
    }

    /// The first descriptor with this tag.
    pub fn find(&self, tag: &str) -> Option<BorrowedFd<'_>> {
        self.0
            .iter()
            .find(|(name, _)| name == tag)
            .map(|(_, fd)| fd.as_fd())
    }

    /// Takes the first descriptor with this tag out.
    pub fn take(&mut self, tag: &str) -> Option<OwnedFd> {
        let at = self.0.iter().position(|(name, _)| name == tag)?;
        Some(self.0.remove(at).1)
    }

    /// The descriptors in the order in which they were added.
    pub fn iter(&self) -> impl Iterator<Item = (&str, BorrowedFd<'_>)> {
        self.0.iter().map(|(tag, fd)| (tag.as_str(), fd.as_fd()))
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// The number of a descriptor, for messages and command lines.
pub fn number(fd: impl AsFd) -> RawFd {
    fd.as_fd().as_raw_fd()
}

/// How much goes into a pipe that has any room.
const PIPE_BUF: usize = 4096;
