//! The machine itself: name, board, memory, firmware, time, power.

use fv_driver_qemu_caps::Flag;
use fv_error::Result;
use fv_model_domain::clock::{ClockBasis, ClockOffset, TickPolicy, TimerName, TimerTrack};
use fv_model_domain::cpu::CpuMode;
use fv_model_domain::devices::rare::IommuModel;
use fv_model_domain::devices::simple::SoundModel;
use fv_model_domain::features::{Features, GicVersion, HptResizing, IoApicDriver};
use fv_model_domain::os::{AcpiTableKind, LoaderKind, OsKind};
use fv_model_domain::vcpu::Vcpu;
use fv_model_domain::{Domain, LifecycleAction, VirtKind};
use fv_model_xml::YesNo;

use crate::builder::Builder;
use crate::input::{Deprecation, Instance, PASSED, Seccomp};
use crate::props::{Props, escape_comma, on_off};
use crate::words::{internal, on, unsupported, yes};

impl Builder<'_> {
    /// Sets the environment.
    pub(crate) fn environment(&mut self) {
        let input = self.input;
        self.plan.variable("LC_ALL", "C");
        for name in PASSED {
            if let Some((_, value)) = input.environment.iter().find(|(known, _)| known == name) {
                self.plan.variable(name, value);
            }
        }
        let dir = input.domain_dir;
        match input.instance {
            Instance::System => {
                self.plan.variable("HOME", dir);
                self.plan
                    .variable("XDG_DATA_HOME", format!("{dir}/.local/share"));
                self.plan
                    .variable("XDG_CACHE_HOME", format!("{dir}/.cache"));
                self.plan
                    .variable("XDG_CONFIG_HOME", format!("{dir}/.config"));
            }
            Instance::Session => {
                self.plan
                    .variable("XDG_CACHE_HOME", format!("{dir}/.cache"));
            }
        }
    }

    /// Appends the name, and that the guest starts frozen.
    pub(crate) fn name(&mut self) {
        let name = &self.input.domain.name;
        let mut value = format!("guest={}", escape_comma(name));
        if self.input.settings.set_process_name {
            value.push_str(&format!(",process=qemu:{name}"));
        }
        value.push_str(",debug-threads=on");
        self.option("-name", value);
        self.deprecation();
        self.plan.arg("-S");
    }

    fn deprecation(&mut self) {
        let configured = self.input.settings.deprecation;
        let wanted = match self.extra.deprecation.as_deref() {
            Some("omit") => Deprecation::Omit,
            Some("reject") => Deprecation::Reject,
            Some("crash") => Deprecation::Crash,
            // Words that nobody knows are ignored, as the configuration's are.
            Some(_) => Deprecation::None,
            None => configured,
        };
        let input = match wanted {
            Deprecation::None => return,
            Deprecation::Omit => None,
            Deprecation::Reject => Some("reject"),
            Deprecation::Crash => Some("crash"),
        };
        let mut props = Props::new();
        props
            .text("deprecated-output", "hide")
            .text_maybe("deprecated-input", input);
        self.option("-compat", props.to_json());
    }

    /// Appends the key that all other secrets are encrypted with.
    pub(crate) fn master_key(&mut self) {
        let mut props = Props::object("secret", "masterKey0");
        props.text("format", "raw");
        props.text("file", format!("{}/master-key.aes", self.input.domain_dir));
        self.object(&props);
    }

    /// Appends the board.
    pub(crate) fn board(&mut self) -> Result<()> {
        let flash = self.flash()?;
        let domain = self.input.domain;
        let mut value = format!("{},usb=off", self.machine().name);
        value.push_str(&self.wrapped_keys()?);
        self.add_features(&mut value, &domain.features)?;
        if domain
            .devices
            .iommu
            .as_ref()
            .is_some_and(|iommu| iommu.model == IommuModel::Smmuv3)
        {
            value.push_str(",iommu=smmuv3");
        }
        self.add_memory_features(&mut value);
        value.push_str(self.protection());
        value.push_str(&flash);
        if self.has_attributes() {
            value.push_str(",hmat=on");
        }
        if domain.os.bios.as_ref().and_then(|bios| bios.use_serial) == Some(YesNo::Yes) {
            value.push_str(",graphics=off");
        }
        self.add_hpet(&mut value);
        for sound in &domain.devices.sounds {
            if sound.model == SoundModel::Pcspk {
                let audio = self.audio_id(sound.audio.as_ref())?;
                value.push_str(&format!(",pcspk-audiodev={audio}"));
                break;
            }
        }
        if self.board_has_acpi() == Some(true) {
            value.push_str(&format!(",acpi={}", on_off(domain.features.acpi)));
        }
        self.option("-machine", value);
        Ok(())
    }

    fn add_features(&self, value: &mut String, features: &Features) -> Result<()> {
        let mut add = |key: &str, word: &str| value.push_str(&format!(",{key}={word}"));
        let state = |state: &Option<fv_model_domain::features::State>| {
            state.as_ref().map(|state| on_off(state.is_on()))
        };
        if let Some(word) = state(&features.vmport) {
            add("vmport", word);
        }
        if let Some(smm) = &features.smm {
            add("smm", smm.state.as_str());
        }
        if let Some(gic) = &features.gic {
            let takes_version = self.input.caps.arch.name() == "aarch64";
            match gic.version {
                Some(GicVersion::V2) | None if !takes_version => {}
                None => {}
                Some(_) if !takes_version => {
                    let text = "gic-version option is not available with this QEMU binary";
                    return Err(unsupported(text));
                }
                Some(version) => add("gic-version", version.as_str()),
            }
        }
        match features.ioapic.as_ref().map(|ioapic| ioapic.driver) {
            Some(IoApicDriver::Qemu) => add("kernel_irqchip", "split"),
            Some(IoApicDriver::Kvm) => add("kernel_irqchip", "on"),
            None => {}
        }
        if let Some(hpt) = &features.hpt {
            if let Some(resizing) = hpt.resizing.map(HptResizing::as_str) {
                add("resize-hpt", resizing);
            }
            if hpt.max_page_size_kib > 0 {
                add(
                    "cap-hpt-max-page-size",
                    &format!("{}k", hpt.max_page_size_kib),
                );
            }
        }
        let states = [
            ("cap-htm", state(&features.htm)),
            ("cap-nested-hv", state(&features.nested_hv)),
            ("cap-ccf-assist", state(&features.ccf_assist)),
            (
                "cap-cfpc",
                features.cfpc.as_ref().map(|level| level.value.as_str()),
            ),
            (
                "cap-sbbc",
                features.sbbc.as_ref().map(|level| level.value.as_str()),
            ),
            (
                "cap-ibs",
                features.ibs.as_ref().map(|level| level.value.as_str()),
            ),
            ("ras", state(&features.ras)),
            ("i8042", state(&features.ps2)),
            ("aia", features.aia.as_ref().map(|aia| aia.value.as_str())),
        ];
        for (key, word) in states {
            if let Some(word) = word {
                add(key, word);
            }
        }
        Ok(())
    }

    fn add_memory_features(&self, value: &mut String) {
        let domain = self.input.domain;
        let dump = on(domain.memory.dump_core).unwrap_or(self.input.settings.dump_guest_core);
        value.push_str(&format!(",dump-guest-core={}", on_off(dump)));
        if domain.memory_backing.no_share_pages {
            value.push_str(",mem-merge=off");
        }
        self.add_modules(value);
        if let Some(id) = self.default_ram_id().filter(|_| !self.has_cells()) {
            value.push_str(&format!(",memory-backend={id}"));
        }
        // A POWER can be as old as the guest wants it.
        if let Some(cpu) = &domain.cpu
            && let Some(model) = &cpu.model
            && cpu.mode == CpuMode::HostModel
            && self.machine().is_pseries()
        {
            value.push_str(&format!(",max-cpu-compat={model}"));
        }
        if !self.has(Flag::VirtioCcwDeviceLoadparm)
            && let Some(loadparm) = self.board_loadparm()
        {
            value.push_str(&format!(",loadparm={loadparm}"));
        }
    }

    /// What the boot loader of s390 is told about the first device to boot from.
    fn board_loadparm(&self) -> Option<&str> {
        if !matches!(self.machine().arch, "s390" | "s390x") {
            return None;
        }
        let devices = &self.input.domain.devices;
        let disks = devices.disks.iter().map(|disk| &disk.info);
        let nets = devices.interfaces.iter().map(|net| &net.info);
        let hosts = devices.hostdevs.iter().map(|device| &device.info);
        let boots = disks
            .chain(nets)
            .chain(hosts)
            .filter_map(|info| info.boot.as_ref());
        let first = boots.filter(|boot| boot.order == 1);
        first.filter_map(|boot| boot.loadparm.as_deref()).next()
    }

    fn add_hpet(&self, value: &mut String) {
        for timer in &self.input.domain.clock.timers {
            if timer.name == TimerName::Hpet
                && self.has(Flag::MachineHpet)
                && let Some(present) = yes(timer.present)
            {
                value.push_str(&format!(",hpet={}", on_off(present)));
            }
        }
    }

    /// Appends who executes the guest.
    pub(crate) fn accelerator(&mut self) {
        let domain = self.input.domain;
        let value = match domain.kind {
            VirtKind::Kvm => {
                let ring = domain
                    .features
                    .kvm
                    .as_ref()
                    .and_then(|kvm| kvm.dirty_ring.as_ref());
                match ring.filter(|ring| ring.state == fv_model_xml::OnOff::On) {
                    Some(ring) => format!("kvm,dirty-ring-size={}", ring.size),
                    None => "kvm".to_string(),
                }
            }
            VirtKind::Hvf => "hvf".to_string(),
            VirtKind::Qemu => {
                let cache = domain
                    .features
                    .tcg
                    .as_ref()
                    .map_or(0, |tcg| tcg.tb_cache_kib);
                match cache {
                    0 => "tcg".to_string(),
                    cache => format!("tcg,tb-size={}", cache >> 10),
                }
            }
            _ => String::new(),
        };
        self.option("-accel", value);
        if let Some(tseg) = domain.features.smm.as_ref().and_then(|smm| smm.tseg) {
            let value = format!("mch.extended-tseg-mbytes={}", tseg >> 20);
            self.option("-global", value);
        }
    }

    /// Appends the firmware, where it is no flash memory.
    pub(crate) fn loader(&mut self) {
        let Some(loader) = &self.input.domain.os.loader else {
            return;
        };
        match loader.kind {
            Some(LoaderKind::Rom) => {
                let path = loader.path.as_deref().unwrap_or_default();
                self.option("-bios", path);
            }
            Some(LoaderKind::Pflash) if loader.secure == Some(YesNo::Yes) => {
                let value = "driver=cfi.pflash01,property=secure,value=on";
                self.option("-global", value);
            }
            _ => {}
        }
    }

    /// Appends the number of processors and how they are arranged.
    pub(crate) fn processors(&mut self) -> Result<()> {
        let domain = self.input.domain;
        let (max, fixed) = (domain.vcpus.max, fixed_vcpus(domain));
        let mut value = fixed.to_string();
        if fixed != max {
            value.push_str(&format!(",maxcpus={max}"));
        }
        match domain.cpu.as_ref().and_then(|cpu| cpu.topology) {
            Some(topology) => {
                value.push_str(&format!(",sockets={}", topology.sockets));
                if self.has(Flag::SmpDies) {
                    value.push_str(&format!(",dies={}", topology.dies));
                } else if topology.dies != 1 {
                    return Err(unsupported("Only 1 die per socket is supported"));
                }
                if self.has(Flag::SmpClusters) {
                    value.push_str(&format!(",clusters={}", topology.clusters));
                } else if topology.clusters != 1 {
                    return Err(unsupported("Only 1 cluster per die is supported"));
                }
                let (cores, threads) = (topology.cores, topology.threads);
                value.push_str(&format!(",cores={cores},threads={threads}"));
            }
            None => value.push_str(&format!(",sockets={max},cores=1,threads=1")),
        }
        self.option("-smp", value);
        Ok(())
    }

    /// Appends the clock and what its timers do.
    pub(crate) fn clock(&mut self) -> Result<()> {
        let clock = &self.input.domain.clock;
        let mut value = match &clock.offset {
            ClockOffset::Utc { .. } => "base=utc".to_string(),
            ClockOffset::Localtime { .. } | ClockOffset::Timezone { .. } => {
                "base=localtime".to_string()
            }
            ClockOffset::Variable {
                adjustment_s,
                basis,
                ..
            } => {
                let host = &self.input.host;
                let offset = match basis {
                    ClockBasis::Utc => 0,
                    ClockBasis::Localtime => host.utc_offset_s,
                };
                let then = host
                    .now_s
                    .saturating_add(*adjustment_s)
                    .saturating_add(offset);
                format!("base={}", date(then))
            }
            ClockOffset::Absolute { start } => {
                format!("base={}", date(i64::try_from(*start).unwrap_or(i64::MAX)))
            }
        };
        if let Some(timer) = clock
            .timers
            .iter()
            .find(|timer| timer.name == TimerName::Rtc)
        {
            match timer.track {
                Some(TimerTrack::Guest) => value.push_str(",clock=vm"),
                Some(TimerTrack::Wall) => value.push_str(",clock=host"),
                Some(TimerTrack::Realtime) => value.push_str(",clock=rt"),
                Some(TimerTrack::Boot) | None => {}
            }
            if timer.tick_policy == Some(TickPolicy::Catchup) {
                value.push_str(",driftfix=slew");
            }
        }
        self.option("-rtc", value);
        if let ClockOffset::Timezone { name } = &clock.offset {
            self.plan.variable("TZ", name);
        }
        self.timers();
        Ok(())
    }

    fn timers(&mut self) {
        for timer in &self.input.domain.clock.timers {
            match timer.name {
                TimerName::Pit if self.has(Flag::KvmPitTickPolicy) => {
                    let policy = match timer.tick_policy {
                        None | Some(TickPolicy::Delay) => "delay",
                        Some(TickPolicy::Discard) => "discard",
                        _ => continue,
                    };
                    self.option("-global", format!("kvm-pit.lost_tick_policy={policy}"));
                }
                TimerName::Hpet
                    if timer.present == Some(YesNo::No)
                        && !self.has(Flag::MachineHpet)
                        && self.machine().is_x86() =>
                {
                    self.plan.arg("-no-hpet");
                }
                _ => {}
            }
        }
    }

    /// Appends what happens when the guest switches itself off, and its sleep states.
    pub(crate) fn power(&mut self) {
        let domain = self.input.domain;
        let may_reboot = self.has(Flag::SetAction) || allows_reboot(domain);
        self.plan.arg(if may_reboot {
            "-no-shutdown"
        } else {
            "-no-reboot"
        });
        let knows_acpi = self.machine().is_x86() || self.machine().arch == "aarch64";
        if self.board_has_acpi().is_none() && knows_acpi && !domain.features.acpi {
            self.plan.arg("-no-acpi");
        }
        let power = &domain.pm;
        let device = if self.machine().is_q35() {
            "ICH9-LPC"
        } else {
            "PIIX4_PM"
        };
        let states = [
            ("disable_s3", power.suspend_to_mem.as_ref()),
            ("disable_s4", power.suspend_to_disk.as_ref()),
        ];
        for (key, state) in states {
            if let Some(enabled) = yes(state.and_then(|state| state.enabled)) {
                let value = format!("{device}.{key}={}", u32::from(!enabled));
                self.option("-global", value);
            }
        }
    }

    /// Appends how and what to boot.
    pub(crate) fn boot(&mut self) {
        let os = &self.input.domain.os;
        let mut value = String::new();
        if let Some(enabled) = os.boot_menu.as_ref().and_then(|menu| yes(menu.enable)) {
            value.push_str(&format!("menu={},", on_off(enabled)));
        }
        if let Some(timeout) = os.bios.as_ref().and_then(|bios| bios.reboot_timeout) {
            value.push_str(&format!("reboot-timeout={timeout},"));
        }
        let menu = os
            .boot_menu
            .as_ref()
            .filter(|menu| menu.enable == Some(YesNo::Yes));
        if let Some(timeout) = menu.and_then(|menu| menu.timeout) {
            value.push_str(&format!("splash-time={timeout},"));
        }
        value.push_str("strict=on");
        self.option("-boot", value);
        let files = [
            ("-kernel", &os.kernel),
            ("-initrd", &os.initrd),
            ("-append", &os.cmdline),
            ("-shim", &os.shim),
            ("-dtb", &os.dtb),
        ];
        for (name, value) in files {
            if let Some(value) = value {
                self.option(name, value);
            }
        }
        for table in &os.acpi.tables {
            let kind = match table.kind {
                AcpiTableKind::Raw | AcpiTableKind::Rawset => "",
                AcpiTableKind::Slic => "sig=SLIC,",
                AcpiTableKind::Msdm => "sig=MSDM,",
            };
            let path = escape_comma(table.path.as_deref().unwrap_or_default());
            self.option("-acpitable", format!("{kind}file={path}"));
        }
    }

    /// Appends which system calls are forbidden to the emulator.
    pub(crate) fn sandbox(&mut self) {
        if !self.has(Flag::SeccompSandbox) {
            return;
        }
        let value = match self.input.settings.seccomp {
            Seccomp::On => {
                "on,obsolete=deny,elevateprivileges=deny,spawn=deny,resourcecontrol=deny"
            }
            Seccomp::Off => "off",
        };
        self.option("-sandbox", value);
    }

    /// Whether the board can have ACPI, where the emulator tells.
    fn board_has_acpi(&self) -> Option<bool> {
        let kind = virt_type(self.input.domain)?;
        let machines = &self.input.caps.accel(kind).machines;
        let name = self.machine().name;
        machines.iter().find(|machine| machine.name == name)?.acpi
    }

    /// The name under which the board takes its memory, where the emulator tells.
    pub(crate) fn default_ram_id(&self) -> Option<&str> {
        let kind = virt_type(self.input.domain)?;
        let machines = &self.input.caps.accel(kind).machines;
        let name = self.machine().name;
        let machine = machines.iter().find(|machine| machine.name == name)?;
        machine.default_ram_id.as_deref()
    }

    /// Refuses what no emulator can be told.
    pub(crate) fn check(&self) -> Result<()> {
        let domain = self.input.domain;
        if domain.kind == VirtKind::Xen
            || matches!(domain.os.machine.kind, OsKind::Xen | OsKind::Linux)
        {
            let emulator = domain.devices.emulator.as_deref().unwrap_or_default();
            return Err(internal(format!(
                "qemu emulator '{emulator}' does not support xen"
            )));
        }
        Ok(())
    }
}

