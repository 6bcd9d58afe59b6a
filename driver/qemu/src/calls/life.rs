//! Starting, stopping, pausing, resetting.

use std::sync::Arc;

use fv_api::{Caller, DomainRef};
use fv_driver_kit::{JobKind, Listed, Taken};
use fv_driver_qemu_monitor::agent::commands::{self, Shutdown};
use fv_driver_qemu_monitor::commands::status as qmp;
use fv_error::{Error, ErrorCode, ErrorDomain, Result};
use fv_model_domain::Domain;
use fv_sys::file;

use super::query;
use crate::agent::{self, AgentJob, Awaited, Terms};
use crate::driver::Driver;
use crate::events::lifecycle;
use crate::flags::{self, start as start_flags};
use crate::guest::{Guest, View};
use crate::job::{Job, invalid, not_running};
use crate::life::{Crashed, Happened, Life, Paused, Running, Shutoff};
use crate::nvram::Variables;
use crate::preflight::{self, Blocker, Kind};
use crate::start::{Begin, StartOptions};
use crate::stop::Force;
use crate::{definition, prepare};

/// Starts a guest that is defined.
pub(crate) fn create(
    driver: &Arc<Driver>,
    caller: &Caller,
    dom: &DomainRef,
    flags: u32,
) -> Result<DomainRef> {
    use start_flags::{AUTODESTROY, BYPASS_CACHE, CHECK, FORCE_BOOT, PAUSED, RESET_NVRAM};

    let known = PAUSED | AUTODESTROY | BYPASS_CACHE | FORCE_BOOT | RESET_NVRAM | CHECK;
    flags::check(flags, known, "qemuDomainCreateWithFlags")?;
    let guest = driver.find(dom)?;
    if flags & CHECK != 0 {
        return check(driver, caller, &guest, flags);
    }
    let owner = "remoteDispatchDomainCreate";
    let mut job = Job::begin(driver, &guest, JobKind::Modify, owner, Some(caller))?;
    if job.view().is_active() {
        return Err(invalid("domain is already running"));
    }
    let saved = query::managed_save(driver, guest.name());
    if file::exists(&saved) {
        refuse_saved(flags)?;
        file::remove_durably(&saved).map_err(|error| {
            let detail = format!("cannot remove managed save file {}", saved.display());
            Error::system(ErrorDomain::Qemu, error, detail)
        })?;
    }
    let config = job.view().kept();
    let definition = config.ok_or_else(|| crate::job::gone(&guest))?;
    start(&mut job, caller, definition, flags)?;
    Ok(guest.reference())
}

/// A guest with saved state cannot go on from it yet; it can begin anew if the caller says so.
fn refuse_saved(flags: u32) -> Result<()> {
    match flags & start_flags::FORCE_BOOT {
        0 => Err(Error::new(
            ErrorDomain::Qemu,
            ErrorCode::OperationUnsupported,
            "restoring a guest from its managed save image",
        )),
        _ => Ok(()),
    }
}

/// Looks at what would keep a guest that is defined from being started.
///
/// It needs no job: the plan is made of a snapshot, and nothing is changed.
fn check(
    driver: &Arc<Driver>,
    caller: &Caller,
    guest: &Arc<Guest>,
    flags: u32,
) -> Result<DomainRef> {
    let view = guest.view();
    if view.is_active() {
        // The rest would tell of the guest's own ports and files.
        let blocker = Blocker {
            kind: Kind::State,
            error: invalid("domain is already running"),
        };
        return Err(preflight::listing(guest.name(), &[blocker]));
    }
    let saved = match file::exists(&query::managed_save(driver, guest.name())) {
        true => refuse_saved(flags),
        false => Ok(()),
    };
    let definition = view.definition();
    let definition = definition.ok_or_else(|| crate::job::gone(guest))?;
    let options = options(caller, definition, flags);
    driver.preflight(guest.name(), &options, [saved])?;
    Ok(guest.reference())
}

/// Looks at what would keep a guest with this definition from being started at once.
fn check_new(
    driver: &Arc<Driver>,
    caller: &Caller,
    definition: Arc<Domain>,
    flags: u32,
) -> Result<DomainRef> {
    let (uuid, name) = definition::identity(&definition);
    let free = is_free(driver, &definition);
    let options = options(caller, definition, flags);
    driver.preflight(&name, &options, [free])?;
    Ok(DomainRef { name, uuid, id: -1 })
}

