//! The daemon's end of a stream: packets of a client on one side, a driver's stream on the
//! other.
//!
//! ```text
//! client ──packets──► arrived ──write, skip──► driver's stream
//! client ◄──packets── at most one chunk ◄─read─ driver's stream   (only while little is unsent)
//!
//! open ── the driver has no more ──► told the end ── client finishes ──► confirmed, gone
//!   │                                    └────────── client aborts ────► confirmed, gone
//!   └── the driver fails ──► aborted, the client told, gone
//! ```
//!
//! Nothing here touches a socket: the reactor hands packets in, gets packets back, and polls
//! the driver's descriptor as [`LiveStream::wanted`] says.

use std::collections::VecDeque;
use std::os::fd::BorrowedFd;

use fv_api::{Stream, StreamRead};
use fv_error::{Error, ErrorCode, ErrorDomain, Result};
use fv_sys::epoll::Interest;

use crate::budget::{Payload, StreamPlace};
use crate::notice::{Holes, NewStream, StreamName};
use crate::packet;

/// A stream between a client and a driver.
pub(crate) struct LiveStream {
    pub(crate) name: StreamName,
    stream: Box<dyn Stream>,
    holes: Holes,
    _place: StreamPlace,
    arrived: VecDeque<Arrived>,
    /// Nothing more comes from the driver; the client knows.
    ended: bool,
    /// Zeros still to be sent for a hole that the client would not understand.
    zeros: u64,
}

/// A packet from the client.
#[derive(Debug)]
pub(crate) enum Arrived {
    /// Bytes, of which so many are written already.
    Data(Payload, usize),
    /// A hole of this length.
    Hole(i64),
    /// The client has no more and wants to know whether all arrived.
    Finish,
    /// The client gives up.
    Abort,
    /// The client ends it with a status that means nothing.
    OddEnd(u32),
}

/// What became of the stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fate {
    /// It goes on.
    Open,
    /// It is over, and the client has been told.
    Over,
    /// The client broke the rules; its connection ends.
    Broken,
}

/// What a step brought.
#[derive(Debug)]
pub(crate) struct Step {
    pub(crate) fate: Fate,
    pub(crate) packets: Vec<Vec<u8>>,
    /// How many of the client's packets are worked off.
    pub(crate) settled: usize,
}

impl LiveStream {
    pub(crate) fn new(new: NewStream) -> Self {
        Self {
            name: new.name,
            stream: new.stream,
            holes: new.holes,
            _place: new.place,
            arrived: VecDeque::new(),
            ended: false,
            zeros: 0,
        }
    }

