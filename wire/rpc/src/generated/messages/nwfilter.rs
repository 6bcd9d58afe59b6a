//! Arguments and results on the wire.
//!
//! Made by `cargo xtask codegen` from `api/src/nwfilter.rs`; do not edit.

use crate::prelude::*;

xdr_borrowed! { Wire;
    NwfilterLookupByNameArgs<'a> { name: &'a str as Text }
    NwfilterGetXmlDescArgs<'a> { nwfilter: Cow<'a, NwfilterRef> as Lent<Wire>, flags: u32 as Plain }
    NwfilterDefineXmlArgs<'a> { xml: &'a str as Text }
    NwfilterUndefineArgs<'a> { nwfilter: Cow<'a, NwfilterRef> as Lent<Wire> }
    NwfilterBindingLookupByPortDevArgs<'a> { name: &'a str as Text }
    NwfilterBindingGetXmlDescArgs<'a> {
        nwfilter: Cow<'a, NwfilterBindingRef> as Lent<Wire>, flags: u32 as Plain,
    }
    NwfilterBindingCreateXmlArgs<'a> { xml: &'a str as Text, flags: u32 as Plain }
    NwfilterBindingDeleteArgs<'a> { nwfilter: Cow<'a, NwfilterBindingRef> as Lent<Wire> }
    NwfilterDefineXmlFlagsArgs<'a> { xml: &'a str as Text, flags: u32 as Plain }
}

xdr_struct! { Wire;
    NwfilterLookupByNameRet { nwfilter: NwfilterRef as Wire }
    NwfilterLookupByUuidArgs { uuid: Uuid as Plain }
    NwfilterLookupByUuidRet { nwfilter: NwfilterRef as Wire }
    NwfilterGetXmlDescRet { xml: String as Text }
    ConnectNumOfNwfiltersRet { num: i32 as Plain }
    ConnectListNwfiltersArgs { maxnames: i32 as Plain }
    ConnectListNwfiltersRet { names: Vec<String> as List<Text, 16384> }
    NwfilterDefineXmlRet { nwfilter: NwfilterRef as Wire }
    ConnectListAllNwfiltersArgs { need_results: i32 as Plain, flags: u32 as Plain }
    NwfilterBindingLookupByPortDevRet { nwfilter: NwfilterBindingRef as Wire }
    NwfilterBindingGetXmlDescRet { xml: String as Text }
    NwfilterBindingCreateXmlRet { nwfilter: NwfilterBindingRef as Wire }
    ConnectListAllNwfilterBindingsArgs { need_results: i32 as Plain, flags: u32 as Plain }
    NwfilterDefineXmlFlagsRet { nwfilter: NwfilterRef as Wire }
}

xdr_form! { Wire;
    ConnectListAllNwfilters { filters: Vec<NwfilterRef> as List<Wire, 16384>, ret: u32 as Plain }
    ConnectListAllNwfilterBindings {
        bindings: Vec<NwfilterBindingRef> as List<Wire, 16384>, ret: u32 as Plain,
    }
}