/// Whether a guest with this definition could be started beside those that there are.
fn is_free(driver: &Driver, definition: &Domain) -> Result<()> {
    let (uuid, name) = definition::identity(definition);
    let by_uuid = driver.guests().by_uuid(uuid);
    let by_name = driver.guests().by_name(&name);
    match (by_uuid, by_name) {
        (Some(other), _) if other.name() != name => Err(uuid_taken(&other)),
        (Some(other), _) if other.view().is_active() => Err(already_active(&other)),
        (None, Some(other)) => Err(name_taken(&name, &other)),
        _ => Ok(()),
    }
}

/// Tells all that would keep a guest with this document from being started, a line each.
///
/// A document that cannot be completed now, because its emulator is gone for one, is looked at as
/// it is: one that a driver wrote is complete.
pub(crate) fn check_document(driver: &Arc<Driver>, caller: &Caller, xml: &str) -> Result<String> {
    let parsed = prepare::parse(driver, xml).or_else(|error| {
        let plain = fv_model_domain::parse(xml, fv_model_domain::Scope::SECRET);
        plain.map_err(|_| error)
    });
    let definition = Arc::new(parsed?);
    let name = definition.name.clone();
    let free = is_free(driver, &definition);
    let options = options(caller, definition, 0);
    let blockers = driver.blockers(&name, &options, [free])?;
    let lines = blockers.iter().map(|blocker| blocker.line() + "\n");
    Ok(lines.collect())
}

/// Starts a guest that is not kept.
pub(crate) fn create_xml(
    driver: &Arc<Driver>,
    caller: &Caller,
    xml: &str,
    flags: u32,
) -> Result<DomainRef> {
    use start_flags::{AUTODESTROY, CHECK, PAUSED, RESET_NVRAM, VALIDATE};

    flags::check(
        flags,
        PAUSED | AUTODESTROY | VALIDATE | RESET_NVRAM | CHECK,
        "qemuDomainCreateXML",
    )?;
    let definition = Arc::new(prepare::parse(driver, xml)?);
    if flags & CHECK != 0 {
        return check_new(driver, caller, definition, flags);
    }
    let guest = guest_for_start(driver, &definition)?;
    let owner = "remoteDispatchDomainCreateXML";
    let started =
        Job::begin(driver, &guest, JobKind::Modify, owner, Some(caller)).and_then(|mut job| {
            match job.view().is_active() {
                // Somebody else was faster to the job.
                true => Err(already_active(&guest)),
                false => start(&mut job, caller, definition, flags),
            }
        });
    if started.is_err() {
        abandon(driver, &guest);
    }
    started?;
    Ok(guest.reference())
}

/// Takes back what a start that failed has put into the list.
fn abandon(driver: &Arc<Driver>, guest: &Arc<Guest>) {
    let mut change = guest.state();
    change.starting = false;
    if !change.is_active() {
        change.live = None;
        change.removed |= !change.is_persistent();
    }
    let removed = change.removed;
    change.publish();
    drop(change);
    if removed {
        driver.guests().remove(guest);
    }
}

/// The guest for a definition that is to be started at once: a new one, or one that is defined.
fn guest_for_start(driver: &Arc<Driver>, definition: &Arc<Domain>) -> Result<Arc<Guest>> {
    let (uuid, name) = definition::identity(definition);
    loop {
        let mut view = View::shut_off(None, Shutoff::Unknown);
        view.live = Some(Arc::clone(definition));
        view.starting = true;
        let guest = Guest::new(uuid, name.clone(), driver.new_gate(), view);
        match driver.guests().insert(Arc::clone(&guest)) {
            Ok(()) => return Ok(guest),
            Err(Taken::Name(other)) => return Err(name_taken(&name, &other)),
            Err(Taken::Uuid(other)) if other.name() != name => return Err(uuid_taken(&other)),
            Err(Taken::Uuid(other)) => {
                if claim(&other)? {
                    return Ok(other);
                }
            }
        }
    }
}

/// Claims a guest that is defined for a start with another definition; false if it is gone.
fn claim(guest: &Guest) -> Result<bool> {
    let mut change = guest.state();
    if change.removed {
        return Ok(false);
    }
    let name = guest.name();
    if change.is_active() {
        return Err(already_active(guest));
    }
    if change.starting {
        return Err(invalid(format!("domain '{name}' is already being started")));
    }
    change.starting = true;
    change.publish();
    Ok(true)
}

