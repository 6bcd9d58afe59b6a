//! What the guest boots: firmware, boot devices, a kernel, a container's init.

use fv_error::Result;
use fv_model_xml::{Body, Context, Element, Node, Token, YesNo, read, xml_error};

use crate::devices::source::{Numbered, StorageFormat, StorageKind, StorageSource};

/// What the guest boots.
#[derive(Debug, Clone, PartialEq, Default, Element)]
#[xml(name = "os", keep_empty)]
pub struct Os {
    /// The firmware that is to be chosen.
    #[xml(hook = firmware)]
    pub firmware: Option<FirmwareKind>,
    /// What kind of machine it is.
    #[xml(hook = machine)]
    pub machine: Machine,
    /// What the firmware is to be able to do.
    #[xml(hook = firmware_features)]
    pub firmware_features: Vec<FirmwareFeature>,
    /// A container's first program.
    #[xml(text)]
    pub init: Option<String>,
    /// Its arguments.
    #[xml(texts = "initarg")]
    pub init_args: Vec<String>,
    /// Its environment.
    #[xml(list = "initenv")]
    pub init_env: Vec<InitEnv>,
    /// The folder it starts in.
    #[xml(text = "initdir")]
    pub init_dir: Option<String>,
    /// The user it runs as.
    #[xml(text = "inituser")]
    pub init_user: Option<String>,
    /// The group it runs as.
    #[xml(text = "initgroup")]
    pub init_group: Option<String>,
    /// The firmware's code.
    #[xml(child)]
    pub loader: Option<Loader>,
    /// The firmware's variables.
    #[xml(child)]
    pub nvram: Option<Nvram>,
    /// A kernel that is booted directly.
    #[xml(text)]
    pub kernel: Option<String>,
    /// Its first file system.
    #[xml(text)]
    pub initrd: Option<String>,
    /// Its command line.
    #[xml(text)]
    pub cmdline: Option<String>,
    /// The loader in front of it, for secure boot.
    #[xml(text)]
    pub shim: Option<String>,
    /// Its device tree.
    #[xml(text)]
    pub dtb: Option<String>,
    /// The root device, for Xen.
    #[xml(text)]
    pub root: Option<String>,
    /// Tables of the firmware.
    #[xml(child, default)]
    pub acpi: AcpiTables,
    /// The kinds of device that are tried, in order.
    #[xml(list = "boot")]
    pub boot: Vec<BootDevice>,
    /// The boot menu.
    #[xml(child = "bootmenu")]
    pub boot_menu: Option<BootMenu>,
    /// What the BIOS is told.
    #[xml(child)]
    pub bios: Option<Bios>,
    /// Where the system information comes from.
    #[xml(child)]
    pub smbios: Option<Smbios>,
}

/// What kind of machine it is: `<type arch='x86_64' machine='pc'>hvm</type>`.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Machine {
    /// How the guest is run.
    pub kind: OsKind,
    /// Its processor; the host's when it is not given.
    pub arch: Option<Arch>,
    /// The hypervisor's machine type.
    pub name: Option<String>,
}

/// How a guest is run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Token)]
pub enum OsKind {
    /// As a whole machine.
    #[default]
    Hvm,
    /// Under Xen, knowing it.
    Xen,
    /// The older word for that.
    Linux,
    /// As a container.
    Exe,
    /// User Mode Linux.
    Uml,
    /// Under Xen, in hardware, without emulation.
    Xenpvh,
}

