//! The calls of `QemuApi`.
//!
//! Made by `cargo xtask codegen` from `api/src/qemu.rs`; do not edit.

use fv_wire_rpc::*;

use crate::by_hand;
use crate::serve::{Answer, Call, serve, serve_descriptors, unserved};

/// Answers a call of this family.
pub(super) fn dispatch(call: &Call<'_>) -> Answer {
    match call.procedure().number {
        1 => serve(call, |c, a: QemuDomainMonitorCommandArgs<'_>| {
            let (driver, dom) = (c.qemu()?, c.on_domain(&a.dom)?);
            driver
                .monitor_command(c.caller(), &dom, a.cmd, a.flags)
                .map(|result| QemuDomainMonitorCommandRet { result })
        }),
        2 => serve(call, |c, a: QemuDomainAttachArgs| {
            c.qemu()?
                .attach(c.caller(), a.pid_value, a.flags)
                .map(|dom| QemuDomainAttachRet { dom })
        }),
        3 => serve(call, |c, a: QemuDomainAgentCommandArgs<'_>| {
            let (driver, dom) = (c.qemu()?, c.on_domain(&a.dom)?);
            driver
                .agent_command(c.caller(), &dom, a.cmd, a.timeout, a.flags)
                .map(|result| QemuDomainAgentCommandRet { result })
        }),
        4 => by_hand::connect_domain_monitor_event_register(call),
        5 => by_hand::connect_domain_monitor_event_deregister(call),
        7 => serve_descriptors(call, |c, a: QemuDomainMonitorCommandWithFilesArgs<'_>| {
            let (driver, dom) = (c.qemu()?, c.on_domain(&a.dom)?);
            driver
                .monitor_command_with_files(c.caller(), &dom, a.cmd, a.flags)
                .map(|(result, rest)| (QemuDomainMonitorCommandWithFilesRet { result }, rest))
        }),
        _ => unserved(call),
    }
}
