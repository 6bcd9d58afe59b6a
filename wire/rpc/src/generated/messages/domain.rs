//! Arguments and results on the wire.
//!
//! Made by `cargo xtask codegen` from `api/src/domain.rs`; do not edit.

use crate::prelude::*;

xdr_borrowed! { Wire;
    DomainCreateArgs<'a> { dom: Cow<'a, DomainRef> as Lent<Wire> }
    DomainCreateXmlArgs<'a> { xml_desc: &'a str as Text, flags: u32 as Plain }
    DomainDefineXmlArgs<'a> { xml: &'a str as Text }
    DomainDestroyArgs<'a> { dom: Cow<'a, DomainRef> as Lent<Wire> }
    DomainGetXmlDescArgs<'a> { dom: Cow<'a, DomainRef> as Lent<Wire>, flags: u32 as Plain }
    DomainGetAutostartArgs<'a> { dom: Cow<'a, DomainRef> as Lent<Wire> }
    DomainGetInfoArgs<'a> { dom: Cow<'a, DomainRef> as Lent<Wire> }
    DomainGetMaxMemoryArgs<'a> { dom: Cow<'a, DomainRef> as Lent<Wire> }
    DomainGetMaxVcpusArgs<'a> { dom: Cow<'a, DomainRef> as Lent<Wire> }
    DomainGetOsTypeArgs<'a> { dom: Cow<'a, DomainRef> as Lent<Wire> }
    DomainGetVcpusArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>, maxinfo: i32 as Plain, maplen: i32 as Plain,
    }
    DomainLookupByNameArgs<'a> { name: &'a str as Text }
    DomainRebootArgs<'a> { dom: Cow<'a, DomainRef> as Lent<Wire>, flags: u32 as Plain }
    DomainResumeArgs<'a> { dom: Cow<'a, DomainRef> as Lent<Wire> }
    DomainSetAutostartArgs<'a> { dom: Cow<'a, DomainRef> as Lent<Wire>, autostart: i32 as Plain }
    DomainShutdownArgs<'a> { dom: Cow<'a, DomainRef> as Lent<Wire> }
    DomainSuspendArgs<'a> { dom: Cow<'a, DomainRef> as Lent<Wire> }
    DomainUndefineArgs<'a> { dom: Cow<'a, DomainRef> as Lent<Wire> }
    DomainGetSecurityLabelArgs<'a> { dom: Cow<'a, DomainRef> as Lent<Wire> }
    DomainIsActiveArgs<'a> { dom: Cow<'a, DomainRef> as Lent<Wire> }
    DomainIsPersistentArgs<'a> { dom: Cow<'a, DomainRef> as Lent<Wire> }
    DomainGetJobInfoArgs<'a> { dom: Cow<'a, DomainRef> as Lent<Wire> }
    DomainHasManagedSaveImageArgs<'a> { dom: Cow<'a, DomainRef> as Lent<Wire>, flags: u32 as Plain }
    DomainCreateWithFlagsArgs<'a> { dom: Cow<'a, DomainRef> as Lent<Wire>, flags: u32 as Plain }
    DomainGetVcpusFlagsArgs<'a> { dom: Cow<'a, DomainRef> as Lent<Wire>, flags: u32 as Plain }
    DomainOpenConsoleArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>, dev_name: Option<&'a str> as Maybe<Text>,
        flags: u32 as Plain,
    }
    DomainIsUpdatedArgs<'a> { dom: Cow<'a, DomainRef> as Lent<Wire> }
    DomainInjectNmiArgs<'a> { dom: Cow<'a, DomainRef> as Lent<Wire>, flags: u32 as Plain }
    DomainGetStateArgs<'a> { dom: Cow<'a, DomainRef> as Lent<Wire>, flags: u32 as Plain }
    DomainGetControlInfoArgs<'a> { dom: Cow<'a, DomainRef> as Lent<Wire>, flags: u32 as Plain }
    DomainUndefineFlagsArgs<'a> { dom: Cow<'a, DomainRef> as Lent<Wire>, flags: u32 as Plain }
    DomainDestroyFlagsArgs<'a> { dom: Cow<'a, DomainRef> as Lent<Wire>, flags: u32 as Plain }
    DomainResetArgs<'a> { dom: Cow<'a, DomainRef> as Lent<Wire>, flags: u32 as Plain }
    DomainOpenGraphicsArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>, idx: u32 as Plain, flags: u32 as Plain,
    }
    DomainShutdownFlagsArgs<'a> { dom: Cow<'a, DomainRef> as Lent<Wire>, flags: u32 as Plain }
    DomainSetMetadataArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>, kind: i32 as Plain,
        metadata: Option<&'a str> as Maybe<Text>, key: Option<&'a str> as Maybe<Text>,
        uri: Option<&'a str> as Maybe<Text>, flags: u32 as Plain,
    }
    DomainGetMetadataArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>, kind: i32 as Plain,
        uri: Option<&'a str> as Maybe<Text>, flags: u32 as Plain,
    }
    DomainGetSecurityLabelListArgs<'a> { dom: Cow<'a, DomainRef> as Lent<Wire> }
    DomainOpenChannelArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>, name: Option<&'a str> as Maybe<Text>,
        flags: u32 as Plain,
    }
    DomainCreateXmlWithFilesArgs<'a> { xml_desc: &'a str as Text, flags: u32 as Plain }
    DomainCreateWithFilesArgs<'a> { dom: Cow<'a, DomainRef> as Lent<Wire>, flags: u32 as Plain }
    DomainOpenGraphicsFdArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>, idx: u32 as Plain, flags: u32 as Plain,
    }
    DomainDefineXmlFlagsArgs<'a> { xml: &'a str as Text, flags: u32 as Plain }
    DomainRenameArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>, new_name: Option<&'a str> as Maybe<Text>,
        flags: u32 as Plain,
    }
    DomainSetLifecycleActionArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>, kind: u32 as Plain, action: u32 as Plain,
        flags: u32 as Plain,
    }
    DomainGetMessagesArgs<'a> { dom: Cow<'a, DomainRef> as Lent<Wire>, flags: u32 as Plain }
    DomainFdAssociateArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>, name: &'a str as Text, flags: u32 as Plain,
    }
    DomainGraphicsReloadArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>, kind: u32 as Plain, flags: u32 as Plain,
    }
    DomainGetAutostartOnceArgs<'a> { dom: Cow<'a, DomainRef> as Lent<Wire> }
    DomainSetAutostartOnceArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>, autostart: i32 as Plain,
    }
}

