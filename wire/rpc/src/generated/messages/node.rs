//! Arguments and results on the wire.
//!
//! Made by `cargo xtask codegen` from `api/src/node.rs`; do not edit.

use crate::prelude::*;

xdr_borrowed! { Wire;
    NodeDeviceDettachArgs<'a> { name: &'a str as Text }
    NodeDeviceReAttachArgs<'a> { name: &'a str as Text }
    NodeDeviceResetArgs<'a> { name: &'a str as Text }
    NodeSetMemoryParametersArgs<'a> {
        params: Cow<'a, [TypedParam]> as Lent<List<Param, 64>>, flags: u32 as Plain,
    }
    NodeDeviceDetachFlagsArgs<'a> {
        name: &'a str as Text, driver_name: Option<&'a str> as Maybe<Text>, flags: u32 as Plain,
    }
    NodeGetFreePagesArgs<'a> {
        pages: Cow<'a, [u32]> as Lent<List<Plain, 1024>>, start_cell: i32 as Plain,
        cell_count: u32 as Plain, flags: u32 as Plain,
    }
    NodeAllocPagesArgs<'a> {
        page_sizes: Cow<'a, [u32]> as Lent<List<Plain, 1024>>,
        page_counts: Cow<'a, [u64]> as Lent<List<Plain, 1024>>, start_cell: i32 as Plain,
        cell_count: u32 as Plain, flags: u32 as Plain,
    }
}

xdr_struct! { Wire;
    NodeGetCellsFreeMemoryArgs { start_cell: i32 as Plain, maxcells: i32 as Plain }
    NodeGetCellsFreeMemoryRet { cells: Vec<u64> as List<Plain, 1024> }
    NodeGetFreeMemoryRet { free_mem: u64 as Plain }
    NodeGetCpuStatsArgs { cpu_num: i32 as Plain, nparams: i32 as Plain, flags: u32 as Plain }
    NodeGetMemoryStatsArgs { nparams: i32 as Plain, cell_num: i32 as Plain, flags: u32 as Plain }
    NodeSuspendForDurationArgs { target: u32 as Plain, duration: u64 as Plain, flags: u32 as Plain }
    NodeGetMemoryParametersArgs { nparams: i32 as Plain, flags: u32 as Plain }
    NodeGetCpuMapArgs { need_map: i32 as Plain, need_online: i32 as Plain, flags: u32 as Plain }
    NodeGetFreePagesRet { counts: Vec<u64> as List<Plain, 1024> }
    NodeAllocPagesRet { ret: i32 as Plain }
    NodeGetSevInfoArgs { nparams: i32 as Plain, flags: u32 as Plain }
}

xdr_form! { Wire;
    NodeMemoryStat { field: String as Text, value: u64 as Plain }
    NodeCpuStat { field: String as Text, value: u64 as Plain }
    NodeInfo {
        model: [i8; 32] as CharArray, memory: u64 as Plain, cpus: i32 as Plain, mhz: i32 as Plain,
        nodes: i32 as Plain, sockets: i32 as Plain, cores: i32 as Plain, threads: i32 as Plain,
    }
    NodeSecurityModel { model: Vec<i8> as Chars<257>, doi: Vec<i8> as Chars<257> }
    NodeCpuStats { params: Vec<NodeCpuStat> as List<Wire, 16>, nparams: i32 as Plain }
    NodeMemoryStats { params: Vec<NodeMemoryStat> as List<Wire, 16>, nparams: i32 as Plain }
    NodeMemoryParameters { params: Vec<TypedParam> as List<Param, 64>, nparams: i32 as Plain }
    NodeCpuMap { cpumap: Vec<u8> as Opaque<2048>, online: u32 as Plain, ret: i32 as Plain }
    NodeSevInfo { params: Vec<TypedParam> as List<Param, 64>, nparams: i32 as Plain }
}
