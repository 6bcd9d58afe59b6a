//! The guest's nodes of memory and processors, and the host's nodes they are put on.

use std::collections::HashSet;

use fv_error::{Error, ErrorCode, ErrorDomain, Result};
use fv_model_xml::{Body, Context, Description, Element, Node, Token, YesNo, read};
use fv_types::Bitmap;

use crate::Domain;
use crate::memory::MemoryAccessMode;
use crate::resolve::unsupported;
use crate::set::NumberSet;
use crate::vcpu::Placement;

/// The guest's nodes.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Numa {
    /// The nodes; the place in the list is the number.
    pub cells: Vec<NumaCell>,
    /// How fast nodes reach each other.
    pub interconnects: Vec<Interconnect>,
}

impl Numa {
    /// Who asks for a node's memory: the node itself if it has processors, or else the one that
    /// reaches it fastest, by delay rather than by rate.
    pub fn initiator(&self, node: usize) -> Option<usize> {
        if self.cells.get(node)?.cpus.is_some() {
            return Some(node);
        }
        let own = |link: &&Interconnect| link.target as usize == node;
        let links = || self.interconnects.iter().filter(own);
        let nearest = links()
            .filter(|link| !link.bandwidth)
            .min_by_key(|link| link.value);
        // The first of several equals counts.
        let widest = links()
            .filter(|link| link.bandwidth)
            .min_by_key(|link| std::cmp::Reverse(link.value));
        nearest.or(widest).map(|link| link.initiator as usize)
    }
}

/// A node of the guest.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct NumaCell {
    /// Its processors.
    pub cpus: Option<Bitmap>,
    /// Its memory in KiB.
    pub memory_kib: u64,
    /// Who sees writes.
    pub mem_access: Option<MemoryAccessMode>,
    /// Whether its memory is thrown away when the guest stops.
    pub discard: Option<YesNo>,
    /// The distance to each node; zero where none is given.
    pub distances: Vec<u32>,
    /// Caches in front of its memory.
    pub caches: Vec<NumaCache>,
}

/// A cache in front of a node's memory.
#[derive(Debug, Clone, PartialEq)]
pub struct NumaCache {
    /// Its level.
    pub level: u32,
    /// How places are found.
    pub associativity: Associativity,
    /// When writes reach memory.
    pub policy: CachePolicy,
    /// Its size in KiB.
    pub size_kib: u64,
    /// The length of a line in bytes; zero if it is not given.
    pub line: u32,
}

/// How places in a cache are found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Token)]
pub enum Associativity {
    /// `none`
    None,
    /// `direct`
    Direct,
    /// `full`
    Full,
}

/// When writes reach memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Token)]
pub enum CachePolicy {
    /// `none`
    None,
    /// `writeback`
    Writeback,
    /// `writethrough`
    Writethrough,
}

/// How fast one node reaches another.
#[derive(Debug, Clone, PartialEq)]
pub struct Interconnect {
    /// Whether a rate is told, or a delay.
    pub bandwidth: bool,
    /// The node that asks.
    pub initiator: u32,
    /// The node that answers.
    pub target: u32,
    /// The level of the cache that answers; zero for memory.
    pub cache: u32,
    /// What is done.
    pub access: LatencyKind,
    /// Nanoseconds, or KiB a second.
    pub value: u64,
}

/// What is measured between nodes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Token)]
pub enum LatencyKind {
    /// `access`
    Access,
    /// `read`
    Read,
    /// `write`
    Write,
}

/// The host's nodes the guest's memory is put on.
#[derive(Debug, Clone, PartialEq, Default, Element)]
#[xml(name = "numatune")]
pub struct NumaTune {
    /// For all of it.
    #[xml(child)]
    pub memory: Option<NumaMemory>,
    /// For single nodes.
    #[xml(list = "memnode")]
    pub nodes: Vec<NumaMemNode>,
}

/// Where all of the guest's memory is put.
#[derive(Debug, Clone, PartialEq, Default, Element)]
#[xml(name = "memory")]
pub struct NumaMemory {
    /// How strictly.
    #[xml(attr, default)]
    pub mode: NumaMode,
    /// On which nodes.
    #[xml(attr)]
    pub nodeset: Option<NumberSet>,
    /// Whether numad says on which.
    #[xml(attr)]
    pub placement: Option<NumaPlacement>,
}

