//! What one emulator can give one kind of guest, for the document that clients ask for.

use fv_driver_qemu_caps::{Caps, Flag, VirtType};
use fv_model_capabilities::{
    CpuModes, DomainCapabilities, DomainFeatures, Group, NamedModel, SevSupport, SgxSupport,
};
use fv_model_cpu as cpu;
use fv_model_domain::VirtKind;
use fv_model_domain::cpu::{Cpu, CpuMode, MaxPhysAddr, MaxPhysAddrMode};
use fv_model_domain::devices::tpm::TpmVersion;
use fv_model_domain::os::Arch;
use fv_model_xml::YesNo;

use crate::firmware::{Device, Feature, Firmware, Interface, UNDESCRIBED, matches_pattern};
use crate::guest_cpu::{CpuContext, Offer};
use crate::machine::Machine;

/// What is asked about, and what of the host matters.
#[derive(Clone, Debug)]
pub struct DomainCapsInput<'a> {
    /// The emulator.
    pub caps: &'a Caps,
    /// Who executes the guest.
    pub kind: VirtType,
    /// The machine, by its own name.
    pub machine: &'a str,
    /// The guest's processor.
    pub arch: Arch,
    /// The host's processor.
    pub cpu: CpuContext<'a>,
    /// The firmware that guests may get.
    pub firmware: &'a [Firmware],
    /// The files of firmware that are there.
    pub loaders: Vec<String>,
    /// What else of the host matters.
    pub host: HostOffers,
}

/// What a host offers its guests.
#[derive(Clone, Debug, Default)]
pub struct HostOffers {
    /// How many processors KVM gives one guest.
    pub kvm_vcpus_max: u32,
    /// Whether a screen can be shown by a helper that speaks RDP.
    pub rdp: bool,
    /// Whether its devices can be handed to guests.
    pub vfio: bool,
    /// The versions of TPM that its emulator can be, if there is one.
    pub tpm_versions: Option<Vec<TpmVersion>>,
    /// How many encrypted guests there can be, and how many with encrypted registers.
    pub sev_guests: (u32, u32),
}

/// The files that guests of a machine can boot from, as their descriptions say.
pub fn loader_paths(firmware: &[Firmware], machine: Machine<'_>) -> Vec<String> {
    if firmware.is_empty() {
        // Where nothing is described, those that distributions have in usual places.
        return UNDESCRIBED.map(|(code, _)| code.to_string()).to_vec();
    }
    let mut paths: Vec<String> = Vec::new();
    for one in firmware.iter().filter(|one| is_for(one, machine)) {
        let path = match &one.device {
            Device::Flash(flash) => &flash.executable.filename,
            Device::Memory(path) => path,
            Device::Kernel(_) => continue,
        };
        if !paths.contains(path) {
            paths.push(path.clone());
        }
    }
    paths
}

/// Says what a guest can have.
pub fn domain_capabilities(input: &DomainCapsInput<'_>) -> DomainCapabilities {
    let kind = VirtKind::from_word(input.kind.document_name()).unwrap_or_default();
    DomainCapabilities {
        path: input.caps.binary.clone(),
        kind,
        machine: Some(input.machine.to_string()),
        arch: input.arch,
        vcpus_max: input.vcpus_max(),
        iothreads: Some(YesNo::Yes),
        os: Some(input.os()),
        cpu: input.cpu_modes(),
        memory_backing: Some(input.memory_backing()),
        devices: input.devices(),
        features: input.features(),
    }
}

fn is_for(firmware: &Firmware, machine: Machine<'_>) -> bool {
    let name = machine.name.as_bytes();
    firmware.targets.iter().any(|target| {
        let mut patterns = target.machines.iter();
        target.arch.name() == machine.arch
            && patterns.any(|pattern| matches_pattern(pattern.as_bytes(), name))
    })
}

