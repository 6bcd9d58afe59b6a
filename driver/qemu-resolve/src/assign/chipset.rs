//! The places that a PC's chipset occupies.

use fv_driver_qemu_caps::Caps;
use fv_error::Result;
use fv_model_domain::devices::address::{Address, DeviceInfo, PciAddress};
use fv_model_domain::devices::controller::{Controller, ControllerKind, PciModel, UsbModel};
use fv_model_domain::devices::id::DeviceId;
use fv_model_domain::devices::simple::SoundModel;
use fv_model_domain::devices::video::VideoKind;
use fv_model_domain::{Domain, OnOff};

use super::connect::Wishes;
use super::pci::{is_wanted, place_of, set_place};
use crate::address::pci::{BusModel, Connect, Origin, PciPlace, PciSet};
use crate::machine::machine_of;
use crate::rules::internal;

const PIIX3_ISA: PciPlace = PciPlace::on_root(1, 0);
const PIIX3_IDE: PciPlace = PciPlace::on_root(1, 1);
const PIIX3_USB: PciPlace = PciPlace::on_root(1, 2);
const PIIX3_PM: PciPlace = PciPlace::on_root(1, 3);
const Q35_SATA: PciPlace = PciPlace::on_root(0x1f, 2);
const Q35_ISA: PciPlace = PciPlace::on_root(0x1f, 0);
const Q35_SMBUS: PciPlace = PciPlace::on_root(0x1f, 3);
const Q35_BRIDGE: PciPlace = PciPlace::on_root(0x1e, 0);
const Q35_AUDIO: PciPlace = PciPlace::on_root(0x1b, 0);
const Q35_USB: [PciPlace; 2] = [PciPlace::on_root(0x1d, 0), PciPlace::on_root(0x1a, 0)];

/// Takes the places of the chipset and gives its devices their addresses.
pub(super) fn reserve(domain: &mut Domain, caps: &Caps, set: &mut PciSet) -> Result<()> {
    if set.buses().is_empty() {
        return Ok(());
    }
    let machine = machine_of(domain);
    let (is_i440fx, is_q35) = (machine.is_i440fx(), machine.is_q35());
    if is_i440fx {
        piix3(domain, caps, set)?;
    }
    if is_q35 {
        q35(domain, caps, set)?;
    }
    Ok(())
}

/// Whether a controller is one of those inside the PIIX3.
pub(super) fn is_on_piix3(controller: &Controller, place: PciPlace) -> bool {
    (place == PIIX3_IDE && is_first_ide(controller))
        || (place == PIIX3_USB && is_first_uhci(controller))
}

/// Refuses them on a board that has no PIIX3.
pub(super) fn check_piix3(set: &PciSet) -> Result<()> {
    let takes_pci = |model: BusModel| {
        !matches!(
            model,
            BusModel::PcieRoot | BusModel::PcieRootPort | BusModel::PcieExpanderBus
        )
    };
    match set
        .buses()
        .first()
        .and_then(super::super::address::pci::Bus::model)
    {
        Some(model) if !takes_pci(model) => {
            internal("Bus 0 must be PCI for integrated PIIX3 USB or IDE controllers")
        }
        _ => Ok(()),
    }
}

fn is_first_ide(controller: &Controller) -> bool {
    controller.kind == ControllerKind::Ide && controller.number() == 0
}

fn is_first_uhci(controller: &Controller) -> bool {
    controller.kind == ControllerKind::Usb
        && controller.number() == 0
        && matches!(controller.usb_model(), None | Some(UsbModel::Piix3Uhci))
}

fn piix3(domain: &mut Domain, caps: &Caps, set: &mut PciSet) -> Result<()> {
    let wish = Connect::PCI.and(Connect::AUTOASSIGN);
    for controller in &mut domain.devices.controllers {
        let (place, text) = if is_first_ide(controller) {
            (
                PIIX3_IDE,
                "Primary IDE controller must have PCI address 0:0:1.1",
            )
        } else if is_first_uhci(controller) {
            (
                PIIX3_USB,
                "PIIX3 USB controller at index 0 must have PCI address 0:0:1.2",
            )
        } else {
            continue;
        };
        fix(&mut controller.info, place, text)?;
        set.reserve(place, wish, 0, Origin::Config)?;
    }
    set.reserve(PIIX3_ISA, wish, 0, Origin::Config)?;
    set.reserve(PIIX3_PM, wish, 0, Origin::Config)?;
    video(domain, caps, set, PciPlace::on_root(2, 0), wish)
}

