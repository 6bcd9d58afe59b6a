//! Which call on what a guest may use does what; the doing is in the modules beside.

use fv_api::{
    Caller, DomainBlkioParameters, DomainCpuStats, DomainEmulatorPinInfo, DomainIothreadInfoAnswer,
    DomainMemoryParameters, DomainMemoryStat, DomainNumaParameters, DomainRef, DomainSchedulerType,
    DomainTuneApi, DomainVcpuPinInfo,
};
use fv_error::{Error, ErrorDomain, Result};
use fv_types::TypedParam;

use super::stats::{cpu, memory};
use super::{Qemu, agent, iothreads, limits, peek, perf};
use crate::flags;

impl DomainTuneApi for Qemu {
    fn set_max_memory(&self, caller: &Caller, dom: &DomainRef, memory: u64) -> Result<()> {
        memory::set(self.driver(), caller, dom, memory, flags::MEMORY_MAXIMUM)
    }

    fn set_memory(&self, caller: &Caller, dom: &DomainRef, memory: u64) -> Result<()> {
        memory::set(self.driver(), caller, dom, memory, flags::LIVE)
    }

    fn set_memory_flags(
        &self,
        caller: &Caller,
        dom: &DomainRef,
        memory: u64,
        flags: u32,
    ) -> Result<()> {
        memory::set(self.driver(), caller, dom, memory, flags)
    }

    fn memory_stats(
        &self,
        caller: &Caller,
        dom: &DomainRef,
        max_stats: u32,
        flags: u32,
    ) -> Result<Vec<DomainMemoryStat>> {
        memory::stats(self.driver(), caller, dom, max_stats, flags)
    }

    fn set_memory_stats_period(
        &self,
        caller: &Caller,
        dom: &DomainRef,
        period: i32,
        flags: u32,
    ) -> Result<()> {
        memory::set_period(self.driver(), caller, dom, period, flags)
    }

    fn cpu_stats(
        &self,
        _caller: &Caller,
        dom: &DomainRef,
        nparams: u32,
        start_cpu: i32,
        _ncpus: u32,
        flags: u32,
    ) -> Result<DomainCpuStats> {
        cpu::stats(self.driver(), dom, nparams, start_cpu, flags)
    }

    fn start_dirty_rate_calc(
        &self,
        caller: &Caller,
        dom: &DomainRef,
        seconds: i32,
        flags: u32,
    ) -> Result<()> {
        cpu::start_dirty_rate(self.driver(), caller, dom, seconds, flags)
    }

    fn scheduler_type(&self, _caller: &Caller, dom: &DomainRef) -> Result<DomainSchedulerType> {
        limits::scheduler_type(self.driver(), dom)
    }

    fn scheduler_parameters(
        &self,
        _caller: &Caller,
        dom: &DomainRef,
        nparams: i32,
    ) -> Result<Vec<TypedParam>> {
        limits::scheduler_parameters(self.driver(), dom, nparams, 0)
    }

    fn scheduler_parameters_flags(
        &self,
        _caller: &Caller,
        dom: &DomainRef,
        nparams: i32,
        flags: u32,
    ) -> Result<Vec<TypedParam>> {
        limits::scheduler_parameters(self.driver(), dom, nparams, flags)
    }

    fn memory_parameters(
        &self,
        _caller: &Caller,
        dom: &DomainRef,
        nparams: i32,
        flags: u32,
    ) -> Result<DomainMemoryParameters> {
        limits::memory_parameters(self.driver(), dom, nparams, flags)
    }

    fn blkio_parameters(
        &self,
        _caller: &Caller,
        dom: &DomainRef,
        nparams: i32,
        flags: u32,
    ) -> Result<DomainBlkioParameters> {
        limits::blkio_parameters(self.driver(), dom, nparams, flags)
    }

    fn numa_parameters(
        &self,
        _caller: &Caller,
        dom: &DomainRef,
        nparams: i32,
        flags: u32,
    ) -> Result<DomainNumaParameters> {
        limits::numa_parameters(self.driver(), dom, nparams, flags)
    }

    fn vcpu_pin_info(
        &self,
        _caller: &Caller,
        dom: &DomainRef,
        ncpumaps: i32,
        maplen: i32,
        flags: u32,
    ) -> Result<DomainVcpuPinInfo> {
        limits::vcpu_pin_info(self.driver(), dom, ncpumaps, maplen, flags)
    }

    fn emulator_pin_info(
        &self,
        _caller: &Caller,
        dom: &DomainRef,
        maplen: i32,
        flags: u32,
    ) -> Result<DomainEmulatorPinInfo> {
        limits::emulator_pin_info(self.driver(), dom, maplen, flags)
    }

    fn iothread_info(
        &self,
        caller: &Caller,
        dom: &DomainRef,
        flags: u32,
    ) -> Result<DomainIothreadInfoAnswer> {
        iothreads::info(self.driver(), caller, dom, flags)
    }

    fn perf_events(
        &self,
        _caller: &Caller,
        dom: &DomainRef,
        flags: u32,
    ) -> Result<Vec<TypedParam>> {
        perf::events(self.driver(), dom, flags)
    }

    fn set_perf_events(
        &self,
        caller: &Caller,
        dom: &DomainRef,
        params: &[TypedParam],
        flags: u32,
    ) -> Result<()> {
        perf::set_events(self.driver(), caller, dom, params, flags)
    }

    fn launch_security_info(
        &self,
        _caller: &Caller,
        dom: &DomainRef,
        _flags: u32,
    ) -> Result<Vec<TypedParam>> {
        self.driver().find(dom)?;
        // No guest with protected memory can be started yet, so there is nothing to be told.
        Ok(Vec::new())
    }

    fn memory_peek(
        &self,
        caller: &Caller,
        dom: &DomainRef,
        offset: u64,
        size: u32,
        flags: u32,
    ) -> Result<Vec<u8>> {
        peek::memory_peek(self.driver(), caller, dom, offset, size, flags)
    }

    fn set_vcpus_flags(
        &self,
        caller: &Caller,
        dom: &DomainRef,
        nvcpus: u32,
        flags: u32,
    ) -> Result<()> {
        const MAXIMUM: u32 = flags::VCPU_MAXIMUM;
        const HOTPLUGGABLE: u32 = 16;

        let known = flags::LIVE | flags::CONFIG | MAXIMUM | flags::VCPU_GUEST | HOTPLUGGABLE;
        flags::check(flags, known, "qemuDomainSetVcpusFlags")?;
        if flags & flags::VCPU_GUEST == 0 {
            // Plugging processors is not served yet.
            let function = "virDomainSetVcpusFlags";
            return Err(Error::unsupported(ErrorDomain::Domain, function));
        }
        agent::set_cpu_count(self.driver(), caller, dom, nvcpus, flags)
    }
}
