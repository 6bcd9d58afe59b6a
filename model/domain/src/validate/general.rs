//! Checks of the domain as a whole.

use std::collections::HashMap;
use std::collections::HashSet;

use fv_error::{Error, ErrorCode, ErrorDomain, Result};
use fv_model_xml::YesNo;

use crate::devices::address::is_user_alias;
use crate::devices::id::{Consoles, DeviceId};
use crate::os::{FirmwareFeatureName, FirmwareKind, LoaderKind, Os};
use crate::resolve::{malformed, unsupported};
use crate::rules::{Ability, DriverRules};
use crate::{Domain, LifecycleAction};

/// All checks that look at more than one device, in libvirt's order.
pub(super) fn check(domain: &Domain, rules: &dyn DriverRules) -> Result<()> {
    resource(domain)?;
    disk_targets(domain)?;
    super::hostdev::together(domain)?;
    drive_addresses(domain)?;
    topology(domain)?;
    aliases(domain)?;
    lifecycle(domain)?;
    huge_pages(domain)?;
    crate::iothreads::check_pools(domain)?;
    os(domain, rules)?;
    boot(domain)?;
    primary_video(domain)?;
    super::rare::launch_security(domain)
}

fn resource(domain: &Domain) -> Result<()> {
    let resource = domain.resource.as_ref();
    let Some(channel) = resource.and_then(|resource| resource.fibre_channel.as_ref()) else {
        return Ok(());
    };
    if !is_printable(&channel.app_id) {
        return Err(malformed("Fibre Channel 'appid' is not a printable string"));
    }
    if !(1..=128).contains(&channel.app_id.len()) {
        return Err(Error::new(
            ErrorDomain::Domain,
            ErrorCode::InvalidArg,
            "Fibre Channel 'appid' string length must be between [1, 128]",
        ));
    }
    Ok(())
}

/// Printable as C sees it: ASCII without control characters.
pub(super) fn is_printable(text: &str) -> bool {
    text.bytes().all(|byte| (0x20..0x7f).contains(&byte))
}

fn disk_targets(domain: &Domain) -> Result<()> {
    let mut seen = HashMap::new();
    for disk in &domain.devices.disks {
        let source = disk.source.path.as_deref().unwrap_or("(null)");
        if let Some(first) = seen.insert(&disk.target.dev, source) {
            let dev = &disk.target.dev;
            return Err(malformed(format!(
                "target '{dev}' duplicated for disk sources '{first}' and '{source}'"
            )));
        }
    }
    Ok(())
}

fn drive_addresses(domain: &Domain) -> Result<()> {
    let mut seen = HashMap::new();
    for disk in &domain.devices.disks {
        let Some(address) = disk.info.drive() else {
            continue;
        };
        let place = (
            address.controller,
            address.bus,
            address.target,
            address.unit,
        );
        if let Some(first) = seen.insert((disk.target.bus, place), &disk.target.dev) {
            let (controller, bus, target, unit) = place;
            return Err(unsupported(format!(
                "Found duplicate drive address for disk with target name '{first}' \
                 controller='{controller}' bus='{bus}' target='{target}' unit='{unit}'"
            )));
        }
    }
    Ok(())
}

fn topology(domain: &Domain) -> Result<()> {
    let topology = domain.cpu.as_ref().and_then(|cpu| cpu.topology);
    if topology.is_some_and(|topology| topology.count() > u64::from(u32::MAX)) {
        let max = u32::MAX;
        return Err(unsupported(format!(
            "cpu topology results in more than {max} cpus"
        )));
    }
    Ok(())
}

fn aliases(domain: &Domain) -> Result<()> {
    let mut seen = HashSet::new();
    let devices = &domain.devices;
    for id in devices.ids(Consoles::Own) {
        let alias = devices.info(id).and_then(|info| info.alias.as_deref());
        let Some(alias) = alias.filter(|alias| is_user_alias(alias)) else {
            continue;
        };
        // The first console may carry the alias of the serial port it stands for.
        let paired = matches!(id, DeviceId::Serial(0)) && devices.first_console_is_serial();
        if !paired && !seen.insert(alias) {
            return Err(unsupported(format!("non unique alias detected: {alias}")));
        }
    }
    Ok(())
}

fn lifecycle(domain: &Domain) -> Result<()> {
    for (event, action) in [
        ("poweroff", domain.on_poweroff),
        ("reboot", domain.on_reboot),
    ] {
        let dump = [
            LifecycleAction::CoredumpDestroy,
            LifecycleAction::CoredumpRestart,
        ];
        if dump.contains(&action) {
            return Err(unsupported(format!(
                "Lifecycle event '{event}' doesn't support '{action}' action"
            )));
        }
    }
    Ok(())
}

