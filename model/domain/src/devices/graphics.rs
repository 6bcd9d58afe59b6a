//! Screens for remote users: VNC and others.

use fv_error::{Error, ErrorCode, ErrorDomain, Result};
use fv_model_xml::{Body, Context, Element, Node, Scope, Token, YesNo, read};

use fv_types::number::{self, Base};

use super::simple::AudioRef;
use super::spice::{DbusDisplay, Desktop, Rdp, Spice};

/// A screen for remote users.
#[derive(Debug, Clone, PartialEq)]
pub enum Graphics {
    /// Over VNC.
    Vnc(Box<Vnc>),
    /// In a window of the host, by SDL.
    Sdl {
        /// The display.
        display: Option<String>,
        /// The file of its keys.
        xauth: Option<String>,
        /// Whether it takes the whole screen.
        fullscreen: bool,
        /// Whether OpenGL is used.
        gl: Option<YesNo>,
    },
    /// Over SPICE.
    Spice(Box<Spice>),
    /// Over RDP.
    Rdp(Box<Rdp>),
    /// Over D-Bus.
    Dbus(Box<DbusDisplay>),
    /// In a window of the host.
    Desktop(Desktop),
    /// Nowhere, but drawn by the host's card.
    EglHeadless {
        /// The host's device.
        render_node: Option<String>,
    },
}

/// A screen over VNC.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Vnc {
    /// The port; zero while none is chosen.
    pub port: i32,
    /// Whether the driver chooses it.
    pub autoport: bool,
    /// The port of the web socket; zero for none.
    pub websocket: i32,
    /// Whether the driver chooses that.
    pub websocket_generated: bool,
    /// The keys' language.
    pub keymap: Option<String>,
    /// Who may share the screen.
    pub share_policy: Option<SharePolicy>,
    /// Whether users may turn the guest off.
    pub power_control: Option<YesNo>,
    /// Who may look.
    pub auth: GraphicsAuth,
    /// Where it waits; the first one is also told in the older way.
    pub listens: Vec<Listen>,
    /// The back end sound goes to.
    pub audio: Option<AudioRef>,
}

/// Who may share a screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Token)]
pub enum SharePolicy {
    /// `allow-exclusive`
    AllowExclusive,
    /// `force-shared`
    ForceShared,
    /// `ignore`
    Ignore,
}

/// Who may look at a screen.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct GraphicsAuth {
    /// The user, for RDP.
    pub username: Option<String>,
    /// The password.
    pub passwd: Option<String>,
    /// When it ends: `2010-04-09T15:51:00`.
    pub valid_to: Option<String>,
    /// What happens to those who look when it changes.
    pub connected: Option<AuthConnected>,
}

/// What happens to those who look when a password changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Token)]
pub enum AuthConnected {
    /// `fail`
    Fail,
    /// `disconnect`
    Disconnect,
    /// `keep`
    Keep,
}

/// The value of an attribute that may stand in an older place too, if both agree.
fn agreed<'a>(
    old_name: &str,
    old: Option<&'a str>,
    name: &str,
    value: Option<&'a str>,
) -> Result<Option<&'a str>> {
    match (old, value) {
        (Some(old), Some(value)) if old != value => Err(unsupported_text(format!(
            "graphics '{old_name}' attribute '{old}' must match '{name}' attribute of first listen \
             element (found '{value}')"
        ))),
        (old, value) => Ok(value.or(old)),
    }
}

/// Reads a port that may be below zero.
pub(super) fn port(text: &str, what: &str) -> Result<i32> {
    number::parse_i32(text, Base::Decimal).ok_or_else(|| {
        Error::internal(
            ErrorDomain::Domain,
            format!("cannot parse {what} port {text}"),
        )
    })
}

fn unsupported_text(text: impl Into<String>) -> Error {
    Error::new(ErrorDomain::Domain, ErrorCode::ConfigUnsupported, text)
}

fn malformed(text: &str) -> Error {
    Error::new(ErrorDomain::Domain, ErrorCode::XmlError, text)
}