fn already_active(guest: &Guest) -> Error {
    invalid(format!("domain '{}' is already active", guest.name())).in_domain(ErrorDomain::Domain)
}

/// Another guest has the name.
pub(crate) fn name_taken(name: &str, other: &Guest) -> Error {
    let detail = format!("domain '{name}' already exists with uuid {}", other.uuid());
    Error::new(ErrorDomain::Domain, ErrorCode::OperationFailed, detail)
}

/// The guest with this uuid has another name.
pub(crate) fn uuid_taken(other: &Guest) -> Error {
    let detail = format!(
        "domain '{}' is already defined with uuid {}",
        other.name(),
        other.uuid()
    );
    Error::new(ErrorDomain::Domain, ErrorCode::OperationFailed, detail)
}

fn start(job: &mut Job<'_>, caller: &Caller, definition: Arc<Domain>, flags: u32) -> Result<()> {
    let options = options(caller, definition, flags);
    job.driver().start_guest(job, &options)
}

/// What the flags of a call say about a start.
fn options(caller: &Caller, definition: Arc<Domain>, flags: u32) -> StartOptions {
    let autodestroy = flags & start_flags::AUTODESTROY != 0;
    StartOptions {
        definition,
        begin: if flags & start_flags::PAUSED != 0 {
            Begin::Paused
        } else {
            Begin::Running
        },
        variables: if flags & start_flags::RESET_NVRAM != 0 {
            Variables::Reset
        } else {
            Variables::Kept
        },
        autodestroy: autodestroy.then(|| Arc::clone(&caller.connection)),
    }
}

pub(crate) fn destroy(
    driver: &Arc<Driver>,
    caller: &Caller,
    dom: &DomainRef,
    flags: u32,
) -> Result<()> {
    const GRACEFUL: u32 = 1;
    const REMOVE_LOGS: u32 = 2;

    flags::check(flags, GRACEFUL | REMOVE_LOGS, "qemuDomainDestroyFlags")?;
    let guest = driver.find(dom)?;
    let force = if flags & GRACEFUL != 0 {
        Force::Ask
    } else {
        Force::Kill
    };
    driver.destroy(&guest, force, Some(caller))?;
    if flags & REMOVE_LOGS != 0 {
        crate::guest_log::remove_all(&driver.dirs().log, guest.name());
    }
    Ok(())
}

pub(crate) fn suspend(driver: &Arc<Driver>, caller: &Caller, dom: &DomainRef) -> Result<()> {
    let guest = driver.find(dom)?;
    let owner = "remoteDispatchDomainSuspend";
    let mut job = Job::begin(driver, &guest, JobKind::Suspend, owner, Some(caller))?;
    job.require_active()?;
    match job.view().life {
        Life::PmSuspended => Err(invalid("domain is pmsuspended")),
        Life::Paused(_) => Ok(()),
        _ => driver.pause(&mut job, Paused::User),
    }
}

pub(crate) fn resume(driver: &Arc<Driver>, caller: &Caller, dom: &DomainRef) -> Result<()> {
    let guest = driver.find(dom)?;
    let owner = "remoteDispatchDomainResume";
    let mut job = Job::begin(driver, &guest, JobKind::Modify, owner, Some(caller))?;
    job.require_active()?;
    match job.view().life {
        Life::PmSuspended => Err(invalid("domain is pmsuspended")),
        Life::Running(_) => Err(invalid("domain is already running")),
        Life::Paused(_) | Life::Crashed(Crashed::Panicked) => {
            driver.unpause(&mut job, Running::Unpaused)
        }
        _ => Ok(()),
    }
}

