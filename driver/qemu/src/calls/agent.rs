//! Calls that the agent inside a guest answers.

use std::sync::Arc;

use fv_api::{Caller, DomainFsInfo, DomainFsinfo, DomainRef, DomainTime};
use fv_driver_kit::{JobKind, Listed};
use fv_driver_qemu_caps::Flag;
use fv_driver_qemu_monitor::agent::commands::{self, Former, GuestCpu, Password};
use fv_driver_qemu_monitor::agent::{check, disks};
use fv_driver_qemu_monitor::commands::status as qmp;
use fv_error::{Error, ErrorCode, ErrorDomain, Result};
use fv_model_domain::Domain;
use fv_model_domain::os::Arch;
use fv_types::{Bitmap, TypedParam, TypedValue};

use crate::agent::{AgentJob, Terms};
use crate::driver::Driver;
use crate::guest::{AGENT_TIMEOUT_BLOCK, Guest};
use crate::job::{Job, not_running};
use crate::taint::Taints;
use crate::{definition, devices, flags};

/// Sends a user's own command; the reply is given as it came.
pub(crate) fn command(
    driver: &Arc<Driver>,
    caller: &Caller,
    dom: &DomainRef,
    text: &str,
    timeout_s: i32,
    flags: u32,
) -> Result<Option<String>> {
    flags::check(flags, 0, "qemuDomainQemuAgentCommand")?;
    let guest = driver.find(dom)?;
    let owner = "qemuDispatchDomainAgentCommand";
    let mut job = AgentJob::begin(&guest, JobKind::Modify, owner, caller)?;
    driver.taint(&guest, Taints::CUSTOM_AGENT_COMMAND);
    check_timeout(timeout_s)?;
    let command = commands::raw(text)?;
    let terms = Terms {
        timeout_s: Some(timeout_s),
        awaited: None,
    };
    let reply = job.send(&command, terms)?;
    let reply = reply.ok_or_else(|| internal("Missing agent reply object"))?;
    check(&command, &reply)?;
    Ok(Some(reply.to_text()))
}

/// Sets how long calls wait for the agent from now on.
pub(crate) fn set_timeout(
    driver: &Arc<Driver>,
    dom: &DomainRef,
    timeout_s: i32,
    flags: u32,
) -> Result<i32> {
    flags::check(flags, 0, "qemuDomainAgentSetResponseTimeout")?;
    check_timeout(timeout_s)?;
    let guest = driver.find(dom)?;
    let mut change = guest.state();
    change.agent_timeout_s = timeout_s;
    driver.keep(&guest, &mut change);
    Ok(0)
}

fn check_timeout(timeout_s: i32) -> Result<()> {
    if timeout_s < AGENT_TIMEOUT_BLOCK {
        let min = AGENT_TIMEOUT_BLOCK;
        let detail = format!("guest agent timeout '{timeout_s}' is less than the minimum '{min}'");
        return Err(invalid_arg(detail));
    }
    Ok(())
}

/// Tells the guest's name of itself, from its agent or from the leases of networks.
pub(crate) fn hostname(
    driver: &Arc<Driver>,
    caller: &Caller,
    dom: &DomainRef,
    flags: u32,
) -> Result<String> {
    const LEASE: u32 = 1;
    const AGENT: u32 = 2;

    let function = "qemuDomainGetHostname";
    flags::check(flags, LEASE | AGENT, function)?;
    if flags == LEASE | AGENT {
        let text = "Flags 'VIR_DOMAIN_GET_HOSTNAME_LEASE' and 'VIR_DOMAIN_GET_HOSTNAME_AGENT' are \
                    mutually exclusive";
        let domain = ErrorDomain::Qemu;
        return Err(Error::invalid_arg(domain, function, "ctl", text));
    }
    let guest = driver.find(dom)?;
    let found = if flags & LEASE != 0 {
        if !guest.view().is_active() {
            return Err(not_running());
        }
        // No network of ours gives leases yet.
        None
    } else {
        let owner = "remoteDispatchDomainGetHostname";
        let mut job = AgentJob::begin(&guest, JobKind::Query, owner, caller)?;
        // libvirt has one word for all that can go wrong with the agent here.
        job.ask(&commands::hostname()).ok()
    };
    found.ok_or_else(|| {
        let detail = format!("no hostname found for domain {}", guest.name());
        Error::new(ErrorDomain::Qemu, ErrorCode::NoHostname, detail)
    })
}

