//! The one thread that owns listeners, clients, timers and the descriptors of streams.
//!
//! It never blocks and takes no driver's lock. What may wait goes to the pool; what is bounded
//! runs right here, between reading a request and writing its reply.
//!
//! ```text
//! readable ─► read ─► frame ─► keepalive: answer
//!                        │  ─► stream packet: to its stream
//!                        │  ─► call: here, or on a worker
//!                        └──── as many requests as allowed are under way: read no more
//! ```

mod hoard;
mod listening;
mod peer;
mod streams;

use std::collections::HashMap;
use std::io;
use std::os::fd::OwnedFd;
use std::sync::Arc;
use std::time::Duration;

use fv_api::Access;
use fv_event::{Event, EventLoop, Handle, Interest, Ready, Token};
use fv_sys::clock::{self, Instant};
use fv_sys::memory;
use fv_wire_rpc::{CHUNK_MAX, Receiver};

use crate::limits::Service;
use crate::notice::Notice;
use crate::pool::Wait;
use crate::server::{Shared, Stopper};
use listening::{Doors, Listener};
use peer::Peer;
use streams::StreamToken;

/// What a watched descriptor's owner wants after it was ready.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Go on.
    Continue,
    /// End the server.
    Stop,
}

/// What is called when a watched descriptor is readable.
pub type Watcher = Box<dyn FnMut() -> Verdict>;

/// The thread's state.
pub(crate) struct Reactor {
    shared: Arc<Shared>,
    events: EventLoop,
    listeners: Vec<Listener>,
    accepting: bool,
    peers: HashMap<u64, Peer>,
    doors: Doors,
    /// Numbers are never used again: a late notice must not reach a stranger.
    next_id: u64,
    /// Which client and stream a stream's token belongs to.
    streams: HashMap<u64, StreamToken>,
    next_stream: u64,
    /// Streams that have more to move and no descriptor to say so.
    restless: Vec<u64>,
    /// Clients that may be read further.
    revisit: Vec<u64>,
    /// Clients whose long messages wait until others are worked off.
    cramped: Vec<u64>,
    watchers: Vec<(OwnedFd, Watcher)>,
    idle: Option<Idle>,
    /// Room for one chunk of a stream.
    scratch: Vec<u8>,
    /// What the next client is read with.
    spare: Option<Receiver>,
    now: Instant,
    stopping: bool,
}

/// When to end because nobody needs the server.
struct Idle {
    time: Duration,
    since: Option<Instant>,
}

/// The kinds of tokens, in the upper bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Client,
    Listener,
    Stream,
    Watcher,
    Resume,
    Idle,
    /// A connection that waits for room.
    Waiting,
    /// A client that has not authenticated in time.
    Stranger,
    /// A client of which half a message is there.
    Stalled,
}

impl Reactor {
    pub(crate) fn new(shared: Arc<Shared>, events: EventLoop) -> Self {
        Self {
            shared,
            events,
            listeners: Vec::new(),
            accepting: true,
            peers: HashMap::new(),
            doors: Doors::default(),
            next_id: 1,
            streams: HashMap::new(),
            next_stream: 0,
            restless: Vec::new(),
            revisit: Vec::new(),
            cramped: Vec::new(),
            watchers: Vec::new(),
            idle: None,
            scratch: vec![0; CHUNK_MAX],
            spare: None,
            now: clock::now(),
            stopping: false,
        }
    }

    /// Takes connections from a listening socket.
    pub(crate) fn listen(
        &mut self,
        socket: OwnedFd,
        service: Service,
        access: Access,
    ) -> io::Result<()> {
        let token = Kind::Listener.token(self.listeners.len() as u64);
        self.events.add(&socket, token, Interest::READ)?;
        self.listeners.push(Listener {
            socket,
            service,
            access,
        });
        Ok(())
    }

    /// Calls `watcher` whenever the descriptor is readable.
    pub(crate) fn watch(&mut self, descriptor: OwnedFd, watcher: Watcher) -> io::Result<()> {
        let token = Kind::Watcher.token(self.watchers.len() as u64);
        self.events.add(&descriptor, token, Interest::READ)?;
        self.watchers.push((descriptor, watcher));
        Ok(())
    }

    /// Ends the server when nobody was connected for so long and no guest runs.
    pub(crate) fn stop_when_idle(&mut self, time: Duration) {
        self.set_idle(Some(time));
    }

    /// Changes after how long without use the server ends; nothing is never.
    fn set_idle(&mut self, time: Option<Duration>) {
        self.idle = time.map(|time| Idle { time, since: None });
        self.watch_idleness();
    }

    pub(crate) fn stopper(&self) -> Stopper {
        Stopper::new(&self.shared, self.events.handle())
    }

