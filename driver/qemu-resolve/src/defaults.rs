//! Defaults of the guest as a whole, and the devices that its machine always has.

use fv_driver_qemu_caps::{Caps, Flag, VirtType};
use fv_error::{Error, ErrorCode, ErrorDomain, Result};
use fv_model_domain::cpu::{Cpu, CpuCheck, CpuFallback, CpuFeature, CpuMatch, CpuMode, CpuPolicy};
use fv_model_domain::devices::address::DeviceInfo;
use fv_model_domain::devices::audio::{Audio, AudioKind, SdlDriver};
use fv_model_domain::devices::controller::{
    Controller, ControllerKind, ControllerModel, PciModel, UsbModel,
};
use fv_model_domain::devices::graphics::{Graphics, ListenKind};
use fv_model_domain::devices::rare::{Iommu, IommuDriver, IommuModel};
use fv_model_domain::devices::simple::{
    Input, InputBus, InputKind, MemBalloon, MemBalloonModel, Panic, Watchdog, WatchdogModel,
};
use fv_model_domain::devices::source::StorageFormat;
use fv_model_domain::features::{Gic, GicVersion};
use fv_model_domain::features::{IoApic, IoApicDriver};
use fv_model_domain::numa::NumaCell;
use fv_model_domain::os::Loader;
use fv_model_domain::rules::Purpose;
use fv_model_domain::seclabel::SeclabelKind;
use fv_model_domain::{Domain, OnOff, VirtKind, YesNo};
use fv_types::Bitmap;

use crate::check::VCPUS_WITHOUT_EIM;
use crate::firmware::{self, Since};
use crate::machine::{Machine, machine_of};
use crate::memory;
use crate::panic::default_panic;
use crate::rules::{ResolveContext, internal, malformed, unsupported, virt_type};

/// Fills in everything but single devices.
pub(crate) fn domain(
    domain: &mut Domain,
    caps: &Caps,
    context: &ResolveContext,
    purpose: Purpose,
    fault: Option<Error>,
) -> Result<()> {
    machine(domain, caps)?;
    drop_acpi(domain, caps, purpose);
    choose_firmware(domain, context, purpose, fault)?;
    label_models(domain, context, purpose)?;
    add_devices(domain, caps)?;
    add_iommu(domain, caps);
    split_interrupts(domain);
    memory::add_cell(domain, purpose)?;
    fill_cells(domain);
    add_audio(domain, context)?;
    default_cpu(domain, caps)?;
    default_gic(domain, caps);
    drop_own_sockets(domain, context, purpose);
    check_vcpus(domain)?;
    cpu_details(domain, caps)?;
    check_tseg(domain, caps)
}

/// Chooses the machine and replaces an alias such as `pc` by what it stands for.
fn machine(domain: &mut Domain, caps: &Caps) -> Result<()> {
    let kind = virt_type(domain);
    if domain.os.machine.name.is_none() {
        // One for another hypervisor is refused in other words later.
        let preferred = caps.preferred_machine(kind.unwrap_or(VirtType::Tcg));
        let Some(name) = preferred else {
            let emulator = domain.devices.emulator.as_deref().unwrap_or_default();
            let text = format!(
                "could not get preferred machine for {emulator} type={}",
                domain.kind.as_str()
            );
            return Err(Error::new(ErrorDomain::Qemu, ErrorCode::InvalidArg, text));
        };
        domain.os.machine.name = Some(name.to_string());
    }
    if let (Some(kind), Some(name)) = (kind, &mut domain.os.machine.name) {
        *name = caps.canonical_machine(kind, name).to_string();
    }
    Ok(())
}

/// Mainframes never had ACPI; old definitions may claim it all the same.
fn drop_acpi(domain: &mut Domain, caps: &Caps, purpose: Purpose) {
    let machine = machine_of(domain);
    if purpose.abi_update || !machine.is_s390() {
        return;
    }
    if machine_acpi(domain, caps) == Some(false) {
        domain.features.acpi = false;
    }
}

/// Whether the machine can have ACPI, where the emulator tells.
pub(crate) fn machine_acpi(domain: &Domain, caps: &Caps) -> Option<bool> {
    let name = domain.os.machine.name.as_deref()?;
    let machines = &caps.accel(virt_type(domain)?).machines;
    machines.iter().find(|machine| machine.name == name)?.acpi
}

