//! Devices few guests have: IOMMU, smartcards, redirected USB, shared memory, crypto, persistent
//! stores, leases.

use fv_error::{Error, ErrorDomain, Result};
use fv_model_xml::{
    Body, Context, Description, Element, Node, OnOff, Token, YesNo, read, xml_error,
};

use super::address::{DeviceInfo, VirtioOptions, info, info_boot};
use super::chardev::CharBackend;
use crate::memory::{scaled, scaled_kib, write_kib_always};

/// The machine's IOMMU.
#[derive(Debug, Clone, PartialEq, Element)]
#[xml(name = "iommu")]
pub struct Iommu {
    /// The device.
    #[xml(attr, required)]
    pub model: IommuModel,
    /// How it works.
    #[xml(child, default)]
    pub driver: IommuDriver,
    /// Alias and address.
    #[xml(hook = info)]
    pub info: DeviceInfo,
}

/// The IOMMUs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Token)]
pub enum IommuModel {
    /// `intel`
    Intel,
    /// `smmuv3`
    Smmuv3,
    /// `virtio`
    Virtio,
}

/// How an IOMMU works.
#[derive(Debug, Clone, PartialEq, Default, Element)]
#[xml(name = "driver")]
pub struct IommuDriver {
    /// Whether interrupts are remapped.
    #[xml(attr)]
    pub intremap: Option<OnOff>,
    /// Whether it tells of invalid entries.
    #[xml(attr = "caching_mode")]
    pub caching_mode: Option<OnOff>,
    /// Whether interrupts have wide numbers.
    #[xml(attr)]
    pub eim: Option<OnOff>,
    /// Whether devices keep translations.
    #[xml(attr)]
    pub iotlb: Option<OnOff>,
    /// The width of addresses.
    #[xml(attr = "aw_bits", omit_default)]
    pub aw_bits: u32,
    /// Whether addresses are translated.
    #[xml(attr = "dma_translation")]
    pub dma_translation: Option<OnOff>,
}

/// A smartcard reader with a card.
#[derive(Debug, Clone, PartialEq)]
pub struct Smartcard {
    /// Where the card is.
    pub source: SmartcardSource,
    /// Alias and address.
    pub info: DeviceInfo,
}

/// Where a card is.
#[derive(Debug, Clone, PartialEq)]
pub enum SmartcardSource {
    /// In the host's reader.
    Host,
    /// Made of certificates of the host.
    HostCertificates {
        /// The three certificates.
        certificates: [String; 3],
        /// The folder of the database.
        database: Option<String>,
    },
    /// At the other end of a character device.
    Passthrough(Box<CharBackend>),
}

/// The words of `mode`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Token)]
pub enum SmartcardMode {
    /// `host`
    Host,
    /// `host-certificates`
    HostCertificates,
    /// `passthrough`
    Passthrough,
}

impl Element for Smartcard {
    const DESCRIPTION: &'static Description = &Description {
        name: "smartcard",
        fields: &[],
    };

    fn read(node: Node<'_>, cx: &Context) -> Result<Self> {
        let source = match read::attr_required::<SmartcardMode>(node, "mode")? {
            SmartcardMode::Host => SmartcardSource::Host,
            SmartcardMode::HostCertificates => {
                let files: Vec<String> = read::texts(node, "certificate")?;
                let certificates = <[String; 3]>::try_from(files).map_err(|_| {
                    malformed("host-certificates mode needs exactly three certificates")
                })?;
                let database = read::text::<String>(node, "database")?;
                if database
                    .as_ref()
                    .is_some_and(|database| !database.starts_with('/'))
                {
                    let database = database.unwrap_or_default();
                    return Err(malformed(format!("expecting absolute path: {database}")));
                }
                SmartcardSource::HostCertificates {
                    certificates,
                    database,
                }
            }
            SmartcardMode::Passthrough => match node.attr("type") {
                Some(_) => SmartcardSource::Passthrough(Box::new(CharBackend::read(node, cx)?)),
                None => {
                    return Err(malformed(
                        "passthrough mode requires a character device type attribute",
                    ));
                }
            },
        };
        Ok(Self {
            source,
            info: info::read(node, cx)?,
        })
    }

    fn write(&self, body: &mut Body<'_>, cx: &Context) {
        match &self.source {
            SmartcardSource::Host => body.attr("mode", &SmartcardMode::Host),
            SmartcardSource::HostCertificates {
                certificates,
                database,
            } => {
                body.attr("mode", &SmartcardMode::HostCertificates);
                certificates
                    .iter()
                    .for_each(|file| body.child_text("certificate", file));
                body.text_opt("database", database.as_ref());
            }
            SmartcardSource::Passthrough(backend) => {
                body.attr("mode", &SmartcardMode::Passthrough);
                backend.write(body, cx);
            }
        }
        info::write(&self.info, body, cx);
    }
}

