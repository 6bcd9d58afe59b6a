//! Who wants which events.

use fv_api_attr::api;
use fv_error::Result;
use fv_types::TypedParam;

use crate::{Caller, DomainRef, NetworkRef, NodeDeviceRef, SecretRef, StoragePoolRef};

/// Who wants which events.
#[api(program = "remote", domain = "Dom")]
pub trait EventApi: Send + Sync {
    /// Asks for lifecycle events of all domains, in the oldest form.
    #[call(
        105,
        "connect_domain_event_register",
        c = "virConnectDomainEventRegisterAny",
        acl = "connect:search_domains",
        filter = "domain:getattr",
        waits = "never",
        read_only = "allowed",
        priority = "high",
        by_hand = "server",
        field = "cb_registered"
    )]
    fn connect_domain_event_register(&self, caller: &Caller) -> Result<i32>;

    /// Ends what the oldest form of registration began.
    #[call(
        106,
        "connect_domain_event_deregister",
        c = "virConnectDomainEventDeregisterAny",
        acl = "connect:read",
        waits = "never",
        read_only = "allowed",
        priority = "high",
        by_hand = "server",
        field = "cb_registered"
    )]
    fn connect_domain_event_deregister(&self, caller: &Caller) -> Result<i32>;

    /// Asks for one kind of event of all domains, without a callback id.
    #[call(
        167,
        "connect_domain_event_register_any",
        c = "virConnectDomainEventRegisterAny",
        acl = "connect:search_domains",
        filter = "domain:getattr",
        waits = "never",
        read_only = "allowed",
        priority = "high",
        by_hand = "server"
    )]
    fn connect_domain_event_register_any(&self, caller: &Caller, event_id: i32) -> Result<()>;

    /// Ends the delivery of one kind of event that has no callback id.
    #[call(
        168,
        "connect_domain_event_deregister_any",
        c = "virConnectDomainEventDeregisterAny",
        acl = "connect:read",
        waits = "never",
        read_only = "allowed",
        priority = "high",
        by_hand = "server"
    )]
    fn connect_domain_event_deregister_any(&self, caller: &Caller, event_id: i32) -> Result<()>;

    /// Asks for one kind of network event, of one network or all.
    #[call(
        313,
        "connect_network_event_register_any",
        c = "virConnectNetworkEventRegisterAny",
        acl = "connect:search_networks",
        filter = "network:getattr",
        waits = "never",
        read_only = "allowed",
        priority = "high",
        by_hand = "server",
        field = "callbackID"
    )]
    fn connect_network_event_register_any(
        &self,
        caller: &Caller,
        event_id: i32,
        net: Option<&NetworkRef>,
    ) -> Result<i32>;

    /// Ends the delivery of network events under a callback id.
    #[call(
        314,
        "connect_network_event_deregister_any",
        c = "virConnectNetworkEventDeregisterAny",
        acl = "connect:read",
        waits = "never",
        read_only = "allowed",
        priority = "high",
        by_hand = "server"
    )]
    fn connect_network_event_deregister_any(&self, caller: &Caller, callback_id: i32)
    -> Result<()>;

    /// Asks for one kind of domain event, of one domain or all, under a callback id.
    #[call(
        316,
        "connect_domain_event_callback_register_any",
        c = "virConnectDomainEventRegisterAny",
        acl = "connect:search_domains",
        filter = "domain:getattr",
        waits = "never",
        read_only = "allowed",
        priority = "high",
        by_hand = "server",
        field = "callbackID"
    )]
    fn connect_domain_event_callback_register_any(
        &self,
        caller: &Caller,
        event_id: i32,
        dom: Option<&DomainRef>,
    ) -> Result<i32>;

    /// Ends the delivery of domain events under a callback id.
    #[call(
        317,
        "connect_domain_event_callback_deregister_any",
        c = "virConnectDomainEventDeregisterAny",
        acl = "connect:read",
        waits = "never",
        read_only = "allowed",
        priority = "high",
        by_hand = "server"
    )]
    fn connect_domain_event_callback_deregister_any(
        &self,
        caller: &Caller,
        callback_id: i32,
    ) -> Result<()>;

    /// Asks for one kind of storage pool event, of one pool or all.
    #[call(
        368,
        "connect_storage_pool_event_register_any",
        c = "virConnectStoragePoolEventRegisterAny",
        acl = "connect:search_storage_pools",
        filter = "storage_pool:getattr",
        waits = "never",
        read_only = "allowed",
        priority = "high",
        by_hand = "server",
        field = "callbackID"
    )]
    fn connect_storage_pool_event_register_any(
        &self,
        caller: &Caller,
        event_id: i32,
        pool: Option<&StoragePoolRef>,
    ) -> Result<i32>;

    /// Ends the delivery of storage pool events under a callback id.
    #[call(
        369,
        "connect_storage_pool_event_deregister_any",
        c = "virConnectStoragePoolEventDeregisterAny",
        acl = "connect:read",
        waits = "never",
        read_only = "allowed",
        priority = "high",
        by_hand = "server"
    )]
    fn connect_storage_pool_event_deregister_any(
        &self,
        caller: &Caller,
        callback_id: i32,
    ) -> Result<()>;

    /// Asks for one kind of device event, of one device or all.
    #[call(
        374,
        "connect_node_device_event_register_any",
        c = "virConnectNodeDeviceEventRegisterAny",
        acl = "connect:search_node_devices",
        filter = "node_device:getattr",
        waits = "never",
        read_only = "allowed",
        priority = "high",
        by_hand = "server",
        field = "callbackID"
    )]
    fn connect_node_device_event_register_any(
        &self,
        caller: &Caller,
        event_id: i32,
        dev: Option<&NodeDeviceRef>,
    ) -> Result<i32>;

    /// Ends the delivery of device events under a callback id.
    #[call(
        375,
        "connect_node_device_event_deregister_any",
        c = "virConnectNodeDeviceEventDeregisterAny",
        acl = "connect:read",
        waits = "never",
        read_only = "allowed",
        priority = "high",
        by_hand = "server"
    )]
    fn connect_node_device_event_deregister_any(
        &self,
        caller: &Caller,
        callback_id: i32,
    ) -> Result<()>;

    /// Asks for one kind of secret event, of one secret or all.
    #[call(
        380,
        "connect_secret_event_register_any",
        c = "virConnectSecretEventRegisterAny",
        acl = "connect:search_secrets",
        filter = "secret:getattr",
        waits = "never",
        read_only = "allowed",
        priority = "high",
        by_hand = "server",
        field = "callbackID"
    )]
    fn connect_secret_event_register_any(
        &self,
        caller: &Caller,
        event_id: i32,
        secret: Option<&SecretRef>,
    ) -> Result<i32>;

    /// Ends the delivery of secret events under a callback id.
    #[call(
        381,
        "connect_secret_event_deregister_any",
        c = "virConnectSecretEventDeregisterAny",
        acl = "connect:read",
        waits = "never",
        read_only = "allowed",
        priority = "high",
        by_hand = "server"
    )]
    fn connect_secret_event_deregister_any(&self, caller: &Caller, callback_id: i32) -> Result<()>;
}

