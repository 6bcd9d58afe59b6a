//! Writing what was produced as a tree that anybody can grade without this program.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Result;
use sha2::{Digest, Sha256};

use crate::{Case, Produced};

/// An escaped name longer than this is cut.
const NAME_BYTES_MAX: usize = 200;
/// What is kept of a name that is cut.
const NAME_BYTES_KEPT: usize = 160;
/// How many digits of the digest follow the cut.
const DIGEST_DIGITS: usize = 16;

/// Writes one case below `root`: a file for each role, the value, and always the outcome.
pub(crate) fn write(root: &Path, case: &Case, produced: &Produced) -> Result<()> {
    let folder = folder(root, case);
    fs::create_dir_all(&folder)?;
    for role in &case.roles {
        if let Some(text) = produced.text(role) {
            fs::write(folder.join(escaped(role)), text)?;
        }
    }
    if let (true, Some(value)) = (case.wants_value, &produced.value) {
        fs::write(folder.join("value.json"), serde_json::to_vec(value)?)?;
    }
    fs::write(folder.join("outcome"), produced.outcome_word())?;
    Ok(())
}

fn folder(root: &Path, case: &Case) -> PathBuf {
    root.join(&case.suite).join(escaped(&case.name))
}

/// Turns a name into one component of a path.
pub(crate) fn escaped(name: &str) -> String {
    let escaped = name.replace('%', "%25").replace('/', "%2F");
    if escaped.len() <= NAME_BYTES_MAX {
        return escaped;
    }
    // The cut counts bytes; a character that straddles it is left out whole.
    let end = (0..=NAME_BYTES_KEPT)
        .rev()
        .find(|end| escaped.is_char_boundary(*end))
        .unwrap_or(0);
    let mut short = escaped.get(..end).unwrap_or_default().to_owned();
    short.push('~');
    let digest = Sha256::digest(name.as_bytes());
    for byte in digest.iter().take(DIGEST_DIGITS / 2) {
        // Writing to a string cannot fail.
        let _ = write!(short, "{byte:02x}");
    }
    short
}
