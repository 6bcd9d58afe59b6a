//! What is known of a guest: answered from its view, without waiting for anything.

use std::sync::Arc;

use fv_api::{
    Caller, DomainControlInfo, DomainInfo, DomainJobInfo, DomainRef, DomainState, DomainVcpus,
    VcpuInfo,
};
use fv_driver_kit::Listed;
use fv_error::{Error, ErrorCode, ErrorDomain, Result};
use fv_model_domain::Domain;
use fv_sys::file;
use fv_types::Uuid;

use super::stats;
use crate::driver::Driver;
use crate::guest::{Guest, View};
use crate::job::{invalid, not_running};
use crate::{definition, flags, prepare, time};

pub(crate) fn lookup_by_id(driver: &Arc<Driver>, id: i32) -> Result<DomainRef> {
    let guest = driver.guests().by_id(id);
    let guest = guest.ok_or_else(|| no_domain(format!("no domain with matching id {id}")))?;
    Ok(guest.reference())
}

pub(crate) fn lookup_by_name(driver: &Arc<Driver>, name: &str) -> Result<DomainRef> {
    let guest = driver.guests().by_name(name);
    let guest = guest.ok_or_else(|| no_domain(format!("no domain with matching name '{name}'")))?;
    Ok(guest.reference())
}

pub(crate) fn lookup_by_uuid(driver: &Arc<Driver>, uuid: Uuid) -> Result<DomainRef> {
    let guest = driver.guests().by_uuid(uuid);
    let guest = guest.ok_or_else(|| no_domain(format!("no domain with matching uuid '{uuid}'")))?;
    Ok(guest.reference())
}

pub(crate) fn xml_desc(driver: &Arc<Driver>, dom: &DomainRef, flags: u32) -> Result<String> {
    use flags::xml::{INACTIVE, MIGRATABLE, SECURE, UPDATE_CPU};

    flags::check(
        flags,
        SECURE | INACTIVE | UPDATE_CPU | MIGRATABLE,
        "qemuDomainGetXMLDesc",
    )?;
    let guest = driver.find(dom)?;
    if flags & UPDATE_CPU != 0 {
        return with_updated_cpu(driver, &guest, flags);
    }
    definition::to_xml(&guest.view(), flags)
}

/// The document with the processor that the guest would have on this host.
fn with_updated_cpu(driver: &Arc<Driver>, guest: &Guest, flags: u32) -> Result<String> {
    let mut view = View::clone(&guest.view());
    if let Some(kept) = view.without_run() {
        let updated = Arc::new(prepare::with_updated_cpu(driver, &kept)?);
        view.config = Some(driver.kept(&updated));
    }
    if let Some(live) = &view.live {
        view.live = Some(Arc::new(prepare::with_updated_cpu(driver, live)?));
    }
    definition::to_xml(&view, flags)
}

pub(crate) fn info(driver: &Arc<Driver>, dom: &DomainRef) -> Result<DomainInfo> {
    let guest = driver.find(dom)?;
    let view = guest.view();
    let definition = definition_of(&guest, &view)?;
    let cpu_time = match &view.run {
        Some(run) if run.pid > 0 => stats::process::usage(run.pid).cpu.total_ns(),
        _ => 0,
    };
    let balloon = view.run.as_ref().and_then(|run| run.balloon_kib);
    Ok(DomainInfo {
        state: view.life.state() as u8,
        max_mem: definition::memory_max_kib(&definition),
        memory: balloon.unwrap_or_else(|| definition::memory_current_kib(&definition)),
        nr_virt_cpu: u16::try_from(definition::vcpus_current(&definition))
            .map_err(|_| overflow("cpu count too large"))?,
        cpu_time,
    })
}

pub(crate) fn state(driver: &Arc<Driver>, dom: &DomainRef, flags: u32) -> Result<DomainState> {
    flags::check(flags, 0, "qemuDomainGetState")?;
    let life = driver.find(dom)?.view().life;
    Ok(DomainState {
        state: life.state(),
        reason: life.reason(),
    })
}

