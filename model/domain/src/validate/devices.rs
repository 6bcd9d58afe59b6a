//! Checks of single devices.

use fv_error::{Error, ErrorDomain, Result};
use fv_model_xml::OnOff;

use super::chardev::{self, SocketPath};
use super::disk;
use crate::devices::address::{Address, VirtioOptions};
use crate::devices::chardev::ChannelTargetKind;
use crate::devices::controller::{Controller, ControllerKind, PciModel, ScsiModel};
use crate::devices::id::DeviceId;
use crate::devices::interface::{Interface, NetBackendKind, NetKind, NetSource, TeamingKind};
use crate::devices::rare::SmartcardSource;
use crate::devices::simple::{Input, InputBus, InputKind, RngBackend};
use crate::devices::video::{Video, VideoBackend, VideoKind};
use crate::os::OsKind;
use crate::resolve::{malformed, unsupported};
use crate::{Domain, VirtKind, YesNo};

/// Refuses one device that cannot be.
pub(super) fn check(domain: &Domain, id: DeviceId) -> Result<()> {
    let devices = &domain.devices;
    address(domain, id)?;
    match id {
        DeviceId::Disk(n) => {
            disk::check(&devices.disks[n])?;
            disk::throttle(domain, &devices.disks[n])?;
            let labels = &devices.disks[n].source.seclabels;
            crate::seclabel::check_of_device(labels, &domain.seclabels)
        }
        DeviceId::Interface(n) => interface(&devices.interfaces[n]),
        DeviceId::Controller(n) => controller(&devices.controllers[n]),
        DeviceId::Serial(n) => chardev::check(&devices.serials[n].backend, SocketPath::Given),
        DeviceId::Parallel(n) => chardev::check(&devices.parallels[n].backend, SocketPath::Given),
        DeviceId::Console(n) => chardev::check(&devices.consoles[n].backend, SocketPath::Given),
        DeviceId::Channel(n) => {
            let channel = &devices.channels[n];
            let made = matches!(
                channel.target.kind,
                Some(ChannelTargetKind::Virtio | ChannelTargetKind::Xen)
            );
            let path = if made {
                SocketPath::Made
            } else {
                SocketPath::Given
            };
            chardev::check(&channel.backend, path)
        }
        DeviceId::Rng(n) => match &devices.rngs[n].backend {
            RngBackend::Egd(backend) => chardev::check(backend, SocketPath::Given),
            _ => Ok(()),
        },
        DeviceId::Smartcard(n) => match &devices.smartcards[n].source {
            SmartcardSource::Passthrough(backend) => chardev::check(backend, SocketPath::Given),
            _ => Ok(()),
        },
        DeviceId::Redirdev(n) => chardev::check(&devices.redirdevs[n].backend, SocketPath::Given),
        DeviceId::Video(n) => video(domain, &devices.videos[n]),
        DeviceId::Input(n) => input(domain, &devices.inputs[n]),
        DeviceId::Vsock => {
            let vsock = devices.vsock.as_ref();
            if vsock.is_some_and(|vsock| matches!(vsock.cid.address, 1 | 2)) {
                return Err(unsupported("guest CIDs must be >= 3"));
            }
            Ok(())
        }
        DeviceId::Hostdev(n) => super::hostdev::check(&devices.hostdevs[n]),
        DeviceId::Memory(n) => super::memory::check(domain, n),
        DeviceId::Filesystem(n) => super::rare::filesystem(domain, n),
        DeviceId::Shmem(n) => super::rare::shared_memory(&devices.shmems[n]),
        DeviceId::Pstore => devices.pstore.as_ref().map_or(Ok(()), super::rare::pstore),
        _ => Ok(()),
    }
}

fn address(domain: &Domain, id: DeviceId) -> Result<()> {
    let info = domain.devices.info(id);
    match info.and_then(|info| info.address.as_ref()) {
        Some(Address::Unassigned) if matches!(id, DeviceId::Hostdev(_)) => Ok(()),
        Some(address @ Address::Unassigned) => Err(unsupported(format!(
            "address of type '{}' is supported only for hostdevs",
            address.kind(),
        ))),
        _ => Ok(()),
    }
}

/// Refuses options that only virtio devices understand.
pub(super) fn no_virtio_options(options: &VirtioOptions) -> Result<()> {
    let named = [
        (
            options.iommu,
            "iommu driver option is only supported for virtio devices",
        ),
        (
            options.ats,
            "ats driver option is only supported for virtio devices",
        ),
        (
            options.packed,
            "packed driver option is only supported for virtio devices",
        ),
        (
            options.page_per_vq,
            "page_per_vq option is only supported for virtio devices",
        ),
    ];
    match named.into_iter().find(|(option, _)| option.is_some()) {
        Some((_, text)) => Err(unsupported(text)),
        None => Ok(()),
    }
}

