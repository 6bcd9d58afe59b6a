//! Who is connected, for operators to see: the reactor writes, calls of the admin program read.

use std::collections::BTreeMap;
use std::sync::Arc;

use fv_types::lock::{Mutex, Rank};

use crate::client::Client;
use crate::limits::Service;

/// All clients of a server, by service and number.
#[derive(Debug)]
pub(crate) struct Roster(Mutex<BTreeMap<(Service, u64), Arc<Client>>>);

impl Default for Roster {
    fn default() -> Self {
        Self(Mutex::new(Rank::DAEMON, BTreeMap::new()))
    }
}

impl Roster {
    /// Adds a client that has come.
    pub(crate) fn add(&self, client: &Arc<Client>) {
        let key = (client.service, client.number);
        self.0.lock().insert(key, Arc::clone(client));
    }

    /// Removes one that is gone.
    pub(crate) fn remove(&self, client: &Client) {
        self.0.lock().remove(&(client.service, client.number));
    }

    /// The clients of a service, oldest first.
    pub(crate) fn of(&self, service: Service) -> Vec<Arc<Client>> {
        let clients = self.0.lock();
        let of_service = clients.range((service, 0)..=(service, u64::MAX));
        of_service.map(|(_, client)| Arc::clone(client)).collect()
    }

    /// The client of that number.
    pub(crate) fn find(&self, service: Service, number: u64) -> Option<Arc<Client>> {
        self.0.lock().get(&(service, number)).cloned()
    }
}
