use std::fs::File;
use std::io::Write;
use std::os::fd::OwnedFd;

use fv_sys::fd::Blocking;
use fv_sys::unix;
use fv_wire_rpc::{Header, Kind, Limits, Raw, Receiver, Status, encode_packet};

use crate::{Count, Outgoing, Received, Sent, Socket};

fn pair() -> (Socket, Socket) {
    let (a, b) = unix::pair().unwrap();
    (Socket::from_fd(a), Socket::from_fd(b))
}

fn packet(kind: Kind, descriptors: usize, length: usize) -> Vec<u8> {
    let header = Header {
        program: 1,
        version: 1,
        procedure: 1,
        kind,
        serial: 5,
        status: Status::Ok,
    };
    encode_packet(&header, descriptors, &Raw(&vec![7; length])).unwrap()
}

fn descriptor() -> OwnedFd {
    File::open("/dev/null").unwrap().into()
}

#[test]
fn a_packet_with_descriptors_crosses_the_socket() {
    let (a, b) = pair();
    let bytes = packet(Kind::CallWithDescriptors, 3, 100);
    a.send_all(&bytes, &[descriptor(), descriptor(), descriptor()])
        .unwrap();
    a.send_all(&packet(Kind::Call, 0, 8), &[]).unwrap();
    let mut receiver = Receiver::new(Limits::PROTOCOL);
    let mut frames = Vec::new();
    while matches!(
        b.receive(&mut receiver).unwrap(),
        Received::Something { .. }
    ) {
        while let Some(frame) = receiver.next_frame().unwrap() {
            frames.push(frame.into_packet());
        }
    }
    assert_eq!(frames.len(), 2);
    assert_eq!(frames[0].descriptors.len(), 3);
    assert_eq!(frames[0].payload, [7; 100]);
    assert!(frames[1].descriptors.is_empty());
    for descriptor in frames.remove(0).descriptors {
        let mut file = File::from(descriptor);
        assert!(file.write(b"x").is_err(), "it was opened for reading");
    }
}

#[test]
fn a_closed_socket_says_that_it_is_the_end() {
    let (a, b) = pair();
    drop(a);
    let mut receiver = Receiver::new(Limits::PROTOCOL);
    assert_eq!(b.receive(&mut receiver).unwrap(), Received::End);
}

#[test]
fn what_does_not_fit_waits_and_goes_on_where_it_stopped() {
    let (a, b) = pair();
    a.set_blocking(Blocking::No).unwrap();
    let mut outgoing = Outgoing::default();
    outgoing.push(packet(Kind::Reply, 0, 2_000_000), Vec::new(), Count::Yes);
    let with_descriptor = packet(Kind::ReplyWithDescriptors, 1, 9);
    outgoing.push(with_descriptor, vec![descriptor()], Count::Yes);
    assert_eq!(outgoing.send(&a).unwrap(), Sent::Blocked);
    let mut receiver = Receiver::new(Limits::PROTOCOL);
    let mut frames = Vec::new();
    while frames.len() < 2 {
        b.receive(&mut receiver).unwrap();
        while let Some(frame) = receiver.next_frame().unwrap() {
            frames.push(frame.into_packet());
        }
        outgoing.send(&a).unwrap();
    }
    assert_eq!((outgoing.take_gone(), outgoing.take_gone()), (2, 0));
    assert_eq!((outgoing.bytes(), outgoing.is_empty()), (0, true));
    assert!(outgoing.is_empty());
    assert_eq!(frames[0].payload.len(), 2_000_000);
    assert_eq!(frames[1].descriptors.len(), 1);
}

#[test]
fn small_packets_go_together_and_are_counted_one_by_one() {
    let (a, b) = pair();
    let mut outgoing = Outgoing::default();
    for number in 0..10 {
        let count = if number < 3 { Count::Yes } else { Count::No };
        outgoing.push(packet(Kind::Message, 0, 8), Vec::new(), count);
    }
    assert_eq!(outgoing.send(&a).unwrap(), Sent::Everything);
    assert_eq!(outgoing.take_gone(), 3);
    let mut receiver = Receiver::new(Limits::PROTOCOL);
    b.receive(&mut receiver).unwrap();
    for _ in 0..10 {
        assert!(receiver.next_frame().unwrap().is_some());
    }
}

#[test]
fn draining_closes_the_descriptors_that_nobody_has_read() {
    let (a, b) = pair();
    let (ours, theirs) = unix::pair().unwrap();
    let ours = Socket::from_fd(ours);
    a.send_all(&packet(Kind::CallWithDescriptors, 1, 100), &[theirs])
        .unwrap();
    b.shutdown().unwrap();
    assert!(b.has_unread());
    b.drain();
    assert!(!b.has_unread());
    // Nobody holds the other end any more.
    let mut receiver = Receiver::new(Limits::PROTOCOL);
    assert_eq!(ours.receive(&mut receiver).unwrap(), Received::End);
}
