//! What libvirt's schema knows and this program does not model yet: refused by name, because
//! ignoring it would run a guest that is not the one that was asked for.

use fv_error::Result;
use fv_model_xml::{Node, unsupported};

/// Elements below `<domain>`.
const TOP: &[&str] = &[
    "blkiotune",
    "cputune",
    "numatune",
    "sysinfo",
    "idmap",
    "perf",
    "keywrap",
    "launchSecurity",
    "iothreadids",
    "defaultiothread",
    "throttlegroups",
];

/// Elements below `<devices>`.
const DEVICES: &[&str] = &[
    "filesystem",
    "hostdev",
    "smartcard",
    "tpm",
    "redirdev",
    "redirfilter",
    "lease",
    "nvram",
    "shmem",
    "memory",
    "iommu",
    "crypto",
    "pstore",
];

/// Elements below `<cpu>`.
const CPU: &[&str] = &["numa"];

/// Refuses the first element that is known and not modelled.
pub(super) fn refuse(domain: Node<'_>) -> Result<()> {
    first(domain, TOP, "")?;
    for (child, names) in [("devices", DEVICES), ("cpu", CPU)] {
        if let Some(node) = domain.child(child) {
            first(node, names, child)?;
        }
    }
    Ok(())
}

fn first(node: Node<'_>, names: &[&str], prefix: &str) -> Result<()> {
    match node.elements().find(|child| names.contains(&child.name())) {
        None => Ok(()),
        Some(child) if prefix.is_empty() => Err(unsupported(child.name())),
        Some(child) => Err(unsupported(&format!("{prefix}/{}", child.name()))),
    }
}
