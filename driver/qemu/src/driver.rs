//! The driver as a whole: its guests, its folders, where it reports to.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicI32, AtomicU32, Ordering};
use std::sync::{Arc, OnceLock, Weak};
use std::time::Duration;

use fv_api::{DomainEvent, DomainRef, EventSink, QemuEvent};
use fv_command::Runner;
use fv_driver_host::TapNames;
use fv_driver_host::{Ownership, Remember};
use fv_driver_kit::{DriverDirs, JobGate, Listed, ObjectList, Privilege};
use fv_driver_qemu_monitor::Event;
use fv_error::{Error, ErrorCode, ErrorDomain, Result};
use fv_keeper::Limits;
use fv_model_domain::Domain;
use fv_types::Uuid;

use crate::calls::Consoles;
use crate::config::Config;
use crate::emulators::Emulators;
use crate::guest::{Change, Guest, View};
use crate::kept::{Kept, Recent};
use crate::pending::Pending;
use crate::ports::{FreePorts, PortBook};
use crate::reactor::Reactor;
use crate::strays::Strays;
use crate::{host_uuid, report, status};

/// What the driver is given when it is made.
pub struct Settings {
    /// Where everything lives.
    pub dirs: fv_driver_kit::Dirs,
    /// Where events go.
    pub sink: Arc<dyn EventSink>,
    /// What starts programs.
    pub runner: Arc<dyn Runner>,
    /// The folders in which programs are looked up.
    pub search_path: String,
    /// The program that keeps the logs of guests; without it emulators write to the files.
    pub log_keeper: Option<PathBuf>,
    /// The daemon's environment, of which emulators get a part.
    pub environment: Vec<(String, String)>,
    /// How long a caller waits for another one's job.
    pub job_wait: Duration,
    /// How long a caller waits for QEMU's answer.
    pub monitor_wait: Duration,
    /// The host's uuid, if it is not the machine's own.
    pub host_uuid: Option<Uuid>,
    /// The URI of its connections; absent for the one that belongs to the folders.
    pub uri: Option<String>,
    /// Whether it is there all the time.
    pub stay: Stay,
}

/// Whether a driver is there as long as its guests are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stay {
    /// It is a daemon's: it watches its guests and starts those that are to start with the host.
    Permanent,
    /// It is a program's that comes and goes: a guest that turns itself off must end without it.
    Passing,
}

impl Settings {
    /// The usual settings: programs are really started, and callers wait as long as in libvirt.
    pub fn new(
        dirs: fv_driver_kit::Dirs,
        sink: Arc<dyn EventSink>,
        search_path: impl Into<String>,
    ) -> Self {
        Self {
            dirs,
            sink,
            runner: Arc::new(fv_command::Host),
            log_keeper: fv_keeper::find(),
            environment: Vec::new(),
            search_path: search_path.into(),
            job_wait: JobGate::WAIT,
            monitor_wait: JobGate::WAIT,
            host_uuid: None,
            uri: None,
            stay: Stay::Permanent,
        }
    }
}

/// The driver's inside, shared by its calls and its threads.
pub(crate) struct Driver {
    me: Weak<Driver>,
    config: Config,
    dirs: DriverDirs,
    sink: Arc<dyn EventSink>,
    runner: Arc<dyn Runner>,
    search_path: String,
    log_keeper: Option<PathBuf>,
    environment: Vec<(String, String)>,
    guests: ObjectList<Guest>,
    /// Definitions that were asked for last.
    recent: Arc<Recent>,
    reactor: Reactor,
    emulators: Emulators,
    strays: Strays,
    consoles: Consoles,
    ports: PortBook,
    tap_names: TapNames,
    pending: Pending,
    host_uuid: OnceLock<Uuid>,
    uri: String,
    stay: Stay,
    job_wait: Duration,
    monitor_wait: Duration,
    next_id: AtomicI32,
    next_generation: AtomicU32,
}

