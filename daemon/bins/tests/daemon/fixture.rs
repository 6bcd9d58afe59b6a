//! A daemon under a folder of its own.

use std::io::{Read, Write};
use std::os::unix::net::UnixStream;
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::time::Duration;

use fv_testkit::{Scratch, wait_for, wait_until};

pub(crate) const SOON: Duration = Duration::from_secs(20);

/// A folder for a daemon, and the daemon if it runs.
pub(crate) struct Fixture {
    pub(crate) scratch: Scratch,
    child: Option<Child>,
}

impl Fixture {
    pub(crate) fn new() -> Self {
        Self {
            scratch: Scratch::new("daemon"),
            child: None,
        }
    }

    /// A daemon that serves.
    pub(crate) fn started(arguments: &[&str]) -> Self {
        let mut fixture = Self::new();
        let child = fixture.command(arguments).spawn().unwrap();
        fixture.child = Some(child);
        fixture.wait_until_served();
        fixture
    }

    /// The program with its root, and with these arguments.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_ferrovirtd"));
        command
            .arg("--root")
            .arg(self.scratch.path())
            .args(arguments);
        for name in [
            "LIBVIRT_DEBUG",
            "LIBVIRT_LOG_FILTERS",
            "LIBVIRT_LOG_OUTPUTS",
            "NOTIFY_SOCKET",
        ] {
            command.env_remove(name);
        }
        command
            .stdin(Stdio::null())
            .stderr(Stdio::piped())
            .stdout(Stdio::piped());
        command
    }

    /// Runs the program to its end.
    pub(crate) fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    pub(crate) fn keep(&mut self, child: Child) {
        self.child = Some(child);
    }

    pub(crate) fn socket(&self) -> PathBuf {
        self.scratch.join("run/libvirt/libvirt-sock")
    }

    pub(crate) fn read_only_socket(&self) -> PathBuf {
        self.scratch.join("run/libvirt/libvirt-sock-ro")
    }

    pub(crate) fn pid_file(&self) -> PathBuf {
        self.scratch.join("run/libvirtd.pid")
    }

    pub(crate) fn configure(&self, text: &str) {
        std::fs::create_dir_all(self.scratch.join("etc/libvirt")).unwrap();
        self.scratch.write("etc/libvirt/libvirtd.conf", text);
    }

    pub(crate) fn is_served(&self) -> bool {
        UnixStream::connect(self.socket()).is_ok_and(is_answered)
    }

    pub(crate) fn wait_until_served(&self) {
        wait_until("the daemon to serve", SOON, || self.is_served());
    }

    pub(crate) fn pid(&self) -> i32 {
        wait_for("the pid file", SOON, || {
            std::fs::read_to_string(self.pid_file()).ok()?.parse().ok()
        })
    }

    pub(crate) fn signal(&self, signal: fv_sys::signal::Signal) {
        fv_sys::process::signal_pid(self.pid(), signal).unwrap();
    }

    /// Waits for the daemon's end.
    pub(crate) fn end(&mut self) -> ExitStatus {
        let child = self.child.as_mut().unwrap();
        wait_for("the daemon's end", SOON, || child.try_wait().unwrap())
    }
}

impl Drop for Fixture {
    fn drop(&mut self) {
        if let Some(child) = &mut self.child {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

/// Whether somebody answers the first call of every client.
pub(crate) fn is_answered(mut socket: UnixStream) -> bool {
    socket.set_read_timeout(Some(SOON)).unwrap();
    let mut call = Vec::new();
    for word in [28_u32, 0x2000_8086, 1, 66, 0, 0, 0] {
        call.extend_from_slice(&word.to_be_bytes());
    }
    let mut reply = [0; 36];
    socket.write_all(&call).is_ok() && socket.read_exact(&mut reply).is_ok()
}

/// What the program said.
pub(crate) fn errors(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}
