//! Network interfaces: which one is meant, and what its device on the host counted.

use std::path::Path;

use fv_api::DomainInterfaceStats;
use fv_error::{Error, ErrorCode, ErrorDomain, Result};
use fv_model_domain::Domain;
use fv_model_domain::devices::interface::{Interface, MacAddr};
use fv_model_domain::devices::net_source::NetSource;
use fv_model_xml::Value;
use fv_sys::file;

/// The interface with this hardware address, or with this device on the host.
pub(crate) fn find<'a>(domain: &'a Domain, device: &str) -> Result<&'a Interface> {
    let mut nets = domain.devices.interfaces.iter();
    let found = match MacAddr::parse(device) {
        Ok(address) => nets.find(|net| net.mac.address == Some(address)),
        Err(_) => nets.find(|net| net.target.dev.as_deref() == Some(device)),
    };
    found.ok_or_else(|| {
        let detail = format!("'{device}' is not a known interface");
        Error::new(ErrorDomain::Domain, ErrorCode::InvalidArg, detail)
    })
}

/// What all devices of the host counted, read once for many guests.
#[derive(Debug)]
pub(crate) struct Counters(String);

impl Counters {
    /// Reads the counters.
    pub(crate) fn read() -> Result<Self> {
        let path = Path::new("/proc/net/dev");
        let text = file::read_pseudo(path, COUNTERS_MAX).map_err(|error| {
            Error::system(ErrorDomain::None, error, "Could not open /proc/net/dev")
        })?;
        Ok(Self(text))
    }

    /// What the host's device of an interface counted, as the guest sees it.
    pub(crate) fn of(&self, net: &Interface) -> Result<DomainInterfaceStats> {
        let fail = |detail| Error::internal(ErrorDomain::None, detail);
        let Some(device) = net.target.dev.as_deref() else {
            return Err(fail("Interface name not provided"));
        };
        let counted = self
            .counted(device)
            .ok_or_else(|| fail("/proc/net/dev: Interface not found"))?;
        Ok(match shares_view(net) {
            true => counted,
            false => swapped(&counted),
        })
    }

    fn counted(&self, device: &str) -> Option<DomainInterfaceStats> {
        let line = |line: &str| {
            let (name, numbers) = line.split_once(':')?;
            let numbers = numbers.split_ascii_whitespace();
            let numbers: Option<Vec<i64>> = numbers.map(|number| number.parse().ok()).collect();
            numbers.filter(|numbers| name.trim() == device && numbers.len() >= COLUMNS)
        };
        let numbers = self.0.lines().find_map(line)?;
        Some(DomainInterfaceStats {
            rx_bytes: numbers[0],
            rx_packets: numbers[1],
            rx_errs: numbers[2],
            rx_drop: numbers[3],
            tx_bytes: numbers[8],
            tx_packets: numbers[9],
            tx_errs: numbers[10],
            tx_drop: numbers[11],
        })
    }
}

/// Whether what the host's device receives is what the guest receives.
///
/// A tap is the other end of a cable; what shares the host's own device is not.
fn shares_view(net: &Interface) -> bool {
    matches!(net.source, NetSource::Direct { .. })
}

fn swapped(counted: &DomainInterfaceStats) -> DomainInterfaceStats {
    DomainInterfaceStats {
        rx_bytes: counted.tx_bytes,
        rx_packets: counted.tx_packets,
        rx_errs: counted.tx_errs,
        rx_drop: counted.tx_drop,
        tx_bytes: counted.rx_bytes,
        tx_packets: counted.rx_packets,
        tx_errs: counted.rx_errs,
        tx_drop: counted.rx_drop,
    }
}

const COUNTERS_MAX: u64 = 4 << 20;
const COLUMNS: usize = 16;

#[cfg(test)]
#[path = "../../tests/nets.rs"]
mod tests;
