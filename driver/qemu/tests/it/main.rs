//! The driver from outside: through its traits, with its own folders, with a real QEMU.

#![expect(clippy::panic, reason = "a test fails by panicking")]

mod agent;
mod define;
mod device_events;
mod disks;
mod errors;
mod events;
mod faults;
mod files;
mod kit;
mod life;
mod node;
mod passing;
mod peek;
mod preflight;
mod races;
mod rare;
