//! Disks of a running guest: their size, and a word when writes pass a mark.

use std::path::Path;
use std::sync::Arc;

use fv_api::{Caller, DomainRef};
use fv_driver_kit::JobKind;
use fv_driver_qemu_monitor::commands::block;
use fv_error::{Error, ErrorCode, ErrorDomain, Result};
use fv_model_domain::devices::disk::{Disk, DiskBus};
use fv_model_domain::devices::source::{StorageFormat, StorageKind};
use fv_sys::file;

use crate::definition::{self, Ambiguous};
use crate::driver::Driver;
use crate::flags;
use crate::job::{Job, not_running};

/// Changes the size of a disk.
pub(crate) fn resize(
    driver: &Arc<Driver>,
    caller: &Caller,
    dom: &DomainRef,
    name: &str,
    size: u64,
    flags: u32,
) -> Result<()> {
    const BYTES: u32 = 1;
    const CAPACITY: u32 = 2;

    flags::check(flags, BYTES | CAPACITY, "qemuDomainBlockResize")?;
    let size = match flags & BYTES {
        0 => size.checked_mul(1024).ok_or_else(too_big)?,
        _ => size,
    };
    let guest = driver.find(dom)?;
    let owner = "remoteDispatchDomainBlockResize";
    let mut job = Job::begin(driver, &guest, JobKind::Modify, owner, Some(caller))?;
    job.require_active()?;
    let view = job.view();
    let live = view.live.as_ref().ok_or_else(not_running)?;
    let disk = definition::disk_by_name(live, name, Ambiguous::Refused)
        .ok_or_else(|| invalid_arg(format!("disk '{name}' was not found in the domain config")))?;
    check_resizable(disk)?;
    let wanted = if flags & CAPACITY != 0 {
        Wanted::Capacity(size)
    } else {
        Wanted::Size(size)
    };
    let size = size_for(disk, wanted)?;
    let node = definition::top_node(disk);
    let is_sd = disk.target.bus == Some(DiskBus::Sd);
    let drive = format!("drive-{}", disk.info.alias());
    let call = if is_sd {
        block::resize(Some(&drive), None, size)
    } else {
        block::resize(None, Some(&node), size)
    };
    job.talk(&call)
}

/// What a client wants of a disk's size.
#[derive(Clone, Copy, Debug)]
enum Wanted {
    /// These bytes.
    Size(u64),
    /// All that its device has, which must be these bytes unless they are none.
    Capacity(u64),
}

fn check_resizable(disk: &Disk) -> Result<()> {
    let source = &disk.source;
    if is_empty(disk) || disk.readonly {
        let detail = format!("can't resize empty or readonly disk '{}'", disk.target.dev);
        return Err(unsupported(detail));
    }
    if source.kind == StorageKind::VhostUser {
        return Err(unsupported(
            "block resize is not supported for vhostuser disk",
        ));
    }
    if source.slice.is_some() {
        // The node of the slice would have to be replaced by one without.
        return Err(unsupported(
            "resize of a disk with storage slice is not supported",
        ));
    }
    Ok(())
}

fn is_empty(disk: &Disk) -> bool {
    let no_path = disk.source.path.as_deref().is_none_or(str::is_empty);
    no_path && matches!(disk.source.kind, StorageKind::File | StorageKind::Block)
}

/// The size in bytes that QEMU is told.
fn size_for(disk: &Disk, wanted: Wanted) -> Result<u64> {
    let format = disk.driver.format.unwrap_or(StorageFormat::Raw);
    let is_device = disk.source.kind == StorageKind::Block;
    let size = match wanted {
        Wanted::Size(size) => size,
        Wanted::Capacity(_) if format != StorageFormat::Raw || !is_device => {
            return Err(unsupported(
                "block resize to full capacity supported only with 'raw' local block-based disks",
            ));
        }
        Wanted::Capacity(size) => {
            let capacity = capacity(disk)?;
            if size != 0 && size != capacity {
                return Err(invalid_arg(format!(
                    "Requested resize to '{size}' but device size is '{capacity}'"
                )));
            }
            capacity
        }
    };
    // These formats count in sectors.
    match format {
        StorageFormat::Qcow2 | StorageFormat::Qed => {
            size.checked_next_multiple_of(SECTOR).ok_or_else(too_big)
        }
        _ => Ok(size),
    }
}

/// What the device behind a disk holds.
fn capacity(disk: &Disk) -> Result<u64> {
    let path = definition::disk_path(disk).unwrap_or_default();
    file::open_for_reading(Path::new(path))
        .and_then(|device| file::end(&device))
        .map_err(|error| {
            let detail = format!("failed to update capacity of '{path}'");
            Error::new(ErrorDomain::Qemu, ErrorCode::OperationFailed, detail).with_source(error)
        })
}

/// Asks for an event when writes pass an offset of an image.
pub(crate) fn set_threshold(
    driver: &Arc<Driver>,
    caller: &Caller,
    dom: &DomainRef,
    name: &str,
    threshold: u64,
    flags: u32,
) -> Result<()> {
    flags::check(flags, 0, "qemuDomainSetBlockThreshold")?;
    let guest = driver.find(dom)?;
    let owner = "remoteDispatchDomainSetBlockThreshold";
    let mut job = Job::begin(driver, &guest, JobKind::Modify, owner, Some(caller))?;
    job.require_active()?;
    let (target, index) = parse_name(name)
        .ok_or_else(|| invalid_arg(format!("failed to parse block device '{name}'")))?;
    let view = job.view();
    let live = view.live.as_ref().ok_or_else(not_running)?;
    let disk = live
        .devices
        .disks
        .iter()
        .find(|disk| disk.target.dev == target);
    let disk = disk.ok_or_else(|| invalid_arg(format!("failed to find disk '{target}'")))?;
    let index = index.filter(|index| *index != 0);
    if index.is_some_and(|index| definition::image_path(disk, index).is_none()) {
        return Err(invalid_arg(format!("failed to find disk '{name}'")));
    }
    if disk.source.kind == StorageKind::VhostUser {
        return Err(unsupported(
            "setting device threshold is not supported for vhostuser disk",
        ));
    }
    let image = index.unwrap_or(disk.source.index);
    let node = format!("libvirt-{image}-storage");
    job.talk(&block::set_write_threshold(&node, threshold))?;
    // The event names the image the way in which the mark was set.
    let by_index = name.contains('[');
    let mut change = job.state();
    change.with_run(|run| {
        let marks = Arc::make_mut(&mut run.marks_by_index);
        marks.retain(|known| *known != image);
        if by_index {
            marks.push(image);
        }
    });
    driver.keep(&guest, &mut change);
    Ok(())
}

/// The target and the number of the image in a name such as `vda[2]`.
fn parse_name(name: &str) -> Option<(&str, Option<u32>)> {
    match name.split_once('[') {
        None => Some((name, None)),
        Some((target, rest)) => {
            let index = rest.strip_suffix(']')?;
            Some((target, Some(index.parse().ok()?)))
        }
    }
}

fn too_big() -> Error {
    let detail = format!("size must be less than {}", u64::MAX / 1024);
    Error::new(ErrorDomain::Qemu, ErrorCode::Overflow, detail)
}

fn invalid_arg(detail: String) -> Error {
    Error::new(ErrorDomain::Qemu, ErrorCode::InvalidArg, detail)
}

fn unsupported(detail: impl Into<String>) -> Error {
    Error::new(ErrorDomain::Qemu, ErrorCode::OperationUnsupported, detail)
}

const SECTOR: u64 = 512;
