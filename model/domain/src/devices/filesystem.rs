//! Folders of the host shown to the guest.

use fv_error::{Error, ErrorDomain, Result};
use fv_model_xml::{Body, Context, Element, Node, OnOff, Token, read, xml_error};

use super::address::{DeviceInfo, VirtioOptions, info_boot};
use super::simple::VirtioModel;
use super::source::StorageFormat;
use crate::security::IdMap;

/// A folder of the host shown to the guest.
#[derive(Debug, Clone, PartialEq, Element)]
#[xml(name = "filesystem", keep_empty)]
pub struct Filesystem {
    /// What is shown.
    #[xml(attr = "type", default)]
    pub kind: FilesystemKind,
    /// With whose rights files are used.
    #[xml(attr = "accessmode")]
    pub access_mode: Option<AccessMode>,
    /// The variant of a virtio device.
    #[xml(attr)]
    pub model: Option<VirtioModel>,
    /// What is done with folders on several devices.
    #[xml(attr = "multidevs")]
    pub multi_devs: Option<MultiDevs>,
    /// The rights of new files.
    #[xml(hook = fmode)]
    pub file_mode: u32,
    /// The rights of new folders.
    #[xml(hook = dmode)]
    pub dir_mode: u32,
    /// How it is passed on.
    #[xml(child, default)]
    pub driver: FilesystemDriver,
    /// The program that passes it on.
    #[xml(child, default)]
    pub binary: FilesystemBinary,
    /// The host's users the guest's stand for.
    #[xml(child = "idmap", default)]
    pub id_map: IdMap,
    /// What is shown, by its place.
    #[xml(hook = source, whole)]
    pub source: FilesystemSource,
    /// Where the guest finds it, or under which name.
    #[xml(hook = target)]
    pub target: String,
    /// Whether the guest cannot write.
    #[xml(flag)]
    pub readonly: bool,
    /// Boot order, alias and address.
    #[xml(hook = info_boot)]
    pub info: DeviceInfo,
    /// How much may be written at all, in bytes.
    #[xml(hook = hard_limit)]
    pub space_hard_limit: u64,
    /// How much may be written for long, in bytes.
    #[xml(hook = soft_limit)]
    pub space_soft_limit: u64,
}

/// What is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Token)]
pub enum FilesystemKind {
    /// A folder.
    #[default]
    Mount,
    /// A block device.
    Block,
    /// A file that holds a file system.
    File,
    /// A template of OpenVZ.
    Template,
    /// Memory.
    Ram,
    /// A folder of the container itself.
    Bind,
    /// A volume of a pool.
    Volume,
}

/// With whose rights files are used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Token)]
pub enum AccessMode {
    /// The guest's.
    Passthrough,
    /// The emulator's; the guest's are kept beside.
    Mapped,
    /// The emulator's; failures to change them are passed over.
    Squash,
}

/// What is done with folders on several devices.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Token)]
pub enum MultiDevs {
    /// `remap`
    Remap,
    /// `forbid`
    Forbid,
    /// `warn`
    Warn,
}

/// How a file system is passed on.
#[derive(Debug, Clone, PartialEq, Default, Element)]
#[xml(name = "driver")]
pub struct FilesystemDriver {
    /// By what.
    #[xml(attr = "type")]
    pub kind: Option<FilesystemDriverKind>,
    /// The format of the file.
    #[xml(attr)]
    pub format: Option<StorageFormat>,
    /// Whether writes are flushed at once.
    #[xml(attr = "wrpolicy")]
    pub write_policy: Option<WritePolicy>,
    /// The length of the queue.
    #[xml(attr, omit_default)]
    pub queue: u64,
    /// What any virtio device may be told.
    #[xml(inline)]
    pub virtio: VirtioOptions,
}

/// What passes a file system on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Token)]
pub enum FilesystemDriverKind {
    /// `path`
    Path,
    /// `handle`
    Handle,
    /// `loop`
    Loop,
    /// `nbd`
    Nbd,
    /// `ploop`
    Ploop,
    /// `virtiofs`
    Virtiofs,
    /// `mtp`
    Mtp,
}

/// Whether writes are flushed at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Token)]
pub enum WritePolicy {
    /// They are.
    Immediate,
}

