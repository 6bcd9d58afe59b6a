//! The host: processors, memory, what its firmware says.

use std::sync::Arc;
use std::time::Duration;

use fv_api::{
    Caller, NodeApi, NodeCpuMap, NodeCpuStat, NodeCpuStats, NodeInfo, NodeMemoryParameters,
    NodeMemoryStat, NodeMemoryStats, NodeSecurityModel, NodeSevInfo,
};
use fv_command::{Command, Runner};
use fv_driver_host::{
    HostSysinfo, HostTree, NodeCounts, NodeMemory, PoolChange, SHARING_COUNT, no_such_pages,
    sev_guests,
};
use fv_driver_qemu_caps::Flag;
use fv_error::{Error, ErrorCode, ErrorDomain, Result};
use fv_model_domain::os::Arch;
use fv_sys::host;
use fv_sys::tree::Tree;
use fv_types::{TypedParam, TypedValue};

use super::Qemu;
use crate::driver::Driver;
use crate::flags;

impl NodeApi for Qemu {
    fn info(&self, _caller: &Caller) -> Result<NodeInfo> {
        let uname = host::uname();
        let counts = counts(self.driver())?;
        let (memory_kib, _) = NodeMemory::of_host().total(HostTree::default().nodes().as_deref());
        Ok(NodeInfo {
            model: fixed(&uname.machine),
            memory: memory_kib,
            cpus: count(counts.cpus),
            mhz: count(counts.mhz),
            nodes: count(counts.nodes),
            sockets: count(counts.sockets),
            cores: count(counts.cores),
            threads: count(counts.threads),
        })
    }

    fn free_memory(&self, _caller: &Caller) -> Result<u64> {
        let (_, free_kib) = NodeMemory::of_host().total(HostTree::default().nodes().as_deref());
        Ok(free_kib.saturating_mul(1024))
    }

    fn cells_free_memory(
        &self,
        _caller: &Caller,
        start_cell: i32,
        maxcells: i32,
    ) -> Result<Vec<u64>> {
        let memory = NodeMemory::of_host();
        let Some(last) = last_node() else {
            check_cell(start_cell, 0)?;
            return Ok(vec![memory.total(None).1.saturating_mul(1024)]);
        };
        check_cell(start_cell, last)?;
        let most = i64::from(start_cell) + i64::from(maxcells) - 1;
        let last = i64::from(last).min(most);
        let cells = i64::from(start_cell)..=last;
        let free = cells.filter_map(|cell| {
            let (_, free_kib) = memory.node(u32::try_from(cell).ok()?);
            Some(free_kib.saturating_mul(1024))
        });
        Ok(free.collect())
    }

    fn memory_stats(
        &self,
        _caller: &Caller,
        nparams: i32,
        cell_num: i32,
        flags: u32,
    ) -> Result<NodeMemoryStats> {
        flags::check(flags, 0, "virHostMemGetStats")?;
        let cell = cell_of_stats(cell_num)?;
        let names = match cell {
            None => &MEMORY_STATS[..],
            Some(_) => &MEMORY_STATS[..2],
        };
        let nparams = match check_count(nparams, names.len()) {
            Room::None => {
                return Ok(NodeMemoryStats {
                    params: Vec::new(),
                    nparams: count_of(names.len()),
                });
            }
            Room::Right => names.len(),
            Room::Wrong => {
                let wanted = names.len();
                let text = format!("nparams in virHostMemGetStatsLinux must be {wanted}");
                return Err(invalid("virHostMemGetStatsLinux", "nparams", text));
            }
        };
        let figures = NodeMemory::of_host().figures(cell);
        let params: Vec<NodeMemoryStat> = figures
            .iter()
            .filter_map(|(key, value)| {
                let (_, field) = names.iter().find(|(name, _)| name == key)?;
                Some(NodeMemoryStat {
                    field: (*field).to_string(),
                    value: *value,
                })
            })
            .take(nparams)
            .collect();
        if params.is_empty() {
            let detail = "no available memory line found";
            return Err(Error::internal(ErrorDomain::None, detail));
        }
        Ok(NodeMemoryStats {
            nparams: count_of(params.len()),
            params,
        })
    }

