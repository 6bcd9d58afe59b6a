//! `qemu:///embed?root=DIR`: the QEMU driver in this process, over folders of its own.
//!
//! No daemon is needed, before or after. The driver is made when the connection is opened, finds
//! the guests that earlier programs started, and goes with the connection; its guests stay. One
//! program at a time has the folders; another one waits for a moment and is then told who has
//! them.
//!
//! ```text
//! lock ─► folders, definitions, guests that run ─► reached, or a second is over ─► calls
//!                                                                                    │
//! lock given up ◄─ reboots and cleaning up waited for ◄─ autodestroy ◄─ connection ends
//! ```
//!
//! A program that is killed anywhere on this way leaves what a killed daemon leaves: the next
//! one cleans up.

mod feed;
mod monitor;
mod root;

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use fv_api::{Access, Caller, Connection, ConnectionId, Drivers, EventApi, Identity};
use fv_driver_kit::{Dirs, Privilege};
use fv_driver_qemu::{Qemu, Settings, Stay};
use fv_error::Result;
use fv_lib_client::{RemoteEvent, look_only};
use fv_sys::lock_file::PidFile;
use fv_sys::{file, process, users};

use crate::{Events, Link, Open, Sharing};
use feed::Feed;
use monitor::Monitor;

/// Opens connections to drivers in this process.
#[derive(Clone, Debug)]
pub struct EmbedOpen {
    /// The folders in which programs are looked up.
    pub search_path: String,
}

impl Open for EmbedOpen {
    fn open(&self, uri: Option<&str>, access: Access) -> Result<Option<Link>> {
        match uri.map(root::of_uri).transpose()?.flatten() {
            Some(root) => self.open_root(&root, access).map(Some),
            None => Ok(None),
        }
    }
}

impl EmbedOpen {
    fn open_root(&self, root: &Path, access: Access) -> Result<Link> {
        let privilege = match users::effective_uid() {
            0 => Privilege::System,
            _ => Privilege::Session,
        };
        let dirs = Dirs::embedded(root, privilege);
        let lock = root::lock(root, &dirs.driver("qemu").state, LOCK_TIME)?;
        log_to(&root.join("log"));
        let feed = Feed::new();
        let mut settings = Settings::new(dirs, feed.clone(), self.search_path.clone());
        settings.uri = Some(format!("qemu:///embed?root={}", root.display()));
        settings.stay = Stay::Passing;
        let qemu = Qemu::start(settings)?;
        let unreached = qemu.settle(0, REACH_TIME);
        let connection = Connection::new(ConnectionId(0));
        let drivers = qemu.connection();
        let drivers = Drivers {
            qemu: drivers
                .qemu
                .map(|inner| Arc::new(Monitor::new(inner, feed.clone())) as _),
            ..drivers
        };
        let embedded = Embedded {
            feed,
            connection: Arc::clone(&connection),
            qemu,
            unreached,
            _lock: lock,
        };
        let identity = Identity {
            uid: Some(users::effective_uid()),
            gid: Some(users::effective_gid()),
            pid: Some(process::own_pid()),
            start_time: None,
        };
        Ok(Link {
            drivers: Arc::new(match access {
                Access::ReadWrite => drivers,
                Access::ReadOnly => look_only(&drivers),
            }),
            caller: Caller::new(identity, access, connection),
            events: Some(Arc::new(embedded)),
            sharing: Sharing::Alone,
        })
    }
}

/// What an embedded driver holds until its connection ends.
struct Embedded {
    feed: Arc<Feed>,
    connection: Arc<Connection>,
    qemu: Arc<Qemu>,
    /// How many guests could not be reached in time; nobody waits for them a second time.
    unreached: usize,
    _lock: PidFile,
}

impl Drop for Embedded {
    fn drop(&mut self) {
        self.connection.close();
        self.qemu.settle_reboots(REBOOT_TIME);
        self.qemu.settle(self.unreached, END_TIME);
    }
}

impl Events for Embedded {
    fn registrations(&self) -> &dyn EventApi {
        self.feed.as_ref()
    }

    fn next(&self, time: Duration) -> Result<Option<RemoteEvent>> {
        Ok(self.feed.next(time))
    }
}

/// Sends what drivers log to a file in this folder; on the terminal are the answers to commands.
fn log_to(folder: &Path) {
    let path = folder.join("fvirsh.log");
    let outputs = format!("3:file:{}", path.display());
    let _ = file::create_folders(folder, 0o755);
    // A log that cannot be had is no reason to refuse a connection.
    if let Ok(settings) = fv_log::Settings::parse(3, "", &outputs) {
        let _ = fv_log::configure(settings);
    }
}

/// How long another program's command may take.
const LOCK_TIME: Duration = Duration::from_secs(5);
/// How long guests may take to answer when a program comes by.
const REACH_TIME: Duration = Duration::from_secs(1);
/// How long a guest may take to shut down on its way to a reboot.
const REBOOT_TIME: Duration = Duration::from_secs(15);
/// How long work that was begun may take until the program ends.
const END_TIME: Duration = Duration::from_secs(20);