pub(crate) fn control_info(
    driver: &Arc<Driver>,
    dom: &DomainRef,
    flags: u32,
) -> Result<DomainControlInfo> {
    flags::check(flags, 0, "qemuDomainGetControlInfo")?;
    let guest = driver.find(dom)?;
    let view = guest.view();
    let Some(run) = &view.run else {
        return Err(not_running());
    };
    let since = |at| u64::try_from(time::now().duration_since(at).as_millis()).unwrap_or(u64::MAX);
    let (state, details, state_time) = if run.control_error {
        (CONTROL_ERROR, CONTROL_ERROR_MONITOR, 0)
    } else if let Some(job) = guest.gate().long() {
        (CONTROL_JOB, 0, since(job.since))
    } else if let Some(job) = guest.gate().current() {
        (CONTROL_OCCUPIED, 0, since(job.since))
    } else {
        (CONTROL_OK, 0, 0)
    };
    Ok(DomainControlInfo {
        state,
        details,
        state_time,
    })
}

pub(crate) fn job_info(driver: &Arc<Driver>, dom: &DomainRef) -> Result<DomainJobInfo> {
    let view = driver.find(dom)?.view();
    if !view.is_active() {
        return Err(not_running());
    }
    // No job that reports its progress exists yet.
    Ok(DomainJobInfo {
        kind: 0,
        time_elapsed: 0,
        time_remaining: 0,
        data_total: 0,
        data_processed: 0,
        data_remaining: 0,
        mem_total: 0,
        mem_processed: 0,
        mem_remaining: 0,
        file_total: 0,
        file_processed: 0,
        file_remaining: 0,
    })
}

pub(crate) fn os_type(driver: &Arc<Driver>, dom: &DomainRef) -> Result<String> {
    let guest = driver.find(dom)?;
    let view = guest.view();
    let definition = definition_of(&guest, &view)?;
    Ok(definition::os_type(&definition))
}

pub(crate) fn max_memory(driver: &Arc<Driver>, dom: &DomainRef) -> Result<u64> {
    let guest = driver.find(dom)?;
    let view = guest.view();
    let definition = definition_of(&guest, &view)?;
    Ok(definition::memory_max_kib(&definition))
}

pub(crate) fn vcpus_flags(
    driver: &Arc<Driver>,
    caller: &Caller,
    dom: &DomainRef,
    flags: u32,
) -> Result<i32> {
    use flags::{CONFIG, LIVE, VCPU_GUEST, VCPU_MAXIMUM};

    let known = LIVE | CONFIG | VCPU_MAXIMUM | VCPU_GUEST;
    flags::check(flags, known, "qemuDomainGetVcpusFlags")?;
    let guest = driver.find(dom)?;
    let view = guest.view();
    let definition = one_definition(&view, flags)?;
    if flags & VCPU_GUEST != 0 {
        if !view.is_active() {
            let detail = "vCPU count provided by the guest agent can only be requested for live \
                          domains";
            return Err(Error::new(ErrorDomain::Qemu, ErrorCode::InvalidArg, detail));
        }
        return super::agent::cpu_count(&guest, caller, flags);
    }
    let count = if flags & VCPU_MAXIMUM != 0 {
        definition::vcpus_max(&definition)
    } else {
        definition::vcpus_current(&definition)
    };
    i32::try_from(count).map_err(|_| overflow("cpu count too large"))
}

pub(crate) fn vcpus(
    driver: &Arc<Driver>,
    dom: &DomainRef,
    maxinfo: i32,
    maplen: i32,
) -> Result<DomainVcpus> {
    let view = driver.find(dom)?.view();
    let Some(run) = &view.run else {
        return Err(invalid(
            "cannot retrieve vcpu information for inactive domain",
        ));
    };
    let (maxinfo, maplen) = (usize::try_from(maxinfo), usize::try_from(maplen));
    let (maxinfo, maplen) = (maxinfo.unwrap_or(0), maplen.unwrap_or(0));
    let mut answer = DomainVcpus {
        info: Vec::new(),
        cpumaps: Vec::new(),
    };
    for &(number, thread) in run.vcpus.iter().take(maxinfo) {
        let used = stats::process::thread_usage(run.pid, thread)?;
        answer.info.push(VcpuInfo {
            number,
            state: VCPU_RUNNING,
            cpu_time: used.cpu.total_ns(),
            cpu: used.processor,
        });
        let map = stats::process::affinity(thread)?;
        answer.cpumaps.extend(map.to_data_of_len(maplen));
    }
    Ok(answer)
}

