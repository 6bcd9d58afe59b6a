//! The calls of `DomainDeviceApi`.
//!
//! Made by `cargo xtask codegen` from `api/src/domain_device.rs`; do not edit.

use fv_wire_rpc::*;

use crate::serve::{Answer, Call, serve, unserved};

/// Answers a call of this family.
pub(super) fn dispatch(call: &Call<'_>) -> Answer {
    match call.procedure().number {
        8 => serve(call, |c, a: DomainAttachDeviceArgs<'_>| {
            let (driver, dom) = (c.domain_device()?, c.on_domain(&a.dom)?);
            driver.attach_device(c.caller(), &dom, a.xml)
        }),
        13 => serve(call, |c, a: DomainDetachDeviceArgs<'_>| {
            let (driver, dom) = (c.domain_device()?, c.on_domain(&a.dom)?);
            driver.detach_device(c.caller(), &dom, a.xml)
        }),
        64 => serve(call, |c, a: DomainBlockStatsArgs<'_>| {
            let (driver, dom) = (c.domain_device()?, c.on_domain(&a.dom)?);
            driver.block_stats(c.caller(), &dom, a.path)
        }),
        65 => serve(call, |c, a: DomainInterfaceStatsArgs<'_>| {
            let (driver, dom) = (c.domain_device()?, c.on_domain(&a.dom)?);
            driver.interface_stats(c.caller(), &dom, a.device)
        }),
        103 => serve(call, |c, a: DomainBlockPeekArgs<'_>| {
            let (driver, dom) = (c.domain_device()?, c.on_domain(&a.dom)?);
            driver
                .block_peek(c.caller(), &dom, a.path, a.offset, a.size, a.flags)
                .map(|buffer| DomainBlockPeekRet { buffer })
        }),
        160 => serve(call, |c, a: DomainAttachDeviceFlagsArgs<'_>| {
            let (driver, dom) = (c.domain_device()?, c.on_domain(&a.dom)?);
            driver.attach_device_flags(c.caller(), &dom, a.xml, a.flags)
        }),
        161 => serve(call, |c, a: DomainDetachDeviceFlagsArgs<'_>| {
            let (driver, dom) = (c.domain_device()?, c.on_domain(&a.dom)?);
            driver.detach_device_flags(c.caller(), &dom, a.xml, a.flags)
        }),
        174 => serve(call, |c, a: DomainUpdateDeviceFlagsArgs<'_>| {
            let (driver, dom) = (c.domain_device()?, c.on_domain(&a.dom)?);
            driver.update_device_flags(c.caller(), &dom, a.xml, a.flags)
        }),
        194 => serve(call, |c, a: DomainGetBlockInfoArgs<'_>| {
            let (driver, dom) = (c.domain_device()?, c.on_domain(&a.dom)?);
            driver.block_info(c.caller(), &dom, a.path, a.flags)
        }),
        237 => serve(call, |c, a: DomainBlockJobAbortArgs<'_>| {
            let (driver, dom) = (c.domain_device()?, c.on_domain(&a.dom)?);
            driver.block_job_abort(c.caller(), &dom, a.path, a.flags)
        }),
        238 => serve(call, |c, a: DomainGetBlockJobInfoArgs<'_>| {
            let (driver, dom) = (c.domain_device()?, c.on_domain(&a.dom)?);
            driver.block_job_info(c.caller(), &dom, a.path, a.flags)
        }),
        239 => serve(call, |c, a: DomainBlockJobSetSpeedArgs<'_>| {
            let (driver, dom) = (c.domain_device()?, c.on_domain(&a.dom)?);
            driver.block_job_set_speed(c.caller(), &dom, a.path, a.bandwidth, a.flags)
        }),
        240 => serve(call, |c, a: DomainBlockPullArgs<'_>| {
            let (driver, dom) = (c.domain_device()?, c.on_domain(&a.dom)?);
            driver.block_pull(c.caller(), &dom, a.path, a.bandwidth, a.flags)
        }),
        243 => serve(call, |c, a: DomainBlockStatsFlagsArgs<'_>| {
            c.at_most("nparams", a.nparams.into(), 16)?;
            let (driver, dom) = (c.domain_device()?, c.on_domain(&a.dom)?);
            driver.block_stats_flags(c.caller(), &dom, a.path, a.nparams, a.flags)
        }),
        251 => serve(call, |c, a: DomainBlockResizeArgs<'_>| {
            let (driver, dom) = (c.domain_device()?, c.on_domain(&a.dom)?);
            driver.block_resize(c.caller(), &dom, a.disk, a.size, a.flags)
        }),
        252 => serve(call, |c, a: DomainSetBlockIoTuneArgs<'_>| {
            let (driver, dom) = (c.domain_device()?, c.on_domain(&a.dom)?);
            driver.set_block_io_tune(c.caller(), &dom, a.disk, &a.params, a.flags)
        }),
        253 => serve(call, |c, a: DomainGetBlockIoTuneArgs<'_>| {
            c.at_most("nparams", a.nparams.into(), 32)?;
            let (driver, dom) = (c.domain_device()?, c.on_domain(&a.dom)?);
            driver.block_io_tune(c.caller(), &dom, a.disk, a.nparams, a.flags)
        }),
        256 => serve(call, |c, a: DomainSetInterfaceParametersArgs<'_>| {
            let (driver, dom) = (c.domain_device()?, c.on_domain(&a.dom)?);
            driver.set_interface_parameters(c.caller(), &dom, a.device, &a.params, a.flags)
        }),
        257 => serve(call, |c, a: DomainGetInterfaceParametersArgs<'_>| {
            c.at_most("nparams", a.nparams.into(), 16)?;
            let (driver, dom) = (c.domain_device()?, c.on_domain(&a.dom)?);
            driver.interface_parameters(c.caller(), &dom, a.device, a.nparams, a.flags)
        }),
        263 => serve(call, |c, a: DomainGetDiskErrorsArgs<'_>| {
            c.at_most("maxerrors", a.maxerrors.into(), 256)?;
            let (driver, dom) = (c.domain_device()?, c.on_domain(&a.dom)?);
            driver.disk_errors(c.caller(), &dom, a.maxerrors, a.flags)
        }),
        266 => serve(call, |c, a: DomainBlockRebaseArgs<'_>| {
            let (driver, dom) = (c.domain_device()?, c.on_domain(&a.dom)?);
            driver.block_rebase(c.caller(), &dom, a.path, a.base, a.bandwidth, a.flags)
        }),
        290 => serve(call, |c, a: DomainBlockCommitArgs<'_>| {
            let (driver, dom) = (c.domain_device()?, c.on_domain(&a.dom)?);
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
        345 => serve(call, |c, a: DomainBlockCopyArgs<'_>| {
            let (driver, dom) = (c.domain_device()?, c.on_domain(&a.dom)?);
            driver.block_copy(c.caller(), &dom, a.path, a.destxml, &a.params, a.flags)
        }),
        386 => serve(call, |c, a: DomainSetBlockThresholdArgs<'_>| {
            let (driver, dom) = (c.domain_device()?, c.on_domain(&a.dom)?);
            driver.set_block_threshold(c.caller(), &dom, a.dev, a.threshold, a.flags)
        }),
        392 => serve(call, |c, a: DomainDetachDeviceAliasArgs<'_>| {
            let (driver, dom) = (c.domain_device()?, c.on_domain(&a.dom)?);
            driver.detach_device_alias(c.caller(), &dom, a.alias, a.flags)
        }),
        421 => serve(call, |c, a: DomainBackupBeginArgs<'_>| {
            let (driver, dom) = (c.domain_device()?, c.on_domain(&a.dom)?);
            driver.backup_begin(c.caller(), &dom, a.backup_xml, a.checkpoint_xml, a.flags)
        }),
        422 => serve(call, |c, a: DomainBackupGetXmlDescArgs<'_>| {
            let (driver, dom) = (c.domain_device()?, c.on_domain(&a.dom)?);
            driver
                .backup_xml_desc(c.caller(), &dom, a.flags)
                .map(|xml| DomainBackupGetXmlDescRet { xml })
        }),
        451 => serve(call, |c, a: DomainSetThrottleGroupArgs<'_>| {
            let (driver, dom) = (c.domain_device()?, c.on_domain(&a.dom)?);
            driver.set_throttle_group(c.caller(), &dom, a.group, &a.params, a.flags)
        }),
        452 => serve(call, |c, a: DomainDelThrottleGroupArgs<'_>| {
            let (driver, dom) = (c.domain_device()?, c.on_domain(&a.dom)?);
            driver.del_throttle_group(c.caller(), &dom, a.group, a.flags)
        }),
        _ => unserved(call),
    }
}
