//! Which emulators are installed, and which of them serves a guest.

use std::path::PathBuf;

use fv_command::find_program;

use crate::arch::Arch;

/// The emulators in the folders of a search path.
///
/// Nothing is remembered: an emulator that is installed later is found at once.
#[derive(Clone, Debug)]
pub struct Emulators {
    search_path: String,
}

impl Emulators {
    /// Emulators in these folders, separated by colons.
    pub fn new(search_path: impl Into<String>) -> Self {
        Self {
            search_path: search_path.into(),
        }
    }

    /// The emulator that libvirt takes for a guest when none is named.
    ///
    /// First one of the guest's own name, then one that serves the guest as well: on an x86_64 host
    /// `qemu-system-x86_64` runs i686 guests where `qemu-system-i386` is not installed.
    pub fn default_for(&self, host: Arch, guest: Arch) -> Option<PathBuf> {
        // On such a host only this one runs the guest on the processor itself.
        let native = (host == Arch::Aarch64 && guest == Arch::Armv7l).then_some(host);
        let target = Some(target(host, guest)).filter(|target| *target != guest);
        let archs = [native, Some(guest), target];
        archs
            .into_iter()
            .flatten()
            .find_map(|arch| self.find(&format!("qemu-system-{}", arch.qemu_name())))
            .or_else(|| {
                let fallback = host
                    .runs_natively(guest)
                    .then_some("/usr/libexec/qemu-kvm")?;
                self.find(fallback)
            })
    }

    /// The file of a program.
    pub fn find(&self, name: &str) -> Option<PathBuf> {
        find_program(name, &self.search_path)
    }
}

/// The target of QEMU that serves a guest when its own is not installed.
fn target(host: Arch, guest: Arch) -> Arch {
    match if host.runs_natively(guest) {
        host
    } else {
        guest
    } {
        arch if arch.is_ppc64() => Arch::Ppc64,
        arch => arch,
    }
}