/// What a machine has when the definition does not say.
#[derive(Default)]
struct Builtin {
    usb: Option<Option<UsbModel>>,
    sata: bool,
    root: Option<PciModel>,
    balloon: bool,
    usb_input: bool,
    panic: bool,
    itco: bool,
}

fn builtin(machine: Machine<'_>, caps: &Caps) -> Builtin {
    let mut found = Builtin::default();
    match machine.arch {
        "i686" | "x86_64" => {
            found.balloon = true;
            if machine.is_q35() {
                found.root = Some(PciModel::PcieRoot);
                found.sata = true;
                found.itco = true;
                found.usb = q35_usb(caps).map(Some);
            } else if !machine.is_isapc() {
                found.usb = Some(None);
                found.root = machine.is_i440fx().then_some(PciModel::PciRoot);
            }
        }
        "armv6l" | "armv7l" | "armv7b" | "aarch64" => {
            if machine.name == "versatilepb" {
                found.root = Some(PciModel::PciRoot);
            }
            if machine.name == "versatilepb" || machine.name.starts_with("realview") {
                found.usb = Some(Some(UsbModel::PciOhci));
            }
            if machine.is_arm_virt() {
                found.root = Some(PciModel::PcieRoot);
            }
        }
        "ppc64" | "ppc64le" => {
            found.root = Some(PciModel::PciRoot);
            found.usb = Some(None);
            found.usb_input = true;
            found.balloon = true;
            found.panic = machine.is_pseries();
        }
        "alpha" | "ppc" | "ppcemb" | "sh4" | "sh4eb" | "sparc64" => {
            found.usb = Some(None);
            found.balloon = true;
            found.root = Some(PciModel::PciRoot);
        }
        "riscv32" | "riscv64" => {
            found.balloon = true;
            found.root = machine.is_riscv_virt().then_some(PciModel::PcieRoot);
        }
        "s390" | "s390x" => {
            found.balloon = true;
            found.panic = true;
            found.root = caps.has(Flag::DeviceZpci).then_some(PciModel::PciRoot);
        }
        "mips" | "mipsel" | "mips64" | "mips64el" => {
            found.usb = Some(None);
            found.balloon = true;
            found.root = machine.is_malta().then_some(PciModel::PciRoot);
        }
        "loongarch64" => found.root = Some(PciModel::PcieRoot),
        _ => {}
    }
    found
}

/// The best USB controller that a PC with PCI Express can have.
fn q35_usb(caps: &Caps) -> Option<UsbModel> {
    let models = [
        (Flag::DeviceQemuXhci, UsbModel::QemuXhci),
        (Flag::NecUsbXhci, UsbModel::NecXhci),
        (Flag::Ich9UsbEhci1, UsbModel::Ich9Ehci1),
    ];
    models
        .into_iter()
        .find(|(flag, _)| caps.has(*flag))
        .map(|(_, model)| model)
}

fn add_devices(domain: &mut Domain, caps: &Caps) -> Result<()> {
    add_ps2(domain, caps);
    let machine = machine_of(domain);
    let found = builtin(machine, caps);
    let default_panic = default_panic(machine);
    if let Some(model) = found.usb
        && find(domain, ControllerKind::Usb, 0).is_none()
    {
        add_usb(domain, model);
    }
    if found.sata {
        domain
            .devices
            .ensure_controller(ControllerKind::Sata, Some(0), None);
    }
    if let Some(root) = found.root {
        add_root(domain, root)?;
    }
    if found.balloon && domain.devices.balloon.is_none() {
        domain.devices.balloon = Some(MemBalloon::new(MemBalloonModel::Virtio));
    }
    if found.usb_input && !domain.devices.graphics.is_empty() {
        let tablet =
            |input: &Input| input.kind == InputKind::Tablet && input.bus == Some(InputBus::Usb);
        let has_tablet = domain.devices.inputs.iter().any(tablet);
        add_input(domain, InputKind::Keyboard, InputBus::Usb);
        if !has_tablet {
            add_input(domain, InputKind::Mouse, InputBus::Usb);
        }
    }
    let panics = &mut domain.devices.panics;
    let is_default = |panic: &Panic| panic.model.is_none() || panic.model == default_panic;
    if found.panic && !panics.iter().any(is_default) {
        panics.push(Panic::default());
    }
    if found.itco {
        add_itco(domain);
    }
    Ok(())
}

