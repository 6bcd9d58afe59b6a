//! What the driver asks of a definition: sizes, ports, files, actions, documents.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use fv_driver_host::{Remember, Use};
use fv_driver_qemu_monitor::BlockIoError;
use fv_driver_qemu_monitor::commands::chardev::ChardevInfo;
use fv_error::{Error, ErrorDomain, Result};
use fv_model_domain::devices::chardev::{
    Channel, ChannelState, ChannelTargetKind, CharSource, SocketMode,
};
use fv_model_domain::devices::disk::Disk;
use fv_model_domain::devices::source::{BackingStore, StorageFormat, StorageKind};
use fv_model_domain::memory::MemorySourceKind;
use fv_model_domain::{Domain, LifecycleAction, Scope};
use fv_types::Uuid;

use crate::guest::View;
use crate::{flags, migratable};

pub(crate) use crate::metadata::{metadata, set_metadata};

/// The uuid and the name.
pub(crate) fn identity(definition: &Domain) -> (Uuid, String) {
    (definition.uuid, definition.name.clone())
}

/// The word for how it is run, such as `hvm`.
pub(crate) fn os_type(definition: &Domain) -> String {
    definition.os.machine.kind.as_str().to_string()
}

/// All memory it may have.
pub(crate) fn memory_max_kib(definition: &Domain) -> u64 {
    definition.memory.total_kib
}

/// The memory that it has.
pub(crate) fn memory_current_kib(definition: &Domain) -> u64 {
    definition.memory.current_kib
}

/// How many processors it may have.
pub(crate) fn vcpus_max(definition: &Domain) -> u32 {
    definition.vcpus.max
}

/// How many processors it has.
pub(crate) fn vcpus_current(definition: &Domain) -> u32 {
    definition.vcpus.current
}

/// What is done about a guest that panicked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OnCrash {
    /// It is ended.
    Destroy,
    /// It starts again.
    Restart,
    /// It stays as it is.
    Preserve,
}

/// What is done about a guest that panicked; dumps of its memory are not made yet.
pub(crate) fn on_crash(view: &View) -> OnCrash {
    match view.live.as_ref().map(|live| live.on_crash) {
        Some(LifecycleAction::Restart | LifecycleAction::CoredumpRestart) => OnCrash::Restart,
        Some(LifecycleAction::Preserve) => OnCrash::Preserve,
        _ => OnCrash::Destroy,
    }
}

/// Whether it starts again when it turns itself off.
pub(crate) fn restarts_on_poweroff(view: &View) -> bool {
    view.live
        .as_ref()
        .is_some_and(|live| live.on_poweroff == LifecycleAction::Restart)
}

/// Whether it starts again when it is asked to reboot, or is shut down instead.
pub(crate) fn restarts_on_reboot(view: &View) -> bool {
    !view.live.as_ref().is_some_and(|live| {
        matches!(
            live.on_reboot,
            LifecycleAction::Destroy | LifecycleAction::Preserve
        )
    })
}

/// The document in the variant that a client asked for.
pub(crate) fn to_xml(view: &View, flags: u32) -> Result<String> {
    use flags::xml::{INACTIVE, MIGRATABLE, SECURE};

    let inactive = flags & INACTIVE != 0;
    let kept = view.without_run().filter(|_| inactive);
    // What only runs has no other document, so the balloon shows in each of its variants.
    let run = view.run.as_ref().filter(|_| kept.is_none());
    let mut definition = kept
        .or_else(|| view.definition())
        .ok_or_else(|| Error::internal(ErrorDomain::Qemu, "a guest without a definition"))?;
    let balloon = run.and_then(|run| run.balloon_kib);
    if let Some(kib) = balloon.filter(|kib| *kib != definition.memory.current_kib) {
        Arc::make_mut(&mut definition).memory.current_kib = kib;
    }
    let mut scope = if inactive { Scope::NONE } else { Scope::LIVE };
    // Whoever takes the guest over needs its passwords.
    if flags & (SECURE | MIGRATABLE) != 0 {
        scope |= Scope::SECRET;
    }
    if flags & MIGRATABLE != 0 {
        return migratable::document(view, &definition, scope);
    }
    Ok(definition.to_xml(scope))
}

