//! How big an image is, found on the host itself: for guests that do not run, and for what QEMU
//! does not tell.

use std::io;
use std::os::fd::OwnedFd;
use std::path::Path;

use fv_error::{Error, ErrorDomain, Result};
use fv_model_domain::devices::source::{StorageFormat, StorageKind, StorageSource};
use fv_sys::file::{self, Kind, Links, Stat};

use super::disks::Image;

/// How big an image is, in bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Sizes {
    /// What the guest sees.
    pub(crate) capacity: u64,
    /// What it takes on its storage.
    pub(crate) allocation: u64,
    /// Where its last byte is.
    pub(crate) physical: u64,
}

/// The sizes of an image that no guest uses; fails when it cannot be read.
pub(crate) fn of(image: Image<'_>) -> Result<Sizes> {
    let path = local(image.source)?;
    let failed = |error: io::Error| {
        let detail = format!("Failed to open file '{path}'");
        Error::system(ErrorDomain::Qemu, error, detail)
    };
    let stat = file::stat(Path::new(path), Links::Follow).map_err(failed)?;
    let opened = file::open_for_reading(Path::new(path)).map_err(failed)?;
    let header = read_header(&opened).map_err(|error| {
        Error::system(
            ErrorDomain::Qemu,
            error,
            format!("cannot read header '{path}'"),
        )
    })?;
    let mut sizes = on_storage(&stat, &opened).map_err(|error| {
        Error::system(
            ErrorDomain::Storage,
            error,
            format!("failed to seek to end of {path}"),
        )
    })?;
    sizes.capacity = match image.format {
        StorageFormat::Raw if !image.encrypted => sizes.physical,
        format => match capacity(format, &header) {
            Some(capacity) if capacity > 0 => capacity,
            _ => sizes.physical,
        },
    };
    let is_raw = image.format == StorageFormat::Raw;
    if image.source.kind == StorageKind::Block && stat.kind == Kind::Block && !is_raw {
        // How far a guest has written into it only its format knows.
        sizes.allocation = 0;
    }
    Ok(sizes)
}

/// Where the last byte of an image is; nothing if that cannot be found.
pub(crate) fn physical(source: &StorageSource) -> Option<u64> {
    let path = Path::new(local(source).ok()?);
    match source.kind {
        StorageKind::File => Some(file::stat(path, Links::Follow).ok()?.size),
        StorageKind::Block => file::length(&file::open_for_reading(path).ok()?).ok(),
        _ => Some(0),
    }
}

fn local(source: &StorageSource) -> Result<&str> {
    let fail = |detail: String| Err(Error::internal(ErrorDomain::Storage, detail));
    match (source.kind, &source.path, &source.network) {
        (StorageKind::File | StorageKind::Block | StorageKind::Dir, Some(path), _) => Ok(path),
        (StorageKind::Network, _, Some(network)) => {
            let protocol = network
                .protocol
                .map_or("none", |protocol| protocol.as_str());
            fail(format!(
                "missing storage backend for network files using {protocol} protocol"
            ))
        }
        (kind, ..) => {
            let kind = kind.as_str();
            fail(format!("missing storage backend for '{kind}' storage"))
        }
    }
}

fn on_storage(stat: &Stat, opened: &OwnedFd) -> io::Result<Sizes> {
    Ok(match stat.kind {
        Kind::Regular => Sizes {
            capacity: stat.size,
            allocation: stat.blocks.saturating_mul(512),
            physical: stat.size,
        },
        Kind::Folder => Sizes::default(),
        _ => {
            let end = file::length(opened)?;
            Sizes {
                capacity: end,
                allocation: end,
                physical: end,
            }
        }
    })
}

fn read_header(opened: &OwnedFd) -> io::Result<Vec<u8>> {
    let mut header = vec![0; HEADER];
    let mut filled = 0;
    while filled < header.len() {
        match fv_sys::fd::read(opened, &mut header[filled..]) {
            Ok(0) => break,
            Ok(count) => filled += count,
            // A folder has no bytes.
            Err(error) if error.kind() == io::ErrorKind::IsADirectory => break,
            Err(error) => return Err(error),
        }
    }
    header.truncate(filled);
    Ok(header)
}

/// What the header of an image says that the guest sees.
fn capacity(format: StorageFormat, header: &[u8]) -> Option<u64> {
    let field = |at: usize| -> Option<[u8; 8]> { header.get(at..at + 8)?.try_into().ok() };
    let (big, little) = (
        |at| field(at).map(u64::from_be_bytes),
        |at| field(at).map(u64::from_le_bytes),
    );
    match format {
        StorageFormat::Qcow | StorageFormat::Qcow2 => big(24),
        StorageFormat::Qed => little(48),
        StorageFormat::Vpc => big(40),
        StorageFormat::Vdi => little(368),
        StorageFormat::Vmdk => little(12)?.checked_mul(512),
        _ => None,
    }
}

/// All that is looked at lies within the first kilobyte.
const HEADER: usize = 1024;

#[cfg(test)]
#[path = "../../tests/sizes.rs"]
mod tests;
