//! The groups of statistics as named values, in libvirt's order.

use std::collections::BTreeMap;
use std::sync::Arc;

use fv_driver_qemu_monitor::commands::block::BlockStats;
use fv_driver_qemu_monitor::commands::stats::{
    self as qmp, CounterKind, DirtyRate, DirtyRateStatus, MemoryFigure,
};
use fv_error::Result;
use fv_model_domain::devices::disk::Disk;
use fv_model_domain::devices::source::{StartupPolicy, StorageKind};
use fv_model_domain::{Domain, VirtKind};
use fv_types::{TypedParam, TypedValue};

use super::ask::{Questions, answer};
use super::blocks::Blocks;
use super::disks::{self, Image};
use super::nets::Counters;
use super::process::{self, Usage};
use super::{memory, sizes};
use crate::definition;
use crate::guest::{Run, View};
use crate::taint::Taints;

/// `virDomainStatsTypes`.
pub(crate) mod group {
    pub(crate) const STATE: u32 = 1;
    pub(crate) const CPU: u32 = 2;
    pub(crate) const BALLOON: u32 = 4;
    pub(crate) const VCPU: u32 = 8;
    pub(crate) const INTERFACE: u32 = 16;
    pub(crate) const BLOCK: u32 = 32;
    pub(crate) const PERF: u32 = 64;
    pub(crate) const IOTHREAD: u32 = 128;
    pub(crate) const MEMORY: u32 = 256;
    pub(crate) const DIRTY_RATE: u32 = 512;
    pub(crate) const VM: u32 = 1024;
    /// Those that every QEMU has.
    pub(crate) const ALWAYS: u32 =
        STATE | CPU | BALLOON | VCPU | INTERFACE | BLOCK | PERF | IOTHREAD | MEMORY;
}

/// Which images of a disk are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Chains {
    /// The one that the guest writes.
    Front,
    /// All of them.
    Whole,
}

/// A guest and the groups that are wanted of it.
#[derive(Debug)]
pub(crate) struct Subject {
    /// What is known of it.
    pub(crate) view: Arc<View>,
    /// The groups.
    pub(crate) groups: u32,
    used: Usage,
    threads: Vec<Thread>,
}

/// What the host tells of the thread of one virtual processor.
#[derive(Debug)]
struct Thread {
    number: u32,
    time_ns: u64,
    wait_ns: u64,
    delay_ns: u64,
}

impl Subject {
    /// A guest that was not looked at yet.
    pub(crate) fn new(view: Arc<View>, groups: u32) -> Self {
        Self {
            view,
            groups,
            used: Usage::default(),
            threads: Vec::new(),
        }
    }

    /// Reads what the host tells of its process.
    pub(crate) fn look(&mut self) {
        let Some(run) = &self.view.run else { return };
        if self.groups & (group::CPU | group::BALLOON) != 0 {
            self.used = process::usage(run.pid);
        }
        if self.groups & group::VCPU == 0 {
            return;
        }
        let threads = run.vcpus.iter().map(|&(number, thread)| {
            Ok(Thread {
                number,
                time_ns: process::thread_usage(run.pid, thread)?.cpu.total_ns(),
                wait_ns: process::wait_ns(run.pid, thread),
                delay_ns: process::delay_ns(run.pid, thread),
            })
        });
        // A guest that ends while it is looked at has none any more.
        self.threads = threads.collect::<Result<_>>().unwrap_or_default();
    }
}

/// All that is told of one guest.
pub(crate) fn params(
    subject: &Subject,
    answers: &Questions,
    counters: Option<&Counters>,
    chains: Chains,
) -> Vec<TypedParam> {
    let Some(domain) = subject.view.definition() else {
        return Vec::new();
    };
    let told = Told {
        view: &subject.view,
        domain: &domain,
        run: subject.view.run.as_deref(),
        subject,
        answers,
    };
    let mut params = Params::default();
    let wants = |group: u32| subject.groups & group != 0;
    if wants(group::STATE) {
        told.state(&mut params);
    }
    if wants(group::CPU) {
        told.cpu(&mut params);
    }
    if wants(group::BALLOON) {
        told.balloon(&mut params);
    }
    if wants(group::VCPU) {
        told.vcpus(&mut params);
    }
    if wants(group::INTERFACE) {
        told.interfaces(counters, &mut params);
    }
    if wants(group::BLOCK) {
        told.blocks(chains, &mut params);
    }
    if wants(group::PERF) {
        told.events(&mut params);
    }
    // Nothing is counted for the group of memory bandwidth.
    if wants(group::IOTHREAD) {
        told.iothreads(&mut params);
    }
    if wants(group::DIRTY_RATE) {
        told.dirty_rate(&mut params);
    }
    if wants(group::VM) {
        told.vm(&mut params);
    }
    params.0
}

