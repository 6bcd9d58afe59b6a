//! The driver's beginning: what is defined, what still runs, what starts with the host.
//!
//! A file that cannot be read is reported and left alone. What becomes of a guest whose status
//! was read is in `reconnect`; what becomes of one whose status was not, in `strays`.

use std::collections::HashSet;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use fv_driver_kit::{JobKind, Listed, file as state_file};
use fv_error::{Error, ErrorDomain, Result};
use fv_model_domain::Domain;
use fv_sys::{clock, file, memory};

use crate::calls::check_name;
use crate::driver::Driver;
use crate::guest::{Guest, Run, View};
use crate::job::Job;
use crate::life::Shutoff;
use crate::marks::{self, Marks};
use crate::nvram::Variables;
use crate::start::{Begin, StartOptions};
use crate::{definition, kept, prepare, report, status};

impl Driver {
    /// Makes the folders that are missing.
    pub(crate) fn prepare_folders(&self) -> Result<()> {
        let dirs = self.dirs();
        // The emulators' user has to get through some of these to what is its own; what nobody
        // else is to read is a private file in them.
        let folders = [
            &dirs.config,
            &dirs.autostart,
            &dirs.log,
            &dirs.state,
            &dirs.lib,
            &dirs.cache,
            &dirs.channel,
        ];
        for folder in folders {
            let Err(error) = file::create_folders(folder, 0o755) else {
                continue;
            };
            if !is_in_the_way(&error) {
                let detail = format!("Failed to create directory {}", folder.display());
                return Err(Error::system(ErrorDomain::Qemu, error, detail));
            }
            // Who needs this folder will be told; those who do not are served.
            report::warn(format!("cannot create {}: {error}", folder.display()));
        }
        Ok(())
    }

    /// Loads what is defined and finds what runs: by what was noted, and by what is there.
    pub(crate) fn load(self: &Arc<Self>) {
        let dirs = self.dirs();
        self.load_definitions();
        self.name_foreign_links();
        let marks = self.look_around();
        each_document(&dirs.state, |name, path| {
            self.load_status(name, path, &marks)
        });
        self.explain(marks);
        // Each document was a tree for a moment.
        memory::give_back();
    }

    /// Names what makes no guest start with the host although it is where such links are.
    fn name_foreign_links(&self) {
        let dirs = self.dirs();
        for name in file::list_folder(&dirs.autostart).unwrap_or_default() {
            let path = dirs.autostart.join(&name);
            let text = name.to_string_lossy();
            let guest = text.trim_end_matches(".once").strip_suffix(".xml");
            if !guest.is_some_and(|guest| links_to(&path, &dirs.definition(guest))) {
                let path = printable(&path.to_string_lossy());
                report::warn(format!("{path} is left alone: no link to a definition"));
            }
        }
    }

    /// Reads the definitions again: new ones are added, known ones replaced; none is forgotten.
    pub(crate) fn reload(self: &Arc<Self>) {
        let config = &self.dirs().config;
        each_document(config, |name, path| self.reload_definition(name, path));
        self.explain_again();
    }

    fn reload_definition(&self, name: &str, path: &Path) -> Result<()> {
        let definition = self.read_definition(path)?;
        let (uuid, found) = definition::identity(&definition);
        let Some(guest) = self.guests().by_uuid(uuid) else {
            return self.load_definition(name, path);
        };
        let definition = Arc::new(definition);
        if guest.name() != name || found != name {
            return Err(misnamed(name, &found));
        }
        let mut change = guest.state();
        if !change.removed {
            change.config = Some(self.kept(&definition));
            change.publish();
        }
        Ok(())
    }

    /// Loads all definitions.
    ///
    /// Documents are read on as many threads as there are processors: with thousands of them
    /// that is most of the start. Who of two with the same uuid is shown stays a matter of names.
    fn load_definitions(&self) {
        let documents = documents(&self.dirs().config);
        let links = self.links();
        let threads = thread::available_parallelism().map_or(1, usize::from);
        let share = documents.len().div_ceil(threads).max(SHARE_MIN);
        let read = |share: &[(String, PathBuf)]| -> Vec<Result<Arc<Guest>>> {
            let guests = share.iter();
            guests
                .map(|(name, path)| self.defined_guest(name, path, &links))
                .collect()
        };
        let shares: Vec<_> = documents.chunks(share).collect();
        let guests: Vec<Result<Arc<Guest>>> = thread::scope(|scope| {
            let others: Vec<_> = shares
                .iter()
                .skip(1)
                .map(|share| {
                    let thread = thread::Builder::new().name("load".into());
                    thread.spawn_scoped(scope, move || read(share))
                })
                .collect();
            let mut guests = shares.first().map_or(Vec::new(), |share| read(share));
            for (started, share) in others.into_iter().zip(shares.iter().skip(1)) {
                let done = started.ok().and_then(|thread| thread.join().ok());
                // A thread that cannot be started is no failure: its share is done here.
                guests.extend(done.unwrap_or_else(|| read(share)));
            }
            guests
        });
        for ((_, path), guest) in documents.iter().zip(guests) {
            report_failure(path, guest.and_then(|guest| self.add_defined(guest)));
        }
    }

