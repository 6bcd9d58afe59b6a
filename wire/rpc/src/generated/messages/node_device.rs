//! Arguments and results on the wire.
//!
//! Made by `cargo xtask codegen` from `api/src/node_device.rs`; do not edit.

use crate::prelude::*;

xdr_borrowed! { Wire;
    NodeNumOfDevicesArgs<'a> { cap: Option<&'a str> as Maybe<Text>, flags: u32 as Plain }
    NodeListDevicesArgs<'a> {
        cap: Option<&'a str> as Maybe<Text>, maxnames: i32 as Plain, flags: u32 as Plain,
    }
    NodeDeviceLookupByNameArgs<'a> { name: &'a str as Text }
    NodeDeviceGetXmlDescArgs<'a> { name: &'a str as Text, flags: u32 as Plain }
    NodeDeviceGetParentArgs<'a> { name: &'a str as Text }
    NodeDeviceNumOfCapsArgs<'a> { name: &'a str as Text }
    NodeDeviceListCapsArgs<'a> { name: &'a str as Text, maxnames: i32 as Plain }
    NodeDeviceCreateXmlArgs<'a> { xml_desc: &'a str as Text, flags: u32 as Plain }
    NodeDeviceDestroyArgs<'a> { name: &'a str as Text }
    NodeDeviceLookupScsiHostByWwnArgs<'a> {
        wwnn: &'a str as Text, wwpn: &'a str as Text, flags: u32 as Plain,
    }
    NodeDeviceDefineXmlArgs<'a> { xml_desc: &'a str as Text, flags: u32 as Plain }
    NodeDeviceUndefineArgs<'a> { name: &'a str as Text, flags: u32 as Plain }
    NodeDeviceCreateArgs<'a> { name: &'a str as Text, flags: u32 as Plain }
    NodeDeviceGetAutostartArgs<'a> { name: &'a str as Text }
    NodeDeviceSetAutostartArgs<'a> { name: &'a str as Text, autostart: i32 as Plain }
    NodeDeviceIsPersistentArgs<'a> { name: &'a str as Text }
    NodeDeviceIsActiveArgs<'a> { name: &'a str as Text }
    NodeDeviceUpdateArgs<'a> {
        name: &'a str as Text, xml_desc: &'a str as Text, flags: u32 as Plain,
    }
}

xdr_struct! { Wire;
    NodeNumOfDevicesRet { num: i32 as Plain }
    NodeListDevicesRet { names: Vec<String> as List<Text, 65536> }
    NodeDeviceLookupByNameRet { dev: NodeDeviceRef as Wire }
    NodeDeviceGetXmlDescRet { xml: String as Text }
    NodeDeviceGetParentRet { parent_name: Option<String> as Maybe<Text> }
    NodeDeviceNumOfCapsRet { num: i32 as Plain }
    NodeDeviceListCapsRet { names: Vec<String> as List<Text, 65536> }
    NodeDeviceCreateXmlRet { dev: NodeDeviceRef as Wire }
    ConnectListAllNodeDevicesArgs { need_results: i32 as Plain, flags: u32 as Plain }
    NodeDeviceLookupScsiHostByWwnRet { dev: NodeDeviceRef as Wire }
    NodeDeviceDefineXmlRet { dev: NodeDeviceRef as Wire }
    NodeDeviceGetAutostartRet { autostart: i32 as Plain }
    NodeDeviceIsPersistentRet { persistent: i32 as Plain }
    NodeDeviceIsActiveRet { active: i32 as Plain }
}

xdr_form! { Wire;
    ConnectListAllNodeDevices {
        devices: Vec<NodeDeviceRef> as List<Wire, 65536>, ret: u32 as Plain,
    }
}
