//! What only containers have.

use std::os::fd::OwnedFd;

use fv_api_attr::api;
use fv_error::Result;

use crate::{Caller, DomainRef};

/// What only containers have.
#[api(program = "lxc", object = "domain", domain = "None")]
pub trait LxcApi: Send + Sync {
    /// Hands out descriptors of the namespaces of a container.
    #[call(
        1,
        "domain_open_namespace",
        c = "virDomainLxcOpenNamespace",
        acl = "domain:open_namespace",
        waits = "disk",
        fds_out = true
    )]
    fn open_namespace(&self, caller: &Caller, dom: &DomainRef, flags: u32) -> Result<Vec<OwnedFd>>;
}
