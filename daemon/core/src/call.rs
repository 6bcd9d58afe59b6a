//! The life of one call inside the daemon: looked up, checked, run in its place, answered.
//!
//! The order of the checks is the reference's: program, status, procedure, authentication,
//! arguments, open connection, permission. Each failure is a reply of its own; none of them ends
//! the connection.

use std::cell::Cell;
use std::os::fd::OwnedFd;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use fv_api::Stream;
use fv_error::{Error, ErrorCode, ErrorDomain, Result};
use fv_wire_rpc::{
    Decode, Direction, Header, Hole, Kind, Packet as Incoming, Phase, Priority as Mark, Procedure,
    Status, Waits,
};
use fv_wire_transport::Count;

use crate::budget::{Payload, StreamPlace};
use crate::client::{Client, Packet};
use crate::generated;
use crate::notice::{Holes, NewStream, Notice, StreamName};
use crate::packet;
use crate::pool::{Priority, Wait};
use crate::serve::{Answer, Call};
use crate::server::Shared;
use crate::stream::Arrived;

/// A call as it came.
struct Request {
    header: Header,
    payload: Payload,
    descriptors: Vec<OwnedFd>,
}

/// Where a message belongs.
#[derive(Debug)]
pub(crate) enum Route {
    /// It was a call, and it is taken care of.
    Done,
    /// The client asks for a sign of life.
    Ping,
    /// The client gave one.
    Pong,
    /// A packet of a stream.
    Stream(StreamName, Arrived),
    /// Nothing that a client may send.
    Broken,
    /// Nothing that a client may send these descriptors with.
    Unasked(Vec<OwnedFd>),
}

/// What a call came to.
pub(crate) struct Reply {
    /// The whole reply.
    pub(crate) packet: Vec<u8>,
    /// Descriptors to go along.
    pub(crate) descriptors: Vec<OwnedFd>,
    /// A stream that begins.
    pub(crate) stream: Option<(Box<dyn Stream>, Holes, StreamPlace)>,
}

impl Reply {
    /// A reply and nothing else.
    pub(crate) fn plain(packet: Vec<u8>) -> Self {
        Self {
            packet,
            descriptors: Vec::new(),
            stream: None,
        }
    }
}

/// Sends a message where it belongs; calls are run or queued at once.
pub(crate) fn route(shared: &Arc<Shared>, client: &Arc<Client>, incoming: Incoming) -> Route {
    let Incoming {
        header,
        payload,
        descriptors,
    } = incoming;
    if !descriptors.is_empty() && !takes_descriptors(client, &header) {
        return Route::Unasked(descriptors);
    }
    let payload = Payload::new(payload, client);
    match header.kind {
        Kind::Call | Kind::CallWithDescriptors => {
            client.begin_request();
            let request = Request {
                header,
                payload,
                descriptors,
            };
            take(shared, client, request);
            Route::Done
        }
        Kind::Stream | Kind::StreamHole => stream_packet(&header, payload),
        Kind::Message => match packet::keepalive(&header) {
            Some(packet::Keepalive::Ping) => Route::Ping,
            Some(packet::Keepalive::Other) => Route::Pong,
            None => Route::Broken,
        },
        Kind::Reply | Kind::ReplyWithDescriptors => Route::Broken,
    }
}

/// Whether a message is a call that descriptors may come with.
fn takes_descriptors(client: &Client, header: &Header) -> bool {
    let procedure = || admit(client, header).ok();
    header.kind == Kind::CallWithDescriptors
        && procedure().is_some_and(|procedure| {
            matches!(procedure.descriptors, Some(Direction::In | Direction::Both))
        })
}

/// Runs `work`; a panic in it becomes an internal error and a log line.
pub(crate) fn guarded<T>(work: impl FnOnce() -> T) -> Result<T> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|panic| {
        let text = panic
            .downcast_ref::<&str>()
            .map(ToString::to_string)
            .or_else(|| panic.downcast_ref::<String>().cloned())
            .unwrap_or_default();
        fv_log::error!("rpc.server", "a call failed in a way it must not: {text}");
        Error::internal(
            ErrorDomain::Rpc,
            "the daemon met a fault of its own; its log tells more",
        )
    })
}

