//! One function for each command of QEMU that libvirt uses.

pub mod block;
pub mod chardev;
pub mod cpu;
pub mod device;
pub mod job;
pub mod object;
pub mod probe;
pub mod status;
