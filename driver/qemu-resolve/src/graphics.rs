//! Where the screens of a guest that starts wait for users: addresses, ports, sockets.

use fv_driver_qemu_caps::{Caps, Flag};
use fv_error::Result;
use fv_model_domain::Domain;
use fv_model_domain::YesNo;
use fv_model_domain::devices::graphics::{Graphics, Listen, ListenKind, Vnc};
use fv_model_domain::devices::spice::{ChannelMode, Spice};

use crate::rules::unsupported;

/// What `qemu.conf` and the host say about screens.
#[derive(Clone, Debug)]
pub struct GraphicsContext {
    /// The guest's private folder, for sockets.
    pub domain_dir: String,
    /// `vnc_listen`
    pub vnc_listen: String,
    /// `vnc_auto_unix_socket`
    pub vnc_auto_socket: bool,
    /// `spice_listen`
    pub spice_listen: String,
    /// `spice_auto_unix_socket`
    pub spice_auto_socket: bool,
    /// `spice_tls`
    pub spice_tls: bool,
    /// The host's node for drawing with its graphics card.
    pub render_node: Option<String>,
    /// The socket of the bus that the driver runs for the guest's screen.
    pub dbus_socket: String,
}

impl GraphicsContext {
    /// The default configuration, with sockets in this folder.
    pub fn new(domain_dir: impl Into<String>) -> Self {
        Self {
            domain_dir: domain_dir.into(),
            vnc_listen: "127.0.0.1".to_string(),
            vnc_auto_socket: false,
            spice_listen: "127.0.0.1".to_string(),
            spice_auto_socket: false,
            spice_tls: false,
            render_node: None,
            dbus_socket: String::new(),
        }
    }
}

/// The ports of the host that guests may be given.
pub trait Ports {
    /// Takes a port for a screen.
    fn screen(&self, screen: Screen) -> Result<u16>;

    /// Takes a port for a web socket.
    fn web_socket(&self) -> Result<u16>;
}

/// What a port is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Screen {
    /// VNC.
    Vnc,
    /// SPICE.
    Spice,
    /// SPICE with encryption.
    SpiceTls,
}

/// The ports that are named when nothing is going to be started.
#[derive(Clone, Copy, Debug, Default)]
pub struct FirstPorts;

impl Ports for FirstPorts {
    fn screen(&self, screen: Screen) -> Result<u16> {
        Ok(match screen {
            Screen::Vnc => 5900,
            Screen::Spice => 5901,
            Screen::SpiceTls => 5902,
        })
    }

    fn web_socket(&self) -> Result<u16> {
        Ok(5700)
    }
}

/// Chooses what the definition leaves open.
pub(crate) fn prepare(
    domain: &mut Domain,
    caps: &Caps,
    context: &GraphicsContext,
    ports: &dyn Ports,
) -> Result<()> {
    for graphics in &mut domain.devices.graphics {
        match graphics {
            Graphics::Vnc(vnc) => prepare_vnc(vnc, context, ports)?,
            Graphics::Spice(spice) => {
                if spice.gl == Some(YesNo::Yes)
                    && spice.render_node.is_none()
                    && caps.has(Flag::SpiceRendernode)
                {
                    spice.render_node.clone_from(&context.render_node);
                }
                prepare_spice(spice, context, ports)?;
            }
            Graphics::Dbus(dbus) => {
                if !dbus.p2p {
                    let own = || format!("unix:path={}", context.dbus_socket);
                    dbus.address.get_or_insert_with(own);
                }
                if dbus.gl == Some(YesNo::Yes) && dbus.render_node.is_none() {
                    dbus.render_node.clone_from(&context.render_node);
                }
            }
            Graphics::EglHeadless { render_node }
                if render_node.is_none() && caps.has(Flag::EglHeadlessRendernode) =>
            {
                render_node.clone_from(&context.render_node);
            }
            _ => {}
        }
    }
    Ok(())
}

fn prepare_vnc(vnc: &mut Vnc, context: &GraphicsContext, ports: &dyn Ports) -> Result<()> {
    for listen in &mut vnc.listens {
        let socket = format!("{}/vnc.sock", context.domain_dir);
        complete(listen, &context.vnc_listen, context.vnc_auto_socket, socket);
    }
    let first = vnc.listens.first().map(|listen| listen.kind);
    if !matches!(first, Some(ListenKind::Address | ListenKind::Network)) {
        return Ok(());
    }
    if vnc.autoport {
        vnc.port = ports.screen(Screen::Vnc)?.into();
    }
    if vnc.websocket == -1 {
        vnc.websocket = ports.web_socket()?.into();
        vnc.websocket_generated = true;
    }
    Ok(())
}

fn prepare_spice(spice: &mut Spice, context: &GraphicsContext, ports: &dyn Ports) -> Result<()> {
    for listen in &mut spice.listens {
        let socket = format!("{}/spice.sock", context.domain_dir);
        let prefers_socket = context.spice_auto_socket;
        complete(listen, &context.spice_listen, prefers_socket, socket);
    }
    let first = spice.listens.first().map(|listen| listen.kind);
    if !matches!(first, Some(ListenKind::Address | ListenKind::Network)) {
        return Ok(());
    }
    let modes = || {
        let own = spice.channels.iter().map(|(_, mode)| *mode);
        own.chain([spice.default_mode])
    };
    let is_any = spice.default_mode == ChannelMode::Any;
    let needs_plain = modes().any(|mode| mode == ChannelMode::Insecure) || is_any;
    let needs_tls =
        modes().any(|mode| mode == ChannelMode::Secure) || (is_any && context.spice_tls);
    if spice.port == -1 || (spice.autoport && needs_plain) {
        spice.port = ports.screen(Screen::Spice)?.into();
    }
    if spice.tls_port == -1 || (spice.autoport && needs_tls) {
        if !context.spice_tls {
            return unsupported(
                "Auto allocation of spice TLS port requested but spice TLS is disabled in \
                 qemu.conf",
            );
        }
        spice.tls_port = ports.screen(Screen::SpiceTls)?.into();
    }
    Ok(())
}

fn complete(listen: &mut Listen, address: &str, prefers_socket: bool, socket: String) {
    match listen.kind {
        ListenKind::Address if listen.address.is_none() => {
            if prefers_socket {
                *listen = Listen {
                    kind: ListenKind::Socket,
                    socket: Some(socket),
                    ..Listen::default()
                };
            } else {
                listen.address = Some(address.to_string());
            }
            listen.from_config = true;
        }
        // The address of a network is the affair of whoever knows networks.
        ListenKind::Network if listen.address.is_none() && listen.network.is_none() => {
            listen.address = Some(address.to_string());
        }
        ListenKind::Socket if listen.socket.is_none() => {
            listen.socket = Some(socket);
            listen.auto_generated = true;
        }
        _ => {}
    }
}
