//! Many callers, one reading thread, and a QEMU that is stopped in between.
//!
//! Says that there was nothing to talk to where no emulator is installed.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test may stop where it cannot go on"
)]

use std::io;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use fv_command::{Command as Program, Runner, find_program};
use fv_driver_qemu_monitor::commands::{device, status};
use fv_driver_qemu_monitor::{
    Channel, Command, Doubt, Event, EventKind, Failure, Limits, MonitorHandle, Observer, Readiness,
    Reply,
};
use fv_event::{EventLoop, Handle, Interest, Token};
use fv_sys::signal::Signal;
use fv_sys::{clock, fd, file, host, process, unix};

const TOKEN: Token = Token(1);

struct Socket {
    fd: Arc<OwnedFd>,
    events: Handle,
}

impl Channel for Socket {
    fn read(&self, buffer: &mut [u8]) -> io::Result<usize> {
        fd::read(&self.fd, buffer)
    }

    fn write(&self, bytes: &[u8], descriptor: Option<BorrowedFd<'_>>) -> io::Result<usize> {
        unix::send(&self.fd, bytes, descriptor.as_slice())
    }

    fn watch_write(&self) {
        self.events.modify(&self.fd, TOKEN, Interest::BOTH).unwrap();
    }

    #[expect(clippy::disallowed_methods, reason = "the test waits in real time")]
    fn now(&self) -> Instant {
        Instant::now()
    }

    fn shut(&self) {
        let _ = unix::shutdown(&self.fd);
    }
}

#[derive(Default)]
struct Log {
    told: Mutex<Vec<String>>,
}

impl Log {
    fn tell(&self, what: impl Into<String>) {
        self.told.lock().unwrap().push(what.into());
    }

    fn wait_for(&self, what: &str) {
        for _ in 0..500 {
            if self.told.lock().unwrap().iter().any(|told| told == what) {
                return;
            }
            clock::sleep(Duration::from_millis(10));
        }
        panic!("no {what} in {:?}", self.told.lock().unwrap());
    }
}

impl Observer for Log {
    fn event(&self, event: Event) {
        match event.kind {
            EventKind::Shutdown(by) => self.tell(format!("shutdown {}", by.reason.unwrap())),
            _ => self.tell(event.name),
        }
    }

    fn events_lost(&self, count: u64) {
        self.tell(format!("lost {count}"));
    }

    fn settled(&self, doubt: Doubt, outcome: Result<Reply, Failure>) {
        self.tell(format!("{} settled {}", doubt.command, outcome.is_ok()));
    }

    fn ended(&self, _: Failure) {
        self.tell("ended");
    }
}

/// A QEMU that goes away with the test.
struct Qemu {
    folder: PathBuf,
    pid: i32,
    monitor: MonitorHandle,
    log: Arc<Log>,
}

impl Qemu {
    fn start() -> Option<Self> {
        let program = find_program("qemu-system-x86_64", "/usr/local/bin:/usr/bin")?;
        let random = host::random_bytes().unwrap();
        let name: String = random
            .iter()
            .take(6)
            .map(|byte| format!("{byte:02x}"))
            .collect();
        let folder = PathBuf::from(format!("/tmp/fv-qmp-{name}"));
        file::create_folder(&folder, 0o700).unwrap();
        let path = folder.join("monitor");
        let mut command = Program::new(program.to_string_lossy());
        command.args([
            "-S",
            "-nodefaults",
            "-display",
            "none",
            "-machine",
            "none,accel=tcg",
        ]);
        let monitor = format!("unix:{},server=on,wait=off", path.display());
        command
            .args(["-qmp", &monitor, "-daemonize"])
            .timeout(Duration::from_secs(30));
        assert!(fv_command::Host.run(&command).unwrap().is_success());
        let socket = Arc::new(unix::connect(&path).unwrap());
        let pid = unix::peer(&socket).unwrap().pid;
        let (monitor, log) = watched(&socket);
        Some(Self {
            folder,
            pid,
            monitor,
            log,
        })
    }
}

