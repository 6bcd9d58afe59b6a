//! Character devices: serial and parallel ports, consoles, channels, and where their bytes go.

use fv_error::{Error, ErrorCode, ErrorDomain, Result};
use fv_model_xml::{
    Body, Context, Description, Element, Node, OnOff, Scope, Token, YesNo, read, xml_error,
};

use super::address::{DeviceInfo, info};
use crate::seclabel::DeviceSeclabel;

/// A serial port.
#[derive(Debug, Clone, PartialEq, Default, Element)]
#[xml(name = "serial", keep_empty)]
pub struct Serial {
    /// Where its bytes go.
    #[xml(inline)]
    pub backend: CharBackend,
    /// Which port of the guest it is.
    #[xml(hook = serial_target)]
    pub target: SerialTarget,
    /// Alias and address.
    #[xml(hook = info)]
    pub info: DeviceInfo,
}

/// The guest's side of a serial port.
#[derive(Debug, Clone, PartialEq, Default, Element)]
#[xml(name = "target", keep_empty)]
pub struct SerialTarget {
    /// The kind of bus it is on.
    #[xml(attr = "type")]
    pub kind: Option<SerialTargetKind>,
    /// The number of the port; chosen when it is not given.
    #[xml(attr)]
    pub port: Option<u32>,
    /// The device that provides it.
    #[xml(child)]
    pub model: Option<SerialModel>,
}

/// `<model name='isa-serial'/>`
#[derive(Debug, Clone, PartialEq, Element)]
#[xml(name = "model")]
pub struct SerialModel {
    /// The device.
    #[xml(attr, required)]
    pub name: SerialModelName,
}

/// The kinds of serial target.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Token)]
pub enum SerialTargetKind {
    /// `isa-serial`
    IsaSerial,
    /// `usb-serial`
    UsbSerial,
    /// `pci-serial`
    PciSerial,
    /// `spapr-vio-serial`
    SpaprVioSerial,
    /// `system-serial`
    SystemSerial,
    /// `sclp-serial`
    SclpSerial,
    /// `isa-debug`
    IsaDebug,
}

/// The devices that are serial ports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Token)]
pub enum SerialModelName {
    /// `isa-serial`
    IsaSerial,
    /// `usb-serial`
    UsbSerial,
    /// `pci-serial`
    PciSerial,
    /// `spapr-vty`
    SpaprVty,
    /// `pl011`
    Pl011,
    /// `sclpconsole`
    Sclpconsole,
    /// `sclplmconsole`
    Sclplmconsole,
    /// `16550a`
    #[token("16550a")]
    Uart16550a,
    /// `isa-debugcon`
    IsaDebugcon,
}

/// A parallel port.
#[derive(Debug, Clone, PartialEq, Default, Element)]
#[xml(name = "parallel", keep_empty)]
pub struct Parallel {
    /// Where its bytes go.
    #[xml(inline)]
    pub backend: CharBackend,
    /// Which port of the guest it is.
    #[xml(child, default)]
    pub target: PortTarget,
    /// Alias and address.
    #[xml(hook = info)]
    pub info: DeviceInfo,
}

/// A target that is a port's number alone.
#[derive(Debug, Clone, PartialEq, Default, Element)]
#[xml(name = "target", keep_empty)]
pub struct PortTarget {
    /// The number of the port; chosen when it is not given.
    #[xml(attr)]
    pub port: Option<u32>,
}

/// A console; the first one of a guest mirrors its first serial port.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Console {
    /// Where its bytes go.
    pub backend: CharBackend,
    /// The kind of device behind it.
    pub target: ConsoleTarget,
    /// Alias and address.
    pub info: DeviceInfo,
}

/// The guest's side of a console.
#[derive(Debug, Clone, PartialEq, Default, Element)]
#[xml(name = "target", keep_empty)]
pub struct ConsoleTarget {
    /// The kind of device.
    #[xml(attr = "type")]
    pub kind: Option<ConsoleTargetKind>,
    /// The number of the console; chosen when it is not given.
    #[xml(attr)]
    pub port: Option<u32>,
}

/// The kinds of console target.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Token)]
pub enum ConsoleTargetKind {
    /// `serial`
    Serial,
    /// `xen`
    Xen,
    /// `uml`
    Uml,
    /// `virtio`
    Virtio,
    /// `lxc`
    Lxc,
    /// `openvz`
    Openvz,
    /// `sclp`
    Sclp,
    /// `sclplm`
    Sclplm,
}