impl DomainCapsInput<'_> {
    fn has(&self, flag: Flag) -> bool {
        self.caps.has(flag)
    }

    fn board(&self) -> Machine<'_> {
        Machine::new(self.arch.as_str(), self.machine)
    }

    fn vcpus_max(&self) -> u32 {
        let machines = self.caps.accel(self.kind).machines.iter();
        let mut counts = machines
            .filter(|machine| machine.name == self.machine)
            .map(|machine| machine.max_cpus);
        let most = counts.find(|count| *count > 0).unwrap_or_default();
        match self.kind {
            VirtType::Kvm => most.min(self.host.kvm_vcpus_max),
            _ => most,
        }
    }

    fn os(&self) -> Group {
        let mut ours = self.firmware.iter();
        let speaks = |interface| {
            let mut ours = ours.clone().filter(|one| is_for(one, self.board()));
            ours.any(|one| one.interfaces.contains(&interface))
        };
        let firmware = [
            ("bios", speaks(Interface::Bios)),
            ("efi", speaks(Interface::Uefi)),
        ];
        let needs_smm = |one: &Firmware| {
            is_for(one, self.board()) && one.features.contains(&Feature::RequiresSmm)
        };
        let is_secure = ours.any(needs_smm);
        let mut loader = Group::supported("loader")
            .choice("type", [("rom", true), ("pflash", true)])
            .choice("readonly", [("yes", true), ("no", true)])
            .choice("secure", [("yes", is_secure), ("no", true)]);
        loader.values.clone_from(&self.loaders);
        let mut os = Group::supported("os").choice("firmware", firmware);
        os.groups.push(loader);
        os
    }

    fn cpu_modes(&self) -> CpuModes {
        let offer = Offer {
            caps: self.caps,
            kind: self.kind,
            context: &self.cpu,
        };
        let has = |mode| offer.has_mode(mode, self.machine);
        let migratable = |can_be_on: bool| match can_be_on {
            true => vec!["on", "off"],
            false => vec!["off"],
        };
        let host_model = self.cpu.models.map(|models| Cpu {
            max_phys_addr: (models.address_bits > 0).then_some(MaxPhysAddr {
                mode: MaxPhysAddrMode::Passthrough,
                bits: None,
                limit: models.address_bits,
            }),
            ..models.reported.clone()
        });
        CpuModes {
            host_passthrough: has(CpuMode::HostPassthrough)
                .then(|| migratable(self.has(Flag::CpuMigratable))),
            maximum: has(CpuMode::Maximum).then(|| migratable(true)),
            host_model: host_model.filter(|_| has(CpuMode::HostModel)),
            custom: match has(CpuMode::Custom) {
                true => self.named_models(),
                false => Vec::new(),
            },
        }
    }

    fn named_models(&self) -> Vec<NamedModel> {
        // Nothing is named for a processor of which nothing is known.
        let Ok(allowed) = cpu::model_names(self.arch) else {
            return Vec::new();
        };
        let is_allowed = |name: &str| {
            let allowed = allowed.as_ref();
            name != "host" && allowed.is_none_or(|allowed| allowed.contains(&name))
        };
        let map = self.arch.is_x86().then(cpu::Map::load);
        let vendor = |name: &str| match &map {
            Some(map) => map.model(name).and_then(|model| model.vendor),
            None => cpu::vendor_of(self.arch, name),
        };
        let canonical = |name: &str| map.as_ref().and_then(|map| map.canonical(name));
        let known = self.caps.accel(self.kind).cpu_models.iter().flatten();
        let models = known.filter(|model| is_allowed(&model.name));
        let mut models: Vec<NamedModel> = models
            .map(|model| {
                let mut blockers = model.blockers.clone();
                blockers.sort();
                blockers.dedup();
                NamedModel {
                    name: model.name.clone(),
                    usable: model.usable.map(YesNo::from_bool),
                    deprecated: model.deprecated,
                    vendor: vendor(&model.name),
                    canonical: canonical(&model.name),
                    blockers,
                }
            })
            .collect();
        models.sort_by(|a, b| a.name.cmp(&b.name));
        models
    }

    fn memory_backing(&self) -> Group {
        let sources = [
            ("file", true),
            ("anonymous", true),
            ("memfd", self.has(Flag::ObjectMemoryMemfd)),
        ];
        Group::supported("memoryBacking").choice("sourceType", sources)
    }

    fn devices(&self) -> Vec<Group> {
        vec![
            self.disk(),
            self.graphics(),
            self.video(),
            self.hostdev(),
            self.rng(),
            self.filesystem(),
            self.tpm(),
            self.redirdev(),
            self.channel(),
            self.crypto(),
            self.interface(),
            self.panic(),
        ]
    }

    fn disk(&self) -> Group {
        let has_floppies = !self.board().is_pseries();
        let is_transitional = self.has(Flag::VirtioPciTransitional);
        Group::supported("disk")
            .choice(
                "diskDevice",
                [
                    ("disk", true),
                    ("cdrom", true),
                    ("floppy", has_floppies),
                    ("lun", true),
                ],
            )
            .choice(
                "bus",
                [
                    ("ide", self.board().has_builtin_ide()),
                    ("fdc", has_floppies),
                    ("scsi", true),
                    ("virtio", true),
                    ("usb", self.has(Flag::DeviceUsbStorage)),
                    ("sata", self.has(Flag::Ich9Ahci)),
                ],
            )
            .choice("model", virtio_models(true, is_transitional))
    }

    fn graphics(&self) -> Group {
        let has_dbus = self.has(Flag::DisplayDbus);
        Group::supported("graphics").choice(
            "type",
            [
                ("sdl", self.has(Flag::Sdl)),
                ("vnc", self.has(Flag::Vnc)),
                ("rdp", has_dbus && self.host.rdp),
                ("spice", self.has(Flag::Spice)),
                ("egl-headless", self.has(Flag::EglHeadless)),
                ("dbus", has_dbus),
            ],
        )
    }

    fn video(&self) -> Group {
        Group::supported("video").choice(
            "modelType",
            [
                ("vga", self.has(Flag::DeviceVga)),
                ("cirrus", self.has(Flag::DeviceCirrusVga)),
                ("vmvga", self.has(Flag::DeviceVmwareSvga)),
                ("qxl", self.has(Flag::DeviceQxl)),
                ("virtio", self.has(Flag::DeviceVirtioGpu)),
                ("none", true),
                ("bochs", self.has(Flag::DeviceBochsDisplay)),
                ("ramfb", self.has(Flag::DeviceRamfb)),
            ],
        )
    }

    fn hostdev(&self) -> Group {
        let controllers = [
            Flag::Piix3UsbUhci,
            Flag::Piix4UsbUhci,
            Flag::UsbEhci,
            Flag::Ich9UsbEhci1,
            Flag::Vt82c686bUsbUhci,
            Flag::PciOhci,
            Flag::NecUsbXhci,
            Flag::DeviceQemuXhci,
        ];
        let has_usb = controllers.into_iter().any(|flag| self.has(flag));
        let has_vfio = self.host.vfio && self.has(Flag::DeviceVfioPci);
        Group::supported("hostdev")
            .choice("mode", [("subsystem", true)])
            .choice(
                "startupPolicy",
                ["default", "mandatory", "requisite", "optional"].map(|word| (word, true)),
            )
            .choice(
                "subsysType",
                [("usb", has_usb), ("pci", true), ("scsi", true)],
            )
            .choice("capsType", [])
            .choice("pciBackend", [("default", has_vfio), ("vfio", has_vfio)])
    }

    fn rng(&self) -> Group {
        let has_virtio = self.has(Flag::DeviceVirtioRng);
        let is_transitional = has_virtio && self.has(Flag::VirtioPciTransitional);
        Group::supported("rng")
            .choice("model", virtio_models(has_virtio, is_transitional))
            .choice(
                "backendModel",
                [
                    ("random", self.has(Flag::ObjectRngRandom)),
                    ("egd", self.has(Flag::ObjectRngEgd)),
                    ("builtin", self.has(Flag::ObjectRngBuiltin)),
                ],
            )
    }

    fn filesystem(&self) -> Group {
        let has_virtiofs = self.has(Flag::DeviceVhostUserFs);
        Group::supported("filesystem").choice(
            "driverType",
            [("path", true), ("handle", true), ("virtiofs", has_virtiofs)],
        )
    }

    fn tpm(&self) -> Group {
        let versions = self.host.tpm_versions.as_deref();
        let has_emulator = versions.is_some() && self.has(Flag::DeviceTpmEmulator);
        let mut group = Group::supported("tpm")
            .choice(
                "model",
                [
                    ("tpm-tis", self.has(Flag::DeviceTpmTis)),
                    ("tpm-crb", self.has(Flag::DeviceTpmCrb)),
                    ("tpm-spapr", self.has(Flag::DeviceTpmSpapr)),
                    ("spapr-tpm-proxy", self.has(Flag::DeviceSpaprTpmProxy)),
                ],
            )
            .choice(
                "backendModel",
                [
                    ("passthrough", self.has(Flag::DeviceTpmPassthrough)),
                    ("emulator", has_emulator),
                    ("external", has_emulator),
                ],
            );
        if group.is_empty("model") {
            return Group::unsupported("tpm");
        }
        let versions = versions.unwrap_or_default();
        if !versions.is_empty() {
            let known = [("1.2", TpmVersion::V1_2), ("2.0", TpmVersion::V2_0)];
            let words = known.map(|(word, version)| (word, versions.contains(&version)));
            group = group.choice("backendVersion", words);
        }
        group
    }

    fn redirdev(&self) -> Group {
        match self.has(Flag::UsbRedir) {
            true => Group::supported("redirdev").choice("bus", [("usb", true)]),
            false => Group::unsupported("redirdev"),
        }
    }

    fn channel(&self) -> Group {
        let has_spice = self.has(Flag::Spice);
        Group::supported("channel").choice(
            "type",
            [("pty", true), ("unix", true), ("spicevmc", has_spice)],
        )
    }

    fn crypto(&self) -> Group {
        Group::supported("crypto")
            .choice("model", [("virtio", self.has(Flag::DeviceVirtioCrypto))])
            .choice("type", [("qemu", true)])
            .choice(
                "backendModel",
                [
                    ("builtin", true),
                    ("lkcf", self.has(Flag::ObjectCryptoLkcf)),
                ],
            )
    }

    fn interface(&self) -> Group {
        Group::supported("interface").choice(
            "backendType",
            [
                ("default", self.has(Flag::NetdevUser)),
                ("passt", self.has(Flag::NetdevStream)),
            ],
        )
    }

    fn panic(&self) -> Group {
        let arch = self.caps.arch;
        let group = Group::supported("panic").choice(
            "model",
            [
                ("isa", self.has(Flag::DevicePanic)),
                ("pseries", self.board().is_pseries()),
                ("hyperv", arch.is_x86()),
                ("s390", arch.is_s390()),
                ("pvpanic", self.has(Flag::DevicePanicPci)),
            ],
        );
        match group.is_empty("model") {
            true => Group::unsupported("panic"),
            false => group,
        }
    }

    fn features(&self) -> DomainFeatures {
        let confidential = self.has(Flag::MachineConfidentalGuestSupport);
        let has_pv = confidential && self.has(Flag::S390PvGuest);
        let yes_no = YesNo::from_bool;
        let mut simple = vec![
            ("vmcoreinfo", yes_no(self.has(Flag::DeviceVmcoreinfo))),
            ("genid", yes_no(self.has(Flag::DeviceVmgenid))),
            ("backingStoreInput", YesNo::Yes),
            ("backup", YesNo::Yes),
            (
                "async-teardown",
                yes_no(self.has(Flag::RunWithAsyncTeardown)),
            ),
        ];
        if self.caps.arch.is_s390() {
            let is_there = has_pv && self.caps.kvm_secure_guest;
            simple.push(("s390-pv", yes_no(is_there)));
        }
        let has_ps2 = self.has(Flag::MachineI8042Opt) && self.board().has_ps2();
        simple.push(("ps2", yes_no(has_ps2)));
        let hyperv = self.caps.hyperv.as_ref().map(|names| {
            let words = names.iter().map(|name| (*name, true));
            Group::supported("hyperv").choice("features", words)
        });
        let security = Group::supported("launchSecurity").choice(
            "sectype",
            [
                ("sev", self.has(Flag::SevGuest)),
                ("sev-snp", self.has(Flag::SevSnpGuest)),
                ("s390-pv", has_pv),
            ],
        );
        DomainFeatures {
            gic: Some(self.gic()),
            simple,
            sev: self.sev(),
            sgx: self.caps.sgx.as_ref().map(|sgx| SgxSupport {
                flc: sgx.flc,
                sgx1: sgx.sgx1,
                sgx2: sgx.sgx2,
                section_size_kib: sgx.section_size_kib,
                sections: sgx.sections.clone(),
            }),
            hyperv,
            launch_security: Some(match security.is_empty("sectype") {
                true => Group::unsupported("launchSecurity"),
                false => security,
            }),
        }
    }

    fn gic(&self) -> Group {
        let usable = |version: u64| {
            let mut found = self.caps.gic.iter().filter(|gic| gic.version == version);
            found.any(|gic| match self.kind {
                VirtType::Kvm => gic.kernel,
                VirtType::Tcg => gic.emulated,
                VirtType::Hvf => false,
            })
        };
        let group = Group::supported("gic").choice("version", [("2", usable(2)), ("3", usable(3))]);
        match self.board().is_arm_virt() && !group.is_empty("version") {
            true => group,
            false => Group::unsupported("gic"),
        }
    }

    fn sev(&self) -> Option<SevSupport> {
        let sev = self.caps.sev.as_ref()?;
        let (guests_max, es_guests_max) = self.host.sev_guests;
        Some(SevSupport {
            cbitpos: sev.cbitpos,
            reduced_phys_bits: sev.reduced_phys_bits,
            guests_max,
            es_guests_max,
            cpu0_id: sev.cpu0_id.clone(),
        })
    }
}

fn virtio_models(has_virtio: bool, is_transitional: bool) -> [(&'static str, bool); 3] {
    [
        ("virtio", has_virtio),
        ("virtio-transitional", is_transitional),
        ("virtio-non-transitional", is_transitional),
    ]
}
