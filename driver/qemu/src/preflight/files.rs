//! Files: whether they are there, and whether the emulator's user can get at them.

use std::io;
use std::path::{Path, PathBuf};

use fv_driver_host::{Account, Holder, Obstacle, Use, Walker};
use fv_error::{Error, ErrorCode, ErrorDomain, Result};
use fv_model_domain::Domain;
use fv_model_domain::devices::chardev::{CharSource, SocketMode};
use fv_model_domain::devices::source::BackingStore;
use fv_sys::file::{self, Links};
use fv_sys::unix;

use super::{Findings, Kind};
use crate::chain;
use crate::definition::{self, Role};
use crate::driver::Driver;
use crate::guest::Run;
use crate::nvram::{self, Making, Variables};
use crate::outputs;

/// Checks every file that a guest needs, and completes the chains of its disks on the way.
///
/// Without an account nobody's ways can be checked; that there is none is noted elsewhere.
pub(crate) fn check_files(
    driver: &Driver,
    wanted: &mut Domain,
    account: Option<&Option<Account>>,
    run: &Run,
    findings: &mut Findings,
) -> Result<()> {
    let ways = account.map(|account| Ways::new(driver, account.as_ref()));
    let ways = ways.as_ref();
    let mut absent = images(wanted, ways, findings)?;
    for path in others(wanted) {
        if !file::exists(&path) {
            let missing = present(&path, ways).map_err(|error| error.of_file(&path));
            findings.check(Kind::File, missing)?;
            absent.push(path);
        }
    }
    for path in outputs::paths(wanted) {
        // The file itself is made by the start.
        let folder = path.parent().unwrap_or(path);
        let there = present(folder, ways).map_err(|absence| match absence {
            Absence::Failed(error) => driver.output_error(path, error),
            Absence::Refused(error) => error,
        });
        findings.check(Kind::File, there)?;
    }
    socket_length(run, findings)?;
    let Some(ways) = ways else { return Ok(()) };
    let mut seen = Vec::new();
    let new_nvram = definition::nvram_path(wanted).filter(|path| !file::exists(path));
    for given in definition::files(wanted) {
        // Variables that are missing are looked at with what they are made of.
        let is_new = Some(&given.path) == new_nvram.as_ref();
        if is_new || absent.contains(&given.path) || seen.contains(&given.path) {
            continue;
        }
        let allowed = ways.check(&given.path, given.used, ways.holder, given.role);
        findings.check(Kind::Access, allowed)?;
        seen.push(given.path);
    }
    for (path, used) in unowned(wanted) {
        if !absent.contains(&path) {
            let allowed = ways.check(&path, used, Holder::Present, Role::Other);
            findings.check(Kind::Access, allowed)?;
        }
    }
    for folder in [&run.lib_dir, &run.channel_dir] {
        let allowed = ways.check(folder, Use::Reach, Holder::Present, Role::Other);
        findings.check(Kind::Access, allowed)?;
    }
    Ok(())
}

/// Checks that the variables of the firmware are there or can be made, and says how.
pub(crate) fn check_nvram(
    driver: &Driver,
    wanted: &Domain,
    variables: Variables,
    account: Option<&Option<Account>>,
    findings: &mut Findings,
) -> Result<Option<Making>> {
    let making = findings.check(Kind::File, nvram::making(wanted, variables))?;
    let Some(making) = making.flatten() else {
        return Ok(None);
    };
    findings.check(Kind::File, making.check_template())?;
    if let Making::Copy { path, .. } = &making
        && let Some(folder) = path.parent()
        // The driver's own is made by the start.
        && folder != driver.nvram_dir()
    {
        let there = file::stat(folder, Links::Follow).map(drop);
        let there = there.map_err(|error| nvram::unwritable(path, error));
        findings.check(Kind::File, there)?;
    }
    if let (Making::Copy { path, .. }, Some(account)) = (&making, account)
        && let Some(folder) = path.parent()
    {
        let ways = Ways::new(driver, account.as_ref());
        let allowed = ways.check(folder, Use::Reach, Holder::Present, Role::Other);
        findings.check(Kind::Access, allowed)?;
    }
    Ok(Some(making))
}

/// The ways of the emulator's user.
struct Ways {
    walker: Walker,
    holder: Holder,
}

impl Ways {
    fn new(driver: &Driver, account: Option<&Account>) -> Self {
        let path = driver.search_path();
        // Another user's emulators are for a privileged driver alone.
        let account = account.filter(|_| driver.is_privileged());
        let gives = account.is_some() && driver.config().dynamic_ownership;
        Self {
            walker: account.map_or_else(|| Walker::own(path), |it| Walker::new(it, path)),
            holder: if gives {
                Holder::Walker
            } else {
                Holder::Present
            },
        }
    }

    /// Fails where something on the way to a file, or the file itself, refuses.
    fn check(&self, path: &Path, used: Use, holder: Holder, role: Role) -> Result<()> {
        match self.walker.obstacle(path, used, holder) {
            None => Ok(()),
            Some(obstacle) => Err(self.refused(path, role, &obstacle)),
        }
    }

