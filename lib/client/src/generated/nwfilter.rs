//! `NwfilterApi` over the wire.
//!
//! Made by `cargo xtask codegen` from `api/src/nwfilter.rs`; do not edit.

use crate::stubs::prelude::*;

stubs! { NwfilterApi REMOTE;
    175 lookup_by_name(name: &str) -> NwfilterRef:
        call(NwfilterLookupByNameArgs { name }, |ret: NwfilterLookupByNameRet| ret.nwfilter);
    176 lookup_by_uuid(uuid: Uuid) -> NwfilterRef:
        call(NwfilterLookupByUuidArgs { uuid }, |ret: NwfilterLookupByUuidRet| ret.nwfilter);
    177 xml_desc(nwfilter: &NwfilterRef, flags: u32) -> String:
        call(NwfilterGetXmlDescArgs {
            nwfilter: lend(nwfilter), flags,
        }, |ret: NwfilterGetXmlDescRet| ret.xml);
    178 num_of_nwfilters() -> i32: call((), |ret: ConnectNumOfNwfiltersRet| ret.num);
    179 list_nwfilters(maxnames: i32) -> Vec<String>:
        call(ConnectListNwfiltersArgs { maxnames }, |ret: ConnectListNwfiltersRet| ret.names);
    180 define_xml(xml: &str) -> NwfilterRef:
        call(NwfilterDefineXmlArgs { xml }, |ret: NwfilterDefineXmlRet| ret.nwfilter);
    181 undefine(nwfilter: &NwfilterRef) -> ():
        call(NwfilterUndefineArgs { nwfilter: lend(nwfilter) });
    286 list_all_nwfilters(need_results: i32, flags: u32) -> ConnectListAllNwfilters:
        call(ConnectListAllNwfiltersArgs { need_results, flags });
    397 binding_lookup_by_port_dev(name: &str) -> NwfilterBindingRef:
        call(NwfilterBindingLookupByPortDevArgs {
            name,
        }, |ret: NwfilterBindingLookupByPortDevRet| ret.nwfilter);
    398 binding_xml_desc(nwfilter: &NwfilterBindingRef, flags: u32) -> String:
        call(NwfilterBindingGetXmlDescArgs {
            nwfilter: lend(nwfilter), flags,
        }, |ret: NwfilterBindingGetXmlDescRet| ret.xml);
    399 binding_create_xml(xml: &str, flags: u32) -> NwfilterBindingRef:
        call(NwfilterBindingCreateXmlArgs {
            xml, flags,
        }, |ret: NwfilterBindingCreateXmlRet| ret.nwfilter);
    400 binding_delete(nwfilter: &NwfilterBindingRef) -> ():
        call(NwfilterBindingDeleteArgs { nwfilter: lend(nwfilter) });
    401 list_all_nwfilter_bindings(need_results: i32, flags: u32) -> ConnectListAllNwfilterBindings:
        call(ConnectListAllNwfilterBindingsArgs { need_results, flags });
    431 define_xml_flags(xml: &str, flags: u32) -> NwfilterRef:
        call(NwfilterDefineXmlFlagsArgs {
            xml, flags,
        }, |ret: NwfilterDefineXmlFlagsRet| ret.nwfilter);
}
