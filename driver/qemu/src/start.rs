//! Starting a guest: a plan first, then step after step, each of which can be undone.
//!
//! ```text
//! plan ──► note ──► folders ──► files given ──► launched, held ──► pid noted ──► runs
//!   │       └─ from here on the status file says that something may be there ─┐    │
//!   │                                                                         │ monitor, checks
//! nothing                     clean_up undoes all of it, whoever calls it ◄───┘    │
//! was done                                                                  running or paused
//! ```
//!
//! The note is on the disk before anything else is, and names the process before that process
//! does anything, so a daemon that dies at any point leaves nothing that cannot be found.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use fv_api::Connection;
use fv_driver_kit::{JobKind, Listed};
use fv_driver_qemu_monitor::Failure;
use fv_driver_qemu_monitor::commands::{chardev, cpu, object, status as qmp};
use fv_error::{Error, ErrorDomain, Result};
use fv_model_domain::Domain;
use fv_sys::{clock, file, host};

use crate::driver::Driver;
use crate::events::{HelperReason, helper_event, lifecycle};
use crate::guest::{Guest, Run};
use crate::guest_log::GuestLog;
use crate::job::Job;
use crate::life::{Happened, Life, Paused, Running, Shutoff};
use crate::nvram::Variables;
use crate::patience::Patience;
use crate::plan::Plan;
use crate::preflight::Findings;
use crate::stop::Force;
use crate::{calls, definition, launch, prepare, report};

/// How a guest begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Begin {
    /// With its processors running.
    Running,
    /// With its processors stopped.
    Paused,
}

/// What a caller wants of a start.
#[derive(Clone, Debug)]
pub(crate) struct StartOptions {
    /// What is started.
    pub(crate) definition: Arc<Domain>,
    /// How it begins.
    pub(crate) begin: Begin,
    /// What becomes of the variables of its firmware.
    pub(crate) variables: Variables,
    /// The connection with which it is to end.
    pub(crate) autodestroy: Option<Arc<Connection>>,
}

impl Driver {
    /// Starts the guest that the caller holds, or leaves nothing behind.
    pub(crate) fn start_guest(
        self: &Arc<Self>,
        job: &mut Job<'_>,
        options: &StartOptions,
    ) -> Result<()> {
        let guest = job.guest();
        self.refuse_second(guest)?;
        let mut tries = 1;
        let id = loop {
            let plan = self.plan_start(job, options)?;
            let Err(error) = self.perform(job, &plan, options) else {
                break plan.run.id;
            };
            self.undo(job);
            // Ports are given to the guest, not chosen by it: another one is as good.
            let again = tries < TRIES_MAX && plan.ports.were_taken_by_others();
            if !again || job.view().is_active() {
                return Err(error);
            }
            tries += 1;
        };
        if let Some(connection) = &options.autodestroy {
            self.end_with(connection, guest, id);
        }
        Ok(())
    }

    /// Makes the plan of a start under a new id.
    fn plan_start(&self, job: &mut Job<'_>, options: &StartOptions) -> Result<Plan> {
        let id = self.next_id();
        self.note_id(id);
        let planned = self.plan(job.guest().name(), id, options, &mut Findings::EndAtFirst);
        let planned = planned.and_then(|plan| {
            plan.ok_or_else(|| Error::internal(ErrorDomain::Qemu, "a start without a plan"))
        });
        planned.inspect_err(|_| {
            let mut change = job.state();
            change.life = Life::Shutoff(Shutoff::Failed);
            change.publish();
        })
    }

    /// The places of a run that has not begun.
    pub(crate) fn new_run(&self, name: &str, id: i32) -> Run {
        let short = format!("{id}-{}", short_name(name));
        let lib_dir = self.dirs().lib.join(format!("domain-{short}"));
        Run {
            id,
            pid: 0,
            start_time: 0,
            monitor_path: lib_dir.join("monitor.sock"),
            channel_dir: self.dirs().channel.join(short),
            lib_dir,
            vcpus: Arc::default(),
            flags: Arc::default(),
            devices: Arc::default(),
            node_index: 0,
            next_running: None,
            next_paused: None,
            fake_reboot: false,
            paused_shutdown: false,
            being_destroyed: false,
            control_error: false,
            balloon_kib: None,
            dirty_rate_measured: false,
            helper_connected: false,
            ends_with_client: false,
            labelled: false,
            remember_owner: self.config().remember_owner,
            outputs_kept: self.log_keeper().is_some(),
            marks_by_index: Arc::default(),
            counters: Default::default(),
            asked_cpu: None,
        }
    }

