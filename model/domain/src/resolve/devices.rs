//! Defaults of single devices that every driver shares.

use std::collections::HashSet;

use fv_error::{Error, ErrorDomain, Result};
use fv_model_xml::YesNo;
use fv_types::disk_name;

use super::{device, malformed, unsupported};
use crate::devices::address::{Address, DeviceInfo, DriveAddress};
use crate::devices::chardev::{ConsoleTargetKind, SerialTargetKind};
use crate::devices::controller::ScsiModel;
use crate::devices::disk::{Disk, DiskBus, DiskDevice, SnapshotLocation};
use crate::devices::filesystem::AccessMode;
use crate::devices::graphics::{Graphics, ListenKind};
use crate::devices::id::DeviceId;
use crate::devices::memory::MemoryModel;
use crate::devices::simple::{InputBus, InputKind, RngBackend, SoundModel};
use crate::devices::source::{NetworkProtocol, StorageKind};
use crate::devices::video::{Video, VideoKind};
use crate::memory::MemoryAccessMode;
use crate::os::OsKind;
use crate::rules::{Ability, DriverRules, Purpose};
use crate::{Domain, VirtKind};

/// How many serial ports an ISA machine has.
const ISA_SERIAL_MAX: u32 = 4;

/// Fills in one device.
pub(super) fn common(domain: &mut Domain, id: DeviceId, rules: &dyn DriverRules) -> Result<()> {
    match id {
        DeviceId::Serial(n) => serial(domain, n),
        DeviceId::Parallel(n) => {
            let ports = domain
                .devices
                .parallels
                .iter()
                .map(|other| other.target.port);
            let next = next_port(ports);
            domain.devices.parallels[n].target.port.get_or_insert(next);
            Ok(())
        }
        DeviceId::Console(n) => {
            let next = next_port(
                domain
                    .devices
                    .consoles
                    .iter()
                    .map(|other| other.target.port),
            );
            let target = &mut domain.devices.consoles[n].target;
            target.kind.get_or_insert(ConsoleTargetKind::Serial);
            target.port.get_or_insert(next);
            Ok(())
        }
        DeviceId::Rng(n) => {
            if let RngBackend::Random { path } = &mut domain.devices.rngs[n].backend {
                path.get_or_insert_with(|| "/dev/random".into());
            }
            Ok(())
        }
        DeviceId::Disk(n) => disk(domain, n, rules),
        DeviceId::Video(n) => {
            video(domain, n);
            Ok(())
        }
        DeviceId::Controller(n) => controller(domain, n),
        DeviceId::Vsock => {
            if let Some(vsock) = &mut domain.devices.vsock {
                let auto = YesNo::from_bool(vsock.cid.address == 0);
                vsock.cid.auto.get_or_insert(auto);
            }
            Ok(())
        }
        DeviceId::Input(n) => {
            input(domain, n);
            Ok(())
        }
        DeviceId::Filesystem(n) => {
            let filesystem = &mut domain.devices.filesystems[n];
            if filesystem.source.socket.is_none() {
                filesystem
                    .access_mode
                    .get_or_insert(AccessMode::Passthrough);
            }
            Ok(())
        }
        DeviceId::Memory(n) => {
            let memory = &mut domain.devices.memories[n];
            if memory.model == MemoryModel::VirtioPmem {
                memory.access.get_or_insert(MemoryAccessMode::Shared);
            }
            Ok(())
        }
        DeviceId::Hostdev(n) => super::hostdev::complete(domain, n),
        DeviceId::Sound(n) => {
            let sound = &mut domain.devices.sounds[n];
            if sound.model == SoundModel::Virtio && sound.streams == 0 {
                sound.streams = 2;
            }
            Ok(())
        }
        _ => Ok(()),
    }
}

fn serial(domain: &mut Domain, n: usize) -> Result<()> {
    let x86 = domain.os.machine.arch.is_none_or(crate::os::Arch::is_x86);
    let next = next_port(domain.devices.serials.iter().map(|other| other.target.port));
    let target = &mut domain.devices.serials[n].target;
    if target.kind == Some(SerialTargetKind::IsaDebug) && !x86 {
        return Err(unsupported(
            "isa-debug serial type only valid on x86 architecture",
        ));
    }
    target.port.get_or_insert(next);
    Ok(())
}

fn next_port(ports: impl Iterator<Item = Option<u32>>) -> u32 {
    ports
        .flatten()
        .max()
        .map_or(0, |port| port.saturating_add(1))
}

