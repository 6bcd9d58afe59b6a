//! The QMP state machine: bytes in; bytes, replies and events out.
//!
//! ```text
//! silent ──greeting──► idle ──command written──► in flight ──reply──► idle
//!                                                   │ deadline
//!                                                   ▼
//!                                                in doubt ──late reply──► idle
//!   any state ──end of file or broken protocol──► ended
//! ```
//!
//! One command is in flight at a time, as libvirt does it: QEMU takes a descriptor from the
//! socket with whatever command it reads next, so pipelining would mix them up. Commands that
//! wait behind it are kept in order. A deadline fails the caller, not the command.

use std::collections::VecDeque;
use std::os::fd::OwnedFd;
use std::sync::Arc;
use std::time::Instant;

use serde_json::{Map, Value};

use crate::command::{Command, Reply, Serial};
use crate::event::Event;
use crate::failure::Failure;
use crate::json::{self, Fields, JsonLimits};

/// What one connection may take up.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// The longest line of QEMU; a schema is about 250 KiB.
    pub line_max: usize,
    /// What one line may hold.
    pub json: JsonLimits,
    /// How many events may wait to be fetched.
    pub events_max: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            line_max: 10 * 1024 * 1024,
            json: JsonLimits::default(),
            events_max: 4096,
        }
    }
}

/// What QEMU says of itself when it is reached.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Greeting {
    /// Major, minor and micro.
    pub version: (u64, u64, u64),
    /// What the packager called it.
    pub package: String,
}

/// What the machine has to tell.
#[derive(Clone, Debug, PartialEq)]
pub enum Incoming {
    /// QEMU is there.
    Greeting(Greeting),
    /// A command was answered.
    Reply {
        /// Which command.
        serial: Serial,
        /// What came back.
        reply: Reply,
        /// Whether its caller had given up before.
        late: bool,
    },
    /// A command failed without a reply.
    Failed {
        /// Which command.
        serial: Serial,
        /// Why.
        failure: Failure,
    },
    /// Something happened in the guest.
    Event(Event),
    /// More events came than may wait; this many were dropped.
    EventsLost(u64),
}

/// Bytes to be written, with the descriptor that goes along with the first of them.
#[derive(Debug)]
pub struct Output<'a> {
    /// What to write; a part may be written.
    pub bytes: &'a [u8],
    /// What to pass with the first byte.
    pub descriptor: Option<&'a Arc<OwnedFd>>,
}

/// One QMP connection.
#[derive(Debug)]
pub struct Qmp {
    owner: String,
    limits: Limits,
    next_serial: u64,
    input: Vec<u8>,
    scanned: usize,
    greeted: bool,
    waiting: VecDeque<Pending>,
    flight: Option<Flight>,
    told: VecDeque<Incoming>,
    events: usize,
    heard: u64,
    end: Option<Failure>,
}

#[derive(Debug)]
struct Pending {
    serial: Serial,
    command: Command,
    deadline: Option<Instant>,
}

#[derive(Debug)]
struct Flight {
    pending: Pending,
    line: Vec<u8>,
    written: usize,
    in_doubt: bool,
}

impl Qmp {
    /// A connection that was just made; `owner` is the name of the guest, for messages.
    pub fn new(owner: impl Into<String>, limits: Limits) -> Self {
        Self {
            owner: owner.into(),
            limits,
            next_serial: 1,
            input: Vec::new(),
            scanned: 0,
            greeted: false,
            waiting: VecDeque::new(),
            flight: None,
            told: VecDeque::new(),
            events: 0,
            heard: 0,
            end: None,
        }
    }

    /// Queues a command.
    ///
    /// It is written as soon as QEMU has greeted and answered all that was sent before. The number is
    /// used up even if the command is never written, so that logs and transcripts agree.
    pub fn send(&mut self, command: Command, deadline: Option<Instant>) -> Result<Serial, Failure> {
        if let Some(end) = &self.end {
            return Err(end.clone());
        }
        let serial = Serial(self.next_serial);
        self.next_serial += 1;
        self.waiting.push_back(Pending {
            serial,
            command,
            deadline,
        });
        self.launch();
        Ok(serial)
    }

