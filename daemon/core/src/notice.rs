//! What workers and event sources leave for the reactor.
//!
//! A notice names the client and what changed; the reactor looks at the client's state for the
//! rest. The list is short: a client asks at most once until it has been looked at.

use std::time::Duration;

use fv_api::Stream;
use fv_event::Handle;
use fv_types::lock::{Mutex, Rank};

use crate::budget::{Budget, StreamPlace};
use crate::limits::Service;

/// One message to the reactor.
pub(crate) enum Notice {
    /// Look at this client: bytes wait to be written, or it may be read again, or it is done.
    Look(u64),
    /// A call of this client made a stream; its reply is in the outbox already.
    Stream(u64, Box<NewStream>),
    /// An operator changed how many clients there may be.
    Ceilings,
    /// An operator changed after how long without use the server ends; nothing is never.
    Idle(Option<Duration>),
    /// Clients leave more unread than is kept for all of them.
    Unread,
    /// A long message has been worked off.
    Room,
    /// The socket of a client that is gone, one of this user, has been emptied.
    Left(Service, u32),
}

/// A stream that begins.
pub(crate) struct NewStream {
    pub(crate) name: StreamName,
    pub(crate) stream: Box<dyn Stream>,
    pub(crate) holes: Holes,
    /// Free again when the stream has ended.
    pub(crate) place: StreamPlace,
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
    /// What clients make the daemon hold.
    pub(crate) budget: Budget,
}

impl Notices {
    pub(crate) fn new(wake: Handle) -> Self {
        Self {
            list: Mutex::new(RANK, Vec::new()),
            wake,
            budget: Budget::default(),
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

    /// Makes the reactor look around without a notice.
    pub(crate) fn wake(&self) {
        self.wake.wake();
    }

    /// Takes all of them.
    pub(crate) fn take(&self) -> Vec<Notice> {
        std::mem::take(&mut *self.list.lock())
    }
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
            Self::Ceilings => f.write_str("Ceilings"),
            Self::Idle(time) => f.debug_tuple("Idle").field(time).finish(),
            Self::Unread => f.write_str("Unread"),
            Self::Room => f.write_str("Room"),
            Self::Left(service, uid) => f.debug_tuple("Left").field(service).field(uid).finish(),
        }
    }
}

/// Posted to while a client's lock is held.
const RANK: Rank = Rank(130);
