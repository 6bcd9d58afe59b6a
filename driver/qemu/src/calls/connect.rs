//! The hypervisor as a whole: what it is, and which guests it has.

use fv_api::{
    Caller, ConnectApi, ConnectCpuModelNames, ConnectListAllDomains, DomainRef, DomainStatsRecord,
};
use fv_driver_kit::Listed;
use fv_error::{Error, ErrorCode, ErrorDomain, Result};
use fv_sys::host;

use super::processor::{self, Asked};
use super::{Qemu, filter, life, node, stats};
use crate::brief::Brief;
use crate::driver::Driver;
use crate::flags::{self, list, start};
use crate::{capabilities, prepare};

impl ConnectApi for Qemu {
    fn driver_type(&self, _caller: &Caller) -> Result<String> {
        Ok("QEMU".into())
    }

    fn version(&self, _caller: &Caller) -> Result<u64> {
        self.driver().emulators().default_version()
    }

    fn lib_version(&self, _caller: &Caller) -> Result<u64> {
        Ok(LIB_VERSION)
    }

    fn hostname(&self, _caller: &Caller) -> Result<String> {
        Ok(host::hostname())
    }

    fn uri(&self, _caller: &Caller) -> Result<String> {
        Ok(self.driver().uri().into())
    }

    fn is_secure(&self, _caller: &Caller) -> Result<i32> {
        // The driver is in this process; nobody can listen in between.
        Ok(1)
    }

    fn max_vcpus(&self, _caller: &Caller, kind: Option<&str>) -> Result<i32> {
        match kind.map(str::to_ascii_lowercase).as_deref() {
            None | Some("qemu") => Ok(QEMU_VCPUS_MAX),
            Some("kvm") => kvm_vcpus_max(),
            Some(_) => {
                let detail = format!("unknown type '{}'", kind.unwrap_or_default());
                Err(Error::new(ErrorDomain::Qemu, ErrorCode::InvalidArg, detail))
            }
        }
    }

    fn capabilities(&self, _caller: &Caller) -> Result<String> {
        Ok(capabilities::xml(self.driver()))
    }

    fn domain_capabilities(
        &self,
        _caller: &Caller,
        emulatorbin: Option<&str>,
        arch: Option<&str>,
        machine: Option<&str>,
        virttype: Option<&str>,
        flags: u32,
    ) -> Result<String> {
        let asked = Asked {
            emulator: emulatorbin,
            arch,
            machine,
            kind: virttype,
        };
        processor::domain_caps(self.driver(), asked, flags)
    }

    fn cpu_model_names(
        &self,
        _caller: &Caller,
        arch: &str,
        need_results: i32,
        flags: u32,
    ) -> Result<ConnectCpuModelNames> {
        processor::model_names(arch, need_results, flags)
    }

    fn sysinfo(&self, _caller: &Caller, flags: u32) -> Result<String> {
        node::sysinfo(self.driver(), flags)
    }

    fn compare_cpu(&self, _caller: &Caller, xml: &str, flags: u32) -> Result<i32> {
        processor::compare(self.driver(), xml, flags)
    }

    fn baseline_cpu(&self, _caller: &Caller, xml_cp_us: &[String], flags: u32) -> Result<String> {
        processor::baseline(xml_cp_us, flags)
    }

    fn compare_hypervisor_cpu(
        &self,
        _caller: &Caller,
        emulator: Option<&str>,
        arch: Option<&str>,
        machine: Option<&str>,
        virttype: Option<&str>,
        xml_cpu: &str,
        flags: u32,
    ) -> Result<i32> {
        let asked = Asked {
            emulator,
            arch,
            machine,
            kind: virttype,
        };
        processor::compare_hypervisor(self.driver(), asked, xml_cpu, flags)
    }

    fn baseline_hypervisor_cpu(
        &self,
        _caller: &Caller,
        emulator: Option<&str>,
        arch: Option<&str>,
        machine: Option<&str>,
        virttype: Option<&str>,
        xml_cp_us: &[String],
        flags: u32,
    ) -> Result<String> {
        let asked = Asked {
            emulator,
            arch,
            machine,
            kind: virttype,
        };
        processor::baseline_hypervisor(self.driver(), asked, xml_cp_us, flags)
    }

    fn supports_feature(&self, _caller: &Caller, feature: i32) -> Result<i32> {
        Ok(supports_feature(feature).into())
    }

    fn num_of_domains(&self, _caller: &Caller) -> Result<i32> {
        Ok(count(self.driver(), |guest| guest.active))
    }

