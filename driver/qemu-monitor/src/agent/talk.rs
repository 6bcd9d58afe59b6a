//! The conversation with an agent: bytes in; bytes and one outcome for each command out.
//!
//! ```text
//! idle ──send──► first sync ──garbage──► second sync ──its number──► command ──reply──► idle
//!          │          └────────its number────────────────────────────►│
//!          └──(in step since the last command)───────────────────────►│
//!   any ──time is over──► idle, out of step     any ──nonsense, no end of line──► failed
//! ```
//!
//! What an agent says late, for a caller that has given up, is told apart by the sync: its reply
//! carries a number that nobody else used. Garbage before that is what half a reply looks like.

use std::io;
use std::time::{Duration, Instant};

use fv_error::{Error, ErrorCode, ErrorDomain, Result};
use serde_json::{Map, Value};

use crate::command::{Command, Reply};
use crate::json::{self, JsonLimits};

/// How long an agent may take, in seconds, or as libvirt numbers it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Patience {
    /// For the command: as long as it takes below -1, five seconds at -1.
    pub command_s: i32,
    /// For the sync, if that is less than five seconds and not negative.
    pub sync_s: i32,
}

/// What ends a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ends {
    /// The agent's reply.
    ByReply,
    /// An event of the guest that the command is for, or a reply.
    ByEvent,
}

/// One conversation.
#[derive(Debug)]
pub struct AgentTalk {
    input: Vec<u8>,
    scanned: usize,
    ignored: usize,
    in_step: bool,
    last_id: u64,
    phase: Phase,
    output: Vec<u8>,
    written: usize,
    command: Vec<u8>,
    ends: Ends,
    patience: Patience,
    deadline: Option<Instant>,
    outcome: Option<Result<Option<Reply>>>,
    failed: Option<Error>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    Idle,
    FirstSync,
    SecondSync,
    Command,
}

impl Default for AgentTalk {
    fn default() -> Self {
        Self {
            input: Vec::new(),
            scanned: 0,
            ignored: 0,
            in_step: false,
            last_id: 0,
            phase: Phase::Idle,
            output: Vec::new(),
            written: 0,
            command: Vec::new(),
            ends: Ends::ByReply,
            patience: Patience {
                command_s: -1,
                sync_s: -1,
            },
            deadline: None,
            outcome: None,
            failed: None,
        }
    }
}

impl AgentTalk {
    /// A conversation that has not begun.
    pub fn new() -> Self {
        Self::default()
    }

    /// Begins a command; there must be no other. `stamp` is a number that grows, such as the time.
    ///
    /// The outcome of a command that ends by an event counts as good without a reply too.
    pub fn send(
        &mut self,
        command: &Command,
        patience: Patience,
        ends: Ends,
        now: Instant,
        stamp: u64,
    ) {
        self.ignored = 0;
        self.patience = patience;
        self.ends = ends;
        self.last_id = self.last_id.max(stamp);
        self.outcome = None;
        if let Some(error) = &self.failed {
            self.outcome = Some(Err(copy(error)));
            return;
        }
        let mut line = command.json().to_string().into_bytes();
        line.push(b'\n');
        self.command = line;
        if self.in_step {
            self.begin_command(now);
        } else {
            self.begin_sync(Phase::FirstSync, now);
        }
    }

    /// What is to be written now.
    pub fn output(&self) -> &[u8] {
        self.output.get(self.written..).unwrap_or_default()
    }

    /// Notes how many bytes of [`AgentTalk::output`] were written.
    pub fn wrote(&mut self, count: usize) {
        self.written = (self.written + count).min(self.output.len());
    }

