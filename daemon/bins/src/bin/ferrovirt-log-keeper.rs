//! `ferrovirt-log-keeper SIZE_MAX BACKUPS FILE…`: moves what comes in into files of bounded size.
//!
//! The driver starts one beside each emulator; [`fv_keeper`] says why. What goes into the first
//! file comes from descriptor 0, the rest from 3, 4 and so on.

use std::ffi::OsString;
use std::io;
use std::process::ExitCode;
use std::thread;

use fv_keeper::{Limits, RolledFile};
use fv_sys::fd;

fn main() -> ExitCode {
    let arguments: Vec<OsString> = std::env::args_os().skip(1).collect();
    let Some(targets) = targets(&arguments) else {
        // Nobody reads what it would say: it is no program for people.
        return ExitCode::from(2);
    };
    match keep_all(targets) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}

fn targets(arguments: &[OsString]) -> Option<Vec<RolledFile>> {
    let [size_max, backups, paths @ ..] = arguments else {
        return None;
    };
    let limits = Limits {
        size_max: size_max.to_str()?.parse().ok()?,
        backups: backups.to_str()?.parse().ok()?,
    };
    let targets = paths.iter().map(|path| RolledFile::new(path, limits));
    (!paths.is_empty()).then(|| targets.collect())
}

/// Keeps every file on a thread of its own: one that is slow, or slowed down, holds up no other.
fn keep_all(targets: Vec<RolledFile>) -> io::Result<()> {
    let mut threads = Vec::new();
    for (place, target) in targets.into_iter().enumerate() {
        let source = fd::adopt(fv_keeper::source_of(place))?;
        let keep = move || fv_keeper::keep(source, target);
        threads.push(thread::Builder::new().spawn(keep)?);
    }
    let ended = threads.into_iter().map(|thread| {
        let died = |_| Err(io::Error::other("a thread died"));
        thread.join().unwrap_or_else(died)
    });
    // Each is waited for, whatever became of those before.
    ended.fold(Ok(()), io::Result::and)
}