/// Named values as they come together.
#[derive(Debug, Default)]
struct Params(Vec<TypedParam>);

impl Params {
    fn add(&mut self, name: impl Into<String>, value: impl Into<TypedValue>) {
        self.0.push(TypedParam::new(name, value));
    }

    /// Adds a count, as libvirt types it.
    fn count(&mut self, name: &str, count: usize) {
        self.add(name, u32::try_from(count).unwrap_or(u32::MAX));
    }

    /// Adds a size, which is left out when it is not known.
    fn size(&mut self, name: String, size: u64) {
        if size > 0 {
            self.add(name, size);
        }
    }
}

/// All that is known of one guest.
struct Told<'a> {
    view: &'a View,
    domain: &'a Domain,
    run: Option<&'a Run>,
    subject: &'a Subject,
    answers: &'a Questions,
}

impl Told<'_> {
    fn state(&self, params: &mut Params) {
        params.add("state.state", self.view.life.state());
        params.add("state.reason", self.view.life.reason());
    }

    fn cpu(&self, params: &mut Params) {
        // libvirt gives its own times for a guest that does not run; none is nearer to the truth.
        let used = self.subject.used.cpu;
        params.add("cpu.time", used.total_ns());
        params.add("cpu.user", used.user_ns);
        params.add("cpu.system", used.system_ns);
        let Some(run) = self.run else { return };
        params.add("cpu.cache.monitor.count", 0_u32);
        if let Some((success, failure)) = self.halt_polling_ns(run) {
            params.add("cpu.haltpoll.success.time", success);
            params.add("cpu.haltpoll.fail.time", failure);
        }
    }

    /// How long KVM waited for work before it gave up a processor, with and without success.
    fn halt_polling_ns(&self, run: &Run) -> Option<(u64, u64)> {
        if self.domain.kind != VirtKind::Kvm {
            let counts = run.flags.iter().any(|flag| flag == "query-stats");
            return counts.then_some((0, 0));
        }
        let vcpus = answer(&self.answers.vcpu_counters)?.iter();
        let sum = |name: &str| {
            vcpus.clone().try_fold(0_u64, |sum, vcpu| {
                let value = vcpu.values.iter().find(|(known, _)| known == name)?;
                sum.checked_add(value.1.as_u64()?)
            })
        };
        Some((sum("halt_poll_success_ns")?, sum("halt_poll_fail_ns")?))
    }

    fn balloon(&self, params: &mut Params) {
        let maximum = definition::memory_max_kib(self.domain);
        let current = match memory::balloon_of(self.domain) {
            None => maximum,
            Some(_) => self
                .run
                .and_then(|run| run.balloon_kib)
                .unwrap_or_else(|| definition::memory_current_kib(self.domain)),
        };
        params.add("balloon.current", current);
        params.add("balloon.maximum", maximum);
        if self.run.is_none() {
            return;
        }
        let told = answer(&self.answers.memory);
        if told.is_none() && memory::balloon_of(self.domain).is_some() {
            return;
        }
        for &(figure, value) in told.into_iter().flatten() {
            params.add(memory_name(figure), value);
        }
        params.add("balloon.rss", self.subject.used.resident_kib);
    }

    fn vcpus(&self, params: &mut Params) {
        params.add("vcpu.current", definition::vcpus_current(self.domain));
        params.add("vcpu.maximum", definition::vcpus_max(self.domain));
        let counters = answer(&self.answers.vcpu_counters);
        for (place, thread) in self.subject.threads.iter().enumerate() {
            let name = format!("vcpu.{}", thread.number);
            params.add(format!("{name}.state"), VCPU_RUNNING);
            params.add(format!("{name}.time"), thread.time_ns);
            params.add(format!("{name}.wait"), thread.wait_ns);
            params.add(format!("{name}.delay"), thread.delay_ns);
            if let Some(counters) = counters.and_then(|counters| counters.get(place)) {
                self.counted(&name, counters, params);
            }
        }
    }

    fn interfaces(&self, counters: Option<&Counters>, params: &mut Params) {
        if self.run.is_none() {
            return;
        }
        let nets = &self.domain.devices.interfaces;
        params.count("net.count", nets.len());
        for (number, net) in nets.iter().enumerate() {
            let Some(device) = &net.target.dev else {
                continue;
            };
            params.add(format!("net.{number}.name"), device.as_str());
            let Some(counted) = counters.and_then(|counters| counters.of(net).ok()) else {
                continue;
            };
            let figures = [
                ("rx.bytes", counted.rx_bytes),
                ("rx.pkts", counted.rx_packets),
                ("rx.errs", counted.rx_errs),
                ("rx.drop", counted.rx_drop),
                ("tx.bytes", counted.tx_bytes),
                ("tx.pkts", counted.tx_packets),
                ("tx.errs", counted.tx_errs),
                ("tx.drop", counted.tx_drop),
            ];
            for (name, figure) in figures {
                if let Ok(figure) = u64::try_from(figure) {
                    params.add(format!("net.{number}.{name}"), figure);
                }
            }
        }
    }

    fn blocks(&self, chains: Chains, params: &mut Params) {
        let blocks = Blocks {
            stats: answer(&self.answers.block_stats)
                .cloned()
                .unwrap_or_default(),
            sizes: answer(&self.answers.node_sizes)
                .cloned()
                .unwrap_or_default(),
        };
        let mut records = Params::default();
        let mut number = 0;
        for disk in &self.domain.devices.disks {
            for (depth, image) in disks::images(disk).enumerate() {
                let name = format!("block.{number}");
                number += 1;
                header(&name, disk, image, &mut records);
                if disks::is_elsewhere(disk) || self.is_missing(disk) {
                    break;
                }
                let front = (depth == 0).then(|| blocks.stats.get(&disks::front(disk)));
                if let Some(stats) = front.flatten() {
                    traffic(&name, stats, &mut records);
                }
                match self.run {
                    Some(_) => live_sizes(&name, image, &blocks, &mut records),
                    None => own_sizes(&name, image, &mut records),
                }
                if chains == Chains::Front {
                    break;
                }
            }
        }
        params.count("block.count", number);
        params.0.append(&mut records.0);
    }

    /// Whether the image of a disk may be absent, and is.
    fn is_missing(&self, disk: &Disk) -> bool {
        let path = definition::disk_path(disk);
        self.run.is_none()
            && disk.source.startup_policy == Some(StartupPolicy::Optional)
            && path.is_some_and(|path| !fv_sys::file::exists(path.as_ref()))
    }

    fn events(&self, params: &mut Params) {
        let Some(run) = self.run else { return };
        for (name, value) in run.counters.read() {
            params.add(format!("perf.{}", name.as_str()), value);
        }
    }

    fn iothreads(&self, params: &mut Params) {
        let threads = answer(&self.answers.iothreads);
        let Some(threads) = threads.filter(|threads| !threads.is_empty()) else {
            return;
        };
        params.count("iothread.count", threads.len());
        for thread in threads {
            let Some((max, grow, shrink)) = thread.poll else {
                continue;
            };
            let name = format!("iothread.{}", thread.id);
            params.add(format!("{name}.poll-max-ns"), max);
            params.add(format!("{name}.poll-grow"), narrow(grow));
            params.add(format!("{name}.poll-shrink"), narrow(shrink));
        }
    }

    fn dirty_rate(&self, params: &mut Params) {
        let unmeasured = was_never_measured(self.view).then(DirtyRate::default);
        let Some(rate) = answer(&self.answers.dirty_rate).or(unmeasured.as_ref()) else {
            return;
        };
        params.add("dirtyrate.calc_status", rate.status as i32);
        params.add("dirtyrate.calc_start_time", rate.start_s);
        params.add("dirtyrate.calc_period", rate.period_s);
        params.add("dirtyrate.calc_mode", rate.mode.text());
        if rate.status != DirtyRateStatus::Measured {
            return;
        }
        if let Some(mib) = rate.rate_mib {
            params.add("dirtyrate.megabytes_per_second", mib);
        }
        if rate.mode == qmp::DirtyRateMode::DirtyRing {
            for &(vcpu, mib) in &rate.vcpu_rates_mib {
                params.add(format!("dirtyrate.vcpu.{vcpu}.megabytes_per_second"), mib);
            }
        }
    }

    fn vm(&self, params: &mut Params) {
        if let Some([counters]) = answer(&self.answers.vm_counters).map(Vec::as_slice) {
            self.counted("vm", counters, params);
        }
    }

    /// Adds what KVM counted, as far as QEMU says how it is to be understood.
    fn counted(&self, name: &str, counters: &qmp::Counters, params: &mut Params) {
        let kinds = self
            .answers
            .kinds
            .as_ref()
            .map_or(&[][..], |kinds| kinds.as_slice());
        let kinds: BTreeMap<&str, CounterKind> = kinds
            .iter()
            .map(|(name, kind)| (name.as_str(), *kind))
            .collect();
        for (counter, value) in &counters.values {
            let kind = match kinds.get(counter.as_str()) {
                Some(CounterKind::Cumulative) => "sum",
                Some(CounterKind::Instant) => "cur",
                Some(CounterKind::Peak) => "max",
                _ => continue,
            };
            let name = format!("{name}.{counter}.{kind}");
            match (value.as_bool(), value.as_u64()) {
                (Some(value), _) => params.add(name, value),
                (None, Some(value)) => params.add(name, value),
                (None, None) => {}
            }
        }
    }
}

