//! Streams between a client and a driver.

use std::borrow::Cow;
use std::io::{Read, Write};
use std::os::unix::net::UnixStream;
use std::time::Duration;

use fv_api::{StorageVolRef, StreamRead};
use fv_testkit::wait_until;
use fv_wire_rpc::{
    CHUNK_MAX, Decode, DomainOpenConsoleArgs, Header, Hole, Kind, Packet, Status,
    StorageVolDownloadArgs, StorageVolUploadArgs, decode_error,
};

use crate::backend::guest;
use crate::client::{Client, Raw};
use crate::fixture::Fixture;

const SOON: Duration = Duration::from_secs(20);

/// Opens a console; the other end of its socket comes back.
fn console(fixture: &Fixture, client: &mut Client) -> (Header, UnixStream) {
    let (ours, theirs) = UnixStream::pair().unwrap();
    theirs.set_nonblocking(true).unwrap();
    ours.set_read_timeout(Some(SOON)).unwrap();
    *fixture.tiny.shared.console.lock().unwrap() = Some(theirs);
    (scripted(client), ours)
}

/// Opens a console that plays the script.
fn scripted(client: &mut Client) -> Header {
    let header = client.header(201);
    let args = DomainOpenConsoleArgs {
        dom: Cow::Owned(guest()),
        dev_name: None,
        flags: 0,
    };
    client.send(&header, &args);
    client.reply(&header).unwrap();
    header
}

fn packet(call: &Header, status: Status) -> Header {
    call.stream(Kind::Stream, status)
}

fn expect(client: &mut Client, call: &Header, status: Status) -> Packet {
    let got = client.receive().unwrap();
    assert_eq!(got.header, packet(call, status));
    got
}

#[test]
fn bytes_flow_both_ways_until_the_client_finishes() {
    let fixture = Fixture::new();
    let mut client = fixture.open();
    let (call, mut guest) = console(&fixture, &mut client);
    guest.write_all(b"login: ").unwrap();
    assert_eq!(
        expect(&mut client, &call, Status::Continue).payload,
        b"login: "
    );
    client.send(&packet(&call, Status::Continue), &Raw(b"root\n"));
    let mut typed = [0; 5];
    guest.read_exact(&mut typed).unwrap();
    assert_eq!(&typed, b"root\n");
    client.send(&packet(&call, Status::Ok), &());
    assert!(expect(&mut client, &call, Status::Ok).payload.is_empty());
    assert_eq!(fixture.tiny.stream_log(), ["finish"]);
    // Whatever comes behind the end is ignored.
    client.send(&packet(&call, Status::Continue), &Raw(b"late"));
    assert!(client.is_served());
}

#[test]
fn the_end_of_the_guest_is_an_empty_packet() {
    let fixture = Fixture::new();
    let mut client = fixture.open();
    let (call, guest) = console(&fixture, &mut client);
    drop(guest);
    assert!(
        expect(&mut client, &call, Status::Continue)
            .payload
            .is_empty()
    );
    assert!(client.is_quiet());
    client.send(&packet(&call, Status::Error), &());
    assert!(expect(&mut client, &call, Status::Ok).payload.is_empty());
    assert_eq!(fixture.tiny.stream_log(), ["abort"]);
}

#[test]
fn a_stream_ends_with_its_client() {
    let fixture = Fixture::new();
    let mut client = fixture.open();
    let (_, mut guest) = console(&fixture, &mut client);
    drop(client);
    assert_eq!(guest.read(&mut [0]).unwrap(), 0);
    wait_until("the abort", SOON, || fixture.tiny.stream_log() == ["abort"]);
}

#[test]
fn a_slow_reader_stops_the_driver_and_loses_nothing() {
    let fixture = Fixture::new();
    let mut client = fixture.open();
    let (call, mut guest) = console(&fixture, &mut client);
    guest
        .set_write_timeout(Some(Duration::from_millis(500)))
        .unwrap();
    let mut sent = 0;
    let block = vec![b'x'; 1 << 16];
    // Nobody reads, so at some point nothing more is taken.
    while sent < 64 << 20 {
        match guest.write(&block) {
            Ok(count) => sent += count,
            Err(_) => break,
        }
    }
    assert!(sent < 16 << 20, "{sent} bytes went into nowhere");
    drop(guest);
    let mut got = 0;
    loop {
        let packet = expect(&mut client, &call, Status::Continue);
        if packet.payload.is_empty() {
            break;
        }
        assert!(packet.payload.len() <= CHUNK_MAX);
        got += packet.payload.len();
    }
    assert_eq!(got, sent);
}

#[test]
fn a_slow_guest_stops_the_client_and_loses_nothing() {
    let fixture = Fixture::new();
    let mut client = fixture.open();
    let (call, mut guest) = console(&fixture, &mut client);
    let total = 8 << 20;
    let mut writer = client.socket.try_clone().unwrap();
    let header = packet(&call, Status::Continue);
    let sender = std::thread::spawn(move || {
        let block = vec![b'y'; 1 << 16];
        let bytes = fv_wire_rpc::encode_packet(&header, 0, &Raw(&block)).unwrap();
        for _ in 0..total / block.len() {
            writer.write_all(&bytes).unwrap();
        }
    });
    std::thread::sleep(Duration::from_millis(300));
    assert!(
        !sender.is_finished(),
        "eight megabytes are kept for a guest that reads nothing"
    );
    assert!(fixture.open().is_served());
    let mut got = vec![0; total];
    guest.read_exact(&mut got).unwrap();
    assert!(got.iter().all(|&byte| byte == b'y'));
    sender.join().unwrap();
    assert!(client.is_served());
}

