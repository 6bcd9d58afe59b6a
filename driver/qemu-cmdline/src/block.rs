//! Block nodes: how QEMU reaches the bytes of a disk, layer by layer.
//!
//! An image is a storage node (`libvirt-N-storage`), a slice of it where one was asked for, and
//! a format node on top where the format is not plain bytes. N is the index that the source got
//! when the start was prepared; images behind it follow in their own nodes.

use fv_driver_qemu_caps::Flag;
use fv_error::Result;
use fv_model_domain::devices::disk::{DetectZeroes, Discard, Disk, DiskCache, DiskDevice, DiskIo};
use fv_model_domain::devices::source::{
    Auth, BackingStore, Encryption, StorageFormat, StorageKind, StorageSource,
};
use fv_model_xml::YesNo;

use crate::builder::Builder;
use crate::props::Props;
use crate::words::{internal, on, unsupported};

/// What a whole chain of images is told, taken from its disk.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Tuning {
    cache: Option<DiskCache>,
    io: Option<DiskIo>,
    discard: Option<Discard>,
    discard_no_unref: Option<bool>,
    detect_zeroes: Option<DetectZeroes>,
    is_floppy: bool,
}

impl Tuning {
    pub(crate) fn of(disk: &Disk) -> Self {
        // A disk that several guests write is safe only without the host's cache.
        let shared = disk.shareable && !disk.readonly;
        Self {
            cache: disk.driver.cache.or(shared.then_some(DiskCache::None)),
            io: disk.driver.io,
            discard: disk.driver.discard,
            discard_no_unref: on(disk.driver.discard_no_unref),
            detect_zeroes: disk.driver.detect_zeroes,
            is_floppy: disk.device == DiskDevice::Floppy,
        }
    }

    /// The cache mode, as write-back, direct, no-flush.
    pub(crate) fn cache_flags(&self) -> Option<(bool, bool, bool)> {
        Some(match self.cache? {
            DiskCache::None => (true, true, false),
            DiskCache::Writethrough => (false, false, false),
            DiskCache::Writeback => (true, false, false),
            DiskCache::Directsync => (false, true, false),
            DiskCache::Unsafe => (true, false, true),
        })
    }
}

/// One image of a chain.
#[derive(Clone, Copy)]
pub(crate) struct Image<'a> {
    pub(crate) source: &'a StorageSource,
    /// Who one has to be to reach it.
    pub(crate) auth: Option<&'a Auth>,
    /// How its bytes are encrypted.
    pub(crate) encryption: Option<&'a Encryption>,
    pub(crate) format: StorageFormat,
    pub(crate) metadata_cache_max: Option<u64>,
    pub(crate) readonly: bool,
    pub(crate) backing: Option<&'a BackingStore>,
    /// Whether the guest's own requests arrive here.
    pub(crate) is_top: bool,
    /// What its nodes are named after instead of a number.
    pub(crate) name: Option<&'static str>,
}

impl<'a> Image<'a> {
    /// The image that a disk shows to the guest.
    pub(crate) fn of(disk: &'a Disk) -> Self {
        let format = match (disk.source.kind, disk.driver.format) {
            (StorageKind::Dir, _) => StorageFormat::Fat,
            (_, format) => format.unwrap_or(StorageFormat::Raw),
        };
        Self {
            source: &disk.source,
            auth: disk.source.auth.as_ref().or(disk.auth.as_ref()),
            encryption: disk.source.encryption.as_ref().or(disk.encryption.as_ref()),
            format,
            metadata_cache_max: disk.driver.metadata_cache_max,
            readonly: disk.readonly,
            backing: disk.backing_store.as_ref(),
            is_top: true,
            name: None,
        }
    }

    /// The image behind it, if the definition knows one.
    fn below(&self) -> Option<Self> {
        let Some(BackingStore::Image(image)) = self.backing else {
            return None;
        };
        Some(Self {
            source: &image.source,
            auth: image.source.auth.as_ref(),
            encryption: image.source.encryption.as_ref(),
            format: image.format,
            metadata_cache_max: image.metadata_cache_max,
            readonly: true,
            backing: image.backing.as_ref(),
            is_top: false,
            name: None,
        })
    }

    pub(crate) fn storage_node(&self) -> String {
        self.node("storage")
    }

    fn slice_node(&self) -> String {
        self.node("slice-sto")
    }

    pub(crate) fn format_node(&self) -> String {
        self.node("format")
    }

    fn node(&self, layer: &str) -> String {
        match self.name {
            Some(name) => format!("libvirt-{name}-{layer}"),
            None => format!("libvirt-{}-{layer}", self.source.index),
        }
    }

