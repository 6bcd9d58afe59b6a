//! Unix sockets: listening, connecting, who is at the other end, descriptors as cargo.
//!
//! All sockets are streams and closed on exec. None of them waits, save a connected one that a
//! caller sets to blocking.

use std::io::{self, IoSlice, IoSliceMut};
use std::mem::MaybeUninit;
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, OwnedFd};
use std::path::Path;

use rustix::net::sockopt;
use rustix::net::{
    AddressFamily, RecvAncillaryBuffer, RecvAncillaryMessage, RecvFlags, ReturnFlags,
    SendAncillaryBuffer, SendAncillaryMessage, SendFlags, SocketAddrUnix, SocketFlags, SocketType,
};

use crate::{fault, process};

/// Who is at the other end of a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Peer {
    /// The effective user when it connected.
    pub uid: u32,
    /// The effective group when it connected.
    pub gid: u32,
    /// The process that connected.
    pub pid: i32,
    /// When that process started, in ticks since boot; nothing when it is gone already.
    pub start_time: Option<u64>,
}

/// Makes a socket at `path`, gives it mode and owner, and listens.
///
/// A socket at the path is removed first: who calls holds the lock that says nobody serves it.
/// Anything else there is a failure.
/// Nobody can connect before mode and owner are set, for it does not listen until then.
pub fn listen(
    path: &Path,
    mode: u32,
    owner: Option<(u32, u32)>,
    backlog: i32,
) -> io::Result<OwnedFd> {
    let address = SocketAddrUnix::new(path)?;
    let socket = stream_socket()?;
    let there = crate::file::stat(path, crate::file::Links::Refuse);
    if there.is_ok_and(|stat| stat.kind == crate::file::Kind::Other) {
        crate::file::remove(path)?;
    }
    fault::check("bind", path)?;
    rustix::net::bind(&socket, &address)?;
    let ready = crate::file::chmod(path, mode)
        .and_then(|()| match owner {
            Some((uid, gid)) => {
                crate::file::chown(path, Some(uid), Some(gid), crate::file::Links::Refuse)
            }
            None => Ok(()),
        })
        .and_then(|()| Ok(rustix::net::listen(&socket, backlog)?));
    match ready {
        Ok(()) => Ok(socket),
        Err(error) => {
            let _ = rustix::fs::unlink(path);
            Err(error)
        }
    }
}

/// Takes a name that one socket of a network namespace can have at a time.
///
/// No file has to do with it; the name is free again when the socket is closed, however that comes
/// about. While another has it, that is the error `AddrInUse`.
pub fn hold_name(name: &str) -> io::Result<OwnedFd> {
    let address = SocketAddrUnix::new_abstract_name(name.as_bytes())?;
    let socket = stream_socket()?;
    rustix::net::bind(&socket, &address)?;
    Ok(socket)
}

/// Takes the next connection; nothing when none waits.
pub fn accept(listener: impl AsFd) -> io::Result<Option<OwnedFd>> {
    let flags = SocketFlags::CLOEXEC | SocketFlags::NONBLOCK;
    match rustix::net::accept_with(listener, flags) {
        Ok(socket) => Ok(Some(socket)),
        // The client may have gone while it waited.
        Err(
            rustix::io::Errno::AGAIN | rustix::io::Errno::INTR | rustix::io::Errno::CONNABORTED,
        ) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// Connects; a unix socket does so at once or not at all. The connection does not wait.
pub fn connect(path: &Path) -> io::Result<OwnedFd> {
    let address = SocketAddrUnix::new(path)?;
    let socket = stream_socket()?;
    fault::check("connect", path)?;
    rustix::net::connect(&socket, &address)?;
    Ok(socket)
}

/// Makes a socket for single messages, bound to nothing; it does not wait.
pub fn datagram() -> io::Result<OwnedFd> {
    let flags = SocketFlags::CLOEXEC | SocketFlags::NONBLOCK;
    Ok(rustix::net::socket_with(
        AddressFamily::UNIX,
        SocketType::DGRAM,
        flags,
        None,
    )?)
}

/// Sends one message to whoever listens at `path`; a full queue there is a failure at once.
pub fn send_to(socket: impl AsFd, path: &Path, message: &[u8]) -> io::Result<()> {
    let address = SocketAddrUnix::new(path)?;
    let flags = SendFlags::NOSIGNAL | SendFlags::DONTWAIT;
    rustix::io::retry_on_intr(|| rustix::net::sendto(&socket, message, flags, &address))?;
    Ok(())
}

/// Makes two connected sockets that do not wait.
pub fn pair() -> io::Result<(OwnedFd, OwnedFd)> {
    let flags = SocketFlags::CLOEXEC | SocketFlags::NONBLOCK;
    Ok(rustix::net::socketpair(
        AddressFamily::UNIX,
        SocketType::STREAM,
        flags,
        None,
    )?)
}

/// Says who connected.
pub fn peer(socket: impl AsFd) -> io::Result<Peer> {
    let credentials = credentials(socket.as_fd())?;
    Ok(Peer {
        uid: credentials.uid,
        gid: credentials.gid,
        pid: credentials.pid,
        start_time: process::start_time(credentials.pid).ok(),
    })
}

/// Sends bytes and descriptors together; returns how many bytes went.
///
/// When at least one byte went, all descriptors went with it.
pub fn send(socket: impl AsFd, bytes: &[u8], fds: &[BorrowedFd<'_>]) -> io::Result<usize> {
    if fds.len() > FDS_MAX {
        return Err(io::Error::new(
            io::ErrorKind::InvalidInput,
            "too many descriptors",
        ));
    }
    if fds.is_empty() {
        let flags = SendFlags::NOSIGNAL;
        return Ok(rustix::io::retry_on_intr(|| {
            rustix::net::send(&socket, bytes, flags)
        })?);
    }
    let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(FDS_MAX))];
    let mut cargo = SendAncillaryBuffer::new(&mut space);
    if !cargo.push(SendAncillaryMessage::ScmRights(fds)) {
        return Err(io::Error::new(
            io::ErrorKind::InvalidInput,
            "too many descriptors",
        ));
    }
    let parts = [IoSlice::new(bytes)];
    Ok(rustix::io::retry_on_intr(|| {
        rustix::net::sendmsg(&socket, &parts, &mut cargo, SendFlags::NOSIGNAL)
    })?)
}

/// What one [`receive`] brought.
#[derive(Debug)]
pub struct Received {
    /// How many bytes came; none means the end.
    pub bytes: usize,
    /// The descriptors that came along, closed on exec.
    pub fds: Vec<OwnedFd>,
}

/// Receives bytes and the descriptors that came along.
///
/// Descriptors beyond [`FDS_MAX`] at once are a failure, and all that came are closed. Sockets
/// among them lose their lingering: closing one would wait until its other end, which may be
/// anybody, has read everything.
pub fn receive(socket: impl AsFd, buffer: &mut [u8]) -> io::Result<Received> {
    let mut space = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(FDS_MAX))];
    let mut cargo = RecvAncillaryBuffer::new(&mut space);
    let message = rustix::io::retry_on_intr(|| {
        let mut parts = [IoSliceMut::new(&mut *buffer)];
        rustix::net::recvmsg(&socket, &mut parts, &mut cargo, RecvFlags::CMSG_CLOEXEC)
    })?;
    let mut fds = Vec::new();
    for part in cargo.drain() {
        if let RecvAncillaryMessage::ScmRights(received) = part {
            fds.extend(received);
        }
    }
    for fd in &fds {
        // What is no socket does not linger.
        let _ = sockopt::set_socket_linger(fd, None);
    }
    if message.flags.contains(ReturnFlags::CTRUNC) {
        return Err(io::Error::new(
            io::ErrorKind::InvalidData,
            "too many descriptors at once",
        ));
    }
    Ok(Received {
        bytes: message.bytes,
        fds,
    })
}

