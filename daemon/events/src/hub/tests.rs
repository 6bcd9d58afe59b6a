use fv_types::Uuid;
use fv_types::lock::Mutex as Lock;
use fv_wire_rpc::{EventMessage, Limits, Receiver};

use super::*;

/// Keeps the packets it gets.
struct Box1(Lock<Vec<Vec<u8>>>);

impl Mailbox for Box1 {
    fn post(&self, packet: Vec<u8>) {
        self.0.lock().push(packet);
    }
}

fn subscriber(id: u64) -> (Subscriber, Arc<Box1>) {
    let mailbox = Arc::new(Box1(Lock::new(Rank::QUEUE, Vec::new())));
    let subscriber = Subscriber {
        connection: ConnectionId(id),
        mailbox: Arc::clone(&mailbox) as Arc<dyn Mailbox>,
    };
    (subscriber, mailbox)
}

fn dom(number: u8) -> DomainRef {
    DomainRef {
        name: format!("guest{number}"),
        uuid: Uuid::from_bytes([number; 16]),
        id: i32::from(number),
    }
}

fn key(number: u8) -> Option<Key> {
    Some(Key::Uuid(Uuid::from_bytes([number; 16])))
}

/// Procedure numbers and callback ids of what came, oldest first.
fn came(mailbox: &Box1) -> Vec<(i32, Option<i32>)> {
    let packets = std::mem::take(&mut *mailbox.0.lock());
    let numbers = packets.iter().map(|packet| {
        let mut receiver = Receiver::new(Limits::PROTOCOL);
        receiver.add_bytes(packet);
        let packet = receiver.next_frame().unwrap().unwrap().into_packet();
        let number = packet.header.procedure;
        let event = DomainEvent::take(number as u32, &packet.payload);
        (number, event.and_then(|event| event.unwrap().callback))
    });
    numbers.collect()
}

const STARTED: DomainEvent = DomainEvent::Lifecycle {
    event: 2,
    detail: 0,
};

#[test]
fn callback_ids_count_from_zero_over_all_connections_and_start_over_per_kind() {
    let hub = Hub::new();
    let (one, _) = subscriber(1);
    let (two, _) = subscriber(2);
    assert_eq!(hub.register(&one, Class::Domain, 0, None).unwrap(), 0);
    assert_eq!(hub.register(&two, Class::Domain, 0, None).unwrap(), 1);
    assert_eq!(hub.register(&two, Class::Network, 0, None).unwrap(), 0);
    assert_eq!(hub.register_monitor(&one, None, None, 0).unwrap(), 2);
    hub.register_legacy(&one, 1).unwrap();
    assert_eq!(hub.register(&one, Class::Domain, 2, None).unwrap(), 4);
}

#[test]
fn an_event_reaches_who_asked_for_it_in_the_form_asked_for() {
    let hub = Hub::new();
    let (one, at_one) = subscriber(1);
    let (two, at_two) = subscriber(2);
    hub.register(&one, Class::Domain, 0, None).unwrap();
    hub.register(&one, Class::Domain, 0, key(2)).unwrap();
    hub.register_legacy(&two, 0).unwrap();
    hub.domain(&dom(1), STARTED);
    hub.domain(&dom(2), STARTED);
    hub.domain(&dom(2), DomainEvent::Reboot);
    assert_eq!(
        came(&at_one),
        [(318, Some(0)), (318, Some(0)), (318, Some(1))]
    );
    assert_eq!(came(&at_two), [(107, None), (107, None)]);
}

#[test]
fn the_same_registration_twice_is_refused() {
    let hub = Hub::new();
    let (one, _) = subscriber(1);
    hub.register(&one, Class::Domain, 0, None).unwrap();
    hub.register(&one, Class::Domain, 0, key(1)).unwrap();
    for again in [
        hub.register(&one, Class::Domain, 0, None).map(drop),
        hub.register_legacy(&one, 0),
    ] {
        let error = again.unwrap_err();
        assert_eq!(
            error.message(),
            "invalid argument: event callback already tracked"
        );
    }
}

#[test]
fn unknown_ids_are_refused_in_the_words_of_their_kind() {
    let hub = Hub::new();
    let (one, _) = subscriber(1);
    let texts = [
        hub.register(&one, Class::Domain, 28, None).map(drop),
        hub.register(&one, Class::Domain, -1, None).map(drop),
        hub.register(&one, Class::Network, 2, None).map(drop),
        hub.register_legacy(&one, 16),
        hub.deregister(one.connection, Class::Domain, 5),
        hub.deregister(one.connection, Class::Secret, 5),
        hub.deregister(one.connection, Class::QemuMonitor, 5),
        hub.deregister_legacy(one.connection, 3),
    ]
    .map(|result| result.unwrap_err().detail().to_string());
    assert_eq!(
        texts,
        [
            "unsupported event ID 28",
            "unsupported event ID -1",
            "unsupported network event ID 2",
            "unsupported event ID 16",
            "domain event callback 5 not registered",
            "node device event callback 5 not registered",
            "qemu monitor event callback 5 not registered",
            "domain event 3 not registered",
        ]
    );
}

