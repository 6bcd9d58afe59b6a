//! The host's network interfaces.

use fv_api_attr::api;
use fv_error::Result;

use crate::{Caller, InterfaceRef};

/// The host's network interfaces.
#[api(program = "remote", object = "interface", domain = "Interface")]
pub trait InterfaceApi: Send + Sync {
    /// Calls `virConnectNumOfInterfaces`.
    #[call(
        126,
        "connect_num_of_interfaces",
        c = "virConnectNumOfInterfaces",
        acl = "connect:search_interfaces",
        filter = "interface:getattr",
        waits = "never",
        read_only = "allowed",
        priority = "high",
        field = "num"
    )]
    fn num_of_interfaces(&self, caller: &Caller) -> Result<i32>;

    /// Calls `virConnectListInterfaces`.
    #[call(
        127,
        "connect_list_interfaces",
        c = "virConnectListInterfaces",
        acl = "connect:search_interfaces",
        filter = "interface:getattr",
        waits = "never",
        read_only = "allowed",
        priority = "high",
        field = "names",
        max = 16384
    )]
    fn list_interfaces(&self, caller: &Caller, maxnames: i32) -> Result<Vec<String>>;

    /// Calls `virInterfaceLookupByName`.
    #[call(
        128,
        "interface_lookup_by_name",
        c = "virInterfaceLookupByName",
        acl = "interface:getattr",
        waits = "disk",
        read_only = "allowed",
        priority = "high",
        field = "iface"
    )]
    fn lookup_by_name(&self, caller: &Caller, name: &str) -> Result<InterfaceRef>;

    /// Calls `virInterfaceLookupByMACString`.
    #[call(
        129,
        "interface_lookup_by_mac_string",
        c = "virInterfaceLookupByMACString",
        acl = "interface:getattr",
        waits = "disk",
        read_only = "allowed",
        priority = "high",
        field = "iface"
    )]
    fn lookup_by_mac_string(&self, caller: &Caller, mac: &str) -> Result<InterfaceRef>;

    /// Calls `virInterfaceGetXMLDesc`.
    #[call(
        130,
        "interface_get_xml_desc",
        c = "virInterfaceGetXMLDesc",
        acl = "interface:read",
        waits = "disk",
        read_only = "allowed",
        field = "xml"
    )]
    fn xml_desc(&self, caller: &Caller, iface: &InterfaceRef, flags: u32) -> Result<String>;

    /// Calls `virInterfaceDefineXML`.
    #[call(
        131,
        "interface_define_xml",
        c = "virInterfaceDefineXML",
        acl = "interface:write interface:save",
        waits = "disk",
        priority = "high",
        field = "iface"
    )]
    fn define_xml(&self, caller: &Caller, xml: &str, flags: u32) -> Result<InterfaceRef>;

    /// Calls `virInterfaceUndefine`.
    #[call(
        132,
        "interface_undefine",
        c = "virInterfaceUndefine",
        acl = "interface:delete",
        waits = "disk",
        priority = "high"
    )]
    fn undefine(&self, caller: &Caller, iface: &InterfaceRef) -> Result<()>;

    /// Calls `virInterfaceCreate`.
    #[call(
        133,
        "interface_create",
        c = "virInterfaceCreate",
        acl = "interface:start",
        waits = "long"
    )]
    fn create(&self, caller: &Caller, iface: &InterfaceRef, flags: u32) -> Result<()>;

    /// Calls `virInterfaceDestroy`.
    #[call(
        134,
        "interface_destroy",
        c = "virInterfaceDestroy",
        acl = "interface:stop",
        waits = "long",
        priority = "high"
    )]
    fn destroy(&self, caller: &Caller, iface: &InterfaceRef, flags: u32) -> Result<()>;

    /// Calls `virConnectNumOfDefinedInterfaces`.
    #[call(
        137,
        "connect_num_of_defined_interfaces",
        c = "virConnectNumOfDefinedInterfaces",
        acl = "connect:search_interfaces",
        filter = "interface:getattr",
        waits = "never",
        read_only = "allowed",
        priority = "high",
        field = "num"
    )]
    fn num_of_defined_interfaces(&self, caller: &Caller) -> Result<i32>;

    /// Calls `virConnectListDefinedInterfaces`.
    #[call(
        138,
        "connect_list_defined_interfaces",
        c = "virConnectListDefinedInterfaces",
        acl = "connect:search_interfaces",
        filter = "interface:getattr",
        waits = "never",
        read_only = "allowed",
        priority = "high",
        field = "names",
        max = 16384
    )]
    fn list_defined_interfaces(&self, caller: &Caller, maxnames: i32) -> Result<Vec<String>>;

    /// Calls `virInterfaceIsActive`.
    #[call(
        156,
        "interface_is_active",
        c = "virInterfaceIsActive",
        acl = "interface:read",
        waits = "disk",
        read_only = "allowed",
        priority = "high",
        field = "active"
    )]
    fn is_active(&self, caller: &Caller, iface: &InterfaceRef) -> Result<i32>;

    /// Calls `virInterfaceChangeBegin`.
    #[call(
        220,
        "interface_change_begin",
        c = "virInterfaceChangeBegin",
        acl = "connect:interface_transaction",
        waits = "disk"
    )]
    fn change_begin(&self, caller: &Caller, flags: u32) -> Result<()>;

    /// Calls `virInterfaceChangeCommit`.
    #[call(
        221,
        "interface_change_commit",
        c = "virInterfaceChangeCommit",
        acl = "connect:interface_transaction",
        waits = "disk"
    )]
    fn change_commit(&self, caller: &Caller, flags: u32) -> Result<()>;

    /// Calls `virInterfaceChangeRollback`.
    #[call(
        222,
        "interface_change_rollback",
        c = "virInterfaceChangeRollback",
        acl = "connect:interface_transaction",
        waits = "disk"
    )]
    fn change_rollback(&self, caller: &Caller, flags: u32) -> Result<()>;

    /// Calls `virConnectListAllInterfaces`.
    #[call(
        284,
        "connect_list_all_interfaces",
        c = "virConnectListAllInterfaces",
        acl = "connect:search_interfaces",
        filter = "interface:getattr",
        waits = "never",
        read_only = "allowed",
        priority = "high"
    )]
    fn list_all_interfaces(
        &self,
        caller: &Caller,
        need_results: i32,
        flags: u32,
    ) -> Result<ConnectListAllInterfaces>;
}

/// Answer of [`InterfaceApi::list_all_interfaces`].
#[api(wire = "remote_connect_list_all_interfaces_ret")]
#[derive(Clone, Debug, PartialEq)]
pub struct ConnectListAllInterfaces {
    /// The ifaces.
    #[max(16384)]
    pub ifaces: Vec<InterfaceRef>,
    /// The ret.
    pub ret: u32,
}
