//! One client, as everybody sees it: its socket, what waits to be written, who it is.
//!
//! The reactor alone reads from the socket; everybody may write to it, through the outbox and
//! under its lock. Bytes of a call that is being worked off count as a request of the client
//! until its reply is written: this is what `max_client_requests` bounds.

use std::os::fd::OwnedFd;
use std::sync::Arc;
use std::sync::atomic::AtomicUsize;

use fv_api::{Access, Connection, ConnectionId, Drivers, Identity};
use fv_daemon_events::{Hub, Mailbox, Subscriber};
use fv_sys::clock::Wall;
use fv_types::lock::{Mutex, Rank};
use fv_wire_rpc::Limits as FrameLimits;
use fv_wire_transport::{Count, Outgoing, Sent, Socket};

use crate::budget::{Budget, Kind};
use crate::limits::Service;
use crate::notice::{Notice, Notices};

/// A connected client.
pub(crate) struct Client {
    /// Its number among all clients, and that of its connection.
    pub(crate) id: u64,
    pub(crate) service: Service,
    /// Its number among those of its service, by which operators know it.
    pub(crate) number: u64,
    /// When it came.
    pub(crate) since: Wall,
    /// Whose it is, whatever identity it takes on later: limits go by this.
    pub(crate) uid: u32,
    pub(crate) socket: Socket,
    pub(crate) connection: Arc<Connection>,
    /// How many streams it has.
    pub(crate) streams: AtomicUsize,
    notices: Arc<Notices>,
    session: Mutex<Session>,
    traffic: Mutex<Traffic>,
}

/// What is known of a client when it comes.
#[derive(Debug)]
pub(crate) struct Arrival {
    pub(crate) id: u64,
    pub(crate) number: u64,
    pub(crate) service: Service,
    pub(crate) socket: Socket,
    pub(crate) access: Access,
    pub(crate) identity: Identity,
    pub(crate) since: Wall,
}

/// Who the client is and what it has opened.
#[derive(Clone, Debug)]
pub(crate) struct Session {
    /// The peer's, or what a proxy gave in its place.
    pub(crate) identity: Identity,
    /// The socket's at first; opening may lower it, nothing raises it.
    pub(crate) access: Access,
    /// Everything but authentication is refused before.
    pub(crate) authenticated: bool,
    /// The hypervisor, once one is open; there is no way back.
    pub(crate) opened: Option<Arc<Opened>>,
    /// The client asked to be watched by keepalive messages.
    pub(crate) keepalive: bool,
}

/// The hypervisor behind a connection.
pub(crate) struct Opened {
    /// What answers its calls.
    pub(crate) drivers: Arc<Drivers>,
    /// Where its events come from.
    pub(crate) hub: Arc<Hub>,
}

/// What comes and goes.
#[derive(Default)]
struct Traffic {
    outbox: Outgoing,
    /// How much of what waits there is counted for all clients together.
    counted: usize,
    /// Requests taken whose replies are not written yet.
    requests: usize,
    /// Someone has left a notice that the reactor has not seen.
    noticed: bool,
    /// The reactor waits for this client to work something off.
    awaited: bool,
    end: End,
}

/// Whether and how the connection ends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum End {
    /// It goes on.
    #[default]
    Open,
    /// When everything is written.
    AfterReplies,
    /// Now.
    Now,
}

/// What the reactor wants to know about a client's traffic.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Load {
    /// Requests under way.
    pub(crate) requests: usize,
    /// Bytes that the client has not taken.
    pub(crate) unsent: usize,
    /// Whether the connection ends.
    pub(crate) end: End,
}

/// A packet for the client, and what goes with it.
pub(crate) struct Packet {
    pub(crate) bytes: Vec<u8>,
    pub(crate) descriptors: Vec<OwnedFd>,
    /// Whether a request of the client is settled when it has gone.
    pub(crate) settles: Count,
}

impl Packet {
    /// A packet that answers no request.
    pub(crate) fn plain(bytes: Vec<u8>) -> Self {
        Self {
            bytes,
            descriptors: Vec::new(),
            settles: Count::No,
        }
    }
}

