//! Screens over SPICE, RDP and D-Bus, and in a window of the host.

use fv_error::Result;
use fv_model_xml::{Body, Context, Node, OnOff, Scope, Token, YesNo, read};

use super::chardev::MouseMode;
use super::graphics::{GraphicsAuth, Listen, ListenKind};
use super::simple::AudioRef;
use super::source::child_attr;

/// A screen over SPICE.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Spice {
    /// The port; zero while none is chosen.
    pub port: i32,
    /// The encrypted port; zero while none is chosen.
    pub tls_port: i32,
    /// Whether the driver chooses them.
    pub autoport: bool,
    /// The keys' language.
    pub keymap: Option<String>,
    /// Whether channels are encrypted unless they say otherwise.
    pub default_mode: ChannelMode,
    /// Who may look.
    pub auth: GraphicsAuth,
    /// Where it waits; the first one is also told in the older way.
    pub listens: Vec<Listen>,
    /// Channels that say whether they are encrypted, in the reference's order.
    pub channels: Vec<(SpiceChannel, ChannelMode)>,
    /// How images are compressed.
    pub image: Option<ImageCompression>,
    /// Whether images are compressed with losses.
    pub jpeg: Option<SlowLinkCompression>,
    /// Whether images are compressed once more.
    pub zlib: Option<SlowLinkCompression>,
    /// Whether sound is compressed.
    pub playback: Option<OnOff>,
    /// What is shown as a film.
    pub streaming: Option<StreamingMode>,
    /// Who moves the pointer.
    pub mouse: Option<MouseMode>,
    /// Whether the clipboard is shared.
    pub clipboard: Option<YesNo>,
    /// Whether files may be sent.
    pub file_transfer: Option<YesNo>,
    /// Whether OpenGL is used.
    pub gl: Option<YesNo>,
    /// The host's device that draws.
    pub render_node: Option<String>,
}

/// Whether a channel is encrypted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Token)]
pub enum ChannelMode {
    /// As the client likes.
    #[default]
    Any,
    /// `secure`
    Secure,
    /// `insecure`
    Insecure,
}

/// The channels of SPICE, in the reference's order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Token)]
pub enum SpiceChannel {
    /// `main`
    Main,
    /// `display`
    Display,
    /// `inputs`
    Inputs,
    /// `cursor`
    Cursor,
    /// `playback`
    Playback,
    /// `record`
    Record,
    /// `smartcard`
    Smartcard,
    /// `usbredir`
    Usbredir,
}

/// How images are compressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Token)]
pub enum ImageCompression {
    /// `auto_glz`
    #[token("auto_glz")]
    AutoGlz,
    /// `auto_lz`
    #[token("auto_lz")]
    AutoLz,
    /// `quic`
    Quic,
    /// `glz`
    Glz,
    /// `lz`
    Lz,
    /// `off`
    Off,
}

/// Whether images are compressed further on a slow link.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Token)]
pub enum SlowLinkCompression {
    /// `auto`
    Auto,
    /// `never`
    Never,
    /// `always`
    Always,
}

/// What is shown as a film.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Token)]
pub enum StreamingMode {
    /// `filter`
    Filter,
    /// `all`
    All,
    /// `off`
    Off,
}

/// Reads an attribute of a child, which needs it.
fn of_child<T: fv_model_xml::Value>(node: Node<'_>, child: &str, name: &str) -> Result<Option<T>> {
    node.child(child)
        .map(|child| read::attr_required(child, name))
        .transpose()
}

fn yes(node: Node<'_>, name: &str) -> Result<bool> {
    Ok(read::attr::<YesNo>(node, name)? == Some(YesNo::Yes))
}

