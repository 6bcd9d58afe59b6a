//! One socket, shared by threads that take turns at reading.
//!
//! ```text
//!   call: note the serial ─ send ─┬─ the receiver is free: take it, read until the answer is
//!                                 │  there, file what belongs to others, put it back
//!                                 └─ another thread has it: sleep until that one has filed the
//!                                    answer, or puts the receiver back
//! ```
//!
//! Sending and reading have a lock each, so that a thread that reads holds nobody up.

use std::collections::VecDeque;
use std::io;
use std::os::fd::OwnedFd;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use fv_api::KeepaliveEvent;
use fv_error::{Error, ErrorCode, ErrorDomain, Result};
use fv_sys::clock;
use fv_sys::fd::Wanted;
use fv_types::lock::{Condvar, Mutex, MutexGuard, Rank};
use fv_wire_rpc::{
    Encode, EventMessage, Frame, FrameError, Header, KEEPALIVE, Kind, Limits, Packet, Receiver,
    Status, decode_error, encode_packet_into, event_packet,
};
use fv_wire_transport::{Received, Socket};

use crate::RemoteEvent;
use crate::stream::Queue;

/// The connection below a [`Remote`](crate::Remote) and its streams.
#[derive(Debug)]
pub(crate) struct Link {
    pub(crate) socket: Socket,
    /// The process that connected: a child of it must not read what is meant for its parent.
    process: u32,
    /// Where packets are put together; who holds it sends.
    outgoing: Mutex<Vec<u8>>,
    state: Mutex<State>,
    changed: Condvar,
    /// Whether anything has come since this was asked last.
    heard: AtomicBool,
}

/// What the threads share.
#[derive(Debug)]
pub(crate) struct State {
    next_serial: u32,
    /// Taken out by the thread that reads.
    receiver: Option<Box<Receiver>>,
    /// The calls under way, each with its answer when that has come.
    waiting: Vec<(u32, Option<Packet>)>,
    pub(crate) streams: Vec<(u32, Queue)>,
    events: VecDeque<RemoteEvent>,
    /// Why nothing more will come.
    closed: Option<Closed>,
}

#[derive(Clone, Copy, Debug)]
enum Closed {
    /// The other side ended it, or the system did (with this errno).
    Lost(i32),
    /// What came was no packet.
    Garbled(FrameError),
    /// Nothing came, not even answers to pings.
    Silent,
    /// This side closed it.
    Here,
}

impl Link {
    /// Takes over a connected socket that blocks.
    pub(crate) fn new(socket: Socket) -> Self {
        Self {
            socket,
            process: std::process::id(),
            outgoing: Mutex::new(Rank::QUEUE, Vec::new()),
            state: Mutex::new(
                Rank::CLIENT,
                State {
                    next_serial: 0,
                    receiver: Some(Box::new(Receiver::new(Limits::PROTOCOL))),
                    waiting: Vec::new(),
                    streams: Vec::new(),
                    events: VecDeque::new(),
                    closed: None,
                },
            ),
            changed: Condvar::new(),
            heard: AtomicBool::new(false),
        }
    }

    /// Calls, and reads the answer where it lies.
    ///
    /// A call that opens a stream has its queue from before it is sent, for bytes may come right
    /// behind the answer.
    pub(crate) fn call<T>(
        &self,
        mut header: Header,
        descriptors: &[OwnedFd],
        args: &impl Encode,
        read: impl FnOnce(u32, &[u8], Vec<OwnedFd>) -> Result<T>,
    ) -> Result<T> {
        header.serial = self.begin(header)?;
        let sent = self.send(&header, descriptors, args);
        let answer = match sent {
            Ok(()) => self.answer(header.serial, read),
            Err(error) => Err(error),
        };
        if answer.is_err() {
            self.forget(header.serial);
        }
        answer
    }

    /// Notes a call before it is sent, for its answer may come while this thread still returns
    /// from sending.
    fn begin(&self, header: Header) -> Result<u32> {
        self.check_process()?;
        let mut state = self.state.lock();
        state.check_open()?;
        let serial = state.next_serial;
        state.next_serial = serial.wrapping_add(1);
        state.waiting.push((serial, None));
        let program = fv_wire_rpc::program(header.program, header.version);
        let procedure = program.and_then(|program| program.procedure(header.procedure));
        if procedure.is_some_and(|procedure| procedure.stream.is_some()) {
            state.streams.push((serial, Queue::new(header)));
        }
        Ok(serial)
    }

