//! A guest's memory: what it says of it, and how much it is to have.

use std::sync::Arc;

use fv_api::{Caller, DomainMemoryStat, DomainRef};
use fv_driver_kit::JobKind;
use fv_driver_qemu_monitor::commands::stats as qmp;
use fv_driver_qemu_monitor::commands::status::{balloon, query_balloon};
use fv_error::{Error, ErrorCode, ErrorDomain, Result};
use fv_model_domain::Domain;
use fv_model_domain::devices::memory::MemoryModel;
use fv_model_domain::devices::simple::{BalloonStats, MemBalloon, MemBalloonModel};

use super::process;
use crate::calls::query;
use crate::driver::Driver;
use crate::flags::{self, CONFIG, LIVE, MEMORY_MAXIMUM};
use crate::job::{Job, invalid, not_running};

/// The balloon of a guest, if it has one that works.
pub(crate) fn balloon_of(definition: &Domain) -> Option<&MemBalloon> {
    let balloon = definition.devices.balloon.as_ref();
    balloon.filter(|balloon| balloon.model != MemBalloonModel::None)
}

/// Where QEMU keeps a balloon in its object tree.
pub(crate) fn balloon_path(balloon: &MemBalloon) -> String {
    format!("/machine/peripheral/{}", balloon.info.alias())
}

pub(crate) fn stats(
    driver: &Arc<Driver>,
    caller: &Caller,
    dom: &DomainRef,
    room: u32,
    flags: u32,
) -> Result<Vec<DomainMemoryStat>> {
    flags::check(flags, 0, "qemuDomainMemoryStats")?;
    let guest = driver.find(dom)?;
    let owner = "remoteDispatchDomainMemoryStats";
    let mut job = Job::begin(driver, &guest, JobKind::Query, owner, Some(caller))?;
    let view = job.view();
    let (Some(live), Some(run)) = (&view.live, &view.run) else {
        return Err(not_running());
    };
    let mut stats = Vec::new();
    if let Some(balloon) = balloon_of(live) {
        let actual = job.talk(&query_balloon())?;
        stats.extend(actual.map(|kib| stat(ACTUAL_BALLOON, kib)));
        let told = job.talk(&qmp::guest_memory(&balloon_path(balloon)))?;
        stats.extend(
            told.into_iter()
                .map(|(figure, value)| stat(figure as i32, value)),
        );
    }
    stats.push(stat(RSS, process::usage(run.pid).resident_kib));
    stats.truncate(usize::try_from(room).unwrap_or(usize::MAX));
    Ok(stats)
}

fn stat(tag: i32, val: u64) -> DomainMemoryStat {
    DomainMemoryStat { tag, val }
}

/// Sets how much memory a guest has, or may have, in KiB.
pub(crate) fn set(
    driver: &Arc<Driver>,
    caller: &Caller,
    dom: &DomainRef,
    memory_kib: u64,
    flags: u32,
) -> Result<()> {
    flags::check(
        flags,
        LIVE | CONFIG | MEMORY_MAXIMUM,
        "qemuDomainSetMemoryFlags",
    )?;
    let guest = driver.find(dom)?;
    let owner = "remoteDispatchDomainSetMemoryFlags";
    let mut job = Job::begin(driver, &guest, JobKind::Modify, owner, Some(caller))?;
    let view = job.view();
    let impact = query::impact(&view, flags)?;
    let live = view.live.as_ref().filter(|_| impact & LIVE != 0);
    let config = view.kept().filter(|_| impact & CONFIG != 0);
    let config = config.as_ref();
    if flags & MEMORY_MAXIMUM != 0 {
        if live.is_some() {
            let detail = "cannot resize the maximum memory on an active domain";
            return Err(invalid(detail));
        }
        return match config {
            Some(config) => set_maximum(&mut job, config, memory_kib),
            None => Ok(()),
        };
    }
    let most = [live, config]
        .into_iter()
        .flatten()
        .map(|one| ordinary_kib(one));
    if most.min().is_some_and(|most| memory_kib > most) {
        let detail = "cannot set memory higher than max memory";
        return Err(Error::new(ErrorDomain::Qemu, ErrorCode::InvalidArg, detail));
    }
    if live.is_some() && !job.talk(&balloon(memory_kib))? {
        return Err(invalid(
            "Unable to change memory of active domain without the balloon device and guest OS \
             balloon driver",
        ));
    }
    match config {
        Some(config) => job.change_kept(config, |config| {
            config.memory.current_kib = memory_kib;
        }),
        None => Ok(()),
    }
}

