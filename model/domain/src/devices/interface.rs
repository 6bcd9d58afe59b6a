//! Network interfaces.

use fv_error::Result;
use fv_model_xml::{
    Body, Context, Element, Expected, Fragment, Node, OnOff, Scope, Token, Value, YesNo, read,
    xml_error,
};

use super::address::{DeviceInfo, VirtioOptions, info_boot_rom};
use super::disk::NameAttr;
use super::net_source::source;
pub use super::net_source::{MacvtapMode, NetKind, NetSource, SocketEnd};
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
    #[xml(hook = filter)]
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
        // The host's card does what it does.
        let is_host = matches!(interface.source, NetSource::Hostdev { .. });
        if interface.is_virtio() && !is_host {
            body.element("driver", &interface.driver, cx);
        }
    }
}

/// Only what passes a tap device of the host can be filtered; others' filters mean nothing.
mod filter {
    use super::*;

    pub(super) fn read(node: Node<'_>, cx: &Context) -> Result<Option<FilterRef>> {
        match node.attr("type") {
            Some("network" | "bridge" | "ethernet") => {
                fv_model_xml::read::child(node, "filterref", cx)
            }
            _ => Ok(None),
        }
    }

    pub(super) fn write(filter: &Option<FilterRef>, body: &mut Body<'_>, cx: &Context) {
        if let Some(filter) = filter {
            body.element("filterref", filter, cx);
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
