//! Virtual networks.

use fv_api_attr::api;
use fv_error::Result;
use fv_types::Uuid;

use crate::{Caller, NetworkRef};

/// Virtual networks.
#[api(program = "remote", object = "network", domain = "Network")]
pub trait NetworkApi: Send + Sync {
    /// Lists the names of networks that are defined and not active.
    #[call(
        36,
        "connect_list_defined_networks",
        c = "virConnectListDefinedNetworks",
        acl = "connect:search_networks",
        filter = "network:getattr",
        waits = "never",
        read_only = "allowed",
        priority = "high",
        field = "names",
        max = 16384
    )]
    fn list_defined_networks(&self, caller: &Caller, maxnames: i32) -> Result<Vec<String>>;

    /// Lists the names of active networks.
    #[call(
        38,
        "connect_list_networks",
        c = "virConnectListNetworks",
        acl = "connect:search_networks",
        filter = "network:getattr",
        waits = "never",
        read_only = "allowed",
        priority = "high",
        field = "names",
        max = 16384
    )]
    fn list_networks(&self, caller: &Caller, maxnames: i32) -> Result<Vec<String>>;

    /// Starts a defined network.
    #[call(
        39,
        "network_create",
        c = "virNetworkCreate",
        acl = "network:start",
        waits = "long"
    )]
    fn create(&self, caller: &Caller, net: &NetworkRef) -> Result<()>;

    /// Starts a network from XML without defining it.
    #[call(
        40,
        "network_create_xml",
        c = "virNetworkCreateXML",
        acl = "network:write network:start",
        waits = "long",
        field = "net"
    )]
    fn create_xml(&self, caller: &Caller, xml: &str) -> Result<NetworkRef>;

    /// Defines a network, or replaces its definition.
    #[call(
        41,
        "network_define_xml",
        c = "virNetworkDefineXML",
        acl = "network:write network:save",
        waits = "disk",
        priority = "high",
        field = "net"
    )]
    fn define_xml(&self, caller: &Caller, xml: &str) -> Result<NetworkRef>;

    /// Stops a network.
    #[call(
        42,
        "network_destroy",
        c = "virNetworkDestroy",
        acl = "network:stop",
        waits = "long",
        priority = "high"
    )]
    fn destroy(&self, caller: &Caller, net: &NetworkRef) -> Result<()>;

    /// Describes a network as XML.
    #[call(
        43,
        "network_get_xml_desc",
        c = "virNetworkGetXMLDesc",
        acl = "network:read",
        waits = "never",
        read_only = "allowed",
        priority = "high",
        field = "xml"
    )]
    fn xml_desc(&self, caller: &Caller, net: &NetworkRef, flags: u32) -> Result<String>;

    /// Tells whether the network starts with the host.
    #[call(
        44,
        "network_get_autostart",
        c = "virNetworkGetAutostart",
        acl = "network:read",
        waits = "never",
        read_only = "allowed",
        priority = "high",
        field = "autostart"
    )]
    fn autostart(&self, caller: &Caller, net: &NetworkRef) -> Result<i32>;

    /// Names the bridge of the network.
    #[call(
        45,
        "network_get_bridge_name",
        c = "virNetworkGetBridgeName",
        acl = "network:read",
        waits = "never",
        read_only = "allowed",
        priority = "high",
        field = "name"
    )]
    fn bridge_name(&self, caller: &Caller, net: &NetworkRef) -> Result<String>;

    /// Finds a network by its name.
    #[call(
        46,
        "network_lookup_by_name",
        c = "virNetworkLookupByName",
        acl = "network:getattr",
        waits = "never",
        read_only = "allowed",
        priority = "high",
        field = "net"
    )]
    fn lookup_by_name(&self, caller: &Caller, name: &str) -> Result<NetworkRef>;

    /// Finds a network by its uuid.
    #[call(
        47,
        "network_lookup_by_uuid",
        c = "virNetworkLookupByUUID",
        acl = "network:getattr",
        waits = "never",
        read_only = "allowed",
        priority = "high",
        field = "net"
    )]
    fn lookup_by_uuid(&self, caller: &Caller, uuid: Uuid) -> Result<NetworkRef>;

    /// Says whether the network starts with the host.
    #[call(
        48,
        "network_set_autostart",
        c = "virNetworkSetAutostart",
        acl = "network:write",
        waits = "disk",
        priority = "high"
    )]
    fn set_autostart(&self, caller: &Caller, net: &NetworkRef, autostart: i32) -> Result<()>;

    /// Removes the definition of a network.
    #[call(
        49,
        "network_undefine",
        c = "virNetworkUndefine",
        acl = "network:delete",
        waits = "disk",
        priority = "high"
    )]
    fn undefine(&self, caller: &Caller, net: &NetworkRef) -> Result<()>;

    /// Counts the networks that are defined and not active.
    #[call(
        50,
        "connect_num_of_defined_networks",
        c = "virConnectNumOfDefinedNetworks",
        acl = "connect:search_networks",
        filter = "network:getattr",
        waits = "never",
        read_only = "allowed",
        priority = "high",
        field = "num"
    )]
    fn num_of_defined_networks(&self, caller: &Caller) -> Result<i32>;

    /// Counts the active networks.
    #[call(
        52,
        "connect_num_of_networks",
        c = "virConnectNumOfNetworks",
        acl = "connect:search_networks",
        filter = "network:getattr",
        waits = "never",
        read_only = "allowed",
        priority = "high",
        field = "num"
    )]
    fn num_of_networks(&self, caller: &Caller) -> Result<i32>;

    /// Tells whether the network is active.
    #[call(
        152,
        "network_is_active",
        c = "virNetworkIsActive",
        acl = "network:read",
        waits = "never",
        read_only = "allowed",
        priority = "high",
        field = "active"
    )]
    fn is_active(&self, caller: &Caller, net: &NetworkRef) -> Result<i32>;

    /// Tells whether the network is defined.
    #[call(
        153,
        "network_is_persistent",
        c = "virNetworkIsPersistent",
        acl = "network:read",
        waits = "never",
        read_only = "allowed",
        priority = "high",
        field = "persistent"
    )]
    fn is_persistent(&self, caller: &Caller, net: &NetworkRef) -> Result<i32>;

    /// Lists the networks that pass the filters.
    #[call(
        283,
        "connect_list_all_networks",
        c = "virConnectListAllNetworks",
        acl = "connect:search_networks",
        filter = "network:getattr",
        waits = "never",
        read_only = "allowed",
        priority = "high"
    )]
    fn list_all_networks(
        &self,
        caller: &Caller,
        need_results: i32,
        flags: u32,
    ) -> Result<ConnectListAllNetworks>;

    /// Changes one section of a network, live or in the definition.
    #[call(
        291,
        "network_update",
        c = "virNetworkUpdate",
        acl = "network:write network:save:!VIR_NETWORK_UPDATE_AFFECT_CONFIG|VIR_NETWORK_UPDATE_AFFECT_LIVE network:save:VIR_NETWORK_UPDATE_AFFECT_CONFIG",
        waits = "disk",
        priority = "high"
    )]
    fn update(
        &self,
        caller: &Caller,
        net: &NetworkRef,
        command: u32,
        section: u32,
        parent_index: i32,
        xml: &str,
        flags: u32,
    ) -> Result<()>;

    /// Lists the addresses that the network's server has given out.
    #[call(
        341,
        "network_get_dhcp_leases",
        c = "virNetworkGetDHCPLeases",
        acl = "network:read",
        waits = "disk",
        read_only = "allowed"
    )]
    fn dhcp_leases(
        &self,
        caller: &Caller,
        net: &NetworkRef,
        mac: Option<&str>,
        need_results: i32,
        flags: u32,
    ) -> Result<NetworkDhcpLeases>;

    /// Defines a network, validating the document if asked to.
    #[call(
        432,
        "network_define_xml_flags",
        c = "virNetworkDefineXMLFlags",
        acl = "network:write network:save",
        waits = "disk",
        priority = "high",
        field = "net"
    )]
    fn define_xml_flags(&self, caller: &Caller, xml: &str, flags: u32) -> Result<NetworkRef>;

    /// Starts a network from XML, validating the document if asked to.
    #[call(
        437,
        "network_create_xml_flags",
        c = "virNetworkCreateXMLFlags",
        acl = "network:write network:start",
        waits = "long",
        priority = "high",
        field = "net"
    )]
    fn create_xml_flags(&self, caller: &Caller, xml: &str, flags: u32) -> Result<NetworkRef>;

    /// Sets title, description or a metadata element.
    #[call(
        444,
        "network_set_metadata",
        c = "virNetworkSetMetadata",
        acl = "network:write network:save:!VIR_NETWORK_UPDATE_AFFECT_CONFIG|VIR_NETWORK_UPDATE_AFFECT_LIVE network:save:VIR_NETWORK_UPDATE_AFFECT_CONFIG",
        waits = "disk"
    )]
    fn set_metadata(
        &self,
        caller: &Caller,
        network: &NetworkRef,
        kind: i32,
        metadata: Option<&str>,
        key: Option<&str>,
        uri: Option<&str>,
        flags: u32,
    ) -> Result<()>;

    /// Reads title, description or a metadata element.
    #[call(
        445,
        "network_get_metadata",
        c = "virNetworkGetMetadata",
        acl = "network:read",
        waits = "never",
        read_only = "allowed",
        field = "metadata"
    )]
    fn metadata(
        &self,
        caller: &Caller,
        network: &NetworkRef,
        kind: i32,
        uri: Option<&str>,
        flags: u32,
    ) -> Result<String>;
}

