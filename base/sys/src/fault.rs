//! Where tests break single steps of the machine.
//!
//! Every step that changes something outside of the process passes [`check`] with its name and
//! its path. Three things may happen there, none of them unless somebody asked: a handler of the
//! thread makes it fail ([`with`]), a handler of the whole process does ([`install`]), or the
//! process kills itself at the n-th step ([`arm`]), which is how crash tests stop a daemon at
//! every point of an operation. [`Disk`] is a handler for the second: a disk that is full, or
//! read-only, from the n-th step on. Without any of them a check reads one atomic number.

use std::cell::RefCell;
use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::str::FromStr;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

/// Decides what happens at a step: nothing, or a failure.
pub type Handler = dyn Fn(&str, &Path) -> io::Result<()>;

/// A handler that all threads share.
pub type SharedHandler = dyn Fn(&str, &Path) -> io::Result<()> + Send + Sync;

/// Lets a test or an armed kill act before the step `door` on `path`.
#[inline]
pub fn check(door: &str, path: impl AsRef<Path>) -> io::Result<()> {
    if ACTIVE.load(Ordering::Relaxed) == 0 {
        return Ok(());
    }
    consult(door, path.as_ref())
}

/// Runs `body` with a handler for the steps of this thread.
pub fn with<R>(
    handler: impl Fn(&str, &Path) -> io::Result<()> + 'static,
    body: impl FnOnce() -> R,
) -> R {
    let _guard = ThreadHandler::new(Rc::new(handler));
    body()
}

/// Makes the n-th step (from 0) of this thread fail while `body` runs, and says whether it came
/// to that many.
pub fn fail_at<R>(nth: usize, body: impl FnOnce() -> R) -> (R, Reached) {
    let count = Rc::new(std::cell::Cell::new(0));
    let seen = Rc::clone(&count);
    let handler = move |door: &str, _: &Path| {
        let step = seen.get();
        seen.set(step + 1);
        if step == nth {
            return Err(io::Error::other(format!("injected failure at {door}")));
        }
        Ok(())
    };
    let result = with(handler, body);
    let reached = if count.get() > nth {
        Reached::Yes
    } else {
        Reached::No
    };
    (result, reached)
}

/// Whether an operation had as many steps as a test wanted to break.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reached {
    /// The step came and failed.
    Yes,
    /// The operation was over before.
    No,
}

/// Installs a handler for the steps of all threads; it lasts until the guard is dropped.
pub fn install(handler: Arc<SharedHandler>) -> Installed {
    *SHARED.write().unwrap_or_else(PoisonError::into_inner) = Some(handler);
    ACTIVE.fetch_add(1, Ordering::Relaxed);
    Installed(())
}

/// Keeps the handler of [`install`] in place.
#[derive(Debug)]
#[must_use = "the handler is removed when the guard is dropped"]
pub struct Installed(());

impl Drop for Installed {
    fn drop(&mut self) {
        *SHARED.write().unwrap_or_else(PoisonError::into_inner) = None;
        ACTIVE.fetch_sub(1, Ordering::Relaxed);
    }
}

/// What is wrong with a disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// It takes nothing more; what is on it can be removed.
    Full,
    /// Nothing on it can be changed.
    ReadOnly,
}

/// A disk that takes nothing more from some step on, and stays so.
#[derive(Debug)]
pub struct Disk {
    trouble: Trouble,
    below: PathBuf,
    from: usize,
    steps: AtomicUsize,
}

impl Disk {
    /// A disk, holding all that is below this folder, that is in trouble from its n-th step (from 0)
    /// on.
    pub fn new(trouble: Trouble, below: impl Into<PathBuf>, from: usize) -> Arc<Self> {
        Arc::new(Self {
            trouble,
            below: below.into(),
            from,
            steps: AtomicUsize::new(0),
        })
    }

    /// Puts the disk in the way of all threads.
    pub fn install(self: &Arc<Self>) -> Installed {
        let disk = Arc::clone(self);
        install(Arc::new(move |door, path| disk.check(door, path)))
    }

    /// Whether a step has failed so far.
    pub fn reached(&self) -> Reached {
        match self.steps.load(Ordering::SeqCst) > self.from {
            true => Reached::Yes,
            false => Reached::No,
        }
    }

    fn check(&self, door: &str, path: &Path) -> io::Result<()> {
        let concerned = match self.trouble {
            Trouble::Full => NEED_ROOM.contains(&door),
            Trouble::ReadOnly => NEED_ROOM.contains(&door) || CHANGE.contains(&door),
        };
        if !concerned || !path.starts_with(&self.below) {
            return Ok(());
        }
        match self.steps.fetch_add(1, Ordering::SeqCst) >= self.from {
            true => Err(self.trouble.error().into()),
            false => Ok(()),
        }
    }
}

