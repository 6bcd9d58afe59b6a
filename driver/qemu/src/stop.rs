//! The end of a guest: killed, shut down, crashed; and the cleaning up after it.
//!
//! Cleaning up can be done any number of times, from any point of a start on: it is the undo of
//! every step. The status file goes last, so that a daemon that dies meanwhile begins anew.

use std::io;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use fv_api::Caller;
use fv_driver_host::{Ownership, Remember};
use fv_driver_kit::{JobKind, Listed};
use fv_error::{Error, ErrorCode, ErrorDomain, Result};
use fv_model_domain::devices::disk::Disk;
use fv_sys::file;
use fv_sys::signal::Signal;
use fv_sys::{clock, process};

use crate::agent::AgentState;
use crate::driver::Driver;
use crate::events::lifecycle;
use crate::guest::{Guest, Run, View};
use crate::job::{Job, not_running};
use crate::life::{Crashed, Happened, Life, Paused, Shutoff};
use crate::link::Link;
use crate::{definition, guest_log, marks, network, report};

/// How a guest is to be ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Force {
    /// By all means.
    Kill,
    /// Only if QEMU ends by itself when it is asked to.
    Ask,
}

impl Driver {
    /// Ends a guest: the process first, whatever anybody is doing with it; then what is left.
    pub(crate) fn destroy(
        self: &Arc<Self>,
        guest: &Arc<Guest>,
        force: Force,
        caller: Option<&Caller>,
    ) -> Result<()> {
        let view = guest.view();
        let Some(run) = &view.run else {
            return Err(not_running());
        };
        let id = run.id;
        let starting = view.life == Life::Paused(Paused::StartingUp);
        self.mark_destroyed(guest, id, true);
        let ended = self
            .end_process(guest, run, force)
            .and_then(|()| Job::begin(self, guest, JobKind::Destroy, DESTROY, caller));
        let mut job = match ended {
            Ok(job) => job,
            Err(error) => {
                self.mark_destroyed(guest, id, false);
                // Nobody else has taken note of an end that came meanwhile.
                if let Some(link) = guest.link().filter(|link| link.has_ended()) {
                    self.process_ended(guest, &link);
                }
                return Err(error);
            }
        };
        match guest.view().run.clone() {
            Some(run) if run.id == id => {
                // One that was still being started may have got its process only meanwhile.
                if let Err(error) = self.end_process(guest, &run, force) {
                    self.mark_destroyed(guest, id, false);
                    return Err(error);
                }
                self.stopped(&mut job, Shutoff::Destroyed, Happened::StoppedDestroyed);
                Ok(())
            }
            // The start that it was in has undone everything.
            None if starting => Ok(()),
            _ => Err(not_running()),
        }
    }

    /// Takes note of the end of a guest's process.
    pub(crate) fn process_ended(self: &Arc<Self>, guest: &Arc<Guest>, link: &Arc<Link>) {
        let link = Arc::clone(link);
        self.follow_up(guest, "ended", move |driver, guest| {
            // Whoever holds the job is about to learn of the end as well; so this comes through.
            while let Some(job) = driver.job_after_end(guest, &link) {
                match job {
                    Ok(mut job) => return driver.ended_by_itself(&mut job, &link),
                    Err(error) if error.code() == ErrorCode::OperationTimeout => {}
                    Err(_) => return,
                }
            }
        });
    }

