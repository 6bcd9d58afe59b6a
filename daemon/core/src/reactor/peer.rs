//! One client as the reactor sees it: reading, framing, routing, the end.
//!
//! Reading stops in three ways. *Full*: as many requests are under way as one client may have;
//! whoever writes the next reply rings. *Later*: the client had its share of this turn, and the
//! reactor comes back without being asked. *Closed*: the client is gone or broke the rules.

use std::sync::Arc;

use fv_event::{Interest, Ready, Timer};
use fv_sys::clock::Instant;
use fv_wire_rpc::{
    FrameError, Keepalive, KeepaliveConfig, KeepaliveStep, Limits, Packet as Incoming, Receiver,
};
use fv_wire_transport::Received;

use super::streams::Attached;
use super::{Kind, Reactor};
use crate::budget::{Kind as Counted, SHORT_BYTES};
use crate::call::{self, Route};
use crate::client::{Client, End, Load, Packet, UNSENT_READ_MAX};
use crate::limits::Service;
use crate::packet;
use crate::pool::Wait;

/// What the reactor keeps about a client besides what everybody shares.
pub(super) struct Peer {
    pub(super) client: Arc<Client>,
    /// Lent by the reactor as long as part of a message waits in it: an idle client has none.
    receiver: Option<Receiver>,
    /// How many bytes of memory are counted for what waits in the receiver.
    held: usize,
    /// When something came last.
    heard: Instant,
    /// What its socket is waited for, as the kernel was told last.
    interest: Interest,
    keepalive: Keepalive,
    /// Set once it asked to be watched; it is not moved with each message, which would cost more
    /// than finding out at its end that the client has been heard.
    timer: Option<Timer>,
    /// Set while part of a message waits, in the same manner.
    stalled: Option<Timer>,
    /// Set until it has authenticated.
    pub(super) stranger: Option<Timer>,
    /// It has not authenticated yet, and counts against the limit of those.
    anonymous: bool,
    pub(super) streams: Vec<Attached>,
    /// Its streams stand still until the client has read more.
    pub(super) streams_paused: bool,
}

/// Whether reading goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Flow {
    /// The client may send more.
    Open,
    /// Others have their turn first; the reactor comes back by itself.
    Later,
    /// As much as is allowed is under way.
    Full,
    /// The connection ends now.
    Closed,
}

impl Peer {
    pub(super) fn new(client: Arc<Client>, keepalive: KeepaliveConfig) -> Self {
        Self {
            client,
            receiver: None,
            held: 0,
            heard: Instant::default(),
            interest: Interest::READ,
            keepalive: Keepalive::new(keepalive),
            timer: None,
            stalled: None,
            stranger: None,
            anonymous: true,
            streams: Vec::new(),
            streams_paused: false,
        }
    }

    /// Whether its socket is being read.
    pub(super) fn is_read(&self) -> bool {
        self.interest.read
    }

    /// How much of messages is kept for it, and since when nothing came.
    pub(super) fn hoard(&self) -> (usize, Instant) {
        (self.held, self.heard)
    }

    /// Whether a long message waits.
    fn holds_long(&self) -> bool {
        let held = self.receiver.as_ref().map_or(0, Receiver::held);
        held > SHORT_BYTES
    }

    /// The next whole message that has arrived.
    fn next(&mut self) -> Result<Option<Incoming>, FrameError> {
        let Some(receiver) = &mut self.receiver else {
            return Ok(None);
        };
        receiver.set_limits(self.client.frame_limits());
        receiver.next_packet()
    }

    /// Counts what is held; false when that is too much for all clients together.
    fn count(&mut self) -> bool {
        let held = self.receiver.as_ref().map_or(0, Receiver::held);
        let before = std::mem::replace(&mut self.held, held);
        before == held || self.client.budget().change(Counted::Held, before, held)
    }
}

/// A receiver for a client of which nothing is known yet.
fn new_receiver() -> Receiver {
    Receiver::new(Limits::BEFORE_OPEN)
}

