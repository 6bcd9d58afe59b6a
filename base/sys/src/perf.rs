//! What the kernel and the processor count for a process.

use std::io;
use std::os::fd::{FromRawFd, OwnedFd};

/// What is counted, in the kernel's numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// Counted by the processor: `PERF_COUNT_HW_…`.
    Hardware(u64),
    /// Counted by the kernel: `PERF_COUNT_SW_…`.
    Software(u64),
}

/// A counter that runs from when it is opened until it is dropped.
#[derive(Debug)]
pub struct Counter(OwnedFd);

impl Counter {
    /// Counts for the first thread of a process, and for all that this thread begins from now on.
    pub fn open(pid: i32, event: Event) -> io::Result<Self> {
        crate::fault::check("perf", "")?;
        let (unit, config) = match event {
            Event::Hardware(config) => (HARDWARE, config),
            Event::Software(config) => (SOFTWARE, config),
        };
        let wanted = Attributes {
            unit,
            size: size_of::<Attributes>() as u32,
            config,
            bits: INHERIT,
            ..Attributes::default()
        };
        let any_processor: libc::c_int = -1;
        let no_group: libc::c_int = -1;
        // SAFETY: the kernel reads as many bytes as the struct says it has, and answers with a
        // descriptor or -1.
        let fd = unsafe {
            libc::syscall(
                libc::SYS_perf_event_open,
                &raw const wanted,
                pid,
                any_processor,
                no_group,
                CLOSE_ON_EXEC,
            )
        };
        let fd = i32::try_from(fd).unwrap_or(-1);
        if fd < 0 {
            return Err(io::Error::last_os_error());
        }
        // SAFETY: the kernel just made this descriptor for us alone.
        Ok(Self(unsafe { OwnedFd::from_raw_fd(fd) }))
    }

    /// What has been counted so far.
    pub fn read(&self) -> io::Result<u64> {
        let mut bytes = [0; 8];
        match crate::fd::read(&self.0, &mut bytes)? {
            8 => Ok(u64::from_ne_bytes(bytes)),
            // A counter that cannot be kept on its processor reads as ended.
            _ => Err(io::ErrorKind::UnexpectedEof.into()),
        }
    }
}

/// The first version of `struct perf_event_attr`, which every kernel takes.
#[repr(C)]
#[derive(Default)]
struct Attributes {
    unit: u32,
    size: u32,
    config: u64,
    sample_period: u64,
    sample_kind: u64,
    read_format: u64,
    bits: u64,
    wakeup_events: u32,
    breakpoint: u32,
    config_more: u64,
}

const HARDWARE: u32 = 0;
const SOFTWARE: u32 = 1;
/// Threads and children that come later count too.
const INHERIT: u64 = if cfg!(target_endian = "little") {
    1 << 1
} else {
    1 << 62
};
const CLOSE_ON_EXEC: libc::c_ulong = 8;

#[cfg(test)]
mod tests;
