//! `CheckpointApi` over the wire.
//!
//! Made by `cargo xtask codegen` from `api/src/checkpoint.rs`; do not edit.

use crate::stubs::prelude::*;

stubs! { CheckpointApi REMOTE;
    411 create_xml(dom: &DomainRef, xml_desc: &str, flags: u32) -> CheckpointRef:
        call(DomainCheckpointCreateXmlArgs {
            dom: lend(dom), xml_desc, flags,
        }, |ret: DomainCheckpointCreateXmlRet| ret.checkpoint);
    412 xml_desc(checkpoint: &CheckpointRef, flags: u32) -> String [flags]:
        call(DomainCheckpointGetXmlDescArgs {
            checkpoint: lend(checkpoint), flags,
        }, |ret: DomainCheckpointGetXmlDescRet| ret.xml);
    413 list_all_checkpoints(dom: &DomainRef, need_results: i32, flags: u32) -> DomainListAllCheckpoints:
        call(DomainListAllCheckpointsArgs { dom: lend(dom), need_results, flags });
    414 list_all_children(checkpoint: &CheckpointRef, need_results: i32, flags: u32) -> DomainCheckpointListAllChildren:
        call(DomainCheckpointListAllChildrenArgs {
            checkpoint: lend(checkpoint), need_results, flags,
        });
    415 lookup_by_name(dom: &DomainRef, name: &str, flags: u32) -> CheckpointRef:
        call(DomainCheckpointLookupByNameArgs {
            dom: lend(dom), name, flags,
        }, |ret: DomainCheckpointLookupByNameRet| ret.checkpoint);
    416 parent(checkpoint: &CheckpointRef, flags: u32) -> CheckpointRef:
        call(DomainCheckpointGetParentArgs {
            checkpoint: lend(checkpoint), flags,
        }, |ret: DomainCheckpointGetParentRet| ret.parent);
    417 delete(checkpoint: &CheckpointRef, flags: u32) -> ():
        call(DomainCheckpointDeleteArgs { checkpoint: lend(checkpoint), flags });
}
