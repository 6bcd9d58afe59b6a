//! The devices of a guest: one module per kind, in the order they are written.

use fv_model_xml::Element;

pub mod address;
pub mod chardev;
pub mod controller;
pub mod disk;
pub mod graphics;
pub mod interface;
pub mod simple;
pub mod source;
pub mod video;

use chardev::{Channel, Console, Parallel, Serial};
use controller::Controller;
use disk::Disk;
use graphics::Graphics;
use interface::Interface;
use simple::{Hub, Input, MemBalloon, Panic, Rng, Sound, Vsock, Watchdog};
use video::Video;

/// All devices, in the order they are written.
#[derive(Debug, Clone, PartialEq, Default, Element)]
#[xml(name = "devices", keep_empty)]
pub struct Devices {
    /// The program that is the guest's machine.
    #[xml(text)]
    pub emulator: Option<String>,
    /// Disks.
    #[xml(list = "disk")]
    pub disks: Vec<Disk>,
    /// Controllers.
    #[xml(list = "controller")]
    pub controllers: Vec<Controller>,
    /// Network interfaces.
    #[xml(list = "interface")]
    pub interfaces: Vec<Interface>,
    /// Serial ports.
    #[xml(list = "serial")]
    pub serials: Vec<Serial>,
    /// Parallel ports.
    #[xml(list = "parallel")]
    pub parallels: Vec<Parallel>,
    /// Consoles.
    #[xml(list = "console")]
    pub consoles: Vec<Console>,
    /// Channels.
    #[xml(list = "channel")]
    pub channels: Vec<Channel>,
    /// Keyboards, mice, tablets.
    #[xml(list = "input")]
    pub inputs: Vec<Input>,
    /// Screens for remote users.
    #[xml(list = "graphics")]
    pub graphics: Vec<Graphics>,
    /// Sound cards.
    #[xml(list = "sound")]
    pub sounds: Vec<Sound>,
    /// Video cards.
    #[xml(list = "video")]
    pub videos: Vec<Video>,
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
    /// Devices that report a panic.
    #[xml(list = "panic")]
    pub panics: Vec<Panic>,
    /// The socket between host and guest.
    #[xml(child)]
    pub vsock: Option<Vsock>,
}
