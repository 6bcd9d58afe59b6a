//! Sets of guest addresses: who sits where, and what the next free place is.
//!
//! Each set is a plain value without knowledge of the domain model, so that define, hot-plug and
//! tests share it.

pub mod ccw;
pub mod pci;
pub mod usb;
pub mod virtio_serial;

#[cfg(test)]
mod tests;
