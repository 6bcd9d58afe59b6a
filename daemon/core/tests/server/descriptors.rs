//! Descriptors that travel with calls and replies.

use std::borrow::Cow;
use std::io::Read;
use std::os::fd::AsFd;
use std::os::unix::net::UnixStream;

use fv_sys::unix;
use fv_wire_rpc::{DomainFdAssociateArgs, DomainOpenGraphicsFdArgs, DomainResumeArgs, Kind};

use crate::backend::guest;
use crate::client::pair;
use crate::fixture::{Fixture, Wishes};

fn associate(name: &str) -> DomainFdAssociateArgs<'_> {
    DomainFdAssociateArgs {
        dom: Cow::Owned(guest()),
        name,
        flags: 0,
    }
}

#[test]
fn a_call_brings_descriptors_in_their_order() {
    let fixture = Fixture::new();
    let mut client = fixture.open();
    let (mut one, for_one) = pair();
    let (mut two, for_two) = pair();
    let header = client.send_with_descriptors(443, &associate("fd"), &[for_one, for_two]);
    client.reply(&header).unwrap();
    let mut got = [0; 3];
    one.read_exact(&mut got).unwrap();
    assert_eq!(&got, b"fd0");
    two.read_exact(&mut got).unwrap();
    assert_eq!(&got, b"fd1");
    assert!(client.is_served());
}

#[test]
fn a_reply_brings_descriptors_in_their_order() {
    let fixture = Fixture::new();
    let mut client = fixture.open();
    let args = DomainOpenGraphicsFdArgs {
        dom: Cow::Owned(guest()),
        idx: 3,
        flags: 0,
    };
    let reply = client.call(343, &args).unwrap();
    assert_eq!(reply.header.kind, Kind::ReplyWithDescriptors);
    let letters: Vec<u8> = reply
        .descriptors
        .into_iter()
        .map(|descriptor| {
            let mut letter = [0];
            UnixStream::from(descriptor)
                .read_exact(&mut letter)
                .unwrap();
            letter[0]
        })
        .collect();
    assert_eq!(letters, b"abc");
    assert!(client.is_served());
}

#[test]
fn descriptors_that_are_announced_and_do_not_come_close_the_connection() {
    let fixture = Fixture::new();
    let mut client = fixture.open();
    let none: [std::os::fd::OwnedFd; 0] = [];
    let mut header = client.header(443);
    header.kind = Kind::CallWithDescriptors;
    let bytes = fv_wire_rpc::encode_packet(&header, 1, &associate("fd")).unwrap();
    client.send_bytes(&bytes);
    client.send_bytes(&[0]);
    client.expect_closed();
    // None at all is a call like any other.
    let mut client = fixture.open();
    let header = client.send_with_descriptors(443, &associate("fd"), &none);
    client.reply(&header).unwrap();
}

#[test]
fn descriptors_with_a_call_that_takes_none_close_the_connection() {
    let fixture = Fixture::new();
    let mut client = fixture.open();
    let (mut ours, theirs) = pair();
    client.send_with_descriptors(59, &(), &[theirs]);
    client.expect_closed();
    assert_eq!(ours.read(&mut [0]).unwrap(), 0);
    assert!(fixture.open().is_served());
}

#[test]
fn who_may_only_read_may_send_no_descriptor() {
    let fixture = Fixture::new();
    let mut client = fixture.connect_read_only();
    client.open();
    let (mut ours, theirs) = pair();
    // The first byte of a packet that never comes.
    unix::send(&client.socket, &[0], &[theirs.as_fd()]).unwrap();
    drop(theirs);
    client.expect_closed();
    assert_eq!(ours.read(&mut [0]).unwrap(), 0);
}

#[test]
fn descriptors_that_nobody_reads_are_closed_and_their_client_makes_room() {
    let mut wishes = Wishes::default();
    wishes.limits.user_clients_max = 1;
    wishes.limits.requests_max = 1;
    let fixture = Fixture::with(wishes);
    let mut client = fixture.open();
    // Behind a call that is under way nothing is read.
    let header = client.header(28);
    let dom = Cow::Owned(guest());
    client.send(&header, &DomainResumeArgs { dom });
    let (mut ours, theirs) = pair();
    let (mut waiting_ours, waiting_theirs) = pair();
    unix::send(&client.socket, &[0], &[theirs.as_fd()]).unwrap();
    let waiting = fixture.connect();
    unix::send(&waiting.socket, &[0], &[waiting_theirs.as_fd()]).unwrap();
    drop((theirs, waiting_theirs, waiting));
    assert_eq!(waiting_ours.read(&mut [0]).unwrap(), 0);
    drop(client);
    assert_eq!(ours.read(&mut [0]).unwrap(), 0);
    fixture.tiny.open_gate();
    assert!(fixture.open().is_served());
}
