//! The calls of `StorageVolApi`.
//!
//! Made by `cargo xtask codegen` from `api/src/storage_vol.rs`; do not edit.

use fv_wire_rpc::*;

use crate::serve::{Answer, Call, serve, serve_stream, unserved};

/// Answers a call of this family.
pub(super) fn dispatch(call: &Call<'_>) -> Answer {
    match call.procedure().number {
        93 => serve(call, |c, a: StorageVolCreateXmlArgs<'_>| {
            let (driver, pool) = (c.storage_vol()?, c.on_storage_pool(&a.pool)?);
            driver
                .create_xml(c.caller(), &pool, a.xml, a.flags)
                .map(|vol| StorageVolCreateXmlRet { vol })
        }),
        94 => serve(call, |c, a: StorageVolDeleteArgs<'_>| {
            let (driver, vol) = (c.storage_vol()?, c.on_storage_vol(&a.vol)?);
            driver.delete(c.caller(), &vol, a.flags)
        }),
        95 => serve(call, |c, a: StorageVolLookupByNameArgs<'_>| {
            let (driver, pool) = (c.storage_vol()?, c.on_storage_pool(&a.pool)?);
            driver
                .lookup_by_name(c.caller(), &pool, a.name)
                .map(|vol| StorageVolLookupByNameRet { vol })
        }),
        96 => serve(call, |c, a: StorageVolLookupByKeyArgs<'_>| {
            c.storage_vol()?
                .lookup_by_key(c.caller(), a.key)
                .map(|vol| StorageVolLookupByKeyRet { vol })
        }),
        97 => serve(call, |c, a: StorageVolLookupByPathArgs<'_>| {
            c.storage_vol()?
                .lookup_by_path(c.caller(), a.path)
                .map(|vol| StorageVolLookupByPathRet { vol })
        }),
        98 => serve(call, |c, a: StorageVolGetInfoArgs<'_>| {
            let (driver, vol) = (c.storage_vol()?, c.on_storage_vol(&a.vol)?);
            driver.info(c.caller(), &vol)
        }),
        99 => serve(call, |c, a: StorageVolGetXmlDescArgs<'_>| {
            let (driver, vol) = (c.storage_vol()?, c.on_storage_vol(&a.vol)?);
            driver
                .xml_desc(c.caller(), &vol, a.flags)
                .map(|xml| StorageVolGetXmlDescRet { xml })
        }),
        100 => serve(call, |c, a: StorageVolGetPathArgs<'_>| {
            let (driver, vol) = (c.storage_vol()?, c.on_storage_vol(&a.vol)?);
            driver
                .path(c.caller(), &vol)
                .map(|name| StorageVolGetPathRet { name })
        }),
        125 => serve(call, |c, a: StorageVolCreateXmlFromArgs<'_>| {
            let (driver, pool, clonevol) = (
                c.storage_vol()?,
                c.on_storage_pool(&a.pool)?,
                c.on_storage_vol(&a.clonevol)?,
            );
            driver
                .create_xml_from(c.caller(), &pool, a.xml, &clonevol, a.flags)
                .map(|vol| StorageVolCreateXmlFromRet { vol })
        }),
        165 => serve(call, |c, a: StorageVolWipeArgs<'_>| {
            let (driver, vol) = (c.storage_vol()?, c.on_storage_vol(&a.vol)?);
            driver.wipe(c.caller(), &vol, a.flags)
        }),
        208 => serve_stream(
            call,
            |a: &StorageVolUploadArgs<'_>| a.flags,
            |c, a: StorageVolUploadArgs<'_>| {
                let (driver, vol) = (c.storage_vol()?, c.on_storage_vol(&a.vol)?);
                driver
                    .upload(c.caller(), &vol, a.offset, a.length, a.flags)
                    .map(|rest| ((), rest))
            },
        ),
        209 => serve_stream(
            call,
            |a: &StorageVolDownloadArgs<'_>| a.flags,
            |c, a: StorageVolDownloadArgs<'_>| {
                let (driver, vol) = (c.storage_vol()?, c.on_storage_vol(&a.vol)?);
                driver
                    .download(c.caller(), &vol, a.offset, a.length, a.flags)
                    .map(|rest| ((), rest))
            },
        ),
        259 => serve(call, |c, a: StorageVolWipePatternArgs<'_>| {
            let (driver, vol) = (c.storage_vol()?, c.on_storage_vol(&a.vol)?);
            driver.wipe_pattern(c.caller(), &vol, a.algorithm, a.flags)
        }),
        260 => serve(call, |c, a: StorageVolResizeArgs<'_>| {
            let (driver, vol) = (c.storage_vol()?, c.on_storage_vol(&a.vol)?);
            driver.resize(c.caller(), &vol, a.capacity, a.flags)
        }),
        378 => serve(call, |c, a: StorageVolGetInfoFlagsArgs<'_>| {
            let (driver, vol) = (c.storage_vol()?, c.on_storage_vol(&a.vol)?);
            driver.info_flags(c.caller(), &vol, a.flags)
        }),
        _ => unserved(call),
    }
}
