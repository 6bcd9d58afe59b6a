//! Writes the cache file.

use std::fmt::Write as _;

use fv_driver_qemu_monitor::commands::cpu::PropertyValue;
use fv_driver_qemu_monitor::commands::probe::{Sev, Sgx};

use crate::arch::Arch;
use crate::caps::{Accel, Caps, HostCpu, Identity, Machine, VirtType};
use crate::features;

/// The text of the cache file, as libvirt writes it, and at the end what libvirt does not look at.
pub fn write(caps: &Caps) -> String {
    let mut out = Lines {
        text: "<qemuCaps>\n".to_string(),
    };
    let origin = &caps.origin;
    out.element("emulator", &caps.binary);
    out.element("qemuctime", &origin.binary_ctime);
    if origin.modules_mtime > 0 {
        out.element("qemumoddirmtime", &origin.modules_mtime);
    }
    out.element("selfctime", &origin.self_ctime);
    out.element("selfvers", &origin.self_version);
    for flag in caps.flags.iter() {
        out.line(1, &format!("<flag name='{}'/>", flag.name()));
    }
    out.element("version", &caps.version);
    out.element("microcodeVersion", &origin.microcode_version);
    if let Some(signature) = &origin.host_cpu_signature {
        out.element("hostCPUSignature", &signature);
    }
    out.element("package", &caps.package);
    if let Some(kernel) = &origin.kernel_version {
        out.element("kernelVersion", &kernel);
    }
    out.element("arch", &caps.arch.name());
    for kind in [VirtType::Kvm, VirtType::Hvf, VirtType::Tcg] {
        if kind == VirtType::Tcg || caps.supports(kind) {
            accel(&mut out, caps.arch, kind, caps.accel(kind));
        }
    }
    extras(&mut out, caps);
    if let Some(identity) = &origin.identity {
        let Identity {
            inode,
            size,
            mtime_ns,
            kvm,
        } = identity;
        let kvm = kvm.text();
        out.line(
            1,
            &format!("<identity inode='{inode}' size='{size}' mtime='{mtime_ns}' kvm='{kvm}'/>"),
        );
    }
    out.text.push_str("</qemuCaps>\n");
    out.text
}

fn extras(out: &mut Lines, caps: &Caps) {
    for gic in &caps.gic {
        let (kernel, emulated) = (yes_no(gic.kernel), yes_no(gic.emulated));
        let version = gic.version;
        let line = format!("<gic version='{version}' kernel='{kernel}' emulated='{emulated}'/>");
        out.line(1, &line);
    }
    if let Some(info) = &caps.sev {
        sev(out, info);
    }
    if let Some(info) = &caps.sgx {
        sgx(out, info);
    }
    if let Some(names) = &caps.hyperv {
        out.line(1, "<hypervCapabilities supported='yes'>");
        for name in names {
            out.line(2, &format!("<cap name='{name}'/>"));
        }
        out.line(1, "</hypervCapabilities>");
    }
    if caps.kvm_nesting {
        out.line(1, "<kvmSupportsNesting/>");
    }
    if caps.kvm_secure_guest {
        out.line(1, "<kvmSupportsSecureGuest/>");
    }
}

fn accel(out: &mut Lines, arch: Arch, kind: VirtType, accel: &Accel) {
    let kind = kind.accel_name();
    if let Some(cpu) = &accel.host_cpu {
        host_cpu(out, kind, cpu);
    }
    for model in accel.cpu_models.as_deref().unwrap_or_default() {
        let mut tag = Tag::new("cpu");
        tag.add("type", kind).add("name", &model.name);
        tag.add_some("typename", model.typename.as_deref());
        tag.add_some("usable", model.usable.map(yes_no));
        tag.add_yes("deprecated", model.deprecated);
        if model.blockers.is_empty() {
            out.line(1, &tag.closed());
            continue;
        }
        out.line(1, &tag.open());
        for blocker in &model.blockers {
            let mut tag = Tag::new("blocker");
            tag.add("name", features::feature_to_qemu(arch, blocker));
            out.line(2, &tag.closed());
        }
        out.line(1, "</cpu>");
    }
    for machine in &accel.machines {
        out.line(1, &machine_tag(kind, machine));
    }
}

