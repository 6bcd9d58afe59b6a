//! The one thread that watches all monitors and all processes.
//!
//! It reads, parses and tells; it never waits for a guest, a lock held during input or output,
//! or a disk other than that of status files. What takes longer is handed to a thread of its
//! own.

use std::collections::HashMap;
use std::io;
use std::os::fd::BorrowedFd;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use fv_driver_qemu_monitor::Readiness;
use fv_event::{Event, EventLoop, Handle, Interest, Ready, Token};
use fv_sys::clock;
use fv_types::lock::{Mutex, Rank};

use crate::link::Link;

/// Names what is watched.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct WatchId(u64);

/// The thread and what it watches.
pub(crate) struct Reactor {
    shared: Arc<Shared>,
}

/// Lets a channel ask for the moment when it may write again.
#[derive(Clone)]
pub(crate) struct Pulse(Handle);

struct Shared {
    handle: Handle,
    watches: Mutex<HashMap<u64, Watch>>,
    next: AtomicU64,
    stop: AtomicBool,
}

#[derive(Clone)]
enum Watch {
    Monitor(Arc<Link>),
    Process(Arc<Link>),
}

impl Reactor {
    /// Starts the thread.
    pub(crate) fn start() -> io::Result<Self> {
        let events = EventLoop::new()?;
        let shared = Arc::new(Shared {
            handle: events.handle(),
            watches: Mutex::new(Rank::QUEUE, HashMap::new()),
            next: AtomicU64::new(1),
            stop: AtomicBool::new(false),
        });
        let inside = Arc::clone(&shared);
        std::thread::Builder::new()
            .name("qemu-events".into())
            .spawn(move || inside.run(events))?;
        Ok(Self { shared })
    }

    /// A name for a monitor that is to be watched.
    pub(crate) fn reserve(&self) -> WatchId {
        WatchId(self.shared.next.fetch_add(1, Ordering::Relaxed))
    }

    /// For channels.
    pub(crate) fn pulse(&self) -> Pulse {
        Pulse(self.shared.handle.clone())
    }

    /// Watches the monitor of a link, under a name reserved before.
    pub(crate) fn watch_monitor(&self, link: &Arc<Link>, id: WatchId) -> io::Result<()> {
        self.watch(id, Watch::Monitor(Arc::clone(link)), link.socket())
    }

    /// Watches the process of a link; its end is told after all that its monitor still says.
    pub(crate) fn watch_process(&self, link: &Arc<Link>) -> io::Result<()> {
        self.watch(
            self.reserve(),
            Watch::Process(Arc::clone(link)),
            link.process(),
        )
    }

    /// Ceases to watch a link in whose place another one has come.
    pub(crate) fn forget_link(&self, link: &Arc<Link>) {
        let mut watches = self.shared.watches.lock();
        watches.retain(|_, watch| {
            let (of, fd) = match watch {
                Watch::Monitor(of) => (&*of, of.socket()),
                Watch::Process(of) => (&*of, of.process()),
            };
            let stays = !Arc::ptr_eq(of, link);
            if !stays {
                let _ = self.shared.handle.remove(fd);
            }
            stays
        });
    }

    fn watch(&self, id: WatchId, watch: Watch, fd: BorrowedFd<'_>) -> io::Result<()> {
        self.shared.watches.lock().insert(id.0, watch);
        let added = self.shared.handle.add(fd, Token(id.0), Interest::READ);
        if added.is_err() {
            self.shared.watches.lock().remove(&id.0);
        }
        added
    }
}

impl Drop for Reactor {
    fn drop(&mut self) {
        self.shared.stop.store(true, Ordering::Release);
        self.shared.handle.wake();
    }
}

impl Pulse {
    /// Tells the thread to say when there is room to write.
    pub(crate) fn want_write(&self, fd: BorrowedFd<'_>, watch: WatchId) {
        // A monitor that is not watched yet is written to again when it is.
        let _ = self.0.modify(fd, Token(watch.0), Interest::BOTH);
    }
}

impl Shared {
    fn run(&self, mut events: EventLoop) {
        let mut happened = Vec::new();
        while !self.stop.load(Ordering::Acquire) {
            if events.poll(clock::now(), None, &mut happened).is_err() {
                // Nothing but a lack of kernel memory; it may pass.
                clock::sleep(Duration::from_millis(100));
                continue;
            }
            for event in happened.drain(..) {
                match event {
                    Event::Io(ready) => self.ready(&mut events, ready),
                    Event::Timer(token) => self.go_on(token.0),
                    Event::Woken => {}
                }
            }
        }
    }

    fn ready(&self, events: &mut EventLoop, ready: Ready) {
        let watch = self.watches.lock().get(&ready.token).cloned();
        match watch {
            Some(Watch::Monitor(link)) => self.monitor_ready(events, &link, ready),
            Some(Watch::Process(link)) => {
                drain(&link);
                self.forget(ready.token, link.process());
                if let Some((driver, guest)) = link.parties() {
                    driver.process_ended(&guest, &link);
                }
            }
            // Told by the same poll that took it away.
            None => {}
        }
    }

    fn monitor_ready(&self, events: &mut EventLoop, link: &Link, ready: Ready) {
        let found = Readiness {
            readable: ready.readable || ready.hangup || ready.error,
            writable: ready.writable,
        };
        let began = clock::now();
        match link.monitor().ready(found) {
            None => self.forget(ready.token, link.socket()),
            Some(next) if ready.writable && !next.writable => {
                let _ = self
                    .handle
                    .modify(link.socket(), Token(ready.token), Interest::READ);
            }
            Some(_) => {}
        }
        // One that has gone is read to its end: there is nothing to hold up.
        let rest = link.rest_after(clock::now().until(began));
        if let Some(until) = rest.filter(|_| !ready.hangup) {
            let _ = self
                .handle
                .modify(link.socket(), Token(ready.token), Interest::NONE);
            events.set_timer(Token(ready.token), until);
        }
    }

    /// Reads a monitor again that cost too much.
    fn go_on(&self, token: u64) {
        if let Some(Watch::Monitor(link)) = self.watches.lock().get(&token) {
            // What is still to be written asks for its turn when there is room.
            let _ = self
                .handle
                .modify(link.socket(), Token(token), Interest::BOTH);
        }
    }

    fn forget(&self, token: u64, fd: BorrowedFd<'_>) {
        let _ = self.handle.remove(fd);
        self.watches.lock().remove(&token);
    }
}

/// Hears everything that a process which has ended had to say, within reason: one that babbled to
/// its end must not keep that end from being told.
fn drain(link: &Link) {
    let readable = Readiness {
        readable: true,
        writable: false,
    };
    let until = clock::now() + DRAIN_TIME;
    // Each turn takes a piece or finds the end.
    while clock::now() < until {
        if link.monitor().ready(readable).is_none() {
            return;
        }
    }
    link.monitor().close();
}

/// How long the last words of a process are heard before its end is told.
const DRAIN_TIME: Duration = Duration::from_millis(50);
