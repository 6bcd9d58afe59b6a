//! What the host has only so much of: ports and memory; and what its emulators can do.

use std::io;
use std::path::Path;

use fv_driver_host::{Account, Holder, Use, Walker};
use fv_driver_qemu_caps::{Caps, VirtType};
use fv_driver_qemu_resolve::check_emulator;
use fv_error::{Error, ErrorDomain, Result};
use fv_model_domain::devices::chardev::{CharSource, SocketMode};
use fv_model_domain::devices::graphics::{Graphics, Listen, ListenKind};
use fv_model_domain::{Domain, VirtKind};
use fv_sys::file;

use super::{Findings, Kind};
use crate::driver::Driver;
use crate::ports::FreePorts;

/// Checks that nothing listens yet at the ports that a definition names.
pub(crate) fn check_ports(
    wanted: &Domain,
    ports: &FreePorts,
    findings: &mut Findings,
) -> Result<()> {
    for port in named_ports(wanted) {
        let free = match ports.is_taken(&port.address, port.number) {
            false => Ok(()),
            true => {
                let detail = format!(
                    "Cannot listen on port {} of address '{}' for {}",
                    port.number, port.address, port.what
                );
                let cause = io::Error::from_raw_os_error(EADDRINUSE);
                Err(Error::system(ErrorDomain::Qemu, cause, detail))
            }
        };
        findings.check(Kind::Port, free)?;
    }
    Ok(())
}

/// A port at which the emulator will listen because the definition says so.
#[derive(Debug, PartialEq, Eq)]
struct NamedPort {
    address: String,
    number: u16,
    what: &'static str,
}

fn named_ports(wanted: &Domain) -> Vec<NamedPort> {
    let mut ports = Vec::new();
    let mut add = |address: &str, number: i32, what| {
        if let Ok(number @ 1..) = u16::try_from(number) {
            let address = address.to_string();
            ports.push(NamedPort {
                address,
                number,
                what,
            });
        }
    };
    for graphics in &wanted.devices.graphics {
        match graphics {
            Graphics::Vnc(vnc) => {
                let Some(address) = address_of(&vnc.listens) else {
                    continue;
                };
                if !vnc.autoport {
                    add(address, vnc.port, "VNC");
                }
                if !vnc.websocket_generated {
                    add(address, vnc.websocket, "VNC over a web socket");
                }
            }
            Graphics::Spice(spice) if !spice.autoport => {
                if let Some(address) = address_of(&spice.listens) {
                    add(address, spice.port, "SPICE");
                    add(address, spice.tls_port, "SPICE with TLS");
                }
            }
            _ => {}
        }
    }
    let devices = &wanted.devices;
    let serials = devices.serials.iter().map(|port| &port.backend.source);
    let channels = devices.channels.iter().map(|port| &port.backend.source);
    for source in serials.chain(channels) {
        if let CharSource::Tcp(tcp) = source
            && tcp.mode == SocketMode::Bind
            && let Some(number) = tcp.service.as_deref().and_then(|text| text.parse().ok())
        {
            add(
                tcp.host.as_deref().unwrap_or("0.0.0.0"),
                number,
                "a character device",
            );
        }
    }
    ports
}

/// The address at which a screen waits, if it waits at one.
fn address_of(listens: &[Listen]) -> Option<&str> {
    let first = listens.first()?;
    let is_address = matches!(first.kind, ListenKind::Address | ListenKind::Network);
    is_address.then(|| first.address.as_deref().unwrap_or("127.0.0.1"))
}

/// Checks that the kernel will give a guest its memory.
///
/// Only what is certain counts: memory that others use now may be free in time, and most guests
/// never touch all that they have.
pub(crate) fn check_memory(wanted: &Domain, findings: &mut Findings) -> Result<()> {
    let huge = wanted.memory_backing.huge_pages.is_some();
    let read = |path: &str| file::read_pseudo(Path::new(path), 64 * 1024).unwrap_or_default();
    let enough = match huge {
        true => Ok(()),
        false => enough_memory(
            wanted.memory.total_kib,
            &Memory::parse(&read("/proc/meminfo")),
            read("/proc/sys/vm/overcommit_memory").trim(),
        ),
    };
    findings.check(Kind::Memory, enough).map(drop)
}

/// What the kernel says of its memory, in KiB.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Memory {
    total: u64,
    swap: u64,
    limit: u64,
    committed: u64,
}

impl Memory {
    fn parse(text: &str) -> Self {
        let field = |name: &str| {
            let line = text.lines().find_map(|line| line.strip_prefix(name))?;
            line.split_whitespace().next()?.parse().ok()
        };
        Self {
            total: field("MemTotal:").unwrap_or(u64::MAX),
            swap: field("SwapTotal:").unwrap_or(0),
            limit: field("CommitLimit:").unwrap_or(u64::MAX),
            committed: field("Committed_AS:").unwrap_or(0),
        }
    }
}

/// Whether the kernel lets a process have so much, under its rule for promising more than it has.
fn enough_memory(wanted_kib: u64, memory: &Memory, rule: &str) -> Result<()> {
    let (has, words) = match rule {
        // Everything is promised.
        "1" => return Ok(()),
        // Nothing is promised that is not there.
        "2" => (
            memory.limit.saturating_sub(memory.committed),
            "are left to promise",
        ),
        // Only what can never be there is refused.
        _ => (
            memory.total.saturating_add(memory.swap),
            "of memory and swap are all there is",
        ),
    };
    if wanted_kib <= has {
        return Ok(());
    }
    let cause = io::Error::from_raw_os_error(ENOMEM);
    let detail = format!("Cannot set up guest memory of {wanted_kib} KiB, {has} KiB {words}");
    Err(Error::system(ErrorDomain::Qemu, cause, detail))
}

/// Checks that the emulator still has what the guest needs of it, and says why it has no KVM.
pub(crate) fn check_machine(
    driver: &Driver,
    wanted: &Domain,
    caps: &Caps,
    account: Option<&Account>,
) -> Result<()> {
    let Err(error) = check_emulator(wanted, caps) else {
        return Ok(());
    };
    if wanted.kind != VirtKind::Kvm || caps.supports(VirtType::Kvm) {
        return Err(error);
    }
    let device = Path::new(KVM);
    let path = driver.search_path();
    let account = account.filter(|_| driver.is_privileged());
    let walker = account.map_or_else(|| Walker::own(path), |account| Walker::new(account, path));
    let reason = match walker.obstacle(device, Use::ReadWrite, Holder::Present) {
        _ if !file::exists(device) => format!("there is no {KVM}; this may help: modprobe kvm"),
        Some(obstacle) => obstacle.to_string(),
        None => return Err(error),
    };
    let detail = format!("{}: {reason}", error.detail());
    Err(Error::new(error.domain(), error.code(), detail))
}

const KVM: &str = "/dev/kvm";
const EADDRINUSE: i32 = 98;
const ENOMEM: i32 = 12;

#[cfg(test)]
#[path = "tests/host.rs"]
mod tests;
