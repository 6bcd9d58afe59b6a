//! The host's nodes, processors and caches, as the kernel's folders tell them.
//!
//! Everything is read below a root, so that the trees of other machines can be looked at. What is missing or makes no
//! sense is left out: kernels differ, and nothing here is worth failing for.

use fv_error::{Error, ErrorDomain, Result};
use fv_model_capabilities::{
    CacheBank, CacheControl, CacheScope, Cell, CellCpu, Host, Interconnect, InterconnectKind,
    MemoryBandwidth, NumaCache, ResctrlMonitor,
};
use fv_model_domain::os::Arch;
use fv_sys::tree::Tree;
use fv_types::Bitmap;

/// Where the kernel tells about the host.
#[derive(Clone, Debug)]
pub struct HostTree {
    /// `/sys/devices/system`.
    pub system: Tree,
    /// `/sys/fs/resctrl`.
    pub resctrl: Tree,
}

impl Default for HostTree {
    fn default() -> Self {
        Self {
            system: Tree::new("/sys/devices/system"),
            resctrl: Tree::new("/sys/fs/resctrl"),
        }
    }
}

/// How many there are of what, as old programs want to know it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct NodeCounts {
    /// Processors that are online.
    pub cpus: u32,
    /// Their clock in MHz; zero if that is not known.
    pub mhz: u32,
    /// Nodes.
    pub nodes: u32,
    /// Sockets of a node.
    pub sockets: u32,
    /// Cores of a socket.
    pub cores: u32,
    /// Threads of a core.
    pub threads: u32,
}

impl NodeCounts {
    /// How many processors there are room for.
    pub fn cpus_max(&self) -> u32 {
        let parts = [self.nodes, self.sockets, self.cores, self.threads];
        parts.into_iter().fold(1, u32::saturating_mul)
    }
}

impl HostTree {
    /// The processors that are there, online or not.
    pub fn present(&self) -> Bitmap {
        list(&self.system, "cpu/present").unwrap_or_else(|| Bitmap::new(0))
    }

    /// The processors that are online.
    pub fn online(&self) -> Bitmap {
        list(&self.system, "cpu/online").unwrap_or_else(|| Bitmap::new(0))
    }

    /// The numbers of the nodes that are online; `None` if the host knows no nodes.
    pub fn nodes(&self) -> Option<Vec<u32>> {
        let online = list(&self.system, "node/online");
        let is_online = |number: &u32| {
            let number = usize::try_from(*number).unwrap_or(usize::MAX);
            online.as_ref().is_none_or(|online| online.contains(number))
        };
        let there = self.system.numbered("node", "node").into_iter();
        let nodes: Vec<u32> = there.filter(is_online).collect();
        Some(nodes).filter(|nodes| !nodes.is_empty())
    }

    /// Counts processors; `threads_per_subcore` is how many share what POWER calls a subcore, zero elsewhere.
    pub fn counts(
        &self,
        arch: Arch,
        cpuinfo: &str,
        threads_per_subcore: u32,
    ) -> Result<NodeCounts> {
        let (present, online) = (self.present(), self.online());
        let subcore = match usize::try_from(threads_per_subcore).unwrap_or(0) {
            0 => 0,
            // With a second thread online subcores are not what they should be.
            threads if online.iter().any(|cpu| cpu % threads != 0) => 0,
            threads => threads,
        };
        let count = Count {
            tree: self,
            arch,
            present: &present,
            online: &online,
            subcore,
        };
        let mut total = NodeCounts::default();
        let mut offline = 0;
        for node in self.system.numbered("node", "node") {
            let (found, missing) = count.folder(&format!("node/node{node}"));
            total.nodes += 1;
            total.cpus = total.cpus.saturating_add(found.cpus);
            total.sockets = total.sockets.max(found.sockets);
            total.cores = total.cores.max(found.cores);
            total.threads = total.threads.max(found.threads);
            offline += missing;
        }
        if total.cpus == 0 || total.nodes == 0 {
            let (found, missing) = count.folder("cpu");
            total = NodeCounts { nodes: 1, ..found };
            offline += missing;
        }
        for (count, what) in [
            (total.cpus, "CPUs"),
            (total.sockets, "sockets"),
            (total.threads, "threads"),
        ] {
            if count == 0 {
                let detail = format!("no {what} found");
                return Err(Error::internal(ErrorDomain::None, detail));
            }
        }
        // Some topologies do not fit these numbers; then all are cores of one socket.
        let all = total.cpus.saturating_add(offline);
        if total.cpus_max() != all {
            (total.nodes, total.sockets, total.cores, total.threads) = (1, 1, all, 1);
        }
        total.mhz = frequency_mhz(arch, cpuinfo);
        Ok(total)
    }

