//! A connected unix socket.

use std::io::{self, ErrorKind};
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::path::Path;
use std::time::Duration;

use fv_sys::fd::{self, Blocking, Wanted};
use fv_sys::unix::{self, Peer};
use fv_wire_rpc::Receiver;

/// What a look at the socket brought.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Received {
    /// Bytes, and perhaps descriptors.
    Something {
        /// How many bytes.
        bytes: usize,
        /// They fill the receiver's space, so that there may be more.
        filled: bool,
    },
    /// Nothing now; a blocking socket never says so.
    Nothing,
    /// Nothing any more.
    End,
}

/// A connected unix socket, blocking or not.
#[derive(Debug)]
pub struct Socket {
    fd: OwnedFd,
}

impl Socket {
    /// Takes over a connected socket; it keeps its manner of blocking.
    pub fn from_fd(fd: OwnedFd) -> Self {
        Self { fd }
    }

    /// Connects; the socket blocks.
    pub fn connect(path: &Path) -> io::Result<Self> {
        let socket = Self::from_fd(unix::connect(path)?);
        socket.set_blocking(Blocking::Yes)?;
        Ok(socket)
    }

    /// Makes reads and writes wait, or not.
    pub fn set_blocking(&self, blocking: Blocking) -> io::Result<()> {
        fd::set_blocking(&self.fd, blocking)
    }

    /// Who is at the other end.
    pub fn peer(&self) -> io::Result<Peer> {
        unix::peer(&self.fd)
    }

    /// Waits until there is something to read or room to write, as long as `time` at most.
    pub fn wait(&self, wanted: Wanted, time: Option<Duration>) -> io::Result<bool> {
        fd::wait(&self.fd, wanted, time)
    }

    /// Hands what has come to the receiver, in one read.
    pub fn receive(&self, receiver: &mut Receiver) -> io::Result<Received> {
        let space = receiver.space();
        let room = space.len();
        match unix::receive(&self.fd, space) {
            Ok(received) => {
                receiver.filled(received.bytes);
                receiver.add_descriptors(received.fds);
                Ok(match received.bytes {
                    0 => Received::End,
                    bytes => Received::Something {
                        bytes,
                        filled: bytes == room,
                    },
                })
            }
            Err(error) if error.kind() == ErrorKind::WouldBlock => Ok(Received::Nothing),
            Err(error) => Err(error),
        }
    }

    /// Writes one packet whole, on a blocking socket, with the descriptors behind it.
    pub fn send_all(&self, packet: &[u8], descriptors: &[OwnedFd]) -> io::Result<()> {
        let mut rest = packet;
        while !rest.is_empty() {
            let count = unix::send(&self.fd, rest, &[])?;
            rest = &rest[count..];
        }
        for descriptor in descriptors {
            self.send_descriptor(descriptor.as_fd())?;
        }
        Ok(())
    }

    /// Sends one descriptor with the byte that carries it; tells how many bytes went.
    pub(crate) fn send_descriptor(&self, descriptor: BorrowedFd<'_>) -> io::Result<usize> {
        unix::send(&self.fd, &[0], &[descriptor])
    }

    /// Sends bytes; tells how many went.
    pub(crate) fn send_bytes(&self, bytes: &[u8]) -> io::Result<usize> {
        unix::send(&self.fd, bytes, &[])
    }

    /// Whether something has come that nobody has read.
    pub fn has_unread(&self) -> bool {
        unix::has_unread(&self.fd)
    }

    /// Reads what has come, and closes the descriptors among it; for one that is shut down.
    ///
    /// Else closing the socket would close them, and what that waits for, waits with it.
    pub fn drain(&self) {
        let mut scratch = vec![0; DRAIN_LEN];
        for _ in 0..DRAINS_MAX {
            match unix::receive(&self.fd, &mut scratch) {
                Ok(received) if received.bytes > 0 => {}
                // More descriptors than there is room for are lost; there may be others.
                Err(error) if error.kind() == ErrorKind::InvalidData => {}
                _ => return,
            }
        }
    }

    /// Ends both directions, also for whoever waits on the socket.
    pub fn shutdown(&self) -> io::Result<()> {
        unix::shutdown(&self.fd)
    }
}

impl AsFd for Socket {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.fd.as_fd()
    }
}

/// How much is read at once when nobody wants it.
const DRAIN_LEN: usize = 64 * 1024;

/// More reads than a socket that nobody writes to can be good for.
const DRAINS_MAX: usize = 10_000;
