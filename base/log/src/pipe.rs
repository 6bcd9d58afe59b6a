//! Outputs that have a reader: standard error, as a rule, or a FIFO.
//!
//! The reader may be slow or stand still, and nobody who writes to the log may wait for it. What
//! there is no room for is lost; the next line that goes has a forerunner that says how many.

use std::os::fd::{AsFd, BorrowedFd, OwnedFd};

use fv_sys::fd;
use fv_types::lock::{Mutex, Rank};

use crate::Level;
use crate::line::Message;

/// An output with a reader.
#[derive(Debug)]
pub(crate) struct Pipe {
    sink: Sink,
    state: Mutex<State>,
}

/// A descriptor to write to.
#[derive(Debug)]
pub(crate) enum Sink {
    /// It is never closed.
    Stderr,
    /// Opened for the log.
    Own(OwnedFd),
}

/// How far writing came; whoever writes holds it, so that the room in the pipe is its own.
#[derive(Debug, Default)]
struct State {
    lost: u64,
    /// The last line broke off.
    is_cut: bool,
}

impl Sink {
    pub(crate) fn fd(&self) -> BorrowedFd<'_> {
        match self {
            // It lives as long as the process.
            Self::Stderr => STDERR.get_or_init(std::io::stderr).as_fd(),
            Self::Own(fd) => fd.as_fd(),
        }
    }
}

impl Pipe {
    pub(crate) fn new(sink: Sink) -> Self {
        Self {
            sink,
            state: Mutex::new(Rank::LOG, State::default()),
        }
    }

    /// Writes a message if there is room for it.
    pub(crate) fn write(&self, message: &Message) {
        let mut state = self.state.lock();
        if state.lost > 0 {
            let text = format!(
                "{} messages were lost, the log was not taking any",
                state.lost
            );
            let word = Message {
                text,
                level: Level::Warning,
                ..message.clone()
            };
            if !self.put(&mut state, &word) {
                state.lost += 1;
                return;
            }
            state.lost = 0;
        }
        if !self.put(&mut state, message) {
            state.lost += 1;
        }
    }

    /// Writes a line; tells whether all of it went.
    fn put(&self, state: &mut State, message: &Message) -> bool {
        let line = message.line();
        let line = if state.is_cut {
            format!("\n{line}")
        } else {
            line
        };
        let written = fd::write_unwaited(self.sink.fd(), line.as_bytes()).unwrap_or(0);
        if written > 0 {
            state.is_cut = written < line.len();
        }
        written == line.len()
    }
}

static STDERR: std::sync::OnceLock<std::io::Stderr> = std::sync::OnceLock::new();

#[cfg(test)]
mod tests;