    /// What to poll; without a descriptor the driver is always ready.
    pub(crate) fn descriptor(&self) -> Option<BorrowedFd<'_>> {
        self.stream.descriptor()
    }

    /// What to wait for on the descriptor, given whether the client keeps up.
    pub(crate) fn wanted(&self, keeps_up: bool) -> Interest {
        Interest {
            read: keeps_up && !self.ended,
            write: !self.arrived.is_empty(),
            one_shot: false,
        }
    }

    /// Takes a packet in; it is worked off by the next [`LiveStream::write`].
    pub(crate) fn arrive(&mut self, packet: Arrived) {
        self.arrived.push_back(packet);
    }

    /// Works off what has arrived, as far as the driver takes it.
    pub(crate) fn write(&mut self) -> Step {
        let mut step = Step::open();
        while let Some(packet) = self.arrived.pop_front() {
            match self.work_off(packet, &mut step) {
                Ok(None) => step.settled += 1,
                Ok(Some(rest)) => {
                    self.arrived.push_front(rest);
                    break;
                }
                Err(error) => {
                    step.settled += 1;
                    self.fail(&mut step, &error);
                }
            }
            if step.fate != Fate::Open {
                step.settled += self.arrived.len();
                self.arrived.clear();
                break;
            }
        }
        step
    }

    /// Reads one chunk from the driver; `scratch` is as large as a chunk may be.
    pub(crate) fn read(&mut self, scratch: &mut [u8]) -> Step {
        let mut step = Step::open();
        if self.ended {
            return step;
        }
        if self.zeros > 0 {
            self.send_zeros(scratch, &mut step);
            return step;
        }
        match self.stream.read(scratch) {
            Ok(StreamRead::Data(count)) => {
                let count = count.min(scratch.len());
                step.packets
                    .push(packet::stream_data(self.name, &scratch[..count]));
            }
            Ok(StreamRead::Hole(length)) => self.send_hole(length, scratch, &mut step),
            Ok(StreamRead::Pending) => {}
            Ok(StreamRead::End) => {
                self.ended = true;
                step.packets.push(packet::stream_data(self.name, &[]));
            }
            Err(error) => self.fail(&mut step, &error),
        }
        step
    }

    /// Ends it because something else went wrong, and tells the client.
    pub(crate) fn give_up(&mut self, error: &Error) -> Step {
        let mut step = Step::open();
        step.settled = self.arrived.len();
        self.arrived.clear();
        step.fate = Fate::Over;
        step.packets.push(packet::stream_error(self.name, error));
        step
    }

    /// Ends it because the client is gone; tells how many packets were not worked off.
    pub(crate) fn abandon(mut self) -> usize {
        self.stream.abort();
        self.arrived.len()
    }

    /// Works one packet off; what is left of it comes back.
    fn work_off(&mut self, packet: Arrived, step: &mut Step) -> Result<Option<Arrived>> {
        match packet {
            Arrived::Data(payload, mut written) => {
                while let Some(rest) = payload.bytes.get(written..).filter(|r| !r.is_empty()) {
                    match self.stream.write(rest)? {
                        0 => return Ok(Some(Arrived::Data(payload, written))),
                        count => written += count,
                    }
                }
            }
            Arrived::Hole(length) => match (self.holes, u64::try_from(length)) {
                (Holes::Known, Ok(length)) => self.stream.skip(length)?,
                _ => step.fate = Fate::Broken,
            },
            Arrived::Finish => {
                step.fate = Fate::Over;
                step.packets.push(match self.stream.finish() {
                    Ok(()) => packet::stream_confirm(self.name),
                    Err(error) => packet::stream_error(self.name, &error),
                });
            }
            Arrived::Abort => {
                self.stream.abort();
                step.fate = Fate::Over;
                step.packets.push(packet::stream_confirm(self.name));
            }
            Arrived::OddEnd(status) => {
                let text = format!("stream aborted with unexpected status {status}");
                return Err(Error::new(ErrorDomain::Streams, ErrorCode::Rpc, text));
            }
        }
        Ok(None)
    }

    fn send_hole(&mut self, length: u64, scratch: &mut [u8], step: &mut Step) {
        match (self.holes, i64::try_from(length)) {
            (Holes::Known, Ok(length)) => {
                step.packets.push(packet::stream_hole(self.name, length));
            }
            _ => {
                self.zeros = length;
                self.send_zeros(scratch, step);
            }
        }
    }

    fn send_zeros(&mut self, scratch: &mut [u8], step: &mut Step) {
        let count =
            usize::try_from(self.zeros).map_or(scratch.len(), |left| left.min(scratch.len()));
        scratch[..count].fill(0);
        self.zeros -= count as u64;
        step.packets
            .push(packet::stream_data(self.name, &scratch[..count]));
    }

    fn fail(&mut self, step: &mut Step, error: &Error) {
        self.stream.abort();
        step.fate = Fate::Over;
        step.packets.push(packet::stream_error(self.name, error));
    }
}

impl Step {
    fn open() -> Self {
        Self {
            fate: Fate::Open,
            packets: Vec::new(),
            settled: 0,
        }
    }
}

impl std::fmt::Debug for LiveStream {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("LiveStream")
            .field("name", &self.name)
            .field("arrived", &self.arrived.len())
            .field("ended", &self.ended)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
