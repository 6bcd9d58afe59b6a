//! `NetworkApi` over the wire.
//!
//! Made by `cargo xtask codegen` from `api/src/network.rs`; do not edit.

use crate::stubs::prelude::*;

stubs! { NetworkApi REMOTE;
    36 list_defined_networks(maxnames: i32) -> Vec<String>:
        call(ConnectListDefinedNetworksArgs {
            maxnames,
        }, |ret: ConnectListDefinedNetworksRet| ret.names);
    38 list_networks(maxnames: i32) -> Vec<String>:
        call(ConnectListNetworksArgs { maxnames }, |ret: ConnectListNetworksRet| ret.names);
    39 create(net: &NetworkRef) -> (): call(NetworkCreateArgs { net: lend(net) });
    40 create_xml(xml: &str) -> NetworkRef:
        call(NetworkCreateXmlArgs { xml }, |ret: NetworkCreateXmlRet| ret.net);
    41 define_xml(xml: &str) -> NetworkRef:
        call(NetworkDefineXmlArgs { xml }, |ret: NetworkDefineXmlRet| ret.net);
    42 destroy(net: &NetworkRef) -> (): call(NetworkDestroyArgs { net: lend(net) });
    43 xml_desc(net: &NetworkRef, flags: u32) -> String:
        call(NetworkGetXmlDescArgs { net: lend(net), flags }, |ret: NetworkGetXmlDescRet| ret.xml);
    44 autostart(net: &NetworkRef) -> i32:
        call(NetworkGetAutostartArgs {
            net: lend(net),
        }, |ret: NetworkGetAutostartRet| ret.autostart);
    45 bridge_name(net: &NetworkRef) -> String:
        call(NetworkGetBridgeNameArgs { net: lend(net) }, |ret: NetworkGetBridgeNameRet| ret.name);
    46 lookup_by_name(name: &str) -> NetworkRef:
        call(NetworkLookupByNameArgs { name }, |ret: NetworkLookupByNameRet| ret.net);
    47 lookup_by_uuid(uuid: Uuid) -> NetworkRef:
        call(NetworkLookupByUuidArgs { uuid }, |ret: NetworkLookupByUuidRet| ret.net);
    48 set_autostart(net: &NetworkRef, autostart: i32) -> ():
        call(NetworkSetAutostartArgs { net: lend(net), autostart });
    49 undefine(net: &NetworkRef) -> (): call(NetworkUndefineArgs { net: lend(net) });
    50 num_of_defined_networks() -> i32: call((), |ret: ConnectNumOfDefinedNetworksRet| ret.num);
    52 num_of_networks() -> i32: call((), |ret: ConnectNumOfNetworksRet| ret.num);
    152 is_active(net: &NetworkRef) -> i32:
        call(NetworkIsActiveArgs { net: lend(net) }, |ret: NetworkIsActiveRet| ret.active);
    153 is_persistent(net: &NetworkRef) -> i32:
        call(NetworkIsPersistentArgs {
            net: lend(net),
        }, |ret: NetworkIsPersistentRet| ret.persistent);
    283 list_all_networks(need_results: i32, flags: u32) -> ConnectListAllNetworks:
        call(ConnectListAllNetworksArgs { need_results, flags });
    291 update(net: &NetworkRef, command: u32, section: u32, parent_index: i32, xml: &str, flags: u32) -> ():
        call(NetworkUpdateArgs { net: lend(net), command, section, parent_index, xml, flags });
    341 dhcp_leases(net: &NetworkRef, mac: Option<&str>, need_results: i32, flags: u32) -> NetworkDhcpLeases:
        call(NetworkGetDhcpLeasesArgs { net: lend(net), mac, need_results, flags });
    432 define_xml_flags(xml: &str, flags: u32) -> NetworkRef:
        call(NetworkDefineXmlFlagsArgs { xml, flags }, |ret: NetworkDefineXmlFlagsRet| ret.net);
    437 create_xml_flags(xml: &str, flags: u32) -> NetworkRef:
        call(NetworkCreateXmlFlagsArgs { xml, flags }, |ret: NetworkCreateXmlFlagsRet| ret.net);
    444 set_metadata(network: &NetworkRef, kind: i32, metadata: Option<&str>, key: Option<&str>, uri: Option<&str>, flags: u32) -> ():
        call(NetworkSetMetadataArgs { network: lend(network), kind, metadata, key, uri, flags });
    445 metadata(network: &NetworkRef, kind: i32, uri: Option<&str>, flags: u32) -> String:
        call(NetworkGetMetadataArgs {
            network: lend(network), kind, uri, flags,
        }, |ret: NetworkGetMetadataRet| ret.metadata);
}