xdr_struct! { Wire;
    DomainCreateXmlRet { dom: DomainRef as Wire }
    DomainDefineXmlRet { dom: DomainRef as Wire }
    DomainGetXmlDescRet { xml: String as Text }
    DomainGetAutostartRet { autostart: i32 as Plain }
    DomainGetMaxMemoryRet { memory: u64 as Plain }
    DomainGetMaxVcpusRet { num: i32 as Plain }
    DomainGetOsTypeRet { kind: String as Text }
    DomainLookupByIdArgs { id: i32 as Plain }
    DomainLookupByIdRet { dom: DomainRef as Wire }
    DomainLookupByNameRet { dom: DomainRef as Wire }
    DomainLookupByUuidArgs { uuid: Uuid as Plain }
    DomainLookupByUuidRet { dom: DomainRef as Wire }
    DomainIsActiveRet { active: i32 as Plain }
    DomainIsPersistentRet { persistent: i32 as Plain }
    DomainHasManagedSaveImageRet { result: i32 as Plain }
    DomainCreateWithFlagsRet { dom: DomainRef as Wire }
    DomainGetVcpusFlagsRet { num: i32 as Plain }
    DomainIsUpdatedRet { updated: i32 as Plain }
    DomainGetMetadataRet { metadata: String as Text }
    DomainCreateXmlWithFilesRet { dom: DomainRef as Wire }
    DomainCreateWithFilesRet { dom: DomainRef as Wire }
    DomainDefineXmlFlagsRet { dom: DomainRef as Wire }
    DomainRenameRet { retcode: i32 as Plain }
    DomainGetMessagesRet { msgs: Vec<String> as List<Text, 2048> }
    DomainGetAutostartOnceRet { autostart: i32 as Plain }
}

xdr_form! { Wire;
    SecurityLabel { label: Vec<i8> as Chars<4097>, enforcing: i32 as Plain }
    VcpuInfo {
        number: u32 as Plain, state: i32 as Plain, cpu_time: u64 as Plain, cpu: i32 as Plain,
    }
    DomainInfo {
        state: u8 as Plain, max_mem: u64 as Plain, memory: u64 as Plain, nr_virt_cpu: u16 as Plain,
        cpu_time: u64 as Plain,
    }
    DomainVcpus { info: Vec<VcpuInfo> as List<Wire, 16384>, cpumaps: Vec<u8> as Opaque<8388608> }
    DomainJobInfo {
        kind: i32 as Plain, time_elapsed: u64 as Plain, time_remaining: u64 as Plain,
        data_total: u64 as Plain, data_processed: u64 as Plain, data_remaining: u64 as Plain,
        mem_total: u64 as Plain, mem_processed: u64 as Plain, mem_remaining: u64 as Plain,
        file_total: u64 as Plain, file_processed: u64 as Plain, file_remaining: u64 as Plain,
    }
    DomainState { state: i32 as Plain, reason: i32 as Plain }
    DomainControlInfo { state: u32 as Plain, details: u32 as Plain, state_time: u64 as Plain }
    DomainSecurityLabelList { labels: Vec<SecurityLabel> as List<Wire, 64>, ret: i32 as Plain }
}
