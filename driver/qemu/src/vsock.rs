//! The number under which a guest reaches the host by vsock, and the device that keeps it.
//!
//! A number belongs to whoever has set it on an open device, until that is closed. So the device
//! is opened while the start is planned, stays with the plan, and is inherited by the emulator.

use std::io;
use std::os::fd::OwnedFd;

use fv_error::{Error, ErrorCode, ErrorDomain, Result};
use fv_model_domain::{Domain, YesNo};
use fv_sys::net;

/// Claims the number of the guest's vsock, the lowest free one where the guest wants any.
pub(crate) fn claim(live: &mut Domain) -> Result<Option<OwnedFd>> {
    let Some(vsock) = &mut live.devices.vsock else {
        return Ok(None);
    };
    let device = net::open_vsock().map_err(|error| {
        let detail = "unable to open vhost-vsock device";
        Error::new(ErrorDomain::Qemu, ErrorCode::ConfigUnsupported, detail).with_source(error)
    })?;
    let set = |cid| net::set_vsock_cid(&device, cid);
    if vsock.cid.auto == Some(YesNo::Yes) {
        vsock.cid.address = lowest_free(set).map_err(|error| {
            Error::system(ErrorDomain::None, error, "failed to acquire guest cid")
        })?;
    } else {
        set(vsock.cid.address)
            .map_err(|error| Error::system(ErrorDomain::None, error, "failed to set guest cid"))?;
    }
    Ok(Some(device))
}

/// The lowest number that `set` accepts; one that another guest has is passed over.
fn lowest_free(set: impl Fn(u32) -> io::Result<()>) -> io::Result<u32> {
    for cid in CID_MIN..u32::MAX {
        match set(cid) {
            Ok(()) => return Ok(cid),
            Err(error) if error.kind() == io::ErrorKind::AddrInUse => {}
            Err(error) => return Err(error),
        }
    }
    Err(io::ErrorKind::AddrInUse.into())
}

/// The numbers below it are the hypervisor's, the loopback's and the host's.
const CID_MIN: u32 = 3;

#[cfg(test)]
#[path = "tests/vsock.rs"]
mod tests;