/// A USB device at the other end of a character device.
#[derive(Debug, Clone, PartialEq, Element)]
#[xml(name = "redirdev", keep_empty)]
pub struct RedirectedDevice {
    /// The bus.
    #[xml(attr, default)]
    pub bus: RedirectedBus,
    /// Where the device is.
    #[xml(inline)]
    pub backend: CharBackend,
    /// Boot order, alias and address.
    #[xml(hook = info_boot)]
    pub info: DeviceInfo,
}

/// The buses whose devices can be redirected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Token)]
pub enum RedirectedBus {
    /// `usb`
    #[default]
    Usb,
}

/// Which USB devices may be redirected.
#[derive(Debug, Clone, PartialEq, Default, Element)]
#[xml(name = "redirfilter")]
pub struct RedirectFilter {
    /// The rules; the first that fits decides.
    #[xml(list = "usbdev")]
    pub rules: Vec<RedirectRule>,
}

/// Whether some USB devices may be redirected.
#[derive(Debug, Clone, PartialEq)]
pub struct RedirectRule {
    /// The class; none is any.
    pub class: Option<u32>,
    /// The vendor; none is any.
    pub vendor: Option<u32>,
    /// The product; none is any.
    pub product: Option<u32>,
    /// The version in binary coded decimals; none is any.
    pub version: Option<u32>,
    /// Whether they may.
    pub allow: bool,
}

impl Element for RedirectRule {
    const DESCRIPTION: &'static Description = &Description {
        name: "usbdev",
        fields: &[],
    };

    fn read(node: Node<'_>, _: &Context) -> Result<Self> {
        let number = |name: &str, what: &str| match node.attr(name) {
            None | Some("-1") => Ok(None),
            Some(text) => match fv_types::number::parse_u32(text, fv_types::number::Base::Prefixed)
            {
                Some(value) => Ok(Some(value)),
                None => Err(malformed(format!("Cannot parse USB {what} {text}"))),
            },
        };
        let class = number("class", "Class code")?;
        if let Some(class) = class.filter(|class| *class > 0xff) {
            return Err(malformed(format!("Invalid USB Class code 0x{class:x}")));
        }
        Ok(Self {
            class,
            vendor: number("vendor", "vendor ID")?,
            product: number("product", "product ID")?,
            version: match node.attr("version") {
                None | Some("-1") => None,
                Some(text) => Some(version(text)?),
            },
            allow: match node.attr("allow") {
                Some("yes") => true,
                Some("no") => false,
                Some(_) => {
                    return Err(malformed("Invalid allow value, either 'yes' or 'no'"));
                }
                None => {
                    return Err(malformed(
                        "Missing allow attribute for USB redirection filter",
                    ));
                }
            },
        })
    }

    fn write(&self, body: &mut Body<'_>, _: &Context) {
        if let Some(class) = self.class {
            body.attr_text("class", &format!("0x{class:02X}"));
        }
        for (name, value) in [("vendor", self.vendor), ("product", self.product)] {
            if let Some(value) = value {
                body.attr_text(name, &format!("0x{value:04X}"));
            }
        }
        if let Some(version) = self.version {
            let digits =
                |shift: u32| ((version >> (shift + 4)) & 0xf) * 10 + ((version >> shift) & 0xf);
            body.attr_text("version", &format!("{}.{:02}", digits(8), digits(0)));
        }
        body.attr("allow", &YesNo::from_bool(self.allow));
    }
}

