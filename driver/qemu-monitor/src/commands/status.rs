//! Running, stopping, resetting and ending the guest as a whole.

use fv_error::{Error, ErrorCode, ErrorDomain};
use serde_json::{Value, json};

use crate::command::{Call, Command};
use crate::json::Fields;

crate::tokens! {
    /// The state of the guest in QEMU's words.
    RunState {
        Running = "running",
        Debug = "debug",
        InMigrate = "inmigrate",
        InternalError = "internal-error",
        IoError = "io-error",
        Paused = "paused",
        PostMigrate = "postmigrate",
        PreLaunch = "prelaunch",
        FinishMigrate = "finish-migrate",
        RestoreVm = "restore-vm",
        SaveVm = "save-vm",
        Shutdown = "shutdown",
        Suspended = "suspended",
        Watchdog = "watchdog",
        GuestPanicked = "guest-panicked",
    }
}

/// Why the processors do not run, in libvirt's words (`virDomainPausedReason`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "the words are libvirt's")]
pub enum PausedReason {
    #[default]
    Unknown = 0,
    User = 1,
    Migration = 2,
    Save = 3,
    IoError = 5,
    Watchdog = 6,
    ShuttingDown = 8,
    Crashed = 10,
}

impl PausedReason {
    /// The word in status files.
    pub fn text(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::User => "user",
            Self::Migration => "migration",
            Self::Save => "save",
            Self::IoError => "ioerror",
            Self::Watchdog => "watchdog",
            Self::ShuttingDown => "shutdown",
            Self::Crashed => "panicked",
        }
    }
}

impl Status {
    /// Why the processors do not run, as far as QEMU tells.
    pub fn paused_reason(self) -> PausedReason {
        match self.state.filter(|_| !self.running) {
            Some(RunState::InMigrate | RunState::PostMigrate | RunState::FinishMigrate) => {
                PausedReason::Migration
            }
            Some(RunState::IoError) => PausedReason::IoError,
            Some(RunState::Paused | RunState::PreLaunch) => PausedReason::User,
            Some(RunState::SaveVm) => PausedReason::Save,
            Some(RunState::Shutdown) => PausedReason::ShuttingDown,
            Some(RunState::Watchdog) => PausedReason::Watchdog,
            Some(RunState::GuestPanicked) => PausedReason::Crashed,
            _ => PausedReason::Unknown,
        }
    }
}

/// What `query-status` says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Status {
    /// Whether the processors run.
    pub running: bool,
    /// Why not, where QEMU gives a word that is known.
    pub state: Option<RunState>,
}

/// Leaves the negotiation mode (`qmp_capabilities`).
///
/// QEMU greets and then takes nothing but this command. No optional capability is asked for:
/// out-of-band execution would let replies overtake each other, and libvirt does without it.
pub fn capabilities() -> Call<()> {
    Call::plain(Command::new("qmp_capabilities"))
}

/// The state of the guest.
///
/// A guest whose processors do not run has a reason in words; a word that is not known is no
/// failure, because newer QEMUs may have more of them.
pub fn query() -> Call<Status> {
    Call::new(Command::new("query-status"), |value| {
        let running = value.flag("running").ok_or_else(|| {
            let detail = "query-status reply was missing running state";
            Error::internal(ErrorDomain::Qemu, detail)
        })?;
        let state = value.text("status").and_then(RunState::from_text);
        Ok(Status { running, state })
    })
}

/// What `cont` came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Continued {
    /// The processors run.
    Yes,
    /// An incoming migration is not over; libvirt tries again after 250 ms, three times.
    NotYet,
}

/// Lets the processors run.
///
/// After an incoming migration QEMU refuses for a moment with a class of its own; that is an answer
/// here, so that the caller can decide how long to try.
pub fn cont() -> Call<Continued> {
    Call::new(Command::new("cont"), |_| Ok(Continued::Yes))
        .or_if_class("MigrationExpected", || Continued::NotYet)
}

/// Stops the processors.
///
/// A guest that is stopped already stays so, and no `STOP` event follows then.
pub fn stop() -> Call<()> {
    Call::plain(Command::new("stop"))
}

/// Presses the power button.
///
/// Whether the guest does anything is its own affair: only a `SHUTDOWN` event tells.
pub fn system_powerdown() -> Call<()> {
    Call::plain(Command::new("system_powerdown"))
}

/// Presses the reset button.
///
/// QEMU was started with `-no-shutdown` or an action for reboots; those decide what really happens.
pub fn system_reset() -> Call<()> {
    Call::plain(Command::new("system_reset"))
}

/// Wakes the guest from suspension to memory.
pub fn system_wakeup() -> Call<()> {
    Call::plain(Command::new("system_wakeup"))
}

