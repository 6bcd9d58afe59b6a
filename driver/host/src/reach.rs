//! Whether a user can reach a file, and if not, what stands in the way and how to allow it.
//!
//! The way is walked as the kernel walks it: every folder must let the user pass, links lead on,
//! mode bits and access lists count. Nothing is opened and nobody's identity is taken, so a
//! daemon can ask for a user that has not started anything yet.

use std::collections::VecDeque;
use std::ffi::OsString;
use std::fmt;
use std::path::{Component, Path, PathBuf};

use fv_sys::file::{self, Kind, Links, Stat};
use fv_sys::users;

use crate::access_list::{AccessList, Bits};
use crate::owner::{Account, Owner};

/// Somebody whose way to files is looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Walker {
    owner: Owner,
    groups: Vec<u32>,
    name: String,
    has_setfacl: bool,
}

/// What is to be done with a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Use {
    /// Its folder is entered; the file itself does not matter.
    Reach,
    /// It is read.
    Read,
    /// It is read and written.
    ReadWrite,
    /// It is run.
    Run,
}

/// Who has the file by the time it is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holder {
    /// Whoever has it now.
    Present,
    /// The walker, to whom it will have been given.
    Walker,
}

/// The first thing on a way that refuses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Obstacle {
    /// The folder or file that refuses.
    pub path: PathBuf,
    /// Whom it refuses.
    pub user: String,
    /// What it refuses.
    pub refused: Refused,
    /// The command that would allow it.
    pub command: String,
}

/// What is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// Passing through a folder.
    Passing,
    /// Reading.
    Reading,
    /// Writing.
    Writing,
    /// Running.
    Running,
}

impl Walker {
    /// Somebody with this account; `search_path` says where the remedies' programs may be.
    pub fn new(account: &Account, search_path: &str) -> Self {
        Self::known(account.owner, account.groups.clone(), search_path)
    }

    /// This process itself.
    pub fn own(search_path: &str) -> Self {
        let owner = Owner {
            uid: users::effective_uid(),
            gid: users::effective_gid(),
        };
        Self::known(owner, users::own_groups(), search_path)
    }

    fn known(owner: Owner, groups: Vec<u32>, search_path: &str) -> Self {
        let entry = users::user_by_uid(owner.uid).ok().flatten();
        let mut folders = search_path.split(':').filter(|folder| !folder.is_empty());
        Self {
            owner,
            groups,
            name: entry.map_or_else(|| owner.uid.to_string(), |entry| entry.name),
            has_setfacl: folders
                .any(|folder| file::is_executable(&Path::new(folder).join("setfacl"))),
        }
    }

    /// The user and the main group.
    pub fn owner(&self) -> Owner {
        self.owner
    }

    /// The first thing that keeps this user from using a file so.
    ///
    /// Where the way ends before the file, nothing more refuses: that it is missing is for others
    /// to notice. What cannot be looked at does not count as refusing either.
    pub fn obstacle(&self, path: &Path, wanted: Use, holder: Holder) -> Option<Obstacle> {
        let mut rest: VecDeque<OsString> = components(path).collect();
        let mut at = PathBuf::from("/");
        let mut stat = file::stat(&at, Links::Refuse).ok()?;
        let mut links_left = LINKS_MAX;
        while let Some(next) = rest.pop_front() {
            if stat.kind == Kind::Folder && !self.may(&at, &stat, Bits::RUN) {
                return Some(self.refusal(&at, &stat, Refused::Passing));
            }
            let below = match next.to_str() {
                Some("..") => at.parent().unwrap_or(&at).to_path_buf(),
                _ => at.join(&next),
            };
            stat = file::stat(&below, Links::Refuse).ok()?;
            if stat.kind != Kind::Link {
                at = below;
                continue;
            }
            links_left = links_left.checked_sub(1)?;
            let target = file::read_link(&below).ok()?;
            if target.is_absolute() {
                at = PathBuf::from("/");
            }
            stat = file::stat(&at, Links::Refuse).ok()?;
            let on: Vec<OsString> = components(&target).collect();
            on.into_iter().rev().for_each(|one| rest.push_front(one));
        }
        self.at_the_end(&at, &stat, wanted, holder)
    }

