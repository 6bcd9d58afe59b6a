//! What the QEMU driver refuses: what no emulator can do, and what this one cannot.

use fv_driver_qemu_caps::{Caps, Flag};
use fv_error::Result;
use fv_model_domain::clock::{ClockOffset, TickPolicy, TimerName, TimerTrack};
use fv_model_domain::cpu::{CpuCacheMode, CpuMode, MaxPhysAddrMode};
use fv_model_domain::devices::chardev::ConsoleTargetKind;
use fv_model_domain::devices::id::DeviceId;
use fv_model_domain::devices::simple::{PanicModel, WatchdogModel};
use fv_model_domain::os::{AcpiTableKind, FirmwareKind, LoaderKind, OsKind};
use fv_model_domain::sysinfo::Sysinfo;
use fv_model_domain::{Domain, LifecycleAction, OnOff, VirtKind, YesNo};

use crate::check_device;
use crate::check_memory;
use crate::check_rare;
use crate::check_shared;
use crate::check_threads;
use crate::defaults::machine_acpi;
use crate::machine::machine_of;
use crate::rules::{ResolveContext, malformed, unsupported, virt_type};

/// Refuses one device.
pub(crate) fn device(
    domain: &Domain,
    id: DeviceId,
    caps: &Caps,
    context: &ResolveContext,
) -> Result<()> {
    check_device::check(domain, id, caps, context)
}

/// Refuses the guest as a whole.
pub(crate) fn domain(domain: &Domain, caps: &Caps, context: &ResolveContext) -> Result<()> {
    emulator(domain, caps)?;
    acpi(domain, caps)?;
    if domain.mem_tune.min_guarantee_kib.is_some_and(|kib| kib > 0) {
        return unsupported("Parameter 'min_guarantee' not supported by QEMU.");
    }
    if domain.genid.is_some() && !caps.has(Flag::DeviceVmgenid) {
        return unsupported("this QEMU does not support the 'genid' capability");
    }
    check_threads::domain(domain, caps)?;
    serial_firmware(domain)?;
    lifecycle(domain)?;
    cpu(domain, caps, context)?;
    timers(domain, caps)?;
    let pm = &domain.pm;
    let states = [&pm.suspend_to_mem, &pm.suspend_to_disk];
    let is_set = states
        .iter()
        .any(|s| s.as_ref().is_some_and(|s| s.enabled.is_some()));
    if is_set && !machine_of(domain).is_x86() {
        return unsupported("setting ACPI S3/S4 not supported");
    }
    boot(domain, caps)?;
    topology(domain, caps)?;
    features(domain, caps)?;
    memory(domain, caps)?;
    consoles(domain, caps)?;
    panics(domain, caps)?;
    firmware_entries(domain)?;
    check_rare::tpms(domain)?;
    watchdogs(domain)?;
    check_shared::launch_security(domain, caps)?;
    check_memory::hotplug(domain)
}

/// Refuses what the emulator as such cannot run: architecture, acceleration, machine type.
///
/// Asked for when a guest is defined, and once more when it starts: emulators change.
pub fn emulator(domain: &Domain, caps: &Caps) -> Result<()> {
    let emulator = domain.devices.emulator.as_deref().unwrap_or_default();
    let os = &domain.os.machine;
    if os.kind != OsKind::Hvm {
        let kind = os.kind.as_str();
        return unsupported(format!(
            "Emulator '{emulator}' does not support os type '{kind}'"
        ));
    }
    let machine = machine_of(domain);
    let is_known = caps.arch.name() == machine.arch
        || (caps.arch.name() == "x86_64" && machine.arch == "i686")
        || (caps.arch.name() == "ppc64" && machine.arch == "ppc64le")
        || (caps.arch.name() == "aarch64" && machine.arch == "armv7l");
    if !is_known {
        let arch = machine.arch;
        return unsupported(format!(
            "Emulator '{emulator}' does not support arch '{arch}'"
        ));
    }
    let kind = virt_type(domain).filter(|kind| caps.supports(*kind));
    let Some(kind) = kind else {
        let kind = domain.kind.as_str();
        return unsupported(format!(
            "Emulator '{emulator}' does not support virt type '{kind}'"
        ));
    };
    let name = machine.name;
    if !caps
        .accel(kind)
        .machines
        .iter()
        .any(|machine| machine.name == name)
    {
        return unsupported(format!(
            "Emulator '{emulator}' does not support machine type '{name}'"
        ));
    }
    Ok(())
}

