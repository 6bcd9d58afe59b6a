//! Reads the cache file.
//!
//! A file that does not read is no harm: the caller asks the emulator again. So everything odd
//! is an error, and nothing is guessed.

use fv_driver_qemu_monitor::commands::cpu::PropertyValue;
use fv_driver_qemu_monitor::commands::probe::{Gic, Sev, Sgx};
use fv_error::{Error, ErrorDomain, Result};
use roxmltree::{Document, Node, ParsingOptions};

use crate::arch::Arch;
use crate::caps::{
    Accel, Caps, CpuModelDef, HostCpu, HostCpuProp, Identity, Machine, Origin, VirtType,
};
use crate::features;
use crate::flag::Flag;
use crate::host::KvmState;

/// A file of 10,000 models would still fit.
const NODES_MAX: u32 = 1_000_000;

/// Reads the text of a cache file.
pub fn read(text: &str) -> Result<Caps> {
    let options = ParsingOptions {
        nodes_limit: NODES_MAX,
        ..ParsingOptions::default()
    };
    let document = Document::parse_with_options(text, options)
        .map_err(|error| fail(&format!("malformed QEMU capabilities cache: {error}")))?;
    let root = document.root_element();
    if root.tag_name().name() != "qemuCaps" {
        return Err(fail("unexpected root element, expecting <qemuCaps>"));
    }
    let binary = want(text_of(root, "emulator"), "missing emulator")?;
    let arch = want(text_of(root, "arch"), "missing arch")?;
    let arch = Arch::from_name(arch)
        .ok_or_else(|| fail(&format!("unknown arch {arch} in QEMU capabilities cache")))?;
    let mut caps = Caps::new(binary, arch);
    caps.origin = origin(root)?;
    for node in children(root, "flag") {
        let name = want(node.attribute("name"), "missing flag name")?;
        let flag = Flag::from_name(name)
            .ok_or_else(|| fail(&format!("Unknown qemu capabilities flag {name}")))?;
        caps.flags.insert(flag);
    }
    caps.version = number(text_of(root, "version"), "missing version")?;
    caps.package = text_of(root, "package").unwrap_or_default().to_string();
    for kind in [VirtType::Kvm, VirtType::Hvf, VirtType::Tcg] {
        if kind == VirtType::Tcg || caps.supports(kind) {
            *caps.accel_mut(kind) = accel(root, arch, kind)?;
        }
    }
    caps.gic = children(root, "gic").map(gic).collect::<Result<_>>()?;
    caps.sev = child(root, "sev")
        .filter(|_| caps.has(Flag::SevGuest))
        .map(sev)
        .transpose()?;
    caps.sgx = child(root, "sgx")
        .filter(|_| caps.has(Flag::SgxEpc))
        .map(sgx)
        .transpose()?;
    caps.hyperv = child(root, "hypervCapabilities").map(hyperv).transpose()?;
    caps.kvm_nesting = child(root, "kvmSupportsNesting").is_some();
    caps.kvm_secure_guest = child(root, "kvmSupportsSecureGuest").is_some();
    Ok(caps)
}

fn origin(root: Node<'_, '_>) -> Result<Origin> {
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
        host_cpu_signature: text_of(root, "hostCPUSignature").map(str::to_string),
        kernel_version: text_of(root, "kernelVersion").map(str::to_string),
        identity: child(root, "identity").map(identity).transpose()?,
    })
}

fn identity(node: Node<'_, '_>) -> Result<Identity> {
    let kvm = node.attribute("kvm").and_then(KvmState::from_text);
    Ok(Identity {
        inode: number(node.attribute("inode"), "missing inode")?,
        size: number(node.attribute("size"), "missing size")?,
        mtime_ns: number(node.attribute("mtime"), "missing mtime")?,
        kvm: want(kvm, "missing state of KVM")?,
    })
}

fn accel(root: Node<'_, '_>, arch: Arch, kind: VirtType) -> Result<Accel> {
    let of_kind = |node: &Node<'_, '_>| node.attribute("type") == Some(kind.accel_name());
    let mut models = Vec::new();
    for node in children(root, "cpu").filter(of_kind) {
        models.push(cpu_model(node, arch)?);
    }
    Ok(Accel {
        machines: children(root, "machine")
            .filter(of_kind)
            .map(machine)
            .collect::<Result<_>>()?,
        cpu_models: Some(models).filter(|models| !models.is_empty()),
        host_cpu: children(root, "hostCPU")
            .find(of_kind)
            .map(host_cpu)
            .transpose()?,
    })
}

