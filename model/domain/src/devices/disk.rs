//! Disks, CD-ROM and floppy drives.

use fv_error::{Error, ErrorCode, ErrorDomain, Result};
use fv_model_xml::{
    Body, Context, Element, Fragment, Node, OnOff, Scope, Token, YesNo, read, xml_error,
};

use super::address::{DeviceInfo, VirtioOptions, info_boot};
use super::source::{
    Auth, BackingStore, Encryption, Numbered, StorageFormat, StorageKind, StorageSource,
    metadata_cache,
};

/// A block device of the guest.
#[derive(Debug, Clone, PartialEq, Default, Element)]
#[xml(name = "disk")]
pub struct Disk {
    /// What the guest takes it for.
    #[xml(attr, default, abi)]
    pub device: DiskDevice,
    /// The variant of a virtio device.
    #[xml(attr)]
    pub model: Option<DiskModel>,
    /// Whether the emulator may send raw SCSI commands.
    #[xml(attr)]
    pub rawio: Option<YesNo>,
    /// Which SCSI commands the host lets through.
    #[xml(attr)]
    pub sgio: Option<SgIo>,
    /// Where a snapshot of it goes by default.
    #[xml(hook = snapshot, whole)]
    pub snapshot: Option<SnapshotLocation>,
    /// How the emulator treats it.
    #[xml(child, default)]
    pub driver: DiskDriver,
    /// Who one has to be to use the source, in the older place.
    #[xml(child)]
    pub auth: Option<Auth>,
    /// Where the bytes live; its kind is the `type` of the disk.
    #[xml(hook = source)]
    pub source: StorageSource,
    /// What stands behind the image.
    #[xml(hook = backing_store)]
    pub backing_store: Option<BackingStore>,
    /// The domain that provides the device, for Xen.
    #[xml(child)]
    pub backenddomain: Option<NameAttr>,
    /// The geometry the guest sees.
    #[xml(child)]
    pub geometry: Option<Geometry>,
    /// The sizes of blocks the guest sees.
    #[xml(child = "blockio")]
    pub block_io: Option<BlockIo>,
    /// A copy in progress.
    #[xml(hook = mirror)]
    pub mirror: Option<Box<Mirror>>,
    /// How the guest finds it.
    #[xml(hook = target, whole)]
    pub target: DiskTarget,
    /// Limits of throughput.
    #[xml(child = "iotune", default)]
    pub io_tune: IoTune,
    /// Throttle groups it belongs to.
    #[xml(child = "throttlefilters", default)]
    pub throttle_filters: ThrottleFilters,
    /// Whether the guest cannot write.
    #[xml(flag)]
    pub readonly: bool,
    /// Whether other guests use it at the same time.
    #[xml(flag)]
    pub shareable: bool,
    /// Whether changes are thrown away when the guest stops.
    #[xml(child)]
    pub transient: Option<Transient>,
    /// The serial number the guest sees.
    #[xml(text)]
    pub serial: Option<String>,
    /// The world wide name the guest sees.
    #[xml(text)]
    pub wwn: Option<String>,
    /// The vendor the guest sees.
    #[xml(text)]
    pub vendor: Option<String>,
    /// The product the guest sees.
    #[xml(text)]
    pub product: Option<String>,
    /// How the bytes are encrypted, in the older place.
    #[xml(child)]
    pub encryption: Option<Encryption>,
    /// Boot order, alias and address.
    #[xml(hook = info_boot)]
    pub info: DeviceInfo,
    /// What the driver keeps in status files.
    #[xml(hook = crate::private)]
    pub private: Option<Fragment>,
    /// Where the secrets were given.
    #[xml(hook = secrets_placement, whole)]
    pub secrets_placement: (),
}

/// `<x name='…'/>`
#[derive(Debug, Clone, PartialEq, Default, Element)]
pub struct NameAttr {
    /// The name.
    #[xml(attr, required)]
    pub name: String,
}

/// What the guest takes a block device for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Token)]
pub enum DiskDevice {
    /// A hard disk.
    #[default]
    Disk,
    /// A CD-ROM drive.
    Cdrom,
    /// A floppy drive.
    Floppy,
    /// A SCSI device of the host, commands passed through.
    Lun,
}

