//! Definitions: kept, replaced, forgotten; and which of them start with the host.

use std::io;
use std::sync::Arc;

use fv_api::{Caller, DomainRef};
use fv_driver_kit::{JobKind, Listed, Taken, file as state_file};
use fv_error::{Error, ErrorCode, ErrorDomain, Result};
use fv_model_domain::Domain;
use fv_sys::file;

use super::{life, query};
use crate::driver::Driver;
use crate::events::lifecycle;
use crate::guest::{Guest, View};
use crate::job::{Job, invalid};
use crate::life::{Happened, Shutoff};
use crate::nvram::{self, SetAside};
use crate::{definition, flags, prepare, report};

/// Keeps a definition, new or in place of an older one.
pub(crate) fn define(driver: &Arc<Driver>, xml: &str, flags: u32) -> Result<DomainRef> {
    const VALIDATE: u32 = 1;

    flags::check(flags, VALIDATE, "qemuDomainDefineXMLFlags")?;
    let definition = Arc::new(prepare::parse(driver, xml)?);
    let (uuid, name) = definition::identity(&definition);
    loop {
        let view = View::shut_off(None, Shutoff::Unknown);
        let guest = Guest::new(uuid, name.clone(), driver.new_gate(), view);
        match driver.guests().insert(Arc::clone(&guest)) {
            Ok(()) => {
                let kept = keep(driver, &guest, &definition);
                if kept.is_err() {
                    forget(driver, &guest);
                }
                return kept?.ok_or_else(|| crate::job::gone(&guest));
            }
            Err(Taken::Name(other)) => return Err(life::name_taken(&name, &other)),
            Err(Taken::Uuid(other)) if other.name() != name => {
                return Err(life::uuid_taken(&other));
            }
            Err(Taken::Uuid(other)) => {
                if let Some(reference) = keep(driver, &other, &definition)? {
                    return Ok(reference);
                }
            }
        }
    }
}

/// Writes a definition, shows it and tells so; nothing if the guest was removed meanwhile.
fn keep(
    driver: &Driver,
    guest: &Arc<Guest>,
    definition: &Arc<Domain>,
) -> Result<Option<DomainRef>> {
    let mut change = guest.state();
    if change.removed {
        return Ok(None);
    }
    if !change.is_persistent() {
        // An older guest of this name may have left them when it was undefined.
        driver.delete_links(guest.name());
    }
    driver.save_definition(guest.name(), definition)?;
    let happened = if change.is_persistent() {
        Happened::DefinedUpdated
    } else {
        Happened::DefinedAdded
    };
    change.config = Some(driver.kept(definition));
    change.publish();
    let reference = guest.reference_with(change.id());
    driver.tell_all(&reference, [lifecycle(happened)]);
    Ok(Some(reference))
}

/// Takes a guest that could not be kept out of the list.
fn forget(driver: &Driver, guest: &Arc<Guest>) {
    let mut change = guest.state();
    change.removed = true;
    change.publish();
    drop(change);
    driver.guests().remove(guest);
}

