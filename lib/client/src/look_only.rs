//! Drivers for those who may look and not touch, where no daemon stands in between.
//!
//! A daemon refuses calls that change something on a read-only connection before a driver hears
//! of them. Where a driver is in the caller's own process, this does the same, by the same table
//! and in the same words.

use std::sync::Arc;

use fv_api::Drivers;
use fv_error::{Error, ErrorDomain, Result};

use crate::remote::Called;

/// A driver of which only those methods can be called that change nothing.
#[derive(Debug)]
pub struct LookOnly<T: ?Sized>(Arc<T>);

impl<T: ?Sized> LookOnly<T> {
    /// The driver, if the call is permitted; `argument` is what the rule looks at, if anything.
    pub(crate) fn driver(&self, (program, number): Called, argument: u32) -> Result<&T> {
        let procedure = program.procedure(number);
        let procedure = procedure.ok_or_else(|| {
            Error::internal(ErrorDomain::Remote, "a call that is not in the table")
        })?;
        procedure.check_read_only(argument)?;
        Ok(&self.0)
    }
}

/// The same drivers, for a connection that may only look.
pub fn look_only(drivers: &Drivers) -> Drivers {
    macro_rules! guarded {
        ($($family:ident)*) => {
            Drivers {
                uri: drivers.uri.clone(),
                resolver: drivers.resolver.clone(),
                $($family: drivers.$family.clone().map(|inner| Arc::new(LookOnly(inner)) as _),)*
            }
        };
    }
    guarded! {
        connect node domain domain_device domain_tune domain_guest domain_save migration snapshot
        checkpoint qemu lxc network network_port interface storage_pool storage_vol node_device
        nwfilter secret
    }
}

#[cfg(test)]
#[path = "tests/look_only.rs"]
mod tests;
