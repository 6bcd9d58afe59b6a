//! One guest: its definitions, its state, its process, and the gate for changes.
//!
//! What others may know of a guest is in its [`View`], an immutable copy that is replaced with
//! each change; reading it waits for nothing. Changes go through [`Guest::state`], which keeps
//! the promised order: durable, published, event queued.

use std::collections::{BTreeSet, HashMap};
use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use fv_api::DomainRef;
use fv_driver_kit::{HeldJob, JobGate, Listed, Published};
use fv_model_domain::Domain;
use fv_model_domain::cpu::Cpu;
use fv_sys::clock::Instant;
use fv_types::Uuid;
use fv_types::lock::{Mutex, MutexGuard, Rank};

use crate::agent::{Agent, AgentState, Awaited};
use crate::brief::{Brief, PublishedBrief};
use crate::kept::Kept;
use crate::life::{Life, Paused, Running, Shutoff};
use crate::link::Link;
use crate::perf::Counters;
use crate::taint::Taints;

/// A guest that is defined, running, or both.
pub(crate) struct Guest {
    uuid: Uuid,
    name: String,
    gate: Arc<JobGate>,
    state: Mutex<View>,
    view: Published<View>,
    brief: PublishedBrief,
    link: Mutex<Option<Arc<Link>>>,
    agent: Mutex<AgentState>,
    news: Mutex<BTreeSet<String>>,
    doubts: Mutex<HashMap<u64, Doubtful>>,
    unsaved: AtomicBool,
    saved_at: Mutex<Option<Instant>>,
}

/// What is known of a guest at one moment.
#[derive(Clone, Debug)]
pub(crate) struct View {
    /// The definition that is kept; absent for a transient guest.
    pub(crate) config: Option<Kept>,
    /// The definition that was kept until it was undefined while it runs.
    pub(crate) former: Option<Kept>,
    /// The definition with which it runs.
    pub(crate) live: Option<Arc<Domain>>,
    /// Its state.
    pub(crate) life: Life,
    /// Its process; absent when it does not run.
    pub(crate) run: Option<Arc<Run>>,
    /// Whether it starts with the host.
    pub(crate) autostart: bool,
    /// Whether it starts with the host the next time.
    pub(crate) autostart_once: bool,
    /// Whether a start is under way that nobody may repeat.
    pub(crate) starting: bool,
    /// Whether it has been taken out of the list.
    pub(crate) removed: bool,
    /// What is unusual about how it runs.
    pub(crate) taints: Taints,
    /// Words about settings that should no longer be used.
    pub(crate) deprecations: Arc<Vec<String>>,
    /// The last error of each disk.
    pub(crate) io_errors: Arc<Vec<DiskError>>,
    /// How long calls wait for the guest's agent, in seconds or as libvirt numbers it.
    pub(crate) agent_timeout_s: i32,
}

/// A running guest's process and what belongs to it.
#[derive(Clone, Debug)]
pub(crate) struct Run {
    /// The id of the guest while it runs.
    pub(crate) id: i32,
    /// Its process; 0 until that exists.
    pub(crate) pid: i32,
    /// When the process started, in ticks since boot.
    pub(crate) start_time: u64,
    /// Its own folder.
    pub(crate) lib_dir: PathBuf,
    /// The folder of its channels' sockets.
    pub(crate) channel_dir: PathBuf,
    /// Its monitor's socket.
    pub(crate) monitor_path: PathBuf,
    /// The threads of its processors, by number.
    pub(crate) vcpus: Arc<Vec<(u32, i32)>>,
    /// The names of the capabilities of its emulator.
    pub(crate) flags: Arc<Vec<String>>,
    /// The aliases of its devices, as QEMU knows them.
    pub(crate) devices: Arc<Vec<String>>,
    /// How far block nodes have been numbered.
    pub(crate) node_index: u32,
    /// Why the processors will be found running at the next event.
    pub(crate) next_running: Option<Running>,
    /// Why the processors will be found stopped at the next event.
    pub(crate) next_paused: Option<Paused>,
    /// A shutdown of the guest is to become a reset.
    pub(crate) fake_reboot: bool,
    /// The guest has shut down and is about to be reset.
    pub(crate) paused_shutdown: bool,
    /// Somebody is ending it, who will tell so.
    pub(crate) being_destroyed: bool,
    /// The monitor failed while the guest lives on.
    pub(crate) control_error: bool,
    /// The memory that the balloon leaves the guest.
    pub(crate) balloon_kib: Option<u64>,
    /// Whether somebody may have measured how fast it changes its memory.
    pub(crate) dirty_rate_measured: bool,
    /// Whether the guest's helper has its channel open.
    pub(crate) helper_connected: bool,
    /// Whether it ends with the client that started it.
    pub(crate) ends_with_client: bool,
    /// Whether files were given to the emulator's user.
    pub(crate) labelled: bool,
    /// Whether owners of files are remembered.
    pub(crate) remember_owner: bool,
    /// Whether a keeper writes the files of its character devices.
    pub(crate) outputs_kept: bool,
    /// Images whose write marks were set by number, and are told so.
    pub(crate) marks_by_index: Arc<Vec<u32>>,
    /// What is counted for it.
    pub(crate) counters: Counters,
    /// The processor as the document asked for it, before QEMU said what it is.
    pub(crate) asked_cpu: Option<Arc<Cpu>>,
}

