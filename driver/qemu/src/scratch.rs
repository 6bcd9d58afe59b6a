//! A file that QEMU fills and the driver reads, gone when it is dropped.
//!
//! It lies in the guest's own folder, which belongs to QEMU's user: nothing that this user may
//! put there in its place is followed, and what is read comes through the descriptor.

use std::os::fd::OwnedFd;
use std::path::{Path, PathBuf};

use fv_error::{Error, ErrorDomain, Result};
use fv_sys::{file, host};

use crate::driver::Driver;
use crate::report;

/// A file that QEMU fills and the driver reads.
#[derive(Debug)]
pub(crate) struct ScratchFile {
    path: PathBuf,
    fd: OwnedFd,
}

impl ScratchFile {
    /// An empty file in this folder that QEMU's user may write.
    pub(crate) fn new(driver: &Driver, folder: &Path, what: &str) -> Result<Self> {
        let failed = |path: &Path| {
            let detail = format!("g_mkstemp(\"{}\") failed", path.display());
            move |error| Error::system(ErrorDomain::Qemu, error, detail)
        };
        let template = folder.join(format!("qemu.{what}.XXXXXX"));
        let random = host::random_bytes().map_err(failed(&template))?;
        let ending: String = random[..6]
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        let path = folder.join(format!("qemu.{what}.{ending}"));
        let fd = file::open_new(&path, 0o600).map_err(failed(&path))?;
        let scratch = Self { path, fd };
        if let Some(account) = driver.config().account()?
            && driver.is_privileged()
        {
            let owner = account.owner;
            file::chown_fd(&scratch.fd, Some(owner.uid), Some(owner.gid))
                .map_err(failed(&scratch.path))?;
        }
        Ok(scratch)
    }

    /// Its path, for QEMU.
    pub(crate) fn path(&self) -> String {
        self.path.to_string_lossy().into_owned()
    }

    /// The open file.
    pub(crate) fn fd(&self) -> &OwnedFd {
        &self.fd
    }
}

impl Drop for ScratchFile {
    fn drop(&mut self) {
        if let Err(error) = file::remove(&self.path) {
            report::warn(format!("cannot remove {}: {error}", self.path.display()));
        }
    }
}
