//! Arguments and results on the wire.
//!
//! Made by `cargo xtask codegen` from `api/src/interface.rs`; do not edit.

use crate::prelude::*;

xdr_borrowed! { Wire;
    InterfaceLookupByNameArgs<'a> { name: &'a str as Text }
    InterfaceLookupByMacStringArgs<'a> { mac: &'a str as Text }
    InterfaceGetXmlDescArgs<'a> { iface: Cow<'a, InterfaceRef> as Lent<Wire>, flags: u32 as Plain }
    InterfaceDefineXmlArgs<'a> { xml: &'a str as Text, flags: u32 as Plain }
    InterfaceUndefineArgs<'a> { iface: Cow<'a, InterfaceRef> as Lent<Wire> }
    InterfaceCreateArgs<'a> { iface: Cow<'a, InterfaceRef> as Lent<Wire>, flags: u32 as Plain }
    InterfaceDestroyArgs<'a> { iface: Cow<'a, InterfaceRef> as Lent<Wire>, flags: u32 as Plain }
    InterfaceIsActiveArgs<'a> { iface: Cow<'a, InterfaceRef> as Lent<Wire> }
}

xdr_struct! { Wire;
    ConnectNumOfInterfacesRet { num: i32 as Plain }
    ConnectListInterfacesArgs { maxnames: i32 as Plain }
    ConnectListInterfacesRet { names: Vec<String> as List<Text, 16384> }
    InterfaceLookupByNameRet { iface: InterfaceRef as Wire }
    InterfaceLookupByMacStringRet { iface: InterfaceRef as Wire }
    InterfaceGetXmlDescRet { xml: String as Text }
    InterfaceDefineXmlRet { iface: InterfaceRef as Wire }
    ConnectNumOfDefinedInterfacesRet { num: i32 as Plain }
    ConnectListDefinedInterfacesArgs { maxnames: i32 as Plain }
    ConnectListDefinedInterfacesRet { names: Vec<String> as List<Text, 16384> }
    InterfaceIsActiveRet { active: i32 as Plain }
    InterfaceChangeBeginArgs { flags: u32 as Plain }
    InterfaceChangeCommitArgs { flags: u32 as Plain }
    InterfaceChangeRollbackArgs { flags: u32 as Plain }
    ConnectListAllInterfacesArgs { need_results: i32 as Plain, flags: u32 as Plain }
}

xdr_form! { Wire;
    ConnectListAllInterfaces { ifaces: Vec<InterfaceRef> as List<Wire, 16384>, ret: u32 as Plain }
}
