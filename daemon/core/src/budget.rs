//! The memory that clients make the daemon hold, counted for all of them together.
//!
//! | what | whose it is | beyond its bound |
//! |---|---|---|
//! | held | messages of which a part has arrived | the worst hoarder is dropped |
//! | worked | long messages that calls work on | nobody's next long message is taken |
//! | unsent | replies and events that clients do not read | the worst hoarder is dropped |
//!
//! Nothing here decides who is the worst: that is the reactor's part.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use crate::client::Client;

/// Counters of bytes.
#[derive(Debug, Default)]
pub(crate) struct Budget {
    held: AtomicUsize,
    worked: AtomicUsize,
    unsent: AtomicUsize,
    /// Streams of all clients.
    streams: AtomicUsize,
    /// The most that it has been together since memory was given back.
    most: AtomicUsize,
    /// Somebody waits until less is worked on.
    awaited: AtomicBool,
    /// The reactor knows that too much is unsent.
    told: AtomicBool,
}

/// One thing that is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Part of a message.
    Held,
    /// A message that is worked on.
    Worked,
    /// What is not read.
    Unsent,
}

impl Budget {
    /// Changes what somebody counts for from `old` to `new`; tells whether it fits.
    pub(crate) fn change(&self, kind: Kind, old: usize, new: usize) -> bool {
        let (counter, max) = match kind {
            Kind::Held => (&self.held, HELD_MAX),
            Kind::Worked => (&self.worked, WORKED_MAX),
            Kind::Unsent => (&self.unsent, UNSENT_MAX),
        };
        if new <= old {
            counter.fetch_sub(old - new, Ordering::Relaxed);
            return true;
        }
        let total = counter.fetch_add(new - old, Ordering::Relaxed) + (new - old);
        self.most.fetch_max(self.total(), Ordering::Relaxed);
        total <= max
    }

    /// Whether a bound is passed.
    pub(crate) fn is_exceeded(&self, kind: Kind) -> bool {
        match kind {
            Kind::Held => self.held.load(Ordering::Relaxed) > HELD_MAX,
            Kind::Worked => self.worked.load(Ordering::Relaxed) > WORKED_MAX,
            Kind::Unsent => self.unsent.load(Ordering::Relaxed) > UNSENT_MAX,
        }
    }

    /// Whether so much is unsent that even the reactor's choice would come too late.
    pub(crate) fn is_flooded(&self) -> bool {
        self.unsent.load(Ordering::Relaxed) > 2 * UNSENT_MAX
    }

    /// Whether the reactor is still to be told that too much is unsent.
    pub(crate) fn tell_once(&self) -> bool {
        !self.told.swap(true, Ordering::Relaxed)
    }

    /// Lets it be told again.
    pub(crate) fn was_told(&self) {
        self.told.store(false, Ordering::Relaxed);
    }

    /// Asks to be told when less is worked on.
    pub(crate) fn await_room(&self) {
        self.awaited.store(true, Ordering::Relaxed);
    }

    /// Tells once that a burst is over, so that memory can be given back.
    pub(crate) fn take_burst(&self) -> bool {
        let (most, now) = (self.most.load(Ordering::Relaxed), self.total());
        let is_over = most >= BURST_BYTES && now < most / 4;
        if is_over {
            self.most.store(now, Ordering::Relaxed);
        }
        is_over
    }

    fn total(&self) -> usize {
        let counters = [&self.held, &self.worked, &self.unsent];
        counters.map(|c| c.load(Ordering::Relaxed)).iter().sum()
    }
}

/// A place for a stream, free again when this is dropped.
#[derive(Debug)]
pub(crate) struct StreamPlace(Option<Arc<Client>>);

impl StreamPlace {
    /// Takes a place for one more stream of this client, if there is one.
    pub(crate) fn take(client: &Arc<Client>, operator: u32) -> Option<Self> {
        let all = &client.budget().streams;
        let own = client.streams.fetch_add(1, Ordering::Relaxed);
        let others = all.fetch_add(1, Ordering::Relaxed);
        let place = Self(Some(Arc::clone(client)));
        let fits = own < STREAMS_MAX && (others < ALL_STREAMS_MAX || client.uid == operator);
        fits.then_some(place)
    }
}

impl Drop for StreamPlace {
    fn drop(&mut self) {
        let Some(client) = &self.0 else { return };
        client.streams.fetch_sub(1, Ordering::Relaxed);
        client.budget().streams.fetch_sub(1, Ordering::Relaxed);
    }
}

/// The payload of a message that waits to be worked off; a long one is counted.
pub(crate) struct Payload {
    pub(crate) bytes: Vec<u8>,
    counted: Option<Arc<Client>>,
}

impl Payload {
    /// Counts a message that this client sent.
    pub(crate) fn new(bytes: Vec<u8>, client: &Arc<Client>) -> Self {
        let counted = (bytes.len() > SHORT_BYTES).then(|| Arc::clone(client));
        if let Some(client) = &counted {
            // Whether it fits was asked before the message was taken.
            client.budget().change(Kind::Worked, 0, bytes.len());
        }
        Self { bytes, counted }
    }
}

#[cfg(test)]
impl StreamPlace {
    /// One that nobody counts.
    pub(crate) fn uncounted() -> Self {
        Self(None)
    }
}

#[cfg(test)]
impl Payload {
    /// One that nobody counts.
    pub(crate) fn uncounted(bytes: Vec<u8>) -> Self {
        Self {
            bytes,
            counted: None,
        }
    }
}

impl Drop for Payload {
    fn drop(&mut self) {
        let Some(client) = &self.counted else { return };
        let budget = client.budget();
        budget.change(Kind::Worked, self.bytes.len(), 0);
        if budget.awaited.swap(false, Ordering::Relaxed) {
            client.tell_of_room();
        }
    }
}

impl std::fmt::Debug for Payload {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Payload").field(&self.bytes.len()).finish()
    }
}

/// What may have arrived of messages that are not whole, for all clients together: one of the
/// largest size and some others.
const HELD_MAX: usize = 40 << 20;

/// Long messages that are worked on at the same time: one of the largest size and some others.
const WORKED_MAX: usize = 48 << 20;

/// Streams of one client: each holds descriptors, and a picture is a file as well.
pub(crate) const STREAMS_MAX: usize = 64;

/// Streams of all clients; the operator's may be more.
const ALL_STREAMS_MAX: usize = 512;

/// What may wait to be read for all clients together.
const UNSENT_MAX: usize = 64 << 20;

/// Messages up to this length are not counted while they are worked on: how many there can be
/// is bounded by clients and requests.
pub(crate) const SHORT_BYTES: usize = 64 * 1024;

/// From here on it is worth to give memory back afterwards.
const BURST_BYTES: usize = 1 << 20;

#[cfg(test)]
mod tests;
