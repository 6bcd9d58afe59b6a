//! A host for one test: a folder of its own, a daemon in it, and the end of both.
//!
//! With `FERROVIRT_TEST_URI` set no daemon is started and the tests talk to what that URI names; that is how the
//! expected output of a script is recorded from libvirt's own daemon.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{OnceLock, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};

use crate::guest::{LinuxGuest, boot_sector};
use crate::network::Network;
use crate::program::{Ended, must, program, run, until, variable, wait};
use crate::{below, processes, reference, set_mode};

/// How long a daemon may take until its socket answers, on a machine that is busy.
const READY_TIME_MAX: Duration = Duration::from_secs(15);
/// How long one command may take; a call that waits for a job gives up after 30 s.
const COMMAND_TIME_MAX: Duration = Duration::from_secs(60);
/// The user that QEMU runs as: one that every machine has and that owns nothing.
const QEMU_USER: &str = "nobody";
const QEMU_GROUP: &str = "nogroup";

/// Tells hosts of one test process apart.
static NEXT: AtomicU32 = AtomicU32::new(0);
/// Held by tests that measure time, so that no other test of the process runs beside them.
static QUIET: RwLock<()> = RwLock::new(());

/// A test's claim on the machine; it lasts as long as its host.
#[derive(Debug)]
enum Claim {
    Shared {
        _guard: RwLockReadGuard<'static, ()>,
    },
    Alone {
        _guard: RwLockWriteGuard<'static, ()>,
    },
}

/// A folder with a daemon in it. Dropping it ends every process that has to do with it and removes the folder.
#[derive(Debug)]
pub struct Host {
    root: PathBuf,
    uri: String,
    daemon: Option<Child>,
    is_reference: bool,
    network: Option<Network>,
    _claim: Claim,
}

impl Host {
    /// Makes the folder, starts the daemon and waits until it answers.
    pub fn start() -> Self {
        let mut host = Self::prepare();
        host.start_daemon();
        host
    }

    /// Does the same for a test that measures time: no other test runs beside it.
    pub fn start_alone() -> Self {
        let mut host = Self::prepare_alone();
        host.start_daemon();
        host
    }

    /// Does the same with a daemon in a network of its own.
    pub fn start_in_own_network() -> Self {
        let mut host = Self::prepare_in_own_network();
        host.start_daemon();
        host
    }

    /// Does the same with Debian's libvirtd in place of our daemon, in namespaces of its own; its emulators run as root.
    pub fn start_reference() -> Self {
        let mut host = Self::prepare();
        let socket = host.path("run/libvirt/libvirt-sock");
        host.uri = format!("qemu:///system?socket={socket}");
        host.is_reference = true;
        // For any other user it asks the emulators anew for each device, where that user may not use KVM.
        host.run_emulators_as("root", "root");
        match reference::start(&host.root, &host.uri) {
            Ok(daemon) => host.daemon = Some(daemon),
            Err(error) => panic!("{error:#}\n{}", host.daemon_log()),
        }
        host
    }

    /// Makes the folder with its configuration for a daemon in a network of its own, in which only the host itself is.
    pub fn prepare_in_own_network() -> Self {
        let mut host = Self::prepare();
        if !host.is_reference {
            host.network = Some(Network::make().expect("network namespaces can be made"));
            host.in_network("ip link set lo up");
        }
        host
    }

    /// Makes the folder with its configuration for a test that measures time, without a daemon.
    pub fn prepare_alone() -> Self {
        let guard = QUIET.write().unwrap_or_else(PoisonError::into_inner);
        Self::make(Claim::Alone { _guard: guard })
    }

    /// Makes the folder with its configuration, without a daemon.
    pub fn prepare() -> Self {
        let guard = QUIET.read().unwrap_or_else(PoisonError::into_inner);
        Self::make(Claim::Shared { _guard: guard })
    }

