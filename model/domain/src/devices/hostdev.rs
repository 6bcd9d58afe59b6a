//! Devices of the host given to the guest.

use fv_error::{Error, ErrorCode, ErrorDomain, Result};
use fv_model_xml::{
    Body, Context, Element, Fragment, Node, OnOff, Scope, Token, YesNo, invalid_value, read,
    xml_error,
};
use fv_types::Uuid;
use fv_types::number::{self, Base};

use super::address::{DeviceInfo, PciAddress, info_boot_rom};
use super::disk::SgIo;
use super::interface::{Ip, Route, Teaming};
use super::simple::VirtioModel;
use super::source::{Auth, NetworkHost, StartupPolicy};

/// A device of the host given to the guest.
#[derive(Debug, Clone, PartialEq, Element)]
#[xml(name = "hostdev", keep_empty)]
pub struct HostDevice {
    /// The device.
    #[xml(hook = source)]
    pub source: HostSource,
    /// The other half of a failover pair.
    #[xml(child)]
    pub teaming: Option<Teaming>,
    /// Whether the guest cannot write: SCSI.
    #[xml(hook = readonly)]
    pub readonly: bool,
    /// Whether other guests use it at the same time: SCSI.
    #[xml(hook = shareable)]
    pub shareable: bool,
    /// Boot order, alias, ROM and address.
    #[xml(hook = info_boot_rom)]
    pub info: DeviceInfo,
}

/// The device of the host.
#[derive(Debug, Clone, PartialEq)]
pub enum HostSource {
    /// A device as the host sees it on a bus.
    Subsystem {
        /// Whether the driver takes it from the host and gives it back.
        managed: bool,
        /// The device.
        device: Box<Subsystem>,
    },
    /// A device given to a container by what it can do.
    Capability(Capability),
}

/// A device on a bus of the host.
#[derive(Debug, Clone, PartialEq)]
pub enum Subsystem {
    /// On USB.
    Usb(HostUsb),
    /// On PCI.
    Pci(HostPci),
    /// A SCSI unit.
    Scsi(HostScsi),
    /// A SCSI host, through vhost.
    ScsiHost {
        /// The variant of a virtio device.
        model: Option<VirtioModel>,
        /// The port's name.
        wwpn: String,
    },
    /// A part of a device, made by its driver.
    Mdev(HostMdev),
}

/// A device on USB.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct HostUsb {
    /// What a start does when it is missing.
    pub startup_policy: Option<StartupPolicy>,
    /// Whether its address was found, not given.
    pub auto_address: bool,
    /// Whether it is missing now.
    pub missing: bool,
    /// Whether the guest may reset it.
    pub guest_reset: Option<GuestReset>,
    /// Vendor and product.
    pub ids: Option<(u32, u32)>,
    /// The bus; zero if it is not known.
    pub bus: u32,
    /// The device on the bus.
    pub device: u32,
}

/// Whether a guest may reset a USB device.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Token)]
pub enum GuestReset {
    /// `off`
    Off,
    /// Once.
    Uninitialized,
    /// `on`
    On,
}

/// A device on PCI.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct HostPci {
    /// Whether it draws the guest's screen.
    pub display: Option<OnOff>,
    /// Whether it also has a plain screen for the firmware.
    pub ramfb: Option<OnOff>,
    /// The host's driver that passes it on.
    pub driver: Option<PciDriver>,
    /// Whether the guest's writes to its configuration are watched.
    pub write_filtering: Option<YesNo>,
    /// Where it is.
    pub address: PciAddress,
    /// How the host used it before.
    pub original: Vec<OriginalState>,
}

/// The host's driver that passes a device on.
#[derive(Debug, Clone, PartialEq, Default, Element)]
#[xml(name = "driver")]
pub struct PciDriver {
    /// Its kind.
    #[xml(attr)]
    pub name: Option<PciDriverName>,
    /// The module.
    #[xml(attr)]
    pub model: Option<String>,
}

/// The kinds of driver that pass a device on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Token)]
pub enum PciDriverName {
    /// `kvm`
    Kvm,
    /// `vfio`
    Vfio,
    /// `xen`
    Xen,
}

