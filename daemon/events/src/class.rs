//! The kinds of objects that have events, with their limits and words.

use fv_error::{Error, ErrorCode, ErrorDomain};
use fv_types::Uuid;

/// What kind of object an event is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// Domains.
    Domain,
    /// What a QEMU monitor says by itself.
    QemuMonitor,
    /// Virtual networks.
    Network,
    /// Storage pools.
    StoragePool,
    /// Devices of the host.
    NodeDevice,
    /// Secrets.
    Secret,
}

/// The one object a registration is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Key {
    /// A domain, network, pool or secret.
    Uuid(Uuid),
    /// A device of the host.
    Name(String),
}

impl Class {
    /// Fails for an event that this class does not have.
    pub fn check_id(self, event_id: i32) -> Result<(), Error> {
        let count = match self {
            Self::Domain => 28,
            Self::QemuMonitor => 1,
            Self::Network | Self::StoragePool | Self::NodeDevice | Self::Secret => 2,
        };
        if (0..count).contains(&event_id) {
            return Ok(());
        }
        let kind = match self {
            Self::Domain | Self::QemuMonitor => "",
            Self::Network => "network ",
            Self::StoragePool => "storage pool ",
            Self::NodeDevice => "node device ",
            Self::Secret => "secret ",
        };
        Err(refusal(format!("unsupported {kind}event ID {event_id}")))
    }

    /// The error for a callback that the connection does not have.
    pub(crate) fn not_registered(self, callback_id: i32) -> Error {
        let kind = match self {
            Self::Domain => "domain",
            Self::QemuMonitor => "qemu monitor",
            Self::Network => "network",
            Self::StoragePool => "storage pool",
            // The reference says so for secrets too.
            Self::NodeDevice | Self::Secret => "node device",
        };
        refusal(format!(
            "{kind} event callback {callback_id} not registered"
        ))
    }

    /// Which counter of callback ids the class uses: QEMU's monitor shares that of the domains.
    pub(crate) fn counter(self) -> usize {
        match self {
            Self::Domain | Self::QemuMonitor => 0,
            Self::Network => 1,
            Self::StoragePool => 2,
            Self::NodeDevice => 3,
            Self::Secret => 4,
        }
    }
}

/// What the server says when a client asks for an event in a way it cannot have it.
pub(crate) fn refusal(text: String) -> Error {
    Error::new(ErrorDomain::Rpc, ErrorCode::InternalError, text)
}

/// How many counters of callback ids there are.
pub(crate) const COUNTERS: usize = 5;
