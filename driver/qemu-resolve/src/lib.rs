//! QEMU's part of completing a domain: defaults, implicit devices, addresses, aliases.
//!
//! It touches no host: what depends on the machine comes in with the capabilities and the
//! context. It does not build the command line; that is `driver/qemu-cmdline`.
//!
//! Read first: [`address::pci::PciSet`].

pub mod address;
pub mod machine;
