//! Sockets that systemd opened before the daemon was started.

use std::os::fd::OwnedFd;

use fv_error::{Error, ErrorCode, ErrorDomain, Result};
use fv_sys::{fd, process, unix};

use crate::Environment;

/// The sockets by what they are for.
#[derive(Debug, Default)]
pub struct Activation {
    /// `libvirtd.socket`.
    pub main: Option<OwnedFd>,
    /// `libvirtd-ro.socket`.
    pub read_only: Option<OwnedFd>,
    /// `libvirtd-admin.socket`.
    pub admin: Option<OwnedFd>,
}

/// What a socket is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Purpose {
    Main,
    ReadOnly,
    Admin,
}

impl Activation {
    /// Takes the sockets over. Called once, before anything else opens descriptors.
    pub fn take(environment: &Environment) -> Result<Self> {
        let mut taken = Self::default();
        for (number, name) in sockets(environment) {
            let socket = fd::adopt(number).map_err(|cause| {
                let text = format!("cannot take over the socket '{name}' from systemd");
                Error::system(ErrorDomain::Systemd, cause, text)
            })?;
            if !unix::is_listening(&socket) {
                return Err(refusal(format!("the socket '{name}' does not listen")));
            }
            let purpose = purpose_of(&name, &socket).ok_or_else(|| {
                refusal(format!(
                    "the socket '{name}' from systemd is not supported yet"
                ))
            })?;
            fd::set_blocking(&socket, fd::Blocking::No).map_err(|cause| {
                Error::system(ErrorDomain::Systemd, cause, format!("cannot use '{name}'"))
            })?;
            match purpose {
                Purpose::Main => taken.main = Some(socket),
                Purpose::ReadOnly => taken.read_only = Some(socket),
                Purpose::Admin => taken.admin = Some(socket),
            }
        }
        Ok(taken)
    }
}

/// Numbers and names of the sockets, if they were opened for this process.
fn sockets(environment: &Environment) -> Vec<(i32, String)> {
    let number = |text: &Option<String>| text.as_deref().and_then(|text| text.parse::<i32>().ok());
    if number(&environment.listen_pid) != Some(process::own_pid()) {
        return Vec::new();
    }
    let count = number(&environment.listen_fds)
        .unwrap_or(0)
        .clamp(0, SOCKETS_MAX);
    let names = environment.listen_names.as_deref().unwrap_or_default();
    let mut names = names.split(':');
    (FIRST..FIRST + count)
        .map(|number| (number, names.next().unwrap_or_default().to_string()))
        .collect()
}

/// What a socket is for, by its name or by where it is bound.
fn purpose_of(name: &str, socket: &OwnedFd) -> Option<Purpose> {
    match name {
        "libvirtd.socket" => return Some(Purpose::Main),
        "libvirtd-ro.socket" => return Some(Purpose::ReadOnly),
        "libvirtd-admin.socket" => return Some(Purpose::Admin),
        // Without names the paths tell.
        "" | "unknown" => {}
        _ => return None,
    }
    let path = unix::local_path(socket)?;
    match path.file_name()?.to_str()? {
        "libvirt-sock" => Some(Purpose::Main),
        "libvirt-sock-ro" => Some(Purpose::ReadOnly),
        "libvirt-admin-sock" => Some(Purpose::Admin),
        _ => None,
    }
}

/// The error for a socket that cannot be served.
fn refusal(text: String) -> Error {
    Error::new(ErrorDomain::Systemd, ErrorCode::ConfigUnsupported, text)
}

/// The number of the first descriptor that systemd hands over.
const FIRST: i32 = 3;

/// More than there are kinds of sockets.
const SOCKETS_MAX: i32 = 16;
