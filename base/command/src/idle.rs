//! Noticing that a process does nothing.
//!
//! A program that takes long may be slow, or wait for a slow disk or a crowded processor, and
//! will come to an end; one that does none of this waits for something that may never come. The
//! time it takes does not tell the two apart, what it does meanwhile does.

use std::collections::HashSet;
use std::time::Duration;

use fv_sys::clock::{self, Instant};
use fv_sys::process::{self, Status};

/// Watches what a process and all that it started do.
#[derive(Clone, Debug)]
pub struct Idle {
    pid: i32,
    ticks: Option<u64>,
    since: Instant,
}

/// What processes did until a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Activity {
    /// The processor time they have had, in ticks.
    ticks: u64,
    /// Whether one of them runs, is about to, or waits for a disk.
    busy: bool,
}

impl Idle {
    /// Begins to watch a process, which is taken to be busy until now.
    pub fn new(pid: i32) -> Self {
        Self {
            pid,
            ticks: None,
            since: clock::now(),
        }
    }

    /// Looks, and says how long nothing has been done.
    ///
    /// A look reads the state of every process of the host, so it is nothing for every millisecond.
    pub fn look(&mut self) -> Duration {
        let activity = activity_of(self.pid);
        self.note(clock::now(), activity)
    }

    fn note(&mut self, now: Instant, activity: Activity) -> Duration {
        if activity.busy || self.ticks != Some(activity.ticks) {
            self.since = now;
        }
        self.ticks = Some(activity.ticks);
        now.until(self.since)
    }
}

/// Adds up what a process and its descendants do.
fn activity_of(pid: i32) -> Activity {
    let all = process::all().unwrap_or_default();
    let all: Vec<Status> = all
        .into_iter()
        .filter_map(|pid| process::status(pid).ok())
        .collect();
    let mut family = HashSet::from([pid]);
    // A child may stand before its parent in the list; each round finds a generation.
    loop {
        let known = family.len();
        let children = all.iter().filter(|it| family.contains(&it.parent));
        let children: Vec<i32> = children.map(|it| it.pid).collect();
        family.extend(children);
        if family.len() == known {
            break;
        }
    }
    let members = all.iter().filter(|it| family.contains(&it.pid));
    members.fold(
        Activity {
            ticks: 0,
            busy: false,
        },
        |sum, it| Activity {
            ticks: sum.ticks + it.user_ticks + it.system_ticks,
            busy: sum.busy || matches!(it.state, 'R' | 'D'),
        },
    )
}

#[cfg(test)]
#[path = "tests/idle.rs"]
mod tests;
