//! What lists ask of a guest, small enough to stand in the guest itself.
//!
//! A list of ten thousand guests is one pass over memory: it reads this word of each and follows
//! no pointer to a [`View`]. The word is written when a view is published, so it lags behind
//! nothing that a reader could have seen.

use std::sync::atomic::{AtomicU64, Ordering};

use crate::guest::View;

/// The facts of a view by which lists choose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Brief {
    /// The id, or -1 when the guest does not run.
    pub(crate) id: i32,
    /// The state, as libvirt numbers it.
    pub(crate) state: u8,
    /// Whether it has a process.
    pub(crate) active: bool,
    /// Whether its definition is kept.
    pub(crate) persistent: bool,
    /// Whether it starts with the host.
    pub(crate) autostart: bool,
}

impl Brief {
    /// The facts of this view.
    pub(crate) fn of(view: &View) -> Self {
        Self {
            id: view.id(),
            state: view.life.state().try_into().unwrap_or(0),
            active: view.is_active(),
            persistent: view.is_persistent(),
            autostart: view.autostart,
        }
    }

    fn pack(self) -> u64 {
        let [a, b, c, d] = self.id.to_le_bytes();
        let (active, persistent, autostart) = (self.active, self.persistent, self.autostart);
        let flags = u8::from(active) | u8::from(persistent) << 1 | u8::from(autostart) << 2;
        u64::from_le_bytes([a, b, c, d, self.state, flags, 0, 0])
    }

    fn unpack(word: u64) -> Self {
        let [a, b, c, d, state, flags, ..] = word.to_le_bytes();
        Self {
            id: i32::from_le_bytes([a, b, c, d]),
            state,
            active: flags & 1 != 0,
            persistent: flags & 2 != 0,
            autostart: flags & 4 != 0,
        }
    }
}

/// The brief of the view that counts now.
#[derive(Debug)]
pub(crate) struct PublishedBrief(AtomicU64);

impl PublishedBrief {
    /// Publishes the first one.
    pub(crate) fn new(brief: Brief) -> Self {
        Self(AtomicU64::new(brief.pack()))
    }

    /// The one that counts now.
    pub(crate) fn load(&self) -> Brief {
        Brief::unpack(self.0.load(Ordering::Acquire))
    }

    /// Makes this the one that counts.
    pub(crate) fn store(&self, brief: Brief) {
        self.0.store(brief.pack(), Ordering::Release);
    }
}

#[cfg(test)]
#[path = "tests/brief.rs"]
mod tests;