    fn perform(
        self: &Arc<Self>,
        job: &mut Job<'_>,
        plan: &Plan,
        options: &StartOptions,
    ) -> Result<()> {
        self.note_start(job, plan)?;
        self.make_folders(plan)?;
        let mut log = GuestLog::open(&self.dirs().log_file(job.guest().name()))?;
        self.make_nvram(plan)?;
        self.give_files(job, plan)?;
        let launched = self.launch(job, plan, &mut log)?;
        let link = self.connect(job, launched).map_err(|error| {
            // The socket was opened for QEMU; nobody listens once it has ended.
            match launch::is_refused(&error) {
                true => log.explain_end(job.guest().name()),
                false => error,
            }
        })?;
        let begun = self.bring_up(job, options);
        begun.map_err(|error| {
            // What QEMU said last is complete when it has ended.
            if matches!(Failure::of(&error), Some(Failure::Closed { .. })) {
                link.wait_ended(LAST_WORDS_TIME);
            }
            log.explain_loss(job.guest().name(), error)
        })
    }

    /// Says on the disk and to readers that a start is under way.
    fn note_start(&self, job: &mut Job<'_>, plan: &Plan) -> Result<()> {
        let guest = job.guest();
        let mut change = job.state();
        change.live = Some(Arc::new(plan.live.clone()));
        change.life = Life::Paused(Paused::StartingUp);
        let mut run = plan.run.clone();
        run.flags = Arc::new(
            plan.caps
                .flags
                .iter()
                .map(|flag| flag.name().to_string())
                .collect(),
        );
        run.node_index = prepare::last_node_index(&plan.live);
        change.run = Some(Arc::new(run));
        // Shown whether it could be written whole or not: what is shown is cleaned up.
        let saved = self.save_status(guest, &change);
        change.publish();
        drop(change);
        self.guests().set_id(guest, Some(plan.run.id));
        saved
    }

    fn make_folders(&self, plan: &Plan) -> Result<()> {
        let run = &plan.run;
        let memory_dir = self.memory_dir(run);
        let memory_dir = definition::has_memory_files(&plan.live).then_some(&memory_dir);
        for folder in [&run.lib_dir, &run.channel_dir]
            .into_iter()
            .chain(memory_dir)
        {
            let made = file::remove_tree(folder)
                // Others' are beside it, so all may pass what is above.
                .and_then(|()| {
                    let above = folder.parent().unwrap_or(folder);
                    file::create_folders(above, 0o755)
                })
                .and_then(|()| file::create_folder(folder, 0o750))
                .and_then(|()| self.hand_over(plan, folder));
            made.map_err(|error| {
                let detail = format!("cannot create directory '{}'", folder.display());
                Error::system(ErrorDomain::Qemu, error, detail)
            })?;
        }
        let key = run.lib_dir.join("master-key.aes");
        let random = || {
            host::random_bytes().map_err(|error| {
                Error::system(ErrorDomain::Qemu, error, "failed to generate master key")
            })
        };
        let secret = [random()?, random()?].concat();
        let owner = self.emulators_owner(plan);
        file::replace_until_reboot(&key, &secret, 0o600, owner).map_err(|error| {
            let detail = format!("failed to write master key file '{}'", key.display());
            Error::system(ErrorDomain::Qemu, error, detail)
        })
    }

    /// Gives a file or folder to the emulator's user.
    /// Where the files are of which a guest's memory is made: its own, or guests would share them.
    pub(crate) fn memory_dir(&self, run: &Run) -> PathBuf {
        let name = run.lib_dir.file_name().unwrap_or_default();
        let name = name.to_string_lossy();
        let short = name.strip_prefix("domain-").unwrap_or(&name);
        self.dirs().saved("ram").join(short)
    }

