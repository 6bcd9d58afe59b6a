//! Limits and places that a definition gives a guest, as named values.
//!
//! Guests are not placed in control groups, so a running guest has no limits to be read: such a
//! call is answered as libvirt does on a host without the controller.

use std::sync::Arc;

use fv_api::{
    Caller, DomainBlkioParameters, DomainBlockIoTune, DomainEmulatorPinInfo,
    DomainInterfaceParameters, DomainMemoryParameters, DomainNumaParameters, DomainRef,
    DomainSchedulerType, DomainVcpuPinInfo,
};
use fv_driver_kit::JobKind;
use fv_driver_qemu_monitor::commands::throttle;
use fv_error::{Error, ErrorCode, ErrorDomain, Result};
use fv_model_domain::Domain;
use fv_model_domain::devices::disk::{Disk, DiskBus, IoTune};
use fv_model_domain::devices::source::StorageKind;
use fv_model_domain::memory::UNLIMITED_KIB;
use fv_model_domain::numa::NumaMode;
use fv_model_domain::tune::BlkioDevice;
use fv_types::TypedParam;

use super::query;
use super::stats::{disks, nets, process};
use crate::driver::Driver;
use crate::flags::{self, CONFIG, LIVE, TEXTS};
use crate::guest::View;
use crate::job::{Job, invalid};

/// The first of the values, as many as the caller has room for; without room only their number.
fn cut(params: Vec<TypedParam>, room: i32) -> (Vec<TypedParam>, i32) {
    let all = i32::try_from(params.len()).unwrap_or(i32::MAX);
    if room <= 0 {
        return (Vec::new(), all);
    }
    let mut params = params;
    params.truncate(usize::try_from(room).unwrap_or(0));
    let count = all.min(room);
    (params, count)
}

/// The definition that is kept if the flags mean that one; nothing if they mean the running guest.
pub(super) fn kept(view: &View, flags: u32) -> Result<Option<Arc<Domain>>> {
    let impact = query::impact(view, flags)?;
    Ok(view.kept().filter(|_| impact & CONFIG != 0))
}

fn no_session(driver: &Driver, code: ErrorCode, what: &str) -> Result<()> {
    if driver.is_privileged() {
        return Ok(());
    }
    let detail = format!("{what} is not available in session mode");
    Err(Error::new(ErrorDomain::Qemu, code, detail))
}

pub(crate) fn scheduler_type(driver: &Arc<Driver>, dom: &DomainRef) -> Result<DomainSchedulerType> {
    let view = driver.find(dom)?.view();
    no_session(driver, ErrorCode::OperationUnsupported, "CPU tuning")?;
    if view.is_active() {
        return Err(invalid("cgroup CPU controller is not mounted"));
    }
    Ok(DomainSchedulerType {
        kind: "posix".into(),
        nparams: 9,
    })
}

pub(crate) fn scheduler_parameters(
    driver: &Arc<Driver>,
    dom: &DomainRef,
    nparams: i32,
    flags: u32,
) -> Result<Vec<TypedParam>> {
    flags::check(
        flags,
        LIVE | CONFIG | TEXTS,
        "qemuDomainGetSchedulerParametersFlags",
    )?;
    let view = driver.find(dom)?.view();
    no_session(driver, ErrorCode::ConfigUnsupported, "CPU tuning")?;
    let Some(config) = kept(&view, flags)? else {
        return Err(invalid("cgroup CPU controller is not mounted"));
    };
    let tune = &config.cpu_tune;
    let params = vec![
        TypedParam::new("cpu_shares", tune.shares.unwrap_or(0)),
        TypedParam::new("vcpu_period", tune.period),
        TypedParam::new("vcpu_quota", tune.quota),
        TypedParam::new("emulator_period", tune.emulator_period),
        TypedParam::new("emulator_quota", tune.emulator_quota),
        TypedParam::new("global_period", tune.global_period),
        TypedParam::new("global_quota", tune.global_quota),
        TypedParam::new("iothread_period", tune.iothread_period),
        TypedParam::new("iothread_quota", tune.iothread_quota),
    ];
    Ok(cut(params, nparams).0)
}

