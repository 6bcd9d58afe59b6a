//! Events as packets.

use fv_wire_rpc::{
    Encode, Encoder, EventMessage, Header, Kind, ProgramName, Status, encode_packet,
};

/// The packet for an event, with the callback that asked for it or in the older form.
///
/// Nothing if the event has no such form, or is longer than the protocol permits.
pub(crate) fn message<E: EventMessage>(
    event: &E,
    object: &E::Object,
    callback: Option<i32>,
) -> Option<Vec<u8>> {
    let mut payload = Encoder::default();
    let number = event.put(object, callback, &mut payload)?;
    let payload = payload.finish().ok()?;
    let program = match E::PROGRAM {
        ProgramName::Qemu => &fv_wire_rpc::QEMU,
        _ => &fv_wire_rpc::REMOTE,
    };
    let header = Header {
        program: program.number,
        version: program.version,
        procedure: i32::try_from(number).ok()?,
        kind: Kind::Message,
        serial: 0,
        status: Status::Ok,
    };
    encode_packet(&header, 0, &Bytes(payload)).ok()
}

/// Bytes that are encoded already.
struct Bytes(Vec<u8>);

impl Encode for Bytes {
    fn encode(&self, out: &mut Encoder) {
        out.raw(&self.0);
    }
}
