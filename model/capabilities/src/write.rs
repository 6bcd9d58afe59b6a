//! The document `<capabilities>`.

use fv_model_xml::{Body, Writer, YesNo};

use crate::topology::{Cell, Interconnect, InterconnectKind};
use crate::{
    CacheBank, CacheControl, Capabilities, Guest, GuestInfo, Host, MemoryBandwidth, ResctrlMonitor,
};

impl Capabilities {
    /// Writes the document as libvirt prints it.
    pub fn to_xml(&self) -> String {
        let mut writer = Writer::new();
        writer.element("capabilities", |body| {
            body.blank_line();
            if !self.host.is_unknown() {
                body.child("host", |body| host(&self.host, body));
                body.blank_line();
            }
            for kind in &self.guests {
                body.child("guest", |body| guest(kind, body));
                body.blank_line();
            }
            if !self.pools.is_empty() {
                body.child("pool", |body| pools(&self.pools, body));
                body.blank_line();
            }
        });
        writer.finish()
    }
}

impl Host {
    /// Says whether there is nothing to tell.
    fn is_unknown(&self) -> bool {
        self.uuid.is_none() && self.arch.is_none() && self.power.is_empty() && !self.iommu
    }
}

fn host(host: &Host, body: &mut Body<'_>) {
    body.text_opt("uuid", host.uuid.as_ref());
    body.child("cpu", |body| host_cpu(host, body));
    body.child("power_management", |body| flags(&host.power, body));
    body.child("iommu", |body| {
        body.attr("support", &YesNo::from_bool(host.iommu));
    });
    if let Some(migration) = &host.migration {
        body.child("migration_features", |body| {
            body.open();
            if migration.live {
                body.child("live", |_| {});
            }
            body.child_unless_empty("uri_transports", |body| {
                texts("uri_transport", &migration.transports, body);
            });
        });
    }
    body.text_opt("netprefix", host.net_prefix.as_ref());
    if let Some(cells) = &host.cells {
        body.child("topology", |body| {
            topology(cells, &host.interconnects, body);
        });
    }
    caches(host, body);
    memory_bandwidth(host, body);
    for security in &host.security {
        body.child("secmodel", |body| {
            body.child_text("model", &security.model);
            body.child_text("doi", &security.doi);
            for label in &security.labels {
                body.child("baselabel", |body| {
                    body.attr("type", &label.kind);
                    body.text(&label.label);
                });
            }
        });
    }
}

fn host_cpu(host: &Host, body: &mut Body<'_>) {
    body.open();
    body.text_opt("arch", host.arch.as_ref());
    body.child_unless_empty("features", |body| {
        host.features
            .iter()
            .for_each(|name| body.child(name, |_| {}));
    });
    if let Some(cpu) = &host.cpu {
        cpu.write_host(body);
    }
    for size in &host.page_sizes_kib {
        body.child("pages", |body| {
            body.attr_text("unit", "KiB");
            body.attr("size", size);
        });
    }
}

fn flags<T: fv_model_xml::Value>(values: &[T], body: &mut Body<'_>) {
    for value in values {
        body.child(&value.print(), |_| {});
    }
}

fn texts(name: &str, values: &[String], body: &mut Body<'_>) {
    values.iter().for_each(|value| body.child_text(name, value));
}

fn topology(cells: &[Cell], interconnects: &[Interconnect], body: &mut Body<'_>) {
    body.child("cells", |body| {
        body.attr_text("num", &cells.len().to_string());
        body.open();
        for one in cells {
            body.child("cell", |body| cell(one, body));
        }
    });
    body.child_unless_empty("interconnects", |body| {
        for link in interconnects {
            let bandwidth = link.kind == InterconnectKind::Bandwidth;
            body.child(if bandwidth { "bandwidth" } else { "latency" }, |body| {
                body.attr("initiator", &link.initiator);
                body.attr("target", &link.target);
                if link.cache > 0 {
                    body.attr("cache", &link.cache);
                }
                body.attr("type", &link.access);
                body.attr("value", &link.value);
                if bandwidth {
                    body.attr_text("unit", "KiB");
                }
            });
        }
    });
}

fn cell(cell: &Cell, body: &mut Body<'_>) {
    body.attr("id", &cell.id);
    if cell.memory_kib > 0 {
        body.child("memory", |body| {
            body.attr_text("unit", "KiB");
            body.text(&cell.memory_kib.to_string());
        });
    }
    for pages in &cell.pages {
        body.child("pages", |body| {
            body.attr_text("unit", "KiB");
            body.attr("size", &pages.size_kib);
            body.text(&pages.count.to_string());
        });
    }
    body.child_unless_empty("distances", |body| {
        for distance in cell.distances.iter().filter(|distance| distance.value != 0) {
            body.child("sibling", |body| {
                body.attr("id", &distance.cell);
                body.attr("value", &distance.value);
            });
        }
    });
    numa_caches(cell, body);
    body.child("cpus", |body| {
        body.attr_text("num", &cell.cpus.len().to_string());
        for cpu in &cell.cpus {
            body.child("cpu", |body| {
                body.attr("id", &cpu.id);
                if let Some(siblings) = &cpu.siblings {
                    body.attr("socket_id", &cpu.socket);
                    body.attr("die_id", &cpu.die);
                    body.attr("cluster_id", &cpu.cluster);
                    body.attr("core_id", &cpu.core);
                    body.attr_text("siblings", &siblings.to_string());
                }
            });
        }
    });
}

