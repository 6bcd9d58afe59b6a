//! `DomainApi` over the wire.
//!
//! Made by `cargo xtask codegen` from `api/src/domain.rs`; do not edit.

use crate::stubs::prelude::*;

stubs! { DomainApi REMOTE;
    8 attach_device(dom: &DomainRef, xml: &str) -> ():
        call(DomainAttachDeviceArgs { dom: lend(dom), xml });
    9 create(dom: &DomainRef) -> (): call(DomainCreateArgs { dom: lend(dom) });
    10 create_xml(xml_desc: &str, flags: u32) -> DomainRef:
        call(DomainCreateXmlArgs { xml_desc, flags }, |ret: DomainCreateXmlRet| ret.dom);
    11 define_xml(xml: &str) -> DomainRef:
        call(DomainDefineXmlArgs { xml }, |ret: DomainDefineXmlRet| ret.dom);
    12 destroy(dom: &DomainRef) -> (): call(DomainDestroyArgs { dom: lend(dom) });
    13 detach_device(dom: &DomainRef, xml: &str) -> ():
        call(DomainDetachDeviceArgs { dom: lend(dom), xml });
    14 xml_desc(dom: &DomainRef, flags: u32) -> String:
        call(DomainGetXmlDescArgs { dom: lend(dom), flags }, |ret: DomainGetXmlDescRet| ret.xml);
    15 autostart(dom: &DomainRef) -> i32:
        call(DomainGetAutostartArgs { dom: lend(dom) }, |ret: DomainGetAutostartRet| ret.autostart);
    16 info(dom: &DomainRef) -> DomainInfo: call(DomainGetInfoArgs { dom: lend(dom) });
    17 max_memory(dom: &DomainRef) -> u64:
        call(DomainGetMaxMemoryArgs { dom: lend(dom) }, |ret: DomainGetMaxMemoryRet| ret.memory);
    18 max_vcpus(dom: &DomainRef) -> i32:
        call(DomainGetMaxVcpusArgs { dom: lend(dom) }, |ret: DomainGetMaxVcpusRet| ret.num);
    19 os_type(dom: &DomainRef) -> String:
        call(DomainGetOsTypeArgs { dom: lend(dom) }, |ret: DomainGetOsTypeRet| ret.kind);
    20 vcpus(dom: &DomainRef, maxinfo: i32, maplen: i32) -> DomainVcpus:
        call(DomainGetVcpusArgs { dom: lend(dom), maxinfo, maplen });
    22 lookup_by_id(id: i32) -> DomainRef:
        call(DomainLookupByIdArgs { id }, |ret: DomainLookupByIdRet| ret.dom);
    23 lookup_by_name(name: &str) -> DomainRef:
        call(DomainLookupByNameArgs { name }, |ret: DomainLookupByNameRet| ret.dom);
    24 lookup_by_uuid(uuid: Uuid) -> DomainRef:
        call(DomainLookupByUuidArgs { uuid }, |ret: DomainLookupByUuidRet| ret.dom);
    26 pin_vcpu(dom: &DomainRef, vcpu: u32, cpumap: &[u8]) -> ():
        call(DomainPinVcpuArgs { dom: lend(dom), vcpu, cpumap });
    27 reboot(dom: &DomainRef, flags: u32) -> (): call(DomainRebootArgs { dom: lend(dom), flags });
    28 resume(dom: &DomainRef) -> (): call(DomainResumeArgs { dom: lend(dom) });
    29 set_autostart(dom: &DomainRef, autostart: i32) -> ():
        call(DomainSetAutostartArgs { dom: lend(dom), autostart });
    30 set_max_memory(dom: &DomainRef, memory: u64) -> ():
        call(DomainSetMaxMemoryArgs { dom: lend(dom), memory });
    31 set_memory(dom: &DomainRef, memory: u64) -> ():
        call(DomainSetMemoryArgs { dom: lend(dom), memory });
    32 set_vcpus(dom: &DomainRef, nvcpus: u32) -> ():
        call(DomainSetVcpusArgs { dom: lend(dom), nvcpus });
    33 shutdown(dom: &DomainRef) -> (): call(DomainShutdownArgs { dom: lend(dom) });
    34 suspend(dom: &DomainRef) -> (): call(DomainSuspendArgs { dom: lend(dom) });
    35 undefine(dom: &DomainRef) -> (): call(DomainUndefineArgs { dom: lend(dom) });
    53 core_dump(dom: &DomainRef, to: &str, flags: u32) -> ():
        call(DomainCoreDumpArgs { dom: lend(dom), to, flags });
    54 restore(from: &str) -> (): call(DomainRestoreArgs { from });
    55 save(dom: &DomainRef, to: &str) -> (): call(DomainSaveArgs { dom: lend(dom), to });
    56 scheduler_type(dom: &DomainRef) -> DomainSchedulerType:
        call(DomainGetSchedulerTypeArgs { dom: lend(dom) });
    57 scheduler_parameters(dom: &DomainRef, nparams: i32) -> Vec<TypedParam>:
        call(DomainGetSchedulerParametersArgs {
            dom: lend(dom), nparams,
        }, |ret: DomainGetSchedulerParametersRet| ret.params);
    58 set_scheduler_parameters(dom: &DomainRef, params: &[TypedParam]) -> ():
        call(DomainSetSchedulerParametersArgs { dom: lend(dom), params: lend(params) });
    64 block_stats(dom: &DomainRef, path: &str) -> DomainBlockStats:
        call(DomainBlockStatsArgs { dom: lend(dom), path });
    65 interface_stats(dom: &DomainRef, device: &str) -> DomainInterfaceStats:
        call(DomainInterfaceStatsArgs { dom: lend(dom), device });
    103 block_peek(dom: &DomainRef, path: &str, offset: u64, size: u32, flags: u32) -> Vec<u8>:
        call(DomainBlockPeekArgs {
            dom: lend(dom), path, offset, size, flags,
        }, |ret: DomainBlockPeekRet| ret.buffer);
    104 memory_peek(dom: &DomainRef, offset: u64, size: u32, flags: u32) -> Vec<u8>:
        call(DomainMemoryPeekArgs {
            dom: lend(dom), offset, size, flags,
        }, |ret: DomainMemoryPeekRet| ret.buffer);
    121 security_label(dom: &DomainRef) -> SecurityLabel:
        call(DomainGetSecurityLabelArgs { dom: lend(dom) });
    150 is_active(dom: &DomainRef) -> i32:
        call(DomainIsActiveArgs { dom: lend(dom) }, |ret: DomainIsActiveRet| ret.active);
    151 is_persistent(dom: &DomainRef) -> i32:
        call(DomainIsPersistentArgs {
            dom: lend(dom),
        }, |ret: DomainIsPersistentRet| ret.persistent);
    159 memory_stats(dom: &DomainRef, max_stats: u32, flags: u32) -> Vec<DomainMemoryStat>:
        call(DomainMemoryStatsArgs {
            dom: lend(dom), max_stats, flags,
        }, |ret: DomainMemoryStatsRet| ret.stats);
    160 attach_device_flags(dom: &DomainRef, xml: &str, flags: u32) -> ():
        call(DomainAttachDeviceFlagsArgs { dom: lend(dom), xml, flags });
    161 detach_device_flags(dom: &DomainRef, xml: &str, flags: u32) -> ():
        call(DomainDetachDeviceFlagsArgs { dom: lend(dom), xml, flags });
    163 job_info(dom: &DomainRef) -> DomainJobInfo: call(DomainGetJobInfoArgs { dom: lend(dom) });
    164 abort_job(dom: &DomainRef) -> (): call(DomainAbortJobArgs { dom: lend(dom) });
    166 migrate_set_max_downtime(dom: &DomainRef, downtime: u64, flags: u32) -> ():
        call(DomainMigrateSetMaxDowntimeArgs { dom: lend(dom), downtime, flags });
    174 update_device_flags(dom: &DomainRef, xml: &str, flags: u32) -> ():
        call(DomainUpdateDeviceFlagsArgs { dom: lend(dom), xml, flags });
    182 managed_save(dom: &DomainRef, flags: u32) -> ():
        call(DomainManagedSaveArgs { dom: lend(dom), flags });
    183 has_managed_save_image(dom: &DomainRef, flags: u32) -> i32:
        call(DomainHasManagedSaveImageArgs {
            dom: lend(dom), flags,
        }, |ret: DomainHasManagedSaveImageRet| ret.result);
    184 managed_save_remove(dom: &DomainRef, flags: u32) -> ():
        call(DomainManagedSaveRemoveArgs { dom: lend(dom), flags });
    194 block_info(dom: &DomainRef, path: &str, flags: u32) -> DomainBlockInfo:
        call(DomainGetBlockInfoArgs { dom: lend(dom), path, flags });
    196 create_with_flags(dom: &DomainRef, flags: u32) -> DomainRef:
        call(DomainCreateWithFlagsArgs {
            dom: lend(dom), flags,
        }, |ret: DomainCreateWithFlagsRet| ret.dom);
    197 set_memory_parameters(dom: &DomainRef, params: &[TypedParam], flags: u32) -> ():
        call(DomainSetMemoryParametersArgs { dom: lend(dom), params: lend(params), flags });
    198 memory_parameters(dom: &DomainRef, nparams: i32, flags: u32) -> DomainMemoryParameters:
        call(DomainGetMemoryParametersArgs { dom: lend(dom), nparams, flags });
    199 set_vcpus_flags(dom: &DomainRef, nvcpus: u32, flags: u32) -> ():
        call(DomainSetVcpusFlagsArgs { dom: lend(dom), nvcpus, flags });
    200 vcpus_flags(dom: &DomainRef, flags: u32) -> i32:
        call(DomainGetVcpusFlagsArgs {
            dom: lend(dom), flags,
        }, |ret: DomainGetVcpusFlagsRet| ret.num);
    201 open_console(dom: &DomainRef, dev_name: Option<&str>, flags: u32) -> Box<dyn Stream>:
        open_stream(DomainOpenConsoleArgs { dom: lend(dom), dev_name, flags }, |(): (), rest| rest);
    202 is_updated(dom: &DomainRef) -> i32:
        call(DomainIsUpdatedArgs { dom: lend(dom) }, |ret: DomainIsUpdatedRet| ret.updated);
    204 set_memory_flags(dom: &DomainRef, memory: u64, flags: u32) -> ():
        call(DomainSetMemoryFlagsArgs { dom: lend(dom), memory, flags });
    205 set_blkio_parameters(dom: &DomainRef, params: &[TypedParam], flags: u32) -> ():
        call(DomainSetBlkioParametersArgs { dom: lend(dom), params: lend(params), flags });
    206 blkio_parameters(dom: &DomainRef, nparams: i32, flags: u32) -> DomainBlkioParameters:
        call(DomainGetBlkioParametersArgs { dom: lend(dom), nparams, flags });
    207 migrate_set_max_speed(dom: &DomainRef, bandwidth: u64, flags: u32) -> ():
        call(DomainMigrateSetMaxSpeedArgs { dom: lend(dom), bandwidth, flags });
    210 inject_nmi(dom: &DomainRef, flags: u32) -> ():
        call(DomainInjectNmiArgs { dom: lend(dom), flags });
    211 screenshot(dom: &DomainRef, screen: u32, flags: u32) -> (Box<dyn Stream>, Option<String>):
        open_stream(DomainScreenshotArgs {
            dom: lend(dom), screen, flags,
        }, |ret: DomainScreenshotRet, rest| (rest, ret.mime));
    212 state(dom: &DomainRef, flags: u32) -> DomainState:
        call(DomainGetStateArgs { dom: lend(dom), flags });
    219 set_scheduler_parameters_flags(dom: &DomainRef, params: &[TypedParam], flags: u32) -> ():
        call(DomainSetSchedulerParametersFlagsArgs { dom: lend(dom), params: lend(params), flags });
    223 scheduler_parameters_flags(dom: &DomainRef, nparams: i32, flags: u32) -> Vec<TypedParam>:
        call(DomainGetSchedulerParametersFlagsArgs {
            dom: lend(dom), nparams, flags,
        }, |ret: DomainGetSchedulerParametersFlagsRet| ret.params);
    225 pin_vcpu_flags(dom: &DomainRef, vcpu: u32, cpumap: &[u8], flags: u32) -> ():
        call(DomainPinVcpuFlagsArgs { dom: lend(dom), vcpu, cpumap, flags });
    226 send_key(dom: &DomainRef, codeset: u32, holdtime: u32, keycodes: &[u32], flags: u32) -> ():
        call(DomainSendKeyArgs {
            dom: lend(dom), codeset, holdtime, keycodes: lend(keycodes), flags,
        });
    229 control_info(dom: &DomainRef, flags: u32) -> DomainControlInfo:
        call(DomainGetControlInfoArgs { dom: lend(dom), flags });
    230 vcpu_pin_info(dom: &DomainRef, ncpumaps: i32, maplen: i32, flags: u32) -> DomainVcpuPinInfo:
        call(DomainGetVcpuPinInfoArgs { dom: lend(dom), ncpumaps, maplen, flags });
    231 undefine_flags(dom: &DomainRef, flags: u32) -> ():
        call(DomainUndefineFlagsArgs { dom: lend(dom), flags });
    232 save_flags(dom: &DomainRef, to: &str, dxml: Option<&str>, flags: u32) -> ():
        call(DomainSaveFlagsArgs { dom: lend(dom), to, dxml, flags });
    233 restore_flags(from: &str, dxml: Option<&str>, flags: u32) -> ():
        call(DomainRestoreFlagsArgs { from, dxml, flags });
    234 destroy_flags(dom: &DomainRef, flags: u32) -> ():
        call(DomainDestroyFlagsArgs { dom: lend(dom), flags });
    235 save_image_xml_desc(file: &str, flags: u32) -> String:
        call(DomainSaveImageGetXmlDescArgs {
            file, flags,
        }, |ret: DomainSaveImageGetXmlDescRet| ret.xml);
    236 save_image_define_xml(file: &str, dxml: &str, flags: u32) -> ():
        call(DomainSaveImageDefineXmlArgs { file, dxml, flags });
    237 block_job_abort(dom: &DomainRef, path: &str, flags: u32) -> ():
        call(DomainBlockJobAbortArgs { dom: lend(dom), path, flags });
    238 block_job_info(dom: &DomainRef, path: &str, flags: u32) -> DomainBlockJobInfo:
        call(DomainGetBlockJobInfoArgs { dom: lend(dom), path, flags });
    239 block_job_set_speed(dom: &DomainRef, path: &str, bandwidth: u64, flags: u32) -> ():
        call(DomainBlockJobSetSpeedArgs { dom: lend(dom), path, bandwidth, flags });
    240 block_pull(dom: &DomainRef, path: &str, bandwidth: u64, flags: u32) -> ():
        call(DomainBlockPullArgs { dom: lend(dom), path, bandwidth, flags });
    242 migrate_max_speed(dom: &DomainRef, flags: u32) -> u64:
        call(DomainMigrateGetMaxSpeedArgs {
            dom: lend(dom), flags,
        }, |ret: DomainMigrateGetMaxSpeedRet| ret.bandwidth);
    243 block_stats_flags(dom: &DomainRef, path: &str, nparams: i32, flags: u32) -> DomainBlockStatsFlags:
        call(DomainBlockStatsFlagsArgs { dom: lend(dom), path, nparams, flags });
    245 reset(dom: &DomainRef, flags: u32) -> (): call(DomainResetArgs { dom: lend(dom), flags });
    249 open_graphics(dom: &DomainRef, idx: u32, flags: u32) -> ():
        call_with_descriptors(DomainOpenGraphicsArgs { dom: lend(dom), idx, flags });
    251 block_resize(dom: &DomainRef, disk: &str, size: u64, flags: u32) -> ():
        call(DomainBlockResizeArgs { dom: lend(dom), disk, size, flags });
    252 set_block_io_tune(dom: &DomainRef, disk: &str, params: &[TypedParam], flags: u32) -> ():
        call(DomainSetBlockIoTuneArgs { dom: lend(dom), disk, params: lend(params), flags });
    253 block_io_tune(dom: &DomainRef, disk: Option<&str>, nparams: i32, flags: u32) -> DomainBlockIoTune:
        call(DomainGetBlockIoTuneArgs { dom: lend(dom), disk, nparams, flags });
    254 set_numa_parameters(dom: &DomainRef, params: &[TypedParam], flags: u32) -> ():
        call(DomainSetNumaParametersArgs { dom: lend(dom), params: lend(params), flags });
    255 numa_parameters(dom: &DomainRef, nparams: i32, flags: u32) -> DomainNumaParameters:
        call(DomainGetNumaParametersArgs { dom: lend(dom), nparams, flags });
    256 set_interface_parameters(dom: &DomainRef, device: &str, params: &[TypedParam], flags: u32) -> ():
        call(DomainSetInterfaceParametersArgs {
            dom: lend(dom), device, params: lend(params), flags,
        });
    257 interface_parameters(dom: &DomainRef, device: &str, nparams: i32, flags: u32) -> DomainInterfaceParameters:
        call(DomainGetInterfaceParametersArgs { dom: lend(dom), device, nparams, flags });
    258 shutdown_flags(dom: &DomainRef, flags: u32) -> ():
        call(DomainShutdownFlagsArgs { dom: lend(dom), flags });
    261 pm_suspend_for_duration(dom: &DomainRef, target: u32, duration: u64, flags: u32) -> ():
        call(DomainPmSuspendForDurationArgs { dom: lend(dom), target, duration, flags });
    262 cpu_stats(dom: &DomainRef, nparams: u32, start_cpu: i32, ncpus: u32, flags: u32) -> DomainCpuStats:
        call(DomainGetCpuStatsArgs { dom: lend(dom), nparams, start_cpu, ncpus, flags });
    263 disk_errors(dom: &DomainRef, maxerrors: u32, flags: u32) -> DomainDiskErrors:
        call(DomainGetDiskErrorsArgs { dom: lend(dom), maxerrors, flags });
    264 set_metadata(dom: &DomainRef, kind: i32, metadata: Option<&str>, key: Option<&str>, uri: Option<&str>, flags: u32) -> ():
        call(DomainSetMetadataArgs { dom: lend(dom), kind, metadata, key, uri, flags });
    265 metadata(dom: &DomainRef, kind: i32, uri: Option<&str>, flags: u32) -> String:
        call(DomainGetMetadataArgs {
            dom: lend(dom), kind, uri, flags,
        }, |ret: DomainGetMetadataRet| ret.metadata);
    266 block_rebase(dom: &DomainRef, path: &str, base: Option<&str>, bandwidth: u64, flags: u32) -> ():
        call(DomainBlockRebaseArgs { dom: lend(dom), path, base, bandwidth, flags });
    267 pm_wakeup(dom: &DomainRef, flags: u32) -> ():
        call(DomainPmWakeupArgs { dom: lend(dom), flags });
    277 hostname(dom: &DomainRef, flags: u32) -> String:
        call(DomainGetHostnameArgs {
            dom: lend(dom), flags,
        }, |ret: DomainGetHostnameRet| ret.hostname);
    278 security_label_list(dom: &DomainRef) -> DomainSecurityLabelList:
        call(DomainGetSecurityLabelListArgs { dom: lend(dom) });
    279 pin_emulator(dom: &DomainRef, cpumap: &[u8], flags: u32) -> ():
        call(DomainPinEmulatorArgs { dom: lend(dom), cpumap, flags });
    280 emulator_pin_info(dom: &DomainRef, maplen: i32, flags: u32) -> DomainEmulatorPinInfo:
        call(DomainGetEmulatorPinInfoArgs { dom: lend(dom), maplen, flags });
    290 block_commit(dom: &DomainRef, disk: &str, base: Option<&str>, top: Option<&str>, bandwidth: u64, flags: u32) -> ():
        call(DomainBlockCommitArgs { dom: lend(dom), disk, base, top, bandwidth, flags });
    294 fstrim(dom: &DomainRef, mount_point: Option<&str>, minimum: u64, flags: u32) -> ():
        call(DomainFstrimArgs { dom: lend(dom), mount_point, minimum, flags });
    295 send_process_signal(dom: &DomainRef, pid_value: i64, signum: u32, flags: u32) -> ():
        call(DomainSendProcessSignalArgs { dom: lend(dom), pid_value, signum, flags });
    296 open_channel(dom: &DomainRef, name: Option<&str>, flags: u32) -> Box<dyn Stream>:
        open_stream(DomainOpenChannelArgs { dom: lend(dom), name, flags }, |(): (), rest| rest);
    298 job_stats(dom: &DomainRef, flags: u32) -> DomainJobStats:
        call(DomainGetJobStatsArgs { dom: lend(dom), flags });
    299 migrate_compression_cache(dom: &DomainRef, flags: u32) -> u64:
        call(DomainMigrateGetCompressionCacheArgs {
            dom: lend(dom), flags,
        }, |ret: DomainMigrateGetCompressionCacheRet| ret.cache_size);
    300 migrate_set_compression_cache(dom: &DomainRef, cache_size: u64, flags: u32) -> ():
        call(DomainMigrateSetCompressionCacheArgs { dom: lend(dom), cache_size, flags });
    308 set_memory_stats_period(dom: &DomainRef, period: i32, flags: u32) -> ():
        call(DomainSetMemoryStatsPeriodArgs { dom: lend(dom), period, flags });
    309 create_xml_with_files(xml_desc: &str, flags: u32) -> DomainRef:
        call_with_descriptors(DomainCreateXmlWithFilesArgs {
            xml_desc, flags,
        }, |ret: DomainCreateXmlWithFilesRet| ret.dom);
    310 create_with_files(dom: &DomainRef, flags: u32) -> DomainRef:
        call_with_descriptors(DomainCreateWithFilesArgs {
            dom: lend(dom), flags,
        }, |ret: DomainCreateWithFilesRet| ret.dom);
    334 core_dump_with_format(dom: &DomainRef, to: &str, dumpformat: u32, flags: u32) -> ():
        call(DomainCoreDumpWithFormatArgs { dom: lend(dom), to, dumpformat, flags });
    335 fsfreeze(dom: &DomainRef, mountpoints: &[String], flags: u32) -> i32:
        call(DomainFsfreezeArgs {
            dom: lend(dom), mountpoints: lend(mountpoints), flags,
        }, |ret: DomainFsfreezeRet| ret.filesystems);
    336 fsthaw(dom: &DomainRef, mountpoints: &[String], flags: u32) -> i32:
        call(DomainFsthawArgs {
            dom: lend(dom), mountpoints: lend(mountpoints), flags,
        }, |ret: DomainFsthawRet| ret.filesystems);
    337 time(dom: &DomainRef, flags: u32) -> DomainTime:
        call(DomainGetTimeArgs { dom: lend(dom), flags });
    338 set_time(dom: &DomainRef, seconds: i64, nseconds: u32, flags: u32) -> ():
        call(DomainSetTimeArgs { dom: lend(dom), seconds, nseconds, flags });
    343 open_graphics_fd(dom: &DomainRef, idx: u32, flags: u32) -> Vec<OwnedFd>:
        call_for_descriptors(DomainOpenGraphicsFdArgs {
            dom: lend(dom), idx, flags,
        }, |(): (), rest| rest);
    345 block_copy(dom: &DomainRef, path: &str, destxml: &str, params: &[TypedParam], flags: u32) -> ():
        call(DomainBlockCopyArgs { dom: lend(dom), path, destxml, params: lend(params), flags });
    349 fsinfo(dom: &DomainRef, flags: u32) -> DomainFsinfo:
        call(DomainGetFsinfoArgs { dom: lend(dom), flags });
    350 define_xml_flags(xml: &str, flags: u32) -> DomainRef:
        call(DomainDefineXmlFlagsArgs { xml, flags }, |ret: DomainDefineXmlFlagsRet| ret.dom);
    351 iothread_info(dom: &DomainRef, flags: u32) -> DomainIothreadInfoAnswer:
        call(DomainGetIothreadInfoArgs { dom: lend(dom), flags });
    352 pin_iothread(dom: &DomainRef, iothreads_id: u32, cpumap: &[u8], flags: u32) -> ():
        call(DomainPinIothreadArgs { dom: lend(dom), iothreads_id, cpumap, flags });
    353 interface_addresses(dom: &DomainRef, source: u32, flags: u32) -> Vec<DomainInterface>:
        call(DomainInterfaceAddressesArgs {
            dom: lend(dom), source, flags,
        }, |ret: DomainInterfaceAddressesRet| ret.ifaces);
    355 add_iothread(dom: &DomainRef, iothread_id: u32, flags: u32) -> ():
        call(DomainAddIothreadArgs { dom: lend(dom), iothread_id, flags });
    356 del_iothread(dom: &DomainRef, iothread_id: u32, flags: u32) -> ():
        call(DomainDelIothreadArgs { dom: lend(dom), iothread_id, flags });
    357 set_user_password(dom: &DomainRef, user: Option<&str>, password: Option<&str>, flags: u32) -> ():
        call(DomainSetUserPasswordArgs { dom: lend(dom), user, password, flags });
    358 rename(dom: &DomainRef, new_name: Option<&str>, flags: u32) -> i32:
        call(DomainRenameArgs {
            dom: lend(dom), new_name, flags,
        }, |ret: DomainRenameRet| ret.retcode);
    364 migrate_start_post_copy(dom: &DomainRef, flags: u32) -> ():
        call(DomainMigrateStartPostCopyArgs { dom: lend(dom), flags });
    365 perf_events(dom: &DomainRef, flags: u32) -> Vec<TypedParam>:
        call(DomainGetPerfEventsArgs {
            dom: lend(dom), flags,
        }, |ret: DomainGetPerfEventsRet| ret.params);
    366 set_perf_events(dom: &DomainRef, params: &[TypedParam], flags: u32) -> ():
        call(DomainSetPerfEventsArgs { dom: lend(dom), params: lend(params), flags });
    371 guest_vcpus(dom: &DomainRef, flags: u32) -> Vec<TypedParam>:
        call(DomainGetGuestVcpusArgs {
            dom: lend(dom), flags,
        }, |ret: DomainGetGuestVcpusRet| ret.params);
    372 set_guest_vcpus(dom: &DomainRef, cpumap: &str, state: i32, flags: u32) -> ():
        call(DomainSetGuestVcpusArgs { dom: lend(dom), cpumap, state, flags });
    384 set_vcpu(dom: &DomainRef, cpumap: &str, state: i32, flags: u32) -> ():
        call(DomainSetVcpuArgs { dom: lend(dom), cpumap, state, flags });
    386 set_block_threshold(dom: &DomainRef, dev: &str, threshold: u64, flags: u32) -> ():
        call(DomainSetBlockThresholdArgs { dom: lend(dom), dev, threshold, flags });
    387 migrate_max_downtime(dom: &DomainRef, flags: u32) -> u64:
        call(DomainMigrateGetMaxDowntimeArgs {
            dom: lend(dom), flags,
        }, |ret: DomainMigrateGetMaxDowntimeRet| ret.downtime);
    388 managed_save_xml_desc(dom: &DomainRef, flags: u32) -> String:
        call(DomainManagedSaveGetXmlDescArgs {
            dom: lend(dom), flags,
        }, |ret: DomainManagedSaveGetXmlDescRet| ret.xml);
    389 managed_save_define_xml(dom: &DomainRef, dxml: Option<&str>, flags: u32) -> ():
        call(DomainManagedSaveDefineXmlArgs { dom: lend(dom), dxml, flags });
    390 set_lifecycle_action(dom: &DomainRef, kind: u32, action: u32, flags: u32) -> ():
        call(DomainSetLifecycleActionArgs { dom: lend(dom), kind, action, flags });
    392 detach_device_alias(dom: &DomainRef, alias: &str, flags: u32) -> ():
        call(DomainDetachDeviceAliasArgs { dom: lend(dom), alias, flags });
    396 launch_security_info(dom: &DomainRef, flags: u32) -> Vec<TypedParam>:
        call(DomainGetLaunchSecurityInfoArgs {
            dom: lend(dom), flags,
        }, |ret: DomainGetLaunchSecurityInfoRet| ret.params);
    402 set_iothread_params(dom: &DomainRef, iothread_id: u32, params: &[TypedParam], flags: u32) -> ():
        call(DomainSetIothreadParamsArgs {
            dom: lend(dom), iothread_id, params: lend(params), flags,
        });
    418 guest_info(dom: &DomainRef, types: u32, flags: u32) -> Vec<TypedParam>:
        call(DomainGetGuestInfoArgs {
            dom: lend(dom), types, flags,
        }, |ret: DomainGetGuestInfoRet| ret.params);
    420 agent_set_response_timeout(dom: &DomainRef, timeout: i32, flags: u32) -> i32:
        call(DomainAgentSetResponseTimeoutArgs {
            dom: lend(dom), timeout, flags,
        }, |ret: DomainAgentSetResponseTimeoutRet| ret.result);
    421 backup_begin(dom: &DomainRef, backup_xml: &str, checkpoint_xml: Option<&str>, flags: u32) -> ():
        call(DomainBackupBeginArgs { dom: lend(dom), backup_xml, checkpoint_xml, flags });
    422 backup_xml_desc(dom: &DomainRef, flags: u32) -> String:
        call(DomainBackupGetXmlDescArgs {
            dom: lend(dom), flags,
        }, |ret: DomainBackupGetXmlDescRet| ret.xml);
    424 authorized_ssh_keys_get(dom: &DomainRef, user: &str, flags: u32) -> Vec<String>:
        call(DomainAuthorizedSshKeysGetArgs {
            dom: lend(dom), user, flags,
        }, |ret: DomainAuthorizedSshKeysGetRet| ret.keys);
    425 authorized_ssh_keys_set(dom: &DomainRef, user: &str, keys: &[String], flags: u32) -> ():
        call(DomainAuthorizedSshKeysSetArgs { dom: lend(dom), user, keys: lend(keys), flags });
    426 messages(dom: &DomainRef, flags: u32) -> Vec<String>:
        call(DomainGetMessagesArgs { dom: lend(dom), flags }, |ret: DomainGetMessagesRet| ret.msgs);
    427 start_dirty_rate_calc(dom: &DomainRef, seconds: i32, flags: u32) -> ():
        call(DomainStartDirtyRateCalcArgs { dom: lend(dom), seconds, flags });
    439 set_launch_security_state(dom: &DomainRef, params: &[TypedParam], flags: u32) -> ():
        call(DomainSetLaunchSecurityStateArgs { dom: lend(dom), params: lend(params), flags });
    440 save_params(dom: &DomainRef, params: &[TypedParam], flags: u32) -> ():
        call(DomainSaveParamsArgs { dom: lend(dom), params: lend(params), flags });
    441 restore_params(params: &[TypedParam], flags: u32) -> ():
        call(DomainRestoreParamsArgs { params: lend(params), flags });
    442 abort_job_flags(dom: &DomainRef, flags: u32) -> ():
        call(DomainAbortJobFlagsArgs { dom: lend(dom), flags });
    443 fd_associate(dom: &DomainRef, name: &str, flags: u32) -> ():
        call_with_descriptors(DomainFdAssociateArgs { dom: lend(dom), name, flags });
    448 graphics_reload(dom: &DomainRef, kind: u32, flags: u32) -> ():
        call(DomainGraphicsReloadArgs { dom: lend(dom), kind, flags });
    449 autostart_once(dom: &DomainRef) -> i32:
        call(DomainGetAutostartOnceArgs {
            dom: lend(dom),
        }, |ret: DomainGetAutostartOnceRet| ret.autostart);
    450 set_autostart_once(dom: &DomainRef, autostart: i32) -> ():
        call(DomainSetAutostartOnceArgs { dom: lend(dom), autostart });
    451 set_throttle_group(dom: &DomainRef, group: &str, params: &[TypedParam], flags: u32) -> ():
        call(DomainSetThrottleGroupArgs { dom: lend(dom), group, params: lend(params), flags });
    452 del_throttle_group(dom: &DomainRef, group: Option<&str>, flags: u32) -> ():
        call(DomainDelThrottleGroupArgs { dom: lend(dom), group, flags });
}
