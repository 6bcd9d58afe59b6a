//! Several places of memory: cells of the guest, and on which of the host's they lie.

use std::fmt::Write as _;

use fv_error::Result;
use fv_model_domain::numa::{Associativity, CachePolicy, Numa, NumaCache, NumaCell, NumaMode};
use fv_types::Bitmap;
use serde_json::Value;

use crate::builder::Builder;
use crate::memory::Piece;
use crate::props::Props;
use crate::words::unsupported;

/// Where a piece of memory lies on the host.
pub(crate) struct HostNodes<'a> {
    /// The host's nodes.
    pub(crate) nodes: &'a Bitmap,
    /// How they are used.
    pub(crate) mode: NumaMode,
}

impl Builder<'_> {
    /// The cells of the guest, in order.
    fn cells(&self) -> &[NumaCell] {
        let cpu = self.input.domain.cpu.as_ref();
        let numa = cpu.and_then(|cpu| cpu.numa.as_ref());
        numa.map(|numa| numa.cells.as_slice()).unwrap_or_default()
    }

    /// Whether the guest has several places of memory.
    pub(crate) fn has_cells(&self) -> bool {
        !self.cells().is_empty()
    }

    /// Where a piece of memory lies on the host.
    pub(crate) fn host_nodes<'b>(&'b self, piece: Piece<'b>) -> Option<HostNodes<'b>> {
        let tune = &self.input.domain.numa_tune;
        let tuned = self.tuned_nodes(piece);
        let Piece::Module(module) = piece else {
            return tuned;
        };
        // A module may choose for itself, but how strictly is the guest's to say.
        let Some(nodes) = &module.nodes else {
            return tuned;
        };
        let general = tune.memory.as_ref().map(|memory| memory.mode);
        let mode = tuned.map(|tuned| tuned.mode).or(general);
        Some(HostNodes {
            nodes: &nodes.0,
            mode: mode.unwrap_or_default(),
        })
    }

    fn tuned_nodes(&self, piece: Piece<'_>) -> Option<HostNodes<'_>> {
        let tune = &self.input.domain.numa_tune;
        let own = piece.cell().and_then(|cell| {
            let nodes = tune.nodes.iter();
            nodes.into_iter().find(|node| node.cell as usize == cell)
        });
        if let Some(node) = own {
            return Some(HostNodes {
                nodes: &node.nodeset.0,
                mode: node.mode,
            });
        }
        let memory = tune.memory.as_ref()?;
        let nodes = match memory.placement {
            Some(fv_model_domain::numa::NumaPlacement::Auto) => {
                self.input.settings.auto_nodes.as_ref()?
            }
            _ => &memory.nodeset.as_ref()?.0,
        };
        Some(HostNodes {
            nodes,
            mode: memory.mode,
        })
    }

    /// Whether the memory of a piece in particular is placed.
    pub(crate) fn is_placed(&self, piece: Piece<'_>) -> bool {
        let nodes = &self.input.domain.numa_tune.nodes;
        let cell = piece.cell();
        cell.is_some_and(|cell| nodes.iter().any(|node| node.cell as usize == cell))
    }

    /// Appends the cells.
    pub(crate) fn numa(&mut self) -> Result<()> {
        let domain = self.input.domain;
        let Some(numa) = domain.cpu.as_ref().and_then(|cpu| cpu.numa.as_ref()) else {
            return Ok(());
        };
        if numa.cells.is_empty() {
            return Ok(());
        }
        let has_processors = |cell: &NumaCell| cell.cpus.is_some();
        let Some(first) = numa.cells.iter().position(has_processors) else {
            return Err(unsupported("At least one NUMA node has to have CPUs"));
        };
        self.check_nodes()?;
        let is_heterogeneous = self.has_attributes();
        let mut backends = Vec::new();
        let mut needs_backend = !self.takes_cell_sizes() || is_heterogeneous;
        for (n, cell) in numa.cells.iter().enumerate() {
            let alias = format!("ram-node{n}");
            let backend = self.backend(cell.memory_kib, &alias, Piece::Cell(n))?;
            needs_backend |= backend.is_needed;
            backends.push(backend);
        }
        if !needs_backend {
            self.legacy_memory_path()?;
        }
        for (n, (cell, backend)) in numa.cells.iter().zip(backends).enumerate() {
            let mut value = format!("node,nodeid={n}");
            for range in cell.cpus.iter().flat_map(ranges) {
                let _ = write!(value, ",cpus={range}");
            }
            if is_heterogeneous {
                let initiator = numa.initiator(n).unwrap_or(first);
                let _ = write!(value, ",initiator={initiator}");
            }
            if needs_backend {
                self.memory_object(backend, &format!("ram-node{n}"), Piece::Cell(n));
                let _ = write!(value, ",memdev=ram-node{n}");
            } else {
                let _ = write!(value, ",mem={}", cell.memory_kib / 1024);
            }
            self.option("-numa", value);
        }
        self.distances(&numa.cells);
        if is_heterogeneous {
            self.attributes(numa);
        }
        Ok(())
    }

    /// Refuses memory on nodes that the host does not have.
    fn check_nodes(&self) -> Result<()> {
        let cells = (0..self.cells().len()).map(Piece::Cell);
        for piece in std::iter::once(Piece::Board).chain(cells) {
            self.check_nodes_of(piece)?;
        }
        Ok(())
    }

    /// The same for one piece.
    pub(crate) fn check_nodes_of(&self, piece: Piece<'_>) -> Result<()> {
        let known = &self.input.host.nodes;
        let Some(wanted) = self.host_nodes(piece).filter(|_| !known.is_empty()) else {
            return Ok(());
        };
        let is_there = |node: &usize| known.iter().any(|(number, _)| number == node);
        match wanted.nodes.iter().find(|node| !is_there(node)) {
            Some(node) => Err(unsupported(format!("NUMA node {node} is unavailable"))),
            None => Ok(()),
        }
    }

    /// The nodes on which memory is prepared: those it lies on, as far as the emulator may run
    /// there.
    fn preparing_nodes(&self, piece: Piece<'_>) -> Option<Bitmap> {
        let mut nodes = self.host_nodes(piece)?.nodes.clone();
        let domain = self.input.domain;
        let pin = domain.cpu_tune.emulator_pin.as_ref();
        let cpus = pin
            .map(|pin| &pin.cpuset.0)
            .or(domain.vcpus.cpuset.as_ref());
        let known = &self.input.host.nodes;
        let Some(cpus) = cpus.filter(|_| !known.is_empty()) else {
            return Some(nodes);
        };
        for (number, own) in known {
            if !own.overlaps(cpus) {
                nodes.clear(*number);
            }
        }
        (!nodes.is_empty()).then_some(nodes)
    }

    /// Whether the guest is told how its cells differ in speed.
    pub(crate) fn has_attributes(&self) -> bool {
        let has_caches = self.cells().iter().any(|cell| !cell.caches.is_empty());
        let cpu = self.input.domain.cpu.as_ref();
        let numa = cpu.and_then(|cpu| cpu.numa.as_ref());
        has_caches || numa.is_some_and(|numa| !numa.interconnects.is_empty())
    }

    /// How fast cells reach each other, and after that their caches: QEMU wants it in this order.
    fn attributes(&mut self, numa: &Numa) {
        for link in &numa.interconnects {
            let hierarchy = match link.cache {
                0 => "memory",
                1 => "first-level",
                2 => "second-level",
                _ => "third-level",
            };
            let (from, to, access) = (link.initiator, link.target, link.access.as_str());
            let measure = match link.bandwidth {
                true => format!("bandwidth,bandwidth={}K", link.value),
                false => format!("latency,latency={}", link.value),
            };
            self.option(
                "-numa",
                format!(
                    "hmat-lb,initiator={from},target={to},hierarchy={hierarchy},\
                     data-type={access}-{measure}"
                ),
            );
        }
        for (n, cell) in numa.cells.iter().enumerate() {
            for cache in &cell.caches {
                self.option("-numa", memory_cache(n, cache));
            }
        }
    }

    /// All distances are told as soon as one of them is.
    fn distances(&mut self, cells: &[NumaCell]) {
        if cells.iter().all(|cell| cell.distances.is_empty()) {
            return;
        }
        for (from, cell) in cells.iter().enumerate() {
            for to in 0..cells.len() {
                let known = cell.distances.get(to).copied().filter(|value| *value != 0);
                let value = known.unwrap_or(if from == to { 10 } else { 20 });
                self.option("-numa", format!("dist,src={from},dst={to},val={value}"));
            }
        }
    }

    /// Appends memory, and before it who prepares it where that is to happen near by.
    pub(crate) fn memory_object(
        &mut self,
        mut backend: crate::memory::Backend,
        id: &str,
        piece: Piece<'_>,
    ) {
        let is_prepared = backend.props.is_true("prealloc");
        let nodes = self.preparing_nodes(piece);
        let nodes = nodes.map(|nodes| numbers(&nodes));
        if let Some(nodes) = nodes.filter(|_| is_prepared)
            && self.has(fv_driver_qemu_caps::Flag::ThreadContext)
        {
            let context = format!("tc-{id}");
            let mut props = Props::object("thread-context", context.as_str());
            props.value("node-affinity", nodes);
            self.object(&props);
            backend.props.text("prealloc-context", context);
        }
        let mut props = Props::object(backend.kind, id);
        props.extend(backend.props);
        self.object(&props);
    }
}

