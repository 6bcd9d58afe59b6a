//! Migration, and the server that gives disks to the other host.

use serde_json::{Map, Value, json};

use crate::command::{Call, Command, arguments};

/// Whether a migration begins or goes on after a break.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Begin {
    /// From the start.
    Anew,
    /// From where the connection broke.
    Resume,
}

/// Sends the guest to what a URI names.
///
/// The reply comes at once; `MIGRATION` events tell how far it is.
pub fn migrate(uri: &str, begin: Begin) -> Call<()> {
    let resume = begin == Begin::Resume;
    Call::plain(Command::with(
        "migrate",
        json!({ "detach": true, "resume": resume, "uri": uri }),
    ))
}

/// Gives up the migration.
pub fn cancel() -> Call<()> {
    Call::plain(Command::new("migrate_cancel"))
}

/// Breaks the connection of a postcopy migration.
pub fn pause() -> Call<()> {
    Call::plain(Command::new("migrate-pause"))
}

/// Listens for the rest of a postcopy migration whose connection broke.
///
/// The guest's memory is on two hosts then, and neither can run it without the other.
pub fn recover(uri: &str) -> Call<()> {
    Call::plain(Command::with("migrate-recover", json!({ "uri": uri })))
}

/// Where the disk server listens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NbdAddress {
    /// A port of a host.
    Tcp {
        /// The host.
        host: String,
        /// The port.
        port: u32,
    },
    /// A socket.
    Unix {
        /// Its path.
        path: String,
    },
    /// A descriptor that was handed over.
    Descriptor {
        /// Its name.
        name: String,
    },
}

impl NbdAddress {
    fn json(&self) -> Value {
        match self {
            Self::Tcp { host, port } => {
                json!({ "type": "inet", "data": { "host": host, "port": port.to_string() } })
            }
            Self::Unix { path } => json!({ "type": "unix", "data": { "path": path } }),
            Self::Descriptor { name } => json!({ "type": "fd", "data": { "str": name } }),
        }
    }
}

/// Starts the disk server.
pub fn nbd_server_start(address: &NbdAddress, tls_alias: Option<&str>) -> Call<()> {
    let arguments = arguments([
        ("addr", Some(address.json())),
        ("tls-creds", tls_alias.map(|alias| json!(alias))),
    ]);
    Call::plain(Command::with("nbd-server-start", arguments))
}

/// Stops the disk server.
pub fn nbd_server_stop() -> Call<()> {
    Call::plain(Command::new("nbd-server-stop"))
}

/// Gives a node to clients of the disk server.
pub fn block_export_add(props: Map<String, Value>) -> Call<()> {
    Call::plain(Command::with("block-export-add", Value::Object(props)))
}
