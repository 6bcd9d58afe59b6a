//! Who has to go when clients together make the daemon hold too much.
//!
//! The user whose clients hold the most loses one of them, again and again until it fits: whoever
//! behaves is not the one to go, however many others do not. Among a user's clients it is the
//! one that has been silent for longest, for unread bytes the one that has left the most.

use std::collections::HashMap;

use super::Reactor;
use super::peer::Peer;
use crate::budget::Kind;

impl Reactor {
    /// Drops clients until what is held for all of them is within its bounds.
    pub(super) fn drop_hoarders(&mut self) {
        self.shared.notices.budget.was_told();
        while self.shared.notices.budget.is_exceeded(Kind::Held) {
            let held = |peer: &Peer| peer.hoard().0;
            let silence = |peer: &Peer| {
                let time = self.now.since(peer.hoard().1);
                usize::try_from(time.as_millis()).unwrap_or(usize::MAX)
            };
            let Some(id) = self.worst(held, silence) else {
                break;
            };
            fv_log::warning!(
                "rpc.server",
                "client {id} is dropped: more has arrived than can be kept"
            );
            self.drop_client(id);
        }
        while self.shared.notices.budget.is_exceeded(Kind::Unsent) {
            let unsent = |peer: &Peer| peer.client.load().unsent;
            let Some(id) = self.worst(unsent, unsent) else {
                break;
            };
            fv_log::warning!(
                "rpc.server",
                "client {id} is dropped: more is left unread than can be kept"
            );
            self.drop_client(id);
        }
    }

    /// The client that is worst by `badness` among those of the user who has most of `amount`.
    fn worst(
        &self,
        amount: impl Fn(&Peer) -> usize,
        badness: impl Fn(&Peer) -> usize,
    ) -> Option<u64> {
        let mut users: HashMap<u32, usize> = HashMap::new();
        for peer in self.peers.values() {
            *users.entry(peer.client.uid).or_default() += amount(peer);
        }
        let (&user, _) = users.iter().max_by_key(|(_, sum)| **sum)?;
        let own = self.peers.iter();
        let own = own.filter(|(_, peer)| peer.client.uid == user && amount(peer) > 0);
        own.max_by_key(|(_, peer)| (badness(peer), amount(peer)))
            .map(|(&id, _)| id)
    }
}
