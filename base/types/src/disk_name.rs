//! Names of disks as guests see them: `sda`, `vdb`, `hdc1` and their indexes.

/// The prefixes that have letters for an index.
const PREFIXES: &[&str] = &["fd", "hd", "vd", "sd", "xvd", "ubd"];

/// The index that a name of a disk stands for, and the partition if there is one.
pub fn parse(name: &str) -> Option<(u32, Option<u32>)> {
    let (index, digits) = split(name)?;
    Some((index, partition(digits)?))
}

/// The index that the name of a disk stands for, whatever number of a partition follows.
pub fn to_index(name: &str) -> Option<u32> {
    split(name).map(|(index, _)| index)
}

/// The name of the disk with this index.
pub fn from_index(index: u32, prefix: &str) -> String {
    let mut letters = Vec::new();
    let mut rest = u64::from(index) + 1;
    while rest > 0 {
        rest -= 1;
        letters.push(b'a' + (rest % 26) as u8);
        rest /= 26;
    }
    let letters = letters.iter().rev().map(|&letter| char::from(letter));
    prefix.chars().chain(letters).collect()
}

/// The index and the digits behind the letters.
fn split(name: &str) -> Option<(u32, &str)> {
    let rest = PREFIXES
        .iter()
        .find_map(|prefix| name.strip_prefix(prefix))?;
    let letters_end = rest
        .find(|c: char| !c.is_ascii_lowercase())
        .unwrap_or(rest.len());
    let (letters, digits) = rest.split_at(letters_end);
    let mut index: i32 = 0;
    for letter in letters.bytes() {
        index = index
            .checked_mul(26)?
            .checked_add(i32::from(letter - b'a') + 1)?;
    }
    let plain = digits.bytes().all(|byte| byte.is_ascii_digit());
    let index = u32::try_from(index.checked_sub(1)?).ok()?;
    plain.then_some((index, digits))
}

/// No digits: no partition; else a number without a leading zero.
fn partition(digits: &str) -> Option<Option<u32>> {
    if digits.is_empty() {
        return Some(None);
    }
    let padded = digits.len() > 1 && digits.starts_with('0');
    digits
        .parse::<i32>()
        .ok()
        .filter(|_| !padded)?
        .try_into()
        .ok()
        .map(Some)
}

#[cfg(test)]
mod tests;