    /// Who makes reservations for it, by the name of its object.
    pub(crate) fn reservation_alias(&self) -> Option<String> {
        let reservations = self.source.reservations.as_ref()?;
        Some(match reservations.managed {
            Some(YesNo::Yes) => MANAGED_RESERVATIONS.to_string(),
            _ => format!("pr-helper-{}", self.storage_node()),
        })
    }

    /// The file that holds the bytes of an image whose own file holds the tables alone.
    fn data_store(&self) -> Option<Self> {
        let store = self.source.data_store.as_ref()?;
        Some(Self {
            source: &store.source,
            auth: store.source.auth.as_ref(),
            encryption: store.source.encryption.as_ref(),
            format: StorageFormat::Raw,
            metadata_cache_max: None,
            readonly: self.readonly,
            backing: None,
            is_top: self.is_top,
            name: None,
        })
    }

    /// How the emulator itself decrypts the image.
    fn own_encryption(&self) -> Option<&Encryption> {
        self.encryption
            .filter(|encryption| encryption.engine.as_deref() != Some("librbd"))
    }

    pub(crate) fn is_luks(&self) -> bool {
        let luks = |encryption: &fv_model_domain::devices::source::Encryption| {
            encryption.format == "luks" && encryption.engine.as_deref() != Some("librbd")
        };
        self.encryption.is_some_and(luks)
    }
}

/// The object that makes reservations through the helper that the driver runs.
pub(crate) const MANAGED_RESERVATIONS: &str = "pr-helper0";
/// The name of the firmware's code.
pub(crate) const CODE: &str = "pflash0";
/// The name of the firmware's variables.
pub(crate) const VARIABLES: &str = "pflash1";

/// The most images that a chain may have.
const CHAIN_MAX: usize = 200;

