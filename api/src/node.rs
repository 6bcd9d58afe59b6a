//! The host that runs the guests.

use fv_api_attr::api;
use fv_error::Result;
use fv_types::TypedParam;

use crate::Caller;

/// The host that runs the guests.
#[api(program = "remote", object = "node", domain = "Domain")]
pub trait NodeApi: Send + Sync {
    /// Calls `virNodeGetInfo`.
    #[call(
        6,
        "node_get_info",
        c = "virNodeGetInfo",
        acl = "connect:read",
        waits = "never",
        read_only = "allowed",
        priority = "high"
    )]
    fn info(&self, caller: &Caller) -> Result<NodeInfo>;

    /// Calls `virNodeGetCellsFreeMemory`.
    #[call(
        101,
        "node_get_cells_free_memory",
        c = "virNodeGetCellsFreeMemory",
        acl = "connect:read",
        waits = "disk",
        read_only = "allowed",
        priority = "high",
        by_hand = "client",
        field = "cells",
        max = 1024
    )]
    fn cells_free_memory(
        &self,
        caller: &Caller,
        start_cell: i32,
        maxcells: i32,
    ) -> Result<Vec<u64>>;

    /// Calls `virNodeGetFreeMemory`.
    #[call(
        102,
        "node_get_free_memory",
        c = "virNodeGetFreeMemory",
        acl = "connect:read",
        waits = "disk",
        read_only = "allowed",
        priority = "high",
        field = "freeMem"
    )]
    fn free_memory(&self, caller: &Caller) -> Result<u64>;

    /// Calls `virNodeDeviceDettach`.
    #[call(
        118,
        "node_device_dettach",
        c = "virNodeDeviceDettach",
        acl = "node_device:detach",
        waits = "disk",
        by_hand = "client"
    )]
    fn device_dettach(&self, caller: &Caller, name: &str) -> Result<()>;

    /// Calls `virNodeDeviceReAttach`.
    #[call(
        119,
        "node_device_re_attach",
        c = "virNodeDeviceReAttach",
        acl = "node_device:detach",
        waits = "long",
        by_hand = "client"
    )]
    fn device_re_attach(&self, caller: &Caller, name: &str) -> Result<()>;

    /// Calls `virNodeDeviceReset`.
    #[call(
        120,
        "node_device_reset",
        c = "virNodeDeviceReset",
        acl = "node_device:detach",
        waits = "disk",
        by_hand = "client"
    )]
    fn device_reset(&self, caller: &Caller, name: &str) -> Result<()>;

    /// Calls `virNodeGetSecurityModel`.
    #[call(
        122,
        "node_get_security_model",
        c = "virNodeGetSecurityModel",
        acl = "connect:read",
        waits = "never",
        read_only = "allowed",
        priority = "high",
        by_hand = "server client"
    )]
    fn security_model(&self, caller: &Caller) -> Result<NodeSecurityModel>;

    /// Calls `virNodeGetCPUStats`.
    #[call(
        227,
        "node_get_cpu_stats",
        c = "virNodeGetCPUStats",
        acl = "connect:read",
        waits = "disk",
        read_only = "allowed",
        priority = "high",
        by_hand = "server client"
    )]
    fn cpu_stats(
        &self,
        caller: &Caller,
        cpu_num: i32,
        nparams: i32,
        flags: u32,
    ) -> Result<NodeCpuStats>;

    /// Calls `virNodeGetMemoryStats`.
    #[call(
        228,
        "node_get_memory_stats",
        c = "virNodeGetMemoryStats",
        acl = "connect:read",
        waits = "disk",
        read_only = "allowed",
        priority = "high",
        by_hand = "server client"
    )]
    fn memory_stats(
        &self,
        caller: &Caller,
        nparams: i32,
        cell_num: i32,
        flags: u32,
    ) -> Result<NodeMemoryStats>;

    /// Calls `virNodeSuspendForDuration`.
    #[call(
        250,
        "node_suspend_for_duration",
        c = "virNodeSuspendForDuration",
        acl = "connect:pm_control",
        waits = "disk"
    )]
    fn suspend_for_duration(
        &self,
        caller: &Caller,
        target: u32,
        duration: u64,
        flags: u32,
    ) -> Result<()>;

    /// Calls `virNodeSetMemoryParameters`.
    #[call(
        288,
        "node_set_memory_parameters",
        c = "virNodeSetMemoryParameters",
        acl = "connect:write",
        waits = "disk"
    )]
    fn set_memory_parameters(
        &self,
        caller: &Caller,
        #[max(64)] params: &[TypedParam],
        flags: u32,
    ) -> Result<()>;

    /// Calls `virNodeGetMemoryParameters`.
    #[call(
        289,
        "node_get_memory_parameters",
        c = "virNodeGetMemoryParameters",
        acl = "connect:read",
        waits = "disk",
        read_only = "allowed",
        by_hand = "server client"
    )]
    fn memory_parameters(
        &self,
        caller: &Caller,
        nparams: i32,
        flags: u32,
    ) -> Result<NodeMemoryParameters>;

    /// Calls `virNodeGetCPUMap`.
    #[call(
        293,
        "node_get_cpu_map",
        c = "virNodeGetCPUMap",
        acl = "connect:read",
        waits = "disk",
        read_only = "allowed",
        by_hand = "server client"
    )]
    fn cpu_map(
        &self,
        caller: &Caller,
        need_map: i32,
        need_online: i32,
        flags: u32,
    ) -> Result<NodeCpuMap>;

    /// Calls `virNodeDeviceDetachFlags`.
    #[call(
        301,
        "node_device_detach_flags",
        c = "virNodeDeviceDetachFlags",
        acl = "node_device:detach",
        waits = "long",
        by_hand = "client"
    )]
    fn device_detach_flags(
        &self,
        caller: &Caller,
        name: &str,
        driver_name: Option<&str>,
        flags: u32,
    ) -> Result<()>;

    /// Calls `virNodeGetFreePages`.
    #[call(
        340,
        "node_get_free_pages",
        c = "virNodeGetFreePages",
        acl = "connect:read",
        waits = "disk",
        read_only = "allowed",
        priority = "high",
        by_hand = "server client",
        field = "counts",
        max = 1024
    )]
    fn free_pages(
        &self,
        caller: &Caller,
        #[max(1024)] pages: &[u32],
        start_cell: i32,
        cell_count: u32,
        flags: u32,
    ) -> Result<Vec<u64>>;

    /// Calls `virNodeAllocPages`.
    #[call(
        347,
        "node_alloc_pages",
        c = "virNodeAllocPages",
        acl = "connect:write",
        waits = "disk",
        by_hand = "server client",
        field = "ret"
    )]
    fn alloc_pages(
        &self,
        caller: &Caller,
        #[max(1024)] page_sizes: &[u32],
        #[max(1024)] page_counts: &[u64],
        start_cell: i32,
        cell_count: u32,
        flags: u32,
    ) -> Result<i32>;

    /// Calls `virNodeGetSEVInfo`.
    #[call(
        395,
        "node_get_sev_info",
        c = "virNodeGetSEVInfo",
        acl = "connect:read",
        waits = "disk",
        by_hand = "server client"
    )]
    fn sev_info(&self, caller: &Caller, nparams: i32, flags: u32) -> Result<NodeSevInfo>;
}