/// Asks the guest to turn itself off, by its agent or by the power button.
pub(crate) fn shutdown(
    driver: &Arc<Driver>,
    caller: &Caller,
    dom: &DomainRef,
    flags: u32,
) -> Result<()> {
    flags::check(flags, means::ALL, "qemuDomainShutdownFlags")?;
    let guest = driver.find(dom)?;
    let view = guest.view();
    let reboots = view.is_active() && definition::restarts_on_poweroff(&view);
    let how = if reboots {
        Shutdown::Reboot
    } else {
        Shutdown::Powerdown
    };
    let owner = "remoteDispatchDomainShutdown";
    let end = End { how, owner, flags };
    if by_agent(driver, &guest, caller, &end)? == Done::Yes {
        return Ok(());
    }
    let mut job = Job::begin(driver, &guest, JobKind::Modify, owner, Some(caller))?;
    if !job.view().life.is_running() {
        // A guest that only stands counts as well, so libvirt's driver says it by itself.
        return Err(not_running().in_domain(ErrorDomain::Qemu));
    }
    driver.set_fake_reboot(&guest, reboots);
    job.talk(&qmp::system_powerdown())
}

/// Asks the guest to start again, by its agent or by the power button.
pub(crate) fn reboot(
    driver: &Arc<Driver>,
    caller: &Caller,
    dom: &DomainRef,
    flags: u32,
) -> Result<()> {
    flags::check(flags, means::ALL, "qemuDomainReboot")?;
    let guest = driver.find(dom)?;
    let how = if definition::restarts_on_reboot(&guest.view()) {
        Shutdown::Reboot
    } else {
        Shutdown::Powerdown
    };
    let owner = "remoteDispatchDomainReboot";
    let end = End { how, owner, flags };
    if by_agent(driver, &guest, caller, &end)? == Done::Yes {
        return Ok(());
    }
    let mut job = Job::begin(driver, &guest, JobKind::Modify, owner, Some(caller))?;
    job.require_active()?;
    let reboots = definition::restarts_on_reboot(&job.view());
    if reboots {
        driver.stand_by(&mut job)?;
    }
    driver.set_fake_reboot(&guest, reboots);
    job.talk(&qmp::system_powerdown())
}

/// By what means a guest may be asked (`virDomainShutdownFlagValues`); no flag leaves the choice.
mod means {
    pub(super) const ACPI: u32 = 1;
    pub(super) const AGENT: u32 = 2;
    pub(super) const ALL: u32 = ACPI | AGENT;
}

/// An end that somebody wants of a guest.
struct End {
    how: Shutdown,
    owner: &'static str,
    flags: u32,
}

/// Whether something is done already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Done {
    Yes,
    No,
}

/// Has the agent do it, where it is to; "no" leaves it to the power button.
///
/// Without a wish the agent is preferred where it is there. Its failure counts only where it was
/// the one means that was wanted.
fn by_agent(driver: &Driver, guest: &Arc<Guest>, caller: &Caller, end: &End) -> Result<Done> {
    let wanted = end.flags & means::AGENT != 0;
    if !wanted && (end.flags != 0 || !agent::is_there(guest)) {
        return Ok(Done::No);
    }
    let was_active = guest.view().is_active();
    let asked =
        AgentJob::begin_at_agent(guest, JobKind::Modify, end.owner, caller).and_then(|mut job| {
            driver.set_fake_reboot(guest, false);
            let terms = Terms {
                timeout_s: Some(SHUTDOWN_TIME_S),
                awaited: Some(match end.how {
                    Shutdown::Reboot => Awaited::Reset,
                    Shutdown::Powerdown | Shutdown::Halt => Awaited::Shutdown,
                }),
            };
            job.tell(&commands::shutdown(end.how), terms)
        });
    match asked {
        Ok(()) => Ok(Done::Yes),
        Err(error) if end.flags == means::AGENT => Err(error),
        // It may have gone down all the same.
        Err(_) if was_active && !guest.view().is_active() => Ok(Done::Yes),
        Err(_) => Ok(Done::No),
    }
}

/// How long an agent may take to bring its guest down.
const SHUTDOWN_TIME_S: i32 = 60;

pub(crate) fn reset(
    driver: &Arc<Driver>,
    caller: &Caller,
    dom: &DomainRef,
    flags: u32,
) -> Result<()> {
    flags::check(flags, 0, "qemuDomainReset")?;
    let guest = driver.find(dom)?;
    let owner = "remoteDispatchDomainReset";
    let mut job = Job::begin(driver, &guest, JobKind::Modify, owner, Some(caller))?;
    job.require_active()?;
    job.talk(&qmp::system_reset())?;
    let mut change = job.state();
    change.with_run(|run| run.fake_reboot = false);
    if matches!(change.life, Life::Crashed(_)) {
        change.life = Life::Paused(Paused::Crashed);
    }
    driver.keep(&guest, &mut change);
    Ok(())
}

