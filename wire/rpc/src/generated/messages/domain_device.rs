//! Arguments and results on the wire.
//!
//! Made by `cargo xtask codegen` from `api/src/domain_device.rs`; do not edit.

use crate::prelude::*;

xdr_borrowed! { Wire;
    DomainAttachDeviceArgs<'a> { dom: Cow<'a, DomainRef> as Lent<Wire>, xml: &'a str as Text }
    DomainDetachDeviceArgs<'a> { dom: Cow<'a, DomainRef> as Lent<Wire>, xml: &'a str as Text }
    DomainBlockStatsArgs<'a> { dom: Cow<'a, DomainRef> as Lent<Wire>, path: &'a str as Text }
    DomainInterfaceStatsArgs<'a> { dom: Cow<'a, DomainRef> as Lent<Wire>, device: &'a str as Text }
    DomainBlockPeekArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>, path: &'a str as Text, offset: u64 as Plain,
        size: u32 as Plain, flags: u32 as Plain,
    }
    DomainAttachDeviceFlagsArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>, xml: &'a str as Text, flags: u32 as Plain,
    }
    DomainDetachDeviceFlagsArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>, xml: &'a str as Text, flags: u32 as Plain,
    }
    DomainUpdateDeviceFlagsArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>, xml: &'a str as Text, flags: u32 as Plain,
    }
    DomainGetBlockInfoArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>, path: &'a str as Text, flags: u32 as Plain,
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
    DomainBlockStatsFlagsArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>, path: &'a str as Text, nparams: i32 as Plain,
        flags: u32 as Plain,
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
    DomainSetInterfaceParametersArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>, device: &'a str as Text,
        params: Cow<'a, [TypedParam]> as Lent<List<Param, 16>>, flags: u32 as Plain,
    }
    DomainGetInterfaceParametersArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>, device: &'a str as Text, nparams: i32 as Plain,
        flags: u32 as Plain,
    }
    DomainGetDiskErrorsArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>, maxerrors: u32 as Plain, flags: u32 as Plain,
    }
    DomainBlockRebaseArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>, path: &'a str as Text,
        base: Option<&'a str> as Maybe<Text>, bandwidth: u64 as Plain, flags: u32 as Plain,
    }
    DomainBlockCommitArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>, disk: &'a str as Text,
        base: Option<&'a str> as Maybe<Text>, top: Option<&'a str> as Maybe<Text>,
        bandwidth: u64 as Plain, flags: u32 as Plain,
    }
    DomainBlockCopyArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>, path: &'a str as Text, destxml: &'a str as Text,
        params: Cow<'a, [TypedParam]> as Lent<List<Param, 16>>, flags: u32 as Plain,
    }
    DomainSetBlockThresholdArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>, dev: &'a str as Text, threshold: u64 as Plain,
        flags: u32 as Plain,
    }
    DomainDetachDeviceAliasArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>, alias: &'a str as Text, flags: u32 as Plain,
    }
    DomainBackupBeginArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>, backup_xml: &'a str as Text,
        checkpoint_xml: Option<&'a str> as Maybe<Text>, flags: u32 as Plain,
    }
    DomainBackupGetXmlDescArgs<'a> { dom: Cow<'a, DomainRef> as Lent<Wire>, flags: u32 as Plain }
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
    DomainBlockPeekRet { buffer: Vec<u8> as Opaque<4194304> }
    DomainBackupGetXmlDescRet { xml: String as Text }
}

xdr_form! { Wire;
    DomainDiskError { disk: String as Text, error: i32 as Plain }
    DomainBlockStats {
        rd_req: i64 as Plain, rd_bytes: i64 as Plain, wr_req: i64 as Plain, wr_bytes: i64 as Plain,
        errs: i64 as Plain,
    }
    DomainInterfaceStats {
        rx_bytes: i64 as Plain, rx_packets: i64 as Plain, rx_errs: i64 as Plain,
        rx_drop: i64 as Plain, tx_bytes: i64 as Plain, tx_packets: i64 as Plain,
        tx_errs: i64 as Plain, tx_drop: i64 as Plain,
    }
    DomainBlockInfo { allocation: u64 as Plain, capacity: u64 as Plain, physical: u64 as Plain }
    DomainBlockJobInfo {
        found: i32 as Plain, kind: i32 as Plain, bandwidth: u64 as Plain, cur: u64 as Plain,
        end: u64 as Plain,
    }
    DomainBlockStatsFlags { params: Vec<TypedParam> as List<Param, 16>, nparams: i32 as Plain }
    DomainBlockIoTune { params: Vec<TypedParam> as List<Param, 32>, nparams: i32 as Plain }
    DomainInterfaceParameters { params: Vec<TypedParam> as List<Param, 16>, nparams: i32 as Plain }
    DomainDiskErrors { errors: Vec<DomainDiskError> as List<Wire, 256>, nerrors: i32 as Plain }
}
