//! Taps: the host's ends of guests' network interfaces.
//!
//! A tap belongs to whoever has it open and is gone with the last of them, so nothing has to be
//! deleted when an emulator ends, however it does.

use std::fmt::Write;
use std::os::fd::OwnedFd;
use std::path::Path;
use std::sync::atomic::{AtomicU32, Ordering};

use fv_error::{Error, ErrorCode, ErrorDomain, Result};
use fv_sys::net::{self, TapKind};

/// Makes names for taps that were given none.
///
/// A number is not used again at once: what still refers to the former tap of that name would
/// take the new one for it.
#[derive(Debug, Default)]
pub struct TapNames {
    next: AtomicU32,
}

impl TapNames {
    /// A name that no device has, after a template with `%d` or `vnet%d`.
    ///
    /// # Errors
    ///
    /// `INTERNAL_ERROR` when all of ten thousand names are taken.
    pub fn find(&self, template: Option<&str>) -> Result<String> {
        self.find_among(template, is_taken)
    }

    fn find_among(
        &self,
        template: Option<&str>,
        is_taken: impl Fn(&str) -> bool,
    ) -> Result<String> {
        let template = template.unwrap_or(DEFAULT_TEMPLATE);
        for _ in 0..ATTEMPTS {
            let number = self.next.fetch_add(1, Ordering::Relaxed) % NUMBER_MAX;
            let name = template.replacen("%d", &number.to_string(), 1);
            if name.len() <= net::NAME_BYTES_MAX && !is_taken(&name) {
                return Ok(name);
            }
        }
        Err(network_error("no unused vnet names available"))
    }
}

/// Whether a name has a place for a number.
pub fn is_template(name: &str) -> bool {
    name.matches('%').count() == 1 && name.contains("%d")
}

/// What a tap is to be like.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tap {
    /// Its name.
    pub name: String,
    /// Who makes it.
    pub origin: Origin,
    /// The node of the kernel's driver; absent for the usual one.
    pub node: Option<String>,
    /// How many queues it has.
    pub queues: usize,
    /// Whether packets carry a header for what the guest left to do.
    pub vnet_header: bool,
    /// The largest packet in bytes; absent for the bridge's or the kernel's own.
    pub mtu: Option<u32>,
    /// The bridge of which it is a port.
    pub bridge: Option<Port>,
}

/// Who makes a tap.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// It is made here, with an address after the guest's.
    Made {
        /// The hardware address of the guest's end.
        guest: [u8; 6],
    },
    /// Somebody made it before and set it up.
    Existing,
}

/// A place at a bridge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Port {
    /// The bridge.
    pub bridge: String,
    /// Whether it may not talk to other isolated ports.
    pub isolated: bool,
}

impl Tap {
    /// Opens all queues, and sets the tap up unless somebody else did.
    ///
    /// # Errors
    ///
    /// `OPERATION_INVALID` when there is a device of that name, `SYSTEM_ERROR` when the kernel
    /// refuses a step; the tap is gone then.
    pub fn open(&self) -> Result<Vec<OwnedFd>> {
        let exists = is_taken(&self.name);
        match self.origin {
            Origin::Made { .. } if exists => {
                let detail = format!("The {} interface already exists", self.name);
                return Err(Error::new(
                    ErrorDomain::None,
                    ErrorCode::OperationInvalid,
                    detail,
                ));
            }
            Origin::Existing if !exists => {
                let detail = "target managed='no' but specified dev doesn't exist";
                return Err(network_error(detail));
            }
            _ => {}
        }
        let queues = (0..self.queues.max(1)).map(|_| self.open_queue());
        let queues = queues.collect::<Result<Vec<_>>>()?;
        if let Origin::Made { guest } = self.origin {
            self.set_up(guest)?;
        }
        Ok(queues)
    }

    fn open_queue(&self) -> Result<OwnedFd> {
        let node = self.node.as_deref().unwrap_or(NODE);
        let kind = TapKind {
            vnet_header: self.vnet_header,
            multi_queue: self.queues > 1,
        };
        net::open_tap(Path::new(node), &self.name, kind).map_err(|error| {
            let detail = match fv_sys::file::exists(Path::new(node)) {
                true => format!("Unable to create tap device {}", self.name),
                false => format!("Unable to open {node}, is tun module loaded?"),
            };
            Error::system(ErrorDomain::None, error, detail)
        })
    }

    /// The address comes first: a bridge takes the lowest of its ports' as its own.
    fn set_up(&self, guest: [u8; 6]) -> Result<()> {
        let name = &self.name;
        let address = host_address(guest);
        step(net::set_hardware_address(name, address), || {
            format!(
                "Cannot set interface MAC to {} on '{name}'",
                hardware_text(address)
            )
        })?;
        let mut mtu = self.mtu;
        if let Some(port) = &self.bridge {
            let bridge = &port.bridge;
            let own = step(net::mtu(bridge), || {
                format!("Cannot get interface MTU on '{bridge}'")
            })?;
            mtu = mtu.or(Some(own));
        }
        if let Some(bytes) = mtu {
            step(net::set_mtu(name, bytes), || {
                format!("Cannot set interface MTU on '{name}'")
            })?;
        }
        if let Some(port) = &self.bridge {
            self.join(port)?;
        }
        step(net::set_up(name), || {
            format!("Cannot set interface flags on '{name}'")
        })
    }

    fn join(&self, port: &Port) -> Result<()> {
        let (name, bridge) = (&self.name, &port.bridge);
        step(net::add_bridge_port(bridge, name), || {
            format!("Unable to add bridge {bridge} port {name}")
        })?;
        if port.isolated {
            let path = format!("/sys/class/net/{bridge}/brif/{name}/isolated");
            step(fv_sys::file::write_pseudo(Path::new(&path), "1"), || {
                format!("Unable to set bridge {bridge} port {name} isolated to 1")
            })?;
        }
        Ok(())
    }
}

/// Fails unless the device that a guest is to be connected to is there.
///
/// # Errors
///
/// `SYSTEM_ERROR` when there is none of that name.
pub fn require_bridge(name: &str) -> Result<()> {
    step(net::mtu(name), || {
        format!("Cannot get interface MTU on '{name}'")
    })
    .map(drop)
}

/// The address of the host's end: the guest's, as high as it can be, so that no bridge takes it
/// for its own.
fn host_address(guest: [u8; 6]) -> [u8; 6] {
    let mut address = guest;
    address[0] = match guest[0] {
        HIGH => NEXT_TO_HIGH,
        _ => HIGH,
    };
    address
}

fn hardware_text(address: [u8; 6]) -> String {
    address.iter().fold(String::new(), |mut text, byte| {
        let colon = if text.is_empty() { "" } else { ":" };
        // Writing to a string does not fail.
        let _ = write!(text, "{colon}{byte:02x}");
        text
    })
}

fn is_taken(name: &str) -> bool {
    net::index(name).is_ok_and(|index| index.is_some())
}

fn step<T>(done: std::io::Result<T>, what: impl FnOnce() -> String) -> Result<T> {
    done.map_err(|error| Error::system(ErrorDomain::None, error, what()))
}

fn network_error(detail: &str) -> Error {
    Error::internal(ErrorDomain::None, detail)
}

const NODE: &str = "/dev/net/tun";
const DEFAULT_TEMPLATE: &str = "vnet%d";
const ATTEMPTS: u32 = 10_000;
const NUMBER_MAX: u32 = 100_000_000;
const HIGH: u8 = 0xfe;
const NEXT_TO_HIGH: u8 = 0xfa;

#[cfg(test)]
#[path = "tests/tap.rs"]
mod tests;
