//! The guest's processors as libvirt counts them, put together from two answers of QEMU.
//!
//! QEMU tells the places for devices that bring processors, and apart from that the processors
//! that run. libvirt has one entry for each possible processor: the first of a device carries its
//! place, the others only whether they are there.

use serde_json::{Map, Value};

use super::cpu::{CpuEntry, CpuPlace, CpuSlot};

/// One possible processor.
///
/// A device may bring several, as a core of POWER brings its threads.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Vcpu {
    /// Whether it is there.
    pub online: bool,
    /// Whether it can be plugged or unplugged.
    pub hotpluggable: bool,
    /// The thread of the host; 0 if there is none.
    pub thread: i64,
    /// When its device was plugged, counted from 1; 0 for all but the first of a device.
    pub order: u32,
    /// QEMU's number.
    pub index: Option<i64>,
    /// The device, on its first processor.
    pub device: Option<VcpuDevice>,
    /// Where it runs in QEMU's object tree, where nothing is known of devices.
    pub qom_path: Option<String>,
    /// Whether it waits for an interrupt; known on mainframes only.
    pub halted: bool,
}

/// A device that brings processors.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct VcpuDevice {
    /// The type of the device.
    pub device_type: String,
    /// Its alias, if it was plugged.
    pub alias: Option<String>,
    /// How many processors it brings.
    pub vcpus: u64,
    /// Its place.
    pub place: CpuPlace,
    /// The properties to plug it with.
    pub props: Map<String, Value>,
}

/// Puts the answers together; `count_max` is how many processors the guest can have.
///
/// Answers that do not fit together give what the running processors alone tell.
pub fn combine(slots: &[CpuSlot], entries: &[CpuEntry], count_max: usize) -> Vec<Vcpu> {
    by_place(slots, entries, count_max).unwrap_or_else(|| by_number(entries, count_max))
}

fn by_place(slots: &[CpuSlot], entries: &[CpuEntry], count_max: usize) -> Option<Vec<Vcpu>> {
    let total = slots
        .iter()
        .fold(0u64, |sum, slot| sum.saturating_add(slot.vcpus));
    if slots.is_empty() || total != u64::try_from(count_max).ok()? {
        return None;
    }
    let mut vcpus: Vec<Vcpu> = slots.iter().flat_map(vcpus_of).collect();
    let mut order = 0;
    for entry in entries {
        // A thread of a core is told with its own path, below that of the core.
        let path = entry.qom_path.as_deref()?;
        let path = path.split_once("/thread").map_or(path, |(core, _)| core);
        let first = vcpus
            .iter()
            .position(|vcpu| vcpu.qom_path.as_deref() == Some(path))?;
        if vcpus[first].order == 0 {
            order += 1;
            vcpus[first].order = order;
        }
        let alone = vcpus[first]
            .device
            .as_ref()
            .is_some_and(|device| device.vcpus == 1);
        let free = |vcpu: &Vcpu| alone || vcpu.thread == 0;
        let at = first + vcpus[first..].iter().position(free)?;
        vcpus[at].index = Some(entry.index);
        vcpus[at].thread = entry.thread;
        vcpus[at].halted = entry.halted;
    }
    Some(vcpus)
}

/// The processors of one device, the first with all that is known of it.
fn vcpus_of(slot: &CpuSlot) -> Vec<Vcpu> {
    let online = slot.qom_path.is_some();
    let other = Vcpu {
        online,
        hotpluggable: slot.alias.is_some() || !online,
        ..Vcpu::default()
    };
    let device = VcpuDevice {
        device_type: slot.device_type.clone(),
        alias: slot.alias.clone(),
        vcpus: slot.vcpus,
        place: slot.place,
        props: slot.props.clone(),
    };
    let first = Vcpu {
        device: Some(device),
        qom_path: slot.qom_path.clone(),
        ..other.clone()
    };
    let others = usize::try_from(slot.vcpus.saturating_sub(1)).unwrap_or(0);
    std::iter::once(first)
        .chain(std::iter::repeat_n(other, others))
        .collect()
}

fn by_number(entries: &[CpuEntry], count_max: usize) -> Vec<Vcpu> {
    let mut vcpus = vec![Vcpu::default(); count_max];
    for (vcpu, entry) in vcpus.iter_mut().zip(entries) {
        vcpu.online = true;
        vcpu.index = Some(entry.index);
        vcpu.thread = entry.thread;
        vcpu.qom_path.clone_from(&entry.qom_path);
        vcpu.halted = entry.halted;
    }
    vcpus
}