    /// The processor of a cell, and where it sits.
    fn cpu(&self, number: usize) -> CellCpu {
        let value = |name: &str| {
            let value: Option<i64> = self
                .system
                .number(&format!("cpu/cpu{number}/topology/{name}"));
            value.and_then(|value| u32::try_from(value).ok())
        };
        CellCpu {
            id: u32::try_from(number).unwrap_or(u32::MAX),
            socket: value("physical_package_id").unwrap_or(0),
            die: value("die_id").unwrap_or(0),
            cluster: value("cluster_id").unwrap_or(0),
            core: value("core_id").unwrap_or(0),
            siblings: Some(self.siblings(number)),
        }
    }

    /// The threads of the same core; a processor of which nothing is said is alone.
    fn siblings(&self, number: usize) -> Bitmap {
        let path = format!("cpu/cpu{number}/topology/thread_siblings_list");
        list(&self.system, &path).unwrap_or_else(|| [number].into_iter().collect())
    }

    /// The nodes with all but their memory; a host that knows none has no cell here.
    pub fn cells(&self) -> Vec<Cell> {
        let nodes = self.nodes().unwrap_or_default();
        let cell = |id: u32| {
            let cpus = list(&self.system, &format!("node/node{id}/cpulist"));
            let cpus = cpus.iter().flat_map(Bitmap::iter);
            let cpus = cpus.filter(|number| *number < CPUS_MAX);
            Cell {
                id,
                cpus: cpus.map(|number| self.cpu(number)).collect(),
                caches: self.memory_caches(id),
                ..Cell::default()
            }
        };
        nodes.into_iter().map(cell).collect()
    }

    /// One node for a host that knows none.
    pub fn single_cell(&self, counts: &NodeCounts) -> Cell {
        let (mut cpus, mut next) = (Vec::new(), 0usize);
        for socket in 0..counts.sockets {
            for core in 0..counts.cores {
                let threads = usize::try_from(counts.threads).unwrap_or(0);
                // More than the kernel has ever known are a mistake.
                if next + threads > CPUS_MAX {
                    break;
                }
                let siblings: Bitmap = (next..next + threads).collect();
                for number in next..next + threads {
                    let online: Option<u32> =
                        self.system.number(&format!("cpu/cpu{number}/online"));
                    if online != Some(0) {
                        cpus.push(CellCpu {
                            id: u32::try_from(number).unwrap_or(u32::MAX),
                            socket,
                            core,
                            siblings: Some(siblings.clone()),
                            ..CellCpu::default()
                        });
                    }
                }
                next += threads;
            }
        }
        Cell {
            cpus,
            ..Cell::default()
        }
    }

    /// Caches in front of a node's memory.
    fn memory_caches(&self, node: u32) -> Vec<NumaCache> {
        let folder = self
            .system
            .join(format!("node/node{node}/memory_side_cache"));
        let cache = |level: u32| {
            let value = |name: &str| folder.number::<u64>(&format!("index{level}/{name}"));
            Some(NumaCache {
                level,
                associativity: word(value("indexing")?, ["direct", "full", "none"])?,
                policy: word(
                    value("write_policy")?,
                    ["writeback", "writethrough", "none"],
                )?,
                size_kib: value("size")? >> 10,
                line: u32::try_from(value("line_size")?).ok()?,
            })
        };
        folder
            .numbered("", "index")
            .into_iter()
            .filter_map(cache)
            .collect()
    }