/// Looks a call up and runs it here or on a worker.
fn take(shared: &Arc<Shared>, client: &Arc<Client>, request: Request) {
    let header = request.header;
    let procedure = match admit(client, &header) {
        Ok(procedure) => procedure,
        Err(error) => {
            reply(client, &header, Err(error));
            return;
        }
    };
    // Handing over to a thread and back costs more than a bounded call.
    if procedure.waits == Waits::Never {
        run(shared, client, procedure, request);
        return;
    }
    let wait = match procedure.waits {
        Waits::Never | Waits::Disk => Wait::Host,
        Waits::Monitor => Wait::Guest,
        Waits::Long => Wait::Long,
    };
    let priority = match procedure.priority {
        Mark::High => Priority::High,
        Mark::Low => Priority::Low,
    };
    let (server, caller) = (Arc::clone(shared), Arc::clone(client));
    shared.pool(client.service).submit(wait, priority, move || {
        run(&server, &caller, procedure, request);
    });
}

/// The procedure a call is for, if it may be called at all.
fn admit(client: &Client, header: &Header) -> Result<&'static Procedure> {
    let program = packet::program(client.service, header)?;
    // Told before the procedure is looked for: the test of odd messages pins the order.
    if header.status != Status::Ok {
        let text = format!("Unexpected message status {}", header.status.number());
        return Err(Error::new(ErrorDomain::Rpc, ErrorCode::Rpc, text));
    }
    let procedure = packet::procedure(program, header)?;
    if procedure.phase != Phase::Authentication && !client.is_authenticated() {
        return Err(Error::new(
            ErrorDomain::Rpc,
            ErrorCode::Rpc,
            "authentication required",
        ));
    }
    Ok(procedure)
}

/// Runs a call from its arguments to its reply.
fn run(
    shared: &Arc<Shared>,
    client: &Arc<Client>,
    procedure: &'static Procedure,
    request: Request,
) {
    let Request {
        header,
        payload,
        descriptors,
    } = request;
    let call = Call {
        shared,
        client,
        header: &header,
        procedure,
        payload: &payload.bytes,
        descriptors: Cell::new(descriptors),
    };
    // Drivers run in here. What they do wrong must not take the thread with it, least of all
    // the reactor's.
    let answer = guarded(|| generated::dispatch(&call)).and_then(|answer| answer);
    reply(client, &header, answer);
}

/// Sends what a call came to.
fn reply(client: &Client, header: &Header, answer: Answer) {
    let answer = match answer {
        Ok(answer) => answer,
        Err(error) => {
            fv_log::debug!("rpc.server", "client {}: {error}", client.id);
            let packet = Packet {
                settles: Count::Yes,
                ..Packet::plain(packet::error_reply(header, &error))
            };
            client.send(packet, None);
            return;
        }
    };
    let notice = answer.stream.map(|(stream, holes, place)| {
        let name = packet::stream_name(header);
        Notice::Stream(
            client.id,
            Box::new(NewStream {
                name,
                stream,
                holes,
                place,
            }),
        )
    });
    let packet = Packet {
        bytes: answer.packet,
        descriptors: answer.descriptors,
        settles: Count::Yes,
    };
    client.send(packet, notice);
}

/// Tells what a packet of a stream means; the stream itself is looked for by the reactor.
fn stream_packet(header: &Header, payload: Payload) -> Route {
    let arrived = match (header.kind, header.status) {
        (Kind::StreamHole, _) => match Hole::decode(&payload.bytes) {
            Ok(hole) => Arrived::Hole(hole.length),
            Err(_) => return Route::Broken,
        },
        (_, Status::Ok) => Arrived::Finish,
        (_, Status::Continue) => Arrived::Data(payload, 0),
        (_, Status::Error) => Arrived::Abort,
        (_, Status::Other(number)) => Arrived::OddEnd(number),
    };
    Route::Stream(packet::stream_name(header), arrived)
}