/// How the guest is executed, as capabilities name it.
pub(crate) fn virt_type(domain: &Domain) -> Option<fv_driver_qemu_caps::VirtType> {
    fv_driver_qemu_caps::VirtType::from_document(domain.kind.as_str())
}

/// How many processors are there from the start and stay.
fn fixed_vcpus(domain: &Domain) -> u32 {
    let vcpus = &domain.vcpus;
    if vcpus.individual.is_empty() {
        return vcpus.current;
    }
    let fixed = |vcpu: &&Vcpu| vcpu.enabled && vcpu.hotpluggable != Some(YesNo::Yes);
    u32::try_from(vcpus.individual.iter().filter(fixed).count()).unwrap_or(u32::MAX)
}

/// Whether a guest that asks for a reboot gets one.
fn allows_reboot(domain: &Domain) -> bool {
    let destroy = LifecycleAction::Destroy;
    let is_destroyed = domain.on_reboot == destroy
        && domain.on_poweroff == destroy
        && matches!(
            domain.on_crash,
            LifecycleAction::Destroy | LifecycleAction::CoredumpDestroy
        );
    !is_destroyed
}

/// A time in the form that `-rtc` takes, in UTC.
fn date(seconds: i64) -> String {
    let (days, second) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    let (year, month, day) = civil(days);
    let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}")
}

/// The Gregorian date of a day counted from 1970; the year begins in March inside.
fn civil(days: i64) -> (i64, i64, i64) {
    let days = days.saturating_add(719_468);
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 {
        shifted + 3
    } else {
        shifted - 9
    };
    (year_of_era + era * 400 + i64::from(month <= 2), month, day)
}
