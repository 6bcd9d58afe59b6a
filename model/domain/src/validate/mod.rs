//! The third stage: what cannot be, the first fault in libvirt's order.

mod chardev;
mod devices;
mod disk;
mod general;
mod hostdev;
mod memory;
mod rare;

use fv_error::Result;

use crate::Domain;
use crate::devices::id::{Consoles, DeviceId};
use crate::rules::DriverRules;

/// Refuses a domain that cannot be, by the driver's rules and the common ones.
pub fn validate(domain: &Domain, rules: &dyn DriverRules) -> Result<()> {
    rules.check_domain(domain)?;
    for id in domain.devices.ids(Consoles::All) {
        device(domain, id, rules)?;
    }
    general::check(domain, rules)
}

/// Refuses firmware that cannot be; drivers that choose firmware need to know beforehand.
pub fn firmware(domain: &Domain, rules: &dyn DriverRules) -> Result<()> {
    general::os(domain, rules)
}

/// Refuses one device that cannot be.
pub fn device(domain: &Domain, id: DeviceId, rules: &dyn DriverRules) -> Result<()> {
    devices::check(domain, id)?;
    rules.check_device(domain, id)
}
