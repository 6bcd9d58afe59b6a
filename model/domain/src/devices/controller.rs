//! Controllers: what buses hang on.

use fv_error::{Error, ErrorCode, ErrorDomain, Result};
use fv_model_xml::{Body, Context, Element, Hex, Node, OnOff, Scope, Token, Value, read};

use super::address::{DeviceInfo, UsbMaster, VirtioOptions, info};
use super::disk::IothreadMapping;

/// A controller.
#[derive(Debug, Clone, PartialEq, Element)]
#[xml(name = "controller")]
pub struct Controller {
    /// Which kind of bus it provides.
    #[xml(attr = "type", required)]
    pub kind: ControllerKind,
    /// Its number among those of its kind; chosen when it is not given.
    #[xml(hook = index)]
    pub index: Option<u32>,
    /// The device that provides the bus.
    #[xml(hook = model)]
    pub model: Option<ControllerModel>,
    /// The number of ports: virtio-serial and USB.
    #[xml(attr)]
    pub ports: Option<u32>,
    /// The number of interrupt vectors: virtio-serial.
    #[xml(attr)]
    pub vectors: Option<u32>,
    /// Xen's limit of shared pages.
    #[xml(attr)]
    pub max_grant_frames: Option<u32>,
    /// Xen's limit of event channels.
    #[xml(attr)]
    pub max_event_channels: Option<u32>,
    /// What more there is to say of a PCI controller.
    #[xml(hook = pci, whole)]
    pub pci: PciOptions,
    /// How the emulator treats it.
    #[xml(child, default)]
    pub driver: ControllerDriver,
    /// Alias and address.
    #[xml(hook = controller_info)]
    pub info: DeviceInfo,
    /// The size of the 64-bit memory hole, in KiB.
    #[xml(hook = pci_hole64)]
    pub pci_hole64_kib: Option<u64>,
}

/// The kinds of controller.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Token)]
pub enum ControllerKind {
    /// `ide`
    Ide,
    /// `fdc`
    Fdc,
    /// `scsi`
    Scsi,
    /// `sata`
    Sata,
    /// `virtio-serial`
    VirtioSerial,
    /// `ccid`
    Ccid,
    /// `usb`
    Usb,
    /// `pci`
    Pci,
    /// `xenbus`
    Xenbus,
    /// `isa`
    Isa,
}

/// The models of all kinds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ControllerModel {
    /// Of a PCI controller.
    Pci(PciModel),
    /// Of a SCSI controller.
    Scsi(ScsiModel),
    /// Of a USB controller.
    Usb(UsbModel),
    /// Of an IDE controller.
    Ide(IdeModel),
    /// Of a virtio-serial controller.
    VirtioSerial(VirtioSerialModel),
}

/// The models of PCI controllers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Token)]
pub enum PciModel {
    /// `pci-root`
    PciRoot,
    /// `pcie-root`
    PcieRoot,
    /// `pci-bridge`
    PciBridge,
    /// `dmi-to-pci-bridge`
    DmiToPciBridge,
    /// `pcie-to-pci-bridge`
    PcieToPciBridge,
    /// `pcie-root-port`
    PcieRootPort,
    /// `pcie-switch-upstream-port`
    PcieSwitchUpstreamPort,
    /// `pcie-switch-downstream-port`
    PcieSwitchDownstreamPort,
    /// `pci-expander-bus`
    PciExpanderBus,
    /// `pcie-expander-bus`
    PcieExpanderBus,
}

/// The models of SCSI controllers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Token)]
pub enum ScsiModel {
    /// `auto`
    Auto,
    /// `buslogic`
    Buslogic,
    /// `lsilogic`
    Lsilogic,
    /// `lsisas1068`
    Lsisas1068,
    /// `vmpvscsi`
    Vmpvscsi,
    /// `ibmvscsi`
    Ibmvscsi,
    /// `virtio-scsi`
    VirtioScsi,
    /// `lsisas1078`
    Lsisas1078,
    /// `virtio-transitional`
    VirtioTransitional,
    /// `virtio-non-transitional`
    VirtioNonTransitional,
    /// `ncr53c90`
    Ncr53c90,
    /// `dc390`
    Dc390,
    /// `am53c974`
    Am53c974,
}

