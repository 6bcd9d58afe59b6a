//! Architectures, by libvirt's names and by QEMU's.

/// Makes the enum and its facts from one table.
macro_rules! archs {
    ($($name:ident $text:literal $bits:literal $machine:expr)*) => {
        /// An architecture of a guest or the host (`virArch`), in libvirt's order.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Arch {
            $(#[doc = concat!("`", $text, "`.")] $name,)*
        }

        impl Arch {
            /// All architectures in libvirt's order.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// libvirt's name, as documents have it.
            pub fn name(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }

            /// The architecture with libvirt's name.
            pub fn from_name(name: &str) -> Option<Self> {
                match name { $($text => Some(Self::$name),)* _ => None }
            }

            /// How wide a word is.
            pub fn word_bits(self) -> u32 {
                match self { $(Self::$name => $bits,)* }
            }

            /// The machine that a guest without one gets, if the emulator has it.
            ///
            /// libvirt fixed these so that a change of QEMU's own default, or of the order of its list, changes
            /// no guest that is defined tomorrow. Where there is none, QEMU's default counts.
            pub fn preferred_machine(self) -> Option<&'static str> {
                match self { $(Self::$name => $machine,)* }
            }
        }
    };
}

// name, bits of a word, preferred machine
archs! {
    Alpha "alpha" 64 Some("clipper")
    Armv6l "armv6l" 32 Some("integratorcp")
    Armv7l "armv7l" 32 Some("virt")
    Armv7b "armv7b" 32 Some("virt")
    Aarch64 "aarch64" 64 Some("virt")
    Cris "cris" 32 Some("axis-dev88")
    I686 "i686" 32 Some("pc")
    Ia64 "ia64" 64 None
    Lm32 "lm32" 32 Some("lm32-evr")
    Loongarch64 "loongarch64" 64 Some("virt")
    M68k "m68k" 32 Some("mcf5208evb")
    Microblaze "microblaze" 32 Some("petalogix-s3adsp1800")
    Microblazeel "microblazeel" 32 Some("petalogix-s3adsp1800")
    Mips "mips" 32 Some("malta")
    Mipsel "mipsel" 32 Some("malta")
    Mips64 "mips64" 64 Some("malta")
    Mips64el "mips64el" 64 Some("malta")
    Openrisc "openrisc" 32 Some("or1k-sim")
    Parisc "parisc" 32 None
    Parisc64 "parisc64" 64 None
    Ppc "ppc" 32 Some("g3beige")
    Ppcle "ppcle" 32 Some("g3beige")
    Ppc64 "ppc64" 64 Some("pseries")
    Ppc64le "ppc64le" 64 Some("pseries")
    Ppcemb "ppcemb" 32 Some("bamboo")
    Riscv32 "riscv32" 32 Some("virt")
    Riscv64 "riscv64" 64 Some("virt")
    S390 "s390" 32 None
    S390x "s390x" 64 Some("s390-ccw-virtio")
    Sh4 "sh4" 32 Some("shix")
    Sh4eb "sh4eb" 64 Some("shix")
    Sparc "sparc" 32 Some("SS-5")
    Sparc64 "sparc64" 64 Some("sun4u")
    Unicore32 "unicore32" 32 Some("puv3")
    X8664 "x86_64" 64 Some("pc")
    Xtensa "xtensa" 32 Some("sim")
    Xtensaeb "xtensaeb" 32 Some("sim")
}

impl Arch {
    /// The architecture with QEMU's name.
    ///
    /// QEMU has one emulator for all 32-bit ARMs and names it after none of them; libvirt reads that as
    /// ARMv7.
    pub fn from_qemu(name: &str) -> Option<Self> {
        match name {
            "i386" => Some(Self::I686),
            "arm" => Some(Self::Armv7l),
            "or32" => Some(Self::Openrisc),
            _ => Self::from_name(name),
        }
    }

    /// QEMU's name, as its binaries have it.
    ///
    /// Not the inverse of [`Arch::from_qemu`]: two of ours share an emulator.
    pub fn qemu_name(self) -> &'static str {
        match self {
            Self::I686 => "i386",
            Self::Armv6l | Self::Armv7l => "arm",
            Self::Openrisc => "or32",
            _ => self.name(),
        }
    }

    /// Whether it is i686 or x86_64.
    pub fn is_x86(self) -> bool {
        matches!(self, Self::I686 | Self::X8664)
    }

    /// Whether it is one of ARM's.
    pub fn is_arm(self) -> bool {
        matches!(
            self,
            Self::Armv6l | Self::Armv7l | Self::Armv7b | Self::Aarch64
        )
    }

    /// Whether it is 64-bit POWER.
    pub fn is_ppc64(self) -> bool {
        matches!(self, Self::Ppc64 | Self::Ppc64le)
    }

    /// Whether it is a mainframe.
    pub fn is_s390(self) -> bool {
        matches!(self, Self::S390 | Self::S390x)
    }

    /// Whether a host of this architecture can run such a guest with its own processor.
    ///
    /// The exceptions are processors that can also be an older one of their family.
    pub fn runs_natively(self, guest: Self) -> bool {
        self == guest
            || (self == Self::X8664 && guest == Self::I686)
            || (self == Self::Aarch64 && guest == Self::Armv7l)
            || (self.is_ppc64() && guest.is_ppc64())
    }
}
