//! Permission: the one place that decides whether a call may be made.
//!
//! It is asked twice. First about the call as such, before anything is looked up, and then
//! about each object after the driver has found it: never about what the client claims. The
//! only rule so far is the read-only one, which is the same for every object.

use std::fmt;

use fv_api::{Access, Caller};
use fv_error::Result;
use fv_wire_rpc::Procedure;

/// What a call is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Object<'a> {
    pub(crate) kind: &'static str,
    pub(crate) name: &'a str,
}

impl Object<'_> {
    /// The hypervisor as a whole.
    pub(crate) const CONNECTION: Self = Object {
        kind: "connect",
        name: "",
    };
}

impl fmt::Display for Object<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} '{}'", self.kind, self.name)
    }
}

/// Fails unless the caller may make this call about this object.
///
/// `argument` is the one that the procedure's rule for read-only connections asks for.
pub(crate) fn check(
    caller: &Caller,
    procedure: &Procedure,
    argument: u32,
    object: Object<'_>,
) -> Result<()> {
    if caller.access == Access::ReadWrite {
        return Ok(());
    }
    procedure.check_read_only(argument).inspect_err(|error| {
        fv_log::debug!("access", "{} on {object}: {error}", procedure.name);
    })
}
