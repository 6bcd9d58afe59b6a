//! The system packages that tests and demo need, installed by name and without a question on Debian 12.
//!
//! Nothing is done when the programs are there already, so this costs nothing the second time.

use std::fs;
use std::path::Path;

use anyhow::{Result, ensure};

use crate::tool;

/// QEMU 10 and virsh 11.3 live there.
const SUITE: &str = "bookworm-backports";
/// Where the suite is added when no source names it.
const SOURCE: &str = "/etc/apt/sources.list.d/ferrovirt-backports.sources";
/// The oldest QEMU that will do.
const QEMU_MAJOR_MIN: u32 = 10;

/// A program, and the package that it comes from.
const NEEDED: &[(&str, &str)] = &[
    ("qemu-img", "qemu-utils"),
    ("virsh", "libvirt-clients"),
    ("setpriv", "util-linux"),
    ("ip", "iproute2"),
    ("script", "bsdutils"),
];
/// Packages without a program to look for, with a file of theirs.
const NEEDED_FILES: &[(&str, &str)] = &[
    ("/usr/share/seabios/bios-256k.bin", "seabios"),
    ("/usr/lib/ipxe/qemu/efi-virtio.rom", "ipxe-qemu"),
];

/// Installs what is missing.
pub(crate) fn install() -> Result<()> {
    let mut missing: Vec<&str> = Vec::new();
    if qemu_major() < Some(QEMU_MAJOR_MIN) {
        missing.push("qemu-system-x86");
    }
    missing.extend(
        NEEDED
            .iter()
            .filter(|(name, _)| !is_program(name))
            .map(|(_, package)| *package),
    );
    let files = NEEDED_FILES
        .iter()
        .filter(|(path, _)| !Path::new(path).exists());
    missing.extend(files.map(|(_, package)| *package));
    if missing.is_empty() {
        return Ok(());
    }
    let names = missing.join(" ");
    ensure!(
        is_root(),
        "these packages are missing and only root can install them: {names}"
    );
    println!("installing {names}");
    add_suite()?;
    let mut install = tool::program("apt-get");
    install.env("DEBIAN_FRONTEND", "noninteractive");
    install
        .args([
            "install",
            "-y",
            "-q",
            "--no-install-recommends",
            "-t",
            SUITE,
        ])
        .args(missing);
    tool::run(&mut install)
}

/// Installs cargo-deny from its registry, once.
pub(crate) fn install_cargo_deny() -> Result<()> {
    if tool::succeeds(tool::cargo().args(["deny", "--version"])) {
        return Ok(());
    }
    tool::run(tool::cargo().args(["install", "--quiet", "--locked", "cargo-deny"]))
}

fn qemu_major() -> Option<u32> {
    let text = tool::output(tool::program("qemu-system-x86_64").arg("--version")).ok()?;
    let (_, version) = text.split_once("version ")?;
    version.split('.').next()?.parse().ok()
}

fn is_program(name: &str) -> bool {
    tool::succeeds(tool::program("sh").args(["-c", "command -v \"$0\"", name]))
}

fn is_root() -> bool {
    tool::output(tool::program("id").arg("-u")).is_ok_and(|id| id.trim() == "0")
}

/// Adds the suite unless some source has it, and refreshes the lists of packages.
fn add_suite() -> Result<()> {
    let targets = ["indextargets", "--format", "$(CODENAME) $(REPO_URI)"];
    let known = tool::output(tool::program("apt-get").args(targets))?;
    if !known.lines().any(|line| line.starts_with(SUITE)) {
        let main = known
            .lines()
            .find_map(|line| line.strip_prefix("bookworm "));
        let uri = main.unwrap_or("http://deb.debian.org/debian");
        let keys = "/usr/share/keyrings/debian-archive-keyring.gpg";
        let source = format!(
            "Types: deb\nURIs: {uri}\nSuites: {SUITE}\nComponents: main\nSigned-By: {keys}\n"
        );
        fs::write(SOURCE, source)?;
    }
    tool::run(tool::program("apt-get").args(["update", "-q"]))
}
