//! The host: what the kernel's folders and the firmware tell of it.

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, Result};
use fv_driver_host::{HostSysinfo, HostTree, cpu_ticks};
use fv_driver_qemu_caps::{Arch as CapsArch, cpu_signature};
use fv_model_capabilities::{Capabilities, Host, MigrationFeatures, Pages};
use fv_model_domain::os::Arch;
use fv_sys::tree::Tree;
use serde_json::Value;

use crate::{Case, Corpus, Produced, Suite};

pub(super) fn all() -> Vec<Arc<dyn Suite>> {
    vec![
        Arc::new(HostCapabilities),
        Arc::new(HostCpu),
        Arc::new(Sysinfo),
    ]
}

fn arch_of(case: &Case) -> Result<Arch> {
    let arch = case.param("arch").and_then(Arch::from_word);
    arch.context("no `arch`")
}

/// `vircaps2xml`: the document of a host of which only the kernel's folders are known.
struct HostCapabilities;

impl Suite for HostCapabilities {
    fn name(&self) -> &str {
        "vircaps2xml"
    }

    fn run(&self, case: &Case, corpus: &Corpus) -> Result<Produced> {
        let folder = corpus.tree(case.need_input("tree")?)?;
        let tree = HostTree {
            system: Tree::new(system_folder(&folder, corpus)?),
            resctrl: Tree::new(folder.join("resctrl")),
        };
        let mut cells = tree.cells();
        for cell in &mut cells {
            let number = u64::from(cell.id);
            cell.memory_kib = (number + 1) << 20;
            let sizes = [4, 2048, 1 << 20].into_iter().zip(0u64..);
            cell.pages = sizes
                .map(|(size_kib, index)| Pages {
                    size_kib,
                    count: (number + 1 + index) * 2048,
                })
                .collect();
        }
        let (offline, live) = (case.is_set("offline_migrate"), case.is_set("live_migrate"));
        let mut host = Host {
            arch: Some(arch_of(case)?),
            migration: offline.then(|| MigrationFeatures {
                live,
                transports: Vec::new(),
            }),
            cells: Some(cells),
            interconnects: tree.interconnects(),
            ..Host::default()
        };
        tree.describe_caches(&mut host);
        let document = Capabilities {
            host,
            ..Capabilities::default()
        };
        Ok(Produced::file("xml", document.to_xml()))
    }
}

/// Some trees have their processors from another one, by a link that leads out of the tree.
fn system_folder(folder: &Path, corpus: &Corpus) -> Result<PathBuf> {
    let own = folder.join("system");
    let leads_to = |path: &Path| {
        let target = fs::read_link(path).ok()?;
        target.to_str().map(str::to_string)
    };
    let name_in = |target: &str, at: usize| {
        let part = target.split('/').filter(|part| *part != "..").nth(at);
        part.map(str::to_string).context("an odd link")
    };
    if let Some(target) = leads_to(&own) {
        let name = name_in(&target, 0)?;
        let other = corpus.tree(&format!("vircaps2xml/{name}.tar.xz"))?;
        return Ok(other.join("system"));
    }
    if let Some(target) = leads_to(&own.join("cpu")) {
        let name = name_in(&target, 1)?;
        return corpus.tree(&format!("virhostcpu/{name}.tar.xz"));
    }
    Ok(own)
}

/// `virhostcpu`: processors counted, their times, their signature.
struct HostCpu;

impl Suite for HostCpu {
    fn name(&self) -> &str {
        "virhostcpu"
    }

    fn run(&self, case: &Case, corpus: &Corpus) -> Result<Produced> {
        match case.param("kind").unwrap_or_default() {
            "nodeinfo" => node_info(case, corpus),
            "cpustats" => cpu_stats(case, corpus),
            "signature" => {
                let text = corpus.text_verbatim(case.need_input("cpuinfo")?)?;
                let arch = case.param("arch").and_then(CapsArch::from_name);
                let signature = cpu_signature(arch.context("no `arch`")?, &text);
                Ok(Produced::file("signature", signature.unwrap_or_default()))
            }
            other => Ok(Produced::unserved(format!("no kind `{other}`"))),
        }
    }
}