    pub(crate) fn hand_over(&self, plan: &Plan, path: &Path) -> std::io::Result<()> {
        match self.emulators_owner(plan) {
            Some((uid, gid)) => file::chown(path, Some(uid), Some(gid), file::Links::Refuse),
            None => Ok(()),
        }
    }

    /// User and group of the emulator, where they are not our own.
    pub(crate) fn emulators_owner(&self, plan: &Plan) -> Option<(u32, u32)> {
        let account = plan.account.as_ref().filter(|_| self.is_privileged())?;
        Some((account.owner.uid, account.owner.gid))
    }

    /// Gives the guest's files to the emulator's user; one that fails takes the others back.
    fn give_files(&self, job: &mut Job<'_>, plan: &Plan) -> Result<()> {
        let Some(ownership) = &plan.ownership else {
            return Ok(());
        };
        let files = definition::files(&plan.live);
        for (place, given) in files.iter().enumerate() {
            if let Err(error) = ownership.give(&given.path, given.remember()) {
                for given in files[..place].iter().filter(|given| given.is_restored()) {
                    if let Err(error) = ownership.restore(&given.path, given.remember()) {
                        report::warn(format!("cannot give a file back: {error}"));
                    }
                }
                return Err(error);
            }
        }
        let mut change = job.state();
        change.with_run(|run| run.labelled = true);
        change.publish();
        Ok(())
    }

    /// From the first word with QEMU to the guest's first instruction.
    fn bring_up(self: &Arc<Self>, job: &mut Job<'_>, options: &StartOptions) -> Result<()> {
        let pid = job.view().run.as_ref().map_or(0, |run| run.pid);
        job.be_patient(Patience::new(pid, self.monitor_wait()));
        job.talk(&qmp::capabilities())?;
        self.leave_alone(job)?;
        crate::cpu::settle(job)?;
        let helper = self.learn(job)?;
        calls::set_disk_limits(job)?;
        calls::ask_for_memory_reports(job)?;
        crate::orders::give(job)?;
        let guest = job.guest();
        if job
            .view()
            .run
            .as_ref()
            .is_none_or(|run| run.being_destroyed)
        {
            return Err(Error::internal(
                ErrorDomain::Qemu,
                "guest unexpectedly quit",
            ));
        }
        // Of the helper's channel libvirt tells before anything of the start.
        if let Some(open) = helper {
            self.tell(guest, helper_event(open, HelperReason::Started));
        }
        match options.begin {
            Begin::Running => self.unpause(job, Running::Booted)?,
            Begin::Paused => {
                let mut change = job.state();
                change.life = Life::Paused(Paused::User);
                self.save_status(guest, &change)?;
                change.publish();
            }
        }
        let mut events = vec![lifecycle(Happened::StartedBooted)];
        if options.begin == Begin::Paused {
            events.push(lifecycle(Happened::SuspendedPaused));
        }
        let mut change = job.state();
        change.starting = false;
        if guest.is_unsaved() {
            // The next daemon would take it for one whose start was cut short, and end it.
            self.save_status(guest, &change)?;
        }
        change.publish();
        let reference = guest.reference_with(change.id());
        self.tell_all(&reference, events);
        Ok(())
    }

    /// Asks a guest once more what only its QEMU knows.
    pub(crate) fn learn_again(&self, job: &mut Job<'_>) -> Result<()> {
        self.learn(job).map(drop)
    }