    fn make(claim: Claim) -> Self {
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        // Short: the path of a monitor socket below it has room for 107 bytes.
        // As wide as the next one: a process is found by the folder in its command line, and no name may begin another.
        let root = PathBuf::from(format!("/tmp/fv-{}-{number:03}", std::process::id()));
        fs::create_dir_all(root.join("etc/libvirt")).expect("/tmp takes a folder");
        // QEMU reaches images below the folder as a user of its own.
        set_mode(&root, 0o755);
        let given = variable("FERROVIRT_TEST_URI");
        let socket = root.join("run/libvirt/libvirt-sock");
        // An ordinary user has a session; the folders are laid out alike.
        let kind = if processes::user_id(std::process::id()) == Some(0) {
            "system"
        } else {
            "session"
        };
        let own = format!("qemu:///{kind}?socket={}", socket.display());
        let is_reference = given.is_some();
        let host = Self {
            root,
            uri: given.unwrap_or(own),
            daemon: None,
            is_reference,
            network: None,
            _claim: claim,
        };
        host.run_emulators_as(QEMU_USER, QEMU_GROUP);
        host
    }

    /// Says in the configuration which user QEMU runs as.
    pub fn run_emulators_as(&self, user: &str, group: &str) {
        let conf = format!("user = \"{user}\"\ngroup = \"{group}\"\n");
        self.write("etc/libvirt/qemu.conf", conf);
    }

    /// Returns the folder.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Returns a path below the folder as text.
    pub fn path(&self, relative: &str) -> String {
        self.root.join(relative).display().to_string()
    }

    /// Returns the connection URI.
    pub fn uri(&self) -> &str {
        &self.uri
    }

    /// Says whether the tests talk to a daemon that they did not start.
    pub fn is_reference(&self) -> bool {
        self.is_reference
    }

    /// Returns the process id of the daemon.
    pub fn daemon_pid(&self) -> u32 {
        self.daemon
            .as_ref()
            .map(Child::id)
            .expect("the daemon was started")
    }

    /// Starts the daemon and waits until it answers; panics with its log when it does not.
    pub fn start_daemon(&mut self) {
        if self.is_reference {
            return;
        }
        self.spawn_daemon(&[]).expect("the daemon starts");
        if let Err(error) = self.wait_until_ready() {
            panic!("{error:#}\n{}", self.daemon_log());
        }
        // The socket listens before the daemon has looked at what is there; an answer comes after that.
        self.ok("uri");
    }

