//! Checks of devices of the host.

use fv_error::{Error, ErrorDomain, Result};

use crate::Domain;
use crate::devices::address::Address;
use crate::devices::disk::SgIo;
use crate::devices::hostdev::{HostDevice, Subsystem};
use crate::devices::interface::{NetSource, TeamingKind};
use crate::resolve::{malformed, unsupported};

/// Refuses a device whose place in the guest is none for its kind.
pub(super) fn check(device: &HostDevice) -> Result<()> {
    let address = device.info.address.as_ref();
    match device.subsystem() {
        Some(Subsystem::Pci(_)) => {
            if !matches!(address, None | Some(Address::Unassigned | Address::Pci(_))) {
                let text = "PCI host devices must use 'pci' or 'unassigned' address type";
                return Err(Error::internal(ErrorDomain::Domain, text));
            }
        }
        Some(Subsystem::Scsi(scsi)) => {
            if !matches!(address, None | Some(Address::Drive(_))) {
                return Err(unsupported(
                    "SCSI host device must use 'drive' address type",
                ));
            }
            if scsi.sgio == Some(SgIo::Unfiltered) {
                return Err(unsupported("unfiltered sgio is no longer supported"));
            }
        }
        Some(Subsystem::ScsiHost { .. }) => {
            if !matches!(address, None | Some(Address::Pci(_) | Address::Ccw(_))) {
                return Err(unsupported(
                    "SCSI_host host device must use 'pci' or 'ccw' address type",
                ));
            }
        }
        Some(Subsystem::Usb(_)) => {
            if !matches!(address, None | Some(Address::Usb(_))) {
                return Err(unsupported("USB host device must use 'usb' address type"));
            }
        }
        Some(Subsystem::Mdev(_)) | None => {}
    }
    teaming(device)
}

fn teaming(device: &HostDevice) -> Result<()> {
    let Some(teaming) = &device.teaming else {
        return Ok(());
    };
    if teaming.kind != TeamingKind::Transient {
        return Err(unsupported(
            "teaming hostdev devices must have type='transient'",
        ));
    }
    if teaming.persistent.is_none() {
        return Err(unsupported(
            "missing required persistent attribute in hostdev teaming element",
        ));
    }
    match device.subsystem() {
        Some(Subsystem::Pci(_)) => Ok(()),
        _ => Err(unsupported(
            "teaming is only supported for pci hostdev devices",
        )),
    }
}

/// Refuses a device that is given twice, and more than one that draws for the firmware.
pub(super) fn together(domain: &Domain) -> Result<()> {
    let nets = domain.devices.interfaces.iter();
    let of_nets = nets.filter_map(|net| match &net.source {
        NetSource::Hostdev { device, .. } => Some(&**device),
        _ => None,
    });
    let own = domain.devices.hostdevs.iter();
    let own = own.filter_map(HostDevice::subsystem);
    let mut seen: Vec<&Subsystem> = Vec::new();
    for device in of_nets.chain(own) {
        if seen.iter().any(|known| known.is_same(device)) {
            return Err(malformed(
                "Hostdev already exists in the domain configuration",
            ));
        }
        if device.has_ramfb() && seen.iter().any(|known| known.has_ramfb()) {
            return Err(unsupported("Only one vgpu device can have 'ramfb' enabled"));
        }
        seen.push(device);
    }
    Ok(())
}