pub(crate) fn memory_parameters(
    driver: &Arc<Driver>,
    dom: &DomainRef,
    nparams: i32,
    flags: u32,
) -> Result<DomainMemoryParameters> {
    flags::check(
        flags,
        LIVE | CONFIG | TEXTS,
        "qemuDomainGetMemoryParameters",
    )?;
    let view = driver.find(dom)?.view();
    no_session(driver, ErrorCode::OperationUnsupported, "Memory tuning")?;
    let kept = kept(&view, flags)?;
    if nparams == 0 {
        return Ok(DomainMemoryParameters {
            params: Vec::new(),
            nparams: MEMORY_LIMITS,
        });
    }
    let Some(config) = kept else {
        return Err(invalid("cgroup memory controller is not mounted"));
    };
    let tune = &config.mem_tune;
    let limit = |kib: Option<u64>| kib.unwrap_or(UNLIMITED_KIB);
    let params = vec![
        TypedParam::new("hard_limit", limit(tune.hard_limit_kib)),
        TypedParam::new("soft_limit", limit(tune.soft_limit_kib)),
        TypedParam::new("swap_hard_limit", limit(tune.swap_hard_limit_kib)),
    ];
    let (params, nparams) = cut(params, nparams);
    Ok(DomainMemoryParameters { params, nparams })
}

pub(crate) fn blkio_parameters(
    driver: &Arc<Driver>,
    dom: &DomainRef,
    nparams: i32,
    flags: u32,
) -> Result<DomainBlkioParameters> {
    flags::check(flags, LIVE | CONFIG | TEXTS, "qemuDomainGetBlkioParameters")?;
    let view = driver.find(dom)?.view();
    no_session(driver, ErrorCode::ConfigUnsupported, "Block I/O tuning")?;
    if nparams == 0 {
        return Ok(DomainBlkioParameters {
            params: Vec::new(),
            nparams: BLKIO_LIMITS,
        });
    }
    let Some(config) = kept(&view, flags)? else {
        return Err(invalid("blkio cgroup isn't mounted"));
    };
    let tune = &config.blkio_tune;
    let list = |value: fn(&BlkioDevice) -> u64| {
        let given = tune.devices.iter().filter(|device| value(device) > 0);
        let entries = given.map(|device| format!("{},{}", device.path, value(device)));
        entries.collect::<Vec<_>>().join(",")
    };
    let params = vec![
        TypedParam::new("weight", tune.weight),
        TypedParam::new("device_weight", list(|device| device.weight.into())),
        TypedParam::new(
            "device_read_iops_sec",
            list(|device| device.read_iops_sec.into()),
        ),
        TypedParam::new(
            "device_write_iops_sec",
            list(|device| device.write_iops_sec.into()),
        ),
        TypedParam::new(
            "device_read_bytes_sec",
            list(|device| device.read_bytes_sec),
        ),
        TypedParam::new(
            "device_write_bytes_sec",
            list(|device| device.write_bytes_sec),
        ),
    ];
    let (params, nparams) = cut(params, nparams);
    Ok(DomainBlkioParameters { params, nparams })
}

pub(crate) fn numa_parameters(
    driver: &Arc<Driver>,
    dom: &DomainRef,
    nparams: i32,
    flags: u32,
) -> Result<DomainNumaParameters> {
    flags::check(flags, LIVE | CONFIG | TEXTS, "qemuDomainGetNumaParameters")?;
    let view = driver.find(dom)?.view();
    let definition = query::one_definition(&view, flags)?;
    let memory = definition.numa_tune.memory.as_ref();
    let mode = match memory.map(|memory| memory.mode).unwrap_or_default() {
        NumaMode::Strict => 0,
        NumaMode::Preferred => 1,
        NumaMode::Interleave => 2,
        NumaMode::Restrictive => 3,
    };
    let nodes = memory.and_then(|memory| memory.nodeset.as_ref());
    let nodes = nodes.map_or_else(String::new, |nodes| nodes.0.to_string());
    let params = vec![
        TypedParam::new("numa_mode", mode),
        TypedParam::new("numa_nodeset", nodes),
    ];
    let (params, nparams) = cut(params, nparams);
    Ok(DomainNumaParameters { params, nparams })
}

