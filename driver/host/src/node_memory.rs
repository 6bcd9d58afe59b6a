//! The memory of the host and of its nodes: how much there is, in which pages, and how equal pages are shared.

use fv_error::{Error, ErrorCode, ErrorDomain, Result};
use fv_model_capabilities::Pages;
use fv_sys::tree::Tree;
use fv_types::typed_param::{Allowed, TypedKind};
use fv_types::{TypedParam, TypedValue};

/// The memory of the host, below the kernel's folders.
#[derive(Clone, Debug)]
pub struct NodeMemory {
    /// `/proc`.
    pub proc: Tree,
    /// `/sys`.
    pub sys: Tree,
    /// The size of an ordinary page in KiB.
    pub page_kib: u32,
}

/// Pages of one size, and how many of them nothing uses.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PagePool {
    /// The size in KiB.
    pub size_kib: u32,
    /// How many there are.
    pub count: u64,
    /// How many nothing uses.
    pub free: u64,
}

impl NodeMemory {
    /// The memory of this host.
    pub fn of_host() -> Self {
        let page_kib = u32::try_from(fv_sys::host::page_size() / 1024).unwrap_or(4);
        Self {
            proc: Tree::new("/proc"),
            sys: Tree::new("/sys"),
            page_kib: page_kib.max(1),
        }
    }

    /// Figures of the kernel by its names, in KiB: of a node, or of the whole host.
    pub fn figures(&self, node: Option<u32>) -> Vec<(String, u64)> {
        let text = match node {
            Some(node) => self
                .sys
                .text(&format!("devices/system/node/node{node}/meminfo")),
            None => self.proc.text("meminfo"),
        };
        let text = text.unwrap_or_default();
        let figures = text.lines().filter_map(|line| {
            let (name, value) = line.split_once(':')?;
            // Those of a node begin with its name.
            let name = name.rsplit(' ').next().unwrap_or(name);
            let value = value.split_ascii_whitespace().next()?.parse().ok()?;
            Some((name.to_string(), value))
        });
        figures.collect()
    }

    /// All memory and free memory of a node in KiB.
    pub fn node(&self, node: u32) -> (u64, u64) {
        let figures = self.figures(Some(node));
        let value = |name: &str| {
            let found = figures.iter().find(|(known, _)| known == name);
            found.map_or(0, |(_, value)| *value)
        };
        (value("MemTotal"), value("MemFree"))
    }

    /// All memory and free memory of the host in KiB: that of its nodes, where it has some.
    pub fn total(&self, nodes: Option<&[u32]>) -> (u64, u64) {
        let sum = nodes.map(|nodes| {
            let each = nodes.iter().map(|node| self.node(*node));
            each.fold((0u64, 0u64), |sum, one| {
                (sum.0.saturating_add(one.0), sum.1.saturating_add(one.1))
            })
        });
        match sum {
            Some((total, free)) if total > 0 => (total, free),
            _ => {
                let figures = self.figures(None);
                let value = |name: &str| {
                    let found = figures.iter().find(|(known, _)| known == name);
                    found.map_or(0, |(_, value)| *value)
                };
                (value("MemTotal"), value("MemFree"))
            }
        }
    }

    /// The sizes of pages in KiB, the ordinary one among them.
    pub fn page_sizes_kib(&self) -> Vec<u32> {
        let mut sizes = huge_sizes(&self.sys, "kernel/mm/hugepages");
        sizes.push(self.page_kib);
        sizes.sort_unstable();
        sizes
    }

    /// The pages of a node or of the host, by size; ordinary ones are what huge ones leave.
    pub fn pools(&self, node: Option<u32>, memory_kib: (u64, u64)) -> Vec<PagePool> {
        let folder = folder(node);
        let mut huge_kib = 0u64;
        let mut pools: Vec<PagePool> = Vec::new();
        for size_kib in huge_sizes(&self.sys, &folder) {
            let file = |name: &str| format!("{folder}/hugepages-{size_kib}kB/{name}");
            let count: u64 = self.sys.number(&file("nr_hugepages")).unwrap_or(0);
            huge_kib = huge_kib.saturating_add(count.saturating_mul(size_kib.into()));
            pools.push(PagePool {
                size_kib,
                count,
                free: self.sys.number(&file("free_hugepages")).unwrap_or(0),
            });
        }
        let page_kib = u64::from(self.page_kib);
        pools.push(PagePool {
            size_kib: self.page_kib,
            count: memory_kib.0.saturating_sub(huge_kib) / page_kib,
            free: memory_kib.1 / page_kib,
        });
        pools.sort_by_key(|pool| pool.size_kib);
        pools
    }

    /// The pages of a node as documents tell them.
    pub fn pages(&self, node: u32) -> Vec<Pages> {
        let pools = self.pools(Some(node), self.node(node)).into_iter();
        pools
            .map(|pool| Pages {
                size_kib: pool.size_kib,
                count: pool.count,
            })
            .collect()
    }

