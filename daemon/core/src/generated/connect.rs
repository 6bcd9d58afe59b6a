//! The calls of `ConnectApi`.
//!
//! Made by `cargo xtask codegen` from `api/src/connect.rs`; do not edit.

use fv_wire_rpc::*;

use crate::by_hand;
use crate::serve::{Answer, Call, serve, unserved};

/// Answers a call of this family.
pub(super) fn dispatch(call: &Call<'_>) -> Answer {
    match call.procedure().number {
        3 => serve(call, |c, (): ()| {
            c.connect()?
                .driver_type(c.caller())
                .map(|kind| ConnectGetTypeRet { kind })
        }),
        4 => serve(call, |c, (): ()| {
            c.connect()?
                .version(c.caller())
                .map(|hv_ver| ConnectGetVersionRet { hv_ver })
        }),
        5 => serve(call, |c, a: ConnectGetMaxVcpusArgs<'_>| {
            c.connect()?
                .max_vcpus(c.caller(), a.kind)
                .map(|max_vcpus| ConnectGetMaxVcpusRet { max_vcpus })
        }),
        7 => serve(call, |c, (): ()| {
            c.connect()?
                .capabilities(c.caller())
                .map(|capabilities| ConnectGetCapabilitiesRet { capabilities })
        }),
        21 => serve(call, |c, a: ConnectListDefinedDomainsArgs| {
            c.at_most("maxnames", a.maxnames.into(), 16384)?;
            c.connect()?
                .list_defined_domains(c.caller(), a.maxnames)
                .map(|names| ConnectListDefinedDomainsRet { names })
        }),
        25 => serve(call, |c, (): ()| {
            c.connect()?
                .num_of_defined_domains(c.caller())
                .map(|num| ConnectNumOfDefinedDomainsRet { num })
        }),
        37 => serve(call, |c, a: ConnectListDomainsArgs| {
            c.at_most("maxids", a.maxids.into(), 16384)?;
            c.connect()?
                .list_domains(c.caller(), a.maxids)
                .map(|ids| ConnectListDomainsRet { ids })
        }),
        51 => serve(call, |c, (): ()| {
            c.connect()?
                .num_of_domains(c.caller())
                .map(|num| ConnectNumOfDomainsRet { num })
        }),
        59 => serve(call, |c, (): ()| {
            c.connect()?
                .hostname(c.caller())
                .map(|hostname| ConnectGetHostnameRet { hostname })
        }),
        60 => by_hand::connect_supports_feature(call),
        110 => serve(call, |c, (): ()| {
            c.connect()?
                .uri(c.caller())
                .map(|uri| ConnectGetUriRet { uri })
        }),
        135 => serve(call, |c, a: ConnectDomainXmlFromNativeArgs<'_>| {
            c.connect()?
                .domain_xml_from_native(c.caller(), a.native_format, a.native_config, a.flags)
                .map(|domain_xml| ConnectDomainXmlFromNativeRet { domain_xml })
        }),
        136 => serve(call, |c, a: ConnectDomainXmlToNativeArgs<'_>| {
            c.connect()?
                .domain_xml_to_native(c.caller(), a.native_format, a.domain_xml, a.flags)
                .map(|native_config| ConnectDomainXmlToNativeRet { native_config })
        }),
        149 => serve(call, |c, (): ()| {
            c.connect()?
                .is_secure(c.caller())
                .map(|secure| ConnectIsSecureRet { secure })
        }),
        157 => serve(call, |c, (): ()| {
            c.connect()?
                .lib_version(c.caller())
                .map(|lib_ver| ConnectGetLibVersionRet { lib_ver })
        }),
        158 => serve(call, |c, a: ConnectCompareCpuArgs<'_>| {
            c.connect()?
                .compare_cpu(c.caller(), a.xml, a.flags)
                .map(|result| ConnectCompareCpuRet { result })
        }),
        162 => serve(call, |c, a: ConnectBaselineCpuArgs<'_>| {
            c.connect()?
                .baseline_cpu(c.caller(), &a.xml_cp_us, a.flags)
                .map(|cpu| ConnectBaselineCpuRet { cpu })
        }),
        203 => serve(call, |c, a: ConnectGetSysinfoArgs| {
            c.connect()?
                .sysinfo(c.caller(), a.flags)
                .map(|sysinfo| ConnectGetSysinfoRet { sysinfo })
        }),
        273 => serve(call, |c, a: ConnectListAllDomainsArgs| {
            c.connect()?
                .list_all_domains(c.caller(), a.need_results, a.flags)
        }),
        312 => serve(call, |c, a: ConnectGetCpuModelNamesArgs<'_>| {
            c.connect()?
                .cpu_model_names(c.caller(), a.arch, a.need_results, a.flags)
        }),
        342 => serve(call, |c, a: ConnectGetDomainCapabilitiesArgs<'_>| {
            c.connect()?
                .domain_capabilities(
                    c.caller(),
                    a.emulatorbin,
                    a.arch,
                    a.machine,
                    a.virttype,
                    a.flags,
                )
                .map(|capabilities| ConnectGetDomainCapabilitiesRet { capabilities })
        }),
        344 => serve(call, |c, a: ConnectGetAllDomainStatsArgs<'_>| {
            let (driver, doms) = (c.connect()?, c.on_domains(&a.doms)?);
            driver
                .all_domain_stats(c.caller(), &doms, a.stats, a.flags)
                .map(|ret_stats| ConnectGetAllDomainStatsRet { ret_stats })
        }),
        393 => serve(call, |c, a: ConnectCompareHypervisorCpuArgs<'_>| {
            c.connect()?
                .compare_hypervisor_cpu(
                    c.caller(),
                    a.emulator,
                    a.arch,
                    a.machine,
                    a.virttype,
                    a.xml_cpu,
                    a.flags,
                )
                .map(|result| ConnectCompareHypervisorCpuRet { result })
        }),
        394 => serve(call, |c, a: ConnectBaselineHypervisorCpuArgs<'_>| {
            c.connect()?
                .baseline_hypervisor_cpu(
                    c.caller(),
                    a.emulator,
                    a.arch,
                    a.machine,
                    a.virttype,
                    &a.xml_cp_us,
                    a.flags,
                )
                .map(|cpu| ConnectBaselineHypervisorCpuRet { cpu })
        }),
        _ => unserved(call),
    }
}
