//! The host's ends of a guest's network interfaces: taps, at a bridge or on their own.
//!
//! A tap is made when its guest starts, handed to the emulator, and gone with it, however that ends.
//! What needs virtual networks, filters or queueing of the host is refused at the start by name.

use std::collections::BTreeMap;
use std::os::fd::OwnedFd;
use std::path::Path;
use std::time::Duration;

use fv_command::Command;
use fv_driver_host::{Origin, Port, Tap, is_template, require_bridge};
use fv_error::{Error, ErrorCode, ErrorDomain, Result};
use fv_model_domain::devices::interface::{Interface, NetDriverName, NetSource};
use fv_model_domain::{Domain, VirtKind, YesNo};
use fv_sys::file;

use crate::driver::Driver;
use crate::preflight::{Findings, Kind};
use crate::report;

/// The taps of a guest that starts, by the place of their interface and queue.
pub(crate) type Taps = BTreeMap<(usize, usize), OwnedFd>;

/// Checks that what a guest's interfaces are connected to is there and can be used.
pub(crate) fn check_interfaces(
    driver: &Driver,
    wanted: &Domain,
    findings: &mut Findings,
) -> Result<()> {
    for net in &wanted.devices.interfaces {
        let usable = check_interface(driver, wanted.kind, net);
        findings.check(Kind::Network, usable)?;
    }
    Ok(())
}

fn check_interface(driver: &Driver, kind: VirtKind, net: &Interface) -> Result<()> {
    match &net.source {
        NetSource::Bridge { bridge } if driver.is_privileged() => require_bridge(bridge)?,
        NetSource::Bridge { .. } => return not_yet("bridge interface of a session"),
        NetSource::Ethernet { ips, routes } => {
            if !ips.is_empty() || !routes.is_empty() {
                return not_yet("address or route of the host's end of an ethernet interface");
            }
        }
        NetSource::Network { network, .. } => {
            let detail = format!("no network with matching name '{network}'");
            return Err(Error::new(
                ErrorDomain::Network,
                ErrorCode::NoNetwork,
                detail,
            ));
        }
        NetSource::Direct { .. } => return not_yet("interface of type 'direct'"),
        NetSource::Vdpa { .. } => return not_yet("interface of type 'vdpa'"),
        _ => return Ok(()),
    }
    check_details(net)?;
    if (net.backend.tap.is_some() || net.backend.vhost.is_some()) && !driver.is_privileged() {
        return Err(unsupported("cannot use custom tap device in session mode"));
    }
    check_vhost(kind, net)
}

fn check_details(net: &Interface) -> Result<()> {
    let details = [
        (net.bandwidth.is_some(), "bandwidth"),
        (net.vlan.is_some(), "vlan"),
        (net.virtual_port.is_some(), "virtualport"),
        (net.filter.is_some(), "filterref"),
        (net.coalesce_rx_frames_max.is_some(), "coalesce"),
    ];
    match details.into_iter().find(|(wanted, _)| *wanted) {
        Some((_, element)) => not_yet(&format!("element '{element}' of an interface")),
        None => Ok(()),
    }
}

/// Whoever asks for the kernel's help by name is to get it.
fn check_vhost(kind: VirtKind, net: &Interface) -> Result<()> {
    if kind != VirtKind::Kvm || net.driver.name != Some(NetDriverName::Vhost) {
        return Ok(());
    }
    if !net.is_virtio() {
        let detail = "vhost-net is only supported for virtio network interfaces";
        return Err(unsupported(detail));
    }
    match file::is_writable(Path::new(vhost_node(net))) {
        true => Ok(()),
        false => Err(unsupported(
            "vhost-net was requested for an interface, but is unavailable",
        )),
    }
}

/// Whether the kernel moves the packets of this guest.
pub(crate) fn uses_vhost(wanted: &Domain) -> bool {
    let usable = |net: &Interface| file::is_writable(Path::new(vhost_node(net)));
    wanted.kind == VirtKind::Kvm && wanted.devices.interfaces.iter().all(usable)
}

