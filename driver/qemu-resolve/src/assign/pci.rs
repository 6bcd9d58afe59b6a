//! PCI addresses: first it is found out how many bridges a guest needs, then every device
//! gets its place.
//!
//! The order of kinds is that of very old QEMU versions, so that a guest keeps its addresses
//! whenever it was defined.

use fv_driver_qemu_caps::{Caps, Flag};
use fv_error::Result;
use fv_model_domain::devices::address::{Address, DeviceInfo, PciAddress, Zpci};
use fv_model_domain::devices::controller::{
    Controller, ControllerKind, ControllerModel, PciModel, PciModelName, UsbModel,
};
use fv_model_domain::devices::disk::DiskBus;
use fv_model_domain::devices::hostdev::{MdevModel, Subsystem};
use fv_model_domain::devices::id::{Consoles, DeviceId};
use fv_model_domain::devices::interface::{Interface, NetSource};
use fv_model_domain::{Domain, OnOff};
use fv_model_xml::Hex;

use super::chipset;
use super::connect::{Wishes, bus_model, controller_model};
use crate::address::pci::{
    BUS_LAST, BusModel, Connect, Growth, Hotplug, Isolation, Origin, PciPlace, PciSet, Topology,
};
use crate::defaults::find;
use crate::machine::machine_of;
use crate::rules::{malformed, unsupported};

/// Whether the guest's first PCI controller is the root of PCI Express.
pub(crate) fn has_pcie_root(domain: &Domain) -> bool {
    root_model(domain) == Some(PciModel::PcieRoot)
}

fn root_model(domain: &Domain) -> Option<PciModel> {
    find(domain, ControllerKind::Pci, 0)?.pci_model()
}

/// Gives every PCI device a place, adding the controllers that are missing.
pub(super) fn assign(domain: &mut Domain, caps: &Caps) -> Result<()> {
    let highest = highest_index(domain)?;
    let mut buses = highest.map_or(0, |index| index as usize + 1);
    if buses > 0 {
        buses = add_controllers(domain, caps, buses)?;
    }
    let mut set = create(domain, caps, buses, Growth::Fixed)?;
    if !machine_of(domain).supports_pci() {
        return Ok(());
    }
    chipset::reserve(domain, caps, &mut set)?;
    assign_all(domain, caps, &mut set, Pass::Final)?;
    assign_zpci(domain, caps, &mut set)?;
    mark_multifunction(domain);
    default_options(domain, caps)
}

/// Whether the places that are found are written down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pass {
    /// They are not: only the number of buses counts.
    Trial,
    /// They are.
    Final,
}

fn highest_index(domain: &Domain) -> Result<Option<u32>> {
    let controllers = domain.devices.controllers.iter();
    let indexes = controllers
        .filter(|c| c.kind == ControllerKind::Pci)
        .map(Controller::number);
    let highest = indexes.max();
    if let Some(index) = highest.filter(|index| *index > BUS_LAST) {
        return malformed(format!(
            "PCI controller index {index} too high, maximum is {BUS_LAST}"
        ));
    }
    Ok(highest)
}

/// Finds out which controllers are missing and adds them, with their own addresses.
fn add_controllers(domain: &mut Domain, caps: &Caps, buses: usize) -> Result<usize> {
    let mut trial = domain.clone();
    let mut set = create(&mut trial, caps, buses, Growth::Grow)?;
    chipset::reserve(&mut trial, caps, &mut set)?;
    if root_model(domain) == Some(PciModel::PciRoot) && !set.is_full() {
        // Room for one more device, so that a bridge can still be added later.
        set.reserve_next(Connect::PCI.and(Connect::AUTOASSIGN), 0, None)?;
    }
    assign_all(&mut trial, caps, &mut set, Pass::Trial)?;
    if buses <= 1 && set.buses().len() > buses && has_pcie_root(domain) {
        // The user leaves the topology to us, so one port stays free for hot-plug.
        set.reserve_next(Connect::PCIE.and(Connect::AUTOASSIGN), 0, None)?;
    }
    let models: Vec<_> = set
        .buses()
        .iter()
        .map(super::super::address::pci::Bus::model)
        .collect();
    for (index, model) in (0u32..).zip(models).skip(1) {
        let Some(model) = model else { continue };
        if find(domain, ControllerKind::Pci, index).is_some() {
            continue;
        }
        let mut controller = Controller::new(ControllerKind::Pci, index);
        controller.model = Some(ControllerModel::Pci(controller_model(model)));
        let wish = Wishes::of(domain, caps).controller(&controller);
        if !wish.is_none() {
            set.reserve_next(wish, 0, None)?;
        }
        domain.devices.insert_controller(controller);
    }
    Ok(set.buses().len())
}