/// Where a screen waits for users.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Listen {
    /// On what.
    pub kind: ListenKind,
    /// The address; for a network the one it had.
    pub address: Option<String>,
    /// The network.
    pub network: Option<String>,
    /// The socket.
    pub socket: Option<String>,
    /// Whether the driver's configuration gave the address.
    pub from_config: bool,
    /// Whether the driver made up the socket.
    pub auto_generated: bool,
}

/// On what a screen waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Token)]
pub enum ListenKind {
    /// Nothing.
    None,
    /// An address.
    #[default]
    Address,
    /// The address of a network.
    Network,
    /// A unix socket.
    Socket,
}

impl Element for Graphics {
    const DESCRIPTION: &'static fv_model_xml::Description = &fv_model_xml::Description {
        name: "graphics",
        fields: &[],
    };

    fn read(node: Node<'_>, cx: &Context) -> Result<Self> {
        let text = |name: &str| node.attr(name).map(str::to_owned);
        let fullscreen =
            || read::attr::<YesNo>(node, "fullscreen").map(|value| value == Some(YesNo::Yes));
        match node.attr("type") {
            Some("vnc") => Ok(Self::Vnc(Box::new(Vnc::read(node, cx)?))),
            Some("sdl") => Ok(Self::Sdl {
                display: text("display"),
                xauth: text("xauth"),
                fullscreen: fullscreen()?,
                gl: match node.child("gl") {
                    Some(gl) => Some(read::attr_required(gl, "enable")?),
                    None => None,
                },
            }),
            Some("egl-headless") => Ok(Self::EglHeadless {
                render_node: node
                    .child("gl")
                    .and_then(|gl| gl.attr("rendernode"))
                    .map(str::to_owned),
            }),
            Some("spice") => Ok(Self::Spice(Box::new(Spice::read(node, cx)?))),
            Some("rdp") => Ok(Self::Rdp(Box::new(Rdp::read(node, cx)?))),
            Some("dbus") => Ok(Self::Dbus(Box::new(DbusDisplay::read(node, cx)?))),
            Some("desktop") => Ok(Self::Desktop(Desktop::read(node)?)),
            Some(word) => Err(fv_model_xml::invalid_value(
                "type",
                "graphics",
                word,
                fv_model_xml::Expected::Token,
            )),
            None => Err(fv_model_xml::missing_attribute("type", "graphics")),
        }
    }

    fn write(&self, body: &mut Body<'_>, cx: &Context) {
        match self {
            Self::Vnc(vnc) => {
                body.attr_text("type", "vnc");
                vnc.write(body, cx);
            }
            Self::Sdl {
                display,
                xauth,
                fullscreen,
                gl,
            } => {
                body.attr_text("type", "sdl");
                body.attr_opt("display", display.as_ref());
                body.attr_opt("xauth", xauth.as_ref());
                if *fullscreen {
                    body.attr_text("fullscreen", "yes");
                }
                if let Some(gl) = gl {
                    body.child("gl", |body| body.attr("enable", gl));
                }
            }
            Self::EglHeadless { render_node } => {
                body.attr_text("type", "egl-headless");
                if let Some(node) = render_node {
                    body.child("gl", |body| body.attr("rendernode", node));
                }
            }
            Self::Spice(spice) => {
                body.attr_text("type", "spice");
                spice.write(body, cx);
            }
            Self::Rdp(rdp) => {
                body.attr_text("type", "rdp");
                rdp.write(body, cx);
            }
            Self::Dbus(dbus) => {
                body.attr_text("type", "dbus");
                dbus.write(body, cx);
            }
            Self::Desktop(desktop) => {
                body.attr_text("type", "desktop");
                desktop.write(body);
            }
        }
    }
}

impl Vnc {
    fn read(node: Node<'_>, cx: &Context) -> Result<Self> {
        let text = |name: &str| node.attr(name).map(str::to_owned);
        let yes =
            |name: &str| read::attr::<YesNo>(node, name).map(|value| value == Some(YesNo::Yes));
        let mut vnc = Self {
            websocket: read::attr(node, "websocket")?.unwrap_or_default(),
            websocket_generated: yes("websocketGenerated")?,
            keymap: text("keymap"),
            share_policy: read::attr(node, "sharePolicy")?,
            power_control: read::attr(node, "powerControl")?,
            auth: GraphicsAuth::read(node)?,
            listens: Listen::read_all(node, cx)?,
            audio: read::child(node, "audio", cx)?,
            ..Self::default()
        };
        vnc.read_port(node, cx)?;
        Ok(vnc)
    }