impl Reactor {
    /// A client's socket is ready.
    pub(super) fn client_ready(&mut self, id: u64, ready: Ready) {
        let Some(peer) = self.peers.get(&id) else {
            return;
        };
        // A hang-up while nothing is read would be told again and again; while something is
        // read, what was sent before it is still to be worked off.
        if ready.error || (ready.hangup && !peer.interest.read) {
            self.drop_client(id);
            return;
        }
        let reads = peer.interest.read;
        let mut flow = Flow::Open;
        if ready.writable {
            peer.client.flush();
            // What had to wait in the receiver may have its turn now.
            flow = self.work_off(id);
        }
        if ready.readable && reads && flow == Flow::Open {
            flow = self.receive(id);
        }
        self.settle(id, flow);
    }

    /// Something changed about a client that only the reactor can act on.
    pub(super) fn look(&mut self, id: u64) {
        let Some(peer) = self.peers.get(&id) else {
            return;
        };
        peer.client.flush();
        let flow = self.work_off(id);
        self.settle(id, flow);
    }

    /// Reads what is there and works it off.
    fn receive(&mut self, id: u64) -> Flow {
        for _ in 0..READS_AT_ONCE {
            let Some(peer) = self.peers.get_mut(&id) else {
                return Flow::Closed;
            };
            let receiver = peer
                .receiver
                .get_or_insert_with(|| self.spare.take().unwrap_or_else(new_receiver));
            let filled = match peer.client.socket.receive(receiver) {
                Ok(Received::Something { filled, .. }) => filled,
                Ok(Received::Nothing) => return Flow::Open,
                Ok(Received::End) | Err(_) => return Flow::Closed,
            };
            peer.heard = self.now;
            peer.keepalive.heard(self.now);
            let flow = self.work_off(id);
            // Without having filled the space there is no more: to ask would cost a call.
            if flow != Flow::Open || !filled {
                return flow;
            }
        }
        Flow::Open
    }

    /// Handles the requests that have arrived, as many as may be under way.
    fn work_off(&mut self, id: u64) -> Flow {
        for _ in 0..MESSAGES_AT_ONCE {
            let Some(peer) = self.peers.get_mut(&id) else {
                return Flow::Closed;
            };
            let load = peer.client.load();
            match load.end {
                End::Open => {}
                End::AfterReplies => return Flow::Full,
                End::Now => return Flow::Closed,
            }
            let requests_max = self.shared.limits(peer.client.service).requests_max;
            let is_full =
                |load: Load| load.requests >= requests_max || load.unsent > UNSENT_READ_MAX;
            if is_full(load) {
                // The last of them may have been answered since: ask again with the bell set.
                peer.client.await_change();
                if is_full(peer.client.load()) {
                    return Flow::Full;
                }
            }
            if peer.holds_long() && self.shared.notices.budget.is_exceeded(Counted::Worked) {
                self.shared.notices.budget.await_room();
                self.cramped.push(id);
                return Flow::Full;
            }
            match peer.next() {
                Ok(Some(incoming)) => {
                    if !self.route(id, incoming) {
                        return Flow::Closed;
                    }
                }
                Ok(None) => {
                    self.take_back(id);
                    return Flow::Open;
                }
                Err(fault) => {
                    fv_log::debug!("rpc.server", "client {id} is dropped: {fault}");
                    return Flow::Closed;
                }
            }
        }
        self.revisit.push(id);
        Flow::Later
    }

    /// Takes an empty receiver back, to be lent to the next client; another one is to keep no
    /// more memory than it needs.
    fn take_back(&mut self, id: u64) {
        let Some(peer) = self.peers.get_mut(&id) else {
            return;
        };
        match &mut peer.receiver {
            Some(receiver) if receiver.is_empty() => self.spare = peer.receiver.take(),
            Some(receiver) => receiver.shrink(),
            None => {}
        }
    }

