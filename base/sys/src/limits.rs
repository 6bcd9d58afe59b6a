//! Limits of resources, for this process and for those it starts.

use std::io;
use std::sync::OnceLock;

/// A resource that can be limited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Resource {
    /// Bytes of address space.
    AddressSpace,
    /// Bytes of a core file.
    Core,
    /// Bytes of memory that cannot be swapped.
    LockedMemory,
    /// Open files.
    Files,
    /// Processes of the user.
    Processes,
    /// Seconds of processor time.
    ProcessorSeconds,
}

/// A limit: what holds, and how far it may be raised.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
    /// What holds.
    pub soft: u64,
    /// How far it may be raised.
    pub hard: u64,
}

impl Limit {
    /// No limit.
    pub const NONE: Self = Self {
        soft: u64::MAX,
        hard: u64::MAX,
    };

    /// The same number for both.
    pub const fn both(value: u64) -> Self {
        Self {
            soft: value,
            hard: value,
        }
    }

    /// The form of the C library.
    pub(crate) fn to_raw(self) -> libc::rlimit {
        libc::rlimit {
            rlim_cur: self.soft,
            rlim_max: self.hard,
        }
    }
}

impl Resource {
    /// The number of the C library.
    pub(crate) fn to_raw(self) -> libc::c_int {
        // glibc's own type for these is unsigned, the system call's is not.
        (match self {
            Self::AddressSpace => libc::RLIMIT_AS,
            Self::Core => libc::RLIMIT_CORE,
            Self::LockedMemory => libc::RLIMIT_MEMLOCK,
            Self::Files => libc::RLIMIT_NOFILE,
            Self::Processes => libc::RLIMIT_NPROC,
            Self::ProcessorSeconds => libc::RLIMIT_CPU,
        }) as libc::c_int
    }
}

/// The limit of this process.
pub fn current(resource: Resource) -> io::Result<Limit> {
    let mut raw = Limit::NONE.to_raw();
    // SAFETY: the struct is ours and outlives the call, which fills it.
    let result = unsafe { libc::getrlimit(resource.to_raw() as _, &raw mut raw) };
    checked(result).map(|()| Limit {
        soft: raw.rlim_cur,
        hard: raw.rlim_max,
    })
}

/// Sets the limit of this process.
pub fn set(resource: Resource, limit: Limit) -> io::Result<()> {
    let raw = limit.to_raw();
    // SAFETY: the struct is ours and outlives the call, which reads it.
    checked(unsafe { libc::setrlimit(resource.to_raw() as _, &raw const raw) })
}

/// Raises the limit of open files to what is allowed; a daemon with many clients needs it.
///
/// Programs that are started later get the former limit back: some of them allocate by it, or
/// cannot handle descriptors above 1024.
pub fn raise_files() -> io::Result<u64> {
    let limit = current(Resource::Files)?;
    set(Resource::Files, Limit::both(limit.hard))?;
    // Raised twice, the first one is what the process began with.
    let _ = FILES_BEFORE.set(limit);
    Ok(limit.hard)
}

/// The limit of open files that programs get when nothing else is asked for.
pub(crate) fn files_for_programs() -> Option<Limit> {
    FILES_BEFORE.get().copied()
}

fn checked(result: libc::c_int) -> io::Result<()> {
    if result == 0 {
        Ok(())
    } else {
        Err(io::Error::last_os_error())
    }
}

static FILES_BEFORE: OnceLock<Limit> = OnceLock::new();
