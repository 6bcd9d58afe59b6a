//! Character devices: the host's side (`-chardev`) and the guest's (`-device`).

use fv_driver_qemu_caps::Flag;
use fv_error::Result;
use fv_model_domain::devices::address::{Address, DeviceInfo};
use fv_model_domain::devices::chardev::{
    Channel, ChannelTargetKind, CharBackend, CharSource, Console, ConsoleTargetKind, MouseMode,
    Reconnect, Serial, SerialModelName, SerialTargetKind, SocketMode, TcpProtocol, TcpSource,
    UdpSource, UnixSource,
};
use fv_model_domain::devices::graphics::Graphics;
use fv_model_xml::YesNo;
use serde_json::json;

use crate::builder::Builder;
use crate::plan::FdPurpose;
use crate::props::Props;
use crate::words::{internal, on, unsupported, yes};

/// Whether the emulator waits for the other end of a socket it listens on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Peer {
    /// It goes on alone.
    Optional,
    /// It waits for it, and binds the socket itself.
    Awaited,
}

impl Builder<'_> {
    /// Appends the monitor.
    pub(crate) fn monitor(&mut self) {
        let place = self.plan.fd(FdPurpose::Monitor);
        let chardev = format!("socket,id=charmonitor,fd={place},server=on,wait=off");
        self.option("-chardev", chardev);
        self.option("-mon", "chardev=charmonitor,id=monitor,mode=control");
    }

    /// Appends the host's side of a character device, under the alias `id`.
    pub(crate) fn chardev(
        &mut self,
        backend: &CharBackend,
        id: &str,
        alias: &str,
        peer: Peer,
    ) -> Result<()> {
        let mut props = Props::new();
        let kind = self.source(&backend.source, &mut props, id, alias, peer)?;
        if let Some(log) = &backend.log
            && let Some(path) = &log.file
        {
            let purpose = FdPurpose::ChardevLog {
                alias: alias.to_string(),
                path: path.clone(),
                append: on(log.append),
            };
            let path = self.fd_set(purpose, &format!("{alias}-log"));
            props.text("logfile", path).boolean("logappend", true);
        }
        let mut value = format!("{kind},id={id}");
        if !props.is_empty() {
            value.push(',');
            value.push_str(&props.to_pairs("")?);
        }
        self.option("-chardev", value);
        Ok(())
    }

    /// Fills in what a kind of source needs; the answer is QEMU's name of the kind.
    fn source(
        &mut self,
        source: &CharSource,
        props: &mut Props,
        id: &str,
        alias: &str,
        peer: Peer,
    ) -> Result<&'static str> {
        Ok(match source {
            CharSource::Null => "null",
            CharSource::Vc => "vc",
            CharSource::Pty { .. } => "pty",
            CharSource::Stdio => "stdio",
            CharSource::File { path, append } => {
                let purpose = FdPurpose::ChardevFile {
                    alias: alias.to_string(),
                    path: path.clone().unwrap_or_default(),
                    append: on(*append),
                };
                let path = self.fd_set(purpose, &format!("{alias}-source"));
                props.text("path", path).boolean("append", true);
                "file"
            }
            CharSource::Dev { path } => {
                props.text("path", path.as_deref().unwrap_or_default());
                if id.starts_with("charparallel") {
                    "parallel"
                } else {
                    "serial"
                }
            }
            CharSource::Pipe { path } => {
                props.text("path", path.as_deref().unwrap_or_default());
                "pipe"
            }
            CharSource::Unix(socket) => {
                self.unix(socket, props, alias, peer);
                "socket"
            }
            CharSource::Tcp(socket) => {
                self.tcp(socket, props, peer)?;
                "socket"
            }
            CharSource::Udp(socket) => {
                udp(socket, props);
                "udp"
            }
            CharSource::Spicevmc => {
                let name = if id.starts_with("charredir") {
                    "usbredir"
                } else if id.starts_with("charsmartcard") {
                    "smartcard"
                } else {
                    "vdagent"
                };
                props.text("name", name);
                "spicevmc"
            }
            CharSource::Spiceport { channel } => {
                props.text("name", channel.as_deref().unwrap_or_default());
                "spiceport"
            }
            CharSource::Dbus { channel } => {
                props.text("name", channel.as_deref().unwrap_or_default());
                "dbus"
            }
            CharSource::QemuVdagent { clipboard, mouse } => {
                props
                    .text("name", "vdagent")
                    .switch("clipboard", yes(*clipboard));
                props.switch("mouse", mouse.map(|mode| mode == MouseMode::Client));
                "qemu-vdagent"
            }
            CharSource::Nmdm { .. } => {
                return Err(unsupported("unsupported chardev 'nmdm'"));
            }
        })
    }

    fn unix(&mut self, socket: &UnixSource, props: &mut Props, alias: &str, peer: Peer) {
        let listens = socket.mode == SocketMode::Bind;
        let mut reconnect = None;
        if listens && peer == Peer::Optional {
            let purpose = FdPurpose::Listen {
                alias: alias.to_string(),
                path: socket.path.clone().unwrap_or_default(),
            };
            props.text("fd", self.plan.fd(purpose).to_string());
        } else {
            props.text("path", socket.path.as_deref().unwrap_or_default());
            reconnect = socket.reconnect.as_ref();
        }
        if listens {
            props.boolean("server", true);
            props.switch("wait", (peer == Peer::Optional).then_some(false));
        }
        self.reconnect(reconnect, props);
    }

    fn tcp(&mut self, socket: &TcpSource, props: &mut Props, peer: Peer) -> Result<()> {
        if socket.tls == Some(YesNo::Yes) {
            return Err(unsupported("TLS on character devices is not supported yet"));
        }
        props.text("host", socket.host.as_deref().unwrap_or_default());
        props.text("port", socket.service.as_deref().unwrap_or_default());
        props.flag("telnet", socket.protocol == TcpProtocol::Telnet);
        if socket.mode == SocketMode::Bind {
            props.boolean("server", true);
            props.switch("wait", (peer == Peer::Optional).then_some(false));
        }
        self.reconnect(socket.reconnect.as_ref(), props);
        Ok(())
    }

    fn reconnect(&self, reconnect: Option<&Reconnect>, props: &mut Props) {
        let Some(reconnect) = reconnect else { return };
        let timeout_s = match reconnect.enabled {
            YesNo::Yes => reconnect.timeout.unwrap_or_default(),
            YesNo::No => 0,
        };
        if self.has(Flag::ChardevReconnectMiliseconds) {
            props.number("reconnect-ms", u64::from(timeout_s) * 1000);
        } else {
            props.number("reconnect", timeout_s);
        }
    }

    /// Appends the serial ports.
    pub(crate) fn serials(&mut self) -> Result<()> {
        let domain = self.input.domain;
        for serial in &domain.devices.serials {
            let alias = serial.info.alias();
            // A port of SPICE does not exist without a SPICE display.
            let is_spice = |graphics: &Graphics| matches!(graphics, Graphics::Spice(_));
            if matches!(serial.backend.source, CharSource::Spiceport { .. })
                && !domain.devices.graphics.iter().any(is_spice)
            {
                continue;
            }
            self.chardev(
                &serial.backend,
                &format!("char{alias}"),
                alias,
                Peer::Optional,
            )?;
            if self.is_platform_device(serial) {
                self.check_serial_model(serial)?;
                self.option("-serial", format!("chardev:char{alias}"));
            } else {
                self.serial_device(serial)?;
            }
        }
        Ok(())
    }

    fn serial_device(&mut self, serial: &Serial) -> Result<()> {
        let model = serial.target.model.as_ref().map(|model| model.name);
        let Some(model) = model else {
            return Err(internal("Invalid target model for serial device"));
        };
        if matches!(model, SerialModelName::Pl011 | SerialModelName::Uart16550a) {
            return Err(internal("Invalid target model for serial device"));
        }
        self.check_serial_model(serial)?;
        let alias = serial.info.alias();
        let mut props = Props::device(model.as_str());
        props
            .text("chardev", format!("char{alias}"))
            .text("id", alias);
        if model == SerialModelName::IsaSerial {
            props.number_maybe("index", serial.target.port);
        }
        self.address(&mut props, &serial.info)?;
        self.device(props)
    }

    /// Whether the port is part of the board and takes its backend by position.
    fn is_platform_device(&self, serial: &Serial) -> bool {
        let machine = self.machine();
        let model = serial.target.model.as_ref().map(|model| model.name);
        match serial.target.kind {
            None => true,
            Some(SerialTargetKind::SystemSerial) => match model {
                Some(SerialModelName::Pl011) => machine.is_arm_board(),
                Some(SerialModelName::Uart16550a) => machine.is_riscv() || machine.is_loongarch(),
                _ => false,
            },
            Some(_) => false,
        }
    }

    fn check_serial_model(&self, serial: &Serial) -> Result<()> {
        let Some(model) = serial.target.model.as_ref().map(|model| model.name) else {
            return Ok(());
        };
        let flag = match model {
            SerialModelName::IsaSerial => Flag::DeviceIsaSerial,
            SerialModelName::UsbSerial => Flag::DeviceUsbSerial,
            SerialModelName::PciSerial => Flag::DevicePciSerial,
            SerialModelName::SpaprVty => Flag::DeviceSpaprVty,
            SerialModelName::Sclpconsole => Flag::DeviceSclpconsole,
            SerialModelName::Sclplmconsole => Flag::DeviceSclplmconsole,
            SerialModelName::Pl011 => Flag::DevicePl011,
            SerialModelName::Uart16550a | SerialModelName::IsaDebugcon => return Ok(()),
        };
        if self.has(flag) {
            return Ok(());
        }
        let name = model.as_str();
        Err(unsupported(format!(
            "'{name}' is not supported in this QEMU binary"
        )))
    }

    /// Appends the parallel ports.
    pub(crate) fn parallels(&mut self) -> Result<()> {
        let domain = self.input.domain;
        for parallel in &domain.devices.parallels {
            let alias = parallel.info.alias();
            self.chardev(
                &parallel.backend,
                &format!("char{alias}"),
                alias,
                Peer::Optional,
            )?;
            let mut props = Props::device("isa-parallel");
            props
                .text("chardev", format!("char{alias}"))
                .text("id", alias);
            self.address(&mut props, &parallel.info)?;
            self.device(props)?;
        }
        Ok(())
    }

    /// Appends the channels.
    pub(crate) fn channels(&mut self) -> Result<()> {
        let domain = self.input.domain;
        for channel in &domain.devices.channels {
            let alias = channel.info.alias();
            self.chardev(
                &channel.backend,
                &format!("char{alias}"),
                alias,
                Peer::Optional,
            )?;
            match channel.target.kind {
                Some(ChannelTargetKind::Guestfwd) => self.guest_forward(channel)?,
                Some(ChannelTargetKind::Virtio) => {
                    let is_spice = matches!(channel.backend.source, CharSource::Spicevmc);
                    let name = channel.target.name.as_deref();
                    let name = name.or(is_spice.then_some(SPICE_AGENT));
                    if is_spice && name != Some(SPICE_AGENT) {
                        let name = name.unwrap_or_default();
                        let text = format!("Unsupported spicevmc target name '{name}'");
                        return Err(unsupported(text));
                    }
                    self.virtio_port("virtserialport", &channel.info, name)?;
                }
                Some(ChannelTargetKind::Xen) | None => {
                    return Err(internal("unsupported channel target type"));
                }
            }
        }
        Ok(())
    }

    fn guest_forward(&mut self, channel: &Channel) -> Result<()> {
        let alias = channel.info.alias();
        let host = channel.target.address.as_deref().unwrap_or_default();
        let port = channel.target.port.unwrap_or_default();
        let forward = format!("tcp:{host}:{port}-chardev:char{alias}");
        let mut props = Props::new();
        props.text("type", "user");
        props.value("guestfwd", json!([{ "str": forward }]));
        props.text("id", alias);
        self.netdev(&props)
    }

    fn virtio_port(&mut self, driver: &str, info: &DeviceInfo, name: Option<&str>) -> Result<()> {
        if !matches!(
            &info.address,
            None | Some(Address::Ccw(_) | Address::VirtioSerial(_))
        ) {
            return Err(internal("virtio serial device has invalid address type"));
        }
        let alias = info.alias();
        let mut props = Props::device(driver);
        self.address(&mut props, info)?;
        props
            .text("chardev", format!("char{alias}"))
            .text("id", alias);
        props.text_maybe("name", name);
        self.device(props)
    }

    /// Appends the consoles that are devices of their own.
    pub(crate) fn consoles(&mut self) -> Result<()> {
        let domain = self.input.domain;
        for console in &domain.devices.consoles {
            match console.target.kind {
                Some(ConsoleTargetKind::Serial) => {}
                Some(ConsoleTargetKind::Virtio) => {
                    self.console_chardev(console)?;
                    self.virtio_port("virtconsole", &console.info, None)?;
                }
                Some(ConsoleTargetKind::Sclp) => self.sclp(console, "sclpconsole")?,
                Some(ConsoleTargetKind::Sclplm) => self.sclp(console, "sclplmconsole")?,
                kind => {
                    let kind = kind.map_or("none", ConsoleTargetKind::as_str);
                    let text = format!("unsupported console target type {kind}");
                    return Err(unsupported(text));
                }
            }
        }
        Ok(())
    }

    fn console_chardev(&mut self, console: &Console) -> Result<()> {
        let alias = console.info.alias();
        self.chardev(
            &console.backend,
            &format!("char{alias}"),
            alias,
            Peer::Optional,
        )
    }

    fn sclp(&mut self, console: &Console, driver: &str) -> Result<()> {
        self.console_chardev(console)?;
        let alias = console.info.alias();
        let mut props = Props::device(driver);
        props
            .text("chardev", format!("char{alias}"))
            .text("id", alias);
        self.device(props)
    }
}

/// The name under which SPICE's agent looks for its channel.
const SPICE_AGENT: &str = "com.redhat.spice.0";

fn udp(socket: &UdpSource, props: &mut Props) {
    props.text("host", socket.connect_host.as_deref().unwrap_or_default());
    props.text(
        "port",
        socket.connect_service.as_deref().unwrap_or_default(),
    );
    props.text("localaddr", socket.bind_host.as_deref().unwrap_or_default());
    props.text("localport", socket.bind_service.as_deref().unwrap_or("0"));
}
