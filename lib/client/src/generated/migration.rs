//! `MigrationApi` over the wire.
//!
//! Made by `cargo xtask codegen` from `api/src/domain_migration.rs`; do not edit.

use crate::stubs::prelude::*;

stubs! { MigrationApi REMOTE;
    61 prepare(uri_in: Option<&str>, flags: u64, dname: Option<&str>, resource: u64) -> DomainMigratePrepare:
        call(DomainMigratePrepareArgs { uri_in, flags, dname, resource });
    62 perform(dom: &DomainRef, cookie: &[u8], uri: &str, flags: u64, dname: Option<&str>, resource: u64) -> ():
        call(DomainMigratePerformArgs { dom: lend(dom), cookie, uri, flags, dname, resource });
    63 finish(dname: &str, cookie: &[u8], uri: &str, flags: u64) -> DomainRef:
        call(DomainMigrateFinishArgs {
            dname, cookie, uri, flags,
        }, |ret: DomainMigrateFinishRet| ret.ddom);
    108 prepare2(uri_in: Option<&str>, flags: u64, dname: Option<&str>, resource: u64, dom_xml: &str) -> DomainMigratePrepare2:
        call(DomainMigratePrepare2Args { uri_in, flags, dname, resource, dom_xml });
    109 finish2(dname: &str, cookie: &[u8], uri: &str, flags: u64, retcode: i32) -> DomainRef:
        call(DomainMigrateFinish2Args {
            dname, cookie, uri, flags, retcode,
        }, |ret: DomainMigrateFinish2Ret| ret.ddom);
    148 prepare_tunnel(flags: u64, dname: Option<&str>, resource: u64, dom_xml: &str) -> Box<dyn Stream>:
        open_stream(DomainMigratePrepareTunnelArgs {
            flags, dname, resource, dom_xml,
        }, |(): (), rest| rest);
    213 begin3(dom: &DomainRef, xmlin: Option<&str>, flags: u64, dname: Option<&str>, resource: u64) -> DomainMigrateBegin3:
        call(DomainMigrateBegin3Args { dom: lend(dom), xmlin, flags, dname, resource });
    214 prepare3(cookie_in: &[u8], uri_in: Option<&str>, flags: u64, dname: Option<&str>, resource: u64, dom_xml: &str) -> DomainMigratePrepare3:
        call(DomainMigratePrepare3Args { cookie_in, uri_in, flags, dname, resource, dom_xml });
    215 prepare_tunnel3(cookie_in: &[u8], flags: u64, dname: Option<&str>, resource: u64, dom_xml: &str) -> (Box<dyn Stream>, Vec<u8>):
        open_stream(DomainMigratePrepareTunnel3Args {
            cookie_in, flags, dname, resource, dom_xml,
        }, |ret: DomainMigratePrepareTunnel3Ret, rest| (rest, ret.cookie_out));
    216 perform3(dom: &DomainRef, xmlin: Option<&str>, cookie_in: &[u8], dconnuri: Option<&str>, uri: Option<&str>, flags: u64, dname: Option<&str>, resource: u64) -> Vec<u8>:
        call(DomainMigratePerform3Args {
            dom: lend(dom), xmlin, cookie_in, dconnuri, uri, flags, dname, resource,
        }, |ret: DomainMigratePerform3Ret| ret.cookie_out);
    217 finish3(dname: &str, cookie_in: &[u8], dconnuri: Option<&str>, uri: Option<&str>, flags: u64, cancelled: i32) -> DomainMigrateFinish3:
        call(DomainMigrateFinish3Args { dname, cookie_in, dconnuri, uri, flags, cancelled });
    218 confirm3(dom: &DomainRef, cookie_in: &[u8], flags: u64, cancelled: i32) -> ():
        call(DomainMigrateConfirm3Args { dom: lend(dom), cookie_in, flags, cancelled });
    302 begin3_params(dom: &DomainRef, params: &[TypedParam], flags: u32) -> DomainMigrateBegin3Params:
        call(DomainMigrateBegin3ParamsArgs { dom: lend(dom), params: lend(params), flags });
    303 prepare3_params(params: &[TypedParam], cookie_in: &[u8], flags: u32) -> DomainMigratePrepare3Params:
        call(DomainMigratePrepare3ParamsArgs { params: lend(params), cookie_in, flags });
    304 prepare_tunnel3_params(params: &[TypedParam], cookie_in: &[u8], flags: u32) -> (Box<dyn Stream>, Vec<u8>):
        open_stream(DomainMigratePrepareTunnel3ParamsArgs {
            params: lend(params), cookie_in, flags,
        }, |ret: DomainMigratePrepareTunnel3ParamsRet, rest| (rest, ret.cookie_out));
    305 perform3_params(dom: &DomainRef, dconnuri: Option<&str>, params: &[TypedParam], cookie_in: &[u8], flags: u32) -> Vec<u8>:
        call(DomainMigratePerform3ParamsArgs {
            dom: lend(dom), dconnuri, params: lend(params), cookie_in, flags,
        }, |ret: DomainMigratePerform3ParamsRet| ret.cookie_out);
    306 finish3_params(params: &[TypedParam], cookie_in: &[u8], flags: u32, cancelled: i32) -> DomainMigrateFinish3Params:
        call(DomainMigrateFinish3ParamsArgs { params: lend(params), cookie_in, flags, cancelled });
    307 confirm3_params(dom: &DomainRef, params: &[TypedParam], cookie_in: &[u8], flags: u32, cancelled: i32) -> ():
        call(DomainMigrateConfirm3ParamsArgs {
            dom: lend(dom), params: lend(params), cookie_in, flags, cancelled,
        });
    166 migrate_set_max_downtime(dom: &DomainRef, downtime: u64, flags: u32) -> ():
        call(DomainMigrateSetMaxDowntimeArgs { dom: lend(dom), downtime, flags });
    207 migrate_set_max_speed(dom: &DomainRef, bandwidth: u64, flags: u32) -> ():
        call(DomainMigrateSetMaxSpeedArgs { dom: lend(dom), bandwidth, flags });
    242 migrate_max_speed(dom: &DomainRef, flags: u32) -> u64:
        call(DomainMigrateGetMaxSpeedArgs {
            dom: lend(dom), flags,
        }, |ret: DomainMigrateGetMaxSpeedRet| ret.bandwidth);
    299 migrate_compression_cache(dom: &DomainRef, flags: u32) -> u64:
        call(DomainMigrateGetCompressionCacheArgs {
            dom: lend(dom), flags,
        }, |ret: DomainMigrateGetCompressionCacheRet| ret.cache_size);
    300 migrate_set_compression_cache(dom: &DomainRef, cache_size: u64, flags: u32) -> ():
        call(DomainMigrateSetCompressionCacheArgs { dom: lend(dom), cache_size, flags });
    364 migrate_start_post_copy(dom: &DomainRef, flags: u32) -> ():
        call(DomainMigrateStartPostCopyArgs { dom: lend(dom), flags });
    387 migrate_max_downtime(dom: &DomainRef, flags: u32) -> u64:
        call(DomainMigrateGetMaxDowntimeArgs {
            dom: lend(dom), flags,
        }, |ret: DomainMigrateGetMaxDowntimeRet| ret.downtime);
}
