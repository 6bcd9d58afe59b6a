//! From a client's document to a definition that is kept, and from there to one that starts.

use std::path::Path;
use std::sync::Arc;

use fv_driver_qemu_caps::{Arch, Caps, VirtType};
use fv_driver_qemu_cmdline::{CommandInput, CommandPlan, Host, Instance, Seccomp, Settings, build};
use fv_driver_qemu_resolve::{
    Emulators, Firmware, FirmwareContext, GraphicsContext, HostModels, Ports, PrepareContext,
    QemuRules, ResolveContext, Start, prepare_start,
};
use fv_error::{Error, ErrorCode, ErrorDomain, Result};
use fv_model_domain::clock::ClockOffset;
use fv_model_domain::cpu::{CpuCheck, CpuFeature, CpuMatch, CpuMode, CpuPolicy};
use fv_model_domain::devices::disk::{Disk, DiskBus};
use fv_model_domain::devices::source::StorageFormat;
use fv_model_domain::os::Arch as GuestArch;
use fv_model_domain::seclabel::{Seclabel, SeclabelKind};
use fv_model_domain::{Domain, Purpose, Reading, Scope, YesNo};
use fv_model_xml::Fragment;
use fv_sys::{clock, host};

use crate::calls::check_name;
use crate::chain;
use crate::driver::Driver;
use crate::guest::Run;
use crate::network;
use crate::refuse;

/// Reads a client's document as a definition, with everything filled in that libvirt fills in.
pub(crate) fn parse(driver: &Driver, xml: &str) -> Result<Domain> {
    let purpose = Purpose {
        abi_update: true,
        ..Purpose::default()
    };
    let definition = read(driver, xml, Scope::SECRET, purpose)?;
    check_name(&definition.name)?;
    refuse::check(&definition)?;
    Ok(definition)
}

/// Reads a definition that was put into its folder by hand, without checks.
pub(crate) fn reread(driver: &Driver, xml: &str) -> Result<Domain> {
    let purpose = Purpose {
        skip_validate: true,
        ..Purpose::default()
    };
    read(driver, xml, Scope::SECRET, purpose)
}

fn read(driver: &Driver, xml: &str, scope: Scope, purpose: Purpose) -> Result<Domain> {
    let context = context(driver);
    let rules = QemuRules::new(driver.emulators(), &context);
    let mut failed = None;
    let mut random = |buffer: &mut [u8]| {
        for piece in buffer.chunks_mut(16) {
            match host::random_bytes() {
                Ok(bytes) => piece.copy_from_slice(&bytes[..piece.len()]),
                Err(error) => failed = Some(error),
            }
        }
    };
    let host_arch = context.host_arch;
    let mut reading = Reading {
        scope,
        purpose,
        rules: &rules,
        host_arch,
        random: &mut random,
    };
    let definition = reading.domain(xml)?;
    match failed {
        None => Ok(definition),
        Some(error) => Err(Error::system(
            ErrorDomain::Domain,
            error,
            "Failed to generate random bytes",
        )),
    }
}

fn context(driver: &Driver) -> ResolveContext {
    let channels = &driver.dirs().channel;
    let environment = |name: &str| {
        let found = driver.environment().iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.clone())
    };
    ResolveContext {
        channel_dirs: vec![
            channels.to_string_lossy().into_owned(),
            driver
                .dirs()
                .lib
                .join("channel")
                .to_string_lossy()
                .into_owned(),
        ],
        firmware: firmware(driver),
        lib_dir: Some(driver.dirs().lib.to_string_lossy().into_owned()),
        carried_out: vec!["perf"],
        audio_driver: environment("QEMU_AUDIO_DRV"),
        sdl_audio_driver: environment("SDL_AUDIODRIVER"),
        host_address_bits: driver.emulators().address_bits(),
        ..ResolveContext::new(driver.emulators().arch())
    }
}

/// The host's firmware: what distributions describe, and over it what the administrator does.
pub(crate) fn firmware(driver: &Driver) -> FirmwareContext {
    let folders = ["/usr/share/qemu/firmware", "/etc/qemu/firmware"];
    let folders = folders.map(|folder| descriptions(Path::new(folder)));
    FirmwareContext {
        known: Firmware::parse_folders(folders).into(),
        nvram_dir: driver.nvram_dir().to_string_lossy().into_owned(),
    }
}

