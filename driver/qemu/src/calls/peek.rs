//! Looking into disks and memory.

use std::path::Path;
use std::sync::Arc;

use fv_api::{Caller, DomainRef};
use fv_driver_kit::JobKind;
use fv_driver_qemu_monitor::commands::memory::{self, Addresses};
use fv_error::{Error, ErrorCode, ErrorDomain, Result};
use fv_model_domain::devices::disk::Disk;
use fv_model_domain::devices::source::{StorageFormat, StorageKind};
use fv_sys::file;

use crate::definition;
use crate::driver::Driver;
use crate::flags;
use crate::job::{Job, not_running};
use crate::scratch::ScratchFile;

/// Reads bytes of a disk that has no format of its own.
pub(crate) fn block_peek(
    driver: &Arc<Driver>,
    dom: &DomainRef,
    path: &str,
    offset: u64,
    size: u32,
    flags: u32,
) -> Result<Vec<u8>> {
    flags::check(flags, 0, "qemuDomainBlockPeek")?;
    let length = length(size)?;
    let guest = driver.find(dom)?;
    let view = guest.view();
    let definition = view.definition().ok_or_else(|| crate::job::gone(&guest))?;
    let disk = definition::disk_by_name(&definition, path, definition::Ambiguous::Allowed)
        .ok_or_else(|| invalid_arg(format!("disk '{path}' not found in domain")))?;
    let image = image_of(disk)?;
    let failed = |error| {
        let detail = format!("Failed to open file '{image}'");
        Error::system(ErrorDomain::Storage, error, detail)
    };
    let fd = file::open_for_reading(Path::new(image)).map_err(failed)?;
    let content = file::read_at(&fd, offset, length).map_err(|error| {
        let detail = format!("cannot read header '{image}'");
        Error::system(ErrorDomain::Storage, error, detail)
    })?;
    if content.len() < length {
        let available = content.len();
        return Err(invalid_arg(format!(
            "'{path}' starting from {offset} has only {available} bytes available"
        )));
    }
    Ok(content)
}

/// The image of a disk whose bytes are those that the guest sees.
fn image_of(disk: &Disk) -> Result<&str> {
    let unsupported =
        |detail: String| Error::new(ErrorDomain::Qemu, ErrorCode::OperationUnsupported, detail);
    let source = &disk.source;
    if source.kind == StorageKind::VhostUser {
        let detail = "peeking is not supported for vhostuser disk";
        return Err(unsupported(detail.into()));
    }
    let format = disk.driver.format.unwrap_or(StorageFormat::Raw);
    let encrypted = source.encryption.is_some() || disk.encryption.is_some();
    let is_empty = source.kind == StorageKind::File && definition::disk_path(disk).is_none();
    if format != StorageFormat::Raw || encrypted || is_empty {
        let format = if is_empty { "none" } else { format.as_str() };
        return Err(unsupported(format!(
            "peeking is only supported for disk with 'raw' format not '{format}'"
        )));
    }
    if source.fd_group.is_some() {
        let detail = "peeking is not supported for FD passed images";
        return Err(unsupported(detail.into()));
    }
    definition::disk_path(disk).ok_or_else(|| {
        let protocol = source.network.as_ref().and_then(|network| network.protocol);
        let detail = format!(
            "storage file reading is not supported for storage type {} (protocol: {})",
            source.kind.as_str(),
            protocol.map_or("none", |protocol| protocol.as_str()),
        );
        Error::internal(ErrorDomain::Qemu, detail)
    })
}

/// Reads bytes of the guest's memory.
pub(crate) fn memory_peek(
    driver: &Arc<Driver>,
    caller: &Caller,
    dom: &DomainRef,
    offset: u64,
    size: u32,
    flags: u32,
) -> Result<Vec<u8>> {
    const VIRTUAL: u32 = 1;
    const PHYSICAL: u32 = 2;

    flags::check(flags, VIRTUAL | PHYSICAL, "qemuDomainMemoryPeek")?;
    let length = length(size)?;
    let guest = driver.find(dom)?;
    let addresses = match flags {
        VIRTUAL => Addresses::Virtual,
        PHYSICAL => Addresses::Physical,
        _ => {
            let detail = "flags parameter must be VIR_MEMORY_VIRTUAL or VIR_MEMORY_PHYSICAL";
            return Err(invalid_arg(detail.into()));
        }
    };
    let owner = "remoteDispatchDomainMemoryPeek";
    let mut job = Job::begin(driver, &guest, JobKind::Query, owner, Some(caller))?;
    let run = job.view().run.clone().ok_or_else(not_running)?;
    let scratch = ScratchFile::new(driver, &run.lib_dir, "mem")?;
    job.talk(&memory::save(
        addresses,
        offset,
        size.into(),
        &scratch.path(),
    ))?;
    let mut content = file::read_at(scratch.fd(), 0, length).map_err(|error| {
        let detail = format!(
            "failed to read temporary file created with template {}",
            scratch.path()
        );
        Error::system(ErrorDomain::Qemu, error, detail)
    })?;
    // libvirt gives as much as was asked for, whatever QEMU wrote.
    content.resize(length, 0);
    Ok(content)
}

/// How much a client may ask for at once, as libvirt's daemon limits it.
fn length(size: u32) -> Result<usize> {
    match usize::try_from(size) {
        Ok(length) if length <= PEEK_MAX => Ok(length),
        _ => {
            let detail = "size > maximum buffer size";
            Err(Error::internal(ErrorDomain::Rpc, detail))
        }
    }
}

fn invalid_arg(detail: String) -> Error {
    Error::new(ErrorDomain::Qemu, ErrorCode::InvalidArg, detail)
}

const PEEK_MAX: usize = 4 * 1024 * 1024;
