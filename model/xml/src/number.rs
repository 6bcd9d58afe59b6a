//! Numbers as C's `strtol` family reads them: leading blanks, a sign, prefixes with base 0.
//!
//! libvirt accepts exactly that and refuses anything behind the digits, so `" 7"` and `"+7"` are
//! numbers and `"7 "` is none.

/// Reads a signed number that fits in 64 bits, in `base` (0, 10 or 16).
pub fn parse_signed(text: &str, base: u32) -> Option<i64> {
    let (negative, digits, base) = split(text, base)?;
    let value = i128::from(u64::from_str_radix(digits, base).ok()?);
    i64::try_from(if negative { -value } else { value }).ok()
}

/// Reads a number without sign that fits in 64 bits; a minus is refused.
pub fn parse_unsigned(text: &str, base: u32) -> Option<u64> {
    if text.contains('-') {
        return None;
    }
    let (_, digits, base) = split(text, base)?;
    u64::from_str_radix(digits, base).ok()
}

/// Takes blanks, sign and prefix off and says which base the digits are in.
fn split(text: &str, base: u32) -> Option<(bool, &str, u32)> {
    let text = text.trim_start_matches([' ', '\t', '\n', '\r', '\u{b}', '\u{c}']);
    let negative = text.starts_with('-');
    let text = text.strip_prefix(['-', '+']).unwrap_or(text);
    let prefixed = text.strip_prefix("0x").or_else(|| text.strip_prefix("0X"));
    let (digits, base) = match (prefixed, base) {
        (Some(digits), 0 | 16) if digits.starts_with(|c: char| c.is_ascii_hexdigit()) => {
            (digits, 16)
        }
        (_, 0) if text.len() > 1 && text.starts_with('0') => (&text[1..], 8),
        (_, 0) => (text, 10),
        (_, base) => (text, base),
    };
    // `from_str_radix` would take another plus sign.
    digits.starts_with(|c: char| c.is_ascii_alphanumeric()).then_some((negative, digits, base))
}