    /// How fast nodes reach each other, as the firmware says.
    pub fn interconnects(&self) -> Vec<Interconnect> {
        let mut all = Vec::new();
        for target in self.system.numbered("node", "node") {
            let folder = self
                .system
                .join(format!("node/node{target}/access1/initiators"));
            let value = |name: &str| folder.number::<u64>(name);
            let figures = [
                (InterconnectKind::Bandwidth, "read", value("read_bandwidth")),
                (
                    InterconnectKind::Bandwidth,
                    "write",
                    value("write_bandwidth"),
                ),
                (InterconnectKind::Latency, "read", value("read_latency")),
                (InterconnectKind::Latency, "write", value("write_latency")),
            ];
            for initiator in folder.numbered("", "node") {
                all.extend(figures.iter().filter_map(|(kind, access, value)| {
                    let value = (*value)?;
                    Some(Interconnect {
                        kind: *kind,
                        initiator,
                        target,
                        cache: 0,
                        access: (*access).to_string(),
                        value: match kind {
                            InterconnectKind::Bandwidth => value.saturating_mul(1024),
                            InterconnectKind::Latency => value,
                        },
                    })
                }));
            }
        }
        all.sort_by_key(|link| {
            (
                link.kind == InterconnectKind::Bandwidth,
                link.initiator,
                link.target,
            )
        });
        all
    }

    /// Puts caches and memory controllers into the document, with how they can be divided.
    pub fn describe_caches(&self, host: &mut Host) {
        let control = Resctrl::read(&self.resctrl);
        let mut banks: Vec<CacheBank> = Vec::new();
        for cpu in self.online().iter() {
            let folder = self.system.join(format!("cpu/cpu{cpu}/cache"));
            for index in folder.numbered("", "index") {
                let bank = bank(&folder.join(format!("index{index}")));
                banks.extend(bank.filter(|bank| !banks.contains(bank)));
            }
        }
        for bank in &mut banks {
            bank.controls = control.of(bank);
        }
        banks.sort_by_key(|bank| (bank.level, bank.id));
        let last = banks.iter().map(|bank| bank.level).max();
        let at_last = banks.iter().filter(|bank| Some(bank.level) == last);
        host.memory_bandwidth = at_last
            .filter_map(|bank| {
                let (granularity, min, allocations_max) = control.bandwidth?;
                Some(MemoryBandwidth {
                    id: bank.id,
                    cpus: bank.cpus.clone(),
                    granularity,
                    min,
                    allocations_max,
                })
            })
            .collect();
        host.cache_monitor = control.monitor("llc_");
        host.memory_monitor = control.monitor("mbm_").map(|monitor| ResctrlMonitor {
            cache: None,
            ..monitor
        });
        host.caches = banks;
    }
}

/// How long one processor or all of them worked for the kernel, for programs, for nobody, and waited for disks.
///
/// `stat` is `/proc/stat`; the times are in the kernel's ticks.
pub fn cpu_ticks(stat: &str, cpu: Option<i32>) -> Option<[u64; 4]> {
    let heading = match cpu {
        Some(cpu) => format!("cpu{cpu} "),
        None => "cpu ".to_string(),
    };
    let read = |line: &str| {
        let values = line
            .strip_prefix(heading.as_str())?
            .split_ascii_whitespace();
        let values: Vec<u64> = values.map_while(|value| value.parse().ok()).collect();
        // The oldest kernels tell four.
        let value = |at: usize| values.get(at).copied().unwrap_or(0);
        (values.len() >= 4).then(|| {
            let kernel = value(2).saturating_add(value(5)).saturating_add(value(6));
            let user = value(0).saturating_add(value(1));
            [kernel, user, value(3), value(4)]
        })
    };
    stat.lines().find_map(read)
}

