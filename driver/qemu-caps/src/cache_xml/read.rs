//! Reads the cache file.
//!
//! A file that does not read is no harm: the caller asks the emulator again. So everything odd
//! is an error, and nothing is guessed.

use fv_driver_qemu_monitor::commands::cpu::PropertyValue;
use fv_driver_qemu_monitor::commands::probe::{Gic, Sev, Sgx};
use fv_error::{Error, ErrorDomain, Result};
use fv_model_xml::{Document, Limits, Node};

use crate::arch::Arch;
use crate::caps::{
    Accel, Caps, CpuModelDef, HostCpu, HostCpuProp, Identity, Machine, Origin, VirtType,
};
use crate::features;
use crate::flag::Flag;
use crate::host::KvmState;

/// A file of 10,000 models would still fit.
const NODES_MAX: usize = 1_000_000;

/// Reads the text of a cache file.
pub fn read(text: &str) -> Result<Caps> {
    let limits = Limits {
        nodes: NODES_MAX,
        ..Limits::default()
    };
    let document = Document::parse_within(text, limits)?;
    let root = document.root();
    if root.name() != "qemuCaps" {
        return Err(fail("unexpected root element, expecting <qemuCaps>"));
    }
    let binary = want(text_of(root, "emulator"), "missing emulator")?;
    let arch = want(text_of(root, "arch"), "missing arch")?;
    let arch = Arch::from_name(&arch)
        .ok_or_else(|| fail(&format!("unknown arch {arch} in QEMU capabilities cache")))?;
    let mut caps = Caps::new(binary, arch);
    caps.origin = origin(root)?;
    for node in root.children("flag") {
        let name = want(node.attr("name"), "missing flag name")?;
        let flag = Flag::from_name(name)
            .ok_or_else(|| fail(&format!("Unknown qemu capabilities flag {name}")))?;
        caps.flags.insert(flag);
    }
    caps.version = number(text_of(root, "version"), "missing version")?;
    caps.package = text_of(root, "package").unwrap_or_default();
    for kind in [VirtType::Kvm, VirtType::Hvf, VirtType::Tcg] {
        if kind == VirtType::Tcg || caps.supports(kind) {
            *caps.accel_mut(kind) = accel(root, arch, kind)?;
        }
    }
    caps.gic = root.children("gic").map(gic).collect::<Result<_>>()?;
    // libvirt writes these only with the flag, and reads them only with it.
    caps.sev = root
        .child("sev")
        .filter(|_| caps.has(Flag::SevGuest))
        .map(sev)
        .transpose()?;
    caps.sgx = root
        .child("sgx")
        .filter(|_| caps.has(Flag::SgxEpc))
        .map(sgx)
        .transpose()?;
    caps.hyperv = root.child("hypervCapabilities").map(hyperv).transpose()?;
    caps.kvm_nesting = root.child("kvmSupportsNesting").is_some();
    caps.kvm_secure_guest = root.child("kvmSupportsSecureGuest").is_some();
    Ok(caps)
}

fn origin(root: Node<'_>) -> Result<Origin> {
    Ok(Origin {
        binary_ctime: number(text_of(root, "qemuctime"), "missing qemuctime")?,
        modules_mtime: match text_of(root, "qemumoddirmtime") {
            None => 0,
            time => number(time, "malformed qemumoddirmtime")?,
        },
        self_ctime: number(text_of(root, "selfctime"), "missing selfctime")?,
        self_version: number(text_of(root, "selfvers"), "missing selfvers")?,
        microcode_version: number(
            text_of(root, "microcodeVersion"),
            "missing microcode version",
        )?,
        host_cpu_signature: text_of(root, "hostCPUSignature"),
        kernel_version: text_of(root, "kernelVersion"),
        identity: root.child("identity").map(identity).transpose()?,
    })
}

fn identity(node: Node<'_>) -> Result<Identity> {
    let kvm = node.attr("kvm").and_then(KvmState::from_text);
    Ok(Identity {
        inode: number(node.attr("inode"), "missing inode")?,
        size: number(node.attr("size"), "missing size")?,
        mtime_ns: number(node.attr("mtime"), "missing mtime")?,
        kvm: want(kvm, "missing state of KVM")?,
    })
}

fn accel(root: Node<'_>, arch: Arch, kind: VirtType) -> Result<Accel> {
    let of_kind = |node: &Node<'_>| node.attr("type") == Some(kind.accel_name());
    let mut models = Vec::new();
    for node in root.children("cpu").filter(of_kind) {
        models.push(cpu_model(node, arch)?);
    }
    Ok(Accel {
        machines: root
            .children("machine")
            .filter(of_kind)
            .map(machine)
            .collect::<Result<_>>()?,
        cpu_models: Some(models).filter(|models| !models.is_empty()),
        host_cpu: root
            .children("hostCPU")
            .find(of_kind)
            .map(host_cpu)
            .transpose()?,
    })
}

fn cpu_model(node: Node<'_>, arch: Arch) -> Result<CpuModelDef> {
    let usable = match node.attr("usable") {
        None | Some("unknown") => None,
        Some("yes") => Some(true),
        Some("no") => Some(false),
        Some(word) => {
            return Err(fail(&format!(
                "unknown value '{word}' in attribute 'usable'"
            )));
        }
    };
    let mut blockers = Vec::new();
    for blocker in node.children("blocker") {
        let name = want(blocker.attr("name"), "missing blocker name")?;
        blockers.push(features::feature_from_qemu(arch, name).to_string());
    }
    Ok(CpuModelDef {
        name: want(node.attr("name"), "missing cpu name")?.to_string(),
        typename: node.attr("typename").map(str::to_string),
        usable,
        blockers,
        deprecated: node.attr("deprecated") == Some("yes"),
    })
}