fn acpi(domain: &Domain, caps: &Caps) -> Result<()> {
    let machine = machine_of(domain);
    let has_acpi = domain.features.acpi;
    if has_acpi && machine_acpi(domain, caps) == Some(false) {
        let name = machine.name;
        return unsupported(format!("machine type '{name}' does not support ACPI"));
    }
    let pflash = |loader: &fv_model_domain::os::Loader| loader.kind == Some(LoaderKind::Pflash);
    let has_uefi = domain.os.firmware == Some(FirmwareKind::Efi)
        || domain.os.loader.as_ref().is_some_and(pflash);
    if has_uefi && machine.is_x86() && !has_acpi {
        return unsupported("UEFI requires ACPI on this architecture");
    }
    if has_acpi && machine.arch == "aarch64" && !has_uefi {
        return unsupported("ACPI requires UEFI on this architecture");
    }
    Ok(())
}

fn serial_firmware(domain: &Domain) -> Result<()> {
    let use_serial = domain.os.bios.as_ref().and_then(|bios| bios.use_serial);
    if use_serial != Some(YesNo::Yes) {
        return Ok(());
    }
    if !machine_of(domain).is_x86() {
        return unsupported("BIOS serial console only supported on x86 architectures");
    }
    if domain.devices.serials.is_empty() {
        return malformed("need at least one serial port to use BIOS serial output");
    }
    Ok(())
}

fn lifecycle(domain: &Domain) -> Result<()> {
    let actions = [domain.on_poweroff, domain.on_reboot, domain.on_crash];
    if actions.contains(&LifecycleAction::RenameRestart) {
        return unsupported(
            "qemu driver doesn't support the 'rename-restart' action for \
             'on_reboot'/'on_poweroff'/'on_crash'",
        );
    }
    if actions[..2].contains(&LifecycleAction::Preserve) {
        return unsupported(
            "qemu driver doesn't support the 'preserve' action for 'on_reboot'/'on_poweroff'",
        );
    }
    let is_swapped = domain.on_poweroff == LifecycleAction::Restart
        && domain.on_reboot == LifecycleAction::Destroy;
    if is_swapped {
        return unsupported(
            "qemu driver doesn't support 'onReboot' set to 'destroy and 'onPoweroff' set to \
             'reboot'",
        );
    }
    Ok(())
}

fn cpu(domain: &Domain, caps: &Caps, context: &ResolveContext) -> Result<()> {
    let Some(cpu) = &domain.cpu else {
        return Ok(());
    };
    let machine = machine_of(domain);
    let arch = machine.arch;
    if let Some(address) = &cpu.max_phys_addr {
        if !machine.is_x86() {
            return unsupported(format!(
                "CPU maximum physical address bits specification is not supported for '{arch}' \
                 architecture"
            ));
        }
        match address.mode {
            MaxPhysAddrMode::Passthrough if address.bits.is_some() => {
                return unsupported(
                    "CPU maximum physical address bits number specification cannot be used with \
                     mode='passthrough'",
                );
            }
            MaxPhysAddrMode::Emulate
                if context
                    .host_address_bits
                    .is_some_and(|host| address.bits > Some(host)) =>
            {
                return unsupported(
                    "The number of virtual CPU address bits cannot exceed the number supported \
                     by the host CPU",
                );
            }
            _ => {}
        }
    }
    if let Some(cache) = &cpu.cache {
        let mode = cache.mode.as_str();
        if !machine.is_x86() {
            return unsupported(format!(
                "CPU cache specification is not supported for '{arch}' architecture"
            ));
        }
        let is_host = matches!(cpu.mode, CpuMode::HostPassthrough | CpuMode::Maximum);
        match cache.mode {
            CpuCacheMode::Emulate if cache.level != Some(3) => {
                return unsupported(format!(
                    "CPU cache mode '{mode}' can only be used with level='3'"
                ));
            }
            CpuCacheMode::Passthrough if !is_host => {
                return unsupported(format!(
                    "CPU cache mode '{mode}' can only be used with 'host-passthrough' / \
                     'maximum' CPUs"
                ));
            }
            CpuCacheMode::Passthrough | CpuCacheMode::Disable if cache.level.is_some() => {
                return unsupported(format!("unsupported CPU cache level for mode '{mode}'"));
            }
            _ => {}
        }
    }
    match cpu.mode {
        CpuMode::HostPassthrough
            if cpu.migratable == Some(OnOff::On) && !caps.has(Flag::CpuMigratable) =>
        {
            unsupported(
                "Migratable attribute for host-passthrough CPU is not supported by this QEMU \
                 binary",
            )
        }
        CpuMode::Maximum if !caps.has(Flag::CpuMax) => {
            unsupported("maximum CPU is not supported by QEMU binary")
        }
        _ => Ok(()),
    }
}