/// A part of an answer.
#[api(wire = "remote_node_get_memory_stats")]
#[derive(Clone, Debug, PartialEq)]
pub struct NodeMemoryStat {
    /// The field.
    pub field: String,
    /// The value.
    pub value: u64,
}

/// A part of an answer.
#[api(wire = "remote_node_get_cpu_stats")]
#[derive(Clone, Debug, PartialEq)]
pub struct NodeCpuStat {
    /// The field.
    pub field: String,
    /// The value.
    pub value: u64,
}

/// Answer of [`NodeApi::info`].
#[api(wire = "remote_node_get_info_ret")]
#[derive(Clone, Debug, PartialEq)]
pub struct NodeInfo {
    /// The model.
    pub model: [i8; 32],
    /// The memory.
    pub memory: u64,
    /// The cpus.
    pub cpus: i32,
    /// The mhz.
    pub mhz: i32,
    /// The nodes.
    pub nodes: i32,
    /// The sockets.
    pub sockets: i32,
    /// The cores.
    pub cores: i32,
    /// The threads.
    pub threads: i32,
}

/// Answer of [`NodeApi::security_model`].
#[api(wire = "remote_node_get_security_model_ret")]
#[derive(Clone, Debug, PartialEq)]
pub struct NodeSecurityModel {
    /// The model.
    #[max(257)]
    pub model: Vec<i8>,
    /// The doi.
    #[max(257)]
    pub doi: Vec<i8>,
}

/// Answer of [`NodeApi::cpu_stats`].
#[api(wire = "remote_node_get_cpu_stats_ret")]
#[derive(Clone, Debug, PartialEq)]
pub struct NodeCpuStats {
    /// The params.
    #[max(16)]
    pub params: Vec<NodeCpuStat>,
    /// The nparams.
    pub nparams: i32,
}

/// Answer of [`NodeApi::memory_stats`].
#[api(wire = "remote_node_get_memory_stats_ret")]
#[derive(Clone, Debug, PartialEq)]
pub struct NodeMemoryStats {
    /// The params.
    #[max(16)]
    pub params: Vec<NodeMemoryStat>,
    /// The nparams.
    pub nparams: i32,
}

/// Answer of [`NodeApi::memory_parameters`].
#[api(wire = "remote_node_get_memory_parameters_ret")]
#[derive(Clone, Debug, PartialEq)]
pub struct NodeMemoryParameters {
    /// The params.
    #[max(64)]
    pub params: Vec<TypedParam>,
    /// The nparams.
    pub nparams: i32,
}

/// Answer of [`NodeApi::cpu_map`].
#[api(wire = "remote_node_get_cpu_map_ret")]
#[derive(Clone, Debug, PartialEq)]
pub struct NodeCpuMap {
    /// The cpumap.
    #[max(2048)]
    pub cpumap: Vec<u8>,
    /// The online.
    pub online: u32,
    /// The ret.
    pub ret: i32,
}

/// Answer of [`NodeApi::sev_info`].
#[api(wire = "remote_node_get_sev_info_ret")]
#[derive(Clone, Debug, PartialEq)]
pub struct NodeSevInfo {
    /// The params.
    #[max(64)]
    pub params: Vec<TypedParam>,
    /// The nparams.
    pub nparams: i32,
}