/// The descriptions in a folder that may not be there.
fn descriptions(folder: &Path) -> Vec<(String, String)> {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return Vec::new();
    };
    let names = entries.flatten().map(|entry| entry.file_name());
    let names = names.filter_map(|name| name.into_string().ok());
    let described = names.filter(|name| name.ends_with(".json"));
    described
        .filter_map(|name| {
            let text = fv_sys::file::read_pseudo(&folder.join(&name), 1 << 20).ok()?;
            Some((name, text))
        })
        .collect()
}

impl Emulators for crate::emulators::Emulators {
    fn default_path(&self, arch: GuestArch) -> Option<String> {
        self.default_for(Arch::from_name(arch.as_str())?)
    }

    fn caps(&self, path: &str) -> Result<Arc<Caps>> {
        crate::emulators::Emulators::caps(self, path)
    }
}

/// What the guest's emulator can do.
pub(crate) fn caps(driver: &Driver, definition: &Domain) -> Result<Arc<Caps>> {
    let emulator = match &definition.devices.emulator {
        Some(emulator) => emulator.clone(),
        None => default_emulator(driver, definition)?,
    };
    driver.emulators().caps(&emulator)
}

fn default_emulator(driver: &Driver, definition: &Domain) -> Result<String> {
    let guest = definition
        .os
        .machine
        .arch
        .unwrap_or_else(|| driver.emulators().arch());
    driver.emulators().default_path(guest).ok_or_else(|| {
        let detail = format!("No emulator found for arch '{}'", guest.as_str());
        Error::new(ErrorDomain::Qemu, ErrorCode::ConfigUnsupported, detail)
    })
}

/// The definition with which a guest runs: aliases, places, numbers of its nodes, labels.
pub(crate) fn for_start(
    driver: &Driver,
    definition: &Domain,
    caps: &Arc<Caps>,
    run: &Run,
    ports: &dyn Ports,
) -> Result<Domain> {
    let mut live = definition.clone();
    let models = host_models(driver, definition, caps);
    live.id = u32::try_from(run.id).ok();
    if let ClockOffset::Variable {
        adjustment_s,
        adjustment0_s,
        ..
    } = &mut live.clock.offset
    {
        // What the guest adjusts from here on is told by QEMU without what was so before.
        *adjustment0_s = *adjustment_s;
    }
    chain::complete(&mut live)?;
    let channel_dir = run.channel_dir.to_string_lossy().into_owned();
    prepare_start(
        &mut live,
        caps,
        &PrepareContext {
            channel_dir,
            start: Start::Fresh,
            graphics: GraphicsContext::new(run.lib_dir.to_string_lossy()),
            ports,
            firmware: firmware(driver),
            cpu: Some(driver.emulators().cpu_context(models.as_deref())),
        },
    )?;
    network::name_taps(driver, &mut live)?;
    for disk in &mut live.devices.disks {
        note_nodes(disk)?;
        if disk.source.is_empty() {
            // Which format it is will be known of the medium that is put in.
            disk.driver.format = None;
        }
    }
    if let Some(account) = driver.config().account()?
        && live.seclabels.is_empty()
    {
        let label = Some(account.owner.to_string());
        live.seclabels.push(Seclabel {
            kind: Some(SeclabelKind::Dynamic),
            model: Some("dac".into()),
            relabel: Some(if driver.config().dynamic_ownership {
                YesNo::Yes
            } else {
                YesNo::No
            }),
            label: label.clone(),
            image_label: label,
            base_label: None,
            implicit: true,
        });
    }
    Ok(live)
}

/// Notes what QEMU calls the parts of a disk, for whoever finds the guest by its status.
fn note_nodes(disk: &mut Disk) -> Result<()> {
    let index = disk.source.index;
    if index == 0 {
        return Ok(());
    }
    let mut nodes = format!("<nodename type='storage' name='libvirt-{index}-storage'/>");
    if disk
        .driver
        .format
        .is_some_and(|format| format != StorageFormat::Raw)
    {
        nodes += &format!("<nodename type='format' name='libvirt-{index}-format'/>");
    }
    let text = format!("<privateData><nodenames>{nodes}</nodenames></privateData>");
    disk.source.private = Some(Fragment::parse(&text)?);
    if disk.target.bus == Some(DiskBus::Virtio) {
        let alias = fv_model_xml::escape(disk.info.alias());
        let path = format!("/machine/peripheral/{alias}/virtio-backend");
        let text = format!("<privateData><qom name='{path}'/></privateData>");
        disk.private = Some(Fragment::parse(&text)?);
    }
    Ok(())
}

