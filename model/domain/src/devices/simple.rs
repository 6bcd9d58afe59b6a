//! Small devices: balloon, input, watchdog, entropy, panic, vsock, sound, hub.

use fv_error::Result;
use fv_model_xml::{Body, Context, Element, Node, OnOff, Scope, Token, YesNo, read, xml_error};

use super::address::{DeviceInfo, VirtioOptions, info};
use super::chardev::CharBackend;

/// The memory balloon.
#[derive(Debug, Clone, PartialEq, Element)]
#[xml(name = "memballoon")]
pub struct MemBalloon {
    /// The device.
    #[xml(attr, required)]
    pub model: MemBalloonModel,
    /// Whether it gives way when the guest is short of memory.
    #[xml(attr = "autodeflate")]
    pub auto_deflate: Option<OnOff>,
    /// Whether the guest reports free pages.
    #[xml(attr)]
    pub free_page_reporting: Option<OnOff>,
    /// How often it reports statistics.
    #[xml(child)]
    pub stats: Option<BalloonStats>,
    /// Alias and address.
    #[xml(hook = info)]
    pub info: DeviceInfo,
    /// How the emulator treats it.
    #[xml(child, default)]
    pub driver: VirtioOptions,
}

impl MemBalloon {
    /// A balloon of a model and nothing else.
    pub fn new(model: MemBalloonModel) -> Self {
        Self {
            model,
            auto_deflate: None,
            free_page_reporting: None,
            stats: None,
            info: DeviceInfo::default(),
            driver: VirtioOptions::default(),
        }
    }
}

/// The balloons.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Token)]
pub enum MemBalloonModel {
    /// `virtio`
    Virtio,
    /// `xen`
    Xen,
    /// There is to be none.
    None,
    /// `virtio-transitional`
    VirtioTransitional,
    /// `virtio-non-transitional`
    VirtioNonTransitional,
}

/// `<stats period='10'/>`
#[derive(Debug, Clone, PartialEq, Default, Element)]
#[xml(name = "stats")]
pub struct BalloonStats {
    /// Seconds between two reports.
    #[xml(attr, omit_default)]
    pub period: u32,
}

/// A keyboard, mouse or tablet.
#[derive(Debug, Clone, PartialEq, Element)]
#[xml(name = "input")]
pub struct Input {
    /// What it is.
    #[xml(attr = "type", required)]
    pub kind: InputKind,
    /// What it hangs on; told by the machine when it is not given.
    #[xml(hook = input_bus)]
    pub bus: Option<InputBus>,
    /// The variant of a virtio device.
    #[xml(attr)]
    pub model: Option<VirtioModel>,
    /// How the emulator treats it.
    #[xml(child, default)]
    pub driver: VirtioOptions,
    /// The host's device, for those passed through.
    #[xml(hook = input_source, whole)]
    pub source: InputSource,
    /// Alias and address.
    #[xml(hook = info)]
    pub info: DeviceInfo,
}

impl Input {
    /// An input device on a bus and nothing else.
    pub fn new(kind: InputKind, bus: InputBus) -> Self {
        Self {
            kind,
            bus: Some(bus),
            model: None,
            driver: VirtioOptions::default(),
            source: InputSource::default(),
            info: DeviceInfo::default(),
        }
    }
}

/// What an input device is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Token)]
pub enum InputKind {
    /// `mouse`
    Mouse,
    /// `tablet`
    Tablet,
    /// `keyboard`
    Keyboard,
    /// A device of the host, through virtio.
    Passthrough,
    /// A device of the host, by its events.
    Evdev,
}

/// What an input device hangs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Token)]
pub enum InputBus {
    /// `ps2`
    Ps2,
    /// `usb`
    Usb,
    /// `xen`
    Xen,
    /// `parallels`
    Parallels,
    /// `virtio`
    Virtio,
    /// None.
    None,
}

/// The variants of a virtio device.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Token)]
pub enum VirtioModel {
    /// `virtio`
    Virtio,
    /// `virtio-transitional`
    VirtioTransitional,
    /// `virtio-non-transitional`
    VirtioNonTransitional,
}

/// The host's device of an input passed through.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct InputSource {
    /// Its path.
    pub path: Option<String>,
    /// Whether all of the host's devices are taken with it.
    pub grab: Option<InputGrab>,
    /// The keys that give it back.
    pub grab_toggle: Option<GrabToggle>,
    /// Whether keys repeat.
    pub repeat: Option<OnOff>,
}

/// Which devices are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Token)]
pub enum InputGrab {
    /// `all`
    All,
}

/// The keys that give a device back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Token)]
pub enum GrabToggle {
    /// `ctrl-ctrl`
    CtrlCtrl,
    /// `alt-alt`
    AltAlt,
    /// `shift-shift`
    ShiftShift,
    /// `meta-meta`
    MetaMeta,
    /// `scrolllock`
    Scrolllock,
    /// `ctrl-scrolllock`
    CtrlScrolllock,
}

