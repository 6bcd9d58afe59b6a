//! Where the bytes of a disk live: files, devices, volumes, network storage, and what is behind
//! them in a chain.

use fv_error::Result;
use fv_model_xml::{Body, Context, Description, Element, Node, Scope, Token, Value, YesNo, read};
use fv_types::Uuid;

use super::address::PciAddress;
use super::chardev::{Reconnect, write_reconnect};
use crate::seclabel::DeviceSeclabel;

/// The kinds of place; the words of `type`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Token)]
pub enum StorageKind {
    /// A file.
    #[default]
    File,
    /// A block device of the host.
    Block,
    /// A folder, shown as a FAT file system.
    Dir,
    /// A server.
    Network,
    /// A volume of a pool.
    Volume,
    /// An NVMe device, without the host's kernel between.
    Nvme,
    /// Another process, over a unix socket.
    #[token("vhostuser")]
    VhostUser,
    /// A vDPA device.
    #[token("vhostvdpa")]
    VhostVdpa,
}

/// The formats of images.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Token)]
pub enum StorageFormat {
    /// Nothing but the guest's bytes.
    Raw,
    /// A folder.
    Dir,
    /// `bochs`
    Bochs,
    /// `cloop`
    Cloop,
    /// `dmg`
    Dmg,
    /// `iso`
    Iso,
    /// `vpc`
    Vpc,
    /// `vdi`
    Vdi,
    /// `fat`
    Fat,
    /// `vhd`
    Vhd,
    /// `ploop`
    Ploop,
    /// `cow`
    Cow,
    /// `qcow`
    Qcow,
    /// QEMU's own format, with snapshots and backing files.
    Qcow2,
    /// `qed`
    Qed,
    /// `vmdk`
    Vmdk,
}

/// One place where bytes live: `<source>`, without what the element around it says of format.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct StorageSource {
    /// The kind of place.
    pub kind: StorageKind,
    /// The path of a file, device or folder, or the name on a server.
    pub path: Option<String>,
    /// The descriptors a client gave in place of the file.
    pub fd_group: Option<String>,
    /// What more a network place says.
    pub network: Option<Box<NetworkSource>>,
    /// What more a volume says.
    pub volume: Option<Box<VolumeSource>>,
    /// What more an NVMe device says.
    pub nvme: Option<NvmeSource>,
    /// What happens when the connection to a vhost-user process ends.
    pub reconnect: Option<Reconnect>,
    /// The part of the place that is used.
    pub slice: Option<Slice>,
    /// Labels of the file.
    pub seclabels: Vec<DeviceSeclabel>,
    /// Who one has to be to use the place.
    pub auth: Option<Auth>,
    /// How the bytes are encrypted.
    pub encryption: Option<Encryption>,
    /// SCSI reservations done by a helper.
    pub reservations: Option<Reservations>,
    /// What a start does when the place is not there.
    pub startup_policy: Option<StartupPolicy>,
    /// The number that names this image in a chain; zero while there is none.
    pub index: u32,
    /// The file that holds the data of a qcow2 image whose own file holds the tables alone.
    pub data_store: Option<Box<DataStore>>,
    /// What the driver keeps in status files.
    pub private: Option<fv_model_xml::Fragment>,
}

/// What `<source>` says of a server.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct NetworkSource {
    /// What is spoken.
    pub protocol: Option<NetworkProtocol>,
    /// The query part of an address.
    pub query: Option<String>,
    /// Whether it is encrypted.
    pub tls: Option<YesNo>,
    /// The name the certificate has to have.
    pub tls_hostname: Option<String>,
    /// Whether `tls` was the driver's configuration, not the user.
    pub tls_from_config: bool,
    /// The servers.
    pub hosts: Vec<NetworkHost>,
    /// The user on an NFS server or of a key.
    pub identity: Option<Identity>,
    /// How long to wait before connecting again, in seconds.
    pub reconnect_delay: Option<u32>,
    /// The snapshot that is used.
    pub snapshot: Option<String>,
    /// A configuration file of the storage system.
    pub config: Option<String>,
    /// The name this end of iSCSI has.
    pub initiator: Option<String>,
    /// Whether certificates are checked.
    pub ssl_verify: Option<YesNo>,
    /// Cookies sent along.
    pub cookies: Vec<Cookie>,
    /// How much is read ahead, in bytes.
    pub readahead: Option<u64>,
    /// How long an answer may take, in seconds.
    pub timeout_s: Option<u64>,
    /// The file of known hosts, for ssh.
    pub known_hosts: Option<String>,
}

