//! The host's TCP ports that screens of guests may be given.
//!
//! What listens now is asked of the kernel at each start, so nothing has to be given back when a
//! guest ends, and ports of other programs are left alone. A port that was given to a start is
//! noted until that start has ended, well or not: by then its emulator listens, or never will.
//! It is held by name as well, for drivers in other processes: a daemon and programs without one
//! may start guests at the same time. Any other program may still take it between the look and the
//! use; then the start is tried again with another.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::os::fd::OwnedFd;
use std::path::Path;
use std::sync::Arc;

use fv_driver_qemu_resolve::{Ports, Screen};
use fv_error::{Error, ErrorDomain, Result};
use fv_sys::unix;
use fv_types::lock::{Mutex, Rank};

/// The first port for screens.
const SCREEN_MIN: u16 = 5900;
/// The first port for web sockets.
const WEB_SOCKET_MIN: u16 = 5700;
/// What the names begin with that stand for ports.
const SCOPE: &str = "ferrovirt-port-";
/// The most bytes that the kernel's list of sockets may have.
const LIST_BYTES_MAX: u64 = 64 << 20;
/// The kernel's word for a socket that listens.
const LISTENS: &str = "0A";

/// The ports that starts under way were given.
#[derive(Clone, Debug)]
pub(crate) struct PortBook {
    given: Arc<Mutex<BTreeSet<u16>>>,
    /// What the names begin with by which ports are held.
    scope: String,
    lists: [&'static str; 2],
}

/// The ports that one start may be given; they are free for others again when it is dropped.
#[derive(Debug)]
pub(crate) struct FreePorts {
    book: PortBook,
    mine: RefCell<Vec<(u16, Hold)>>,
}

/// What keeps a port from drivers in other processes; nothing where names cannot be held.
type Hold = Option<OwnedFd>;

/// An address and a port at which something listens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Listener {
    address: IpAddr,
    port: u16,
}

impl PortBook {
    /// A book for this host, without entries.
    pub(crate) fn new() -> Self {
        Self {
            given: Arc::new(Mutex::new(Rank::LEAF, BTreeSet::new())),
            scope: SCOPE.into(),
            lists: ["/proc/net/tcp", "/proc/net/tcp6"],
        }
    }

    /// The ports for one start.
    pub(crate) fn free(&self) -> FreePorts {
        FreePorts {
            book: self.clone(),
            mine: RefCell::default(),
        }
    }

    /// Keeps a port from drivers in other processes; nothing where another one holds it.
    fn hold(&self, port: u16) -> Option<Hold> {
        match unix::hold_name(&format!("{}{port}", self.scope)) {
            Ok(hold) => Some(Some(hold)),
            Err(error) if error.kind() == io::ErrorKind::AddrInUse => None,
            // The kernel's list and the second try are left.
            Err(_) => Some(None),
        }
    }

    /// What listens on the host now.
    fn listeners(&self) -> Vec<Listener> {
        let texts = self.lists.map(|path| {
            let list = fv_sys::file::read_pseudo(Path::new(path), LIST_BYTES_MAX);
            list.unwrap_or_default()
        });
        let lines = texts.iter().flat_map(|text| text.lines());
        lines.filter_map(listener).collect()
    }
}

impl FreePorts {
    /// Takes the first free port.
    ///
    /// The kernel is asked while the port is held: what another start gave back meanwhile either
    /// listens by then or is free.
    /// It walks all of its hash table for the lists, which takes it milliseconds, so it is asked
    /// only when a port is wanted, and again only for one that did not listen before.
    fn take(&self, first: u16) -> Result<u16> {
        let mut given = self.book.given.lock();
        let mut listening = BTreeSet::new();
        for port in first..=u16::MAX {
            if listening.contains(&port) || given.contains(&port) {
                continue;
            }
            let Some(hold) = self.book.hold(port) else {
                continue;
            };
            let listeners = self.book.listeners();
            listening = listeners.iter().map(|listener| listener.port).collect();
            if !listening.contains(&port) {
                given.insert(port);
                self.mine.borrow_mut().push((port, hold));
                return Ok(port);
            }
        }
        let detail = format!(
            "Unable to find an unused port in range '{first}-{}'",
            u16::MAX
        );
        Err(Error::internal(ErrorDomain::Qemu, detail))
    }

