//! Network interfaces.

use fv_error::Result;
use fv_model_xml::{
    Body, Context, Element, Expected, Fragment, Node, OnOff, Scope, Token, Value, YesNo, read,
    xml_error,
};
use fv_types::Uuid;

use super::address::{DeviceInfo, VirtioOptions, info_boot_rom};
use super::chardev::{Reconnect, write_reconnect};
use super::disk::NameAttr;
use super::hostdev::{Subsystem, SubsystemKind, Typed};
use super::netport::{Bandwidth, VirtualPort, Vlan};

/// A network interface.
#[derive(Debug, Clone, PartialEq, Element)]
#[xml(name = "interface", keep_empty)]
pub struct Interface {
    /// Whether the guest may tell the host which addresses it wants.
    #[xml(attr)]
    pub trust_guest_rx_filters: Option<YesNo>,
    /// Its hardware address; one is made when none is given.
    #[xml(child, default)]
    pub mac: Mac,
    /// What it is connected to; the kinds are the words of `type`.
    #[xml(hook = source, whole)]
    pub source: NetSource,
    /// VLAN tags put on its packets.
    #[xml(child)]
    pub vlan: Option<Vlan>,
    /// What a switch is told.
    #[xml(child = "virtualport")]
    pub virtual_port: Option<VirtualPort>,
    /// Limits of throughput.
    #[xml(child)]
    pub bandwidth: Option<Bandwidth>,
    /// Whether it can talk to other isolated ports.
    #[xml(hook = isolated)]
    pub isolated: Option<YesNo>,
    /// The addresses of the guest.
    #[xml(list = "ip")]
    pub ips: Vec<Ip>,
    /// The routes of the guest.
    #[xml(list = "route")]
    pub routes: Vec<Route>,
    /// Ports of the host that are passed to the guest.
    #[xml(list = "portForward")]
    pub port_forwards: Vec<PortForward>,
    /// A program run when it is connected.
    #[xml(child)]
    pub script: Option<PathAttr>,
    /// A program run when it is disconnected.
    #[xml(child)]
    pub downscript: Option<PathAttr>,
    /// The domain that provides the device, for Xen.
    #[xml(child)]
    pub backenddomain: Option<NameAttr>,
    /// The host's device.
    #[xml(hook = target, whole)]
    pub target: NetTarget,
    /// The guest's device, for containers.
    #[xml(child)]
    pub guest: Option<NetGuest>,
    /// The device the guest sees.
    #[xml(hook = model)]
    pub model: Option<String>,
    /// How the emulator treats it.
    #[xml(hook = driver, whole)]
    pub driver: NetDriver,
    /// The program that does the work.
    #[xml(child, default)]
    pub backend: NetBackend,
    /// Packet filters.
    #[xml(child = "filterref")]
    pub filter: Option<FilterRef>,
    /// The size of the send buffer, in bytes.
    #[xml(hook = tune)]
    pub send_buffer: Option<u64>,
    /// The other half of a failover pair.
    #[xml(child)]
    pub teaming: Option<Teaming>,
    /// Whether its cable is in.
    #[xml(child)]
    pub link: Option<Link>,
    /// The largest packet.
    #[xml(child)]
    pub mtu: Option<Mtu>,
    /// How packets are gathered before the host is woken.
    #[xml(hook = coalesce)]
    pub coalesce_rx_frames_max: Option<u32>,
    /// Boot order, alias, ROM and address.
    #[xml(hook = info_boot_rom)]
    pub info: DeviceInfo,
    /// What the driver keeps in status files.
    #[xml(hook = crate::private)]
    pub private: Option<Fragment>,
}

/// A hardware address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub struct MacAddr(pub [u8; 6]);

impl Value for MacAddr {
    fn parse(text: &str) -> Result<Self, Expected> {
        let mut bytes = [0u8; 6];
        let mut parts = text.trim_start().split(':');
        for byte in &mut bytes {
            let part = parts.next().filter(|part| (1..=2).contains(&part.len()));
            let value = part.and_then(|part| u8::from_str_radix(part, 16).ok());
            *byte = value.ok_or(Expected::Token)?;
        }
        if parts.next().is_some() {
            Err(Expected::Token)
        } else {
            Ok(Self(bytes))
        }
    }

