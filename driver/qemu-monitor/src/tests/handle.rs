use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use super::*;

/// A QEMU in memory: answers what the test feeds, and counts what is written.
#[derive(Default)]
struct Peer {
    to_read: Mutex<VecDeque<Vec<u8>>>,
    written: Mutex<Vec<u8>>,
    watched: AtomicUsize,
    /// How far its clock is ahead.
    ahead: Mutex<Duration>,
}

struct Wire(Arc<Peer>);

impl Channel for Wire {
    fn read(&self, buffer: &mut [u8]) -> io::Result<usize> {
        let chunk = self.0.to_read.lock().unwrap().pop_front();
        let chunk = chunk.ok_or(io::ErrorKind::WouldBlock)?;
        buffer[..chunk.len()].copy_from_slice(&chunk);
        Ok(chunk.len())
    }

    fn write(&self, bytes: &[u8], _: Option<BorrowedFd<'_>>) -> io::Result<usize> {
        // Half of it, so that partial writes are exercised.
        let count = bytes.len().div_ceil(2);
        self.0
            .written
            .lock()
            .unwrap()
            .extend_from_slice(&bytes[..count]);
        Ok(count)
    }

    fn watch_write(&self) {
        self.0.watched.fetch_add(1, Ordering::SeqCst);
    }

    #[expect(clippy::disallowed_methods, reason = "the test waits in real time")]
    fn now(&self) -> Instant {
        Instant::now() + *self.0.ahead.lock().unwrap()
    }

    fn shut(&self) {}
}

#[derive(Default)]
struct Log(Mutex<Vec<String>>);

impl Observer for Log {
    fn event(&self, event: Event) {
        self.0.lock().unwrap().push(event.name);
    }

    fn events_lost(&self, count: u64) {
        self.0.lock().unwrap().push(format!("lost {count}"));
    }

    fn settled(&self, doubt: Doubt, outcome: std::result::Result<Reply, Failure>) {
        let word = if outcome.is_ok() {
            "answered"
        } else {
            "failed"
        };
        self.0
            .lock()
            .unwrap()
            .push(format!("{} {word}", doubt.command));
    }

    fn ended(&self, failure: Failure) {
        self.0.lock().unwrap().push(failure.to_string());
    }
}

const FOUND: Readiness = Readiness {
    readable: true,
    writable: true,
};