/// `JJ.MN` as binary coded decimals.
fn version(text: &str) -> Result<u32> {
    let refused = || malformed(format!("Cannot parse USB version {text}"));
    let (major, minor) = text.split_once('.').ok_or_else(refused)?;
    // One digit behind the point counts tenths.
    let padded = if minor.len() == 1 {
        format!("{minor}0")
    } else {
        minor.to_owned()
    };
    let number = |part: &str| part.parse::<u32>().ok().filter(|part| *part <= 99);
    let major = number(major).ok_or_else(refused)?;
    let minor = number(&padded).ok_or_else(refused)?;
    let decimal = |value: u32| ((value / 10) << 4) | (value % 10);
    Ok((decimal(major) << 8) | decimal(minor))
}

/// Memory shared with other guests or programs.
#[derive(Debug, Clone, PartialEq)]
pub struct SharedMemory {
    /// Its name.
    pub name: String,
    /// Whether it survives a migration.
    pub role: Option<SharedMemoryRole>,
    /// The device.
    pub model: SharedMemoryModel,
    /// Its size in bytes; zero for the usual.
    pub size: u64,
    /// The program that hands it out.
    pub server: Option<SharedMemoryServer>,
    /// Its interrupts.
    pub msi: Option<SharedMemoryMsi>,
    /// Alias and address.
    pub info: DeviceInfo,
}

/// Whether shared memory survives a migration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Token)]
pub enum SharedMemoryRole {
    /// It does.
    Master,
    /// It does not.
    Peer,
}

/// The devices that share memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Token)]
pub enum SharedMemoryModel {
    /// `ivshmem`
    #[default]
    Ivshmem,
    /// `ivshmem-plain`
    IvshmemPlain,
    /// `ivshmem-doorbell`
    IvshmemDoorbell,
}

/// The program that hands shared memory out.
#[derive(Debug, Clone, PartialEq, Default, Element)]
#[xml(name = "server", keep_empty)]
pub struct SharedMemoryServer {
    /// Its socket.
    #[xml(attr)]
    pub path: Option<String>,
}

/// Interrupts of shared memory.
#[derive(Debug, Clone, PartialEq, Default, Element)]
#[xml(name = "msi", keep_empty)]
pub struct SharedMemoryMsi {
    /// How many there are.
    #[xml(attr, omit_default)]
    pub vectors: u32,
    /// Whether notifications go by event descriptors.
    #[xml(attr)]
    pub ioeventfd: Option<OnOff>,
}

impl Element for SharedMemory {
    const DESCRIPTION: &'static Description = &Description {
        name: "shmem",
        fields: &[],
    };
    const KEEP_EMPTY: bool = true;

    fn read(node: Node<'_>, cx: &Context) -> Result<Self> {
        let model = match node.child("model") {
            Some(model) => read::attr(model, "type")?.unwrap_or_default(),
            None => SharedMemoryModel::default(),
        };
        let Some(name) = node.attr("name") else {
            return Err(malformed("shmem element must contain 'name' attribute"));
        };
        let shared = Self {
            name: name.to_owned(),
            role: match model {
                SharedMemoryModel::Ivshmem => None,
                _ => read::attr(node, "role")?,
            },
            model,
            size: match node.child("size") {
                Some(size) => scaled(size, 1, u64::MAX)?,
                None => 0,
            },
            server: read::child(node, "server", cx)?,
            msi: read::child(node, "msi", cx)?,
            info: info::read(node, cx)?,
        };
        if shared.msi.is_some() && shared.server.is_none() {
            return Err(malformed("msi option is only supported with a server"));
        }
        Ok(shared)
    }

    fn write(&self, body: &mut Body<'_>, cx: &Context) {
        body.attr("name", &self.name);
        body.attr_opt("role", self.role.as_ref());
        body.child("model", |body| body.attr("type", &self.model));
        if self.size != 0 {
            body.child("size", |body| {
                body.attr_text("unit", "M");
                body.text(&(self.size >> 20).to_string());
            });
        }
        if let Some(server) = &self.server {
            body.element("server", server, cx);
        }
        if let Some(msi) = &self.msi {
            body.element("msi", msi, cx);
        }
        info::write(&self.info, body, cx);
    }
}

