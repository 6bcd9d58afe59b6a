//! Locks without poisoning, whose order is checked in debug builds.
//!
//! Each lock has a [`Rank`]. A thread may take a lock only when its rank is higher than that of
//! every lock it holds; a debug build panics otherwise, so that a test finds a possible deadlock
//! without having to meet it. Release builds pay nothing for it.
//!
//! A thread that panics with a lock held does not make the lock unusable: the worker's panic
//! guard reports the fault, and the value is what the last statement left.

use std::fmt;
use std::ops::{Deref, DerefMut};
use std::sync::{self, PoisonError};
use std::time::Duration;

/// The place of a lock in the order in which locks are taken, low first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Rank(pub u8);

impl Rank {
    /// The daemon as a whole: servers, configuration, shutdown.
    pub const DAEMON: Self = Self(10);
    /// What a server keeps about one client.
    pub const CLIENT: Self = Self(20);
    /// A driver as a whole.
    pub const DRIVER: Self = Self(30);
    /// The gate through which jobs of one object pass.
    pub const JOB: Self = Self(40);
    /// A list of objects.
    pub const LIST: Self = Self(50);
    /// The state of one object.
    pub const OBJECT: Self = Self(60);
    /// Capabilities of emulators and other caches.
    pub const CACHE: Self = Self(70);
    /// The connection to one guest's monitor or agent.
    pub const MONITOR: Self = Self(80);
    /// Things of the host shared by guests: addresses, owners of files.
    pub const HOST: Self = Self(90);
    /// A stream and its buffers.
    pub const STREAM: Self = Self(100);
    /// Queues: events, work, outgoing bytes.
    pub const QUEUE: Self = Self(120);
    /// A lock under which no other lock is taken, save that of the log.
    pub const LEAF: Self = Self(200);
    /// The log, which everybody may write to with any lock held.
    pub const LOG: Self = Self(255);

    /// The next rank, for a lock that is taken under one of the named places.
    pub const fn below_by(self, steps: u8) -> Self {
        Self(self.0.saturating_add(steps))
    }
}

/// Mutual exclusion for a value.
pub struct Mutex<T: ?Sized> {
    rank: Rank,
    inner: sync::Mutex<T>,
}

/// Access to the value of a [`Mutex`] while it lives.
#[must_use = "the lock is released at once when the guard is not kept"]
pub struct MutexGuard<'a, T: ?Sized> {
    inner: sync::MutexGuard<'a, T>,
    held: held::Held,
}

impl<T> Mutex<T> {
    /// Wraps a value.
    pub const fn new(rank: Rank, value: T) -> Self {
        Self {
            rank,
            inner: sync::Mutex::new(value),
        }
    }

    /// Gives the value back.
    pub fn into_inner(self) -> T {
        self.inner
            .into_inner()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

impl<T: ?Sized> Mutex<T> {
    /// Waits until the value is free and takes it.
    pub fn lock(&self) -> MutexGuard<'_, T> {
        // The order is checked before waiting: a wrong one must be told, not hang.
        let held = held::Held::take(self.rank);
        let inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        MutexGuard { inner, held }
    }

    /// Takes the value if it is free; the order does not matter, for nothing is waited for.
    pub fn try_lock(&self) -> Option<MutexGuard<'_, T>> {
        let inner = match self.inner.try_lock() {
            Ok(inner) => inner,
            Err(sync::TryLockError::Poisoned(poisoned)) => poisoned.into_inner(),
            Err(sync::TryLockError::WouldBlock) => return None,
        };
        Some(MutexGuard {
            inner,
            held: held::Held::note(self.rank),
        })
    }

    /// The value, when nobody else can have it.
    pub fn get_mut(&mut self) -> &mut T {
        self.inner.get_mut().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Many readers or one writer for a value.
pub struct RwLock<T: ?Sized> {
    rank: Rank,
    inner: sync::RwLock<T>,
}

/// Shared access to the value of a [`RwLock`] while it lives.
#[must_use = "the lock is released at once when the guard is not kept"]
pub struct ReadGuard<'a, T: ?Sized> {
    inner: sync::RwLockReadGuard<'a, T>,
    _held: held::Held,
}

/// Sole access to the value of a [`RwLock`] while it lives.
#[must_use = "the lock is released at once when the guard is not kept"]
pub struct WriteGuard<'a, T: ?Sized> {
    inner: sync::RwLockWriteGuard<'a, T>,
    _held: held::Held,
}

impl<T> RwLock<T> {
    /// Wraps a value.
    pub const fn new(rank: Rank, value: T) -> Self {
        Self {
            rank,
            inner: sync::RwLock::new(value),
        }
    }

    /// Gives the value back.
    pub fn into_inner(self) -> T {
        self.inner
            .into_inner()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

impl<T: ?Sized> RwLock<T> {
    /// Waits until nobody writes and takes shared access.
    pub fn read(&self) -> ReadGuard<'_, T> {
        let held = held::Held::take(self.rank);
        let inner = self.inner.read().unwrap_or_else(PoisonError::into_inner);
        ReadGuard { inner, _held: held }
    }

    /// Waits until nobody reads or writes and takes sole access.
    pub fn write(&self) -> WriteGuard<'_, T> {
        let held = held::Held::take(self.rank);
        let inner = self.inner.write().unwrap_or_else(PoisonError::into_inner);
        WriteGuard { inner, _held: held }
    }
}

