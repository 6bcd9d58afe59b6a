//! Character devices: consoles, channels, sockets.

use std::collections::BTreeMap;

use fv_error::{Error, ErrorDomain};
use serde_json::{Value, json};

use crate::command::{Call, Command, arguments};
use crate::json::{self, Fields};

/// What QEMU tells about one character device.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ChardevInfo {
    /// The terminal, if it is one.
    pub pty: Option<String>,
    /// Whether the guest has it open; `None` if QEMU does not tell.
    pub open: Option<bool>,
}

/// All character devices by alias (`char…`).
///
/// The path of a terminal is known only from here, because QEMU makes it. Whether the guest has a
/// channel open is told for all devices but means something for virtio ports alone.
pub fn query() -> Call<BTreeMap<String, ChardevInfo>> {
    Call::new(Command::new("query-chardev"), |value| {
        let mut devices = BTreeMap::new();
        for device in json::items("query-chardev", value)? {
            let missing = |what| {
                let detail = format!("character device information was missing {what}");
                Error::internal(ErrorDomain::Qemu, detail)
            };
            let alias = device.string("label").ok_or_else(|| missing("label"))?;
            let name = device.text("filename").ok_or_else(|| missing("filename"))?;
            let pty = name.strip_prefix("pty:").map(str::to_string);
            devices.insert(
                alias,
                ChardevInfo {
                    pty,
                    open: device.flag("frontend-open"),
                },
            );
        }
        Ok(devices)
    })
}

/// Removes a character device.
pub fn remove(alias: &str) -> Call<()> {
    Call::plain(Command::with("chardev-remove", json!({ "id": alias })))
}

/// What is behind a character device that is added while the guest runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Backend {
    /// Nothing.
    Null,
    /// A window of QEMU's own display.
    VirtualConsole,
    /// A new terminal.
    Pty,
    /// A channel of SPICE.
    SpiceVmc,
    /// A serial line of the host.
    Serial {
        /// Its device.
        device: String,
    },
    /// A file.
    File {
        /// Its path.
        path: String,
        /// Whether it is written on from its end.
        append: Option<bool>,
    },
    /// A connection over TCP.
    Tcp {
        /// The other end.
        to: InetAddress,
        /// The object with the keys of TLS.
        tls_alias: Option<String>,
    },
    /// Datagrams.
    Udp {
        /// Where they go.
        to: InetAddress,
        /// Where they come in.
        from: Option<InetAddress>,
    },
    /// A connection to a socket.
    Unix {
        /// Its path.
        path: String,
    },
}

/// A host and a port of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct InetAddress {
    /// The host; empty for all addresses of this one.
    pub host: String,
    /// The port.
    pub port: String,
}

/// Where a character device writes all that passes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogFile {
    /// Its path.
    pub path: String,
    /// Whether it is written on from its end.
    pub append: Option<bool>,
}

/// Adds a character device; the path of its terminal comes back, if it has one.
///
/// The form of the arguments differs from that on the command line: addresses are nested one level
/// deeper, and the file of a file is called `out`.
pub fn add(alias: &str, backend: &Backend, log: Option<&LogFile>) -> Call<Option<String>> {
    let (kind, mut data) = backend.json();
    if let Some(log) = log {
        data["logfile"] = json!(log.path);
        if let Some(append) = log.append {
            data["logappend"] = json!(append);
        }
    }
    let arguments = json!({ "id": alias, "backend": { "type": kind, "data": data } });
    Call::new(Command::with("chardev-add", arguments), |value| {
        Ok(value.string("pty"))
    })
}

impl Backend {
    fn json(&self) -> (&'static str, Value) {
        match self {
            Self::Null => ("null", json!({})),
            Self::VirtualConsole => ("vc", json!({})),
            Self::Pty => ("pty", json!({})),
            Self::SpiceVmc => ("spicevmc", json!({ "type": "vdagent" })),
            Self::Serial { device } => ("serial", json!({ "device": device })),
            Self::File { path, append } => {
                let append = append.map(|append| json!(append));
                (
                    "file",
                    arguments([("out", Some(json!(path))), ("append", append)]),
                )
            }
            Self::Tcp { to, tls_alias } => {
                let items = [
                    ("addr", Some(to.json())),
                    ("telnet", Some(json!(false))),
                    ("server", Some(json!(false))),
                    ("tls-creds", tls_alias.as_ref().map(|alias| json!(alias))),
                ];
                ("socket", arguments(items))
            }
            Self::Udp { to, from } => {
                let from = from.as_ref().map(InetAddress::json);
                (
                    "udp",
                    arguments([("remote", Some(to.json())), ("local", from)]),
                )
            }
            Self::Unix { path } => {
                let address = json!({ "type": "unix", "data": { "path": path } });
                ("socket", json!({ "addr": address, "server": false }))
            }
        }
    }
}

impl InetAddress {
    fn json(&self) -> Value {
        json!({ "type": "inet", "data": { "host": self.host, "port": self.port } })
    }
}
