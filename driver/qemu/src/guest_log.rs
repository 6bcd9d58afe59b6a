//! The log of a guest: what the driver notes there, and QEMU's own words.
//!
//! QEMU's words come into the file through a keeper, a process that bounds it and outlives the
//! daemon (`fv_keeper` says why it is one), or directly where there is none. The driver appends
//! lines of its own and reads back what QEMU said when a start fails.

use std::io;
use std::os::fd::OwnedFd;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use fv_command::{Command, Runner};
use fv_driver_qemu_monitor::Failure;
use fv_error::{Error, ErrorDomain, Result};
use fv_keeper::{Limits, RolledFile};
use fv_sys::file::{self, Links};
use fv_sys::{clock, fd, host};

use crate::outputs::Stream;
use crate::{report, time};

/// What the first lines of a start tell.
pub(crate) struct Header<'a> {
    /// The version of QEMU, as it says it.
    pub(crate) emulator: &'a str,
    /// The environment and the command line, one option a line.
    pub(crate) command: &'a str,
}

/// A log to which one start of a guest writes.
pub(crate) struct GuestLog {
    path: PathBuf,
    file: OwnedFd,
    /// Through whom QEMU's words come, as soon as that process is there.
    keeper: Option<Arc<OnceLock<OwnedFd>>>,
    /// Where QEMU's words begin.
    start: u64,
}

impl GuestLog {
    /// Opens the log, which is made when it is missing.
    pub(crate) fn open(path: &Path) -> Result<Self> {
        let failed = |error| {
            let detail = format!("failed to create logfile {}", path.display());
            Error::system(ErrorDomain::Qemu, error, detail)
        };
        let file = file::open_append_regular(path, MODE).map_err(failed)?;
        Ok(Self {
            path: path.into(),
            file,
            keeper: None,
            start: 0,
        })
    }

    /// Writes the lines with which a start begins.
    pub(crate) fn begin(&mut self, header: &Header<'_>) -> io::Result<()> {
        let stamp = time::stamp();
        let version = env!("CARGO_PKG_VERSION");
        let Header { emulator, command } = header;
        let (kernel, name) = (host::uname().release, host::hostname());
        let text = format!(
            "{stamp}: starting up ferrovirt version: {version}, libvirt version: {LIBVIRT}, qemu \
             version: {emulator}, kernel: {kernel}, hostname: {name}\n{command}\n"
        );
        let written = fd::write_all(&self.file, text.as_bytes());
        self.mark();
        written
    }

    /// Appends a line with a stamp in front.
    pub(crate) fn note(&mut self, text: &str) {
        // A log that cannot be written must not stop a guest.
        let _ = fd::write_all(
            &self.file,
            format!("{}: {text}\n", time::stamp()).as_bytes(),
        );
        self.mark();
    }

    /// A copy of the descriptor, for QEMU's output.
    pub(crate) fn output(&self) -> io::Result<OwnedFd> {
        fd::duplicate(&self.file)
    }

    /// Starts the keeper and returns where QEMU's output is to go; `streams` are kept beside that.
    ///
    /// The keeper starts while QEMU does: the pipe holds what is said until it reads.
    pub(crate) fn output_kept(
        &mut self,
        runner: &Arc<dyn Runner>,
        (program, limits): (&Path, Limits),
        streams: Vec<Stream>,
    ) -> Result<OwnedFd> {
        let pipe = fd::pipe(fd::Blocking::Yes)
            .map_err(|error| Error::system(ErrorDomain::Qemu, error, "unable to create pipe"))?;
        let mut command = Command::new(program.to_string_lossy());
        command.args([limits.size_max.to_string(), limits.backups.to_string()]);
        command.umask(0o077);
        let log = Stream {
            source: pipe.reader,
            path: self.path.clone(),
        };
        for (place, stream) in std::iter::once(log).chain(streams).enumerate() {
            command.arg(stream.path.to_string_lossy());
            command.pass_fd_as(stream.source, fv_keeper::source_of(place));
        }
        let keeper = Arc::new(OnceLock::new());
        let (runner, started) = (Arc::clone(runner), Arc::clone(&keeper));
        // It ends when the last copy of the other end goes, whoever has it and however it goes.
        let launch = move || match runner.launch(&command, &mut |_| Ok(())) {
            Ok(launched) => drop(launched.handle.map(|handle| started.set(handle))),
            Err(error) => report::warn(format!("a guest's log cannot be kept: {error}")),
        };
        let thread = std::thread::Builder::new().name("qemu-keeper".into());
        thread.spawn(launch).map_err(|error| {
            Error::system(ErrorDomain::Qemu, error, "cannot start a thread for a log")
        })?;
        self.keeper = Some(keeper);
        Ok(pipe.writer)
    }

