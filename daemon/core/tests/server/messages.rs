//! Odd messages, and the order of checks.

use std::borrow::Cow;

use fv_error::{ErrorCode, ErrorDomain};
use fv_wire_rpc::{
    ConnectOpenArgs, DomainDefineXmlArgs, DomainDestroyArgs, DomainGetXmlDescArgs,
    DomainLookupByNameArgs, Header, Kind, Status,
};

use crate::backend::guest;
use crate::client::Raw;
use crate::fixture::Fixture;

#[test]
fn unknown_procedures_and_programs_are_told_apart() {
    let fixture = Fixture::new();
    let mut client = fixture.open();
    // Clients read this one as "not supported".
    let error = client.call(9999, &()).unwrap_err();
    assert_eq!(
        (error.code(), error.domain()),
        (ErrorCode::NoSupport, ErrorDomain::Rpc)
    );
    assert_eq!(error.detail(), "unknown procedure: 9999");
    assert!(client.refused(-1, &()).ends_with("unknown procedure: -1"));
    // Events have numbers too, but nobody can call them.
    assert!(client.refused(107, &()).ends_with("unknown procedure: 107"));
    for (program, version, text) in [
        (1, 1, "Cannot find program 1 version 1"),
        (0x2000_8086, 2, "Cannot find program 536903814 version 2"),
        (0x6b65_6570, 1, "Cannot find program 1801807216 version 1"),
        (u32::MAX, 0, "Cannot find program -1 version 0"),
    ] {
        let header = Header {
            program,
            version,
            ..client.header(1)
        };
        client.send(&header, &());
        let error = client.reply(&header).unwrap_err();
        assert_eq!((error.code(), error.detail()), (ErrorCode::Rpc, text));
    }
    assert!(client.is_served());
}

#[test]
fn a_call_with_a_status_is_refused_before_its_procedure_is_looked_at() {
    let fixture = Fixture::new();
    let mut client = fixture.connect();
    for (procedure, status) in [
        (59, Status::Error),
        (9999, Status::Error),
        (59, Status::Other(7)),
    ] {
        let header = Header {
            status,
            ..client.header(procedure)
        };
        client.send(&header, &());
        let error = client.reply(&header).unwrap_err();
        let text = format!("Unexpected message status {}", status.number());
        assert_eq!(error.detail(), text);
    }
}

#[test]
fn everything_but_authentication_is_refused_before_it() {
    let fixture = Fixture::new();
    let mut client = fixture.connect();
    let open = ConnectOpenArgs {
        name: Some("tiny:///system"),
        flags: 0,
    };
    assert!(
        client
            .refused(1, &open)
            .ends_with("authentication required")
    );
    assert!(client.refused(59, &()).ends_with("authentication required"));
    client.authenticate();
    assert!(
        client
            .refused(59, &())
            .ends_with("hypervisor connection not open")
    );
    client.open_with(0);
    assert!(client.is_served());
}

#[test]
fn arguments_that_do_not_decode_are_refused_and_more_than_enough_are_not() {
    let fixture = Fixture::new();
    let mut client = fixture.open();
    let error = client.call(23, &Raw(b"\0\0\0\x09abc")).unwrap_err();
    assert_eq!(error.detail(), "Unable to decode message payload");
    let reply = client.call(23, &Raw(b"\0\0\0\x05guest\0\0\0and more"));
    assert!(reply.is_ok());
}

#[test]
fn a_second_open_is_refused() {
    let fixture = Fixture::new();
    let mut client = fixture.open();
    let open = ConnectOpenArgs {
        name: Some("tiny:///system"),
        flags: 0,
    };
    assert!(
        client
            .refused(1, &open)
            .ends_with("connection already open")
    );
}

#[test]
fn replies_messages_and_unknown_kinds_from_a_client_close_the_connection() {
    let fixture = Fixture::new();
    for kind in [1, 2, 5, 7, 99] {
        let mut client = fixture.open();
        let mut bytes = 28_u32.to_be_bytes().to_vec();
        for word in [0x2000_8086, 1, 59, kind, 0, 0] {
            bytes.extend_from_slice(&u32::to_be_bytes(word));
        }
        if kind == 5 {
            bytes.extend_from_slice(&[0; 4]);
            bytes[3] = 32;
        }
        client.send_bytes(&bytes);
        client.expect_closed();
    }
    assert!(fixture.open().is_served());
}

