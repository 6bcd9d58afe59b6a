use std::fs::File;
use std::os::fd::OwnedFd;
use std::sync::Arc;
use std::thread::{self, JoinHandle};
use std::time::Duration;

use fv_api::{Access, Caller, DomainEvent, DomainRef, KeepaliveEvent, Stream, StreamRead};
use fv_error::{Error, ErrorCode, ErrorDomain};
use fv_sys::fd::Blocking;
use fv_sys::unix;
use fv_types::Uuid;
use fv_wire_rpc::{
    ConnectGetHostnameRet, ConnectSupportsFeatureRet, Encode, EventMessage, Header, Hole,
    KEEPALIVE, Kind, Limits, Packet, QemuDomainMonitorCommandWithFilesRet, Raw, Receiver, Status,
    encode_packet, event_packet,
};
use fv_wire_transport::{Received, Socket};

use crate::{KeepaliveConfig, Places, Remote, RemoteEvent, Target};

/// The other end of a connection, with what it got.
struct Daemon {
    socket: Socket,
    receiver: Receiver,
}

impl Daemon {
    /// The next packet, or nothing at the end.
    fn next(&mut self) -> Option<Packet> {
        loop {
            if let Some(frame) = self.receiver.next_frame().unwrap() {
                return Some(frame.into_packet());
            }
            match self.socket.receive(&mut self.receiver) {
                Ok(Received::Something { .. }) => {}
                _ => return None,
            }
        }
    }

    fn send(&self, header: &Header, payload: &impl Encode) {
        let packet = encode_packet(header, 0, payload).unwrap();
        self.socket.send_all(&packet, &[]).unwrap();
    }

    fn answer(&self, call: &Packet, payload: &impl Encode) {
        self.send(&call.header.answer(Status::Ok), payload);
    }
}

/// A connection whose other end does as `act` says.
fn connected<T: Send + 'static>(
    act: impl FnOnce(&mut Daemon) -> T + Send + 'static,
) -> (Remote, JoinHandle<T>) {
    let (ours, theirs) = unix::pair().unwrap();
    let [ours, theirs] = [ours, theirs].map(Socket::from_fd);
    ours.set_blocking(Blocking::Yes).unwrap();
    theirs.set_blocking(Blocking::Yes).unwrap();
    let mut daemon = Daemon {
        socket: theirs,
        receiver: Receiver::new(Limits::PROTOCOL),
    };
    let thread = thread::spawn(move || act(&mut daemon));
    (Remote::over(ours, Access::ReadWrite), thread)
}

fn dom() -> DomainRef {
    DomainRef {
        name: "guest".into(),
        uuid: Uuid([1; 16]),
        id: 1,
    }
}

fn hostname(text: &str) -> ConnectGetHostnameRet {
    ConnectGetHostnameRet {
        hostname: text.into(),
    }
}

#[test]
fn a_call_brings_its_answer_and_serials_start_at_0() {
    let (remote, daemon) = connected(|daemon| {
        let call = daemon.next().unwrap();
        daemon.answer(&call, &hostname("here"));
        call.header
    });
    assert_eq!(remote.connect().hostname(remote.caller()).unwrap(), "here");
    let header = daemon.join().unwrap();
    assert_eq!((header.serial, header.procedure), (0, 59));
}

#[test]
fn an_error_comes_as_it_was_sent() {
    let (remote, daemon) = connected(|daemon| {
        let call = daemon.next().unwrap();
        let error = Error::new(ErrorDomain::Qemu, ErrorCode::NoDomain, "no such");
        daemon.send(&call.header.answer(Status::Error), &error);
    });
    let error = remote.domain().info(remote.caller(), &dom()).unwrap_err();
    assert_eq!(error.code(), ErrorCode::NoDomain);
    assert_eq!(error.domain(), ErrorDomain::Qemu);
    daemon.join().unwrap();
}

