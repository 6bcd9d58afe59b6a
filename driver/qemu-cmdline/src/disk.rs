//! Disks: their block nodes and the device that shows them to the guest.

use fv_driver_qemu_caps::Flag;
use fv_error::{Error, ErrorCode, ErrorDomain, Result};
use fv_model_domain::devices::chardev::{CharBackend, CharSource, SocketMode, UnixSource};
use fv_model_domain::devices::disk::{
    Disk, DiskBus, DiskDevice, DiskModel, ErrorPolicy, GeometryTranslation,
};
use fv_model_domain::devices::source::StorageKind;
use fv_model_xml::{OnOff, YesNo};

use crate::block::{Image, Tuning};
use crate::boot::BootOrder;
use crate::builder::{Builder, Variant};
use crate::chardev::Peer;
use crate::props::{Props, on_off};
use crate::words::{internal, on, unsupported};

impl Builder<'_> {
    /// Appends all disks.
    pub(crate) fn disks(&mut self, order: &BootOrder) -> Result<()> {
        self.floppy_controller(order)?;
        let domain = self.input.domain;
        for (number, disk) in domain.devices.disks.iter().enumerate() {
            // A disk that shares its image is plugged when the guest is there.
            let transient = disk.transient.as_ref();
            let shares = transient.and_then(|transient| transient.share_backing);
            if shares != Some(YesNo::Yes) {
                self.disk(disk, order.disk(number))?;
            }
        }
        Ok(())
    }

    /// Says from which floppy drive to boot, which the drives themselves cannot be told.
    fn floppy_controller(&mut self, order: &BootOrder) -> Result<()> {
        let (mut first, mut second, mut any) = (0, 0, false);
        let domain = self.input.domain;
        for (number, disk) in domain.devices.disks.iter().enumerate() {
            if disk.target.bus != Some(DiskBus::Fdc) {
                continue;
            }
            any = true;
            let unit = disk.info.drive().map_or(0, |drive| drive.unit);
            let index = order.disk(number);
            if unit > 0 {
                second = index;
            } else {
                first = index;
            }
        }
        if any && self.machine().needs_fdc() {
            let mut props = Props::device("isa-fdc");
            props
                .nonzero("bootindexA", first)
                .nonzero("bootindexB", second);
            return self.device(props);
        }
        for (drive, index) in [("A", first), ("B", second)] {
            if index > 0 {
                self.option("-global", format!("isa-fdc.bootindex{drive}={index}"));
            }
        }
        Ok(())
    }

    fn disk(&mut self, disk: &Disk, boot_index: u32) -> Result<()> {
        if disk.device == DiskDevice::Floppy && self.machine().is_pseries() {
            return Err(unsupported(
                "PowerPC pseries machines do not support floppy device",
            ));
        }
        if disk.target.bus == Some(DiskBus::Sd) {
            return self.card(disk);
        }
        let tuning = Tuning::of(disk);
        let image = Image::of(disk);
        let mut node = None;
        if disk.source.kind == StorageKind::VhostUser {
            self.disk_server(disk)?;
        } else if !disk.source.is_empty() {
            self.chain(image, tuning)?;
            let top = self.node_name(&image);
            let top = match disk.driver.copy_on_read {
                Some(OnOff::On) => self.copy_on_read(disk, &top),
                _ => top,
            };
            node = Some(self.throttle_filters(disk, top));
        }
        self.companion(&disk.info)?;
        let props = self.disk_props(disk, node, tuning, boot_index)?;
        self.device(props)
    }

    /// Appends the way to the program that serves a disk.
    fn disk_server(&mut self, disk: &Disk) -> Result<()> {
        let socket = UnixSource {
            path: disk.source.path.clone(),
            mode: SocketMode::Connect,
            reconnect: disk.source.reconnect.clone(),
        };
        let backend = CharBackend {
            source: CharSource::Unix(socket),
            ..CharBackend::default()
        };
        let id = server_alias(disk);
        self.chardev(&backend, &id, disk.info.alias(), Peer::Optional)
    }

    /// Appends the filter that keeps what was read from images below.
    fn copy_on_read(&mut self, disk: &Disk, file: &str) -> String {
        let node = format!("libvirt-CoR-{}", disk.target.dev);
        let mut props = Props::device("copy-on-read");
        props
            .text("node-name", &node)
            .text("file", file)
            .text("discard", "unmap");
        self.blockdev(&props);
        node
    }

    fn disk_props(
        &self,
        disk: &Disk,
        node: Option<String>,
        tuning: Tuning,
        boot_index: u32,
    ) -> Result<Props> {
        let bus = disk.target.bus.unwrap_or(DiskBus::Ide);
        let is_lun = disk.device == DiskDevice::Lun;
        let is_cdrom = disk.device == DiskDevice::Cdrom;
        let (mut device_id, mut removable) = (None, None);
        let (mut product, mut model) = (None, None);
        let mut props = match bus {
            DiskBus::Ide | DiskBus::Sata => {
                model = disk.product.as_deref();
                Props::device(if is_cdrom { "ide-cd" } else { "ide-hd" })
            }
            DiskBus::Scsi => {
                product = disk.product.as_deref();
                if !is_lun {
                    // Guests know the disk by what older versions put here.
                    let drive = || format!("drive-{}", disk.info.alias());
                    device_id = Some(disk.serial.clone().unwrap_or_else(drive));
                }
                if !is_lun && !is_cdrom {
                    removable = on(disk.target.removable);
                }
                Props::device(match disk.device {
                    DiskDevice::Lun => "scsi-block",
                    DiskDevice::Cdrom => "scsi-cd",
                    _ => "scsi-hd",
                })
            }
            DiskBus::Virtio => self.virtio_disk(disk)?,
            DiskBus::Usb => {
                removable = Some(disk.target.removable == Some(OnOff::On));
                Props::device("usb-storage")
            }
            DiskBus::Fdc => Props::device("floppy"),
            bus => {
                let bus = bus.as_str();
                return Err(internal(format!(
                    "unsupported disk bus '{bus}' with device setup"
                )));
            }
        };
        self.buses.add_on(&mut props, &disk.info, bus)?;
        props.text_maybe("device_id", device_id);
        props
            .flag("share-rw", disk.shareable)
            .text_maybe("drive", node);
        if disk.source.kind == StorageKind::VhostUser {
            props.text("chardev", server_alias(disk));
        }
        props.text("id", disk.info.alias());
        if disk.device != DiskDevice::Floppy {
            props.nonzero("bootindex", boot_index);
            self.add_loadparm(&mut props, &disk.info);
        }
        if let Some(io) = &disk.block_io {
            props.nonzero("logical_block_size", io.logical_block_size);
            props.nonzero("physical_block_size", io.physical_block_size);
            props.nonzero("discard_granularity", io.discard_granularity);
        }
        props.number_maybe("wwn", disk.wwn.as_deref().map(world_wide_name).transpose()?);
        props.nonzero("rotation_rate", disk.target.rotation_rate);
        props.text_maybe("vendor", disk.vendor.as_deref());
        props
            .text_maybe("product", product)
            .text_maybe("model", model);
        props.switch("removable", removable);
        let write_back = tuning.cache_flags().filter(|_| !is_lun);
        props.text_maybe("write-cache", write_back.map(|(wb, ..)| on_off(wb)));
        add_geometry(&mut props, disk);
        props.text_maybe("serial", disk.serial.as_deref().map(escape_blank));
        add_error_policy(&mut props, disk);
        Ok(props)
    }

    fn virtio_disk(&self, disk: &Disk) -> Result<Props> {
        let driver = &disk.driver;
        let is_vhost = disk.source.kind == StorageKind::VhostUser;
        let base = if is_vhost {
            "vhost-user-blk"
        } else {
            "virtio-blk"
        };
        let variant = match disk.model {
            Some(DiskModel::VirtioTransitional) => Variant::Transitional,
            Some(DiskModel::VirtioNonTransitional) => Variant::NonTransitional,
            _ => Variant::Plain,
        };
        let name = self.virtio_name(base, &disk.info, variant)?;
        let mut scsi = None;
        if !is_vhost && self.has(Flag::VirtioBlkScsi) {
            if disk.device == DiskDevice::Lun {
                scsi = Some(true);
            } else if !self.has(Flag::VirtioBlkScsiDefaultDisabled) {
                scsi = Some(false);
            }
        }
        let mut props = Props::device(name);
        props.virtio(&driver.virtio);
        if driver.iothread > 0 {
            props.text("iothread", format!("iothread{}", driver.iothread));
        }
        props.switch("ioeventfd", on(driver.ioeventfd));
        props
            .switch("event_idx", on(driver.event_idx))
            .switch("scsi", scsi);
        props
            .nonzero("num-queues", driver.queues)
            .nonzero("queue-size", driver.queue_size);
        props.iothread_mapping(&driver.iothreads);
        Ok(props)
    }
}

