//! The log daemon: files that outlive the daemon that asked for them.

use std::os::fd::OwnedFd;

use fv_api_attr::api;
use fv_error::Result;
use fv_types::Uuid;

use crate::Caller;

/// The log daemon: files that outlive the daemon that asked for them.
#[api(program = "log", domain = "Rpc")]
pub trait LogApi: Send + Sync {
    /// Calls `domain_open_log_file`.
    #[call(
        1,
        "domain_open_log_file",
        by_hand = "server client",
        field = "pos",
        fds_out = true
    )]
    fn open_log_file(
        &self,
        caller: &Caller,
        driver: &str,
        dom: &LogDomain,
        path: &str,
        flags: u32,
    ) -> Result<(LogFilePosition, Vec<OwnedFd>)>;

    /// Calls `domain_get_log_file_position`.
    #[call(
        2,
        "domain_get_log_file_position",
        by_hand = "server client",
        field = "pos"
    )]
    fn log_file_position(&self, caller: &Caller, path: &str, flags: u32)
    -> Result<LogFilePosition>;

    /// Calls `domain_read_log_file`.
    #[call(3, "domain_read_log_file", by_hand = "server client", field = "data")]
    fn read_log_file(
        &self,
        caller: &Caller,
        path: &str,
        pos: &LogFilePosition,
        maxlen: u64,
        flags: u32,
    ) -> Result<String>;

    /// Calls `domain_append_log_file`.
    #[call(4, "domain_append_log_file", by_hand = "server client", field = "ret")]
    fn append_log_file(
        &self,
        caller: &Caller,
        driver: &str,
        dom: &LogDomain,
        path: &str,
        message: &str,
        flags: u32,
    ) -> Result<i32>;
}

/// A part of an answer.
#[api(wire = "virLogManagerProtocolLogFilePosition")]
#[derive(Clone, Debug, PartialEq)]
pub struct LogFilePosition {
    /// The inode.
    pub inode: u64,
    /// The offset.
    pub offset: u64,
}

/// A part of an answer.
#[api(wire = "virLogManagerProtocolDomain")]
#[derive(Clone, Debug, PartialEq)]
pub struct LogDomain {
    /// The uuid.
    pub uuid: Uuid,
    /// The name.
    pub name: String,
}
