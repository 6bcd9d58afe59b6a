use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use fv_error::ErrorDomain;
use fv_wire_rpc::{Decode, Hole, Kind, Limits, Receiver, Status, decode_error};

use super::*;

/// A driver that plays what it is told and writes down what happens to it.
#[derive(Default)]
struct Script {
    reads: VecDeque<Result<StreamRead>>,
    room: usize,
    finish: Option<Error>,
    log: Arc<Mutex<Vec<String>>>,
}

impl Stream for Script {
    fn descriptor(&self) -> Option<BorrowedFd<'_>> {
        None
    }

    fn read(&mut self, buffer: &mut [u8]) -> Result<StreamRead> {
        let next = self.reads.pop_front().unwrap_or(Ok(StreamRead::Pending));
        if let Ok(StreamRead::Data(count)) = next {
            buffer[..count].fill(b'x');
        }
        next
    }

    fn write(&mut self, bytes: &[u8]) -> Result<usize> {
        let count = bytes.len().min(self.room);
        self.room -= count;
        self.note(format!("write {count}"));
        Ok(count)
    }

    fn skip(&mut self, length: u64) -> Result<()> {
        self.note(format!("skip {length}"));
        Ok(())
    }

    fn finish(&mut self) -> Result<()> {
        self.note("finish".into());
        self.finish.take().map_or(Ok(()), Err)
    }

    fn abort(&mut self) {
        self.note("abort".into());
    }
}

impl Script {
    fn note(&self, text: String) {
        self.log.lock().unwrap().push(text);
    }
}

fn live(script: Script, holes: Holes) -> LiveStream {
    LiveStream::new(NewStream {
        name: StreamName {
            program: 0x2000_8086,
            version: 1,
            procedure: 201,
            serial: 7,
        },
        stream: Box::new(script),
        holes,
        place: StreamPlace::uncounted(),
    })
}

fn data(bytes: &[u8]) -> Arrived {
    Arrived::Data(Payload::uncounted(bytes.to_vec()), 0)
}

/// Kind, status and payload of the only packet.
fn only(step: &Step) -> (Kind, Status, Vec<u8>) {
    assert_eq!(step.packets.len(), 1, "{step:?}");
    let mut receiver = Receiver::new(Limits::PROTOCOL);
    receiver.add_bytes(&step.packets[0]);
    let packet = receiver.next_frame().unwrap().unwrap().into_packet();
    assert_eq!((packet.header.procedure, packet.header.serial), (201, 7));
    (packet.header.kind, packet.header.status, packet.payload)
}

fn failure() -> Error {
    Error::internal(ErrorDomain::Streams, "disk on fire")
}

#[test]
fn bytes_of_the_driver_become_a_packet() {
    let script = Script {
        reads: [Ok(StreamRead::Data(3))].into(),
        ..Script::default()
    };
    let mut stream = live(script, Holes::Unknown);
    let step = stream.read(&mut [0; 16]);
    assert_eq!(only(&step), (Kind::Stream, Status::Continue, b"xxx".into()));
}

#[test]
fn the_end_is_an_empty_packet_told_once() {
    let script = Script {
        reads: [Ok(StreamRead::End)].into(),
        ..Script::default()
    };
    let mut stream = live(script, Holes::Unknown);
    let step = stream.read(&mut [0; 16]);
    assert_eq!(only(&step), (Kind::Stream, Status::Continue, Vec::new()));
    assert!(stream.read(&mut [0; 16]).packets.is_empty());
    assert!(!stream.wanted(true).read);
}

#[test]
fn a_hole_is_sent_as_such_to_who_knows_holes_and_as_zeros_to_others() {
    let script = || Script {
        reads: [Ok(StreamRead::Hole(20))].into(),
        ..Script::default()
    };
    let mut stream = live(script(), Holes::Known);
    let (kind, status, payload) = only(&stream.read(&mut [0; 16]));
    assert_eq!((kind, status), (Kind::StreamHole, Status::Continue));
    let hole = Hole::decode(&payload).unwrap();
    assert_eq!((hole.length, hole.flags), (20, 0));

    let mut stream = live(script(), Holes::Unknown);
    let mut zeros = 0;
    for _ in 0..2 {
        for packet in stream.read(&mut [1; 16]).packets {
            zeros += packet.len() - 28;
        }
    }
    assert_eq!(zeros, 20);
}

#[test]
fn a_failing_driver_is_aborted_and_the_client_told() {
    let script = Script {
        reads: [Err(failure())].into(),
        ..Script::default()
    };
    let log = Arc::clone(&script.log);
    let mut stream = live(script, Holes::Unknown);
    let step = stream.read(&mut [0; 16]);
    assert_eq!(step.fate, Fate::Over);
    let (kind, status, payload) = only(&step);
    assert_eq!((kind, status), (Kind::Stream, Status::Error));
    let error = decode_error(&payload).unwrap();
    assert_eq!(error.message(), "internal error: disk on fire");
    assert_eq!(*log.lock().unwrap(), ["abort"]);
}

#[test]
fn what_the_driver_does_not_take_waits_and_keeps_the_order() {
    let script = Script {
        room: 5,
        ..Script::default()
    };
    let log = Arc::clone(&script.log);
    let mut stream = live(script, Holes::Known);
    stream.arrive(data(b"abc"));
    stream.arrive(data(b"defg"));
    stream.arrive(Arrived::Hole(10));
    let step = stream.write();
    assert_eq!((step.fate, step.settled), (Fate::Open, 1));
    assert!(stream.wanted(true).write);
    assert_eq!(*log.lock().unwrap(), ["write 3", "write 2", "write 0"]);
}

#[test]
fn finish_is_confirmed_after_everything_is_written() {
    let script = Script {
        room: 100,
        ..Script::default()
    };
    let log = Arc::clone(&script.log);
    let mut stream = live(script, Holes::Known);
    stream.arrive(data(b"abc"));
    stream.arrive(Arrived::Hole(10));
    stream.arrive(Arrived::Finish);
    let step = stream.write();
    assert_eq!((step.fate, step.settled), (Fate::Over, 3));
    assert_eq!(only(&step), (Kind::Stream, Status::Ok, Vec::new()));
    assert_eq!(*log.lock().unwrap(), ["write 3", "skip 10", "finish"]);
}

#[test]
fn a_finish_that_fails_is_answered_with_the_error() {
    let script = Script {
        finish: Some(failure()),
        ..Script::default()
    };
    let mut stream = live(script, Holes::Known);
    stream.arrive(Arrived::Finish);
    let step = stream.write();
    let (kind, status, _) = only(&step);
    assert_eq!(
        (step.fate, kind, status),
        (Fate::Over, Kind::Stream, Status::Error)
    );
}

#[test]
fn an_abort_is_confirmed_to_who_sent_it() {
    let script = Script::default();
    let log = Arc::clone(&script.log);
    let mut stream = live(script, Holes::Known);
    stream.arrive(Arrived::Abort);
    let step = stream.write();
    assert_eq!(only(&step), (Kind::Stream, Status::Ok, Vec::new()));
    assert_eq!(*log.lock().unwrap(), ["abort"]);
}

#[test]
fn a_hole_from_who_did_not_speak_of_holes_breaks_the_rules() {
    for (holes, length) in [(Holes::Unknown, 10), (Holes::Known, -1)] {
        let mut stream = live(Script::default(), holes);
        stream.arrive(Arrived::Hole(length));
        assert_eq!(stream.write().fate, Fate::Broken);
    }
}
