//! The calls of `NodeApi`.
//!
//! Made by `cargo xtask codegen` from `api/src/node.rs`; do not edit.

use fv_wire_rpc::*;

use crate::serve::{Answer, Call, serve, unserved};

/// Answers a call of this family.
pub(super) fn dispatch(call: &Call<'_>) -> Answer {
    match call.procedure().number {
        6 => serve(call, |c, (): ()| c.node()?.info(c.caller())),
        101 => serve(call, |c, a: NodeGetCellsFreeMemoryArgs| {
            c.at_most("maxcells", a.maxcells.into(), 1024)?;
            c.node()?
                .cells_free_memory(c.caller(), a.start_cell, a.maxcells)
                .map(|cells| NodeGetCellsFreeMemoryRet { cells })
        }),
        102 => serve(call, |c, (): ()| {
            c.node()?
                .free_memory(c.caller())
                .map(|free_mem| NodeGetFreeMemoryRet { free_mem })
        }),
        118 => serve(call, |c, a: NodeDeviceDettachArgs<'_>| {
            c.node()?.device_dettach(c.caller(), a.name)
        }),
        119 => serve(call, |c, a: NodeDeviceReAttachArgs<'_>| {
            c.node()?.device_re_attach(c.caller(), a.name)
        }),
        120 => serve(call, |c, a: NodeDeviceResetArgs<'_>| {
            c.node()?.device_reset(c.caller(), a.name)
        }),
        122 => serve(call, |c, (): ()| c.node()?.security_model(c.caller())),
        227 => serve(call, |c, a: NodeGetCpuStatsArgs| {
            c.at_most("nparams", a.nparams.into(), 16)?;
            c.node()?
                .cpu_stats(c.caller(), a.cpu_num, a.nparams, a.flags)
        }),
        228 => serve(call, |c, a: NodeGetMemoryStatsArgs| {
            c.at_most("nparams", a.nparams.into(), 16)?;
            c.node()?
                .memory_stats(c.caller(), a.nparams, a.cell_num, a.flags)
        }),
        250 => serve(call, |c, a: NodeSuspendForDurationArgs| {
            c.node()?
                .suspend_for_duration(c.caller(), a.target, a.duration, a.flags)
        }),
        288 => serve(call, |c, a: NodeSetMemoryParametersArgs<'_>| {
            c.node()?
                .set_memory_parameters(c.caller(), &a.params, a.flags)
        }),
        289 => serve(call, |c, a: NodeGetMemoryParametersArgs| {
            c.at_most("nparams", a.nparams.into(), 64)?;
            c.node()?.memory_parameters(c.caller(), a.nparams, a.flags)
        }),
        293 => serve(call, |c, a: NodeGetCpuMapArgs| {
            c.node()?
                .cpu_map(c.caller(), a.need_map, a.need_online, a.flags)
        }),
        301 => serve(call, |c, a: NodeDeviceDetachFlagsArgs<'_>| {
            c.node()?
                .device_detach_flags(c.caller(), a.name, a.driver_name, a.flags)
        }),
        340 => serve(call, |c, a: NodeGetFreePagesArgs<'_>| {
            c.at_most("cell_count", a.cell_count.into(), 1024)?;
            c.node()?
                .free_pages(c.caller(), &a.pages, a.start_cell, a.cell_count, a.flags)
                .map(|counts| NodeGetFreePagesRet { counts })
        }),
        347 => serve(call, |c, a: NodeAllocPagesArgs<'_>| {
            c.node()?
                .alloc_pages(
                    c.caller(),
                    &a.page_sizes,
                    &a.page_counts,
                    a.start_cell,
                    a.cell_count,
                    a.flags,
                )
                .map(|ret| NodeAllocPagesRet { ret })
        }),
        395 => serve(call, |c, a: NodeGetSevInfoArgs| {
            c.at_most("nparams", a.nparams.into(), 64)?;
            c.node()?.sev_info(c.caller(), a.nparams, a.flags)
        }),
        _ => unserved(call),
    }
}
