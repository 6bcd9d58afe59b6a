//! Open outputs.

use std::os::fd::OwnedFd;
use std::path::Path;

use fv_error::{Error, ErrorCode, ErrorDomain, Result};
use fv_sys::{fd, file};

use crate::{Destination, Level, OutputSetting};

/// An output that is ready to be written to.
#[derive(Debug)]
pub(crate) struct Output {
    level: Level,
    /// Nothing means standard error, which is never closed.
    file: Option<OwnedFd>,
}

impl Output {
    /// Opens what a setting names.
    pub(crate) fn open(setting: &OutputSetting) -> Result<Self> {
        let file = match &setting.destination {
            Destination::Stderr => None,
            Destination::File(path) => {
                let file = file::open_append(Path::new(path), 0o600).map_err(|error| {
                    Error::system(ErrorDomain::None, error, format!("failed to open {path}"))
                })?;
                Some(file)
            }
            Destination::Syslog(_) => return Err(not_there("syslog")),
            Destination::Journald => return Err(not_there("journald")),
        };
        Ok(Self {
            level: setting.level,
            file,
        })
    }

    /// Writes a line if its level is high enough; what cannot be written is lost.
    pub(crate) fn write(&self, level: Level, line: &str) {
        if level < self.level {
            return;
        }
        // One write per line, so that lines of several processes do not mix.
        let _ = match &self.file {
            Some(file) => fd::write(file, line.as_bytes()),
            None => fd::write(std::io::stderr(), line.as_bytes()),
        };
    }
}

fn not_there(name: &str) -> Error {
    let detail = format!("log destination '{name}' is not available yet; use 'file' or 'stderr'");
    Error::new(ErrorDomain::None, ErrorCode::ConfigUnsupported, detail)
}
