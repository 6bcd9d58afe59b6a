//! Controllers that are no part of the board.

use fv_driver_qemu_caps::Flag;
use fv_error::Result;
use fv_model_domain::devices::controller::{
    Controller, ControllerKind, ControllerModel, PciModel, ScsiModel, UsbModel, VirtioSerialModel,
};
use fv_model_domain::devices::disk::IothreadMapping;
use serde_json::{Value, json};

use crate::builder::{Builder, Variant};
use crate::props::{Props, on_off};
use crate::words::{internal, on, unsupported};

/// The kinds in the order in which they are written; smartcard readers follow the USB hubs.
const ORDER: [ControllerKind; 6] = [
    ControllerKind::Pci,
    ControllerKind::Usb,
    ControllerKind::Scsi,
    ControllerKind::Ide,
    ControllerKind::Sata,
    ControllerKind::VirtioSerial,
];

impl Builder<'_> {
    /// Appends the size of the window above 4 GiB for PCI devices.
    pub(crate) fn pci_holes(&mut self) -> Result<()> {
        for controller in self.buses.controllers {
            let Some(size) = controller.pci_hole64_kib else {
                continue;
            };
            let host = match controller.pci_model() {
                Some(PciModel::PciRoot) => "i440FX-pcihost",
                Some(PciModel::PcieRoot) => "q35-pcihost",
                _ => {
                    let text = "64-bit PCI hole setting is only for root PCI controllers";
                    return Err(internal(text));
                }
            };
            self.option("-global", format!("{host}.pci-hole64-size={size}K"));
        }
        Ok(())
    }

    /// Appends all controllers but smartcard readers.
    pub(crate) fn controllers(&mut self) -> Result<()> {
        for kind in ORDER {
            self.controllers_of(kind)?;
        }
        Ok(())
    }

    /// Appends the controllers of one kind.
    pub(crate) fn controllers_of(&mut self, kind: ControllerKind) -> Result<()> {
        for controller in self.buses.controllers {
            if controller.kind != kind {
                continue;
            }
            self.root_hotplug(controller);
            if self.is_builtin(controller) {
                continue;
            }
            let Some(mut props) = self.controller_props(controller)? else {
                continue;
            };
            self.address(&mut props, &controller.info)?;
            self.companion(&controller.info)?;
            self.device(props)?;
        }
        Ok(())
    }

    fn root_hotplug(&mut self, controller: &Controller) {
        let is_root = controller.pci_model() == Some(PciModel::PciRoot);
        if is_root
            && controller.number() == 0
            && let Some(hotplug) = on(controller.pci.hotplug)
        {
            let value = format!("PIIX4_PM.acpi-root-pci-hotplug={}", on_off(hotplug));
            self.option("-global", value);
        }
    }

    /// Whether the board has the controller already, or the guest does without it.
    fn is_builtin(&self, controller: &Controller) -> bool {
        let machine = self.machine();
        let is_first = controller.number() == 0;
        match controller.model {
            Some(ControllerModel::Pci(PciModel::PcieRoot)) => return true,
            Some(ControllerModel::Pci(PciModel::PciRoot)) => return !machine.is_pseries(),
            Some(ControllerModel::Usb(UsbModel::None)) => return true,
            Some(ControllerModel::Scsi(ScsiModel::Ncr53c90)) => {
                return is_first && machine.has_builtin_esp();
            }
            _ => {}
        }
        match controller.kind {
            ControllerKind::Sata => is_first && machine.is_q35(),
            ControllerKind::Ide => is_first && machine.has_builtin_ide(),
            ControllerKind::Usb => controller.model.is_none() && machine.is_s390(),
            _ => false,
        }
    }

    fn controller_props(&self, controller: &Controller) -> Result<Option<Props>> {
        let alias = controller.info.alias();
        let simple = |driver: &str| {
            let mut props = Props::device(driver);
            props.text("id", alias);
            props
        };
        Ok(Some(match controller.kind {
            ControllerKind::Scsi => self.scsi_props(controller)?,
            ControllerKind::VirtioSerial => self.virtio_serial_props(controller)?,
            ControllerKind::Ccid => simple("usb-ccid"),
            ControllerKind::Sata => simple("ahci"),
            ControllerKind::Usb => self.usb_props(controller)?,
            ControllerKind::Pci => return self.pci_props(controller),
            kind => {
                let kind = kind.as_str();
                return Err(unsupported(format!("Unsupported controller type: {kind}")));
            }
        }))
    }

    fn virtio_serial_props(&self, controller: &Controller) -> Result<Props> {
        let variant = match controller.model {
            Some(ControllerModel::VirtioSerial(VirtioSerialModel::VirtioTransitional)) => {
                Variant::Transitional
            }
            Some(ControllerModel::VirtioSerial(VirtioSerialModel::VirtioNonTransitional)) => {
                Variant::NonTransitional
            }
            _ => Variant::Plain,
        };
        let name = self.virtio_name("virtio-serial", &controller.info, variant)?;
        let mut props = Props::device(name);
        props.virtio(&controller.driver.virtio);
        props.text("id", controller.info.alias());
        props.number_maybe("max_ports", controller.ports);
        props.number_maybe("vectors", controller.vectors);
        Ok(props)
    }

    fn usb_props(&self, controller: &Controller) -> Result<Props> {
        let Some(model) = controller.usb_model() else {
            return Err(unsupported("no model provided for USB controller"));
        };
        let name = model.as_str();
        let is_xhci = matches!(model, UsbModel::NecXhci | UsbModel::QemuXhci);
        let Some((driver, flag)) = usb_driver(model).filter(|(_, flag)| self.has(*flag)) else {
            return Err(unsupported(format!(
                "USB controller model '{name}' not supported in this QEMU binary"
            )));
        };
        debug_assert!(self.has(flag));
        if controller.ports.is_some() && !is_xhci {
            return Err(unsupported(format!(
                "usb controller type '{name}' doesn't support 'ports' with this QEMU binary"
            )));
        }
        let mut props = Props::device(driver);
        props
            .number_maybe("p2", controller.ports)
            .number_maybe("p3", controller.ports);
        let Some(master) = &controller.info.master else {
            props.text("id", controller.info.alias());
            return Ok(props);
        };
        let is_master = |other: &&Controller| {
            other.kind == ControllerKind::Usb
                && other.number() == controller.number()
                && other.info.master.is_none()
        };
        let Some(owner) = self.buses.controllers.iter().find(is_master) else {
            return Err(internal("masterbus not found"));
        };
        props.text("masterbus", format!("{}.0", owner.info.alias()));
        props.number("firstport", master.start_port);
        Ok(props)
    }

    fn scsi_props(&self, controller: &Controller) -> Result<Props> {
        let alias = controller.info.alias();
        let variant = match controller.scsi_model() {
            Some(ScsiModel::VirtioScsi) => Variant::Plain,
            Some(ScsiModel::VirtioTransitional) => Variant::Transitional,
            Some(ScsiModel::VirtioNonTransitional) => Variant::NonTransitional,
            model => {
                let mut props = Props::device(scsi_driver(model)?);
                props.text("id", alias);
                return Ok(props);
            }
        };
        let driver = &controller.driver;
        let name = self.virtio_name("virtio-scsi", &controller.info, variant)?;
        let mut props = Props::device(name);
        props.virtio(&driver.virtio);
        if driver.iothread > 0 {
            props.text("iothread", format!("iothread{}", driver.iothread));
        }
        props.text("id", alias).nonzero("num_queues", driver.queues);
        props.iothread_mapping(&driver.iothreads);
        props.nonzero("cmd_per_lun", driver.cmd_per_lun);
        props.nonzero("max_sectors", driver.max_sectors);
        props.switch("ioeventfd", on(driver.ioeventfd));
        Ok(props)
    }

    fn pci_props(&self, controller: &Controller) -> Result<Option<Props>> {
        let options = &controller.pci;
        let Some(model) = controller.pci_model() else {
            return Err(internal("Unexpected PCI controller model 0"));
        };
        let is_implicit_bridge = model == PciModel::PciRoot && options.target_index == Some(0);
        if is_implicit_bridge {
            return Ok(None);
        }
        let Some(name) = options.model_name else {
            return Err(internal("Unknown virDomainControllerPCIModelName value: 0"));
        };
        let alias = controller.info.alias();
        let reserve = options
            .mem_reserve_kib
            .unwrap_or_default()
            .saturating_mul(1024);
        let number = |value: Option<u32>| value.map_or(-1, i64::from);
        let mut props = Props::device(name.as_str());
        match model {
            PciModel::PciBridge => {
                props.number("chassis_nr", number(options.chassis_nr));
                props.nonzero("mem-reserve", reserve).text("id", alias);
            }
            PciModel::PciExpanderBus | PciModel::PcieExpanderBus => {
                props
                    .number("bus_nr", number(options.bus_nr))
                    .text("id", alias);
                props.number_maybe("numa_node", options.numa_node);
            }
            PciModel::DmiToPciBridge
            | PciModel::PcieSwitchUpstreamPort
            | PciModel::PcieToPciBridge => {
                props.text("id", alias);
            }
            PciModel::PcieRootPort | PciModel::PcieSwitchDownstreamPort => {
                props.number("port", number(options.port));
                props
                    .number("chassis", number(options.chassis))
                    .text("id", alias);
                props
                    .switch("hotplug", on(options.hotplug))
                    .nonzero("mem-reserve", reserve);
            }
            PciModel::PciRoot => {
                props.number("index", number(options.target_index));
                props.nonzero("mem-reserve", reserve).text("id", alias);
                props.number_maybe("numa_node", options.numa_node);
            }
            PciModel::PcieRoot => {
                return Err(unsupported("Unsupported PCI Express root controller"));
            }
        }
        Ok(Some(props))
    }
}