/// What happens to a domain.
#[api(program = "remote", object = "domain")]
#[derive(Clone, Debug, PartialEq)]
pub enum DomainEvent {
    /// The domain changed its state.
    #[event(
        id = 0,
        call = 318,
        name = "domain_event_callback_lifecycle",
        legacy = 107,
        legacy_name = "domain_event_lifecycle"
    )]
    Lifecycle {
        /// The event, as libvirt or QEMU names it.
        event: i32,
        /// The detail, as libvirt numbers it.
        detail: i32,
    },
    /// The guest restarted.
    #[event(
        id = 1,
        call = 319,
        name = "domain_event_callback_reboot",
        legacy = 169,
        legacy_name = "domain_event_reboot"
    )]
    Reboot,
    /// The guest set its clock.
    #[event(
        id = 2,
        call = 320,
        name = "domain_event_callback_rtc_change",
        legacy = 170,
        legacy_name = "domain_event_rtc_change"
    )]
    RtcChange {
        /// The offset in the file, in bytes.
        offset: i64,
    },
    /// The guest's watchdog fired.
    #[event(
        id = 3,
        call = 321,
        name = "domain_event_callback_watchdog",
        legacy = 171,
        legacy_name = "domain_event_watchdog"
    )]
    Watchdog {
        /// What is done about it, as libvirt numbers it.
        action: i32,
    },
    /// A disk failed.
    #[event(
        id = 4,
        call = 322,
        name = "domain_event_callback_io_error",
        legacy = 172,
        legacy_name = "domain_event_io_error"
    )]
    IoError {
        /// The path of the source.
        src_path: String,
        /// The alias of the device.
        dev_alias: String,
        /// What is done about it, as libvirt numbers it.
        action: i32,
    },
    /// A client of a display came or went.
    #[event(
        id = 5,
        call = 323,
        name = "domain_event_callback_graphics",
        legacy = 173,
        legacy_name = "domain_event_graphics"
    )]
    Graphics {
        /// What happened to the connection, as libvirt numbers it.
        phase: i32,
        /// The guest's end.
        local: GraphicsAddress,
        /// The client's end.
        remote: GraphicsAddress,
        /// How the client proved who it is.
        auth_scheme: String,
        /// What a display's client proved about itself.
        #[max(20)]
        subject: Vec<GraphicsIdentity>,
    },
    /// A disk failed, with the reason.
    #[event(
        id = 6,
        call = 324,
        name = "domain_event_callback_io_error_reason",
        legacy = 195,
        legacy_name = "domain_event_io_error_reason"
    )]
    IoErrorReason {
        /// The path of the source.
        src_path: String,
        /// The alias of the device.
        dev_alias: String,
        /// What is done about it, as libvirt numbers it.
        action: i32,
        /// The reason, as libvirt numbers or names it.
        reason: String,
    },
    /// The way to the guest's process broke.
    #[event(
        id = 7,
        call = 325,
        name = "domain_event_callback_control_error",
        legacy = 224,
        legacy_name = "domain_event_control_error"
    )]
    ControlError,
    /// A job on a disk ended, the disk named by its path.
    #[event(
        id = 8,
        call = 326,
        name = "domain_event_callback_block_job",
        legacy = 241,
        legacy_name = "domain_event_block_job"
    )]
    BlockJob {
        /// The path.
        path: String,
        /// The kind, as libvirt numbers it.
        kind: i32,
        /// How it went, as libvirt numbers it.
        status: i32,
    },
    /// The source of a disk changed.
    #[event(
        id = 9,
        call = 327,
        name = "domain_event_callback_disk_change",
        legacy = 248,
        legacy_name = "domain_event_disk_change"
    )]
    DiskChange {
        /// The path before.
        old_src_path: Option<String>,
        /// The path after.
        new_src_path: Option<String>,
        /// The alias of the device.
        dev_alias: String,
        /// The reason, as libvirt numbers or names it.
        reason: i32,
    },
    /// The tray of a removable disk moved.
    #[event(
        id = 10,
        call = 328,
        name = "domain_event_callback_tray_change",
        legacy = 268,
        legacy_name = "domain_event_tray_change"
    )]
    TrayChange {
        /// The alias of the device.
        dev_alias: String,
        /// The reason, as libvirt numbers or names it.
        reason: i32,
    },
    /// The guest woke up.
    #[event(
        id = 11,
        call = 329,
        name = "domain_event_callback_pmwakeup",
        legacy = 269,
        legacy_name = "domain_event_pmwakeup"
    )]
    Pmwakeup {
        /// The reason, as libvirt numbers or names it.
        #[callback_only]
        reason: i32,
    },
    /// The guest went to sleep, its state kept in memory.
    #[event(
        id = 12,
        call = 330,
        name = "domain_event_callback_pmsuspend",
        legacy = 270,
        legacy_name = "domain_event_pmsuspend"
    )]
    Pmsuspend {
        /// The reason, as libvirt numbers or names it.
        #[callback_only]
        reason: i32,
    },
    /// The guest's memory changed.
    #[event(
        id = 13,
        call = 331,
        name = "domain_event_callback_balloon_change",
        legacy = 276,
        legacy_name = "domain_event_balloon_change"
    )]
    BalloonChange {
        /// The memory the guest has now, in KiB.
        actual: u64,
    },
    /// The guest went to sleep, its state kept on disk.
    #[event(
        id = 14,
        call = 332,
        name = "domain_event_callback_pmsuspend_disk",
        legacy = 292,
        legacy_name = "domain_event_pmsuspend_disk"
    )]
    PmsuspendDisk {
        /// The reason, as libvirt numbers or names it.
        #[callback_only]
        reason: i32,
    },
    /// A device is gone.
    #[event(
        id = 15,
        call = 333,
        name = "domain_event_callback_device_removed",
        legacy = 311,
        legacy_name = "domain_event_device_removed"
    )]
    DeviceRemoved {
        /// The alias of the device.
        dev_alias: String,
    },
    /// A job on a disk ended, the disk named by its target.
    #[event(id = 16, call = 339, name = "domain_event_block_job_2")]
    BlockJob2 {
        /// The target.
        dst: String,
        /// The kind, as libvirt numbers it.
        kind: i32,
        /// How it went, as libvirt numbers it.
        status: i32,
    },
    /// A setting was changed.
    #[event(id = 17, call = 346, name = "domain_event_callback_tunable")]
    Tunable {
        /// The named values.
        #[max(2048)]
        params: Vec<TypedParam>,
    },
    /// The guest's agent came or went.
    #[event(id = 18, call = 348, name = "domain_event_callback_agent_lifecycle")]
    AgentLifecycle {
        /// The state, as libvirt numbers it.
        state: i32,
        /// The reason, as libvirt numbers or names it.
        reason: i32,
    },
    /// A device was plugged in.
    #[event(id = 19, call = 354, name = "domain_event_callback_device_added")]
    DeviceAdded {
        /// The alias of the device.
        dev_alias: String,
    },
    /// A migration began another pass over memory.
    #[event(
        id = 20,
        call = 359,
        name = "domain_event_callback_migration_iteration"
    )]
    MigrationIteration {
        /// The number of the pass.
        iteration: i32,
    },
    /// A long job ended.
    #[event(id = 21, call = 363, name = "domain_event_callback_job_completed")]
    JobCompleted {
        /// The named values.
        #[max(64)]
        params: Vec<TypedParam>,
    },
    /// The guest did not let a device go.
    #[event(
        id = 22,
        call = 367,
        name = "domain_event_callback_device_removal_failed"
    )]
    DeviceRemovalFailed {
        /// The alias of the device.
        dev_alias: String,
    },
    /// Title, description or metadata changed.
    #[event(id = 23, call = 379, name = "domain_event_callback_metadata_change")]
    MetadataChange {
        /// The kind, as libvirt numbers it.
        kind: i32,
        /// The namespace of the metadata element.
        nsuri: Option<String>,
    },
    /// Writes passed the offset that was asked for.
    #[event(id = 24, call = 385, name = "domain_event_block_threshold")]
    BlockThreshold {
        /// The name of the disk or of a node of it.
        dev: String,
        /// The path.
        path: Option<String>,
        /// The offset that was asked for, in bytes.
        threshold: u64,
        /// How far past it the writes went, in bytes.
        excess: u64,
    },
    /// The host's memory failed under the guest.
    #[event(id = 25, call = 423, name = "domain_event_memory_failure")]
    MemoryFailure {
        /// Whose memory it is, as libvirt numbers it.
        recipient: i32,
        /// What is done about it, as libvirt numbers it.
        action: i32,
        /// Flags, as libvirt numbers them.
        flags: u32,
    },
    /// A memory device changed its size.
    #[event(id = 26, call = 438, name = "domain_event_memory_device_size_change")]
    MemoryDeviceSizeChange {
        /// The alias of the device.
        alias: String,
        /// The size, in bytes.
        size: u64,
    },
    /// The guest changed the address of an interface.
    #[event(id = 27, call = 453, name = "domain_event_nic_mac_change")]
    NicMacChange {
        /// The alias of the device.
        alias: String,
        /// The address before.
        old_mac: String,
        /// The address after.
        new_mac: String,
    },
}

