//! Consoles and channels as streams, each for one client at a time.
//!
//! A client gets one end of a pair of sockets, whose other end is coupled to the terminal by a
//! thread, or the channel's socket itself. Either can be shut from outside, so that a client
//! from whom a console is taken by force learns of it at once; a terminal could not.

use std::collections::HashMap;
use std::io;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Weak};

use fv_api::{DomainRef, Stream, StreamRead};
use fv_error::{Error, ErrorCode, ErrorDomain, Result};
use fv_sys::{fd, tty, unix};
use fv_types::lock::{Mutex, Rank};

use crate::coupling;
use crate::definition::{self, Port};
use crate::driver::Driver;
use crate::flags;
use crate::guest::View;
use crate::job::not_running;

/// Who uses which console.
pub(crate) struct Consoles(Mutex<HashMap<PathBuf, Weak<Session>>>);

/// One client's use of a console.
struct Session {
    socket: OwnedFd,
    ended: AtomicBool,
}

pub(crate) fn open_console(
    driver: &Arc<Driver>,
    dom: &DomainRef,
    name: Option<&str>,
    flags: u32,
) -> Result<Box<dyn Stream>> {
    const FORCE: u32 = 1;
    const SAFE: u32 = 2;

    flags::check(flags, FORCE | SAFE, "qemuDomainOpenConsole")?;
    let view = driver.find(dom)?.view();
    let port = definition::console(live(&view)?, name)
        .ok_or_else(|| internal("cannot find character device", name))?;
    let Some(path) = port.pty else {
        let label = name.map_or_else(|| null(port.alias.as_deref()), str::to_string);
        let detail = format!("character device {label} is not using a PTY");
        return Err(Error::internal(ErrorDomain::Qemu, detail));
    };
    let busy = "Active console session exists for this domain";
    driver
        .consoles()
        .open(&path, flags & FORCE != 0, busy, open_terminal)
}

pub(crate) fn open_channel(
    driver: &Arc<Driver>,
    dom: &DomainRef,
    name: Option<&str>,
    flags: u32,
) -> Result<Box<dyn Stream>> {
    const FORCE: u32 = 1;

    flags::check(flags, FORCE, "qemuDomainOpenChannel")?;
    let view = driver.find(dom)?.view();
    let port: Port = definition::channel(live(&view)?, name)
        .ok_or_else(|| internal("cannot find channel", name))?;
    let Some(path) = port.socket else {
        let label = name.map_or_else(|| null(port.alias.as_deref()), str::to_string);
        let detail = format!("channel {label} is not using a UNIX socket");
        return Err(Error::internal(ErrorDomain::Qemu, detail));
    };
    let busy = "Active channel stream exists for this domain";
    driver
        .consoles()
        .open(&path, flags & FORCE != 0, busy, unix::connect)
}

impl Consoles {
    /// Nobody uses any.
    pub(crate) fn new() -> Self {
        Self(Mutex::new(Rank::STREAM, HashMap::new()))
    }

    fn open(
        &self,
        path: &Path,
        force: bool,
        busy: &str,
        open: fn(&Path) -> io::Result<OwnedFd>,
    ) -> Result<Box<dyn Stream>> {
        let mut sessions = self.0.lock();
        sessions.retain(|_, session| session.strong_count() > 0);
        let active = sessions
            .get(path)
            .and_then(Weak::upgrade)
            .filter(|other| !other.has_ended());
        if let Some(other) = active {
            if !force {
                return Err(Error::new(
                    ErrorDomain::Qemu,
                    ErrorCode::OperationFailed,
                    busy,
                ));
            }
            other.end();
        }
        let socket = open(path).map_err(|error| {
            let detail = format!("Unable to open stream for '{}'", path.display());
            Error::system(ErrorDomain::Streams, error, detail)
        })?;
        let session = Arc::new(Session {
            socket,
            ended: AtomicBool::new(false),
        });
        sessions.insert(path.into(), Arc::downgrade(&session));
        Ok(Box::new(Console { session }))
    }
}

/// Opens a terminal by way of a socket that can be shut.
fn open_terminal(path: &Path) -> io::Result<OwnedFd> {
    let terminal = tty::open(path)?;
    let (ours, coupled) = unix::pair()?;
    coupling::start(terminal, coupled)?;
    Ok(ours)
}

impl Session {
    fn has_ended(&self) -> bool {
        self.ended.load(Ordering::Acquire)
    }

    /// Ends it; whoever waits for bytes is woken.
    fn end(&self) {
        self.ended.store(true, Ordering::Release);
        // One that is shut already is what is wanted.
        let _ = unix::shutdown(&self.socket);
    }
}

/// The client's end of a console or channel.
struct Console {
    session: Arc<Session>,
}

impl Drop for Console {
    fn drop(&mut self) {
        self.session.end();
    }
}

impl Console {
    /// Fails when somebody else took the console by force.
    ///
    /// Nothing has been read then: the bytes are the other one's.
    fn check(&self) -> Result<()> {
        if self.session.has_ended() {
            let detail = "console session was taken over by another client";
            return Err(Error::new(
                ErrorDomain::Streams,
                ErrorCode::OperationFailed,
                detail,
            ));
        }
        Ok(())
    }
}

impl Stream for Console {
    fn descriptor(&self) -> Option<BorrowedFd<'_>> {
        Some(self.session.socket.as_fd())
    }

    fn read(&mut self, buffer: &mut [u8]) -> Result<StreamRead> {
        self.check()?;
        match fd::read(&self.session.socket, buffer) {
            Ok(0) => Ok(StreamRead::End),
            Ok(count) => Ok(StreamRead::Data(count)),
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => Ok(StreamRead::Pending),
            Err(error) if error.kind() == io::ErrorKind::ConnectionReset => Ok(StreamRead::End),
            Err(error) => Err(Error::system(
                ErrorDomain::Streams,
                error,
                "cannot read from stream",
            )),
        }
    }

    fn write(&mut self, bytes: &[u8]) -> Result<usize> {
        self.check()?;
        match fd::write(&self.session.socket, bytes) {
            Ok(count) => Ok(count),
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => Ok(0),
            Err(error) => Err(Error::system(
                ErrorDomain::Streams,
                error,
                "cannot write to stream",
            )),
        }
    }

    fn skip(&mut self, _length: u64) -> Result<()> {
        let detail = "sparse data on a console";
        Err(Error::new(
            ErrorDomain::Streams,
            ErrorCode::OperationUnsupported,
            detail,
        ))
    }

    fn finish(&mut self) -> Result<()> {
        self.session.end();
        Ok(())
    }

    fn abort(&mut self) {
        self.session.end();
    }
}

fn live(view: &View) -> Result<&Arc<fv_model_domain::Domain>> {
    view.live
        .as_ref()
        .filter(|_| view.is_active())
        .ok_or_else(not_running)
}

fn internal(what: &str, name: Option<&str>) -> Error {
    Error::internal(ErrorDomain::Qemu, format!("{what} {}", null(name)))
}

/// libvirt prints an absent name so.
fn null(name: Option<&str>) -> String {
    name.unwrap_or("<null>").to_string()
}
