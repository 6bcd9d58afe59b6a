//! Small changes of texts.

/// Takes the brackets of an IPv6 address away, if it has them.
pub fn strip_brackets(text: &str) -> &str {
    let inner = text
        .strip_prefix('[')
        .and_then(|text| text.strip_suffix(']'));
    inner.filter(|inner| inner.contains(':')).unwrap_or(text)
}

/// Takes control characters away that XML cannot hold: all below the blank but tab and line ends.
pub fn strip_control(text: &str) -> String {
    text.chars()
        .filter(|&c| c >= ' ' || matches!(c, '\t' | '\n' | '\r'))
        .collect()
}

/// Keeps only these characters.
pub fn keep(text: &str, kept: &str) -> String {
    text.chars().filter(|&c| kept.contains(c)).collect()
}

/// Reads a version `major.minor.micro` with anything behind it.
///
/// The result is `major * 1000000 + minor * 1000 + micro`, libvirt's form of versions.
pub fn parse_version(text: &str, missing: Missing) -> Option<u64> {
    let (major, mut rest) = number(text)?;
    let mut parts = [0, 0];
    for part in &mut parts {
        match rest.strip_prefix('.') {
            Some(after) => (*part, rest) = number(after)?,
            None if missing == Missing::Allowed => {}
            None => return None,
        }
    }
    let [minor, micro] = parts;
    let fits = major <= u32::MAX / 1_000_000 && minor <= 999 && micro <= 999;
    fits.then(|| u64::from(major) * 1_000_000 + u64::from(minor) * 1000 + u64::from(micro))
}

/// Whether parts of a version may be left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Missing {
    /// They count as 0.
    Allowed,
    /// The text is no version without them.
    Refused,
}

fn number(text: &str) -> Option<(u32, &str)> {
    crate::number::split_u32(text, crate::number::Base::Decimal)
}

#[cfg(test)]
mod tests;
