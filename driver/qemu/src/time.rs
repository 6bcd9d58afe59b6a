//! The time, for deadlines and for stamps.

use std::time::Instant;

/// The time on the clock of deadlines.
pub(crate) fn now() -> Instant {
    fv_sys::clock::std_now()
}

/// The stamp at the head of a line of a guest's log.
pub(crate) fn stamp() -> String {
    fv_sys::clock::wall().utc().to_string()
}
