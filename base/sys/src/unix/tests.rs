use std::os::fd::AsFd;

use super::*;
use crate::fd::{self, Blocking, Wanted};

fn scratch(name: &str) -> std::path::PathBuf {
    std::env::temp_dir().join(format!("fv-unix-{name}-{}", std::process::id()))
}

#[test]
fn a_listener_has_its_mode_and_knows_its_clients() {
    let path = scratch("listen");
    let listener = listen(&path, 0o600, None, 5).unwrap();
    let stat = crate::file::stat(&path, crate::file::Links::Refuse).unwrap();
    assert_eq!(stat.mode, 0o600);
    assert!(is_listening(&listener));
    assert_eq!(local_path(&listener).as_deref(), Some(path.as_path()));
    assert!(accept(&listener).unwrap().is_none());
    let client = connect(&path).unwrap();
    let served = accept(&listener).unwrap().unwrap();
    let peer = peer(&served).unwrap();
    assert_eq!(peer.pid, std::process::id() as i32);
    assert_eq!(peer.uid, crate::users::effective_uid());
    assert_eq!(peer.start_time, process::start_time(peer.pid).ok());
    drop((client, served));
    std::fs::remove_file(&path).unwrap();
}

#[test]
fn a_path_that_is_too_long_is_refused() {
    let path = Path::new("/tmp").join("x".repeat(PATH_MAX));
    assert!(listen(&path, 0o600, None, 5).is_err());
}

#[test]
fn descriptors_travel_with_bytes() {
    let (left, right) = pair().unwrap();
    let pipe = fd::pipe(Blocking::Yes).unwrap();
    assert_eq!(send(&left, b"x", &[pipe.writer.as_fd()]).unwrap(), 1);
    drop(pipe.writer);
    let mut buffer = [0; 8];
    let received = receive(&right, &mut buffer).unwrap();
    assert_eq!((received.bytes, received.fds.len()), (1, 1));
    fd::write_all(&received.fds[0], b"through").unwrap();
    assert_eq!(fd::read(&pipe.reader, &mut buffer).unwrap(), 7);
    let error = receive(&right, &mut buffer).unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::WouldBlock);
    drop(left);
    assert!(fd::wait(&right, Wanted::Read, None).unwrap());
    assert_eq!(receive(&right, &mut buffer).unwrap().bytes, 0);
}

#[test]
fn more_descriptors_than_allowed_are_refused_by_the_sender() {
    let (left, _right) = pair().unwrap();
    let fds = vec![left.as_fd(); FDS_MAX + 1];
    assert!(send(&left, b"x", &fds).is_err());
}

#[test]
fn a_stale_socket_is_replaced_but_a_file_is_not() {
    let path = scratch("stale");
    drop(listen(&path, 0o600, None, 5).unwrap());
    drop(listen(&path, 0o600, None, 5).unwrap());
    std::fs::remove_file(&path).unwrap();
    std::fs::write(&path, "precious").unwrap();
    let error = listen(&path, 0o600, None, 5).unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::AddrInUse);
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "precious");
    std::fs::remove_file(&path).unwrap();
}

#[test]
fn closing_a_socket_that_was_received_does_not_wait_for_its_other_end() {
    let (left, right) = pair().unwrap();
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let tcp = std::net::TcpStream::connect(listener.local_addr().unwrap()).unwrap();
    let long = std::time::Duration::from_secs(1000);
    sockopt::set_socket_linger(&tcp, Some(long)).unwrap();
    send(&left, b"x", &[tcp.as_fd()]).unwrap();
    let received = receive(&right, &mut [0; 8]).unwrap();
    assert_eq!(received.fds.len(), 1);
    assert_eq!(sockopt::socket_linger(&tcp).unwrap(), None);
}

#[test]
fn what_waits_to_be_read_is_seen_and_stays() {
    let (left, right) = pair().unwrap();
    assert!(!has_unread(&right));
    send(&left, b"x", &[]).unwrap();
    assert!(has_unread(&right));
    shutdown(&right).unwrap();
    assert!(has_unread(&right));
    assert_eq!(receive(&right, &mut [0; 8]).unwrap().bytes, 1);
    assert!(!has_unread(&right));
}