    /// A port of -1 is the older way to ask for a choice, and so is none at all.
    fn read_port(&mut self, node: Node<'_>, cx: &Context) -> Result<()> {
        let chosen_later = !cx.shows(Scope::LIVE);
        match node.attr("port") {
            None => self.autoport = true,
            Some(text) => {
                self.port = port(text, "vnc")?;
                self.autoport = self.port == -1;
            }
        }
        if self.port == -1 && chosen_later {
            self.port = 0;
        }
        match node.attr("autoport") {
            Some("yes") => self.autoport = true,
            Some("no") => self.autoport = false,
            _ => return Ok(()),
        }
        if self.autoport && chosen_later {
            self.port = 0;
        }
        Ok(())
    }

    fn write(&self, body: &mut Body<'_>, cx: &Context) {
        let live = cx.shows(Scope::LIVE);
        let migrating = cx.shows(Scope::MIGRATION);
        match self.listens.first() {
            Some(listen) if listen.kind == ListenKind::Socket => {
                let hidden = migrating && (listen.auto_generated || listen.from_config);
                body.attr_opt("socket", listen.socket.as_ref().filter(|_| !hidden));
            }
            Some(listen) if listen.kind != ListenKind::None => {
                self.write_ports(body, live);
                if cx.shows(Scope::STATUS) {
                    body.attr(
                        "websocketGenerated",
                        &YesNo::from_bool(self.websocket_generated),
                    );
                }
                listen.write_address(body, cx);
            }
            _ => {}
        }
        body.attr_opt("keymap", self.keymap.as_ref());
        body.attr_opt("sharePolicy", self.share_policy.as_ref());
        body.attr_opt("powerControl", self.power_control.as_ref());
        self.auth.write(body, cx);
        for listen in &self.listens {
            let old = migrating
                && listen.kind == ListenKind::Socket
                && listen.socket.is_some()
                && !listen.auto_generated;
            if !old {
                listen.write(body, cx);
            }
        }
        if let Some(audio) = &self.audio {
            body.element("audio", audio, cx);
        }
    }

    fn write_ports(&self, body: &mut Body<'_>, live: bool) {
        if self.port != 0 && (!self.autoport || live) {
            body.attr("port", &self.port);
        } else if self.autoport {
            body.attr_text("port", "-1");
        }
        body.attr("autoport", &YesNo::from_bool(self.autoport));
        if self.websocket_generated && !live {
            body.attr_text("websocket", "-1");
        } else if self.websocket != 0 {
            body.attr("websocket", &self.websocket);
        }
    }
}

impl GraphicsAuth {
    pub(super) fn read(node: Node<'_>) -> Result<Self> {
        let Some(passwd) = node.attr("passwd") else {
            return Ok(Self::default());
        };
        let connected = match node.attr("connected") {
            None => None,
            Some(word) => Some(
                AuthConnected::from_word(word)
                    .ok_or_else(|| unsupported_text(format!("unknown connected value {word}")))?,
            ),
        };
        let vnc = node.attr("type") == Some("vnc");
        if vnc && connected.is_some_and(|connected| connected != AuthConnected::Keep) {
            return Err(unsupported_text("VNC supports connected='keep' only"));
        }
        Ok(Self {
            username: node.attr("username").map(str::to_owned),
            passwd: Some(passwd.to_owned()),
            valid_to: node.attr("passwdValidTo").map(str::to_owned),
            connected,
        })
    }

    pub(super) fn write(&self, body: &mut Body<'_>, cx: &Context) {
        let Some(passwd) = &self.passwd else { return };
        body.attr_opt("username", self.username.as_ref());
        if cx.shows(Scope::SECRET) {
            body.attr("passwd", passwd);
        }
        body.attr_opt("passwdValidTo", self.valid_to.as_ref());
        body.attr_opt("connected", self.connected.as_ref());
    }
}