    fn print(&self) -> String {
        let parts: Vec<String> = self.0.iter().map(|byte| format!("{byte:02x}")).collect();
        parts.join(":")
    }
}

impl std::fmt::Display for MacAddr {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.print())
    }
}

/// `<mac address='52:54:00:…'/>`
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Mac {
    /// The address; `None` until one is made.
    pub address: Option<MacAddr>,
    /// Whether it is one of VMware's generated ones.
    pub kind: Option<MacKind>,
    /// Whether VMware checks it.
    pub check: Option<YesNo>,
    /// The address the guest uses now.
    pub current: Option<MacAddr>,
}

/// Where an address of VMware comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Token)]
pub enum MacKind {
    /// `generated`
    Generated,
    /// `static`
    Static,
}

impl Element for Mac {
    const DESCRIPTION: &'static fv_model_xml::Description = &fv_model_xml::Description {
        name: "mac",
        fields: &[],
    };

    fn read(node: Node<'_>, _: &Context) -> Result<Self> {
        let address = match node.attr("address") {
            Some(text) => Some(
                MacAddr::parse(text)
                    .map_err(|_| xml_error(format!("unable to parse mac address '{text}'")))?,
            ),
            None => None,
        };
        if let Some(mac) = address.filter(|mac| mac.0[0] & 1 == 1) {
            return Err(xml_error(format!(
                "expected unicast mac address, found multicast '{mac}'"
            )));
        }
        Ok(Self {
            address,
            kind: read::attr(node, "type")?,
            check: read::attr(node, "check")?,
            current: None,
        })
    }

    fn write(&self, body: &mut Body<'_>, cx: &Context) {
        body.attr_opt("address", self.address.as_ref());
        body.attr_opt("type", self.kind.as_ref());
        body.attr_opt("check", self.check.as_ref());
        if cx.shows(Scope::LIVE) {
            body.attr_opt("currentAddress", self.current.as_ref());
        }
    }
}

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

/// An address of a device.
#[derive(Debug, Clone, PartialEq, Default, Element)]
#[xml(name = "ip")]
pub struct Ip {
    /// The address.
    #[xml(attr, required)]
    pub address: String,
    /// `ipv4` or `ipv6`.
    #[xml(attr)]
    pub family: Option<String>,
    /// The length of the network's part.
    #[xml(attr, omit_default)]
    pub prefix: u32,
    /// The other end of a point-to-point link.
    #[xml(attr)]
    pub peer: Option<String>,
}

/// A route of a device.
#[derive(Debug, Clone, PartialEq, Default, Element)]
#[xml(name = "route")]
pub struct Route {
    /// `ipv4` or `ipv6`.
    #[xml(attr)]
    pub family: Option<String>,
    /// The network it leads to.
    #[xml(attr)]
    pub address: Option<String>,
    /// That network's mask.
    #[xml(attr)]
    pub netmask: Option<String>,
    /// The length of the network's part.
    #[xml(attr)]
    pub prefix: Option<u32>,
    /// The next hop.
    #[xml(attr)]
    pub gateway: Option<String>,
    /// The cost.
    #[xml(attr)]
    pub metric: Option<u32>,
}

/// Ports of the host passed to the guest.
#[derive(Debug, Clone, PartialEq, Default, Element)]
#[xml(name = "portForward", keep_empty)]
pub struct PortForward {
    /// The protocol.
    #[xml(attr, required)]
    pub proto: String,
    /// The host's address.
    #[xml(attr)]
    pub address: Option<String>,
    /// The host's device.
    #[xml(attr)]
    pub dev: Option<String>,
    /// The ports.
    #[xml(list = "range")]
    pub ranges: Vec<PortRange>,
}

/// Some ports.
#[derive(Debug, Clone, PartialEq, Default, Element)]
#[xml(name = "range")]
pub struct PortRange {
    /// The first.
    #[xml(attr, omit_default)]
    pub start: u32,
    /// The last.
    #[xml(attr, omit_default)]
    pub end: u32,
    /// The guest's first.
    #[xml(attr, omit_default)]
    pub to: u32,
    /// Whether these are left out.
    #[xml(attr)]
    pub exclude: Option<YesNo>,
}