/// The buses of a guest with everything that has an address already.
fn create(domain: &mut Domain, caps: &Caps, buses: usize, growth: Growth) -> Result<PciSet> {
    let machine = machine_of(domain);
    let is_pseries = machine.is_pseries();
    let topology = Topology {
        multiple_roots: is_pseries,
        pcie_to_pci_bridge: caps.has(Flag::DevicePciePciBridge),
    };
    let mut set = PciSet::new(buses, growth, topology);
    for controller in &domain.devices.controllers {
        let Some(model) = controller.pci_model() else {
            continue;
        };
        let hotplug = match controller.pci.hotplug {
            Some(OnOff::Off) => Hotplug::Forbidden,
            _ => Hotplug::Allowed,
        };
        set.set_model(controller.number(), bus_model(model), hotplug)?;
        if is_pseries && controller.number() == 0 {
            set.set_isolation(0, 0, Isolation::Locked);
        }
    }
    let others = if is_pseries {
        BusModel::PciRoot
    } else if has_pcie_root(domain) {
        BusModel::PcieRootPort
    } else {
        BusModel::PciBridge
    };
    set.fill_models(BusModel::PciRoot, others);
    collect(domain, caps, &mut set)?;
    Ok(set)
}

/// Takes the places that the definition names.
fn collect(domain: &mut Domain, caps: &Caps, set: &mut PciSet) -> Result<()> {
    let wishes = Wishes::of(domain, caps);
    for id in domain.devices.ids(Consoles::Own) {
        let Some(place) = place_of(domain.devices.info(id)) else {
            continue;
        };
        let mut wish = wishes.of_device(domain, id);
        if wish.is_none() {
            // Such addresses were accepted once; refusing them now would lose the guest.
            wish = Connect::PCI;
        }
        if let DeviceId::Controller(n) = id
            && chipset::is_on_piix3(&domain.devices.controllers[n], place)
        {
            chipset::check_piix3(set)?;
            continue;
        }
        let reserved = set.reserve(place, wish, 0, Origin::Config)?;
        if reserved != place
            && let Some(Address::Pci(address)) = domain
                .devices
                .info_mut(id)
                .and_then(|info| info.address.as_mut())
        {
            address.bus = reserved.bus;
        }
    }
    if caps.has(Flag::DeviceZpci) {
        collect_zpci(domain, set)?;
    }
    Ok(())
}

/// The place of a device, if it has one on PCI.
pub(super) fn place_of(info: Option<&DeviceInfo>) -> Option<PciPlace> {
    let address = info?.pci().filter(|address| !address.is_empty())?;
    let PciAddress {
        domain,
        bus,
        slot,
        function,
        ..
    } = *address;
    Some(PciPlace {
        domain,
        bus,
        slot,
        function,
    })
}

/// Whether a device has no address yet, or only says that it wants one on PCI.
pub(super) fn is_wanted(info: &DeviceInfo) -> bool {
    match &info.address {
        None => true,
        Some(Address::Pci(address)) => address.is_empty(),
        Some(_) => false,
    }
}

/// Writes the place of a device down, keeping what else its address says.
pub(super) fn set_place(info: &mut DeviceInfo, place: PciPlace) {
    let mut address = info.pci().copied().unwrap_or_default();
    (address.domain, address.bus) = (place.domain, place.bus);
    (address.slot, address.function) = (place.slot, place.function);
    info.address = Some(Address::Pci(address));
}

