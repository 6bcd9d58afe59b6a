//! The words that libvirt's shell has for the numbers of the API.

/// The word at that place of a list.
fn word(words: &[&'static str], number: i32) -> Option<&'static str> {
    let at = usize::try_from(number).ok()?;
    words.get(at).copied()
}

/// The state of a domain.
pub(super) fn state(state: i32) -> &'static str {
    word(STATES, state).unwrap_or("no state")
}

/// How a domain came into its state.
pub(super) fn reason(state: i32, reason: i32) -> &'static str {
    let at = usize::try_from(state).unwrap_or(usize::MAX);
    let reasons = REASONS.get(at).copied().unwrap_or_default();
    word(reasons, reason).unwrap_or("unknown")
}

/// How the way to a domain's process is.
pub(super) fn control(state: u32) -> &'static str {
    let states = ["ok", "background job", "occupied", "error"];
    word(&states, i32::try_from(state).unwrap_or(-1)).unwrap_or("unknown")
}

/// Why the way to a domain's process is broken.
pub(super) fn control_error(reason: u32) -> &'static str {
    let reasons = ["", "unknown", "monitor failure", "internal (locking) error"];
    word(&reasons, i32::try_from(reason).unwrap_or(-1)).unwrap_or("unknown")
}

/// What is wrong with a disk.
pub(super) fn disk_error(error: i32) -> &'static str {
    let errors = ["no error", "unspecified error", "no space"];
    word(&errors, error).unwrap_or("unknown error")
}

/// The state of a virtual CPU.
pub(super) fn vcpu_state(state: i32) -> &'static str {
    word(&["offline", "running", "blocked"], state).unwrap_or("no state")
}

/// `yes` or `no`.
pub(super) fn yes_no(is: bool) -> &'static str {
    match is {
        true => "yes",
        false => "no",
    }
}

const STATES: &[&str] = &[
    "no state",
    "running",
    "idle",
    "paused",
    "in shutdown",
    "shut off",
    "crashed",
    "pmsuspended",
];

const REASONS: &[&[&str]] = &[
    &["unknown"],
    &[
        "unknown",
        "booted",
        "migrated",
        "restored",
        "from snapshot",
        "unpaused",
        "migration canceled",
        "save canceled",
        "event wakeup",
        "crashed",
        "post-copy",
        "post-copy failed",
    ],
    &["unknown"],
    &[
        "unknown",
        "user",
        "migrating",
        "saving",
        "dumping",
        "I/O error",
        "watchdog",
        "from snapshot",
        "shutting down",
        "creating snapshot",
        "crashed",
        "starting up",
        "post-copy",
        "post-copy failed",
        "api error",
    ],
    &["unknown", "user"],
    &[
        "unknown",
        "shutdown",
        "destroyed",
        "crashed",
        "migrated",
        "saved",
        "failed",
        "from snapshot",
        "daemon",
    ],
    &["unknown", "panicked"],
    &["unknown"],
];
