//! Writes the cache file.

use fv_driver_qemu_monitor::commands::cpu::PropertyValue;
use fv_driver_qemu_monitor::commands::probe::{Gic, Sev, Sgx};
use fv_model_xml::{Body, Writer};

use crate::arch::Arch;
use crate::caps::{Accel, Caps, CpuModelDef, HostCpu, Identity, Machine, Origin, VirtType};
use crate::features;

/// The text of the cache file, as libvirt writes it, and at the end what libvirt does not look at.
pub fn write(caps: &Caps) -> String {
    let mut writer = Writer::new();
    writer.element("qemuCaps", |body| {
        body.child_text("emulator", &caps.binary);
        files(body, &caps.origin);
        for flag in caps.flags.iter() {
            body.child("flag", |body| body.attr_text("name", flag.name()));
        }
        number(body, "version", caps.version);
        host(body, caps);
        body.child_text("arch", caps.arch.name());
        for kind in [VirtType::Kvm, VirtType::Hvf, VirtType::Tcg] {
            if kind == VirtType::Tcg || caps.supports(kind) {
                accel(body, caps.arch, kind.accel_name(), caps.accel(kind));
            }
        }
        platform(body, caps);
        if let Some(found) = &caps.origin.identity {
            identity(body, found);
        }
    });
    writer.finish()
}

fn files(body: &mut Body<'_>, origin: &Origin) {
    number(body, "qemuctime", origin.binary_ctime);
    if origin.modules_mtime > 0 {
        number(body, "qemumoddirmtime", origin.modules_mtime);
    }
    number(body, "selfctime", origin.self_ctime);
    number(body, "selfvers", origin.self_version);
}

fn host(body: &mut Body<'_>, caps: &Caps) {
    let origin = &caps.origin;
    number(body, "microcodeVersion", origin.microcode_version);
    text(
        body,
        "hostCPUSignature",
        origin.host_cpu_signature.as_deref(),
    );
    body.child_text("package", &caps.package);
    text(body, "kernelVersion", origin.kernel_version.as_deref());
}

fn accel(body: &mut Body<'_>, arch: Arch, kind: &str, accel: &Accel) {
    if let Some(cpu) = &accel.host_cpu {
        host_cpu(body, kind, cpu);
    }
    for model in accel.cpu_models.as_deref().unwrap_or_default() {
        cpu_model(body, arch, kind, model);
    }
    for found in &accel.machines {
        machine(body, kind, found);
    }
}

fn host_cpu(body: &mut Body<'_>, kind: &str, cpu: &HostCpu) {
    body.child("hostCPU", |body| {
        body.attr_text("type", kind);
        body.attr_text("model", &cpu.model);
        body.attr_text("migratability", yes_no(cpu.migratability));
        for prop in &cpu.props {
            let (kind, value) = match &prop.value {
                PropertyValue::Boolean(value) => ("boolean", value.to_string()),
                PropertyValue::String(value) => ("string", value.clone()),
                PropertyValue::Number(value) => ("number", value.to_string()),
            };
            body.child("property", |body| {
                body.attr_text("name", &prop.name);
                body.attr_text("type", kind);
                body.attr_text("value", &value);
                attr_some(body, "migratable", prop.migratable.map(yes_no));
            });
        }
        // An empty list would be an element that libvirt does not write.
        body.child_unless_empty("deprecatedFeatures", |body| {
            for name in &cpu.deprecated {
                body.child("property", |body| body.attr_text("name", name));
            }
        });
    });
}

fn cpu_model(body: &mut Body<'_>, arch: Arch, kind: &str, model: &CpuModelDef) {
    body.child("cpu", |body| {
        body.attr_text("type", kind);
        body.attr_text("name", &model.name);
        attr_some(body, "typename", model.typename.as_deref());
        attr_some(body, "usable", model.usable.map(yes_no));
        attr_yes(body, "deprecated", model.deprecated);
        for blocker in &model.blockers {
            let name = features::feature_to_qemu(arch, blocker);
            body.child("blocker", |body| body.attr_text("name", name));
        }
    });
}

