//! The kernel's list of sockets, read and used; ports given to starts under way.

use std::sync::atomic::{AtomicU32, Ordering};

use super::*;

/// Ports that nothing on a host listens at, nor guests of other tests.
const PORT_MIN: u16 = 21_000;

/// A book whose ports are held from nobody else on this host.
fn book() -> PortBook {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let (process, number) = (std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
    PortBook {
        scope: format!("ferrovirt-test-{process}-{number}-"),
        ..PortBook::new()
    }
}

#[test]
fn only_sockets_that_listen_take_a_port() {
    let listens = "   0: 0100007F:170C 00000000:0000 0A 00000000:00000000 00:00000000 00000000 0";
    let talks = "   1: 0100007F:170D 0100007F:0016 01 00000000:00000000 00:00000000 00000000 0";
    assert_eq!(listener(listens).map(|found| found.port), Some(5900));
    assert_eq!(listener(talks), None);
    let head = "  sl  local_address rem_address   st tx_queue";
    assert_eq!(listener(head), None);
}

#[test]
fn addresses_are_read_as_the_kernel_prints_them() {
    let found = |text: &str| kernel_address(text).map(|address| address.to_string());
    assert_eq!(found("0100007F").as_deref(), Some("127.0.0.1"));
    let all = "00000000000000000000000000000000";
    assert_eq!(found(all).as_deref(), Some("::"));
    let loopback = "00000000000000000000000001000000";
    assert_eq!(found(loopback).as_deref(), Some("::1"));
    assert_eq!(found("0100"), None);
}

#[test]
fn two_starts_at_once_never_get_the_same_port() {
    let book = book();
    let (one, other) = (book.free(), book.free());
    let first = one.take(PORT_MIN).expect("one is free");
    let second = other.take(PORT_MIN).expect("another is free");
    assert_ne!(first, second);
    drop(one);
    assert_eq!(other.take(PORT_MIN).expect("given back"), first);
}

#[test]
fn two_drivers_of_the_host_never_get_the_same_port() {
    let (daemons, programs) = (book(), book());
    let programs = PortBook {
        scope: daemons.scope.clone(),
        ..programs
    };
    let (one, other) = (daemons.free(), programs.free());
    let first = one.take(PORT_MIN).expect("one is free");
    assert_ne!(other.take(PORT_MIN).expect("another is free"), first);
    drop(one);
    assert_eq!(other.take(PORT_MIN).expect("given back"), first);
}

#[test]
fn port_that_somebody_takes_after_all_is_known() {
    let ports = book().free();
    assert!(!ports.were_taken_by_others());
    let port = ports.take(PORT_MIN).expect("one is free");
    assert!(!ports.were_taken_by_others());
    let listener = std::net::TcpListener::bind(("127.0.0.1", port)).expect("nobody has it");
    assert!(ports.were_taken_by_others());
    drop(listener);
}

#[test]
fn a_port_with_a_listener_is_not_given_and_known_as_taken() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("bound").port();
    let ports = book().free();
    assert_ne!(ports.take(port).expect("a later one"), port);
    assert!(ports.is_taken("127.0.0.1", port));
    assert!(ports.is_taken("0.0.0.0", port));
    assert!(!ports.is_taken("127.0.0.2", port));
    drop(listener);
    assert!(!ports.is_taken("127.0.0.1", port));
}

#[test]
fn ports_that_were_given_stand_on_the_command_line() {
    let line = "qemu -vnc [::1]:7,websocket=5711,audiodev=a -spice port=5909,tls-port=5910,addr=x";
    let line: Vec<String> = line.split(' ').map(str::to_string).collect();
    let ports = GivenPorts(&line);
    assert_eq!(ports.screen(Screen::Vnc).unwrap(), 5907);
    assert_eq!(ports.web_socket().unwrap(), 5711);
    assert_eq!(ports.screen(Screen::Spice).unwrap(), 5909);
    assert_eq!(ports.screen(Screen::SpiceTls).unwrap(), 5910);
    assert!(GivenPorts(&line[..1]).screen(Screen::Vnc).is_err());
    let absurd = ["-vnc", "unix:/a", "-spice", "port=99999"].map(str::to_string);
    assert!(GivenPorts(&absurd).screen(Screen::Vnc).is_err());
    assert!(GivenPorts(&absurd).screen(Screen::Spice).is_err());
}
