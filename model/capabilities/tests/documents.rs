//! The document against golden files; `UPDATE_GOLDEN=1` writes them anew.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::fs;
use std::path::Path;

use fv_model_capabilities::{
    CacheBank, CacheControl, CacheScope, Capabilities, Cell, CellCpu, CpuModes, Distance,
    DomainCapabilities, DomainFeatures, Group, Guest, GuestDomain, GuestFeature, GuestFeatureName,
    GuestInfo, Host, Machine, MigrationFeatures, NamedModel, Pages, PowerTarget, SecurityModel,
    SevSupport, SgxSupport,
};
use fv_model_cpu::Processor;
use fv_model_domain::cpu::{Cpu, CpuFeature, CpuPolicy};
use fv_model_domain::os::{Arch, OsKind};
use fv_model_domain::{OnOff, VirtKind, YesNo};
use fv_types::Bitmap;

fn golden(name: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/golden")
        .join(name);
    #[expect(clippy::disallowed_methods, reason = "a test's own switch")]
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(&path, text).unwrap();
    }
    assert_eq!(fs::read_to_string(&path).unwrap(), text, "{name}");
}

fn feature(name: &str) -> CpuFeature {
    CpuFeature {
        policy: CpuPolicy::Require,
        name: name.into(),
    }
}

fn host() -> Host {
    let cpu = |id| CellCpu {
        id,
        core: id,
        siblings: Some([id as usize].into_iter().collect()),
        ..CellCpu::default()
    };
    Host {
        uuid: "5d1b2bd8-0e2c-4a9c-9f0e-2f6a7c1b0c11".parse().ok(),
        arch: Some(Arch::X86_64),
        cpu: Some(Processor {
            cpu: Cpu {
                model: Some("Haswell".into()),
                vendor: Some("Intel".into()),
                features: ["vmx", "ss"].map(feature).to_vec(),
                ..Cpu::default()
            },
            ..Processor::default()
        }),
        page_sizes_kib: vec![4, 2048],
        power: vec![PowerTarget::Memory, PowerTarget::Hybrid],
        iommu: true,
        migration: Some(MigrationFeatures {
            live: true,
            transports: vec!["tcp".into()],
        }),
        cells: Some(vec![Cell {
            memory_kib: 1 << 20,
            pages: vec![Pages {
                size_kib: 4,
                count: 262_144,
            }],
            distances: vec![Distance { cell: 0, value: 10 }],
            cpus: vec![
                cpu(0),
                cpu(1),
                CellCpu {
                    id: 2,
                    ..CellCpu::default()
                },
            ],
            ..Cell::default()
        }]),
        caches: vec![CacheBank {
            id: 0,
            level: 3,
            scope: CacheScope::Both,
            size: 15 << 20,
            cpus: Bitmap::parse_unlimited("0-1").unwrap(),
            controls: vec![CacheControl {
                granularity: 768 << 10,
                min: 3 << 20,
                scope: CacheScope::Both,
                allocations_max: 4,
            }],
        }],
        security: vec![SecurityModel {
            model: "none".into(),
            doi: "0".into(),
            labels: Vec::new(),
        }],
        ..Host::default()
    }
}

fn guest() -> Guest {
    let machine = Machine {
        name: "pc".into(),
        canonical: Some("pc-i440fx-10.0".into()),
        cpus_max: 255,
        deprecated: false,
    };
    Guest {
        os: OsKind::Hvm,
        arch: Arch::X86_64,
        word_bits: 64,
        info: GuestInfo {
            emulator: Some("/usr/bin/qemu-system-x86_64".into()),
            loader: None,
            machines: vec![machine],
        },
        domains: vec![GuestDomain {
            kind: VirtKind::Kvm,
            info: GuestInfo::default(),
        }],
        features: vec![
            GuestFeature {
                name: GuestFeatureName::ExternalSnapshot,
                default: None,
                toggle: None,
            },
            GuestFeature {
                name: GuestFeatureName::Acpi,
                default: Some(OnOff::On),
                toggle: Some(YesNo::Yes),
            },
        ],
    }
}

#[test]
fn a_host_and_a_guest_are_written_as_libvirt_writes_them() {
    let capabilities = Capabilities {
        host: host(),
        guests: vec![guest()],
        pools: vec!["dir".into()],
    };
    golden("full.xml", &capabilities.to_xml());
}

#[test]
fn a_host_that_is_not_known_is_left_out() {
    golden("empty.xml", &Capabilities::default().to_xml());
}

#[test]
fn a_plain_host_has_no_power_targets_and_no_iommu() {
    let host = Host {
        arch: Some(Arch::Aarch64),
        ..Host::default()
    };
    let capabilities = Capabilities {
        host,
        ..Capabilities::default()
    };
    golden("plain.xml", &capabilities.to_xml());
}

#[test]
fn what_a_guest_can_have_is_written_whole() {
    let everything = DomainCapabilities {
        path: "/usr/bin/qemu-system-x86_64".into(),
        kind: VirtKind::Kvm,
        machine: Some("pc-q35-10.0".into()),
        arch: Arch::X86_64,
        vcpus_max: 255,
        iothreads: Some(YesNo::Yes),
        os: Some(Group {
            groups: vec![Group {
                values: vec!["/usr/share/<OVMF>.fd".into()],
                ..Group::supported("loader").choice("type", [("rom", true), ("pflash", false)])
            }],
            ..Group::supported("os").choice("firmware", [])
        }),
        cpu: CpuModes {
            host_passthrough: Some(vec!["on", "off"]),
            maximum: None,
            host_model: Some(Cpu {
                model: Some("Haswell".into()),
                features: vec![feature("vmx")],
                ..Cpu::default()
            }),
            custom: vec![NamedModel {
                name: "Nehalem".into(),
                usable: Some(YesNo::No),
                deprecated: true,
                vendor: Some("Intel"),
                canonical: Some("Nehalem-v1"),
                blockers: vec!["sse4.2".into()],
            }],
        },
        memory_backing: Some(Group::supported("memoryBacking")),
        devices: vec![Group::unsupported("redirdev"), Group::supported("disk")],
        features: DomainFeatures {
            gic: Some(Group::unsupported("gic")),
            simple: vec![("genid", YesNo::Yes)],
            sev: Some(SevSupport {
                cbitpos: 51,
                reduced_phys_bits: 1,
                guests_max: 59,
                es_guests_max: 450,
                cpu0_id: Some("id".into()),
            }),
            sgx: Some(SgxSupport {
                flc: true,
                section_size_kib: 2,
                sections: vec![(1, 0), (1, 1)],
                ..SgxSupport::default()
            }),
            hyperv: Some(Group::supported("hyperv").choice("features", [("relaxed", true)])),
            launch_security: Some(Group::unsupported("launchSecurity")),
        },
    };
    golden("domain.xml", &everything.to_xml());
    assert!(
        Group::supported("a")
            .choice("b", [("c", false)])
            .is_empty("b")
    );
}
