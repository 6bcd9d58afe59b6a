//! The reference's client library: a C program that times its calls.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::process;

const SOURCE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/c/calls.c");

/// The compiled program.
#[derive(Debug)]
pub(crate) struct Calls(PathBuf);

impl Calls {
    /// Compiles it against the installed headers of the reference.
    pub(crate) fn compile(folder: &Path) -> Result<Self> {
        let program = folder.join("calls");
        let target = program.to_string_lossy();
        process::output(Path::new("cc"), &["-O2", "-o", &target, SOURCE, "-lvirt"])
            .context("compiling the client (libvirt-dev has the headers)")?;
        Ok(Self(program))
    }

    /// Runs it once and returns its only figure.
    pub(crate) fn figure(&self, uri: &str, arguments: &[&str]) -> Result<f64> {
        let figures = self.figures(uri, arguments)?;
        figures
            .into_values()
            .next()
            .context("the client printed no figure")
    }

    /// Runs it once and returns its figures by name.
    pub(crate) fn figures(&self, uri: &str, arguments: &[&str]) -> Result<BTreeMap<String, f64>> {
        let arguments: Vec<&str> = std::iter::once(uri)
            .chain(arguments.iter().copied())
            .collect();
        let printed = process::output(&self.0, &arguments)?;
        let figures = printed.lines().filter_map(|line| {
            let (name, rest) = line.split_once(' ')?;
            let value = rest.split(' ').next()?.parse().ok()?;
            Some((name.to_string(), value))
        });
        Ok(figures.collect())
    }
}
