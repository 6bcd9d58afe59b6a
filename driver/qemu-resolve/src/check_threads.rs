//! What the QEMU driver refuses of I/O threads and of devices that name them.

use std::collections::BTreeSet;

use fv_driver_qemu_caps::{Caps, Flag};
use fv_error::Result;
use fv_model_domain::Domain;
use fv_model_domain::devices::address::Address;
use fv_model_domain::devices::controller::Controller;
use fv_model_domain::devices::disk::{Disk, DiskBus, IothreadMapping};

use crate::rules::unsupported;

/// Refuses threads that the emulator cannot have.
pub(crate) fn domain(domain: &Domain, caps: &Caps) -> Result<()> {
    let mut threads = domain.iothread_ids.threads.iter();
    let has_pool = threads.any(|thread| thread.pool_min.or(thread.pool_max).is_some())
        || domain.default_iothread.is_some();
    if has_pool && !caps.has(Flag::IothreadThreadPoolMax) {
        return unsupported(
            "thread_pool_min and thread_pool_max is not supported by this QEMU binary",
        );
    }
    Ok(())
}

/// Refuses a disk whose threads are not there, or that cannot have any.
pub(crate) fn disk(domain: &Domain, disk: &Disk, caps: &Caps) -> Result<()> {
    let (one, mapping) = (disk.driver.iothread, &disk.driver.iothreads);
    if one == 0 && mapping.threads.is_empty() {
        return Ok(());
    }
    let target = &disk.target.dev;
    let bus = disk.target.bus.unwrap_or(DiskBus::Ide);
    if bus != DiskBus::Virtio {
        let bus = bus.as_str();
        return unsupported(format!(
            "IOThreads not available for bus {bus} target {target}"
        ));
    }
    if !mapping.threads.is_empty() && !caps.has(Flag::VirtioBlkIothreadMapping) {
        return unsupported(format!(
            "IOThread mapping for disk '{target}' is not available with this QEMU binary"
        ));
    }
    mapped(domain, mapping, disk.driver.queues)?;
    if one != 0 && !domain.has_iothread(one) {
        return unsupported(format!("Disk iothread '{one}' not defined in iothreadid"));
    }
    Ok(())
}

/// Refuses a controller for SCSI whose threads are not there.
pub(crate) fn controller(domain: &Domain, controller: &Controller, caps: &Caps) -> Result<()> {
    let (one, mapping) = (controller.driver.iothread, &controller.driver.iothreads);
    if one == 0 && mapping.threads.is_empty() {
        return Ok(());
    }
    let address = controller.info.address.as_ref();
    if address.is_some_and(|address| !matches!(address, Address::Pci(_) | Address::Ccw(_))) {
        return unsupported(
            "virtio-scsi IOThreads only available for virtio pci and virtio ccw controllers",
        );
    }
    if !mapping.threads.is_empty() && !caps.has(Flag::VirtioScsiIothreadMapping) {
        return unsupported(
            "IOThread mapping for virtio-scsi controllers is not available with this QEMU binary",
        );
    }
    mapped(domain, mapping, controller.driver.queues)?;
    if one != 0 && !domain.has_iothread(one) {
        return unsupported(format!(
            "controller iothread '{one}' not defined in iothreadid"
        ));
    }
    Ok(())
}

/// Refuses queues that are given to no thread, to several, or to one that is not there.
fn mapped(domain: &Domain, mapping: &IothreadMapping, queues: u32) -> Result<()> {
    let Some(first) = mapping.threads.first() else {
        return Ok(());
    };
    let is_explicit = !first.queues.is_empty();
    if is_explicit && queues == 0 {
        return unsupported(
            "'queue' count must be configured for explicit iothread to queue mapping",
        );
    }
    let (mut threads, mut served) = (BTreeSet::new(), BTreeSet::new());
    for thread in &mapping.threads {
        let id = thread.id;
        if !threads.insert(id) {
            return unsupported(format!("duplicate mapping for iothread '{id}'"));
        }
        if !domain.has_iothread(id) {
            return unsupported(format!("iothread '{id}' not defined in iothreadid"));
        }
        if thread.queues.is_empty() == is_explicit {
            return unsupported(
                "iothread to queue mapping must be provided for all iothreads or for none",
            );
        }
        for queue in thread.queues.iter().map(|queue| queue.id) {
            if queue >= queues {
                return unsupported(format!("iothread queue '{queue}' mapping out of range"));
            }
            if !served.insert(queue) {
                return unsupported(format!("iothread queue '{queue}' is already assigned"));
            }
        }
    }
    let unserved = (0..queues).find(|queue| !served.contains(queue));
    match unserved.filter(|_| is_explicit) {
        Some(queue) => unsupported(format!("missing iothread mapping for queue '{queue}'")),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests;