fn numa_caches(cell: &Cell, body: &mut Body<'_>) {
    for cache in &cell.caches {
        body.child("cache", |body| {
            body.attr("level", &cache.level);
            body.attr("associativity", &cache.associativity);
            body.attr("policy", &cache.policy);
            body.child("size", |body| {
                body.attr("value", &cache.size_kib);
                body.attr_text("unit", "KiB");
            });
            if cache.line > 0 {
                body.child("line", |body| {
                    body.attr("value", &cache.line);
                    body.attr_text("unit", "B");
                });
            }
        });
    }
}

fn caches(host: &Host, body: &mut Body<'_>) {
    if host.caches.is_empty() && host.cache_monitor.is_none() {
        return;
    }
    body.child("cache", |body| {
        body.open();
        for bank in &host.caches {
            body.child("bank", |body| cache_bank(bank, body));
        }
        monitor(host.cache_monitor.as_ref(), body);
    });
}

fn cache_bank(bank: &CacheBank, body: &mut Body<'_>) {
    let (size, unit) = pretty(bank.size);
    body.attr("id", &bank.id);
    body.attr("level", &bank.level);
    body.attr("type", &bank.scope);
    body.attr("size", &size);
    body.attr_text("unit", unit);
    body.attr_text("cpus", &bank.cpus.to_string());
    for control in &bank.controls {
        body.child("control", |body| cache_control(control, body));
    }
}

/// Granularity and minimum are told in the smaller of their units.
fn cache_control(control: &CacheControl, body: &mut Body<'_>) {
    let (mut granularity, mut unit) = pretty(control.granularity);
    let (mut min, min_unit) = pretty(control.min);
    if min > 0 && granularity > 0 {
        let (step, min_step) = (control.granularity / granularity, control.min / min);
        if min_step > step {
            min *= min_step / step;
        } else if min_step < step {
            granularity *= step / min_step;
            unit = min_unit;
        }
    }
    body.attr("granularity", &granularity);
    if min > 0 {
        body.attr("min", &min);
    }
    body.attr_text("unit", unit);
    body.attr("type", &control.scope);
    body.attr("maxAllocs", &control.allocations_max);
}

/// The largest unit that needs no fraction.
fn pretty(mut bytes: u64) -> (u64, &'static str) {
    const UNITS: [&str; 7] = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];
    let mut unit = 0;
    while bytes > 0 && bytes.is_multiple_of(1024) && unit + 1 < UNITS.len() {
        bytes /= 1024;
        unit += 1;
    }
    (bytes, UNITS[unit])
}

fn memory_bandwidth(host: &Host, body: &mut Body<'_>) {
    if host.memory_bandwidth.is_empty() && host.memory_monitor.is_none() {
        return;
    }
    body.child("memory_bandwidth", |body| {
        body.open();
        for node in &host.memory_bandwidth {
            body.child("node", |body| bandwidth_node(node, body));
        }
        monitor(host.memory_monitor.as_ref(), body);
    });
}

fn bandwidth_node(node: &MemoryBandwidth, body: &mut Body<'_>) {
    body.attr("id", &node.id);
    body.attr_text("cpus", &node.cpus.to_string());
    body.child("control", |body| {
        body.attr("granularity", &node.granularity);
        body.attr("min", &node.min);
        body.attr("maxAllocs", &node.allocations_max);
    });
}

fn monitor(monitor: Option<&ResctrlMonitor>, body: &mut Body<'_>) {
    let Some(monitor) = monitor.filter(|monitor| !monitor.features.is_empty()) else {
        return;
    };
    body.child("monitor", |body| {
        if let Some((level, threshold)) = monitor.cache {
            body.attr("level", &level);
            body.attr("reuseThreshold", &threshold);
        }
        body.attr("maxMonitors", &monitor.monitors_max);
        for feature in &monitor.features {
            body.child("feature", |body| body.attr("name", feature));
        }
    });
}

fn guest(guest: &Guest, body: &mut Body<'_>) {
    body.child_text("os_type", guest.os.as_str());
    body.child("arch", |body| {
        body.attr("name", &guest.arch);
        body.child_text("wordsize", &guest.word_bits.to_string());
        info(&guest.info, body);
        for domain in &guest.domains {
            body.child("domain", |body| {
                body.attr("type", &domain.kind);
                info(&domain.info, body);
            });
        }
    });
    let mut features: Vec<_> = guest.features.iter().collect();
    features.sort_by_key(|feature| feature.name);
    body.child_unless_empty("features", |body| {
        for feature in features {
            body.child(feature.name.as_str(), |body| {
                body.attr_opt("default", feature.default.as_ref());
                body.attr_opt("toggle", feature.toggle.as_ref());
            });
        }
    });
}

fn info(info: &GuestInfo, body: &mut Body<'_>) {
    body.text_opt("emulator", info.emulator.as_ref());
    body.text_opt("loader", info.loader.as_ref());
    for machine in &info.machines {
        body.child("machine", |body| {
            body.attr_opt("canonical", machine.canonical.as_ref());
            if machine.cpus_max > 0 {
                body.attr("maxCpus", &machine.cpus_max);
            }
            if machine.deprecated {
                body.attr_text("deprecated", "yes");
            }
            body.text(&machine.name);
        });
    }
}

fn pools(kinds: &[String], body: &mut Body<'_>) {
    body.child("enum", |body| {
        body.attr_text("name", "type");
        texts("value", kinds, body);
    });
}
