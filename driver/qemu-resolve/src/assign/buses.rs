//! Addresses on the small buses: virtio-serial, pSeries registers, channels of s390.

use std::collections::BTreeSet;

use fv_driver_qemu_caps::{Caps, Flag};
use fv_error::Result;
use fv_model_domain::Domain;
use fv_model_domain::devices::address::{
    Address, CcwAddress, DeviceInfo, SpaprVioAddress, VirtioSerialAddress,
};
use fv_model_domain::devices::chardev::{ChannelTargetKind, ConsoleTargetKind, SerialTargetKind};
use fv_model_domain::devices::controller::{ControllerKind, ScsiModel};
use fv_model_domain::devices::disk::DiskBus;
use fv_model_domain::devices::hostdev::{MdevModel, Subsystem};
use fv_model_domain::devices::id::{Consoles, DeviceId};
use fv_model_domain::devices::memory::MemoryModel;
use fv_model_domain::devices::simple::{InputBus, MemBalloonModel, SoundModel};
use fv_model_domain::devices::tpm::TpmModel;
use fv_model_domain::devices::video::VideoKind;
use fv_model_xml::Hex;

use crate::address::ccw::{CcwPlace, CcwSet};
use crate::address::virtio_serial::{Ports, VirtioSerialSet};
use crate::machine::machine_of;
use crate::net::{NetModel, model_of};
use crate::rules::malformed;

/// Gives virtio consoles and channels their ports; controllers are added as needed.
pub(super) fn virtio_serial(domain: &mut Domain) -> Result<()> {
    let mut set = VirtioSerialSet::default();
    for controller in &domain.devices.controllers {
        if controller.kind == ControllerKind::VirtioSerial {
            set.add_controller(controller.number(), controller.ports)?;
        }
    }
    for id in domain.devices.ids(Consoles::Own) {
        let address = domain
            .devices
            .info(id)
            .and_then(|info| info.address.as_ref());
        if let Some(Address::VirtioSerial(address)) = address
            && address.port != 0
        {
            set.reserve(address.controller, address.port)?;
        }
    }
    let devices = &domain.devices;
    let mut wanted = Vec::new();
    for (n, console) in devices.consoles.iter().enumerate() {
        if console.target.kind == Some(ConsoleTargetKind::Virtio) {
            wanted.push((DeviceId::Console(n), Ports::FromZero));
        }
    }
    for (n, channel) in devices.channels.iter().enumerate() {
        if channel.target.kind == Some(ChannelTargetKind::Virtio) {
            wanted.push((DeviceId::Channel(n), Ports::FromOne));
        }
    }
    for (id, ports) in wanted {
        virtio_serial_port(domain, &mut set, id, ports)?;
    }
    Ok(())
}

/// Finds a port for one device.
///
/// A console only keeps its port free for itself; QEMU gives it one, so no address is written.
fn virtio_serial_port(
    domain: &mut Domain,
    set: &mut VirtioSerialSet,
    id: DeviceId,
    ports: Ports,
) -> Result<()> {
    let address = domain
        .devices
        .info(id)
        .and_then(|info| info.address.as_ref());
    let chosen = match address {
        Some(Address::VirtioSerial(address)) if address.port != 0 => return Ok(()),
        Some(Address::VirtioSerial(address)) => {
            let controller = if ports == Ports::FromZero {
                0
            } else {
                address.controller
            };
            (controller, set.next_on(controller)?)
        }
        _ => match set.next(ports)? {
            Some(place) => place,
            None => {
                let index = domain
                    .devices
                    .unused_controller_index(ControllerKind::VirtioSerial);
                let kind = ControllerKind::VirtioSerial;
                domain.devices.ensure_controller(kind, Some(index), None);
                set.add_controller(index, None)?;
                (index, if ports == Ports::FromZero { 0 } else { 1 })
            }
        },
    };
    let (controller, port) = chosen;
    if port != 0 {
        set.reserve(controller, port)?;
    } else {
        set.take_zero(controller);
    }
    if ports == Ports::FromOne
        && let Some(info) = domain.devices.info_mut(id)
    {
        let address = VirtioSerialAddress {
            controller,
            bus: 0,
            port,
        };
        info.address = Some(Address::VirtioSerial(address));
    }
    Ok(())
}