    /// A job for cleaning up after a process, unless somebody else does that.
    fn job_after_end<'a>(
        self: &'a Arc<Self>,
        guest: &'a Arc<Guest>,
        link: &Arc<Link>,
    ) -> Option<Result<Job<'a>>> {
        let ours = guest
            .link()
            .is_some_and(|current| Arc::ptr_eq(&current, link));
        let run = guest.view().run.clone();
        if !ours || run.is_none_or(|run| run.being_destroyed) {
            return None;
        }
        Some(Job::begin(
            self,
            guest,
            JobKind::Destroy,
            "qemuProcessEventMonitorEOF",
            None,
        ))
    }

    fn ended_by_itself(self: &Arc<Self>, job: &mut Job<'_>, link: &Arc<Link>) {
        let ours = job
            .guest()
            .link()
            .is_some_and(|current| Arc::ptr_eq(&current, link));
        let view = job.view();
        if !ours || !view.is_active() {
            return;
        }
        let (reason, happened) = match view.life {
            Life::Shutdown(_) => (Shutoff::Shutdown, Happened::StoppedShutdown),
            Life::Crashed(Crashed::Panicked) => (Shutoff::Crashed, Happened::StoppedCrashed),
            _ => (Shutoff::Crashed, Happened::StoppedFailed),
        };
        self.stopped(job, reason, happened);
    }

    /// Cleans up after a guest whose process has ended, and tells so.
    pub(crate) fn stopped(&self, job: &mut Job<'_>, reason: Shutoff, happened: Happened) {
        let guest = job.guest();
        let reference = guest.reference();
        if let Some(link) = guest.link() {
            link.wait_told(LAST_WORDS_TIME);
        }
        self.clean_up(guest, &job.view(), reason);
        self.set_shut_off(guest, reason);
        self.tell_all(&reference, [lifecycle(happened)]);
    }

    /// Removes everything that a run of a guest has on the host, from whatever point it got to.
    pub(crate) fn clean_up(&self, guest: &Arc<Guest>, view: &View, reason: Shutoff) {
        let Some(run) = &view.run else { return };
        let name = guest.name();
        let line = format!("shutting down, reason={}", reason.word());
        guest_log::append(&self.dirs().log_file(name), &line);
        if let Some(link) = guest.set_link(None) {
            link.monitor().close();
        }
        guest.set_agent(AgentState::Absent);
        for path in definition::own_sockets(view)
            .iter()
            .chain([&run.monitor_path])
        {
            complain(path, remove_socket(path));
        }
        for folder in [&run.lib_dir, &run.channel_dir] {
            // A status that somebody else wrote may name any folder.
            if self.is_of_a_guest(folder) {
                complain(folder, file::remove_tree(folder));
            }
        }
        if self.is_of_a_guest(&run.lib_dir) {
            let folder = self.memory_dir(run);
            complain(&folder, file::remove_tree(&folder));
        }
        if let Some(live) = &view.live {
            network::taps_are_gone(self, live);
        }
        if run.labelled {
            self.restore_files(view);
        }
        let pid_file = self.dirs().pid_file(name);
        complain(&pid_file, file::remove(&pid_file));
    }

    /// Whether a folder is where those of guests are, with a name as they have.
    fn is_of_a_guest(&self, folder: &Path) -> bool {
        let dirs = self.dirs();
        let older = dirs.lib.join("channel/target");
        let is_in = |parent: &Path| folder.parent() == Some(parent);
        let for_channels = is_in(&dirs.channel) || is_in(&older);
        is_in(&dirs.lib) && marks::run_id(folder).is_some()
            || for_channels && folder.file_name().is_some()
    }

    /// Shows a guest as shut off; one that nobody defined is gone with that.
    ///
    /// Its status goes under the state's lock, or a late event could write it once more.
    pub(crate) fn set_shut_off(&self, guest: &Arc<Guest>, reason: Shutoff) {
        let mut change = guest.state();
        let status = self.dirs().status(guest.name());
        complain(&status, file::remove(&status));
        change.live = None;
        change.run = None;
        change.starting = false;
        change.life = Life::Shutoff(reason);
        change.taints = Default::default();
        change.deprecations = Arc::default();
        change.io_errors = Arc::default();
        let transient = !change.is_persistent();
        change.removed |= transient;
        change.publish();
        drop(change);
        guest.forget_doubts();
        self.guests().set_id(guest, None);
        if transient {
            self.guests().remove(guest);
        }
    }

    /// Gives the files of a guest back to their owners.
    pub(crate) fn restore_files(&self, view: &View) {
        let ownership: Option<Ownership> = match self.ownership() {
            Ok(ownership) => ownership,
            Err(error) => return report::warn(format!("cannot give files back: {error}")),
        };
        let (Some(ownership), Some(definition)) = (ownership, view.live.as_ref()) else {
            return;
        };
        for given in definition::files(definition)
            .iter()
            .filter(|given| given.is_restored())
        {
            if let Err(error) = ownership.restore(&given.path, given.remember()) {
                report::warn(format!("cannot give a file back: {error}"));
            }
        }
    }

    /// Gives the image of a disk that was unplugged back to its owner.
    pub(crate) fn restore_disk(&self, disk: &Disk) {
        let Ok(Some(ownership)) = self.ownership() else {
            return;
        };
        let Some(path) = definition::disk_path(disk) else {
            return;
        };
        // Others may still use one that is shared.
        if disk.readonly || disk.shareable {
            return;
        }
        if let Err(error) = ownership.restore(Path::new(path), Remember::Yes) {
            report::warn(format!("cannot give a file back: {error}"));
        }
    }

    fn mark_destroyed(&self, guest: &Guest, id: i32, marked: bool) {
        let mut change = guest.state();
        change.with_run(|run| {
            if run.id == id {
                run.being_destroyed = marked;
                run.fake_reboot = false;
            }
        });
        change.publish();
    }

    /// Ends a process and waits for its end.
    fn end_process(&self, guest: &Guest, run: &Run, force: Force) -> Result<()> {
        let Some(link) = guest.link() else {
            return end_by_number(run, force);
        };
        if link.has_ended() {
            return Ok(());
        }
        signal(&link, run, Signal::Term)?;
        let patience = match force {
            Force::Ask => ASK_TIME,
            Force::Kill => TERM_TIME,
        };
        if wait_politely(&link, run, force, patience) {
            return Ok(());
        }
        if force == Force::Ask {
            return Err(not_terminated(run.pid, "TERM"));
        }
        signal(&link, run, Signal::Kill)?;
        if link.wait_ended(KILL_TIME) {
            Ok(())
        } else {
            Err(not_terminated(run.pid, "KILL"))
        }
    }
}

