//! The log daemon: files that outlive the daemon that asked for them.

use std::os::fd::OwnedFd;

use fv_api_attr::api;
use fv_error::Result;
use fv_types::Uuid;

use crate::Caller;

/// The log daemon: files that outlive the daemon that asked for them.
#[api(program = "log", domain = "Rpc")]
pub trait LogApi: Send + Sync {
    /// Opens a guest's log file and hands out the end to write to.
    #[call(1, "domain_open_log_file", field = "pos", fds_out = true)]
    fn open_log_file(
        &self,
        caller: &Caller,
        driver: &str,
        dom: &LogDomain,
        path: &str,
        flags: u32,
    ) -> Result<(LogFilePosition, Vec<OwnedFd>)>;

    /// Tells where in the log file the next line will stand.
    #[call(2, "domain_get_log_file_position", field = "pos")]
    fn log_file_position(&self, caller: &Caller, path: &str, flags: u32)
    -> Result<LogFilePosition>;

    /// Reads a part of a guest's log file.
    #[call(3, "domain_read_log_file", field = "data")]
    fn read_log_file(
        &self,
        caller: &Caller,
        path: &str,
        pos: &LogFilePosition,
        maxlen: u64,
        flags: u32,
    ) -> Result<String>;

    /// Writes a message into a guest's log file.
    #[call(4, "domain_append_log_file", field = "ret")]
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

/// A place in a log file.
#[api(wire = "virLogManagerProtocolLogFilePosition")]
#[derive(Clone, Debug, PartialEq)]
pub struct LogFilePosition {
    /// The inode of the file.
    pub inode: u64,
    /// The offset in the file, in bytes.
    pub offset: u64,
}

/// Whose log it is.
#[api(wire = "virLogManagerProtocolDomain")]
#[derive(Clone, Debug, PartialEq)]
pub struct LogDomain {
    /// The uuid.
    pub uuid: Uuid,
    /// The name.
    pub name: String,
}
