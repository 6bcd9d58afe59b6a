//! Warnings of the driver for the daemon's log.

use std::fmt::Display;

/// Writes a warning that nobody waits for.
pub(crate) fn warn(text: impl Display) {
    fv_log::warning!("qemu.qemu_driver", "{text}");
}