    /// How far a node is from others.
    pub fn distances(&self, node: u32) -> Vec<u32> {
        let text = self
            .sys
            .text(&format!("devices/system/node/node{node}/distance"));
        let text = text.unwrap_or_default();
        let values = text.split_ascii_whitespace();
        values.map(|value| value.parse().unwrap_or(0)).collect()
    }

    /// Sets how many huge pages a node or the host has, or adds some.
    pub fn set_pool(
        &self,
        node: Option<u32>,
        size_kib: u32,
        count: u64,
        add: PoolChange,
    ) -> Result<()> {
        if size_kib == self.page_kib {
            let detail = "system pages pool can't be modified";
            return Err(error(ErrorCode::OperationUnsupported, detail));
        }
        let path = format!("{}/hugepages-{size_kib}kB/nr_hugepages", folder(node));
        let Some(current) = self.sys.number::<u64>(&path) else {
            return Err(error(
                ErrorCode::OperationFailed,
                no_such_pages(size_kib, node),
            ));
        };
        let wanted = match add {
            PoolChange::Add => current.saturating_add(count),
            PoolChange::Set => count,
        };
        if wanted == current {
            return Ok(());
        }
        self.sys
            .write(&path, &wanted.to_string())
            .map_err(|cause| {
                let text = format!(
                    "Unable to write to: {}",
                    self.sys.path().join(&path).display()
                );
                Error::system(ErrorDomain::None, cause, text)
            })?;
        let got: u64 = self.sys.number(&path).unwrap_or(0);
        if got < wanted {
            let detail = format!("Unable to allocate {wanted} pages. Allocated only {got}");
            return Err(error(ErrorCode::OperationFailed, detail));
        }
        Ok(())
    }

    /// How equal pages are shared; what this kernel does not have is left out.
    pub fn sharing(&self) -> Vec<TypedParam> {
        let known = SHARING.iter().filter_map(|(name, is_long)| {
            let path = format!("{KSM}/{name}");
            let value = match is_long {
                true => TypedValue::Ullong(self.sys.number(&path)?),
                false => TypedValue::Uint(self.sys.number(&path)?),
            };
            Some(TypedParam::new(format!("shm_{name}"), value))
        });
        known.collect()
    }

    /// Changes how equal pages are shared.
    pub fn set_sharing(&self, params: &[TypedParam]) -> Result<()> {
        let allowed = [
            "shm_pages_to_scan",
            "shm_sleep_millisecs",
            "shm_merge_across_nodes",
        ];
        let allowed = allowed.map(|name| Allowed::once(name, TypedKind::Uint));
        fv_types::typed_param::validate(params, &allowed)?;
        let path = |param: &TypedParam| {
            let name = param.field.strip_prefix("shm_").unwrap_or(&param.field);
            format!("{KSM}/{name}")
        };
        if let Some(param) = params.iter().find(|param| !self.sys.has(&path(param))) {
            let name = &param.field;
            let detail = format!("Parameter '{name}' is not supported by this kernel");
            return Err(error(ErrorCode::OperationInvalid, detail));
        }
        for param in params {
            let written = self.sys.write(&path(param), &param.value.to_text());
            // Whatever the kernel says, libvirt says that it is not permitted.
            written.map_err(|_| {
                let cause = std::io::Error::from_raw_os_error(EPERM);
                Error::system(
                    ErrorDomain::None,
                    cause,
                    format!("failed to set {}", param.field),
                )
            })?;
        }
        Ok(())
    }
}

/// What is done with the number of huge pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PoolChange {
    /// It grows by so many.
    Add,
    /// It becomes so many.
    Set,
}

/// How many parameters of sharing there can be.
pub const SHARING_COUNT: usize = SHARING.len();

/// The words for a size of pages that a node does not have.
pub fn no_such_pages(size_kib: u32, node: Option<u32>) -> String {
    match node {
        Some(node) => format!("page size {size_kib} is not available on node {node}"),
        None => format!("page size {size_kib} is not available"),
    }
}

fn folder(node: Option<u32>) -> String {
    match node {
        Some(node) => format!("devices/system/node/node{node}/hugepages"),
        None => "kernel/mm/hugepages".to_string(),
    }
}

fn huge_sizes(sys: &Tree, folder: &str) -> Vec<u32> {
    let names = sys.names(folder);
    let sizes = names.iter().filter_map(|name| {
        let size = name.strip_prefix("hugepages-")?.strip_suffix("kB")?;
        size.parse().ok()
    });
    sizes.collect()
}

fn error(code: ErrorCode, detail: impl Into<String>) -> Error {
    Error::new(ErrorDomain::None, code, detail)
}

const EPERM: i32 = 1;
const KSM: &str = "kernel/mm/ksm";
/// The files of sharing in libvirt's order, and which of them hold long numbers.
const SHARING: [(&str, bool); 8] = [
    ("pages_to_scan", false),
    ("sleep_millisecs", false),
    ("pages_shared", true),
    ("pages_sharing", true),
    ("pages_unshared", true),
    ("pages_volatile", true),
    ("full_scans", true),
    ("merge_across_nodes", false),
];
