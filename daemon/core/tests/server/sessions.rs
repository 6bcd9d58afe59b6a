//! Opening, features, closing, ending.

use std::sync::atomic::Ordering;
use std::time::Duration;

use fv_error::ErrorCode;
use fv_testkit::wait_until;
use fv_wire_rpc::{
    AuthListRet, ConnectOpenArgs, ConnectSupportsFeatureArgs, ConnectSupportsFeatureRet, Decode,
};

use crate::client::Client;
use crate::fixture::{Fixture, Wishes};

const SOON: Duration = Duration::from_secs(20);

fn supports(client: &mut Client, feature: i32) -> i32 {
    let reply = client
        .call(60, &ConnectSupportsFeatureArgs { feature })
        .unwrap();
    ConnectSupportsFeatureRet::decode(&reply.payload)
        .unwrap()
        .supported
}

#[test]
fn no_authentication_is_offered_but_none_at_all() {
    let fixture = Fixture::new();
    let mut client = fixture.connect();
    let reply = client.call(66, &()).unwrap();
    let types = AuthListRet::decode(&reply.payload).unwrap().types;
    assert_eq!(types, [fv_api::AuthKind::None]);
    // What was not offered cannot be done; the connection lives on.
    assert_eq!(
        client.call(67, &()).unwrap_err().code(),
        ErrorCode::AuthFailed
    );
    client.open_with(0);
    assert!(client.is_served());
}

#[test]
fn keepalive_is_a_feature_before_opening_and_others_are_not() {
    let fixture = Fixture::new();
    let mut client = fixture.connect();
    client.authenticate();
    assert_eq!(supports(&mut client, 10), 1);
    let args = ConnectSupportsFeatureArgs { feature: 14 };
    assert!(
        client
            .refused(60, &args)
            .ends_with("hypervisor connection not open")
    );
    client.open_with(0);
    let answers = [8, 10, 14, 15, 3].map(|feature| supports(&mut client, feature));
    assert_eq!(answers, [1, 1, 1, 1, 0]);
}

#[test]
fn a_uri_that_no_back_end_knows_is_refused() {
    let fixture = Fixture::new();
    let mut client = fixture.connect();
    client.authenticate();
    let mut open = |name| {
        client
            .call(1, &ConnectOpenArgs { name, flags: 0 })
            .unwrap_err()
    };
    let error = open(Some("xen:///system"));
    assert_eq!(error.code(), ErrorCode::NoConnect);
    assert_eq!(
        error.message(),
        "no connection driver available for xen:///system"
    );
    let error = open(Some("nonsense"));
    assert_eq!(
        error.detail(),
        "URI 'nonsense' does not include a driver name"
    );
    assert_eq!(open(None).detail(), "connection not open");
    // After all this an empty name still opens the default.
    let open = ConnectOpenArgs {
        name: Some(""),
        flags: 0x10,
    };
    client.call(1, &open).unwrap();
    assert!(client.is_served());
}

#[test]
fn close_is_answered_before_the_connection_ends() {
    let fixture = Fixture::new();
    let mut client = fixture.open();
    client.call(2, &()).unwrap();
    client.expect_closed();
}

#[test]
fn what_hangs_on_a_connection_is_told_its_end() {
    let fixture = Fixture::new();
    drop(fixture.open());
    let closed = &fixture.tiny.shared.closed;
    wait_until("the first end", SOON, || closed.load(Ordering::SeqCst) == 1);
    let mut client = fixture.open();
    client.call(2, &()).unwrap();
    wait_until("the second end", SOON, || {
        closed.load(Ordering::SeqCst) == 2
    });
}

#[test]
fn an_idle_server_ends_unless_guests_run() {
    let fixture = Fixture::with(Wishes {
        idle: Some(Duration::from_millis(200)),
        ..Wishes::default()
    });
    fixture.tiny.shared.running.store(1, Ordering::SeqCst);
    let client = fixture.open();
    std::thread::sleep(Duration::from_millis(600));
    assert!(!fixture.has_ended());
    drop(client);
    std::thread::sleep(Duration::from_millis(600));
    assert!(!fixture.has_ended());
    fixture.tiny.shared.running.store(0, Ordering::SeqCst);
    wait_until("the server's end", SOON, || fixture.has_ended());
}

#[test]
fn connections_end_properly_when_the_server_does() {
    let mut fixture = Fixture::new();
    let clients: Vec<Client> = (0..5).map(|_| fixture.open()).collect();
    fixture.stop();
    assert_eq!(fixture.tiny.shared.closed.load(Ordering::SeqCst), 5);
    drop(clients);
}
