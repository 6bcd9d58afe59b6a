//! Registrations and delivery.
//!
//! One lock holds all registrations of a hub. It is taken after every lock of a driver and
//! before that of a mailbox; packets are posted under it, so that each connection sees events
//! in the order in which they were reported.

use std::collections::BTreeMap;
use std::sync::Arc;

use fv_api::{
    ConnectionId, DomainEvent, DomainRef, EventSink, NetworkEvent, NetworkRef, NodeDeviceEvent,
    NodeDeviceRef, QemuEvent, SecretEvent, SecretRef, StoragePoolEvent, StoragePoolRef,
};
use fv_error::{Error, ErrorCode, ErrorDomain, Result};
use fv_types::lock::{Mutex, Rank};
use fv_wire_rpc::{EventMessage, event_packet};

use crate::class::{COUNTERS, refusal};
use crate::{Class, Key, MonitorFilter};

/// Where a connection's packets are put.
pub trait Mailbox: Send + Sync {
    /// Queues a packet. Never blocks; a full mailbox is the connection's problem.
    fn post(&self, packet: Vec<u8>);
}

/// Who registers.
#[derive(Clone)]
pub struct Subscriber {
    /// The connection, with which the registration ends.
    pub connection: ConnectionId,
    /// Where its packets go.
    pub mailbox: Arc<dyn Mailbox>,
}

/// Takes what drivers of one back end report to those who asked for it.
pub struct Hub {
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    next_id: [i32; COUNTERS],
    /// The registrations of each connection, oldest first: one that hoards them slows down its
    /// own calls, not those of others.
    connections: BTreeMap<ConnectionId, Vec<Entry>>,
}

/// One registration: who wants which event of which object, in which form.
struct Entry {
    subscriber: Subscriber,
    class: Class,
    event_id: i32,
    /// What the client knows the registration by.
    callback_id: i32,
    style: Style,
    /// The one object; without it all of them.
    key: Option<Key>,
    filter: Option<MonitorFilter>,
}

/// Which form of message the client understands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Style {
    /// The message carries the callback's id.
    Callback,
    /// The message stands for itself, as before callback ids were known.
    Legacy,
}

impl Hub {
    /// A hub without registrations.
    pub fn new() -> Arc<Self> {
        Arc::new(Self {
            state: Mutex::new(RANK, State::default()),
        })
    }

    /// Registers for an event of one object or of all; answers the callback's id.
    pub fn register(
        &self,
        who: &Subscriber,
        class: Class,
        event_id: i32,
        key: Option<Key>,
    ) -> Result<i32> {
        class.check_id(event_id)?;
        self.add(Entry::new(who, class, event_id, key))
    }

    /// Registers for an event of all domains in the older form.
    pub fn register_legacy(&self, who: &Subscriber, event_id: i32) -> Result<()> {
        check_legacy_id(event_id)?;
        let entry = Entry {
            style: Style::Legacy,
            ..Entry::new(who, Class::Domain, event_id, None)
        };
        self.add(entry).map(drop)
    }

    /// Registers for what a QEMU monitor says; answers the callback's id.
    pub fn register_monitor(
        &self,
        who: &Subscriber,
        domain: Option<Key>,
        event: Option<&str>,
        flags: u32,
    ) -> Result<i32> {
        let entry = Entry {
            filter: Some(MonitorFilter::new(event, flags)?),
            ..Entry::new(who, Class::QemuMonitor, 0, domain)
        };
        self.add(entry)
    }

    /// Takes a registration back.
    pub fn deregister(&self, who: ConnectionId, class: Class, callback_id: i32) -> Result<()> {
        let taken = self.remove(who, |entry| {
            entry.class == class && entry.callback_id == callback_id
        });
        taken.ok_or_else(|| class.not_registered(callback_id))
    }

    /// Takes the connection's oldest registration for that event of domains back.
    pub fn deregister_legacy(&self, who: ConnectionId, event_id: i32) -> Result<()> {
        check_legacy_id(event_id)?;
        let taken = self.remove(who, |entry| {
            entry.class == Class::Domain && entry.event_id == event_id
        });
        taken.ok_or_else(|| refusal(format!("domain event {event_id} not registered")))
    }

    /// Forgets everything of a connection.
    pub fn forget(&self, who: ConnectionId) {
        self.state.lock().connections.remove(&who);
    }

    /// Keeps a registration unless the connection has the same one already.
    fn add(&self, mut entry: Entry) -> Result<i32> {
        let mut state = self.state.lock();
        let State {
            next_id,
            connections,
        } = &mut *state;
        let entries = connections.entry(entry.subscriber.connection).or_default();
        if !entry.is_filtered() && entries.iter().any(|other| other.is_same(&entry)) {
            return Err(Error::new(
                ErrorDomain::None,
                ErrorCode::InvalidArg,
                "event callback already tracked",
            ));
        }
        if entries.len() >= CALLBACKS_MAX {
            return Err(refusal(format!(
                "a connection may register {CALLBACKS_MAX} event callbacks"
            )));
        }
        // One count for all connections, as in the reference; the test of ids pins it.
        let next = &mut next_id[entry.class.counter()];
        entry.callback_id = *next;
        *next = next.wrapping_add(1).max(0);
        let callback_id = entry.callback_id;
        entries.push(entry);
        Ok(callback_id)
    }

