//! Going on with a guest that an earlier daemon started, and with one whose monitor was lost.
//!
//! ```text
//! status ─► shown, job held ─► is its process there?
//!              yes, and wanted ─► monitor, asked for what it is now ─► job free
//!              yes, not wanted ─► killed ─┐
//!              no ────────────────────────┴► cleaned up, shut off
//!              nobody can tell ─► looked for again, shown meanwhile
//! ```
//!
//! A guest that runs is shown at once, as its status file says, with its job held until its
//! monitor is reached; that happens on a thread of its own, because a guest that stands still
//! must not hold up the others. Nothing is cleaned up before its process was seen to be gone.

use std::io;
use std::os::fd::OwnedFd;
use std::sync::Arc;
use std::time::Duration;

use fv_driver_kit::{HeldJob, JobKind, JobRequest, Listed};
use fv_driver_qemu_monitor::commands::status as qmp;
use fv_error::{Error, ErrorDomain, Result};
use fv_sys::signal::Signal;
use fv_sys::{clock, fd, file, process};

use crate::driver::Driver;
use crate::events::lifecycle;
use crate::guest::{Guest, Run, View};
use crate::job::Job;
use crate::life::{Happened, Life, Paused, Running, Shutdown, Shutoff};
use crate::load::foreign;
use crate::marks::{self, Marks};
use crate::{definition, perf, report};

impl Driver {
    /// Shows a guest as its status says, and goes on with it.
    pub(crate) fn take_over(
        self: &Arc<Self>,
        guest: &Arc<Guest>,
        mut found: View,
        mut run: Arc<Run>,
        marks: &Marks,
    ) -> Result<()> {
        let held = hold(guest);
        let held = held.ok_or_else(|| foreign("its guest is being changed"))?;
        // What runs in the guest's own folder is its emulator, whatever number was noted.
        if let Some(mark) = marks.of_folder(&run.lib_dir) {
            let run = Arc::make_mut(&mut run);
            (run.pid, run.start_time) = (mark.pid, mark.start_time);
        } else if marks.guests.iter().any(|mark| mark.pid == run.pid) {
            // The number is that of another guest's emulator by now.
            Arc::make_mut(&mut run).pid = 0;
        }
        found.run = Some(Arc::clone(&run));
        self.show(guest, found);
        self.go_on(guest, held, find_process(&run, is_starting(guest)));
        Ok(())
    }

    /// Shows a guest that runs, with what its definition said before.
    pub(crate) fn show(&self, guest: &Arc<Guest>, found: View) {
        let mut change = guest.state();
        let (config, autostart, once) = (
            change.config.take(),
            change.autostart,
            change.autostart_once,
        );
        *change = View {
            config,
            autostart,
            autostart_once: once,
            ..found
        };
        change.publish();
        let id = change.id();
        drop(change);
        self.reserve_id(id);
        self.guests().set_id(guest, Some(id));
    }

    /// Goes on with a guest after a look for its process.
    fn go_on(
        self: &Arc<Self>,
        guest: &Arc<Guest>,
        held: HeldJob,
        process: io::Result<Option<OwnedFd>>,
    ) {
        let starting = is_starting(guest);
        match process {
            Ok(Some(process)) if starting || ends_with_its_client(guest) => {
                // Nobody was told that this one had started, or nobody is left who wants it.
                self.end_unwanted(guest, held, process);
            }
            Ok(Some(process)) => self.follow_up(guest, "reconnect", move |driver, guest| {
                let mut job = Job::adopt(driver, guest, held);
                driver.reconnect(&mut job, &process);
            }),
            Ok(None) => {
                self.finish_lost(guest, starting);
                drop(held);
            }
            Err(error) => {
                // Not to be seen is not to be gone.
                report::warn(format!(
                    "cannot tell whether guest '{}' still runs, looking again: {error}",
                    guest.name()
                ));
                self.follow_up(guest, "look-again", move |driver, guest| {
                    driver.look_again(guest, held);
                });
            }
        }
    }

    /// Looks for the process of a guest until it is clear whether it is there.
    fn look_again(self: &Arc<Self>, guest: &Arc<Guest>, held: HeldJob) {
        loop {
            clock::sleep(LOOK_AGAIN);
            let Some(run) = guest.view().run.clone() else {
                return;
            };
            let process = find_process(&run, is_starting(guest));
            if process.is_ok() {
                return self.go_on(guest, held, process);
            }
        }
    }

    /// Ends a process that nobody wants; its guest is shown until it has ended.
    fn end_unwanted(self: &Arc<Self>, guest: &Arc<Guest>, held: HeldJob, process: OwnedFd) {
        let starting = is_starting(guest);
        // Mostly it ends at once, and clients need not see it at all.
        if kill(guest, &process, KILL_TIME_FIRST) {
            self.finish_lost(guest, starting);
            return drop(held);
        }
        self.follow_up(guest, "end", move |driver, guest| {
            while !kill(guest, &process, KILL_TIME) {}
            driver.finish_lost(guest, starting);
            drop(held);
        });
    }

