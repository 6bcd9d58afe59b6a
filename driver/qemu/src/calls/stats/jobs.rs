//! Long jobs: how far they are, and breaking them off.
//!
//! No job that reports its progress exists yet, so none is told and none can be broken off. Nothing
//! here waits for the guest or for who holds it: a guest that does not answer is when one asks.

use std::sync::Arc;

use fv_api::{DomainJobStats, DomainRef};
use fv_error::Result;

use crate::driver::Driver;
use crate::flags;
use crate::job::{invalid, not_running};
use crate::life::{Life, Paused};

pub(crate) fn stats(driver: &Arc<Driver>, dom: &DomainRef, flags: u32) -> Result<DomainJobStats> {
    const COMPLETED: u32 = 1;
    const KEEP_COMPLETED: u32 = 2;

    flags::check(flags, COMPLETED | KEEP_COMPLETED, "qemuDomainGetJobStats")?;
    let view = driver.find(dom)?.view();
    if flags & COMPLETED == 0 && !view.is_active() {
        return Err(not_running());
    }
    Ok(DomainJobStats {
        kind: 0,
        params: Vec::new(),
    })
}

pub(crate) fn abort(driver: &Arc<Driver>, dom: &DomainRef, flags: u32) -> Result<()> {
    const POSTCOPY: u32 = 1;

    flags::check(flags, POSTCOPY, "qemuDomainAbortJobFlags")?;
    let view = driver.find(dom)?.view();
    if !view.is_active() {
        return Err(not_running());
    }
    if flags & POSTCOPY != 0 {
        return Err(invalid(
            "current job is not outgoing migration in post-copy mode",
        ));
    }
    Err(invalid(match view.life {
        Life::Paused(Paused::StartingUp) => "cannot abort VM start; use virDomainDestroy instead",
        _ => "no job is active on the domain",
    }))
}