pub(crate) fn messages(driver: &Arc<Driver>, dom: &DomainRef, flags: u32) -> Result<Vec<String>> {
    const DEPRECATION: u32 = 1;
    const TAINTING: u32 = 2;
    const IO_ERRORS: u32 = 4;

    flags::check(
        flags,
        DEPRECATION | TAINTING | IO_ERRORS,
        "qemuDomainGetMessages",
    )?;
    let view = driver.find(dom)?.view();
    let wants = |kind| flags == 0 || flags & kind != 0;
    let mut messages = Vec::new();
    if wants(TAINTING) {
        messages.extend(
            view.taints
                .iter()
                .map(|taint| format!("tainted: {}", taint.message)),
        );
    }
    if wants(DEPRECATION) {
        let words = view.deprecations.iter();
        messages.extend(words.map(|text| format!("deprecated configuration: {text}")));
    }
    if wants(IO_ERRORS) {
        messages.extend(view.io_errors.iter().map(|error| {
            format!(
                "I/O error: disk='{}', index='{}', path='{}', timestamp='{}', message='{}'",
                error.disk,
                error.index,
                error.path.as_deref().unwrap_or("-"),
                error.time,
                error.message
            )
        }));
    }
    Ok(messages)
}

pub(crate) fn has_managed_save(driver: &Arc<Driver>, dom: &DomainRef, flags: u32) -> Result<i32> {
    flags::check(flags, 0, "qemuDomainHasManagedSaveImage")?;
    let guest = driver.find(dom)?;
    Ok(file::exists(&managed_save(driver, guest.name())).into())
}

/// Where the saved state of a guest is kept.
pub(crate) fn managed_save(driver: &Driver, name: &str) -> std::path::PathBuf {
    driver.dirs().saved("save").join(format!("{name}.save"))
}

/// Turns "whatever is current" into live or kept, and refuses what there is not.
pub(crate) fn impact(view: &View, flags: u32) -> Result<u32> {
    use flags::{CONFIG, LIVE};

    let mut impact = flags & (LIVE | CONFIG);
    if impact == 0 {
        impact = if view.is_active() { LIVE } else { CONFIG };
    }
    if !view.is_active() && impact & LIVE != 0 {
        return Err(not_running());
    }
    if !view.is_persistent() && impact & CONFIG != 0 {
        let detail = "transient domains do not have any persistent config";
        return Err(invalid(detail).in_domain(ErrorDomain::Domain));
    }
    Ok(impact)
}

/// The one definition that flags ask for.
pub(crate) fn one_definition(view: &View, flags: u32) -> Result<Arc<Domain>> {
    use flags::{CONFIG, LIVE};

    if flags & (LIVE | CONFIG) == LIVE | CONFIG {
        let text = "Flags 'VIR_DOMAIN_AFFECT_LIVE' and 'VIR_DOMAIN_AFFECT_CONFIG' are mutually \
                    exclusive";
        let function = "virDomainObjGetOneDefState";
        let domain = ErrorDomain::Domain;
        return Err(Error::invalid_arg(domain, function, "flags", text));
    }
    let wanted = if impact(view, flags)? & CONFIG != 0 {
        view.kept()
    } else {
        view.live.clone()
    };
    wanted.ok_or_else(not_running)
}

fn definition_of(guest: &Guest, view: &View) -> Result<Arc<Domain>> {
    view.definition().ok_or_else(|| crate::job::gone(guest))
}

fn no_domain(detail: String) -> Error {
    Error::new(ErrorDomain::Qemu, ErrorCode::NoDomain, detail)
}

fn overflow(detail: &str) -> Error {
    Error::new(ErrorDomain::Qemu, ErrorCode::Overflow, detail)
}

const VCPU_RUNNING: i32 = 1;
const CONTROL_OK: u32 = 0;
const CONTROL_JOB: u32 = 1;
const CONTROL_OCCUPIED: u32 = 2;
const CONTROL_ERROR: u32 = 3;
const CONTROL_ERROR_MONITOR: u32 = 2;
