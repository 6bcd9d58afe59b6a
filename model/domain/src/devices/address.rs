//! Where a device sits, and what all devices share: alias, boot order, option ROM.

use fv_error::{Error, ErrorDomain, Result};
use fv_model_xml::{
    Body, Context, Description, Element, Hex, Node, OnOff, Scope, Token, Value, YesNo,
    invalid_value, read,
};
use fv_types::number::{self, Base};

/// What every device may carry besides its own words.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct DeviceInfo {
    /// Its place in the boot order, for devices one can boot from.
    pub boot: Option<BootOrder>,
    /// The id it has in the hypervisor; users may give one that begins with `ua-`.
    pub alias: Option<String>,
    /// The port of the master controller a USB companion begins at.
    pub master: Option<UsbMaster>,
    /// The option ROM, for devices that have one.
    pub rom: Option<Rom>,
    /// The index under which firmware and guest know a PCI device.
    pub acpi_index: Option<u32>,
    /// Its address on its bus.
    pub address: Option<Address>,
}

impl DeviceInfo {
    /// The alias, or the empty text.
    pub fn alias(&self) -> &str {
        self.alias.as_deref().unwrap_or_default()
    }

    /// The address, if it is on PCI.
    pub fn pci(&self) -> Option<&PciAddress> {
        match &self.address {
            Some(Address::Pci(address)) => Some(address),
            _ => None,
        }
    }

    /// The address, if it is that of a drive.
    pub fn drive(&self) -> Option<&DriveAddress> {
        match &self.address {
            Some(Address::Drive(address)) => Some(address),
            _ => None,
        }
    }
}

/// `<boot order='1'/>`
#[derive(Debug, Clone, PartialEq, Default, Element)]
#[xml(name = "boot")]
pub struct BootOrder {
    /// One for the first device tried.
    #[xml(attr, required)]
    pub order: u32,
    /// What the boot loader of s390 is told.
    #[xml(attr)]
    pub loadparm: Option<String>,
}

/// `<master startport='0'/>`
#[derive(Debug, Clone, PartialEq, Default, Element)]
#[xml(name = "master")]
pub struct UsbMaster {
    /// The first port of the master that this companion serves.
    #[xml(attr = "startport", default)]
    pub start_port: u32,
}

/// `<rom enabled='no' bar='on' file='…'/>`
#[derive(Debug, Clone, PartialEq, Default, Element)]
#[xml(name = "rom")]
pub struct Rom {
    /// Whether the device has a ROM at all.
    #[xml(attr)]
    pub enabled: Option<YesNo>,
    /// Whether the guest sees it.
    #[xml(attr)]
    pub bar: Option<OnOff>,
    /// The file it is read from.
    #[xml(attr)]
    pub file: Option<String>,
}

impl Rom {
    /// Says whether something is said of a ROM that is not there.
    fn tuned_while_disabled(&self) -> bool {
        self.enabled == Some(YesNo::No) && (self.bar.is_some() || self.file.is_some())
    }
}

/// An address of any kind; the kinds are the words of `type`.
#[derive(Debug, Clone, PartialEq)]
pub enum Address {
    /// On a PCI bus.
    Pci(PciAddress),
    /// A drive on a controller.
    Drive(DriveAddress),
    /// A port of a virtio-serial controller.
    VirtioSerial(VirtioSerialAddress),
    /// A slot of a smartcard controller.
    Ccid(CcidAddress),
    /// A port of a USB controller.
    Usb(UsbAddress),
    /// A register of pSeries machines.
    SpaprVio(SpaprVioAddress),
    /// Virtio on old s390 machines.
    VirtioS390,
    /// A channel of s390 machines.
    Ccw(CcwAddress),
    /// Virtio without a bus.
    VirtioMmio,
    /// On an ISA bus.
    Isa(IsaAddress),
    /// A slot for memory.
    Dimm(DimmAddress),
    /// A host device that is not given to the guest.
    Unassigned,
}

/// A function of a device on a PCI bus.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PciAddress {
    /// The domain, zero nearly always.
    pub domain: u32,
    /// The bus: the index of the controller that provides it.
    pub bus: u32,
    /// The slot on the bus, 0 to 31.
    pub slot: u32,
    /// The function in the slot, 0 to 7.
    pub function: u32,
    /// Whether further functions share the slot.
    pub multifunction: Option<OnOff>,
    /// The ids s390 adds.
    pub zpci: Option<Zpci>,
}