impl Spice {
    pub(super) fn read(node: Node<'_>, cx: &Context) -> Result<Self> {
        let mut spice = Self {
            port: read::attr(node, "port")?.unwrap_or_default(),
            tls_port: read::attr(node, "tlsPort")?.unwrap_or_default(),
            autoport: yes(node, "autoport")?,
            keymap: node.attr("keymap").map(str::to_owned),
            default_mode: read::attr(node, "defaultMode")?.unwrap_or_default(),
            auth: GraphicsAuth::read(node)?,
            listens: Listen::read_all(node, cx)?,
            channels: channels(node)?,
            image: of_child(node, "image", "compression")?,
            jpeg: of_child(node, "jpeg", "compression")?,
            zlib: of_child(node, "zlib", "compression")?,
            playback: of_child(node, "playback", "compression")?,
            streaming: of_child(node, "streaming", "mode")?,
            mouse: of_child(node, "mouse", "mode")?,
            clipboard: of_child(node, "clipboard", "copypaste")?,
            file_transfer: of_child(node, "filetransfer", "enable")?,
            gl: of_child(node, "gl", "enable")?,
            render_node: render_node(node),
        };
        // An older way to ask for a choice.
        spice.autoport |= spice.port == -1 && spice.tls_port == -1;
        if spice.autoport && !cx.shows(Scope::LIVE) {
            (spice.port, spice.tls_port) = (0, 0);
        }
        Ok(spice)
    }

    pub(super) fn write(&self, body: &mut Body<'_>, cx: &Context) {
        self.write_ports(body, cx);
        body.attr_opt("keymap", self.keymap.as_ref());
        if self.default_mode != ChannelMode::Any {
            body.attr("defaultMode", &self.default_mode);
        }
        self.auth.write(body, cx);
        // Older versions know "nowhere" as a port of zero, and they are migrated to.
        let hidden =
            |listen: &&Listen| !(cx.shows(Scope::MIGRATION) && listen.kind == ListenKind::None);
        for listen in self.listens.iter().filter(hidden) {
            listen.write(body, cx);
        }
        for (name, mode) in self
            .channels
            .iter()
            .filter(|(_, mode)| *mode != ChannelMode::Any)
        {
            body.child("channel", |body| {
                body.attr("name", name);
                body.attr("mode", mode);
            });
        }
        child_attr(body, "image", "compression", self.image.as_ref());
        child_attr(body, "jpeg", "compression", self.jpeg.as_ref());
        child_attr(body, "zlib", "compression", self.zlib.as_ref());
        child_attr(body, "playback", "compression", self.playback.as_ref());
        child_attr(body, "streaming", "mode", self.streaming.as_ref());
        child_attr(body, "mouse", "mode", self.mouse.as_ref());
        child_attr(body, "clipboard", "copypaste", self.clipboard.as_ref());
        child_attr(body, "filetransfer", "enable", self.file_transfer.as_ref());
        write_gl(self.gl, self.render_node.as_ref(), body);
    }

    fn write_ports(&self, body: &mut Body<'_>, cx: &Context) {
        let migrating = cx.shows(Scope::MIGRATION);
        let Some(listen) = self.listens.first() else {
            return;
        };
        match listen.kind {
            ListenKind::Address | ListenKind::Network => {
                for (name, port) in [("port", self.port), ("tlsPort", self.tls_port)] {
                    if port != 0 {
                        body.attr(name, &port);
                    }
                }
                body.attr("autoport", &YesNo::from_bool(self.autoport));
                listen.write_address(body, cx);
            }
            ListenKind::None if migrating => body.attr_text("autoport", "no"),
            ListenKind::Socket if migrating && listen.from_config => {
                body.attr_text("autoport", "yes");
            }
            ListenKind::None | ListenKind::Socket => {}
        }
    }
}

fn channels(node: Node<'_>) -> Result<Vec<(SpiceChannel, ChannelMode)>> {
    let mut channels: Vec<(SpiceChannel, ChannelMode)> = Vec::new();
    for channel in node.children("channel") {
        let name = read::attr_required(channel, "name")?;
        let mode = read::attr_required(channel, "mode")?;
        channels.retain(|(known, _)| *known != name);
        channels.push((name, mode));
    }
    channels.sort_by_key(|(name, _)| *name);
    Ok(channels)
}

pub(super) fn render_node(node: Node<'_>) -> Option<String> {
    node.child("gl")
        .and_then(|gl| gl.attr("rendernode"))
        .map(str::to_owned)
}

