//! The hypervisor as a whole: capabilities, versions, lists.

use fv_api_attr::api;
use fv_error::Result;
use fv_types::TypedParam;

use crate::{Caller, DomainRef};

/// The hypervisor as a whole: capabilities, versions, lists.
#[api(program = "remote", object = "connect", domain = "None")]
pub trait ConnectApi: Send + Sync {
    /// Calls `virConnectGetType`.
    #[call(
        3,
        "connect_get_type",
        c = "virConnectGetType",
        acl = "connect:getattr",
        waits = "never",
        read_only = "allowed",
        priority = "high",
        by_hand = "client",
        field = "type"
    )]
    fn driver_type(&self, caller: &Caller) -> Result<String>;

    /// Calls `virConnectGetVersion`.
    #[call(
        4,
        "connect_get_version",
        c = "virConnectGetVersion",
        acl = "connect:getattr",
        waits = "never",
        read_only = "allowed",
        priority = "high",
        field = "hv_ver"
    )]
    fn version(&self, caller: &Caller) -> Result<u64>;

    /// Calls `virConnectGetMaxVcpus`.
    #[call(
        5,
        "connect_get_max_vcpus",
        c = "virConnectGetMaxVcpus",
        acl = "connect:read",
        waits = "never",
        read_only = "allowed",
        priority = "high",
        field = "max_vcpus"
    )]
    fn max_vcpus(&self, caller: &Caller, kind: Option<&str>) -> Result<i32>;

    /// Calls `virConnectGetCapabilities`.
    #[call(
        7,
        "connect_get_capabilities",
        c = "virConnectGetCapabilities",
        acl = "connect:read",
        waits = "never",
        read_only = "allowed",
        field = "capabilities"
    )]
    fn capabilities(&self, caller: &Caller) -> Result<String>;

    /// Calls `virConnectListDefinedDomains`.
    #[call(
        21,
        "connect_list_defined_domains",
        c = "virConnectListDefinedDomains",
        acl = "connect:search_domains",
        filter = "domain:getattr",
        waits = "never",
        read_only = "allowed",
        priority = "high",
        field = "names",
        max = 16384
    )]
    fn list_defined_domains(&self, caller: &Caller, maxnames: i32) -> Result<Vec<String>>;

    /// Calls `virConnectNumOfDefinedDomains`.
    #[call(
        25,
        "connect_num_of_defined_domains",
        c = "virConnectNumOfDefinedDomains",
        acl = "connect:search_domains",
        filter = "domain:getattr",
        waits = "never",
        read_only = "allowed",
        priority = "high",
        field = "num"
    )]
    fn num_of_defined_domains(&self, caller: &Caller) -> Result<i32>;

    /// Calls `virConnectListDomains`.
    #[call(
        37,
        "connect_list_domains",
        c = "virConnectListDomains",
        acl = "connect:search_domains",
        filter = "domain:getattr",
        waits = "never",
        read_only = "allowed",
        priority = "high",
        by_hand = "client",
        field = "ids",
        max = 16384
    )]
    fn list_domains(&self, caller: &Caller, maxids: i32) -> Result<Vec<i32>>;

    /// Calls `virConnectNumOfDomains`.
    #[call(
        51,
        "connect_num_of_domains",
        c = "virConnectNumOfDomains",
        acl = "connect:search_domains",
        filter = "domain:getattr",
        waits = "never",
        read_only = "allowed",
        priority = "high",
        field = "num"
    )]
    fn num_of_domains(&self, caller: &Caller) -> Result<i32>;

    /// Calls `virConnectGetHostname`.
    #[call(
        59,
        "connect_get_hostname",
        c = "virConnectGetHostname",
        acl = "connect:getattr",
        waits = "never",
        read_only = "allowed",
        priority = "high",
        field = "hostname"
    )]
    fn hostname(&self, caller: &Caller) -> Result<String>;

    /// Calls `virConnectSupportsFeature`.
    #[call(
        60,
        "connect_supports_feature",
        c = "virConnectSupportsFeature",
        acl = "connect:getattr",
        waits = "never",
        read_only = "allowed",
        priority = "high",
        by_hand = "server",
        field = "supported"
    )]
    fn supports_feature(&self, caller: &Caller, feature: i32) -> Result<i32>;

    /// Calls `virConnectGetURI`.
    #[call(
        110,
        "connect_get_uri",
        c = "virConnectGetURI",
        acl = "connect:getattr",
        waits = "never",
        read_only = "allowed",
        priority = "high",
        by_hand = "client",
        field = "uri"
    )]
    fn uri(&self, caller: &Caller) -> Result<String>;

    /// Calls `virConnectDomainXMLFromNative`.
    #[call(
        135,
        "connect_domain_xml_from_native",
        c = "virConnectDomainXMLFromNative",
        acl = "connect:write",
        waits = "disk",
        field = "domainXml"
    )]
    fn domain_xml_from_native(
        &self,
        caller: &Caller,
        native_format: &str,
        native_config: &str,
        flags: u32,
    ) -> Result<String>;

    /// Calls `virConnectDomainXMLToNative`.
    #[call(
        136,
        "connect_domain_xml_to_native",
        c = "virConnectDomainXMLToNative",
        acl = "connect:write",
        waits = "disk",
        field = "nativeConfig"
    )]
    fn domain_xml_to_native(
        &self,
        caller: &Caller,
        native_format: &str,
        domain_xml: &str,
        flags: u32,
    ) -> Result<String>;

    /// Calls `virConnectIsSecure`.
    #[call(
        149,
        "connect_is_secure",
        c = "virConnectIsSecure",
        waits = "never",
        read_only = "allowed",
        priority = "high",
        by_hand = "client",
        field = "secure"
    )]
    fn is_secure(&self, caller: &Caller) -> Result<i32>;

    /// Calls `virConnectGetLibVersion`.
    #[call(
        157,
        "connect_get_lib_version",
        c = "virConnectGetLibVersion",
        acl = "connect:getattr",
        waits = "never",
        read_only = "allowed",
        priority = "high",
        field = "lib_ver"
    )]
    fn lib_version(&self, caller: &Caller) -> Result<u64>;

    /// Calls `virConnectCompareCPU`.
    #[call(
        158,
        "connect_compare_cpu",
        c = "virConnectCompareCPU",
        acl = "connect:read",
        waits = "disk",
        read_only = "allowed",
        priority = "high",
        field = "result"
    )]
    fn compare_cpu(&self, caller: &Caller, xml: &str, flags: u32) -> Result<i32>;

    /// Calls `virConnectBaselineCPU`.
    #[call(
        162,
        "connect_baseline_cpu",
        c = "virConnectBaselineCPU",
        acl = "connect:read",
        waits = "disk",
        read_only = "allowed",
        field = "cpu"
    )]
    fn baseline_cpu(
        &self,
        caller: &Caller,
        #[max(256)] xml_cp_us: &[String],
        flags: u32,
    ) -> Result<String>;

    /// Calls `virConnectGetSysinfo`.
    #[call(
        203,
        "connect_get_sysinfo",
        c = "virConnectGetSysinfo",
        acl = "connect:read",
        waits = "never",
        read_only = "allowed",
        priority = "high",
        field = "sysinfo"
    )]
    fn sysinfo(&self, caller: &Caller, flags: u32) -> Result<String>;

    /// Calls `virConnectListAllDomains`.
    #[call(
        273,
        "connect_list_all_domains",
        c = "virConnectListAllDomains",
        acl = "connect:search_domains",
        filter = "domain:getattr",
        waits = "never",
        read_only = "allowed",
        priority = "high"
    )]
    fn list_all_domains(
        &self,
        caller: &Caller,
        need_results: i32,
        flags: u32,
    ) -> Result<ConnectListAllDomains>;

    /// Calls `virConnectGetCPUModelNames`.
    #[call(
        312,
        "connect_get_cpu_model_names",
        c = "virConnectGetCPUModelNames",
        acl = "connect:read",
        waits = "never",
        read_only = "allowed",
        by_hand = "server client"
    )]
    fn cpu_model_names(
        &self,
        caller: &Caller,
        arch: &str,
        need_results: i32,
        flags: u32,
    ) -> Result<ConnectCpuModelNames>;

    /// Calls `virConnectGetDomainCapabilities`.
    #[call(
        342,
        "connect_get_domain_capabilities",
        c = "virConnectGetDomainCapabilities",
        acl = "connect:write",
        waits = "disk",
        field = "capabilities"
    )]
    fn domain_capabilities(
        &self,
        caller: &Caller,
        emulatorbin: Option<&str>,
        arch: Option<&str>,
        machine: Option<&str>,
        virttype: Option<&str>,
        flags: u32,
    ) -> Result<String>;

    /// Calls `virDomainListGetStats`.
    #[call(
        344,
        "connect_get_all_domain_stats",
        c = "virDomainListGetStats",
        acl = "connect:search_domains",
        filter = "domain:read",
        waits = "monitor",
        read_only = "allowed",
        by_hand = "server client",
        field = "retStats",
        max = 16384
    )]
    fn all_domain_stats(
        &self,
        caller: &Caller,
        #[max(16384)] doms: &[DomainRef],
        stats: u32,
        flags: u32,
    ) -> Result<Vec<DomainStatsRecord>>;

    /// Calls `virConnectCompareHypervisorCPU`.
    #[call(
        393,
        "connect_compare_hypervisor_cpu",
        c = "virConnectCompareHypervisorCPU",
        acl = "connect:write",
        waits = "disk",
        field = "result"
    )]
    fn compare_hypervisor_cpu(
        &self,
        caller: &Caller,
        emulator: Option<&str>,
        arch: Option<&str>,
        machine: Option<&str>,
        virttype: Option<&str>,
        xml_cpu: &str,
        flags: u32,
    ) -> Result<i32>;

    /// Calls `virConnectBaselineHypervisorCPU`.
    #[call(
        394,
        "connect_baseline_hypervisor_cpu",
        c = "virConnectBaselineHypervisorCPU",
        acl = "connect:write",
        waits = "disk",
        field = "cpu"
    )]
    fn baseline_hypervisor_cpu(
        &self,
        caller: &Caller,
        emulator: Option<&str>,
        arch: Option<&str>,
        machine: Option<&str>,
        virttype: Option<&str>,
        #[max(256)] xml_cp_us: &[String],
        flags: u32,
    ) -> Result<String>;
}

/// A part of an answer.
#[api(wire = "remote_domain_stats_record")]
#[derive(Clone, Debug, PartialEq)]
pub struct DomainStatsRecord {
    /// The dom.
    pub dom: DomainRef,
    /// The params.
    #[max(262144)]
    pub params: Vec<TypedParam>,
}

/// Answer of [`ConnectApi::list_all_domains`].
#[api(wire = "remote_connect_list_all_domains_ret")]
#[derive(Clone, Debug, PartialEq)]
pub struct ConnectListAllDomains {
    /// The domains.
    #[max(16384)]
    pub domains: Vec<DomainRef>,
    /// The ret.
    pub ret: u32,
}

/// Answer of [`ConnectApi::cpu_model_names`].
#[api(wire = "remote_connect_get_cpu_model_names_ret")]
#[derive(Clone, Debug, PartialEq)]
pub struct ConnectCpuModelNames {
    /// The models.
    #[max(8192)]
    pub models: Vec<String>,
    /// The ret.
    pub ret: i32,
}
