//! What the QEMU driver refuses of single devices.

use fv_driver_qemu_caps::{Caps, Flag};
use fv_error::Result;
use fv_model_domain::Domain;
use fv_model_domain::devices::address::{Address, DeviceInfo};
use fv_model_domain::devices::audio::AudioKind;
use fv_model_domain::devices::disk::{Disk, DiskBus, DiskCache, DiskDevice, DiskIo};
use fv_model_domain::devices::graphics::Graphics;
use fv_model_domain::devices::id::DeviceId;
use fv_model_domain::devices::interface::{Interface, NetBackendKind, NetSource};
use fv_model_domain::devices::source::{StorageFormat, StorageKind};
use fv_model_xml::{OnOff, YesNo};

use crate::alias::disk_number;
use crate::check_chardev;
use crate::check_filesystem;
use crate::check_hostdev;
use crate::check_memory;
use crate::check_rare;
use crate::check_shared;
use crate::check_source;
use crate::check_threads;
use crate::machine::machine_of;
use crate::net::model_of;
use crate::rules::{ResolveContext, internal, malformed, unsupported};

/// Refuses a device that the emulator cannot have.
pub(crate) fn check(
    domain: &Domain,
    id: DeviceId,
    caps: &Caps,
    context: &ResolveContext,
) -> Result<()> {
    address(domain, id, caps)?;
    let devices = &domain.devices;
    match id {
        DeviceId::Serial(n) => of(devices.serials.get(n), |serial| {
            check_chardev::source(&serial.backend.source, domain, caps)?;
            check_chardev::serial(serial, domain)
        }),
        DeviceId::Console(n) => of(devices.consoles.get(n), |console| {
            check_chardev::source(&console.backend.source, domain, caps)
        }),
        DeviceId::Channel(n) => of(devices.channels.get(n), |channel| {
            check_chardev::source(&channel.backend.source, domain, caps)
        }),
        DeviceId::Graphics(n) => of(devices.graphics.get(n), |screen| {
            remote(screen, domain, caps)?;
            headless(screen, domain)
        }),
        DeviceId::Parallel(n) => {
            if let Some(parallel) = devices.parallels.get(n) {
                check_chardev::source(&parallel.backend.source, domain, caps)?;
            }
            let machine = machine_of(domain);
            if machine.is_pseries() || matches!(machine.arch, "s390" | "s390x") {
                return unsupported("parallel ports are not supported");
            }
            Ok(())
        }
        DeviceId::Interface(n) => of(devices.interfaces.get(n), |net| {
            process(net, domain, caps)?;
            queues(net)
        }),
        DeviceId::Tpm(n) => of(devices.tpms.get(n), |tpm| {
            check_rare::tpm(tpm, domain, caps, context)
        }),
        DeviceId::Iommu => of(devices.iommu.as_ref(), |iommu| {
            check_rare::iommu(iommu, domain, caps)
        }),
        DeviceId::Hostdev(n) => of(devices.hostdevs.get(n), |device| {
            check_hostdev::check(device, domain, caps)
        }),
        DeviceId::Memory(n) => of(devices.memories.get(n), |module| {
            check_memory::module(module, domain, caps)
        }),
        DeviceId::Filesystem(n) => of(devices.filesystems.get(n), |folder| {
            check_filesystem::check(folder, domain, caps)
        }),
        DeviceId::Shmem(n) => of(devices.shmems.get(n), |shared| {
            check_shared::shared_memory(shared, caps)
        }),
        DeviceId::Crypto(n) => of(devices.cryptos.get(n), |crypto| {
            check_shared::crypto(crypto, caps)
        }),
        DeviceId::Nvram => check_shared::nvram(domain, caps),
        DeviceId::Pstore => check_shared::pstore(domain, caps),
        DeviceId::Controller(n) => of(devices.controllers.get(n), |controller| {
            check_threads::controller(domain, controller, caps)
        }),
        DeviceId::Disk(n) => of(devices.disks.get(n), |it| {
            disk(it, caps)?;
            served(it, domain, caps)?;
            check_threads::disk(domain, it, caps)
        }),
        _ => Ok(()),
    }
}

/// Checks a device that is there.
fn of<T>(device: Option<&T>, check: impl FnOnce(&T) -> Result<()>) -> Result<()> {
    device.map_or(Ok(()), check)
}