/// How the host used a device before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Token)]
pub enum OriginalState {
    /// It has to be taken from its driver.
    Unbind,
    /// Its slot has to be forgotten.
    #[token("removeslot")]
    RemoveSlot,
    /// Its driver has to be looked for.
    Reprobe,
}

/// A SCSI unit.
#[derive(Debug, Clone, PartialEq)]
pub struct HostScsi {
    /// Which commands the host lets through.
    pub sgio: Option<SgIo>,
    /// Whether raw commands may be sent.
    pub rawio: Option<YesNo>,
    /// Where it is.
    pub source: ScsiSource,
    /// What the driver keeps in status files.
    pub private: Option<Fragment>,
}

/// Where a SCSI unit is.
#[derive(Debug, Clone, PartialEq)]
pub enum ScsiSource {
    /// On an adapter of the host.
    Adapter {
        /// The adapter.
        adapter: String,
        /// The bus.
        bus: u32,
        /// The target.
        target: u32,
        /// The unit.
        unit: u64,
    },
    /// On a server.
    Iscsi {
        /// Its name there.
        name: String,
        /// The server.
        host: NetworkHost,
        /// Who one has to be.
        auth: Option<Auth>,
        /// The name this end has.
        initiator: Option<String>,
    },
}

/// A part of a device, made by its driver.
#[derive(Debug, Clone, PartialEq)]
pub struct HostMdev {
    /// How it is passed on.
    pub model: MdevModel,
    /// Whether it draws the guest's screen.
    pub display: Option<OnOff>,
    /// Whether it also has a plain screen for the firmware.
    pub ramfb: Option<OnOff>,
    /// Its uuid.
    pub uuid: Uuid,
}

/// How a mediated device is passed on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Token)]
pub enum MdevModel {
    /// `vfio-pci`
    VfioPci,
    /// `vfio-ccw`
    VfioCcw,
    /// `vfio-ap`
    VfioAp,
}

/// A device given to a container.
#[derive(Debug, Clone, PartialEq)]
pub enum Capability {
    /// A block device.
    Storage {
        /// Its path.
        block: String,
    },
    /// A character device.
    Misc {
        /// Its path.
        char_device: String,
    },
    /// A network device.
    Net {
        /// Its name.
        interface: String,
        /// Its addresses in the container.
        ips: Vec<Ip>,
        /// Its routes in the container.
        routes: Vec<Route>,
    },
}

/// The words of `type` for devices on a bus.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Token)]
pub enum SubsystemKind {
    /// `usb`
    Usb,
    /// `pci`
    Pci,
    /// `scsi`
    Scsi,
    /// `scsi_host`
    #[token("scsi_host")]
    ScsiHost,
    /// `mdev`
    Mdev,
}

/// The words of `type` for containers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Token)]
pub enum CapabilityKind {
    /// `storage`
    Storage,
    /// `misc`
    Misc,
    /// `net`
    Net,
}

/// The words of `mode`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Token)]
pub enum HostdevMode {
    /// `subsystem`
    #[default]
    Subsystem,
    /// `capabilities`
    Capabilities,
}

impl HostDevice {
    /// The device on a bus of the host; a container's is none.
    pub fn subsystem(&self) -> Option<&Subsystem> {
        match &self.source {
            HostSource::Subsystem { device, .. } => Some(device),
            HostSource::Capability(_) => None,
        }
    }

    /// The same, to be changed.
    pub fn subsystem_mut(&mut self) -> Option<&mut Subsystem> {
        match &mut self.source {
            HostSource::Subsystem { device, .. } => Some(device),
            HostSource::Capability(_) => None,
        }
    }
}

