//! `NodeDeviceApi` over the wire.
//!
//! Made by `cargo xtask codegen` from `api/src/node_device.rs`; do not edit.

use crate::stubs::prelude::*;

stubs! { NodeDeviceApi REMOTE;
    111 num_of_devices(cap: Option<&str>, flags: u32) -> i32:
        call(NodeNumOfDevicesArgs { cap, flags }, |ret: NodeNumOfDevicesRet| ret.num);
    112 list_devices(cap: Option<&str>, maxnames: i32, flags: u32) -> Vec<String>:
        call(NodeListDevicesArgs { cap, maxnames, flags }, |ret: NodeListDevicesRet| ret.names);
    113 lookup_by_name(name: &str) -> NodeDeviceRef:
        call(NodeDeviceLookupByNameArgs { name }, |ret: NodeDeviceLookupByNameRet| ret.dev);
    114 xml_desc(name: &str, flags: u32) -> String:
        call(NodeDeviceGetXmlDescArgs { name, flags }, |ret: NodeDeviceGetXmlDescRet| ret.xml);
    115 parent(name: &str) -> Option<String>:
        call(NodeDeviceGetParentArgs { name }, |ret: NodeDeviceGetParentRet| ret.parent_name);
    116 num_of_caps(name: &str) -> i32:
        call(NodeDeviceNumOfCapsArgs { name }, |ret: NodeDeviceNumOfCapsRet| ret.num);
    117 list_caps(name: &str, maxnames: i32) -> Vec<String>:
        call(NodeDeviceListCapsArgs { name, maxnames }, |ret: NodeDeviceListCapsRet| ret.names);
    123 create_xml(xml_desc: &str, flags: u32) -> NodeDeviceRef:
        call(NodeDeviceCreateXmlArgs { xml_desc, flags }, |ret: NodeDeviceCreateXmlRet| ret.dev);
    124 destroy(name: &str) -> (): call(NodeDeviceDestroyArgs { name });
    285 list_all_node_devices(need_results: i32, flags: u32) -> ConnectListAllNodeDevices:
        call(ConnectListAllNodeDevicesArgs { need_results, flags });
    297 lookup_scsi_host_by_wwn(wwnn: &str, wwpn: &str, flags: u32) -> NodeDeviceRef:
        call(NodeDeviceLookupScsiHostByWwnArgs {
            wwnn, wwpn, flags,
        }, |ret: NodeDeviceLookupScsiHostByWwnRet| ret.dev);
    428 define_xml(xml_desc: &str, flags: u32) -> NodeDeviceRef:
        call(NodeDeviceDefineXmlArgs { xml_desc, flags }, |ret: NodeDeviceDefineXmlRet| ret.dev);
    429 undefine(name: &str, flags: u32) -> (): call(NodeDeviceUndefineArgs { name, flags });
    430 create(name: &str, flags: u32) -> (): call(NodeDeviceCreateArgs { name, flags });
    433 autostart(name: &str) -> i32:
        call(NodeDeviceGetAutostartArgs { name }, |ret: NodeDeviceGetAutostartRet| ret.autostart);
    434 set_autostart(name: &str, autostart: i32) -> ():
        call(NodeDeviceSetAutostartArgs { name, autostart });
    435 is_persistent(name: &str) -> i32:
        call(NodeDeviceIsPersistentArgs { name }, |ret: NodeDeviceIsPersistentRet| ret.persistent);
    436 is_active(name: &str) -> i32:
        call(NodeDeviceIsActiveArgs { name }, |ret: NodeDeviceIsActiveRet| ret.active);
    447 update(name: &str, xml_desc: &str, flags: u32) -> ():
        call(NodeDeviceUpdateArgs { name, xml_desc, flags });
}