/// `<zpci uid='0x0001' fid='0x00000000'/>`
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Element)]
#[xml(name = "zpci")]
pub struct Zpci {
    /// The user's id.
    #[xml(attr)]
    pub uid: Option<Hex<4>>,
    /// The function's id.
    #[xml(attr)]
    pub fid: Option<Hex<8>>,
}

impl PciAddress {
    /// The address of slot and function on a bus of domain 0.
    pub const fn new(bus: u32, slot: u32, function: u32) -> Self {
        Self {
            domain: 0,
            bus,
            slot,
            function,
            multifunction: None,
            zpci: None,
        }
    }

    /// Says whether nothing but the kind was given; slot 0 of bus 0 is the host's.
    pub const fn is_empty(&self) -> bool {
        self.domain == 0 && self.bus == 0 && self.slot == 0
    }

    /// Refuses numbers no bus has.
    fn check(&self) -> Result<()> {
        let text = if self.is_empty() {
            return Ok(());
        } else if self.bus > 0xff {
            format!(
                "Invalid PCI address bus='0x{:x}', must be <= 0xFF",
                self.bus
            )
        } else if self.slot > 0x1f {
            format!(
                "Invalid PCI address slot='0x{:x}', must be <= 0x1F",
                self.slot
            )
        } else if self.function > 7 {
            format!(
                "Invalid PCI address function=0x{:x}, must be <= 7",
                self.function
            )
        } else {
            return Ok(());
        };
        Err(fv_model_xml::xml_error(text).in_domain(ErrorDomain::Device))
    }

    /// Writes domain, bus, slot and function, whatever they are.
    pub(crate) fn write_place(&self, body: &mut Body<'_>) {
        body.attr_text("domain", &format!("0x{:04x}", self.domain));
        body.attr_text("bus", &format!("0x{:02x}", self.bus));
        body.attr_text("slot", &format!("0x{:02x}", self.slot));
        body.attr_text("function", &format!("0x{}", self.function));
    }

    /// Says whether it is the same function, whatever else the addresses say.
    pub fn same_place(&self, other: &Self) -> bool {
        (self.domain, self.bus, self.slot, self.function)
            == (other.domain, other.bus, other.slot, other.function)
    }
}

/// Controller, bus, target and unit of a drive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Element)]
pub struct DriveAddress {
    /// The index of the controller.
    #[xml(attr, default)]
    pub controller: u32,
    /// The bus on the controller.
    #[xml(attr, default)]
    pub bus: u32,
    /// The target on the bus.
    #[xml(attr, default)]
    pub target: u32,
    /// The unit of the target.
    #[xml(attr, default)]
    pub unit: u32,
}

/// Controller, bus and port of a virtio-serial channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Element)]
pub struct VirtioSerialAddress {
    /// The index of the controller.
    #[xml(attr, default)]
    pub controller: u32,
    /// The bus on the controller.
    #[xml(attr, default)]
    pub bus: u32,
    /// The port on the bus.
    #[xml(attr, default)]
    pub port: u32,
}

/// Controller and slot of a smartcard reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Element)]
pub struct CcidAddress {
    /// The index of the controller.
    #[xml(attr, default)]
    pub controller: u32,
    /// The slot of the reader.
    #[xml(attr, default)]
    pub slot: u32,
}

/// Bus and path of ports through hubs.
#[derive(Debug, Clone, PartialEq, Eq, Default, Element)]
pub struct UsbAddress {
    /// The index of the controller.
    #[xml(attr, default)]
    pub bus: u32,
    /// The port, and the ports of hubs behind it.
    #[xml(attr)]
    pub port: Option<UsbPort>,
}

/// `1.2.3`: at most four ports, none of them zero.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default, Hash)]
pub struct UsbPort(pub Vec<u32>);

impl Value for UsbPort {
    fn parse(text: &str) -> Result<Self, fv_model_xml::Expected> {
        let parts: Option<Vec<u32>> = text
            .split('.')
            .map(|part| number::parse_u32_positive(part, Base::Decimal))
            .collect();
        let ports = parts.filter(|parts| parts.len() <= 4);
        let mut ports = ports.ok_or(fv_model_xml::Expected::Token)?;
        // Zero ends the path: "0" is a port that was not chosen.
        while ports.last() == Some(&0) {
            ports.pop();
        }
        Ok(Self(ports))
    }

