//! Signs of life, both ways.

use std::time::{Duration, Instant};

use fv_daemon_core::KeepaliveConfig;
use fv_wire_rpc::{ConnectSupportsFeatureArgs, Header, KEEPALIVE, Kind, Status};

use crate::client::Client;
use crate::fixture::{Fixture, Wishes};

fn fixture(count: u32) -> Fixture {
    let mut wishes = Wishes::default();
    wishes.limits.keepalive = KeepaliveConfig {
        interval: Duration::from_millis(100),
        count,
    };
    Fixture::with(wishes)
}

fn message(procedure: i32) -> Header {
    Header {
        program: KEEPALIVE.number,
        version: KEEPALIVE.version,
        procedure,
        kind: Kind::Message,
        serial: 0,
        status: Status::Ok,
    }
}

fn watched(fixture: &Fixture) -> Client {
    let mut client = fixture.open();
    client
        .call(60, &ConnectSupportsFeatureArgs { feature: 10 })
        .unwrap();
    client
}

#[test]
fn a_ping_is_answered_even_before_authentication() {
    let fixture = Fixture::new();
    let mut client = fixture.connect();
    client.send(&message(1), &());
    let answer = client.receive().unwrap();
    assert_eq!(answer.header, message(2));
    assert!(answer.payload.is_empty());
    // An answer that nobody asked for, and what is not known, are ignored.
    client.send(&message(2), &());
    client.send(&message(77), &());
    assert!(client.is_quiet());
}

#[test]
#[expect(clippy::disallowed_methods, reason = "the test measures real time")]
fn a_silent_client_is_pinged_and_dropped() {
    let fixture = fixture(3);
    let start = Instant::now();
    let mut client = watched(&fixture);
    let mut pings = 0;
    while let Some(packet) = client.receive() {
        assert_eq!(packet.header, message(1));
        pings += 1;
    }
    assert_eq!(pings, 3);
    assert!(
        start.elapsed() >= Duration::from_millis(390),
        "{:?}",
        start.elapsed()
    );
}

#[test]
fn a_client_that_answers_stays() {
    // Far more than a busy machine leaves unanswered; yet a silent client would be gone before the last one.
    let fixture = fixture(30);
    let mut client = watched(&fixture);
    for _ in 0..40 {
        assert_eq!(client.receive().unwrap().header, message(1));
        client.send(&message(2), &());
    }
}

#[test]
fn a_client_that_did_not_ask_is_not_watched() {
    let fixture = fixture(3);
    let mut client = fixture.open();
    assert!(client.is_quiet());
    std::thread::sleep(Duration::from_millis(500));
    assert!(client.is_served());
}
