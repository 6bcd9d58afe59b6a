//! What the guest does by itself: its events change the state at once, without a job.
//!
//! Runs on the reactor thread. Only follow-up work (a reset after a shutdown, the cleaning up
//! after the end) takes a job, on a thread of its own.

use std::sync::Arc;

use fv_api::DomainEvent;
use fv_driver_kit::Listed;
use fv_driver_qemu_monitor::{
    BlockIoError, Event, EventKind, IoErrorAction, ShutdownBy, WatchdogAction,
};
use fv_sys::signal::Signal;

use crate::agent::{AgentState, Awaited};
use crate::driver::Driver;
use crate::guest::{Change, DiskError, Guest};
use crate::life::{Crashed, Happened, Life, Paused, Running, Shutdown};
use crate::link::Link;
use crate::{definition, report, time};

impl Driver {
    /// Takes one event of a guest's monitor.
    pub(crate) fn guest_event(self: &Arc<Self>, guest: &Arc<Guest>, link: &Link, event: &Event) {
        self.monitor_event(guest, event);
        match &event.kind {
            EventKind::Shutdown(by) => {
                self.on_shutdown(guest, link, by);
                guest.tell_agent(Awaited::Shutdown);
            }
            EventKind::Reset { .. } => {
                self.on_reset(guest);
                guest.tell_agent(Awaited::Reset);
            }
            EventKind::Stop => self.on_stop(guest),
            EventKind::Resume => self.on_resume(guest),
            EventKind::Watchdog(action) => self.on_watchdog(guest, *action),
            EventKind::BlockIoError(error) => self.on_io_error(guest, error),
            EventKind::GuestPanicked(_) => self.on_panic(guest, link),
            EventKind::GuestCrashloaded => {
                self.tell(guest, lifecycle(Happened::CrashedCrashloaded));
            }
            EventKind::Suspend => self.on_sleep(guest, Happened::PmSuspendedMemory),
            EventKind::SuspendDisk => self.on_sleep(guest, Happened::PmSuspendedDisk),
            EventKind::Wakeup => self.on_wakeup(guest),
            EventKind::BalloonChange { actual_kib } => self.on_balloon(guest, *actual_kib),
            EventKind::RtcChange { offset } => self.on_clock(guest, *offset),
            EventKind::SerialChange { id, open } => self.on_channel(guest, id, *open),
            EventKind::TrayMoved { device, id, open } => {
                self.on_tray(guest, device.as_deref(), id.as_deref(), *open);
            }
            other => self.device_event(guest, other),
        }
    }

    /// Takes an event that is about a device alone.
    fn device_event(self: &Arc<Self>, guest: &Arc<Guest>, kind: &EventKind) {
        match kind {
            EventKind::Display(client) => self.on_display(guest, client),
            EventKind::BlockWriteThreshold {
                node_name,
                threshold,
                exceeded,
            } => self.on_mark(guest, node_name, *threshold, *exceeded),
            EventKind::MemoryFailure(failure) => self.on_memory_failure(guest, failure),
            EventKind::MemoryDeviceSizeChange { id, size } => {
                self.on_memory_size(guest, id, *size);
            }
            EventKind::DeviceDeleted {
                device: Some(alias),
                ..
            } => self.on_device_deleted(guest, alias),
            EventKind::DeviceUnplugError { device, .. } => {
                self.on_unplug_refused(guest, device.as_deref());
            }
            EventKind::NicRxFilterChanged { name } => self.on_filter(guest, name),
            _ => {}
        }
    }

    /// Asks a guest for its state after events were lost in a flood.
    pub(crate) fn events_lost(self: &Arc<Self>, guest: &Arc<Guest>, _link: &Arc<Link>) {
        report::warn(format!("events of guest '{}' were lost", guest.name()));
        self.follow_up(guest, "refresh", Driver::refresh);
    }

    fn on_shutdown(self: &Arc<Self>, guest: &Arc<Guest>, link: &Link, by: &ShutdownBy) {
        let mut change = guest.state();
        if matches!(change.life, Life::Shutdown(_)) {
            return;
        }
        let Some(run) = change.run.clone() else {
            return;
        };
        // One that panicked is being ended for that, whatever else was meant to happen.
        let panicked = matches!(change.life, Life::Crashed(Crashed::Panicked))
            && definition::on_crash(&change) == definition::OnCrash::Destroy;
        let restart = run.fake_reboot || definition::restarts_on_poweroff(&change);
        if restart && !panicked {
            if run.being_destroyed {
                return;
            }
            change.with_run(|run| run.paused_shutdown = true);
            self.keep(guest, &mut change);
            drop(change);
            return self.follow_up(guest, "reboot", Driver::fake_reboot);
        }
        if !panicked {
            change.life = Life::Shutdown(Shutdown::Unknown);
        }
        let happened = match by.guest {
            Some(true) => Happened::ShutdownGuest,
            Some(false) => Happened::ShutdownHost,
            None => Happened::ShutdownFinished,
        };
        self.keep_and_tell(guest, &mut change, [lifecycle(happened)]);
        drop(change);
        // QEMU was started so that it stays after the guest has gone.
        if let Err(error) = link.signal(Signal::Term) {
            report::warn(format!(
                "cannot end QEMU of guest '{}': {error}",
                guest.name()
            ));
        }
    }