/// The models of USB controllers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Token)]
pub enum UsbModel {
    /// `piix3-uhci`
    Piix3Uhci,
    /// `piix4-uhci`
    Piix4Uhci,
    /// `ehci`
    Ehci,
    /// `ich9-ehci1`
    Ich9Ehci1,
    /// `ich9-uhci1`
    Ich9Uhci1,
    /// `ich9-uhci2`
    Ich9Uhci2,
    /// `ich9-uhci3`
    Ich9Uhci3,
    /// `vt82c686b-uhci`
    #[token("vt82c686b-uhci")]
    Vt82c686bUhci,
    /// `pci-ohci`
    PciOhci,
    /// `nec-xhci`
    NecXhci,
    /// `qusb1`
    Qusb1,
    /// `qusb2`
    Qusb2,
    /// `qemu-xhci`
    QemuXhci,
    /// There is to be no USB.
    None,
}

/// The models of IDE controllers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Token)]
pub enum IdeModel {
    /// `piix3`
    Piix3,
    /// `piix4`
    Piix4,
    /// `ich6`
    Ich6,
}

/// The models of virtio-serial controllers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Token)]
pub enum VirtioSerialModel {
    /// `virtio`
    Virtio,
    /// `virtio-transitional`
    VirtioTransitional,
    /// `virtio-non-transitional`
    VirtioNonTransitional,
}

/// What more there is to say of a PCI controller.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct PciOptions {
    /// The device that provides the model.
    pub model_name: Option<PciModelName>,
    /// The number of a bridge's chassis.
    pub chassis_nr: Option<u32>,
    /// The number of a port's chassis.
    pub chassis: Option<u32>,
    /// The number of a port.
    pub port: Option<u32>,
    /// The first bus behind an expander.
    pub bus_nr: Option<u32>,
    /// The number of a pSeries host bridge.
    pub target_index: Option<u32>,
    /// Whether devices can be plugged into it.
    pub hotplug: Option<OnOff>,
    /// Memory kept free for devices plugged in later, in KiB.
    pub mem_reserve_kib: Option<u64>,
    /// The NUMA node it belongs to.
    pub numa_node: Option<u32>,
}

/// The devices that are PCI controllers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Token)]
pub enum PciModelName {
    /// `pci-bridge`
    PciBridge,
    /// `i82801b11-bridge`
    #[token("i82801b11-bridge")]
    I82801b11Bridge,
    /// `ioh3420`
    Ioh3420,
    /// `x3130-upstream`
    X3130Upstream,
    /// `xio3130-downstream`
    Xio3130Downstream,
    /// `pxb`
    Pxb,
    /// `pxb-pcie`
    PxbPcie,
    /// `pcie-root-port`
    PcieRootPort,
    /// `spapr-pci-host-bridge`
    SpaprPciHostBridge,
    /// `pcie-pci-bridge`
    PciePciBridge,
}

/// How the emulator treats a controller.
#[derive(Debug, Clone, PartialEq, Default, Element)]
#[xml(name = "driver")]
pub struct ControllerDriver {
    /// The number of queues.
    #[xml(attr, omit_default)]
    pub queues: u32,
    /// How many commands may be under way to one unit.
    #[xml(attr = "cmd_per_lun", omit_default)]
    pub cmd_per_lun: u32,
    /// How many sectors one request may have.
    #[xml(attr = "max_sectors", omit_default)]
    pub max_sectors: u32,
    /// Whether notifications go by event descriptors.
    #[xml(attr)]
    pub ioeventfd: Option<OnOff>,
    /// The thread that does its I/O.
    #[xml(attr, omit_default)]
    pub iothread: u32,
    /// Several threads that do its I/O.
    #[xml(child = "iothreads", default)]
    pub iothreads: IothreadMapping,
    /// What any virtio device may be told.
    #[xml(inline)]
    pub virtio: VirtioOptions,
}

