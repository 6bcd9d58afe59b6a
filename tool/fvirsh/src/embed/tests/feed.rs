use std::time::Duration;

use fv_api::{Access, Connection, ConnectionId, Identity};

use super::*;

fn dom(name: &str, number: u8) -> DomainRef {
    DomainRef {
        name: name.into(),
        uuid: Uuid([number; 16]),
        id: 1,
    }
}

fn caller() -> Caller {
    let connection = Connection::new(ConnectionId(0));
    Caller::new(Identity::default(), Access::ReadWrite, connection)
}

fn next(feed: &Feed) -> Option<RemoteEvent> {
    feed.next(Duration::ZERO)
}

#[test]
fn events_go_to_those_who_asked_for_them() {
    let feed = Feed::new();
    let (a, b) = (dom("a", 1), dom("b", 2));
    let reboots = feed.connect_domain_event_callback_register_any(&caller(), 1, Some(&a));
    let reboots = reboots.expect("registered");
    feed.domain(&b, DomainEvent::Reboot);
    feed.domain(&a, DomainEvent::ControlError);
    feed.domain(&a, DomainEvent::Reboot);
    let expected = RemoteEvent::Domain(Some(reboots), a.clone(), DomainEvent::Reboot);
    assert_eq!((next(&feed), next(&feed)), (Some(expected), None));
    feed.connect_domain_event_callback_deregister_any(&caller(), reboots)
        .expect("known");
    feed.domain(&a, DomainEvent::Reboot);
    assert_eq!(next(&feed), None);
    let again = feed.connect_domain_event_callback_deregister_any(&caller(), reboots);
    let text = again.expect_err("unknown").message().to_string();
    assert_eq!(
        text,
        "internal error: domain event callback 0 not registered"
    );
}

#[test]
fn who_waits_is_woken() {
    let feed = Feed::new();
    feed.register(Wanted::Monitor(Box::new(|name| name == "STOP")), None);
    let teller = Arc::clone(&feed);
    let tells = std::thread::spawn(move || {
        let event = |name: &str| QemuEvent::Monitor {
            event: name.into(),
            seconds: 0,
            micros: 0,
            details: None,
        };
        teller.qemu(&dom("a", 1), event("RESUME"));
        teller.qemu(&dom("a", 1), event("STOP"));
    });
    let came = feed.next(Duration::from_secs(10));
    assert!(matches!(came, Some(RemoteEvent::Qemu(Some(0), _, _))));
    tells.join().expect("no panic");
}
