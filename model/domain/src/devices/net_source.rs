//! What a network interface is connected to: the kinds of `<interface>` and their `<source>`.

use fv_error::Result;
use fv_model_xml::{Body, Context, Node, Scope, Token, read, xml_error};
use fv_types::Uuid;

use super::chardev::{Reconnect, write_reconnect};
use super::hostdev::{Subsystem, SubsystemKind, Typed};
use super::interface::{Interface, Ip, NetBackendKind, Route};

/// What an interface is connected to.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum NetSource {
    /// The emulator's own network, or passt.
    #[default]
    User,
    /// The same, with what passt is told.
    UserFrom {
        /// The host's device packets leave by.
        dev: Option<String>,
    },
    /// A device made for it, nothing more.
    Ethernet {
        /// Addresses of the host's side.
        ips: Vec<Ip>,
        /// Routes of the host's side.
        routes: Vec<Route>,
    },
    /// Another process, over a unix socket.
    VhostUser {
        /// The socket.
        path: Option<String>,
        /// Whether the emulator listens.
        server: bool,
        /// What happens when the connection ends.
        reconnect: Option<Reconnect>,
        /// The host's device packets leave by, for passt.
        dev: Option<String>,
    },
    /// A socket that waits for another guest.
    Server(SocketEnd),
    /// A socket connected to another guest.
    Client(SocketEnd),
    /// A multicast group.
    Mcast(SocketEnd),
    /// Datagrams.
    Udp {
        /// Where they go to.
        remote: SocketEnd,
        /// Where they come in.
        local: SocketEnd,
    },
    /// A virtual network.
    Network {
        /// Its name.
        network: String,
        /// The group of ports it takes its settings from.
        portgroup: Option<String>,
        /// The port it has, while the guest runs.
        port_id: Option<Uuid>,
    },
    /// A bridge of the host.
    Bridge {
        /// Its name.
        bridge: String,
    },
    /// A network of the hypervisor.
    Internal {
        /// Its name.
        name: String,
    },
    /// A device of the host, shared by macvtap.
    Direct {
        /// The device.
        dev: String,
        /// How it is shared.
        mode: Option<MacvtapMode>,
    },
    /// A vDPA device.
    Vdpa {
        /// The device.
        dev: String,
    },
    /// A network device of the host, given to the guest.
    Hostdev {
        /// Whether the driver takes it from the host and gives it back.
        managed: bool,
        /// The device.
        device: Box<Subsystem>,
    },
    /// Nothing.
    Null,
    /// A distributed switch of VMware.
    Vds {
        /// The switch.
        switch_id: Uuid,
        /// The port.
        port_id: i64,
        /// The port group.
        portgroup_id: String,
        /// The connection.
        connection_id: i64,
    },
}

/// Address and port of one end of a socket.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SocketEnd {
    /// The address.
    pub address: Option<String>,
    /// The port.
    pub port: u32,
}

/// The words of `type`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Token)]
pub enum NetKind {
    /// `user`
    User,
    /// `ethernet`
    Ethernet,
    /// `vhostuser`
    Vhostuser,
    /// `server`
    Server,
    /// `client`
    Client,
    /// `mcast`
    Mcast,
    /// `network`
    Network,
    /// `bridge`
    Bridge,
    /// `internal`
    Internal,
    /// `direct`
    Direct,
    /// `hostdev`
    Hostdev,
    /// `udp`
    Udp,
    /// `vdpa`
    Vdpa,
    /// `null`
    Null,
    /// `vds`
    Vds,
}

/// How macvtap shares a device.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Token)]
pub enum MacvtapMode {
    /// `vepa`
    Vepa,
    /// `private`
    Private,
    /// `bridge`
    Bridge,
    /// `passthrough`
    Passthrough,
}