/// Where the registers of each kind of device begin, as in QEMU.
const REG_NET: u64 = 0x1000;
const REG_SCSI: u64 = 0x2000;
const REG_NVRAM: u64 = 0x3000;
const REG_TPM: u64 = 0x4000;
const REG_SERIAL: u64 = 0x3000_0000;
const REG_STEP: u64 = 0x1000;

/// Gives the devices of a pSeries guest their registers.
pub(super) fn spapr_vio(domain: &mut Domain) -> Result<()> {
    let is_pseries = machine_of(domain).is_pseries();
    let devices = &domain.devices;
    let mut wanted = Vec::new();
    for (n, net) in devices.interfaces.iter().enumerate() {
        wanted.push((
            DeviceId::Interface(n),
            REG_NET,
            model_of(net) == NetModel::SpaprVlan,
        ));
    }
    for (n, controller) in devices.controllers.iter().enumerate() {
        let is_spapr = controller.scsi_model() == Some(ScsiModel::Ibmvscsi);
        wanted.push((DeviceId::Controller(n), REG_SCSI, is_spapr));
    }
    for (n, serial) in devices.serials.iter().enumerate() {
        let is_spapr = serial.target.kind == Some(SerialTargetKind::SpaprVioSerial);
        wanted.push((DeviceId::Serial(n), REG_SERIAL, is_spapr));
    }
    if devices.nvram.is_some() {
        wanted.push((DeviceId::Nvram, REG_NVRAM, is_pseries));
    }
    for (n, tpm) in devices.tpms.iter().enumerate() {
        let is_proxy = tpm.model == Some(TpmModel::SpaprTpmProxy);
        wanted.push((DeviceId::Tpm(n), REG_TPM, is_pseries && !is_proxy));
    }
    for (id, first, is_spapr) in wanted {
        let Some(info) = domain.devices.info_mut(id) else {
            continue;
        };
        if is_spapr && !matches!(info.address, Some(Address::SpaprVio(_))) {
            info.address = Some(Address::SpaprVio(SpaprVioAddress::default()));
        }
        spapr_register(domain, id, first)?;
    }
    Ok(())
}

fn spapr_register(domain: &mut Domain, id: DeviceId, first: u64) -> Result<()> {
    let register = |info: Option<&DeviceInfo>| match info.map(|info| &info.address) {
        Some(Some(Address::SpaprVio(address))) => Some(address.reg.map(|reg| reg.0)),
        _ => None,
    };
    let Some(own) = register(domain.devices.info(id)) else {
        return Ok(());
    };
    let others = domain
        .devices
        .ids(Consoles::Own)
        .into_iter()
        .filter(|other| *other != id);
    let taken: BTreeSet<u64> = others
        .filter_map(|other| register(domain.devices.info(other)).flatten())
        .collect();
    if let Some(own) = own {
        if taken.contains(&own) {
            return malformed(format!("spapr-vio address {own:#x} already in use"));
        }
        return Ok(());
    }
    let mut reg = first;
    while taken.contains(&reg) {
        reg = reg.saturating_add(REG_STEP);
    }
    if let Some(info) = domain.devices.info_mut(id) {
        info.address = Some(Address::SpaprVio(SpaprVioAddress {
            reg: Some(Hex(reg)),
        }));
    }
    Ok(())
}

