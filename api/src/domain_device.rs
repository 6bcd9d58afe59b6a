//! Disks, interfaces and other devices of a domain: changing, measuring, throttling, copying.

use fv_api_attr::api;
use fv_error::Result;
use fv_types::TypedParam;

use crate::{Caller, DomainRef};

/// Disks, interfaces and other devices of a domain: changing, measuring, throttling, copying.
#[api(program = "remote", object = "domain", domain = "Domain")]
pub trait DomainDeviceApi: Send + Sync {
    /// Plugs a device into a running domain.
    #[call(
        8,
        "domain_attach_device",
        c = "virDomainAttachDevice",
        acl = "domain:write",
        waits = "long"
    )]
    fn attach_device(&self, caller: &Caller, dom: &DomainRef, xml: &str) -> Result<()>;

    /// Unplugs a device from a running domain.
    #[call(
        13,
        "domain_detach_device",
        c = "virDomainDetachDevice",
        acl = "domain:write",
        waits = "long"
    )]
    fn detach_device(&self, caller: &Caller, dom: &DomainRef, xml: &str) -> Result<()>;

    /// Reads the traffic of a disk.
    #[call(
        64,
        "domain_block_stats",
        c = "virDomainBlockStats",
        acl = "domain:read",
        waits = "monitor",
        read_only = "allowed"
    )]
    fn block_stats(&self, caller: &Caller, dom: &DomainRef, path: &str)
    -> Result<DomainBlockStats>;

    /// Reads the traffic of a network interface.
    #[call(
        65,
        "domain_interface_stats",
        c = "virDomainInterfaceStats",
        acl = "domain:read",
        waits = "disk",
        read_only = "allowed",
        priority = "high"
    )]
    fn interface_stats(
        &self,
        caller: &Caller,
        dom: &DomainRef,
        device: &str,
    ) -> Result<DomainInterfaceStats>;

    /// Reads bytes of a disk as the guest sees it.
    #[call(
        103,
        "domain_block_peek",
        c = "virDomainBlockPeek",
        acl = "domain:block_read",
        waits = "monitor",
        field = "buffer",
        max = 4194304
    )]
    fn block_peek(
        &self,
        caller: &Caller,
        dom: &DomainRef,
        path: &str,
        offset: u64,
        size: u32,
        flags: u32,
    ) -> Result<Vec<u8>>;

    /// Plugs a device into the running domain, its definition, or both.
    #[call(
        160,
        "domain_attach_device_flags",
        c = "virDomainAttachDeviceFlags",
        acl = "domain:write domain:save:!VIR_DOMAIN_AFFECT_CONFIG|VIR_DOMAIN_AFFECT_LIVE domain:save:VIR_DOMAIN_AFFECT_CONFIG",
        waits = "long"
    )]
    fn attach_device_flags(
        &self,
        caller: &Caller,
        dom: &DomainRef,
        xml: &str,
        flags: u32,
    ) -> Result<()>;

    /// Unplugs a device from the running domain, its definition, or both.
    #[call(
        161,
        "domain_detach_device_flags",
        c = "virDomainDetachDeviceFlags",
        acl = "domain:write domain:save:!VIR_DOMAIN_AFFECT_CONFIG|VIR_DOMAIN_AFFECT_LIVE domain:save:VIR_DOMAIN_AFFECT_CONFIG",
        waits = "long"
    )]
    fn detach_device_flags(
        &self,
        caller: &Caller,
        dom: &DomainRef,
        xml: &str,
        flags: u32,
    ) -> Result<()>;

    /// Changes a device in place.
    #[call(
        174,
        "domain_update_device_flags",
        c = "virDomainUpdateDeviceFlags",
        acl = "domain:write domain:save:!VIR_DOMAIN_AFFECT_CONFIG|VIR_DOMAIN_AFFECT_LIVE domain:save:VIR_DOMAIN_AFFECT_CONFIG",
        waits = "disk"
    )]
    fn update_device_flags(
        &self,
        caller: &Caller,
        dom: &DomainRef,
        xml: &str,
        flags: u32,
    ) -> Result<()>;

    /// Tells a disk's capacity, allocation and physical size, in bytes.
    #[call(
        194,
        "domain_get_block_info",
        c = "virDomainGetBlockInfo",
        acl = "domain:read",
        waits = "monitor",
        read_only = "allowed"
    )]
    fn block_info(
        &self,
        caller: &Caller,
        dom: &DomainRef,
        path: &str,
        flags: u32,
    ) -> Result<DomainBlockInfo>;

    /// Ends a job on a disk, or completes a copy by switching to it.
    #[call(
        237,
        "domain_block_job_abort",
        c = "virDomainBlockJobAbort",
        acl = "domain:write",
        waits = "disk"
    )]
    fn block_job_abort(
        &self,
        caller: &Caller,
        dom: &DomainRef,
        path: &str,
        flags: u32,
    ) -> Result<()>;

    /// Tells how far a job on a disk is.
    #[call(
        238,
        "domain_get_block_job_info",
        c = "virDomainGetBlockJobInfo",
        acl = "domain:read",
        waits = "monitor",
        read_only = "allowed"
    )]
    fn block_job_info(
        &self,
        caller: &Caller,
        dom: &DomainRef,
        path: &str,
        flags: u32,
    ) -> Result<DomainBlockJobInfo>;

    /// Limits the speed of a job on a disk.
    #[call(
        239,
        "domain_block_job_set_speed",
        c = "virDomainBlockJobSetSpeed",
        acl = "domain:write",
        waits = "disk"
    )]
    fn block_job_set_speed(
        &self,
        caller: &Caller,
        dom: &DomainRef,
        path: &str,
        bandwidth: u64,
        flags: u32,
    ) -> Result<()>;

    /// Fills a disk from its backing image.
    #[call(
        240,
        "domain_block_pull",
        c = "virDomainBlockPull",
        acl = "domain:block_write",
        waits = "long"
    )]
    fn block_pull(
        &self,
        caller: &Caller,
        dom: &DomainRef,
        path: &str,
        bandwidth: u64,
        flags: u32,
    ) -> Result<()>;

    /// Reads the traffic of a disk as named values.
    #[call(
        243,
        "domain_block_stats_flags",
        c = "virDomainBlockStatsFlags",
        acl = "domain:read",
        waits = "monitor",
        read_only = "allowed"
    )]
    fn block_stats_flags(
        &self,
        caller: &Caller,
        dom: &DomainRef,
        path: &str,
        nparams: i32,
        flags: u32,
    ) -> Result<DomainBlockStatsFlags>;

    /// Changes the size of a disk in a running domain.
    #[call(
        251,
        "domain_block_resize",
        c = "virDomainBlockResize",
        acl = "domain:block_write",
        waits = "monitor"
    )]
    fn block_resize(
        &self,
        caller: &Caller,
        dom: &DomainRef,
        disk: &str,
        size: u64,
        flags: u32,
    ) -> Result<()>;

    /// Sets limits on the traffic of one disk.
    #[call(
        252,
        "domain_set_block_io_tune",
        c = "virDomainSetBlockIoTune",
        acl = "domain:write domain:save:!VIR_DOMAIN_AFFECT_CONFIG|VIR_DOMAIN_AFFECT_LIVE domain:save:VIR_DOMAIN_AFFECT_CONFIG",
        waits = "disk"
    )]
    fn set_block_io_tune(
        &self,
        caller: &Caller,
        dom: &DomainRef,
        disk: &str,
        #[max(32)] params: &[TypedParam],
        flags: u32,
    ) -> Result<()>;

    /// Reads the limits on the traffic of one disk.
    #[call(
        253,
        "domain_get_block_io_tune",
        c = "virDomainGetBlockIoTune",
        acl = "domain:read",
        waits = "monitor",
        read_only = "allowed"
    )]
    fn block_io_tune(
        &self,
        caller: &Caller,
        dom: &DomainRef,
        disk: Option<&str>,
        nparams: i32,
        flags: u32,
    ) -> Result<DomainBlockIoTune>;

    /// Sets limits on the traffic of a network interface.
    #[call(
        256,
        "domain_set_interface_parameters",
        c = "virDomainSetInterfaceParameters",
        acl = "domain:write domain:save:!VIR_DOMAIN_AFFECT_CONFIG|VIR_DOMAIN_AFFECT_LIVE domain:save:VIR_DOMAIN_AFFECT_CONFIG",
        waits = "disk"
    )]
    fn set_interface_parameters(
        &self,
        caller: &Caller,
        dom: &DomainRef,
        device: &str,
        #[max(16)] params: &[TypedParam],
        flags: u32,
    ) -> Result<()>;

    /// Reads the limits on the traffic of a network interface.
    #[call(
        257,
        "domain_get_interface_parameters",
        c = "virDomainGetInterfaceParameters",
        acl = "domain:read",
        waits = "disk",
        read_only = "allowed"
    )]
    fn interface_parameters(
        &self,
        caller: &Caller,
        dom: &DomainRef,
        device: &str,
        nparams: i32,
        flags: u32,
    ) -> Result<DomainInterfaceParameters>;

    /// Lists the disks on which an error happened.
    #[call(
        263,
        "domain_get_disk_errors",
        c = "virDomainGetDiskErrors",
        acl = "domain:read",
        waits = "monitor",
        read_only = "allowed"
    )]
    fn disk_errors(
        &self,
        caller: &Caller,
        dom: &DomainRef,
        maxerrors: u32,
        flags: u32,
    ) -> Result<DomainDiskErrors>;

    /// Fills a disk from its chain down to a chosen image, or copies it.
    #[call(
        266,
        "domain_block_rebase",
        c = "virDomainBlockRebase",
        acl = "domain:block_write",
        waits = "long"
    )]
    fn block_rebase(
        &self,
        caller: &Caller,
        dom: &DomainRef,
        path: &str,
        base: Option<&str>,
        bandwidth: u64,
        flags: u32,
    ) -> Result<()>;

    /// Writes an overlay's changes down into the image below.
    #[call(
        290,
        "domain_block_commit",
        c = "virDomainBlockCommit",
        acl = "domain:block_write",
        waits = "long"
    )]
    fn block_commit(
        &self,
        caller: &Caller,
        dom: &DomainRef,
        disk: &str,
        base: Option<&str>,
        top: Option<&str>,
        bandwidth: u64,
        flags: u32,
    ) -> Result<()>;

    /// Copies a disk to a destination described in XML.
    #[call(
        345,
        "domain_block_copy",
        c = "virDomainBlockCopy",
        acl = "domain:block_write",
        waits = "long"
    )]
    fn block_copy(
        &self,
        caller: &Caller,
        dom: &DomainRef,
        path: &str,
        destxml: &str,
        #[max(16)] params: &[TypedParam],
        flags: u32,
    ) -> Result<()>;

    /// Asks for an event when writes pass an offset of an image.
    #[call(
        386,
        "domain_set_block_threshold",
        c = "virDomainSetBlockThreshold",
        acl = "domain:write",
        waits = "disk"
    )]
    fn set_block_threshold(
        &self,
        caller: &Caller,
        dom: &DomainRef,
        dev: &str,
        threshold: u64,
        flags: u32,
    ) -> Result<()>;

    /// Unplugs the device with this alias.
    #[call(
        392,
        "domain_detach_device_alias",
        c = "virDomainDetachDeviceAlias",
        acl = "domain:write domain:save:!VIR_DOMAIN_AFFECT_CONFIG|VIR_DOMAIN_AFFECT_LIVE domain:save:VIR_DOMAIN_AFFECT_CONFIG",
        waits = "long"
    )]
    fn detach_device_alias(
        &self,
        caller: &Caller,
        dom: &DomainRef,
        alias: &str,
        flags: u32,
    ) -> Result<()>;

    /// Starts a backup of the domain's disks.
    #[call(
        421,
        "domain_backup_begin",
        c = "virDomainBackupBegin",
        acl = "domain:checkpoint domain:block_write",
        waits = "long"
    )]
    fn backup_begin(
        &self,
        caller: &Caller,
        dom: &DomainRef,
        backup_xml: &str,
        checkpoint_xml: Option<&str>,
        flags: u32,
    ) -> Result<()>;

    /// Describes the running backup as XML.
    #[call(
        422,
        "domain_backup_get_xml_desc",
        c = "virDomainBackupGetXMLDesc",
        acl = "domain:read",
        waits = "long",
        read_only = "allowed",
        priority = "high",
        field = "xml"
    )]
    fn backup_xml_desc(&self, caller: &Caller, dom: &DomainRef, flags: u32) -> Result<String>;

    /// Adds or changes a group of disks that share limits.
    #[call(
        451,
        "domain_set_throttle_group",
        c = "virDomainSetThrottleGroup",
        acl = "domain:write domain:save:!VIR_DOMAIN_AFFECT_CONFIG|VIR_DOMAIN_AFFECT_LIVE domain:save:VIR_DOMAIN_AFFECT_CONFIG",
        waits = "disk"
    )]
    fn set_throttle_group(
        &self,
        caller: &Caller,
        dom: &DomainRef,
        group: &str,
        #[max(32)] params: &[TypedParam],
        flags: u32,
    ) -> Result<()>;

    /// Removes a group of disks that share limits.
    #[call(
        452,
        "domain_del_throttle_group",
        c = "virDomainDelThrottleGroup",
        acl = "domain:write domain:save:!VIR_DOMAIN_AFFECT_CONFIG|VIR_DOMAIN_AFFECT_LIVE domain:save:VIR_DOMAIN_AFFECT_CONFIG",
        waits = "disk",
        read_only = "allowed"
    )]
    fn del_throttle_group(
        &self,
        caller: &Caller,
        dom: &DomainRef,
        group: Option<&str>,
        flags: u32,
    ) -> Result<()>;
}

