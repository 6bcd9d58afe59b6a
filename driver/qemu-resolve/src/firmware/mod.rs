//! Firmware of the host: what there is, which one a guest gets, where it keeps its variables.

mod choose;
mod descriptor;

use std::sync::Arc;

pub(crate) use choose::{Since, fill, matches_pattern};
pub use descriptor::{Device, Feature, Firmware, Flash, FlashFile, FlashMode, Interface, Target};

/// The firmware that guests of this host may get.
#[derive(Clone, Debug)]
pub struct FirmwareContext {
    /// What there is, the preferred one first.
    pub known: Arc<[Firmware]>,
    /// The folder in which guests keep their variables.
    pub nvram_dir: String,
}

impl Default for FirmwareContext {
    fn default() -> Self {
        Self {
            known: Arc::default(),
            nvram_dir: "/var/lib/libvirt/qemu/nvram".to_string(),
        }
    }
}

/// Pairs of code and variables that are known where nothing describes them.
pub(crate) const UNDESCRIBED: [(&str, &str); 4] = [
    (
        "/usr/share/OVMF/OVMF_CODE.fd",
        "/usr/share/OVMF/OVMF_VARS.fd",
    ),
    (
        "/usr/share/OVMF/OVMF_CODE.secboot.fd",
        "/usr/share/OVMF/OVMF_VARS.fd",
    ),
    (
        "/usr/share/AAVMF/AAVMF_CODE.fd",
        "/usr/share/AAVMF/AAVMF_VARS.fd",
    ),
    (
        "/usr/share/AAVMF/AAVMF32_CODE.fd",
        "/usr/share/AAVMF/AAVMF32_VARS.fd",
    ),
];