/// The last second that has a date of four digits for its year.
const START_MAX: u64 = 253_402_300_799;

fn timers(domain: &Domain, caps: &Caps) -> Result<()> {
    for timer in &domain.clock.timers {
        check_timer(domain, caps, timer)?;
    }
    if let ClockOffset::Absolute { start } = domain.clock.offset
        && start > START_MAX
    {
        return unsupported(
            "The maximum 'start' value for <clock offset='absolute'> is 253402300799",
        );
    }
    Ok(())
}

fn check_timer(domain: &Domain, caps: &Caps, timer: &fv_model_domain::clock::Timer) -> Result<()> {
    let machine = machine_of(domain);
    let name = timer.name.as_str();
    let policy = timer.tick_policy.map_or("", TickPolicy::as_str);
    let elsewhere = || {
        unsupported(format!(
            "Configuring the '{name}' timer is not supported for virtType={} arch={} machine={} \
             guests",
            domain.kind.as_str(),
            machine.arch,
            machine.name
        ))
    };
    match timer.name {
        TimerName::Platform => unsupported(format!("unsupported timer type (name) '{name}'")),
        TimerName::Tsc | TimerName::Kvmclock | TimerName::Hypervclock => {
            match timer.present == Some(YesNo::Yes) && !machine.is_x86() {
                true => elsewhere(),
                false => Ok(()),
            }
        }
        TimerName::Rtc => {
            if timer.track == Some(TimerTrack::Boot) {
                return unsupported("unsupported rtc timer track 'boot'");
            }
            match timer.tick_policy {
                Some(TickPolicy::Merge | TickPolicy::Discard) => {
                    unsupported(format!("unsupported rtc timer tickpolicy '{policy}'"))
                }
                _ => Ok(()),
            }
        }
        TimerName::Pit => match timer.tick_policy {
            Some(TickPolicy::Merge) => {
                unsupported(format!("unsupported pit tickpolicy '{policy}'"))
            }
            Some(TickPolicy::Catchup) if !caps.has(Flag::KvmPitTickPolicy) => {
                unsupported(format!("unsupported pit tickpolicy '{policy}'"))
            }
            _ => Ok(()),
        },
        TimerName::Hpet => match timer.present == Some(YesNo::Yes) && !machine.is_x86() {
            true => unsupported("hpet timer is not supported by this architecture"),
            false => Ok(()),
        },
        TimerName::Armvtimer => {
            if domain.kind != VirtKind::Kvm || !machine.is_arm_virt() {
                return elsewhere();
            }
            if timer.present == Some(YesNo::No) {
                return unsupported(format!("The '{name}' timer can't be disabled"));
            }
            if !caps.has(Flag::CpuKvmNoAdjvtime) {
                return unsupported(format!(
                    "Configuring the '{name}' timer is not supported with this QEMU binary"
                ));
            }
            match timer.tick_policy {
                Some(TickPolicy::Catchup | TickPolicy::Merge) => unsupported(format!(
                    "The '{name}' timer does not support tickpolicy '{policy}'"
                )),
                _ => Ok(()),
            }
        }
    }
}

