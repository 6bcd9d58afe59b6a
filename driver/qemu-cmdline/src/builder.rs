//! The state of a command while it is put together.

use fv_driver_qemu_caps::Flag;
use fv_driver_qemu_resolve::machine::{Machine, machine_of};
use fv_error::Result;
use fv_model_domain::devices::address::{Address, DeviceInfo};

use crate::address::Buses;
use crate::input::CommandInput;
use crate::namespace::QemuNamespace;
use crate::plan::{CommandPlan, FdPurpose};
use crate::props::Props;
use crate::words::{internal, unsupported};

/// A command while it is put together.
pub(crate) struct Builder<'a> {
    pub(crate) input: CommandInput<'a>,
    pub(crate) buses: Buses<'a>,
    pub(crate) plan: CommandPlan,
    pub(crate) extra: &'a QemuNamespace,
    /// Whether the emulator takes all of the guest's memory at once by its own choice.
    pub(crate) is_prepared: bool,
    fd_sets: u32,
}

impl<'a> Builder<'a> {
    pub(crate) fn new(
        input: CommandInput<'a>,
        extra: &'a QemuNamespace,
        plan: CommandPlan,
    ) -> Self {
        let machine = machine_of(input.domain);
        let controllers = &input.domain.devices.controllers;
        let buses = Buses {
            machine,
            controllers,
        };
        Self {
            input,
            buses,
            plan,
            extra,
            is_prepared: false,
            fd_sets: 0,
        }
    }

    pub(crate) fn machine(&self) -> Machine<'a> {
        self.buses.machine
    }

    pub(crate) fn has(&self, flag: Flag) -> bool {
        self.input.caps.has(flag)
    }

    /// Appends an option with its value.
    pub(crate) fn option(&mut self, name: &str, value: impl AsRef<str>) {
        self.plan.option(name, value);
    }

    /// Appends `-object`.
    pub(crate) fn object(&mut self, props: &Props) {
        self.option("-object", props.to_json());
    }

    /// Appends `-device`.
    pub(crate) fn device(&mut self, mut props: Props) -> Result<()> {
        self.apply_overrides(&mut props);
        let value = if self.has(Flag::DeviceJson) {
            props.to_json()
        } else {
            format!(
                "{},{}",
                props.text_at("driver").unwrap_or_default(),
                props.to_pairs("driver")?
            )
        };
        self.option("-device", value);
        Ok(())
    }

    /// Appends `-netdev`.
    pub(crate) fn netdev(&mut self, props: &Props) -> Result<()> {
        let value = if self.has(Flag::NetdevJson) {
            props.to_json()
        } else {
            format!(
                "{},{}",
                props.text_at("type").unwrap_or_default(),
                props.to_pairs("type")?
            )
        };
        self.option("-netdev", value);
        Ok(())
    }

    /// Appends `-blockdev`.
    pub(crate) fn blockdev(&mut self, props: &Props) {
        self.option("-blockdev", props.to_json());
    }

    /// Hands a descriptor over in a set of its own; the answer is the path QEMU opens it by.
    pub(crate) fn fd_set(&mut self, purpose: FdPurpose, opaque: &str) -> String {
        let set = self.fd_sets;
        self.fd_sets += 1;
        let place = self.plan.fd(purpose);
        self.option("-add-fd", format!("set={set},fd={place},opaque={opaque}"));
        format!("/dev/fdset/{set}")
    }

    /// Adds the address of a device to its properties.
    pub(crate) fn address(&self, props: &mut Props, info: &DeviceInfo) -> Result<()> {
        self.buses.add(props, info)
    }

    /// Appends the companion that an s390 guest needs for each of its PCI devices.
    pub(crate) fn companion(&mut self, info: &DeviceInfo) -> Result<()> {
        let Some(zpci) = info.pci().and_then(|address| address.zpci) else {
            return Ok(());
        };
        if !self.has(Flag::DeviceZpci) {
            return Ok(());
        }
        let uid = zpci.uid.map_or(0, |uid| uid.0);
        let mut props = Props::device("zpci");
        props
            .number("uid", uid)
            .number("fid", zpci.fid.map_or(0, |fid| fid.0));
        props
            .text("target", info.alias())
            .text("id", format!("zpci{uid}"));
        self.device(props)
    }

    /// The name of a virtio device for the bus it is on.
    pub(crate) fn virtio_name(
        &self,
        base: &str,
        info: &DeviceInfo,
        variant: Variant,
    ) -> Result<String> {
        let suffix = match &info.address {
            Some(Address::Pci(_)) => "pci",
            Some(Address::VirtioMmio) => "device",
            Some(Address::Ccw(_)) => "ccw",
            None | Some(Address::Unassigned) => {
                let number = if info.address.is_none() { 0 } else { 12 };
                return Err(internal(format!(
                    "Unexpected enum value {number} for virDomainDeviceAddressType"
                )));
            }
            Some(_) => return Err(internal(format!("Unexpected address type for '{base}'"))),
        };
        let name = format!("{base}-{suffix}");
        Ok(match variant {
            Variant::Plain => name,
            Variant::Transitional if self.has(Flag::VirtioPciTransitional) => {
                format!("{name}-transitional")
            }
            // Without a device of that name the address alone makes it transitional.
            Variant::Transitional => name,
            Variant::NonTransitional if self.has(Flag::VirtioPciTransitional) => {
                format!("{name}-non-transitional")
            }
            Variant::NonTransitional => {
                let text = "virtio non-transitional model not supported for this qemu";
                return Err(unsupported(text));
            }
        })
    }

    fn apply_overrides(&self, props: &mut Props) {
        let Some(alias) = props.text_at("id").map(str::to_string) else {
            return;
        };
        for (name, value) in self.extra.frontend_overrides(&alias) {
            props.remove(name);
            if let Some(value) = value {
                props.value(name, value);
            }
        }
    }
}

/// How much of virtio's past a device still speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Variant {
    /// What the bus makes of it.
    Plain,
    /// Both.
    Transitional,
    /// The standard alone.
    NonTransitional,
}
