//! `libvirtd.conf`: every key with its type, and the values the daemon goes by.
//!
//! Keys that mean something only to parts which are not there yet (TLS, SASL, auditing) are known
//! and their types checked, so that a file which libvirtd takes is
//! taken here; what would weaken protection by being ignored stops the start.

use std::path::Path;
use std::time::Duration;

use fv_conf::{Conf, Single};
use fv_daemon_core::{KeepaliveConfig, Limits, PoolSize, ServiceConfig};
use fv_error::{Error, ErrorCode, ErrorDomain, Result};
use fv_sys::{file, users};
use fv_types::Uuid;

use crate::OwnConfig;

/// What a configuration file says, with the defaults for what it does not say.
#[derive(Clone, Debug)]
pub struct Config {
    /// The group that may use the sockets.
    pub socket_group: Option<String>,
    /// The mode of the read-only socket.
    pub read_only_mode: u32,
    /// The mode of the other one.
    pub read_write_mode: u32,
    /// The mode of the operators' socket.
    pub admin_mode: u32,
    /// The folder of the sockets, if not the usual one.
    pub socket_folder: Option<String>,
    /// Connections that may wait to be accepted.
    pub queued_clients_max: u32,
    /// Operators' connections that may wait to be accepted.
    pub queued_operators_max: u32,
    /// Clients and workers.
    pub main: ServiceConfig,
    /// Operators, and workers for them.
    pub admin: ServiceConfig,
    /// The level of the log; 0 is the default.
    pub log_level: u32,
    /// Levels for parts of the daemon.
    pub log_filters: String,
    /// Where the log goes.
    pub log_outputs: String,
    /// The host's uuid, if it is not the machine's own.
    pub host_uuid: Option<Uuid>,
    /// Where the host's uuid comes from otherwise.
    pub host_uuid_source: HostUuidSource,
}

/// Where the host's uuid comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HostUuidSource {
    /// The firmware.
    Smbios,
    /// `/etc/machine-id`.
    MachineId,
}

/// The type of a key's value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Type {
    Bool,
    Int,
    Uint,
    Text,
    List,
}

impl Config {
    /// Reads the file; a missing one is as good as an empty one unless the user named it.
    ///
    /// `own` is the file for what libvirt has no key for.
    pub fn load(path: &Path, named: Option<&Path>, own: &Path) -> Result<Self> {
        let conf = match named {
            Some(named) => Conf::read(named)?,
            None => match Conf::read_if_exists(path)? {
                Some(conf) => conf,
                None => Conf::parse(&path.display().to_string(), "")?,
            },
        };
        let mut config = Self::from_conf(&conf)?;
        OwnConfig::load(own)?.apply(&mut config.main.limits);
        Ok(config)
    }

    /// The uuid that the host is to have, unless it is to be found where every host has it.
    pub fn wanted_host_uuid(&self) -> Result<Option<Uuid>> {
        match self.host_uuid_source {
            _ if self.host_uuid.is_some() => Ok(self.host_uuid),
            HostUuidSource::Smbios => Ok(None),
            HostUuidSource::MachineId => machine_id(Path::new(MACHINE_ID)).map(Some),
        }
    }

    /// Takes the values out of a file that has been read.
    pub fn from_conf(conf: &Conf) -> Result<Self> {
        check_keys(conf)?;
        check_authentication(conf)?;
        let text = |key| Ok::<_, Error>(conf.string(key)?.map(str::to_string));
        let config = Self {
            socket_group: text("unix_sock_group")?,
            read_only_mode: mode(conf, "unix_sock_ro_perms", 0o777)?,
            read_write_mode: mode(conf, "unix_sock_rw_perms", 0o700)?,
            socket_folder: text("unix_sock_dir")?,
            admin_mode: mode(conf, "unix_sock_admin_perms", 0o700)?,
            queued_clients_max: conf.uint("max_queued_clients")?.unwrap_or(1000),
            queued_operators_max: conf.uint("admin_max_queued_clients")?.unwrap_or(1000),
            main: ServiceConfig {
                limits: limits(conf)?,
                pool: pool(conf, "", 5)?,
            },
            admin: ServiceConfig {
                limits: admin_limits(conf)?,
                pool: pool(conf, "admin_", 0)?,
            },
            log_level: conf.uint("log_level")?.unwrap_or(0),
            log_filters: text("log_filters")?.unwrap_or_default(),
            log_outputs: text("log_outputs")?.unwrap_or_default(),
            host_uuid: host_uuid(conf)?,
            host_uuid_source: host_uuid_source(conf)?,
        };
        Ok(config)
    }
}

/// The number with which this system was installed.
fn machine_id(path: &Path) -> Result<Uuid> {
    let fail = |text| Error::new(ErrorDomain::Conf, ErrorCode::InternalError, text);
    let text = file::read_pseudo(path, MACHINE_ID_MAX)
        .map_err(|error| fail(format!("Can't read {}", path.display())).with_source(error))?;
    let text = text.trim();
    let uuid = Uuid::parse(text).filter(Uuid::is_valid);
    uuid.ok_or_else(|| fail(format!("invalid host UUID: {text}")))
}