impl Drop for Qemu {
    fn drop(&mut self) {
        let _ = process::signal_pid(self.pid, Signal::Kill);
        let _ = file::remove_tree(&self.folder);
    }
}

/// A monitor over a socket, read by a thread of its own.
fn watched(socket: &Arc<OwnedFd>) -> (MonitorHandle, Arc<Log>) {
    let mut events = EventLoop::new().unwrap();
    let log = Arc::new(Log::default());
    let channel = Socket {
        fd: Arc::clone(socket),
        events: events.handle(),
    };
    let observer: Arc<dyn Observer> = Arc::<Log>::clone(&log);
    let monitor = MonitorHandle::new("guest", Box::new(channel), observer, Limits::default());
    events.add(socket.as_fd(), TOKEN, Interest::READ).unwrap();
    let (reader, socket) = (monitor.clone(), Arc::clone(socket));
    thread::spawn(move || {
        let mut happened = Vec::new();
        loop {
            events.poll(clock::now(), None, &mut happened).unwrap();
            for event in happened.drain(..) {
                let fv_event::Event::Io(ready) = event else {
                    continue;
                };
                let readable = ready.readable || ready.hangup;
                let found = Readiness {
                    readable,
                    writable: ready.writable,
                };
                let Some(next) = reader.ready(found) else {
                    return;
                };
                if !next.writable {
                    events
                        .modify(socket.as_fd(), TOKEN, Interest::READ)
                        .unwrap();
                }
            }
        }
    });
    (monitor, log)
}

#[expect(clippy::disallowed_methods, reason = "the test waits in real time")]
fn within(time_ms: u64) -> Option<Instant> {
    Some(Instant::now() + Duration::from_millis(time_ms))
}

#[test]
fn a_stopped_qemu_leaves_one_doubt_and_goes_on_when_it_is_let_go() {
    let Some(qemu) = Qemu::start() else {
        eprintln!("no emulator is installed; there was nothing to talk to");
        return;
    };
    let (monitor, log) = (&qemu.monitor, &qemu.log);
    monitor
        .call(&status::capabilities(), within(10_000))
        .unwrap();
    thread::scope(|scope| {
        for _ in 0..10 {
            scope.spawn(|| {
                for _ in 0..50 {
                    assert!(
                        !monitor
                            .call(&status::query(), within(10_000))
                            .unwrap()
                            .running
                    );
                }
            });
        }
    });

    process::signal_pid(qemu.pid, Signal::Stop).unwrap();
    let doubts = AtomicBool::new(false);
    thread::scope(|scope| {
        for _ in 0..10 {
            scope.spawn(|| {
                let failure = monitor
                    .execute(Command::new("query-kvm"), within(200))
                    .unwrap_err();
                // Only what QEMU has got is in doubt; the others were not even sent.
                if failure.is_in_doubt() {
                    assert!(!doubts.swap(true, Ordering::SeqCst));
                }
            });
        }
    });
    assert!(doubts.load(Ordering::SeqCst));
    assert_eq!(monitor.in_doubt().unwrap().command, "query-kvm");

    process::signal_pid(qemu.pid, Signal::Cont).unwrap();
    log.wait_for("query-kvm settled true");
    monitor.call(&status::query(), within(10_000)).unwrap();

    let passed = Arc::new(fd::duplicate(io::stdin()).unwrap());
    monitor
        .call(&device::getfd("spare").passing(passed), within(10_000))
        .unwrap();
    let error = monitor
        .call(&device::closefd("another"), within(10_000))
        .unwrap_err();
    assert!(error.message().contains("'closefd'"), "{error}");

    monitor.call(&status::quit(), within(10_000)).unwrap();
    log.wait_for("ended");
    log.wait_for("shutdown host-qmp-quit");
    assert!(matches!(
        monitor.execute(Command::new("stop"), within(1_000)),
        Err(Failure::Closed { .. })
    ));
}
