//! Threads that close what came from outside, because closing may wait.
//!
//! A client can hand the daemon a descriptor whose closing waits for that very client: a file of
//! a file system that it serves itself and that has stopped to answer. It need not even be read:
//! closing a client's socket closes what lies in it. Whoever serves others must not do that, and
//! neither may a worker, of which there are few.
//!
//! Threads come when there is something to close and end when there is nothing. A client keeps
//! its place among those that are permitted until its socket is empty, so that nobody gets more
//! of them stuck than there are places.

use std::collections::VecDeque;
use std::sync::Arc;
use std::thread;

use fv_types::lock::{Mutex, Rank};

/// Closes things beside everything else.
#[derive(Debug)]
pub(crate) struct Closer(Arc<Mutex<Queue>>);

/// What is to be closed.
#[derive(Default)]
struct Queue {
    jobs: VecDeque<Job>,
    threads: usize,
}

type Job = Box<dyn FnOnce() + Send>;

impl Default for Closer {
    fn default() -> Self {
        Self(Arc::new(Mutex::new(Rank::QUEUE, Queue::default())))
    }
}

impl Closer {
    /// Runs what closes something, soon.
    pub(crate) fn run(&self, close: impl FnOnce() + Send + 'static) {
        {
            let mut queue = self.0.lock();
            queue.jobs.push_back(Box::new(close));
            if queue.threads >= THREADS_MAX {
                return;
            }
            queue.threads += 1;
        }
        let shared = Arc::clone(&self.0);
        let started = thread::Builder::new()
            .name("rpc-closer".into())
            .stack_size(STACK_BYTES)
            .spawn(move || work_off(&shared));
        if started.is_err() {
            // Another thread, or the one that the next client brings, takes it.
            self.0.lock().threads -= 1;
        }
    }
}

/// Closes until nothing is left.
fn work_off(shared: &Mutex<Queue>) {
    loop {
        let job = {
            let mut queue = shared.lock();
            let job = queue.jobs.pop_front();
            if job.is_none() {
                queue.threads -= 1;
            }
            job
        };
        match job {
            Some(job) => drop(crate::call::guarded(job)),
            None => return,
        }
    }
}

impl std::fmt::Debug for Queue {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Queue")
            .field("jobs", &self.jobs.len())
            .field("threads", &self.threads)
            .finish()
    }
}

/// How many closings may wait before others wait for them.
const THREADS_MAX: usize = 64;

/// They hardly do anything.
const STACK_BYTES: usize = 128 * 1024;
