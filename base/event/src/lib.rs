//! The event loop: one thread waits for many descriptors, timers and wake-ups.
//!
//! The loop tells what happened and does nothing about it: no callbacks, no reading, no
//! ownership of descriptors. It never reads the clock; who calls says what time it is. Idle
//! descriptors cost nothing but the kernel's memory for them.
//!
//! ```text
//! loop {
//!     events.poll(clock::now(), None, &mut happened)?;
//!     for event in happened.drain(..) { match event { … } }
//! }
//! ```
//!
//! Read first: [`EventLoop`], [`Event`], [`Handle`].

mod timers;

use std::io;
use std::os::fd::AsFd;
use std::sync::Arc;
use std::time::Duration;

use fv_sys::clock::Instant;
use fv_sys::epoll::{Epoll, Wake};
pub use fv_sys::epoll::{Interest, Ready};
pub use timers::Timer;
use timers::Timers;

/// The user's name for a descriptor or a timer; [`Token::MAX`] is not for use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Token(pub u64);

/// One thing that happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// A descriptor is ready; the token in it is the one under which it was added.
    Io(Ready),
    /// A timer is due; it is gone now.
    Timer(Token),
    /// Somebody called [`Handle::wake`].
    Woken,
}

/// Waits for descriptors, timers and wake-ups.
#[derive(Debug)]
pub struct EventLoop {
    shared: Arc<Shared>,
    timers: Timers,
    ready: Vec<Ready>,
}

/// What other threads may do with a loop: wake it, and change what it waits for.
#[derive(Clone, Debug)]
pub struct Handle(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    epoll: Epoll,
    wake: Wake,
}

impl EventLoop {
    /// Makes a loop that waits for nothing yet.
    pub fn new() -> io::Result<Self> {
        let shared = Shared {
            epoll: Epoll::new()?,
            wake: Wake::new()?,
        };
        shared
            .epoll
            .add(&shared.wake, Token::MAX.0, Interest::READ)?;
        Ok(Self {
            shared: Arc::new(shared),
            timers: Timers::default(),
            ready: Vec::with_capacity(BATCH),
        })
    }

    /// A handle for other threads.
    pub fn handle(&self) -> Handle {
        Handle(Arc::clone(&self.shared))
    }

    /// Waits for a descriptor too. The caller keeps it open until it is removed.
    pub fn add(&self, fd: impl AsFd, token: Token, interest: Interest) -> io::Result<()> {
        self.shared.epoll.add(fd, token.0, interest)
    }

    /// Changes what is waited for; also what asks for more after a one-shot event.
    pub fn modify(&self, fd: impl AsFd, token: Token, interest: Interest) -> io::Result<()> {
        self.shared.epoll.modify(fd, token.0, interest)
    }

    /// Waits for a descriptor no more.
    ///
    /// Events that the last poll has told already may still carry its token.
    pub fn remove(&self, fd: impl AsFd) -> io::Result<()> {
        self.shared.epoll.remove(fd)
    }

    /// Sets a timer that is told once, at this moment or soon after.
    pub fn set_timer(&mut self, token: Token, at: Instant) -> Timer {
        self.timers.set(token, at)
    }

    /// Takes a timer back; one that was told already is no failure.
    pub fn cancel_timer(&mut self, timer: Timer) {
        self.timers.cancel(timer);
    }

    /// When the next timer is due.
    pub fn next_timer(&self) -> Option<Instant> {
        self.timers.next()
    }

    /// Waits until something happens, at most for `timeout` and until the next timer.
    ///
    /// `events` is emptied first. Timers due at `now` are told, without waiting then. A timer
    /// that becomes due while it waits ends the wait; the next poll, with a later `now`, tells
    /// it. So a poll may return nothing.
    pub fn poll(
        &mut self,
        now: Instant,
        timeout: Option<Duration>,
        events: &mut Vec<Event>,
    ) -> io::Result<()> {
        events.clear();
        while let Some(token) = self.timers.take_due(now) {
            events.push(Event::Timer(token));
        }
        let wait = if events.is_empty() {
            self.wait_at_most(now, timeout)
        } else {
            Some(Duration::ZERO)
        };
        self.shared.epoll.wait(&mut self.ready, wait)?;
        for &ready in &self.ready {
            if ready.token != Token::MAX.0 {
                events.push(Event::Io(ready));
            } else if self.shared.wake.drain() {
                events.push(Event::Woken);
            }
        }
        Ok(())
    }

    fn wait_at_most(&self, now: Instant, timeout: Option<Duration>) -> Option<Duration> {
        let until_timer = self.timers.next().map(|at| at.until(now));
        match (timeout, until_timer) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        }
    }
}

impl Handle {
    /// Ends the loop's wait; many calls before it looks are one.
    pub fn wake(&self) {
        self.0.wake.wake();
    }

    /// Makes the loop wait for a descriptor too.
    pub fn add(&self, fd: impl AsFd, token: Token, interest: Interest) -> io::Result<()> {
        self.0.epoll.add(fd, token.0, interest)
    }

    /// Changes what the loop waits for, even while it waits.
    pub fn modify(&self, fd: impl AsFd, token: Token, interest: Interest) -> io::Result<()> {
        self.0.epoll.modify(fd, token.0, interest)
    }

    /// Makes the loop wait for a descriptor no more.
    pub fn remove(&self, fd: impl AsFd) -> io::Result<()> {
        self.0.epoll.remove(fd)
    }
}

impl Token {
    /// The loop's own.
    pub const MAX: Self = Self(u64::MAX);
}

/// How many ready descriptors one poll tells at most; the others come with the next one.
const BATCH: usize = 256;

#[cfg(test)]
mod tests;