#[test]
fn threads_share_a_connection_whatever_the_order_of_answers() {
    const CALLS: usize = 200;
    let (remote, daemon) = connected(|daemon| {
        let mut held: Vec<Packet> = Vec::new();
        for _ in 0..4 * CALLS {
            held.push(daemon.next().unwrap());
            // As soon as two wait, or all who are left do, the later one goes first.
            while let Some(call) = held.pop() {
                let text = call.header.serial.to_string();
                daemon.answer(&call, &hostname(&text));
            }
        }
    });
    let remote = Arc::new(remote);
    let threads: Vec<_> = (0..4)
        .map(|_| {
            let remote = Arc::clone(&remote);
            thread::spawn(move || {
                let mut last = None;
                for _ in 0..CALLS {
                    let serial: u32 = remote
                        .connect()
                        .hostname(remote.caller())
                        .unwrap()
                        .parse()
                        .unwrap();
                    assert!(last.is_none_or(|last| last < serial));
                    last = Some(serial);
                }
            })
        })
        .collect();
    threads
        .into_iter()
        .for_each(|thread| thread.join().unwrap());
    daemon.join().unwrap();
}

#[test]
fn the_answer_to_a_later_call_may_come_first() {
    let (remote, daemon) = connected(|daemon| {
        let first = daemon.next().unwrap();
        let second = daemon.next().unwrap();
        daemon.answer(&second, &hostname(&second.header.serial.to_string()));
        thread::sleep(Duration::from_millis(20));
        daemon.answer(&first, &hostname(&first.header.serial.to_string()));
    });
    let remote = Arc::new(remote);
    let other = Arc::clone(&remote);
    let thread = thread::spawn(move || other.connect().hostname(other.caller()).unwrap());
    let mine = remote.connect().hostname(remote.caller()).unwrap();
    let theirs = thread.join().unwrap();
    assert_ne!(mine, theirs);
    daemon.join().unwrap();
}

#[test]
fn events_wait_until_they_are_asked_for() {
    let event = DomainEvent::Lifecycle {
        event: 2,
        detail: 0,
    };
    let sent = event.clone();
    let (remote, daemon) = connected(move |daemon| {
        let call = daemon.next().unwrap();
        for callback in [Some(7), None] {
            let packet = event_packet(&sent, &dom(), callback).unwrap().unwrap();
            daemon.socket.send_all(&packet, &[]).unwrap();
        }
        daemon.answer(&call, &hostname("here"));
        daemon.next()
    });
    assert_eq!(remote.connect().hostname(remote.caller()).unwrap(), "here");
    for callback in [Some(7), None] {
        let got = remote.next_event(None).unwrap();
        assert_eq!(
            got,
            Some(RemoteEvent::Domain(callback, dom(), event.clone()))
        );
    }
    let nothing = remote.next_event(Some(Duration::from_millis(5))).unwrap();
    assert_eq!(nothing, None);
    drop(remote);
    assert!(daemon.join().unwrap().is_none());
}

const OFTEN: KeepaliveConfig = KeepaliveConfig {
    interval: Duration::from_millis(10),
    count: 2,
};

#[test]
fn silent_daemon_is_given_up_while_a_call_waits() {
    let (remote, daemon) = connected(|daemon| {
        let asked = daemon.next().unwrap();
        daemon.answer(&asked, &ConnectSupportsFeatureRet { supported: 1 });
        let mut pings = 0;
        while let Some(packet) = daemon.next() {
            pings += u32::from(packet.header.program == KEEPALIVE.number);
        }
        pings
    });
    assert!(remote.keep_alive(OFTEN).unwrap());
    let error = remote.connect().hostname(remote.caller()).unwrap_err();
    let text = "internal error: connection closed due to keepalive timeout";
    assert_eq!(error.to_string(), text);
    assert_eq!(daemon.join().unwrap(), OFTEN.count);
}

#[test]
fn daemon_that_answers_pings_is_waited_for() {
    let (remote, daemon) = connected(|daemon| {
        let asked = daemon.next().unwrap();
        daemon.answer(&asked, &ConnectSupportsFeatureRet { supported: 1 });
        let call = daemon.next().unwrap();
        for _ in 0..10 {
            let ping = daemon.next().unwrap();
            assert_eq!(ping.header.program, KEEPALIVE.number);
            let pong = event_packet(&KeepaliveEvent::Pong, &(), None).unwrap();
            daemon.socket.send_all(&pong.unwrap(), &[]).unwrap();
        }
        daemon.answer(&call, &hostname("here"));
    });
    // Nobody has called yet when the first pings could come.
    let patient = KeepaliveConfig {
        interval: Duration::from_millis(40),
        count: 50,
    };
    assert!(remote.keep_alive(patient).unwrap());
    assert_eq!(remote.connect().hostname(remote.caller()).unwrap(), "here");
    daemon.join().unwrap();
}