/// Refuses unknown keys and values of the wrong type.
fn check_keys(conf: &Conf) -> Result<()> {
    let known: Vec<&str> = KEYS.iter().map(|(key, _)| *key).collect();
    conf.require_known(&known)?;
    for (key, kind) in KEYS {
        match kind {
            Type::Bool => conf.boolean(key).map(drop)?,
            Type::Int => conf.int(key).map(drop)?,
            Type::Uint => conf.uint(key).map(drop)?,
            Type::Text => conf.string(key).map(drop)?,
            Type::List => conf.string_list(key, Single::Refused).map(drop)?,
        }
    }
    Ok(())
}

/// Refuses to start with less protection than the file asks for.
fn check_authentication(conf: &Conf) -> Result<()> {
    for key in ["auth_unix_rw", "auth_unix_ro", "auth_tcp", "auth_tls"] {
        let is_unix = key.starts_with("auth_unix");
        match conf.string(key)? {
            None | Some("none") => {}
            // Nothing listens on a network, so how it would authenticate does not matter yet.
            Some("sasl" | "polkit") if !is_unix => {}
            Some(kind @ ("sasl" | "polkit")) => {
                return Err(not_there(conf, key, &format!("authentication by {kind}")));
            }
            Some(kind) => {
                let text = format!("{}: {key}: unsupported auth {kind}", conf.name());
                return Err(Error::new(
                    ErrorDomain::Conf,
                    ErrorCode::ConfigUnsupported,
                    text,
                ));
            }
        }
    }
    let drivers = conf.string_list("access_drivers", Single::Refused)?;
    match drivers
        .unwrap_or_default()
        .iter()
        .find(|name| **name != "none")
    {
        Some(name) => {
            let what = format!("access control by '{name}'");
            Err(not_there(conf, "access_drivers", &what))
        }
        None => Ok(()),
    }
}

/// The workers of a service, as many as the file says under keys with that beginning.
fn pool(conf: &Conf, prefix: &str, priority: u32) -> Result<PoolSize> {
    let key = format!("{prefix}max_workers");
    let max = conf.uint(&key)?.unwrap_or(20);
    if max < 1 {
        let text = format!("'{key}' must be greater than 0");
        return Err(Error::internal(ErrorDomain::Conf, text));
    }
    let priority = match prefix {
        "" => conf.uint("prio_workers")?.unwrap_or(priority),
        _ => priority,
    };
    Ok(PoolSize {
        min: size(
            conf.uint(&format!("{prefix}min_workers"))?
                .unwrap_or(5)
                .min(max),
        ),
        max: size(max),
        priority: size(priority),
    })
}

/// The limits for clients, as the file says.
fn limits(conf: &Conf) -> Result<Limits> {
    let defaults = Limits::of(users::effective_uid());
    let number = |key, default| Ok::<_, Error>(conf.uint(key)?.map_or(default, size));
    let clients_max = number("max_clients", defaults.clients_max)?;
    let anonymous_max = number("max_anonymous_clients", defaults.anonymous_max)?;
    if clients_max < anonymous_max {
        return Err(Error::internal(
            ErrorDomain::Rpc,
            "The overall maximum number of clients must not be less than the number of clients \
             waiting for authentication",
        ));
    }
    Ok(Limits {
        clients_max,
        anonymous_max,
        user_clients_max: clients_max,
        // Nobody's silence takes more than half of the room that there is for silence.
        user_anonymous_max: anonymous_max.div_ceil(2),
        waiting_max: number("max_queued_clients", defaults.waiting_max)?,
        requests_max: number("max_client_requests", defaults.requests_max)?.max(1),
        keepalive: keepalive(conf, "")?,
        ..defaults
    })
}

/// The limits for operators, as the file says.
fn admin_limits(conf: &Conf) -> Result<Limits> {
    let defaults = Limits::of_admin(users::effective_uid());
    let number = |key, default| Ok::<_, Error>(conf.uint(key)?.map_or(default, size));
    Ok(Limits {
        clients_max: number("admin_max_clients", defaults.clients_max)?,
        waiting_max: number("admin_max_queued_clients", defaults.waiting_max)?,
        requests_max: number("admin_max_client_requests", defaults.requests_max)?.max(1),
        keepalive: keepalive(conf, "admin_")?,
        ..defaults
    })
}

/// How clients are watched, by keys with that beginning.
fn keepalive(conf: &Conf, prefix: &str) -> Result<KeepaliveConfig> {
    // An interval of zero or below switches keepalive off.
    let interval = conf.int(&format!("{prefix}keepalive_interval"))?;
    let interval = interval.unwrap_or(5).max(0);
    Ok(KeepaliveConfig {
        interval: Duration::from_secs(u64::from(interval.cast_unsigned())),
        count: conf.uint(&format!("{prefix}keepalive_count"))?.unwrap_or(5),
    })
}