impl NetSource {
    /// The word of its `type`.
    pub const fn kind(&self) -> NetKind {
        match self {
            Self::User | Self::UserFrom { .. } => NetKind::User,
            Self::Ethernet { .. } => NetKind::Ethernet,
            Self::VhostUser { .. } => NetKind::Vhostuser,
            Self::Server(_) => NetKind::Server,
            Self::Client(_) => NetKind::Client,
            Self::Mcast(_) => NetKind::Mcast,
            Self::Udp { .. } => NetKind::Udp,
            Self::Network { .. } => NetKind::Network,
            Self::Bridge { .. } => NetKind::Bridge,
            Self::Internal { .. } => NetKind::Internal,
            Self::Direct { .. } => NetKind::Direct,
            Self::Vdpa { .. } => NetKind::Vdpa,
            Self::Null => NetKind::Null,
            Self::Hostdev { .. } => NetKind::Hostdev,
            Self::Vds { .. } => NetKind::Vds,
        }
    }
}

/// The source, with the kind that stands on the interface itself.
pub(super) mod source {
    use super::*;

    pub(crate) fn read(node: Node<'_>, cx: &Context) -> Result<NetSource> {
        let kind = read::attr(node, "type")?.unwrap_or(NetKind::User);
        let source = node.child("source");
        let attr = |name: &str| {
            source
                .and_then(|source| source.attr(name))
                .map(str::to_owned)
        };
        let needed = |name: &str, kind: &str| {
            attr(name).filter(|value| !value.is_empty()).ok_or_else(|| {
                xml_error(format!(
                    "Missing <source> '{name}' attribute for <interface type='{kind}'>"
                ))
            })
        };
        Ok(match kind {
            NetKind::User => match attr("dev") {
                None => NetSource::User,
                dev => NetSource::UserFrom { dev },
            },
            NetKind::Null => NetSource::Null,
            NetKind::Ethernet => NetSource::Ethernet {
                ips: source.map_or(Ok(Vec::new()), |node| read::list(node, "ip", cx))?,
                routes: source.map_or(Ok(Vec::new()), |node| read::list(node, "route", cx))?,
            },
            NetKind::Vhostuser => NetSource::VhostUser {
                path: attr("path"),
                server: attr("mode").as_deref() == Some("server"),
                reconnect: match source {
                    Some(source) => Reconnect::read(source)?,
                    None => None,
                },
                dev: attr("dev"),
            },
            NetKind::Server => NetSource::Server(socket_end(source, kind)?),
            NetKind::Client => NetSource::Client(socket_end(source, kind)?),
            NetKind::Mcast => NetSource::Mcast(socket_end(source, kind)?),
            NetKind::Udp => NetSource::Udp {
                remote: socket_end(source, kind)?,
                local: socket_end(source.and_then(|source| source.child("local")), kind)?,
            },
            NetKind::Network => NetSource::Network {
                network: needed("network", "network")?,
                portgroup: attr("portgroup"),
                port_id: match source.filter(|_| cx.shows(Scope::LIVE)) {
                    Some(source) => read::attr(source, "portid")?,
                    None => None,
                },
            },
            NetKind::Bridge => NetSource::Bridge {
                bridge: needed("bridge", "bridge")?,
            },
            NetKind::Internal => NetSource::Internal {
                name: needed("name", "internal")?,
            },
            NetKind::Direct => NetSource::Direct {
                dev: needed("dev", "direct")?,
                mode: match source {
                    Some(source) => read::attr(source, "mode")?,
                    None => None,
                },
            },
            NetKind::Vdpa => NetSource::Vdpa {
                dev: needed("dev", "vdpa")?,
            },
            NetKind::Vds => {
                let Some(source) = source else {
                    return Err(xml_error(
                        "Missing source switchid for interface type 'vds'",
                    ));
                };
                NetSource::Vds {
                    switch_id: read::attr_required(source, "switchid")?,
                    port_id: read::attr(source, "portid")?.unwrap_or_default(),
                    portgroup_id: read::attr_required(source, "portgroupid")?,
                    connection_id: read::attr(source, "connectionid")?.unwrap_or_default(),
                }
            }
            NetKind::Hostdev => {
                let kind = source.and_then(|source| source.child("address"));
                let kind = kind.and_then(|address| address.attr("type"));
                let Some(word) = kind else {
                    let text = "required attribute 'type' missing from hostdev interface \
                                <source>/<address>";
                    return Err(xml_error(text));
                };
                let Some(kind) = SubsystemKind::from_word(word) else {
                    let text = format!("unknown host device source address type '{word}'");
                    return Err(xml_error(text));
                };
                NetSource::Hostdev {
                    managed: node.attr("managed") == Some("yes"),
                    device: Box::new(Subsystem::read(node, kind, cx)?),
                }
            }
        })
    }