/// The document as it is kept.
pub(crate) fn to_file_xml(definition: &Domain) -> Result<String> {
    Ok(definition.to_xml(Scope::SECRET))
}

/// A serial port, console or channel, as far as it can be opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Port {
    /// Its alias.
    pub(crate) alias: Option<String>,
    /// The terminal, where it is one.
    pub(crate) pty: Option<PathBuf>,
    /// The socket, where it is one.
    pub(crate) socket: Option<PathBuf>,
}

impl Port {
    fn new(alias: Option<&String>, source: &CharSource) -> Self {
        let pty = match source {
            CharSource::Pty { path } => path.as_ref().map(PathBuf::from),
            _ => None,
        };
        let socket = match source {
            CharSource::Unix(socket) => socket.path.as_ref().map(PathBuf::from),
            _ => None,
        };
        Self {
            alias: alias.cloned(),
            pty,
            socket,
        }
    }
}

/// The console of this alias, or the first one.
pub(crate) fn console(definition: &Domain, name: Option<&str>) -> Option<Port> {
    let devices = &definition.devices;
    let consoles = devices
        .consoles
        .iter()
        .map(|port| (&port.info, &port.backend));
    let serials = devices
        .serials
        .iter()
        .map(|port| (&port.info, &port.backend));
    let parallels = devices
        .parallels
        .iter()
        .map(|port| (&port.info, &port.backend));
    let found = match name {
        Some(name) => consoles
            .chain(serials)
            .chain(parallels)
            .find(|(info, _)| info.alias.as_deref() == Some(name)),
        None => consoles.chain(serials).next(),
    };
    found.map(|(info, backend)| Port::new(info.alias.as_ref(), &backend.source))
}

/// The channel of this alias or of this name, or the first one.
pub(crate) fn channel(definition: &Domain, name: Option<&str>) -> Option<Port> {
    let is_it = |channel: &&Channel| match name {
        None => true,
        Some(name) => {
            let virtio = channel.target.kind == Some(ChannelTargetKind::Virtio);
            channel.info.alias.as_deref() == Some(name)
                || virtio && channel.target.name.as_deref() == Some(name)
        }
    };
    let found = definition.devices.channels.iter().find(is_it);
    found.map(|channel| Port::new(channel.info.alias.as_ref(), &channel.backend.source))
}

/// The name of the channel through which the guest's helper is spoken to.
const HELPER: &str = "org.qemu.guest_agent.0";

/// Whether it has a channel for the guest's helper.
pub(crate) fn has_helper_channel(definition: &Domain) -> bool {
    definition.devices.channels.iter().any(is_helper)
}

/// The socket through which the guest's helper is spoken to.
pub(crate) fn agent_socket(definition: &Domain) -> Option<PathBuf> {
    let channel = definition
        .devices
        .channels
        .iter()
        .find(|it| is_helper(it))?;
    match &channel.backend.source {
        CharSource::Unix(socket) => socket.path.as_ref().map(PathBuf::from),
        _ => None,
    }
}

fn is_helper(channel: &Channel) -> bool {
    channel.target.name.as_deref() == Some(HELPER)
        && matches!(channel.backend.source, CharSource::Unix(_))
}

/// Notes whether the guest has a channel open; tells whether it is the helper's, or nothing if
/// there is no such channel or nothing changed.
pub(crate) fn set_channel_state(view: &mut View, alias: &str, open: bool) -> Option<bool> {
    let live = view.live.as_mut()?;
    let state = channel_state(open);
    let found = |channel: &Channel| {
        channel.info.alias.as_deref() == Some(alias) && channel.target.state != Some(state)
    };
    let place = live.devices.channels.iter().position(found)?;
    let channel = &mut Arc::make_mut(live).devices.channels[place];
    channel.target.state = Some(state);
    Some(is_helper(channel))
}