fn set_maximum(job: &mut Job<'_>, config: &Arc<Domain>, memory_kib: u64) -> Result<()> {
    if config.cpu.as_ref().is_some_and(|cpu| cpu.numa.is_some()) {
        return Err(invalid(
            "initial memory size of a domain with NUMA nodes cannot be modified with this API",
        ));
    }
    if (1..memory_kib).contains(&config.memory.max_kib) {
        return Err(invalid(
            "cannot set initial memory size greater than the maximum memory size",
        ));
    }
    job.change_kept(config, |config| {
        config.memory.total_kib = memory_kib;
        config.memory.current_kib = config.memory.current_kib.min(memory_kib);
    })
}

/// The memory that a balloon can give or take; what is plugged as virtio-mem is not part of it.
fn ordinary_kib(definition: &Domain) -> u64 {
    let devices = definition.devices.memories.iter();
    let plugged = devices.filter(|device| device.model == MemoryModel::VirtioMem);
    let plugged_kib: u64 = plugged.map(|device| device.size_kib).sum();
    definition.memory.total_kib.saturating_sub(plugged_kib)
}

/// Sets how often the guest reports its memory, in seconds.
pub(crate) fn set_period(
    driver: &Arc<Driver>,
    caller: &Caller,
    dom: &DomainRef,
    period_s: i32,
    flags: u32,
) -> Result<()> {
    flags::check(flags, LIVE | CONFIG, "qemuDomainSetMemoryStatsPeriod")?;
    let guest = driver.find(dom)?;
    let owner = "remoteDispatchDomainSetMemoryStatsPeriod";
    let mut job = Job::begin(driver, &guest, JobKind::Modify, owner, Some(caller))?;
    let view = job.view();
    let impact = query::impact(&view, flags)?;
    let refused = || invalid("unable to set balloon driver collection period");
    let period = u32::try_from(period_s).map_err(|_| refused())?;
    if let (Some(live), 1..) = (&view.live, impact & LIVE) {
        let balloon = balloon_of(live).ok_or_else(no_balloon)?;
        let set = job.talk(&qmp::set_guest_memory_period(
            &balloon_path(balloon),
            period,
        ));
        set.map_err(|error| match error.code() {
            ErrorCode::OperationTimeout => error,
            _ => refused(),
        })?;
        let mut change = job.state();
        if let Some(live) = &mut change.live {
            note_period(Arc::make_mut(live), period);
        }
        driver.keep(&guest, &mut change);
    }
    if let (Some(config), 1..) = (&view.kept(), impact & CONFIG) {
        balloon_of(config).ok_or_else(no_balloon)?;
        job.change_kept(config, |config| note_period(config, period))?;
    }
    Ok(())
}

/// Asks the guest of a start to report its memory as often as its definition says.
///
/// A guest that cannot is as good as one that does not.
pub(crate) fn ask_for_reports(job: &mut Job<'_>) -> Result<()> {
    let live = job.view().live.clone();
    let balloon = live.as_ref().and_then(|live| balloon_of(live));
    let Some((balloon, stats)) =
        balloon.and_then(|balloon| Some((balloon, balloon.stats.as_ref()?)))
    else {
        return Ok(());
    };
    let call = qmp::set_guest_memory_period(&balloon_path(balloon), stats.period);
    job.talk(&call.or_if_refused(|| ()))
}

fn note_period(definition: &mut Domain, period: u32) {
    if let Some(balloon) = &mut definition.devices.balloon {
        balloon.stats = (period > 0).then_some(BalloonStats { period });
    }
}

fn no_balloon() -> Error {
    let detail = "No memory balloon device configured, can not set the collection period";
    Error::internal(ErrorDomain::Qemu, detail)
}

/// `VIR_DOMAIN_MEMORY_STAT_ACTUAL_BALLOON`.
const ACTUAL_BALLOON: i32 = 6;
/// `VIR_DOMAIN_MEMORY_STAT_RSS`.
const RSS: i32 = 7;