fn monitor() -> (MonitorHandle, Arc<Peer>, Arc<Log>) {
    let (peer, log) = (Arc::new(Peer::default()), Arc::new(Log::default()));
    let wire = Box::new(Wire(Arc::clone(&peer)));
    let observer: Arc<dyn Observer> = Arc::<Log>::clone(&log);
    let monitor = MonitorHandle::new("guest", wire, observer, Limits::default());
    feed(&monitor, &peer, r#"{"QMP":{"version":{}}}"#);
    (monitor, peer, log)
}

fn feed(monitor: &MonitorHandle, peer: &Peer, line: &str) -> Option<Readiness> {
    peer.to_read
        .lock()
        .unwrap()
        .push_back(format!("{line}\r\n").into_bytes());
    monitor.ready(FOUND)
}

fn soon(monitor: &MonitorHandle) -> Option<Instant> {
    Some(monitor.0.channel.now() + Duration::from_millis(20))
}

#[test]
fn a_caller_gets_its_reply_from_the_reading_thread() {
    let (monitor, peer, log) = monitor();
    let caller = monitor.clone();
    let thread = thread::spawn(move || caller.call(&crate::commands::status::query(), None));
    while peer.written.lock().unwrap().is_empty() {
        thread::yield_now();
    }
    feed(&monitor, &peer, r#"{"event":"STOP"}"#);
    feed(
        &monitor,
        &peer,
        r#"{"return":{"running":false,"status":"paused"},"id":"libvirt-1"}"#,
    );
    assert!(!thread.join().unwrap().unwrap().running);
    assert_eq!(*log.0.lock().unwrap(), ["STOP"]);
}

#[test]
fn many_guests_can_be_asked_before_the_first_reply_is_awaited() {
    let (monitor, peer, _) = monitor();
    let first = monitor.submit(Command::new("a"), None).unwrap();
    let second = monitor.submit(Command::new("b"), None).unwrap();
    feed(&monitor, &peer, r#"{"return":1,"id":"libvirt-1"}"#);
    feed(&monitor, &peer, r#"{"return":2,"id":"libvirt-2"}"#);
    assert_eq!(monitor.wait(second).unwrap().value("b").unwrap(), 2);
    assert_eq!(monitor.wait(first).unwrap().value("a").unwrap(), 1);
}

#[test]
fn a_caller_that_waited_too_long_leaves_a_doubt_that_the_reply_settles() {
    let (monitor, peer, log) = monitor();
    let error = monitor
        .call(&crate::commands::status::stop(), soon(&monitor))
        .unwrap_err();
    assert!(Failure::of(&error).unwrap().is_in_doubt());
    assert_eq!(monitor.in_doubt().unwrap().command, "stop");
    let busy = monitor
        .execute(Command::new("cont"), soon(&monitor))
        .unwrap_err();
    assert!(matches!(busy, Failure::NotSent { .. }));
    feed(&monitor, &peer, r#"{"return":{},"id":"libvirt-1"}"#);
    assert_eq!(monitor.in_doubt(), None);
    assert_eq!(*log.0.lock().unwrap(), ["stop answered"]);
}

#[test]
fn the_end_is_told_once_and_fails_who_waits() {
    let (monitor, peer, log) = monitor();
    let ticket = monitor.submit(Command::new("quit"), None).unwrap();
    peer.to_read.lock().unwrap().push_back(Vec::new());
    assert_eq!(monitor.ready(FOUND), None);
    assert_eq!(monitor.ready(FOUND), None);
    assert!(matches!(monitor.wait(ticket), Err(Failure::Closed { .. })));
    assert!(monitor.execute(Command::new("stop"), None).is_err());
    assert_eq!(
        *log.0.lock().unwrap(),
        ["End of file from qemu monitor (vm='guest')"]
    );
}

#[test]
fn a_reply_that_nobody_wants_any_more_is_not_kept() {
    let (monitor, peer, log) = monitor();
    drop(monitor.submit(Command::new("a"), None).unwrap());
    feed(&monitor, &peer, r#"{"return":1,"id":"libvirt-1"}"#);
    assert!(monitor.lock().slots.is_empty());
    let ticket = monitor.submit(Command::new("b"), None).unwrap();
    feed(&monitor, &peer, r#"{"return":2,"id":"libvirt-2"}"#);
    assert_eq!(monitor.wait(ticket).unwrap().value("b").unwrap(), 2);
    assert!(monitor.lock().slots.is_empty());
    assert!(log.0.lock().unwrap().is_empty());
}

#[derive(Default)]
struct Basket(Mutex<Vec<(usize, String)>>);

impl Collect for Basket {
    fn came(&self, key: usize, outcome: std::result::Result<Reply, Failure>) {
        let word = match outcome {
            Ok(reply) => reply.to_text(),
            Err(failure) => failure.to_string(),
        };
        self.0.lock().unwrap().push((key, word));
    }
}

#[test]
fn outcomes_of_many_commands_are_collected_with_their_keys() {
    let (monitor, peer, log) = monitor();
    let basket = Arc::new(Basket::default());
    let to: Arc<dyn Collect> = Arc::<Basket>::clone(&basket);
    let commands = ["a", "b", "c"].map(Command::new).into_iter();
    let keyed = commands
        .enumerate()
        .map(|(place, command)| (10 + place, command));
    let deadline = monitor.0.channel.now() + Duration::from_secs(60);
    monitor.submit_all(keyed.collect(), deadline, &to);
    feed(&monitor, &peer, r#"{"return":1,"id":"libvirt-1"}"#);
    assert_eq!(basket.0.lock().unwrap().len(), 1);
    *peer.ahead.lock().unwrap() = Duration::from_secs(61);
    monitor.expire();
    let came = std::mem::take(&mut *basket.0.lock().unwrap());
    let keys: Vec<_> = came.iter().map(|(key, _)| *key).collect();
    assert_eq!(keys, [10, 11, 12]);
    // The second is on its way and settles late; the third was never sent.
    assert_eq!(monitor.in_doubt().unwrap().command, "b");
    feed(&monitor, &peer, r#"{"return":2,"id":"libvirt-2"}"#);
    assert!(basket.0.lock().unwrap().is_empty());
    assert_eq!(*log.0.lock().unwrap(), ["b answered"]);
    assert!(monitor.lock().collected.is_empty());
}

#[test]
fn a_caller_waits_as_long_as_it_is_given_time_and_learns_how_much_was_said() {
    let (monitor, peer, _) = monitor();
    let mut looks = Vec::new();
    let mut more = |heard| {
        looks.push(heard);
        if looks.len() == 2 {
            feed(&monitor, &peer, r#"{"event":"STOP"}"#);
        }
        soon(&monitor).filter(|_| looks.len() < 4)
    };
    let error = monitor
        .call_while(&crate::commands::status::stop(), &mut more)
        .unwrap_err();
    assert!(Failure::of(&error).unwrap().is_in_doubt());
    let greeting = looks[0];
    assert_eq!(looks[1..], [greeting, greeting + 18, greeting + 18]);
}

#[test]
fn a_reply_that_comes_with_the_last_look_is_taken() {
    let (monitor, peer, _) = monitor();
    let mut more = |_| {
        feed(&monitor, &peer, r#"{"return":{},"id":"libvirt-1"}"#);
        None
    };
    monitor
        .call_while(&crate::commands::status::stop(), &mut more)
        .unwrap();
}