    fn cpu_stats(
        &self,
        _caller: &Caller,
        cpu_num: i32,
        nparams: i32,
        flags: u32,
    ) -> Result<NodeCpuStats> {
        flags::check(flags, 0, "virHostCPUGetStats")?;
        let function = "virHostCPUGetStatsLinux";
        let wanted = CPU_STATS.len();
        match check_count(nparams, wanted) {
            Room::None => {
                return Ok(NodeCpuStats {
                    params: Vec::new(),
                    nparams: count_of(wanted),
                });
            }
            Room::Right => {}
            Room::Wrong => {
                let text = format!("nparams in {function} must be equal to {wanted}");
                return Err(invalid(function, "nparams", text));
            }
        }
        let text = Tree::new("/proc").text("stat").unwrap_or_default();
        let cpu = (cpu_num != ALL_CPUS).then_some(cpu_num);
        let ticks = fv_driver_host::cpu_ticks(&text, cpu)
            .ok_or_else(|| invalid(function, "cpuNum", format!("Invalid cpuNum in {function}")))?;
        let tick_ns = 1_000_000_000 / host::ticks_per_second().max(1);
        let params = CPU_STATS
            .iter()
            .zip(ticks)
            .map(|(field, ticks)| NodeCpuStat {
                field: (*field).to_string(),
                value: ticks.saturating_mul(tick_ns),
            });
        Ok(NodeCpuStats {
            params: params.collect(),
            nparams: count_of(wanted),
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
        let tree = HostTree::default();
        let (present, online) = (tree.present(), tree.online());
        let all = present.last().map_or(0, |last| last + 1);
        Ok(NodeCpuMap {
            cpumap: match need_map {
                0 => Vec::new(),
                _ => online.to_data_of_len(all.div_ceil(8)),
            },
            online: match need_online {
                0 => 0,
                _ => u32::try_from(online.count()).unwrap_or(u32::MAX),
            },
            ret: count_of(all),
        })
    }

    fn free_pages(
        &self,
        _caller: &Caller,
        pages: &[u32],
        start_cell: i32,
        cell_count: u32,
        flags: u32,
    ) -> Result<Vec<u64>> {
        flags::check(flags, 0, "qemuNodeGetFreePages")?;
        let memory = NodeMemory::of_host();
        let mut counts = Vec::new();
        for cell in cells(start_cell, cell_count)? {
            let figures = match cell {
                Some(node) => memory.node(node),
                None => memory.total(None),
            };
            let pools = memory.pools(cell, figures);
            for size in pages {
                let pool = pools.iter().find(|pool| pool.size_kib == *size);
                let pool = pool.ok_or_else(|| failed(no_such_pages(*size, cell)))?;
                counts.push(pool.free);
            }
        }
        match counts.is_empty() {
            true => Err(failed("no suitable info found".to_string())),
            false => Ok(counts),
        }
    }

    fn alloc_pages(
        &self,
        _caller: &Caller,
        page_sizes: &[u32],
        page_counts: &[u64],
        start_cell: i32,
        cell_count: u32,
        flags: u32,
    ) -> Result<i32> {
        flags::check(flags, ALLOC_SET, "qemuNodeAllocPages")?;
        let change = match flags & ALLOC_SET {
            0 => PoolChange::Add,
            _ => PoolChange::Set,
        };
        let memory = NodeMemory::of_host();
        let mut changed = 0;
        for cell in cells(start_cell, cell_count)? {
            for (size, pages) in page_sizes.iter().zip(page_counts) {
                memory.set_pool(cell, *size, *pages, change)?;
                changed += 1;
            }
        }
        Ok(changed)
    }

    fn memory_parameters(
        &self,
        _caller: &Caller,
        nparams: i32,
        flags: u32,
    ) -> Result<NodeMemoryParameters> {
        flags::check(flags, STRING_OKAY, "virHostMemGetParameters")?;
        if nparams == 0 {
            return Ok(NodeMemoryParameters {
                params: Vec::new(),
                nparams: count_of(SHARING_COUNT),
            });
        }
        let mut params = NodeMemory::of_host().sharing();
        params.truncate(usize::try_from(nparams).unwrap_or(0));
        Ok(NodeMemoryParameters {
            nparams: count_of(params.len()),
            params,
        })
    }

    fn set_memory_parameters(
        &self,
        _caller: &Caller,
        params: &[TypedParam],
        flags: u32,
    ) -> Result<()> {
        flags::check(flags, 0, "virHostMemSetParameters")?;
        NodeMemory::of_host().set_sharing(params)
    }

    fn security_model(&self, _caller: &Caller) -> Result<NodeSecurityModel> {
        Ok(NodeSecurityModel {
            model: chars("none"),
            doi: chars("0"),
        })
    }

    fn suspend_for_duration(
        &self,
        _caller: &Caller,
        target: u32,
        _duration: u64,
        flags: u32,
    ) -> Result<()> {
        flags::check(flags, 0, "virNodeSuspend")?;
        // Whether a host can sleep is known to its login manager, which nobody asks yet.
        let what = match target {
            0 => "Suspend-to-RAM",
            1 => "Suspend-to-Disk",
            2 => "Hybrid-Suspend",
            _ => {
                let detail = "Invalid suspend target";
                return Err(Error::new(ErrorDomain::None, ErrorCode::InvalidArg, detail));
            }
        };
        Err(Error::new(
            ErrorDomain::None,
            ErrorCode::ArgumentUnsupported,
            what,
        ))
    }

    fn sev_info(&self, _caller: &Caller, nparams: i32, flags: u32) -> Result<NodeSevInfo> {
        flags::check(flags, STRING_OKAY, "qemuNodeGetSEVInfo")?;
        let emulators = self.driver().emulators();
        let binary = emulators.default_for(emulators.host().arch);
        let caps = binary.map(|binary| emulators.caps(&binary)).transpose()?;
        let caps = caps.filter(|caps| caps.has(Flag::SevGuest));
        let Some(sev) = caps.as_ref().and_then(|caps| caps.sev.as_ref()) else {
            return Err(Error::new(
                ErrorDomain::Qemu,
                ErrorCode::OperationUnsupported,
                "QEMU does not support SEV guest",
            ));
        };
        let (most, encrypted) = sev_guests();
        let number = |value: u64| TypedValue::Uint(u32::try_from(value).unwrap_or(u32::MAX));
        let mut params = vec![
            TypedParam::new("pdh", TypedValue::String(sev.pdh.clone())),
            TypedParam::new("cert-chain", TypedValue::String(sev.cert_chain.clone())),
        ];
        if let Some(id) = &sev.cpu0_id {
            params.push(TypedParam::new("cpu0-id", TypedValue::String(id.clone())));
        }
        params.push(TypedParam::new("cbitpos", number(sev.cbitpos)));
        let lost = number(sev.reduced_phys_bits);
        params.push(TypedParam::new("reduced-phys-bits", lost));
        params.push(TypedParam::new("max-guests", TypedValue::Uint(most)));
        params.push(TypedParam::new(
            "max-es-guests",
            TypedValue::Uint(encrypted),
        ));
        let all = count_of(params.len());
        if nparams == 0 {
            params.clear();
        }
        Ok(NodeSevInfo {
            params,
            nparams: all,
        })
    }
}

/// The cell that statistics of memory are wanted of; nothing is the whole host.
fn cell_of_stats(cell_num: i32) -> Result<Option<u32>> {
    let last = last_node();
    if cell_num == ALL_CELLS || (cell_num == 0 && last.is_none()) {
        return Ok(None);
    }
    let last = last.unwrap_or(0);
    match u32::try_from(cell_num) {
        Ok(node) if node > last => {
            let text =
                format!("cellNum in virHostMemGetStats must be less than or equal to {last}");
            Err(invalid("virHostMemGetStats", "cellNum", text))
        }
        // There is no such cell, of which nothing is found then.
        node => Ok(Some(node.unwrap_or(u32::MAX))),
    }
}

/// Counts the processors of the host.
pub(crate) fn counts(driver: &Driver) -> Result<NodeCounts> {
    let cpuinfo = Tree::new("/proc").text("cpuinfo").unwrap_or_default();
    HostTree::default().counts(driver.emulators().arch(), &cpuinfo, 0)
}

/// Describes the host's firmware; read once, for it does not change while the host runs.
pub(super) fn sysinfo(driver: &Driver, flags: u32) -> Result<String> {
    flags::check(flags, 0, "qemuConnectGetSysinfo")?;
    let found = driver.emulators().sysinfo(|| read_sysinfo(driver));
    found.ok_or_else(|| {
        Error::new(
            ErrorDomain::Qemu,
            ErrorCode::ConfigUnsupported,
            "Host SMBIOS information is not available",
        )
    })
}

fn read_sysinfo(driver: &Driver) -> Option<String> {
    let proc = Tree::new("/proc");
    let cpuinfo = || proc.text_as_it_is("cpuinfo").unwrap_or_default();
    let found = match driver.emulators().arch() {
        Arch::Ppc | Arch::Ppc64 | Arch::Ppc64le => HostSysinfo::from_power(&cpuinfo()),
        Arch::S390 | Arch::S390x => {
            let sysinfo = proc.text_as_it_is("sysinfo").unwrap_or_default();
            HostSysinfo::from_mainframe(&cpuinfo(), &sysinfo).ok()?
        }
        Arch::Armv6l | Arch::Armv7l | Arch::Armv7b | Arch::Aarch64 => {
            let tables = dmidecode(driver.runner()).filter(|tables| !tables.is_empty());
            tables.unwrap_or_else(|| HostSysinfo::from_arm(&cpuinfo()))
        }
        _ => dmidecode(driver.runner())?,
    };
    Some(found.to_xml())
}

fn dmidecode(runner: &Arc<dyn Runner>) -> Option<HostSysinfo> {
    let run = |arguments: &[&str]| {
        let mut command = Command::new("dmidecode");
        command
            .args(arguments.iter().copied())
            .timeout(DMIDECODE_TIME);
        runner
            .run(&command)
            .ok()
            .filter(fv_command::Output::is_success)
    };
    let tables = run(&["-q", "-t", "0,1,2,3,4,11,17"])?.text();
    let mut string = |number: u32| {
        let output = run(&["--dump", "--oem-string", &number.to_string()])?;
        let text = output.text();
        // A number that there is not is an error only in words.
        let is_error = text.is_empty() && !output.stderr.is_empty();
        (!is_error).then(|| text.strip_suffix('\n').unwrap_or(&text).to_string())
    };
    HostSysinfo::from_dmidecode(&tables, &mut string).ok()
}

/// The cells of a call that names the first one and how many; `None` stands for the whole host.
fn cells(start_cell: i32, cell_count: u32) -> Result<Vec<Option<u32>>> {
    let last = last_node();
    let most = last.unwrap_or(0);
    check_cell(start_cell, most)?;
    if start_cell < ALL_CELLS {
        return Err(failed(format!("NUMA node {start_cell} is not available")));
    }
    let first = i64::from(start_cell);
    let end = i64::from(most).min(first + i64::from(cell_count) - 1);
    let number = |cell: i64| u32::try_from(cell).ok().filter(|_| last.is_some());
    Ok((first..=end).map(number).collect())
}

fn check_cell(start_cell: i32, last: u32) -> Result<()> {
    if i64::from(start_cell) > i64::from(last) {
        let detail = format!("start cell {start_cell} out of range (0-{last})");
        return Err(Error::internal(ErrorDomain::None, detail));
    }
    Ok(())
}

fn last_node() -> Option<u32> {
    HostTree::default().nodes()?.last().copied()
}

/// Whether a caller has room for an answer.
enum Room {
    /// It asks how much it needs.
    None,
    Right,
    Wrong,
}

fn check_count(nparams: i32, wanted: usize) -> Room {
    match usize::try_from(nparams) {
        Ok(0) => Room::None,
        Ok(count) if count == wanted => Room::Right,
        _ => Room::Wrong,
    }
}

fn invalid(function: &'static str, argument: &'static str, text: String) -> Error {
    Error::invalid_arg(ErrorDomain::None, function, argument, text)
}

fn failed(detail: String) -> Error {
    Error::new(ErrorDomain::None, ErrorCode::OperationFailed, detail)
}

fn count(number: u32) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}

fn count_of(number: usize) -> i32 {
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
const ALL_CPUS: i32 = -1;
/// `VIR_NODE_ALLOC_PAGES_SET`.
const ALLOC_SET: u32 = 1;
/// `VIR_TYPED_PARAM_STRING_OKAY`.
const STRING_OKAY: u32 = 4;
/// The kernel's names and libvirt's; single nodes have the first two.
const MEMORY_STATS: [(&str, &str); 4] = [
    ("MemTotal", "total"),
    ("MemFree", "free"),
    ("Buffers", "buffers"),
    ("Cached", "cached"),
];
const CPU_STATS: [&str; 4] = ["kernel", "user", "idle", "iowait"];
const DMIDECODE_TIME: Duration = Duration::from_secs(10);
