//! Features of the machine and of the hypervisor.

use fv_error::Result;
use fv_model_xml::{Body, Context, Element, Node, OnOff, Token, YesNo, read};

/// The features, in the order they are written.
#[derive(Debug, Clone, PartialEq, Default, Element)]
#[xml(name = "features")]
pub struct Features {
    /// ACPI tables.
    #[xml(flag)]
    pub acpi: bool,
    /// The interrupt controller.
    #[xml(child)]
    pub apic: Option<Apic>,
    /// Physical address extension.
    #[xml(flag)]
    pub pae: bool,
    /// Hardware-assisted paging, for Xen.
    #[xml(child)]
    pub hap: Option<State>,
    /// The older word for Hyper-V features.
    #[xml(flag)]
    pub viridian: bool,
    /// A network of its own, for containers.
    #[xml(flag)]
    pub privnet: bool,
    /// What Windows guests like.
    #[xml(child)]
    pub hyperv: Option<Hyperv>,
    /// What KVM offers.
    #[xml(child)]
    pub kvm: Option<KvmFeatures>,
    /// Spinlocks that know of the hypervisor.
    #[xml(child)]
    pub pvspinlock: Option<State>,
    /// The capabilities of a container.
    #[xml(child, default)]
    pub capabilities: ContainerCapabilities,
    /// Performance counters.
    #[xml(child)]
    pub pmu: Option<State>,
    /// The port of VMware.
    #[xml(child)]
    pub vmport: Option<State>,
    /// ARM's interrupt controller.
    #[xml(child)]
    pub gic: Option<Gic>,
    /// System management mode.
    #[xml(child)]
    pub smm: Option<Smm>,
    /// The I/O interrupt controller.
    #[xml(child)]
    pub ioapic: Option<IoApic>,
    /// The hash page table of pSeries.
    #[xml(child)]
    pub hpt: Option<Hpt>,
    /// Notes about the kernel for dumps.
    #[xml(child)]
    pub vmcoreinfo: Option<State>,
    /// Transactional memory of pSeries.
    #[xml(child)]
    pub htm: Option<State>,
    /// Nested guests of pSeries.
    #[xml(child = "nested-hv")]
    pub nested_hv: Option<State>,
    /// What happens with unknown registers.
    #[xml(child)]
    pub msrs: Option<Msrs>,
    /// A mitigation of pSeries.
    #[xml(child = "ccf-assist")]
    pub ccf_assist: Option<State>,
    /// What Xen offers.
    #[xml(child)]
    pub xen: Option<XenFeatures>,
    /// A mitigation of pSeries.
    #[xml(child)]
    pub cfpc: Option<Mitigation>,
    /// A mitigation of pSeries.
    #[xml(child)]
    pub sbbc: Option<Mitigation>,
    /// A mitigation of pSeries.
    #[xml(child)]
    pub ibs: Option<Ibs>,
    /// What the translator is told.
    #[xml(child)]
    pub tcg: Option<Tcg>,
    /// Whether memory is given back after the end.
    #[xml(child = "async-teardown")]
    pub async_teardown: Option<AsyncTeardown>,
    /// Reports of hardware errors.
    #[xml(child)]
    pub ras: Option<State>,
    /// The old keyboard controller.
    #[xml(child)]
    pub ps2: Option<State>,
    /// RISC-V's interrupt controller.
    #[xml(child)]
    pub aia: Option<Aia>,
}

/// `<x state='on'/>`; a missing state means on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct State {
    /// On or off.
    pub state: OnOff,
}

impl State {
    /// Says whether it is on.
    pub fn is_on(self) -> bool {
        self.state == OnOff::On
    }
}

impl Element for State {
    const DESCRIPTION: &'static fv_model_xml::Description = &fv_model_xml::Description {
        name: "",
        fields: &[],
    };

    fn read(node: Node<'_>, _: &Context) -> Result<Self> {
        Ok(Self {
            state: read::attr(node, "state")?.unwrap_or(OnOff::On),
        })
    }

    fn write(&self, body: &mut Body<'_>, _: &Context) {
        body.attr("state", &self.state);
    }
}

