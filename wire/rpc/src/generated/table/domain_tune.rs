//! The procedures of `DomainTuneApi`.
//!
//! Made by `cargo xtask codegen` from `api/src/domain_tune.rs`; do not edit.

use crate::procedure::prelude::*;

procedures! { Remote DomainTune Domain;
    26 "domain_pin_vcpu" "virDomainPinVcpu" Low Disk { acl: &[p("domain", "write")] }
    30 "domain_set_max_memory" "virDomainSetMaxMemory" High Disk { acl: &[p("domain", "write")] }
    31 "domain_set_memory" "virDomainSetMemory" Low Monitor { acl: &[p("domain", "write")] }
    32 "domain_set_vcpus" "virDomainSetVcpus" Low Disk { acl: &[p("domain", "write")] }
    56 "domain_get_scheduler_type" "virDomainGetSchedulerType" Low Never {
        read_only: Allowed, acl: &[p("domain", "read")],
    }
    57 "domain_get_scheduler_parameters" "virDomainGetSchedulerParameters" Low Disk {
        read_only: Allowed, acl: &[p("domain", "read")],
    }
    58 "domain_set_scheduler_parameters" "virDomainSetSchedulerParameters" Low Disk {
        acl: &[p("domain", "read")],
    }
    104 "domain_memory_peek" "virDomainMemoryPeek" Low Monitor { acl: &[p("domain", "mem_read")] }
    159 "domain_memory_stats" "virDomainMemoryStats" Low Monitor {
        read_only: Allowed, acl: &[p("domain", "read")],
    }
    197 "domain_set_memory_parameters" "virDomainSetMemoryParameters" Low Monitor {

        acl: &[p("domain", "write"), p_if("domain", "save", "!VIR_DOMAIN_AFFECT_CONFIG|VIR_DOMAIN_AFFECT_LIVE"), p_if("domain", "save", "VIR_DOMAIN_AFFECT_CONFIG")],
    }
    198 "domain_get_memory_parameters" "virDomainGetMemoryParameters" Low Disk {
        read_only: Allowed, acl: &[p("domain", "read")],
    }
    199 "domain_set_vcpus_flags" "virDomainSetVcpusFlags" Low Disk {

        acl: &[p("domain", "write"), p_if("domain", "save", "!VIR_DOMAIN_AFFECT_CONFIG|VIR_DOMAIN_AFFECT_LIVE"), p_if("domain", "save", "VIR_DOMAIN_AFFECT_CONFIG"), p_if("domain", "write", "VIR_DOMAIN_VCPU_GUEST")],
    }
    204 "domain_set_memory_flags" "virDomainSetMemoryFlags" Low Monitor {

        acl: &[p("domain", "write"), p_if("domain", "save", "!VIR_DOMAIN_AFFECT_CONFIG|VIR_DOMAIN_AFFECT_LIVE"), p_if("domain", "save", "VIR_DOMAIN_AFFECT_CONFIG")],
    }
    205 "domain_set_blkio_parameters" "virDomainSetBlkioParameters" Low Disk {

        acl: &[p("domain", "write"), p_if("domain", "save", "!VIR_DOMAIN_AFFECT_CONFIG|VIR_DOMAIN_AFFECT_LIVE"), p_if("domain", "save", "VIR_DOMAIN_AFFECT_CONFIG")],
    }
    206 "domain_get_blkio_parameters" "virDomainGetBlkioParameters" Low Disk {
        read_only: Allowed, acl: &[p("domain", "read")],
    }
    219 "domain_set_scheduler_parameters_flags" "virDomainSetSchedulerParametersFlags" Low Disk {

        acl: &[p("domain", "write"), p_if("domain", "save", "!VIR_DOMAIN_AFFECT_CONFIG|VIR_DOMAIN_AFFECT_LIVE"), p_if("domain", "save", "VIR_DOMAIN_AFFECT_CONFIG")],
    }
    223 "domain_get_scheduler_parameters_flags" "virDomainGetSchedulerParametersFlags" Low Disk {
        read_only: Allowed, acl: &[p("domain", "read")],
    }
    225 "domain_pin_vcpu_flags" "virDomainPinVcpuFlags" Low Disk {

        acl: &[p("domain", "write"), p_if("domain", "save", "!VIR_DOMAIN_AFFECT_CONFIG|VIR_DOMAIN_AFFECT_LIVE"), p_if("domain", "save", "VIR_DOMAIN_AFFECT_CONFIG")],
    }
    230 "domain_get_vcpu_pin_info" "virDomainGetVcpuPinInfo" Low Disk {
        read_only: Allowed, acl: &[p("domain", "read")],
    }
    254 "domain_set_numa_parameters" "virDomainSetNumaParameters" Low Disk {

        acl: &[p("domain", "write"), p_if("domain", "save", "!VIR_DOMAIN_AFFECT_CONFIG|VIR_DOMAIN_AFFECT_LIVE"), p_if("domain", "save", "VIR_DOMAIN_AFFECT_CONFIG")],
    }
    255 "domain_get_numa_parameters" "virDomainGetNumaParameters" Low Disk {
        read_only: Allowed, acl: &[p("domain", "read")],
    }
    262 "domain_get_cpu_stats" "virDomainGetCPUStats" Low Disk {
        read_only: Allowed, acl: &[p("domain", "read")],
    }
    279 "domain_pin_emulator" "virDomainPinEmulator" Low Disk {

        acl: &[p("domain", "write"), p_if("domain", "save", "!VIR_DOMAIN_AFFECT_CONFIG|VIR_DOMAIN_AFFECT_LIVE"), p_if("domain", "save", "VIR_DOMAIN_AFFECT_CONFIG")],
    }
    280 "domain_get_emulator_pin_info" "virDomainGetEmulatorPinInfo" Low Disk {
        read_only: Allowed, acl: &[p("domain", "read")],
    }
    308 "domain_set_memory_stats_period" "virDomainSetMemoryStatsPeriod" Low Monitor {

        acl: &[p("domain", "write"), p_if("domain", "save", "!VIR_DOMAIN_AFFECT_CONFIG|VIR_DOMAIN_AFFECT_LIVE"), p_if("domain", "save", "VIR_DOMAIN_AFFECT_CONFIG")],
    }
    351 "domain_get_iothread_info" "virDomainGetIOThreadInfo" Low Disk {
        read_only: Allowed, acl: &[p("domain", "read")],
    }
    352 "domain_pin_iothread" "virDomainPinIOThread" Low Disk {

        acl: &[p("domain", "write"), p_if("domain", "save", "!VIR_DOMAIN_AFFECT_CONFIG|VIR_DOMAIN_AFFECT_LIVE"), p_if("domain", "save", "VIR_DOMAIN_AFFECT_CONFIG")],
    }
    355 "domain_add_iothread" "virDomainAddIOThread" Low Disk {

        acl: &[p("domain", "write"), p_if("domain", "save", "!VIR_DOMAIN_AFFECT_CONFIG|VIR_DOMAIN_AFFECT_LIVE"), p_if("domain", "save", "VIR_DOMAIN_AFFECT_CONFIG")],
    }
    356 "domain_del_iothread" "virDomainDelIOThread" Low Disk {

        acl: &[p("domain", "write"), p_if("domain", "save", "!VIR_DOMAIN_AFFECT_CONFIG|VIR_DOMAIN_AFFECT_LIVE"), p_if("domain", "save", "VIR_DOMAIN_AFFECT_CONFIG")],
    }
    365 "domain_get_perf_events" "virDomainGetPerfEvents" Low Disk {
        read_only: Allowed, acl: &[p("domain", "read")],
    }
    366 "domain_set_perf_events" "virDomainSetPerfEvents" Low Monitor {
        acl: &[p("domain", "write")],
    }
    384 "domain_set_vcpu" "virDomainSetVcpu" Low Disk {

        acl: &[p("domain", "write"), p_if("domain", "save", "!VIR_DOMAIN_AFFECT_CONFIG|VIR_DOMAIN_AFFECT_LIVE"), p_if("domain", "save", "VIR_DOMAIN_AFFECT_CONFIG")],
    }
    396 "domain_get_launch_security_info" "virDomainGetLaunchSecurityInfo" Low Monitor {
        acl: &[p("domain", "read")],
    }
    402 "domain_set_iothread_params" "virDomainSetIOThreadParams" Low Disk {

        acl: &[p("domain", "write"), p_if("domain", "save", "!VIR_DOMAIN_AFFECT_CONFIG|VIR_DOMAIN_AFFECT_LIVE"), p_if("domain", "save", "VIR_DOMAIN_AFFECT_CONFIG")],
    }
    427 "domain_start_dirty_rate_calc" "virDomainStartDirtyRateCalc" Low Disk {
        acl: &[p("domain", "write")],
    }
    439 "domain_set_launch_security_state" "virDomainSetLaunchSecurityState" Low Disk {
        acl: &[p("domain", "write")],
    }
}
