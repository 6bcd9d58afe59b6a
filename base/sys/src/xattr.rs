//! Extended attributes of files, where owners are remembered.

use std::io;
use std::path::Path;

use rustix::fs::XattrFlags;

use crate::fault;

/// The value of an attribute; nothing when it is not set.
pub fn read(path: &Path, name: &str) -> io::Result<Option<Vec<u8>>> {
    let mut value = vec![0; VALUE_LIMIT];
    match rustix::fs::getxattr(path, name, &mut value[..]) {
        Ok(length) => {
            value.truncate(length);
            Ok(Some(value))
        }
        Err(rustix::io::Errno::NODATA) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// Sets an attribute, replacing its value.
pub fn write(path: &Path, name: &str, value: &[u8]) -> io::Result<()> {
    fault::check("setxattr", path)?;
    Ok(rustix::fs::setxattr(
        path,
        name,
        value,
        XattrFlags::empty(),
    )?)
}

/// Removes an attribute; one that is not set is no failure.
pub fn remove(path: &Path, name: &str) -> io::Result<()> {
    fault::check("removexattr", path)?;
    match rustix::fs::removexattr(path, name) {
        Ok(()) | Err(rustix::io::Errno::NODATA) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

/// Whether a failure means that the file system has no such attributes.
pub fn is_unsupported(error: &io::Error) -> bool {
    matches!(error.raw_os_error(), Some(libc::ENOTSUP | libc::ENOSYS))
}

/// More than any value of ours; the kernel's limit is 64 KiB.
const VALUE_LIMIT: usize = 4096;
