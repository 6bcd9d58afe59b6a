//! Shares of caches and of the way to memory: `<cachetune>` and `<memorytune>`.
//!
//! Both speak of groups of processors; a group that both name is one, and its shares are written
//! in two places.

use std::collections::BTreeMap;

use fv_error::{Error, ErrorCode, ErrorDomain, Result};
use fv_model_xml::{Body, Context, Node, Scope, Token, read, xml_error};
use fv_types::Bitmap;

use crate::memory::scaled_attr_bytes;
use crate::set::NumberSet;

/// A group of processors that has shares of its own, or whose use is watched.
#[derive(Debug, Clone, PartialEq)]
pub struct ResourceGroup {
    /// The processors.
    pub vcpus: Bitmap,
    /// Its folder on the host, where it has one of its own name.
    pub id: Option<String>,
    /// Its shares of caches.
    pub caches: Vec<CacheShare>,
    /// Its shares of the way to memory in percent, by the host's nodes.
    pub bandwidths: BTreeMap<u32, u32>,
    /// What is watched.
    pub monitors: Vec<ResourceMonitor>,
}

/// A share of a cache.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct CacheShare {
    /// The level of the cache.
    pub level: u32,
    /// For what it is used.
    pub kind: CacheKind,
    /// The cache.
    pub id: u32,
    /// How much of it, in bytes.
    pub size: u64,
}

/// For what a cache is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Token)]
pub enum CacheKind {
    /// Both.
    Both,
    /// Instructions.
    Code,
    /// Data.
    Data,
}

/// Processors whose use is watched.
#[derive(Debug, Clone, PartialEq)]
pub struct ResourceMonitor {
    /// What is watched.
    pub kind: MonitorKind,
    /// The processors.
    pub vcpus: Bitmap,
}

/// What is watched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MonitorKind {
    /// The use of caches.
    Cache,
    /// The use of the way to memory.
    Bandwidth,
}

/// The only level of caches whose use can be watched.
const MONITOR_LEVEL: u32 = 3;

/// Reads all groups below `<cputune>`; only processors that the guest has count.
pub(crate) fn read(node: Node<'_>, cx: &Context) -> Result<Vec<ResourceGroup>> {
    let max = match node.parent() {
        Some(domain) => crate::vcpu::counts::read(domain, cx)?.max as usize,
        None => 0,
    };
    let mut groups = Vec::new();
    for tune in node.children("cachetune") {
        cache_tune(tune, max, cx, &mut groups)?;
    }
    for tune in node.children("memorytune") {
        memory_tune(tune, max, cx, &mut groups)?;
    }
    Ok(groups)
}

fn cache_tune(
    node: Node<'_>,
    max: usize,
    cx: &Context,
    groups: &mut Vec<ResourceGroup>,
) -> Result<()> {
    let vcpus = vcpus(node, max)?;
    if vcpus.is_empty() {
        return Ok(());
    }
    if same(groups, &vcpus)?.is_some() {
        return Err(malformed("Identical vcpus in cachetunes found"));
    }
    let mut group = ResourceGroup::new(node, vcpus, cx);
    for cache in node.children("cache") {
        group.add_cache(CacheShare {
            id: read::attr_required(cache, "id")?,
            level: read::attr_required(cache, "level")?,
            kind: read::attr_required(cache, "type")?,
            size: scaled_attr_bytes_of_kib(cache)?,
        })?;
    }
    group.add_monitors(node, MonitorKind::Cache, max)?;
    if !group.caches.is_empty() || !group.monitors.is_empty() {
        groups.push(group);
    }
    Ok(())
}

/// Without a unit it is KiB.
fn scaled_attr_bytes_of_kib(cache: Node<'_>) -> Result<u64> {
    match cache.attr("unit") {
        Some(_) => scaled_attr_bytes(cache, "size"),
        None => Ok(scaled_attr_bytes(cache, "size")?.saturating_mul(1024)),
    }
}

fn memory_tune(
    node: Node<'_>,
    max: usize,
    cx: &Context,
    groups: &mut Vec<ResourceGroup>,
) -> Result<()> {
    let vcpus = vcpus(node, max)?;
    if vcpus.is_empty() {
        return Ok(());
    }
    let known = same(groups, &vcpus)?;
    let mut group = match known {
        Some(n) => groups[n].clone(),
        None => ResourceGroup::new(node, vcpus, cx),
    };
    for share in node.children("node") {
        let id = read::attr_required(share, "id")?;
        let bandwidth = read::attr_required(share, "bandwidth")?;
        if group.bandwidths.insert(id, bandwidth).is_some() {
            return Err(malformed(format!(
                "Memory Bandwidth already defined for node {id}"
            )));
        }
    }
    group.add_monitors(node, MonitorKind::Bandwidth, max)?;
    match known {
        Some(n) => groups[n] = group,
        None if group.bandwidths.is_empty() && group.monitors.is_empty() => {}
        None => groups.push(group),
    }
    Ok(())
}

/// The group of just these processors; one that has some of them is in the way.
fn same(groups: &[ResourceGroup], vcpus: &Bitmap) -> Result<Option<usize>> {
    for (n, group) in groups.iter().enumerate() {
        if group.vcpus == *vcpus {
            return Ok(Some(n));
        }
        if group.vcpus.overlaps(vcpus) {
            return Err(malformed("Overlapping vcpus in resctrls"));
        }
    }
    Ok(None)
}

fn vcpus(node: Node<'_>, max: usize) -> Result<Bitmap> {
    let name = node.name();
    let Some(text) = node.attr("vcpus") else {
        return Err(malformed(format!("Missing {name} attribute 'vcpus'")));
    };
    let Some(NumberSet(mut vcpus)) = read::attr(node, "vcpus").ok().flatten() else {
        return Err(malformed(format!(
            "Invalid {name} attribute 'vcpus' value '{text}'"
        )));
    };
    vcpus.shrink(max);
    Ok(vcpus)
}