/// `<x path='…'/>`
#[derive(Debug, Clone, PartialEq, Default, Element)]
pub struct PathAttr {
    /// The path.
    #[xml(attr)]
    pub path: Option<String>,
}

/// The host's device.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct NetTarget {
    /// Its name.
    pub dev: Option<String>,
    /// Whether the driver makes and deletes it.
    pub managed: Option<YesNo>,
}

/// The guest's device, for containers.
#[derive(Debug, Clone, PartialEq, Default, Element)]
#[xml(name = "guest")]
pub struct NetGuest {
    /// Its name.
    #[xml(attr)]
    pub dev: Option<String>,
    /// The name it has now.
    #[xml(attr, only = Live)]
    pub actual: Option<String>,
}

/// How the emulator treats an interface.
#[derive(Debug, Clone, PartialEq, Default, Element)]
#[xml(name = "driver")]
pub struct NetDriver {
    /// The back end: `qemu` or `vhost`.
    #[xml(attr)]
    pub name: Option<NetDriverName>,
    /// How packets are sent.
    #[xml(attr)]
    pub txmode: Option<TxMode>,
    /// Whether notifications go by event descriptors.
    #[xml(attr)]
    pub ioeventfd: Option<OnOff>,
    /// Whether the virtio event index is used.
    #[xml(attr = "event_idx")]
    pub event_idx: Option<OnOff>,
    /// The number of queues.
    #[xml(attr, omit_default)]
    pub queues: u32,
    /// The length of the receiving queue.
    #[xml(attr = "rx_queue_size", omit_default)]
    pub rx_queue_size: u32,
    /// The length of the sending queue.
    #[xml(attr = "tx_queue_size", omit_default)]
    pub tx_queue_size: u32,
    /// Whether the device spreads packets over queues.
    #[xml(attr)]
    pub rss: Option<OnOff>,
    /// Whether it reports the hash it used.
    #[xml(attr = "rss_hash_report")]
    pub rss_hash_report: Option<OnOff>,
    /// What any virtio device may be told.
    #[xml(inline)]
    pub virtio: VirtioOptions,
    /// What the host offers.
    #[xml(child, default)]
    pub host: HostOffloads,
    /// What the guest is offered.
    #[xml(child, default)]
    pub guest: GuestOffloads,
}

/// The back end of a virtio interface.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Token)]
pub enum NetDriverName {
    /// The emulator.
    Qemu,
    /// The host's kernel.
    Vhost,
}

/// How packets are sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Token)]
pub enum TxMode {
    /// `iothread`
    Iothread,
    /// `timer`
    Timer,
}

/// What the host does for the guest's packets.
#[derive(Debug, Clone, PartialEq, Default, Element)]
#[xml(name = "host")]
pub struct HostOffloads {
    /// Checksums.
    #[xml(attr)]
    pub csum: Option<OnOff>,
    /// Generic segmentation.
    #[xml(attr)]
    pub gso: Option<OnOff>,
    /// TCP segmentation over IPv4.
    #[xml(attr)]
    pub tso4: Option<OnOff>,
    /// TCP segmentation over IPv6.
    #[xml(attr)]
    pub tso6: Option<OnOff>,
    /// Congestion marks.
    #[xml(attr)]
    pub ecn: Option<OnOff>,
    /// UDP fragmentation.
    #[xml(attr)]
    pub ufo: Option<OnOff>,
    /// Receive buffers that are merged.
    #[xml(attr = "mrg_rxbuf")]
    pub mrg_rxbuf: Option<OnOff>,
}

/// What the guest may leave to the host.
#[derive(Debug, Clone, PartialEq, Default, Element)]
#[xml(name = "guest")]
pub struct GuestOffloads {
    /// Checksums.
    #[xml(attr)]
    pub csum: Option<OnOff>,
    /// TCP segmentation over IPv4.
    #[xml(attr)]
    pub tso4: Option<OnOff>,
    /// TCP segmentation over IPv6.
    #[xml(attr)]
    pub tso6: Option<OnOff>,
    /// Congestion marks.
    #[xml(attr)]
    pub ecn: Option<OnOff>,
    /// UDP fragmentation.
    #[xml(attr)]
    pub ufo: Option<OnOff>,
}