/// The interrupt controller.
#[derive(Debug, Clone, PartialEq, Default, Element)]
#[xml(name = "apic", keep_empty)]
pub struct Apic {
    /// Whether the end of an interrupt is signalled without an exit.
    #[xml(attr)]
    pub eoi: Option<OnOff>,
}

/// What Windows guests like.
#[derive(Debug, Clone, PartialEq, Element)]
#[xml(name = "hyperv", keep_empty)]
pub struct Hyperv {
    /// Whether the document or the host says what there is.
    #[xml(attr, default)]
    pub mode: HypervMode,
    /// No watchdogs on time.
    #[xml(child)]
    pub relaxed: Option<RequiredState>,
    /// A virtual interrupt controller.
    #[xml(child)]
    pub vapic: Option<RequiredState>,
    /// Spinlocks that tell the hypervisor.
    #[xml(child)]
    pub spinlocks: Option<Spinlocks>,
    /// The number of the processor.
    #[xml(child)]
    pub vpindex: Option<RequiredState>,
    /// The time used.
    #[xml(child)]
    pub runtime: Option<RequiredState>,
    /// Synthetic interrupts.
    #[xml(child)]
    pub synic: Option<RequiredState>,
    /// Synthetic timers.
    #[xml(child)]
    pub stimer: Option<Stimer>,
    /// A reset by register.
    #[xml(child)]
    pub reset: Option<RequiredState>,
    /// The vendor the guest sees.
    #[xml(child = "vendor_id")]
    pub vendor_id: Option<HypervVendor>,
    /// Frequencies in registers.
    #[xml(child)]
    pub frequencies: Option<RequiredState>,
    /// Notice of a migration.
    #[xml(child)]
    pub reenlightenment: Option<RequiredState>,
    /// Flushes by the hypervisor.
    #[xml(child)]
    pub tlbflush: Option<TlbFlush>,
    /// Interrupts between processors by the hypervisor.
    #[xml(child)]
    pub ipi: Option<RequiredState>,
    /// Nested guests made quicker.
    #[xml(child)]
    pub evmcs: Option<RequiredState>,
    /// Interrupts without exits.
    #[xml(child)]
    pub avic: Option<RequiredState>,
    /// A bitmap of registers for nested guests.
    #[xml(child = "emsr_bitmap")]
    pub emsr_bitmap: Option<RequiredState>,
    /// Calls with wide registers.
    #[xml(child = "xmm_input")]
    pub xmm_input: Option<RequiredState>,
    /// It has a pair of tags, whatever is in it.
    #[xml(hook = pair)]
    pub pair: (),
}

/// Whether the document or the host says what there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Token)]
pub enum HypervMode {
    /// The document.
    #[default]
    Custom,
    /// The host.
    Passthrough,
}

/// `<x state='on'/>`, where the state has to be given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Element)]
pub struct RequiredState {
    /// On or off.
    #[xml(attr, required)]
    pub state: OnOff,
}

/// Spinlocks that tell the hypervisor.
#[derive(Debug, Clone, PartialEq, Element)]
#[xml(name = "spinlocks")]
pub struct Spinlocks {
    /// On or off.
    #[xml(attr, required)]
    pub state: OnOff,
    /// How often it is tried before.
    #[xml(attr)]
    pub retries: Option<u32>,
}

/// Synthetic timers.
#[derive(Debug, Clone, PartialEq, Element)]
#[xml(name = "stimer")]
pub struct Stimer {
    /// On or off.
    #[xml(attr, required)]
    pub state: OnOff,
    /// Whether they may interrupt directly.
    #[xml(child)]
    pub direct: Option<RequiredState>,
}

/// The vendor the guest sees.
#[derive(Debug, Clone, PartialEq, Element)]
#[xml(name = "vendor_id")]
pub struct HypervVendor {
    /// On or off.
    #[xml(attr, required)]
    pub state: OnOff,
    /// The vendor, at most twelve characters.
    #[xml(attr)]
    pub value: Option<String>,
}

/// Flushes by the hypervisor.
#[derive(Debug, Clone, PartialEq, Element)]
#[xml(name = "tlbflush")]
pub struct TlbFlush {
    /// On or off.
    #[xml(attr, required)]
    pub state: OnOff,
    /// Whether nested guests may ask directly.
    #[xml(child)]
    pub direct: Option<RequiredState>,
    /// Whether parts may be flushed.
    #[xml(child)]
    pub extended: Option<RequiredState>,
}