/// More processors than an interrupt controller reaches by itself need an IOMMU that helps.
fn add_iommu(domain: &mut Domain, caps: &Caps) {
    let flags = [
        Flag::DeviceIntelIommu,
        Flag::IntelIommuIntremap,
        Flag::IntelIommuEim,
    ];
    let is_possible = flags.into_iter().all(|flag| caps.has(flag));
    if !needs_eim(domain) || !is_possible || domain.devices.iommu.is_some() {
        return;
    }
    domain.devices.iommu = Some(Iommu {
        model: IommuModel::Intel,
        driver: IommuDriver {
            intremap: Some(OnOff::On),
            eim: Some(OnOff::On),
            ..IommuDriver::default()
        },
        info: DeviceInfo::default(),
    });
}

/// Whether a guest has more processors than its interrupt controller reaches by itself.
pub(crate) fn needs_eim(domain: &Domain) -> bool {
    let machine = machine_of(domain);
    machine.is_x86() && machine.is_q35() && domain.vcpus.max > VCPUS_WITHOUT_EIM
}

/// An IOMMU that remaps interrupts needs the half of the controller that is in the emulator.
fn split_interrupts(domain: &mut Domain) {
    let remaps = domain
        .devices
        .iommu
        .as_ref()
        .is_some_and(|iommu| iommu.driver.intremap == Some(OnOff::On) || needs_eim(domain));
    if remaps {
        domain.features.ioapic.get_or_insert(IoApic {
            driver: IoApicDriver::Qemu,
        });
    }
}

/// Gives the processors that are in no cell to the first one.
fn fill_cells(domain: &mut Domain) {
    let max = domain.vcpus.max as usize;
    let numa = domain.cpu.as_mut().and_then(|cpu| cpu.numa.as_mut());
    let Some([first, others @ ..]) = numa.map(|numa| numa.cells.as_mut_slice()) else {
        return;
    };
    let count = |cell: &NumaCell| cell.cpus.as_ref().map_or(0, Bitmap::count);
    let placed = count(first) + others.iter().map(count).sum::<usize>();
    if placed >= max {
        return;
    }
    let mut rest = Bitmap::new(max);
    rest.set_all();
    for cpus in others.iter().filter_map(|cell| cell.cpus.as_ref()) {
        rest.subtract(cpus);
    }
    first.cpus = Some(rest);
}

/// Every PC has a PS/2 mouse and keyboard, unless its controller is switched off.
fn add_ps2(domain: &mut Domain, caps: &Caps) {
    let has_controller = caps.has(Flag::DeviceI8042) && machine_of(domain).has_ps2();
    let is_off = domain
        .features
        .ps2
        .as_ref()
        .is_some_and(|state| !state.is_on());
    if has_controller && !is_off {
        add_input(domain, InputKind::Mouse, InputBus::Ps2);
        add_input(domain, InputKind::Keyboard, InputBus::Ps2);
    }
}

fn add_input(domain: &mut Domain, kind: InputKind, bus: InputBus) {
    let inputs = &mut domain.devices.inputs;
    if !inputs
        .iter()
        .any(|input| input.kind == kind && input.bus == Some(bus))
    {
        inputs.push(Input::new(kind, bus));
    }
}

fn add_usb(domain: &mut Domain, model: Option<UsbModel>) {
    let mut controller = Controller::new(ControllerKind::Usb, 0);
    controller.model = model.map(ControllerModel::Usb);
    domain.devices.insert_controller(controller);
    if model != Some(UsbModel::Ich9Ehci1) {
        return;
    }
    let companions = [
        (UsbModel::Ich9Uhci1, 0),
        (UsbModel::Ich9Uhci2, 2),
        (UsbModel::Ich9Uhci3, 4),
    ];
    for (model, start_port) in companions {
        let mut controller = Controller::new(ControllerKind::Usb, 0);
        controller.model = Some(ControllerModel::Usb(model));
        controller.info.master = Some(fv_model_domain::devices::address::UsbMaster { start_port });
        domain.devices.insert_controller(controller);
    }
}