/// A channel between host and guest.
#[derive(Debug, Clone, PartialEq, Default, Element)]
#[xml(name = "channel", keep_empty)]
pub struct Channel {
    /// Where its bytes go.
    #[xml(inline)]
    pub backend: CharBackend,
    /// How the guest finds it.
    #[xml(hook = channel_target)]
    pub target: ChannelTarget,
    /// Alias and address.
    #[xml(hook = info)]
    pub info: DeviceInfo,
}

/// The guest's side of a channel.
#[derive(Debug, Clone, PartialEq, Default, Element)]
#[xml(name = "target", keep_empty)]
pub struct ChannelTarget {
    /// The kind of channel.
    #[xml(attr = "type")]
    pub kind: Option<ChannelTargetKind>,
    /// The name the guest sees it under.
    #[xml(attr)]
    pub name: Option<String>,
    /// Whether the guest has it open.
    #[xml(attr, only = Live)]
    pub state: Option<ChannelState>,
    /// The address a forwarded connection of the guest goes to.
    #[xml(attr)]
    pub address: Option<String>,
    /// The port such a connection goes to.
    #[xml(attr)]
    pub port: Option<u32>,
}

/// The kinds of channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Token)]
pub enum ChannelTargetKind {
    /// `guestfwd`
    Guestfwd,
    /// `virtio`
    Virtio,
    /// `xen`
    Xen,
}

/// Whether the guest has a channel open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Token)]
pub enum ChannelState {
    /// `connected`
    Connected,
    /// `disconnected`
    Disconnected,
}

/// Where the bytes of a character device go, and the log that is kept of them.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct CharBackend {
    /// The other end.
    pub source: CharSource,
    /// A file that gets a copy of the output.
    pub log: Option<CharLog>,
    /// Labels of the file or socket.
    pub seclabels: Vec<DeviceSeclabel>,
}

/// `<log file='…' append='on'/>`
#[derive(Debug, Clone, PartialEq, Default, Element)]
#[xml(name = "log")]
pub struct CharLog {
    /// The file.
    #[xml(attr)]
    pub file: Option<String>,
    /// Whether it is added to or begun anew.
    #[xml(attr)]
    pub append: Option<OnOff>,
}

/// The other end of a character device; the kinds are the words of `type`.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum CharSource {
    /// Nowhere.
    #[default]
    Null,
    /// A virtual console of the emulator.
    Vc,
    /// A pseudo terminal; its path is known while the guest runs.
    Pty {
        /// The slave's path.
        path: Option<String>,
    },
    /// A device of the host.
    Dev {
        /// Its path.
        path: Option<String>,
    },
    /// A file.
    File {
        /// Its path.
        path: Option<String>,
        /// Whether it is added to or begun anew.
        append: Option<OnOff>,
    },
    /// A named pipe.
    Pipe {
        /// Its path.
        path: Option<String>,
    },
    /// The emulator's own input and output.
    Stdio,
    /// Datagrams.
    Udp(UdpSource),
    /// A TCP connection.
    Tcp(TcpSource),
    /// A unix socket.
    Unix(UnixSource),
    /// A channel of SPICE, by its fixed name.
    Spicevmc,
    /// A port of SPICE.
    Spiceport {
        /// The name clients see.
        channel: Option<String>,
    },
    /// A pair of null modem devices.
    Nmdm {
        /// The guest's end.
        master: Option<String>,
        /// The host's end.
        slave: Option<String>,
    },
    /// QEMU's own clipboard agent.
    QemuVdagent {
        /// Whether the clipboard is shared.
        clipboard: Option<YesNo>,
        /// Who moves the pointer.
        mouse: Option<MouseMode>,
    },
    /// A channel on the emulator's D-Bus.
    Dbus {
        /// The name clients see.
        channel: Option<String>,
    },
}

/// The words of `type`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Token)]
pub enum CharKind {
    /// `null`
    Null,
    /// `vc`
    Vc,
    /// `pty`
    Pty,
    /// `dev`
    Dev,
    /// `file`
    File,
    /// `pipe`
    Pipe,
    /// `stdio`
    Stdio,
    /// `udp`
    Udp,
    /// `tcp`
    Tcp,
    /// `unix`
    Unix,
    /// `spicevmc`
    Spicevmc,
    /// `spiceport`
    Spiceport,
    /// `nmdm`
    Nmdm,
    /// `qemu-vdagent`
    QemuVdagent,
    /// `dbus`
    Dbus,
}