impl Subsystem {
    /// Whether it is the same device of the host.
    pub fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Pci(one), Self::Pci(other)) => one.address.same_place(&other.address),
            (Self::Usb(one), Self::Usb(other)) if one.bus != 0 && one.device != 0 => {
                (one.bus, one.device) == (other.bus, other.device)
            }
            (Self::Usb(one), Self::Usb(other)) => one.ids == other.ids,
            (Self::Scsi(one), Self::Scsi(other)) => one.source.is_same(&other.source),
            (Self::ScsiHost { wwpn: one, .. }, Self::ScsiHost { wwpn: other, .. }) => one == other,
            (Self::Mdev(one), Self::Mdev(other)) => one.uuid == other.uuid,
            _ => false,
        }
    }

    /// Whether it also has a plain screen for the firmware.
    pub fn has_ramfb(&self) -> bool {
        let ramfb = match self {
            Self::Pci(pci) => pci.ramfb,
            Self::Mdev(mdev) => mdev.ramfb,
            Self::Usb(_) | Self::Scsi(_) | Self::ScsiHost { .. } => None,
        };
        ramfb == Some(OnOff::On)
    }
}

impl ScsiSource {
    /// Whether it is the same unit; who asks for it does not matter.
    fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (
                Self::Iscsi { name, host, .. },
                Self::Iscsi {
                    name: other_name,
                    host: other_host,
                    ..
                },
            ) => name == other_name && host.name == other_host.name && host.port == other_host.port,
            (Self::Adapter { .. }, Self::Adapter { .. }) => self == other,
            _ => false,
        }
    }
}

impl Subsystem {
    /// The word of its `type`.
    pub const fn kind(&self) -> SubsystemKind {
        match self {
            Self::Usb(_) => SubsystemKind::Usb,
            Self::Pci(_) => SubsystemKind::Pci,
            Self::Scsi(_) => SubsystemKind::Scsi,
            Self::ScsiHost { .. } => SubsystemKind::ScsiHost,
            Self::Mdev(_) => SubsystemKind::Mdev,
        }
    }

    /// Reads `<source>` of a kind below the element that carries it.
    pub(crate) fn read(node: Node<'_>, kind: SubsystemKind, cx: &Context) -> Result<Self> {
        let Some(source) = node.child("source") else {
            return Err(malformed("Missing <source> element in hostdev device"));
        };
        refuse_misplaced(node, source, kind)?;
        Ok(match kind {
            SubsystemKind::Usb => Self::Usb(HostUsb::read(source)?),
            SubsystemKind::Pci => Self::Pci(HostPci::read(node, source, cx)?),
            SubsystemKind::Scsi => Self::Scsi(HostScsi::read(node, source, cx)?),
            SubsystemKind::ScsiHost => Self::ScsiHost {
                model: read::attr(node, "model")?,
                wwpn: read::attr_required(source, "wwpn")?,
            },
            SubsystemKind::Mdev => Self::Mdev(HostMdev {
                model: read::attr_required(node, "model")?,
                display: read::attr(node, "display")?,
                ramfb: read::attr(node, "ramfb")?,
                uuid: match source.child("address") {
                    Some(address) if address.attr("uuid").is_none() => {
                        return Err(unsupported(
                            "Missing 'uuid' attribute for element <address>",
                        ));
                    }
                    Some(address) => read::attr_required(address, "uuid")?,
                    None => return Err(unsupported("Missing <address> element")),
                },
            }),
        })
    }

    /// Writes `<source>`; an interface says the bus in the address.
    pub(crate) fn write(&self, typed: Typed, body: &mut Body<'_>, cx: &Context) {
        match self {
            Self::Usb(usb) => usb.write(typed, body, cx),
            Self::Pci(pci) => pci.write(typed, body, cx),
            Self::Scsi(scsi) => scsi.write(typed, body, cx),
            Self::ScsiHost { wwpn, .. } => body.child("source", |body| {
                body.attr_text("protocol", "vhost");
                body.attr("wwpn", wwpn);
            }),
            Self::Mdev(mdev) => body.child("source", |body| {
                body.child("address", |body| body.attr("uuid", &mdev.uuid));
            }),
        }
    }

    fn write_attributes(&self, body: &mut Body<'_>) {
        match self {
            Self::Scsi(scsi) => {
                body.attr_opt("sgio", scsi.sgio.as_ref());
                body.attr_opt("rawio", scsi.rawio.as_ref());
            }
            Self::ScsiHost { model, .. } => body.attr_opt("model", model.as_ref()),
            Self::Mdev(mdev) => {
                body.attr("model", &mdev.model);
                body.attr_opt("display", mdev.display.as_ref());
                body.attr_opt("ramfb", mdev.ramfb.as_ref());
            }
            Self::Pci(pci) => {
                body.attr_opt("display", pci.display.as_ref());
                body.attr_opt("ramfb", pci.ramfb.as_ref());
            }
            Self::Usb(_) => {}
        }
    }
}

