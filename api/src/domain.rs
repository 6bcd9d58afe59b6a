//! Domains: definition, life cycle, devices, statistics.

use std::os::fd::OwnedFd;

use fv_api_attr::api;
use fv_error::Result;
use fv_types::{TypedParam, Uuid};

use crate::{Caller, DomainRef, Stream};

/// Domains: definition, life cycle, devices, statistics.
#[api(program = "remote", object = "domain", domain = "Domain")]
pub trait DomainApi: Send + Sync {
    /// Plugs a device into a running domain.
    #[call(
        8,
        "domain_attach_device",
        c = "virDomainAttachDevice",
        acl = "domain:write",
        waits = "long"
    )]
    fn attach_device(&self, caller: &Caller, dom: &DomainRef, xml: &str) -> Result<()>;

    /// Starts a defined domain.
    #[call(
        9,
        "domain_create",
        c = "virDomainCreate",
        acl = "domain:start",
        waits = "long"
    )]
    fn create(&self, caller: &Caller, dom: &DomainRef) -> Result<()>;

    /// Starts a domain from XML without defining it.
    #[call(
        10,
        "domain_create_xml",
        c = "virDomainCreateXML",
        acl = "domain:write domain:start",
        waits = "long",
        field = "dom"
    )]
    fn create_xml(&self, caller: &Caller, xml_desc: &str, flags: u32) -> Result<DomainRef>;

    /// Defines a domain, or replaces its definition.
    #[call(
        11,
        "domain_define_xml",
        c = "virDomainDefineXML",
        acl = "domain:write domain:save",
        waits = "disk",
        priority = "high",
        field = "dom"
    )]
    fn define_xml(&self, caller: &Caller, xml: &str) -> Result<DomainRef>;

    /// Ends a running domain at once, as if its power were cut.
    #[call(
        12,
        "domain_destroy",
        c = "virDomainDestroy",
        acl = "domain:stop",
        waits = "long",
        priority = "high"
    )]
    fn destroy(&self, caller: &Caller, dom: &DomainRef) -> Result<()>;

    /// Unplugs a device from a running domain.
    #[call(
        13,
        "domain_detach_device",
        c = "virDomainDetachDevice",
        acl = "domain:write",
        waits = "long"
    )]
    fn detach_device(&self, caller: &Caller, dom: &DomainRef, xml: &str) -> Result<()>;

    /// Describes a domain as XML.
    #[call(
        14,
        "domain_get_xml_desc",
        c = "virDomainGetXMLDesc",
        acl = "domain:read domain:read_secure:VIR_DOMAIN_XML_SECURE domain:read_secure:VIR_DOMAIN_XML_MIGRATABLE",
        waits = "never",
        read_only = "unless flags & 9: with secure flag",
        field = "xml"
    )]
    fn xml_desc(&self, caller: &Caller, dom: &DomainRef, flags: u32) -> Result<String>;

    /// Tells whether the domain starts with the host.
    #[call(
        15,
        "domain_get_autostart",
        c = "virDomainGetAutostart",
        acl = "domain:read",
        waits = "never",
        read_only = "allowed",
        priority = "high",
        field = "autostart"
    )]
    fn autostart(&self, caller: &Caller, dom: &DomainRef) -> Result<i32>;

    /// Tells state, memory, number of CPUs and CPU time.
    #[call(
        16,
        "domain_get_info",
        c = "virDomainGetInfo",
        acl = "domain:read",
        waits = "never",
        read_only = "allowed"
    )]
    fn info(&self, caller: &Caller, dom: &DomainRef) -> Result<DomainInfo>;

    /// Tells the memory that the domain may grow to, in KiB.
    #[call(
        17,
        "domain_get_max_memory",
        c = "virDomainGetMaxMemory",
        acl = "domain:read",
        waits = "never",
        read_only = "allowed",
        priority = "high",
        field = "memory"
    )]
    fn max_memory(&self, caller: &Caller, dom: &DomainRef) -> Result<u64>;

    /// Tells the number of virtual CPUs that the domain may grow to.
    #[call(
        18,
        "domain_get_max_vcpus",
        c = "virDomainGetMaxVcpus",
        acl = "domain:read",
        waits = "disk",
        read_only = "allowed",
        priority = "high",
        field = "num"
    )]
    fn max_vcpus(&self, caller: &Caller, dom: &DomainRef) -> Result<i32>;

    /// Names the kind of guest system, such as `hvm`.
    #[call(
        19,
        "domain_get_os_type",
        c = "virDomainGetOSType",
        acl = "domain:read",
        waits = "never",
        read_only = "allowed",
        priority = "high",
        field = "type"
    )]
    fn os_type(&self, caller: &Caller, dom: &DomainRef) -> Result<String>;

    /// Tells where each virtual CPU runs and how long it has run.
    #[call(
        20,
        "domain_get_vcpus",
        c = "virDomainGetVcpus",
        acl = "domain:read",
        waits = "monitor",
        read_only = "allowed",
        priority = "high"
    )]
    fn vcpus(
        &self,
        caller: &Caller,
        dom: &DomainRef,
        maxinfo: i32,
        maplen: i32,
    ) -> Result<DomainVcpus>;

    /// Finds a running domain by its id.
    #[call(
        22,
        "domain_lookup_by_id",
        c = "virDomainLookupByID",
        acl = "domain:getattr",
        waits = "never",
        read_only = "allowed",
        priority = "high",
        field = "dom"
    )]
    fn lookup_by_id(&self, caller: &Caller, id: i32) -> Result<DomainRef>;

    /// Finds a domain by its name.
    #[call(
        23,
        "domain_lookup_by_name",
        c = "virDomainLookupByName",
        acl = "domain:getattr",
        waits = "never",
        read_only = "allowed",
        priority = "high",
        field = "dom"
    )]
    fn lookup_by_name(&self, caller: &Caller, name: &str) -> Result<DomainRef>;

    /// Finds a domain by its uuid.
    #[call(
        24,
        "domain_lookup_by_uuid",
        c = "virDomainLookupByUUID",
        acl = "domain:getattr",
        waits = "never",
        read_only = "allowed",
        priority = "high",
        field = "dom"
    )]
    fn lookup_by_uuid(&self, caller: &Caller, uuid: Uuid) -> Result<DomainRef>;

    /// Binds a virtual CPU of a running domain to host CPUs.
    #[call(
        26,
        "domain_pin_vcpu",
        c = "virDomainPinVcpu",
        acl = "domain:write",
        waits = "disk"
    )]
    fn pin_vcpu(
        &self,
        caller: &Caller,
        dom: &DomainRef,
        vcpu: u32,
        #[max(2048)] cpumap: &[u8],
    ) -> Result<()>;

    /// Asks the guest to restart.
    #[call(
        27,
        "domain_reboot",
        c = "virDomainReboot",
        acl = "domain:init_control domain:write:VIR_DOMAIN_REBOOT_GUEST_AGENT",
        waits = "monitor"
    )]
    fn reboot(&self, caller: &Caller, dom: &DomainRef, flags: u32) -> Result<()>;

    /// Lets a suspended domain run on.
    #[call(
        28,
        "domain_resume",
        c = "virDomainResume",
        acl = "domain:suspend",
        waits = "monitor"
    )]
    fn resume(&self, caller: &Caller, dom: &DomainRef) -> Result<()>;

    /// Says whether the domain starts with the host.
    #[call(
        29,
        "domain_set_autostart",
        c = "virDomainSetAutostart",
        acl = "domain:write",
        waits = "disk",
        priority = "high"
    )]
    fn set_autostart(&self, caller: &Caller, dom: &DomainRef, autostart: i32) -> Result<()>;

    /// Sets the memory that the domain may grow to, in KiB.
    #[call(
        30,
        "domain_set_max_memory",
        c = "virDomainSetMaxMemory",
        acl = "domain:write",
        waits = "disk",
        priority = "high"
    )]
    fn set_max_memory(&self, caller: &Caller, dom: &DomainRef, memory: u64) -> Result<()>;

    /// Sets the memory that the guest has now, in KiB.
    #[call(
        31,
        "domain_set_memory",
        c = "virDomainSetMemory",
        acl = "domain:write",
        waits = "monitor"
    )]
    fn set_memory(&self, caller: &Caller, dom: &DomainRef, memory: u64) -> Result<()>;

    /// Sets the number of virtual CPUs of a running domain.
    #[call(
        32,
        "domain_set_vcpus",
        c = "virDomainSetVcpus",
        acl = "domain:write",
        waits = "disk"
    )]
    fn set_vcpus(&self, caller: &Caller, dom: &DomainRef, nvcpus: u32) -> Result<()>;

    /// Asks the guest to power off.
    #[call(
        33,
        "domain_shutdown",
        c = "virDomainShutdown",
        acl = "domain:init_control",
        waits = "monitor"
    )]
    fn shutdown(&self, caller: &Caller, dom: &DomainRef) -> Result<()>;

    /// Stops the domain's CPUs; memory and devices stay.
    #[call(
        34,
        "domain_suspend",
        c = "virDomainSuspend",
        acl = "domain:suspend",
        waits = "monitor"
    )]
    fn suspend(&self, caller: &Caller, dom: &DomainRef) -> Result<()>;

    /// Removes the definition of a domain.
    #[call(
        35,
        "domain_undefine",
        c = "virDomainUndefine",
        acl = "domain:delete",
        waits = "disk",
        priority = "high"
    )]
    fn undefine(&self, caller: &Caller, dom: &DomainRef) -> Result<()>;

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

    /// Names the scheduler and counts its parameters.
    #[call(
        56,
        "domain_get_scheduler_type",
        c = "virDomainGetSchedulerType",
        acl = "domain:read",
        waits = "never",
        read_only = "allowed"
    )]
    fn scheduler_type(&self, caller: &Caller, dom: &DomainRef) -> Result<DomainSchedulerType>;

    /// Reads the parameters of the scheduler.
    #[call(
        57,
        "domain_get_scheduler_parameters",
        c = "virDomainGetSchedulerParameters",
        acl = "domain:read",
        waits = "disk",
        read_only = "allowed",
        field = "params",
        max = 16
    )]
    fn scheduler_parameters(
        &self,
        caller: &Caller,
        dom: &DomainRef,
        nparams: i32,
    ) -> Result<Vec<TypedParam>>;

    /// Sets parameters of the scheduler.
    #[call(
        58,
        "domain_set_scheduler_parameters",
        c = "virDomainSetSchedulerParameters",
        acl = "domain:read",
        waits = "disk"
    )]
    fn set_scheduler_parameters(
        &self,
        caller: &Caller,
        dom: &DomainRef,
        #[max(16)] params: &[TypedParam],
    ) -> Result<()>;

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
        waits = "monitor",
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

    /// Reads bytes of the guest's memory.
    #[call(
        104,
        "domain_memory_peek",
        c = "virDomainMemoryPeek",
        acl = "domain:mem_read",
        waits = "monitor",
        field = "buffer",
        max = 4194304
    )]
    fn memory_peek(
        &self,
        caller: &Caller,
        dom: &DomainRef,
        offset: u64,
        size: u32,
        flags: u32,
    ) -> Result<Vec<u8>>;

    /// Tells the label under which the domain's process runs.
    #[call(
        121,
        "domain_get_security_label",
        c = "virDomainGetSecurityLabel",
        acl = "domain:read",
        waits = "never",
        read_only = "allowed",
        priority = "high"
    )]
    fn security_label(&self, caller: &Caller, dom: &DomainRef) -> Result<SecurityLabel>;

    /// Tells whether the domain is running.
    #[call(
        150,
        "domain_is_active",
        c = "virDomainIsActive",
        acl = "domain:read",
        waits = "never",
        read_only = "allowed",
        priority = "high",
        field = "active"
    )]
    fn is_active(&self, caller: &Caller, dom: &DomainRef) -> Result<i32>;

    /// Tells whether the domain is defined and outlives its run.
    #[call(
        151,
        "domain_is_persistent",
        c = "virDomainIsPersistent",
        acl = "domain:read",
        waits = "never",
        read_only = "allowed",
        priority = "high",
        field = "persistent"
    )]
    fn is_persistent(&self, caller: &Caller, dom: &DomainRef) -> Result<i32>;

    /// Reads what the guest says of its memory.
    #[call(
        159,
        "domain_memory_stats",
        c = "virDomainMemoryStats",
        acl = "domain:read",
        waits = "monitor",
        read_only = "allowed",
        field = "stats",
        max = 1024
    )]
    fn memory_stats(
        &self,
        caller: &Caller,
        dom: &DomainRef,
        max_stats: u32,
        flags: u32,
    ) -> Result<Vec<DomainMemoryStat>>;

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

    /// Tells how far a long job on the domain is.
    #[call(
        163,
        "domain_get_job_info",
        c = "virDomainGetJobInfo",
        acl = "domain:read",
        waits = "never",
        read_only = "allowed"
    )]
    fn job_info(&self, caller: &Caller, dom: &DomainRef) -> Result<DomainJobInfo>;

    /// Ends the long job on the domain.
    #[call(
        164,
        "domain_abort_job",
        c = "virDomainAbortJob",
        acl = "domain:write",
        waits = "disk"
    )]
    fn abort_job(&self, caller: &Caller, dom: &DomainRef) -> Result<()>;

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

    /// Saves the domain where its next start will find it.
    #[call(
        182,
        "domain_managed_save",
        c = "virDomainManagedSave",
        acl = "domain:hibernate",
        waits = "long"
    )]
    fn managed_save(&self, caller: &Caller, dom: &DomainRef, flags: u32) -> Result<()>;

    /// Tells whether a managed save waits for the next start.
    #[call(
        183,
        "domain_has_managed_save_image",
        c = "virDomainHasManagedSaveImage",
        acl = "domain:read",
        waits = "never",
        read_only = "allowed",
        field = "result"
    )]
    fn has_managed_save_image(&self, caller: &Caller, dom: &DomainRef, flags: u32) -> Result<i32>;

    /// Throws a managed save away.
    #[call(
        184,
        "domain_managed_save_remove",
        c = "virDomainManagedSaveRemove",
        acl = "domain:hibernate",
        waits = "long"
    )]
    fn managed_save_remove(&self, caller: &Caller, dom: &DomainRef, flags: u32) -> Result<()>;

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

    /// Starts a defined domain; it keeps its definition after shutdown.
    #[call(
        196,
        "domain_create_with_flags",
        c = "virDomainCreateWithFlags",
        acl = "domain:start",
        waits = "long",
        field = "dom"
    )]
    fn create_with_flags(&self, caller: &Caller, dom: &DomainRef, flags: u32) -> Result<DomainRef>;

    /// Sets limits on the memory of the domain's process.
    #[call(
        197,
        "domain_set_memory_parameters",
        c = "virDomainSetMemoryParameters",
        acl = "domain:write domain:save:!VIR_DOMAIN_AFFECT_CONFIG|VIR_DOMAIN_AFFECT_LIVE domain:save:VIR_DOMAIN_AFFECT_CONFIG",
        waits = "monitor"
    )]
    fn set_memory_parameters(
        &self,
        caller: &Caller,
        dom: &DomainRef,
        #[max(16)] params: &[TypedParam],
        flags: u32,
    ) -> Result<()>;

    /// Reads the limits on the memory of the domain's process.
    #[call(
        198,
        "domain_get_memory_parameters",
        c = "virDomainGetMemoryParameters",
        acl = "domain:read",
        waits = "disk",
        read_only = "allowed"
    )]
    fn memory_parameters(
        &self,
        caller: &Caller,
        dom: &DomainRef,
        nparams: i32,
        flags: u32,
    ) -> Result<DomainMemoryParameters>;

    /// Sets the number of virtual CPUs, live, in the definition, or as maximum.
    #[call(
        199,
        "domain_set_vcpus_flags",
        c = "virDomainSetVcpusFlags",
        acl = "domain:write domain:save:!VIR_DOMAIN_AFFECT_CONFIG|VIR_DOMAIN_AFFECT_LIVE domain:save:VIR_DOMAIN_AFFECT_CONFIG domain:write:VIR_DOMAIN_VCPU_GUEST",
        waits = "disk"
    )]
    fn set_vcpus_flags(
        &self,
        caller: &Caller,
        dom: &DomainRef,
        nvcpus: u32,
        flags: u32,
    ) -> Result<()>;

    /// Tells the number of virtual CPUs, live, in the definition, or as maximum.
    #[call(
        200,
        "domain_get_vcpus_flags",
        c = "virDomainGetVcpusFlags",
        acl = "domain:read domain:write:VIR_DOMAIN_VCPU_GUEST",
        waits = "monitor",
        read_only = "unless flags & 8",
        field = "num"
    )]
    fn vcpus_flags(&self, caller: &Caller, dom: &DomainRef, flags: u32) -> Result<i32>;

    /// Connects a stream to a console of the guest.
    #[call(
        201,
        "domain_open_console",
        c = "virDomainOpenConsole",
        acl = "domain:open_device",
        waits = "disk",
        stream = "out"
    )]
    fn open_console(
        &self,
        caller: &Caller,
        dom: &DomainRef,
        dev_name: Option<&str>,
        flags: u32,
    ) -> Result<Box<dyn Stream>>;

    /// Tells whether the definition was changed since the domain started.
    #[call(
        202,
        "domain_is_updated",
        c = "virDomainIsUpdated",
        acl = "domain:read",
        waits = "never",
        read_only = "allowed",
        priority = "high",
        field = "updated"
    )]
    fn is_updated(&self, caller: &Caller, dom: &DomainRef) -> Result<i32>;

    /// Sets the guest's memory, live, in the definition, or as maximum, in KiB.
    #[call(
        204,
        "domain_set_memory_flags",
        c = "virDomainSetMemoryFlags",
        acl = "domain:write domain:save:!VIR_DOMAIN_AFFECT_CONFIG|VIR_DOMAIN_AFFECT_LIVE domain:save:VIR_DOMAIN_AFFECT_CONFIG",
        waits = "monitor"
    )]
    fn set_memory_flags(
        &self,
        caller: &Caller,
        dom: &DomainRef,
        memory: u64,
        flags: u32,
    ) -> Result<()>;

    /// Sets weights and limits of the domain's disk traffic.
    #[call(
        205,
        "domain_set_blkio_parameters",
        c = "virDomainSetBlkioParameters",
        acl = "domain:write domain:save:!VIR_DOMAIN_AFFECT_CONFIG|VIR_DOMAIN_AFFECT_LIVE domain:save:VIR_DOMAIN_AFFECT_CONFIG",
        waits = "disk"
    )]
    fn set_blkio_parameters(
        &self,
        caller: &Caller,
        dom: &DomainRef,
        #[max(16)] params: &[TypedParam],
        flags: u32,
    ) -> Result<()>;

    /// Reads weights and limits of the domain's disk traffic.
    #[call(
        206,
        "domain_get_blkio_parameters",
        c = "virDomainGetBlkioParameters",
        acl = "domain:read",
        waits = "disk",
        read_only = "allowed"
    )]
    fn blkio_parameters(
        &self,
        caller: &Caller,
        dom: &DomainRef,
        nparams: i32,
        flags: u32,
    ) -> Result<DomainBlkioParameters>;

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

    /// Sends the guest a non-maskable interrupt.
    #[call(
        210,
        "domain_inject_nmi",
        c = "virDomainInjectNMI",
        acl = "domain:inject_nmi",
        waits = "monitor"
    )]
    fn inject_nmi(&self, caller: &Caller, dom: &DomainRef, flags: u32) -> Result<()>;

    /// Takes a picture of a screen of the guest, sent through a stream.
    #[call(
        211,
        "domain_screenshot",
        c = "virDomainScreenshot",
        acl = "domain:screenshot",
        waits = "monitor",
        stream = "out",
        field = "mime"
    )]
    fn screenshot(
        &self,
        caller: &Caller,
        dom: &DomainRef,
        screen: u32,
        flags: u32,
    ) -> Result<(Box<dyn Stream>, Option<String>)>;

    /// Tells a domain's state and how it came into it.
    #[call(
        212,
        "domain_get_state",
        c = "virDomainGetState",
        acl = "domain:read",
        waits = "never",
        read_only = "allowed",
        priority = "high"
    )]
    fn state(&self, caller: &Caller, dom: &DomainRef, flags: u32) -> Result<DomainState>;

    /// Sets parameters of the scheduler, live or in the definition.
    #[call(
        219,
        "domain_set_scheduler_parameters_flags",
        c = "virDomainSetSchedulerParametersFlags",
        acl = "domain:write domain:save:!VIR_DOMAIN_AFFECT_CONFIG|VIR_DOMAIN_AFFECT_LIVE domain:save:VIR_DOMAIN_AFFECT_CONFIG",
        waits = "disk"
    )]
    fn set_scheduler_parameters_flags(
        &self,
        caller: &Caller,
        dom: &DomainRef,
        #[max(16)] params: &[TypedParam],
        flags: u32,
    ) -> Result<()>;

    /// Reads the parameters of the scheduler, live or of the definition.
    #[call(
        223,
        "domain_get_scheduler_parameters_flags",
        c = "virDomainGetSchedulerParametersFlags",
        acl = "domain:read",
        waits = "disk",
        read_only = "allowed",
        field = "params",
        max = 16
    )]
    fn scheduler_parameters_flags(
        &self,
        caller: &Caller,
        dom: &DomainRef,
        nparams: i32,
        flags: u32,
    ) -> Result<Vec<TypedParam>>;

    /// Binds a virtual CPU to host CPUs, live or in the definition.
    #[call(
        225,
        "domain_pin_vcpu_flags",
        c = "virDomainPinVcpuFlags",
        acl = "domain:write domain:save:!VIR_DOMAIN_AFFECT_CONFIG|VIR_DOMAIN_AFFECT_LIVE domain:save:VIR_DOMAIN_AFFECT_CONFIG",
        waits = "disk"
    )]
    fn pin_vcpu_flags(
        &self,
        caller: &Caller,
        dom: &DomainRef,
        vcpu: u32,
        #[max(2048)] cpumap: &[u8],
        flags: u32,
    ) -> Result<()>;

    /// Presses keys on the guest's keyboard.
    #[call(
        226,
        "domain_send_key",
        c = "virDomainSendKey",
        acl = "domain:send_input",
        waits = "monitor"
    )]
    fn send_key(
        &self,
        caller: &Caller,
        dom: &DomainRef,
        codeset: u32,
        holdtime: u32,
        #[max(16)] keycodes: &[u32],
        flags: u32,
    ) -> Result<()>;

    /// Tells whether the way to the guest's process is free, busy or broken.
    #[call(
        229,
        "domain_get_control_info",
        c = "virDomainGetControlInfo",
        acl = "domain:read",
        waits = "never",
        read_only = "allowed",
        priority = "high"
    )]
    fn control_info(
        &self,
        caller: &Caller,
        dom: &DomainRef,
        flags: u32,
    ) -> Result<DomainControlInfo>;

    /// Tells to which host CPUs each virtual CPU is bound.
    #[call(
        230,
        "domain_get_vcpu_pin_info",
        c = "virDomainGetVcpuPinInfo",
        acl = "domain:read",
        waits = "disk",
        read_only = "allowed"
    )]
    fn vcpu_pin_info(
        &self,
        caller: &Caller,
        dom: &DomainRef,
        ncpumaps: i32,
        maplen: i32,
        flags: u32,
    ) -> Result<DomainVcpuPinInfo>;

    /// Removes the definition of a domain with what hangs on it.
    #[call(
        231,
        "domain_undefine_flags",
        c = "virDomainUndefineFlags",
        acl = "domain:delete",
        waits = "disk",
        priority = "high"
    )]
    fn undefine_flags(&self, caller: &Caller, dom: &DomainRef, flags: u32) -> Result<()>;

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

    /// Ends a running domain at once, or after a chance to flush.
    #[call(
        234,
        "domain_destroy_flags",
        c = "virDomainDestroyFlags",
        acl = "domain:stop",
        waits = "long",
        priority = "high"
    )]
    fn destroy_flags(&self, caller: &Caller, dom: &DomainRef, flags: u32) -> Result<()>;

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

    /// Resets the guest's hardware without asking the guest.
    #[call(
        245,
        "domain_reset",
        c = "virDomainReset",
        acl = "domain:reset",
        waits = "monitor"
    )]
    fn reset(&self, caller: &Caller, dom: &DomainRef, flags: u32) -> Result<()>;

    /// Connects a descriptor of the client to a display of the guest.
    #[call(
        249,
        "domain_open_graphics",
        c = "virDomainOpenGraphics",
        acl = "domain:open_graphics",
        waits = "monitor",
        fds_in = true
    )]
    fn open_graphics(&self, caller: &Caller, dom: &DomainRef, idx: u32, flags: u32) -> Result<()>;

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

    /// Sets from which NUMA cells the memory comes.
    #[call(
        254,
        "domain_set_numa_parameters",
        c = "virDomainSetNumaParameters",
        acl = "domain:write domain:save:!VIR_DOMAIN_AFFECT_CONFIG|VIR_DOMAIN_AFFECT_LIVE domain:save:VIR_DOMAIN_AFFECT_CONFIG",
        waits = "disk"
    )]
    fn set_numa_parameters(
        &self,
        caller: &Caller,
        dom: &DomainRef,
        #[max(16)] params: &[TypedParam],
        flags: u32,
    ) -> Result<()>;

    /// Tells from which NUMA cells the memory comes.
    #[call(
        255,
        "domain_get_numa_parameters",
        c = "virDomainGetNumaParameters",
        acl = "domain:read",
        waits = "disk",
        read_only = "allowed"
    )]
    fn numa_parameters(
        &self,
        caller: &Caller,
        dom: &DomainRef,
        nparams: i32,
        flags: u32,
    ) -> Result<DomainNumaParameters>;

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

    /// Asks the guest to power off in a chosen way.
    #[call(
        258,
        "domain_shutdown_flags",
        c = "virDomainShutdownFlags",
        acl = "domain:init_control domain:write:VIR_DOMAIN_SHUTDOWN_GUEST_AGENT",
        waits = "monitor"
    )]
    fn shutdown_flags(&self, caller: &Caller, dom: &DomainRef, flags: u32) -> Result<()>;

    /// Asks the guest to sleep.
    #[call(
        261,
        "domain_pm_suspend_for_duration",
        c = "virDomainPMSuspendForDuration",
        acl = "domain:pm_control",
        waits = "long"
    )]
    fn pm_suspend_for_duration(
        &self,
        caller: &Caller,
        dom: &DomainRef,
        target: u32,
        duration: u64,
        flags: u32,
    ) -> Result<()>;

    /// Reads CPU time of the domain, in all or for each host CPU.
    #[call(
        262,
        "domain_get_cpu_stats",
        c = "virDomainGetCPUStats",
        acl = "domain:read",
        waits = "monitor",
        read_only = "allowed"
    )]
    fn cpu_stats(
        &self,
        caller: &Caller,
        dom: &DomainRef,
        nparams: u32,
        start_cpu: i32,
        ncpus: u32,
        flags: u32,
    ) -> Result<DomainCpuStats>;

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

    /// Sets title, description or a metadata element.
    #[call(
        264,
        "domain_set_metadata",
        c = "virDomainSetMetadata",
        acl = "domain:write domain:save:!VIR_DOMAIN_AFFECT_CONFIG|VIR_DOMAIN_AFFECT_LIVE domain:save:VIR_DOMAIN_AFFECT_CONFIG",
        waits = "disk"
    )]
    fn set_metadata(
        &self,
        caller: &Caller,
        dom: &DomainRef,
        kind: i32,
        metadata: Option<&str>,
        key: Option<&str>,
        uri: Option<&str>,
        flags: u32,
    ) -> Result<()>;

    /// Reads title, description or a metadata element.
    #[call(
        265,
        "domain_get_metadata",
        c = "virDomainGetMetadata",
        acl = "domain:read",
        waits = "never",
        read_only = "allowed",
        field = "metadata"
    )]
    fn metadata(
        &self,
        caller: &Caller,
        dom: &DomainRef,
        kind: i32,
        uri: Option<&str>,
        flags: u32,
    ) -> Result<String>;

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

    /// Wakes a guest that sleeps.
    #[call(
        267,
        "domain_pm_wakeup",
        c = "virDomainPMWakeup",
        acl = "domain:pm_control",
        waits = "disk"
    )]
    fn pm_wakeup(&self, caller: &Caller, dom: &DomainRef, flags: u32) -> Result<()>;

    /// Asks the guest for its host name.
    #[call(
        277,
        "domain_get_hostname",
        c = "virDomainGetHostname",
        acl = "domain:write",
        waits = "monitor",
        field = "hostname"
    )]
    fn hostname(&self, caller: &Caller, dom: &DomainRef, flags: u32) -> Result<String>;

    /// Tells the labels of all security models.
    #[call(
        278,
        "domain_get_security_label_list",
        c = "virDomainGetSecurityLabelList",
        acl = "domain:read",
        waits = "disk",
        read_only = "allowed",
        priority = "high"
    )]
    fn security_label_list(
        &self,
        caller: &Caller,
        dom: &DomainRef,
    ) -> Result<DomainSecurityLabelList>;

    /// Binds the emulator's own threads to host CPUs.
    #[call(
        279,
        "domain_pin_emulator",
        c = "virDomainPinEmulator",
        acl = "domain:write domain:save:!VIR_DOMAIN_AFFECT_CONFIG|VIR_DOMAIN_AFFECT_LIVE domain:save:VIR_DOMAIN_AFFECT_CONFIG",
        waits = "disk"
    )]
    fn pin_emulator(
        &self,
        caller: &Caller,
        dom: &DomainRef,
        #[max(2048)] cpumap: &[u8],
        flags: u32,
    ) -> Result<()>;

    /// Tells to which host CPUs the emulator's own threads are bound.
    #[call(
        280,
        "domain_get_emulator_pin_info",
        c = "virDomainGetEmulatorPinInfo",
        acl = "domain:read",
        waits = "disk",
        read_only = "allowed"
    )]
    fn emulator_pin_info(
        &self,
        caller: &Caller,
        dom: &DomainRef,
        maplen: i32,
        flags: u32,
    ) -> Result<DomainEmulatorPinInfo>;

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

    /// Asks the guest to give back unused blocks.
    #[call(
        294,
        "domain_fstrim",
        c = "virDomainFSTrim",
        acl = "domain:fs_trim",
        waits = "long"
    )]
    fn fstrim(
        &self,
        caller: &Caller,
        dom: &DomainRef,
        mount_point: Option<&str>,
        minimum: u64,
        flags: u32,
    ) -> Result<()>;

    /// Sends a signal to a process in the guest.
    #[call(
        295,
        "domain_send_process_signal",
        c = "virDomainSendProcessSignal",
        acl = "domain:send_signal",
        waits = "disk"
    )]
    fn send_process_signal(
        &self,
        caller: &Caller,
        dom: &DomainRef,
        pid_value: i64,
        signum: u32,
        flags: u32,
    ) -> Result<()>;

    /// Connects a stream to a channel of the guest.
    #[call(
        296,
        "domain_open_channel",
        c = "virDomainOpenChannel",
        acl = "domain:open_device",
        waits = "disk",
        stream = "out"
    )]
    fn open_channel(
        &self,
        caller: &Caller,
        dom: &DomainRef,
        name: Option<&str>,
        flags: u32,
    ) -> Result<Box<dyn Stream>>;

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

    /// Sets how often the guest reports its memory, in seconds.
    #[call(
        308,
        "domain_set_memory_stats_period",
        c = "virDomainSetMemoryStatsPeriod",
        acl = "domain:write domain:save:!VIR_DOMAIN_AFFECT_CONFIG|VIR_DOMAIN_AFFECT_LIVE domain:save:VIR_DOMAIN_AFFECT_CONFIG",
        waits = "monitor"
    )]
    fn set_memory_stats_period(
        &self,
        caller: &Caller,
        dom: &DomainRef,
        period: i32,
        flags: u32,
    ) -> Result<()>;

    /// Starts a domain from XML and hands descriptors to it.
    #[call(
        309,
        "domain_create_xml_with_files",
        c = "virDomainCreateXMLWithFiles",
        acl = "domain:write domain:start",
        waits = "long",
        field = "dom",
        fds_in = true
    )]
    fn create_xml_with_files(
        &self,
        caller: &Caller,
        xml_desc: &str,
        flags: u32,
    ) -> Result<DomainRef>;

    /// Starts a defined domain and hands descriptors to it.
    #[call(
        310,
        "domain_create_with_files",
        c = "virDomainCreateWithFiles",
        acl = "domain:start",
        waits = "long",
        field = "dom",
        fds_in = true
    )]
    fn create_with_files(&self, caller: &Caller, dom: &DomainRef, flags: u32) -> Result<DomainRef>;

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

    /// Asks the guest to hold its file systems still.
    #[call(
        335,
        "domain_fsfreeze",
        c = "virDomainFSFreeze",
        acl = "domain:fs_freeze",
        waits = "long",
        field = "filesystems"
    )]
    fn fsfreeze(
        &self,
        caller: &Caller,
        dom: &DomainRef,
        #[max(256)] mountpoints: &[String],
        flags: u32,
    ) -> Result<i32>;

    /// Asks the guest to let its file systems go on.
    #[call(
        336,
        "domain_fsthaw",
        c = "virDomainFSThaw",
        acl = "domain:fs_freeze",
        waits = "long",
        field = "filesystems"
    )]
    fn fsthaw(
        &self,
        caller: &Caller,
        dom: &DomainRef,
        #[max(256)] mountpoints: &[String],
        flags: u32,
    ) -> Result<i32>;

    /// Asks the guest for its clock.
    #[call(
        337,
        "domain_get_time",
        c = "virDomainGetTime",
        acl = "domain:write",
        waits = "monitor"
    )]
    fn time(&self, caller: &Caller, dom: &DomainRef, flags: u32) -> Result<DomainTime>;

    /// Sets the guest's clock.
    #[call(
        338,
        "domain_set_time",
        c = "virDomainSetTime",
        acl = "domain:set_time",
        waits = "monitor"
    )]
    fn set_time(
        &self,
        caller: &Caller,
        dom: &DomainRef,
        seconds: i64,
        nseconds: u32,
        flags: u32,
    ) -> Result<()>;

    /// Makes a connected descriptor to a display of the guest.
    #[call(
        343,
        "domain_open_graphics_fd",
        c = "virDomainOpenGraphicsFD",
        acl = "domain:open_graphics",
        waits = "monitor",
        fds_out = true
    )]
    fn open_graphics_fd(
        &self,
        caller: &Caller,
        dom: &DomainRef,
        idx: u32,
        flags: u32,
    ) -> Result<Vec<OwnedFd>>;

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

    /// Asks the guest for its mounted file systems.
    #[call(
        349,
        "domain_get_fsinfo",
        c = "virDomainGetFSInfo",
        acl = "domain:fs_freeze",
        waits = "monitor"
    )]
    fn fsinfo(&self, caller: &Caller, dom: &DomainRef, flags: u32) -> Result<DomainFsinfo>;

    /// Defines a domain, validating the document if asked to.
    #[call(
        350,
        "domain_define_xml_flags",
        c = "virDomainDefineXMLFlags",
        acl = "domain:write domain:save",
        waits = "disk",
        priority = "high",
        field = "dom"
    )]
    fn define_xml_flags(&self, caller: &Caller, xml: &str, flags: u32) -> Result<DomainRef>;

    /// Lists the I/O threads and the host CPUs they are bound to.
    #[call(
        351,
        "domain_get_iothread_info",
        c = "virDomainGetIOThreadInfo",
        acl = "domain:read",
        waits = "disk",
        read_only = "allowed"
    )]
    fn iothread_info(
        &self,
        caller: &Caller,
        dom: &DomainRef,
        flags: u32,
    ) -> Result<DomainIothreadInfoAnswer>;

    /// Binds an I/O thread to host CPUs.
    #[call(
        352,
        "domain_pin_iothread",
        c = "virDomainPinIOThread",
        acl = "domain:write domain:save:!VIR_DOMAIN_AFFECT_CONFIG|VIR_DOMAIN_AFFECT_LIVE domain:save:VIR_DOMAIN_AFFECT_CONFIG",
        waits = "disk"
    )]
    fn pin_iothread(
        &self,
        caller: &Caller,
        dom: &DomainRef,
        iothreads_id: u32,
        #[max(2048)] cpumap: &[u8],
        flags: u32,
    ) -> Result<()>;

    /// Tells the guest's network addresses, from leases, agent or ARP.
    #[call(
        353,
        "domain_interface_addresses",
        c = "virDomainInterfaceAddresses",
        acl = "domain:read domain:write::source:VIR_DOMAIN_INTERFACE_ADDRESSES_SRC_AGENT",
        waits = "monitor",
        read_only = "unless source == 1",
        field = "ifaces",
        max = 2048
    )]
    fn interface_addresses(
        &self,
        caller: &Caller,
        dom: &DomainRef,
        source: u32,
        flags: u32,
    ) -> Result<Vec<DomainInterface>>;

    /// Adds an I/O thread.
    #[call(
        355,
        "domain_add_iothread",
        c = "virDomainAddIOThread",
        acl = "domain:write domain:save:!VIR_DOMAIN_AFFECT_CONFIG|VIR_DOMAIN_AFFECT_LIVE domain:save:VIR_DOMAIN_AFFECT_CONFIG",
        waits = "disk"
    )]
    fn add_iothread(
        &self,
        caller: &Caller,
        dom: &DomainRef,
        iothread_id: u32,
        flags: u32,
    ) -> Result<()>;

    /// Removes an I/O thread.
    #[call(
        356,
        "domain_del_iothread",
        c = "virDomainDelIOThread",
        acl = "domain:write domain:save:!VIR_DOMAIN_AFFECT_CONFIG|VIR_DOMAIN_AFFECT_LIVE domain:save:VIR_DOMAIN_AFFECT_CONFIG",
        waits = "disk"
    )]
    fn del_iothread(
        &self,
        caller: &Caller,
        dom: &DomainRef,
        iothread_id: u32,
        flags: u32,
    ) -> Result<()>;

    /// Sets the password of a user in the guest.
    #[call(
        357,
        "domain_set_user_password",
        c = "virDomainSetUserPassword",
        acl = "domain:set_password",
        waits = "monitor"
    )]
    fn set_user_password(
        &self,
        caller: &Caller,
        dom: &DomainRef,
        user: Option<&str>,
        password: Option<&str>,
        flags: u32,
    ) -> Result<()>;

    /// Gives a domain another name.
    #[call(
        358,
        "domain_rename",
        c = "virDomainRename",
        acl = "domain:write domain:save",
        waits = "disk",
        field = "retcode"
    )]
    fn rename(
        &self,
        caller: &Caller,
        dom: &DomainRef,
        new_name: Option<&str>,
        flags: u32,
    ) -> Result<i32>;

    /// Switches a migration to fetching memory after the guest has moved.
    #[call(
        364,
        "domain_migrate_start_post_copy",
        c = "virDomainMigrateStartPostCopy",
        acl = "domain:migrate",
        waits = "long"
    )]
    fn migrate_start_post_copy(&self, caller: &Caller, dom: &DomainRef, flags: u32) -> Result<()>;

    /// Tells which performance events are counted for the domain.
    #[call(
        365,
        "domain_get_perf_events",
        c = "virDomainGetPerfEvents",
        acl = "domain:read",
        waits = "disk",
        read_only = "allowed",
        field = "params",
        max = 64
    )]
    fn perf_events(&self, caller: &Caller, dom: &DomainRef, flags: u32) -> Result<Vec<TypedParam>>;

    /// Chooses which performance events are counted for the domain.
    #[call(
        366,
        "domain_set_perf_events",
        c = "virDomainSetPerfEvents",
        acl = "domain:write",
        waits = "disk"
    )]
    fn set_perf_events(
        &self,
        caller: &Caller,
        dom: &DomainRef,
        #[max(64)] params: &[TypedParam],
        flags: u32,
    ) -> Result<()>;

    /// Asks the guest which of its CPUs it uses.
    #[call(
        371,
        "domain_get_guest_vcpus",
        c = "virDomainGetGuestVcpus",
        acl = "domain:write",
        waits = "monitor",
        field = "params",
        max = 64
    )]
    fn guest_vcpus(&self, caller: &Caller, dom: &DomainRef, flags: u32) -> Result<Vec<TypedParam>>;

    /// Asks the guest to use or leave CPUs.
    #[call(
        372,
        "domain_set_guest_vcpus",
        c = "virDomainSetGuestVcpus",
        acl = "domain:write",
        waits = "monitor"
    )]
    fn set_guest_vcpus(
        &self,
        caller: &Caller,
        dom: &DomainRef,
        cpumap: &str,
        state: i32,
        flags: u32,
    ) -> Result<()>;

    /// Plugs or unplugs individual virtual CPUs.
    #[call(
        384,
        "domain_set_vcpu",
        c = "virDomainSetVcpu",
        acl = "domain:write domain:save:!VIR_DOMAIN_AFFECT_CONFIG|VIR_DOMAIN_AFFECT_LIVE domain:save:VIR_DOMAIN_AFFECT_CONFIG",
        waits = "disk"
    )]
    fn set_vcpu(
        &self,
        caller: &Caller,
        dom: &DomainRef,
        cpumap: &str,
        state: i32,
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

    /// Sets what happens when the guest powers off, reboots or crashes.
    #[call(
        390,
        "domain_set_lifecycle_action",
        c = "virDomainSetLifecycleAction",
        acl = "domain:write",
        waits = "disk"
    )]
    fn set_lifecycle_action(
        &self,
        caller: &Caller,
        dom: &DomainRef,
        kind: u32,
        action: u32,
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

    /// Tells what the owner needs to check how the guest was launched.
    #[call(
        396,
        "domain_get_launch_security_info",
        c = "virDomainGetLaunchSecurityInfo",
        acl = "domain:read",
        waits = "monitor",
        field = "params",
        max = 64
    )]
    fn launch_security_info(
        &self,
        caller: &Caller,
        dom: &DomainRef,
        flags: u32,
    ) -> Result<Vec<TypedParam>>;

    /// Sets how an I/O thread polls.
    #[call(
        402,
        "domain_set_iothread_params",
        c = "virDomainSetIOThreadParams",
        acl = "domain:write domain:save:!VIR_DOMAIN_AFFECT_CONFIG|VIR_DOMAIN_AFFECT_LIVE domain:save:VIR_DOMAIN_AFFECT_CONFIG",
        waits = "disk"
    )]
    fn set_iothread_params(
        &self,
        caller: &Caller,
        dom: &DomainRef,
        iothread_id: u32,
        #[max(64)] params: &[TypedParam],
        flags: u32,
    ) -> Result<()>;

    /// Asks the guest's agent for several kinds of information at once.
    #[call(
        418,
        "domain_get_guest_info",
        c = "virDomainGetGuestInfo",
        acl = "domain:write",
        waits = "monitor",
        field = "params",
        max = 2048
    )]
    fn guest_info(
        &self,
        caller: &Caller,
        dom: &DomainRef,
        types: u32,
        flags: u32,
    ) -> Result<Vec<TypedParam>>;

    /// Sets how long calls wait for the guest's agent, in seconds.
    #[call(
        420,
        "domain_agent_set_response_timeout",
        c = "virDomainAgentSetResponseTimeout",
        acl = "domain:write",
        waits = "monitor",
        field = "result"
    )]
    fn agent_set_response_timeout(
        &self,
        caller: &Caller,
        dom: &DomainRef,
        timeout: i32,
        flags: u32,
    ) -> Result<i32>;

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

    /// Lists the SSH keys that a user in the guest accepts.
    #[call(
        424,
        "domain_authorized_ssh_keys_get",
        c = "virDomainAuthorizedSSHKeysGet",
        acl = "domain:write",
        waits = "disk",
        field = "keys",
        max = 2048
    )]
    fn authorized_ssh_keys_get(
        &self,
        caller: &Caller,
        dom: &DomainRef,
        user: &str,
        flags: u32,
    ) -> Result<Vec<String>>;

    /// Changes the SSH keys that a user in the guest accepts.
    #[call(
        425,
        "domain_authorized_ssh_keys_set",
        c = "virDomainAuthorizedSSHKeysSet",
        acl = "domain:write",
        waits = "disk"
    )]
    fn authorized_ssh_keys_set(
        &self,
        caller: &Caller,
        dom: &DomainRef,
        user: &str,
        #[max(2048)] keys: &[String],
        flags: u32,
    ) -> Result<()>;

    /// Lists what an operator should know: taints, deprecations, I/O errors.
    #[call(
        426,
        "domain_get_messages",
        c = "virDomainGetMessages",
        acl = "domain:read",
        waits = "never",
        read_only = "allowed",
        field = "msgs",
        max = 2048
    )]
    fn messages(&self, caller: &Caller, dom: &DomainRef, flags: u32) -> Result<Vec<String>>;

    /// Starts to measure how fast the guest changes its memory.
    #[call(
        427,
        "domain_start_dirty_rate_calc",
        c = "virDomainStartDirtyRateCalc",
        acl = "domain:write",
        waits = "disk"
    )]
    fn start_dirty_rate_calc(
        &self,
        caller: &Caller,
        dom: &DomainRef,
        seconds: i32,
        flags: u32,
    ) -> Result<()>;

    /// Hands a secret to a guest whose launch was checked.
    #[call(
        439,
        "domain_set_launch_security_state",
        c = "virDomainSetLaunchSecurityState",
        acl = "domain:write",
        waits = "disk"
    )]
    fn set_launch_security_state(
        &self,
        caller: &Caller,
        dom: &DomainRef,
        #[max(64)] params: &[TypedParam],
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

    /// Keeps the client's descriptors under a name for the domain's disks.
    #[call(
        443,
        "domain_fd_associate",
        c = "virDomainFDAssociate",
        acl = "domain:write",
        waits = "disk",
        fds_in = true
    )]
    fn fd_associate(&self, caller: &Caller, dom: &DomainRef, name: &str, flags: u32) -> Result<()>;

    /// Makes displays read their certificates again.
    #[call(
        448,
        "domain_graphics_reload",
        c = "virDomainGraphicsReload",
        acl = "domain:write",
        waits = "disk"
    )]
    fn graphics_reload(
        &self,
        caller: &Caller,
        dom: &DomainRef,
        kind: u32,
        flags: u32,
    ) -> Result<()>;

    /// Tells whether the domain starts with the next boot of the host.
    #[call(
        449,
        "domain_get_autostart_once",
        c = "virDomainGetAutostartOnce",
        acl = "domain:read",
        waits = "never",
        read_only = "allowed",
        priority = "high",
        field = "autostart"
    )]
    fn autostart_once(&self, caller: &Caller, dom: &DomainRef) -> Result<i32>;

    /// Says whether the domain starts with the next boot of the host.
    #[call(
        450,
        "domain_set_autostart_once",
        c = "virDomainSetAutostartOnce",
        acl = "domain:write",
        waits = "disk",
        priority = "high"
    )]
    fn set_autostart_once(&self, caller: &Caller, dom: &DomainRef, autostart: i32) -> Result<()>;

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

