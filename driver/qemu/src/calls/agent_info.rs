//! What the agent tells of the guest as a whole, and where else its addresses are known from.

use std::path::Path;
use std::sync::Arc;

use fv_api::{Caller, DomainInterface, DomainIpAddress, DomainRef};
use fv_driver_kit::JobKind;
use fv_driver_qemu_monitor::agent::interfaces::{self, GuestInterface};
use fv_driver_qemu_monitor::agent::{AgentCall, commands, disks};
use fv_error::{Error, ErrorCode, ErrorDomain, Result};
use fv_model_domain::Domain;
use fv_sys::file;
use fv_types::{TypedParam, TypedValue};

use crate::agent::AgentJob;
use crate::driver::Driver;
use crate::job::not_running;
use crate::{devices, flags};

/// `virDomainGuestInfoTypes`.
mod kinds {
    pub(super) const USERS: u32 = 1;
    pub(super) const SYSTEM: u32 = 2;
    pub(super) const TIME_ZONE: u32 = 4;
    pub(super) const HOSTNAME: u32 = 8;
    pub(super) const FILE_SYSTEMS: u32 = 16;
    pub(super) const DISKS: u32 = 32;
    pub(super) const INTERFACES: u32 = 64;
    pub(super) const LOAD: u32 = 128;
    pub(super) const ALL: u32 = 255;
}

/// Tells several kinds of things at once: what was asked for, or all that the agent knows of.
pub(crate) fn guest_info(
    driver: &Arc<Driver>,
    caller: &Caller,
    dom: &DomainRef,
    types: u32,
    flags: u32,
) -> Result<Vec<TypedParam>> {
    flags::check(flags, 0, "qemuDomainGetGuestInfo")?;
    if types & !kinds::ALL != 0 {
        let other = types & !kinds::ALL;
        let detail = format!("unsupported guest information types '0x{other:x}'");
        return Err(Error::new(ErrorDomain::Qemu, ErrorCode::InvalidArg, detail));
    }
    let guest = driver.find(dom)?;
    let owner = "remoteDispatchDomainGetGuestInfo";
    let job = AgentJob::begin_at_agent(&guest, JobKind::Query, owner, caller)?;
    let mut asking = Asking { job, types };
    let mut params = asking.first()?;
    let systems = asking.about(kinds::FILE_SYSTEMS, &disks::file_systems())?;
    let disks = asking.about(kinds::DISKS, &disks::disks())?;
    let interfaces = asking.about(kinds::INTERFACES, &interfaces::interfaces())?;
    let load = asking.about(kinds::LOAD, &commands::load())?;
    drop(asking);
    let live = super::agent::live(&guest)?;
    let target = |disk: &disks::DiskAddress| devices::disk_target(&live, disk);
    // Of what there is none, nothing is told.
    if let Some(systems) = systems.filter(|systems| !systems.is_empty()) {
        params.extend(disks::file_systems_to_params(&systems, target));
    }
    if let Some(disks) = disks.filter(|disks| !disks.is_empty()) {
        params.extend(disks::disks_to_params(&disks, target));
    }
    if let Some(interfaces) = interfaces.filter(|interfaces| !interfaces.is_empty()) {
        params.extend(interfaces::to_params(&interfaces));
    }
    for (minutes, load) in [1, 5, 15].into_iter().zip(load.into_iter().flatten()) {
        params.push(TypedParam {
            field: format!("load.{minutes}m"),
            value: TypedValue::Double(load),
        });
    }
    Ok(params)
}

/// The questions of one call.
struct Asking<'a> {
    job: AgentJob<'a>,
    types: u32,
}

