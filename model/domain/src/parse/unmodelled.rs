//! What libvirt's schema knows and a driver does not serve: refused by name, because ignoring it
//! would run a guest that is not the one that was asked for.
//!
//! This crate has types for all of [`OPTIONAL`], but a driver has to say that it does something
//! with them.

use fv_error::Result;
use fv_model_xml::{Node, unsupported};

use crate::rules::DriverRules;

/// Paths below `<domain>` that a driver has to understand.
const OPTIONAL: &[&str] = &[
    "blkiotune",
    "cputune",
    "cputune/cachetune",
    "cputune/memorytune",
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
