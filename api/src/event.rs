//! Who wants which events.

use fv_api_attr::api;
use fv_error::Result;
use fv_types::TypedParam;

use crate::{Caller, DomainRef, NetworkRef, NodeDeviceRef, SecretRef, StoragePoolRef};

/// Who wants which events.
#[api(program = "remote", domain = "Dom")]
pub trait EventApi: Send + Sync {
    /// Calls `virConnectDomainEventRegisterAny`.
    #[call(
        105,
        "connect_domain_event_register",
        c = "virConnectDomainEventRegisterAny",
        acl = "connect:search_domains",
        filter = "domain:getattr",
        waits = "disk",
        read_only = "allowed",
        priority = "high",
        by_hand = "server client",
        field = "cb_registered"
    )]
    fn connect_domain_event_register(&self, caller: &Caller) -> Result<i32>;

    /// Calls `virConnectDomainEventDeregisterAny`.
    #[call(
        106,
        "connect_domain_event_deregister",
        c = "virConnectDomainEventDeregisterAny",
        acl = "connect:read",
        waits = "disk",
        read_only = "allowed",
        priority = "high",
        by_hand = "server client",
        field = "cb_registered"
    )]
    fn connect_domain_event_deregister(&self, caller: &Caller) -> Result<i32>;

    /// Calls `virConnectDomainEventRegisterAny`.
    #[call(
        167,
        "connect_domain_event_register_any",
        c = "virConnectDomainEventRegisterAny",
        acl = "connect:search_domains",
        filter = "domain:getattr",
        waits = "disk",
        read_only = "allowed",
        priority = "high",
        by_hand = "server client"
    )]
    fn connect_domain_event_register_any(&self, caller: &Caller, event_id: i32) -> Result<()>;

    /// Calls `virConnectDomainEventDeregisterAny`.
    #[call(
        168,
        "connect_domain_event_deregister_any",
        c = "virConnectDomainEventDeregisterAny",
        acl = "connect:read",
        waits = "disk",
        read_only = "allowed",
        priority = "high",
        by_hand = "server client"
    )]
    fn connect_domain_event_deregister_any(&self, caller: &Caller, event_id: i32) -> Result<()>;

    /// Calls `virConnectNetworkEventRegisterAny`.
    #[call(
        313,
        "connect_network_event_register_any",
        c = "virConnectNetworkEventRegisterAny",
        acl = "connect:search_networks",
        filter = "network:getattr",
        waits = "disk",
        read_only = "allowed",
        priority = "high",
        by_hand = "server client",
        field = "callbackID"
    )]
    fn connect_network_event_register_any(
        &self,
        caller: &Caller,
        event_id: i32,
        net: Option<&NetworkRef>,
    ) -> Result<i32>;

    /// Calls `virConnectNetworkEventDeregisterAny`.
    #[call(
        314,
        "connect_network_event_deregister_any",
        c = "virConnectNetworkEventDeregisterAny",
        acl = "connect:read",
        waits = "disk",
        read_only = "allowed",
        priority = "high",
        by_hand = "server client"
    )]
    fn connect_network_event_deregister_any(&self, caller: &Caller, callback_id: i32)
    -> Result<()>;

    /// Calls `virConnectDomainEventRegisterAny`.
    #[call(
        316,
        "connect_domain_event_callback_register_any",
        c = "virConnectDomainEventRegisterAny",
        acl = "connect:search_domains",
        filter = "domain:getattr",
        waits = "disk",
        read_only = "allowed",
        priority = "high",
        by_hand = "server client",
        field = "callbackID"
    )]
    fn connect_domain_event_callback_register_any(
        &self,
        caller: &Caller,
        event_id: i32,
        dom: Option<&DomainRef>,
    ) -> Result<i32>;

    /// Calls `virConnectDomainEventDeregisterAny`.
    #[call(
        317,
        "connect_domain_event_callback_deregister_any",
        c = "virConnectDomainEventDeregisterAny",
        acl = "connect:read",
        waits = "disk",
        read_only = "allowed",
        priority = "high",
        by_hand = "server client"
    )]
    fn connect_domain_event_callback_deregister_any(
        &self,
        caller: &Caller,
        callback_id: i32,
    ) -> Result<()>;

    /// Calls `virConnectStoragePoolEventRegisterAny`.
    #[call(
        368,
        "connect_storage_pool_event_register_any",
        c = "virConnectStoragePoolEventRegisterAny",
        acl = "connect:search_storage_pools",
        filter = "storage_pool:getattr",
        waits = "disk",
        read_only = "allowed",
        priority = "high",
        by_hand = "server client",
        field = "callbackID"
    )]
    fn connect_storage_pool_event_register_any(
        &self,
        caller: &Caller,
        event_id: i32,
        pool: Option<&StoragePoolRef>,
    ) -> Result<i32>;

    /// Calls `virConnectStoragePoolEventDeregisterAny`.
    #[call(
        369,
        "connect_storage_pool_event_deregister_any",
        c = "virConnectStoragePoolEventDeregisterAny",
        acl = "connect:read",
        waits = "disk",
        read_only = "allowed",
        priority = "high",
        by_hand = "server client"
    )]
    fn connect_storage_pool_event_deregister_any(
        &self,
        caller: &Caller,
        callback_id: i32,
    ) -> Result<()>;

    /// Calls `virConnectNodeDeviceEventRegisterAny`.
    #[call(
        374,
        "connect_node_device_event_register_any",
        c = "virConnectNodeDeviceEventRegisterAny",
        acl = "connect:search_node_devices",
        filter = "node_device:getattr",
        waits = "disk",
        read_only = "allowed",
        priority = "high",
        by_hand = "server client",
        field = "callbackID"
    )]
    fn connect_node_device_event_register_any(
        &self,
        caller: &Caller,
        event_id: i32,
        dev: Option<&NodeDeviceRef>,
    ) -> Result<i32>;

    /// Calls `virConnectNodeDeviceEventDeregisterAny`.
    #[call(
        375,
        "connect_node_device_event_deregister_any",
        c = "virConnectNodeDeviceEventDeregisterAny",
        acl = "connect:read",
        waits = "disk",
        read_only = "allowed",
        priority = "high",
        by_hand = "server client"
    )]
    fn connect_node_device_event_deregister_any(
        &self,
        caller: &Caller,
        callback_id: i32,
    ) -> Result<()>;

    /// Calls `virConnectSecretEventRegisterAny`.
    #[call(
        380,
        "connect_secret_event_register_any",
        c = "virConnectSecretEventRegisterAny",
        acl = "connect:search_secrets",
        filter = "secret:getattr",
        waits = "disk",
        read_only = "allowed",
        priority = "high",
        by_hand = "server client",
        field = "callbackID"
    )]
    fn connect_secret_event_register_any(
        &self,
        caller: &Caller,
        event_id: i32,
        secret: Option<&SecretRef>,
    ) -> Result<i32>;

    /// Calls `virConnectSecretEventDeregisterAny`.
    #[call(
        381,
        "connect_secret_event_deregister_any",
        c = "virConnectSecretEventDeregisterAny",
        acl = "connect:read",
        waits = "disk",
        read_only = "allowed",
        priority = "high",
        by_hand = "server client"
    )]
    fn connect_secret_event_deregister_any(&self, caller: &Caller, callback_id: i32) -> Result<()>;
}

