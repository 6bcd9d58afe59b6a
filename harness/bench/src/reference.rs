//! The reference's daemon, in a mount namespace of its own.

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result};

use crate::process::{self, Background};

/// Puts folders of its own over the host's, on the file system of ours: what both write must
/// cost the same.
const ENTER: &str = "mkdir -p \"$0/etc\"; cp -a /etc/libvirt/. \"$0/etc\"; \
    for d in run etc/libvirt var/lib/libvirt var/log/libvirt var/cache/libvirt; do \
    mkdir -p \"$0/host/$d\"; mount --bind \"$0/host/$d\" /$d; done; \
    cp -a \"$0/etc/.\" /etc/libvirt/; mkdir -p /run/lock /var/lib/libvirt/qemu /var/log/libvirt/qemu; \
    printf 'security_driver=\"none\"\\nnamespaces=[]\\nuser=\"root\"\\ngroup=\"root\"\\nseccomp_sandbox=0\\nstdio_handler=\"file\"\\ncgroup_controllers=[]\\n' >> /etc/libvirt/qemu.conf; \
    exec libvirtd -f \"$0/libvirtd.conf\" -p \"$0/pid\"";

/// Debian's libvirtd.
#[derive(Debug)]
pub(crate) struct Daemon {
    _process: Background,
    folder: PathBuf,
}

impl Daemon {
    /// Starts it and waits until it answers; its first start probes emulators and takes long.
    pub(crate) fn start(folder: &Path) -> Result<Self> {
        std::fs::create_dir_all(folder).context("making the reference's folder")?;
        let path = folder.to_string_lossy();
        let settings = format!(
            "unix_sock_dir = \"{path}\"\nauth_unix_rw = \"none\"\nauth_unix_ro = \"none\"\n"
        );
        std::fs::write(folder.join("libvirtd.conf"), settings)
            .context("configuring the reference")?;
        let arguments = [
            "-m",
            "-n",
            "-i",
            "--propagation",
            "private",
            "sh",
            "-c",
            ENTER,
            &path,
        ];
        let process = Background::start(Path::new("unshare"), &arguments, &folder.join("log"))?;
        let daemon = Self {
            _process: process,
            folder: folder.to_path_buf(),
        };
        let uri = daemon.uri();
        process::wait_until("the reference", Duration::from_secs(120), || {
            process::output(Path::new("virsh"), &["-c", &uri, "version"]).is_ok()
        })?;
        Ok(daemon)
    }

    /// Where a daemon in this folder keeps its definitions.
    pub(crate) fn definitions(folder: &Path) -> PathBuf {
        folder.join("host/etc/libvirt/qemu")
    }

    /// The URI under which clients reach it.
    pub(crate) fn uri(&self) -> String {
        format!(
            "qemu:///system?socket={}",
            self.folder.join("libvirt-sock").display()
        )
    }

    /// Its memory, in KiB.
    pub(crate) fn resident_kib(&self) -> Result<u64> {
        let pid = std::fs::read_to_string(self.folder.join("pid"))
            .context("reading the reference's pid")?;
        process::resident_kib(pid.trim().parse().context("the reference's pid")?)
    }
}