fn interface(interface: &Interface) -> Result<()> {
    let kind = interface.source.kind();
    if interface.target.managed == Some(YesNo::No) && kind != NetKind::Ethernet {
        return Err(unsupported(format!(
            "unmanaged target dev is not supported on interfaces of type '{kind}'"
        )));
    }
    if let Some(teaming) = &interface.teaming {
        let transient = teaming.kind == TeamingKind::Transient;
        if transient && teaming.persistent.is_none() {
            return Err(unsupported(
                "teaming persistent attribute must be set if teaming type is 'transient'",
            ));
        }
        if !transient && teaming.persistent.is_some() {
            return Err(unsupported(format!(
                "teaming persistent attribute not allowed if teaming type is '{}'",
                teaming.kind,
            )));
        }
    }
    let bridged = matches!(kind, NetKind::Network | NetKind::Bridge);
    if interface.isolated == Some(YesNo::Yes) && !bridged {
        let mac = interface.mac.address.unwrap_or_default();
        return Err(unsupported(format!(
            "interface {mac} - <port isolated='yes'/> is not supported for network interfaces \
             with type='{kind}'"
        )));
    }
    if !interface.is_virtio() {
        no_virtio_options(&interface.driver.virtio)?;
    }
    passt(interface, kind)
}

fn passt(interface: &Interface, kind: NetKind) -> Result<()> {
    let passt = interface.backend.kind == Some(NetBackendKind::Passt);
    let possible = matches!(kind, NetKind::User | NetKind::Vhostuser);
    if passt && !possible {
        return Err(unsupported(
            "The 'passt' backend can only be used with interface type='user' or type='vhostuser'",
        ));
    }
    let dev = match &interface.source {
        NetSource::UserFrom { dev } | NetSource::VhostUser { dev, .. } => dev.as_ref(),
        _ => None,
    };
    if dev.is_some() && !passt {
        return Err(unsupported(
            "The 'dev' attribute of the <source> element can only be used with <interface> \
             type='user' or type='vhostuser' if the <backend> type='passt'",
        ));
    }
    if !interface.port_forwards.is_empty() && !passt {
        return Err(unsupported(
            "The <portForward> element can only be used with the 'passt' backend of interface \
             type='user' or type='vhostuser'",
        ));
    }
    let ranges = interface
        .port_forwards
        .iter()
        .flat_map(|forward| &forward.ranges);
    for range in ranges.filter(|range| range.start == 0) {
        if range.end != 0 || range.to != 0 || range.exclude.is_some() {
            return Err(unsupported(
                "The 'range' of a 'portForward' requires 'start' attribute if 'end', 'to', or \
                 'exclude' is specified",
            ));
        }
    }
    Ok(())
}

fn controller(controller: &Controller) -> Result<()> {
    if controller.kind == ControllerKind::Pci {
        pci_controller(controller)?;
    }
    let threads = !controller.driver.iothreads.threads.is_empty();
    if controller.driver.iothread == 0 && !threads {
        return Ok(());
    }
    let virtio = matches!(
        controller.scsi_model(),
        Some(
            ScsiModel::VirtioScsi
                | ScsiModel::VirtioTransitional
                | ScsiModel::VirtioNonTransitional
        )
    );
    if !virtio {
        return Err(unsupported(
            "iothreads are supported only by 'virtio-scsi' controllers",
        ));
    }
    if controller.driver.iothread != 0 && threads {
        return Err(malformed(
            "controller driver 'iothread' attribute can't be used together with 'iothreads' \
             subelement",
        ));
    }
    Ok(())
}

fn pci_controller(controller: &Controller) -> Result<()> {
    let root = matches!(
        controller.pci_model(),
        Some(PciModel::PciRoot | PciModel::PcieRoot)
    );
    if root && controller.info.address.is_some() {
        return Err(unsupported(
            "pci-root and pcie-root controllers should not have an address",
        ));
    }
    let number = controller.number();
    if number > 255 {
        return Err(unsupported(format!(
            "PCI controller index {number} too high, maximum is 255"
        )));
    }
    let options = &controller.pci;
    if let Some(index) = options.target_index {
        if index > 30 {
            return Err(unsupported(format!(
                "PCI controller target index '{index}' out of range - must be 0-30"
            )));
        }
        if (number == 0) != (index == 0) {
            return Err(unsupported(
                "Only the PCI controller with index 0 can have target index 0, and vice versa",
            ));
        }
    }
    let ranges = [
        ("chassisNr", options.chassis_nr, 1, 255),
        ("chassis", options.chassis, 0, 255),
        ("port", options.port, 0, 255),
        ("busNr", options.bus_nr, 1, 254),
    ];
    for (name, value, from, to) in ranges {
        if let Some(value) = value.filter(|value| !(from..=to).contains(value)) {
            return Err(unsupported(format!(
                "PCI controller {name} '{value}' out of range - must be {from}-{to}"
            )));
        }
    }
    if options.numa_node.is_some() && number == 0 {
        return Err(unsupported(
            "The PCI controller with index=0 can't be associated with a NUMA node",
        ));
    }
    Ok(())
}

