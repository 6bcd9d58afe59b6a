//! How long a start waits for an emulator that does not answer.
//!
//! A fixed limit would be wrong on one side or the other: an emulator that opens a slow disk or
//! waits for a processor on a crowded host is fine and only slow, and one that will never answer
//! should not be waited for. So it is looked at while it is waited for. One that neither computes
//! nor waits for a disk is given up soon, and so is one that talks all the time without
//! answering; one that works gets as much time as libvirt gives.

use std::time::{Duration, Instant};

use fv_command::Idle;
use fv_driver_qemu_monitor::Failure;
use fv_error::{Error, ErrorCode, ErrorDomain};

use crate::time;

/// The patience of one start with one process.
#[derive(Clone, Debug)]
pub(crate) struct Patience {
    idle: Idle,
    quiet_max: Duration,
    began: Instant,
    until: Instant,
    next_look: Instant,
    /// Since when no answer has come, and how much had been said until then.
    asked: Option<(Instant, u64)>,
}

impl Patience {
    /// The patience of a start that begins now and is over after `time_max` at the latest.
    pub(crate) fn new(pid: i32, time_max: Duration) -> Self {
        Self::at(time::now(), pid, time_max)
    }

    fn at(now: Instant, pid: i32, time_max: Duration) -> Self {
        Self {
            idle: Idle::new(pid),
            quiet_max: QUIET_MAX.min(time_max),
            began: now,
            until: now + time_max,
            next_look: now + LOOK_EVERY.min(time_max),
            asked: None,
        }
    }

    /// Notes that a command is asked now: what was said before may have been an answer.
    pub(crate) fn ask(&mut self) {
        self.asked = None;
    }

    /// Until when the answer is waited for before the next look; `None` when it is given up.
    pub(crate) fn more(&mut self, heard: u64) -> Option<Instant> {
        let now = time::now();
        // Most answers come before anybody has to look.
        let quiet = match now < self.next_look {
            true => Duration::ZERO,
            false => self.idle.look(),
        };
        self.judge(now, heard, quiet)
    }

    fn judge(&mut self, now: Instant, heard: u64, quiet: Duration) -> Option<Instant> {
        let &mut (asked, heard_then) = self.asked.get_or_insert((now, heard));
        let babbles = heard > heard_then && now.duration_since(asked) >= self.quiet_max;
        if quiet >= self.quiet_max || babbles || now >= self.until {
            return None;
        }
        if now >= self.next_look {
            self.next_look = (now + LOOK_EVERY).min(self.until);
        }
        Some(self.next_look)
    }

    /// Makes the error of a command that was given up.
    pub(crate) fn explain(&self, name: &str, error: Error) -> Error {
        let seconds = time::now().duration_since(self.began).as_secs();
        let detail = match Failure::of(&error) {
            Some(Failure::NotSent { .. }) => {
                format!("QEMU did not greet within {seconds} s (vm='{name}')")
            }
            Some(Failure::InDoubt { command, .. }) => format!(
                "QEMU did not answer command '{command}' within {seconds} s of its start \
                 (vm='{name}')"
            ),
            _ => return error,
        };
        Error::new(ErrorDomain::Qemu, ErrorCode::OperationTimeout, detail)
    }
}

/// How long an emulator may do nothing, or talk without answering.
const QUIET_MAX: Duration = Duration::from_secs(6);
/// How often it is looked at.
const LOOK_EVERY: Duration = Duration::from_millis(500);

#[cfg(test)]
#[path = "tests/patience.rs"]
mod tests;
