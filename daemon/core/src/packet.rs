//! The packets the daemon sends, and what it reads out of headers.

use fv_error::{Error, ErrorCode, ErrorDomain, Result};
use fv_wire_rpc::{
    ADMIN, Encode, Header, KEEPALIVE, Kind, LXC, Procedure, Program, QEMU, REMOTE, Status,
    encode_packet,
};

use crate::limits::Service;
use crate::notice::StreamName;

/// What a keepalive message asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Keepalive {
    /// An answer.
    Ping,
    /// Nothing: it is an answer, or nothing known.
    Other,
}

/// The program a call is for, among those this service has.
pub(crate) fn program(service: Service, header: &Header) -> Result<&'static Program> {
    let fits =
        |program: &&&Program| program.number == header.program && program.version == header.version;
    let found = service.programs().iter().find(fits).copied();
    found.ok_or_else(|| {
        // The numbers are printed as signed, like the reference's.
        let text = format!(
            "Cannot find program {} version {}",
            header.program.cast_signed(),
            header.version.cast_signed()
        );
        Error::new(ErrorDomain::Rpc, ErrorCode::Rpc, text)
    })
}

/// The procedure a call is for.
pub(crate) fn procedure(program: &Program, header: &Header) -> Result<&'static Procedure> {
    let number = header.procedure;
    program.procedure(number).ok_or_else(|| {
        let text = format!("unknown procedure: {number}");
        Error::new(ErrorDomain::Rpc, ErrorCode::Rpc, text)
    })
}

/// What a message of the keepalive program says; nothing if it is of another program.
pub(crate) fn keepalive(header: &Header) -> Option<Keepalive> {
    let is_keepalive = (header.program, header.version) == (KEEPALIVE.number, KEEPALIVE.version);
    is_keepalive.then_some(match header.procedure {
        PING => Keepalive::Ping,
        _ => Keepalive::Other,
    })
}

/// The question for a sign of life.
pub(crate) fn ping() -> Vec<u8> {
    keepalive_message(PING)
}

/// The answer to that question.
pub(crate) fn pong() -> Vec<u8> {
    keepalive_message(PONG)
}

/// The reply to a call that went well.
pub(crate) fn reply<T: Encode>(call: &Header, descriptors: usize, result: &T) -> Result<Vec<u8>> {
    let kind = match descriptors {
        0 => Kind::Reply,
        _ => Kind::ReplyWithDescriptors,
    };
    let header = Header {
        kind,
        ..call.answer(Status::Ok)
    };
    encode_packet(&header, descriptors, result).map_err(|cause| {
        Error::new(
            ErrorDomain::Rpc,
            ErrorCode::Rpc,
            "Unable to encode message payload",
        )
        .with_source(cause)
    })
}

/// The reply to a call that failed.
pub(crate) fn error_reply(call: &Header, error: &Error) -> Vec<u8> {
    encoded(&call.answer(Status::Error), error)
}

/// What the streams of a call are known by.
pub(crate) fn stream_name(header: &Header) -> StreamName {
    StreamName {
        program: header.program,
        version: header.version,
        procedure: header.procedure,
        serial: header.serial,
    }
}

/// Bytes of a stream; none say that the driver has no more.
pub(crate) fn stream_data(name: StreamName, bytes: &[u8]) -> Vec<u8> {
    encoded(
        &stream_header(name, Kind::Stream, Status::Continue),
        &Bytes(bytes),
    )
}

/// A hole in a stream.
pub(crate) fn stream_hole(name: StreamName, length: i64) -> Vec<u8> {
    let hole = fv_wire_rpc::Hole { length, flags: 0 };
    encoded(
        &stream_header(name, Kind::StreamHole, Status::Continue),
        &hole,
    )
}

/// The confirmation that a stream ended as the client asked.
pub(crate) fn stream_confirm(name: StreamName) -> Vec<u8> {
    encoded(&stream_header(name, Kind::Stream, Status::Ok), &())
}

/// The news that a stream failed.
pub(crate) fn stream_error(name: StreamName, error: &Error) -> Vec<u8> {
    encoded(&stream_header(name, Kind::Stream, Status::Error), error)
}

/// The head of a stream packet: that of the call which opened the stream, serial included.
fn stream_header(name: StreamName, kind: Kind, status: Status) -> Header {
    Header {
        program: name.program,
        version: name.version,
        procedure: name.procedure,
        kind,
        serial: name.serial,
        status,
    }
}

/// A message of the keepalive program, which carries nothing.
fn keepalive_message(procedure: i32) -> Vec<u8> {
    let header = Header {
        program: KEEPALIVE.number,
        version: KEEPALIVE.version,
        procedure,
        kind: Kind::Message,
        serial: 0,
        status: Status::Ok,
    };
    encoded(&header, &())
}

/// Encodes what cannot be too long.
fn encoded<T: Encode>(header: &Header, payload: &T) -> Vec<u8> {
    // Chunks, holes, confirmations and cut errors are far below the limit.
    encode_packet(header, 0, payload).unwrap_or_default()
}

/// Bytes as they are.
struct Bytes<'a>(&'a [u8]);

impl Encode for Bytes<'_> {
    fn encode(&self, out: &mut fv_wire_rpc::Encoder) {
        out.raw(self.0);
    }
}

/// The programs of the sockets that hypervisors are reached by.
pub(crate) static SERVED: [&Program; 3] = [&REMOTE, &QEMU, &LXC];

/// The program of the operators' socket.
pub(crate) static SERVED_TO_OPERATORS: [&Program; 1] = [&ADMIN];

/// The messages of the keepalive program.
const PING: i32 = 1;
const PONG: i32 = 2;

/// A stream is read only while the client has less than this to read.
pub(crate) const STREAM_UNSENT_MAX: usize = 512 * 1024;
