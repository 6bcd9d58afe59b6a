use std::time::Duration;

use serde_json::json;

use super::*;

const GREETING: &str = r#"{"QMP":{"version":{"qemu":{"micro":2,"minor":0,"major":10},"package":"Debian"},"capabilities":["oob"]}}"#;

fn greeted() -> Qmp {
    let mut qmp = Qmp::new("guest", Limits::default());
    qmp.receive(format!("{GREETING}\r\n").as_bytes());
    assert!(matches!(qmp.poll(), Some(Incoming::Greeting(_))));
    qmp
}

/// Writes all that waits and gives it back.
fn written(qmp: &mut Qmp) -> String {
    let bytes = qmp
        .output()
        .map(|output| output.bytes.to_vec())
        .unwrap_or_default();
    qmp.wrote(bytes.len());
    String::from_utf8(bytes).unwrap()
}

fn reply(qmp: &mut Qmp, value: &Value) {
    qmp.receive(format!("{value}\r\n").as_bytes());
}

#[test]
fn nothing_is_written_before_the_greeting() {
    let mut qmp = Qmp::new("guest", Limits::default());
    qmp.send(Command::new("qmp_capabilities"), None).unwrap();
    assert!(qmp.output().is_none());
    qmp.receive(GREETING.as_bytes());
    assert!(qmp.output().is_none());
    qmp.receive(b"\r\n");
    let line = written(&mut qmp);
    assert_eq!(
        line,
        "{\"execute\":\"qmp_capabilities\",\"id\":\"libvirt-1\"}\r\n"
    );
    let Some(Incoming::Greeting(greeting)) = qmp.poll() else {
        panic!()
    };
    assert_eq!(greeting.version, (10, 0, 2));
}

#[test]
fn arguments_stand_between_name_and_id() {
    let mut qmp = greeted();
    qmp.send(
        Command::with("qom-get", json!({ "path": "/", "property": "p" })),
        None,
    )
    .unwrap();
    let line = written(&mut qmp);
    let expected =
        r#"{"execute":"qom-get","arguments":{"path":"/","property":"p"},"id":"libvirt-1"}"#;
    assert_eq!(line.trim_end(), expected);
}

#[test]
fn a_second_command_waits_for_the_reply_of_the_first() {
    let mut qmp = greeted();
    qmp.send(Command::new("stop"), None).unwrap();
    let second = qmp.send(Command::new("cont"), None).unwrap();
    assert!(written(&mut qmp).contains("stop"));
    assert!(qmp.output().is_none());
    reply(&mut qmp, &json!({ "return": {}, "id": "libvirt-1" }));
    assert!(written(&mut qmp).contains("cont"));
    reply(&mut qmp, &json!({ "return": 7, "id": "libvirt-2" }));
    qmp.poll();
    let Some(Incoming::Reply {
        serial,
        reply,
        late,
    }) = qmp.poll()
    else {
        panic!()
    };
    assert_eq!((serial, late), (second, false));
    assert_eq!(reply.value("cont").unwrap(), 7);
}

#[test]
fn a_deadline_fails_the_caller_and_a_late_reply_settles_the_command() {
    let (mut qmp, now) = (greeted(), start());
    let serial = qmp.send(Command::new("stop"), Some(now)).unwrap();
    let waiting = qmp.send(Command::new("cont"), Some(now)).unwrap();
    written(&mut qmp);
    assert_eq!(qmp.next_deadline(), Some(now));
    qmp.expire(now + Duration::from_secs(1));
    let Some(Incoming::Failed { failure, .. }) = qmp.poll() else {
        panic!()
    };
    assert!(failure.is_in_doubt());
    let Some(Incoming::Failed {
        serial: lost,
        failure,
    }) = qmp.poll()
    else {
        panic!()
    };
    assert_eq!(lost, waiting);
    assert!(!failure.is_in_doubt());
    assert_eq!(qmp.in_doubt(), Some((serial, "stop")));
    assert_eq!(qmp.next_deadline(), None);
    reply(&mut qmp, &json!({ "return": {}, "id": "libvirt-1" }));
    assert!(matches!(
        qmp.poll(),
        Some(Incoming::Reply { late: true, .. })
    ));
    assert_eq!(qmp.in_doubt(), None);
}

#[test]
fn the_end_settles_what_is_in_doubt_and_fails_what_waits() {
    let (mut qmp, now) = (greeted(), start());
    qmp.send(Command::new("quit"), Some(now)).unwrap();
    written(&mut qmp);
    qmp.expire(now);
    qmp.poll();
    qmp.send(Command::new("stop"), None).unwrap();
    qmp.finish();
    let closed = Failure::Closed {
        owner: "guest".into(),
    };
    for serial in [Serial(1), Serial(2)] {
        assert_eq!(
            qmp.poll(),
            Some(Incoming::Failed {
                serial,
                failure: closed.clone()
            })
        );
    }
    assert_eq!(qmp.send(Command::new("cont"), None).unwrap_err(), closed);
    let error = fv_error::Error::from(closed);
    assert_eq!(
        error.message(),
        "internal error: End of file from qemu monitor (vm='guest')"
    );
}

#[test]
fn replies_and_events_keep_their_order_however_the_bytes_are_cut() {
    let text = format!(
        "{}\r\n{}\n\n{}\r\n",
        json!({ "event": "STOP" }),
        json!({ "return": {}, "id": "libvirt-1" }),
        json!({ "event": "RESUME" })
    );
    for cut in 0..=text.len() {
        let mut qmp = greeted();
        qmp.send(Command::new("stop"), None).unwrap();
        written(&mut qmp);
        qmp.receive(&text.as_bytes()[..cut]);
        qmp.receive(&text.as_bytes()[cut..]);
        let told: Vec<_> = std::iter::from_fn(|| qmp.poll()).collect();
        assert!(matches!(told[0], Incoming::Event(_)), "{cut}: {told:?}");
        assert!(matches!(told[1], Incoming::Reply { .. }));
        assert!(matches!(told[2], Incoming::Event(_)));
        assert_eq!(told.len(), 3);
    }
}

