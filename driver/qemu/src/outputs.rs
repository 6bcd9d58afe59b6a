//! Files into which a guest writes: those behind its character devices, and copies of what goes
//! through them.
//!
//! A guest writes as much as it likes, so such files are kept like its log: the emulator gets a
//! pipe, and the guest's keeper moves what comes out of it into files of bounded size. Without a
//! keeper (`stdio_handler = "file"`) the emulator gets the file.

use std::io;
use std::os::fd::OwnedFd;
use std::path::{Path, PathBuf};

use fv_driver_kit::Listed;
use fv_driver_qemu_cmdline::{CommandPlan, FdPurpose};
use fv_error::{Error, ErrorDomain, Result};
use fv_keeper::{Former, RolledFile};
use fv_model_domain::Domain;
use fv_model_domain::devices::chardev::{CharBackend, CharSource, ConsoleTargetKind};
use fv_sys::fd::{self, Blocking};
use fv_sys::file::{self, Kind, Links};

use crate::driver::Driver;

/// What the keeper of a guest is to move into a file.
#[derive(Debug)]
pub(crate) struct Stream {
    /// Where it comes from.
    pub(crate) source: OwnedFd,
    /// The file.
    pub(crate) path: PathBuf,
}

/// The files that the character devices of a guest write.
pub(crate) fn paths(definition: &Domain) -> impl Iterator<Item = &Path> {
    backends(definition).flat_map(|backend| {
        let file = match &backend.source {
            CharSource::File { path, .. } => path.as_deref(),
            _ => None,
        };
        let log = backend.log.as_ref().and_then(|log| log.file.as_deref());
        file.into_iter().chain(log).map(Path::new)
    })
}

/// The host's ends of ports, channels and consoles; a console that is a port is not told twice.
fn backends(definition: &Domain) -> impl Iterator<Item = &CharBackend> {
    let devices = &definition.devices;
    let serials = devices.serials.iter().map(|port| &port.backend);
    let parallels = devices.parallels.iter().map(|port| &port.backend);
    let channels = devices.channels.iter().map(|port| &port.backend);
    let consoles = devices.consoles.iter();
    let own = consoles.filter(|port| port.target.kind != Some(ConsoleTargetKind::Serial));
    let consoles = own.map(|port| &port.backend);
    serials.chain(parallels).chain(channels).chain(consoles)
}

impl Driver {
    /// Fails where a file that the keeper is to write is written by another one already.
    pub(crate) fn check_outputs_unshared(&self, name: &str, command: &CommandPlan) -> Result<()> {
        if self.log_keeper().is_none() {
            return Ok(());
        }
        let log = self.dirs().log_file(name);
        let mut seen = vec![log.as_path()];
        for path in command.fds.iter().filter_map(kept_path) {
            if seen.contains(&path) || self.is_written_by_other(name, path) {
                let cause = io::Error::from_raw_os_error(EBUSY);
                let detail = format!("Cannot open log file: '{}'", path.display());
                return Err(Error::system(ErrorDomain::Logging, cause, detail));
            }
            seen.push(path);
        }
        Ok(())
    }

    /// Whether another guest that runs has this file.
    fn is_written_by_other(&self, name: &str, path: &Path) -> bool {
        let guests = self.guests().all();
        let others = guests.iter().filter(|guest| guest.name() != name);
        others.filter(|guest| guest.brief().active).any(|guest| {
            let live = guest.view().live.clone();
            live.is_some_and(|live| paths(&live).any(|used| used == path))
        })
    }

    /// Opens the file of a character device; what its keeper is to do is added to `streams`.
    pub(crate) fn open_output(
        &self,
        path: &Path,
        former: Former,
        streams: &mut Vec<Stream>,
    ) -> Result<OwnedFd> {
        // A device takes what it is given and never grows.
        let found = file::stat(path, Links::Follow).map(|stat| stat.kind);
        let grows = !matches!(found, Ok(Kind::Character | Kind::Block | Kind::Other));
        let Some((_, limits)) = self.log_keeper().filter(|_| grows) else {
            let opened = match former {
                Former::Kept => file::open_append(path, MODE),
                Former::Removed => file::open_truncate(path, MODE),
            };
            return opened.map_err(|error| self.output_error(path, error));
        };
        let begun = RolledFile::new(path, limits).begin(former);
        begun.map_err(|error| self.output_error(path, error))?;
        let pipe = fd::pipe(Blocking::Yes)
            .map_err(|error| Error::system(ErrorDomain::Qemu, error, "unable to create pipe"))?;
        streams.push(Stream {
            source: pipe.reader,
            path: path.into(),
        });
        Ok(pipe.writer)
    }

    /// The error of a file that cannot be made, in the words of the one who would write it.
    pub(crate) fn output_error(&self, path: &Path, error: io::Error) -> Error {
        let path = path.display();
        match self.log_keeper() {
            Some(_) => {
                let detail = format!("Unable to open file: {path}");
                Error::system(ErrorDomain::None, error, detail)
            }
            None => {
                let detail = format!("Failed to create file '{path}'");
                Error::system(ErrorDomain::Qemu, error, detail)
            }
        }
    }
}

/// The file that the keeper is to write, where it is one.
fn kept_path(purpose: &FdPurpose) -> Option<&Path> {
    match purpose {
        FdPurpose::ChardevFile { path, .. } | FdPurpose::ChardevLog { path, .. } => {
            Some(Path::new(path))
        }
        _ => None,
    }
}

const MODE: u32 = 0o600;
const EBUSY: i32 = 16;