/// The variant of a virtio disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Token)]
pub enum DiskModel {
    /// `virtio`
    Virtio,
    /// `virtio-transitional`
    VirtioTransitional,
    /// `virtio-non-transitional`
    VirtioNonTransitional,
}

/// Which SCSI commands the host lets through.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Token)]
pub enum SgIo {
    /// `filtered`
    Filtered,
    /// `unfiltered`
    Unfiltered,
}

/// Where a snapshot goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Token)]
pub enum SnapshotLocation {
    /// Nowhere.
    No,
    /// Into the image.
    Internal,
    /// Into a new image in front of it.
    External,
    /// Done by somebody else.
    Manual,
}

/// How the emulator treats a disk.
#[derive(Debug, Clone, PartialEq, Default, Element)]
#[xml(name = "driver")]
pub struct DiskDriver {
    /// The back end: `qemu`.
    #[xml(attr)]
    pub name: Option<String>,
    /// The image's format.
    #[xml(hook = image_format)]
    pub format: Option<StorageFormat>,
    /// How the host's cache is used.
    #[xml(hook = some_cache)]
    pub cache: Option<DiskCache>,
    /// What happens when a write fails.
    #[xml(attr = "error_policy")]
    pub error_policy: Option<ErrorPolicy>,
    /// What happens when a read fails.
    #[xml(attr = "rerror_policy")]
    pub rerror_policy: Option<ErrorPolicy>,
    /// How I/O is done.
    #[xml(attr)]
    pub io: Option<DiskIo>,
    /// Whether notifications go by event descriptors.
    #[xml(attr)]
    pub ioeventfd: Option<OnOff>,
    /// Whether the virtio event index is used.
    #[xml(attr = "event_idx")]
    pub event_idx: Option<OnOff>,
    /// Whether what is read from the backing image is copied.
    #[xml(attr = "copy_on_read")]
    pub copy_on_read: Option<OnOff>,
    /// Whether the guest's discards are passed on.
    #[xml(attr)]
    pub discard: Option<Discard>,
    /// The thread that does its I/O.
    #[xml(attr, omit_default)]
    pub iothread: u32,
    /// What is done with writes of zeroes.
    #[xml(attr = "detect_zeroes")]
    pub detect_zeroes: Option<DetectZeroes>,
    /// Whether discarded clusters keep their place.
    #[xml(attr = "discard_no_unref")]
    pub discard_no_unref: Option<OnOff>,
    /// The number of queues.
    #[xml(attr, omit_default)]
    pub queues: u32,
    /// The length of a queue.
    #[xml(attr = "queue_size", omit_default)]
    pub queue_size: u32,
    /// What any virtio device may be told.
    #[xml(inline)]
    pub virtio: VirtioOptions,
    /// How much memory the image's tables may take, in bytes.
    #[xml(hook = metadata_cache)]
    pub metadata_cache_max: Option<u64>,
    /// Several threads that do its I/O.
    #[xml(child = "iothreads", default)]
    pub iothreads: IothreadMapping,
}

/// How the host's cache is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Token)]
pub enum DiskCache {
    /// `none`
    None,
    /// `writethrough`
    Writethrough,
    /// `writeback`
    Writeback,
    /// `directsync`
    Directsync,
    /// `unsafe`
    Unsafe,
}

/// What happens when a request fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Token)]
pub enum ErrorPolicy {
    /// The guest stops.
    Stop,
    /// The guest is told.
    Report,
    /// Nobody is told.
    Ignore,
    /// The guest stops if there is no room, and is told otherwise.
    Enospace,
}

/// How I/O is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Token)]
pub enum DiskIo {
    /// `native`
    Native,
    /// `threads`
    Threads,
    /// `io_uring`
    #[token("io_uring")]
    IoUring,
}

/// Whether discards are passed on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Token)]
pub enum Discard {
    /// They are.
    Unmap,
    /// They are not.
    Ignore,
}

/// What is done with writes of zeroes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Token)]
pub enum DetectZeroes {
    /// `off`
    Off,
    /// `on`
    On,
    /// `unmap`
    Unmap,
}