/// A watchdog.
#[derive(Debug, Clone, PartialEq, Element)]
#[xml(name = "watchdog")]
pub struct Watchdog {
    /// The device.
    #[xml(attr, required)]
    pub model: WatchdogModel,
    /// What happens when it barks.
    #[xml(attr, default)]
    pub action: WatchdogAction,
    /// Alias and address.
    #[xml(hook = info)]
    pub info: DeviceInfo,
}

/// The watchdogs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Token)]
pub enum WatchdogModel {
    /// `i6300esb`
    #[token("i6300esb")]
    I6300esb,
    /// `ib700`
    Ib700,
    /// `diag288`
    Diag288,
    /// `itco`
    Itco,
}

/// What happens when a watchdog barks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Token)]
pub enum WatchdogAction {
    /// `reset`
    #[default]
    Reset,
    /// `shutdown`
    Shutdown,
    /// `poweroff`
    Poweroff,
    /// `pause`
    Pause,
    /// `dump`
    Dump,
    /// `none`
    None,
    /// `inject-nmi`
    InjectNmi,
}

/// A source of entropy.
#[derive(Debug, Clone, PartialEq, Element)]
#[xml(name = "rng", keep_empty)]
pub struct Rng {
    /// The device.
    #[xml(attr, required)]
    pub model: VirtioModel,
    /// How much it gives at most.
    #[xml(child)]
    pub rate: Option<RngRate>,
    /// Where entropy comes from.
    #[xml(child, required)]
    pub backend: RngBackend,
    /// How the emulator treats it.
    #[xml(child, default)]
    pub driver: VirtioOptions,
    /// Alias and address.
    #[xml(hook = info)]
    pub info: DeviceInfo,
}

/// How much entropy is given at most.
#[derive(Debug, Clone, PartialEq, Default, Element)]
#[xml(name = "rate")]
pub struct RngRate {
    /// Bytes.
    #[xml(attr, required)]
    pub bytes: u32,
    /// In how many milliseconds.
    #[xml(attr, omit_default)]
    pub period: u32,
}

/// Where entropy comes from.
#[derive(Debug, Clone, PartialEq)]
pub enum RngBackend {
    /// A device of the host.
    Random {
        /// Its path.
        path: Option<String>,
    },
    /// A daemon.
    Egd(Box<CharBackend>),
    /// The emulator.
    Builtin,
}

impl Element for RngBackend {
    const DESCRIPTION: &'static fv_model_xml::Description = &fv_model_xml::Description {
        name: "backend",
        fields: &[],
    };

    fn read(node: Node<'_>, cx: &Context) -> Result<Self> {
        Ok(match node.attr("model") {
            Some("random") => Self::Random {
                path: Some(node.text()).filter(|p| !p.is_empty()),
            },
            Some("egd") => Self::Egd(Box::new(CharBackend::read(node, cx)?)),
            Some("builtin") => Self::Builtin,
            Some(word) => {
                return Err(fv_error::Error::new(
                    fv_error::ErrorDomain::Domain,
                    fv_error::ErrorCode::ConfigUnsupported,
                    format!("unknown RNG backend model '{word}'"),
                ));
            }
            None => return Err(xml_error("missing RNG device backend model")),
        })
    }

    fn write(&self, body: &mut Body<'_>, cx: &Context) {
        match self {
            Self::Random { path } => {
                body.attr_text("model", "random");
                body.text(path.as_deref().unwrap_or_default());
            }
            Self::Egd(backend) => {
                body.attr_text("model", "egd");
                backend.write(body, cx);
            }
            Self::Builtin => body.attr_text("model", "builtin"),
        }
    }
}

/// A device that reports a panic of the guest.
#[derive(Debug, Clone, PartialEq, Default, Element)]
#[xml(name = "panic", keep_empty)]
pub struct Panic {
    /// The device; told by the machine when it is not given.
    #[xml(attr)]
    pub model: Option<PanicModel>,
    /// Alias and address.
    #[xml(hook = info)]
    pub info: DeviceInfo,
}

/// The devices that report a panic.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Token)]
pub enum PanicModel {
    /// `isa`
    Isa,
    /// `pseries`
    Pseries,
    /// `hyperv`
    Hyperv,
    /// `s390`
    S390,
    /// `pvpanic`
    Pvpanic,
}

/// A socket between host and guest.
#[derive(Debug, Clone, PartialEq, Default, Element)]
#[xml(name = "vsock")]
pub struct Vsock {
    /// The device.
    #[xml(attr)]
    pub model: Option<VirtioModel>,
    /// The guest's id.
    #[xml(child, default)]
    pub cid: VsockCid,
    /// Alias and address.
    #[xml(hook = info)]
    pub info: DeviceInfo,
    /// How the emulator treats it.
    #[xml(child, default)]
    pub driver: VirtioOptions,
}

/// The guest's id on vsock.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct VsockCid {
    /// Whether the driver chooses it.
    pub auto: Option<YesNo>,
    /// The id; zero while there is none.
    pub address: u32,
}