/// A security label.
#[api(wire = "remote_domain_get_security_label_ret")]
#[derive(Clone, Debug, PartialEq)]
pub struct SecurityLabel {
    /// The label.
    #[max(4097)]
    pub label: Vec<i8>,
    /// Whether it is enforced.
    pub enforcing: i32,
}

/// A network interface of the guest with its addresses.
#[api(wire = "remote_domain_interface")]
#[derive(Clone, Debug, PartialEq)]
pub struct DomainInterface {
    /// The name.
    pub name: String,
    /// The hardware address.
    pub hwaddr: Option<String>,
    /// The addresses.
    #[max(2048)]
    pub addrs: Vec<DomainIpAddress>,
}

/// An address of the guest.
#[api(wire = "remote_domain_ip_addr")]
#[derive(Clone, Debug, PartialEq)]
pub struct DomainIpAddress {
    /// The kind, as libvirt numbers it.
    pub kind: i32,
    /// The address.
    pub addr: String,
    /// The length of the network part, in bits.
    pub prefix: u32,
}

/// A file system mounted in the guest.
#[api(wire = "remote_domain_fsinfo")]
#[derive(Clone, Debug, PartialEq)]
pub struct DomainFsInfo {
    /// Where it is mounted.
    pub mountpoint: String,
    /// The name.
    pub name: String,
    /// The kind of file system.
    pub fstype: String,
    /// The aliases of the devices.
    #[max(256)]
    pub dev_aliases: Vec<String>,
}

