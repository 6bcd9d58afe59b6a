//! The worker pool: threads that run calls which may wait.
//!
//! Sizes mean what they mean in libvirt's configuration. Ordinary workers, `min` at the start
//! and up to `max` when all are busy, take any job in the order of arrival. Priority workers
//! take only jobs marked as high priority. On top of that comes a rule of ours: jobs that wait
//! for a guest may never hold the last worker of a kind, so that a stuck guest cannot stop the
//! calls that do not need it. And a worker that waits for a guest for long is made up for by
//! another one, within bounds: clients of one stuck guest do not use up what all share.

use std::collections::VecDeque;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use fv_error::{Error, ErrorCode, ErrorDomain, Result};
use fv_sys::clock::{self, Instant};
use fv_types::lock::{Condvar, Mutex, MutexGuard, Rank};

/// How many workers there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PoolSize {
    /// Ordinary workers from the start on.
    pub min: usize,
    /// Ordinary workers at most.
    pub max: usize,
    /// Workers for high-priority jobs.
    pub priority: usize,
}

/// New sizes; what is not given stays.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct PoolChange {
    pub(crate) min: Option<usize>,
    pub(crate) max: Option<usize>,
    pub(crate) priority: Option<usize>,
}

/// What a pool is and does, as operators see it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PoolState {
    pub(crate) size: PoolSize,
    /// Ordinary workers.
    pub(crate) workers: usize,
    /// Those of them that have nothing to do.
    pub(crate) free: usize,
    /// Jobs that wait for a worker.
    pub(crate) queued: usize,
}

/// What a job waits for, as far as the pool cares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wait {
    /// The host alone: it ends soon.
    Host,
    /// A guest's monitor, without which it does nothing.
    Guest,
    /// A guest, but it can do without its answer in the end (a destroy kills).
    Long,
}

/// Whether a priority worker may take the job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Priority {
    /// Ordinary workers only.
    Low,
    /// Any worker.
    High,
}

type Work = Box<dyn FnOnce() + Send>;

/// Something to be run, and what decides who may run it.
struct Job {
    wait: Wait,
    priority: Priority,
    work: Work,
}

/// Threads and the queue they work off.
pub(crate) struct Pool {
    shared: Arc<Shared>,
}

/// What the pool's owner and its workers have in common.
struct Shared {
    queue: Mutex<Queue>,
    ordinary: Condvar,
    priority: Condvar,
    stopped: AtomicBool,
}

struct Queue {
    jobs: VecDeque<Job>,
    size: PoolSize,
    ordinary: Workers,
    priority: Workers,
    /// Since when ordinary workers wait for guests.
    waiting_since: Vec<Instant>,
}

/// How many workers of one kind there are, and what they do.
#[derive(Clone, Copy, Default)]
struct Workers {
    alive: usize,
    idle: usize,
    /// Those that wait for a guest.
    in_guest: usize,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Ordinary,
    Priority,
}

impl Pool {
    /// Starts the workers that are to be there from the beginning.
    pub(crate) fn start(wanted: PoolSize) -> io::Result<Self> {
        let size = PoolSize {
            min: wanted.min.min(WORKERS_MAX),
            max: wanted.max.min(WORKERS_MAX),
            priority: wanted.priority.min(WORKERS_MAX),
        };
        if size != wanted {
            fv_log::warning!(
                "rpc.server",
                "the configuration asks for more than {WORKERS_MAX} workers, which is the most there are"
            );
        }
        let queue = Queue {
            jobs: VecDeque::new(),
            size,
            ordinary: Workers::default(),
            priority: Workers::default(),
            waiting_since: Vec::new(),
        };
        let shared = Arc::new(Shared {
            queue: Mutex::new(Rank::QUEUE, queue),
            ordinary: Condvar::new(),
            priority: Condvar::new(),
            stopped: AtomicBool::new(false),
        });
        let pool = Self { shared };
        pool.fill()?;
        Ok(pool)
    }

    /// What it is and does now.
    pub(crate) fn state(&self) -> PoolState {
        let queue = self.shared.queue.lock();
        PoolState {
            size: queue.size,
            workers: queue.ordinary.alive,
            free: queue.ordinary.idle,
            queued: queue.jobs.len(),
        }
    }

