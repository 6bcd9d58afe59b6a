//! Where the daemon's own files are.

use std::path::{Path, PathBuf};

use fv_driver_kit::{Dirs, Privilege};
use fv_error::{Error, ErrorCode, ErrorDomain, Result};
use fv_sys::{unix, users};

use crate::Environment;

/// The places of one daemon.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Places {
    /// It runs as root.
    pub privileged: bool,
    /// The folders of the drivers.
    pub dirs: Dirs,
    /// The pid file.
    pub pid_file: PathBuf,
    sockets: Sockets,
}

/// Which sockets a daemon has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sockets {
    /// One for everything: a session is its user's alone.
    One,
    /// Another one for reading only.
    Two,
}

/// The sockets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SocketPaths {
    /// For everything.
    pub main: PathBuf,
    /// For reading only.
    pub read_only: Option<PathBuf>,
    /// For operators.
    pub admin: PathBuf,
}

impl Places {
    /// The places under a root, of the host, or of a user.
    pub fn find(root: Option<&Path>, environment: &Environment) -> Result<Self> {
        let privileged = users::effective_uid() == 0;
        if let Some(root) = root {
            let root = absolute(root)?;
            return Ok(Self::below(&root, privileged));
        }
        if privileged {
            return Ok(Self::below(Path::new("/"), true));
        }
        Self::of_user(environment)
    }

    fn below(base: &Path, privileged: bool) -> Self {
        let privilege = match privileged {
            true => Privilege::System,
            false => Privilege::Session,
        };
        Self {
            privileged,
            pid_file: base.join("run/libvirtd.pid"),
            sockets: Sockets::Two,
            dirs: Dirs::host(base, privilege),
        }
    }

    fn of_user(environment: &Environment) -> Result<Self> {
        let session = session_folders(environment)?;
        let dirs = Dirs::session(&session.config, &session.cache, &session.runtime);
        Ok(Self {
            privileged: false,
            pid_file: dirs.runtime.join("libvirtd.pid"),
            sockets: Sockets::One,
            dirs,
        })
    }

    /// The configuration file.
    pub fn config(&self) -> PathBuf {
        self.dirs.config.join("libvirtd.conf")
    }

    /// The file for what libvirt has no key for.
    pub fn own_config(&self) -> PathBuf {
        self.dirs.config.join("ferrovirtd.conf")
    }

    /// The log of a daemon in the background.
    pub fn log(&self) -> PathBuf {
        self.dirs.log.join("libvirtd.log")
    }

    /// The sockets, in the folder that the configuration names or in the usual one.
    ///
    /// Fails for a path that a socket has no room for.
    pub fn sockets(&self, folder: Option<&str>) -> Result<SocketPaths> {
        let folder = folder.map_or(self.dirs.runtime.as_path(), Path::new);
        let sockets = SocketPaths {
            main: folder.join("libvirt-sock"),
            read_only: (self.sockets == Sockets::Two).then(|| folder.join("libvirt-sock-ro")),
            admin: folder.join("libvirt-admin-sock"),
        };
        let all = [
            Some(&sockets.main),
            sockets.read_only.as_ref(),
            Some(&sockets.admin),
        ];
        for path in all.into_iter().flatten() {
            let length = path.as_os_str().len();
            if length > unix::PATH_MAX {
                let text = format!(
                    "the socket path '{}' has {length} bytes, {} are possible: choose a shorter folder",
                    path.display(),
                    unix::PATH_MAX
                );
                return Err(Error::new(
                    ErrorDomain::Rpc,
                    ErrorCode::ConfigUnsupported,
                    text,
                ));
            }
        }
        Ok(sockets)
    }
}

/// The base folders of a user's session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionFolders {
    /// Configuration.
    pub config: PathBuf,
    /// Caches.
    pub cache: PathBuf,
    /// Sockets.
    pub runtime: PathBuf,
}

/// Finds the base folders of the user's session.
pub fn session_folders(environment: &Environment) -> Result<SessionFolders> {
    let home = match &environment.home {
        Some(home) => home.clone(),
        None => users::user_by_uid(users::effective_uid())
            .ok()
            .flatten()
            .map(|user| user.home)
            .ok_or_else(|| {
                Error::internal(ErrorDomain::None, "Unable to determine home directory")
            })?,
    };
    let or_in_home = |folder: &Option<PathBuf>, name: &str| match folder {
        Some(folder) if folder.is_absolute() => folder.clone(),
        _ => home.join(name),
    };
    let cache = or_in_home(&environment.cache_home, ".cache");
    Ok(SessionFolders {
        config: or_in_home(&environment.config_home, ".config"),
        runtime: environment
            .runtime_dir
            .clone()
            .unwrap_or_else(|| cache.clone()),
        cache,
    })
}

/// The path from the root: it must mean the same after the daemon changed its folder.
fn absolute(path: &Path) -> Result<PathBuf> {
    std::path::absolute(path).map_err(|cause| {
        let text = format!("cannot find the folder '{}'", path.display());
        Error::system(ErrorDomain::None, cause, text)
    })
}

#[cfg(test)]
mod tests;
