//! What the QEMU driver refuses of devices of the host, and of the companions of PCI devices.

use fv_driver_qemu_caps::{Caps, Flag};
use fv_error::Result;
use fv_model_domain::devices::address::Zpci;
use fv_model_domain::devices::hostdev::{
    HostDevice, HostMdev, HostPci, MdevModel, PciDriverName, Subsystem,
};
use fv_model_domain::{Domain, OnOff};

use crate::rules::{malformed, unsupported};

/// The largest id of a companion that the guest sees.
const UID_MAX: u64 = 0xffff;

/// Refuses what an s390 guest could not address.
pub(crate) fn companion(zpci: Zpci, caps: &Caps) -> Result<()> {
    if !caps.has(Flag::DeviceZpci) {
        return unsupported("This QEMU binary doesn't support zPCI");
    }
    match zpci.uid.map(|uid| uid.0) {
        Some(uid) if uid == 0 || uid > UID_MAX => malformed(format!(
            "Invalid PCI address uid='0x{uid:04x}', must be > 0x0000 and <= 0x{UID_MAX:04x}"
        )),
        _ => Ok(()),
    }
}

/// Refuses a device of the host that the emulator cannot pass on.
pub(crate) fn check(device: &HostDevice, domain: &Domain, caps: &Caps) -> Result<()> {
    let Some(subsystem) = device.subsystem() else {
        return unsupported(format!(
            "hostdev mode 'capabilities' is not supported in {}",
            domain.kind.as_str()
        ));
    };
    let boots = device.info.boot.is_some();
    match subsystem {
        Subsystem::Usb(usb) => {
            match usb.guest_reset.is_some() && !caps.has(Flag::UsbHostGuestsResetsAll) {
                true => unsupported("guestReset is not supported with this version of QEMU"),
                false => Ok(()),
            }
        }
        Subsystem::Pci(device) => pci(device, domain, caps),
        Subsystem::Scsi(_) => Ok(()),
        Subsystem::ScsiHost { .. } if boots => {
            unsupported("booting from assigned devices is not supported by vhost SCSI devices")
        }
        Subsystem::ScsiHost { .. } if !caps.has(Flag::DeviceVhostScsi) => {
            unsupported("This QEMU doesn't support vhost-scsi devices")
        }
        Subsystem::ScsiHost { .. } => Ok(()),
        Subsystem::Mdev(mdev) => {
            let (flag, name) = match mdev.model {
                MdevModel::VfioPci => (Flag::DeviceVfioPci, "PCI"),
                MdevModel::VfioAp => (Flag::DeviceVfioAp, "AP"),
                MdevModel::VfioCcw => (Flag::DeviceVfioCcw, "CCW"),
            };
            if !caps.has(flag) {
                return unsupported(format!(
                    "VFIO {name} device assignment is not supported by this version of QEMU"
                ));
            }
            // A disk behind a channel is all that firmware can boot from.
            if boots && mdev.model != MdevModel::VfioCcw {
                return unsupported(format!(
                    "booting from assigned devices is not supported by mediated devices of model \
                     {}",
                    mdev.model.as_str()
                ));
            }
            mediated(mdev, domain)
        }
    }
}

fn pci(device: &HostPci, domain: &Domain, caps: &Caps) -> Result<()> {
    let driver = device.driver.as_ref().and_then(|driver| driver.name);
    if driver == Some(PciDriverName::Vfio) && !caps.has(Flag::DeviceVfioPci) {
        return unsupported("VFIO PCI device assignment is not supported by this version of qemu");
    }
    if device.write_filtering.is_some() {
        return unsupported(
            "Write filtering of PCI device configuration space is not supported by qemu",
        );
    }
    shown(device.display, domain)
}

fn mediated(mdev: &HostMdev, domain: &Domain) -> Result<()> {
    let is_ap = |other: &&HostDevice| matches!(other.subsystem(), Some(Subsystem::Mdev(other)) if other.model == MdevModel::VfioAp);
    match mdev.model {
        MdevModel::VfioPci => shown(mdev.display, domain),
        MdevModel::VfioAp if domain.devices.hostdevs.iter().filter(is_ap).count() > 1 => {
            unsupported("Only one hostdev of model vfio-ap is supported")
        }
        MdevModel::VfioAp | MdevModel::VfioCcw => Ok(()),
    }
}

/// What draws needs somebody who shows it.
fn shown(display: Option<OnOff>, domain: &Domain) -> Result<()> {
    match display == Some(OnOff::On) && domain.devices.graphics.is_empty() {
        true => {
            unsupported("graphics device is needed for attribute value 'display=on' in <hostdev>")
        }
        false => Ok(()),
    }
}
