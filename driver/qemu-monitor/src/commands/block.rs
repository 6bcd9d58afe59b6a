//! Disks: what they are, what they did.

use std::collections::BTreeMap;

use fv_error::{Error, ErrorDomain, Result};
use serde_json::{Map, Value, json};

use crate::command::{Call, Command};
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

/// All disks, by drive alias or, where that is empty, by path or alias of the device.
pub fn query() -> Call<BTreeMap<String, BlockInfo>> {
    Call::new(Command::new("query-block"), |value| {
        let mut disks = BTreeMap::new();
        for disk in json::items("query-block", value)? {
            let device = disk.text("device").ok_or_else(|| {
                Error::internal(
                    ErrorDomain::Qemu,
                    "query-block device entry was not in expected format",
                )
            })?;
            let name = if device.is_empty() {
                disk.text("qdev").unwrap_or(device)
            } else {
                device
            };
            disks.insert(name.to_string(), info(disk)?);
        }
        Ok(disks)
    })
}

fn info(disk: &Value) -> Result<BlockInfo> {
    let removable = disk
        .flag("removable")
        .ok_or_else(|| Error::internal(ErrorDomain::Qemu, "cannot read 'removable' value"))?;
    let locked = disk
        .flag("locked")
        .ok_or_else(|| Error::internal(ErrorDomain::Qemu, "cannot read 'locked' value"))?;
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
        tray: removable && tray_open.is_some(),
        empty: inserted.is_none_or(Value::is_null),
        io_status: io_status.transpose()?,
        node_name: node_name.filter(|name| !name.is_empty()),
    })
}

/// The nodes of the block graph, by name, as QEMU describes them.
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

/// What all disks did, by drive alias or path of the device.
pub fn query_stats() -> Call<BTreeMap<String, BlockStats>> {
    Call::new(Command::new("query-blockstats"), |value| {
        let mut all = BTreeMap::new();
        for disk in json::items("query-blockstats", value)? {
            let alias = disk.text("device").filter(|device| !device.is_empty());
            let Some(name) = alias.or_else(|| disk.text("qdev")) else {
                continue;
            };
            all.insert(name.to_string(), stats(disk)?);
        }
        Ok(all)
    })
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
        read_time_ns: want("rd_total_time_ns")?,
        write_bytes: want("wr_bytes")?,
        writes: want("wr_operations")?,
        write_time_ns: want("wr_total_time_ns")?,
        flushes: want("flush_operations")?,
        flush_time_ns: want("flush_total_time_ns")?,
        write_highest: parent.and_then(|parent| parent.unsigned("wr_highest_offset")),
    })
}

/// Makes a node.
pub fn add(props: Map<String, Value>) -> Call<()> {
    Call::plain(Command::with("blockdev-add", Value::Object(props)))
}

/// Removes a node.
pub fn delete(node: &str) -> Call<()> {
    Call::plain(Command::with("blockdev-del", json!({ "node-name": node })))
}

/// Changes the options of a node that exists.
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

/// Changes the size of a disk.
pub fn resize(node: &str, size_bytes: u64) -> Call<()> {
    let arguments = json!({ "node-name": node, "size": size_bytes });
    Call::plain(Command::with("block_resize", arguments))
}

/// Forgets a bitmap of changed blocks.
pub fn bitmap_remove(node: &str, name: &str) -> Call<()> {
    let arguments = json!({ "node": node, "name": name });
    Call::plain(Command::with("block-dirty-bitmap-remove", arguments))
}
