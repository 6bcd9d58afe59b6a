//! `cargo xtask demo`: a tour of fvirsh with a Debian kernel, without a daemon; nothing is left afterwards.

use anyhow::Result;

use crate::{packages, tool};

/// Installs what the demo needs, builds, and runs it.
pub(crate) fn run() -> Result<()> {
    packages::install()?;
    // fvirsh finds the program that keeps the logs of guests beside itself.
    let programs = ["--bin", "fvirsh", "--bin", "ferrovirt-log-keeper"];
    let packages = ["--package", "fv-tool-fvirsh", "--package", "fv-daemon-bins"];
    tool::run(tool::cargo().arg("build").args(packages).args(programs))?;
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
