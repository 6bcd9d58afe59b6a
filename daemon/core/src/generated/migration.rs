//! The calls of `MigrationApi`.
//!
//! Made by `cargo xtask codegen` from `api/src/domain_migration.rs`; do not edit.

use fv_wire_rpc::*;

use crate::serve::{Answer, Call, serve, serve_stream, unserved};

/// Answers a call of this family.
pub(super) fn dispatch(call: &Call<'_>) -> Answer {
    match call.procedure().number {
        61 => serve(call, |c, a: DomainMigratePrepareArgs<'_>| {
            c.migration()?
                .prepare(c.caller(), a.uri_in, a.flags, a.dname, a.resource)
        }),
        62 => serve(call, |c, a: DomainMigratePerformArgs<'_>| {
            let (driver, dom) = (c.migration()?, c.on_domain(&a.dom)?);
            driver.perform(
                c.caller(),
                &dom,
                a.cookie,
                a.uri,
                a.flags,
                a.dname,
                a.resource,
            )
        }),
        63 => serve(call, |c, a: DomainMigrateFinishArgs<'_>| {
            c.migration()?
                .finish(c.caller(), a.dname, a.cookie, a.uri, a.flags)
                .map(|ddom| DomainMigrateFinishRet { ddom })
        }),
        108 => serve(call, |c, a: DomainMigratePrepare2Args<'_>| {
            c.migration()?.prepare2(
                c.caller(),
                a.uri_in,
                a.flags,
                a.dname,
                a.resource,
                a.dom_xml,
            )
        }),
        109 => serve(call, |c, a: DomainMigrateFinish2Args<'_>| {
            c.migration()?
                .finish2(c.caller(), a.dname, a.cookie, a.uri, a.flags, a.retcode)
                .map(|ddom| DomainMigrateFinish2Ret { ddom })
        }),
        148 => serve_stream(
            call,
            |_| 0,
            |c, a: DomainMigratePrepareTunnelArgs<'_>| {
                c.migration()?
                    .prepare_tunnel(c.caller(), a.flags, a.dname, a.resource, a.dom_xml)
                    .map(|rest| ((), rest))
            },
        ),
        213 => serve(call, |c, a: DomainMigrateBegin3Args<'_>| {
            let (driver, dom) = (c.migration()?, c.on_domain(&a.dom)?);
            driver.begin3(c.caller(), &dom, a.xmlin, a.flags, a.dname, a.resource)
        }),
        214 => serve(call, |c, a: DomainMigratePrepare3Args<'_>| {
            c.migration()?.prepare3(
                c.caller(),
                a.cookie_in,
                a.uri_in,
                a.flags,
                a.dname,
                a.resource,
                a.dom_xml,
            )
        }),
        215 => serve_stream(
            call,
            |_| 0,
            |c, a: DomainMigratePrepareTunnel3Args<'_>| {
                c.migration()?
                    .prepare_tunnel3(
                        c.caller(),
                        a.cookie_in,
                        a.flags,
                        a.dname,
                        a.resource,
                        a.dom_xml,
                    )
                    .map(|(rest, cookie_out)| (DomainMigratePrepareTunnel3Ret { cookie_out }, rest))
            },
        ),
        216 => serve(call, |c, a: DomainMigratePerform3Args<'_>| {
            let (driver, dom) = (c.migration()?, c.on_domain(&a.dom)?);
            driver
                .perform3(
                    c.caller(),
                    &dom,
                    a.xmlin,
                    a.cookie_in,
                    a.dconnuri,
                    a.uri,
                    a.flags,
                    a.dname,
                    a.resource,
                )
                .map(|cookie_out| DomainMigratePerform3Ret { cookie_out })
        }),
        217 => serve(call, |c, a: DomainMigrateFinish3Args<'_>| {
            c.migration()?.finish3(
                c.caller(),
                a.dname,
                a.cookie_in,
                a.dconnuri,
                a.uri,
                a.flags,
                a.cancelled,
            )
        }),
        218 => serve(call, |c, a: DomainMigrateConfirm3Args<'_>| {
            let (driver, dom) = (c.migration()?, c.on_domain(&a.dom)?);
            driver.confirm3(c.caller(), &dom, a.cookie_in, a.flags, a.cancelled)
        }),
        302 => serve(call, |c, a: DomainMigrateBegin3ParamsArgs<'_>| {
            let (driver, dom) = (c.migration()?, c.on_domain(&a.dom)?);
            driver.begin3_params(c.caller(), &dom, &a.params, a.flags)
        }),
        303 => serve(call, |c, a: DomainMigratePrepare3ParamsArgs<'_>| {
            c.migration()?
                .prepare3_params(c.caller(), &a.params, a.cookie_in, a.flags)
        }),
        304 => serve_stream(
            call,
            |_| 0,
            |c, a: DomainMigratePrepareTunnel3ParamsArgs<'_>| {
                c.migration()?
                    .prepare_tunnel3_params(c.caller(), &a.params, a.cookie_in, a.flags)
                    .map(|(rest, cookie_out)| {
                        (DomainMigratePrepareTunnel3ParamsRet { cookie_out }, rest)
                    })
            },
        ),
        305 => serve(call, |c, a: DomainMigratePerform3ParamsArgs<'_>| {
            let (driver, dom) = (c.migration()?, c.on_domain(&a.dom)?);
            driver
                .perform3_params(
                    c.caller(),
                    &dom,
                    a.dconnuri,
                    &a.params,
                    a.cookie_in,
                    a.flags,
                )
                .map(|cookie_out| DomainMigratePerform3ParamsRet { cookie_out })
        }),
        306 => serve(call, |c, a: DomainMigrateFinish3ParamsArgs<'_>| {
            c.migration()?
                .finish3_params(c.caller(), &a.params, a.cookie_in, a.flags, a.cancelled)
        }),
        307 => serve(call, |c, a: DomainMigrateConfirm3ParamsArgs<'_>| {
            let (driver, dom) = (c.migration()?, c.on_domain(&a.dom)?);
            driver.confirm3_params(
                c.caller(),
                &dom,
                &a.params,
                a.cookie_in,
                a.flags,
                a.cancelled,
            )
        }),
        166 => serve(call, |c, a: DomainMigrateSetMaxDowntimeArgs<'_>| {
            let (driver, dom) = (c.migration()?, c.on_domain(&a.dom)?);
            driver.migrate_set_max_downtime(c.caller(), &dom, a.downtime, a.flags)
        }),
        207 => serve(call, |c, a: DomainMigrateSetMaxSpeedArgs<'_>| {
            let (driver, dom) = (c.migration()?, c.on_domain(&a.dom)?);
            driver.migrate_set_max_speed(c.caller(), &dom, a.bandwidth, a.flags)
        }),
        242 => serve(call, |c, a: DomainMigrateGetMaxSpeedArgs<'_>| {
            let (driver, dom) = (c.migration()?, c.on_domain(&a.dom)?);
            driver
                .migrate_max_speed(c.caller(), &dom, a.flags)
                .map(|bandwidth| DomainMigrateGetMaxSpeedRet { bandwidth })
        }),
        299 => serve(call, |c, a: DomainMigrateGetCompressionCacheArgs<'_>| {
            let (driver, dom) = (c.migration()?, c.on_domain(&a.dom)?);
            driver
                .migrate_compression_cache(c.caller(), &dom, a.flags)
                .map(|cache_size| DomainMigrateGetCompressionCacheRet { cache_size })
        }),
        300 => serve(call, |c, a: DomainMigrateSetCompressionCacheArgs<'_>| {
            let (driver, dom) = (c.migration()?, c.on_domain(&a.dom)?);
            driver.migrate_set_compression_cache(c.caller(), &dom, a.cache_size, a.flags)
        }),
        364 => serve(call, |c, a: DomainMigrateStartPostCopyArgs<'_>| {
            let (driver, dom) = (c.migration()?, c.on_domain(&a.dom)?);
            driver.migrate_start_post_copy(c.caller(), &dom, a.flags)
        }),
        387 => serve(call, |c, a: DomainMigrateGetMaxDowntimeArgs<'_>| {
            let (driver, dom) = (c.migration()?, c.on_domain(&a.dom)?);
            driver
                .migrate_max_downtime(c.caller(), &dom, a.flags)
                .map(|downtime| DomainMigrateGetMaxDowntimeRet { downtime })
        }),
        _ => unserved(call),
    }
}