fn cpu_model(node: Node<'_, '_>, arch: Arch) -> Result<CpuModelDef> {
    let usable = match node.attribute("usable") {
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
    for blocker in children(node, "blocker") {
        let name = want(blocker.attribute("name"), "missing blocker name")?;
        blockers.push(features::feature_from_qemu(arch, name).to_string());
    }
    Ok(CpuModelDef {
        name: want(node.attribute("name"), "missing cpu name")?.to_string(),
        typename: node.attribute("typename").map(str::to_string),
        usable,
        blockers,
        deprecated: node.attribute("deprecated") == Some("yes"),
    })
}

fn machine(node: Node<'_, '_>) -> Result<Machine> {
    let text = |name| node.attribute(name).map(str::to_string);
    let flag = |name| Ok::<_, Error>(yes_no(node, name)?.unwrap_or(false));
    let max_cpus = match node.attribute("maxCpus") {
        None => 0,
        count => number(count, "malformed maxCpus")?,
    };
    Ok(Machine {
        name: want(node.attribute("name"), "missing machine name")?.to_string(),
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

fn host_cpu(node: Node<'_, '_>) -> Result<HostCpu> {
    let migratability = yes_no(node, "migratability")?;
    let mut deprecated = Vec::new();
    if let Some(list) = child(node, "deprecatedFeatures") {
        for property in children(list, "property") {
            deprecated.push(want(property.attribute("name"), "missing property name")?.to_string());
        }
    }
    Ok(HostCpu {
        model: want(node.attribute("model"), "missing host CPU model name")?.to_string(),
        migratability: want(migratability, "missing migratability")?,
        props: children(node, "property")
            .map(property)
            .collect::<Result<_>>()?,
        deprecated,
    })
}

fn property(node: Node<'_, '_>) -> Result<HostCpuProp> {
    let text = want(node.attribute("value"), "missing CPU model property value")?;
    let value = match node.attribute("type") {
        Some("boolean") => PropertyValue::Boolean(text == "true"),
        Some("string") => PropertyValue::String(text.to_string()),
        Some("number") => PropertyValue::Number(number(Some(text), "invalid number value")?),
        _ => return Err(fail("missing or invalid CPU model property type")),
    };
    Ok(HostCpuProp {
        name: want(node.attribute("name"), "missing property name")?.to_string(),
        value,
        migratable: yes_no(node, "migratable")?,
    })
}

fn gic(node: Node<'_, '_>) -> Result<Gic> {
    Ok(Gic {
        version: number(node.attribute("version"), "missing GIC version")?,
        kernel: want(yes_no(node, "kernel")?, "missing in-kernel GIC information")?,
        emulated: want(
            yes_no(node, "emulated")?,
            "missing emulated GIC information",
        )?,
    })
}

fn sev(node: Node<'_, '_>) -> Result<Sev> {
    Ok(Sev {
        cbitpos: number(text_of(node, "cbitpos"), "missing SEV cbitpos information")?,
        reduced_phys_bits: number(text_of(node, "reducedPhysBits"), "missing SEV information")?,
        pdh: want(text_of(node, "pdh"), "missing SEV pdh information")?.to_string(),
        cert_chain: want(text_of(node, "certChain"), "missing SEV certChain")?.to_string(),
        cpu0_id: text_of(node, "cpu0Id").map(str::to_string),
    })
}

fn sgx(node: Node<'_, '_>) -> Result<Sgx> {
    let flag = |name| match text_of(node, name) {
        Some("yes") => Ok(true),
        Some("no") => Ok(false),
        _ => Err(fail(&format!("missing or invalid SGX platform {name}"))),
    };
    let mut sections = Vec::new();
    for section in child(node, "sections")
        .into_iter()
        .flat_map(|list| children(list, "section"))
    {
        let size = number(section.attribute("size"), "missing section size")?;
        sections.push((
            size,
            number(section.attribute("node"), "missing section node")?,
        ));
    }
    Ok(Sgx {
        flc: flag("flc")?,
        sgx1: flag("sgx1")?,
        sgx2: flag("sgx2")?,
        section_size_kib: number(text_of(node, "section_size"), "missing SGX section_size")?,
        sections,
    })
}

fn hyperv(node: Node<'_, '_>) -> Result<Vec<&'static str>> {
    let mut names = Vec::new();
    for cap in children(node, "cap") {
        let name = want(cap.attribute("name"), "missing enlightenment name")?;
        let known = features::HYPERV.into_iter().find(|known| *known == name);
        let unknown = || fail(&format!("unsupported HyperV Enlightenment feature: {name}"));
        names.push(known.ok_or_else(unknown)?);
    }
    Ok(names)
}

fn children<'a, 'i>(
    node: Node<'a, 'i>,
    name: &'static str,
) -> impl Iterator<Item = Node<'a, 'i>> + use<'a, 'i> {
    node.children()
        .filter(move |child| child.has_tag_name(name))
}

fn child<'a, 'i>(node: Node<'a, 'i>, name: &'static str) -> Option<Node<'a, 'i>> {
    children(node, name).next()
}

/// The text of an element; an empty element has an empty one.
fn text_of<'a>(node: Node<'a, '_>, name: &'static str) -> Option<&'a str> {
    child(node, name).map(|child| child.text().unwrap_or_default())
}

fn yes_no(node: Node<'_, '_>, name: &str) -> Result<Option<bool>> {
    match node.attribute(name) {
        None => Ok(None),
        Some("yes") => Ok(Some(true)),
        Some("no") => Ok(Some(false)),
        Some(word) => Err(fail(&format!(
            "invalid value '{word}' of attribute '{name}'"
        ))),
    }
}

fn number<T: std::str::FromStr>(text: Option<&str>, what: &str) -> Result<T> {
    want(text.and_then(|text| text.parse().ok()), what)
}

fn want<T>(value: Option<T>, what: &str) -> Result<T> {
    value.ok_or_else(|| fail(&format!("{what} in QEMU capabilities cache")))
}

fn fail(detail: &str) -> Error {
    Error::internal(ErrorDomain::Qemu, detail)
}