/// Refuses an address that a device of the emulator cannot have.
fn address(domain: &Domain, id: DeviceId, caps: &Caps) -> Result<()> {
    let info = domain.devices.info(id);
    if let Some(Address::SpaprVio(address)) = info.and_then(|info| info.address.as_ref())
        && let Some(reg) = address.reg.filter(|reg| reg.0 > u64::from(u32::MAX))
    {
        return unsupported(format!(
            "spapr-vio reg='0x{:x}' exceeds maximum possible value (0xffffffff)",
            reg.0
        ));
    }
    if let Some(zpci) = info.and_then(DeviceInfo::pci).and_then(|pci| pci.zpci) {
        check_hostdev::companion(zpci, caps)?;
    }
    Ok(())
}

fn disk(disk: &Disk, caps: &Caps) -> Result<()> {
    let target = &disk.target.dev;
    let bus = disk.target.bus.unwrap_or(DiskBus::Ide);
    if disk.device == DiskDevice::Cdrom && matches!(bus, DiskBus::Virtio | DiskBus::Sd) {
        return unsupported(format!(
            "disk type of '{target}' does not support ejectable media"
        ));
    }
    if disk.driver.copy_on_read == Some(OnOff::On) {
        if disk.readonly {
            return unsupported(format!(
                "copy_on_read is not compatible with read-only disk '{target}'"
            ));
        }
        if matches!(disk.device, DiskDevice::Cdrom | DiskDevice::Floppy) {
            return unsupported(format!(
                "copy_on_read is not supported with removable disk '{target}'"
            ));
        }
    }
    disk_on_its_bus(disk, bus, caps)?;
    disk_driver(disk, caps)
}

/// Refuses what a bus does not have.
fn disk_on_its_bus(disk: &Disk, bus: DiskBus, caps: &Caps) -> Result<()> {
    let name = bus.as_str();
    if disk.wwn.is_some() && !matches!(bus, DiskBus::Ide | DiskBus::Scsi) {
        return unsupported("Only ide and scsi disk support wwn");
    }
    if disk.vendor.is_some() && bus != DiskBus::Scsi {
        return unsupported("Only scsi disk supports 'vendor'");
    }
    if disk.product.is_some() && !matches!(bus, DiskBus::Ide | DiskBus::Sata | DiskBus::Scsi) {
        return unsupported("Only ide, sata and scsi disk supports 'product'");
    }
    let is_drive = matches!(disk.info.address, Some(Address::Drive(_)));
    if matches!(
        bus,
        DiskBus::Scsi | DiskBus::Ide | DiskBus::Fdc | DiskBus::Sata
    ) && !is_drive
    {
        return internal(format!("unexpected address type for {name} disk"));
    }
    if bus == DiskBus::Usb {
        usb(disk, caps)?;
    }
    if disk.readonly
        && disk.device == DiskDevice::Disk
        && matches!(bus, DiskBus::Ide | DiskBus::Sata)
    {
        return unsupported(format!("readonly {name} disks are not supported"));
    }
    Ok(())
}

/// Refuses ways to read and write that do not go together, and a target that is none.
fn disk_driver(disk: &Disk, caps: &Caps) -> Result<()> {
    let target = &disk.target.dev;
    match disk.driver.io {
        Some(DiskIo::Native)
            if !matches!(
                disk.driver.cache,
                Some(DiskCache::Directsync | DiskCache::None)
            ) =>
        {
            return unsupported("io='native' needs either no disk cache or directsync cache mode");
        }
        Some(DiskIo::IoUring) if !caps.has(Flag::AioIoUring) => {
            return unsupported("io uring is not supported by this QEMU binary");
        }
        _ => {}
    }
    if disk.shareable
        && !disk.readonly
        && !matches!(disk.driver.format, None | Some(StorageFormat::Raw))
    {
        return unsupported(format!(
            "shared access for disk '{target}' requires use of supported storage format"
        ));
    }
    if let Some(driver) = disk
        .driver
        .name
        .as_deref()
        .filter(|driver| *driver != "qemu")
    {
        return unsupported(format!(
            "unsupported driver name '{driver}' for disk '{target}'"
        ));
    }
    if disk_number(target).is_none() {
        return unsupported(format!("invalid disk target '{target}'"));
    }
    if target.ends_with(|c: char| c.is_ascii_digit()) {
        return unsupported(format!(
            "invalid disk target '{target}', partitions can't appear in disk targets"
        ));
    }
    check_source::check(disk, caps)
}

