//! Users and groups as configuration names them.

use std::fmt;
use std::path::PathBuf;

use fv_error::{Error, ErrorDomain, Result};
use fv_sys::users;

/// A user and a group by number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Owner {
    /// The user.
    pub uid: u32,
    /// The group.
    pub gid: u32,
}

/// As whom a process is to run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// The user and the main group.
    pub owner: Owner,
    /// All groups, the main one included.
    pub groups: Vec<u32>,
    /// The home folder, where the user is known by name.
    pub home: Option<PathBuf>,
}

/// Finds the account behind the words of a configuration file.
///
/// A word is a name, or a number with or without a plus sign in front; a name wins over a number
/// of the same look. Without a group it is the user's main one.
pub fn account(user: &str, group: Option<&str>) -> Result<Account> {
    let entry = match numeric(user, Strict::Yes) {
        Some(uid) => users::user_by_uid(uid).map_err(|error| lookup_failed("user", user, error))?,
        None => named_user(user)?,
    };
    let uid = match (&entry, numeric(user, Strict::No)) {
        (Some(entry), _) => entry.uid,
        (None, Some(uid)) => uid,
        (None, None) => return Err(unknown("user", user)),
    };
    let gid = match (group, &entry) {
        (Some(group), _) => group_id(group)?,
        (None, Some(entry)) => entry.gid,
        (None, None) => uid,
    };
    let mut groups = match &entry {
        // The user's own main group stays one of them: devices such as /dev/kvm may be its.
        Some(entry) => users::groups_of(&entry.name, entry.gid)
            .map_err(|error| lookup_failed("user", user, error))?,
        None => Vec::new(),
    };
    if !groups.contains(&gid) {
        groups.push(gid);
    }
    let home = entry.map(|entry| entry.home);
    Ok(Account {
        owner: Owner { uid, gid },
        groups,
        home,
    })
}

impl Owner {
    /// Reads libvirt's form `+UID:+GID`.
    pub fn parse(text: &str) -> Option<Self> {
        let (uid, gid) = text.split_once(':')?;
        Some(Self {
            uid: numeric(uid, Strict::Yes)?,
            gid: numeric(gid, Strict::Yes)?,
        })
    }
}

/// libvirt's form, which no name can be taken for.
impl fmt::Display for Owner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "+{}:+{}", self.uid, self.gid)
    }
}

fn named_user(name: &str) -> Result<Option<users::User>> {
    users::user_by_name(name).map_err(|error| lookup_failed("user", name, error))
}

fn group_id(group: &str) -> Result<u32> {
    if let Some(gid) = numeric(group, Strict::Yes) {
        return Ok(gid);
    }
    let entry =
        users::group_by_name(group).map_err(|error| lookup_failed("group", group, error))?;
    entry
        .map(|entry| entry.gid)
        .or_else(|| numeric(group, Strict::No))
        .ok_or_else(|| unknown("group", group))
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Strict {
    Yes,
    No,
}

/// The number in a word; a strict one has its plus sign.
fn numeric(word: &str, strict: Strict) -> Option<u32> {
    let digits = match word.strip_prefix('+') {
        Some(digits) => digits,
        None if strict == Strict::No => word,
        None => return None,
    };
    digits
        .bytes()
        .all(|byte| byte.is_ascii_digit())
        .then(|| digits.parse().ok())
        .flatten()
}

fn unknown(kind: &str, word: &str) -> Error {
    Error::internal(
        ErrorDomain::Security,
        format!("Failed to parse {kind} '{word}'"),
    )
    .with_remedy(format!(
        "name an existing {kind} in qemu.conf, or create '{word}'"
    ))
}

fn lookup_failed(kind: &str, word: &str, error: std::io::Error) -> Error {
    Error::system(
        ErrorDomain::Security,
        error,
        format!("Failed to look up {kind} '{word}'"),
    )
}

#[cfg(test)]
#[path = "tests/owner.rs"]
mod tests;