/// A disk and what is wrong with it.
#[api(wire = "remote_domain_disk_error")]
#[derive(Clone, Debug, PartialEq)]
pub struct DomainDiskError {
    /// The target of the disk.
    pub disk: String,
    /// What is wrong, as libvirt numbers it.
    pub error: i32,
}

/// Answer of [`DomainDeviceApi::block_stats`].
#[api(wire = "remote_domain_block_stats_ret")]
#[derive(Clone, Debug, PartialEq)]
pub struct DomainBlockStats {
    /// Read requests.
    pub rd_req: i64,
    /// Bytes read.
    pub rd_bytes: i64,
    /// Write requests.
    pub wr_req: i64,
    /// Bytes written.
    pub wr_bytes: i64,
    /// Errors.
    pub errs: i64,
}

/// Answer of [`DomainDeviceApi::interface_stats`].
#[api(wire = "remote_domain_interface_stats_ret")]
#[derive(Clone, Debug, PartialEq)]
pub struct DomainInterfaceStats {
    /// Bytes received.
    pub rx_bytes: i64,
    /// Packets received.
    pub rx_packets: i64,
    /// Failures to receive.
    pub rx_errs: i64,
    /// Packets dropped on receiving.
    pub rx_drop: i64,
    /// Bytes sent.
    pub tx_bytes: i64,
    /// Packets sent.
    pub tx_packets: i64,
    /// Failures to send.
    pub tx_errs: i64,
    /// Packets not sent.
    pub tx_drop: i64,
}