/// Waits for the end of a process that was asked to end; false when that is no use any more.
fn wait_politely(link: &Link, run: &Run, force: Force, patience: Duration) -> bool {
    let deadline = clock::now() + patience;
    while clock::now() < deadline {
        if link.wait_ended(LOOK_TIME) {
            return true;
        }
        // One that stands still cannot hear a polite word.
        let stands = || process::status(run.pid).is_ok_and(|it| matches!(it.state, 'T' | 't'));
        if force == Force::Kill && stands() {
            return false;
        }
    }
    false
}

fn signal(link: &Link, run: &Run, signal: Signal) -> Result<()> {
    link.signal(signal).map_err(|error| {
        let detail = format!("Failed to terminate process {} with SIG{signal:?}", run.pid);
        Error::system(ErrorDomain::Qemu, error, detail)
    })
}

/// Ends the process of a guest that was found by its status alone.
pub(crate) fn end_by_number(run: &Run, force: Force) -> Result<()> {
    if run.pid == 0 {
        return Ok(());
    }
    let failed = |error: io::Error| {
        Error::system(
            ErrorDomain::Qemu,
            error,
            format!("Failed to find process {}", run.pid),
        )
    };
    let Some(handle) = process::open_same(run.pid, run.start_time).map_err(failed)? else {
        return Ok(());
    };
    let (word, sign, patience) = match force {
        Force::Ask => ("TERM", Signal::Term, ASK_TIME),
        Force::Kill => ("KILL", Signal::Kill, KILL_TIME),
    };
    process::signal(&handle, sign).map_err(failed)?;
    match fv_sys::fd::wait(&handle, fv_sys::fd::Wanted::Read, Some(patience)) {
        Ok(true) => Ok(()),
        _ => Err(not_terminated(run.pid, word)),
    }
}

fn not_terminated(pid: i32, word: &str) -> Error {
    let busy = io::Error::from(io::ErrorKind::ResourceBusy);
    Error::system(
        ErrorDomain::None,
        busy,
        format!("Failed to terminate process {pid} with SIG{word}"),
    )
}

/// Removes a socket; what else may stand at a path that a client chose is not ours.
fn remove_socket(path: &Path) -> io::Result<()> {
    match file::stat(path, file::Links::Refuse) {
        Ok(stat) if stat.kind == file::Kind::Other => file::remove(path),
        _ => Ok(()),
    }
}

fn complain(path: &Path, result: io::Result<()>) {
    if let Err(error) = result {
        report::warn(format!("cannot remove {}: {error}", path.display()));
    }
}

/// How libvirt calls the call that holds the job.
const DESTROY: &str = "remoteDispatchDomainDestroy";
/// How long QEMU may take to end after a polite word, in which it brings the guest's disks to
/// rest, before it is killed.
const TERM_TIME: Duration = Duration::from_secs(5);
/// How often it is looked at meanwhile.
const LOOK_TIME: Duration = Duration::from_millis(50);
/// How long it may take when nothing else is to be done.
const ASK_TIME: Duration = Duration::from_secs(15);
/// How long it may take until all that an ended process said is taken note of.
const LAST_WORDS_TIME: Duration = Duration::from_secs(1);
/// How long the kernel may take to end a process.
const KILL_TIME: Duration = Duration::from_secs(15);
