//! The state of a guest with its reason, in libvirt's numbers and words.

/// A state with the reason for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Life {
    /// The processors run.
    Running(Running),
    /// The processors are stopped.
    Paused(Paused),
    /// The guest has shut down and QEMU is still there.
    Shutdown(Shutdown),
    /// There is no QEMU.
    Shutoff(Shutoff),
    /// The guest panicked and QEMU is still there.
    Crashed(Crashed),
    /// The guest sleeps.
    PmSuspended,
}

/// Makes the enum of one state's reasons, numbered from 0, with libvirt's words.
macro_rules! reasons {
    ($(#[$doc:meta])* $name:ident { $($variant:ident = $text:literal),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
        pub(crate) enum $name {
            #[default]
            $($variant),*
        }

        impl $name {
            const ALL: &'static [(Self, &'static str)] = &[$((Self::$variant, $text)),*];

            fn from_text(text: &str) -> Option<Self> {
                Self::ALL.iter().find(|(_, word)| *word == text).map(|(reason, _)| *reason)
            }

            fn text(self) -> &'static str {
                Self::ALL.iter().find(|(reason, _)| *reason == self).map_or("", |(_, word)| word)
            }
        }
    };
}

reasons! {
    /// Why a guest runs.
    Running {
        Unknown = "unknown",
        Booted = "booted",
        Migrated = "migrated",
        Restored = "restored",
        FromSnapshot = "from snapshot",
        Unpaused = "unpaused",
        MigrationCanceled = "migration canceled",
        SaveCanceled = "save canceled",
        Wakeup = "wakeup",
        Crashed = "crashed",
        Postcopy = "post-copy",
        PostcopyFailed = "post-copy failed",
    }
}

reasons! {
    /// Why a guest is paused.
    Paused {
        Unknown = "unknown",
        User = "user",
        Migration = "migration",
        Save = "save",
        Dump = "dump",
        IoError = "ioerror",
        Watchdog = "watchdog",
        FromSnapshot = "from snapshot",
        ShuttingDown = "shutdown",
        Snapshot = "snapshot",
        Crashed = "panicked",
        StartingUp = "starting up",
        Postcopy = "post-copy",
        PostcopyFailed = "post-copy failed",
        ApiError = "api error",
    }
}

reasons! {
    /// Why a guest is shutting down.
    Shutdown {
        Unknown = "unknown",
        User = "user",
    }
}

reasons! {
    /// Why there is no QEMU.
    Shutoff {
        Unknown = "unknown",
        Shutdown = "shutdown",
        Destroyed = "destroyed",
        Crashed = "crashed",
        Migrated = "migrated",
        Saved = "saved",
        Failed = "failed",
        FromSnapshot = "from snapshot",
        Daemon = "daemon",
    }
}

reasons! {
    /// Why a guest counts as crashed.
    Crashed {
        Unknown = "unknown",
        Panicked = "panicked",
    }
}

impl Life {
    /// The number of the state (`virDomainState`).
    pub(crate) fn state(self) -> i32 {
        match self {
            Self::Running(_) => 1,
            Self::Paused(_) => 3,
            Self::Shutdown(_) => 4,
            Self::Shutoff(_) => 5,
            Self::Crashed(_) => 6,
            Self::PmSuspended => 7,
        }
    }

    /// The number of the reason.
    pub(crate) fn reason(self) -> i32 {
        match self {
            Self::Running(reason) => reason as i32,
            Self::Paused(reason) => reason as i32,
            Self::Shutdown(reason) => reason as i32,
            Self::Shutoff(reason) => reason as i32,
            Self::Crashed(reason) => reason as i32,
            Self::PmSuspended => 0,
        }
    }

    /// The words for state and reason in a status file.
    pub(crate) fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Running(reason) => ("running", reason.text()),
            Self::Paused(reason) => ("paused", reason.text()),
            Self::Shutdown(reason) => ("shutdown", reason.text()),
            Self::Shutoff(reason) => ("shutoff", reason.text()),
            Self::Crashed(reason) => ("crashed", reason.text()),
            Self::PmSuspended => ("pmsuspended", "unknown"),
        }
    }

    /// Reads the words of a status file; a reason that is not known counts as unknown.
    pub(crate) fn from_words(state: &str, reason: &str) -> Option<Self> {
        Some(match state {
            "running" => Self::Running(Running::from_text(reason).unwrap_or_default()),
            "paused" => Self::Paused(Paused::from_text(reason).unwrap_or_default()),
            "shutdown" => Self::Shutdown(Shutdown::from_text(reason).unwrap_or_default()),
            "shutoff" => Self::Shutoff(Shutoff::from_text(reason).unwrap_or_default()),
            "crashed" => Self::Crashed(Crashed::from_text(reason).unwrap_or_default()),
            "pmsuspended" => Self::PmSuspended,
            _ => return None,
        })
    }

    /// Whether the processors run.
    pub(crate) fn is_running(self) -> bool {
        matches!(self, Self::Running(_))
    }
}

