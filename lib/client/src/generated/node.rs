//! `NodeApi` over the wire.
//!
//! Made by `cargo xtask codegen` from `api/src/node.rs`; do not edit.

use crate::stubs::prelude::*;

stubs! { NodeApi REMOTE;
    6 info() -> NodeInfo: call(());
    101 cells_free_memory(start_cell: i32, maxcells: i32) -> Vec<u64>:
        call(NodeGetCellsFreeMemoryArgs {
            start_cell, maxcells,
        }, |ret: NodeGetCellsFreeMemoryRet| ret.cells);
    102 free_memory() -> u64: call((), |ret: NodeGetFreeMemoryRet| ret.free_mem);
    118 device_dettach(name: &str) -> (): call(NodeDeviceDettachArgs { name });
    119 device_re_attach(name: &str) -> (): call(NodeDeviceReAttachArgs { name });
    120 device_reset(name: &str) -> (): call(NodeDeviceResetArgs { name });
    122 security_model() -> NodeSecurityModel: call(());
    227 cpu_stats(cpu_num: i32, nparams: i32, flags: u32) -> NodeCpuStats:
        call(NodeGetCpuStatsArgs { cpu_num, nparams, flags });
    228 memory_stats(nparams: i32, cell_num: i32, flags: u32) -> NodeMemoryStats:
        call(NodeGetMemoryStatsArgs { nparams, cell_num, flags });
    250 suspend_for_duration(target: u32, duration: u64, flags: u32) -> ():
        call(NodeSuspendForDurationArgs { target, duration, flags });
    288 set_memory_parameters(params: &[TypedParam], flags: u32) -> ():
        call(NodeSetMemoryParametersArgs { params: lend(params), flags });
    289 memory_parameters(nparams: i32, flags: u32) -> NodeMemoryParameters:
        call(NodeGetMemoryParametersArgs { nparams, flags });
    293 cpu_map(need_map: i32, need_online: i32, flags: u32) -> NodeCpuMap:
        call(NodeGetCpuMapArgs { need_map, need_online, flags });
    301 device_detach_flags(name: &str, driver_name: Option<&str>, flags: u32) -> ():
        call(NodeDeviceDetachFlagsArgs { name, driver_name, flags });
    340 free_pages(pages: &[u32], start_cell: i32, cell_count: u32, flags: u32) -> Vec<u64>:
        call(NodeGetFreePagesArgs {
            pages: lend(pages), start_cell, cell_count, flags,
        }, |ret: NodeGetFreePagesRet| ret.counts);
    347 alloc_pages(page_sizes: &[u32], page_counts: &[u64], start_cell: i32, cell_count: u32, flags: u32) -> i32:
        call(NodeAllocPagesArgs {
            page_sizes: lend(page_sizes), page_counts: lend(page_counts), start_cell, cell_count, flags,
        }, |ret: NodeAllocPagesRet| ret.ret);
    395 sev_info(nparams: i32, flags: u32) -> NodeSevInfo:
        call(NodeGetSevInfoArgs { nparams, flags });
}
