use std::io::Read;
use std::os::unix::net::UnixStream;

use super::*;

fn packet(bytes: &[u8]) -> Packet {
    Packet {
        bytes: bytes.to_vec(),
        settles: 1,
        ..Packet::default()
    }
}

#[test]
fn packets_arrive_whole_and_in_order_although_the_socket_fills_up() {
    let (ours, theirs) = unix::pair().unwrap();
    let mut theirs = UnixStream::from(theirs);
    let mut outbox = Outbox::default();
    let mut expected = Vec::new();
    for number in 0..100_u8 {
        let bytes = vec![number; 40_000];
        expected.extend_from_slice(&bytes);
        outbox.push(packet(&bytes));
    }
    let mut settled = 0;
    assert_eq!(outbox.flush(&ours, &mut settled).unwrap(), Flushed::Blocked);
    assert!(settled < 100);
    let mut got = Vec::new();
    let mut buffer = vec![0; 1 << 16];
    while got.len() < expected.len() {
        let count = theirs.read(&mut buffer).unwrap();
        got.extend_from_slice(&buffer[..count]);
        let _ = outbox.flush(&ours, &mut settled).unwrap();
    }
    assert!(got == expected);
    assert_eq!((settled, outbox.bytes(), outbox.is_empty()), (100, 0, true));
}

#[test]
fn descriptors_follow_their_packet_one_byte_each() {
    let (ours, theirs) = unix::pair().unwrap();
    let (one, two) = unix::pair().unwrap();
    let mut outbox = Outbox::default();
    outbox.push(Packet {
        bytes: b"packet".to_vec(),
        descriptors: vec![one, two],
        settles: 1,
    });
    outbox.push(packet(b"next"));
    let mut settled = 0;
    assert_eq!(
        outbox.flush(&ours, &mut settled).unwrap(),
        Flushed::Everything
    );
    let mut bytes = Vec::new();
    let mut descriptors = Vec::new();
    let mut buffer = [0; 64];
    while bytes.len() < 12 {
        let received = unix::receive(&theirs, &mut buffer).unwrap();
        bytes.extend_from_slice(&buffer[..received.bytes]);
        descriptors.extend(received.fds);
    }
    assert_eq!(bytes, b"packet\0\0next");
    assert_eq!(descriptors.len(), 2);
}

#[test]
fn small_packets_are_put_together_and_counted() {
    let (ours, theirs) = unix::pair().unwrap();
    let mut theirs = UnixStream::from(theirs);
    let mut outbox = Outbox::default();
    for _ in 0..10 {
        outbox.push(packet(b"ab"));
    }
    let mut settled = 0;
    assert_eq!(
        outbox.flush(&ours, &mut settled).unwrap(),
        Flushed::Everything
    );
    let mut buffer = [0; 64];
    assert_eq!(theirs.read(&mut buffer).unwrap(), 20);
    assert_eq!(settled, 10);
}
