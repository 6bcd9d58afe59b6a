//! `cargo xtask codegen [--check]`: makes everything that follows from the declaration.
//!
//! Reads `api/src`, checks it as a whole, and writes the codecs and tables of `wire/rpc`, the
//! dispatch of `daemon/core` and the stubs of `lib/client`. What is written is checked in; with
//! `--check` nothing is written, and a file that differs is a fault.
//!
//! Read first: [`model::Api`] (what is declared), [`render`] (what is made of it).

mod attribute;
mod check;
mod faults;
mod model;
mod read;
mod render;
#[cfg(test)]
mod tests;
mod wire;

use std::collections::BTreeSet;
use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::Stdio;

use anyhow::{Context, Result, bail};

use crate::tool;
use faults::Faults;
use model::Api;
use render::Output;

/// A program: its name in the declaration and its number.
#[derive(Debug)]
struct Program {
    name: &'static str,
    number: u32,
}

/// The programs of libvirt; the version of each is 1.
const PROGRAMS: [Program; 8] = [
    program("remote", 0x2000_8086),
    program("qemu", 0x2000_8087),
    program("lxc", 0x0006_8000),
    program("admin", 0x0690_0690),
    program("log", 0x8753_9319),
    program("lock", 0x0ea7_beef),
    program("keepalive", 0x6b65_6570),
    program("lxc_monitor", 0x1234_1234),
];

/// A row of [`PROGRAMS`].
const fn program(name: &'static str, number: u32) -> Program {
    Program { name, number }
}

/// The folders that hold nothing but generated files.
const FOLDERS: [&str; 3] = [
    "wire/rpc/src/generated",
    "lib/client/src/generated",
    "daemon/core/src/generated",
];

/// Writes what follows from the declaration, or checks that it is what stands there.
pub(crate) fn run(check: bool) -> Result<()> {
    let root = tool::root();
    let outputs = generate(&sources(&root.join("api/src"))?)?;
    let mut stale = Vec::new();
    for output in &outputs {
        let path = root.join(&output.path);
        if fs::read_to_string(&path).is_ok_and(|text| text == output.text) {
            continue;
        }
        stale.push(output.path.clone());
        if !check {
            let folder = path.parent().unwrap_or(&root);
            fs::create_dir_all(folder)?;
            fs::write(&path, &output.text).with_context(|| output.path.clone())?;
        }
    }
    for path in left_over(&root, &outputs)? {
        stale.push(path.clone());
        if !check {
            fs::remove_file(root.join(&path))?;
        }
    }
    report(check, outputs.len(), &stale)
}

/// Says how it went: with `--check`, a file that is not fresh is an error.
fn report(check: bool, count: usize, stale: &[String]) -> Result<()> {
    if check && !stale.is_empty() {
        bail!(
            "not what `cargo xtask codegen` makes:\n  {}",
            stale.join("\n  ")
        );
    }
    println!("codegen: {count} files, {} written", stale.len());
    Ok(())
}

/// The files of the declaration with their text, in order of name.
fn sources(folder: &Path) -> Result<Vec<(String, String)>> {
    let mut sources = Vec::new();
    for entry in fs::read_dir(folder).with_context(|| folder.display().to_string())? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if name.ends_with(".rs") && name != "lib.rs" {
            sources.push((format!("api/src/{name}"), fs::read_to_string(&path)?));
        }
    }
    sources.sort();
    Ok(sources)
}

/// From the declaration's files to the generated ones; all faults in one error.
fn generate(sources: &[(String, String)]) -> Result<Vec<Output>> {
    let mut faults = Faults::default();
    let mut api = Api::default();
    for (file, text) in sources {
        read::read(file, text, &mut api, &mut faults);
    }
    // The order of families is that of their names, whatever the files are called.
    api.families.sort_by(|a, b| a.name.cmp(&b.name));
    check::check(&api, &mut faults);
    let report = faults.report();
    if !report.is_empty() {
        bail!("the declaration is wrong:\n{report}");
    }
    let mut outputs = render::all(&api);
    for output in &mut outputs {
        if output.path.ends_with(".rs") {
            output.text = format(&output.text).with_context(|| output.path.clone())?;
        }
    }
    Ok(outputs)
}

/// Passes text through rustfmt.
fn format(text: &str) -> Result<String> {
    let mut child = tool::program("rustfmt")
        .args(["--edition", "2024"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .context("starting rustfmt")?;
    // rustfmt reads all before it writes, so that writing first cannot block for ever.
    let mut input = child.stdin.take().context("rustfmt has an input")?;
    let written = input.write_all(text.as_bytes());
    drop(input);
    let output = child.wait_with_output()?;
    written?;
    if !output.status.success() {
        bail!("rustfmt refused:\n{text}");
    }
    Ok(String::from_utf8(output.stdout)?)
}

/// Generated files that nothing makes any more.
fn left_over(root: &Path, outputs: &[Output]) -> Result<Vec<String>> {
    let made: BTreeSet<&str> = outputs.iter().map(|output| output.path.as_str()).collect();
    let mut left = Vec::new();
    let mut folders: Vec<String> = FOLDERS.iter().map(ToString::to_string).collect();
    while let Some(folder) = folders.pop() {
        let Ok(entries) = fs::read_dir(root.join(&folder)) else {
            continue;
        };
        for entry in entries {
            let entry = entry?;
            let path = format!("{folder}/{}", entry.file_name().to_string_lossy());
            if entry.file_type()?.is_dir() {
                folders.push(path);
            } else if !made.contains(path.as_str()) {
                left.push(path);
            }
        }
    }
    left.sort();
    Ok(left)
}
