//! Documents in fewer bytes: what stands in every one of them becomes a single byte.
//!
//! The codes are bytes that no document has: most control characters, which XML does not permit,
//! and those that begin no character of UTF-8. A text that has one nevertheless is packed as it
//! is, behind a mark. Packing takes one pass, unpacking too; both give back every byte.

use std::borrow::Cow;

/// Packs a text.
pub(super) fn pack(text: &str) -> Box<[u8]> {
    let bytes = text.as_bytes();
    if bytes.iter().any(|byte| IS_CODE[usize::from(*byte)]) {
        return [&[PLAIN], bytes].concat().into();
    }
    let mut out = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some(&first) = rest.first() {
        match phrase_at(rest, first) {
            Some((phrase, code)) => {
                out.push(code);
                rest = &rest[phrase.len()..];
            }
            None => {
                out.push(first);
                rest = &rest[1..];
            }
        }
    }
    out.into_boxed_slice()
}

/// The longest phrase at the start of the rest, with its code.
fn phrase_at(rest: &[u8], first: u8) -> Option<(&'static str, u8)> {
    // Most bytes begin no phrase: to compare them all would take most of a start.
    if !BEGINS[usize::from(first)] {
        return None;
    }
    let coded = PHRASES.into_iter().zip(CODES);
    // The last byte tells most of them apart without a look at the others.
    let ends_alike = |phrase: &[u8]| rest.get(phrase.len() - 1) == phrase.last();
    let fitting = coded
        .filter(|(phrase, _)| ends_alike(phrase.as_bytes()) && rest.starts_with(phrase.as_bytes()));
    fitting.max_by_key(|(phrase, _)| phrase.len())
}

/// The text that was packed.
pub(super) fn unpack(bytes: &[u8]) -> String {
    if let Some((&PLAIN, text)) = bytes.split_first() {
        return String::from_utf8_lossy(text).into_owned();
    }
    let mut out = Vec::with_capacity(bytes.len() * 2);
    for byte in bytes {
        match CODES.iter().position(|code| code == byte) {
            Some(at) => out.extend_from_slice(PHRASES[at].as_bytes()),
            None => out.push(*byte),
        }
    }
    match String::from_utf8_lossy(&out) {
        Cow::Borrowed(_) => String::from_utf8(out).unwrap_or_default(),
        // Cannot happen: the phrases are text, and what was between them was.
        Cow::Owned(text) => text,
    }
}

/// The mark of a text that is not packed.
const PLAIN: u8 = 0;

/// Bytes that stand for phrases, in their order.
const CODES: [u8; 40] = [
    1, 2, 3, 4, 5, 6, 7, 8, 11, 12, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29,
    30, 31, 0xc0, 0xc1, 0xf5, 0xf6, 0xf7, 0xf8, 0xf9, 0xfa, 0xfb, 0xfc, 0xfd, 0xfe,
];

/// What documents are made of. Of those that fit at a place the longest counts.
#[rustfmt::skip]
const PHRASES: [&str; 40] = [
    "\n      <address type='pci' domain='0x0000' bus='0x",
    "' slot='0x",
    "' function='0x0'/>",
    "' function='0x",
    "' function='0x0' multifunction='on'/>",
    "\n    </controller>",
    "\n    <controller type='",
    "\n    <controller type='pci' index='",
    "' model='pcie-root-port'>\n      <model name='pcie-root-port'/>\n      <target chassis='",
    "' index='",
    "' model='",
    "' port='0x",
    "\n    <disk type='file' device='disk'>\n      <driver name='qemu' type='",
    "'/>\n      <source file='",
    "'/>\n      <target dev='",
    "' bus='",
    "\n    </disk>",
    "\n    <interface type='",
    "\n      <mac address='52:54:00:",
    "\n      <source ",
    "'/>\n      <model type='",
    "\n    </interface>",
    "\n      <address type='",
    "\n  <on_poweroff>destroy</on_poweroff>\n  <on_reboot>restart</on_reboot>\n  <on_crash>destroy</on_crash>",
    "\n  <devices>\n    <emulator>/usr/bin/qemu-system-x86_64</emulator>",
    "<domain type='",
    "</name>\n  <uuid>",
    "</uuid>\n  <memory unit='KiB'>",
    "</memory>\n  <currentMemory unit='KiB'>",
    "</currentMemory>\n  <vcpu placement='static'>",
    "</vcpu>\n  <os>\n    <type arch='x86_64' machine='pc-",
    "'>hvm</type>\n    <boot dev='hd'/>\n  </os>",
    "\n  <features>\n    <acpi/>\n    <apic/>\n  </features>",
    "' controller='0' bus='0' target='0' unit='",
    "\n    <serial type='pty'>\n      <target type='isa-serial' port='0'>\n        <model name='isa-serial'/>\n      </target>\n    </serial>\n    <console type='pty'>\n      <target type='serial' port='0'/>\n    </console>",
    "\n    <input type='mouse' bus='ps2'/>\n    <input type='keyboard' bus='ps2'/>",
    "\n    <watchdog model='itco' action='reset'/>\n    <memballoon model='",
    "\n    <",
    "'/>",
    "\n  </devices>\n</domain>\n",
];

/// Whether a byte cannot stand in what is packed.
const IS_CODE: [bool; 256] = {
    let mut is_code = [false; 256];
    is_code[PLAIN as usize] = true;
    let mut at = 0;
    while at < CODES.len() {
        is_code[CODES[at] as usize] = true;
        at += 1;
    }
    is_code
};

/// Whether a phrase begins with a byte.
const BEGINS: [bool; 256] = {
    let mut begins = [false; 256];
    let mut at = 0;
    while at < PHRASES.len() {
        begins[PHRASES[at].as_bytes()[0] as usize] = true;
        at += 1;
    }
    begins
};

#[cfg(test)]
mod tests;
