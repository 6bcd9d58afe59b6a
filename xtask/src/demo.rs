//! `cargo xtask demo`: a Debian kernel under a private daemon, and nothing left afterwards.

use anyhow::Result;

use crate::{packages, tool};

/// Installs what the demo needs, builds, and runs it.
pub(crate) fn run() -> Result<()> {
    packages::install()?;
    tool::run(tool::cargo().args(["build", "--package", "fv-daemon-bins", "--bins"]))?;
    let demo = [
        "run",
        "--quiet",
        "--package",
        "fv-harness-clients",
        "--bin",
        "fv-demo",
    ];
    tool::run(tool::cargo().args(demo))
}
