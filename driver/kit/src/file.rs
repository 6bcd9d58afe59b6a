//! State files: documents with a note on top, found in folders, linked to start with the host.
//!
//! A reader sees the old file or the new one, never a part. Definitions and links are still there
//! after a crash of the host (write, fsync, rename, fsync of the folder; see
//! [`fv_sys::file::replace`]); what describes a run need not be, and is only renamed.

use std::io;
use std::path::{Path, PathBuf};

use fv_sys::file::{self, Links};

/// The mode of a file with settings, which may hold secrets.
pub const PRIVATE: u32 = 0o600;

/// Replaces a document as a whole; when this returns, a crash cannot take it back.
pub fn replace(path: &Path, document: &str) -> io::Result<()> {
    file::replace(path, document.as_bytes(), PRIVATE, None)
}

/// Replaces a document that says what runs now.
///
/// It outlives this process, whoever ends it, but need not outlive the host, with which all that
/// it tells of ends; so nobody waits for the disk.
pub fn replace_status(path: &Path, document: &str) -> io::Result<()> {
    file::replace_until_reboot(path, document.as_bytes(), PRIVATE, None)
}

/// Reads a document; one longer than any sane document is refused.
pub fn read(path: &Path) -> io::Result<String> {
    file::read_text(path, DOCUMENT_MAX, Links::Follow)
}

/// Makes `link` a symbolic link to `target`, in place of what was there, durably.
pub fn link(target: &Path, link: &Path) -> io::Result<()> {
    file::replace_link(target, link)
}

/// The files of a folder whose name ends in `.xml`, by the part before that, in order.
///
/// One whose name is no text has none that an object could have; it is given as the kernel shows it.
pub fn documents(folder: &Path) -> io::Result<Vec<(String, PathBuf)>> {
    let names = match file::list_folder(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        names => names?,
    };
    let found = names.iter().filter_map(|name| {
        let text = name.to_string_lossy();
        let stem = text.strip_suffix(".xml")?;
        (!stem.is_empty()).then(|| (stem.to_string(), folder.join(name)))
    });
    Ok(found.collect())
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

/// A hundred times more than any definition that anybody has seen.
const DOCUMENT_MAX: u64 = 16 << 20;

#[cfg(test)]
#[path = "tests/file.rs"]
mod tests;
