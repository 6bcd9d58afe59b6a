//! From a client's document to a definition that is kept, and from there to one that starts.

use std::sync::Arc;

use fv_driver_qemu_caps::{Arch, Caps};
use fv_driver_qemu_cmdline::CommandPlan;
use fv_error::{Error, ErrorCode, ErrorDomain, Result};
use fv_model_domain::cpu::CpuMode;
use fv_model_domain::{Domain, Scope};
use fv_sys::host;
use fv_types::Uuid;

use crate::calls::check_name;
use crate::driver::Driver;
use crate::guest::Run;

/// Reads a document as a definition, with everything filled in that libvirt fills in.
pub(crate) fn parse(_driver: &Driver, xml: &str, _validate: bool) -> Result<Domain> {
    let mut definition = fv_model_domain::parse(xml, Scope::SECRET)?;
    check_name(&definition.name)?;
    if definition.uuid == Uuid::default() {
        definition.uuid = new_uuid()?;
    }
    Ok(definition)
}

fn new_uuid() -> Result<Uuid> {
    let bytes = host::random_bytes()
        .map_err(|error| Error::system(ErrorDomain::Domain, error, "Failed to generate UUID"))?;
    Ok(Uuid::from_random_bytes(bytes))
}

/// What the guest's emulator can do.
pub(crate) fn caps(driver: &Driver, definition: &Domain) -> Result<Arc<Caps>> {
    let emulator = match &definition.devices.emulator {
        Some(emulator) => emulator.clone(),
        None => default_emulator(driver, definition)?,
    };
    driver.emulators().caps(&emulator)
}

fn default_emulator(driver: &Driver, definition: &Domain) -> Result<String> {
    let host = driver.emulators().host().arch;
    let word = definition.os.machine.arch.map(|arch| arch.as_str());
    let guest = word.and_then(Arch::from_name).unwrap_or(host);
    driver.emulators().default_for(guest).ok_or_else(|| {
        let detail = format!("No emulator found for arch '{}'", guest.name());
        Error::new(ErrorDomain::Qemu, ErrorCode::ConfigUnsupported, detail)
    })
}

/// The definition with which a guest runs: aliases, places, numbers of its nodes.
pub(crate) fn for_start(
    _driver: &Driver,
    definition: &Domain,
    _caps: &Caps,
    run: &Run,
) -> Result<Domain> {
    let mut live = definition.clone();
    live.id = u32::try_from(run.id).ok();
    Ok(live)
}

/// The command that starts a guest.
pub(crate) fn command(
    _driver: &Driver,
    _live: &Domain,
    _caps: &Caps,
    _run: &Run,
) -> Result<CommandPlan> {
    let detail = "starting of guests";
    Err(Error::new(
        ErrorDomain::Qemu,
        ErrorCode::OperationUnsupported,
        detail,
    ))
}

/// The highest number of a block node.
pub(crate) fn last_node_index(live: &Domain) -> u32 {
    live.devices
        .disks
        .iter()
        .map(|disk| disk.source.index)
        .max()
        .unwrap_or(0)
}

/// Whether the guest sees the host's processor as it is.
pub(crate) fn shows_host_cpu(live: &Domain) -> bool {
    live.cpu
        .as_ref()
        .is_some_and(|cpu| cpu.mode == CpuMode::HostPassthrough)
}

/// The command of a document in the form of a shell.
pub(crate) fn to_native(driver: &Driver, xml: &str) -> Result<String> {
    let definition = parse(driver, xml, false)?;
    let detail = format!("the command of '{}'", definition.name);
    Err(Error::new(
        ErrorDomain::Qemu,
        ErrorCode::OperationUnsupported,
        detail,
    ))
}
