//! The calls of `DomainApi`.
//!
//! Made by `cargo xtask codegen` from `api/src/domain.rs`; do not edit.

use fv_wire_rpc::*;

use crate::serve::{Answer, Call, serve, serve_descriptors, serve_flagged, serve_stream, unserved};

/// Answers a call of this family.
pub(super) fn dispatch(call: &Call<'_>) -> Answer {
    match call.procedure().number {
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
            c.at_most("maxinfo", a.maxinfo.into(), 16384)?;
            c.at_most(
                "maxinfo * maplen",
                i64::from(a.maxinfo) * i64::from(a.maplen),
                8388608,
            )?;
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
        163 => serve(call, |c, a: DomainGetJobInfoArgs<'_>| {
            let (driver, dom) = (c.domain()?, c.on_domain(&a.dom)?);
            driver.job_info(c.caller(), &dom)
        }),
        183 => serve(call, |c, a: DomainHasManagedSaveImageArgs<'_>| {
            let (driver, dom) = (c.domain()?, c.on_domain(&a.dom)?);
            driver
                .has_managed_save_image(c.caller(), &dom, a.flags)
                .map(|result| DomainHasManagedSaveImageRet { result })
        }),
        196 => serve(call, |c, a: DomainCreateWithFlagsArgs<'_>| {
            let (driver, dom) = (c.domain()?, c.on_domain(&a.dom)?);
            driver
                .create_with_flags(c.caller(), &dom, a.flags)
                .map(|dom| DomainCreateWithFlagsRet { dom })
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
        210 => serve(call, |c, a: DomainInjectNmiArgs<'_>| {
            let (driver, dom) = (c.domain()?, c.on_domain(&a.dom)?);
            driver.inject_nmi(c.caller(), &dom, a.flags)
        }),
        212 => serve(call, |c, a: DomainGetStateArgs<'_>| {
            let (driver, dom) = (c.domain()?, c.on_domain(&a.dom)?);
            driver.state(c.caller(), &dom, a.flags)
        }),
        229 => serve(call, |c, a: DomainGetControlInfoArgs<'_>| {
            let (driver, dom) = (c.domain()?, c.on_domain(&a.dom)?);
            driver.control_info(c.caller(), &dom, a.flags)
        }),
        231 => serve(call, |c, a: DomainUndefineFlagsArgs<'_>| {
            let (driver, dom) = (c.domain()?, c.on_domain(&a.dom)?);
            driver.undefine_flags(c.caller(), &dom, a.flags)
        }),
        234 => serve(call, |c, a: DomainDestroyFlagsArgs<'_>| {
            let (driver, dom) = (c.domain()?, c.on_domain(&a.dom)?);
            driver.destroy_flags(c.caller(), &dom, a.flags)
        }),
        245 => serve(call, |c, a: DomainResetArgs<'_>| {
            let (driver, dom) = (c.domain()?, c.on_domain(&a.dom)?);
            driver.reset(c.caller(), &dom, a.flags)
        }),
        249 => serve(call, |c, a: DomainOpenGraphicsArgs<'_>| {
            let (driver, dom) = (c.domain()?, c.on_domain(&a.dom)?);
            driver.open_graphics(c.caller(), &dom, a.idx, a.flags)
        }),
        258 => serve(call, |c, a: DomainShutdownFlagsArgs<'_>| {
            let (driver, dom) = (c.domain()?, c.on_domain(&a.dom)?);
            driver.shutdown_flags(c.caller(), &dom, a.flags)
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
        278 => serve(call, |c, a: DomainGetSecurityLabelListArgs<'_>| {
            let (driver, dom) = (c.domain()?, c.on_domain(&a.dom)?);
            driver.security_label_list(c.caller(), &dom)
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
        343 => serve_descriptors(call, |c, a: DomainOpenGraphicsFdArgs<'_>| {
            let (driver, dom) = (c.domain()?, c.on_domain(&a.dom)?);
            driver
                .open_graphics_fd(c.caller(), &dom, a.idx, a.flags)
                .map(|rest| ((), rest))
        }),
        350 => serve(call, |c, a: DomainDefineXmlFlagsArgs<'_>| {
            c.domain()?
                .define_xml_flags(c.caller(), a.xml, a.flags)
                .map(|dom| DomainDefineXmlFlagsRet { dom })
        }),
        358 => serve(call, |c, a: DomainRenameArgs<'_>| {
            let (driver, dom) = (c.domain()?, c.on_domain(&a.dom)?);
            driver
                .rename(c.caller(), &dom, a.new_name, a.flags)
                .map(|retcode| DomainRenameRet { retcode })
        }),
        390 => serve(call, |c, a: DomainSetLifecycleActionArgs<'_>| {
            let (driver, dom) = (c.domain()?, c.on_domain(&a.dom)?);
            driver.set_lifecycle_action(c.caller(), &dom, a.kind, a.action, a.flags)
        }),
        426 => serve(call, |c, a: DomainGetMessagesArgs<'_>| {
            let (driver, dom) = (c.domain()?, c.on_domain(&a.dom)?);
            driver
                .messages(c.caller(), &dom, a.flags)
                .map(|msgs| DomainGetMessagesRet { msgs })
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
        _ => unserved(call),
    }
}
