//! Keys: the numbers that keyboards and systems give them, and QEMU's own for each.
//!
//! QEMU's number (`qnum`) is that of the first set of a PC keyboard with the escape byte folded
//! into one bit; libvirt's `xt_kbd` is the same with another bit. A key that a keyboard does not
//! have counts as 0 there, and 0 means no key, which libvirt passes on as it is.

use std::sync::OnceLock;

use fv_error::{Error, ErrorDomain, Result};

/// Whose numbers are meant (`virKeycodeSet`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum CodeSet {
    Linux,
    Set1,
    Set2,
    Set3,
    Mac,
    XtKbd,
    Usb,
    Win32,
    Qnum,
}

impl CodeSet {
    /// By libvirt's number, with libvirt's name.
    fn from_number(number: u32) -> Option<(Self, &'static str)> {
        Some(match number {
            0 => (Self::Linux, "linux"),
            // Added by mistake beside the other, which it is.
            1 => (Self::Set1, "xt"),
            2 => (Self::Set1, "atset1"),
            3 => (Self::Set2, "atset2"),
            4 => (Self::Set3, "atset3"),
            5 => (Self::Mac, "os_x"),
            6 => (Self::XtKbd, "xt_kbd"),
            7 => (Self::Usb, "usb"),
            8 => (Self::Win32, "win32"),
            9 => (Self::Qnum, "qnum"),
            _ => return None,
        })
    }
}

/// One key; the numbers stand in the order of the table's columns.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Key {
    linux: u32,
    set1: u32,
    set2: u32,
    set3: u32,
    mac: u32,
    usb: u32,
    win32: u32,
}

impl Key {
    fn in_set(&self, set: CodeSet) -> u32 {
        match set {
            CodeSet::Linux => self.linux,
            CodeSet::Set1 => self.set1,
            CodeSet::Set2 => self.set2,
            CodeSet::Set3 => self.set3,
            CodeSet::Mac => self.mac,
            CodeSet::XtKbd => folded(self.set1, 0x100, 0xff),
            CodeSet::Usb => self.usb,
            CodeSet::Win32 => self.win32,
            CodeSet::Qnum => folded(self.set1, 0x80, 0x7f),
        }
    }
}

/// A number of set 1 with the escape byte folded into `bit`.
///
/// The two Korean keys have numbers above 127 without an escape; of those `korean` remains.
fn folded(set1: u32, bit: u32, korean: u32) -> u32 {
    match set1 {
        0xf1 | 0xf2 => set1 & korean,
        0..=0x7f => set1,
        _ => bit | (set1 & 0x7f),
    }
}

/// QEMU's number for a key that a client named by another set's.
pub(crate) fn to_qnum(code_set: u32, code: u32) -> Result<u32> {
    let Some((set, name)) = CodeSet::from_number(code_set) else {
        let detail = format!("unknown codeset {code_set}");
        return Err(Error::internal(ErrorDomain::Qemu, detail));
    };
    if set == CodeSet::Qnum {
        return Ok(code);
    }
    translate(set, code).ok_or_else(|| {
        let detail = format!("cannot translate keycode {code} of {name} codeset to qnum keycode");
        Error::internal(ErrorDomain::Qemu, detail)
    })
}

fn translate(set: CodeSet, code: u32) -> Option<u32> {
    let nothing = if set == CodeSet::Mac { NO_MAC_KEY } else { 0 };
    if code == nothing {
        return Some(0);
    }
    let found = table().iter().find(|key| key.in_set(set) == code);
    match found {
        Some(key) => Some(key.in_set(CodeSet::Qnum)),
        // Linux numbers far more keys than any keyboard has.
        None => (set == CodeSet::Linux && code < LINUX_KEYS).then_some(0),
    }
}

fn table() -> &'static [Key] {
    static TABLE: OnceLock<Vec<Key>> = OnceLock::new();
    TABLE.get_or_init(|| include_str!("keys.txt").lines().filter_map(key).collect())
}

fn key(line: &str) -> Option<Key> {
    let mut numbers = line.split_ascii_whitespace().map(str::parse);
    let mut next = || numbers.next()?.ok();
    Some(Key {
        linux: next()?,
        set1: next()?,
        set2: next()?,
        set3: next()?,
        mac: next()?,
        usb: next()?,
        win32: next()?,
    })
}

/// What the table says of a key that a Mac does not have.
const NO_MAC_KEY: u32 = 255;
/// How many keys Linux numbers in libvirt's table.
const LINUX_KEYS: u32 = 454;

#[cfg(test)]
#[path = "tests/keys.rs"]
mod tests;