/// What KVM offers.
#[derive(Debug, Clone, PartialEq, Default, Element)]
#[xml(name = "kvm", keep_empty)]
pub struct KvmFeatures {
    /// Whether it hides itself.
    #[xml(child)]
    pub hidden: Option<RequiredState>,
    /// A hint that processors are not shared.
    #[xml(child = "hint-dedicated")]
    pub hint_dedicated: Option<RequiredState>,
    /// Whether the guest controls polling.
    #[xml(child = "poll-control")]
    pub poll_control: Option<RequiredState>,
    /// Interrupts between processors by the hypervisor.
    #[xml(child = "pv-ipi")]
    pub pv_ipi: Option<RequiredState>,
    /// Dirty pages in a ring.
    #[xml(child = "dirty-ring")]
    pub dirty_ring: Option<DirtyRing>,
    /// It has a pair of tags, whatever is in it.
    #[xml(hook = pair)]
    pub pair: (),
}

/// Dirty pages in a ring.
#[derive(Debug, Clone, PartialEq, Element)]
#[xml(name = "dirty-ring")]
pub struct DirtyRing {
    /// On or off.
    #[xml(attr, required)]
    pub state: OnOff,
    /// Its length.
    #[xml(attr, omit_default)]
    pub size: u32,
}

/// The capabilities of a container.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ContainerCapabilities {
    /// What happens to those that are not named.
    pub policy: Option<CapabilitiesPolicy>,
    /// Those that are named, in the reference's order.
    pub states: Vec<(String, OnOff)>,
}

/// What happens to capabilities that are not named.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Token)]
pub enum CapabilitiesPolicy {
    /// As the driver likes.
    Default,
    /// They are kept.
    Allow,
    /// They are dropped.
    Deny,
}

/// The capabilities of Linux, in the reference's order.
const CAPABILITIES: [&str; 37] = [
    "audit_control",
    "audit_write",
    "block_suspend",
    "chown",
    "dac_override",
    "dac_read_search",
    "fowner",
    "fsetid",
    "ipc_lock",
    "ipc_owner",
    "kill",
    "lease",
    "linux_immutable",
    "mac_admin",
    "mac_override",
    "mknod",
    "net_admin",
    "net_bind_service",
    "net_broadcast",
    "net_raw",
    "setgid",
    "setfcap",
    "setpcap",
    "setuid",
    "sys_admin",
    "sys_boot",
    "sys_chroot",
    "sys_module",
    "sys_nice",
    "sys_pacct",
    "sys_ptrace",
    "sys_rawio",
    "sys_resource",
    "sys_time",
    "sys_tty_config",
    "syslog",
    "wake_alarm",
];

impl Element for ContainerCapabilities {
    const DESCRIPTION: &'static fv_model_xml::Description = &fv_model_xml::Description {
        name: "capabilities",
        fields: &[],
    };

    fn read(node: Node<'_>, cx: &Context) -> Result<Self> {
        let mut states = Vec::new();
        for name in CAPABILITIES {
            if let Some(state) = read::child::<State>(node, name, cx)? {
                states.push((name.to_owned(), state.state));
            }
        }
        let policy = read::attr(node, "policy")?;
        Ok(Self {
            policy: policy.filter(|policy| *policy != CapabilitiesPolicy::Default),
            states,
        })
    }

    fn write(&self, body: &mut Body<'_>, _: &Context) {
        if self.policy.is_some() || !self.states.is_empty() {
            body.attr(
                "policy",
                &self.policy.unwrap_or(CapabilitiesPolicy::Default),
            );
        }
        for (name, state) in &self.states {
            body.child(name, |body| body.attr("state", state));
        }
    }
}

/// ARM's interrupt controller.
#[derive(Debug, Clone, PartialEq, Default, Element)]
#[xml(name = "gic", keep_empty)]
pub struct Gic {
    /// Its version: `2`, `3` or `host`.
    #[xml(attr)]
    pub version: Option<GicVersion>,
}

