//! `ferrovirtd`: the host's daemon, in libvirtd's place.

use std::process::ExitCode;

use fv_daemon_bins::{Environment, run};

#[expect(
    clippy::disallowed_methods,
    reason = "the environment is read here and handed down"
)]
fn main() -> ExitCode {
    let environment = Environment::read(|name| std::env::var_os(name));
    run(
        std::env::args_os().skip(1),
        &environment,
        |_setup, _registered| Ok(()),
    )
}
