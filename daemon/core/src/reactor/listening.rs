//! Taking new connections, and where they go: in, into the waiting room, or away.
//!
//! ```text
//! accepted ─► room for its user? ─ yes ─► a client
//!                │ no
//!                └─► in the waiting room ─ a client goes or authenticates ─► a client
//!                       │ full
//!                       └─► closed, with a line in the log
//! ```
//!
//! Connections are taken even when there is no room for them, because only then can be seen whose
//! they are: in the queue of the socket, the operator's would stand behind all others. One that
//! waits is not read, as if it had not been taken.

use std::collections::VecDeque;
use std::os::fd::OwnedFd;
use std::time::Duration;

use fv_api::{Access, Identity};
use fv_event::Interest;
use fv_sys::clock::{self, Instant};
use fv_sys::limits::{self, Resource};
use fv_sys::unix;
use fv_wire_transport::Socket;

use super::peer::Peer;
use super::{Kind, Reactor};
use crate::admission::Admission;
use crate::client::{Arrival, Client};
use crate::limits::Service;

/// A listening socket.
pub(super) struct Listener {
    pub(super) socket: OwnedFd,
    pub(super) service: Service,
    pub(super) access: Access,
}

/// Who is in and who waits.
#[derive(Default)]
pub(super) struct Doors {
    /// The clients of each service, counted.
    admissions: [Admission; Service::ALL.len()],
    /// Numbers given to clients of each service.
    numbers: [u64; Service::ALL.len()],
    waiting: VecDeque<Waiting>,
    next_waiting: u64,
    /// Descriptors that connections may take; the rest is for guests and files.
    sockets_max: Option<usize>,
    /// When it was said last that connections are turned away, and how many were since.
    said: Option<Instant>,
    turned_away: u64,
}

/// A connection that waits for room.
struct Waiting {
    number: u64,
    socket: Socket,
    service: Service,
    access: Access,
    identity: Identity,
}

impl Doors {
    pub(super) fn admission(&mut self, service: Service) -> &mut Admission {
        &mut self.admissions[service as usize]
    }

    /// How many wait for a service: all of them, and those of one user.
    fn count_waiting(&self, service: Service, uid: u32) -> (usize, usize) {
        let waiting = self.waiting.iter().filter(|w| w.service == service);
        waiting.fold((0, 0), |(all, own), w| {
            (all + 1, own + usize::from(w.uid() == uid))
        })
    }
}

impl Waiting {
    fn uid(&self) -> u32 {
        self.identity.uid.unwrap_or(u32::MAX)
    }
}

impl Reactor {
    /// Takes what waits on a listening socket.
    pub(super) fn accept(&mut self, number: u64) {
        let number = usize::try_from(number).unwrap_or(usize::MAX);
        for _ in 0..ACCEPTS_AT_ONCE {
            if !self.accepting {
                return;
            }
            let Some(listener) = self.listeners.get(number) else {
                return;
            };
            match unix::accept(&listener.socket) {
                Ok(Some(socket)) => {
                    let (service, access) = (listener.service, listener.access);
                    self.place(socket, service, access);
                }
                Ok(None) => return,
                Err(error) => {
                    // Out of descriptors, most likely: to ask again at once would only spin.
                    fv_log::warning!("rpc.server", "cannot accept a connection: {error}");
                    self.set_accepting(false);
                    let at = self.now + ACCEPT_PAUSE;
                    self.events.set_timer(Kind::Resume.token(0), at);
                    return;
                }
            }
        }
    }

    /// Pauses or resumes taking connections; nobody is asked whose they are meanwhile.
    pub(super) fn set_accepting(&mut self, accepting: bool) {
        if self.accepting == accepting {
            return;
        }
        self.accepting = accepting;
        let interest = match accepting {
            true => Interest::READ,
            false => Interest::NONE,
        };
        for (number, listener) in self.listeners.iter().enumerate() {
            let token = Kind::Listener.token(number as u64);
            if let Err(error) = self.events.modify(&listener.socket, token, interest) {
                fv_log::error!(
                    "rpc.server",
                    "cannot change what is waited for on a socket: {error}"
                );
            }
        }
    }

    /// Lets in who waits, as far as there is room now.
    ///
    /// Among those for whom there is, the user with the fewest clients comes first: who sends
    /// a hundred connections to wait does not stand before the one of somebody else.
    pub(super) fn admit_waiting(&mut self) {
        while !self.doors.waiting.is_empty() {
            let waiting = self.doors.waiting.iter().enumerate();
            let fitting = waiting.filter(|(_, w)| self.admits(w.service, w.uid()));
            let admission = |w: &Waiting| &self.doors.admissions[w.service as usize];
            let next = fitting.min_by_key(|(_, w)| admission(w).clients_of(w.uid()));
            let Some(at) = next.map(|(at, _)| at) else {
                return;
            };
            if let Some(waiting) = self.doors.waiting.remove(at) {
                let _ = self.events.remove(&waiting.socket);
                self.add_client(waiting);
            }
        }
    }

    /// A connection that waits was closed at the other end.
    pub(super) fn waiting_ended(&mut self, number: u64) {
        let mut waiting = self.doors.waiting.iter();
        if let Some(at) = waiting.position(|waiting| waiting.number == number)
            && let Some(waiting) = self.doors.waiting.remove(at)
        {
            let _ = self.events.remove(&waiting.socket);
            self.discard(waiting.socket);
        }
    }

    /// Closes a connection that has not been read, without waiting for what lies in it.
    fn discard(&self, socket: Socket) {
        let _ = socket.shutdown();
        if socket.has_unread() {
            self.shared.closer.run(move || socket.drain());
        }
    }

