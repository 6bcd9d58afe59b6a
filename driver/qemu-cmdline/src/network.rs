//! Images on servers: the storage node of each protocol.

use fv_driver_qemu_caps::Flag;
use fv_error::Result;
use fv_model_domain::devices::source::{
    NetworkHost, NetworkProtocol, NetworkSource, SecretRef, StorageSource, Transport,
};
use fv_model_xml::YesNo;
use serde_json::{Value, json};

use crate::block::Image;
use crate::builder::Builder;
use crate::input::SealedSecret;
use crate::props::Props;
use crate::words::{internal, unsupported, yes};

impl Builder<'_> {
    /// The storage node of an image on a server; its secrets are objects named after the node.
    pub(crate) fn network_props(&self, image: &Image<'_>) -> Result<Props> {
        let (source, node) = (image.source, image.storage_node());
        let Some(network) = &source.network else {
            return Err(internal("a network source without a server"));
        };
        let Some(protocol) = network.protocol else {
            return Err(internal("a network source without a protocol"));
        };
        let path = source.path.as_deref().unwrap_or_default();
        let user = image.auth.and_then(|auth| auth.username.as_deref());
        let secret = image.auth.map(|_| format!("{node}-auth-secret0"));
        let mut props = Props::device(protocol.as_str());
        match protocol {
            NetworkProtocol::Gluster => {
                let (volume, path) = split(path);
                props.text("volume", volume).text("path", path);
                let servers: Result<Vec<_>> = network.hosts.iter().map(server).collect();
                props.value("server", Value::from(servers?));
                props.number("debug", self.input.settings.gluster_debug_level);
            }
            NetworkProtocol::Rbd => {
                let layers = self.encrypted_layers(image);
                let (pool, image) = split(path);
                props.text("pool", pool).text("image", image);
                props.text_maybe("snapshot", network.snapshot.as_deref());
                props.text_maybe("conf", network.config.as_deref());
                if !network.hosts.is_empty() {
                    let servers: Result<Vec<_>> = network.hosts.iter().map(inet).collect();
                    props.value("server", Value::from(servers?));
                }
                if let Some(layers) = layers {
                    props.nested("encrypt", layers);
                }
                props.text_maybe("user", user);
                if let Some(secret) = secret {
                    props.value("auth-client-required", json!(["cephx", "none"]));
                    props.text("key-secret", secret);
                }
            }
            NetworkProtocol::Nbd => {
                let host = one_host(network, "nbd protocol accepts only one host")?;
                props.value("server", server(host)?);
                props.text_maybe("export", source.path.as_deref());
                if self.uses_tls(network) {
                    props.text("tls-creds", tls_alias(image));
                    props.text_maybe("tls-hostname", network.tls_hostname.as_deref());
                }
                props.nonzero(
                    "reconnect-delay",
                    network.reconnect_delay.unwrap_or_default(),
                );
            }
            NetworkProtocol::Iscsi => {
                iscsi(&mut props, network, path)?;
                props.text_maybe("user", user);
                props.text_maybe("password-secret", secret);
                props.text_maybe("initiator-name", network.initiator.as_deref());
            }
            NetworkProtocol::Http
            | NetworkProtocol::Https
            | NetworkProtocol::Ftp
            | NetworkProtocol::Ftps
            | NetworkProtocol::Tftp => {
                props.text("url", url(protocol, network, path)?);
                props.text_maybe("username", user);
                props.text_maybe("password-secret", secret);
                props.switch("sslverify", yes(network.ssl_verify));
                let has_cookies = !network.cookies.is_empty();
                let cookies = has_cookies.then(|| format!("{node}-httpcookie-secret0"));
                props.text_maybe("cookie-secret", cookies);
                props.nonzero("timeout", network.timeout_s.unwrap_or_default());
                props.nonzero("readahead", network.readahead.unwrap_or_default());
            }
            NetworkProtocol::Ssh => {
                let host = one_host(network, "ssh protocol accepts only one host")?;
                props.text("path", path).value("server", inet(host)?);
                let identity = network.identity.as_ref();
                let own = identity.and_then(|identity| identity.username.as_deref());
                props.text_maybe("user", user.or(own));
            }
            NetworkProtocol::Nfs => {
                nfs(&mut props, network, source.path.as_deref())?;
            }
            NetworkProtocol::Vxhs | NetworkProtocol::Sheepdog => {
                return Err(internal("unsupported disk protocol"));
            }
        }
        Ok(props)
    }
}