    /// Takes bytes that were read.
    pub fn receive(&mut self, bytes: &[u8], now: Instant) {
        if self.failed.is_some() {
            return;
        }
        self.input.extend_from_slice(bytes);
        let mut start = 0;
        while let Some(at) = self.input[self.scanned..]
            .iter()
            .position(|&byte| byte == b'\n')
        {
            let end = self.scanned + at;
            let line = self.input[start..end].to_vec();
            self.scanned = end + 1;
            start = end + 1;
            if let Err(error) = self.line(&line, now) {
                return self.fail(error);
            }
        }
        self.input.drain(..start);
        self.scanned = self.input.len();
        if self.input.len() > RESPONSE_MAX || self.ignored > RESPONSE_MAX {
            let detail = format!("No complete agent response found in {RESPONSE_MAX} bytes");
            let range = io::Error::from_raw_os_error(ERANGE);
            self.fail(Error::system(ErrorDomain::Qemu, range, detail));
        } else if self.input.is_empty() {
            self.input.shrink_to(64 * 1024);
        }
    }

    /// Fails the command whose time is over.
    pub fn expire(&mut self, now: Instant) {
        if self.deadline.is_none_or(|deadline| deadline > now) {
            return;
        }
        let (code, what, time_s) = match self.phase {
            Phase::Idle => return,
            Phase::FirstSync | Phase::SecondSync => (
                ErrorCode::AgentUnresponsive,
                "synchronization",
                self.sync_s(),
            ),
            Phase::Command => {
                let time_s = seconds(self.patience.command_s).unwrap_or_default();
                (ErrorCode::AgentCommandTimeout, "command", time_s)
            }
        };
        self.in_step = false;
        let detail = format!("guest agent didn't respond to {what} within '{time_s}' seconds");
        self.end(Err(Error::new(ErrorDomain::Qemu, code, detail)));
    }

    /// When [`AgentTalk::expire`] has something to do.
    pub fn deadline(&self) -> Option<Instant> {
        self.deadline
    }

    /// Notes that the agent has gone away inside the guest.
    pub fn disappear(&mut self) {
        let code = match self.phase {
            Phase::Idle => return,
            Phase::Command if self.ends == Ends::ByEvent => return self.end(Ok(None)),
            Phase::Command => ErrorCode::AgentCommandTimeout,
            Phase::FirstSync | Phase::SecondSync => ErrorCode::AgentUnresponsive,
        };
        let detail = "Guest agent disappeared while executing command";
        self.end(Err(Error::new(ErrorDomain::Qemu, code, detail)));
    }

    /// Fails the command because its caller waits no longer.
    pub fn give_up(&mut self) {
        if self.phase != Phase::Idle {
            self.in_step = false;
            let detail = "guest agent didn't respond to command in time";
            let code = ErrorCode::AgentCommandTimeout;
            self.end(Err(Error::new(ErrorDomain::Qemu, code, detail)));
        }
    }

    /// Notes that the event has come for which the command was given.
    pub fn happened(&mut self) {
        if self.phase == Phase::Command && self.ends == Ends::ByEvent {
            self.end(Ok(None));
        }
    }

    /// Notes that the connection is over, or cannot be used.
    pub fn break_off(&mut self, error: Error) {
        self.fail(error);
    }

    /// How the command ended, once it did; no reply if an event came in its place.
    pub fn outcome(&mut self) -> Option<Result<Option<Reply>>> {
        self.outcome.take()
    }

    /// Why nothing can be said on this connection any more.
    pub fn failed(&self) -> Option<&Error> {
        self.failed.as_ref()
    }

    fn begin_sync(&mut self, phase: Phase, now: Instant) {
        self.phase = phase;
        self.last_id += 1;
        let id = self.last_id;
        let line = format!("{{\"execute\":\"guest-sync\", \"arguments\":{{\"id\":{id}}}}}\n");
        self.write(line.into_bytes());
        self.deadline = Some(now + Duration::from_secs(self.sync_s()));
    }

    fn begin_command(&mut self, now: Instant) {
        self.phase = Phase::Command;
        let line = std::mem::take(&mut self.command);
        self.write(line);
        let time = seconds(self.patience.command_s).map(Duration::from_secs);
        // A time that no clock reaches is no limit.
        self.deadline = time.and_then(|time| now.checked_add(time));
    }

    fn write(&mut self, line: Vec<u8>) {
        self.output = line;
        self.written = 0;
    }

