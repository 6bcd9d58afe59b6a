//! Arguments and results on the wire.
//!
//! Made by `cargo xtask codegen` from `api/src/qemu.rs`; do not edit.

use crate::prelude::*;

xdr_borrowed! { Wire;
    QemuDomainMonitorCommandArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>, cmd: &'a str as Text, flags: u32 as Plain,
    }
    QemuDomainAgentCommandArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>, cmd: &'a str as Text, timeout: i32 as Plain,
        flags: u32 as Plain,
    }
    QemuConnectDomainMonitorEventRegisterArgs<'a> {
        dom: Option<Cow<'a, DomainRef>> as Maybe<Lent<Wire>>, event: Option<&'a str> as Maybe<Text>,
        flags: u32 as Plain,
    }
    QemuDomainMonitorCommandWithFilesArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>, cmd: &'a str as Text, flags: u32 as Plain,
    }
}

xdr_struct! { Wire;
    QemuDomainMonitorCommandRet { result: String as Text }
    QemuDomainAttachArgs { pid_value: u32 as Plain, flags: u32 as Plain }
    QemuDomainAttachRet { dom: DomainRef as Wire }
    QemuDomainAgentCommandRet { result: Option<String> as Maybe<Text> }
    QemuConnectDomainMonitorEventRegisterRet { callback_id: i32 as Plain }
    QemuConnectDomainMonitorEventDeregisterArgs { callback_id: i32 as Plain }
    QemuDomainMonitorCommandWithFilesRet { result: String as Text }
}