fn boot(domain: &Domain, caps: &Caps) -> Result<()> {
    if domain.bootloader.is_some() || domain.bootloader_args.is_some() {
        return unsupported("bootloader is not supported by QEMU");
    }
    let machine = machine_of(domain);
    let loader = domain.os.loader.as_ref();
    if loader.is_some_and(|loader| loader.secure == Some(YesNo::Yes)) {
        if !machine.is_q35() {
            return unsupported("Secure boot is supported with q35 machine types only");
        }
        if machine.arch != "x86_64" {
            return unsupported("Secure boot is supported for x86_64 architecture only");
        }
        let has_smm = domain
            .features
            .smm
            .as_ref()
            .is_some_and(|smm| smm.state == OnOff::On);
        if domain.os.firmware.is_none() && !has_smm {
            return unsupported("Secure boot requires SMM feature enabled");
        }
    }
    let is_rawset = |table: &fv_model_domain::os::AcpiTable| table.kind == AcpiTableKind::Rawset;
    if domain.os.acpi.tables.iter().any(is_rawset) {
        return unsupported("ACPI table type 'rawset' is not supported");
    }
    if domain.os.shim.is_some() && !caps.has(Flag::MachineShim) {
        return unsupported("shim is not supported by this QEMU binary");
    }
    Ok(())
}

/// The most processors that an interrupt controller without extended mode can reach.
pub(crate) const VCPUS_WITHOUT_EIM: u32 = 255;

fn topology(domain: &Domain, caps: &Caps) -> Result<()> {
    let (max, current) = (domain.vcpus.max, domain.vcpus.current);
    if current == 0 {
        return unsupported("Domain requires at least 1 vCPU");
    }
    let machine = machine_of(domain);
    let machines = virt_type(domain).map(|kind| caps.accel(kind).machines.as_slice());
    let limit = machines
        .unwrap_or_default()
        .iter()
        .find(|candidate| candidate.name == machine.name)
        .map_or(0, |machine| machine.max_cpus);
    if limit > 0 && max > limit {
        return unsupported(format!(
            "Maximum CPUs greater than specified machine type limit {limit}"
        ));
    }
    let topology = domain.cpu.as_ref().and_then(|cpu| cpu.topology);
    if let Some(topology) = topology {
        let parts = [
            topology.sockets,
            topology.dies,
            topology.clusters,
            topology.cores,
            topology.threads,
        ];
        let total = parts
            .iter()
            .try_fold(1u32, |total, part| total.checked_mul(*part));
        if total != Some(max) {
            return unsupported("CPU topology doesn't match maximum vcpu count");
        }
        let granularity = if machine.is_pseries() {
            topology.threads.max(1)
        } else {
            1
        };
        if current % granularity != 0 {
            return unsupported(format!(
                "vCPUs count must be a multiple of the vCPU hotplug granularity ({granularity})"
            ));
        }
    }
    if machine.is_x86() && max > VCPUS_WITHOUT_EIM {
        if !machine.is_q35() {
            return unsupported(format!(
                "more than {VCPUS_WITHOUT_EIM} vCPUs are only supported on q35-based machine \
                 types"
            ));
        }
        let iommu = domain.devices.iommu.as_ref();
        if iommu.and_then(|iommu| iommu.driver.eim) == Some(OnOff::On) {
            return Ok(());
        }
        return unsupported(format!(
            "more than {VCPUS_WITHOUT_EIM} vCPUs require extended interrupt mode enabled on the \
             iommu device"
        ));
    }
    Ok(())
}

