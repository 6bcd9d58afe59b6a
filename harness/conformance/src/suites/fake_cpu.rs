//! The processors of the fake hosts of the corpus.

use fv_driver_qemu_caps::{Arch as CapsArch, Caps, VirtType};
use fv_driver_qemu_resolve::{HostModels, HostProcessor};
use fv_model_domain::cpu::{Cpu, CpuFeature, CpuPolicy};

/// The processor with a name of the corpus; most names stand for none.
pub(super) fn named(name: &str) -> Option<Cpu> {
    let (vendor, features) = match name {
        "core2duo" => (Some("Intel"), CORE2DUO),
        "Haswell" => (Some("Intel"), HASWELL),
        "Broadwell" | "POWER8" | "POWER9" | "POWER10" => (None, ""),
        _ => return None,
    };
    let features = features.split_whitespace().map(|name| CpuFeature {
        policy: CpuPolicy::Require,
        name: name.to_string(),
    });
    Some(Cpu {
        model: Some(name.to_string()),
        vendor: vendor.map(str::to_string),
        features: features.collect(),
        ..Cpu::default()
    })
}

/// What an emulator makes of such a processor.
pub(super) fn models(
    caps: &Caps,
    kind: VirtType,
    host: CapsArch,
    cpu: Option<&Cpu>,
) -> Option<HostModels> {
    let host = HostProcessor {
        arch: host,
        address_bits: if host.is_s390() { 0 } else { 64 },
        probe: &|_| cpu.cloned(),
    };
    HostModels::of(caps, kind, &host)
}

const CORE2DUO: &str = "ds acpi ss ht tm pbe ds_cpl vmx est tm2 cx16 xtpr lahf_lm";
const HASWELL: &str = "vme ds acpi ss ht tm pbe dtes64 monitor ds_cpl vmx smx est tm2 xtpr pdcm osxsave f16c \
    rdrand cmt pdpe1gb abm invtsc lahf_lm";
