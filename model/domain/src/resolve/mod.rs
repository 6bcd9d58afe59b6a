//! The second stage: what libvirt fills in, independent of the host, with the driver's rules at
//! the points where libvirt calls its drivers.

mod consoles;
mod controllers;
mod devices;
mod general;
mod hostdev;

use fv_error::{Error, ErrorCode, ErrorDomain, Result};
use fv_model_xml::Scope;
use fv_types::Uuid;

use crate::devices::controller::ControllerKind;
use crate::devices::id::{Consoles, DeviceId};
use crate::devices::interface::MacAddr;
use crate::devices::memory::MemoryModel;
use crate::os::{Arch, OsKind};
use crate::reading::Reading;
use crate::rules::{Ability, DriverRules, Purpose};
use crate::{Domain, GenId};

pub use devices::default_ram;

/// Fills in everything a parsed domain leaves open.
pub fn resolve(domain: &mut Domain, reading: &mut Reading<'_>) -> Result<()> {
    make_ids(domain, reading);
    if !reading.rules.has(Ability::QemuNamespace) {
        // Another driver's words are as unknown as any.
        domain.namespace = None;
    }
    domain.os.machine.arch.get_or_insert(reading.host_arch);
    make_module_ids(domain, reading);
    let (rules, purpose) = (reading.rules, reading.purpose);
    let live = reading.scope.has(Scope::LIVE);
    crate::seclabel::complete(&mut domain.seclabels, rules.security_model(), live)?;
    rules.basics(domain)?;
    controllers::number(domain);
    rules.domain(domain, purpose)?;
    devices::isa_serial_ports(domain)?;
    for id in domain.devices.ids(Consoles::All) {
        device(domain, id, rules, purpose)?;
    }
    common(domain, rules, purpose)?;
    rules.addresses(domain, purpose)?;
    check_abilities(domain, rules)
}

/// Fills in one device: the driver's defaults, then the common ones.
pub fn device(
    domain: &mut Domain,
    id: DeviceId,
    rules: &dyn DriverRules,
    purpose: Purpose,
) -> Result<()> {
    rules.device(domain, id, purpose)?;
    devices::common(domain, id, rules)?;
    check_device_abilities(domain, id, rules)
}

/// Makes the ids that a document may leave out.
fn make_ids(domain: &mut Domain, reading: &mut Reading<'_>) {
    let mut uuid = || {
        let mut bytes = [0; 16];
        (reading.random)(&mut bytes);
        Uuid::from_random_bytes(bytes)
    };
    if domain.uuid == Uuid::default() {
        domain.uuid = uuid();
    }
    if let Some(GenId {
        id,
        generated: true,
    }) = &mut domain.genid
    {
        *id = uuid();
    }
    let prefix = reading.rules.mac_prefix();
    for interface in &mut domain.devices.interfaces {
        let given = interface
            .mac
            .address
            .filter(|mac| *mac != MacAddr::default());
        interface.mac.address = given.or_else(|| {
            // One byte at a time, as libvirt draws them.
            let mut draw = || {
                let mut byte = [0];
                (reading.random)(&mut byte);
                byte[0]
            };
            Some(MacAddr([
                prefix[0],
                prefix[1],
                prefix[2],
                draw(),
                draw(),
                draw(),
            ]))
        });
    }
}

/// POWER knows persistent memory by an id.
fn make_module_ids(domain: &mut Domain, reading: &mut Reading<'_>) {
    let arch = domain.os.machine.arch;
    if !arch.is_some_and(|arch| matches!(arch, Arch::Ppc64 | Arch::Ppc64le)) {
        return;
    }
    for module in &mut domain.devices.memories {
        if module.model == MemoryModel::Nvdimm && module.uuid.is_none() {
            let mut bytes = [0; 16];
            (reading.random)(&mut bytes);
            module.uuid = Some(Uuid::from_random_bytes(bytes));
        }
    }
}

