//! Who owned a file before, remembered on the file itself.
//!
//! Three extended attributes of libvirt's hold the first owner, how many guests use the file,
//! and when the host booted: what an earlier boot left counts as absent, for its guests are
//! gone. Both daemons read and write the same attributes.

use std::io;
use std::path::Path;

use fv_error::{Error, ErrorDomain, Result};
use fv_sys::{clock, file, xattr};

use crate::owner::Owner;

/// What the memory knows of a file after a question or a change.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Memory {
    /// The file system, or our rights, have no room for it.
    Unsupported,
    /// Nothing is remembered.
    Empty,
    /// So many guests use the file.
    InUse(u32),
    /// The last guest left; this is the owner to give it back to.
    Last(Option<Owner>),
}

/// Notes one more user of the file, and the owner if it is the first one.
pub(crate) fn remember(path: &Path, owner: Owner) -> Result<Memory> {
    let Some(count) = current(path)? else {
        return Ok(Memory::Unsupported);
    };
    let count = count.saturating_add(1);
    if count == 1 {
        write(path, OWNER, &owner.to_string())?;
        if let Some(boot) = boot_time() {
            write(path, TIMESTAMP, &boot.to_string())?;
        }
    }
    write(path, COUNT, &count.to_string())?;
    Ok(Memory::InUse(count))
}

/// Notes one user of the file less.
pub(crate) fn recall(path: &Path) -> Result<Memory> {
    let count = match current(path)? {
        None => return Ok(Memory::Unsupported),
        Some(0) => return Ok(Memory::Empty),
        Some(count) => count - 1,
    };
    if count > 0 {
        write(path, COUNT, &count.to_string())?;
        return Ok(Memory::InUse(count));
    }
    let owner = read(path, OWNER)?.and_then(|text| Owner::parse(&text));
    forget(path)?;
    Ok(Memory::Last(owner))
}

/// How many guests use the file; `None` where nothing can be remembered.
fn current(path: &Path) -> Result<Option<u32>> {
    let text = match xattr::read(path, COUNT) {
        Ok(value) => value.map(text),
        Err(error) if is_no_place(&error) => return Ok(None),
        Err(error) => return Err(failed("get", COUNT, path, error)),
    };
    let Some(text) = text else { return Ok(Some(0)) };
    if !is_of_this_boot(path)? {
        forget(path)?;
        return Ok(Some(0));
    }
    let count = text.trim().parse().map_err(|_| {
        let detail = format!("malformed refcount {text} on {}", path.display());
        Error::internal(ErrorDomain::Security, detail)
    })?;
    Ok(Some(count))
}

fn is_of_this_boot(path: &Path) -> Result<bool> {
    let Some(stamp) = read(path, TIMESTAMP)? else {
        return Ok(false);
    };
    let Some(boot) = boot_time() else {
        return Ok(false);
    };
    // Both are rounded from a difference of two clocks, which may fall on either side.
    Ok(stamp
        .trim()
        .parse::<i64>()
        .is_ok_and(|stamp| stamp.abs_diff(boot) <= 1))
}

fn forget(path: &Path) -> Result<()> {
    // The count goes last: while it is there, the rest is looked for.
    for name in [OWNER, TIMESTAMP, COUNT] {
        xattr::remove(path, name).map_err(|error| failed("remove", name, path, error))?;
    }
    Ok(())
}

fn read(path: &Path, name: &str) -> Result<Option<String>> {
    let value = xattr::read(path, name).map_err(|error| failed("get", name, path, error))?;
    Ok(value.map(text))
}

fn write(path: &Path, name: &str, value: &str) -> Result<()> {
    xattr::write(path, name, value.as_bytes()).map_err(|error| failed("set", name, path, error))
}

/// libvirt's values end in a zero byte when C wrote them with it.
fn text(value: impl AsRef<[u8]>) -> String {
    String::from_utf8_lossy(value.as_ref())
        .trim_end_matches('\0')
        .to_string()
}

/// When the host booted, in seconds since 1970, as libvirt computes it.
fn boot_time() -> Option<i64> {
    let uptime = file::read_pseudo(Path::new("/proc/uptime"), 4096).ok()?;
    let uptime: f64 = uptime.split_ascii_whitespace().next()?.parse().ok()?;
    let wall = clock::wall();
    let now = wall.seconds as f64 + f64::from(wall.nanos) / 1e9;
    Some((now - uptime).round() as i64)
}

/// Only a privileged process may use the attributes; without that there is no place for them.
fn is_no_place(error: &io::Error) -> bool {
    xattr::is_unsupported(error) || error.kind() == io::ErrorKind::PermissionDenied
}

fn failed(verb: &str, name: &str, path: &Path, error: io::Error) -> Error {
    let detail = format!("Unable to {verb} XATTR {name} on {}", path.display());
    Error::system(ErrorDomain::Security, error, detail)
}

const OWNER: &str = "trusted.libvirt.security.dac";
const COUNT: &str = "trusted.libvirt.security.ref_dac";
const TIMESTAMP: &str = "trusted.libvirt.security.timestamp_dac";
