//! The calls of `InterfaceApi`.
//!
//! Made by `cargo xtask codegen` from `api/src/interface.rs`; do not edit.

use fv_wire_rpc::*;

use crate::serve::{Answer, Call, serve, unserved};

/// Answers a call of this family.
pub(super) fn dispatch(call: &Call<'_>) -> Answer {
    match call.procedure().number {
        126 => serve(call, |c, (): ()| {
            c.interface()?
                .num_of_interfaces(c.caller())
                .map(|num| ConnectNumOfInterfacesRet { num })
        }),
        127 => serve(call, |c, a: ConnectListInterfacesArgs| {
            c.at_most("maxnames", a.maxnames.into(), 16384)?;
            c.interface()?
                .list_interfaces(c.caller(), a.maxnames)
                .map(|names| ConnectListInterfacesRet { names })
        }),
        128 => serve(call, |c, a: InterfaceLookupByNameArgs<'_>| {
            c.interface()?
                .lookup_by_name(c.caller(), a.name)
                .map(|iface| InterfaceLookupByNameRet { iface })
        }),
        129 => serve(call, |c, a: InterfaceLookupByMacStringArgs<'_>| {
            c.interface()?
                .lookup_by_mac_string(c.caller(), a.mac)
                .map(|iface| InterfaceLookupByMacStringRet { iface })
        }),
        130 => serve(call, |c, a: InterfaceGetXmlDescArgs<'_>| {
            let (driver, iface) = (c.interface()?, c.on_interface(&a.iface)?);
            driver
                .xml_desc(c.caller(), &iface, a.flags)
                .map(|xml| InterfaceGetXmlDescRet { xml })
        }),
        131 => serve(call, |c, a: InterfaceDefineXmlArgs<'_>| {
            c.interface()?
                .define_xml(c.caller(), a.xml, a.flags)
                .map(|iface| InterfaceDefineXmlRet { iface })
        }),
        132 => serve(call, |c, a: InterfaceUndefineArgs<'_>| {
            let (driver, iface) = (c.interface()?, c.on_interface(&a.iface)?);
            driver.undefine(c.caller(), &iface)
        }),
        133 => serve(call, |c, a: InterfaceCreateArgs<'_>| {
            let (driver, iface) = (c.interface()?, c.on_interface(&a.iface)?);
            driver.create(c.caller(), &iface, a.flags)
        }),
        134 => serve(call, |c, a: InterfaceDestroyArgs<'_>| {
            let (driver, iface) = (c.interface()?, c.on_interface(&a.iface)?);
            driver.destroy(c.caller(), &iface, a.flags)
        }),
        137 => serve(call, |c, (): ()| {
            c.interface()?
                .num_of_defined_interfaces(c.caller())
                .map(|num| ConnectNumOfDefinedInterfacesRet { num })
        }),
        138 => serve(call, |c, a: ConnectListDefinedInterfacesArgs| {
            c.at_most("maxnames", a.maxnames.into(), 16384)?;
            c.interface()?
                .list_defined_interfaces(c.caller(), a.maxnames)
                .map(|names| ConnectListDefinedInterfacesRet { names })
        }),
        156 => serve(call, |c, a: InterfaceIsActiveArgs<'_>| {
            let (driver, iface) = (c.interface()?, c.on_interface(&a.iface)?);
            driver
                .is_active(c.caller(), &iface)
                .map(|active| InterfaceIsActiveRet { active })
        }),
        220 => serve(call, |c, a: InterfaceChangeBeginArgs| {
            c.interface()?.change_begin(c.caller(), a.flags)
        }),
        221 => serve(call, |c, a: InterfaceChangeCommitArgs| {
            c.interface()?.change_commit(c.caller(), a.flags)
        }),
        222 => serve(call, |c, a: InterfaceChangeRollbackArgs| {
            c.interface()?.change_rollback(c.caller(), a.flags)
        }),
        284 => serve(call, |c, a: ConnectListAllInterfacesArgs| {
            c.interface()?
                .list_all_interfaces(c.caller(), a.need_results, a.flags)
        }),
        _ => unserved(call),
    }
}
