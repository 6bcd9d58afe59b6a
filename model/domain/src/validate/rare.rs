//! Checks of what few guests have: shared folders, shared memory, stores, protection.

use fv_error::Result;

use crate::Domain;
use crate::devices::filesystem::FilesystemDriverKind;
use crate::devices::rare::{Pstore, SharedMemory};
use crate::resolve::{malformed, unsupported};
use crate::security::LaunchSecurity;

/// Refuses a folder that cannot be shown: those of virtiofs are told apart by their names.
pub(super) fn filesystem(domain: &Domain, n: usize) -> Result<()> {
    let all = &domain.devices.filesystems;
    let own = &all[n];
    let is_virtiofs = |kind| kind == Some(FilesystemDriverKind::Virtiofs);
    if own.info.boot.is_some() && !is_virtiofs(own.driver.kind) {
        return Err(unsupported("boot order is only supported for virtiofs"));
    }
    let mut named = std::collections::HashMap::new();
    for (number, other) in all.iter().enumerate() {
        if is_virtiofs(other.driver.kind) && named.insert(&other.target, number).is_some() {
            let target = &other.target;
            return Err(unsupported(format!(
                "filesystem target '{target}' specified twice"
            )));
        }
    }
    match named.get(&own.target) {
        Some(number) if *number != n => Err(unsupported(format!(
            "filesystem target '{}' specified twice",
            own.target
        ))),
        _ => Ok(()),
    }
}

/// Refuses a name that is no file's.
pub(super) fn shared_memory(shared: &SharedMemory) -> Result<()> {
    let name = shared.name.as_str();
    if name.contains('/') {
        return Err(unsupported("shmem name cannot include '/' character"));
    }
    if matches!(name, "." | "..") {
        return Err(unsupported(format!(
            "shmem name cannot be equal to '{name}'"
        )));
    }
    Ok(())
}

/// Refuses a store that the guest could not address.
pub(super) fn pstore(pstore: &Pstore) -> Result<()> {
    if pstore.path.as_deref().is_none_or(str::is_empty) {
        return Err(malformed("missing path for ACPI ERST pstore device"));
    }
    if pstore.size_kib < 4 || !pstore.size_kib.is_power_of_two() {
        return Err(malformed("invalid size of ACPI ERST pstore device"));
    }
    Ok(())
}

/// Refuses blobs that are not as long as the processor wants them.
pub(super) fn launch_security(domain: &Domain) -> Result<()> {
    let Some(LaunchSecurity::SevSnp(snp)) = &domain.launch_security else {
        return Ok(());
    };
    let blobs = [
        ("guestVisibleWorkarounds", &snp.workarounds, 16),
        ("idBlock", &snp.id_block, 96),
        ("idAuth", &snp.id_auth, 4096),
        ("hostData", &snp.host_data, 32),
    ];
    for (name, blob, wanted) in blobs {
        let len = blob.as_deref().map_or(wanted, decoded_len);
        if len != wanted {
            return Err(unsupported(format!(
                "Unexpected length of '{name}', expected {wanted} got {len}"
            )));
        }
    }
    Ok(())
}

/// How many bytes base64 stands for; what is no letter of it does not count.
fn decoded_len(text: &str) -> usize {
    let is_letter = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/');
    let letters = text.bytes().take_while(|byte| *byte != b'=');
    letters.filter(is_letter).count() * 6 / 8
}