/// What is spoken with a storage server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Token)]
pub enum NetworkProtocol {
    /// `nbd`
    Nbd,
    /// `rbd`
    Rbd,
    /// `sheepdog`
    Sheepdog,
    /// `gluster`
    Gluster,
    /// `iscsi`
    Iscsi,
    /// `http`
    Http,
    /// `https`
    Https,
    /// `ftp`
    Ftp,
    /// `ftps`
    Ftps,
    /// `tftp`
    Tftp,
    /// `ssh`
    Ssh,
    /// `vxhs`
    Vxhs,
    /// `nfs`
    Nfs,
}

/// One server.
#[derive(Debug, Clone, PartialEq, Default, Element)]
#[xml(name = "host", keep_empty)]
pub struct NetworkHost {
    /// Its name or address.
    #[xml(attr)]
    pub name: Option<String>,
    /// Its port.
    #[xml(attr, omit_default)]
    pub port: u32,
    /// How it is reached.
    #[xml(attr)]
    pub transport: Option<Transport>,
    /// The unix socket it is reached by.
    #[xml(attr)]
    pub socket: Option<String>,
}

/// How a storage server is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Token)]
pub enum Transport {
    /// `tcp`
    Tcp,
    /// `unix`
    Unix,
    /// `rdma`
    Rdma,
}

/// Who one is on a server.
#[derive(Debug, Clone, PartialEq, Default, Element)]
#[xml(name = "identity")]
pub struct Identity {
    /// The user, for NFS.
    #[xml(attr)]
    pub user: Option<String>,
    /// The group, for NFS.
    #[xml(attr)]
    pub group: Option<String>,
    /// The user, for ssh.
    #[xml(attr)]
    pub username: Option<String>,
    /// The key's file, for ssh.
    #[xml(attr = "keyfile")]
    pub key_file: Option<String>,
    /// The socket of an agent that holds the key, for ssh.
    #[xml(attr = "agentsock")]
    pub agent_socket: Option<String>,
}

/// A cookie sent to a web server.
#[derive(Debug, Clone, PartialEq, Default, Element)]
#[xml(name = "cookie")]
pub struct Cookie {
    /// Its name.
    #[xml(attr, required)]
    pub name: String,
    /// Its value.
    #[xml(content)]
    pub value: Option<String>,
}

/// A volume of a storage pool.
#[derive(Debug, Clone, PartialEq, Default, Element)]
pub struct VolumeSource {
    /// The pool.
    #[xml(attr, required)]
    pub pool: String,
    /// The volume.
    #[xml(attr, required)]
    pub volume: String,
    /// Whether an iSCSI volume is used through the host or directly.
    #[xml(attr)]
    pub mode: Option<VolumeMode>,
}

/// How an iSCSI volume is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Token)]
pub enum VolumeMode {
    /// As the host's device.
    Host,
    /// By the emulator itself.
    Direct,
}

/// An NVMe namespace taken from the host.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct NvmeSource {
    /// Whether the driver detaches it from the host.
    pub managed: Option<YesNo>,
    /// The namespace.
    pub namespace: u64,
    /// The controller.
    pub address: PciAddress,
}

/// A part of a file.
#[derive(Debug, Clone, PartialEq, Default, Element)]
#[xml(name = "slice")]
pub struct Slice {
    /// Always `storage`.
    #[xml(attr = "type", required)]
    pub kind: String,
    /// Where it begins, in bytes.
    #[xml(attr, required)]
    pub offset: u64,
    /// How long it is, in bytes.
    #[xml(attr, required)]
    pub size: u64,
}

/// What a start does when a removable medium is missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Token)]
pub enum StartupPolicy {
    /// It fails.
    Mandatory,
    /// It fails unless the guest comes from elsewhere.
    Requisite,
    /// It leaves the drive empty.
    Optional,
}

/// Who one has to be, and the secret that proves it.
#[derive(Debug, Clone, PartialEq, Default, Element)]
#[xml(name = "auth")]
pub struct Auth {
    /// The user.
    #[xml(attr)]
    pub username: Option<String>,
    /// The secret.
    #[xml(child)]
    pub secret: Option<SecretRef>,
}