    /// Whether something listens at a port that was given, when no emulator has it any more.
    pub(crate) fn were_taken_by_others(&self) -> bool {
        let mine = self.mine.borrow();
        let is_mine = |found: u16| mine.iter().any(|(port, _)| *port == found);
        !mine.is_empty() && self.book.listeners().iter().any(|it| is_mine(it.port))
    }

    /// Whether something listens at this port already, so that nothing else can.
    ///
    /// An address that is no number is looked at as if it were any.
    pub(crate) fn is_taken(&self, address: &str, port: u16) -> bool {
        let wanted = address.parse().unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED));
        let listeners = self.book.listeners();
        let mut there = listeners.iter().filter(|listener| listener.port == port);
        there.any(|listener| {
            let found = listener.address;
            found == wanted || found.is_unspecified() || wanted.is_unspecified()
        })
    }
}

impl Drop for FreePorts {
    fn drop(&mut self) {
        let mut given = self.book.given.lock();
        for (port, _) in self.mine.take() {
            given.remove(&port);
        }
    }
}

impl Ports for FreePorts {
    fn screen(&self, _: Screen) -> Result<u16> {
        self.take(SCREEN_MIN)
    }

    fn web_socket(&self) -> Result<u16> {
        self.take(WEB_SOCKET_MIN)
    }
}

/// The ports that an emulator which runs was given, as its command line tells them.
#[derive(Debug)]
pub(crate) struct GivenPorts<'a>(pub(crate) &'a [String]);

impl GivenPorts<'_> {
    /// The number behind a key of an option.
    fn value(&self, option: &str, key: &str) -> Result<u16> {
        let mut pairs = self.0.iter().zip(self.0.iter().skip(1));
        let found = pairs.find(|(name, _)| *name == option);
        let parts = found.map(|(_, value)| value.split(','));
        let mut numbers = parts.into_iter().flatten().filter_map(|part| {
            let number = part.strip_prefix(key)?.strip_prefix('=')?;
            number.parse().ok()
        });
        numbers.next().ok_or_else(unknown_port)
    }

    /// The port of the display whose number stands behind the address.
    fn vnc(&self) -> Result<u16> {
        let mut pairs = self.0.iter().zip(self.0.iter().skip(1));
        let found = pairs.find(|(name, _)| *name == "-vnc");
        let address = found.and_then(|(_, value)| value.split(',').next());
        let display = address.and_then(|address| address.rsplit_once(':')?.1.parse().ok());
        let port = display.and_then(|display| SCREEN_MIN.checked_add(display));
        port.ok_or_else(unknown_port)
    }
}

impl Ports for GivenPorts<'_> {
    fn screen(&self, screen: Screen) -> Result<u16> {
        match screen {
            Screen::Vnc => self.vnc(),
            Screen::Spice => self.value("-spice", "port"),
            Screen::SpiceTls => self.value("-spice", "tls-port"),
        }
    }

    fn web_socket(&self) -> Result<u16> {
        self.value("-vnc", "websocket")
    }
}

fn unknown_port() -> Error {
    Error::internal(ErrorDomain::Qemu, "its command line names no such port")
}

/// What a line of the kernel's list is about, if its socket listens.
fn listener(line: &str) -> Option<Listener> {
    let mut words = line.split_whitespace().skip(1);
    let (address, port) = words.next()?.rsplit_once(':')?;
    (words.nth(1)? == LISTENS).then_some(())?;
    Some(Listener {
        address: kernel_address(address)?,
        port: u16::from_str_radix(port, 16).ok()?,
    })
}

/// An address as the kernel prints it: words of four bytes, each as this machine has them in
/// memory.
fn kernel_address(text: &str) -> Option<IpAddr> {
    let word = |at: usize| {
        let digits = text.get(at * 8..at * 8 + 8)?;
        Some(u32::from_str_radix(digits, 16).ok()?.to_ne_bytes())
    };
    if text.len() == 8 {
        return Some(IpAddr::V4(Ipv4Addr::from(word(0)?)));
    }
    let words = [word(0)?, word(1)?, word(2)?, word(3)?];
    let bytes: [u8; 16] = words.concat().try_into().ok()?;
    let address = Ipv6Addr::from(bytes);
    Some(
        address
            .to_ipv4_mapped()
            .map_or(IpAddr::V6(address), IpAddr::V4),
    )
}

#[cfg(test)]
mod tests;
