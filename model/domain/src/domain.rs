//! The whole of a domain.

use fv_error::Result;
use fv_model_xml::{
    Body, Context, Description, Element, Fragment, Node, Scope, Token, Writer, YesNo,
};
use fv_types::Uuid;

use crate::clock::Clock;
use crate::cpu::Cpu;
use crate::devices::Devices;
use crate::features::Features;
use crate::memory::{MemTune, Memory, MemoryBacking};
use crate::numa::NumaTune;
use crate::os::Os;
use crate::seclabel::Seclabel;
use crate::security::{IdMap, KeyWrap, LaunchSecurity};
use crate::sysinfo::Sysinfo;
use crate::tune::{BlkioTune, CpuTune, DefaultIothread, IothreadIds, Perf, ThrottleGroups};
use crate::vcpu::Vcpus;

/// A domain: everything its document says, with libvirt's defaults once it is resolved.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Domain {
    /// Who runs it.
    pub kind: VirtKind,
    /// Its number while it runs.
    pub id: Option<u32>,
    /// Its name.
    pub name: String,
    /// Its uuid; nil until one is given or made.
    pub uuid: Uuid,
    /// The id of its generation, which changes when it goes back in time.
    pub genid: Option<GenId>,
    /// A title for people.
    pub title: Option<String>,
    /// A description for people.
    pub description: Option<String>,
    /// What applications keep with it.
    pub metadata: Option<Fragment>,
    /// How much memory it has.
    pub memory: Memory,
    /// Limits of memory.
    pub mem_tune: MemTune,
    /// Limits of I/O on the host's devices.
    pub blkio_tune: BlkioTune,
    /// What its memory is made of.
    pub memory_backing: MemoryBacking,
    /// Its processors.
    pub vcpus: Vcpus,
    /// How many I/O threads it has.
    pub iothreads: u32,
    /// The I/O threads one by one.
    pub iothread_ids: IothreadIds,
    /// The emulator's main thread.
    pub default_iothread: Option<DefaultIothread>,
    /// Groups of limits that disks can share.
    pub throttle_groups: ThrottleGroups,
    /// Limits and places of processors and threads.
    pub cpu_tune: CpuTune,
    /// The host's nodes its memory is put on.
    pub numa_tune: NumaTune,
    /// Where it is in the host's tree of resources.
    pub resource: Option<Resource>,
    /// What firmware says about the machine.
    pub sysinfo: Vec<Sysinfo>,
    /// A program of the host that loads it, for Xen.
    pub bootloader: Option<String>,
    /// The arguments of that program.
    pub bootloader_args: Option<String>,
    /// What it boots.
    pub os: Os,
    /// The host's users a container's stand for.
    pub id_map: IdMap,
    /// Features of the machine and of the hypervisor.
    pub features: Features,
    /// Its processor's model.
    pub cpu: Option<Cpu>,
    /// Its clock.
    pub clock: Clock,
    /// What happens when it turns itself off.
    pub on_poweroff: LifecycleAction,
    /// What happens when it restarts itself.
    pub on_reboot: LifecycleAction,
    /// What happens when it crashes.
    pub on_crash: LifecycleAction,
    /// What happens when a lock is lost.
    pub on_lockfailure: Option<LockFailureAction>,
    /// Whether it may sleep.
    pub pm: PowerManagement,
    /// Counters of the host's processor.
    pub perf: Perf,
    /// Its devices.
    pub devices: Devices,
    /// Its security labels.
    pub seclabels: Vec<Seclabel>,
    /// Ciphers whose keys are wrapped.
    pub key_wrap: Option<KeyWrap>,
    /// How it is protected from its host.
    pub launch_security: Option<LaunchSecurity>,
    /// Elements of the driver's own namespace, such as QEMU's command line.
    pub namespace: Option<Fragment>,
}

