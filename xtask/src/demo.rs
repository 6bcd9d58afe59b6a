//! `cargo xtask demo`: a tour of fvirsh with a Debian kernel, without a daemon; nothing is left afterwards.

use anyhow::Result;

use crate::{packages, tool};

/// Installs what the demo needs, builds, and runs it.
pub(crate) fn run() -> Result<()> {
    packages::install()?;
    tool::run(tool::cargo().args(["build", "--package", "fv-tool-fvirsh", "--bins"]))?;
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
