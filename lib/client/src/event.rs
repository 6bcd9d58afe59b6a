//! What a daemon tells without being asked.

use fv_api::{
    DomainEvent, DomainRef, NetworkEvent, NetworkRef, NodeDeviceEvent, NodeDeviceRef, QemuEvent,
    SecretEvent, SecretRef, SessionEvent, StoragePoolEvent, StoragePoolRef,
};
use fv_wire_rpc::{EventMessage, Fault, Header, Occurrence, ProgramName};

/// An event, with the callback that asked for it and the object it is about.
#[derive(Clone, Debug, PartialEq)]
pub enum RemoteEvent {
    /// The daemon says that it ends the connection, and why.
    Session(SessionEvent),
    /// Of a domain; without a callback where it was registered for in the older manner.
    Domain(Option<i32>, DomainRef, DomainEvent),
    /// Of a QEMU monitor.
    Qemu(Option<i32>, DomainRef, QemuEvent),
    /// Of a network.
    Network(Option<i32>, NetworkRef, NetworkEvent),
    /// Of a storage pool.
    StoragePool(Option<i32>, StoragePoolRef, StoragePoolEvent),
    /// Of a device of the host.
    NodeDevice(Option<i32>, NodeDeviceRef, NodeDeviceEvent),
    /// Of a secret.
    Secret(Option<i32>, SecretRef, SecretEvent),
}

impl RemoteEvent {
    /// Reads an event; `None` if this library does not know it.
    pub(crate) fn read(header: &Header, payload: &[u8]) -> Option<Result<Self, Fault>> {
        let number = u32::try_from(header.procedure).ok()?;
        // Numbers are unique in their program only.
        if header.program == ProgramName::Qemu.program().number {
            return read(number, payload, Self::Qemu);
        }
        if header.program != ProgramName::Remote.program().number {
            return None;
        }
        read(number, payload, Self::Domain)
            .or_else(|| read(number, payload, Self::Network))
            .or_else(|| read(number, payload, Self::StoragePool))
            .or_else(|| read(number, payload, Self::NodeDevice))
            .or_else(|| read(number, payload, Self::Secret))
            .or_else(|| read(number, payload, |_, (), event| Self::Session(event)))
    }
}

/// Reads a message as one kind of event, if it is one.
fn read<E: EventMessage>(
    number: u32,
    payload: &[u8],
    event: impl FnOnce(Option<i32>, E::Object, E) -> RemoteEvent,
) -> Option<Result<RemoteEvent, Fault>> {
    let read = E::take(number, payload)?;
    Some(read.map(
        |Occurrence {
             callback,
             object,
             event: what,
         }| event(callback, object, what),
    ))
}
