//! Domains as types: one module for each top-level group and each kind of device.
//!
//! A document goes through three stages: [`parse()`] makes types of text, [`resolve`] fills in what
//! libvirt fills in (with the driver's rules), [`validate`] refuses what cannot be. None of them
//! touches the host. [`Domain::to_xml`] writes the document back, byte for byte as libvirt does.
//! This crate knows no driver; what a driver keeps in status files is carried along.
//!
//! Read first: [`Domain`], [`Reading`], [`DriverRules`].

pub mod clock;
pub mod cpu;
pub mod devices;
mod domain;
pub mod features;
mod iothreads;
pub mod memory;
pub mod namespace;
pub mod numa;
pub mod os;
mod parse;
mod private;
mod reading;
pub mod resctrl;
pub mod resolve;
pub mod rules;
pub mod seclabel;
pub mod security;
pub mod set;
pub mod sysinfo;
pub mod tune;
pub mod validate;
pub mod vcpu;

pub use domain::{
    Domain, Enabled, FibreChannel, GenId, LifecycleAction, LockFailureAction, PowerManagement,
    Resource, VirtKind,
};
pub use fv_model_xml::{Context, OnOff, Scope, YesNo};
pub use parse::parse;
pub use reading::Reading;
pub use rules::{Ability, DriverRules, NoRules, Purpose};
