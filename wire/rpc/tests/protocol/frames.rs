//! Packets out of a flow of bytes and descriptors.

use std::fs::File;
use std::os::fd::OwnedFd;

use fv_error::{Error, ErrorCode, ErrorDomain};
use fv_wire_rpc::{
    Decode, DomainGetStateArgs, FrameError, Header, Kind, Limits, PACKET_MAX, Raw, Receiver,
    Status, decode_error, encode_packet, program,
};

fn header(kind: Kind) -> Header {
    Header {
        program: 0x2000_8086,
        version: 1,
        procedure: 212,
        kind,
        serial: 7,
        status: Status::Ok,
    }
}

fn call() -> Vec<u8> {
    let dom = fv_api::DomainRef {
        name: "guest".into(),
        uuid: fv_types::Uuid([9; 16]),
        id: 3,
    };
    let args = DomainGetStateArgs {
        dom: std::borrow::Cow::Owned(dom),
        flags: 0,
    };
    encode_packet(&header(Kind::Call), 0, &args).unwrap()
}

fn descriptor() -> OwnedFd {
    File::open("/dev/null").unwrap().into()
}

#[test]
fn a_packet_comes_whole_however_its_bytes_arrive() {
    let bytes = call();
    for step in [1, 3, 28, 1000] {
        let mut receiver = Receiver::new(Limits::PROTOCOL);
        for (at, chunk) in bytes.chunks(step).enumerate() {
            assert!(receiver.next_frame().unwrap().is_none(), "{at} of {step}");
            receiver.add_bytes(chunk);
        }
        let frame = receiver.next_frame().unwrap().unwrap();
        assert_eq!(frame.header, header(Kind::Call));
        let args = DomainGetStateArgs::decode(frame.payload).unwrap();
        assert_eq!(args.dom.name, "guest");
        assert!(receiver.next_frame().unwrap().is_none());
        assert!(receiver.is_empty());
    }
}

#[test]
fn many_packets_in_one_read_come_one_by_one() {
    let mut receiver = Receiver::new(Limits::PROTOCOL);
    receiver.add_bytes(&call().repeat(1000));
    for _ in 0..1000 {
        assert!(receiver.next_frame().unwrap().is_some());
    }
    assert!(receiver.next_frame().unwrap().is_none());
}

#[test]
fn a_length_out_of_bounds_ends_the_flow_before_its_bytes_come() {
    let far = u32::try_from(PACKET_MAX).unwrap() + 5;
    for (limits, length) in [
        (Limits::PROTOCOL, 0),
        (Limits::PROTOCOL, 27),
        (Limits::PROTOCOL, far),
        (Limits::PROTOCOL, u32::MAX),
        (Limits::BEFORE_OPEN, 65_541),
    ] {
        let mut receiver = Receiver::new(limits);
        receiver.add_bytes(&length.to_be_bytes());
        let error = receiver.next_frame().unwrap_err();
        assert_eq!(error, FrameError::Length(length));
    }
}

#[test]
fn the_longest_packet_is_taken_and_a_length_alone_takes_no_memory() {
    let mut receiver = Receiver::new(Limits::PROTOCOL);
    receiver.add_bytes(&u32::try_from(PACKET_MAX + 4).unwrap().to_be_bytes());
    assert!(receiver.next_frame().unwrap().is_none());
    assert!(receiver.space().len() < 100_000);
}

#[test]
fn a_long_packet_leaves_no_long_buffer_behind() {
    let mut receiver = Receiver::new(Limits::PROTOCOL);
    let long = encode_packet(&header(Kind::Call), 0, &Raw(&vec![1; 3_000_000])).unwrap();
    receiver.add_bytes(&long);
    assert_eq!(
        receiver.next_frame().unwrap().unwrap().payload.len(),
        3_000_000
    );
    assert!(receiver.space().len() < 100_000);
}

#[test]
fn an_unknown_kind_ends_the_flow_and_an_unknown_status_does_not() {
    let mut bytes = call();
    bytes[16 + 3] = 9;
    let mut receiver = Receiver::new(Limits::PROTOCOL);
    receiver.add_bytes(&bytes);
    assert!(matches!(receiver.next_frame(), Err(FrameError::Header(_))));
    let mut bytes = call();
    bytes[24 + 3] = 9;
    let mut receiver = Receiver::new(Limits::PROTOCOL);
    receiver.add_bytes(&bytes);
    let frame = receiver.next_frame().unwrap().unwrap();
    assert_eq!(frame.header.status, Status::Other(9));
}

