//! The host's devices.

use fv_api_attr::api;
use fv_error::Result;

use crate::{Caller, NodeDeviceRef};

/// The host's devices.
#[api(program = "remote", object = "node_device", domain = "Nodedev")]
pub trait NodeDeviceApi: Send + Sync {
    /// Counts the devices with a capability.
    #[call(
        111,
        "node_num_of_devices",
        c = "virNodeNumOfDevices",
        acl = "connect:search_node_devices",
        filter = "node_device:getattr",
        waits = "disk",
        read_only = "allowed",
        priority = "high",
        field = "num"
    )]
    fn num_of_devices(&self, caller: &Caller, cap: Option<&str>, flags: u32) -> Result<i32>;

    /// Lists the names of devices with a capability.
    #[call(
        112,
        "node_list_devices",
        c = "virNodeListDevices",
        acl = "connect:search_node_devices",
        filter = "node_device:getattr",
        waits = "disk",
        read_only = "allowed",
        priority = "high",
        field = "names",
        max = 65536
    )]
    fn list_devices(
        &self,
        caller: &Caller,
        cap: Option<&str>,
        maxnames: i32,
        flags: u32,
    ) -> Result<Vec<String>>;

    /// Finds a device by its name.
    #[call(
        113,
        "node_device_lookup_by_name",
        c = "virNodeDeviceLookupByName",
        acl = "node_device:getattr",
        waits = "disk",
        read_only = "allowed",
        priority = "high",
        field = "dev"
    )]
    fn lookup_by_name(&self, caller: &Caller, name: &str) -> Result<NodeDeviceRef>;

    /// Describes a device as XML.
    #[call(
        114,
        "node_device_get_xml_desc",
        c = "virNodeDeviceGetXMLDesc",
        acl = "node_device:read",
        waits = "disk",
        read_only = "allowed",
        field = "xml"
    )]
    fn xml_desc(&self, caller: &Caller, name: &str, flags: u32) -> Result<String>;

    /// Names the device that this one hangs on.
    #[call(
        115,
        "node_device_get_parent",
        c = "virNodeDeviceLookupByName",
        acl = "node_device:read",
        waits = "disk",
        read_only = "allowed",
        priority = "high",
        field = "parentName"
    )]
    fn parent(&self, caller: &Caller, name: &str) -> Result<Option<String>>;

    /// Counts the capabilities of a device.
    #[call(
        116,
        "node_device_num_of_caps",
        c = "virNodeDeviceNumOfCaps",
        acl = "node_device:read",
        waits = "disk",
        read_only = "allowed",
        priority = "high",
        field = "num"
    )]
    fn num_of_caps(&self, caller: &Caller, name: &str) -> Result<i32>;

    /// Lists the capabilities of a device.
    #[call(
        117,
        "node_device_list_caps",
        c = "virNodeDeviceListCaps",
        acl = "node_device:read",
        waits = "disk",
        read_only = "allowed",
        priority = "high",
        field = "names",
        max = 65536
    )]
    fn list_caps(&self, caller: &Caller, name: &str, maxnames: i32) -> Result<Vec<String>>;

    /// Makes a virtual device from XML.
    #[call(
        123,
        "node_device_create_xml",
        c = "virNodeDeviceCreateXML",
        acl = "node_device:write node_device:start",
        waits = "long",
        field = "dev"
    )]
    fn create_xml(&self, caller: &Caller, xml_desc: &str, flags: u32) -> Result<NodeDeviceRef>;

    /// Removes a virtual device.
    #[call(
        124,
        "node_device_destroy",
        c = "virNodeDeviceDestroy",
        acl = "node_device:stop",
        waits = "long",
        priority = "high"
    )]
    fn destroy(&self, caller: &Caller, name: &str) -> Result<()>;

    /// Lists the devices that pass the filters.
    #[call(
        285,
        "connect_list_all_node_devices",
        c = "virConnectListAllNodeDevices",
        acl = "connect:search_node_devices",
        filter = "node_device:getattr",
        waits = "never",
        read_only = "allowed",
        priority = "high"
    )]
    fn list_all_node_devices(
        &self,
        caller: &Caller,
        need_results: i32,
        flags: u32,
    ) -> Result<ConnectListAllNodeDevices>;

    /// Finds a SCSI host by its world-wide names.
    #[call(
        297,
        "node_device_lookup_scsi_host_by_wwn",
        c = "virNodeDeviceLookupSCSIHostByWWN",
        acl = "node_device:getattr",
        waits = "disk",
        read_only = "allowed",
        priority = "high",
        field = "dev"
    )]
    fn lookup_scsi_host_by_wwn(
        &self,
        caller: &Caller,
        wwnn: &str,
        wwpn: &str,
        flags: u32,
    ) -> Result<NodeDeviceRef>;

    /// Defines a virtual device.
    #[call(
        428,
        "node_device_define_xml",
        c = "virNodeDeviceDefineXML",
        acl = "node_device:write node_device:save",
        waits = "disk",
        field = "dev"
    )]
    fn define_xml(&self, caller: &Caller, xml_desc: &str, flags: u32) -> Result<NodeDeviceRef>;

    /// Removes the definition of a virtual device.
    #[call(
        429,
        "node_device_undefine",
        c = "virNodeDeviceUndefine",
        acl = "node_device:delete",
        waits = "disk",
        priority = "high"
    )]
    fn undefine(&self, caller: &Caller, name: &str, flags: u32) -> Result<()>;

    /// Starts a defined device.
    #[call(
        430,
        "node_device_create",
        c = "virNodeDeviceCreate",
        acl = "node_device:start",
        waits = "long",
        priority = "high"
    )]
    fn create(&self, caller: &Caller, name: &str, flags: u32) -> Result<()>;

    /// Tells whether the device starts with the host.
    #[call(
        433,
        "node_device_get_autostart",
        c = "virNodeDeviceGetAutostart",
        acl = "node_device:read",
        waits = "disk",
        read_only = "allowed",
        priority = "high",
        field = "autostart"
    )]
    fn autostart(&self, caller: &Caller, name: &str) -> Result<i32>;

    /// Says whether the device starts with the host.
    #[call(
        434,
        "node_device_set_autostart",
        c = "virNodeDeviceSetAutostart",
        acl = "node_device:write",
        waits = "disk",
        priority = "high"
    )]
    fn set_autostart(&self, caller: &Caller, name: &str, autostart: i32) -> Result<()>;

    /// Tells whether the device is defined.
    #[call(
        435,
        "node_device_is_persistent",
        c = "virNodeDeviceIsPersistent",
        acl = "node_device:read",
        waits = "disk",
        read_only = "allowed",
        priority = "high",
        field = "persistent"
    )]
    fn is_persistent(&self, caller: &Caller, name: &str) -> Result<i32>;

    /// Tells whether the device is there now.
    #[call(
        436,
        "node_device_is_active",
        c = "virNodeDeviceIsActive",
        acl = "node_device:read",
        waits = "disk",
        read_only = "allowed",
        priority = "high",
        field = "active"
    )]
    fn is_active(&self, caller: &Caller, name: &str) -> Result<i32>;

    /// Changes a device, live or in its definition.
    #[call(
        447,
        "node_device_update",
        c = "virNodeDeviceUpdate",
        acl = "node_device:write node_device:save:!VIR_NODE_DEVICE_UPDATE_AFFECT_CONFIG|VIR_NODE_DEVICE_UPDATE_AFFECT_LIVE node_device:save:VIR_NODE_DEVICE_UPDATE_AFFECT_CONFIG",
        waits = "disk",
        priority = "high"
    )]
    fn update(&self, caller: &Caller, name: &str, xml_desc: &str, flags: u32) -> Result<()>;
}

/// Answer of [`NodeDeviceApi::list_all_node_devices`].
#[api(wire = "remote_connect_list_all_node_devices_ret")]
#[derive(Clone, Debug, PartialEq)]
pub struct ConnectListAllNodeDevices {
    /// The devices.
    #[max(65536)]
    pub devices: Vec<NodeDeviceRef>,
    /// The count, which may stand alone when no list was asked for.
    pub ret: u32,
}
