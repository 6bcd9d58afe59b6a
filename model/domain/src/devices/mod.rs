//! The devices of a guest: one module per kind, in the order they are written.

use fv_error::Result;
use fv_model_xml::{Body, Context, Element, Node};

pub mod address;
pub mod audio;
pub mod chardev;
pub mod controller;
pub mod disk;
pub mod filesystem;
pub mod graphics;
pub mod hostdev;
pub mod id;
pub mod interface;
mod lists;
pub mod memory;
pub mod net_source;
pub mod netport;
pub mod rare;
pub mod simple;
pub mod source;
pub mod spice;
pub mod tpm;
pub mod video;

use audio::Audio;
use chardev::{Channel, Console, Parallel, Serial};
use controller::Controller;
use disk::Disk;
use filesystem::Filesystem;
use graphics::Graphics;
use hostdev::HostDevice;
use interface::Interface;
use memory::MemoryDevice;
use rare::{
    Crypto, Iommu, Lease, NvramDevice, Pstore, RedirectFilter, RedirectedDevice, SharedMemory,
    Smartcard,
};
use simple::{Hub, Input, MemBalloon, Panic, Rng, Sound, Vsock, Watchdog};
use tpm::Tpm;
use video::Video;

/// All devices, in the order they are written.
#[derive(Debug, Clone, PartialEq, Default, Element)]
#[xml(name = "devices", keep_empty)]
pub struct Devices {
    /// The program that is the guest's machine.
    #[xml(text)]
    pub emulator: Option<String>,
    /// Disks.
    #[xml(hook = disks)]
    pub disks: Vec<Disk>,
    /// Controllers.
    #[xml(hook = controllers)]
    pub controllers: Vec<Controller>,
    /// Locks that have to be held.
    #[xml(list = "lease")]
    pub leases: Vec<Lease>,
    /// Folders of the host.
    #[xml(list = "filesystem")]
    pub filesystems: Vec<Filesystem>,
    /// Network interfaces.
    #[xml(list = "interface")]
    pub interfaces: Vec<Interface>,
    /// Smartcard readers.
    #[xml(list = "smartcard")]
    pub smartcards: Vec<Smartcard>,
    /// Serial ports.
    #[xml(list = "serial")]
    pub serials: Vec<Serial>,
    /// Parallel ports.
    #[xml(list = "parallel")]
    pub parallels: Vec<Parallel>,
    /// Consoles.
    #[xml(hook = consoles, whole)]
    pub consoles: Vec<Console>,
    /// Channels.
    #[xml(list = "channel")]
    pub channels: Vec<Channel>,
    /// Keyboards, mice, tablets.
    #[xml(list = "input")]
    pub inputs: Vec<Input>,
    /// Trusted platform modules.
    #[xml(list = "tpm")]
    pub tpms: Vec<Tpm>,
    /// Screens for remote users.
    #[xml(list = "graphics")]
    pub graphics: Vec<Graphics>,
    /// Sound cards.
    #[xml(list = "sound")]
    pub sounds: Vec<Sound>,
    /// Back ends of sound.
    #[xml(hook = audios)]
    pub audios: Vec<Audio>,
    /// Video cards.
    #[xml(hook = videos)]
    pub videos: Vec<Video>,
    /// Devices of the host.
    #[xml(list = "hostdev")]
    pub hostdevs: Vec<HostDevice>,
    /// USB devices at the other end of a character device.
    #[xml(list = "redirdev")]
    pub redirdevs: Vec<RedirectedDevice>,
    /// Which USB devices may be redirected.
    #[xml(child = "redirfilter")]
    pub redirect_filter: Option<RedirectFilter>,
    /// USB hubs.
    #[xml(list = "hub")]
    pub hubs: Vec<Hub>,
    /// Watchdogs.
    #[xml(list = "watchdog")]
    pub watchdogs: Vec<Watchdog>,
    /// The memory balloon.
    #[xml(child = "memballoon")]
    pub balloon: Option<MemBalloon>,
    /// Sources of entropy.
    #[xml(list = "rng")]
    pub rngs: Vec<Rng>,
    /// The memory of a pSeries machine's firmware.
    #[xml(child)]
    pub nvram: Option<NvramDevice>,
    /// Devices that report a panic.
    #[xml(list = "panic")]
    pub panics: Vec<Panic>,
    /// Memory shared with others.
    #[xml(list = "shmem")]
    pub shmems: Vec<SharedMemory>,
    /// Modules of memory.
    #[xml(list = "memory")]
    pub memories: Vec<MemoryDevice>,
    /// Devices that encrypt.
    #[xml(list = "crypto")]
    pub cryptos: Vec<Crypto>,
    /// The machine's IOMMU.
    #[xml(child)]
    pub iommu: Option<Iommu>,
    /// The socket between host and guest.
    #[xml(child)]
    pub vsock: Option<Vsock>,
    /// A store that survives a crash.
    #[xml(child)]
    pub pstore: Option<Pstore>,
}