fn server_alias(disk: &Disk) -> String {
    format!("chr-vu-{}", disk.info.alias())
}

fn add_geometry(props: &mut Props, disk: &Disk) {
    let Some(geometry) = &disk.geometry else {
        return;
    };
    props
        .nonzero("cyls", geometry.cyls)
        .nonzero("heads", geometry.heads);
    props.nonzero("secs", geometry.secs);
    props.text_maybe(
        "bios-chs-trans",
        geometry.trans.map(GeometryTranslation::as_str),
    );
}

/// A policy for writing holds for reading too, unless it is about a full disk.
fn add_error_policy(props: &mut Props, disk: &Disk) {
    let (write, read) = (disk.driver.error_policy, disk.driver.rerror_policy);
    let is_full = write == Some(ErrorPolicy::Enospace);
    let write_word = write.map(|policy| if is_full { "enospc" } else { policy.as_str() });
    let inherited = write_word.filter(|_| !is_full);
    props.text_maybe("werror", write_word);
    props.text_maybe("rerror", read.map(ErrorPolicy::as_str).or(inherited));
}

fn world_wide_name(text: &str) -> Result<u64> {
    // Documents may have the prefix; it is not part of the number.
    let digits = text.strip_prefix("0x").unwrap_or(text);
    u64::from_str_radix(digits, 16).map_err(|_| {
        let text = format!("Failed to parse wwn '{text}' as number");
        Error::new(ErrorDomain::Qemu, ErrorCode::InvalidArg, text)
    })
}

fn escape_blank(serial: &str) -> String {
    serial.replace(' ', "\\ ")
}
