//! Limits and places of a guest's threads and I/O: `<cputune>`, `<iothreadids>`, `<blkiotune>`.

use std::collections::BTreeMap;

use fv_error::{Error, ErrorCode, ErrorDomain, Result};
use fv_model_xml::{Body, Context, Element, Expected, Node, Token, Value, YesNo, read};

use crate::devices::disk::IoTune;
use crate::resctrl::ResourceGroup;
use crate::set::NumberSet;

/// Limits and places of processors and threads.
#[derive(Debug, Clone, PartialEq, Default, Element)]
#[xml(name = "cputune")]
pub struct CpuTune {
    /// The weight against other guests.
    #[xml(text)]
    pub shares: Option<u64>,
    /// The interval of the processors' limit, in microseconds.
    #[xml(text, omit_default)]
    pub period: u64,
    /// How much of it one processor may use; below zero is no limit.
    #[xml(text, omit_default)]
    pub quota: i64,
    /// The interval of the whole guest's limit.
    #[xml(text = "global_period", omit_default)]
    pub global_period: u64,
    /// How much of it the whole guest may use.
    #[xml(text = "global_quota", omit_default)]
    pub global_quota: i64,
    /// The interval of the emulator's limit.
    #[xml(text = "emulator_period", omit_default)]
    pub emulator_period: u64,
    /// How much of it the emulator may use.
    #[xml(text = "emulator_quota", omit_default)]
    pub emulator_quota: i64,
    /// The interval of the I/O threads' limit.
    #[xml(text = "iothread_period", omit_default)]
    pub iothread_period: u64,
    /// How much of it one I/O thread may use.
    #[xml(text = "iothread_quota", omit_default)]
    pub iothread_quota: i64,
    /// The host's processors of single processors.
    #[xml(hook = vcpu_pins)]
    pub vcpu_pins: Vec<VcpuPin>,
    /// The host's processors of the emulator.
    #[xml(child = "emulatorpin")]
    pub emulator_pin: Option<EmulatorPin>,
    /// The host's processors of single I/O threads.
    #[xml(list = "iothreadpin")]
    pub iothread_pins: Vec<IothreadPin>,
    /// How the emulator is scheduled.
    #[xml(child = "emulatorsched")]
    pub emulator_sched: Option<Schedule>,
    /// How single processors are scheduled.
    #[xml(hook = vcpu_scheds)]
    pub vcpu_scheds: Vec<(u32, Schedule)>,
    /// How single I/O threads are scheduled.
    #[xml(hook = iothread_scheds)]
    pub iothread_scheds: Vec<(u32, Schedule)>,
    /// Shares of caches and of the way to memory.
    #[xml(hook = resource_groups)]
    pub resource_groups: Vec<ResourceGroup>,
}

/// The host's processors of one processor.
#[derive(Debug, Clone, PartialEq, Element)]
#[xml(name = "vcpupin")]
pub struct VcpuPin {
    /// The processor.
    #[xml(attr, required)]
    pub vcpu: u32,
    /// The host's.
    #[xml(attr, required)]
    pub cpuset: NumberSet,
}

/// The host's processors of the emulator.
#[derive(Debug, Clone, PartialEq, Element)]
#[xml(name = "emulatorpin")]
pub struct EmulatorPin {
    /// The host's.
    #[xml(attr, required)]
    pub cpuset: NumberSet,
}

/// The host's processors of one I/O thread.
#[derive(Debug, Clone, PartialEq, Element)]
#[xml(name = "iothreadpin")]
pub struct IothreadPin {
    /// The thread.
    #[xml(attr, required)]
    pub iothread: u32,
    /// The host's.
    #[xml(attr, required)]
    pub cpuset: NumberSet,
}

/// How a thread is scheduled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Element)]
pub struct Schedule {
    /// By which rule.
    #[xml(attr, required)]
    pub scheduler: Scheduler,
    /// Before which others, where the rule has an order.
    #[xml(attr)]
    pub priority: Option<i32>,
}