fn features(domain: &Domain, caps: &Caps) -> Result<()> {
    let machine = machine_of(domain);
    let features = &domain.features;
    let (arch, name) = (machine.arch, machine.name);
    let elsewhere = |feature: &str| {
        unsupported(format!(
            "The '{feature}' feature is not supported for architecture '{arch}' or machine type \
             '{name}'"
        ))
    };
    if let Some(apic) = &features.apic
        && apic.eoi.is_some()
        && !machine.is_x86()
    {
        return unsupported(format!(
            "The 'eoi' attribute of the 'apic' feature is not supported for architecture \
             '{arch}' or machine type '{name}'"
        ));
    }
    if features.hyperv.is_some() && !machine.is_x86() && !machine.is_arm_virt() {
        return unsupported(format!(
            "Hyperv features are not supported for architecture '{arch}' or machine type \
             '{name}'"
        ));
    }
    if features.pvspinlock.is_some() && !machine.is_x86() {
        return elsewhere("pvspinlock");
    }
    let pmu_off = features.pmu.as_ref().is_some_and(|state| !state.is_on());
    if pmu_off && machine.is_ppc64() {
        return unsupported(format!("PMU is always enabled for architecture '{arch}'"));
    }
    if let Some(vmport) = &features.vmport {
        let ps2_off = features.ps2.as_ref().is_some_and(|state| !state.is_on());
        if !caps.has(Flag::MachineVmportOpt) || !machine.has_ps2() {
            return unsupported("vmport is not available with this QEMU binary");
        }
        if vmport.is_on() && ps2_off {
            return unsupported("vmport feature requires the ps2 feature not to be disabled");
        }
    }
    if features.gic.is_some() && !machine.is_arm_virt() {
        return elsewhere("gic");
    }
    if features.ioapic.is_some() && !machine.is_x86() {
        return elsewhere("ioapic");
    }
    if !machine.is_pseries() {
        let pseries = [
            ("hpt", features.hpt.is_some()),
            ("htm", features.htm.is_some()),
            ("nested-hv", features.nested_hv.is_some()),
            ("ccf-assist", features.ccf_assist.is_some()),
            ("cfpc", features.cfpc.is_some()),
            ("sbbc", features.sbbc.is_some()),
            ("ibs", features.ibs.is_some()),
        ];
        if let Some((feature, _)) = pseries.into_iter().find(|(_, is_set)| *is_set) {
            return elsewhere(feature);
        }
    }
    more_features(domain, caps)
}

fn more_features(domain: &Domain, caps: &Caps) -> Result<()> {
    let machine = machine_of(domain);
    let features = &domain.features;
    let vmcoreinfo = features
        .vmcoreinfo
        .as_ref()
        .is_some_and(|state| state.is_on());
    if vmcoreinfo && !caps.has(Flag::DeviceVmcoreinfo) {
        return unsupported("vmcoreinfo is not available with this QEMU binary");
    }
    if let Some(tcg) = &features.tcg {
        if domain.kind != VirtKind::Qemu {
            let kind = domain.kind.as_str();
            return unsupported(format!(
                "TCG features are incompatible with domain type '{kind}'"
            ));
        }
        if tcg.tb_cache_kib % 1024 != 0 {
            return unsupported("tb-cache size must be an integer multiple of MiB");
        }
    }
    let teardown = features
        .async_teardown
        .as_ref()
        .map(|teardown| teardown.enabled);
    if teardown == Some(YesNo::Yes) && !caps.has(Flag::RunWithAsyncTeardown) {
        return unsupported("asynchronous teardown is not available with this QEMU binary");
    }
    if features.ras.is_some() {
        if !machine.is_arm_virt() {
            return unsupported("ras feature is only supported with ARM Virt machines");
        }
        if !caps.has(Flag::MachineVirtRas) {
            return unsupported("ras feature is not available with this QEMU binary");
        }
    }
    if features.ps2.is_some() {
        if !caps.has(Flag::DeviceI8042) || !machine.has_ps2() {
            return unsupported("ps2 feature is not available with this QEMU binary");
        }
        if !caps.has(Flag::MachineI8042Opt) {
            return unsupported("ps2 feature state cannot be controlled with this QEMU binary");
        }
    }
    if features.aia.is_some() {
        if !machine.is_riscv_virt() {
            return unsupported("aia feature is only supported with RISC-V Virt machines");
        }
        if !caps.has(Flag::MachineVirtAia) {
            return unsupported("aia feature is not available with this QEMU binary");
        }
    }
    Ok(())
}

fn memory(domain: &Domain, caps: &Caps) -> Result<()> {
    use fv_model_domain::memory::{AllocationMode, MemorySourceKind};
    let backing = &domain.memory_backing;
    if backing.huge_pages.is_none() {
        return Ok(());
    }
    let allocation = backing.allocation.as_ref();
    if allocation.and_then(|allocation| allocation.mode) == Some(AllocationMode::Ondemand) {
        return unsupported("hugepages are not allowed with memory allocation ondemand");
    }
    let threads = allocation.map_or(0, |allocation| allocation.threads);
    if threads > 0 && !caps.has(Flag::MemoryBackendPreallocThreads) {
        return unsupported("preallocation threads are unsupported with this QEMU");
    }
    match backing.source.as_ref().map(|source| source.kind) {
        Some(MemorySourceKind::Anonymous) => {
            unsupported("hugepages are not allowed with anonymous memory source")
        }
        Some(MemorySourceKind::Memfd) if !caps.has(Flag::ObjectMemoryMemfdHugetlb) => {
            unsupported("hugepages is not supported with memfd memory source")
        }
        _ => Ok(()),
    }
}

