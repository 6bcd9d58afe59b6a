//! Ports of virtual networks.

use fv_api_attr::api;
use fv_error::Result;
use fv_types::{TypedParam, Uuid};

use crate::{Caller, NetworkPortRef, NetworkRef};

/// Ports of virtual networks.
#[api(program = "remote", object = "network_port", domain = "Network")]
pub trait NetworkPortApi: Send + Sync {
    /// Lists the ports of a network.
    #[call(
        404,
        "network_list_all_ports",
        c = "virNetworkListAllPorts",
        acl = "network:search_ports",
        filter = "network_port:getattr",
        waits = "disk",
        read_only = "allowed",
        priority = "high"
    )]
    fn network_list_all_ports(
        &self,
        caller: &Caller,
        network: &NetworkRef,
        need_results: i32,
        flags: u32,
    ) -> Result<NetworkListAllPorts>;

    /// Finds a port by its uuid.
    #[call(
        405,
        "network_port_lookup_by_uuid",
        c = "virNetworkPortLookupByUUID",
        acl = "network_port:getattr",
        waits = "disk",
        read_only = "allowed",
        priority = "high",
        field = "port"
    )]
    fn lookup_by_uuid(
        &self,
        caller: &Caller,
        network: &NetworkRef,
        uuid: Uuid,
    ) -> Result<NetworkPortRef>;

    /// Makes a port from XML.
    #[call(
        406,
        "network_port_create_xml",
        c = "virNetworkPortCreateXML",
        acl = "network_port:create",
        waits = "long",
        field = "port"
    )]
    fn create_xml(
        &self,
        caller: &Caller,
        network: &NetworkRef,
        xml: &str,
        flags: u32,
    ) -> Result<NetworkPortRef>;

    /// Reads the limits on a port's traffic.
    #[call(
        407,
        "network_port_get_parameters",
        c = "virNetworkPortGetParameters",
        acl = "network_port:read",
        waits = "disk",
        read_only = "allowed"
    )]
    fn parameters(
        &self,
        caller: &Caller,
        port: &NetworkPortRef,
        nparams: i32,
        flags: u32,
    ) -> Result<NetworkPortParameters>;

    /// Sets limits on a port's traffic.
    #[call(
        408,
        "network_port_set_parameters",
        c = "virNetworkPortSetParameters",
        acl = "network_port:write",
        waits = "disk"
    )]
    fn set_parameters(
        &self,
        caller: &Caller,
        port: &NetworkPortRef,
        #[max(16)] params: &[TypedParam],
        flags: u32,
    ) -> Result<()>;

    /// Describes a port as XML.
    #[call(
        409,
        "network_port_get_xml_desc",
        c = "virNetworkPortGetXMLDesc",
        acl = "network_port:read",
        waits = "disk",
        read_only = "allowed",
        field = "xml"
    )]
    fn xml_desc(&self, caller: &Caller, port: &NetworkPortRef, flags: u32) -> Result<String>;

    /// Deletes a port.
    #[call(
        410,
        "network_port_delete",
        c = "virNetworkPortDelete",
        acl = "network_port:delete",
        waits = "disk"
    )]
    fn delete(&self, caller: &Caller, port: &NetworkPortRef, flags: u32) -> Result<()>;
}

/// Answer of [`NetworkPortApi::network_list_all_ports`].
#[api(wire = "remote_network_list_all_ports_ret")]
#[derive(Clone, Debug, PartialEq)]
pub struct NetworkListAllPorts {
    /// The ports.
    #[max(16384)]
    pub ports: Vec<NetworkPortRef>,
    /// The count, which may stand alone when no list was asked for.
    pub ret: u32,
}

/// Answer of [`NetworkPortApi::parameters`].
#[api(wire = "remote_network_port_get_parameters_ret")]
#[derive(Clone, Debug, PartialEq)]
pub struct NetworkPortParameters {
    /// The named values.
    #[max(16)]
    pub params: Vec<TypedParam>,
    /// How many there are.
    pub nparams: i32,
}
