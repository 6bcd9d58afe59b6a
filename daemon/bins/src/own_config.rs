//! `ferrovirtd.conf`: what libvirt has no key for, in a file of its own beside `libvirtd.conf`.
//!
//! A key of ours in `libvirtd.conf` would keep libvirt's daemon from starting, which takes a
//! file with an unknown key for a mistake; so a host could not be switched back.

use std::path::Path;
use std::time::Duration;

use fv_conf::Conf;
use fv_daemon_core::Limits;
use fv_error::{Error, ErrorCode, ErrorDomain, Result};

/// What the file says; nothing where it says nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OwnConfig {
    /// Clients of one user other than the daemon's.
    pub user_clients_max: Option<u32>,
    /// Those of them that have not authenticated.
    pub user_anonymous_max: Option<u32>,
    /// How long a client may take to authenticate; zero is for ever.
    pub authentication_time: Option<Duration>,
    /// How long part of a message may wait for its rest; zero is for ever.
    pub message_time: Option<Duration>,
}

impl OwnConfig {
    /// Reads the file; a missing one is as good as an empty one.
    pub fn load(path: &Path) -> Result<Self> {
        match Conf::read_if_exists(path)? {
            Some(conf) => Self::from_conf(&conf),
            None => Ok(Self::default()),
        }
    }

    /// Takes the values out of a file that has been read.
    pub fn from_conf(conf: &Conf) -> Result<Self> {
        conf.require_known(&KEYS)?;
        let time = |key| -> Result<Option<Duration>> {
            let seconds = conf.uint(key)?;
            Ok(seconds.map(|seconds| Duration::from_secs(seconds.into())))
        };
        let at_least_one = |key| match conf.uint(key)? {
            Some(0) => {
                let text = format!(
                    "{}: {key}: a user needs room for one client",
                    conf.place(key)
                );
                Err(Error::new(ErrorDomain::Conf, ErrorCode::ConfSyntax, text))
            }
            number => Ok(number),
        };
        Ok(Self {
            user_clients_max: at_least_one(USER_CLIENTS)?,
            user_anonymous_max: at_least_one(USER_ANONYMOUS)?,
            authentication_time: time(AUTHENTICATION)?,
            message_time: time(MESSAGE)?,
        })
    }

    /// Puts into the limits what the file says.
    pub(crate) fn apply(&self, limits: &mut Limits) {
        let size = |number: u32| usize::try_from(number).unwrap_or(usize::MAX);
        if let Some(number) = self.user_clients_max {
            limits.user_clients_max = size(number);
        }
        if let Some(number) = self.user_anonymous_max {
            limits.user_anonymous_max = size(number);
        }
        if let Some(time) = self.authentication_time {
            limits.authentication_time = time;
        }
        if let Some(time) = self.message_time {
            limits.stall_time = time;
        }
    }
}

const USER_CLIENTS: &str = "max_user_clients";
const USER_ANONYMOUS: &str = "max_user_anonymous_clients";
const AUTHENTICATION: &str = "authentication_timeout";
const MESSAGE: &str = "message_timeout";
const KEYS: [&str; 4] = [USER_CLIENTS, USER_ANONYMOUS, AUTHENTICATION, MESSAGE];

#[cfg(test)]
mod tests;
