//! Arguments and results on the wire.
//!
//! Made by `cargo xtask codegen` from `api/src/storage_vol.rs`; do not edit.

use crate::prelude::*;

xdr_borrowed! { Wire;
    StorageVolCreateXmlArgs<'a> {
        pool: Cow<'a, StoragePoolRef> as Lent<Wire>, xml: &'a str as Text, flags: u32 as Plain,
    }
    StorageVolDeleteArgs<'a> { vol: Cow<'a, StorageVolRef> as Lent<Wire>, flags: u32 as Plain }
    StorageVolLookupByNameArgs<'a> {
        pool: Cow<'a, StoragePoolRef> as Lent<Wire>, name: &'a str as Text,
    }
    StorageVolLookupByKeyArgs<'a> { key: &'a str as Text }
    StorageVolLookupByPathArgs<'a> { path: &'a str as Text }
    StorageVolGetInfoArgs<'a> { vol: Cow<'a, StorageVolRef> as Lent<Wire> }
    StorageVolGetXmlDescArgs<'a> { vol: Cow<'a, StorageVolRef> as Lent<Wire>, flags: u32 as Plain }
    StorageVolGetPathArgs<'a> { vol: Cow<'a, StorageVolRef> as Lent<Wire> }
    StorageVolCreateXmlFromArgs<'a> {
        pool: Cow<'a, StoragePoolRef> as Lent<Wire>, xml: &'a str as Text,
        clonevol: Cow<'a, StorageVolRef> as Lent<Wire>, flags: u32 as Plain,
    }
    StorageVolWipeArgs<'a> { vol: Cow<'a, StorageVolRef> as Lent<Wire>, flags: u32 as Plain }
    StorageVolUploadArgs<'a> {
        vol: Cow<'a, StorageVolRef> as Lent<Wire>, offset: u64 as Plain, length: u64 as Plain,
        flags: u32 as Plain,
    }
    StorageVolDownloadArgs<'a> {
        vol: Cow<'a, StorageVolRef> as Lent<Wire>, offset: u64 as Plain, length: u64 as Plain,
        flags: u32 as Plain,
    }
    StorageVolWipePatternArgs<'a> {
        vol: Cow<'a, StorageVolRef> as Lent<Wire>, algorithm: u32 as Plain, flags: u32 as Plain,
    }
    StorageVolResizeArgs<'a> {
        vol: Cow<'a, StorageVolRef> as Lent<Wire>, capacity: u64 as Plain, flags: u32 as Plain,
    }
    StorageVolGetInfoFlagsArgs<'a> {
        vol: Cow<'a, StorageVolRef> as Lent<Wire>, flags: u32 as Plain,
    }
}

xdr_struct! { Wire;
    StorageVolCreateXmlRet { vol: StorageVolRef as Wire }
    StorageVolLookupByNameRet { vol: StorageVolRef as Wire }
    StorageVolLookupByKeyRet { vol: StorageVolRef as Wire }
    StorageVolLookupByPathRet { vol: StorageVolRef as Wire }
    StorageVolGetXmlDescRet { xml: String as Text }
    StorageVolGetPathRet { name: String as Text }
    StorageVolCreateXmlFromRet { vol: StorageVolRef as Wire }
}

xdr_form! { Wire;
    StorageVolInfo { kind: i8 as Plain, capacity: u64 as Plain, allocation: u64 as Plain }
    StorageVolInfoFlags { kind: i8 as Plain, capacity: u64 as Plain, allocation: u64 as Plain }
}
