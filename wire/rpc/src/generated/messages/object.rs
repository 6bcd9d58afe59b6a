//! Arguments and results on the wire.
//!
//! Made by `cargo xtask codegen` from `api/src/object.rs`; do not edit.

use crate::prelude::*;

xdr_form! { Wire;
    DomainRef { name: String as Text, uuid: Uuid as Plain, id: i32 as Plain }
    NetworkRef { name: String as Text, uuid: Uuid as Plain }
    NetworkPortRef { net: NetworkRef as Wire, uuid: Uuid as Plain }
    NwfilterRef { name: String as Text, uuid: Uuid as Plain }
    NwfilterBindingRef { portdev: String as Text, filtername: String as Text }
    InterfaceRef { name: String as Text, mac: String as Text }
    StoragePoolRef { name: String as Text, uuid: Uuid as Plain }
    StorageVolRef { pool: String as Text, name: String as Text, key: String as Text }
    NodeDeviceRef { name: String as Text }
    SecretRef { uuid: Uuid as Plain, usage_type: i32 as Plain, usage_id: String as Text }
    CheckpointRef { name: String as Text, dom: DomainRef as Wire }
    SnapshotRef { name: String as Text, dom: DomainRef as Wire }
    ServerRef { name: String as Text }
    ClientRef {
        srv: ServerRef as Wire, id: u64 as Plain, timestamp: i64 as Plain, transport: u32 as Plain,
    }
}

numbers! {
    AuthKind { None = 0, Sasl = 1, Polkit = 2 }
}
