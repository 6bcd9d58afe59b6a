//! Processes: handles that cannot hit a stranger, signals, the end of children, `/proc`.
//!
//! A number alone does not name a process for long; a handle ([`open`]) does, and a number with
//! the start time does across restarts of a daemon.

use std::io;
use std::os::fd::{AsFd, OwnedFd};
use std::path::{Path, PathBuf};

use rustix::process::{
    Pid, PidfdFlags, WaitId, WaitIdOptions, pidfd_open, pidfd_send_signal, waitid,
};

use crate::signal::Signal;

/// What `/proc` says about a process.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Status {
    /// Its number.
    pub pid: i32,
    /// The name of the program, at most 15 bytes.
    pub name: String,
    /// One letter: `R` runs, `S` sleeps, `Z` has ended, `T` stands still, and so on.
    pub state: char,
    /// Its parent's number.
    pub parent: i32,
    /// Its process group.
    pub group: i32,
    /// Its session.
    pub session: i32,
    /// Processor time in user mode, in ticks.
    pub user_ticks: u64,
    /// Processor time in the kernel, in ticks.
    pub system_ticks: u64,
    /// When it started, in ticks since boot.
    pub start_time: u64,
    /// Pages of memory it has.
    pub resident_pages: u64,
    /// The processor it ran on last.
    pub processor: i32,
}

/// How a child ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// It ended by itself with this code.
    Code(i32),
    /// A signal ended it.
    Signal(i32),
}

/// Whether to wait for something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Waiting {
    /// Until it happens.
    Block,
    /// Only look.
    Poll,
}

/// A handle to a process; readable when it has ended.
pub fn open(pid: i32) -> io::Result<OwnedFd> {
    crate::fault::check("pidfd", "")?;
    let flags = PidfdFlags::empty();
    Ok(pidfd_open(to_pid(pid)?, flags)?)
}

