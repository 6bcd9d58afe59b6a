//! Connections to daemons.

use std::sync::Arc;
use std::time::Duration;

use fv_api::{Access, Caller, Connection, ConnectionId, Drivers, EventApi, Identity};
use fv_error::Result;
use fv_lib_client::{KeepaliveConfig, Places, Remote, RemoteEvent, Target};

use crate::{Events, Link, Open, Sharing};

/// Opens connections to daemons of this host.
#[derive(Clone, Debug)]
pub struct RemoteOpen {
    /// Where their sockets are.
    pub places: Places,
    /// What is opened when nobody says what.
    pub default_uri: String,
}

impl Open for RemoteOpen {
    fn open(&self, uri: Option<&str>, access: Access) -> Result<Option<Link>> {
        let uri = uri.unwrap_or(&self.default_uri);
        let target = Target::from_uri(uri, access, &self.places)?;
        let remote = Remote::open(&target)?;
        Ok(Some(remote_link(Arc::new(remote), uri, access)))
    }
}

/// Makes a link of a connection that is open.
pub fn remote_link(remote: Arc<Remote>, uri: &str, access: Access) -> Link {
    let caller = Caller::new(
        Identity::default(),
        access,
        Connection::new(ConnectionId(0)),
    );
    Link {
        drivers: Arc::new(drivers(&remote, uri)),
        caller,
        events: Some(Arc::new(RemoteEvents(remote))),
        sharing: Sharing::Shared,
    }
}

/// A daemon speaks for every family; what it does not serve it says itself.
fn drivers(remote: &Arc<Remote>, uri: &str) -> Drivers {
    Drivers {
        uri: uri.to_owned(),
        resolver: None,
        connect: Some(remote.clone()),
        node: Some(remote.clone()),
        domain: Some(remote.clone()),
        domain_device: Some(remote.clone()),
        domain_tune: Some(remote.clone()),
        domain_guest: Some(remote.clone()),
        domain_save: Some(remote.clone()),
        migration: Some(remote.clone()),
        snapshot: Some(remote.clone()),
        checkpoint: Some(remote.clone()),
        qemu: Some(remote.clone()),
        lxc: Some(remote.clone()),
        network: Some(remote.clone()),
        network_port: Some(remote.clone()),
        interface: Some(remote.clone()),
        storage_pool: Some(remote.clone()),
        storage_vol: Some(remote.clone()),
        node_device: Some(remote.clone()),
        nwfilter: Some(remote.clone()),
        secret: Some(remote.clone()),
    }
}

/// The events of a daemon.
struct RemoteEvents(Arc<Remote>);

impl Events for RemoteEvents {
    fn registrations(&self) -> &dyn EventApi {
        self.0.event()
    }

    fn keep_alive(&self, config: KeepaliveConfig) -> Result<bool> {
        self.0.keep_alive(config)
    }

    fn next(&self, time: Duration) -> Result<Option<RemoteEvent>> {
        self.0.next_event(Some(time))
    }
}
