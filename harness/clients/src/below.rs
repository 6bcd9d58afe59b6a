//! Files below the folder of a test.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use crate::guest::{LinuxGuest, linux_folder};

/// Writes a file that everybody can read, with the folders above it, and returns its path.
pub(crate) fn write(root: &Path, relative: &str, content: impl AsRef<[u8]>) -> String {
    let path = root.join(relative);
    let folder = path.parent().expect("the path has a folder");
    fs::create_dir_all(folder).expect("the folder can be made");
    fs::write(&path, content).expect("the file can be written");
    set_mode(&path, 0o644);
    path.display().to_string()
}

/// Puts the Linux guest where QEMU's user can read it.
pub(crate) fn linux(root: &Path) -> LinuxGuest {
    let built = LinuxGuest::build(&linux_folder()).expect("the guest can be built");
    let copy = |from: &Path, name: &str| {
        let to = root.join(name);
        fs::copy(from, &to).expect("the guest can be copied");
        to
    };
    LinuxGuest {
        kernel: copy(&built.kernel, "vmlinuz"),
        initrd: copy(&built.initrd, "initrd"),
        agent: built.agent,
    }
}

/// Changes the mode of a file.
pub fn set_mode(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("the mode can be set");
}