impl Client {
    pub(crate) fn new(arrival: Arrival, notices: Arc<Notices>) -> Arc<Self> {
        let Arrival {
            id,
            number,
            service,
            socket,
            access,
            identity,
            since,
        } = arrival;
        let uid = identity.uid.unwrap_or(u32::MAX);
        let session = Session {
            identity,
            access,
            // Who may use the operators' socket was decided when it came.
            authenticated: service == Service::Admin,
            opened: None,
            keepalive: false,
        };
        Arc::new(Self {
            id,
            service,
            number,
            since,
            uid,
            socket,
            connection: Connection::new(ConnectionId(id)),
            streams: AtomicUsize::new(0),
            notices,
            session: Mutex::new(Rank::CLIENT, session),
            traffic: Mutex::new(Rank::QUEUE, Traffic::default()),
        })
    }

    /// Where the memory that it takes is counted.
    pub(crate) fn budget(&self) -> &Budget {
        &self.notices.budget
    }

    /// Lets the reactor know that a long message has been worked off.
    pub(crate) fn tell_of_room(&self) {
        self.notices.post(Notice::Room);
    }

    /// Lets the reactor know that nothing lies in the socket any more.
    pub(crate) fn tell_of_leaving(&self) {
        self.notices.post(Notice::Left(self.service, self.uid));
    }

    /// The session as it is now.
    pub(crate) fn session(&self) -> Session {
        self.session.lock().clone()
    }

    /// Whether it may call more than what authentication needs.
    pub(crate) fn is_authenticated(&self) -> bool {
        self.session.lock().authenticated
    }

    /// Whether it has opened a hypervisor.
    pub(crate) fn is_open(&self) -> bool {
        self.session.lock().opened.is_some()
    }

    /// How long its messages may be and what may come with them.
    pub(crate) fn frame_limits(&self) -> FrameLimits {
        let session = self.session.lock();
        match (&session.opened, session.access) {
            // Somebody who has opened nothing yet needs no long messages.
            (None, _) => FrameLimits::BEFORE_OPEN,
            (_, Access::ReadOnly) => FrameLimits::READ_ONLY,
            _ => FrameLimits::PROTOCOL,
        }
    }

    /// Whether the connection has ended.
    pub(crate) fn is_gone(&self) -> bool {
        self.traffic.lock().end == End::Now
    }

    /// Whether it asked to be watched.
    pub(crate) fn wants_keepalive(&self) -> bool {
        self.session.lock().keepalive
    }

    /// Ends every registration for events.
    pub(crate) fn forget_events(&self) {
        let opened = self.session.lock().opened.clone();
        if let Some(opened) = opened {
            opened.hub.forget(self.connection.id());
        }
    }

    /// Changes the session.
    pub(crate) fn update<T>(&self, change: impl FnOnce(&mut Session) -> T) -> T {
        change(&mut self.session.lock())
    }

    /// How the client registers for events.
    pub(crate) fn subscriber(self: &Arc<Self>) -> Subscriber {
        Subscriber {
            connection: self.connection.id(),
            mailbox: Arc::clone(self) as Arc<dyn Mailbox>,
        }
    }

    /// Counts a request that has been taken from the client.
    pub(crate) fn begin_request(&self) {
        self.traffic.lock().requests += 1;
    }

    /// Counts a request as done that gets no reply.
    pub(crate) fn end_request(&self) {
        let mut traffic = self.traffic.lock();
        traffic.requests = traffic.requests.saturating_sub(1);
    }

    /// Appends a packet and writes what the socket takes.
    ///
    /// With `before_writing` something can be made known to the reactor after the packet has
    /// its place in the queue and before the client can see it.
    pub(crate) fn send(&self, packet: Packet, before_writing: Option<Notice>) {
        let mut traffic = self.traffic.lock();
        let goes_out = self.append(&mut traffic, packet, UNSENT_MAX);
        // Even for a client that is gone: the reactor ends what the notice brings.
        if let Some(notice) = before_writing {
            self.notices.post(notice);
        }
        if !goes_out {
            return;
        }
        self.write(&mut traffic);
        if traffic.end != End::Open || traffic.awaited || !traffic.outbox.is_empty() {
            self.notice(&mut traffic);
        }
    }

    /// Writes what the socket takes; tells what is left.
    pub(crate) fn flush(&self) -> Load {
        let mut traffic = self.traffic.lock();
        traffic.noticed = false;
        traffic.awaited = false;
        self.write(&mut traffic);
        traffic.load()
    }

