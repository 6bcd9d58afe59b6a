//! What architecture and machine type say about a guest.
//!
//! Only names decide here; what one emulator offers is in its capabilities.

use fv_model_domain::Domain;
use fv_model_domain::os::Arch;

/// The architecture and machine type of a guest.
pub fn machine_of(domain: &Domain) -> Machine<'_> {
    let os = &domain.os.machine;
    Machine::new(
        os.arch.map_or("", Arch::as_str),
        os.name.as_deref().unwrap_or_default(),
    )
}

/// A machine whose name is a copy, for code that changes the guest meanwhile.
#[derive(Clone, Debug)]
pub(crate) struct OwnedMachine {
    arch: &'static str,
    name: String,
}

impl OwnedMachine {
    /// The machine of a guest.
    pub(crate) fn of(domain: &Domain) -> Self {
        let os = &domain.os.machine;
        Self {
            arch: os.arch.map_or("", Arch::as_str),
            name: os.name.clone().unwrap_or_default(),
        }
    }

    /// The machine itself.
    pub(crate) fn get(&self) -> Machine<'_> {
        Machine::new(self.arch, &self.name)
    }
}

/// The architecture and machine type of a guest, by libvirt's and QEMU's names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Machine<'a> {
    /// libvirt's name of the architecture.
    pub arch: &'a str,
    /// QEMU's name of the machine type.
    pub name: &'a str,
}

impl<'a> Machine<'a> {
    /// The machine of this architecture and name.
    pub fn new(arch: &'a str, name: &'a str) -> Self {
        Self { arch, name }
    }

    /// Whether the architecture is i686 or x86_64.
    pub fn is_x86(self) -> bool {
        matches!(self.arch, "i686" | "x86_64")
    }

    /// Whether the architecture is one of ARM's.
    pub fn is_arm(self) -> bool {
        matches!(self.arch, "armv6l" | "armv7l" | "armv7b" | "aarch64")
    }

    /// Whether it is an ARM architecture whose boards QEMU knows by one set of names.
    pub fn is_arm_board(self) -> bool {
        matches!(self.arch, "armv6l" | "armv7l" | "aarch64")
    }

    /// Whether the architecture is 64-bit POWER.
    pub fn is_ppc64(self) -> bool {
        matches!(self.arch, "ppc64" | "ppc64le")
    }

    /// Whether the architecture is POWER of any kind.
    pub fn is_ppc(self) -> bool {
        self.is_ppc64() || matches!(self.arch, "ppc" | "ppcle" | "ppcemb")
    }

    /// Whether the architecture is a mainframe.
    pub fn is_s390(self) -> bool {
        matches!(self.arch, "s390" | "s390x")
    }

    /// Whether the architecture is RISC-V.
    pub fn is_riscv(self) -> bool {
        matches!(self.arch, "riscv32" | "riscv64")
    }

    /// Whether the architecture is LoongArch.
    pub fn is_loongarch(self) -> bool {
        self.arch == "loongarch64"
    }

    /// Whether the architecture is one of MIPS's.
    pub fn is_mips(self) -> bool {
        matches!(self.arch, "mips" | "mipsel" | "mips64" | "mips64el")
    }

    /// Whether it is a PC with PCI Express.
    pub fn is_q35(self) -> bool {
        self.is_x86() && (self.name == "q35" || self.name.starts_with("pc-q35-"))
    }

    /// Whether it is a PC with conventional PCI.
    pub fn is_i440fx(self) -> bool {
        let prefixes = ["pc-0.", "pc-1.", "pc-i440fx-", "rhel"];
        let is_named = prefixes.iter().any(|prefix| self.name.starts_with(prefix));
        self.is_x86() && (self.name == "pc" || is_named)
    }

    /// Whether it is a fully virtual Xen guest.
    pub fn is_xenfv(self) -> bool {
        self.is_x86() && (self.name == "xenfv" || self.name.starts_with("xenfv-"))
    }

    /// Whether it is a PC without PCI.
    pub fn is_isapc(self) -> bool {
        self.name == "isapc"
    }

    /// Whether it is ARM's virtual board.
    pub fn is_arm_virt(self) -> bool {
        self.is_arm_board() && self.is_virt_board()
    }

    /// Whether it is RISC-V's virtual board.
    pub fn is_riscv_virt(self) -> bool {
        self.is_riscv() && self.is_virt_board()
    }

    /// Whether it is LoongArch's virtual board.
    pub fn is_loongarch_virt(self) -> bool {
        self.is_loongarch() && self.is_virt_board()
    }

    /// Whether it is POWER's paravirtual platform.
    pub fn is_pseries(self) -> bool {
        self.is_ppc64() && (self.name == "pseries" || self.name.starts_with("pseries-"))
    }

    /// Whether it is MIPS's Malta board.
    pub fn is_malta(self) -> bool {
        self.is_mips() && self.name == "malta"
    }

    /// Whether it is a mainframe whose devices sit in the channel subsystem.
    pub fn is_s390_ccw(self) -> bool {
        self.is_s390() && self.name.starts_with("s390-ccw")
    }

    /// Whether the board brings an IDE controller with the fixed name `ide`.
    pub fn has_builtin_ide(self) -> bool {
        self.is_i440fx() || matches!(self.name, "malta" | "sun4u" | "g3beige")
    }

    /// Whether the board brings an NCR 53C90 SCSI controller.
    pub fn has_builtin_esp(self) -> bool {
        match self.arch {
            "sparc" => true,
            "mips64" | "mips64el" => matches!(self.name, "magnum" | "pica61"),
            "m68k" => self.name == "q800",
            _ => false,
        }
    }

    /// Whether a floppy drive needs a controller of its own.
    pub fn needs_fdc(self) -> bool {
        self.is_q35()
    }

    /// Whether the board has PCI at all.
    pub fn supports_pci(self) -> bool {
        if self.is_arm() {
            return self.is_arm_virt() || self.name == "versatilepb";
        }
        !self.is_riscv() || self.is_riscv_virt()
    }

    /// Whether the board can have more than one PCI bus.
    pub fn supports_pci_multibus(self) -> bool {
        self.is_x86()
            || self.is_ppc()
            || self.is_s390()
            || self.is_arm_virt()
            || self.is_loongarch_virt()
            || self.is_riscv_virt()
    }

    /// Whether the board has a keyboard controller for PS/2 devices, if the emulator has one.
    pub fn has_ps2(self) -> bool {
        self.is_i440fx() || self.is_q35() || self.is_xenfv() || self.is_isapc()
    }

    fn is_virt_board(self) -> bool {
        self.name == "virt" || self.name.starts_with("virt-")
    }
}