    /// libvirt's words for a file that its user cannot have, and then what stands in the way.
    fn refused(&self, path: &Path, role: Role, obstacle: &Obstacle) -> Error {
        let owner = self.walker.owner();
        let (uid, gid) = (owner.uid, owner.gid);
        let (domain, what) = match role {
            Role::Image => (ErrorDomain::Storage, "storage file"),
            Role::Other => (ErrorDomain::Qemu, "file"),
        };
        let path = path.display();
        let cause = io::Error::from_raw_os_error(EACCES);
        let reason = fv_error::strerror(&cause);
        let detail = format!(
            "Cannot access {what} '{path}' (as uid:{uid}, gid:{gid}): {reason}: {obstacle}"
        );
        let plain = Error::new(domain, ErrorCode::SystemError, detail);
        let (code, level) = (plain.code(), plain.level());
        let (message, strings) = (plain.message().to_string(), plain.strings().clone());
        Error::from_parts(domain, code, level, message, strings, [EACCES, -1])
            .with_source(cause)
            .with_remedy(obstacle.command.clone())
    }
}

/// Why a file cannot be looked at.
enum Absence {
    Failed(io::Error),
    Refused(Error),
}

impl Absence {
    fn of_image(self, path: &Path) -> Error {
        self.or(ErrorDomain::Storage, || {
            format!("Cannot access storage file '{}'", path.display())
        })
    }

    fn of_file(self, path: &Path) -> Error {
        self.or(ErrorDomain::Security, || {
            format!("unable to stat: {}", path.display())
        })
    }

    fn or(self, domain: ErrorDomain, text: impl FnOnce() -> String) -> Error {
        match self {
            Self::Failed(error) => Error::system(domain, error, text()),
            Self::Refused(error) => error,
        }
    }
}

/// Fails unless something is there; where we ourselves are refused on the way, by what.
fn present(path: &Path, ways: Option<&Ways>) -> Result<(), Absence> {
    let Err(error) = file::stat(path, Links::Follow) else {
        return Ok(());
    };
    if error.kind() == io::ErrorKind::PermissionDenied
        && let Some(ways) = ways
        && let Err(refused) = ways.check(path, Use::Reach, Holder::Present, Role::Image)
    {
        return Err(Absence::Refused(refused));
    }
    Err(Absence::Failed(error))
}

/// Checks the images and what stands behind them; returns those that are not there.
fn images(
    wanted: &mut Domain,
    ways: Option<&Ways>,
    findings: &mut Findings,
) -> Result<Vec<PathBuf>> {
    let mut absent = Vec::new();
    for disk in &mut wanted.devices.disks {
        let Some(path) = definition::disk_path(disk).map(PathBuf::from) else {
            continue;
        };
        let there = present(&path, ways).map_err(|error| error.of_image(&path));
        let sound = match there {
            Ok(()) => findings.check(Kind::File, chain::complete_disk(disk))?,
            Err(error) => {
                absent.push(path);
                findings.check(Kind::File, Err(error))?
            }
        };
        if sound.is_none() {
            // The rest of the plan is looked at as if the image stood alone.
            disk.backing_store = Some(BackingStore::End);
        }
    }
    Ok(absent)
}

/// The files besides images that must be there.
fn others(wanted: &Domain) -> Vec<PathBuf> {
    let os = &wanted.os;
    let loader = os.loader.as_ref().and_then(|loader| loader.path.as_ref());
    let named = [
        os.kernel.as_ref(),
        os.initrd.as_ref(),
        os.dtb.as_ref(),
        loader,
    ];
    let mut files: Vec<PathBuf> = named.into_iter().flatten().map(PathBuf::from).collect();
    files.extend(definition::module_paths(wanted));
    let folders = wanted.devices.filesystems.iter();
    files.extend(folders.filter_map(|folder| {
        let source = &folder.source;
        let place = source.socket.as_ref().or(source.path.as_ref());
        place.map(PathBuf::from)
    }));
    for source in sources(wanted) {
        match source {
            CharSource::Dev { path: Some(path) } => files.push(path.into()),
            CharSource::Unix(socket) if socket.mode == SocketMode::Connect => {
                files.extend(socket.path.iter().map(PathBuf::from));
            }
            _ => {}
        }
    }
    files
}

/// The files that the emulator opens as they are.
fn unowned(wanted: &Domain) -> Vec<(PathBuf, Use)> {
    let mut files = Vec::new();
    let loader = wanted.os.loader.as_ref();
    if let Some(path) = loader.and_then(|loader| loader.path.as_ref()) {
        files.push((path.into(), Use::Read));
    }
    if let Some(path) = &wanted.devices.emulator {
        files.push((path.into(), Use::Run));
    }
    for source in sources(wanted) {
        if let CharSource::Unix(socket) = source
            && socket.mode == SocketMode::Connect
        {
            files.extend(socket.path.iter().map(|path| (path.into(), Use::ReadWrite)));
        }
    }
    files
}

/// Where the bytes of serial ports, parallel ports and channels go.
fn sources(wanted: &Domain) -> impl Iterator<Item = &CharSource> {
    let devices = &wanted.devices;
    let serials = devices.serials.iter().map(|port| &port.backend.source);
    let parallels = devices.parallels.iter().map(|port| &port.backend.source);
    let channels = devices.channels.iter().map(|port| &port.backend.source);
    serials.chain(parallels).chain(channels)
}

/// Checks that the path of the monitor's socket fits.
fn socket_length(run: &Run, findings: &mut Findings) -> Result<()> {
    let path = &run.monitor_path;
    let length = path.as_os_str().len();
    let fits = match length <= unix::PATH_MAX {
        true => Ok(()),
        false => Err(Error::internal(
            ErrorDomain::Qemu,
            format!(
                "UNIX socket path '{}' too long: it has {length} bytes, {} are possible",
                path.display(),
                unix::PATH_MAX
            ),
        )),
    };
    findings.check(Kind::File, fits).map(drop)
}

/// Permission denied.
const EACCES: i32 = 13;