/// The id of a generation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct GenId {
    /// The id; nil until one is made.
    pub id: Uuid,
    /// Whether it was made, not given.
    pub generated: bool,
}

/// Who runs a domain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Token)]
pub enum VirtKind {
    /// `none`
    None,
    /// The emulator alone.
    #[default]
    Qemu,
    /// `kqemu`
    Kqemu,
    /// The kernel's virtual machines.
    Kvm,
    /// `xen`
    Xen,
    /// `lxc`
    Lxc,
    /// `uml`
    Uml,
    /// `openvz`
    Openvz,
    /// `test`
    Test,
    /// `vmware`
    Vmware,
    /// `hyperv`
    Hyperv,
    /// `vbox`
    Vbox,
    /// `phyp`
    Phyp,
    /// `parallels`
    Parallels,
    /// `bhyve`
    Bhyve,
    /// `vz`
    Vz,
    /// `hvf`
    Hvf,
}

/// What happens when a guest ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Token)]
pub enum LifecycleAction {
    /// It is gone.
    #[default]
    Destroy,
    /// It starts again.
    Restart,
    /// It starts again under another name.
    RenameRestart,
    /// It stays as it is, stopped.
    Preserve,
    /// Its memory is dumped and it is gone.
    CoredumpDestroy,
    /// Its memory is dumped and it starts again.
    CoredumpRestart,
}

/// What happens when a lock is lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Token)]
pub enum LockFailureAction {
    /// `poweroff`
    Poweroff,
    /// `restart`
    Restart,
    /// `pause`
    Pause,
    /// `ignore`
    Ignore,
}

/// Where a domain is in the host's tree of resources.
#[derive(Debug, Clone, PartialEq, Default, Element)]
#[xml(name = "resource")]
pub struct Resource {
    /// The partition of control groups.
    #[xml(text)]
    pub partition: Option<String>,
    /// The id of its Fibre Channel traffic.
    #[xml(child = "fibrechannel")]
    pub fibre_channel: Option<FibreChannel>,
}

/// `<fibrechannel appid='…'/>`
#[derive(Debug, Clone, PartialEq, Default, Element)]
#[xml(name = "fibrechannel")]
pub struct FibreChannel {
    /// The id.
    #[xml(attr = "appid", required)]
    pub app_id: String,
}

/// Whether a guest may sleep.
#[derive(Debug, Clone, PartialEq, Default, Element)]
#[xml(name = "pm")]
pub struct PowerManagement {
    /// With its memory kept.
    #[xml(child = "suspend-to-mem")]
    pub suspend_to_mem: Option<Enabled>,
    /// With its memory written to disk.
    #[xml(child = "suspend-to-disk")]
    pub suspend_to_disk: Option<Enabled>,
}

/// `<x enabled='yes'/>`
#[derive(Debug, Clone, PartialEq, Element)]
pub struct Enabled {
    /// Whether it is.
    #[xml(attr)]
    pub enabled: Option<YesNo>,
}

impl Domain {
    /// Writes the document in the variant that `scope` asks for.
    ///
    /// A domain that does not run has no live part, whatever is asked for.
    pub fn to_xml(&self, scope: Scope) -> String {
        self.to_xml_named("domain", scope)
    }

    /// Writes the document with another root, as snapshots do.
    pub fn to_xml_named(&self, root: &str, scope: Scope) -> String {
        let mut writer = Writer::new();
        let cx = self.context(scope);
        writer.element(root, |body| self.write(body, &cx));
        writer.finish()
    }

    /// Writes the document as a child of another one.
    pub fn write_into(&self, body: &mut Body<'_>, scope: Scope) {
        let cx = self.context(scope);
        body.child("domain", |body| self.write(body, &cx));
    }

    fn context(&self, scope: Scope) -> Context {
        Context::new(if self.id.is_some() {
            scope
        } else {
            scope.without(Scope::LIVE)
        })
    }
}