/// Which threads serve which queues.
#[derive(Debug, Clone, PartialEq, Default, Element)]
#[xml(name = "iothreads")]
pub struct IothreadMapping {
    /// The threads.
    #[xml(list = "iothread")]
    pub threads: Vec<MappedIothread>,
}

/// A thread and its queues.
#[derive(Debug, Clone, PartialEq, Default, Element)]
#[xml(name = "iothread")]
pub struct MappedIothread {
    /// The thread.
    #[xml(attr, required)]
    pub id: u32,
    /// Its queues; none means the driver spreads them.
    #[xml(list = "queue")]
    pub queues: Vec<MappedQueue>,
}

/// A queue, by number.
#[derive(Debug, Clone, PartialEq, Default, Element)]
#[xml(name = "queue")]
pub struct MappedQueue {
    /// Its number.
    #[xml(attr, required)]
    pub id: u32,
}

/// The geometry the guest sees.
#[derive(Debug, Clone, PartialEq, Default, Element)]
#[xml(name = "geometry")]
pub struct Geometry {
    /// Cylinders.
    #[xml(attr, required)]
    pub cyls: u32,
    /// Heads.
    #[xml(attr, required)]
    pub heads: u32,
    /// Sectors of a track.
    #[xml(attr, required)]
    pub secs: u32,
    /// How the BIOS translates it.
    #[xml(attr)]
    pub trans: Option<GeometryTranslation>,
}

/// How the BIOS translates a geometry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Token)]
pub enum GeometryTranslation {
    /// `none`
    None,
    /// `auto`
    Auto,
    /// `lba`
    Lba,
}

/// The sizes of blocks the guest sees.
#[derive(Debug, Clone, PartialEq, Default, Element)]
#[xml(name = "blockio")]
pub struct BlockIo {
    /// Bytes of a logical block.
    #[xml(attr = "logical_block_size", omit_default)]
    pub logical_block_size: u32,
    /// Bytes of a physical block.
    #[xml(attr = "physical_block_size", omit_default)]
    pub physical_block_size: u32,
    /// Bytes of the smallest discard.
    #[xml(attr = "discard_granularity", omit_default)]
    pub discard_granularity: u32,
}

/// How the guest finds a disk.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct DiskTarget {
    /// The name, `vda`; a hint for the guest, the key for us.
    pub dev: String,
    /// The bus; told by the name when it is not given.
    pub bus: Option<DiskBus>,
    /// Whether the tray is open.
    pub tray: Option<Tray>,
    /// Whether a USB disk calls itself removable.
    pub removable: Option<OnOff>,
    /// Turns a minute; 1 for a solid state disk.
    pub rotation_rate: u32,
}

/// The buses disks sit on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Token)]
pub enum DiskBus {
    /// None, for CD-ROM drives of bhyve and the like.
    None,
    /// `ide`
    Ide,
    /// `fdc`
    Fdc,
    /// `scsi`
    Scsi,
    /// `virtio`
    Virtio,
    /// `xen`
    Xen,
    /// `usb`
    Usb,
    /// `uml`
    Uml,
    /// `sata`
    Sata,
    /// `sd`
    Sd,
}

/// Whether a tray is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Token)]
pub enum Tray {
    /// It is not.
    #[default]
    Closed,
    /// It is.
    Open,
}

