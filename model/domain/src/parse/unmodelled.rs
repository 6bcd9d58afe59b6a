//! What libvirt's schema knows and is not served: refused by name, because ignoring it would run
//! a guest that is not the one that was asked for.
//!
//! [`UNMODELLED`] is what this crate has no types for. [`OPTIONAL`] it has, but a driver has to
//! say that it does something with them.

use fv_error::Result;
use fv_model_xml::{Node, unsupported};

use crate::rules::DriverRules;

/// Paths below `<domain>` that have no types yet.
const UNMODELLED: &[&str] = &["cputune/cachetune", "cputune/memorytune"];

/// Paths below `<domain>` that a driver has to understand.
const OPTIONAL: &[&str] = &[
    "blkiotune",
    "cputune",
    "numatune",
    "idmap",
    "perf",
    "keywrap",
    "launchSecurity",
    "iothreadids",
    "defaultiothread",
    "throttlegroups",
    "sysinfo",
    "cpu/numa",
    "devices/filesystem",
    "devices/hostdev",
    "devices/smartcard",
    "devices/tpm",
    "devices/redirdev",
    "devices/redirfilter",
    "devices/lease",
    "devices/nvram",
    "devices/shmem",
    "devices/memory",
    "devices/iommu",
    "devices/crypto",
    "devices/pstore",
    "devices/graphics",
    "devices/interface",
    "devices/interface/vlan",
    "devices/interface/virtualport",
    "devices/interface/bandwidth",
];

/// Refuses the first element that has no types.
pub(super) fn refuse(domain: Node<'_>) -> Result<()> {
    match UNMODELLED.iter().find(|path| domain.find(path).is_some()) {
        Some(path) => Err(unsupported(path)),
        None => Ok(()),
    }
}

/// Refuses the first element that has types but means nothing to the driver.
pub(crate) fn refuse_unserved(domain: Node<'_>, rules: &dyn DriverRules) -> Result<()> {
    for path in OPTIONAL.iter().filter(|path| is_there(domain, path)) {
        let kinds = kinds(path);
        if kinds.is_empty() {
            check(path, rules)?;
            continue;
        }
        let (parent, name) = path.rsplit_once('/').unwrap_or(("", path));
        let nodes = domain
            .find(parent)
            .into_iter()
            .flat_map(|node| node.children(name));
        for kind in nodes.filter_map(|node| node.attr("type")) {
            if kinds.contains(&kind) {
                check(&format!("{path}[type='{kind}']"), rules)?;
            }
        }
    }
    Ok(())
}

/// Says whether any element has this path, not just the first of each name.
fn is_there(node: Node<'_>, path: &str) -> bool {
    match path.split_once('/') {
        None => node.child(path).is_some(),
        Some((name, rest)) => node.children(name).any(|child| is_there(child, rest)),
    }
}

/// The kinds of a device that a driver has to understand one by one.
fn kinds(path: &str) -> &'static [&'static str] {
    match path {
        "devices/graphics" => &["rdp", "desktop", "spice", "dbus"],
        "devices/interface" => &["hostdev"],
        _ => &[],
    }
}

fn check(path: &str, rules: &dyn DriverRules) -> Result<()> {
    if rules.understands(path) {
        Ok(())
    } else {
        Err(unsupported(path))
    }
}
