//! Arguments and results on the wire.
//!
//! Made by `cargo xtask codegen` from `api/src/domain.rs`; do not edit.

use crate::prelude::*;

xdr_borrowed! { Wire;
    DomainAttachDeviceArgs<'a> { dom: Cow<'a, DomainRef> as Lent<Wire>, xml: &'a str as Text }
    DomainCreateArgs<'a> { dom: Cow<'a, DomainRef> as Lent<Wire> }
    DomainCreateXmlArgs<'a> { xml_desc: &'a str as Text, flags: u32 as Plain }
    DomainDefineXmlArgs<'a> { xml: &'a str as Text }
    DomainDestroyArgs<'a> { dom: Cow<'a, DomainRef> as Lent<Wire> }
    DomainDetachDeviceArgs<'a> { dom: Cow<'a, DomainRef> as Lent<Wire>, xml: &'a str as Text }
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
    DomainPinVcpuArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>, vcpu: u32 as Plain, cpumap: &'a [u8] as Opaque<2048>,
    }
    DomainRebootArgs<'a> { dom: Cow<'a, DomainRef> as Lent<Wire>, flags: u32 as Plain }
    DomainResumeArgs<'a> { dom: Cow<'a, DomainRef> as Lent<Wire> }
    DomainSetAutostartArgs<'a> { dom: Cow<'a, DomainRef> as Lent<Wire>, autostart: i32 as Plain }
    DomainSetMaxMemoryArgs<'a> { dom: Cow<'a, DomainRef> as Lent<Wire>, memory: u64 as Plain }
    DomainSetMemoryArgs<'a> { dom: Cow<'a, DomainRef> as Lent<Wire>, memory: u64 as Plain }
    DomainSetVcpusArgs<'a> { dom: Cow<'a, DomainRef> as Lent<Wire>, nvcpus: u32 as Plain }
    DomainShutdownArgs<'a> { dom: Cow<'a, DomainRef> as Lent<Wire> }
    DomainSuspendArgs<'a> { dom: Cow<'a, DomainRef> as Lent<Wire> }
    DomainUndefineArgs<'a> { dom: Cow<'a, DomainRef> as Lent<Wire> }
    DomainCoreDumpArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>, to: &'a str as Text, flags: u32 as Plain,
    }
    DomainRestoreArgs<'a> { from: &'a str as Text }
    DomainSaveArgs<'a> { dom: Cow<'a, DomainRef> as Lent<Wire>, to: &'a str as Text }
    DomainGetSchedulerTypeArgs<'a> { dom: Cow<'a, DomainRef> as Lent<Wire> }
    DomainGetSchedulerParametersArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>, nparams: i32 as Plain,
    }
    DomainSetSchedulerParametersArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>,
        params: Cow<'a, [TypedParam]> as Lent<List<Param, 16>>,
    }
    DomainBlockStatsArgs<'a> { dom: Cow<'a, DomainRef> as Lent<Wire>, path: &'a str as Text }
    DomainInterfaceStatsArgs<'a> { dom: Cow<'a, DomainRef> as Lent<Wire>, device: &'a str as Text }
    DomainBlockPeekArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>, path: &'a str as Text, offset: u64 as Plain,
        size: u32 as Plain, flags: u32 as Plain,
    }
    DomainMemoryPeekArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>, offset: u64 as Plain, size: u32 as Plain,
        flags: u32 as Plain,
    }
    DomainGetSecurityLabelArgs<'a> { dom: Cow<'a, DomainRef> as Lent<Wire> }
    DomainIsActiveArgs<'a> { dom: Cow<'a, DomainRef> as Lent<Wire> }
    DomainIsPersistentArgs<'a> { dom: Cow<'a, DomainRef> as Lent<Wire> }
    DomainMemoryStatsArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>, max_stats: u32 as Plain, flags: u32 as Plain,
    }
    DomainAttachDeviceFlagsArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>, xml: &'a str as Text, flags: u32 as Plain,
    }
    DomainDetachDeviceFlagsArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>, xml: &'a str as Text, flags: u32 as Plain,
    }
    DomainGetJobInfoArgs<'a> { dom: Cow<'a, DomainRef> as Lent<Wire> }
    DomainAbortJobArgs<'a> { dom: Cow<'a, DomainRef> as Lent<Wire> }
    DomainMigrateSetMaxDowntimeArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>, downtime: u64 as Plain, flags: u32 as Plain,
    }
    DomainUpdateDeviceFlagsArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>, xml: &'a str as Text, flags: u32 as Plain,
    }
    DomainManagedSaveArgs<'a> { dom: Cow<'a, DomainRef> as Lent<Wire>, flags: u32 as Plain }
    DomainHasManagedSaveImageArgs<'a> { dom: Cow<'a, DomainRef> as Lent<Wire>, flags: u32 as Plain }
    DomainManagedSaveRemoveArgs<'a> { dom: Cow<'a, DomainRef> as Lent<Wire>, flags: u32 as Plain }
    DomainGetBlockInfoArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>, path: &'a str as Text, flags: u32 as Plain,
    }
    DomainCreateWithFlagsArgs<'a> { dom: Cow<'a, DomainRef> as Lent<Wire>, flags: u32 as Plain }
    DomainSetMemoryParametersArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>,
        params: Cow<'a, [TypedParam]> as Lent<List<Param, 16>>, flags: u32 as Plain,
    }
    DomainGetMemoryParametersArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>, nparams: i32 as Plain, flags: u32 as Plain,
    }
    DomainSetVcpusFlagsArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>, nvcpus: u32 as Plain, flags: u32 as Plain,
    }
    DomainGetVcpusFlagsArgs<'a> { dom: Cow<'a, DomainRef> as Lent<Wire>, flags: u32 as Plain }
    DomainOpenConsoleArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>, dev_name: Option<&'a str> as Maybe<Text>,
        flags: u32 as Plain,
    }
    DomainIsUpdatedArgs<'a> { dom: Cow<'a, DomainRef> as Lent<Wire> }
    DomainSetMemoryFlagsArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>, memory: u64 as Plain, flags: u32 as Plain,
    }
    DomainSetBlkioParametersArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>,
        params: Cow<'a, [TypedParam]> as Lent<List<Param, 16>>, flags: u32 as Plain,
    }
    DomainGetBlkioParametersArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>, nparams: i32 as Plain, flags: u32 as Plain,
    }
    DomainMigrateSetMaxSpeedArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>, bandwidth: u64 as Plain, flags: u32 as Plain,
    }
    DomainInjectNmiArgs<'a> { dom: Cow<'a, DomainRef> as Lent<Wire>, flags: u32 as Plain }
    DomainScreenshotArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>, screen: u32 as Plain, flags: u32 as Plain,
    }
    DomainGetStateArgs<'a> { dom: Cow<'a, DomainRef> as Lent<Wire>, flags: u32 as Plain }
    DomainSetSchedulerParametersFlagsArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>,
        params: Cow<'a, [TypedParam]> as Lent<List<Param, 16>>, flags: u32 as Plain,
    }
    DomainGetSchedulerParametersFlagsArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>, nparams: i32 as Plain, flags: u32 as Plain,
    }
    DomainPinVcpuFlagsArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>, vcpu: u32 as Plain, cpumap: &'a [u8] as Opaque<2048>,
        flags: u32 as Plain,
    }
    DomainSendKeyArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>, codeset: u32 as Plain, holdtime: u32 as Plain,
        keycodes: Cow<'a, [u32]> as Lent<List<Plain, 16>>, flags: u32 as Plain,
    }
    DomainGetControlInfoArgs<'a> { dom: Cow<'a, DomainRef> as Lent<Wire>, flags: u32 as Plain }
    DomainGetVcpuPinInfoArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>, ncpumaps: i32 as Plain, maplen: i32 as Plain,
        flags: u32 as Plain,
    }
    DomainUndefineFlagsArgs<'a> { dom: Cow<'a, DomainRef> as Lent<Wire>, flags: u32 as Plain }
    DomainSaveFlagsArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>, to: &'a str as Text,
        dxml: Option<&'a str> as Maybe<Text>, flags: u32 as Plain,
    }
    DomainRestoreFlagsArgs<'a> {
        from: &'a str as Text, dxml: Option<&'a str> as Maybe<Text>, flags: u32 as Plain,
    }
    DomainDestroyFlagsArgs<'a> { dom: Cow<'a, DomainRef> as Lent<Wire>, flags: u32 as Plain }
    DomainSaveImageGetXmlDescArgs<'a> { file: &'a str as Text, flags: u32 as Plain }
    DomainSaveImageDefineXmlArgs<'a> {
        file: &'a str as Text, dxml: &'a str as Text, flags: u32 as Plain,
    }
    DomainBlockJobAbortArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>, path: &'a str as Text, flags: u32 as Plain,
    }
    DomainGetBlockJobInfoArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>, path: &'a str as Text, flags: u32 as Plain,
    }
    DomainBlockJobSetSpeedArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>, path: &'a str as Text, bandwidth: u64 as Plain,
        flags: u32 as Plain,
    }
    DomainBlockPullArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>, path: &'a str as Text, bandwidth: u64 as Plain,
        flags: u32 as Plain,
    }
    DomainMigrateGetMaxSpeedArgs<'a> { dom: Cow<'a, DomainRef> as Lent<Wire>, flags: u32 as Plain }
    DomainBlockStatsFlagsArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>, path: &'a str as Text, nparams: i32 as Plain,
        flags: u32 as Plain,
    }
    DomainResetArgs<'a> { dom: Cow<'a, DomainRef> as Lent<Wire>, flags: u32 as Plain }
    DomainOpenGraphicsArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>, idx: u32 as Plain, flags: u32 as Plain,
    }
    DomainBlockResizeArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>, disk: &'a str as Text, size: u64 as Plain,
        flags: u32 as Plain,
    }
    DomainSetBlockIoTuneArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>, disk: &'a str as Text,
        params: Cow<'a, [TypedParam]> as Lent<List<Param, 32>>, flags: u32 as Plain,
    }
    DomainGetBlockIoTuneArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>, disk: Option<&'a str> as Maybe<Text>,
        nparams: i32 as Plain, flags: u32 as Plain,
    }
    DomainSetNumaParametersArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>,
        params: Cow<'a, [TypedParam]> as Lent<List<Param, 16>>, flags: u32 as Plain,
    }
    DomainGetNumaParametersArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>, nparams: i32 as Plain, flags: u32 as Plain,
    }
    DomainSetInterfaceParametersArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>, device: &'a str as Text,
        params: Cow<'a, [TypedParam]> as Lent<List<Param, 16>>, flags: u32 as Plain,
    }
    DomainGetInterfaceParametersArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>, device: &'a str as Text, nparams: i32 as Plain,
        flags: u32 as Plain,
    }
    DomainShutdownFlagsArgs<'a> { dom: Cow<'a, DomainRef> as Lent<Wire>, flags: u32 as Plain }
    DomainPmSuspendForDurationArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>, target: u32 as Plain, duration: u64 as Plain,
        flags: u32 as Plain,
    }
    DomainGetCpuStatsArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>, nparams: u32 as Plain, start_cpu: i32 as Plain,
        ncpus: u32 as Plain, flags: u32 as Plain,
    }
    DomainGetDiskErrorsArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>, maxerrors: u32 as Plain, flags: u32 as Plain,
    }
    DomainSetMetadataArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>, kind: i32 as Plain,
        metadata: Option<&'a str> as Maybe<Text>, key: Option<&'a str> as Maybe<Text>,
        uri: Option<&'a str> as Maybe<Text>, flags: u32 as Plain,
    }
    DomainGetMetadataArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>, kind: i32 as Plain,
        uri: Option<&'a str> as Maybe<Text>, flags: u32 as Plain,
    }
    DomainBlockRebaseArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>, path: &'a str as Text,
        base: Option<&'a str> as Maybe<Text>, bandwidth: u64 as Plain, flags: u32 as Plain,
    }
    DomainPmWakeupArgs<'a> { dom: Cow<'a, DomainRef> as Lent<Wire>, flags: u32 as Plain }
    DomainGetHostnameArgs<'a> { dom: Cow<'a, DomainRef> as Lent<Wire>, flags: u32 as Plain }
    DomainGetSecurityLabelListArgs<'a> { dom: Cow<'a, DomainRef> as Lent<Wire> }
    DomainPinEmulatorArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>, cpumap: &'a [u8] as Opaque<2048>,
        flags: u32 as Plain,
    }
    DomainGetEmulatorPinInfoArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>, maplen: i32 as Plain, flags: u32 as Plain,
    }
    DomainBlockCommitArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>, disk: &'a str as Text,
        base: Option<&'a str> as Maybe<Text>, top: Option<&'a str> as Maybe<Text>,
        bandwidth: u64 as Plain, flags: u32 as Plain,
    }
    DomainFstrimArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>, mount_point: Option<&'a str> as Maybe<Text>,
        minimum: u64 as Plain, flags: u32 as Plain,
    }
    DomainSendProcessSignalArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>, pid_value: i64 as Plain, signum: u32 as Plain,
        flags: u32 as Plain,
    }
    DomainOpenChannelArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>, name: Option<&'a str> as Maybe<Text>,
        flags: u32 as Plain,
    }
    DomainGetJobStatsArgs<'a> { dom: Cow<'a, DomainRef> as Lent<Wire>, flags: u32 as Plain }
    DomainMigrateGetCompressionCacheArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>, flags: u32 as Plain,
    }
    DomainMigrateSetCompressionCacheArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>, cache_size: u64 as Plain, flags: u32 as Plain,
    }
    DomainSetMemoryStatsPeriodArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>, period: i32 as Plain, flags: u32 as Plain,
    }
    DomainCreateXmlWithFilesArgs<'a> { xml_desc: &'a str as Text, flags: u32 as Plain }
    DomainCreateWithFilesArgs<'a> { dom: Cow<'a, DomainRef> as Lent<Wire>, flags: u32 as Plain }
    DomainCoreDumpWithFormatArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>, to: &'a str as Text, dumpformat: u32 as Plain,
        flags: u32 as Plain,
    }
    DomainFsfreezeArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>,
        mountpoints: Cow<'a, [String]> as Lent<List<Text, 256>>, flags: u32 as Plain,
    }
    DomainFsthawArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>,
        mountpoints: Cow<'a, [String]> as Lent<List<Text, 256>>, flags: u32 as Plain,
    }
    DomainGetTimeArgs<'a> { dom: Cow<'a, DomainRef> as Lent<Wire>, flags: u32 as Plain }
    DomainSetTimeArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>, seconds: i64 as Plain, nseconds: u32 as Plain,
        flags: u32 as Plain,
    }
    DomainOpenGraphicsFdArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>, idx: u32 as Plain, flags: u32 as Plain,
    }
    DomainBlockCopyArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>, path: &'a str as Text, destxml: &'a str as Text,
        params: Cow<'a, [TypedParam]> as Lent<List<Param, 16>>, flags: u32 as Plain,
    }
    DomainGetFsinfoArgs<'a> { dom: Cow<'a, DomainRef> as Lent<Wire>, flags: u32 as Plain }
    DomainDefineXmlFlagsArgs<'a> { xml: &'a str as Text, flags: u32 as Plain }
    DomainGetIothreadInfoArgs<'a> { dom: Cow<'a, DomainRef> as Lent<Wire>, flags: u32 as Plain }
    DomainPinIothreadArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>, iothreads_id: u32 as Plain,
        cpumap: &'a [u8] as Opaque<2048>, flags: u32 as Plain,
    }
    DomainInterfaceAddressesArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>, source: u32 as Plain, flags: u32 as Plain,
    }
    DomainAddIothreadArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>, iothread_id: u32 as Plain, flags: u32 as Plain,
    }
    DomainDelIothreadArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>, iothread_id: u32 as Plain, flags: u32 as Plain,
    }
    DomainSetUserPasswordArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>, user: Option<&'a str> as Maybe<Text>,
        password: Option<&'a str> as Maybe<Text>, flags: u32 as Plain,
    }
    DomainRenameArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>, new_name: Option<&'a str> as Maybe<Text>,
        flags: u32 as Plain,
    }
    DomainMigrateStartPostCopyArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>, flags: u32 as Plain,
    }
    DomainGetPerfEventsArgs<'a> { dom: Cow<'a, DomainRef> as Lent<Wire>, flags: u32 as Plain }
    DomainSetPerfEventsArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>,
        params: Cow<'a, [TypedParam]> as Lent<List<Param, 64>>, flags: u32 as Plain,
    }
    DomainGetGuestVcpusArgs<'a> { dom: Cow<'a, DomainRef> as Lent<Wire>, flags: u32 as Plain }
    DomainSetGuestVcpusArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>, cpumap: &'a str as Text, state: i32 as Plain,
        flags: u32 as Plain,
    }
    DomainSetVcpuArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>, cpumap: &'a str as Text, state: i32 as Plain,
        flags: u32 as Plain,
    }
    DomainSetBlockThresholdArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>, dev: &'a str as Text, threshold: u64 as Plain,
        flags: u32 as Plain,
    }
    DomainMigrateGetMaxDowntimeArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>, flags: u32 as Plain,
    }
    DomainManagedSaveGetXmlDescArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>, flags: u32 as Plain,
    }
    DomainManagedSaveDefineXmlArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>, dxml: Option<&'a str> as Maybe<Text>,
        flags: u32 as Plain,
    }
    DomainSetLifecycleActionArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>, kind: u32 as Plain, action: u32 as Plain,
        flags: u32 as Plain,
    }
    DomainDetachDeviceAliasArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>, alias: &'a str as Text, flags: u32 as Plain,
    }
    DomainGetLaunchSecurityInfoArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>, flags: u32 as Plain,
    }
    DomainSetIothreadParamsArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>, iothread_id: u32 as Plain,
        params: Cow<'a, [TypedParam]> as Lent<List<Param, 64>>, flags: u32 as Plain,
    }
    DomainGetGuestInfoArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>, types: u32 as Plain, flags: u32 as Plain,
    }
    DomainAgentSetResponseTimeoutArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>, timeout: i32 as Plain, flags: u32 as Plain,
    }
    DomainBackupBeginArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>, backup_xml: &'a str as Text,
        checkpoint_xml: Option<&'a str> as Maybe<Text>, flags: u32 as Plain,
    }
    DomainBackupGetXmlDescArgs<'a> { dom: Cow<'a, DomainRef> as Lent<Wire>, flags: u32 as Plain }
    DomainAuthorizedSshKeysGetArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>, user: &'a str as Text, flags: u32 as Plain,
    }
    DomainAuthorizedSshKeysSetArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>, user: &'a str as Text,
        keys: Cow<'a, [String]> as Lent<List<Text, 2048>>, flags: u32 as Plain,
    }
    DomainGetMessagesArgs<'a> { dom: Cow<'a, DomainRef> as Lent<Wire>, flags: u32 as Plain }
    DomainStartDirtyRateCalcArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>, seconds: i32 as Plain, flags: u32 as Plain,
    }
    DomainSetLaunchSecurityStateArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>,
        params: Cow<'a, [TypedParam]> as Lent<List<Param, 64>>, flags: u32 as Plain,
    }
    DomainSaveParamsArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>,
        params: Cow<'a, [TypedParam]> as Lent<List<Param, 64>>, flags: u32 as Plain,
    }
    DomainRestoreParamsArgs<'a> {
        params: Cow<'a, [TypedParam]> as Lent<List<Param, 64>>, flags: u32 as Plain,
    }
    DomainAbortJobFlagsArgs<'a> { dom: Cow<'a, DomainRef> as Lent<Wire>, flags: u32 as Plain }
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
    DomainSetThrottleGroupArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>, group: &'a str as Text,
        params: Cow<'a, [TypedParam]> as Lent<List<Param, 32>>, flags: u32 as Plain,
    }
    DomainDelThrottleGroupArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>, group: Option<&'a str> as Maybe<Text>,
        flags: u32 as Plain,
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
    DomainGetSchedulerParametersRet { params: Vec<TypedParam> as List<Param, 16> }
    DomainBlockPeekRet { buffer: Vec<u8> as Opaque<4194304> }
    DomainMemoryPeekRet { buffer: Vec<u8> as Opaque<4194304> }
    DomainIsActiveRet { active: i32 as Plain }
    DomainIsPersistentRet { persistent: i32 as Plain }
    DomainMemoryStatsRet { stats: Vec<DomainMemoryStat> as List<Wire, 1024> }
    DomainHasManagedSaveImageRet { result: i32 as Plain }
    DomainCreateWithFlagsRet { dom: DomainRef as Wire }
    DomainGetVcpusFlagsRet { num: i32 as Plain }
    DomainIsUpdatedRet { updated: i32 as Plain }
    DomainScreenshotRet { mime: Option<String> as Maybe<Text> }
    DomainGetSchedulerParametersFlagsRet { params: Vec<TypedParam> as List<Param, 16> }
    DomainSaveImageGetXmlDescRet { xml: String as Text }
    DomainMigrateGetMaxSpeedRet { bandwidth: u64 as Plain }
    DomainGetMetadataRet { metadata: String as Text }
    DomainGetHostnameRet { hostname: String as Text }
    DomainMigrateGetCompressionCacheRet { cache_size: u64 as Plain }
    DomainCreateXmlWithFilesRet { dom: DomainRef as Wire }
    DomainCreateWithFilesRet { dom: DomainRef as Wire }
    DomainFsfreezeRet { filesystems: i32 as Plain }
    DomainFsthawRet { filesystems: i32 as Plain }
    DomainDefineXmlFlagsRet { dom: DomainRef as Wire }
    DomainInterfaceAddressesRet { ifaces: Vec<DomainInterface> as List<Wire, 2048> }
    DomainRenameRet { retcode: i32 as Plain }
    DomainGetPerfEventsRet { params: Vec<TypedParam> as List<Param, 64> }
    DomainGetGuestVcpusRet { params: Vec<TypedParam> as List<Param, 64> }
    DomainMigrateGetMaxDowntimeRet { downtime: u64 as Plain }
    DomainManagedSaveGetXmlDescRet { xml: String as Text }
    DomainGetLaunchSecurityInfoRet { params: Vec<TypedParam> as List<Param, 64> }
    DomainGetGuestInfoRet { params: Vec<TypedParam> as List<Param, 2048> }
    DomainAgentSetResponseTimeoutRet { result: i32 as Plain }
    DomainBackupGetXmlDescRet { xml: String as Text }
    DomainAuthorizedSshKeysGetRet { keys: Vec<String> as List<Text, 2048> }
    DomainGetMessagesRet { msgs: Vec<String> as List<Text, 2048> }
    DomainGetAutostartOnceRet { autostart: i32 as Plain }
}