/// Gives the devices of an s390 guest their channels.
pub(super) fn ccw(domain: &mut Domain, caps: &Caps) -> Result<()> {
    if !machine_of(domain).is_s390_ccw() {
        return Ok(());
    }
    prime_vfio(domain, caps);
    prime_virtio(domain, &Address::Ccw(CcwAddress::default()));
    let mut set = CcwSet::default();
    let ids = domain.devices.ids(Consoles::Own);
    for id in &ids {
        if let Some(address) = ccw_of(domain.devices.info(*id)).filter(|a| a.assigned) {
            let CcwAddress {
                cssid, ssid, devno, ..
            } = address;
            set.reserve(CcwPlace { cssid, ssid, devno })?;
        }
    }
    for id in ids {
        let is_open = ccw_of(domain.devices.info(id)).is_some_and(|address| !address.assigned);
        if is_open && let Some(info) = domain.devices.info_mut(id) {
            let CcwPlace { cssid, ssid, devno } = set.reserve_next()?;
            info.address = Some(Address::Ccw(CcwAddress {
                cssid,
                ssid,
                devno,
                assigned: true,
            }));
        }
    }
    Ok(())
}

fn ccw_of(info: Option<&DeviceInfo>) -> Option<CcwAddress> {
    match info?.address {
        Some(Address::Ccw(address)) => Some(address),
        _ => None,
    }
}

/// Channels that are passed on are channels; adjunct processors have no address at all.
fn prime_vfio(domain: &mut Domain, caps: &Caps) {
    if !caps.has(Flag::DeviceVfioCcw) {
        return;
    }
    for device in &mut domain.devices.hostdevs {
        let Some(Subsystem::Mdev(mdev)) = device.subsystem() else {
            continue;
        };
        match mdev.model {
            MdevModel::VfioCcw => {
                let open = Address::Ccw(CcwAddress::default());
                device.info.address.get_or_insert(open);
            }
            MdevModel::VfioAp => device.info.address = None,
            MdevModel::VfioPci => {}
        }
    }
}

/// Says of which kind the addresses of virtio devices are that have none.
pub(super) fn prime_virtio(domain: &mut Domain, address: &Address) {
    let is_ccw = matches!(address, Address::Ccw(_));
    let devices = &mut domain.devices;
    let prime = |info: &mut DeviceInfo| {
        info.address.get_or_insert_with(|| address.clone());
    };
    for disk in devices
        .disks
        .iter_mut()
        .filter(|d| d.target.bus == Some(DiskBus::Virtio))
    {
        prime(&mut disk.info);
    }
    for net in devices
        .interfaces
        .iter_mut()
        .filter(|net| model_of(net).is_virtio())
    {
        prime(&mut net.info);
    }
    for video in &mut devices.videos {
        if video.model.kind == Some(VideoKind::Virtio) {
            prime(&mut video.info);
        }
    }
    for input in devices
        .inputs
        .iter_mut()
        .filter(|i| i.bus == Some(InputBus::Virtio))
    {
        prime(&mut input.info);
    }
    for controller in &mut devices.controllers {
        if matches!(
            controller.kind,
            ControllerKind::VirtioSerial | ControllerKind::Scsi
        ) {
            prime(&mut controller.info);
        }
    }
    for device in &mut devices.hostdevs {
        if matches!(device.subsystem(), Some(Subsystem::ScsiHost { .. })) {
            prime(&mut device.info);
        }
    }
    if let Some(balloon) = &mut devices.balloon
        && balloon.model != MemBalloonModel::None
    {
        prime(&mut balloon.info);
    }
    devices.rngs.iter_mut().for_each(|rng| prime(&mut rng.info));
    for module in &mut devices.memories {
        if matches!(
            module.model,
            MemoryModel::VirtioPmem | MemoryModel::VirtioMem
        ) {
            prime(&mut module.info);
        }
    }
    if is_ccw {
        let folders = devices.filesystems.iter_mut();
        folders.for_each(|folder| prime(&mut folder.info));
        if let Some(vsock) = &mut devices.vsock {
            prime(&mut vsock.info);
        }
    }
    let cryptos = devices.cryptos.iter_mut();
    cryptos.for_each(|crypto| prime(&mut crypto.info));
    for sound in devices
        .sounds
        .iter_mut()
        .filter(|s| s.model == SoundModel::Virtio)
    {
        prime(&mut sound.info);
    }
}