pub(super) fn write_gl(enable: Option<YesNo>, node: Option<&String>, body: &mut Body<'_>) {
    body.child_unless_empty("gl", |body| {
        body.attr_opt("enable", enable.as_ref());
        body.attr_opt("rendernode", node);
    });
}

/// A screen over RDP.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Rdp {
    /// The port; zero while none is chosen.
    pub port: i32,
    /// Whether the driver chooses it.
    pub autoport: bool,
    /// Whether a new user takes the place of the old one.
    pub replace_user: bool,
    /// Whether there may be several users.
    pub multi_user: bool,
    /// Who may look.
    pub auth: GraphicsAuth,
    /// Where it waits.
    pub listens: Vec<Listen>,
}

impl Rdp {
    pub(super) fn read(node: Node<'_>, cx: &Context) -> Result<Self> {
        let port = node
            .attr("port")
            .map(|text| super::graphics::port(text, "rdp"))
            .transpose()?;
        let mut rdp = Self {
            port: port.unwrap_or_default(),
            autoport: port.is_none_or(|port| port == -1) || node.attr("autoport") == Some("yes"),
            replace_user: node.attr("replaceUser") == Some("yes"),
            multi_user: node.attr("multiUser") == Some("yes"),
            auth: GraphicsAuth::read(node)?,
            listens: Listen::read_all(node, cx)?,
        };
        if rdp.autoport && !cx.shows(Scope::LIVE) {
            rdp.port = 0;
        }
        Ok(rdp)
    }

    pub(super) fn write(&self, body: &mut Body<'_>, cx: &Context) {
        if self.port != 0 || self.autoport {
            body.attr("port", &self.port);
        }
        let flags = [
            ("autoport", self.autoport),
            ("replaceUser", self.replace_user),
            ("multiUser", self.multi_user),
        ];
        for (name, _) in flags.into_iter().filter(|(_, set)| *set) {
            body.attr_text(name, "yes");
        }
        if let Some(listen) = self.listens.first() {
            listen.write_address(body, cx);
        }
        self.auth.write(body, cx);
        self.listens
            .iter()
            .for_each(|listen| listen.write(body, cx));
    }
}

/// A screen over D-Bus.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct DbusDisplay {
    /// Whether clients connect to the emulator itself.
    pub p2p: bool,
    /// The bus.
    pub address: Option<String>,
    /// Whether OpenGL is used.
    pub gl: Option<YesNo>,
    /// The host's device that draws.
    pub render_node: Option<String>,
    /// The back end sound goes to.
    pub audio: Option<AudioRef>,
}

impl DbusDisplay {
    pub(super) fn read(node: Node<'_>, cx: &Context) -> Result<Self> {
        Ok(Self {
            p2p: yes(node, "p2p")?,
            address: node.attr("address").map(str::to_owned),
            gl: of_child(node, "gl", "enable")?,
            render_node: render_node(node),
            audio: read::child(node, "audio", cx)?,
        })
    }

    pub(super) fn write(&self, body: &mut Body<'_>, cx: &Context) {
        if self.p2p {
            body.attr_text("p2p", "yes");
        }
        body.attr_opt("address", self.address.as_ref());
        write_gl(self.gl, self.render_node.as_ref(), body);
        if let Some(audio) = &self.audio {
            body.element("audio", audio, cx);
        }
    }
}

/// A screen in a window of the host.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Desktop {
    /// The display.
    pub display: Option<String>,
    /// Whether it takes the whole screen.
    pub fullscreen: bool,
}

impl Desktop {
    pub(super) fn read(node: Node<'_>) -> Result<Self> {
        Ok(Self {
            display: node.attr("display").map(str::to_owned),
            fullscreen: yes(node, "fullscreen")?,
        })
    }

    pub(super) fn write(&self, body: &mut Body<'_>) {
        body.attr_opt("display", self.display.as_ref());
        if self.fullscreen {
            body.attr_text("fullscreen", "yes");
        }
    }
}
