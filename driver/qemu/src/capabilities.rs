//! What host and hypervisor offer, as the document that clients ask for.
//!
//! The first call asks every emulator that is installed; what they answered is remembered on
//! the disk.

use std::path::Path;
use std::sync::OnceLock;

use fv_driver_qemu_caps::{GuestData, GuestMachine, VirtType};
use fv_model_capabilities::{
    BaseLabel, Capabilities, Cell, CellCpu, Distance, Guest, GuestDomain, GuestFeature,
    GuestFeatureName, GuestInfo, Host, Machine, Pages, SecurityModel,
};
use fv_model_domain::cpu::CpuTopology;
use fv_model_domain::os::{Arch, OsKind};
use fv_model_domain::{OnOff, VirtKind, YesNo};
use fv_sys::{file, host};
use fv_types::{Bitmap, Uuid};

use crate::calls::Topology;
use crate::driver::Driver;

/// The document.
pub(crate) fn xml(driver: &Driver) -> String {
    let guests = driver.emulators().guests();
    let capabilities = Capabilities {
        host: describe_host(driver),
        guests: guests.iter().filter_map(describe_guest).collect(),
        pools: Vec::new(),
    };
    capabilities.to_xml()
}

fn describe_host(driver: &Driver) -> Host {
    let topology = Topology::read();
    let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    let mut processor = driver.emulators().processor().clone();
    processor.cpu.topology = Some(CpuTopology {
        sockets: count(topology.sockets),
        dies: 1,
        clusters: 1,
        cores: count(topology.cores),
        threads: count(topology.threads),
    });
    Host {
        uuid: Some(host_uuid()),
        arch: Arch::from_word(driver.emulators().host().arch.name()),
        cpu: Some(processor),
        page_sizes_kib: page_sizes_kib(),
        cells: Some(cells()),
        security: security_models(driver),
        ..Host::default()
    }
}

/// The uuid that the machine's maker gave it, or one for the life of this daemon.
fn host_uuid() -> Uuid {
    static HOST: OnceLock<Uuid> = OnceLock::new();
    *HOST.get_or_init(|| {
        let path = Path::new("/sys/class/dmi/id/product_uuid");
        let told = file::read_pseudo(path, 4096)
            .ok()
            .and_then(|text| Uuid::parse(text.trim()));
        told.filter(Uuid::is_valid)
            .unwrap_or_else(|| Uuid::from_random_bytes(host::random_bytes().unwrap_or_default()))
    })
}

fn security_models(driver: &Driver) -> Vec<SecurityModel> {
    let doi = || "0".to_string();
    let mut models = vec![SecurityModel {
        model: "none".into(),
        doi: doi(),
        labels: Vec::new(),
    }];
    if let Ok(Some(account)) = driver.config().account() {
        let label = |kind: &str| BaseLabel {
            kind: kind.into(),
            label: account.owner.to_string(),
        };
        let labels = vec![label("kvm"), label("qemu")];
        models.push(SecurityModel {
            model: "dac".into(),
            doi: doi(),
            labels,
        });
    }
    models
}

/// The sizes of pages that guests may be backed with.
fn page_sizes_kib() -> Vec<u32> {
    let ordinary = u32::try_from(host::page_size() / 1024).unwrap_or(4);
    let names = file::list_folder(Path::new("/sys/kernel/mm/hugepages")).unwrap_or_default();
    let size = |name: &str| {
        name.strip_prefix("hugepages-")?
            .strip_suffix("kB")?
            .parse::<u32>()
            .ok()
    };
    let mut sizes: Vec<u32> = names
        .iter()
        .filter_map(|name| size(name.to_str()?))
        .chain([ordinary])
        .collect();
    sizes.sort_unstable();
    sizes
}

/// The nodes of the host; a host that knows none is one node.
fn cells() -> Vec<Cell> {
    let folder = Path::new("/sys/devices/system/node");
    let names = file::list_folder(folder).unwrap_or_default();
    let number = |name: &str| name.strip_prefix("node")?.parse::<u32>().ok();
    let mut cells: Vec<Cell> = names
        .iter()
        .filter_map(|name| number(name.to_str()?))
        .map(|id| cell(id, &folder.join(format!("node{id}"))))
        .collect();
    cells.sort_by_key(|cell| cell.id);
    if cells.is_empty() {
        let memory_kib = host::memory().map_or(0, |memory| memory.total_kib);
        let cpus = (0..host::cpus_configured()).map(cell_cpu).collect();
        cells.push(Cell {
            memory_kib,
            cpus,
            ..Cell::default()
        });
    }
    cells
}