/// What happens to a virtual network.
#[api(program = "remote", object = "network")]
#[derive(Clone, Debug, PartialEq)]
pub enum NetworkEvent {
    /// The network changed its state.
    #[event(id = 0, call = 315, name = "network_event_lifecycle")]
    Lifecycle {
        /// The event, as libvirt or QEMU names it.
        event: i32,
        /// The detail, as libvirt numbers it.
        detail: i32,
    },
    /// Title, description or metadata changed.
    #[event(id = 1, call = 446, name = "network_event_callback_metadata_change")]
    MetadataChange {
        /// The kind, as libvirt numbers it.
        kind: i32,
        /// The namespace of the metadata element.
        nsuri: Option<String>,
    },
}

/// What happens to a storage pool.
#[api(program = "remote", object = "storage_pool")]
#[derive(Clone, Debug, PartialEq)]
pub enum StoragePoolEvent {
    /// The pool changed its state.
    #[event(id = 0, call = 370, name = "storage_pool_event_lifecycle")]
    Lifecycle {
        /// The event, as libvirt or QEMU names it.
        event: i32,
        /// The detail, as libvirt numbers it.
        detail: i32,
    },
    /// The list of volumes was read anew.
    #[event(id = 1, call = 373, name = "storage_pool_event_refresh")]
    Refresh,
}

