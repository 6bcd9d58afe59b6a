//! Numbers in text, read as C's `strtoll` family reads them and libvirt uses it.
//!
//! White space and a sign may stand in front. The `split_*` functions return what follows the
//! number; the `parse_*` functions want nothing to follow. Unsigned readers take `-1` as the
//! largest value, as libvirt does; the `_positive` ones refuse every minus sign.

/// The base of the digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Base {
    /// Ten.
    Decimal,
    /// Sixteen, with or without `0x`.
    Hexadecimal,
    /// Eight.
    Octal,
    /// Told by the prefix: `0x` sixteen, `0` eight, else ten.
    Prefixed,
}

/// Reads a signed number of 32 bits and returns the rest of the text.
pub fn split_i32(text: &str, base: Base) -> Option<(i32, &str)> {
    let (value, rest) = split_i64(text, base)?;
    Some((i32::try_from(value).ok()?, rest))
}

/// Reads a signed number of 64 bits and returns the rest of the text.
pub fn split_i64(text: &str, base: Base) -> Option<(i64, &str)> {
    let scan = Scan::new(text, base)?;
    let magnitude = i128::from(scan.magnitude?);
    let value = if scan.negative { -magnitude } else { magnitude };
    Some((i64::try_from(value).ok()?, scan.rest))
}

/// Reads an unsigned number of 32 bits and returns the rest of the text.
pub fn split_u32(text: &str, base: Base) -> Option<(u32, &str)> {
    let scan = Scan::new(text, base)?;
    let magnitude = u32::try_from(scan.magnitude?).ok()?;
    let value = if scan.negative {
        magnitude.wrapping_neg()
    } else {
        magnitude
    };
    Some((value, scan.rest))
}

/// Reads an unsigned number of 64 bits and returns the rest of the text.
pub fn split_u64(text: &str, base: Base) -> Option<(u64, &str)> {
    let scan = Scan::new(text, base)?;
    let magnitude = scan.magnitude?;
    let value = if scan.negative {
        magnitude.wrapping_neg()
    } else {
        magnitude
    };
    Some((value, scan.rest))
}

/// Reads an unsigned number of 32 bits without a minus sign and returns the rest of the text.
pub fn split_u32_positive(text: &str, base: Base) -> Option<(u32, &str)> {
    refuse_minus(text).and_then(|text| split_u32(text, base))
}

/// Reads an unsigned number of 64 bits without a minus sign and returns the rest of the text.
pub fn split_u64_positive(text: &str, base: Base) -> Option<(u64, &str)> {
    refuse_minus(text).and_then(|text| split_u64(text, base))
}

/// Reads a text that is a signed number of 32 bits.
pub fn parse_i32(text: &str, base: Base) -> Option<i32> {
    whole(split_i32(text, base))
}

/// Reads a text that is a signed number of 64 bits.
pub fn parse_i64(text: &str, base: Base) -> Option<i64> {
    whole(split_i64(text, base))
}

/// Reads a text that is an unsigned number of 32 bits; `-1` is the largest.
pub fn parse_u32(text: &str, base: Base) -> Option<u32> {
    whole(split_u32(text, base))
}

/// Reads a text that is an unsigned number of 64 bits; `-1` is the largest.
pub fn parse_u64(text: &str, base: Base) -> Option<u64> {
    whole(split_u64(text, base))
}

/// Reads a text that is an unsigned number of 32 bits without a minus sign.
pub fn parse_u32_positive(text: &str, base: Base) -> Option<u32> {
    whole(split_u32_positive(text, base))
}

/// Reads a text that is an unsigned number of 64 bits without a minus sign.
pub fn parse_u64_positive(text: &str, base: Base) -> Option<u64> {
    whole(split_u64_positive(text, base))
}

/// Reads a floating point number in C's decimal form and returns the rest of the text.
pub fn split_f64(text: &str) -> Option<(f64, &str)> {
    let text = skip_spaces(text);
    let (number, rest) = text.split_at(float_end(text));
    let value: f64 = number.parse().ok()?;
    // Overflow is an error of `strtod`; Rust rounds to infinity.
    value.is_finite().then_some((value, rest))
}

/// Reads a text that is a floating point number in C's decimal form.
pub fn parse_f64(text: &str) -> Option<f64> {
    whole(split_f64(text))
}

/// Writes a floating point number as C's `%f` does.
pub fn format_double(value: f64) -> String {
    format!("{value:.6}")
}

/// What the common part of all readers finds.
struct Scan<'a> {
    negative: bool,
    /// Nothing when it does not fit.
    magnitude: Option<u64>,
    rest: &'a str,
}

impl<'a> Scan<'a> {
    fn new(text: &'a str, base: Base) -> Option<Self> {
        let text = skip_spaces(text);
        let negative = text.starts_with('-');
        let text = text.strip_prefix(['-', '+']).unwrap_or(text);
        let (digits, radix) = radix(text, base);
        let end = digits
            .find(|c: char| !c.is_digit(radix))
            .unwrap_or(digits.len());
        if end == 0 {
            // In `0x` without a digit after it, the nought is the number.
            let rest = text
                .strip_prefix('0')
                .filter(|_| digits.len() < text.len())?;
            return Some(Self {
                negative,
                magnitude: Some(0),
                rest,
            });
        }
        let magnitude = u64::from_str_radix(&digits[..end], radix).ok();
        Some(Self {
            negative,
            magnitude,
            rest: &digits[end..],
        })
    }
}

/// Where a floating point number at the start of the text ends.
fn float_end(text: &str) -> usize {
    let bytes = text.as_bytes();
    let digits_from = |start: usize| {
        let rest = bytes.get(start..).unwrap_or_default();
        start + rest.iter().take_while(|byte| byte.is_ascii_digit()).count()
    };
    let sign = usize::from(matches!(bytes.first(), Some(b'-' | b'+')));
    let mut end = digits_from(sign);
    if bytes.get(end) == Some(&b'.') {
        end = digits_from(end + 1);
    }
    // An exponent counts only when it has digits.
    if matches!(bytes.get(end), Some(b'e' | b'E')) {
        let sign = usize::from(matches!(bytes.get(end + 1), Some(b'-' | b'+')));
        let start = end + 1 + sign;
        if digits_from(start) > start {
            end = digits_from(start);
        }
    }
    end
}

/// The digits without a prefix, and their base.
fn radix(text: &str, base: Base) -> (&str, u32) {
    let after_prefix = text.strip_prefix("0x").or_else(|| text.strip_prefix("0X"));
    match (base, after_prefix) {
        (Base::Decimal, _) => (text, 10),
        (Base::Octal, _) => (text, 8),
        (Base::Hexadecimal | Base::Prefixed, Some(digits)) => (digits, 16),
        (Base::Hexadecimal, None) => (text, 16),
        (Base::Prefixed, None) if text.starts_with('0') => (text, 8),
        (Base::Prefixed, None) => (text, 10),
    }
}

fn refuse_minus(text: &str) -> Option<&str> {
    Some(text).filter(|text| !skip_spaces(text).starts_with('-'))
}

fn whole<T>(split: Option<(T, &str)>) -> Option<T> {
    split
        .filter(|(_, rest)| rest.is_empty())
        .map(|(value, _)| value)
}

fn skip_spaces(text: &str) -> &str {
    text.trim_start_matches(|c| matches!(c, ' ' | '\t'..='\r'))
}

#[cfg(test)]
mod tests;