    /// How long a sync may take: never more than five seconds.
    fn sync_s(&self) -> u64 {
        let shorter = [self.patience.sync_s, self.patience.command_s];
        let shorter = shorter
            .into_iter()
            .filter_map(|time| u64::try_from(time).ok());
        shorter.min().unwrap_or(DEFAULT_S).min(DEFAULT_S)
    }

    fn line(&mut self, line: &[u8], now: Instant) -> Result<()> {
        // What comes before the question is whole has nothing to do with it.
        let asked = self.phase != Phase::Idle && self.output().is_empty();
        let object = match self.object(line, asked) {
            Ok(Some(object)) => object,
            // Half of an old reply: the second sync must come through clean.
            Ok(None) => {
                self.begin_sync(Phase::SecondSync, now);
                return Ok(());
            }
            Err(error) => return Err(error),
        };
        let is_reply = object.contains_key("error") || object.contains_key("return");
        if object.contains_key("QMP") || object.contains_key("event") {
            self.ignored += line.len();
            return Ok(());
        }
        if !is_reply {
            let detail = format!("Unknown JSON reply '{}'", excerpt(line));
            return Err(Error::internal(ErrorDomain::Qemu, detail));
        }
        let is_sync = matches!(self.phase, Phase::FirstSync | Phase::SecondSync);
        if !asked {
            self.ignored += line.len();
        } else if !is_sync {
            self.end(Ok(Some(Reply(object))));
        } else if object.get("return").and_then(Value::as_u64) == Some(self.last_id) {
            self.in_step = true;
            self.begin_command(now);
        } else {
            self.ignored += line.len();
        }
        Ok(())
    }

    /// Reads a line; nothing if it is garbage that a first sync puts up with.
    fn object(&self, line: &[u8], asked: bool) -> Result<Option<Map<String, Value>>> {
        match json::parse(line, JsonLimits::AGENT) {
            Ok(Value::Object(object)) => Ok(Some(object)),
            Ok(_) => {
                let detail = format!("Parsed JSON reply '{}' isn't an object", excerpt(line));
                Err(Error::internal(ErrorDomain::Qemu, detail))
            }
            Err(_) if asked && self.phase == Phase::FirstSync => Ok(None),
            Err(error) => {
                let detail = format!("cannot parse json {}: {error}", excerpt(line));
                Err(Error::internal(ErrorDomain::Qemu, detail))
            }
        }
    }

    fn end(&mut self, outcome: Result<Option<Reply>>) {
        self.phase = Phase::Idle;
        self.deadline = None;
        // Half of a line that was not taken would spoil the next one; a new line ends it.
        let half = !self.output().is_empty() && self.written > 0;
        self.in_step &= !half;
        self.output.clear();
        self.command.clear();
        self.written = 0;
        self.outcome = Some(outcome);
    }

    fn fail(&mut self, error: Error) {
        self.input = Vec::new();
        self.scanned = 0;
        self.failed = Some(copy(&error));
        if self.phase != Phase::Idle {
            self.end(Err(error));
        }
    }
}

/// A limit in whole seconds; none if it takes as long as it takes.
fn seconds(time_s: i32) -> Option<u64> {
    match time_s {
        -1 => Some(DEFAULT_S),
        time_s => u64::try_from(time_s).ok(),
    }
}

/// The same error for another caller.
fn copy(error: &Error) -> Error {
    Error::from_parts(
        error.domain(),
        error.code(),
        error.level(),
        error.message().to_string(),
        error.strings().clone(),
        error.numbers(),
    )
}

/// The start of a line, for messages.
fn excerpt(line: &[u8]) -> String {
    let text = String::from_utf8_lossy(&line[..line.len().min(200)]).into_owned();
    if line.len() > 200 { text + "…" } else { text }
}

/// What libvirt gives an agent for a sync, and for a command unless somebody says otherwise.
const DEFAULT_S: u64 = 5;
/// How much an agent may say without answering.
const RESPONSE_MAX: usize = 10 * 1024 * 1024;
const ERANGE: i32 = 34;

#[cfg(test)]
#[path = "../tests/agent.rs"]
mod tests;
