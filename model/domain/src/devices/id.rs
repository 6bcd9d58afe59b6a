//! Naming one device of a domain, and walking over all of them in libvirt's order.

use super::Devices;
use super::address::DeviceInfo;

/// One device: its kind and its place in the list of that kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DeviceId {
    /// `devices.disks[n]`
    Disk(usize),
    /// `devices.interfaces[n]`
    Interface(usize),
    /// `devices.sounds[n]`
    Sound(usize),
    /// `devices.videos[n]`
    Video(usize),
    /// `devices.controllers[n]`
    Controller(usize),
    /// `devices.serials[n]`
    Serial(usize),
    /// `devices.parallels[n]`
    Parallel(usize),
    /// `devices.channels[n]`
    Channel(usize),
    /// `devices.consoles[n]`
    Console(usize),
    /// `devices.inputs[n]`
    Input(usize),
    /// `devices.watchdogs[n]`
    Watchdog(usize),
    /// `devices.balloon`
    Balloon,
    /// `devices.rngs[n]`
    Rng(usize),
    /// `devices.hubs[n]`
    Hub(usize),
    /// `devices.panics[n]`
    Panic(usize),
    /// `devices.vsock`
    Vsock,
    /// `devices.graphics[n]`
    Graphics(usize),
    /// `devices.audios[n]`
    Audio(usize),
    /// `devices.leases[n]`
    Lease(usize),
    /// `devices.filesystems[n]`
    Filesystem(usize),
    /// `devices.smartcards[n]`
    Smartcard(usize),
    /// `devices.tpms[n]`
    Tpm(usize),
    /// `devices.hostdevs[n]`
    Hostdev(usize),
    /// `devices.redirdevs[n]`
    Redirdev(usize),
    /// `devices.shmems[n]`
    Shmem(usize),
    /// `devices.memories[n]`
    Memory(usize),
    /// `devices.cryptos[n]`
    Crypto(usize),
    /// `devices.nvram`
    Nvram,
    /// `devices.iommu`
    Iommu,
    /// `devices.pstore`
    Pstore,
}

/// Which consoles a walk meets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Consoles {
    /// All.
    All,
    /// All but a first one that stands for the first serial port.
    Own,
}

impl Devices {
    /// All devices in the order in which libvirt looks at them.
    pub fn ids(&self, consoles: Consoles) -> Vec<DeviceId> {
        let mut ids = Vec::new();
        ids.extend((0..self.disks.len()).map(DeviceId::Disk));
        ids.extend((0..self.interfaces.len()).map(DeviceId::Interface));
        ids.extend((0..self.sounds.len()).map(DeviceId::Sound));
        ids.extend((0..self.hostdevs.len()).map(DeviceId::Hostdev));
        ids.extend((0..self.videos.len()).map(DeviceId::Video));
        ids.extend((0..self.controllers.len()).map(DeviceId::Controller));
        ids.extend((0..self.smartcards.len()).map(DeviceId::Smartcard));
        ids.extend((0..self.serials.len()).map(DeviceId::Serial));
        ids.extend((0..self.parallels.len()).map(DeviceId::Parallel));
        ids.extend((0..self.channels.len()).map(DeviceId::Channel));
        let first = match consoles {
            Consoles::Own if self.first_console_is_serial() => 1,
            _ => 0,
        };
        ids.extend((first..self.consoles.len()).map(DeviceId::Console));
        ids.extend((0..self.inputs.len()).map(DeviceId::Input));
        ids.extend((0..self.filesystems.len()).map(DeviceId::Filesystem));
        ids.extend((0..self.watchdogs.len()).map(DeviceId::Watchdog));
        ids.extend(self.balloon.iter().map(|_| DeviceId::Balloon));
        ids.extend((0..self.rngs.len()).map(DeviceId::Rng));
        ids.extend(self.nvram.iter().map(|_| DeviceId::Nvram));
        ids.extend((0..self.hubs.len()).map(DeviceId::Hub));
        ids.extend((0..self.shmems.len()).map(DeviceId::Shmem));
        ids.extend((0..self.tpms.len()).map(DeviceId::Tpm));
        ids.extend((0..self.panics.len()).map(DeviceId::Panic));
        ids.extend((0..self.memories.len()).map(DeviceId::Memory));
        ids.extend((0..self.redirdevs.len()).map(DeviceId::Redirdev));
        ids.extend(self.iommu.iter().map(|_| DeviceId::Iommu));
        ids.extend(self.vsock.iter().map(|_| DeviceId::Vsock));
        ids.extend((0..self.cryptos.len()).map(DeviceId::Crypto));
        ids.extend(self.pstore.iter().map(|_| DeviceId::Pstore));
        ids.extend((0..self.graphics.len()).map(DeviceId::Graphics));
        ids.extend((0..self.audios.len()).map(DeviceId::Audio));
        ids.extend((0..self.leases.len()).map(DeviceId::Lease));
        ids
    }

    /// Says whether the first console is another name of the first serial port.
    pub fn first_console_is_serial(&self) -> bool {
        use super::chardev::ConsoleTargetKind;
        let kind = self.consoles.first().map(|console| console.target.kind);
        !self.serials.is_empty() && matches!(kind, Some(None | Some(ConsoleTargetKind::Serial)))
    }

