//! One client as the reactor sees it: reading, framing, routing, the end.
//!
//! Reading stops in three ways. *Full*: as many requests are under way as one client may have;
//! whoever writes the next reply rings. *Later*: the client had its share of this turn, and the
//! reactor comes back without being asked. *Closed*: the client is gone or broke the rules.

use std::sync::Arc;

use fv_event::{Interest, Ready, Timer};
use fv_wire_rpc::{Frame, FrameError, HEADER_LEN, Limits, Packet as Incoming, Receiver};
use fv_wire_transport::Received;

use super::streams::Attached;
use super::{Kind, Reactor};
use crate::call::{self, Route};
use crate::client::{Client, End, Packet};
use crate::keepalive::{Keepalive, KeepaliveConfig, Step};
use crate::notice::{Notices, UNCOUNTED_BYTES};
use crate::packet;
use crate::pool::Wait;

/// What the reactor keeps about a client besides what everybody shares.
pub(super) struct Peer {
    pub(super) client: Arc<Client>,
    /// Lent by the reactor as long as part of a message waits in it: an idle client has none.
    receiver: Option<Receiver>,
    /// How many bytes that are.
    held: usize,
    /// How many of them are counted for all clients together.
    counted: usize,
    /// The most it has been since the receiver was lent.
    held_max: usize,
    /// What its socket is waited for, as the kernel was told last.
    interest: Interest,
    keepalive: Keepalive,
    /// Set once it asked to be watched; it is not moved with each message, which would cost more
    /// than finding out at its end that the client has been heard.
    timer: Option<Timer>,
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
            counted: 0,
            held_max: 0,
            interest: Interest::READ,
            keepalive: Keepalive::new(keepalive),
            timer: None,
            anonymous: true,
            streams: Vec::new(),
            streams_paused: false,
        }
    }

    /// Whether its socket is being read.
    pub(super) fn is_read(&self) -> bool {
        self.interest.read
    }

    /// The next whole message that has arrived.
    fn next(&mut self, notices: &Notices) -> Result<Option<Incoming>, FrameError> {
        let Some(receiver) = &mut self.receiver else {
            return Ok(None);
        };
        // Somebody who has opened nothing yet needs no long messages.
        receiver.set_limits(match self.client.is_open() {
            true => Limits::PROTOCOL,
            false => Limits::BEFORE_OPEN,
        });
        let Some(incoming) = receiver.next_frame()?.map(Frame::into_packet) else {
            return Ok(None);
        };
        let taken = match receiver.is_empty() {
            true => self.held,
            false => (4 + HEADER_LEN + incoming.payload.len()).min(self.held),
        };
        self.held -= taken;
        self.count(notices);
        Ok(Some(incoming))
    }

    /// Counts what is held beyond what every client may; false when there is no room for it.
    fn count(&mut self, notices: &Notices) -> bool {
        let wanted = self.held.saturating_sub(UNCOUNTED_BYTES);
        if wanted <= self.counted {
            notices.release_unread(self.counted - wanted);
        } else if !notices.reserve_unread(wanted - self.counted) {
            return false;
        }
        self.counted = wanted;
        true
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
            let (bytes, filled) = match peer.client.socket.receive(receiver) {
                Ok(Received::Something { bytes, filled }) => (bytes, filled),
                Ok(Received::Nothing) => return Flow::Open,
                Ok(Received::End) | Err(_) => return Flow::Closed,
            };
            peer.held += bytes;
            peer.held_max = peer.held_max.max(peer.held);
            peer.keepalive.heard(self.now);
            if !self.make_room(id) {
                return Flow::Closed;
            }
            let flow = self.work_off(id);
            // Without having filled the space there is no more: to ask would cost a call.
            if flow != Flow::Open || !filled {
                return flow;
            }
        }
        Flow::Open
    }

    /// Counts what a client holds; who holds the most has to go when it is too much for all.
    fn make_room(&mut self, id: u64) -> bool {
        loop {
            let Some(peer) = self.peers.get_mut(&id) else {
                return false;
            };
            if peer.count(&self.shared.notices) {
                return true;
            }
            let largest = self.peers.iter().max_by_key(|(_, peer)| peer.held);
            let Some((&largest, _)) = largest else {
                return false;
            };
            fv_log::warning!(
                "rpc.server",
                "client {largest} is dropped: more has arrived than can be kept"
            );
            if largest == id {
                return false;
            }
            self.drop_client(largest);
        }
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
            if load.requests >= self.shared.limits.requests_max {
                // The last of them may have been answered since: ask again with the bell set.
                peer.client.await_change();
                if peer.client.load().requests >= self.shared.limits.requests_max {
                    return Flow::Full;
                }
            }
            match peer.next(&self.shared.notices) {
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

    /// Takes an empty receiver back, to be lent to the next client.
    fn take_back(&mut self, id: u64) {
        let Some(peer) = self.peers.get_mut(&id) else {
            return;
        };
        if !peer.receiver.as_ref().is_some_and(Receiver::is_empty) {
            return;
        }
        let receiver = peer.receiver.take();
        // One that has held a long message is as large as that message.
        if peer.held_max <= SPARE_BYTES_MAX {
            self.spare = receiver;
        }
        peer.held_max = 0;
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
        }
    }

    /// Sees what a call run here has changed about the session.
    fn note_session(&mut self, id: u64) {
        let Some(peer) = self.peers.get_mut(&id) else {
            return;
        };
        if peer.anonymous && peer.client.is_authenticated() {
            peer.anonymous = false;
            self.anonymous -= 1;
            self.check_limits();
        }
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
            Step::Dead => {
                fv_log::warning!(
                    "rpc.server",
                    "client {id} is dropped: connection closed due to keepalive timeout"
                );
                self.drop_client(id);
                return;
            }
            Step::Ping => {
                let ping = Packet::plain(packet::ping());
                peer.client.send(ping, None);
            }
            Step::Wait => {}
        }
        peer.timer = peer
            .keepalive
            .deadline()
            .map(|at| self.events.set_timer(Kind::Client.token(id), at));
        self.settle(id, Flow::Open);
    }

    /// Brings what is waited for in line with the client's state, or ends the client.
    fn settle(&mut self, id: u64, flow: Flow) {
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
        if let Some(timer) = peer.timer {
            self.events.cancel_timer(timer);
        }
        if peer.anonymous {
            self.anonymous -= 1;
        }
        let _ = self.events.remove(&peer.client.socket);
        self.shared.notices.release_unread(peer.counted);
        peer.client.hang_up();
        // A worker may still hold the client; its peer must not wait for that.
        let _ = peer.client.socket.shutdown();
        peer.client.forget_events();
        let connection = Arc::clone(&peer.client.connection);
        // What hangs on the connection may stop guests, which nobody here can wait for.
        self.shared
            .run_aside(Wait::Long, move || connection.close());
        self.check_limits();
        self.watch_idleness();
    }
}

/// How often one client is read before others get a turn.
const READS_AT_ONCE: usize = 4;

/// How many messages of one client are handled before others get a turn.
const MESSAGES_AT_ONCE: usize = 64;

/// A receiver that has held more than this is not used again.
const SPARE_BYTES_MAX: usize = 64 * 1024;
