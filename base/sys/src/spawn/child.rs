//! What runs between fork and exec: system calls on values made before, nothing else.
//!
//! No allocation, no lock, no panic, no destructor. Functions of the C library that take part in
//! its thread machinery (`setuid` and its kind) are replaced by the bare system calls.

use std::io;
use std::os::fd::{AsRawFd, OwnedFd, RawFd};

use super::{Credentials, Parentage, Phase};

/// Everything the child is to do, borrowed from the parent's plan.
pub(super) struct Orders<'a> {
    pub(super) program: *const libc::c_char,
    pub(super) arguments: *const *const libc::c_char,
    pub(super) environment: *const *const libc::c_char,
    pub(super) folder: Option<*const libc::c_char>,
    pub(super) fds: &'a [(OwnedFd, RawFd)],
    pub(super) credentials: Option<&'a Credentials>,
    pub(super) umask: Option<u32>,
    pub(super) limits: &'a [(libc::c_int, libc::rlimit)],
    pub(super) parentage: Parentage,
    pub(super) death_signal: Option<i32>,
    pub(super) report: RawFd,
    pub(super) go: RawFd,
    pub(super) floor: RawFd,
}

/// The bytes of one report: a phase (0 for a number) and a number.
pub(super) const MESSAGE: usize = 5;

/// Forks; the child carries the orders out and never returns.
pub(super) fn fork(orders: &Orders<'_>) -> io::Result<i32> {
    // Signals are held back around the fork, so that no handler of the parent runs in the child.
    let before = block_signals();
    // SAFETY: the child only runs `run`, which makes system calls and does not return.
    let pid = unsafe { _Fork() };
    if pid == 0 {
        run(orders);
    }
    let result = if pid < 0 {
        Err(io::Error::last_os_error())
    } else {
        Ok(pid)
    };
    restore_signals(&before);
    result
}

fn run(orders: &Orders<'_>) -> ! {
    default_signals();
    if orders.parentage == Parentage::Orphan {
        fork_again(orders.report);
    }
    if orders.parentage != Parentage::Child {
        // SAFETY: takes nothing, returns a number.
        require(orders.report, Phase::Session, unsafe { libc::setsid() });
    }
    let (report, go) = place_descriptors(orders);
    set_surroundings(orders, report);
    wait_for_go(go);
    if let Some(credentials) = orders.credentials {
        become_user(credentials, report);
    }
    if let Some(signal) = orders.death_signal {
        // Last, because becoming another user takes it away.
        // SAFETY: takes numbers only.
        unsafe { libc::prctl(libc::PR_SET_PDEATHSIG, signal) };
    }
    unblock_signals();
    // SAFETY: the three are C strings and lists of them ended by null, made by the parent.
    let result = unsafe { libc::execve(orders.program, orders.arguments, orders.environment) };
    fail(report, Phase::Exec, result)
}

/// Makes the child's child, tells its number and ends, which leaves that one without a parent.
fn fork_again(report: RawFd) {
    // SAFETY: both sides go on with system calls only.
    let pid = unsafe { _Fork() };
    if pid < 0 {
        fail(report, Phase::Fork, pid);
    }
    if pid > 0 {
        tell(report, 0, pid);
        // SAFETY: ends the process at once, without running anything of the parent's.
        unsafe { libc::_exit(0) };
    }
}

/// Moves every descriptor to its number, closes all others, and returns the two pipes.
fn place_descriptors(orders: &Orders<'_>) -> (RawFd, RawFd) {
    let phase = Phase::Descriptors;
    for (source, target) in orders.fds {
        // SAFETY: takes numbers only; sources are above all targets, so none is lost.
        require(orders.report, phase, unsafe {
            libc::dup2(source.as_raw_fd(), *target)
        });
    }
    let (report, go) = (orders.floor, orders.floor + 1);
    // SAFETY: as above.
    require(orders.report, phase, unsafe {
        libc::dup3(orders.report, report, libc::O_CLOEXEC)
    });
    // SAFETY: as above.
    require(report, phase, unsafe {
        libc::dup3(orders.go, go, libc::O_CLOEXEC)
    });
    // SAFETY: takes numbers only; everything above is a copy or the parent's.
    let closed = unsafe { libc::syscall(libc::SYS_close_range, go + 1, libc::c_uint::MAX, 0) };
    require(report, phase, closed as i32);
    for number in 3..orders.floor {
        if orders.fds.iter().all(|(_, target)| *target != number) {
            // SAFETY: takes a number; one that is not open is no concern.
            unsafe { libc::close(number) };
        }
    }
    (report, go)
}

