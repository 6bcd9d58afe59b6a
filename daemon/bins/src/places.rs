//! Where the daemon's own files are.

use std::path::{Path, PathBuf};

use fv_error::{Error, ErrorCode, ErrorDomain, Result};
use fv_sys::{unix, users};

use crate::Environment;

/// The places of one daemon.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Places {
    /// It runs as root.
    pub privileged: bool,
    /// Everything is below this folder; nothing if the daemon has the host to itself.
    pub root: Option<PathBuf>,
    /// The configuration file.
    pub config: PathBuf,
    /// The pid file.
    pub pid_file: PathBuf,
    /// The folder of the sockets.
    pub run: PathBuf,
    /// The log of a daemon in the background.
    pub log: PathBuf,
}

/// The two sockets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SocketPaths {
    /// For everything.
    pub main: PathBuf,
    /// For reading only.
    pub read_only: Option<PathBuf>,
}

impl Places {
    /// The places under a root, of the host, or of a user.
    pub fn find(root: Option<&Path>, environment: &Environment) -> Result<Self> {
        let privileged = users::effective_uid() == 0;
        if let Some(root) = root {
            let root = absolute(root)?;
            return Ok(Self::below(&root, Some(root.clone()), privileged));
        }
        if privileged {
            return Ok(Self::below(Path::new("/"), None, true));
        }
        Self::of_user(environment)
    }

    fn below(base: &Path, root: Option<PathBuf>, privileged: bool) -> Self {
        Self {
            privileged,
            root,
            config: base.join("etc/libvirt/libvirtd.conf"),
            pid_file: base.join("run/libvirtd.pid"),
            run: base.join("run/libvirt"),
            log: base.join("var/log/libvirt/libvirtd.log"),
        }
    }

    fn of_user(environment: &Environment) -> Result<Self> {
        let session = session_folders(environment)?;
        let run = session.runtime.join("libvirt");
        Ok(Self {
            privileged: false,
            root: None,
            config: session.config.join("libvirt/libvirtd.conf"),
            pid_file: run.join("libvirtd.pid"),
            log: session.cache.join("libvirt/libvirtd.log"),
            run,
        })
    }

    /// The sockets, in the folder that the configuration names or in the usual one.
    ///
    /// Fails for a path that a socket has no room for.
    pub fn sockets(&self, folder: Option<&str>) -> Result<SocketPaths> {
        let folder = folder.map_or(self.run.as_path(), Path::new);
        let two = self.privileged || self.root.is_some();
        let sockets = SocketPaths {
            main: folder.join("libvirt-sock"),
            read_only: two.then(|| folder.join("libvirt-sock-ro")),
        };
        for path in std::iter::once(&sockets.main).chain(&sockets.read_only) {
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

fn absolute(path: &Path) -> Result<PathBuf> {
    std::path::absolute(path).map_err(|cause| {
        let text = format!("cannot find the folder '{}'", path.display());
        Error::system(ErrorDomain::None, cause, text)
    })
}

#[cfg(test)]
mod tests;
