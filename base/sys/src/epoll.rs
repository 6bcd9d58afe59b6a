//! Waiting for many descriptors, waking a waiter, and timers as descriptors.

use std::io;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::time::Duration;

use rustix::event::epoll::{CreateFlags, EventData, EventFlags};
use rustix::event::{EventfdFlags, Timespec, eventfd};

/// A set of descriptors to wait for.
#[derive(Debug)]
pub struct Epoll(OwnedFd);

/// What to wait for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Interest {
    /// Something to read, or the end.
    pub read: bool,
    /// Room to write.
    pub write: bool,
    /// Tell once, then wait to be asked again.
    pub one_shot: bool,
}

/// What happened to one descriptor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ready {
    /// The token under which it was added.
    pub token: u64,
    /// There is something to read, or the end.
    pub readable: bool,
    /// There is room to write.
    pub writable: bool,
    /// The other side is gone.
    pub hangup: bool,
    /// The descriptor is broken.
    pub error: bool,
}

impl Epoll {
    /// Makes an empty set.
    pub fn new() -> io::Result<Self> {
        Ok(Self(rustix::event::epoll::create(CreateFlags::CLOEXEC)?))
    }

    /// Adds a descriptor; it must be removed before it is closed when copies of it exist.
    pub fn add(&self, fd: impl AsFd, token: u64, interest: Interest) -> io::Result<()> {
        let data = EventData::new_u64(token);
        Ok(rustix::event::epoll::add(
            &self.0,
            fd,
            data,
            flags(interest),
        )?)
    }

    /// Changes what is waited for.
    pub fn modify(&self, fd: impl AsFd, token: u64, interest: Interest) -> io::Result<()> {
        let data = EventData::new_u64(token);
        Ok(rustix::event::epoll::modify(
            &self.0,
            fd,
            data,
            flags(interest),
        )?)
    }

    /// Takes a descriptor out.
    pub fn remove(&self, fd: impl AsFd) -> io::Result<()> {
        Ok(rustix::event::epoll::delete(&self.0, fd)?)
    }

    /// Waits until something happens or the time is over; a signal ends it with nothing.
    ///
    /// At most so many events as `ready` has capacity are told, 64 at least.
    pub fn wait(&self, ready: &mut Vec<Ready>, time: Option<Duration>) -> io::Result<()> {
        ready.clear();
        let mut events = Vec::with_capacity(ready.capacity().max(64));
        let timeout = time.and_then(|time| Timespec::try_from(time).ok());
        let buffer = rustix::buffer::spare_capacity(&mut events);
        match rustix::event::epoll::wait(&self.0, buffer, timeout.as_ref()) {
            Ok(_) | Err(rustix::io::Errno::INTR) => {}
            Err(error) => return Err(error.into()),
        }
        ready.extend(
            events
                .iter()
                .map(|event| Ready::new(event.data, event.flags)),
        );
        Ok(())
    }
}

impl AsFd for Epoll {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.0.as_fd()
    }
}

impl Interest {
    /// Waits for something to read.
    pub const READ: Self = Self {
        read: true,
        write: false,
        one_shot: false,
    };
    /// Waits for room to write.
    pub const WRITE: Self = Self {
        read: false,
        write: true,
        one_shot: false,
    };
    /// Waits for either.
    pub const BOTH: Self = Self {
        read: true,
        write: true,
        one_shot: false,
    };
    /// Waits for the end of the other side only.
    pub const NONE: Self = Self {
        read: false,
        write: false,
        one_shot: false,
    };

    /// The same, but told only once.
    #[must_use]
    pub const fn once(mut self) -> Self {
        self.one_shot = true;
        self
    }
}

impl Ready {
    fn new(data: EventData, flags: EventFlags) -> Self {
        Self {
            token: data.u64(),
            readable: flags.intersects(EventFlags::IN | EventFlags::RDHUP | EventFlags::HUP),
            writable: flags.contains(EventFlags::OUT),
            hangup: flags.intersects(EventFlags::HUP | EventFlags::RDHUP),
            error: flags.contains(EventFlags::ERR),
        }
    }
}

/// A counter that wakes whoever waits for its descriptor.
#[derive(Debug)]
pub struct Wake(OwnedFd);

impl Wake {
    /// Makes one at rest.
    pub fn new() -> io::Result<Self> {
        Ok(Self(eventfd(
            0,
            EventfdFlags::CLOEXEC | EventfdFlags::NONBLOCK,
        )?))
    }

    /// Wakes the waiter; many calls before it looks are one.
    pub fn wake(&self) {
        // A full counter means that the waiter is told already.
        let _ = crate::fd::write(&self.0, &1u64.to_ne_bytes());
    }

    /// Brings it back to rest; tells whether it was woken.
    pub fn drain(&self) -> bool {
        crate::fd::read(&self.0, &mut [0; 8]).is_ok()
    }
}

impl AsFd for Wake {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.0.as_fd()
    }
}

fn flags(interest: Interest) -> EventFlags {
    let mut flags = EventFlags::empty();
    flags.set(EventFlags::IN | EventFlags::RDHUP, interest.read);
    flags.set(EventFlags::OUT, interest.write);
    flags.set(EventFlags::ONESHOT, interest.one_shot);
    flags
}