/// Disks are kept in the order of their names, bus by bus.
mod disks {
    use super::*;

    pub(super) fn read(node: Node<'_>, cx: &Context) -> Result<Vec<Disk>> {
        let mut sorted = Devices::default();
        for disk in fv_model_xml::read::list(node, "disk", cx)? {
            sorted.insert_disk(disk);
        }
        Ok(sorted.disks)
    }

    pub(super) fn write(disks: &[Disk], body: &mut Body<'_>, cx: &Context) {
        disks.iter().for_each(|disk| body.element("disk", disk, cx));
    }
}

/// Controllers are kept in the order of their numbers, kind by kind.
mod controllers {
    use super::*;

    pub(super) fn read(node: Node<'_>, cx: &Context) -> Result<Vec<Controller>> {
        let mut sorted = Devices::default();
        for controller in fv_model_xml::read::list(node, "controller", cx)? {
            sorted.insert_controller(controller);
        }
        crate::parse::devices::usb_controllers(&sorted.controllers)?;
        Ok(sorted.controllers)
    }

    pub(super) fn write(controllers: &[Controller], body: &mut Body<'_>, cx: &Context) {
        controllers
            .iter()
            .for_each(|controller| body.element("controller", controller, cx));
    }
}

/// A first console that stands for the first serial port is written with what that one has.
mod consoles {
    use super::chardev::{ConsoleTarget, ConsoleTargetKind};
    use super::*;

    pub(super) fn read(node: Node<'_>, cx: &Context) -> Result<Vec<Console>> {
        let mut consoles: Vec<Console> = fv_model_xml::read::list(node, "console", cx)?;
        for (port, console) in (0..).zip(&mut consoles) {
            console.target.port = Some(port);
        }
        Ok(consoles)
    }

    pub(super) fn write(devices: &Devices, body: &mut Body<'_>, cx: &Context) {
        for (n, console) in devices.consoles.iter().enumerate() {
            let serial = match console.target.kind {
                None | Some(ConsoleTargetKind::Serial) => devices.serials.get(n),
                Some(_) => None,
            };
            match serial {
                None => body.element("console", console, cx),
                Some(serial) => {
                    let kind = Some(ConsoleTargetKind::Serial);
                    let shown = Console {
                        backend: serial.backend.clone(),
                        target: ConsoleTarget {
                            kind,
                            port: serial.target.port,
                        },
                        info: serial.info.clone(),
                    };
                    body.element("console", &shown, cx);
                }
            }
        }
    }
}

/// The card the user calls primary comes first.
mod videos {
    use super::*;

    pub(super) fn read(node: Node<'_>, cx: &Context) -> Result<Vec<Video>> {
        let mut videos: Vec<Video> = Vec::new();
        for video in fv_model_xml::read::list::<Video>(node, "video", cx)? {
            let at = if video.model.primary { 0 } else { videos.len() };
            videos.insert(at, video);
        }
        Ok(videos)
    }

    pub(super) fn write(videos: &[Video], body: &mut Body<'_>, cx: &Context) {
        videos
            .iter()
            .for_each(|video| body.element("video", video, cx));
    }
}

/// Each kind of back end understands its own words.
mod audios {
    use super::*;

    pub(super) fn read(node: Node<'_>, cx: &Context) -> Result<Vec<Audio>> {
        let mut audios: Vec<Audio> = fv_model_xml::read::list(node, "audio", cx)?;
        audios.iter_mut().for_each(Audio::forget_foreign);
        Ok(audios)
    }

    pub(super) fn write(audios: &[Audio], body: &mut Body<'_>, cx: &Context) {
        audios
            .iter()
            .for_each(|audio| body.element("audio", audio, cx));
    }
}
