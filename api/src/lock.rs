//! The lock daemon: leases on resources.

use fv_api_attr::api;
use fv_error::Result;
use fv_types::Uuid;

use crate::Caller;

/// The lock daemon: leases on resources.
#[api(program = "lock", domain = "Rpc")]
pub trait LockApi: Send + Sync {
    /// Says on whose behalf the connection takes leases.
    #[call(1, "register")]
    fn register(&self, caller: &Caller, owner: &LockOwner, flags: u32) -> Result<()>;

    /// Forbids the connection to change its owner.
    #[call(2, "restrict")]
    fn restrict(&self, caller: &Caller, flags: u32) -> Result<()>;

    /// Makes a lockspace that has no files of its own.
    #[call(3, "new")]
    fn new(&self, caller: &Caller, #[max(65536)] path: &str, flags: u32) -> Result<()>;

    /// Makes a resource that can be leased.
    #[call(4, "create_resource")]
    fn create_resource(
        &self,
        caller: &Caller,
        #[max(65536)] path: &str,
        #[max(65536)] name: &str,
        flags: u32,
    ) -> Result<()>;

    /// Deletes a resource that nobody holds.
    #[call(5, "delete_resource")]
    fn delete_resource(
        &self,
        caller: &Caller,
        #[max(65536)] path: &str,
        #[max(65536)] name: &str,
        flags: u32,
    ) -> Result<()>;

    /// Takes a lease on a resource.
    #[call(6, "acquire_resource")]
    fn acquire_resource(
        &self,
        caller: &Caller,
        #[max(65536)] path: &str,
        #[max(65536)] name: &str,
        flags: u32,
    ) -> Result<()>;

    /// Gives a lease back.
    #[call(7, "release_resource")]
    fn release_resource(
        &self,
        caller: &Caller,
        #[max(65536)] path: &str,
        #[max(65536)] name: &str,
        flags: u32,
    ) -> Result<()>;

    /// Makes a lockspace with files at a path.
    #[call(8, "create_lockspace")]
    fn create_lockspace(&self, caller: &Caller, #[max(65536)] path: &str) -> Result<()>;
}

/// On whose behalf leases are taken.
#[api(wire = "virLockSpaceProtocolOwner")]
#[derive(Clone, Debug, PartialEq)]
pub struct LockOwner {
    /// The uuid.
    pub uuid: Uuid,
    /// The name.
    #[max(65536)]
    pub name: String,
    /// The number, -1 when not running.
    pub id: u32,
    /// The process.
    pub pid: u32,
}
