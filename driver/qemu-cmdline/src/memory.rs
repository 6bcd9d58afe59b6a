//! The guest's memory: how much, and what it is made of.

use fv_driver_qemu_caps::{Flag, VirtType};
use fv_error::{Error, ErrorDomain, Result};
use fv_model_domain::devices::memory::{MemoryDevice, MemoryModel};
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

/// One piece of the guest's memory.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Piece<'a> {
    /// What the board has.
    Board,
    /// What a cell has.
    Cell(usize),
    /// What is plugged.
    Module(&'a MemoryDevice),
}

impl<'a> Piece<'a> {
    /// The cell it belongs to.
    pub(crate) fn cell(self) -> Option<usize> {
        match self {
            Self::Board => None,
            Self::Cell(cell) => Some(cell),
            Self::Module(module) => module.node.map(|node| node as usize),
        }
    }

    /// The file that is its content.
    fn path(self) -> Option<&'a str> {
        match self {
            Self::Module(module) => module.path.as_deref(),
            Self::Board | Self::Cell(_) => None,
        }
    }

    fn is_enclave(self) -> bool {
        matches!(self, Self::Module(module) if module.model == MemoryModel::SgxEpc)
    }

    fn is_virtio_mem(self) -> bool {
        matches!(self, Self::Module(module) if module.model == MemoryModel::VirtioMem)
    }
}

