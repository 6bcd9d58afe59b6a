//! The logs of the system: systemd's journal in its own protocol, and syslog.
//!
//! Both take single messages on a socket. Each message goes to the path anew, so that a journal
//! which is started again is found again; none ever waits. What is not taken is counted, and the
//! next message that is taken has a forerunner that says how many were lost.

use std::io::{self, ErrorKind};
use std::os::fd::OwnedFd;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use fv_sys::clock::Utc;
use fv_sys::unix;

use crate::Level;
use crate::line::Message;

/// systemd's journal.
#[derive(Debug)]
pub(crate) struct Journal(Letters);

/// syslog, under a name.
#[derive(Debug)]
pub(crate) struct Syslog {
    letters: Letters,
    name: String,
}

/// Where single messages are sent.
#[derive(Debug)]
struct Letters {
    socket: OwnedFd,
    path: PathBuf,
    lost: AtomicU64,
}

impl Journal {
    /// Prepares to write; whether somebody listens there is found out by each message.
    pub(crate) fn open(path: &Path) -> io::Result<Self> {
        Letters::open(path).map(Self)
    }

    /// Writes a message with what is known of it, in fields of its own.
    pub(crate) fn write(&self, message: &Message) {
        self.0.send(message, entry);
    }
}

impl Syslog {
    /// Prepares to write; whether somebody listens there is found out by each message.
    pub(crate) fn open(path: &Path, name: &str) -> io::Result<Self> {
        Ok(Self {
            letters: Letters::open(path)?,
            name: name.into(),
        })
    }

    /// Writes a message as one line.
    pub(crate) fn write(&self, message: &Message) {
        self.letters.send(message, |message| self.line(message));
    }

    /// Priority and facility, time, name, and the line that a file would get.
    fn line(&self, message: &Message) -> Vec<u8> {
        let priority = FACILITY_USER * 8 + priority(message.level);
        let stamp = stamp(message.time.utc());
        let body = message.body();
        let body = cut(body.trim_end());
        format!("<{priority}>{stamp} {}: {body}", self.name).into_bytes()
    }
}

impl Letters {
    fn open(path: &Path) -> io::Result<Self> {
        Ok(Self {
            socket: unix::datagram()?,
            path: path.into(),
            lost: AtomicU64::new(0),
        })
    }

    /// Sends a message in that form, after word of those that were lost.
    fn send(&self, message: &Message, form: impl Fn(&Message) -> Vec<u8>) {
        let lost = self.lost.swap(0, Ordering::Relaxed);
        if lost > 0 {
            let text = format!("{lost} messages were lost, the log was not taking any");
            let level = Level::Warning;
            let word = Message {
                text,
                level,
                ..message.clone()
            };
            if self.post(&form(&word)).is_err() {
                self.lost.fetch_add(lost + 1, Ordering::Relaxed);
                return;
            }
        }
        if self.post(&form(message)).is_err() {
            self.lost.fetch_add(1, Ordering::Relaxed);
        }
    }

    fn post(&self, bytes: &[u8]) -> io::Result<()> {
        match unix::send_to(&self.socket, &self.path, bytes) {
            // Nobody will ever read it there, and nothing is gained by counting.
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
            result => result,
        }
    }
}

/// A message in the journal's form: a line for each field.
fn entry(message: &Message) -> Vec<u8> {
    let mut out = Vec::with_capacity(256 + message.text.len());
    let place = message.place;
    text_field(&mut out, "MESSAGE", cut(&message.text));
    let numbers = [
        ("PRIORITY", priority(message.level)),
        ("SYSLOG_FACILITY", FACILITY_DAEMON),
    ];
    for (name, number) in numbers {
        text_field(&mut out, name, &number.to_string());
    }
    text_field(&mut out, "LIBVIRT_SOURCE", place.category);
    text_field(&mut out, "CODE_FILE", place.file);
    text_field(&mut out, "CODE_LINE", &place.line.to_string());
    text_field(&mut out, "CODE_FUNC", message.function);
    out
}

/// Appends a field; one that has several lines is preceded by its length instead.
fn text_field(out: &mut Vec<u8>, name: &str, value: &str) {
    out.extend_from_slice(name.as_bytes());
    if value.contains('\n') {
        out.push(b'\n');
        out.extend_from_slice(&(value.len() as u64).to_le_bytes());
    } else {
        out.push(b'=');
    }
    out.extend_from_slice(value.as_bytes());
    out.push(b'\n');
}

/// A text that fits into a message; the sockets take no more than some hundred KiB at once.
fn cut(text: &str) -> &str {
    let mut end = text.len().min(TEXT_BYTES_MAX);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// `Mmm dd hh:mm:ss`, the stamp of syslog, in UTC: the receiver puts its own time beside it.
fn stamp(time: Utc) -> String {
    let month = MONTHS[usize::from(time.month.clamp(1, 12)) - 1];
    let Utc {
        day,
        hour,
        minute,
        second,
        ..
    } = time;
    format!("{month} {day:2} {hour:02}:{minute:02}:{second:02}")
}

/// syslog's number for a level.
fn priority(level: Level) -> u8 {
    match level {
        Level::Debug => 7,
        Level::Info => 6,
        Level::Warning => 4,
        Level::Error => 3,
    }
}

const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

/// What libvirt's messages are to syslog: a program's like any other.
const FACILITY_USER: u8 = 1;

/// What they are to the journal.
const FACILITY_DAEMON: u8 = 3;

/// The most of a text that is sent.
const TEXT_BYTES_MAX: usize = 48 * 1024;

#[cfg(test)]
mod tests;