impl Controller {
    /// A controller of a kind with a number and nothing else.
    pub fn new(kind: ControllerKind, index: u32) -> Self {
        Self {
            kind,
            index: Some(index),
            model: None,
            ports: None,
            vectors: None,
            max_grant_frames: None,
            max_event_channels: None,
            pci: PciOptions::default(),
            driver: ControllerDriver::default(),
            info: DeviceInfo::default(),
            pci_hole64_kib: None,
        }
    }

    /// Its number; zero while none is chosen.
    pub fn number(&self) -> u32 {
        self.index.unwrap_or_default()
    }

    /// The model, if it is a PCI controller.
    pub fn pci_model(&self) -> Option<PciModel> {
        match self.model {
            Some(ControllerModel::Pci(model)) => Some(model),
            _ => None,
        }
    }

    /// The model, if it is a USB controller.
    pub fn usb_model(&self) -> Option<UsbModel> {
        match self.model {
            Some(ControllerModel::Usb(model)) => Some(model),
            _ => None,
        }
    }

    /// The model, if it is a SCSI controller.
    pub fn scsi_model(&self) -> Option<ScsiModel> {
        match self.model {
            Some(ControllerModel::Scsi(model)) => Some(model),
            _ => None,
        }
    }
}

impl ControllerModel {
    /// The word that stands for it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pci(model) => model.as_str(),
            Self::Scsi(model) => model.as_str(),
            Self::Usb(model) => model.as_str(),
            Self::Ide(model) => model.as_str(),
            Self::VirtioSerial(model) => model.as_str(),
        }
    }

    /// Finds the model a word stands for in a kind of controller.
    pub fn from_word(kind: ControllerKind, word: &str) -> Option<Self> {
        match kind {
            ControllerKind::Pci => PciModel::from_word(word).map(Self::Pci),
            ControllerKind::Scsi => ScsiModel::from_word(word).map(Self::Scsi),
            ControllerKind::Usb => UsbModel::from_word(word).map(Self::Usb),
            ControllerKind::Ide => IdeModel::from_word(word).map(Self::Ide),
            ControllerKind::VirtioSerial => {
                VirtioSerialModel::from_word(word).map(Self::VirtioSerial)
            }
            _ => None,
        }
    }
}

/// The number of a controller: signed in the reference, and not below zero.
mod index {
    use super::*;

    pub(super) fn read(node: Node<'_>, _: &Context) -> Result<Option<u32>> {
        let Some(index) = fv_model_xml::read::attr::<i32>(node, "index")? else {
            return Ok(None);
        };
        u32::try_from(index).map(Some).map_err(|_| {
            let text = node.attr("index").unwrap_or_default();
            let expected = fv_model_xml::Expected::NonNegative;
            fv_model_xml::invalid_value("index", node.name(), text, expected)
        })
    }

    pub(super) fn write(index: &Option<u32>, body: &mut Body<'_>, _: &Context) {
        body.attr_opt("index", index.as_ref());
    }
}

/// The model: the words depend on the kind.
mod model {
    use super::*;

    pub(super) fn read(node: Node<'_>, _: &Context) -> Result<Option<ControllerModel>> {
        let Some(word) = node.attr("model") else {
            return Ok(None);
        };
        let kind: ControllerKind = fv_model_xml::read::attr_required(node, "type")?;
        let unknown = || {
            Error::new(
                ErrorDomain::Domain,
                ErrorCode::ConfigUnsupported,
                format!("Unknown model type '{word}'"),
            )
        };
        ControllerModel::from_word(kind, word)
            .map(Some)
            .ok_or_else(unknown)
    }

    pub(super) fn write(model: &Option<ControllerModel>, body: &mut Body<'_>, _: &Context) {
        if let Some(model) = model {
            body.attr_text("model", model.as_str());
        }
    }
}