/// An I/O thread and the host CPUs it is bound to.
#[api(wire = "remote_domain_iothread_info")]
#[derive(Clone, Debug, PartialEq)]
pub struct DomainIothreadInfo {
    /// The number of the I/O thread.
    pub iothread_id: u32,
    /// A bit map of host CPUs.
    #[max(2048)]
    pub cpumap: Vec<u8>,
}

/// One figure that the guest gave of its memory.
#[api(wire = "remote_domain_memory_stat")]
#[derive(Clone, Debug, PartialEq)]
pub struct DomainMemoryStat {
    /// The name of the lease or state.
    pub tag: i32,
    /// The figure.
    pub val: u64,
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

/// Where a virtual CPU runs.
#[api(wire = "remote_vcpu_info")]
#[derive(Clone, Debug, PartialEq)]
pub struct VcpuInfo {
    /// The number of the virtual CPU.
    pub number: u32,
    /// The state, as libvirt numbers it.
    pub state: i32,
    /// CPU time, in nanoseconds.
    pub cpu_time: u64,
    /// The host CPU.
    pub cpu: i32,
}

/// Answer of [`DomainApi::info`].
#[api(wire = "remote_domain_get_info_ret")]
#[derive(Clone, Debug, PartialEq)]
pub struct DomainInfo {
    /// The state, as libvirt numbers it.
    pub state: u8,
    /// The memory it may grow to, in KiB.
    pub max_mem: u64,
    /// The memory, in KiB.
    pub memory: u64,
    /// How many virtual CPUs.
    pub nr_virt_cpu: u16,
    /// CPU time, in nanoseconds.
    pub cpu_time: u64,
}

/// Answer of [`DomainApi::vcpus`].
#[api(wire = "remote_domain_get_vcpus_ret")]
#[derive(Clone, Debug, PartialEq)]
pub struct DomainVcpus {
    /// Further detail, as libvirt numbers it.
    #[max(16384)]
    pub info: Vec<VcpuInfo>,
    /// The bit maps of host CPUs, one after the other.
    #[max(8388608)]
    pub cpumaps: Vec<u8>,
}

/// Answer of [`DomainApi::scheduler_type`].
#[api(wire = "remote_domain_get_scheduler_type_ret")]
#[derive(Clone, Debug, PartialEq)]
pub struct DomainSchedulerType {
    /// The kind, as libvirt numbers it.
    pub kind: String,
    /// How many there are.
    pub nparams: i32,
}

/// Answer of [`DomainApi::block_stats`].
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

/// Answer of [`DomainApi::interface_stats`].
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

/// Answer of [`DomainApi::job_info`].
#[api(wire = "remote_domain_get_job_info_ret")]
#[derive(Clone, Debug, PartialEq)]
pub struct DomainJobInfo {
    /// The kind, as libvirt numbers it.
    pub kind: i32,
    /// Time since the start, in milliseconds.
    pub time_elapsed: u64,
    /// Estimated time to go, in milliseconds.
    pub time_remaining: u64,
    /// All there is to move, in bytes.
    pub data_total: u64,
    /// All moved, in bytes.
    pub data_processed: u64,
    /// All still to move, in bytes.
    pub data_remaining: u64,
    /// Memory to move, in bytes.
    pub mem_total: u64,
    /// Memory moved, in bytes.
    pub mem_processed: u64,
    /// Memory still to move, in bytes.
    pub mem_remaining: u64,
    /// Data of files to move, in bytes.
    pub file_total: u64,
    /// Data of files moved, in bytes.
    pub file_processed: u64,
    /// Data of files still to move, in bytes.
    pub file_remaining: u64,
}

/// Answer of [`DomainApi::block_info`].
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

/// Answer of [`DomainApi::memory_parameters`].
#[api(wire = "remote_domain_get_memory_parameters_ret")]
#[derive(Clone, Debug, PartialEq)]
pub struct DomainMemoryParameters {
    /// The named values.
    #[max(16)]
    pub params: Vec<TypedParam>,
    /// How many there are.
    pub nparams: i32,
}

/// Answer of [`DomainApi::blkio_parameters`].
#[api(wire = "remote_domain_get_blkio_parameters_ret")]
#[derive(Clone, Debug, PartialEq)]
pub struct DomainBlkioParameters {
    /// The named values.
    #[max(16)]
    pub params: Vec<TypedParam>,
    /// How many there are.
    pub nparams: i32,
}

/// Answer of [`DomainApi::state`].
#[api(wire = "remote_domain_get_state_ret")]
#[derive(Clone, Debug, PartialEq)]
pub struct DomainState {
    /// The state, as libvirt numbers it.
    pub state: i32,
    /// The reason, as libvirt numbers or names it.
    pub reason: i32,
}

/// Answer of [`DomainApi::control_info`].
#[api(wire = "remote_domain_get_control_info_ret")]
#[derive(Clone, Debug, PartialEq)]
pub struct DomainControlInfo {
    /// The state, as libvirt numbers it.
    pub state: u32,
    /// The data that came along, as JSON.
    pub details: u32,
    /// How long it has been so, in milliseconds.
    pub state_time: u64,
}

/// Answer of [`DomainApi::vcpu_pin_info`].
#[api(wire = "remote_domain_get_vcpu_pin_info_ret")]
#[derive(Clone, Debug, PartialEq)]
pub struct DomainVcpuPinInfo {
    /// The bit maps of host CPUs, one after the other.
    #[max(8388608)]
    pub cpumaps: Vec<u8>,
    /// How many there are.
    pub num: i32,
}

/// Answer of [`DomainApi::block_job_info`].
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

/// Answer of [`DomainApi::block_stats_flags`].
#[api(wire = "remote_domain_block_stats_flags_ret")]
#[derive(Clone, Debug, PartialEq)]
pub struct DomainBlockStatsFlags {
    /// The named values.
    #[max(16)]
    pub params: Vec<TypedParam>,
    /// How many there are.
    pub nparams: i32,
}

/// Answer of [`DomainApi::block_io_tune`].
#[api(wire = "remote_domain_get_block_io_tune_ret")]
#[derive(Clone, Debug, PartialEq)]
pub struct DomainBlockIoTune {
    /// The named values.
    #[max(32)]
    pub params: Vec<TypedParam>,
    /// How many there are.
    pub nparams: i32,
}

/// Answer of [`DomainApi::numa_parameters`].
#[api(wire = "remote_domain_get_numa_parameters_ret")]
#[derive(Clone, Debug, PartialEq)]
pub struct DomainNumaParameters {
    /// The named values.
    #[max(16)]
    pub params: Vec<TypedParam>,
    /// How many there are.
    pub nparams: i32,
}

/// Answer of [`DomainApi::interface_parameters`].
#[api(wire = "remote_domain_get_interface_parameters_ret")]
#[derive(Clone, Debug, PartialEq)]
pub struct DomainInterfaceParameters {
    /// The named values.
    #[max(16)]
    pub params: Vec<TypedParam>,
    /// How many there are.
    pub nparams: i32,
}

/// Answer of [`DomainApi::cpu_stats`].
#[api(wire = "remote_domain_get_cpu_stats_ret")]
#[derive(Clone, Debug, PartialEq)]
pub struct DomainCpuStats {
    /// The named values.
    #[max(2048)]
    pub params: Vec<TypedParam>,
    /// How many there are.
    pub nparams: i32,
}

/// Answer of [`DomainApi::disk_errors`].
#[api(wire = "remote_domain_get_disk_errors_ret")]
#[derive(Clone, Debug, PartialEq)]
pub struct DomainDiskErrors {
    /// The errors.
    #[max(256)]
    pub errors: Vec<DomainDiskError>,
    /// How many errors.
    pub nerrors: i32,
}

/// Answer of [`DomainApi::security_label_list`].
#[api(wire = "remote_domain_get_security_label_list_ret")]
#[derive(Clone, Debug, PartialEq)]
pub struct DomainSecurityLabelList {
    /// The labels.
    #[max(64)]
    pub labels: Vec<SecurityLabel>,
    /// The count, which may stand alone when no list was asked for.
    pub ret: i32,
}

/// Answer of [`DomainApi::emulator_pin_info`].
#[api(wire = "remote_domain_get_emulator_pin_info_ret")]
#[derive(Clone, Debug, PartialEq)]
pub struct DomainEmulatorPinInfo {
    /// The bit maps of host CPUs, one after the other.
    #[max(8388608)]
    pub cpumaps: Vec<u8>,
    /// The count, which may stand alone when no list was asked for.
    pub ret: i32,
}

/// Answer of [`DomainApi::job_stats`].
#[api(wire = "remote_domain_get_job_stats_ret")]
#[derive(Clone, Debug, PartialEq)]
pub struct DomainJobStats {
    /// The kind, as libvirt numbers it.
    pub kind: i32,
    /// The named values.
    #[max(64)]
    pub params: Vec<TypedParam>,
}

/// Answer of [`DomainApi::time`].
#[api(wire = "remote_domain_get_time_ret")]
#[derive(Clone, Debug, PartialEq)]
pub struct DomainTime {
    /// Whole seconds.
    pub seconds: i64,
    /// Nanoseconds beyond the seconds.
    pub nseconds: u32,
}

/// Answer of [`DomainApi::fsinfo`].
#[api(wire = "remote_domain_get_fsinfo_ret")]
#[derive(Clone, Debug, PartialEq)]
pub struct DomainFsinfo {
    /// Further detail, as libvirt numbers it.
    #[max(256)]
    pub info: Vec<DomainFsInfo>,
    /// The count, which may stand alone when no list was asked for.
    pub ret: u32,
}

/// Answer of [`DomainApi::iothread_info`].
#[api(wire = "remote_domain_get_iothread_info_ret")]
#[derive(Clone, Debug, PartialEq)]
pub struct DomainIothreadInfoAnswer {
    /// Further detail, as libvirt numbers it.
    #[max(16384)]
    pub info: Vec<DomainIothreadInfo>,
    /// The count, which may stand alone when no list was asked for.
    pub ret: u32,
}