/// Entries have their own place, and names that belong to others are left to them.
fn firmware_entries(domain: &Domain) -> Result<()> {
    let entries = domain.sysinfo.iter().flat_map(|info| match info {
        Sysinfo::Fwcfg(entries) => entries.as_slice(),
        Sysinfo::Smbios(_) => &[],
    });
    for entry in entries {
        if !entry.name.starts_with("opt/") {
            return unsupported("Invalid firmware name");
        }
        let reserved = ["opt/ovmf/", "opt/org.qemu/"];
        if reserved.iter().any(|prefix| entry.name.starts_with(prefix)) {
            return unsupported("That firmware name is reserved");
        }
    }
    Ok(())
}

fn consoles(domain: &Domain, caps: &Caps) -> Result<()> {
    for console in &domain.devices.consoles {
        match console.target.kind {
            Some(ConsoleTargetKind::Sclp) if !caps.has(Flag::DeviceSclpconsole) => {
                return unsupported("sclpconsole is not supported in this QEMU binary");
            }
            Some(ConsoleTargetKind::Sclplm) if !caps.has(Flag::DeviceSclplmconsole) => {
                return unsupported("sclplmconsole is not supported in this QEMU binary");
            }
            Some(
                ConsoleTargetKind::Sclp
                | ConsoleTargetKind::Sclplm
                | ConsoleTargetKind::Virtio
                | ConsoleTargetKind::Serial,
            ) => {}
            kind => {
                let kind = kind.map_or("none", ConsoleTargetKind::as_str);
                return unsupported(format!("unsupported console target type {kind}"));
            }
        }
    }
    Ok(())
}

fn panics(domain: &Domain, caps: &Caps) -> Result<()> {
    use fv_model_domain::devices::address::Address;
    let machine = machine_of(domain);
    let addressless = |model: &str| {
        unsupported(format!(
            "setting the panic device address is not supported for model '{model}'"
        ))
    };
    for panic in &domain.devices.panics {
        let address = panic.info.address.as_ref();
        match panic.model {
            Some(PanicModel::S390) if !machine.is_s390() => {
                return unsupported("only S390 guests support panic device of model 's390'");
            }
            Some(PanicModel::Hyperv) if !machine.is_x86() => {
                return unsupported(
                    "only i686 and x86_64 guests support panic device of model 'hyperv'",
                );
            }
            Some(PanicModel::Pseries) if !machine.is_pseries() => {
                return unsupported("only pSeries guests support panic device of model 'pseries'");
            }
            Some(model @ (PanicModel::S390 | PanicModel::Hyperv | PanicModel::Pseries)) => {
                if address.is_some() {
                    return addressless(model.as_str());
                }
            }
            Some(PanicModel::Isa) => {
                if !caps.has(Flag::DevicePanic) {
                    return unsupported("the QEMU binary does not support the ISA panic device");
                }
                if !matches!(address, None | Some(Address::Isa(_))) {
                    return unsupported("panic is supported only with ISA address type");
                }
            }
            Some(PanicModel::Pvpanic) => {
                if !caps.has(Flag::DevicePanicPci) {
                    return unsupported("the QEMU binary does not support the PCI pvpanic device");
                }
                if !matches!(address, Some(Address::Pci(_))) {
                    return unsupported("pvpanic is supported only with PCI address type");
                }
            }
            None => {
                return unsupported(
                    "no panic model provided, and no default for the architecture and machine \
                     type",
                );
            }
        }
    }
    Ok(())
}

fn watchdogs(domain: &Domain) -> Result<()> {
    let mut seen = Vec::new();
    for watchdog in &domain.devices.watchdogs {
        if watchdog.model == WatchdogModel::I6300esb {
            continue;
        }
        if seen.contains(&watchdog.model) {
            return unsupported(format!(
                "domain can only have one watchdog with model '{}'",
                watchdog.model.as_str()
            ));
        }
        seen.push(watchdog.model);
    }
    Ok(())
}