#[test]
fn daemon_that_knows_no_pings_is_not_watched() {
    let (remote, daemon) = connected(|daemon| {
        let asked = daemon.next().unwrap();
        daemon.answer(&asked, &ConnectSupportsFeatureRet { supported: 0 });
        thread::sleep(OFTEN.interval * 5);
        let call = daemon.next().unwrap();
        daemon.answer(&call, &hostname("here"));
    });
    assert!(!remote.keep_alive(OFTEN).unwrap());
    assert_eq!(remote.connect().hostname(remote.caller()).unwrap(), "here");
    daemon.join().unwrap();
}

#[test]
fn a_ping_is_answered_in_passing() {
    let (remote, daemon) = connected(|daemon| {
        let call = daemon.next().unwrap();
        let ping = event_packet(&KeepaliveEvent::Ping, &(), None).unwrap();
        daemon.socket.send_all(&ping.unwrap(), &[]).unwrap();
        let pong = daemon.next().unwrap();
        daemon.answer(&call, &hostname("here"));
        u32::try_from(pong.header.procedure).unwrap()
    });
    remote.connect().hostname(remote.caller()).unwrap();
    let pong = KeepaliveEvent::take(daemon.join().unwrap(), &[]).unwrap();
    assert_eq!(pong.unwrap().event, KeepaliveEvent::Pong);
}

#[test]
fn a_lost_connection_fails_every_call() {
    let (remote, daemon) = connected(|daemon| {
        daemon.next().unwrap();
        daemon.next().unwrap();
        daemon.socket.shutdown().unwrap();
    });
    let remote = Arc::new(remote);
    let other = Arc::clone(&remote);
    let thread = thread::spawn(move || other.connect().hostname(other.caller()).unwrap_err());
    let mine = remote.connect().hostname(remote.caller()).unwrap_err();
    let text = "End of file while reading data: Input/output error";
    assert_eq!(mine.message(), text);
    assert_eq!(thread.join().unwrap().message(), text);
    let later = remote.connect().hostname(remote.caller()).unwrap_err();
    assert_eq!(later.message(), text);
    daemon.join().unwrap();
}

#[test]
fn garbage_ends_the_connection() {
    let (remote, daemon) = connected(|daemon| {
        daemon.next().unwrap();
        daemon.socket.send_all(&[0xff; 64], &[]).unwrap();
    });
    let error = remote.connect().hostname(remote.caller()).unwrap_err();
    assert_eq!(error.code(), ErrorCode::Rpc);
    daemon.join().unwrap();
}

#[test]
fn descriptors_go_and_come() {
    let (remote, daemon) = connected(|daemon| {
        let call = daemon.next().unwrap();
        assert_eq!(call.header.kind, Kind::CallWithDescriptors);
        let header = Header {
            kind: Kind::ReplyWithDescriptors,
            ..call.header
        };
        let ret = QemuDomainMonitorCommandWithFilesRet {
            result: "{}".into(),
        };
        let packet = encode_packet(&header, 1, &ret).unwrap();
        let back: OwnedFd = File::open("/dev/zero").unwrap().into();
        daemon.socket.send_all(&packet, &[back]).unwrap();
        call.descriptors.len()
    });
    let null = || OwnedFd::from(File::open("/dev/null").unwrap());
    let base = remote.caller();
    let caller = Caller::new(
        base.identity.clone(),
        base.access,
        Arc::clone(&base.connection),
    )
    .with_descriptors(vec![null(), null()]);
    let answer = remote
        .qemu()
        .monitor_command_with_files(&caller, &dom(), "{}", 0);
    let (result, descriptors) = answer.unwrap();
    assert_eq!((result.as_str(), descriptors.len()), ("{}", 1));
    assert_eq!(daemon.join().unwrap(), 2);
}

/// Reads a stream until it says that nothing will come.
fn read_all(stream: &mut dyn Stream) -> Vec<StreamRead> {
    let mut reads = Vec::new();
    let mut buffer = [0; 4];
    loop {
        match stream.read(&mut buffer).unwrap() {
            StreamRead::Pending => thread::yield_now(),
            StreamRead::End => return reads,
            read => reads.push(read),
        }
    }
}

