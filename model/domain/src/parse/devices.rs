//! Checks of the list of devices that libvirt makes while it reads.

use fv_error::{Error, ErrorCode, ErrorDomain, Result};
use fv_model_xml::{Node, xml_error};

use crate::devices::Devices;
use crate::devices::controller::{Controller, ControllerKind, UsbModel};
use crate::devices::simple::InputBus;

/// How many devices of one kind a document may have. The reference has no such limit; a guest
/// with more cannot be run, and resolving addresses takes time that grows with their square.
const DEVICES_MAX: usize = 4096;

/// Refuses lists that are too long before they are read.
pub(crate) fn bounded(devices: Node<'_>) -> Result<()> {
    let mut counts = std::collections::HashMap::new();
    for device in devices.elements() {
        let count = counts.entry(device.name()).or_insert(0);
        *count += 1;
        if *count > DEVICES_MAX {
            let name = device.name();
            return Err(xml_error(format!(
                "more than {DEVICES_MAX} <{name}> devices"
            )));
        }
    }
    Ok(())
}

/// No USB at all and some USB exclude each other; companions need a master.
pub(crate) fn usb_controllers(controllers: &[Controller]) -> Result<()> {
    let usb = || {
        controllers
            .iter()
            .filter(|other| other.kind == ControllerKind::Usb)
    };
    let none = |controller: &&Controller| controller.usb_model() == Some(UsbModel::None);
    let detail = |text: &str| Err(Error::new(ErrorDomain::Domain, ErrorCode::XmlDetail, text));
    if usb().any(|controller| none(&controller)) && usb().count() > 1 {
        return detail("Can't add another USB controller: USB is disabled for this domain");
    }
    let others = usb().filter(|controller| !none(controller)).count();
    if others > 0 && !usb().any(|controller| controller.info.master.is_none()) {
        return detail("No master USB controller specified");
    }
    Ok(())
}

/// What needs USB cannot be where USB is turned off.
pub(crate) fn usb_users(devices: &Devices) -> Result<()> {
    let off = devices
        .controllers
        .iter()
        .any(|controller| controller.usb_model() == Some(UsbModel::None));
    let unsupported = |text: &str| {
        Err(Error::new(
            ErrorDomain::Domain,
            ErrorCode::ConfigUnsupported,
            text,
        ))
    };
    if off
        && devices
            .inputs
            .iter()
            .any(|input| input.bus == Some(InputBus::Usb))
    {
        return unsupported("Can't add USB input device. USB bus is disabled");
    }
    if off && !devices.hubs.is_empty() {
        return unsupported("Can't add USB hub: USB is disabled for this domain");
    }
    Ok(())
}
