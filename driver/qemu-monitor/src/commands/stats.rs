//! What QEMU counts of a guest as a whole: its memory by its own account, how fast it changes it,
//! and the counters of KVM.

use fv_error::{Error, ErrorDomain, Result};
use serde_json::{Value, json};

use crate::command::{Call, Command};
use crate::json::{self, Fields};

/// A figure that a guest gives of its memory, with libvirt's number (`virDomainMemoryStatTags`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the words are libvirt's")]
pub enum MemoryFigure {
    SwapIn = 0,
    SwapOut = 1,
    MajorFault = 2,
    MinorFault = 3,
    Unused = 4,
    Available = 5,
    Usable = 8,
    LastUpdate = 9,
    DiskCaches = 10,
    HugetlbAllocations = 11,
    HugetlbFailures = 12,
}

/// What a guest says of its memory, in libvirt's order: sizes in KiB.
///
/// It reports at the interval that was set, if its driver can; what it does not report is left
/// out, and a guest that has not reported yet gives nothing.
pub fn guest_memory(balloon: &str) -> Call<Vec<(MemoryFigure, u64)>> {
    let arguments = json!({ "path": balloon, "property": "guest-stats" });
    Call::new(Command::with("qom-get", arguments), |value| {
        let Some(stats) = value.field("stats") else {
            return Ok(Vec::new());
        };
        let figure = |&(key, figure, unit): &(&str, MemoryFigure, u64)| {
            let holder = if key == LAST_UPDATE { value } else { stats };
            let number = holder.unsigned(key).filter(|number| *number != u64::MAX)?;
            Some((figure, number / unit))
        };
        Ok(MEMORY_FIGURES.iter().filter_map(figure).collect())
    })
    .or_if_refused(Vec::new)
}

/// Sets how often a guest is to report its memory, in seconds; 0 is never.
pub fn set_guest_memory_period(balloon: &str, period_s: u32) -> Call<()> {
    super::object::set(balloon, "guest-stats-polling-interval", &json!(period_s))
}

/// Where QEMU tells when the guest reported, beside the figures themselves.
const LAST_UPDATE: &str = "last-update";

/// QEMU's names in libvirt's order, each with what makes one of libvirt's units.
const MEMORY_FIGURES: &[(&str, MemoryFigure, u64)] = &[
    ("stat-swap-in", MemoryFigure::SwapIn, 1024),
    ("stat-swap-out", MemoryFigure::SwapOut, 1024),
    ("stat-major-faults", MemoryFigure::MajorFault, 1),
    ("stat-minor-faults", MemoryFigure::MinorFault, 1),
    ("stat-free-memory", MemoryFigure::Unused, 1024),
    ("stat-total-memory", MemoryFigure::Available, 1024),
    ("stat-available-memory", MemoryFigure::Usable, 1024),
    (LAST_UPDATE, MemoryFigure::LastUpdate, 1),
    ("stat-disk-caches", MemoryFigure::DiskCaches, 1024),
    ("stat-htlb-pgalloc", MemoryFigure::HugetlbAllocations, 1),
    ("stat-htlb-pgfail", MemoryFigure::HugetlbFailures, 1),
];

crate::tokens! {
    /// How far the measuring of changed memory is.
    DirtyRateStatus {
        Unstarted = "unstarted",
        Measuring = "measuring",
        Measured = "measured",
    }
}

crate::tokens! {
    /// How changed memory is found.
    DirtyRateMode {
        PageSampling = "page-sampling",
        DirtyBitmap = "dirty-bitmap",
        DirtyRing = "dirty-ring",
    }
}

/// How fast a guest changes its memory.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DirtyRate {
    /// How far the measuring is.
    pub status: DirtyRateStatus,
    /// When it began, in seconds of the host's clock.
    pub start_s: i64,
    /// How long it takes, in seconds.
    pub period_s: i32,
    /// How it is done.
    pub mode: DirtyRateMode,
    /// The result in MiB a second, once there is one.
    pub rate_mib: Option<i64>,
    /// The result for each processor, where the way of measuring tells it.
    pub vcpu_rates_mib: Vec<(i32, u64)>,
}

