//! The disks and file systems of a guest, as its agent tells them.

use fv_error::Result;
use fv_types::{TypedParam, TypedValue};
use serde_json::Value;

use super::call::{AgentCall, odd};
use super::commands::{count_of, text};
use crate::command::Command;
use crate::json::Fields;

/// Where a disk is in the guest; what of it counts depends on the bus.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DiskAddress {
    /// The word of the agent for the bus.
    pub bus_type: Option<String>,
    /// The serial number.
    pub serial: Option<String>,
    /// The name in the guest.
    pub device: Option<String>,
    /// The bus of its controller.
    pub bus: u32,
    /// The target on that bus.
    pub target: u32,
    /// The unit of that target.
    pub unit: u32,
    /// Domain, bus, slot and function of the PCI device that it is, or is behind.
    pub pci: [u32; 4],
    /// Channel subsystem, set and number of the CCW device, as the host counts them.
    pub ccw: Option<[u32; 3]>,
}

/// A file system that is mounted in the guest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GuestFileSystem {
    /// The device in the guest.
    pub name: String,
    /// Where it is mounted.
    pub mount_point: String,
    /// The kind.
    pub kind: String,
    /// How large it is.
    pub total_bytes: Option<u64>,
    /// How much of it is used.
    pub used_bytes: Option<u64>,
    /// The disks that it is on.
    pub disks: Vec<DiskAddress>,
}

/// The file systems of the guest, in the order in which they were mounted.
pub fn file_systems() -> AgentCall<Vec<GuestFileSystem>> {
    AgentCall::new(Command::new("guest-get-fsinfo"), |value| {
        let entries = value
            .as_array()
            .ok_or_else(|| odd("guest-get-fsinfo reply was missing or not an array"))?;
        // The agent tells the last one first.
        entries.iter().rev().map(file_system).collect()
    })
}

fn file_system(value: &Value) -> Result<GuestFileSystem> {
    let want = |key: &str| {
        let text = value.string(key);
        text.ok_or_else(|| odd(format!("'{key}' missing in reply of guest-get-fsinfo")))
    };
    // Agents before 3.0 do not tell sizes.
    let bytes = |key: &str| match value.field(key) {
        None => Ok(None),
        Some(bytes) => bytes.as_u64().map(Some).ok_or_else(|| {
            odd(format!(
                "Error getting '{key}' in reply of guest-get-fsinfo"
            ))
        }),
    };
    let disks = value
        .list("disk")
        .ok_or_else(|| odd("'disk' missing or not an array in reply of guest-get-fsinfo"));
    Ok(GuestFileSystem {
        mount_point: want("mountpoint")?,
        name: want("name")?,
        kind: want("type")?,
        used_bytes: bytes("used-bytes")?,
        total_bytes: bytes("total-bytes")?,
        disks: disks?.iter().map(address).collect::<Result<_>>()?,
    })
}

fn address(value: &Value) -> Result<DiskAddress> {
    let pci = value.field("pci-controller");
    let numbers = [
        number(value, "bus")?,
        number(value, "target")?,
        number(value, "unit")?,
    ];
    let pci = pci.ok_or_else(|| odd("'pci-controller' missing"))?;
    let ccw = match value.field("ccw-address") {
        None => None,
        // What the guest counts as 0 is 0xfe on the host.
        Some(ccw) => Some([
            Some(number(ccw, "cssid")?)
                .filter(|set| *set != 0)
                .unwrap_or(0xfe),
            number(ccw, "ssid")?,
            number(ccw, "devno")?,
        ]),
    };
    Ok(DiskAddress {
        bus_type: value.string("bus-type"),
        serial: value.string("serial"),
        device: value.string("dev"),
        bus: numbers[0],
        target: numbers[1],
        unit: numbers[2],
        pci: [
            number(pci, "domain")?,
            number(pci, "bus")?,
            number(pci, "slot")?,
            number(pci, "function")?,
        ],
        ccw,
    })
}

/// A number of an address; the agent says -1 for one that it does not know.
fn number(value: &Value, key: &str) -> Result<u32> {
    let number = value.field(key).and_then(|number| match number.as_i64() {
        Some(-1) => Some(u32::MAX),
        Some(number) => u32::try_from(number).ok(),
        None => None,
    });
    number.ok_or_else(|| odd(format!("'{key}' missing")))
}