/// Answer of [`DomainDeviceApi::block_info`].
#[api(wire = "remote_domain_get_block_info_ret")]
#[derive(Clone, Debug, PartialEq)]
pub struct DomainBlockInfo {
    /// The space that is taken, in bytes.
    pub allocation: u64,
    /// The size that is promised, in bytes.
    pub capacity: u64,
    /// The space on the host's storage, in bytes.
    pub physical: u64,
}

/// Answer of [`DomainDeviceApi::block_job_info`].
#[api(wire = "remote_domain_get_block_job_info_ret")]
#[derive(Clone, Debug, PartialEq)]
pub struct DomainBlockJobInfo {
    /// Whether there is one.
    pub found: i32,
    /// The kind, as libvirt numbers it.
    pub kind: i32,
    /// The limit on its speed, in bytes per second.
    pub bandwidth: u64,
    /// The position that the job has reached.
    pub cur: u64,
    /// The position up to which the job is to come.
    pub end: u64,
}

/// Answer of [`DomainDeviceApi::block_stats_flags`].
#[api(wire = "remote_domain_block_stats_flags_ret")]
#[derive(Clone, Debug, PartialEq)]
pub struct DomainBlockStatsFlags {
    /// The named values.
    #[max(16)]
    pub params: Vec<TypedParam>,
    /// How many there are.
    pub nparams: i32,
}

/// Answer of [`DomainDeviceApi::block_io_tune`].
#[api(wire = "remote_domain_get_block_io_tune_ret")]
#[derive(Clone, Debug, PartialEq)]
pub struct DomainBlockIoTune {
    /// The named values.
    #[max(32)]
    pub params: Vec<TypedParam>,
    /// How many there are.
    pub nparams: i32,
}

/// Answer of [`DomainDeviceApi::interface_parameters`].
#[api(wire = "remote_domain_get_interface_parameters_ret")]
#[derive(Clone, Debug, PartialEq)]
pub struct DomainInterfaceParameters {
    /// The named values.
    #[max(16)]
    pub params: Vec<TypedParam>,
    /// How many there are.
    pub nparams: i32,
}

/// Answer of [`DomainDeviceApi::disk_errors`].
#[api(wire = "remote_domain_get_disk_errors_ret")]
#[derive(Clone, Debug, PartialEq)]
pub struct DomainDiskErrors {
    /// The errors.
    #[max(256)]
    pub errors: Vec<DomainDiskError>,
    /// How many errors.
    pub nerrors: i32,
}
