//! Modules of memory and the cells they belong to: sizes that boards can be built from, slots.

use fv_error::Result;
use fv_model_domain::Domain;
use fv_model_domain::cpu::Cpu;
use fv_model_domain::devices::address::{Address, DimmAddress};
use fv_model_domain::devices::memory::{MemoryDevice, MemoryModel};
use fv_model_domain::numa::{Numa, NumaCell};
use fv_model_domain::rules::Purpose;

use crate::machine::machine_of;
use crate::rules::{internal, malformed, unsupported};

/// What POWER's memory is a multiple of.
const POWER_ALIGN_KIB: u64 = 256 * 1024;

/// What a module of other boards is a multiple of.
const MODULE_ALIGN_KIB: u64 = 2048;

/// Gives a new guest that can grow a cell for all of its memory, as QEMU would behind its back.
pub(crate) fn add_cell(domain: &mut Domain, purpose: Purpose) -> Result<()> {
    let numa = domain.cpu.as_ref().and_then(|cpu| cpu.numa.as_ref());
    let has_cells = numa.is_some_and(|numa| !numa.cells.is_empty());
    let is_wanted = purpose.abi_update
        && domain.has_memory_hotplug()
        && !machine_of(domain).is_s390_ccw()
        && !has_cells;
    if !is_wanted {
        return Ok(());
    }
    let mut rest = domain.memory.total_kib;
    for module in &mut domain.devices.memories {
        let Some(left) = rest.checked_sub(module.size_kib) else {
            return malformed("Total size of memory devices exceeds the total memory size");
        };
        rest = left;
        if has_node(module) {
            module.node.get_or_insert(0);
        }
    }
    let cpu = domain.cpu.get_or_insert_with(Cpu::default);
    let numa = cpu.numa.get_or_insert_with(Numa::default);
    numa.cells = vec![NumaCell {
        memory_kib: rest,
        ..NumaCell::default()
    }];
    Ok(())
}

/// Whether a module is part of a cell.
pub(crate) fn has_node(module: &MemoryDevice) -> bool {
    matches!(
        module.model,
        MemoryModel::Dimm | MemoryModel::Nvdimm | MemoryModel::VirtioMem
    )
}

/// Rounds a module of a new POWER guest; others are rounded when they start.
pub(crate) fn round_module(domain: &mut Domain, n: usize, purpose: Purpose) -> Result<()> {
    let is_power = machine_of(domain).is_ppc64();
    match domain.devices.memories.get_mut(n) {
        Some(module) if is_power && purpose.abi_update => {
            let size = rounded(module, POWER_ALIGN_KIB, Board::Power)?;
            module.size_kib = size.unwrap_or(u64::MAX);
            Ok(())
        }
        _ => Ok(()),
    }
}

/// Whose rules a module follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Board {
    Power,
    Other,
}

/// The size of a module that a board can be built from; none is beyond all numbers.
///
/// The file behind a persistent module of POWER may be no larger than its document says, so what
/// the guest sees of it is rounded down, and the label comes on top.
fn rounded(module: &MemoryDevice, align_kib: u64, board: Board) -> Result<Option<u64>> {
    if board == Board::Other || module.model != MemoryModel::Nvdimm {
        return Ok(module.size_kib.checked_next_multiple_of(align_kib));
    }
    let label = module.label_size_kib;
    let seen = module.size_kib.saturating_sub(label);
    if seen < POWER_ALIGN_KIB {
        return malformed("minimum target size for the NVDIMM must be 256MB plus the label size");
    }
    Ok(Some(seen - seen % POWER_ALIGN_KIB + label))
}

/// Rounds the memory up to what the board can be built from.
pub(crate) fn align(domain: &mut Domain) -> Result<()> {
    let board = match machine_of(domain).is_ppc64() {
        true => Board::Power,
        false => Board::Other,
    };
    let (align_kib, module_kib) = match board {
        Board::Power => (POWER_ALIGN_KIB, POWER_ALIGN_KIB),
        Board::Other => (1024, MODULE_ALIGN_KIB),
    };
    let limit = fv_model_domain::memory::BYTES_MAX >> 10;
    let round = |size: u64| {
        let size = size.checked_next_multiple_of(align_kib);
        size.filter(|size| *size <= limit)
    };
    let mut initial = Some(domain.initial_memory_kib());
    if let Some(numa) = domain.cpu.as_mut().and_then(|cpu| cpu.numa.as_mut())
        && !numa.cells.is_empty()
    {
        // What the cells have is what the guest has.
        initial = Some(0);
        for (n, cell) in numa.cells.iter_mut().enumerate() {
            let Some(size) = round(cell.memory_kib) else {
                return unsupported(format!(
                    "memory size of NUMA node '{n}' overflowed after alignment"
                ));
            };
            cell.memory_kib = size;
            initial = initial.and_then(|sum: u64| sum.checked_add(size));
        }
    }
    let Some(initial) = initial.and_then(round) else {
        return unsupported("initial memory size overflowed after alignment");
    };
    let Some(max) = round(domain.memory.max_kib) else {
        return unsupported("maximum memory size overflowed after alignment");
    };
    let mut total = initial;
    for (n, module) in domain.devices.memories.iter_mut().enumerate() {
        let size = rounded(module, module_kib, board)?;
        let Some(size) = size.filter(|size| *size <= limit) else {
            return unsupported(format!(
                "size of memory module '{n}' overflowed after alignment"
            ));
        };
        module.size_kib = size;
        total = total.saturating_add(size);
    }
    let memory = &mut domain.memory;
    (memory.total_kib, memory.max_kib) = (total, max);
    memory.current_kib = memory.current_kib.min(total);
    Ok(())
}

/// Gives every module that needs one a slot of the board.
pub(crate) fn assign_slots(domain: &mut Domain) -> Result<()> {
    if !domain.has_memory_hotplug() {
        return Ok(());
    }
    let slots = domain.memory.slots;
    let modules = &mut domain.devices.memories;
    let mut taken: std::collections::BTreeSet<u32> = modules
        .iter()
        .filter_map(|module| match &module.info.address {
            Some(Address::Dimm(address)) => Some(address.slot),
            _ => None,
        })
        .collect();
    let open = modules
        .iter_mut()
        .filter(|module| module.needs_slot() && !is_placed(module));
    for module in open {
        let Some(slot) = (0..slots).find(|slot| !taken.contains(slot)) else {
            return internal("failed to find an empty memory slot");
        };
        taken.insert(slot);
        module.info.address = Some(Address::Dimm(DimmAddress { slot, base: None }));
    }
    Ok(())
}

fn is_placed(module: &MemoryDevice) -> bool {
    matches!(module.info.address, Some(Address::Dimm(_)))
}
