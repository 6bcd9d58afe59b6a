//! What is known of one emulator.

use fv_driver_qemu_monitor::commands::cpu::PropertyValue;
use fv_driver_qemu_monitor::commands::probe::{Gic, Sev, Sgx};

use crate::arch::Arch;
use crate::flag::Flag;
use crate::flag_set::FlagSet;
use crate::host::KvmState;

/// Who executes the guest's instructions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum VirtType {
    /// The processor, through Linux (`kvm`).
    Kvm,
    /// The processor, through macOS (`hvf`).
    Hvf,
    /// QEMU itself (`qemu` in documents, `tcg` in cache files).
    Tcg,
}

impl VirtType {
    /// The word in domain documents.
    pub fn document_name(self) -> &'static str {
        match self {
            Self::Kvm => "kvm",
            Self::Hvf => "hvf",
            Self::Tcg => "qemu",
        }
    }

    /// The word in cache files and on QEMU's command line.
    pub fn accel_name(self) -> &'static str {
        match self {
            Self::Kvm => "kvm",
            Self::Hvf => "hvf",
            Self::Tcg => "tcg",
        }
    }

    /// The type with this word of domain documents.
    pub fn from_document(name: &str) -> Option<Self> {
        [Self::Kvm, Self::Hvf, Self::Tcg]
            .into_iter()
            .find(|kind| kind.document_name() == name)
    }
}

/// What is known of one emulator.
///
/// Made by a probe or read from a file, and shared unchanged from then on: whoever needs other flags
/// makes a copy. What depends on the accelerator is kept apart in [`Accel`].
#[derive(Clone, Debug, PartialEq)]
pub struct Caps {
    /// The path of the emulator.
    pub binary: String,
    /// What it was learnt from, to tell when it is out of date.
    pub origin: Origin,
    /// The flags.
    pub flags: FlagSet,
    /// Major × 1,000,000 + minor × 1,000 + micro.
    pub version: u32,
    /// What the packager called it.
    pub package: String,
    /// The architecture of its guests.
    pub arch: Arch,
    /// What it offers with KVM.
    pub kvm: Accel,
    /// What it offers with macOS's hypervisor.
    pub hvf: Accel,
    /// What it offers alone.
    pub tcg: Accel,
    /// Interrupt controllers of ARM.
    pub gic: Vec<Gic>,
    /// AMD's encrypted guests.
    pub sev: Option<Sev>,
    /// Intel's enclaves.
    pub sgx: Option<Sgx>,
    /// The enlightenments of Hyper-V, by the names of domain documents.
    pub hyperv: Option<Vec<&'static str>>,
    /// Whether guests can have guests.
    pub kvm_nesting: bool,
    /// Whether KVM keeps guests secret from the host.
    pub kvm_secure_guest: bool,
}

/// The state of host and files when the emulator was asked.
///
/// The times have whole seconds, as in libvirt's files; [`Identity`] makes up for what they miss.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origin {
    /// When the emulator's file changed, in seconds since 1970.
    pub binary_ctime: i64,
    /// When the folder of its modules changed; 0 if there is none.
    pub modules_mtime: i64,
    /// When our own program changed.
    pub self_ctime: i64,
    /// The version of our own program, numbered as libvirt's.
    pub self_version: u64,
    /// The microcode of the host's processor; 0 without acceleration.
    pub microcode_version: u32,
    /// The host's processor; only with acceleration.
    pub host_cpu_signature: Option<String>,
    /// The host's kernel; only with acceleration.
    pub kernel_version: Option<String>,
    /// What libvirt does not look at.
    pub identity: Option<Identity>,
}

/// What tells one emulator from another beyond what libvirt looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Identity {
    /// The number of the emulator's file.
    pub inode: u64,
    /// Its size.
    pub size: u64,
    /// When its content changed, in nanoseconds since 1970.
    pub mtime_ns: i64,
    /// What could be had from KVM, so that a negative answer is remembered too.
    pub kvm: KvmState,
}

/// What an emulator offers with one accelerator.
///
/// Machines differ because some cannot be had with KVM; models and the host's processor, because with
/// KVM the host decides what there is.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Accel {
    /// The machine types, the preferred one first.
    pub machines: Vec<Machine>,
    /// The processor models; `None` if it does not tell.
    pub cpu_models: Option<Vec<CpuModelDef>>,
    /// What the host's processor offers to a guest.
    pub host_cpu: Option<HostCpu>,
}

/// A machine type.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Machine {
    /// Its name.
    pub name: String,
    /// Another name for it, such as `pc`.
    pub alias: Option<String>,
    /// How many processors it takes; 0 if it does not tell.
    pub max_cpus: u32,
    /// Whether processors can be plugged.
    pub hotplug_cpus: bool,
    /// Whether QEMU takes it when none is named.
    pub qemu_default: bool,
    /// The type of processor it has when none is named.
    pub default_cpu: Option<String>,
    /// Whether `-numa node,mem=` works.
    pub numa_mem_supported: bool,
    /// The name of its main memory.
    pub default_ram_id: Option<String>,
    /// Whether it will go away.
    pub deprecated: bool,
    /// Whether it can have ACPI, where it tells.
    pub acpi: Option<bool>,
}