/// Where an iSCSI target is, and which of its units is meant.
pub(crate) fn iscsi(props: &mut Props, network: &NetworkSource, path: &str) -> Result<()> {
    let host = one_host(network, "iSCSI protocol accepts only one host")?;
    let (target, lun) = match path.split_once('/') {
        Some((target, lun)) => (target, lun.parse::<u32>().ok()),
        None => (path, Some(0)),
    };
    let Some(lun) = lun else {
        return Err(internal(format!(
            "cannot parse target for lunStr '{target}'"
        )));
    };
    let name = host.name.as_deref().unwrap_or_default();
    let port = host.port;
    let portal = match name.parse::<std::net::Ipv6Addr>() {
        Ok(_) => format!("[{name}]:{port}"),
        Err(_) => format!("{name}:{port}"),
    };
    props.text("portal", portal).text("target", target);
    props.number("lun", lun).text("transport", "tcp");
    Ok(())
}

/// Where an NFS server is, and who one is there.
fn nfs(props: &mut Props, network: &NetworkSource, path: Option<&str>) -> Result<()> {
    let host = one_host(network, "nfs protocol accepts only one host")?;
    let name = host.name.as_deref().unwrap_or_default();
    props.value("server", json!({"host": name, "type": "inet"}));
    props.text_maybe("path", path);
    let identity = network.identity.as_ref();
    let number = |name: Option<&String>| -> Result<Option<u32>> {
        let Some(name) = name else { return Ok(None) };
        let digits = name.strip_prefix('+').unwrap_or(name);
        match digits.parse() {
            Ok(number) => Ok(Some(number)),
            Err(_) => Err(unsupported("users of NFS by name are not supported yet")),
        }
    };
    let user = number(identity.and_then(|identity| identity.user.as_ref()))?;
    let group = number(identity.and_then(|identity| identity.group.as_ref()))?;
    props.number_maybe("user", user);
    props.number_maybe("group", group);
    Ok(())
}

/// A name on a server as what holds it, and its own name there.
fn split(path: &str) -> (&str, &str) {
    path.split_once('/').unwrap_or((path, ""))
}

fn one_host<'a>(network: &'a NetworkSource, text: &str) -> Result<&'a NetworkHost> {
    match network.hosts.as_slice() {
        [host] => Ok(host),
        _ => Err(internal(text)),
    }
}

/// Where a server is, of any kind.
fn server(host: &NetworkHost) -> Result<Value> {
    match host.transport {
        None | Some(Transport::Tcp) => Ok(json!({
            "type": "inet",
            "host": host.name.as_deref().unwrap_or_default(),
            "port": host.port.to_string(),
        })),
        Some(Transport::Unix) => Ok(json!({
            "type": "unix",
            "path": host.socket.as_deref().unwrap_or_default(),
        })),
        Some(transport) => Err(internal(format!(
            "transport protocol '{transport}' is not yet supported"
        ))),
    }
}

/// Where a server is that can only be reached by TCP.
fn inet(host: &NetworkHost) -> Result<Value> {
    if !matches!(host.transport, None | Some(Transport::Tcp)) {
        return Err(internal(
            "only TCP protocol can be converted to InetSocketAddress",
        ));
    }
    Ok(json!({
        "host": host.name.as_deref().unwrap_or_default(),
        "port": host.port.to_string(),
    }))
}

/// What the certificates of a connection are called.
fn tls_alias(image: &Image<'_>) -> String {
    format!("obj{}_tls0", image.storage_node())
}

fn url(protocol: NetworkProtocol, network: &NetworkSource, path: &str) -> Result<String> {
    let text = format!("protocol '{protocol}' accepts only one host");
    let host = one_host(network, &text)?;
    let name = host.name.as_deref().unwrap_or_default();
    let name = match name.contains(':') {
        true => format!("[{name}]"),
        false => name.to_string(),
    };
    let port = match host.port {
        0 => String::new(),
        port => format!(":{port}"),
    };
    let slash = if path.starts_with('/') { "" } else { "/" };
    let query = network.query.as_ref().map(|query| format!("?{query}"));
    let query = query.unwrap_or_default();
    Ok(format!("{protocol}://{name}{port}{slash}{path}{query}"))
}

