//! Checks of modules of memory.

use fv_error::{Error, ErrorCode, ErrorDomain, Result};

use crate::Domain;
use crate::YesNo;
use crate::devices::address::Address;
use crate::devices::memory::{MemoryDevice, MemoryModel};
use crate::memory::MemoryAccessMode;
use crate::os::Arch;
use crate::resolve::unsupported;

/// The size of a page in bytes; what is mapped begins on one.
const PAGE: u64 = 4096;

/// The size of a transparent huge page, the least that virtio-mem can plug: 2 MiB on every host
/// that has such pages.
const BLOCK_KIB_MIN: u64 = 2048;

/// Refuses a module that cannot be.
pub(super) fn check(domain: &Domain, n: usize) -> Result<()> {
    let module = &domain.devices.memories[n];
    node(domain, module)?;
    match module.model {
        MemoryModel::Nvdimm => nvdimm(domain, module)?,
        MemoryModel::VirtioPmem => virtio_pmem(module)?,
        MemoryModel::VirtioMem => virtio_mem(module)?,
        MemoryModel::SgxEpc if module.info.address.is_some() => {
            return Err(unsupported(
                "memory device address is not supported for model 'sgx-epc'",
            ));
        }
        MemoryModel::Dimm | MemoryModel::SgxEpc => {}
    }
    conflict(domain, n)
}

/// The guest's nodes are numbered from zero without gaps.
fn node(domain: &Domain, module: &MemoryDevice) -> Result<()> {
    let Some(node) = module.node else {
        return Ok(());
    };
    let numa = domain.cpu.as_ref().and_then(|cpu| cpu.numa.as_ref());
    let count = numa.map_or(0, |numa| numa.cells.len());
    if count == 0 {
        return Err(detail(
            "can't add memory backend as guest has no NUMA nodes configured",
        ));
    }
    if node as usize >= count {
        return Err(detail(format!(
            "can't add memory backend for guest node '{node}' as the guest has only '{count}' \
             NUMA nodes configured"
        )));
    }
    Ok(())
}

fn nvdimm(domain: &Domain, module: &MemoryDevice) -> Result<()> {
    if module.path.is_none() {
        return Err(detail("path is required for model 'nvdimm'"));
    }
    if module.discard == Some(YesNo::Yes) {
        return Err(unsupported("discard is not supported for nvdimms"));
    }
    let arch = domain.os.machine.arch;
    if arch.is_some_and(|arch| matches!(arch, Arch::Ppc64 | Arch::Ppc64le)) {
        if module.label_size_kib == 0 {
            return Err(unsupported("label size is required for NVDIMM device"));
        }
    } else if module.uuid.is_some() {
        return Err(unsupported("UUID is not supported for NVDIMM device"));
    }
    Ok(())
}

fn virtio_pmem(module: &MemoryDevice) -> Result<()> {
    if module.path.is_none() {
        return Err(detail("path is required for model 'virtio-pmem'"));
    }
    if module.discard == Some(YesNo::Yes) {
        return Err(unsupported(
            "discard is not supported for model 'virtio-pmem'",
        ));
    }
    if module.access != Some(MemoryAccessMode::Shared) {
        return Err(unsupported(
            "shared access mode required for virtio-pmem device",
        ));
    }
    if module.node.is_some() {
        return Err(unsupported("virtio-pmem does not support NUMA nodes"));
    }
    if !module.address.is_multiple_of(PAGE) {
        return Err(unsupported(format!(
            "memory address must be aligned to {PAGE} bytes"
        )));
    }
    Ok(())
}

fn virtio_mem(module: &MemoryDevice) -> Result<()> {
    let (block, requested) = (module.block_size_kib, module.requested_kib);
    if requested > module.size_kib {
        return Err(detail(format!(
            "requested size must be smaller than or equal to @size ({}KiB)",
            module.size_kib
        )));
    }
    if !block.is_power_of_two() {
        return Err(detail("block size must be a power of two"));
    }
    if block < BLOCK_KIB_MIN {
        return Err(detail(format!(
            "block size too small, must be at least {BLOCK_KIB_MIN}KiB"
        )));
    }
    if requested % block != 0 {
        return Err(detail(
            "requested size must be an integer multiple of block size",
        ));
    }
    if !module.address.is_multiple_of(block.saturating_mul(1024)) {
        return Err(detail("memory device address must be aligned to blocksize"));
    }
    Ok(())
}

/// Where a module is mapped, zero while that is open, and its slot.
fn place(module: &MemoryDevice) -> (u64, Option<u32>) {
    match (&module.info.address, module.model) {
        (_, MemoryModel::VirtioMem | MemoryModel::VirtioPmem) => (module.address, None),
        (Some(Address::Dimm(address)), MemoryModel::Dimm | MemoryModel::Nvdimm) => {
            (address.base.unwrap_or_default(), Some(address.slot))
        }
        _ => (0, None),
    }
}

/// Refuses two modules in one slot, or one over another.
fn conflict(domain: &Domain, n: usize) -> Result<()> {
    let modules = &domain.devices.memories;
    let own = &modules[n];
    let (start, slot) = place(own);
    if start == 0 && slot.is_none() {
        return Ok(());
    }
    let end = start.saturating_add(own.mapped_size());
    let others = modules.iter().enumerate().filter(|(other, _)| *other != n);
    for (_, other) in others {
        let (from, taken) = place(other);
        if let Some(slot) = slot.filter(|slot| taken == Some(*slot)) {
            return Err(unsupported(format!(
                "memory device slot '{slot}' is already being used by another memory device"
            )));
        }
        // A copy of itself, as in an update, is no other module.
        if slot.is_none() && is_same(own, other) {
            continue;
        }
        let to = from.saturating_add(other.mapped_size());
        if start != 0 && from != 0 && start < to && from < end {
            return Err(unsupported(format!(
                "memory device address [0x{start:x}:0x{end:x}] overlaps with other memory device \
                 (0x{from:x})"
            )));
        }
    }
    Ok(())
}

fn is_same(one: &MemoryDevice, other: &MemoryDevice) -> bool {
    let has_alias = one.info.alias.is_some() && one.info.alias == other.info.alias;
    let has_address = one.info.address.is_some() && one.info.address == other.info.address;
    has_alias || has_address
}

fn detail(text: impl Into<String>) -> Error {
    Error::new(ErrorDomain::Domain, ErrorCode::XmlDetail, text)
}
