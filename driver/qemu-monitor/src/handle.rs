//! One monitor shared by many callers and one reading thread.
//!
//! Callers write on their own thread where the socket takes it at once, then wait on a condition
//! with a deadline. One thread, the reactor, watches all sockets and calls
//! [`MonitorHandle::ready`]; only that thread reads and only it tells the [`Observer`], so events
//! arrive in order and never under the lock. A deadline leaves the command in doubt; the observer
//! hears when the late reply or the end of the connection settles it.

use std::collections::{HashMap, VecDeque};
use std::fmt;
use std::io;
use std::os::fd::{AsFd, BorrowedFd};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use fv_error::{Error, Result};

use crate::command::{Call, Command, Reply, Serial};
use crate::event::Event;
use crate::failure::Failure;
use crate::machine::{Incoming, Limits, Qmp};

/// The socket and the clock, handed in by whoever may touch them.
///
/// Reading and writing must not block; they answer `WouldBlock` instead.
pub trait Channel: Send + Sync {
    /// Reads; 0 is the end.
    fn read(&self, buffer: &mut [u8]) -> io::Result<usize>;
    /// Writes, passing the descriptor with the first byte.
    fn write(&self, bytes: &[u8], descriptor: Option<BorrowedFd<'_>>) -> io::Result<usize>;
    /// Asks the reading thread to watch for room to write, and then to call `ready`.
    ///
    /// Called with the lock of the monitor held, so it must not call back.
    fn watch_write(&self);
    /// The time, on the clock of the deadlines.
    fn now(&self) -> Instant;
    /// Closes both directions, so that the reading thread sees the end.
    fn shut(&self);
}

/// Who hears what the guest does by itself; called by the reading thread, without any lock.
pub trait Observer: Send + Sync {
    /// Something happened.
    fn event(&self, event: Event);
    /// A flood of events was cut; the state must be asked for again.
    fn events_lost(&self, count: u64);
    /// A command whose caller had given up is settled.
    ///
    /// Until now the guest might have acted on it at any moment; a job that stood for it can end.
    fn settled(&self, doubt: Doubt, outcome: std::result::Result<Reply, Failure>);
    /// The connection is over; told once.
    ///
    /// Everything else was told before. The process may live on: [`Failure::Broken`] says that only the
    /// conversation has failed.
    fn ended(&self, failure: Failure);
}

/// A command whose caller gave up while QEMU had it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Doubt {
    /// Its number.
    pub serial: Serial,
    /// What it was.
    pub command: String,
}

/// Takes the outcomes of commands that were sent to many guests at once.
pub trait Collect: Send + Sync {
    /// A command is settled, answered or not; `key` is what it was sent with.
    ///
    /// Called with the lock of a monitor held, so it must not call back.
    fn came(&self, key: usize, outcome: std::result::Result<Reply, Failure>);
}

/// What the reading thread found, or should watch for next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Readiness {
    /// There is something to read.
    pub readable: bool,
    /// There is room to write.
    pub writable: bool,
}

/// A command that was sent and not yet waited for; dropping it gives up the reply.
#[derive(Debug)]
#[must_use = "the reply is given up when the ticket goes"]
pub struct Ticket {
    serial: Serial,
    deadline: Option<Instant>,
    monitor: MonitorHandle,
}

impl Drop for Ticket {
    fn drop(&mut self) {
        self.monitor.lock().slots.remove(&self.serial);
    }
}

/// A monitor that many threads may use.
///
/// Clones share the connection. The handle holds no lock while a caller waits or an observer is
/// told, so an observer may send commands of its own, but must not wait for them: it runs on the
/// thread that would read the reply.
#[derive(Clone)]
pub struct MonitorHandle(Arc<Shared>);

struct Shared {
    channel: Box<dyn Channel>,
    observer: Arc<dyn Observer>,
    state: Mutex<State>,
    piece: AtomicUsize,
    changed: Condvar,
}

struct State {
    qmp: Qmp,
    slots: HashMap<Serial, Option<Outcome>>,
    collected: HashMap<Serial, (Arc<dyn Collect>, usize)>,
    doubts: HashMap<Serial, Doubt>,
    news: VecDeque<News>,
    end_told: bool,
}

type Outcome = std::result::Result<Reply, Failure>;

enum News {
    Event(Event),
    Lost(u64),
    Settled(Doubt, Outcome),
}

impl MonitorHandle {
    /// A monitor over a connected socket; `owner` is the name of the guest, for messages.
    pub fn new(
        owner: &str,
        channel: Box<dyn Channel>,
        observer: Arc<dyn Observer>,
        limits: Limits,
    ) -> Self {
        let state = State {
            qmp: Qmp::new(owner, limits),
            slots: HashMap::new(),
            collected: HashMap::new(),
            doubts: HashMap::new(),
            news: VecDeque::new(),
            end_told: false,
        };
        let (state, changed) = (Mutex::new(state), Condvar::new());
        Self(Arc::new(Shared {
            channel,
            observer,
            state,
            piece: AtomicUsize::new(PIECE_MAX),
            changed,
        }))
    }