    fn print(&self) -> String {
        let parts: Vec<String> = self.0.iter().map(u32::to_string).collect();
        parts.join(".")
    }
}

/// The register of a pSeries device.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Element)]
pub struct SpaprVioAddress {
    /// The register, if it is chosen already.
    #[xml(attr)]
    pub reg: Option<Hex<8>>,
}

/// The channel of an s390 device.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct CcwAddress {
    /// The channel subsystem.
    pub cssid: u32,
    /// The subchannel set.
    pub ssid: u32,
    /// The device's number.
    pub devno: u32,
    /// Whether the three were given or chosen.
    pub assigned: bool,
}

/// Port and interrupt of an ISA device.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Element)]
pub struct IsaAddress {
    /// The first I/O port.
    #[xml(attr = "iobase")]
    pub io_base: Option<Hex<0>>,
    /// The interrupt line.
    #[xml(attr)]
    pub irq: Option<Hex<0>>,
}

/// Slot and guest address of a memory module.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct DimmAddress {
    /// The slot.
    pub slot: u32,
    /// Where the guest finds it, if that is known.
    pub base: Option<u64>,
}

/// The words of `type`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Token)]
pub enum AddressKind {
    /// `pci`
    Pci,
    /// `drive`
    Drive,
    /// `virtio-serial`
    VirtioSerial,
    /// `ccid`
    Ccid,
    /// `usb`
    Usb,
    /// `spapr-vio`
    SpaprVio,
    /// `virtio-s390`
    #[token("virtio-s390")]
    VirtioS390,
    /// `ccw`
    Ccw,
    /// `virtio-mmio`
    VirtioMmio,
    /// `isa`
    Isa,
    /// `dimm`
    Dimm,
    /// `unassigned`
    Unassigned,
}

impl Address {
    /// The word of its `type`.
    pub const fn kind(&self) -> AddressKind {
        match self {
            Self::Pci(_) => AddressKind::Pci,
            Self::Drive(_) => AddressKind::Drive,
            Self::VirtioSerial(_) => AddressKind::VirtioSerial,
            Self::Ccid(_) => AddressKind::Ccid,
            Self::Usb(_) => AddressKind::Usb,
            Self::SpaprVio(_) => AddressKind::SpaprVio,
            Self::VirtioS390 => AddressKind::VirtioS390,
            Self::Ccw(_) => AddressKind::Ccw,
            Self::VirtioMmio => AddressKind::VirtioMmio,
            Self::Isa(_) => AddressKind::Isa,
            Self::Dimm(_) => AddressKind::Dimm,
            Self::Unassigned => AddressKind::Unassigned,
        }
    }
}

impl Element for Address {
    const DESCRIPTION: &'static Description = &Description {
        name: "address",
        fields: &[],
    };

    fn read(node: Node<'_>, cx: &Context) -> Result<Self> {
        Ok(match read::attr_required::<AddressKind>(node, "type")? {
            AddressKind::Pci => Self::Pci(PciAddress::read(node, cx)?),
            AddressKind::Drive => Self::Drive(DriveAddress::read(node, cx)?),
            AddressKind::VirtioSerial => Self::VirtioSerial(VirtioSerialAddress::read(node, cx)?),
            AddressKind::Ccid => Self::Ccid(CcidAddress::read(node, cx)?),
            AddressKind::Usb => {
                let port = node.attr("port");
                if port.is_some_and(|port| UsbPort::parse(port).is_err()) {
                    let text = "Cannot parse <address> 'port' attribute";
                    return Err(Error::internal(ErrorDomain::Device, text));
                }
                Self::Usb(UsbAddress::read(node, cx)?)
            }
            AddressKind::SpaprVio => Self::SpaprVio(SpaprVioAddress::read(node, cx)?),
            AddressKind::VirtioS390 => Self::VirtioS390,
            AddressKind::Ccw => Self::Ccw(CcwAddress::read(node, cx)?),
            AddressKind::VirtioMmio => Self::VirtioMmio,
            AddressKind::Isa => Self::Isa(IsaAddress::read(node, cx)?),
            AddressKind::Dimm => Self::Dimm(DimmAddress::read(node, cx)?),
            AddressKind::Unassigned => Self::Unassigned,
        })
    }

    fn write(&self, body: &mut Body<'_>, cx: &Context) {
        body.attr("type", &self.kind());
        match self {
            Self::Pci(address) => address.write(body, cx),
            Self::Drive(address) => address.write(body, cx),
            Self::VirtioSerial(address) => address.write(body, cx),
            Self::Ccid(address) => address.write(body, cx),
            Self::Usb(address) => address.write(body, cx),
            Self::SpaprVio(address) => address.write(body, cx),
            Self::Ccw(address) => address.write(body, cx),
            Self::Isa(address) => address.write(body, cx),
            Self::Dimm(address) => address.write(body, cx),
            Self::VirtioS390 | Self::VirtioMmio | Self::Unassigned => {}
        }
    }
}

