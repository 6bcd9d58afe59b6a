//! Defaults of devices that few guests have.

use fv_error::Result;
use fv_model_domain::devices::hostdev::{HostDevice, MdevModel, Subsystem};
use fv_model_domain::devices::rare::{Pstore, PstoreBackend, SharedMemory, SharedMemoryModel};
use fv_model_domain::{Domain, OnOff};

use crate::rules::{ResolveContext, unsupported};

/// How large shared memory is that names no size.
const SHARED_SIZE: u64 = 4 << 20;

/// Fills in shared memory, and refuses what does not go together with its model.
pub(crate) fn shared_memory(shared: &mut SharedMemory) -> Result<()> {
    let model = shared.model;
    if model != SharedMemoryModel::IvshmemDoorbell && shared.size == 0 {
        shared.size = SHARED_SIZE;
    }
    if model == SharedMemoryModel::Ivshmem {
        return Ok(());
    }
    let name = model.as_str();
    if shared.server.is_none() {
        return match model {
            SharedMemoryModel::IvshmemDoorbell => unsupported(format!(
                "shmem model '{name}' is supported only with server option enabled"
            )),
            _ => Ok(()),
        };
    }
    if model == SharedMemoryModel::IvshmemPlain {
        return unsupported(format!(
            "shmem model '{name}' is supported only with server option disabled"
        ));
    }
    if shared.size != 0 {
        return unsupported(format!(
            "shmem model '{name}' does not support size setting"
        ));
    }
    let msi = shared.msi.get_or_insert_default();
    msi.ioeventfd.get_or_insert(OnOff::On);
    Ok(())
}

/// What a mediated device draws is shown only where its document says so.
pub(crate) fn host_device(device: &mut HostDevice) {
    if let Some(Subsystem::Mdev(mdev)) = device.subsystem_mut()
        && mdev.model == MdevModel::VfioPci
    {
        mdev.display.get_or_insert(OnOff::Off);
    }
}

/// A store without a file gets one beside the firmware's variables.
pub(crate) fn pstore(domain: &mut Domain, context: &ResolveContext) {
    let (dir, name) = (&context.firmware.nvram_dir, &domain.name);
    if let Some(Pstore {
        backend: PstoreBackend::AcpiErst,
        path,
        ..
    }) = &mut domain.devices.pstore
    {
        path.get_or_insert_with(|| format!("{dir}/{name}_PSTORE.raw"));
    }
}
