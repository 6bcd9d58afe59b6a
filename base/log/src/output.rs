//! Open outputs.

use std::os::fd::OwnedFd;
use std::path::Path;

use fv_error::{Error, ErrorDomain, Result};
use fv_sys::{fd, file};

use crate::line::Message;
use crate::system::{Journal, Syslog};
use crate::{Destination, Level, OutputSetting};

/// An output that is ready to be written to.
#[derive(Debug)]
pub(crate) struct Output {
    level: Level,
    to: To,
}

/// Where it leads.
#[derive(Debug)]
enum To {
    /// It is never closed.
    Stderr,
    File(OwnedFd),
    Syslog(Syslog),
    Journal(Journal),
}

impl Output {
    /// Opens what a setting names.
    pub(crate) fn open(setting: &OutputSetting) -> Result<Self> {
        let to = match &setting.destination {
            Destination::Stderr => To::Stderr,
            Destination::File(path) => {
                let opened = file::open_append(Path::new(path), 0o600);
                To::File(opened.map_err(|cause| system(cause, &format!("failed to open {path}")))?)
            }
            Destination::Syslog(name) => {
                let opened = Syslog::open(Path::new(SYSLOG), name);
                To::Syslog(opened.map_err(|cause| system(cause, "cannot make a socket"))?)
            }
            Destination::Journald => {
                let opened = Journal::open(Path::new(JOURNAL));
                To::Journal(opened.map_err(|cause| system(cause, "cannot make a socket"))?)
            }
        };
        Ok(Self {
            level: setting.level,
            to,
        })
    }

    /// Writes a message if its level is high enough; what cannot be written is lost.
    pub(crate) fn write(&self, message: &Message) {
        if message.level < self.level {
            return;
        }
        // One write per line, so that lines of several processes do not mix.
        match &self.to {
            To::Stderr => drop(fd::write(std::io::stderr(), message.line().as_bytes())),
            To::File(file) => drop(fd::write(file, message.line().as_bytes())),
            To::Syslog(syslog) => syslog.write(message),
            To::Journal(journal) => journal.write(message),
        }
    }
}

fn system(cause: std::io::Error, text: &str) -> Error {
    Error::system(ErrorDomain::None, cause, text)
}

/// Where syslog takes messages.
const SYSLOG: &str = "/dev/log";

/// Where systemd's journal takes messages in its own form.
const JOURNAL: &str = "/run/systemd/journal/socket";