    /// Asks QEMU what only it knows; says whether the guest's helper is there, where it has a channel.
    fn learn(&self, job: &mut Job<'_>) -> Result<Option<bool>> {
        let chardevs = job.talk(&chardev::query())?;
        let cpus = job.talk(&cpu::query())?;
        let devices = job.talk(&object::list("/machine/peripheral"))?;
        let live = job.view().live.clone();
        let balloon = if live.is_some_and(|live| calls::balloon_of(&live).is_some()) {
            job.talk(&qmp::query_balloon())?
        } else {
            None
        };
        let vcpus = cpus.iter().filter(|cpu| cpu.thread > 0).filter_map(|cpu| {
            Some((
                u32::try_from(cpu.index).ok()?,
                i32::try_from(cpu.thread).ok()?,
            ))
        });
        let vcpus: Vec<(u32, i32)> = vcpus.collect();
        let aliases = devices
            .iter()
            .filter(|property| property.kind.starts_with("child<"));
        let aliases: Vec<String> = aliases.map(|property| property.name.clone()).collect();
        let guest = job.guest();
        let mut change = job.state();
        let mut helper = None;
        if let Some(live) = &mut change.live {
            helper = definition::set_chardevs(Arc::make_mut(live), &chardevs);
        }
        change.with_run(|run| {
            run.vcpus = Arc::new(vcpus);
            run.devices = Arc::new(aliases);
            run.balloon_kib = balloon;
            run.helper_connected = helper == Some(true);
        });
        if helper == Some(true) {
            self.reach_agent(guest, &change);
        }
        self.keep(guest, &mut change);
        Ok(helper)
    }

    /// Undoes a start that failed, whatever step it came to.
    fn undo(&self, job: &mut Job<'_>) {
        let guest = job.guest();
        let view = job.view();
        let Some(run) = &view.run else { return };
        let ended = match guest.link() {
            Some(link) => {
                // It has not run a single instruction of the guest, or it is of no use.
                let _ = link.signal(fv_sys::signal::Signal::Kill);
                link.wait_ended(KILL_TIME)
            }
            None => crate::stop::end_by_number(run, Force::Kill).is_ok(),
        };
        if !ended {
            report::warn(format!("QEMU of guest '{}' does not end", guest.name()));
            return self.undo_later(guest, run.id);
        }
        self.clean_up(guest, &view, Shutoff::Failed);
        self.set_shut_off(guest, Shutoff::Failed);
    }

    /// Undoes a start when its process ends at last; until then the guest is shown with it.
    fn undo_later(&self, guest: &Arc<Guest>, id: i32) {
        self.follow_up(guest, "undo", move |driver, guest| {
            loop {
                let job = Job::begin(driver, guest, JobKind::Destroy, "qemuProcessStop", None);
                let view = guest.view();
                let Some(run) = view.run.as_ref().filter(|run| run.id == id) else {
                    return;
                };
                if job.is_ok() && crate::stop::end_by_number(run, Force::Kill).is_ok() {
                    driver.clean_up(guest, &view, Shutoff::Failed);
                    return driver.set_shut_off(guest, Shutoff::Failed);
                }
                drop(job);
                clock::sleep(LAST_WORDS_TIME);
            }
        });
    }

    /// Ends the guest when the connection ends.
    fn end_with(self: &Arc<Self>, connection: &Arc<Connection>, guest: &Arc<Guest>, id: i32) {
        let (driver, guest) = (Arc::downgrade(self), Arc::downgrade(guest));
        connection.on_close(move || {
            let (Some(driver), Some(guest)) = (driver.upgrade(), guest.upgrade()) else {
                return;
            };
            // The thread that closes connections must not wait for a guest.
            driver.follow_up(&guest, "autodestroy", move |driver, guest| {
                if guest.view().id() == id
                    && let Err(error) = driver.destroy(guest, Force::Kill, None)
                {
                    report::warn(format!("cannot end guest '{}': {error}", guest.name()));
                }
            });
        });
    }
}

/// The part of a name that stands in the names of folders: its first twenty characters, without
/// what a path cannot hold.
fn short_name(name: &str) -> String {
    name.chars().take(SHORT_NAME).collect()
}

const SHORT_NAME: usize = 20;
/// How often a start is tried whose ports others take before its emulator does.
const TRIES_MAX: usize = 3;
const LAST_WORDS_TIME: std::time::Duration = std::time::Duration::from_secs(2);
const KILL_TIME: std::time::Duration = std::time::Duration::from_secs(15);
