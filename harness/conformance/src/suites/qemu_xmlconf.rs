//! Definitions through the QEMU driver: what is kept, and the command that starts the guest.
//!
//! The fake host of the corpus stands here as data.

use std::fs;
use std::sync::Arc;

use anyhow::{Context, Result};
use fv_driver_qemu_caps::{Caps, Flag, Machine, VirtType, cache_xml};
use fv_driver_qemu_cmdline::{
    CommandInput, FdPurpose, Host, HugePages, Instance, SealedSecret, Settings, SpiceSettings,
    TlsClient, VncSettings, build,
};
use fv_driver_qemu_monitor::commands::probe::Gic;
use fv_driver_qemu_resolve::{
    CpuContext, Emulators, Firmware, FirmwareContext, FirstPorts, GraphicsContext, PrepareContext,
    QemuRules, ResolveContext, Start, prepare_start,
};
use fv_error::{Error, ErrorCode, ErrorDomain};
use fv_model_domain::YesNo;
use fv_model_domain::cpu::Cpu;
use fv_model_domain::devices::hostdev::{ScsiSource, Subsystem};
use fv_model_domain::devices::interface::NetSource;
use fv_model_domain::devices::source::{BackingStore, SecretRef};
use fv_model_domain::devices::tpm::TpmVersion;
use fv_model_domain::os::Arch;
use fv_model_domain::{Domain, Purpose, Reading, Scope};
use fv_types::Bitmap;
use serde_json::Value;

use super::domain::counting_bytes;
use super::fake_cpu;
use crate::{Case, Corpus, Produced, Suite};

pub(super) fn all() -> Vec<Arc<dyn Suite>> {
    vec![Arc::new(QemuXmlConf), Arc::new(Active)]
}

/// `qemuxmlconf`: a definition, completed, and the command that starts it.
struct QemuXmlConf;

impl Suite for QemuXmlConf {
    fn name(&self) -> &str {
        "qemuxmlconf"
    }

    fn run(&self, case: &Case, corpus: &Corpus) -> Result<Produced> {
        let Some(path) = case.input_path("xml") else {
            return Ok(missing_file(case));
        };
        let text = corpus.text(path)?;
        let host = FakeHost::of(case, corpus)?;
        let definition = match host.read(&text) {
            Ok(definition) => definition,
            Err(error) => {
                let message = name_file(error.message(), path);
                return Ok(Produced::failed("parse-error", message));
            }
        };
        let written = definition.to_xml(Scope::LIVE | Scope::SECRET);
        // The contract has it both ways: what was written reads as the same again.
        let again = match host.read(&written) {
            Ok(again) => again,
            Err(error) => return Ok(Produced::failed("parse-error", error.message())),
        };
        let produced = Produced::file("xml", again.to_xml(Scope::LIVE | Scope::SECRET));
        Ok(match host.command(definition) {
            Ok(text) => produced.with_file("args", text),
            Err(error) => produced.with_failure("start-error", error.message()),
        })
    }
}

/// `qemuxmlactive2xml`: the document of a guest that runs, and what is kept of it afterwards.
struct Active;

/// The number guests have in the corpus when their documents give none.
const ACTIVE_ID: u32 = 1337;

impl Suite for Active {
    fn name(&self) -> &str {
        "qemuxmlactive2xml"
    }

    fn run(&self, case: &Case, corpus: &Corpus) -> Result<Produced> {
        let text = corpus.text(case.need_input("xml")?)?;
        let mut host = FakeHost::of(case, corpus)?;
        host.purpose.live = true;
        let mut domain = match host.read_as(&text, Scope::LIVE) {
            Ok(domain) => domain,
            Err(error) => return Ok(Produced::failed("parse-error", error.message())),
        };
        domain.id.get_or_insert(ACTIVE_ID);
        let active = domain.to_xml(Scope::LIVE | Scope::SECRET);
        let inactive = domain.to_xml(Scope::SECRET);
        Ok(Produced::file("active", active).with_file("inactive", inactive))
    }
}

fn missing_file(case: &Case) -> Produced {
    let name = case.param("missing_input").unwrap_or_default();
    let text = format!(
        "Failed to open file 'ABS_SRCDIR/qemuxmlconfdata/{name}': No such file or directory"
    );
    Produced::failed("parse-error", text)
}