fn add_root(domain: &mut Domain, root: PciModel) -> Result<()> {
    let found = find(domain, ControllerKind::Pci, 0).map(Controller::pci_model);
    match found {
        None => {
            let mut controller = Controller::new(ControllerKind::Pci, 0);
            controller.model = Some(ControllerModel::Pci(root));
            domain.devices.insert_controller(controller);
            Ok(())
        }
        Some(model) if model == Some(root) => Ok(()),
        Some(model) => malformed(format!(
            "The PCI controller with index='0' must be model='{}' for this machine type, but \
             model='{}' was found instead",
            root.as_str(),
            model.map_or("", PciModel::as_str)
        )),
    }
}

/// The watchdog of the chipset is always there; the action of all watchdogs is one.
fn add_itco(domain: &mut Domain) {
    let watchdogs = &mut domain.devices.watchdogs;
    if watchdogs
        .iter()
        .any(|watchdog| watchdog.model == WatchdogModel::Itco)
    {
        return;
    }
    let action = watchdogs
        .first()
        .map(|watchdog| watchdog.action)
        .unwrap_or_default();
    watchdogs.push(Watchdog {
        model: WatchdogModel::Itco,
        action,
        info: Default::default(),
    });
}

pub(crate) fn find(domain: &Domain, kind: ControllerKind, index: u32) -> Option<&Controller> {
    let wanted = |c: &&Controller| c.kind == kind && c.index == Some(index);
    domain.devices.controllers.iter().find(wanted)
}

/// Chooses where sound goes when the definition names no place.
///
/// The host's own sound system is used only where the configuration allows it, and then the
/// environment has to name it.
fn add_audio(domain: &mut Domain, context: &ResolveContext) -> Result<()> {
    if !domain.devices.audios.is_empty() {
        return Ok(());
    }
    let (mut kind, mut adds, mut passes) = (AudioKind::None, false, false);
    for graphics in &domain.devices.graphics {
        match graphics {
            Graphics::Vnc(_) => {
                adds = true;
                passes = context.vnc_host_audio;
            }
            Graphics::Sdl { .. } => (adds, passes) = (true, true),
            Graphics::Spice(_) => (kind, adds) = (AudioKind::Spice, true),
            _ => {}
        }
    }
    if domain.devices.graphics.is_empty() {
        adds = true;
        passes = context.nographics_host_audio;
    }
    if adds && passes {
        let Some(word) = context.audio_driver.as_deref() else {
            return Ok(());
        };
        kind = match word {
            "pa" => AudioKind::Pulseaudio,
            "wav" => AudioKind::File,
            word => match AudioKind::from_word(word) {
                Some(kind) => kind,
                None => return unsupported(format!("unknown QEMU_AUDIO_DRV setting {word}")),
            },
        };
    }
    if !adds {
        return Ok(());
    }
    let mut audio = Audio::new(std::num::NonZeroU32::MIN, kind);
    if kind == AudioKind::Sdl
        && let Some(word) = context.sdl_audio_driver.as_deref()
    {
        match SdlDriver::from_word(word) {
            Some(driver) => audio.driver = Some(driver),
            None => return unsupported(format!("unknown SDL_AUDIODRIVER setting {word}")),
        }
    }
    domain.devices.audios.push(audio);
    Ok(())
}

/// Writes down the processor that the machine has when none is named.
///
/// Its checks are off: a default such as qemu64 may run nowhere exactly as it is.
fn default_cpu(domain: &mut Domain, caps: &Caps) -> Result<()> {
    let named = |cpu: &Cpu| cpu.mode != CpuMode::Custom || cpu.model.is_some();
    if domain.cpu.as_ref().is_some_and(named) {
        return Ok(());
    }
    let machine = machine_of(domain);
    let has_models = machine.is_x86()
        || machine.is_s390()
        || machine.is_ppc64()
        || machine.is_arm()
        || machine.is_riscv()
        || machine.is_loongarch();
    let tells = machine.is_x86() || machine.is_s390() || machine.is_ppc64();
    if !has_models || !(tells || domain.kind == VirtKind::Qemu) {
        return Ok(());
    }
    let Some(kind) = virt_type(domain) else {
        return Ok(());
    };
    let Some(model) = caps.default_cpu(kind, machine.name) else {
        return Ok(());
    };
    if model == "host" && domain.kind != VirtKind::Kvm {
        return internal(
            "QEMU reports invalid default CPU model \"host\" for non-kvm domain virt type",
        );
    }
    let is_s390 = machine.is_s390();
    let (model, has_host_model) = (model.to_string(), caps.accel(kind).host_cpu.is_some());
    let cpu = domain.cpu.get_or_insert_default();
    if model == "host" {
        cpu.mode = match is_s390 && has_host_model {
            true => CpuMode::HostModel,
            false => CpuMode::HostPassthrough,
        };
    } else {
        cpu.check = Some(CpuCheck::None);
        cpu.mode = CpuMode::Custom;
        cpu.matching = CpuMatch::Exact;
        cpu.fallback = CpuFallback::Forbid;
        cpu.model = Some(model);
    }
    Ok(())
}

