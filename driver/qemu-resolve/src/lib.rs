//! QEMU's part of completing a domain: defaults, implicit devices, addresses, aliases.
//!
//! It touches no host: what depends on the machine comes in with the capabilities and the
//! context. It does not build the command line; that is `driver/qemu-cmdline`.
//!
//! [`QemuRules`] stands behind the hooks of the domain model while a definition is read;
//! [`prepare_start`] completes it when its guest is started.
//!
//! Read first: [`QemuRules`], [`prepare_start`], [`address::pci::PciSet`].

pub mod address;
mod alias;
mod assign;
mod check;
mod check_chardev;
mod check_device;
mod check_filesystem;
mod check_hostdev;
mod check_memory;
mod check_rare;
mod check_shared;
mod check_source;
mod check_threads;
mod defaults;
mod devices;
mod domain_caps;
pub mod firmware;
mod graphics;
mod guest_cpu;
mod host_model;
pub mod machine;
mod memory;
pub mod net;
mod panic;
mod prepare;
mod rare_defaults;
mod rules;

pub use alias::{assign_aliases, disk_number};
pub use check::emulator as check_emulator;
pub use domain_caps::{DomainCapsInput, HostOffers, domain_capabilities, loader_paths};
pub use firmware::{Firmware, FirmwareContext};
pub use graphics::{FirstPorts, GraphicsContext, Ports, Screen};
pub use guest_cpu::{CpuContext, check_processor};
pub use host_model::{HostModels, HostProcessor, drop_ignored, offers};
pub use prepare::{PrepareContext, Start, chain_length, numbered_images, prepare_start};
pub use rules::{Emulators, QemuRules, ResolveContext};
