//! The client's end of a stream.

use std::collections::VecDeque;
use std::os::fd::{AsFd, BorrowedFd};
use std::sync::Arc;
use std::time::Duration;

use fv_api::{Stream, StreamRead};
use fv_error::{Error, ErrorCode, ErrorDomain, Result};
use fv_sys::fd::Wanted;
use fv_wire_rpc::{
    CHUNK_MAX, Decode, Encode, Frame, Header, Hole, Kind, Raw, Status, decode_error,
};

use crate::link::{Link, State, undecodable};

/// What has come on a stream and is not read yet.
#[derive(Debug)]
pub(crate) struct Queue {
    /// The head of its packets.
    header: Header,
    parts: VecDeque<Part>,
    /// The other side has nothing more to send.
    at_end: bool,
    /// The other side has answered the end.
    settled: Option<Result<()>>,
}

#[derive(Debug)]
/// A piece of what came.
enum Part {
    /// Bytes, of which so many are read.
    Data(Vec<u8>, usize),
    Hole(u64),
}

impl Queue {
    /// For the stream that this call opens.
    pub(crate) fn new(header: Header) -> Self {
        Self {
            header,
            parts: VecDeque::new(),
            at_end: false,
            settled: None,
        }
    }

    /// Adds what came. An empty packet that says to continue is the end of what can be read.
    pub(crate) fn file(&mut self, frame: &Frame<'_>) {
        match (frame.header.status, frame.header.kind) {
            (Status::Continue, Kind::StreamHole) => match Hole::decode(frame.payload) {
                Ok(hole) => self
                    .parts
                    .extend(u64::try_from(hole.length).ok().map(Part::Hole)),
                Err(_) => self.settled = Some(Err(undecodable())),
            },
            (Status::Continue, _) if frame.payload.is_empty() => self.at_end = true,
            (Status::Continue, _) => {
                self.parts.push_back(Part::Data(frame.payload.to_vec(), 0));
            }
            (Status::Ok, _) => self.settled = Some(Ok(())),
            (Status::Error | Status::Other(_), _) => {
                let error = decode_error(frame.payload).unwrap_or_else(|_| undecodable());
                self.settled = Some(Err(error));
            }
        }
    }

    /// Gives out what is there. An error of the other side is told once, after what came before.
    fn read(&mut self, buffer: &mut [u8]) -> Result<StreamRead> {
        match self.parts.front_mut() {
            Some(Part::Hole(length)) => {
                let length = *length;
                self.parts.pop_front();
                Ok(StreamRead::Hole(length))
            }
            Some(Part::Data(bytes, done)) => {
                let count = buffer.len().min(bytes.len() - *done);
                buffer[..count].copy_from_slice(&bytes[*done..*done + count]);
                *done += count;
                if *done == bytes.len() {
                    self.parts.pop_front();
                }
                Ok(StreamRead::Data(count))
            }
            None => match self.settled.take() {
                Some(Err(error)) => {
                    self.at_end = true;
                    Err(error)
                }
                Some(Ok(())) => {
                    self.settled = Some(Ok(()));
                    Ok(StreamRead::End)
                }
                None if self.at_end => Ok(StreamRead::End),
                None => Ok(StreamRead::Pending),
            },
        }
    }
}

/// A stream that a call over the wire has opened.
///
/// Its descriptor is that of the connection. Where several threads share the connection, one
/// of them may take this stream's packets in while another polls: read before polling, and poll
/// with a limit.
#[derive(Debug)]
pub(crate) struct RemoteStream {
    link: Arc<Link>,
    serial: u32,
    done: bool,
}

impl RemoteStream {
    /// The stream that the call with this serial has opened.
    pub(crate) fn new(link: Arc<Link>, serial: u32) -> Self {
        Self {
            link,
            serial,
            done: false,
        }
    }

    /// The queue of a stream, until the stream is left.
    fn queue(serial: u32, state: &mut State) -> Option<&mut Queue> {
        let mut streams = state.streams.iter_mut();
        let found = streams.find(|(other, _)| *other == serial);
        found.map(|(_, queue)| queue)
    }

    /// Sends a packet of the stream, unless the other side has said that it failed.
    fn send(&self, kind: Kind, status: Status, payload: &impl Encode) -> Result<()> {
        let serial = self.serial;
        let found = self.link.wait_until(Some(Duration::ZERO), |state| {
            let queue = Self::queue(serial, state)?;
            Some(match queue.settled.take() {
                Some(Err(error)) => Err(error),
                settled => {
                    queue.settled = settled;
                    Ok(queue.header)
                }
            })
        })?;
        let header = found.ok_or_else(|| closed("stream is not open"))??;
        let header = Header {
            serial,
            ..header.stream(kind, status)
        };
        self.link.send(&header, &[], payload)
    }

    /// Forgets the stream: what still comes for it is dropped.
    fn leave(&mut self) {
        self.done = true;
        let serial = self.serial;
        // Nothing is waited for, so that nothing can fail.
        let _ = self.link.wait_until(Some(Duration::ZERO), |state| {
            state.streams.retain(|(other, _)| *other != serial);
            Some(())
        });
    }
}

impl Stream for RemoteStream {
    fn descriptor(&self) -> Option<BorrowedFd<'_>> {
        Some(self.link.socket.as_fd())
    }

    fn read(&mut self, buffer: &mut [u8]) -> Result<StreamRead> {
        let serial = self.serial;
        let read = self.link.wait_until(Some(Duration::ZERO), |state| {
            match Self::queue(serial, state)?.read(buffer) {
                Ok(StreamRead::Pending) => None,
                read => Some(read),
            }
        })?;
        read.unwrap_or(Ok(StreamRead::Pending))
    }

    fn write(&mut self, bytes: &[u8]) -> Result<usize> {
        let ready = self.link.socket.wait(Wanted::Write, Some(Duration::ZERO));
        if !ready.is_ok_and(|ready| ready) {
            return Ok(0);
        }
        // More than this in one packet is what the reference never sends.
        let bytes = &bytes[..bytes.len().min(CHUNK_MAX)];
        self.send(Kind::Stream, Status::Continue, &Raw(bytes))?;
        Ok(bytes.len())
    }

    fn skip(&mut self, length: u64) -> Result<()> {
        let length = i64::try_from(length).map_err(|_| closed("a hole is too long"))?;
        let hole = Hole { length, flags: 0 };
        self.send(Kind::StreamHole, Status::Continue, &hole)
    }

    /// Waits for the other side's word, as libvirt's own call does.
    fn finish(&mut self) -> Result<()> {
        if self.done {
            return Ok(());
        }
        let serial = self.serial;
        let sent = self.send(Kind::Stream, Status::Ok, &());
        let settled = sent.and_then(|()| {
            let settled = self
                .link
                .wait_until(None, |state| Self::queue(serial, state)?.settled.take())?;
            settled.unwrap_or(Ok(()))
        });
        self.leave();
        settled
    }

    fn abort(&mut self) {
        if !self.done {
            // Whoever gives up does not wait to hear that the other side has gone too.
            let error = closed("stream aborted at client request");
            let _ = self.send(Kind::Stream, Status::Error, &error);
            self.leave();
        }
    }
}

impl Drop for RemoteStream {
    fn drop(&mut self) {
        self.abort();
    }
}

/// An error of a stream.
fn closed(text: &str) -> Error {
    Error::new(ErrorDomain::Streams, ErrorCode::OperationFailed, text)
}
