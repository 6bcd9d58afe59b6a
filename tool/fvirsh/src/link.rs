//! A connection to a hypervisor, whatever is behind it.

use std::sync::Arc;
use std::time::Duration;

use fv_api::{
    Access, Caller, ConnectApi, DomainApi, DomainDeviceApi, DomainGuestApi, DomainSaveApi,
    DomainTuneApi, Drivers, EventApi, MigrationApi, NodeApi, QemuApi, StoragePoolApi,
    StorageVolApi,
};
use fv_error::{Error, ErrorCode, ErrorDomain, Result};
use fv_lib_client::{KeepaliveConfig, RemoteEvent};

/// A connection: the drivers behind it, who calls, and the events that come.
pub struct Link {
    /// The drivers; a family without one is not supported.
    pub drivers: Arc<Drivers>,
    /// Who calls.
    pub caller: Caller,
    /// Where events come from, if there are any.
    pub events: Option<Arc<dyn Events>>,
    /// Whether others can connect meanwhile.
    pub sharing: Sharing,
}

/// Whether others can connect to the same hypervisor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sharing {
    /// As many as like.
    Shared,
    /// Nobody, as long as this connection is there.
    Alone,
}

/// Makes connections of one kind: to daemons, or to a driver in this process.
pub trait Open {
    /// Opens a connection, or returns nothing if the URI is not of this kind.
    ///
    /// Without a URI it is asked for the one that is used by default.
    fn open(&self, uri: Option<&str>, access: Access) -> Result<Option<Link>>;
}

/// The events of a connection.
pub trait Events: Send + Sync {
    /// Registrations.
    fn registrations(&self) -> &dyn EventApi;

    /// Ends the connection when the other side is silent for so long; false if it cannot be asked.
    ///
    /// A driver in this process is never silent.
    fn keep_alive(&self, _config: KeepaliveConfig) -> Result<bool> {
        Ok(true)
    }

    /// The next event; nothing when the time is over.
    fn next(&self, time: Duration) -> Result<Option<RemoteEvent>>;
}

/// Finds a driver, or says that there is none.
macro_rules! families {
    ($($name:ident: $trait:ident;)*) => {
        impl Link {
            $(
                #[doc = concat!("The calls of [`", stringify!($trait), "`].")]
                pub fn $name(&self) -> Result<&dyn $trait> {
                    self.drivers.$name.as_deref().ok_or_else(unsupported)
                }
            )*
        }
    };
}

families! {
    connect: ConnectApi;
    node: NodeApi;
    domain: DomainApi;
    domain_device: DomainDeviceApi;
    domain_tune: DomainTuneApi;
    domain_guest: DomainGuestApi;
    domain_save: DomainSaveApi;
    migration: MigrationApi;
    qemu: QemuApi;
    storage_pool: StoragePoolApi;
    storage_vol: StorageVolApi;
}

impl Link {
    /// The URI, as the user may give it again.
    pub fn uri(&self) -> &str {
        &self.drivers.uri
    }

    /// Whether it had better end while it is not needed, for the sake of others.
    pub fn is_in_the_way(&self) -> bool {
        // What is to end with the connection must not end early.
        self.sharing == Sharing::Alone && !self.caller.connection.has_hooks()
    }

    /// The events, or that there are none.
    pub fn events(&self) -> Result<&Arc<dyn Events>> {
        self.events.as_ref().ok_or_else(unsupported)
    }
}

impl std::fmt::Debug for Link {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Link")
            .field("uri", &self.drivers.uri)
            .finish_non_exhaustive()
    }
}

fn unsupported() -> Error {
    Error::new(ErrorDomain::None, ErrorCode::NoSupport, "")
}
