//! What each device wants from a PCI bus.

use fv_driver_qemu_caps::{Caps, Flag};
use fv_model_domain::Domain;
use fv_model_domain::devices::chardev::SerialTargetKind;
use fv_model_domain::devices::controller::{
    Controller, ControllerKind, ControllerModel, PciModel, ScsiModel, UsbModel, VirtioSerialModel,
};
use fv_model_domain::devices::disk::{Disk, DiskBus, DiskModel};
use fv_model_domain::devices::filesystem::{Filesystem, FilesystemDriverKind};
use fv_model_domain::devices::hostdev::Subsystem;
use fv_model_domain::devices::id::DeviceId;
use fv_model_domain::devices::memory::MemoryModel;
use fv_model_domain::devices::rare::IommuModel;
use fv_model_domain::devices::simple::{
    InputBus, MemBalloonModel, PanicModel, SoundModel, VirtioModel, WatchdogModel,
};
use fv_model_domain::devices::video::VideoKind;

use super::pci::has_pcie_root;
use crate::address::pci::{BusModel, Connect};
use crate::net::{NetModel, VirtioNet, model_of};

/// The wishes of the three families of devices in one guest.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wishes {
    pci: Connect,
    pcie: Connect,
    virtio: Connect,
}

impl Wishes {
    /// The wishes in a guest: Express where the root is, and for virtio where QEMU can tell
    /// its two forms apart.
    pub(super) fn of(domain: &Domain, caps: &Caps) -> Self {
        let pci = Connect::PCI.and(Connect::AUTOASSIGN);
        let pcie = match has_pcie_root(domain) {
            true => Connect::PCIE.and(Connect::AUTOASSIGN),
            false => pci,
        };
        let virtio = if caps.has(Flag::VirtioPciTransitional) {
            pcie
        } else {
            pci
        };
        Self { pci, pcie, virtio }
    }

    /// What a device wants; nothing means that it is not on PCI.
    pub(super) fn of_device(&self, domain: &Domain, id: DeviceId) -> Connect {
        let devices = &domain.devices;
        let wish = match id {
            DeviceId::Controller(n) => devices.controllers.get(n).map(|c| self.controller(c)),
            DeviceId::Disk(n) => devices.disks.get(n).map(|disk| self.disk(disk)),
            DeviceId::Interface(n) => devices.interfaces.get(n).map(|net| match model_of(net) {
                NetModel::Usb => Connect::NONE,
                NetModel::Virtio(VirtioNet::Transitional) => self.pci,
                NetModel::Virtio(_) => self.virtio,
                NetModel::Express | NetModel::Unknown => self.pcie,
                NetModel::SpaprVlan | NetModel::Other => self.pci,
            }),
            DeviceId::Sound(n) => devices.sounds.get(n).map(|sound| match sound.model {
                SoundModel::Es1370 | SoundModel::Ac97 | SoundModel::Ich6 | SoundModel::Ich9 => {
                    self.pci
                }
                SoundModel::Virtio => self.virtio,
                _ => Connect::NONE,
            }),
            DeviceId::Video(n) => devices.videos.get(n).map(|video| match video.model.kind {
                Some(VideoKind::Virtio) => self.virtio,
                Some(VideoKind::Bochs) => self.pcie,
                None | Some(VideoKind::Gop | VideoKind::None | VideoKind::Ramfb) => Connect::NONE,
                Some(_) => self.pci,
            }),
            DeviceId::Input(n) => devices.inputs.get(n).map(|input| match input.bus {
                Some(InputBus::Virtio) => self.virtio_model(input.model),
                _ => Connect::NONE,
            }),
            DeviceId::Balloon => devices.balloon.as_ref().map(|balloon| match balloon.model {
                MemBalloonModel::VirtioTransitional => self.pci,
                MemBalloonModel::Virtio | MemBalloonModel::VirtioNonTransitional => self.virtio,
                MemBalloonModel::Xen | MemBalloonModel::None => Connect::NONE,
            }),
            DeviceId::Rng(n) => devices
                .rngs
                .get(n)
                .map(|rng| self.virtio_model(Some(rng.model))),
            DeviceId::Watchdog(n) => devices.watchdogs.get(n).map(|w| match w.model {
                WatchdogModel::I6300esb => self.pci,
                _ => Connect::NONE,
            }),
            DeviceId::Serial(n) => devices
                .serials
                .get(n)
                .map(|serial| match serial.target.kind {
                    Some(SerialTargetKind::PciSerial) => self.pci,
                    _ => Connect::NONE,
                }),
            DeviceId::Vsock => devices.vsock.as_ref().map(|vsock| match vsock.model {
                None => Connect::NONE,
                model => self.virtio_model(model),
            }),
            DeviceId::Iommu => devices.iommu.as_ref().map(|iommu| match iommu.model {
                IommuModel::Virtio => self.pcie.and(Connect::INTEGRATED),
                IommuModel::Intel | IommuModel::Smmuv3 => Connect::NONE,
            }),
            DeviceId::Hostdev(n) => devices.hostdevs.get(n).map(|host| match host.subsystem() {
                // What can be given away is Express nowadays.
                Some(Subsystem::Pci(_) | Subsystem::Mdev(_)) => self.pcie,
                Some(Subsystem::ScsiHost { model, .. }) => self.virtio_model(*model),
                _ => Connect::NONE,
            }),
            DeviceId::Filesystem(n) => devices.filesystems.get(n).map(|f| self.folder(f)),
            DeviceId::Memory(n) => devices.memories.get(n).map(|module| match module.model {
                MemoryModel::VirtioPmem | MemoryModel::VirtioMem => self.virtio,
                MemoryModel::Dimm | MemoryModel::Nvdimm | MemoryModel::SgxEpc => Connect::NONE,
            }),
            DeviceId::Shmem(_) | DeviceId::Crypto(_) | DeviceId::Pstore => Some(self.pci),
            DeviceId::Panic(n) => devices.panics.get(n).map(|panic| match panic.model {
                Some(PanicModel::Pvpanic) => self.pci.and(Connect::INTEGRATED),
                _ => Connect::NONE,
            }),
            _ => None,
        };
        wish.unwrap_or(Connect::NONE)
    }

