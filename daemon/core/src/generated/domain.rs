//! The calls of `DomainApi`.
//!
//! Made by `cargo xtask codegen` from `api/src/domain.rs`; do not edit.

use fv_wire_rpc::*;

use crate::serve::{Answer, Call, serve, serve_descriptors, serve_flagged, serve_stream, unserved};

/// Answers a call of this family.
pub(super) fn dispatch(call: &Call<'_>) -> Answer {
    match call.procedure().number {
        8 => serve(call, |c, a: DomainAttachDeviceArgs<'_>| {
            let (driver, dom) = (c.domain()?, c.on_domain(&a.dom)?);
            driver.attach_device(c.caller(), &dom, a.xml)
        }),
        9 => serve(call, |c, a: DomainCreateArgs<'_>| {
            let (driver, dom) = (c.domain()?, c.on_domain(&a.dom)?);
            driver.create(c.caller(), &dom)
        }),
        10 => serve(call, |c, a: DomainCreateXmlArgs<'_>| {
            c.domain()?
                .create_xml(c.caller(), a.xml_desc, a.flags)
                .map(|dom| DomainCreateXmlRet { dom })
        }),
        11 => serve(call, |c, a: DomainDefineXmlArgs<'_>| {
            c.domain()?
                .define_xml(c.caller(), a.xml)
                .map(|dom| DomainDefineXmlRet { dom })
        }),
        12 => serve(call, |c, a: DomainDestroyArgs<'_>| {
            let (driver, dom) = (c.domain()?, c.on_domain(&a.dom)?);
            driver.destroy(c.caller(), &dom)
        }),
        13 => serve(call, |c, a: DomainDetachDeviceArgs<'_>| {
            let (driver, dom) = (c.domain()?, c.on_domain(&a.dom)?);
            driver.detach_device(c.caller(), &dom, a.xml)
        }),
        14 => serve_flagged(
            call,
            |a: &DomainGetXmlDescArgs<'_>| a.flags,
            |c, a: DomainGetXmlDescArgs<'_>| {
                let (driver, dom) = (c.domain()?, c.on_domain(&a.dom)?);
                driver
                    .xml_desc(c.caller(), &dom, a.flags)
                    .map(|xml| DomainGetXmlDescRet { xml })
            },
        ),
        15 => serve(call, |c, a: DomainGetAutostartArgs<'_>| {
            let (driver, dom) = (c.domain()?, c.on_domain(&a.dom)?);
            driver
                .autostart(c.caller(), &dom)
                .map(|autostart| DomainGetAutostartRet { autostart })
        }),
        16 => serve(call, |c, a: DomainGetInfoArgs<'_>| {
            let (driver, dom) = (c.domain()?, c.on_domain(&a.dom)?);
            driver.info(c.caller(), &dom)
        }),
        17 => serve(call, |c, a: DomainGetMaxMemoryArgs<'_>| {
            let (driver, dom) = (c.domain()?, c.on_domain(&a.dom)?);
            driver
                .max_memory(c.caller(), &dom)
                .map(|memory| DomainGetMaxMemoryRet { memory })
        }),
        18 => serve(call, |c, a: DomainGetMaxVcpusArgs<'_>| {
            let (driver, dom) = (c.domain()?, c.on_domain(&a.dom)?);
            driver
                .max_vcpus(c.caller(), &dom)
                .map(|num| DomainGetMaxVcpusRet { num })
        }),
        19 => serve(call, |c, a: DomainGetOsTypeArgs<'_>| {
            let (driver, dom) = (c.domain()?, c.on_domain(&a.dom)?);
            driver
                .os_type(c.caller(), &dom)
                .map(|kind| DomainGetOsTypeRet { kind })
        }),
        20 => serve(call, |c, a: DomainGetVcpusArgs<'_>| {
            let (driver, dom) = (c.domain()?, c.on_domain(&a.dom)?);
            driver.vcpus(c.caller(), &dom, a.maxinfo, a.maplen)
        }),
        22 => serve(call, |c, a: DomainLookupByIdArgs| {
            c.domain()?
                .lookup_by_id(c.caller(), a.id)
                .map(|dom| DomainLookupByIdRet { dom })
        }),
        23 => serve(call, |c, a: DomainLookupByNameArgs<'_>| {
            c.domain()?
                .lookup_by_name(c.caller(), a.name)
                .map(|dom| DomainLookupByNameRet { dom })
        }),
        24 => serve(call, |c, a: DomainLookupByUuidArgs| {
            c.domain()?
                .lookup_by_uuid(c.caller(), a.uuid)
                .map(|dom| DomainLookupByUuidRet { dom })
        }),
        26 => serve(call, |c, a: DomainPinVcpuArgs<'_>| {
            let (driver, dom) = (c.domain()?, c.on_domain(&a.dom)?);
            driver.pin_vcpu(c.caller(), &dom, a.vcpu, a.cpumap)
        }),
        27 => serve(call, |c, a: DomainRebootArgs<'_>| {
            let (driver, dom) = (c.domain()?, c.on_domain(&a.dom)?);
            driver.reboot(c.caller(), &dom, a.flags)
        }),
        28 => serve(call, |c, a: DomainResumeArgs<'_>| {
            let (driver, dom) = (c.domain()?, c.on_domain(&a.dom)?);
            driver.resume(c.caller(), &dom)
        }),
        29 => serve(call, |c, a: DomainSetAutostartArgs<'_>| {
            let (driver, dom) = (c.domain()?, c.on_domain(&a.dom)?);
            driver.set_autostart(c.caller(), &dom, a.autostart)
        }),
        30 => serve(call, |c, a: DomainSetMaxMemoryArgs<'_>| {
            let (driver, dom) = (c.domain()?, c.on_domain(&a.dom)?);
            driver.set_max_memory(c.caller(), &dom, a.memory)
        }),
        31 => serve(call, |c, a: DomainSetMemoryArgs<'_>| {
            let (driver, dom) = (c.domain()?, c.on_domain(&a.dom)?);
            driver.set_memory(c.caller(), &dom, a.memory)
        }),
        32 => serve(call, |c, a: DomainSetVcpusArgs<'_>| {
            let (driver, dom) = (c.domain()?, c.on_domain(&a.dom)?);
            driver.set_vcpus(c.caller(), &dom, a.nvcpus)
        }),
        33 => serve(call, |c, a: DomainShutdownArgs<'_>| {
            let (driver, dom) = (c.domain()?, c.on_domain(&a.dom)?);
            driver.shutdown(c.caller(), &dom)
        }),
        34 => serve(call, |c, a: DomainSuspendArgs<'_>| {
            let (driver, dom) = (c.domain()?, c.on_domain(&a.dom)?);
            driver.suspend(c.caller(), &dom)
        }),
        35 => serve(call, |c, a: DomainUndefineArgs<'_>| {
            let (driver, dom) = (c.domain()?, c.on_domain(&a.dom)?);
            driver.undefine(c.caller(), &dom)
        }),
        53 => serve(call, |c, a: DomainCoreDumpArgs<'_>| {
            let (driver, dom) = (c.domain()?, c.on_domain(&a.dom)?);
            driver.core_dump(c.caller(), &dom, a.to, a.flags)
        }),
        54 => serve(call, |c, a: DomainRestoreArgs<'_>| {
            c.domain()?.restore(c.caller(), a.from)
        }),
        55 => serve(call, |c, a: DomainSaveArgs<'_>| {
            let (driver, dom) = (c.domain()?, c.on_domain(&a.dom)?);
            driver.save(c.caller(), &dom, a.to)
        }),
        56 => serve(call, |c, a: DomainGetSchedulerTypeArgs<'_>| {
            let (driver, dom) = (c.domain()?, c.on_domain(&a.dom)?);
            driver.scheduler_type(c.caller(), &dom)
        }),
        57 => serve(call, |c, a: DomainGetSchedulerParametersArgs<'_>| {
            let (driver, dom) = (c.domain()?, c.on_domain(&a.dom)?);
            driver
                .scheduler_parameters(c.caller(), &dom, a.nparams)
                .map(|params| DomainGetSchedulerParametersRet { params })
        }),
        58 => serve(call, |c, a: DomainSetSchedulerParametersArgs<'_>| {
            let (driver, dom) = (c.domain()?, c.on_domain(&a.dom)?);
            driver.set_scheduler_parameters(c.caller(), &dom, &a.params)
        }),
        64 => serve(call, |c, a: DomainBlockStatsArgs<'_>| {
            let (driver, dom) = (c.domain()?, c.on_domain(&a.dom)?);
            driver.block_stats(c.caller(), &dom, a.path)
        }),
        65 => serve(call, |c, a: DomainInterfaceStatsArgs<'_>| {
            let (driver, dom) = (c.domain()?, c.on_domain(&a.dom)?);
            driver.interface_stats(c.caller(), &dom, a.device)
        }),
        103 => serve(call, |c, a: DomainBlockPeekArgs<'_>| {
            let (driver, dom) = (c.domain()?, c.on_domain(&a.dom)?);
            driver
                .block_peek(c.caller(), &dom, a.path, a.offset, a.size, a.flags)
                .map(|buffer| DomainBlockPeekRet { buffer })
        }),
        104 => serve(call, |c, a: DomainMemoryPeekArgs<'_>| {
            let (driver, dom) = (c.domain()?, c.on_domain(&a.dom)?);
            driver
                .memory_peek(c.caller(), &dom, a.offset, a.size, a.flags)
                .map(|buffer| DomainMemoryPeekRet { buffer })
        }),
        121 => serve(call, |c, a: DomainGetSecurityLabelArgs<'_>| {
            let (driver, dom) = (c.domain()?, c.on_domain(&a.dom)?);
            driver.security_label(c.caller(), &dom)
        }),
        150 => serve(call, |c, a: DomainIsActiveArgs<'_>| {
            let (driver, dom) = (c.domain()?, c.on_domain(&a.dom)?);
            driver
                .is_active(c.caller(), &dom)
                .map(|active| DomainIsActiveRet { active })
        }),
        151 => serve(call, |c, a: DomainIsPersistentArgs<'_>| {
            let (driver, dom) = (c.domain()?, c.on_domain(&a.dom)?);
            driver
                .is_persistent(c.caller(), &dom)
                .map(|persistent| DomainIsPersistentRet { persistent })
        }),
        159 => serve(call, |c, a: DomainMemoryStatsArgs<'_>| {
            let (driver, dom) = (c.domain()?, c.on_domain(&a.dom)?);
            driver
                .memory_stats(c.caller(), &dom, a.max_stats, a.flags)
                .map(|stats| DomainMemoryStatsRet { stats })
        }),
        160 => serve(call, |c, a: DomainAttachDeviceFlagsArgs<'_>| {
            let (driver, dom) = (c.domain()?, c.on_domain(&a.dom)?);
            driver.attach_device_flags(c.caller(), &dom, a.xml, a.flags)
        }),
        161 => serve(call, |c, a: DomainDetachDeviceFlagsArgs<'_>| {
            let (driver, dom) = (c.domain()?, c.on_domain(&a.dom)?);
            driver.detach_device_flags(c.caller(), &dom, a.xml, a.flags)
        }),
        163 => serve(call, |c, a: DomainGetJobInfoArgs<'_>| {
            let (driver, dom) = (c.domain()?, c.on_domain(&a.dom)?);
            driver.job_info(c.caller(), &dom)
        }),
        164 => serve(call, |c, a: DomainAbortJobArgs<'_>| {
            let (driver, dom) = (c.domain()?, c.on_domain(&a.dom)?);
            driver.abort_job(c.caller(), &dom)
        }),
        166 => serve(call, |c, a: DomainMigrateSetMaxDowntimeArgs<'_>| {
            let (driver, dom) = (c.domain()?, c.on_domain(&a.dom)?);
            driver.migrate_set_max_downtime(c.caller(), &dom, a.downtime, a.flags)
        }),
        174 => serve(call, |c, a: DomainUpdateDeviceFlagsArgs<'_>| {
            let (driver, dom) = (c.domain()?, c.on_domain(&a.dom)?);
            driver.update_device_flags(c.caller(), &dom, a.xml, a.flags)
        }),
        182 => serve(call, |c, a: DomainManagedSaveArgs<'_>| {
            let (driver, dom) = (c.domain()?, c.on_domain(&a.dom)?);
            driver.managed_save(c.caller(), &dom, a.flags)
        }),
        183 => serve(call, |c, a: DomainHasManagedSaveImageArgs<'_>| {
            let (driver, dom) = (c.domain()?, c.on_domain(&a.dom)?);
            driver
                .has_managed_save_image(c.caller(), &dom, a.flags)
                .map(|result| DomainHasManagedSaveImageRet { result })
        }),
        184 => serve(call, |c, a: DomainManagedSaveRemoveArgs<'_>| {
            let (driver, dom) = (c.domain()?, c.on_domain(&a.dom)?);
            driver.managed_save_remove(c.caller(), &dom, a.flags)
        }),
        194 => serve(call, |c, a: DomainGetBlockInfoArgs<'_>| {
            let (driver, dom) = (c.domain()?, c.on_domain(&a.dom)?);
            driver.block_info(c.caller(), &dom, a.path, a.flags)
        }),
        196 => serve(call, |c, a: DomainCreateWithFlagsArgs<'_>| {
            let (driver, dom) = (c.domain()?, c.on_domain(&a.dom)?);
            driver
                .create_with_flags(c.caller(), &dom, a.flags)
                .map(|dom| DomainCreateWithFlagsRet { dom })
        }),
        197 => serve(call, |c, a: DomainSetMemoryParametersArgs<'_>| {
            let (driver, dom) = (c.domain()?, c.on_domain(&a.dom)?);
            driver.set_memory_parameters(c.caller(), &dom, &a.params, a.flags)
        }),
        198 => serve(call, |c, a: DomainGetMemoryParametersArgs<'_>| {
            let (driver, dom) = (c.domain()?, c.on_domain(&a.dom)?);
            driver.memory_parameters(c.caller(), &dom, a.nparams, a.flags)
        }),
        199 => serve(call, |c, a: DomainSetVcpusFlagsArgs<'_>| {
            let (driver, dom) = (c.domain()?, c.on_domain(&a.dom)?);
            driver.set_vcpus_flags(c.caller(), &dom, a.nvcpus, a.flags)
        }),
        200 => serve_flagged(
            call,
            |a: &DomainGetVcpusFlagsArgs<'_>| a.flags,
            |c, a: DomainGetVcpusFlagsArgs<'_>| {
                let (driver, dom) = (c.domain()?, c.on_domain(&a.dom)?);
                driver
                    .vcpus_flags(c.caller(), &dom, a.flags)
                    .map(|num| DomainGetVcpusFlagsRet { num })
            },
        ),
        201 => serve_stream(
            call,
            |_| 0,
            |c, a: DomainOpenConsoleArgs<'_>| {
                let (driver, dom) = (c.domain()?, c.on_domain(&a.dom)?);
                driver
                    .open_console(c.caller(), &dom, a.dev_name, a.flags)
                    .map(|rest| ((), rest))
            },
        ),
        202 => serve(call, |c, a: DomainIsUpdatedArgs<'_>| {
            let (driver, dom) = (c.domain()?, c.on_domain(&a.dom)?);
            driver
                .is_updated(c.caller(), &dom)
                .map(|updated| DomainIsUpdatedRet { updated })
        }),
        204 => serve(call, |c, a: DomainSetMemoryFlagsArgs<'_>| {
            let (driver, dom) = (c.domain()?, c.on_domain(&a.dom)?);
            driver.set_memory_flags(c.caller(), &dom, a.memory, a.flags)
        }),
        205 => serve(call, |c, a: DomainSetBlkioParametersArgs<'_>| {
            let (driver, dom) = (c.domain()?, c.on_domain(&a.dom)?);
            driver.set_blkio_parameters(c.caller(), &dom, &a.params, a.flags)
        }),
        206 => serve(call, |c, a: DomainGetBlkioParametersArgs<'_>| {
            let (driver, dom) = (c.domain()?, c.on_domain(&a.dom)?);
            driver.blkio_parameters(c.caller(), &dom, a.nparams, a.flags)
        }),
        207 => serve(call, |c, a: DomainMigrateSetMaxSpeedArgs<'_>| {
            let (driver, dom) = (c.domain()?, c.on_domain(&a.dom)?);
            driver.migrate_set_max_speed(c.caller(), &dom, a.bandwidth, a.flags)
        }),
        210 => serve(call, |c, a: DomainInjectNmiArgs<'_>| {
            let (driver, dom) = (c.domain()?, c.on_domain(&a.dom)?);
            driver.inject_nmi(c.caller(), &dom, a.flags)
        }),
        211 => serve_stream(
            call,
            |_| 0,
            |c, a: DomainScreenshotArgs<'_>| {
                let (driver, dom) = (c.domain()?, c.on_domain(&a.dom)?);
                driver
                    .screenshot(c.caller(), &dom, a.screen, a.flags)
                    .map(|(rest, mime)| (DomainScreenshotRet { mime }, rest))
            },
        ),
        212 => serve(call, |c, a: DomainGetStateArgs<'_>| {
            let (driver, dom) = (c.domain()?, c.on_domain(&a.dom)?);
            driver.state(c.caller(), &dom, a.flags)
        }),
        219 => serve(call, |c, a: DomainSetSchedulerParametersFlagsArgs<'_>| {
            let (driver, dom) = (c.domain()?, c.on_domain(&a.dom)?);
            driver.set_scheduler_parameters_flags(c.caller(), &dom, &a.params, a.flags)
        }),
        223 => serve(call, |c, a: DomainGetSchedulerParametersFlagsArgs<'_>| {
            let (driver, dom) = (c.domain()?, c.on_domain(&a.dom)?);
            driver
                .scheduler_parameters_flags(c.caller(), &dom, a.nparams, a.flags)
                .map(|params| DomainGetSchedulerParametersFlagsRet { params })
        }),
        225 => serve(call, |c, a: DomainPinVcpuFlagsArgs<'_>| {
            let (driver, dom) = (c.domain()?, c.on_domain(&a.dom)?);
            driver.pin_vcpu_flags(c.caller(), &dom, a.vcpu, a.cpumap, a.flags)
        }),
        226 => serve(call, |c, a: DomainSendKeyArgs<'_>| {
            let (driver, dom) = (c.domain()?, c.on_domain(&a.dom)?);
            driver.send_key(
                c.caller(),
                &dom,
                a.codeset,
                a.holdtime,
                &a.keycodes,
                a.flags,
            )
        }),
        229 => serve(call, |c, a: DomainGetControlInfoArgs<'_>| {
            let (driver, dom) = (c.domain()?, c.on_domain(&a.dom)?);
            driver.control_info(c.caller(), &dom, a.flags)
        }),
        230 => serve(call, |c, a: DomainGetVcpuPinInfoArgs<'_>| {
            let (driver, dom) = (c.domain()?, c.on_domain(&a.dom)?);
            driver.vcpu_pin_info(c.caller(), &dom, a.ncpumaps, a.maplen, a.flags)
        }),
        231 => serve(call, |c, a: DomainUndefineFlagsArgs<'_>| {
            let (driver, dom) = (c.domain()?, c.on_domain(&a.dom)?);
            driver.undefine_flags(c.caller(), &dom, a.flags)
        }),
        232 => serve(call, |c, a: DomainSaveFlagsArgs<'_>| {
            let (driver, dom) = (c.domain()?, c.on_domain(&a.dom)?);
            driver.save_flags(c.caller(), &dom, a.to, a.dxml, a.flags)
        }),
        233 => serve(call, |c, a: DomainRestoreFlagsArgs<'_>| {
            c.domain()?
                .restore_flags(c.caller(), a.from, a.dxml, a.flags)
        }),
        234 => serve(call, |c, a: DomainDestroyFlagsArgs<'_>| {
            let (driver, dom) = (c.domain()?, c.on_domain(&a.dom)?);
            driver.destroy_flags(c.caller(), &dom, a.flags)
        }),
        235 => serve(call, |c, a: DomainSaveImageGetXmlDescArgs<'_>| {
            c.domain()?
                .save_image_xml_desc(c.caller(), a.file, a.flags)
                .map(|xml| DomainSaveImageGetXmlDescRet { xml })
        }),
        236 => serve(call, |c, a: DomainSaveImageDefineXmlArgs<'_>| {
            c.domain()?
                .save_image_define_xml(c.caller(), a.file, a.dxml, a.flags)
        }),
        237 => serve(call, |c, a: DomainBlockJobAbortArgs<'_>| {
            let (driver, dom) = (c.domain()?, c.on_domain(&a.dom)?);
            driver.block_job_abort(c.caller(), &dom, a.path, a.flags)
        }),
        238 => serve(call, |c, a: DomainGetBlockJobInfoArgs<'_>| {
            let (driver, dom) = (c.domain()?, c.on_domain(&a.dom)?);
            driver.block_job_info(c.caller(), &dom, a.path, a.flags)
        }),
        239 => serve(call, |c, a: DomainBlockJobSetSpeedArgs<'_>| {
            let (driver, dom) = (c.domain()?, c.on_domain(&a.dom)?);
            driver.block_job_set_speed(c.caller(), &dom, a.path, a.bandwidth, a.flags)
        }),
        240 => serve(call, |c, a: DomainBlockPullArgs<'_>| {
            let (driver, dom) = (c.domain()?, c.on_domain(&a.dom)?);
            driver.block_pull(c.caller(), &dom, a.path, a.bandwidth, a.flags)
        }),
        242 => serve(call, |c, a: DomainMigrateGetMaxSpeedArgs<'_>| {
            let (driver, dom) = (c.domain()?, c.on_domain(&a.dom)?);
            driver
                .migrate_max_speed(c.caller(), &dom, a.flags)
                .map(|bandwidth| DomainMigrateGetMaxSpeedRet { bandwidth })
        }),
        243 => serve(call, |c, a: DomainBlockStatsFlagsArgs<'_>| {
            let (driver, dom) = (c.domain()?, c.on_domain(&a.dom)?);
            driver.block_stats_flags(c.caller(), &dom, a.path, a.nparams, a.flags)
        }),
        245 => serve(call, |c, a: DomainResetArgs<'_>| {
            let (driver, dom) = (c.domain()?, c.on_domain(&a.dom)?);
            driver.reset(c.caller(), &dom, a.flags)
        }),
        249 => serve(call, |c, a: DomainOpenGraphicsArgs<'_>| {
            let (driver, dom) = (c.domain()?, c.on_domain(&a.dom)?);
            driver.open_graphics(c.caller(), &dom, a.idx, a.flags)
        }),
        251 => serve(call, |c, a: DomainBlockResizeArgs<'_>| {
            let (driver, dom) = (c.domain()?, c.on_domain(&a.dom)?);
            driver.block_resize(c.caller(), &dom, a.disk, a.size, a.flags)
        }),
        252 => serve(call, |c, a: DomainSetBlockIoTuneArgs<'_>| {
            let (driver, dom) = (c.domain()?, c.on_domain(&a.dom)?);
            driver.set_block_io_tune(c.caller(), &dom, a.disk, &a.params, a.flags)
        }),
        253 => serve(call, |c, a: DomainGetBlockIoTuneArgs<'_>| {
            let (driver, dom) = (c.domain()?, c.on_domain(&a.dom)?);
            driver.block_io_tune(c.caller(), &dom, a.disk, a.nparams, a.flags)
        }),
        254 => serve(call, |c, a: DomainSetNumaParametersArgs<'_>| {
            let (driver, dom) = (c.domain()?, c.on_domain(&a.dom)?);
            driver.set_numa_parameters(c.caller(), &dom, &a.params, a.flags)
        }),
        255 => serve(call, |c, a: DomainGetNumaParametersArgs<'_>| {
            let (driver, dom) = (c.domain()?, c.on_domain(&a.dom)?);
            driver.numa_parameters(c.caller(), &dom, a.nparams, a.flags)
        }),
        256 => serve(call, |c, a: DomainSetInterfaceParametersArgs<'_>| {
            let (driver, dom) = (c.domain()?, c.on_domain(&a.dom)?);
            driver.set_interface_parameters(c.caller(), &dom, a.device, &a.params, a.flags)
        }),
        257 => serve(call, |c, a: DomainGetInterfaceParametersArgs<'_>| {
            let (driver, dom) = (c.domain()?, c.on_domain(&a.dom)?);
            driver.interface_parameters(c.caller(), &dom, a.device, a.nparams, a.flags)
        }),
        258 => serve(call, |c, a: DomainShutdownFlagsArgs<'_>| {
            let (driver, dom) = (c.domain()?, c.on_domain(&a.dom)?);
            driver.shutdown_flags(c.caller(), &dom, a.flags)
        }),
        261 => serve(call, |c, a: DomainPmSuspendForDurationArgs<'_>| {
            let (driver, dom) = (c.domain()?, c.on_domain(&a.dom)?);
            driver.pm_suspend_for_duration(c.caller(), &dom, a.target, a.duration, a.flags)
        }),
        262 => serve(call, |c, a: DomainGetCpuStatsArgs<'_>| {
            let (driver, dom) = (c.domain()?, c.on_domain(&a.dom)?);
            driver.cpu_stats(c.caller(), &dom, a.nparams, a.start_cpu, a.ncpus, a.flags)
        }),
        263 => serve(call, |c, a: DomainGetDiskErrorsArgs<'_>| {
            let (driver, dom) = (c.domain()?, c.on_domain(&a.dom)?);
            driver.disk_errors(c.caller(), &dom, a.maxerrors, a.flags)
        }),
        264 => serve(call, |c, a: DomainSetMetadataArgs<'_>| {
            let (driver, dom) = (c.domain()?, c.on_domain(&a.dom)?);
            driver.set_metadata(c.caller(), &dom, a.kind, a.metadata, a.key, a.uri, a.flags)
        }),
        265 => serve(call, |c, a: DomainGetMetadataArgs<'_>| {
            let (driver, dom) = (c.domain()?, c.on_domain(&a.dom)?);
            driver
                .metadata(c.caller(), &dom, a.kind, a.uri, a.flags)
                .map(|metadata| DomainGetMetadataRet { metadata })
        }),
        266 => serve(call, |c, a: DomainBlockRebaseArgs<'_>| {
            let (driver, dom) = (c.domain()?, c.on_domain(&a.dom)?);
            driver.block_rebase(c.caller(), &dom, a.path, a.base, a.bandwidth, a.flags)
        }),
        267 => serve(call, |c, a: DomainPmWakeupArgs<'_>| {
            let (driver, dom) = (c.domain()?, c.on_domain(&a.dom)?);
            driver.pm_wakeup(c.caller(), &dom, a.flags)
        }),
        277 => serve(call, |c, a: DomainGetHostnameArgs<'_>| {
            let (driver, dom) = (c.domain()?, c.on_domain(&a.dom)?);
            driver
                .hostname(c.caller(), &dom, a.flags)
                .map(|hostname| DomainGetHostnameRet { hostname })
        }),
        278 => serve(call, |c, a: DomainGetSecurityLabelListArgs<'_>| {
            let (driver, dom) = (c.domain()?, c.on_domain(&a.dom)?);
            driver.security_label_list(c.caller(), &dom)
        }),
        279 => serve(call, |c, a: DomainPinEmulatorArgs<'_>| {
            let (driver, dom) = (c.domain()?, c.on_domain(&a.dom)?);
            driver.pin_emulator(c.caller(), &dom, a.cpumap, a.flags)
        }),
        280 => serve(call, |c, a: DomainGetEmulatorPinInfoArgs<'_>| {
            let (driver, dom) = (c.domain()?, c.on_domain(&a.dom)?);
            driver.emulator_pin_info(c.caller(), &dom, a.maplen, a.flags)
        }),
        290 => serve(call, |c, a: DomainBlockCommitArgs<'_>| {
            let (driver, dom) = (c.domain()?, c.on_domain(&a.dom)?);
            driver.block_commit(
                c.caller(),
                &dom,
                a.disk,
                a.base,
                a.top,
                a.bandwidth,
                a.flags,
            )
        }),
        294 => serve(call, |c, a: DomainFstrimArgs<'_>| {
            let (driver, dom) = (c.domain()?, c.on_domain(&a.dom)?);
            driver.fstrim(c.caller(), &dom, a.mount_point, a.minimum, a.flags)
        }),
        295 => serve(call, |c, a: DomainSendProcessSignalArgs<'_>| {
            let (driver, dom) = (c.domain()?, c.on_domain(&a.dom)?);
            driver.send_process_signal(c.caller(), &dom, a.pid_value, a.signum, a.flags)
        }),
        296 => serve_stream(
            call,
            |_| 0,
            |c, a: DomainOpenChannelArgs<'_>| {
                let (driver, dom) = (c.domain()?, c.on_domain(&a.dom)?);
                driver
                    .open_channel(c.caller(), &dom, a.name, a.flags)
                    .map(|rest| ((), rest))
            },
        ),
        298 => serve(call, |c, a: DomainGetJobStatsArgs<'_>| {
            let (driver, dom) = (c.domain()?, c.on_domain(&a.dom)?);
            driver.job_stats(c.caller(), &dom, a.flags)
        }),
        299 => serve(call, |c, a: DomainMigrateGetCompressionCacheArgs<'_>| {
            let (driver, dom) = (c.domain()?, c.on_domain(&a.dom)?);
            driver
                .migrate_compression_cache(c.caller(), &dom, a.flags)
                .map(|cache_size| DomainMigrateGetCompressionCacheRet { cache_size })
        }),
        300 => serve(call, |c, a: DomainMigrateSetCompressionCacheArgs<'_>| {
            let (driver, dom) = (c.domain()?, c.on_domain(&a.dom)?);
            driver.migrate_set_compression_cache(c.caller(), &dom, a.cache_size, a.flags)
        }),
        308 => serve(call, |c, a: DomainSetMemoryStatsPeriodArgs<'_>| {
            let (driver, dom) = (c.domain()?, c.on_domain(&a.dom)?);
            driver.set_memory_stats_period(c.caller(), &dom, a.period, a.flags)
        }),
        309 => serve(call, |c, a: DomainCreateXmlWithFilesArgs<'_>| {
            c.domain()?
                .create_xml_with_files(c.caller(), a.xml_desc, a.flags)
                .map(|dom| DomainCreateXmlWithFilesRet { dom })
        }),
        310 => serve(call, |c, a: DomainCreateWithFilesArgs<'_>| {
            let (driver, dom) = (c.domain()?, c.on_domain(&a.dom)?);
            driver
                .create_with_files(c.caller(), &dom, a.flags)
                .map(|dom| DomainCreateWithFilesRet { dom })
        }),
        334 => serve(call, |c, a: DomainCoreDumpWithFormatArgs<'_>| {
            let (driver, dom) = (c.domain()?, c.on_domain(&a.dom)?);
            driver.core_dump_with_format(c.caller(), &dom, a.to, a.dumpformat, a.flags)
        }),
        335 => serve(call, |c, a: DomainFsfreezeArgs<'_>| {
            let (driver, dom) = (c.domain()?, c.on_domain(&a.dom)?);
            driver
                .fsfreeze(c.caller(), &dom, &a.mountpoints, a.flags)
                .map(|filesystems| DomainFsfreezeRet { filesystems })
        }),
        336 => serve(call, |c, a: DomainFsthawArgs<'_>| {
            let (driver, dom) = (c.domain()?, c.on_domain(&a.dom)?);
            driver
                .fsthaw(c.caller(), &dom, &a.mountpoints, a.flags)
                .map(|filesystems| DomainFsthawRet { filesystems })
        }),
        337 => serve(call, |c, a: DomainGetTimeArgs<'_>| {
            let (driver, dom) = (c.domain()?, c.on_domain(&a.dom)?);
            driver.time(c.caller(), &dom, a.flags)
        }),
        338 => serve(call, |c, a: DomainSetTimeArgs<'_>| {
            let (driver, dom) = (c.domain()?, c.on_domain(&a.dom)?);
            driver.set_time(c.caller(), &dom, a.seconds, a.nseconds, a.flags)
        }),
        343 => serve_descriptors(call, |c, a: DomainOpenGraphicsFdArgs<'_>| {
            let (driver, dom) = (c.domain()?, c.on_domain(&a.dom)?);
            driver
                .open_graphics_fd(c.caller(), &dom, a.idx, a.flags)
                .map(|rest| ((), rest))
        }),
        345 => serve(call, |c, a: DomainBlockCopyArgs<'_>| {
            let (driver, dom) = (c.domain()?, c.on_domain(&a.dom)?);
            driver.block_copy(c.caller(), &dom, a.path, a.destxml, &a.params, a.flags)
        }),
        349 => serve(call, |c, a: DomainGetFsinfoArgs<'_>| {
            let (driver, dom) = (c.domain()?, c.on_domain(&a.dom)?);
            driver.fsinfo(c.caller(), &dom, a.flags)
        }),
        350 => serve(call, |c, a: DomainDefineXmlFlagsArgs<'_>| {
            c.domain()?
                .define_xml_flags(c.caller(), a.xml, a.flags)
                .map(|dom| DomainDefineXmlFlagsRet { dom })
        }),
        351 => serve(call, |c, a: DomainGetIothreadInfoArgs<'_>| {
            let (driver, dom) = (c.domain()?, c.on_domain(&a.dom)?);
            driver.iothread_info(c.caller(), &dom, a.flags)
        }),
        352 => serve(call, |c, a: DomainPinIothreadArgs<'_>| {
            let (driver, dom) = (c.domain()?, c.on_domain(&a.dom)?);
            driver.pin_iothread(c.caller(), &dom, a.iothreads_id, a.cpumap, a.flags)
        }),
        353 => serve_flagged(
            call,
            |a: &DomainInterfaceAddressesArgs<'_>| a.source,
            |c, a: DomainInterfaceAddressesArgs<'_>| {
                let (driver, dom) = (c.domain()?, c.on_domain(&a.dom)?);
                driver
                    .interface_addresses(c.caller(), &dom, a.source, a.flags)
                    .map(|ifaces| DomainInterfaceAddressesRet { ifaces })
            },
        ),
        355 => serve(call, |c, a: DomainAddIothreadArgs<'_>| {
            let (driver, dom) = (c.domain()?, c.on_domain(&a.dom)?);
            driver.add_iothread(c.caller(), &dom, a.iothread_id, a.flags)
        }),
        356 => serve(call, |c, a: DomainDelIothreadArgs<'_>| {
            let (driver, dom) = (c.domain()?, c.on_domain(&a.dom)?);
            driver.del_iothread(c.caller(), &dom, a.iothread_id, a.flags)
        }),
        357 => serve(call, |c, a: DomainSetUserPasswordArgs<'_>| {
            let (driver, dom) = (c.domain()?, c.on_domain(&a.dom)?);
            driver.set_user_password(c.caller(), &dom, a.user, a.password, a.flags)
        }),
        358 => serve(call, |c, a: DomainRenameArgs<'_>| {
            let (driver, dom) = (c.domain()?, c.on_domain(&a.dom)?);
            driver
                .rename(c.caller(), &dom, a.new_name, a.flags)
                .map(|retcode| DomainRenameRet { retcode })
        }),
        364 => serve(call, |c, a: DomainMigrateStartPostCopyArgs<'_>| {
            let (driver, dom) = (c.domain()?, c.on_domain(&a.dom)?);
            driver.migrate_start_post_copy(c.caller(), &dom, a.flags)
        }),
        365 => serve(call, |c, a: DomainGetPerfEventsArgs<'_>| {
            let (driver, dom) = (c.domain()?, c.on_domain(&a.dom)?);
            driver
                .perf_events(c.caller(), &dom, a.flags)
                .map(|params| DomainGetPerfEventsRet { params })
        }),
        366 => serve(call, |c, a: DomainSetPerfEventsArgs<'_>| {
            let (driver, dom) = (c.domain()?, c.on_domain(&a.dom)?);
            driver.set_perf_events(c.caller(), &dom, &a.params, a.flags)
        }),
        371 => serve(call, |c, a: DomainGetGuestVcpusArgs<'_>| {
            let (driver, dom) = (c.domain()?, c.on_domain(&a.dom)?);
            driver
                .guest_vcpus(c.caller(), &dom, a.flags)
                .map(|params| DomainGetGuestVcpusRet { params })
        }),
        372 => serve(call, |c, a: DomainSetGuestVcpusArgs<'_>| {
            let (driver, dom) = (c.domain()?, c.on_domain(&a.dom)?);
            driver.set_guest_vcpus(c.caller(), &dom, a.cpumap, a.state, a.flags)
        }),
        384 => serve(call, |c, a: DomainSetVcpuArgs<'_>| {
            let (driver, dom) = (c.domain()?, c.on_domain(&a.dom)?);
            driver.set_vcpu(c.caller(), &dom, a.cpumap, a.state, a.flags)
        }),
        386 => serve(call, |c, a: DomainSetBlockThresholdArgs<'_>| {
            let (driver, dom) = (c.domain()?, c.on_domain(&a.dom)?);
            driver.set_block_threshold(c.caller(), &dom, a.dev, a.threshold, a.flags)
        }),
        387 => serve(call, |c, a: DomainMigrateGetMaxDowntimeArgs<'_>| {
            let (driver, dom) = (c.domain()?, c.on_domain(&a.dom)?);
            driver
                .migrate_max_downtime(c.caller(), &dom, a.flags)
                .map(|downtime| DomainMigrateGetMaxDowntimeRet { downtime })
        }),
        388 => serve_flagged(
            call,
            |a: &DomainManagedSaveGetXmlDescArgs<'_>| a.flags,
            |c, a: DomainManagedSaveGetXmlDescArgs<'_>| {
                let (driver, dom) = (c.domain()?, c.on_domain(&a.dom)?);
                driver
                    .managed_save_xml_desc(c.caller(), &dom, a.flags)
                    .map(|xml| DomainManagedSaveGetXmlDescRet { xml })
            },
        ),
        389 => serve(call, |c, a: DomainManagedSaveDefineXmlArgs<'_>| {
            let (driver, dom) = (c.domain()?, c.on_domain(&a.dom)?);
            driver.managed_save_define_xml(c.caller(), &dom, a.dxml, a.flags)
        }),
        390 => serve(call, |c, a: DomainSetLifecycleActionArgs<'_>| {
            let (driver, dom) = (c.domain()?, c.on_domain(&a.dom)?);
            driver.set_lifecycle_action(c.caller(), &dom, a.kind, a.action, a.flags)
        }),
        392 => serve(call, |c, a: DomainDetachDeviceAliasArgs<'_>| {
            let (driver, dom) = (c.domain()?, c.on_domain(&a.dom)?);
            driver.detach_device_alias(c.caller(), &dom, a.alias, a.flags)
        }),
        396 => serve(call, |c, a: DomainGetLaunchSecurityInfoArgs<'_>| {
            let (driver, dom) = (c.domain()?, c.on_domain(&a.dom)?);
            driver
                .launch_security_info(c.caller(), &dom, a.flags)
                .map(|params| DomainGetLaunchSecurityInfoRet { params })
        }),
        402 => serve(call, |c, a: DomainSetIothreadParamsArgs<'_>| {
            let (driver, dom) = (c.domain()?, c.on_domain(&a.dom)?);
            driver.set_iothread_params(c.caller(), &dom, a.iothread_id, &a.params, a.flags)
        }),
        418 => serve(call, |c, a: DomainGetGuestInfoArgs<'_>| {
            let (driver, dom) = (c.domain()?, c.on_domain(&a.dom)?);
            driver
                .guest_info(c.caller(), &dom, a.types, a.flags)
                .map(|params| DomainGetGuestInfoRet { params })
        }),
        420 => serve(call, |c, a: DomainAgentSetResponseTimeoutArgs<'_>| {
            let (driver, dom) = (c.domain()?, c.on_domain(&a.dom)?);
            driver
                .agent_set_response_timeout(c.caller(), &dom, a.timeout, a.flags)
                .map(|result| DomainAgentSetResponseTimeoutRet { result })
        }),
        421 => serve(call, |c, a: DomainBackupBeginArgs<'_>| {
            let (driver, dom) = (c.domain()?, c.on_domain(&a.dom)?);
            driver.backup_begin(c.caller(), &dom, a.backup_xml, a.checkpoint_xml, a.flags)
        }),
        422 => serve(call, |c, a: DomainBackupGetXmlDescArgs<'_>| {
            let (driver, dom) = (c.domain()?, c.on_domain(&a.dom)?);
            driver
                .backup_xml_desc(c.caller(), &dom, a.flags)
                .map(|xml| DomainBackupGetXmlDescRet { xml })
        }),
        424 => serve(call, |c, a: DomainAuthorizedSshKeysGetArgs<'_>| {
            let (driver, dom) = (c.domain()?, c.on_domain(&a.dom)?);
            driver
                .authorized_ssh_keys_get(c.caller(), &dom, a.user, a.flags)
                .map(|keys| DomainAuthorizedSshKeysGetRet { keys })
        }),
        425 => serve(call, |c, a: DomainAuthorizedSshKeysSetArgs<'_>| {
            let (driver, dom) = (c.domain()?, c.on_domain(&a.dom)?);
            driver.authorized_ssh_keys_set(c.caller(), &dom, a.user, &a.keys, a.flags)
        }),
        426 => serve(call, |c, a: DomainGetMessagesArgs<'_>| {
            let (driver, dom) = (c.domain()?, c.on_domain(&a.dom)?);
            driver
                .messages(c.caller(), &dom, a.flags)
                .map(|msgs| DomainGetMessagesRet { msgs })
        }),
        427 => serve(call, |c, a: DomainStartDirtyRateCalcArgs<'_>| {
            let (driver, dom) = (c.domain()?, c.on_domain(&a.dom)?);
            driver.start_dirty_rate_calc(c.caller(), &dom, a.seconds, a.flags)
        }),
        439 => serve(call, |c, a: DomainSetLaunchSecurityStateArgs<'_>| {
            let (driver, dom) = (c.domain()?, c.on_domain(&a.dom)?);
            driver.set_launch_security_state(c.caller(), &dom, &a.params, a.flags)
        }),
        440 => serve(call, |c, a: DomainSaveParamsArgs<'_>| {
            let (driver, dom) = (c.domain()?, c.on_domain(&a.dom)?);
            driver.save_params(c.caller(), &dom, &a.params, a.flags)
        }),
        441 => serve(call, |c, a: DomainRestoreParamsArgs<'_>| {
            c.domain()?.restore_params(c.caller(), &a.params, a.flags)
        }),
        442 => serve(call, |c, a: DomainAbortJobFlagsArgs<'_>| {
            let (driver, dom) = (c.domain()?, c.on_domain(&a.dom)?);
            driver.abort_job_flags(c.caller(), &dom, a.flags)
        }),
        443 => serve(call, |c, a: DomainFdAssociateArgs<'_>| {
            let (driver, dom) = (c.domain()?, c.on_domain(&a.dom)?);
            driver.fd_associate(c.caller(), &dom, a.name, a.flags)
        }),
        448 => serve(call, |c, a: DomainGraphicsReloadArgs<'_>| {
            let (driver, dom) = (c.domain()?, c.on_domain(&a.dom)?);
            driver.graphics_reload(c.caller(), &dom, a.kind, a.flags)
        }),
        449 => serve(call, |c, a: DomainGetAutostartOnceArgs<'_>| {
            let (driver, dom) = (c.domain()?, c.on_domain(&a.dom)?);
            driver
                .autostart_once(c.caller(), &dom)
                .map(|autostart| DomainGetAutostartOnceRet { autostart })
        }),
        450 => serve(call, |c, a: DomainSetAutostartOnceArgs<'_>| {
            let (driver, dom) = (c.domain()?, c.on_domain(&a.dom)?);
            driver.set_autostart_once(c.caller(), &dom, a.autostart)
        }),
        451 => serve(call, |c, a: DomainSetThrottleGroupArgs<'_>| {
            let (driver, dom) = (c.domain()?, c.on_domain(&a.dom)?);
            driver.set_throttle_group(c.caller(), &dom, a.group, &a.params, a.flags)
        }),
        452 => serve(call, |c, a: DomainDelThrottleGroupArgs<'_>| {
            let (driver, dom) = (c.domain()?, c.on_domain(&a.dom)?);
            driver.del_throttle_group(c.caller(), &dom, a.group, a.flags)
        }),
        _ => unserved(call),
    }
}
