//! From a URI to a socket and the name that the daemon is asked for.

use std::path::{Path, PathBuf};

use fv_api::Access;
use fv_error::{Error, ErrorCode, ErrorDomain, Result};

/// Where sockets are on this host, for this user.
#[derive(Clone, Debug)]
pub struct Places {
    /// Where the daemon of the host has its run-time files, `/run`.
    pub run: PathBuf,
    /// Where the user's daemon has them: `$XDG_RUNTIME_DIR`.
    pub user_run: Option<PathBuf>,
}

impl Default for Places {
    fn default() -> Self {
        Self {
            run: "/run".into(),
            user_run: None,
        }
    }
}

/// What to connect to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// The daemon's socket.
    pub socket: PathBuf,
    /// What it is asked to open.
    pub name: String,
    /// Read-write or read-only.
    pub access: Access,
}

impl Target {
    /// Reads a URI as `qemu:///system`, `qemu+unix:///session?socket=/path`.
    ///
    /// What stands for the way (transport, `socket`, `mode`) is taken out of the name. Of the
    /// transports only the unix socket is there.
    pub fn from_uri(uri: &str, access: Access, places: &Places) -> Result<Self> {
        let wrong = |text: String| Error::new(ErrorDomain::Remote, ErrorCode::InvalidArg, text);
        let (scheme, rest) = uri
            .split_once(':')
            .ok_or_else(|| wrong(format!("URI '{uri}' does not include a driver name")))?;
        // Without a server its two slashes may be missing.
        let rest = rest.strip_prefix("//").unwrap_or(rest);
        let (driver, transport) = scheme.split_once('+').unwrap_or((scheme, "unix"));
        if !TRANSPORTS.contains(&transport) {
            let known = TRANSPORTS.join("|");
            return Err(wrong(format!(
                "remote_open: transport in URL not recognised (should be {known})"
            )));
        }
        if transport != "unix" {
            let text = format!("transport '{transport}' is not supported, only unix is");
            return Err(wrong(text));
        }
        let (place, query) = rest.split_once('?').unwrap_or((rest, ""));
        let (server, path) = place.split_at(place.find('/').unwrap_or(place.len()));
        if !server.is_empty() {
            let text = format!("using unix socket and remote server '{server}' is not supported.");
            return Err(wrong(text));
        }
        // These say how to get there; the daemon is not told.
        let ours = |part: &&str| part.starts_with("socket=") || part.starts_with("mode=");
        let parts = query.split('&').filter(|part| !part.is_empty());
        let (way, kept): (Vec<&str>, Vec<&str>) = parts.partition(ours);
        let mode = way.iter().find_map(|part| part.strip_prefix("mode="));
        if let Some(mode) = mode.filter(|mode| !MODES.contains(mode)) {
            return Err(wrong(format!("Unknown remote mode '{mode}'")));
        }
        let socket = way.iter().find_map(|part| part.strip_prefix("socket="));
        let kept = match kept.is_empty() {
            true => String::new(),
            false => format!("?{}", kept.join("&")),
        };
        Ok(Self {
            socket: match socket {
                Some(socket) => PathBuf::from(percent_decoded(socket)),
                None => default_socket(path, access, places)
                    .ok_or_else(|| wrong(format!("no socket is known for '{uri}'")))?,
            },
            name: format!("{driver}://{path}{kept}"),
            access,
        })
    }
}

/// Where the daemon listens. A user's own daemon has one socket for both kinds of access.
fn default_socket(path: &str, access: Access, places: &Places) -> Option<PathBuf> {
    if path == "/session" {
        let folder = places.user_run.as_deref()?;
        return Some(folder.join("libvirt/libvirt-sock"));
    }
    let name = match access {
        Access::ReadWrite => "libvirt-sock",
        Access::ReadOnly => "libvirt-sock-ro",
    };
    Some(Path::new(&places.run).join("libvirt").join(name))
}

/// Replaces `%2F` and its like; what is not two hexadecimal digits stays.
fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, tail)) = rest.split_first() {
        let digits = tail.get(..2).and_then(|two| std::str::from_utf8(two).ok());
        let byte = digits.and_then(|two| u8::from_str_radix(two, 16).ok());
        match (first, byte) {
            (b'%', Some(byte)) => {
                bytes.push(byte);
                rest = &tail[2..];
            }
            _ => {
                bytes.push(first);
                rest = tail;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// What libvirt can reach a daemon by.
const TRANSPORTS: [&str; 7] = ["tls", "unix", "ssh", "ext", "tcp", "libssh2", "libssh"];
/// How libvirt chooses between daemons; here is one.
const MODES: [&str; 3] = ["auto", "legacy", "direct"];