/// The versions of ARM's interrupt controller.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Token)]
pub enum GicVersion {
    /// `host`
    Host,
    /// `2`
    #[token("2")]
    V2,
    /// `3`
    #[token("3")]
    V3,
}

/// System management mode.
#[derive(Debug, Clone, PartialEq)]
pub struct Smm {
    /// On or off.
    pub state: OnOff,
    /// The memory it has for itself, in bytes.
    pub tseg: Option<u64>,
}

impl Element for Smm {
    const DESCRIPTION: &'static fv_model_xml::Description = &fv_model_xml::Description {
        name: "smm",
        fields: &[],
    };

    fn read(node: Node<'_>, _: &Context) -> Result<Self> {
        let state = read::attr(node, "state")?.unwrap_or(OnOff::On);
        let tseg = match node.child("tseg").filter(|_| state == OnOff::On) {
            Some(tseg) => Some(crate::memory::scaled(tseg, 1024 * 1024, u64::MAX)?),
            None => None,
        };
        Ok(Self { state, tseg })
    }

    fn write(&self, body: &mut Body<'_>, _: &Context) {
        body.attr("state", &self.state);
        if let Some(bytes) = self.tseg.filter(|_| self.state == OnOff::On) {
            let (value, unit) = pretty(bytes);
            body.child("tseg", |body| {
                body.attr_text("unit", unit);
                body.text(&value.to_string());
            });
        }
    }
}

/// The largest unit that needs no fraction.
fn pretty(mut bytes: u64) -> (u64, &'static str) {
    let mut units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"].iter();
    let mut unit = units.next().copied().unwrap_or_default();
    while bytes > 0 && bytes.is_multiple_of(1024) {
        let Some(next) = units.next() else { break };
        bytes /= 1024;
        unit = next;
    }
    (bytes, unit)
}

/// The I/O interrupt controller.
#[derive(Debug, Clone, PartialEq, Element)]
#[xml(name = "ioapic")]
pub struct IoApic {
    /// Who provides it.
    #[xml(attr, required)]
    pub driver: IoApicDriver,
}

/// Who provides the I/O interrupt controller.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Token)]
pub enum IoApicDriver {
    /// The emulator.
    Qemu,
    /// The kernel.
    Kvm,
}

/// The hash page table of pSeries.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Hpt {
    /// Whether its size may change.
    pub resizing: Option<HptResizing>,
    /// The largest page, in KiB.
    pub max_page_size_kib: u64,
}

/// Whether the hash page table may change its size.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Token)]
pub enum HptResizing {
    /// It may.
    Enabled,
    /// It may not.
    Disabled,
    /// The guest has to be able to.
    Required,
}

impl Element for Hpt {
    const DESCRIPTION: &'static fv_model_xml::Description = &fv_model_xml::Description {
        name: "hpt",
        fields: &[],
    };

    fn read(node: Node<'_>, _: &Context) -> Result<Self> {
        Ok(Self {
            resizing: read::attr(node, "resizing")?,
            max_page_size_kib: match node.child("maxpagesize") {
                Some(size) => crate::memory::scaled(size, 1024, u64::MAX)?.div_ceil(1024),
                None => 0,
            },
        })
    }

    fn write(&self, body: &mut Body<'_>, _: &Context) {
        body.attr_opt("resizing", self.resizing.as_ref());
        if self.max_page_size_kib > 0 {
            body.child("maxpagesize", |body| {
                body.attr_text("unit", "KiB");
                body.text(&self.max_page_size_kib.to_string());
            });
        }
    }
}

/// What happens with unknown registers.
#[derive(Debug, Clone, PartialEq, Element)]
#[xml(name = "msrs")]
pub struct Msrs {
    /// What happens.
    #[xml(attr, required)]
    pub unknown: MsrsUnknown,
}

/// What happens with unknown registers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Token)]
pub enum MsrsUnknown {
    /// Nothing.
    Ignore,
    /// The guest is interrupted.
    Fault,
}

/// What Xen offers.
#[derive(Debug, Clone, PartialEq, Default, Element)]
#[xml(name = "xen", keep_empty)]
pub struct XenFeatures {
    /// The host's memory map.
    #[xml(child = "e820_host")]
    pub e820_host: Option<RequiredState>,
    /// Devices passed through.
    #[xml(child)]
    pub passthrough: Option<XenPassthrough>,
    /// It has a pair of tags, whatever is in it.
    #[xml(hook = pair)]
    pub pair: (),
}