    /// How much is going on. With `await_change` the next reply written is told to the reactor.
    pub(crate) fn load(&self) -> Load {
        self.traffic.lock().load()
    }

    /// Asks for a notice as soon as something has been written.
    pub(crate) fn await_change(&self) {
        self.traffic.lock().awaited = true;
    }

    /// Lets the connection end when everything is written.
    pub(crate) fn end_after_replies(&self) {
        let mut traffic = self.traffic.lock();
        if traffic.end == End::Open {
            traffic.end = End::AfterReplies;
        }
    }

    /// Forgets what waits to be written, for nobody reads it any more.
    pub(crate) fn hang_up(&self) {
        let mut traffic = self.traffic.lock();
        self.give_up(&mut traffic);
    }

    /// Ends the connection now, as an operator asks.
    pub(crate) fn disconnect(&self) {
        let mut traffic = self.traffic.lock();
        self.give_up(&mut traffic);
        self.notice(&mut traffic);
    }

    /// Puts a packet into the queue unless the client is gone or too far behind.
    fn append(&self, traffic: &mut Traffic, packet: Packet, max: usize) -> bool {
        if traffic.end == End::Now {
            return false;
        }
        let bytes = packet.bytes.len();
        let unsent = traffic.outbox.bytes();
        if unsent + bytes > max || (unsent > 0 && self.budget().is_flooded()) {
            fv_log::warning!(
                "rpc.server",
                "client {} is dropped: it leaves {unsent} bytes unread and {bytes} more were to come",
                self.id
            );
            self.give_up(traffic);
            self.notice(traffic);
            return false;
        }
        let Packet {
            bytes,
            descriptors,
            settles,
        } = packet;
        traffic.outbox.push(bytes, descriptors, settles);
        true
    }

    /// Counts what is unsent; the reactor decides who has to go when it is too much for all.
    fn count(&self, traffic: &mut Traffic) {
        let unsent = traffic.outbox.bytes();
        if unsent == traffic.counted {
            return;
        }
        let fits = self.budget().change(Kind::Unsent, traffic.counted, unsent);
        traffic.counted = unsent;
        if !fits && self.budget().tell_once() {
            self.notices.post(Notice::Unread);
        }
    }

    /// Writes what the socket takes, and settles the requests that are done with.
    fn write(&self, traffic: &mut Traffic) {
        let sent = traffic.outbox.send(&self.socket);
        let settled = traffic.outbox.take_gone();
        self.count(traffic);
        traffic.requests = traffic.requests.saturating_sub(settled);
        match sent {
            Ok(Sent::Everything) if traffic.end == End::AfterReplies => traffic.end = End::Now,
            Ok(Sent::Everything | Sent::Blocked) => {}
            Err(_) => self.give_up(traffic),
        }
    }

    /// Ends the connection without another word.
    fn give_up(&self, traffic: &mut Traffic) {
        traffic.outbox.clear();
        self.count(traffic);
        traffic.end = End::Now;
    }

    /// Makes the reactor look, once until it has.
    fn notice(&self, traffic: &mut Traffic) {
        if !traffic.noticed {
            traffic.noticed = true;
            self.notices.post(Notice::Look(self.id));
        }
    }
}

impl Mailbox for Client {
    fn post(&self, packet: Vec<u8>) {
        let packet = Packet::plain(packet);
        let mut traffic = self.traffic.lock();
        // The reactor writes: whoever reports an event may hold a driver's locks.
        if self.append(&mut traffic, packet, UNSENT_EVENTS_MAX) {
            self.count(&mut traffic);
            self.notice(&mut traffic);
        }
    }
}

impl Traffic {
    fn load(&self) -> Load {
        Load {
            requests: self.requests,
            unsent: self.outbox.bytes(),
            end: self.end,
        }
    }
}

impl std::fmt::Debug for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Client").field(&self.id).finish()
    }
}

/// What may wait for one client before a reply is added: one of the largest size and some others.
const UNSENT_MAX: usize = 40 << 20;

/// What may wait for one client before an event is added.
const UNSENT_EVENTS_MAX: usize = 16 << 20;

/// A client that leaves more than this unread is not read either.
pub(crate) const UNSENT_READ_MAX: usize = 1 << 20;