/// The command that starts a guest.
pub(crate) fn command(
    driver: &Driver,
    live: &Domain,
    caps: &Caps,
    run: &Run,
) -> Result<CommandPlan> {
    let config = driver.config();
    let settings = Settings {
        set_process_name: config.set_process_name,
        dump_guest_core: config.dump_guest_core,
        seccomp: if config.seccomp_sandbox == Some(false) {
            Seccomp::Off
        } else {
            Seccomp::On
        },
        log_timestamp: config.log_timestamp,
        vhost_net: network::uses_vhost(live),
        memory_backing_dir: driver.memory_dir(run).to_string_lossy().into_owned(),
        ..Settings::default()
    };
    let host = Host {
        arch: driver.emulators().host().arch.name().to_string(),
        now_s: clock::wall().seconds,
        utc_offset_s: 0,
        cdroms: Vec::new(),
        scsi_generic: Vec::new(),
        nodes: Vec::new(),
        page_kib: host::page_size() as u64 / 1024,
    };
    build(CommandInput {
        domain: live,
        caps,
        domain_dir: &run.lib_dir.to_string_lossy(),
        instance: if driver.is_privileged() {
            Instance::System
        } else {
            Instance::Session
        },
        environment: driver.environment(),
        settings: &settings,
        host: &host,
        incoming: None,
    })
}

/// The highest number of a block node.
pub(crate) fn last_node_index(live: &Domain) -> u32 {
    live.devices
        .disks
        .iter()
        .map(|disk| disk.source.index)
        .max()
        .unwrap_or(0)
}

/// Whether the guest sees the host's processor as it is.
pub(crate) fn shows_host_cpu(live: &Domain) -> bool {
    live.cpu
        .as_ref()
        .is_some_and(|cpu| cpu.mode == CpuMode::HostPassthrough)
}

/// A definition with the processor that its guest would have on this host.
pub(crate) fn with_updated_cpu(driver: &Driver, definition: &Domain) -> Result<Domain> {
    let mut updated = definition.clone();
    let arch = definition.os.machine.arch;
    if let (Some(cpu), Some(arch)) = (&mut updated.cpu, arch)
        && !cpu.is_plain()
    {
        let caps = caps(driver, definition)?;
        let models = host_models(driver, definition, &caps);
        let migratable = models.as_deref().map(|models| &models.migratable);
        fv_model_cpu::update(arch, cpu, migratable, CpuPolicy::Disable)?;
    }
    Ok(updated)
}

/// What the emulator makes of the host's processor, where the definition's own depends on that.
///
/// Finding it takes some milliseconds the first time, which a guest with a plain model need not wait for.
fn host_models(driver: &Driver, definition: &Domain, caps: &Arc<Caps>) -> Option<Arc<HostModels>> {
    let cpu = definition.cpu.as_ref().filter(|cpu| !cpu.is_plain())?;
    let is_checked = cpu.check.is_some_and(|check| check != CpuCheck::None);
    let is_optional = |it: &CpuFeature| it.policy == CpuPolicy::Optional;
    let is_needed = match cpu.mode {
        CpuMode::HostModel => true,
        CpuMode::Custom => {
            let is_relative = cpu.features.iter().any(is_optional);
            is_checked || is_relative || cpu.matching == CpuMatch::Minimum
        }
        CpuMode::HostPassthrough | CpuMode::Maximum => is_checked,
    };
    let kind = VirtType::from_document(definition.kind.as_str()).filter(|_| is_needed)?;
    driver.emulators().host_models(caps, kind)
}

/// The command of a document in the form of a shell, with the numbers that descriptors would
/// have.
pub(crate) fn to_native(driver: &Driver, xml: &str) -> Result<String> {
    let definition = parse(driver, xml)?;
    let run = driver.new_run(&definition.name, 0);
    let caps = caps(driver, &definition)?;
    let mut live = for_start(driver, &definition, &caps, &run, &driver.free_ports())?;
    live.id = None;
    let plan = command(driver, &live, &caps, &run)?;
    let numbers: Vec<i32> = (crate::launch::FIRST_FD..).take(plan.fds.len()).collect();
    Ok(plan.render(&numbers)?.to_text() + "\n")
}
