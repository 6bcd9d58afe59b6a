//! Arguments and results on the wire.
//!
//! Made by `cargo xtask codegen` from `api/src/domain_guest.rs`; do not edit.

use crate::prelude::*;

xdr_borrowed! { Wire;
    DomainScreenshotArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>, screen: u32 as Plain, flags: u32 as Plain,
    }
    DomainSendKeyArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>, codeset: u32 as Plain, holdtime: u32 as Plain,
        keycodes: Cow<'a, [u32]> as Lent<List<Plain, 16>>, flags: u32 as Plain,
    }
    DomainPmSuspendForDurationArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>, target: u32 as Plain, duration: u64 as Plain,
        flags: u32 as Plain,
    }
    DomainPmWakeupArgs<'a> { dom: Cow<'a, DomainRef> as Lent<Wire>, flags: u32 as Plain }
    DomainGetHostnameArgs<'a> { dom: Cow<'a, DomainRef> as Lent<Wire>, flags: u32 as Plain }
    DomainFstrimArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>, mount_point: Option<&'a str> as Maybe<Text>,
        minimum: u64 as Plain, flags: u32 as Plain,
    }
    DomainSendProcessSignalArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>, pid_value: i64 as Plain, signum: u32 as Plain,
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
    DomainGetFsinfoArgs<'a> { dom: Cow<'a, DomainRef> as Lent<Wire>, flags: u32 as Plain }
    DomainInterfaceAddressesArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>, source: u32 as Plain, flags: u32 as Plain,
    }
    DomainSetUserPasswordArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>, user: Option<&'a str> as Maybe<Text>,
        password: Option<&'a str> as Maybe<Text>, flags: u32 as Plain,
    }
    DomainGetGuestVcpusArgs<'a> { dom: Cow<'a, DomainRef> as Lent<Wire>, flags: u32 as Plain }
    DomainSetGuestVcpusArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>, cpumap: &'a str as Text, state: i32 as Plain,
        flags: u32 as Plain,
    }
    DomainGetGuestInfoArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>, types: u32 as Plain, flags: u32 as Plain,
    }
    DomainAgentSetResponseTimeoutArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>, timeout: i32 as Plain, flags: u32 as Plain,
    }
    DomainAuthorizedSshKeysGetArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>, user: &'a str as Text, flags: u32 as Plain,
    }
    DomainAuthorizedSshKeysSetArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>, user: &'a str as Text,
        keys: Cow<'a, [String]> as Lent<List<Text, 2048>>, flags: u32 as Plain,
    }
}

xdr_struct! { Wire;
    DomainScreenshotRet { mime: Option<String> as Maybe<Text> }
    DomainGetHostnameRet { hostname: String as Text }
    DomainFsfreezeRet { filesystems: i32 as Plain }
    DomainFsthawRet { filesystems: i32 as Plain }
    DomainInterfaceAddressesRet { ifaces: Vec<DomainInterface> as List<Wire, 2048> }
    DomainGetGuestVcpusRet { params: Vec<TypedParam> as List<Param, 64> }
    DomainGetGuestInfoRet { params: Vec<TypedParam> as List<Param, 2048> }
    DomainAgentSetResponseTimeoutRet { result: i32 as Plain }
    DomainAuthorizedSshKeysGetRet { keys: Vec<String> as List<Text, 2048> }
}

xdr_form! { Wire;
    DomainInterface {
        name: String as Text, hwaddr: Option<String> as Maybe<Text>,
        addrs: Vec<DomainIpAddress> as List<Wire, 2048>,
    }
    DomainIpAddress { kind: i32 as Plain, addr: String as Text, prefix: u32 as Plain }
    DomainFsInfo {
        mountpoint: String as Text, name: String as Text, fstype: String as Text,
        dev_aliases: Vec<String> as List<Text, 256>,
    }
    DomainTime { seconds: i64 as Plain, nseconds: u32 as Plain }
    DomainFsinfo { info: Vec<DomainFsInfo> as List<Wire, 256>, ret: u32 as Plain }
}