/// ARM's virtual board always has an interrupt controller; the best one is chosen.
///
/// The emulated version 3 cannot do message signalled interrupts as PCI Express needs them.
fn default_gic(domain: &mut Domain, caps: &Caps) {
    let is_virt = machine_of(domain).is_arm_virt();
    let has_version = domain
        .features
        .gic
        .as_ref()
        .map(|gic| gic.version.is_some());
    match has_version {
        Some(true) => return,
        None if !is_virt => return,
        _ => {}
    }
    let is_kvm = domain.kind == VirtKind::Kvm;
    // What was asked of QEMU holds for KVM and for itself.
    let is_told = is_kvm || domain.kind == VirtKind::Qemu;
    let usable = |version: u64| {
        let mut found = caps.gic.iter().filter(|gic| gic.version == version);
        found.any(|gic| if is_kvm { gic.kernel } else { gic.emulated })
    };
    let version = match domain.kind != VirtKind::Qemu && is_told && usable(3) {
        true => GicVersion::V3,
        false => GicVersion::V2,
    };
    domain.features.gic = Some(Gic {
        version: Some(version),
    });
}

/// Checks which processors are there from the start, and in which order they come.
fn check_vcpus(domain: &Domain) -> Result<()> {
    let vcpus = &domain.vcpus.individual;
    let Some(first) = vcpus.first() else {
        return Ok(());
    };
    if !first.enabled {
        return unsupported("vcpu 0 can't be offline");
    }
    if first.hotpluggable == Some(YesNo::Yes) {
        return unsupported("vcpu0 can't be hotpluggable");
    }
    if first.order > 1 {
        return unsupported("vcpu0 must be enabled first");
    }
    let has_order = first.order != 0;
    for pair in vcpus.windows(2) {
        let [previous, vcpu] = pair else { continue };
        if vcpu.enabled && (vcpu.order != 0) != has_order {
            return unsupported("all vcpus must have either set or unset order");
        }
        if vcpu.hotpluggable != Some(YesNo::No) {
            continue;
        }
        if previous.hotpluggable == Some(YesNo::Yes) {
            return unsupported(
                "online non-hotpluggable vcpus need to be ordered prior to hotpluggable vcpus",
            );
        }
        if previous.order > vcpu.order {
            return unsupported("online non-hotpluggable vcpus must be ordered in ascending order");
        }
    }
    Ok(())
}

fn cpu_details(domain: &mut Domain, caps: &Caps) -> Result<()> {
    let is_x86 = machine_of(domain).is_x86();
    let (is_inactive, is_tcg) = (domain.id.is_none(), domain.kind == VirtKind::Qemu);
    let Some(cpu) = &mut domain.cpu else {
        return Ok(());
    };
    require_sve(cpu)?;
    if is_inactive && cpu.mode == CpuMode::HostPassthrough && cpu.migratable.is_none() {
        if caps.has(Flag::CpuMigratable) {
            cpu.migratable = Some(OnOff::On);
        } else if is_x86 {
            cpu.migratable = Some(OnOff::Off);
        }
    }
    if (cpu.mode == CpuMode::Custom && cpu.model.is_none()) || cpu.check.is_some() {
        return Ok(());
    }
    cpu.check = Some(match cpu.mode {
        CpuMode::HostPassthrough | CpuMode::Maximum => CpuCheck::None,
        CpuMode::HostModel => CpuCheck::Partial,
        CpuMode::Custom if is_tcg => CpuCheck::None,
        CpuMode::Custom => CpuCheck::Partial,
    });
    Ok(())
}