/// A secret, by uuid or by usage.
#[derive(Debug, Clone, PartialEq, Default, Element)]
#[xml(name = "secret")]
pub struct SecretRef {
    /// What it is for: `ceph`, `iscsi`, `passphrase`, …
    #[xml(attr = "type")]
    pub kind: Option<String>,
    /// Its uuid.
    #[xml(attr)]
    pub uuid: Option<Uuid>,
    /// Its usage.
    #[xml(attr)]
    pub usage: Option<String>,
}

/// How bytes are encrypted.
#[derive(Debug, Clone, PartialEq, Default, Element)]
#[xml(name = "encryption")]
pub struct Encryption {
    /// `luks`, `luks2`, `luks-any`, `qcow`, `default`.
    #[xml(attr, required)]
    pub format: String,
    /// Who does it: `qemu` or `librbd`.
    #[xml(attr)]
    pub engine: Option<String>,
    /// The secrets.
    #[xml(list = "secret")]
    pub secrets: Vec<SecretRef>,
    /// The cipher, when an image is made.
    #[xml(child)]
    pub cipher: Option<Cipher>,
    /// How initial vectors are made.
    #[xml(child)]
    pub ivgen: Option<Ivgen>,
}

/// The cipher of a new encrypted image.
#[derive(Debug, Clone, PartialEq, Default, Element)]
#[xml(name = "cipher")]
pub struct Cipher {
    /// Its name.
    #[xml(attr)]
    pub name: Option<String>,
    /// The key's length in bits.
    #[xml(attr)]
    pub size: Option<u32>,
    /// Its mode.
    #[xml(attr)]
    pub mode: Option<String>,
    /// The hash that goes with it.
    #[xml(attr)]
    pub hash: Option<String>,
}

/// How initial vectors of a new encrypted image are made.
#[derive(Debug, Clone, PartialEq, Default, Element)]
#[xml(name = "ivgen")]
pub struct Ivgen {
    /// The method.
    #[xml(attr)]
    pub name: Option<String>,
    /// The hash that goes with it.
    #[xml(attr)]
    pub hash: Option<String>,
}

/// SCSI reservations by a helper process.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Reservations {
    /// Whether the driver runs the helper.
    pub managed: Option<YesNo>,
    /// The helper's socket.
    pub path: Option<String>,
}

/// The data file of a qcow2 image.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct DataStore {
    /// The file.
    pub source: StorageSource,
}

/// What stands behind an image.
#[derive(Debug, Clone, PartialEq)]
pub enum BackingStore {
    /// Nothing: the chain ends here, and nobody needs to look.
    End,
    /// Another image.
    Image(Box<BackingImage>),
}

/// An image in a chain.
#[derive(Debug, Clone, PartialEq)]
pub struct BackingImage {
    /// Its format.
    pub format: StorageFormat,
    /// How much memory its tables may take, in bytes.
    pub metadata_cache_max: Option<u64>,
    /// Where it lives.
    pub source: StorageSource,
    /// What stands behind it.
    pub backing: Option<BackingStore>,
    /// Whether the user wrote it or the driver found it.
    pub detected: bool,
}

impl StorageSource {
    /// A file.
    pub fn file(path: impl Into<String>) -> Self {
        Self {
            path: Some(path.into()),
            ..Self::default()
        }
    }

    /// Says whether there is nothing in the drive.
    pub fn is_empty(&self) -> bool {
        self.path.is_none()
            && matches!(
                self.kind,
                StorageKind::File | StorageKind::Block | StorageKind::Dir
            )
    }