fn machine_tag(kind: &str, machine: &Machine) -> String {
    let mut tag = Tag::new("machine");
    tag.add("type", kind).add("name", &machine.name);
    tag.add_some("alias", machine.alias.as_deref());
    tag.add_yes("hotplugCpus", machine.hotplug_cpus);
    tag.add("maxCpus", &machine.max_cpus.to_string());
    tag.add_yes("default", machine.qemu_default);
    tag.add_some("defaultCPU", machine.default_cpu.as_deref());
    tag.add_yes("numaMemSupported", machine.numa_mem_supported);
    tag.add_some("defaultRAMid", machine.default_ram_id.as_deref());
    tag.add_yes("deprecated", machine.deprecated);
    tag.add_some("acpi", machine.acpi.map(yes_no));
    tag.closed()
}

fn host_cpu(out: &mut Lines, kind: &str, cpu: &HostCpu) {
    let mut tag = Tag::new("hostCPU");
    tag.add("type", kind).add("model", &cpu.model);
    tag.add("migratability", yes_no(cpu.migratability));
    out.line(1, &tag.open());
    for prop in &cpu.props {
        let (kind, value) = match &prop.value {
            PropertyValue::Boolean(value) => ("boolean", value.to_string()),
            PropertyValue::String(value) => ("string", value.clone()),
            PropertyValue::Number(value) => ("number", value.to_string()),
        };
        let mut tag = Tag::new("property");
        tag.add("name", &prop.name)
            .add("type", kind)
            .add("value", &value);
        tag.add_some("migratable", prop.migratable.map(yes_no));
        out.line(2, &tag.closed());
    }
    if !cpu.deprecated.is_empty() {
        out.line(2, "<deprecatedFeatures>");
        for name in &cpu.deprecated {
            let mut tag = Tag::new("property");
            tag.add("name", name);
            out.line(3, &tag.closed());
        }
        out.line(2, "</deprecatedFeatures>");
    }
    out.line(1, "</hostCPU>");
}

fn sev(out: &mut Lines, sev: &Sev) {
    out.line(1, "<sev>");
    out.nested("cbitpos", &sev.cbitpos);
    out.nested("reducedPhysBits", &sev.reduced_phys_bits);
    out.nested("pdh", &sev.pdh);
    out.nested("certChain", &sev.cert_chain);
    if let Some(id) = &sev.cpu0_id {
        out.nested("cpu0Id", &id);
    }
    out.line(1, "</sev>");
}

fn sgx(out: &mut Lines, sgx: &Sgx) {
    out.line(1, "<sgx supported='yes'>");
    out.nested("flc", &yes_no(sgx.flc));
    out.nested("sgx1", &yes_no(sgx.sgx1));
    out.nested("sgx2", &yes_no(sgx.sgx2));
    out.line(
        2,
        &format!(
            "<section_size unit='KiB'>{}</section_size>",
            sgx.section_size_kib
        ),
    );
    if !sgx.sections.is_empty() {
        out.line(2, "<sections>");
        for (size, node) in &sgx.sections {
            out.line(
                3,
                &format!("<section node='{node}' size='{size}' unit='KiB'/>"),
            );
        }
        out.line(2, "</sections>");
    }
    out.line(1, "</sgx>");
}

/// The text so far, line by line.
struct Lines {
    text: String,
}

impl Lines {
    fn line(&mut self, depth: usize, text: &str) {
        (0..depth).for_each(|_| self.text.push_str("  "));
        self.text.push_str(text);
        self.text.push('\n');
    }

    fn element(&mut self, name: &str, value: &dyn ToString) {
        self.line(
            1,
            &format!("<{name}>{}</{name}>", escape(&value.to_string())),
        );
    }

    fn nested(&mut self, name: &str, value: &dyn ToString) {
        self.line(
            2,
            &format!("<{name}>{}</{name}>", escape(&value.to_string())),
        );
    }
}

/// A tag with its attributes.
struct Tag(String);

impl Tag {
    fn new(name: &str) -> Self {
        Self(format!("<{name}"))
    }

    fn add(&mut self, name: &str, value: &str) -> &mut Self {
        let _ = write!(self.0, " {name}='{}'", escape(value));
        self
    }

    fn add_some(&mut self, name: &str, value: Option<&str>) {
        if let Some(value) = value {
            self.add(name, value);
        }
    }

    fn add_yes(&mut self, name: &str, value: bool) {
        if value {
            self.add(name, "yes");
        }
    }

    fn open(&self) -> String {
        format!("{}>", self.0)
    }

    fn closed(&self) -> String {
        format!("{}/>", self.0)
    }
}

fn yes_no(value: bool) -> &'static str {
    if value { "yes" } else { "no" }
}

fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&apos;"),
            _ => out.push(character),
        }
    }
    out
}
