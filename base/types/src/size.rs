//! Scaling of sizes that are given with a unit.

use fv_error::{Error, ErrorCode, ErrorDomain, Result};

/// Multiplies a number by its unit (`virScaleInteger`).
///
/// Without a unit `scale` is the factor; a result above `limit` is an overflow. Units are `b`,
/// `byte`, `bytes`, a letter of `kmgtpe` alone or with `iB` (powers of 1024), or with `B`
/// (powers of 1000), in any case.
pub fn scale_integer(value: u64, unit: &str, scale: u64, limit: u64) -> Result<u64> {
    let factor = match unit {
        "" if scale == 0 => {
            return Err(Error::internal(
                ErrorDomain::None,
                format!("invalid scale {scale}"),
            ));
        }
        "" => scale,
        unit => unit_factor(unit).ok_or_else(|| {
            let detail = format!("unknown suffix '{unit}'");
            Error::new(ErrorDomain::None, ErrorCode::InvalidArg, detail)
        })?,
    };
    if value > limit / factor {
        let detail = format!("value too large: {value}{unit}");
        return Err(Error::new(ErrorDomain::None, ErrorCode::Overflow, detail));
    }
    // Within the limit, which is itself a u64.
    Ok(value * factor)
}

/// The number of bytes that a unit stands for.
pub fn unit_factor(unit: &str) -> Option<u64> {
    let unit = unit.to_ascii_lowercase();
    if matches!(unit.as_str(), "b" | "byte" | "bytes") {
        return Some(1);
    }
    let mut letters = unit.chars();
    let power = "kmgtpe".find(letters.next()?)? + 1;
    let base: u64 = match letters.as_str() {
        "" | "ib" => 1024,
        "b" => 1000,
        _ => return None,
    };
    // At most 1024 to the sixth, that is two to the sixtieth.
    Some((0..power).fold(1, |factor, _| factor * base))
}

#[cfg(test)]
mod tests;