/// Whether it is known without asking that nobody measured how fast a guest changes its memory.
pub(crate) fn was_never_measured(view: &View) -> bool {
    let run = view.run.as_ref();
    let by_hand = |taint: &crate::taint::Taint| taint.word == Taints::CUSTOM_MONITOR;
    run.is_some_and(|run| !run.dirty_rate_measured) && !view.taints.iter().any(by_hand)
}

fn header(name: &str, disk: &Disk, image: Image<'_>, params: &mut Params) {
    params.add(format!("{name}.name"), disk.target.dev.as_str());
    let local = matches!(
        image.source.kind,
        StorageKind::File | StorageKind::Block | StorageKind::Dir
    );
    if let Some(path) = image.source.path.as_deref().filter(|_| local) {
        params.add(format!("{name}.path"), path);
    }
    if image.source.index > 0 {
        params.add(format!("{name}.backingIndex"), image.source.index);
    }
}

fn traffic(name: &str, stats: &BlockStats, params: &mut Params) {
    let figures = [
        ("rd.reqs", stats.reads),
        ("rd.bytes", stats.read_bytes),
        ("rd.times", stats.read_time_ns),
        ("wr.reqs", stats.writes),
        ("wr.bytes", stats.write_bytes),
        ("wr.times", stats.write_time_ns),
        ("fl.reqs", stats.flushes),
        ("fl.times", stats.flush_time_ns),
    ];
    for (figure, value) in figures {
        params.add(format!("{name}.{figure}"), value);
    }
}

