//! What a driver adds to the second and third stage.
//!
//! The calls come in libvirt's order: [`basics`](DriverRules::basics), numbers of controllers,
//! [`domain`](DriverRules::domain), then for each device [`device`](DriverRules::device) followed
//! by the common defaults, implicit devices, [`addresses`](DriverRules::addresses); and for the
//! third stage the common checks of the domain and its devices, each followed by the driver's.

use fv_error::Result;

use crate::Domain;
use crate::devices::id::DeviceId;

/// A driver's part in reading a definition. One value serves one definition.
pub trait DriverRules {
    /// Says whether the driver can do something that not all drivers can.
    fn has(&self, ability: Ability) -> bool {
        let _ = ability;
        false
    }

    /// Says whether the driver does something with an element few guests have, given by its path
    /// (`devices/tpm`, `cputune`, `devices/graphics[type='spice']`); others are refused by name.
    fn understands(&self, path: &str) -> bool {
        let _ = path;
        false
    }

    /// The model of a guest's label that names none: the host's first security model.
    fn security_model(&self) -> Option<&str> {
        None
    }

    /// The first three bytes of hardware addresses that are made up.
    fn mac_prefix(&self) -> [u8; 3] {
        [0x52, 0x54, 0x00]
    }

    /// Fills in what everything else depends on: the emulator, the machine.
    fn basics(&self, domain: &mut Domain) -> Result<()> {
        let _ = domain;
        Ok(())
    }

    /// Fills in defaults of the whole domain and devices the machine always has.
    fn domain(&self, domain: &mut Domain, purpose: Purpose) -> Result<()> {
        let _ = (domain, purpose);
        Ok(())
    }

    /// Fills in defaults of one device.
    fn device(&self, domain: &mut Domain, device: DeviceId, purpose: Purpose) -> Result<()> {
        let _ = (domain, device, purpose);
        Ok(())
    }

    /// Gives every device that needs one an address.
    fn addresses(&self, domain: &mut Domain, purpose: Purpose) -> Result<()> {
        let _ = (domain, purpose);
        Ok(())
    }

    /// Refuses a domain the driver cannot run.
    fn check_domain(&self, domain: &Domain) -> Result<()> {
        let _ = domain;
        Ok(())
    }

    /// Refuses a device the driver cannot provide.
    fn check_device(&self, domain: &Domain, device: DeviceId) -> Result<()> {
        let _ = (domain, device);
        Ok(())
    }
}

/// What not all drivers can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ability {
    /// SCSI buses with sixteen units.
    WideScsi,
    /// Memory that is added later.
    MemoryHotplug,
    /// Names with a slash.
    NameSlash,
    /// Processors that are on or off one by one.
    IndividualVcpus,
    /// No boot order at all.
    NoBootOrder,
    /// Network models by any name.
    NetModelString,
    /// Disks by descriptor.
    DiskFd,
    /// Firmware chosen by what it can do.
    FirmwareSelection,
    /// Elements of QEMU's own namespace.
    QemuNamespace,
    /// No console that stands for a serial port.
    NoStubConsole,
}

/// What a definition is read for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Purpose {
    /// Whether the guest is new, so that newer defaults may be chosen.
    pub abi_update: bool,
    /// Whether it arrives by migration and the same holds.
    pub abi_update_migration: bool,
    /// Whether checks are left out, because the definition was accepted before.
    pub skip_validate: bool,
    /// Whether it is read as a live document, as after a restart of the daemon.
    pub live: bool,
}

/// The rules of no driver: for tests and for documents that are only looked at.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoRules;

impl DriverRules for NoRules {}
