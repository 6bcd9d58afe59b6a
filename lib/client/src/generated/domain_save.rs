//! `DomainSaveApi` over the wire.
//!
//! Made by `cargo xtask codegen` from `api/src/domain_save.rs`; do not edit.

use crate::stubs::prelude::*;

stubs! { DomainSaveApi REMOTE;
    53 core_dump(dom: &DomainRef, to: &str, flags: u32) -> ():
        call(DomainCoreDumpArgs { dom: lend(dom), to, flags });
    54 restore(from: &str) -> (): call(DomainRestoreArgs { from });
    55 save(dom: &DomainRef, to: &str) -> (): call(DomainSaveArgs { dom: lend(dom), to });
    164 abort_job(dom: &DomainRef) -> (): call(DomainAbortJobArgs { dom: lend(dom) });
    182 managed_save(dom: &DomainRef, flags: u32) -> ():
        call(DomainManagedSaveArgs { dom: lend(dom), flags });
    184 managed_save_remove(dom: &DomainRef, flags: u32) -> ():
        call(DomainManagedSaveRemoveArgs { dom: lend(dom), flags });
    232 save_flags(dom: &DomainRef, to: &str, dxml: Option<&str>, flags: u32) -> ():
        call(DomainSaveFlagsArgs { dom: lend(dom), to, dxml, flags });
    233 restore_flags(from: &str, dxml: Option<&str>, flags: u32) -> ():
        call(DomainRestoreFlagsArgs { from, dxml, flags });
    235 save_image_xml_desc(file: &str, flags: u32) -> String:
        call(DomainSaveImageGetXmlDescArgs {
            file, flags,
        }, |ret: DomainSaveImageGetXmlDescRet| ret.xml);
    236 save_image_define_xml(file: &str, dxml: &str, flags: u32) -> ():
        call(DomainSaveImageDefineXmlArgs { file, dxml, flags });
    298 job_stats(dom: &DomainRef, flags: u32) -> DomainJobStats:
        call(DomainGetJobStatsArgs { dom: lend(dom), flags });
    334 core_dump_with_format(dom: &DomainRef, to: &str, dumpformat: u32, flags: u32) -> ():
        call(DomainCoreDumpWithFormatArgs { dom: lend(dom), to, dumpformat, flags });
    388 managed_save_xml_desc(dom: &DomainRef, flags: u32) -> String [flags]:
        call(DomainManagedSaveGetXmlDescArgs {
            dom: lend(dom), flags,
        }, |ret: DomainManagedSaveGetXmlDescRet| ret.xml);
    389 managed_save_define_xml(dom: &DomainRef, dxml: Option<&str>, flags: u32) -> ():
        call(DomainManagedSaveDefineXmlArgs { dom: lend(dom), dxml, flags });
    440 save_params(dom: &DomainRef, params: &[TypedParam], flags: u32) -> ():
        call(DomainSaveParamsArgs { dom: lend(dom), params: lend(params), flags });
    441 restore_params(params: &[TypedParam], flags: u32) -> ():
        call(DomainRestoreParamsArgs { params: lend(params), flags });
    442 abort_job_flags(dom: &DomainRef, flags: u32) -> ():
        call(DomainAbortJobFlagsArgs { dom: lend(dom), flags });
}
