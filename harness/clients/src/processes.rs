//! Finding and ending processes by what stands in their command line.

use std::fs;

use crate::program::program;

/// Sends a signal, named as the shell names it, to a process.
pub fn signal(pid: u32, name: &str) {
    // The shell's own `kill` is there on every machine; the process may be gone.
    let _ = program("sh")
        .args(["-c", "kill -$0 $1 2>/dev/null", name, &pid.to_string()])
        .status();
}

/// Returns the processes whose command line contains this text, without ourselves.
pub fn mentioning(text: &str) -> Vec<u32> {
    let Ok(listing) = fs::read_dir("/proc") else {
        return Vec::new();
    };
    let pids = listing.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok());
    pids.filter(|pid| *pid != std::process::id() && command_line(*pid).contains(text))
        .collect()
}

/// Kills all processes whose command line contains this text.
pub fn kill_mentioning(text: &str) {
    for pid in mentioning(text) {
        signal(pid, "KILL");
    }
}

/// Returns the name of a process's program.
pub fn name(pid: u32) -> String {
    let path = fs::read_link(format!("/proc/{pid}/exe")).unwrap_or_default();
    path.file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default()
}

/// Returns the words of a process's command line, separated by blanks.
pub fn command_line(pid: u32) -> String {
    let bytes = fs::read(format!("/proc/{pid}/cmdline")).unwrap_or_default();
    String::from_utf8_lossy(&bytes).replace('\0', " ")
}

/// Says whether a process runs; one that ended and was not waited for does not.
pub fn is_alive(pid: u32) -> bool {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    !status.is_empty() && !status.contains("State:\tZ")
}

/// Returns the memory that a process holds, in KiB: now, and the most it ever held.
pub fn memory_kib(pid: u32) -> (u64, u64) {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    let field = |name: &str| {
        let line = status
            .lines()
            .find_map(|line| line.strip_prefix(name))
            .unwrap_or_default();
        line.split_whitespace()
            .next()
            .and_then(|word| word.parse().ok())
            .unwrap_or(0)
    };
    (field("VmRSS:"), field("VmHWM:"))
}

/// Returns the numeric user id that a process runs as.
pub fn user_id(pid: u32) -> Option<u32> {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("Uid:"))?;
    line.split_whitespace().next()?.parse().ok()
}
