//! Taking new connections, and pausing when there are too many.
//!
//! A pause means that clients wait in the socket's queue; none of them is turned away. It ends
//! when a client goes or, if it was for those that are anonymous, when one authenticates.

use std::os::fd::OwnedFd;
use std::time::Duration;

use fv_api::{Access, Identity};
use fv_event::Interest;
use fv_sys::unix;
use fv_wire_transport::Socket;

use super::peer::Peer;
use super::{Kind, Reactor};
use crate::client::Client;

/// A listening socket.
pub(super) struct Listener {
    pub(super) socket: OwnedFd,
    pub(super) access: Access,
}

impl Reactor {
    /// Takes what waits on a listening socket, as far as the limits permit.
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
                Ok(Some(socket)) => self.add_client(socket, listener.access),
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

    /// Accepts again after a failure.
    pub(super) fn resume_accepting(&mut self) {
        self.accepting = false;
        self.check_limits();
    }

    /// Pauses or resumes accepting as the limits say.
    pub(super) fn check_limits(&mut self) {
        let limits = &self.shared.limits;
        // A new client is anonymous, so both limits must have room for it.
        let full = self.peers.len() >= limits.clients_max
            || (limits.anonymous_max > 0 && self.anonymous >= limits.anonymous_max);
        self.set_accepting(!full);
    }

    fn set_accepting(&mut self, accepting: bool) {
        if self.accepting == accepting {
            return;
        }
        self.accepting = accepting;
        let interest = if accepting {
            Interest::READ
        } else {
            Interest::NONE
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

    fn add_client(&mut self, socket: OwnedFd, access: Access) {
        // Taken now: the process may have ended, and its number have another owner, when the
        // first call comes.
        let socket = Socket::from_fd(socket);
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
                return;
            }
        };
        let id = self.next_id;
        let token = Kind::Client.token(id);
        if let Err(error) = self.events.add(&socket, token, Interest::READ) {
            fv_log::error!(
                "rpc.server",
                "a connection is refused, it cannot be waited for: {error}"
            );
            return;
        }
        self.next_id += 1;
        let notices = std::sync::Arc::clone(&self.shared.notices);
        let client = Client::new(id, socket, access, identity, notices);
        self.peers
            .insert(id, Peer::new(client, self.shared.limits.keepalive));
        self.anonymous += 1;
        self.check_limits();
        self.watch_idleness();
    }
}

/// How many connections are taken before others get a turn.
const ACCEPTS_AT_ONCE: usize = 16;

/// How long accepting pauses after it failed.
const ACCEPT_PAUSE: Duration = Duration::from_secs(1);
