//! Sockets from systemd, and what systemd is told.

use std::os::fd::OwnedFd;
use std::os::unix::net::{UnixDatagram, UnixListener, UnixStream};
use std::process::{Command, Stdio};

use fv_sys::signal::Signal;
use fv_testkit::wait_until;

use crate::fixture::{Fixture, SOON, is_answered};

/// Starts the daemon with a listening socket as systemd would hand it over.
fn activated(fixture: &mut Fixture, name: &str, listener: UnixListener) {
    let script = format!(
        "exec 3<&0 0</dev/null; LISTEN_PID=$$ LISTEN_FDS=1 LISTEN_FDNAMES={name} exec \"$0\" \"$@\""
    );
    let child = Command::new("sh")
        .args(["-c", &script, env!("CARGO_BIN_EXE_ferrovirtd"), "--root"])
        .arg(fixture.scratch.path())
        .stdin(Stdio::from(OwnedFd::from(listener)))
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    fixture.keep(child);
}

#[test]
fn a_socket_from_systemd_is_served_in_the_place_of_an_own_one() {
    let mut fixture = Fixture::new();
    std::fs::create_dir_all(fixture.scratch.join("run/libvirt")).unwrap();
    let path = fixture.socket();
    let listener = UnixListener::bind(&path).unwrap();
    activated(&mut fixture, "libvirtd.socket", listener);
    // Clients wait on the socket until the daemon is ready.
    assert!(is_answered(UnixStream::connect(&path).unwrap()));
    fixture.signal(Signal::Term);
    assert_eq!(fixture.end().code(), Some(0));
    assert!(path.exists(), "a socket of systemd's was removed");
    assert!(!fixture.read_only_socket().exists());
}

#[test]
fn a_socket_that_is_not_there_yet_stops_the_start() {
    let mut fixture = Fixture::new();
    let listener = UnixListener::bind(fixture.scratch.join("given")).unwrap();
    activated(&mut fixture, "libvirtd-tls.socket", listener);
    assert_eq!(fixture.end().code(), Some(1));
}

#[test]
fn systemd_is_told_about_readiness_reload_and_the_end() {
    let mut fixture = Fixture::new();
    let path = fixture.scratch.join("notify");
    let socket = UnixDatagram::bind(&path).unwrap();
    socket.set_read_timeout(Some(SOON)).unwrap();
    let child = fixture
        .command(&[])
        .env("NOTIFY_SOCKET", &path)
        .spawn()
        .unwrap();
    fixture.keep(child);
    let next = || {
        let mut buffer = [0; 256];
        let count = socket.recv(&mut buffer).unwrap();
        String::from_utf8_lossy(&buffer[..count]).into_owned()
    };
    assert_eq!(next(), "READY=1\n");
    assert!(fixture.is_served());
    fixture.signal(Signal::Hup);
    assert!(next().starts_with("RELOADING=1\nMONOTONIC_USEC="));
    assert_eq!(next(), "READY=1\n");
    fixture.signal(Signal::Term);
    assert_eq!(next(), "STOPPING=1\n");
    wait_until("its end", SOON, || !fixture.pid_file().exists());
}
