//! Moving a running guest to another host.

use fv_api_attr::api;
use fv_error::Result;
use fv_types::TypedParam;

use crate::{Caller, DomainRef, Stream};

/// Moving a running guest to another host.
#[api(program = "remote", object = "domain", domain = "Domain")]
pub trait MigrationApi: Send + Sync {
    /// Readies the destination, protocol version 1.
    #[call(
        61,
        "domain_migrate_prepare",
        c = "virDomainMigratePrepare",
        acl = "domain:migrate domain:start domain:write",
        waits = "long"
    )]
    fn prepare(
        &self,
        caller: &Caller,
        uri_in: Option<&str>,
        flags: u64,
        dname: Option<&str>,
        resource: u64,
    ) -> Result<DomainMigratePrepare>;

    /// Moves the guest, protocol versions 1 and 2.
    #[call(
        62,
        "domain_migrate_perform",
        c = "virDomainMigratePerform",
        acl = "domain:migrate",
        waits = "long"
    )]
    fn perform(
        &self,
        caller: &Caller,
        dom: &DomainRef,
        #[max(4194304)] cookie: &[u8],
        uri: &str,
        flags: u64,
        dname: Option<&str>,
        resource: u64,
    ) -> Result<()>;

    /// Ends the migration at the destination, protocol version 1.
    #[call(
        63,
        "domain_migrate_finish",
        c = "virDomainMigrateFinish",
        acl = "domain:migrate",
        waits = "long",
        field = "ddom"
    )]
    fn finish(
        &self,
        caller: &Caller,
        dname: &str,
        #[max(4194304)] cookie: &[u8],
        uri: &str,
        flags: u64,
    ) -> Result<DomainRef>;

    /// Readies the destination, protocol version 2.
    #[call(
        108,
        "domain_migrate_prepare2",
        c = "virDomainMigratePrepare2",
        acl = "domain:migrate domain:start domain:write",
        waits = "long"
    )]
    fn prepare2(
        &self,
        caller: &Caller,
        uri_in: Option<&str>,
        flags: u64,
        dname: Option<&str>,
        resource: u64,
        dom_xml: &str,
    ) -> Result<DomainMigratePrepare2>;

    /// Ends the migration at the destination, protocol version 2.
    #[call(
        109,
        "domain_migrate_finish2",
        c = "virDomainMigrateFinish2",
        acl = "domain:migrate",
        waits = "long",
        field = "ddom"
    )]
    fn finish2(
        &self,
        caller: &Caller,
        dname: &str,
        #[max(4194304)] cookie: &[u8],
        uri: &str,
        flags: u64,
        retcode: i32,
    ) -> Result<DomainRef>;

    /// Readies a destination that is fed through a stream, protocol version 2.
    #[call(
        148,
        "domain_migrate_prepare_tunnel",
        c = "virDomainMigratePrepareTunnel",
        acl = "domain:migrate domain:start domain:write",
        waits = "long",
        stream = "in"
    )]
    fn prepare_tunnel(
        &self,
        caller: &Caller,
        flags: u64,
        dname: Option<&str>,
        resource: u64,
        dom_xml: &str,
    ) -> Result<Box<dyn Stream>>;

    /// Begins at the source, protocol version 3.
    #[call(
        213,
        "domain_migrate_begin3",
        c = "virDomainMigrateBegin3",
        acl = "domain:migrate",
        waits = "long"
    )]
    fn begin3(
        &self,
        caller: &Caller,
        dom: &DomainRef,
        xmlin: Option<&str>,
        flags: u64,
        dname: Option<&str>,
        resource: u64,
    ) -> Result<DomainMigrateBegin3>;

    /// Readies the destination, protocol version 3.
    #[call(
        214,
        "domain_migrate_prepare3",
        c = "virDomainMigratePrepare3",
        acl = "domain:migrate domain:start domain:write",
        waits = "long"
    )]
    fn prepare3(
        &self,
        caller: &Caller,
        #[max(4194304)] cookie_in: &[u8],
        uri_in: Option<&str>,
        flags: u64,
        dname: Option<&str>,
        resource: u64,
        dom_xml: &str,
    ) -> Result<DomainMigratePrepare3>;

    /// Readies a destination that is fed through a stream, protocol version 3.
    #[call(
        215,
        "domain_migrate_prepare_tunnel3",
        c = "virDomainMigratePrepareTunnel3",
        acl = "domain:migrate domain:start domain:write",
        waits = "long",
        stream = "in",
        field = "cookie_out",
        max = 4194304
    )]
    fn prepare_tunnel3(
        &self,
        caller: &Caller,
        #[max(4194304)] cookie_in: &[u8],
        flags: u64,
        dname: Option<&str>,
        resource: u64,
        dom_xml: &str,
    ) -> Result<(Box<dyn Stream>, Vec<u8>)>;

    /// Moves the guest, protocol version 3.
    #[call(
        216,
        "domain_migrate_perform3",
        c = "virDomainMigratePerform3",
        acl = "domain:migrate",
        waits = "long",
        field = "cookie_out",
        max = 4194304
    )]
    fn perform3(
        &self,
        caller: &Caller,
        dom: &DomainRef,
        xmlin: Option<&str>,
        #[max(4194304)] cookie_in: &[u8],
        dconnuri: Option<&str>,
        uri: Option<&str>,
        flags: u64,
        dname: Option<&str>,
        resource: u64,
    ) -> Result<Vec<u8>>;

    /// Ends the migration at the destination, protocol version 3.
    #[call(
        217,
        "domain_migrate_finish3",
        c = "virDomainMigrateFinish3",
        acl = "domain:migrate",
        waits = "long"
    )]
    fn finish3(
        &self,
        caller: &Caller,
        dname: &str,
        #[max(4194304)] cookie_in: &[u8],
        dconnuri: Option<&str>,
        uri: Option<&str>,
        flags: u64,
        cancelled: i32,
    ) -> Result<DomainMigrateFinish3>;

    /// Ends the migration at the source, protocol version 3.
    #[call(
        218,
        "domain_migrate_confirm3",
        c = "virDomainMigrateConfirm3",
        acl = "domain:migrate",
        waits = "long"
    )]
    fn confirm3(
        &self,
        caller: &Caller,
        dom: &DomainRef,
        #[max(4194304)] cookie_in: &[u8],
        flags: u64,
        cancelled: i32,
    ) -> Result<()>;

    /// Begins at the source, with named options.
    #[call(
        302,
        "domain_migrate_begin3_params",
        c = "virDomainMigrateBegin3Params",
        acl = "domain:migrate",
        waits = "long"
    )]
    fn begin3_params(
        &self,
        caller: &Caller,
        dom: &DomainRef,
        #[max(64)] params: &[TypedParam],
        flags: u32,
    ) -> Result<DomainMigrateBegin3Params>;

    /// Readies the destination, with named options.
    #[call(
        303,
        "domain_migrate_prepare3_params",
        c = "virDomainMigratePrepare3Params",
        acl = "domain:migrate domain:start domain:write",
        waits = "long"
    )]
    fn prepare3_params(
        &self,
        caller: &Caller,
        #[max(64)] params: &[TypedParam],
        #[max(4194304)] cookie_in: &[u8],
        flags: u32,
    ) -> Result<DomainMigratePrepare3Params>;

    /// Readies a destination that is fed through a stream, with named options.
    #[call(
        304,
        "domain_migrate_prepare_tunnel3_params",
        c = "virDomainMigratePrepareTunnel3Params",
        acl = "domain:migrate domain:start domain:write",
        waits = "long",
        stream = "in",
        field = "cookie_out",
        max = 4194304
    )]
    fn prepare_tunnel3_params(
        &self,
        caller: &Caller,
        #[max(64)] params: &[TypedParam],
        #[max(4194304)] cookie_in: &[u8],
        flags: u32,
    ) -> Result<(Box<dyn Stream>, Vec<u8>)>;

    /// Moves the guest, with named options.
    #[call(
        305,
        "domain_migrate_perform3_params",
        c = "virDomainMigratePerform3Params",
        acl = "domain:migrate",
        waits = "long",
        field = "cookie_out",
        max = 4194304
    )]
    fn perform3_params(
        &self,
        caller: &Caller,
        dom: &DomainRef,
        dconnuri: Option<&str>,
        #[max(64)] params: &[TypedParam],
        #[max(4194304)] cookie_in: &[u8],
        flags: u32,
    ) -> Result<Vec<u8>>;

    /// Ends the migration at the destination, with named options.
    #[call(
        306,
        "domain_migrate_finish3_params",
        c = "virDomainMigrateFinish3Params",
        acl = "domain:migrate",
        waits = "long"
    )]
    fn finish3_params(
        &self,
        caller: &Caller,
        #[max(64)] params: &[TypedParam],
        #[max(4194304)] cookie_in: &[u8],
        flags: u32,
        cancelled: i32,
    ) -> Result<DomainMigrateFinish3Params>;

    /// Ends the migration at the source, with named options.
    #[call(
        307,
        "domain_migrate_confirm3_params",
        c = "virDomainMigrateConfirm3Params",
        acl = "domain:migrate",
        waits = "long"
    )]
    fn confirm3_params(
        &self,
        caller: &Caller,
        dom: &DomainRef,
        #[max(64)] params: &[TypedParam],
        #[max(4194304)] cookie_in: &[u8],
        flags: u32,
        cancelled: i32,
    ) -> Result<()>;

    /// Sets how long a migration may stop the guest at its end, in milliseconds.
    #[call(
        166,
        "domain_migrate_set_max_downtime",
        c = "virDomainMigrateSetMaxDowntime",
        acl = "domain:migrate",
        waits = "long"
    )]
    fn migrate_set_max_downtime(
        &self,
        caller: &Caller,
        dom: &DomainRef,
        downtime: u64,
        flags: u32,
    ) -> Result<()>;

    /// Sets how much a migration may send, in MiB per second.
    #[call(
        207,
        "domain_migrate_set_max_speed",
        c = "virDomainMigrateSetMaxSpeed",
        acl = "domain:migrate",
        waits = "long"
    )]
    fn migrate_set_max_speed(
        &self,
        caller: &Caller,
        dom: &DomainRef,
        bandwidth: u64,
        flags: u32,
    ) -> Result<()>;

    /// Tells how much a migration may send, in MiB per second.
    #[call(
        242,
        "domain_migrate_get_max_speed",
        c = "virDomainMigrateGetMaxSpeed",
        acl = "domain:migrate",
        waits = "long",
        field = "bandwidth"
    )]
    fn migrate_max_speed(&self, caller: &Caller, dom: &DomainRef, flags: u32) -> Result<u64>;

    /// Tells the size of the cache for compressed migration, in bytes.
    #[call(
        299,
        "domain_migrate_get_compression_cache",
        c = "virDomainMigrateGetCompressionCache",
        acl = "domain:migrate",
        waits = "long",
        read_only = "allowed",
        field = "cacheSize"
    )]
    fn migrate_compression_cache(
        &self,
        caller: &Caller,
        dom: &DomainRef,
        flags: u32,
    ) -> Result<u64>;

    /// Sets the size of the cache for compressed migration, in bytes.
    #[call(
        300,
        "domain_migrate_set_compression_cache",
        c = "virDomainMigrateSetCompressionCache",
        acl = "domain:migrate",
        waits = "long"
    )]
    fn migrate_set_compression_cache(
        &self,
        caller: &Caller,
        dom: &DomainRef,
        cache_size: u64,
        flags: u32,
    ) -> Result<()>;

    /// Switches a migration to fetching memory after the guest has moved.
    #[call(
        364,
        "domain_migrate_start_post_copy",
        c = "virDomainMigrateStartPostCopy",
        acl = "domain:migrate",
        waits = "long"
    )]
    fn migrate_start_post_copy(&self, caller: &Caller, dom: &DomainRef, flags: u32) -> Result<()>;

    /// Tells how long a migration may stop the guest at its end, in milliseconds.
    #[call(
        387,
        "domain_migrate_get_max_downtime",
        c = "virDomainMigrateGetMaxDowntime",
        acl = "domain:migrate",
        waits = "long",
        read_only = "allowed",
        field = "downtime"
    )]
    fn migrate_max_downtime(&self, caller: &Caller, dom: &DomainRef, flags: u32) -> Result<u64>;
}