    /// Drops the connection's first registration that fits.
    fn remove(&self, who: ConnectionId, fits: impl Fn(&Entry) -> bool) -> Option<()> {
        let mut state = self.state.lock();
        let entries = state.connections.get_mut(&who)?;
        let at = entries.iter().position(fits)?;
        // Removed in place: legacy calls name the oldest registration, so the order counts.
        let _ = entries.remove(at);
        Some(())
    }

    /// Posts an event to everybody who registered for it.
    ///
    /// `name` is what filters are matched with.
    fn deliver<E: EventMessage>(
        &self,
        (class, key): (Class, &Key),
        object: &E::Object,
        event: &E,
        name: &str,
    ) {
        // Only QEMU's own messages have no id; all of them are one event.
        let event_id = event.id().unwrap_or(0);
        let state = self.state.lock();
        let wanted = |entry: &&Entry| {
            entry.class == class
                && entry.event_id == event_id
                && entry.key.as_ref().is_none_or(|wanted| wanted == key)
                && entry
                    .filter
                    .as_ref()
                    .is_none_or(|filter| filter.matches(name))
        };
        for entry in state.connections.values().flatten().filter(wanted) {
            let callback = match entry.style {
                Style::Callback => Some(entry.callback_id),
                Style::Legacy => None,
            };
            // What does not fit the protocol's limits cannot be told: there is no form for it.
            if let Some(Ok(packet)) = event_packet(event, object, callback) {
                entry.subscriber.mailbox.post(packet);
            }
        }
    }
}

impl EventSink for Hub {
    fn domain(&self, dom: &DomainRef, event: DomainEvent) {
        self.deliver((Class::Domain, &Key::Uuid(dom.uuid)), dom, &event, "");
    }

    fn qemu(&self, dom: &DomainRef, event: QemuEvent) {
        let QemuEvent::Monitor { event: name, .. } = &event;
        let about = (Class::QemuMonitor, &Key::Uuid(dom.uuid));
        self.deliver(about, dom, &event, name);
    }

    fn network(&self, net: &NetworkRef, event: NetworkEvent) {
        self.deliver((Class::Network, &Key::Uuid(net.uuid)), net, &event, "");
    }

    fn storage_pool(&self, pool: &StoragePoolRef, event: StoragePoolEvent) {
        self.deliver(
            (Class::StoragePool, &Key::Uuid(pool.uuid)),
            pool,
            &event,
            "",
        );
    }

    fn node_device(&self, dev: &NodeDeviceRef, event: NodeDeviceEvent) {
        self.deliver(
            (Class::NodeDevice, &Key::Name(dev.name.clone())),
            dev,
            &event,
            "",
        );
    }

    fn secret(&self, secret: &SecretRef, event: SecretEvent) {
        self.deliver((Class::Secret, &Key::Uuid(secret.uuid)), secret, &event, "");
    }
}

impl Entry {
    fn new(who: &Subscriber, class: Class, event_id: i32, key: Option<Key>) -> Self {
        Self {
            subscriber: who.clone(),
            class,
            event_id,
            callback_id: 0,
            style: Style::Callback,
            key,
            filter: None,
        }
    }

    /// Whether a filter by name makes it different from every other registration.
    fn is_filtered(&self) -> bool {
        self.filter.as_ref().is_some_and(|filter| !filter.is_open())
    }

    fn is_same(&self, other: &Self) -> bool {
        self.class == other.class && self.event_id == other.event_id && self.key == other.key
    }
}

impl std::fmt::Debug for Hub {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let entries: usize = self.state.lock().connections.values().map(Vec::len).sum();
        f.debug_struct("Hub")
            .field("registrations", &entries)
            .finish()
    }
}

impl std::fmt::Debug for Subscriber {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Subscriber").field(&self.connection).finish()
    }
}

/// Events younger than callback ids have no older form.
fn check_legacy_id(event_id: i32) -> Result<()> {
    if (0..LEGACY_COUNT).contains(&event_id) {
        return Ok(());
    }
    Err(refusal(format!("unsupported event ID {event_id}")))
}

/// After a driver's locks, before a mailbox's.
const RANK: Rank = Rank(110);

/// The last event with an older form is the removal of a device.
const LEGACY_COUNT: i32 = 16;

/// What one connection may register: far above what programs do, a bound for hostile ones.
const CALLBACKS_MAX: usize = 1024;

#[cfg(test)]
mod tests;