    /// Finds out whose a connection is and where it goes.
    fn place(&mut self, socket: OwnedFd, service: Service, access: Access) {
        let socket = Socket::from_fd(socket);
        // Taken now: the process may have ended, and its number have another owner, when the
        // first call comes.
        let identity = match socket.peer() {
            Ok(peer) => Identity {
                uid: Some(peer.uid),
                gid: Some(peer.gid),
                pid: Some(peer.pid),
                start_time: peer.start_time,
            },
            Err(error) => {
                fv_log::warning!(
                    "rpc.server",
                    "a connection is refused, nobody knows whose it is: {error}"
                );
                self.discard(socket);
                return;
            }
        };
        let number = self.doors.next_waiting;
        let waiting = Waiting {
            number,
            socket,
            service,
            access,
            identity,
        };
        let uid = waiting.uid();
        if service == Service::Admin && uid != self.shared.limits(service).operator {
            let pid = waiting.identity.pid.unwrap_or(0);
            fv_log::warning!("rpc.server", "Disallowing client {pid} with uid {uid}");
            self.discard(waiting.socket);
        } else if self.admits(service, uid) {
            self.add_client(waiting);
        } else if self.may_wait(service, uid) {
            let token = Kind::Waiting.token(number);
            // Waited for without interest: the kernel tells of the other end's hang-up.
            if self
                .events
                .add(&waiting.socket, token, Interest::NONE)
                .is_ok()
            {
                self.doors.next_waiting += 1;
                self.doors.waiting.push_back(waiting);
            } else {
                self.discard(waiting.socket);
            }
        } else {
            self.turn_away(uid);
            self.discard(waiting.socket);
        }
    }

    /// Whether there is room for one more client of this user.
    fn admits(&self, service: Service, uid: u32) -> bool {
        let limits = self.shared.limits(service);
        let ceilings = self.shared.ceilings(service).get();
        (uid == limits.operator || self.has_descriptors())
            && self.doors.admissions[service as usize].admits(limits, ceilings, uid)
    }

    /// Whether there is room for one more connection of this user to wait: nobody takes more
    /// than half of it.
    fn may_wait(&self, service: Service, uid: u32) -> bool {
        let limits = self.shared.limits(service);
        let (all, own) = self.doors.count_waiting(service, uid);
        all < limits.waiting_max && own < limits.waiting_max.div_ceil(2) && self.has_descriptors()
    }

    /// Whether connections leave enough descriptors for everything else.
    fn has_descriptors(&self) -> bool {
        let max = self.doors.sockets_max.unwrap_or(usize::MAX);
        self.peers.len() + self.doors.waiting.len() < max
    }

    /// Closes a connection for which there is no room; the log tells once in a while.
    fn turn_away(&mut self, uid: u32) {
        self.doors.turned_away += 1;
        let is_due = |said: Instant| self.now.since(said) >= SAY_EVERY;
        if self.doors.said.is_none_or(is_due) {
            let count = std::mem::take(&mut self.doors.turned_away);
            fv_log::warning!(
                "rpc.server",
                "{count} connections are turned away, the last one of user {uid}: too many wait \
                 for room already"
            );
            self.doors.said = Some(self.now);
        }
    }

    fn add_client(&mut self, waiting: Waiting) {
        let Waiting {
            socket,
            service,
            access,
            identity,
            ..
        } = waiting;
        let id = self.next_id;
        let token = Kind::Client.token(id);
        if let Err(error) = self.events.add(&socket, token, Interest::READ) {
            fv_log::error!(
                "rpc.server",
                "a connection is refused, it cannot be waited for: {error}"
            );
            self.discard(socket);
            return;
        }
        self.next_id += 1;
        self.doors.numbers[service as usize] += 1;
        let arrival = Arrival {
            id,
            number: self.doors.numbers[service as usize],
            service,
            socket,
            access,
            identity,
            since: clock::wall(),
        };
        let client = Client::new(arrival, std::sync::Arc::clone(&self.shared.notices));
        let uid = client.uid;
        self.shared.roster.add(&client);
        let limits = self.shared.limits(service);
        self.doors.admissions[service as usize].enter(limits, uid);
        let keepalive = limits.keepalive;
        let time = limits.authentication_time;
        let mut peer = Peer::new(client, keepalive);
        if !time.is_zero() && service == Service::Main {
            let at = self.now + time;
            peer.stranger = Some(self.events.set_timer(Kind::Stranger.token(id), at));
        }
        self.peers.insert(id, peer);
        // Those of the operators' socket are known already.
        self.note_authentication(id);
        self.watch_idleness();
    }

    /// Learns how many descriptors there are to give out.
    pub(super) fn measure_descriptors(&mut self) {
        let soft = limits::current(Resource::Files).map_or(u64::MAX, |limit| limit.soft);
        let all = usize::try_from(soft).unwrap_or(usize::MAX);
        self.doors.sockets_max = Some(all - (all / 4).min(DESCRIPTORS_KEPT));
    }
}

/// How many connections are taken before others get a turn.
const ACCEPTS_AT_ONCE: usize = 64;

/// How long accepting pauses after it failed.
const ACCEPT_PAUSE: Duration = Duration::from_secs(1);

/// How often the log tells of connections that are turned away.
const SAY_EVERY: Duration = Duration::from_secs(10);

/// Descriptors that ordinary connections leave to the operator, to guests and to files.
const DESCRIPTORS_KEPT: usize = 1024;
