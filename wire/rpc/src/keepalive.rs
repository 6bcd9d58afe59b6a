//! Whether the other side still answers, as a state machine without a clock.
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

/// How often the other side is asked, and how often it may fail to answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeepaliveConfig {
    /// Silence after which a ping is sent; zero switches the whole thing off.
    pub interval: Duration,
    /// Pings without an answer after which it is taken for dead.
    pub count: u32,
}

/// What is known of the other side.
#[derive(Clone, Copy, Debug)]
pub struct Keepalive {
    config: KeepaliveConfig,
    left: u32,
    /// When something is to be done next, once started.
    next: Option<Instant>,
}

/// What is to be done now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeepaliveStep {
    /// Nothing before the deadline.
    Wait,
    /// Send a ping.
    Ping,
    /// Close the connection.
    Dead,
}

impl Keepalive {
    /// Watches nobody yet.
    pub fn new(config: KeepaliveConfig) -> Self {
        Self {
            config,
            left: config.count,
            next: None,
        }
    }

    /// Begins to watch; the other side said that it knows the program.
    pub fn start(&mut self, now: Instant) {
        if self.next.is_none() && !self.config.interval.is_zero() {
            self.next = Some(now + self.config.interval);
        }
    }

    /// Notes that something arrived.
    pub fn heard(&mut self, now: Instant) {
        self.left = self.config.count;
        if self.next.is_some() {
            self.next = Some(now + self.config.interval);
        }
    }

    /// When [`Keepalive::step`] has to be called next.
    pub fn deadline(&self) -> Option<Instant> {
        self.next
    }

    /// Moves on to `now`.
    pub fn step(&mut self, now: Instant) -> KeepaliveStep {
        match self.next {
            Some(next) if next <= now => {}
            _ => return KeepaliveStep::Wait,
        }
        if self.left == 0 {
            return KeepaliveStep::Dead;
        }
        self.left -= 1;
        self.next = Some(now + self.config.interval);
        KeepaliveStep::Ping
    }
}

#[cfg(test)]
mod tests;