/// Answer of [`MigrationApi::prepare`].
#[api(wire = "remote_domain_migrate_prepare_ret")]
#[derive(Clone, Debug, PartialEq)]
pub struct DomainMigratePrepare {
    /// What the other side has to be handed.
    #[max(4194304)]
    pub cookie: Vec<u8>,
    /// Where the other side listens.
    pub uri_out: Option<String>,
}

/// Answer of [`MigrationApi::prepare2`].
#[api(wire = "remote_domain_migrate_prepare2_ret")]
#[derive(Clone, Debug, PartialEq)]
pub struct DomainMigratePrepare2 {
    /// What the other side has to be handed.
    #[max(4194304)]
    pub cookie: Vec<u8>,
    /// Where the other side listens.
    pub uri_out: Option<String>,
}

/// Answer of [`MigrationApi::begin3`].
#[api(wire = "remote_domain_migrate_begin3_ret")]
#[derive(Clone, Debug, PartialEq)]
pub struct DomainMigrateBegin3 {
    /// What the other side has to be handed.
    #[max(4194304)]
    pub cookie_out: Vec<u8>,
    /// The document.
    pub xml: String,
}

/// Answer of [`MigrationApi::prepare3`].
#[api(wire = "remote_domain_migrate_prepare3_ret")]
#[derive(Clone, Debug, PartialEq)]
pub struct DomainMigratePrepare3 {
    /// What the other side has to be handed.
    #[max(4194304)]
    pub cookie_out: Vec<u8>,
    /// Where the other side listens.
    pub uri_out: Option<String>,
}

