//! Folders of the kernel (`/sys`, `/proc`), read below a root that tests can replace.
//!
//! What is missing, cut or unreadable is simply not there: hosts differ, and so do kernels.

use std::io;
use std::path::{Path, PathBuf};

use rustix::fs::{Mode, OFlags};

use crate::file;

/// A folder of the kernel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tree(PathBuf);

impl Tree {
    /// The tree below a folder.
    pub fn new(root: impl Into<PathBuf>) -> Self {
        Self(root.into())
    }

    /// The tree below one of its folders.
    #[must_use]
    pub fn join(&self, path: impl AsRef<Path>) -> Self {
        Self(self.0.join(path))
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// Whether there is such a file or folder.
    pub fn has(&self, path: &str) -> bool {
        file::exists(&self.0.join(path))
    }

    /// The text of a file, without the white space around it.
    pub fn text(&self, path: &str) -> Option<String> {
        let text = file::read_pseudo(&self.0.join(path), FILE_MAX).ok()?;
        Some(text.trim().to_string())
    }

    /// The text of a file as it is.
    pub fn text_as_it_is(&self, path: &str) -> Option<String> {
        file::read_pseudo(&self.0.join(path), FILE_MAX).ok()
    }

    /// The number in a file.
    pub fn number<T: std::str::FromStr>(&self, path: &str) -> Option<T> {
        self.text(path)?.parse().ok()
    }

    /// Writes a file that is there, as the kernel takes orders.
    pub fn write(&self, path: &str, text: &str) -> io::Result<()> {
        let file = rustix::fs::open(
            self.0.join(path),
            OFlags::WRONLY | OFlags::TRUNC | OFlags::CLOEXEC,
            Mode::empty(),
        )?;
        rustix::io::write(&file, text.as_bytes())?;
        Ok(())
    }

    /// The names in a folder, in the order of the alphabet.
    pub fn names(&self, path: &str) -> Vec<String> {
        let names = file::list_folder(&self.0.join(path)).unwrap_or_default();
        let mut names: Vec<String> = names
            .iter()
            .filter_map(|name| Some(name.to_str()?.to_string()))
            .collect();
        names.sort();
        names
    }

    /// The numbers behind a prefix of the names in a folder, such as `cpu7`, in order.
    pub fn numbered(&self, path: &str, prefix: &str) -> Vec<u32> {
        let names = self.names(path);
        let mut numbers: Vec<u32> = names
            .iter()
            .filter_map(|name| name.strip_prefix(prefix)?.parse().ok())
            .collect();
        numbers.sort_unstable();
        numbers
    }
}

/// Hosts with thousands of processors have long files.
const FILE_MAX: u64 = 16 * 1024 * 1024;
