//! The allocator's memory: what a burst took goes back to the system.
//!
//! Left alone, glibc keeps what was freed for the next burst, raises the size from which blocks
//! are mapped one by one, and gives each thread a heap of its own. For a daemon that runs for
//! months and is looked at for its size, all three are wrong.

/// Makes the allocator return large blocks at once; to be called before threads start.
pub fn keep_small() {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    {
        // SAFETY: mallopt takes plain numbers; no thread but this one runs yet.
        let _ = unsafe { libc::mallopt(libc::M_MMAP_THRESHOLD, LARGE_BYTES) };
        // SAFETY: the same.
        let _ = unsafe { libc::mallopt(libc::M_TRIM_THRESHOLD, LARGE_BYTES) };
        // SAFETY: the same.
        let _ = unsafe { libc::mallopt(libc::M_ARENA_MAX, HEAPS_MAX) };
    }
}

/// Returns to the system what is free; takes milliseconds, so call it after a burst.
pub fn give_back() {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    {
        // SAFETY: the call takes a plain number and locks the heaps itself.
        let _ = unsafe { libc::malloc_trim(0) };
    }
}

/// Blocks from this size on are mapped one by one and unmapped when freed.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
const LARGE_BYTES: libc::c_int = 128 * 1024;

/// Heaps for all threads together: few, for each keeps its own free memory.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
const HEAPS_MAX: libc::c_int = 4;