    /// Serves until told to stop.
    pub(crate) fn run(&mut self) -> io::Result<()> {
        let mut happened = Vec::new();
        let mut awake_until = clock::now();
        self.measure_descriptors();
        while !self.stopping && !self.shared.is_stopped() {
            // Read twice: the wait may have been long.
            self.now = clock::now();
            let busy = !self.restless.is_empty() || !self.revisit.is_empty();
            let timeout = (busy || self.now < awake_until).then_some(Duration::ZERO);
            self.events.poll(self.now, timeout, &mut happened)?;
            self.now = clock::now();
            if !happened.is_empty() {
                awake_until = self.now + AWAKE_TIME;
            }
            for event in happened.drain(..) {
                self.handle(event);
            }
            self.take_notices();
            self.pump_restless();
            for id in std::mem::take(&mut self.revisit) {
                self.look(id);
            }
            if self.shared.notices.budget.take_burst() {
                self.shared.run_aside(Wait::Host, memory::give_back);
            }
        }
        self.shut_down();
        Ok(())
    }

    /// Acts on one event of the loop.
    fn handle(&mut self, event: Event) {
        match event {
            Event::Io(ready) => self.handle_ready(ready),
            Event::Timer(token) => match Kind::of(token) {
                (Kind::Client, id) => self.keepalive(id),
                (Kind::Resume, _) => self.set_accepting(true),
                (Kind::Stranger, id) => self.drop_stranger(id),
                (Kind::Stalled, id) => self.check_stall(id),
                (Kind::Idle, _) => self.check_idleness(),
                _ => {}
            },
            // Notices are taken after every round.
            Event::Woken => {}
        }
    }

    /// Hands a ready descriptor to whom it belongs.
    fn handle_ready(&mut self, ready: Ready) {
        match Kind::of(Token(ready.token)) {
            (Kind::Client, id) => self.client_ready(id, ready),
            (Kind::Listener, number) => self.accept(number),
            (Kind::Waiting, number) => self.waiting_ended(number),
            (Kind::Stream, number) => self.pump(number),
            (Kind::Watcher, number) => {
                let watcher = usize::try_from(number).ok();
                let watcher = watcher.and_then(|number| self.watchers.get_mut(number));
                if let Some((_, watcher)) = watcher {
                    self.stopping |= watcher() == Verdict::Stop;
                }
            }
            _ => {}
        }
    }

    /// Does what workers and event sources asked for.
    fn take_notices(&mut self) {
        for notice in self.shared.notices.take() {
            match notice {
                Notice::Look(id) => self.look(id),
                Notice::Stream(id, new) => self.begin_stream(id, *new),
                Notice::Ceilings => self.admit_waiting(),
                Notice::Idle(time) => self.set_idle(time),
                Notice::Unread => self.drop_hoarders(),
                Notice::Room => self.revisit.append(&mut self.cramped),
                Notice::Left(service, uid) => self.leave(service, uid),
            }
        }
    }

    fn watch_idleness(&mut self) {
        let Some(idle) = &mut self.idle else { return };
        if !self.peers.is_empty() {
            idle.since = None;
        } else if idle.since.is_none() {
            idle.since = Some(self.now);
            let at = self.now + idle.time;
            self.events.set_timer(Kind::Idle.token(0), at);
        }
    }

    /// Ends the server if nobody came all the while and nothing needs it.
    fn check_idleness(&mut self) {
        let Some(idle) = &mut self.idle else { return };
        let Some(since) = idle.since else { return };
        if self.now.since(since) < idle.time {
            return;
        }
        if self.shared.is_busy() || self.shared.has_running_guests() {
            idle.since = Some(self.now);
            self.events
                .set_timer(Kind::Idle.token(0), self.now + idle.time);
        } else {
            self.stopping = true;
        }
    }

    /// Lets go of all clients; what hangs on their connections is run to its end.
    fn shut_down(&mut self) {
        self.listeners.clear();
        let clients: Vec<u64> = self.peers.keys().copied().collect();
        for id in clients {
            self.drop_client(id);
        }
        self.take_notices();
        // What ends with a connection ends with the server too, and calls may finish.
        if !self.shared.drain(DRAIN_TIME) {
            fv_log::warning!("rpc.server", "calls that do not end are left behind");
        }
    }
}

impl Kind {
    /// The token of a thing of this kind.
    fn token(self, number: u64) -> Token {
        Token((self as u64) << KIND_SHIFT | number)
    }

    /// Kind and number behind a token.
    fn of(token: Token) -> (Self, u64) {
        let number = token.0 & ((1 << KIND_SHIFT) - 1);
        let kinds = [
            Self::Client,
            Self::Listener,
            Self::Stream,
            Self::Watcher,
            Self::Resume,
            Self::Idle,
            Self::Waiting,
            Self::Stranger,
            Self::Stalled,
        ];
        let kind = kinds
            .into_iter()
            .find(|&kind| kind as u64 == token.0 >> KIND_SHIFT);
        (kind.unwrap_or(Self::Idle), number)
    }
}

impl std::fmt::Debug for Reactor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Reactor")
            .field("clients", &self.peers.len())
            .field("streams", &self.streams.len())
            .finish_non_exhaustive()
    }
}

/// Wakes the reactor from other threads.
pub(crate) type Waker = Handle;

const KIND_SHIFT: u32 = 56;
/// How long it looks for more before it goes to sleep: a client's next call usually follows its
/// last one by less than it takes to wake a thread on another processor.
const AWAKE_TIME: Duration = Duration::from_micros(50);

/// How long calls may take to end when the server does.
const DRAIN_TIME: Duration = Duration::from_secs(3);