pub(crate) fn interface_parameters(
    driver: &Arc<Driver>,
    dom: &DomainRef,
    device: &str,
    nparams: i32,
    flags: u32,
) -> Result<DomainInterfaceParameters> {
    flags::check(
        flags,
        LIVE | CONFIG | TEXTS,
        "qemuDomainGetInterfaceParameters",
    )?;
    let view = driver.find(dom)?.view();
    let definition = query::one_definition(&view, flags)?;
    if nparams == 0 {
        return Ok(DomainInterfaceParameters {
            params: Vec::new(),
            nparams: INTERFACE_LIMITS,
        });
    }
    let net = nets::find(&definition, device)?;
    let bandwidth = net.bandwidth.clone().unwrap_or_default();
    let (inbound, outbound) = (
        bandwidth.inbound.unwrap_or_default(),
        bandwidth.outbound.unwrap_or_default(),
    );
    let narrow = |value: u64| u32::try_from(value).unwrap_or(u32::MAX);
    let params = vec![
        TypedParam::new("inbound.average", narrow(inbound.average)),
        TypedParam::new("inbound.peak", narrow(inbound.peak)),
        TypedParam::new("inbound.burst", narrow(inbound.burst)),
        TypedParam::new("inbound.floor", narrow(inbound.floor)),
        TypedParam::new("outbound.average", narrow(outbound.average)),
        TypedParam::new("outbound.peak", narrow(outbound.peak)),
        TypedParam::new("outbound.burst", narrow(outbound.burst)),
    ];
    let (params, nparams) = cut(params, nparams);
    Ok(DomainInterfaceParameters { params, nparams })
}

pub(crate) fn vcpu_pin_info(
    driver: &Arc<Driver>,
    dom: &DomainRef,
    ncpumaps: i32,
    maplen: i32,
    flags: u32,
) -> Result<DomainVcpuPinInfo> {
    flags::check(flags, LIVE | CONFIG, "qemuDomainGetVcpuPinInfo")?;
    let view = driver.find(dom)?.view();
    let definition = query::one_definition(&view, flags)?;
    let online = process::online()?;
    let length = usize::try_from(maplen).unwrap_or(0);
    let room = u32::try_from(ncpumaps).unwrap_or(0);
    let count = definition.vcpus.max.min(room);
    let mut cpumaps = Vec::new();
    for number in 0..count {
        let pins = definition.cpu_tune.vcpu_pins.iter();
        let mut pin = pins
            .filter(|pin| pin.vcpu == number)
            .map(|pin| &pin.cpuset.0);
        let map = pin.next_back().or(definition.vcpus.cpuset.as_ref());
        cpumaps.extend(map.unwrap_or(&online).to_data_of_len(length));
    }
    Ok(DomainVcpuPinInfo {
        cpumaps,
        num: i32::try_from(count).unwrap_or(i32::MAX),
    })
}

pub(crate) fn emulator_pin_info(
    driver: &Arc<Driver>,
    dom: &DomainRef,
    maplen: i32,
    flags: u32,
) -> Result<DomainEmulatorPinInfo> {
    flags::check(flags, LIVE | CONFIG, "qemuDomainGetEmulatorPinInfo")?;
    let view = driver.find(dom)?.view();
    let definition = query::one_definition(&view, flags)?;
    let online = process::online()?;
    let pin = definition.cpu_tune.emulator_pin.as_ref();
    let map = pin.map(|pin| &pin.cpuset.0);
    let map = map.or(definition.vcpus.cpuset.as_ref()).unwrap_or(&online);
    Ok(DomainEmulatorPinInfo {
        cpumaps: map.to_data_of_len(usize::try_from(maplen).unwrap_or(0)),
        ret: 1,
    })
}

pub(crate) fn block_io_tune(
    driver: &Arc<Driver>,
    caller: &Caller,
    dom: &DomainRef,
    disk: &str,
    nparams: i32,
    flags: u32,
) -> Result<DomainBlockIoTune> {
    flags::check(flags, LIVE | CONFIG | TEXTS, "qemuDomainGetBlockIoTune")?;
    let guest = driver.find(dom)?;
    let owner = "remoteDispatchDomainGetBlockIoTune";
    let mut job = Job::begin(driver, &guest, JobKind::Query, owner, Some(caller))?;
    let view = job.view();
    let kept = kept(&view, flags)?;
    if nparams == 0 {
        return Ok(DomainBlockIoTune {
            params: Vec::new(),
            nparams: DISK_LIMITS,
        });
    }
    let params = match (kept, &view.live) {
        (None, Some(live)) => {
            let found = disks::find(live, disk, disks::Ambiguity::Refuse);
            let found =
                found.ok_or_else(|| invalid_arg(format!("disk '{disk}' not found in domain")))?;
            limits_supported(found)?;
            if found.source.is_empty() {
                let detail = format!("disk '{disk}' does not currently have a source assigned");
                return Err(invalid_arg(detail));
            }
            let limits = job.talk(&throttle::query(&disks::front(found)))?;
            disk_limits(limits.named(), limits.group_name.as_deref())
        }
        (Some(config), _) => {
            let found = disks::find(&config, disk, disks::Ambiguity::First);
            let found = found.ok_or_else(|| {
                invalid_arg(format!("disk '{disk}' was not found in the domain config"))
            })?;
            limits_supported(found)?;
            let tune = &found.io_tune;
            disk_limits(defined_limits(tune).into_iter(), tune.group_name.as_deref())
        }
        (None, None) => return Err(crate::job::not_running()),
    };
    let (params, nparams) = cut(params, nparams);
    Ok(DomainBlockIoTune { params, nparams })
}