/// Lengths of ARM's vectors mean nothing without the vectors.
fn require_sve(cpu: &mut Cpu) -> Result<()> {
    let is_length = |feature: &CpuFeature| feature.name.starts_with("sve") && feature.name != "sve";
    if !cpu.features.iter().any(is_length) {
        return Ok(());
    }
    match cpu
        .features
        .iter_mut()
        .find(|feature| feature.name == "sve")
    {
        Some(sve) if matches!(sve.policy, CpuPolicy::Disable | CpuPolicy::Forbid) => {
            unsupported("SVE disabled, but SVE vector lengths provided")
        }
        Some(sve) => {
            sve.policy = CpuPolicy::Require;
            Ok(())
        }
        None => {
            let name = "sve".to_string();
            cpu.features.push(CpuFeature {
                policy: CpuPolicy::Require,
                name,
            });
            Ok(())
        }
    }
}

fn check_tseg(domain: &Domain, caps: &Caps) -> Result<()> {
    let Some(smm) = &domain.features.smm else {
        return Ok(());
    };
    let Some(tseg) = smm.tseg.filter(|_| smm.state == OnOff::On) else {
        return Ok(());
    };
    if !machine_of(domain).is_q35() {
        return unsupported("SMM TSEG is only supported with q35 machine type");
    }
    if !caps.has(Flag::MchExtendedTsegMbytes) {
        return unsupported("Setting TSEG size is not supported with this QEMU binary");
    }
    if tseg % (1 << 20) != 0 {
        return unsupported("SMM TSEG size must be divisible by 1 MiB");
    }
    Ok(())
}

/// Chooses firmware. A definition that was kept does not vanish because there is none any more:
/// its guest cannot be started, that is all.
fn choose_firmware(
    domain: &mut Domain,
    context: &ResolveContext,
    purpose: Purpose,
    fault: Option<Error>,
) -> Result<()> {
    let since = if purpose.abi_update {
        Since::Now
    } else {
        Since::Before
    };
    if since == Since::Before && domain.os.firmware.is_some() {
        // There was no other format when such definitions were first kept.
        let nvram = domain.os.nvram.as_ref().and_then(|nvram| nvram.format);
        let fresh = Loader {
            format: nvram,
            ..Loader::default()
        };
        let loader = domain.os.loader.get_or_insert(fresh);
        loader.format.get_or_insert(StorageFormat::Raw);
    }
    let filled = match fault {
        Some(fault) => Err(fault),
        None => firmware::fill(domain, &context.firmware, since),
    };
    match filled {
        Err(error) if since == Since::Now => Err(error),
        _ => Ok(()),
    }
}

/// A single label that names no model is of the host's first one.
fn label_models(domain: &mut Domain, context: &ResolveContext, purpose: Purpose) -> Result<()> {
    let (Some(model), [label]) = (&context.security_model, &mut domain.seclabels[..]) else {
        return Ok(());
    };
    if label.model.is_some() {
        return Ok(());
    }
    let may_be_left_out = match label.kind {
        Some(SeclabelKind::None) => true,
        Some(SeclabelKind::Dynamic) | None => label.base_label.is_none() && !purpose.live,
        Some(SeclabelKind::Static) => false,
    };
    if !may_be_left_out {
        return malformed("missing security model in domain seclabel");
    }
    label.model = Some(model.clone());
    if model == "none" && !purpose.live {
        label.kind = Some(SeclabelKind::None);
        label.relabel = None;
    }
    Ok(())
}

/// Drops sockets of screens that the driver chose itself; older documents do not mark them.
fn drop_own_sockets(domain: &mut Domain, context: &ResolveContext, purpose: Purpose) {
    let Some(dir) = &context.lib_dir else {
        return;
    };
    for graphics in &mut domain.devices.graphics {
        let Graphics::Vnc(vnc) = graphics else {
            continue;
        };
        for listen in &mut vnc.listens {
            let is_own = listen.kind == ListenKind::Socket
                && !listen.auto_generated
                && listen
                    .socket
                    .as_ref()
                    .is_some_and(|path| path.starts_with(dir));
            if !is_own {
                continue;
            }
            if purpose.live {
                listen.from_config = true;
            } else {
                listen.socket = None;
                listen.kind = ListenKind::Address;
            }
        }
    }
}