    fn socket_end(node: Option<Node<'_>>, kind: NetKind) -> Result<SocketEnd> {
        let missing = || {
            xml_error("No <source> 'port' attribute specified with socket interface".to_string())
        };
        let node = node.ok_or_else(missing)?;
        let port = node.attr("port").ok_or_else(missing)?;
        let Some(port) = fv_types::number::parse_u32(port, fv_types::number::Base::Decimal) else {
            return Err(xml_error(
                "Cannot parse <source> 'port' attribute with socket interface",
            ));
        };
        let address = node.attr("address").map(str::to_owned);
        if address.is_none() && kind != NetKind::Server {
            return Err(xml_error(
                "No <source> 'address' attribute specified with socket interface",
            ));
        }
        Ok(SocketEnd { address, port })
    }

    pub(crate) fn write(interface: &Interface, body: &mut Body<'_>, cx: &Context) {
        if let NetSource::Hostdev { managed, device } = &interface.source {
            // The bus is a child of the source, so it is written as a whole.
            if *managed {
                body.attr_front("managed", "yes");
            }
            body.attr_front("type", NetKind::Hostdev.as_str());
            return device.write(Typed::Yes, body, cx);
        }
        body.attr_front("type", interface.source.kind().as_str());
        let passt = interface.backend.kind == Some(NetBackendKind::Passt);
        body.child_unless_empty("source", |body| match &interface.source {
            NetSource::User | NetSource::Null | NetSource::Hostdev { .. } => {}
            NetSource::UserFrom { dev } => body.attr_opt("dev", dev.as_ref().filter(|_| passt)),
            NetSource::Ethernet { ips, routes } => {
                ips.iter().for_each(|ip| body.element("ip", ip, cx));
                routes
                    .iter()
                    .for_each(|route| body.element("route", route, cx));
            }
            NetSource::VhostUser { dev, .. } if passt => body.attr_opt("dev", dev.as_ref()),
            NetSource::VhostUser {
                path,
                server,
                reconnect,
                ..
            } => {
                body.attr_text("type", "unix");
                body.attr_opt("path", path.as_ref());
                body.attr_text("mode", if *server { "server" } else { "client" });
                write_reconnect(reconnect.as_ref(), body, cx);
            }
            NetSource::Server(end) | NetSource::Client(end) | NetSource::Mcast(end) => {
                write_end(end, body);
            }
            NetSource::Udp { remote, local } => {
                write_end(remote, body);
                body.child("local", |body| write_end(local, body));
            }
            NetSource::Network {
                network,
                portgroup,
                port_id,
            } => {
                body.attr("network", network);
                body.attr_opt("portgroup", portgroup.as_ref());
                body.attr_opt("portid", port_id.as_ref().filter(|_| cx.shows(Scope::LIVE)));
            }
            NetSource::Bridge { bridge } => body.attr("bridge", bridge),
            NetSource::Internal { name } => body.attr("name", name),
            NetSource::Direct { dev, mode } => {
                body.attr("dev", dev);
                body.attr("mode", &mode.unwrap_or(MacvtapMode::Vepa));
            }
            NetSource::Vdpa { dev } => body.attr("dev", dev),
            NetSource::Vds {
                switch_id,
                port_id,
                portgroup_id,
                connection_id,
            } => {
                body.attr("switchid", switch_id);
                body.attr("portid", port_id);
                body.attr("portgroupid", portgroup_id);
                body.attr("connectionid", connection_id);
            }
        });
    }

    fn write_end(end: &SocketEnd, body: &mut Body<'_>) {
        body.attr_opt("address", end.address.as_ref());
        body.attr("port", &end.port);
    }
}
