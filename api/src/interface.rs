//! The host's network interfaces.

use fv_api_attr::api;
use fv_error::Result;

use crate::{Caller, InterfaceRef};

/// The host's network interfaces.
#[api(program = "remote", object = "interface", domain = "Interface")]
pub trait InterfaceApi: Send + Sync {
    /// Counts the active interfaces.
    #[call(
        126,
        "connect_num_of_interfaces",
        c = "virConnectNumOfInterfaces",
        acl = "connect:search_interfaces",
        filter = "interface:getattr",
        waits = "disk",
        read_only = "allowed",
        priority = "high",
        field = "num"
    )]
    fn num_of_interfaces(&self, caller: &Caller) -> Result<i32>;

    /// Lists the names of active interfaces.
    #[call(
        127,
        "connect_list_interfaces",
        c = "virConnectListInterfaces",
        acl = "connect:search_interfaces",
        filter = "interface:getattr",
        waits = "disk",
        read_only = "allowed",
        priority = "high",
        field = "names",
        max = 16384
    )]
    fn list_interfaces(&self, caller: &Caller, maxnames: i32) -> Result<Vec<String>>;

    /// Finds an interface by its name.
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

    /// Finds an interface by its hardware address.
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

    /// Describes an interface as XML.
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

    /// Defines an interface, or replaces its definition.
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

    /// Removes the definition of an interface.
    #[call(
        132,
        "interface_undefine",
        c = "virInterfaceUndefine",
        acl = "interface:delete",
        waits = "disk",
        priority = "high"
    )]
    fn undefine(&self, caller: &Caller, iface: &InterfaceRef) -> Result<()>;

    /// Brings an interface up.
    #[call(
        133,
        "interface_create",
        c = "virInterfaceCreate",
        acl = "interface:start",
        waits = "long"
    )]
    fn create(&self, caller: &Caller, iface: &InterfaceRef, flags: u32) -> Result<()>;

    /// Takes an interface down.
    #[call(
        134,
        "interface_destroy",
        c = "virInterfaceDestroy",
        acl = "interface:stop",
        waits = "long",
        priority = "high"
    )]
    fn destroy(&self, caller: &Caller, iface: &InterfaceRef, flags: u32) -> Result<()>;

    /// Counts the interfaces that are defined and not active.
    #[call(
        137,
        "connect_num_of_defined_interfaces",
        c = "virConnectNumOfDefinedInterfaces",
        acl = "connect:search_interfaces",
        filter = "interface:getattr",
        waits = "disk",
        read_only = "allowed",
        priority = "high",
        field = "num"
    )]
    fn num_of_defined_interfaces(&self, caller: &Caller) -> Result<i32>;

    /// Lists the names of interfaces that are defined and not active.
    #[call(
        138,
        "connect_list_defined_interfaces",
        c = "virConnectListDefinedInterfaces",
        acl = "connect:search_interfaces",
        filter = "interface:getattr",
        waits = "disk",
        read_only = "allowed",
        priority = "high",
        field = "names",
        max = 16384
    )]
    fn list_defined_interfaces(&self, caller: &Caller, maxnames: i32) -> Result<Vec<String>>;

    /// Tells whether the interface is up.
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

    /// Remembers the configuration, so that changes can be taken back.
    #[call(
        220,
        "interface_change_begin",
        c = "virInterfaceChangeBegin",
        acl = "connect:interface_transaction",
        waits = "disk"
    )]
    fn change_begin(&self, caller: &Caller, flags: u32) -> Result<()>;

    /// Keeps the changes since the beginning.
    #[call(
        221,
        "interface_change_commit",
        c = "virInterfaceChangeCommit",
        acl = "connect:interface_transaction",
        waits = "disk"
    )]
    fn change_commit(&self, caller: &Caller, flags: u32) -> Result<()>;

    /// Takes back the changes since the beginning.
    #[call(
        222,
        "interface_change_rollback",
        c = "virInterfaceChangeRollback",
        acl = "connect:interface_transaction",
        waits = "disk"
    )]
    fn change_rollback(&self, caller: &Caller, flags: u32) -> Result<()>;

    /// Lists the interfaces that pass the filters.
    #[call(
        284,
        "connect_list_all_interfaces",
        c = "virConnectListAllInterfaces",
        acl = "connect:search_interfaces",
        filter = "interface:getattr",
        waits = "disk",
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
    /// The interfaces.
    #[max(16384)]
    pub ifaces: Vec<InterfaceRef>,
    /// The count, which may stand alone when no list was asked for.
    pub ret: u32,
}