    fn on_reset(&self, guest: &Guest) {
        let mut change = guest.state();
        if change.life == Life::Paused(Paused::StartingUp) || !change.is_active() {
            return;
        }
        // A guest can reset itself as often as it likes; the disk is not to feel it.
        if change.run.as_ref().is_some_and(|run| run.fake_reboot) {
            change.with_run(|run| run.fake_reboot = false);
            self.keep(guest, &mut change);
        }
        self.tell_all(&guest.reference_with(change.id()), [DomainEvent::Reboot]);
    }

    fn on_stop(&self, guest: &Guest) {
        let mut change = guest.state();
        let Some(run) = change.run.clone() else {
            return;
        };
        let reason = run.next_paused.unwrap_or_default();
        change.with_run(|run| run.next_paused = None);
        if change.life.is_running() && !run.paused_shutdown {
            change.life = Life::Paused(reason);
            self.keep_and_tell(guest, &mut change, [lifecycle(Happened::suspended(reason))]);
        }
    }

    fn on_resume(&self, guest: &Guest) {
        let mut change = guest.state();
        let Some(run) = change.run.clone() else {
            return;
        };
        let reason = run.next_running.unwrap_or(Running::Unpaused);
        change.with_run(|run| run.next_running = None);
        if !change.life.is_running() {
            change.life = Life::Running(reason);
            self.keep_and_tell(guest, &mut change, [lifecycle(Happened::resumed(reason))]);
        }
    }

    fn on_watchdog(&self, guest: &Guest, action: WatchdogAction) {
        let mut change = guest.state();
        let told = DomainEvent::Watchdog {
            action: action as i32,
        };
        if action == WatchdogAction::Pause && change.life.is_running() {
            change.life = Life::Paused(Paused::Watchdog);
            let events = [told, lifecycle(Happened::SuspendedWatchdog)];
            return self.keep_and_tell(guest, &mut change, events);
        }
        self.keep_and_tell(guest, &mut change, [told]);
    }

    fn on_io_error(&self, guest: &Guest, error: &BlockIoError) {
        let mut change = guest.state();
        let disk = definition::disk_of_error(&change, error);
        let alias = disk
            .as_ref()
            .map_or("", |disk| disk.alias.as_str())
            .to_string();
        let path = disk.as_ref().and_then(|disk| disk.path.clone());
        let action = error.action as i32;
        let reason = match (&error.reason, error.nospace) {
            (_, true) => "enospc",
            (Some(_), false) => "message",
            (None, false) => "",
        };
        let stamp = time::stamp();
        self.log_io_error(guest, &stamp, &alias, error);
        if let (Some(disk), Some(message)) = (disk, &error.reason) {
            note_disk_error(&mut change, disk, stamp, message);
        }
        let src_path = path.unwrap_or_default();
        let mut events = vec![
            DomainEvent::IoError {
                src_path: src_path.clone(),
                dev_alias: alias.clone(),
                action,
            },
            DomainEvent::IoErrorReason {
                src_path,
                dev_alias: alias,
                action,
                reason: reason.to_string(),
            },
        ];
        if error.action == IoErrorAction::Stop && change.life.is_running() {
            change.life = Life::Paused(Paused::IoError);
            events.push(lifecycle(Happened::SuspendedIoError));
        }
        self.keep_and_tell(guest, &mut change, events);
    }

    fn log_io_error(&self, guest: &Guest, stamp: &str, alias: &str, error: &BlockIoError) {
        let or_null = |text: &Option<String>| text.clone().unwrap_or_else(|| "<null>".into());
        let (node, reason) = (or_null(&error.node_name), or_null(&error.reason));
        let line =
            format!("{stamp}: IO error device='{alias}' node-name='{node}' reason='{reason}'");
        let limits = self.log_keeper().map(|(_, limits)| limits);
        crate::guest_log::append_line(&self.dirs().log_file(guest.name()), limits, &line);
    }