    fn num_of_defined_domains(&self, _caller: &Caller) -> Result<i32> {
        Ok(count(self.driver(), |guest| !guest.active))
    }

    fn list_domains(&self, _caller: &Caller, maxids: i32) -> Result<Vec<i32>> {
        let max = usize::try_from(maxids).unwrap_or(0);
        let mut ids = Vec::new();
        self.driver().guests().each(|guest| {
            let brief = guest.brief();
            if brief.active && ids.len() < max {
                ids.push(brief.id);
            }
        });
        Ok(ids)
    }

    fn list_defined_domains(&self, _caller: &Caller, maxnames: i32) -> Result<Vec<String>> {
        let max = usize::try_from(maxnames).unwrap_or(0);
        let mut names = Vec::new();
        self.driver().guests().each(|guest| {
            if !guest.brief().active && names.len() < max {
                names.push(guest.name().to_string());
            }
        });
        Ok(names)
    }

    fn list_all_domains(
        &self,
        _caller: &Caller,
        need_results: i32,
        flags: u32,
    ) -> Result<ConnectListAllDomains> {
        flags::check(flags, list::ALL, "qemuConnectListAllDomains")?;
        let domains = filter::all(self.driver(), flags);
        let ret = u32::try_from(domains.len()).unwrap_or(u32::MAX);
        let domains = if need_results != 0 {
            domains
        } else {
            Vec::new()
        };
        Ok(ConnectListAllDomains { domains, ret })
    }

    fn all_domain_stats(
        &self,
        _caller: &Caller,
        doms: &[DomainRef],
        stats: u32,
        flags: u32,
    ) -> Result<Vec<DomainStatsRecord>> {
        stats::all(self.driver(), doms, stats, flags)
    }

    fn domain_xml_to_native(
        &self,
        caller: &Caller,
        native_format: &str,
        domain_xml: &str,
        flags: u32,
    ) -> Result<String> {
        flags::check(flags, start::CHECK, "qemuConnectDomainXMLToNative")?;
        if native_format != "qemu-argv" {
            let detail = format!("unsupported config type {native_format}");
            return Err(Error::new(ErrorDomain::Qemu, ErrorCode::InvalidArg, detail));
        }
        if flags & start::CHECK != 0 {
            return life::check_document(self.driver(), caller, domain_xml);
        }
        prepare::to_native(self.driver(), domain_xml)
    }
}

/// What libvirt's QEMU driver says of itself (`virDrvFeature`), whether the call can be served
/// yet or not: clients choose their calls by it.
fn supports_feature(feature: i32) -> bool {
    const MIGRATION_V2: i32 = 3;
    const MIGRATION_P2P: i32 = 4;
    const MIGRATION_V3: i32 = 6;
    const MIGRATE_CHANGE_PROTECTION: i32 = 7;
    const FD_PASSING: i32 = 8;
    const TYPED_PARAM_STRING: i32 = 9;
    const XML_MIGRATABLE: i32 = 11;
    const MIGRATION_OFFLINE: i32 = 12;
    const MIGRATION_PARAMS: i32 = 13;
    const NETWORK_UPDATE_HAS_CORRECT_ORDER: i32 = 16;

    matches!(
        feature,
        MIGRATION_V2
            | MIGRATION_V3
            | MIGRATION_P2P
            | MIGRATE_CHANGE_PROTECTION
            | TYPED_PARAM_STRING
            | XML_MIGRATABLE
            | MIGRATION_OFFLINE
            | MIGRATION_PARAMS
            | NETWORK_UPDATE_HAS_CORRECT_ORDER
            | FD_PASSING
    )
}

/// How many processors KVM gives one guest.
pub(super) fn kvm_vcpus_max() -> Result<i32> {
    let device = "/dev/kvm";
    fv_sys::kvm::max_vcpus(device.as_ref()).map_err(|error| {
        Error::system(ErrorDomain::None, error, format!("Unable to open {device}"))
    })
}

fn count(driver: &Driver, counts: impl Fn(Brief) -> bool) -> i32 {
    let mut count: i32 = 0;
    driver.guests().each(|guest| {
        count = count.saturating_add(counts(guest.brief()).into());
    });
    count
}

/// libvirt 11.3.0, whose behaviour is offered.
const LIB_VERSION: u64 = 11_003_000;
/// What libvirt says without asking an emulator.
const QEMU_VCPUS_MAX: i32 = 16;