/// Where the memory of one node is put.
#[derive(Debug, Clone, PartialEq, Element)]
#[xml(name = "memnode")]
pub struct NumaMemNode {
    /// The guest's node.
    #[xml(attr = "cellid", required)]
    pub cell: u32,
    /// How strictly.
    #[xml(attr, default)]
    pub mode: NumaMode,
    /// On which nodes.
    #[xml(attr, required)]
    pub nodeset: NumberSet,
}

/// How strictly memory is put on nodes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Token)]
pub enum NumaMode {
    /// There or nowhere.
    #[default]
    Strict,
    /// There if there is room.
    Preferred,
    /// Spread over them.
    Interleave,
    /// As the start finds it, there or nowhere.
    Restrictive,
}

/// Who says on which nodes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Token)]
pub enum NumaPlacement {
    /// The document.
    Static,
    /// The advice of numad.
    Auto,
}

/// Says who chooses nodes of the host, and refuses what does not go together.
pub(crate) fn complete(domain: &mut Domain) -> Result<()> {
    let automatic = domain.vcpus.placement == Placement::Auto;
    let tune = &mut domain.numa_tune;
    if automatic && tune.memory.is_none() {
        tune.memory = Some(NumaMemory {
            placement: Some(NumaPlacement::Auto),
            ..NumaMemory::default()
        });
    }
    if let Some(memory) = &mut tune.memory {
        let placement = memory
            .placement
            .unwrap_or(if memory.nodeset.is_some() || !automatic {
                NumaPlacement::Static
            } else {
                NumaPlacement::Auto
            });
        memory.placement = match placement {
            NumaPlacement::Static if memory.nodeset.is_none() => {
                return Err(unsupported(
                    "nodeset for NUMA memory tuning must be set if 'placement' is 'static'",
                ));
            }
            // The nodes say it; the word is not written.
            NumaPlacement::Static => None,
            NumaPlacement::Auto => {
                memory.nodeset = None;
                Some(NumaPlacement::Auto)
            }
        };
    }
    let numa = domain.cpu.as_ref().and_then(|cpu| cpu.numa.as_ref());
    memory_nodes(&domain.numa_tune, numa.map_or(0, |numa| numa.cells.len()))?;
    let advised = domain.numa_tune.memory.as_ref();
    let advised = advised.is_some_and(|memory| memory.placement == Some(NumaPlacement::Auto));
    let threads = &domain.cpu_tune;
    if advised
        && domain.vcpus.cpuset.is_none()
        && threads.vcpu_pins.is_empty()
        && threads.emulator_pin.is_none()
        && threads.iothread_pins.is_empty()
    {
        domain.vcpus.placement = Placement::Auto;
    }
    Ok(())
}

fn memory_nodes(tune: &NumaTune, cells: usize) -> Result<()> {
    if tune.nodes.is_empty() {
        return Ok(());
    }
    let memory = tune.memory.as_ref();
    if memory.is_some_and(|memory| memory.placement == Some(NumaPlacement::Auto)) {
        return Err(unsupported(
            "Per-node binding is not compatible with automatic NUMA placement.",
        ));
    }
    if cells == 0 {
        return Err(malformed(
            "Element 'memnode' is invalid without any guest NUMA cells",
        ));
    }
    let whole = memory.map(|memory| memory.mode).unwrap_or_default();
    let mut seen = HashSet::new();
    for node in &tune.nodes {
        if usize::try_from(node.cell).map_or(true, |cell| cell >= cells) {
            return Err(malformed(
                "Argument 'cellid' in memnode element must correspond to existing guest's NUMA cell",
            ));
        }
        if !seen.insert(node.cell) {
            let cell = node.cell;
            return Err(malformed(format!(
                "Multiple memnode elements with cellid {cell}"
            )));
        }
        let restrictive = |mode| mode == NumaMode::Restrictive;
        if restrictive(node.mode) && !restrictive(whole) {
            return Err(malformed(
                "'restrictive' mode is required in memory element when mode is 'restrictive' in \
                 memnode element",
            ));
        }
        if restrictive(whole) && !restrictive(node.mode) {
            return Err(malformed(
                "'restrictive' mode is required in memnode element when mode is 'restrictive' in \
                 memory element",
            ));
        }
    }
    Ok(())
}