    fn on_panic(self: &Arc<Self>, guest: &Arc<Guest>, link: &Link) {
        let mut change = guest.state();
        if !change.is_active() {
            return;
        }
        change.life = Life::Crashed(Crashed::Panicked);
        let on_crash = definition::on_crash(&change);
        self.keep_and_tell(guest, &mut change, [lifecycle(Happened::CrashedPanicked)]);
        drop(change);
        match on_crash {
            definition::OnCrash::Destroy => {
                if let Err(error) = link.signal(Signal::Term) {
                    report::warn(format!(
                        "cannot end QEMU of guest '{}': {error}",
                        guest.name()
                    ));
                }
            }
            definition::OnCrash::Restart => {
                self.follow_up(guest, "restart", Driver::fake_reboot);
            }
            definition::OnCrash::Preserve => {}
        }
    }

    fn on_sleep(&self, guest: &Guest, how: Happened) {
        guest.tell_agent(Awaited::Sleep);
        let mut change = guest.state();
        let told = match how {
            Happened::PmSuspendedDisk => DomainEvent::PmsuspendDisk { reason: 0 },
            _ => DomainEvent::Pmsuspend { reason: 0 },
        };
        if !change.life.is_running() {
            return self.keep_and_tell(guest, &mut change, [told]);
        }
        change.life = Life::PmSuspended;
        self.keep_and_tell(guest, &mut change, [told, lifecycle(how)]);
    }

    fn on_wakeup(&self, guest: &Guest) {
        let mut change = guest.state();
        let told = DomainEvent::Pmwakeup { reason: 0 };
        if change.life != Life::PmSuspended {
            return self.keep_and_tell(guest, &mut change, [told]);
        }
        change.life = Life::Running(Running::Wakeup);
        self.keep_and_tell(
            guest,
            &mut change,
            [told, lifecycle(Happened::StartedWakeup)],
        );
    }

    fn on_balloon(&self, guest: &Guest, actual_kib: u64) {
        let mut change = guest.state();
        change.with_run(|run| run.balloon_kib = Some(actual_kib));
        change.publish();
        // QEMU tells it again when it is asked, so it is not kept.
        let told = DomainEvent::BalloonChange { actual: actual_kib };
        self.tell_all(&guest.reference_with(change.id()), [told]);
    }

    /// The guest opened or closed the port of a channel.
    fn on_channel(&self, guest: &Guest, alias: &str, open: bool) {
        let mut change = guest.state();
        let Some(is_helper) = definition::set_channel_state(&mut change, alias, open) else {
            return;
        };
        if !is_helper {
            return self.keep_and_tell(guest, &mut change, []);
        }
        change.with_run(|run| run.helper_connected = open);
        if open {
            self.reach_agent(guest, &change);
        } else {
            guest.set_agent(AgentState::Absent);
        }
        let told = helper_event(open, HelperReason::Channel);
        self.keep_and_tell(guest, &mut change, [told]);
    }

    fn on_tray(&self, guest: &Guest, device: Option<&str>, id: Option<&str>, open: bool) {
        let mut change = guest.state();
        let Some(alias) = definition::disk_alias(&change, device, id) else {
            return;
        };
        if let Some(live) = &mut change.live {
            crate::devices::set_tray(Arc::make_mut(live), &alias, open);
        }
        let told = DomainEvent::TrayChange {
            dev_alias: alias,
            reason: i32::from(!open),
        };
        self.keep_and_tell(guest, &mut change, [told]);
    }
}

/// A lifecycle event.
pub(crate) fn lifecycle(happened: Happened) -> DomainEvent {
    let (event, detail) = happened.numbers();
    DomainEvent::Lifecycle { event, detail }
}

/// Why the guest's helper came or went.
#[derive(Clone, Copy, Debug)]
pub(crate) enum HelperReason {
    /// The guest was started.
    Started = 1,
    /// Its channel was opened or closed.
    Channel = 2,
}

/// The guest's helper came or went.
pub(crate) fn helper_event(open: bool, reason: HelperReason) -> DomainEvent {
    let state = if open { 1 } else { 2 };
    DomainEvent::AgentLifecycle {
        state,
        reason: reason as i32,
    }
}

fn note_disk_error(
    change: &mut Change<'_>,
    disk: definition::FailedDisk,
    time: String,
    message: &str,
) {
    let error = DiskError {
        disk: disk.target,
        index: disk.index,
        path: disk.path,
        time,
        message: message.to_string(),
    };
    let errors = Arc::make_mut(&mut change.io_errors);
    errors.retain(|other| (&other.disk, other.index) != (&error.disk, error.index));
    errors.push(error);
}