fn cell(id: u32, folder: &Path) -> Cell {
    let text = |name: &str| file::read_pseudo(&folder.join(name), 64 * 1024).unwrap_or_default();
    let meminfo = text("meminfo");
    let total = meminfo.lines().find(|line| line.contains("MemTotal:"));
    let memory_kib = total
        .and_then(|line| line.split_ascii_whitespace().rev().nth(1))
        .and_then(|value| value.parse().ok())
        .unwrap_or(0);
    let cpus = Bitmap::parse_unlimited_or_empty(text("cpulist").trim())
        .map(|cpus| cpus.iter().map(cell_cpu).collect())
        .unwrap_or_default();
    let distances = text("distance");
    let distances = distances
        .split_ascii_whitespace()
        .zip(0..)
        .filter_map(|(value, cell)| {
            Some(Distance {
                cell,
                value: value.parse().ok()?,
            })
        });
    Cell {
        id,
        memory_kib,
        pages: pages(memory_kib, folder),
        distances: distances.collect(),
        caches: Vec::new(),
        cpus,
    }
}

/// How many pages of each size a node has; ordinary ones are what huge ones leave.
fn pages(memory_kib: u64, folder: &Path) -> Vec<Pages> {
    let ordinary = u32::try_from(host::page_size() / 1024).unwrap_or(4);
    let mut left_kib = memory_kib;
    let mut pages = Vec::new();
    for size_kib in page_sizes_kib()
        .into_iter()
        .filter(|size| *size != ordinary)
    {
        let path = folder.join(format!("hugepages/hugepages-{size_kib}kB/nr_hugepages"));
        let text = file::read_pseudo(&path, 4096).unwrap_or_default();
        let count: u64 = text.trim().parse().unwrap_or(0);
        left_kib = left_kib.saturating_sub(count.saturating_mul(size_kib.into()));
        pages.push(Pages { size_kib, count });
    }
    pages.insert(
        0,
        Pages {
            size_kib: ordinary,
            count: left_kib / u64::from(ordinary),
        },
    );
    pages
}

fn cell_cpu(number: usize) -> CellCpu {
    let folder = format!("/sys/devices/system/cpu/cpu{number}/topology");
    let text = |name: &str| file::read_pseudo(&Path::new(&folder).join(name), 4096).ok();
    // The kernel prints what it does not know as -1, which libvirt shows in 16 bits.
    let value = |name: &str| {
        let value: i32 = text(name)?.trim().parse().ok()?;
        Some(u32::try_from(value).unwrap_or(0xffff))
    };
    let siblings = text("thread_siblings_list");
    CellCpu {
        id: u32::try_from(number).unwrap_or(u32::MAX),
        socket: value("physical_package_id").unwrap_or(0),
        die: value("die_id").unwrap_or(0),
        cluster: value("cluster_id").unwrap_or(0),
        core: value("core_id").unwrap_or(0),
        siblings: siblings.and_then(|list| Bitmap::parse_unlimited(list.trim()).ok()),
    }
}

fn describe_guest(data: &GuestData) -> Option<Guest> {
    let arch = Arch::from_word(data.arch.name())?;
    let domain = |way: &VirtType| {
        let kind = VirtKind::from_word(way.document_name())?;
        Some(GuestDomain {
            kind,
            ..GuestDomain::default()
        })
    };
    Some(Guest {
        os: OsKind::Hvm,
        arch,
        word_bits: data.arch.word_bits(),
        info: GuestInfo {
            emulator: Some(data.emulator.clone()),
            loader: None,
            machines: data.machines.iter().map(describe_machine).collect(),
        },
        domains: data.domains.iter().filter_map(domain).collect(),
        features: data.features.iter().filter_map(describe_feature).collect(),
    })
}

fn describe_machine(machine: &GuestMachine) -> Machine {
    Machine {
        name: machine.name.clone(),
        canonical: machine.canonical.clone(),
        cpus_max: machine.max_cpus,
        deprecated: machine.deprecated,
    }
}

fn describe_feature(feature: &fv_driver_qemu_caps::GuestFeature) -> Option<GuestFeature> {
    let yes_no = |yes| if yes { YesNo::Yes } else { YesNo::No };
    let on_off = |on| if on { OnOff::On } else { OnOff::Off };
    Some(GuestFeature {
        name: GuestFeatureName::from_word(feature.name)?,
        default: feature.toggle.map(|toggle| on_off(toggle.default_on)),
        toggle: feature.toggle.map(|toggle| yes_no(toggle.selectable)),
    })
}