fn channel_state(open: bool) -> ChannelState {
    if open {
        ChannelState::Connected
    } else {
        ChannelState::Disconnected
    }
}

/// Puts in what QEMU tells of its character devices: terminals, and which channels are open.
/// Says whether the guest's helper has its channel open, if there is such a channel.
pub(crate) fn set_chardevs(
    definition: &mut Domain,
    chardevs: &BTreeMap<String, ChardevInfo>,
) -> Option<bool> {
    let info = |alias: Option<&String>| chardevs.get(&format!("char{}", alias?));
    let set = |alias: Option<&String>, source: &mut CharSource| {
        if let (Some(info), CharSource::Pty { path }) = (info(alias), source)
            && let Some(pty) = &info.pty
        {
            *path = Some(pty.clone());
        }
    };
    let devices = &mut definition.devices;
    for port in &mut devices.serials {
        set(port.info.alias.as_ref(), &mut port.backend.source);
    }
    for port in &mut devices.parallels {
        set(port.info.alias.as_ref(), &mut port.backend.source);
    }
    let mut helper = None;
    for channel in &mut devices.channels {
        set(channel.info.alias.as_ref(), &mut channel.backend.source);
        if channel.target.kind != Some(ChannelTargetKind::Virtio) {
            continue;
        }
        if let Some(open) = info(channel.info.alias.as_ref()).and_then(|info| info.open) {
            channel.target.state = Some(channel_state(open));
            if is_helper(channel) {
                helper = Some(open);
            }
        }
    }
    for console in &mut devices.consoles {
        set(console.info.alias.as_ref(), &mut console.backend.source);
    }
    mirror_first_serial(definition);
    helper
}

/// The first console of a machine is its first serial port by another name.
fn mirror_first_serial(definition: &mut Domain) {
    let devices = &mut definition.devices;
    let Some(serial) = devices.serials.first() else {
        return;
    };
    let alias = serial.info.alias.clone();
    let source = serial.backend.source.clone();
    if let Some(console) = devices.consoles.first_mut()
        && console.info.alias == alias
    {
        console.backend.source = source;
    }
}

/// A file that the emulator's user must be able to use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct GivenFile {
    /// Where it is.
    pub(crate) path: PathBuf,
    /// What the emulator does with it.
    pub(crate) used: Use,
    /// What it is to the guest.
    pub(crate) role: Role,
    shared: bool,
}

/// What a file is to its guest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// A disk, or what stands behind one.
    Image,
    /// Anything else.
    Other,
}

impl GivenFile {
    /// Whether it is given back when the guest ends; others may still use one that is shared.
    pub(crate) fn is_restored(&self) -> bool {
        !self.shared
    }

    /// Whether its former owner is remembered.
    pub(crate) fn remember(&self) -> Remember {
        if self.shared {
            Remember::No
        } else {
            Remember::Yes
        }
    }
}

