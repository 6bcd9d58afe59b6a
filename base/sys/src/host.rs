//! What the host is: name, kernel, processors, memory, file systems, randomness, environment.

use std::ffi::OsString;
use std::io;
use std::path::Path;

/// The kernel's words about itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Uname {
    /// The operating system, `Linux`.
    pub system: String,
    /// The kernel's release.
    pub release: String,
    /// The kernel's build.
    pub version: String,
    /// The machine, such as `x86_64`.
    pub machine: String,
}

/// The memory of the host in KiB.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Memory {
    /// All of it.
    pub total_kib: u64,
    /// What nothing uses.
    pub free_kib: u64,
    /// What buffers use.
    pub buffers_kib: u64,
    /// What caches of files use.
    pub cached_kib: u64,
    /// What could be had without swapping.
    pub available_kib: u64,
}

/// The room on a file system.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Room {
    /// All bytes.
    pub capacity: u64,
    /// Bytes nothing uses.
    pub free: u64,
    /// Bytes that this process may use.
    pub available: u64,
}

/// The name of the host, without a domain unless it was given one.
pub fn hostname() -> String {
    rustix::system::uname()
        .nodename()
        .to_string_lossy()
        .into_owned()
}

/// The kernel's words about itself.
pub fn uname() -> Uname {
    let uname = rustix::system::uname();
    Uname {
        system: uname.sysname().to_string_lossy().into_owned(),
        release: uname.release().to_string_lossy().into_owned(),
        version: uname.version().to_string_lossy().into_owned(),
        machine: uname.machine().to_string_lossy().into_owned(),
    }
}

/// How many processors are online.
pub fn cpus_online() -> usize {
    sysconf(libc::_SC_NPROCESSORS_ONLN).max(1)
}

/// The size of a page of memory in bytes.
pub fn page_size() -> usize {
    rustix::param::page_size()
}

/// How many ticks of a process' times make a second.
pub fn ticks_per_second() -> u64 {
    rustix::param::clock_ticks_per_second()
}

/// The processors that this process may use.
pub fn affinity() -> io::Result<Vec<usize>> {
    let set = rustix::thread::sched_getaffinity(None)?;
    Ok((0..rustix::thread::CpuSet::MAX_CPU)
        .filter(|&cpu| set.is_set(cpu))
        .collect())
}

/// The list of online processors as the kernel writes it, such as `0-3`.
pub fn cpu_online_list() -> io::Result<String> {
    let path = Path::new("/sys/devices/system/cpu/online");
    Ok(crate::file::read_pseudo(path, 64 * 1024)?
        .trim()
        .to_string())
}

/// The memory of the host.
pub fn memory() -> io::Result<Memory> {
    Ok(parse_meminfo(&crate::file::read_pseudo(
        Path::new("/proc/meminfo"),
        64 * 1024,
    )?))
}

/// The room on the file system that holds `path`.
pub fn room(path: &Path) -> io::Result<Room> {
    let stat = rustix::fs::statvfs(path)?;
    Ok(Room {
        capacity: stat.f_blocks.saturating_mul(stat.f_frsize),
        free: stat.f_bfree.saturating_mul(stat.f_frsize),
        available: stat.f_bavail.saturating_mul(stat.f_frsize),
    })
}

/// Random bytes for a uuid.
pub fn random_bytes() -> io::Result<[u8; 16]> {
    let mut bytes = [0; 16];
    let filled = rustix::rand::getrandom(&mut bytes, rustix::rand::GetRandomFlags::empty())?;
    debug_assert_eq!(
        filled,
        bytes.len(),
        "requests this small are answered whole"
    );
    Ok(bytes)
}

/// The environment of this process, for `main` to hand down.
pub fn environment() -> Vec<(OsString, OsString)> {
    std::env::vars_os().collect()
}

fn parse_meminfo(text: &str) -> Memory {
    let value = |name: &str| {
        text.lines()
            .filter_map(|line| line.split_once(':'))
            .find(|(key, _)| *key == name)
            .and_then(|(_, rest)| rest.split_whitespace().next()?.parse().ok())
            .unwrap_or(0)
    };
    Memory {
        total_kib: value("MemTotal"),
        free_kib: value("MemFree"),
        buffers_kib: value("Buffers"),
        cached_kib: value("Cached"),
        available_kib: value("MemAvailable"),
    }
}

fn sysconf(name: libc::c_int) -> usize {
    // SAFETY: sysconf takes any number and only returns one.
    let value = unsafe { libc::sysconf(name) };
    usize::try_from(value).unwrap_or(0)
}
