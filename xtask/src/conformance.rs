//! `cargo xtask conformance`: builds the corpus runner and hands its arguments on.

use std::ffi::OsString;

use anyhow::Result;

use crate::tool;

/// Runs the corpus runner with these arguments.
pub(crate) fn run(arguments: Vec<OsString>) -> Result<()> {
    let mut command = tool::cargo();
    command
        .args([
            "run",
            "--quiet",
            "--package",
            "fv-harness-conformance",
            "--",
        ])
        .args(arguments);
    // Paths among the arguments are relative to where the task was called.
    command.current_dir(std::env::current_dir()?);
    tool::run(&mut command)
}