pub(crate) fn vhost_node(net: &Interface) -> &str {
    net.backend.vhost.as_deref().unwrap_or("/dev/vhost-net")
}

/// Gives names to the taps of a guest that starts.
pub(crate) fn name_taps(driver: &Driver, live: &mut Domain) -> Result<()> {
    for net in &mut live.devices.interfaces {
        if !has_tap(net) {
            continue;
        }
        let given = net.target.dev.as_deref();
        if given.is_none_or(is_template) && net.target.managed != Some(YesNo::No) {
            net.target.dev = Some(driver.tap_names().find(given)?);
        }
    }
    Ok(())
}

/// Makes the taps of a guest, and runs the scripts that finish them.
pub(crate) fn open_taps(driver: &Driver, live: &Domain) -> Result<Taps> {
    let mut taps = Taps::new();
    for (place, net) in live.devices.interfaces.iter().enumerate() {
        if !has_tap(net) {
            continue;
        }
        let tap = tap_of(net)?;
        for (queue, fd) in tap.open()?.into_iter().enumerate() {
            taps.insert((place, queue), fd);
        }
        let script = net.script.as_ref().and_then(|script| script.path.as_ref());
        if let Some(script) = script {
            run_script(driver, script, &tap.name)?;
        }
    }
    Ok(taps)
}

fn tap_of(net: &Interface) -> Result<Tap> {
    let name = net.target.dev.clone().ok_or_else(|| {
        let detail = "target dev must be supplied when managed='no'";
        Error::internal(ErrorDomain::Qemu, detail)
    })?;
    let bridge = match &net.source {
        NetSource::Bridge { bridge } => Some(Port {
            bridge: bridge.clone(),
            isolated: net.isolated == Some(YesNo::Yes),
        }),
        _ => None,
    };
    Ok(Tap {
        name,
        origin: match net.target.managed {
            Some(YesNo::No) => Origin::Existing,
            _ => Origin::Made {
                guest: net.mac.address.unwrap_or_default().0,
            },
        },
        node: net.backend.tap.clone(),
        queues: usize::try_from(net.driver.queues)
            .unwrap_or(1)
            .clamp(1, QUEUES_MAX),
        vnet_header: takes_header(net),
        mtu: net
            .mtu
            .as_ref()
            .map(|mtu| mtu.size)
            .filter(|size| *size > 0),
        bridge,
    })
}

/// Runs what the definition wants to be run when taps go; the taps are gone with the emulator.
pub(crate) fn taps_are_gone(driver: &Driver, live: &Domain) {
    for net in live.devices.interfaces.iter().filter(|net| has_tap(net)) {
        let script = net.downscript.as_ref();
        let script = script.and_then(|script| script.path.as_ref());
        if let (Some(script), Some(tap)) = (script, &net.target.dev)
            && let Err(error) = run_script(driver, script, tap)
        {
            report::warn(format!("script of interface '{tap}' failed: {error}"));
        }
    }
}

fn run_script(driver: &Driver, script: &str, tap: &str) -> Result<()> {
    let mut command = Command::new(script);
    command
        .arg(tap)
        .search_path(driver.search_path())
        .timeout(SCRIPT_TIME);
    let output = driver.runner().run(&command)?;
    output.require_success(&command).map(drop)
}

fn has_tap(net: &Interface) -> bool {
    matches!(
        net.source,
        NetSource::Bridge { .. } | NetSource::Ethernet { .. }
    )
}

/// Whether the guest's device can leave work on its packets to the host.
fn takes_header(net: &Interface) -> bool {
    let others = ["e1000e", "igb", "vmxnet3"];
    net.is_virtio() || net.model.as_deref().is_some_and(|it| others.contains(&it))
}

fn not_yet(what: &str) -> Result<()> {
    Err(unsupported(&format!("{what} is not supported yet")))
}

fn unsupported(detail: &str) -> Error {
    Error::new(ErrorDomain::Qemu, ErrorCode::ConfigUnsupported, detail)
}

/// As many as the kernel's driver has.
const QUEUES_MAX: usize = 256;
/// How long a script may take.
const SCRIPT_TIME: Duration = Duration::from_secs(30);
