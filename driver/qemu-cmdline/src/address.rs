//! The address of a device as properties: which bus, which place on it.

use fv_driver_qemu_resolve::machine::Machine;
use fv_error::{Error, ErrorDomain, Result};
use fv_model_domain::devices::address::{
    Address, DeviceInfo, DriveAddress, PciAddress, is_user_alias,
};
use fv_model_domain::devices::controller::{Controller, ControllerKind, PciModel, ScsiModel};
use fv_model_domain::devices::disk::DiskBus;

use crate::props::Props;
use crate::words::on;

/// The buses of a guest: its controllers, by their aliases.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Buses<'a> {
    pub(crate) machine: Machine<'a>,
    pub(crate) controllers: &'a [Controller],
}

impl<'a> Buses<'a> {
    /// The controller of a kind with this index.
    pub(crate) fn find(&self, kind: ControllerKind, index: u32) -> Option<&'a Controller> {
        let wanted = |c: &&Controller| c.kind == kind && c.number() == index;
        self.controllers.iter().find(wanted)
    }

    /// The alias of the controller of a kind with this index.
    pub(crate) fn alias(&self, kind: ControllerKind, index: u32) -> Result<&'a str> {
        let name = kind.as_str();
        let Some(controller) = self.find(kind, index) else {
            return Err(internal(format!(
                "Could not find {name} controller with index {index} required for device"
            )));
        };
        controller.info.alias.as_deref().ok_or_else(|| {
            internal(format!(
                "Device alias was not set for {name} controller with index {index}"
            ))
        })
    }

    /// Adds the address of a device that is no drive.
    pub(crate) fn add(&self, props: &mut Props, info: &DeviceInfo) -> Result<()> {
        self.add_on(props, info, DiskBus::Scsi)
    }

    /// Adds the address of a device; a drive's depends on the kind of bus it is on.
    pub(crate) fn add_on(&self, props: &mut Props, info: &DeviceInfo, bus: DiskBus) -> Result<()> {
        match &info.address {
            Some(Address::Pci(address)) => {
                props.text("bus", self.pci_bus(address)?);
                props.switch("multifunction", on(address.multifunction));
                props.text(
                    "addr",
                    match address.function {
                        0 => format!("0x{:x}", address.slot),
                        function => format!("0x{:x}.0x{function:x}", address.slot),
                    },
                );
                props.nonzero("acpi-index", info.acpi_index.unwrap_or_default());
            }
            Some(Address::Usb(address)) => {
                let alias = self.alias(ControllerKind::Usb, address.bus)?;
                props.text("bus", format!("{alias}.0"));
                let port = address.port.as_ref().map(fv_model_xml::Value::print);
                props.text_maybe("port", port.filter(|port| !port.is_empty()));
            }
            Some(Address::SpaprVio(address)) => {
                props.nonzero("reg", address.reg.map_or(0, |reg| reg.0));
            }
            Some(Address::Ccw(address)) => {
                let (cssid, ssid, devno) = (address.cssid, address.ssid, address.devno);
                props.text("devno", format!("{cssid:x}.{ssid:x}.{devno:04x}"));
            }
            Some(Address::Isa(address)) => {
                props.number("iobase", address.io_base.map_or(0, |base| base.0));
                props.nonzero("irq", address.irq.map_or(0, |irq| irq.0));
            }
            Some(Address::Dimm(address)) => {
                props.number("slot", address.slot);
                props.nonzero("addr", address.base.unwrap_or_default());
            }
            Some(Address::Drive(address)) => self.add_drive(props, address, bus)?,
            Some(Address::VirtioSerial(address)) => {
                let alias = self.alias(ControllerKind::VirtioSerial, address.controller)?;
                props.text("bus", format!("{alias}.{}", address.bus));
                props.number("nr", address.port);
            }
            Some(
                Address::Ccid(_) | Address::VirtioS390 | Address::VirtioMmio | Address::Unassigned,
            )
            | None => {}
        }
        Ok(())
    }

    /// The name of the bus that a PCI device sits on: the alias of its controller.
    ///
    /// Builtin roots have fixed names, whatever alias the user gave them; the buses of further
    /// pSeries host bridges are called after them, with a zero.
    fn pci_bus(&self, address: &PciAddress) -> Result<String> {
        let Some(controller) = self.find(ControllerKind::Pci, address.bus) else {
            return Err(internal(format!(
                "Could not find PCI controller with index '{}' required for device at address \
                 '{}'",
                address.bus,
                place(address)
            )));
        };
        let Some(alias) = controller.info.alias.as_deref() else {
            return Err(internal(format!(
                "Device alias was not set for PCI controller with index '{}' required for device \
                 at address '{}'",
                address.bus,
                place(address)
            )));
        };
        let target = controller.pci.target_index.unwrap_or_default();
        let model = controller.pci_model();
        let alias = match model {
            Some(PciModel::PcieRoot) if is_user_alias(alias) => "pcie.0",
            Some(PciModel::PciRoot) if is_user_alias(alias) && target == 0 => {
                if self.machine.supports_pci_multibus() {
                    "pci.0"
                } else {
                    "pci"
                }
            }
            _ => alias,
        };
        let is_host_bridge = model == Some(PciModel::PciRoot) && self.machine.is_pseries();
        Ok(match is_host_bridge && target > 0 {
            true => format!("{alias}.0"),
            false => alias.to_string(),
        })
    }

    fn add_drive(&self, props: &mut Props, address: &DriveAddress, bus: DiskBus) -> Result<()> {
        match bus {
            DiskBus::Ide => {
                let alias = match self.machine.has_builtin_ide() {
                    true => "ide",
                    false => self.alias(ControllerKind::Ide, address.controller)?,
                };
                props.text("bus", format!("{alias}.{}", address.bus));
                props.number("unit", address.unit);
            }
            DiskBus::Sata => {
                let alias = match self.machine.is_q35() && address.controller == 0 {
                    true => "ide",
                    false => self.alias(ControllerKind::Sata, address.controller)?,
                };
                props.text("bus", format!("{alias}.{}", address.unit));
            }
            DiskBus::Fdc => {
                props.number("unit", address.unit);
            }
            DiskBus::Scsi => return self.add_scsi(props, address),
            _ => {
                return Err(internal(format!(
                    "address type drive is not supported for bus '{}'",
                    bus.as_str()
                )));
            }
        }
        Ok(())
    }

    fn add_scsi(&self, props: &mut Props, address: &DriveAddress) -> Result<()> {
        let Some(controller) = self.find(ControllerKind::Scsi, address.controller) else {
            return Err(internal(format!(
                "unable to find a SCSI controller for idx={}",
                address.controller
            )));
        };
        let alias = controller.info.alias();
        match controller.scsi_model() {
            Some(
                ScsiModel::Lsilogic | ScsiModel::Ncr53c90 | ScsiModel::Dc390 | ScsiModel::Am53c974,
            ) => {
                props.text("bus", format!("{alias}.{}", address.bus));
                props.number("scsi-id", address.unit);
            }
            Some(model) if model != ScsiModel::Auto => {
                props.text("bus", format!("{alias}.0"));
                props.number("channel", address.bus);
                props.number("scsi-id", address.target);
                props.number("lun", address.unit);
            }
            _ => {
                let text = "Unexpected SCSI controller model -1";
                return Err(internal(text.to_string()));
            }
        }
        Ok(())
    }
}

fn place(address: &PciAddress) -> String {
    let PciAddress {
        domain,
        bus,
        slot,
        function,
        ..
    } = address;
    format!("{domain:04x}:{bus:02x}:{slot:02x}.{function}")
}

fn internal(text: String) -> Error {
    Error::internal(ErrorDomain::Qemu, text)
}
