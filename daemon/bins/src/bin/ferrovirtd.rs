//! `ferrovirtd`: the host's daemon, in libvirtd's place.

use std::process::ExitCode;
use std::sync::Arc;

use fv_daemon_bins::{Environment, Registered, Setup, run};
use fv_driver_qemu::{Qemu, QemuBackend, Settings};
use fv_error::Result;

#[expect(
    clippy::disallowed_methods,
    reason = "the environment is read here and handed down"
)]
fn main() -> ExitCode {
    let environment = Environment::read(|name| std::env::var_os(name));
    run(std::env::args_os().skip(1), &environment, register)
}

/// The hypervisors of this program.
fn register(setup: &Setup<'_>, registered: &mut Registered) -> Result<()> {
    let mut started = None;
    registered.backends.add(|sink| {
        let search_path = &setup.environment.search_path;
        let mut settings = Settings::new(setup.places.dirs.clone(), sink, search_path);
        settings.host_uuid = setup.config.wanted_host_uuid()?;
        let qemu = Qemu::start(settings)?;
        started = Some(Arc::clone(&qemu));
        Ok(Arc::new(QemuBackend::new(qemu)))
    })?;
    if let Some(qemu) = started {
        registered.reloads.push(Box::new(move || qemu.reload()));
    }
    Ok(())
}
