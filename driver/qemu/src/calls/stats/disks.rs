//! Disks by the names that clients and QEMU give them.

use fv_model_domain::Domain;
use fv_model_domain::devices::disk::{Disk, DiskBus};
use fv_model_domain::devices::source::{BackingStore, StorageFormat, StorageKind, StorageSource};

use super::blocks::Blocks;

/// What a path means that several disks have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ambiguity {
    /// The first of them.
    First,
    /// None of them.
    Refuse,
}

/// The disk with this target, or with this image when the name is an absolute path.
pub(crate) fn find<'a>(domain: &'a Domain, name: &str, ambiguity: Ambiguity) -> Option<&'a Disk> {
    let disks = &domain.devices.disks;
    if !name.starts_with('/') {
        return disks.iter().find(|disk| disk.target.dev == name);
    }
    let mut same = disks
        .iter()
        .filter(|disk| disk.source.path.as_deref() == Some(name));
    let first = same.next();
    match (ambiguity, same.next()) {
        (Ambiguity::Refuse, Some(_)) => None,
        _ => first,
    }
}

/// The name under which QEMU tells what the guest's side of a disk did.
pub(crate) fn front(disk: &Disk) -> String {
    let alias = disk.info.alias();
    match disk.target.bus {
        Some(DiskBus::Virtio) => format!("/machine/peripheral/{alias}/virtio-backend"),
        Some(DiskBus::Usb) => format!("/machine/peripheral/{alias}/{alias}.0/legacy[0]"),
        _ => alias.to_string(),
    }
}

/// Whether QEMU itself does not see the traffic of a disk.
pub(crate) fn is_elsewhere(disk: &Disk) -> bool {
    disk.source.kind == StorageKind::VhostUser
}

/// One image of a disk's chain.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Image<'a> {
    /// Where it lives.
    pub(crate) source: &'a StorageSource,
    /// Its format.
    pub(crate) format: StorageFormat,
    /// Whether its bytes are encrypted.
    pub(crate) encrypted: bool,
}

/// The images of a disk, the one that the guest writes first.
pub(crate) fn images(disk: &Disk) -> impl Iterator<Item = Image<'_>> {
    let top = Image {
        source: &disk.source,
        format: disk.driver.format.unwrap_or(StorageFormat::Raw),
        encrypted: disk.source.encryption.is_some() || disk.encryption.is_some(),
    };
    let mut below = disk.backing_store.as_ref();
    let behind = std::iter::from_fn(move || match below {
        Some(BackingStore::Image(image)) => {
            below = image.backing.as_ref();
            Some(Image {
                source: &image.source,
                format: image.format,
                encrypted: image.source.encryption.is_some(),
            })
        }
        _ => None,
    });
    std::iter::once(top).chain(behind)
}

impl Image<'_> {
    /// The name of the node that the guest, or the image above, reads from.
    ///
    /// A plain image has one node, another one a node for its format in front of that.
    pub(crate) fn upper_name(&self, blocks: &Blocks) -> Option<String> {
        ["format", "slice-sto", "storage"]
            .into_iter()
            .filter_map(|layer| self.node(layer))
            .find(|name| blocks.sizes.contains_key(name) || blocks.stats.contains_key(name))
    }

    /// The name of the node that holds the bytes.
    pub(crate) fn storage_name(&self) -> Option<String> {
        self.node("storage")
    }

    fn node(&self, layer: &str) -> Option<String> {
        let index = self.source.index;
        (index > 0).then(|| format!("libvirt-{index}-{layer}"))
    }
}