/// The rules of scheduling.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Token)]
pub enum Scheduler {
    /// `batch`
    Batch,
    /// `idle`
    Idle,
    /// `fifo`
    Fifo,
    /// `rr`
    Rr,
}

/// The I/O threads, one by one.
#[derive(Debug, Clone, PartialEq, Default, Element)]
#[xml(name = "iothreadids")]
pub struct IothreadIds {
    /// The threads.
    #[xml(list = "iothread")]
    pub threads: Vec<IothreadId>,
}

/// An I/O thread.
#[derive(Debug, Clone, PartialEq, Default, Element)]
#[xml(name = "iothread")]
pub struct IothreadId {
    /// Its number.
    #[xml(attr, required)]
    pub id: u32,
    /// How many helpers it keeps.
    #[xml(attr = "thread_pool_min")]
    pub pool_min: Option<PoolSize>,
    /// How many helpers it may have.
    #[xml(attr = "thread_pool_max")]
    pub pool_max: Option<PoolSize>,
    /// How it waits.
    #[xml(child)]
    pub poll: Option<Poll>,
}

/// How many helpers an I/O thread has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct PoolSize(pub u32);

impl Value for PoolSize {
    fn parse(text: &str) -> std::result::Result<Self, Expected> {
        let size = i32::parse(text)?;
        u32::try_from(size)
            .map(Self)
            .map_err(|_| Expected::NonNegative)
    }

    fn print(&self) -> String {
        self.0.to_string()
    }
}

/// How an I/O thread waits.
#[derive(Debug, Clone, PartialEq, Default, Element)]
#[xml(name = "poll")]
pub struct Poll {
    /// How long it looks before it sleeps, in nanoseconds.
    #[xml(attr)]
    pub max: Option<u64>,
    /// How fast that grows.
    #[xml(attr)]
    pub grow: Option<u64>,
    /// How fast that shrinks.
    #[xml(attr)]
    pub shrink: Option<u64>,
}

/// The emulator's main thread.
#[derive(Debug, Clone, PartialEq, Default, Element)]
#[xml(name = "defaultiothread")]
pub struct DefaultIothread {
    /// How many helpers it keeps.
    #[xml(attr = "thread_pool_min")]
    pub pool_min: Option<PoolSize>,
    /// How many helpers it may have.
    #[xml(attr = "thread_pool_max")]
    pub pool_max: Option<PoolSize>,
}

/// Limits of I/O on the host's devices.
#[derive(Debug, Clone, PartialEq, Default, Element)]
#[xml(name = "blkiotune")]
pub struct BlkioTune {
    /// The weight against other guests.
    #[xml(text, omit_default)]
    pub weight: u32,
    /// Single devices.
    #[xml(list = "device")]
    pub devices: Vec<BlkioDevice>,
}

/// Limits of I/O on one device.
#[derive(Debug, Clone, PartialEq, Default, Element)]
#[xml(name = "device")]
pub struct BlkioDevice {
    /// The device.
    #[xml(text, required)]
    pub path: String,
    /// The weight against other guests.
    #[xml(text, omit_default)]
    pub weight: u32,
    /// Reads a second.
    #[xml(text = "read_iops_sec", omit_default)]
    pub read_iops_sec: u32,
    /// Writes a second.
    #[xml(text = "write_iops_sec", omit_default)]
    pub write_iops_sec: u32,
    /// Bytes read a second.
    #[xml(text = "read_bytes_sec", omit_default)]
    pub read_bytes_sec: u64,
    /// Bytes written a second.
    #[xml(text = "write_bytes_sec", omit_default)]
    pub write_bytes_sec: u64,
}

/// Groups of limits that disks can share.
#[derive(Debug, Clone, PartialEq, Default, Element)]
#[xml(name = "throttlegroups")]
pub struct ThrottleGroups {
    /// The groups.
    #[xml(list = "throttlegroup")]
    pub groups: Vec<ThrottleGroup>,
}