/// Gives every device without an address the next place, kind by kind.
fn assign_all(domain: &mut Domain, caps: &Caps, set: &mut PciSet, pass: Pass) -> Result<()> {
    let wishes = Wishes::of(domain, caps);
    for id in order(domain) {
        let Some(info) = domain.devices.info(id) else {
            continue;
        };
        if !is_wanted(info) {
            check_virtio_disk(domain, caps, id)?;
            continue;
        }
        let wish = wishes.of_device(domain, id);
        let place = match usb_group(domain, id) {
            Some(group) => {
                assign_companion(domain, id, group, set, wish, pass)?;
                continue;
            }
            None => set.reserve_next(wish, 0, None)?,
        };
        if pass == Pass::Final
            && let Some(info) = domain.devices.info_mut(id)
        {
            set_place(info, place);
        }
    }
    Ok(())
}

/// The devices that may need a place, in the order in which they get one.
fn order(domain: &Domain) -> Vec<DeviceId> {
    let devices = &domain.devices;
    let is_pci = |n: &usize| devices.controllers[*n].kind == ControllerKind::Pci;
    let controllers = 0..devices.controllers.len();
    let mut ids: Vec<DeviceId> = Vec::new();
    ids.extend(controllers.clone().filter(is_pci).map(DeviceId::Controller));
    ids.extend((0..devices.filesystems.len()).map(DeviceId::Filesystem));
    ids.extend((0..devices.interfaces.len()).map(DeviceId::Interface));
    ids.extend((0..devices.sounds.len()).map(DeviceId::Sound));
    ids.extend(controllers.filter(|n| !is_pci(n)).map(DeviceId::Controller));
    ids.extend((0..devices.disks.len()).map(DeviceId::Disk));
    ids.extend((0..devices.hostdevs.len()).map(DeviceId::Hostdev));
    ids.push(DeviceId::Balloon);
    ids.extend((0..devices.rngs.len()).map(DeviceId::Rng));
    ids.extend((0..devices.watchdogs.len()).map(DeviceId::Watchdog));
    ids.extend((0..devices.videos.len()).map(DeviceId::Video));
    ids.extend((0..devices.shmems.len()).map(DeviceId::Shmem));
    ids.extend((0..devices.inputs.len()).map(DeviceId::Input));
    ids.extend((0..devices.serials.len()).map(DeviceId::Serial));
    ids.push(DeviceId::Iommu);
    ids.push(DeviceId::Vsock);
    ids.extend((0..devices.memories.len()).map(DeviceId::Memory));
    ids.extend((0..devices.cryptos.len()).map(DeviceId::Crypto));
    ids.extend((0..devices.panics.len()).map(DeviceId::Panic));
    ids.push(DeviceId::Pstore);
    ids.retain(|id| is_candidate(domain, *id));
    // Interfaces that are devices of the host get theirs with those, before them.
    let is_host = |n: &usize| is_pci_host_net(&devices.interfaces[*n]);
    let hosts = (0..devices.interfaces.len()).filter(is_host);
    let disks = |id: &DeviceId| !matches!(id, DeviceId::Hostdev(_)) && !is_after_hosts(*id);
    let at = ids.iter().take_while(|id| disks(id)).count();
    ids.splice(at..at, hosts.map(DeviceId::Interface));
    ids
}

/// Whether a kind of device gets its places after the devices of the host.
fn is_after_hosts(id: DeviceId) -> bool {
    !matches!(
        id,
        DeviceId::Controller(_)
            | DeviceId::Filesystem(_)
            | DeviceId::Interface(_)
            | DeviceId::Sound(_)
            | DeviceId::Disk(_)
    )
}

fn is_pci_host_net(net: &Interface) -> bool {
    match &net.source {
        NetSource::Hostdev { device, .. } => matches!(**device, Subsystem::Pci(_)),
        _ => false,
    }
}