    /// Reads it from `<source>`, knowing the kind that stands on the element around it.
    pub fn read(node: Option<Node<'_>>, kind: StorageKind, cx: &Context) -> Result<Self> {
        let Some(node) = node else {
            return Ok(Self {
                kind,
                ..Self::default()
            });
        };
        let attr = |name: &str| node.attr(name).map(str::to_owned);
        let mut source = Self {
            kind,
            seclabels: crate::seclabel::read_of_device(node, cx)?,
            auth: read::child(node, "auth", cx)?,
            encryption: read::child(node, "encryption", cx)?,
            reservations: node
                .child("reservations")
                .map(Reservations::read)
                .transpose()?,
            startup_policy: read::attr(node, "startupPolicy")?,
            slice: node
                .find("slices/slice")
                .map(|slice| Slice::read(slice, cx))
                .transpose()?,
            index: match cx.shows(Scope::LIVE) {
                true => read::attr(node, "index")?.unwrap_or_default(),
                false => 0,
            },
            data_store: node
                .child("dataStore")
                .map(|node| DataStore::read(node, cx))
                .transpose()?,
            private: match cx.shows(Scope::STATUS) {
                true => node.child("privateData").map(fv_model_xml::Fragment::copy),
                false => None,
            },
            ..Self::default()
        };
        match kind {
            StorageKind::File => {
                source.path = attr("file");
                source.fd_group = attr("fdgroup");
            }
            StorageKind::Block | StorageKind::VhostVdpa => source.path = attr("dev"),
            StorageKind::Dir => source.path = attr("dir"),
            StorageKind::VhostUser => {
                source.path = attr("path");
                source.reconnect = Reconnect::read(node)?;
            }
            StorageKind::Network => {
                source.path = attr("name");
                source.network = Some(Box::new(NetworkSource::read(node, cx)?));
            }
            StorageKind::Volume => {
                source.volume = Some(Box::new(VolumeSource::read(node, cx)?));
            }
            StorageKind::Nvme => source.nvme = Some(NvmeSource::read(node, cx)?),
        }
        if source.path.as_deref() == Some("") {
            source.path = None;
        }
        Ok(source)
    }

    /// Writes `<source>` unless there is nothing to say.
    pub fn write(&self, name: &str, number: Numbered, body: &mut Body<'_>, cx: &Context) {
        body.child_unless_empty(name, |body| {
            if let Some(volume) = &self.volume {
                volume.write(body, cx);
            }
            match self.kind {
                StorageKind::File => {
                    body.attr_opt("file", self.path.as_ref());
                    body.attr_opt("fdgroup", self.fd_group.as_ref());
                }
                StorageKind::Block | StorageKind::VhostVdpa => {
                    body.attr_opt("dev", self.path.as_ref());
                }
                StorageKind::Dir => body.attr_opt("dir", self.path.as_ref()),
                StorageKind::VhostUser => {
                    body.attr_text("type", "unix");
                    body.attr_opt("path", self.path.as_ref());
                    write_reconnect(self.reconnect.as_ref(), body, cx);
                }
                StorageKind::Network => {
                    if let Some(network) = &self.network {
                        network.write(self.path.as_ref(), body, cx);
                    }
                }
                StorageKind::Volume => {}
                StorageKind::Nvme => {
                    if let Some(nvme) = &self.nvme {
                        nvme.write(body, cx);
                    }
                }
            }
            self.write_common(number, body, cx);
        });
    }

    fn write_common(&self, number: Numbered, body: &mut Body<'_>, cx: &Context) {
        if let Some(slice) = &self.slice {
            body.child("slices", |body| body.element("slice", slice, cx));
        }
        let network = self.kind == StorageKind::Network;
        for label in self.seclabels.iter().filter(|_| !network) {
            body.element("seclabel", label, cx);
        }
        if let Some(auth) = self
            .auth
            .as_ref()
            .filter(|_| self.kind != StorageKind::Volume)
        {
            body.element("auth", auth, cx);
        }
        if let Some(encryption) = &self.encryption {
            body.element("encryption", encryption, cx);
        }
        if let Some(reservations) = &self.reservations {
            reservations.write(body, cx);
        }
        if let Some(policy) = self.startup_policy.as_ref().filter(|_| !network) {
            body.attr("startupPolicy", policy);
        }
        if number == Numbered::Here && self.index != 0 {
            body.attr("index", &self.index);
        }
        if let Some(store) = &self.data_store {
            store.write(body, cx);
        }
        if let Some(private) = self.private.as_ref().filter(|_| cx.shows(Scope::STATUS)) {
            body.copied(private);
        }
    }
}

/// Where the number of an image is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Numbered {
    /// On `<source>`.
    Here,
    /// On the element around it.
    Outside,
}