/// The processors, in the reference's order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Token)]
pub enum Arch {
    /// `alpha`
    Alpha,
    /// `armv6l`
    Armv6l,
    /// `armv7l`
    Armv7l,
    /// `armv7b`
    Armv7b,
    /// `aarch64`
    Aarch64,
    /// `cris`
    Cris,
    /// `i686`
    I686,
    /// `ia64`
    Ia64,
    /// `lm32`
    Lm32,
    /// `loongarch64`
    Loongarch64,
    /// `m68k`
    M68k,
    /// `microblaze`
    Microblaze,
    /// `microblazeel`
    Microblazeel,
    /// `mips`
    Mips,
    /// `mipsel`
    Mipsel,
    /// `mips64`
    Mips64,
    /// `mips64el`
    Mips64el,
    /// `openrisc`
    Openrisc,
    /// `parisc`
    Parisc,
    /// `parisc64`
    Parisc64,
    /// `ppc`
    Ppc,
    /// `ppc64`
    Ppc64,
    /// `ppc64le`
    Ppc64le,
    /// `ppcemb`
    Ppcemb,
    /// `riscv32`
    Riscv32,
    /// `riscv64`
    Riscv64,
    /// `s390`
    S390,
    /// `s390x`
    S390x,
    /// `sh4`
    Sh4,
    /// `sh4eb`
    Sh4eb,
    /// `sparc`
    Sparc,
    /// `sparc64`
    Sparc64,
    /// `unicore32`
    Unicore32,
    /// `x86_64`
    #[token("x86_64")]
    X86_64,
    /// `xtensa`
    Xtensa,
    /// `xtensaeb`
    Xtensaeb,
}

impl Arch {
    /// Says whether it is one of Intel's family.
    pub const fn is_x86(self) -> bool {
        matches!(self, Self::I686 | Self::X86_64)
    }

    /// Says whether it is one of ARM's family.
    pub const fn is_arm(self) -> bool {
        matches!(
            self,
            Self::Armv6l | Self::Armv7l | Self::Armv7b | Self::Aarch64
        )
    }

    /// Says whether it is a 64-bit PowerPC.
    pub const fn is_ppc64(self) -> bool {
        matches!(self, Self::Ppc64 | Self::Ppc64le)
    }

    /// Says whether it is one of RISC-V's family.
    pub const fn is_riscv(self) -> bool {
        matches!(self, Self::Riscv32 | Self::Riscv64)
    }

    /// Says whether it is one of IBM's mainframes.
    pub const fn is_s390(self) -> bool {
        matches!(self, Self::S390 | Self::S390x)
    }
}

/// The kinds of firmware the driver can choose.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Token)]
pub enum FirmwareKind {
    /// `bios`
    Bios,
    /// `efi`
    Efi,
}

/// What the firmware is to be able to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FirmwareFeature {
    /// Whether it is wanted or unwanted.
    pub enabled: YesNo,
    /// The ability.
    pub name: FirmwareFeatureName,
}

/// The abilities of firmware.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Token)]
pub enum FirmwareFeatureName {
    /// Keys are there already.
    EnrolledKeys,
    /// It checks what it boots.
    SecureBoot,
}

/// One variable of a container's environment.
#[derive(Debug, Clone, PartialEq, Default, Element)]
#[xml(name = "initenv")]
pub struct InitEnv {
    /// Its name.
    #[xml(attr, required)]
    pub name: String,
    /// Its value.
    #[xml(content)]
    pub value: Option<String>,
}

/// The firmware's code.
#[derive(Debug, Clone, PartialEq, Default, Element)]
#[xml(name = "loader")]
pub struct Loader {
    /// Whether the guest cannot write it.
    #[xml(attr)]
    pub readonly: Option<YesNo>,
    /// Whether it guards its secrets in system management mode.
    #[xml(attr)]
    pub secure: Option<YesNo>,
    /// How it is shown to the guest.
    #[xml(attr = "type")]
    pub kind: Option<LoaderKind>,
    /// Whether it keeps no variables.
    #[xml(attr)]
    pub stateless: Option<YesNo>,
    /// The format of its file.
    #[xml(attr)]
    pub format: Option<StorageFormat>,
    /// Its file.
    #[xml(content)]
    pub path: Option<String>,
}

/// How firmware is shown to the guest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Token)]
pub enum LoaderKind {
    /// As ROM.
    Rom,
    /// As flash memory.
    Pflash,
}

/// The firmware's variables.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Nvram {
    /// The file they are first copied from.
    pub template: Option<String>,
    /// That file's format.
    pub template_format: Option<StorageFormat>,
    /// Where they are kept.
    pub source: Option<StorageSource>,
    /// The format of that place.
    pub format: Option<StorageFormat>,
    /// Whether the place is written as `<source>` or as a path.
    pub source_element: bool,
}

