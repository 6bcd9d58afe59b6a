//! What an emulator can do: asked of it once, remembered in files, known to all.
//!
//! [`Caps`] is what is known of one emulator, [`Flag`] one thing it can or cannot do. A probe
//! asks an emulator over QMP in libvirt's order; [`cache_xml`] keeps the answers in libvirt's
//! format. This crate builds no command line of a guest and knows no domain.
//!
//! Read first: [`Caps`], [`Flag`], [`Arch`].

mod arch;
pub mod cache_xml;
mod caps;
mod emulators;
mod features;
mod flag;
mod flag_set;
mod guests;
mod host;
pub mod probe;
mod process;
mod store;

pub use arch::Arch;
pub use caps::{
    Accel, Caps, CpuModelDef, HostCpu, HostCpuProp, Identity, Machine, Origin, VirtType,
};
pub use emulators::Emulators;
pub use features::{feature_from_qemu, feature_to_qemu};
pub use flag::Flag;
pub use flag_set::FlagSet;
pub use guests::{GuestData, GuestFeature, GuestMachine, Toggle, guest_data};
pub use host::{Host, KvmState, RunAs, cpu_signature};
pub use process::{Prober, is_probe, modules_folder, remove_left_over};
pub use store::{Ask, CapsStore, StoreOptions};