impl NetworkSource {
    fn read(node: Node<'_>, cx: &Context) -> Result<Self> {
        let attr = |name: &str| node.attr(name).map(str::to_owned);
        let of = |child: &str, name: &str| {
            node.child(child)
                .and_then(|child| child.attr(name))
                .map(str::to_owned)
        };
        let number = |child: &str, name: &str| match node.child(child) {
            Some(child) => read::attr::<u64>(child, name),
            None => Ok(None),
        };
        Ok(Self {
            protocol: Some(read::attr_required(node, "protocol")?),
            query: attr("query"),
            tls: read::attr(node, "tls")?,
            tls_hostname: attr("tlsHostname"),
            tls_from_config: cx.shows(Scope::STATUS) && node.attr("tlsFromConfig") == Some("1"),
            hosts: read::list(node, "host", cx)?,
            identity: read::child(node, "identity", cx)?,
            reconnect_delay: number("reconnect", "delay")?.map(|value| value as u32),
            snapshot: of("snapshot", "name"),
            config: of("config", "file"),
            initiator: node
                .find("initiator/iqn")
                .and_then(|iqn| iqn.attr("name"))
                .map(str::to_owned),
            ssl_verify: match node.child("ssl") {
                Some(ssl) => read::attr(ssl, "verify")?,
                None => None,
            },
            cookies: match node.child("cookies") {
                Some(cookies) => read::list(cookies, "cookie", cx)?,
                None => Vec::new(),
            },
            readahead: number("readahead", "size")?,
            timeout_s: number("timeout", "seconds")?,
            known_hosts: of("knownHosts", "path"),
        })
    }

    fn write(&self, path: Option<&String>, body: &mut Body<'_>, cx: &Context) {
        body.attr_opt("protocol", self.protocol.as_ref());
        body.attr_opt("name", path);
        body.attr_opt("query", self.query.as_ref());
        if !(cx.shows(Scope::MIGRATION) && self.tls_from_config) {
            body.attr_opt("tls", self.tls.as_ref());
        }
        body.attr_opt("tlsHostname", self.tls_hostname.as_ref());
        if cx.shows(Scope::STATUS) {
            body.attr_text(
                "tlsFromConfig",
                if self.tls_from_config { "1" } else { "0" },
            );
        }
        for host in &self.hosts {
            body.element("host", host, cx);
        }
        let nfs = self.protocol == Some(NetworkProtocol::Nfs);
        if let Some(identity) = self.identity.as_ref().filter(|_| nfs) {
            body.element("identity", identity, cx);
        }
        child_attr(body, "reconnect", "delay", self.reconnect_delay.as_ref());
        child_attr(body, "snapshot", "name", self.snapshot.as_ref());
        child_attr(body, "config", "file", self.config.as_ref());
        if let Some(initiator) = &self.initiator {
            body.child("initiator", |body| {
                body.child("iqn", |body| body.attr("name", initiator));
            });
        }
        child_attr(body, "ssl", "verify", self.ssl_verify.as_ref());
        if cx.shows(Scope::SECRET) && !self.cookies.is_empty() {
            body.child("cookies", |body| {
                self.cookies
                    .iter()
                    .for_each(|cookie| body.element("cookie", cookie, cx));
            });
        }
        child_attr(body, "readahead", "size", self.readahead.as_ref());
        child_attr(body, "timeout", "seconds", self.timeout_s.as_ref());
        if self.protocol == Some(NetworkProtocol::Ssh) {
            child_attr(body, "knownHosts", "path", self.known_hosts.as_ref());
            if let Some(identity) = &self.identity {
                body.element("identity", identity, cx);
            }
        }
    }
}

/// Writes `<child name='value'/>` if there is a value.
pub(crate) fn child_attr<T: Value>(
    body: &mut Body<'_>,
    child: &str,
    name: &str,
    value: Option<&T>,
) {
    if let Some(value) = value {
        body.child(child, |body| body.attr(name, value));
    }
}

impl NvmeSource {
    fn read(node: Node<'_>, cx: &Context) -> Result<Self> {
        Ok(Self {
            managed: read::attr(node, "managed")?,
            namespace: read::attr_required(node, "namespace")?,
            address: read::child_required(node, "address", cx)?,
        })
    }

