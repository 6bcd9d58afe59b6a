//! What the model and the command line know but this driver does not carry out yet.
//!
//! It is refused by name when a guest is defined: later it would fail inside QEMU, or worse,
//! run without what its document asks for.

use fv_error::{Error, ErrorCode, ErrorDomain, Result};
use fv_model_domain::devices::tpm::TpmBackend;
use fv_model_domain::sysinfo::Sysinfo;
use fv_model_domain::{Domain, YesNo};

/// Refuses a definition that asks for what the driver does not do.
pub(crate) fn check(definition: &Domain) -> Result<()> {
    let devices = &definition.devices;
    // Nobody starts the program behind an emulated chip, and nobody keeps its state.
    let is_emulated = |backend: &TpmBackend| matches!(backend, TpmBackend::Emulator(_));
    if devices.tpms.iter().any(|tpm| is_emulated(&tpm.backend)) {
        return not_yet("TPM backend type 'emulator'");
    }
    let vsock = devices.vsock.as_ref();
    if vsock.is_some_and(|vsock| vsock.cid.auto == Some(YesNo::Yes)) {
        return not_yet("automatic 'cid' of device 'vsock'");
    }
    // The file would have to be made readable for the emulator, as images are.
    let has_file = |info: &Sysinfo| match info {
        Sysinfo::Fwcfg(entries) => entries.iter().any(|entry| entry.file.is_some()),
        Sysinfo::Smbios(_) => false,
    };
    if definition.sysinfo.iter().any(has_file) {
        return not_yet("attribute 'file' of firmware entries");
    }
    Ok(())
}

fn not_yet(what: &str) -> Result<()> {
    Err(Error::new(
        ErrorDomain::Qemu,
        ErrorCode::ConfigUnsupported,
        format!("{what} is not supported yet"),
    ))
}
