//! What the QEMU driver refuses of devices that few guests have.

use fv_driver_qemu_caps::{Caps, Flag};
use fv_error::Result;
use fv_model_domain::Domain;
use fv_model_domain::devices::address::Address;
use fv_model_domain::devices::rare::{Iommu, IommuModel};
use fv_model_domain::devices::tpm::{Tpm, TpmBackend, TpmModel, TpmVersion};

use crate::machine::machine_of;
use crate::rules::{ResolveContext, malformed, unsupported};

/// Refuses a TPM that the emulator or its helper cannot provide.
pub(crate) fn tpm(tpm: &Tpm, domain: &Domain, caps: &Caps, context: &ResolveContext) -> Result<()> {
    let machine = machine_of(domain);
    let Some(model) = tpm.model else {
        return Ok(());
    };
    let emulator = domain.devices.emulator.as_deref().unwrap_or_default();
    let (backend, flag) = match &tpm.backend {
        TpmBackend::Passthrough { .. } => ("passthrough", Flag::DeviceTpmPassthrough),
        TpmBackend::Emulator(_) => ("emulator", Flag::DeviceTpmEmulator),
        TpmBackend::External { .. } => ("external", Flag::DeviceTpmEmulator),
    };
    if let TpmBackend::Emulator(helper) = &tpm.backend {
        let version = helper.version.unwrap_or(TpmVersion::V2_0);
        if !context.tpm_versions.contains(&version) {
            return unsupported(format!("TPM version '{version}' is not supported"));
        }
        if version == TpmVersion::V1_2 && model != TpmModel::TpmTis {
            return unsupported(format!("TPM 1.2 is not supported for model '{model}'"));
        }
        if version == TpmVersion::V1_2 && !machine.is_x86() {
            return unsupported(format!(
                "TPM 1.2 is not supported on architecture '{}'",
                machine.arch
            ));
        }
    }
    if !caps.has(flag) {
        return unsupported(format!(
            "The QEMU executable {emulator} does not support TPM backend type {backend}"
        ));
    }
    if machine.is_ppc64()
        && model == TpmModel::SpaprTpmProxy
        && !matches!(tpm.backend, TpmBackend::Passthrough { .. })
    {
        return unsupported(format!(
            "TPM Proxy model {model} requires 'Passthrough' backend"
        ));
    }
    let flag = match model {
        TpmModel::TpmTis => Flag::DeviceTpmTis,
        TpmModel::TpmCrb => Flag::DeviceTpmCrb,
        TpmModel::TpmSpapr => Flag::DeviceTpmSpapr,
        TpmModel::SpaprTpmProxy => Flag::DeviceSpaprTpmProxy,
    };
    if !caps.has(flag) {
        return unsupported(format!(
            "The QEMU executable {emulator} does not support TPM model {model}"
        ));
    }
    Ok(())
}

/// Refuses more chips than boards have places for: one, and one that passes on.
pub(crate) fn tpms(domain: &Domain) -> Result<()> {
    let tpms = || domain.devices.tpms.iter();
    let proxies = tpms()
        .filter(|tpm| tpm.model == Some(TpmModel::SpaprTpmProxy))
        .count();
    if proxies > 1 {
        return unsupported("only a single TPM Proxy device is supported");
    }
    if tpms().count() - proxies > 1 {
        return unsupported("only a single TPM non-proxy device is supported");
    }
    Ok(())
}

/// Refuses an IOMMU that the board or the emulator does not have.
pub(crate) fn iommu(iommu: &Iommu, domain: &Domain, caps: &Caps) -> Result<()> {
    let details = &iommu.driver;
    let has_details = details.intremap.is_some()
        || details.caching_mode.is_some()
        || details.eim.is_some()
        || details.iotlb.is_some()
        || details.aw_bits > 0
        || details.dma_translation.is_some();
    if iommu.model != IommuModel::Intel && has_details {
        return malformed(format!(
            "iommu model '{}' doesn't support additional attributes",
            iommu.model.as_str()
        ));
    }
    iommu_on_its_board(iommu, domain, caps)?;
    iommu_details(iommu, caps)
}

fn iommu_on_its_board(iommu: &Iommu, domain: &Domain, caps: &Caps) -> Result<()> {
    let machine = machine_of(domain);
    let name = iommu.model.as_str();
    let device = |what: &str| unsupported(format!("IOMMU device: '{name}' {what}"));
    let lacks_binary = "is not supported with this QEMU binary";
    match iommu.model {
        IommuModel::Intel => {
            if !machine.is_q35() {
                return device("is only supported with Q35 machines");
            }
            if !caps.has(Flag::DeviceIntelIommu) {
                return device(lacks_binary);
            }
        }
        IommuModel::Smmuv3 => {
            if !machine.is_arm_virt() {
                return device("is only supported with ARM Virt machines");
            }
            if !caps.has(Flag::MachineVirtIommu) {
                return device(lacks_binary);
            }
        }
        IommuModel::Virtio => {
            if !machine.is_arm_virt() && !machine.is_q35() {
                return device("is only supported with Q35 and ARM Virt machines");
            }
            if !caps.has(Flag::DeviceVirtioIommuPci) || !caps.has(Flag::VirtioIommuBootBypass) {
                return device(lacks_binary);
            }
            if !domain.features.acpi {
                return device("requires ACPI");
            }
            if !matches!(iommu.info.address, None | Some(Address::Pci(_))) {
                return device("needs a PCI address");
            }
        }
    }
    Ok(())
}

fn iommu_details(iommu: &Iommu, caps: &Caps) -> Result<()> {
    let driver = &iommu.driver;
    let details = [
        (
            driver.intremap.is_some(),
            Flag::IntelIommuIntremap,
            "interrupt remapping",
        ),
        (
            driver.caching_mode.is_some(),
            Flag::IntelIommuCachingMode,
            "caching mode",
        ),
        (driver.eim.is_some(), Flag::IntelIommuEim, "eim"),
        (
            driver.iotlb.is_some(),
            Flag::IntelIommuDeviceIotlb,
            "device IOTLB",
        ),
        (driver.aw_bits > 0, Flag::IntelIommuAwBits, "aw_bits"),
        (
            driver.dma_translation.is_some(),
            Flag::IntelIommuDmaTranslation,
            "updating dma translation",
        ),
    ];
    let missing = details
        .into_iter()
        .find(|(is_wanted, flag, _)| *is_wanted && !caps.has(*flag));
    match missing {
        Some((_, _, what)) => unsupported(format!(
            "iommu: {what} is not supported with this QEMU binary"
        )),
        None => Ok(()),
    }
}
