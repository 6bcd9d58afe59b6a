//! Who is let in, by counting: no socket and no clock.
//!
//! ```text
//! ├──────────── clients_max, for everybody ────────────┤ small users ┤ operator ┤
//!                                                        a few each     always
//! ```
//!
//! The two reserves lie on top of what the configuration permits, so that the limits mean what
//! they mean in libvirt and still nobody can shut others out: a user with few clients finds room
//! when somebody else holds all places, and the operator finds room when everybody else together
//! does. Silence is no way in either: clients that have not authenticated are counted by user
//! too, and the operator's are not counted against others.

use std::collections::HashMap;

use crate::limits::Limits;

/// The clients of one service, counted.
#[derive(Debug, Default)]
pub(crate) struct Admission {
    users: HashMap<u32, Count>,
    clients: usize,
    /// Of ordinary users alone.
    anonymous: usize,
}

/// The clients of one user.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Count {
    clients: usize,
    anonymous: usize,
}

impl Admission {
    /// Whether one more client of this user is let in; `ceilings` are those in force.
    pub(crate) fn admits(&self, limits: &Limits, ceilings: (usize, usize), uid: u32) -> bool {
        let (clients_max, anonymous_max) = ceilings;
        let Count { clients, anonymous } = self.count(uid);
        if uid == limits.operator {
            let max = clients_max + USERS_RESERVE + OPERATOR_RESERVE;
            return self.clients < max || clients < OPERATOR_RESERVE;
        }
        let is_small = clients < SMALL_USER_CLIENTS.min(clients_max / 2);
        let has_place =
            self.clients < clients_max || (is_small && self.clients < clients_max + USERS_RESERVE);
        let is_patient = anonymous_max > 0
            && (self.anonymous >= anonymous_max || anonymous >= limits.user_anonymous_max);
        has_place && clients < limits.user_clients_max && !is_patient
    }

    /// Counts a client that has come.
    pub(crate) fn enter(&mut self, limits: &Limits, uid: u32) {
        let count = self.users.entry(uid).or_default();
        count.clients += 1;
        count.anonymous += 1;
        self.clients += 1;
        self.anonymous += usize::from(uid != limits.operator);
    }

    /// Counts a client as known from now on.
    pub(crate) fn authenticate(&mut self, limits: &Limits, uid: u32) {
        if let Some(count) = self.users.get_mut(&uid) {
            count.anonymous -= 1;
            self.anonymous -= usize::from(uid != limits.operator);
        }
    }

    /// Counts a client as gone, which has authenticated before.
    pub(crate) fn leave(&mut self, uid: u32) {
        let Some(count) = self.users.get_mut(&uid) else {
            return;
        };
        count.clients -= 1;
        self.clients -= 1;
        if *count == Count::default() {
            self.users.remove(&uid);
        }
    }

    /// How many clients a user has.
    pub(crate) fn clients_of(&self, uid: u32) -> usize {
        self.count(uid).clients
    }

    fn count(&self, uid: u32) -> Count {
        self.users.get(&uid).copied().unwrap_or_default()
    }
}

/// A user with fewer clients than this need not wait for those who have many.
const SMALL_USER_CLIENTS: usize = 4;

/// Places for such users.
const USERS_RESERVE: usize = 64;

/// Places for the operator.
const OPERATOR_RESERVE: usize = 64;

#[cfg(test)]
mod tests;
