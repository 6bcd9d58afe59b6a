//! `ConnectApi` over the wire.
//!
//! Made by `cargo xtask codegen` from `api/src/connect.rs`; do not edit.

use crate::stubs::prelude::*;

stubs! { ConnectApi REMOTE;
    3 driver_type() -> String: call((), |ret: ConnectGetTypeRet| ret.kind);
    4 version() -> u64: call((), |ret: ConnectGetVersionRet| ret.hv_ver);
    5 max_vcpus(kind: Option<&str>) -> i32:
        call(ConnectGetMaxVcpusArgs { kind }, |ret: ConnectGetMaxVcpusRet| ret.max_vcpus);
    7 capabilities() -> String: call((), |ret: ConnectGetCapabilitiesRet| ret.capabilities);
    21 list_defined_domains(maxnames: i32) -> Vec<String>:
        call(ConnectListDefinedDomainsArgs {
            maxnames,
        }, |ret: ConnectListDefinedDomainsRet| ret.names);
    25 num_of_defined_domains() -> i32: call((), |ret: ConnectNumOfDefinedDomainsRet| ret.num);
    37 list_domains(maxids: i32) -> Vec<i32>:
        call(ConnectListDomainsArgs { maxids }, |ret: ConnectListDomainsRet| ret.ids);
    51 num_of_domains() -> i32: call((), |ret: ConnectNumOfDomainsRet| ret.num);
    59 hostname() -> String: call((), |ret: ConnectGetHostnameRet| ret.hostname);
    60 supports_feature(feature: i32) -> i32:
        call(ConnectSupportsFeatureArgs {
            feature,
        }, |ret: ConnectSupportsFeatureRet| ret.supported);
    110 uri() -> String: call((), |ret: ConnectGetUriRet| ret.uri);
    135 domain_xml_from_native(native_format: &str, native_config: &str, flags: u32) -> String:
        call(ConnectDomainXmlFromNativeArgs {
            native_format, native_config, flags,
        }, |ret: ConnectDomainXmlFromNativeRet| ret.domain_xml);
    136 domain_xml_to_native(native_format: &str, domain_xml: &str, flags: u32) -> String:
        call(ConnectDomainXmlToNativeArgs {
            native_format, domain_xml, flags,
        }, |ret: ConnectDomainXmlToNativeRet| ret.native_config);
    149 is_secure() -> i32: call((), |ret: ConnectIsSecureRet| ret.secure);
    157 lib_version() -> u64: call((), |ret: ConnectGetLibVersionRet| ret.lib_ver);
    158 compare_cpu(xml: &str, flags: u32) -> i32:
        call(ConnectCompareCpuArgs { xml, flags }, |ret: ConnectCompareCpuRet| ret.result);
    162 baseline_cpu(xml_cp_us: &[String], flags: u32) -> String:
        call(ConnectBaselineCpuArgs {
            xml_cp_us: lend(xml_cp_us), flags,
        }, |ret: ConnectBaselineCpuRet| ret.cpu);
    203 sysinfo(flags: u32) -> String:
        call(ConnectGetSysinfoArgs { flags }, |ret: ConnectGetSysinfoRet| ret.sysinfo);
    273 list_all_domains(need_results: i32, flags: u32) -> ConnectListAllDomains:
        call(ConnectListAllDomainsArgs { need_results, flags });
    312 cpu_model_names(arch: &str, need_results: i32, flags: u32) -> ConnectCpuModelNames:
        call(ConnectGetCpuModelNamesArgs { arch, need_results, flags });
    342 domain_capabilities(emulatorbin: Option<&str>, arch: Option<&str>, machine: Option<&str>, virttype: Option<&str>, flags: u32) -> String:
        call(ConnectGetDomainCapabilitiesArgs {
            emulatorbin, arch, machine, virttype, flags,
        }, |ret: ConnectGetDomainCapabilitiesRet| ret.capabilities);
    344 all_domain_stats(doms: &[DomainRef], stats: u32, flags: u32) -> Vec<DomainStatsRecord>:
        call(ConnectGetAllDomainStatsArgs {
            doms: lend(doms), stats, flags,
        }, |ret: ConnectGetAllDomainStatsRet| ret.ret_stats);
    393 compare_hypervisor_cpu(emulator: Option<&str>, arch: Option<&str>, machine: Option<&str>, virttype: Option<&str>, xml_cpu: &str, flags: u32) -> i32:
        call(ConnectCompareHypervisorCpuArgs {
            emulator, arch, machine, virttype, xml_cpu, flags,
        }, |ret: ConnectCompareHypervisorCpuRet| ret.result);
    394 baseline_hypervisor_cpu(emulator: Option<&str>, arch: Option<&str>, machine: Option<&str>, virttype: Option<&str>, xml_cp_us: &[String], flags: u32) -> String:
        call(ConnectBaselineHypervisorCpuArgs {
            emulator, arch, machine, virttype, xml_cp_us: lend(xml_cp_us), flags,
        }, |ret: ConnectBaselineHypervisorCpuRet| ret.cpu);
}