/// A cache in front of a cell's memory, as QEMU has it.
fn memory_cache(cell: usize, cache: &NumaCache) -> String {
    let associativity = match cache.associativity {
        Associativity::None => "none",
        Associativity::Direct => "direct",
        Associativity::Full => "complex",
    };
    let policy = match cache.policy {
        CachePolicy::None => "none",
        CachePolicy::Writeback => "write-back",
        CachePolicy::Writethrough => "write-through",
    };
    let (size, level) = (cache.size_kib, cache.level);
    let mut value = format!(
        "hmat-cache,node-id={cell},size={size}K,level={level},associativity={associativity},\
         policy={policy}"
    );
    if cache.line > 0 {
        let _ = write!(value, ",line={}", cache.line);
    }
    value
}

/// The numbers of a set as a JSON array.
pub(crate) fn numbers(set: &Bitmap) -> Value {
    set.iter().map(Value::from).collect()
}

/// A set as ranges, each in QEMU's form.
fn ranges(set: &Bitmap) -> Vec<String> {
    let text = set.to_string();
    let parts = text.split(',').filter(|part| !part.is_empty());
    parts.map(str::to_string).collect()
}

/// QEMU's word for how memory is placed.
pub(crate) fn policy(mode: NumaMode) -> Option<&'static str> {
    Some(match mode {
        NumaMode::Strict => "bind",
        NumaMode::Preferred => "preferred",
        NumaMode::Interleave => "interleave",
        NumaMode::Restrictive => return None,
    })
}
