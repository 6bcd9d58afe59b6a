//! The way to one guest's process: its monitor, a handle to the process, and who listens.

use std::fmt;
use std::io;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::path::Path;
use std::sync::{Arc, OnceLock, Weak};
use std::time::{Duration, Instant};

use fv_driver_qemu_monitor::commands::stats::CounterKind;
use fv_driver_qemu_monitor::{
    Channel, Doubt, Event, Failure, Limits, MonitorHandle, Observer, PIECE_MAX, Reply,
};
use fv_sys::signal::Signal;
use fv_sys::{clock, fd, process, unix};
use fv_types::lock::{Condvar, Mutex, Rank};

use crate::driver::Driver;
use crate::guest::Guest;
use crate::pace::{self, Pace};
use crate::reactor::{Pulse, WatchId};

/// The way to one guest's process, from its start (or its finding) to its end.
pub(crate) struct Link {
    generation: u32,
    guest: Weak<Guest>,
    driver: Weak<Driver>,
    monitor: MonitorHandle,
    socket: Arc<OwnedFd>,
    process: OwnedFd,
    pace: Mutex<Pace>,
    over: Mutex<bool>,
    came_over: Condvar,
    counter_kinds: OnceLock<CounterKinds>,
}

/// The counters of the hypervisor below QEMU, and how each is to be understood.
pub(crate) type CounterKinds = Arc<Vec<(String, CounterKind)>>;

/// What a new link is made of.
pub(crate) struct NewLink<'a> {
    pub(crate) driver: &'a Arc<Driver>,
    pub(crate) guest: &'a Arc<Guest>,
    pub(crate) socket: OwnedFd,
    pub(crate) process: OwnedFd,
    pub(crate) watch: WatchId,
}

impl Link {
    /// A link over a connected monitor socket.
    pub(crate) fn new(parts: NewLink<'_>) -> Arc<Self> {
        let NewLink {
            driver,
            guest,
            socket,
            process,
            watch,
        } = parts;
        let socket = Arc::new(socket);
        Arc::new_cyclic(|link| {
            let channel = SocketChannel {
                socket: Arc::clone(&socket),
                pulse: driver.reactor().pulse(),
                watch,
            };
            let ear = Arc::new(Ear {
                link: Weak::clone(link),
            });
            let name = fv_driver_kit::Listed::name(guest.as_ref());
            let monitor = MonitorHandle::new(name, Box::new(channel), ear, Limits::default());
            Self {
                generation: driver.next_generation(),
                guest: Arc::downgrade(guest),
                driver: Arc::downgrade(driver),
                monitor,
                socket,
                process,
                pace: Mutex::new(Rank::LEAF, Pace::new(clock::now())),
                over: Mutex::new(Rank::LEAF, false),
                came_over: Condvar::new(),
                counter_kinds: OnceLock::new(),
            }
        })
    }

    /// The monitor.
    pub(crate) fn monitor(&self) -> &MonitorHandle {
        &self.monitor
    }

    /// The monitor's socket, to be watched.
    pub(crate) fn socket(&self) -> BorrowedFd<'_> {
        self.socket.as_fd()
    }

    /// The handle to the process, readable when it has ended.
    pub(crate) fn process(&self) -> BorrowedFd<'_> {
        self.process.as_fd()
    }

    /// What QEMU says of its counters, which stays the same as long as it runs.
    pub(crate) fn counter_kinds(&self) -> &OnceLock<CounterKinds> {
        &self.counter_kinds
    }

    /// Whether the process has ended.
    pub(crate) fn has_ended(&self) -> bool {
        // Only what was seen to end has ended.
        fd::wait(&self.process, fd::Wanted::Read, Some(Duration::ZERO)).unwrap_or(false)
    }

    /// Waits for the end of the process; false when the time ran out.
    pub(crate) fn wait_ended(&self, time: Duration) -> bool {
        let deadline = fv_sys::clock::now() + time;
        loop {
            let left = deadline.until(fv_sys::clock::now());
            match fd::wait(&self.process, fd::Wanted::Read, Some(left)) {
                Ok(true) => return true,
                Ok(false) if left.is_zero() => return false,
                Ok(false) => {}
                Err(_) => return self.has_ended(),
            }
        }
    }

    /// Waits until all that the guest said has been taken note of; its process has ended.
    pub(crate) fn wait_told(&self, time: Duration) {
        let over = self.over.lock();
        drop(self.came_over.wait_while_for(over, time, |over| !*over));
    }

    /// Notes time that went into what the monitor told; says until when it is not to be read.
    pub(crate) fn rest_after(&self, time: Duration) -> Option<clock::Instant> {
        let until = self.pace.lock().spent(clock::now(), time);
        let piece = until.map_or(PIECE_MAX, |_| pace::SMALL_PIECE);
        self.monitor.read_pieces_of(piece);
        until
    }

    /// Sends the process a signal.
    pub(crate) fn signal(&self, signal: Signal) -> io::Result<()> {
        process::signal(&self.process, signal)
    }

    /// Names an unanswered command among all of the guest, over all its links.
    pub(crate) fn key(&self, serial: u64) -> u64 {
        u64::from(self.generation) << 40 | serial
    }

    /// Whose link it is.
    pub(crate) fn parties(&self) -> Option<(Arc<Driver>, Arc<Guest>)> {
        Some((self.driver.upgrade()?, self.guest.upgrade()?))
    }
}

impl fmt::Debug for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Link")
            .field("generation", &self.generation)
            .finish_non_exhaustive()
    }
}

/// Connects to a monitor that may not listen yet, as long as the process lives.
pub(crate) fn connect(path: &Path) -> io::Result<OwnedFd> {
    unix::connect(path)
}

/// The socket as the protocol core sees it.
struct SocketChannel {
    socket: Arc<OwnedFd>,
    pulse: Pulse,
    watch: WatchId,
}

impl Channel for SocketChannel {
    fn read(&self, buffer: &mut [u8]) -> io::Result<usize> {
        fd::read(&self.socket, buffer)
    }

    fn write(&self, bytes: &[u8], descriptor: Option<BorrowedFd<'_>>) -> io::Result<usize> {
        unix::send(&self.socket, bytes, descriptor.as_slice())
    }

    fn watch_write(&self) {
        self.pulse.want_write(self.socket.as_fd(), self.watch);
    }

    fn now(&self) -> Instant {
        crate::time::now()
    }

    fn shut(&self) {
        // A socket that is shut already is what is wanted.
        let _ = unix::shutdown(&self.socket);
    }
}

/// Hears what the guest says and passes it on to the driver.
struct Ear {
    link: Weak<Link>,
}

impl Ear {
    fn with(&self, tell: impl FnOnce(&Arc<Driver>, &Arc<Guest>, &Arc<Link>)) {
        let Some(link) = self.link.upgrade() else {
            return;
        };
        if let Some((driver, guest)) = link.parties() {
            tell(&driver, &guest, &link);
        }
    }
}

impl Observer for Ear {
    fn event(&self, event: Event) {
        self.with(|driver, guest, link| driver.guest_event(guest, link, &event));
    }

    fn events_lost(&self, _count: u64) {
        self.with(Driver::events_lost);
    }

    fn settled(&self, doubt: Doubt, _outcome: Result<Reply, Failure>) {
        self.with(|_, guest, link| guest.settle_doubt(link, doubt.serial.0));
    }

    fn ended(&self, failure: Failure) {
        self.with(|driver, guest, link| {
            *link.over.lock() = true;
            link.came_over.notify_all();
            driver.monitor_ended(guest, link, &failure);
        });
    }
}
