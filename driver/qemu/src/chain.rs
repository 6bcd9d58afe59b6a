//! What stands behind a disk's image: found in the images' own headers when a guest starts.
//!
//! QEMU is told the whole chain, so that it opens nothing that the driver does not know of. An
//! image that does not name its backing image's format is refused, as libvirt does: guessing
//! would let a guest choose what the host opens.

use std::io;
use std::path::{Path, PathBuf};

use fv_error::{Error, ErrorCode, ErrorDomain, Result};
use fv_model_domain::Domain;
use fv_model_domain::devices::disk::Disk;
use fv_model_domain::devices::source::{BackingImage, BackingStore, StorageFormat, StorageSource};
use fv_sys::file::{self, Links};

use crate::definition;

/// Completes the chains of all disks that do not say how they go on.
pub(crate) fn complete(domain: &mut Domain) -> Result<()> {
    domain.devices.disks.iter_mut().try_for_each(complete_disk)
}

/// Completes the chain of a disk, unless it says how that goes on.
pub(crate) fn complete_disk(disk: &mut Disk) -> Result<()> {
    let Some(path) = definition::disk_path(disk).map(PathBuf::from) else {
        return Ok(());
    };
    if disk.backing_store.is_some() {
        return Ok(());
    }
    let format = disk.driver.format.unwrap_or(StorageFormat::Raw);
    disk.backing_store = Some(behind(&path, format, DEPTH_MAX)?);
    Ok(())
}

/// What stands behind an image.
fn behind(image: &Path, format: StorageFormat, depth: usize) -> Result<BackingStore> {
    if format != StorageFormat::Qcow2 {
        return Ok(BackingStore::End);
    }
    let Some(found) = backing_of(image)? else {
        return Ok(BackingStore::End);
    };
    let Some(format) = found.format.as_deref().and_then(StorageFormat::from_word) else {
        return Err(unnamed_format(&found.path, image));
    };
    let path = match image.parent() {
        Some(folder) if !found.path.starts_with('/') => folder.join(&found.path),
        _ => PathBuf::from(&found.path),
    };
    if depth == 0 {
        let detail = format!("backing chain of {} is too long", image.display());
        return Err(Error::new(
            ErrorDomain::Storage,
            ErrorCode::OperationFailed,
            detail,
        ));
    }
    file::stat(&path, Links::Follow).map_err(|error| {
        let (path, image) = (path.display(), image.display());
        let detail = format!("Cannot access backing file '{path}' of storage file '{image}'");
        Error::system(ErrorDomain::Storage, error, detail)
    })?;
    Ok(BackingStore::Image(Box::new(BackingImage {
        format,
        metadata_cache_max: None,
        backing: Some(behind(&path, format, depth - 1)?),
        source: StorageSource::file(path.to_string_lossy()),
        detected: true,
    })))
}

/// Whether something begins as a qcow2 image does.
pub(crate) fn is_qcow2(image: &Path) -> Result<bool> {
    Ok(header_of(image)?.starts_with(QCOW2))
}

/// What a header says of the image behind.
#[derive(Debug, PartialEq, Eq)]
struct Found {
    path: String,
    format: Option<String>,
}

fn backing_of(image: &Path) -> Result<Option<Found>> {
    match parse(&header_of(image)?) {
        Ok(found) => Ok(found),
        Err(problem) => {
            let detail = format!("header of image '{}': {problem}", image.display());
            Err(Error::internal(ErrorDomain::Storage, detail))
        }
    }
}

fn header_of(image: &Path) -> Result<Vec<u8>> {
    read_start(image).map_err(|error| {
        let detail = format!("cannot read header '{}'", image.display());
        Error::system(ErrorDomain::Storage, error, detail)
    })
}

fn read_start(image: &Path) -> io::Result<Vec<u8>> {
    let file = file::open_for_reading(image)?;
    let mut header = vec![0; HEADER_MAX];
    let mut filled = 0;
    while filled < header.len() {
        match fv_sys::fd::read(&file, &mut header[filled..])? {
            0 => break,
            count => filled += count,
        }
    }
    header.truncate(filled);
    Ok(header)
}

/// Reads a qcow2 header; one that is none has nothing behind it, as QEMU will say.
fn parse(header: &[u8]) -> Result<Option<Found>, &'static str> {
    if !header.starts_with(QCOW2) {
        return Ok(None);
    }
    let (Some(version), Some(offset), Some(size)) =
        (word(header, 4), long(header, 8), word(header, 16))
    else {
        return Err("too short");
    };
    if offset == 0 || size == 0 {
        return Ok(None);
    }
    let start = usize::try_from(offset).map_err(|_| "backing file out of range")?;
    let size = usize::try_from(size).map_err(|_| "backing file out of range")?;
    let end = start.checked_add(size).filter(|_| size <= NAME_MAX);
    let name = end
        .and_then(|end| header.get(start..end))
        .ok_or("backing file out of range")?;
    let path = String::from_utf8(name.to_vec()).map_err(|_| "backing file is no text")?;
    let extensions = if version >= 3 {
        word(header, 100).ok_or("too short")?
    } else {
        72
    };
    let format = format_extension(header, extensions as usize, start);
    Ok(Some(Found { path, format }))
}

/// The format of the backing image, from the header's extensions.
fn format_extension(header: &[u8], mut at: usize, end: usize) -> Option<String> {
    while at.checked_add(8)? <= end {
        let (kind, length) = (word(header, at)?, word(header, at + 4)? as usize);
        if kind == 0 {
            return None;
        }
        let data = header.get(at + 8..(at + 8).checked_add(length)?)?;
        if kind == BACKING_FORMAT {
            return String::from_utf8(data.to_vec()).ok();
        }
        at = (at + 8).checked_add(length.checked_next_multiple_of(8)?)?;
    }
    None
}

fn word(bytes: &[u8], at: usize) -> Option<u32> {
    let bytes = bytes.get(at..at.checked_add(4)?)?;
    Some(u32::from_be_bytes(bytes.try_into().ok()?))
}

fn long(bytes: &[u8], at: usize) -> Option<u64> {
    let bytes = bytes.get(at..at.checked_add(8)?)?;
    Some(u64::from_be_bytes(bytes.try_into().ok()?))
}

fn unnamed_format(backing: &str, image: &Path) -> Error {
    let detail = format!(
        "format of backing image '{backing}' of image '{}' was not specified in the image metadata \
         (See https://libvirt.org/kbase/backing_chains.html for troubleshooting)",
        image.display()
    );
    Error::new(ErrorDomain::Storage, ErrorCode::OperationInvalid, detail)
}

/// The first bytes of a qcow2 image.
const QCOW2: &[u8] = b"QFI\xfb";
/// The type of the extension that names the format of the backing image.
const BACKING_FORMAT: u32 = 0xe279_2aca;
/// Headers with their extensions and names fit into the first cluster's start.
const HEADER_MAX: usize = 64 * 1024;
/// The longest name that QEMU accepts.
const NAME_MAX: usize = 1023;
/// The longest chain that libvirt follows.
const DEPTH_MAX: usize = 200;

#[cfg(test)]
#[path = "tests/chain.rs"]
mod tests;