/// Whether the machine can sleep and be woken up.
pub fn can_wake_up() -> Call<bool> {
    Call::new(Command::new("query-current-machine"), |value| {
        value.want_flag("query-current-machine", "wakeup-suspend-support")
    })
}

/// Ends QEMU.
///
/// The reply comes before the end, and a `SHUTDOWN` event with the reason `host-qmp-quit` between
/// the two; who waits for the end watches the process.
pub fn quit() -> Call<()> {
    Call::plain(Command::new("quit"))
}

/// Injects a non-maskable interrupt.
pub fn inject_nmi() -> Call<()> {
    Call::plain(Command::new("inject-nmi"))
}

/// Lets the guest's clock catch up no lost ticks.
pub fn rtc_reset_reinjection() -> Call<()> {
    Call::plain(Command::new("rtc-reset-reinjection"))
}

/// What QEMU does on shutdown, reboot, watchdog and panic; what is `None` stays.
#[derive(Clone, Debug, Default)]
pub struct Actions {
    /// `poweroff` or `pause`.
    pub shutdown: Option<String>,
    /// `reset` or `shutdown`.
    pub reboot: Option<String>,
    /// A word of [`crate::WatchdogAction`].
    pub watchdog: Option<String>,
    /// `none`, `pause`, `shutdown` or `exit-failure`.
    pub panic: Option<String>,
}

/// Sets what QEMU does on shutdown, reboot, watchdog and panic.
///
/// It takes effect at once, also for a guest that runs. Without this command (before QEMU 6.0) the
/// same had to be given on the command line and could not change.
pub fn set_action(actions: &Actions) -> Call<()> {
    let arguments = [
        ("shutdown", &actions.shutdown),
        ("reboot", &actions.reboot),
        ("watchdog", &actions.watchdog),
        ("panic", &actions.panic),
    ];
    let arguments = arguments
        .into_iter()
        .filter_map(|(key, value)| Some((key, value.as_ref()?)));
    let arguments = arguments
        .map(|(key, value)| (key.to_string(), json!(value)))
        .collect();
    Call::plain(Command::with("set-action", Value::Object(arguments)))
}

/// A command of the human monitor; the text is what a person would see.
///
/// A mistake in the line is no refusal: its message comes back as the text. Only a QEMU without a
/// human monitor refuses, and that is reported as libvirt does.
pub fn human(line: &str) -> Call<String> {
    let command = Command::with("human-monitor-command", json!({ "command-line": line }));
    let line = line.to_string();
    Call::with_reply(command, move |command, reply| {
        match reply.value(command.name()) {
            Ok(value) => Ok(value.as_str().unwrap_or_default().to_string()),
            Err(refusal) if refusal.class == "CommandNotFound" => {
                let detail = format!("Human monitor command is not available to run {line}");
                Err(Error::new(
                    ErrorDomain::Qemu,
                    ErrorCode::OperationUnsupported,
                    detail,
                ))
            }
            Err(refusal) => Err(refusal.into()),
        }
    })
}

/// The size of the balloon in KiB; `None` if there is no balloon device that works.
///
/// QEMU has two ways to say that there is none: no device, or a KVM without the capability. Neither
/// is a failure of the call.
pub fn query_balloon() -> Call<Option<u64>> {
    Call::new(Command::new("query-balloon"), |value| {
        let actual = value.unsigned("actual").ok_or_else(|| {
            Error::internal(
                ErrorDomain::Qemu,
                "info balloon reply was missing balloon data",
            )
        })?;
        Ok(Some(actual / 1024))
    })
    .or_if_class("DeviceNotActive", || None)
    .or_if_class("KVMMissingCap", || None)
}

/// Asks the guest to shrink or grow to so many KiB; false if it has no balloon device.
pub fn balloon(target_kib: u64) -> Call<bool> {
    let arguments = json!({ "value": target_kib.saturating_mul(1024) });
    Call::new(Command::with("balloon", arguments), |_| Ok(true))
        .or_if_class("DeviceNotActive", || false)
        .or_if_class("KVMMissingCap", || false)
}

/// The password of a display.
///
/// The arguments hold a secret; they are never shown by the `Debug` of a [`Call`].
pub fn set_password(protocol: &str, password: &str, if_connected: Option<&str>) -> Call<()> {
    let mut arguments = json!({ "protocol": protocol, "password": password });
    if let Some(action) = if_connected {
        arguments["connected"] = json!(action);
    }
    Call::plain(Command::with("set_password", arguments))
}

/// When the password of a display ends: `never`, `now` or seconds since 1970.
pub fn expire_password(protocol: &str, time: &str) -> Call<()> {
    Call::plain(Command::with(
        "expire_password",
        json!({ "protocol": protocol, "time": time }),
    ))
}
