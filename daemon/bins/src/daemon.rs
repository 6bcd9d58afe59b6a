//! The daemon's life: from the command line to serving, and to the end.
//!
//! ```text
//! options → configuration → log → (background) → pid file → sockets → back ends → serve
//! ```
//!
//! Sockets listen before the back ends are ready, so that clients wait instead of failing.
//! Whatever fails before serving ends the daemon with a message and leaves nothing behind.

use std::os::fd::OwnedFd;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::thread;

use fv_api::Access;
use fv_daemon_core::{Backends, Server, Verdict};
use fv_error::{Error, ErrorDomain, Result};
use fv_sys::daemonize::{self, Background};
use fv_sys::lock_file::{PidFile, PidFileError};
use fv_sys::signal::{Signal, Signals};
use fv_sys::{fd, file, limits, memory, unix, users};
use sd_notify::NotifyState;

use crate::options::{Request, USAGE};
use crate::places::SocketPaths;
use crate::{Activation, Config, Environment, Options, Places, logging};

/// What a back end is made from.
#[derive(Debug)]
pub struct Setup<'a> {
    /// Where the daemon's own files are.
    pub places: &'a Places,
    /// What the configuration says.
    pub config: &'a Config,
    /// The environment.
    pub environment: &'a Environment,
}

/// What a back end does when the daemon is told to read its configuration again.
pub type Reload = Box<dyn Fn() + Send + Sync>;

/// Everything that `main` adds to a daemon.
#[derive(Default)]
pub struct Registered {
    /// The hypervisors that are served.
    pub backends: Backends,
    /// What is called on SIGHUP.
    pub reloads: Vec<Reload>,
}