/// Numbers the serial ports of an ISA machine, of which there are four.
pub(super) fn isa_serial_ports(domain: &mut Domain) -> Result<()> {
    let internal = |text: String| Error::internal(ErrorDomain::Domain, text);
    let mut used = [false; ISA_SERIAL_MAX as usize];
    let isa = |kind: Option<SerialTargetKind>| kind == Some(SerialTargetKind::IsaSerial);
    let targets = || domain.devices.serials.iter().map(|serial| &serial.target);
    for (count, target) in targets().filter(|target| isa(target.kind)).enumerate() {
        if count >= used.len() || target.port.is_some_and(|port| port >= ISA_SERIAL_MAX) {
            return Err(internal(too_many_isa()));
        }
        let Some(port) = target.port else { continue };
        if std::mem::replace(&mut used[port as usize], true) {
            return Err(internal(format!("target port '{port}' already allocated")));
        }
    }
    for serial in &mut domain.devices.serials {
        if isa(serial.target.kind) && serial.target.port.is_none() {
            let free = used.iter().position(|used| !used);
            if let Some(free) = free {
                used[free] = true;
                serial.target.port = u32::try_from(free).ok();
            }
        }
    }
    Ok(())
}

fn too_many_isa() -> String {
    format!("Maximum supported number of ISA serial ports is '{ISA_SERIAL_MAX}'")
}

fn disk(domain: &mut Domain, n: usize, rules: &dyn DriverRules) -> Result<()> {
    let disk = &mut domain.devices.disks[n];
    // Old Xen documents put a word in front of the name.
    if let Some(dev) = disk.target.dev.strip_prefix("ioemu:") {
        disk.target.dev = dev.to_owned();
    }
    disk.readonly |= disk.device == DiskDevice::Cdrom;
    let told = bus_of_name(disk);
    disk.target.bus.get_or_insert(told);
    if disk.readonly || disk.source.kind == StorageKind::VhostUser {
        disk.snapshot.get_or_insert(SnapshotLocation::No);
    }
    let iscsi = disk
        .source
        .network
        .as_ref()
        .and_then(|network| network.protocol);
    if iscsi == Some(NetworkProtocol::Iscsi)
        && let Some(path) = disk.source.path.as_mut().filter(|path| !path.contains('/'))
    {
        path.push_str("/0");
    }
    if let Some(nvme) = &mut disk.source.nvme {
        nvme.managed.get_or_insert(YesNo::Yes);
    }
    let is_open = disk.info.address.is_none() && !disk.target.dev.is_empty();
    if is_open {
        assign_drive(disk, rules)?;
        super::hostdev::keep_from_disk(domain, n)?;
    }
    share_io_tune(domain, n);
    Ok(())
}

fn bus_of_name(disk: &Disk) -> DiskBus {
    let dev = disk.target.dev.as_str();
    let buses = [
        ("hd", DiskBus::Ide),
        ("sd", DiskBus::Scsi),
        ("vd", DiskBus::Virtio),
        ("xvd", DiskBus::Xen),
        ("ubd", DiskBus::Uml),
    ];
    if disk.device == DiskDevice::Floppy {
        return DiskBus::Fdc;
    }
    buses
        .iter()
        .find(|(prefix, _)| dev.starts_with(prefix))
        .map_or(DiskBus::Ide, |(_, bus)| *bus)
}

/// How many units a SCSI bus has: sixteen on wide ones.
fn wide_scsi_units(rules: &dyn DriverRules) -> u32 {
    if rules.has(Ability::WideScsi) { 16 } else { 7 }
}

/// Gives a disk the drive that its name stands for.
fn assign_drive(disk: &mut Disk, rules: &dyn DriverRules) -> Result<()> {
    let Some(index) = disk_name::to_index(&disk.target.dev) else {
        let dev = &disk.target.dev;
        return Err(malformed(format!(
            "Unknown disk name '{dev}' and no address specified"
        )));
    };
    let (controller, bus, unit) = match disk.target.bus {
        Some(DiskBus::Scsi) => scsi_place(index, wide_scsi_units(rules)),
        Some(DiskBus::Ide) => (index / 4, (index % 4) / 2, index % 2),
        Some(DiskBus::Sata) => (index / 6, 0, index % 6),
        Some(DiskBus::Fdc) => (index / 2, 0, index % 2),
        _ => return Ok(()),
    };
    let address = DriveAddress {
        controller,
        bus,
        target: 0,
        unit,
    };
    disk.info.address = Some(Address::Drive(address));
    Ok(())
}

/// On a wide bus unit 7 is the controller itself.
fn scsi_place(index: u32, units: u32) -> (u32, u32, u32) {
    if units <= 7 {
        return (index / 7, 0, index % 7);
    }
    let unit = index % (units - 1);
    (
        index / (units - 1),
        0,
        if unit >= 7 { unit + 1 } else { unit },
    )
}

/// A disk that names a group of limits and no limits takes those of the group.
fn share_io_tune(domain: &mut Domain, n: usize) {
    let own = &domain.devices.disks[n].io_tune;
    let bare = |tune: &crate::devices::disk::IoTune| {
        let unnamed = crate::devices::disk::IoTune {
            group_name: None,
            ..tune.clone()
        };
        unnamed == crate::devices::disk::IoTune::default()
    };
    if own.group_name.is_none() || !bare(own) {
        return;
    }
    let found = domain
        .devices
        .disks
        .iter()
        .find(|other| other.io_tune.group_name == own.group_name && !bare(&other.io_tune))
        .map(|other| other.io_tune.clone());
    if let Some(tune) = found {
        domain.devices.disks[n].io_tune = tune;
    }
}