impl ResourceGroup {
    fn new(node: Node<'_>, vcpus: Bitmap, cx: &Context) -> Self {
        let id = node.attr("id").filter(|_| cx.shows(Scope::LIVE));
        Self {
            vcpus,
            id: id.map(str::to_owned),
            caches: Vec::new(),
            bandwidths: BTreeMap::new(),
            monitors: Vec::new(),
        }
    }

    /// What is shared out for both uses cannot be shared out for one as well.
    fn add_cache(&mut self, share: CacheShare) -> Result<()> {
        let (level, id, kind) = (share.level, share.id, share.kind);
        let collides = |other: &CacheShare| {
            let is_both = [kind, other.kind].contains(&CacheKind::Both);
            other.level == level && other.id == id && (is_both || other.kind == kind)
        };
        if self.caches.iter().any(collides) {
            return Err(malformed(format!(
                "Colliding cache allocations for cache level '{level}' id '{id}', type '{kind}'"
            )));
        }
        let at = self.caches.partition_point(|other| *other < share);
        self.caches.insert(at, share);
        Ok(())
    }

    fn add_monitors(&mut self, node: Node<'_>, kind: MonitorKind, max: usize) -> Result<()> {
        for monitor in node.children("monitor") {
            if kind == MonitorKind::Cache {
                let level: u32 = read::attr_required(monitor, "level")?;
                if level != MONITOR_LEVEL {
                    return Err(malformed(format!("Invalid monitor cache level '{level}'")));
                }
            }
            let vcpus = vcpus(monitor, max)?;
            self.check_monitor(kind, &vcpus)?;
            self.monitors.push(ResourceMonitor { kind, vcpus });
        }
        Ok(())
    }

    /// A monitor watches the whole group or a part that no other of its kind watches.
    fn check_monitor(&self, kind: MonitorKind, vcpus: &Bitmap) -> Result<()> {
        let refused = |text: &str| {
            let code = ErrorCode::InvalidArg;
            Err(Error::new(ErrorDomain::Domain, code, text))
        };
        if vcpus.is_empty() {
            return refused("vcpus is empty");
        }
        if vcpus.iter().any(|vcpu| !self.vcpus.contains(vcpu)) {
            return refused("Monitor vcpus conflicts with allocation");
        }
        let has_shares = !self.caches.is_empty() || !self.bandwidths.is_empty();
        let is_whole = *vcpus == self.vcpus;
        let (mut overlaps, mut overlaps_part) = (false, false);
        for other in &self.monitors {
            if other.vcpus == *vcpus {
                if other.kind == kind {
                    return refused("Identical vcpus found in same type monitors");
                }
                continue;
            }
            let is_apart = !other.vcpus.overlaps(vcpus);
            overlaps |= !is_apart;
            overlaps_part |= !is_apart && !is_whole && other.vcpus != self.vcpus;
        }
        match overlaps_part || (!has_shares && overlaps) {
            true => refused("vcpus overlaps in resctrl groups"),
            false => Ok(()),
        }
    }

    fn write_head(&self, body: &mut Body<'_>, cx: &Context) {
        body.attr_text("vcpus", &self.vcpus.to_string());
        if cx.shows(Scope::LIVE) {
            let usual = || format!("vcpus_{}", self.vcpus);
            body.attr_text("id", &self.id.clone().unwrap_or_else(usual));
        }
    }

    fn write_monitors(&self, kind: MonitorKind, body: &mut Body<'_>) {
        for monitor in self.monitors.iter().filter(|monitor| monitor.kind == kind) {
            body.child("monitor", |body| {
                if kind == MonitorKind::Cache {
                    body.attr("level", &MONITOR_LEVEL);
                }
                body.attr_text("vcpus", &monitor.vcpus.to_string());
            });
        }
    }

    fn watches(&self, kind: MonitorKind) -> bool {
        self.monitors.iter().any(|monitor| monitor.kind == kind)
    }
}

/// Writes the shares of caches of all groups, and then those of the way to memory.
pub(crate) fn write(groups: &[ResourceGroup], body: &mut Body<'_>, cx: &Context) {
    for group in groups {
        if group.caches.is_empty() && !group.watches(MonitorKind::Cache) {
            continue;
        }
        body.child("cachetune", |body| {
            group.write_head(body, cx);
            for share in &group.caches {
                let (size, unit) = pretty(share.size);
                body.child("cache", |body| {
                    body.attr("id", &share.id);
                    body.attr("level", &share.level);
                    body.attr("type", &share.kind);
                    body.attr("size", &size);
                    body.attr_text("unit", unit);
                });
            }
            group.write_monitors(MonitorKind::Cache, body);
        });
    }
    for group in groups {
        if group.bandwidths.is_empty() && !group.watches(MonitorKind::Bandwidth) {
            continue;
        }
        body.child("memorytune", |body| {
            group.write_head(body, cx);
            for (id, bandwidth) in &group.bandwidths {
                body.child("node", |body| {
                    body.attr("id", id);
                    body.attr("bandwidth", bandwidth);
                });
            }
            group.write_monitors(MonitorKind::Bandwidth, body);
        });
    }
}

/// A size in the largest unit of which it is a whole number.
fn pretty(size: u64) -> (u64, &'static str) {
    let mut value = size;
    for unit in ["B", "KiB", "MiB", "GiB", "TiB"] {
        if value == 0 || !value.is_multiple_of(1024) {
            return (value, unit);
        }
        value /= 1024;
    }
    (value, "PiB")
}

fn malformed(text: impl Into<String>) -> Error {
    xml_error(text).in_domain(ErrorDomain::Domain)
}