/// Sets the limits that the definition of a guest gives its disks, before it runs.
pub(crate) fn set_at_start(job: &mut Job<'_>) -> Result<()> {
    let Some(live) = job.view().live.clone() else {
        return Ok(());
    };
    for disk in &live.devices.disks {
        let mut limits = throttle::Limits::default();
        for (name, value) in defined_limits(&disk.io_tune) {
            limits.set(name, value);
        }
        limits.group_name.clone_from(&disk.io_tune.group_name);
        if limits != throttle::Limits::default() && !disk.source.is_empty() {
            limits_supported(disk)?;
            job.talk(&throttle::set(&disks::front(disk), &limits))?;
        }
    }
    Ok(())
}

/// The limits in libvirt's order: the name of the group stands before the lengths of bursts.
fn disk_limits<'a>(
    limits: impl Iterator<Item = (&'a str, u64)>,
    group: Option<&str>,
) -> Vec<TypedParam> {
    let (lengths, plain): (Vec<_>, Vec<_>) =
        limits.partition(|(name, _)| name.ends_with("_max_length"));
    let mut params: Vec<TypedParam> = Vec::new();
    params.extend(
        plain
            .into_iter()
            .map(|(name, value)| TypedParam::new(name, value)),
    );
    params.push(TypedParam::new("group_name", group.unwrap_or_default()));
    params.extend(
        lengths
            .into_iter()
            .map(|(name, value)| TypedParam::new(name, value)),
    );
    params
}

fn defined_limits(tune: &IoTune) -> [(&'static str, u64); 19] {
    [
        ("total_bytes_sec", tune.total_bytes_sec),
        ("read_bytes_sec", tune.read_bytes_sec),
        ("write_bytes_sec", tune.write_bytes_sec),
        ("total_iops_sec", tune.total_iops_sec),
        ("read_iops_sec", tune.read_iops_sec),
        ("write_iops_sec", tune.write_iops_sec),
        ("total_bytes_sec_max", tune.total_bytes_sec_max),
        ("read_bytes_sec_max", tune.read_bytes_sec_max),
        ("write_bytes_sec_max", tune.write_bytes_sec_max),
        ("total_iops_sec_max", tune.total_iops_sec_max),
        ("read_iops_sec_max", tune.read_iops_sec_max),
        ("write_iops_sec_max", tune.write_iops_sec_max),
        ("size_iops_sec", tune.size_iops_sec),
        (
            "total_bytes_sec_max_length",
            tune.total_bytes_sec_max_length,
        ),
        ("read_bytes_sec_max_length", tune.read_bytes_sec_max_length),
        (
            "write_bytes_sec_max_length",
            tune.write_bytes_sec_max_length,
        ),
        ("total_iops_sec_max_length", tune.total_iops_sec_max_length),
        ("read_iops_sec_max_length", tune.read_iops_sec_max_length),
        ("write_iops_sec_max_length", tune.write_iops_sec_max_length),
    ]
}

fn limits_supported(disk: &Disk) -> Result<()> {
    let target = &disk.target.dev;
    let refuse = |detail| {
        Err(Error::new(
            ErrorDomain::Qemu,
            ErrorCode::ConfigUnsupported,
            detail,
        ))
    };
    if disk.source.kind == StorageKind::VhostUser || disk.target.bus == Some(DiskBus::Sd) {
        return refuse(format!(
            "block I/O throttling is not supported for disk '{target}'"
        ));
    }
    if !disk.throttle_filters.filters.is_empty() {
        return refuse(format!(
            "block 'iotune' can't be used together with 'throttlefilters' for disk '{target}'"
        ));
    }
    Ok(())
}

fn invalid_arg(detail: String) -> Error {
    Error::new(ErrorDomain::Qemu, ErrorCode::InvalidArg, detail)
}

const MEMORY_LIMITS: i32 = 3;
const BLKIO_LIMITS: i32 = 6;
const INTERFACE_LIMITS: i32 = 7;
const DISK_LIMITS: i32 = 20;