impl Element for Nvram {
    const DESCRIPTION: &'static fv_model_xml::Description = &fv_model_xml::Description {
        name: "nvram",
        fields: &[],
    };

    fn read(node: Node<'_>, cx: &Context) -> Result<Self> {
        let kind: Option<StorageKind> = read::attr(node, "type")?;
        let source = match kind {
            Some(kind) => Some(StorageSource::read(node.child("source"), kind, cx)?),
            None => Some(node.text())
                .filter(|path| !path.is_empty())
                .map(StorageSource::file),
        };
        Ok(Self {
            template: node.attr("template").map(str::to_owned),
            template_format: image_format(node, "templateFormat", "nvram template")?,
            source,
            format: image_format(node, "format", "nvram")?,
            source_element: kind.is_some(),
        })
    }

    fn write(&self, body: &mut Body<'_>, cx: &Context) {
        body.attr_opt("template", self.template.as_ref());
        body.attr_opt("templateFormat", self.template_format.as_ref());
        if let Some(source) = self.source.as_ref().filter(|_| self.source_element) {
            body.attr("type", &source.kind);
        }
        body.attr_opt("format", self.format.as_ref());
        match &self.source {
            Some(source) if self.source_element => {
                source.write("source", Numbered::Outside, body, cx);
            }
            Some(StorageSource {
                path: Some(path), ..
            }) => body.text(path),
            _ => {}
        }
    }
}

/// Firmware files are raw or qcow2.
fn image_format(node: Node<'_>, name: &str, what: &str) -> Result<Option<StorageFormat>> {
    let format = read::attr(node, name)?;
    match format {
        None | Some(StorageFormat::Raw | StorageFormat::Qcow2) => Ok(format),
        Some(format) => Err(xml_error(format!("Unsupported {what} format '{format}'"))),
    }
}

/// Tables of the firmware.
#[derive(Debug, Clone, PartialEq, Default, Element)]
#[xml(name = "acpi")]
pub struct AcpiTables {
    /// The tables.
    #[xml(list = "table")]
    pub tables: Vec<AcpiTable>,
}

/// A table of the firmware, from a file.
#[derive(Debug, Clone, PartialEq, Element)]
#[xml(name = "table")]
pub struct AcpiTable {
    /// Its kind.
    #[xml(attr = "type", required)]
    pub kind: AcpiTableKind,
    /// Its file.
    #[xml(content)]
    pub path: Option<String>,
}

/// The kinds of table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Token)]
pub enum AcpiTableKind {
    /// `raw`
    Raw,
    /// `rawset`
    Rawset,
    /// `slic`
    Slic,
    /// `msdm`
    Msdm,
}

/// `<boot dev='hd'/>`
#[derive(Debug, Clone, PartialEq, Eq, Element)]
#[xml(name = "boot")]
pub struct BootDevice {
    /// The kind of device.
    #[xml(attr, required)]
    pub dev: BootDeviceKind,
}

/// The kinds of device one boots from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Token)]
pub enum BootDeviceKind {
    /// A floppy disk.
    Fd,
    /// A CD-ROM.
    Cdrom,
    /// A hard disk.
    Hd,
    /// The network.
    Network,
}

/// The boot menu.
#[derive(Debug, Clone, PartialEq, Element)]
#[xml(name = "bootmenu")]
pub struct BootMenu {
    /// Whether it is shown.
    #[xml(attr)]
    pub enable: Option<YesNo>,
    /// How long it waits, in milliseconds.
    #[xml(attr)]
    pub timeout: Option<u32>,
}

/// What the BIOS is told.
#[derive(Debug, Clone, PartialEq, Default, Element)]
#[xml(name = "bios")]
pub struct Bios {
    /// Whether it shows itself on the serial port.
    #[xml(attr = "useserial")]
    pub use_serial: Option<YesNo>,
    /// How long it waits before it tries again, in milliseconds; -1 is for ever.
    #[xml(attr)]
    pub reboot_timeout: Option<i32>,
}