impl Driver {
    /// A driver without guests; they are loaded afterwards.
    pub(crate) fn new(settings: Settings) -> Result<Arc<Self>> {
        let dirs = settings.dirs.driver("qemu");
        let config = Config::load(&dirs)?;
        let reactor = Reactor::start().map_err(|error| {
            Error::system(
                ErrorDomain::Qemu,
                error,
                "cannot start the thread for monitors",
            )
        })?;
        let emulators = Emulators::new(&dirs, &config, &settings);
        let own_uri = match dirs.privilege {
            Privilege::System => "qemu:///system",
            Privilege::Session => "qemu:///session",
        };
        let uri = settings.uri.unwrap_or_else(|| own_uri.into());
        Ok(Arc::new_cyclic(|me| Self {
            me: Weak::clone(me),
            config,
            dirs,
            sink: settings.sink,
            runner: settings.runner,
            environment: environment(settings.environment, &settings.search_path),
            search_path: settings.search_path,
            log_keeper: settings.log_keeper,
            guests: ObjectList::new(),
            recent: Recent::new(),
            reactor,
            emulators,
            strays: Strays::new(),
            consoles: Consoles::new(),
            ports: PortBook::new(),
            tap_names: TapNames::default(),
            pending: Pending::new(),
            host_uuid: settings.host_uuid.map(OnceLock::from).unwrap_or_default(),
            uri,
            stay: settings.stay,
            job_wait: settings.job_wait,
            monitor_wait: settings.monitor_wait,
            next_id: AtomicI32::new(1),
            next_generation: AtomicU32::new(1),
        }))
    }

    /// Its configuration.
    pub(crate) fn config(&self) -> &Config {
        &self.config
    }

    /// Its folders.
    pub(crate) fn dirs(&self) -> &DriverDirs {
        &self.dirs
    }

    /// Keeps a definition of one of its guests.
    pub(crate) fn kept(&self, definition: &Arc<Domain>) -> Kept {
        Kept::new(definition, &self.recent)
    }

    /// Keeps a definition that was read from this text.
    pub(crate) fn kept_text(&self, text: &str) -> Kept {
        Kept::from_text(text, &self.recent)
    }

    /// Its guests.
    pub(crate) fn guests(&self) -> &ObjectList<Guest> {
        &self.guests
    }

    /// The thread that watches monitors.
    pub(crate) fn reactor(&self) -> &Reactor {
        &self.reactor
    }

    /// What is known of the emulators of the host.
    pub(crate) fn emulators(&self) -> &Emulators {
        &self.emulators
    }

    /// The emulators that are left alone.
    pub(crate) fn strays(&self) -> &Strays {
        &self.strays
    }

    /// Who uses which console.
    pub(crate) fn consoles(&self) -> &Consoles {
        &self.consoles
    }

    /// The ports that guests may be given; those that one start takes no other one gets.
    pub(crate) fn free_ports(&self) -> FreePorts {
        self.ports.free()
    }

    /// The names for taps.
    pub(crate) fn tap_names(&self) -> &TapNames {
        &self.tap_names
    }

    /// What starts programs.
    pub(crate) fn runner(&self) -> &Arc<dyn Runner> {
        &self.runner
    }

    /// The folders in which programs are looked up.
    pub(crate) fn search_path(&self) -> &str {
        &self.search_path
    }

    /// The program that keeps the logs of guests, where they are to be bounded.
    pub(crate) fn log_keeper(&self) -> Option<(&Path, Limits)> {
        Some((self.log_keeper.as_deref()?, self.config.log_limits?))
    }

    /// The daemon's environment.
    pub(crate) fn environment(&self) -> &[(String, String)] {
        &self.environment
    }

    /// How long a caller waits for QEMU's answer.
    pub(crate) fn monitor_wait(&self) -> Duration {
        self.monitor_wait
    }

    /// Whether it may do as it likes with the host.
    pub(crate) fn is_privileged(&self) -> bool {
        self.dirs.privilege == Privilege::System
    }

    /// The host's uuid, which is looked for when somebody first asks.
    pub(crate) fn host_uuid(&self) -> Uuid {
        let find = || host_uuid::HOST.find(&self.dirs.lib);
        *self.host_uuid.get_or_init(find)
    }

