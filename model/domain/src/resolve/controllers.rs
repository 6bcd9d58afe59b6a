//! Controllers: numbers, and those that devices bring along.

use std::collections::HashSet;

use fv_error::Result;

use super::malformed;
use crate::Domain;
use crate::devices::Devices;
use crate::devices::address::{Address, CcidAddress};
use crate::devices::chardev::{ChannelTargetKind, ConsoleTargetKind};
use crate::devices::controller::{Controller, ControllerKind, UsbModel};
use crate::devices::disk::DiskBus;

/// Gives each controller without a number the lowest unused one; companions of a USB 2
/// controller share one number where they follow each other.
pub(super) fn number(domain: &mut Domain) {
    let devices = &mut domain.devices;
    let mut reinsert = false;
    for n in 0..devices.controllers.len() {
        if devices.controllers[n].index.is_some() {
            continue;
        }
        let mut shared = None;
        if n > 0 && is_usb2(&devices.controllers[n]) {
            reinsert = true;
            shared = number_of_group(devices, n);
        }
        let kind = devices.controllers[n].kind;
        let index = shared.unwrap_or_else(|| devices.unused_controller_index(kind));
        devices.controllers[n].index = Some(index);
    }
    if reinsert {
        for controller in std::mem::take(&mut devices.controllers) {
            devices.insert_controller(controller);
        }
    }
}

/// The number of the USB 2 controller before this one, if this model is missing in its group.
fn number_of_group(devices: &Devices, n: usize) -> Option<u32> {
    let before = devices.controllers[..n].iter().rev();
    let previous = before
        .into_iter()
        .find(|other| other.kind == ControllerKind::Usb)?;
    if !is_usb2(previous) {
        return None;
    }
    let own = &devices.controllers[n];
    let taken = devices.controllers.iter().any(|other| {
        other.kind == ControllerKind::Usb
            && other.index == previous.index
            && other.model == own.model
    });
    previous.index.filter(|_| !taken)
}

fn is_usb2(controller: &Controller) -> bool {
    matches!(
        controller.usb_model(),
        Some(UsbModel::Ich9Ehci1 | UsbModel::Ich9Uhci1 | UsbModel::Ich9Uhci2 | UsbModel::Ich9Uhci3)
    )
}

/// Only USB controllers may share a number.
pub(super) fn refuse_duplicates(domain: &Domain) -> Result<()> {
    let mut seen = HashSet::new();
    for controller in &domain.devices.controllers {
        let (kind, number) = (controller.kind, controller.number());
        if kind != ControllerKind::Usb && !seen.insert((kind, number)) {
            return Err(malformed(format!(
                "Multiple '{kind}' controllers with index '{number}'"
            )));
        }
    }
    Ok(())
}

/// Adds the controllers that disks and channels sit on.
pub(super) fn add_implicit(domain: &mut Domain) {
    let devices = &mut domain.devices;
    let buses = [
        (ControllerKind::Scsi, DiskBus::Scsi),
        (ControllerKind::Fdc, DiskBus::Fdc),
        (ControllerKind::Ide, DiskBus::Ide),
        (ControllerKind::Sata, DiskBus::Sata),
    ];
    for (kind, bus) in buses {
        let highest = devices
            .disks
            .iter()
            .filter(|disk| disk.target.bus == Some(bus))
            .filter_map(|disk| disk.info.drive())
            .map(|address| address.controller)
            .max();
        // A document may name any number; what it names is made, up to what can exist.
        for index in 0..highest.map_or(0, |highest| highest.saturating_add(1).min(CONTROLLERS_MAX))
        {
            devices.ensure_controller(kind, Some(index), None);
        }
    }
    for index in virtio_serial_controllers(devices) {
        devices.ensure_controller(ControllerKind::VirtioSerial, Some(index), None);
    }
    place_smartcards(devices);
    add_for_hosts(devices);
}

/// Host devices get controllers like the last one of theirs that is there: it may just be full.
fn add_for_hosts(devices: &mut Devices) {
    let hosts = devices.hostdevs.iter();
    let (mut highest, mut model) = (None, None);
    for address in hosts.filter_map(|device| device.info.drive()) {
        let index = address.controller;
        if highest.is_some_and(|highest| index <= highest) {
            continue;
        }
        highest = Some(index);
        let known = devices.find_controller(ControllerKind::Scsi, index);
        model = known.and_then(|n| devices.controllers[n].model).or(model);
    }
    for index in 0..highest.map_or(0, |highest| highest.saturating_add(1).min(CONTROLLERS_MAX)) {
        devices.ensure_controller(ControllerKind::Scsi, Some(index), model);
    }
}

/// A card without a place goes into the first controller, behind those that are there.
fn place_smartcards(devices: &mut Devices) {
    let cards = devices.smartcards.iter();
    let places = cards.filter_map(|card| match &card.info.address {
        Some(Address::Ccid(address)) => Some(*address),
        _ => None,
    });
    let in_first = places.filter(|place| place.controller == 0);
    let mut free = in_first
        .map(|place| place.slot.saturating_add(1))
        .max()
        .unwrap_or_default();
    for n in 0..devices.smartcards.len() {
        let address = &mut devices.smartcards[n].info.address;
        let controller = match address {
            Some(Address::Ccid(place)) => place.controller,
            Some(_) => continue,
            None => {
                let place = CcidAddress {
                    controller: 0,
                    slot: free,
                };
                *address = Some(Address::Ccid(place));
                free = free.saturating_add(1);
                0
            }
        };
        devices.ensure_controller(ControllerKind::Ccid, Some(controller), None);
    }
}

/// More controllers of one kind than this are never made on behalf of a disk.
const CONTROLLERS_MAX: u32 = 1024;

fn virtio_serial_controllers(devices: &Devices) -> Vec<u32> {
    let number = |address: &Option<Address>| match address {
        Some(Address::VirtioSerial(address)) => address.controller,
        _ => 0,
    };
    let channels = devices
        .channels
        .iter()
        .filter(|channel| channel.target.kind == Some(ChannelTargetKind::Virtio))
        .map(|channel| number(&channel.info.address));
    let consoles = devices
        .consoles
        .iter()
        .filter(|console| console.target.kind == Some(ConsoleTargetKind::Virtio))
        .map(|console| number(&console.info.address));
    channels.chain(consoles).collect()
}