impl Asking<'_> {
    /// What stands as the agent tells it.
    fn first(&mut self) -> Result<Vec<TypedParam>> {
        let users = self.about(kinds::USERS, &commands::users())?;
        let system = self.about(kinds::SYSTEM, &commands::system())?;
        let zone = self.about(kinds::TIME_ZONE, &commands::time_zone())?;
        let hostname = self.about(kinds::HOSTNAME, &commands::hostname())?;
        let hostname = hostname.map(|name| TypedParam {
            field: "hostname".into(),
            value: TypedValue::String(name),
        });
        let lists = [users, system, zone].into_iter().flatten().flatten();
        Ok(lists.chain(hostname).collect())
    }

    /// Asks, if this was asked for; where everything was, an agent may lack the command.
    fn about<R: 'static>(&mut self, kind: u32, call: &AgentCall<R>) -> Result<Option<R>> {
        match self.types {
            0 => self.job.ask_if_known(call),
            types if types & kind != 0 => self.job.ask(call).map(Some),
            _ => Ok(None),
        }
    }
}

/// Tells the guest's addresses, from where the caller wants.
pub(crate) fn addresses(
    driver: &Arc<Driver>,
    caller: &Caller,
    dom: &DomainRef,
    source: u32,
    flags: u32,
) -> Result<Vec<DomainInterface>> {
    const LEASE: u32 = 0;
    const AGENT: u32 = 1;
    const ARP: u32 = 2;

    flags::check(flags, 0, "qemuDomainInterfaceAddresses")?;
    let guest = driver.find(dom)?;
    let live = guest.view().live.clone().ok_or_else(not_running)?;
    match source {
        // No network of ours gives leases yet.
        LEASE => Ok(Vec::new()),
        AGENT => {
            let owner = "remoteDispatchDomainInterfaceAddresses";
            let mut job = AgentJob::begin(&guest, JobKind::Query, owner, caller)?;
            let known = job.ask(&interfaces::interfaces())?;
            Ok(known.into_iter().map(told_by_agent).collect())
        }
        ARP => neighbours(&live),
        other => {
            let other = other.cast_signed();
            let detail = format!("Unknown IP address data source {other}");
            let code = ErrorCode::ArgumentUnsupported;
            Err(Error::new(ErrorDomain::Qemu, code, detail))
        }
    }
}

fn told_by_agent(interface: GuestInterface) -> DomainInterface {
    let addresses = interface.addresses.into_iter();
    DomainInterface {
        name: interface.name,
        hwaddr: interface.mac,
        addrs: addresses
            .map(|address| DomainIpAddress {
                kind: address.kind as i32,
                addr: address.address,
                prefix: address.prefix,
            })
            .collect(),
    }
}

/// What the host has learnt of addresses by talking to the guest.
fn neighbours(live: &Domain) -> Result<Vec<DomainInterface>> {
    let table = file::read_pseudo(Path::new("/proc/net/arp"), TABLE_MAX)
        .map_err(|error| Error::system(ErrorDomain::Qemu, error, "cannot read the ARP table"))?;
    let mut found = Vec::new();
    for card in &live.devices.interfaces {
        let mac = card.mac.address.unwrap_or_default().to_string();
        let known = table.lines().skip(1).filter_map(neighbour);
        let known = known.filter(|(_, hardware)| hardware.eq_ignore_ascii_case(&mac));
        found.extend(known.map(|(address, _)| DomainInterface {
            name: card.target.dev.clone().unwrap_or_default(),
            hwaddr: Some(mac.clone()),
            addrs: vec![DomainIpAddress {
                kind: 0,
                addr: address.to_string(),
                prefix: 0,
            }],
        }));
    }
    Ok(found)
}

/// Address and hardware address in a line of the kernel's table, if the entry is complete.
fn neighbour(line: &str) -> Option<(&str, &str)> {
    let mut columns = line.split_ascii_whitespace();
    let address = columns.next()?;
    let flags = columns.nth(1)?.trim_start_matches("0x");
    let hardware = columns.next()?;
    let complete = u32::from_str_radix(flags, 16).ok()? & COMPLETE != 0;
    complete.then_some((address, hardware))
}

const COMPLETE: u32 = 2;
const TABLE_MAX: u64 = 16 << 20;
