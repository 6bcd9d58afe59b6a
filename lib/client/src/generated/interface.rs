//! `InterfaceApi` over the wire.
//!
//! Made by `cargo xtask codegen` from `api/src/interface.rs`; do not edit.

use crate::stubs::prelude::*;

stubs! { InterfaceApi REMOTE;
    126 num_of_interfaces() -> i32: call((), |ret: ConnectNumOfInterfacesRet| ret.num);
    127 list_interfaces(maxnames: i32) -> Vec<String>:
        call(ConnectListInterfacesArgs { maxnames }, |ret: ConnectListInterfacesRet| ret.names);
    128 lookup_by_name(name: &str) -> InterfaceRef:
        call(InterfaceLookupByNameArgs { name }, |ret: InterfaceLookupByNameRet| ret.iface);
    129 lookup_by_mac_string(mac: &str) -> InterfaceRef:
        call(InterfaceLookupByMacStringArgs {
            mac,
        }, |ret: InterfaceLookupByMacStringRet| ret.iface);
    130 xml_desc(iface: &InterfaceRef, flags: u32) -> String:
        call(InterfaceGetXmlDescArgs {
            iface: lend(iface), flags,
        }, |ret: InterfaceGetXmlDescRet| ret.xml);
    131 define_xml(xml: &str, flags: u32) -> InterfaceRef:
        call(InterfaceDefineXmlArgs { xml, flags }, |ret: InterfaceDefineXmlRet| ret.iface);
    132 undefine(iface: &InterfaceRef) -> (): call(InterfaceUndefineArgs { iface: lend(iface) });
    133 create(iface: &InterfaceRef, flags: u32) -> ():
        call(InterfaceCreateArgs { iface: lend(iface), flags });
    134 destroy(iface: &InterfaceRef, flags: u32) -> ():
        call(InterfaceDestroyArgs { iface: lend(iface), flags });
    137 num_of_defined_interfaces() -> i32:
        call((), |ret: ConnectNumOfDefinedInterfacesRet| ret.num);
    138 list_defined_interfaces(maxnames: i32) -> Vec<String>:
        call(ConnectListDefinedInterfacesArgs {
            maxnames,
        }, |ret: ConnectListDefinedInterfacesRet| ret.names);
    156 is_active(iface: &InterfaceRef) -> i32:
        call(InterfaceIsActiveArgs { iface: lend(iface) }, |ret: InterfaceIsActiveRet| ret.active);
    220 change_begin(flags: u32) -> (): call(InterfaceChangeBeginArgs { flags });
    221 change_commit(flags: u32) -> (): call(InterfaceChangeCommitArgs { flags });
    222 change_rollback(flags: u32) -> (): call(InterfaceChangeRollbackArgs { flags });
    284 list_all_interfaces(need_results: i32, flags: u32) -> ConnectListAllInterfaces:
        call(ConnectListAllInterfacesArgs { need_results, flags });
}