#[test]
fn a_driver_without_descriptor_is_read_to_its_end() {
    let fixture = Fixture::new();
    let script = (0..100)
        .map(|_| StreamRead::Data(1000))
        .chain([StreamRead::End]);
    *fixture.tiny.shared.script.lock().unwrap() = script.collect();
    let mut client = fixture.open();
    let call = scripted(&mut client);
    let mut got = 0;
    loop {
        let packet = expect(&mut client, &call, Status::Continue);
        if packet.payload.is_empty() {
            break;
        }
        got += packet.payload.len();
    }
    assert_eq!(got, 100_000);
}

#[test]
fn a_hole_that_nobody_spoke_of_closes_the_connection() {
    let fixture = Fixture::new();
    let mut client = fixture.open();
    let call = scripted(&mut client);
    let header = call.stream(Kind::StreamHole, Status::Continue);
    client.send(
        &header,
        &Hole {
            length: 10,
            flags: 0,
        },
    );
    client.expect_closed();
    wait_until("the abort", SOON, || fixture.tiny.stream_log() == ["abort"]);
}

#[test]
fn a_driver_that_panics_ends_its_stream_only() {
    let fixture = Fixture::new();
    let mut client = fixture.open();
    let call = scripted(&mut client);
    client.send(&packet(&call, Status::Continue), &Raw(b"panic"));
    let got = expect(&mut client, &call, Status::Error);
    assert!(decode_error(&got.payload).is_ok());
    assert!(client.is_served());
}

#[test]
fn many_streams_of_one_client_do_not_mix() {
    let fixture = Fixture::new();
    let mut client = fixture.open();
    let streams: Vec<(Header, UnixStream)> =
        (0..4).map(|_| console(&fixture, &mut client)).collect();
    for (number, (call, guest)) in streams.iter().enumerate() {
        let mut guest = guest;
        guest.write_all(&[number as u8; 3]).unwrap();
        let got = expect(&mut client, call, Status::Continue);
        assert_eq!(got.payload, [number as u8; 3]);
    }
}

fn volume() -> Cow<'static, StorageVolRef> {
    Cow::Owned(StorageVolRef {
        pool: "default".into(),
        name: "disk".into(),
        key: "/disk".into(),
    })
}

#[test]
fn holes_go_both_ways_to_who_asked_for_them() {
    let fixture = Fixture::new();
    let script = [
        StreamRead::Hole(1 << 40),
        StreamRead::Data(5),
        StreamRead::End,
    ];
    *fixture.tiny.shared.script.lock().unwrap() = script.into();
    let mut client = fixture.open();
    let call = client.header(209);
    let args = StorageVolDownloadArgs {
        vol: volume(),
        offset: 0,
        length: 0,
        flags: 1,
    };
    client.send(&call, &args);
    client.reply(&call).unwrap();
    let hole = client.receive().unwrap();
    assert_eq!(hole.header, call.stream(Kind::StreamHole, Status::Continue));
    let hole = Hole::decode(&hole.payload).unwrap();
    assert_eq!((hole.length, hole.flags), (1 << 40, 0));
    assert_eq!(
        expect(&mut client, &call, Status::Continue).payload,
        b"zzzzz"
    );
    assert!(
        expect(&mut client, &call, Status::Continue)
            .payload
            .is_empty()
    );

    let call = client.header(208);
    let args = StorageVolUploadArgs {
        vol: volume(),
        offset: 0,
        length: 0,
        flags: 1,
    };
    client.send(&call, &args);
    client.reply(&call).unwrap();
    client.send(&packet(&call, Status::Continue), &Raw(b"abc"));
    let header = call.stream(Kind::StreamHole, Status::Continue);
    client.send(
        &header,
        &Hole {
            length: 77,
            flags: 0,
        },
    );
    client.send(&packet(&call, Status::Ok), &());
    expect(&mut client, &call, Status::Ok);
    assert_eq!(fixture.tiny.stream_log(), ["write 3", "skip 77", "finish"]);
}

#[test]
fn a_hole_for_who_did_not_ask_is_zeros() {
    let fixture = Fixture::new();
    let script = [StreamRead::Hole(300_000), StreamRead::End];
    *fixture.tiny.shared.script.lock().unwrap() = script.into();
    let mut client = fixture.open();
    let call = scripted(&mut client);
    let mut zeros = 0;
    loop {
        let payload = expect(&mut client, &call, Status::Continue).payload;
        if payload.is_empty() {
            break;
        }
        assert!(payload.iter().all(|&byte| byte == 0));
        zeros += payload.len();
    }
    assert_eq!(zeros, 300_000);
}

#[test]
fn a_client_has_so_many_streams_and_a_new_one_when_one_ends() {
    let fixture = Fixture::new();
    let mut client = fixture.open();
    let mut open: Vec<_> = (0..64).map(|_| console(&fixture, &mut client)).collect();
    let args = DomainOpenConsoleArgs {
        dom: Cow::Owned(guest()),
        dev_name: None,
        flags: 0,
    };
    let refusal = client.refused(201, &args);
    assert!(refusal.contains("too many open streams"), "{refusal}");
    // Others have theirs.
    console(&fixture, &mut fixture.open());
    let (call, _guest) = open.pop().unwrap();
    client.send(&packet(&call, Status::Ok), &());
    expect(&mut client, &call, Status::Ok);
    let _open = console(&fixture, &mut client);
    let refusal = client.refused(201, &args);
    assert!(refusal.contains("too many open streams"), "{refusal}");
}
