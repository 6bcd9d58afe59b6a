//! The driver from outside: through its traits, with its own folders, with a real QEMU.

mod define;
mod events;
mod faults;
mod kit;
mod life;
