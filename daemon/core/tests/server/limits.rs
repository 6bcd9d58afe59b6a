//! How many clients, requests and bytes there may be.

use std::borrow::Cow;
use std::time::Duration;

use fv_daemon_core::PoolSize;
use fv_testkit::wait_until;
use fv_wire_rpc::{ConnectDomainXmlFromNativeArgs, DomainDestroyArgs, DomainResumeArgs, Header};

use crate::backend::guest;
use crate::client::{Client, text};
use crate::fixture::{Fixture, Wishes};

const SOON: Duration = Duration::from_secs(20);

fn resume() -> DomainResumeArgs<'static> {
    DomainResumeArgs {
        dom: Cow::Owned(guest()),
    }
}

#[test]
fn more_requests_than_allowed_stay_unread() {
    let mut wishes = Wishes::default();
    wishes.limits.requests_max = 3;
    wishes.pool.max = 20;
    let fixture = Fixture::with(wishes);
    let mut client = fixture.open();
    let headers: Vec<Header> = (0..6).map(|_| client.header(28)).collect();
    for header in &headers {
        client.send(header, &resume());
    }
    // The one behind them would be answered at once if it were read.
    let quick = client.header(59);
    client.send(&quick, &());
    wait_until("three calls under way", SOON, || {
        fixture.tiny.waiting() == 3
    });
    assert!(client.is_quiet());
    assert_eq!(fixture.tiny.waiting(), 3);
    fixture.tiny.open_gate();
    let mut serials: Vec<u32> = (0..7)
        .map(|_| client.receive().unwrap().header.serial)
        .collect();
    serials.sort_unstable();
    let expected: Vec<u32> = headers
        .iter()
        .map(|h| h.serial)
        .chain([quick.serial])
        .collect();
    assert_eq!(serials, expected);
}

#[test]
fn replies_may_overtake_each_other() {
    let fixture = Fixture::new();
    let mut client = fixture.open();
    let slow = client.header(28);
    client.send(&slow, &resume());
    assert!(client.is_served());
    fixture.tiny.open_gate();
    assert!(client.reply(&slow).is_ok());
}

#[test]
fn calls_that_wait_for_a_guest_leave_a_worker_for_the_others() {
    let fixture = Fixture::with(Wishes {
        pool: PoolSize {
            min: 1,
            max: 3,
            priority: 1,
        },
        ..Wishes::default()
    });
    let mut waiting: Vec<Client> = (0..10).map(|_| fixture.open()).collect();
    for client in &mut waiting {
        let header = client.header(28);
        client.send(&header, &resume());
    }
    wait_until("two calls under way", SOON, || fixture.tiny.waiting() == 2);
    let mut client = fixture.open();
    let args = ConnectDomainXmlFromNativeArgs {
        native_format: "x",
        native_config: "1234",
        flags: 0,
    };
    assert_eq!(text(&client.call(135, &args).unwrap()), "4");
    let dom = Cow::Owned(guest());
    assert!(client.call(12, &DomainDestroyArgs { dom }).is_ok());
}

#[test]
fn too_many_anonymous_clients_pause_accepting() {
    let mut wishes = Wishes::default();
    wishes.limits.anonymous_max = 2;
    let fixture = Fixture::with(wishes);
    let mut first = fixture.connect();
    let _second = fixture.connect();
    let mut third = fixture.connect();
    let header = third.header(66);
    third.send(&header, &());
    assert!(third.is_quiet());
    first.authenticate();
    assert!(third.reply(&header).is_ok());
}

#[test]
fn too_many_clients_pause_accepting() {
    let mut wishes = Wishes::default();
    wishes.limits.clients_max = 2;
    wishes.limits.anonymous_max = 2;
    let fixture = Fixture::with(wishes);
    let mut first = fixture.open();
    let mut second = fixture.open();
    let mut third = fixture.connect();
    let header = third.header(66);
    third.send(&header, &());
    assert!(third.is_quiet());
    assert!(first.is_served() && second.is_served());
    drop(first);
    assert!(third.reply(&header).is_ok());
}

#[test]
fn a_thousand_idle_connections_do_not_hurt() {
    let fixture = Fixture::new();
    fv_sys::limits::raise_files().unwrap();
    let mut clients: Vec<Client> = (0..1000).map(|_| fixture.open()).collect();
    assert!(clients.iter_mut().all(Client::is_served));
    drop(clients);
    assert!(fixture.open().is_served());
}

#[test]
fn a_client_that_reads_nothing_is_read_no_further() {
    let fixture = Fixture::new();
    let mut client = fixture.open();
    // Each asks for four megabytes; only as many as may be under way are answered.
    let headers: Vec<Header> = (0..50).map(|_| client.header(7)).collect();
    for header in &headers {
        client.send(header, &());
    }
    assert!(fixture.open().is_served());
    // They may come in any order.
    for _ in &headers {
        assert_eq!(client.receive().unwrap().payload.len(), 4_000_004);
    }
}

#[test]
fn a_client_that_lets_events_pile_up_is_dropped() {
    let fixture = Fixture::new();
    let mut client = fixture.open();
    client.call(105, &()).unwrap();
    let sink = fixture.tiny.sink();
    let event = || fv_api::DomainEvent::Lifecycle {
        event: 1,
        detail: 0,
    };
    for _ in 0..300_000 {
        sink.domain(&guest(), event());
    }
    client.expect_closed();
    assert!(fixture.open().is_served());
}

#[test]
fn large_arguments_arrive_whole() {
    let fixture = Fixture::new();
    let mut client = fixture.open();
    let config = "y".repeat(4_000_000);
    let args = ConnectDomainXmlFromNativeArgs {
        native_format: "x",
        native_config: &config,
        flags: 0,
    };
    for _ in 0..5 {
        assert_eq!(text(&client.call(135, &args).unwrap()), "4000000");
    }
}

