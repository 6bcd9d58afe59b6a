//! Disks: what they are, what they did.

use std::collections::BTreeMap;

use fv_error::{Error, ErrorDomain, Result};
use serde_json::{Map, Value, json};

use crate::command::{Call, Command, arguments};
use crate::json::{self, Fields};

crate::tokens! {
    /// Whether the last request of a disk failed.
    IoStatus {
        Ok = "ok",
        Failed = "failed",
        NoSpace = "nospace",
    }
}

/// What QEMU tells about one disk (`query-block`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BlockInfo {
    /// Whether the medium can be taken out.
    pub removable: bool,
    /// Whether the guest has locked the tray.
    pub locked: bool,
    /// Whether the tray is open.
    pub tray_open: bool,
    /// Whether there is a tray at all.
    pub tray: bool,
    /// Whether there is no medium.
    pub empty: bool,
    /// Whether the last request failed.
    pub io_status: Option<IoStatus>,
    /// The node of the medium.
    pub node_name: Option<String>,
}

/// All disks, by drive alias (without its prefix) and by device.
pub fn query() -> Call<BTreeMap<String, BlockInfo>> {
    Call::new(Command::new("query-block"), |value| {
        let mut disks = BTreeMap::new();
        for disk in json::items("query-block", value)? {
            let odd = || {
                let detail = "query-block device entry was not in expected format";
                Error::internal(ErrorDomain::Qemu, detail)
            };
            let alias = without_prefix(disk.text("device").ok_or_else(odd)?);
            let names = [
                Some(alias).filter(|alias| !alias.is_empty()),
                disk.text("qdev"),
            ];
            if names == [None, None] {
                return Err(odd());
            }
            let info = info(disk)?;
            for name in names.into_iter().flatten() {
                disks.insert(name.to_string(), info.clone());
            }
        }
        Ok(disks)
    })
}

/// The name of a disk in its drive alias.
fn without_prefix(alias: &str) -> &str {
    alias.strip_prefix("drive-").unwrap_or(alias)
}

fn info(disk: &Value) -> Result<BlockInfo> {
    let removable = disk
        .flag("removable")
        .ok_or_else(|| Error::internal(ErrorDomain::Qemu, "cannot read removable value"))?;
    let locked = disk.flag("locked").unwrap_or(false);
    let tray_open = disk.flag("tray_open");
    let io_status = disk.text("io-status").map(|word| {
        IoStatus::from_text(word).ok_or_else(|| {
            Error::internal(
                ErrorDomain::Qemu,
                format!("unknown block IO status: {word}"),
            )
        })
    });
    let inserted = disk.field("inserted");
    let node_name = inserted.and_then(|inserted| inserted.string("node-name"));
    Ok(BlockInfo {
        removable,
        locked,
        tray_open: tray_open.unwrap_or(false),
        tray: tray_open.is_some(),
        empty: inserted.is_none_or(Value::is_null),
        io_status: io_status.transpose()?,
        node_name: node_name.filter(|name| !name.is_empty()),
    })
}

/// The nodes of the block graph, by name, as QEMU describes them.
///
/// Asked for flat: otherwise each node repeats the whole chain below it, and the reply grows with
/// the square of the chain.
pub fn query_named_nodes() -> Call<BTreeMap<String, Value>> {
    let command = Command::with("query-named-block-nodes", json!({ "flat": true }));
    Call::new(command, |value| {
        let mut nodes = BTreeMap::new();
        for node in json::items("query-named-block-nodes", value)? {
            nodes.insert(
                node.want_text("query-named-block-nodes", "node-name")?,
                node.clone(),
            );
        }
        Ok(nodes)
    })
}

/// How big the image of a node is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct NodeSize {
    /// What the guest, or the image above, sees.
    pub capacity: u64,
    /// What it takes on its storage.
    pub physical: u64,
    /// Writing behind this place is told by an event; 0 is none.
    pub write_threshold: u64,
}

/// Whether disks have images behind their images.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Chains {
    /// None has, so no node can repeat what is told of another one.
    None,
    /// Some may have.
    Some,
}

/// How big the images of all nodes are, by the names of the nodes.
pub fn query_node_sizes(chains: Chains) -> Call<BTreeMap<String, NodeSize>> {
    let command = match chains {
        Chains::None => Command::new("query-named-block-nodes"),
        Chains::Some => Command::with("query-named-block-nodes", json!({ "flat": true })),
    };
    Call::new(command, |value| {
        let mut sizes = BTreeMap::new();
        for node in json::items("query-named-block-nodes", value)? {
            let odd = || {
                let detail = "query-named-block-nodes entry was not in expected format";
                Error::internal(ErrorDomain::Qemu, detail)
            };
            let name = node.string("node-name").ok_or_else(odd)?;
            let image = node.field("image").ok_or_else(odd)?;
            sizes.insert(name, node_size(node, image));
        }
        Ok(sizes)
    })
}

fn node_size(node: &Value, image: &Value) -> NodeSize {
    let write_threshold = node.unsigned("write_threshold").unwrap_or(0);
    match image.unsigned("virtual-size") {
        // An image that is not thin takes what it shows.
        Some(capacity) => NodeSize {
            capacity,
            physical: image.unsigned("actual-size").unwrap_or(capacity),
            write_threshold,
        },
        None => NodeSize {
            write_threshold,
            ..NodeSize::default()
        },
    }
}

/// What a disk did so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct BlockStats {
    /// Bytes read.
    pub read_bytes: u64,
    /// Read requests.
    pub reads: u64,
    /// Nanoseconds spent on them.
    pub read_time_ns: u64,
    /// Bytes written.
    pub write_bytes: u64,
    /// Write requests.
    pub writes: u64,
    /// Nanoseconds spent on them.
    pub write_time_ns: u64,
    /// Flush requests.
    pub flushes: u64,
    /// Nanoseconds spent on them.
    pub flush_time_ns: u64,
    /// The highest byte written.
    pub write_highest: Option<u64>,
}