#[test]
fn a_registration_ends_when_taken_back_and_with_its_connection() {
    let hub = Hub::new();
    let (one, at_one) = subscriber(1);
    let (two, at_two) = subscriber(2);
    let id = hub.register(&one, Class::Domain, 0, None).unwrap();
    hub.register(&two, Class::Domain, 0, None).unwrap();
    assert!(hub.deregister(two.connection, Class::Domain, id).is_err());
    hub.deregister(one.connection, Class::Domain, id).unwrap();
    hub.forget(two.connection);
    hub.domain(&dom(1), STARTED);
    assert!(came(&at_one).is_empty() && came(&at_two).is_empty());
}

#[test]
fn monitor_events_are_filtered_by_name() {
    let event = |name: &str| QemuEvent::Monitor {
        event: name.into(),
        seconds: 1,
        micros: 2,
        details: None,
    };
    let cases = [
        (None, 0, 3),
        (Some("STOP"), 0, 1),
        (Some("stop"), 0, 0),
        (Some("stop"), 2, 1),
        (Some("^S.*P$"), 1, 1),
        (Some("^(stop|resume)$"), 3, 2),
        (Some("whatever"), u32::MAX, 3),
    ];
    for (filter, flags, expected) in cases {
        let hub = Hub::new();
        let (one, at_one) = subscriber(1);
        hub.register_monitor(&one, None, filter, flags).unwrap();
        for name in ["STOP", "RESUME", "SHUTDOWN"] {
            hub.qemu(&dom(1), event(name));
        }
        assert_eq!(came(&at_one).len(), expected, "{filter:?} {flags}");
    }
}

#[test]
fn a_bad_pattern_or_flag_is_refused() {
    let hub = Hub::new();
    let (one, _) = subscriber(1);
    let error = hub.register_monitor(&one, None, Some("("), 1).unwrap_err();
    assert!(
        error.detail().starts_with("failed to compile regex '(': "),
        "{error}"
    );
    let error = hub.register_monitor(&one, None, None, 4).unwrap_err();
    assert_eq!(
        error.message(),
        "unsupported flags (0x4) in function virDomainQemuMonitorEventStateRegisterID"
    );
}

/// One event of each of the kinds that have an older form, in the order of their ids.
fn older_events() -> Vec<DomainEvent> {
    let text = || String::from("x");
    let address = || fv_api::GraphicsAddress {
        family: 0,
        node: text(),
        service: text(),
    };
    vec![
        STARTED,
        DomainEvent::Reboot,
        DomainEvent::RtcChange { offset: 1 },
        DomainEvent::Watchdog { action: 1 },
        DomainEvent::IoError {
            src_path: text(),
            dev_alias: text(),
            action: 1,
        },
        DomainEvent::Graphics {
            phase: 0,
            local: address(),
            remote: address(),
            auth_scheme: text(),
            subject: Vec::new(),
        },
        DomainEvent::IoErrorReason {
            src_path: text(),
            dev_alias: text(),
            action: 1,
            reason: text(),
        },
        DomainEvent::ControlError,
        DomainEvent::BlockJob {
            path: text(),
            kind: 1,
            status: 1,
        },
        DomainEvent::DiskChange {
            old_src_path: None,
            new_src_path: None,
            dev_alias: text(),
            reason: 0,
        },
        DomainEvent::TrayChange {
            dev_alias: text(),
            reason: 0,
        },
        DomainEvent::Pmwakeup { reason: 0 },
        DomainEvent::Pmsuspend { reason: 0 },
        DomainEvent::BalloonChange { actual: 1 },
        DomainEvent::PmsuspendDisk { reason: 0 },
        DomainEvent::DeviceRemoved { dev_alias: text() },
    ]
}

#[test]
fn all_sixteen_older_messages_are_sent_to_who_registered_in_the_older_form() {
    let hub = Hub::new();
    let (one, at_one) = subscriber(1);
    for event_id in 0..16 {
        hub.register_legacy(&one, event_id).unwrap();
    }
    for event in older_events() {
        hub.domain(&dom(1), event);
    }
    let numbers: Vec<i32> = came(&at_one)
        .into_iter()
        .map(|(number, _)| number)
        .collect();
    assert_eq!(
        numbers,
        [
            107, 169, 170, 171, 172, 173, 195, 224, 241, 248, 268, 269, 270, 276, 292, 311
        ]
    );
}

#[test]
fn a_connection_cannot_register_without_end() {
    let hub = Hub::new();
    let (one, _) = subscriber(1);
    let mut kept = 0;
    for number in 0..2000_u32 {
        let mut bytes = [0; 16];
        bytes[..4].copy_from_slice(&number.to_be_bytes());
        let key = Some(Key::Uuid(Uuid::from_bytes(bytes)));
        kept += usize::from(hub.register(&one, Class::Domain, 0, key).is_ok());
    }
    assert_eq!(kept, 1024);
}
