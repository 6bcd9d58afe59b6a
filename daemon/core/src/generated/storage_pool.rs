//! The calls of `StoragePoolApi`.
//!
//! Made by `cargo xtask codegen` from `api/src/storage_pool.rs`; do not edit.

use fv_wire_rpc::*;

use crate::serve::{Answer, Call, serve, unserved};

/// Answers a call of this family.
pub(super) fn dispatch(call: &Call<'_>) -> Answer {
    match call.procedure().number {
        71 => serve(call, |c, (): ()| {
            c.storage_pool()?
                .num_of_storage_pools(c.caller())
                .map(|num| ConnectNumOfStoragePoolsRet { num })
        }),
        72 => serve(call, |c, a: ConnectListStoragePoolsArgs| {
            c.at_most("maxnames", a.maxnames.into(), 16384)?;
            c.storage_pool()?
                .list_storage_pools(c.caller(), a.maxnames)
                .map(|names| ConnectListStoragePoolsRet { names })
        }),
        73 => serve(call, |c, (): ()| {
            c.storage_pool()?
                .num_of_defined_storage_pools(c.caller())
                .map(|num| ConnectNumOfDefinedStoragePoolsRet { num })
        }),
        74 => serve(call, |c, a: ConnectListDefinedStoragePoolsArgs| {
            c.at_most("maxnames", a.maxnames.into(), 16384)?;
            c.storage_pool()?
                .list_defined_storage_pools(c.caller(), a.maxnames)
                .map(|names| ConnectListDefinedStoragePoolsRet { names })
        }),
        75 => serve(call, |c, a: ConnectFindStoragePoolSourcesArgs<'_>| {
            c.storage_pool()?
                .find_storage_pool_sources(c.caller(), a.kind, a.src_spec, a.flags)
                .map(|xml| ConnectFindStoragePoolSourcesRet { xml })
        }),
        76 => serve(call, |c, a: StoragePoolCreateXmlArgs<'_>| {
            c.storage_pool()?
                .create_xml(c.caller(), a.xml, a.flags)
                .map(|pool| StoragePoolCreateXmlRet { pool })
        }),
        77 => serve(call, |c, a: StoragePoolDefineXmlArgs<'_>| {
            c.storage_pool()?
                .define_xml(c.caller(), a.xml, a.flags)
                .map(|pool| StoragePoolDefineXmlRet { pool })
        }),
        78 => serve(call, |c, a: StoragePoolCreateArgs<'_>| {
            let (driver, pool) = (c.storage_pool()?, c.on_storage_pool(&a.pool)?);
            driver.create(c.caller(), &pool, a.flags)
        }),
        79 => serve(call, |c, a: StoragePoolBuildArgs<'_>| {
            let (driver, pool) = (c.storage_pool()?, c.on_storage_pool(&a.pool)?);
            driver.build(c.caller(), &pool, a.flags)
        }),
        80 => serve(call, |c, a: StoragePoolDestroyArgs<'_>| {
            let (driver, pool) = (c.storage_pool()?, c.on_storage_pool(&a.pool)?);
            driver.destroy(c.caller(), &pool)
        }),
        81 => serve(call, |c, a: StoragePoolDeleteArgs<'_>| {
            let (driver, pool) = (c.storage_pool()?, c.on_storage_pool(&a.pool)?);
            driver.delete(c.caller(), &pool, a.flags)
        }),
        82 => serve(call, |c, a: StoragePoolUndefineArgs<'_>| {
            let (driver, pool) = (c.storage_pool()?, c.on_storage_pool(&a.pool)?);
            driver.undefine(c.caller(), &pool)
        }),
        83 => serve(call, |c, a: StoragePoolRefreshArgs<'_>| {
            let (driver, pool) = (c.storage_pool()?, c.on_storage_pool(&a.pool)?);
            driver.refresh(c.caller(), &pool, a.flags)
        }),
        84 => serve(call, |c, a: StoragePoolLookupByNameArgs<'_>| {
            c.storage_pool()?
                .lookup_by_name(c.caller(), a.name)
                .map(|pool| StoragePoolLookupByNameRet { pool })
        }),
        85 => serve(call, |c, a: StoragePoolLookupByUuidArgs| {
            c.storage_pool()?
                .lookup_by_uuid(c.caller(), a.uuid)
                .map(|pool| StoragePoolLookupByUuidRet { pool })
        }),
        86 => serve(call, |c, a: StoragePoolLookupByVolumeArgs<'_>| {
            let (driver, vol) = (c.storage_pool()?, c.on_storage_vol(&a.vol)?);
            driver
                .lookup_by_volume(c.caller(), &vol)
                .map(|pool| StoragePoolLookupByVolumeRet { pool })
        }),
        87 => serve(call, |c, a: StoragePoolGetInfoArgs<'_>| {
            let (driver, pool) = (c.storage_pool()?, c.on_storage_pool(&a.pool)?);
            driver.info(c.caller(), &pool)
        }),
        88 => serve(call, |c, a: StoragePoolGetXmlDescArgs<'_>| {
            let (driver, pool) = (c.storage_pool()?, c.on_storage_pool(&a.pool)?);
            driver
                .xml_desc(c.caller(), &pool, a.flags)
                .map(|xml| StoragePoolGetXmlDescRet { xml })
        }),
        89 => serve(call, |c, a: StoragePoolGetAutostartArgs<'_>| {
            let (driver, pool) = (c.storage_pool()?, c.on_storage_pool(&a.pool)?);
            driver
                .autostart(c.caller(), &pool)
                .map(|autostart| StoragePoolGetAutostartRet { autostart })
        }),
        90 => serve(call, |c, a: StoragePoolSetAutostartArgs<'_>| {
            let (driver, pool) = (c.storage_pool()?, c.on_storage_pool(&a.pool)?);
            driver.set_autostart(c.caller(), &pool, a.autostart)
        }),
        91 => serve(call, |c, a: StoragePoolNumOfVolumesArgs<'_>| {
            let (driver, pool) = (c.storage_pool()?, c.on_storage_pool(&a.pool)?);
            driver
                .num_of_volumes(c.caller(), &pool)
                .map(|num| StoragePoolNumOfVolumesRet { num })
        }),
        92 => serve(call, |c, a: StoragePoolListVolumesArgs<'_>| {
            c.at_most("maxnames", a.maxnames.into(), 16384)?;
            let (driver, pool) = (c.storage_pool()?, c.on_storage_pool(&a.pool)?);
            driver
                .list_volumes(c.caller(), &pool, a.maxnames)
                .map(|names| StoragePoolListVolumesRet { names })
        }),
        154 => serve(call, |c, a: StoragePoolIsActiveArgs<'_>| {
            let (driver, pool) = (c.storage_pool()?, c.on_storage_pool(&a.pool)?);
            driver
                .is_active(c.caller(), &pool)
                .map(|active| StoragePoolIsActiveRet { active })
        }),
        155 => serve(call, |c, a: StoragePoolIsPersistentArgs<'_>| {
            let (driver, pool) = (c.storage_pool()?, c.on_storage_pool(&a.pool)?);
            driver
                .is_persistent(c.caller(), &pool)
                .map(|persistent| StoragePoolIsPersistentRet { persistent })
        }),
        281 => serve(call, |c, a: ConnectListAllStoragePoolsArgs| {
            c.storage_pool()?
                .list_all_storage_pools(c.caller(), a.need_results, a.flags)
        }),
        282 => serve(call, |c, a: StoragePoolListAllVolumesArgs<'_>| {
            let (driver, pool) = (c.storage_pool()?, c.on_storage_pool(&a.pool)?);
            driver.list_all_volumes(c.caller(), &pool, a.need_results, a.flags)
        }),
        391 => serve(call, |c, a: StoragePoolLookupByTargetPathArgs<'_>| {
            c.storage_pool()?
                .lookup_by_target_path(c.caller(), a.path)
                .map(|pool| StoragePoolLookupByTargetPathRet { pool })
        }),
        403 => serve(call, |c, a: ConnectGetStoragePoolCapabilitiesArgs| {
            c.storage_pool()?
                .storage_pool_capabilities(c.caller(), a.flags)
                .map(|capabilities| ConnectGetStoragePoolCapabilitiesRet { capabilities })
        }),
        _ => unserved(call),
    }
}