#[test]
fn a_stream_carries_bytes_both_ways_with_holes_and_an_end() {
    let (remote, daemon) = connected(|daemon| {
        let call = daemon.next().unwrap();
        daemon.answer(&call, &());
        let data = call.header.stream(Kind::Stream, Status::Continue);
        daemon.send(&data, &Raw(b"abcdef"));
        let hole = call.header.stream(Kind::StreamHole, Status::Continue);
        daemon.send(
            &hole,
            &Hole {
                length: 9,
                flags: 0,
            },
        );
        daemon.send(&data, &());
        let written = daemon.next().unwrap();
        let end = daemon.next().unwrap();
        assert_eq!(end.header, call.header.stream(Kind::Stream, Status::Ok));
        daemon.send(&call.header.stream(Kind::Stream, Status::Ok), &());
        written.payload
    });
    let mut stream = remote
        .domain()
        .open_console(remote.caller(), &dom(), None, 0)
        .unwrap();
    let reads = read_all(&mut *stream);
    let expected = [
        StreamRead::Data(4),
        StreamRead::Data(2),
        StreamRead::Hole(9),
    ];
    assert_eq!(reads, expected);
    assert_eq!(stream.write(b"typed").unwrap(), 5);
    stream.finish().unwrap();
    assert_eq!(daemon.join().unwrap(), b"typed");
}

#[test]
fn a_stream_that_fails_says_why_once() {
    let (remote, daemon) = connected(|daemon| {
        let call = daemon.next().unwrap();
        daemon.answer(&call, &());
        let error = Error::new(ErrorDomain::Streams, ErrorCode::OperationFailed, "gone");
        daemon.send(&call.header.stream(Kind::Stream, Status::Error), &error);
        daemon.next()
    });
    let mut stream = remote
        .domain()
        .open_console(remote.caller(), &dom(), None, 0)
        .unwrap();
    let mut buffer = [0; 4];
    let error = loop {
        match stream.read(&mut buffer) {
            Ok(StreamRead::Pending) => thread::yield_now(),
            other => break other.unwrap_err(),
        }
    };
    assert_eq!(error.message(), "operation failed: gone");
    assert_eq!(stream.read(&mut buffer).unwrap(), StreamRead::End);
    drop((stream, remote));
    daemon.join().unwrap();
}

#[test]
fn a_refused_stream_leaves_nothing_behind() {
    let (remote, daemon) = connected(|daemon| {
        let call = daemon.next().unwrap();
        let error = Error::unsupported(ErrorDomain::Domain, "virDomainOpenConsole");
        daemon.send(&call.header.answer(Status::Error), &error);
        let call = daemon.next().unwrap();
        daemon.answer(&call, &hostname("here"));
    });
    let refused = remote
        .domain()
        .open_console(remote.caller(), &dom(), None, 0);
    assert!(refused.is_err());
    assert_eq!(remote.connect().hostname(remote.caller()).unwrap(), "here");
    daemon.join().unwrap();
}

#[test]
fn a_uri_names_a_socket_and_what_to_open() {
    let places = Places {
        run: "/run".into(),
        user_run: Some("/run/user/7".into()),
    };
    let read = |uri, access| {
        let target = Target::from_uri(uri, access, &places).unwrap();
        (target.socket.display().to_string(), target.name)
    };
    let both = |socket: &str, name: &str| (socket.to_string(), name.to_string());
    let (write, only) = (Access::ReadWrite, Access::ReadOnly);
    assert_eq!(
        read("qemu:///system", write),
        both("/run/libvirt/libvirt-sock", "qemu:///system")
    );
    assert_eq!(
        read("qemu:///system", only),
        both("/run/libvirt/libvirt-sock-ro", "qemu:///system")
    );
    assert_eq!(
        read("qemu+unix:///session", write),
        both("/run/user/7/libvirt/libvirt-sock", "qemu:///session")
    );
    assert_eq!(
        read("qemu:///system?socket=%2Ftmp/a%20b&x=1", write),
        both("/tmp/a b", "qemu:///system?x=1")
    );
}

#[test]
fn a_uri_of_another_transport_is_refused() {
    let places = Places::default();
    for uri in ["qemu+ssh://host/system", "qemu://host/system", "system"] {
        assert!(
            Target::from_uri(uri, Access::ReadWrite, &places).is_err(),
            "{uri}"
        );
    }
}