/// The program that does the work.
#[derive(Debug, Clone, PartialEq, Default, Element)]
#[xml(name = "backend")]
pub struct NetBackend {
    /// Which one.
    #[xml(attr = "type")]
    pub kind: Option<NetBackendKind>,
    /// The tap device's node.
    #[xml(attr)]
    pub tap: Option<String>,
    /// The vhost device's node.
    #[xml(attr)]
    pub vhost: Option<String>,
    /// The program's log.
    #[xml(attr)]
    pub log_file: Option<String>,
}

/// The programs that do the work of a `user` interface.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Token)]
pub enum NetBackendKind {
    /// `passt`
    Passt,
}

/// A packet filter and what it is told.
#[derive(Debug, Clone, PartialEq, Default, Element)]
#[xml(name = "filterref", keep_empty)]
pub struct FilterRef {
    /// The filter.
    #[xml(attr, required)]
    pub filter: String,
    /// Its parameters.
    #[xml(list = "parameter")]
    pub parameters: Vec<FilterParameter>,
}

/// A parameter of a filter.
#[derive(Debug, Clone, PartialEq, Default, Element)]
#[xml(name = "parameter")]
pub struct FilterParameter {
    /// Its name.
    #[xml(attr, required)]
    pub name: String,
    /// Its value.
    #[xml(attr, required)]
    pub value: String,
}

/// The other half of a failover pair.
#[derive(Debug, Clone, PartialEq, Element)]
#[xml(name = "teaming")]
pub struct Teaming {
    /// Which half this is.
    #[xml(attr = "type", required)]
    pub kind: TeamingKind,
    /// The half that stays.
    #[xml(attr)]
    pub persistent: Option<String>,
}

/// The halves of a failover pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Token)]
pub enum TeamingKind {
    /// The one that stays.
    Persistent,
    /// The one that goes away for a migration.
    Transient,
}

/// Whether a cable is in.
#[derive(Debug, Clone, PartialEq, Element)]
#[xml(name = "link")]
pub struct Link {
    /// It is, or it is not.
    #[xml(attr, required)]
    pub state: LinkState,
}

/// Whether a cable is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Token)]
pub enum LinkState {
    /// `up`
    Up,
    /// `down`
    Down,
}

/// The largest packet.
#[derive(Debug, Clone, PartialEq, Default, Element)]
#[xml(name = "mtu")]
pub struct Mtu {
    /// In bytes.
    #[xml(attr, default)]
    pub size: u32,
}

impl Interface {
    /// An interface connected to `source`, of no model yet.
    pub fn new(source: NetSource) -> Self {
        Self {
            trust_guest_rx_filters: None,
            mac: Mac::default(),
            source,
            vlan: None,
            virtual_port: None,
            bandwidth: None,
            isolated: None,
            ips: Vec::new(),
            routes: Vec::new(),
            port_forwards: Vec::new(),
            script: None,
            downscript: None,
            backenddomain: None,
            target: NetTarget::default(),
            guest: None,
            model: None,
            driver: NetDriver::default(),
            backend: NetBackend::default(),
            filter: None,
            send_buffer: None,
            teaming: None,
            link: None,
            mtu: None,
            coalesce_rx_frames_max: None,
            info: DeviceInfo::default(),
            private: None,
        }
    }

    /// Says whether its model is one of the virtio family.
    pub fn is_virtio(&self) -> bool {
        matches!(
            self.model.as_deref(),
            Some("virtio" | "virtio-transitional" | "virtio-non-transitional")
        )
    }
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
mod source {
    use super::*;

