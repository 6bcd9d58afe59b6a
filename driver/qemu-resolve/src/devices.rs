//! Defaults of single devices.

use fv_driver_qemu_caps::{Caps, Flag};
use fv_error::Result;
use fv_model_domain::devices::chardev::{
    Channel, ChannelTargetKind, CharBackend, CharSource, Serial, SerialModel, SerialModelName,
    SerialTargetKind, SocketMode,
};
use fv_model_domain::devices::controller::{
    Controller, ControllerKind, ControllerModel, PciModel, ScsiModel, UsbModel,
};
use fv_model_domain::devices::disk::Disk;
use fv_model_domain::devices::id::DeviceId;
use fv_model_domain::devices::interface::{Interface, NetSource};
use fv_model_domain::devices::rare::{Iommu, IommuModel};
use fv_model_domain::devices::simple::VirtioModel;
use fv_model_domain::devices::source::{
    BackingStore, NetworkProtocol, StorageFormat, StorageKind, StorageSource, Transport,
};
use fv_model_domain::devices::tpm::{Tpm, TpmBackend, TpmModel, TpmVersion};
use fv_model_domain::devices::video::{Video, VideoKind};
use fv_model_domain::rules::Purpose;
use fv_model_domain::{Domain, OnOff, VirtKind};

use crate::defaults::needs_eim;
use crate::machine::{Machine, OwnedMachine};
use crate::memory;
use crate::panic::default_panic;
use crate::rare_defaults;
use crate::rules::{ResolveContext, internal, malformed, unsupported};

/// Fills in what one device leaves open.
pub(crate) fn defaults(
    domain: &mut Domain,
    id: DeviceId,
    caps: &Caps,
    context: &ResolveContext,
    purpose: Purpose,
) -> Result<()> {
    match id {
        DeviceId::Memory(n) => return memory::round_module(domain, n, purpose),
        DeviceId::Pstore => rare_defaults::pstore(domain, context),
        _ => {}
    }
    let machine = OwnedMachine::of(domain);
    let machine = machine.get();
    let kind = domain.kind;
    let needs_eim = needs_eim(domain);
    let numa = domain.cpu.as_ref().and_then(|cpu| cpu.numa.as_ref());
    let cells = numa.map_or(0, |numa| numa.cells.len());
    let devices = &mut domain.devices;
    match id {
        DeviceId::Interface(n) => {
            if let Some(net) = devices.interfaces.get_mut(n) {
                default_interface(net, machine, caps);
            }
        }
        DeviceId::Disk(n) => {
            if let Some(disk) = devices.disks.get_mut(n) {
                default_disk(disk);
            }
        }
        DeviceId::Video(n) => {
            if let Some(video) = devices.videos.get_mut(n) {
                default_video(video, machine, caps);
            }
        }
        DeviceId::Panic(n) => {
            if let Some(panic) = devices.panics.get_mut(n) {
                panic.model = panic.model.or(default_panic(machine));
            }
        }
        DeviceId::Controller(n) => {
            if let Some(controller) = devices.controllers.get_mut(n) {
                default_controller(controller, machine, kind, caps, purpose, cells)?;
            }
        }
        DeviceId::Serial(n) => {
            if let Some(serial) = devices.serials.get_mut(n) {
                default_serial(serial, machine);
                default_socket(&mut serial.backend, purpose);
            }
        }
        DeviceId::Parallel(n) => {
            if let Some(parallel) = devices.parallels.get_mut(n) {
                default_socket(&mut parallel.backend, purpose);
            }
        }
        DeviceId::Console(n) => {
            if let Some(console) = devices.consoles.get_mut(n) {
                default_socket(&mut console.backend, purpose);
            }
        }
        DeviceId::Channel(n) => {
            if let Some(channel) = devices.channels.get_mut(n) {
                drop_own_path(channel, context, purpose);
                default_socket(&mut channel.backend, purpose);
            }
        }
        DeviceId::Hostdev(n) => {
            if let Some(device) = devices.hostdevs.get_mut(n) {
                rare_defaults::host_device(device);
            }
        }
        DeviceId::Shmem(n) => {
            if let Some(shared) = devices.shmems.get_mut(n) {
                rare_defaults::shared_memory(shared)?;
            }
        }
        DeviceId::Tpm(n) => {
            if let Some(tpm) = devices.tpms.get_mut(n) {
                default_tpm(tpm, machine);
            }
        }
        DeviceId::Iommu => {
            if let Some(iommu) = &mut devices.iommu
                && purpose.abi_update
                && needs_eim
            {
                widen_iommu(iommu, caps);
            }
        }
        DeviceId::Vsock => {
            if let Some(vsock) = &mut devices.vsock {
                vsock.model.get_or_insert(VirtioModel::Virtio);
            }
        }
        _ => {}
    }
    Ok(())
}