/// An address that a network's server gave out.
#[api(wire = "remote_network_dhcp_lease")]
#[derive(Clone, Debug, PartialEq)]
pub struct NetworkDhcpLease {
    /// The interface.
    pub iface: String,
    /// When the lease ends, in seconds since 1970.
    pub expirytime: i64,
    /// The kind, as libvirt numbers it.
    pub kind: i32,
    /// The hardware address.
    pub mac: Option<String>,
    /// The association of a DHCPv6 lease.
    pub iaid: Option<String>,
    /// The address.
    pub ipaddr: String,
    /// The length of the network part, in bits.
    pub prefix: u32,
    /// The host name.
    pub hostname: Option<String>,
    /// What the client calls itself.
    pub clientid: Option<String>,
}

/// Answer of [`NetworkApi::list_all_networks`].
#[api(wire = "remote_connect_list_all_networks_ret")]
#[derive(Clone, Debug, PartialEq)]
pub struct ConnectListAllNetworks {
    /// The networks.
    #[max(16384)]
    pub nets: Vec<NetworkRef>,
    /// The count, which may stand alone when no list was asked for.
    pub ret: u32,
}

/// Answer of [`NetworkApi::dhcp_leases`].
#[api(wire = "remote_network_get_dhcp_leases_ret")]
#[derive(Clone, Debug, PartialEq)]
pub struct NetworkDhcpLeases {
    /// The leases.
    #[max(65536)]
    pub leases: Vec<NetworkDhcpLease>,
    /// The count, which may stand alone when no list was asked for.
    pub ret: u32,
}