/// Whether bytes wait to be read; they stay.
pub fn has_unread(socket: impl AsFd) -> bool {
    let flags = RecvFlags::PEEK | RecvFlags::DONTWAIT;
    let peeked = rustix::io::retry_on_intr(|| rustix::net::recv(&socket, &mut [0; 1], flags));
    peeked.is_ok_and(|(count, _)| count > 0)
}

/// Tells the other side that nothing more will be sent.
pub fn shutdown_write(socket: impl AsFd) -> io::Result<()> {
    Ok(rustix::net::shutdown(socket, rustix::net::Shutdown::Write)?)
}

/// Ends both directions, also for whoever else holds the socket.
pub fn shutdown(socket: impl AsFd) -> io::Result<()> {
    Ok(rustix::net::shutdown(socket, rustix::net::Shutdown::Both)?)
}

/// Whether a descriptor is a socket that listens, as one from socket activation must be.
pub fn is_listening(fd: impl AsFd) -> bool {
    sockopt::socket_acceptconn(fd).unwrap_or(false)
}

/// The path that a socket is bound to, if it has one.
pub fn local_path(fd: impl AsFd) -> Option<std::path::PathBuf> {
    use std::os::unix::ffi::OsStringExt;
    let address = rustix::net::getsockname(fd).ok()?;
    let address = SocketAddrUnix::try_from(address).ok()?;
    let bytes = address.path()?.to_bytes().to_vec();
    Some(std::ffi::OsString::from_vec(bytes).into())
}

/// Asks the kernel directly, because its answer may hold process 0 (somebody in another
/// namespace), which rustix has no value for.
fn credentials(socket: BorrowedFd<'_>) -> io::Result<libc::ucred> {
    let mut credentials = libc::ucred {
        pid: 0,
        uid: u32::MAX,
        gid: u32::MAX,
    };
    let mut length = size_of::<libc::ucred>() as libc::socklen_t;
    // SAFETY: the struct and its length are ours and outlive the call, which fills them.
    let result = unsafe {
        libc::getsockopt(
            socket.as_raw_fd(),
            libc::SOL_SOCKET,
            libc::SO_PEERCRED,
            (&raw mut credentials).cast(),
            &raw mut length,
        )
    };
    if result == 0 {
        Ok(credentials)
    } else {
        Err(io::Error::last_os_error())
    }
}

fn stream_socket() -> io::Result<OwnedFd> {
    let flags = SocketFlags::CLOEXEC | SocketFlags::NONBLOCK;
    Ok(rustix::net::socket_with(
        AddressFamily::UNIX,
        SocketType::STREAM,
        flags,
        None,
    )?)
}

/// How many descriptors one message may carry (libvirt's limit for one packet).
pub const FDS_MAX: usize = 32;

/// The bytes that a socket path may have.
pub const PATH_MAX: usize = 107;

#[cfg(test)]
mod tests;
