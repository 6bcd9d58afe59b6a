//! Starts an emulator for nothing but to be asked.
//!
//! The emulator becomes a daemon, because it then returns only when its monitor listens. It runs
//! as the user of the guests, in a folder of its own, and is killed when all is asked or the
//! time is over, whatever it does.

use std::fmt;
use std::os::fd::OwnedFd;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use fv_command::{Command as Program, Idle, Runner, User};
use fv_driver_qemu_monitor::{Command, Failure, Incoming, Limits, Qmp, Reply};
use fv_error::{Error, ErrorCode, ErrorDomain, Result};
use fv_sys::clock::{self, Instant};
use fv_sys::file::{self, Links};
use fv_sys::signal::Signal;
use fv_sys::{fd, host, process, unix, users};

use crate::caps::Caps;
use crate::host::RunAs;
use crate::probe::{self, HostAccel, Talk};

/// Starts emulators and asks them.
///
/// The command line is libvirt's, to the letter: a user who looks at processes or at the log of an
/// access control finds what the manuals say.
#[derive(Clone)]
pub struct Prober {
    /// What starts programs.
    pub runner: Arc<dyn Runner>,
    /// Where the folders of the monitors are made; the user of the guests may enter it.
    pub folder: PathBuf,
    /// The user of the guests.
    pub run_as: RunAs,
    /// The folders in which an emulator finds its helpers.
    pub search_path: String,
    /// How long one emulator may take for all questions.
    pub time_limit: Duration,
}

impl Prober {
    /// Learns what an emulator can do.
    ///
    /// One time limit holds for both conversations; who waits for a probe waits for the whole of it.
    pub fn probe(&self, binary: &str) -> Result<Caps> {
        let deadline = clock::now() + self.time_limit;
        let mut conversation = self.start(binary, "none,accel=kvm:tcg", deadline)?;
        let mut caps = probe::first(&mut conversation, binary, HostAccel::default())?;
        drop(conversation);
        if probe::needs_second(&caps) {
            let mut conversation = self.start(binary, "none,accel=tcg", deadline)?;
            probe::second(&mut conversation, &mut caps)?;
        }
        Ok(caps)
    }

    fn start(&self, binary: &str, machine: &str, deadline: Instant) -> Result<Conversation> {
        let mut session = Session::new(self)?;
        let program = self.program(binary, machine, &session, deadline);
        let output = self.runner.run(&program)?;
        if !output.is_success() {
            let words = String::from_utf8_lossy(&output.stderr);
            let words = if words.is_empty() {
                "unknown error"
            } else {
                &words
            };
            let detail = format!("Failed to start QEMU binary {binary} for probing: {words}");
            return Err(Error::internal(ErrorDomain::Qemu, detail));
        }
        let socket = unix::connect(&session.monitor()).map_err(|error| {
            Error::system(
                ErrorDomain::Qemu,
                error,
                "failed to connect to monitor socket",
            )
        })?;
        // Whoever listens is the emulator, whatever its pid file says.
        session.pid = unix::peer(&socket).ok().map(|peer| peer.pid);
        let qmp = Qmp::new(binary, Limits::default());
        Ok(Conversation {
            socket,
            qmp,
            deadline,
            idle: Idle::new(session.pid.unwrap_or(0)),
            asked: clock::now(),
            babble: 0,
            _session: session,
        })
    }

    fn program(&self, binary: &str, machine: &str, at: &Session, deadline: Instant) -> Program {
        let mut program = Program::new(binary);
        program.args(["-S", "-no-user-config", "-nodefaults", "-nographic"]);
        program.args(["-machine", machine, "-qmp", &at.monitor_argument()]);
        program.args([
            "-pidfile",
            &at.folder.join("qmp.pid").to_string_lossy(),
            "-daemonize",
        ]);
        program.env("LC_ALL", "C").env("PATH", &self.search_path);
        // The program ends when the daemon it became is ready, so this is the time of the start.
        program
            .timeout(deadline.until(clock::now()))
            .idle_max(QUIET_MAX);
        if users::effective_uid() == 0 {
            let RunAs { uid, gid, groups } = self.run_as.clone();
            program.user(User { uid, gid, groups });
        }
        program
    }
}