/// Runs a daemon from its command line to its end.
///
/// `register` makes the back ends; it runs when the daemon has its folders for itself.
pub fn run(
    arguments: impl IntoIterator<Item = std::ffi::OsString>,
    environment: &Environment,
    register: impl FnOnce(&Setup<'_>, &mut Registered) -> Result<()>,
) -> ExitCode {
    log_panics();
    memory::keep_small();
    match Request::parse(arguments) {
        Ok(Request::Run(options)) => match serve(&options, environment, register) {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => {
                fv_log::error!("daemon", "{error}");
                ExitCode::FAILURE
            }
        },
        Ok(Request::Help) => {
            say(std::io::stderr(), USAGE);
            ExitCode::SUCCESS
        }
        Ok(Request::Version) => {
            say(std::io::stdout(), VERSION);
            ExitCode::SUCCESS
        }
        Err(message) => {
            say(
                std::io::stderr(),
                &format!("ferrovirtd: {message}\n{USAGE}"),
            );
            ExitCode::FAILURE
        }
    }
}

/// Lets the log tell where a panic was; whoever guards against it tells what becomes of it.
fn log_panics() {
    std::panic::set_hook(Box::new(|panic| {
        fv_log::error!("daemon", "a fault in the program: {panic}");
    }));
}

/// Serves, from the options to the end. The order of the steps matters: whatever can be refused
/// without touching the disk comes first, the pid file before the sockets, because it says
/// whether they may be replaced, and threads only after the process went into the background.
fn serve(
    options: &Options,
    environment: &Environment,
    register: impl FnOnce(&Setup<'_>, &mut Registered) -> Result<()>,
) -> Result<()> {
    let activation = Activation::take(environment)?;
    let places = Places::find(options.root.as_deref(), environment)?;
    let config = Config::load(
        &places.config(),
        options.config.as_deref(),
        &places.own_config(),
    )?;
    let sockets = places.sockets(config.socket_folder.as_deref())?;
    let pid_path = options.pid_file.as_deref().unwrap_or(&places.pid_file);
    let pid_path = absolute(pid_path)?;
    prepare_folders(&places, &pid_path)?;
    logging::set_up(options, environment, &config, &places.log())?;
    let background = match options.background {
        true => Some(enter_background()?),
        false => None,
    };
    let signals = take_signals()?;
    let pid_file = acquire(&pid_path)?;
    let Listeners {
        sockets,
        admin,
        made,
    } = listen(&sockets, &config, activation)?;
    raise_limits();
    let mut registered = Registered::default();
    let setup = Setup {
        places: &places,
        config: &config,
        environment,
    };
    register(&setup, &mut registered)?;
    let mut server = start(options, &config, registered, (sockets, admin), signals)?;
    announce_ready(background)?;
    let ended = server.run();
    notify(&[NotifyState::Stopping]);
    fv_log::info!("daemon", "ferrovirtd ends; guests go on");
    drop(made);
    drop(pid_file);
    ended.map_err(|cause| system(cause, "cannot wait for clients"))
}

/// Makes the folders of sockets, pid file and log.
fn prepare_folders(places: &Places, pid_path: &Path) -> Result<()> {
    let mode = if places.privileged { 0o755 } else { 0o700 };
    let dirs = &places.dirs;
    let folders = [
        Some(dirs.runtime.as_path()),
        pid_path.parent(),
        Some(dirs.log.as_path()),
    ];
    for folder in folders.into_iter().flatten() {
        file::create_folders(folder, mode).map_err(|cause| {
            system(
                cause,
                &format!("unable to create rundir {}", folder.display()),
            )
        })?;
    }
    Ok(())
}

/// Continues as a child; the caller's process waits until the daemon is ready or has failed.
fn enter_background() -> Result<Background> {
    daemonize::enter().map_err(|cause| system(cause, "Failed to fork as daemon"))
}

/// Takes over what would end the daemon; made before any thread, so that all threads agree.
fn take_signals() -> Result<Signals> {
    Signals::new(&[Signal::Hup, Signal::Int, Signal::Quit, Signal::Term])
        .map_err(|cause| system(cause, "cannot take over signals"))
}

/// Takes the pid file, which keeps a second daemon off the same folders.
///
/// A file left by a daemon that was killed is no obstacle: the lock died with it.
fn acquire(path: &Path) -> Result<PidFile> {
    PidFile::acquire(path).map_err(|error| {
        let text = format!("Failed to acquire pid file '{}'", path.display());
        match error {
            PidFileError::Held => {
                let cause = std::io::Error::from_raw_os_error(EAGAIN);
                system(cause, &text)
            }
            PidFileError::System(cause) => system(cause, &text),
        }
    })
}

/// What clients reach the daemon by.
#[derive(Debug, Default)]
struct Listeners {
    sockets: Vec<(OwnedFd, Access)>,
    admin: Option<OwnedFd>,
    made: Made,
}

/// Sockets that were made here; removed when dropped, which is to happen while the pid file is
/// held: then nobody else has made them anew.
#[derive(Debug, Default)]
struct Made(Vec<PathBuf>);

impl Drop for Made {
    fn drop(&mut self) {
        for path in &self.0 {
            let _ = file::remove(path);
        }
    }
}

impl Listeners {
    /// Takes the socket that systemd opened, or makes one.
    fn add(
        &mut self,
        given: Option<OwnedFd>,
        path: &Path,
        make: impl FnOnce(&Path) -> std::io::Result<OwnedFd>,
    ) -> Result<OwnedFd> {
        let socket = match given {
            Some(socket) => socket,
            None => {
                let socket = make(path).map_err(|cause| {
                    let text = format!("Failed to bind socket to '{}'", path.display());
                    system(cause, &text)
                })?;
                self.made.0.push(path.into());
                socket
            }
        };
        Ok(socket)
    }
}

/// Makes the sockets or takes over those from systemd.
fn listen(paths: &SocketPaths, config: &Config, activation: Activation) -> Result<Listeners> {
    let group = config.socket_group.as_deref().map(group).transpose()?;
    let owner = group.map(|gid| (users::effective_uid(), gid));
    let backlog = |number| i32::try_from(number).unwrap_or(i32::MAX);
    let clients = backlog(config.queued_clients_max);
    let make = |mode| move |path: &Path| unix::listen(path, mode, owner, clients);
    let mut listeners = Listeners::default();
    let Activation {
        main,
        read_only,
        admin,
    } = activation;
    let main = listeners.add(main, &paths.main, make(config.read_write_mode))?;
    listeners.sockets.push((main, Access::ReadWrite));
    if let Some(path) = &paths.read_only {
        let socket = listeners.add(read_only, path, make(config.read_only_mode))?;
        listeners.sockets.push((socket, Access::ReadOnly));
    }
    // Never the group's: who may use it may do anything.
    let (mode, operators) = (config.admin_mode, backlog(config.queued_operators_max));
    let admin = listeners.add(admin, &paths.admin, |path| {
        unix::listen(path, mode, None, operators)
    })?;
    listeners.admin = Some(admin);
    Ok(listeners)
}

/// The number of a group given by name, or by number with or without a plus.
fn group(name: &str) -> Result<u32> {
    let by_number = || name.strip_prefix('+').unwrap_or(name).parse().ok();
    let by_name = users::group_by_name(name).ok().flatten();
    by_name
        .map(|group| group.gid)
        .or_else(by_number)
        .ok_or_else(|| {
            let text = format!("Failed to parse group '{name}'");
            Error::new(ErrorDomain::None, fv_error::ErrorCode::InvalidArg, text)
        })
}

/// Puts the server together: limits, back ends, sockets, signals.
fn start(
    options: &Options,
    config: &Config,
    registered: Registered,
    (sockets, admin): (Vec<(OwnedFd, Access)>, Option<OwnedFd>),
    signals: Signals,
) -> Result<Server> {
    let failed = |cause| system(cause, "cannot start the server");
    let Registered { backends, reloads } = registered;
    let (main, operators) = (config.main.clone(), config.admin.clone());
    let mut server = Server::new(main, operators, backends).map_err(failed)?;
    for (socket, access) in sockets {
        server.listen(socket, access).map_err(failed)?;
    }
    if let Some(socket) = admin {
        server.listen_for_operators(socket).map_err(failed)?;
    }
    let descriptor = fd::duplicate(&signals).map_err(failed)?;
    let reloads = std::sync::Arc::new(reloads);
    let watcher = move || {
        while let Ok(Some(signal)) = signals.next() {
            match signal {
                Signal::Hup => reload(std::sync::Arc::clone(&reloads)),
                _ => return Verdict::Stop,
            }
        }
        Verdict::Continue
    };
    server
        .watch(descriptor, Box::new(watcher))
        .map_err(failed)?;
    if let Some(timeout) = options.timeout {
        server.stop_when_idle(timeout);
    }
    Ok(server)
}

/// Lets the back ends read their configuration again, beside the server.
fn reload(reloads: std::sync::Arc<Vec<Reload>>) {
    let work = move || {
        fv_log::info!("daemon", "Reloading configuration on SIGHUP");
        let mut states = vec![NotifyState::Reloading];
        states.extend(NotifyState::monotonic_usec_now().ok());
        notify(&states);
        // Opens log files anew, which may have been moved away.
        if let Err(error) = fv_log::configure(fv_log::settings()) {
            fv_log::warning!("daemon", "the log stays as it was: {error}");
        }
        reloads.iter().for_each(|reload| reload());
        notify(&[NotifyState::Ready]);
    };
    if thread::Builder::new()
        .name("daemon-reload".into())
        .spawn(work)
        .is_err()
    {
        fv_log::error!("daemon", "Failed to create thread to handle daemon restart");
    }
}

/// Tells systemd, and whoever started the daemon, that clients are served.
fn announce_ready(background: Option<Background>) -> Result<()> {
    notify(&[NotifyState::Ready]);
    fv_log::info!("daemon", "ferrovirtd serves");
    match background {
        Some(background) => background
            .ready()
            .map_err(|cause| system(cause, "Failed to fork as daemon")),
        None => Ok(()),
    }
}

/// Tells systemd, if it asked to be told.
fn notify(states: &[NotifyState<'_>]) {
    if let Err(error) = sd_notify::notify(states) {
        fv_log::debug!("daemon", "systemd cannot be told: {error}");
    }
}

/// A daemon with many clients and guests needs many descriptors.
fn raise_limits() {
    if let Err(error) = limits::raise_files() {
        fv_log::warning!("daemon", "the number of open files stays limited: {error}");
    }
}

/// The path from the root, for the current folder changes in the background.
fn absolute(path: &Path) -> Result<PathBuf> {
    std::path::absolute(path).map_err(|cause| system(cause, "cannot find the current folder"))
}

/// The error for a failed system call.
fn system(cause: std::io::Error, text: &str) -> Error {
    Error::system(ErrorDomain::None, cause, text)
}

/// Writes to the user; nobody is there to be told when that fails.
fn say(to: impl std::os::fd::AsFd, text: &str) {
    let _ = fd::write_all(to, text.as_bytes());
}

impl std::fmt::Debug for Registered {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Registered")
            .field("backends", &self.backends)
            .field("reloads", &self.reloads.len())
            .finish()
    }
}

/// The reference's version is what clients compare with.
const VERSION: &str = concat!(
    "ferrovirtd (libvirt) 11.3.0 [Ferrovirt ",
    env!("CARGO_PKG_VERSION"),
    "]\n"
);

/// What a lock that somebody else holds is reported as.
const EAGAIN: i32 = 11;
