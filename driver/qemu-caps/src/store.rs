//! Remembers what emulators can do: in memory, and in files that outlive the daemon.
//!
//! An answer is good as long as the emulator's file, its modules, our own program and, where they
//! matter, the host's processor, kernel and KVM are what they were. While one caller asks an
//! emulator, others that want the same wait for the answer; different emulators are asked at the
//! same time. A file that cannot be read is asked for again and replaced.

use std::collections::{BTreeSet, HashMap};
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use fv_error::{Error, ErrorCode, ErrorDomain, Result};
use fv_sys::clock::{self, Instant};
use fv_sys::file::{self, Links};
use fv_types::lock::{Mutex, Rank};
use sha2::{Digest, Sha256};

use crate::arch::Arch;
use crate::cache_xml;
use crate::caps::{Caps, Identity, Origin};
use crate::emulators::Emulators;
use crate::guests::{GuestData, guest_data};
use crate::host::{Host, RunAs};

/// Learns what an emulator can do; a [`crate::Prober`] outside of tests.
pub type Ask = Box<dyn Fn(&str) -> Result<Caps> + Send + Sync>;

/// What a store is made of.
pub struct StoreOptions {
    /// Where the files are kept.
    pub folder: PathBuf,
    /// The user of the guests, on whom it depends whether KVM can be used.
    pub run_as: RunAs,
    /// When our own program changed, in seconds since 1970.
    pub self_ctime: i64,
    /// The version of our own program, numbered as libvirt's.
    pub self_version: u64,
    /// Where QEMU keeps its modules.
    pub modules: Option<PathBuf>,
    /// Who asks an emulator.
    pub ask: Ask,
}

/// What is known of all emulators.
///
/// Two levels of locks: the list is held only to find a slot, the slot while its emulator is asked.
pub struct CapsStore {
    options: StoreOptions,
    host: Host,
    slots: Mutex<HashMap<String, Arc<Slot>>>,
}

/// What is known of one emulator; locked while it is asked.
type Slot = Mutex<Option<Known>>;

enum Known {
    Caps(Arc<Caps>),
    Failed {
        origin: Box<Origin>,
        code: ErrorCode,
        detail: String,
        until: Instant,
    },
}

impl CapsStore {
    /// A store that has read nothing yet.
    pub fn new(options: StoreOptions) -> Self {
        Self {
            options,
            host: Host::read(),
            slots: Mutex::new(Rank::CACHE, HashMap::new()),
        }
    }

    /// The host as this store sees it.
    pub fn host(&self) -> &Host {
        &self.host
    }

    /// What an emulator can do, asked of it only if nobody knows.
    ///
    /// Costs a look at a few files when the answer is in memory. A failure is remembered for some
    /// seconds, so that a list of guests with a broken emulator does not start it once for each.
    pub fn caps(&self, binary: &str) -> Result<Arc<Caps>> {
        let origin = self.origin(binary)?;
        let slot = self.slot(binary);
        let mut known = slot.lock();
        match &*known {
            Some(Known::Caps(caps)) if self.is_current(caps, &origin) => {
                return Ok(Arc::clone(caps));
            }
            Some(Known::Failed {
                origin: then,
                code,
                detail,
                until,
            }) if **then == origin && *until > clock::now() => {
                return Err(Error::new(ErrorDomain::Qemu, *code, detail.clone()));
            }
            _ => {}
        }
        if known.is_none()
            && let Some(caps) = self
                .load(binary)
                .filter(|caps| self.is_current(caps, &origin))
        {
            let caps = Arc::new(caps);
            *known = Some(Known::Caps(Arc::clone(&caps)));
            return Ok(caps);
        }
        match (self.options.ask)(binary) {
            Ok(caps) => {
                let caps = Arc::new(self.complete(caps, origin));
                self.save(&caps);
                *known = Some(Known::Caps(Arc::clone(&caps)));
                Ok(caps)
            }
            Err(error) => {
                *known = Some(Known::Failed {
                    origin: Box::new(origin),
                    code: error.code(),
                    detail: error.detail().to_string(),
                    until: clock::now() + FAILURE_TIME,
                });
                Err(error)
            }
        }
    }

    /// The guests that the installed emulators can run, by architecture in libvirt's order.
    ///
    /// Emulators that cannot be asked are left out. The first call may ask all of them; a few are
    /// asked at the same time.
    pub fn guests(&self, emulators: &Emulators) -> Vec<GuestData> {
        let found: Vec<(Arch, String)> = Arch::ALL
            .iter()
            .filter_map(|&guest| {
                let path = emulators.default_for(self.host.arch, guest)?;
                Some((guest, path.to_string_lossy().into_owned()))
            })
            .collect();
        let binaries: BTreeSet<&str> = found.iter().map(|(_, binary)| binary.as_str()).collect();
        let binaries = Mutex::new(Rank::LEAF, binaries.into_iter());
        std::thread::scope(|scope| {
            for _ in 0..ASKED_AT_ONCE {
                scope.spawn(|| {
                    while let Some(binary) = next(&binaries) {
                        // What failed is asked for again below and answers from memory.
                        let _ = self.caps(binary);
                    }
                });
            }
        });
        let guest = |(guest, binary): &(Arch, String)| {
            self.caps(binary)
                .ok()
                .map(|caps| guest_data(binary, &caps, *guest))
        };
        found.iter().filter_map(guest).collect()
    }

    fn slot(&self, binary: &str) -> Arc<Slot> {
        let mut slots = self.slots.lock();
        let new = || Arc::new(Mutex::new(Rank::CACHE.below_by(1), None));
        Arc::clone(slots.entry(binary.to_string()).or_insert_with(new))
    }