    /// Drops what is kept for a call that failed.
    fn forget(&self, serial: u32) {
        let mut state = self.state.lock();
        state.waiting.retain(|(other, _)| *other != serial);
        state.streams.retain(|(other, _)| *other != serial);
    }

    /// Sends one packet.
    pub(crate) fn send(
        &self,
        header: &Header,
        descriptors: &[OwnedFd],
        payload: &impl Encode,
    ) -> Result<()> {
        let mut buffer = self.outgoing.lock();
        encode_packet_into(&mut buffer, header, descriptors.len(), payload).map_err(|_| {
            Error::new(
                ErrorDomain::Rpc,
                ErrorCode::Rpc,
                "Unable to encode message payload",
            )
        })?;
        // The lock is held while sending: packets of several threads must not mix.
        let sent = self.socket.send_all(&buffer, descriptors);
        if buffer.capacity() > BUFFER_KEPT {
            *buffer = Vec::new();
        }
        sent.map_err(|error| {
            let text = "Cannot write data";
            Error::system(ErrorDomain::Rpc, error, text)
        })
    }

    /// Waits for the answer: reads it oneself, or has it filed by who reads.
    fn answer<T>(
        &self,
        serial: u32,
        read: impl FnOnce(u32, &[u8], Vec<OwnedFd>) -> Result<T>,
    ) -> Result<T> {
        let mut state = self.state.lock();
        loop {
            if let Some(packet) = state.take_answer(serial) {
                drop(state);
                let (header, payload) = (packet.header, packet.payload);
                return finish(&header, &payload, packet.descriptors, read);
            }
            state.check_open()?;
            // Nobody else reads: it is this thread's turn.
            let Some(mut receiver) = state.receiver.take() else {
                state = self.changed.wait(state);
                continue;
            };
            // Without the lock, so that others can send and note their calls meanwhile.
            drop(state);
            let outcome = self.read_own(&mut receiver, serial, read);
            let mut state = self.state.lock();
            state.receiver = Some(receiver);
            state.waiting.retain(|(other, _)| *other != serial);
            self.hand_on(&state);
            return outcome;
        }
    }

    /// Reads until the answer to `serial` has come, and files everything before it.
    fn read_own<T>(
        &self,
        receiver: &mut Receiver,
        serial: u32,
        read: impl FnOnce(u32, &[u8], Vec<OwnedFd>) -> Result<T>,
    ) -> Result<T> {
        loop {
            loop {
                match receiver.next_frame() {
                    Ok(Some(frame)) if is_answer(&frame.header, serial) => {
                        return finish(&frame.header, frame.payload, frame.descriptors, read);
                    }
                    Ok(Some(frame)) => self.file(frame),
                    Ok(None) => break,
                    Err(error) => return Err(self.close(Closed::Garbled(error))),
                }
            }
            self.receive(receiver)?;
        }
    }

    /// One read of the socket.
    fn receive(&self, receiver: &mut Receiver) -> Result<()> {
        match self.socket.receive(receiver) {
            Ok(Received::Something { .. }) => {
                self.heard.store(true, Ordering::Relaxed);
                Ok(())
            }
            Ok(Received::Nothing) => Ok(()),
            Ok(Received::End) => Err(self.close(Closed::Lost(EIO))),
            Err(error) => {
                let errno = error.raw_os_error().unwrap_or(EIO);
                Err(self.close(Closed::Lost(errno)))
            }
        }
    }

    /// Puts a packet where the one who waits for it looks.
    fn file(&self, frame: Frame<'_>) {
        let mut state = self.state.lock();
        match frame.header.kind {
            Kind::Reply | Kind::ReplyWithDescriptors => state.file_answer(frame),
            Kind::Message if frame.header.program == KEEPALIVE.number => {
                drop(state);
                return self.keepalive(&frame);
            }
            Kind::Message => {
                // A newer server may have events that this library does not know.
                let event = RemoteEvent::read(&frame.header, frame.payload);
                state.events.extend(event.and_then(std::result::Result::ok));
            }
            Kind::Stream | Kind::StreamHole => {
                let serial = frame.header.serial;
                let streams = state.streams.iter_mut();
                for (_, queue) in streams.filter(|(other, _)| *other == serial) {
                    queue.file(&frame);
                }
            }
            // A server does not call; the reference drops it too.
            Kind::Call | Kind::CallWithDescriptors => {}
        }
        self.changed.notify_all();
    }