/// Whether the address of the host's device says on which bus it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Typed {
    /// It does.
    Yes,
    /// The element around it does.
    No,
}

fn refuse_misplaced(node: Node<'_>, source: Node<'_>, kind: SubsystemKind) -> Result<()> {
    if kind != SubsystemKind::Usb && source.attr("startupPolicy").is_some() {
        return Err(Error::new(
            ErrorDomain::Domain,
            ErrorCode::ConfigUnsupported,
            "Setting startupPolicy is only allowed for USB devices",
        ));
    }
    for name in ["sgio", "rawio"] {
        if kind != SubsystemKind::Scsi && node.attr(name).is_some() {
            return Err(malformed(format!(
                "{name} is only supported for scsi host device"
            )));
        }
    }
    let modelled = matches!(kind, SubsystemKind::Mdev | SubsystemKind::ScsiHost);
    // An interface has a model too, as a child.
    if !modelled && node.attr("model").is_some() {
        return Err(malformed(format!(
            "'model' attribute in <hostdev> is only supported when type='{kind}'"
        )));
    }
    Ok(())
}

fn unsupported(text: &str) -> Error {
    Error::new(ErrorDomain::Domain, ErrorCode::ConfigUnsupported, text)
}

/// A number that has to be there, in any of C's notations.
fn any_base(node: Node<'_>, name: &str) -> Result<u32> {
    let Some(text) = node.attr(name) else {
        return Err(fv_model_xml::missing_attribute(name, node.name()));
    };
    number::parse_u32_positive(text, Base::Prefixed)
        .ok_or_else(|| invalid_value(name, node.name(), text, fv_model_xml::Expected::Unsigned))
}

impl HostUsb {
    fn read(source: Node<'_>) -> Result<Self> {
        let internal = |text: &str| Err(Error::internal(ErrorDomain::Domain, text));
        let ids = match (source.child("vendor"), source.child("product")) {
            (Some(vendor), Some(product)) => {
                Some((any_base(vendor, "id")?, any_base(product, "id")?))
            }
            (Some(_), None) => return internal("missing product"),
            (None, Some(_)) => return internal("missing vendor"),
            (None, None) => None,
        };
        let (bus, device) = match source.child("address") {
            Some(address) => (any_base(address, "bus")?, any_base(address, "device")?),
            None => (0, 0),
        };
        Ok(Self {
            startup_policy: read::attr(source, "startupPolicy")?,
            auto_address: read::attr(source, "autoAddress")? == Some(YesNo::Yes),
            missing: false,
            guest_reset: read::attr(source, "guestReset")?,
            ids,
            bus,
            device,
        })
    }

    fn write(&self, typed: Typed, body: &mut Body<'_>, cx: &Context) {
        body.child_unless_empty("source", |body| {
            body.attr_opt("startupPolicy", self.startup_policy.as_ref());
            if self.auto_address && cx.shows(Scope::MIGRATION) {
                body.attr_text("autoAddress", "yes");
            }
            if self.missing && cx.shows(Scope::LIVE) {
                body.attr_text("missing", "yes");
            }
            body.attr_opt("guestReset", self.guest_reset.as_ref());
            if let Some((vendor, product)) = self.ids {
                for (name, id) in [("vendor", vendor), ("product", product)] {
                    body.child(name, |body| body.attr_text("id", &format!("0x{id:04x}")));
                }
            }
            if self.bus != 0 || self.device != 0 {
                body.child("address", |body| {
                    if typed == Typed::Yes {
                        body.attr_text("type", "usb");
                    }
                    body.attr("bus", &self.bus);
                    body.attr("device", &self.device);
                });
            }
        });
    }
}