#[test]
#[expect(clippy::disallowed_methods, reason = "the test measures real time")]
fn a_client_that_floods_does_not_keep_the_others_waiting() {
    let mut wishes = Wishes::default();
    wishes.limits.requests_max = 1000;
    let fixture = Fixture::with(wishes);
    let mut flooder = fixture.open();
    let mut reader = flooder.socket.try_clone().unwrap();
    let header = flooder.header(59);
    let calls = fv_wire_rpc::encode_packet(&header, 0, &())
        .unwrap()
        .repeat(500);
    let flood = std::thread::spawn(move || {
        for _ in 0..40 {
            flooder.send_bytes(&calls);
        }
    });
    let drain = std::thread::spawn(move || {
        use std::io::Read;
        let mut buffer = [0; 1 << 16];
        while reader.read(&mut buffer).is_ok_and(|count| count > 0) {}
    });
    let mut other = fixture.open();
    let start = std::time::Instant::now();
    for _ in 0..20 {
        assert!(other.is_served());
    }
    assert!(
        start.elapsed() < Duration::from_secs(5),
        "{:?}",
        start.elapsed()
    );
    flood.join().unwrap();
    drop(fixture);
    drain.join().unwrap();
}

/// Sends a message of the largest size but for its last byte.
fn send_half(client: &mut Client) {
    client.send_bytes(&(32_u32 << 20).to_be_bytes());
    for _ in 0..32 {
        client.send_bytes(&[0; 1 << 20][..(1 << 20) - 1]);
    }
}

#[test]
fn messages_that_never_end_are_kept_only_up_to_a_bound() {
    let fixture = Fixture::new();
    let mut clients: Vec<Client> = (0..6).map(|_| fixture.open()).collect();
    clients.iter_mut().for_each(send_half);
    let dropped = clients
        .iter_mut()
        .filter_map(|client| (!client.is_quiet()).then_some(()));
    // One of them fits into what is kept for all together.
    assert_eq!(dropped.count(), 5);
    // Who behaves is not the one to go.
    let config = "y".repeat(4_000_000);
    let args = ConnectDomainXmlFromNativeArgs {
        native_format: "x",
        native_config: &config,
        flags: 0,
    };
    let mut client = fixture.open();
    assert_eq!(text(&client.call(135, &args).unwrap()), "4000000");
}

#[test]
fn half_a_message_is_not_waited_for_for_ever() {
    let mut wishes = Wishes::default();
    wishes.limits.stall_time = Duration::from_secs(1);
    let fixture = Fixture::with(wishes);
    let mut idle = fixture.open();
    let (mut long, mut short) = (fixture.open(), fixture.open());
    send_half(&mut long);
    short.send_bytes(&[0, 0]);
    // One byte now and then is slow, but not nothing.
    let mut slow = fixture.open();
    let header = slow.header(59);
    let call = fv_wire_rpc::encode_packet(&header, 0, &()).unwrap();
    for byte in &call {
        std::thread::sleep(Duration::from_millis(30));
        slow.send_bytes(&[*byte]);
    }
    assert!(slow.reply(&header).is_ok());
    long.expect_closed();
    short.expect_closed();
    assert!(idle.is_served() && slow.is_served());
}

#[test]
fn who_does_not_authenticate_in_time_is_dropped() {
    let mut wishes = Wishes::default();
    wishes.limits.authentication_time = Duration::from_secs(1);
    let fixture = Fixture::with(wishes);
    let mut known = fixture.connect();
    known.authenticate();
    let mut strangers: Vec<Client> = (0..30).map(|_| fixture.connect()).collect();
    // Those that wait for room are let in as others go, and meet the same end.
    strangers.iter_mut().for_each(Client::expect_closed);
    known.open_with(0);
    assert!(known.is_served());
}

#[test]
fn the_operator_is_served_when_all_room_is_taken() {
    let mut wishes = Wishes::default();
    wishes.limits.operator = fv_sys::users::effective_uid();
    wishes.limits.clients_max = 5;
    wishes.limits.anonymous_max = 5;
    let fixture = Fixture::with(wishes);
    let _silent: Vec<Client> = (0..60).map(|_| fixture.connect()).collect();
    assert!(fixture.open().is_served());
}

#[test]
fn more_connections_than_may_wait_are_turned_away() {
    let mut wishes = Wishes::default();
    wishes.limits.clients_max = 2;
    wishes.limits.anonymous_max = 2;
    wishes.limits.waiting_max = 6;
    let fixture = Fixture::with(wishes);
    let (first, mut second) = (fixture.open(), fixture.open());
    let mut waiting: Vec<Client> = (0..3).map(|_| fixture.connect()).collect();
    // A user takes half of the room at most.
    fixture.connect().expect_closed();
    // Who goes while waiting makes room.
    drop(waiting.remove(0));
    assert!(second.is_served());
    let mut late = fixture.connect();
    assert!(late.is_quiet());
    drop(first);
    let header = waiting[0].header(66);
    waiting[0].send(&header, &());
    assert!(waiting[0].reply(&header).is_ok());
}

#[test]
fn a_client_that_hoards_replies_does_not_cost_another_one_its_own() {
    let fixture = Fixture::new();
    let mut hoarders: Vec<Client> = (0..6).map(|_| fixture.open()).collect();
    for client in &mut hoarders {
        for _ in 0..5 {
            let header = client.header(7);
            client.send(&header, &());
        }
    }
    let mut client = fixture.open();
    let reply = client.call(7, &()).unwrap();
    assert_eq!(reply.payload.len(), 4_000_004);
    assert!(client.is_served());
}
