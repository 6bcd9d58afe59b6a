//! The calls of `NwfilterApi`.
//!
//! Made by `cargo xtask codegen` from `api/src/nwfilter.rs`; do not edit.

use fv_wire_rpc::*;

use crate::serve::{Answer, Call, serve, unserved};

/// Answers a call of this family.
pub(super) fn dispatch(call: &Call<'_>) -> Answer {
    match call.procedure().number {
        175 => serve(call, |c, a: NwfilterLookupByNameArgs<'_>| {
            c.nwfilter()?
                .lookup_by_name(c.caller(), a.name)
                .map(|nwfilter| NwfilterLookupByNameRet { nwfilter })
        }),
        176 => serve(call, |c, a: NwfilterLookupByUuidArgs| {
            c.nwfilter()?
                .lookup_by_uuid(c.caller(), a.uuid)
                .map(|nwfilter| NwfilterLookupByUuidRet { nwfilter })
        }),
        177 => serve(call, |c, a: NwfilterGetXmlDescArgs<'_>| {
            let (driver, nwfilter) = (c.nwfilter()?, c.on_nwfilter(&a.nwfilter)?);
            driver
                .xml_desc(c.caller(), &nwfilter, a.flags)
                .map(|xml| NwfilterGetXmlDescRet { xml })
        }),
        178 => serve(call, |c, (): ()| {
            c.nwfilter()?
                .num_of_nwfilters(c.caller())
                .map(|num| ConnectNumOfNwfiltersRet { num })
        }),
        179 => serve(call, |c, a: ConnectListNwfiltersArgs| {
            c.at_most("maxnames", a.maxnames.into(), 16384)?;
            c.nwfilter()?
                .list_nwfilters(c.caller(), a.maxnames)
                .map(|names| ConnectListNwfiltersRet { names })
        }),
        180 => serve(call, |c, a: NwfilterDefineXmlArgs<'_>| {
            c.nwfilter()?
                .define_xml(c.caller(), a.xml)
                .map(|nwfilter| NwfilterDefineXmlRet { nwfilter })
        }),
        181 => serve(call, |c, a: NwfilterUndefineArgs<'_>| {
            let (driver, nwfilter) = (c.nwfilter()?, c.on_nwfilter(&a.nwfilter)?);
            driver.undefine(c.caller(), &nwfilter)
        }),
        286 => serve(call, |c, a: ConnectListAllNwfiltersArgs| {
            c.nwfilter()?
                .list_all_nwfilters(c.caller(), a.need_results, a.flags)
        }),
        397 => serve(call, |c, a: NwfilterBindingLookupByPortDevArgs<'_>| {
            c.nwfilter()?
                .binding_lookup_by_port_dev(c.caller(), a.name)
                .map(|nwfilter| NwfilterBindingLookupByPortDevRet { nwfilter })
        }),
        398 => serve(call, |c, a: NwfilterBindingGetXmlDescArgs<'_>| {
            let (driver, nwfilter) = (c.nwfilter()?, c.on_nwfilter_binding(&a.nwfilter)?);
            driver
                .binding_xml_desc(c.caller(), &nwfilter, a.flags)
                .map(|xml| NwfilterBindingGetXmlDescRet { xml })
        }),
        399 => serve(call, |c, a: NwfilterBindingCreateXmlArgs<'_>| {
            c.nwfilter()?
                .binding_create_xml(c.caller(), a.xml, a.flags)
                .map(|nwfilter| NwfilterBindingCreateXmlRet { nwfilter })
        }),
        400 => serve(call, |c, a: NwfilterBindingDeleteArgs<'_>| {
            let (driver, nwfilter) = (c.nwfilter()?, c.on_nwfilter_binding(&a.nwfilter)?);
            driver.binding_delete(c.caller(), &nwfilter)
        }),
        401 => serve(call, |c, a: ConnectListAllNwfilterBindingsArgs| {
            c.nwfilter()?
                .list_all_nwfilter_bindings(c.caller(), a.need_results, a.flags)
        }),
        431 => serve(call, |c, a: NwfilterDefineXmlFlagsArgs<'_>| {
            c.nwfilter()?
                .define_xml_flags(c.caller(), a.xml, a.flags)
                .map(|nwfilter| NwfilterDefineXmlFlagsRet { nwfilter })
        }),
        _ => unserved(call),
    }
}
