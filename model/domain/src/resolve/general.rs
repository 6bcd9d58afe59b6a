//! Defaults of the domain itself: processors, memory, boot order, timers.

use std::collections::HashSet;

use fv_error::Result;
use fv_model_xml::YesNo;

use super::{malformed, unsupported};
use crate::Domain;
use crate::clock::{TickPolicy, Timer, TimerName};
use crate::devices::id::Consoles;
use crate::os::{BootDevice, BootDeviceKind, LoaderKind, OsKind};
use crate::rules::Purpose;

/// A container has to say what it runs.
pub(super) fn init(domain: &Domain) -> Result<()> {
    if domain.os.machine.kind == OsKind::Exe && domain.os.init.is_none() {
        return Err(malformed("init binary must be specified"));
    }
    Ok(())
}

/// A processor that is on from the start cannot be unplugged unless the user says so.
pub(super) fn vcpus(domain: &mut Domain) -> Result<()> {
    for (number, vcpu) in domain.vcpus.individual.iter_mut().enumerate() {
        match vcpu.hotpluggable {
            None => vcpu.hotpluggable = Some(YesNo::from_bool(!vcpu.enabled)),
            Some(YesNo::No) if !vcpu.enabled => {
                return Err(unsupported(format!(
                    "vcpu '{number}' is both offline and not hotpluggable"
                )));
            }
            Some(_) => {}
        }
    }
    Ok(())
}

/// The sizes depend on each other.
pub(super) fn memory(domain: &mut Domain, purpose: Purpose) -> Result<()> {
    let cells: u64 = domain
        .cpu
        .iter()
        .filter_map(|cpu| cpu.numa.as_ref())
        .flat_map(|numa| &numa.cells)
        .fold(0, |sum, cell| sum.saturating_add(cell.memory_kib));
    let modules: u64 = domain
        .devices
        .memories
        .iter()
        .fold(0, |sum, module| sum.saturating_add(module.size_kib));
    if cells == 0
        && let Some(pages) = &mut domain.memory_backing.huge_pages
    {
        // Without nodes of its own a guest has one, number zero, which needs no name.
        let zero_alone = |nodes: &fv_types::Bitmap| nodes.last() == Some(0);
        for page in &mut pages.pages {
            page.nodeset.take_if(|nodes| zero_alone(nodes));
        }
    }
    let memory = &mut domain.memory;
    let inferred = memory.total_kib == 0 || purpose.abi_update || purpose.abi_update_migration;
    if inferred && cells > 0 {
        memory.total_kib = cells.saturating_add(modules);
    } else if modules > memory.total_kib {
        return Err(malformed(
            "Total size of memory devices exceeds the total memory size",
        ));
    }
    if memory.total_kib <= modules {
        return Err(malformed(
            "Memory size must be specified via <memory> or in the <numa> configuration",
        ));
    }
    if memory.current_kib == 0 || memory.current_kib > memory.total_kib {
        memory.current_kib = memory.total_kib;
    }
    if memory.max_kib == 0 && memory.slots > 0 {
        return Err(malformed(
            "maximum memory size must be specified when specifying number of memory slots",
        ));
    }
    if memory.max_kib > 0 && memory.max_kib < memory.total_kib {
        return Err(malformed(
            "maximum memory size must be equal or greater than the actual memory size",
        ));
    }
    Ok(())
}

/// A loader is ROM unless it says otherwise.
pub(super) fn loader(domain: &mut Domain) {
    if let Some(loader) = &mut domain.os.loader
        && loader.path.is_some()
    {
        loader.kind.get_or_insert(LoaderKind::Rom);
    }
}

/// Either kinds of device or single devices are given an order, not both.
pub(super) fn boot_order(domain: &mut Domain) -> Result<()> {
    let mut orders = HashSet::new();
    for id in domain.devices.ids(Consoles::Own) {
        let info = domain.devices.info(id);
        let Some(boot) = info.and_then(|info| info.boot.as_ref()) else {
            continue;
        };
        if !orders.insert(boot.order) {
            let order = boot.order;
            return Err(unsupported(format!(
                "boot order '{order}' used for more than one device"
            )));
        }
    }
    if !domain.os.boot.is_empty() && !orders.is_empty() {
        return Err(unsupported(
            "per-device boot elements cannot be used together with os/boot elements",
        ));
    }
    if domain.os.boot.is_empty() && orders.is_empty() {
        domain.os.boot.push(BootDevice {
            dev: BootDeviceKind::Hd,
        });
    }
    Ok(())
}

/// Not every timer can be told everything.
pub(super) fn timers(domain: &Domain) -> Result<()> {
    domain.clock.timers.iter().try_for_each(timer)
}

fn timer(timer: &Timer) -> Result<()> {
    let name = timer.name;
    let refused = |what: &str| {
        Err(unsupported(format!(
            "timer {name} doesn't support setting of timer {what}"
        )))
    };
    let paravirtual = matches!(name, TimerName::Kvmclock | TimerName::Hypervclock);
    if paravirtual && timer.tick_policy.is_some() {
        return refused("tickpolicy");
    }
    let catchup = &timer.catchup;
    let given = catchup.threshold != 0 || catchup.limit != 0 || catchup.slew != 0;
    if timer.tick_policy != Some(TickPolicy::Catchup) && given {
        return Err(malformed(
            "setting of timer catchup policies is only supported with tickpolicy='catchup'",
        ));
    }
    if name != TimerName::Tsc && timer.frequency != 0 {
        return refused("frequency");
    }
    if name != TimerName::Tsc && timer.mode.is_some() {
        return refused("mode");
    }
    if !matches!(name, TimerName::Platform | TimerName::Rtc) && timer.track.is_some() {
        return refused("track");
    }
    Ok(())
}

/// There is nothing to check without a model.
pub(super) fn cpu(domain: &Domain) -> Result<()> {
    match &domain.cpu {
        Some(cpu) if cpu.is_plain() && cpu.check.is_some() => Err(unsupported(
            "check attribute specified for CPU with no model",
        )),
        _ => Ok(()),
    }
}
