//! The ids that devices have in the emulator.
//!
//! They are part of the guest's ABI and of its status file: names and numbers are libvirt's.

use fv_error::Result;
use fv_model_domain::Domain;
use fv_model_domain::devices::Devices;
use fv_model_domain::devices::address::{Address, DeviceInfo};
use fv_model_domain::devices::chardev::{Console, ConsoleTargetKind};
use fv_model_domain::devices::controller::{
    Controller, ControllerKind, ControllerModel, PciModel, ScsiModel,
};
use fv_model_domain::devices::disk::{Disk, DiskBus};
use fv_model_domain::devices::interface::{Interface, NetSource};
use fv_model_domain::devices::memory::{MemoryDevice, MemoryModel};
use fv_model_domain::devices::simple::MemBalloonModel;

use crate::machine::{Machine, OwnedMachine};
use crate::rules::internal;

/// Gives every device that has none an alias.
pub fn assign_aliases(domain: &mut Domain) -> Result<()> {
    disks(domain)?;
    number_all(domain);
    let machine = OwnedMachine::of(domain);
    for controller in &mut domain.devices.controllers {
        if controller.info.alias.is_none() {
            controller.info.alias = Some(controller_alias(controller, machine.get()));
        }
    }
    first_console(domain);
    let devices = &mut domain.devices;
    for (n, console) in devices.consoles.iter_mut().enumerate() {
        name_by_number(&mut console.info, "console", n);
    }
    Ok(())
}

fn disks(domain: &mut Domain) -> Result<()> {
    let devices = &mut domain.devices;
    for disk in &mut devices.disks {
        if disk.info.alias.is_none() {
            disk.info.alias = Some(disk_alias(disk, &devices.controllers)?);
        }
    }
    Ok(())
}

/// The alias of a disk: its place on its controller, or the number in its target's name.
fn disk_alias(disk: &Disk, controllers: &[Controller]) -> Result<String> {
    let bus = disk.target.bus.map_or("", DiskBus::as_str);
    let Some(Address::Drive(address)) = &disk.info.address else {
        let number = disk_number(&disk.target.dev).map_or(-1, i64::from);
        return Ok(format!("{bus}-disk{number}"));
    };
    let (controller, unit) = (address.controller, address.unit);
    let mut has_target = disk.target.bus == Some(DiskBus::Scsi);
    if has_target {
        let found = controllers
            .iter()
            .find(|c| c.kind == ControllerKind::Scsi && c.number() == controller);
        let Some(found) = found else {
            return internal(format!(
                "unable to find a SCSI controller for idx={controller}"
            ));
        };
        has_target = found.scsi_model() != Some(ScsiModel::Lsilogic);
    }
    Ok(match has_target {
        true => format!(
            "{bus}{controller}-{}-{}-{unit}",
            address.bus, address.target
        ),
        false => format!("{bus}{controller}-{}-{unit}", address.bus),
    })
}

/// The number of a disk by its target: `vda` is 0, `vdab` is 27; partitions do not count.
pub fn disk_number(target: &str) -> Option<u32> {
    let letters = ["fd", "hd", "vd", "sd", "xvd", "ubd"]
        .into_iter()
        .find_map(|prefix| target.strip_prefix(prefix))?;
    let end = letters
        .find(|c: char| !c.is_ascii_lowercase())
        .unwrap_or(letters.len());
    let (letters, rest) = letters.split_at(end);
    if !rest.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let mut number = 0u32;
    for (place, letter) in letters.bytes().enumerate() {
        let shift = u32::from(place > 0);
        let digit = u32::from(letter - b'a');
        number = number
            .checked_add(shift)?
            .checked_mul(26)?
            .checked_add(digit)?;
    }
    (!letters.is_empty()).then_some(number)
}

/// The kinds that are numbered in the order of the definition.
fn number_all(domain: &mut Domain) {
    let devices = &mut domain.devices;
    host_devices(devices);
    let nets = devices.interfaces.iter_mut();
    next_free(
        nets.filter(|net| !is_host_device(net))
            .map(|net| &mut net.info),
        "net",
    );
    next_free(
        devices
            .filesystems
            .iter_mut()
            .map(|folder| &mut folder.info),
        "fs",
    );
    number(
        devices.sounds.iter_mut().map(|sound| &mut sound.info),
        "sound",
    );
    number(
        devices.videos.iter_mut().map(|video| &mut video.info),
        "video",
    );
    number(
        devices.inputs.iter_mut().map(|input| &mut input.info),
        "input",
    );
    number(
        devices
            .parallels
            .iter_mut()
            .map(|parallel| &mut parallel.info),
        "parallel",
    );
    number(
        devices.serials.iter_mut().map(|serial| &mut serial.info),
        "serial",
    );
    number(
        devices.channels.iter_mut().map(|channel| &mut channel.info),
        "channel",
    );
    number(devices.hubs.iter_mut().map(|hub| &mut hub.info), "hub");
    number(
        devices.shmems.iter_mut().map(|shared| &mut shared.info),
        "shmem",
    );
    number(
        devices
            .watchdogs
            .iter_mut()
            .map(|watchdog| &mut watchdog.info),
        "watchdog",
    );
    if let Some(balloon) = &mut devices.balloon
        && balloon.model != MemBalloonModel::None
    {
        name_by_number(&mut balloon.info, "balloon", 0);
    }
    next_free(devices.rngs.iter_mut().map(|rng| &mut rng.info), "rng");
    number(devices.tpms.iter_mut().map(|tpm| &mut tpm.info), "tpm");
    number(
        devices.smartcards.iter_mut().map(|card| &mut card.info),
        "smartcard",
    );
    number(
        devices
            .redirdevs
            .iter_mut()
            .map(|redirected| &mut redirected.info),
        "redir",
    );
    modules(&mut devices.memories);
    if let Some(iommu) = &mut devices.iommu {
        name_by_number(&mut iommu.info, "iommu", 0);
    }
    if let Some(vsock) = &mut devices.vsock {
        name_by_number(&mut vsock.info, "vsock", 0);
    }
    next_free(
        devices.cryptos.iter_mut().map(|crypto| &mut crypto.info),
        "crypto",
    );
    if let Some(pstore) = &mut devices.pstore {
        name_by_number(&mut pstore.info, "pstore", 0);
    }
}

