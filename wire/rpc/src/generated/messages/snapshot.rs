//! Arguments and results on the wire.
//!
//! Made by `cargo xtask codegen` from `api/src/snapshot.rs`; do not edit.

use crate::prelude::*;

xdr_borrowed! { Wire;
    DomainSnapshotCreateXmlArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>, xml_desc: &'a str as Text, flags: u32 as Plain,
    }
    DomainSnapshotGetXmlDescArgs<'a> {
        snap: Cow<'a, SnapshotRef> as Lent<Wire>, flags: u32 as Plain,
    }
    DomainSnapshotNumArgs<'a> { dom: Cow<'a, DomainRef> as Lent<Wire>, flags: u32 as Plain }
    DomainSnapshotListNamesArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>, maxnames: i32 as Plain, flags: u32 as Plain,
    }
    DomainSnapshotLookupByNameArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>, name: &'a str as Text, flags: u32 as Plain,
    }
    DomainHasCurrentSnapshotArgs<'a> { dom: Cow<'a, DomainRef> as Lent<Wire>, flags: u32 as Plain }
    DomainSnapshotCurrentArgs<'a> { dom: Cow<'a, DomainRef> as Lent<Wire>, flags: u32 as Plain }
    DomainRevertToSnapshotArgs<'a> { snap: Cow<'a, SnapshotRef> as Lent<Wire>, flags: u32 as Plain }
    DomainSnapshotDeleteArgs<'a> { snap: Cow<'a, SnapshotRef> as Lent<Wire>, flags: u32 as Plain }
    DomainSnapshotGetParentArgs<'a> {
        snap: Cow<'a, SnapshotRef> as Lent<Wire>, flags: u32 as Plain,
    }
    DomainSnapshotNumChildrenArgs<'a> {
        snap: Cow<'a, SnapshotRef> as Lent<Wire>, flags: u32 as Plain,
    }
    DomainSnapshotListChildrenNamesArgs<'a> {
        snap: Cow<'a, SnapshotRef> as Lent<Wire>, maxnames: i32 as Plain, flags: u32 as Plain,
    }
    DomainSnapshotIsCurrentArgs<'a> {
        snap: Cow<'a, SnapshotRef> as Lent<Wire>, flags: u32 as Plain,
    }
    DomainSnapshotHasMetadataArgs<'a> {
        snap: Cow<'a, SnapshotRef> as Lent<Wire>, flags: u32 as Plain,
    }
    DomainListAllSnapshotsArgs<'a> {
        dom: Cow<'a, DomainRef> as Lent<Wire>, need_results: i32 as Plain, flags: u32 as Plain,
    }
    DomainSnapshotListAllChildrenArgs<'a> {
        snapshot: Cow<'a, SnapshotRef> as Lent<Wire>, need_results: i32 as Plain,
        flags: u32 as Plain,
    }
}

xdr_struct! { Wire;
    DomainSnapshotCreateXmlRet { snap: SnapshotRef as Wire }
    DomainSnapshotGetXmlDescRet { xml: String as Text }
    DomainSnapshotNumRet { num: i32 as Plain }
    DomainSnapshotListNamesRet { names: Vec<String> as List<Text, 16384> }
    DomainSnapshotLookupByNameRet { snap: SnapshotRef as Wire }
    DomainHasCurrentSnapshotRet { result: i32 as Plain }
    DomainSnapshotCurrentRet { snap: SnapshotRef as Wire }
    DomainSnapshotGetParentRet { snap: SnapshotRef as Wire }
    DomainSnapshotNumChildrenRet { num: i32 as Plain }
    DomainSnapshotListChildrenNamesRet { names: Vec<String> as List<Text, 16384> }
    DomainSnapshotIsCurrentRet { current: i32 as Plain }
    DomainSnapshotHasMetadataRet { metadata: i32 as Plain }
}

xdr_form! { Wire;
    DomainListAllSnapshots { snapshots: Vec<SnapshotRef> as List<Wire, 16384>, ret: i32 as Plain }
    DomainSnapshotListAllChildren {
        snapshots: Vec<SnapshotRef> as List<Wire, 16384>, ret: i32 as Plain,
    }
}