/// Whether a device of this model gets a place here; others are refused later, by name.
fn is_candidate(domain: &Domain, id: DeviceId) -> bool {
    use fv_model_domain::devices::chardev::SerialTargetKind;
    use fv_model_domain::devices::controller::ScsiModel;
    use fv_model_domain::devices::filesystem::FilesystemDriverKind;
    use fv_model_domain::devices::memory::MemoryModel;
    use fv_model_domain::devices::rare::IommuModel;
    use fv_model_domain::devices::simple::{
        InputBus, MemBalloonModel, PanicModel, SoundModel, WatchdogModel,
    };
    use fv_model_domain::devices::video::VideoKind;
    let devices = &domain.devices;
    match id {
        DeviceId::Controller(n) => {
            let controller = &devices.controllers[n];
            match controller.kind {
                ControllerKind::Pci => !matches!(
                    controller.pci_model(),
                    Some(PciModel::PciRoot | PciModel::PcieRoot)
                ),
                ControllerKind::Usb => controller.usb_model() != Some(UsbModel::None),
                ControllerKind::Fdc | ControllerKind::Ccid => false,
                // The first one is part of the chipset, wherever there is one.
                ControllerKind::Ide => controller.number() != 0,
                ControllerKind::Scsi => controller.scsi_model() != Some(ScsiModel::Ncr53c90),
                _ => true,
            }
        }
        DeviceId::Interface(n) => {
            let net = &devices.interfaces[n];
            let is_host = matches!(net.source, NetSource::Hostdev { .. });
            !is_host && net.model.as_deref() != Some("usb-net")
        }
        DeviceId::Hostdev(n) => match devices.hostdevs[n].subsystem() {
            Some(Subsystem::Pci(_) | Subsystem::ScsiHost { .. }) => true,
            Some(Subsystem::Mdev(mdev)) => mdev.model == MdevModel::VfioPci,
            _ => false,
        },
        DeviceId::Sound(n) => !matches!(
            devices.sounds[n].model,
            SoundModel::Sb16 | SoundModel::Pcspk | SoundModel::Usb
        ),
        DeviceId::Disk(n) => devices.disks[n].target.bus == Some(DiskBus::Virtio),
        DeviceId::Balloon => devices
            .balloon
            .as_ref()
            .is_some_and(|b| b.model != MemBalloonModel::None),
        DeviceId::Watchdog(n) => devices.watchdogs[n].model == WatchdogModel::I6300esb,
        DeviceId::Video(n) => !matches!(
            devices.videos[n].model.kind,
            Some(VideoKind::None | VideoKind::Ramfb)
        ),
        DeviceId::Input(n) => devices.inputs[n].bus == Some(InputBus::Virtio),
        DeviceId::Serial(n) => devices.serials[n].target.kind == Some(SerialTargetKind::PciSerial),
        DeviceId::Panic(n) => devices.panics[n].model == Some(PanicModel::Pvpanic),
        DeviceId::Iommu => devices
            .iommu
            .as_ref()
            .is_some_and(|iommu| iommu.model == IommuModel::Virtio),
        DeviceId::Vsock => devices.vsock.is_some(),
        DeviceId::Filesystem(n) => {
            devices.filesystems[n].driver.kind != Some(FilesystemDriverKind::Mtp)
        }
        DeviceId::Memory(n) => matches!(
            devices.memories[n].model,
            MemoryModel::VirtioPmem | MemoryModel::VirtioMem
        ),
        DeviceId::Pstore => devices.pstore.is_some(),
        DeviceId::Rng(_) | DeviceId::Shmem(_) | DeviceId::Crypto(_) => true,
        _ => false,
    }
}

fn check_virtio_disk(domain: &Domain, caps: &Caps, id: DeviceId) -> Result<()> {
    let DeviceId::Disk(n) = id else { return Ok(()) };
    match &domain.devices.disks[n].info.address {
        None | Some(Address::Pci(_) | Address::Ccw(_)) => Ok(()),
        Some(Address::VirtioMmio) if caps.has(Flag::DeviceVirtioMmio) => Ok(()),
        Some(address) => unsupported(format!(
            "virtio disk cannot have an address of type '{}'",
            address.kind().as_str()
        )),
    }
}

/// The number of the USB 2 controller that a device is part of, and its function there.
fn usb_group(domain: &Domain, id: DeviceId) -> Option<(u32, u32)> {
    let DeviceId::Controller(n) = id else {
        return None;
    };
    let controller = domain.devices.controllers.get(n)?;
    let function = match controller.usb_model()? {
        UsbModel::Ich9Ehci1 => 7,
        UsbModel::Ich9Uhci1 => 0,
        UsbModel::Ich9Uhci2 => 1,
        UsbModel::Ich9Uhci3 => 2,
        _ => return None,
    };
    Some((controller.number(), function))
}

