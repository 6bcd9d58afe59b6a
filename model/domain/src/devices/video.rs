//! Video cards.

use fv_error::Result;
use fv_model_xml::{Body, Context, Element, Node, OnOff, Token, YesNo, read};

use super::address::{DeviceInfo, VirtioOptions, info};

/// A video card.
#[derive(Debug, Clone, PartialEq, Default, Element)]
#[xml(name = "video", keep_empty)]
pub struct Video {
    /// How the emulator treats it.
    #[xml(child, default)]
    pub driver: VideoDriver,
    /// The card.
    #[xml(child, default)]
    pub model: VideoModel,
    /// Alias and address.
    #[xml(hook = info)]
    pub info: DeviceInfo,
}

/// How the emulator treats a video card.
#[derive(Debug, Clone, PartialEq, Default, Element)]
#[xml(name = "driver")]
pub struct VideoDriver {
    /// What any virtio device may be told.
    #[xml(inline)]
    pub virtio: VirtioOptions,
    /// What the guest sees of VGA.
    #[xml(attr = "vgaconf")]
    pub vga_conf: Option<VgaConf>,
    /// Who draws.
    #[xml(attr)]
    pub name: Option<VideoBackend>,
}

/// What the guest sees of VGA.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Token)]
pub enum VgaConf {
    /// `io`
    Io,
    /// `on`
    On,
    /// `off`
    Off,
}

/// Who draws.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Token)]
pub enum VideoBackend {
    /// The emulator.
    Qemu,
    /// Another process.
    Vhostuser,
}

/// The card and its memory.
#[derive(Debug, Clone, PartialEq)]
pub struct VideoModel {
    /// The card; told by the machine when it is not given.
    pub kind: Option<VideoKind>,
    /// Memory of the first bar, in KiB.
    pub ram: u32,
    /// Memory of the second bar, in KiB.
    pub vram: u32,
    /// Memory of the 64-bit bar, in KiB.
    pub vram64: u32,
    /// Memory of the VGA part, in KiB.
    pub vgamem: u32,
    /// Screens.
    pub heads: u32,
    /// Whether the guest shows its console there.
    pub primary: bool,
    /// Whether the guest's buffers are used as they are.
    pub blob: Option<OnOff>,
    /// What is drawn by the host's card.
    pub acceleration: Option<Acceleration>,
    /// The size of the screen at the start.
    pub resolution: Option<Resolution>,
}

/// The video cards.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Token)]
pub enum VideoKind {
    /// `vga`
    Vga,
    /// `cirrus`
    Cirrus,
    /// `vmvga`
    Vmvga,
    /// `xen`
    Xen,
    /// `vbox`
    Vbox,
    /// `qxl`
    Qxl,
    /// `parallels`
    Parallels,
    /// `virtio`
    Virtio,
    /// `gop`
    Gop,
    /// There is to be none.
    None,
    /// `bochs`
    Bochs,
    /// `ramfb`
    Ramfb,
}

/// What is drawn by the host's card.
#[derive(Debug, Clone, PartialEq, Default, Element)]
#[xml(name = "acceleration", keep_empty)]
pub struct Acceleration {
    /// Three dimensions.
    #[xml(attr)]
    pub accel3d: Option<YesNo>,
    /// Two dimensions.
    #[xml(attr)]
    pub accel2d: Option<YesNo>,
    /// The host's device.
    #[xml(attr = "rendernode")]
    pub render_node: Option<String>,
}

/// The size of the screen at the start.
#[derive(Debug, Clone, PartialEq, Default, Element)]
#[xml(name = "resolution")]
pub struct Resolution {
    /// Width in pixels.
    #[xml(attr, required)]
    pub x: u32,
    /// Height in pixels.
    #[xml(attr, required)]
    pub y: u32,
}

impl Default for VideoModel {
    fn default() -> Self {
        Self {
            kind: None,
            ram: 0,
            vram: 0,
            vram64: 0,
            vgamem: 0,
            heads: 1,
            primary: false,
            blob: None,
            acceleration: None,
            resolution: None,
        }
    }
}

impl Element for VideoModel {
    const DESCRIPTION: &'static fv_model_xml::Description = &fv_model_xml::Description {
        name: "model",
        fields: &[],
    };
    const KEEP_EMPTY: bool = true;

    fn read(node: Node<'_>, cx: &Context) -> Result<Self> {
        let number = |name: &str| read::attr::<u32>(node, name).map(Option::unwrap_or_default);
        Ok(Self {
            kind: match node.attr("type") {
                Some("default") => None,
                _ => read::attr(node, "type")?,
            },
            ram: number("ram")?,
            vram: number("vram")?,
            vram64: number("vram64")?,
            vgamem: number("vgamem")?,
            heads: read::attr(node, "heads")?.unwrap_or(1),
            primary: read::attr::<YesNo>(node, "primary")? == Some(YesNo::Yes),
            blob: read::attr(node, "blob")?,
            acceleration: read::child(node, "acceleration", cx)?,
            resolution: read::child(node, "resolution", cx)?,
        })
    }

    fn write(&self, body: &mut Body<'_>, cx: &Context) {
        body.attr_text("type", self.kind.map_or("default", VideoKind::as_str));
        let numbers = [
            ("ram", self.ram),
            ("vram", self.vram),
            ("vram64", self.vram64),
            ("vgamem", self.vgamem),
            ("heads", self.heads),
        ];
        for (name, value) in numbers.into_iter().filter(|(_, value)| *value != 0) {
            body.attr(name, &value);
        }
        if self.primary {
            body.attr_text("primary", "yes");
        }
        body.attr_opt("blob", self.blob.as_ref());
        if let Some(acceleration) = &self.acceleration {
            body.element("acceleration", acceleration, cx);
        }
        if let Some(resolution) = &self.resolution {
            body.element("resolution", resolution, cx);
        }
    }
}