    /// Counts what a client holds, and watches that it does not stay.
    fn note_held(&mut self, id: u64) {
        let Some(peer) = self.peers.get_mut(&id) else {
            return;
        };
        let fits = peer.count();
        let time = self.shared.limits(peer.client.service).stall_time;
        if peer.held > 0 && peer.stalled.is_none() && !time.is_zero() {
            let at = self.now + time;
            peer.stalled = Some(self.events.set_timer(Kind::Stalled.token(id), at));
        }
        if !fits {
            self.drop_hoarders();
        }
    }

    /// Drops a client that sent half a message and no more, for as long as it has been read.
    pub(super) fn check_stall(&mut self, id: u64) {
        let Some(peer) = self.peers.get_mut(&id) else {
            return;
        };
        peer.stalled = None;
        if peer.held == 0 {
            return;
        }
        let time = self.shared.limits(peer.client.service).stall_time;
        if !peer.interest.read {
            // It is not read now, so its silence says nothing.
            peer.heard = self.now;
        }
        if self.now.since(peer.heard) < time {
            let at = peer.heard + time;
            peer.stalled = Some(self.events.set_timer(Kind::Stalled.token(id), at));
            return;
        }
        fv_log::warning!(
            "rpc.server",
            "client {id} is dropped: part of a message has come and no more for {} s",
            time.as_secs()
        );
        self.drop_client(id);
    }

    /// Drops a client that did not say who it is.
    pub(super) fn drop_stranger(&mut self, id: u64) {
        let Some(peer) = self.peers.get_mut(&id) else {
            return;
        };
        peer.stranger = None;
        let uid = peer.client.uid;
        fv_log::warning!(
            "rpc.server",
            "client {id} of user {uid} is dropped: it has not authenticated in time"
        );
        self.drop_client(id);
    }

    /// Sends one message where it belongs; false when the client breaks the rules.
    fn route(&mut self, id: u64, incoming: Incoming) -> bool {
        let Some(peer) = self.peers.get_mut(&id) else {
            return false;
        };
        match call::route(&self.shared, &peer.client, incoming) {
            Route::Done => {
                self.note_session(id);
                true
            }
            Route::Pong => true,
            Route::Ping => {
                let pong = Packet::plain(packet::pong());
                peer.client.send(pong, None);
                true
            }
            Route::Stream(name, arrived) => self.stream_arrived(id, name, arrived),
            Route::Broken => false,
            Route::Unasked(descriptors) => {
                // Kept until the client is dropped, where they are closed with care.
                peer.receiver
                    .get_or_insert_with(new_receiver)
                    .add_descriptors(descriptors);
                false
            }
        }
    }

    /// Sees whether a client has authenticated, which makes room for others.
    pub(super) fn note_authentication(&mut self, id: u64) {
        let Some(peer) = self.peers.get_mut(&id) else {
            return;
        };
        if peer.anonymous && peer.client.is_authenticated() {
            peer.anonymous = false;
            if let Some(timer) = peer.stranger.take() {
                self.events.cancel_timer(timer);
            }
            let (service, uid) = (peer.client.service, peer.client.uid);
            let limits = self.shared.limits(service);
            self.doors.admission(service).authenticate(limits, uid);
            self.admit_waiting();
        }
    }

    /// Sees what a call run here has changed about the session.
    fn note_session(&mut self, id: u64) {
        self.note_authentication(id);
        let Some(peer) = self.peers.get_mut(&id) else {
            return;
        };
        if peer.timer.is_none() && peer.client.wants_keepalive() {
            peer.keepalive.start(self.now);
            if let Some(at) = peer.keepalive.deadline() {
                peer.timer = Some(self.events.set_timer(Kind::Client.token(id), at));
            }
        }
    }