#[test]
fn descriptors_come_with_their_packet() {
    let bytes = encode_packet(&header(Kind::CallWithDescriptors), 2, &()).unwrap();
    let mut receiver = Receiver::new(Limits::PROTOCOL);
    receiver.add_bytes(&bytes);
    assert!(receiver.next_frame().unwrap().is_none());
    receiver.add_descriptors([descriptor()]);
    receiver.add_bytes(&[0]);
    assert!(receiver.next_frame().unwrap().is_none());
    receiver.add_descriptors([descriptor()]);
    receiver.add_bytes(&[0]);
    let frame = receiver.next_frame().unwrap().unwrap();
    assert_eq!(frame.descriptors.len(), 2);
    assert!(frame.payload.is_empty());
}

#[test]
fn descriptors_that_do_not_come_end_the_flow() {
    let bytes = encode_packet(&header(Kind::CallWithDescriptors), 1, &()).unwrap();
    let mut receiver = Receiver::new(Limits::PROTOCOL);
    receiver.add_bytes(&bytes);
    receiver.add_bytes(&[0]);
    let error = receiver.next_frame().unwrap_err();
    assert_eq!(error, FrameError::DescriptorMissing);
}

#[test]
fn descriptors_that_nobody_announced_end_the_flow() {
    let mut receiver = Receiver::new(Limits::PROTOCOL);
    receiver.add_bytes(&call());
    receiver.add_descriptors([descriptor()]);
    let error = receiver.next_frame().unwrap_err();
    assert_eq!(error, FrameError::DescriptorUnasked);
}

#[test]
fn descriptors_do_not_pile_up_behind_a_packet_that_never_ends() {
    let mut receiver = Receiver::new(Limits::PROTOCOL);
    receiver.add_bytes(&call()[..20]);
    receiver.add_descriptors((0..64).map(|_| descriptor()));
    assert!(receiver.next_frame().unwrap().is_none());
    receiver.add_descriptors([descriptor()]);
    let error = receiver.next_frame().unwrap_err();
    assert_eq!(error, FrameError::DescriptorUnasked);
}

#[test]
fn too_many_descriptors_are_refused_by_their_count() {
    let mut bytes = encode_packet(&header(Kind::CallWithDescriptors), 1, &()).unwrap();
    bytes[31] = 33;
    let mut receiver = Receiver::new(Limits::PROTOCOL);
    receiver.add_bytes(&bytes);
    let error = receiver.next_frame().unwrap_err();
    assert_eq!(error, FrameError::DescriptorCount(33));
}

#[test]
fn an_error_keeps_all_its_fields_over_the_wire() {
    let error = Error::new(ErrorDomain::Qemu, ErrorCode::NoDomain, "no domain 'x'");
    let bytes = encode_packet(&header(Kind::Reply), 0, &error).unwrap();
    let back = decode_error(&bytes[28..]).unwrap();
    assert_eq!(back.code(), error.code());
    assert_eq!(back.domain(), error.domain());
    assert_eq!(back.level(), error.level());
    assert_eq!(back.message(), error.message());
    assert_eq!(back.strings(), error.strings());
    assert_eq!(back.numbers(), error.numbers());
}

#[test]
fn an_unknown_procedure_of_an_old_server_is_not_supported() {
    let error = Error::new(ErrorDomain::Rpc, ErrorCode::Rpc, "unknown procedure: 999");
    let bytes = encode_packet(&header(Kind::Reply), 0, &error).unwrap();
    let back = decode_error(&bytes[28..]).unwrap();
    assert_eq!(back.code(), ErrorCode::NoSupport);
    assert_eq!(back.message(), "unknown procedure: 999");
}

#[test]
fn an_error_with_a_huge_text_can_be_sent() {
    let text = "ä".repeat(5_000_000);
    let error = Error::internal(ErrorDomain::None, text);
    assert!(encode_packet(&header(Kind::Reply), 0, &error).is_ok());
}

#[test]
fn programs_are_found_by_number_and_version() {
    assert!(program(0x2000_8086, 1).is_some());
    assert!(program(0x2000_8086, 2).is_none());
    assert!(program(0x1234, 1).is_none());
}

#[test]
fn who_may_only_read_cannot_leave_a_single_descriptor() {
    for limits in [Limits::READ_ONLY, Limits::BEFORE_OPEN] {
        let mut receiver = Receiver::new(limits);
        receiver.add_bytes(&[0]);
        receiver.add_descriptors([descriptor()]);
        let error = receiver.next_frame().unwrap_err();
        assert_eq!(error, FrameError::DescriptorUnasked);
        assert_eq!(receiver.take_descriptors().len(), 1);
    }
}
