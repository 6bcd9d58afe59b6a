//! The gate through which changes of one object pass, one at a time.
//!
//! ```text
//! free ──begin──► held ──drop──► free
//!                  │ doubt
//!                  ▼
//!              in doubt ──drop, by whoever learns the outcome──► free
//!
//! long job beside it: admits only the kinds of its mask, except from its own owner
//! guest helper: a slot of its own, beside both
//! ```
//!
//! A job is a value: dropping it lets the next one in. A caller that gives up on an unanswered
//! command does not drop the job but leaves it in doubt and hands it to whoever will learn how
//! the command ended. What waits for a job waits a bounded time and is told who holds it.

use std::fmt;
use std::ops::BitOr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use fv_error::{Error, ErrorCode, ErrorDomain, Result};
use fv_types::lock::{Condvar, Mutex, MutexGuard, Rank};

/// What a job is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum JobKind {
    /// Asks the guest and changes nothing.
    Query,
    /// Changes something.
    Modify,
    /// Stops the processors.
    Suspend,
    /// Ends the guest.
    Destroy,
    /// Breaks a long job off.
    Abort,
}

/// A set of kinds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct JobKinds(u8);

/// How far a job is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum JobPhase {
    /// Its owner is at work.
    #[default]
    Running,
    /// Its owner gave up on this command, whose outcome is not known yet.
    InDoubt(String),
}

/// What can be read of a job while it lasts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JobInfo {
    /// What it is for.
    pub kind: JobKind,
    /// The call that started it.
    pub owner: &'static str,
    /// When it started.
    pub since: Instant,
    /// When its owner will stop waiting, if it said so.
    pub deadline: Option<Instant>,
    /// How far it is.
    pub phase: JobPhase,
}

/// What a caller wants of the gate.
#[derive(Clone, Copy, Debug)]
pub struct JobRequest {
    /// What for.
    pub kind: JobKind,
    /// The call, by the name under which libvirt reports holders.
    pub owner: &'static str,
    /// The time.
    pub now: Instant,
    /// When the caller stops waiting for the guest.
    pub deadline: Option<Instant>,
}

/// The gate of one object.
pub struct JobGate {
    slots: Mutex<Slots>,
    changed: Condvar,
    wait: Duration,
}

/// Permission to change the object; dropping it gives the permission back.
#[must_use = "the job ends when it is dropped"]
pub struct HeldJob {
    gate: Arc<JobGate>,
    slot: Slot,
}

#[derive(Default)]
struct Slots {
    current: Option<JobInfo>,
    long: Option<(JobInfo, JobKinds)>,
    helper: Option<JobInfo>,
    waiting: u32,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Slot {
    Current,
    Long,
    Helper,
}

impl JobGate {
    /// How long libvirt lets a caller wait.
    pub const WAIT: Duration = Duration::from_secs(30);

    /// A gate that lets a caller wait at most `wait`.
    pub fn new(wait: Duration) -> Arc<Self> {
        let slots = Mutex::new(Rank::JOB, Slots::default());
        Arc::new(Self {
            slots,
            changed: Condvar::new(),
            wait,
        })
    }

    /// Waits for the object and takes it.
    pub fn begin(self: &Arc<Self>, request: JobRequest) -> Result<HeldJob> {
        let free = |slots: &Slots| slots.current.is_none() && slots.admits(request.kind);
        let mut slots = self.wait_until(free, |slots| slots.holder(request.kind))?;
        slots.current = Some(request.info());
        Ok(self.held(Slot::Current))
    }

    /// Takes the object if nobody has it.
    pub fn try_begin(self: &Arc<Self>, request: JobRequest) -> Option<HeldJob> {
        let mut slots = self.slots.lock();
        if slots.current.is_some() || !slots.admits(request.kind) {
            return None;
        }
        slots.current = Some(request.info());
        Some(self.held(Slot::Current))
    }

    /// Takes the object for a long job that admits the kinds of `mask` beside it.
    pub fn begin_long(self: &Arc<Self>, request: JobRequest, mask: JobKinds) -> Result<HeldJob> {
        let free = |slots: &Slots| slots.current.is_none() && slots.long.is_none();
        let mut slots = self.wait_until(free, |slots| slots.holder(request.kind))?;
        slots.long = Some((request.info(), mask));
        Ok(self.held(Slot::Long))
    }

    /// Takes the object for one step of the long job that the caller owns.
    pub fn begin_nested(self: &Arc<Self>, _of: &HeldJob, request: JobRequest) -> Result<HeldJob> {
        let free = |slots: &Slots| slots.current.is_none();
        let mut slots =
            self.wait_until(free, |slots| slots.current.as_ref().map(|job| job.owner))?;
        slots.current = Some(request.info());
        Ok(self.held(Slot::Current))
    }

