//! What the QEMU driver refuses of memory that others see, of stores, and of guests that are kept
//! secret from their host.

use fv_driver_qemu_caps::{Caps, Flag};
use fv_error::Result;
use fv_model_domain::Domain;
use fv_model_domain::devices::address::Address;
use fv_model_domain::devices::rare::{
    Crypto, CryptoBackendModel, PstoreBackend, SharedMemory, SharedMemoryModel,
};
use fv_model_domain::memory::MemoryAccessMode;
use fv_model_domain::security::LaunchSecurity;

use crate::machine::machine_of;
use crate::rules::{malformed, unsupported};

/// Refuses a guest whose memory another program could not see, which `user` needs.
pub(crate) fn needs_shared_memory(domain: &Domain, user: &str) -> Result<()> {
    let general = domain.memory_backing.access.as_ref();
    let general = general.map(|access| access.mode);
    let is_shared = |mode: Option<MemoryAccessMode>| mode == Some(MemoryAccessMode::Shared);
    let numa = domain.cpu.as_ref().and_then(|cpu| cpu.numa.as_ref());
    let cells = numa.map(|numa| numa.cells.as_slice()).unwrap_or_default();
    let all = match cells.is_empty() {
        true => is_shared(general),
        false => cells
            .iter()
            .all(|cell| is_shared(cell.mem_access.or(general))),
    };
    match all {
        true => Ok(()),
        false => unsupported(format!("'{user}' requires shared memory")),
    }
}

/// The smallest shared memory in bytes.
const SHARED_MIN: u64 = 1 << 20;

/// Refuses shared memory that the emulator cannot provide.
pub(crate) fn shared_memory(shared: &SharedMemory, caps: &Caps) -> Result<()> {
    let size = shared.size;
    if size > 0 && (size < SHARED_MIN || !size.is_power_of_two()) {
        return malformed("shmem size must be a power of 2 and at least 1 MiB (1024 KiB)");
    }
    let flag = match shared.model {
        SharedMemoryModel::Ivshmem => {
            return unsupported("ivshmem device is no longer supported");
        }
        SharedMemoryModel::IvshmemPlain => Flag::DeviceIvshmemPlain,
        SharedMemoryModel::IvshmemDoorbell => Flag::DeviceIvshmemDoorbell,
    };
    match caps.has(flag) {
        true => Ok(()),
        false => unsupported(format!(
            "shmem model '{}' is not supported by this QEMU binary",
            shared.model.as_str()
        )),
    }
}

/// Refuses a device that encrypts in a way the emulator does not know.
pub(crate) fn crypto(crypto: &Crypto, caps: &Caps) -> Result<()> {
    if !caps.has(Flag::DeviceVirtioCrypto) {
        let model = crypto.model.as_str();
        return unsupported(format!("crypto model {model} is not supported"));
    }
    let backend = crypto.backend.model;
    match backend {
        CryptoBackendModel::Lkcf if !caps.has(Flag::ObjectCryptoLkcf) => unsupported(format!(
            "crypto backend {} is not supported",
            backend.as_str()
        )),
        CryptoBackendModel::Lkcf | CryptoBackendModel::Builtin => Ok(()),
    }
}

/// Refuses the firmware's memory on boards that have none.
pub(crate) fn nvram(domain: &Domain, caps: &Caps) -> Result<()> {
    let Some(nvram) = &domain.devices.nvram else {
        return Ok(());
    };
    if !machine_of(domain).is_pseries() {
        return unsupported("nvram device is only supported for PPC64");
    }
    if !caps.has(Flag::DeviceNvram) {
        return unsupported("nvram device is not supported by this QEMU binary");
    }
    match &nvram.info.address {
        Some(Address::SpaprVio(address)) if address.reg.is_some() => Ok(()),
        _ => malformed("nvram address type must be spaprvio"),
    }
}

/// Refuses a store that the emulator does not have.
pub(crate) fn pstore(domain: &Domain, caps: &Caps) -> Result<()> {
    let Some(pstore) = &domain.devices.pstore else {
        return Ok(());
    };
    match pstore.backend {
        PstoreBackend::AcpiErst if !caps.has(Flag::DeviceAcpiErst) => {
            return unsupported("acpi-erst backend of pstore device is not supported");
        }
        PstoreBackend::AcpiErst => {}
    }
    match &pstore.info.address {
        None | Some(Address::Pci(_)) => Ok(()),
        Some(_) => unsupported("ACPI ERST device must reside on a PCI bus"),
    }
}

/// Refuses a protection that the emulator or the host does not offer.
pub(crate) fn launch_security(domain: &Domain, caps: &Caps) -> Result<()> {
    let Some(security) = &domain.launch_security else {
        return Ok(());
    };
    let (name, is_known) = match security {
        LaunchSecurity::Sev(_) => ("sev", caps.has(Flag::SevGuest)),
        LaunchSecurity::SevSnp(_) => ("sev-snp", caps.has(Flag::SevSnpGuest)),
        LaunchSecurity::S390Pv => (
            "s390-pv",
            caps.has(Flag::S390PvGuest) && caps.has(Flag::MachineConfidentalGuestSupport),
        ),
    };
    if !is_known {
        return unsupported(format!(
            "'{name}' launch security is not supported with this QEMU binary"
        ));
    }
    match security {
        LaunchSecurity::Sev(sev)
            if sev.common.kernel_hashes.is_some() && !caps.has(Flag::SevGuestKernelHashes) =>
        {
            unsupported("SEV measured direct kernel boot is not supported with this QEMU binary")
        }
        LaunchSecurity::S390Pv if !caps.kvm_secure_guest => {
            unsupported("S390 PV launch security is not supported by this host or kernel")
        }
        _ => Ok(()),
    }
}