xdr_form! { Wire;
    SecurityLabel { label: Vec<i8> as Chars<4097>, enforcing: i32 as Plain }
    DomainInterface {
        name: String as Text, hwaddr: Option<String> as Maybe<Text>,
        addrs: Vec<DomainIpAddress> as List<Wire, 2048>,
    }
    DomainIpAddress { kind: i32 as Plain, addr: String as Text, prefix: u32 as Plain }
    DomainFsInfo {
        mountpoint: String as Text, name: String as Text, fstype: String as Text,
        dev_aliases: Vec<String> as List<Text, 256>,
    }
    DomainIothreadInfo { iothread_id: u32 as Plain, cpumap: Vec<u8> as Opaque<2048> }
    DomainMemoryStat { tag: i32 as Plain, val: u64 as Plain }
    DomainDiskError { disk: String as Text, error: i32 as Plain }
    VcpuInfo {
        number: u32 as Plain, state: i32 as Plain, cpu_time: u64 as Plain, cpu: i32 as Plain,
    }
    DomainInfo {
        state: u8 as Plain, max_mem: u64 as Plain, memory: u64 as Plain, nr_virt_cpu: u16 as Plain,
        cpu_time: u64 as Plain,
    }
    DomainVcpus { info: Vec<VcpuInfo> as List<Wire, 16384>, cpumaps: Vec<u8> as Opaque<8388608> }
    DomainSchedulerType { kind: String as Text, nparams: i32 as Plain }
    DomainBlockStats {
        rd_req: i64 as Plain, rd_bytes: i64 as Plain, wr_req: i64 as Plain, wr_bytes: i64 as Plain,
        errs: i64 as Plain,
    }
    DomainInterfaceStats {
        rx_bytes: i64 as Plain, rx_packets: i64 as Plain, rx_errs: i64 as Plain,
        rx_drop: i64 as Plain, tx_bytes: i64 as Plain, tx_packets: i64 as Plain,
        tx_errs: i64 as Plain, tx_drop: i64 as Plain,
    }
    DomainJobInfo {
        kind: i32 as Plain, time_elapsed: u64 as Plain, time_remaining: u64 as Plain,
        data_total: u64 as Plain, data_processed: u64 as Plain, data_remaining: u64 as Plain,
        mem_total: u64 as Plain, mem_processed: u64 as Plain, mem_remaining: u64 as Plain,
        file_total: u64 as Plain, file_processed: u64 as Plain, file_remaining: u64 as Plain,
    }
    DomainBlockInfo { allocation: u64 as Plain, capacity: u64 as Plain, physical: u64 as Plain }
    DomainMemoryParameters { params: Vec<TypedParam> as List<Param, 16>, nparams: i32 as Plain }
    DomainBlkioParameters { params: Vec<TypedParam> as List<Param, 16>, nparams: i32 as Plain }
    DomainState { state: i32 as Plain, reason: i32 as Plain }
    DomainControlInfo { state: u32 as Plain, details: u32 as Plain, state_time: u64 as Plain }
    DomainVcpuPinInfo { cpumaps: Vec<u8> as Opaque<8388608>, num: i32 as Plain }
    DomainBlockJobInfo {
        found: i32 as Plain, kind: i32 as Plain, bandwidth: u64 as Plain, cur: u64 as Plain,
        end: u64 as Plain,
    }
    DomainBlockStatsFlags { params: Vec<TypedParam> as List<Param, 16>, nparams: i32 as Plain }
    DomainBlockIoTune { params: Vec<TypedParam> as List<Param, 32>, nparams: i32 as Plain }
    DomainNumaParameters { params: Vec<TypedParam> as List<Param, 16>, nparams: i32 as Plain }
    DomainInterfaceParameters { params: Vec<TypedParam> as List<Param, 16>, nparams: i32 as Plain }
    DomainCpuStats { params: Vec<TypedParam> as List<Param, 2048>, nparams: i32 as Plain }
    DomainDiskErrors { errors: Vec<DomainDiskError> as List<Wire, 256>, nerrors: i32 as Plain }
    DomainSecurityLabelList { labels: Vec<SecurityLabel> as List<Wire, 64>, ret: i32 as Plain }
    DomainEmulatorPinInfo { cpumaps: Vec<u8> as Opaque<8388608>, ret: i32 as Plain }
    DomainJobStats { kind: i32 as Plain, params: Vec<TypedParam> as List<Param, 64> }
    DomainTime { seconds: i64 as Plain, nseconds: u32 as Plain }
    DomainFsinfo { info: Vec<DomainFsInfo> as List<Wire, 256>, ret: u32 as Plain }
    DomainIothreadInfoAnswer {
        info: Vec<DomainIothreadInfo> as List<Wire, 16384>, ret: u32 as Plain,
    }
}