/// Forgets a definition; a guest that runs goes on as a transient one.
pub(crate) fn undefine(
    driver: &Arc<Driver>,
    caller: &Caller,
    dom: &DomainRef,
    flags: u32,
) -> Result<()> {
    use undefine_flags::{ALL, KEEP_NVRAM, KEEP_TPM, NVRAM, TPM};

    flags::check(flags, ALL, "qemuDomainUndefineFlags")?;
    if flags & NVRAM != 0 && flags & KEEP_NVRAM != 0 {
        return Err(invalid("cannot both keep and delete nvram"));
    }
    if flags & TPM != 0 && flags & KEEP_TPM != 0 {
        return Err(invalid("cannot both keep and delete TPM"));
    }
    let guest = driver.find(dom)?;
    let owner = "remoteDispatchDomainUndefine";
    let mut job = Job::begin(driver, &guest, JobKind::Modify, owner, Some(caller))?;
    if !job.view().is_persistent() {
        return Err(invalid("cannot undefine transient domain"));
    }
    remove_managed_save(driver, &guest, flags)?;
    let variables = set_nvram_aside(&job.view(), flags)?;
    let deleted = driver.delete_definition(&guest);
    if let Some(variables) = variables {
        settle_nvram(variables, deleted.is_ok());
    }
    deleted?;
    let mut change = job.state();
    change.former = change.config.take();
    change.autostart = false;
    change.autostart_once = false;
    change.removed = !change.is_active();
    let (removed, id) = (change.removed, change.id());
    change.publish();
    drop(change);
    if removed {
        driver.guests().remove(&guest);
    }
    let happened = lifecycle(Happened::UndefinedRemoved);
    driver.tell_all(&guest.reference_with(id), [happened]);
    Ok(())
}

fn remove_managed_save(driver: &Driver, guest: &Guest, flags: u32) -> Result<()> {
    let saved = query::managed_save(driver, guest.name());
    if !file::exists(&saved) {
        return Ok(());
    }
    if flags & undefine_flags::MANAGED_SAVE == 0 {
        return Err(invalid(
            "Refusing to undefine while domain managed save image exists",
        ));
    }
    file::remove_durably(&saved).map_err(|error| {
        let detail = "Failed to remove domain managed save image";
        Error::internal(ErrorDomain::Qemu, detail).with_source(error)
    })
}

/// Takes the variables of the firmware away, where the caller wants that and they are there.
fn set_nvram_aside(view: &View, flags: u32) -> Result<Option<SetAside>> {
    let Some(path) = view.kept().and_then(|config| nvram::existing(&config)) else {
        return Ok(None);
    };
    if flags & undefine_flags::NVRAM != 0 {
        return SetAside::take(path).map(Some);
    }
    if flags & undefine_flags::KEEP_NVRAM != 0 {
        return Ok(None);
    }
    Err(invalid("cannot undefine domain with nvram"))
}

/// Removes variables with their guest, or puts them back where that has to stay.
fn settle_nvram(variables: SetAside, removed: bool) {
    let settled = match removed {
        true => variables.remove(),
        false => variables.put_back(),
    };
    if let Err(error) = settled {
        report::warn(format!("cannot settle a guest's nvram: {error}"));
    }
}

/// At which starts of the host a guest starts with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum When {
    /// At each one.
    Always,
    /// At the next one only.
    Once,
}

/// Lets a guest start with the host, or not.
pub(crate) fn set_autostart(
    driver: &Arc<Driver>,
    caller: &Caller,
    dom: &DomainRef,
    when: When,
    wanted: bool,
) -> Result<()> {
    let guest = driver.find(dom)?;
    let view = guest.view();
    if !view.is_persistent() {
        return Err(invalid("cannot set autostart for transient domain"));
    }
    let (link, now) = match when {
        When::Always => (driver.dirs().autostart_link(guest.name()), view.autostart),
        When::Once => (
            driver.dirs().autostart_once_link(guest.name()),
            view.autostart_once,
        ),
    };
    if now == wanted {
        return Ok(());
    }
    let owner = match when {
        When::Always => "remoteDispatchDomainSetAutostart",
        When::Once => "remoteDispatchDomainSetAutostartOnce",
    };
    let mut job = Job::begin(driver, &guest, JobKind::Modify, owner, Some(caller))?;
    if wanted {
        let folder = &driver.dirs().autostart;
        file::create_folders(folder, 0o755).map_err(|error| {
            let detail = format!("cannot create autostart directory {}", folder.display());
            Error::system(ErrorDomain::Qemu, error, detail)
        })?;
        let definition = driver.dirs().definition(guest.name());
        state_file::link(&definition, &link).map_err(|error| {
            let (link, target) = (link.display(), definition.display());
            let detail = format!("Failed to create symlink '{link}' to '{target}'");
            Error::system(ErrorDomain::Qemu, error, detail)
        })?;
    } else {
        remove_link(&link)?;
    }
    let mut change = job.state();
    match when {
        When::Always => change.autostart = wanted,
        When::Once => change.autostart_once = wanted,
    }
    change.publish();
    Ok(())
}

