//! The statistics of many guests in one call.

use std::sync::Arc;

use fv_api::{DomainRef, DomainStatsRecord};
use fv_driver_qemu_monitor::commands::block;
use fv_driver_qemu_monitor::commands::stats::StatsTarget;
use fv_error::{Error, ErrorCode, ErrorDomain, Result};
use fv_model_domain::VirtKind;
use fv_model_domain::devices::disk::Disk;
use fv_model_domain::devices::source::BackingStore;

use super::ask::{self, Busy, Questions, Request};
use super::groups::{self, Chains, Subject, group};
use super::memory;
use super::nets::Counters;
use crate::brief::Brief;
use crate::calls::filter;
use crate::driver::Driver;
use crate::flags;
use crate::guest::{Guest, View};

/// The chosen groups of statistics of the chosen guests.
///
/// A guest that somebody is busy with, or that does not answer in time, gives what can be told
/// without it: the call never waits longer than a second.
pub(crate) fn all(
    driver: &Arc<Driver>,
    doms: &[DomainRef],
    stats: u32,
    flags: u32,
) -> Result<Vec<DomainStatsRecord>> {
    let known = FILTERS | NOWAIT | BACKING | ENFORCE;
    flags::check(flags, known, "qemuConnectGetAllDomainStats")?;
    let mut subjects = Vec::new();
    let mut requests = Vec::new();
    for (guest, view) in chosen(driver, doms, flags & FILTERS) {
        let groups = supported(&view, stats, flags & ENFORCE != 0)?;
        requests.push(Request {
            questions: questions(&guest, &view, groups),
            guest,
        });
        subjects.push(Subject::new(view, groups));
    }
    let busy = if flags & NOWAIT != 0 {
        Busy::Skip
    } else {
        Busy::Wait
    };
    // What the host tells is read while the guests answer.
    let look = || subjects.iter_mut().for_each(Subject::look);
    ask::all(&mut requests, busy, look);
    let chains = if flags & BACKING != 0 {
        Chains::Whole
    } else {
        Chains::Front
    };
    // One look at the host's devices serves all guests.
    let wanted = |subject: &Subject| subject.groups & group::INTERFACE != 0;
    let counters = subjects.iter().any(wanted).then(|| Counters::read().ok());
    let counters = counters.flatten();
    let records = requests
        .iter()
        .zip(&subjects)
        .map(|(request, subject)| DomainStatsRecord {
            dom: request.guest.reference_with(subject.view.id()),
            params: groups::params(subject, &request.questions, counters.as_ref(), chains),
        });
    Ok(records.collect())
}

/// The guests that were named, or all; those that are gone are left out.
fn chosen(driver: &Driver, doms: &[DomainRef], filters: u32) -> Vec<(Arc<Guest>, Arc<View>)> {
    let guests: Vec<_> = match doms {
        [] => driver.guests().all(),
        doms => doms
            .iter()
            .filter_map(|dom| driver.guests().by_uuid(dom.uuid))
            .collect(),
    };
    let viewed = guests.into_iter().map(|guest| {
        let view = guest.view();
        (guest, view)
    });
    viewed
        .filter(|(guest, view)| filter::passes(driver, guest, Brief::of(view), filters))
        .collect()
}

/// The groups that can be told of a guest; with `enforce` one that cannot be told is an error.
fn supported(view: &View, stats: u32, enforce: bool) -> Result<u32> {
    let flags = view.run.as_ref().map(|run| Arc::clone(&run.flags));
    let has = |name: &str| {
        let flags = flags.as_ref();
        flags.is_some_and(|flags| flags.iter().any(|flag| flag == name))
    };
    let mut supported = group::ALWAYS;
    if has("query-dirty-rate") {
        supported |= group::DIRTY_RATE;
    }
    if has("query-stats") {
        supported |= group::VM;
    }
    match (stats, stats & !supported) {
        (0, _) => Ok(supported),
        (_, 1..) if enforce => {
            let bits = stats & !supported;
            let detail =
                format!("Stats types bits 0x{bits:x} are not supported by this daemon or QEMU");
            Err(Error::new(
                ErrorDomain::Qemu,
                ErrorCode::ArgumentUnsupported,
                detail,
            ))
        }
        _ => Ok(stats & supported),
    }
}

/// What only QEMU knows of these groups, without what is known to be nothing.
fn questions(guest: &Guest, view: &View, groups: u32) -> Questions {
    let mut questions = Questions::default();
    let (Some(live), Some(run)) = (&view.live, &view.run) else {
        return questions;
    };
    let wants = |group: u32| groups & group != 0;
    let disks = &live.devices.disks;
    if wants(group::BLOCK) && !disks.is_empty() {
        let has_chain = |disk: &Disk| matches!(disk.backing_store, Some(BackingStore::Image(_)));
        questions.about_blocks(match disks.iter().any(has_chain) {
            true => block::Chains::Some,
            false => block::Chains::None,
        });
    }
    if let Some(balloon) = memory::balloon_of(live).filter(|_| wants(group::BALLOON)) {
        questions.about_memory(&memory::balloon_path(balloon));
    }
    if wants(group::IOTHREAD) && live.iothreads > 0 {
        questions.about_iothreads();
    }
    if wants(group::DIRTY_RATE) && !groups::was_never_measured(view) {
        questions.about_dirty_rate();
    }
    // Below an emulated processor nobody counts.
    let counted = live.kind == VirtKind::Kvm && run.flags.iter().any(|flag| flag == "query-stats");
    if counted && wants(group::VCPU | group::CPU) {
        questions.about_counters(StatsTarget::Vcpu, guest.link().as_deref());
    }
    if counted && wants(group::VM) {
        questions.about_counters(StatsTarget::Vm, guest.link().as_deref());
    }
    questions
}

/// `virConnectGetAllDomainStatsFlags`: the filters are those of lists.
const FILTERS: u32 = 0xff;
const NOWAIT: u32 = 1 << 29;
const BACKING: u32 = 1 << 30;
const ENFORCE: u32 = 1 << 31;