    /// Cleans up after a guest whose process is gone.
    fn finish_lost(&self, guest: &Arc<Guest>, starting: bool) {
        let reference = guest.reference();
        let view = guest.view();
        let (reason, happened) = match view.life {
            _ if starting => (Shutoff::Failed, None),
            Life::Shutdown(_) => (Shutoff::Shutdown, Some(Happened::StoppedShutdown)),
            _ => (Shutoff::Crashed, Some(Happened::StoppedFailed)),
        };
        self.clean_up(guest, &view, reason);
        self.set_shut_off(guest, reason);
        self.tell_all(&reference, happened.map(lifecycle));
    }

    /// Reaches the monitor of a guest that an earlier daemon started.
    pub(crate) fn reconnect(self: &Arc<Self>, job: &mut Job<'_>, process: &OwnedFd) {
        if let Err(error) = self.try_reconnect(job, process) {
            let guest = job.guest();
            report::warn(format!(
                "cannot reconnect to guest '{}': {error}",
                guest.name()
            ));
            let lives = guest.link().is_some_and(|link| !link.has_ended());
            let mut change = job.state();
            if lives && change.run.as_ref().is_some_and(|run| !run.being_destroyed) {
                change.with_run(|run| run.control_error = true);
                self.keep_and_tell(guest, &mut change, [fv_api::DomainEvent::ControlError]);
                drop(change);
                self.follow_up(guest, "regain", Driver::regain);
            }
        }
    }

    pub(crate) fn try_reconnect(
        self: &Arc<Self>,
        job: &mut Job<'_>,
        process: &OwnedFd,
    ) -> Result<()> {
        self.renew_pid_file(job);
        perf::resume(job.guest());
        let link = self.connect_patiently(job, process)?;
        job.talk(&qmp::capabilities())?;
        let status = job.talk(&qmp::query())?;
        self.learn_again(job)?;
        let guest = job.guest();
        let mut change = job.state();
        let seen = state_seen(change.life, status);
        let fake_reboot = change.run.as_ref().is_some_and(|run| run.fake_reboot);
        change.life = seen;
        self.keep(guest, &mut change);
        let restart = fake_reboot || definition::restarts_on_poweroff(&change);
        drop(change);
        // The guest shut down while nobody was looking.
        if matches!(seen, Life::Shutdown(_)) {
            if restart {
                self.follow_up(guest, "reboot", Driver::fake_reboot);
            } else {
                let _ = link.signal(Signal::Term);
            }
        }
        Ok(())
    }

    /// Writes the pid file of a guest that has lost it.
    fn renew_pid_file(&self, job: &Job<'_>) {
        let path = self.dirs().pid_file(job.guest().name());
        let (Some(run), false) = (job.view().run.clone(), file::exists(&path)) else {
            return;
        };
        let text = run.pid.to_string();
        if let Err(error) = file::replace_until_reboot(&path, text.as_bytes(), 0o644, None) {
            report::warn(format!("cannot write {}: {error}", path.display()));
        }
    }

    /// Connects as soon as QEMU has noticed that its former client is gone.
    fn connect_patiently(
        self: &Arc<Self>,
        job: &mut Job<'_>,
        process: &OwnedFd,
    ) -> Result<Arc<crate::link::Link>> {
        loop {
            let copy = fv_sys::fd::duplicate(process).map_err(|error| {
                Error::system(ErrorDomain::Qemu, error, "cannot watch a process")
            })?;
            match self.connect(job, copy) {
                Ok(link) => return Ok(link),
                Err(error) => {
                    let again = fv_sys::fd::wait(process, fv_sys::fd::Wanted::Read, Some(RETRY));
                    // Anything else than "not yet" will not get better by waiting.
                    let later = error.numbers()[0] == EAGAIN;
                    if !later || again.unwrap_or(true) || job.view().run.is_none() {
                        self.watch_only(job, process);
                        return Err(error);
                    }
                }
            }
        }
    }

    /// Watches the end of a process whose monitor cannot be reached.
    fn watch_only(self: &Arc<Self>, job: &mut Job<'_>, process: &OwnedFd) {
        while let Err(error) = self.try_watch_only(job, process) {
            let name = job.guest().name();
            report::warn(format!("cannot watch guest '{name}': {error}"));
            // Without a watch this thread is the only one that learns of the end.
            if let Ok(true) = fd::wait(process, fd::Wanted::Read, Some(LOOK_AGAIN)) {
                return self.stopped(job, Shutoff::Crashed, Happened::StoppedFailed);
            }
        }
    }

    fn try_watch_only(self: &Arc<Self>, job: &mut Job<'_>, process: &OwnedFd) -> io::Result<()> {
        let process = fd::duplicate(process)?;
        let (socket, _other) = fv_sys::unix::pair()?;
        let guest = job.guest();
        let watch = self.reactor().reserve();
        let parts = crate::link::NewLink {
            driver: self,
            guest,
            socket,
            process,
            watch,
        };
        let link = crate::link::Link::new(parts);
        link.monitor().close();
        guest.set_link(Some(Arc::clone(&link)));
        self.reactor().watch_process(&link)
    }

