//! A value that is replaced as a whole and read without waiting for whoever changes it.

use std::fmt;
use std::sync::Arc;

use fv_types::lock::{Rank, RwLock};

/// The current version of an immutable value.
///
/// The lock inside is held only to copy or swap a pointer, never while a version is made, so a
/// reader waits for nothing that can take time.
pub struct Published<T> {
    current: RwLock<Arc<T>>,
}

impl<T> Published<T> {
    /// Publishes the first version.
    pub fn new(value: T) -> Self {
        Self {
            current: RwLock::new(Rank::LEAF, Arc::new(value)),
        }
    }

    /// The version that counts now; it stays as it is however long it is kept.
    pub fn load(&self) -> Arc<T> {
        Arc::clone(&self.current.read())
    }

    /// Makes this the version that counts.
    pub fn store(&self, value: T) {
        let value = Arc::new(value);
        let old = std::mem::replace(&mut *self.current.write(), value);
        // The last owner of a version pays for its end outside the lock.
        drop(old);
    }
}

impl<T: fmt::Debug> fmt::Debug for Published<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Published").field(&self.load()).finish()
    }
}
