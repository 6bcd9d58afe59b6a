//! Addresses of the internet: every numeric form that the C library takes, networks and ranges.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use fv_error::{Error, ErrorCode, ErrorDomain, Result};

/// Which addresses are wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Family {
    /// Version 4.
    Inet,
    /// Version 6.
    Inet6,
}

/// Reads a numeric address, of one family or of any.
pub fn parse(text: &str, family: Option<Family>) -> Result<IpAddr> {
    let v4 = || parse_v4(text).map(IpAddr::V4);
    let v6 = || text.parse().ok().map(IpAddr::V6);
    let found = match family {
        Some(Family::Inet) => v4(),
        Some(Family::Inet6) => v6(),
        None => v4().or_else(v6),
    };
    found.ok_or_else(|| {
        let detail = format!("Cannot parse socket address '{text}': Name or service not known");
        Error::new(ErrorDomain::None, ErrorCode::SystemError, detail)
    })
}

/// Reads version 4 in all of C's forms: one to four parts, decimal, octal or hexadecimal.
///
/// The last part fills what the others leave: `127.1` is `127.0.0.1`.
pub fn parse_v4(text: &str) -> Option<Ipv4Addr> {
    let parts: Vec<u32> = text.split('.').map(v4_part).collect::<Option<_>>()?;
    let (last, first) = parts.split_last()?;
    if first.len() > 3 || first.iter().any(|&part| part > 0xff) {
        return None;
    }
    let room = 32 - 8 * first.len() as u32;
    if u64::from(*last) >= 1 << room {
        return None;
    }
    let high = first
        .iter()
        .fold(0u64, |high, &part| high << 8 | u64::from(part));
    // The shift leaves 32 bits in all.
    Some(Ipv4Addr::from((high << room) as u32 | last))
}

/// Writes an address as the C library does.
pub fn format(address: IpAddr) -> String {
    match address {
        IpAddr::V4(address) => address.to_string(),
        // The C library shows the last four bytes as version 4 also after twelve zeros.
        IpAddr::V6(address) => match address.segments() {
            [0, 0, 0, 0, 0, 0, high, low] if high != 0 => {
                let [a, b] = high.to_be_bytes();
                let [c, d] = low.to_be_bytes();
                format!("::{a}.{b}.{c}.{d}")
            }
            _ => address.to_string(),
        },
    }
}

/// The family of a numeric address.
pub fn numeric_family(text: &str) -> Option<Family> {
    match parse(text, None).ok()? {
        IpAddr::V4(_) => Some(Family::Inet),
        IpAddr::V6(_) => Some(Family::Inet6),
    }
}

/// Whether a text is the numeric address by which a host reaches itself.
pub fn is_numeric_localhost(text: &str) -> bool {
    match parse(text, None) {
        Ok(IpAddr::V4(address)) => address == Ipv4Addr::LOCALHOST,
        Ok(IpAddr::V6(address)) => address == Ipv6Addr::LOCALHOST,
        Err(_) => false,
    }
}

/// The mask of a prefix, unless the family has no such prefix.
pub fn mask_of_prefix(prefix: u32, like: IpAddr) -> Option<IpAddr> {
    match like {
        IpAddr::V4(_) if prefix <= 32 => {
            let bits = u32::MAX.checked_shl(32 - prefix).unwrap_or(0);
            Some(IpAddr::V4(Ipv4Addr::from(bits)))
        }
        IpAddr::V6(_) if prefix <= 128 => {
            let bits = u128::MAX.checked_shl(128 - prefix).unwrap_or(0);
            Some(IpAddr::V6(Ipv6Addr::from(bits)))
        }
        _ => None,
    }
}

/// The prefix of a mask; nothing when its ones are not all in front.
pub fn prefix_of_mask(mask: IpAddr) -> Option<u32> {
    let (ones, zeros, bits) = match mask {
        IpAddr::V4(mask) => {
            let bits = u32::from(mask);
            (bits.leading_ones(), bits.trailing_zeros(), 32)
        }
        IpAddr::V6(mask) => {
            let bits = u128::from(mask);
            (bits.leading_ones(), bits.trailing_zeros(), 128)
        }
    };
    (ones + zeros == bits).then_some(ones)
}