/// Counts the processors of one folder of them.
struct Count<'a> {
    tree: &'a HostTree,
    arch: Arch,
    present: &'a Bitmap,
    online: &'a Bitmap,
    subcore: usize,
}

impl Count<'_> {
    /// What is online, and how many processors are not.
    fn folder(&self, folder: &str) -> (NodeCounts, u32) {
        let (mut found, mut offline) = (NodeCounts::default(), 0u32);
        // The cores of each socket.
        let mut sockets: Vec<(u32, Vec<u32>)> = Vec::new();
        let numbers = self.tree.system.numbered(folder, "cpu");
        let numbers = numbers
            .into_iter()
            .filter_map(|number| usize::try_from(number).ok());
        for cpu in numbers.filter(|cpu| self.present.contains(*cpu)) {
            if !self.online.contains(cpu) {
                match self.counts_as_online(cpu) {
                    true => found.cpus += 1,
                    false => offline += 1,
                }
                continue;
            }
            found.cpus += 1;
            let place = self.tree.cpu(cpu);
            let core = match self.arch {
                Arch::S390 | Arch::S390x => place.id,
                _ => place.core,
            };
            match sockets.iter_mut().find(|(known, _)| *known == place.socket) {
                Some((_, cores)) if cores.contains(&core) => {}
                Some((_, cores)) => cores.push(core),
                None => sockets.push((place.socket, vec![core])),
            }
            let threads = place.siblings.as_ref().map_or(0, Bitmap::count);
            found.threads = found
                .threads
                .max(u32::try_from(threads).unwrap_or(u32::MAX));
        }
        let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        found.sockets = count(sockets.len());
        let cores = sockets.iter().map(|(_, cores)| cores.len());
        found.cores = count(cores.max().unwrap_or(0));
        if self.subcore > 0 {
            // Only the first thread of each subcore was seen.
            found.threads = found.threads.saturating_mul(count(self.subcore));
        }
        (found, offline)
    }

    /// A thread that is offline belongs to the guest whenever the first one of its subcore is online.
    fn counts_as_online(&self, cpu: usize) -> bool {
        let rest = cpu.checked_rem(self.subcore).unwrap_or(0);
        rest != 0 && self.online.contains(cpu - rest)
    }
}

/// The clock of the last processor that tells it.
fn frequency_mhz(arch: Arch, cpuinfo: &str) -> u32 {
    let name = match arch {
        Arch::I686 | Arch::X86_64 => "cpu MHz",
        Arch::Ppc | Arch::Ppc64 | Arch::Ppc64le | Arch::Ppcemb => "clock",
        Arch::S390 | Arch::S390x => "cpu MHz dynamic",
        Arch::Loongarch64 => "CPU MHz",
        _ => return 0,
    };
    let value = cpuinfo.lines().rev().find_map(|line| {
        let behind = line.strip_prefix(name)?.trim_start().strip_prefix(':')?;
        let whole = behind.trim_start().split(|c: char| !c.is_ascii_digit());
        whole.into_iter().next()?.parse().ok()
    });
    value.unwrap_or(0)
}

/// A cache, unless it is too near to its processor to matter.
fn bank(folder: &Tree) -> Option<CacheBank> {
    let level = folder.number("level").filter(|level| *level >= LEVEL_MIN)?;
    let scope = match folder.text("type")?.as_str() {
        "Unified" => CacheScope::Both,
        "Instruction" => CacheScope::Code,
        "Data" => CacheScope::Data,
        _ => return None,
    };
    Some(CacheBank {
        id: folder.number("id")?,
        level,
        scope,
        size: scaled(&folder.text("size")?)?,
        cpus: list(folder, "shared_cpu_list")?,
        controls: Vec::new(),
    })
}

/// A size such as `256K`.
fn scaled(text: &str) -> Option<u64> {
    let (digits, shift) = match text.as_bytes().last()? {
        b'K' => (&text[..text.len() - 1], 10),
        b'M' => (&text[..text.len() - 1], 20),
        b'G' => (&text[..text.len() - 1], 30),
        _ => (text, 0),
    };
    digits.parse::<u64>().ok()?.checked_mul(1 << shift)
}

