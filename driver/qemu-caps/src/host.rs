//! What of the host decides what an emulator can do.

use std::path::{Path, PathBuf};

use fv_sys::file::{self, Links, Stat};
use fv_sys::{host, kvm};
use fv_types::lock::{Mutex, Rank};

use crate::arch::Arch;

/// The user as which guests run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunAs {
    /// The user.
    pub uid: u32,
    /// The group.
    pub gid: u32,
    /// All further groups.
    pub groups: Vec<u32>,
}

/// What can be had from `/dev/kvm`.
///
/// All but the first mean that guests are emulated. They are told apart because each can end in its
/// own way: a module loaded, a group changed, a container left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KvmState {
    /// Guests can be run.
    Usable,
    /// It is not there.
    Absent,
    /// The user of the guests may not open it.
    Denied,
    /// It opens but is no KVM.
    Broken,
}

impl KvmState {
    /// The word in cache files.
    pub fn text(self) -> &'static str {
        match self {
            Self::Usable => "usable",
            Self::Absent => "absent",
            Self::Denied => "denied",
            Self::Broken => "broken",
        }
    }

    /// The state with this word.
    pub fn from_text(text: &str) -> Option<Self> {
        let all = [Self::Usable, Self::Absent, Self::Denied, Self::Broken];
        all.into_iter().find(|state| state.text() == text)
    }
}

/// The host's processor, kernel and KVM.
///
/// Read once: none of it changes while the daemon runs, save KVM, which is looked at again when its
/// device changes.
#[derive(Debug)]
pub struct Host {
    /// The architecture.
    pub arch: Arch,
    /// The processor, where it has a signature.
    pub cpu_signature: Option<String>,
    /// The microcode of the processor.
    pub microcode_version: u32,
    /// Release and version of the kernel.
    pub kernel_version: String,
    device: PathBuf,
    /// The device as it was last looked at, and what it was then.
    kvm: Mutex<Option<(Stat, KvmState)>>,
}

impl Host {
    /// Looks at this host.
    pub fn read() -> Self {
        let name = host::uname();
        let arch = Arch::from_host(&name.machine).unwrap_or(Arch::X8664);
        let cpuinfo = file::read_pseudo(Path::new("/proc/cpuinfo"), CPUINFO_MAX);
        let cpuinfo = cpuinfo.unwrap_or_default();
        Self {
            arch,
            cpu_signature: cpu_signature(arch, &cpuinfo),
            microcode_version: microcode_version(arch, &cpuinfo),
            kernel_version: format!("{} {}", name.release, name.version),
            device: PathBuf::from("/dev/kvm"),
            kvm: Mutex::new(Rank::LEAF, None),
        }
    }

    /// What a user can have from KVM.
    ///
    /// The device is opened only when it has changed since: a negative answer is remembered as
    /// well as a positive one.
    pub fn kvm(&self, user: &RunAs) -> KvmState {
        let Ok(stat) = file::stat(&self.device, Links::Follow) else {
            return KvmState::Absent;
        };
        if !may_use(&stat, user) {
            return KvmState::Denied;
        }
        let mut known = self.kvm.lock();
        match *known {
            Some((seen, state)) if seen == stat => state,
            _ => {
                let state = match kvm::probe(&self.device) {
                    kvm::Kvm::Usable => KvmState::Usable,
                    kvm::Kvm::Absent => KvmState::Absent,
                    kvm::Kvm::Broken => KvmState::Broken,
                };
                *known = Some((stat, state));
                state
            }
        }
    }

    /// Whether KVM's guests can have guests of their own.
    ///
    /// A switch of whichever module this processor needs; the others are not loaded and say nothing.
    pub fn kvm_nesting(&self) -> bool {
        let modules = ["kvm_intel", "kvm_amd", "kvm_hv", "kvm"];
        modules
            .iter()
            .any(|module| is_on(&format!("/sys/module/{module}/parameters/nested")))
    }