    /// The names of what stands where links for autostart do: few guests have one, and to ask
    /// for each of thousands takes longer.
    fn links(&self) -> HashSet<OsString> {
        let names = file::list_folder(&self.dirs().autostart).unwrap_or_default();
        names.into_iter().collect()
    }

    /// Reads a definition from its file.
    fn read_definition(&self, path: &Path) -> Result<Domain> {
        self.definition_of(path, &read(path)?)
    }

    /// Reads a definition from the text of its file.
    ///
    /// What a daemon wrote is complete. What a person put there is completed as if a client had
    /// defined it; where that cannot be done now, its start will say why.
    fn definition_of(&self, path: &Path, text: &str) -> Result<Domain> {
        let plain = kept::read(text)?;
        if is_written(text) {
            return Ok(plain);
        }
        prepare::reread(self, text).or_else(|error| {
            report::warn(format!("{} is not complete: {error}", path.display()));
            Ok(plain)
        })
    }

    fn load_definition(&self, name: &str, path: &Path) -> Result<()> {
        let guest = self.defined_guest(name, path, &self.links())?;
        self.add_defined(guest)
    }

    /// A guest as its definition says, not shown yet.
    fn defined_guest(
        &self,
        name: &str,
        path: &Path,
        links: &HashSet<OsString>,
    ) -> Result<Arc<Guest>> {
        let text = read(path)?;
        let definition = self.definition_of(path, &text)?;
        let (uuid, found) = definition::identity(&definition);
        if found != name {
            return Err(misnamed(name, &found));
        }
        // No client could have defined such a one, and its log would say what it likes.
        check_name(name)?;
        let kept = match is_written(&text) {
            true => self.kept_text(without_note(&text)),
            false => self.kept(&Arc::new(definition)),
        };
        let dirs = self.dirs();
        let is_linked = |link: PathBuf| {
            let is_there = link.file_name().is_some_and(|name| links.contains(name));
            is_there && links_to(&link, path)
        };
        let mut view = View::shut_off(Some(kept), Shutoff::Unknown);
        view.autostart = is_linked(dirs.autostart_link(name));
        view.autostart_once = is_linked(dirs.autostart_once_link(name));
        Ok(Guest::new(uuid, found, self.new_gate(), view))
    }

    /// Shows a guest that is defined.
    fn add_defined(&self, guest: Arc<Guest>) -> Result<()> {
        let (name, uuid) = (guest.name().to_string(), guest.uuid());
        self.guests().insert(guest).map_err(|_| {
            let detail = format!("another domain has the name '{name}' or the uuid {uuid}");
            Error::internal(ErrorDomain::Domain, detail)
        })
    }

    fn load_status(self: &Arc<Self>, name: &str, path: &Path, marks: &Marks) -> Result<()> {
        let found = status::parse(&read(path)?)?;
        let (Some(live), Some(run)) = (found.live.clone(), found.run.clone()) else {
            return Err(foreign("it describes no running guest"));
        };
        let (uuid, own_name) = definition::identity(&live);
        if own_name != name {
            return Err(misnamed(name, &own_name));
        }
        self.check_places(&run)?;
        let guest = match self.guests().by_uuid(uuid) {
            Some(guest) if guest.name() == name => guest,
            Some(guest) => return Err(misnamed(name, guest.name())),
            None => {
                let view = View::shut_off(None, Shutoff::Unknown);
                let guest = Guest::new(uuid, own_name, self.new_gate(), view);
                self.guests().insert(Arc::clone(&guest)).map_err(|_| {
                    let detail = format!("another domain has the name '{name}'");
                    Error::internal(ErrorDomain::Domain, detail)
                })?;
                guest
            }
        };
        self.take_over(&guest, found, run, marks)
    }

    /// Refuses a status whose folders are not those of a guest: they are removed when it ends.
    fn check_places(&self, run: &Run) -> Result<()> {
        let is_ours = run.lib_dir.parent() == Some(&self.dirs().lib)
            && marks::run_id(&run.lib_dir).is_some()
            && run.monitor_path.parent() == Some(&run.lib_dir);
        match is_ours && run.id > 0 {
            true => Ok(()),
            false => Err(foreign("its id or its folders cannot be those of a guest")),
        }
    }

