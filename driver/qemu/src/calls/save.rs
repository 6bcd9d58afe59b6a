//! Which call on long jobs does what; the doing is in the modules beside.

use fv_api::{Caller, DomainJobStats, DomainRef, DomainSaveApi};
use fv_error::Result;

use super::Qemu;
use super::stats::jobs;

impl DomainSaveApi for Qemu {
    fn abort_job(&self, _caller: &Caller, dom: &DomainRef) -> Result<()> {
        jobs::abort(self.driver(), dom, 0)
    }

    fn abort_job_flags(&self, _caller: &Caller, dom: &DomainRef, flags: u32) -> Result<()> {
        jobs::abort(self.driver(), dom, flags)
    }

    fn job_stats(&self, _caller: &Caller, dom: &DomainRef, flags: u32) -> Result<DomainJobStats> {
        jobs::stats(self.driver(), dom, flags)
    }
}
