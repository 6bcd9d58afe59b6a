//! The procedures of `DomainApi`.
//!
//! Made by `cargo xtask codegen` from `api/src/domain.rs`; do not edit.

use crate::procedure::prelude::*;

procedures! { Remote Domain Domain;
    8 "domain_attach_device" "virDomainAttachDevice" Low Long { acl: &[p("domain", "write")] }
    9 "domain_create" "virDomainCreate" Low Long { acl: &[p("domain", "start")] }
    10 "domain_create_xml" "virDomainCreateXML" Low Long {
        acl: &[p("domain", "write"), p("domain", "start")],
    }
    11 "domain_define_xml" "virDomainDefineXML" High Disk {
        acl: &[p("domain", "write"), p("domain", "save")],
    }
    12 "domain_destroy" "virDomainDestroy" High Long { acl: &[p("domain", "stop")] }
    13 "domain_detach_device" "virDomainDetachDevice" Low Long { acl: &[p("domain", "write")] }
    14 "domain_get_xml_desc" "virDomainGetXMLDesc" Low Never {
        read_only: UnlessBits(9, "with secure flag"),
        acl: &[p("domain", "read"), p_if("domain", "read_secure", "VIR_DOMAIN_XML_SECURE"), p_if("domain", "read_secure", "VIR_DOMAIN_XML_MIGRATABLE")],
    }
    15 "domain_get_autostart" "virDomainGetAutostart" High Never {
        read_only: Allowed, acl: &[p("domain", "read")],
    }
    16 "domain_get_info" "virDomainGetInfo" Low Never {
        read_only: Allowed, acl: &[p("domain", "read")],
    }
    17 "domain_get_max_memory" "virDomainGetMaxMemory" High Never {
        read_only: Allowed, acl: &[p("domain", "read")],
    }
    18 "domain_get_max_vcpus" "virDomainGetMaxVcpus" High Disk {
        read_only: Allowed, acl: &[p("domain", "read")],
    }
    19 "domain_get_os_type" "virDomainGetOSType" High Never {
        read_only: Allowed, acl: &[p("domain", "read")],
    }
    20 "domain_get_vcpus" "virDomainGetVcpus" High Monitor {
        read_only: Allowed, acl: &[p("domain", "read")],
    }
    22 "domain_lookup_by_id" "virDomainLookupByID" High Never {
        read_only: Allowed, acl: &[p("domain", "getattr")],
    }
    23 "domain_lookup_by_name" "virDomainLookupByName" High Never {
        read_only: Allowed, acl: &[p("domain", "getattr")],
    }
    24 "domain_lookup_by_uuid" "virDomainLookupByUUID" High Never {
        read_only: Allowed, acl: &[p("domain", "getattr")],
    }
    26 "domain_pin_vcpu" "virDomainPinVcpu" Low Disk { acl: &[p("domain", "write")] }
    27 "domain_reboot" "virDomainReboot" Low Monitor {

        acl: &[p("domain", "init_control"), p_if("domain", "write", "VIR_DOMAIN_REBOOT_GUEST_AGENT")],
    }
    28 "domain_resume" "virDomainResume" Low Monitor { acl: &[p("domain", "suspend")] }
    29 "domain_set_autostart" "virDomainSetAutostart" High Disk { acl: &[p("domain", "write")] }
    30 "domain_set_max_memory" "virDomainSetMaxMemory" High Disk { acl: &[p("domain", "write")] }
    31 "domain_set_memory" "virDomainSetMemory" Low Monitor { acl: &[p("domain", "write")] }
    32 "domain_set_vcpus" "virDomainSetVcpus" Low Disk { acl: &[p("domain", "write")] }
    33 "domain_shutdown" "virDomainShutdown" Low Monitor { acl: &[p("domain", "init_control")] }
    34 "domain_suspend" "virDomainSuspend" Low Monitor { acl: &[p("domain", "suspend")] }
    35 "domain_undefine" "virDomainUndefine" High Disk { acl: &[p("domain", "delete")] }
    53 "domain_core_dump" "virDomainCoreDump" Low Long { acl: &[p("domain", "core_dump")] }
    54 "domain_restore" "virDomainRestore" Low Long {
        acl: &[p("domain", "start"), p("domain", "write")],
    }
    55 "domain_save" "virDomainSave" Low Long { acl: &[p("domain", "hibernate")] }
    56 "domain_get_scheduler_type" "virDomainGetSchedulerType" Low Never {
        read_only: Allowed, acl: &[p("domain", "read")],
    }
    57 "domain_get_scheduler_parameters" "virDomainGetSchedulerParameters" Low Disk {
        read_only: Allowed, acl: &[p("domain", "read")],
    }
    58 "domain_set_scheduler_parameters" "virDomainSetSchedulerParameters" Low Disk {
        acl: &[p("domain", "read")],
    }
    64 "domain_block_stats" "virDomainBlockStats" Low Monitor {
        read_only: Allowed, acl: &[p("domain", "read")],
    }
    65 "domain_interface_stats" "virDomainInterfaceStats" High Monitor {
        read_only: Allowed, acl: &[p("domain", "read")],
    }
    103 "domain_block_peek" "virDomainBlockPeek" Low Monitor { acl: &[p("domain", "block_read")] }
    104 "domain_memory_peek" "virDomainMemoryPeek" Low Monitor { acl: &[p("domain", "mem_read")] }
    121 "domain_get_security_label" "virDomainGetSecurityLabel" High Never {
        read_only: Allowed, acl: &[p("domain", "read")],
    }
    150 "domain_is_active" "virDomainIsActive" High Never {
        read_only: Allowed, acl: &[p("domain", "read")],
    }
    151 "domain_is_persistent" "virDomainIsPersistent" High Never {
        read_only: Allowed, acl: &[p("domain", "read")],
    }
    159 "domain_memory_stats" "virDomainMemoryStats" Low Monitor {
        read_only: Allowed, acl: &[p("domain", "read")],
    }
    160 "domain_attach_device_flags" "virDomainAttachDeviceFlags" Low Long {

        acl: &[p("domain", "write"), p_if("domain", "save", "!VIR_DOMAIN_AFFECT_CONFIG|VIR_DOMAIN_AFFECT_LIVE"), p_if("domain", "save", "VIR_DOMAIN_AFFECT_CONFIG")],
    }
    161 "domain_detach_device_flags" "virDomainDetachDeviceFlags" Low Long {

        acl: &[p("domain", "write"), p_if("domain", "save", "!VIR_DOMAIN_AFFECT_CONFIG|VIR_DOMAIN_AFFECT_LIVE"), p_if("domain", "save", "VIR_DOMAIN_AFFECT_CONFIG")],
    }
    163 "domain_get_job_info" "virDomainGetJobInfo" Low Never {
        read_only: Allowed, acl: &[p("domain", "read")],
    }
    164 "domain_abort_job" "virDomainAbortJob" Low Disk { acl: &[p("domain", "write")] }
    166 "domain_migrate_set_max_downtime" "virDomainMigrateSetMaxDowntime" Low Long {
        acl: &[p("domain", "migrate")],
    }
    174 "domain_update_device_flags" "virDomainUpdateDeviceFlags" Low Disk {

        acl: &[p("domain", "write"), p_if("domain", "save", "!VIR_DOMAIN_AFFECT_CONFIG|VIR_DOMAIN_AFFECT_LIVE"), p_if("domain", "save", "VIR_DOMAIN_AFFECT_CONFIG")],
    }
    182 "domain_managed_save" "virDomainManagedSave" Low Long { acl: &[p("domain", "hibernate")] }
    183 "domain_has_managed_save_image" "virDomainHasManagedSaveImage" Low Never {
        read_only: Allowed, acl: &[p("domain", "read")],
    }
    184 "domain_managed_save_remove" "virDomainManagedSaveRemove" Low Long {
        acl: &[p("domain", "hibernate")],
    }
    194 "domain_get_block_info" "virDomainGetBlockInfo" Low Monitor {
        read_only: Allowed, acl: &[p("domain", "read")],
    }
    196 "domain_create_with_flags" "virDomainCreateWithFlags" Low Long {
        acl: &[p("domain", "start")],
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
    200 "domain_get_vcpus_flags" "virDomainGetVcpusFlags" Low Monitor {
        read_only: UnlessBits(8, ""),
        acl: &[p("domain", "read"), p_if("domain", "write", "VIR_DOMAIN_VCPU_GUEST")],
    }
    201 "domain_open_console" "virDomainOpenConsole" Low Disk {
        acl: &[p("domain", "open_device")], stream: Some(Direction::Out),
    }
    202 "domain_is_updated" "virDomainIsUpdated" High Never {
        read_only: Allowed, acl: &[p("domain", "read")],
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
    207 "domain_migrate_set_max_speed" "virDomainMigrateSetMaxSpeed" Low Long {
        acl: &[p("domain", "migrate")],
    }
    210 "domain_inject_nmi" "virDomainInjectNMI" Low Monitor { acl: &[p("domain", "inject_nmi")] }
    211 "domain_screenshot" "virDomainScreenshot" Low Monitor {
        acl: &[p("domain", "screenshot")], stream: Some(Direction::Out),
    }
    212 "domain_get_state" "virDomainGetState" High Never {
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
    226 "domain_send_key" "virDomainSendKey" Low Monitor { acl: &[p("domain", "send_input")] }
    229 "domain_get_control_info" "virDomainGetControlInfo" High Never {
        read_only: Allowed, acl: &[p("domain", "read")],
    }
    230 "domain_get_vcpu_pin_info" "virDomainGetVcpuPinInfo" Low Disk {
        read_only: Allowed, acl: &[p("domain", "read")],
    }
    231 "domain_undefine_flags" "virDomainUndefineFlags" High Disk { acl: &[p("domain", "delete")] }
    232 "domain_save_flags" "virDomainSaveFlags" Low Long { acl: &[p("domain", "hibernate")] }
    233 "domain_restore_flags" "virDomainRestoreFlags" Low Long {
        acl: &[p("domain", "start"), p("domain", "write")],
    }
    234 "domain_destroy_flags" "virDomainDestroyFlags" High Long { acl: &[p("domain", "stop")] }
    235 "domain_save_image_get_xml_desc" "virDomainSaveImageGetXMLDesc" High Long {
        acl: &[p("domain", "write")],
    }
    236 "domain_save_image_define_xml" "virDomainSaveImageDefineXML" High Long {
        acl: &[p("domain", "write"), p("domain", "hibernate")],
    }
    237 "domain_block_job_abort" "virDomainBlockJobAbort" Low Disk { acl: &[p("domain", "write")] }
    238 "domain_get_block_job_info" "virDomainGetBlockJobInfo" Low Monitor {
        read_only: Allowed, acl: &[p("domain", "read")],
    }
    239 "domain_block_job_set_speed" "virDomainBlockJobSetSpeed" Low Disk {
        acl: &[p("domain", "write")],
    }
    240 "domain_block_pull" "virDomainBlockPull" Low Long { acl: &[p("domain", "block_write")] }
    242 "domain_migrate_get_max_speed" "virDomainMigrateGetMaxSpeed" Low Long {
        acl: &[p("domain", "migrate")],
    }
    243 "domain_block_stats_flags" "virDomainBlockStatsFlags" Low Monitor {
        read_only: Allowed, acl: &[p("domain", "read")],
    }
    245 "domain_reset" "virDomainReset" Low Monitor { acl: &[p("domain", "reset")] }
    249 "domain_open_graphics" "virDomainOpenGraphics" Low Monitor {
        acl: &[p("domain", "open_graphics")], descriptors: Some(Direction::In),
    }
    251 "domain_block_resize" "virDomainBlockResize" Low Monitor {
        acl: &[p("domain", "block_write")],
    }
    252 "domain_set_block_io_tune" "virDomainSetBlockIoTune" Low Disk {

        acl: &[p("domain", "write"), p_if("domain", "save", "!VIR_DOMAIN_AFFECT_CONFIG|VIR_DOMAIN_AFFECT_LIVE"), p_if("domain", "save", "VIR_DOMAIN_AFFECT_CONFIG")],
    }
    253 "domain_get_block_io_tune" "virDomainGetBlockIoTune" Low Monitor {
        read_only: Allowed, acl: &[p("domain", "read")],
    }
    254 "domain_set_numa_parameters" "virDomainSetNumaParameters" Low Disk {

        acl: &[p("domain", "write"), p_if("domain", "save", "!VIR_DOMAIN_AFFECT_CONFIG|VIR_DOMAIN_AFFECT_LIVE"), p_if("domain", "save", "VIR_DOMAIN_AFFECT_CONFIG")],
    }
    255 "domain_get_numa_parameters" "virDomainGetNumaParameters" Low Disk {
        read_only: Allowed, acl: &[p("domain", "read")],
    }
    256 "domain_set_interface_parameters" "virDomainSetInterfaceParameters" Low Disk {

        acl: &[p("domain", "write"), p_if("domain", "save", "!VIR_DOMAIN_AFFECT_CONFIG|VIR_DOMAIN_AFFECT_LIVE"), p_if("domain", "save", "VIR_DOMAIN_AFFECT_CONFIG")],
    }
    257 "domain_get_interface_parameters" "virDomainGetInterfaceParameters" Low Disk {
        read_only: Allowed, acl: &[p("domain", "read")],
    }
    258 "domain_shutdown_flags" "virDomainShutdownFlags" Low Monitor {

        acl: &[p("domain", "init_control"), p_if("domain", "write", "VIR_DOMAIN_SHUTDOWN_GUEST_AGENT")],
    }
    261 "domain_pm_suspend_for_duration" "virDomainPMSuspendForDuration" Low Long {
        acl: &[p("domain", "pm_control")],
    }
    262 "domain_get_cpu_stats" "virDomainGetCPUStats" Low Monitor {
        read_only: Allowed, acl: &[p("domain", "read")],
    }
    263 "domain_get_disk_errors" "virDomainGetDiskErrors" Low Monitor {
        read_only: Allowed, acl: &[p("domain", "read")],
    }
    264 "domain_set_metadata" "virDomainSetMetadata" Low Disk {

        acl: &[p("domain", "write"), p_if("domain", "save", "!VIR_DOMAIN_AFFECT_CONFIG|VIR_DOMAIN_AFFECT_LIVE"), p_if("domain", "save", "VIR_DOMAIN_AFFECT_CONFIG")],
    }
    265 "domain_get_metadata" "virDomainGetMetadata" Low Never {
        read_only: Allowed, acl: &[p("domain", "read")],
    }
    266 "domain_block_rebase" "virDomainBlockRebase" Low Long { acl: &[p("domain", "block_write")] }
    267 "domain_pm_wakeup" "virDomainPMWakeup" Low Disk { acl: &[p("domain", "pm_control")] }
    277 "domain_get_hostname" "virDomainGetHostname" Low Monitor { acl: &[p("domain", "write")] }
    278 "domain_get_security_label_list" "virDomainGetSecurityLabelList" High Disk {
        read_only: Allowed, acl: &[p("domain", "read")],
    }
    279 "domain_pin_emulator" "virDomainPinEmulator" Low Disk {

        acl: &[p("domain", "write"), p_if("domain", "save", "!VIR_DOMAIN_AFFECT_CONFIG|VIR_DOMAIN_AFFECT_LIVE"), p_if("domain", "save", "VIR_DOMAIN_AFFECT_CONFIG")],
    }
    280 "domain_get_emulator_pin_info" "virDomainGetEmulatorPinInfo" Low Disk {
        read_only: Allowed, acl: &[p("domain", "read")],
    }
    290 "domain_block_commit" "virDomainBlockCommit" Low Long { acl: &[p("domain", "block_write")] }
    294 "domain_fstrim" "virDomainFSTrim" Low Long { acl: &[p("domain", "fs_trim")] }
    295 "domain_send_process_signal" "virDomainSendProcessSignal" Low Disk {
        acl: &[p("domain", "send_signal")],
    }
    296 "domain_open_channel" "virDomainOpenChannel" Low Disk {
        acl: &[p("domain", "open_device")], stream: Some(Direction::Out),
    }
    298 "domain_get_job_stats" "virDomainGetJobStats" Low Disk {
        read_only: Allowed, acl: &[p("domain", "read")],
    }
    299 "domain_migrate_get_compression_cache" "virDomainMigrateGetCompressionCache" Low Long {
        read_only: Allowed, acl: &[p("domain", "migrate")],
    }
    300 "domain_migrate_set_compression_cache" "virDomainMigrateSetCompressionCache" Low Long {
        acl: &[p("domain", "migrate")],
    }
    308 "domain_set_memory_stats_period" "virDomainSetMemoryStatsPeriod" Low Monitor {

        acl: &[p("domain", "write"), p_if("domain", "save", "!VIR_DOMAIN_AFFECT_CONFIG|VIR_DOMAIN_AFFECT_LIVE"), p_if("domain", "save", "VIR_DOMAIN_AFFECT_CONFIG")],
    }
    309 "domain_create_xml_with_files" "virDomainCreateXMLWithFiles" Low Long {
        acl: &[p("domain", "write"), p("domain", "start")], descriptors: Some(Direction::In),
    }
    310 "domain_create_with_files" "virDomainCreateWithFiles" Low Long {
        acl: &[p("domain", "start")], descriptors: Some(Direction::In),
    }
    334 "domain_core_dump_with_format" "virDomainCoreDumpWithFormat" Low Long {
        acl: &[p("domain", "core_dump")],
    }
    335 "domain_fsfreeze" "virDomainFSFreeze" Low Long { acl: &[p("domain", "fs_freeze")] }
    336 "domain_fsthaw" "virDomainFSThaw" Low Long { acl: &[p("domain", "fs_freeze")] }
    337 "domain_get_time" "virDomainGetTime" Low Monitor { acl: &[p("domain", "write")] }
    338 "domain_set_time" "virDomainSetTime" Low Monitor { acl: &[p("domain", "set_time")] }
    343 "domain_open_graphics_fd" "virDomainOpenGraphicsFD" Low Monitor {
        acl: &[p("domain", "open_graphics")], descriptors: Some(Direction::Out),
    }
    345 "domain_block_copy" "virDomainBlockCopy" Low Long { acl: &[p("domain", "block_write")] }
    349 "domain_get_fsinfo" "virDomainGetFSInfo" Low Monitor { acl: &[p("domain", "fs_freeze")] }
    350 "domain_define_xml_flags" "virDomainDefineXMLFlags" High Disk {
        acl: &[p("domain", "write"), p("domain", "save")],
    }
    351 "domain_get_iothread_info" "virDomainGetIOThreadInfo" Low Disk {
        read_only: Allowed, acl: &[p("domain", "read")],
    }
    352 "domain_pin_iothread" "virDomainPinIOThread" Low Disk {

        acl: &[p("domain", "write"), p_if("domain", "save", "!VIR_DOMAIN_AFFECT_CONFIG|VIR_DOMAIN_AFFECT_LIVE"), p_if("domain", "save", "VIR_DOMAIN_AFFECT_CONFIG")],
    }
    353 "domain_interface_addresses" "virDomainInterfaceAddresses" Low Monitor {
        read_only: UnlessEqual(1),
        acl: &[p("domain", "read"), p_if("domain", "write", ":source:VIR_DOMAIN_INTERFACE_ADDRESSES_SRC_AGENT")],
    }
    355 "domain_add_iothread" "virDomainAddIOThread" Low Disk {

        acl: &[p("domain", "write"), p_if("domain", "save", "!VIR_DOMAIN_AFFECT_CONFIG|VIR_DOMAIN_AFFECT_LIVE"), p_if("domain", "save", "VIR_DOMAIN_AFFECT_CONFIG")],
    }
    356 "domain_del_iothread" "virDomainDelIOThread" Low Disk {

        acl: &[p("domain", "write"), p_if("domain", "save", "!VIR_DOMAIN_AFFECT_CONFIG|VIR_DOMAIN_AFFECT_LIVE"), p_if("domain", "save", "VIR_DOMAIN_AFFECT_CONFIG")],
    }
    357 "domain_set_user_password" "virDomainSetUserPassword" Low Monitor {
        acl: &[p("domain", "set_password")],
    }
    358 "domain_rename" "virDomainRename" Low Disk {
        acl: &[p("domain", "write"), p("domain", "save")],
    }
    364 "domain_migrate_start_post_copy" "virDomainMigrateStartPostCopy" Low Long {
        acl: &[p("domain", "migrate")],
    }
    365 "domain_get_perf_events" "virDomainGetPerfEvents" Low Disk {
        read_only: Allowed, acl: &[p("domain", "read")],
    }
    366 "domain_set_perf_events" "virDomainSetPerfEvents" Low Disk { acl: &[p("domain", "write")] }
    371 "domain_get_guest_vcpus" "virDomainGetGuestVcpus" Low Monitor {
        acl: &[p("domain", "write")],
    }
    372 "domain_set_guest_vcpus" "virDomainSetGuestVcpus" Low Monitor {
        acl: &[p("domain", "write")],
    }
    384 "domain_set_vcpu" "virDomainSetVcpu" Low Disk {

        acl: &[p("domain", "write"), p_if("domain", "save", "!VIR_DOMAIN_AFFECT_CONFIG|VIR_DOMAIN_AFFECT_LIVE"), p_if("domain", "save", "VIR_DOMAIN_AFFECT_CONFIG")],
    }
    386 "domain_set_block_threshold" "virDomainSetBlockThreshold" Low Disk {
        acl: &[p("domain", "write")],
    }
    387 "domain_migrate_get_max_downtime" "virDomainMigrateGetMaxDowntime" Low Long {
        read_only: Allowed, acl: &[p("domain", "migrate")],
    }
    388 "domain_managed_save_get_xml_desc" "virDomainManagedSaveGetXMLDesc" Low Long {
        read_only: UnlessBits(1, "with secure flag"),
        acl: &[p("domain", "read"), p_if("domain", "read_secure", "VIR_DOMAIN_SAVE_IMAGE_XML_SECURE")],
    }
    389 "domain_managed_save_define_xml" "virDomainManagedSaveDefineXML" Low Long {
        acl: &[p("domain", "write"), p("domain", "hibernate")],
    }
    390 "domain_set_lifecycle_action" "virDomainSetLifecycleAction" Low Disk {
        acl: &[p("domain", "write")],
    }
    392 "domain_detach_device_alias" "virDomainDetachDeviceAlias" Low Long {

        acl: &[p("domain", "write"), p_if("domain", "save", "!VIR_DOMAIN_AFFECT_CONFIG|VIR_DOMAIN_AFFECT_LIVE"), p_if("domain", "save", "VIR_DOMAIN_AFFECT_CONFIG")],
    }
    396 "domain_get_launch_security_info" "virDomainGetLaunchSecurityInfo" Low Monitor {
        acl: &[p("domain", "read")],
    }
    402 "domain_set_iothread_params" "virDomainSetIOThreadParams" Low Disk {

        acl: &[p("domain", "write"), p_if("domain", "save", "!VIR_DOMAIN_AFFECT_CONFIG|VIR_DOMAIN_AFFECT_LIVE"), p_if("domain", "save", "VIR_DOMAIN_AFFECT_CONFIG")],
    }
    418 "domain_get_guest_info" "virDomainGetGuestInfo" Low Monitor { acl: &[p("domain", "write")] }
    420 "domain_agent_set_response_timeout" "virDomainAgentSetResponseTimeout" Low Monitor {
        acl: &[p("domain", "write")],
    }
    421 "domain_backup_begin" "virDomainBackupBegin" Low Long {
        acl: &[p("domain", "checkpoint"), p("domain", "block_write")],
    }
    422 "domain_backup_get_xml_desc" "virDomainBackupGetXMLDesc" High Long {
        read_only: Allowed, acl: &[p("domain", "read")],
    }
    424 "domain_authorized_ssh_keys_get" "virDomainAuthorizedSSHKeysGet" Low Disk {
        acl: &[p("domain", "write")],
    }
    425 "domain_authorized_ssh_keys_set" "virDomainAuthorizedSSHKeysSet" Low Disk {
        acl: &[p("domain", "write")],
    }
    426 "domain_get_messages" "virDomainGetMessages" Low Never {
        read_only: Allowed, acl: &[p("domain", "read")],
    }
    427 "domain_start_dirty_rate_calc" "virDomainStartDirtyRateCalc" Low Disk {
        acl: &[p("domain", "write")],
    }
    439 "domain_set_launch_security_state" "virDomainSetLaunchSecurityState" Low Disk {
        acl: &[p("domain", "write")],
    }
    440 "domain_save_params" "virDomainSaveParams" Low Long { acl: &[p("domain", "hibernate")] }
    441 "domain_restore_params" "virDomainRestoreParams" Low Long {
        acl: &[p("domain", "start"), p("domain", "write")],
    }
    442 "domain_abort_job_flags" "virDomainAbortJobFlags" Low Disk { acl: &[p("domain", "write")] }
    443 "domain_fd_associate" "virDomainFDAssociate" Low Disk {
        acl: &[p("domain", "write")], descriptors: Some(Direction::In),
    }
    448 "domain_graphics_reload" "virDomainGraphicsReload" Low Disk { acl: &[p("domain", "write")] }
    449 "domain_get_autostart_once" "virDomainGetAutostartOnce" High Never {
        read_only: Allowed, acl: &[p("domain", "read")],
    }
    450 "domain_set_autostart_once" "virDomainSetAutostartOnce" High Disk {
        acl: &[p("domain", "write")],
    }
    451 "domain_set_throttle_group" "virDomainSetThrottleGroup" Low Disk {

        acl: &[p("domain", "write"), p_if("domain", "save", "!VIR_DOMAIN_AFFECT_CONFIG|VIR_DOMAIN_AFFECT_LIVE"), p_if("domain", "save", "VIR_DOMAIN_AFFECT_CONFIG")],
    }
    452 "domain_del_throttle_group" "virDomainDelThrottleGroup" Low Disk {
        read_only: Allowed,
        acl: &[p("domain", "write"), p_if("domain", "save", "!VIR_DOMAIN_AFFECT_CONFIG|VIR_DOMAIN_AFFECT_LIVE"), p_if("domain", "save", "VIR_DOMAIN_AFFECT_CONFIG")],
    }
}
