//! What disks did, and how big they are, in the calls for single guests.

use std::collections::BTreeMap;
use std::sync::Arc;

use fv_api::{
    Caller, DomainBlockInfo, DomainBlockStats, DomainBlockStatsFlags, DomainDiskError,
    DomainDiskErrors, DomainRef,
};
use fv_driver_kit::JobKind;
use fv_driver_qemu_monitor::commands::block::{self, BlockStats, IoStatus, NodeSize};
use fv_error::{Error, ErrorCode, ErrorDomain, Result};
use fv_model_domain::Domain;
use fv_model_domain::devices::disk::Disk;
use fv_model_domain::devices::source::{StorageFormat, StorageKind};
use fv_types::TypedParam;

use super::disks::{self, Ambiguity};
use super::sizes;
use crate::driver::Driver;
use crate::flags::{self, TEXTS};
use crate::job::{Job, not_running};

/// What QEMU tells of the disks of one guest, by the names that it uses.
#[derive(Debug, Default)]
pub(crate) struct Blocks {
    /// What was read and written.
    pub(crate) stats: BTreeMap<String, BlockStats>,
    /// How big the images are.
    pub(crate) sizes: BTreeMap<String, NodeSize>,
}

pub(crate) fn stats(
    driver: &Arc<Driver>,
    caller: &Caller,
    dom: &DomainRef,
    path: &str,
) -> Result<DomainBlockStats> {
    let guest = driver.find(dom)?;
    let owner = "remoteDispatchDomainBlockStats";
    let mut job = Job::begin(driver, &guest, JobKind::Query, owner, Some(caller))?;
    let stats = gather(&mut job, path)?;
    let number = |value: u64| {
        let large = || {
            let detail = "statistic value too large";
            Error::new(ErrorDomain::Qemu, ErrorCode::Overflow, detail)
        };
        i64::try_from(value).map_err(|_| large())
    };
    Ok(DomainBlockStats {
        rd_req: number(stats.reads)?,
        rd_bytes: number(stats.read_bytes)?,
        wr_req: number(stats.writes)?,
        wr_bytes: number(stats.write_bytes)?,
        // QEMU counts no errors.
        errs: -1,
    })
}

pub(crate) fn stats_flags(
    driver: &Arc<Driver>,
    caller: &Caller,
    dom: &DomainRef,
    path: &str,
    nparams: i32,
    flags: u32,
) -> Result<DomainBlockStatsFlags> {
    flags::check(flags, TEXTS, "qemuDomainBlockStatsFlags")?;
    let guest = driver.find(dom)?;
    let owner = "remoteDispatchDomainBlockStatsFlags";
    let mut job = Job::begin(driver, &guest, JobKind::Query, owner, Some(caller))?;
    let stats = gather(&mut job, path)?;
    let figures = [
        ("wr_bytes", stats.write_bytes),
        ("wr_operations", stats.writes),
        ("rd_bytes", stats.read_bytes),
        ("rd_operations", stats.reads),
        ("flush_operations", stats.flushes),
        ("wr_total_times", stats.write_time_ns),
        ("rd_total_times", stats.read_time_ns),
        ("flush_total_times", stats.flush_time_ns),
    ];
    if nparams == 0 {
        return Ok(DomainBlockStatsFlags {
            params: Vec::new(),
            nparams: i32::try_from(figures.len()).unwrap_or(i32::MAX),
        });
    }
    let room = usize::try_from(nparams).unwrap_or(0);
    let params: Result<Vec<_>> = figures.into_iter().take(room).map(figure).collect();
    let params = params?;
    Ok(DomainBlockStatsFlags {
        nparams: i32::try_from(params.len()).unwrap_or(i32::MAX),
        params,
    })
}

fn figure((name, value): (&str, u64)) -> Result<TypedParam> {
    let value = i64::try_from(value).map_err(|_| {
        let detail = format!("value of '{name}' is too large");
        Error::new(ErrorDomain::Qemu, ErrorCode::Overflow, detail)
    })?;
    Ok(TypedParam::new(name, value))
}

/// What one disk did, or all of them together when the path is empty.
fn gather(job: &mut Job<'_>, path: &str) -> Result<BlockStats> {
    let live = job.view().live.clone().ok_or_else(not_running)?;
    job.require_active()?;
    let disk = match path {
        "" => None,
        path => Some(watched_disk(&live, path)?),
    };
    let all = job.talk(&block::query_stats())?;
    let of = |disk: &Disk| {
        let front = disks::front(disk);
        all.get(&front).copied().ok_or_else(|| no_stats(&front))
    };
    match disk {
        Some(disk) => of(disk),
        None => {
            let disks = live.devices.disks.iter();
            let mut total = BlockStats::default();
            for disk in disks.filter(|disk| !disks::is_elsewhere(disk)) {
                add(&mut total, &of(disk)?);
            }
            Ok(total)
        }
    }
}

fn watched_disk<'a>(live: &'a Domain, path: &str) -> Result<&'a Disk> {
    let disk = disks::find(live, path, Ambiguity::Refuse).ok_or_else(|| {
        let detail = format!("invalid path: {path}");
        Error::new(ErrorDomain::Qemu, ErrorCode::InvalidArg, detail)
    })?;
    if disks::is_elsewhere(disk) {
        return Err(unsupported(
            "block stats are not supported for vhostuser disk",
        ));
    }
    Ok(disk)
}

