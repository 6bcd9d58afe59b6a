//! The host, as far as it is cheap to ask.

use std::path::Path;

use fv_api::{
    Caller, NodeApi, NodeCpuMap, NodeInfo, NodeMemoryStat, NodeMemoryStats, NodeSecurityModel,
};
use fv_error::{Error, ErrorCode, ErrorDomain, Result};
use fv_sys::{file, host};

use super::Qemu;
use crate::flags;

impl NodeApi for Qemu {
    fn info(&self, _caller: &Caller) -> Result<NodeInfo> {
        let uname = host::uname();
        let topology = Topology::read();
        Ok(NodeInfo {
            model: fixed(&uname.machine),
            memory: memory()?.total_kib,
            cpus: count(host::cpus_online()),
            mhz: cpu_mhz(),
            nodes: count(topology.nodes),
            sockets: count(topology.sockets),
            cores: count(topology.cores),
            threads: count(topology.threads),
        })
    }

    fn free_memory(&self, _caller: &Caller) -> Result<u64> {
        Ok(memory()?.free_kib * 1024)
    }

    fn memory_stats(
        &self,
        _caller: &Caller,
        nparams: i32,
        cell_num: i32,
        flags: u32,
    ) -> Result<NodeMemoryStats> {
        flags::check(flags, 0, "virHostMemGetStats")?;
        if cell_num != ALL_CELLS {
            let text = "memory statistics of single NUMA cells";
            return Err(Error::new(
                ErrorDomain::None,
                ErrorCode::OperationUnsupported,
                text,
            ));
        }
        let memory = memory()?;
        let figures = [
            ("total", memory.total_kib),
            ("free", memory.free_kib),
            ("buffers", memory.buffers_kib),
            ("cached", memory.cached_kib),
        ];
        let figures = figures
            .map(|(field, value)| NodeMemoryStat {
                field: field.to_string(),
                value,
            })
            .to_vec();
        let count = count(figures.len());
        // Asked with room for none, the answer is how many there are.
        let params = if nparams == 0 { Vec::new() } else { figures };
        Ok(NodeMemoryStats {
            params,
            nparams: count,
        })
    }

    fn cpu_map(
        &self,
        _caller: &Caller,
        need_map: i32,
        need_online: i32,
        flags: u32,
    ) -> Result<NodeCpuMap> {
        flags::check(flags, 0, "virHostCPUGetMap")?;
        let all = host::cpus_configured();
        let online = host::cpu_online_list().map_err(|error| {
            Error::system(
                ErrorDomain::None,
                error,
                "cannot read the list of online CPUs",
            )
        })?;
        let online = fv_types::Bitmap::parse(&online, all)
            .map_err(|error| error.in_domain(ErrorDomain::None))?;
        let mut cpumap = vec![0u8; all.div_ceil(8)];
        let mut count_online = 0;
        for cpu in (0..all).filter(|&cpu| online.contains(cpu)) {
            cpumap[cpu / 8] |= 1 << (cpu % 8);
            count_online += 1;
        }
        Ok(NodeCpuMap {
            cpumap: if need_map != 0 { cpumap } else { Vec::new() },
            online: if need_online != 0 { count_online } else { 0 },
            ret: count(all),
        })
    }

    fn security_model(&self, _caller: &Caller) -> Result<NodeSecurityModel> {
        Ok(NodeSecurityModel {
            model: chars("none"),
            doi: chars("0"),
        })
    }
}

/// How the processors of the host are put together.
pub(crate) struct Topology {
    /// NUMA nodes.
    pub(crate) nodes: usize,
    /// Sockets of a node.
    pub(crate) sockets: usize,
    /// Cores of a socket.
    pub(crate) cores: usize,
    /// Threads of a core.
    pub(crate) threads: usize,
}

impl Topology {
    /// Reads it from sysfs; what is not there counts as one.
    pub(crate) fn read() -> Self {
        let cpus: Vec<Cpu> = (0..host::cpus_configured()).filter_map(Cpu::read).collect();
        let distinct = |mut keys: Vec<(u64, u64)>| {
            keys.sort_unstable();
            keys.dedup();
            keys.len().max(1)
        };
        let nodes = file::list_folder(Path::new("/sys/devices/system/node"))
            .map_or(1, |names| {
                let is_node = |name: &str| {
                    name.strip_prefix("node")
                        .is_some_and(|rest| rest.parse::<u32>().is_ok())
                };
                names
                    .iter()
                    .filter(|name| name.to_str().is_some_and(is_node))
                    .count()
            })
            .max(1);
        let sockets = distinct(cpus.iter().map(|cpu| (cpu.socket, 0)).collect());
        let cores = distinct(cpus.iter().map(|cpu| (cpu.socket, cpu.core)).collect());
        let threads = cpus.len().max(1).div_ceil(cores);
        // libvirt counts sockets for each node.
        Self {
            nodes,
            sockets: sockets.div_ceil(nodes),
            cores: cores.div_ceil(sockets),
            threads,
        }
    }
}

struct Cpu {
    socket: u64,
    core: u64,
}

impl Cpu {
    fn read(number: usize) -> Option<Self> {
        let folder = format!("/sys/devices/system/cpu/cpu{number}/topology");
        let value = |name: &str| {
            let path = Path::new(&folder).join(name);
            file::read_pseudo(&path, 4096).ok()?.trim().parse().ok()
        };
        Some(Self {
            socket: value("physical_package_id")?,
            core: value("core_id")?,
        })
    }
}

/// The clock of the first processor, as the kernel tells it.
fn cpu_mhz() -> i32 {
    let text = file::read_pseudo(Path::new("/proc/cpuinfo"), 16 << 20).unwrap_or_default();
    let line = text.lines().find(|line| line.starts_with("cpu MHz"));
    let value = line.and_then(|line| line.split(':').nth(1)).map(str::trim);
    let whole = value.and_then(|value| value.split('.').next());
    whole.and_then(|whole| whole.parse().ok()).unwrap_or(0)
}

fn memory() -> Result<host::Memory> {
    host::memory()
        .map_err(|error| Error::system(ErrorDomain::None, error, "cannot read the host's memory"))
}

fn count(number: usize) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}

/// Text as a C string in a fixed place.
fn fixed(text: &str) -> [i8; 32] {
    let mut place = [0; 32];
    for (to, from) in place.iter_mut().take(31).zip(text.bytes()) {
        *to = from.cast_signed();
    }
    place
}

/// Text as a C string with its end.
fn chars(text: &str) -> Vec<i8> {
    text.bytes().chain([0]).map(u8::cast_signed).collect()
}

const ALL_CELLS: i32 = -1;
