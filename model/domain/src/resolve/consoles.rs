//! The first console and the first serial port, which are one thing for a machine.
//!
//! Long ago `<console>` was the only word; since then the first console of a whole machine is
//! another name of its first serial port, and each brings the other about.

use fv_error::Result;

use super::unsupported;
use crate::Domain;
use crate::devices::chardev::{
    Console, ConsoleTarget, ConsoleTargetKind, Serial, SerialTarget, SerialTargetKind,
};
use crate::os::OsKind;

/// Makes console and serial port of each other.
pub(super) fn pair_with_serial(domain: &mut Domain) -> Result<()> {
    let whole_machine = domain.os.machine.kind == OsKind::Hvm;
    let devices = &mut domain.devices;
    let is_serial = |console: &Console| console.target.kind == Some(ConsoleTargetKind::Serial);
    if devices.consoles.iter().skip(1).any(is_serial) {
        return Err(unsupported("Only the first console can be a serial port"));
    }
    let first_is_serial = devices
        .consoles
        .first()
        .is_some_and(|console| is_serial(console) || console.target.kind.is_none());
    if !whole_machine {
        return Ok(());
    }
    if first_is_serial {
        match devices.serials.first() {
            None => {
                devices.serials.push(serial_of(&devices.consoles[0]));
                devices.consoles[0] = stub();
            }
            Some(serial) if serial.backend.source != devices.consoles[0].backend.source => {
                devices.consoles[0] = stub();
            }
            Some(_) => return Ok(()),
        }
    } else if devices.serials.first().is_some_and(brings_console) {
        devices.consoles.insert(0, stub());
    } else {
        return Ok(());
    }
    for (port, console) in (0..).zip(&mut devices.consoles) {
        console.target.port = Some(port);
    }
    Ok(())
}

/// The serial port a console stands for.
fn serial_of(console: &Console) -> Serial {
    Serial {
        backend: console.backend.clone(),
        target: SerialTarget {
            port: Some(0),
            ..SerialTarget::default()
        },
        info: console.info.clone(),
    }
}

/// A console that only stands for the first serial port.
fn stub() -> Console {
    Console {
        target: ConsoleTarget {
            kind: Some(ConsoleTargetKind::Serial),
            port: None,
        },
        ..Console::default()
    }
}

fn brings_console(serial: &Serial) -> bool {
    !matches!(
        serial.target.kind,
        Some(
            SerialTargetKind::PciSerial | SerialTargetKind::UsbSerial | SerialTargetKind::IsaDebug
        )
    )
}
