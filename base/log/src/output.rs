//! Open outputs.

use std::path::Path;

use fv_error::{Error, ErrorDomain, Result};
use fv_sys::fd;
use fv_sys::file::{self, Kind, Stat};

use crate::line::Message;
use crate::pipe::{Pipe, Sink};
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
    /// A regular file.
    File(Sink),
    /// Whatever has a reader.
    Pipe(Pipe),
    Syslog(Syslog),
    Journal(Journal),
}

impl Output {
    /// Opens what a setting names.
    pub(crate) fn open(setting: &OutputSetting) -> Result<Self> {
        let to = match &setting.destination {
            Destination::Stderr => To::new(Sink::Stderr),
            Destination::File(path) => {
                let opened = file::open_append(Path::new(path), 0o600);
                let opened =
                    opened.map_err(|cause| system(cause, &format!("failed to open {path}")));
                To::new(Sink::Own(opened?))
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
            To::File(sink) => drop(fd::write(sink.fd(), message.line().as_bytes())),
            To::Pipe(pipe) => pipe.write(message),
            To::Syslog(syslog) => syslog.write(message),
            To::Journal(journal) => journal.write(message),
        }
    }
}

impl To {
    /// Chooses how to write to it.
    fn new(sink: Sink) -> Self {
        match Stat::of(sink.fd()) {
            Ok(stat) if stat.kind == Kind::Regular => Self::File(sink),
            _ => Self::Pipe(Pipe::new(sink)),
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
