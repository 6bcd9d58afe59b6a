//! Processor time of a guest, and how fast it changes its memory.

use std::sync::Arc;

use fv_api::{Caller, DomainCpuStats, DomainRef};
use fv_driver_kit::JobKind;
use fv_driver_qemu_monitor::commands::stats::{self as qmp, DirtyRateMode};
use fv_error::{Error, ErrorCode, ErrorDomain, Result};
use fv_types::TypedParam;

use super::process;
use crate::driver::Driver;
use crate::flags::{self, TEXTS};
use crate::job::{Job, invalid, not_running};

/// Processor time in all; that of each processor of the host only control groups count.
pub(crate) fn stats(
    driver: &Arc<Driver>,
    dom: &DomainRef,
    nparams: u32,
    start_cpu: i32,
    flags: u32,
) -> Result<DomainCpuStats> {
    flags::check(flags, TEXTS, "qemuDomainGetCPUStats")?;
    let view = driver.find(dom)?.view();
    let run = view.run.as_ref().ok_or_else(not_running)?;
    if start_cpu != -1 {
        return Err(invalid("cgroup CPUACCT controller is not mounted"));
    }
    let used = process::usage(run.pid).cpu;
    let mut params = vec![
        TypedParam::new("cpu_time", used.total_ns()),
        TypedParam::new("user_time", used.user_ns),
        TypedParam::new("system_time", used.system_ns),
    ];
    let count = i32::try_from(params.len()).unwrap_or(i32::MAX);
    params.truncate(usize::try_from(nparams).unwrap_or(0));
    let told = i32::try_from(params.len()).unwrap_or(i32::MAX);
    Ok(DomainCpuStats {
        nparams: if nparams == 0 { count } else { told },
        params,
    })
}

/// Begins to measure how fast a guest changes its memory.
pub(crate) fn start_dirty_rate(
    driver: &Arc<Driver>,
    caller: &Caller,
    dom: &DomainRef,
    seconds: i32,
    flags: u32,
) -> Result<()> {
    const BITMAP: u32 = 1;
    const RING: u32 = 2;
    const SECONDS_MIN: i32 = 1;
    const SECONDS_MAX: i32 = 60;

    flags::check(flags, BITMAP | RING, "qemuDomainStartDirtyRateCalc")?;
    if !(SECONDS_MIN..=SECONDS_MAX).contains(&seconds) {
        let detail = format!(
            "seconds={seconds} is invalid, please choose value within [{SECONDS_MIN}, {SECONDS_MAX}]."
        );
        return Err(Error::new(
            ErrorDomain::Qemu,
            ErrorCode::ConfigUnsupported,
            detail,
        ));
    }
    let guest = driver.find(dom)?;
    let view = guest.view();
    let live = view.live.as_ref().filter(|_| view.is_active());
    let live = live.ok_or_else(not_running)?;
    let mode = if flags & BITMAP != 0 {
        DirtyRateMode::DirtyBitmap
    } else if flags & RING != 0 {
        let kvm = live.features.kvm.as_ref();
        if kvm.and_then(|kvm| kvm.dirty_ring.as_ref()).is_none() {
            let detail = "dirty-ring calculation mode requires dirty-ring feature enabled.";
            return Err(Error::new(
                ErrorDomain::Qemu,
                ErrorCode::OperationUnsupported,
                detail,
            ));
        }
        DirtyRateMode::DirtyRing
    } else {
        DirtyRateMode::PageSampling
    };
    let owner = "remoteDispatchDomainStartDirtyRateCalc";
    let mut job = Job::begin(driver, &guest, JobKind::Modify, owner, Some(caller))?;
    job.require_active()?;
    let mut change = job.state();
    change.with_run(|run| run.dirty_rate_measured = true);
    change.publish();
    drop(change);
    job.talk(&qmp::start_dirty_rate(seconds, mode))
}