fn default_interface(net: &mut Interface, machine: Machine<'_>, caps: &Caps) {
    if net.model.is_none() {
        let model = match &net.source {
            NetSource::Vdpa { .. } | NetSource::VhostUser { .. } => Some("virtio"),
            // The host's card is what it is.
            NetSource::Hostdev { .. } => None,
            _ => default_nic(machine, caps),
        };
        net.model = model.map(str::to_string);
    }
}

/// Lets an IOMMU reach more processors than the old way of interrupts can.
fn widen_iommu(iommu: &mut Iommu, caps: &Caps) {
    if iommu.model != IommuModel::Intel {
        return;
    }
    if caps.has(Flag::IntelIommuIntremap) {
        iommu.driver.intremap.get_or_insert(OnOff::On);
    }
    if caps.has(Flag::IntelIommuEim) {
        iommu.driver.eim.get_or_insert(OnOff::On);
    }
}

fn default_nic(machine: Machine<'_>, caps: &Caps) -> Option<&'static str> {
    if machine.is_s390() || machine.is_loongarch_virt() || machine.is_riscv_virt() {
        return Some("virtio");
    }
    if machine.is_arm() {
        return Some(match machine.name {
            "versatilepb" => "smc91c111",
            _ if machine.is_arm_virt() => "virtio",
            _ => "lan9118",
        });
    }
    let known = [
        (Flag::DeviceRtl8139, "rtl8139"),
        (Flag::DeviceE1000, "e1000"),
        (Flag::DeviceVirtioNet, "virtio"),
    ];
    let found = known.into_iter().find(|(flag, _)| caps.has(*flag));
    Some(found.map_or("rtl8139", |(_, model)| model))
}

fn default_disk(disk: &mut Disk) {
    disk.driver.name.get_or_insert_with(|| "qemu".to_string());
    if disk.source.kind != StorageKind::Volume {
        disk.driver.format.get_or_insert(StorageFormat::Raw);
    }
    default_ports(&mut disk.source);
    let mut below = disk.backing_store.as_mut();
    while let Some(BackingStore::Image(image)) = below {
        default_ports(&mut image.source);
        below = image.backing.as_mut();
    }
    if let Some(mirror) = &mut disk.mirror {
        mirror.format.get_or_insert(StorageFormat::Raw);
    }
    for encryption in [&mut disk.encryption, &mut disk.source.encryption]
        .into_iter()
        .flatten()
    {
        encryption.engine.get_or_insert_with(|| "qemu".to_string());
    }
}

/// How much video memory QXL's VGA part has.
const QXL_VGAMEM_KIB: u32 = 16 * 1024;

fn default_video(video: &mut Video, machine: Machine<'_>, caps: &Caps) {
    let model = &mut video.model;
    if model.kind.is_none() {
        model.kind = if machine.is_ppc64() {
            Some(VideoKind::Vga)
        } else if machine.is_arm_virt()
            || machine.is_loongarch_virt()
            || machine.is_riscv_virt()
            || machine.is_s390()
        {
            Some(VideoKind::Virtio)
        } else if caps.has(Flag::DeviceCirrusVga) {
            Some(VideoKind::Cirrus)
        } else if caps.has(Flag::DeviceVga) {
            Some(VideoKind::Vga)
        } else {
            None
        };
    }
    if model.kind == Some(VideoKind::Qxl) && model.vgamem == 0 {
        model.vgamem = QXL_VGAMEM_KIB;
    }
}

fn default_controller(
    controller: &mut Controller,
    machine: Machine<'_>,
    kind: VirtKind,
    caps: &Caps,
    purpose: Purpose,
    cells: usize,
) -> Result<()> {
    match controller.kind {
        ControllerKind::Scsi => {
            let model = match controller.scsi_model() {
                Some(model) if model != ScsiModel::Auto => model,
                _ => default_scsi(controller, machine, caps)?,
            };
            controller.model = Some(ControllerModel::Scsi(model));
        }
        ControllerKind::Usb => {
            if controller.model.is_none() {
                let model = default_usb(controller, machine, caps, purpose);
                controller.model = model.map(ControllerModel::Usb);
            }
            check_usb(controller, kind)?;
        }
        ControllerKind::Pci => check_pci(controller, machine, cells)?,
        _ => {}
    }
    Ok(())
}

fn default_scsi(controller: &Controller, machine: Machine<'_>, caps: &Caps) -> Result<ScsiModel> {
    if machine.is_pseries() {
        return Ok(ScsiModel::Ibmvscsi);
    }
    if machine.is_s390() || machine.is_loongarch_virt() {
        return Ok(ScsiModel::VirtioScsi);
    }
    if caps.has(Flag::ScsiLsi) {
        return Ok(ScsiModel::Lsilogic);
    }
    if caps.has(Flag::VirtioScsi) {
        return Ok(ScsiModel::VirtioScsi);
    }
    if machine.has_builtin_esp() {
        return Ok(ScsiModel::Ncr53c90);
    }
    let index = controller.number();
    internal(format!(
        "Unable to determine model for SCSI controller idx={index}"
    ))
}

/// The USB controller of a machine that has no opinion; existing guests keep what they had.
fn default_usb(
    controller: &Controller,
    machine: Machine<'_>,
    caps: &Caps,
    purpose: Purpose,
) -> Option<UsbModel> {
    let first = |models: &[(Flag, UsbModel)]| {
        models
            .iter()
            .find(|(flag, _)| caps.has(*flag))
            .map(|(_, model)| *model)
    };
    let piix3 = (Flag::Piix3UsbUhci, UsbModel::Piix3Uhci);
    let ohci = (Flag::PciOhci, UsbModel::PciOhci);
    let xhci = [
        (Flag::DeviceQemuXhci, UsbModel::QemuXhci),
        (Flag::NecUsbXhci, UsbModel::NecXhci),
    ];
    let common = if machine.is_x86() {
        first(&[piix3])
    } else {
        first(&[piix3, ohci])
    };
    if machine.is_s390() {
        return match controller.info.address {
            None => Some(UsbModel::None),
            Some(_) => common,
        };
    }
    if machine.is_ppc64() {
        let newer = if purpose.abi_update {
            first(&xhci)
        } else {
            None
        };
        return newer.or(first(&[ohci]));
    }
    if machine.arch == "aarch64" {
        return first(&xhci).or(common);
    }
    if machine.is_loongarch() {
        return first(&xhci[..1]).or(common);
    }
    common
}

/// The most ports that an emulated xHCI has.
const XHCI_PORTS_MAX: u32 = 15;

fn check_usb(controller: &Controller, kind: VirtKind) -> Result<()> {
    let Some(model) = controller.usb_model() else {
        return Ok(());
    };
    if matches!(model, UsbModel::Qusb1 | UsbModel::Qusb2) {
        let kind = kind.as_str();
        return unsupported(format!(
            "USB controller model type 'qusb1' or 'qusb2' is not supported in {kind}"
        ));
    }
    let is_xhci = matches!(model, UsbModel::NecXhci | UsbModel::QemuXhci);
    if is_xhci && controller.ports.is_some_and(|ports| ports > XHCI_PORTS_MAX) {
        let model = model.as_str();
        return unsupported(format!(
            "'{model}' controller only supports up to '{XHCI_PORTS_MAX}' ports"
        ));
    }
    Ok(())
}

fn check_pci(controller: &Controller, machine: Machine<'_>, cells: usize) -> Result<()> {
    let Some(model) = controller.pci_model() else {
        return Ok(());
    };
    let is_root = matches!(model, PciModel::PciRoot | PciModel::PcieRoot);
    if is_root && controller.number() != 0 && !machine.is_pseries() {
        return malformed("pci-root and pcie-root controllers should have index 0");
    }
    if model == PciModel::PciExpanderBus && !machine.is_i440fx() {
        return unsupported(
            "pci-expander-bus controllers are only supported on 440fx-based machinetypes",
        );
    }
    if model == PciModel::PcieExpanderBus && !(machine.is_q35() || machine.is_arm_virt()) {
        return unsupported(
            "pcie-expander-bus controllers are not supported with this machine type",
        );
    }
    if let Some(node) = controller.pci.numa_node
        && node as usize >= cells
    {
        return malformed(format!(
            "{} with index {} is configured for a NUMA node ({node}) not present in the \
             domain's <cpu><numa> array ({cells})",
            model.as_str(),
            controller.number()
        ));
    }
    Ok(())
}

/// Of old, `isa-serial` meant whatever the machine has.
fn default_serial(serial: &mut Serial, machine: Machine<'_>) {
    let target = &mut serial.target;
    if matches!(target.kind, None | Some(SerialTargetKind::IsaSerial)) {
        target.kind = if machine.is_x86() {
            Some(SerialTargetKind::IsaSerial)
        } else if machine.is_pseries() {
            Some(SerialTargetKind::SpaprVioSerial)
        } else if machine.is_arm_virt() || machine.is_loongarch_virt() || machine.is_riscv_virt() {
            Some(SerialTargetKind::SystemSerial)
        } else if machine.is_s390() {
            Some(SerialTargetKind::SclpSerial)
        } else {
            None
        };
    }
    if target.model.is_some() {
        return;
    }
    let name = match target.kind {
        Some(SerialTargetKind::IsaSerial) => Some(SerialModelName::IsaSerial),
        Some(SerialTargetKind::UsbSerial) => Some(SerialModelName::UsbSerial),
        Some(SerialTargetKind::PciSerial) => Some(SerialModelName::PciSerial),
        Some(SerialTargetKind::SpaprVioSerial) => Some(SerialModelName::SpaprVty),
        Some(SerialTargetKind::SystemSerial) if machine.is_arm_virt() => {
            Some(SerialModelName::Pl011)
        }
        Some(SerialTargetKind::SystemSerial)
            if machine.is_loongarch_virt() || machine.is_riscv_virt() =>
        {
            Some(SerialModelName::Uart16550a)
        }
        Some(SerialTargetKind::SclpSerial) => Some(SerialModelName::Sclpconsole),
        Some(SerialTargetKind::IsaDebug) => Some(SerialModelName::IsaDebugcon),
        Some(SerialTargetKind::SystemSerial) | None => None,
    };
    target.model = name.map(|name| SerialModel { name });
}

/// A socket without a path gets one at each start, and then the emulator listens on it.
fn default_socket(backend: &mut CharBackend, purpose: Purpose) {
    if let CharSource::Unix(socket) = &mut backend.source
        && socket.path.is_none()
        && !purpose.live
    {
        socket.mode = SocketMode::Bind;
    }
}

/// A path that the driver chose at some start is no part of the definition.
fn drop_own_path(channel: &mut Channel, context: &ResolveContext, purpose: Purpose) {
    if purpose.live || channel.target.kind != Some(ChannelTargetKind::Virtio) {
        return;
    }
    let name = channel.target.name.as_deref().unwrap_or_default();
    let CharSource::Unix(socket) = &mut channel.backend.source else {
        return;
    };
    let is_own = |path: &str| {
        context
            .channel_dirs
            .iter()
            .any(|dir| is_own_path(path, dir, name))
    };
    if socket.path.as_deref().is_some_and(is_own) {
        socket.path = None;
    }
}

/// Whether a path is one that some version of the driver makes for a channel of this name:
/// below its folder, either `GUEST.NAME` or in a folder `domain-GUEST` or `ID-GUEST`.
fn is_own_path(path: &str, dir: &str, name: &str) -> bool {
    let Some(rest) = path
        .strip_prefix(dir)
        .and_then(|rest| rest.strip_prefix('/'))
    else {
        return false;
    };
    let rest = rest.strip_prefix("target/").unwrap_or(rest);
    let Some(guest) = rest.strip_suffix(name) else {
        return false;
    };
    if let Some(guest) = guest.strip_suffix('.') {
        return !guest.is_empty() && !guest.contains('/');
    }
    let Some(folder) = guest.strip_suffix('/') else {
        return false;
    };
    let Some((id, guest)) = folder.split_once('-') else {
        return false;
    };
    let is_id = id == "domain" || (!id.is_empty() && id.bytes().all(|b| b.is_ascii_digit()));
    is_id && !guest.is_empty() && !guest.contains('/')
}

/// A TPM is of the kind that boards of the architecture have; version 1.2 stays the default
/// where it was one before there was another.
fn default_tpm(tpm: &mut Tpm, machine: Machine<'_>) {
    let usual = if machine.is_ppc64() {
        TpmModel::TpmSpapr
    } else {
        TpmModel::TpmTis
    };
    let model = *tpm.model.get_or_insert(usual);
    if let TpmBackend::Emulator(emulator) = &mut tpm.backend {
        let is_old = model == TpmModel::TpmTis && machine.is_x86();
        emulator.version.get_or_insert(if is_old {
            TpmVersion::V1_2
        } else {
            TpmVersion::V2_0
        });
    }
}

/// Servers without a port have that of their protocol, where it has one.
fn default_ports(source: &mut StorageSource) {
    let Some(network) = &mut source.network else {
        return;
    };
    let usual = match network.protocol {
        Some(NetworkProtocol::Http) => 80,
        Some(NetworkProtocol::Https) => 443,
        Some(NetworkProtocol::Ftp) => 21,
        Some(NetworkProtocol::Ftps) => 990,
        Some(NetworkProtocol::Tftp) => 69,
        Some(NetworkProtocol::Sheepdog) => 7000,
        Some(NetworkProtocol::Nbd) => 10_809,
        Some(NetworkProtocol::Ssh) => 22,
        Some(NetworkProtocol::Iscsi) => 3260,
        Some(NetworkProtocol::Gluster) => 24_007,
        Some(NetworkProtocol::Vxhs) => 9999,
        Some(NetworkProtocol::Rbd | NetworkProtocol::Nfs) | None => return,
    };
    for host in &mut network.hosts {
        if matches!(host.transport, None | Some(Transport::Tcp)) && host.port == 0 {
            host.port = usual;
        }
    }
}