/// How fast the guest changed its memory when that was measured last.
pub fn query_dirty_rate() -> Call<DirtyRate> {
    Call::new(Command::new("query-dirty-rate"), |value| {
        let missing =
            |what: &str| fail(format!("query-dirty-rate reply was missing '{what}' data"));
        let status = value.text("status").ok_or_else(|| missing("status"))?;
        let status = DirtyRateStatus::from_text(status)
            .ok_or_else(|| fail(format!("Unknown dirty rate status: {status}")))?;
        let rate_mib = match status {
            DirtyRateStatus::Measured => {
                let rate = value.signed("dirty-rate");
                Some(rate.ok_or_else(|| missing("dirty-rate"))?)
            }
            _ => None,
        };
        let start_s = value
            .signed("start-time")
            .ok_or_else(|| missing("start-time"))?;
        let period = value
            .signed("calc-time")
            .and_then(|s| i32::try_from(s).ok());
        Ok(DirtyRate {
            status,
            start_s,
            period_s: period.ok_or_else(|| missing("calc-time"))?,
            mode: dirty_rate_mode(value)?,
            rate_mib,
            vcpu_rates_mib: vcpu_rates(value)?,
        })
    })
}

fn dirty_rate_mode(value: &Value) -> Result<DirtyRateMode> {
    let Some(mode) = value.text("mode") else {
        return Ok(DirtyRateMode::PageSampling);
    };
    DirtyRateMode::from_text(mode)
        .ok_or_else(|| fail(format!("Unknown dirty page rate calculation mode: {mode}")))
}

fn vcpu_rates(value: &Value) -> Result<Vec<(i32, u64)>> {
    let rates = value.list("vcpu-dirty-rate").unwrap_or_default().iter();
    let rate = |rate: &Value| {
        let id = rate.signed("id").and_then(|id| i32::try_from(id).ok())?;
        Some((id, rate.unsigned("dirty-rate")?))
    };
    let rates: Option<Vec<_>> = rates.map(rate).collect();
    rates.ok_or_else(|| fail("query-dirty-rate parsing 'vcpu-dirty-rate' in failure".into()))
}

/// Begins to measure how fast the guest changes its memory.
pub fn start_dirty_rate(period_s: i32, mode: DirtyRateMode) -> Call<()> {
    let mut arguments = json!({ "calc-time": period_s });
    if mode != DirtyRateMode::PageSampling {
        arguments["mode"] = json!(mode.text());
    }
    Call::plain(Command::with("calc-dirty-rate", arguments))
}

crate::tokens! {
    /// What counters are counted for.
    StatsTarget {
        Vm = "vm",
        Vcpu = "vcpu",
    }
}

/// The counters of the guest or of one of its processors, in QEMU's order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Counters {
    /// The processor in QEMU's object tree; none for the guest as a whole.
    pub qom_path: Option<String>,
    /// Names and values, which are numbers, truth values or lists.
    pub values: Vec<(String, Value)>,
}

/// The counters that hypervisors below QEMU keep, those of all providers.
pub fn query_counters(target: StatsTarget) -> Call<Vec<Counters>> {
    let arguments = json!({ "target": target.text() });
    Call::new(Command::with("query-stats", arguments), |value| {
        let entries = json::items("query-stats", value)?.iter();
        Ok(entries.map(counters).collect())
    })
}

fn counters(entry: &Value) -> Counters {
    let values = entry.list("stats").unwrap_or_default().iter();
    let values = values.filter_map(|stat| Some((stat.string("name")?, stat.get("value")?.clone())));
    Counters {
        qom_path: entry.string("qom-path"),
        values: values.collect(),
    }
}

crate::tokens! {
    /// How a counter is to be understood.
    CounterKind {
        Cumulative = "cumulative",
        Instant = "instant",
        Peak = "peak",
        LinearHistogram = "linear-histogram",
        Log2Histogram = "log2-histogram",
    }
}

/// The counters that there are, by name, and how each is to be understood.
pub fn query_counter_kinds() -> Call<Vec<(String, CounterKind)>> {
    Call::new(Command::new("query-stats-schemas"), |value| {
        let schemas = json::items("query-stats-schemas", value)?.iter();
        let stats = schemas.flat_map(|schema| schema.list("stats").unwrap_or_default());
        let kind = |stat: &Value| {
            let kind = CounterKind::from_text(stat.text("type")?)?;
            Some((stat.string("name")?, kind))
        };
        Ok(stats.filter_map(kind).collect())
    })
}

fn fail(detail: String) -> Error {
    Error::internal(ErrorDomain::Qemu, detail)
}

#[cfg(test)]
#[path = "../tests/stats.rs"]
mod tests;