/// A handle to the process that has this number and started at this time; nothing when that one
/// is gone.
pub fn open_same(pid: i32, start_time: u64) -> io::Result<Option<OwnedFd>> {
    let handle = match open(pid) {
        Ok(handle) => handle,
        Err(error) if error.raw_os_error() == Some(libc::ESRCH) => return Ok(None),
        Err(error) => return Err(error),
    };
    // Read after the handle was taken: the number cannot change hands any more.
    match status(pid) {
        Ok(status) if status.start_time == start_time && status.state != 'Z' => Ok(Some(handle)),
        Ok(_) => Ok(None),
        Err(error) if is_gone(&error) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Sends a signal through a handle; a process that has ended is no failure.
pub fn signal(handle: impl AsFd, signal: Signal) -> io::Result<()> {
    crate::fault::check("kill", "")?;
    match pidfd_send_signal(handle, to_raw(signal)) {
        Ok(()) | Err(rustix::io::Errno::SRCH) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

/// Sends a signal to a process by number, for those that have no handle.
pub fn signal_pid(pid: i32, signal: Signal) -> io::Result<()> {
    Ok(rustix::process::kill_process(to_pid(pid)?, to_raw(signal))?)
}

/// Sends a signal to all processes of a group; an empty group is no failure.
pub fn signal_group(group: i32, signal: Signal) -> io::Result<()> {
    match rustix::process::kill_process_group(to_pid(group)?, to_raw(signal)) {
        Ok(()) | Err(rustix::io::Errno::SRCH) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

/// Kills every process of a session, those that left its first group included.
pub fn kill_session(session: i32) -> io::Result<()> {
    signal_group(session, Signal::Kill)?;
    for pid in all()? {
        let member = status(pid).is_ok_and(|status| status.session == session);
        if member {
            // It may have ended since.
            let _ = signal_pid(pid, Signal::Kill);
        }
    }
    Ok(())
}

/// How a child ended; nothing while it runs. The child is gone for good once that is told.
pub fn wait(handle: impl AsFd, waiting: Waiting) -> io::Result<Option<Exit>> {
    let mut options = WaitIdOptions::EXITED;
    options.set(WaitIdOptions::NOHANG, waiting == Waiting::Poll);
    let result = rustix::io::retry_on_intr(|| waitid(WaitId::PidFd(handle.as_fd()), options))?;
    Ok(result.and_then(|status| {
        let code = status.exit_status().map(Exit::Code);
        code.or_else(|| status.terminating_signal().map(Exit::Signal))
    }))
}

/// What `/proc` says about a process.
pub fn status(pid: i32) -> io::Result<Status> {
    let text = crate::file::read_pseudo(&proc_path(pid, "stat"), 4096)?;
    parse_stat(&text).ok_or_else(|| io::Error::new(io::ErrorKind::InvalidData, "stat of a process"))
}

/// What `/proc` says about one thread of a process.
pub fn thread_status(pid: i32, thread: i32) -> io::Result<Status> {
    let text = crate::file::read_pseudo(&proc_path(pid, &format!("task/{thread}/stat")), 4096)?;
    parse_stat(&text).ok_or_else(|| io::Error::new(io::ErrorKind::InvalidData, "stat of a thread"))
}

/// When a process started, in ticks since boot.
pub fn start_time(pid: i32) -> io::Result<u64> {
    status(pid).map(|status| status.start_time)
}

/// Whether a process exists and has not ended.
pub fn is_alive(pid: i32) -> bool {
    status(pid).is_ok_and(|status| !matches!(status.state, 'Z' | 'X'))
}

/// The program file of a process.
pub fn program(pid: i32) -> io::Result<PathBuf> {
    std::fs::read_link(proc_path(pid, "exe"))
}

/// The arguments of a process, at most one MiB of them.
pub fn arguments(pid: i32) -> io::Result<Vec<String>> {
    let text = crate::file::read_pseudo(&proc_path(pid, "cmdline"), 1 << 20)?;
    let text = text.strip_suffix('\0').unwrap_or(&text);
    Ok(text.split('\0').map(str::to_string).collect())
}

/// In how many namespaces of numbers, from ours downwards, a process has one.
pub fn namespaces(pid: i32) -> io::Result<usize> {
    let text = crate::file::read_pseudo(&proc_path(pid, "status"), 1 << 16)?;
    let numbers = text.lines().find_map(|line| line.strip_prefix("NSpid:"));
    Ok(numbers.map_or(1, |numbers| numbers.split_whitespace().count()))
}

/// What `/proc` says about a descriptor of a process: lines of a word, a colon and a value.
pub fn descriptor(pid: i32, number: i32) -> io::Result<String> {
    crate::file::read_pseudo(&proc_path(pid, &format!("fdinfo/{number}")), 1 << 16)
}

/// The numbers of all processes.
pub fn all() -> io::Result<Vec<i32>> {
    let names = crate::file::list_folder(Path::new("/proc"))?;
    Ok(names
        .iter()
        .filter_map(|name| name.to_str()?.parse().ok())
        .collect())
}

/// The numbers of a process' threads.
pub fn threads(pid: i32) -> io::Result<Vec<i32>> {
    let names = crate::file::list_folder(&proc_path(pid, "task"))?;
    Ok(names
        .iter()
        .filter_map(|name| name.to_str()?.parse().ok())
        .collect())
}

/// The number of this process.
pub fn own_pid() -> i32 {
    rustix::process::getpid().as_raw_nonzero().get()
}

/// The number of this thread.
pub fn own_thread() -> i32 {
    rustix::thread::gettid().as_raw_nonzero().get()
}

/// Whether a failure says that the process is not there any more.
pub fn is_gone(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::NotFound || error.raw_os_error() == Some(libc::ESRCH)
}

/// Reads the one line of `/proc/PID/stat`; the name in it may hold blanks and parentheses.
fn parse_stat(text: &str) -> Option<Status> {
    let (pid, rest) = text.split_once(" (")?;
    let (name, rest) = rest.rsplit_once(") ")?;
    let fields: Vec<&str> = rest.split_ascii_whitespace().collect();
    // The kernel's manual counts from 1 and has number and name in front.
    let field = |number: usize| fields.get(number - 3).copied();
    Some(Status {
        pid: pid.parse().ok()?,
        name: name.into(),
        state: field(3)?.chars().next()?,
        parent: field(4)?.parse().ok()?,
        group: field(5)?.parse().ok()?,
        session: field(6)?.parse().ok()?,
        user_ticks: field(14)?.parse().ok()?,
        system_ticks: field(15)?.parse().ok()?,
        start_time: field(22)?.parse().ok()?,
        resident_pages: field(24)?.parse().ok()?,
        processor: field(39).and_then(|text| text.parse().ok()).unwrap_or(-1),
    })
}

fn proc_path(pid: i32, name: &str) -> PathBuf {
    PathBuf::from(format!("/proc/{pid}/{name}"))
}

fn to_pid(pid: i32) -> io::Result<Pid> {
    // Zero and below mean groups and everybody to the kernel, which nobody here asks for.
    Some(pid)
        .filter(|&pid| pid > 0)
        .and_then(Pid::from_raw)
        .ok_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, "number of a process"))
}

fn to_raw(signal: Signal) -> rustix::process::Signal {
    rustix::process::Signal::from_named_raw(signal as i32).unwrap_or(rustix::process::Signal::KILL)
}

#[cfg(test)]
mod tests;