/// The last error of a disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct DiskError {
    /// The disk's target, such as `vda`.
    pub(crate) disk: String,
    /// The number of the image in its chain.
    pub(crate) index: u32,
    /// The image.
    pub(crate) path: Option<String>,
    /// When.
    pub(crate) time: String,
    /// QEMU's words.
    pub(crate) message: String,
}

/// A job whose command QEMU has not answered, or an answer whose caller has not given up yet.
enum Doubtful {
    /// Whoever learns of the answer ends the job.
    Job(#[expect(dead_code, reason = "dropping it is what it is kept for")] HeldJob),
    /// The answer came before the job was left here.
    Settled,
}

impl Guest {
    /// A guest with this first state.
    pub(crate) fn new(uuid: Uuid, name: String, gate: Arc<JobGate>, view: View) -> Arc<Self> {
        Arc::new(Self {
            uuid,
            name,
            gate,
            brief: PublishedBrief::new(Brief::of(&view)),
            view: Published::new(view.clone()),
            state: Mutex::new(Rank::OBJECT, view),
            link: Mutex::new(Rank::MONITOR, None),
            agent: Mutex::new(Rank::MONITOR, AgentState::Absent),
            news: Mutex::new(Rank::LEAF, BTreeSet::new()),
            doubts: Mutex::new(Rank::QUEUE, HashMap::new()),
            unsaved: AtomicBool::new(false),
            saved_at: Mutex::new(Rank::LEAF, None),
        })
    }

    /// What is known now.
    pub(crate) fn view(&self) -> Arc<View> {
        self.view.load()
    }

    /// What lists ask of it, without the rest of the view.
    pub(crate) fn brief(&self) -> Brief {
        self.brief.load()
    }

    /// How clients name it.
    pub(crate) fn reference(&self) -> DomainRef {
        self.reference_with(self.brief().id)
    }

    /// How clients name it while it has this id.
    pub(crate) fn reference_with(&self, id: i32) -> DomainRef {
        DomainRef {
            name: self.name.clone(),
            uuid: self.uuid,
            id,
        }
    }

    /// The gate for changes.
    pub(crate) fn gate(&self) -> &Arc<JobGate> {
        &self.gate
    }

    /// Takes the state for a change; [`Change::publish`] shows it to readers.
    pub(crate) fn state(&self) -> Change<'_> {
        let state = self.state.lock();
        Change {
            guest: self,
            draft: state.clone(),
            state,
        }
    }

    /// Whether its status file tells less than is known.
    pub(crate) fn is_unsaved(&self) -> bool {
        self.unsaved.load(Ordering::Acquire)
    }

    /// Notes whether its status file tells all that is known; says whether it did not before.
    pub(crate) fn set_unsaved(&self, unsaved: bool) -> bool {
        self.unsaved.swap(unsaved, Ordering::AcqRel)
    }

    /// When its status file was written last, as far as that is known.
    pub(crate) fn saved_at(&self) -> Option<Instant> {
        *self.saved_at.lock()
    }

    /// Notes that its status file was written.
    pub(crate) fn set_saved_at(&self, now: Instant) {
        *self.saved_at.lock() = Some(now);
    }

    /// The way to its monitor, while there is one.
    pub(crate) fn link(&self) -> Option<Arc<Link>> {
        self.link.lock().clone()
    }

    /// Sets or takes away the way to its monitor; returns the former one.
    pub(crate) fn set_link(&self, link: Option<Arc<Link>>) -> Option<Arc<Link>> {
        std::mem::replace(&mut *self.link.lock(), link)
    }

    /// Notes news that somebody is about to look into; false if somebody is already.
    ///
    /// An emulator can tell the same news as often as it likes; one thread looks into it.
    pub(crate) fn claim_news(&self, what: String) -> bool {
        self.news.lock().insert(what)
    }

    /// Notes that news are looked into; what comes from now on is new.
    pub(crate) fn release_news(&self, what: &str) {
        self.news.lock().remove(what);
    }

    /// How its agent can be reached.
    pub(crate) fn agent(&self) -> AgentState {
        self.agent.lock().clone()
    }

