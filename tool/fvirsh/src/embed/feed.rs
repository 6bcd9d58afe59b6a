//! The events of an embedded driver: who wants which, and a queue of those that came.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use fv_api::{
    Caller, DomainEvent, DomainRef, EventApi, EventSink, NetworkEvent, NetworkRef, NodeDeviceEvent,
    NodeDeviceRef, QemuEvent, SecretEvent, SecretRef, StoragePoolEvent, StoragePoolRef,
};
use fv_error::{Error, ErrorDomain, Result};
use fv_lib_client::RemoteEvent;
use fv_types::Uuid;
use fv_types::lock::{Condvar, Mutex, Rank};
use fv_wire_rpc::EventMessage;

/// Takes what the driver reports, and gives it out as a connection to a daemon would.
pub(super) struct Feed {
    state: Mutex<State>,
    came: Condvar,
}

#[derive(Default)]
struct State {
    next_id: i32,
    registrations: Vec<Registration>,
    queue: VecDeque<RemoteEvent>,
}

struct Registration {
    callback: i32,
    wanted: Wanted,
    dom: Option<Uuid>,
}

/// What a registration is for.
pub(super) enum Wanted {
    /// One kind of event of domains.
    Domain(i32),
    /// Events of QEMU's monitors, by name.
    Monitor(Filter),
}

/// Says of the name of an event whether it is wanted.
pub(super) type Filter = Box<dyn Fn(&str) -> bool + Send>;

impl Feed {
    /// A feed that nobody has asked for anything.
    pub(super) fn new() -> Arc<Self> {
        Arc::new(Self {
            state: Mutex::new(Rank::QUEUE, State::default()),
            came: Condvar::new(),
        })
    }

    /// Registers; answers the callback's id.
    pub(super) fn register(&self, wanted: Wanted, dom: Option<&DomainRef>) -> i32 {
        let mut state = self.state.lock();
        let callback = state.next_id;
        state.next_id += 1;
        state.registrations.push(Registration {
            callback,
            wanted,
            dom: dom.map(|dom| dom.uuid),
        });
        callback
    }

    /// Takes a registration back.
    pub(super) fn deregister(&self, callback: i32, kind: &str) -> Result<()> {
        let mut state = self.state.lock();
        let found = state
            .registrations
            .iter()
            .position(|known| known.callback == callback);
        let Some(place) = found else {
            let detail = format!("{kind} event callback {callback} not registered");
            return Err(Error::internal(ErrorDomain::Rpc, detail));
        };
        state.registrations.remove(place);
        Ok(())
    }

    /// The next event; nothing when the time is over.
    pub(super) fn next(&self, time: Duration) -> Option<RemoteEvent> {
        let state = self.state.lock();
        let empty = |state: &mut State| state.queue.is_empty();
        let (mut state, _) = self.came.wait_while_for(state, time, empty);
        state.queue.pop_front()
    }

    /// Queues an event for each registration that wants it.
    fn report(
        &self,
        dom: &DomainRef,
        wants: impl Fn(&Wanted) -> bool,
        event: impl Fn(i32) -> RemoteEvent,
    ) {
        let mut state = self.state.lock();
        let State {
            registrations,
            queue,
            ..
        } = &mut *state;
        for known in registrations {
            let its_own = known.dom.is_none_or(|uuid| uuid == dom.uuid);
            // Whoever does not fetch its events loses the newest, not the memory.
            if its_own && wants(&known.wanted) && queue.len() < QUEUE_MAX {
                queue.push_back(event(known.callback));
            }
        }
        drop(state);
        self.came.notify_all();
    }
}

impl EventSink for Feed {
    fn domain(&self, dom: &DomainRef, event: DomainEvent) {
        let id = event.id();
        let wants = |wanted: &Wanted| matches!(wanted, Wanted::Domain(kind) if Some(*kind) == id);
        self.report(dom, wants, |callback| {
            RemoteEvent::Domain(Some(callback), dom.clone(), event.clone())
        });
    }

    fn qemu(&self, dom: &DomainRef, event: QemuEvent) {
        let QemuEvent::Monitor { event: name, .. } = &event;
        let wants = |wanted: &Wanted| matches!(wanted, Wanted::Monitor(takes) if takes(name));
        self.report(dom, wants, |callback| {
            RemoteEvent::Qemu(Some(callback), dom.clone(), event.clone())
        });
    }

    // The driver has none of these objects.
    fn network(&self, _: &NetworkRef, _: NetworkEvent) {}
    fn storage_pool(&self, _: &StoragePoolRef, _: StoragePoolEvent) {}
    fn node_device(&self, _: &NodeDeviceRef, _: NodeDeviceEvent) {}
    fn secret(&self, _: &SecretRef, _: SecretEvent) {}
}

impl EventApi for Feed {
    fn connect_domain_event_callback_register_any(
        &self,
        _: &Caller,
        event_id: i32,
        dom: Option<&DomainRef>,
    ) -> Result<i32> {
        if !(0..DomainEvent::COUNT).contains(&event_id) {
            let detail = format!("unsupported event ID {event_id}");
            return Err(Error::internal(ErrorDomain::Rpc, detail));
        }
        Ok(self.register(Wanted::Domain(event_id), dom))
    }

    fn connect_domain_event_callback_deregister_any(
        &self,
        _: &Caller,
        callback_id: i32,
    ) -> Result<()> {
        self.deregister(callback_id, "domain")
    }
}

/// How many events wait for a program that does not fetch them.
const QUEUE_MAX: usize = 10_000;

#[cfg(test)]
#[path = "tests/feed.rs"]
mod tests;