fn set_surroundings(orders: &Orders<'_>, report: RawFd) {
    if let Some(mask) = orders.umask {
        // SAFETY: takes a number.
        unsafe { libc::umask(mask as libc::mode_t) };
    }
    if let Some(folder) = orders.folder {
        // SAFETY: a C string made by the parent.
        require(report, Phase::Folder, unsafe { libc::chdir(folder) });
    }
    for (resource, limit) in orders.limits {
        // SAFETY: the limit is the parent's and only read.
        let result = unsafe { libc::setrlimit(*resource as _, limit) };
        require(report, Phase::Limits, result);
    }
}

/// Waits for the parent's word; its end instead means that nobody wants the program any more.
fn wait_for_go(go: RawFd) {
    let mut byte = 0u8;
    loop {
        // SAFETY: reads one byte into a variable of ours.
        let count = unsafe { libc::read(go, (&raw mut byte).cast(), 1) };
        if count == 1 {
            return;
        }
        if count == 0 || errno() != libc::EINTR {
            // SAFETY: ends the process at once.
            unsafe { libc::_exit(CHILD_FAILED) };
        }
    }
}

fn become_user(credentials: &Credentials, report: RawFd) {
    let Credentials { uid, gid, groups } = credentials;
    // SAFETY: the list is the parent's and as long as told.
    let result = unsafe { libc::syscall(libc::SYS_setgroups, groups.len(), groups.as_ptr()) };
    require(report, Phase::Credentials, result as i32);
    // SAFETY: takes numbers only.
    let result = unsafe { libc::syscall(libc::SYS_setresgid, *gid, *gid, *gid) };
    require(report, Phase::Credentials, result as i32);
    // SAFETY: takes numbers only.
    let result = unsafe { libc::syscall(libc::SYS_setresuid, *uid, *uid, *uid) };
    require(report, Phase::Credentials, result as i32);
}

/// Goes on when the call succeeded; else tells the step and ends.
fn require(report: RawFd, phase: Phase, result: i32) {
    if result < 0 {
        fail(report, phase, result);
    }
}

fn fail(report: RawFd, phase: Phase, _result: i32) -> ! {
    tell(report, phase as u8, errno());
    // SAFETY: ends the process at once.
    unsafe { libc::_exit(CHILD_FAILED) }
}

fn tell(report: RawFd, phase: u8, number: i32) {
    let bytes = number.to_ne_bytes();
    let message = [phase, bytes[0], bytes[1], bytes[2], bytes[3]];
    // SAFETY: writes from a variable of ours. A parent that is gone does not need it.
    unsafe { libc::write(report, message.as_ptr().cast(), MESSAGE) };
}

fn errno() -> i32 {
    // SAFETY: takes nothing.
    let place = unsafe { libc::__errno_location() };
    // SAFETY: it points to this thread's variable.
    unsafe { *place }
}

fn block_signals() -> libc::sigset_t {
    // SAFETY: a set of signals is plain bits, for which zeros are a value.
    let mut all: libc::sigset_t = unsafe { std::mem::zeroed() };
    let mut before = all;
    // SAFETY: the set is ours.
    unsafe { libc::sigfillset(&raw mut all) };
    // SAFETY: both sets are ours.
    unsafe { libc::pthread_sigmask(libc::SIG_SETMASK, &raw const all, &raw mut before) };
    before
}

fn restore_signals(before: &libc::sigset_t) {
    // SAFETY: the set is initialised and only read.
    unsafe { libc::pthread_sigmask(libc::SIG_SETMASK, before, std::ptr::null_mut()) };
}

/// Gives every signal its usual effect: the program must not inherit what the parent ignores.
fn default_signals() {
    // SAFETY: zeros are the default action with an empty mask and no flags.
    let action: libc::sigaction = unsafe { std::mem::zeroed() };
    for number in 1..=64 {
        // SAFETY: the action is ours; numbers that cannot be changed fail and are let be.
        unsafe { libc::sigaction(number, &raw const action, std::ptr::null_mut()) };
    }
}

fn unblock_signals() {
    // SAFETY: a set of signals is plain bits; zeros are the empty set.
    let none: libc::sigset_t = unsafe { std::mem::zeroed() };
    restore_signals(&none);
}

unsafe extern "C" {
    /// `fork` without handlers, which may be called where only system calls may (POSIX 2024).
    fn _Fork() -> libc::pid_t;
}

/// The exit code of a child that did not come to run the program.
const CHILD_FAILED: libc::c_int = 127;
