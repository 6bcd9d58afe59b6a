//! The emulators of the host, asked once and remembered, and what they make of the host's processor.

use std::path::Path;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use fv_driver_host::{address_bits, guest_processor, host_processor};
use fv_driver_kit::DriverDirs;
use fv_driver_qemu_caps::{
    Arch, Caps, CapsStore, Emulators as Installed, GuestData, Host, Prober, RunAs, StoreOptions,
    VirtType, modules_folder,
};
use fv_driver_qemu_resolve::{CpuContext, HostModels, HostProcessor};
use fv_error::{Error, ErrorCode, ErrorDomain, Result};
use fv_model_cpu::Processor;
use fv_model_domain::os::Arch as GuestArch;
use fv_sys::file::{self, Links};
use fv_sys::tree::Tree;
use fv_sys::users;
use fv_types::lock::{Mutex, Rank};

use crate::config::Config;
use crate::driver::Settings;

/// What is known of the emulators of the host.
pub(crate) struct Emulators {
    store: CapsStore,
    installed: Installed,
    processor: OnceLock<Processor>,
    address_bits: OnceLock<Option<u32>>,
    sysinfo: OnceLock<Option<String>>,
    models: Mutex<Vec<Known>>,
}

/// What an emulator makes of the host's processor in one way to execute guests.
struct Known {
    caps: Arc<Caps>,
    kind: VirtType,
    models: Option<Arc<HostModels>>,
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
            processor: OnceLock::new(),
            address_bits: OnceLock::new(),
            sysinfo: OnceLock::new(),
            models: Mutex::new(Rank::LEAF, Vec::new()),
        }
    }

    /// The host's architecture in the words of documents.
    pub(crate) fn arch(&self) -> GuestArch {
        GuestArch::from_word(self.host().arch.name()).unwrap_or(GuestArch::X86_64)
    }

    /// The host's own processor; it does not change while the daemon runs.
    pub(crate) fn processor(&self) -> &Processor {
        let (proc, sys) = (Tree::new("/proc"), Tree::new("/sys"));
        self.processor
            .get_or_init(|| host_processor(self.arch(), &proc, &sys))
    }

    /// How many bits a physical address of the host has; read once, as each definition asks for it.
    pub(crate) fn address_bits(&self) -> Option<u32> {
        *self.address_bits.get_or_init(|| {
            let cpuinfo = Tree::new("/proc").text("cpuinfo").unwrap_or_default();
            address_bits(self.arch(), &cpuinfo)
        })
    }

    /// What the host's firmware says, if anything; `read` asks for it the first time.
    pub(crate) fn sysinfo(&self, read: impl FnOnce() -> Option<String>) -> Option<String> {
        self.sysinfo.get_or_init(read).clone()
    }

    /// What an emulator makes of the host's processor; computed once for each answer of an emulator.
    pub(crate) fn host_models(&self, caps: &Arc<Caps>, kind: VirtType) -> Option<Arc<HostModels>> {
        let is_it = |known: &&Known| Arc::ptr_eq(&known.caps, caps) && known.kind == kind;
        if let Some(known) = self.models.lock().iter().find(is_it) {
            return known.models.clone();
        }
        let (arch, proc, sys) = (self.arch(), Tree::new("/proc"), Tree::new("/sys"));
        let host = HostProcessor {
            arch: self.host().arch,
            address_bits: self.address_bits().unwrap_or(0),
            probe: &|offers| guest_processor(arch, offers, &proc, &sys),
        };
        let models = HostModels::of(caps, kind, &host).map(Arc::new);
        let mut known = self.models.lock();
        // What nobody else holds is the answer of an emulator that was replaced.
        known.retain(|known| Arc::strong_count(&known.caps) > 1);
        known.push(Known {
            caps: Arc::clone(caps),
            kind,
            models: models.clone(),
        });
        models
    }

    /// What the processors of guests depend on.
    pub(crate) fn cpu_context<'a>(&self, models: Option<&'a HostModels>) -> CpuContext<'a> {
        CpuContext {
            host_arch: self.host().arch,
            models,
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
