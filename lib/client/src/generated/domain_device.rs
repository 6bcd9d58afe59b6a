//! `DomainDeviceApi` over the wire.
//!
//! Made by `cargo xtask codegen` from `api/src/domain_device.rs`; do not edit.

use crate::stubs::prelude::*;

stubs! { DomainDeviceApi REMOTE;
    8 attach_device(dom: &DomainRef, xml: &str) -> ():
        call(DomainAttachDeviceArgs { dom: lend(dom), xml });
    13 detach_device(dom: &DomainRef, xml: &str) -> ():
        call(DomainDetachDeviceArgs { dom: lend(dom), xml });
    64 block_stats(dom: &DomainRef, path: &str) -> DomainBlockStats:
        call(DomainBlockStatsArgs { dom: lend(dom), path });
    65 interface_stats(dom: &DomainRef, device: &str) -> DomainInterfaceStats:
        call(DomainInterfaceStatsArgs { dom: lend(dom), device });
    103 block_peek(dom: &DomainRef, path: &str, offset: u64, size: u32, flags: u32) -> Vec<u8>:
        call(DomainBlockPeekArgs {
            dom: lend(dom), path, offset, size, flags,
        }, |ret: DomainBlockPeekRet| ret.buffer);
    160 attach_device_flags(dom: &DomainRef, xml: &str, flags: u32) -> ():
        call(DomainAttachDeviceFlagsArgs { dom: lend(dom), xml, flags });
    161 detach_device_flags(dom: &DomainRef, xml: &str, flags: u32) -> ():
        call(DomainDetachDeviceFlagsArgs { dom: lend(dom), xml, flags });
    174 update_device_flags(dom: &DomainRef, xml: &str, flags: u32) -> ():
        call(DomainUpdateDeviceFlagsArgs { dom: lend(dom), xml, flags });
    194 block_info(dom: &DomainRef, path: &str, flags: u32) -> DomainBlockInfo:
        call(DomainGetBlockInfoArgs { dom: lend(dom), path, flags });
    237 block_job_abort(dom: &DomainRef, path: &str, flags: u32) -> ():
        call(DomainBlockJobAbortArgs { dom: lend(dom), path, flags });
    238 block_job_info(dom: &DomainRef, path: &str, flags: u32) -> DomainBlockJobInfo:
        call(DomainGetBlockJobInfoArgs { dom: lend(dom), path, flags });
    239 block_job_set_speed(dom: &DomainRef, path: &str, bandwidth: u64, flags: u32) -> ():
        call(DomainBlockJobSetSpeedArgs { dom: lend(dom), path, bandwidth, flags });
    240 block_pull(dom: &DomainRef, path: &str, bandwidth: u64, flags: u32) -> ():
        call(DomainBlockPullArgs { dom: lend(dom), path, bandwidth, flags });
    243 block_stats_flags(dom: &DomainRef, path: &str, nparams: i32, flags: u32) -> DomainBlockStatsFlags:
        call(DomainBlockStatsFlagsArgs { dom: lend(dom), path, nparams, flags });
    251 block_resize(dom: &DomainRef, disk: &str, size: u64, flags: u32) -> ():
        call(DomainBlockResizeArgs { dom: lend(dom), disk, size, flags });
    252 set_block_io_tune(dom: &DomainRef, disk: &str, params: &[TypedParam], flags: u32) -> ():
        call(DomainSetBlockIoTuneArgs { dom: lend(dom), disk, params: lend(params), flags });
    253 block_io_tune(dom: &DomainRef, disk: Option<&str>, nparams: i32, flags: u32) -> DomainBlockIoTune:
        call(DomainGetBlockIoTuneArgs { dom: lend(dom), disk, nparams, flags });
    256 set_interface_parameters(dom: &DomainRef, device: &str, params: &[TypedParam], flags: u32) -> ():
        call(DomainSetInterfaceParametersArgs {
            dom: lend(dom), device, params: lend(params), flags,
        });
    257 interface_parameters(dom: &DomainRef, device: &str, nparams: i32, flags: u32) -> DomainInterfaceParameters:
        call(DomainGetInterfaceParametersArgs { dom: lend(dom), device, nparams, flags });
    263 disk_errors(dom: &DomainRef, maxerrors: u32, flags: u32) -> DomainDiskErrors:
        call(DomainGetDiskErrorsArgs { dom: lend(dom), maxerrors, flags });
    266 block_rebase(dom: &DomainRef, path: &str, base: Option<&str>, bandwidth: u64, flags: u32) -> ():
        call(DomainBlockRebaseArgs { dom: lend(dom), path, base, bandwidth, flags });
    290 block_commit(dom: &DomainRef, disk: &str, base: Option<&str>, top: Option<&str>, bandwidth: u64, flags: u32) -> ():
        call(DomainBlockCommitArgs { dom: lend(dom), disk, base, top, bandwidth, flags });
    345 block_copy(dom: &DomainRef, path: &str, destxml: &str, params: &[TypedParam], flags: u32) -> ():
        call(DomainBlockCopyArgs { dom: lend(dom), path, destxml, params: lend(params), flags });
    386 set_block_threshold(dom: &DomainRef, dev: &str, threshold: u64, flags: u32) -> ():
        call(DomainSetBlockThresholdArgs { dom: lend(dom), dev, threshold, flags });
    392 detach_device_alias(dom: &DomainRef, alias: &str, flags: u32) -> ():
        call(DomainDetachDeviceAliasArgs { dom: lend(dom), alias, flags });
    421 backup_begin(dom: &DomainRef, backup_xml: &str, checkpoint_xml: Option<&str>, flags: u32) -> ():
        call(DomainBackupBeginArgs { dom: lend(dom), backup_xml, checkpoint_xml, flags });
    422 backup_xml_desc(dom: &DomainRef, flags: u32) -> String:
        call(DomainBackupGetXmlDescArgs {
            dom: lend(dom), flags,
        }, |ret: DomainBackupGetXmlDescRet| ret.xml);
    451 set_throttle_group(dom: &DomainRef, group: &str, params: &[TypedParam], flags: u32) -> ():
        call(DomainSetThrottleGroupArgs { dom: lend(dom), group, params: lend(params), flags });
    452 del_throttle_group(dom: &DomainRef, group: Option<&str>, flags: u32) -> ():
        call(DomainDelThrottleGroupArgs { dom: lend(dom), group, flags });
}
