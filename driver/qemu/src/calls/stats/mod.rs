//! What people watch of guests: traffic, memory, processors, jobs, one guest at a time or all.

mod ask;
mod bulk;
mod groups;
mod sizes;

pub(crate) mod blocks;
pub(crate) mod cpu;
pub(crate) mod disks;
pub(crate) mod jobs;
pub(crate) mod memory;
pub(crate) mod nets;
pub(crate) mod process;

pub(crate) use bulk::all;
