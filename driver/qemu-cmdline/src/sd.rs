//! Memory cards: the last disks that QEMU knows by the old way of naming them.

use std::fmt::Write as _;

use fv_driver_qemu_resolve::disk_number;
use fv_error::Result;
use fv_model_domain::devices::disk::{Discard, Disk, DiskCache, DiskDevice, DiskIo};
use fv_model_domain::devices::source::{StorageFormat, StorageKind};

use crate::block::Image;
use crate::builder::Builder;
use crate::props::{Props, escape_comma, on_off};
use crate::words::{internal, on};

impl Builder<'_> {
    /// Appends a card.
    pub(crate) fn card(&mut self, disk: &Disk) -> Result<()> {
        let image = Image::of(disk);
        if !disk.source.is_empty() {
            self.secrets(&image)?;
        }
        let mut value = self.card_source(disk, &image)?;
        let index = disk_number(&disk.target.dev).unwrap_or_default();
        let _ = write!(value, "if=sd,index={index}");
        if disk.readonly {
            value.push_str(",readonly=on");
        }
        if !disk.source.is_empty() {
            add_tuning(&mut value, disk);
        }
        self.option("-drive", value);
        Ok(())
    }

    fn card_source(&self, disk: &Disk, image: &Image<'_>) -> Result<String> {
        let path = escape_comma(disk.source.path.as_deref().unwrap_or_default());
        let mut value = match disk.source.kind {
            StorageKind::File | StorageKind::Block => format!("file={path},"),
            StorageKind::Dir => {
                let floppy = match disk.device {
                    DiskDevice::Floppy => "floppy:",
                    _ => "",
                };
                format!("file=fat:{floppy}{path},")
            }
            StorageKind::Network => {
                let mut file = Props::new();
                file.nested("file", self.network_props(image)?);
                file.to_pairs("")? + ","
            }
            _ => return Err(internal("unsupported storage type for this code path")),
        };
        let secret = format!("{}-encryption-secret0", image.format_node());
        let format = image.format;
        let mut name = format.as_str();
        if image.is_luks() && format == StorageFormat::Raw {
            let _ = write!(value, "key-secret={secret},");
            name = "luks";
        } else if image.is_luks() && format == StorageFormat::Qcow2 {
            let _ = write!(value, "encrypt.format=luks,encrypt.key-secret={secret},");
        }
        if disk.source.kind != StorageKind::Dir {
            let _ = write!(value, "format={name},");
        }
        Ok(value)
    }
}

fn add_tuning(value: &mut String, disk: &Disk) {
    let driver = &disk.driver;
    if let Some(cache) = driver.cache {
        let word = match cache {
            DiskCache::None => "none",
            DiskCache::Writethrough => "writethrough",
            DiskCache::Writeback => "writeback",
            DiskCache::Directsync => "directsync",
            DiskCache::Unsafe => "unsafe",
        };
        let _ = write!(value, ",cache={word}");
    }
    if let Some(copy) = on(driver.copy_on_read) {
        let _ = write!(value, ",copy-on-read={}", on_off(copy));
    }
    if let Some(discard) = driver.discard.map(Discard::as_str) {
        let _ = write!(value, ",discard={discard}");
    }
    if let Some(zeroes) = crate::block::effective_zeroes(driver.detect_zeroes, driver.discard) {
        let _ = write!(value, ",detect-zeroes={}", zeroes.as_str());
    }
    if let Some(io) = driver.io.map(DiskIo::as_str) {
        let _ = write!(value, ",aio={io}");
    }
}