impl Shutoff {
    /// The word in the guest's log.
    pub(crate) fn word(self) -> &'static str {
        self.text()
    }
}

/// What a lifecycle event tells, with libvirt's numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Happened {
    DefinedAdded,
    DefinedUpdated,
    UndefinedRemoved,
    StartedBooted,
    StartedWakeup,
    SuspendedPaused,
    SuspendedMigrated,
    SuspendedIoError,
    SuspendedWatchdog,
    SuspendedFromSnapshot,
    SuspendedApiError,
    SuspendedPostcopy,
    SuspendedPostcopyFailed,
    ResumedUnpaused,
    ResumedMigrated,
    ResumedFromSnapshot,
    ResumedPostcopy,
    ResumedPostcopyFailed,
    StoppedShutdown,
    StoppedDestroyed,
    StoppedCrashed,
    StoppedFailed,
    ShutdownFinished,
    ShutdownGuest,
    ShutdownHost,
    PmSuspendedMemory,
    PmSuspendedDisk,
    CrashedPanicked,
    CrashedCrashloaded,
}

impl Happened {
    /// The event and its detail (`virDomainEventType` and the detail's own enum).
    pub(crate) fn numbers(self) -> (i32, i32) {
        match self {
            Self::DefinedAdded => (0, 0),
            Self::DefinedUpdated => (0, 1),
            Self::UndefinedRemoved => (1, 0),
            Self::StartedBooted => (2, 0),
            Self::StartedWakeup => (2, 4),
            Self::SuspendedPaused => (3, 0),
            Self::SuspendedMigrated => (3, 1),
            Self::SuspendedIoError => (3, 2),
            Self::SuspendedWatchdog => (3, 3),
            Self::SuspendedFromSnapshot => (3, 5),
            Self::SuspendedApiError => (3, 6),
            Self::SuspendedPostcopy => (3, 7),
            Self::SuspendedPostcopyFailed => (3, 8),
            Self::ResumedUnpaused => (4, 0),
            Self::ResumedMigrated => (4, 1),
            Self::ResumedFromSnapshot => (4, 2),
            Self::ResumedPostcopy => (4, 3),
            Self::ResumedPostcopyFailed => (4, 4),
            Self::StoppedShutdown => (5, 0),
            Self::StoppedDestroyed => (5, 1),
            Self::StoppedCrashed => (5, 2),
            Self::StoppedFailed => (5, 5),
            Self::ShutdownFinished => (6, 0),
            Self::ShutdownGuest => (6, 1),
            Self::ShutdownHost => (6, 2),
            Self::PmSuspendedMemory => (7, 0),
            Self::PmSuspendedDisk => (7, 1),
            Self::CrashedPanicked => (8, 0),
            Self::CrashedCrashloaded => (8, 1),
        }
    }

    /// What stopping the processors for this reason tells.
    pub(crate) fn suspended(reason: Paused) -> Self {
        match reason {
            Paused::Migration => Self::SuspendedMigrated,
            Paused::FromSnapshot => Self::SuspendedFromSnapshot,
            Paused::PostcopyFailed => Self::SuspendedPostcopyFailed,
            Paused::Postcopy => Self::SuspendedPostcopy,
            Paused::ApiError => Self::SuspendedApiError,
            _ => Self::SuspendedPaused,
        }
    }

    /// What starting the processors for this reason tells.
    pub(crate) fn resumed(reason: Running) -> Self {
        match reason {
            Running::Restored | Running::FromSnapshot => Self::ResumedFromSnapshot,
            Running::Migrated | Running::MigrationCanceled => Self::ResumedMigrated,
            Running::Postcopy => Self::ResumedPostcopy,
            Running::PostcopyFailed => Self::ResumedPostcopyFailed,
            _ => Self::ResumedUnpaused,
        }
    }
}

#[cfg(test)]
#[path = "tests/life.rs"]
mod tests;
