//! Asks the monitors of many guests at once, and waits for all of them together.
//!
//! ```text
//!            gate free              all answered
//! wanted ──────────────► asked ────────────────────► answered, gate free again
//!   │ gate busy too long   │ deadline
//!   ▼                      ▼
//! not asked             not answered; the gate stays closed until the reply comes
//! ```
//!
//! No thread waits for one guest: replies come in on the reactor's thread and are collected here.
//! A guest gives its gate back as soon as it has answered, so one that does not answer keeps
//! nobody from asking the others.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use fv_driver_kit::{HeldJob, JobInfo, JobKind, JobPhase, JobRequest};
use fv_driver_qemu_monitor::commands::block::{self, BlockStats, NodeSize};
use fv_driver_qemu_monitor::commands::object::{self, IoThread};
use fv_driver_qemu_monitor::commands::stats::{
    self as qmp, CounterKind, Counters, DirtyRate, MemoryFigure, StatsTarget,
};
use fv_driver_qemu_monitor::{Call, Collect, Command, Failure, Reply};
use fv_types::lock::{Condvar, Mutex, Rank};

use crate::guest::Guest;
use crate::link::{CounterKinds, Link};
use crate::time;

/// What one guest is asked, and in the end what it answered.
#[derive(Debug, Default)]
pub(crate) struct Questions {
    /// What its disks did.
    pub(crate) block_stats: Option<Asked<BTreeMap<String, BlockStats>>>,
    /// How big their images are.
    pub(crate) node_sizes: Option<Asked<BTreeMap<String, NodeSize>>>,
    /// What the guest says of its memory.
    pub(crate) memory: Option<Asked<Vec<(MemoryFigure, u64)>>>,
    /// Its I/O threads.
    pub(crate) iothreads: Option<Asked<Vec<IoThread>>>,
    /// How fast it changes its memory.
    pub(crate) dirty_rate: Option<Asked<DirtyRate>>,
    /// What KVM counted for it.
    pub(crate) vm_counters: Option<Asked<Vec<Counters>>>,
    /// What KVM counted for its processors.
    pub(crate) vcpu_counters: Option<Asked<Vec<Counters>>>,
    /// How those counters are to be understood; asked once while a guest runs.
    counter_kinds: Option<Asked<Vec<(String, CounterKind)>>>,
    /// The same, once it is known.
    pub(crate) kinds: Option<CounterKinds>,
}

/// One question with its answer, which is absent until it comes and if it is a refusal.
#[derive(Debug)]
pub(crate) struct Asked<R> {
    call: Call<R>,
    answer: Option<R>,
}

/// Answers of any kind.
trait Question {
    fn command(&self) -> Command;
    fn answered(&mut self, reply: &Reply);
}

impl<R> Asked<R> {
    fn new(call: Call<R>) -> Option<Self> {
        Some(Self { call, answer: None })
    }
}

impl<R: 'static> Question for Asked<R> {
    fn command(&self) -> Command {
        self.call.command().clone().without_id()
    }

    fn answered(&mut self, reply: &Reply) {
        self.answer = self.call.read(reply).ok();
    }
}

/// The answer to a question, if it was asked and answered.
pub(crate) fn answer<R>(question: &Option<Asked<R>>) -> Option<&R> {
    question.as_ref()?.answer.as_ref()
}

impl Questions {
    /// Asks about its disks.
    pub(crate) fn about_blocks(&mut self, chains: block::Chains) {
        self.block_stats = Asked::new(block::query_stats());
        self.node_sizes = Asked::new(block::query_node_sizes(chains));
    }

    /// Asks about its memory, through this balloon.
    pub(crate) fn about_memory(&mut self, balloon: &str) {
        self.memory = Asked::new(qmp::guest_memory(balloon));
    }

    /// Asks about its I/O threads.
    pub(crate) fn about_iothreads(&mut self) {
        self.iothreads = Asked::new(object::query_iothreads());
    }

    /// Asks how fast it changes its memory.
    pub(crate) fn about_dirty_rate(&mut self) {
        self.dirty_rate = Asked::new(qmp::query_dirty_rate());
    }

    /// Asks what KVM counted for it, or for its processors.
    pub(crate) fn about_counters(&mut self, target: StatsTarget, link: Option<&Link>) {
        let counters = Asked::new(qmp::query_counters(target));
        match target {
            StatsTarget::Vm => self.vm_counters = counters,
            StatsTarget::Vcpu => self.vcpu_counters = counters,
        }
        self.kinds = link.and_then(|link| link.counter_kinds().get().cloned());
        if self.kinds.is_none() {
            self.counter_kinds = Asked::new(qmp::query_counter_kinds());
        }
    }