    /// Starts the daemon with more options and does not wait for it.
    pub fn spawn_daemon(&mut self, options: &[&str]) -> Result<()> {
        let mut command = self.daemon_command()?;
        let log = File::options()
            .create(true)
            .append(true)
            .open(self.root.join("daemon.log"))?;
        command
            .args(options)
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log);
        self.daemon = Some(command.spawn().context("starting ferrovirtd")?);
        Ok(())
    }

    /// Prepares the daemon's command for this folder.
    pub fn daemon_command(&self) -> Result<Command> {
        let mut command = match &self.network {
            Some(network) => network.command(daemon_program()?),
            None => program(daemon_program()?),
        };
        command.arg("--root").arg(&self.root);
        Ok(command)
    }

    /// Waits until the socket answers; the daemon must not end meanwhile.
    pub fn wait_until_ready(&mut self) -> Result<()> {
        let socket = self.root.join("run/libvirt/libvirt-sock");
        let daemon = self.daemon.as_mut().context("no daemon was started")?;
        let mut ended = None;
        until("the daemon listens", READY_TIME_MAX, || {
            ended = daemon.try_wait().ok().flatten();
            ended.is_some() || std::os::unix::net::UnixStream::connect(&socket).is_ok()
        })?;
        match ended {
            Some(status) => bail!("the daemon ended with {status}"),
            None => Ok(()),
        }
    }

    /// Runs a line in the daemon's own network, which must succeed, and returns what it prints.
    ///
    /// A daemon that this test did not start is expected to share the network of the test.
    pub fn in_network(&self, line: &str) -> String {
        let mut words = line.split_whitespace();
        let word = words.next().expect("the line is not empty");
        let mut command = match &self.network {
            Some(network) => network.command(word),
            None if self.is_reference => program(word),
            None => panic!("the host has no network of its own"),
        };
        let ended = run(command.args(words), COMMAND_TIME_MAX).expect("the command ends");
        assert!(ended.is_ok(), "{line}: {}", ended.stderr);
        ended.stdout
    }

    /// Returns what the daemon has printed.
    pub fn daemon_log(&self) -> String {
        fs::read_to_string(self.root.join("daemon.log")).unwrap_or_default()
    }

    /// Kills the daemon without a warning and waits until it is gone.
    pub fn kill_daemon(&mut self) {
        if let Some(mut daemon) = self.daemon.take() {
            // It may be gone already.
            let _ = daemon.kill();
            let _ = daemon.wait();
        }
    }

    /// Asks the daemon to end and returns its exit status.
    pub fn end_daemon(&mut self) -> Option<i32> {
        let mut daemon = self.daemon.take().expect("the daemon runs");
        processes::signal(daemon.id(), "TERM");
        let status = wait(&mut daemon, Duration::from_secs(10)).expect("a child can be waited for");
        status.expect("SIGTERM ends the daemon within 10 s").code()
    }

    /// Waits until the daemon ends by itself and returns its exit status.
    pub fn wait_for_end(&mut self) -> Option<i32> {
        let mut daemon = self.daemon.take().expect("the daemon runs");
        let status = wait(&mut daemon, Duration::from_secs(10)).expect("a child can be waited for");
        status.expect("it ends within 10 s").code()
    }

    /// Runs `virsh` with these arguments.
    pub fn virsh(&self, arguments: &[&str]) -> Ended {
        let mut command = self.virsh_command();
        run(command.args(arguments), COMMAND_TIME_MAX).expect("virsh ends")
    }

    /// Runs `virsh` with the words of a line, none of which holds a blank.
    pub fn line(&self, line: &str) -> Ended {
        self.virsh(&line.split_whitespace().collect::<Vec<_>>())
    }

    /// Runs `virsh`, which must succeed, and returns its standard output without the empty line at its end.
    pub fn ok(&self, line: &str) -> String {
        let ended = self.line(line);
        let log = || self.daemon_log();
        assert!(
            ended.is_ok(),
            "virsh {line}: {}{}\n{}",
            ended.stdout,
            ended.stderr,
            log()
        );
        ended.stdout.trim_end().to_owned()
    }

    /// Runs `virsh`, which must fail, and returns what it says about that.
    pub fn fails(&self, line: &str) -> String {
        let ended = self.line(line);
        assert!(!ended.is_ok(), "virsh {line} succeeds: {}", ended.stdout);
        ended.stderr.trim_end().to_owned()
    }

    /// Prepares `virsh` for this host, in the C locale.
    pub fn virsh_command(&self) -> Command {
        let mut command = program("virsh");
        command
            .env("LC_ALL", "C")
            .env("HOME", &self.root)
            .args(["-c", &self.uri]);
        command
    }

    /// Prepares `virt-admin` for this host's daemon, in the C locale.
    pub fn admin_command(&self) -> Command {
        let socket = self.path("run/libvirt/libvirt-admin-sock");
        let mut command = program("virt-admin");
        command
            .env("LC_ALL", "C")
            .env("TZ", "UTC")
            .env("HOME", &self.root)
            .args(["-c", &format!("libvirtd:///system?socket={socket}")]);
        command
    }

    /// Runs `virt-admin` with these arguments.
    pub fn admin(&self, arguments: &[&str]) -> Ended {
        let mut command = self.admin_command();
        run(command.args(arguments), COMMAND_TIME_MAX).expect("virt-admin ends")
    }

    /// Runs `virt-admin` with the words of a line, which must succeed, and returns its standard output without the
    /// empty line at its end.
    pub fn admin_ok(&self, line: &str) -> String {
        let ended = self.admin(&line.split_whitespace().collect::<Vec<_>>());
        let said = format!("{}{}", ended.stdout, ended.stderr);
        assert!(
            ended.is_ok(),
            "virt-admin {line}: {said}\n{}",
            self.daemon_log()
        );
        ended.stdout.trim_end().to_owned()
    }

    /// Writes a file below the folder and returns its path.
    pub fn write(&self, relative: &str, content: impl AsRef<[u8]>) -> String {
        below::write(&self.root, relative, content)
    }

    /// Writes a disk that boots into the small guest and returns its path.
    pub fn boot_disk(&self, name: &str) -> String {
        self.write(&format!("{name}.img"), boot_sector())
    }

    /// Puts the Linux guest below the folder, where QEMU's user can read it.
    pub fn linux(&self) -> LinuxGuest {
        below::linux(&self.root)
    }

    /// The same with QEMU's guest agent in it.
    pub fn linux_with_agent(&self) -> LinuxGuest {
        let guest = self.linux();
        let agent = fs::read(&guest.agent).expect("the guest was built with it");
        let mut initrd = File::options()
            .append(true)
            .open(&guest.initrd)
            .expect("the copy is ours");
        // The kernel unpacks one archive after the other.
        std::io::Write::write_all(&mut initrd, &agent).expect("there is room");
        guest
    }

    /// Returns the process ids of this host's emulators.
    pub fn emulators(&self) -> Vec<u32> {
        let all = processes::mentioning(&self.root.display().to_string());
        all.into_iter()
            .filter(|pid| processes::name(*pid).starts_with("qemu-system"))
            .collect()
    }

    /// Returns the process id that the daemon recorded for a guest.
    pub fn emulator_pid(&self, domain: &str) -> Option<u32> {
        let path = self.root.join(format!("run/libvirt/qemu/{domain}.pid"));
        fs::read_to_string(path).ok()?.trim().parse().ok()
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        self.kill_daemon();
        processes::kill_mentioning(&self.root.display().to_string());
        if std::thread::panicking() && variable("FERROVIRT_KEEP").is_some() {
            return;
        }
        // A process that was just killed may still hold a file open; the rest goes.
        let _ = fs::remove_dir_all(&self.root);
    }
}

