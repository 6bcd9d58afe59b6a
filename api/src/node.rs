//! The host that runs the guests.

use fv_api_attr::api;
use fv_error::Result;
use fv_types::TypedParam;

use crate::Caller;

/// The host that runs the guests.
#[api(program = "remote", object = "node", domain = "Domain")]
pub trait NodeApi: Send + Sync {
    /// Tells the host's CPU model, memory and topology.
    #[call(
        6,
        "node_get_info",
        c = "virNodeGetInfo",
        acl = "connect:read",
        waits = "disk",
        read_only = "allowed",
        priority = "high"
    )]
    fn info(&self, caller: &Caller) -> Result<NodeInfo>;

    /// Tells the free memory of NUMA cells, in bytes.
    #[call(
        101,
        "node_get_cells_free_memory",
        c = "virNodeGetCellsFreeMemory",
        acl = "connect:read",
        waits = "disk",
        read_only = "allowed",
        priority = "high",
        field = "cells",
        max = 1024
    )]
    fn cells_free_memory(
        &self,
        caller: &Caller,
        start_cell: i32,
        maxcells: i32,
    ) -> Result<Vec<u64>>;

    /// Tells the host's free memory, in bytes.
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

    /// Takes a device from its host driver, so that a guest can have it.
    #[call(
        118,
        "node_device_dettach",
        c = "virNodeDeviceDettach",
        acl = "node_device:detach",
        waits = "disk"
    )]
    fn device_dettach(&self, caller: &Caller, name: &str) -> Result<()>;

    /// Gives a device back to its host driver.
    #[call(
        119,
        "node_device_re_attach",
        c = "virNodeDeviceReAttach",
        acl = "node_device:detach",
        waits = "long"
    )]
    fn device_re_attach(&self, caller: &Caller, name: &str) -> Result<()>;

    /// Resets a device of the host.
    #[call(
        120,
        "node_device_reset",
        c = "virNodeDeviceReset",
        acl = "node_device:detach",
        waits = "disk"
    )]
    fn device_reset(&self, caller: &Caller, name: &str) -> Result<()>;

    /// Names the security model that the driver applies first, and its domain of interpretation.
    #[call(
        122,
        "node_get_security_model",
        c = "virNodeGetSecurityModel",
        acl = "connect:read",
        waits = "never",
        read_only = "allowed",
        priority = "high"
    )]
    fn security_model(&self, caller: &Caller) -> Result<NodeSecurityModel>;

    /// Reads the time that one or all of the host's CPUs spent on what, in nanoseconds.
    #[call(
        227,
        "node_get_cpu_stats",
        c = "virNodeGetCPUStats",
        acl = "connect:read",
        waits = "disk",
        read_only = "allowed",
        priority = "high"
    )]
    fn cpu_stats(
        &self,
        caller: &Caller,
        cpu_num: i32,
        nparams: i32,
        flags: u32,
    ) -> Result<NodeCpuStats>;

    /// Reads the host's or one cell's memory figures, in KiB.
    #[call(
        228,
        "node_get_memory_stats",
        c = "virNodeGetMemoryStats",
        acl = "connect:read",
        waits = "disk",
        read_only = "allowed",
        priority = "high"
    )]
    fn memory_stats(
        &self,
        caller: &Caller,
        nparams: i32,
        cell_num: i32,
        flags: u32,
    ) -> Result<NodeMemoryStats>;

    /// Suspends the host for a number of seconds.
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

    /// Sets how the host shares equal pages.
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

    /// Reads how the host shares equal pages.
    #[call(
        289,
        "node_get_memory_parameters",
        c = "virNodeGetMemoryParameters",
        acl = "connect:read",
        waits = "disk",
        read_only = "allowed"
    )]
    fn memory_parameters(
        &self,
        caller: &Caller,
        nparams: i32,
        flags: u32,
    ) -> Result<NodeMemoryParameters>;

    /// Tells which of the host's CPUs are present and online.
    #[call(
        293,
        "node_get_cpu_map",
        c = "virNodeGetCPUMap",
        acl = "connect:read",
        waits = "disk",
        read_only = "allowed"
    )]
    fn cpu_map(
        &self,
        caller: &Caller,
        need_map: i32,
        need_online: i32,
        flags: u32,
    ) -> Result<NodeCpuMap>;

    /// Takes a device from its host driver in favour of a named one.
    #[call(
        301,
        "node_device_detach_flags",
        c = "virNodeDeviceDetachFlags",
        acl = "node_device:detach",
        waits = "long"
    )]
    fn device_detach_flags(
        &self,
        caller: &Caller,
        name: &str,
        driver_name: Option<&str>,
        flags: u32,
    ) -> Result<()>;

    /// Counts the free pages of given sizes in NUMA cells.
    #[call(
        340,
        "node_get_free_pages",
        c = "virNodeGetFreePages",
        acl = "connect:read",
        waits = "disk",
        read_only = "allowed",
        priority = "high",
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

    /// Changes the pools of huge pages of NUMA cells.
    #[call(
        347,
        "node_alloc_pages",
        c = "virNodeAllocPages",
        acl = "connect:write",
        waits = "disk",
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

    /// Tells what the host needs to prove about encrypted guests.
    #[call(
        395,
        "node_get_sev_info",
        c = "virNodeGetSEVInfo",
        acl = "connect:read",
        waits = "disk"
    )]
    fn sev_info(&self, caller: &Caller, nparams: i32, flags: u32) -> Result<NodeSevInfo>;
}