/// Answer of [`MigrationApi::finish3`].
#[api(wire = "remote_domain_migrate_finish3_ret")]
#[derive(Clone, Debug, PartialEq)]
pub struct DomainMigrateFinish3 {
    /// The domain.
    pub dom: DomainRef,
    /// What the other side has to be handed.
    #[max(4194304)]
    pub cookie_out: Vec<u8>,
}

/// Answer of [`MigrationApi::begin3_params`].
#[api(wire = "remote_domain_migrate_begin3_params_ret")]
#[derive(Clone, Debug, PartialEq)]
pub struct DomainMigrateBegin3Params {
    /// What the other side has to be handed.
    #[max(4194304)]
    pub cookie_out: Vec<u8>,
    /// The document.
    pub xml: String,
}

/// Answer of [`MigrationApi::prepare3_params`].
#[api(wire = "remote_domain_migrate_prepare3_params_ret")]
#[derive(Clone, Debug, PartialEq)]
pub struct DomainMigratePrepare3Params {
    /// What the other side has to be handed.
    #[max(4194304)]
    pub cookie_out: Vec<u8>,
    /// Where the other side listens.
    pub uri_out: Option<String>,
}

/// Answer of [`MigrationApi::finish3_params`].
#[api(wire = "remote_domain_migrate_finish3_params_ret")]
#[derive(Clone, Debug, PartialEq)]
pub struct DomainMigrateFinish3Params {
    /// The domain.
    pub dom: DomainRef,
    /// What the other side has to be handed.
    #[max(4194304)]
    pub cookie_out: Vec<u8>,
}