    /// The state of files and host now.
    fn origin(&self, binary: &str) -> Result<Origin> {
        let stat = file::stat(Path::new(binary), Links::Follow).map_err(|error| {
            Error::system(
                ErrorDomain::Qemu,
                error,
                format!("Cannot check QEMU binary {binary}"),
            )
        })?;
        if !file::is_executable(Path::new(binary)) {
            let cause = file::execution_refusal(Path::new(binary));
            let text = format!("QEMU binary {binary} is not executable");
            return Err(Error::system(ErrorDomain::Qemu, cause, text));
        }
        let modules = self.options.modules.as_deref();
        let modules = modules.and_then(|path| file::stat(path, Links::Follow).ok());
        Ok(Origin {
            binary_ctime: stat.changed.0,
            modules_mtime: modules.map_or(0, |modules| modules.modified.0),
            self_ctime: self.options.self_ctime,
            self_version: self.options.self_version,
            microcode_version: self.host.microcode_version,
            host_cpu_signature: self.host.cpu_signature.clone(),
            kernel_version: Some(self.host.kernel_version.clone()),
            identity: Some(Identity {
                inode: stat.inode,
                size: stat.size,
                mtime_ns: stat.modified.0.saturating_mul(1_000_000_000) + stat.modified.1,
                kvm: self.host.kvm(&self.options.run_as),
            }),
        })
    }

    /// Whether an answer still holds in the state of files and host now.
    ///
    /// An emulator of a foreign architecture never uses KVM, so changes of the processor or of KVM are
    /// none of its business.
    fn is_current(&self, caps: &Caps, now: &Origin) -> bool {
        let then = &caps.origin;
        let same_files = then.binary_ctime == now.binary_ctime
            && then.modules_mtime == now.modules_mtime
            && then.self_ctime == now.self_ctime
            && then.self_version == now.self_version;
        let (Some(was), Some(is)) = (&then.identity, &now.identity) else {
            return false;
        };
        let same_file = (was.inode, was.size, was.mtime_ns) == (is.inode, is.size, is.mtime_ns);
        if !same_files || !same_file {
            return false;
        }
        if !self.host.arch.runs_natively(caps.arch) {
            return true;
        }
        if was.kvm != is.kvm {
            return false;
        }
        if !caps.is_accelerated() {
            return true;
        }
        then.microcode_version == now.microcode_version
            && then.host_cpu_signature == now.host_cpu_signature
            && then.kernel_version == now.kernel_version
            && caps.kvm_nesting == self.host.kvm_nesting()
            && caps.kvm_secure_guest == self.host.kvm_secure_guest()
    }

    /// Adds what an emulator does not tell.
    ///
    /// Without acceleration the host plays no part, and libvirt leaves these out of the file.
    fn complete(&self, mut caps: Caps, origin: Origin) -> Caps {
        caps.origin = origin;
        if caps.is_accelerated() {
            caps.kvm_nesting = self.host.kvm_nesting();
            caps.kvm_secure_guest = self.host.kvm_secure_guest();
        } else {
            caps.origin.microcode_version = 0;
            caps.origin.host_cpu_signature = None;
            caps.origin.kernel_version = None;
        }
        caps
    }

    fn load(&self, binary: &str) -> Option<Caps> {
        let path = self.file(binary);
        let foreign = |why: &dyn fmt::Display| {
            fv_log::warning!(
                "qemu.qemu_capabilities",
                "{} says nothing: {why}",
                path.display()
            );
        };
        let text = match file::read_text(&path, FILE_MAX, Links::Refuse) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return None,
            Err(error) => {
                foreign(&error);
                return None;
            }
        };
        match cache_xml::read(&text) {
            Ok(caps) => Some(caps).filter(|caps| caps.binary == binary),
            Err(_) => {
                foreign(&"it is none of ours");
                None
            }
        }
    }

    /// Keeps an answer for the next daemon; a disk that does not take it costs only time.
    ///
    /// Private to us: the file says more about the host's processor than users need to know.
    fn save(&self, caps: &Caps) {
        let path = self.file(&caps.binary);
        let text = cache_xml::write(caps);
        let saved = file::create_folders(&self.options.folder, 0o755)
            .and_then(|()| file::replace(&path, text.as_bytes(), 0o600, None));
        if let Err(error) = saved {
            let path = path.display();
            fv_log::warning!("qemu.qemu_capabilities", "cannot keep {path}: {error}");
        }
    }

    /// The file of an emulator, named by the digest of its path as libvirt does.
    fn file(&self, binary: &str) -> PathBuf {
        let digest = Sha256::digest(binary.as_bytes());
        let name: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        self.options.folder.join(format!("{name}.xml"))
    }
}

/// Takes the next item, holding the lock no longer than that.
fn next<T>(items: &Mutex<impl Iterator<Item = T>>) -> Option<T> {
    items.lock().next()
}

impl fmt::Debug for CapsStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CapsStore")
            .field("folder", &self.options.folder)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for StoreOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StoreOptions")
            .field("folder", &self.folder)
            .finish_non_exhaustive()
    }
}

/// A file is about half a megabyte.
const FILE_MAX: u64 = 16 * 1024 * 1024;
/// How many emulators are asked at the same time.
const ASKED_AT_ONCE: usize = 2;
/// How long an emulator that failed is left alone.
const FAILURE_TIME: Duration = Duration::from_secs(10);

#[cfg(test)]
#[path = "tests/store.rs"]
mod tests;