/// What happens to a domain.
#[api(program = "remote", object = "domain")]
#[derive(Clone, Debug, PartialEq)]
pub enum DomainEvent {
    /// The event Lifecycle.
    #[event(
        id = 0,
        call = 318,
        name = "domain_event_callback_lifecycle",
        legacy = 107,
        legacy_name = "domain_event_lifecycle"
    )]
    Lifecycle {
        /// The event.
        event: i32,
        /// The detail.
        detail: i32,
    },
    /// The event Reboot.
    #[event(
        id = 1,
        call = 319,
        name = "domain_event_callback_reboot",
        legacy = 169,
        legacy_name = "domain_event_reboot"
    )]
    Reboot,
    /// The event RtcChange.
    #[event(
        id = 2,
        call = 320,
        name = "domain_event_callback_rtc_change",
        legacy = 170,
        legacy_name = "domain_event_rtc_change"
    )]
    RtcChange {
        /// The offset.
        offset: i64,
    },
    /// The event Watchdog.
    #[event(
        id = 3,
        call = 321,
        name = "domain_event_callback_watchdog",
        legacy = 171,
        legacy_name = "domain_event_watchdog"
    )]
    Watchdog {
        /// The action.
        action: i32,
    },
    /// The event IoError.
    #[event(
        id = 4,
        call = 322,
        name = "domain_event_callback_io_error",
        legacy = 172,
        legacy_name = "domain_event_io_error"
    )]
    IoError {
        /// The src path.
        src_path: String,
        /// The dev alias.
        dev_alias: String,
        /// The action.
        action: i32,
    },
    /// The event Graphics.
    #[event(
        id = 5,
        call = 323,
        name = "domain_event_callback_graphics",
        legacy = 173,
        legacy_name = "domain_event_graphics"
    )]
    Graphics {
        /// The phase.
        phase: i32,
        /// The local.
        local: GraphicsAddress,
        /// The remote.
        remote: GraphicsAddress,
        /// The auth scheme.
        auth_scheme: String,
        /// The subject.
        #[max(20)]
        subject: Vec<GraphicsIdentity>,
    },
    /// The event IoErrorReason.
    #[event(
        id = 6,
        call = 324,
        name = "domain_event_callback_io_error_reason",
        legacy = 195,
        legacy_name = "domain_event_io_error_reason"
    )]
    IoErrorReason {
        /// The src path.
        src_path: String,
        /// The dev alias.
        dev_alias: String,
        /// The action.
        action: i32,
        /// The reason.
        reason: String,
    },
    /// The event ControlError.
    #[event(
        id = 7,
        call = 325,
        name = "domain_event_callback_control_error",
        legacy = 224,
        legacy_name = "domain_event_control_error"
    )]
    ControlError,
    /// The event BlockJob.
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
        /// The kind.
        kind: i32,
        /// The status.
        status: i32,
    },
    /// The event DiskChange.
    #[event(
        id = 9,
        call = 327,
        name = "domain_event_callback_disk_change",
        legacy = 248,
        legacy_name = "domain_event_disk_change"
    )]
    DiskChange {
        /// The old src path.
        old_src_path: Option<String>,
        /// The new src path.
        new_src_path: Option<String>,
        /// The dev alias.
        dev_alias: String,
        /// The reason.
        reason: i32,
    },
    /// The event TrayChange.
    #[event(
        id = 10,
        call = 328,
        name = "domain_event_callback_tray_change",
        legacy = 268,
        legacy_name = "domain_event_tray_change"
    )]
    TrayChange {
        /// The dev alias.
        dev_alias: String,
        /// The reason.
        reason: i32,
    },
    /// The event Pmwakeup.
    #[event(
        id = 11,
        call = 329,
        name = "domain_event_callback_pmwakeup",
        legacy = 269,
        legacy_name = "domain_event_pmwakeup"
    )]
    Pmwakeup {
        /// The reason.
        #[callback_only]
        reason: i32,
    },
    /// The event Pmsuspend.
    #[event(
        id = 12,
        call = 330,
        name = "domain_event_callback_pmsuspend",
        legacy = 270,
        legacy_name = "domain_event_pmsuspend"
    )]
    Pmsuspend {
        /// The reason.
        #[callback_only]
        reason: i32,
    },
    /// The event BalloonChange.
    #[event(
        id = 13,
        call = 331,
        name = "domain_event_callback_balloon_change",
        legacy = 276,
        legacy_name = "domain_event_balloon_change"
    )]
    BalloonChange {
        /// The actual.
        actual: u64,
    },
    /// The event PmsuspendDisk.
    #[event(
        id = 14,
        call = 332,
        name = "domain_event_callback_pmsuspend_disk",
        legacy = 292,
        legacy_name = "domain_event_pmsuspend_disk"
    )]
    PmsuspendDisk {
        /// The reason.
        #[callback_only]
        reason: i32,
    },
    /// The event DeviceRemoved.
    #[event(
        id = 15,
        call = 333,
        name = "domain_event_callback_device_removed",
        legacy = 311,
        legacy_name = "domain_event_device_removed"
    )]
    DeviceRemoved {
        /// The dev alias.
        dev_alias: String,
    },
    /// The event BlockJob2.
    #[event(id = 16, call = 339, name = "domain_event_block_job_2")]
    BlockJob2 {
        /// The dst.
        dst: String,
        /// The kind.
        kind: i32,
        /// The status.
        status: i32,
    },
    /// The event Tunable.
    #[event(id = 17, call = 346, name = "domain_event_callback_tunable")]
    Tunable {
        /// The params.
        #[max(2048)]
        params: Vec<TypedParam>,
    },
    /// The event AgentLifecycle.
    #[event(id = 18, call = 348, name = "domain_event_callback_agent_lifecycle")]
    AgentLifecycle {
        /// The state.
        state: i32,
        /// The reason.
        reason: i32,
    },
    /// The event DeviceAdded.
    #[event(id = 19, call = 354, name = "domain_event_callback_device_added")]
    DeviceAdded {
        /// The dev alias.
        dev_alias: String,
    },
    /// The event MigrationIteration.
    #[event(
        id = 20,
        call = 359,
        name = "domain_event_callback_migration_iteration"
    )]
    MigrationIteration {
        /// The iteration.
        iteration: i32,
    },
    /// The event JobCompleted.
    #[event(id = 21, call = 363, name = "domain_event_callback_job_completed")]
    JobCompleted {
        /// The params.
        #[max(64)]
        params: Vec<TypedParam>,
    },
    /// The event DeviceRemovalFailed.
    #[event(
        id = 22,
        call = 367,
        name = "domain_event_callback_device_removal_failed"
    )]
    DeviceRemovalFailed {
        /// The dev alias.
        dev_alias: String,
    },
    /// The event MetadataChange.
    #[event(id = 23, call = 379, name = "domain_event_callback_metadata_change")]
    MetadataChange {
        /// The kind.
        kind: i32,
        /// The nsuri.
        nsuri: Option<String>,
    },
    /// The event BlockThreshold.
    #[event(id = 24, call = 385, name = "domain_event_block_threshold")]
    BlockThreshold {
        /// The path.
        path: Option<String>,
        /// The threshold.
        threshold: u64,
        /// The excess.
        excess: u64,
    },
    /// The event MemoryFailure.
    #[event(id = 25, call = 423, name = "domain_event_memory_failure")]
    MemoryFailure {
        /// The recipient.
        recipient: i32,
        /// The action.
        action: i32,
        /// The flags.
        flags: u32,
    },
    /// The event MemoryDeviceSizeChange.
    #[event(id = 26, call = 438, name = "domain_event_memory_device_size_change")]
    MemoryDeviceSizeChange {
        /// The alias.
        alias: String,
        /// The size.
        size: u64,
    },
    /// The event NicMacChange.
    #[event(id = 27, call = 453, name = "domain_event_nic_mac_change")]
    NicMacChange {
        /// The alias.
        alias: String,
        /// The old mac.
        old_mac: String,
        /// The new mac.
        new_mac: String,
    },
}