/// Limits of throughput; zero is none.
#[derive(Debug, Clone, PartialEq, Default, Element)]
#[xml(name = "iotune")]
pub struct IoTune {
    /// Bytes a second.
    #[xml(text = "total_bytes_sec", omit_default)]
    pub total_bytes_sec: u64,
    /// Bytes read a second.
    #[xml(text = "read_bytes_sec", omit_default)]
    pub read_bytes_sec: u64,
    /// Bytes written a second.
    #[xml(text = "write_bytes_sec", omit_default)]
    pub write_bytes_sec: u64,
    /// Requests a second.
    #[xml(text = "total_iops_sec", omit_default)]
    pub total_iops_sec: u64,
    /// Reads a second.
    #[xml(text = "read_iops_sec", omit_default)]
    pub read_iops_sec: u64,
    /// Writes a second.
    #[xml(text = "write_iops_sec", omit_default)]
    pub write_iops_sec: u64,
    /// Bytes a second in a burst.
    #[xml(text = "total_bytes_sec_max", omit_default)]
    pub total_bytes_sec_max: u64,
    /// Bytes read a second in a burst.
    #[xml(text = "read_bytes_sec_max", omit_default)]
    pub read_bytes_sec_max: u64,
    /// Bytes written a second in a burst.
    #[xml(text = "write_bytes_sec_max", omit_default)]
    pub write_bytes_sec_max: u64,
    /// Requests a second in a burst.
    #[xml(text = "total_iops_sec_max", omit_default)]
    pub total_iops_sec_max: u64,
    /// Reads a second in a burst.
    #[xml(text = "read_iops_sec_max", omit_default)]
    pub read_iops_sec_max: u64,
    /// Writes a second in a burst.
    #[xml(text = "write_iops_sec_max", omit_default)]
    pub write_iops_sec_max: u64,
    /// Bytes that count as one request.
    #[xml(text = "size_iops_sec", omit_default)]
    pub size_iops_sec: u64,
    /// Disks with the same name share the limits.
    #[xml(text = "group_name")]
    pub group_name: Option<String>,
    /// Seconds a burst may last, by bytes.
    #[xml(text = "total_bytes_sec_max_length", omit_default)]
    pub total_bytes_sec_max_length: u64,
    /// Seconds a burst may last, by bytes read.
    #[xml(text = "read_bytes_sec_max_length", omit_default)]
    pub read_bytes_sec_max_length: u64,
    /// Seconds a burst may last, by bytes written.
    #[xml(text = "write_bytes_sec_max_length", omit_default)]
    pub write_bytes_sec_max_length: u64,
    /// Seconds a burst may last, by requests.
    #[xml(text = "total_iops_sec_max_length", omit_default)]
    pub total_iops_sec_max_length: u64,
    /// Seconds a burst may last, by reads.
    #[xml(text = "read_iops_sec_max_length", omit_default)]
    pub read_iops_sec_max_length: u64,
    /// Seconds a burst may last, by writes.
    #[xml(text = "write_iops_sec_max_length", omit_default)]
    pub write_iops_sec_max_length: u64,
}

impl IoTune {
    /// Whether anything is limited; the group's name is no limit.
    pub fn has_any(&self) -> bool {
        let unnamed = Self {
            group_name: None,
            ..self.clone()
        };
        unnamed != Self::default()
    }
}

/// The throttle groups of a disk.
#[derive(Debug, Clone, PartialEq, Default, Element)]
#[xml(name = "throttlefilters")]
pub struct ThrottleFilters {
    /// The groups, outermost first.
    #[xml(list = "throttlefilter")]
    pub filters: Vec<ThrottleFilter>,
}

/// One throttle group.
#[derive(Debug, Clone, PartialEq, Default, Element)]
#[xml(name = "throttlefilter")]
pub struct ThrottleFilter {
    /// Its name.
    #[xml(attr, required)]
    pub group: String,
}

/// Changes are thrown away when the guest stops.
#[derive(Debug, Clone, PartialEq, Default, Element)]
#[xml(name = "transient", keep_empty)]
pub struct Transient {
    /// Whether the image below may be used by other guests.
    #[xml(hook = share_backing)]
    pub share_backing: Option<YesNo>,
}

/// A copy in progress.
#[derive(Debug, Clone, PartialEq)]
pub struct Mirror {
    /// Where the copy goes.
    pub source: StorageSource,
    /// The copy's format.
    pub format: Option<StorageFormat>,
    /// How much memory its tables may take, in bytes.
    pub metadata_cache_max: Option<u64>,
    /// What stands behind it.
    pub backing_store: Option<BackingStore>,
    /// What the copy is for.
    pub job: Option<MirrorJob>,
    /// How far it is.
    pub ready: Option<MirrorState>,
}

/// What a copy is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Token)]
pub enum MirrorJob {
    /// A block copy.
    Copy,
    /// A commit of the image in use.
    ActiveCommit,
}

/// How far a copy is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Token)]
pub enum MirrorState {
    /// Both sides are equal.
    Yes,
    /// It is being ended without effect.
    Abort,
    /// The guest is moving over.
    Pivot,
}