impl Builder<'_> {
    /// The name of the node that a device or the image above attaches to.
    pub(crate) fn node_name(&self, image: &Image<'_>) -> String {
        if self.has_format_node(image) {
            image.format_node()
        } else if image.source.slice.is_some() {
            image.slice_node()
        } else {
            image.storage_node()
        }
    }

    /// Appends the nodes of a chain, the last image first.
    pub(crate) fn chain(&mut self, top: Image<'_>, tuning: Tuning) -> Result<()> {
        let mut images = vec![top];
        while let Some(below) = images.last().and_then(Image::below) {
            if images.len() >= CHAIN_MAX {
                return Err(internal("the chain of images is too long"));
            }
            images.push(below);
        }
        for image in images.iter().rev() {
            if let Some(store) = image.data_store() {
                self.image(&store, tuning)?;
            }
            self.image(image, tuning)?;
        }
        Ok(())
    }

    fn image(&mut self, image: &Image<'_>, tuning: Tuning) -> Result<()> {
        self.reservations(image);
        self.secrets(image)?;
        let has_format = self.has_format_node(image);
        let format = match has_format {
            true => Some(self.format_props(image, tuning)?),
            false => None,
        };
        let mut is_effective = !has_format;
        let slice = image.source.slice.as_ref().map(|slice| {
            let mut props = Props::device("raw");
            props.text("file", image.storage_node());
            props
                .number("offset", slice.offset)
                .number("size", slice.size);
            add_common(&mut props, image, tuning, &image.slice_node(), is_effective);
            is_effective = false;
            props
        });
        let mut storage = self.storage_props(image, tuning)?;
        add_common(
            &mut storage,
            image,
            tuning,
            &image.storage_node(),
            is_effective,
        );
        self.blockdev(&storage);
        if let Some(props) = slice {
            self.blockdev(&props);
        }
        if let Some(props) = format {
            self.blockdev(&props);
        }
        Ok(())
    }

    pub(crate) fn has_format_node(&self, image: &Image<'_>) -> bool {
        let is_plain = image.format == StorageFormat::Raw && !image.is_luks();
        // The code of firmware always has both layers.
        let is_code = image.name == Some(CODE);
        !is_plain || is_code || !self.has(Flag::BlockjobBackingMaskProtocol)
    }

    fn storage_props(&self, image: &Image<'_>, tuning: Tuning) -> Result<Props> {
        let source = image.source;
        let path = source.path.as_deref().unwrap_or_default();
        match source.kind {
            StorageKind::File | StorageKind::Block => {
                let driver = match source.kind {
                    StorageKind::File => "file",
                    _ if self.input.host.cdroms.iter().any(|drive| drive == path) => "host_cdrom",
                    _ => "host_device",
                };
                let mut props = Props::device(driver);
                props.text("filename", path);
                props.text_maybe("aio", tuning.io.map(DiskIo::as_str));
                props.text_maybe("pr-manager", image.reservation_alias());
                Ok(props)
            }
            StorageKind::Dir => {
                let mut props = Props::device("vvfat");
                props.text("dir", path).boolean("floppy", tuning.is_floppy);
                props.boolean("rw", false);
                Ok(props)
            }
            StorageKind::Network => self.network_props(image),
            StorageKind::Nvme => {
                let Some(nvme) = &source.nvme else {
                    return Err(internal("an NVMe source without a controller"));
                };
                let place = &nvme.address;
                let (domain, bus) = (place.domain, place.bus);
                let (slot, function) = (place.slot, place.function);
                let mut props = Props::device("nvme");
                props.text(
                    "device",
                    format!("{domain:04x}:{bus:02x}:{slot:02x}.{function:o}"),
                );
                props.number("namespace", nvme.namespace);
                Ok(props)
            }
            kind => {
                let kind = kind.as_str();
                Err(unsupported(format!(
                    "storage source of type '{kind}' is not supported yet"
                )))
            }
        }
    }

    fn format_props(&self, image: &Image<'_>, tuning: Tuning) -> Result<Props> {
        let mut props = Props::new();
        let node = image.format_node();
        add_common(&mut props, image, tuning, &node, true);
        let driver = match image.format {
            _ if image.is_luks() && image.format == StorageFormat::Raw => "luks",
            StorageFormat::Raw | StorageFormat::Fat => "raw",
            StorageFormat::Ploop => "parallels",
            StorageFormat::Vhd => "vhdx",
            StorageFormat::Cow | StorageFormat::Iso | StorageFormat::Dir => {
                let name = image.format.as_str();
                return Err(internal(format!("mishandled storage format '{name}'")));
            }
            format => format.as_str(),
        };
        props.text("driver", driver);
        let key = format!("{node}-encryption-secret0");
        if driver == "luks" {
            props.text("key-secret", key);
        } else if let Some(encryption) = image.own_encryption()
            && matches!(image.format, StorageFormat::Qcow | StorageFormat::Qcow2)
        {
            let mut encrypt = Props::new();
            let format = match encryption.format.as_str() {
                "luks" => "luks",
                _ => "aes",
            };
            encrypt.text("format", format).text("key-secret", key);
            props.nested("encrypt", encrypt);
        }
        if image.format == StorageFormat::Qcow2 {
            props.nonzero("cache-size", image.metadata_cache_max.unwrap_or_default());
            props.switch("discard-no-unref", tuning.discard_no_unref);
        }
        if let Some(store) = image.data_store() {
            props.text("data-file", self.node_name(&store));
        }
        let file = match image.source.slice {
            Some(_) => image.slice_node(),
            None => image.storage_node(),
        };
        props.text("file", file);
        self.add_backing(&mut props, image)?;
        Ok(props)
    }

    fn add_backing(&self, props: &mut Props, image: &Image<'_>) -> Result<()> {
        let can_have_backing = matches!(
            image.format,
            StorageFormat::Cow
                | StorageFormat::Qcow
                | StorageFormat::Qcow2
                | StorageFormat::Qed
                | StorageFormat::Vmdk
        );
        match (image.below(), image.backing) {
            (Some(_), _) if !can_have_backing => Err(unsupported(format!(
                "storage format '{}' does not support backing store",
                image.format.as_str()
            ))),
            (Some(below), _) => {
                props.text("backing", self.node_name(&below));
                Ok(())
            }
            // The chain ends here; QEMU is not to look for more.
            (None, Some(_)) if can_have_backing => {
                props.value("backing", serde_json::Value::Null);
                Ok(())
            }
            _ => Ok(()),
        }
    }
}

/// What is done about zeroes: they can be unmapped only where discarding is allowed.
pub(crate) fn effective_zeroes(
    zeroes: Option<DetectZeroes>,
    discard: Option<Discard>,
) -> Option<DetectZeroes> {
    zeroes.map(|zeroes| match (zeroes, discard) {
        (DetectZeroes::Unmap, Some(Discard::Unmap)) => DetectZeroes::Unmap,
        (DetectZeroes::Unmap, _) => DetectZeroes::On,
        (zeroes, _) => zeroes,
    })
}

/// What every node is told; only the topmost of an image's nodes carries the guest's wishes.
fn add_common(
    props: &mut Props,
    image: &Image<'_>,
    tuning: Tuning,
    node: &str,
    is_effective: bool,
) {
    props.text("node-name", node);
    if is_effective {
        props.boolean("read-only", image.readonly);
        props.text_maybe("discard", tuning.discard.map(Discard::as_str));
        let zeroes = tuning.detect_zeroes.filter(|_| image.is_top);
        let zeroes = effective_zeroes(zeroes, tuning.discard);
        props.text_maybe("detect-zeroes", zeroes.map(DetectZeroes::as_str));
    } else {
        props
            .boolean("auto-read-only", true)
            .text("discard", "unmap");
    }
    if let Some((_, direct, no_flush)) = tuning.cache_flags() {
        let mut cache = Props::new();
        cache
            .boolean("direct", direct)
            .boolean("no-flush", no_flush);
        props.nested("cache", cache);
    }
}
