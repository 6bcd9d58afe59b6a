//! The Linux guest: Debian's cloud kernel, unpacked and not installed, with busybox and our own first process.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use super::cpio::Archive;
use super::{agent, modules};
use crate::program::{must, program, variable};

/// What the guest prints on its console when it is up and a shell listens.
pub const LINUX_READY: &str = "ferrovirt-guest: up";

/// Modules that the guest loads, so far as the kernel has them.
const MODULES: &[&str] = &[
    "virtio_pci",
    "virtio_blk",
    "virtio_net",
    "virtio_console",
    "virtio_balloon",
    "virtio_rng",
    "button",
    "evdev",
    "ata_piix",
    "ahci",
    "sd_mod",
    "sr_mod",
    "uhci_hcd",
    "ehci_pci",
    "xhci_pci",
    "e1000",
    "e1000e",
    "rtl8139",
];

/// A guest that is built and ready to boot.
#[derive(Debug, Clone)]
pub struct LinuxGuest {
    /// The kernel.
    pub kernel: PathBuf,
    /// The initial RAM disk: all there is in the guest.
    pub initrd: PathBuf,
    /// What is appended to that for a guest with QEMU's agent.
    pub agent: PathBuf,
}

impl LinuxGuest {
    /// Builds the guest below `folder`, or finds it there; it takes some seconds and the network once.
    ///
    /// Several processes may ask at the same time: one builds, the others wait.
    pub fn build(folder: &Path) -> Result<Self> {
        fs::create_dir_all(folder)?;
        let folder = folder.canonicalize()?;
        let lock = File::create(folder.join("lock"))?;
        lock.lock()?;
        let guest = Self {
            kernel: folder.join("vmlinuz"),
            initrd: folder.join("initrd"),
            agent: folder.join("agent"),
        };
        let init = include_str!("init.sh");
        let recipe = format!("{}\n{init}", MODULES.join(" "));
        let stamp = folder.join("recipe");
        if fs::read_to_string(&stamp).is_ok_and(|built| built == recipe) {
            return Ok(guest);
        }
        let tree = unpacked(&folder)?;
        fs::copy(kernel_in(&tree)?, &guest.kernel)?;
        fs::write(&guest.initrd, initrd(&tree, init)?)?;
        fs::write(&guest.agent, agent::archive(&tree)?)?;
        // QEMU opens both as a user of its own.
        program("chmod")
            .arg("644")
            .args([&guest.kernel, &guest.initrd])
            .status()?;
        fs::remove_dir_all(&tree)?;
        fs::write(stamp, recipe)?;
        Ok(guest)
    }
}

/// Returns where the guest is kept for all tests: beside the rest of what was built.
pub fn linux_folder() -> PathBuf {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    variable("CARGO_TARGET_DIR")
        .map_or(workspace.join("target"), PathBuf::from)
        .join("guest")
}

/// Downloads the packages and unpacks them side by side.
fn unpacked(folder: &Path) -> Result<PathBuf> {
    let tree = folder.join("tree");
    let packages = folder.join("packages");
    for place in [&tree, &packages] {
        // What an interrupted build left.
        let _ = fs::remove_dir_all(place);
        fs::create_dir_all(place)?;
    }
    let names = [
        kernel_package()?,
        "busybox-static".to_owned(),
        "qemu-guest-agent".to_owned(),
    ];
    let mut download = program("apt-get");
    download
        .args(["download", "-q", "-o", "APT::Sandbox::User=root"])
        .args(names);
    must(download.current_dir(&packages))?;
    for entry in fs::read_dir(&packages)? {
        must(program("dpkg-deb").arg("-x").arg(entry?.path()).arg(&tree))?;
    }
    fs::remove_dir_all(&packages)?;
    Ok(tree)
}

/// Asks which package the newest cloud kernel is; its name holds the version.
fn kernel_package() -> Result<String> {
    let listing = must(program("apt-cache").args(["depends", "linux-image-cloud-amd64"]))?;
    let line = listing
        .lines()
        .find_map(|line| line.trim().strip_prefix("Depends: "));
    Ok(line
        .context("linux-image-cloud-amd64 names no kernel; is the package list there?")?
        .to_owned())
}

fn kernel_in(tree: &Path) -> Result<PathBuf> {
    for entry in fs::read_dir(tree.join("boot"))? {
        let path = entry?.path();
        let name = path
            .file_name()
            .and_then(|name| name.to_str())
            .unwrap_or_default();
        if name.starts_with("vmlinuz-") {
            return Ok(path);
        }
    }
    anyhow::bail!("the kernel package holds no kernel")
}

fn initrd(tree: &Path, init: &str) -> Result<Vec<u8>> {
    let mut archive = Archive::default();
    for folder in ["bin", "dev", "proc", "sys", "modules", "run", "tmp"] {
        archive.folder(folder);
    }
    // Before the kernel mounts anything on /dev, the first process needs a console.
    archive.device("dev/console", 5, 1);
    archive.program("init", init.as_bytes());
    let busybox = tree.join("bin/busybox");
    archive.program(
        "bin/busybox",
        &fs::read(&busybox).context("busybox in its package")?,
    );
    archive.link("bin/sh", "busybox");
    let mut order = String::new();
    for module in modules::collect(&tree.join("lib/modules"), MODULES)? {
        archive.file(&format!("modules/{}.ko", module.name), &module.content);
        order.push_str(&module.name);
        order.push('\n');
    }
    archive.file("modules/order", order.as_bytes());
    Ok(archive.finish())
}