/// The folder of one emulator, and the emulator; both end with it.
///
/// Dropping it is the only way out, so no failure on the way leaves a process or a folder behind.
struct Session {
    folder: PathBuf,
    pid: Option<i32>,
}

impl Session {
    fn new(prober: &Prober) -> Result<Self> {
        let parent = &prober.folder;
        let fail = |error, what: String| Error::system(ErrorDomain::Qemu, error, what);
        let template = parent.join(format!("{FOLDER_START}XXXXXX"));
        let failed = format!(
            "Failed to create unique directory with template '{}' for probing QEMU",
            template.display()
        );
        let random = host::random_bytes().map_err(|error| fail(error, failed.clone()))?;
        let name: String = random[..6]
            .iter()
            .map(|byte| LETTERS[usize::from(byte % 32)])
            .collect();
        let folder = parent.join(format!("{FOLDER_START}{name}"));
        file::create_folder(&folder, 0o700).map_err(|error| fail(error, failed))?;
        let session = Self { folder, pid: None };
        if users::effective_uid() == 0 {
            let uid = Some(prober.run_as.uid);
            file::chown(&session.folder, uid, None, Links::Refuse).map_err(|error| {
                fail(
                    error,
                    format!("Cannot chown uniq path: {}", session.folder.display()),
                )
            })?;
        }
        Ok(session)
    }

    fn monitor(&self) -> PathBuf {
        self.folder.join("qmp.monitor")
    }

    fn monitor_argument(&self) -> String {
        format!("unix:{},server=on,wait=off", self.monitor().display())
    }

    /// All processes that were started with this monitor: a daemon that hung before it listened
    /// has left its parent, so it is found by its arguments.
    fn processes(&self) -> Vec<i32> {
        let argument = self.monitor_argument();
        let has_it = |pid: &i32| {
            process::arguments(*pid).is_ok_and(|arguments| arguments.contains(&argument))
        };
        process::all()
            .unwrap_or_default()
            .into_iter()
            .filter(has_it)
            .collect()
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        let pids = match self.pid {
            Some(pid) if pid > 0 => vec![pid],
            _ => self.processes(),
        };
        for pid in pids {
            kill(pid);
        }
        // What the emulator left in it must not hinder the next start.
        let _ = file::remove_tree(&self.folder);
    }
}

/// Kills a process and waits a moment for its end.
fn kill(pid: i32) {
    let Ok(handle) = process::open(pid) else {
        return;
    };
    if process::signal(&handle, Signal::Kill).is_ok() {
        let _ = fd::wait(&handle, fd::Wanted::Read, Some(KILL_TIME));
    }
}

/// A conversation over the monitor's socket.
///
/// Blocking, on the caller's thread: a probe has nobody else to serve.
struct Conversation {
    socket: OwnedFd,
    qmp: Qmp,
    deadline: Instant,
    idle: Idle,
    /// When the question was asked that is to be answered.
    asked: Instant,
    /// How much was said since.
    babble: usize,
    _session: Session,
}

impl Talk for Conversation {
    fn exchange(&mut self, command: &Command) -> Result<Reply> {
        let wanted = self.qmp.send(command.clone(), None)?;
        (self.asked, self.babble) = (clock::now(), 0);
        loop {
            while let Some(incoming) = self.qmp.poll() {
                match incoming {
                    Incoming::Reply { serial, reply, .. } if serial == wanted => return Ok(reply),
                    Incoming::Failed { serial, failure } if serial == wanted => {
                        return Err(failure.into());
                    }
                    _ => {}
                }
            }
            self.write()?;
            self.read()?;
        }
    }
}

impl Conversation {
    fn write(&mut self) -> Result<()> {
        while let Some(output) = self.qmp.output() {
            match unix::send(&self.socket, output.bytes, &[]) {
                Ok(count) => self.qmp.wrote(count),
                Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => {
                    self.wait(fd::Wanted::Write)?;
                }
                Err(error) => {
                    let text = "Unable to write to monitor";
                    return Err(Error::system(ErrorDomain::Qemu, error, text));
                }
            }
        }
        Ok(())
    }

