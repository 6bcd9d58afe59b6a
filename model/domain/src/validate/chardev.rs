//! Checks of the host's end of character devices.

use fv_error::{Error, ErrorCode, ErrorDomain, Result};

use crate::devices::chardev::{CharBackend, CharSource, Reconnect, SocketMode};
use crate::resolve::unsupported;

/// Whether a socket may be without a path because the driver makes one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SocketPath {
    /// It has to be given.
    Given,
    /// The driver makes one.
    Made,
}

/// Refuses a host's end that lacks what its kind needs.
pub(super) fn check(backend: &CharBackend, path: SocketPath) -> Result<()> {
    match &backend.source {
        CharSource::Dev { path: None }
        | CharSource::Pipe { path: None }
        | CharSource::File { path: None, .. } => {
            Err(internal("Missing source path attribute for char device"))
        }
        CharSource::Nmdm { master, slave } if master.is_some() != slave.is_some() => Err(internal(
            "Should define both master and slave path attributes for nmdm device",
        )),
        CharSource::Tcp(tcp) => {
            if tcp.host.is_none() {
                return Err(internal("Missing source host attribute for char device"));
            }
            if tcp.service.is_none() {
                return Err(internal("Missing source service attribute for char device"));
            }
            reconnect(tcp.mode, tcp.reconnect.as_ref())
        }
        CharSource::Udp(udp) if udp.connect_service.is_none() => {
            Err(internal("Missing source service attribute for char device"))
        }
        CharSource::Unix(socket) => {
            if socket.path.is_none() && path == SocketPath::Given {
                return Err(internal("Missing source path attribute for char device"));
            }
            reconnect(socket.mode, socket.reconnect.as_ref())
        }
        CharSource::Spiceport { channel } | CharSource::Dbus { channel } => {
            channel_name(channel.as_deref())
        }
        _ => Ok(()),
    }
}

fn reconnect(mode: SocketMode, reconnect: Option<&Reconnect>) -> Result<()> {
    if mode == SocketMode::Bind && reconnect.is_some() {
        return Err(internal(
            "chardev reconnect is possible only for connect mode",
        ));
    }
    Ok(())
}

fn channel_name(name: Option<&str>) -> Result<()> {
    let Some(name) = name else {
        return Err(unsupported(
            "Missing source channel attribute for char device",
        ));
    };
    let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    if !name.chars().all(allowed) {
        return Err(Error::new(
            ErrorDomain::Domain,
            ErrorCode::InvalidArg,
            "Invalid character in source channel for char device",
        ));
    }
    Ok(())
}

fn internal(text: &str) -> Error {
    Error::internal(ErrorDomain::Domain, text)
}