/// A number that may be written in any of C's notations.
fn any_base(node: Node<'_>, name: &str) -> Result<Option<u32>> {
    let Some(text) = node.attr(name) else {
        return Ok(None);
    };
    let value = number::parse_u32_positive(text, Base::Prefixed);
    let refused = || invalid_value(name, node.name(), text, fv_model_xml::Expected::Unsigned);
    value.map(Some).ok_or_else(refused)
}

impl Element for PciAddress {
    const DESCRIPTION: &'static Description = &Description {
        name: "address",
        fields: &[],
    };

    fn read(node: Node<'_>, cx: &Context) -> Result<Self> {
        let address = Self {
            domain: any_base(node, "domain")?.unwrap_or_default(),
            bus: any_base(node, "bus")?.unwrap_or_default(),
            slot: any_base(node, "slot")?.unwrap_or_default(),
            function: any_base(node, "function")?.unwrap_or_default(),
            multifunction: read::attr(node, "multifunction")?,
            zpci: read::child(node, "zpci", cx)?,
        };
        address.check()?;
        Ok(address)
    }

    fn write(&self, body: &mut Body<'_>, cx: &Context) {
        if !self.is_empty() {
            self.write_place(body);
        }
        body.attr_opt("multifunction", self.multifunction.as_ref());
        if let Some(zpci) = &self.zpci {
            body.element("zpci", zpci, cx);
        }
    }
}

impl Element for CcwAddress {
    const DESCRIPTION: &'static Description = &Description {
        name: "address",
        fields: &[],
    };

    fn read(node: Node<'_>, _: &Context) -> Result<Self> {
        let (cssid, ssid, devno) = (
            any_base(node, "cssid")?,
            any_base(node, "ssid")?,
            any_base(node, "devno")?,
        );
        Ok(match (cssid, ssid, devno) {
            (Some(cssid), Some(ssid), Some(devno)) => Self {
                cssid,
                ssid,
                devno,
                assigned: true,
            },
            (None, None, None) => Self::default(),
            _ => {
                return Err(fv_model_xml::xml_error(
                    "Invalid partial specification for virtio ccw address",
                ));
            }
        })
    }

    fn write(&self, body: &mut Body<'_>, _: &Context) {
        body.attr_text("cssid", &format!("0x{:x}", self.cssid));
        body.attr_text("ssid", &format!("0x{:x}", self.ssid));
        body.attr_text("devno", &format!("0x{:04x}", self.devno));
    }
}

impl Element for DimmAddress {
    const DESCRIPTION: &'static Description = &Description {
        name: "address",
        fields: &[],
    };

    fn read(node: Node<'_>, _: &Context) -> Result<Self> {
        Ok(Self {
            slot: read::attr_required(node, "slot")?,
            base: read::attr::<Hex<0>>(node, "base")?.map(|base| base.0),
        })
    }

    fn write(&self, body: &mut Body<'_>, _: &Context) {
        body.attr("slot", &self.slot);
        if let Some(base) = self.base {
            body.attr_text("base", &format!("0x{base:x}"));
        }
    }
}

/// Says whether an alias is one a user may choose.
pub fn is_user_alias(alias: &str) -> bool {
    let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    alias.starts_with("ua-") && alias.chars().all(allowed)
}