    fn read(&mut self) -> Result<()> {
        self.wait(fd::Wanted::Read)?;
        let mut buffer = vec![0; 64 * 1024];
        match fd::read(&self.socket, &mut buffer) {
            Ok(0) => self.qmp.finish(),
            Ok(count) => {
                self.babble += count;
                self.qmp.receive(&buffer[..count]);
            }
            Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => {}
            Err(error) => {
                let text = "Unable to read from monitor";
                return Err(Error::system(ErrorDomain::Qemu, error, text));
            }
        }
        match self.qmp.ended() {
            // The failure of the command that waits tells more, if one waits.
            Some(Failure::Broken { detail }) => {
                Err(Error::internal(ErrorDomain::Qemu, detail.clone()))
            }
            _ => Ok(()),
        }
    }

    /// Waits for the socket as long as the emulator may still be about to answer.
    fn wait(&mut self, wanted: fd::Wanted) -> Result<()> {
        loop {
            let now = clock::now();
            let babbles = self.babble > BABBLE_MIN && now.until(self.asked) >= QUIET_MAX;
            let left = self.deadline.until(now).min(LOOK_EVERY);
            if left.is_zero() || babbles {
                return Err(late("the emulator did not answer all questions in time"));
            }
            let ready = fd::wait(&self.socket, wanted, Some(left)).map_err(|error| {
                Error::system(ErrorDomain::Qemu, error, "Unable to read from monitor")
            })?;
            if ready {
                return Ok(());
            }
            if self.idle.look() >= QUIET_MAX {
                return Err(late("the emulator did not answer a question"));
            }
        }
    }
}

fn late(detail: &str) -> Error {
    Error::new(ErrorDomain::Qemu, ErrorCode::OperationTimeout, detail)
}

impl fmt::Debug for Prober {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = f.debug_struct("Prober");
        out.field("folder", &self.folder)
            .field("run_as", &self.run_as)
            .finish_non_exhaustive()
    }
}

/// Whether a command line is that of an emulator that was started below this folder to be asked.
///
/// One that became a daemon outlives whoever started it; its arguments are all that is known of it.
pub fn is_probe(arguments: &[String], folder: &Path) -> bool {
    let monitor = format!("unix:{}/{FOLDER_START}", folder.display());
    let begins = |argument: &String| argument.starts_with(&monitor);
    arguments
        .iter()
        .zip(arguments.iter().skip(1))
        .any(|(option, value)| option == "-qmp" && begins(value))
}

/// Removes the folders of emulators whose asking was cut short.
///
/// To be done before their processes are looked for: one that has not come to listen yet cannot do so
/// without its folder, and ends.
pub fn remove_left_over(folder: &Path) {
    for name in file::list_folder(folder).unwrap_or_default() {
        let path = folder.join(&name);
        let ours = name.to_string_lossy().starts_with(FOLDER_START);
        let is_folder = |stat: file::Stat| stat.kind == file::Kind::Folder;
        if ours && file::stat(&path, Links::Refuse).is_ok_and(is_folder) {
            // What cannot be removed harms nobody: the names are random.
            let _ = file::remove_tree(&path);
        }
    }
}

/// Where this host's QEMU keeps modules that are loaded on demand, if it has any.
pub fn modules_folder() -> Option<PathBuf> {
    let machine = host::uname().machine;
    let triplet = format!("/usr/lib/{machine}-linux-gnu/qemu");
    let places = [triplet.as_str(), "/usr/lib64/qemu", "/usr/lib/qemu"];
    places
        .into_iter()
        .map(Path::new)
        .find(|path| file::exists(path))
        .map(Path::to_path_buf)
}

/// How the names of the folders begin.
const FOLDER_START: &str = "qmp-";
const LETTERS: [char; 32] = [
    'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'l', 'm', 'n', 'o', 'p', 'q', 'r', 's',
    't', 'u', 'v', 'w', 'x', 'y', 'z', '2', '3', '4', '5', '6', '7',
];
const KILL_TIME: Duration = Duration::from_secs(5);
/// How long an emulator may do nothing, or talk without answering.
const QUIET_MAX: Duration = Duration::from_secs(6);
/// How often it is looked at while it is waited for.
const LOOK_EVERY: Duration = Duration::from_millis(500);
/// What no answer that is merely slow leaves unfinished for so long.
const BABBLE_MIN: usize = 64 * 1024;
