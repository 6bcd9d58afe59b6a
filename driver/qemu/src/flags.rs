//! The flags of calls, by libvirt's numbers, and the check that no other was given.

use fv_error::{Error, ErrorDomain, Result};

/// Refuses flags that the call does not know; `function` is the name libvirt reports.
pub(crate) fn check(flags: u32, known: u32, function: &'static str) -> Result<()> {
    match flags & !known {
        0 => Ok(()),
        other => {
            let text = format!("unsupported flags (0x{other:x}) in function {function}");
            let domain = domain_of(function);
            Err(Error::invalid_arg(domain, function, "flags", text))
        }
    }
}

/// Where libvirt keeps a function says which domain its errors have.
fn domain_of(function: &str) -> ErrorDomain {
    match function {
        name if name.starts_with("virDomain") => ErrorDomain::Domain,
        name if name.starts_with("vir") => ErrorDomain::None,
        _ => ErrorDomain::Qemu,
    }
}

/// `VIR_DOMAIN_AFFECT_LIVE`.
pub(crate) const LIVE: u32 = 1;
/// `VIR_DOMAIN_AFFECT_CONFIG`.
pub(crate) const CONFIG: u32 = 2;

/// `VIR_TYPED_PARAM_STRING_OKAY`: the caller can take texts.
pub(crate) const TEXTS: u32 = 4;

/// `virDomainCreateFlags`.
pub(crate) mod start {
    pub(crate) const PAUSED: u32 = 1;
    pub(crate) const AUTODESTROY: u32 = 2;
    pub(crate) const BYPASS_CACHE: u32 = 4;
    pub(crate) const FORCE_BOOT: u32 = 8;
    pub(crate) const VALIDATE: u32 = 16;
    pub(crate) const RESET_NVRAM: u32 = 32;
    /// Ferrovirt's own: nothing is started; what would keep it from that is told, all at once.
    pub(crate) const CHECK: u32 = fv_api::START_CHECK;
}

/// `virDomainXMLFlags`.
pub(crate) mod xml {
    pub(crate) const SECURE: u32 = 1;
    pub(crate) const INACTIVE: u32 = 2;
    pub(crate) const UPDATE_CPU: u32 = 4;
    pub(crate) const MIGRATABLE: u32 = 8;
}

/// `virConnectListAllDomainsFlags`, each pair a filter that holds when one of it does.
pub(crate) mod list {
    pub(crate) const ACTIVE: u32 = 1;
    pub(crate) const INACTIVE: u32 = 2;
    pub(crate) const PERSISTENT: u32 = 4;
    pub(crate) const TRANSIENT: u32 = 8;
    pub(crate) const RUNNING: u32 = 16;
    pub(crate) const PAUSED: u32 = 32;
    pub(crate) const SHUTOFF: u32 = 64;
    pub(crate) const OTHER: u32 = 128;
    pub(crate) const MANAGED_SAVE: u32 = 256;
    pub(crate) const NO_MANAGED_SAVE: u32 = 512;
    pub(crate) const AUTOSTART: u32 = 1024;
    pub(crate) const NO_AUTOSTART: u32 = 2048;
    pub(crate) const HAS_SNAPSHOT: u32 = 4096;
    pub(crate) const NO_SNAPSHOT: u32 = 8192;
    pub(crate) const HAS_CHECKPOINT: u32 = 16384;
    pub(crate) const NO_CHECKPOINT: u32 = 32768;
    pub(crate) const ALL: u32 = 65535;
}

/// `VIR_DOMAIN_MEM_MAXIMUM`.
pub(crate) const MEMORY_MAXIMUM: u32 = 4;
/// `VIR_DOMAIN_VCPU_MAXIMUM`.
pub(crate) const VCPU_MAXIMUM: u32 = 4;
/// `VIR_DOMAIN_VCPU_GUEST`.
pub(crate) const VCPU_GUEST: u32 = 8;