impl Builder<'_> {
    /// Appends the secrets of an image, sealed with the guest's master key.
    pub(crate) fn secrets(&mut self, image: &Image<'_>) -> Result<()> {
        let source = image.source;
        if let Some(auth) = image.auth {
            let id = format!("{}-auth-secret0", image.storage_node());
            self.secret(&id, auth.secret.as_ref())?;
        }
        if let Some(network) = &source.network {
            if !network.cookies.is_empty() {
                return Err(unsupported("cookies are not supported yet"));
            }
            self.tls(image, network)?;
        }
        if let Some(encryption) = image.encryption {
            for (number, secret) in encryption.secrets.iter().enumerate() {
                let id = self.encryption_secret(image, number);
                self.secret(&id, Some(secret))?;
            }
        }
        Ok(())
    }

    /// A secret is named after the node that decrypts.
    fn encryption_secret(&self, image: &Image<'_>, number: usize) -> String {
        let node = match self.has_format_node(image) {
            true => image.format_node(),
            false => image.storage_node(),
        };
        format!("{node}-encryption-secret{number}")
    }

    /// How librbd decrypts an image: each layer has that of the image below within it.
    fn encrypted_layers(&self, image: &Image<'_>) -> Option<Props> {
        let encryption = image.encryption?;
        if encryption.engine.as_deref() != Some("librbd") {
            return None;
        }
        let count = encryption.secrets.len();
        let layers = (0..count).rev().fold(Props::new(), |below, number| {
            let mut layer = Props::new();
            layer.text("format", encryption.format.as_str());
            layer.text("key-secret", self.encryption_secret(image, number));
            layer.nested("parent", below);
            layer
        });
        Some(layers)
    }

    /// Whether a connection to a disk is encrypted: the document says so, or else the settings.
    fn uses_tls(&self, network: &NetworkSource) -> bool {
        let usual = self.input.settings.nbd_tls.is_default;
        network.protocol == Some(NetworkProtocol::Nbd) && yes(network.tls).unwrap_or(usual)
    }

    /// Appends who the emulator is towards a server.
    fn tls(&mut self, image: &Image<'_>, network: &NetworkSource) -> Result<()> {
        if !self.uses_tls(network) {
            let protocol = network.protocol.filter(|_| yes(network.tls) == Some(true));
            return match protocol {
                None => Ok(()),
                Some(protocol) => Err(unsupported(format!(
                    "TLS transport is not supported for disk protocol '{protocol}'"
                ))),
            };
        }
        if !self.has(Flag::NbdTls) {
            return Err(unsupported(
                "this qemu does not support TLS transport for NBD",
            ));
        }
        let settings = &self.input.settings.nbd_tls;
        let alias = tls_alias(image);
        let mut props = Props::object("tls-creds-x509", &alias);
        props.text("dir", &settings.dir).text("endpoint", "client");
        props.boolean("verify-peer", true);
        if let Some(sealed) = &settings.secret {
            let id = format!("{alias}-secret0");
            self.sealed(&id, sealed);
            props.text("passwordid", id);
        }
        self.object(&props);
        Ok(())
    }

    /// Appends who makes reservations on the device behind an image.
    pub(crate) fn reservations(&mut self, image: &Image<'_>) {
        let Some(reservations) = &image.source.reservations else {
            return;
        };
        if reservations.managed == Some(YesNo::Yes) {
            return;
        }
        if let Some(alias) = image.reservation_alias() {
            let mut props = Props::object("pr-manager-helper", alias);
            props.text("path", reservations.path.as_deref().unwrap_or_default());
            self.object(&props);
        }
    }

    /// Appends who makes reservations for all images that leave it to the driver.
    pub(crate) fn managed_reservations(&mut self) {
        let mut disks = self.input.domain.devices.disks.iter();
        let is_managed = |source: &StorageSource| {
            let reservations = source.reservations.as_ref();
            reservations.is_some_and(|own| own.managed == Some(YesNo::Yes))
        };
        if disks.any(|disk| is_managed(&disk.source)) {
            let alias = crate::block::MANAGED_RESERVATIONS;
            let mut props = Props::object("pr-manager-helper", alias);
            props.text("path", format!("{}/{alias}.sock", self.input.domain_dir));
            self.object(&props);
        }
    }

    pub(crate) fn secret(&mut self, id: &str, wanted: Option<&SecretRef>) -> Result<()> {
        let sealed = self.input.settings.secrets.iter();
        let found = wanted.and_then(|wanted| sealed.into_iter().find(|s| s.of == *wanted));
        let Some(sealed) = found else {
            return Err(unsupported(format!("the secret for '{id}' is not known")));
        };
        self.sealed(id, sealed);
        Ok(())
    }

    pub(crate) fn sealed(&mut self, id: &str, sealed: &SealedSecret) {
        let mut props = Props::object("secret", id);
        props.text("data", &sealed.data).text("keyid", "masterKey0");
        props.text("iv", &sealed.iv).text("format", "base64");
        self.object(&props);
    }
}