/// Refuses a disk that a program serves which the emulator cannot reach, or that could not see
/// the guest's memory.
fn served(disk: &Disk, domain: &Domain, caps: &Caps) -> Result<()> {
    if disk.source.kind != StorageKind::VhostUser {
        return Ok(());
    }
    if !caps.has(Flag::DeviceVhostUserBlk) {
        return unsupported("vhostuser disk is not supported with this QEMU binary");
    }
    check_shared::needs_shared_memory(domain, "vhostuser")
}

fn usb(disk: &Disk, caps: &Caps) -> Result<()> {
    if !caps.has(Flag::DeviceUsbStorage) {
        return unsupported("This QEMU doesn't support '-device usb-storage'");
    }
    if disk.source.is_empty() {
        return unsupported("'usb' disk must not be empty");
    }
    match disk.info.address {
        None | Some(Address::Usb(_)) => Ok(()),
        Some(_) => internal("unexpected address type for usb disk"),
    }
}

/// Refuses screens on a bus that the emulator does not have, and what RDP does not offer.
fn remote(screen: &Graphics, domain: &Domain, caps: &Caps) -> Result<()> {
    let name = match screen {
        Graphics::Dbus(_) => "dbus",
        Graphics::Rdp(_) => "rdp",
        _ => return Ok(()),
    };
    if !caps.has(Flag::DisplayDbus) {
        return unsupported(format!("{name} graphics are not supported with this QEMU"));
    }
    match screen {
        Graphics::Dbus(dbus) => {
            let wanted = dbus.audio.as_ref().map(|audio| audio.id);
            let mut audios = domain.devices.audios.iter();
            let found = audios.find(|audio| Some(audio.id.get()) == wanted);
            match found.is_some_and(|audio| audio.kind != AudioKind::Dbus) {
                true => unsupported("The associated audio is not of 'dbus' kind."),
                false => Ok(()),
            }
        }
        Graphics::Rdp(rdp) if rdp.replace_user => unsupported("RDP doesn't support 'replaceUser'"),
        Graphics::Rdp(rdp) if rdp.multi_user => unsupported("RDP doesn't support 'multiUser'"),
        Graphics::Rdp(rdp) if rdp.auth.valid_to.is_some() => {
            unsupported("RDP password expiration isn't supported")
        }
        _ => Ok(()),
    }
}

/// Drawing without a window goes together with screens for remote users only.
fn headless(screen: &Graphics, domain: &Domain) -> Result<()> {
    let is_headless = |screen: &Graphics| matches!(screen, Graphics::EglHeadless { .. });
    if !domain.devices.graphics.iter().any(is_headless) {
        return Ok(());
    }
    match screen {
        Graphics::Spice(spice) if spice.gl == Some(YesNo::Yes) => {
            unsupported("multiple OpenGL displays are not supported by QEMU")
        }
        Graphics::EglHeadless { .. } | Graphics::Vnc(_) | Graphics::Spice(_) => Ok(()),
        _ => unsupported(
            "graphics type 'egl-headless' is only supported with one of: 'vnc', 'spice' graphics \
             types",
        ),
    }
}

/// Refuses a program at the other end that the emulator cannot talk to, or that could not see
/// the guest's memory.
fn process(net: &Interface, domain: &Domain, caps: &Caps) -> Result<()> {
    let is_passt = net.backend.kind == Some(NetBackendKind::Passt);
    if is_passt && !caps.has(Flag::NetdevStream) {
        return unsupported("the 'passt' network backend is not supported with this QEMU binary");
    }
    let NetSource::VhostUser {
        path,
        server,
        reconnect,
        ..
    } = &net.source
    else {
        return Ok(());
    };
    if path.is_none() && !is_passt {
        return malformed("Missing required attribute 'path' in element 'source'");
    }
    let tries_again = reconnect.as_ref().map(|again| again.enabled);
    if *server && tries_again == Some(YesNo::Yes) {
        return unsupported(
            "'reconnect' attribute is not supported when source mode='server' for <interface \
             type='vhostuser'>",
        );
    }
    check_shared::needs_shared_memory(domain, "interface")
}

/// Rings have sizes that the guest can mask with.
fn queues(net: &Interface) -> Result<()> {
    if !model_of(net).is_virtio() {
        return Ok(());
    }
    let sizes = [
        ("rx_queue_size", net.driver.rx_queue_size),
        ("tx_queue_size", net.driver.tx_queue_size),
    ];
    let odd = sizes
        .into_iter()
        .find(|(_, size)| *size != 0 && !size.is_power_of_two());
    match odd {
        Some((name, _)) => unsupported(format!("{name} has to be a power of two")),
        None => Ok(()),
    }
}