/// A processor model that an emulator knows.
///
/// Usability is judged by QEMU for the host it was asked on, with the accelerator it was asked with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CpuModelDef {
    /// Its name.
    pub name: String,
    /// The type of the device.
    pub typename: Option<String>,
    /// Whether it runs on this host, where that is known.
    pub usable: Option<bool>,
    /// What the host lacks for it, by libvirt's names.
    pub blockers: Vec<String>,
    /// Whether it will go away.
    pub deprecated: bool,
}

/// What the host's processor offers to a guest, as QEMU expanded it.
///
/// This is the source of the mode `host-model`, and of what `host-passthrough` would show.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HostCpu {
    /// The model that was expanded.
    pub model: String,
    /// Whether it is known which property survives a migration.
    pub migratability: bool,
    /// The properties, by QEMU's names.
    pub props: Vec<HostCpuProp>,
    /// Properties that should not be used any more.
    pub deprecated: Vec<String>,
}

/// One property of the host's processor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HostCpuProp {
    /// QEMU's name.
    pub name: String,
    /// Its value.
    pub value: PropertyValue,
    /// Whether it survives a migration, where that is known.
    pub migratable: Option<bool>,
}

impl Caps {
    /// An emulator of which nothing is known yet.
    pub fn new(binary: impl Into<String>, arch: Arch) -> Self {
        Self {
            binary: binary.into(),
            origin: Origin::default(),
            flags: FlagSet::default(),
            version: 0,
            package: String::new(),
            arch,
            kvm: Accel::default(),
            hvf: Accel::default(),
            tcg: Accel::default(),
            gic: Vec::new(),
            sev: None,
            sgx: None,
            hyperv: None,
            kvm_nesting: false,
            kvm_secure_guest: false,
        }
    }

    /// Whether it can do something.
    pub fn has(&self, flag: Flag) -> bool {
        self.flags.has(flag)
    }

    /// Whether the processor itself can execute its guests.
    pub fn is_accelerated(&self) -> bool {
        self.has(Flag::Kvm) || self.has(Flag::Hvf)
    }

    /// The best way to execute guests; `None` if there is no way at all.
    ///
    /// An emulator that was built for KVM alone has no way on a host without it.
    pub fn virt_type(&self) -> Option<VirtType> {
        let ways = [
            (Flag::Kvm, VirtType::Kvm),
            (Flag::Hvf, VirtType::Hvf),
            (Flag::Tcg, VirtType::Tcg),
        ];
        ways.into_iter()
            .find(|(flag, _)| self.has(*flag))
            .map(|(_, kind)| kind)
    }

    /// Whether guests can be executed in this way.
    pub fn supports(&self, virt_type: VirtType) -> bool {
        match virt_type {
            VirtType::Kvm => self.has(Flag::Kvm),
            VirtType::Hvf => self.has(Flag::Hvf),
            VirtType::Tcg => self.has(Flag::Tcg),
        }
    }

    /// What it offers in this way.
    pub fn accel(&self, virt_type: VirtType) -> &Accel {
        match virt_type {
            VirtType::Kvm => &self.kvm,
            VirtType::Hvf => &self.hvf,
            VirtType::Tcg => &self.tcg,
        }
    }

    pub(crate) fn accel_mut(&mut self, virt_type: VirtType) -> &mut Accel {
        match virt_type {
            VirtType::Kvm => &mut self.kvm,
            VirtType::Hvf => &mut self.hvf,
            VirtType::Tcg => &mut self.tcg,
        }
    }

    /// The machine that a guest without one gets.
    pub fn preferred_machine(&self, virt_type: VirtType) -> Option<&str> {
        self.accel(virt_type)
            .machines
            .first()
            .map(|machine| machine.name.as_str())
    }

    /// The machine of this name or alias.
    ///
    /// An alias wins over a name: `virt` is the newest machine of that kind, and some emulators also have
    /// an old machine with that very name.
    pub fn machine(&self, virt_type: VirtType, name: &str) -> Option<&Machine> {
        let machines = &self.accel(virt_type).machines;
        let alias = machines
            .iter()
            .find(|machine| machine.alias.as_deref() == Some(name));
        alias.or_else(|| machines.iter().find(|machine| machine.name == name))
    }

    /// The name behind an alias; a name that is none stays.
    pub fn canonical_machine<'a>(&'a self, virt_type: VirtType, name: &'a str) -> &'a str {
        let machines = self.accel(virt_type).machines.iter();
        let mut aliases = machines.filter(|machine| machine.alias.as_deref() == Some(name));
        aliases.next().map_or(name, |machine| &machine.name)
    }

    /// The processor model of this name.
    pub fn cpu_model(&self, virt_type: VirtType, name: &str) -> Option<&CpuModelDef> {
        let models = self
            .accel(virt_type)
            .cpu_models
            .as_deref()
            .unwrap_or_default();
        models.iter().find(|model| model.name == name)
    }

    /// The processor model that a machine has when none is named, without the suffix of its type.
    pub fn default_cpu(&self, virt_type: VirtType, machine: &str) -> Option<&str> {
        let machines = &self.accel(virt_type).machines;
        let machine = machines
            .iter()
            .find(|candidate| candidate.name == machine)?;
        let typename = machine.default_cpu.as_deref()?;
        let models = self
            .accel(virt_type)
            .cpu_models
            .as_deref()
            .unwrap_or_default();
        let model = models
            .iter()
            .find(|model| model.typename.as_deref() == Some(typename));
        model.map(|model| model.name.as_str())
    }
}
