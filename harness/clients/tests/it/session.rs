//! `qemu:///session`: a daemon of an ordinary user, who is root of nothing.

use std::fs;
use std::os::unix::net::UnixStream;
use std::process::{Child, Command};
use std::time::Duration;

use fv_harness_clients::program::{program, run, until};
use fv_harness_clients::{Host, daemon_program, processes, set_mode};

use crate::small;

const SHORT: Duration = Duration::from_secs(20);
/// The user `nobody` and its group, by number.
const USER: u32 = 65534;

/// Prepares a program that runs as the ordinary user.
fn as_user(name: &str) -> Command {
    let mut command = program("setpriv");
    let ids = [format!("--reuid={USER}"), format!("--regid={USER}")];
    command
        .env("LC_ALL", "C")
        .args(ids)
        .args(["--clear-groups", "--", name]);
    command
}

struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn ordinary_user_runs_a_guest_of_his_own() {
    let host = Host::prepare();
    small::write(&host, "own");
    let program_copy = host.root().join("ferrovirtd");
    fs::copy(daemon_program().unwrap(), &program_copy).unwrap();
    set_mode(&program_copy, 0o755);
    let owner = format!("{USER}:{USER}");
    assert!(
        program("chown")
            .args(["-R", &owner])
            .arg(host.root())
            .status()
            .unwrap()
            .success()
    );
    let root = host.root().to_str().unwrap();
    let mut daemon = as_user(program_copy.to_str().unwrap());
    let daemon = Running(
        daemon
            .env("HOME", root)
            .args(["--root", root])
            .spawn()
            .unwrap(),
    );
    let socket = host.path("run/libvirt/libvirt-sock");
    until("the daemon listens", SHORT, || {
        UnixStream::connect(&socket).is_ok()
    })
    .unwrap();
    let uri = format!("qemu:///session?socket={socket}");
    let virsh = |line: &str| {
        let mut command = as_user("virsh");
        command
            .env("HOME", root)
            .args(["-c", &uri])
            .args(line.split_whitespace());
        let ended = run(&mut command, SHORT).unwrap();
        assert!(ended.is_ok(), "{line}: {}{}", ended.stdout, ended.stderr);
        ended.stdout.trim_end().to_owned()
    };
    virsh(&format!("define {root}/own.xml"));
    virsh("start own");
    let emulator = host.emulators();
    assert_eq!(emulator.len(), 1);
    assert_eq!(processes::user_id(emulator[0]), Some(USER));
    assert_eq!(processes::user_id(daemon.0.id()), Some(USER));
    assert_eq!(virsh("domstate own"), "running");
    virsh("destroy own");
    virsh("undefine own");
    assert_eq!(virsh("list --all --name"), "");
}
