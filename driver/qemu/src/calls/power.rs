//! The sleep of a guest: sending it there by its agent, waking it by QEMU.

use std::sync::Arc;

use fv_api::{Caller, DomainRef};
use fv_driver_kit::JobKind;
use fv_driver_qemu_monitor::commands::status as qmp;
use fv_error::Result;

use crate::driver::Driver;
use crate::flags;
use crate::job::Job;

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
