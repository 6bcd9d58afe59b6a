//! The guest's memory: how much, and what it is made of.

use fv_driver_qemu_caps::{Flag, VirtType};
use fv_error::{Error, ErrorDomain, Result};
use fv_model_domain::memory::{AllocationMode, MemoryAccessMode, MemorySourceKind};

use fv_model_domain::numa::NumaCell;

use crate::builder::Builder;
use crate::numa::{numbers, policy};
use crate::props::{Props, on_off};
use crate::words::{unsupported, yes};

/// What one piece of memory is made of.
pub(crate) struct Backend {
    pub(crate) kind: &'static str,
    pub(crate) props: Props,
    /// Whether it says more than how large it is.
    pub(crate) is_needed: bool,
}

impl Builder<'_> {
    /// Appends the guest's memory.
    pub(crate) fn memory(&mut self) -> Result<()> {
        let domain = self.input.domain;
        let memory = &domain.memory;
        let has_hotplug = memory.max_kib > 0;
        let size = match has_hotplug {
            true => memory.total_kib,
            // Without slots the size is a number of half mebibytes, as it was of old.
            false => memory.total_kib & !0x1ff,
        };
        let mut value = format!("size={size}k");
        if has_hotplug {
            if memory.slots > 0 {
                value.push_str(&format!(",slots={}", memory.slots));
            }
            value.push_str(&format!(",maxmem={}k", memory.max_kib));
        }
        self.option("-m", value);
        if let Some(id) = self.default_ram_id().map(str::to_string) {
            if !self.has_cells() {
                let backend = self.backend(memory.total_kib, &id, None)?;
                self.memory_object(backend, &id, None);
            }
        } else if !self.has_cells() {
            self.legacy_memory_path()?;
        }
        let locked = on_off(domain.memory_backing.locked);
        self.option("-overcommit", format!("mem-lock={locked}"));
        Ok(())
    }

    /// The properties of a backend for so much memory of the guest's first kind.
    pub(crate) fn backend(
        &self,
        size_kib: u64,
        alias: &str,
        cell: Option<usize>,
    ) -> Result<Backend> {
        let backing = &self.input.domain.memory_backing;
        let own = self.cell(cell);
        let general = backing.access.as_ref().map(|access| access.mode);
        let access = own.and_then(|cell| cell.mem_access).or(general);
        let discard = match own.and_then(|cell| yes(cell.discard)) {
            Some(discard) => Some(discard),
            None => backing.discard.then_some(true),
        };
        let source = backing.source.as_ref().map(|source| source.kind);
        let (page, is_own_page) = self.huge_page_of(cell)?;
        let mut props = Props::new();
        let (mut kind, mut canonical) = ("memory-backend-ram", true);
        if source == Some(MemorySourceKind::Memfd) {
            kind = "memory-backend-memfd";
            if let Some(page) = page {
                props
                    .boolean("hugetlb", true)
                    .number("hugetlbsize", page << 10);
            }
            add_access(&mut props, access);
            canonical = false;
            if !self.has(Flag::ObjectMemoryMemfd) {
                let text = "this qemu doesn't support the memory-backend-memfd object";
                return Err(unsupported(text));
            }
        } else if page.is_some() || access.is_some() || source == Some(MemorySourceKind::File) {
            kind = "memory-backend-file";
            let path = match page {
                Some(page) => self.huge_page_path(page)?,
                None => format!("{}/{alias}", self.input.settings.memory_backing_dir),
            };
            props.text("mem-path", path);
            props.switch("discard-data", discard);
            add_access(&mut props, access);
            canonical = false;
        }
        // Cells have been objects from the start: only the board's own memory keeps its old name.
        if !canonical && cell.is_none() && self.has(Flag::XUseCanonicalPathForRamblockId) {
            props.boolean("x-use-canonical-path-for-ramblock-id", false);
        }
        let allocation = backing.allocation.as_ref();
        let immediate = allocation.and_then(|a| a.mode) == Some(AllocationMode::Immediate);
        props.flag("prealloc", page.is_some() || immediate);
        let threads = allocation.map_or(0, |allocation| allocation.threads);
        props.nonzero("prealloc-threads", threads);
        props.number("size", size_kib.saturating_mul(1024));
        if let Some(host) = self.host_nodes(cell)
            && let Some(policy) = policy(host.mode)
        {
            props.value("host-nodes", numbers(host.nodes));
            props.text("policy", policy);
        }
        let is_needed = is_own_page
            || self.is_placed(cell)
            || access.is_some()
            || source.is_some_and(is_special);
        Ok(Backend {
            kind,
            props,
            is_needed,
        })
    }

    fn cell(&self, cell: Option<usize>) -> Option<&NumaCell> {
        let numa = self.input.domain.cpu.as_ref()?.numa.as_ref()?;
        numa.cells.get(cell?)
    }

    /// The size of the pages of a cell, if it is no ordinary one, and whether the cell has pages
    /// of its own.
    fn huge_page_of(&self, cell: Option<usize>) -> Result<(Option<u64>, bool)> {
        let pages = self.input.domain.memory_backing.huge_pages.as_ref();
        let pages = pages
            .map(|pages| pages.pages.as_slice())
            .unwrap_or_default();
        let own = cell.and_then(|cell| {
            pages.iter().find(|page| {
                let nodes = page.nodeset.as_ref();
                nodes.is_some_and(|nodes| nodes.contains(cell))
            })
        });
        match own {
            Some(page) if page.size_kib == self.input.host.page_kib => Ok((None, false)),
            Some(page) => Ok((Some(page.size_kib), true)),
            None => Ok((self.huge_page_kib()?, false)),
        }
    }

    /// Whether the sizes of cells can be told without naming what they are made of.
    pub(crate) fn takes_cell_sizes(&self) -> bool {
        let domain = self.input.domain;
        let kind = VirtType::from_document(domain.kind.as_str());
        let machine = kind.and_then(|kind| self.input.caps.machine(kind, self.machine().name));
        machine.is_none_or(|machine| machine.numa_mem_supported)
    }

    /// The size of the pages that the whole guest is made of, if it is no ordinary one.
    fn huge_page_kib(&self) -> Result<Option<u64>> {
        let pages = self.input.domain.memory_backing.huge_pages.as_ref();
        let Some(pages) = pages else { return Ok(None) };
        let general = pages.pages.iter().find(|page| page.nodeset.is_none());
        let size = match general {
            Some(page) => page.size_kib,
            None if pages.pages.is_empty() => 0,
            None => return Ok(None),
        };
        if size == self.input.host.page_kib {
            return Ok(None);
        }
        if size > 0 {
            return Ok(Some(size));
        }
        let mounts = &self.input.settings.hugetlbfs;
        let mount = mounts
            .iter()
            .find(|mount| mount.is_default)
            .or(mounts.first());
        match mount {
            Some(mount) => Ok(Some(mount.size_kib)),
            None => {
                let text = "hugetlbfs filesystem is not mounted or disabled by administrator \
                            config";
                Err(Error::internal(ErrorDomain::Qemu, text))
            }
        }
    }

    fn huge_page_path(&self, size_kib: u64) -> Result<String> {
        let mounts = &self.input.settings.hugetlbfs;
        match mounts.iter().find(|mount| mount.size_kib == size_kib) {
            Some(mount) => Ok(mount.path.clone()),
            None => {
                let text = format!("Unable to find any usable hugetlbfs mount for {size_kib} KiB");
                Err(Error::internal(ErrorDomain::Qemu, text))
            }
        }
    }

    /// The way to say it to a board that does not name its memory.
    pub(crate) fn legacy_memory_path(&mut self) -> Result<()> {
        let backing = &self.input.domain.memory_backing;
        let page = self.huge_page_kib()?;
        let path = match page {
            Some(page) => Some(self.huge_page_path(page)?),
            None => {
                let source = backing.source.as_ref().map(|source| source.kind);
                let is_file = source == Some(MemorySourceKind::File);
                is_file.then(|| format!("{}/ram", self.input.settings.memory_backing_dir))
            }
        };
        let mode = backing
            .allocation
            .as_ref()
            .and_then(|allocation| allocation.mode);
        if page.is_some() || mode == Some(AllocationMode::Immediate) {
            self.plan.arg("-mem-prealloc");
        }
        if let Some(path) = path {
            self.option("-mem-path", path);
        }
        Ok(())
    }
}

/// Whether memory of this source is more than anonymous memory.
fn is_special(source: MemorySourceKind) -> bool {
    matches!(source, MemorySourceKind::File | MemorySourceKind::Memfd)
}

fn add_access(props: &mut Props, access: Option<MemoryAccessMode>) {
    props.switch("share", access.map(|mode| mode == MemoryAccessMode::Shared));
}