/// The address with everything outside of the mask set to zero.
pub fn masked(address: IpAddr, mask: IpAddr) -> Option<IpAddr> {
    match (address, mask) {
        (IpAddr::V4(address), IpAddr::V4(mask)) => Some(IpAddr::V4(address & mask)),
        (IpAddr::V6(address), IpAddr::V6(mask)) => Some(IpAddr::V6(address & mask)),
        _ => None,
    }
}

/// Whether two addresses are in one network; nothing when families differ or the mask is none.
pub fn same_network(a: IpAddr, b: IpAddr, mask: IpAddr) -> Option<bool> {
    prefix_of_mask(mask)?;
    Some(masked(a, mask)? == masked(b, mask)?)
}

/// How many addresses a range has, which must lie within the network when one is given.
///
/// In a network of version 4 its own address cannot be the start nor its broadcast the end.
pub fn range(start: IpAddr, end: IpAddr, network: Option<(IpAddr, u32)>) -> Result<u32> {
    let shown = format!("range {} - {}", format(start), format(end));
    if start.is_ipv4() != end.is_ipv4() {
        return Err(internal(format!("mismatch of address family in {shown}")));
    }
    if let Some((address, prefix)) = network {
        within(start, end, address, prefix, &shown)?;
    }
    let (first, last) = match (start, end) {
        (IpAddr::V4(start), IpAddr::V4(end)) => {
            (u128::from(u32::from(start)), u128::from(u32::from(end)))
        }
        (IpAddr::V6(start), IpAddr::V6(end)) => (u128::from(start), u128::from(end)),
        _ => return Err(internal(format!("mismatch of address family in {shown}"))),
    };
    // Of version 6 only the last part may differ, so a reversed range may be told as too large.
    let too_large = match start {
        IpAddr::V4(_) => last >= first && last - first > RANGE_MAX,
        IpAddr::V6(_) => first >> 16 != last >> 16,
    };
    if too_large {
        return Err(internal(format!("{shown} is too large (> 65535)")));
    }
    match last.checked_sub(first) {
        Some(distance) => Ok(distance as u32 + 1),
        None if start.is_ipv4() => Err(internal(format!("{shown} is reversed "))),
        None => Err(internal(format!("{shown} start larger than end"))),
    }
}

fn within(start: IpAddr, end: IpAddr, address: IpAddr, prefix: u32, shown: &str) -> Result<()> {
    let network = format(address);
    if start.is_ipv4() != address.is_ipv4() {
        let detail = format!("mismatch of address family in {shown} for network {network}");
        return Err(internal(detail));
    }
    let Some(mask) = mask_of_prefix(prefix, address) else {
        let detail = format!("bad prefix {prefix} for network {network} when checking {shown}");
        return Err(internal(detail));
    };
    let inside = |part| same_network(part, address, mask) == Some(true);
    if !inside(start) || !inside(end) {
        let detail = format!("{shown} is not entirely within network {network}/{prefix}");
        return Err(internal(detail));
    }
    let shown = format!("{shown} in network {network}/{prefix}");
    if start.is_ipv4() && masked(address, mask) == Some(start) {
        return Err(internal(format!("start of {shown} is the network address")));
    }
    if end.is_ipv4() && broadcast(address, mask) == Some(end) {
        return Err(internal(format!("end of {shown} is the broadcast address")));
    }
    Ok(())
}

/// The address of everybody in a network of version 4.
pub fn broadcast(address: IpAddr, mask: IpAddr) -> Option<IpAddr> {
    match (address, mask) {
        (IpAddr::V4(address), IpAddr::V4(mask)) => Some(IpAddr::V4(address | !mask)),
        _ => None,
    }
}

fn v4_part(text: &str) -> Option<u32> {
    if !text.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    crate::number::parse_u32_positive(text, crate::number::Base::Prefixed)
}

fn internal(detail: String) -> Error {
    Error::internal(ErrorDomain::None, detail)
}

const RANGE_MAX: u128 = 65_535;

#[cfg(test)]
mod tests;
