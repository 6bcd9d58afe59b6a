//! The calls of `NodeDeviceApi`.
//!
//! Made by `cargo xtask codegen` from `api/src/node_device.rs`; do not edit.

use fv_wire_rpc::*;

use crate::serve::{Answer, Call, serve, unserved};

/// Answers a call of this family.
pub(super) fn dispatch(call: &Call<'_>) -> Answer {
    match call.procedure().number {
        111 => serve(call, |c, a: NodeNumOfDevicesArgs<'_>| {
            c.node_device()?
                .num_of_devices(c.caller(), a.cap, a.flags)
                .map(|num| NodeNumOfDevicesRet { num })
        }),
        112 => serve(call, |c, a: NodeListDevicesArgs<'_>| {
            c.at_most("maxnames", a.maxnames.into(), 65536)?;
            c.node_device()?
                .list_devices(c.caller(), a.cap, a.maxnames, a.flags)
                .map(|names| NodeListDevicesRet { names })
        }),
        113 => serve(call, |c, a: NodeDeviceLookupByNameArgs<'_>| {
            c.node_device()?
                .lookup_by_name(c.caller(), a.name)
                .map(|dev| NodeDeviceLookupByNameRet { dev })
        }),
        114 => serve(call, |c, a: NodeDeviceGetXmlDescArgs<'_>| {
            c.node_device()?
                .xml_desc(c.caller(), a.name, a.flags)
                .map(|xml| NodeDeviceGetXmlDescRet { xml })
        }),
        115 => serve(call, |c, a: NodeDeviceGetParentArgs<'_>| {
            c.node_device()?
                .parent(c.caller(), a.name)
                .map(|parent_name| NodeDeviceGetParentRet { parent_name })
        }),
        116 => serve(call, |c, a: NodeDeviceNumOfCapsArgs<'_>| {
            c.node_device()?
                .num_of_caps(c.caller(), a.name)
                .map(|num| NodeDeviceNumOfCapsRet { num })
        }),
        117 => serve(call, |c, a: NodeDeviceListCapsArgs<'_>| {
            c.at_most("maxnames", a.maxnames.into(), 65536)?;
            c.node_device()?
                .list_caps(c.caller(), a.name, a.maxnames)
                .map(|names| NodeDeviceListCapsRet { names })
        }),
        123 => serve(call, |c, a: NodeDeviceCreateXmlArgs<'_>| {
            c.node_device()?
                .create_xml(c.caller(), a.xml_desc, a.flags)
                .map(|dev| NodeDeviceCreateXmlRet { dev })
        }),
        124 => serve(call, |c, a: NodeDeviceDestroyArgs<'_>| {
            c.node_device()?.destroy(c.caller(), a.name)
        }),
        285 => serve(call, |c, a: ConnectListAllNodeDevicesArgs| {
            c.node_device()?
                .list_all_node_devices(c.caller(), a.need_results, a.flags)
        }),
        297 => serve(call, |c, a: NodeDeviceLookupScsiHostByWwnArgs<'_>| {
            c.node_device()?
                .lookup_scsi_host_by_wwn(c.caller(), a.wwnn, a.wwpn, a.flags)
                .map(|dev| NodeDeviceLookupScsiHostByWwnRet { dev })
        }),
        428 => serve(call, |c, a: NodeDeviceDefineXmlArgs<'_>| {
            c.node_device()?
                .define_xml(c.caller(), a.xml_desc, a.flags)
                .map(|dev| NodeDeviceDefineXmlRet { dev })
        }),
        429 => serve(call, |c, a: NodeDeviceUndefineArgs<'_>| {
            c.node_device()?.undefine(c.caller(), a.name, a.flags)
        }),
        430 => serve(call, |c, a: NodeDeviceCreateArgs<'_>| {
            c.node_device()?.create(c.caller(), a.name, a.flags)
        }),
        433 => serve(call, |c, a: NodeDeviceGetAutostartArgs<'_>| {
            c.node_device()?
                .autostart(c.caller(), a.name)
                .map(|autostart| NodeDeviceGetAutostartRet { autostart })
        }),
        434 => serve(call, |c, a: NodeDeviceSetAutostartArgs<'_>| {
            c.node_device()?
                .set_autostart(c.caller(), a.name, a.autostart)
        }),
        435 => serve(call, |c, a: NodeDeviceIsPersistentArgs<'_>| {
            c.node_device()?
                .is_persistent(c.caller(), a.name)
                .map(|persistent| NodeDeviceIsPersistentRet { persistent })
        }),
        436 => serve(call, |c, a: NodeDeviceIsActiveArgs<'_>| {
            c.node_device()?
                .is_active(c.caller(), a.name)
                .map(|active| NodeDeviceIsActiveRet { active })
        }),
        447 => serve(call, |c, a: NodeDeviceUpdateArgs<'_>| {
            c.node_device()?
                .update(c.caller(), a.name, a.xml_desc, a.flags)
        }),
        _ => unserved(call),
    }
}