impl Element for VsockCid {
    const DESCRIPTION: &'static fv_model_xml::Description = &fv_model_xml::Description {
        name: "cid",
        fields: &[],
    };

    fn read(node: Node<'_>, cx: &Context) -> Result<Self> {
        let auto = read::attr(node, "auto")?;
        let address: Option<std::num::NonZeroU32> = read::attr(node, "address")?;
        // What the driver chose belongs to the running guest.
        let kept = address.filter(|_| auto != Some(YesNo::Yes) || cx.shows(Scope::LIVE));
        Ok(Self {
            auto,
            address: kept.map_or(0, std::num::NonZeroU32::get),
        })
    }

    fn write(&self, body: &mut Body<'_>, cx: &Context) {
        body.attr_opt("auto", self.auto.as_ref());
        let _ = cx;
        if self.address != 0 {
            body.attr("address", &self.address);
        }
    }
}

/// A sound card.
#[derive(Debug, Clone, PartialEq, Element)]
#[xml(name = "sound")]
pub struct Sound {
    /// The card.
    #[xml(attr, required)]
    pub model: SoundModel,
    /// Whether a USB card has several channels.
    #[xml(attr = "multichannel")]
    pub multi_channel: Option<YesNo>,
    /// Streams of a virtio card.
    #[xml(attr, omit_default)]
    pub streams: u32,
    /// Codecs of an HDA card.
    #[xml(list = "codec")]
    pub codecs: Vec<SoundCodec>,
    /// The back end it plays on.
    #[xml(child)]
    pub audio: Option<AudioRef>,
    /// Alias and address.
    #[xml(hook = info)]
    pub info: DeviceInfo,
    /// How the emulator treats it.
    #[xml(child, default)]
    pub driver: VirtioOptions,
}

/// The sound cards.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Token)]
pub enum SoundModel {
    /// `sb16`
    Sb16,
    /// `es1370`
    Es1370,
    /// `pcspk`
    Pcspk,
    /// `ac97`
    Ac97,
    /// `ich6`
    Ich6,
    /// `ich9`
    Ich9,
    /// `usb`
    Usb,
    /// `ich7`
    Ich7,
    /// `virtio`
    Virtio,
}

/// A codec of an HDA card.
#[derive(Debug, Clone, PartialEq, Element)]
#[xml(name = "codec")]
pub struct SoundCodec {
    /// Which way it works.
    #[xml(attr = "type", required)]
    pub kind: SoundCodecKind,
}

/// Which way a codec works.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Token)]
pub enum SoundCodecKind {
    /// Both.
    Duplex,
    /// In, and out to a speaker.
    Micro,
    /// Out.
    Output,
}

/// `<audio id='1'/>` inside another device.
#[derive(Debug, Clone, PartialEq, Default, Element)]
#[xml(name = "audio")]
pub struct AudioRef {
    /// The number of the back end.
    #[xml(attr, omit_default)]
    pub id: u32,
}

/// A USB hub.
#[derive(Debug, Clone, PartialEq, Element)]
#[xml(name = "hub")]
pub struct Hub {
    /// Its kind.
    #[xml(attr = "type", required)]
    pub kind: HubKind,
    /// Alias and address.
    #[xml(hook = info)]
    pub info: DeviceInfo,
}

/// The kinds of hub.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Token)]
pub enum HubKind {
    /// `usb`
    Usb,
}

/// The bus; `none` is a word that is not written.
mod input_bus {
    use super::*;

    pub(super) fn read(node: Node<'_>, _: &Context) -> Result<Option<InputBus>> {
        fv_model_xml::read::attr(node, "bus")
    }

    pub(super) fn write(bus: &Option<InputBus>, body: &mut Body<'_>, _: &Context) {
        body.attr_opt("bus", bus.as_ref().filter(|bus| **bus != InputBus::None));
    }
}

/// The source; the attribute's name depends on the kind.
mod input_source {
    use super::*;

    pub(super) fn read(node: Node<'_>, _: &Context) -> Result<InputSource> {
        let Some(source) = node.child("source") else {
            return Ok(InputSource::default());
        };
        let evdev = node.attr("type") == Some("evdev");
        let path = source.attr(if evdev { "dev" } else { "evdev" });
        Ok(InputSource {
            path: path.map(str::to_owned),
            grab: if evdev {
                fv_model_xml::read::attr(source, "grab")?
            } else {
                None
            },
            grab_toggle: if evdev {
                fv_model_xml::read::attr(source, "grabToggle")?
            } else {
                None
            },
            repeat: if evdev {
                fv_model_xml::read::attr(source, "repeat")?
            } else {
                None
            },
        })
    }

    pub(super) fn write(input: &Input, body: &mut Body<'_>, _: &Context) {
        let source = &input.source;
        let name = if input.kind == InputKind::Evdev {
            "dev"
        } else {
            "evdev"
        };
        body.child_unless_empty("source", |body| {
            body.attr_opt(name, source.path.as_ref());
            body.attr_opt("grab", source.grab.as_ref());
            body.attr_opt("grabToggle", source.grab_toggle.as_ref());
            body.attr_opt("repeat", source.repeat.as_ref());
        });
    }
}