/// What happens to a device of the host.
#[api(program = "remote", object = "node_device")]
#[derive(Clone, Debug, PartialEq)]
pub enum NodeDeviceEvent {
    /// The device came or went.
    #[event(id = 0, call = 376, name = "node_device_event_lifecycle")]
    Lifecycle {
        /// The event, as libvirt or QEMU names it.
        event: i32,
        /// The detail, as libvirt numbers it.
        detail: i32,
    },
    /// The device changed.
    #[event(id = 1, call = 377, name = "node_device_event_update")]
    Update,
}

/// What happens to a secret.
#[api(program = "remote", object = "secret")]
#[derive(Clone, Debug, PartialEq)]
pub enum SecretEvent {
    /// The secret was defined or removed.
    #[event(id = 0, call = 382, name = "secret_event_lifecycle")]
    Lifecycle {
        /// The event, as libvirt or QEMU names it.
        event: i32,
        /// The detail, as libvirt numbers it.
        detail: i32,
    },
    /// The value was set.
    #[event(id = 1, call = 383, name = "secret_event_value_changed")]
    ValueChanged,
}

/// What a display's client proved about itself.
#[api(wire = "remote_domain_event_graphics_identity")]
#[derive(Clone, Debug, PartialEq)]
pub struct GraphicsIdentity {
    /// The kind, as libvirt numbers it.
    pub kind: String,
    /// The name.
    pub name: String,
}

/// One end of a display's connection.
#[api(wire = "remote_domain_event_graphics_address")]
#[derive(Clone, Debug, PartialEq)]
pub struct GraphicsAddress {
    /// The family of the address, as libvirt numbers it.
    pub family: i32,
    /// The family of the address, as libvirt numbers it.
    pub node: String,
    /// The port or path.
    pub service: String,
}