/// The files that the emulator's user must be able to use.
pub(crate) fn files(definition: &Domain) -> Vec<GivenFile> {
    let mut files = Vec::new();
    for disk in &definition.devices.disks {
        if let Some(path) = disk_path(disk) {
            let shared = disk.readonly || disk.shareable;
            files.push(GivenFile {
                path: path.into(),
                used: if disk.readonly {
                    Use::Read
                } else {
                    Use::ReadWrite
                },
                role: Role::Image,
                shared,
            });
        }
        // Images behind may be those of other guests as well.
        let mut behind = disk.backing_store.as_ref();
        while let Some(BackingStore::Image(image)) = behind {
            files.extend(image.source.path.iter().map(|path| GivenFile {
                path: path.into(),
                used: Use::Read,
                role: Role::Image,
                shared: true,
            }));
            behind = image.backing.as_ref();
        }
    }
    let os = &definition.os;
    let boot = [&os.kernel, &os.initrd, &os.dtb].into_iter().flatten();
    files.extend(boot.map(|path| GivenFile {
        path: path.into(),
        used: Use::Read,
        role: Role::Other,
        shared: false,
    }));
    files.extend(nvram_path(definition).map(|path| GivenFile {
        path,
        used: Use::ReadWrite,
        role: Role::Other,
        shared: false,
    }));
    let devices = &definition.devices;
    files.extend(module_paths(definition).map(|path| GivenFile {
        path,
        used: Use::ReadWrite,
        role: Role::Other,
        shared: false,
    }));
    let serials = devices.serials.iter().map(|port| &port.backend.source);
    let parallels = devices.parallels.iter().map(|port| &port.backend.source);
    let channels = devices.channels.iter().map(|port| &port.backend.source);
    for source in serials.chain(parallels).chain(channels) {
        // Files are opened for the emulator; devices it opens itself.
        if let CharSource::Dev { path: Some(path) } = source {
            files.push(GivenFile {
                path: path.into(),
                used: Use::ReadWrite,
                role: Role::Other,
                shared: false,
            });
        }
    }
    files
}

/// Whether a guest's memory is made of files that are the driver's own.
pub(crate) fn has_memory_files(definition: &Domain) -> bool {
    let backing = &definition.memory_backing;
    let source = backing.source.as_ref().map(|source| source.kind);
    let numa = definition.cpu.as_ref().and_then(|cpu| cpu.numa.as_ref());
    let cells = numa.map(|numa| numa.cells.as_slice()).unwrap_or_default();
    let modules = &definition.devices.memories;
    let is_told = backing.access.is_some()
        || cells.iter().any(|cell| cell.mem_access.is_some())
        || modules.iter().any(|module| module.access.is_some());
    match source {
        Some(MemorySourceKind::File) => true,
        Some(MemorySourceKind::Memfd) => false,
        Some(MemorySourceKind::Anonymous) | None => is_told,
    }
}

/// The files behind persistent modules of memory.
pub(crate) fn module_paths(definition: &Domain) -> impl Iterator<Item = PathBuf> {
    let modules = definition.devices.memories.iter();
    modules.filter_map(|module| module.path.as_ref().map(PathBuf::from))
}

/// The image of a disk that is on this host.
pub(crate) fn disk_path(disk: &Disk) -> Option<&str> {
    let local = matches!(disk.source.kind, StorageKind::File | StorageKind::Block);
    disk.source
        .path
        .as_deref()
        .filter(|path| local && !path.is_empty())
}

/// What is made of a path that several disks have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ambiguous {
    /// The first of them is meant.
    Allowed,
    /// None of them is meant.
    Refused,
}

/// The disk that a client names by its target, or by its path, which begins with a slash.
pub(crate) fn disk_by_name<'a>(
    definition: &'a Domain,
    name: &str,
    ambiguous: Ambiguous,
) -> Option<&'a Disk> {
    let disks = &definition.devices.disks;
    if !name.starts_with('/') {
        return disks.iter().find(|disk| disk.target.dev == name);
    }
    let mut found = disks
        .iter()
        .filter(|disk| disk.source.path.as_deref() == Some(name));
    let first = found.next()?;
    match ambiguous {
        Ambiguous::Refused if found.next().is_some() => None,
        _ => Some(first),
    }
}

/// The node of a disk's image that shows what the guest sees.
pub(crate) fn top_node(disk: &Disk) -> String {
    let raw = disk
        .driver
        .format
        .is_none_or(|format| format == StorageFormat::Raw);
    let encrypted = disk.source.encryption.is_some() || disk.encryption.is_some();
    let layer = if raw && !encrypted {
        "storage"
    } else {
        "format"
    };
    format!("libvirt-{}-{layer}", disk.source.index)
}