/// The source, with the kind that stands on the disk itself.
mod source {
    use super::*;

    fn twice(name: &str) -> Error {
        Error::new(
            ErrorDomain::Domain,
            ErrorCode::ConfigUnsupported,
            format!("an <{name}> definition already found for disk source"),
        )
    }

    pub(super) fn read(node: Node<'_>, cx: &Context) -> Result<StorageSource> {
        let kind = read::attr(node, "type")?.unwrap_or_default();
        let source = node.child("source");
        for name in ["auth", "encryption"] {
            let inside = source.and_then(|source| source.child(name));
            if inside.is_some() && node.child(name).is_some() {
                return Err(twice(name));
            }
        }
        // An empty drive is a drive of files, whatever the document calls it.
        let kind = if source.is_some() {
            kind
        } else {
            StorageKind::File
        };
        StorageSource::read(source, kind, cx)
    }

    pub(super) fn write(source: &StorageSource, body: &mut Body<'_>, cx: &Context) {
        body.attr_front("type", source.kind.as_str());
        source.write("source", Numbered::Here, body, cx);
    }
}

/// What stands behind the image; kept for definitions only if the user wrote it.
mod backing_store {
    use super::*;

    pub(super) fn read(node: Node<'_>, cx: &Context) -> Result<Option<BackingStore>> {
        read::child(node, "backingStore", cx)
    }

    pub(super) fn write(store: &Option<BackingStore>, body: &mut Body<'_>, cx: &Context) {
        if let Some(store) = store {
            store.write_as_child(body, cx);
        }
    }
}

/// The image's format, refused in words of its own.
mod image_format {
    use super::*;

    pub(super) fn read(node: Node<'_>, _: &Context) -> Result<Option<StorageFormat>> {
        let Some(word) = node.attr("type") else {
            return Ok(None);
        };
        let format = StorageFormat::from_word(word).ok_or_else(|| {
            let detail = format!("unknown driver format value '{word}'");
            Error::new(ErrorDomain::Domain, ErrorCode::ConfigUnsupported, detail)
        });
        format.map(Some)
    }

    pub(super) fn write(format: &Option<StorageFormat>, body: &mut Body<'_>, _: &Context) {
        body.attr_opt("type", format.as_ref());
    }
}

/// `default` is a word for "as if it were not given".
mod some_cache {
    use super::*;

    pub(super) fn read(node: Node<'_>, _: &Context) -> Result<Option<DiskCache>> {
        match node.attr("cache") {
            Some("default") => Ok(None),
            _ => fv_model_xml::read::attr(node, "cache"),
        }
    }

    pub(super) fn write(cache: &Option<DiskCache>, body: &mut Body<'_>, _: &Context) {
        body.attr_opt("cache", cache.as_ref());
    }
}

/// A read-only disk needs no snapshot, so `no` is not said of it.
mod snapshot {
    use super::*;

    pub(super) fn read(node: Node<'_>, _: &Context) -> Result<Option<SnapshotLocation>> {
        fv_model_xml::read::attr(node, "snapshot")
    }

    pub(super) fn write(disk: &Disk, body: &mut Body<'_>, _: &Context) {
        let implied = disk.snapshot == Some(SnapshotLocation::No) && disk.readonly;
        body.attr_opt("snapshot", disk.snapshot.as_ref().filter(|_| !implied));
    }
}

/// The target; a tray is for drives with one, removable for USB.
mod target {
    use super::*;

    pub(super) fn read(node: Node<'_>, _: &Context) -> Result<DiskTarget> {
        let Some(target) = node.child("target") else {
            return Ok(DiskTarget::default());
        };
        Ok(DiskTarget {
            dev: target.attr("dev").unwrap_or_default().to_owned(),
            bus: fv_model_xml::read::attr(target, "bus")?,
            tray: fv_model_xml::read::attr(target, "tray")?,
            removable: fv_model_xml::read::attr(target, "removable")?,
            rotation_rate: fv_model_xml::read::attr(target, "rotation_rate")?.unwrap_or_default(),
        })
    }