    /// Sends a call and reads its reply; [`Failure::of`] tells a late QEMU from a refusal.
    pub fn call<R: 'static>(&self, call: &Call<R>, deadline: Option<Instant>) -> Result<R> {
        let reply = self.execute(call.command().clone(), deadline)?;
        call.read(&reply)
    }

    /// Sends a call and waits for its reply as long as `more` gives time for it.
    ///
    /// `more` is told how many bytes QEMU has written since the connection was made. It is asked
    /// without any lock: at once, and then at each moment that it named.
    pub fn call_while<R: 'static>(
        &self,
        call: &Call<R>,
        more: &mut dyn FnMut(u64) -> Option<Instant>,
    ) -> Result<R> {
        let ticket = self.submit(call.command().clone(), None)?;
        let outcome = self.outcome(ticket.serial, Some(self.0.channel.now()), more);
        drop(ticket);
        call.read(&outcome?)
    }

    /// Sends a command and waits for its reply.
    pub fn execute(&self, command: Command, deadline: Option<Instant>) -> Result<Reply, Failure> {
        let ticket = self.submit(command, deadline)?;
        self.wait(ticket)
    }

    /// Sends a command without waiting, so that many guests can be asked at once.
    ///
    /// The deadline counts from here on, not from the moment somebody waits.
    pub fn submit(&self, command: Command, deadline: Option<Instant>) -> Result<Ticket, Failure> {
        let mut state = self.lock();
        let serial = state.qmp.send(command, deadline)?;
        state.slots.insert(serial, None);
        self.flush(&mut state);
        let monitor = self.clone();
        Ok(Ticket {
            serial,
            deadline,
            monitor,
        })
    }

    /// Sends commands whose outcomes go to somebody who collects those of many guests; each
    /// outcome comes with the number of its command in the list.
    ///
    /// Nobody waits here, so the deadline has to be looked at with [`MonitorHandle::expire`].
    pub fn submit_all(
        &self,
        commands: Vec<(usize, Command)>,
        deadline: Instant,
        to: &Arc<dyn Collect>,
    ) {
        let mut state = self.lock();
        for (key, command) in commands {
            match state.qmp.send(command, Some(deadline)) {
                Ok(serial) => {
                    state.collected.insert(serial, (Arc::clone(to), key));
                }
                Err(failure) => to.came(key, Err(failure)),
            }
        }
        self.flush(&mut state);
    }

    /// Fails the commands whose deadline has passed.
    pub fn expire(&self) {
        let mut state = self.lock();
        state.qmp.expire(self.0.channel.now());
        self.flush(&mut state);
    }

    /// Waits for the reply of a command that was sent.
    ///
    /// When the deadline passes, those of all other commands are looked at too.
    pub fn wait(&self, ticket: Ticket) -> Result<Reply, Failure> {
        let (serial, deadline) = (ticket.serial, ticket.deadline);
        let outcome = self.outcome(serial, deadline, &mut |_| None);
        drop(ticket);
        outcome
    }

    fn outcome(
        &self,
        serial: Serial,
        mut until: Option<Instant>,
        more: &mut dyn FnMut(u64) -> Option<Instant>,
    ) -> Outcome {
        let mut state = self.lock();
        loop {
            if let Some(Some(_)) = state.slots.get(&serial) {
                let outcome = state.slots.remove(&serial).flatten();
                return outcome.unwrap_or_else(|| Err(lost_reply()));
            }
            let Some(deadline) = until else {
                state = self
                    .0
                    .changed
                    .wait(state)
                    .unwrap_or_else(PoisonError::into_inner);
                continue;
            };
            let now = self.0.channel.now();
            if now >= deadline {
                let heard = state.qmp.heard();
                drop(state);
                let later = more(heard);
                state = self.lock();
                match later {
                    Some(_) => until = later,
                    None if matches!(state.slots.get(&serial), Some(Some(_))) => {}
                    None => {
                        state.qmp.give_up(serial, now);
                        self.flush(&mut state);
                    }
                }
                continue;
            }
            let (guard, _) = self
                .0
                .changed
                .wait_timeout(state, deadline - now)
                .unwrap_or_else(PoisonError::into_inner);
            state = guard;
        }
    }

    /// Sets how much is read at most each time the socket is found ready.
    ///
    /// What was read is told before anybody else is served; so who tells too much is read in
    /// smaller pieces.
    pub fn read_pieces_of(&self, bytes: usize) {
        let bytes = bytes.clamp(1, PIECE_MAX);
        self.0.piece.store(bytes, Ordering::Relaxed);
    }

    /// Moves bytes after the reading thread found the socket ready; says what to watch for, and
    /// `None` when the connection is over.
    pub fn ready(&self, found: Readiness) -> Option<Readiness> {
        let mut state = self.lock();
        if found.writable {
            self.flush(&mut state);
        }
        if found.readable {
            self.pull(&mut state);
            self.flush(&mut state);
        }
        self.tell(state)
    }

    /// The command that is in doubt, if one is.
    pub fn in_doubt(&self) -> Option<Doubt> {
        let state = self.lock();
        let (serial, command) = state.qmp.in_doubt()?;
        Some(Doubt {
            serial,
            command: command.to_string(),
        })
    }

    /// Why the connection ended, if it did.
    pub fn ended(&self) -> Option<Failure> {
        self.lock().qmp.ended().cloned()
    }

    /// Ends the connection from our side; who waits fails at once.
    ///
    /// The observer still hears of the end, from the reading thread.
    pub fn close(&self) {
        let mut state = self.lock();
        state.qmp.finish();
        self.route(&mut state);
        drop(state);
        self.0.channel.shut();
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Writes what can be written at once and hands out what came of it.
    fn flush(&self, state: &mut State) {
        while let Some(output) = state.qmp.output() {
            let descriptor = output.descriptor.map(|descriptor| descriptor.as_fd());
            match self.0.channel.write(output.bytes, descriptor) {
                Ok(count) => state.qmp.wrote(count),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                    self.0.channel.watch_write();
                    break;
                }
                // QEMU went away; what it said last is still to be read, then comes the end.
                Err(error) if error.kind() == io::ErrorKind::BrokenPipe => break,
                Err(error) => {
                    let reason = fv_error::strerror(&error);
                    state
                        .qmp
                        .break_off(format!("Unable to write to monitor: {reason}"));
                }
            }
        }
        self.route(state);
    }

    fn pull(&self, state: &mut State) {
        let mut buffer = vec![0; self.0.piece.load(Ordering::Relaxed)];
        match self.0.channel.read(&mut buffer) {
            Ok(0) => state.qmp.finish(),
            Ok(count) => state.qmp.receive(&buffer[..count]),
            Err(error) => match error.kind() {
                io::ErrorKind::Interrupted | io::ErrorKind::WouldBlock => {}
                io::ErrorKind::ConnectionReset => state.qmp.finish(),
                _ => {
                    let reason = fv_error::strerror(&error);
                    state
                        .qmp
                        .break_off(format!("Unable to read from monitor: {reason}"));
                }
            },
        }
    }

    /// Gives replies to who waits for them and keeps the rest for the observer.
    fn route(&self, state: &mut State) {
        let mut woken = false;
        while let Some(incoming) = state.qmp.poll() {
            match incoming {
                Incoming::Greeting(_) => {}
                Incoming::Event(event) => state.news.push_back(News::Event(event)),
                Incoming::EventsLost(count) => state.news.push_back(News::Lost(count)),
                Incoming::Reply { serial, reply, .. } => woken |= state.settle(serial, Ok(reply)),
                Incoming::Failed { serial, failure } => woken |= state.settle(serial, Err(failure)),
            }
        }
        if woken {
            self.0.changed.notify_all();
        }
    }

    /// Tells the observer what is new, outside the lock.
    fn tell(&self, mut state: MutexGuard<'_, State>) -> Option<Readiness> {
        let news = std::mem::take(&mut state.news);
        let ended = state.qmp.ended().cloned();
        let end = ended.clone().filter(|_| !state.end_told);
        state.end_told = ended.is_some();
        let writable = state.qmp.output().is_some();
        drop(state);
        let observer = &self.0.observer;
        for item in news {
            match item {
                News::Event(event) => observer.event(event),
                News::Lost(count) => observer.events_lost(count),
                News::Settled(doubt, outcome) => observer.settled(doubt, outcome),
            }
        }
        if let Some(failure) = end {
            observer.ended(failure);
        }
        ended.is_none().then_some(Readiness {
            readable: true,
            writable,
        })
    }
}