/// Puts the name of the file where a message of the parser has the place of an unnamed document.
fn name_file(message: &str, path: &str) -> String {
    let name = path.rsplit('/').next().unwrap_or(path);
    message.replace(
        "(domain_definition)",
        &format!("ABS_SRCDIR/qemuxmlconfdata/{name}"),
    )
}

/// The host of the corpus, with what one case changes about it.
struct FakeHost {
    caps: Arc<Caps>,
    arch: Arch,
    purpose: Purpose,
    context: ResolveContext,
    environment: Vec<(String, String)>,
    settings: Settings,
    incoming: Option<String>,
    vnc_auto_socket: bool,
    cpu: Option<Cpu>,
}

impl Emulators for FakeHost {
    fn default_path(&self, arch: Arch) -> Option<String> {
        (arch.as_str() == self.caps.arch.name()).then(|| self.caps.binary.clone())
    }

    fn caps(&self, path: &str) -> fv_error::Result<Arc<Caps>> {
        if path == self.caps.binary {
            return Ok(Arc::clone(&self.caps));
        }
        let text = format!("Cannot check QEMU binary {path}: No such file or directory");
        Err(Error::new(
            ErrorDomain::Qemu,
            ErrorCode::ConfigUnsupported,
            text,
        ))
    }
}

impl FakeHost {
    fn of(case: &Case, corpus: &Corpus) -> Result<Self> {
        let text = corpus.text(case.env_path("qemu_caps").context("no `qemu_caps`")?)?;
        let caps = caps_of(case, &text)?;
        let arch = Arch::from_word(caps.arch.name()).context("an unknown architecture")?;
        let environment = environment(case);
        Ok(Self {
            arch,
            purpose: Purpose {
                abi_update: case.is_set("parse_abi_update"),
                ..Purpose::default()
            },
            context: ResolveContext {
                firmware: firmware(corpus)?,
                ..context(case, arch, &environment)
            },
            environment,
            settings: settings(case),
            incoming: incoming(case),
            cpu: host_cpu(case, arch),
            vnc_auto_socket: is_configured(case, "vnc_auto_unix_socket"),
            caps: Arc::new(caps),
        })
    }

    fn read(&self, text: &str) -> fv_error::Result<Domain> {
        self.read_as(text, Scope::NONE)
    }

    fn read_as(&self, text: &str, scope: Scope) -> fv_error::Result<Domain> {
        let rules = QemuRules::new(self, &self.context);
        let mut reading = Reading {
            scope,
            purpose: self.purpose,
            rules: &rules,
            host_arch: self.arch,
            random: &mut counting_bytes,
        };
        reading.domain(text)
    }

    fn command(&self, mut domain: Domain) -> fv_error::Result<String> {
        let kind = VirtType::from_document(domain.kind.as_str()).unwrap_or(VirtType::Tcg);
        let host_arch = self.caps.arch;
        let models = fake_cpu::models(&self.caps, kind, host_arch, self.cpu.as_ref());
        let short: String = format!("-1-{}", domain.name.chars().take(20).collect::<String>());
        let domain_dir = format!("/var/lib/libvirt/qemu/domain-{short}");
        let context = PrepareContext {
            channel_dir: "/var/run/libvirt/qemu/channel".to_string(),
            start: match self.incoming {
                Some(_) => Start::Incoming,
                None => Start::Fresh,
            },
            graphics: GraphicsContext {
                vnc_auto_socket: self.vnc_auto_socket,
                spice_tls: self.settings.spice.tls_dir.is_some(),
                render_node: Some("/dev/dri/foo".to_string()),
                dbus_socket: format!("/var/run/libvirt/qemu/dbus/{short}-dbus.sock"),
                ..GraphicsContext::new(&domain_dir)
            },
            ports: &FirstPorts,
            cpu: Some(CpuContext {
                host_arch,
                models: models.as_ref(),
            }),
            firmware: self.context.firmware.clone(),
        };
        prepare_start(&mut domain, &self.caps, &context)?;
        if let Some(vsock) = &mut domain.devices.vsock
            && vsock.cid.auto == Some(YesNo::Yes)
        {
            vsock.cid.address = 42;
        }
        let plan = build(CommandInput {
            domain: &domain,
            caps: &self.caps,
            domain_dir: &domain_dir,
            instance: Instance::System,
            environment: &self.environment,
            settings: &Settings {
                hugetlbfs: huge_pages(&short),
                secrets: secrets(&domain),
                memory_backing_dir: format!("/var/lib/libvirt/qemu/ram/{short}"),
                passt_prefix: format!("/var/run/libvirt/qemu/passt/{short}"),
                ..self.settings.clone()
            },
            host: &Host {
                arch: self.arch.as_str().to_string(),
                now_s: 1_234_567_890,
                utc_offset_s: -1800,
                cdroms: vec!["/dev/cdrom".to_string()],
                scsi_generic: scsi_generic(&domain),
                nodes: host_nodes(),
                page_kib: 4,
            },
            incoming: self.incoming.as_deref(),
        })?;
        Ok(plan.render(&numbers(&domain, &plan.fds))?.to_text())
    }
}