impl Element for Domain {
    const DESCRIPTION: &'static Description = &Description {
        name: "domain",
        fields: &[],
    };
    const KEEP_EMPTY: bool = true;

    fn read(node: Node<'_>, cx: &Context) -> Result<Self> {
        crate::parse::domain::read(node, cx)
    }

    fn write(&self, body: &mut Body<'_>, cx: &Context) {
        body.attr("type", &self.kind);
        if cx.shows(Scope::LIVE) {
            body.attr_opt("id", self.id.as_ref());
        }
        if self.namespace.is_some() {
            crate::namespace::declare(body);
        }
        self.write_identity(body);
        crate::memory::sizes::write(&self.memory, body, cx);
        body.element("blkiotune", &self.blkio_tune, cx);
        body.element("memtune", &self.mem_tune, cx);
        body.element("memoryBacking", &self.memory_backing, cx);
        crate::vcpu::counts::write(&self.vcpus, body, cx);
        if self.iothreads > 0 {
            body.text_opt("iothreads", Some(&self.iothreads));
        }
        self.write_threads(body, cx);
        if let Some(resource) = &self.resource {
            body.element("resource", resource, cx);
        }
        for info in &self.sysinfo {
            body.element("sysinfo", info, cx);
        }
        if let Some(bootloader) = &self.bootloader {
            body.child_text("bootloader", bootloader);
            body.text_opt("bootloader_args", self.bootloader_args.as_ref());
        }
        body.element("os", &self.os, cx);
        body.element("idmap", &self.id_map, cx);
        body.element("features", &self.features, cx);
        if let Some(cpu) = &self.cpu {
            body.element("cpu", cpu, cx);
        }
        body.element("clock", &self.clock, cx);
        body.text_opt("on_poweroff", Some(&self.on_poweroff));
        body.text_opt("on_reboot", Some(&self.on_reboot));
        body.text_opt("on_crash", Some(&self.on_crash));
        body.text_opt("on_lockfailure", self.on_lockfailure.as_ref());
        body.element("pm", &self.pm, cx);
        body.element("perf", &self.perf, cx);
        body.child("devices", |body| {
            body.open();
            self.devices.write(body, cx);
        });
        crate::seclabel::write_all(&self.seclabels, body, cx);
        if let Some(keys) = &self.key_wrap {
            body.child("keywrap", |body| {
                body.open();
                keys.write(body, cx);
            });
        }
        if let Some(security) = &self.launch_security {
            body.element("launchSecurity", security, cx);
        }
        if let Some(namespace) = &self.namespace {
            crate::namespace::write(namespace, body);
        }
    }
}

impl Domain {
    /// How much memory the guest has without its modules.
    pub fn initial_memory_kib(&self) -> u64 {
        let modules = self.devices.memories.iter().map(|module| module.size_kib);
        modules.fold(self.memory.total_kib, u64::saturating_sub)
    }

    /// Whether modules of memory can be added.
    pub fn has_memory_hotplug(&self) -> bool {
        self.memory.max_kib > 0 || self.memory.slots > 0
    }

    fn write_threads(&self, body: &mut Body<'_>, cx: &Context) {
        body.element("iothreadids", &self.iothread_ids, cx);
        if let Some(main) = &self.default_iothread {
            body.element("defaultiothread", main, cx);
        }
        body.element("throttlegroups", &self.throttle_groups, cx);
        body.element("cputune", &self.cpu_tune, cx);
        body.element("numatune", &self.numa_tune, cx);
    }

    fn write_identity(&self, body: &mut Body<'_>) {
        body.child_text("name", &self.name);
        body.text_opt("uuid", Some(&self.uuid));
        if let Some(genid) = &self.genid {
            body.text_opt("genid", Some(&genid.id));
        }
        body.text_opt("title", self.title.as_ref());
        body.text_opt("description", self.description.as_ref());
        if let Some(metadata) = &self.metadata {
            body.raw_fragment(metadata);
        }
    }
}