    /// What a controller wants.
    pub(super) fn controller(&self, controller: &Controller) -> Connect {
        match controller.kind {
            ControllerKind::Pci => controller
                .pci_model()
                .map_or(Connect::NONE, |model| bus_model(model).upstream()),
            ControllerKind::Sata | ControllerKind::Ide => self.pci,
            ControllerKind::Usb => match controller.usb_model() {
                Some(UsbModel::NecXhci | UsbModel::QemuXhci) => self.pcie,
                Some(UsbModel::Qusb1 | UsbModel::Qusb2 | UsbModel::None) => Connect::NONE,
                _ => self.pci,
            },
            ControllerKind::Scsi => match controller.scsi_model() {
                None | Some(ScsiModel::Auto | ScsiModel::Ncr53c90) => Connect::NONE,
                Some(ScsiModel::VirtioScsi | ScsiModel::VirtioNonTransitional) => self.virtio,
                Some(_) => self.pci,
            },
            ControllerKind::VirtioSerial => match controller.model {
                Some(ControllerModel::VirtioSerial(VirtioSerialModel::VirtioTransitional)) => {
                    self.pci
                }
                _ => self.virtio,
            },
            _ => Connect::NONE,
        }
    }

    fn disk(&self, disk: &Disk) -> Connect {
        match (disk.target.bus, disk.model) {
            (Some(DiskBus::Virtio), Some(DiskModel::VirtioTransitional)) => self.pci,
            (Some(DiskBus::Virtio), _) => self.virtio,
            _ => Connect::NONE,
        }
    }

    fn folder(&self, folder: &Filesystem) -> Connect {
        match folder.driver.kind {
            None | Some(FilesystemDriverKind::Path | FilesystemDriverKind::Handle) => {
                self.virtio_model(folder.model)
            }
            Some(FilesystemDriverKind::Virtiofs) => self.virtio,
            Some(_) => Connect::NONE,
        }
    }

    /// A transitional device works only in a conventional slot.
    fn virtio_model(&self, model: Option<VirtioModel>) -> Connect {
        match model {
            Some(VirtioModel::VirtioTransitional) => self.pci,
            _ => self.virtio,
        }
    }
}

/// The bus behind a controller of this model.
pub(super) fn bus_model(model: PciModel) -> BusModel {
    match model {
        PciModel::PciRoot => BusModel::PciRoot,
        PciModel::PcieRoot => BusModel::PcieRoot,
        PciModel::PciBridge => BusModel::PciBridge,
        PciModel::DmiToPciBridge => BusModel::DmiToPciBridge,
        PciModel::PcieToPciBridge => BusModel::PcieToPciBridge,
        PciModel::PcieRootPort => BusModel::PcieRootPort,
        PciModel::PcieSwitchUpstreamPort => BusModel::UpstreamPort,
        PciModel::PcieSwitchDownstreamPort => BusModel::DownstreamPort,
        PciModel::PciExpanderBus => BusModel::PciExpanderBus,
        PciModel::PcieExpanderBus => BusModel::PcieExpanderBus,
    }
}

/// The model of the controller that provides such a bus.
pub(super) fn controller_model(model: BusModel) -> PciModel {
    match model {
        BusModel::PciRoot => PciModel::PciRoot,
        BusModel::PcieRoot => PciModel::PcieRoot,
        BusModel::PciBridge => PciModel::PciBridge,
        BusModel::DmiToPciBridge => PciModel::DmiToPciBridge,
        BusModel::PcieToPciBridge => PciModel::PcieToPciBridge,
        BusModel::PcieRootPort => PciModel::PcieRootPort,
        BusModel::UpstreamPort => PciModel::PcieSwitchUpstreamPort,
        BusModel::DownstreamPort => PciModel::PcieSwitchDownstreamPort,
        BusModel::PciExpanderBus => PciModel::PciExpanderBus,
        BusModel::PcieExpanderBus => PciModel::PcieExpanderBus,
    }
}
