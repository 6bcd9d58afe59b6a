//! What host and hypervisor offer, as the document that clients ask for.
//!
//! The first call asks every emulator that is installed; what they answered is remembered on
//! the disk.

use fv_driver_host::{HostTree, NodeCounts, NodeMemory};
use fv_driver_qemu_caps::{GuestData, GuestMachine, VirtType};
use fv_model_capabilities::{
    BaseLabel, Capabilities, Cell, Distance, Guest, GuestDomain, GuestFeature, GuestFeatureName,
    GuestInfo, Host, Machine, MigrationFeatures, SecurityModel,
};
use fv_model_domain::cpu::CpuTopology;
use fv_model_domain::os::{Arch, OsKind};
use fv_model_domain::{OnOff, VirtKind, YesNo};
use fv_sys::tree::Tree;

use crate::calls::node_counts;
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
    let tree = HostTree::default();
    let memory = NodeMemory::of_host();
    let mut processor = driver.emulators().processor().clone();
    let counts = node_counts(driver).unwrap_or_default();
    processor.cpu.topology = (counts.cpus > 0).then_some(CpuTopology {
        sockets: counts.sockets,
        dies: 1,
        clusters: 1,
        cores: counts.cores,
        threads: counts.threads,
    });
    let transports = ["tcp", "rdma"].map(str::to_string);
    let mut host = Host {
        uuid: Some(driver.host_uuid()),
        arch: Some(driver.emulators().arch()),
        cpu: Some(processor),
        page_sizes_kib: memory.page_sizes_kib(),
        iommu: !Tree::new("/sys/kernel").names("iommu_groups").is_empty(),
        migration: Some(MigrationFeatures {
            live: true,
            transports: transports.to_vec(),
        }),
        cells: Some(cells(&tree, &memory, &counts)),
        interconnects: tree.interconnects(),
        security: security_models(driver),
        ..Host::default()
    };
    tree.describe_caches(&mut host);
    host
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

/// The nodes of the host; a host that knows none is one node.
fn cells(tree: &HostTree, memory: &NodeMemory, counts: &NodeCounts) -> Vec<Cell> {
    let mut cells = tree.cells();
    if cells.is_empty() {
        let mut cell = tree.single_cell(counts);
        (cell.memory_kib, _) = memory.total(None);
        return vec![cell];
    }
    for cell in &mut cells {
        (cell.memory_kib, _) = memory.node(cell.id);
        cell.pages = memory.pages(cell.id);
        let distances = memory.distances(cell.id).into_iter().zip(0..);
        cell.distances = distances
            .map(|(value, cell)| Distance { cell, value })
            .collect();
    }
    cells
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