fn machine(node: Node<'_>) -> Result<Machine> {
    let text = |name| node.attr(name).map(str::to_string);
    let flag = |name| Ok::<_, Error>(yes_no(node, name)?.unwrap_or(false));
    let max_cpus = match node.attr("maxCpus") {
        None => 0,
        count => number(count, "malformed maxCpus")?,
    };
    Ok(Machine {
        name: want(node.attr("name"), "missing machine name")?.to_string(),
        alias: text("alias"),
        max_cpus,
        hotplug_cpus: flag("hotplugCpus")?,
        qemu_default: flag("default")?,
        default_cpu: text("defaultCPU"),
        numa_mem_supported: flag("numaMemSupported")?,
        default_ram_id: text("defaultRAMid"),
        deprecated: flag("deprecated")?,
        acpi: yes_no(node, "acpi")?,
    })
}

fn host_cpu(node: Node<'_>) -> Result<HostCpu> {
    let migratability = yes_no(node, "migratability")?;
    let mut deprecated = Vec::new();
    if let Some(list) = node.child("deprecatedFeatures") {
        for property in list.children("property") {
            deprecated.push(want(property.attr("name"), "missing property name")?.to_string());
        }
    }
    Ok(HostCpu {
        model: want(node.attr("model"), "missing host CPU model name")?.to_string(),
        migratability: want(migratability, "missing migratability")?,
        props: node
            .children("property")
            .map(property)
            .collect::<Result<_>>()?,
        deprecated,
    })
}

fn property(node: Node<'_>) -> Result<HostCpuProp> {
    let text = want(node.attr("value"), "missing CPU model property value")?;
    let value = match node.attr("type") {
        Some("boolean") => PropertyValue::Boolean(text == "true"),
        Some("string") => PropertyValue::String(text.to_string()),
        Some("number") => PropertyValue::Number(number(Some(text), "invalid number value")?),
        _ => return Err(fail("missing or invalid CPU model property type")),
    };
    Ok(HostCpuProp {
        name: want(node.attr("name"), "missing property name")?.to_string(),
        value,
        migratable: yes_no(node, "migratable")?,
    })
}

fn gic(node: Node<'_>) -> Result<Gic> {
    Ok(Gic {
        version: number(node.attr("version"), "missing GIC version")?,
        kernel: want(yes_no(node, "kernel")?, "missing in-kernel GIC information")?,
        emulated: want(
            yes_no(node, "emulated")?,
            "missing emulated GIC information",
        )?,
    })
}

fn sev(node: Node<'_>) -> Result<Sev> {
    Ok(Sev {
        cbitpos: number(text_of(node, "cbitpos"), "missing SEV cbitpos information")?,
        reduced_phys_bits: number(text_of(node, "reducedPhysBits"), "missing SEV information")?,
        pdh: want(text_of(node, "pdh"), "missing SEV pdh information")?,
        cert_chain: want(text_of(node, "certChain"), "missing SEV certChain")?,
        cpu0_id: text_of(node, "cpu0Id"),
    })
}

fn sgx(node: Node<'_>) -> Result<Sgx> {
    let flag = |name| match text_of(node, name).as_deref() {
        Some("yes") => Ok(true),
        Some("no") => Ok(false),
        _ => Err(fail(&format!("missing or invalid SGX platform {name}"))),
    };
    let mut sections = Vec::new();
    for section in node
        .child("sections")
        .into_iter()
        .flat_map(|list| list.children("section"))
    {
        let size = number(section.attr("size"), "missing section size")?;
        sections.push((size, number(section.attr("node"), "missing section node")?));
    }
    Ok(Sgx {
        flc: flag("flc")?,
        sgx1: flag("sgx1")?,
        sgx2: flag("sgx2")?,
        section_size_kib: number(text_of(node, "section_size"), "missing SGX section_size")?,
        sections,
    })
}

fn hyperv(node: Node<'_>) -> Result<Vec<&'static str>> {
    let mut names = Vec::new();
    for cap in node.children("cap") {
        let name = want(cap.attr("name"), "missing enlightenment name")?;
        let known = features::HYPERV.into_iter().find(|known| *known == name);
        let unknown = || fail(&format!("unsupported HyperV Enlightenment feature: {name}"));
        names.push(known.ok_or_else(unknown)?);
    }
    Ok(names)
}

/// The text of an element; an empty element has an empty one.
fn text_of(node: Node<'_>, name: &str) -> Option<String> {
    node.child(name).map(Node::text)
}

fn yes_no(node: Node<'_>, name: &str) -> Result<Option<bool>> {
    match node.attr(name) {
        None => Ok(None),
        Some("yes") => Ok(Some(true)),
        Some("no") => Ok(Some(false)),
        Some(word) => Err(fail(&format!(
            "invalid value '{word}' of attribute '{name}'"
        ))),
    }
}

fn number<T: std::str::FromStr>(text: Option<impl AsRef<str>>, what: &str) -> Result<T> {
    want(text.and_then(|text| text.as_ref().parse().ok()), what)
}

fn want<T>(value: Option<T>, what: &str) -> Result<T> {
    value.ok_or_else(|| fail(&format!("{what} in QEMU capabilities cache")))
}

fn fail(detail: &str) -> Error {
    Error::internal(ErrorDomain::Qemu, detail)
}