    pub(super) fn write(disk: &Disk, body: &mut Body<'_>, _: &Context) {
        let target = &disk.target;
        let tray = target.tray.filter(|tray| {
            *tray == Tray::Open && matches!(disk.device, DiskDevice::Cdrom | DiskDevice::Floppy)
        });
        body.child("target", |body| {
            body.attr("dev", &target.dev);
            body.attr("bus", &target.bus.unwrap_or(DiskBus::None));
            body.attr_opt("tray", tray.as_ref());
            if target.bus == Some(DiskBus::Usb) {
                body.attr_opt("removable", target.removable.as_ref());
            }
            if target.rotation_rate != 0 {
                body.attr("rotation_rate", &target.rotation_rate);
            }
        });
    }
}

/// Only `yes` is worth a word.
mod share_backing {
    use super::*;

    pub(super) fn read(node: Node<'_>, _: &Context) -> Result<Option<YesNo>> {
        fv_model_xml::read::attr(node, "shareBacking")
    }

    pub(super) fn write(share: &Option<YesNo>, body: &mut Body<'_>, _: &Context) {
        body.attr_opt(
            "shareBacking",
            share.as_ref().filter(|share| **share == YesNo::Yes),
        );
    }
}

/// A copy in progress: a part of running guests alone.
mod mirror {
    use super::*;

    pub(super) fn read(node: Node<'_>, cx: &Context) -> Result<Option<Box<Mirror>>> {
        let Some(node) = node.child("mirror").filter(|_| cx.shows(Scope::LIVE)) else {
            return Ok(None);
        };
        let job = read::attr::<MirrorJob>(node, "job")?;
        // Status files of old had no job: then the copy is a plain file.
        let old = job.is_none();
        let format = node.child("format");
        let source = match old {
            true => {
                let Some(file) = node.attr("file") else {
                    return Err(xml_error("mirror requires file name"));
                };
                StorageSource::file(file)
            }
            false => {
                let kind = read::attr::<StorageKind>(node, "type")?.unwrap_or_default();
                StorageSource::read(node.child("source"), kind, cx)?
            }
        };
        Ok(Some(Box::new(Mirror {
            source,
            format: match format {
                Some(format) => read::attr(format, "type")?,
                None => read::attr(node, "format")?,
            },
            metadata_cache_max: match format {
                Some(format) => metadata_cache::read(format, cx)?,
                None => None,
            },
            backing_store: read::child(node, "backingStore", cx)?,
            job: job.or(Some(MirrorJob::Copy)),
            ready: read::attr(node, "ready")?,
        })))
    }

    pub(super) fn write(mirror: &Option<Box<Mirror>>, body: &mut Body<'_>, cx: &Context) {
        let Some(mirror) = mirror.as_ref().filter(|_| cx.shows(Scope::LIVE)) else {
            return;
        };
        body.child("mirror", |body| {
            body.attr("type", &mirror.source.kind);
            if mirror.source.kind == StorageKind::File && mirror.job == Some(MirrorJob::Copy) {
                body.attr_opt("file", mirror.source.path.as_ref());
                body.attr_opt("format", mirror.format.as_ref());
            }
            body.attr_opt("job", mirror.job.as_ref());
            body.attr_opt("ready", mirror.ready.as_ref());
            body.child_unless_empty("format", |body| {
                body.attr_opt("type", mirror.format.as_ref());
                metadata_cache::write(&mirror.metadata_cache_max, body, cx);
            });
            mirror.source.write("source", Numbered::Here, body, cx);
            if let Some(store) = &mirror.backing_store {
                store.write_as_child(body, cx);
            }
        });
    }
}

/// Status files say whether secrets stood on the disk or on its source.
mod secrets_placement {
    use super::*;

    pub(super) fn read(_: Node<'_>, _: &Context) -> Result<()> {
        Ok(())
    }

    pub(super) fn write(disk: &Disk, body: &mut Body<'_>, cx: &Context) {
        if cx.shows(Scope::STATUS) {
            body.child_unless_empty("diskSecretsPlacement", |body| {
                if disk.auth.is_some() {
                    body.attr_text("auth", "true");
                }
                if disk.encryption.is_some() {
                    body.attr_text("enc", "true");
                }
            });
        }
    }
}