/// Tells the guest's clock.
pub(crate) fn time(
    driver: &Arc<Driver>,
    caller: &Caller,
    dom: &DomainRef,
    flags: u32,
) -> Result<DomainTime> {
    flags::check(flags, 0, "qemuDomainGetTime")?;
    let guest = driver.find(dom)?;
    let owner = "remoteDispatchDomainGetTime";
    let mut job = AgentJob::begin(&guest, JobKind::Query, owner, caller)?;
    let time_ns = job.ask(&commands::time())?;
    Ok(DomainTime {
        seconds: i64::try_from(time_ns / NANOS).unwrap_or(i64::MAX),
        nseconds: (time_ns % NANOS) as u32,
    })
}

/// A moment to which a guest's clock is set.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Moment {
    /// Seconds since 1970.
    pub(crate) seconds: i64,
    /// The part below a second.
    pub(crate) nanos: u32,
}

/// Sets the guest's clock.
pub(crate) fn set_time(
    driver: &Arc<Driver>,
    caller: &Caller,
    dom: &DomainRef,
    moment: Moment,
    flags: u32,
) -> Result<()> {
    const SYNC: u32 = 1;

    flags::check(flags, SYNC, "qemuDomainSetTime")?;
    let guest = driver.find(dom)?;
    let resets = resets_reinjection(&guest)?;
    let owner = "remoteDispatchDomainSetTime";
    let mut agent = AgentJob::begin(&guest, JobKind::Modify, owner, caller)?;
    let time_ns = match flags & SYNC {
        0 => Some(nanoseconds(moment)?),
        _ => None,
    };
    agent.ask(&commands::set_time(time_ns))?;
    drop(agent);
    let mut job = Job::begin(driver, &guest, JobKind::Modify, owner, Some(caller))?;
    job.require_active()?;
    if resets {
        // Ticks that the guest did not get would be added to the time that was just set.
        job.talk(&qmp::rtc_reset_reinjection())?;
    }
    Ok(())
}

/// Whether lost ticks can be forgotten; on a PC they must be.
fn resets_reinjection(guest: &Guest) -> Result<bool> {
    let view = guest.view();
    let name = Flag::RtcResetReinjection.name();
    let flags = view.run.as_ref().map(|run| Arc::clone(&run.flags));
    let resets = flags.is_some_and(|flags| flags.iter().any(|flag| flag == name));
    let arch = view.definition().and_then(|it| it.os.machine.arch);
    if !resets && matches!(arch, Some(Arch::X86_64 | Arch::I686)) {
        let detail = "cannot set time: qemu doesn't support rtc-reset-reinjection command";
        let code = ErrorCode::OperationUnsupported;
        return Err(Error::new(ErrorDomain::Qemu, code, detail));
    }
    Ok(resets)
}

fn nanoseconds(moment: Moment) -> Result<i64> {
    let Moment { seconds, nanos } = moment;
    let whole = seconds.checked_mul(NANOS as i64);
    whole
        .and_then(|whole| whole.checked_add(nanos.into()))
        .ok_or_else(|| invalid_arg(format!("Time '{seconds}' is too big for guest agent")))
}

/// Holds the guest's file systems still.
pub(crate) fn freeze(
    driver: &Arc<Driver>,
    caller: &Caller,
    dom: &DomainRef,
    mount_points: &[String],
    flags: u32,
) -> Result<i32> {
    flags::check(flags, 0, "qemuDomainFSFreeze")?;
    let guest = driver.find(dom)?;
    let owner = "remoteDispatchDomainFSFreeze";
    let mut job = AgentJob::begin(&guest, JobKind::Modify, owner, caller)?;
    job.ask(&commands::freeze(mount_points))
}

/// Lets the guest's file systems go on.
pub(crate) fn thaw(
    driver: &Arc<Driver>,
    caller: &Caller,
    dom: &DomainRef,
    mount_points: &[String],
    flags: u32,
) -> Result<i32> {
    flags::check(flags, 0, "qemuDomainFSThaw")?;
    if !mount_points.is_empty() {
        return Err(unsupported_argument(
            "specifying mountpoints is not supported",
        ));
    }
    let guest = driver.find(dom)?;
    let owner = "remoteDispatchDomainFSThaw";
    let mut job = AgentJob::begin(&guest, JobKind::Modify, owner, caller)?;
    job.ask(&commands::thaw())
}

/// Gives unused blocks of the guest's file systems back.
pub(crate) fn trim(
    driver: &Arc<Driver>,
    caller: &Caller,
    dom: &DomainRef,
    mount_point: Option<&str>,
    minimum: u64,
    flags: u32,
) -> Result<()> {
    flags::check(flags, 0, "qemuDomainFSTrim")?;
    if mount_point.is_some() {
        return Err(unsupported_argument(
            "Specifying mount point is not supported for now",
        ));
    }
    let guest = driver.find(dom)?;
    let owner = "remoteDispatchDomainFSTrim";
    let mut job = AgentJob::begin_at_agent(&guest, JobKind::Modify, owner, caller)?;
    job.ask(&commands::trim(minimum))
}

