//! The channel subsystem addresses of an s390 guest.

use std::collections::BTreeSet;

use fv_error::{Error, ErrorCode, ErrorDomain, Result};

/// The channel subsystem that virtio devices live in.
pub const VIRTIO_CSSID: u32 = 0xfe;
const SSID_LAST: u32 = 3;
const DEVNO_LAST: u32 = 0xffff;

/// A place in the channel subsystem.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct CcwPlace {
    /// The channel subsystem.
    pub cssid: u32,
    /// The subchannel set.
    pub ssid: u32,
    /// The device number.
    pub devno: u32,
}

impl std::fmt::Display for CcwPlace {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:x}.{:x}.{:04x}", self.cssid, self.ssid, self.devno)
    }
}

/// All places that are taken, and where to look for the next one.
#[derive(Clone, Debug)]
pub struct CcwSet {
    taken: BTreeSet<CcwPlace>,
    next: CcwPlace,
}

impl Default for CcwSet {
    fn default() -> Self {
        Self {
            taken: BTreeSet::new(),
            next: CcwPlace {
                cssid: VIRTIO_CSSID,
                ssid: 0,
                devno: 0,
            },
        }
    }
}

impl CcwSet {
    /// Takes the place that the definition names.
    pub fn reserve(&mut self, place: CcwPlace) -> Result<()> {
        if self.taken.insert(place) {
            return Ok(());
        }
        let text = format!("The CCW devno '{place}' is in use already");
        Err(Error::new(ErrorDomain::Domain, ErrorCode::XmlError, text))
    }

    /// Finds and takes the next free place.
    pub fn reserve_next(&mut self) -> Result<CcwPlace> {
        while self.taken.contains(&self.next) {
            self.advance()?;
        }
        self.taken.insert(self.next);
        Ok(self.next)
    }

    fn advance(&mut self) -> Result<()> {
        let next = &mut self.next;
        if next.devno < DEVNO_LAST {
            next.devno += 1;
        } else if next.ssid < SSID_LAST {
            next.ssid += 1;
            next.devno = 0;
        } else {
            let text = "There are no more free CCW devnos.";
            return Err(Error::internal(ErrorDomain::Domain, text));
        }
        Ok(())
    }
}
