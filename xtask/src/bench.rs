//! `cargo xtask bench`: time and memory beside the reference, in a release build.

use std::ffi::OsString;

use anyhow::Result;

use crate::{packages, tool};

/// Builds for release and hands the arguments on to the bench.
pub(crate) fn run(arguments: Vec<OsString>) -> Result<()> {
    packages::install()?;
    let build = [
        "build",
        "--release",
        "--package",
        "fv-daemon-bins",
        "--package",
        "fv-harness-bench",
        "--bins",
    ];
    tool::run(tool::cargo().args(build))?;
    let bench = [
        "run",
        "--quiet",
        "--release",
        "--package",
        "fv-harness-bench",
        "--",
    ];
    tool::run(tool::cargo().args(bench).args(arguments))
}