/// `<model name='…'/>` and `<target …/>` of PCI controllers.
mod pci {
    use super::*;

    pub(super) fn read(node: Node<'_>, _: &Context) -> Result<PciOptions> {
        let mut options = PciOptions::default();
        if node.attr("type") != Some("pci") {
            return Ok(options);
        }
        if let Some(model) = node.child("model") {
            options.model_name = read::attr(model, "name")?;
        }
        let Some(target) = node.child("target") else {
            return Ok(options);
        };
        options.chassis_nr = read::attr(target, "chassisNr")?;
        options.chassis = read::attr(target, "chassis")?;
        options.port = read::attr::<Hex<0>>(target, "port")?.map(|port| port.0 as u32);
        options.bus_nr = read::attr(target, "busNr")?;
        options.target_index = read::attr(target, "index")?;
        options.hotplug = read::attr(target, "hotplug")?;
        options.mem_reserve_kib = read::attr(target, "memReserve")?;
        options.numa_node = read::text(target, "node")?;
        Ok(options)
    }

    pub(super) fn write(controller: &Controller, body: &mut Body<'_>, cx: &Context) {
        let options = &controller.pci;
        // Older versions knew no name for the host bridge of pSeries, and they are migrated to.
        let unsaid = cx.shows(Scope::MIGRATION)
            && controller.pci_model() == Some(PciModel::PciRoot)
            && options.model_name == Some(PciModelName::SpaprPciHostBridge);
        if let Some(name) = options.model_name.filter(|_| !unsaid) {
            body.child("model", |body| body.attr("name", &name));
        }
        body.child_unless_empty("target", |body| {
            body.attr_opt("chassisNr", options.chassis_nr.as_ref());
            body.attr_opt("chassis", options.chassis.as_ref());
            body.attr_opt(
                "port",
                options.port.map(|port| Hex::<0>(port.into())).as_ref(),
            );
            body.attr_opt("busNr", options.bus_nr.as_ref());
            body.attr_opt("index", options.target_index.as_ref());
            body.attr_opt("hotplug", options.hotplug.as_ref());
            body.attr_opt("memReserve", options.mem_reserve_kib.as_ref());
            body.text_opt("node", options.numa_node.as_ref());
        });
    }
}

/// Companions have a master even when the document does not say so; no USB has no address.
mod controller_info {
    pub(super) use super::info::write;
    use super::*;

    pub(super) fn read(node: Node<'_>, cx: &Context) -> Result<DeviceInfo> {
        let usb = node.attr("type") == Some("usb");
        let model = node
            .attr("model")
            .filter(|_| usb)
            .and_then(UsbModel::from_word);
        // A run of the guest has an alias for it, and is to have it still when a daemon comes back.
        if model == Some(UsbModel::None) && !cx.shows(Scope::STATUS) {
            return Ok(DeviceInfo::default());
        }
        let mut info = super::info::read(node, cx)?;
        let port = match model {
            Some(UsbModel::Ich9Uhci1) => Some(0),
            Some(UsbModel::Ich9Uhci2) => Some(2),
            Some(UsbModel::Ich9Uhci3) => Some(4),
            _ => None,
        };
        if let Some(start_port) = port.filter(|_| info.master.is_none()) {
            info.master = Some(UsbMaster { start_port });
        }
        Ok(info)
    }
}

/// `<pcihole64 unit='KiB'>…</pcihole64>`
mod pci_hole64 {
    use super::*;

    pub(super) fn read(node: Node<'_>, _: &Context) -> Result<Option<u64>> {
        match node
            .child("pcihole64")
            .filter(|_| node.attr("type") == Some("pci"))
        {
            Some(hole) => crate::memory::scaled_kib(hole).map(Some),
            None => Ok(None),
        }
    }

    pub(super) fn write(size: &Option<u64>, body: &mut Body<'_>, _: &Context) {
        if let Some(size) = size {
            body.child("pcihole64", |body| {
                body.attr_text("unit", "KiB");
                body.text(&size.print());
            });
        }
    }
}