/// A SCSI unit takes the first free place of the first controller that has one.
fn video(domain: &mut Domain, n: usize) {
    let kind = domain.kind;
    let model = &mut domain.devices.videos[n].model;
    if model.ram == 0 && model.kind == Some(VideoKind::Qxl) {
        model.ram = default_ram(kind, model.kind);
    }
    if model.vram == 0 {
        model.vram = default_ram(kind, model.kind);
    }
    model.ram = round_up(model.ram);
    model.vram = round_up(model.vram);
}

fn round_up(value: u32) -> u32 {
    if value == 0 {
        0
    } else {
        value.checked_next_power_of_two().unwrap_or(0)
    }
}

/// The memory of a card that says nothing, in KiB.
pub fn default_ram(virt: VirtKind, kind: Option<VideoKind>) -> u32 {
    match kind {
        Some(VideoKind::Vga | VideoKind::Cirrus | VideoKind::Vmvga) => match virt {
            VirtKind::Vbox => 8 * 1024,
            VirtKind::Vmware => 4 * 1024,
            _ => 16 * 1024,
        },
        Some(VideoKind::Bochs) => 16 * 1024,
        Some(VideoKind::Xen) => 4 * 1024,
        Some(VideoKind::Qxl) => 64 * 1024,
        _ => 0,
    }
}

/// A SPICE screen that neither has nor wants a port waits nowhere.
pub(super) fn screens(domain: &mut Domain) {
    for graphics in &mut domain.devices.graphics {
        let Graphics::Spice(spice) = graphics else {
            continue;
        };
        let silent = spice.port == 0 && spice.tls_port == 0 && !spice.autoport;
        if let Some(listen) = spice.listens.first_mut().filter(|_| silent)
            && listen.kind == ListenKind::Address
        {
            listen.kind = ListenKind::None;
            listen.address = None;
        }
    }
}

/// A screen without a card gets one.
pub(super) fn implicit_video(domain: &mut Domain) {
    if !domain.devices.graphics.is_empty() && domain.devices.videos.is_empty() {
        domain.devices.videos.push(Video::default());
    }
}

/// The first card is the one the guest begins with.
pub(super) fn primary_video(
    domain: &mut Domain,
    rules: &dyn DriverRules,
    purpose: Purpose,
) -> Result<()> {
    let Some(video) = domain.devices.videos.first_mut() else {
        return Ok(());
    };
    if video.model.kind == Some(VideoKind::None) {
        let alias = video.info.alias.take();
        *video = Video::default();
        (video.model.kind, video.model.heads) = (Some(VideoKind::None), 0);
        video.info = DeviceInfo {
            alias,
            ..DeviceInfo::default()
        };
        return Ok(());
    }
    video.model.primary = true;
    device(domain, DeviceId::Video(0), rules, purpose)
}

fn controller(domain: &Domain, n: usize) -> Result<()> {
    let controller = &domain.devices.controllers[n];
    let virtio = matches!(
        controller.scsi_model(),
        Some(
            ScsiModel::VirtioScsi
                | ScsiModel::VirtioTransitional
                | ScsiModel::VirtioNonTransitional
        )
    );
    if controller.driver.iothread != 0 && !virtio {
        return Err(malformed(
            "'iothread' attribute only supported for virtio scsi controllers",
        ));
    }
    Ok(())
}

fn input(domain: &mut Domain, n: usize) {
    let arch = domain.os.machine.arch;
    let x86 = arch.is_none_or(crate::os::Arch::is_x86);
    let s390 = arch.is_some_and(crate::os::Arch::is_s390);
    let input = &mut domain.devices.inputs[n];
    if input.bus.is_some() {
        return;
    }
    input.bus = match (domain.os.machine.kind, input.kind) {
        (OsKind::Hvm, InputKind::Mouse | InputKind::Keyboard) if x86 => Some(InputBus::Ps2),
        (OsKind::Hvm, InputKind::Passthrough) => Some(InputBus::Virtio),
        (OsKind::Hvm, _) if s390 => Some(InputBus::Virtio),
        (OsKind::Hvm, InputKind::Evdev) => Some(InputBus::None),
        (OsKind::Hvm, _) => Some(InputBus::Usb),
        (OsKind::Xen | OsKind::Xenpvh, _) => Some(InputBus::Xen),
        _ if matches!(domain.kind, VirtKind::Vz | VirtKind::Parallels) => Some(InputBus::Parallels),
        _ => None,
    };
}

/// One device of each model may report a panic.
pub(super) fn refuse_duplicate_panics(domain: &Domain) -> Result<()> {
    let mut seen = HashSet::new();
    for panic in &domain.devices.panics {
        let model = panic
            .model
            .map_or("default", crate::devices::simple::PanicModel::as_str);
        if !seen.insert(model) {
            return Err(malformed(format!(
                "Multiple panic devices with model '{model}'"
            )));
        }
    }
    Ok(())
}
