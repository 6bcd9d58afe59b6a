//! The operators' socket: what it serves, and what it does not.

use fv_api::AdminConnectListServers;
use fv_error::ErrorCode;
use fv_wire_rpc::{
    ADMIN, AdminConnectListServersArgs, AdminConnectLookupServerArgs, Decode, Header,
};

use crate::client::Client;
use crate::fixture::Fixture;

fn admin_header(client: &mut Client, procedure: i32) -> Header {
    Header {
        program: ADMIN.number,
        version: ADMIN.version,
        ..client.header(procedure)
    }
}

#[test]
fn each_socket_serves_its_own_programs_and_no_others() {
    let fixture = Fixture::new();
    let mut operator = fixture.connect_admin();
    let message = operator.refused(59, &());
    assert_eq!(message, "Cannot find program 536903814 version 1");
    let mut client = fixture.open();
    let header = admin_header(&mut client, 3);
    client.send(&header, &());
    let error = client.reply(&header).unwrap_err();
    assert_eq!(error.detail(), "Cannot find program 110102160 version 1");
    // Nobody has to authenticate or open there.
    let header = admin_header(&mut operator, 3);
    operator.send(&header, &());
    assert!(operator.reply(&header).is_ok());
}

#[test]
fn servers_are_counted_without_being_listed() {
    let fixture = Fixture::new();
    let mut operator = fixture.connect_admin();
    for (need_results, listed) in [(0, 0), (1, 2)] {
        let header = admin_header(&mut operator, 4);
        let args = AdminConnectListServersArgs {
            need_results,
            flags: 0,
        };
        operator.send(&header, &args);
        let packet = operator.reply(&header).unwrap();
        let answer = AdminConnectListServers::decode(&packet.payload).unwrap();
        assert_eq!((answer.servers.len(), answer.ret), (listed, 2));
    }
    let header = admin_header(&mut operator, 5);
    let args = AdminConnectLookupServerArgs {
        name: "nosuch",
        flags: 0,
    };
    operator.send(&header, &args);
    let error = operator.reply(&header).unwrap_err();
    assert_eq!(error.code(), ErrorCode::NoServer);
}