/// Gives a device of the chipset its only possible address.
fn fix(info: &mut DeviceInfo, place: PciPlace, text: &str) -> Result<()> {
    match place_of(Some(info)) {
        None => {
            info.address = Some(Address::Pci(PciAddress::new(0, place.slot, place.function)));
            Ok(())
        }
        Some(own) if own == place => Ok(()),
        Some(_) => internal(text),
    }
}

/// Puts the first screen where QEMU puts it: right behind the chipset.
fn video(
    domain: &mut Domain,
    caps: &Caps,
    set: &mut PciSet,
    place: PciPlace,
    wish: Connect,
) -> Result<()> {
    let Some(video) = domain.devices.videos.first() else {
        return Ok(());
    };
    let is_pci = !matches!(video.model.kind, Some(VideoKind::None | VideoKind::Ramfb));
    if !is_pci || !is_wanted(&video.info) {
        return Ok(());
    }
    set.validate(place, wish, Origin::Config)?;
    if set.slot_in_use(place) {
        let own = Wishes::of(domain, caps).of_device(domain, DeviceId::Video(0));
        let place = set.reserve_next(own, 0, None)?;
        set_place(&mut domain.devices.videos[0].info, place);
        return Ok(());
    }
    set.reserve(place, wish, 0, Origin::Config)?;
    if let Some(info) = domain.devices.info_mut(DeviceId::Video(0)) {
        set_place(info, place);
    }
    Ok(())
}

fn q35(domain: &mut Domain, caps: &Caps, set: &mut PciSet) -> Result<()> {
    let wish = Connect::PCIE;
    for controller in &mut domain.devices.controllers {
        match controller.kind {
            ControllerKind::Sata if controller.number() == 0 => {
                let is_new = place_of(Some(&controller.info)).is_none();
                let text = "Primary SATA controller must have PCI address 0:0:1f.2";
                fix(&mut controller.info, Q35_SATA, text)?;
                if is_new {
                    set.reserve(Q35_SATA, wish, 0, Origin::Config)?;
                }
            }
            ControllerKind::Usb
                if controller.usb_model() == Some(UsbModel::Ich9Uhci1)
                    && controller.info.address.is_none() =>
            {
                let free = Q35_USB.into_iter().find(|place| !set.slot_in_use(*place));
                if let Some(place) = free {
                    set.reserve(place, wish, 0, Origin::Config)?;
                    set_place(&mut controller.info, place);
                    if let Some(Address::Pci(address)) = &mut controller.info.address {
                        address.multifunction = Some(OnOff::On);
                    }
                }
            }
            ControllerKind::Pci
                if controller.pci_model() == Some(PciModel::DmiToPciBridge)
                    && controller.info.address.is_none()
                    && !set.slot_in_use(Q35_BRIDGE) =>
            {
                set.reserve(Q35_BRIDGE, wish, 0, Origin::Config)?;
                set_place(&mut controller.info, Q35_BRIDGE);
            }
            _ => {}
        }
    }
    set.reserve(Q35_ISA, wish, 0, Origin::Config)?;
    set.reserve(Q35_SMBUS, wish, 0, Origin::Config)?;
    video(domain, caps, set, PciPlace::on_root(1, 0), wish)?;
    if set.slot_in_use(Q35_AUDIO) {
        return Ok(());
    }
    let is_ich9 = |sound: &&mut fv_model_domain::devices::simple::Sound| {
        sound.model == SoundModel::Ich9 && is_wanted(&sound.info)
    };
    if let Some(sound) = domain.devices.sounds.iter_mut().find(is_ich9) {
        set.reserve(Q35_AUDIO, wish, 0, Origin::Config)?;
        set_place(&mut sound.info, Q35_AUDIO);
    }
    Ok(())
}