fn node_info(case: &Case, corpus: &Corpus) -> Result<Produced> {
    let arch = arch_of(case)?;
    let text = corpus.text_verbatim(case.need_input("cpuinfo")?)?;
    let tree = HostTree {
        system: Tree::new(corpus.tree(case.need_input("tree")?)?),
        resctrl: Tree::new("/nowhere"),
    };
    let threads = match arch {
        Arch::Ppc64 | Arch::Ppc64le => 8,
        _ => 0,
    };
    Ok(match tree.counts(arch, &text, threads) {
        Ok(counts) => Produced::file(
            "expected",
            format!(
                "CPUs: {}/{}, MHz: {}, Nodes: {}, Sockets: {}, Cores: {}, Threads: {}\n",
                counts.cpus,
                counts.cpus_max(),
                counts.mhz,
                counts.nodes,
                counts.sockets,
                counts.cores,
                counts.threads
            ),
        ),
        Err(error) => Produced::failed("error", error.message()),
    })
}

fn cpu_stats(case: &Case, corpus: &Corpus) -> Result<Produced> {
    let text = corpus.text_verbatim(case.need_input("stat")?)?;
    let cpus = case.params.get("cpus").and_then(Value::as_i64);
    let cpus = i32::try_from(cpus.context("no `cpus`")?)?;
    let mut made = String::new();
    for cpu in std::iter::once(None).chain((0..cpus).map(Some)) {
        let Some(ticks) = cpu_ticks(&text, cpu) else {
            return Ok(Produced::failed("error", "no such processor"));
        };
        match cpu {
            None => writeln!(made, "cpu:")?,
            Some(cpu) => writeln!(made, "cpu{cpu}:")?,
        }
        for (name, ticks) in ["kernel", "user", "idle", "iowait"].iter().zip(ticks) {
            writeln!(made, "{name}: {ticks}")?;
        }
        writeln!(made)?;
    }
    Ok(Produced::file("expected", made))
}

/// `sysinfo`: what the firmware or the kernel says of the machine.
struct Sysinfo;

impl Suite for Sysinfo {
    fn name(&self) -> &str {
        "sysinfo"
    }

    fn run(&self, case: &Case, corpus: &Corpus) -> Result<Produced> {
        let read = |role: &str| match case.input_path(role) {
            Some(path) => corpus.text_verbatim(path),
            None => Ok(String::new()),
        };
        let (tables, cpuinfo) = (read("sysinfo")?, read("cpuinfo")?);
        let made = match case.param("reader").unwrap_or_default() {
            "dmi" => HostSysinfo::from_dmidecode(&tables, &mut oem_string),
            "s390" => HostSysinfo::from_mainframe(&cpuinfo, &tables),
            "ppc" => Ok(HostSysinfo::from_power(&cpuinfo)),
            "arm" => match tables.is_empty() {
                true => Ok(HostSysinfo::from_arm(&cpuinfo)),
                false => HostSysinfo::from_dmidecode(&tables, &mut oem_string),
            },
            other => return Ok(Produced::unserved(format!("no reader `{other}`"))),
        };
        Ok(match made {
            Ok(made) => Produced::file("xml", made.to_xml()),
            Err(error) => Produced::failed("error", error.message()),
        })
    }
}

/// What the program of the corpus says when it is asked for one string.
fn oem_string(number: u32) -> Option<String> {
    match number {
        2 => Some("Some valid OEM string".to_string()),
        3 => Some(
            "Ha ha ha try parsing\\n\n      String 3: this correctly\n      String 4:then"
                .to_string(),
        ),
        _ => None,
    }
}