    /// The URI of its connections.
    pub(crate) fn uri(&self) -> &str {
        &self.uri
    }

    /// Whether it is there all the time.
    pub(crate) fn stay(&self) -> Stay {
        self.stay
    }

    /// What it does on threads of its own.
    pub(crate) fn pending(&self) -> &Pending {
        &self.pending
    }

    /// A gate for a new guest.
    pub(crate) fn new_gate(&self) -> Arc<JobGate> {
        JobGate::new(self.job_wait)
    }

    /// An id that no guest has had since the driver was made.
    pub(crate) fn next_id(&self) -> i32 {
        let next = |id: i32| Some(id.checked_add(1).unwrap_or(1));
        match self
            .next_id
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, next)
        {
            Ok(id) | Err(id) => id,
        }
    }

    /// The id that the next guest will have, if nobody takes it first.
    pub(crate) fn likely_id(&self) -> i32 {
        self.next_id.load(Ordering::Relaxed)
    }

    /// Keeps new ids above one that was found.
    pub(crate) fn reserve_id(&self, id: i32) {
        self.next_id
            .fetch_max(id.saturating_add(1), Ordering::Relaxed);
    }

    /// A number for a link, never used again.
    pub(crate) fn next_generation(&self) -> u32 {
        self.next_generation.fetch_add(1, Ordering::Relaxed)
    }

    /// What gives files to the user of the emulators, where that is wanted.
    pub(crate) fn ownership(&self) -> Result<Option<Ownership>> {
        if !self.config.dynamic_ownership {
            return Ok(None);
        }
        let account = self.config.account()?;
        let remember = if self.config.remember_owner {
            Remember::Yes
        } else {
            Remember::No
        };
        Ok(account.map(|account| Ownership::new(account.owner, remember)))
    }

    /// The guest that a client named, by its uuid.
    pub(crate) fn find(&self, dom: &DomainRef) -> Result<Arc<Guest>> {
        self.guests
            .by_uuid(dom.uuid)
            .ok_or_else(|| no_domain(dom.uuid, &dom.name))
    }

    /// Sends events of a guest.
    pub(crate) fn tell_all(&self, dom: &DomainRef, events: impl IntoIterator<Item = DomainEvent>) {
        for event in events {
            self.sink.domain(dom, event);
        }
    }

    /// Sends one event of a guest.
    pub(crate) fn tell(&self, guest: &Guest, event: DomainEvent) {
        self.sink.domain(&guest.reference(), event);
    }

    /// Passes an event of a monitor on as it came.
    pub(crate) fn monitor_event(&self, guest: &Guest, event: &Event) {
        let details = event.data.as_ref().map(ToString::to_string);
        let event = QemuEvent::Monitor {
            event: event.name.clone(),
            seconds: event.seconds,
            micros: event.micros,
            details,
        };
        self.sink.qemu(&guest.reference(), event);
    }

    /// Makes a change of a running guest last and shows it.
    ///
    /// A status that cannot be written is reported and written later; what the guest did has
    /// happened anyway.
    pub(crate) fn keep(&self, guest: &Guest, change: &mut Change<'_>) {
        let saved = self.save_status(guest, change);
        change.publish();
        let Err(error) = saved else { return };
        report::warn(format!(
            "cannot keep the status of guest '{}': {error}",
            guest.name()
        ));
        if !guest.set_unsaved(true) {
            self.save_again(guest.uuid());
        }
    }

    /// Shows a change that a guest can make as often as it likes; its status is written at most
    /// once a second then, with what was changed last.
    pub(crate) fn keep_soon(&self, guest: &Arc<Guest>, change: &mut Change<'_>) {
        if guest.is_unsaved() {
            // Somebody is about to write it already.
            return change.publish();
        }
        let now = fv_sys::clock::now();
        let due = guest.saved_at().map_or(now, |saved| saved + SAVE_PAUSE);
        if due <= now {
            return self.keep(guest, change);
        }
        change.publish();
        guest.set_unsaved(true);
        self.follow_up(guest, "save", move |driver, guest| {
            fv_sys::clock::sleep(due.until(now));
            let mut change = guest.state();
            if guest.set_unsaved(false) {
                driver.keep(guest, &mut change);
            }
        });
    }

    /// Writes a status as soon as that is possible.
    fn save_again(&self, uuid: Uuid) {
        let me = Weak::clone(&self.me);
        let work = move || {
            loop {
                fv_sys::clock::sleep(SAVE_AGAIN);
                // Looked up here: whoever notes a change holds the guest's state.
                let Some(driver) = me.upgrade() else { return };
                let Some(guest) = driver.guests.by_uuid(uuid) else {
                    return;
                };
                let change = guest.state();
                if !change.is_active() || driver.save_status(&guest, &change).is_ok() {
                    guest.set_unsaved(false);
                    return;
                }
            }
        };
        let thread = std::thread::Builder::new().name("qemu-save-again".into());
        if let Err(error) = thread.spawn(work) {
            report::warn(format!("cannot start a thread: {error}"));
        }
    }

    /// Makes a change of a running guest last, shows it, and sends what happened.
    pub(crate) fn keep_and_tell(
        &self,
        guest: &Guest,
        change: &mut Change<'_>,
        events: impl IntoIterator<Item = DomainEvent>,
    ) {
        self.keep(guest, change);
        self.tell_all(&guest.reference_with(change.id()), events);
    }

    /// Writes the status of a guest that runs.
    pub(crate) fn save_status(&self, guest: &Guest, view: &View) -> Result<()> {
        if view.run.is_none() {
            return Ok(());
        }
        let text = status::format(view)?;
        let text = fv_driver_kit::file::with_note(&format!("virsh edit {}", guest.name()), &text);
        let path = self.dirs.status(guest.name());
        fv_driver_kit::file::replace_status(&path, &text).map_err(|error| {
            let detail = format!("cannot write config file '{}'", path.display());
            Error::system(ErrorDomain::Domain, error, detail)
        })?;
        guest.set_unsaved(false);
        guest.set_saved_at(fv_sys::clock::now());
        Ok(())
    }

    /// Does work on a guest that nobody waits for, on a thread of its own.
    pub(crate) fn follow_up(
        &self,
        guest: &Arc<Guest>,
        what: &str,
        work: impl FnOnce(&Arc<Driver>, &Arc<Guest>) + Send + 'static,
    ) {
        let Some(driver) = self.me.upgrade() else {
            return;
        };
        let guest = Arc::clone(guest);
        let thread = std::thread::Builder::new().name(format!("qemu-{what}"));
        let piece = self.pending.begin();
        let work = move || {
            work(&driver, &guest);
            // Whoever waits for the end of the work takes the driver for free then.
            drop((driver, guest));
            drop(piece);
        };
        if let Err(error) = thread.spawn(work) {
            report::warn(format!("cannot start a thread for {what}: {error}"));
        }
    }
}

impl fmt::Debug for Driver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Driver")
            .field("uri", &self.uri())
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Settings")
            .field("dirs", &self.dirs)
            .finish_non_exhaustive()
    }
}

/// The environment with the search path in it.
fn environment(mut known: Vec<(String, String)>, search_path: &str) -> Vec<(String, String)> {
    if !known.iter().any(|(name, _)| name == "PATH") {
        known.push(("PATH".into(), search_path.into()));
    }
    known
}

/// How long until a status that could not be written is written again.
/// How long a guest's status stays as it is while the guest changes it by itself.
const SAVE_PAUSE: Duration = Duration::from_secs(1);
const SAVE_AGAIN: Duration = Duration::from_secs(2);

/// There is no guest with this uuid.
fn no_domain(uuid: Uuid, name: &str) -> Error {
    let detail = format!("no domain with matching uuid '{uuid}' ({name})");
    Error::new(ErrorDomain::Qemu, ErrorCode::NoDomain, detail)
}
