//! Where the screens of a guest that starts wait for users: addresses, ports, sockets.

use fv_driver_qemu_caps::{Caps, Flag};
use fv_error::Result;
use fv_model_domain::Domain;
use fv_model_domain::devices::graphics::{Graphics, Listen, ListenKind, Vnc};

/// What `qemu.conf` and the host say about screens.
#[derive(Clone, Debug)]
pub struct GraphicsContext {
    /// The guest's private folder, for sockets.
    pub domain_dir: String,
    /// `vnc_listen`
    pub vnc_listen: String,
    /// `vnc_auto_unix_socket`
    pub vnc_auto_socket: bool,
    /// The host's node for drawing with its graphics card.
    pub render_node: Option<String>,
}

impl GraphicsContext {
    /// The default configuration, with sockets in this folder.
    pub fn new(domain_dir: impl Into<String>) -> Self {
        Self {
            domain_dir: domain_dir.into(),
            vnc_listen: "127.0.0.1".to_string(),
            vnc_auto_socket: false,
            render_node: None,
        }
    }
}

/// The ports of the host that guests may be given.
pub trait Ports {
    /// Takes a port for a screen.
    fn screen(&self) -> Result<u16>;

    /// Takes a port for a web socket.
    fn web_socket(&self) -> Result<u16>;
}

/// The ports that are named when nothing is going to be started: always the first one.
#[derive(Clone, Copy, Debug, Default)]
pub struct FirstPorts;

impl Ports for FirstPorts {
    fn screen(&self) -> Result<u16> {
        Ok(5900)
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
            Graphics::EglHeadless { render_node } => {
                if render_node.is_none() && caps.has(Flag::EglHeadlessRendernode) {
                    render_node.clone_from(&context.render_node);
                }
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
        vnc.port = ports.screen()?.into();
    }
    if vnc.websocket == -1 {
        vnc.websocket = ports.web_socket()?.into();
        vnc.websocket_generated = true;
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
