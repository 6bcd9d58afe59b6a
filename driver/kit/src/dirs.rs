//! Where everything lives: the folders of the system daemon, of a session, of a private root.

use std::path::{Path, PathBuf};

/// Whether the daemon may do as it likes with the host.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Privilege {
    /// It runs as root and serves `…:///system`.
    System,
    /// It runs as an ordinary user and serves `…:///session`.
    Session,
}

/// The folders of a daemon, each ending in `libvirt`, or of a program that is its own daemon.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dirs {
    /// Whose daemon it is.
    pub privilege: Privilege,
    /// Configuration and definitions.
    pub config: PathBuf,
    /// What a reboot may forget: sockets, pid files, status.
    pub runtime: PathBuf,
    /// What is kept and is no configuration.
    pub lib: PathBuf,
    /// What can be made again.
    pub cache: PathBuf,
    /// Logs.
    pub log: PathBuf,
    layout: Layout,
}

/// The folders of one driver.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DriverDirs {
    /// Whose daemon it is.
    pub privilege: Privilege,
    /// The configuration file of the driver is beside this folder of definitions.
    pub config: PathBuf,
    /// Links to definitions that start with the host.
    pub autostart: PathBuf,
    /// Status and pid files.
    pub state: PathBuf,
    /// Guests' own folders, and saved state.
    pub lib: PathBuf,
    /// Caches.
    pub cache: PathBuf,
    /// Logs.
    pub log: PathBuf,
    /// Sockets of guests' channels.
    pub channel: PathBuf,
    /// The driver's configuration file.
    pub conf_file: PathBuf,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Layout {
    /// One folder for each purpose, below a root.
    Host,
    /// The three folders of a user.
    User,
}

impl Dirs {
    /// The folders of the host, below `root` (`/` for the real ones).
    pub fn host(root: &Path, privilege: Privilege) -> Self {
        Self {
            privilege,
            config: root.join("etc/libvirt"),
            runtime: root.join("run/libvirt"),
            lib: root.join("var/lib/libvirt"),
            cache: root.join("var/cache/libvirt"),
            log: root.join("var/log/libvirt"),
            layout: Layout::Host,
        }
    }

    /// The folders of a driver that is part of a program, below a root of its own.
    pub fn embedded(root: &Path, privilege: Privilege) -> Self {
        Self {
            privilege,
            config: root.join("etc"),
            runtime: root.join("run"),
            lib: root.join("lib"),
            cache: root.join("cache"),
            log: root.join("log"),
            layout: Layout::Host,
        }
    }

    /// The folders of a user's session, from the three base folders of the desktop rules.
    pub fn session(config_home: &Path, cache_home: &Path, runtime: &Path) -> Self {
        let config = config_home.join("libvirt");
        let cache = cache_home.join("libvirt");
        Self {
            privilege: Privilege::Session,
            lib: config.clone(),
            log: cache.clone(),
            runtime: runtime.join("libvirt"),
            config,
            cache,
            layout: Layout::User,
        }
    }

    /// The folders of the driver of this name.
    pub fn driver(&self, name: &str) -> DriverDirs {
        let config = self.config.join(name);
        let (state, lib, cache, log) = match self.layout {
            Layout::Host => (
                self.runtime.join(name),
                self.lib.join(name),
                self.cache.join(name),
                self.log.join(name),
            ),
            Layout::User => (
                self.runtime.join(name).join("run"),
                config.join("lib"),
                self.cache.join(name).join("cache"),
                self.cache.join(name).join("log"),
            ),
        };
        DriverDirs {
            privilege: self.privilege,
            autostart: config.join("autostart"),
            channel: state.join("channel"),
            conf_file: self.config.join(format!("{name}.conf")),
            config,
            state,
            lib,
            cache,
            log,
        }
    }
}

impl DriverDirs {
    /// A folder of saved things (`save`, `snapshot`, `nvram`, …).
    pub fn saved(&self, kind: &str) -> PathBuf {
        match self.lib.file_name() {
            // A session keeps them beside its guests' folders, not around them.
            Some(name) if name == "lib" => self.config.join(kind),
            _ => self.lib.join(kind),
        }
    }

    /// The definition of an object.
    pub fn definition(&self, name: &str) -> PathBuf {
        self.config.join(format!("{name}.xml"))
    }

    /// The link that makes an object start with the host.
    pub fn autostart_link(&self, name: &str) -> PathBuf {
        self.autostart.join(format!("{name}.xml"))
    }

    /// The link that makes an object start with the host the next time only.
    pub fn autostart_once_link(&self, name: &str) -> PathBuf {
        self.autostart.join(format!("{name}.xml.once"))
    }

    /// The status of a running object.
    pub fn status(&self, name: &str) -> PathBuf {
        self.state.join(format!("{name}.xml"))
    }

    /// The process of a running object.
    pub fn pid_file(&self, name: &str) -> PathBuf {
        self.state.join(format!("{name}.pid"))
    }

    /// The log of an object.
    pub fn log_file(&self, name: &str) -> PathBuf {
        self.log.join(format!("{name}.log"))
    }
}

#[cfg(test)]
#[path = "tests/dirs.rs"]
mod tests;
