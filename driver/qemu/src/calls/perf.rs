//! The events that are counted for a guest: read, and chosen while it runs or for its next start.

use std::sync::Arc;

use fv_api::{Caller, DomainRef};
use fv_driver_kit::JobKind;
use fv_error::Result;
use fv_model_domain::tune::PerfEventName;
use fv_model_domain::{Domain, YesNo};
use fv_types::typed_param::{self, Allowed};
use fv_types::{TypedKind, TypedParam, TypedValue};

use super::query;
use crate::driver::Driver;
use crate::flags::{self, CONFIG, LIVE, TEXTS};
use crate::job::Job;

pub(crate) fn events(driver: &Arc<Driver>, dom: &DomainRef, flags: u32) -> Result<Vec<TypedParam>> {
    flags::check(flags, LIVE | CONFIG | TEXTS, "qemuDomainGetPerfEvents")?;
    let view = driver.find(dom)?.view();
    let definition = query::one_definition(&view, flags)?;
    let live = query::impact(&view, flags)? & CONFIG == 0;
    let run = view.run.as_ref().filter(|_| live);
    let enabled = |name: PerfEventName| match run {
        Some(run) => run.counters.count(name),
        None => definition.perf.enabled().any(|asked| asked == name),
    };
    let events = PerfEventName::ALL.iter();
    Ok(events
        .map(|&name| TypedParam::new(name.as_str(), enabled(name)))
        .collect())
}

/// Chooses what is counted for a guest; of several events all are switched or none.
pub(crate) fn set_events(
    driver: &Arc<Driver>,
    caller: &Caller,
    dom: &DomainRef,
    params: &[TypedParam],
    flags: u32,
) -> Result<()> {
    flags::check(flags, LIVE | CONFIG, "qemuDomainSetPerfEvents")?;
    let known = PerfEventName::ALL.iter();
    let known = known.map(|name| Allowed::once(name.as_str(), TypedKind::Boolean));
    typed_param::validate(params, &known.collect::<Vec<_>>())?;
    let guest = driver.find(dom)?;
    let owner = "remoteDispatchDomainSetPerfEvents";
    let mut job = Job::begin(driver, &guest, JobKind::Modify, owner, Some(caller))?;
    let view = job.view();
    let impact = query::impact(&view, flags)?;
    let wanted: Vec<(PerfEventName, bool)> = params.iter().filter_map(wanted_event).collect();
    if let (Some(run), 1..) = (&view.run, impact & LIVE) {
        let mut counters = run.counters.clone();
        for &(name, _) in wanted.iter().filter(|(_, wanted)| !wanted) {
            counters = counters.without(name);
        }
        let more = wanted.iter().filter(|(_, wanted)| *wanted);
        counters = counters.with(run.pid, more.map(|&(name, _)| name))?;
        let mut change = job.state();
        change.with_run(|run| run.counters = counters);
        if let Some(live) = &mut change.live {
            note_events(Arc::make_mut(live), &wanted);
        }
        driver.keep(&guest, &mut change);
    }
    match view.kept().filter(|_| impact & CONFIG != 0) {
        Some(config) => job.change_kept(&config, |config| note_events(config, &wanted)),
        None => Ok(()),
    }
}

fn wanted_event(param: &TypedParam) -> Option<(PerfEventName, bool)> {
    match param.value {
        TypedValue::Boolean(wanted) => Some((PerfEventName::from_word(&param.field)?, wanted)),
        _ => None,
    }
}

fn note_events(definition: &mut Domain, wanted: &[(PerfEventName, bool)]) {
    for &(name, wanted) in wanted {
        let enabled = if wanted { YesNo::Yes } else { YesNo::No };
        definition.perf.set(name, enabled);
    }
}