/// `<smbios mode='sysinfo'/>`
#[derive(Debug, Clone, PartialEq, Element)]
#[xml(name = "smbios")]
pub struct Smbios {
    /// Where the system information comes from.
    #[xml(attr, required)]
    pub mode: SmbiosMode,
}

/// Where the system information comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Token)]
pub enum SmbiosMode {
    /// `none`
    None,
    /// The hypervisor.
    Emulate,
    /// The host.
    Host,
    /// The document.
    Sysinfo,
}

/// `<type arch='…' machine='…'>hvm</type>`
mod machine {
    use super::*;
    use fv_error::{Error, ErrorCode, ErrorDomain};

    pub(super) fn read(node: Node<'_>, _: &Context) -> Result<Machine> {
        let unsupported = |text| {
            Err(Error::new(
                ErrorDomain::Domain,
                ErrorCode::ConfigUnsupported,
                text,
            ))
        };
        let kind = node
            .child("type")
            .map(fv_model_xml::Node::text)
            .unwrap_or_default();
        let attr = |name: &str| node.child("type").and_then(|kind| kind.attr(name));
        let kind = match kind.as_str() {
            "" if node
                .parent()
                .is_some_and(|top| top.child("bootloader").is_some()) =>
            {
                OsKind::Xen
            }
            "" => {
                return Err(Error::new(
                    ErrorDomain::Domain,
                    ErrorCode::XmlError,
                    "an os <type> must be specified",
                ));
            }
            word => match OsKind::from_word(word) {
                Some(kind) => kind,
                None => return unsupported(format!("unknown OS type '{word}'")),
            },
        };
        let arch = match attr("arch").filter(|arch| !arch.is_empty()) {
            None => None,
            Some(word) => match Arch::from_word(word) {
                Some(arch) => Some(arch),
                None => return unsupported(format!("Unknown architecture {word}")),
            },
        };
        let name = attr("machine")
            .filter(|name| !name.is_empty())
            .map(str::to_owned);
        Ok(Machine { kind, arch, name })
    }

    pub(super) fn write(machine: &Machine, body: &mut Body<'_>, _: &Context) {
        body.child("type", |body| {
            body.attr_opt("arch", machine.arch.as_ref());
            body.attr_opt("machine", machine.name.as_ref());
            body.text(machine.kind.as_str());
        });
    }
}

/// The choice is not part of what another host is sent: the outcome is.
mod firmware {
    use super::*;
    use fv_model_xml::Scope;

    pub(super) fn read(node: Node<'_>, _: &Context) -> Result<Option<FirmwareKind>> {
        fv_model_xml::read::attr(node, "firmware")
    }

    pub(super) fn write(kind: &Option<FirmwareKind>, body: &mut Body<'_>, cx: &Context) {
        if !cx.shows(Scope::MIGRATION) {
            body.attr_opt("firmware", kind.as_ref());
        }
    }
}

/// `<firmware><feature enabled='no' name='secure-boot'/></firmware>`
mod firmware_features {
    use super::*;
    use fv_model_xml::Scope;

    pub(super) fn read(node: Node<'_>, _: &Context) -> Result<Vec<FirmwareFeature>> {
        let list = node.child("firmware");
        let nodes = list.iter().flat_map(|list| list.children("feature"));
        let mut features: Vec<FirmwareFeature> = Vec::new();
        for node in nodes {
            let name = fv_model_xml::read::attr_required(node, "name")?;
            let enabled = fv_model_xml::read::attr_required(node, "enabled")?;
            features.retain(|feature| feature.name != name);
            features.push(FirmwareFeature { enabled, name });
        }
        features.sort_by_key(|feature| feature.name);
        Ok(features)
    }

    pub(super) fn write(features: &[FirmwareFeature], body: &mut Body<'_>, cx: &Context) {
        if features.is_empty() || cx.shows(Scope::MIGRATION) {
            return;
        }
        body.child("firmware", |body| {
            for feature in features {
                body.child("feature", |body| {
                    body.attr("enabled", &feature.enabled);
                    body.attr("name", &feature.name);
                });
            }
        });
    }
}
