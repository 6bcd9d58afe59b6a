//! Our daemon, in a folder of its own.

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result};

use crate::process::{self, Background};

/// `ferrovirtd --root FOLDER`.
#[derive(Debug)]
pub(crate) struct Daemon {
    process: Background,
    socket: PathBuf,
}

impl Daemon {
    /// Starts it and waits until its socket is there.
    pub(crate) fn start(program: &Path, folder: &Path) -> Result<Self> {
        std::fs::create_dir_all(folder).context("making the daemon's folder")?;
        let root = folder.to_string_lossy();
        let process =
            Background::start(program, &["--root", &root], &folder.with_extension("log"))?;
        let socket = folder.join("run/libvirt/libvirt-sock");
        process::wait_until("ferrovirtd", Duration::from_secs(10), || socket.exists())?;
        Ok(Self { process, socket })
    }

    /// The URI under which clients reach it.
    pub(crate) fn uri(&self) -> String {
        format!("qemu:///system?socket={}", self.socket.display())
    }

    /// Its memory, in KiB.
    pub(crate) fn resident_kib(&self) -> Result<u64> {
        process::resident_kib(self.process.pid())
    }
}