    fn write(&self, body: &mut Body<'_>, _: &Context) {
        body.attr_text("type", "pci");
        body.attr_opt("managed", self.managed.as_ref());
        body.attr("namespace", &self.namespace);
        body.child("address", |body| self.address.write_place(body));
    }
}

impl Reservations {
    fn read(node: Node<'_>) -> Result<Self> {
        Ok(Self {
            managed: read::attr(node, "managed")?,
            path: node
                .child("source")
                .and_then(|node| node.attr("path"))
                .map(str::to_owned),
        })
    }

    fn write(&self, body: &mut Body<'_>, cx: &Context) {
        let managed = self.managed == Some(YesNo::Yes);
        // The helper the driver runs has its socket in a folder of this host.
        let path = self
            .path
            .as_ref()
            .filter(|_| !(managed && cx.shows(Scope::MIGRATION)));
        body.child("reservations", |body| {
            body.attr_opt("managed", self.managed.as_ref());
            if let Some(path) = path {
                body.child("source", |body| {
                    body.attr_text("type", "unix");
                    body.attr("path", path);
                    body.attr_text("mode", "client");
                });
            }
        });
    }
}

impl DataStore {
    fn read(node: Node<'_>, cx: &Context) -> Result<Box<Self>> {
        let kind = read::attr(node, "type")?.unwrap_or_default();
        let source = StorageSource::read(node.child("source"), kind, cx)?;
        Ok(Box::new(Self { source }))
    }

    fn write(&self, body: &mut Body<'_>, cx: &Context) {
        body.child("dataStore", |body| {
            body.attr("type", &self.source.kind);
            body.child("format", |body| body.attr_text("type", "raw"));
            self.source.write("source", Numbered::Here, body, cx);
        });
    }
}

impl Element for BackingStore {
    const DESCRIPTION: &'static Description = &Description {
        name: "backingStore",
        fields: &[],
    };
    const KEEP_EMPTY: bool = true;

    fn read(node: Node<'_>, cx: &Context) -> Result<Self> {
        let Some(kind) = read::attr::<StorageKind>(node, "type")? else {
            return Ok(Self::End);
        };
        let Some(format) = node.child("format") else {
            return Err(fv_model_xml::xml_error("missing disk backing store format"));
        };
        let mut source = StorageSource::read(node.child("source"), kind, cx)?;
        if cx.shows(Scope::LIVE) {
            source.index = read::attr(node, "index")?.unwrap_or_default();
        }
        Ok(Self::Image(Box::new(BackingImage {
            format: read::attr_required(format, "type")?,
            metadata_cache_max: metadata_cache::read(format, cx)?,
            source,
            backing: read::child(node, "backingStore", cx)?,
            detected: false,
        })))
    }

    fn write(&self, body: &mut Body<'_>, cx: &Context) {
        let Self::Image(image) = self else { return };
        body.attr("type", &image.source.kind);
        if image.source.index != 0 {
            body.attr("index", &image.source.index);
        }
        body.child("format", |body| {
            body.attr("type", &image.format);
            metadata_cache::write(&image.metadata_cache_max, body, cx);
        });
        image.source.write("source", Numbered::Outside, body, cx);
        if let Some(backing) = &image.backing {
            backing.write_as_child(body, cx);
        }
    }
}

impl BackingStore {
    /// Writes `<backingStore>`, unless the driver found it and the document is for keeping.
    pub fn write_as_child(&self, body: &mut Body<'_>, cx: &Context) {
        let found = matches!(self, Self::Image(image) if image.detected);
        if cx.shows(Scope::LIVE) || !found {
            body.element("backingStore", self, cx);
        }
    }
}

/// `<metadata_cache><max_size unit='bytes'>…</max_size></metadata_cache>`
pub(crate) mod metadata_cache {
    use super::*;

    pub(crate) fn read(node: Node<'_>, _: &Context) -> Result<Option<u64>> {
        match node.find("metadata_cache/max_size") {
            Some(size) => crate::memory::scaled(size, 1, u64::MAX).map(Some),
            None => Ok(None),
        }
    }

    pub(crate) fn write(size: &Option<u64>, body: &mut Body<'_>, _: &Context) {
        if let Some(size) = size {
            body.child("metadata_cache", |body| {
                body.child("max_size", |body| {
                    body.attr_text("unit", "bytes");
                    body.text(&size.to_string());
                });
            });
        }
    }
}