#[test]
fn a_refusal_carries_the_words_of_qemu() {
    let refused = json!({ "error": { "class": "GenericError", "desc": "no" }, "id": "libvirt-1" });
    let reply = Reply(refused.as_object().unwrap().clone());
    let error = fv_error::Error::from(reply.value("cont").unwrap_err());
    assert_eq!(
        error.message(),
        "internal error: unable to execute QEMU command 'cont': no"
    );
}

#[test]
fn bytes_that_are_no_protocol_end_the_connection() {
    let wrong: [&[u8]; 8] = [
        b"hello\n",
        b"[]\n",
        b"{}\n",
        b"{\"event\":1}\n",
        b"{\"return\":{},\"id\":\"libvirt-9\"}\n",
        b"{\"return\":{}}\n{\"return\":{}}\n",
        b"\xff\xfe\n",
        b"{\"return\":\n",
    ];
    for bytes in wrong {
        let mut qmp = greeted();
        qmp.send(Command::new("stop"), None).unwrap();
        written(&mut qmp);
        qmp.receive(bytes);
        assert!(
            matches!(qmp.ended(), Some(Failure::Broken { .. })),
            "{bytes:?}"
        );
    }
}

#[test]
fn a_line_without_end_is_cut_off() {
    let mut qmp = Qmp::new(
        "guest",
        Limits {
            line_max: 1000,
            ..Limits::default()
        },
    );
    for _ in 0..11 {
        qmp.receive(&[b'x'; 100]);
    }
    let Some(Failure::Broken { detail }) = qmp.ended() else {
        panic!()
    };
    assert_eq!(
        detail,
        "QEMU monitor reply exceeds buffer size (1000 bytes)"
    );
}

#[test]
fn a_flood_of_events_is_counted_and_replies_come_through() {
    let mut qmp = Qmp::new(
        "guest",
        Limits {
            events_max: 3,
            ..Limits::default()
        },
    );
    qmp.receive(format!("{GREETING}\n").as_bytes());
    qmp.poll();
    qmp.send(Command::new("stop"), None).unwrap();
    written(&mut qmp);
    for _ in 0..10 {
        qmp.receive(b"{\"event\":\"RTC_CHANGE\"}\n");
    }
    reply(&mut qmp, &json!({ "return": {}, "id": "libvirt-1" }));
    let told: Vec<_> = std::iter::from_fn(|| qmp.poll()).collect();
    assert_eq!(told[3], Incoming::EventsLost(7));
    assert!(matches!(told[4], Incoming::Reply { .. }));
}

#[test]
fn a_command_of_the_user_gets_an_id_only_with_execute() {
    let command = Command::raw(r#"{"execute":"query-kvm"}"#).unwrap();
    assert!(
        String::from_utf8(command.line(Serial(4)))
            .unwrap()
            .contains("libvirt-4")
    );
    let command = Command::raw(r#"{"exec-oob":"migrate-pause"}"#).unwrap();
    assert!(
        !String::from_utf8(command.line(Serial(4)))
            .unwrap()
            .contains("libvirt")
    );
    assert!(Command::raw("[]").is_err());
    assert!(Command::raw(r#"{"execute":"x","id":1}"#).is_err());
}

#[expect(clippy::disallowed_methods, reason = "a test needs some point in time")]
fn start() -> Instant {
    Instant::now()
}

/// A generator with a fixed seed, so that a failure can be repeated.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % limit.max(1)
    }
}

#[test]
fn damaged_conversations_neither_panic_nor_hang_a_caller() {
    let plain = format!(
        "{GREETING}\r\n{}\r\n{}\r\n{}\r\n",
        json!({ "return": { "status": "running", "list": [1, [2, [3]], "\u{e9}\\\""] }, "id": "libvirt-1" }),
        json!({ "event": "BLOCK_IO_ERROR", "data": { "device": "", "action": "stop" },
                "timestamp": { "seconds": 1, "microseconds": 2 } }),
        json!({ "error": { "class": "GenericError", "desc": "no" }, "id": "libvirt-2" }),
    );
    let mut random = Random(1);
    for _ in 0..5_000 {
        let mut bytes = plain.clone().into_bytes();
        for _ in 0..=random.below(6) {
            let at = random.below(bytes.len());
            match random.below(4) {
                0 => bytes[at] = u8::try_from(random.below(256)).unwrap(),
                1 => drop(bytes.drain(at..(at + random.below(9)).min(bytes.len()))),
                2 => bytes.insert(at, b"[]{},:\"\\\n"[random.below(9)]),
                _ => bytes.extend_from_within(at..),
            }
        }
        let mut qmp = Qmp::new("guest", Limits::default());
        let mut open = vec![
            qmp.send(Command::new("query-status"), None).unwrap(),
            qmp.send(Command::new("cont"), None).unwrap(),
        ];
        for piece in bytes.chunks(1 + random.below(200)) {
            qmp.receive(piece);
            written(&mut qmp);
            while let Some(incoming) = qmp.poll() {
                if let Incoming::Reply { serial, .. } | Incoming::Failed { serial, .. } = incoming {
                    open.retain(|waiting| *waiting != serial);
                }
            }
        }
        qmp.finish();
        while let Some(incoming) = qmp.poll() {
            if let Incoming::Failed { serial, .. } = incoming {
                open.retain(|waiting| *waiting != serial);
            }
        }
        assert!(open.is_empty(), "{}", String::from_utf8_lossy(&bytes));
    }
}