/// A disk of the guest, or a part of one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GuestDisk {
    /// The device in the guest.
    pub name: String,
    /// Whether it is a part of another.
    pub partition: bool,
    /// The devices that it is made of.
    pub dependencies: Vec<String>,
    /// Where it is.
    pub address: Option<DiskAddress>,
    /// What the guest calls it besides.
    pub alias: Option<String>,
}

/// The disks of the guest.
pub fn disks() -> AgentCall<Vec<GuestDisk>> {
    AgentCall::new(Command::new("guest-get-disks"), |value| {
        let entries = value
            .as_array()
            .ok_or_else(|| odd("qemu agent didn't return an array of disks"))?;
        entries.iter().map(disk).collect()
    })
}

fn disk(value: &Value) -> Result<GuestDisk> {
    let missing = |key: &str| odd(format!("'{key}' missing in reply of guest-get-disks"));
    let dependencies = value.list("dependencies").unwrap_or_default().iter();
    let dependencies = dependencies.map(|item| item.as_str().map(str::to_string));
    let dependencies: Option<Vec<String>> = dependencies.collect();
    Ok(GuestDisk {
        name: value.string("name").ok_or_else(|| missing("name"))?,
        partition: value
            .flag("partition")
            .ok_or_else(|| missing("partition"))?,
        dependencies: dependencies
            .ok_or_else(|| odd("JSON string array contains non-string element"))?,
        alias: value.string("alias"),
        address: match value.field("address").filter(|it| it.is_object()) {
            Some(found) => Some(address(found)?),
            None => None,
        },
    })
}

/// The file systems as libvirt's named values; `target` finds the disk at an address.
pub fn file_systems_to_params(
    systems: &[GuestFileSystem],
    target: impl Fn(&DiskAddress) -> Option<String>,
) -> Vec<TypedParam> {
    let mut params = vec![count_of("fs.count", systems.len())];
    for (number, system) in systems.iter().enumerate() {
        let field = |name: &str| format!("fs.{number}.{name}");
        params.push(text(field("name"), &system.name));
        params.push(text(field("mountpoint"), &system.mount_point));
        params.push(text(field("fstype"), &system.kind));
        let sizes = [
            ("total-bytes", system.total_bytes),
            ("used-bytes", system.used_bytes),
        ];
        params.extend(sizes.into_iter().filter_map(|(name, bytes)| {
            Some(TypedParam {
                field: field(name),
                value: TypedValue::Ullong(bytes?),
            })
        }));
        params.push(count_of(field("disk.count"), system.disks.len()));
        for (place, disk) in system.disks.iter().enumerate() {
            let known = [
                ("alias", target(disk)),
                ("serial", disk.serial.clone()),
                ("device", disk.device.clone()),
            ];
            params.extend(texts(known, |name| field(&format!("disk.{place}.{name}"))));
        }
    }
    params
}

/// The disks as libvirt's named values; `target` finds the disk at an address.
pub fn disks_to_params(
    disks: &[GuestDisk],
    target: impl Fn(&DiskAddress) -> Option<String>,
) -> Vec<TypedParam> {
    let mut params = vec![count_of("disk.count", disks.len())];
    for (number, disk) in disks.iter().enumerate() {
        let field = |name: &str| format!("disk.{number}.{name}");
        params.push(text(field("name"), &disk.name));
        params.push(TypedParam {
            field: field("partition"),
            value: TypedValue::Boolean(disk.partition),
        });
        let parts = &disk.dependencies;
        if !parts.is_empty() {
            params.push(count_of(field("dependency.count"), parts.len()));
        }
        for (place, part) in parts.iter().enumerate() {
            params.push(text(field(&format!("dependency.{place}.name")), part));
        }
        let at = disk.address.as_ref();
        let known = [
            ("serial", at.and_then(|at| at.serial.clone())),
            ("alias", at.and_then(&target)),
            ("guest_bus", at.and_then(|at| at.bus_type.clone())),
            ("guest_alias", disk.alias.clone()),
        ];
        params.extend(texts(known, field));
    }
    params
}

/// The texts that are known.
fn texts<const N: usize>(
    known: [(&'static str, Option<String>); N],
    field: impl Fn(&str) -> String,
) -> Vec<TypedParam> {
    let there = known.into_iter();
    there
        .filter_map(|(name, value)| Some(text(field(name), value?)))
        .collect()
}
