//! Images on servers: the storage node of each protocol.

use fv_error::Result;
use fv_model_domain::devices::source::{
    NetworkHost, NetworkProtocol, NetworkSource, SecretRef, Transport,
};
use serde_json::{Value, json};

use crate::block::Image;
use crate::builder::Builder;
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
                if image.encryption.is_some() {
                    return Err(unsupported("encryption by librbd is not supported yet"));
                }
                let (pool, image) = split(path);
                props.text("pool", pool).text("image", image);
                props.text_maybe("snapshot", network.snapshot.as_deref());
                props.text_maybe("conf", network.config.as_deref());
                if !network.hosts.is_empty() {
                    let servers: Result<Vec<_>> = network.hosts.iter().map(inet).collect();
                    props.value("server", Value::from(servers?));
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
                if yes(network.tls) == Some(true) {
                    return Err(unsupported("TLS for disks is not supported yet"));
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
fn iscsi(props: &mut Props, network: &NetworkSource, path: &str) -> Result<()> {
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
        let network = source.network.as_ref();
        if network.is_some_and(|network| !network.cookies.is_empty()) {
            return Err(unsupported("cookies are not supported yet"));
        }
        if let Some(encryption) = image.encryption {
            for (number, secret) in encryption.secrets.iter().enumerate() {
                let id = format!("{}-encryption-secret{number}", image.format_node());
                self.secret(&id, Some(secret))?;
            }
        }
        Ok(())
    }

    fn secret(&mut self, id: &str, wanted: Option<&SecretRef>) -> Result<()> {
        let sealed = self.input.settings.secrets.iter();
        let found = wanted.and_then(|wanted| sealed.into_iter().find(|s| s.of == *wanted));
        let Some(sealed) = found else {
            return Err(unsupported(format!("the secret for '{id}' is not known")));
        };
        let mut props = Props::object("secret", id);
        props.text("data", &sealed.data).text("keyid", "masterKey0");
        props.text("iv", &sealed.iv).text("format", "base64");
        self.object(&props);
        Ok(())
    }
}