/// Who moves the pointer: the client or the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Token)]
pub enum MouseMode {
    /// `server`
    Server,
    /// `client`
    Client,
}

/// Where datagrams come from and go to.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct UdpSource {
    /// The address that is listened on.
    pub bind_host: Option<String>,
    /// The port that is listened on.
    pub bind_service: Option<String>,
    /// The address that is sent to.
    pub connect_host: Option<String>,
    /// The port that is sent to.
    pub connect_service: Option<String>,
}

/// A TCP connection or a socket waiting for one.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct TcpSource {
    /// Which side listens.
    pub mode: SocketMode,
    /// The address.
    pub host: Option<String>,
    /// The port.
    pub service: Option<String>,
    /// What is spoken on it.
    pub protocol: TcpProtocol,
    /// Whether it is encrypted.
    pub tls: Option<YesNo>,
    /// Whether that was the driver's configuration, not the user.
    pub tls_from_config: bool,
    /// What happens when the connection ends.
    pub reconnect: Option<Reconnect>,
}

/// A unix socket.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct UnixSource {
    /// Which side listens.
    pub mode: SocketMode,
    /// Its path.
    pub path: Option<String>,
    /// What happens when the connection ends.
    pub reconnect: Option<Reconnect>,
}

/// Which side of a socket the emulator is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Token)]
pub enum SocketMode {
    /// It connects.
    #[default]
    Connect,
    /// It listens.
    Bind,
}

/// What is spoken on a TCP connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Token)]
pub enum TcpProtocol {
    /// Nothing but the bytes.
    #[default]
    Raw,
    /// `telnet`
    Telnet,
    /// `telnets`
    Telnets,
    /// `tls`
    Tls,
}

/// `<reconnect enabled='yes' timeout='10'/>`
#[derive(Debug, Clone, PartialEq)]
pub struct Reconnect {
    /// Whether it is tried at all.
    pub enabled: YesNo,
    /// How long to wait before, in seconds.
    pub timeout: Option<u32>,
}

impl Reconnect {
    /// Reads it below `<source>`; a timeout is needed where it is tried.
    pub(crate) fn read(source: Node<'_>) -> Result<Option<Self>> {
        let Some(node) = source.child("reconnect") else {
            return Ok(None);
        };
        let Some(enabled) = read::attr(node, "enabled")? else {
            return Ok(None);
        };
        let timeout = match enabled {
            YesNo::Yes => Some(read::attr_required(node, "timeout")?),
            YesNo::No => None,
        };
        Ok(Some(Self { enabled, timeout }))
    }
}

impl CharSource {
    /// The word of its `type`.
    pub const fn kind(&self) -> CharKind {
        match self {
            Self::Null => CharKind::Null,
            Self::Vc => CharKind::Vc,
            Self::Pty { .. } => CharKind::Pty,
            Self::Dev { .. } => CharKind::Dev,
            Self::File { .. } => CharKind::File,
            Self::Pipe { .. } => CharKind::Pipe,
            Self::Stdio => CharKind::Stdio,
            Self::Udp(_) => CharKind::Udp,
            Self::Tcp(_) => CharKind::Tcp,
            Self::Unix(_) => CharKind::Unix,
            Self::Spicevmc => CharKind::Spicevmc,
            Self::Spiceport { .. } => CharKind::Spiceport,
            Self::Nmdm { .. } => CharKind::Nmdm,
            Self::QemuVdagent { .. } => CharKind::QemuVdagent,
            Self::Dbus { .. } => CharKind::Dbus,
        }
    }

    /// The path of the host's side, where it has one.
    pub fn path(&self) -> Option<&str> {
        match self {
            Self::Pty { path } | Self::Dev { path } | Self::Pipe { path } => path.as_deref(),
            Self::File { path, .. } => path.as_deref(),
            Self::Unix(socket) => socket.path.as_deref(),
            _ => None,
        }
    }

