//! The variables of a guest's firmware: made from a template when it starts, where they are missing.
//!
//! What is there is never touched, unless the caller wants it made anew. A file appears whole or
//! not at all, under the name that the guest uses.

use std::io;
use std::path::{Path, PathBuf};

use fv_command::Command;
use fv_error::{Error, ErrorCode, ErrorDomain, Result};
use fv_model_domain::Domain;
use fv_model_domain::devices::source::{StorageFormat, StorageKind, StorageSource};
use fv_model_domain::os::Nvram;
use fv_sys::file::{self, Links};

use crate::driver::Driver;
use crate::plan::Plan;
use crate::{chain, definition};

/// What becomes of variables that are there already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Variables {
    /// They stay.
    Kept,
    /// They are made anew.
    Reset,
}

/// How a guest gets its variables.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Making {
    /// A copy of the template.
    Copy {
        /// What is copied.
        template: PathBuf,
        /// The file that is made.
        path: PathBuf,
    },
    /// The template converted into a block device.
    Convert {
        /// What is converted.
        template: PathBuf,
        /// The template's format.
        format: StorageFormat,
        /// The device.
        device: PathBuf,
    },
}

/// What has to be made for a guest before it starts, if anything; touches nothing.
pub(crate) fn making(definition: &Domain, variables: Variables) -> Result<Option<Making>> {
    let Some(nvram) = &definition.os.nvram else {
        return Ok(None);
    };
    let Some(source) = &nvram.source else {
        return Ok(None);
    };
    let path = source.path.as_deref().map(Path::new);
    match (source.kind, path) {
        (StorageKind::File, Some(path)) => copy(definition, nvram, path, variables),
        (StorageKind::Block, Some(path)) => conversion(nvram, path, variables),
        _ if variables == Variables::Reset => Err(not_resettable(source)),
        // Whoever put them there knows what he does.
        _ => Ok(None),
    }
}

fn copy(
    definition: &Domain,
    nvram: &Nvram,
    path: &Path,
    variables: Variables,
) -> Result<Option<Making>> {
    if variables == Variables::Kept
        && let Ok(found) = file::stat(path, Links::Follow)
    {
        return match found.kind {
            file::Kind::Regular | file::Kind::Block => Ok(None),
            _ => Err(no_file(path)),
        };
    }
    let Some(template) = &nvram.template else {
        let loader = definition.os.loader.as_ref();
        let loader = loader.and_then(|loader| loader.path.as_deref());
        let detail = format!(
            "unable to find any master var store for loader: {}",
            loader.unwrap_or_default()
        );
        return Err(failed(ErrorCode::OperationFailed, detail));
    };
    // One whose format nobody named is the user's own, who knows what he does.
    if let Some(format) = nvram.template_format
        && nvram.format != Some(format)
    {
        let detail = "conversion of the nvram template to another target format is not supported";
        return Err(failed(ErrorCode::OperationUnsupported, detail));
    }
    Ok(Some(Making::Copy {
        template: template.into(),
        path: path.into(),
    }))
}

fn conversion(nvram: &Nvram, device: &Path, variables: Variables) -> Result<Option<Making>> {
    if !file::exists(device) {
        let device = device.display();
        let detail = format!("'block' nvram backing device '{device}' doesn't exist");
        return Err(failed(ErrorCode::InvalidArg, detail));
    }
    if variables == Variables::Kept
        // Whether raw bytes are variables cannot be told.
        && (nvram.format == Some(StorageFormat::Raw) || chain::is_qcow2(device)?)
    {
        return Ok(None);
    }
    if nvram.format != Some(StorageFormat::Qcow2) {
        // A flash of raw bytes would have to be as large as the device.
        let detail = "only 'qcow2' formatted 'block' nvram backing can be formatted";
        return Err(failed(ErrorCode::OperationUnsupported, detail));
    }
    let Some(template) = &nvram.template else {
        let detail = "unable to find nvram template image";
        return Err(failed(ErrorCode::OperationFailed, detail));
    };
    Ok(Some(Making::Convert {
        template: template.into(),
        format: nvram.template_format.unwrap_or(StorageFormat::Raw),
        device: device.into(),
    }))
}

impl Making {
    /// What the variables are made of.
    pub(crate) fn template(&self) -> &Path {
        match self {
            Self::Copy { template, .. } | Self::Convert { template, .. } => template,
        }
    }

    /// Fails where the template cannot be read.
    pub(crate) fn check_template(&self) -> Result<()> {
        let template = self.template();
        let opened = file::open_regular(template, Links::Follow);
        opened
            .map(drop)
            .map_err(|error| unreadable(template, error))
    }
}

