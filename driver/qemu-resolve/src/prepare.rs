//! What a definition gets when its guest is started: aliases, indexes, sizes, sockets.
//!
//! The result is the live document; none of it goes back into the persistent definition.

use fv_driver_qemu_caps::Caps;
use fv_error::Result;
use fv_model_domain::Domain;
use fv_model_domain::devices::address::Address;
use fv_model_domain::devices::chardev::{Channel, ChannelTargetKind, CharSource, SocketMode};
use fv_model_domain::devices::source::{BackingStore, StorageKind};

use crate::alias::assign_aliases;
use crate::assign::{self, Age};
use crate::firmware::{self, FirmwareContext};
use crate::graphics::{self, FirstPorts, GraphicsContext, Ports};
use crate::guest_cpu::{self, CpuContext};
use crate::machine::machine_of;
use crate::rules::unsupported;

/// What a start depends on besides the definition.
#[expect(missing_debug_implementations, reason = "holds the host's ports")]
pub struct PrepareContext<'a> {
    /// The folder in which sockets of this guest's channels are made.
    pub channel_dir: String,
    /// Whether the guest starts afresh, or goes on from where it was.
    pub start: Start,
    /// The host's firmware.
    pub firmware: FirmwareContext,
    /// What the guest's screens depend on.
    pub graphics: GraphicsContext,
    /// The ports that it may be given.
    pub ports: &'a dyn Ports,
    /// The host's processor; a processor stays as the definition has it where that is not given.
    pub cpu: Option<CpuContext<'a>>,
}

impl PrepareContext<'_> {
    /// A start afresh on a host with the default configuration.
    pub fn new(domain_dir: impl Into<String>, channel_dir: impl Into<String>) -> Self {
        Self {
            channel_dir: channel_dir.into(),
            start: Start::Fresh,
            firmware: FirmwareContext::default(),
            graphics: GraphicsContext::new(domain_dir),
            ports: &FirstPorts,
            cpu: None,
        }
    }
}

/// Whether a guest starts afresh.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Start {
    /// It does.
    Fresh,
    /// It goes on: from a file, or from another host.
    Incoming,
}

/// Completes a definition for a start.
pub fn prepare_start(domain: &mut Domain, caps: &Caps, context: &PrepareContext<'_>) -> Result<()> {
    let age = match context.start {
        Start::Fresh => Age::New,
        Start::Incoming => Age::Existing,
    };
    assign::addresses(domain, caps, age)?;
    firmware::fill(domain, &context.firmware, firmware::Since::Before)?;
    if let Some(cpu) = &context.cpu {
        guest_cpu::settle(domain, caps, cpu, context.start)?;
    }
    assign_aliases(domain)?;
    number_images(domain);
    if context.start == Start::Fresh {
        align_memory(domain)?;
    }
    graphics::prepare(domain, caps, &context.graphics, context.ports)?;
    for channel in &mut domain.devices.channels {
        choose_socket(channel, &context.channel_dir);
    }
    Ok(())
}

/// Numbers the images of all disks, the last disk first; block nodes are named after them.
fn number_images(domain: &mut Domain) {
    let mut next = 1;
    for disk in domain.devices.disks.iter_mut().rev() {
        if disk.source.kind == StorageKind::VhostUser {
            continue;
        }
        // An empty drive takes a number as well, which is gone once the guest runs.
        if !disk.source.is_empty() {
            disk.source.index = next;
        }
        next += 1;
        let mut below = disk.backing_store.as_mut();
        while let Some(BackingStore::Image(image)) = below {
            image.source.index = next;
            next += 1;
            below = image.backing.as_mut();
        }
    }
}

/// Rounds the memory up to what the board can be built from.
fn align_memory(domain: &mut Domain) -> Result<()> {
    let align_kib = if machine_of(domain).is_ppc64() {
        256 * 1024
    } else {
        1024
    };
    let round = |size: u64| size.checked_next_multiple_of(align_kib);
    if let Some(numa) = domain.cpu.as_mut().and_then(|cpu| cpu.numa.as_mut())
        && !numa.cells.is_empty()
    {
        // What the cells have is what the guest has.
        let mut total = Some(0u64);
        for cell in &mut numa.cells {
            cell.memory_kib = round(cell.memory_kib).unwrap_or(u64::MAX);
            total = total.and_then(|total| total.checked_add(cell.memory_kib));
        }
        domain.memory.total_kib = total.unwrap_or(u64::MAX);
    }
    let memory = &mut domain.memory;
    let limit = fv_model_domain::memory::BYTES_MAX >> 10;
    let Some(total) = round(memory.total_kib).filter(|total| *total <= limit) else {
        return unsupported("initial memory size overflowed after alignment");
    };
    let Some(max) = round(memory.max_kib).filter(|max| *max <= limit) else {
        return unsupported("maximum memory size overflowed after alignment");
    };
    (memory.total_kib, memory.max_kib) = (total, max);
    memory.current_kib = memory.current_kib.min(total);
    Ok(())
}

/// Chooses where the socket of a channel is, unless the definition says so.
fn choose_socket(channel: &mut Channel, dir: &str) {
    if channel.target.kind != Some(ChannelTargetKind::Virtio) {
        return;
    }
    let CharSource::Unix(socket) = &mut channel.backend.source else {
        return;
    };
    if socket.path.is_some() {
        return;
    }
    let name = match (&channel.target.name, &channel.info.address) {
        (Some(name), _) => name.clone(),
        (None, Some(Address::VirtioSerial(address))) => {
            let (controller, bus, port) = (address.controller, address.bus, address.port);
            format!("vioser-{controller:02}-{bus:02}-{port:02}.sock")
        }
        (None, _) => "vioser-00-00-00.sock".to_string(),
    };
    socket.path = Some(format!("{dir}/{name}"));
    socket.mode = SocketMode::Bind;
}