/// Tells the guest's file systems.
pub(crate) fn file_systems(
    driver: &Arc<Driver>,
    caller: &Caller,
    dom: &DomainRef,
    flags: u32,
) -> Result<DomainFsinfo> {
    flags::check(flags, 0, "qemuDomainGetFSInfo")?;
    let guest = driver.find(dom)?;
    let owner = "remoteDispatchDomainGetFSInfo";
    let mut job = AgentJob::begin(&guest, JobKind::Query, owner, caller)?;
    let systems = job.ask(&disks::file_systems())?;
    drop(job);
    let live = live(&guest)?;
    let info: Vec<DomainFsInfo> = systems
        .into_iter()
        .map(|system| DomainFsInfo {
            mountpoint: system.mount_point,
            name: system.name,
            fstype: system.kind,
            dev_aliases: system
                .disks
                .iter()
                .filter_map(|disk| devices::disk_target(&live, disk))
                .collect(),
        })
        .collect();
    let ret = u32::try_from(info.len()).unwrap_or(u32::MAX);
    Ok(DomainFsinfo { info, ret })
}

/// The definition with which a guest runs.
pub(super) fn live(guest: &Guest) -> Result<Arc<Domain>> {
    guest.view().live.clone().ok_or_else(not_running)
}

/// Sets the password of a user in the guest.
pub(crate) fn set_password(
    driver: &Arc<Driver>,
    caller: &Caller,
    dom: &DomainRef,
    user: Option<&str>,
    password: Option<&str>,
    flags: u32,
) -> Result<()> {
    const ENCRYPTED: u32 = 1;

    flags::check(flags, ENCRYPTED, "qemuDomainSetUserPassword")?;
    let guest = driver.find(dom)?;
    let owner = "remoteDispatchDomainSetUserPassword";
    let mut job = AgentJob::begin(&guest, JobKind::Modify, owner, caller)?;
    let form = if flags & ENCRYPTED != 0 {
        Password::Encrypted
    } else {
        Password::Plain
    };
    let (user, password) = (user.unwrap_or_default(), password.unwrap_or_default());
    job.ask(&commands::set_password(user, password, form))
}

/// Tells which processors the guest has and uses.
pub(crate) fn cpus(
    driver: &Arc<Driver>,
    caller: &Caller,
    dom: &DomainRef,
    flags: u32,
) -> Result<Vec<TypedParam>> {
    flags::check(flags, 0, "qemuDomainGetGuestVcpus")?;
    let guest = driver.find(dom)?;
    let owner = "remoteDispatchDomainGetGuestVcpus";
    let mut job = AgentJob::begin(&guest, JobKind::Query, owner, caller)?;
    let cpus = job.ask(&commands::cpus())?;
    let those = |which: fn(&GuestCpu) -> bool| {
        let mut map = Bitmap::new(CPU_IDS);
        for cpu in cpus.iter().filter(|cpu| which(cpu)) {
            if !map.set(cpu.id as usize) {
                let id = cpu.id;
                let detail = format!("vcpu id '{id}' reported by guest agent is out of range");
                return Err(internal(detail));
            }
        }
        Ok(TypedValue::String(map.to_string()))
    };
    let param = |field: &str, value| TypedParam {
        field: field.to_string(),
        value,
    };
    Ok(vec![
        param("vcpus", those(|_| true)?),
        param("online", those(|cpu| cpu.online)?),
        param("offlinable", those(|cpu| cpu.offlinable)?),
    ])
}

/// Makes the guest use or leave processors.
pub(crate) fn set_cpus(
    driver: &Arc<Driver>,
    caller: &Caller,
    dom: &DomainRef,
    map: &str,
    state: i32,
    flags: u32,
) -> Result<()> {
    let function = "qemuDomainSetGuestVcpus";
    flags::check(flags, 0, function)?;
    if state != 0 && state != 1 {
        let text = "unsupported state value";
        return Err(Error::invalid_arg(
            ErrorDomain::Qemu,
            function,
            "state",
            text,
        ));
    }
    let mut map = Bitmap::parse(map, CPU_IDS)?;
    let guest = driver.find(dom)?;
    let owner = "remoteDispatchDomainSetGuestVcpus";
    let mut job = AgentJob::begin_at_agent(&guest, JobKind::Modify, owner, caller)?;
    let mut wanted = Vec::new();
    for mut cpu in job.ask(&commands::cpus())? {
        if !map.contains(cpu.id as usize) {
            continue;
        }
        map.clear(cpu.id as usize);
        if state == 0 && !cpu.offlinable {
            let detail = format!("vCPU '{}' is not offlinable", cpu.id);
            let code = ErrorCode::OperationUnsupported;
            return Err(Error::new(ErrorDomain::Qemu, code, detail));
        }
        cpu.online = state == 1;
        wanted.push(cpu);
    }
    if !map.is_empty() {
        return Err(invalid_arg(format!("guest is missing vCPUs '{map}'")));
    }
    use_cpus(&mut job, &wanted)
}

