//! Arguments and results on the wire.
//!
//! Made by `cargo xtask codegen` from `api/src/domain_tune.rs`; do not edit.

use crate::prelude::*;

xdr_borrowed! { Wire;
    DomainPinVcpuArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>, vcpu: u32 as Plain, cpumap: &'a [u8] as Opaque<2048>,
    }
    DomainSetMaxMemoryArgs<'a> { dom: Cow<'a, DomainRef> as Lent<Wire>, memory: u64 as Plain }
    DomainSetMemoryArgs<'a> { dom: Cow<'a, DomainRef> as Lent<Wire>, memory: u64 as Plain }
    DomainSetVcpusArgs<'a> { dom: Cow<'a, DomainRef> as Lent<Wire>, nvcpus: u32 as Plain }
    DomainGetSchedulerTypeArgs<'a> { dom: Cow<'a, DomainRef> as Lent<Wire> }
    DomainGetSchedulerParametersArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>, nparams: i32 as Plain,
    }
    DomainSetSchedulerParametersArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>,
        params: Cow<'a, [TypedParam]> as Lent<List<Param, 16>>,
    }
    DomainMemoryPeekArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>, offset: u64 as Plain, size: u32 as Plain,
        flags: u32 as Plain,
    }
    DomainMemoryStatsArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>, max_stats: u32 as Plain, flags: u32 as Plain,
    }
    DomainSetMemoryParametersArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>,
        params: Cow<'a, [TypedParam]> as Lent<List<Param, 16>>, flags: u32 as Plain,
    }
    DomainGetMemoryParametersArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>, nparams: i32 as Plain, flags: u32 as Plain,
    }
    DomainSetVcpusFlagsArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>, nvcpus: u32 as Plain, flags: u32 as Plain,
    }
    DomainSetMemoryFlagsArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>, memory: u64 as Plain, flags: u32 as Plain,
    }
    DomainSetBlkioParametersArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>,
        params: Cow<'a, [TypedParam]> as Lent<List<Param, 16>>, flags: u32 as Plain,
    }
    DomainGetBlkioParametersArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>, nparams: i32 as Plain, flags: u32 as Plain,
    }
    DomainSetSchedulerParametersFlagsArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>,
        params: Cow<'a, [TypedParam]> as Lent<List<Param, 16>>, flags: u32 as Plain,
    }
    DomainGetSchedulerParametersFlagsArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>, nparams: i32 as Plain, flags: u32 as Plain,
    }
    DomainPinVcpuFlagsArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>, vcpu: u32 as Plain, cpumap: &'a [u8] as Opaque<2048>,
        flags: u32 as Plain,
    }
    DomainGetVcpuPinInfoArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>, ncpumaps: i32 as Plain, maplen: i32 as Plain,
        flags: u32 as Plain,
    }
    DomainSetNumaParametersArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>,
        params: Cow<'a, [TypedParam]> as Lent<List<Param, 16>>, flags: u32 as Plain,
    }
    DomainGetNumaParametersArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>, nparams: i32 as Plain, flags: u32 as Plain,
    }
    DomainGetCpuStatsArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>, nparams: u32 as Plain, start_cpu: i32 as Plain,
        ncpus: u32 as Plain, flags: u32 as Plain,
    }
    DomainPinEmulatorArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>, cpumap: &'a [u8] as Opaque<2048>,
        flags: u32 as Plain,
    }
    DomainGetEmulatorPinInfoArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>, maplen: i32 as Plain, flags: u32 as Plain,
    }
    DomainSetMemoryStatsPeriodArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>, period: i32 as Plain, flags: u32 as Plain,
    }
    DomainGetIothreadInfoArgs<'a> { dom: Cow<'a, DomainRef> as Lent<Wire>, flags: u32 as Plain }
    DomainPinIothreadArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>, iothreads_id: u32 as Plain,
        cpumap: &'a [u8] as Opaque<2048>, flags: u32 as Plain,
    }
    DomainAddIothreadArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>, iothread_id: u32 as Plain, flags: u32 as Plain,
    }
    DomainDelIothreadArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>, iothread_id: u32 as Plain, flags: u32 as Plain,
    }
    DomainGetPerfEventsArgs<'a> { dom: Cow<'a, DomainRef> as Lent<Wire>, flags: u32 as Plain }
    DomainSetPerfEventsArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>,
        params: Cow<'a, [TypedParam]> as Lent<List<Param, 64>>, flags: u32 as Plain,
    }
    DomainSetVcpuArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>, cpumap: &'a str as Text, state: i32 as Plain,
        flags: u32 as Plain,
    }
    DomainGetLaunchSecurityInfoArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>, flags: u32 as Plain,
    }
    DomainSetIothreadParamsArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>, iothread_id: u32 as Plain,
        params: Cow<'a, [TypedParam]> as Lent<List<Param, 64>>, flags: u32 as Plain,
    }
    DomainStartDirtyRateCalcArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>, seconds: i32 as Plain, flags: u32 as Plain,
    }
    DomainSetLaunchSecurityStateArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>,
        params: Cow<'a, [TypedParam]> as Lent<List<Param, 64>>, flags: u32 as Plain,
    }
}

xdr_struct! { Wire;
    DomainGetSchedulerParametersRet { params: Vec<TypedParam> as List<Param, 16> }
    DomainMemoryPeekRet { buffer: Vec<u8> as Opaque<4194304> }
    DomainMemoryStatsRet { stats: Vec<DomainMemoryStat> as List<Wire, 1024> }
    DomainGetSchedulerParametersFlagsRet { params: Vec<TypedParam> as List<Param, 16> }
    DomainGetPerfEventsRet { params: Vec<TypedParam> as List<Param, 64> }
    DomainGetLaunchSecurityInfoRet { params: Vec<TypedParam> as List<Param, 64> }
}

xdr_form! { Wire;
    DomainIothreadInfo { iothread_id: u32 as Plain, cpumap: Vec<u8> as Opaque<2048> }
    DomainMemoryStat { tag: i32 as Plain, val: u64 as Plain }
    DomainSchedulerType { kind: String as Text, nparams: i32 as Plain }
    DomainMemoryParameters { params: Vec<TypedParam> as List<Param, 16>, nparams: i32 as Plain }
    DomainBlkioParameters { params: Vec<TypedParam> as List<Param, 16>, nparams: i32 as Plain }
    DomainVcpuPinInfo { cpumaps: Vec<u8> as Opaque<8388608>, num: i32 as Plain }
    DomainNumaParameters { params: Vec<TypedParam> as List<Param, 16>, nparams: i32 as Plain }
    DomainCpuStats { params: Vec<TypedParam> as List<Param, 2048>, nparams: i32 as Plain }
    DomainEmulatorPinInfo { cpumaps: Vec<u8> as Opaque<8388608>, ret: i32 as Plain }
    DomainIothreadInfoAnswer {
        info: Vec<DomainIothreadInfo> as List<Wire, 16384>, ret: u32 as Plain,
    }
}
