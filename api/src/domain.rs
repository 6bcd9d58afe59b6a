//! Domains: finding, defining, starting and stopping, state, consoles.

use std::os::fd::OwnedFd;

use fv_api_attr::api;
use fv_error::Result;
use fv_types::Uuid;

use crate::{Caller, DomainRef, Stream};

/// Domains: finding, defining, starting and stopping, state, consoles.
#[api(program = "remote", object = "domain", domain = "Domain")]
pub trait DomainApi: Send + Sync {
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

    /// Sends the guest a non-maskable interrupt.
    #[call(
        210,
        "domain_inject_nmi",
        c = "virDomainInjectNMI",
        acl = "domain:inject_nmi",
        waits = "monitor"
    )]
    fn inject_nmi(&self, caller: &Caller, dom: &DomainRef, flags: u32) -> Result<()>;

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

    /// Asks the guest to power off in a chosen way.
    #[call(
        258,
        "domain_shutdown_flags",
        c = "virDomainShutdownFlags",
        acl = "domain:init_control domain:write:VIR_DOMAIN_SHUTDOWN_GUEST_AGENT",
        waits = "monitor"
    )]
    fn shutdown_flags(&self, caller: &Caller, dom: &DomainRef, flags: u32) -> Result<()>;

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
