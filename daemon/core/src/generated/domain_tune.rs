//! The calls of `DomainTuneApi`.
//!
//! Made by `cargo xtask codegen` from `api/src/domain_tune.rs`; do not edit.

use fv_wire_rpc::*;

use crate::serve::{Answer, Call, serve, unserved};

/// Answers a call of this family.
pub(super) fn dispatch(call: &Call<'_>) -> Answer {
    match call.procedure().number {
        26 => serve(call, |c, a: DomainPinVcpuArgs<'_>| {
            let (driver, dom) = (c.domain_tune()?, c.on_domain(&a.dom)?);
            driver.pin_vcpu(c.caller(), &dom, a.vcpu, a.cpumap)
        }),
        30 => serve(call, |c, a: DomainSetMaxMemoryArgs<'_>| {
            let (driver, dom) = (c.domain_tune()?, c.on_domain(&a.dom)?);
            driver.set_max_memory(c.caller(), &dom, a.memory)
        }),
        31 => serve(call, |c, a: DomainSetMemoryArgs<'_>| {
            let (driver, dom) = (c.domain_tune()?, c.on_domain(&a.dom)?);
            driver.set_memory(c.caller(), &dom, a.memory)
        }),
        32 => serve(call, |c, a: DomainSetVcpusArgs<'_>| {
            let (driver, dom) = (c.domain_tune()?, c.on_domain(&a.dom)?);
            driver.set_vcpus(c.caller(), &dom, a.nvcpus)
        }),
        56 => serve(call, |c, a: DomainGetSchedulerTypeArgs<'_>| {
            let (driver, dom) = (c.domain_tune()?, c.on_domain(&a.dom)?);
            driver.scheduler_type(c.caller(), &dom)
        }),
        57 => serve(call, |c, a: DomainGetSchedulerParametersArgs<'_>| {
            c.at_most("nparams", a.nparams.into(), 16)?;
            let (driver, dom) = (c.domain_tune()?, c.on_domain(&a.dom)?);
            driver
                .scheduler_parameters(c.caller(), &dom, a.nparams)
                .map(|params| DomainGetSchedulerParametersRet { params })
        }),
        58 => serve(call, |c, a: DomainSetSchedulerParametersArgs<'_>| {
            let (driver, dom) = (c.domain_tune()?, c.on_domain(&a.dom)?);
            driver.set_scheduler_parameters(c.caller(), &dom, &a.params)
        }),
        104 => serve(call, |c, a: DomainMemoryPeekArgs<'_>| {
            let (driver, dom) = (c.domain_tune()?, c.on_domain(&a.dom)?);
            driver
                .memory_peek(c.caller(), &dom, a.offset, a.size, a.flags)
                .map(|buffer| DomainMemoryPeekRet { buffer })
        }),
        159 => serve(call, |c, a: DomainMemoryStatsArgs<'_>| {
            c.at_most("max_stats", a.max_stats.into(), 1024)?;
            let (driver, dom) = (c.domain_tune()?, c.on_domain(&a.dom)?);
            driver
                .memory_stats(c.caller(), &dom, a.max_stats, a.flags)
                .map(|stats| DomainMemoryStatsRet { stats })
        }),
        197 => serve(call, |c, a: DomainSetMemoryParametersArgs<'_>| {
            let (driver, dom) = (c.domain_tune()?, c.on_domain(&a.dom)?);
            driver.set_memory_parameters(c.caller(), &dom, &a.params, a.flags)
        }),
        198 => serve(call, |c, a: DomainGetMemoryParametersArgs<'_>| {
            c.at_most("nparams", a.nparams.into(), 16)?;
            let (driver, dom) = (c.domain_tune()?, c.on_domain(&a.dom)?);
            driver.memory_parameters(c.caller(), &dom, a.nparams, a.flags)
        }),
        199 => serve(call, |c, a: DomainSetVcpusFlagsArgs<'_>| {
            let (driver, dom) = (c.domain_tune()?, c.on_domain(&a.dom)?);
            driver.set_vcpus_flags(c.caller(), &dom, a.nvcpus, a.flags)
        }),
        204 => serve(call, |c, a: DomainSetMemoryFlagsArgs<'_>| {
            let (driver, dom) = (c.domain_tune()?, c.on_domain(&a.dom)?);
            driver.set_memory_flags(c.caller(), &dom, a.memory, a.flags)
        }),
        205 => serve(call, |c, a: DomainSetBlkioParametersArgs<'_>| {
            let (driver, dom) = (c.domain_tune()?, c.on_domain(&a.dom)?);
            driver.set_blkio_parameters(c.caller(), &dom, &a.params, a.flags)
        }),
        206 => serve(call, |c, a: DomainGetBlkioParametersArgs<'_>| {
            c.at_most("nparams", a.nparams.into(), 16)?;
            let (driver, dom) = (c.domain_tune()?, c.on_domain(&a.dom)?);
            driver.blkio_parameters(c.caller(), &dom, a.nparams, a.flags)
        }),
        219 => serve(call, |c, a: DomainSetSchedulerParametersFlagsArgs<'_>| {
            let (driver, dom) = (c.domain_tune()?, c.on_domain(&a.dom)?);
            driver.set_scheduler_parameters_flags(c.caller(), &dom, &a.params, a.flags)
        }),
        223 => serve(call, |c, a: DomainGetSchedulerParametersFlagsArgs<'_>| {
            c.at_most("nparams", a.nparams.into(), 16)?;
            let (driver, dom) = (c.domain_tune()?, c.on_domain(&a.dom)?);
            driver
                .scheduler_parameters_flags(c.caller(), &dom, a.nparams, a.flags)
                .map(|params| DomainGetSchedulerParametersFlagsRet { params })
        }),
        225 => serve(call, |c, a: DomainPinVcpuFlagsArgs<'_>| {
            let (driver, dom) = (c.domain_tune()?, c.on_domain(&a.dom)?);
            driver.pin_vcpu_flags(c.caller(), &dom, a.vcpu, a.cpumap, a.flags)
        }),
        230 => serve(call, |c, a: DomainGetVcpuPinInfoArgs<'_>| {
            c.at_most("ncpumaps", a.ncpumaps.into(), 8388608)?;
            c.at_most(
                "ncpumaps * maplen",
                i64::from(a.ncpumaps) * i64::from(a.maplen),
                8388608,
            )?;
            let (driver, dom) = (c.domain_tune()?, c.on_domain(&a.dom)?);
            driver.vcpu_pin_info(c.caller(), &dom, a.ncpumaps, a.maplen, a.flags)
        }),
        254 => serve(call, |c, a: DomainSetNumaParametersArgs<'_>| {
            let (driver, dom) = (c.domain_tune()?, c.on_domain(&a.dom)?);
            driver.set_numa_parameters(c.caller(), &dom, &a.params, a.flags)
        }),
        255 => serve(call, |c, a: DomainGetNumaParametersArgs<'_>| {
            c.at_most("nparams", a.nparams.into(), 16)?;
            let (driver, dom) = (c.domain_tune()?, c.on_domain(&a.dom)?);
            driver.numa_parameters(c.caller(), &dom, a.nparams, a.flags)
        }),
        262 => serve(call, |c, a: DomainGetCpuStatsArgs<'_>| {
            c.at_most("nparams", a.nparams.into(), 2048)?;
            c.at_most("ncpus", a.ncpus.into(), 2048)?;
            let (driver, dom) = (c.domain_tune()?, c.on_domain(&a.dom)?);
            driver.cpu_stats(c.caller(), &dom, a.nparams, a.start_cpu, a.ncpus, a.flags)
        }),
        279 => serve(call, |c, a: DomainPinEmulatorArgs<'_>| {
            let (driver, dom) = (c.domain_tune()?, c.on_domain(&a.dom)?);
            driver.pin_emulator(c.caller(), &dom, a.cpumap, a.flags)
        }),
        280 => serve(call, |c, a: DomainGetEmulatorPinInfoArgs<'_>| {
            c.at_most("maplen", a.maplen.into(), 8388608)?;
            let (driver, dom) = (c.domain_tune()?, c.on_domain(&a.dom)?);
            driver.emulator_pin_info(c.caller(), &dom, a.maplen, a.flags)
        }),
        308 => serve(call, |c, a: DomainSetMemoryStatsPeriodArgs<'_>| {
            let (driver, dom) = (c.domain_tune()?, c.on_domain(&a.dom)?);
            driver.set_memory_stats_period(c.caller(), &dom, a.period, a.flags)
        }),
        351 => serve(call, |c, a: DomainGetIothreadInfoArgs<'_>| {
            let (driver, dom) = (c.domain_tune()?, c.on_domain(&a.dom)?);
            driver.iothread_info(c.caller(), &dom, a.flags)
        }),
        352 => serve(call, |c, a: DomainPinIothreadArgs<'_>| {
            let (driver, dom) = (c.domain_tune()?, c.on_domain(&a.dom)?);
            driver.pin_iothread(c.caller(), &dom, a.iothreads_id, a.cpumap, a.flags)
        }),
        355 => serve(call, |c, a: DomainAddIothreadArgs<'_>| {
            let (driver, dom) = (c.domain_tune()?, c.on_domain(&a.dom)?);
            driver.add_iothread(c.caller(), &dom, a.iothread_id, a.flags)
        }),
        356 => serve(call, |c, a: DomainDelIothreadArgs<'_>| {
            let (driver, dom) = (c.domain_tune()?, c.on_domain(&a.dom)?);
            driver.del_iothread(c.caller(), &dom, a.iothread_id, a.flags)
        }),
        365 => serve(call, |c, a: DomainGetPerfEventsArgs<'_>| {
            let (driver, dom) = (c.domain_tune()?, c.on_domain(&a.dom)?);
            driver
                .perf_events(c.caller(), &dom, a.flags)
                .map(|params| DomainGetPerfEventsRet { params })
        }),
        366 => serve(call, |c, a: DomainSetPerfEventsArgs<'_>| {
            let (driver, dom) = (c.domain_tune()?, c.on_domain(&a.dom)?);
            driver.set_perf_events(c.caller(), &dom, &a.params, a.flags)
        }),
        384 => serve(call, |c, a: DomainSetVcpuArgs<'_>| {
            let (driver, dom) = (c.domain_tune()?, c.on_domain(&a.dom)?);
            driver.set_vcpu(c.caller(), &dom, a.cpumap, a.state, a.flags)
        }),
        396 => serve(call, |c, a: DomainGetLaunchSecurityInfoArgs<'_>| {
            let (driver, dom) = (c.domain_tune()?, c.on_domain(&a.dom)?);
            driver
                .launch_security_info(c.caller(), &dom, a.flags)
                .map(|params| DomainGetLaunchSecurityInfoRet { params })
        }),
        402 => serve(call, |c, a: DomainSetIothreadParamsArgs<'_>| {
            let (driver, dom) = (c.domain_tune()?, c.on_domain(&a.dom)?);
            driver.set_iothread_params(c.caller(), &dom, a.iothread_id, &a.params, a.flags)
        }),
        427 => serve(call, |c, a: DomainStartDirtyRateCalcArgs<'_>| {
            let (driver, dom) = (c.domain_tune()?, c.on_domain(&a.dom)?);
            driver.start_dirty_rate_calc(c.caller(), &dom, a.seconds, a.flags)
        }),
        439 => serve(call, |c, a: DomainSetLaunchSecurityStateArgs<'_>| {
            let (driver, dom) = (c.domain_tune()?, c.on_domain(&a.dom)?);
            driver.set_launch_security_state(c.caller(), &dom, &a.params, a.flags)
        }),
        _ => unserved(call),
    }
}