impl State {
    /// Notes how a command ended; true if somebody may wait for it.
    fn settle(&mut self, serial: Serial, outcome: Outcome) -> bool {
        if let Some(doubt) = self.doubts.remove(&serial) {
            self.news.push_back(News::Settled(doubt, outcome));
            return false;
        }
        if let Err(Failure::InDoubt { command, serial }) = &outcome {
            let doubt = Doubt {
                serial: *serial,
                command: command.clone(),
            };
            self.doubts.insert(*serial, doubt);
        }
        if let Some((collector, key)) = self.collected.remove(&serial) {
            collector.came(key, outcome);
            return false;
        }
        match self.slots.get_mut(&serial) {
            Some(slot) => {
                *slot = Some(outcome);
                true
            }
            None => false,
        }
    }
}

impl fmt::Debug for MonitorHandle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MonitorHandle").finish_non_exhaustive()
    }
}

impl Failure {
    /// The failure behind an error, where QEMU gave no answer at all.
    pub fn of(error: &Error) -> Option<&Self> {
        std::error::Error::source(error)?.downcast_ref()
    }
}

/// The most that is read at once: some dozens of events.
pub const PIECE_MAX: usize = 8 * 1024;

fn lost_reply() -> Failure {
    Failure::Broken {
        detail: "Missing monitor reply object".to_string(),
    }
}

#[cfg(test)]
#[path = "tests/handle.rs"]
mod tests;