/// Asks until all that is wanted is done; an agent may do a part of it at a time.
fn use_cpus(job: &mut AgentJob<'_>, mut wanted: &[GuestCpu]) -> Result<()> {
    while !wanted.is_empty() {
        let done = job.ask(&commands::set_cpus(wanted))?;
        wanted = wanted.get(done..).unwrap_or_default();
    }
    Ok(())
}

/// How many processors the guest uses, or has.
pub(crate) fn cpu_count(guest: &Arc<Guest>, caller: &Caller, flags: u32) -> Result<i32> {
    let owner = "remoteDispatchDomainGetVcpusFlags";
    let mut job = AgentJob::begin(guest, JobKind::Query, owner, caller)?;
    let cpus = job.ask(&commands::cpus())?;
    let all = flags & flags::VCPU_MAXIMUM != 0;
    let count = cpus.iter().filter(|cpu| all || cpu.online).count();
    i32::try_from(count).map_err(|_| internal("Invalid data provided by guest agent"))
}

/// Makes the guest use so many processors.
pub(crate) fn set_cpu_count(
    driver: &Arc<Driver>,
    caller: &Caller,
    dom: &DomainRef,
    count: u32,
    flags: u32,
) -> Result<()> {
    let guest = driver.find(dom)?;
    super::query::impact(&guest.view(), flags)?;
    let owner = "remoteDispatchDomainSetVcpusFlags";
    let mut job = AgentJob::begin_at_agent(&guest, JobKind::Modify, owner, caller)?;
    let enabled = definition::vcpus_current(&*live(&guest)?);
    if count > enabled {
        let detail = format!(
            "requested vcpu count is greater than the count of enabled vcpus in the domain: \
             {count} > {enabled}"
        );
        return Err(invalid_arg(detail));
    }
    let cpus = job.ask(&commands::cpus())?;
    let changed = commands::choose_cpus(&cpus, count as usize)?;
    use_cpus(&mut job, &changed)
}

/// Tells the keys with which a user may log in.
pub(crate) fn ssh_keys(
    driver: &Arc<Driver>,
    caller: &Caller,
    dom: &DomainRef,
    user: &str,
    flags: u32,
) -> Result<Vec<String>> {
    flags::check(flags, 0, "qemuDomainAuthorizedSSHKeysGet")?;
    let guest = driver.find(dom)?;
    let owner = "remoteDispatchDomainAuthorizedSshKeysGet";
    let mut job = AgentJob::begin_at_agent(&guest, JobKind::Query, owner, caller)?;
    job.ask(&commands::keys(user))
}

/// Changes the keys with which a user may log in.
pub(crate) fn set_ssh_keys(
    driver: &Arc<Driver>,
    caller: &Caller,
    dom: &DomainRef,
    user: &str,
    keys: &[String],
    flags: u32,
) -> Result<()> {
    const APPEND: u32 = 1;
    const REMOVE: u32 = 2;

    if flags & (APPEND | REMOVE) != 0 && keys.is_empty() {
        let function = "virDomainAuthorizedSSHKeysSet";
        let text = format!("keys in {function} must not be NULL");
        let domain = ErrorDomain::Domain;
        return Err(Error::invalid_arg(domain, function, "keys", text));
    }
    flags::check(flags, APPEND | REMOVE, "qemuDomainAuthorizedSSHKeysSet")?;
    let guest = driver.find(dom)?;
    let owner = "remoteDispatchDomainAuthorizedSshKeysSet";
    let mut job = AgentJob::begin_at_agent(&guest, JobKind::Query, owner, caller)?;
    let former = if flags & APPEND != 0 {
        Former::Keep
    } else {
        Former::Drop
    };
    job.ask(&match flags & REMOVE {
        0 => commands::add_keys(user, keys, former),
        _ => commands::remove_keys(user, keys),
    })
}

fn invalid_arg(detail: String) -> Error {
    Error::new(ErrorDomain::Qemu, ErrorCode::InvalidArg, detail)
}

fn unsupported_argument(detail: &str) -> Error {
    Error::new(ErrorDomain::Qemu, ErrorCode::ArgumentUnsupported, detail)
}

fn internal(detail: impl Into<String>) -> Error {
    Error::internal(ErrorDomain::Qemu, detail.into())
}

const NANOS: u64 = 1_000_000_000;
/// How many numbers libvirt has for a guest's processors.
const CPU_IDS: usize = 4096;
