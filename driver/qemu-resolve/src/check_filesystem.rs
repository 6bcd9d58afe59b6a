//! What the QEMU driver refuses of folders that the guest is shown.

use fv_driver_qemu_caps::{Caps, Flag};
use fv_error::Result;
use fv_model_domain::Domain;
use fv_model_domain::devices::address::Address;
use fv_model_domain::devices::filesystem::{
    AccessMode, Filesystem, FilesystemDriverKind, FilesystemKind,
};

use crate::check_shared::needs_shared_memory;
use crate::rules::unsupported;

/// Refuses a folder that the emulator or its helper cannot show.
pub(crate) fn check(folder: &Filesystem, domain: &Domain, caps: &Caps) -> Result<()> {
    let driver = folder.driver.kind;
    if folder.kind != FilesystemKind::Mount {
        return unsupported("only supports mount filesystem type");
    }
    if folder.space_hard_limit > 0 || folder.space_soft_limit > 0 {
        return unsupported("filesystem usage limits are not supported with QEMU");
    }
    if folder.multi_devs.is_some() && !caps.has(Flag::FsdevMultidevs) {
        return unsupported("multidevs is not supported with this QEMU binary");
    }
    let has_modes = folder.file_mode != 0 || folder.dir_mode != 0;
    if has_modes && folder.access_mode != Some(AccessMode::Mapped) {
        return unsupported("fmode and dmode must be used with accessmode=mapped");
    }
    let is_virtiofs = driver == Some(FilesystemDriverKind::Virtiofs);
    if !is_virtiofs && folder.binary.sandbox.is_some() {
        return unsupported("sandbox can only be used with driver=virtiofs");
    }
    let is_passthrough = folder.access_mode == Some(AccessMode::Passthrough);
    match driver {
        None | Some(FilesystemDriverKind::Path) => Ok(()),
        Some(FilesystemDriverKind::Handle) => match is_passthrough {
            true => Ok(()),
            false => unsupported("only supports passthrough accessmode"),
        },
        Some(
            FilesystemDriverKind::Loop | FilesystemDriverKind::Nbd | FilesystemDriverKind::Ploop,
        ) => unsupported("Filesystem driver type not supported"),
        Some(FilesystemDriverKind::Virtiofs) => virtiofs(folder, domain, caps),
        Some(FilesystemDriverKind::Mtp) => {
            if !caps.has(Flag::DeviceUsbMtp) {
                return unsupported("mtp is not supported with this QEMU binary");
            }
            match is_passthrough {
                true => Ok(()),
                false => unsupported("mtp only supports passthrough accessmode"),
            }
        }
    }
}

fn virtiofs(folder: &Filesystem, domain: &Domain, caps: &Caps) -> Result<()> {
    let is_own = folder.source.socket.is_none();
    let has_modes = folder.file_mode != 0 || folder.dir_mode != 0;
    let details = [
        (
            is_own && folder.access_mode != Some(AccessMode::Passthrough),
            "virtiofs only supports passthrough accessmode",
        ),
        (
            is_own && folder.driver.write_policy.is_some(),
            "virtiofs does not support wrpolicy",
        ),
        (folder.model.is_some(), "virtiofs does not support model"),
        (
            folder.driver.format.is_some(),
            "virtiofs does not support format",
        ),
        (
            !caps.has(Flag::DeviceVhostUserFs),
            "virtiofs is not supported with this QEMU binary",
        ),
        (
            folder.multi_devs.is_some(),
            "virtiofs does not support multidevs",
        ),
        (has_modes, "virtiofs does not support fmode and dmode"),
    ];
    if let Some((_, text)) = details.into_iter().find(|(is_wrong, _)| *is_wrong) {
        return unsupported(text);
    }
    needs_shared_memory(domain, "virtiofs")?;
    if folder.info.boot.is_none() {
        return Ok(());
    }
    if !caps.has(Flag::VhostUserFsBootindex) {
        return unsupported("setting virtiofs boot order is not supported with this QEMU binary");
    }
    match folder.info.address {
        None | Some(Address::Pci(_)) => Ok(()),
        Some(_) => unsupported("setting virtiofs boot order is supported only with PCI bus"),
    }
}
