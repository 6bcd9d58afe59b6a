//! What a domain may use of its host: memory, virtual CPUs, threads, and what it does use.

use fv_api_attr::api;
use fv_error::Result;
use fv_types::TypedParam;

use crate::{Caller, DomainRef};

/// What a domain may use of its host: memory, virtual CPUs, threads, and what it does use.
#[api(program = "remote", object = "domain", domain = "Domain")]
pub trait DomainTuneApi: Send + Sync {
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

    /// Reads CPU time of the domain, in all or for each host CPU.
    #[call(
        262,
        "domain_get_cpu_stats",
        c = "virDomainGetCPUStats",
        acl = "domain:read",
        waits = "disk",
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
        waits = "monitor"
    )]
    fn set_perf_events(
        &self,
        caller: &Caller,
        dom: &DomainRef,
        #[max(64)] params: &[TypedParam],
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

/// Answer of [`DomainTuneApi::scheduler_type`].
#[api(wire = "remote_domain_get_scheduler_type_ret")]
#[derive(Clone, Debug, PartialEq)]
pub struct DomainSchedulerType {
    /// The kind, as libvirt numbers it.
    pub kind: String,
    /// How many there are.
    pub nparams: i32,
}

/// Answer of [`DomainTuneApi::memory_parameters`].
#[api(wire = "remote_domain_get_memory_parameters_ret")]
#[derive(Clone, Debug, PartialEq)]
pub struct DomainMemoryParameters {
    /// The named values.
    #[max(16)]
    pub params: Vec<TypedParam>,
    /// How many there are.
    pub nparams: i32,
}

/// Answer of [`DomainTuneApi::blkio_parameters`].
#[api(wire = "remote_domain_get_blkio_parameters_ret")]
#[derive(Clone, Debug, PartialEq)]
pub struct DomainBlkioParameters {
    /// The named values.
    #[max(16)]
    pub params: Vec<TypedParam>,
    /// How many there are.
    pub nparams: i32,
}

/// Answer of [`DomainTuneApi::vcpu_pin_info`].
#[api(wire = "remote_domain_get_vcpu_pin_info_ret")]
#[derive(Clone, Debug, PartialEq)]
pub struct DomainVcpuPinInfo {
    /// The bit maps of host CPUs, one after the other.
    #[max(8388608)]
    pub cpumaps: Vec<u8>,
    /// How many there are.
    pub num: i32,
}

/// Answer of [`DomainTuneApi::numa_parameters`].
#[api(wire = "remote_domain_get_numa_parameters_ret")]
#[derive(Clone, Debug, PartialEq)]
pub struct DomainNumaParameters {
    /// The named values.
    #[max(16)]
    pub params: Vec<TypedParam>,
    /// How many there are.
    pub nparams: i32,
}

/// Answer of [`DomainTuneApi::cpu_stats`].
#[api(wire = "remote_domain_get_cpu_stats_ret")]
#[derive(Clone, Debug, PartialEq)]
pub struct DomainCpuStats {
    /// The named values.
    #[max(2048)]
    pub params: Vec<TypedParam>,
    /// How many there are.
    pub nparams: i32,
}

/// Answer of [`DomainTuneApi::emulator_pin_info`].
#[api(wire = "remote_domain_get_emulator_pin_info_ret")]
#[derive(Clone, Debug, PartialEq)]
pub struct DomainEmulatorPinInfo {
    /// The bit maps of host CPUs, one after the other.
    #[max(8388608)]
    pub cpumaps: Vec<u8>,
    /// The count, which may stand alone when no list was asked for.
    pub ret: i32,
}

/// Answer of [`DomainTuneApi::iothread_info`].
#[api(wire = "remote_domain_get_iothread_info_ret")]
#[derive(Clone, Debug, PartialEq)]
pub struct DomainIothreadInfoAnswer {
    /// Further detail, as libvirt numbers it.
    #[max(16384)]
    pub info: Vec<DomainIothreadInfo>,
    /// The count, which may stand alone when no list was asked for.
    pub ret: u32,
}
