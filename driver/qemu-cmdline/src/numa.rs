//! Several places of memory: cells of the guest, and on which of the host's they lie.

use std::fmt::Write as _;

use fv_error::Result;
use fv_model_domain::numa::NumaMode;
use fv_types::Bitmap;
use serde_json::Value;

use crate::builder::Builder;
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
    fn cells(&self) -> &[fv_model_domain::numa::NumaCell] {
        let cpu = self.input.domain.cpu.as_ref();
        let numa = cpu.and_then(|cpu| cpu.numa.as_ref());
        numa.map(|numa| numa.cells.as_slice()).unwrap_or_default()
    }

    /// Whether the guest has several places of memory.
    pub(crate) fn has_cells(&self) -> bool {
        !self.cells().is_empty()
    }

    /// Where the memory of a cell, or of the whole guest, lies on the host.
    pub(crate) fn host_nodes(&self, cell: Option<usize>) -> Option<HostNodes<'_>> {
        let tune = &self.input.domain.numa_tune;
        let own = cell.and_then(|cell| {
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

    /// Whether the memory of this cell in particular is placed.
    pub(crate) fn is_placed(&self, cell: Option<usize>) -> bool {
        let nodes = &self.input.domain.numa_tune.nodes;
        cell.is_some_and(|cell| nodes.iter().any(|node| node.cell as usize == cell))
    }

    /// Appends the cells.
    pub(crate) fn numa(&mut self) -> Result<()> {
        if !self.has_cells() {
            return Ok(());
        }
        let domain = self.input.domain;
        let Some(numa) = domain.cpu.as_ref().and_then(|cpu| cpu.numa.as_ref()) else {
            return Ok(());
        };
        let has_caches = numa.cells.iter().any(|cell| !cell.caches.is_empty());
        if has_caches || !numa.interconnects.is_empty() {
            return Err(unsupported(
                "heterogeneous memory attributes are not supported yet",
            ));
        }
        if numa.cells.iter().all(|cell| cell.cpus.is_none()) {
            return Err(unsupported("At least one NUMA node has to have CPUs"));
        }
        let mut backends = Vec::new();
        let mut needs_backend = !self.takes_cell_sizes();
        for (n, cell) in numa.cells.iter().enumerate() {
            let backend = self.backend(cell.memory_kib, &format!("ram-node{n}"), Some(n))?;
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
            if needs_backend {
                self.memory_object(backend, &format!("ram-node{n}"), Some(n));
                let _ = write!(value, ",memdev=ram-node{n}");
            } else {
                let _ = write!(value, ",mem={}", cell.memory_kib / 1024);
            }
            self.option("-numa", value);
        }
        self.distances(&numa.cells);
        Ok(())
    }

    /// All distances are told as soon as one of them is.
    fn distances(&mut self, cells: &[fv_model_domain::numa::NumaCell]) {
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
        cell: Option<usize>,
    ) {
        let is_prepared = backend.props.is_true("prealloc");
        let nodes = self.host_nodes(cell).map(|nodes| numbers(nodes.nodes));
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