    /// Asks a guest for its state after something was missed.
    pub(crate) fn refresh(self: &Arc<Self>, guest: &Arc<Guest>) {
        let owner = "qemuProcessRefreshState";
        let asked = Job::begin(self, guest, JobKind::Query, owner, None).and_then(|mut job| {
            job.require_active()?;
            let status = job.talk(&qmp::query())?;
            self.learn_again(&mut job)?;
            let mut change = job.state();
            change.life = state_seen(change.life, status);
            self.keep(guest, &mut change);
            Ok(())
        });
        if let Err(error) = asked {
            report::warn(format!("cannot refresh guest '{}': {error}", guest.name()));
        }
    }
}

/// Takes the job of a guest that was found running, if nobody has it.
pub(crate) fn hold(guest: &Guest) -> Option<HeldJob> {
    guest.gate().try_begin(JobRequest {
        kind: JobKind::Modify,
        owner: "qemuProcessReconnect",
        now: crate::time::now(),
        deadline: None,
    })
}

/// What state and reason are, by what QEMU says and what was known.
fn state_seen(known: Life, status: qmp::Status) -> Life {
    use qmp::RunState;

    if status.running {
        return match known {
            Life::Running(_) => known,
            _ => Life::Running(Running::Unpaused),
        };
    }
    match (status.state, known) {
        (_, Life::Shutdown(_) | Life::Crashed(_)) => known,
        (Some(RunState::Shutdown), _) => Life::Shutdown(Shutdown::Unknown),
        (Some(RunState::Suspended), _) => Life::PmSuspended,
        (_, Life::Paused(_)) => known,
        (Some(RunState::IoError), _) => Life::Paused(Paused::IoError),
        (Some(RunState::Watchdog), _) => Life::Paused(Paused::Watchdog),
        (Some(RunState::GuestPanicked), _) => Life::Crashed(crate::life::Crashed::Panicked),
        (Some(RunState::Paused), _) => Life::Paused(Paused::User),
        _ => Life::Paused(Paused::Unknown),
    }
}

/// Whether its start has not come to its end.
fn is_starting(guest: &Guest) -> bool {
    guest.view().life == Life::Paused(Paused::StartingUp)
}

/// The process of a run; nothing if it has surely ended, a failure if nobody can tell.
fn find_process(run: &Run, starting: bool) -> io::Result<Option<OwnedFd>> {
    if run.pid <= 0 {
        return Ok(None);
    }
    if run.start_time > 0 {
        let found = process::open_same(run.pid, run.start_time)?;
        // After a reboot another process may have the number at the same time since boot. One
        // that has not become an emulator yet has no arguments of one.
        return Ok(found.filter(|_| starting || may_be_emulator(run)));
    }
    // libvirt notes no time; the folder on the command line is that of one run alone.
    let look = || {
        let handle = process::open(run.pid)?;
        let arguments = process::arguments(run.pid)?;
        let lives = !matches!(process::status(run.pid)?.state, 'Z' | 'X');
        // Anybody may have a word of it on his command line, such as one who reads its files.
        let is_it = marks::runs_in(&arguments, &run.lib_dir);
        Ok((lives && is_it).then_some(handle))
    };
    match look() {
        Err(error) if process::is_gone(&error) => Ok(None),
        found => found,
    }
}

/// Whether nothing speaks against it that the process of a run is its emulator.
fn may_be_emulator(run: &Run) -> bool {
    process::arguments(run.pid).map_or(true, |arguments| {
        arguments.is_empty() || marks::runs_in(&arguments, &run.lib_dir)
    })
}

/// Kills a process and waits for its end; false, with a word in the log, if it does not come.
fn kill(guest: &Guest, process: &OwnedFd, time: Duration) -> bool {
    let ended = process::signal(process, Signal::Kill)
        .and_then(|()| fd::wait(process, fd::Wanted::Read, Some(time)));
    let why = match ended {
        Ok(true) => return true,
        Ok(false) => "it is still there".to_string(),
        Err(error) => {
            clock::sleep(LOOK_AGAIN);
            error.to_string()
        }
    };
    let name = guest.name();
    report::warn(format!("cannot end the emulator of guest '{name}': {why}"));
    false
}

/// Whether the guest was to end with a connection, all of which ended with the daemon.
fn ends_with_its_client(guest: &Guest) -> bool {
    let ends = guest
        .view()
        .run
        .as_ref()
        .is_some_and(|run| run.ends_with_client);
    if ends {
        report::warn(format!(
            "guest '{}' ends with the client that started it",
            guest.name()
        ));
    }
    ends
}

const EAGAIN: i32 = 11;
const RETRY: Duration = Duration::from_millis(50);
/// How long clients wait for the end of a process that was to be ended before they came.
const KILL_TIME_FIRST: Duration = Duration::from_secs(2);
const KILL_TIME: Duration = Duration::from_secs(10);
/// How long until something that could not be seen is looked at again.
const LOOK_AGAIN: Duration = Duration::from_secs(1);