/// Puts the parts of a USB 2 controller into one slot.
fn assign_companion(
    domain: &mut Domain,
    id: DeviceId,
    (index, function): (u32, u32),
    set: &mut PciSet,
    wish: Connect,
    pass: Pass,
) -> Result<()> {
    let partner = (0..domain.devices.controllers.len())
        .map(DeviceId::Controller)
        .filter(|other| usb_group(domain, *other).is_some_and(|(other, _)| other == index))
        .find_map(|other| place_of(domain.devices.info(other)));
    let place = match partner {
        Some(partner) => {
            let place = PciPlace {
                function,
                ..partner
            };
            set.reserve(place, wish, 0, Origin::Config)?
        }
        None => set.reserve_next(wish, 0, Some(function))?,
    };
    // The trial writes the place down as well: its partners look for it, and the copy of the
    // definition that it works on is thrown away.
    if (pass == Pass::Final || partner.is_some())
        && let Some(info) = domain.devices.info_mut(id)
    {
        set_place(info, place);
        if let Some(Address::Pci(address)) = &mut info.address {
            address.multifunction = (function == 0).then_some(OnOff::On);
        }
    }
    Ok(())
}

/// Says of every function 0 with neighbours that it has some.
fn mark_multifunction(domain: &mut Domain) {
    let ids = domain.devices.ids(Consoles::Own);
    let places: Vec<_> = ids
        .iter()
        .filter_map(|id| domain.devices.info(*id)?.pci().copied())
        .filter(|address| address.function != 0)
        .collect();
    for place in places {
        let first = PciAddress {
            function: 0,
            ..place
        };
        let owner = ids.iter().find(|id| {
            let own = domain.devices.info(**id).and_then(DeviceInfo::pci);
            own.is_some_and(|own| own.same_place(&first))
        });
        if let Some(Address::Pci(address)) = owner
            .and_then(|id| domain.devices.info_mut(*id))
            .and_then(|info| info.address.as_mut())
        {
            address.multifunction.get_or_insert(OnOff::On);
        }
    }
}

/// Takes the s390 ids that the definition names.
fn collect_zpci(domain: &mut Domain, set: &mut PciSet) -> Result<()> {
    for id in zpci_devices(domain) {
        let Some(address) = domain.devices.info(id).and_then(DeviceInfo::pci) else {
            continue;
        };
        let Some(zpci) = address.zpci else { continue };
        let given = |value: Option<u64>| value.and_then(|value| u32::try_from(value).ok());
        let (uid, fid) = (given(zpci.uid.map(|v| v.0)), given(zpci.fid.map(|v| v.0)));
        if uid.is_none() && fid.is_none() {
            continue;
        }
        let (uid, fid) = set.reserve_zpci(uid, fid)?;
        write_zpci(domain, id, uid, fid);
    }
    Ok(())
}

/// Gives every PCI device of an s390 guest the ids it lacks.
fn assign_zpci(domain: &mut Domain, caps: &Caps, set: &mut PciSet) -> Result<()> {
    if !caps.has(Flag::DeviceZpci) {
        return Ok(());
    }
    for id in zpci_devices(domain) {
        let Some(address) = domain.devices.info(id).and_then(DeviceInfo::pci) else {
            continue;
        };
        let is_known = address
            .zpci
            .is_some_and(|z| z.uid.is_some() && z.fid.is_some());
        if is_known {
            continue;
        }
        let (uid, fid) = set.reserve_zpci(None, None)?;
        write_zpci(domain, id, uid, fid);
    }
    Ok(())
}

fn write_zpci(domain: &mut Domain, id: DeviceId, uid: u32, fid: u32) {
    if let Some(Address::Pci(address)) = domain
        .devices
        .info_mut(id)
        .and_then(|info| info.address.as_mut())
    {
        let (uid, fid) = (Hex(u64::from(uid)), Hex(u64::from(fid)));
        address.zpci = Some(Zpci {
            uid: Some(uid),
            fid: Some(fid),
        });
    }
}