    /// Keeps what stays the same as long as the guest runs.
    fn settle(&mut self, link: &Link) {
        let kinds = self.counter_kinds.take().and_then(|asked| asked.answer);
        if let Some(kinds) = kinds {
            self.kinds = Some(Arc::clone(
                link.counter_kinds().get_or_init(|| Arc::new(kinds)),
            ));
        }
    }

    fn each(&mut self) -> Vec<&mut dyn Question> {
        fn one<R: 'static>(question: &mut Option<Asked<R>>) -> Option<&mut dyn Question> {
            question
                .as_mut()
                .map(|question| question as &mut dyn Question)
        }
        let all = [
            one(&mut self.block_stats),
            one(&mut self.node_sizes),
            one(&mut self.memory),
            one(&mut self.iothreads),
            one(&mut self.dirty_rate),
            one(&mut self.vm_counters),
            one(&mut self.vcpu_counters),
            one(&mut self.counter_kinds),
        ];
        all.into_iter().flatten().collect()
    }
}

/// A guest that is asked.
#[derive(Debug)]
pub(crate) struct Request {
    /// Which.
    pub(crate) guest: Arc<Guest>,
    /// What.
    pub(crate) questions: Questions,
}

/// What to do about a guest that somebody else is busy with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Busy {
    /// Wait for a part of the time.
    Wait,
    /// Leave it alone.
    Skip,
}

/// Asks all guests; whatever has not come in time stays without an answer.
///
/// `meanwhile` is done while they think about it.
pub(crate) fn all(requests: &mut [Request], busy: Busy, meanwhile: impl FnOnce()) {
    let mut round = Round::new(requests.len());
    for (number, request) in requests.iter_mut().enumerate() {
        let commands: Vec<_> = request
            .questions
            .each()
            .iter()
            .map(|one| one.command())
            .collect();
        if !commands.is_empty() && !round.ask(number, &request.guest, &commands) {
            round.busy.push((number, commands));
        }
    }
    if busy == Busy::Skip {
        round.busy.clear();
    }
    meanwhile();
    round.collect(requests);
}

/// One round of questions, while it lasts.
struct Round {
    collector: Arc<Collector>,
    asked: Vec<Option<Open>>,
    busy: Vec<(usize, Vec<Command>)>,
    gate_deadline: Instant,
    deadline: Instant,
}

/// A guest that was asked and has not answered everything.
struct Open {
    link: Arc<Link>,
    held: HeldJob,
}

impl Round {
    fn new(guests: usize) -> Self {
        let now = time::now();
        Self {
            collector: Arc::new(Collector::new(guests)),
            asked: (0..guests).map(|_| None).collect(),
            busy: Vec::new(),
            gate_deadline: now + GATE_TIME,
            deadline: now + ANSWER_TIME,
        }
    }

    /// Asks one guest unless somebody else is busy with it; true if nothing more is to be done.
    fn ask(&mut self, number: usize, guest: &Arc<Guest>, commands: &[Command]) -> bool {
        let Some(link) = guest.link() else {
            return true;
        };
        let request = JobRequest {
            kind: JobKind::Query,
            owner: "remoteDispatchConnectGetAllDomainStats",
            now: time::now(),
            deadline: Some(self.deadline),
        };
        let Some(held) = guest.gate().try_begin(request) else {
            return guest.gate().current().is_some_and(|job| is_lasting(&job));
        };
        self.collector.expect(number, commands.len());
        let keyed = commands.iter().enumerate();
        let keyed = keyed.map(|(place, command)| (key(number, place), command.clone()));
        let collector: Arc<dyn Collect> = self.collector.clone();
        link.monitor()
            .submit_all(keyed.collect(), self.deadline, &collector);
        self.asked[number] = Some(Open { link, held });
        true
    }

    fn collect(mut self, requests: &mut [Request]) {
        loop {
            let pause = self.next_look();
            let more = self.asked.iter().any(Option::is_some) || !self.busy.is_empty();
            for number in self.collector.take(pause.filter(|_| more)) {
                self.finish(number, &mut requests[number]);
            }
            if !self.busy.is_empty() {
                self.ask_busy(requests);
            }
            if self.asked.iter().all(Option::is_none) && self.busy.is_empty() {
                return;
            }
            if time::now() >= self.deadline {
                self.busy.clear();
                for open in self.asked.iter().flatten() {
                    // Settles all that is open, so that the next turn is the last.
                    open.link.monitor().expire();
                }
            }
        }
    }