/// How caches and memory can be divided and watched.
#[derive(Default)]
struct Resctrl {
    /// Level, scope, shares, bits of the mask, least bits.
    caches: Vec<(u32, CacheScope, u32, u64, u64)>,
    /// Granularity, minimum, shares.
    bandwidth: Option<(u32, u32, u32)>,
    /// Groups, threshold, features.
    monitor: Option<(u32, u32, Vec<String>)>,
}

impl Resctrl {
    fn read(tree: &Tree) -> Self {
        let info = tree.join("info");
        let mut caches: Vec<_> = info
            .names("")
            .iter()
            .filter_map(|name| cache_control(&info.join(name), name))
            .collect();
        caches.sort_by_key(|cache| match cache.1 {
            CacheScope::Both => 0,
            CacheScope::Code => 1,
            CacheScope::Data => 2,
        });
        let bandwidth = || {
            Some((
                info.number("MB/bandwidth_gran")?,
                info.number("MB/min_bandwidth")?,
                info.number("MB/num_closids")?,
            ))
        };
        let monitor = || {
            let features = info.text("L3_MON/mon_features")?;
            Some((
                info.number("L3_MON/num_rmids")?,
                info.number("L3_MON/max_threshold_occupancy").unwrap_or(0),
                features.lines().map(str::to_string).collect(),
            ))
        };
        Self {
            caches,
            bandwidth: bandwidth(),
            monitor: monitor(),
        }
    }

    /// How one cache can be divided.
    fn of(&self, bank: &CacheBank) -> Vec<CacheControl> {
        let ours = self.caches.iter().filter(|cache| cache.0 == bank.level);
        ours.filter_map(|&(_, scope, allocations_max, bits, least)| {
            let granularity = bank.size.checked_div(bits)?;
            Some(CacheControl {
                granularity,
                min: match least {
                    1 => 0,
                    least => granularity.saturating_mul(least),
                },
                scope,
                allocations_max,
            })
        })
        .collect()
    }

    /// What of one kind can be watched.
    fn monitor(&self, prefix: &str) -> Option<ResctrlMonitor> {
        let (monitors_max, threshold, features) = self.monitor.as_ref()?;
        let features = features.iter().filter(|name| name.starts_with(prefix));
        let features: Vec<String> = features.cloned().collect();
        (!features.is_empty()).then_some(ResctrlMonitor {
            // Only caches of the third level are watched.
            cache: Some((3, *threshold)),
            monitors_max: *monitors_max,
            features,
        })
    }
}

fn cache_control(folder: &Tree, name: &str) -> Option<(u32, CacheScope, u32, u64, u64)> {
    let name = name.strip_prefix('L')?;
    let end = name.find(|c: char| !c.is_ascii_digit());
    let (level, suffix) = name.split_at(end.unwrap_or(name.len()));
    let scope = match suffix {
        "" => CacheScope::Both,
        "CODE" => CacheScope::Code,
        "DATA" => CacheScope::Data,
        _ => return None,
    };
    let mask = folder.text("cbm_mask")?;
    let mask = u64::from_str_radix(&mask, 16).ok()?;
    Some((
        level.parse().ok()?,
        scope,
        folder.number("num_closids").unwrap_or(0),
        u64::from(mask.count_ones()),
        folder.number("min_cbm_bits")?,
    ))
}

fn word(number: u64, words: [&str; 3]) -> Option<String> {
    let word = words.get(usize::try_from(number).ok()?)?;
    Some((*word).to_string())
}

/// The list of numbers in a file, such as `0-3,8`; an empty one has none.
pub(crate) fn list(tree: &Tree, path: &str) -> Option<Bitmap> {
    Bitmap::parse_unlimited_or_empty(&tree.text(path)?).ok()
}

/// Caches nearer to the processor than this are not told.
const LEVEL_MIN: u32 = 2;
/// More processors than any kernel is built for.
const CPUS_MAX: usize = 65_536;