/// A group of limits.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ThrottleGroup {
    /// The limits; the group's name is in them.
    pub limits: IoTune,
}

impl Element for ThrottleGroup {
    const DESCRIPTION: &'static fv_model_xml::Description = &fv_model_xml::Description {
        name: "throttlegroup",
        fields: &[],
    };

    fn read(node: Node<'_>, cx: &Context) -> Result<Self> {
        let limits = IoTune::read(node, cx)?;
        if limits.group_name.is_none() {
            let text = "Missing throttle group name";
            return Err(fv_model_xml::xml_error(text).in_domain(fv_error::ErrorDomain::Domain));
        }
        Ok(Self { limits })
    }

    fn write(&self, body: &mut Body<'_>, cx: &Context) {
        // The name comes last here, unlike in a disk's own limits.
        let unnamed = IoTune {
            group_name: None,
            ..self.limits.clone()
        };
        unnamed.write(body, cx);
        body.text_opt("group_name", self.limits.group_name.as_ref());
    }
}

/// Counters of the host's processor.
#[derive(Debug, Clone, PartialEq, Default, Element)]
#[xml(name = "perf")]
pub struct Perf {
    /// The counters.
    #[xml(list = "event")]
    pub events: Vec<PerfEvent>,
}

/// A counter of the host's processor.
#[derive(Debug, Clone, PartialEq, Element)]
#[xml(name = "event")]
pub struct PerfEvent {
    /// Which one.
    #[xml(attr, required)]
    pub name: PerfEventName,
    /// Whether it counts.
    #[xml(attr, required)]
    pub enabled: YesNo,
}

/// The counters, in the order they are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Token)]
pub enum PerfEventName {
    /// `cmt`
    Cmt,
    /// `mbmt`
    Mbmt,
    /// `mbml`
    Mbml,
    /// `cpu_cycles`
    #[token("cpu_cycles")]
    CpuCycles,
    /// `instructions`
    Instructions,
    /// `cache_references`
    #[token("cache_references")]
    CacheReferences,
    /// `cache_misses`
    #[token("cache_misses")]
    CacheMisses,
    /// `branch_instructions`
    #[token("branch_instructions")]
    BranchInstructions,
    /// `branch_misses`
    #[token("branch_misses")]
    BranchMisses,
    /// `bus_cycles`
    #[token("bus_cycles")]
    BusCycles,
    /// `stalled_cycles_frontend`
    #[token("stalled_cycles_frontend")]
    StalledCyclesFrontend,
    /// `stalled_cycles_backend`
    #[token("stalled_cycles_backend")]
    StalledCyclesBackend,
    /// `ref_cpu_cycles`
    #[token("ref_cpu_cycles")]
    RefCpuCycles,
    /// `cpu_clock`
    #[token("cpu_clock")]
    CpuClock,
    /// `task_clock`
    #[token("task_clock")]
    TaskClock,
    /// `page_faults`
    #[token("page_faults")]
    PageFaults,
    /// `context_switches`
    #[token("context_switches")]
    ContextSwitches,
    /// `cpu_migrations`
    #[token("cpu_migrations")]
    CpuMigrations,
    /// `page_faults_min`
    #[token("page_faults_min")]
    PageFaultsMin,
    /// `page_faults_maj`
    #[token("page_faults_maj")]
    PageFaultsMaj,
    /// `alignment_faults`
    #[token("alignment_faults")]
    AlignmentFaults,
    /// `emulation_faults`
    #[token("emulation_faults")]
    EmulationFaults,
}

impl Perf {
    /// The counters that count.
    pub fn enabled(&self) -> impl Iterator<Item = PerfEventName> {
        let events = self.events.iter();
        let on = events.filter(|event| event.enabled == YesNo::Yes);
        on.map(|event| event.name)
    }