/// Interfaces that are devices of the host are numbered together with those.
fn host_devices(devices: &mut Devices) {
    let nets = devices.interfaces.iter_mut();
    let nets = nets.filter(|net| is_host_device(net));
    let own = devices.hostdevs.iter_mut();
    let own = own.map(|device| &mut device.info);
    next_free(nets.map(|net| &mut net.info).chain(own), "hostdev");
}

fn is_host_device(net: &Interface) -> bool {
    matches!(net.source, NetSource::Hostdev { .. })
}

/// Modules are named after their models, each by its slot, or else numbered model by model.
fn modules(modules: &mut [MemoryDevice]) {
    use MemoryModel::{Dimm, Nvdimm, SgxEpc, VirtioMem, VirtioPmem};
    for (model, prefix) in [
        (Dimm, "dimm"),
        (Nvdimm, "nvdimm"),
        (VirtioPmem, "virtiopmem"),
        (VirtioMem, "virtiomem"),
        (SgxEpc, "epc"),
    ] {
        let own = modules.iter_mut().filter(|module| module.model == model);
        let mut own: Vec<_> = own.map(|module| &mut module.info).collect();
        for info in &mut own {
            if let Some(Address::Dimm(address)) = &info.address {
                let slot = address.slot as usize;
                name_by_number(info, prefix, slot);
            }
        }
        next_free(own.into_iter(), prefix);
    }
}

fn number<'a>(infos: impl Iterator<Item = &'a mut DeviceInfo>, prefix: &str) {
    for (n, info) in infos.enumerate() {
        name_by_number(info, prefix, n);
    }
}

fn name_by_number(info: &mut DeviceInfo, prefix: &str, number: usize) {
    info.alias
        .get_or_insert_with(|| format!("{prefix}{number}"));
}

/// Numbers the rest beyond the highest number that is taken.
fn next_free<'a>(infos: impl Iterator<Item = &'a mut DeviceInfo>, prefix: &str) {
    let infos: Vec<_> = infos.collect();
    let taken = |info: &&mut DeviceInfo| -> Option<u32> {
        info.alias.as_deref()?.strip_prefix(prefix)?.parse().ok()
    };
    let mut next = infos
        .iter()
        .filter_map(taken)
        .max()
        .map_or(0, |n| n.saturating_add(1));
    for info in infos {
        if info.alias.is_none() {
            info.alias = Some(format!("{prefix}{next}"));
            next = next.saturating_add(1);
        }
    }
}

/// Builtin controllers have names that are fixed in QEMU.
fn controller_alias(controller: &Controller, machine: Machine<'_>) -> String {
    let (kind, index) = (controller.kind, controller.number());
    let is_first = index == 0;
    match controller.model {
        Some(ControllerModel::Pci(_)) if !machine.supports_pci_multibus() => {
            return "pci".to_string();
        }
        Some(ControllerModel::Pci(PciModel::PcieRoot)) => return format!("pcie.{index}"),
        Some(ControllerModel::Scsi(ScsiModel::Ncr53c90)) if is_first => {
            return "scsi".to_string();
        }
        _ => {}
    }
    match kind {
        ControllerKind::Pci => format!("pci.{index}"),
        ControllerKind::Ide if is_first && machine.has_builtin_ide() => "ide".to_string(),
        ControllerKind::Sata if is_first && machine.is_q35() => "ide".to_string(),
        ControllerKind::Usb if is_first => "usb".to_string(),
        kind => format!("{}{index}", kind.as_str()),
    }
}

/// A first console that mirrors the first serial port has its alias.
fn first_console(domain: &mut Domain) {
    let devices = &mut domain.devices;
    let Some(alias) = devices
        .serials
        .first()
        .and_then(|serial| serial.info.alias.clone())
    else {
        return;
    };
    let mirrors = |console: &&mut Console| {
        matches!(console.target.kind, None | Some(ConsoleTargetKind::Serial))
    };
    if let Some(console) = devices.consoles.first_mut().filter(mirrors) {
        console.info.alias.get_or_insert(alias);
    }
}
