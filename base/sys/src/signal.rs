//! Signals as something to read instead of something that interrupts.

use std::io;
use std::mem::MaybeUninit;
use std::os::fd::{AsFd, BorrowedFd, FromRawFd, OwnedFd};

/// Signals that a program handles; the numbers are the kernel's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(i32)]
pub enum Signal {
    /// The terminal is gone, or: read the configuration again.
    Hup = libc::SIGHUP,
    /// The user at the terminal wants it to stop.
    Int = libc::SIGINT,
    /// The same, with a trace.
    Quit = libc::SIGQUIT,
    /// Somebody wants it to stop.
    Term = libc::SIGTERM,
    /// For the program's own use.
    Usr1 = libc::SIGUSR1,
    /// For the program's own use.
    Usr2 = libc::SIGUSR2,
    /// A child ended.
    Child = libc::SIGCHLD,
    /// It must end now.
    Kill = libc::SIGKILL,
    /// It must stand still.
    Stop = libc::SIGSTOP,
    /// It may go on.
    Cont = libc::SIGCONT,
}

/// A descriptor from which signals are read.
///
/// The signals are blocked for the calling thread and for those it starts later, so it is made
/// in `main` before any thread. Children get all signals unblocked ([`crate::spawn`]).
#[derive(Debug)]
pub struct Signals(OwnedFd);

impl Signals {
    /// Takes these signals over.
    pub fn new(signals: &[Signal]) -> io::Result<Self> {
        let set = set_of(signals);
        // SAFETY: the set is initialised, and the old one is not asked for.
        let result =
            unsafe { libc::pthread_sigmask(libc::SIG_BLOCK, &raw const set, std::ptr::null_mut()) };
        if result != 0 {
            return Err(io::Error::from_raw_os_error(result));
        }
        let flags = libc::SFD_CLOEXEC | libc::SFD_NONBLOCK;
        // SAFETY: the set is initialised and only read.
        let fd = unsafe { libc::signalfd(-1, &raw const set, flags) };
        if fd < 0 {
            return Err(io::Error::last_os_error());
        }
        // SAFETY: the kernel just made this descriptor for us alone.
        Ok(Self(unsafe { OwnedFd::from_raw_fd(fd) }))
    }

    /// Lets the calling thread have these signals again, in the usual way.
    ///
    /// For programs that take them over for a while only.
    pub fn release(self, signals: &[Signal]) -> io::Result<()> {
        let set = set_of(signals);
        // SAFETY: the set is initialised, and the old one is not asked for.
        let result = unsafe {
            libc::pthread_sigmask(libc::SIG_UNBLOCK, &raw const set, std::ptr::null_mut())
        };
        match result {
            0 => Ok(()),
            errno => Err(io::Error::from_raw_os_error(errno)),
        }
    }

    /// The next signal that arrived; nothing when there is none.
    pub fn next(&self) -> io::Result<Option<Signal>> {
        let mut record = [0; size_of::<libc::signalfd_siginfo>()];
        match crate::fd::read(&self.0, &mut record) {
            Ok(_) => {
                // The record begins with the number.
                let number = u32::from_ne_bytes([record[0], record[1], record[2], record[3]]);
                Ok(Signal::from_number(number as i32))
            }
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => Ok(None),
            Err(error) => Err(error),
        }
    }
}

impl AsFd for Signals {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.0.as_fd()
    }
}

impl Signal {
    /// The signal with this number, if it is one of those known here.
    pub fn from_number(number: i32) -> Option<Self> {
        use Signal::{Child, Cont, Hup, Int, Kill, Quit, Stop, Term, Usr1, Usr2};
        [Hup, Int, Quit, Term, Usr1, Usr2, Child, Kill, Stop, Cont]
            .into_iter()
            .find(|&signal| signal as i32 == number)
    }
}

fn set_of(signals: &[Signal]) -> libc::sigset_t {
    let mut set = MaybeUninit::<libc::sigset_t>::uninit();
    // SAFETY: sigemptyset initialises the whole set.
    unsafe { libc::sigemptyset(set.as_mut_ptr()) };
    // SAFETY: it was just initialised.
    let mut set = unsafe { set.assume_init() };
    for &signal in signals {
        // SAFETY: the set is initialised and the number is a signal's.
        unsafe { libc::sigaddset(&raw mut set, signal as i32) };
    }
    set
}

#[cfg(test)]
mod tests;
