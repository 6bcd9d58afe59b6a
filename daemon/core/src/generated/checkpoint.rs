//! The calls of `CheckpointApi`.
//!
//! Made by `cargo xtask codegen` from `api/src/checkpoint.rs`; do not edit.

use fv_wire_rpc::*;

use crate::serve::{Answer, Call, serve, serve_flagged, unserved};

/// Answers a call of this family.
pub(super) fn dispatch(call: &Call<'_>) -> Answer {
    match call.procedure().number {
        411 => serve(call, |c, a: DomainCheckpointCreateXmlArgs<'_>| {
            let (driver, dom) = (c.checkpoint()?, c.on_domain(&a.dom)?);
            driver
                .create_xml(c.caller(), &dom, a.xml_desc, a.flags)
                .map(|checkpoint| DomainCheckpointCreateXmlRet { checkpoint })
        }),
        412 => serve_flagged(
            call,
            |a: &DomainCheckpointGetXmlDescArgs<'_>| a.flags,
            |c, a: DomainCheckpointGetXmlDescArgs<'_>| {
                let (driver, checkpoint) = (c.checkpoint()?, c.on_checkpoint(&a.checkpoint)?);
                driver
                    .xml_desc(c.caller(), &checkpoint, a.flags)
                    .map(|xml| DomainCheckpointGetXmlDescRet { xml })
            },
        ),
        413 => serve(call, |c, a: DomainListAllCheckpointsArgs<'_>| {
            let (driver, dom) = (c.checkpoint()?, c.on_domain(&a.dom)?);
            driver.list_all_checkpoints(c.caller(), &dom, a.need_results, a.flags)
        }),
        414 => serve(call, |c, a: DomainCheckpointListAllChildrenArgs<'_>| {
            let (driver, checkpoint) = (c.checkpoint()?, c.on_checkpoint(&a.checkpoint)?);
            driver.list_all_children(c.caller(), &checkpoint, a.need_results, a.flags)
        }),
        415 => serve(call, |c, a: DomainCheckpointLookupByNameArgs<'_>| {
            let (driver, dom) = (c.checkpoint()?, c.on_domain(&a.dom)?);
            driver
                .lookup_by_name(c.caller(), &dom, a.name, a.flags)
                .map(|checkpoint| DomainCheckpointLookupByNameRet { checkpoint })
        }),
        416 => serve(call, |c, a: DomainCheckpointGetParentArgs<'_>| {
            let (driver, checkpoint) = (c.checkpoint()?, c.on_checkpoint(&a.checkpoint)?);
            driver
                .parent(c.caller(), &checkpoint, a.flags)
                .map(|parent| DomainCheckpointGetParentRet { parent })
        }),
        417 => serve(call, |c, a: DomainCheckpointDeleteArgs<'_>| {
            let (driver, checkpoint) = (c.checkpoint()?, c.on_checkpoint(&a.checkpoint)?);
            driver.delete(c.caller(), &checkpoint, a.flags)
        }),
        _ => unserved(call),
    }
}
