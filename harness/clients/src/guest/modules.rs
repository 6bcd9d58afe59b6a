//! Kernel modules of a guest: which ones, and in what order they load.
//!
//! A package holds the modules but no list of what needs what (that is made on the machine that installs them);
//! each module says it itself, in a `depends=` string.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// A module as it goes into the guest.
#[derive(Debug)]
pub(super) struct Module {
    pub(super) name: String,
    pub(super) content: Vec<u8>,
}

/// Reads the wanted modules and what they need from a tree, each after those that it needs.
///
/// A wanted module that the kernel does not have is left out: it may be built in.
pub(super) fn collect(tree: &Path, wanted: &[&str]) -> Result<Vec<Module>> {
    let mut known = HashMap::new();
    find(tree, &mut known)?;
    let mut ordered = Vec::new();
    for name in wanted {
        add(name, &known, &mut ordered)?;
    }
    Ok(ordered)
}

fn find(folder: &Path, known: &mut HashMap<String, PathBuf>) -> Result<()> {
    for entry in fs::read_dir(folder).with_context(|| format!("reading {}", folder.display()))? {
        let path = entry?.path();
        if path.is_dir() && !path.is_symlink() {
            find(&path, known)?;
        } else if let Some(name) = path.file_name().and_then(|name| name.to_str())
            && let Some(stem) = name.strip_suffix(".ko")
        {
            known.insert(stem.replace('-', "_"), path);
        }
    }
    Ok(())
}

fn add(name: &str, known: &HashMap<String, PathBuf>, ordered: &mut Vec<Module>) -> Result<()> {
    let name = name.replace('-', "_");
    if ordered.iter().any(|module| module.name == name) {
        return Ok(());
    }
    let Some(path) = known.get(&name) else {
        return Ok(());
    };
    let content = fs::read(path)?;
    for needed in needs(&content) {
        add(&needed, known, ordered)?;
    }
    ordered.push(Module { name, content });
    Ok(())
}

/// Finds what a module says it needs.
fn needs(content: &[u8]) -> Vec<String> {
    const MARK: &[u8] = b"\0depends=";
    let Some(start) = content
        .windows(MARK.len())
        .position(|window| window == MARK)
    else {
        return Vec::new();
    };
    let rest = content.get(start + MARK.len()..).unwrap_or_default();
    let end = rest.iter().position(|byte| *byte == 0).unwrap_or(0);
    let list = String::from_utf8_lossy(rest.get(..end).unwrap_or_default()).into_owned();
    list.split(',')
        .filter(|name| !name.is_empty())
        .map(str::to_owned)
        .collect()
}
