//! Network filters and their bindings.

use fv_api_attr::api;
use fv_error::Result;
use fv_types::Uuid;

use crate::{Caller, NwfilterBindingRef, NwfilterRef};

/// Network filters and their bindings.
#[api(program = "remote", object = "nwfilter", domain = "Nwfilter")]
pub trait NwfilterApi: Send + Sync {
    /// Finds a filter by its name.
    #[call(
        175,
        "nwfilter_lookup_by_name",
        c = "virNWFilterLookupByName",
        acl = "nwfilter:getattr",
        waits = "disk",
        read_only = "allowed",
        priority = "high",
        field = "nwfilter"
    )]
    fn lookup_by_name(&self, caller: &Caller, name: &str) -> Result<NwfilterRef>;

    /// Finds a filter by its uuid.
    #[call(
        176,
        "nwfilter_lookup_by_uuid",
        c = "virNWFilterLookupByUUID",
        acl = "nwfilter:getattr",
        waits = "disk",
        read_only = "allowed",
        priority = "high",
        field = "nwfilter"
    )]
    fn lookup_by_uuid(&self, caller: &Caller, uuid: Uuid) -> Result<NwfilterRef>;

    /// Describes a filter as XML.
    #[call(
        177,
        "nwfilter_get_xml_desc",
        c = "virNWFilterGetXMLDesc",
        acl = "nwfilter:read",
        waits = "disk",
        read_only = "allowed",
        priority = "high",
        field = "xml"
    )]
    fn xml_desc(&self, caller: &Caller, nwfilter: &NwfilterRef, flags: u32) -> Result<String>;

    /// Counts the filters.
    #[call(
        178,
        "connect_num_of_nwfilters",
        c = "virConnectNumOfNWFilters",
        acl = "connect:search_nwfilters",
        filter = "nwfilter:getattr",
        waits = "never",
        read_only = "allowed",
        priority = "high",
        field = "num"
    )]
    fn num_of_nwfilters(&self, caller: &Caller) -> Result<i32>;

    /// Lists the names of filters.
    #[call(
        179,
        "connect_list_nwfilters",
        c = "virConnectListNWFilters",
        acl = "connect:search_nwfilters",
        filter = "nwfilter:getattr",
        waits = "never",
        read_only = "allowed",
        priority = "high",
        field = "names",
        max = 16384
    )]
    fn list_nwfilters(&self, caller: &Caller, maxnames: i32) -> Result<Vec<String>>;

    /// Defines a filter, or replaces it where it is in use.
    #[call(
        180,
        "nwfilter_define_xml",
        c = "virNWFilterDefineXML",
        acl = "nwfilter:write nwfilter:save",
        waits = "disk",
        priority = "high",
        field = "nwfilter"
    )]
    fn define_xml(&self, caller: &Caller, xml: &str) -> Result<NwfilterRef>;

    /// Removes a filter.
    #[call(
        181,
        "nwfilter_undefine",
        c = "virNWFilterUndefine",
        acl = "nwfilter:delete",
        waits = "disk",
        priority = "high"
    )]
    fn undefine(&self, caller: &Caller, nwfilter: &NwfilterRef) -> Result<()>;

    /// Lists all filters.
    #[call(
        286,
        "connect_list_all_nwfilters",
        c = "virConnectListAllNWFilters",
        acl = "connect:search_nwfilters",
        filter = "nwfilter:getattr",
        waits = "never",
        read_only = "allowed",
        priority = "high"
    )]
    fn list_all_nwfilters(
        &self,
        caller: &Caller,
        need_results: i32,
        flags: u32,
    ) -> Result<ConnectListAllNwfilters>;

    /// Finds the binding of a port.
    #[call(
        397,
        "nwfilter_binding_lookup_by_port_dev",
        c = "virNWFilterBindingLookupByPortDev",
        acl = "nwfilter_binding:getattr",
        waits = "disk",
        read_only = "allowed",
        priority = "high",
        field = "nwfilter"
    )]
    fn binding_lookup_by_port_dev(&self, caller: &Caller, name: &str)
    -> Result<NwfilterBindingRef>;

    /// Describes a binding as XML.
    #[call(
        398,
        "nwfilter_binding_get_xml_desc",
        c = "virNWFilterBindingGetXMLDesc",
        acl = "nwfilter_binding:read",
        waits = "disk",
        read_only = "allowed",
        priority = "high",
        field = "xml"
    )]
    fn binding_xml_desc(
        &self,
        caller: &Caller,
        nwfilter: &NwfilterBindingRef,
        flags: u32,
    ) -> Result<String>;

    /// Binds a filter to a port, as XML describes it.
    #[call(
        399,
        "nwfilter_binding_create_xml",
        c = "virNWFilterBindingCreateXML",
        acl = "nwfilter_binding:create",
        waits = "long",
        priority = "high",
        field = "nwfilter"
    )]
    fn binding_create_xml(
        &self,
        caller: &Caller,
        xml: &str,
        flags: u32,
    ) -> Result<NwfilterBindingRef>;

    /// Takes the filter off a port.
    #[call(
        400,
        "nwfilter_binding_delete",
        c = "virNWFilterBindingDelete",
        acl = "nwfilter_binding:delete",
        waits = "disk",
        priority = "high"
    )]
    fn binding_delete(&self, caller: &Caller, nwfilter: &NwfilterBindingRef) -> Result<()>;

    /// Lists all bindings.
    #[call(
        401,
        "connect_list_all_nwfilter_bindings",
        c = "virConnectListAllNWFilterBindings",
        acl = "connect:search_nwfilter_bindings",
        filter = "nwfilter_binding:getattr",
        waits = "never",
        read_only = "allowed",
        priority = "high"
    )]
    fn list_all_nwfilter_bindings(
        &self,
        caller: &Caller,
        need_results: i32,
        flags: u32,
    ) -> Result<ConnectListAllNwfilterBindings>;

    /// Defines a filter, validating the document if asked to.
    #[call(
        431,
        "nwfilter_define_xml_flags",
        c = "virNWFilterDefineXMLFlags",
        acl = "nwfilter:write nwfilter:save",
        waits = "disk",
        priority = "high",
        field = "nwfilter"
    )]
    fn define_xml_flags(&self, caller: &Caller, xml: &str, flags: u32) -> Result<NwfilterRef>;
}

/// Answer of [`NwfilterApi::list_all_nwfilters`].
#[api(wire = "remote_connect_list_all_nwfilters_ret")]
#[derive(Clone, Debug, PartialEq)]
pub struct ConnectListAllNwfilters {
    /// The filters.
    #[max(16384)]
    pub filters: Vec<NwfilterRef>,
    /// The count, which may stand alone when no list was asked for.
    pub ret: u32,
}

/// Answer of [`NwfilterApi::list_all_nwfilter_bindings`].
#[api(wire = "remote_connect_list_all_nwfilter_bindings_ret")]
#[derive(Clone, Debug, PartialEq)]
pub struct ConnectListAllNwfilterBindings {
    /// The bindings.
    #[max(16384)]
    pub bindings: Vec<NwfilterBindingRef>,
    /// The count, which may stand alone when no list was asked for.
    pub ret: u32,
}
