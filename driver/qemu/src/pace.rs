//! How much of the time of the thread that reads all monitors one guest may have.
//!
//! An emulator that tells events without an end would have that thread for itself, and the
//! answers of all other guests would wait behind its chatter. So the time that goes into what one
//! guest tells is measured. When it is too much the guest's monitor is not read for a while, and
//! it is the emulator that waits. Events are not counted, because what they cost differs: one
//! that changes the state is written to the disk.

use std::time::Duration;

use fv_sys::clock::Instant;

/// What a guest has cost lately.
#[derive(Debug)]
pub(crate) struct Pace {
    /// Time spent and not yet made good by the time that passed.
    open: Duration,
    at: Instant,
}

impl Pace {
    /// A guest that has cost nothing.
    pub(crate) fn new(now: Instant) -> Self {
        Self {
            open: Duration::ZERO,
            at: now,
        }
    }

    /// Notes time that was spent; says until when no more is to be spent, if it was too much.
    pub(crate) fn spent(&mut self, now: Instant, time: Duration) -> Option<Instant> {
        let made_good = now.until(self.at) / SHARE;
        self.at = now;
        self.open = self.open.saturating_sub(made_good) + time;
        let over = self
            .open
            .checked_sub(BURST)
            .filter(|over| !over.is_zero())?;
        Some(now + (over * SHARE).min(REST_MAX))
    }
}

/// One part in so many is what a guest may have all the time; a busy one needs a thousandth.
const SHARE: u32 = 4;
/// How much it may have at once.
const BURST: Duration = Duration::from_millis(50);
/// The longest rest, after which even a disk that hangs is tried again.
const REST_MAX: Duration = Duration::from_secs(2);
/// How much is read at once of a monitor that costs too much: some events.
pub(crate) const SMALL_PIECE: usize = 1024;

#[cfg(test)]
#[path = "tests/pace.rs"]
mod tests;
