//! Names of processor features that libvirt and QEMU spell differently.

use crate::arch::Arch;

/// Enlightenments of Hyper-V in libvirt's order.
pub(crate) const HYPERV: [&str; 17] = [
    "relaxed",
    "vapic",
    "spinlocks",
    "vpindex",
    "runtime",
    "synic",
    "stimer",
    "reset",
    "vendor_id",
    "frequencies",
    "reenlightenment",
    "tlbflush",
    "ipi",
    "evmcs",
    "avic",
    "emsr_bitmap",
    "xmm_input",
];

/// POWER's models: QEMU writes them in lower case.
pub(crate) const PPC64_MODELS: [&str; 7] = [
    "POWER6",
    "POWER7",
    "POWER8",
    "POWER9",
    "POWER10",
    "POWERPC_e5500",
    "POWERPC_e6500",
];

/// libvirt's name, then QEMU's.
const X86: [(&str, &str); 15] = [
    ("cmp_legacy", "cmp-legacy"),
    ("ds_cpl", "ds-cpl"),
    ("fxsr_opt", "fxsr-opt"),
    ("kvm_pv_eoi", "kvm-pv-eoi"),
    ("kvm_pv_unhalt", "kvm-pv-unhalt"),
    ("lahf_lm", "lahf-lm"),
    ("nodeid_msr", "nodeid-msr"),
    ("pclmuldq", "pclmulqdq"),
    ("perfctr_core", "perfctr-core"),
    ("perfctr_nb", "perfctr-nb"),
    ("tsc_adjust", "tsc-adjust"),
    (
        "vmx-invvpid-single-context-noglobals",
        "vmx-invept-single-context-noglobals",
    ),
    ("hv-vendor_id", "hv-vendor-id"),
    ("hv-emsr_bitmap", "hv-emsr-bitmap"),
    ("hv-xmm_input", "hv-xmm-input"),
];

/// QEMU's name of a feature.
///
/// Only x86 has two spellings: libvirt keeps the kernel's underscores, QEMU went over to hyphens.
pub fn feature_to_qemu(arch: Arch, name: &str) -> &str {
    let mut pairs = X86.iter().filter(|_| arch.is_x86());
    pairs
        .find(|(libvirt, _)| *libvirt == name)
        .map_or(name, |(_, qemu)| qemu)
}

/// libvirt's name of a feature.
pub fn feature_from_qemu(arch: Arch, name: &str) -> &str {
    let mut pairs = X86.iter().filter(|_| arch.is_x86());
    pairs
        .find(|(_, qemu)| *qemu == name)
        .map_or(name, |(libvirt, _)| libvirt)
}
