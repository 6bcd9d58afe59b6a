//! What a definition gets when its guest is started: aliases, indexes, sizes, sockets.
//!
//! The result is the live document; none of it goes back into the persistent definition.

use fv_driver_qemu_caps::Caps;
use fv_error::Result;
use fv_model_domain::Domain;
use fv_model_domain::devices::address::Address;
use fv_model_domain::devices::chardev::{Channel, ChannelTargetKind, CharSource, SocketMode};
use fv_model_domain::devices::disk::{Disk, DiskBus};
use fv_model_domain::devices::source::{BackingStore, StorageKind, StorageSource};
use fv_model_domain::security::LaunchSecurity;

use crate::alias::assign_aliases;
use crate::assign::{self, Age};
use crate::firmware::{self, FirmwareContext};
use crate::graphics::{self, FirstPorts, GraphicsContext, Ports};
use crate::guest_cpu::{self, CpuContext};
use crate::memory;

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
        memory::align(domain)?;
    }
    describe_encryption(domain, caps);
    graphics::prepare(domain, caps, &context.graphics, context.ports)?;
    for channel in &mut domain.devices.channels {
        choose_socket(channel, &context.channel_dir);
    }
    Ok(())
}

/// Says how this host marks encrypted pages, which a definition may leave open.
fn describe_encryption(domain: &mut Domain, caps: &Caps) {
    let common = match &mut domain.launch_security {
        Some(LaunchSecurity::Sev(sev)) => &mut sev.common,
        Some(LaunchSecurity::SevSnp(snp)) => &mut snp.common,
        Some(LaunchSecurity::S390Pv) | None => return,
    };
    if let Some(host) = &caps.sev {
        let number = |value: u64| u32::try_from(value).ok();
        common.cbitpos = common.cbitpos.or(number(host.cbitpos));
        let bits = number(host.reduced_phys_bits);
        common.reduced_phys_bits = common.reduced_phys_bits.or(bits);
    }
}

/// How many numbers the images of all disks take; what else is a block node is numbered after it.
pub fn numbered_images(domain: &Domain) -> u32 {
    let disks = domain.devices.disks.iter();
    disks.filter(|disk| has_nodes(disk)).map(numbers).sum()
}

/// How many images a disk has, one behind the other, with the files that hold their data.
pub fn chain_length(disk: &Disk) -> u32 {
    let images = |source: &StorageSource| 1 + u32::from(source.data_store.is_some());
    let mut length = images(&disk.source);
    let mut below = disk.backing_store.as_ref();
    while let Some(BackingStore::Image(image)) = below {
        length += images(&image.source);
        below = image.backing.as_ref();
    }
    length
}

/// How many numbers a disk takes: for its images, and for the filters above them.
fn numbers(disk: &Disk) -> u32 {
    let filters = disk.throttle_filters.filters.len();
    chain_length(disk) + u32::try_from(filters).unwrap_or(u32::MAX)
}

/// Whether a disk is made of block nodes that have names.
fn has_nodes(disk: &Disk) -> bool {
    disk.source.kind != StorageKind::VhostUser && disk.target.bus != Some(DiskBus::Sd)
}

/// Numbers the images of all disks, the last disk first; block nodes are named after them.
fn number_images(domain: &mut Domain) {
    let mut next = 1;
    for disk in domain.devices.disks.iter_mut().rev() {
        if !has_nodes(disk) {
            continue;
        }
        let after = next + numbers(disk);
        // An empty drive takes a number as well, which is gone once the guest runs.
        if !disk.source.is_empty() {
            next = number_image(&mut disk.source, next);
        }
        let mut below = disk.backing_store.as_mut();
        while let Some(BackingStore::Image(image)) = below {
            next = number_image(&mut image.source, next);
            below = image.backing.as_mut();
        }
        next = after;
    }
}

/// Numbers an image and the file that holds its data; the answer is the next number.
fn number_image(source: &mut StorageSource, number: u32) -> u32 {
    source.index = number;
    match &mut source.data_store {
        Some(store) => {
            store.source.index = number + 1;
            number + 2
        }
        None => number + 1,
    }
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
