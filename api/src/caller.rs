//! Who calls: identity, connection, deadline and the descriptors that came along.

use std::fmt;
use std::os::fd::OwnedFd;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

/// The number of a connection, unique in the life of the daemon.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ConnectionId(pub u64);

/// What the kernel says of the process at the other end.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Identity {
    /// The user, unknown over a network.
    pub uid: Option<u32>,
    /// The group.
    pub gid: Option<u32>,
    /// The process.
    pub pid: Option<i32>,
    /// When that process started, in clock ticks since boot: tells a reused pid apart.
    pub start_time: Option<u64>,
}

/// What a connection may do at most.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Everything the identity is permitted.
    ReadWrite,
    /// Only what changes nothing and reveals no secret.
    ReadOnly,
}

/// One call's context, handed to every method.
#[derive(Debug)]
pub struct Caller {
    /// Who is at the other end.
    pub identity: Identity,
    /// Read-write or read-only.
    pub access: Access,
    /// The connection the call came on: what must end with it is hung there.
    pub connection: Arc<Connection>,
    /// When the caller stops waiting, if it said so.
    pub deadline: Option<Instant>,
    descriptors: Mutex<Vec<OwnedFd>>,
}

impl Caller {
    /// A call of this identity on this connection.
    pub fn new(identity: Identity, access: Access, connection: Arc<Connection>) -> Self {
        Self {
            identity,
            access,
            connection,
            deadline: None,
            descriptors: Mutex::default(),
        }
    }

    /// Adds the descriptors that came with the call, in the order they were sent.
    #[must_use]
    pub fn with_descriptors(self, descriptors: Vec<OwnedFd>) -> Self {
        Self {
            descriptors: Mutex::new(descriptors),
            ..self
        }
    }

    /// Takes the descriptors over; a second call gets none.
    pub fn take_descriptors(&self) -> Vec<OwnedFd> {
        std::mem::take(
            &mut *self
                .descriptors
                .lock()
                .unwrap_or_else(PoisonError::into_inner),
        )
    }
}

/// Names a hook, so that it can be taken off again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CloseHook(u64);

/// One client's connection, and what has to happen when it ends.
///
/// Guests started with autodestroy and callbacks registered for a connection hang here. The
/// hooks run once, when the client is gone, in the order they were added.
pub struct Connection {
    id: ConnectionId,
    next_hook: AtomicU64,
    hooks: Mutex<Hooks>,
}

type Hook = Box<dyn FnOnce() + Send>;

enum Hooks {
    Open(Vec<(CloseHook, Hook)>),
    Closed,
}

impl Connection {
    /// A connection that has just been made.
    pub fn new(id: ConnectionId) -> Arc<Self> {
        Arc::new(Self {
            id,
            next_hook: AtomicU64::new(0),
            hooks: Mutex::new(Hooks::Open(Vec::new())),
        })
    }

    /// Its number.
    pub fn id(&self) -> ConnectionId {
        self.id
    }

    /// Runs `hook` when the connection ends; at once if it has ended already.
    pub fn on_close(&self, hook: impl FnOnce() + Send + 'static) -> CloseHook {
        let name = CloseHook(self.next_hook.fetch_add(1, Ordering::Relaxed));
        let mut hooks = self.hooks.lock().unwrap_or_else(PoisonError::into_inner);
        match &mut *hooks {
            Hooks::Open(list) => list.push((name, Box::new(hook))),
            Hooks::Closed => {
                drop(hooks);
                hook();
            }
        }
        name
    }

    /// Whether something is to happen when it ends.
    pub fn has_hooks(&self) -> bool {
        let hooks = self.hooks.lock().unwrap_or_else(PoisonError::into_inner);
        matches!(&*hooks, Hooks::Open(list) if !list.is_empty())
    }

    /// Takes a hook off; nothing happens if it has run.
    pub fn cancel(&self, name: CloseHook) {
        let mut hooks = self.hooks.lock().unwrap_or_else(PoisonError::into_inner);
        if let Hooks::Open(list) = &mut *hooks {
            list.retain(|(other, _)| *other != name);
        }
    }

    /// Says that the client is gone; runs the hooks on the calling thread.
    pub fn close(&self) {
        let mut hooks = self.hooks.lock().unwrap_or_else(PoisonError::into_inner);
        let list = std::mem::replace(&mut *hooks, Hooks::Closed);
        drop(hooks);
        if let Hooks::Open(list) = list {
            list.into_iter().for_each(|(_, hook)| hook());
        }
    }
}

impl fmt::Debug for Connection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Connection").field(&self.id.0).finish()
    }
}