fn remove_link(link: &std::path::Path) -> Result<()> {
    match file::remove_durably(link) {
        Err(error) if !is_absent(&error) => {
            let detail = format!("Failed to delete symlink '{}'", link.display());
            Err(Error::system(ErrorDomain::Qemu, error, detail))
        }
        _ => Ok(()),
    }
}

/// The folder of links may never have been made.
fn is_absent(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
    )
}

impl Driver {
    /// Writes a definition to its file.
    pub(crate) fn save_definition(&self, name: &str, definition: &Domain) -> Result<()> {
        let text = definition::to_file_xml(definition)?;
        let text = state_file::with_note(&format!("virsh edit {name}"), &text);
        let folder = &self.dirs().config;
        file::create_folders(folder, 0o700).map_err(|error| {
            let detail = format!("cannot create config directory '{}'", folder.display());
            Error::system(ErrorDomain::Domain, error, detail)
        })?;
        let path = self.dirs().definition(name);
        state_file::replace(&path, &text).map_err(|error| {
            let detail = format!("cannot write config file '{}'", path.display());
            Error::system(ErrorDomain::Domain, error, detail)
        })
    }

    /// Removes the file of a definition and the links to it.
    ///
    /// The definition goes first, for it decides: where it cannot be removed, nothing has happened.
    fn delete_definition(&self, guest: &Guest) -> Result<()> {
        let path = self.dirs().definition(guest.name());
        file::remove_durably(&path).map_err(|error| {
            let detail = format!("cannot remove config {}", path.display());
            Error::system(ErrorDomain::Domain, error, detail)
        })?;
        // libvirt lets a guest go although a link to it cannot be removed.
        self.delete_links(guest.name());
        Ok(())
    }

    /// Removes the links that would let a guest start with the host.
    fn delete_links(&self, name: &str) {
        let dirs = self.dirs();
        for link in [dirs.autostart_link(name), dirs.autostart_once_link(name)] {
            if file::read_link(&link).is_ok()
                && let Err(error) = file::remove(&link)
            {
                report::warn(format!("cannot remove {}: {error}", link.display()));
            }
        }
    }
}

/// Refuses a name that cannot be the name of files, or that a person cannot read as one.
///
/// libvirt refuses slashes and newlines alone; the names of folders and other control characters
/// make paths and logs that mean something else than what they show.
pub(crate) fn check_name(name: &str) -> Result<()> {
    let refuse = |detail: String| Err(Error::new(ErrorDomain::Xml, ErrorCode::XmlError, detail));
    if name.contains('/') {
        return refuse(format!("name {name} cannot contain '/'"));
    }
    if name == "." || name == ".." {
        return refuse(format!("name {name} cannot be that of a folder"));
    }
    let Some(found) = name.chars().find(|c| c.is_control()) else {
        return Ok(());
    };
    // The newline as it is, as libvirt shows it.
    let shown = match found {
        '\n' => "\n".to_string(),
        other => other.escape_default().to_string(),
    };
    let detail = format!("invalid char in name: {shown}");
    Err(Error::new(ErrorDomain::Xml, ErrorCode::XmlDetail, detail))
}

/// `virDomainUndefineFlagsValues`.
mod undefine_flags {
    pub(super) const MANAGED_SAVE: u32 = 1;
    pub(super) const NVRAM: u32 = 4;
    pub(super) const KEEP_NVRAM: u32 = 8;
    pub(super) const TPM: u32 = 32;
    pub(super) const KEEP_TPM: u32 = 64;
    pub(super) const ALL: u32 = 127;
}