fn huge_pages(domain: &Domain) -> Result<()> {
    let Some(pages) = &domain.memory_backing.huge_pages else {
        return Ok(());
    };
    for (n, page) in pages.pages.iter().enumerate() {
        for other in &pages.pages[..n] {
            let (size, first) = (page.size_kib, other.size_kib);
            match (&page.nodeset, &other.nodeset) {
                (Some(nodes), Some(others)) if nodes.overlaps(others) => {
                    return Err(detail(format!(
                        "nodeset attribute of hugepages of sizes {size} and {first} intersect"
                    )));
                }
                (None, None) => {
                    return Err(detail(format!(
                        "two master hugepages detected: {size} and {first}"
                    )));
                }
                _ => {}
            }
        }
        let cells = domain.cpu.as_ref().and_then(|cpu| cpu.numa.as_ref());
        let cells = cells.map_or(0, |numa| numa.cells.len());
        let beyond = |nodes: &fv_types::Bitmap| nodes.iter().find(|node| *node >= cells);
        if let Some(node) = page.nodeset.as_ref().and_then(beyond) {
            return Err(detail(format!("hugepages: node {node} not found")));
        }
    }
    Ok(())
}

pub(super) fn os(domain: &Domain, rules: &dyn DriverRules) -> Result<()> {
    let os = &domain.os;
    match os.firmware {
        Some(firmware) => {
            if !rules.has(Ability::FirmwareSelection) {
                return Err(detail(
                    "firmware auto selection not implemented for this driver",
                ));
            }
            let wants = |name, enabled| {
                os.firmware_features
                    .iter()
                    .any(|feature| feature.name == name && feature.enabled == enabled)
            };
            if wants(FirmwareFeatureName::EnrolledKeys, YesNo::Yes)
                && wants(FirmwareFeatureName::SecureBoot, YesNo::No)
            {
                return Err(detail(
                    "firmware feature 'enrolled-keys' cannot be enabled when firmware feature \
                     'secure-boot' is disabled",
                ));
            }
            if os.nvram.is_some() && firmware != FirmwareKind::Efi {
                return Err(detail(format!(
                    "firmware type '{firmware}' does not support nvram"
                )));
            }
        }
        None => {
            if !os.firmware_features.is_empty() {
                return Err(detail(
                    "cannot use feature-based firmware autoselection when firmware autoselection \
                     is disabled",
                ));
            }
            let path = os.loader.as_ref().and_then(|loader| loader.path.as_ref());
            if (os.loader.is_some() || os.nvram.is_some()) && path.is_none() {
                return Err(detail(
                    "no loader path specified and firmware auto selection disabled",
                ));
            }
        }
    }
    if os.loader.is_none() && os.nvram.is_none() {
        return Ok(());
    }
    loader(os)?;
    if os.shim.is_some() && os.kernel.is_none() {
        return Err(unsupported("shim only allowed with kernel option"));
    }
    Ok(())
}

fn loader(os: &Os) -> Result<()> {
    let loader = os.loader.as_ref();
    match loader.and_then(|loader| loader.stateless) {
        Some(YesNo::Yes) => match &os.nvram {
            Some(nvram) if nvram.template.is_some() => Err(detail(
                "NVRAM template is not permitted when loader is stateless",
            )),
            Some(_) => Err(detail("NVRAM is not permitted when loader is stateless")),
            None => Ok(()),
        },
        Some(YesNo::No) => match os.firmware {
            None if loader.and_then(|loader| loader.kind) != Some(LoaderKind::Pflash) => {
                Err(detail("Only pflash loader type permits NVRAM"))
            }
            Some(FirmwareKind::Bios) => Err(detail("Only EFI firmware permits NVRAM")),
            _ => Ok(()),
        },
        None => Ok(()),
    }
}

fn boot(domain: &Domain) -> Result<()> {
    let timeout = domain.os.boot_menu.as_ref().and_then(|menu| menu.timeout);
    if timeout.is_some_and(|timeout| timeout > 65535) {
        return Err(unsupported(
            "invalid value for boot menu timeout, must be in range [0,65535]",
        ));
    }
    let delay = domain.os.bios.as_ref().and_then(|bios| bios.reboot_timeout);
    if delay.is_some_and(|delay| !(-1..=65535).contains(&delay)) {
        return Err(unsupported(
            "invalid value for rebootTimeout, must be in range [-1,65535]",
        ));
    }
    Ok(())
}

fn primary_video(domain: &Domain) -> Result<()> {
    if domain
        .devices
        .videos
        .iter()
        .filter(|video| video.model.primary)
        .count()
        > 1
    {
        return Err(unsupported("Only one primary video device is supported"));
    }
    Ok(())
}

fn detail(text: impl Into<String>) -> Error {
    Error::new(ErrorDomain::Domain, ErrorCode::XmlDetail, text)
}
