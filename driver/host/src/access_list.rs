//! Access lists of files, as the kernel keeps them beside the mode bits.
//!
//! The attribute holds a version and entries of eight bytes: tag, rights, and the number of a
//! user or group. Whose entry counts is decided as in the kernel: the owner's (by the caller),
//! the user's own, then the groups', then everybody's.

use std::io;
use std::path::Path;

use fv_sys::xattr;

/// The rights of one class of users.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Bits(u32);

/// The rights of all three classes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ModeBits {
    /// The owner's.
    pub(crate) owner: Bits,
    /// The group's.
    pub(crate) group: Bits,
    /// Everybody else's.
    pub(crate) others: Bits,
}

impl Bits {
    /// Reading.
    pub(crate) const READ: Self = Self(4);
    /// Writing.
    pub(crate) const WRITE: Self = Self(2);
    /// Running a file, passing a folder.
    pub(crate) const RUN: Self = Self(1);

    /// The rights in a file's mode.
    pub(crate) fn of_mode(mode: u32) -> ModeBits {
        ModeBits {
            owner: Self(mode >> 6 & 7),
            group: Self(mode >> 3 & 7),
            others: Self(mode & 7),
        }
    }

    /// Whether these rights are among them.
    pub(crate) fn has(self, wanted: Self) -> bool {
        self.0 & wanted.0 == wanted.0
    }

    fn masked(self, mask: Option<Self>) -> Self {
        mask.map_or(self, |mask| Self(self.0 & mask.0))
    }
}

/// The access list of a file that has one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct AccessList(Vec<Entry>);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Entry {
    tag: u16,
    bits: Bits,
    id: u32,
}

impl AccessList {
    /// The list of a file; an error where its file system has none.
    pub(crate) fn read(path: &Path) -> io::Result<Option<Self>> {
        let value = xattr::read(path, ATTRIBUTE)?;
        Ok(value.and_then(|value| Self::parse(&value)))
    }

    fn parse(value: &[u8]) -> Option<Self> {
        let (version, entries) = value.split_first_chunk::<4>()?;
        if u32::from_le_bytes(*version) != VERSION {
            return None;
        }
        let entry = |bytes: &[u8]| {
            let (tag, rest) = bytes.split_first_chunk::<2>()?;
            let (bits, rest) = rest.split_first_chunk::<2>()?;
            Some(Entry {
                tag: u16::from_le_bytes(*tag),
                bits: Bits(u16::from_le_bytes(*bits).into()),
                id: u32::from_le_bytes(rest.try_into().ok()?),
            })
        };
        entries
            .chunks(8)
            .map(entry)
            .collect::<Option<_>>()
            .map(Self)
    }

    /// Whether somebody who is not the owner has these rights.
    pub(crate) fn permits(
        &self,
        uid: u32,
        group: u32,
        wanted: Bits,
        is_in: impl Fn(u32) -> bool,
    ) -> bool {
        let of = |tag: u16| self.0.iter().filter(move |entry| entry.tag == tag);
        let mask = of(MASK).next().map(|entry| entry.bits);
        if let Some(own) = of(USER).find(|entry| entry.id == uid) {
            return own.bits.masked(mask).has(wanted);
        }
        let owning = of(GROUP_OWNER).filter(|_| is_in(group));
        let named = of(GROUP).filter(|entry| is_in(entry.id));
        let mut groups = owning.chain(named).peekable();
        if groups.peek().is_some() {
            return groups.any(|entry| entry.bits.masked(mask).has(wanted));
        }
        of(OTHERS).any(|entry| entry.bits.has(wanted))
    }
}

const ATTRIBUTE: &str = "system.posix_acl_access";
const VERSION: u32 = 2;
const USER: u16 = 0x02;
const GROUP_OWNER: u16 = 0x04;
const GROUP: u16 = 0x08;
const MASK: u16 = 0x10;
const OTHERS: u16 = 0x20;

#[cfg(test)]
#[path = "tests/access_list.rs"]
pub(crate) mod tests;