    /// Reads it from the element that carries `type` and `<source>`.
    pub fn read(node: Node<'_>, cx: &Context) -> Result<Self> {
        let kind = match node.attr("type") {
            None => CharKind::Pty,
            Some(word) => CharKind::from_word(word).ok_or_else(|| {
                unsupported(format!(
                    "unknown type presented to host for character device: {word}"
                ))
            })?,
        };
        refuse_repeated(node, kind)?;
        let source = node.child("source");
        let attr = |name: &str| {
            source
                .and_then(|source| source.attr(name))
                .map(str::to_owned)
        };
        Ok(match kind {
            CharKind::Null => Self::Null,
            CharKind::Vc => Self::Vc,
            CharKind::Stdio => Self::Stdio,
            CharKind::Spicevmc => Self::Spicevmc,
            CharKind::Pty => Self::Pty {
                // Old status files and definitions carry it on the element itself.
                path: attr("path")
                    .or_else(|| node.attr("tty").map(str::to_owned))
                    .filter(|_| cx.shows(Scope::LIVE)),
            },
            CharKind::Dev => Self::Dev { path: attr("path") },
            CharKind::Pipe => Self::Pipe { path: attr("path") },
            CharKind::File => Self::File {
                path: attr("path"),
                append: source
                    .map(|node| read::attr(node, "append"))
                    .transpose()?
                    .flatten(),
            },
            CharKind::Udp => Self::Udp(UdpSource::read(node)?),
            CharKind::Tcp => Self::Tcp(TcpSource::read(node, cx)?),
            CharKind::Unix => Self::Unix(UnixSource::read(source)?),
            CharKind::Spiceport => Self::Spiceport {
                channel: attr("channel"),
            },
            CharKind::Dbus => Self::Dbus {
                channel: attr("channel"),
            },
            CharKind::Nmdm => Self::Nmdm {
                master: attr("master"),
                slave: attr("slave"),
            },
            CharKind::QemuVdagent => {
                let child = |name: &str| source.and_then(|source| source.child(name));
                Self::QemuVdagent {
                    clipboard: child("clipboard")
                        .map(|node| read::attr_required(node, "copypaste"))
                        .transpose()?,
                    mouse: child("mouse")
                        .map(|node| read::attr_required(node, "mode"))
                        .transpose()?,
                }
            }
        })
    }

    /// Writes `<source>` and what belongs to it.
    fn write(&self, seclabels: &[DeviceSeclabel], body: &mut Body<'_>, cx: &Context) {
        match self {
            Self::Null | Self::Vc | Self::Stdio | Self::Spicevmc => {}
            Self::Pty { path } => {
                if let Some(path) = path.as_ref().filter(|_| cx.shows(Scope::LIVE)) {
                    write_path(body, cx, Some(path), None, seclabels);
                }
            }
            Self::Dev { path } | Self::Pipe { path } => {
                write_path(body, cx, path.as_ref(), None, seclabels);
            }
            Self::File { path, append } => {
                write_path(body, cx, path.as_ref(), *append, seclabels);
            }
            Self::Udp(source) => source.write(body),
            Self::Tcp(source) => source.write(body, cx),
            Self::Unix(source) => source.write(seclabels, body, cx),
            Self::Spiceport { channel } | Self::Dbus { channel } => {
                if let Some(channel) = channel {
                    body.child("source", |body| body.attr("channel", channel));
                }
            }
            Self::Nmdm { master, slave } => body.child("source", |body| {
                body.attr_opt("master", master.as_ref());
                body.attr_opt("slave", slave.as_ref());
            }),
            Self::QemuVdagent { clipboard, mouse } => body.child_unless_empty("source", |body| {
                if let Some(clipboard) = clipboard {
                    body.child("clipboard", |body| body.attr("copypaste", clipboard));
                }
                if let Some(mouse) = mouse {
                    body.child("mouse", |body| body.attr("mode", mouse));
                }
            }),
        }
    }
}

/// One source, log and protocol; datagrams may have two sources.
fn refuse_repeated(node: Node<'_>, kind: CharKind) -> Result<()> {
    let count = |name: &str| node.children(name).count();
    let sources = count("source");
    let text = if sources > 1 && kind != CharKind::Udp {
        "only one source element is allowed for character device"
    } else if sources > 2 {
        "only two source elements are allowed for character device"
    } else if count("log") > 1 {
        "only one log element is allowed for character device"
    } else if count("protocol") > 1 {
        "only one protocol element is allowed for character device"
    } else {
        return Ok(());
    };
    Err(xml_error(text).in_domain(ErrorDomain::Domain))
}

fn unsupported(text: impl Into<String>) -> Error {
    Error::new(ErrorDomain::Domain, ErrorCode::ConfigUnsupported, text)
}

