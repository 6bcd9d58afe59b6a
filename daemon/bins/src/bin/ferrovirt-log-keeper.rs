//! `ferrovirt-log-keeper SIZE_MAX BACKUPS FILE`: moves what comes in into files of bounded size.
//!
//! The driver starts one beside each emulator; [`fv_keeper`] says why.

use std::ffi::OsString;
use std::process::ExitCode;

use fv_keeper::{Limits, RolledFile};
use fv_sys::fd;

fn main() -> ExitCode {
    let arguments: Vec<OsString> = std::env::args_os().skip(1).collect();
    let Some(target) = target(&arguments) else {
        // Nobody reads what it would say: it is no program for people.
        return ExitCode::from(2);
    };
    match fd::adopt(0).and_then(|source| fv_keeper::keep(source, target)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}

fn target(arguments: &[OsString]) -> Option<RolledFile> {
    let [size_max, backups, path] = arguments else {
        return None;
    };
    let limits = Limits {
        size_max: size_max.to_str()?.parse().ok()?,
        backups: backups.to_str()?.parse().ok()?,
    };
    Some(RolledFile::new(path, limits))
}