/// Builds the daemon once for each test process, and returns where it is.
pub fn daemon_program() -> Result<PathBuf> {
    static BUILT: OnceLock<Result<PathBuf, String>> = OnceLock::new();
    let built = BUILT.get_or_init(|| build_daemon().map_err(|error| format!("{error:#}")));
    built.clone().map_err(anyhow::Error::msg)
}

/// Builds `fvirsh` once for each test process, and returns where it is.
pub fn fvirsh_program() -> Result<PathBuf> {
    static BUILT: OnceLock<Result<PathBuf, String>> = OnceLock::new();
    let built = BUILT.get_or_init(|| {
        let given = variable("FERROVIRT_FVIRSH").map(PathBuf::from);
        let built = given.map_or_else(|| build("fv-tool-fvirsh", "fvirsh"), Ok);
        built.map_err(|error| format!("{error:#}"))
    });
    built.clone().map_err(anyhow::Error::msg)
}

fn build_daemon() -> Result<PathBuf> {
    match variable("FERROVIRT_DAEMON") {
        Some(path) => Ok(PathBuf::from(path)),
        None => build("fv-daemon-bins", "ferrovirtd"),
    }
}

/// Builds a program of ours from its package.
fn build(package: &str, name: &str) -> Result<PathBuf> {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut cargo = program(variable("CARGO").unwrap_or_else(|| "cargo".to_owned()));
    cargo.args(["build", "--quiet", "--package", package, "--bins"]);
    must(cargo.current_dir(&workspace))?;
    let target = variable("CARGO_TARGET_DIR").map_or(workspace.join("target"), PathBuf::from);
    let path = target.join("debug").join(name);
    ensure!(path.exists(), "there is no {}", path.display());
    Ok(path.canonicalize()?)
}