fn write_path(
    body: &mut Body<'_>,
    cx: &Context,
    path: Option<&String>,
    append: Option<OnOff>,
    seclabels: &[DeviceSeclabel],
) {
    body.child_unless_empty("source", |body| {
        body.attr_opt("path", path);
        body.attr_opt("append", append.as_ref());
        for label in seclabels {
            body.element("seclabel", label, cx);
        }
    });
}

impl UdpSource {
    fn read(node: Node<'_>) -> Result<Self> {
        let mut found = Self::default();
        for source in node.children("source") {
            let (host, service) = (source.attr("host"), source.attr("service"));
            let (host, service) = (host.map(str::to_owned), service.map(str::to_owned));
            match read::attr::<SocketMode>(source, "mode")?.unwrap_or_default() {
                SocketMode::Connect => {
                    (found.connect_host, found.connect_service) = (host, service);
                }
                SocketMode::Bind => (found.bind_host, found.bind_service) = (host, service),
            }
        }
        Ok(found)
    }

    fn write(&self, body: &mut Body<'_>) {
        let ends = [
            (SocketMode::Bind, &self.bind_host, &self.bind_service),
            (
                SocketMode::Connect,
                &self.connect_host,
                &self.connect_service,
            ),
        ];
        for (mode, host, service) in ends {
            if host.is_some() || service.is_some() {
                body.child("source", |body| {
                    body.attr("mode", &mode);
                    body.attr_opt("host", host.as_ref());
                    body.attr_opt("service", service.as_ref());
                });
            }
        }
    }
}

impl TcpSource {
    fn read(node: Node<'_>, cx: &Context) -> Result<Self> {
        let protocol = match node.child("protocol") {
            Some(node) => read::attr(node, "type")?.unwrap_or_default(),
            None => TcpProtocol::default(),
        };
        let Some(source) = node.child("source") else {
            return Ok(Self {
                protocol,
                ..Self::default()
            });
        };
        Ok(Self {
            mode: read::attr(source, "mode")?.unwrap_or_default(),
            host: source.attr("host").map(str::to_owned),
            service: source.attr("service").map(str::to_owned),
            protocol,
            tls: read::attr(source, "tls")?,
            tls_from_config: cx.shows(Scope::STATUS) && source.attr("tlsFromConfig") == Some("1"),
            reconnect: Reconnect::read(source)?,
        })
    }

    fn write(&self, body: &mut Body<'_>, cx: &Context) {
        body.child("source", |body| {
            body.attr("mode", &self.mode);
            body.attr_opt("host", self.host.as_ref());
            body.attr_opt("service", self.service.as_ref());
            if !(cx.shows(Scope::MIGRATION) && self.tls_from_config) {
                body.attr_opt("tls", self.tls.as_ref());
            }
            if cx.shows(Scope::STATUS) {
                body.attr_text(
                    "tlsFromConfig",
                    if self.tls_from_config { "1" } else { "0" },
                );
            }
            write_reconnect(self.reconnect.as_ref(), body, cx);
        });
        body.child("protocol", |body| body.attr("type", &self.protocol));
    }
}

impl UnixSource {
    fn read(source: Option<Node<'_>>) -> Result<Self> {
        let Some(source) = source else {
            return Ok(Self::default());
        };
        Ok(Self {
            mode: read::attr(source, "mode")?.unwrap_or_default(),
            path: source.attr("path").map(str::to_owned),
            reconnect: Reconnect::read(source)?,
        })
    }

    fn write(&self, seclabels: &[DeviceSeclabel], body: &mut Body<'_>, cx: &Context) {
        let Some(path) = &self.path else { return };
        body.child("source", |body| {
            body.attr("mode", &self.mode);
            body.attr("path", path);
            for label in seclabels {
                body.element("seclabel", label, cx);
            }
            write_reconnect(self.reconnect.as_ref(), body, cx);
        });
    }
}

/// The timeout means something only when it is enabled.
pub(crate) fn write_reconnect(reconnect: Option<&Reconnect>, body: &mut Body<'_>, _: &Context) {
    if let Some(reconnect) = reconnect {
        body.child("reconnect", |body| {
            body.attr("enabled", &reconnect.enabled);
            if reconnect.enabled == YesNo::Yes {
                body.attr("timeout", &reconnect.timeout.unwrap_or_default());
            }
        });
    }
}