    /// Sets how its agent can be reached; who waits for the one before waits no more.
    pub(crate) fn set_agent(&self, state: AgentState) {
        let before = std::mem::replace(&mut *self.agent.lock(), state);
        if let AgentState::There(agent) = before {
            agent.leave();
        }
    }

    /// Sets how its agent can be reached, unless this one is not it any more.
    pub(crate) fn replace_agent(&self, known: &Arc<Agent>, state: AgentState) {
        let mut current = self.agent.lock();
        if matches!(&*current, AgentState::There(agent) if Arc::ptr_eq(agent, known)) {
            *current = state;
        }
    }

    /// Tells who waits for it that an event has come.
    pub(crate) fn tell_agent(&self, event: Awaited) {
        if let AgentState::There(agent) = self.agent() {
            agent.happened(event);
        }
    }

    /// Leaves a job with an unanswered command until the answer comes.
    pub(crate) fn leave_in_doubt(&self, link: &Link, serial: u64, job: HeldJob) {
        let key = link.key(serial);
        let mut doubts = self.doubts.lock();
        let early = match doubts.remove(&key) {
            Some(Doubtful::Settled) => Some(job),
            _ => {
                doubts.insert(key, Doubtful::Job(job));
                None
            }
        };
        drop(doubts);
        // The answer was here first: the job ends now, outside the lock.
        drop(early);
    }

    /// Forgets answers that nobody waits for any more; the process is gone.
    pub(crate) fn forget_doubts(&self) {
        let left = std::mem::take(&mut *self.doubts.lock());
        drop(left);
    }

    /// Ends the job that waits for this answer.
    pub(crate) fn settle_doubt(&self, link: &Link, serial: u64) {
        let key = link.key(serial);
        let mut doubts = self.doubts.lock();
        let job = doubts.remove(&key);
        if job.is_none() {
            doubts.insert(key, Doubtful::Settled);
        }
        drop(doubts);
        drop(job);
    }
}

/// The state of a guest, taken for a change: a draft that counts once it is published.
pub(crate) struct Change<'a> {
    guest: &'a Guest,
    draft: View,
    state: MutexGuard<'a, View>,
}

impl Change<'_> {
    /// Makes the draft the state and shows it to all readers.
    pub(crate) fn publish(&mut self) {
        self.state.clone_from(&self.draft);
        self.guest.view.store(self.draft.clone());
        self.guest.brief.store(Brief::of(&self.draft));
    }
}

impl std::ops::Deref for Change<'_> {
    type Target = View;

    fn deref(&self) -> &View {
        &self.draft
    }
}

impl std::ops::DerefMut for Change<'_> {
    fn deref_mut(&mut self) -> &mut View {
        &mut self.draft
    }
}

impl View {
    /// A guest that is not running.
    pub(crate) fn shut_off(config: Option<Kept>, reason: Shutoff) -> Self {
        Self {
            config,
            former: None,
            live: None,
            life: Life::Shutoff(reason),
            run: None,
            autostart: false,
            autostart_once: false,
            starting: false,
            removed: false,
            taints: Taints::default(),
            deprecations: Arc::default(),
            io_errors: Arc::default(),
            agent_timeout_s: AGENT_TIMEOUT_BLOCK,
        }
    }

    /// The id, or -1 when it does not run.
    pub(crate) fn id(&self) -> i32 {
        self.run.as_ref().map_or(-1, |run| run.id)
    }

    /// Whether it has a process.
    pub(crate) fn is_active(&self) -> bool {
        self.run.is_some()
    }

    /// Whether its definition is kept.
    pub(crate) fn is_persistent(&self) -> bool {
        self.config.is_some()
    }

    /// The definition that counts now: that of the running guest, or the one that is kept.
    pub(crate) fn definition(&self) -> Option<Arc<Domain>> {
        self.live.clone().or_else(|| self.kept())
    }

    /// The definition that is kept.
    pub(crate) fn kept(&self) -> Option<Arc<Domain>> {
        self.config.as_ref().map(Kept::definition)
    }

    /// The definition that is or was kept: what the guest is without its present run.
    pub(crate) fn without_run(&self) -> Option<Arc<Domain>> {
        let kept = self.config.as_ref().or(self.former.as_ref());
        kept.map(Kept::definition)
    }

    /// Changes what is known of the process; nothing happens when there is none.
    pub(crate) fn with_run(&mut self, change: impl FnOnce(&mut Run)) {
        if let Some(run) = &mut self.run {
            change(Arc::make_mut(run));
        }
    }
}

/// `VIR_DOMAIN_AGENT_RESPONSE_TIMEOUT_BLOCK`: as long as it takes.
pub(crate) const AGENT_TIMEOUT_BLOCK: i32 = -2;

impl Listed for Guest {
    fn uuid(&self) -> Uuid {
        self.uuid
    }

    fn name(&self) -> &str {
        &self.name
    }
}

impl fmt::Debug for Guest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Guest")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}