/// Every device that may have such ids: all but character devices.
fn zpci_devices(domain: &Domain) -> Vec<DeviceId> {
    let is_char = |id: &DeviceId| {
        matches!(
            id,
            DeviceId::Serial(_)
                | DeviceId::Parallel(_)
                | DeviceId::Channel(_)
                | DeviceId::Console(_)
        )
    };
    domain
        .devices
        .ids(Consoles::Own)
        .into_iter()
        .filter(|id| !is_char(id))
        .collect()
}

/// Writes down which device each controller is and how it is numbered.
fn default_options(domain: &mut Domain, caps: &Caps) -> Result<()> {
    let is_pseries = machine_of(domain).is_pseries();
    for n in 0..domain.devices.controllers.len() {
        let Some(model) = domain.devices.controllers[n].pci_model() else {
            continue;
        };
        let (bus_nr, target) = (free_bus_nr(domain), free_target(domain));
        let controller = &mut domain.devices.controllers[n];
        let index = controller.number();
        let address = controller.info.pci().copied().unwrap_or_default();
        let options = &mut controller.pci;
        options.model_name = options.model_name.or(model_name(model, caps, is_pseries));
        match model {
            PciModel::PciBridge => {
                options.chassis_nr.get_or_insert(index);
            }
            PciModel::PcieRootPort => {
                options.chassis.get_or_insert(index);
                options
                    .port
                    .get_or_insert((address.slot << 3) + address.function);
            }
            PciModel::PcieSwitchDownstreamPort => {
                options.chassis.get_or_insert(index);
                options.port.get_or_insert(address.slot);
            }
            PciModel::PciExpanderBus | PciModel::PcieExpanderBus if options.bus_nr.is_none() => {
                let Some(number) = bus_nr else {
                    return unsupported(format!(
                        "No free busNr lower than current lowest busNr is available to \
                         auto-assign to bus {}. Must be manually assigned",
                        address.bus
                    ));
                };
                options.bus_nr = Some(number);
            }
            PciModel::PciRoot if is_pseries && options.target_index.is_none() => {
                options.target_index = if index == 0 { Some(0) } else { target };
                if options.target_index.is_none() {
                    let bus = address.bus;
                    return unsupported(format!("No usable target index found for {bus}"));
                }
            }
            _ => {}
        }
        if model == PciModel::PciBridge && index <= address.bus {
            return unsupported(format!(
                "PCI controller at index {index} (0x{index:02x}) has bus='0x{:02x}', but index \
                 must be larger than bus",
                address.bus
            ));
        }
    }
    Ok(())
}

fn model_name(model: PciModel, caps: &Caps, is_pseries: bool) -> Option<PciModelName> {
    Some(match model {
        PciModel::PciBridge => PciModelName::PciBridge,
        PciModel::DmiToPciBridge => PciModelName::I82801b11Bridge,
        PciModel::PcieToPciBridge => PciModelName::PciePciBridge,
        PciModel::PcieRootPort if caps.has(Flag::DevicePcieRootPort) => PciModelName::PcieRootPort,
        PciModel::PcieRootPort => PciModelName::Ioh3420,
        PciModel::PcieSwitchUpstreamPort => PciModelName::X3130Upstream,
        PciModel::PcieSwitchDownstreamPort => PciModelName::Xio3130Downstream,
        PciModel::PciExpanderBus => PciModelName::Pxb,
        PciModel::PcieExpanderBus => PciModelName::PxbPcie,
        PciModel::PciRoot if is_pseries => PciModelName::SpaprPciHostBridge,
        PciModel::PciRoot | PciModel::PcieRoot => return None,
    })
}

/// A number below those of all other expander buses, with room for a bridge.
fn free_bus_nr(domain: &Domain) -> Option<u32> {
    let known = domain
        .devices
        .controllers
        .iter()
        .filter_map(|c| c.pci.bus_nr);
    let lowest = known.min().unwrap_or(256).min(256);
    lowest.checked_sub(2).filter(|number| *number > 0)
}

/// The lowest unused number of a pSeries host bridge; 0 is the builtin one's.
fn free_target(domain: &Domain) -> Option<u32> {
    let taken = |index: &u32| {
        domain
            .devices
            .controllers
            .iter()
            .any(|c| c.pci.target_index == Some(*index))
    };
    (1..=31).find(|index| !taken(index))
}
