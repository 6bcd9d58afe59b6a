//! The files of a corpus: reading, unpacking and the line rule of its text files.

use std::collections::HashMap;
use std::fs;
use std::io::Cursor;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use anyhow::{Context, Result};

/// A corpus on disk. Paths handed to it are those of a manifest, relative to its root.
#[derive(Debug)]
pub struct Corpus {
    root: PathBuf,
    scratch: PathBuf,
    /// Trees unpacked so far, by their path in the corpus.
    trees: Mutex<HashMap<String, PathBuf>>,
}

impl Corpus {
    /// Opens the corpus under `root`; unpacked trees go below `scratch` until the corpus is dropped.
    pub fn open(root: &Path, scratch: &Path) -> Result<Self> {
        let root = root
            .canonicalize()
            .with_context(|| format!("no corpus at {}", root.display()))?;
        let scratch = scratch.join(format!("corpus-{}", std::process::id()));
        Ok(Self {
            root,
            scratch,
            trees: Mutex::default(),
        })
    }

    /// Returns where the corpus lies.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Returns where a file of the corpus lies.
    pub fn path(&self, relative: &str) -> PathBuf {
        self.root.join(relative)
    }

    /// Reads a file, unpacked when its name ends in `.xz`.
    pub fn bytes(&self, relative: &str) -> Result<Vec<u8>> {
        let packed =
            fs::read(self.path(relative)).with_context(|| format!("reading {relative}"))?;
        if !relative.ends_with(".xz") {
            return Ok(packed);
        }
        let mut plain = Vec::new();
        lzma_rs::xz_decompress(&mut Cursor::new(packed), &mut plain)
            .map_err(|error| anyhow::anyhow!("unpacking {relative}: {error:?}"))?;
        Ok(plain)
    }

    /// Reads a text file exactly as it is.
    pub fn text_verbatim(&self, relative: &str) -> Result<String> {
        String::from_utf8(self.bytes(relative)?).with_context(|| format!("{relative} is not UTF-8"))
    }

    /// Reads a text file by the rule of the corpus: a backslash at the end of a line joins it with the next
    /// one, except in command line files, where it is part of the text.
    pub fn text(&self, relative: &str) -> Result<String> {
        let text = self.text_verbatim(relative)?;
        Ok(if is_command_line(relative) {
            text
        } else {
            text.replace("\\\n", "")
        })
    }

    /// Unpacks a `.tar.xz` once and returns the folder that holds its tree.
    pub fn tree(&self, relative: &str) -> Result<PathBuf> {
        let mut trees = self
            .trees
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        if let Some(known) = trees.get(relative) {
            return Ok(known.clone());
        }
        let target = self.scratch.join(trees.len().to_string());
        fs::create_dir_all(&target)?;
        let bytes = self.bytes(relative)?;
        let mut archive = tar::Archive::new(Cursor::new(bytes));
        archive.set_preserve_mtime(false);
        archive
            .unpack(&target)
            .with_context(|| format!("unpacking {relative}"))?;
        trees.insert(relative.to_owned(), target.clone());
        Ok(target)
    }
}

impl Drop for Corpus {
    fn drop(&mut self) {
        // Nothing is lost when this fails: the folder is scratch.
        let _ = fs::remove_dir_all(&self.scratch);
    }
}

/// Says whether a file holds command lines or what they print, in which backslash-newline is part of the text.
fn is_command_line(relative: &str) -> bool {
    if relative.starts_with("virshtest/") {
        return true;
    }
    let name = relative.rsplit('/').next().unwrap_or(relative);
    let mut parts = name.split('.').skip(1);
    parts.any(|part| matches!(part, "args" | "argv" | "ldargs" | "iptables" | "nftables"))
}
