//! The host's TCP ports that screens of guests may be given.
//!
//! What listens now is asked of the kernel at each start, so nothing has to be given back when a
//! guest ends, and ports of other programs are left alone.

use std::cell::{OnceCell, RefCell};
use std::collections::BTreeSet;
use std::path::Path;

use fv_driver_qemu_resolve::{Ports, Screen};
use fv_error::{Error, ErrorDomain, Result};

/// The first port for screens.
const SCREEN_MIN: u16 = 5900;
/// The first port for web sockets.
const WEB_SOCKET_MIN: u16 = 5700;
/// The most bytes that the kernel's list of sockets may have.
const LIST_BYTES_MAX: u64 = 64 << 20;
/// The kernel's word for a socket that listens.
const LISTENS: &str = "0A";

/// The ports that are free now.
///
/// The kernel walks all of its hash table for the lists, which takes it milliseconds, so they are
/// read when the first port is wanted: most guests want none.
#[derive(Debug)]
pub(crate) struct FreePorts {
    taken: OnceCell<RefCell<BTreeSet<u16>>>,
}

impl FreePorts {
    /// The ports of the host.
    pub(crate) fn of_host() -> Self {
        Self {
            taken: OnceCell::new(),
        }
    }

    fn take(&self, first: u16) -> Result<u16> {
        let mut taken = self.taken.get_or_init(listening).borrow_mut();
        let Some(port) = (first..=u16::MAX).find(|port| !taken.contains(port)) else {
            let detail = format!(
                "Unable to find an unused port in range '{first}-{}'",
                u16::MAX
            );
            return Err(Error::internal(ErrorDomain::Qemu, detail));
        };
        taken.insert(port);
        Ok(port)
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

/// What listens on the host.
fn listening() -> RefCell<BTreeSet<u16>> {
    let lists = ["/proc/net/tcp", "/proc/net/tcp6"];
    let texts = lists.map(|path| {
        let list = fv_sys::file::read_pseudo(Path::new(path), LIST_BYTES_MAX);
        list.unwrap_or_default()
    });
    let taken = texts.iter().flat_map(|text| text.lines()).filter_map(port);
    RefCell::new(taken.collect())
}

/// The port of a line of the kernel's list, if its socket listens.
fn port(line: &str) -> Option<u16> {
    let mut words = line.split_whitespace().skip(1);
    let (_, port) = words.next()?.rsplit_once(':')?;
    (words.nth(1)? == LISTENS).then_some(())?;
    u16::from_str_radix(port, 16).ok()
}

#[cfg(test)]
mod tests;
