//! What the QEMU driver refuses of character devices: by where their bytes go, by their board.

use fv_driver_qemu_caps::{Caps, Flag};
use fv_error::Result;
use fv_model_domain::Domain;
use fv_model_domain::devices::address::{Address, AddressKind};
use fv_model_domain::devices::chardev::{
    CharSource, Serial, SerialModelName, SerialTargetKind, TcpProtocol,
};
use fv_model_domain::devices::graphics::Graphics;

use crate::machine::machine_of;
use crate::rules::unsupported;

/// Refuses a place that the emulator cannot send bytes to.
pub(crate) fn source(source: &CharSource, domain: &Domain, caps: &Caps) -> Result<()> {
    match source {
        CharSource::Tcp(tcp) => match tcp.protocol {
            TcpProtocol::Raw | TcpProtocol::Telnet => Ok(()),
            other => unsupported(format!(
                "tcp chardev protocol '{}' not supported",
                other.as_str()
            )),
        },
        CharSource::QemuVdagent { .. } if !caps.has(Flag::ChardevQemuVdagent) => {
            unsupported("chardev 'qemu-vdagent' not supported in this QEMU binary")
        }
        CharSource::Spicevmc => needs_spice("spicevmc", domain),
        CharSource::Spiceport { .. } => needs_spice("spiceport", domain),
        _ => Ok(()),
    }
}

fn needs_spice(kind: &str, domain: &Domain) -> Result<()> {
    let mut screens = domain.devices.graphics.iter();
    match screens.any(|screen| matches!(screen, Graphics::Spice(_))) {
        true => Ok(()),
        false => unsupported(format!(
            "chardev '{kind}' not supported without spice graphics"
        )),
    }
}

/// Refuses a serial port whose parts do not fit each other or the board.
pub(crate) fn serial(serial: &Serial, domain: &Domain) -> Result<()> {
    let Some(kind) = serial.target.kind else {
        return Ok(());
    };
    placed(kind, serial.info.address.as_ref())?;
    let model = serial.target.model.as_ref().map(|model| model.name);
    if let Some(model) = model
        && kind_of(model) != kind
    {
        return unsupported(format!(
            "Target model '{}' requires target type '{}'",
            model.as_str(),
            kind_of(model).as_str()
        ));
    }
    let machine = machine_of(domain);
    let fits = match (kind, model) {
        (SerialTargetKind::SystemSerial, Some(SerialModelName::Pl011)) => machine.is_arm_virt(),
        (SerialTargetKind::SystemSerial, Some(SerialModelName::Uart16550a)) => {
            machine.is_loongarch_virt() || machine.is_riscv_virt()
        }
        (SerialTargetKind::SpaprVioSerial, _) => machine.is_pseries(),
        (SerialTargetKind::SclpSerial, _) => machine.is_s390(),
        _ => true,
    };
    if !fits {
        let model = model.map_or("none", SerialModelName::as_str);
        return unsupported(format!(
            "Serial device with target type '{}' and target model '{model}' not compatible with \
             guest architecture or machine type",
            kind.as_str()
        ));
    }
    Ok(())
}

fn placed(kind: SerialTargetKind, address: Option<&Address>) -> Result<()> {
    let Some(address) = address else {
        return Ok(());
    };
    let expected = match kind {
        SerialTargetKind::IsaSerial | SerialTargetKind::IsaDebug => AddressKind::Isa,
        SerialTargetKind::UsbSerial => AddressKind::Usb,
        SerialTargetKind::PciSerial => AddressKind::Pci,
        SerialTargetKind::SpaprVioSerial => AddressKind::SpaprVio,
        SerialTargetKind::SystemSerial | SerialTargetKind::SclpSerial => {
            return unsupported(format!(
                "Target type '{}' cannot have an associated address",
                kind.as_str()
            ));
        }
    };
    if address.kind() != expected {
        return unsupported(format!(
            "Target type '{}' requires address type '{}'",
            kind.as_str(),
            expected.as_str()
        ));
    }
    Ok(())
}

/// The kind of port that a model is.
fn kind_of(model: SerialModelName) -> SerialTargetKind {
    match model {
        SerialModelName::IsaSerial => SerialTargetKind::IsaSerial,
        SerialModelName::UsbSerial => SerialTargetKind::UsbSerial,
        SerialModelName::PciSerial => SerialTargetKind::PciSerial,
        SerialModelName::SpaprVty => SerialTargetKind::SpaprVioSerial,
        SerialModelName::Pl011 | SerialModelName::Uart16550a => SerialTargetKind::SystemSerial,
        SerialModelName::Sclpconsole | SerialModelName::Sclplmconsole => {
            SerialTargetKind::SclpSerial
        }
        SerialModelName::IsaDebugcon => SerialTargetKind::IsaDebug,
    }
}