    /// How long to wait for the next reply; nothing when the time is up.
    fn next_look(&self) -> Option<Duration> {
        let left = self.deadline.saturating_duration_since(time::now());
        let pause = match self.busy.is_empty() {
            true => left,
            false => left.min(GATE_PAUSE),
        };
        (!pause.is_zero()).then_some(pause)
    }

    fn ask_busy(&mut self, requests: &[Request]) {
        let late = time::now() >= self.gate_deadline;
        for (number, commands) in std::mem::take(&mut self.busy) {
            if !self.ask(number, &requests[number].guest, &commands) && !late {
                self.busy.push((number, commands));
            }
        }
    }

    /// Reads what a guest answered and lets others have it.
    fn finish(&mut self, number: usize, request: &mut Request) {
        let Some(open) = self.asked[number].take() else {
            return;
        };
        let outcomes = self.collector.outcomes(number);
        let doubt = outcomes.iter().find_map(|outcome| match outcome {
            Some(Err(Failure::InDoubt { command, serial })) => Some((command.clone(), *serial)),
            _ => None,
        });
        match doubt {
            Some((command, serial)) => {
                let mut held = open.held;
                held.doubt(&command);
                request.guest.leave_in_doubt(&open.link, serial.0, held);
            }
            None => drop(open.held),
        }
        for (question, outcome) in request.questions.each().into_iter().zip(&outcomes) {
            if let Some(Ok(reply)) = outcome {
                question.answered(reply);
            }
        }
        request.questions.settle(&open.link);
    }
}

/// Whether waiting for the end of a job is in vain: its reply is overdue, or it has lasted longer
/// already than one would wait.
fn is_lasting(job: &JobInfo) -> bool {
    matches!(job.phase, JobPhase::InDoubt(_)) || time::now() >= job.since + GATE_TIME
}

type Outcome = Result<Reply, Failure>;

/// Where the replies of all guests come together.
struct Collector {
    state: Mutex<Collected>,
    came: Condvar,
}

struct Collected {
    guests: Vec<Vec<Option<Outcome>>>,
    open: Vec<usize>,
    done: Vec<usize>,
}

impl Collector {
    fn new(guests: usize) -> Self {
        let collected = Collected {
            guests: (0..guests).map(|_| Vec::new()).collect(),
            open: vec![0; guests],
            done: Vec::new(),
        };
        Self {
            state: Mutex::new(Rank::LEAF, collected),
            came: Condvar::new(),
        }
    }

    /// Makes room for the replies of a guest.
    fn expect(&self, number: usize, count: usize) {
        let mut state = self.state.lock();
        state.guests[number] = (0..count).map(|_| None).collect();
        state.open[number] = count;
    }

    /// Waits until a guest has answered everything; takes those that have.
    fn take(&self, wait: Option<Duration>) -> Vec<usize> {
        let mut state = self.state.lock();
        if let Some(wait) = wait {
            let nothing = |state: &mut Collected| state.done.is_empty();
            (state, _) = self.came.wait_while_for(state, wait, nothing);
        }
        std::mem::take(&mut state.done)
    }

    fn outcomes(&self, number: usize) -> Vec<Option<Outcome>> {
        std::mem::take(&mut self.state.lock().guests[number])
    }
}

impl Collect for Collector {
    fn came(&self, key: usize, outcome: Outcome) {
        let (number, place) = (key / PLACES, key % PLACES);
        let mut state = self.state.lock();
        let slot = state
            .guests
            .get_mut(number)
            .and_then(|guest| guest.get_mut(place));
        let Some(slot @ None) = slot else {
            // The round is over, or the guest answered twice.
            return;
        };
        *slot = Some(outcome);
        state.open[number] -= 1;
        if state.open[number] == 0 {
            state.done.push(number);
            drop(state);
            self.came.notify_all();
        }
    }
}

fn key(number: usize, place: usize) -> usize {
    number * PLACES + place
}

/// More than the questions that one guest can be asked.
const PLACES: usize = 16;
/// How long to wait for a guest that somebody else is busy with.
const GATE_TIME: Duration = Duration::from_millis(400);
/// How often to look whether it has become free.
const GATE_PAUSE: Duration = Duration::from_millis(10);
/// How long to wait for all answers together: with what comes before and after, no caller waits
/// a second.
const ANSWER_TIME: Duration = Duration::from_millis(800);

#[cfg(test)]
#[path = "../../tests/ask.rs"]
mod tests;