#[test]
fn stray_stream_packets_are_ignored() {
    let fixture = Fixture::new();
    let mut client = fixture.open();
    for (kind, status) in [
        (Kind::Stream, Status::Continue),
        (Kind::Stream, Status::Ok),
        (Kind::Stream, Status::Error),
    ] {
        let header = Header {
            kind,
            status,
            ..client.header(201)
        };
        client.send(&header, &Raw(b"data"));
    }
    assert!(client.is_served());
}

#[test]
fn lengths_outside_the_limits_close_the_connection() {
    let fixture = Fixture::new();
    for length in [0_u32, 27, 33_554_437, u32::MAX] {
        let mut client = fixture.open();
        client.send_bytes(&length.to_be_bytes());
        client.expect_closed();
    }
    // Before anything is opened the limit is lower.
    let mut client = fixture.connect();
    client.send_bytes(&70_000_u32.to_be_bytes());
    client.expect_closed();
    let mut client = fixture.open();
    client.send_bytes(&70_000_u32.to_be_bytes());
    assert!(client.is_quiet());
}

#[test]
fn a_message_may_come_byte_by_byte_and_many_at_once() {
    let fixture = Fixture::new();
    let mut client = fixture.open();
    let headers: Vec<Header> = (0..20).map(|_| client.header(59)).collect();
    let bytes: Vec<u8> = headers
        .iter()
        .flat_map(|header| fv_wire_rpc::encode_packet(header, 0, &()).unwrap())
        .collect();
    for byte in &bytes {
        client.send_bytes(&[*byte]);
    }
    for header in &headers {
        assert!(client.reply(header).is_ok());
    }
    client.send_bytes(&bytes);
    for header in &headers {
        assert!(client.reply(header).is_ok());
    }
}

#[test]
fn a_read_only_connection_is_refused_what_changes_or_reveals() {
    let fixture = Fixture::new();
    let mut by_socket = fixture.connect_read_only();
    by_socket.open();
    let mut by_flag = fixture.connect();
    by_flag.authenticate();
    by_flag.open_with(1);
    for mut client in [by_socket, by_flag] {
        assert!(client.is_served());
        let dom = Cow::Owned(guest());
        let error = client.call(12, &DomainDestroyArgs { dom }).unwrap_err();
        assert_eq!(
            error.message(),
            "operation forbidden: read only access prevents virDomainDestroy"
        );
        let xml = |flags| DomainGetXmlDescArgs {
            dom: Cow::Owned(guest()),
            flags,
        };
        assert!(client.call(14, &xml(0)).is_ok());
        let refused = client.refused(14, &xml(1));
        assert!(
            refused.ends_with("virDomainGetXMLDesc with secure flag"),
            "{refused}"
        );
    }
}

#[test]
fn an_object_that_is_not_there_is_told_by_the_driver() {
    let fixture = Fixture::new();
    let mut client = fixture.open();
    let error = client
        .call(23, &DomainLookupByNameArgs { name: "ghost" })
        .unwrap_err();
    assert_eq!(
        (error.code(), error.domain()),
        (ErrorCode::NoDomain, ErrorDomain::Qemu)
    );
    let mut dom = guest();
    dom.uuid = fv_types::Uuid::from_bytes([9; 16]);
    let dom = Cow::Owned(dom);
    let error = client.call(12, &DomainDestroyArgs { dom }).unwrap_err();
    assert_eq!(error.code(), ErrorCode::NoDomain);
}

#[test]
fn a_family_without_driver_refuses_under_its_functions_name() {
    let fixture = Fixture::new();
    let mut client = fixture.open();
    let args = fv_wire_rpc::NetworkLookupByNameArgs { name: "default" };
    let error = client.call(46, &args).unwrap_err();
    assert_eq!(error.code(), ErrorCode::NoSupport);
    assert_eq!(
        error.message(),
        "this function is not supported by the connection driver: virNetworkLookupByName"
    );
}

#[test]
fn a_panic_in_a_driver_is_an_internal_error_and_nothing_more() {
    let fixture = Fixture::new();
    let mut client = fixture.open();
    for _ in 0..10 {
        // Once on the reactor, once on a worker.
        let error = client
            .call(23, &DomainLookupByNameArgs { name: "panic" })
            .unwrap_err();
        assert_eq!(error.code(), ErrorCode::InternalError);
        let error = client
            .call(11, &DomainDefineXmlArgs { xml: "<panic/>" })
            .unwrap_err();
        assert_eq!(error.code(), ErrorCode::InternalError);
    }
    assert!(client.is_served());
    assert!(
        client
            .call(11, &DomainDefineXmlArgs { xml: "<domain/>" })
            .is_ok()
    );
}