    /// Changes its sizes: workers that are missing start now, those too many end when they have
    /// nothing to do.
    pub(crate) fn change(&self, change: PoolChange) -> Result<()> {
        let mut queue = self.shared.queue.lock();
        let size = PoolSize {
            min: change.min.unwrap_or(queue.size.min),
            max: change.max.unwrap_or(queue.size.max),
            priority: change.priority.unwrap_or(queue.size.priority),
        };
        if size.min > size.max {
            return Err(refusal("minWorkers cannot be larger than maxWorkers"));
        }
        if size.max == 0 {
            let text = "maxWorkers must not be switched from zero to non-zero and vice versa";
            return Err(refusal(text));
        }
        // Threads are not free, and a slip of the hand must not end in thousands of them.
        if size.max > WORKERS_MAX || size.priority > WORKERS_MAX {
            return Err(refusal(&format!(
                "more than {WORKERS_MAX} workers are not possible"
            )));
        }
        queue.size = size;
        drop(queue);
        self.shared.ordinary.notify_all();
        self.shared.priority.notify_all();
        self.fill()
            .map_err(|cause| Error::system(ErrorDomain::None, cause, "Failed to create thread"))
    }

    /// Starts the workers that are always to be there.
    fn fill(&self) -> io::Result<()> {
        let (ordinary, priority) = {
            let queue = self.shared.queue.lock();
            let missing = queue.size.min.saturating_sub(queue.ordinary.alive);
            let missing_priority = queue.size.priority;
            (
                missing,
                missing_priority.saturating_sub(queue.priority.alive),
            )
        };
        for _ in 0..ordinary {
            self.shared.spawn(Kind::Ordinary)?;
        }
        for _ in 0..priority {
            self.shared.spawn(Kind::Priority)?;
        }
        Ok(())
    }

    /// Queues a job; the first fitting worker runs it.
    pub(crate) fn submit(
        &self,
        wait: Wait,
        priority: Priority,
        work: impl FnOnce() + Send + 'static,
    ) {
        let mut queue = self.shared.queue.lock();
        queue.jobs.push_back(Job {
            wait,
            priority,
            work: Box::new(work),
        });
        let grow = queue.ordinary.idle < queue.jobs.len()
            && queue.ordinary.alive < queue.limit(Kind::Ordinary);
        drop(queue);
        // Without a thread more the job waits its turn: not being able to grow is no failure
        // while one worker lives, and one lives from the start on.
        if grow && self.shared.spawn(Kind::Ordinary).is_err() {
            self.shared.ordinary.notify_one();
        }
        self.shared.ordinary.notify_one();
        if priority == Priority::High {
            self.shared.priority.notify_one();
        }
    }

    /// Lets the workers end after what they are doing; jobs still queued are dropped.
    pub(crate) fn stop(&self) {
        self.shared.stopped.store(true, Ordering::Release);
        let dropped = std::mem::take(&mut self.shared.queue.lock().jobs);
        drop(dropped);
        self.shared.ordinary.notify_all();
        self.shared.priority.notify_all();
    }

    /// Waits until everything is done, but not longer than `time`; tells whether it is.
    pub(crate) fn drain(&self, time: Duration) -> bool {
        let deadline = clock::now() + time;
        while self.is_busy() {
            if clock::now() >= deadline {
                return false;
            }
            clock::sleep(DRAIN_PAUSE);
        }
        true
    }

    /// Whether a worker runs something or a job waits.
    pub(crate) fn is_busy(&self) -> bool {
        let queue = self.shared.queue.lock();
        let busy = |workers: Workers| workers.alive > workers.idle;
        !queue.jobs.is_empty() || busy(queue.ordinary) || busy(queue.priority)
    }
}

impl Shared {
    /// Starts a worker, unless there are enough.
    fn spawn(self: &Arc<Self>, kind: Kind) -> io::Result<()> {
        {
            let mut queue = self.queue.lock();
            let limit = queue.limit(kind);
            let workers = queue.workers(kind);
            if workers.alive >= limit {
                return Ok(());
            }
            workers.alive += 1;
        }
        let shared = Arc::clone(self);
        let name = match kind {
            Kind::Ordinary => "rpc-worker",
            Kind::Priority => "prio-rpc-worker",
        };
        let started = thread::Builder::new()
            .name(name.into())
            .stack_size(STACK_BYTES)
            .spawn(move || shared.work(kind));
        if started.is_err() {
            self.queue.lock().workers(kind).alive -= 1;
        }
        started.map(drop)
    }

    /// A worker's life.
    fn work(self: &Arc<Self>, kind: Kind) {
        let mut queue = self.queue.lock();
        while !self.stopped.load(Ordering::Acquire) && !queue.has_too_many(kind) {
            let Some(job) = queue.take(kind) else {
                queue.workers(kind).idle += 1;
                queue = match kind {
                    // What is held back may be taken once others have waited long enough.
                    Kind::Ordinary if !queue.jobs.is_empty() => {
                        self.ordinary.wait_for(queue, STUCK_TIME).0
                    }
                    Kind::Ordinary => self.ordinary.wait(queue),
                    Kind::Priority => self.priority.wait(queue),
                };
                queue.workers(kind).idle -= 1;
                continue;
            };
            queue = self.run(queue, kind, job);
        }
        queue.workers(kind).alive -= 1;
    }