/// The processor of the fake host, which a case may name.
fn host_cpu(case: &Case, arch: Arch) -> Option<Cpu> {
    let usual = match arch {
        Arch::I686 | Arch::X86_64 => "core2duo",
        Arch::Ppc64 | Arch::Ppc64le => "POWER8",
        _ => "",
    };
    fake_cpu::named(case.param("host_cpu").unwrap_or(usual))
}

fn caps_of(case: &Case, text: &str) -> Result<Caps> {
    let mut caps = cache_xml::read(text).map_err(|error| anyhow::anyhow!("{}", error.message()))?;
    for (key, present) in [("qemu_caps_add", true), ("qemu_caps_del", false)] {
        for name in list(case, key) {
            let flag = Flag::from_name(name).with_context(|| format!("flag {name}"))?;
            if present {
                caps.flags.insert(flag);
            } else {
                caps.flags.remove(flag);
            }
        }
    }
    // The fake host keeps guests secret wherever the emulator can.
    caps.kvm_secure_guest |=
        caps.has(Flag::MachineConfidentalGuestSupport) && caps.has(Flag::S390PvGuest);
    if case.param("host_cpu").is_some() {
        // What the emulator said of the host it was asked on says nothing of another.
        (caps.kvm.host_cpu, caps.tcg.host_cpu) = (None, None);
    }
    if case.is_set("strip_machine_aliases") {
        for accel in [&mut caps.kvm, &mut caps.hvf, &mut caps.tcg] {
            // Both names go on as machines of their own, the alias in front.
            for n in 0..accel.machines.len() {
                let original = accel.machines[n].clone();
                if let Some(alias) = accel.machines[n].alias.take() {
                    accel.machines[n].name = alias;
                    accel.machines.push(Machine {
                        alias: None,
                        qemu_default: false,
                        ..original
                    });
                }
            }
        }
    }
    let versions: &[u64] = match case.param("gic") {
        Some("v2") => &[2],
        Some("v3") => &[3],
        Some("both") => &[2, 3],
        Some(_) => &[],
        None => return Ok(caps),
    };
    caps.gic = versions
        .iter()
        .map(|&version| Gic {
            version,
            kernel: true,
            emulated: true,
        })
        .collect();
    Ok(caps)
}

/// Where an incoming guest comes from; standard input has become a descriptor by then.
fn incoming(case: &Case) -> Option<String> {
    let from = case.param("migrate_from")?;
    let fd = case.params.get("migrate_fd").and_then(Value::as_i64);
    match fd.filter(|_| from == "stdio") {
        Some(fd) => Some(format!("fd:{fd}")),
        None => Some(from.to_string()),
    }
}

fn list<'a>(case: &'a Case, key: &str) -> impl Iterator<Item = &'a str> {
    let values = case.params.get(key).and_then(Value::as_array);
    values.into_iter().flatten().filter_map(Value::as_str)
}

fn environment(case: &Case) -> Vec<(String, String)> {
    let usual = [
        ("PATH", "/bin"),
        ("USER", "test"),
        ("LOGNAME", "test"),
        ("HOME", "/home/test"),
    ];
    let usual = usual.map(|(name, value)| (name.to_string(), value.to_string()));
    let own = case.params.get("environ").and_then(Value::as_object);
    let own = own.into_iter().flatten().filter_map(|(name, value)| {
        let value = value.as_str()?;
        Some((name.clone(), value.to_string()))
    });
    usual.into_iter().chain(own).collect()
}