/// The distance of a node to itself.
const LOCAL: u32 = 10;

/// The distance that says there is no way.
const UNREACHABLE: u32 = 255;

/// How many nodes a guest may have; each holds a distance to each.
const CELLS_MAX: usize = 1024;

impl Element for Numa {
    const DESCRIPTION: &'static Description = &Description {
        name: "numa",
        fields: &[],
    };

    fn read(node: Node<'_>, _: &Context) -> Result<Self> {
        let nodes: Vec<Node<'_>> = node.children("cell").collect();
        if nodes.is_empty() {
            return Err(malformed("NUMA topology defined without NUMA cells"));
        }
        if nodes.len() > CELLS_MAX {
            return Err(malformed(format!("more than {CELLS_MAX} NUMA cells")));
        }
        let mut cells: Vec<Option<NumaCell>> = vec![None; nodes.len()];
        let mut distances = vec![Vec::new(); nodes.len()];
        for (n, cell) in nodes.iter().enumerate() {
            let id = read::attr::<u32>(*cell, "id")?.map_or(n, |id| id as usize);
            let Some(place) = cells.get(id) else {
                return Err(malformed(
                    "Exactly one 'cell' element per guest NUMA cell allowed, non-contiguous \
                     ranges or ranges not starting from 0 are not allowed",
                ));
            };
            if place.is_some() {
                return Err(malformed(format!(
                    "Duplicate NUMA cell info for cell id '{id}'"
                )));
            }
            let found = NumaCell::read(*cell)?;
            refuse_overlap(id, &found, &cells)?;
            cells[id] = Some(found);
            read_distances(*cell, id, &mut distances)?;
        }
        let mut cells: Vec<NumaCell> = cells.into_iter().flatten().collect();
        for (cell, distances) in cells.iter_mut().zip(distances) {
            cell.distances = distances;
        }
        let interconnects = match node.child("interconnects") {
            Some(list) => {
                let known = |node: &Node<'_>| matches!(node.name(), "latency" | "bandwidth");
                list.elements()
                    .filter(known)
                    .map(Interconnect::read)
                    .collect::<Result<_>>()?
            }
            None => Vec::new(),
        };
        Ok(Self {
            cells,
            interconnects,
        })
    }

    fn write(&self, body: &mut Body<'_>, _: &Context) {
        for (id, cell) in self.cells.iter().enumerate() {
            body.child("cell", |body| cell.write(id, body));
        }
        body.child_unless_empty("interconnects", |body| {
            self.interconnects.iter().for_each(|link| link.write(body));
        });
    }
}

fn refuse_overlap(id: usize, cell: &NumaCell, cells: &[Option<NumaCell>]) -> Result<()> {
    let Some(own) = &cell.cpus else { return Ok(()) };
    for (other, known) in cells.iter().enumerate() {
        let theirs = known.as_ref().and_then(|known| known.cpus.as_ref());
        if theirs.is_some_and(|theirs| theirs.overlaps(own)) {
            return Err(Error::new(
                ErrorDomain::Domain,
                ErrorCode::ConfigUnsupported,
                format!("NUMA cells {id} and {other} have overlapping vCPU ids"),
            ));
        }
    }
    Ok(())
}

/// A distance given for one way holds for the way back unless that has its own.
fn read_distances(cell: Node<'_>, id: usize, distances: &mut [Vec<u32>]) -> Result<()> {
    let Some(list) = cell.child("distances") else {
        return Ok(());
    };
    let count = distances.len();
    let begin = |row: &mut Vec<u32>, own: usize| {
        if row.is_empty() {
            row.resize(count, 0);
            row[own] = LOCAL;
        }
    };
    if list.children("sibling").next().is_none() {
        return Err(malformed("NUMA distances defined without siblings"));
    }
    for sibling in list.children("sibling") {
        let other: u32 = read::attr_required(sibling, "id")?;
        let value: u32 = read::attr_required(sibling, "value")?;
        let to = other as usize;
        if to >= count {
            return Err(malformed(format!(
                "'sibling_id {other}' does not refer to a valid cell within NUMA 'cell id {id}'"
            )));
        }
        let possible = (LOCAL..=UNREACHABLE).contains(&value) && (to == id) == (value == LOCAL);
        if !possible {
            return Err(malformed(format!(
                "'value {value}' is invalid for 'sibling id {other}' under NUMA 'cell id {id}'"
            )));
        }
        begin(&mut distances[id], id);
        distances[id][to] = value;
        begin(&mut distances[to], to);
        if distances[to][id] == 0 {
            distances[to][id] = value;
        }
    }
    Ok(())
}

