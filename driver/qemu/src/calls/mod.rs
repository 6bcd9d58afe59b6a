//! The calls of the interface, each a few lines over the driver's inside.

mod agent;
mod agent_info;
mod block;
mod connect;
mod console;
mod define;
mod device;
mod domain;
mod filter;
mod guest;
mod iothreads;
mod life;
mod limits;
mod metadata;
mod node;
mod peek;
mod perf;
mod power;
mod processor;
mod qemu;
mod query;
mod save;
mod screen;
mod stats;
mod tune;

pub(crate) use console::Consoles;
pub(crate) use define::check_name;
pub(crate) use limits::set_at_start as set_disk_limits;
pub(crate) use node::counts as node_counts;
pub(crate) use stats::memory::{ask_for_reports as ask_for_memory_reports, balloon_of};

pub(crate) use metadata::Part as MetadataPart;

use std::sync::Arc;
use std::time::Duration;

use fv_api::{Backend, Caller, DomainRef, Drivers, Resolver};
use fv_driver_kit::Privilege;
use fv_error::Result;

use crate::driver::{Driver, Settings, Stay};

/// The QEMU driver: a back end that serves `qemu:///system` or `qemu:///session`.
#[derive(Debug)]
pub struct Qemu(Arc<Driver>);

impl Qemu {
    /// Makes the driver, loads what is defined, finds what runs, and starts what is to start with
    /// the host.
    ///
    /// Guests that run are reconnected to in the background; until then they can be looked at.
    pub fn start(settings: Settings) -> Result<Arc<Self>> {
        let driver = Driver::new(settings)?;
        driver.prepare_folders()?;
        driver.recall_id();
        driver.load();
        if driver.stay() == Stay::Permanent {
            driver.autostart();
        }
        Ok(Arc::new(Self(driver)))
    }

    /// Waits until what was begun in the background is done: guests that run are reached, guests
    /// that ended are cleaned up after. Says how many pieces of such work are still under way.
    ///
    /// `left` is how many are not waited for, because they were not done in time before.
    pub fn settle(&self, left: usize, time: Duration) -> usize {
        self.0.pending().wait(left, time)
    }

    /// Waits until guests that were told to reboot have done so, where that takes this driver.
    pub fn settle_reboots(&self, time: Duration) {
        self.0.settle_reboots(time);
    }

    /// The drivers of a connection in this process.
    pub fn connection(self: &Arc<Self>) -> Drivers {
        self.drivers()
    }

    /// Reads the definitions again, as an administrator asks for by SIGHUP.
    pub fn reload(&self) {
        self.0.reload();
    }

    /// The inside.
    pub(crate) fn driver(&self) -> &Arc<Driver> {
        &self.0
    }

    /// The drivers of one connection.
    fn drivers(self: &Arc<Self>) -> Drivers {
        Drivers {
            uri: self.0.uri().to_string(),
            resolver: Some(self.clone()),
            connect: Some(self.clone()),
            node: Some(self.clone()),
            domain: Some(self.clone()),
            domain_device: Some(self.clone()),
            domain_tune: Some(self.clone()),
            domain_guest: Some(self.clone()),
            domain_save: Some(self.clone()),
            qemu: Some(self.clone()),
            ..Drivers::default()
        }
    }
}

/// What the daemon links: opens connections to one driver.
#[derive(Debug)]
pub struct QemuBackend(Arc<Qemu>);

impl QemuBackend {
    /// Serves this driver.
    pub fn new(driver: Arc<Qemu>) -> Self {
        Self(driver)
    }
}

impl Backend for QemuBackend {
    fn open(&self, _caller: &Caller, uri: &str) -> Result<Option<Arc<Drivers>>> {
        let privilege = self.0.0.dirs().privilege;
        Ok(match target(uri, privilege)? {
            Target::Ours => Some(Arc::new(self.0.drivers())),
            Target::Foreign => None,
        })
    }
}

impl Resolver for Qemu {
    fn resolve_domain(&self, claimed: &DomainRef) -> Result<DomainRef> {
        Ok(self.0.find(claimed)?.reference())
    }
}

enum Target {
    Ours,
    Foreign,
}

/// Whose URI it is; one of ours that asks for another kind of daemon is an error.
fn target(uri: &str, privilege: Privilege) -> Result<Target> {
    use fv_error::{Error, ErrorDomain};

    if uri.is_empty() {
        return Ok(Target::Ours);
    }
    let Some(rest) = uri.strip_prefix("qemu:") else {
        return Ok(Target::Foreign);
    };
    let rest = rest.split(['?', '#']).next().unwrap_or_default();
    // Behind two slashes stands a server, which is for the client to reach.
    let path = match rest.strip_prefix("//") {
        Some(rest) => rest.find('/').map_or("", |at| &rest[at..]),
        None => rest,
    };
    let expected = match privilege {
        Privilege::System => "/system",
        Privilege::Session => "/session",
    };
    // The reference's system daemon takes its own URI of a session too, for old programs.
    if path == expected || path == "/session" {
        return Ok(Target::Ours);
    }
    let detail = format!("unexpected qemu URI path '{path}', try qemu://{expected}");
    Err(Error::internal(ErrorDomain::None, detail))
}
