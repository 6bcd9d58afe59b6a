//! `cargo xtask tidy`: the rules of the house that no compiler checks.

mod data;
mod layers;
mod length;
mod source;

use std::fs;

use anyhow::{Context, Result, bail};

use crate::tool;

/// A text file of the repository.
pub(crate) struct Source {
    /// Its path from the root.
    pub(crate) path: String,
    /// What it says; empty when it is no text.
    pub(crate) text: String,
}

impl Source {
    fn is_rust(&self) -> bool {
        self.path.ends_with(".rs")
    }

    /// Says whether the file is made by `xtask codegen`; its header says so.
    fn is_generated(&self) -> bool {
        self.text
            .lines()
            .take(5)
            .any(|line| line.contains("@generated") || line.contains("xtask codegen"))
    }

    /// Says whether the file is test code by its place.
    fn is_test(&self) -> bool {
        self.path.contains("/tests/")
            || self.path.ends_with("/tests.rs")
            || self.path.contains("/benches/")
    }
}

/// Applies all rules and prints every breach.
pub(crate) fn run() -> Result<()> {
    let sources = read_all()?;
    let mut breaches = Vec::new();
    layers::check(&mut breaches)?;
    source::check(&sources, &mut breaches);
    data::check(&sources, &mut breaches);
    length::check(&sources, &mut breaches)?;
    for breach in &breaches {
        println!("tidy: {breach}");
    }
    match breaches.len() {
        0 => {
            println!("tidy: {} files are fine", sources.len());
            Ok(())
        }
        count => bail!("{count} breaches of the rules"),
    }
}

/// Reads every file that is, or is about to be, under version control.
fn read_all() -> Result<Vec<Source>> {
    let listing = ["ls-files", "--cached", "--others", "--exclude-standard"];
    let listing = tool::output(tool::program("git").args(listing))?;
    let mut sources = Vec::new();
    for path in listing.lines() {
        let full = tool::root().join(path);
        if !full.is_file() {
            continue;
        }
        let bytes = fs::read(&full).with_context(|| format!("reading {path}"))?;
        let text = String::from_utf8(bytes).unwrap_or_default();
        sources.push(Source {
            path: path.to_owned(),
            text,
        });
    }
    Ok(sources)
}

#[cfg(test)]
mod tests;