fn machine(body: &mut Body<'_>, kind: &str, machine: &Machine) {
    body.child("machine", |body| {
        body.attr_text("type", kind);
        body.attr_text("name", &machine.name);
        attr_some(body, "alias", machine.alias.as_deref());
        attr_yes(body, "hotplugCpus", machine.hotplug_cpus);
        body.attr_text("maxCpus", &machine.max_cpus.to_string());
        attr_yes(body, "default", machine.qemu_default);
        attr_some(body, "defaultCPU", machine.default_cpu.as_deref());
        attr_yes(body, "numaMemSupported", machine.numa_mem_supported);
        attr_some(body, "defaultRAMid", machine.default_ram_id.as_deref());
        attr_yes(body, "deprecated", machine.deprecated);
        attr_some(body, "acpi", machine.acpi.map(yes_no));
    });
}

fn platform(body: &mut Body<'_>, caps: &Caps) {
    for found in &caps.gic {
        gic(body, *found);
    }
    if let Some(found) = &caps.sev {
        sev(body, found);
    }
    if let Some(found) = &caps.sgx {
        sgx(body, found);
    }
    if let Some(names) = &caps.hyperv {
        body.child("hypervCapabilities", |body| {
            body.attr_text("supported", "yes");
            for name in names {
                body.child("cap", |body| body.attr_text("name", name));
            }
        });
    }
    if caps.kvm_nesting {
        body.child("kvmSupportsNesting", |_| {});
    }
    if caps.kvm_secure_guest {
        body.child("kvmSupportsSecureGuest", |_| {});
    }
}

fn gic(body: &mut Body<'_>, gic: Gic) {
    body.child("gic", |body| {
        body.attr_text("version", &gic.version.to_string());
        body.attr_text("kernel", yes_no(gic.kernel));
        body.attr_text("emulated", yes_no(gic.emulated));
    });
}

fn sev(body: &mut Body<'_>, sev: &Sev) {
    body.child("sev", |body| {
        number(body, "cbitpos", sev.cbitpos);
        number(body, "reducedPhysBits", sev.reduced_phys_bits);
        body.child_text("pdh", &sev.pdh);
        body.child_text("certChain", &sev.cert_chain);
        text(body, "cpu0Id", sev.cpu0_id.as_deref());
    });
}

fn sgx(body: &mut Body<'_>, sgx: &Sgx) {
    body.child("sgx", |body| {
        body.attr_text("supported", "yes");
        body.child_text("flc", yes_no(sgx.flc));
        body.child_text("sgx1", yes_no(sgx.sgx1));
        body.child_text("sgx2", yes_no(sgx.sgx2));
        body.child("section_size", |body| {
            body.attr_text("unit", "KiB");
            body.text(&sgx.section_size_kib.to_string());
        });
        body.child_unless_empty("sections", |body| {
            for (size, node) in &sgx.sections {
                body.child("section", |body| {
                    body.attr_text("node", &node.to_string());
                    body.attr_text("size", &size.to_string());
                    body.attr_text("unit", "KiB");
                });
            }
        });
    });
}

fn identity(body: &mut Body<'_>, identity: &Identity) {
    body.child("identity", |body| {
        body.attr_text("inode", &identity.inode.to_string());
        body.attr_text("size", &identity.size.to_string());
        body.attr_text("mtime", &identity.mtime_ns.to_string());
        body.attr_text("kvm", identity.kvm.text());
    });
}

fn number(body: &mut Body<'_>, name: &str, value: impl Into<i128>) {
    body.child_text(name, &value.into().to_string());
}

fn text(body: &mut Body<'_>, name: &str, value: Option<&str>) {
    if let Some(value) = value {
        body.child_text(name, value);
    }
}

fn attr_some(body: &mut Body<'_>, name: &str, value: Option<&str>) {
    if let Some(value) = value {
        body.attr_text(name, value);
    }
}

fn attr_yes(body: &mut Body<'_>, name: &str, value: bool) {
    attr_some(body, name, value.then_some("yes"));
}

fn yes_no(value: bool) -> &'static str {
    if value { "yes" } else { "no" }
}