/// What happens to a virtual network.
#[api(program = "remote", object = "network")]
#[derive(Clone, Debug, PartialEq)]
pub enum NetworkEvent {
    /// The event Lifecycle.
    #[event(id = 0, call = 315, name = "network_event_lifecycle")]
    Lifecycle {
        /// The event.
        event: i32,
        /// The detail.
        detail: i32,
    },
    /// The event MetadataChange.
    #[event(id = 1, call = 446, name = "network_event_callback_metadata_change")]
    MetadataChange {
        /// The kind.
        kind: i32,
        /// The nsuri.
        nsuri: Option<String>,
    },
}

/// What happens to a storage pool.
#[api(program = "remote", object = "storage_pool")]
#[derive(Clone, Debug, PartialEq)]
pub enum StoragePoolEvent {
    /// The event Lifecycle.
    #[event(id = 0, call = 370, name = "storage_pool_event_lifecycle")]
    Lifecycle {
        /// The event.
        event: i32,
        /// The detail.
        detail: i32,
    },
    /// The event Refresh.
    #[event(id = 1, call = 373, name = "storage_pool_event_refresh")]
    Refresh,
}

/// What happens to a device of the host.
#[api(program = "remote", object = "node_device")]
#[derive(Clone, Debug, PartialEq)]
pub enum NodeDeviceEvent {
    /// The event Lifecycle.
    #[event(id = 0, call = 376, name = "node_device_event_lifecycle")]
    Lifecycle {
        /// The event.
        event: i32,
        /// The detail.
        detail: i32,
    },
    /// The event Update.
    #[event(id = 1, call = 377, name = "node_device_event_update")]
    Update,
}

/// What happens to a secret.
#[api(program = "remote", object = "secret")]
#[derive(Clone, Debug, PartialEq)]
pub enum SecretEvent {
    /// The event Lifecycle.
    #[event(id = 0, call = 382, name = "secret_event_lifecycle")]
    Lifecycle {
        /// The event.
        event: i32,
        /// The detail.
        detail: i32,
    },
    /// The event ValueChanged.
    #[event(id = 1, call = 383, name = "secret_event_value_changed")]
    ValueChanged,
}

/// A part of an answer.
#[api(wire = "remote_domain_event_graphics_identity")]
#[derive(Clone, Debug, PartialEq)]
pub struct GraphicsIdentity {
    /// The kind.
    pub kind: String,
    /// The name.
    pub name: String,
}

/// A part of an answer.
#[api(wire = "remote_domain_event_graphics_address")]
#[derive(Clone, Debug, PartialEq)]
pub struct GraphicsAddress {
    /// The family.
    pub family: i32,
    /// The node.
    pub node: String,
    /// The service.
    pub service: String,
}