    /// Waits for the guest's helper and takes it; jobs of the object are not touched.
    pub fn begin_helper(self: &Arc<Self>, request: JobRequest) -> Result<HeldJob> {
        let slots = self.slots.lock();
        let (mut slots, late) = self
            .changed
            .wait_while_for(slots, self.wait, |slots| slots.helper.is_some());
        if late {
            let owner = slots.helper.as_ref().map(|job| job.owner);
            return Err(timeout("agent", owner));
        }
        slots.helper = Some(request.info());
        Ok(self.held(Slot::Helper))
    }

    /// The job that holds the object now.
    pub fn current(&self) -> Option<JobInfo> {
        self.slots.lock().current.clone()
    }

    /// The long job that runs now.
    pub fn long(&self) -> Option<JobInfo> {
        self.slots.lock().long.as_ref().map(|(job, _)| job.clone())
    }

    /// How many callers wait.
    pub fn waiting(&self) -> u32 {
        self.slots.lock().waiting
    }

    fn wait_until(
        &self,
        free: impl Fn(&Slots) -> bool,
        holder: impl Fn(&Slots) -> Option<&'static str>,
    ) -> Result<MutexGuard<'_, Slots>> {
        let mut slots = self.slots.lock();
        slots.waiting += 1;
        let (mut slots, late) = self
            .changed
            .wait_while_for(slots, self.wait, |slots| !free(slots));
        slots.waiting -= 1;
        if late {
            return Err(timeout("monitor", holder(&slots)));
        }
        Ok(slots)
    }

    fn held(self: &Arc<Self>, slot: Slot) -> HeldJob {
        HeldJob {
            gate: Arc::clone(self),
            slot,
        }
    }
}

impl Slots {
    fn admits(&self, kind: JobKind) -> bool {
        self.long.as_ref().is_none_or(|(_, mask)| mask.has(kind))
    }

    /// Who stands in the way of a job of this kind.
    fn holder(&self, kind: JobKind) -> Option<&'static str> {
        let long = self.long.as_ref().map(|(job, _)| job.owner);
        if self.admits(kind) {
            self.current.as_ref().map(|job| job.owner)
        } else {
            long
        }
    }

    fn slot(&mut self, slot: Slot) -> Option<&mut JobInfo> {
        match slot {
            Slot::Current => self.current.as_mut(),
            Slot::Long => self.long.as_mut().map(|(job, _)| job),
            Slot::Helper => self.helper.as_mut(),
        }
    }
}

impl HeldJob {
    /// Notes that the outcome of `command` is not known; whoever learns it drops the job.
    pub fn doubt(&mut self, command: &str) {
        if let Some(job) = self.gate.slots.lock().slot(self.slot) {
            job.phase = JobPhase::InDoubt(command.to_string());
        }
    }

    /// The call that started the job.
    pub fn owner(&self) -> &'static str {
        self.gate
            .slots
            .lock()
            .slot(self.slot)
            .map_or("", |job| job.owner)
    }
}

impl Drop for HeldJob {
    fn drop(&mut self) {
        let mut slots = self.gate.slots.lock();
        match self.slot {
            Slot::Current => slots.current = None,
            Slot::Long => slots.long = None,
            Slot::Helper => slots.helper = None,
        }
        drop(slots);
        self.gate.changed.notify_all();
    }
}

impl JobKinds {
    /// No kind.
    pub const NONE: Self = Self(0);

    /// The kinds of a list.
    pub const fn of(kinds: &[JobKind]) -> Self {
        let mut bits = 0;
        let mut index = 0;
        while index < kinds.len() {
            bits |= 1 << kinds[index] as u8;
            index += 1;
        }
        Self(bits)
    }

    /// Whether the kind is in the set.
    pub const fn has(self, kind: JobKind) -> bool {
        self.0 & 1 << kind as u8 != 0
    }
}

impl BitOr for JobKinds {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

impl JobRequest {
    fn info(&self) -> JobInfo {
        JobInfo {
            kind: self.kind,
            owner: self.owner,
            since: self.now,
            deadline: self.deadline,
            phase: JobPhase::Running,
        }
    }
}

impl fmt::Debug for JobGate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JobGate")
            .field("current", &self.current())
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for HeldJob {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HeldJob")
            .field("owner", &self.owner())
            .finish_non_exhaustive()
    }
}

fn timeout(side: &str, owner: Option<&str>) -> Error {
    let mut detail = "cannot acquire state change lock".to_string();
    if let Some(owner) = owner {
        detail.push_str(&format!(" (held by {side}={owner})"));
    }
    Error::new(ErrorDomain::None, ErrorCode::OperationTimeout, detail)
}

#[cfg(test)]
#[path = "tests/job.rs"]
mod tests;
