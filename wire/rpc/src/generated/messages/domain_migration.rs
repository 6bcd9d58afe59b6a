//! Arguments and results on the wire.
//!
//! Made by `cargo xtask codegen` from `api/src/domain_migration.rs`; do not edit.

use crate::prelude::*;

xdr_borrowed! { Wire;
    DomainMigratePrepareArgs<'a> {
        uri_in: Option<&'a str> as Maybe<Text>, flags: u64 as Plain,
        dname: Option<&'a str> as Maybe<Text>, resource: u64 as Plain,
    }
    DomainMigratePerformArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>, cookie: &'a [u8] as Opaque<4194304>,
        uri: &'a str as Text, flags: u64 as Plain, dname: Option<&'a str> as Maybe<Text>,
        resource: u64 as Plain,
    }
    DomainMigrateFinishArgs<'a> {
        dname: &'a str as Text, cookie: &'a [u8] as Opaque<4194304>, uri: &'a str as Text,
        flags: u64 as Plain,
    }
    DomainMigratePrepare2Args<'a> {
        uri_in: Option<&'a str> as Maybe<Text>, flags: u64 as Plain,
        dname: Option<&'a str> as Maybe<Text>, resource: u64 as Plain, dom_xml: &'a str as Text,
    }
    DomainMigrateFinish2Args<'a> {
        dname: &'a str as Text, cookie: &'a [u8] as Opaque<4194304>, uri: &'a str as Text,
        flags: u64 as Plain, retcode: i32 as Plain,
    }
    DomainMigratePrepareTunnelArgs<'a> {
        flags: u64 as Plain, dname: Option<&'a str> as Maybe<Text>, resource: u64 as Plain,
        dom_xml: &'a str as Text,
    }
    DomainMigrateBegin3Args<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>, xmlin: Option<&'a str> as Maybe<Text>,
        flags: u64 as Plain, dname: Option<&'a str> as Maybe<Text>, resource: u64 as Plain,
    }
    DomainMigratePrepare3Args<'a> {
        cookie_in: &'a [u8] as Opaque<4194304>, uri_in: Option<&'a str> as Maybe<Text>,
        flags: u64 as Plain, dname: Option<&'a str> as Maybe<Text>, resource: u64 as Plain,
        dom_xml: &'a str as Text,
    }
    DomainMigratePrepareTunnel3Args<'a> {
        cookie_in: &'a [u8] as Opaque<4194304>, flags: u64 as Plain,
        dname: Option<&'a str> as Maybe<Text>, resource: u64 as Plain, dom_xml: &'a str as Text,
    }
    DomainMigratePerform3Args<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>, xmlin: Option<&'a str> as Maybe<Text>,
        cookie_in: &'a [u8] as Opaque<4194304>, dconnuri: Option<&'a str> as Maybe<Text>,
        uri: Option<&'a str> as Maybe<Text>, flags: u64 as Plain,
        dname: Option<&'a str> as Maybe<Text>, resource: u64 as Plain,
    }
    DomainMigrateFinish3Args<'a> {
        dname: &'a str as Text, cookie_in: &'a [u8] as Opaque<4194304>,
        dconnuri: Option<&'a str> as Maybe<Text>, uri: Option<&'a str> as Maybe<Text>,
        flags: u64 as Plain, cancelled: i32 as Plain,
    }
    DomainMigrateConfirm3Args<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>, cookie_in: &'a [u8] as Opaque<4194304>,
        flags: u64 as Plain, cancelled: i32 as Plain,
    }
    DomainMigrateBegin3ParamsArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>,
        params: Cow<'a, [TypedParam]> as Lent<List<Param, 64>>, flags: u32 as Plain,
    }
    DomainMigratePrepare3ParamsArgs<'a> {
        params: Cow<'a, [TypedParam]> as Lent<List<Param, 64>>,
        cookie_in: &'a [u8] as Opaque<4194304>, flags: u32 as Plain,
    }
    DomainMigratePrepareTunnel3ParamsArgs<'a> {
        params: Cow<'a, [TypedParam]> as Lent<List<Param, 64>>,
        cookie_in: &'a [u8] as Opaque<4194304>, flags: u32 as Plain,
    }
    DomainMigratePerform3ParamsArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>, dconnuri: Option<&'a str> as Maybe<Text>,
        params: Cow<'a, [TypedParam]> as Lent<List<Param, 64>>,
        cookie_in: &'a [u8] as Opaque<4194304>, flags: u32 as Plain,
    }
    DomainMigrateFinish3ParamsArgs<'a> {
        params: Cow<'a, [TypedParam]> as Lent<List<Param, 64>>,
        cookie_in: &'a [u8] as Opaque<4194304>, flags: u32 as Plain, cancelled: i32 as Plain,
    }
    DomainMigrateConfirm3ParamsArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>,
        params: Cow<'a, [TypedParam]> as Lent<List<Param, 64>>,
        cookie_in: &'a [u8] as Opaque<4194304>, flags: u32 as Plain, cancelled: i32 as Plain,
    }
    DomainMigrateSetMaxDowntimeArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>, downtime: u64 as Plain, flags: u32 as Plain,
    }
    DomainMigrateSetMaxSpeedArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>, bandwidth: u64 as Plain, flags: u32 as Plain,
    }
    DomainMigrateGetMaxSpeedArgs<'a> { dom: Cow<'a, DomainRef> as Lent<Wire>, flags: u32 as Plain }
    DomainMigrateGetCompressionCacheArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>, flags: u32 as Plain,
    }
    DomainMigrateSetCompressionCacheArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>, cache_size: u64 as Plain, flags: u32 as Plain,
    }
    DomainMigrateStartPostCopyArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>, flags: u32 as Plain,
    }
    DomainMigrateGetMaxDowntimeArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>, flags: u32 as Plain,
    }
}

