//! The calls of `DomainSaveApi`.
//!
//! Made by `cargo xtask codegen` from `api/src/domain_save.rs`; do not edit.

use fv_wire_rpc::*;

use crate::serve::{Answer, Call, serve, serve_flagged, unserved};

/// Answers a call of this family.
pub(super) fn dispatch(call: &Call<'_>) -> Answer {
    match call.procedure().number {
        53 => serve(call, |c, a: DomainCoreDumpArgs<'_>| {
            let (driver, dom) = (c.domain_save()?, c.on_domain(&a.dom)?);
            driver.core_dump(c.caller(), &dom, a.to, a.flags)
        }),
        54 => serve(call, |c, a: DomainRestoreArgs<'_>| {
            c.domain_save()?.restore(c.caller(), a.from)
        }),
        55 => serve(call, |c, a: DomainSaveArgs<'_>| {
            let (driver, dom) = (c.domain_save()?, c.on_domain(&a.dom)?);
            driver.save(c.caller(), &dom, a.to)
        }),
        164 => serve(call, |c, a: DomainAbortJobArgs<'_>| {
            let (driver, dom) = (c.domain_save()?, c.on_domain(&a.dom)?);
            driver.abort_job(c.caller(), &dom)
        }),
        182 => serve(call, |c, a: DomainManagedSaveArgs<'_>| {
            let (driver, dom) = (c.domain_save()?, c.on_domain(&a.dom)?);
            driver.managed_save(c.caller(), &dom, a.flags)
        }),
        184 => serve(call, |c, a: DomainManagedSaveRemoveArgs<'_>| {
            let (driver, dom) = (c.domain_save()?, c.on_domain(&a.dom)?);
            driver.managed_save_remove(c.caller(), &dom, a.flags)
        }),
        232 => serve(call, |c, a: DomainSaveFlagsArgs<'_>| {
            let (driver, dom) = (c.domain_save()?, c.on_domain(&a.dom)?);
            driver.save_flags(c.caller(), &dom, a.to, a.dxml, a.flags)
        }),
        233 => serve(call, |c, a: DomainRestoreFlagsArgs<'_>| {
            c.domain_save()?
                .restore_flags(c.caller(), a.from, a.dxml, a.flags)
        }),
        235 => serve(call, |c, a: DomainSaveImageGetXmlDescArgs<'_>| {
            c.domain_save()?
                .save_image_xml_desc(c.caller(), a.file, a.flags)
                .map(|xml| DomainSaveImageGetXmlDescRet { xml })
        }),
        236 => serve(call, |c, a: DomainSaveImageDefineXmlArgs<'_>| {
            c.domain_save()?
                .save_image_define_xml(c.caller(), a.file, a.dxml, a.flags)
        }),
        298 => serve(call, |c, a: DomainGetJobStatsArgs<'_>| {
            let (driver, dom) = (c.domain_save()?, c.on_domain(&a.dom)?);
            driver.job_stats(c.caller(), &dom, a.flags)
        }),
        334 => serve(call, |c, a: DomainCoreDumpWithFormatArgs<'_>| {
            let (driver, dom) = (c.domain_save()?, c.on_domain(&a.dom)?);
            driver.core_dump_with_format(c.caller(), &dom, a.to, a.dumpformat, a.flags)
        }),
        388 => serve_flagged(
            call,
            |a: &DomainManagedSaveGetXmlDescArgs<'_>| a.flags,
            |c, a: DomainManagedSaveGetXmlDescArgs<'_>| {
                let (driver, dom) = (c.domain_save()?, c.on_domain(&a.dom)?);
                driver
                    .managed_save_xml_desc(c.caller(), &dom, a.flags)
                    .map(|xml| DomainManagedSaveGetXmlDescRet { xml })
            },
        ),
        389 => serve(call, |c, a: DomainManagedSaveDefineXmlArgs<'_>| {
            let (driver, dom) = (c.domain_save()?, c.on_domain(&a.dom)?);
            driver.managed_save_define_xml(c.caller(), &dom, a.dxml, a.flags)
        }),
        440 => serve(call, |c, a: DomainSaveParamsArgs<'_>| {
            let (driver, dom) = (c.domain_save()?, c.on_domain(&a.dom)?);
            driver.save_params(c.caller(), &dom, &a.params, a.flags)
        }),
        441 => serve(call, |c, a: DomainRestoreParamsArgs<'_>| {
            c.domain_save()?
                .restore_params(c.caller(), &a.params, a.flags)
        }),
        442 => serve(call, |c, a: DomainAbortJobFlagsArgs<'_>| {
            let (driver, dom) = (c.domain_save()?, c.on_domain(&a.dom)?);
            driver.abort_job_flags(c.caller(), &dom, a.flags)
        }),
        _ => unserved(call),
    }
}
