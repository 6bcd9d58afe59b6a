//! Devices of a definition by their alias: finding them, taking them out.

use fv_driver_qemu_monitor::agent::disks::DiskAddress;
use fv_model_domain::Domain;
use fv_model_domain::YesNo;
use fv_model_domain::devices::address::{
    Address, CcwAddress, DeviceInfo, DriveAddress, PciAddress,
};
use fv_model_domain::devices::controller::ControllerKind;
use fv_model_domain::devices::disk::{Disk, DiskBus, Tray};
use fv_model_domain::devices::interface::{Interface, MacAddr};
use fv_model_domain::devices::source::BackingStore;

/// What was taken out of a definition.
#[derive(Debug)]
pub(crate) enum Gone {
    /// A disk, whose nodes QEMU still has.
    Disk(Box<Disk>),
    /// A network card, whose other end QEMU still has.
    Interface,
    /// Something that leaves nothing behind.
    Other,
}

/// Whether there is a device with this alias.
pub(crate) fn has_device(definition: &Domain, alias: &str) -> bool {
    // One that is looked for is rarely there; copies are made for those alone.
    remove_device(&mut definition.clone(), alias).is_some()
}

/// Takes the device with this alias out.
pub(crate) fn remove_device(definition: &mut Domain, alias: &str) -> Option<Gone> {
    if alias.is_empty() {
        return None;
    }
    let devices = &mut definition.devices;
    if let Some(disk) = take(&mut devices.disks, alias, |disk| &disk.info) {
        return Some(Gone::Disk(Box::new(disk)));
    }
    if take(&mut devices.interfaces, alias, |card| &card.info).is_some() {
        return Some(Gone::Interface);
    }
    let taken = take(&mut devices.controllers, alias, |it| &it.info).is_some()
        || take(&mut devices.filesystems, alias, |it| &it.info).is_some()
        || take(&mut devices.serials, alias, |it| &it.info).is_some()
        || take(&mut devices.parallels, alias, |it| &it.info).is_some()
        || take(&mut devices.consoles, alias, |it| &it.info).is_some()
        || take(&mut devices.channels, alias, |it| &it.info).is_some()
        || take(&mut devices.inputs, alias, |it| &it.info).is_some()
        || take(&mut devices.sounds, alias, |it| &it.info).is_some()
        || take(&mut devices.videos, alias, |it| &it.info).is_some()
        || take(&mut devices.hostdevs, alias, |it| &it.info).is_some()
        || take(&mut devices.redirdevs, alias, |it| &it.info).is_some()
        || take(&mut devices.hubs, alias, |it| &it.info).is_some()
        || take(&mut devices.watchdogs, alias, |it| &it.info).is_some()
        || take(&mut devices.rngs, alias, |it| &it.info).is_some()
        || take(&mut devices.panics, alias, |it| &it.info).is_some()
        || take(&mut devices.shmems, alias, |it| &it.info).is_some()
        || take(&mut devices.memories, alias, |it| &it.info).is_some()
        || take(&mut devices.cryptos, alias, |it| &it.info).is_some()
        || take_one(&mut devices.balloon, alias, |it| &it.info)
        || take_one(&mut devices.vsock, alias, |it| &it.info);
    taken.then_some(Gone::Other)
}

fn take<T>(list: &mut Vec<T>, alias: &str, info: fn(&T) -> &DeviceInfo) -> Option<T> {
    let place = list.iter().position(|item| info(item).alias() == alias)?;
    Some(list.remove(place))
}

fn take_one<T>(one: &mut Option<T>, alias: &str, info: fn(&T) -> &DeviceInfo) -> bool {
    one.take_if(|item| info(item).alias() == alias).is_some()
}

/// The block nodes of a disk, the upper ones first, so that each can be removed in turn.
pub(crate) fn nodes(disk: &Disk) -> Vec<String> {
    let both = |index: u32| ["format", "storage"].map(|layer| format!("libvirt-{index}-{layer}"));
    let mut nodes = both(disk.source.index).to_vec();
    let mut behind = disk.backing_store.as_ref();
    while let Some(BackingStore::Image(image)) = behind {
        nodes.extend(both(image.source.index));
        behind = image.backing.as_ref();
    }
    nodes
}

/// The number of the image that a block node belongs to.
pub(crate) fn image_of_node(node: &str) -> Option<u32> {
    let (number, _layer) = node.strip_prefix("libvirt-")?.split_once('-')?;
    number.parse().ok()
}

/// The target of the disk that the guest's agent finds at this address.
pub(crate) fn disk_target(definition: &Domain, at: &DiskAddress) -> Option<String> {
    let devices = &definition.devices;
    let same_pci = |pci: &PciAddress| [pci.domain, pci.bus, pci.slot, pci.function] == at.pci;
    let same_ccw = |ccw: &CcwAddress| Some([ccw.cssid, ccw.ssid, ccw.devno]) == at.ccw;
    let is_at = |info: &DeviceInfo| match &info.address {
        Some(Address::Pci(pci)) => same_pci(pci),
        Some(Address::Ccw(ccw)) => same_ccw(ccw),
        _ => false,
    };
    let controller = devices.controllers.iter().find(|it| is_at(&it.info));
    let behind = |disk: &Disk, drive: &DriveAddress| {
        controller.is_some_and(|controller| {
            bus_of(controller.kind) == disk.target.bus
                && controller.index == Some(drive.controller)
                && (drive.bus, drive.target, drive.unit) == (at.bus, at.target, at.unit)
        })
    };
    let found = devices.disks.iter().find(|disk| match &disk.info.address {
        Some(Address::Drive(drive)) => behind(disk, drive),
        _ => is_at(&disk.info),
    });
    found.map(|disk| disk.target.dev.clone())
}

/// The bus of the disks behind a controller; no disk is on none.
fn bus_of(kind: ControllerKind) -> Option<DiskBus> {
    Some(match kind {
        ControllerKind::Scsi => DiskBus::Scsi,
        ControllerKind::Fdc => DiskBus::Fdc,
        ControllerKind::Ide => DiskBus::Ide,
        ControllerKind::Sata => DiskBus::Sata,
        _ => DiskBus::None,
    })
}

/// Notes whether the tray of a disk is open.
pub(crate) fn set_tray(definition: &mut Domain, alias: &str, open: bool) {
    let mut disks = definition.devices.disks.iter_mut();
    if let Some(disk) = disks.find(|disk| disk.info.alias() == alias) {
        disk.target.tray = Some(if open { Tray::Open } else { Tray::Closed });
    }
}

/// Whether a guest may tell the host of this card which addresses it wants.
pub(crate) fn trusts_filters(card: &Interface) -> bool {
    card.trust_guest_rx_filters == Some(YesNo::Yes)
}

/// Notes the address that a card uses now; tells the one before if it is another.
pub(crate) fn set_current_mac(card: &mut Interface, now: MacAddr) -> Option<MacAddr> {
    let own = card.mac.address.unwrap_or_default();
    let before = card.mac.current.unwrap_or(own);
    if before == now {
        return None;
    }
    card.mac.current = Some(now).filter(|mac| *mac != own);
    Some(before)
}
