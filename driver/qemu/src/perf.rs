//! What is counted for a guest: events of the processor and the kernel that its definition names.
//!
//! Counters belong to the run of a guest and end with it. One counts for what the emulator's
//! first thread begins after it was opened: for the whole guest from its start on, and for that
//! thread alone once the others are there.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::sync::Arc;

use fv_driver_kit::Listed;
use fv_error::{Error, ErrorCode, ErrorDomain, Result};
use fv_model_domain::YesNo;
use fv_model_domain::tune::{Perf, PerfEventName};
use fv_sys::perf::{Counter, Event};

use crate::guest::Guest;
use crate::report;

/// The counters of one guest that run.
#[derive(Clone, Debug, Default)]
pub(crate) struct Counters(Arc<BTreeMap<PerfEventName, Arc<Counter>>>);

impl Counters {
    /// Begins to count all that a definition wants for a process.
    pub(crate) fn begin(pid: i32, perf: &Perf) -> Result<Self> {
        Self::default().with(pid, perf.enabled())
    }

    /// These and counters for more events; those that run already run on.
    pub(crate) fn with(
        &self,
        pid: i32,
        names: impl Iterator<Item = PerfEventName>,
    ) -> Result<Self> {
        let mut counters = BTreeMap::clone(&self.0);
        for name in names {
            if let Entry::Vacant(place) = counters.entry(name) {
                place.insert(Arc::new(open(pid, name)?));
            }
        }
        Ok(Self(Arc::new(counters)))
    }

    /// These without the counter of an event.
    pub(crate) fn without(&self, name: PerfEventName) -> Self {
        let mut counters = BTreeMap::clone(&self.0);
        counters.remove(&name);
        Self(Arc::new(counters))
    }

    /// Whether an event is counted.
    pub(crate) fn count(&self, name: PerfEventName) -> bool {
        self.0.contains_key(&name)
    }

    /// How far each has counted, in the order of the events; one that cannot be read is left out.
    pub(crate) fn read(&self) -> impl Iterator<Item = (PerfEventName, u64)> {
        let counters = self.0.iter();
        counters.filter_map(|(name, counter)| Some((*name, counter.read().ok()?)))
    }
}

/// Fails as a start would if the host cannot count an event.
pub(crate) fn can_count(name: PerfEventName) -> Result<()> {
    open(fv_sys::process::own_pid(), name).map(drop)
}

/// Counts again for a guest that an earlier daemon started; what cannot be counted any more is
/// noted as switched off.
pub(crate) fn resume(guest: &Guest) {
    let mut change = guest.state();
    let (Some(live), Some(run)) = (change.live.clone(), change.run.clone()) else {
        return;
    };
    let mut counters = run.counters.clone();
    let mut perf = live.perf.clone();
    for name in live.perf.enabled() {
        match counters.with(run.pid, [name].into_iter()) {
            Ok(more) => counters = more,
            Err(error) => {
                report::warn(format!("guest '{}': {error}", guest.name()));
                perf.set(name, YesNo::No);
            }
        }
    }
    change.with_run(|run| run.counters = counters);
    if perf != live.perf
        && let Some(live) = &mut change.live
    {
        Arc::make_mut(live).perf = perf;
    }
    change.publish();
}

fn open(pid: i32, name: PerfEventName) -> Result<Counter> {
    let event = event(name).ok_or_else(|| {
        let detail = format!("unable to enable host cpu perf event for {}", name.as_str());
        Error::new(ErrorDomain::Perf, ErrorCode::ArgumentUnsupported, detail)
    })?;
    Counter::open(pid, event).map_err(|error| {
        let detail = format!("unable to open host cpu perf event for {}", name.as_str());
        Error::system(ErrorDomain::Perf, error, detail)
    })
}

/// The kernel's number of an event; nothing for those of cache monitoring, which kernels that have
/// all else the driver needs no longer count this way.
fn event(name: PerfEventName) -> Option<Event> {
    use Event::{Hardware, Software};
    use PerfEventName as Name;

    Some(match name {
        Name::Cmt | Name::Mbmt | Name::Mbml => return None,
        Name::CpuCycles => Hardware(0),
        Name::Instructions => Hardware(1),
        Name::CacheReferences => Hardware(2),
        Name::CacheMisses => Hardware(3),
        Name::BranchInstructions => Hardware(4),
        Name::BranchMisses => Hardware(5),
        Name::BusCycles => Hardware(6),
        Name::StalledCyclesFrontend => Hardware(7),
        Name::StalledCyclesBackend => Hardware(8),
        Name::RefCpuCycles => Hardware(9),
        Name::CpuClock => Software(0),
        Name::TaskClock => Software(1),
        Name::PageFaults => Software(2),
        Name::ContextSwitches => Software(3),
        Name::CpuMigrations => Software(4),
        Name::PageFaultsMin => Software(5),
        Name::PageFaultsMaj => Software(6),
        Name::AlignmentFaults => Software(7),
        Name::EmulationFaults => Software(8),
    })
}