xdr_struct! { Wire;
    DomainMigrateFinishRet { ddom: DomainRef as Wire }
    DomainMigrateFinish2Ret { ddom: DomainRef as Wire }
    DomainMigratePrepareTunnel3Ret { cookie_out: Vec<u8> as Opaque<4194304> }
    DomainMigratePerform3Ret { cookie_out: Vec<u8> as Opaque<4194304> }
    DomainMigratePrepareTunnel3ParamsRet { cookie_out: Vec<u8> as Opaque<4194304> }
    DomainMigratePerform3ParamsRet { cookie_out: Vec<u8> as Opaque<4194304> }
    DomainMigrateGetMaxSpeedRet { bandwidth: u64 as Plain }
    DomainMigrateGetCompressionCacheRet { cache_size: u64 as Plain }
    DomainMigrateGetMaxDowntimeRet { downtime: u64 as Plain }
}

xdr_form! { Wire;
    DomainMigratePrepare {
        cookie: Vec<u8> as Opaque<4194304>, uri_out: Option<String> as Maybe<Text>,
    }
    DomainMigratePrepare2 {
        cookie: Vec<u8> as Opaque<4194304>, uri_out: Option<String> as Maybe<Text>,
    }
    DomainMigrateBegin3 { cookie_out: Vec<u8> as Opaque<4194304>, xml: String as Text }
    DomainMigratePrepare3 {
        cookie_out: Vec<u8> as Opaque<4194304>, uri_out: Option<String> as Maybe<Text>,
    }
    DomainMigrateFinish3 { dom: DomainRef as Wire, cookie_out: Vec<u8> as Opaque<4194304> }
    DomainMigrateBegin3Params { cookie_out: Vec<u8> as Opaque<4194304>, xml: String as Text }
    DomainMigratePrepare3Params {
        cookie_out: Vec<u8> as Opaque<4194304>, uri_out: Option<String> as Maybe<Text>,
    }
    DomainMigrateFinish3Params { dom: DomainRef as Wire, cookie_out: Vec<u8> as Opaque<4194304> }
}