impl Props {
    /// Which queue is served by which thread.
    pub(crate) fn iothread_mapping(&mut self, mapping: &IothreadMapping) -> &mut Self {
        if mapping.threads.is_empty() {
            return self;
        }
        let threads = mapping.threads.iter().map(|thread| {
            let mut entry = json!({ "iothread": format!("iothread{}", thread.id) });
            if !thread.queues.is_empty() {
                entry["vqs"] = thread.queues.iter().map(|queue| queue.id).collect();
            }
            entry
        });
        let threads: Value = threads.collect();
        self.value("iothread-vq-mapping", threads)
    }
}

/// QEMU's name of a USB controller, and the flag that says whether it is there.
fn usb_driver(model: UsbModel) -> Option<(&'static str, Flag)> {
    Some(match model {
        UsbModel::Piix3Uhci => ("piix3-usb-uhci", Flag::Piix3UsbUhci),
        UsbModel::Piix4Uhci => ("piix4-usb-uhci", Flag::Piix4UsbUhci),
        UsbModel::Ehci => ("usb-ehci", Flag::UsbEhci),
        UsbModel::Ich9Ehci1 => ("ich9-usb-ehci1", Flag::Ich9UsbEhci1),
        UsbModel::Ich9Uhci1 => ("ich9-usb-uhci1", Flag::Ich9UsbEhci1),
        UsbModel::Ich9Uhci2 => ("ich9-usb-uhci2", Flag::Ich9UsbEhci1),
        UsbModel::Ich9Uhci3 => ("ich9-usb-uhci3", Flag::Ich9UsbEhci1),
        UsbModel::Vt82c686bUhci => ("vt82c686b-usb-uhci", Flag::Vt82c686bUsbUhci),
        UsbModel::PciOhci => ("pci-ohci", Flag::PciOhci),
        UsbModel::NecXhci => ("nec-usb-xhci", Flag::NecUsbXhci),
        UsbModel::QemuXhci => ("qemu-xhci", Flag::DeviceQemuXhci),
        UsbModel::Qusb1 | UsbModel::Qusb2 | UsbModel::None => return None,
    })
}

fn scsi_driver(model: Option<ScsiModel>) -> Result<&'static str> {
    Ok(match model {
        Some(ScsiModel::Lsilogic) => "lsi",
        Some(ScsiModel::Ibmvscsi) => "spapr-vscsi",
        Some(ScsiModel::Lsisas1068) => "mptsas1068",
        Some(ScsiModel::Lsisas1078) => "megasas",
        Some(ScsiModel::Vmpvscsi) => "pvscsi",
        Some(ScsiModel::Am53c974) => "am53c974",
        Some(ScsiModel::Dc390) => "dc-390",
        Some(model @ (ScsiModel::Buslogic | ScsiModel::Ncr53c90)) => {
            let model = model.as_str();
            return Err(unsupported(format!(
                "Unsupported controller model: {model}"
            )));
        }
        _ => return Err(internal("Unexpected SCSI controller model -1")),
    })
}
