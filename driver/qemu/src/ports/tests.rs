//! The kernel's list of sockets, read and used.

use super::*;

#[test]
fn only_sockets_that_listen_take_a_port() {
    let listens = "   0: 0100007F:170C 00000000:0000 0A 00000000:00000000 00:00000000 00000000 0";
    let talks = "   1: 0100007F:170D 0100007F:0016 01 00000000:00000000 00:00000000 00000000 0";
    assert_eq!(port(listens), Some(5900));
    assert_eq!(port(talks), None);
    assert_eq!(port("  sl  local_address rem_address   st tx_queue"), None);
}

#[test]
fn a_port_is_given_once() {
    let ports = FreePorts {
        taken: RefCell::new([5900, 5902].into()).into(),
    };
    let next = || ports.take(SCREEN_MIN).ok();
    assert_eq!((next(), next()), (Some(5901), Some(5903)));
}