    /// Whether KVM keeps guests secret from the host.
    pub fn kvm_secure_guest(&self) -> bool {
        if self.arch.is_s390() {
            let line = file::read_pseudo(Path::new("/proc/cmdline"), CPUINFO_MAX);
            return file::exists(Path::new("/sys/firmware/uv"))
                && line.is_ok_and(|line| protects_guests(&line));
        }
        self.arch.is_x86()
            && is_on("/sys/module/kvm_amd/parameters/sev")
            && file::exists(Path::new("/dev/sev"))
    }
}

impl Arch {
    /// The architecture with the kernel's name.
    pub fn from_host(machine: &str) -> Option<Self> {
        match machine {
            "i386" | "i486" | "i586" => Some(Self::I686),
            "amd64" => Some(Self::X8664),
            "arm64" => Some(Self::Aarch64),
            _ => Self::from_name(machine),
        }
    }
}

/// Whether a user may read and write a file; root always may.
///
/// As the kernel does it: the first class that fits decides, even if a later one would allow more.
/// Access lists are not looked at; a device that is opened by one counts as denied.
fn may_use(stat: &Stat, user: &RunAs) -> bool {
    let in_group = user.gid == stat.gid || user.groups.contains(&stat.gid);
    let bits = match () {
        () if user.uid == 0 => 0o6,
        () if user.uid == stat.uid => stat.mode >> 6,
        () if in_group => stat.mode >> 3,
        () => stat.mode,
    };
    bits & 0o6 == 0o6
}

/// Whether a switch of a kernel module is on.
fn is_on(path: &str) -> bool {
    let text = file::read_pseudo(Path::new(path), 64);
    text.is_ok_and(|text| text.starts_with(['Y', 'y', '1']))
}

/// Whether the kernel was told to protect guests of a mainframe; the first word of that kind
/// counts, and only its beginning.
fn protects_guests(line: &str) -> bool {
    let value = line
        .split_whitespace()
        .find_map(|word| word.strip_prefix("prot_virt="));
    value.is_some_and(|value| {
        let value = value.to_ascii_lowercase();
        value.starts_with(['y', '1']) || value.starts_with("on")
    })
}

/// The processor in the words of libvirt.
///
/// Only its equality matters, but the text is in the file, so it is libvirt's.
pub fn cpu_signature(arch: Arch, cpuinfo: &str) -> Option<String> {
    let value = |key: &str| {
        let lines = cpuinfo.lines();
        let mut pairs = lines.filter_map(|line| line.split_once(": "));
        pairs
            .find(|(name, _)| name.trim() == key)
            .map(|(_, value)| value.trim())
    };
    if arch.is_x86() {
        let (vendor, name) = (value("vendor_id")?, value("model name")?);
        let (family, model) = (value("cpu family")?, value("model")?);
        let stepping = value("stepping")?;
        let text =
            format!("{vendor}, {name}, family: {family}, model: {model}, stepping: {stepping}");
        return Some(text);
    }
    if arch.is_ppc64() {
        return Some(format!("{}, rev {}", value("cpu")?, value("revision")?));
    }
    if arch.is_s390() {
        let (vendor, processor) = (value("vendor_id")?, value("processor 0")?);
        return Some(format!(
            "{vendor}, {processor}, facilities: {}",
            value("facilities")?
        ));
    }
    None
}

fn microcode_version(arch: Arch, cpuinfo: &str) -> u32 {
    let line = cpuinfo.lines().find(|line| line.starts_with("microcode"));
    let value = line
        .filter(|_| arch.is_x86())
        .and_then(|line| line.split_once(':'));
    let value = value.map(|(_, value)| value.trim()).unwrap_or_default();
    match value.strip_prefix("0x") {
        Some(digits) => u32::from_str_radix(digits, 16).unwrap_or(0),
        None => value.parse().unwrap_or(0),
    }
}

/// A host with many processors has a long list; the first few say it all.
const CPUINFO_MAX: u64 = 16 * 1024 * 1024;

#[cfg(test)]
#[path = "tests/host.rs"]
mod tests;