/// A device that encrypts.
#[derive(Debug, Clone, PartialEq, Element)]
#[xml(name = "crypto")]
pub struct Crypto {
    /// The device.
    #[xml(attr, required)]
    pub model: CryptoModel,
    /// Who provides it.
    #[xml(attr = "type", required)]
    pub kind: CryptoKind,
    /// Who does the work.
    #[xml(child, required)]
    pub backend: CryptoBackend,
    /// How the emulator treats it.
    #[xml(child, default)]
    pub driver: VirtioOptions,
    /// Alias and address.
    #[xml(hook = info)]
    pub info: DeviceInfo,
}

/// The devices that encrypt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Token)]
pub enum CryptoModel {
    /// `virtio`
    Virtio,
}

/// Who provides a device that encrypts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Token)]
pub enum CryptoKind {
    /// `qemu`
    Qemu,
}

/// Who encrypts.
#[derive(Debug, Clone, PartialEq, Element)]
#[xml(name = "backend")]
pub struct CryptoBackend {
    /// The program or the kernel.
    #[xml(attr, required)]
    pub model: CryptoBackendModel,
    /// How many queues there are.
    #[xml(attr, omit_default)]
    pub queues: u32,
}

/// Who encrypts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Token)]
pub enum CryptoBackendModel {
    /// The emulator.
    Builtin,
    /// The kernel.
    Lkcf,
}

/// A store that survives a crash of the guest.
#[derive(Debug, Clone, PartialEq)]
pub struct Pstore {
    /// The device.
    pub backend: PstoreBackend,
    /// The file.
    pub path: Option<String>,
    /// Its size in KiB.
    pub size_kib: u64,
    /// Alias and address.
    pub info: DeviceInfo,
}

/// The stores.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Token)]
pub enum PstoreBackend {
    /// `acpi-erst`
    AcpiErst,
}

impl Element for Pstore {
    const DESCRIPTION: &'static Description = &Description {
        name: "pstore",
        fields: &[],
    };

    fn read(node: Node<'_>, cx: &Context) -> Result<Self> {
        Ok(Self {
            backend: read::attr_required(node, "backend")?,
            path: read::text(node, "path")?,
            size_kib: match node.child("size") {
                Some(size) => scaled_kib(size)?,
                None => return Err(malformed("missing element or attribute './size'")),
            },
            info: info::read(node, cx)?,
        })
    }

    fn write(&self, body: &mut Body<'_>, cx: &Context) {
        body.attr("backend", &self.backend);
        body.text_opt("path", self.path.as_ref());
        write_kib_always("size", self.size_kib, body);
        info::write(&self.info, body, cx);
    }
}

/// The memory of a pSeries machine's firmware.
#[derive(Debug, Clone, PartialEq, Default, Element)]
#[xml(name = "nvram", keep_empty)]
pub struct NvramDevice {
    /// Alias and address.
    #[xml(hook = info)]
    pub info: DeviceInfo,
}

/// A lock that has to be held while the guest runs.
#[derive(Debug, Clone, PartialEq, Default, Element)]
#[xml(name = "lease", keep_empty)]
pub struct Lease {
    /// The space of names.
    #[xml(text)]
    pub lockspace: Option<String>,
    /// The name.
    #[xml(text, required)]
    pub key: String,
    /// The file.
    #[xml(child, required)]
    pub target: LeaseTarget,
}

/// The file of a lock.
#[derive(Debug, Clone, PartialEq, Default, Element)]
#[xml(name = "target")]
pub struct LeaseTarget {
    /// Its path.
    #[xml(attr, required)]
    pub path: String,
    /// Where in the file.
    #[xml(attr, omit_default)]
    pub offset: u64,
}

fn malformed(text: impl Into<String>) -> Error {
    xml_error(text).in_domain(ErrorDomain::Domain)
}
