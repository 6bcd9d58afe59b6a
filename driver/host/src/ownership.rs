//! Giving files to an emulator's user, and back.

use std::io;
use std::path::Path;

use fv_error::{Error, ErrorCode, ErrorDomain, Result};
use fv_sys::file::{self, Links};

use crate::memory::{self, Memory};
use crate::owner::Owner;

/// Whether the former owner of a file is to be remembered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Remember {
    /// On the file itself, so that it can be given back.
    Yes,
    /// The file is shared or read-only, or the configuration says no.
    No,
}

/// Gives files to one owner and back.
#[derive(Clone, Copy, Debug)]
pub struct Ownership {
    to: Owner,
    remember: Remember,
}

impl Ownership {
    /// Files are given to this owner; `remember` is the configuration's word on remembering.
    pub fn new(to: Owner, remember: Remember) -> Self {
        Self { to, remember }
    }

    /// Gives a file to the owner.
    ///
    /// A file in use by another guest under another owner is left alone and reported.
    pub fn give(&self, path: &Path, remember: Remember) -> Result<()> {
        let stat = file::stat(path, Links::Follow).map_err(|error| cannot_stat(path, error))?;
        let before = Owner {
            uid: stat.uid,
            gid: stat.gid,
        };
        let remembered = if self.remembers(remember) {
            memory::remember(path, before)?
        } else {
            Memory::Unsupported
        };
        let given = match remembered {
            Memory::InUse(count) if count > 1 && before != self.to => Err(in_use(path)),
            _ => chown(path, before, self.to),
        };
        if given.is_err() && matches!(remembered, Memory::InUse(_)) {
            // The first failure is what counts; the count must be right again.
            let _ = memory::recall(path);
        }
        given
    }

    /// Gives a file back to its former owner, or to root where that is not known.
    ///
    /// A file that is still in use stays with the guests that use it; a missing one is fine.
    pub fn restore(&self, path: &Path, remember: Remember) -> Result<()> {
        let stat = match file::stat(path, Links::Follow) {
            Ok(stat) => stat,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            Err(error) => return Err(cannot_stat(path, error)),
        };
        let before = Owner {
            uid: stat.uid,
            gid: stat.gid,
        };
        if !self.remembers(remember) {
            return chown(path, before, ROOT);
        }
        match memory::recall(path)? {
            Memory::InUse(_) => Ok(()),
            Memory::Last(owner) => chown(path, before, owner.unwrap_or(ROOT)),
            Memory::Unsupported | Memory::Empty => chown(path, before, ROOT),
        }
    }

    fn remembers(&self, remember: Remember) -> bool {
        self.remember == Remember::Yes && remember == Remember::Yes
    }
}

/// Changes the owner; file systems that know none are put up with, as libvirt does.
fn chown(path: &Path, before: Owner, to: Owner) -> Result<()> {
    if before == to {
        return Ok(());
    }
    match file::chown(path, Some(to.uid), Some(to.gid), Links::Follow) {
        Ok(()) => Ok(()),
        Err(error) if is_put_up_with(&error) => Ok(()),
        Err(error) => {
            let Owner { uid, gid } = to;
            let detail = format!(
                "unable to set user and group to '{uid}:{gid}' on '{}'",
                path.display()
            );
            Err(Error::system(ErrorDomain::Security, error, detail))
        }
    }
}

/// Not supported there, not permitted, or a read-only file system.
fn is_put_up_with(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::Unsupported
            | io::ErrorKind::InvalidInput
            | io::ErrorKind::PermissionDenied
            | io::ErrorKind::ReadOnlyFilesystem
    )
}

fn cannot_stat(path: &Path, error: io::Error) -> Error {
    Error::system(
        ErrorDomain::Security,
        error,
        format!("unable to stat: {}", path.display()),
    )
}

fn in_use(path: &Path) -> Error {
    let detail = format!(
        "Setting different DAC user or group on {} which is already in use",
        path.display()
    );
    Error::new(ErrorDomain::Security, ErrorCode::OperationInvalid, detail)
}

const ROOT: Owner = Owner { uid: 0, gid: 0 };

#[cfg(test)]
#[path = "tests/ownership.rs"]
mod tests;