    /// What QEMU said since the driver wrote last, at most the last thousand characters.
    pub(crate) fn last_words(&self) -> String {
        if let Some(keeper) = &self.keeper {
            wait_for(keeper);
        }
        let whole = file::read_regular(&self.path, LOG_MAX, Links::Follow).unwrap_or_default();
        let start = usize::try_from(self.start).unwrap_or(usize::MAX);
        // A file that is shorter than it was is another one.
        let start = if start > whole.len() { 0 } else { start };
        filter(&String::from_utf8_lossy(&whole[start..]))
    }

    /// An error with QEMU's own words behind it.
    pub(crate) fn explain(&self, what: &str) -> Error {
        let words = self.last_words();
        let detail = if words.is_empty() {
            what.to_string()
        } else {
            format!("{what}: {words}")
        };
        Error::internal(ErrorDomain::Qemu, detail)
    }

    /// Replaces an error that only says that QEMU is gone by one that says why.
    pub(crate) fn explain_loss(&self, name: &str, error: Error) -> Error {
        match Failure::of(&error) {
            Some(Failure::Closed { .. }) => self.explain_end(name),
            // It talks, but nonsense; what it says elsewhere may tell why.
            Some(Failure::Broken { detail }) => self.explain(&format!("{detail} (vm='{name}')")),
            _ => error,
        }
    }

    /// The error of a QEMU that ended before its time, with its last words.
    pub(crate) fn explain_end(&self, name: &str) -> Error {
        self.explain(&format!(
            "QEMU unexpectedly closed the monitor (vm='{name}')"
        ))
    }

    fn mark(&mut self) {
        self.start = file::stat(&self.path, Links::Follow).map_or(0, |stat| stat.size);
    }
}

/// Appends a line with a stamp in front to a log that no start has open.
pub(crate) fn append(path: &Path, text: &str) {
    if let Ok(mut log) = GuestLog::open(path) {
        log.note(text);
    }
}

/// Appends a line as it is, to a log of bounded size where the logs of guests are kept.
///
/// A guest can cause as many of these as it likes, and its emulator need not say a word meanwhile:
/// who writes puts a full file aside, be it the keeper or not.
pub(crate) fn append_line(path: &Path, limits: Option<Limits>, line: &str) {
    let limits = limits.unwrap_or(Limits {
        size_max: 0,
        backups: 0,
    });
    // A log that cannot be written must not stop a guest.
    let _ = RolledFile::new(path, limits).write(format!("{line}\n").as_bytes());
}

/// Removes the log of a guest with those that were rotated away.
pub(crate) fn remove_all(folder: &Path, name: &str) {
    let log = format!("{name}.log");
    for file in file::list_folder(folder).unwrap_or_default() {
        let text = file.to_string_lossy();
        let rest = text.strip_prefix(&log);
        if rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.')) {
            let _ = file::remove(&folder.join(&file));
        }
    }
}

/// Waits a moment for the end of a keeper, which comes when it has written all that QEMU said.
fn wait_for(keeper: &OnceLock<OwnedFd>) {
    let until = clock::now() + KEEPER_TIME;
    while clock::now() < until {
        match keeper.get() {
            Some(keeper) => {
                let _ = fd::wait(keeper, fd::Wanted::Read, Some(until.until(clock::now())));
                return;
            }
            // It is about to begin.
            None => clock::sleep(Duration::from_millis(5)),
        }
    }
}

/// Leaves out what is no complaint, and all but the end of what is long.
fn filter(text: &str) -> String {
    let lines: Vec<&str> = text
        .lines()
        .filter(|line| !line.contains("char device redirected to"))
        .collect();
    let text = lines.join("\n");
    let text = text.trim_end_matches('\n');
    let Some(cut) = text.len().checked_sub(WORDS_MAX).filter(|&cut| cut > 0) else {
        return text.to_string();
    };
    let cut = (cut..text.len())
        .find(|&at| text.is_char_boundary(at))
        .unwrap_or(text.len());
    let tail = &text[cut..];
    // Half a line at the start is left out where a whole one follows.
    match tail.split_once('\n') {
        Some((_, rest)) if !text[..cut].ends_with('\n') && !rest.is_empty() => rest.to_string(),
        _ => tail.to_string(),
    }
}

const MODE: u32 = 0o600;
/// How long the keeper may take to write QEMU's last words.
const KEEPER_TIME: Duration = Duration::from_millis(500);
const LOG_MAX: u64 = 64 << 20;
const WORDS_MAX: usize = 1024;
/// The version whose behaviour is offered.
const LIBVIRT: &str = "11.3.0";

#[cfg(test)]
#[path = "tests/guest_log.rs"]
mod tests;
