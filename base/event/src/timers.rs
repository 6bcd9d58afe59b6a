//! The timers of a loop, in the order in which they are due.

use std::collections::BTreeMap;

use fv_sys::clock::Instant;

use crate::Token;

/// A timer that was set, to take it back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Timer {
    at: Instant,
    /// Tells timers of the same moment apart and keeps them in the order of setting.
    sequence: u64,
}

/// All timers of a loop.
#[derive(Debug, Default)]
pub(crate) struct Timers {
    waiting: BTreeMap<Timer, Token>,
    sequence: u64,
}

impl Timers {
    /// Adds one.
    pub(crate) fn set(&mut self, token: Token, at: Instant) -> Timer {
        self.sequence += 1;
        let timer = Timer {
            at,
            sequence: self.sequence,
        };
        self.waiting.insert(timer, token);
        timer
    }

    /// Takes one out, if it is still there.
    pub(crate) fn cancel(&mut self, timer: Timer) {
        self.waiting.remove(&timer);
    }

    /// When the first is due.
    pub(crate) fn next(&self) -> Option<Instant> {
        self.waiting.first_key_value().map(|(timer, _)| timer.at)
    }

    /// Takes the first out if it is due.
    pub(crate) fn take_due(&mut self, now: Instant) -> Option<Token> {
        let entry = self.waiting.first_entry()?;
        (entry.key().at <= now).then(|| entry.remove())
    }
}
