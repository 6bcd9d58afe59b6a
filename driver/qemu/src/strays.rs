//! Emulators that no status file explains.
//!
//! ```text
//! marked process ─► in a status file? ─yes─► goes on as that says
//!                        │ no
//!                  its guest is defined, and the definition gives the very command line that
//!                  the process has? ─yes─► shown again, the rest is asked of the monitor
//!                        │ no
//!                  named in the log and left alone; its guest does not start beside it
//! ```
//!
//! What cannot be told from its definition with certainty is not taken over: a guest that is shown
//! with other disks than it has is worse than one that is named and left to a person.

use std::sync::Arc;

use fv_driver_kit::Listed;
use fv_driver_qemu_caps::remove_left_over;
use fv_driver_qemu_cmdline::FdPurpose;
use fv_error::{Error, ErrorCode, ErrorDomain, Result};
use fv_model_domain::Domain;
use fv_sys::signal::Signal;
use fv_sys::{file, process, users};
use fv_types::Uuid;
use fv_types::lock::{Mutex, Rank};

use crate::driver::Driver;
use crate::guest::{Guest, View};
use crate::job::Job;
use crate::life::{Life, Running, Shutoff};
use crate::marks::{Mark, Marks};
use crate::ports::GivenPorts;
use crate::{cpu, launch, prepare, reconnect, report};

/// The emulators that are left alone.
#[derive(Debug)]
pub(crate) struct Strays(Mutex<Vec<Stray>>);

/// An emulator that is left alone, and why.
#[derive(Clone, Debug)]
struct Stray {
    mark: Mark,
    why: String,
}

impl Strays {
    /// None are known.
    pub(crate) fn new() -> Self {
        Self(Mutex::new(Rank::LEAF, Vec::new()))
    }

    /// The one that belongs to this guest, if it still runs.
    fn of(&self, name: &str, uuid: Uuid) -> Option<Stray> {
        let mut strays = self.0.lock();
        // One that cannot be looked at has not been seen to end.
        strays.retain(|stray| {
            !matches!(
                process::open_same(stray.mark.pid, stray.mark.start_time),
                Ok(None)
            )
        });
        let found = strays.iter().find(|stray| stray.mark.is_of(name, uuid));
        found.cloned()
    }

    fn take(&self) -> Vec<Stray> {
        std::mem::take(&mut *self.0.lock())
    }

    fn add(&self, stray: Stray) {
        self.0.lock().push(stray);
    }
}

impl Driver {
    /// Looks at all processes once, and ends those that an earlier daemon left in the middle of being asked.
    pub(crate) fn look_around(&self) -> Marks {
        let lib = &self.dirs().lib;
        let mut users = vec![0, users::effective_uid()];
        if let Ok(Some(account)) = self.config().account() {
            users.push(account.owner.uid);
        }
        remove_left_over(lib);
        let mut marks = Marks::default();
        // One that is ended may have become two meanwhile: a daemon forks.
        for _ in 0..LOOKS_MAX {
            match Marks::find(lib, &users) {
                Ok(found) => marks = found,
                Err(error) => report::warn(format!("cannot look for emulators: {error}")),
            }
            if marks.probes.is_empty() {
                break;
            }
            marks.probes.drain(..).for_each(end_probe);
        }
        for mark in &marks.guests {
            self.reserve_id(mark.id);
        }
        marks
    }

    /// Takes over, or names, every emulator that no guest is known to have.
    pub(crate) fn explain(self: &Arc<Self>, marks: Marks) {
        let known = self.guests().all();
        let known: Vec<i32> = known
            .iter()
            .filter_map(|guest| guest.view().run.as_ref().map(|run| run.pid))
            .collect();
        for mark in marks.guests {
            if known.contains(&mark.pid) {
                continue;
            }
            if let Err(error) = self.find_again(&mark) {
                report::warn(format!(
                    "process {} is an emulator of guest '{}' ({}) and is left alone: {error}",
                    mark.pid, mark.name, mark.uuid
                ));
                let why = error.detail().to_string();
                self.strays().add(Stray { mark, why });
            }
        }
    }

