//! QEMU's guest agent as Debian ships it, as a second initial RAM disk that the kernel unpacks over the first.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use super::cpio::Archive;
use crate::program::{must, program};

/// What the agent runs to bring the guest down; there is no init that would wait for anything.
const SHUTDOWN: &str = "#!/bin/sh\nexec poweroff -f\n";
const USERS: &str = "root:x:0:0:root:/:/bin/sh\n";

/// Makes the archive: the agent from its package, and the libraries that it needs from this machine.
pub(super) fn archive(tree: &Path) -> Result<Vec<u8>> {
    let agent = tree.join("usr/sbin/qemu-ga");
    let mut archive = Archive::default();
    for folder in ["usr", "usr/sbin", "sbin", "etc", "var", "var/run"] {
        archive.folder(folder);
    }
    archive.program(
        "usr/sbin/qemu-ga",
        &fs::read(&agent).context("the agent in its package")?,
    );
    archive.program("sbin/shutdown", SHUTDOWN.as_bytes());
    // Without it the agent does not set the time.
    archive.link("sbin/hwclock", "/bin/busybox");
    archive.file("etc/passwd", USERS.as_bytes());
    let mut folders = BTreeSet::new();
    for library in libraries(&agent)? {
        let path = library.trim_start_matches('/');
        for folder in Path::new(path)
            .ancestors()
            .skip(1)
            .collect::<Vec<_>>()
            .into_iter()
            .rev()
        {
            let folder = folder.display().to_string();
            if !folder.is_empty() && folders.insert(folder.clone()) {
                archive.folder(&folder);
            }
        }
        archive.program(path, &fs::read(&library)?);
    }
    Ok(archive.finish())
}

/// Asks the loader which files a program needs; this machine has the same release as the package.
fn libraries(program_path: &Path) -> Result<Vec<String>> {
    let listing = must(program("ldd").arg(program_path))?;
    let paths = listing
        .lines()
        .filter_map(|line| line.split_whitespace().find(|word| word.starts_with('/')));
    Ok(paths.map(str::to_owned).collect())
}
