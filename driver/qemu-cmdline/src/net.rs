//! Network interfaces: the host's side (`-netdev`) and the guest's (`-device`).

use std::net::IpAddr;

use fv_driver_qemu_caps::Flag;
use fv_driver_qemu_resolve::net::{NetModel, model_of};
use fv_error::Result;
use fv_model_domain::YesNo;
use fv_model_domain::devices::address::{Address, DeviceInfo};
use fv_model_domain::devices::chardev::{
    CharBackend, CharSource, Reconnect, SocketMode, UnixSource,
};
use fv_model_domain::devices::interface::{
    Interface, NetBackendKind, NetSource, SocketEnd, TeamingKind, TxMode,
};

use crate::boot::BootOrder;
use crate::builder::{Builder, Variant};
use crate::chardev::Peer;
use crate::plan::FdPurpose;
use crate::props::Props;
use crate::words::{internal, on, unsupported, yes};

/// How long after the end of passt it is looked for again.
const PASST_RECONNECT_S: u32 = 5;

impl Builder<'_> {
    /// Appends all network interfaces.
    pub(crate) fn interfaces(&mut self, order: &BootOrder) -> Result<()> {
        let domain = self.input.domain;
        for (number, net) in domain.devices.interfaces.iter().enumerate() {
            self.interface(net, number, order.net(number))?;
        }
        Ok(())
    }

    fn interface(&mut self, net: &Interface, number: usize, boot_index: u32) -> Result<()> {
        check_tap(net)?;
        if matches!(net.source, NetSource::Hostdev { .. }) {
            // It comes with the other devices of the host.
            return Ok(());
        }
        let host = self.host_props(net, number)?;
        self.netdev(&host)?;
        self.companion(&net.info)?;
        if self.needs_legacy_nic(net) {
            let alias = net.info.alias();
            let mac = net.mac.address.unwrap_or_default();
            let model = net.model.as_deref().unwrap_or_default();
            let value = format!("nic,macaddr={mac},netdev=host{alias},model={model},id={alias}");
            self.option("-net", value);
            return Ok(());
        }
        let props = self.nic_props(net, boot_index)?;
        self.device(props)
    }

    /// Whether the network card is part of an ARM board.
    fn needs_legacy_nic(&self, net: &Interface) -> bool {
        let is_added = matches!(
            net.info.address,
            Some(Address::VirtioMmio | Address::Pci(_))
        );
        self.machine().is_arm_board() && !is_added
    }

    fn host_props(&mut self, net: &Interface, number: usize) -> Result<Props> {
        let kind = net.source.kind();
        let mut props = Props::new();
        if net.script.is_some() && !matches!(net.source, NetSource::Ethernet { .. }) {
            let kind = kind.as_str();
            let text = format!("scripts are not supported on interfaces of type {kind}");
            return Err(unsupported(text));
        }
        match &net.source {
            NetSource::User | NetSource::UserFrom { .. } => {
                if net.backend.kind == Some(NetBackendKind::Passt) {
                    self.add_stream(&mut props, net);
                } else {
                    add_user(&mut props, net)?;
                }
            }
            NetSource::Internal { .. } => {
                props.text("type", "user");
            }
            NetSource::Ethernet { .. }
            | NetSource::Bridge { .. }
            | NetSource::Network { .. }
            | NetSource::Direct { .. } => self.add_tap(&mut props, net, number),
            NetSource::Client(end) => add_socket(&mut props, "connect", end),
            NetSource::Server(end) => add_socket(&mut props, "listen", end),
            NetSource::Mcast(end) => add_socket(&mut props, "mcast", end),
            NetSource::Udp { remote, local } => {
                add_socket(&mut props, "udp", remote);
                props.text("localaddr", socket_address(local));
            }
            NetSource::VhostUser {
                path,
                server,
                reconnect,
                ..
            } => {
                let alias = net.info.alias().to_string();
                let id = format!("char{alias}");
                let is_passt = net.backend.kind == Some(NetBackendKind::Passt);
                let again = || Reconnect {
                    enabled: YesNo::Yes,
                    timeout: Some(PASST_RECONNECT_S),
                };
                let (path, reconnect) = match is_passt {
                    true => (Some(self.passt_socket(net)), Some(again())),
                    false => (path.clone(), reconnect.clone()),
                };
                let socket = UnixSource {
                    path,
                    mode: match server {
                        true => SocketMode::Bind,
                        false => SocketMode::Connect,
                    },
                    reconnect,
                };
                let backend = CharBackend {
                    source: CharSource::Unix(socket),
                    ..CharBackend::default()
                };
                self.chardev(&backend, &id, &alias, Peer::Awaited)?;
                props.text("type", "vhost-user").text("chardev", id);
                if net.driver.queues > 1 {
                    props.number("queues", net.driver.queues);
                }
            }
            NetSource::Vdpa { dev } => {
                let alias = net.info.alias().to_string();
                let opaque = format!("{alias}-vdpa");
                let path = self.fd_set(
                    FdPurpose::Vdpa {
                        alias,
                        path: dev.clone(),
                    },
                    &opaque,
                );
                props.text("type", "vhost-vdpa").text("vhostdev", path);
                if net.driver.queues > 1 {
                    props.number("queues", net.driver.queues);
                }
            }
            NetSource::Null | NetSource::Vds { .. } => {
                return Err(unsupported(format!(
                    "network device type '{}' is not supported by this hypervisor",
                    kind.as_str()
                )));
            }
            _ => return Err(internal("unexpected kind of network interface")),
        }
        props.text("id", format!("host{}", net.info.alias()));
        Ok(props)
    }

    /// The socket of the program that does user networking for an interface.
    fn passt_socket(&self, net: &Interface) -> String {
        let prefix = &self.input.settings.passt_prefix;
        format!("{prefix}-{}.socket", net.info.alias())
    }

    fn add_stream(&self, props: &mut Props, net: &Interface) {
        let mut address = Props::new();
        address.text("type", "unix");
        address.text("path", self.passt_socket(net));
        props.text("type", "stream").nested("addr", address);
        props.boolean("server", false);
        if self.has(Flag::NetdevStreamReconnectMiliseconds) {
            props.number("reconnect-ms", PASST_RECONNECT_S * 1000);
        } else if self.has(Flag::NetdevStreamReconnect) {
            props.number("reconnect", PASST_RECONNECT_S);
        }
    }

    fn add_tap(&mut self, props: &mut Props, net: &Interface, number: usize) {
        let queues = net.driver.queues.clamp(1, 256) as usize;
        let join = |places: Vec<String>| places.join(":");
        let taps: Vec<String> = (0..queues)
            .map(|queue| {
                self.plan
                    .fd(FdPurpose::Tap { net: number, queue })
                    .to_string()
            })
            .collect();
        let uses_vhost = self.input.settings.vhost_net
            && model_of(net).is_virtio()
            && net.driver.name != Some(fv_model_domain::devices::interface::NetDriverName::Qemu);
        let (tap, vhost) = if queues > 1 {
            ("fds", "vhostfds")
        } else {
            ("fd", "vhostfd")
        };
        props.text("type", "tap").text(tap, join(taps));
        if uses_vhost {
            let fds: Vec<String> = (0..queues)
                .map(|queue| {
                    self.plan
                        .fd(FdPurpose::VhostNet { net: number, queue })
                        .to_string()
                })
                .collect();
            props.boolean("vhost", true).text(vhost, join(fds));
        }
        props.number_maybe("sndbuf", net.send_buffer);
    }

    fn nic_props(&self, net: &Interface, boot_index: u32) -> Result<Props> {
        let alias = net.info.alias();
        let model = model_of(net);
        let mut props = match model {
            NetModel::Virtio(_) => self.virtio_nic(net)?,
            _ => Props::device(net.model.as_deref().unwrap_or_default()),
        };
        props
            .text("netdev", format!("host{alias}"))
            .text("id", alias);
        props.text("mac", net.mac.address.unwrap_or_default().to_string());
        props.nonzero("bootindex", boot_index);
        self.add_loadparm(&mut props, &net.info);
        self.address(&mut props, &net.info)?;
        add_rom(&mut props, &net.info)?;
        Ok(props)
    }

    fn virtio_nic(&self, net: &Interface) -> Result<Props> {
        let driver = &net.driver;
        let variant = match net.model.as_deref() {
            Some("virtio-transitional") => Variant::Transitional,
            Some("virtio-non-transitional") => Variant::NonTransitional,
            _ => Variant::Plain,
        };
        let name = self.virtio_name("virtio-net", &net.info, variant)?;
        let mut props = Props::device(name);
        props.virtio(&driver.virtio);
        props.text_maybe(
            "tx",
            driver.txmode.map(|mode| match mode {
                TxMode::Iothread => "bh",
                TxMode::Timer => "timer",
            }),
        );
        props.switch("ioeventfd", on(driver.ioeventfd));
        props.switch("event_idx", on(driver.event_idx));
        let (host, guest) = (&driver.host, &driver.guest);
        props
            .switch("csum", on(host.csum))
            .switch("gso", on(host.gso));
        props
            .switch("host_tso4", on(host.tso4))
            .switch("host_tso6", on(host.tso6));
        props
            .switch("host_ecn", on(host.ecn))
            .switch("host_ufo", on(host.ufo));
        props.switch("mrg_rxbuf", on(host.mrg_rxbuf));
        props
            .switch("guest_csum", on(guest.csum))
            .switch("guest_tso4", on(guest.tso4));
        props
            .switch("guest_tso6", on(guest.tso6))
            .switch("guest_ecn", on(guest.ecn));
        props.switch("guest_ufo", on(guest.ufo));
        if driver.queues > 1 {
            props.boolean("mq", true);
            if !matches!(net.info.address, Some(Address::Ccw(_))) {
                // One for each direction of a queue, one for control, one for configuration.
                props.number("vectors", 2 * u64::from(driver.queues) + 2);
            }
        }
        props.nonzero("rx_queue_size", driver.rx_queue_size);
        props.nonzero("tx_queue_size", driver.tx_queue_size);
        props
            .switch("rss", on(driver.rss))
            .switch("hash", on(driver.rss_hash_report));
        props.nonzero("host_mtu", net.mtu.as_ref().map_or(0, |mtu| mtu.size));
        let teaming = net.teaming.as_ref().map(|teaming| teaming.kind);
        props.flag("failover", teaming == Some(TeamingKind::Persistent));
        Ok(props)
    }
}

