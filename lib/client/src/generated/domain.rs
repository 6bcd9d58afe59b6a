//! `DomainApi` over the wire.
//!
//! Made by `cargo xtask codegen` from `api/src/domain.rs`; do not edit.

use crate::stubs::prelude::*;

stubs! { DomainApi REMOTE;
    9 create(dom: &DomainRef) -> (): call(DomainCreateArgs { dom: lend(dom) });
    10 create_xml(xml_desc: &str, flags: u32) -> DomainRef:
        call(DomainCreateXmlArgs { xml_desc, flags }, |ret: DomainCreateXmlRet| ret.dom);
    11 define_xml(xml: &str) -> DomainRef:
        call(DomainDefineXmlArgs { xml }, |ret: DomainDefineXmlRet| ret.dom);
    12 destroy(dom: &DomainRef) -> (): call(DomainDestroyArgs { dom: lend(dom) });
    14 xml_desc(dom: &DomainRef, flags: u32) -> String [flags]:
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
    27 reboot(dom: &DomainRef, flags: u32) -> (): call(DomainRebootArgs { dom: lend(dom), flags });
    28 resume(dom: &DomainRef) -> (): call(DomainResumeArgs { dom: lend(dom) });
    29 set_autostart(dom: &DomainRef, autostart: i32) -> ():
        call(DomainSetAutostartArgs { dom: lend(dom), autostart });
    33 shutdown(dom: &DomainRef) -> (): call(DomainShutdownArgs { dom: lend(dom) });
    34 suspend(dom: &DomainRef) -> (): call(DomainSuspendArgs { dom: lend(dom) });
    35 undefine(dom: &DomainRef) -> (): call(DomainUndefineArgs { dom: lend(dom) });
    121 security_label(dom: &DomainRef) -> SecurityLabel:
        call(DomainGetSecurityLabelArgs { dom: lend(dom) });
    150 is_active(dom: &DomainRef) -> i32:
        call(DomainIsActiveArgs { dom: lend(dom) }, |ret: DomainIsActiveRet| ret.active);
    151 is_persistent(dom: &DomainRef) -> i32:
        call(DomainIsPersistentArgs {
            dom: lend(dom),
        }, |ret: DomainIsPersistentRet| ret.persistent);
    163 job_info(dom: &DomainRef) -> DomainJobInfo: call(DomainGetJobInfoArgs { dom: lend(dom) });
    183 has_managed_save_image(dom: &DomainRef, flags: u32) -> i32:
        call(DomainHasManagedSaveImageArgs {
            dom: lend(dom), flags,
        }, |ret: DomainHasManagedSaveImageRet| ret.result);
    196 create_with_flags(dom: &DomainRef, flags: u32) -> DomainRef:
        call(DomainCreateWithFlagsArgs {
            dom: lend(dom), flags,
        }, |ret: DomainCreateWithFlagsRet| ret.dom);
    200 vcpus_flags(dom: &DomainRef, flags: u32) -> i32 [flags]:
        call(DomainGetVcpusFlagsArgs {
            dom: lend(dom), flags,
        }, |ret: DomainGetVcpusFlagsRet| ret.num);
    201 open_console(dom: &DomainRef, dev_name: Option<&str>, flags: u32) -> Box<dyn Stream>:
        open_stream(DomainOpenConsoleArgs { dom: lend(dom), dev_name, flags }, |(): (), rest| rest);
    202 is_updated(dom: &DomainRef) -> i32:
        call(DomainIsUpdatedArgs { dom: lend(dom) }, |ret: DomainIsUpdatedRet| ret.updated);
    210 inject_nmi(dom: &DomainRef, flags: u32) -> ():
        call(DomainInjectNmiArgs { dom: lend(dom), flags });
    212 state(dom: &DomainRef, flags: u32) -> DomainState:
        call(DomainGetStateArgs { dom: lend(dom), flags });
    229 control_info(dom: &DomainRef, flags: u32) -> DomainControlInfo:
        call(DomainGetControlInfoArgs { dom: lend(dom), flags });
    231 undefine_flags(dom: &DomainRef, flags: u32) -> ():
        call(DomainUndefineFlagsArgs { dom: lend(dom), flags });
    234 destroy_flags(dom: &DomainRef, flags: u32) -> ():
        call(DomainDestroyFlagsArgs { dom: lend(dom), flags });
    245 reset(dom: &DomainRef, flags: u32) -> (): call(DomainResetArgs { dom: lend(dom), flags });
    249 open_graphics(dom: &DomainRef, idx: u32, flags: u32) -> ():
        call_with_descriptors(DomainOpenGraphicsArgs { dom: lend(dom), idx, flags });
    258 shutdown_flags(dom: &DomainRef, flags: u32) -> ():
        call(DomainShutdownFlagsArgs { dom: lend(dom), flags });
    264 set_metadata(dom: &DomainRef, kind: i32, metadata: Option<&str>, key: Option<&str>, uri: Option<&str>, flags: u32) -> ():
        call(DomainSetMetadataArgs { dom: lend(dom), kind, metadata, key, uri, flags });
    265 metadata(dom: &DomainRef, kind: i32, uri: Option<&str>, flags: u32) -> String:
        call(DomainGetMetadataArgs {
            dom: lend(dom), kind, uri, flags,
        }, |ret: DomainGetMetadataRet| ret.metadata);
    278 security_label_list(dom: &DomainRef) -> DomainSecurityLabelList:
        call(DomainGetSecurityLabelListArgs { dom: lend(dom) });
    296 open_channel(dom: &DomainRef, name: Option<&str>, flags: u32) -> Box<dyn Stream>:
        open_stream(DomainOpenChannelArgs { dom: lend(dom), name, flags }, |(): (), rest| rest);
    309 create_xml_with_files(xml_desc: &str, flags: u32) -> DomainRef:
        call_with_descriptors(DomainCreateXmlWithFilesArgs {
            xml_desc, flags,
        }, |ret: DomainCreateXmlWithFilesRet| ret.dom);
    310 create_with_files(dom: &DomainRef, flags: u32) -> DomainRef:
        call_with_descriptors(DomainCreateWithFilesArgs {
            dom: lend(dom), flags,
        }, |ret: DomainCreateWithFilesRet| ret.dom);
    343 open_graphics_fd(dom: &DomainRef, idx: u32, flags: u32) -> Vec<OwnedFd>:
        call_for_descriptors(DomainOpenGraphicsFdArgs {
            dom: lend(dom), idx, flags,
        }, |(): (), rest| rest);
    350 define_xml_flags(xml: &str, flags: u32) -> DomainRef:
        call(DomainDefineXmlFlagsArgs { xml, flags }, |ret: DomainDefineXmlFlagsRet| ret.dom);
    358 rename(dom: &DomainRef, new_name: Option<&str>, flags: u32) -> i32:
        call(DomainRenameArgs {
            dom: lend(dom), new_name, flags,
        }, |ret: DomainRenameRet| ret.retcode);
    390 set_lifecycle_action(dom: &DomainRef, kind: u32, action: u32, flags: u32) -> ():
        call(DomainSetLifecycleActionArgs { dom: lend(dom), kind, action, flags });
    426 messages(dom: &DomainRef, flags: u32) -> Vec<String>:
        call(DomainGetMessagesArgs { dom: lend(dom), flags }, |ret: DomainGetMessagesRet| ret.msgs);
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
}