/// What all disks and the nodes below them did, by drive alias (without its prefix), device and
/// node; a node below is named after the alias with its depth.
pub fn query_stats() -> Call<BTreeMap<String, BlockStats>> {
    Call::new(Command::new("query-blockstats"), |value| {
        let mut all = BTreeMap::new();
        for disk in json::items("query-blockstats", value)? {
            let alias = disk.text("device").filter(|device| !device.is_empty());
            chain_stats(disk, alias.map(without_prefix), &mut all)?;
        }
        Ok(all)
    })
}

/// What nodes did that no disk of [`query_stats`] has shown yet.
pub fn query_node_stats() -> Call<BTreeMap<String, BlockStats>> {
    let command = Command::with("query-blockstats", json!({ "query-nodes": true }));
    Call::new(command, |value| {
        let mut all = BTreeMap::new();
        for node in json::items("query-blockstats", value)? {
            if let Some(name) = node.string("node-name") {
                all.insert(name, stats(node)?);
            }
        }
        Ok(all)
    })
}

/// One disk and its backing chain, from the top; the depth of the reply bounds the chain.
fn chain_stats(
    disk: &Value,
    alias: Option<&str>,
    all: &mut BTreeMap<String, BlockStats>,
) -> Result<()> {
    let mut layer = Some(disk);
    let mut depth = 0;
    while let Some(node) = layer {
        let alias = alias.map(|alias| match depth {
            0 => alias.to_string(),
            _ => format!("{alias}.{depth}"),
        });
        let names = [alias, node.string("qdev"), node.string("node-name")];
        if names.iter().all(Option::is_none) {
            let detail = "blockstats device entry was not in expected format";
            return Err(Error::internal(ErrorDomain::Qemu, detail));
        }
        let stats = stats(node)?;
        all.extend(names.into_iter().flatten().map(|name| (name, stats)));
        layer = node.field("backing");
        depth += 1;
    }
    Ok(())
}

fn stats(disk: &Value) -> Result<BlockStats> {
    let counters = disk.field("stats").ok_or_else(|| {
        Error::internal(
            ErrorDomain::Qemu,
            "blockstats stats entry was not in expected format",
        )
    })?;
    let want = |key: &str| {
        counters.unsigned(key).ok_or_else(|| {
            Error::internal(ErrorDomain::Qemu, format!("cannot read {key} statistic"))
        })
    };
    let parent = disk
        .field("parent")
        .and_then(|parent| parent.field("stats"));
    Ok(BlockStats {
        read_bytes: want("rd_bytes")?,
        reads: want("rd_operations")?,
        read_time_ns: counters.unsigned("rd_total_time_ns").unwrap_or(0),
        write_bytes: want("wr_bytes")?,
        writes: want("wr_operations")?,
        write_time_ns: counters.unsigned("wr_total_time_ns").unwrap_or(0),
        flushes: counters.unsigned("flush_operations").unwrap_or(0),
        flush_time_ns: counters.unsigned("flush_total_time_ns").unwrap_or(0),
        write_highest: parent.and_then(|parent| parent.unsigned("wr_highest_offset")),
    })
}

/// Makes a node.
///
/// The properties are those of `-blockdev` in JSON.
pub fn add(props: Map<String, Value>) -> Call<()> {
    Call::plain(Command::with("blockdev-add", Value::Object(props)))
}

/// Removes a node.
pub fn delete(node: &str) -> Call<()> {
    Call::plain(Command::with("blockdev-del", json!({ "node-name": node })))
}

/// Changes the options of a node that exists.
///
/// All options must be given again; one that is left out goes back to its default.
pub fn reopen(options: &Value) -> Call<()> {
    Call::plain(Command::with(
        "blockdev-reopen",
        json!({ "options": [options] }),
    ))
}

/// Whether a node may be written by this QEMU.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Activity {
    /// It may.
    Active,
    /// Another process owns it.
    Inactive,
}

/// Takes or gives up a node, or all of them.
///
/// During a migration both hosts have the image open, and only one of them may write.
pub fn set_active(node: Option<&str>, activity: Activity) -> Call<()> {
    let mut arguments = Map::new();
    if let Some(node) = node {
        arguments.insert("node-name".into(), json!(node));
    }
    arguments.insert("active".into(), json!(activity == Activity::Active));
    Call::plain(Command::with(
        "blockdev-set-active",
        Value::Object(arguments),
    ))
}

/// Changes the size of a disk, named by its drive alias or its node.
pub fn resize(device: Option<&str>, node: Option<&str>, size_bytes: u64) -> Call<()> {
    let arguments = arguments([
        ("device", device.map(|device| json!(device))),
        ("node-name", node.map(|node| json!(node))),
        ("size", Some(json!(size_bytes))),
    ]);
    Call::plain(Command::with("block_resize", arguments))
}

/// Asks for an event when a write to a node passes an offset; 0 takes the wish back.
pub fn set_write_threshold(node: &str, offset_bytes: u64) -> Call<()> {
    let arguments = json!({ "node-name": node, "write-threshold": offset_bytes });
    Call::plain(Command::with("block-set-write-threshold", arguments))
}

/// Forgets a bitmap of changed blocks.
pub fn bitmap_remove(node: &str, name: &str) -> Call<()> {
    let arguments = json!({ "node": node, "name": name });
    Call::plain(Command::with("block-dirty-bitmap-remove", arguments))
}
