//! What is in front of the guest: pictures of its screens, its keyboard, clients of its displays.

use std::os::fd::{BorrowedFd, OwnedFd};
use std::sync::Arc;

use fv_api::{Caller, DomainRef, Stream, StreamRead};
use fv_driver_kit::JobKind;
use fv_driver_qemu_caps::Flag;
use fv_driver_qemu_monitor::commands::device::{self, Authentication};
use fv_driver_qemu_monitor::commands::display;
use fv_error::{Error, ErrorCode, ErrorDomain, Result};
use fv_model_domain::Domain;
use fv_model_domain::devices::graphics::Graphics;
use fv_sys::{file, unix};

use crate::driver::Driver;
use crate::guest::View;
use crate::job::{Job, invalid, not_running};
use crate::scratch::ScratchFile;
use crate::{flags, keys};

/// Takes a picture of a screen; tells what kind of picture it is.
pub(crate) fn screenshot(
    driver: &Arc<Driver>,
    caller: &Caller,
    dom: &DomainRef,
    screen: u32,
    flags: u32,
) -> Result<(Box<dyn Stream>, Option<String>)> {
    flags::check(flags, 0, "qemuDomainScreenshot")?;
    let guest = driver.find(dom)?;
    let owner = "remoteDispatchDomainScreenshot";
    let mut job = Job::begin(driver, &guest, JobKind::Query, owner, Some(caller))?;
    let view = job.view();
    let (Some(live), Some(run)) = (&view.live, &view.run) else {
        return Err(not_running());
    };
    let (device, head) = device_of(live, screen)?;
    let is_png = run
        .flags
        .iter()
        .any(|name| name == Flag::ScreenshotFormatPng.name());
    let format = is_png.then_some("png");
    let scratch = ScratchFile::new(driver, &run.lib_dir, "screendump")?;
    job.talk(&display::screendump(
        &scratch.path(),
        device.as_deref(),
        head,
        format,
    ))?;
    let picture = Picture::new(scratch)?;
    let mime = if is_png {
        "image/png"
    } else {
        "image/x-portable-pixmap"
    };
    Ok((Box::new(picture), Some(mime.to_string())))
}

/// The card behind a number of a screen, and which of its screens that is.
fn device_of(live: &Domain, screen: u32) -> Result<(Option<String>, u32)> {
    let videos = &live.devices.videos;
    if videos.is_empty() {
        return Err(invalid("no screens to take screenshot from"));
    }
    if screen == 0 {
        return Ok((None, 0));
    }
    let mut head = screen;
    for video in videos {
        if head < video.model.heads {
            return Ok((video.info.alias.clone(), head));
        }
        head -= video.model.heads;
    }
    Err(invalid("no such screen ID"))
}

/// A picture on its way to a client: as much as there was when QEMU was done.
struct Picture {
    file: ScratchFile,
    at: u64,
    size: u64,
}

impl Picture {
    fn new(file: ScratchFile) -> Result<Self> {
        let size = file::size(file.fd())
            .map_err(|error| Error::system(ErrorDomain::Qemu, error, "unable to open stream"))?;
        Ok(Self { file, at: 0, size })
    }
}

impl Stream for Picture {
    fn descriptor(&self) -> Option<BorrowedFd<'_>> {
        None
    }

    fn read(&mut self, buffer: &mut [u8]) -> Result<StreamRead> {
        let left = usize::try_from(self.size - self.at).unwrap_or(usize::MAX);
        let length = buffer.len().min(left);
        let piece = file::read_at(self.file.fd(), self.at, length).map_err(|error| {
            Error::system(ErrorDomain::Streams, error, "cannot read from stream")
        })?;
        if piece.is_empty() {
            return Ok(StreamRead::End);
        }
        buffer[..piece.len()].copy_from_slice(&piece);
        self.at += piece.len() as u64;
        Ok(StreamRead::Data(piece.len()))
    }

    fn write(&mut self, _bytes: &[u8]) -> Result<usize> {
        Err(one_way())
    }

    fn skip(&mut self, _length: u64) -> Result<()> {
        Err(one_way())
    }

    fn finish(&mut self) -> Result<()> {
        Ok(())
    }

    fn abort(&mut self) {}
}

fn one_way() -> Error {
    let detail = "cannot write to stream";
    Error::new(
        ErrorDomain::Streams,
        ErrorCode::OperationUnsupported,
        detail,
    )
}

/// Keys that are pressed together.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Keys<'a> {
    /// Whose numbers they are.
    pub(crate) code_set: u32,
    /// The numbers.
    pub(crate) codes: &'a [u32],
    /// How long they are held; 0 leaves that to QEMU.
    pub(crate) hold_time_ms: u32,
}

