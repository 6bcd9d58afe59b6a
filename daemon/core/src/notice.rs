//! What workers and event sources leave for the reactor.
//!
//! A notice names the client and what changed; the reactor looks at the client's state for the
//! rest. The list is short: a client asks at most once until it has been looked at.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use fv_api::Stream;
use fv_event::Handle;
use fv_types::lock::{Mutex, Rank};

/// One message to the reactor.
pub(crate) enum Notice {
    /// Look at this client: bytes wait to be written, or it may be read again, or it is done.
    Look(u64),
    /// A call of this client made a stream; its reply is in the outbox already.
    Stream(u64, Box<NewStream>),
}

/// A stream that begins.
pub(crate) struct NewStream {
    pub(crate) name: StreamName,
    pub(crate) stream: Box<dyn Stream>,
    pub(crate) holes: Holes,
}

/// What packets of a stream carry in their headers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct StreamName {
    pub(crate) program: u32,
    pub(crate) version: u32,
    pub(crate) procedure: i32,
    pub(crate) serial: u32,
}

/// Whether a stream's client said that it knows holes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Holes {
    /// Holes are sent as such.
    Known,
    /// Holes are sent as zeros, and none may come.
    Unknown,
}

/// The reactor's letter box.
#[derive(Debug)]
pub(crate) struct Notices {
    list: Mutex<Vec<Notice>>,
    wake: Handle,
    /// Bytes of all clients that wait to be written.
    unsent: AtomicUsize,
    /// Bytes of all clients that arrived and are not worked off.
    unread: AtomicUsize,
}

impl Notices {
    pub(crate) fn new(wake: Handle) -> Self {
        Self {
            list: Mutex::new(RANK, Vec::new()),
            wake,
            unsent: AtomicUsize::new(0),
            unread: AtomicUsize::new(0),
        }
    }

    /// Leaves a notice.
    pub(crate) fn post(&self, notice: Notice) {
        let mut list = self.list.lock();
        list.push(notice);
        let first = list.len() == 1;
        drop(list);
        if first {
            self.wake.wake();
        }
    }

    /// Takes all of them.
    pub(crate) fn take(&self) -> Vec<Notice> {
        std::mem::take(&mut *self.list.lock())
    }

    /// Counts unsent bytes; false when there would be too many of them.
    pub(crate) fn reserve_unsent(&self, bytes: usize) -> bool {
        reserve(&self.unsent, bytes, UNSENT_MAX)
    }

    pub(crate) fn release_unsent(&self, bytes: usize) {
        self.unsent.fetch_sub(bytes, Ordering::Relaxed);
    }

    /// Counts bytes that have arrived; false when there would be too many of them.
    pub(crate) fn reserve_unread(&self, bytes: usize) -> bool {
        reserve(&self.unread, bytes, UNREAD_MAX)
    }

    pub(crate) fn release_unread(&self, bytes: usize) {
        self.unread.fetch_sub(bytes, Ordering::Relaxed);
    }
}

/// The payload of a message that waits to be worked off, counted for all clients together.
pub(crate) struct Payload {
    pub(crate) bytes: Vec<u8>,
    counted: Option<Arc<Notices>>,
}

impl Payload {
    /// Takes over bytes that have been counted as unread until now.
    pub(crate) fn new(bytes: Vec<u8>, notices: &Arc<Notices>) -> Self {
        let counted = (bytes.len() > UNCOUNTED_BYTES).then(|| Arc::clone(notices));
        if let Some(notices) = &counted {
            notices.unread.fetch_add(bytes.len(), Ordering::Relaxed);
        }
        Self { bytes, counted }
    }
}

impl Drop for Payload {
    fn drop(&mut self) {
        if let Some(notices) = &self.counted {
            notices.release_unread(self.bytes.len());
        }
    }
}

impl std::fmt::Debug for Payload {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Payload").field(&self.bytes.len()).finish()
    }
}

/// Adds to a counter unless it would pass its bound.
fn reserve(counter: &AtomicUsize, bytes: usize, max: usize) -> bool {
    let before = counter.fetch_add(bytes, Ordering::Relaxed);
    if before + bytes <= max {
        return true;
    }
    counter.fetch_sub(bytes, Ordering::Relaxed);
    false
}

impl std::fmt::Debug for Notice {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Look(client) => f.debug_tuple("Look").field(client).finish(),
            Self::Stream(client, new) => f
                .debug_tuple("Stream")
                .field(client)
                .field(&new.name)
                .finish(),
        }
    }
}

/// Posted to while a client's lock is held.
const RANK: Rank = Rank(130);

/// What may wait to be written for all clients together.
const UNSENT_MAX: usize = 64 << 20;

/// What may have arrived from all clients together without being worked off.
const UNREAD_MAX: usize = 64 << 20;

/// So much of each client's is not counted: nobody can be starved by what others hoard.
pub(crate) const UNCOUNTED_BYTES: usize = 64 * 1024;
