//! The order in which firmware tries the devices.

use fv_driver_qemu_caps::Flag;
use fv_model_domain::Domain;
use fv_model_domain::devices::address::DeviceInfo;
use fv_model_domain::devices::disk::DiskDevice;
use fv_model_domain::os::BootDeviceKind;

use crate::builder::Builder;
use crate::props::Props;

/// The boot index of each disk and interface; zero means none.
#[derive(Debug, Default)]
pub(crate) struct BootOrder {
    disks: Vec<u32>,
    nets: Vec<u32>,
}

impl BootOrder {
    /// The order of a guest: that of its devices, or that of the kinds in `<os>`, where the
    /// first device of each kind counts.
    pub(crate) fn of(domain: &Domain) -> Self {
        let own = |info: &DeviceInfo| info.boot.as_ref().map_or(0, |boot| boot.order);
        let mut order = Self {
            disks: domain
                .devices
                .disks
                .iter()
                .map(|disk| own(&disk.info))
                .collect(),
            nets: domain
                .devices
                .interfaces
                .iter()
                .map(|net| own(&net.info))
                .collect(),
        };
        for (number, device) in (1..).zip(&domain.os.boot) {
            let first_disk = |kinds: &[DiskDevice]| {
                domain
                    .devices
                    .disks
                    .iter()
                    .position(|disk| kinds.contains(&disk.device))
            };
            let disk = match device.dev {
                BootDeviceKind::Fd => first_disk(&[DiskDevice::Floppy]),
                BootDeviceKind::Cdrom => first_disk(&[DiskDevice::Cdrom]),
                BootDeviceKind::Hd => first_disk(&[DiskDevice::Disk, DiskDevice::Lun]),
                BootDeviceKind::Network => {
                    if let Some(index) = order.nets.first_mut() {
                        *index = number;
                    }
                    None
                }
            };
            if let Some(index) = disk.and_then(|disk| order.disks.get_mut(disk)) {
                *index = number;
            }
        }
        order
    }

    pub(crate) fn disk(&self, number: usize) -> u32 {
        self.disks.get(number).copied().unwrap_or_default()
    }

    pub(crate) fn net(&self, number: usize) -> u32 {
        self.nets.get(number).copied().unwrap_or_default()
    }
}

impl Builder<'_> {
    /// What the boot loader of s390 is told about a device, where devices carry it.
    pub(crate) fn add_loadparm(&self, props: &mut Props, info: &DeviceInfo) {
        if self.has(Flag::VirtioCcwDeviceLoadparm) {
            let loadparm = info.boot.as_ref().and_then(|boot| boot.loadparm.as_deref());
            props.text_maybe("loadparm", loadparm);
        }
    }
}
