//! Arguments and results on the wire.
//!
//! Made by `cargo xtask codegen` from `api/src/network.rs`; do not edit.

use crate::prelude::*;

xdr_borrowed! { Wire;
    NetworkCreateArgs<'a> { net: Cow<'a, NetworkRef> as Lent<Wire> }
    NetworkCreateXmlArgs<'a> { xml: &'a str as Text }
    NetworkDefineXmlArgs<'a> { xml: &'a str as Text }
    NetworkDestroyArgs<'a> { net: Cow<'a, NetworkRef> as Lent<Wire> }
    NetworkGetXmlDescArgs<'a> { net: Cow<'a, NetworkRef> as Lent<Wire>, flags: u32 as Plain }
    NetworkGetAutostartArgs<'a> { net: Cow<'a, NetworkRef> as Lent<Wire> }
    NetworkGetBridgeNameArgs<'a> { net: Cow<'a, NetworkRef> as Lent<Wire> }
    NetworkLookupByNameArgs<'a> { name: &'a str as Text }
    NetworkSetAutostartArgs<'a> { net: Cow<'a, NetworkRef> as Lent<Wire>, autostart: i32 as Plain }
    NetworkUndefineArgs<'a> { net: Cow<'a, NetworkRef> as Lent<Wire> }
    NetworkIsActiveArgs<'a> { net: Cow<'a, NetworkRef> as Lent<Wire> }
    NetworkIsPersistentArgs<'a> { net: Cow<'a, NetworkRef> as Lent<Wire> }
    NetworkUpdateArgs<'a> {
        net: Cow<'a, NetworkRef> as Lent<Wire>, command: u32 as Plain, section: u32 as Plain,
        parent_index: i32 as Plain, xml: &'a str as Text, flags: u32 as Plain,
    }
    NetworkGetDhcpLeasesArgs<'a> {
        net: Cow<'a, NetworkRef> as Lent<Wire>, mac: Option<&'a str> as Maybe<Text>,
        need_results: i32 as Plain, flags: u32 as Plain,
    }
    NetworkDefineXmlFlagsArgs<'a> { xml: &'a str as Text, flags: u32 as Plain }
    NetworkCreateXmlFlagsArgs<'a> { xml: &'a str as Text, flags: u32 as Plain }
    NetworkSetMetadataArgs<'a> {
        network: Cow<'a, NetworkRef> as Lent<Wire>, kind: i32 as Plain,
        metadata: Option<&'a str> as Maybe<Text>, key: Option<&'a str> as Maybe<Text>,
        uri: Option<&'a str> as Maybe<Text>, flags: u32 as Plain,
    }
    NetworkGetMetadataArgs<'a> {
        network: Cow<'a, NetworkRef> as Lent<Wire>, kind: i32 as Plain,
        uri: Option<&'a str> as Maybe<Text>, flags: u32 as Plain,
    }
}

xdr_struct! { Wire;
    ConnectListDefinedNetworksArgs { maxnames: i32 as Plain }
    ConnectListDefinedNetworksRet { names: Vec<String> as List<Text, 16384> }
    ConnectListNetworksArgs { maxnames: i32 as Plain }
    ConnectListNetworksRet { names: Vec<String> as List<Text, 16384> }
    NetworkCreateXmlRet { net: NetworkRef as Wire }
    NetworkDefineXmlRet { net: NetworkRef as Wire }
    NetworkGetXmlDescRet { xml: String as Text }
    NetworkGetAutostartRet { autostart: i32 as Plain }
    NetworkGetBridgeNameRet { name: String as Text }
    NetworkLookupByNameRet { net: NetworkRef as Wire }
    NetworkLookupByUuidArgs { uuid: Uuid as Plain }
    NetworkLookupByUuidRet { net: NetworkRef as Wire }
    ConnectNumOfDefinedNetworksRet { num: i32 as Plain }
    ConnectNumOfNetworksRet { num: i32 as Plain }
    NetworkIsActiveRet { active: i32 as Plain }
    NetworkIsPersistentRet { persistent: i32 as Plain }
    ConnectListAllNetworksArgs { need_results: i32 as Plain, flags: u32 as Plain }
    NetworkDefineXmlFlagsRet { net: NetworkRef as Wire }
    NetworkCreateXmlFlagsRet { net: NetworkRef as Wire }
    NetworkGetMetadataRet { metadata: String as Text }
}

xdr_form! { Wire;
    NetworkDhcpLease {
        iface: String as Text, expirytime: i64 as Plain, kind: i32 as Plain,
        mac: Option<String> as Maybe<Text>, iaid: Option<String> as Maybe<Text>,
        ipaddr: String as Text, prefix: u32 as Plain, hostname: Option<String> as Maybe<Text>,
        clientid: Option<String> as Maybe<Text>,
    }
    ConnectListAllNetworks { nets: Vec<NetworkRef> as List<Wire, 16384>, ret: u32 as Plain }
    NetworkDhcpLeases { leases: Vec<NetworkDhcpLease> as List<Wire, 65536>, ret: u32 as Plain }
}
