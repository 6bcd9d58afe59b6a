//! `StorageVolApi` over the wire.
//!
//! Made by `cargo xtask codegen` from `api/src/storage_vol.rs`; do not edit.

use crate::stubs::prelude::*;

stubs! { StorageVolApi REMOTE;
    93 create_xml(pool: &StoragePoolRef, xml: &str, flags: u32) -> StorageVolRef:
        call(StorageVolCreateXmlArgs {
            pool: lend(pool), xml, flags,
        }, |ret: StorageVolCreateXmlRet| ret.vol);
    94 delete(vol: &StorageVolRef, flags: u32) -> ():
        call(StorageVolDeleteArgs { vol: lend(vol), flags });
    95 lookup_by_name(pool: &StoragePoolRef, name: &str) -> StorageVolRef:
        call(StorageVolLookupByNameArgs {
            pool: lend(pool), name,
        }, |ret: StorageVolLookupByNameRet| ret.vol);
    96 lookup_by_key(key: &str) -> StorageVolRef:
        call(StorageVolLookupByKeyArgs { key }, |ret: StorageVolLookupByKeyRet| ret.vol);
    97 lookup_by_path(path: &str) -> StorageVolRef:
        call(StorageVolLookupByPathArgs { path }, |ret: StorageVolLookupByPathRet| ret.vol);
    98 info(vol: &StorageVolRef) -> StorageVolInfo: call(StorageVolGetInfoArgs { vol: lend(vol) });
    99 xml_desc(vol: &StorageVolRef, flags: u32) -> String:
        call(StorageVolGetXmlDescArgs {
            vol: lend(vol), flags,
        }, |ret: StorageVolGetXmlDescRet| ret.xml);
    100 path(vol: &StorageVolRef) -> String:
        call(StorageVolGetPathArgs { vol: lend(vol) }, |ret: StorageVolGetPathRet| ret.name);
    125 create_xml_from(pool: &StoragePoolRef, xml: &str, clonevol: &StorageVolRef, flags: u32) -> StorageVolRef:
        call(StorageVolCreateXmlFromArgs {
            pool: lend(pool), xml, clonevol: lend(clonevol), flags,
        }, |ret: StorageVolCreateXmlFromRet| ret.vol);
    165 wipe(vol: &StorageVolRef, flags: u32) -> ():
        call(StorageVolWipeArgs { vol: lend(vol), flags });
    208 upload(vol: &StorageVolRef, offset: u64, length: u64, flags: u32) -> Box<dyn Stream>:
        open_stream(StorageVolUploadArgs {
            vol: lend(vol), offset, length, flags,
        }, |(): (), rest| rest);
    209 download(vol: &StorageVolRef, offset: u64, length: u64, flags: u32) -> Box<dyn Stream>:
        open_stream(StorageVolDownloadArgs {
            vol: lend(vol), offset, length, flags,
        }, |(): (), rest| rest);
    259 wipe_pattern(vol: &StorageVolRef, algorithm: u32, flags: u32) -> ():
        call(StorageVolWipePatternArgs { vol: lend(vol), algorithm, flags });
    260 resize(vol: &StorageVolRef, capacity: u64, flags: u32) -> ():
        call(StorageVolResizeArgs { vol: lend(vol), capacity, flags });
    378 info_flags(vol: &StorageVolRef, flags: u32) -> StorageVolInfoFlags:
        call(StorageVolGetInfoFlagsArgs { vol: lend(vol), flags });
}
