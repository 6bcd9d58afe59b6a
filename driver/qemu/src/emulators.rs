//! The emulators of the host, asked once and remembered.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use fv_driver_kit::DriverDirs;
use fv_driver_qemu_caps::{
    Arch, Caps, CapsStore, Emulators as Installed, GuestData, Host, Prober, RunAs, StoreOptions,
    modules_folder,
};
use fv_error::{Error, ErrorCode, ErrorDomain, Result};
use fv_sys::file::{self, Links};
use fv_sys::users;

use crate::config::Config;
use crate::driver::Settings;

/// What is known of the emulators of the host.
pub(crate) struct Emulators {
    store: CapsStore,
    installed: Installed,
}

impl Emulators {
    /// Nothing is asked yet.
    pub(crate) fn new(dirs: &DriverDirs, config: &Config, settings: &Settings) -> Self {
        let run_as = run_as(config);
        let prober = Prober {
            runner: Arc::clone(&settings.runner),
            folder: dirs.lib.clone(),
            run_as: run_as.clone(),
            search_path: settings.search_path.clone(),
            time_limit: PROBE_TIME,
        };
        let store = CapsStore::new(StoreOptions {
            folder: dirs.cache.join("capabilities"),
            run_as,
            self_ctime: own_ctime(),
            self_version: OWN_VERSION,
            modules: modules_folder(),
            ask: Box::new(move |binary| prober.probe(binary)),
        });
        Self {
            store,
            installed: Installed::new(settings.search_path.clone()),
        }
    }

    /// The host as the emulators see it.
    pub(crate) fn host(&self) -> &Host {
        self.store.host()
    }

    /// What an emulator can do.
    pub(crate) fn caps(&self, binary: &str) -> Result<Arc<Caps>> {
        self.store.caps(binary)
    }

    /// The emulator for guests that name none.
    pub(crate) fn default_for(&self, guest: Arch) -> Option<String> {
        let path = self.installed.default_for(self.host().arch, guest)?;
        Some(path.to_string_lossy().into_owned())
    }

    /// The guests that the installed emulators can run.
    pub(crate) fn guests(&self) -> Vec<GuestData> {
        self.store.guests(&self.installed)
    }

    /// The version of the emulator for the host's own kind of guests.
    pub(crate) fn default_version(&self) -> Result<u64> {
        let binary = self.default_for(self.host().arch).ok_or_else(|| {
            let arch = self.host().arch.name();
            let detail = format!("Cannot find suitable emulator for {arch}");
            Error::new(ErrorDomain::Qemu, ErrorCode::InternalError, detail)
        })?;
        Ok(self.caps(&binary)?.version.into())
    }
}

/// The user of the guests, or our own where that cannot be found: a start will say so.
fn run_as(config: &Config) -> RunAs {
    match config.account() {
        Ok(Some(account)) => RunAs {
            uid: account.owner.uid,
            gid: account.owner.gid,
            groups: account.groups,
        },
        _ => RunAs {
            uid: users::effective_uid(),
            gid: users::effective_gid(),
            groups: Vec::new(),
        },
    }
}

/// When our own program changed.
fn own_ctime() -> i64 {
    let program = Path::new("/proc/self/exe");
    file::stat(program, Links::Follow).map_or(0, |stat| stat.changed.0)
}

/// The version whose behaviour is offered, as it stands in the cache.
const OWN_VERSION: u64 = 11_003_000;
/// How long one emulator may take for all questions.
const PROBE_TIME: Duration = Duration::from_secs(30);