    /// Whether anything has come since this was asked last.
    pub(crate) fn take_heard(&self) -> bool {
        self.heard.swap(false, Ordering::Relaxed)
    }

    /// Asks the other side for a sign of life.
    pub(crate) fn ping(&self) {
        if let Some(Ok(ping)) = event_packet(&KeepaliveEvent::Ping, &(), None) {
            let _outgoing = self.outgoing.lock();
            // A ping that cannot be sent gets no answer either.
            let _ = self.socket.send_all(&ping, &[]);
        }
    }

    /// Ends the connection because the other side gives no sign of life.
    pub(crate) fn give_up(&self) {
        self.close(Closed::Silent);
        // Whoever waits for bytes wakes up from it.
        let _ = self.socket.shutdown();
    }

    /// Answers a ping.
    fn keepalive(&self, frame: &Frame<'_>) {
        let number = u32::try_from(frame.header.procedure).unwrap_or(0);
        let ping = KeepaliveEvent::take(number, frame.payload);
        let is_ping = matches!(ping, Some(Ok(ping)) if ping.event == KeepaliveEvent::Ping);
        if is_ping && let Some(Ok(pong)) = event_packet(&KeepaliveEvent::Pong, &(), None) {
            // A pong that cannot be sent is noticed by the next call.
            let _outgoing = self.outgoing.lock();
            let _ = self.socket.send_all(&pong, &[]);
        }
    }

    /// Says to the others that the receiver is free.
    fn hand_on(&self, state: &State) {
        if !state.waiting.is_empty() || !state.streams.is_empty() {
            self.changed.notify_all();
        }
    }

    /// Waits until `check` finds what it looks for, reading if nobody else does.
    ///
    /// With a time it gives up when that has passed, and returns nothing.
    pub(crate) fn wait_until<T>(
        &self,
        time: Option<Duration>,
        mut check: impl FnMut(&mut State) -> Option<T>,
    ) -> Result<Option<T>> {
        self.check_process()?;
        let end = time.map(|time| clock::now() + time);
        let mut state = self.state.lock();
        loop {
            if let Some(found) = check(&mut state) {
                return Ok(Some(found));
            }
            state.check_open()?;
            let left = end.map(|end| end.until(clock::now()));
            state = match state.receiver.take() {
                Some(receiver) => self.read_turn(state, receiver, left)?,
                None if left.is_some_and(|left| left.is_zero()) => return Ok(None),
                None => match left {
                    Some(left) => self.changed.wait_for(state, left).0,
                    None => self.changed.wait(state),
                },
            };
            // With no time left the socket has been looked at once: that was asked for.
            if left.is_some_and(|left| left.is_zero()) {
                return Ok(check(&mut state));
            }
        }
    }

    /// Reads once, files what came, and puts the receiver back.
    fn read_turn<'a>(
        &'a self,
        state: MutexGuard<'a, State>,
        mut receiver: Box<Receiver>,
        left: Option<Duration>,
    ) -> Result<MutexGuard<'a, State>> {
        drop(state);
        let outcome = self.read_once(&mut receiver, left);
        let mut state = self.state.lock();
        state.receiver = Some(receiver);
        self.hand_on(&state);
        outcome.map(|()| state)
    }

    /// Looks first at what is in the buffer, then at the socket, once.
    fn read_once(&self, receiver: &mut Receiver, left: Option<Duration>) -> Result<()> {
        if self.file_all(receiver)? {
            return Ok(());
        }
        let ready = self.socket.wait(Wanted::Read, left);
        match ready {
            Ok(false) => return Ok(()),
            Ok(true) => {}
            Err(error) => return Err(self.close(Closed::Lost(error.raw_os_error().unwrap_or(EIO)))),
        }
        self.receive(receiver)?;
        self.file_all(receiver).map(|_| ())
    }

    /// Files the packets that are whole; tells whether there were any.
    fn file_all(&self, receiver: &mut Receiver) -> Result<bool> {
        let mut any = false;
        loop {
            match receiver.next_frame() {
                Ok(Some(frame)) => self.file(frame),
                Ok(None) => return Ok(any),
                Err(error) => return Err(self.close(Closed::Garbled(error))),
            }
            any = true;
        }
    }

    /// The next event, if one has come within the time.
    pub(crate) fn next_event(&self, time: Option<Duration>) -> Result<Option<RemoteEvent>> {
        self.wait_until(time, |state| state.events.pop_front())
    }

    /// Ends the connection from this side.
    ///
    /// A child that inherited it leaves the parent's connection alone.
    pub(crate) fn shut(&self) {
        if self.check_process().is_err() {
            return;
        }
        self.close(Closed::Here);
        // Whoever reads wakes up from it; that the other side has gone first is no fault.
        let _ = self.socket.shutdown();
    }

    /// A child after fork shares the socket: if it read or wrote, parent and child would take
    /// each other's bytes.
    fn check_process(&self) -> Result<()> {
        if self.process == std::process::id() {
            return Ok(());
        }
        let text = "the connection was opened by the parent of this process";
        Err(Error::internal(ErrorDomain::Rpc, text))
    }

    /// Ends the connection for all threads; the first reason stays.
    fn close(&self, why: Closed) -> Error {
        let mut state = self.state.lock();
        let why = *state.closed.get_or_insert(why);
        self.changed.notify_all();
        why.error()
    }
}

