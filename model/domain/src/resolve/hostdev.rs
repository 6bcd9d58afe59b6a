//! Devices of the host: which places they take on the buses of the guest.

use std::collections::HashSet;

use fv_error::Result;

use super::{malformed, unsupported};
use crate::Domain;
use crate::devices::address::{Address, DriveAddress};
use crate::devices::disk::{Disk, DiskBus};
use crate::devices::hostdev::{MdevModel, ScsiSource, Subsystem};

/// How many units of a SCSI bus host devices are put on, however wide it is.
const UNITS: u32 = 7;

/// Fills in one device.
pub(super) fn complete(domain: &mut Domain, n: usize) -> Result<()> {
    let device = &mut domain.devices.hostdevs[n];
    let address = device.info.address.clone();
    match device.subsystem_mut() {
        Some(Subsystem::Scsi(scsi)) => {
            if let ScsiSource::Iscsi { name, .. } = &mut scsi.source
                && !name.contains('/')
            {
                name.push_str("/0");
            }
            scsi_place(domain, n)
        }
        Some(Subsystem::Mdev(mdev)) => mdev_place(mdev.model, address.as_ref()),
        _ => Ok(()),
    }
}

/// Each model of a mediated device sits on one bus.
fn mdev_place(model: MdevModel, address: Option<&Address>) -> Result<()> {
    let is_fit = match (model, address) {
        (_, None) | (MdevModel::VfioAp, _) => true,
        (MdevModel::VfioPci, Some(address)) => matches!(address, Address::Pci(_)),
        (MdevModel::VfioCcw, Some(address)) => matches!(address, Address::Ccw(_)),
    };
    match address {
        Some(address) if !is_fit => Err(malformed(format!(
            "Unsupported address type '{}' with mediated device model '{model}'",
            address.kind()
        ))),
        _ => Ok(()),
    }
}

fn scsi_place(domain: &mut Domain, n: usize) -> Result<()> {
    if domain.devices.hostdevs[n].info.address.is_none() {
        let used: HashSet<(u32, u32)> = used_scsi_units(domain);
        let place = (0..).find_map(|controller| {
            (0..UNITS)
                .find(|unit| !used.contains(&(controller, *unit)))
                .map(|unit| (controller, unit))
        });
        let (controller, unit) = place.unwrap_or_default();
        let address = DriveAddress {
            controller,
            bus: 0,
            target: 0,
            unit,
        };
        domain.devices.hostdevs[n].info.address = Some(Address::Drive(address));
    }
    let Some(own) = domain.devices.hostdevs[n].info.drive() else {
        return Ok(());
    };
    let mut disks = domain.devices.disks.iter().filter(is_scsi);
    if disks.any(|disk| disk.info.drive() == Some(own)) {
        let (controller, bus, target, unit) = (own.controller, own.bus, own.target, own.unit);
        return Err(malformed(format!(
            "SCSI host address controller='{controller}' bus='{bus}' target='{target}' \
             unit='{unit}' in use by a SCSI disk"
        )));
    }
    Ok(())
}

/// The place that a disk's name stands for may be a host device's already.
pub(super) fn keep_from_disk(domain: &Domain, n: usize) -> Result<()> {
    let disk = &domain.devices.disks[n];
    let Some(address) = disk.info.drive().filter(|_| is_scsi(&disk)) else {
        return Ok(());
    };
    let mut hosts = domain.devices.hostdevs.iter();
    if hosts.any(|host| host.info.drive() == Some(address)) {
        let (dev, controller, bus) = (&disk.target.dev, address.controller, address.bus);
        let (target, unit) = (address.target, address.unit);
        // The last quote is missing in libvirt's text as well.
        return Err(unsupported(format!(
            "using disk target name '{dev}' conflicts with SCSI host device address \
             controller='{controller}' bus='{bus}' target='{target}' unit='{unit}"
        )));
    }
    Ok(())
}

fn is_scsi(disk: &&Disk) -> bool {
    disk.target.bus == Some(DiskBus::Scsi)
}

/// The places on SCSI controllers that disks and host devices have, on the first bus.
fn used_scsi_units(domain: &Domain) -> HashSet<(u32, u32)> {
    let devices = &domain.devices;
    let disks = devices.disks.iter().filter(is_scsi);
    let disks = disks.filter_map(|disk| disk.info.drive());
    let hosts = devices.hostdevs.iter();
    let hosts = hosts.filter_map(|device| device.info.drive());
    disks
        .chain(hosts)
        .filter(|address| address.bus == 0 && address.target == 0)
        .map(|address| (address.controller, address.unit))
        .collect()
}