    /// Tries once more to take over what was left alone.
    pub(crate) fn explain_again(self: &Arc<Self>) {
        let guests = self.strays().take().into_iter();
        let alive = guests.filter_map(|stray| Mark::of(stray.mark.pid, &self.dirs().lib));
        let marks = Marks {
            guests: alive.collect(),
            probes: Vec::new(),
        };
        self.explain(marks);
    }

    /// Refuses a start beside an emulator that the guest has already.
    ///
    /// Costs a look at a file that is not there: each emulator is known from the first look at the
    /// host on, and one that was lost since has left its pid file.
    pub(crate) fn refuse_second(&self, guest: &Guest) -> Result<()> {
        let (name, uuid) = (guest.name(), guest.uuid());
        if let Some(stray) = self.strays().of(name, uuid) {
            return Err(second(name, stray.mark.pid, &stray.why));
        }
        let pid_file = self.dirs().pid_file(name);
        let pid = file::read_text(&pid_file, PID_LENGTH_MAX, file::Links::Refuse);
        let pid = pid.ok().and_then(|text| text.trim().parse().ok());
        match pid.and_then(|pid| Mark::of(pid, &self.dirs().lib)) {
            Some(mark) if mark.is_of(name, uuid) => {
                Err(second(name, mark.pid, "it is in the pid file"))
            }
            _ => Ok(()),
        }
    }

    /// Shows a guest again whose emulator was found by its mark alone.
    fn find_again(self: &Arc<Self>, mark: &Mark) -> Result<()> {
        let guest = self
            .guests()
            .by_uuid(mark.uuid)
            .filter(|guest| guest.name() == mark.name)
            .ok_or_else(|| left("no definition of it is known"))?;
        let view = guest.view();
        if let Some(run) = &view.run {
            return Err(left(format!("its guest runs in process {}", run.pid)));
        }
        let config = view.kept();
        let config = config.ok_or_else(|| left("no definition of it is known"))?;
        let found = self.rebuild(mark, &config)?;
        let process = process::open_same(mark.pid, mark.start_time)
            .map_err(|error| Error::system(ErrorDomain::Qemu, error, "cannot watch a process"))?;
        let Some(process) = process else {
            return Ok(());
        };
        let held = reconnect::hold(&guest);
        let held = held.ok_or_else(|| left("its guest is being changed"))?;
        report::warn(format!(
            "guest '{}' runs in process {} without a status file; it is found again",
            mark.name, mark.pid
        ));
        self.show(&guest, found);
        self.follow_up(&guest, "reconnect", move |driver, guest| {
            let mut job = Job::adopt(driver, guest, held);
            driver.reconnect(&mut job, &process);
            if let Err(error) = cpu::settle(&mut job) {
                report::warn(format!(
                    "cannot tell the processor of guest '{}': {error}",
                    guest.name()
                ));
            }
            driver.keep(guest, &mut job.state());
        });
        Ok(())
    }

