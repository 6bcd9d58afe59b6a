//! Events on their way to clients.

use std::borrow::Cow;

use fv_api::DomainEvent;
use fv_wire_rpc::{
    ConnectDomainEventCallbackDeregisterAnyArgs, ConnectDomainEventCallbackRegisterAnyArgs,
    ConnectDomainEventCallbackRegisterAnyRet, ConnectDomainEventRegisterAnyArgs,
    ConnectNetworkEventRegisterAnyArgs, Decode, DomainSuspendArgs, EventMessage, Header, Kind,
    QEMU, QemuConnectDomainMonitorEventRegisterArgs, QemuConnectDomainMonitorEventRegisterRet,
    QemuDomainMonitorCommandArgs, Status,
};

use crate::backend::guest;
use crate::client::Client;
use crate::fixture::Fixture;

fn register(client: &mut Client, event_id: i32) -> i32 {
    let args = ConnectDomainEventCallbackRegisterAnyArgs {
        event_id,
        dom: None,
    };
    let reply = client.call(316, &args).unwrap();
    ConnectDomainEventCallbackRegisterAnyRet::decode(&reply.payload)
        .unwrap()
        .callback_id
}

fn suspend() -> DomainSuspendArgs<'static> {
    DomainSuspendArgs {
        dom: Cow::Owned(guest()),
    }
}

#[test]
fn the_event_of_a_change_comes_before_its_reply() {
    let fixture = Fixture::new();
    let mut client = fixture.open();
    let callback_id = register(&mut client, 0);
    assert_eq!(callback_id, 0);
    for _ in 0..100 {
        let header = client.header(34);
        client.send(&header, &suspend());
        let event = client.receive().unwrap();
        assert_eq!(
            (event.header.kind, event.header.status),
            (Kind::Message, Status::Ok)
        );
        assert_eq!((event.header.procedure, event.header.serial), (318, 0));
        let occurrence = DomainEvent::take(318, &event.payload).unwrap().unwrap();
        assert_eq!(occurrence.callback, Some(callback_id));
        assert_eq!(occurrence.object, guest());
        client.reply(&header).unwrap();
    }
}

#[test]
fn events_reach_every_connection_that_asked() {
    let fixture = Fixture::new();
    let mut actor = fixture.open();
    let mut watcher = fixture.open();
    let mut old = fixture.open();
    assert_eq!(register(&mut watcher, 0), 0);
    old.call(167, &ConnectDomainEventRegisterAnyArgs { event_id: 0 })
        .unwrap();
    actor.call(34, &suspend()).unwrap();
    assert_eq!(watcher.receive().unwrap().header.procedure, 318);
    assert_eq!(old.receive().unwrap().header.procedure, 107);
    let args = ConnectDomainEventCallbackDeregisterAnyArgs { callback_id: 0 };
    watcher.call(317, &args).unwrap();
    assert!(
        watcher
            .refused(317, &args)
            .ends_with("domain event callback 0 not registered")
    );
    actor.call(34, &suspend()).unwrap();
    assert!(watcher.is_quiet());
    assert_eq!(old.receive().unwrap().header.procedure, 107);
}

#[test]
fn the_events_of_a_family_without_driver_are_not_supported() {
    let fixture = Fixture::new();
    let mut client = fixture.open();
    let args = |event_id| ConnectNetworkEventRegisterAnyArgs {
        event_id,
        net: None,
    };
    let text = client.refused(313, &args(5));
    assert!(text.ends_with("unsupported network event ID 5"), "{text}");
    let text = client.refused(313, &args(0));
    assert!(
        text.ends_with("connection driver: virConnectNetworkEventRegisterAny"),
        "{text}"
    );
}

#[test]
fn a_monitors_events_are_filtered_by_name() {
    let fixture = Fixture::new();
    let mut client = fixture.open();
    let qemu = |header: Header| Header {
        program: QEMU.number,
        version: QEMU.version,
        ..header
    };
    let header = qemu(client.header(4));
    let args = QemuConnectDomainMonitorEventRegisterArgs {
        dom: None,
        event: Some("^ST"),
        flags: 1,
    };
    client.send(&header, &args);
    let reply = client.reply(&header).unwrap();
    let ret = QemuConnectDomainMonitorEventRegisterRet::decode(&reply.payload).unwrap();
    assert_eq!(ret.callback_id, 0);
    for (command, heard) in [("RESUME", false), ("STOP", true)] {
        let header = qemu(client.header(1));
        let args = QemuDomainMonitorCommandArgs {
            dom: Cow::Owned(guest()),
            cmd: command,
            flags: 0,
        };
        client.send(&header, &args);
        if heard {
            let event = client.receive().unwrap();
            assert_eq!(
                (event.header.program, event.header.procedure),
                (QEMU.number, 6)
            );
        }
        client.reply(&header).unwrap();
    }
}