impl Driver {
    /// The folder for variables whose place nobody chose; it is made when it is needed.
    pub(crate) fn nvram_dir(&self) -> PathBuf {
        self.dirs().lib.join("nvram")
    }

    /// Makes the variables that a guest lacks.
    pub(crate) fn make_nvram(&self, plan: &Plan) -> Result<()> {
        match &plan.nvram {
            None => Ok(()),
            Some(Making::Copy { template, path }) => self.copy_nvram(plan, template, path),
            Some(Making::Convert {
                template,
                format,
                device,
            }) => {
                let mut convert = Command::new("qemu-img");
                convert.args(["convert", "-f", format.as_str(), "-O", "qcow2"]);
                convert.args([template.to_string_lossy(), device.to_string_lossy()]);
                convert.search_path(self.search_path());
                let done = self.runner().run(&convert)?;
                done.require_success(&convert).map(drop)
            }
        }
    }

    fn copy_nvram(&self, plan: &Plan, template: &Path, path: &Path) -> Result<()> {
        let folder = self.nvram_dir();
        if path.parent() == Some(&folder) && !file::exists(&folder) {
            let made = file::create_folders(&folder, 0o755);
            let made = made.and_then(|()| self.hand_over(plan, &folder));
            made.map_err(|error| {
                let detail = format!("cannot create directory '{}'", folder.display());
                Error::system(ErrorDomain::Qemu, error, detail)
            })?;
        }
        let content = file::read_regular(template, TEMPLATE_BYTES_MAX, Links::Follow)
            .map_err(|error| unreadable(template, error))?;
        let owner = self.emulators_owner(plan);
        file::replace(path, &content, MODE, owner).map_err(|error| unwritable(path, error))
    }
}

/// Sets the variables of a guest aside, to be removed or put back.
#[derive(Debug)]
pub(crate) struct SetAside {
    path: PathBuf,
    aside: PathBuf,
}

impl SetAside {
    /// Takes the variables out of their place.
    pub(crate) fn take(path: PathBuf) -> Result<Self> {
        let mut name = path.as_os_str().to_owned();
        name.push(".new");
        // The next one who makes variables here overwrites it, if nobody comes to remove it.
        let aside = PathBuf::from(name);
        match file::rename(&path, &aside) {
            Ok(()) => Ok(Self { path, aside }),
            Err(error) => {
                let detail = format!("failed to remove nvram: {}", path.display());
                Err(Error::system(ErrorDomain::Qemu, error, detail))
            }
        }
    }

    /// Removes them.
    pub(crate) fn remove(self) -> io::Result<()> {
        file::remove_durably(&self.aside)
    }

    /// Puts them back.
    pub(crate) fn put_back(self) -> io::Result<()> {
        file::rename(&self.aside, &self.path)
    }
}

/// The variables of a guest, where they are a file that is there.
pub(crate) fn existing(definition: &Domain) -> Option<PathBuf> {
    definition::nvram_path(definition).filter(|path| file::exists(path))
}

/// The error of variables that cannot be made, in libvirt's words for the step that fails so.
pub(crate) fn unwritable(path: &Path, error: io::Error) -> Error {
    let new = format!("{}.new", path.display());
    let (domain, detail) = match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => (
            ErrorDomain::Qemu,
            format!("Unable to write to file '{new}'"),
        ),
        io::ErrorKind::IsADirectory => {
            let detail = format!("cannot rename file '{new}' as '{}'", path.display());
            (ErrorDomain::None, detail)
        }
        _ => (ErrorDomain::None, format!("Failed to create file '{new}'")),
    };
    Error::system(domain, error, detail)
}

fn unreadable(template: &Path, error: io::Error) -> Error {
    let detail = format!("Failed to open file '{}'", template.display());
    Error::system(ErrorDomain::Qemu, error, detail)
}

fn no_file(path: &Path) -> Error {
    let detail = format!("nvram '{}' is neither a file nor a disk", path.display());
    failed(ErrorCode::OperationFailed, detail)
}

fn not_resettable(source: &StorageSource) -> Error {
    let detail = format!(
        "resetting of nvram is not supported with nvram device backed by '{}'",
        source.kind.as_str()
    );
    failed(ErrorCode::OperationUnsupported, detail)
}

fn failed(code: ErrorCode, detail: impl Into<String>) -> Error {
    Error::new(ErrorDomain::Qemu, code, detail)
}

const MODE: u32 = 0o600;
/// The largest flash of any board.
const TEMPLATE_BYTES_MAX: u64 = 64 << 20;

#[cfg(test)]
#[path = "tests/nvram.rs"]
mod tests;
