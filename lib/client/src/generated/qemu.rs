//! `QemuApi` over the wire.
//!
//! Made by `cargo xtask codegen` from `api/src/qemu.rs`; do not edit.

use crate::stubs::prelude::*;

stubs! { QemuApi QEMU;
    1 monitor_command(dom: &DomainRef, cmd: &str, flags: u32) -> String:
        call(QemuDomainMonitorCommandArgs {
            dom: lend(dom), cmd, flags,
        }, |ret: QemuDomainMonitorCommandRet| ret.result);
    2 attach(pid_value: u32, flags: u32) -> DomainRef:
        call(QemuDomainAttachArgs { pid_value, flags }, |ret: QemuDomainAttachRet| ret.dom);
    3 agent_command(dom: &DomainRef, cmd: &str, timeout: i32, flags: u32) -> Option<String>:
        call(QemuDomainAgentCommandArgs {
            dom: lend(dom), cmd, timeout, flags,
        }, |ret: QemuDomainAgentCommandRet| ret.result);
    4 connect_domain_monitor_event_register(dom: Option<&DomainRef>, event: Option<&str>, flags: u32) -> i32:
        call(QemuConnectDomainMonitorEventRegisterArgs {
            dom: dom.map(lend), event, flags,
        }, |ret: QemuConnectDomainMonitorEventRegisterRet| ret.callback_id);
    5 connect_domain_monitor_event_deregister(callback_id: i32) -> ():
        call(QemuConnectDomainMonitorEventDeregisterArgs { callback_id });
    7 monitor_command_with_files(dom: &DomainRef, cmd: &str, flags: u32) -> (String, Vec<OwnedFd>):
        call_for_descriptors(QemuDomainMonitorCommandWithFilesArgs {
            dom: lend(dom), cmd, flags,
        }, |ret: QemuDomainMonitorCommandWithFilesRet, rest| (ret.result, rest));
}
