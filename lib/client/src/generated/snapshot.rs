//! `SnapshotApi` over the wire.
//!
//! Made by `cargo xtask codegen` from `api/src/snapshot.rs`; do not edit.

use crate::stubs::prelude::*;

stubs! { SnapshotApi REMOTE;
    185 create_xml(dom: &DomainRef, xml_desc: &str, flags: u32) -> SnapshotRef:
        call(DomainSnapshotCreateXmlArgs {
            dom: lend(dom), xml_desc, flags,
        }, |ret: DomainSnapshotCreateXmlRet| ret.snap);
    186 xml_desc(snap: &SnapshotRef, flags: u32) -> String [flags]:
        call(DomainSnapshotGetXmlDescArgs {
            snap: lend(snap), flags,
        }, |ret: DomainSnapshotGetXmlDescRet| ret.xml);
    187 num(dom: &DomainRef, flags: u32) -> i32:
        call(DomainSnapshotNumArgs { dom: lend(dom), flags }, |ret: DomainSnapshotNumRet| ret.num);
    188 list_names(dom: &DomainRef, maxnames: i32, flags: u32) -> Vec<String>:
        call(DomainSnapshotListNamesArgs {
            dom: lend(dom), maxnames, flags,
        }, |ret: DomainSnapshotListNamesRet| ret.names);
    189 lookup_by_name(dom: &DomainRef, name: &str, flags: u32) -> SnapshotRef:
        call(DomainSnapshotLookupByNameArgs {
            dom: lend(dom), name, flags,
        }, |ret: DomainSnapshotLookupByNameRet| ret.snap);
    190 has_current_snapshot(dom: &DomainRef, flags: u32) -> i32:
        call(DomainHasCurrentSnapshotArgs {
            dom: lend(dom), flags,
        }, |ret: DomainHasCurrentSnapshotRet| ret.result);
    191 current(dom: &DomainRef, flags: u32) -> SnapshotRef:
        call(DomainSnapshotCurrentArgs {
            dom: lend(dom), flags,
        }, |ret: DomainSnapshotCurrentRet| ret.snap);
    192 revert_to_snapshot(snap: &SnapshotRef, flags: u32) -> ():
        call(DomainRevertToSnapshotArgs { snap: lend(snap), flags });
    193 delete(snap: &SnapshotRef, flags: u32) -> ():
        call(DomainSnapshotDeleteArgs { snap: lend(snap), flags });
    244 parent(snap: &SnapshotRef, flags: u32) -> SnapshotRef:
        call(DomainSnapshotGetParentArgs {
            snap: lend(snap), flags,
        }, |ret: DomainSnapshotGetParentRet| ret.snap);
    246 num_children(snap: &SnapshotRef, flags: u32) -> i32:
        call(DomainSnapshotNumChildrenArgs {
            snap: lend(snap), flags,
        }, |ret: DomainSnapshotNumChildrenRet| ret.num);
    247 list_children_names(snap: &SnapshotRef, maxnames: i32, flags: u32) -> Vec<String>:
        call(DomainSnapshotListChildrenNamesArgs {
            snap: lend(snap), maxnames, flags,
        }, |ret: DomainSnapshotListChildrenNamesRet| ret.names);
    271 is_current(snap: &SnapshotRef, flags: u32) -> i32:
        call(DomainSnapshotIsCurrentArgs {
            snap: lend(snap), flags,
        }, |ret: DomainSnapshotIsCurrentRet| ret.current);
    272 has_metadata(snap: &SnapshotRef, flags: u32) -> i32:
        call(DomainSnapshotHasMetadataArgs {
            snap: lend(snap), flags,
        }, |ret: DomainSnapshotHasMetadataRet| ret.metadata);
    274 list_all_snapshots(dom: &DomainRef, need_results: i32, flags: u32) -> DomainListAllSnapshots:
        call(DomainListAllSnapshotsArgs { dom: lend(dom), need_results, flags });
    275 list_all_children(snapshot: &SnapshotRef, need_results: i32, flags: u32) -> DomainSnapshotListAllChildren:
        call(DomainSnapshotListAllChildrenArgs { snapshot: lend(snapshot), need_results, flags });
}
