//! Whether a client still answers, as a state machine without a clock.
//!
//! ```text
//! quiet for one interval ──► ping, count down ──► quiet again ──► … ──► none left: dead
//!            ▲                                                             
//!            └───────────── anything arrives: start over ◄────────────────
//! ```
//!
//! Whatever arrives counts as a sign of life, not only the answer to a ping.

use std::time::Duration;

use fv_sys::clock::Instant;

/// How often a client is asked, and how often it may fail to answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeepaliveConfig {
    /// Silence after which a ping is sent; zero switches the whole thing off.
    pub interval: Duration,
    /// Pings without an answer after which the client is taken for dead.
    pub count: u32,
}

/// One client's state.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Keepalive {
    config: KeepaliveConfig,
    left: u32,
    /// When something is to be done next, once started.
    next: Option<Instant>,
}

/// What is to be done now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// Nothing before the deadline.
    Wait,
    /// Send a ping.
    Ping,
    /// Close the connection.
    Dead,
}

impl Keepalive {
    pub(crate) fn new(config: KeepaliveConfig) -> Self {
        Self {
            config,
            left: config.count,
            next: None,
        }
    }

    /// Begins to watch; the client said that it knows the program.
    pub(crate) fn start(&mut self, now: Instant) {
        if self.next.is_none() && !self.config.interval.is_zero() {
            self.next = Some(now + self.config.interval);
        }
    }

    /// Notes that something arrived.
    pub(crate) fn heard(&mut self, now: Instant) {
        self.left = self.config.count;
        if self.next.is_some() {
            self.next = Some(now + self.config.interval);
        }
    }

    /// When [`Keepalive::step`] has to be called next.
    pub(crate) fn deadline(&self) -> Option<Instant> {
        self.next
    }

    /// Moves on to `now`.
    pub(crate) fn step(&mut self, now: Instant) -> Step {
        match self.next {
            Some(next) if next <= now => {}
            _ => return Step::Wait,
        }
        if self.left == 0 {
            return Step::Dead;
        }
        self.left -= 1;
        self.next = Some(now + self.config.interval);
        Step::Ping
    }
}

#[cfg(test)]
mod tests;
