//! From a resolved domain to the command that starts its emulator; nothing else.
//!
//! The result is a plan without side effect: arguments, environment, and the descriptors that
//! the emulator is to inherit. Nothing here looks at the host; what it is like comes in with the
//! input. Completing the definition is `driver/qemu-resolve`.
//!
//! Read first: [`build()`], [`CommandInput`], [`CommandPlan`].

mod address;
mod audio;
mod block;
mod boot;
mod build;
mod builder;
mod chardev;
mod controller;
mod cpu;
mod devices;
mod disk;
mod filesystem;
mod firmware;
mod hostdev;
mod input;
mod memory;
mod module;
mod namespace;
mod net;
mod network;
mod numa;
mod plan;
pub mod props;
mod rare;
mod sd;
mod shared;
mod smbios;
mod spice;
mod system;
mod text;
mod throttle;
mod words;

#[cfg(test)]
mod tests;

pub use build::build;
pub use input::{
    CommandInput, Deprecation, Host, HugePages, Instance, PASSED, SealedSecret, Seccomp, Settings,
    SpiceSettings, TlsClient, VncSettings,
};
pub use namespace::{NAMESPACE, Override, QemuNamespace};
pub use plan::{Arg, Command, CommandPlan, FdPlace, FdPurpose};