fn add(total: &mut BlockStats, one: &BlockStats) {
    let add = |total: &mut u64, one: u64| *total = total.saturating_add(one);
    add(&mut total.read_bytes, one.read_bytes);
    add(&mut total.reads, one.reads);
    add(&mut total.read_time_ns, one.read_time_ns);
    add(&mut total.write_bytes, one.write_bytes);
    add(&mut total.writes, one.writes);
    add(&mut total.write_time_ns, one.write_time_ns);
    add(&mut total.flushes, one.flushes);
    add(&mut total.flush_time_ns, one.flush_time_ns);
}

pub(crate) fn info(
    driver: &Arc<Driver>,
    caller: &Caller,
    dom: &DomainRef,
    path: &str,
    flags: u32,
) -> Result<DomainBlockInfo> {
    flags::check(flags, 0, "qemuDomainGetBlockInfo")?;
    let guest = driver.find(dom)?;
    let owner = "remoteDispatchDomainGetBlockInfo";
    let mut job = Job::begin(driver, &guest, JobKind::Query, owner, Some(caller))?;
    let view = job.view();
    let definition = view.definition().ok_or_else(|| crate::job::gone(&guest))?;
    let disk = measured_disk(&definition, path)?;
    if view.is_active() {
        return live_info(&mut job, disk);
    }
    let image = disks::images(disk).next();
    let sizes = image.map_or_else(|| Ok(sizes::Sizes::default()), sizes::of)?;
    Ok(DomainBlockInfo {
        allocation: sizes.allocation,
        capacity: sizes.capacity,
        physical: sizes.physical,
    })
}

fn measured_disk<'a>(definition: &'a Domain, path: &str) -> Result<&'a Disk> {
    let refuse = |detail| Error::new(ErrorDomain::Qemu, ErrorCode::InvalidArg, detail);
    let disk = disks::find(definition, path, Ambiguity::Refuse)
        .ok_or_else(|| refuse(format!("invalid path {path} not assigned to domain")))?;
    if disks::is_elsewhere(disk) {
        return Err(unsupported(
            "block info is not supported for vhostuser disk",
        ));
    }
    if disk.source.is_empty() {
        let detail = format!("disk '{path}' does not currently have a source assigned");
        return Err(refuse(detail));
    }
    if disk.source.fd_group.is_some() {
        let detail = "block info is not supported for FD passed disk image";
        return Err(unsupported(detail));
    }
    Ok(disk)
}

/// The sizes of a disk that is in use.
///
/// Here libvirt means other things by allocation and physical size than in its statistics: a thin
/// image's allocation is what it takes, and its physical size what the host's file system shows.
fn live_info(job: &mut Job<'_>, disk: &Disk) -> Result<DomainBlockInfo> {
    let stats = job.talk(&block::query_stats())?;
    let sizes = job.talk(&block::query_node_sizes(block::Chains::Some))?;
    let blocks = Blocks { stats, sizes };
    let front = disks::front(disk);
    let image = disks::images(disk).next();
    let node = image.and_then(|image| image.upper_name(&blocks));
    let node = node.as_ref();
    let size = node.and_then(|node| blocks.sizes.get(node)).copied();
    let size = size.unwrap_or_default();
    let own = blocks.stats.get(&front).ok_or_else(|| no_stats(&front))?;
    let of_node = node.and_then(|node| blocks.stats.get(node));
    let highest = of_node.unwrap_or(own).write_highest;
    let is_thin_file =
        disk.source.kind == StorageKind::File && disk.driver.format == Some(StorageFormat::Qcow2);
    let mut allocation = match highest {
        Some(highest) if !is_thin_file => highest,
        _ => size.physical,
    };
    let mut physical = size.physical;
    if physical == 0 || allocation == 0 || allocation == physical {
        if allocation == 0 {
            allocation = physical;
        }
        physical = sizes::physical(&disk.source).unwrap_or(physical);
    }
    Ok(DomainBlockInfo {
        allocation,
        capacity: size.capacity,
        physical,
    })
}

pub(crate) fn errors(
    driver: &Arc<Driver>,
    caller: &Caller,
    dom: &DomainRef,
    room: u32,
    flags: u32,
) -> Result<DomainDiskErrors> {
    flags::check(flags, 0, "qemuDomainGetDiskErrors")?;
    let guest = driver.find(dom)?;
    let owner = "remoteDispatchDomainGetDiskErrors";
    let mut job = Job::begin(driver, &guest, JobKind::Query, owner, Some(caller))?;
    let live = job.view().live.clone().ok_or_else(not_running)?;
    job.require_active()?;
    let disks = &live.devices.disks;
    if room == 0 {
        return Ok(DomainDiskErrors {
            errors: Vec::new(),
            nerrors: i32::try_from(disks.len()).unwrap_or(i32::MAX),
        });
    }
    let all = job.talk(&block::query())?;
    let error = |disk: &Disk| {
        let error = match all.get(&disks::front(disk))?.io_status? {
            IoStatus::Ok => return None,
            IoStatus::Failed => 1,
            IoStatus::NoSpace => 2,
        };
        let disk = disk.target.dev.clone();
        Some(DomainDiskError { disk, error })
    };
    let found = disks.iter().filter_map(error);
    let errors: Vec<_> = found.take(usize::try_from(room).unwrap_or(0)).collect();
    Ok(DomainDiskErrors {
        nerrors: i32::try_from(errors.len()).unwrap_or(i32::MAX),
        errors,
    })
}

fn no_stats(name: &str) -> Error {
    let detail = format!("cannot find statistics for device '{name}'");
    Error::internal(ErrorDomain::Qemu, detail)
}

fn unsupported(detail: &str) -> Error {
    Error::new(ErrorDomain::Qemu, ErrorCode::OperationUnsupported, detail)
}