impl Element for CharBackend {
    const DESCRIPTION: &'static Description = &Description {
        name: "source",
        fields: &[],
    };

    fn read(node: Node<'_>, cx: &Context) -> Result<Self> {
        let source = CharSource::read(node, cx)?;
        let seclabels = match node.child("source") {
            Some(source) => crate::seclabel::read_of_device(source, cx)?,
            None => Vec::new(),
        };
        Ok(Self {
            source,
            log: read::child(node, "log", cx)?,
            seclabels,
        })
    }

    fn write(&self, body: &mut Body<'_>, cx: &Context) {
        body.attr("type", &self.source.kind());
        self.source.write(&self.seclabels, body, cx);
        if let Some(log) = &self.log {
            body.element("log", log, cx);
        }
    }
}

impl Element for Console {
    const DESCRIPTION: &'static Description = &Description {
        name: "console",
        fields: &[],
    };
    const KEEP_EMPTY: bool = true;

    fn read(node: Node<'_>, cx: &Context) -> Result<Self> {
        Ok(Self {
            backend: CharBackend::read(node, cx)?,
            target: read::child(node, "target", cx)?.unwrap_or_default(),
            info: info::read(node, cx)?,
        })
    }

    fn write(&self, body: &mut Body<'_>, cx: &Context) {
        CharBackend::write(&self.backend, body, cx);
        // The older place of the terminal's path, for the first console alone.
        if self.target.port == Some(0)
            && cx.shows(Scope::LIVE)
            && let CharSource::Pty { path: Some(path) } = &self.backend.source
        {
            body.attr("tty", path);
        }
        body.element("target", &self.target, cx);
        info::write(&self.info, body, cx);
    }
}

/// What libvirt says of a target it does not know.
fn unknown_target<T>(node: Node<'_>, known: impl Fn(&str) -> Option<T>) -> Result<()> {
    match node.attr("type").filter(|word| known(word).is_none()) {
        None => Ok(()),
        Some(word) => Err(unsupported(format!(
            "unknown target type '{word}' specified for character device"
        ))),
    }
}

/// A channel has to say what it is to the guest.
mod channel_target {
    use super::*;

    pub(super) fn read(node: Node<'_>, cx: &Context) -> Result<ChannelTarget> {
        let Some(target) = node.child("target") else {
            return Err(
                xml_error("target type must be specified for channel device")
                    .in_domain(ErrorDomain::Domain),
            );
        };
        unknown_target(target, ChannelTargetKind::from_word)?;
        let read = ChannelTarget::read(target, cx)?;
        if read.kind == Some(ChannelTargetKind::Guestfwd) && read.address.is_none() {
            return Err(
                xml_error("guestfwd channel does not define a target address")
                    .in_domain(ErrorDomain::Domain),
            );
        }
        let spice = node.attr("type") == Some("spicevmc");
        if spice && read.kind != Some(ChannelTargetKind::Virtio) {
            return Err(unsupported("spicevmc device type only supports virtio"));
        }
        Ok(read)
    }

    pub(super) fn write(target: &ChannelTarget, body: &mut Body<'_>, cx: &Context) {
        body.element("target", target, cx);
    }
}

/// A serial port on USB has an address there or none.
mod serial_target {
    use super::*;

    pub(super) fn read(node: Node<'_>, cx: &Context) -> Result<SerialTarget> {
        let Some(target) = node.child("target") else {
            return Ok(SerialTarget::default());
        };
        unknown_target(target, SerialTargetKind::from_word)?;
        let model = target.child("model").and_then(|model| model.attr("name"));
        if let Some(word) = model.filter(|word| SerialModelName::from_word(word).is_none()) {
            return Err(unsupported(format!(
                "unknown target model '{word}' specified for character device"
            )));
        }
        if let Some(text) = target.attr("port") {
            let number = fv_types::number::parse_u32(text, fv_types::number::Base::Decimal);
            if number.is_none() {
                return Err(xml_error(format!("Invalid port number: {text}"))
                    .in_domain(ErrorDomain::Domain));
            }
        }
        let read = SerialTarget::read(target, cx)?;
        let address = node
            .child("address")
            .and_then(|address| address.attr("type"));
        let elsewhere = address.is_some_and(|kind| kind != "usb");
        if read.kind == Some(SerialTargetKind::UsbSerial) && elsewhere {
            return Err(unsupported("usb-serial requires address of usb type"));
        }
        Ok(read)
    }

    pub(super) fn write(target: &SerialTarget, body: &mut Body<'_>, cx: &Context) {
        body.element("target", target, cx);
    }
}