impl Listen {
    /// Reads the elements, and the older attributes of `<graphics>` that say the same.
    pub(super) fn read_all(graphics: Node<'_>, cx: &Context) -> Result<Vec<Self>> {
        let old = |name: &str| graphics.attr(name).filter(|value| !value.is_empty());
        let mut listens = Vec::new();
        for (n, node) in graphics.children("listen").enumerate() {
            let listen = if n == 0 { old("listen") } else { None };
            let socket = if n == 0 { old("socket") } else { None };
            listens.push(Self::read(node, listen, socket, cx)?);
        }
        let socket = graphics
            .attr("socket")
            .filter(|_| graphics.attr("type") == Some("vnc"));
        let first = match socket {
            Some(socket) => Self {
                kind: ListenKind::Socket,
                socket: Some(socket.into()),
                ..Self::default()
            },
            None => Self {
                address: old("listen").map(str::to_owned),
                ..Self::default()
            },
        };
        match listens.first_mut() {
            None => listens.push(first),
            // A socket in the older place wins over an address in the newer one.
            Some(known)
                if socket.is_some()
                    && matches!(known.kind, ListenKind::Address | ListenKind::Network) =>
            {
                *known = first;
            }
            Some(_) => {}
        }
        Ok(listens)
    }

    fn read(
        node: Node<'_>,
        listen: Option<&str>,
        old_socket: Option<&str>,
        cx: &Context,
    ) -> Result<Self> {
        let text = |name: &str| node.attr(name).filter(|value| !value.is_empty());
        let kind = read::attr_required::<ListenKind>(node, "type")?;
        let address = match kind {
            ListenKind::Address => agreed("listen", listen, "address", text("address"))?,
            ListenKind::Network if cx.shows(Scope::LIVE) => text("address"),
            _ => None,
        };
        let socket = match kind {
            ListenKind::Socket => agreed("socket", old_socket, "socket", text("socket"))?,
            _ => text("socket"),
        };
        let network = text("network");
        if network.is_some() && kind != ListenKind::Network {
            return Err(malformed(
                "'network' attribute is valid only for listen type 'network'",
            ));
        }
        if socket.is_some() && kind != ListenKind::Socket {
            return Err(malformed(
                "'socket' attribute is valid only for listen type 'socket'",
            ));
        }
        let status = cx.shows(Scope::STATUS);
        Ok(Self {
            kind,
            address: address.map(str::to_owned),
            network: network.map(str::to_owned),
            socket: socket.map(str::to_owned),
            from_config: status && node.attr("fromConfig").is_some_and(|value| value != "0"),
            auto_generated: status && node.attr("autoGenerated") == Some("yes"),
        })
    }

    /// Tells the address in the older place, on `<graphics>` itself.
    pub(super) fn write_address(&self, body: &mut Body<'_>, cx: &Context) {
        let migrating = cx.shows(Scope::MIGRATION);
        let hidden = (migrating && self.from_config)
            || (self.kind == ListenKind::Network && (!cx.shows(Scope::LIVE) || migrating));
        body.attr_opt("listen", self.address.as_ref().filter(|_| !hidden));
    }

    pub(super) fn write(&self, body: &mut Body<'_>, cx: &Context) {
        if cx.shows(Scope::MIGRATION) && self.from_config {
            return;
        }
        body.child("listen", |body| {
            body.attr("type", &self.kind);
            let known = self.kind == ListenKind::Address
                || (self.kind == ListenKind::Network && cx.shows(Scope::LIVE));
            body.attr_opt("address", self.address.as_ref().filter(|_| known));
            body.attr_opt("network", self.network.as_ref());
            let hidden = self.auto_generated && cx.shows(Scope::MIGRATION);
            body.attr_opt("socket", self.socket.as_ref().filter(|_| !hidden));
            if cx.shows(Scope::STATUS) {
                body.attr_text("fromConfig", if self.from_config { "1" } else { "0" });
                body.attr("autoGenerated", &YesNo::from_bool(self.auto_generated));
            }
        });
    }
}