    /// What is known of a run by its definition and its command line.
    fn rebuild(&self, mark: &Mark, config: &Arc<Domain>) -> Result<View> {
        let mut run = self.new_run(&mark.name, mark.id);
        if run.lib_dir != mark.lib_dir {
            return Err(left(format!(
                "it does not run in '{}'",
                run.lib_dir.display()
            )));
        }
        run.pid = mark.pid;
        run.start_time = mark.start_time;
        run.labelled = self.ownership()?.is_some();
        let cpu = config.cpu.as_ref().filter(|cpu| !cpu.is_plain());
        run.asked_cpu = cpu.cloned().map(Arc::new);
        let caps = prepare::caps(self, config)?;
        let ports = GivenPorts(&mark.arguments);
        let mut live = prepare::for_start(self, config, &caps, &run, &ports)?;
        let command = prepare::command(self, &live, &caps, &run)?;
        let numbers: Vec<i32> = (launch::FIRST_FD..).take(command.fds.len()).collect();
        let purposes: Vec<_> = std::iter::zip(command.fds.clone(), numbers.clone()).collect();
        let command = command.render(&numbers)?;
        let program = std::iter::once(&command.program);
        let expected: Vec<&String> = program.chain(&command.args).collect();
        if let Some(difference) = difference(&expected, &mark.arguments) {
            return Err(left(format!(
                "its definition has changed since it was started ({difference})"
            )));
        }
        name_taps(&mut live, &purposes, mark)?;
        let flags = caps.flags.iter().map(|flag| flag.name().to_string());
        run.flags = Arc::new(flags.collect());
        run.node_index = prepare::last_node_index(&live);
        let mut view = View::shut_off(None, Shutoff::Unknown);
        view.life = Life::Running(Running::Unknown);
        view.live = Some(Arc::new(live));
        view.run = Some(Arc::new(run));
        Ok(view)
    }
}

impl Mark {
    fn is_of(&self, name: &str, uuid: Uuid) -> bool {
        self.name == name || self.uuid == uuid
    }
}

/// The first argument in which two command lines differ, where that says anything about the guest.
fn difference(expected: &[&String], found: &[String]) -> Option<String> {
    let longest = expected.len().max(found.len());
    let differs = |place: &usize| {
        let (ours, its) = (expected.get(*place).copied(), found.get(*place));
        // The clock at the moment of the start.
        let is_clock = *place > 0 && found.get(place - 1).is_some_and(|option| option == "-rtc");
        ours != its && !is_clock
    };
    let place = (0..longest).find(differs)?;
    Some(match (expected.get(place), found.get(place)) {
        (_, Some(its)) => its.clone(),
        (Some(ours), None) => format!("{ours} is missing"),
        (None, None) => String::new(),
    })
}

/// Gives the taps of a guest the names that they have: its emulator holds them open.
fn name_taps(live: &mut Domain, fds: &[(FdPurpose, i32)], mark: &Mark) -> Result<()> {
    for (purpose, number) in fds {
        let FdPurpose::Tap { net, queue: 0 } = purpose else {
            continue;
        };
        let told = process::descriptor(mark.pid, *number).unwrap_or_default();
        let name = told.lines().find_map(|line| line.strip_prefix("iff:"));
        let name = name.ok_or_else(|| left("the name of its tap cannot be told"))?;
        if let Some(net) = live.devices.interfaces.get_mut(*net) {
            net.target.dev = Some(name.trim().to_string());
        }
    }
    Ok(())
}

fn end_probe(pid: i32) {
    report::warn(format!(
        "process {pid}, an emulator that was being asked when the daemon died, is ended"
    ));
    // It may have ended since; if not, the next look finds it again.
    let _ = process::open(pid).and_then(|handle| {
        process::signal(&handle, Signal::Kill)?;
        fv_sys::fd::wait(&handle, fv_sys::fd::Wanted::Read, Some(PROBE_END_TIME))
    });
}

/// Why a process is left alone.
fn left(why: impl Into<String>) -> Error {
    Error::new(ErrorDomain::Qemu, ErrorCode::OperationFailed, why)
}

fn second(name: &str, pid: i32, why: &str) -> Error {
    let detail = format!(
        "domain '{name}' has an emulator already, process {pid}, which is left alone: {why}"
    );
    Error::new(ErrorDomain::Qemu, ErrorCode::OperationFailed, detail)
}

/// A number of a process and a newline.
const PID_LENGTH_MAX: u64 = 32;
/// How often processes are looked at until none is left that was being asked.
const LOOKS_MAX: usize = 5;
/// How long the end of a killed process is waited for before processes are looked at again.
const PROBE_END_TIME: std::time::Duration = std::time::Duration::from_secs(1);

#[cfg(test)]
#[path = "tests/strays.rs"]
mod tests;