    /// Runs one job, and notes meanwhile that a worker is lost to it if that may be.
    fn run<'a>(
        self: &'a Arc<Self>,
        mut queue: MutexGuard<'a, Queue>,
        kind: Kind,
        job: Job,
    ) -> MutexGuard<'a, Queue> {
        let in_guest = usize::from(job.wait.counts(kind));
        let since = (kind == Kind::Ordinary && job.wait == Wait::Guest).then(clock::now);
        queue.workers(kind).in_guest += in_guest;
        queue.waiting_since.extend(since);
        let grow = kind == Kind::Ordinary && queue.ordinary.idle == 0 && !queue.jobs.is_empty();
        drop(queue);
        if grow {
            // Where that fails, the next job waits for one of the workers there are.
            let _ = self.spawn(kind);
        }
        // A worker outlives whatever it runs.
        let _ = crate::call::guarded(job.work);
        queue = self.queue.lock();
        queue.workers(kind).in_guest -= in_guest;
        if let Some(since) = since {
            queue.forget_wait(since);
        }
        // A place for a call that waits has become free; somebody idle may take it.
        if in_guest > 0 && !queue.jobs.is_empty() {
            self.ordinary.notify_one();
            self.priority.notify_one();
        }
        // Those who made up for others end.
        if queue.ordinary.alive > queue.limit(Kind::Ordinary) {
            self.ordinary.notify_all();
        }
        queue
    }
}

impl Queue {
    /// Whether there are more workers of a kind than there may be.
    fn has_too_many(&mut self, kind: Kind) -> bool {
        let limit = self.limit(kind);
        self.workers(kind).alive > limit
    }

    /// How many workers of a kind there may be now.
    fn limit(&self, kind: Kind) -> usize {
        let limit = self.size.limit(kind);
        match kind {
            Kind::Ordinary => limit + self.stuck(),
            Kind::Priority => limit,
        }
    }

    /// How many workers have waited for guests for so long that they are made up for.
    fn stuck(&self) -> usize {
        let now = clock::now();
        let waits_long = |since: &&Instant| now >= **since + STUCK_TIME;
        let stuck = self.waiting_since.iter().filter(waits_long);
        stuck.count().min(STUCK_MAX)
    }

    fn forget_wait(&mut self, since: Instant) {
        if let Some(at) = self.waiting_since.iter().position(|other| *other == since) {
            self.waiting_since.swap_remove(at);
        }
    }

    /// The first job a worker of this kind may take.
    fn take(&mut self, kind: Kind) -> Option<Job> {
        let limit = self.limit(kind);
        let full = self.workers(kind).in_guest + 1 >= limit;
        let fits = |job: &Job| {
            (kind == Kind::Ordinary || job.priority == Priority::High)
                && !(full && job.wait.counts(kind))
        };
        let at = self.jobs.iter().position(fits)?;
        self.jobs.remove(at)
    }

    fn workers(&mut self, kind: Kind) -> &mut Workers {
        match kind {
            Kind::Ordinary => &mut self.ordinary,
            Kind::Priority => &mut self.priority,
        }
    }
}

impl PoolSize {
    fn limit(self, kind: Kind) -> usize {
        match kind {
            // One place more than one, or a call that waits for a guest could hold the only
            // worker.
            Kind::Ordinary => self.max.max(2),
            Kind::Priority => self.priority,
        }
    }
}

impl Wait {
    /// Whether a worker of this kind counts as lost to a guest while it runs the job.
    ///
    /// The last priority worker is kept for what ends a stuck guest: a destroy is such a call,
    /// so it does not count there.
    fn counts(self, kind: Kind) -> bool {
        match self {
            Self::Host => false,
            Self::Guest => true,
            Self::Long => kind == Kind::Ordinary,
        }
    }
}

fn refusal(text: &str) -> Error {
    Error::new(ErrorDomain::None, ErrorCode::InvalidArg, text)
}

impl std::fmt::Debug for Pool {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let queue = self.shared.queue.lock();
        f.debug_struct("Pool")
            .field("jobs", &queue.jobs.len())
            .field("workers", &queue.ordinary.alive)
            .field("priority_workers", &queue.priority.alive)
            .finish()
    }
}

/// Deep enough for a parser at its nesting limit; only touched pages cost memory.
const STACK_BYTES: usize = 1 << 20;

/// More workers of a kind nobody gets: threads are not free, and all programs share them.
const WORKERS_MAX: usize = 1000;

/// How long a call may wait for a guest before its worker is made up for.
const STUCK_TIME: Duration = Duration::from_millis(200);

/// How many workers are made up for; a client has no more than five calls under way.
const STUCK_MAX: usize = 100;

/// How often the end of all jobs is looked for.
const DRAIN_PAUSE: Duration = Duration::from_millis(5);

#[cfg(test)]
mod tests;