fn is_configured(case: &Case, key: &str) -> bool {
    let value = case.params.get("qemu_conf").and_then(|conf| conf.get(key));
    value.is_some_and(|value| value.as_bool() == Some(true) || value.as_u64() == Some(1))
}

fn context(case: &Case, arch: Arch, environment: &[(String, String)]) -> ResolveContext {
    let variable = |name: &str| {
        let found = environment.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.clone())
    };
    ResolveContext {
        channel_dirs: vec![
            "/var/run/libvirt/qemu/channel".to_string(),
            "/var/lib/libvirt/qemu/channel".to_string(),
        ],
        tpm_versions: tpm_versions(case),
        carried_out: vec![
            "blkiotune",
            "cputune",
            "cputune/cachetune",
            "cputune/memorytune",
            "devices/interface/bandwidth",
            "devices/interface/virtualport",
            "devices/interface/vlan",
            "devices/lease",
            "idmap",
            "perf",
        ],
        lib_dir: Some("/var/lib/libvirt/qemu".to_string()),
        vnc_host_audio: is_configured(case, "vnc_allow_host_audio"),
        nographics_host_audio: is_configured(case, "nographics_allow_host_audio"),
        audio_driver: variable("QEMU_AUDIO_DRV"),
        sdl_audio_driver: variable("SDL_AUDIODRIVER"),
        host_address_bits: (arch.as_str() != "s390x").then_some(64),
        ..ResolveContext::new(arch)
    }
}

/// The firmware of the fake host: what the distribution has, and over it what its owner has.
pub(super) fn firmware(corpus: &Corpus) -> Result<FirmwareContext> {
    let mut folders = Vec::new();
    for folder in ["usr/share/qemu/firmware", "etc/qemu/firmware"] {
        let mut files = Vec::new();
        for entry in fs::read_dir(corpus.path("qemufirmware").join(folder))? {
            let name = entry?.file_name().to_string_lossy().into_owned();
            let text = corpus.text_verbatim(&format!("qemufirmware/{folder}/{name}"))?;
            files.push((name, text));
        }
        folders.push(files);
    }
    Ok(FirmwareContext {
        known: Firmware::parse_folders(folders).into(),
        ..FirmwareContext::default()
    })
}

/// The versions of TPM that the helper of the fake host has; both unless the case says otherwise.
fn tpm_versions(case: &Case) -> Vec<TpmVersion> {
    if !case.params.contains_key("swtpm_versions") {
        return vec![TpmVersion::V1_2, TpmVersion::V2_0];
    }
    let words = list(case, "swtpm_versions");
    words.filter_map(TpmVersion::from_word).collect()
}

fn settings(case: &Case) -> Settings {
    let has = |key| is_configured(case, key);
    Settings {
        dump_guest_core: has("dump_guest_core"),
        auto_nodes: Bitmap::parse("0-3", 4).ok(),
        tpm_socket: "/dev/test".to_string(),
        nbd_tls: TlsClient {
            is_default: has("nbd_tls"),
            dir: "/etc/pki/libvirt-nbd".to_string(),
            secret: configured(case, "nbd_tls_x509_secret_uuid")
                .then(|| sealed(SecretRef::default())),
        },
        vnc: VncSettings {
            password: false,
            tls_dir: has("vnc_tls").then(|| "/etc/pki/libvirt-vnc".to_string()),
            tls_verify: has("vnc_tls_x509_verify"),
            tls_secret: configured(case, "vnc_tls_x509_secret_uuid")
                .then(|| sealed(SecretRef::default())),
            sasl: has("vnc_sasl"),
            sasl_dir: Some("/etc/sasl2".to_string()),
        },
        spice: SpiceSettings {
            password: true,
            tls_dir: has("spice_tls").then(|| "/etc/pki/libvirt-spice".to_string()),
            sasl: has("spice_sasl"),
            sasl_dir: Some("/etc/sasl2".to_string()),
        },
        ..Settings::default()
    }
}

fn huge_pages(short: &str) -> Vec<HugePages> {
    let mount = |dir: &str, size_kib, is_default| HugePages {
        size_kib,
        path: format!("{dir}/libvirt/qemu/{short}"),
        is_default,
    };
    vec![
        mount("/dev/hugepages2M", 2048, true),
        mount("/dev/hugepages1G", 1_048_576, false),
    ]
}