/// A mode, written in octal.
fn mode(conf: &Conf, key: &str, default: u32) -> Result<u32> {
    let Some(text) = conf.string(key)? else {
        return Ok(default);
    };
    match u32::from_str_radix(text, 8) {
        Ok(mode) if mode <= 0o7777 => Ok(mode),
        _ => {
            let text = format!("{}: {key}: Failed to parse mode '{text}'", conf.place(key));
            Err(Error::new(ErrorDomain::Conf, ErrorCode::ConfSyntax, text))
        }
    }
}

/// The uuid that the host is to have, if the file gives one.
fn host_uuid(conf: &Conf) -> Result<Option<Uuid>> {
    let Some(text) = conf.string("host_uuid")? else {
        return Ok(None);
    };
    let uuid = Uuid::parse(text).filter(Uuid::is_valid).ok_or_else(|| {
        let text = format!("{}: invalid host UUID: {text}", conf.place("host_uuid"));
        Error::new(ErrorDomain::Conf, ErrorCode::ConfSyntax, text)
    })?;
    Ok(Some(uuid))
}

/// Where the host's uuid comes from when the file does not give it.
fn host_uuid_source(conf: &Conf) -> Result<HostUuidSource> {
    match conf.string("host_uuid_source")? {
        None | Some("smbios") => Ok(HostUuidSource::Smbios),
        Some("machine-id") => Ok(HostUuidSource::MachineId),
        Some(other) => {
            let place = conf.place("host_uuid_source");
            let text = format!("{place}: invalid UUID source: {other}");
            Err(Error::new(ErrorDomain::Conf, ErrorCode::ConfSyntax, text))
        }
    }
}

/// The error for protection that is asked for and not available: the daemon must not start
/// with less than the administrator believes to have.
fn not_there(conf: &Conf, key: &str, what: &str) -> Error {
    let place = conf.place(key);
    let text = format!("{place}: {key}: {what} is not available yet");
    Error::new(ErrorDomain::Conf, ErrorCode::ConfigUnsupported, text)
}

/// A number of things that are in memory.
fn size(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

/// Where the number of an installed system stands.
const MACHINE_ID: &str = "/etc/machine-id";
const MACHINE_ID_MAX: u64 = 4096;

/// Every key of the file.
const KEYS: [(&str, Type); 51] = [
    ("listen_tls", Type::Bool),
    ("listen_tcp", Type::Bool),
    ("tls_port", Type::Text),
    ("tcp_port", Type::Text),
    ("listen_addr", Type::Text),
    ("unix_sock_group", Type::Text),
    ("unix_sock_ro_perms", Type::Text),
    ("unix_sock_rw_perms", Type::Text),
    ("unix_sock_admin_perms", Type::Text),
    ("unix_sock_dir", Type::Text),
    ("auth_unix_ro", Type::Text),
    ("auth_unix_rw", Type::Text),
    ("auth_tcp", Type::Text),
    ("auth_tls", Type::Text),
    ("tcp_min_ssf", Type::Uint),
    ("key_file", Type::Text),
    ("cert_file", Type::Text),
    ("ca_file", Type::Text),
    ("crl_file", Type::Text),
    ("tls_no_verify_certificate", Type::Bool),
    ("tls_no_sanity_certificate", Type::Bool),
    ("tls_allowed_dn_list", Type::List),
    ("tls_priority", Type::Text),
    ("sasl_allowed_username_list", Type::List),
    ("access_drivers", Type::List),
    ("min_workers", Type::Uint),
    ("max_workers", Type::Uint),
    ("max_clients", Type::Uint),
    ("max_queued_clients", Type::Uint),
    ("max_anonymous_clients", Type::Uint),
    ("max_client_requests", Type::Uint),
    ("prio_workers", Type::Uint),
    ("admin_min_workers", Type::Uint),
    ("admin_max_workers", Type::Uint),
    ("admin_max_clients", Type::Uint),
    ("admin_max_queued_clients", Type::Uint),
    ("admin_max_client_requests", Type::Uint),
    ("log_level", Type::Uint),
    ("log_filters", Type::Text),
    ("log_outputs", Type::Text),
    ("audit_level", Type::Uint),
    ("audit_logging", Type::Bool),
    ("keepalive_interval", Type::Int),
    ("keepalive_count", Type::Uint),
    ("keepalive_required", Type::Bool),
    ("admin_keepalive_interval", Type::Int),
    ("admin_keepalive_count", Type::Uint),
    ("admin_keepalive_required", Type::Bool),
    ("host_uuid", Type::Text),
    ("host_uuid_source", Type::Text),
    ("ovs_timeout", Type::Uint),
];

#[cfg(test)]
mod tests;