impl NumaCell {
    fn read(node: Node<'_>) -> Result<Self> {
        let cpus = match node.attr("cpus") {
            Some(text) => Some(Bitmap::parse(text, 16384)?).filter(|cpus| !cpus.is_empty()),
            None => None,
        };
        Ok(Self {
            cpus,
            memory_kib: crate::memory::scaled_attr(node, "memory")?,
            mem_access: read::attr(node, "memAccess")?,
            discard: read::attr(node, "discard")?,
            distances: Vec::new(),
            caches: node
                .children("cache")
                .map(NumaCache::read)
                .collect::<Result<_>>()?,
        })
    }

    fn write(&self, id: usize, body: &mut Body<'_>) {
        body.attr_text("id", &id.to_string());
        if let Some(cpus) = &self.cpus {
            body.attr_text("cpus", &cpus.to_string());
        }
        body.attr("memory", &self.memory_kib);
        body.attr_text("unit", "KiB");
        body.attr_opt("memAccess", self.mem_access.as_ref());
        body.attr_opt("discard", self.discard.as_ref());
        body.child_unless_empty("distances", |body| {
            for (to, value) in self
                .distances
                .iter()
                .enumerate()
                .filter(|(_, value)| **value != 0)
            {
                body.child("sibling", |body| {
                    body.attr_text("id", &to.to_string());
                    body.attr("value", value);
                });
            }
        });
        self.caches.iter().for_each(|cache| cache.write(body));
    }
}

impl NumaCache {
    fn read(node: Node<'_>) -> Result<Self> {
        let size = node.child("size");
        Ok(Self {
            level: read::attr::<std::num::NonZeroU32>(node, "level")?.map_or(0, u32::from),
            associativity: read::attr_required(node, "associativity")?,
            policy: read::attr_required(node, "policy")?,
            size_kib: match size {
                Some(size) => crate::memory::scaled_attr(size, "value")?,
                None => return Err(malformed("missing element or attribute './size/@value'")),
            },
            line: match node.child("line") {
                Some(line) => crate::memory::scaled_attr_bytes(line, "value")? as u32,
                None => 0,
            },
        })
    }

    fn write(&self, body: &mut Body<'_>) {
        body.child("cache", |body| {
            body.attr("level", &self.level);
            body.attr("associativity", &self.associativity);
            body.attr("policy", &self.policy);
            body.child("size", |body| {
                body.attr("value", &self.size_kib);
                body.attr_text("unit", "KiB");
            });
            if self.line != 0 {
                body.child("line", |body| {
                    body.attr("value", &self.line);
                    body.attr_text("unit", "B");
                });
            }
        });
    }
}

impl Interconnect {
    fn read(node: Node<'_>) -> Result<Self> {
        let bandwidth = node.name() == "bandwidth";
        Ok(Self {
            bandwidth,
            value: match bandwidth {
                true => crate::memory::scaled_attr(node, "value")?,
                false => read::attr_required(node, "value")?,
            },
            initiator: read::attr_required(node, "initiator")?,
            target: read::attr_required(node, "target")?,
            cache: read::attr(node, "cache")?.unwrap_or_default(),
            access: read::attr_required(node, "type")?,
        })
    }

    fn write(&self, body: &mut Body<'_>) {
        body.child(
            if self.bandwidth {
                "bandwidth"
            } else {
                "latency"
            },
            |body| {
                body.attr("initiator", &self.initiator);
                body.attr("target", &self.target);
                if self.cache != 0 {
                    body.attr("cache", &self.cache);
                }
                body.attr("type", &self.access);
                body.attr("value", &self.value);
                if self.bandwidth {
                    body.attr_text("unit", "KiB");
                }
            },
        );
    }
}

fn malformed(text: impl Into<String>) -> Error {
    Error::new(ErrorDomain::Domain, ErrorCode::XmlError, text)
}