/// The image with this number in a disk's chain: its path if it is on this host.
pub(crate) fn image_path(disk: &Disk, index: u32) -> Option<Option<&str>> {
    let local = |kind| {
        matches!(
            kind,
            StorageKind::File | StorageKind::Block | StorageKind::Dir
        )
    };
    let mut source = &disk.source;
    let mut behind = disk.backing_store.as_ref();
    loop {
        if source.index == index {
            return Some(source.path.as_deref().filter(|_| local(source.kind)));
        }
        let Some(BackingStore::Image(image)) = behind else {
            return None;
        };
        source = &image.source;
        behind = image.backing.as_ref();
    }
}

/// Where the variables of the firmware are kept, when that is a file.
pub(crate) fn nvram_path(definition: &Domain) -> Option<PathBuf> {
    let source = definition.os.nvram.as_ref()?.source.as_ref()?;
    source
        .path
        .as_ref()
        .filter(|_| source.kind == StorageKind::File)
        .map(PathBuf::from)
}

/// Sockets outside of the guest's own folders at which its emulator listens.
pub(crate) fn own_sockets(view: &View) -> Vec<PathBuf> {
    let Some(live) = &view.live else {
        return Vec::new();
    };
    let devices = &live.devices;
    let serials = devices.serials.iter().map(|port| &port.backend.source);
    let channels = devices.channels.iter().map(|port| &port.backend.source);
    let paths = serials.chain(channels).filter_map(|source| match source {
        CharSource::Unix(socket) if socket.mode == SocketMode::Bind => socket.path.clone(),
        _ => None,
    });
    paths.map(PathBuf::from).collect()
}

/// A disk on which something failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct FailedDisk {
    /// Its alias.
    pub(crate) alias: String,
    /// Its target, such as `vda`.
    pub(crate) target: String,
    /// The number of the image.
    pub(crate) index: u32,
    /// The image.
    pub(crate) path: Option<String>,
}

/// The disk that an error of QEMU's block layer is about.
pub(crate) fn disk_of_error(view: &View, error: &BlockIoError) -> Option<FailedDisk> {
    let disks = &view.live.as_ref()?.devices.disks;
    let by_node = |name: &String| disks.iter().find(|disk| has_node(disk, name));
    let by_alias = |name: &String| {
        let alias = name.strip_prefix("drive-").unwrap_or(name);
        disks.iter().find(|disk| disk.info.alias() == alias)
    };
    let by_path = |path: &String| disks.iter().find(|disk| is_at(disk, path));
    let disk = error
        .node_name
        .as_ref()
        .and_then(by_node)
        .or_else(|| error.device.as_ref().and_then(by_alias))
        .or_else(|| error.qom_path.as_ref().and_then(by_path))?;
    Some(FailedDisk {
        alias: disk.info.alias().to_string(),
        target: disk.target.dev.clone(),
        index: disk.source.index,
        path: disk.source.path.clone(),
    })
}

/// The alias of the disk that QEMU names so.
pub(crate) fn disk_alias(view: &View, device: Option<&str>, id: Option<&str>) -> Option<String> {
    let disks = &view.live.as_ref()?.devices.disks;
    let is_it = |disk: &&Disk| {
        let alias = disk.info.alias();
        device.is_some_and(|device| device.strip_prefix("drive-").unwrap_or(device) == alias)
            || id.is_some_and(|id| id == alias || is_at(disk, id))
    };
    disks
        .iter()
        .find(is_it)
        .map(|disk| disk.info.alias().to_string())
}

/// Whether a block node belongs to the disk's image: nodes are named after its number.
fn has_node(disk: &Disk, node: &str) -> bool {
    let prefix = format!("libvirt-{}-", disk.source.index);
    disk.source.index > 0 && node.starts_with(&prefix)
}

/// Whether a path in QEMU's object tree is the disk's or below it.
fn is_at(disk: &Disk, path: &str) -> bool {
    let alias = disk.info.alias();
    !alias.is_empty() && path.split('/').any(|part| part == alias)
}