fn read_boot(node: Node<'_>) -> Result<Option<BootOrder>> {
    let Some(boot) = node.child("boot") else {
        return Ok(None);
    };
    let order = read::attr_required::<std::num::NonZeroU32>(boot, "order")?.get();
    let Some(loadparm) = boot.attr("loadparm").map(str::to_ascii_uppercase) else {
        return Ok(Some(BootOrder {
            order,
            loadparm: None,
        }));
    };
    let internal = |text: String| Err(Error::internal(ErrorDomain::Domain, text));
    if !(1..=8).contains(&loadparm.len()) {
        return internal(format!(
            "loadparm value '{loadparm}' must be between 1 and 8 characters"
        ));
    }
    if !loadparm
        .chars()
        .all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | ' '))
    {
        return internal(format!(
            "invalid loadparm value '{loadparm}', expecting chars in set of [a-zA-Z0-9.] and \
             blank spaces"
        ));
    }
    Ok(Some(BootOrder {
        order,
        loadparm: Some(loadparm),
    }))
}

fn read_info(node: Node<'_>, cx: &Context, bootable: bool, rom: bool) -> Result<DeviceInfo> {
    let rom: Option<Rom> = if rom {
        read::child(node, "rom", cx)?
    } else {
        None
    };
    if rom.as_ref().is_some_and(Rom::tuned_while_disabled) {
        return Err(fv_error::Error::new(
            fv_error::ErrorDomain::Domain,
            fv_error::ErrorCode::ConfigUnsupported,
            "ROM tuning is not supported when ROM is disabled",
        ));
    }
    let alias = node.child("alias").and_then(|alias| alias.attr("name"));
    let kept = alias.filter(|alias| cx.shows(Scope::LIVE) || is_user_alias(alias));
    Ok(DeviceInfo {
        boot: if bootable { read_boot(node)? } else { None },
        alias: kept.map(str::to_owned),
        master: read::child(node, "master", cx)?,
        rom,
        acpi_index: match node.child("acpi") {
            Some(acpi) => read::attr(acpi, "index")?,
            None => None,
        },
        address: read::child(node, "address", cx)?,
    })
}

/// Reads and writes the common part of a device one cannot boot from.
pub mod info {
    use super::*;

    /// Reads it.
    pub fn read(node: Node<'_>, cx: &Context) -> Result<DeviceInfo> {
        read_info(node, cx, false, false)
    }

    /// Writes whatever is there, in libvirt's order.
    pub fn write(info: &DeviceInfo, body: &mut Body<'_>, cx: &Context) {
        if let Some(boot) = &info.boot {
            body.element("boot", boot, cx);
        }
        if let Some(alias) = &info.alias {
            body.child("alias", |body| body.attr_text("name", alias));
        }
        if let Some(master) = &info.master {
            body.element("master", master, cx);
        }
        if let Some(rom) = &info.rom {
            body.element("rom", rom, cx);
        }
        if let Some(index) = info.acpi_index.filter(|index| *index != 0) {
            body.child("acpi", |body| body.attr("index", &index));
        }
        match &info.address {
            None | Some(Address::VirtioS390) => {}
            Some(address) => body.element("address", address, cx),
        }
    }
}

/// Reads the common part of a device one can boot from.
pub mod info_boot {
    pub use super::info::write;
    use super::*;

    /// Reads it.
    pub fn read(node: Node<'_>, cx: &Context) -> Result<DeviceInfo> {
        read_info(node, cx, true, false)
    }
}

/// Reads the common part of a device one can boot from and that has an option ROM.
pub mod info_boot_rom {
    pub use super::info::write;
    use super::*;

    /// Reads it.
    pub fn read(node: Node<'_>, cx: &Context) -> Result<DeviceInfo> {
        read_info(node, cx, true, true)
    }
}

/// What any virtio device may be told.
#[derive(Debug, Clone, PartialEq, Default, Element)]
pub struct VirtioOptions {
    /// Whether it sits behind the IOMMU.
    #[xml(attr)]
    pub iommu: Option<OnOff>,
    /// Whether it uses address translation services.
    #[xml(attr)]
    pub ats: Option<OnOff>,
    /// Whether it uses packed rings.
    #[xml(attr)]
    pub packed: Option<OnOff>,
    /// Whether each queue has a page of its own.
    #[xml(attr = "page_per_vq")]
    pub page_per_vq: Option<OnOff>,
}
