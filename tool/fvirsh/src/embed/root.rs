//! The folder of an embedded driver: which one a URI names, and who has it.

use std::path::{Path, PathBuf};
use std::time::Duration;

use fv_error::{Error, ErrorCode, ErrorDomain, Result};
use fv_sys::lock_file::{PidFile, PidFileError};
use fv_sys::{clock, file, process};
use fv_types::uri::Uri;

/// The folder that a URI names; nothing if it is not one of an embedded driver.
pub(super) fn of_uri(uri: &str) -> Result<Option<PathBuf>> {
    let Ok(uri) = Uri::parse(uri) else {
        return Ok(None);
    };
    if uri.path.as_deref() != Some("/embed") || uri.server.is_some() {
        return Ok(None);
    }
    let scheme = uri.scheme.as_deref().unwrap_or_default();
    if scheme != "qemu" {
        let (code, detail) = match scheme.bytes().all(|byte| byte.is_ascii_lowercase()) {
            true => (
                ErrorCode::NoConnect,
                format!("Driver {scheme} cannot be used in embedded mode"),
            ),
            false => (
                ErrorCode::NoConnect,
                format!("URI scheme '{scheme}' for embedded driver is not valid"),
            ),
        };
        return Err(Error::new(ErrorDomain::None, code, detail));
    }
    let root = PathBuf::from(uri.require_param("root")?);
    if !root.is_absolute() {
        let detail = "root path must be absolute";
        return Err(Error::new(
            ErrorDomain::None,
            ErrorCode::ConfigUnsupported,
            detail,
        ));
    }
    Ok(Some(root))
}

/// Takes the folder for this process; waits so long if another one has it.
///
/// It is the file that libvirt's own embedded driver locks, so the two exclude each other.
pub(super) fn lock(root: &Path, state: &Path, wait: Duration) -> Result<PidFile> {
    file::create_folders(state, 0o755).map_err(|error| {
        let detail = format!("Failed to create state dir '{}'", state.display());
        Error::system(ErrorDomain::Qemu, error, detail)
    })?;
    let path = state.join("driver.pid");
    let deadline = clock::now() + wait;
    loop {
        match PidFile::acquire(&path) {
            Ok(lock) => return Ok(lock),
            Err(PidFileError::Held) if clock::now() < deadline => clock::sleep(LOOK_EVERY),
            Err(PidFileError::Held) => return Err(held(root, &path)),
            Err(PidFileError::System(error)) => {
                let detail = format!("Failed to acquire pid file '{}'", path.display());
                return Err(Error::system(ErrorDomain::None, error, detail));
            }
        }
    }
}

/// Another process has the folder.
fn held(root: &Path, path: &Path) -> Error {
    let pid = file::read_text(path, 32, file::Links::Refuse).ok();
    let pid: Option<i32> = pid.and_then(|text| text.trim().parse().ok());
    let holder = match pid {
        Some(pid) => {
            let command = process::arguments(pid).unwrap_or_default().join(" ");
            format!("process {pid} ({command}), which uses '{}'", root.display())
        }
        None => format!("another process, which uses '{}'", root.display()),
    };
    let detail = format!(
        "Failed to acquire pid file '{}' held by {holder}",
        path.display()
    );
    let cause = std::io::Error::from_raw_os_error(EAGAIN);
    Error::system(ErrorDomain::None, cause, detail)
        .with_remedy("wait until that process ends, or end it; guests go on without it")
}

const LOOK_EVERY: Duration = Duration::from_millis(10);
const EAGAIN: i32 = 11;

#[cfg(test)]
#[path = "tests/root.rs"]
mod tests;