    /// A client was silent for an interval, or has been heard since the timer was set.
    pub(super) fn keepalive(&mut self, id: u64) {
        let Some(peer) = self.peers.get_mut(&id) else {
            return;
        };
        if !peer.interest.read {
            // It is not read now, so its silence says nothing.
            peer.keepalive.heard(self.now);
        }
        match peer.keepalive.step(self.now) {
            KeepaliveStep::Dead => {
                fv_log::warning!(
                    "rpc.server",
                    "client {id} is dropped: connection closed due to keepalive timeout"
                );
                self.drop_client(id);
                return;
            }
            KeepaliveStep::Ping => {
                let ping = Packet::plain(packet::ping());
                peer.client.send(ping, None);
            }
            KeepaliveStep::Wait => {}
        }
        peer.timer = peer
            .keepalive
            .deadline()
            .map(|at| self.events.set_timer(Kind::Client.token(id), at));
        self.settle(id, Flow::Open);
    }

    /// Brings what is waited for in line with the client's state, or ends the client.
    fn settle(&mut self, id: u64, flow: Flow) {
        if flow != Flow::Closed {
            self.note_held(id);
        }
        let Some(peer) = self.peers.get_mut(&id) else {
            return;
        };
        let load = peer.client.load();
        if flow == Flow::Closed || load.end == End::Now {
            self.drop_client(id);
            return;
        }
        // Bytes that are not read stay in the socket, where they stop the client.
        let full = flow == Flow::Full || load.end == End::AfterReplies;
        let wanted = Interest {
            read: !full,
            write: load.unsent > 0,
            one_shot: false,
        };
        if wanted != peer.interest {
            let token = Kind::Client.token(id);
            if let Err(error) = self.events.modify(&peer.client.socket, token, wanted) {
                fv_log::error!(
                    "rpc.server",
                    "client {id} is dropped: it cannot be waited for: {error}"
                );
                self.drop_client(id);
                return;
            }
            peer.interest = wanted;
        }
        if peer.streams_paused && load.unsent < packet::STREAM_UNSENT_MAX {
            self.resume_streams(id);
        }
    }

    /// Ends a connection and lets go of everything that hangs on it.
    pub(super) fn drop_client(&mut self, id: u64) {
        let Some(mut peer) = self.peers.remove(&id) else {
            return;
        };
        for attached in peer.streams.drain(..) {
            self.end_stream(attached);
        }
        let timers = [peer.timer, peer.stalled, peer.stranger];
        for timer in timers.into_iter().flatten() {
            self.events.cancel_timer(timer);
        }
        let _ = self.events.remove(&peer.client.socket);
        let receiver = peer.receiver.take();
        let descriptors = receiver.map_or_else(Vec::new, |mut r| r.take_descriptors());
        peer.count();
        let client = peer.client;
        client.hang_up();
        // A worker may still hold the client; its peer must not wait for that.
        let _ = client.socket.shutdown();
        client.forget_events();
        let connection = Arc::clone(&client.connection);
        // What hangs on the connection may stop guests, which nobody here can wait for.
        self.shared
            .run_aside(Wait::Long, move || connection.close());
        self.shared.roster.remove(&client);
        let (service, uid) = (client.service, client.uid);
        if peer.anonymous {
            let limits = self.shared.limits(service);
            self.doors.admission(service).authenticate(limits, uid);
        }
        if descriptors.is_empty() && !client.socket.has_unread() {
            self.leave(service, uid);
        } else {
            self.shared.closer.run(move || {
                drop(descriptors);
                client.socket.drain();
                client.tell_of_leaving();
            });
        }
        self.watch_idleness();
    }

    /// Gives the place of a client of this user to somebody else.
    pub(super) fn leave(&mut self, service: Service, uid: u32) {
        self.doors.admission(service).leave(uid);
        self.admit_waiting();
    }
}

/// How often one client is read before others get a turn.
const READS_AT_ONCE: usize = 4;

/// How many messages of one client are handled before others get a turn.
const MESSAGES_AT_ONCE: usize = 64;