    /// Says of a counter whether it counts.
    pub fn set(&mut self, name: PerfEventName, enabled: YesNo) {
        let place = self.events.partition_point(|event| event.name < name);
        match self
            .events
            .get_mut(place)
            .filter(|event| event.name == name)
        {
            Some(event) => event.enabled = enabled,
            None => self.events.insert(place, PerfEvent { name, enabled }),
        }
    }

    /// Puts the counters into the order they are written in; refuses one that stands twice.
    pub(crate) fn sorted(mut self) -> Result<Self> {
        self.events.sort_by_key(|event| event.name);
        let twice = self
            .events
            .windows(2)
            .find(|two| two[0].name == two[1].name);
        match twice {
            Some([event, ..]) => {
                let name = event.name.as_str();
                let text = format!("perf event '{name}' was already specified");
                Err(fv_model_xml::xml_error(text).in_domain(ErrorDomain::Domain))
            }
            _ => Ok(self),
        }
    }
}

/// The pins are written in the order of the processors.
mod vcpu_pins {
    use super::*;

    pub(super) fn read(node: Node<'_>, cx: &Context) -> Result<Vec<VcpuPin>> {
        let mut pins: Vec<VcpuPin> = fv_model_xml::read::list(node, "vcpupin", cx)?;
        pins.sort_by_key(|pin| pin.vcpu);
        Ok(pins)
    }

    pub(super) fn write(pins: &[VcpuPin], body: &mut Body<'_>, cx: &Context) {
        pins.iter().for_each(|pin| body.element("vcpupin", pin, cx));
    }
}

/// What groups of processors have of the host.
mod resource_groups {
    pub(super) use crate::resctrl::{read, write};
}

/// Reads `<vcpusched vcpus='0-3' …/>` and the like, one entry for each number.
fn scheds(node: Node<'_>, name: &str, numbers: &str, cx: &Context) -> Result<Vec<(u32, Schedule)>> {
    let mut found = BTreeMap::new();
    for sched in node.children(name) {
        let schedule = Schedule::read(sched, cx)?;
        let set: NumberSet = read::attr_required(sched, numbers)?;
        for number in set.0.iter() {
            if found.insert(number as u32, schedule).is_some() {
                return Err(Error::new(
                    ErrorDomain::Domain,
                    ErrorCode::XmlDetail,
                    format!("'{name}' attributes '{numbers}' must not overlap"),
                ));
            }
        }
    }
    Ok(found.into_iter().collect())
}

fn write_scheds(scheds: &[(u32, Schedule)], name: &str, numbers: &str, body: &mut Body<'_>) {
    for (number, schedule) in scheds {
        body.child(name, |body| {
            body.attr(numbers, number);
            body.attr("scheduler", &schedule.scheduler);
            let ordered = matches!(schedule.scheduler, Scheduler::Fifo | Scheduler::Rr);
            if ordered {
                body.attr("priority", &schedule.priority.unwrap_or_default());
            }
        });
    }
}

/// How processors are scheduled, in their order.
mod vcpu_scheds {
    use super::*;

    pub(super) fn read(node: Node<'_>, cx: &Context) -> Result<Vec<(u32, Schedule)>> {
        scheds(node, "vcpusched", "vcpus", cx)
    }

    pub(super) fn write(scheds: &[(u32, Schedule)], body: &mut Body<'_>, _: &Context) {
        write_scheds(scheds, "vcpusched", "vcpus", body);
    }
}

/// How I/O threads are scheduled, in their order.
mod iothread_scheds {
    use super::*;

    pub(super) fn read(node: Node<'_>, cx: &Context) -> Result<Vec<(u32, Schedule)>> {
        scheds(node, "iothreadsched", "iothreads", cx)
    }

    pub(super) fn write(scheds: &[(u32, Schedule)], body: &mut Body<'_>, _: &Context) {
        write_scheds(scheds, "iothreadsched", "iothreads", body);
    }
}
