//! The I/O threads of a guest and the host's processors on which they may run.

use std::sync::Arc;

use fv_api::{Caller, DomainIothreadInfo, DomainIothreadInfoAnswer, DomainRef};
use fv_driver_kit::JobKind;
use fv_driver_qemu_monitor::commands::object;
use fv_error::Result;
use fv_model_domain::Domain;

use super::limits::kept;
use super::stats::process;
use crate::driver::Driver;
use crate::flags::{self, CONFIG, LIVE};
use crate::job::{Job, invalid};

pub(crate) fn info(
    driver: &Arc<Driver>,
    caller: &Caller,
    dom: &DomainRef,
    flags: u32,
) -> Result<DomainIothreadInfoAnswer> {
    flags::check(flags, LIVE | CONFIG, "qemuDomainGetIOThreadInfo")?;
    let guest = driver.find(dom)?;
    let info = match kept(&guest.view(), flags)? {
        Some(config) => defined_iothreads(&config)?,
        None => {
            let owner = "remoteDispatchDomainGetIothreadInfo";
            let mut job = Job::begin(driver, &guest, JobKind::Query, owner, Some(caller))?;
            if !job.view().is_active() {
                return Err(invalid("cannot list IOThreads for an inactive domain"));
            }
            running_iothreads(job.talk(&object::query_iothreads())?)?
        }
    };
    let ret = u32::try_from(info.len()).unwrap_or(u32::MAX);
    Ok(DomainIothreadInfoAnswer { info, ret })
}

fn running_iothreads(threads: Vec<object::IoThread>) -> Result<Vec<DomainIothreadInfo>> {
    let info = threads.into_iter().map(|thread| {
        let number = i32::try_from(thread.thread).unwrap_or(0);
        Ok(DomainIothreadInfo {
            iothread_id: thread.id,
            cpumap: process::affinity(number)?.to_data(),
        })
    });
    info.collect()
}

fn defined_iothreads(config: &Domain) -> Result<Vec<DomainIothreadInfo>> {
    let online = process::online()?;
    let map = |id: u32| {
        let pins = config.cpu_tune.iothread_pins.iter();
        let mut pin = pins
            .filter(|pin| pin.iothread == id)
            .map(|pin| &pin.cpuset.0);
        pin.next_back().or(config.vcpus.cpuset.as_ref()).cloned()
    };
    let ids = config.iothread_numbers().into_iter();
    let info = ids.map(|id| DomainIothreadInfo {
        iothread_id: id,
        cpumap: map(id).unwrap_or_else(|| online.clone()).to_data(),
    });
    Ok(info.collect())
}