fn video(domain: &Domain, video: &Video) -> Result<()> {
    let model = &video.model;
    let Some(kind) = model.kind else {
        return Err(internal("missing video model and cannot determine default"));
    };
    let videos = &domain.devices.videos;
    let none = videos
        .iter()
        .any(|video| video.model.kind == Some(VideoKind::None));
    if none && videos.len() > 1 {
        return Err(unsupported(
            "a 'none' video type must be the only video device defined for the domain",
        ));
    }
    let acceleration = model.acceleration.as_ref();
    if video.driver.name == Some(VideoBackend::Vhostuser) {
        if kind != VideoKind::Virtio {
            return Err(unsupported(
                "'vhostuser' driver is only supported with 'virtio' device",
            ));
        }
    } else if acceleration.is_some_and(|acceleration| acceleration.render_node.is_some()) {
        return Err(unsupported(
            "unsupported rendernode accel attribute without 'vhostuser'",
        ));
    }
    if model
        .resolution
        .as_ref()
        .is_some_and(|size| size.x == 0 || size.y == 0)
    {
        return Err(unsupported(
            "video resolution values must be greater than 0",
        ));
    }
    if kind != VideoKind::Qxl {
        let sizes = [
            ("ram", model.ram),
            ("vram64", model.vram64),
            ("vgamem", model.vgamem),
        ];
        if let Some((name, _)) = sizes.into_iter().find(|(_, size)| *size != 0) {
            return Err(unsupported(format!(
                "{name} attribute only supported for video type qxl"
            )));
        }
    }
    if kind == VideoKind::Ramfb && video.info.address.is_some() {
        return Err(unsupported("address not supported for video type ramfb"));
    }
    if kind != VideoKind::Virtio {
        no_virtio_options(&video.driver.virtio)?;
        if model.blob.is_some() {
            return Err(unsupported(format!(
                "video type '{kind}' does not support blob resources"
            )));
        }
    }
    Ok(())
}

fn input(domain: &Domain, input: &Input) -> Result<()> {
    input_bus(domain, input)?;
    match input.kind {
        InputKind::Mouse | InputKind::Tablet | InputKind::Keyboard => {
            if input.source.path.is_some() {
                return Err(unsupported(
                    "setting source evdev path only supported for passthrough input devices",
                ));
            }
        }
        InputKind::Passthrough if input.bus != Some(InputBus::Virtio) => {
            return Err(unsupported(
                "only bus 'virtio' is supported for 'passthrough' input devices",
            ));
        }
        InputKind::Evdev if input.bus != Some(InputBus::None) => {
            return Err(unsupported("input evdev doesn't support bus element"));
        }
        InputKind::Passthrough | InputKind::Evdev => {}
    }
    if let Some(model) = input.model.filter(|_| input.bus != Some(InputBus::Virtio)) {
        return Err(unsupported(format!(
            "only bus 'virtio' is supported for input model '{model}'"
        )));
    }
    let ps2_off = domain
        .features
        .ps2
        .is_some_and(|ps2| ps2.state == OnOff::Off);
    if input.bus == Some(InputBus::Ps2) && ps2_off {
        return Err(unsupported(
            "ps2 bus inputs require the ps2 feature not to be disabled",
        ));
    }
    Ok(())
}

fn input_bus(domain: &Domain, input: &Input) -> Result<()> {
    let plain = matches!(input.kind, InputKind::Mouse | InputKind::Keyboard);
    let bus = input.bus.map_or("default", InputBus::as_str);
    let kind = input.kind;
    match domain.os.machine.kind {
        OsKind::Hvm if input.bus == Some(InputBus::Ps2) && !plain => Err(internal(format!(
            "ps2 bus does not support {kind} input device"
        ))),
        OsKind::Hvm if input.bus == Some(InputBus::Xen) => {
            Err(internal(format!("unsupported input bus {bus}")))
        }
        OsKind::Hvm => Ok(()),
        OsKind::Xen | OsKind::Xenpvh if input.bus != Some(InputBus::Xen) => {
            Err(internal(format!("unsupported input bus {bus}")))
        }
        OsKind::Xen | OsKind::Xenpvh if !plain => Err(internal(format!(
            "xen bus does not support {kind} input device"
        ))),
        OsKind::Xen | OsKind::Xenpvh => Ok(()),
        _ if !matches!(domain.kind, VirtKind::Vz | VirtKind::Parallels) => Err(internal(
            "Input devices are not supported by this virtualization driver.",
        )),
        _ if input.bus != Some(InputBus::Parallels) => Err(internal(format!(
            "parallels containers don't support input bus {bus}"
        ))),
        _ if !plain => Err(internal(format!(
            "parallels bus does not support {kind} input device"
        ))),
        _ => Ok(()),
    }
}

fn internal(text: impl Into<String>) -> Error {
    Error::internal(ErrorDomain::Domain, text)
}