/// One figure of the host's memory.
#[api(wire = "remote_node_get_memory_stats")]
#[derive(Clone, Debug, PartialEq)]
pub struct NodeMemoryStat {
    /// The name of the figure.
    pub field: String,
    /// The value.
    pub value: u64,
}

/// One figure of the host's CPUs.
#[api(wire = "remote_node_get_cpu_stats")]
#[derive(Clone, Debug, PartialEq)]
pub struct NodeCpuStat {
    /// The name of the figure.
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
    /// The memory, in KiB.
    pub memory: u64,
    /// How many CPUs.
    pub cpus: i32,
    /// The clock, in MHz.
    pub mhz: i32,
    /// How many NUMA cells.
    pub nodes: i32,
    /// How many sockets a cell has.
    pub sockets: i32,
    /// How many cores a socket has.
    pub cores: i32,
    /// How many threads a core has.
    pub threads: i32,
}

/// Answer of [`NodeApi::security_model`].
#[api(wire = "remote_node_get_security_model_ret")]
#[derive(Clone, Debug, PartialEq)]
pub struct NodeSecurityModel {
    /// The model.
    #[max(257)]
    pub model: Vec<i8>,
    /// The domain of interpretation.
    #[max(257)]
    pub doi: Vec<i8>,
}

/// Answer of [`NodeApi::cpu_stats`].
#[api(wire = "remote_node_get_cpu_stats_ret")]
#[derive(Clone, Debug, PartialEq)]
pub struct NodeCpuStats {
    /// The named values.
    #[max(16)]
    pub params: Vec<NodeCpuStat>,
    /// How many there are.
    pub nparams: i32,
}

/// Answer of [`NodeApi::memory_stats`].
#[api(wire = "remote_node_get_memory_stats_ret")]
#[derive(Clone, Debug, PartialEq)]
pub struct NodeMemoryStats {
    /// The named values.
    #[max(16)]
    pub params: Vec<NodeMemoryStat>,
    /// How many there are.
    pub nparams: i32,
}

/// Answer of [`NodeApi::memory_parameters`].
#[api(wire = "remote_node_get_memory_parameters_ret")]
#[derive(Clone, Debug, PartialEq)]
pub struct NodeMemoryParameters {
    /// The named values.
    #[max(64)]
    pub params: Vec<TypedParam>,
    /// How many there are.
    pub nparams: i32,
}

/// Answer of [`NodeApi::cpu_map`].
#[api(wire = "remote_node_get_cpu_map_ret")]
#[derive(Clone, Debug, PartialEq)]
pub struct NodeCpuMap {
    /// A bit map of host CPUs.
    #[max(2048)]
    pub cpumap: Vec<u8>,
    /// How many are online.
    pub online: u32,
    /// The count, which may stand alone when no list was asked for.
    pub ret: i32,
}

/// Answer of [`NodeApi::sev_info`].
#[api(wire = "remote_node_get_sev_info_ret")]
#[derive(Clone, Debug, PartialEq)]
pub struct NodeSevInfo {
    /// The named values.
    #[max(64)]
    pub params: Vec<TypedParam>,
    /// How many there are.
    pub nparams: i32,
}