/// The program that passes a file system on.
#[derive(Debug, Clone, PartialEq, Default, Element)]
#[xml(name = "binary")]
pub struct FilesystemBinary {
    /// Its path.
    #[xml(attr)]
    pub path: Option<String>,
    /// Whether extended attributes are passed on.
    #[xml(attr)]
    pub xattr: Option<OnOff>,
    /// How much is cached.
    #[xml(child)]
    pub cache: Option<FilesystemCache>,
    /// How the program is locked in.
    #[xml(child)]
    pub sandbox: Option<FilesystemSandbox>,
    /// Which locks are passed on.
    #[xml(child, default)]
    pub lock: FilesystemLock,
    /// How many helpers it has.
    #[xml(child = "thread_pool")]
    pub thread_pool: Option<ThreadPool>,
    /// How many files it may have open.
    #[xml(child = "openfiles")]
    pub open_files: Option<OpenFiles>,
}

/// `<cache mode='always'/>`
#[derive(Debug, Clone, PartialEq, Element)]
#[xml(name = "cache")]
pub struct FilesystemCache {
    /// How much is cached.
    #[xml(attr, required)]
    pub mode: FilesystemCacheMode,
}

/// How much is cached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Token)]
pub enum FilesystemCacheMode {
    /// Nothing.
    None,
    /// Everything.
    Always,
}

/// `<sandbox mode='namespace'/>`
#[derive(Debug, Clone, PartialEq, Element)]
#[xml(name = "sandbox")]
pub struct FilesystemSandbox {
    /// How the program is locked in.
    #[xml(attr, required)]
    pub mode: FilesystemSandboxMode,
}

/// How a program is locked in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Token)]
pub enum FilesystemSandboxMode {
    /// By namespaces.
    Namespace,
    /// By a root of its own.
    Chroot,
}

/// Which locks are passed on.
#[derive(Debug, Clone, PartialEq, Default, Element)]
#[xml(name = "lock")]
pub struct FilesystemLock {
    /// Those of POSIX.
    #[xml(attr)]
    pub posix: Option<OnOff>,
    /// Those of BSD.
    #[xml(attr)]
    pub flock: Option<OnOff>,
}

/// `<thread_pool size='16'/>`
#[derive(Debug, Clone, PartialEq, Element)]
#[xml(name = "thread_pool")]
pub struct ThreadPool {
    /// How many helpers there are.
    #[xml(attr, required)]
    pub size: u32,
}

/// `<openfiles max='1024'/>`
#[derive(Debug, Clone, PartialEq, Element)]
#[xml(name = "openfiles")]
pub struct OpenFiles {
    /// How many files may be open.
    #[xml(attr, required)]
    pub max: u64,
}

/// What is shown, by its place.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct FilesystemSource {
    /// The folder, device, file or name.
    pub path: Option<String>,
    /// The socket of a program somebody else runs.
    pub socket: Option<String>,
    /// The pool of a volume.
    pub pool: Option<String>,
    /// The volume.
    pub volume: Option<String>,
    /// The size of memory, in bytes.
    pub usage: u64,
}

/// What is shown; the attribute depends on the kind.
mod source {
    use super::*;

    pub(super) fn read(node: Node<'_>, _: &Context) -> Result<FilesystemSource> {
        let kind: FilesystemKind = read::attr(node, "type")?.unwrap_or_default();
        let Some(source) = node.child("source") else {
            return match kind {
                FilesystemKind::Ram => {
                    Err(malformed("missing 'usage' attribute for RAM filesystem"))
                }
                _ => Ok(FilesystemSource::default()),
            };
        };
        let text = |name: &str| source.attr(name).map(str::to_owned);
        let mut found = FilesystemSource::default();
        match kind {
            FilesystemKind::Mount | FilesystemKind::Bind => {
                found.path = text("dir");
                found.socket = text("socket");
            }
            FilesystemKind::Block => found.path = text("dev"),
            FilesystemKind::File => found.path = text("file"),
            FilesystemKind::Template => found.path = text("name"),
            FilesystemKind::Volume => {
                found.pool = text("pool");
                found.volume = text("volume");
            }
            FilesystemKind::Ram => found.usage = usage(source)?,
        }
        Ok(found)
    }

    fn usage(source: Node<'_>) -> Result<u64> {
        let Some(text) = source.attr("usage") else {
            return Err(malformed("missing 'usage' attribute for RAM filesystem"));
        };
        let decimal = fv_types::number::Base::Decimal;
        let Some(value) = fv_types::number::parse_u64_positive(text, decimal) else {
            return Err(malformed(format!(
                "cannot parse usage '{text}' for RAM filesystem"
            )));
        };
        let unit = source.attr("units").unwrap_or_default();
        fv_types::size::scale_integer(value, unit, 1024, u64::MAX)
    }

