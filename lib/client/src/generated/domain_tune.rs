//! `DomainTuneApi` over the wire.
//!
//! Made by `cargo xtask codegen` from `api/src/domain_tune.rs`; do not edit.

use crate::stubs::prelude::*;

stubs! { DomainTuneApi REMOTE;
    26 pin_vcpu(dom: &DomainRef, vcpu: u32, cpumap: &[u8]) -> ():
        call(DomainPinVcpuArgs { dom: lend(dom), vcpu, cpumap });
    30 set_max_memory(dom: &DomainRef, memory: u64) -> ():
        call(DomainSetMaxMemoryArgs { dom: lend(dom), memory });
    31 set_memory(dom: &DomainRef, memory: u64) -> ():
        call(DomainSetMemoryArgs { dom: lend(dom), memory });
    32 set_vcpus(dom: &DomainRef, nvcpus: u32) -> ():
        call(DomainSetVcpusArgs { dom: lend(dom), nvcpus });
    56 scheduler_type(dom: &DomainRef) -> DomainSchedulerType:
        call(DomainGetSchedulerTypeArgs { dom: lend(dom) });
    57 scheduler_parameters(dom: &DomainRef, nparams: i32) -> Vec<TypedParam>:
        call(DomainGetSchedulerParametersArgs {
            dom: lend(dom), nparams,
        }, |ret: DomainGetSchedulerParametersRet| ret.params);
    58 set_scheduler_parameters(dom: &DomainRef, params: &[TypedParam]) -> ():
        call(DomainSetSchedulerParametersArgs { dom: lend(dom), params: lend(params) });
    104 memory_peek(dom: &DomainRef, offset: u64, size: u32, flags: u32) -> Vec<u8>:
        call(DomainMemoryPeekArgs {
            dom: lend(dom), offset, size, flags,
        }, |ret: DomainMemoryPeekRet| ret.buffer);
    159 memory_stats(dom: &DomainRef, max_stats: u32, flags: u32) -> Vec<DomainMemoryStat>:
        call(DomainMemoryStatsArgs {
            dom: lend(dom), max_stats, flags,
        }, |ret: DomainMemoryStatsRet| ret.stats);
    197 set_memory_parameters(dom: &DomainRef, params: &[TypedParam], flags: u32) -> ():
        call(DomainSetMemoryParametersArgs { dom: lend(dom), params: lend(params), flags });
    198 memory_parameters(dom: &DomainRef, nparams: i32, flags: u32) -> DomainMemoryParameters:
        call(DomainGetMemoryParametersArgs { dom: lend(dom), nparams, flags });
    199 set_vcpus_flags(dom: &DomainRef, nvcpus: u32, flags: u32) -> ():
        call(DomainSetVcpusFlagsArgs { dom: lend(dom), nvcpus, flags });
    204 set_memory_flags(dom: &DomainRef, memory: u64, flags: u32) -> ():
        call(DomainSetMemoryFlagsArgs { dom: lend(dom), memory, flags });
    205 set_blkio_parameters(dom: &DomainRef, params: &[TypedParam], flags: u32) -> ():
        call(DomainSetBlkioParametersArgs { dom: lend(dom), params: lend(params), flags });
    206 blkio_parameters(dom: &DomainRef, nparams: i32, flags: u32) -> DomainBlkioParameters:
        call(DomainGetBlkioParametersArgs { dom: lend(dom), nparams, flags });
    219 set_scheduler_parameters_flags(dom: &DomainRef, params: &[TypedParam], flags: u32) -> ():
        call(DomainSetSchedulerParametersFlagsArgs { dom: lend(dom), params: lend(params), flags });
    223 scheduler_parameters_flags(dom: &DomainRef, nparams: i32, flags: u32) -> Vec<TypedParam>:
        call(DomainGetSchedulerParametersFlagsArgs {
            dom: lend(dom), nparams, flags,
        }, |ret: DomainGetSchedulerParametersFlagsRet| ret.params);
    225 pin_vcpu_flags(dom: &DomainRef, vcpu: u32, cpumap: &[u8], flags: u32) -> ():
        call(DomainPinVcpuFlagsArgs { dom: lend(dom), vcpu, cpumap, flags });
    230 vcpu_pin_info(dom: &DomainRef, ncpumaps: i32, maplen: i32, flags: u32) -> DomainVcpuPinInfo:
        call(DomainGetVcpuPinInfoArgs { dom: lend(dom), ncpumaps, maplen, flags });
    254 set_numa_parameters(dom: &DomainRef, params: &[TypedParam], flags: u32) -> ():
        call(DomainSetNumaParametersArgs { dom: lend(dom), params: lend(params), flags });
    255 numa_parameters(dom: &DomainRef, nparams: i32, flags: u32) -> DomainNumaParameters:
        call(DomainGetNumaParametersArgs { dom: lend(dom), nparams, flags });
    262 cpu_stats(dom: &DomainRef, nparams: u32, start_cpu: i32, ncpus: u32, flags: u32) -> DomainCpuStats:
        call(DomainGetCpuStatsArgs { dom: lend(dom), nparams, start_cpu, ncpus, flags });
    279 pin_emulator(dom: &DomainRef, cpumap: &[u8], flags: u32) -> ():
        call(DomainPinEmulatorArgs { dom: lend(dom), cpumap, flags });
    280 emulator_pin_info(dom: &DomainRef, maplen: i32, flags: u32) -> DomainEmulatorPinInfo:
        call(DomainGetEmulatorPinInfoArgs { dom: lend(dom), maplen, flags });
    308 set_memory_stats_period(dom: &DomainRef, period: i32, flags: u32) -> ():
        call(DomainSetMemoryStatsPeriodArgs { dom: lend(dom), period, flags });
    351 iothread_info(dom: &DomainRef, flags: u32) -> DomainIothreadInfoAnswer:
        call(DomainGetIothreadInfoArgs { dom: lend(dom), flags });
    352 pin_iothread(dom: &DomainRef, iothreads_id: u32, cpumap: &[u8], flags: u32) -> ():
        call(DomainPinIothreadArgs { dom: lend(dom), iothreads_id, cpumap, flags });
    355 add_iothread(dom: &DomainRef, iothread_id: u32, flags: u32) -> ():
        call(DomainAddIothreadArgs { dom: lend(dom), iothread_id, flags });
    356 del_iothread(dom: &DomainRef, iothread_id: u32, flags: u32) -> ():
        call(DomainDelIothreadArgs { dom: lend(dom), iothread_id, flags });
    365 perf_events(dom: &DomainRef, flags: u32) -> Vec<TypedParam>:
        call(DomainGetPerfEventsArgs {
            dom: lend(dom), flags,
        }, |ret: DomainGetPerfEventsRet| ret.params);
    366 set_perf_events(dom: &DomainRef, params: &[TypedParam], flags: u32) -> ():
        call(DomainSetPerfEventsArgs { dom: lend(dom), params: lend(params), flags });
    384 set_vcpu(dom: &DomainRef, cpumap: &str, state: i32, flags: u32) -> ():
        call(DomainSetVcpuArgs { dom: lend(dom), cpumap, state, flags });
    396 launch_security_info(dom: &DomainRef, flags: u32) -> Vec<TypedParam>:
        call(DomainGetLaunchSecurityInfoArgs {
            dom: lend(dom), flags,
        }, |ret: DomainGetLaunchSecurityInfoRet| ret.params);
    402 set_iothread_params(dom: &DomainRef, iothread_id: u32, params: &[TypedParam], flags: u32) -> ():
        call(DomainSetIothreadParamsArgs {
            dom: lend(dom), iothread_id, params: lend(params), flags,
        });
    427 start_dirty_rate_calc(dom: &DomainRef, seconds: i32, flags: u32) -> ():
        call(DomainStartDirtyRateCalcArgs { dom: lend(dom), seconds, flags });
    439 set_launch_security_state(dom: &DomainRef, params: &[TypedParam], flags: u32) -> ():
        call(DomainSetLaunchSecurityStateArgs { dom: lend(dom), params: lend(params), flags });
}
