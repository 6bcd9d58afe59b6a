//! One function for each command of QEMU that libvirt uses.

pub mod block;
pub mod block_job;
pub mod chardev;
pub mod cpu;
pub mod device;
pub mod display;
pub mod feature_words;
pub mod job;
pub mod memory;
pub mod migration;
pub mod network;
pub mod object;
pub mod probe;
pub mod sev;
pub mod stats;
pub mod status;
pub mod throttle;
pub mod vcpu;
