//! What the daemon takes from its environment, read once in `main`.

use std::ffi::OsString;
use std::path::PathBuf;

/// The variables that mean something to the daemon.
#[derive(Clone, Debug, Default)]
pub struct Environment {
    /// The user's home.
    pub home: Option<PathBuf>,
    /// Where the user's configuration lives, if not in `.config`.
    pub config_home: Option<PathBuf>,
    /// Where the user's caches live, if not in `.cache`.
    pub cache_home: Option<PathBuf>,
    /// Where the user's sockets live.
    pub runtime_dir: Option<PathBuf>,
    /// Where programs are looked up.
    pub search_path: String,
    /// `LIBVIRT_DEBUG`: the level of the log.
    pub log_level: Option<String>,
    /// `LIBVIRT_LOG_FILTERS`.
    pub log_filters: Option<String>,
    /// `LIBVIRT_LOG_OUTPUTS`.
    pub log_outputs: Option<String>,
    /// The process that sockets were opened for.
    pub listen_pid: Option<String>,
    /// How many sockets were opened.
    pub listen_fds: Option<String>,
    /// What they are called.
    pub listen_names: Option<String>,
}

impl Environment {
    /// Takes the variables from what `lookup` finds.
    pub fn read(lookup: impl Fn(&str) -> Option<OsString>) -> Self {
        let path = |name| lookup(name).filter(|v| !v.is_empty()).map(PathBuf::from);
        let text = |name| lookup(name).and_then(|value| value.into_string().ok());
        Self {
            home: path("HOME"),
            config_home: path("XDG_CONFIG_HOME"),
            cache_home: path("XDG_CACHE_HOME"),
            runtime_dir: path("XDG_RUNTIME_DIR"),
            search_path: text("PATH").unwrap_or_else(|| SEARCH_PATH.into()),
            log_level: text("LIBVIRT_DEBUG"),
            log_filters: text("LIBVIRT_LOG_FILTERS"),
            log_outputs: text("LIBVIRT_LOG_OUTPUTS"),
            listen_pid: text("LISTEN_PID"),
            listen_fds: text("LISTEN_FDS"),
            listen_names: text("LISTEN_FDNAMES"),
        }
    }
}

/// Where programs are when nobody says where.
const SEARCH_PATH: &str = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