    /// Starts what is to start with the host, the first time the driver comes up after it.
    pub(crate) fn autostart(self: &Arc<Self>) {
        let marker = self.dirs().state.join("autostarted");
        if file::exists(&marker) {
            return;
        }
        if let Err(error) = file::replace_until_reboot(&marker, b"", 0o600, None) {
            return report::warn(format!("cannot note that guests were started: {error}"));
        }
        let mut guests = self.guests().all();
        guests.retain(|guest| {
            let view = guest.view();
            (view.autostart || view.autostart_once) && !view.is_active()
        });
        let Some(first) = guests.first().cloned() else {
            return;
        };
        let delay = Duration::from_millis(self.config().auto_start_delay_ms.into());
        self.follow_up(&first, "autostart", move |driver, _| {
            for (place, guest) in guests.iter().enumerate() {
                if place > 0 {
                    clock::sleep(delay);
                }
                driver.autostart_one(guest);
            }
        });
    }

    fn autostart_one(self: &Arc<Self>, guest: &Arc<Guest>) {
        let name = guest.name();
        let started = Job::begin(self, guest, JobKind::Modify, "qemuAutostartDomain", None)
            .and_then(|mut job| {
                let once = self.dirs().autostart_once_link(name);
                if job.view().autostart_once && file::remove_durably(&once).is_ok() {
                    let mut change = job.state();
                    change.autostart_once = false;
                    change.publish();
                }
                if job.view().is_active() {
                    return Ok(());
                }
                let config = job.view().kept();
                let options = StartOptions {
                    definition: config.ok_or_else(|| crate::job::gone(guest))?,
                    begin: Begin::Running,
                    variables: Variables::Kept,
                    autodestroy: None,
                };
                self.start_guest(&mut job, &options)
            });
        if let Err(error) = started {
            report::warn(format!("Failed to autostart VM '{name}': {error}"));
        }
    }
}

fn each_document(folder: &Path, mut load: impl FnMut(&str, &Path) -> Result<()>) {
    for (name, path) in documents(folder) {
        report_failure(&path, load(&name, &path));
    }
}

/// The documents of a folder, by name; none where it cannot be read.
fn documents(folder: &Path) -> Vec<(String, PathBuf)> {
    state_file::documents(folder).unwrap_or_else(|error| {
        let folder = folder.display();
        report::warn(format!("cannot read folder '{folder}': {error}"));
        Vec::new()
    })
}

/// Names a file that could not be used.
fn report_failure(path: &Path, result: Result<()>) {
    if let Err(error) = result {
        let why = excerpt(&error.to_string());
        let path = printable(&path.to_string_lossy());
        report::warn(format!("{path} is left alone: {why}"));
    }
}

/// Whether a daemon wrote a document: it begins with a note to people.
fn is_written(text: &str) -> bool {
    text.starts_with("<!--")
}

/// A document without the note at its beginning.
fn without_note(text: &str) -> &str {
    let rest = text.split_once("-->").map_or(text, |(_, rest)| rest);
    rest.trim_start()
}

/// Whether a folder is missing because of what is there instead, or because its disk takes nothing.
fn is_in_the_way(error: &std::io::Error) -> bool {
    use std::io::ErrorKind::{AlreadyExists, NotADirectory, ReadOnlyFilesystem, StorageFull};

    matches!(
        error.kind(),
        AlreadyExists | NotADirectory | ReadOnlyFilesystem | StorageFull
    )
}

/// The first line of a message; the rest may be whatever stands in a file.
fn excerpt(message: &str) -> String {
    let line = message.lines().next().unwrap_or_default();
    printable(line).chars().take(EXCERPT_MAX).collect()
}

/// A text that stays on its line: a file's name may hold anything.
fn printable(text: &str) -> String {
    let is_control = |letter: char| letter.is_control();
    text.replace(is_control, "?")
}

fn read(path: &Path) -> Result<String> {
    state_file::read(path).map_err(|error| {
        Error::system(
            ErrorDomain::Domain,
            error,
            format!("Failed to open file '{}'", path.display()),
        )
    })
}

/// A status that is none of ours.
pub(crate) fn foreign(why: &str) -> Error {
    Error::internal(ErrorDomain::Qemu, why)
}

fn misnamed(file: &str, name: &str) -> Error {
    let detail = format!("Domain config filename '{file}.xml' doesn't match domain name '{name}'");
    Error::internal(ErrorDomain::Domain, detail)
}

/// Whether a link is there and says this target.
fn links_to(link: &Path, target: &Path) -> bool {
    file::read_link(link).is_ok_and(|found| found == target)
}

/// So few documents are read sooner than a thread is started.
const SHARE_MIN: usize = 50;
/// How much of a message is worth a place in the log.
const EXCERPT_MAX: usize = 300;