    /// What the file at the end of the way refuses.
    fn at_the_end(
        &self,
        path: &Path,
        stat: &Stat,
        wanted: Use,
        holder: Holder,
    ) -> Option<Obstacle> {
        let stat = match holder {
            Holder::Present => *stat,
            Holder::Walker => Stat {
                uid: self.owner.uid,
                gid: self.owner.gid,
                ..*stat
            },
        };
        let asked: &[(Bits, Refused)] = match wanted {
            Use::Reach => &[],
            Use::Read => &[(Bits::READ, Refused::Reading)],
            Use::ReadWrite => &[
                (Bits::READ, Refused::Reading),
                (Bits::WRITE, Refused::Writing),
            ],
            Use::Run => &[(Bits::RUN, Refused::Running)],
        };
        let refused = asked.iter().find(|(bits, _)| !self.may(path, &stat, *bits));
        refused.map(|(_, refused)| self.refusal(path, &stat, *refused))
    }

    /// Whether this user may do this with that file.
    fn may(&self, path: &Path, stat: &Stat, wanted: Bits) -> bool {
        if self.owner.uid == 0 {
            // Root passes and reads everything; it runs what anybody may run.
            return stat.kind == Kind::Folder || wanted != Bits::RUN || stat.mode & 0o111 != 0;
        }
        let bits = Bits::of_mode(stat.mode);
        if self.owner.uid == stat.uid {
            return bits.owner.has(wanted);
        }
        match AccessList::read(path) {
            Ok(Some(list)) => list.permits(self.owner.uid, stat.gid, wanted, |gid| self.is_in(gid)),
            _ if self.is_in(stat.gid) => bits.group.has(wanted),
            _ => bits.others.has(wanted),
        }
    }

    fn is_in(&self, gid: u32) -> bool {
        self.owner.gid == gid || self.groups.contains(&gid)
    }

    fn refusal(&self, path: &Path, stat: &Stat, refused: Refused) -> Obstacle {
        Obstacle {
            path: path.into(),
            user: self.name.clone(),
            refused,
            command: self.remedy(path, stat, refused),
        }
    }

    /// The command that allows what is refused; an access list where there can be one, because
    /// that opens the way to this user alone.
    fn remedy(&self, path: &Path, stat: &Stat, refused: Refused) -> String {
        let right = match refused {
            Refused::Passing | Refused::Running => "x",
            Refused::Reading => "r",
            Refused::Writing => "rw",
        };
        let place = fv_command::quote(&path.to_string_lossy());
        if self.owner.uid == stat.uid || self.owner.uid == 0 {
            return format!("chmod u+{right} {place}");
        }
        if self.has_setfacl && AccessList::read(path).is_ok() {
            return format!("setfacl -m u:{}:{right} {place}", self.name);
        }
        match self.is_in(stat.gid) {
            true => format!("chmod g+{right} {place}"),
            false => format!("chmod o+{right} {place}"),
        }
    }
}

impl fmt::Display for Obstacle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (path, user) = (self.path.display(), &self.user);
        match self.refused {
            Refused::Passing => write!(f, "folder '{path}' does not let user '{user}' pass")?,
            Refused::Reading => write!(f, "'{path}' does not let user '{user}' read it")?,
            Refused::Writing => write!(f, "'{path}' does not let user '{user}' write to it")?,
            Refused::Running => write!(f, "'{path}' does not let user '{user}' run it")?,
        }
        write!(f, "; this would allow it: {}", self.command)
    }
}

/// The names on a path, without those that lead nowhere.
fn components(path: &Path) -> impl Iterator<Item = OsString> {
    path.components().filter_map(|component| match component {
        Component::Normal(name) => Some(name.to_os_string()),
        Component::ParentDir => Some("..".into()),
        Component::RootDir | Component::CurDir | Component::Prefix(_) => None,
    })
}

/// As many links as the kernel follows.
const LINKS_MAX: u32 = 40;

#[cfg(test)]
#[path = "tests/reach.rs"]
mod tests;
