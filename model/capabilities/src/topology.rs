//! Nodes of memory and processors.

use fv_types::Bitmap;

/// A node: memory and the processors next to it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Cell {
    /// Its number.
    pub id: u32,
    /// Its memory in KiB; zero if that is not known.
    pub memory_kib: u64,
    /// Its pages by size.
    pub pages: Vec<Pages>,
    /// How far other nodes are.
    pub distances: Vec<Distance>,
    /// Caches in front of its memory.
    pub caches: Vec<NumaCache>,
    /// Its processors.
    pub cpus: Vec<CellCpu>,
}

/// Pages of one size.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Pages {
    /// The size in KiB.
    pub size_kib: u32,
    /// How many there are.
    pub count: u64,
}

/// How far another node is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Distance {
    /// The other node.
    pub cell: u32,
    /// The distance; ten to itself.
    pub value: u32,
}

/// A cache in front of a node's memory.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NumaCache {
    /// Its level.
    pub level: u32,
    /// `none`, `direct` or `full`.
    pub associativity: String,
    /// `none`, `writeback` or `writethrough`.
    pub policy: String,
    /// Its size in KiB.
    pub size_kib: u64,
    /// The length of a line in bytes; zero if that is not known.
    pub line: u32,
}

/// A processor of a node.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct CellCpu {
    /// Its number.
    pub id: u32,
    /// Its socket.
    pub socket: u32,
    /// Its die.
    pub die: u32,
    /// Its cluster.
    pub cluster: u32,
    /// Its core.
    pub core: u32,
    /// The processors of the same core; none if it is offline.
    pub siblings: Option<Bitmap>,
}

/// How fast one node reaches another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Interconnect {
    /// What is measured.
    pub kind: InterconnectKind,
    /// The node that asks.
    pub initiator: u32,
    /// The node that answers.
    pub target: u32,
    /// The level of the cache that answers; zero for memory.
    pub cache: u32,
    /// `access`, `read` or `write`.
    pub access: String,
    /// Nanoseconds, or KiB a second.
    pub value: u64,
}

/// What is measured between nodes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InterconnectKind {
    /// The time until the first byte.
    Latency,
    /// The bytes a second.
    Bandwidth,
}