impl HostPci {
    fn read(node: Node<'_>, source: Node<'_>, cx: &Context) -> Result<Self> {
        let mut original = Vec::new();
        if cx.shows(Scope::STATUS) {
            for state in source
                .child("origstates")
                .iter()
                .flat_map(|list| list.elements())
            {
                let name = state.name();
                original.push(OriginalState::from_word(name).ok_or_else(|| {
                    let text = format!("unsupported element '{name}' of 'origstates'");
                    Error::internal(ErrorDomain::Domain, text)
                })?);
            }
            original.sort_unstable();
        }
        Ok(Self {
            display: read::attr(node, "display")?,
            ramfb: read::attr(node, "ramfb")?,
            driver: read::child(node, "driver", cx)?,
            write_filtering: read::attr(source, "writeFiltering")?,
            address: read::child(source, "address", cx)?.unwrap_or_default(),
            original,
        })
    }

    fn write(&self, typed: Typed, body: &mut Body<'_>, cx: &Context) {
        if let Some(driver) = &self.driver {
            body.element("driver", driver, cx);
        }
        body.child("source", |body| {
            body.attr_opt("writeFiltering", self.write_filtering.as_ref());
            body.child("address", |body| {
                if typed == Typed::Yes {
                    body.attr_text("type", "pci");
                }
                self.address.write_place(body);
            });
            if cx.shows(Scope::STATUS) {
                body.child_unless_empty("origstates", |body| {
                    self.original
                        .iter()
                        .for_each(|state| body.child(state.as_str(), |_| {}));
                });
            }
        });
    }
}

impl HostScsi {
    fn read(node: Node<'_>, source: Node<'_>, cx: &Context) -> Result<Self> {
        Ok(Self {
            sgio: read::attr(node, "sgio")?,
            rawio: read::attr(node, "rawio")?,
            source: match source.attr("protocol") {
                Some("iscsi") => iscsi(source, cx)?,
                None | Some("adapter") => adapter(source)?,
                Some(word) => {
                    let expected = fv_model_xml::Expected::Token;
                    return Err(invalid_value("protocol", "source", word, expected));
                }
            },
            private: crate::private::read(source, cx)?,
        })
    }

    fn write(&self, typed: Typed, body: &mut Body<'_>, cx: &Context) {
        body.child("source", |body| match &self.source {
            ScsiSource::Iscsi {
                name,
                host,
                auth,
                initiator,
            } => {
                body.attr_text("protocol", "iscsi");
                body.attr("name", name);
                body.element("host", host, cx);
                crate::private::write(&self.private, body, cx);
                if let Some(auth) = auth {
                    body.element("auth", auth, cx);
                }
                if let Some(initiator) = initiator {
                    body.child("initiator", |body| {
                        body.child("iqn", |body| body.attr("name", initiator));
                    });
                }
            }
            ScsiSource::Adapter {
                adapter,
                bus,
                target,
                unit,
            } => {
                body.child("adapter", |body| body.attr("name", adapter));
                body.child("address", |body| {
                    if typed == Typed::Yes {
                        body.attr_text("type", "scsi");
                    }
                    body.attr("bus", bus);
                    body.attr("target", target);
                    body.attr("unit", unit);
                });
                crate::private::write(&self.private, body, cx);
            }
        });
    }
}

fn iscsi(source: Node<'_>, cx: &Context) -> Result<ScsiSource> {
    let Some(name) = source.attr("name") else {
        return Err(malformed("missing iSCSI hostdev source path name"));
    };
    let Some(host) = read::child(source, "host", cx)? else {
        return Err(malformed("missing the host address for the iSCSI hostdev"));
    };
    let initiator = source
        .find("initiator/iqn")
        .and_then(|iqn| iqn.attr("name"));
    Ok(ScsiSource::Iscsi {
        name: name.to_owned(),
        host,
        auth: read::child(source, "auth", cx)?,
        initiator: initiator.map(str::to_owned),
    })
}

fn adapter(source: Node<'_>) -> Result<ScsiSource> {
    let Some(address) = source.child("address") else {
        return Err(malformed(
            "'address' must be specified for scsi hostdev source",
        ));
    };
    let Some(adapter) = source.child("adapter") else {
        return Err(malformed(
            "'adapter' must be specified for scsi hostdev source",
        ));
    };
    Ok(ScsiSource::Adapter {
        adapter: read::attr_required(adapter, "name")?,
        bus: any_base(address, "bus")?,
        target: any_base(address, "target")?,
        unit: u64::from(any_base(address, "unit")?),
    })
}

