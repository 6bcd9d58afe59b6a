//! Debian's libvirtd below the folder of a test, in mount, network and IPC namespaces of its own.
//!
//! It sees folders of the test where it would see the host's, so that nothing of the host is read or changed. What it
//! learns about emulators is kept between runs: asking all of them takes most of a minute.

use std::fs::{self, File};
use std::path::Path;
use std::process::{Child, Stdio};
use std::time::Duration;

use anyhow::{Context, Result};

use crate::program::{program, run, until};

/// Binds the folders of a test over the host's and becomes the daemon.
const ENTER: &str = "set -e; ip link set lo up; \
    for d in run etc/libvirt var/lib/libvirt var/log/libvirt; do \
    mkdir -p \"$0/host/$d\" /$d; mount --bind \"$0/host/$d\" /$d; done; \
    mkdir -p \"$1\" /var/cache/libvirt; mount --bind \"$1\" /var/cache/libvirt; \
    mkdir -p /run/lock /run/libvirt; cp \"$0/etc/libvirt/\"*.conf /etc/libvirt/; \
    exec libvirtd -f /etc/libvirt/libvirtd.conf";

/// What our own daemon does not do yet is turned off.
const QEMU_SETTINGS: &str = "security_driver = \"none\"\nnamespaces = []\nseccomp_sandbox = 0\n\
    stdio_handler = \"file\"\ncgroup_controllers = []\n";

/// The first start asks all emulators of the host.
const READY_TIME_MAX: Duration = Duration::from_secs(180);

/// Whether the programs are installed that this needs.
pub fn is_installed() -> bool {
    let script = "command -v libvirtd && command -v unshare && unshare -m -n -i true";
    program("sh")
        .args(["-c", script])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

/// Starts the daemon on sockets below `root` and waits until it answers at `uri`.
pub(crate) fn start(root: &Path, uri: &str) -> Result<Child> {
    let sockets = root.join("run/libvirt");
    fs::create_dir_all(&sockets)?;
    let settings = format!(
        "unix_sock_dir = \"{}\"\nauth_unix_rw = \"none\"\nauth_unix_ro = \"none\"\n\
         unix_sock_ro_perms = \"0777\"\n",
        sockets.display()
    );
    fs::write(root.join("etc/libvirt/libvirtd.conf"), settings)?;
    let qemu = root.join("etc/libvirt/qemu.conf");
    let known = fs::read_to_string(&qemu).unwrap_or_default();
    fs::write(&qemu, known + QEMU_SETTINGS)?;
    let cache = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/reference-cache");
    fs::create_dir_all(&cache)?;
    let log = File::create(root.join("daemon.log"))?;
    let namespaces = ["-m", "-n", "-i", "--propagation", "private"];
    let child = program("unshare")
        .args(namespaces)
        .args(["sh", "-c", ENTER])
        .args([root, &cache.canonicalize()?])
        .stdin(Stdio::null())
        .stdout(log.try_clone()?)
        .stderr(log)
        .spawn()
        .context("starting libvirtd")?;
    until("libvirtd answers", READY_TIME_MAX, || {
        let mut asked = program("virsh");
        let asked = run(asked.args(["-c", uri, "version"]), READY_TIME_MAX);
        asked.is_ok_and(|ended| ended.is_ok())
    })?;
    Ok(child)
}
