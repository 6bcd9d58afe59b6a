//! `cargo xtask test`: everything that needs nothing but this repository and Debian's packages.

use std::ffi::OsString;

use anyhow::Result;

use crate::{packages, tool};

/// Installs what tests need, builds, and runs every test of the workspace.
pub(crate) fn run(arguments: Vec<OsString>) -> Result<()> {
    prepare()?;
    // One crate's failure does not keep the others from being run.
    tool::run(
        tool::cargo()
            .args(["test", "--workspace", "--no-fail-fast"])
            .args(arguments),
    )
}

/// Installs the packages, and builds the daemon and the guests that black-box tests start.
pub(crate) fn prepare() -> Result<()> {
    packages::install()?;
    tool::run(tool::cargo().args(["build", "--workspace", "--bins"]))?;
    let guest = [
        "run",
        "--quiet",
        "--package",
        "fv-harness-clients",
        "--bin",
        "fv-guest",
    ];
    tool::run(tool::cargo().args(guest))
}