pub(crate) fn inject_nmi(
    driver: &Arc<Driver>,
    caller: &Caller,
    dom: &DomainRef,
    flags: u32,
) -> Result<()> {
    flags::check(flags, 0, "qemuDomainInjectNMI")?;
    let guest = driver.find(dom)?;
    let owner = "remoteDispatchDomainInjectNMI";
    let mut job = Job::begin(driver, &guest, JobKind::Modify, owner, Some(caller))?;
    job.require_active()?;
    job.talk(&qmp::inject_nmi())
}

impl Driver {
    /// Stops the processors for this reason.
    pub(crate) fn pause(&self, job: &mut Job<'_>, reason: Paused) -> Result<()> {
        self.expect(job, |run| run.next_paused = Some(reason));
        let stopped = job.talk(&qmp::stop());
        if stopped.is_err() {
            self.unless_in_doubt(&stopped, job, |run| run.next_paused = None);
            return stopped;
        }
        // QEMU says so by an event as well, which may come before or after this. Once it has come,
        // what has happened since is newer than this answer.
        let guest = job.guest();
        let mut change = job.state();
        let mut awaited = None;
        change.with_run(|run| awaited = run.next_paused.take());
        if awaited.is_some() && change.life.is_running() {
            change.life = Life::Paused(reason);
            self.keep_and_tell(guest, &mut change, [lifecycle(Happened::suspended(reason))]);
        }
        Ok(())
    }

    /// Lets the processors run for this reason.
    pub(crate) fn unpause(&self, job: &mut Job<'_>, reason: Running) -> Result<()> {
        self.expect(job, |run| run.next_running = Some(reason));
        let resumed = job.talk(&qmp::cont()).map(drop);
        if resumed.is_err() {
            self.unless_in_doubt(&resumed, job, |run| run.next_running = None);
            return resumed;
        }
        let guest = job.guest();
        let mut change = job.state();
        let mut awaited = None;
        change.with_run(|run| awaited = run.next_running.take());
        if awaited.is_some() && !change.life.is_running() {
            change.life = Life::Running(reason);
            self.keep_and_tell(guest, &mut change, [lifecycle(Happened::resumed(reason))]);
        }
        Ok(())
    }

    /// Makes the guest's next shutdown a reset, or not.
    pub(crate) fn set_fake_reboot(&self, guest: &Guest, reboots: bool) {
        let mut change = guest.state();
        change.with_run(|run| run.fake_reboot = reboots);
        self.keep(guest, &mut change);
    }

    /// Resets a guest that has shut down although it was to start again.
    pub(crate) fn fake_reboot(self: &Arc<Self>, guest: &Arc<Guest>) {
        let begun = Job::begin(self, guest, JobKind::Modify, "qemuProcessFakeReboot", None);
        let done = begun.and_then(|job| {
            let mut job = job.unhurried();
            job.require_active()?;
            job.talk(&qmp::system_reset())?;
            let crashed = matches!(job.view().life, Life::Crashed(_));
            let reason = if crashed {
                Running::Crashed
            } else {
                Running::Booted
            };
            self.unpause(&mut job, reason)?;
            self.leave_alone(&mut job)
        });
        let mut change = guest.state();
        change.with_run(|run| {
            run.paused_shutdown = false;
            run.fake_reboot = false;
        });
        self.keep(guest, &mut change);
        drop(change);
        if let Err(error) = done {
            crate::report::warn(format!("cannot restart guest '{}': {error}", guest.name()));
            if let Some(link) = guest.link() {
                // What can neither shut down nor start again is of no use to anybody.
                let _ = link.signal(fv_sys::signal::Signal::Kill);
            }
        }
    }

    fn expect(&self, job: &mut Job<'_>, change: impl FnOnce(&mut crate::guest::Run)) {
        let mut state = job.state();
        state.with_run(change);
        state.publish();
    }

    /// Takes an expectation back, unless the command may still take effect.
    fn unless_in_doubt(
        &self,
        outcome: &Result<()>,
        job: &mut Job<'_>,
        change: impl FnOnce(&mut crate::guest::Run),
    ) {
        let late = |error: &Error| error.code() == ErrorCode::OperationTimeout;
        if !outcome.as_ref().is_err_and(late) {
            self.expect(job, change);
        }
    }
}