    /// Alias, address and boot order of a device; screens have none.
    pub fn info(&self, id: DeviceId) -> Option<&DeviceInfo> {
        match id {
            DeviceId::Disk(n) => self.disks.get(n).map(|device| &device.info),
            DeviceId::Interface(n) => self.interfaces.get(n).map(|device| &device.info),
            DeviceId::Sound(n) => self.sounds.get(n).map(|device| &device.info),
            DeviceId::Video(n) => self.videos.get(n).map(|device| &device.info),
            DeviceId::Controller(n) => self.controllers.get(n).map(|device| &device.info),
            DeviceId::Serial(n) => self.serials.get(n).map(|device| &device.info),
            DeviceId::Parallel(n) => self.parallels.get(n).map(|device| &device.info),
            DeviceId::Channel(n) => self.channels.get(n).map(|device| &device.info),
            DeviceId::Console(n) => self.consoles.get(n).map(|device| &device.info),
            DeviceId::Input(n) => self.inputs.get(n).map(|device| &device.info),
            DeviceId::Watchdog(n) => self.watchdogs.get(n).map(|device| &device.info),
            DeviceId::Balloon => self.balloon.as_ref().map(|device| &device.info),
            DeviceId::Rng(n) => self.rngs.get(n).map(|device| &device.info),
            DeviceId::Hub(n) => self.hubs.get(n).map(|device| &device.info),
            DeviceId::Panic(n) => self.panics.get(n).map(|device| &device.info),
            DeviceId::Vsock => self.vsock.as_ref().map(|device| &device.info),
            DeviceId::Filesystem(n) => self.filesystems.get(n).map(|device| &device.info),
            DeviceId::Smartcard(n) => self.smartcards.get(n).map(|device| &device.info),
            DeviceId::Tpm(n) => self.tpms.get(n).map(|device| &device.info),
            DeviceId::Hostdev(n) => self.hostdevs.get(n).map(|device| &device.info),
            DeviceId::Redirdev(n) => self.redirdevs.get(n).map(|device| &device.info),
            DeviceId::Shmem(n) => self.shmems.get(n).map(|device| &device.info),
            DeviceId::Memory(n) => self.memories.get(n).map(|device| &device.info),
            DeviceId::Crypto(n) => self.cryptos.get(n).map(|device| &device.info),
            DeviceId::Nvram => self.nvram.as_ref().map(|device| &device.info),
            DeviceId::Iommu => self.iommu.as_ref().map(|device| &device.info),
            DeviceId::Pstore => self.pstore.as_ref().map(|device| &device.info),
            DeviceId::Graphics(_) | DeviceId::Audio(_) | DeviceId::Lease(_) => None,
        }
    }

    /// The same, to be changed.
    pub fn info_mut(&mut self, id: DeviceId) -> Option<&mut DeviceInfo> {
        match id {
            DeviceId::Disk(n) => self.disks.get_mut(n).map(|device| &mut device.info),
            DeviceId::Interface(n) => self.interfaces.get_mut(n).map(|device| &mut device.info),
            DeviceId::Sound(n) => self.sounds.get_mut(n).map(|device| &mut device.info),
            DeviceId::Video(n) => self.videos.get_mut(n).map(|device| &mut device.info),
            DeviceId::Controller(n) => self.controllers.get_mut(n).map(|device| &mut device.info),
            DeviceId::Serial(n) => self.serials.get_mut(n).map(|device| &mut device.info),
            DeviceId::Parallel(n) => self.parallels.get_mut(n).map(|device| &mut device.info),
            DeviceId::Channel(n) => self.channels.get_mut(n).map(|device| &mut device.info),
            DeviceId::Console(n) => self.consoles.get_mut(n).map(|device| &mut device.info),
            DeviceId::Input(n) => self.inputs.get_mut(n).map(|device| &mut device.info),
            DeviceId::Watchdog(n) => self.watchdogs.get_mut(n).map(|device| &mut device.info),
            DeviceId::Balloon => self.balloon.as_mut().map(|device| &mut device.info),
            DeviceId::Rng(n) => self.rngs.get_mut(n).map(|device| &mut device.info),
            DeviceId::Hub(n) => self.hubs.get_mut(n).map(|device| &mut device.info),
            DeviceId::Panic(n) => self.panics.get_mut(n).map(|device| &mut device.info),
            DeviceId::Vsock => self.vsock.as_mut().map(|device| &mut device.info),
            DeviceId::Filesystem(n) => self.filesystems.get_mut(n).map(|device| &mut device.info),
            DeviceId::Smartcard(n) => self.smartcards.get_mut(n).map(|device| &mut device.info),
            DeviceId::Tpm(n) => self.tpms.get_mut(n).map(|device| &mut device.info),
            DeviceId::Hostdev(n) => self.hostdevs.get_mut(n).map(|device| &mut device.info),
            DeviceId::Redirdev(n) => self.redirdevs.get_mut(n).map(|device| &mut device.info),
            DeviceId::Shmem(n) => self.shmems.get_mut(n).map(|device| &mut device.info),
            DeviceId::Memory(n) => self.memories.get_mut(n).map(|device| &mut device.info),
            DeviceId::Crypto(n) => self.cryptos.get_mut(n).map(|device| &mut device.info),
            DeviceId::Nvram => self.nvram.as_mut().map(|device| &mut device.info),
            DeviceId::Iommu => self.iommu.as_mut().map(|device| &mut device.info),
            DeviceId::Pstore => self.pstore.as_mut().map(|device| &mut device.info),
            DeviceId::Graphics(_) | DeviceId::Audio(_) | DeviceId::Lease(_) => None,
        }
    }
}
