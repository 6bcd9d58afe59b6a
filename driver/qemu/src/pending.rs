//! Work that the driver does on threads of its own, counted, so that a program that is about to
//! end can wait for it.

use std::sync::Arc;
use std::time::Duration;

use fv_types::lock::{Condvar, Mutex, Rank};

/// How many pieces of work are under way.
#[derive(Clone, Debug)]
pub(crate) struct Pending(Arc<(Mutex<usize>, Condvar)>);

/// A piece of work; it is over when this is dropped.
#[derive(Debug)]
pub(crate) struct Piece(Pending);

impl Pending {
    /// Nothing is under way.
    pub(crate) fn new() -> Self {
        Self(Arc::new((Mutex::new(Rank::LEAF, 0), Condvar::new())))
    }

    /// Counts a piece of work.
    pub(crate) fn begin(&self) -> Piece {
        *self.0.0.lock() += 1;
        Piece(self.clone())
    }

    /// Waits until no more than so many pieces are left; says how many are.
    pub(crate) fn wait(&self, left: usize, time: Duration) -> usize {
        let (count, changed) = &*self.0;
        let (count, _) = changed.wait_while_for(count.lock(), time, |count| *count > left);
        *count
    }
}

impl Drop for Piece {
    fn drop(&mut self) {
        let (count, changed) = &*self.0.0;
        *count.lock() -= 1;
        changed.notify_all();
    }
}

#[cfg(test)]
#[path = "tests/pending.rs"]
mod tests;