    pub(super) fn read(node: Node<'_>, cx: &Context) -> Result<NetSource> {
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

    pub(super) fn write(interface: &Interface, body: &mut Body<'_>, cx: &Context) {
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

/// Names the driver made up are not kept in definitions.
mod target {
    use super::*;

    const GENERATED: [&str; 3] = ["vnet", "macvtap", "macvlan"];

    pub(super) fn read(node: Node<'_>, cx: &Context) -> Result<NetTarget> {
        let Some(target) = node.child("target") else {
            return Ok(NetTarget::default());
        };
        let managed = fv_model_xml::read::attr(target, "managed")?;
        let dev = target.attr("dev").map(str::to_owned);
        let forgotten = managed != Some(YesNo::No)
            && !cx.shows(Scope::LIVE)
            && dev.as_deref().is_some_and(is_generated);
        Ok(NetTarget {
            dev: dev.filter(|_| !forgotten),
            managed,
        })
    }

    pub(super) fn write(interface: &Interface, body: &mut Body<'_>, cx: &Context) {
        let target = &interface.target;
        let shown = target.managed == Some(YesNo::No) || cx.shows(Scope::LIVE);
        let dev = target
            .dev
            .as_ref()
            .filter(|dev| shown || !is_generated(dev));
        body.child_unless_empty("target", |body| {
            body.attr_opt("dev", dev);
            body.attr_opt("managed", target.managed.as_ref());
        });
    }

    fn is_generated(dev: &str) -> bool {
        GENERATED.iter().any(|prefix| dev.starts_with(prefix))
    }
}

/// `<model type='…'/>`
mod model {
    use super::*;

    pub(super) fn read(node: Node<'_>, _: &Context) -> Result<Option<String>> {
        let Some(model) = node.child("model").and_then(|model| model.attr("type")) else {
            return Ok(None);
        };
        let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
        if model.is_empty() || !model.chars().all(allowed) {
            return Err(fv_error::Error::new(
                fv_error::ErrorDomain::Domain,
                fv_error::ErrorCode::InvalidArg,
                "Model name contains invalid characters",
            ));
        }
        Ok(Some(model.to_owned()))
    }

    pub(super) fn write(model: &Option<String>, body: &mut Body<'_>, _: &Context) {
        if let Some(model) = model {
            body.child("model", |body| body.attr("type", model));
        }
    }
}

/// Only virtio has a driver to speak of.
mod driver {
    use super::*;

    pub(super) fn read(node: Node<'_>, cx: &Context) -> Result<NetDriver> {
        Ok(fv_model_xml::read::child(node, "driver", cx)?.unwrap_or_default())
    }

    pub(super) fn write(interface: &Interface, body: &mut Body<'_>, cx: &Context) {
        if interface.is_virtio() {
            body.element("driver", &interface.driver, cx);
        }
    }
}

/// `<port isolated='yes'/>`
mod isolated {
    use super::*;

    pub(super) fn read(node: Node<'_>, _: &Context) -> Result<Option<YesNo>> {
        match node.child("port") {
            Some(port) => fv_model_xml::read::attr(port, "isolated"),
            None => Ok(None),
        }
    }

    pub(super) fn write(isolated: &Option<YesNo>, body: &mut Body<'_>, _: &Context) {
        if let Some(isolated) = isolated {
            body.child("port", |body| body.attr("isolated", isolated));
        }
    }
}

/// `<tune><sndbuf>0</sndbuf></tune>`
mod tune {
    use super::*;

    pub(super) fn read(node: Node<'_>, _: &Context) -> Result<Option<u64>> {
        match node.child("tune") {
            Some(tune) => fv_model_xml::read::text(tune, "sndbuf"),
            None => Ok(None),
        }
    }

    pub(super) fn write(size: &Option<u64>, body: &mut Body<'_>, _: &Context) {
        if let Some(size) = size {
            body.child("tune", |body| body.text_opt("sndbuf", Some(size)));
        }
    }
}

/// `<coalesce><rx><frames max='5'/></rx></coalesce>`
mod coalesce {
    use super::*;

    pub(super) fn read(node: Node<'_>, _: &Context) -> Result<Option<u32>> {
        match node.find("coalesce/rx/frames") {
            Some(frames) => fv_model_xml::read::attr(frames, "max"),
            None => Ok(None),
        }
    }

    pub(super) fn write(max: &Option<u32>, body: &mut Body<'_>, _: &Context) {
        if let Some(max) = max {
            body.child("coalesce", |body| {
                body.child("rx", |body| {
                    body.child("frames", |body| body.attr("max", max));
                });
            });
        }
    }
}
