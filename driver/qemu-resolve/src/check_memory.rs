//! What the QEMU driver refuses of modules of memory.

use fv_driver_qemu_caps::{Caps, Flag};
use fv_error::Result;
use fv_model_domain::devices::address::Address;
use fv_model_domain::devices::memory::{MemoryDevice, MemoryModel};
use fv_model_domain::{Domain, YesNo};

use crate::machine::machine_of;
use crate::memory::has_node;
use crate::rules::unsupported;

/// Refuses a module that the emulator cannot provide.
pub(crate) fn module(module: &MemoryDevice, domain: &Domain, caps: &Caps) -> Result<()> {
    match module.model {
        MemoryModel::Dimm if !caps.has(Flag::DevicePcDimm) => {
            unsupported("memory hotplug isn't supported by this QEMU binary")
        }
        MemoryModel::Nvdimm if !caps.has(Flag::DeviceNvdimm) => {
            unsupported("nvdimm isn't supported by this QEMU binary")
        }
        MemoryModel::Nvdimm if module.readonly && !caps.has(Flag::DeviceNvdimmUnarmed) => {
            unsupported("nvdimm readonly property is not available with this QEMU binary")
        }
        MemoryModel::VirtioPmem if !caps.has(Flag::DeviceVirtioPmemPci) => {
            unsupported("virtio-pmem isn't supported by this QEMU binary")
        }
        MemoryModel::VirtioMem => virtio_mem(module, domain, caps),
        MemoryModel::SgxEpc => enclave(module, caps),
        MemoryModel::Dimm | MemoryModel::Nvdimm | MemoryModel::VirtioPmem => Ok(()),
    }
}

fn virtio_mem(module: &MemoryDevice, domain: &Domain, caps: &Caps) -> Result<()> {
    let address = module.info.address.as_ref();
    let is_ccw = matches!(address, Some(Address::Ccw(_)));
    let lacks_pci = matches!(address, Some(Address::Pci(_))) && !caps.has(Flag::DeviceVirtioMemPci);
    if lacks_pci || (is_ccw && !caps.has(Flag::DeviceVirtioMemCcw)) {
        return unsupported("virtio-mem isn't supported by this QEMU binary");
    }
    if is_ccw {
        let pages = domain.memory_backing.huge_pages.as_ref();
        let general = pages.and_then(|pages| pages.pages.first());
        let own = module.page_size_kib;
        if own != 0 && general.is_some_and(|general| general.size_kib != own) {
            return unsupported(
                "virtio-mem-ccw can't use different page size than the boot memory",
            );
        }
        if module.node.is_some_and(|node| node != 0) {
            return unsupported("NUMA nodes are not supported for virtio-mem-ccw");
        }
    }
    let wants_slots = module.dynamic_memslots == Some(YesNo::Yes);
    if wants_slots && !caps.has(Flag::DeviceVirtioMemPciDynamicMemslots) {
        return unsupported("virtio-mem does not support dynamicMemslots");
    }
    Ok(())
}

/// An enclave's memory comes out of what the host set aside, node by node.
fn enclave(module: &MemoryDevice, caps: &Caps) -> Result<()> {
    if !caps.has(Flag::SgxEpc) {
        return unsupported("sgx epc isn't supported by this QEMU binary");
    }
    let sections = caps.sgx.as_ref().map(|sgx| sgx.sections.as_slice());
    let sections = sections.unwrap_or_default();
    if sections.is_empty() {
        return unsupported("this QEMU version didn't provide SGX EPC NUMA info");
    }
    let nodes = match &module.nodes {
        Some(nodes) => nodes.0.iter().collect(),
        None => vec![0],
    };
    for node in nodes {
        let size_kib = sections.get(node).map_or(0, |(size_kib, _)| *size_kib);
        if module.size_kib > size_kib {
            return unsupported(format!(
                "sgx epc size {size_kib} on host node {node} is less than requested size {}",
                module.size_kib
            ));
        }
    }
    Ok(())
}

/// Refuses modules that have no room on the board.
pub(crate) fn hotplug(domain: &Domain) -> Result<()> {
    let modules = &domain.devices.memories;
    if !domain.has_memory_hotplug() {
        return match modules.is_empty() {
            true => Ok(()),
            false => unsupported(
                "cannot use/hotplug a memory device when domain 'maxMemory' is not defined",
            ),
        };
    }
    let machine = machine_of(domain);
    if cells(domain) == 0 && !machine.is_ppc64() && !machine.is_s390() {
        return unsupported(
            "At least one numa node has to be configured when enabling memory hotplug",
        );
    }
    for module in modules {
        if module.model != MemoryModel::SgxEpc {
            placed(module, domain)?;
        }
    }
    let slots = domain.memory.slots;
    let needed = modules.iter().filter(|module| module.needs_slot()).count();
    if needed as u64 > u64::from(slots) {
        return unsupported(format!(
            "count of memory devices requiring memory slots '{needed}' exceeds slots count \
             '{slots}'"
        ));
    }
    let initial = domain.initial_memory_kib();
    let plugged = domain.memory.total_kib.saturating_sub(initial);
    if plugged > domain.memory.max_kib.saturating_sub(initial) {
        return unsupported("memory device total size exceeds hotplug space");
    }
    Ok(())
}

fn cells(domain: &Domain) -> usize {
    let numa = domain.cpu.as_ref().and_then(|cpu| cpu.numa.as_ref());
    numa.map_or(0, |numa| numa.cells.len())
}

fn placed(module: &MemoryDevice, domain: &Domain) -> Result<()> {
    let address = module.info.address.as_ref();
    match module.model {
        MemoryModel::Dimm | MemoryModel::Nvdimm => match address {
            None => {}
            Some(Address::Dimm(address)) if address.slot < domain.memory.slots => {}
            Some(Address::Dimm(address)) => {
                let (slot, slots) = (address.slot, domain.memory.slots);
                return unsupported(format!(
                    "memory device slot '{slot}' exceeds slots count '{slots}'"
                ));
            }
            Some(_) => {
                return unsupported("only 'dimm' addresses are supported for the pc-dimm device");
            }
        },
        MemoryModel::VirtioPmem => {
            if !matches!(address, None | Some(Address::Pci(_))) {
                return unsupported(
                    "only 'pci' addresses are supported for the virtio-pmem device",
                );
            }
        }
        MemoryModel::VirtioMem | MemoryModel::SgxEpc => {
            if !matches!(address, None | Some(Address::Pci(_) | Address::Ccw(_))) {
                return unsupported(format!(
                    "only 'pci' and 'ccw' addresses are supported for the {} device",
                    module.model.as_str()
                ));
            }
        }
    }
    if has_node(module) && cells(domain) != 0 && module.node.is_none() {
        return unsupported("target NUMA node needs to be specified for memory device");
    }
    Ok(())
}
