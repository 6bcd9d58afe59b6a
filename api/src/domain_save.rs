//! Domains in files: saving, restoring, dumping, and the jobs that do it.

use fv_api_attr::api;
use fv_error::Result;
use fv_types::TypedParam;

use crate::{Caller, DomainRef};

/// Domains in files: saving, restoring, dumping, and the jobs that do it.
#[api(program = "remote", object = "domain", domain = "Domain")]
pub trait DomainSaveApi: Send + Sync {
    /// Writes the guest's memory to a file for a debugger.
    #[call(
        53,
        "domain_core_dump",
        c = "virDomainCoreDump",
        acl = "domain:core_dump",
        waits = "long"
    )]
    fn core_dump(&self, caller: &Caller, dom: &DomainRef, to: &str, flags: u32) -> Result<()>;

    /// Starts a domain from a file that a save made.
    #[call(
        54,
        "domain_restore",
        c = "virDomainRestore",
        acl = "domain:start domain:write",
        waits = "long"
    )]
    fn restore(&self, caller: &Caller, from: &str) -> Result<()>;

    /// Writes the domain to a file and ends it.
    #[call(
        55,
        "domain_save",
        c = "virDomainSave",
        acl = "domain:hibernate",
        waits = "long"
    )]
    fn save(&self, caller: &Caller, dom: &DomainRef, to: &str) -> Result<()>;

    /// Ends the long job on the domain.
    #[call(
        164,
        "domain_abort_job",
        c = "virDomainAbortJob",
        acl = "domain:write",
        waits = "disk"
    )]
    fn abort_job(&self, caller: &Caller, dom: &DomainRef) -> Result<()>;

    /// Saves the domain where its next start will find it.
    #[call(
        182,
        "domain_managed_save",
        c = "virDomainManagedSave",
        acl = "domain:hibernate",
        waits = "long"
    )]
    fn managed_save(&self, caller: &Caller, dom: &DomainRef, flags: u32) -> Result<()>;

    /// Throws a managed save away.
    #[call(
        184,
        "domain_managed_save_remove",
        c = "virDomainManagedSaveRemove",
        acl = "domain:hibernate",
        waits = "long"
    )]
    fn managed_save_remove(&self, caller: &Caller, dom: &DomainRef, flags: u32) -> Result<()>;

    /// Writes the domain to a file and ends it, with changes to its XML.
    #[call(
        232,
        "domain_save_flags",
        c = "virDomainSaveFlags",
        acl = "domain:hibernate",
        waits = "long"
    )]
    fn save_flags(
        &self,
        caller: &Caller,
        dom: &DomainRef,
        to: &str,
        dxml: Option<&str>,
        flags: u32,
    ) -> Result<()>;

    /// Starts a domain from a saved file, with changes to its XML.
    #[call(
        233,
        "domain_restore_flags",
        c = "virDomainRestoreFlags",
        acl = "domain:start domain:write",
        waits = "long"
    )]
    fn restore_flags(
        &self,
        caller: &Caller,
        from: &str,
        dxml: Option<&str>,
        flags: u32,
    ) -> Result<()>;

    /// Reads the domain XML in a saved file.
    #[call(
        235,
        "domain_save_image_get_xml_desc",
        c = "virDomainSaveImageGetXMLDesc",
        acl = "domain:write",
        waits = "long",
        priority = "high",
        field = "xml"
    )]
    fn save_image_xml_desc(&self, caller: &Caller, file: &str, flags: u32) -> Result<String>;

    /// Replaces the domain XML in a saved file.
    #[call(
        236,
        "domain_save_image_define_xml",
        c = "virDomainSaveImageDefineXML",
        acl = "domain:write domain:hibernate",
        waits = "long",
        priority = "high"
    )]
    fn save_image_define_xml(
        &self,
        caller: &Caller,
        file: &str,
        dxml: &str,
        flags: u32,
    ) -> Result<()>;

    /// Tells how far a long job is, or how the last one went, as named values.
    #[call(
        298,
        "domain_get_job_stats",
        c = "virDomainGetJobStats",
        acl = "domain:read",
        waits = "disk",
        read_only = "allowed"
    )]
    fn job_stats(&self, caller: &Caller, dom: &DomainRef, flags: u32) -> Result<DomainJobStats>;

    /// Writes the guest's memory to a file in a chosen format.
    #[call(
        334,
        "domain_core_dump_with_format",
        c = "virDomainCoreDumpWithFormat",
        acl = "domain:core_dump",
        waits = "long"
    )]
    fn core_dump_with_format(
        &self,
        caller: &Caller,
        dom: &DomainRef,
        to: &str,
        dumpformat: u32,
        flags: u32,
    ) -> Result<()>;

    /// Reads the domain XML in a managed save.
    #[call(
        388,
        "domain_managed_save_get_xml_desc",
        c = "virDomainManagedSaveGetXMLDesc",
        acl = "domain:read domain:read_secure:VIR_DOMAIN_SAVE_IMAGE_XML_SECURE",
        waits = "long",
        read_only = "unless flags & 1: with secure flag",
        field = "xml"
    )]
    fn managed_save_xml_desc(&self, caller: &Caller, dom: &DomainRef, flags: u32)
    -> Result<String>;

    /// Replaces the domain XML in a managed save.
    #[call(
        389,
        "domain_managed_save_define_xml",
        c = "virDomainManagedSaveDefineXML",
        acl = "domain:write domain:hibernate",
        waits = "long"
    )]
    fn managed_save_define_xml(
        &self,
        caller: &Caller,
        dom: &DomainRef,
        dxml: Option<&str>,
        flags: u32,
    ) -> Result<()>;

    /// Writes the domain to a file and ends it, with named options.
    #[call(
        440,
        "domain_save_params",
        c = "virDomainSaveParams",
        acl = "domain:hibernate",
        waits = "long"
    )]
    fn save_params(
        &self,
        caller: &Caller,
        dom: &DomainRef,
        #[max(64)] params: &[TypedParam],
        flags: u32,
    ) -> Result<()>;

    /// Starts a domain from a saved file, with named options.
    #[call(
        441,
        "domain_restore_params",
        c = "virDomainRestoreParams",
        acl = "domain:start domain:write",
        waits = "long"
    )]
    fn restore_params(
        &self,
        caller: &Caller,
        #[max(64)] params: &[TypedParam],
        flags: u32,
    ) -> Result<()>;

    /// Ends the long job on the domain in a chosen way.
    #[call(
        442,
        "domain_abort_job_flags",
        c = "virDomainAbortJobFlags",
        acl = "domain:write",
        waits = "disk"
    )]
    fn abort_job_flags(&self, caller: &Caller, dom: &DomainRef, flags: u32) -> Result<()>;
}

/// Answer of [`DomainSaveApi::job_stats`].
#[api(wire = "remote_domain_get_job_stats_ret")]
#[derive(Clone, Debug, PartialEq)]
pub struct DomainJobStats {
    /// The kind, as libvirt numbers it.
    pub kind: i32,
    /// The named values.
    #[max(64)]
    pub params: Vec<TypedParam>,
}
