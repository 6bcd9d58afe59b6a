//! Arguments and results on the wire.
//!
//! Made by `cargo xtask codegen` from `api/src/connect.rs`; do not edit.

use crate::prelude::*;

xdr_borrowed! { Wire;
    ConnectGetMaxVcpusArgs<'a> { kind: Option<&'a str> as Maybe<Text> }
    ConnectDomainXmlFromNativeArgs<'a> {
        native_format: &'a str as Text, native_config: &'a str as Text, flags: u32 as Plain,
    }
    ConnectDomainXmlToNativeArgs<'a> {
        native_format: &'a str as Text, domain_xml: &'a str as Text, flags: u32 as Plain,
    }
    ConnectCompareCpuArgs<'a> { xml: &'a str as Text, flags: u32 as Plain }
    ConnectBaselineCpuArgs<'a> {
        xml_cp_us: Cow<'a, [String]> as Lent<List<Text, 256>>, flags: u32 as Plain,
    }
    ConnectGetCpuModelNamesArgs<'a> {
        arch: &'a str as Text, need_results: i32 as Plain, flags: u32 as Plain,
    }
    ConnectGetDomainCapabilitiesArgs<'a> {
        emulatorbin: Option<&'a str> as Maybe<Text>, arch: Option<&'a str> as Maybe<Text>,
        machine: Option<&'a str> as Maybe<Text>, virttype: Option<&'a str> as Maybe<Text>,
        flags: u32 as Plain,
    }
    ConnectGetAllDomainStatsArgs<'a> {
        doms: Cow<'a, [DomainRef]> as Lent<List<Wire, 16384>>, stats: u32 as Plain,
        flags: u32 as Plain,
    }
    ConnectCompareHypervisorCpuArgs<'a> {
        emulator: Option<&'a str> as Maybe<Text>, arch: Option<&'a str> as Maybe<Text>,
        machine: Option<&'a str> as Maybe<Text>, virttype: Option<&'a str> as Maybe<Text>,
        xml_cpu: &'a str as Text, flags: u32 as Plain,
    }
    ConnectBaselineHypervisorCpuArgs<'a> {
        emulator: Option<&'a str> as Maybe<Text>, arch: Option<&'a str> as Maybe<Text>,
        machine: Option<&'a str> as Maybe<Text>, virttype: Option<&'a str> as Maybe<Text>,
        xml_cp_us: Cow<'a, [String]> as Lent<List<Text, 256>>, flags: u32 as Plain,
    }
}

xdr_struct! { Wire;
    ConnectGetTypeRet { kind: String as Text }
    ConnectGetVersionRet { hv_ver: u64 as Plain }
    ConnectGetMaxVcpusRet { max_vcpus: i32 as Plain }
    ConnectGetCapabilitiesRet { capabilities: String as Text }
    ConnectListDefinedDomainsArgs { maxnames: i32 as Plain }
    ConnectListDefinedDomainsRet { names: Vec<String> as List<Text, 16384> }
    ConnectNumOfDefinedDomainsRet { num: i32 as Plain }
    ConnectListDomainsArgs { maxids: i32 as Plain }
    ConnectListDomainsRet { ids: Vec<i32> as List<Plain, 16384> }
    ConnectNumOfDomainsRet { num: i32 as Plain }
    ConnectGetHostnameRet { hostname: String as Text }
    ConnectSupportsFeatureArgs { feature: i32 as Plain }
    ConnectSupportsFeatureRet { supported: i32 as Plain }
    ConnectGetUriRet { uri: String as Text }
    ConnectDomainXmlFromNativeRet { domain_xml: String as Text }
    ConnectDomainXmlToNativeRet { native_config: String as Text }
    ConnectIsSecureRet { secure: i32 as Plain }
    ConnectGetLibVersionRet { lib_ver: u64 as Plain }
    ConnectCompareCpuRet { result: i32 as Plain }
    ConnectBaselineCpuRet { cpu: String as Text }
    ConnectGetSysinfoArgs { flags: u32 as Plain }
    ConnectGetSysinfoRet { sysinfo: String as Text }
    ConnectListAllDomainsArgs { need_results: i32 as Plain, flags: u32 as Plain }
    ConnectGetDomainCapabilitiesRet { capabilities: String as Text }
    ConnectGetAllDomainStatsRet { ret_stats: Vec<DomainStatsRecord> as List<Wire, 16384> }
    ConnectCompareHypervisorCpuRet { result: i32 as Plain }
    ConnectBaselineHypervisorCpuRet { cpu: String as Text }
}

xdr_form! { Wire;
    DomainStatsRecord { dom: DomainRef as Wire, params: Vec<TypedParam> as List<Param, 262144> }
    ConnectListAllDomains { domains: Vec<DomainRef> as List<Wire, 16384>, ret: u32 as Plain }
    ConnectCpuModelNames { models: Vec<String> as List<Text, 8192>, ret: i32 as Plain }
}