/// Presses keys.
pub(crate) fn send_key(
    driver: &Arc<Driver>,
    caller: &Caller,
    dom: &DomainRef,
    keys: Keys<'_>,
    flags: u32,
) -> Result<()> {
    flags::check(flags, 0, "qemuDomainSendKey")?;
    let codes = keys.codes.iter();
    let codes: Result<Vec<u32>> = codes
        .map(|&code| keys::to_qnum(keys.code_set, code))
        .collect();
    let codes = codes?;
    let guest = driver.find(dom)?;
    let owner = "remoteDispatchDomainSendKey";
    let mut job = Job::begin(driver, &guest, JobKind::Modify, owner, Some(caller))?;
    job.require_active()?;
    job.talk(&display::send_key(keys.hold_time_ms, &codes)?)
}

/// `VIR_DOMAIN_OPEN_GRAPHICS_SKIPAUTH`.
const SKIP_AUTH: u32 = 1;

/// Connects the client's descriptor to a display.
pub(crate) fn open_graphics(
    driver: &Arc<Driver>,
    caller: &Caller,
    dom: &DomainRef,
    index: u32,
    flags: u32,
) -> Result<()> {
    let descriptor = caller.take_descriptors().pop();
    flags::check(flags, SKIP_AUTH, "qemuDomainOpenGraphics")?;
    let descriptor = descriptor.ok_or_else(|| {
        let detail = "no descriptor came with the call";
        Error::internal(ErrorDomain::Qemu, detail)
    })?;
    let guest = driver.find(dom)?;
    let owner = "remoteDispatchDomainOpenGraphics";
    let mut job = Job::begin(driver, &guest, JobKind::Modify, owner, Some(caller))?;
    let protocol = protocol_of(&job.view(), index)?;
    add_client(&mut job, protocol, descriptor, flags)
}

/// Makes a descriptor that is connected to a display.
pub(crate) fn open_graphics_fd(
    driver: &Arc<Driver>,
    caller: &Caller,
    dom: &DomainRef,
    index: u32,
    flags: u32,
) -> Result<Vec<OwnedFd>> {
    flags::check(flags, SKIP_AUTH, "qemuDomainOpenGraphicsFD")?;
    let guest = driver.find(dom)?;
    protocol_of(&guest.view(), index)?;
    let (client, server) = unix::pair()
        .map_err(|error| Error::system(ErrorDomain::Qemu, error, "cannot make a socket"))?;
    let owner = "remoteDispatchDomainOpenGraphicsFD";
    let mut job = Job::begin(driver, &guest, JobKind::Modify, owner, Some(caller))?;
    let protocol = protocol_of(&job.view(), index)?;
    add_client(&mut job, protocol, server, flags)?;
    Ok(vec![client])
}

/// What the display with this number speaks.
fn protocol_of(view: &View, index: u32) -> Result<&'static str> {
    let live = view.live.as_ref().filter(|_| view.is_active());
    let displays = &live.ok_or_else(not_running)?.devices.graphics;
    let place = usize::try_from(index).unwrap_or(usize::MAX);
    let display = displays.get(place).ok_or_else(|| {
        let detail = format!("No graphics backend with index {index}");
        Error::internal(ErrorDomain::Qemu, detail)
    })?;
    match display {
        Graphics::Vnc(_) => Ok("vnc"),
        Graphics::Spice(_) => Ok("spice"),
        Graphics::Dbus(_) => Ok("@dbus-display"),
        Graphics::Sdl { .. } => Err(not_remote("sdl")),
        Graphics::Rdp(_) => Err(not_remote("rdp")),
        Graphics::Desktop(_) => Err(not_remote("desktop")),
        Graphics::EglHeadless { .. } => Err(not_remote("egl-headless")),
    }
}

fn not_remote(kind: &str) -> Error {
    let detail = format!("Can only open VNC, SPICE or D-Bus p2p graphics backends, not {kind}");
    Error::new(ErrorDomain::Qemu, ErrorCode::ConfigUnsupported, detail)
}

fn add_client(job: &mut Job<'_>, protocol: &str, socket: OwnedFd, flags: u32) -> Result<()> {
    let name = "graphicsfd";
    job.talk(&device::getfd(name).passing(Arc::new(socket)))?;
    let check = if flags & SKIP_AUTH != 0 {
        Authentication::Skip
    } else {
        Authentication::Ask
    };
    let added = job.talk(&device::add_client(protocol, name, check));
    if added.is_err() {
        // The first failure is what counts.
        let _ = job.talk(&device::closefd(name));
    }
    added
}
