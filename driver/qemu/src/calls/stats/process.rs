//! What the host's kernel tells of a guest's process and threads.

use std::path::Path;

use fv_error::{Error, ErrorCode, ErrorDomain, Result};
use fv_sys::{file, host, process};
use fv_types::Bitmap;

/// Processor time, in nanoseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct CpuTime {
    /// In user mode.
    pub(crate) user_ns: u64,
    /// In the kernel.
    pub(crate) system_ns: u64,
}

impl CpuTime {
    /// All of it.
    pub(crate) fn total_ns(self) -> u64 {
        self.user_ns.saturating_add(self.system_ns)
    }

    fn of(status: &process::Status) -> Self {
        let tick_ns = 1_000_000_000 / host::ticks_per_second().max(1);
        Self {
            user_ns: status.user_ticks.saturating_mul(tick_ns),
            system_ns: status.system_ticks.saturating_mul(tick_ns),
        }
    }
}

/// Processor time and memory of a process.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Usage {
    /// Processor time.
    pub(crate) cpu: CpuTime,
    /// Memory that it has, in KiB.
    pub(crate) resident_kib: u64,
}

/// What a process used; nothing when it is gone, as in libvirt.
pub(crate) fn usage(pid: i32) -> Usage {
    let Ok(status) = process::status(pid) else {
        return Usage::default();
    };
    let page_kib = host::page_size() as u64 / 1024;
    Usage {
        cpu: CpuTime::of(&status),
        resident_kib: status.resident_pages.saturating_mul(page_kib),
    }
}

/// What the thread of one virtual processor did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct ThreadUsage {
    /// Processor time.
    pub(crate) cpu: CpuTime,
    /// The processor of the host that it ran on last.
    pub(crate) processor: i32,
}

/// What a thread used.
pub(crate) fn thread_usage(pid: i32, thread: i32) -> Result<ThreadUsage> {
    let status = process::thread_status(pid, thread).map_err(|error| {
        let detail = "cannot get vCPU placement & pCPU time";
        Error::system(ErrorDomain::Qemu, error, detail)
    })?;
    Ok(ThreadUsage {
        cpu: CpuTime::of(&status),
        processor: status.processor,
    })
}

/// How long a thread could have run and did not, in nanoseconds, as the scheduler's debugging
/// counts it; nothing where that is switched off.
pub(crate) fn wait_ns(pid: i32, thread: i32) -> u64 {
    let path = format!("/proc/{pid}/task/{thread}/sched");
    let text = file::read_pseudo(Path::new(&path), 64 * 1024).unwrap_or_default();
    let names = ["wait_sum", "se.statistics.wait_sum", "se.wait_sum"];
    let line = text
        .lines()
        .find(|line| names.iter().any(|name| line.starts_with(name)));
    let value = line.and_then(|line| line.split_once(':'));
    let milliseconds = value.and_then(|(_, value)| value.trim().parse::<f64>().ok());
    // A count of nanoseconds, printed in milliseconds; it fits.
    milliseconds.map_or(0, |value| (value * 1e6) as u64)
}

/// How long a thread waited for a processor, in nanoseconds; nothing where the kernel does not say.
pub(crate) fn delay_ns(pid: i32, thread: i32) -> u64 {
    let path = format!("/proc/{pid}/task/{thread}/schedstat");
    let text = file::read_pseudo(Path::new(&path), 1024).unwrap_or_default();
    let waited = text.split_ascii_whitespace().nth(1);
    waited.and_then(|text| text.parse().ok()).unwrap_or(0)
}

/// The host's processors on which a thread may run.
pub(crate) fn affinity(thread: i32) -> Result<Bitmap> {
    let path = format!("/proc/{thread}/status");
    let read = file::read_pseudo(Path::new(&path), 64 * 1024).map_err(|error| {
        let detail = format!("cannot get CPU affinity of process {thread}");
        Error::system(ErrorDomain::None, error, detail)
    })?;
    let list = read
        .lines()
        .find_map(|line| line.strip_prefix("Cpus_allowed_list:"));
    Bitmap::parse_unlimited_or_empty(list.unwrap_or_default().trim())
}

/// The host's processors that are on.
pub(crate) fn online() -> Result<Bitmap> {
    let list = host::cpu_online_list().map_err(|error| {
        let detail = "cannot read the list of online CPUs";
        Error::system(ErrorDomain::None, error, detail)
    })?;
    Bitmap::parse_unlimited(&list).map_err(|error| {
        let detail = "cannot read the list of online CPUs";
        Error::new(ErrorDomain::None, ErrorCode::InternalError, detail).with_source(error)
    })
}