impl Builder<'_> {
    /// Appends the guest's memory.
    pub(crate) fn memory(&mut self) -> Result<()> {
        let domain = self.input.domain;
        let memory = &domain.memory;
        let has_hotplug = memory.max_kib > 0;
        let initial = domain.initial_memory_kib();
        let size = match has_hotplug {
            true => initial,
            // Without slots the size is a number of half mebibytes, as it was of old.
            false => initial & !0x1ff,
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
                let backend = self.backend(initial, &id, Piece::Board)?;
                self.memory_object(backend, &id, Piece::Board);
            }
        } else if !self.has_cells() {
            self.legacy_memory_path()?;
        }
        let locked = on_off(domain.memory_backing.locked);
        self.option("-overcommit", format!("mem-lock={locked}"));
        Ok(())
    }

    /// The properties of a backend for so much memory of one piece.
    pub(crate) fn backend(&self, size_kib: u64, alias: &str, piece: Piece<'_>) -> Result<Backend> {
        let access = self.access_of(piece);
        let source = self.input.domain.memory_backing.source.as_ref();
        let source = source.map(|source| source.kind);
        let (page, is_own_page) = self.huge_page_of(piece)?;
        let mut props = Props::new();
        let mut kind = "memory-backend-ram";
        if piece.is_enclave() {
            kind = "memory-backend-epc";
        } else if piece.path().is_none() && source == Some(MemorySourceKind::Memfd) {
            kind = "memory-backend-memfd";
            if let Some(page) = page {
                props
                    .boolean("hugetlb", true)
                    .number("hugetlbsize", page << 10);
            }
            add_access(&mut props, access);
        } else if page.is_some()
            || piece.path().is_some()
            || access.is_some()
            || source == Some(MemorySourceKind::File)
        {
            kind = "memory-backend-file";
            props.text("mem-path", self.memory_path(piece, page, alias)?);
            if piece.path().is_none() {
                props.switch("discard-data", self.discard_of(piece));
            }
            add_access(&mut props, access);
        }
        // Cells have been objects from the start: only the board's own memory keeps its old name.
        let is_renamed = piece == Piece::Board
            && matches!(kind, "memory-backend-file" | "memory-backend-memfd")
            && self.has(Flag::XUseCanonicalPathForRamblockId);
        if is_renamed {
            props.boolean("x-use-canonical-path-for-ramblock-id", false);
        }
        self.add_preparation(&mut props, piece, page);
        props.number("size", size_kib.saturating_mul(1024));
        self.add_persistence(&mut props, piece)?;
        self.check_nodes_of(piece)?;
        if let Some(host) = self.host_nodes(piece)
            && let Some(policy) = policy(host.mode)
        {
            props.value("host-nodes", numbers(host.nodes));
            props.text("policy", policy);
        }
        let is_needed = is_own_page
            || self.is_placed(piece)
            || access.is_some()
            || source.is_some_and(is_special)
            || matches!(piece, Piece::Module(_));
        if is_needed && kind == "memory-backend-memfd" && !self.has(Flag::ObjectMemoryMemfd) {
            let text = "this qemu doesn't support the memory-backend-memfd object";
            return Err(unsupported(text));
        }
        Ok(Backend {
            kind,
            props,
            is_needed,
        })
    }

    /// Who sees writes to a piece: it says so itself, or its cell does, or the guest.
    fn access_of(&self, piece: Piece<'_>) -> Option<MemoryAccessMode> {
        let general = self.input.domain.memory_backing.access.as_ref();
        let own = match piece {
            Piece::Module(module) => module.access,
            Piece::Board | Piece::Cell(_) => None,
        };
        let cell = self.cell(piece.cell()).and_then(|cell| cell.mem_access);
        own.or(cell).or(general.map(|access| access.mode))
    }

    /// Whether a piece is thrown away when the guest stops.
    fn discard_of(&self, piece: Piece<'_>) -> Option<bool> {
        let own = match piece {
            Piece::Module(module) => yes(module.discard),
            Piece::Board | Piece::Cell(_) => None,
        };
        let cell = self.cell(piece.cell()).and_then(|cell| yes(cell.discard));
        let general = self.input.domain.memory_backing.discard.then_some(true);
        own.or(cell).or(general)
    }

    /// The file behind a piece.
    fn memory_path(&self, piece: Piece<'_>, page: Option<u64>, alias: &str) -> Result<String> {
        if let Some(path) = piece.path() {
            return Ok(path.to_string());
        }
        let name = match piece {
            Piece::Module(module) => module.info.alias(),
            Piece::Board | Piece::Cell(_) => alias,
        };
        match page {
            Some(page) => self.huge_page_path(page),
            None => Ok(format!("{}/{name}", self.input.settings.memory_backing_dir)),
        }
    }

    /// Whether a piece is taken from the host before the guest runs.
    fn add_preparation(&self, props: &mut Props, piece: Piece<'_>, page: Option<u64>) {
        if piece.is_virtio_mem() {
            if self.is_prepared && !self.has(Flag::DeviceVirtioMemPciPrealloc) {
                props.boolean("prealloc", false);
            }
            if self.has(Flag::MemoryBackendReserve) {
                props.boolean("reserve", false);
            }
            return;
        }
        if self.is_prepared {
            return;
        }
        let allocation = self.input.domain.memory_backing.allocation.as_ref();
        props.flag("prealloc", piece.is_enclave() || self.prepares(piece, page));
        let threads = allocation.map_or(0, |allocation| allocation.threads);
        props.nonzero("prealloc-threads", threads);
    }

    /// Whether a piece is of a kind that is taken at once: what lies on a device of its own gains
    /// nothing but wear.
    fn prepares(&self, piece: Piece<'_>, page: Option<u64>) -> bool {
        let allocation = self.input.domain.memory_backing.allocation.as_ref();
        let mode = allocation.and_then(|allocation| allocation.mode);
        let own = match piece {
            Piece::Module(module) if piece.path().is_some() => {
                module.model == MemoryModel::Nvdimm && !module.pmem
            }
            _ => page.is_some(),
        };
        own || mode == Some(AllocationMode::Immediate)
    }

    /// Whether a module of virtio memory takes what is plugged at once.
    pub(crate) fn prepares_plugged(&self, module: &MemoryDevice) -> Result<bool> {
        if !self.has(Flag::DeviceVirtioMemPciPrealloc) {
            return Ok(false);
        }
        let piece = Piece::Module(module);
        let (page, _) = self.huge_page_of(piece)?;
        Ok(self.prepares(piece, page))
    }

    fn add_persistence(&self, props: &mut Props, piece: Piece<'_>) -> Result<()> {
        let Piece::Module(module) = piece else {
            return Ok(());
        };
        if module.model != MemoryModel::Nvdimm {
            return Ok(());
        }
        props.nonzero("align", module.align_size_kib.saturating_mul(1024));
        if module.pmem && !self.has(Flag::ObjectMemoryFilePmem) {
            let text = "nvdimm pmem property is not available with this QEMU binary";
            return Err(unsupported(text));
        }
        props.flag("pmem", module.pmem);
        Ok(())
    }

    fn cell(&self, cell: Option<usize>) -> Option<&NumaCell> {
        let numa = self.input.domain.cpu.as_ref()?.numa.as_ref()?;
        numa.cells.get(cell?)
    }

    /// The size of the pages of a piece, if it is no ordinary one, and whether it has pages of its
    /// own.
    fn huge_page_of(&self, piece: Piece<'_>) -> Result<(Option<u64>, bool)> {
        let ordinary = self.input.host.page_kib;
        if let Piece::Module(module) = piece
            && module.page_size_kib > 0
        {
            let page = Some(module.page_size_kib).filter(|page| *page != ordinary);
            return Ok((page, page.is_some()));
        }
        if piece.path().is_some() {
            return Ok((None, false));
        }
        let pages = self.input.domain.memory_backing.huge_pages.as_ref();
        let pages = pages
            .map(|pages| pages.pages.as_slice())
            .unwrap_or_default();
        let own = piece.cell().and_then(|cell| {
            pages.iter().find(|page| {
                let nodes = page.nodeset.as_ref();
                nodes.is_some_and(|nodes| nodes.contains(cell))
            })
        });
        match own {
            Some(page) if page.size_kib == ordinary => Ok((None, false)),
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
            self.is_prepared = true;
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