/// Every SCSI unit of the fake host has the same generic node.
fn scsi_generic(domain: &Domain) -> Vec<(String, String)> {
    let devices = domain.devices.hostdevs.iter();
    devices
        .map(|device| (device.info.alias().to_string(), "/dev/sg0".to_string()))
        .collect()
}

/// Four nodes with four processors each.
fn host_nodes() -> Vec<(usize, Bitmap)> {
    (0..4)
        .map(|node| {
            let mut cpus = Bitmap::new(16);
            for cpu in 4 * node..4 * node + 4 {
                let _ = cpus.set(cpu);
            }
            (node, cpus)
        })
        .collect()
}

/// The secrets of all images: every one exists and has the same value.
fn secrets(domain: &Domain) -> Vec<SealedSecret> {
    let mut sources = Vec::new();
    for disk in &domain.devices.disks {
        sources.push(&disk.source);
        let mut below = disk.backing_store.as_ref();
        while let Some(BackingStore::Image(image)) = below {
            sources.push(&image.source);
            below = image.backing.as_ref();
        }
    }
    let disks = domain.devices.disks.iter();
    let own = disks
        .clone()
        .filter_map(|disk| disk.auth.as_ref())
        .filter_map(|auth| auth.secret.as_ref());
    let own = own.chain(
        disks
            .filter_map(|disk| disk.encryption.as_ref())
            .flat_map(|encryption| &encryption.secrets),
    );
    let named = sources.into_iter().flat_map(|source| {
        let auth = source.auth.iter().flat_map(|auth| &auth.secret);
        let keys = source
            .encryption
            .iter()
            .flat_map(|encryption| &encryption.secrets);
        auth.chain(keys)
    });
    let units = domain.devices.hostdevs.iter();
    let units = units.filter_map(|device| match device.subsystem()? {
        Subsystem::Scsi(scsi) => match &scsi.source {
            ScsiSource::Iscsi { auth, .. } => auth.as_ref()?.secret.as_ref(),
            ScsiSource::Adapter { .. } => None,
        },
        _ => None,
    });
    named
        .chain(units)
        .chain(own)
        .map(|secret| sealed(secret.clone()))
        .collect()
}

/// The value that every secret has, sealed.
fn sealed(of: SecretRef) -> SealedSecret {
    SealedSecret {
        of,
        data: "9eao5F8qtkGt+seB1HYivWIxbtwUu6MQtg1zpj/oDtUsPr1q8wBYM91uEHCn6j/1".to_string(),
        iv: "AAECAwQFBgcICQoLDA0ODw==".to_string(),
    }
}

/// Whether the configuration has a key at all.
fn configured(case: &Case, key: &str) -> bool {
    let conf = case.params.get("qemu_conf");
    conf.is_some_and(|conf| conf.get(key).is_some())
}

/// The numbers that the corpus has for descriptors.
fn numbers(domain: &Domain, purposes: &[FdPurpose]) -> Vec<i32> {
    let is_ethernet = |net: &usize| {
        let interface = domain.devices.interfaces.get(*net);
        interface.is_some_and(|interface| matches!(interface.source, NetSource::Ethernet { .. }))
    };
    let number = |queue: usize| i32::try_from(queue).unwrap_or_default();
    purposes
        .iter()
        .map(|purpose| match purpose {
            FdPurpose::Monitor | FdPurpose::Listen { .. } | FdPurpose::VhostUserGpu { .. } => 1729,
            FdPurpose::ChardevFile { .. } => 1750,
            FdPurpose::ChardevLog { .. } => 1751,
            FdPurpose::Tpm { .. } => 1730,
            FdPurpose::TpmCancel { .. } => 1731,
            FdPurpose::Vdpa { .. } => 1732,
            FdPurpose::Slirp { .. } => 42,
            FdPurpose::VhostVsock => 6789,
            FdPurpose::VhostScsi { .. } => 3,
            FdPurpose::Tap { net, queue } if is_ethernet(net) => 3 + number(*queue),
            FdPurpose::Tap { queue, .. } => 102 + number(*queue),
            FdPurpose::VhostNet { queue, .. } => 44 + number(*queue),
        })
        .collect()
}
