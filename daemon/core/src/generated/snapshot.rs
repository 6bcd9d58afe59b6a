//! The calls of `SnapshotApi`.
//!
//! Made by `cargo xtask codegen` from `api/src/snapshot.rs`; do not edit.

use fv_wire_rpc::*;

use crate::serve::{Answer, Call, serve, serve_flagged, unserved};

/// Answers a call of this family.
pub(super) fn dispatch(call: &Call<'_>) -> Answer {
    match call.procedure().number {
        185 => serve(call, |c, a: DomainSnapshotCreateXmlArgs<'_>| {
            let (driver, dom) = (c.snapshot()?, c.on_domain(&a.dom)?);
            driver
                .create_xml(c.caller(), &dom, a.xml_desc, a.flags)
                .map(|snap| DomainSnapshotCreateXmlRet { snap })
        }),
        186 => serve_flagged(
            call,
            |a: &DomainSnapshotGetXmlDescArgs<'_>| a.flags,
            |c, a: DomainSnapshotGetXmlDescArgs<'_>| {
                let (driver, snap) = (c.snapshot()?, c.on_snapshot(&a.snap)?);
                driver
                    .xml_desc(c.caller(), &snap, a.flags)
                    .map(|xml| DomainSnapshotGetXmlDescRet { xml })
            },
        ),
        187 => serve(call, |c, a: DomainSnapshotNumArgs<'_>| {
            let (driver, dom) = (c.snapshot()?, c.on_domain(&a.dom)?);
            driver
                .num(c.caller(), &dom, a.flags)
                .map(|num| DomainSnapshotNumRet { num })
        }),
        188 => serve(call, |c, a: DomainSnapshotListNamesArgs<'_>| {
            c.at_most("maxnames", a.maxnames.into(), 16384)?;
            let (driver, dom) = (c.snapshot()?, c.on_domain(&a.dom)?);
            driver
                .list_names(c.caller(), &dom, a.maxnames, a.flags)
                .map(|names| DomainSnapshotListNamesRet { names })
        }),
        189 => serve(call, |c, a: DomainSnapshotLookupByNameArgs<'_>| {
            let (driver, dom) = (c.snapshot()?, c.on_domain(&a.dom)?);
            driver
                .lookup_by_name(c.caller(), &dom, a.name, a.flags)
                .map(|snap| DomainSnapshotLookupByNameRet { snap })
        }),
        190 => serve(call, |c, a: DomainHasCurrentSnapshotArgs<'_>| {
            let (driver, dom) = (c.snapshot()?, c.on_domain(&a.dom)?);
            driver
                .has_current_snapshot(c.caller(), &dom, a.flags)
                .map(|result| DomainHasCurrentSnapshotRet { result })
        }),
        191 => serve(call, |c, a: DomainSnapshotCurrentArgs<'_>| {
            let (driver, dom) = (c.snapshot()?, c.on_domain(&a.dom)?);
            driver
                .current(c.caller(), &dom, a.flags)
                .map(|snap| DomainSnapshotCurrentRet { snap })
        }),
        192 => serve(call, |c, a: DomainRevertToSnapshotArgs<'_>| {
            let (driver, snap) = (c.snapshot()?, c.on_snapshot(&a.snap)?);
            driver.revert_to_snapshot(c.caller(), &snap, a.flags)
        }),
        193 => serve(call, |c, a: DomainSnapshotDeleteArgs<'_>| {
            let (driver, snap) = (c.snapshot()?, c.on_snapshot(&a.snap)?);
            driver.delete(c.caller(), &snap, a.flags)
        }),
        244 => serve(call, |c, a: DomainSnapshotGetParentArgs<'_>| {
            let (driver, snap) = (c.snapshot()?, c.on_snapshot(&a.snap)?);
            driver
                .parent(c.caller(), &snap, a.flags)
                .map(|snap| DomainSnapshotGetParentRet { snap })
        }),
        246 => serve(call, |c, a: DomainSnapshotNumChildrenArgs<'_>| {
            let (driver, snap) = (c.snapshot()?, c.on_snapshot(&a.snap)?);
            driver
                .num_children(c.caller(), &snap, a.flags)
                .map(|num| DomainSnapshotNumChildrenRet { num })
        }),
        247 => serve(call, |c, a: DomainSnapshotListChildrenNamesArgs<'_>| {
            c.at_most("maxnames", a.maxnames.into(), 16384)?;
            let (driver, snap) = (c.snapshot()?, c.on_snapshot(&a.snap)?);
            driver
                .list_children_names(c.caller(), &snap, a.maxnames, a.flags)
                .map(|names| DomainSnapshotListChildrenNamesRet { names })
        }),
        271 => serve(call, |c, a: DomainSnapshotIsCurrentArgs<'_>| {
            let (driver, snap) = (c.snapshot()?, c.on_snapshot(&a.snap)?);
            driver
                .is_current(c.caller(), &snap, a.flags)
                .map(|current| DomainSnapshotIsCurrentRet { current })
        }),
        272 => serve(call, |c, a: DomainSnapshotHasMetadataArgs<'_>| {
            let (driver, snap) = (c.snapshot()?, c.on_snapshot(&a.snap)?);
            driver
                .has_metadata(c.caller(), &snap, a.flags)
                .map(|metadata| DomainSnapshotHasMetadataRet { metadata })
        }),
        274 => serve(call, |c, a: DomainListAllSnapshotsArgs<'_>| {
            let (driver, dom) = (c.snapshot()?, c.on_domain(&a.dom)?);
            driver.list_all_snapshots(c.caller(), &dom, a.need_results, a.flags)
        }),
        275 => serve(call, |c, a: DomainSnapshotListAllChildrenArgs<'_>| {
            let (driver, snapshot) = (c.snapshot()?, c.on_snapshot(&a.snapshot)?);
            driver.list_all_children(c.caller(), &snapshot, a.need_results, a.flags)
        }),
        _ => unserved(call),
    }
}