    pub(super) fn write(filesystem: &Filesystem, body: &mut Body<'_>, _: &Context) {
        let source = &filesystem.source;
        let name = match filesystem.kind {
            FilesystemKind::Ram => {
                return body.child("source", |body| {
                    body.attr("usage", &(source.usage / 1024));
                    body.attr_text("units", "KiB");
                });
            }
            FilesystemKind::Volume => {
                return body.child("source", |body| {
                    body.attr_opt("pool", source.pool.as_ref());
                    body.attr_opt("volume", source.volume.as_ref());
                });
            }
            FilesystemKind::Mount | FilesystemKind::Bind if source.socket.is_some() => {
                return body.child("source", |body| {
                    body.attr_opt("socket", source.socket.as_ref());
                });
            }
            FilesystemKind::Mount | FilesystemKind::Bind => "dir",
            FilesystemKind::Block => "dev",
            FilesystemKind::File => "file",
            FilesystemKind::Template => "name",
        };
        if let Some(path) = &source.path {
            body.child("source", |body| body.attr(name, path));
        }
    }
}

/// Where the guest finds it.
mod target {
    use super::*;

    pub(super) fn read(node: Node<'_>, _: &Context) -> Result<String> {
        let target = node.child("target").and_then(|target| target.attr("dir"));
        match target.map(str::to_owned) {
            Some(target) => Ok(target),
            // A socket's other end knows it.
            None if node
                .child("source")
                .is_some_and(|source| source.attr("socket").is_some()) =>
            {
                Ok(String::new())
            }
            None => Err(Error::new(
                ErrorDomain::Domain,
                fv_error::ErrorCode::NoTarget,
                "",
            )),
        }
    }

    pub(super) fn write(target: &str, body: &mut Body<'_>, _: &Context) {
        if !target.is_empty() {
            body.child("target", |body| body.attr_text("dir", target));
        }
    }
}

fn octal(node: Node<'_>, name: &str) -> Result<u32> {
    let Some(text) = node.attr(name) else {
        return Ok(0);
    };
    let mode = fv_types::number::parse_u32_positive(text, fv_types::number::Base::Octal);
    match mode {
        Some(mode) if mode <= 0o777 => Ok(mode),
        _ => Err(malformed(format!("invalid {name}: '{text}'"))),
    }
}

fn write_octal(mode: u32, name: &str, body: &mut Body<'_>) {
    if mode != 0 {
        body.attr_text(name, &format!("{mode:04o}"));
    }
}

/// The rights of new files, in octal.
mod fmode {
    use super::*;

    pub(super) fn read(node: Node<'_>, _: &Context) -> Result<u32> {
        octal(node, "fmode")
    }

    pub(super) fn write(mode: &u32, body: &mut Body<'_>, _: &Context) {
        write_octal(*mode, "fmode", body);
    }
}

/// The rights of new folders, in octal.
mod dmode {
    use super::*;

    pub(super) fn read(node: Node<'_>, _: &Context) -> Result<u32> {
        octal(node, "dmode")
    }

    pub(super) fn write(mode: &u32, body: &mut Body<'_>, _: &Context) {
        write_octal(*mode, "dmode", body);
    }
}

fn limit(node: Node<'_>, name: &str) -> Result<u64> {
    match node.child(name) {
        Some(limit) => crate::memory::scaled(limit, 1, u64::MAX),
        None => Ok(0),
    }
}

fn write_limit(limit: u64, name: &str, body: &mut Body<'_>) {
    if limit != 0 {
        body.child(name, |body| {
            body.attr_text("unit", "bytes");
            body.text(&limit.to_string());
        });
    }
}

/// How much may be written at all.
mod hard_limit {
    use super::*;

    pub(super) fn read(node: Node<'_>, _: &Context) -> Result<u64> {
        limit(node, "space_hard_limit")
    }

    pub(super) fn write(limit: &u64, body: &mut Body<'_>, _: &Context) {
        write_limit(*limit, "space_hard_limit", body);
    }
}

/// How much may be written for long.
mod soft_limit {
    use super::*;

    pub(super) fn read(node: Node<'_>, _: &Context) -> Result<u64> {
        limit(node, "space_soft_limit")
    }

    pub(super) fn write(limit: &u64, body: &mut Body<'_>, _: &Context) {
        write_limit(*limit, "space_soft_limit", body);
    }
}

fn malformed(text: impl Into<String>) -> Error {
    xml_error(text).in_domain(ErrorDomain::Domain)
}