/// Only some kinds of interface have a tap device whose node could be another.
fn check_tap(net: &Interface) -> Result<()> {
    let has_tap = matches!(
        net.source,
        NetSource::Network { .. } | NetSource::Bridge { .. } | NetSource::Ethernet { .. }
    );
    if net.backend.tap.is_none() || has_tap {
        return Ok(());
    }
    let (mac, kind) = (net.mac.address.unwrap_or_default(), net.source.kind());
    Err(unsupported(format!(
        "interface {mac} - custom tap device path is not supported for network interfaces of type \
         {kind}"
    )))
}

fn add_user(props: &mut Props, net: &Interface) -> Result<()> {
    props.text("type", "user");
    for ip in &net.ips {
        match ip.address.parse::<IpAddr>() {
            Ok(IpAddr::V4(address)) if ip.prefix > 0 => {
                props.text("net", format!("{address}/{}", ip.prefix));
            }
            Ok(IpAddr::V4(address)) => {
                props.text("net", address.to_string());
            }
            Ok(IpAddr::V6(address)) => {
                props.text("ipv6-prefix", address.to_string());
                props.nonzero("ipv6-prefixlen", ip.prefix);
            }
            Err(_) => {
                return Err(internal(format!("invalid guest address '{}'", ip.address)));
            }
        }
    }
    Ok(())
}

fn add_socket(props: &mut Props, key: &str, end: &SocketEnd) {
    props.text("type", "socket").text(key, socket_address(end));
}

fn socket_address(end: &SocketEnd) -> String {
    format!(
        "{}:{}",
        end.address.as_deref().unwrap_or_default(),
        end.port
    )
}

/// The option ROM of a PCI device.
pub(crate) fn add_rom(props: &mut Props, info: &DeviceInfo) -> Result<()> {
    let Some(rom) = &info.rom else { return Ok(()) };
    if rom.enabled.is_none() && rom.bar.is_none() && rom.file.is_none() {
        return Ok(());
    }
    if info.pci().is_none() {
        return Err(unsupported("ROM tuning is only supported for PCI devices"));
    }
    if yes(rom.enabled) == Some(false) {
        props.text("romfile", "");
        return Ok(());
    }
    props.number_maybe("rombar", on(rom.bar).map(u32::from));
    props.text_maybe("romfile", rom.file.as_deref());
    Ok(())
}
