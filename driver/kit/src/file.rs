//! State files: what is written is whole, and is still there after a crash.
//!
//! Replacing a file is write, fsync, rename, fsync of the folder; removing one is unlink and
//! fsync of the folder. A reader sees the old file or the new one, never half of either.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, symlink};
use std::path::{Path, PathBuf};

/// The mode of a file with settings, which may hold secrets.
pub const PRIVATE: u32 = 0o600;

/// Replaces the file as a whole; when this returns, a crash cannot take it back.
pub fn replace(path: &Path, bytes: &[u8], mode: u32) -> io::Result<()> {
    let new = beside(path, ".new");
    let written = write_whole(&new, bytes, mode).and_then(|()| fs::rename(&new, path));
    if let Err(error) = written {
        // What is left of a failed attempt is of no use to anybody.
        let _ = fs::remove_file(&new);
        return Err(error);
    }
    sync_folder_of(path)
}

/// Removes the file; it is no error if there is none.
pub fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Ok(()) => sync_folder_of(path),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(error),
    }
}

/// Makes `link` a symbolic link to `target`, in place of what was there.
pub fn link(target: &Path, link: &Path) -> io::Result<()> {
    let new = beside(link, ".new");
    remove(&new)?;
    symlink(target, &new)?;
    if let Err(error) = fs::rename(&new, link) {
        let _ = fs::remove_file(&new);
        return Err(error);
    }
    sync_folder_of(link)
}

/// Makes a folder with its parents; those that exist keep their mode.
pub fn make_folder(path: &Path, mode: u32) -> io::Result<()> {
    if path.is_dir() {
        return Ok(());
    }
    if let Some(parent) = path.parent() {
        make_folder(parent, 0o755)?;
    }
    match fs::DirBuilder::new().mode(mode).create(path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists && path.is_dir() => Ok(()),
        done => done,
    }
}

/// The files of a folder whose name ends in `.xml`, by the part before that, in order.
pub fn documents(folder: &Path) -> io::Result<Vec<(String, PathBuf)>> {
    let mut found = Vec::new();
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(found),
        entries => entries?,
    };
    for entry in entries {
        let path = entry?.path();
        let name = path.file_name().and_then(|name| name.to_str());
        let Some(stem) = name.and_then(|name| name.strip_suffix(".xml")) else {
            continue;
        };
        if !stem.starts_with('.') && !stem.is_empty() {
            found.push((stem.to_string(), path.clone()));
        }
    }
    found.sort();
    Ok(found)
}

/// Puts the note in front of a document that says how to change it properly.
///
/// Readers skip it as the comment that it is.
pub fn with_note(how: &str, document: &str) -> String {
    // Two dashes would end the comment; a name may hold them.
    let how = how.replace("--", "- -");
    let newline = if document.ends_with('\n') { "" } else { "\n" };
    format!(
        "<!--\nNOTE: this file is written by the virtualization daemon, which replaces it at its\n\
         own time. Do not edit it; to change what it describes use\n  {how}\nor a program that \
         talks to the daemon.\n-->\n\n{document}{newline}"
    )
}

fn write_whole(path: &Path, bytes: &[u8], mode: u32) -> io::Result<()> {
    // A leftover of a crash may have another mode, so the file is always made anew.
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(mode)
        .open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

fn sync_folder_of(path: &Path) -> io::Result<()> {
    match path.parent() {
        Some(folder) => File::open(folder)?.sync_all(),
        None => Ok(()),
    }
}

fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_os_string();
    name.push(suffix);
    PathBuf::from(name)
}

#[cfg(test)]
#[path = "tests/file.rs"]
mod tests;