impl State {
    /// Fails with the reason why nothing more will come, if there is one.
    fn check_open(&self) -> Result<()> {
        match self.closed {
            None => Ok(()),
            Some(why) => Err(why.error()),
        }
    }

    /// The answer to this call, if another thread has filed it.
    fn take_answer(&mut self, serial: u32) -> Option<Packet> {
        let at = self
            .waiting
            .iter()
            .position(|(other, _)| *other == serial)?;
        self.waiting[at].1.as_ref()?;
        self.waiting.swap_remove(at).1
    }

    /// Keeps an answer for the thread that waits for it; one that nobody waits for is dropped.
    fn file_answer(&mut self, frame: Frame<'_>) {
        let serial = frame.header.serial;
        let mut waiting = self.waiting.iter_mut();
        if let Some((_, answer)) = waiting.find(|(other, _)| *other == serial) {
            *answer = Some(frame.into_packet());
        }
    }
}

impl Closed {
    /// In the words of the reference.
    fn error(self) -> Error {
        match self {
            Self::Lost(EIO) => Error::system(
                ErrorDomain::Rpc,
                io::Error::from_raw_os_error(EIO),
                "End of file while reading data",
            ),
            Self::Lost(errno) => Error::system(
                ErrorDomain::Rpc,
                io::Error::from_raw_os_error(errno),
                "Cannot recv data",
            ),
            Self::Garbled(error) => Error::new(ErrorDomain::Rpc, ErrorCode::Rpc, error.to_string()),
            Self::Silent => Error::internal(
                ErrorDomain::Rpc,
                "connection closed due to keepalive timeout",
            ),
            Self::Here => Error::internal(ErrorDomain::Rpc, "client socket is closed"),
        }
    }
}

/// Tells whether a packet is the reply to this call.
fn is_answer(header: &Header, serial: u32) -> bool {
    header.serial == serial && matches!(header.kind, Kind::Reply | Kind::ReplyWithDescriptors)
}

/// From a reply to what the caller gets.
fn finish<T>(
    header: &Header,
    payload: &[u8],
    descriptors: Vec<OwnedFd>,
    read: impl FnOnce(u32, &[u8], Vec<OwnedFd>) -> Result<T>,
) -> Result<T> {
    match header.status {
        Status::Ok => read(header.serial, payload, descriptors),
        Status::Error => Err(decode_error(payload).unwrap_or_else(|_| undecodable())),
        Status::Continue | Status::Other(_) => {
            let text = format!("Unexpected message status {}", header.status.number());
            Err(Error::new(ErrorDomain::Rpc, ErrorCode::Rpc, text))
        }
    }
}

/// An answer is not what the protocol says.
pub(crate) fn undecodable() -> Error {
    let text = "Unable to decode message payload";
    Error::new(ErrorDomain::Rpc, ErrorCode::Rpc, text)
}

/// An input/output error, which is also what an early end counts as.
const EIO: i32 = 5;

/// How big a buffer for sending is kept for the next packet.
const BUFFER_KEPT: usize = 1 << 20;