impl Trouble {
    fn error(self) -> rustix::io::Errno {
        match self {
            Self::Full => rustix::io::Errno::NOSPC,
            Self::ReadOnly => rustix::io::Errno::ROFS,
        }
    }
}

/// When the process is to kill itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kill {
    /// At which of the matching steps, from 1.
    pub step: u64,
    /// Only steps of this name count, when given.
    pub door: Option<String>,
    /// Only steps on paths that contain this text count, when given.
    pub path: Option<String>,
}

/// Makes the process kill itself with SIGKILL as told; meant for `main` of a daemon under test.
///
/// Returns false when it was armed before.
pub fn arm(kill: Kill) -> bool {
    let armed = KILL.set(kill).is_ok();
    if armed {
        ACTIVE.fetch_add(1, Ordering::Relaxed);
    }
    armed
}

/// Arms the process when its environment has [`KILL_VARIABLE`]; one line in a daemon's `main`.
pub fn arm_from(environment: &[(OsString, OsString)]) -> io::Result<()> {
    let Some((_, value)) = environment.iter().find(|(name, _)| name == KILL_VARIABLE) else {
        return Ok(());
    };
    arm(value.to_string_lossy().parse()?);
    Ok(())
}

/// Reads `STEP[,door=NAME][,path=TEXT]`, the form in which a daemon's environment carries it.
impl FromStr for Kill {
    type Err = io::Error;

    fn from_str(text: &str) -> io::Result<Self> {
        let wrong = || io::Error::new(io::ErrorKind::InvalidInput, format!("fault '{text}'"));
        let mut parts = text.split(',');
        let step = parts
            .next()
            .and_then(|step| step.parse().ok())
            .ok_or_else(wrong)?;
        let mut kill = Self {
            step,
            door: None,
            path: None,
        };
        for part in parts {
            match part.split_once('=') {
                Some(("door", name)) => kill.door = Some(name.into()),
                Some(("path", name)) => kill.path = Some(name.into()),
                _ => return Err(wrong()),
            }
        }
        Ok(kill)
    }
}

#[cold]
fn consult(door: &str, path: &Path) -> io::Result<()> {
    if let Some(kill) = KILL.get() {
        count_down(kill, door, path);
    }
    if let Some(handler) = THREAD.with_borrow(Clone::clone) {
        handler(door, path)?;
    }
    let shared = SHARED
        .read()
        .unwrap_or_else(PoisonError::into_inner)
        .clone();
    shared.map_or(Ok(()), |handler| handler(door, path))
}

fn count_down(kill: &Kill, door: &str, path: &Path) {
    let wanted = kill.door.as_deref().is_none_or(|name| name == door)
        && kill
            .path
            .as_deref()
            .is_none_or(|text| path.to_string_lossy().contains(text));
    if wanted && STEPS.fetch_add(1, Ordering::SeqCst) + 1 == kill.step {
        // No way to fail or to run anything after it: that is the point of the test.
        let _ =
            rustix::process::kill_process(rustix::process::getpid(), rustix::process::Signal::KILL);
    }
}

/// Puts the former handler back, also when the body panics.
struct ThreadHandler(Option<Rc<Handler>>);

impl ThreadHandler {
    fn new(handler: Rc<Handler>) -> Self {
        ACTIVE.fetch_add(1, Ordering::Relaxed);
        Self(THREAD.replace(Some(handler)))
    }
}

impl Drop for ThreadHandler {
    fn drop(&mut self) {
        THREAD.set(self.0.take());
        ACTIVE.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Steps that fail on a full disk.
const NEED_ROOM: &[&str] = &[
    "mkdir",
    "create",
    "open-write",
    "write",
    "fsync",
    "fsync-folder",
    "rename",
    "symlink",
    "setxattr",
    "bind",
];
/// Further steps that fail on one that is read-only.
const CHANGE: &[&str] = &[
    "chmod",
    "chown",
    "removexattr",
    "unlink",
    "remove-tree",
    "rmdir",
];
/// The variable of the environment by which a crash test arms a daemon.
pub const KILL_VARIABLE: &str = "FERROVIRT_KILL_AT";

/// How many handlers and kills are in place.
static ACTIVE: AtomicUsize = AtomicUsize::new(0);
static STEPS: AtomicU64 = AtomicU64::new(0);
static KILL: std::sync::OnceLock<Kill> = std::sync::OnceLock::new();
static SHARED: RwLock<Option<Arc<SharedHandler>>> = RwLock::new(None);

thread_local! {
    static THREAD: RefCell<Option<Rc<Handler>>> = const { RefCell::new(None) };
}

#[cfg(test)]
mod tests;
