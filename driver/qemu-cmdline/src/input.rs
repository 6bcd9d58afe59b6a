//! What a command depends on besides the definition: places, settings, the state of the host.

use fv_driver_qemu_caps::Caps;
use fv_model_domain::Domain;
use fv_model_domain::devices::source::SecretRef;
use fv_types::Bitmap;

/// Everything a command is made of.
#[derive(Clone, Copy, Debug)]
pub struct CommandInput<'a> {
    /// The guest, resolved and prepared for a start.
    pub domain: &'a Domain,
    /// What its emulator can do.
    pub caps: &'a Caps,
    /// The guest's private folder: master key, sockets, home of the emulator.
    pub domain_dir: &'a str,
    /// Whose guest it is.
    pub instance: Instance,
    /// The part of the daemon's environment that the emulator may get (see [`PASSED`]).
    pub environment: &'a [(String, String)],
    /// The driver's configuration.
    pub settings: &'a Settings,
    /// The host, as far as it shows on the command line.
    pub host: &'a Host,
    /// Where an incoming guest comes from.
    pub incoming: Option<&'a str>,
}

/// The variables that an emulator gets from the daemon, in the order in which it gets them.
pub const PASSED: [&str; 7] = [
    "LD_PRELOAD",
    "LD_LIBRARY_PATH",
    "PATH",
    "HOME",
    "USER",
    "LOGNAME",
    "TMPDIR",
];

/// Whose guest it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Instance {
    /// The system's: the emulator has no home but the guest's folder.
    System,
    /// A user's: the emulator sees that user's home.
    Session,
}

/// The keys of `qemu.conf` that show on the command line.
#[derive(Clone, Debug)]
pub struct Settings {
    /// `set_process_name`
    pub set_process_name: bool,
    /// `dump_guest_core`
    pub dump_guest_core: bool,
    /// `seccomp_sandbox`
    pub seccomp: Seccomp,
    /// `log_timestamp`
    pub log_timestamp: bool,
    /// Whether the kernel moves the packets of virtio interfaces, where the definition leaves it open.
    pub vhost_net: bool,
    /// `deprecation_behavior`
    pub deprecation: Deprecation,
    /// Where huge pages are mounted, the default size first.
    pub hugetlbfs: Vec<HugePages>,
    /// The folder of this guest's memory files.
    pub memory_backing_dir: String,
    /// The host's nodes that were chosen for a guest that leaves the choice open.
    pub auto_nodes: Option<Bitmap>,
    /// The secrets that the definition names, sealed with the guest's master key.
    pub secrets: Vec<SealedSecret>,
    /// The socket of the guest's TPM emulator.
    pub tpm_socket: String,
    /// Where the sockets of user networking are, up to the alias of the interface.
    pub passt_prefix: String,
    /// The keys about VNC.
    pub vnc: VncSettings,
    /// The keys about SPICE.
    pub spice: SpiceSettings,
    /// The keys about TLS towards NBD servers.
    pub nbd_tls: TlsClient,
    /// `gluster_debug_level`
    pub gluster_debug_level: u32,
}

/// Who an emulator is towards servers.
#[derive(Clone, Debug, Default)]
pub struct TlsClient {
    /// Whether connections are encrypted where the definition leaves it open.
    pub is_default: bool,
    /// The folder of the certificates.
    pub dir: String,
    /// What opens its key.
    pub secret: Option<SealedSecret>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            set_process_name: false,
            dump_guest_core: false,
            seccomp: Seccomp::On,
            log_timestamp: true,
            vhost_net: true,
            deprecation: Deprecation::None,
            hugetlbfs: Vec::new(),
            memory_backing_dir: "/var/lib/libvirt/qemu/ram".to_string(),
            auto_nodes: None,
            secrets: Vec::new(),
            tpm_socket: String::new(),
            passt_prefix: String::new(),
            vnc: VncSettings::default(),
            spice: SpiceSettings::default(),
            nbd_tls: TlsClient {
                dir: "/etc/pki/libvirt-nbd".to_string(),
                ..TlsClient::default()
            },
            gluster_debug_level: 4,
        }
    }
}

/// A secret as the emulator gets it: under the guest's master key.
#[derive(Clone, Debug, PartialEq)]
pub struct SealedSecret {
    /// The secret, as the definition names it.
    pub of: SecretRef,
    /// Its value, encrypted by AES-256-CBC, as base64.
    pub data: String,
    /// The initial vector, as base64.
    pub iv: String,
}

/// Whether system calls that an emulator does not need are forbidden to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seccomp {
    /// They are, if it can do so.
    On,
    /// They are not.
    Off,
}

/// What an emulator does about deprecated interfaces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deprecation {
    /// Nothing.
    None,
    /// It leaves them out of its answers.
    Omit,
    /// It refuses them.
    Reject,
    /// It aborts when they are used.
    Crash,
}

/// A mount of huge pages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HugePages {
    /// The size of a page.
    pub size_kib: u64,
    /// The folder of this guest below the mount.
    pub path: String,
    /// Whether it is what a guest gets that does not name a size.
    pub is_default: bool,
}

/// The keys about VNC.
#[derive(Clone, Debug, Default)]
pub struct VncSettings {
    /// Whether `vnc_password` is set.
    pub password: bool,
    /// `vnc_tls`: the folder of the certificates.
    pub tls_dir: Option<String>,
    /// `vnc_tls_x509_verify`
    pub tls_verify: bool,
    /// `vnc_tls_x509_secret_uuid`: what opens the key.
    pub tls_secret: Option<SealedSecret>,
    /// `vnc_sasl`
    pub sasl: bool,
    /// `vnc_sasl_dir`
    pub sasl_dir: Option<String>,
}

/// The keys about SPICE.
#[derive(Clone, Debug, Default)]
pub struct SpiceSettings {
    /// Whether `spice_password` is set.
    pub password: bool,
    /// `spice_tls_x509_cert_dir`
    pub tls_dir: Option<String>,
    /// `spice_sasl`
    pub sasl: bool,
    /// `spice_sasl_dir`
    pub sasl_dir: Option<String>,
}

/// The host, as far as it shows on the command line.
#[derive(Clone, Debug)]
pub struct Host {
    /// libvirt's name of its architecture.
    pub arch: String,
    /// The time now, in seconds since 1970.
    pub now_s: i64,
    /// How far local time is ahead of it.
    pub utc_offset_s: i64,
    /// Block devices that are CD-ROM drives.
    pub cdroms: Vec<String>,
    /// The generic nodes of SCSI units that are passed on, by the aliases of the devices.
    pub scsi_generic: Vec<(String, String)>,
    /// Where the host's processors are, node by node; none where it does not tell.
    pub nodes: Vec<(usize, Bitmap)>,
    /// The size of an ordinary page.
    pub page_kib: u64,
}
