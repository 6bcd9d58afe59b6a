//! What a server permits, and which of its two services a client has come to.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use fv_wire_rpc::{KeepaliveConfig, Program};

use crate::packet;

/// What a service of the server permits.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Clients at the same time, the reserves aside.
    pub clients_max: usize,
    /// Clients that have not authenticated yet; 0 is no limit. The operator's do not count.
    pub anonymous_max: usize,
    /// Clients of one user other than the operator.
    pub user_clients_max: usize,
    /// Clients of one user other than the operator that have not authenticated yet.
    pub user_anonymous_max: usize,
    /// Connections that wait for room; more are turned away.
    pub waiting_max: usize,
    /// Requests of one client under way.
    pub requests_max: usize,
    /// How long a client may take to authenticate; zero is for ever.
    pub authentication_time: Duration,
    /// How long part of a message may wait for its rest; zero is for ever.
    pub stall_time: Duration,
    /// Watching clients that ask for it.
    pub keepalive: KeepaliveConfig,
    /// Who owns the server: the user for whom there is always room.
    pub operator: u32,
}

impl Limits {
    /// The defaults of the service for hypervisors, for a server of this user.
    pub fn of(operator: u32) -> Self {
        Self {
            clients_max: 5000,
            anonymous_max: 20,
            user_clients_max: 5000,
            user_anonymous_max: 10,
            waiting_max: 1000,
            requests_max: 5,
            authentication_time: Duration::from_secs(30),
            stall_time: Duration::from_secs(30),
            keepalive: KeepaliveConfig {
                interval: Duration::from_secs(5),
                count: 5,
            },
            operator,
        }
    }

    /// The defaults of the service for operators.
    pub fn of_admin(operator: u32) -> Self {
        Self {
            // Nobody is let in who would have to authenticate.
            anonymous_max: 0,
            ..Self::of(operator)
        }
    }
}

/// What a client has come for, which is decided by the socket.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Service {
    /// Hypervisors.
    Main,
    /// The daemon itself; only its own user is let in.
    Admin,
}

impl Service {
    /// All of them, in the order in which they are listed.
    pub(crate) const ALL: [Self; 2] = [Self::Main, Self::Admin];

    /// How an operator knows it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Main => "libvirtd",
            Self::Admin => "admin",
        }
    }

    /// The programs that its clients may call.
    pub(crate) fn programs(self) -> &'static [&'static Program] {
        match self {
            Self::Main => &packet::SERVED,
            Self::Admin => &packet::SERVED_TO_OPERATORS,
        }
    }
}

/// The two limits of a service that an operator changes while it runs.
#[derive(Debug)]
pub(crate) struct Ceilings {
    clients: AtomicUsize,
    anonymous: AtomicUsize,
}

impl Ceilings {
    pub(crate) fn new(limits: &Limits) -> Self {
        Self {
            clients: AtomicUsize::new(limits.clients_max),
            anonymous: AtomicUsize::new(limits.anonymous_max),
        }
    }

    /// Clients, and those of them that have not authenticated.
    pub(crate) fn get(&self) -> (usize, usize) {
        let clients = self.clients.load(Ordering::Relaxed);
        (clients, self.anonymous.load(Ordering::Relaxed))
    }

    pub(crate) fn set(&self, clients: usize, anonymous: usize) {
        self.clients.store(clients, Ordering::Relaxed);
        self.anonymous.store(anonymous, Ordering::Relaxed);
    }
}