/// Devices passed through under Xen.
#[derive(Debug, Clone, PartialEq, Element)]
#[xml(name = "passthrough")]
pub struct XenPassthrough {
    /// On or off.
    #[xml(attr, required)]
    pub state: OnOff,
    /// How page tables are kept.
    #[xml(attr)]
    pub mode: Option<XenPassthroughMode>,
}

/// How page tables of devices are kept under Xen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Token)]
pub enum XenPassthroughMode {
    /// `sync_pt`
    #[token("sync_pt")]
    SyncPt,
    /// `share_pt`
    #[token("share_pt")]
    SharePt,
}

/// How far a fault of the processor is mended.
#[derive(Debug, Clone, PartialEq, Element)]
pub struct Mitigation {
    /// How far.
    #[xml(attr, required)]
    pub value: MitigationLevel,
}

/// How far a fault of the processor is mended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Token)]
pub enum MitigationLevel {
    /// `broken`
    Broken,
    /// `workaround`
    Workaround,
    /// `fixed`
    Fixed,
}

/// How far a fault of indirect branches is mended.
#[derive(Debug, Clone, PartialEq, Element)]
#[xml(name = "ibs")]
pub struct Ibs {
    /// How far.
    #[xml(attr, required)]
    pub value: IbsLevel,
}

/// How far a fault of indirect branches is mended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Token)]
pub enum IbsLevel {
    /// `broken`
    Broken,
    /// `workaround`
    Workaround,
    /// `fixed-ibs`
    FixedIbs,
    /// `fixed-ccd`
    FixedCcd,
    /// `fixed-na`
    FixedNa,
}

/// What the translator is told.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Tcg {
    /// The size of the translated code, in KiB.
    pub tb_cache_kib: u64,
}

impl Element for Tcg {
    const DESCRIPTION: &'static fv_model_xml::Description = &fv_model_xml::Description {
        name: "tcg",
        fields: &[],
    };

    fn read(node: Node<'_>, _: &Context) -> Result<Self> {
        Ok(Self {
            tb_cache_kib: match node.child("tb-cache") {
                Some(size) => crate::memory::scaled_kib(size)?,
                None => 0,
            },
        })
    }

    fn write(&self, body: &mut Body<'_>, _: &Context) {
        if self.tb_cache_kib > 0 {
            body.child("tb-cache", |body| {
                body.attr_text("unit", "KiB");
                body.text(&self.tb_cache_kib.to_string());
            });
        }
    }
}

/// `<async-teardown enabled='yes'/>`
#[derive(Debug, Clone, PartialEq)]
pub struct AsyncTeardown {
    /// Whether it is done.
    pub enabled: YesNo,
}

impl Element for AsyncTeardown {
    const DESCRIPTION: &'static fv_model_xml::Description = &fv_model_xml::Description {
        name: "async-teardown",
        fields: &[],
    };

    fn read(node: Node<'_>, _: &Context) -> Result<Self> {
        Ok(Self {
            enabled: read::attr(node, "enabled")?.unwrap_or(YesNo::Yes),
        })
    }

    fn write(&self, body: &mut Body<'_>, _: &Context) {
        body.attr("enabled", &self.enabled);
    }
}

/// RISC-V's interrupt controller.
#[derive(Debug, Clone, PartialEq, Element)]
#[xml(name = "aia")]
pub struct Aia {
    /// Which one.
    #[xml(attr, required)]
    pub value: AiaKind,
}

/// RISC-V's interrupt controllers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Token)]
pub enum AiaKind {
    /// `none`
    None,
    /// `aplic`
    Aplic,
    /// `aplic-imsic`
    AplicImsic,
}

/// Groups of features are written with a pair of tags even when nothing is in them.
mod pair {
    use super::*;

    pub(super) fn read(_: Node<'_>, _: &Context) -> Result<()> {
        Ok(())
    }

    pub(super) fn write(_: &(), body: &mut Body<'_>, _: &Context) {
        body.open();
    }
}