/// Mode, kind and the device itself.
mod source {
    use super::*;

    pub(super) fn read(node: Node<'_>, cx: &Context) -> Result<HostSource> {
        let mode = fv_model_xml::read::attr::<HostdevMode>(node, "mode")?.unwrap_or_default();
        if mode == HostdevMode::Capabilities {
            return Ok(HostSource::Capability(capability(node, cx)?));
        }
        let kind = fv_model_xml::read::attr_required(node, "type")?;
        let managed = node.attr("managed") == Some("yes");
        Ok(HostSource::Subsystem {
            managed,
            device: Box::new(Subsystem::read(node, kind, cx)?),
        })
    }

    fn capability(node: Node<'_>, cx: &Context) -> Result<Capability> {
        let kind = fv_model_xml::read::attr_required::<CapabilityKind>(node, "type")?;
        let Some(source) = node.child("source") else {
            return Err(malformed("Missing <source> element in hostdev device"));
        };
        let text = |name: &str, what: &str| match source.child(name).map(fv_model_xml::Node::text) {
            Some(text) if !text.is_empty() => Ok(text),
            _ => Err(malformed(format!(
                "Missing <{name}> element in hostdev {what} device"
            ))),
        };
        Ok(match kind {
            CapabilityKind::Storage => Capability::Storage {
                block: text("block", "storage")?,
            },
            CapabilityKind::Misc => Capability::Misc {
                char_device: text("char", "character")?,
            },
            CapabilityKind::Net => Capability::Net {
                interface: text("interface", "net")?,
                ips: fv_model_xml::read::list(node, "ip", cx)?,
                routes: fv_model_xml::read::list(node, "route", cx)?,
            },
        })
    }

    pub(super) fn write(source: &HostSource, body: &mut Body<'_>, cx: &Context) {
        match source {
            HostSource::Subsystem { managed, device } => {
                body.attr("mode", &HostdevMode::Subsystem);
                body.attr("type", &device.kind());
                body.attr("managed", &YesNo::from_bool(*managed));
                device.write_attributes(body);
                device.write(Typed::No, body, cx);
            }
            HostSource::Capability(capability) => write_capability(capability, body, cx),
        }
    }

    fn write_capability(capability: &Capability, body: &mut Body<'_>, cx: &Context) {
        body.attr("mode", &HostdevMode::Capabilities);
        let (kind, name, value) = match capability {
            Capability::Storage { block } => (CapabilityKind::Storage, "block", block),
            Capability::Misc { char_device } => (CapabilityKind::Misc, "char", char_device),
            Capability::Net { interface, .. } => (CapabilityKind::Net, "interface", interface),
        };
        body.attr("type", &kind);
        body.child("source", |body| body.child_text(name, value));
        if let Capability::Net { ips, routes, .. } = capability {
            ips.iter().for_each(|ip| body.element("ip", ip, cx));
            routes
                .iter()
                .for_each(|route| body.element("route", route, cx));
        }
    }
}

/// Only a SCSI unit can be read-only.
mod readonly {
    use super::*;

    pub(super) fn read(node: Node<'_>, _: &Context) -> Result<bool> {
        Ok(node.attr("type") == Some("scsi") && node.child("readonly").is_some())
    }

    pub(super) fn write(readonly: &bool, body: &mut Body<'_>, _: &Context) {
        if *readonly {
            body.child("readonly", |_| {});
        }
    }
}

/// Only a SCSI unit can be shared.
mod shareable {
    use super::*;

    pub(super) fn read(node: Node<'_>, _: &Context) -> Result<bool> {
        Ok(node.attr("type") == Some("scsi") && node.child("shareable").is_some())
    }

    pub(super) fn write(shareable: &bool, body: &mut Body<'_>, _: &Context) {
        if *shareable {
            body.child("shareable", |_| {});
        }
    }
}

fn malformed(text: impl Into<String>) -> Error {
    xml_error(text).in_domain(ErrorDomain::Domain)
}
