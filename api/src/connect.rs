//! The hypervisor as a whole: capabilities, versions, lists.

use fv_api_attr::api;
use fv_error::Result;
use fv_types::TypedParam;

use crate::{Caller, DomainRef};

/// The hypervisor as a whole: capabilities, versions, lists.
#[api(program = "remote", object = "connect", domain = "None")]
pub trait ConnectApi: Send + Sync {
    /// Names the hypervisor's kind, such as `QEMU`.
    #[call(
        3,
        "connect_get_type",
        c = "virConnectGetType",
        acl = "connect:getattr",
        waits = "never",
        read_only = "allowed",
        priority = "high",
        field = "type"
    )]
    fn driver_type(&self, caller: &Caller) -> Result<String>;

    /// Tells the hypervisor's version as major × 1,000,000 + minor × 1,000 + release.
    #[call(
        4,
        "connect_get_version",
        c = "virConnectGetVersion",
        acl = "connect:getattr",
        waits = "disk",
        read_only = "allowed",
        priority = "high",
        field = "hv_ver"
    )]
    fn version(&self, caller: &Caller) -> Result<u64>;

    /// Tells how many virtual CPUs a guest of this kind may have.
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

    /// Describes the host and the guests it can run, as XML.
    #[call(
        7,
        "connect_get_capabilities",
        c = "virConnectGetCapabilities",
        acl = "connect:read",
        waits = "disk",
        read_only = "allowed",
        field = "capabilities"
    )]
    fn capabilities(&self, caller: &Caller) -> Result<String>;

    /// Lists the names of domains that are defined and not running.
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

    /// Counts the domains that are defined and not running.
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

    /// Lists the ids of running domains.
    #[call(
        37,
        "connect_list_domains",
        c = "virConnectListDomains",
        acl = "connect:search_domains",
        filter = "domain:getattr",
        waits = "never",
        read_only = "allowed",
        priority = "high",
        field = "ids",
        max = 16384
    )]
    fn list_domains(&self, caller: &Caller, maxids: i32) -> Result<Vec<i32>>;

    /// Counts the running domains.
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

    /// Names the host on which the hypervisor runs.
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

    /// Tells whether driver or daemon has a feature that clients ask for by number.
    #[call(
        60,
        "connect_supports_feature",
        phase = "open",
        c = "virConnectSupportsFeature",
        acl = "connect:getattr",
        waits = "never",
        read_only = "allowed",
        priority = "high",
        by_hand = "server",
        field = "supported"
    )]
    fn supports_feature(&self, caller: &Caller, feature: i32) -> Result<i32>;

    /// Tells the URI by which the connection can be opened again.
    #[call(
        110,
        "connect_get_uri",
        c = "virConnectGetURI",
        acl = "connect:getattr",
        waits = "never",
        read_only = "allowed",
        priority = "high",
        field = "uri"
    )]
    fn uri(&self, caller: &Caller) -> Result<String>;

    /// Turns a hypervisor's own configuration into domain XML.
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

    /// Turns domain XML into a hypervisor's own configuration.
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

    /// Tells whether what is sent over the connection is safe from others.
    #[call(
        149,
        "connect_is_secure",
        c = "virConnectIsSecure",
        waits = "never",
        read_only = "allowed",
        priority = "high",
        field = "secure"
    )]
    fn is_secure(&self, caller: &Caller) -> Result<i32>;

    /// Tells the version of the library at the daemon's side.
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

    /// Compares a CPU description with the host's CPU.
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

    /// Computes the CPU that all given hosts can offer.
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

    /// Describes the host's firmware tables, as XML.
    #[call(
        203,
        "connect_get_sysinfo",
        c = "virConnectGetSysinfo",
        acl = "connect:read",
        waits = "disk",
        read_only = "allowed",
        priority = "high",
        field = "sysinfo"
    )]
    fn sysinfo(&self, caller: &Caller, flags: u32) -> Result<String>;

    /// Lists domains, running or not, that pass the filters.
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

    /// Lists the CPU models known for an architecture.
    #[call(
        312,
        "connect_get_cpu_model_names",
        c = "virConnectGetCPUModelNames",
        acl = "connect:read",
        waits = "never",
        read_only = "allowed"
    )]
    fn cpu_model_names(
        &self,
        caller: &Caller,
        arch: &str,
        need_results: i32,
        flags: u32,
    ) -> Result<ConnectCpuModelNames>;

    /// Describes what a guest on this emulator, machine and architecture can have, as XML.
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

    /// Reads the chosen groups of statistics of many domains at once.
    #[call(
        344,
        "connect_get_all_domain_stats",
        c = "virDomainListGetStats",
        acl = "connect:search_domains",
        filter = "domain:read",
        waits = "disk",
        read_only = "allowed",
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

    /// Compares a CPU description with what a certain emulator offers.
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

    /// Computes the CPU that given emulators' hosts can all offer.
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

/// The statistics of one domain.
#[api(wire = "remote_domain_stats_record")]
#[derive(Clone, Debug, PartialEq)]
pub struct DomainStatsRecord {
    /// The domain.
    pub dom: DomainRef,
    /// The named values.
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
    /// The count, which may stand alone when no list was asked for.
    pub ret: u32,
}

/// Answer of [`ConnectApi::cpu_model_names`].
#[api(wire = "remote_connect_get_cpu_model_names_ret")]
#[derive(Clone, Debug, PartialEq)]
pub struct ConnectCpuModelNames {
    /// The names of the models.
    #[max(8192)]
    pub models: Vec<String>,
    /// The count, which may stand alone when no list was asked for.
    pub ret: i32,
}
