//! Names of keys and signals.

use fv_types::number::{self, Base};

/// The sets of key codes, as libvirt numbers them.
pub(super) const CODESETS: &[&str] = &[
    "linux", "xt", "atset1", "atset2", "atset3", "os_x", "xt_kbd", "usb", "win32", "qnum",
];

/// The code of a key by its name in a set; only Linux' names are known.
pub(super) fn code(codeset: &str, name: &str) -> Option<u32> {
    if codeset != "linux" {
        return None;
    }
    let mut lines = LINUX.lines().filter_map(|line| line.split_once(' '));
    let (_, code) = lines.find(|(known, _)| *known == name)?;
    code.parse().ok()
}

/// A signal by its number, or its name with or without `SIG` before it.
pub(super) fn signal(text: &str) -> Option<u32> {
    if let Some(number) = number::parse_i32(text, Base::Decimal) {
        return u32::try_from(number).ok();
    }
    let lower = text.to_ascii_lowercase();
    let name = lower
        .strip_prefix("sig_")
        .or_else(|| lower.strip_prefix("sig"));
    let name = name.unwrap_or(&lower);
    if let Some(number) = name.strip_prefix("rt") {
        let number = number::parse_u32_positive(number, Base::Decimal)?;
        return (number <= RT_MAX).then_some(number + RT_FIRST);
    }
    let at = SIGNALS.iter().position(|known| *known == name)?;
    u32::try_from(at).ok()
}

const SIGNALS: &[&str] = &[
    "nop", "hup", "int", "quit", "ill", "trap", "abrt", "bus", "fpe", "kill", "usr1", "segv",
    "usr2", "pipe", "alrm", "term", "stkflt", "chld", "cont", "stop", "tstp", "ttin", "ttou",
    "urg", "xcpu", "xfsz", "vtalrm", "prof", "winch", "poll", "pwr", "sys",
];
const RT_FIRST: u32 = 32;
const RT_MAX: u32 = 32;

/// A name and a code in each line.
const LINUX: &str = include_str!("keys.txt");