    /// What is to be written now, if anything.
    ///
    /// The machine does not know whether the socket takes it: who writes says so by [`Qmp::wrote`], and
    /// asks again until there is nothing left.
    pub fn output(&self) -> Option<Output<'_>> {
        let flight = self.flight.as_ref()?;
        let bytes = flight
            .line
            .get(flight.written..)
            .filter(|bytes| !bytes.is_empty())?;
        let first = flight.written == 0;
        let descriptor = flight.pending.command.descriptor().filter(|_| first);
        Some(Output { bytes, descriptor })
    }

    /// Notes how many bytes of [`Qmp::output`] were written.
    pub fn wrote(&mut self, count: usize) {
        if let Some(flight) = &mut self.flight {
            flight.written = (flight.written + count).min(flight.line.len());
        }
    }

    /// Takes bytes that were read.
    ///
    /// Bytes may be cut anywhere. Whole lines are understood at once, so nothing that came has to be
    /// read twice; a line that never ends is given up at the limit.
    pub fn receive(&mut self, bytes: &[u8]) {
        if self.end.is_some() {
            return;
        }
        self.heard += bytes.len() as u64;
        self.input.extend_from_slice(bytes);
        let mut start = 0;
        while let Some(at) = self.input[self.scanned..]
            .iter()
            .position(|&byte| byte == b'\n')
        {
            let end = self.scanned + at;
            let line = self.input[start..end].trim_ascii().to_vec();
            self.scanned = end + 1;
            start = end + 1;
            if let Err(detail) = self.line(&line) {
                return self.break_off(detail);
            }
        }
        self.input.drain(..start);
        self.scanned = self.input.len();
        if self.input.len() > self.limits.line_max {
            let line_max = self.limits.line_max;
            self.break_off(format!(
                "QEMU monitor reply exceeds buffer size ({line_max} bytes)"
            ));
        } else if self.input.is_empty() {
            // A schema reply should not keep its room for the life of the guest.
            self.input.shrink_to(64 * 1024);
        }
    }

    /// Notes that the other side closed the connection.
    ///
    /// All callers fail, those in doubt too: a process that is gone has settled every doubt.
    pub fn finish(&mut self) {
        self.end_with(&Failure::Closed {
            owner: self.owner.clone(),
        });
    }

    /// Notes that the connection cannot be used any more, with the reason.
    pub fn break_off(&mut self, detail: String) {
        self.end_with(&Failure::Broken { detail });
    }

    /// Fails the callers whose deadline has passed.
    ///
    /// A command that QEMU has got, even in part, cannot be taken back; it stays in flight and holds up
    /// those behind it. One that was not written yet is forgotten.
    pub fn expire(&mut self, now: Instant) {
        let passed = |deadline: Option<Instant>| deadline.is_some_and(|deadline| deadline <= now);
        if let Some(flight) = &mut self.flight
            && !flight.in_doubt
            && passed(flight.pending.deadline)
        {
            let serial = flight.pending.serial;
            let command = flight.pending.command.name().to_string();
            if flight.written == 0 {
                self.flight = None;
                self.told_failed(serial, Failure::NotSent { command });
            } else {
                flight.in_doubt = true;
                self.told_failed(serial, Failure::InDoubt { command, serial });
            }
        }
        let waiting = std::mem::take(&mut self.waiting);
        for pending in waiting {
            if passed(pending.deadline) {
                let command = pending.command.name().to_string();
                self.told_failed(pending.serial, Failure::NotSent { command });
            } else {
                self.waiting.push_back(pending);
            }
        }
        self.launch();
    }

    /// Fails the caller of one command, whose deadline is now.
    pub fn give_up(&mut self, serial: Serial, now: Instant) {
        let flight = self.flight.as_mut().map(|flight| &mut flight.pending);
        for pending in self.waiting.iter_mut().chain(flight) {
            if pending.serial == serial {
                pending.deadline = Some(now);
            }
        }
        self.expire(now);
    }

    /// How many bytes QEMU has written.
    pub fn heard(&self) -> u64 {
        self.heard
    }

    /// When [`Qmp::expire`] has something to do next.
    ///
    /// A command in doubt has no deadline any more.
    pub fn next_deadline(&self) -> Option<Instant> {
        let flight = self.flight.as_ref().filter(|flight| !flight.in_doubt);
        let flight = flight.and_then(|flight| flight.pending.deadline);
        self.waiting
            .iter()
            .filter_map(|pending| pending.deadline)
            .chain(flight)
            .min()
    }

    /// The next thing that happened, in the order in which it happened.
    pub fn poll(&mut self) -> Option<Incoming> {
        let told = self.told.pop_front()?;
        if matches!(told, Incoming::Event(_)) {
            self.events -= 1;
        }
        Some(told)
    }

    /// The command whose caller gave up and whose reply is still out.
    pub fn in_doubt(&self) -> Option<(Serial, &str)> {
        let flight = self.flight.as_ref().filter(|flight| flight.in_doubt)?;
        Some((flight.pending.serial, flight.pending.command.name()))
    }

    /// Why the connection ended, if it did.
    pub fn ended(&self) -> Option<&Failure> {
        self.end.as_ref()
    }

    fn launch(&mut self) {
        if !self.greeted || self.flight.is_some() || self.end.is_some() {
            return;
        }
        if let Some(pending) = self.waiting.pop_front() {
            let line = pending.command.line(pending.serial);
            self.flight = Some(Flight {
                pending,
                line,
                written: 0,
                in_doubt: false,
            });
        }
    }

    fn line(&mut self, line: &[u8]) -> Result<(), String> {
        if line.is_empty() {
            return Ok(());
        }
        if line.len() > self.limits.line_max {
            let line_max = self.limits.line_max;
            return Err(format!(
                "QEMU monitor reply exceeds buffer size ({line_max} bytes)"
            ));
        }
        let value = json::parse(line, self.limits.json)
            .map_err(|error| format!("cannot parse json {}: {error}", excerpt(line)))?;
        let Value::Object(object) = value else {
            return Err(format!(
                "Parsed JSON reply '{}' isn't an object",
                excerpt(line)
            ));
        };
        // What a line is shows in which member it has; nothing else is looked at here.
        if let Some(greeting) = object.get("QMP") {
            self.greet(greeting);
        } else if object.contains_key("event") {
            match Event::from_json(&object) {
                Some(event) => self.happened(event),
                None => return Err(format!("Unknown JSON reply '{}'", excerpt(line))),
            }
        } else if object.contains_key("error") || object.contains_key("return") {
            return self.reply(object, line);
        } else {
            return Err(format!("Unknown JSON reply '{}'", excerpt(line)));
        }
        Ok(())
    }

    fn greet(&mut self, greeting: &Value) {
        let version = greeting.field("version");
        let part = |key| version.and_then(|version| version.get("qemu")?.get(key)?.as_u64());
        let number = |key| part(key).unwrap_or(0);
        self.greeted = true;
        self.told.push_back(Incoming::Greeting(Greeting {
            version: (number("major"), number("minor"), number("micro")),
            package: version
                .and_then(|version| version.string("package"))
                .unwrap_or_default(),
        }));
        self.launch();
    }

    fn reply(&mut self, object: Map<String, Value>, line: &[u8]) -> Result<(), String> {
        let unexpected = || format!("Unexpected JSON reply '{}'", excerpt(line));
        // A reply that nobody asked for means that the two sides have lost each other.
        let flight = self.flight.as_ref().ok_or_else(unexpected)?;
        let serial = flight.pending.serial;
        // QEMU leaves the id out when it could not even parse the command.
        let matches = object
            .get("id")
            .is_none_or(|id| id.as_str() == Some(&serial.to_string()));
        if !matches || flight.written < flight.line.len() {
            return Err(unexpected());
        }
        let late = flight.in_doubt;
        self.flight = None;
        self.told.push_back(Incoming::Reply {
            serial,
            reply: Reply(object),
            late,
        });
        self.launch();
        Ok(())
    }

    /// Queues an event, or counts it where a flood leaves no room.
    fn happened(&mut self, event: Event) {
        if self.events < self.limits.events_max {
            self.events += 1;
            self.told.push_back(Incoming::Event(event));
        } else if let Some(Incoming::EventsLost(lost)) = self.told.back_mut() {
            *lost += 1;
        } else {
            self.told.push_back(Incoming::EventsLost(1));
        }
    }

    fn end_with(&mut self, failure: &Failure) {
        if self.end.is_some() {
            return;
        }
        self.input = Vec::new();
        self.scanned = 0;
        self.end = Some(failure.clone());
        let flight = self.flight.take().map(|flight| flight.pending);
        let waiting = std::mem::take(&mut self.waiting);
        for pending in flight.into_iter().chain(waiting) {
            self.told_failed(pending.serial, failure.clone());
        }
    }

    fn told_failed(&mut self, serial: Serial, failure: Failure) {
        self.told.push_back(Incoming::Failed { serial, failure });
    }
}

/// The start of a line, for messages; a reply may be megabytes long.
fn excerpt(line: &[u8]) -> String {
    let text = String::from_utf8_lossy(&line[..line.len().min(200)]).into_owned();
    if line.len() > 200 { text + "…" } else { text }
}

#[cfg(test)]
#[path = "tests/machine.rs"]
mod tests;