/// The sizes of an image that QEMU has open.
fn live_sizes(name: &str, image: Image<'_>, blocks: &Blocks, params: &mut Params) {
    let Some(node) = image.upper_name(blocks) else {
        return;
    };
    let stats = blocks.stats.get(&node);
    let highest = stats.and_then(|stats| stats.write_highest).unwrap_or(0);
    let size = blocks.sizes.get(&node).copied().unwrap_or_default();
    params.add(format!("{name}.allocation"), highest);
    params.size(format!("{name}.capacity"), size.capacity);
    match size.physical {
        0 => {
            if let Some(physical) = sizes::physical(image.source) {
                params.add(format!("{name}.physical"), physical);
            }
        }
        physical => params.add(format!("{name}.physical"), physical),
    }
    let storage = image.storage_name();
    let storage = storage.and_then(|node| blocks.sizes.get(&node));
    let threshold = storage.map_or(0, |size| size.write_threshold);
    params.size(format!("{name}.threshold"), threshold);
}

/// The sizes of an image that nobody uses, as far as it can be read.
fn own_sizes(name: &str, image: Image<'_>, params: &mut Params) {
    if image.source.is_empty() || image.source.fd_group.is_some() {
        return;
    }
    let Ok(sizes) = sizes::of(image) else {
        return;
    };
    params.size(format!("{name}.allocation"), sizes.allocation);
    params.size(format!("{name}.capacity"), sizes.capacity);
    params.size(format!("{name}.physical"), sizes.physical);
}

/// A number with the narrower type where it fits, as libvirt does.
fn narrow(value: u64) -> TypedValue {
    u32::try_from(value).map_or(TypedValue::Ullong(value), TypedValue::Uint)
}

fn memory_name(figure: MemoryFigure) -> &'static str {
    match figure {
        MemoryFigure::SwapIn => "balloon.swap_in",
        MemoryFigure::SwapOut => "balloon.swap_out",
        MemoryFigure::MajorFault => "balloon.major_fault",
        MemoryFigure::MinorFault => "balloon.minor_fault",
        MemoryFigure::Unused => "balloon.unused",
        MemoryFigure::Available => "balloon.available",
        MemoryFigure::Usable => "balloon.usable",
        MemoryFigure::LastUpdate => "balloon.last-update",
        MemoryFigure::DiskCaches => "balloon.disk_caches",
        MemoryFigure::HugetlbAllocations => "balloon.hugetlb_pgalloc",
        MemoryFigure::HugetlbFailures => "balloon.hugetlb_pgfail",
    }
}

/// `VIR_VCPU_RUNNING`.
const VCPU_RUNNING: i32 = 1;
