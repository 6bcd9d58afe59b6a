//! A folder for one test.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use fv_sys::{file, process};

/// A folder of its own, removed with everything in it when dropped.
///
/// With `FERROVIRT_KEEP_SCRATCH` set it stays, for whoever wants to look.
#[derive(Debug)]
pub struct Scratch(PathBuf);

impl Scratch {
    /// Makes a folder whose name begins with `name`.
    ///
    /// It is short, since paths of sockets in it must be.
    pub fn new(name: &str) -> Self {
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("fv-{name}-{}-{number}", process::own_pid());
        let path = std::env::temp_dir().join(name);
        if let Err(error) = file::create_folders(&path, 0o755) {
            panic!("scratch folder {}: {error}", path.display());
        }
        Self(path)
    }

    /// The folder.
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// A path in the folder.
    pub fn join(&self, name: impl AsRef<Path>) -> PathBuf {
        self.0.join(name)
    }

    /// Writes a file in the folder, making folders above it, and returns its path.
    pub fn write(&self, name: impl AsRef<Path>, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.join(name);
        let result = path
            .parent()
            .map_or(Ok(()), |folder| file::create_folders(folder, 0o755))
            .and_then(|()| std::fs::write(&path, content));
        match result {
            Ok(()) => path,
            Err(error) => panic!("writing {}: {error}", path.display()),
        }
    }

    /// The content of a file in the folder, as text.
    pub fn read(&self, name: impl AsRef<Path>) -> String {
        let path = self.join(name);
        match std::fs::read(&path) {
            Ok(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
            Err(error) => panic!("reading {}: {error}", path.display()),
        }
    }

    /// The names of everything below the folder, sorted, folders without their own entry.
    pub fn tree(&self) -> Vec<String> {
        let mut names = Vec::new();
        collect(&self.0, "", &mut names);
        names
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let keep = fv_sys::host::environment()
            .iter()
            .any(|(name, _)| name == KEEP);
        if !keep {
            // A test that failed shall show its own words, not these.
            let _ = file::remove_tree(&self.0);
        }
    }
}

fn collect(folder: &Path, prefix: &str, names: &mut Vec<String>) {
    for name in file::list_folder(folder).unwrap_or_default() {
        let path = folder.join(&name);
        let shown = format!("{prefix}{}", name.to_string_lossy());
        if path.is_dir() && !path.is_symlink() {
            collect(&path, &format!("{shown}/"), names);
        } else {
            names.push(shown);
        }
    }
}

static COUNT: AtomicU32 = AtomicU32::new(0);
const KEEP: &str = "FERROVIRT_KEEP_SCRATCH";
