//! The host's uuid: always the same one, whoever asks, daemon or program.
//!
//! It is the one that the machine's maker gave it. A machine without such a number has at least
//! the one that its system was installed with, and one without that gets its own, which is kept.

use std::io;
use std::path::Path;

use fv_driver_kit::file as state_file;
use fv_sys::{file, host};
use fv_types::Uuid;

use crate::report;

/// Where numbers of the machine stand.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sources<'a> {
    smbios: &'a [&'a str],
    machine_id: &'a str,
}

/// The sources of this machine.
pub(crate) const HOST: Sources<'static> = Sources {
    smbios: &[
        "/sys/devices/virtual/dmi/id/product_uuid",
        "/sys/class/dmi/id/product_uuid",
    ],
    machine_id: "/etc/machine-id",
};

impl Sources<'_> {
    /// Finds the uuid; one that has to be made up is kept in this folder.
    pub(crate) fn find(self, folder: &Path) -> Uuid {
        let told = self.smbios.iter().chain([&self.machine_id]);
        let mut told = told.filter_map(|path| read(Path::new(path)).ok());
        told.next().unwrap_or_else(|| kept(&folder.join(NAME)))
    }
}

/// The uuid in a file; one that is left alone for what is in it cannot be relied on.
fn kept(path: &Path) -> Uuid {
    let uuid = match read(path) {
        Ok(uuid) => return uuid,
        Err(error) if error.kind() == io::ErrorKind::NotFound => random(),
        Err(error) => {
            report::warn(format!("{} is left alone: {error}", path.display()));
            return random();
        }
    };
    if let Err(error) = state_file::replace(path, &format!("{uuid}\n")) {
        report::warn(format!("cannot keep {}: {error}", path.display()));
    }
    uuid
}

fn read(path: &Path) -> io::Result<Uuid> {
    let text = file::read_pseudo(path, TEXT_MAX)?;
    let found = Uuid::parse(text.trim()).filter(Uuid::is_valid);
    found.ok_or_else(|| io::Error::new(io::ErrorKind::InvalidData, "there is no uuid in it"))
}

fn random() -> Uuid {
    Uuid::from_random_bytes(host::random_bytes().unwrap_or_default())
}

/// The file with a uuid that was made up.
const NAME: &str = "host-uuid";
const TEXT_MAX: u64 = 4096;

#[cfg(test)]
#[path = "tests/host_uuid.rs"]
mod tests;
