//! What the QEMU driver refuses of single devices.

use fv_driver_qemu_caps::{Caps, Flag};
use fv_error::Result;
use fv_model_domain::Domain;
use fv_model_domain::devices::address::Address;
use fv_model_domain::devices::disk::{Disk, DiskBus, DiskCache, DiskDevice, DiskIo};
use fv_model_domain::devices::id::DeviceId;
use fv_model_domain::devices::interface::Interface;
use fv_model_xml::OnOff;

use crate::alias::disk_number;
use crate::check_rare;
use crate::machine::machine_of;
use crate::net::model_of;
use crate::rules::{ResolveContext, internal, unsupported};

/// Refuses a device that the emulator cannot have.
pub(crate) fn check(
    domain: &Domain,
    id: DeviceId,
    caps: &Caps,
    context: &ResolveContext,
) -> Result<()> {
    match id {
        DeviceId::Parallel(_) => {
            let machine = machine_of(domain);
            if machine.is_pseries() || matches!(machine.arch, "s390" | "s390x") {
                return unsupported("parallel ports are not supported");
            }
            Ok(())
        }
        DeviceId::Interface(n) => match domain.devices.interfaces.get(n) {
            Some(net) => queues(net),
            None => Ok(()),
        },
        DeviceId::Tpm(n) => match domain.devices.tpms.get(n) {
            Some(tpm) => check_rare::tpm(tpm, domain, caps, context),
            None => Ok(()),
        },
        DeviceId::Iommu => match &domain.devices.iommu {
            Some(iommu) => check_rare::iommu(iommu, domain, caps),
            None => Ok(()),
        },
        DeviceId::Disk(n) => domain
            .devices
            .disks
            .get(n)
            .map_or(Ok(()), |d| disk(d, caps)),
        _ => Ok(()),
    }
}

fn disk(disk: &Disk, caps: &Caps) -> Result<()> {
    let target = &disk.target.dev;
    let bus = disk.target.bus.unwrap_or(DiskBus::Ide);
    let name = bus.as_str();
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
    if disk.readonly
        && disk.device == DiskDevice::Disk
        && matches!(bus, DiskBus::Ide | DiskBus::Sata)
    {
        return unsupported(format!("readonly {name} disks are not supported"));
    }
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
    Ok(())
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
