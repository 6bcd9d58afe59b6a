//! The storage volumes that are removed together with a domain.

use fv_api::{DomainRef, StorageVolRef};
use fv_model_xml::{Document, Node};
use fv_tool_shell::{Failure, Outcome, Reply, split_commas};

use super::flags::flags;
use super::stats::{attribute, devices};
use super::{Args, xml};
use crate::{Link, Session};

/// A volume to remove, with the disk that it is.
pub(super) struct Volume {
    vol: StorageVolRef,
    target: String,
    source: String,
}

/// The volumes of a domain that were chosen, by target or source; without a list all.
pub(super) fn chosen(
    session: &mut Session,
    link: &Link,
    dom: &DomainRef,
    list: Option<&str>,
    args: &Args,
) -> Result<Vec<Volume>, Failure> {
    if link.domain()?.is_active(&link.caller, dom)? != 0 {
        let text = "Storage volume deletion is supported only on stopped domains";
        return Err(Failure::new(text));
    }
    if list.is_some() && args.has("remove-all-storage") {
        return Err(Failure::new(
            "Specified both --storage and --remove-all-storage",
        ));
    }
    let mut wanted = list.map(split_commas);
    let text = xml::description(link, dom, 0)?;
    let document = Document::parse(&text)?;
    let mut volumes = Vec::new();
    for disk in devices(&document, "disk") {
        let target = attribute(disk, "target", "dev").unwrap_or_default();
        let Some(source) = disk.child("source").and_then(source_of) else {
            continue;
        };
        if let Some(wanted) = &mut wanted {
            let named = wanted
                .iter()
                .position(|name| name == target || name == source);
            let Some(at) = named else {
                continue;
            };
            wanted.remove(at);
        }
        match find(link, disk, target, source) {
            Ok(vol) => volumes.push(Volume {
                vol,
                target: target.to_owned(),
                source: source.to_owned(),
            }),
            Err(text) => session.terminal.error(&text),
        }
    }
    let missing = wanted.unwrap_or_default();
    for name in &missing {
        let text = format!("Volume '{name}' was not found in domain's definition.");
        session.terminal.error(&text);
    }
    match missing.is_empty() {
        true => Ok(volumes),
        false => Err(Failure::silent()),
    }
}

/// Where a disk's bytes are.
fn source_of(source: Node<'_>) -> Option<&str> {
    let names = ["file", "dir", "name", "dev", "volume"];
    let mut attributes = source.attributes();
    attributes
        .find(|(name, _)| names.contains(name))
        .map(|(_, value)| value)
}

/// The volume behind a disk, or why there is none.
fn find(link: &Link, disk: Node<'_>, target: &str, source: &str) -> Result<StorageVolRef, String> {
    let unmanaged = || {
        format!(
            "Storage volume '{target}'({source}) is not managed by libvirt. Remove it manually."
        )
    };
    let volumes = link.storage_vol().map_err(|_| unmanaged())?;
    let Some(pool) = attribute(disk, "source", "pool") else {
        let found = volumes.lookup_by_path(&link.caller, source);
        return found.map_err(|_| unmanaged());
    };
    let pools = link.storage_pool().map_err(|_| unmanaged())?;
    let pool_ref = pools
        .lookup_by_name(&link.caller, pool)
        .map_err(|_| format!("Storage pool '{pool}' for volume '{target}' not found."))?;
    let found = volumes.lookup_by_name(&link.caller, &pool_ref, source);
    found.map_err(|_| unmanaged())
}

/// Removes the volumes, each on its own: one that stays does not keep the others.
pub(super) fn remove(
    session: &mut Session,
    link: &Link,
    volumes: &[Volume],
    args: &Args,
) -> Outcome {
    let bits = flags(args, &[("delete-storage-volume-snapshots", 2)]);
    let mut failed = None;
    for Volume {
        vol,
        target,
        source,
    } in volumes
    {
        let api = link.storage_vol()?;
        if args.has("wipe-storage") {
            let text = format!("Wiping volume '{target}'({source}) ... ");
            session.terminal.print_extra(&text);
            if let Err(error) = api.wipe(&link.caller, vol, 0) {
                session.terminal.error("Failed! Volume not removed.");
                failed = Some(error);
                continue;
            }
            session.terminal.print_extra("Done.\n");
        }
        match api.delete(&link.caller, vol, bits) {
            Ok(()) => {
                let text = format!("Volume '{target}'({source}) removed.\n");
                session.terminal.print_extra(&text);
            }
            Err(error) => {
                let text = format!("Failed to remove storage volume '{target}'({source})");
                session.terminal.error(&text);
                failed = Some(error);
            }
        }
    }
    match failed {
        None => Ok(Reply::none()),
        Some(error) => Err(error.into()),
    }
}
