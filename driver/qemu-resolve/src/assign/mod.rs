//! Gives every device that needs one an address, in libvirt's order of kinds.

mod buses;
mod chipset;
mod connect;
mod pci;
mod usb;

use fv_driver_qemu_caps::{Caps, Flag};
use fv_error::Result;
use fv_model_domain::Domain;
use fv_model_domain::devices::address::Address;

use crate::machine::machine_of;
use crate::memory;

/// Whether a guest may still change as its devices see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Age {
    /// It was never started.
    New,
    /// It existed before.
    Existing,
}

/// Gives every device that needs one an address.
pub(crate) fn addresses(domain: &mut Domain, caps: &Caps, age: Age) -> Result<()> {
    buses::virtio_serial(domain)?;
    buses::spapr_vio(domain)?;
    buses::ccw(domain, caps)?;
    virtio_mmio(domain, caps);
    pci::assign(domain, caps)?;
    usb::assign(domain, age)?;
    memory::assign_slots(domain)
}

/// Puts virtio devices of boards without a habit of PCI where they go.
///
/// PCI Express is preferred where the emulator has ports for it, unless a device shows that the
/// guest is older than that.
fn virtio_mmio(domain: &mut Domain, caps: &Caps) {
    let machine = machine_of(domain);
    let has_choice = (machine.is_arm_board() || machine.is_riscv())
        && (machine.name.starts_with("vexpress-")
            || machine.is_arm_virt()
            || machine.is_riscv_virt());
    if !has_choice {
        return;
    }
    let has_ports = caps.has(Flag::DevicePcieRootPort) || caps.has(Flag::DeviceIoh3420);
    let ids = domain
        .devices
        .ids(fv_model_domain::devices::id::Consoles::Own);
    let is_mmio = |id: &fv_model_domain::devices::id::DeviceId| {
        let info = domain.devices.info(*id);
        info.is_some_and(|info| info.address == Some(Address::VirtioMmio))
    };
    let is_old = ids.iter().any(is_mmio);
    if pci::has_pcie_root(domain) && has_ports && !is_old {
        buses::prime_virtio(domain, &Address::Pci(Default::default()));
    } else if caps.has(Flag::DeviceVirtioMmio) {
        buses::prime_virtio(domain, &Address::VirtioMmio);
    }
}