/// Waiting for a change of a value behind a [`Mutex`].
#[derive(Debug, Default)]
pub struct Condvar(sync::Condvar);

impl Condvar {
    /// Makes one that nobody waits for.
    pub const fn new() -> Self {
        Self(sync::Condvar::new())
    }

    /// Gives the lock up, waits to be woken and takes the lock again.
    pub fn wait<'a, T>(&self, guard: MutexGuard<'a, T>) -> MutexGuard<'a, T> {
        let MutexGuard { inner, held } = guard;
        let inner = self.0.wait(inner).unwrap_or_else(PoisonError::into_inner);
        MutexGuard { inner, held }
    }

    /// Waits at most so long; the second value tells whether the time ran out.
    pub fn wait_for<'a, T>(
        &self,
        guard: MutexGuard<'a, T>,
        time: Duration,
    ) -> (MutexGuard<'a, T>, bool) {
        let MutexGuard { inner, held } = guard;
        let (inner, timeout) = self
            .0
            .wait_timeout(inner, time)
            .unwrap_or_else(PoisonError::into_inner);
        (MutexGuard { inner, held }, timeout.timed_out())
    }

    /// Waits until the condition no longer holds.
    pub fn wait_while<'a, T>(
        &self,
        mut guard: MutexGuard<'a, T>,
        mut condition: impl FnMut(&mut T) -> bool,
    ) -> MutexGuard<'a, T> {
        while condition(&mut guard) {
            guard = self.wait(guard);
        }
        guard
    }

    /// Waits until the condition no longer holds, at most so long in all; the second value tells
    /// whether the time ran out with the condition still true.
    pub fn wait_while_for<'a, T>(
        &self,
        guard: MutexGuard<'a, T>,
        time: Duration,
        condition: impl FnMut(&mut T) -> bool,
    ) -> (MutexGuard<'a, T>, bool) {
        let MutexGuard { inner, held } = guard;
        let (inner, timeout) = self
            .0
            .wait_timeout_while(inner, time, condition)
            .unwrap_or_else(PoisonError::into_inner);
        (MutexGuard { inner, held }, timeout.timed_out())
    }

    /// Wakes one waiter.
    pub fn notify_one(&self) {
        self.0.notify_one();
    }

    /// Wakes all waiters.
    pub fn notify_all(&self) {
        self.0.notify_all();
    }
}

impl<T: ?Sized> Deref for MutexGuard<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.inner
    }
}

impl<T: ?Sized> DerefMut for MutexGuard<'_, T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.inner
    }
}

impl<T: ?Sized> Deref for ReadGuard<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.inner
    }
}

impl<T: ?Sized> Deref for WriteGuard<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.inner
    }
}

impl<T: ?Sized> DerefMut for WriteGuard<'_, T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.inner
    }
}

/// Values are not shown: to read them the lock would have to be taken.
macro_rules! opaque_debug {
    ($($type:ident $(<$life:lifetime>)?),*) => {$(
        impl<T: ?Sized> fmt::Debug for $type<$($life,)? T> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.debug_struct(stringify!($type)).finish_non_exhaustive()
            }
        }
    )*};
}

opaque_debug!(Mutex, RwLock, MutexGuard<'_>, ReadGuard<'_>, WriteGuard<'_>);

/// The ranks that this thread holds; checked in debug builds only.
#[cfg(debug_assertions)]
mod held {
    use std::cell::RefCell;

    use super::Rank;

    thread_local! {
        static RANKS: RefCell<Vec<Rank>> = const { RefCell::new(Vec::new()) };
    }

    /// One entry of the thread's ranks, taken out when dropped.
    pub(super) struct Held(Rank);

    impl Held {
        /// Checks the order and notes the rank.
        pub(super) fn take(rank: Rank) -> Self {
            let highest = RANKS.with_borrow(|ranks| ranks.iter().max().copied());
            assert!(
                highest.is_none_or(|highest| highest < rank),
                "lock order: {rank:?} is taken while {highest:?} is held"
            );
            Self::note(rank)
        }

        /// Notes the rank.
        pub(super) fn note(rank: Rank) -> Self {
            RANKS.with_borrow_mut(|ranks| ranks.push(rank));
            Self(rank)
        }
    }

    impl Drop for Held {
        fn drop(&mut self) {
            // While the thread ends its list may be gone already.
            let _ = RANKS.try_with(|ranks| {
                let mut ranks = ranks.borrow_mut();
                if let Some(at) = ranks.iter().rposition(|&rank| rank == self.0) {
                    ranks.swap_remove(at);
                }
            });
        }
    }
}

/// Nothing is kept in release builds.
#[cfg(not(debug_assertions))]
mod held {
    use super::Rank;

    /// Nothing.
    pub(super) struct Held;

    impl Held {
        pub(super) fn take(_: Rank) -> Self {
            Self
        }

        pub(super) fn note(_: Rank) -> Self {
            Self
        }
    }
}

#[cfg(test)]
mod tests;
