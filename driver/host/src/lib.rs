//! What drivers do to the host for their guests, and what they know of it.
//!
//! A guest's emulator runs as a user of its own; the files it needs are given to that user when
//! it starts and given back when it ends, and whether that user can reach them can be asked
//! before. The host's processor is described by what its registers tell. Knows no kind of guest.
//!
//! Read first: [`Ownership`], [`Owner`], [`Walker`].

mod access_list;
mod memory;
mod node_memory;
mod owner;
mod ownership;
mod processor;
mod reach;
mod sysinfo;
mod tap;
mod topology;

pub use node_memory::{NodeMemory, PagePool, PoolChange, SHARING_COUNT, no_such_pages};
pub use owner::{Account, Owner, account};
pub use ownership::{Ownership, Remember};
pub use processor::{address_bits, guest_processor, host_processor, sev_guests};
pub use reach::{Holder, Obstacle, Refused, Use, Walker};
pub use sysinfo::HostSysinfo;
pub use tap::{Origin, Port, Tap, TapNames, is_template, require_bridge};
pub use topology::{HostTree, NodeCounts, cpu_ticks};

#[cfg(test)]
#[path = "tests/host.rs"]
mod tests;
