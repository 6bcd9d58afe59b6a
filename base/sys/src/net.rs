//! Network devices of the host: taps for guests, and the few settings that these need.
//!
//! The requests go over a socket of no protocol, so they reach the network namespace of the calling
//! thread, whatever is mounted at `/sys`.

use std::io;
use std::os::fd::{AsRawFd, OwnedFd};
use std::path::Path;

use rustix::fs::{Mode, OFlags};
use rustix::net::{AddressFamily, SocketFlags, SocketType};

/// The most bytes that the name of a network device may have.
pub const NAME_BYTES_MAX: usize = libc::IFNAMSIZ - 1;

/// What a tap can do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TapKind {
    /// Packets carry a header for what the guest left to do, such as checksums.
    pub vnet_header: bool,
    /// It may be opened more than once, each time for another queue.
    pub multi_queue: bool,
}

/// Makes a tap, or opens one more queue of it; it is gone when nobody has it open any more.
///
/// `path` is the node of the kernel's driver, `/dev/net/tun` usually. A tap that was made to stay
/// is opened if nobody has it.
pub fn open_tap(path: &Path, name: &str, kind: TapKind) -> io::Result<OwnedFd> {
    let tap = rustix::fs::open(path, OFlags::RDWR | OFlags::CLOEXEC, Mode::empty())?;
    let mut request = request(name)?;
    let mut flags = libc::IFF_TAP | libc::IFF_NO_PI;
    if kind.vnet_header {
        flags |= libc::IFF_VNET_HDR;
    }
    if kind.multi_queue {
        flags |= libc::IFF_MULTI_QUEUE;
    }
    request.ifr_ifru.ifru_flags = truncate(flags);
    // SAFETY: the request is a whole `ifreq` with a name that ends; the kernel reads and writes
    // nothing else.
    let done = unsafe { libc::ioctl(tap.as_raw_fd(), libc::TUNSETIFF, &raw mut request) };
    check(done)?;
    Ok(tap)
}

/// The number of a device; `None` when there is none of that name.
pub fn index(name: &str) -> io::Result<Option<u32>> {
    // No device can have a name that makes no request.
    let Ok(mut request) = request(name) else {
        return Ok(None);
    };
    match control(libc::SIOCGIFINDEX, &mut request) {
        // SAFETY: the request has filled in this member.
        Ok(()) => Ok(u32::try_from(unsafe { request.ifr_ifru.ifru_ifindex }).ok()),
        Err(error) if error.raw_os_error() == Some(libc::ENODEV) => Ok(None),
        Err(error) => Err(error),
    }
}

/// The size of the largest packet of a device, in bytes.
pub fn mtu(name: &str) -> io::Result<u32> {
    let mut request = request(name)?;
    control(libc::SIOCGIFMTU, &mut request)?;
    // SAFETY: the request has filled in this member.
    Ok(u32::try_from(unsafe { request.ifr_ifru.ifru_mtu }).unwrap_or(0))
}

/// Sets the size of the largest packet of a device, in bytes.
pub fn set_mtu(name: &str, bytes: u32) -> io::Result<()> {
    let mut request = request(name)?;
    let bytes = i32::try_from(bytes).map_err(|_| io::ErrorKind::InvalidInput)?;
    request.ifr_ifru.ifru_mtu = bytes;
    control(libc::SIOCSIFMTU, &mut request)
}

/// Sets the hardware address of an Ethernet device.
pub fn set_hardware_address(name: &str, address: [u8; 6]) -> io::Result<()> {
    let mut request = request(name)?;
    let mut data = [0; 14];
    for (place, byte) in data.iter_mut().zip(address) {
        *place = libc::c_char::from_ne_bytes([byte]);
    }
    request.ifr_ifru.ifru_hwaddr = libc::sockaddr {
        sa_family: libc::ARPHRD_ETHER,
        sa_data: data,
    };
    control(libc::SIOCSIFHWADDR, &mut request)
}

/// Brings a device up.
pub fn set_up(name: &str) -> io::Result<()> {
    let mut request = request(name)?;
    control(libc::SIOCGIFFLAGS, &mut request)?;
    // SAFETY: the request has filled in this member.
    let flags = unsafe { request.ifr_ifru.ifru_flags };
    request.ifr_ifru.ifru_flags = flags | truncate(libc::IFF_UP);
    control(libc::SIOCSIFFLAGS, &mut request)
}

/// Makes a device a port of a bridge.
pub fn add_bridge_port(bridge: &str, port: &str) -> io::Result<()> {
    let number = index(port)?.ok_or_else(|| io::Error::from_raw_os_error(libc::ENODEV))?;
    let mut request = request(bridge)?;
    request.ifr_ifru.ifru_ifindex = i32::try_from(number).unwrap_or(0);
    control(BRIDGE_ADD_PORT, &mut request)
}

/// Opens the device through which one guest and the host reach each other.
pub fn open_vsock() -> io::Result<OwnedFd> {
    let flags = OFlags::RDWR | OFlags::CLOEXEC;
    Ok(rustix::fs::open("/dev/vhost-vsock", flags, Mode::empty())?)
}

/// Gives an open device the number of its guest; `AddrInUse` when another has it.
pub fn set_vsock_cid(device: &OwnedFd, cid: u32) -> io::Result<()> {
    let cid = u64::from(cid);
    // SAFETY: the request reads one number of 64 bits, which lives until it returns.
    check(unsafe { libc::ioctl(device.as_raw_fd(), SET_GUEST_CID, &raw const cid) })
}

fn request(name: &str) -> io::Result<libc::ifreq> {
    if name.is_empty() || name.len() > NAME_BYTES_MAX || name.contains('\0') {
        return Err(io::Error::from_raw_os_error(libc::ERANGE));
    }
    // SAFETY: all zeros is a valid `ifreq`, which is made of numbers and unions of numbers.
    let mut request: libc::ifreq = unsafe { std::mem::zeroed() };
    for (place, byte) in request.ifr_name.iter_mut().zip(name.bytes()) {
        *place = libc::c_char::from_ne_bytes([byte]);
    }
    Ok(request)
}

fn control(code: libc::c_ulong, request: &mut libc::ifreq) -> io::Result<()> {
    let socket = rustix::net::socket_with(
        AddressFamily::UNIX,
        SocketType::DGRAM,
        SocketFlags::CLOEXEC,
        None,
    )?;
    // SAFETY: all requests that are made here read and write a whole `ifreq` and nothing else.
    check(unsafe { libc::ioctl(socket.as_raw_fd(), code, &raw mut *request) })
}

fn check(done: libc::c_int) -> io::Result<()> {
    match done {
        0.. => Ok(()),
        _ => Err(io::Error::last_os_error()),
    }
}

/// The flags of a device have 16 bits in the request.
fn truncate(flags: libc::c_int) -> libc::c_short {
    libc::c_short::from_ne_bytes([flags.to_ne_bytes()[0], flags.to_ne_bytes()[1]])
}

/// `SIOCBRADDIF`, which the crate of constants does not have.
const BRIDGE_ADD_PORT: libc::c_ulong = 0x89a2;
/// `VHOST_VSOCK_SET_GUEST_CID`.
const SET_GUEST_CID: libc::c_ulong = 0x4008_af60;