/// What follows the devices: sizes, implicit devices, checks of the whole.
fn common(domain: &mut Domain, rules: &dyn DriverRules, purpose: Purpose) -> Result<()> {
    general::init(domain)?;
    general::vcpus(domain)?;
    general::memory(domain, purpose)?;
    general::loader(domain);
    controllers::refuse_duplicates(domain)?;
    devices::refuse_duplicate_panics(domain)?;
    if domain.os.machine.kind == OsKind::Hvm && !rules.has(Ability::NoBootOrder) {
        general::boot_order(domain)?;
    }
    general::timers(domain)?;
    if !rules.has(Ability::NoStubConsole) {
        consoles::pair_with_serial(domain)?;
    }
    controllers::add_implicit(domain);
    devices::implicit_video(domain);
    devices::primary_video(domain, rules, purpose)?;
    if !domain.devices.serials.is_empty() {
        device(domain, DeviceId::Serial(0), rules, purpose)?;
    }
    let unmodelled: Vec<usize> = (0..domain.devices.controllers.len())
        .filter(|n| {
            let controller = &domain.devices.controllers[*n];
            controller.kind == ControllerKind::Scsi && controller.model.is_none()
        })
        .collect();
    for n in unmodelled {
        device(domain, DeviceId::Controller(n), rules, purpose)?;
    }
    if let Some(metadata) = &mut domain.metadata {
        metadata.keep_one_per_namespace();
    }
    devices::screens(domain);
    general::cpu(domain)
}

fn check_abilities(domain: &Domain, rules: &dyn DriverRules) -> Result<()> {
    if !rules.has(Ability::MemoryHotplug) && (domain.memory.max_kib > 0 || domain.memory.slots > 0)
    {
        return Err(unsupported(
            "memory hotplug tunables <maxMemory> are not supported by this hypervisor driver",
        ));
    }
    if !rules.has(Ability::NameSlash) && domain.name.contains('/') {
        return Err(malformed(format!(
            "name {} cannot contain '/'",
            domain.name
        )));
    }
    if !rules.has(Ability::IndividualVcpus) && !domain.vcpus.individual.is_empty() {
        return Err(unsupported(
            "individual CPU state configuration is not supported",
        ));
    }
    Ok(())
}

fn check_device_abilities(domain: &Domain, id: DeviceId, rules: &dyn DriverRules) -> Result<()> {
    match id {
        DeviceId::Interface(n) if !rules.has(Ability::NetModelString) => {
            let model = domain.devices.interfaces[n].model.as_deref();
            match model.filter(|model| !is_net_model(model)) {
                Some(model) => Err(unsupported(format!(
                    "driver does not support net model '{model}'"
                ))),
                None => Ok(()),
            }
        }
        DeviceId::Disk(n) if !rules.has(Ability::DiskFd) => {
            let disk = &domain.devices.disks[n];
            match disk.source.fd_group {
                Some(_) => {
                    let dev = &disk.target.dev;
                    Err(unsupported(format!(
                        "driver does not support FD passing for disk '{dev}'"
                    )))
                }
                None => Ok(()),
            }
        }
        _ => Ok(()),
    }
}

/// Says whether a network model is one of those the reference has a constant for.
fn is_net_model(model: &str) -> bool {
    const KNOWN: [&str; 21] = [
        "netfront",
        "rtl8139",
        "virtio",
        "e1000",
        "e1000e",
        "igb",
        "virtio-transitional",
        "virtio-non-transitional",
        "usb-net",
        "spapr-vlan",
        "lan9118",
        "scm91c111",
        "vlance",
        "vmxnet",
        "vmxnet2",
        "vmxnet3",
        "Am79C970A",
        "Am79C973",
        "82540EM",
        "82545EM",
        "82543GC",
    ];
    KNOWN.iter().any(|known| known.eq_ignore_ascii_case(model))
}

pub(crate) fn unsupported(detail: impl Into<String>) -> Error {
    Error::new(ErrorDomain::Domain, ErrorCode::ConfigUnsupported, detail)
}

pub(crate) fn malformed(detail: impl Into<String>) -> Error {
    Error::new(ErrorDomain::Domain, ErrorCode::XmlError, detail)
}
