//! Ports for USB devices, on controllers and hubs.

use fv_error::Result;
use fv_model_domain::Domain;
use fv_model_domain::devices::address::{Address, DeviceInfo, UsbAddress, UsbPort};
use fv_model_domain::devices::chardev::SerialTargetKind;
use fv_model_domain::devices::controller::{Controller, ControllerKind, UsbModel};
use fv_model_domain::devices::disk::DiskBus;
use fv_model_domain::devices::filesystem::FilesystemDriverKind;
use fv_model_domain::devices::hostdev::Subsystem;
use fv_model_domain::devices::id::{Consoles, DeviceId};
use fv_model_domain::devices::simple::{Hub, HubKind, InputBus, SoundModel};

use crate::address::usb::{DEPTH_MAX, HUB_PORTS, PortPath, UsbSet};
use crate::net::{NetModel, model_of};
use crate::rules::unsupported;

use super::Age;

/// Gives every USB device a port; hubs are added where the controllers have too few.
///
/// A guest that existed before keeps the places that QEMU chose for it, so it gets no addresses
/// unless all its devices have one.
pub(super) fn assign(domain: &mut Domain, age: Age) -> Result<()> {
    let has_port = |info: &DeviceInfo| usb_of(info).is_some_and(|(_, path)| path.is_set());
    let is_known = |id: &DeviceId| domain.devices.info(*id).is_some_and(has_port);
    let all_known = users(domain).iter().all(is_known)
        && domain.devices.hubs.iter().all(|hub| has_port(&hub.info));
    if age == Age::Existing && !all_known {
        return Ok(());
    }
    add_hubs(domain)?;
    let mut set = UsbSet::default();
    for controller in &domain.devices.controllers {
        if controller.kind == ControllerKind::Usb {
            set.add_controller(controller.number(), ports_of(controller))?;
        }
    }
    for hub in &domain.devices.hubs {
        if let Some((bus, path)) = usb_of(&hub.info).filter(|(_, path)| path.is_set()) {
            set.add_hub(bus, &path)?;
        }
    }
    for id in users(domain) {
        let address = domain.devices.info(id).and_then(usb_of);
        if let Some((bus, path)) = address.filter(|(_, path)| path.is_set()) {
            set.reserve(bus, &path)?;
        }
    }
    for hub in &mut domain.devices.hubs {
        let known = usb_of(&hub.info);
        if known.is_some_and(|(_, path)| path.is_set()) {
            continue;
        }
        let (bus, path) = set.reserve_next(known.map(|(bus, _)| bus))?;
        set.add_hub(bus, &path)?;
        hub.info.address = Some(address_of(bus, path));
    }
    for id in users(domain) {
        let Some(info) = domain.devices.info_mut(id) else {
            continue;
        };
        if !matches!(info.address, None | Some(Address::Usb(_))) {
            continue;
        }
        let known = usb_of(info);
        if known.is_some_and(|(_, path)| path.is_set()) {
            continue;
        }
        let (bus, path) = set.reserve_next(known.map(|(bus, _)| bus))?;
        info.address = Some(address_of(bus, path));
    }
    Ok(())
}

/// Adds as many hubs as the devices need; each takes one port and brings eight.
fn add_hubs(domain: &mut Domain) -> Result<()> {
    let controllers = &domain.devices.controllers;
    let ports: u64 = controllers
        .iter()
        .filter(|controller| controller.kind == ControllerKind::Usb)
        .map(|controller| u64::from(ports_of(controller)))
        .sum::<u64>()
        + domain.devices.hubs.len() as u64 * u64::from(HUB_PORTS);
    let users = users(domain).len() as u64 + domain.devices.hubs.len() as u64;
    let has_usb = controllers.iter().any(|controller| {
        controller.kind == ControllerKind::Usb && controller.usb_model() != Some(UsbModel::None)
    });
    if users > 0 && !has_usb {
        return unsupported(
            "USB is disabled for this domain, but USB devices are present in the domain XML",
        );
    }
    if users > ports {
        let hubs = (users - ports + 1).div_ceil(u64::from(HUB_PORTS) - 1);
        for _ in 0..hubs {
            domain.devices.hubs.push(Hub {
                kind: HubKind::Usb,
                info: DeviceInfo::default(),
            });
        }
    }
    Ok(())
}

/// The devices on USB but hubs, in libvirt's order.
fn users(domain: &Domain) -> Vec<DeviceId> {
    let devices = &domain.devices;
    let is_usb = |id: &DeviceId| match *id {
        DeviceId::Disk(n) => devices.disks[n].target.bus == Some(DiskBus::Usb),
        DeviceId::Interface(n) => model_of(&devices.interfaces[n]) == NetModel::Usb,
        DeviceId::Sound(n) => devices.sounds[n].model == SoundModel::Usb,
        DeviceId::Controller(n) => devices.controllers[n].kind == ControllerKind::Ccid,
        DeviceId::Serial(n) => devices.serials[n].target.kind == Some(SerialTargetKind::UsbSerial),
        DeviceId::Redirdev(_) => true,
        DeviceId::Hostdev(n) => {
            matches!(devices.hostdevs[n].subsystem(), Some(Subsystem::Usb(_)))
        }
        DeviceId::Filesystem(n) => {
            devices.filesystems[n].driver.kind == Some(FilesystemDriverKind::Mtp)
        }
        DeviceId::Input(n) => devices.inputs[n].bus == Some(InputBus::Usb),
        _ => false,
    };
    devices
        .ids(Consoles::Own)
        .into_iter()
        .filter(is_usb)
        .collect()
}

/// How many ports a controller brings; companions share those of their master.
fn ports_of(controller: &Controller) -> u32 {
    match controller.usb_model() {
        None | Some(UsbModel::Piix3Uhci | UsbModel::Piix4Uhci | UsbModel::Vt82c686bUhci) => 2,
        Some(UsbModel::Ehci | UsbModel::Ich9Ehci1) => 6,
        Some(UsbModel::PciOhci) => 3,
        Some(UsbModel::NecXhci | UsbModel::QemuXhci) => controller.ports.unwrap_or(4),
        Some(UsbModel::Qusb1 | UsbModel::Qusb2) => controller.ports.unwrap_or(8),
        Some(UsbModel::Ich9Uhci1 | UsbModel::Ich9Uhci2 | UsbModel::Ich9Uhci3 | UsbModel::None) => 0,
    }
}

fn usb_of(info: &DeviceInfo) -> Option<(u32, PortPath)> {
    let Some(Address::Usb(address)) = &info.address else {
        return None;
    };
    let mut path = PortPath::default();
    let ports = address
        .port
        .as_ref()
        .map(|port| port.0.as_slice())
        .unwrap_or_default();
    for (slot, port) in path.0.iter_mut().zip(ports.iter().take(DEPTH_MAX)) {
        *slot = *port;
    }
    Some((address.bus, path))
}

fn address_of(bus: u32, path: PortPath) -> Address {
    let ports = path.0.into_iter().take_while(|port| *port != 0).collect();
    Address::Usb(UsbAddress {
        bus,
        port: Some(UsbPort(ports)),
    })
}
