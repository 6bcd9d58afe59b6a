//! The sleep of a guest: sending it there by its agent, waking it by QEMU.

use std::sync::Arc;

use fv_api::{Caller, DomainRef};
use fv_driver_kit::JobKind;
use fv_driver_qemu_monitor::agent::commands::{self, Sleep};
use fv_driver_qemu_monitor::commands::status as qmp;
use fv_error::{Error, ErrorCode, ErrorDomain, Result};
use fv_model_domain::{Domain, Enabled, YesNo};

use crate::agent::{self, AgentJob, Awaited, Terms};
use crate::driver::Driver;
use crate::flags;
use crate::job::Job;

/// Sends a guest to sleep, by its agent.
pub(crate) fn sleep(
    driver: &Arc<Driver>,
    caller: &Caller,
    dom: &DomainRef,
    target: u32,
    duration_s: u64,
    flags: u32,
) -> Result<()> {
    flags::check(flags, 0, "qemuDomainPMSuspendForDuration")?;
    if duration_s != 0 {
        let detail = "Duration not supported. Use 0 for now";
        return Err(error(ErrorCode::ArgumentUnsupported, detail));
    }
    let how = match target {
        0 => Sleep::Memory,
        1 => Sleep::Disk,
        2 => Sleep::Hybrid,
        other => {
            let detail = format!("Unknown suspend target: {other}");
            return Err(error(ErrorCode::InvalidArg, detail));
        }
    };
    let guest = driver.find(dom)?;
    agent::require(&guest)?;
    let owner = "remoteDispatchDomainPMSuspendForDuration";
    let mut job = Job::begin(driver, &guest, JobKind::Query, owner, Some(caller))?;
    job.require_active()?;
    if !job.talk(&qmp::can_wake_up())? {
        let detail = "Domain does not have suspend support";
        return Err(error(ErrorCode::OperationUnsupported, detail));
    }
    if let Some(live) = &job.view().live {
        check_allowed(live, how)?;
    }
    drop(job);
    let mut agent = AgentJob::begin_at_agent(&guest, JobKind::Modify, owner, caller)?;
    let terms = Terms {
        timeout_s: None,
        awaited: Some(Awaited::Sleep),
    };
    agent.tell(&commands::suspend(how), terms)
}

/// Fails when the definition does not let the guest sleep so.
fn check_allowed(live: &Domain, how: Sleep) -> Result<()> {
    let denied = |enabled: &Option<Enabled>| {
        let enabled = enabled.as_ref().and_then(|it| it.enabled);
        enabled == Some(YesNo::No)
    };
    let detail = match how {
        Sleep::Memory | Sleep::Hybrid if denied(&live.pm.suspend_to_mem) => {
            "S3 state is disabled for this domain"
        }
        Sleep::Disk if denied(&live.pm.suspend_to_disk) => "S4 state is disabled for this domain",
        _ => return Ok(()),
    };
    Err(error(ErrorCode::InternalError, detail))
}

fn error(code: ErrorCode, detail: impl Into<String>) -> Error {
    Error::new(ErrorDomain::Qemu, code, detail)
}

/// Wakes a guest that sleeps.
pub(crate) fn wake_up(
    driver: &Arc<Driver>,
    caller: &Caller,
    dom: &DomainRef,
    flags: u32,
) -> Result<()> {
    flags::check(flags, 0, "qemuDomainPMWakeup")?;
    let guest = driver.find(dom)?;
    let owner = "remoteDispatchDomainPMWakeup";
    let mut job = Job::begin(driver, &guest, JobKind::Modify, owner, Some(caller))?;
    job.require_active()?;
    job.talk(&qmp::system_wakeup())
}
